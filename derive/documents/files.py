"""Files and folders of documents: what is read, what is refused and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from ..errors import InputError
from ..files import read_bytes
from .formats import BY_SUFFIX, FORMATS

MAX_BYTES = 4_000_000
"""Larger files are no write-ups; a term's worth of them is a folder."""
NAMES = [row.suffixes[0] for row in FORMATS]
KNOWN = f"documents are {', '.join(NAMES[:-1])} and {NAMES[-1]} files"


def documents(paths: Iterable[str | Path]) -> Iterator[Path]:
    """The documents that are meant: files as they are, folders with all that is in them; `InputError` if there is none."""
    for given in paths:
        path = Path(given)
        if str(given) == "-":
            raise InputError(f"standard input is not read: save the document to a file\n  {KNOWN}")
        try:
            if path.is_dir():
                found = sorted(p for p in path.rglob("*") if p.suffix.lower() in BY_SUFFIX and p.is_file() and not hidden(p, path))
                if not found:
                    raise InputError(f"{path}: there is no document in this folder\n  {KNOWN}")
                yield from found
            elif path.exists():
                yield path
            else:
                raise InputError(f"{path}: there is no such file or folder")
        except (OSError, ValueError) as error:
            raise InputError(f"{str(given)[:200]}: {getattr(error, 'strerror', None) or error}") from None


def hidden(path: Path, root: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(root).parts)


def text_of(path: Path) -> str:
    """The text of a document, line ends as \\n; `InputError` says what is wrong with the file."""
    if path.suffix.lower() not in BY_SUFFIX:
        raise InputError(f"{path}: a file of the kind `{path.suffix or 'no suffix'}` is not read\n  {KNOWN}")
    return decoded(read_bytes(path, MAX_BYTES), str(path))


def decoded(data: bytes, name: str) -> str:
    """Bytes as text; what is no text is refused."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            text = data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise InputError(f"{name}: it begins as UTF-16 text and is none (byte {error.start})") from None
    else:
        if b"\0" in data:
            raise InputError(f"{name}: a binary file (a NUL byte at {data.index(0)}); a document is text\n  {KNOWN}")
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise InputError(f"{name}, line {line}: byte {data[error.start]:#04x} is not UTF-8\n  save it as UTF-8") from None
    text = text.replace("\r\n", "\n")
    if not text.strip():
        raise InputError(f"{name}: the file is empty")
    return text
