"""Room: keeps a process from growing with the number of questions that it has answered."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
from typing import Protocol
from weakref import WeakSet

LOOK_EVERY = 16
ROOM = 64 * 2**20
"""Bytes by which a process may grow before its tables start afresh: memory stays flat over thousands of answers."""
BLIND = 400
"""So many answers share the tables where the system does not tell how large a process is."""


class Renewable(Protocol):
    """Something that keeps tables, and can drop them."""

    def renew(self) -> None:
        """Drop what was worked out; what was declared stays."""


class Room:
    """Keeps a process from growing with the number of answers that it has graded."""

    def __init__(self) -> None:
        self.answers = 0
        self.start = 0
        self.owners: WeakSet[Renewable] = WeakSet()

    def use(self, owner: Renewable) -> None:
        """Remember what keeps tables, to renew it when there is no more room."""
        self.owners.add(owner)

    def answered(self) -> None:
        """One more answer; now and then look at the size, and renew every problem if it has grown too far."""
        self.answers += 1
        if self.answers % LOOK_EVERY:
            return
        size = resident()
        self.start = self.start or size
        if size > self.start + ROOM or (not size and self.answers % BLIND == 0):
            for owner in self.owners:
                owner.renew()
            gc.collect()
            give_back()
            self.start = max(self.start, resident() - ROOM // 2)


def give_back() -> None:
    """Return freed memory to the system, where the C library can (glibc keeps it else)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def resident() -> int:
    """Bytes of this process in memory; 0 where it cannot be told."""
    try:
        with open("/proc/self/statm") as file:  # noqa: PTH123 - a third of the cost of a Path
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


room = Room()
