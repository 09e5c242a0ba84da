"""The shapes of all names of a part: what its formulas say, then what letters are by custom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..notation.tree import Grid, Node
from .losses import derivatives_of_losses
from .shapes import Shapes, named_in, without_step


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of the names of a part before its formulas are looked at."""

    wide: frozenset[str]
    """Names that are bold or transposed: vectors and matrices by custom."""
    entries: Mapping[str, int]
    """Names with subscripts that count, and how many."""
    vectors: frozenset[str]
    """Of these, those whose members are vectors."""
    functions: frozenset[str]
    declared: Mapping[str, tuple[str, ...]]
    """The sizes that words give."""
    rows: bool = False
    """Whether vectors are rows."""


def shapes_of(statements: Iterable[tuple[Node, ...]], told: Told) -> Shapes:
    """The shapes that some chains give their names.

    Chains in which something does not fit are left out, and the others asked once more: a name that these do not hold is doubtful.
    """
    kept, left = list(statements), []
    for _ in range(MOST_ROUNDS):
        out = shapes_once(kept, told)
        sloppy = out.sloppy - {-1}
        if not sloppy:
            break
        left += [kept[n] for n in sloppy]
        kept = [members for n, members in enumerate(kept) if n not in sloppy]
    sure = {name for name in names_of(kept) if without_step(name) not in out.numbers}
    out.doubtful = frozenset(out.odd | (names_of(left) - sure - told.declared.keys()))
    return out


def names_of(chains: list[tuple[Node, ...]]) -> set[str]:
    return {name for members in chains for member in members for name in named_in(member)}


MOST_ROUNDS = 4


def shapes_once(chains: list[tuple[Node, ...]], told: Told) -> Shapes:
    """The shapes that chains give, whether or not all of them fit."""
    out = Shapes(entries=told.entries, vectors=told.vectors, functions=told.functions, vector="row" if told.rows else "column")
    for name, said in told.declared.items():
        rows, cols = out.of(name)
        out.attempt(((rows, cols), (out.size(said[0]) if said else 0, out.size(said[1]) if len(said) == 2 else 0)))
    for name, count in told.entries.items():
        if name not in told.vectors:
            out.expect(name, (count == 2, True) if told.rows else (True, count == 2))
    for name in sorted(told.vectors):
        out.expect(f"{name}[]", (True, False))
    for loss in sorted({loss for members in chains for member in members for loss, _ in derivatives_of_losses(member)}):
        out.attempt((out.of(loss), (0, 0)))
    for out.chain, members in enumerate(chains):
        if not any(isinstance(m, Grid) for m in members):
            out.sum(list(members))
    out.propagate()
    out.chain = -1
    for name in sorted(told.wide & out.names.keys()):
        out.suppose(name, "matrix" if name[0].isupper() else out.vector)
    for name in sorted(out.names):
        rows, cols = out.names[name]
        if out.is_many(rows) or out.is_many(cols):
            out.suppose(name, "matrix" if name[0].isupper() else out.vector)
    out.suppose_factors()
    out.numbers = {name for name, shape in out.names.items() if not out.is_number(shape) and not out.is_wide(shape)}
    for name in sorted(out.names):
        out.suppose(name, "number")
    return out
