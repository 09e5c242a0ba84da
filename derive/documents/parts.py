"""Long documents and many of them on several cores: parts of them judged by workers."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import as_completed
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..sheets.catalogue import load_sheet
from ..sheets.sheet import Sheet
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


def judged_part(path: Path, sheet: str, start: int, stop: int) -> list[Claim]:
    """The claims of some statements, in a worker.

    Of those before them, the nearest are judged too, for the mistakes that these may carry on; the others are only looked
    at for what they define.
    """
    given = loaded(path)
    judge, explainer = judge_of(given, load_sheet(sheet)), Explainer()
    out: list[Claim] = []
    for n in range(stop):
        for claim in judge.judge(n, silent=n < start - REACH):
            explainer.explain(claim)
            if n >= start:
                out.append(claim)
    for claim in out:
        claim.trees = claim.names = claim.court = claim.head = None  # these stay with the worker
    return out


def check_in_parts(
    path: Path, sheet: Sheet | None, jobs: int, tell: Callable[[int, int], None] | None = None, named: str | None = None
) -> Checked:
    """The same result as `check` gives, by several workers; `named` is what workers find the sheet by."""
    given = load(path)
    total = len(given.statements)
    if jobs < 2 or total < SMALLEST:
        return check(given, sheet, tell)
    try:
        from pebble import ProcessPool
    except ImportError:
        raise InputError("--jobs needs pebble: pip install pebble (or '.[batch]' in the checkout)") from None
    import multiprocessing

    out = begun(given, sheet)
    size = -(-total // (jobs * PARTS))
    starts = list(range(0, total, size))
    found: dict[int, list[Claim]] = {}
    with ProcessPool(max_workers=jobs, context=multiprocessing.get_context("spawn")) as pool:
        futures: dict[Any, int] = {
            pool.schedule(judged_part, args=[path, named or out.sheet, start, min(total, start + size)]): start for start in starts
        }
        try:
            done = 0
            for future in as_completed(futures):
                start = futures[future]
                found[start] = future.result()
                done += min(total, start + size) - start
                if tell is not None:
                    tell(done, total)
        except BaseException:
            pool.stop()
            raise
    out.claims = [c for start in starts for c in found[start]]
    return out
