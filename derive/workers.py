"""Workers that may die: each a process with a pipe of its own, so that no death at any moment harms the work of another.

A pool whose workers share a queue is lost with the worker that dies while it holds the queue's lock (pebble's and the standard
library's are); here nothing is shared.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import multiprocessing.forkserver
import os
import signal
import sysconfig
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from .errors import InputError
from .limits import LimitReached, Limits, capped, end_with, limit_memory

STARTS = 50
"""So often it is tried to start a worker."""
FRESH_AFTER = 5_000
"""A worker is replaced after so many pieces of work."""


@dataclass(slots=True, eq=False)
class Job:
    """One piece of work: what it is, and what came of it."""

    task: Any
    done: bool = False
    found: Any = None
    """An exception, if that is what came of it."""
    stopped: str = ""
    """The limit or the death that stopped it; then nothing was found."""


def serve(pipe: Connection, lifeline: Connection, function: Callable[[Any], Any], limits: Limits) -> None:
    """A worker's life: its limits, then tasks until the pipe closes or a limit was reached (what it remembers may be half made)."""
    with contextlib.suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent's affair
    end_with(lifeline.fileno())
    gc.set_threshold(200_000, 20, 20)
    limit_memory(limits.megabytes)
    with contextlib.suppress(EOFError, OSError):
        while True:
            task = pipe.recv()
            found, stopped, fresh = None, "", True
            try:
                found = capped(lambda task=task: function(task), limits)  # type: ignore[misc]
                fresh = not (isinstance(found, dict) and found.get("stopped"))
            except LimitReached as error:
                stopped, fresh = str(error), False
            except (ImportError, OSError, SystemError):  # what it needs was loaded before; only memory can be lacking
                stopped, fresh = limits.out_of_memory, False
            except Exception as error:
                found = error
            pipe.send((found, stopped, fresh))
            if not fresh:
                return


@contextlib.contextmanager
def uninterrupted() -> Iterator[None]:
    """What is started here does not hear of Ctrl-C, which the terminal sends to all: it would die of it in the midst of its imports."""
    try:
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    except ValueError:  # not the main thread
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextlib.contextmanager
def away_from_here() -> Iterator[None]:
    """Interpreters that are started here import nothing from the current folder, where a `json.py` of anybody's may lie."""
    before = {name: os.environ.get(name) for name in ("PYTHONSAFEPATH", "PYTHONPATH")}
    os.environ["PYTHONSAFEPATH"] = "1"
    if HOME not in map(sysconfig.get_path, ("purelib", "platlib")):  # not installed, or installed to be edited
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (HOME, before["PYTHONPATH"])))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


HOME = str(Path(__file__).resolve().parents[1])


class Worker:
    """A process and the job that it has."""

    def __init__(self, context: Any, function: Callable[[Any], Any], limits: Limits) -> None:
        self.pipe, theirs = context.Pipe()
        lifeline, self.held = context.Pipe(duplex=False)
        self.job: Job | None = None
        self.left = FRESH_AFTER
        self.process = context.Process(target=serve, args=(theirs, lifeline, function, limits), daemon=True)
        self.process.start()
        theirs.close()
        lifeline.close()

    def end(self) -> int | None:
        """Close the pipes, which ends it; its exit status, minus the number of the signal that killed it."""
        self.pipe.close()
        self.process.join(0.2)
        self.held.close()
        self.process.join(1)
        if self.process.is_alive():
            self.process.kill()
            self.process.join(1)
        status: int | None = self.process.exitcode
        return status


@dataclass(slots=True)
class Workers:
    """Up to `jobs` workers that call one function; `preload` names the modules that they are forked with."""

    function: Callable[[Any], Any]
    jobs: int
    limits: Limits
    preload: tuple[str, ...] = ()
    waiting: deque[Job] = field(default_factory=deque)
    crew: list[Worker] = field(default_factory=list)
    context: Any = None

    def __enter__(self) -> Workers:
        method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
        self.context = multiprocessing.get_context(method)
        if method == "forkserver":
            self.context.set_forkserver_preload(list(self.preload))
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self.crew:
            if worker.job is not None:
                worker.process.kill()
            worker.end()
        self.crew.clear()

    def submit(self, task: Any) -> Job:
        """A job for whoever is free next."""
        job = Job(task)
        self.waiting.append(job)
        self.hand_out()
        return job

    def wait_for(self, job: Job) -> Job:
        """Until it is done; other jobs get done meanwhile."""
        while not job.done:
            self.step()
        return job

    def alone(self, task: Any) -> Job:
        """A task in a fresh worker, while no other works."""
        while self.waiting or any(w.job is not None for w in self.crew):
            self.step()
        for worker in self.crew:
            worker.end()
        self.crew.clear()
        return self.wait_for(self.submit(task))

    def hand_out(self) -> None:
        """Give waiting jobs to idle workers, new ones if need be."""
        while self.waiting:
            worker = next((w for w in self.crew if w.job is None), None)
            if worker is None:
                if len(self.crew) >= self.jobs:
                    return
                worker = self.start()
                self.crew.append(worker)
            job = self.waiting.popleft()
            try:
                worker.pipe.send(job.task)
            except OSError:  # it died while idle: nothing is lost
                self.dismiss(worker)
                self.waiting.appendleft(job)
                continue
            worker.job = job

    def start(self) -> Worker:
        """A new worker; the server that forks them may die too, and is then started anew."""
        for _ in range(STARTS):
            with contextlib.suppress(OSError, EOFError), away_from_here():
                with uninterrupted():
                    if self.context.get_start_method() == "forkserver":
                        multiprocessing.forkserver.ensure_running()
                return Worker(self.context, self.function, self.limits)
            threading.Event().wait(0.1)  # until the system has put away what has died
        raise InputError("no process can be started here: too many are running, or there is no memory left")

    def step(self) -> None:
        """Wait until a worker has something to say."""
        self.hand_out()
        busy = {w.pipe: w for w in self.crew if w.job is not None}
        for pipe in wait(list(busy)):
            worker = busy[pipe]
            job, worker.job = worker.job, None
            assert job is not None
            try:
                job.found, job.stopped, fresh = worker.pipe.recv()
                worker.left -= 1
                if not fresh or worker.left == 0:
                    self.dismiss(worker)
            except (EOFError, OSError):
                job.stopped = self.limits.death(self.dismiss(worker))
            job.done = True

    def dismiss(self, worker: Worker) -> int | None:
        self.crew.remove(worker)
        return worker.end()
