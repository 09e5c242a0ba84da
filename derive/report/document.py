"""A checked document in words: for a terminal, for a pipe, as Markdown."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..documents.check import Checked
from ..documents.claim import Claim
from ..documents.outline import part_at, parts
from ..grading.graded import plain
from ..limits import nearly_spent
from ..vocabulary import NOT_A_CLAIM, SLIP, UNREADABLE, VERDICTS

if TYPE_CHECKING:
    from rich.text import Text

MARKS = {row.claim: row.mark for row in VERDICTS.values()} | {UNREADABLE: "?"}
"""A step that cannot be read is open, and nobody's mistake."""
STYLES = {"✓": "green", "≈": "green", "✗": "bold red", "?": "yellow", "·": "dim"}
WIDTH = 120
"""Columns of what is not a terminal."""
NARROWEST = 40
BEFORE = 10
"""Columns before a formula: its mark and its line."""
ENOUGH = 0.6
"""Once this part of the time for telling is used up, formulas are shown as they were typed."""
LONGEST = 300
"""Longer formulas are cut in Markdown; JSON and HTML have the whole."""
Line = tuple[str, str]
"""Text and its style."""


def formula(claim: Claim) -> str:
    """The claim as one line of Unicode: its reading, or what was typed; as it was typed where there is no time to read it."""
    show = str if nearly_spent(ENOUGH) else plain
    sides = f"{show(claim.left)} {claim.relation} {show(claim.right)}" if claim.relation else show(claim.left)
    return " ".join((show(claim.reading) if claim.reading else sides).split())


def short(text: str, width: int) -> str:
    return text if len(text) <= width else text[: max(width - 1, 1)] + "…"


def head(claim: Claim, width: int) -> Iterator[str]:
    """The formula with the conditions it stands under and its verdict, unless that is plain from the mark: on one line if it fits."""
    under = f"   [{', '.join(claim.holds_where)}]" if claim.holds_where else ""
    verdict = "" if claim.verdict == "proved" else f"   {claim.verdict}"
    shown = formula(claim)
    if len(shown) + len(under) + len(verdict) <= width:
        yield f"{shown}{under}{verdict}"
        return
    yield short(shown, width)
    yield from textwrap.wrap(f"{under}{verdict}".strip(), width)


def details(checked: Checked, claim: Claim, width: int) -> Iterator[str]:
    """What is said below a claim: where it fails, why, what would hold, numbers."""
    if claim.verdict in ("refuted", "ill-typed", "unreadable"):
        yield from caret(checked, claim, width)
    for said in dict.fromkeys([*filter(None, [claim.message]), *claim.notes]):
        yield from textwrap.wrap(said, width)
    if claim.repair:
        yield short(f"would hold: {plain(claim.repair)}", width)
    if claim.witness:
        yield from textwrap.wrap(short(witness_line(claim), 4 * width), width)


def witness_line(claim: Claim) -> str:
    w = claim.witness or {}
    places = ", ".join(f"{k} = {v}" for k, v in {**w.get("sizes", {}), **w.get("values", {})}.items())
    return f"{'at ' + places if places else 'the numbers'}: left {w.get('left')}, right {w.get('right')}"


