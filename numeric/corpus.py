"""A corpus as a stream of blocks of clean UTF-8: files, folders, compressed files, standard input, the text that CPython carries.

Nothing is held but one block.  What is no text is refused with its name; bytes that are not UTF-8 are replaced and counted.
"""

from __future__ import annotations

import bz2
import codecs
import gzip
import lzma
import re
import stat
import sys
import unicodedata
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

from derive.errors import InputError
from derive.files import opened as open_regular

BLOCK = 1 << 20
"""Bytes read at a time."""
LONGEST_WORD = 1 << 24
"""Bytes without any white space, from which on a file is no text."""
OPENERS: tuple[tuple[bytes, Callable[..., Any]], ...] = ((b"\x1f\x8b", gzip.open), (b"\xfd7zXZ\x00", lzma.open), (b"BZh", bz2.open))
"""Compressed files by their first bytes, whatever they are called."""
ARCHIVES = ((b"PK\x03\x04", "a zip archive"), (b"\x28\xb5\x2f\xfd", "zstd-compressed"), (b"7z\xbc\xaf", "a 7z archive"), (b"%PDF", "a PDF"))
TEXT_START = 1 << 16
REPLACED = "\ufffd"
SPACES = "\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
"""White space beyond ASCII; all of it separates words, none of it lines."""
TO_BLANK = str.maketrans(SPACES, " " * len(SPACES))
ASCII_LETTERS = bytes(c if chr(c).isalpha() or c == 10 else 32 for c in range(128)) + bytes(range(128, 256))
DAMAGE = (EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile, OSError)


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a corpus, or what stands for one."""

    name: str
    path: Path | None = None
    text: str | None = None


@dataclass(slots=True)
class Corpus:
    """What to read and how to split it; `notes` tells, after reading, what was not as it should be."""

    parts: Sequence[Part]
    lowercase: bool = False
    letters_only: bool = False
    notes: list[str] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        return [p.name for p in self.parts]

    def blocks(self) -> Iterator[bytes]:
        """Blocks of whole words in UTF-8, a line end after each file."""
        for part in self.parts:
            replaced = 0
            for block in whole_words(part):
                clean, bad = self.cleaned(block)
                replaced += bad
                yield clean
            yield b"\n"
            if replaced:
                verb = "byte is" if replaced == 1 else "bytes or runs of bytes are"
                self.notes.append(
                    f"{part.name}: {replaced} {verb} not UTF-8; read as {REPLACED}" + (" (a word boundary)" if self.letters_only else "")
                )

    def cleaned(self, block: bytes) -> tuple[bytes, int]:
        """A block, in lower case and of letters only if so wanted; how many places were not UTF-8."""
        if block.isascii():
            if self.letters_only:
                block = block.translate(ASCII_LETTERS)
            return (block.lower() if self.lowercase else block), 0
        text = block.decode("utf-8", "replace")
        bad = text.count(REPLACED) - block.count(REPLACED.encode())
        if self.lowercase:
            text = text.lower()
        if self.letters_only:
            text = no_letters().sub(" ", text)
        elif any(c in text for c in SPACES):
            text = text.translate(TO_BLANK)
        return text.encode("utf-8", "replace"), bad


@lru_cache(maxsize=1)
def no_letters() -> re.Pattern[str]:
    """What is neither a letter nor a mark on one (vowel signs of Devanagari are marks) nor a line end."""
    kinds = [(chr(c), unicodedata.category(chr(c))) for c in range(0xAA, 0x1FBFA)]
    marks = "".join(c for c, kind in kinds if kind in ("Mn", "Mc"))
    numbers = "".join(c for c, kind in kinds if kind in ("No", "Nl"))
    return re.compile(rf"[^\w\n{re.escape(marks)}]|[\d_{re.escape(numbers)}]")


def corpus(names: Sequence[str | Path], lowercase: bool = False, letters_only: bool = False) -> Corpus:
    """The corpus of these files and folders, `-` for standard input; none for the embedded text, lower case and letters only."""
    if not names:
        return Corpus([embedded()], True, True)
    found = Corpus([], lowercase, letters_only)
    parts: list[Part] = []
    for name in map(str, names):
        path = Path(name)
        if not name:
            raise InputError("the name of a corpus is empty; name a file, a folder, or - for standard input")
        if name == "-":
            parts.append(Part("standard input"))
        elif path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.is_file() and not any(q.startswith(".") for q in p.relative_to(path).parts))
            kinds = [what_it_is(p) for p in inside]
            texts = [p for p, kind in zip(inside, kinds, strict=True) if kind is None]
            if left := [p for p, kind in zip(inside, kinds, strict=True) if kind is not None]:
                found.notes.append(
                    f"{path}: {len(left)} of {len(inside)} files are no text and are left out: {', '.join(p.name for p in left[:3])}"
                )
            if not texts:
                raise InputError(f"the folder {path} holds no text files" + (f" (of {len(inside)} files none is text)" if inside else ""))
            parts += [Part(str(p), p) for p in texts]
        else:
            kind = what_it_is(path)
            if kind is not None:
                raise InputError(
                    f"{path} is {kind}, not text\n"
                    "  a corpus is UTF-8 text, plain or .gz, .xz, .bz2; a folder of such files; or - for standard input"
                )
            parts.append(Part(name, path))
    if sum(p.path is None for p in parts) > 1:
        raise InputError("standard input (-) is given more than once")
    found.parts = parts
    return found


def embedded() -> Part:
    """The Python language reference that every CPython carries: about 100 000 words, a paragraph a line."""
    from pydoc_data.topics import topics

    paragraphs = (re.sub(r"\s+", " ", p) for topic in sorted(topics) for p in re.split(r"\n\s*\n", topics[topic]))
    return Part("the Python language reference (pydoc_data.topics)", text="\n".join(paragraphs))


def what_it_is(path: Path) -> str | None:
    """What a file is if it is no text, None if it may be one; a pipe can be read only once, and is looked at then."""
    try:
        if is_pipe(path):
            return None
        with open_file(path) as file:
            raw = file.read(8)
        for start, kind in ARCHIVES:
            if raw.startswith(start):
                return kind
        with opened(Part(str(path), path)) as file:
            start_of_it = file.read(TEXT_START)
    except FileNotFoundError:
        raise InputError(f"there is no file {path}") from None
    except InputError:
        raise
    except DAMAGE as error:
        raise InputError(f"cannot read {path}: {fault(error)}") from None
    return not_text(start_of_it)


def not_text(start: bytes) -> str | None:
    """Whether the first bytes are those of a binary file."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "UTF-16 (save it as UTF-8)"
    if b"\x00" in start:
        return "a binary file"
    text = start.decode("utf-8", "replace")
    if len(text) > 100 and text.count(REPLACED) > 0.3 * len(text):
        return "a binary file"
    return None


