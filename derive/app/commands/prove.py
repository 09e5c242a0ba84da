"""`prove`: judge one claim."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING

from ...errors import FormulaError, InputError
from ...limits import LimitReached, within
from ...vocabulary import ILL_TYPED, SLIP, UNDECIDED, UNREADABLE, VERDICTS
from ..output import as_json, printable, standard_input, write
from .limits import limit_options, limits_of

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
    prove.add_argument("--feedback", choices=("none", "hint", "full"), default="full", help="how much is told of what does not hold")
    limit_options(prove, "the claim")


def run(arguments: argparse.Namespace) -> int:
    from ...court.question import Answer
    from .. import api  # noqa: F401  loaded before the child is made, which shares it

    claim = printable(one_claim(standard_input("claim")) if arguments.claim == "-" else arguments.claim)
    names = sheets_named(arguments)
    try:
        text, status = within(limits_of(arguments), lambda: shown(*prove_in(claim, names, arguments.assume), arguments))
    except LimitReached as error:
        stopped = Answer(claim, UNDECIDED, str(error))
        text, status = shown(stopped, names[0] if len(names) == 1 else "", arguments)
    write(text, None)
    return status


def shown(answer: Answer, sheet: str, arguments: argparse.Namespace) -> tuple[str, int]:
    """The answer as it is printed, and the exit status."""
    from ...report.data import answer_data

    status = VERDICTS[answer.verdict].status
    if not answer.holds and arguments.feedback != "full":
        answer = held_back(answer, arguments.feedback)
    if arguments.format == "json":
        return as_json(answer_data(answer, sheet), None), status
    return tell(answer, sheet, bool(arguments.sheet)), status


def held_back(answer: Answer, feedback: str) -> Answer:
    """The verdict alone; with `hint` what was read and where, too, but no numbers at which the sides differ."""
    said = answer.message if feedback == "hint" else ""
    return replace(answer, evidence=None, message=said, steps=() if feedback == "none" else answer.steps)


def sheets_named(arguments: argparse.Namespace) -> list[str]:
    from ...sheets.catalogue import BUILT_IN

    return [arguments.sheet] if arguments.sheet else list(BUILT_IN)


def prove_in(claim: str, names: list[str], assume: list[str]) -> tuple[Answer, str]:
    """The judgement in the sheet asked for, or in the first built-in one in which the claim can be read."""
    from ...sheets.catalogue import load_sheet
    from ..api import prove

    first = None
    refused: dict[str, InputError] = {}
    for name in names:
        sheet = load_sheet(name)
        try:
            found = prove(claim, sheet=sheet, assume=assume)
        except InputError as error:
            refused[str(error)] = error
            continue
        if found.verdict not in (UNREADABLE, ILL_TYPED, SLIP) and (first is None or first[0].verdict != SLIP or found.holds):
            return found, sheet.name
        first = min(filter(None, (first, (found, sheet.name))), key=lambda f: f[0].verdict != SLIP)
    if first is None and len(refused) == 1 and (len(names) == 1 or "cannot read" in str(*refused)):
        raise next(iter(refused.values()))  # whatever the sheet
    if first is None:
        raise InputError(f"no built-in sheet knows the names in --assume {' '.join(assume)}; say which with --sheet")
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
