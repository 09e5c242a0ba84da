"""What stands around and beside chains in a display: boxes, braces with labels, columns, grids of equations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .macros import closing_brace
from .placed import Placed
from .segments import MAX_FORMULA, Cutter, Segment


def segments(formula: Placed, environment: str = "") -> list[Segment]:
    """The statements of a formula, in order."""
    if len(formula) > MAX_FORMULA:
        return [Segment([formula[:80]], [], too_long=f"a formula of {len(formula)} characters (at most {MAX_FORMULA})")]
    columns = side_by_side(formula) if environment.startswith(("align", "flalign")) or "{aligned}" in formula.text else []
    if columns:
        return [s for column in columns for s in segments(column)]
    notes = under_braces(formula)
    if notes:
        return [*segments(without_labels(formula), environment), *notes]
    found = [s for s in Cutter(unboxed(formula), environment).run() if any(m for m in s.members) or s.words]
    if len(found) == 1 and not found[0].relations and (inner := opened(found[0].members[0])) is not None:
        return segments(inner, environment)
    return found


LABELLED = re.compile(r"\\(?:under|over)brace\s*(?=\{)")


def under_braces(formula: Placed) -> list[Segment]:
    """What labels state of what stands over them: \\underbrace{−u_o}_{= v_c}."""
    out: list[Segment] = []
    for match, end, label in labels(formula.text):
        inner = formula[label[0] + 1 : label[1] - 1].strip()
        if inner.text.startswith("=") and inner.text[1:].strip():
            out.append(Segment([formula[match.end() + 1 : end - 1].strip(), inner[1:].strip()], ["="], joint=","))
    return out


def labels(text: str) -> Iterator[tuple[re.Match[str], int, tuple[int, int]]]:
    """Every labelled brace: where it stands, where its content ends, where its label starts and ends."""
    for match in LABELLED.finditer(text):
        end = closing_brace(text, match.end())
        label = re.compile(r"\s*[_^]\s*(?=\{)").match(text, end) if end else None
        after = closing_brace(text, label.end()) if label else None
        if end is not None and label is not None and after is not None:
            yield match, end, (label.end(), after)


def without_labels(formula: Placed) -> Placed:
    """The formula with the braces' contents only."""
    while (found := next(labels(formula.text), None)) is not None:
        match, end, label = found
        formula = formula[: match.start()] + formula[match.end() : end] + formula[label[1] :]
    return formula


def side_by_side(formula: Placed) -> list[Placed]:
    """The columns of an align with two equations and more beside each other, each with its own rows; empty if it has one."""
    cutter = Cutter(formula, "")
    rows: list[list[tuple[int, int]]] = [[]]
    last = 0
    for n, token in enumerate(cutter.tokens):
        if cutter.tops[n] and token.lastgroup in ("amp", "row"):
            rows[-1].append((last, token.start()))
            last = token.end()
            if token.lastgroup == "row":
                rows.append([])
    rows[-1].append((last, len(formula)))
    rows = [r for r in rows if any(formula.text[a:b].strip() for a, b in r)]
    count = max((len(r) for r in rows), default=0)
    if count < 4 or len(rows) < 2 or "\\begin" in formula.text.replace("\\begin{aligned}", ""):
        return []
    out = []
    for column in range(0, count, 2):
        whole = Placed("", ())
        for row in rows:
            for a, b in row[column : column + 2]:
                whole += formula[a:b] + Placed(" ", (formula.at[max(b - 1, 0)],))
            whole += Placed("\\\\", (whole.end,) * 2)
        out.append(whole)
    stated = [any(s.relations for s in Cutter(c, "").run()) for c in out]
    return out if all(stated) else []


BOX = re.compile(
    r"\\(?:boxed|fbox|framebox|underbrace|overbrace|ensuremath|mathclap|underline|(?:textcolor|colorbox|color|mathcolor)\s*(?:\[[^\]]*\])?\s*\{[^{}]*\})\s*(?=\{)"
)


def unboxed(formula: Placed) -> Placed:
    """\\boxed{a = b} as a = b; boxes around values stay, the reader knows them."""
    at = 0
    while match := BOX.search(formula.text, at):
        end = closing_brace(formula.text, match.end())
        at = match.end()
        if end is None:
            continue
        inner = formula[match.end() + 1 : end - 1]
        if any(s.relations for s in Cutter(inner, "").run()):
            label = re.compile(r"\s*[_^]\s*(?=\{)").match(formula.text, end) if "brace" in match.group() else None
            after = closing_brace(formula.text, label.end()) or end if label else end
            formula = formula[: match.start()] + inner + formula[after:]
            at = match.start()
    return formula


WRAPPED = re.compile(
    r"\s*(?:\\left\s*)?(?:\(|\[|\{|\\\{)(?P<inside>.*?)(?:\\right\s*)?(?:\)|\]|\}|\\\}|\.)\s*$"
    r"|\s*\\begin\s*\{(?P<name>array|[pbvB]?matrix|[dr]?cases)\}(?:\s*\[[^\]]*\])?(?:\s*\{[^{}]*\})?(?P<cells>.*)\\end\s*\{(?P=name)\}\s*$",
    re.DOTALL,
)


def opened(expression: Placed) -> Placed | None:
    """What stands in brackets or a grid around whole equations; None for any other expression."""
    match = WRAPPED.match(expression.text)
    if match is None:
        return None
    group = "inside" if match.group("inside") is not None else "cells"
    inner = expression[match.start(group) : match.end(group)]
    return inner if inner and any(s.relations and s.members[0] for s in Cutter(inner, "").run()) else None