@contextmanager
def opened(part: Part) -> Iterator[IO[bytes]]:
    """The bytes of a file or of standard input, uncompressed; it is opened once."""
    with open_file(part.path) if part.path is not None else nullcontext(standard_input()) as raw:
        start = raw.peek(8)
        opener = next((o for magic, o in OPENERS if start.startswith(magic)), None)
        if opener is None:
            yield raw
        else:
            with opener(raw, "rb") as file:
                yield file


def is_pipe(path: Path) -> bool:
    """Whether another program writes into it: a named pipe, or `<(zcat text.gz)` of the shell."""
    try:
        return stat.S_ISFIFO(path.stat().st_mode)
    except (OSError, ValueError):
        return False


def open_file(path: Path) -> Any:
    """A regular file or a pipe; `InputError` for devices."""
    return path.open("rb") if is_pipe(path) else open_regular(path)


def standard_input() -> Any:
    if sys.stdin is None:
        raise InputError("standard input is closed; name a file")
    return sys.stdin.buffer


def raw_blocks(part: Part) -> Iterator[bytes]:
    """The bytes of a part, uncompressed."""
    if part.text is not None:
        yield part.text.encode("utf-8")
        return
    try:
        with opened(part) as file:
            yield from iter(lambda: file.read(BLOCK), b"")
    except DAMAGE as error:
        raise InputError(f"cannot read {part.name}: {fault(error)}") from None


def fault(error: Exception) -> str:
    """What went wrong with a file, in a few words."""
    match error:
        case EOFError():
            return "the compressed file ends in the middle"
        case zlib.error() | lzma.LZMAError() | gzip.BadGzipFile():
            return "the compressed file is damaged"
        case OSError(strerror=str(reason)):
            return reason
    return "the compressed file is damaged" if "compress" in str(error) or "Invalid data" in str(error) else str(error)


def whole_words(part: Part) -> Iterator[bytes]:
    """Blocks that end with white space, so that no word is cut."""
    rest = b""
    first = True
    for block in raw_blocks(part):
        if first:
            first = False
            block = block.removeprefix(codecs.BOM_UTF8)
            kind = not_text(block[:TEXT_START])
            if kind is not None:
                raise InputError(f"{part.name} is {kind}, not text")
        elif b"\x00" in block:
            raise InputError(f"{part.name} is a binary file, not text: it holds bytes 0")
        block = rest + block
        cut = max(block.rfind(c) for c in (b"\n", b" ", b"\t", b"\r")) + 1
        if cut == 0 and len(block) > LONGEST_WORD:
            cut = max((block.rfind(c.encode()) + len(c.encode()) for c in SPACES if c.encode() in block), default=0)
            if cut == 0:
                raise InputError(f"{part.name} has {len(block) >> 20} MB without any white space; words must be separated")
        if cut:
            yield block[:cut]
        rest = block[cut:]
    if rest:
        yield rest
