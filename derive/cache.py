"""Where what can be worked out again is kept between runs: a folder that is the user's own and nobody else's, or nowhere.

What is kept is data, never code: another's file in the folder could make a run wrong or long, and must not even do that.
"""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path


def folder() -> Path | None:
    """`derive` in $XDG_CACHE_HOME or ~/.cache, mode 0700, ours, behind no symbolic link; None if there is no such folder to be had."""
    try:
        told = Path(os.environ.get("XDG_CACHE_HOME") or ".")  # a relative one is to be ignored (XDG Base Directory Specification)
        home = told if told.is_absolute() else Path.home().resolve() / ".cache"
        found = home / "derive"
        found.mkdir(parents=True, exist_ok=True, mode=0o700)
        if os.path.realpath(found) != os.path.abspath(found) or not is_private(found.lstat(), stat.S_IFDIR):  # noqa: PTH100
            return None
        return found if os.access(found, os.W_OK) else None
    except (OSError, RuntimeError, ValueError):
        return None


def is_private(state: os.stat_result, kind: int) -> bool:
    """Whether a file or folder is of this kind and belongs to this user alone."""
    return hasattr(os, "getuid") and stat.S_IFMT(state.st_mode) == kind and state.st_uid == os.getuid() and not state.st_mode & 0o077


def read(path: Path | None) -> bytes | None:
    """What an earlier run kept there; None if nothing, or if the file is not this user's alone."""
    if path is None:
        return None
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(handle, "rb") as file:
            return file.read() if is_private(os.fstat(handle), stat.S_IFREG) else None
    except OSError:
        return None


def keep(path: Path | None, data: bytes) -> None:
    """Whole or not at all, for this user alone; what cannot be kept costs time only."""
    if path is None:
        return
    with suppress(OSError):
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(beside).replace(path)
        finally:
            Path(beside).unlink(missing_ok=True)
