"""Judge every identity of some sheets and each of its twins; the result is plain data."""

from __future__ import annotations

import fnmatch
import multiprocessing
import os
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing.connection import Connection
from typing import Any

from ..court.courts import answer_claim, answer_identity, court_for
from ..court.question import Answer
from ..errors import SheetError
from ..notation.read import read
from ..notation.write import unicode
from ..proof.verdict import Proved, Refuted, Witness
from ..sheets.catalogue import find, load_sheet
from ..sheets.identities import Identity
from ..sheets.sheet import Sheet
from ..vocabulary import PROVED, REFUTED, UNREADABLE
from .steps import Trace, trace


@dataclass(frozen=True, slots=True)
class IdentityReport:
    """One identity: its verdict, its twins' verdicts, and (on request) how it came about."""

    name: str
    identity: Identity
    judgements: tuple[Answer, ...]
    twins: tuple[Answer, ...]
    steps: tuple[Trace, ...] = ()

    @property
    def claim(self) -> str:
        return self.identity.claim

    @property
    def claim_text(self) -> str:
        return ",  ".join(as_unicode(c) for c in self.identity.claims)

    @property
    def worst(self) -> Answer:
        return next((j for j in self.judgements if j.verdict != PROVED), self.judgements[0])

    @property
    def verdict(self) -> str:
        return self.worst.verdict

    @property
    def assumptions(self) -> tuple[str, ...]:
        every = [a for j in self.judgements for a in j.assumptions]
        return tuple(dict.fromkeys(every + [f"by {u}" for u in self.identity.uses]))

    @property
    def conditions(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(c for j in self.judgements for c in j.conditions))

    @property
    def seconds(self) -> float:
        """Of the identity alone, without its twins."""
        return sum(j.seconds for j in self.judgements)

    @property
    def refuted_twins(self) -> int:
        return sum(t.verdict == REFUTED for t in self.twins)

    @property
    def holds(self) -> bool:
        return self.verdict == PROVED and self.refuted_twins == len(self.twins)

    @property
    def points(self) -> int:
        return min(j.points for j in self.judgements)

    @property
    def largest_error(self) -> float:
        return max(j.largest_error for j in self.judgements)


