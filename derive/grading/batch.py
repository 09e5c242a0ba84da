"""Thousands of answers: each in a worker under limits of CPU time and memory, written in order as they come."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import os
import stat
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from ..errors import InputError
from ..files import MAX_SHEET, is_same, lock, read_bytes, refuse_to_replace, resolved
from ..limits import Limits
from ..vocabulary import SLIP, UNDECIDED, UNREADABLE
from ..workers import Job, Workers
from .overrides import Decisions, Override
from .rows import ASKED, Form, Record, Row, columns_of, extras, kind_of, read_rows, records

if TYPE_CHECKING:
    from ..court.question import Answer

REMEMBERED = 20_000
"""So many results are kept for answers that come again."""
AHEAD = 8
"""So many answers a worker are under way."""
BATCH_LIMITS = Limits(5.0, 512)
KEPT = "--resume goes on with it, --overwrite begins anew"


@dataclass(slots=True)
class Counts:
    """What a run did."""

    rows: int = 0
    before: int = 0
    again: int = 0
    stopped: int = 0
    """Rows that a limit or a dead worker stopped, twice."""
    verdicts: dict[str, int] = field(default_factory=dict)

    def add(self, result: Mapping[str, Any]) -> None:
        self.rows += 1
        self.stopped += bool(result.get("stopped"))
        verdict = str(result["verdict"])
        self.verdicts[verdict] = self.verdicts.get(verdict, 0) + 1


# ---------------------------------------------------------------------------------------------- one row, in a worker
@dataclass(frozen=True, slots=True)
class Options:
    """What holds for all rows: how much is told of a mistake, and the sheet that problems without one are in."""

    feedback: str = "full"
    sheet: str | None = None
    overrides: tuple[Override, ...] = ()
    """A teacher's decisions."""


def graded_row(task: tuple[Mapping[str, Any], Options]) -> dict[str, Any]:
    """One row's result, without its id; faults of the row itself are results too."""
    from ..court.courts import answer_text
    from ..sheets.catalogue import load_sheet
    from .feedback import DEFAULT_CREDIT
    from .grade import grade
    from .questions import Question, find_asked, grade_question

    fields, options = task
    home = fields.get("sheet") or options.sheet
    try:
        if not fields.get("problem"):
            sheet = load_sheet(str(home))
            found = claim_row(answer_text(sheet, fields["claim"]))
            if found["verdict"] == SLIP:
                found["credit"] = sheet.raw.credit.get("slip", DEFAULT_CREDIT["slip"])
            return {**found, **told_back(fields)}
        name = str(fields["problem"])
        asked = find_asked(name, load_sheet(home) if home and not is_qualified(name) else None)
        formula, where, decided = fields["formula"], fields.get("where") or "", decisions(options.overrides).applied
        if isinstance(asked, Question):
            return {**grade_question(asked, formula, where, options.feedback, decided).data(), **told_back(fields)}
        if not isinstance(formula, str):
            raise InputError(f"{name} is one problem, no question with parts: one formula is wanted")
        return {**decided(asked, grade(asked, formula, where, options.feedback)).data(), **told_back(fields)}
    except InputError as error:
        return refused(fields, str(error))


@lru_cache(maxsize=1)
def decisions(overrides: tuple[Override, ...]) -> Decisions:
    """A teacher's decisions, read once a worker."""
    return Decisions(overrides)


def claim_row(answer: Answer) -> dict[str, Any]:
    """The result of a claim: its verdict, readings and steps."""
    return {
        **answer.data(),
        "credit": 1.0 if answer.holds else 0.0,
        "reading": answer.reading,
        "feedback": [answer.message] if answer.message else [],
        "repair": None,
        "stopped": None,
        "steps": [{"left": s.left, "right": s.right, "verdict": s.verdict} for s in answer.steps],
        "seconds": round(answer.seconds, 6),
    }


def is_qualified(name: str) -> bool:
    from ..sheets.catalogue import BUILT_IN
    from .problem import home_of

    home = home_of(name)
    return home in BUILT_IN or home.endswith(".toml")


def refused(fields: Mapping[str, Any], reason: str, verdict: str = UNREADABLE, stopped: str = "") -> dict[str, Any]:
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
        "stopped": stopped or None,
        "seconds": 0.0,
    }


