"""The functions for use from Python."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ..court.courts import answer_text
from ..court.question import Answer
from ..documents.check import Checked, check, load
from ..errors import InputError
from ..grading.grade import grade as grade_answer
from ..grading.graded import FEEDBACK, Graded
from ..grading.questions import Question, find_asked
from ..sheets.catalogue import load_sheet
from ..sheets.sheet import Sheet


def prove(claim: str, *, sheet: Sheet | str = "word2vec", assume: Iterable[str] = ()) -> Answer:
    """The verdict on one claim, in the names of a sheet; `assume` adds hypotheses to the sheet's own.

    The answer has `verdict`, `conditions` (what must hold for both sides to be defined), `assumptions`, `witness`, `method`, `reading`
    and `notes`.  Nothing that the claim's text may hold raises; a fault in `assume` or in the sheet is a `SheetError`.
    """
    home = load_sheet(sheet) if isinstance(sheet, str) else sheet
    return answer_text(home, claim, (assume,) if isinstance(assume, str) else tuple(assume))


def check_document(document: str | Path, *, sheet: Sheet | str | None = None) -> Checked:
    """Every claim of a write-up (.tex, .md, .ipynb, .txt) with its verdict, in order; without `sheet`, the built-in one that fits best.

    `result.claims` has a `Claim` each (line, column, left, right, verdict, reading, notes, repair, witness), `result.summary` counts
    verdicts, `result.data()` is what `check --format json` prints.  A file that cannot be used is an `InputError`; nothing that
    the text may hold raises.
    """
    home = load_sheet(sheet) if isinstance(sheet, str) else sheet
    return check(load(Path(document)), home)


def grade(problem: str, formula: str, *, sheet: Sheet | str | None = None, where: str = "", feedback: str = "full") -> Graded:
    """The verdict on a student's answer to a problem («word2vec.grad_vc», or «grad_vc» in a `sheet`), with feedback.

    `where` holds local definitions («x_w = u_w^T v_c»); `feedback` is "none", "hint" or "full".  Nothing that the answer's
    text may hold raises; an unknown problem is an `InputError`, a fault in the sheet a `SheetError`.
    """
    if feedback not in FEEDBACK:
        raise ValueError(f"feedback is one of {', '.join(FEEDBACK)}, not {feedback!r}")
    home = load_sheet(sheet) if isinstance(sheet, str) else sheet
    found = find_asked(problem, home)
    if isinstance(found, Question):
        raise InputError(f"{found.name} is a question with parts; grade one of them: {', '.join(f'{found.name}.{p}' for p in found.parts)}")
    return grade_answer(found, formula, where, feedback)
