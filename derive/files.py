"""Files that people name: read only if they are files, and only so much of them; locked while they are written."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import IO

from .errors import InputError

MAX_SHEET = 4_000_000
"""Bytes of a sheet."""
MAX_SHEETS = 64
"""So many files a sheet may rest on: a ladder of sheets that each include the next twice would double at every rung."""


def opened(path: Path, what: str = "", most: int | None = None) -> IO[bytes]:
    """A regular file, open for reading; `InputError` for a folder, a pipe, a device, and for more than `most` bytes.

    A pipe that nobody writes to would wait for ever, /dev/zero never ends.
    """
    name = f"{what} {path}".strip()
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
        file = os.fdopen(handle, "rb")
        state = os.fstat(handle)
    except FileNotFoundError:
        raise InputError(f"there is no file {path}") from None
    except IsADirectoryError:
        raise InputError(f"{name} is a folder, not a file") from None
    except (OSError, ValueError) as error:
        raise InputError(f"cannot read {name}: {getattr(error, 'strerror', None) or error}") from None
    if not stat.S_ISREG(state.st_mode):
        file.close()
        raise InputError(f"{name} is {'a folder' if stat.S_ISDIR(state.st_mode) else 'a pipe or a device'}, not a file; save it as one")
    if most is not None and state.st_size > most:
        file.close()
        raise InputError(f"{name}: {state.st_size / 1e6:.1f} MB; at most {most / 1e6:.0f} MB are read")
    return file


def read_bytes(path: Path, most: int, what: str = "") -> bytes:
    """The whole of a regular file of at most `most` bytes."""
    try:
        with opened(path, what, most) as file:
            data = file.read(most + 1)
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror or error}") from None
    if len(data) > most:
        raise InputError(f"{path}: it grows while it is read; at most {most / 1e6:.0f} MB are read")
    return data


def resolved(path: Path) -> Path:
    """The path without symbolic links; `InputError` if they lead in a circle or the name cannot be one."""
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError) as error:
        why = "no file can have this name" if isinstance(error, ValueError) else "its symbolic links lead in a circle"
        raise InputError(f"{path}: {getattr(error, 'strerror', None) or why}") from None


def is_same(target: Path, other: Path) -> bool:
    """Whether two paths lead to one file, by whatever links; a name that a row has, and that no file can have, leads to none."""
    try:
        there = resolved(other)
    except InputError:
        return False
    try:
        return resolved(target) == there or (target.exists() and other.exists() and target.samefile(other))
    except OSError:
        return False


def refuse_to_replace(path: Path, choice: str) -> None:
    """`InputError` if there is something in an output already; `choice` says what can be done."""
    if path.is_file() and path.stat().st_size:
        raise InputError(f"{path} is there already, and is kept\n  {choice}; or name another file")


def lock(file: IO[bytes], path: Path) -> None:
    """Hold the file for this process alone until it is closed; `InputError` if another run holds it."""
    try:
        import fcntl
    except ImportError:  # no locks here
        return
    try:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise InputError(f"{path} is being written by another run; wait for it, or name another file") from None
    except OSError:  # a file system without locks
        return
