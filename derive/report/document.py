"""A checked document in words: for a terminal, for a pipe, as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..documents.check import Checked
from ..documents.claim import Claim
from ..grading.graded import plain
from ..vocabulary import UNREADABLE, VERDICTS

if TYPE_CHECKING:
    from rich.text import Text

MARKS = {row.claim: row.mark for row in VERDICTS.values()} | {UNREADABLE: "?"}
"""A step that cannot be read is open, and nobody's mistake."""
STYLES = {"✓": "green", "≈": "green", "✗": "bold red", "?": "yellow", "·": "dim"}
LONGEST = 110
"""Longer formulas are cut on a terminal; JSON and HTML have the whole."""


def formula(claim: Claim) -> str:
    """The claim as one line of Unicode: its reading, or what was typed."""
    typed = f"{claim.left} {claim.relation} {claim.right}" if claim.relation else claim.left
    return " ".join((plain(claim.reading) if claim.reading else typed).split())


def short(text: str, width: int = LONGEST) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def head(claim: Claim) -> str:
    """The formula with the conditions it stands under and its verdict, unless that is plain from the mark."""
    under = f"   [{', '.join(claim.holds_where)}]" if claim.holds_where else ""
    verdict = "" if claim.verdict == "proved" else f"   {claim.verdict}"
    return f"{short(formula(claim))}{under}{verdict}"


def details(checked: Checked, claim: Claim) -> list[str]:
    """What is said below a claim: where it fails, why, what would hold, numbers."""
    out: list[str] = []
    if claim.verdict in ("refuted", "ill-typed", "unreadable"):
        out += caret(checked, claim)
    out += [m for m in [claim.message] if m]
    out += [n for n in claim.notes if n not in out]
    if claim.repair:
        out.append(f"would hold: {short(plain(claim.repair))}")
    if claim.witness:
        out.append(short(witness_line(claim), 160))
    return out


def witness_line(claim: Claim) -> str:
    w = claim.witness or {}
    places = ", ".join(f"{k} = {v}" for k, v in {**w.get("sizes", {}), **w.get("values", {})}.items())
    return f"{'at ' + places if places else 'the numbers'}: left {w.get('left')}, right {w.get('right')}"


def caret(checked: Checked, claim: Claim) -> list[str]:
    """The line of the file with a mark under the part that is at fault."""
    start, end = claim.fault
    number, column = checked.lines.place(start)
    last, end_column = checked.lines.place(end)
    line = "".join(c if c.isprintable() else " " for c in checked.lines.line(number))
    width = max(1, (end_column if last == number else len(line.rstrip())) - column + 1)
    low = max(0, column - 1 - 50)
    shown = line[low : low + 110]
    return [f"{number:>5} | {shown}", "      | " + " " * (column - 1 - low) + "^" * max(1, min(width, len(shown) - (column - 1 - low)))]


def summary(checked: Checked) -> str:
    said = ", ".join(f"{n} {v}" for v, n in checked.summary.items() if n)
    wrong = [c for c in checked.claims if c.verdict in ("refuted", "ill-typed")]
    first = f"; first wrong step on line {wrong[0].line_of_mistake}" if wrong else ""
    count = len(checked.claims)
    return f"{count} claim{'' if count == 1 else 's'}: {said or 'none found'}{first}"


def title(checked: Checked) -> str:
    chosen = f" ({checked.chosen})" if checked.chosen else ""
    return f"{checked.document}: sheet {checked.sheet}{chosen}"


def declared(checked: Checked) -> list[str]:
    """What is taken of the names, where a document is read in its own: a line for each group of its parts."""
    return [f"from line {line}: {'; '.join(names)}" for line, names in checked.declared]


def lines(checked: Checked) -> list[tuple[str, str]]:
    """The whole as lines, each with its style."""
    out = [(title(checked), "bold"), *((f"          {said}", "dim") for said in declared(checked))]
    for claim in checked.claims:
        mark = MARKS[claim.verdict]
        out.append((f"  {mark} {claim.line_of_mistake:>4}  {head(claim)}", STYLES[mark]))
        out += [(f"          {d}", "" if mark == "✗" else "dim") for d in details(checked, claim)]
    holds = checked.holds
    out.append((summary(checked), "bold green" if holds else "bold red" if wrong(checked) else "bold yellow"))
    return out


def wrong(checked: Checked) -> bool:
    return any(c.verdict in ("refuted", "ill-typed") for c in checked.claims)


def text(checked: Checked) -> str:
    return "\n".join(t for t, _ in lines(checked))


def coloured(checked: Checked) -> Text:
    from rich.text import Text

    return Text("\n").join(Text(t, style=s) for t, s in lines(checked))


# ---------------------------------------------------------------------------------------------- Markdown
def markdown(documents: list[Checked]) -> str:
    """A section a document, a row a claim."""
    out: list[str] = []
    for checked in documents:
        out += [f"## {cell(checked.document)}", "", f"{cell(title(checked).partition(': ')[2])}. {summary(checked)}.", ""]
        out += [line for said in declared(checked) for line in (f"{cell(said)}.", "")]
        out += ["| line | | claim | |", "|---:|---|---|---|"]
        for claim in checked.claims:
            said = [claim.verdict, claim.message, *claim.notes]
            said += [f"would hold: `{plain(claim.repair)}`"] if claim.repair else []
            said += [witness_line(claim)] if claim.witness else []
            under = f" under {', '.join(claim.holds_where)}" if claim.holds_where else ""
            words = "; ".join(cell(s) for s in said if s)
            out.append(f"| {claim.line_of_mistake} | {MARKS[claim.verdict]} | {code(formula(claim))}{cell(under)} | {words} |")
        out.append("")
    return "\n".join(out)


def cell(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")


def code(text: str) -> str:
    """A formula in a table's cell: bars would end it."""
    return f"`{short(text, 300).replace('|', '∣').replace('`', chr(39))}`"
