"""Thousands of answers: each in a worker that is killed at its limits of time and memory, written in order as they come."""

from __future__ import annotations

import contextlib
import itertools
import multiprocessing
import signal
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import TimeoutError as TookTooLong
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import InputError
from .rows import Row, Writer, done_before, extras, identity_of, read_rows

if TYPE_CHECKING:
    from pebble import ProcessPool

    from ..court.question import Answer

REMEMBERED = 20_000
"""So many results are kept for answers that come again."""
AHEAD = 8
"""So many answers a worker are under way."""
FRESH_AFTER = 5_000
"""A worker is replaced after so many answers."""
MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What one answer may take: seconds, and the worker's memory in MB."""

    seconds: float = 5.0
    megabytes: int = 512


@dataclass(slots=True)
class Counts:
    """What a run did."""

    rows: int = 0
    before: int = 0
    again: int = 0
    verdicts: dict[str, int] | None = None


# ---------------------------------------------------------------------------------------------- one row, in a worker
def settle(megabytes: int) -> None:
    """A worker's first act: its memory limit; Ctrl-C is the parent's affair."""
    import gc

    with contextlib.suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(200_000, 20, 20)
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (megabytes * MEGABYTE, resource.getrlimit(resource.RLIMIT_DATA)[1]))


def graded_row(fields: Mapping[str, Any], feedback: str, sheet: str | None) -> dict[str, Any]:
    """One row's result, without its id; faults of the row itself are results too."""
    from ..court.courts import answer_text
    from ..errors import InputError
    from ..sheets.catalogue import load_sheet
    from .grade import grade
    from .problem import find_problem

    home = fields.get("sheet") or sheet
    try:
        if not fields.get("problem"):
            return {**claim_row(answer_text(load_sheet(str(home)), fields["claim"])), **told_back(fields)}
        name = str(fields["problem"])
        problem = find_problem(name, load_sheet(home) if home and not is_qualified(name) else None)
        return {**grade(problem, fields["formula"], fields.get("where") or "", feedback).data(), **told_back(fields)}
    except InputError as error:
        return refused(fields, str(error))


def claim_row(answer: Answer) -> dict[str, Any]:
    """The result of a claim: its verdict, readings and steps."""
    return {
        **answer.data(),
        "credit": 1.0 if answer.holds else 0.0,
        "reading": answer.reading,
        "feedback": [answer.message] if answer.message else [],
        "repair": None,
        "steps": [{"left": s.left, "right": s.right, "verdict": s.verdict} for s in answer.steps],
        "seconds": round(answer.seconds, 6),
    }


def is_qualified(name: str) -> bool:
    from ..sheets.catalogue import BUILT_IN

    home = name.rpartition(".")[0]
    return home in BUILT_IN or home.endswith(".toml")


def refused(fields: Mapping[str, Any], reason: str, verdict: str = "unreadable") -> dict[str, Any]:
    """The result of an answer that could not be graded."""
    asked = {k: fields[k] for k in ("problem", "formula", "sheet", "claim") if k in fields and fields[k] is not None}
    return {
        **asked,
        "verdict": verdict,
        "credit": 0.0,
        "reading": "",
        "feedback": [reason],
        "repair": None,
        "witness": None,
        "seconds": 0.0,
    }


def asked_in(row: Row) -> tuple[str, ...]:
    """What a result row of this input row is known by."""
    return identity_of({"id": row.id, **(refused(row.fields, "") if row.fault else told_back(row.fields))})


