"""`prove`: judge one claim."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from ...errors import InputError
from ..output import FAILED, OK, UNUSABLE, as_json, standard_input, write

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
    from ...report.data import judgement
    from ...report.run import plain_row
    from ..api import prove

    claim = one_claim(standard_input("claim")) if arguments.claim == "-" else arguments.claim
    judged, sheet = prove_in(claim, arguments, prove)
    found = plain_row(judged, True)
    if arguments.format == "json":
        write(as_json(judgement(found, sheet), None), None)
    else:
        write(told(found, sheet, bool(arguments.sheet)), None)
    return OK if found.verdict.startswith("proved") else UNUSABLE if found.verdict == "unreadable" else FAILED


def prove_in(claim: str, arguments: argparse.Namespace, prove: Callable[..., Any]) -> tuple[Any, str]:
    """The judgement in the sheet asked for, or in the first built-in one in which the claim can be read."""
    from ...sheets.catalogue import BUILT_IN, load_sheet

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
        if found.verdict not in ("unreadable", "ill-typed"):
            return found, sheet.name
        first = first or (found, sheet.name)
    if first is None:
        raise InputError(f"no built-in sheet knows the names in --assume {' '.join(arguments.assume)}; say which with --sheet")
    return first


def told(j: Any, sheet: str, chosen: bool) -> str:
    """A judgement in words."""
    from ...report.run import as_unicode
    from ...report.text import witness_text

    lines = [f"{j.verdict}: {as_unicode(j.claim)}   [{sheet}]"]
    if j.verdict.startswith("proved"):
        lines.append(f"  for all sizes, by {j.method}")
    lines += [f"  assuming {as_unicode(a) if chr(92) in a else a}" for a in j.assumptions]
    if j.witness:
        lines.append(f"  {witness_text(j)}")
    lines += [f"  {line}" for line in j.message.splitlines()]
    if j.verdict == "unreadable" and not chosen:
        lines.append("  no built-in sheet knows all that this claim says; choose one with --sheet, or write one of your own")
    return "\n".join(lines)


def one_claim(text: str) -> str:
    """The claim on standard input; several, a line each, are refused."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    claims = [line for line in lines if "=" in line.strip("=") and not line.startswith(("=", "&", "+", "-"))]
    if len(claims) > 1 and not lines[-2].endswith(("=", "+", "-", "\\\\", "&")):
        raise InputError(f"standard input holds {len(claims)} claims, a line each; one at a time is judged")
    return text
