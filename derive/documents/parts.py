"""Long documents and many of them on several cores: parts of them judged by workers."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from ..inference.naming import told
from ..limits import Limits
from ..sheets.catalogue import load_sheet
from ..sheets.sheet import Sheet
from ..workers import Workers
from .check import FITS, SHARE, Checked, Document, begun, bench_of, check, check_begun, judged_at, left_open, load, looked_at, redefines
from .claim import Claim
from .explain import REACH, Explainer

SMALLEST = 40
"""Documents of fewer statements are not parted."""
PARTS = 2
"""So many parts for each worker, that none waits long for the last."""


@lru_cache(maxsize=2)
def loaded(path: Path) -> Document:
    return load(path)


def judged_part(part: tuple[Path, list[tuple[int, str]], str | None, int, int]) -> tuple[list[Claim], bool]:
    """The claims of some statements, in a worker, and whether the document may have to be judged in its own names.

    Of those before them, the nearest are judged too, for the mistakes that these may carry on, from the beginning of their part of
    the document, for the loss that it means; the others are only looked at for what they define.
    """
    path, topics, named, start, stop = part
    given = loaded(path)
    judge, explainer = bench_of(given, topics, load_sheet(named) if named else None), Explainer()
    out: list[Claim] = []
    first = begin_of_part(given, max(0, start - REACH))
    for n in range(first):
        looked_at(judge, n, silent=True)
    for n in range(first, stop):
        for claim in judged_at(given, judge, n, SHARE, named is not None):
            explainer.explain(claim)
            claim.say(told)
            if n >= start:
                out.append(claim)
    own = any(map(redefines, out))
    for claim in out:
        claim.forget()
    return out, own


def begin_of_part(given: Document, number: int) -> int:
    """The first statement of the part of the document that a statement stands in."""
    here = given.statements[number].part
    return next(n for n, s in enumerate(given.statements) if s.part >= here)


def check_in_parts(
    path: Path, sheet: Sheet | None, jobs: int, limits: Limits, tell: Callable[[int, int], None] | None = None, named: str | None = None
) -> Checked:
    """The same result as `check` gives, by several workers; `named` is what workers find the sheet by."""
    given = load(path)
    total = len(given.statements)
    if jobs < 2 or total < SMALLEST:
        return check(given, sheet, tell)
    out = begun(given, sheet)
    size = -(-total // (jobs * PARTS))
    starts = sorted({begin_of_part(given, n) for n in range(0, total, size)})  # within a part each statement bears on the next
    if out.share < FITS or len(starts) < 2:
        return check_begun(given, out, sheet, tell)
    done = 0
    with Workers(judged_part, jobs, limits, ("derive.documents.check",)) as workers:
        stops = [*starts[1:], total]
        parts = [workers.submit((path, out.topics, named, start, stop)) for start, stop in zip(starts, stops, strict=True)]
        for start, stop, job in zip(starts, stops, parts, strict=True):
            workers.wait_for(job)
            if isinstance(job.found, Exception):
                raise job.found
            claims, own = job.found or ([c for n in range(start, stop) for c in left_open(given, n, job.stopped)], False)
            if own and sheet is None:
                break
            out.claims += claims
            done += stop - start
            if tell is not None:
                tell(done, total)
        else:
            return out
    return check_begun(given, out, sheet, tell)
