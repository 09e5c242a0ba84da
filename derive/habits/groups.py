"""Brackets and grids: indicators, cases, and matrices given by their columns or rows."""

from __future__ import annotations

from ..notation.tree import Chain, Grid, Group, Mark, Name, Node, Script
from ..vocabulary import CASE_WORDS
from .cases import bare_condition, inline_cases
from .lists import counted
from .pieces import transpose, write_indicator
from .reader import Reader


def read_group(reader: Reader, node: Group) -> Node:
    """What stands in brackets: an indicator's condition, the rows of cases, a grid, or items as they are."""
    if node.bracket != "(" and len(node.items) == 1 and isinstance(node.items[0], Chain) and set(node.items[0].relations) <= {"=", "≠"}:
        return write_indicator(reader.see(node.items[0]), node.span)
    if node.bracket == "{" and (rows := inline_cases(node.items)):
        return reader.see(Grid("cases", rows, span=node.span))
    if len(node.items) == 1 and isinstance(node.items[0], Grid) and is_cases(node.items[0]):
        return reader.see(node.items[0])
    if len(node.items) == 1 and isinstance(node.items[0], Grid) and node.items[0].kind == "array":
        grid = node.items[0]
        kind = "cases" if node.bracket == "{" and all(len(r) == 2 for r in grid.rows) else "matrix"
        return reader.see(Grid(kind, grid.rows, span=grid.span))
    return Group(node.bracket, counted(reader, tuple(reader.see(i) for i in node.items)), span=node.span)


def read_grid(reader: Reader, node: Grid) -> Node:
    """Rows of cells; the conditions of cases without their «if»."""
    rows = node.rows
    if is_cases(node):
        node = Grid("cases", rows, span=node.span)
    if node.kind.endswith("cases"):
        rows = tuple((*row[:1], *(bare_condition(c) for c in row[1:])) for row in rows)
    seen = Grid(node.kind, tuple(tuple(None if c is None else reader.see(c) for c in row) for row in rows), span=node.span)
    return read_stacked(reader, seen)


def is_cases(grid: Grid) -> bool:
    """Whether an array or a matrix is the rows of cases: a value and a condition in each."""
    return bool(grid.rows) and all(len(row) == 2 and row[0] is not None and is_condition(row[1]) for row in grid.rows)


def is_condition(cell: Node | None) -> bool:
    """w = o, «if w ≠ o», «otherwise»."""
    return isinstance(cell, Chain) or (isinstance(cell, Name) and CASE_WORDS.get(cell.text) == "else")


def read_stacked(reader: Reader, grid: Grid) -> Node:
    """A matrix with dots is its columns side by side, or its rows one above the other."""
    cells = [c for row in grid.rows for c in row]
    if not grid.kind.endswith("matrix") or not any(isinstance(c, Mark) and c.kind == "…" for c in cells):
        return grid
    if len(grid.rows) == 1:
        return Group("[", counted(reader, tuple(c for c in grid.rows[0] if c is not None)), span=grid.span)
    if all(len(r) == 1 for r in grid.rows):
        members = counted(reader, tuple(r[0] for r in grid.rows if r[0] is not None))
        as_rows = bool(reader.choose(2))
        if as_rows:
            reader.notes.append("vectors one above the other are read as the rows of a matrix")
        rows = tuple(r if isinstance(r, Mark) or as_rows else transpose(r) for r in members)
        return Script(Group("[", rows, span=grid.span), (), Name("⊤"), span=grid.span)
    return grid