def told_back(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that say what was asked, as a result row has them."""
    names = ("problem", "formula") if fields.get("problem") else ("sheet", "claim")
    return {k: fields.get(k) for k in names}


# ---------------------------------------------------------------------------------------------- the run
@dataclass
class Batch:
    """One run over a file."""

    input: Path
    output: Path
    jobs: int = 1
    limits: Limits = BATCH_LIMITS
    options: Options = Options()
    resume: bool = False
    overwrite: bool = False
    raw: bool = False
    """Whether cells that a spreadsheet would run are left as they are."""
    tell: Callable[[int, str], None] | None = None
    """Called after every row with how many are done, and the verdict."""
    counts: Counts = field(default_factory=Counts)

    def run(self) -> Counts:
        """Grade every row; the output holds a row for every input row, in order, as far as the run came."""
        self.counts = Counts()
        kind = kind_of(self.output, "--output")
        if is_same(self.output, self.input):
            raise InputError("--output is the input file; name another one")
        if self.output.exists() and any(is_same(self.output, Path(file)) for file in self.sheets()):
            raise InputError(f"--output {self.output} is a sheet that the answers are graded by; name another file")
        if not (self.resume or self.overwrite):
            refuse_to_replace(self.output, KEPT)
        columns = tuple(columns_of(read_rows(self.input))) if kind == "csv" else ()
        form = Form(kind, columns, self.raw)
        with contextlib.closing(read_rows(self.input)) as rows:
            next(rows, None)  # what cannot be read is said before anything is written
        with Output(self.output, form) as output:
            self.fill(output, form)
        return self.counts

    def sheets(self) -> set[str]:
        """The files of the sheets that the rows name; what cannot be read is said of its row."""
        from ..sheets.catalogue import find
        from ..sheets.file import load_raw

        with contextlib.closing(read_rows(self.input)) as rows:
            out = {name for row in rows if (name := self.sheet_of(row))}
        for name in tuple(out):
            with contextlib.suppress(InputError, OSError):
                out.update(map(str, load_raw(find(name), find)[0].files))
        return out

    def sheet_of(self, row: Row) -> str:
        """The sheet that a row is graded by."""
        from .problem import home_of

        return str(row.fields.get("sheet") or self.options.sheet or home_of(str(row.fields.get("problem") or "")))

    def fill(self, output: Output, form: Form) -> None:
        """Go on where an earlier run stopped, or begin; rows that were stopped then are graded anew."""
        kept, again = (0, False) if not self.resume else self.compare(output.file, form)
        rows: Iterator[tuple[Row, Record | None]]
        with contextlib.closing(read_rows(self.input)) as inputs, output.path.open("rb") as reading:
            if again:
                earlier = records(reading, self.output, form)
                rows = ((row, next(earlier, None)) for row in inputs)
                output.begin_beside()
            else:
                output.go_on(kept)
                rows = ((row, None) for row in itertools.islice(inputs, self.counts.before, None))
            waiting = ((row, r if r is not None and not r.stopped else None) for row, r in rows)
            for done, (row, result) in enumerate(self.results(waiting), 1):
                output.write(result.line if isinstance(result, Record) else self.line(form, row, result))
                if again and done == kept:
                    output.take_its_place()
        if again:
            output.take_its_place()

    def line(self, form: Form, row: Row, result: Mapping[str, Any]) -> bytes:
        """A result as it is written; it is counted, and told."""
        self.counts.add(result)
        if self.tell is not None:
            self.tell(self.counts.before + self.counts.rows, str(result["verdict"]))
        data = {"id": row.id, **result, **extras(row.fields), "asked": self.digest(row)}
        return form.line({k: v for k, v in data.items() if k != "id" or v is not None})

    def compare(self, file: IO[bytes], form: Form) -> tuple[int, bool]:
        """What an earlier run left: its length in bytes, or (if any of its rows was stopped) how many rows it has, and True.

        Every row must ask what the input's row in its place asks, under the same options.
        """
        length, stopped = len(form.head), 0
        with contextlib.closing(read_rows(self.input)) as rows:
            for n, record in enumerate(records(file, self.output, form), 1):
                row = next(rows, None)
                if row is None or self.digest(row) != record.asked:
                    raise InputError(
                        f"--resume: row {n} of {self.output} is not the answer in row {n} of {self.input} under these options;"
                        "\n  the output is of another input, of another sheet or of other options: name another file, or --overwrite"
                    )
                length += len(record.line)
                stopped += record.stopped
                self.counts.before = n
        if not stopped:
            return (length if self.counts.before else 0), False
        rows_before = self.counts.before
        self.counts.before -= stopped
        return rows_before, True

    def digest(self, row: Row) -> str:
        """What the row asks: its columns, the options, and the content of a sheet of the user's own."""
        own = sheet_digest(self.sheet_of(row)) if not row.fault else ""
        return row.digest((self.options.feedback, self.options.sheet or "", own, str(self.raw), *map(repr, self.options.overrides)))

    def results(self, rows: Iterator[tuple[Row, Record | None]]) -> Iterator[tuple[Row, dict[str, Any] | Record]]:
        """The result of every row, in order; a window of them is under way at a time."""
        known: OrderedDict[tuple[str, ...], dict[str, Any]] = OrderedDict()
        window: deque[tuple[Row, tuple[str, ...], dict[str, Any] | Record | Job]] = deque()
        under_way: dict[tuple[str, ...], Job] = {}
        with Workers(graded_row, self.jobs, self.limits, ("derive.grading.grade", "derive.court.courts")) as workers:

            def settled() -> tuple[Row, dict[str, Any] | Record]:
                row, key, found = window.popleft()
                if isinstance(found, Job):
                    found = known.get(key) or self.outcome(row, workers, found)
                    under_way.pop(key, None)
                    if not found.get("stopped"):
                        known[key] = found
                        if len(known) > REMEMBERED:
                            known.popitem(last=False)
                return row, found

            for row, before in rows:
                key = tuple(str(row.fields.get(k) or "") for k in ASKED)
                found: dict[str, Any] | Record | Job
                if before is not None:
                    found = before
                elif row.fault:
                    found = refused(row.fields, row.fault)
                elif key in known or key in under_way:
                    self.counts.again += 1
                    if key in known:
                        known.move_to_end(key)
                    found = known[key] if key in known else under_way[key]
                else:
                    found = under_way[key] = workers.submit(self.task(row))
                window.append((row, key, found))
                while len(window) > AHEAD * self.jobs or (window and not isinstance(window[0][2], Job)):
                    yield settled()
            while window:
                yield settled()

    def task(self, row: Row) -> tuple[dict[str, Any], Options]:
        return {k: row.fields.get(k) for k in ASKED}, self.options

    def outcome(self, row: Row, workers: Workers, job: Job) -> dict[str, Any]:
        """What a worker found.  What was stopped is tried once more, alone in a fresh worker; an equal answer tries for itself."""
        workers.wait_for(job)
        if was_stopped(job):
            job = workers.alone(self.task(row))
        if isinstance(job.found, Exception):
            reason = f"internal error, not yours: {type(job.found).__name__}: {str(job.found)[:300]}"
            return refused(row.fields, reason, UNDECIDED)
        return refused(row.fields, job.stopped, UNDECIDED, job.stopped) if job.stopped else dict(job.found)


def was_stopped(job: Job) -> bool:
    """Whether a limit or a death stopped the work, or a part of it."""
    return bool(job.stopped) or (isinstance(job.found, dict) and bool(job.found.get("stopped")))


@lru_cache(maxsize=256)
def sheet_digest(name: str) -> str:
    """The content of a sheet of the user's own, as a few letters; of others nothing."""
    if not name.lower().endswith(".toml"):
        return ""
    try:
        return hashlib.sha256(read_bytes(Path(name), MAX_SHEET)).hexdigest()[:16]
    except InputError:
        return "none"


class Output:
    """The output of a run: held against other runs, each row in it before the next is begun."""

    def __init__(self, path: Path, form: Form) -> None:
        self.path, self.form = resolved(path), form
        self.beside = self.path.with_name(f".{self.path.name}.again")
        self.old: IO[bytes] | None = None
        self.replacing = False

    def __enter__(self) -> Output:
        if not self.path.parent.is_dir():
            raise InputError(f"cannot write into {self.path.parent}: there is no folder {self.path.parent}: make it first")
        try:
            while True:
                handle = os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NONBLOCK", 0), 0o666)
                if not stat.S_ISREG(os.fstat(handle).st_mode):
                    os.close(handle)
                    raise InputError(f"{self.path} is a pipe or a device; name a file, which --resume can go on with")
                self.file = os.fdopen(handle, "r+b")
                lock(self.file, self.path)
                if self.path.exists() and os.path.samestat(os.fstat(self.file.fileno()), self.path.stat()):
                    return self
                self.file.close()  # another run has put its file in this one's place meanwhile
        except OSError as error:
            raise InputError(f"cannot write into {self.path.parent}: {error.strerror or error}") from None

    def __exit__(self, *_: object) -> None:
        try:
            self.file.close()
        finally:
            if self.old is not None:
                self.old.close()
            if self.replacing:
                self.beside.unlink(missing_ok=True)

    def go_on(self, kept: int) -> None:
        """Behind the first `kept` bytes; the rest goes."""
        self.file.truncate(kept)
        self.file.seek(kept)
        if not kept:
            self.write(self.form.head)

    def begin_beside(self) -> None:
        """Into a new file, which takes the old one's place when it holds as much as that did."""
        self.old, self.file = self.file, self.beside.open("w+b")
        lock(self.file, self.path)
        self.replacing = True
        self.write(self.form.head)

    def take_its_place(self) -> None:
        if self.replacing:
            self.file.flush()
            self.beside.replace(self.path)
            self.replacing = False

    def write(self, line: bytes) -> None:
        self.file.write(line)
        self.file.flush()
