"""The functions for use from Python."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from ..court.claims import Claims, Judgement
from ..court.typed import judge_claim
from ..documents.check import Checked, check, load
from ..grading.grade import FEEDBACK, Answer, plain
from ..grading.grade import grade as grade_answer
from ..grading.problem import find_problem
from ..sheets.catalogue import load_sheet
from ..sheets.sheet import Sheet


def prove(claim: str, *, sheet: Sheet | str = "word2vec", assume: Iterable[str] = ()) -> Judgement:
    """The verdict on one claim, in the names of a sheet; `assume` adds hypotheses to the sheet's own.

    Nothing that the claim's text may hold raises; a fault in `assume` or in the sheet is a `SheetError`.
    """
    home = load_sheet(sheet) if isinstance(sheet, str) else sheet
    assumed = (assume,) if isinstance(assume, str) else tuple(assume)
    claims: Claims = home.claims_under(assumed)
    found = claims.judge(claim.strip().strip("$"))
    if found.verdict not in ("unreadable", "ill-typed"):
        return found
    kind = judge_claim(home, claim, assumed)  # as people type it
    if kind.verdict in ("unreadable", "ill-typed"):
        return found
    again = claims.judge(kind.reading)
    return replace(
        again, claim=claim, message="\n".join([*(f"read as {plain(kind.reading)}",), *kind.notes, *filter(None, [again.message])])
    )


def check_document(document: str | Path, *, sheet: Sheet | str | None = None) -> Checked:
    """Every claim of a write-up (.tex, .md, .ipynb, .txt) with its verdict, in order; without `sheet`, the built-in one that fits best.

    `result.claims` has a `Claim` each (line, column, left, right, verdict, reading, notes, repair, witness), `result.summary` counts
    verdicts, `result.data()` is what `check --format json` prints.  A file that cannot be used is an `InputError`; nothing that
    the text may hold raises.
    """
    home = load_sheet(sheet) if isinstance(sheet, str) else sheet
    return check(load(Path(document)), home)


def grade(problem: str, formula: str, *, sheet: Sheet | str | None = None, where: str = "", feedback: str = "full") -> Answer:
    """The verdict on a student's answer to a problem («word2vec.grad_vc», or «grad_vc» in a `sheet`), with feedback.

    `where` holds local definitions («x_w = u_w^T v_c»); `feedback` is "none", "hint" or "full".  Nothing that the answer's
    text may hold raises; an unknown problem is an `InputError`, a fault in the sheet a `SheetError`.
    """
    if feedback not in FEEDBACK:
        raise ValueError(f"feedback is one of {', '.join(FEEDBACK)}, not {feedback!r}")
    home = load_sheet(sheet) if isinstance(sheet, str) else sheet
    return grade_answer(find_problem(problem, home), formula, where, feedback)