def told_back(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that say what was asked, as a result row has them."""
    names = ("problem", "formula") if fields.get("problem") else ("sheet", "claim")
    return {k: fields.get(k) for k in names}


def pebble() -> Any:
    """The library of killable workers, which only this needs; `InputError` if it is not there."""
    try:
        import pebble as library
    except ImportError:
        raise InputError("grading files needs pebble: pip install pebble (or '.[batch]' in the checkout)") from None
    return library


# ---------------------------------------------------------------------------------------------- the run
@dataclass
class Batch:
    """One run over a file."""

    input: Path
    output: Path
    jobs: int = 1
    limits: Limits = Limits()
    feedback: str = "full"
    sheet: str | None = None
    resume: bool = False
    tell: Callable[[int, str], None] | None = None
    """Called after every row with how many are done, and the verdict."""

    def run(self) -> Counts:
        """Grade every row; the output holds a row for every input row, in order, as far as the run came."""
        pebble()
        if self.output.exists() and self.input.exists() and self.output.samefile(self.input):
            raise InputError("--output is the input file; name another one")
        keep, done = done_before(self.output) if self.resume else (0, [])
        rows = read_rows(self.input)
        first = next(rows, None)
        counts = Counts(verdicts={})
        self.skip(rows, first, done, counts)
        header = list(extras(first)) if first is not None else []
        try:
            writer = Writer(self.output, keep, header)
        except OSError as error:
            fix = "" if self.output.parent.is_dir() else f"\n  there is no folder {self.output.parent}: make it first"
            raise InputError(f"cannot write into {self.output.parent}: {error.strerror or error}{fix}") from None
        with contextlib.closing(writer):
            for row, result in self.results(self.waiting):
                data = {"id": row.id, **result, **extras(row)}
                writer.write({k: v for k, v in data.items() if k != "id" or v is not None})
                counts.rows += 1
                verdict = str(result["verdict"])
                assert counts.verdicts is not None
                counts.verdicts[verdict] = counts.verdicts.get(verdict, 0) + 1
                if self.tell is not None:
                    self.tell(counts.before + counts.rows, verdict)
        counts.again = self.again
        return counts

    def skip(self, rows: Iterator[Row], first: Row | None, done: list[tuple[str, ...]], counts: Counts) -> None:
        """Leave out the rows that an earlier run has graded; they must be the same ones."""
        everything = itertools.chain([first] if first is not None else [], rows)
        for n, before in enumerate(done):
            row = next(everything, None)
            if row is None or asked_in(row) != before:
                raise InputError(
                    f"--resume: row {n + 1} of {self.output} is not the answer in row {n + 1} of {self.input};"
                    "\n  the output is of another input: name another file, or leave out --resume"
                )
        counts.before = len(done)
        self.again = 0
        self.waiting = everything

    def results(self, rows: Iterator[Row]) -> Iterator[tuple[Row, dict[str, Any]]]:
        """The result of every row, in order; a window of them is under way at a time."""
        known: OrderedDict[tuple[str, ...], dict[str, Any]] = OrderedDict()
        window: deque[tuple[Row, tuple[str, ...], Any]] = deque()
        under_way: dict[tuple[str, ...], Any] = {}
        with self.pool() as pool:
            try:
                for row in rows:
                    key = tuple(str(row.fields.get(k) or "") for k in ("problem", "formula", "sheet", "claim", "where"))
                    if row.fault:
                        found: Any = refused(row.fields, row.fault)
                    elif key in known:
                        known.move_to_end(key)
                        found = known[key]
                        self.again += 1
                    elif key in under_way:
                        found = under_way[key]
                        self.again += 1
                    else:
                        asked = {k: row.fields.get(k) for k in ("problem", "formula", "sheet", "claim", "where")}
                        found = under_way[key] = pool.schedule(
                            graded_row, args=(asked, self.feedback, self.sheet), timeout=self.limits.seconds
                        )
                    window.append((row, key, found))
                    while len(window) > AHEAD * self.jobs or (window and isinstance(window[0][2], dict)):
                        yield self.settled(window.popleft(), known, under_way)
                while window:
                    yield self.settled(window.popleft(), known, under_way)
            except BaseException:
                pool.stop()
                raise

    def settled(
        self,
        item: tuple[Row, tuple[str, ...], Any],
        known: OrderedDict[tuple[str, ...], dict[str, Any]],
        under_way: dict[tuple[str, ...], Any],
    ) -> tuple[Row, dict[str, Any]]:
        row, key, found = item
        result = found if isinstance(found, dict) else self.outcome(row, found)
        under_way.pop(key, None)
        if not row.fault:
            known[key] = result
            if len(known) > REMEMBERED:
                known.popitem(last=False)
        return row, result

    def outcome(self, row: Row, future: Any) -> dict[str, Any]:
        """What a worker found, or which limit stopped it."""
        from pebble import ProcessExpired

        try:
            return dict(future.result())
        except TookTooLong:
            reason = f"the time limit of {self.limits.seconds:g} s was reached (--time-limit)"
        except MemoryError:
            reason = f"the memory limit of {self.limits.megabytes} MB was reached (--memory-limit)"
        except ProcessExpired as error:
            reason = (
                f"the worker died (status {error.exitcode}), most likely at the memory limit of {self.limits.megabytes} MB (--memory-limit)"
            )
        except (ImportError, OSError, SystemError):  # what it needs was loaded before; only memory can be lacking
            reason = f"the worker could not work, most likely at the memory limit of {self.limits.megabytes} MB (--memory-limit)"
        except Exception as error:
            reason = f"internal error, not yours: {type(error).__name__}: {str(error)[:300]}"
        took = self.limits.seconds if reason.startswith("the time") else 0.0
        return {**refused(row.fields, reason, "undecided"), "seconds": took}

    def pool(self) -> ProcessPool:
        """Workers, forked from a server that has loaded what they need."""
        ProcessPool = pebble().ProcessPool
        method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
        context = multiprocessing.get_context(method)
        if method == "forkserver":
            context.set_forkserver_preload(["derive.grading.grade", "derive.court.courts"])
        return ProcessPool(
            max_workers=self.jobs, max_tasks=FRESH_AFTER, initializer=settle, initargs=(self.limits.megabytes,), context=context
        )
