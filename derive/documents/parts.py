"""Long documents and many of them on several cores: parts of them judged by workers."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from ..errors import InputError
from ..limits import Limits
from ..sheets.catalogue import load_sheet
from ..sheets.sheet import Sheet
from ..workers import Workers
from .check import Checked, Document, begun, check, judge_of, load
from .claim import Claim
from .explain import REACH, Explainer

SMALLEST = 40
"""Documents of fewer statements are not parted."""
PARTS = 2
"""So many parts for each worker, that none waits long for the last."""


@lru_cache(maxsize=2)
def loaded(path: Path) -> Document:
    return load(path)


def judged_part(part: tuple[Path, str, int, int]) -> list[Claim]:
    """The claims of some statements, in a worker.

    Of those before them, the nearest are judged too, for the mistakes that these may carry on, from the beginning of their part of
    the document, for the loss that it means; the others are only looked at for what they define.
    """
    path, sheet, start, stop = part
    given = loaded(path)
    judge, explainer = judge_of(given, load_sheet(sheet)), Explainer()
    out: list[Claim] = []
    statements = given.statements
    nearest = statements[max(0, start - REACH)].part
    first = next(n for n, s in enumerate(statements) if s.part >= nearest)
    for n in range(stop):
        for claim in judge.judge(n, silent=n < first):
            explainer.explain(claim)
            if n >= start:
                out.append(claim)
    for claim in out:
        claim.forget()
    return out


def check_in_parts(
    path: Path, sheet: Sheet | None, jobs: int, limits: Limits, tell: Callable[[int, int], None] | None = None, named: str | None = None
) -> Checked:
    """The same result as `check` gives, by several workers; `named` is what workers find the sheet by."""
    given = load(path)
    total = len(given.statements)
    if jobs < 2 or total < SMALLEST:
        return check(given, sheet, tell)
    out, _ = begun(given, sheet)
    size = -(-total // (jobs * PARTS))
    starts = range(0, total, size)
    done = 0
    with Workers(judged_part, jobs, limits, ("derive.documents.check",)) as workers:
        parts = [workers.submit((path, named or out.sheet, start, min(total, start + size))) for start in starts]
        for start, job in zip(starts, parts, strict=True):
            workers.wait_for(job)
            if job.stopped:
                raise InputError(f"{path}: {job.stopped}; nothing was concluded about it")
            if isinstance(job.found, Exception):
                raise job.found
            out.claims += job.found
            done += min(total, start + size) - start
            if tell is not None:
                tell(done, total)
    return out
