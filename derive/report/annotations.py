"""Marks for editors and pull requests: SARIF 2.1.0 (OASIS, 2020), and the annotations that GitHub's workflows print."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import derive

from ..documents.check import Checked
from ..documents.claim import Claim
from ..grading.graded import plain
from ..vocabulary import SLIP, VERDICTS
from .document import MARKS, formula, needs_a_look, place_of, witness_line

LEVELS = {"✗": "error", "≈": "warning", "?": "note"}
"""SARIF's words; GitHub says notice for note."""
ABOUT = {
    "refuted": "The two sides differ.",
    "ill-typed": "The shapes do not fit.",
    "proved but for a slip": "Right but for a slip of the pen.",
    "undecided": "Neither proved nor refuted.",
    "unreadable": "It cannot be read.",
}


def marks(checked: Checked) -> Iterator[tuple[Claim, str, tuple[int, int, int, int]]]:
    """The claims that need a look, with level and place: line, column, line and column behind it, from 1."""
    for claim in filter(needs_a_look, checked.claims):
        line, column = checked.lines.place(claim.fault[0])
        last, end = checked.lines.place(claim.fault[1])
        level = LEVELS["≈" if claim.verdict == SLIP else MARKS[claim.verdict]]
        yield claim, level, (line, column, last, end + 1)


def message(checked: Checked, claim: Claim) -> str:
    """All that is known of a claim, a sentence a line."""
    cell = place_of(checked, claim)
    out = [f"{claim.verdict}: {formula(claim)}", *([cell] if cell.startswith("cell") else []), *filter(None, [claim.message]), *claim.notes]
    out += [f"would hold: {plain(claim.repair)}"] if claim.repair else []
    out += [witness_line(claim)] if claim.witness else []
    return "\n".join(out)


def sarif(documents: list[Checked]) -> dict[str, Any]:
    """One run with a result for each claim that needs a look; columns count characters."""
    rules = [{"id": v, "shortDescription": {"text": ABOUT[v]}} for v in VERDICTS if v in ABOUT]
    results = [
        {
            "ruleId": claim.verdict,
            "level": level,
            "message": {"text": message(checked, claim)},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri(checked.document)}, "region": region(place)}}],
        }
        for checked in documents
        for claim, level, place in marks(checked)
    ]
    driver = {"name": "derive", "version": derive.__version__, "rules": rules}
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}],
    }


def region(place: tuple[int, int, int, int]) -> dict[str, int]:
    return dict(zip(("startLine", "startColumn", "endLine", "endColumn"), place, strict=True))


def uri(name: str) -> str:
    """A path as SARIF has it: relative to where the command runs, or of a whole file."""
    path = Path(name)
    return path.as_uri() if path.is_absolute() else quote(os.fsencode(path.as_posix()))


def github(documents: list[Checked]) -> str:
    """A line for each claim that needs a look, as a workflow of GitHub's reads them from standard output."""
    out: list[str] = []
    for checked in documents:
        for claim, level, (line, column, last, end) in marks(checked):
            kind = "notice" if level == "note" else level
            of_one_line = f",col={column},endColumn={end}" if line == last else ""
            place = f"file={escaped(checked.document, ':,')},line={line},endLine={last}{of_one_line}"
            out.append(f"::{kind} {place},title={escaped(f'derive: {claim.verdict}', ':,')}::{escaped(message(checked, claim))}")
    return "\n".join(out)


def escaped(text: str, more: str = "") -> str:
    """Text in a command of a workflow: no end of line, in a property no comma and colon."""
    for sign in "%\r\n" + more:
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text
