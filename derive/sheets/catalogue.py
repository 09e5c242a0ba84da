"""Finding sheets: built-in ones by name, others by path."""

from __future__ import annotations

import difflib
from functools import lru_cache
from pathlib import Path

from ..errors import SheetError
from .builtin import SHEETS, is_shared, path_of
from .file import load_raw
from .sheet import Sheet

BUILT_IN = SHEETS


def find(name: str, beside: Path | None = None) -> Path:
    """The file of a sheet: a built-in name, or a path (taken from the folder of the sheet that asks)."""
    path = Path(name)
    try:
        if name in SHEETS or (beside is not None and is_shared(name)):
            return path_of(name)
        if beside is not None and not path.is_absolute() and not path.exists():
            path = beside.parent / path
        folder = path.is_dir()
        if path.suffix.lower() == ".toml" and path.exists() and not folder:  # a pipe or a device is refused where files are read
            return path
    except (OSError, ValueError) as error:
        raise SheetError(f"cannot read the sheet {name[:80]}: {getattr(error, 'strerror', None) or error}") from None
    if folder:
        raise SheetError(f"{name} is a folder; name a sheet in it (a .toml file)")
    raise unknown(name, beside)


def unknown(name: str, beside: Path | None) -> SheetError:
    near = difflib.get_close_matches(name, SHEETS, 1)
    asker = f"{beside}: " if beside is not None else ""
    hint = f"  Did you mean {near[0]}?" if near else ""
    return SheetError(
        f"{asker}no sheet {name[:200]}: it is neither a file nor a built-in sheet\n  built in: {', '.join(SHEETS)}; files are .toml.{hint}"
    )


def files_of(name: str) -> list[str]:
    """The files that a sheet is read from, its own and those that it includes; none for a built-in one."""
    return [] if name in SHEETS else [str(p) for p in load_sheet(name).raw.files]


def load_sheet(name: str) -> Sheet:
    """A sheet by its built-in name (`word2vec`) or the path of its TOML file; `SheetError` says what is wrong with it.

    Read again when the file has changed (not when only a sheet that it includes has).
    """
    path = find(str(name))
    state = path.stat()
    return _loaded(str(name), path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=64)
def _loaded(name: str, path: Path, changed: int, size: int) -> Sheet:
    raw, origin = load_raw(path, find)
    return Sheet(name if name in SHEETS else path.stem, raw, origin)
