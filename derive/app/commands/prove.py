"""`prove`: judge one claim."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from ...errors import FormulaError, InputError
from ...vocabulary import ILL_TYPED, UNREADABLE, VERDICTS
from ..output import as_json, standard_input, write

if TYPE_CHECKING:
    from ...court.question import Answer

HELP = "judge one claim"
DESCRIPTION = "Judge one claim."


def options(prove: argparse.ArgumentParser) -> None:
    prove.add_argument("claim", metavar="CLAIM", help="an equation, in LaTeX or Unicode; - reads it from standard input")
    prove.add_argument("--sheet", metavar="SHEET", help="the sheet whose names it uses; the first that knows them all unless given")
    prove.add_argument(
        "--assume", action="append", default=[], metavar="FACT", help="take this for granted, e.g. 'w \\ne o'; may be repeated"
    )
    prove.add_argument("--format", choices=("terminal", "json"), default="terminal")


def run(arguments: argparse.Namespace) -> int:
    from ...report.data import answer_data

    claim = one_claim(standard_input("claim")) if arguments.claim == "-" else arguments.claim
    answer, sheet = prove_in(claim, arguments)
    if arguments.format == "json":
        write(as_json(answer_data(answer, sheet), None), None)
    else:
        write(tell(answer, sheet, bool(arguments.sheet)), None)
    return VERDICTS[answer.verdict].status


def prove_in(claim: str, arguments: argparse.Namespace) -> tuple[Answer, str]:
    """The judgement in the sheet asked for, or in the first built-in one in which the claim can be read."""
    from ...sheets.catalogue import BUILT_IN, load_sheet
    from ..api import prove

    names = [arguments.sheet] if arguments.sheet else list(BUILT_IN)
    first = None
    for name in names:
        sheet = load_sheet(name)
        try:
            found = prove(claim, sheet=sheet, assume=arguments.assume)
        except InputError:
            if len(names) == 1:
                raise
            continue
        if found.verdict not in (UNREADABLE, ILL_TYPED):
            return found, sheet.name
        first = first or (found, sheet.name)
    if first is None:
        raise InputError(f"no built-in sheet knows the names in --assume {' '.join(arguments.assume)}; say which with --sheet")
    return first


def tell(answer: Answer, sheet: str, chosen: bool) -> str:
    """An answer in words."""
    from ...report.run import as_unicode
    from ...report.text import witness_text

    given = "; ".join(as_unicode(a) if "\\" in a else a for a in answer.taken_for_granted)
    lines = [f"{answer.verdict}: {as_unicode(answer.claim)}" + (f"   [{given}]" if given else "") + f"   [{sheet}]"]
    if answer.holds:
        lines.append(f"  for all sizes, by {answer.method}")
    if answer.notes:
        lines.append(f"  read as {as_unicode(answer.reading)}")
    if answer.witness:
        lines.append(f"  {witness_text(answer)}")
    lines += [f"  {line}" for text in (*answer.notes, answer.message) for line in text.splitlines()]
    if answer.verdict == UNREADABLE and not chosen and is_formula(answer.claim):
        lines.append("  no built-in sheet knows all that this claim says; choose one with --sheet, or write one of your own")
    return "\n".join(lines)


def is_formula(text: str) -> bool:
    """Whether a text is one in any sheet: what is at fault then is a name."""
    from ...notation.read import read

    try:
        return bool(read(text))
    except FormulaError:
        return False


def one_claim(text: str) -> str:
    """The claim on standard input; several, a line each, are refused."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    claims = [line for line in lines if "=" in line.strip("=") and not line.startswith(("=", "&", "+", "-"))]
    if len(claims) > 1 and not lines[-2].endswith(("=", "+", "-", "\\\\", "&")):
        raise InputError(f"standard input holds {len(claims)} claims, a line each; one at a time is judged")
    return text
