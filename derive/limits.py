"""Limits of CPU time and memory, and the child process that keeps them.

What people send may be of any size and any malice.  A limit is in CPU seconds, never in time on the clock: a loaded machine takes longer
and says the same.
"""

from __future__ import annotations

import contextlib
import gc
import math
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from .errors import InputError

MEGABYTE = 1 << 20
GRACE = 2.0
"""The system ends a process so many CPU seconds after it should have stopped by itself."""
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one piece of work may take: CPU seconds, and memory in MB."""

    seconds: float = 20.0
    megabytes: int = 1024

    @property
    def out_of_time(self) -> str:
        return f"the limit of {self.seconds:g} s of CPU time was reached (--time-limit)"

    @property
    def step_took_long(self) -> str:
        return f"one step took {STEP:.0%} of the limit of {self.seconds:g} s of CPU time (--time-limit)"

    @property
    def out_of_memory(self) -> str:
        return f"the memory limit of {self.megabytes} MB was reached (--memory-limit)"

    def death(self, status: int | None) -> str:
        """What a process says by its death; `status` is minus the signal's number, or the exit status."""
        if status is not None and status == -getattr(signal, "SIGXCPU", 0):
            return self.out_of_time
        how = "it was killed" if status == -getattr(signal, "SIGKILL", 0) else f"status {status}"
        return f"the worker died ({how}), most likely at the memory limit of {self.megabytes} MB (--memory-limit)"


class LimitReached(BaseException):
    """A limit stopped the work; not an `Exception`, so that nothing on the way takes it for a fault of the input."""


def limit_memory(megabytes: int) -> None:
    """From now on more memory than this is a `MemoryError`."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (megabytes * MEGABYTE, resource.getrlimit(resource.RLIMIT_DATA)[1]))
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def limit_time(seconds: float) -> None:
    """The system ends this process when it has used so many CPU seconds more: what does not come back to the interpreter ends too."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        latest = math.ceil(cpu_used() + seconds + GRACE)
        resource.setrlimit(resource.RLIMIT_CPU, (latest if hard == resource.RLIM_INFINITY else min(latest, hard), hard))


NEARLY = 0.95
"""At this part of the memory limit work is stopped, between two steps of the interpreter: where nothing can be allocated any more,
CPython may abort."""
EVERY = 0.05
"""CPU seconds between two looks at what is used up."""


def cpu_used() -> float:
    """CPU seconds of this process; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:
        return 0.0
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


since: tuple[float, Limits] | None = None
"""The CPU time at which the work under way began, and what it may take; None where nothing is limited."""


def nearly_spent(share: float) -> str:
    """The limit that the work under way comes near, once it has used up this share of its CPU time, or its memory; nothing before.

    Work of many steps asks between two of them, to leave out the rest and keep what it has.
    """
    if since is None:
        return ""
    if full:
        return since[1].out_of_memory
    return since[1].out_of_time if cpu_used() - since[0] >= share * since[1].seconds else ""


step_ends: float | None = None
"""The CPU time at which one step of the work under way is stopped; None outside of `attempted`."""
STEP = 0.25
"""One step of many has this share of the time of all."""


def attempted(step: Callable[[], Found], share: float = 1.0) -> tuple[Found | None, str]:
    """What one step of many finds, or why it was stopped: it took too large a part of the whole's limits, or reached their `share`.

    What the other steps find is not lost by it.
    """
    global step_ends, full
    if since is None:
        return step(), ""
    start, limits = since
    last, ends = start + share * limits.seconds, cpu_used() + STEP * limits.seconds
    step_ends = min(last, ends)
    try:
        return step(), ""
    except LimitReached as reached:
        why = limits.step_took_long if str(reached) == limits.out_of_time and ends < last else str(reached)
    except MemoryError:
        why = limits.out_of_memory
    finally:
        step_ends = None
    gc.collect()
    full = data_in_use() > NEARLY * limits.megabytes * MEGABYTE
    return None, why


full = False
"""Whether the memory is used up, and there is nothing to be done but to tell what was found."""


def data_in_use() -> int:
    """Bytes of this process's data; 0 where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_bytes().split()[5]) * PAGE
    except (OSError, ValueError, IndexError, MemoryError):
        return 0


PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


def capped(work: Callable[[], Found], limits: Limits) -> Found:
    """`work()` in this process's main thread; `LimitReached` when it has used up its CPU time or its memory."""
    global since, full
    armed, full = True, False
    since = (cpu_used(), limits)
    last = since[0] + limits.seconds

    def look(*_: object) -> None:  # again and again: what it raises may fall into code that swallows it
        left = (last if step_ends is None else min(last, step_ends)) - cpu_used()
        if armed and left <= 0:
            raise LimitReached(limits.out_of_time)
        if armed and left < EVERY:
            signal.setitimer(signal.ITIMER_PROF, max(left, 0.001), EVERY)
        if armed and not full and data_in_use() > NEARLY * limits.megabytes * MEGABYTE:
            raise LimitReached(limits.out_of_memory)

    if not hasattr(signal, "setitimer"):
        return work()
    limit_time(limits.seconds)
    before = signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, min(EVERY, limits.seconds), EVERY)
    try:
        return work()
    except MemoryError:
        gc.collect()
        raise LimitReached(limits.out_of_memory) from None
    finally:
        armed, since = False, None
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def end_with(lifeline: int) -> None:
    """End this process as soon as the other end of a pipe is closed, by the death of whoever holds it if need be."""

    def watch() -> None:
        with contextlib.suppress(OSError):
            os.read(lifeline, 1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


# ---------------------------------------------------------------------------------------------- a child for one piece of work
own_process = False
"""Whether this process is derive's own (the command line), and not somebody's program that imports it."""


def within(limits: Limits, work: Callable[[], Found]) -> Found:
    """`work()` in a child process under limits; `LimitReached` says which was reached.  What it raises is raised here.

    Only where the process is derive's own (a program that imports derive keeps its own house), and nobody is looking for a fault.
    """
    if not own_process or not hasattr(os, "fork") or "DERIVE_DEBUG" in os.environ:
        return work()
    reading, writing = os.pipe()
    lifeline, held = os.pipe()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os.close(held)
        _serve(limits, work, writing, lifeline)
    os.close(writing)
    os.close(lifeline)
    status: int | None = None
    try:
        with os.fdopen(reading, "rb") as pipe:
            sent = pipe.read()
        status = os.waitpid(child, 0)[1]
    finally:
        os.close(held)
        if status is None:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
    if not sent or os.waitstatus_to_exitcode(status):
        raise LimitReached(limits.death(os.waitstatus_to_exitcode(status)))
    found, value = pickle.loads(sent)  # from our own child
    if not found:
        raise value
    return value  # type: ignore[no-any-return]


def _serve(limits: Limits, work: Callable[[], Any], writing: int, lifeline: int) -> None:
    """The child: work, send what came of it, end."""
    try:
        with contextlib.suppress(ValueError):
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # the parent says what there is to say
        limit_memory(limits.megabytes)
        end_with(lifeline)
        try:
            sent = pickle.dumps((True, capped(work, limits)))
        except (InputError, LimitReached, MemoryError, ModuleNotFoundError) as error:
            sent = pickle.dumps((False, error))
        except RecursionError:
            sent = pickle.dumps((False, InputError("it is nested too deeply, or too long, to be worked on")))
        except Exception as error:  # a fault of this program, which may hold what cannot be sent
            sent = pickle.dumps((False, RuntimeError(f"{type(error).__name__}: {error}")))
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(sent)
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    finally:
        os._exit(0)