@dataclass(frozen=True, slots=True)
class SheetReport:
    name: str
    title: str
    source: str
    identities: tuple[IdentityReport, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Report:
    sheets: tuple[SheetReport, ...]
    seconds: float

    @property
    def identities(self) -> list[IdentityReport]:
        return [i for s in self.sheets for i in s.identities]

    @property
    def holds(self) -> bool:
        return all(i.holds for i in self.identities)

    @property
    def counts(self) -> dict[str, int]:
        rows = self.identities
        return {
            "identities": len(rows),
            "proved": sum(r.verdict == PROVED for r in rows),
            "twins": sum(len(r.twins) for r in rows),
            "refuted_twins": sum(r.refuted_twins for r in rows),
        }


def as_unicode(text: str) -> str:
    """A formula as Unicode mathematics; as it stands if it cannot be read."""
    try:
        return ", ".join(unicode(n) for n in read(text))
    except Exception as error:
        if isinstance(error, (ValueError, RecursionError)) or hasattr(error, "verdict"):
            return text
        raise


def chosen(sheet: Sheet, only: str) -> list[Identity]:
    """The identities whose name, or sheet.name, matches a shell pattern."""
    if not only:
        return sheet.identities
    return [i for i in sheet.identities if any(fnmatch.fnmatchcase(n, only) for n in (i.name, f"{sheet.name}.{i.name}"))]


def run(
    names: Sequence[str],
    only: str = "",
    with_steps: bool = False,
    with_witnesses: bool = True,
    progress: Callable[[int, str], None] | None = None,
) -> Report:
    """Judge the identities of some sheets; `progress(done, name)` is told after each.

    Two processes share the sheets where the system can fork: judging one does not touch another.
    """
    start = time.perf_counter()
    task = Task(only, with_steps, with_witnesses)
    order = sorted(names, key=lambda n: -find(n).stat().st_size)
    if hasattr(os, "fork") and cores() > 1 and 1 < len(names) < 256 and not with_steps:
        line = waiting_line(len(order))
        helper = Helper(order, line, task)
        try:
            done = judge_sheets(taken(order, line), task, progress)
        finally:
            theirs = helper.result()
        done |= theirs
    else:
        done = judge_sheets(names, task, progress)
    sheets = tuple(done[n] for n in names if done[n].identities or not only)
    if only and not any(s.identities for s in sheets):
        raise SheetError(f"no identity matches --only {only}; names are like word2vec.grad_vc, patterns like 'grad_*'")
    if not any(s.identities for s in sheets):
        raise SheetError(f"nothing to prove: {', '.join(names)} has no [[identity]]")
    return Report(sheets, time.perf_counter() - start)


@dataclass(frozen=True, slots=True)
class Task:
    only: str
    with_steps: bool
    with_witnesses: bool


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def waiting_line(count: int) -> int:
    """A pipe that holds the numbers 0 … count − 1, a byte each: whoever is free reads the next."""
    reading, writing = os.pipe()
    os.write(writing, bytes(range(count)))
    os.close(writing)
    return reading


def taken(order: Sequence[str], line: int) -> Iterator[str]:
    """The sheets that this process gets, one after the other."""
    while place := os.read(line, 1):
        yield order[place[0]]


class Helper:
    """A forked process that judges some sheets and sends back plain rows."""

    def __init__(self, order: Sequence[str], line: int, task: Task) -> None:
        context = multiprocessing.get_context("fork")
        self.pipe, theirs = context.Pipe(duplex=False)
        self.process = context.Process(target=self.work, args=(theirs, self.pipe.fileno(), order, line, task), daemon=True)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # numpy's idle BLAS threads; the child uses none
            self.process.start()
        theirs.close()

    @staticmethod
    def work(pipe: Connection, other_end: int, order: Sequence[str], line: int, task: Task) -> None:
        os.close(other_end)  # else this process would never learn that the first one is gone
        try:
            pipe.send(judge_sheets(taken(order, line), task, None))
        except BaseException as error:
            pipe.send(error)
        finally:
            pipe.close()
            os._exit(0)  # not the parent's exit handlers

    def result(self) -> dict[str, SheetReport]:
        try:
            found = self.pipe.recv()
        except EOFError:
            raise RuntimeError("the helper process ended without a result") from None
        finally:
            self.process.join(5)
        if isinstance(found, BaseException):
            raise found
        return found  # type: ignore[no-any-return]


def judge_sheets(names: Iterable[str], task: Task, progress: Callable[[int, str], None] | None) -> dict[str, SheetReport]:
    """Load and judge sheets, one after the other."""
    done = 0
    out: dict[str, SheetReport] = {}
    for name in names:
        begin = time.perf_counter()
        sheet = load_sheet(name)
        sheet.insist()
        rows = []
        for identity in chosen(sheet, task.only):
            rows.append(judge_identity(sheet, identity, task))
            done += 1
            if progress is not None:
                progress(done, f"{sheet.name}.{identity.name}")
        out[name] = SheetReport(sheet.name, sheet.title, sheet.source, tuple(rows), time.perf_counter() - begin)
    return out


def judge_identity(sheet: Sheet, identity: Identity, task: Task) -> IdentityReport:
    """Identities under the same assumptions share what was worked out; with steps each starts anew, to tell all of them."""
    try:
        court = court_for(identity, sheet, fresh=task.with_steps)
        answers = answer_identity(sheet, identity, court)
    except SheetError as error:  # this identity's own fault: the others are judged all the same
        return IdentityReport(identity.name, identity, (Answer(identity.claim, UNREADABLE, str(error)),), ())
    steps = tuple(trace(court, c, a) for c, a in zip(identity.claims, answers, strict=True)) if task.with_steps else ()
    twins = [answer_claim(court, t) for t in identity.twins]
    rows = tuple(settle(a, True) for a in answers)
    return IdentityReport(identity.name, identity, rows, tuple(settle(t, task.with_witnesses) for t in twins), steps)


def both(sizes: Mapping[str, int], values: Mapping[str, Any]) -> tuple[Mapping[str, int], Mapping[str, Any]]:
    """A witness's places, worked out before."""
    return sizes, values


def settle(answer: Answer, with_witness: bool) -> Answer:
    """The answer as plain data that can be sent between processes: its witness worked out, or left out."""
    match answer.evidence:
        case Refuted(witness=w) if with_witness:
            sizes, values = dict(w.sizes), dict(w.values)
            return replace(answer, evidence=Refuted(Witness(w.left, w.right, partial(both, sizes, values))), steps=())
        case Proved() as proof:
            return replace(answer, evidence=Proved(proof.method, proof.cross_check), steps=())
    return replace(answer, evidence=None, steps=())


__all__ = ["IdentityReport", "Report", "SheetReport", "as_unicode", "settle"]