def caret(checked: Checked, claim: Claim, width: int = WIDTH) -> list[str]:
    """The line of the file with a mark under the part that is at fault."""
    number, line, column, marked = checked.lines.marked(*claim.fault)
    room = width - 8
    low = 0 if column + marked <= room else max(0, column - max(room // 2, room - marked))
    shown = "".join(c if c.isprintable() else " " for c in line[low : low + room])
    at = column - low
    return [f"{number:>5} | {shown}", "      | " + " " * at + "^" * max(1, min(marked, len(shown) - at))]


def place_of(checked: Checked, claim: Claim) -> str:
    """Where a claim's right side stands: «line 13», «cell 7, line 3»."""
    cell = checked.lines.in_cell(claim.fault[0])
    return f"line {claim.line_of_mistake}" if cell is None else f"cell {cell[0]}, line {cell[1]}"


def number_of(checked: Checked, claim: Claim) -> int:
    """The line of the file, in a notebook that of the cell."""
    cell = checked.lines.in_cell(claim.fault[0])
    return claim.line_of_mistake if cell is None else cell[1]


def is_wrong(claim: Claim) -> bool:
    return MARKS[claim.verdict] == "✗"


def needs_a_look(claim: Claim) -> bool:
    """Whether a claim is wrong, open, or has a slip."""
    return MARKS[claim.verdict] in "✗?" or claim.verdict == SLIP


def summary(checked: Checked) -> str:
    """How many claims there are and what came of them, and the first that is wrong."""
    said = ", ".join(f"{n} {v}" for v, n in checked.summary.items() if n and v != NOT_A_CLAIM)
    wrong = next((c for c in checked.claims if is_wrong(c)), None)
    where = "" if wrong is None else place_of(checked, wrong)
    first = f"; first wrong step {'in' if where.startswith('cell') else 'on'} {where}" if where else ""
    count = len(checked.claims) - checked.summary[NOT_A_CLAIM]
    return f"{count} claim{'' if count == 1 else 's'}: {said or 'none found'}{first}"


def account(checked: Checked) -> str:
    """Everything is accounted for: how many formulas the text has, and what became of them."""
    found = checked.account()
    total = f"{counted(found['displays'], 'display')} and {counted(found['formulas'], 'inline formula')}"
    why = "; ".join(f"{short(w, 60)}{f' ({n}×)' if n > 1 else ''}" for w, n in list(found["why_not_read"].items())[:3])
    unread = f", {found['not_read']} not read ({why})" if found["not_read"] else ""
    return f"{total}: {found['judged']} with claims that were judged{unread}, {found['state_nothing']} that state nothing"


def counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def title(checked: Checked) -> str:
    chosen = f" ({checked.chosen})" if checked.chosen else ""
    return f"{checked.document}: sheet {checked.sheet}{chosen}"


def declared(checked: Checked) -> list[str]:
    """What a document is about, if it changes, and what is taken of its own names: a line for each group of its parts."""
    topics = [f"from line {line}: sheet {sheet}" for line, sheet in checked.topic_lines]
    return [*topics, *(f"from line {line}: {'; '.join(names)}" for line, names in checked.declared)]


def lines(checked: Checked, everything: bool, width: int) -> Iterator[Line]:
    """The whole as lines, each with its style: what is wrong or open, under the titles of its parts; all claims on demand."""
    width = max(width, NARROWEST)
    yield from ((text, "bold") for text in textwrap.wrap(title(checked), width, subsequent_indent="  "))
    for said in declared(checked):
        yield from ((text, "dim") for text in textwrap.wrap(said, width, initial_indent="  ", subsequent_indent="    "))
    found = parts(checked.items)
    last = -1
    shown = [c for c in checked.claims if everything or needs_a_look(c)]
    for claim in shown:
        if (at := part_at(found, claim.fault[0])) != last and at >= 0:
            yield short(found[at].title, width), "bold"
            last = at
        mark = MARKS[claim.verdict]
        first, *more = head(claim, width - BEFORE)
        yield f"  {mark} {number_of(checked, claim):>4}  {first}", STYLES[mark]
        yield from ((" " * BEFORE + text, STYLES[mark]) for text in more)
        yield from ((" " * BEFORE + text, "" if mark == "✗" else "dim") for text in details(checked, claim, width - BEFORE))
    style = "bold green" if checked.holds else "bold red" if wrong(checked) else "bold yellow"
    yield from ((text, style) for text in textwrap.wrap(summary(checked), width))
    hidden = len(checked.claims) - len(shown)
    rest = f"; --all shows the {hidden} that hold or state nothing" if hidden else ""
    yield from ((text, "dim") for text in textwrap.wrap(account(checked) + rest, width))


def wrong(checked: Checked) -> bool:
    return any(map(is_wrong, checked.claims))


def text(checked: Checked, everything: bool = True, width: int = WIDTH) -> str:
    return "\n".join(t for t, _ in lines(checked, everything, width))


def coloured(documents: list[Checked], everything: bool, width: int) -> Text:
    """All documents for a terminal, an empty line between two."""
    from rich.text import Text

    each = (Text("\n").join(Text(t, style=s) for t, s in lines(checked, everything, width)) for checked in documents)
    return Text("\n\n").join(each)


# ---------------------------------------------------------------------------------------------- Markdown
def markdown(documents: list[Checked]) -> str:
    """A section a document, a row a claim."""
    out: list[str] = []
    for checked in documents:
        out += [f"## {cell(checked.document)}", "", f"{cell(title(checked).partition(': ')[2])}. {cell(summary(checked))}.", ""]
        out += [line for said in [*declared(checked), account(checked)] for line in (f"{cell(said)}.", "")]
        out += ["| line | | claim | |", "|---:|---|---|---|"]
        for claim in checked.claims:
            said = [claim.verdict, claim.message, *claim.notes]
            said += [f"would hold: `{plain(claim.repair)}`"] if claim.repair else []
            said += [witness_line(claim)] if claim.witness else []
            under = f" under {', '.join(claim.holds_where)}" if claim.holds_where else ""
            words = "; ".join(cell(s) for s in said if s)
            place = place_of(checked, claim).removeprefix("line ")
            out.append(f"| {place} | {MARKS[claim.verdict]} | {code(formula(claim))}{cell(under)} | {words} |")
        out.append("")
    return "\n".join(out)


def cell(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")


def code(text: str) -> str:
    """A formula in a table's cell: bars would end it."""
    return f"`{short(text, LONGEST).replace('|', '∣').replace('`', chr(39))}`"
