"""Conditions that are written beside a formula or over it, «when w ≠ o», and how to tell them from statements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from .layout import segments
from .mathematics import Break, Formula, Piece, Prose
from .placed import Placed
from .segments import Segment, without_tail
from .statements import ORDERS, Condition, Statement
from .words import AT_SOME, CJK, IN_THIS_CASE, polarity, words_of

RELATION = r"(?:\\neq?|≠|!=|=|[<>≤≥]|\\[gl](?:eq?|t)(?![A-Za-z]))"
IN_BRACKETS = re.compile(rf"(?:\s|(?<=\d))\(\s*((?:if|when|for|\\text\s*\{{[a-z ]+\}})?[^()]*{RELATION}[^()]*)\)\s*$")
BESIDE = re.compile(r"[\s,]*(?:if|when|for|for all|whenever|当|若)\s*")
"""Words between a formula and the condition that it stands under."""
STYLE = r"(?:\\(?:mathbf|boldsymbol|vec|bm|mathrm|text|mathit)\s*\{?\s*)*"
NAME = STYLE + r"(?:\\[a-zA-Z]+|[A-Za-z0α-ω])\}?(?:_(?:\{[^{}]*\}|\\[a-z]+|.)|[₀-₉ₐ-ₜ])?'*\}*"
INDEX_LIKE = re.compile(rf"^\s*\(?\s*{NAME}\s*\)?\s*$")


def is_condition(segment: Segment) -> bool:
    """w ≠ o, w = o, j ≠ k, 1 ≤ s ≤ K: a statement about names alone."""
    if not segment.relations or any(not m for m in segment.members) or set(segment.relations) & {"→"}:
        return False
    beside = zip(segment.members, ["=", *segment.relations], [*segment.relations, "="], strict=False)
    return all(INDEX_LIKE.match(m.text) or (not {before, after}.isdisjoint(ORDERS) and len(m) < 8) for m, before, after in beside)


def split_condition(stated: Statement) -> None:
    """«… = 0 (w ≠ o)», «∂J/∂u_w (w ≠ o) = …»: the condition in brackets behind a side stands beside the chain."""
    for n in (0, -1) if len(stated.members) > 1 else ():
        side = stated.members[n]
        if not (found := IN_BRACKETS.search(side.text)):
            continue
        inner = [one for s in segments(side[found.start(1) : found.end(1)]) for one in of_each(s)]
        if inner and all(map(is_condition, inner)) and side[: found.start()].text.strip():
            for one in inner:
                stated.under += condition(one, polarity(found.group(1).split("{")[-1]) if "\\text" in found.group(1) else "is")
            stated.members[n] = without_tail(side[: found.start()])


def of_each(condition: Segment) -> Iterator[Segment]:
    """«N, M > 0»: N > 0 and M > 0."""
    first, *others = condition.members or [Placed("", ())]
    at = 0
    for end in [*(m.start() for m in re.finditer(",", first.text)), len(first)] if set(condition.relations) & ORDERS else [len(first)]:
        yield replace(condition, members=[first[at:end].strip(), *others])
        at = end + 1


AND_LET = re.compile(r"and (?:let|define|write|denote|set|put)\b", re.IGNORECASE)
"""«Fix a word w ≠ o and let n be …»: the condition stands for what follows."""


def is_heading(role: str, later: list[Piece], formula: Formula) -> bool:
    """Whether a condition stands over what follows: «when w ≠ o:», «Case 2: w = o», and no remark in a sentence."""
    after = later[0] if later else None
    if isinstance(after, Prose):
        text = after.text.text.lstrip()
        if words_of(text)[:1] and words_of(text)[0] in ("is", "are", "was", "does", "cannot", "fails", "or", "and"):
            return False
        if role == "condition" and AND_LET.match(text):
            return True
        short = len(words_of(text)) <= 6 and len(CJK.findall(text)) <= 12
        if text[:1] in (":", "：", "|") or text[:1] in ("时", "時") or (role and IN_THIS_CASE.match(text)):
            return True
        leads = short and len(later) > 1 and isinstance(later[1], Formula)
        return (leads and role in ("condition", "case", "else")) or (role in ("condition", "case") and text[:1] in (",", "，") and short)
    if after is None or isinstance(after, Break):
        bare = "_" not in formula.text.text  # w ≠ o; but y_w = 0 is stated
        return role in ("condition", "case") or (formula.display and bare)
    return role in ("condition", "case") and isinstance(after, Formula)


def is_cell(later: list[Piece]) -> bool:
    """Whether the bar of a table follows a formula."""
    return bool(later) and isinstance(later[0], Prose) and later[0].text.text.lstrip(" ").startswith("|")


def is_remark(after: str) -> bool:
    """Whether the words after a formula say that it holds at some places only; «for w ≠ o» is a condition, and no such."""
    words, formula, _ = after.partition("□")
    return bool(AT_SOME.match(after)) and not (formula and BESIDE.fullmatch(words))


def rest_of_paragraph(later: list[Piece]) -> str:
    """The words after a formula, formulas among them as □."""
    out = []
    for piece in later:
        if isinstance(piece, Break):
            break
        out.append(piece.text.text if isinstance(piece, Prose) else "□")
    return "".join(out)


def is_display(piece: Piece) -> bool:
    return isinstance(piece, Formula) and piece.display


def condition(segment: Segment, bearing: str = "is") -> list[Condition]:
    """The condition that a segment states, turned by «unless», none by «not only for»."""
    if bearing == "open":
        return []
    relation = segment.relations[0] if len(segment.relations) == 1 else " ".join(segment.relations)
    return [Condition(tuple(segment.members), relation, bearing == "not")]
