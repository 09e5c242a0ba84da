"""Files of vectors: word2vec's text and binary formats, .npz; whole or not at all.

Text: a line «n d», then a line a word: the word, a space, d numbers.  Binary: the same first line, then the word, a space and d
little-endian float32, with or without a line end (word2vec.c; gensim).  GloVe's text, which has no first line, is read too.
"""

from __future__ import annotations

import json
import re
import warnings
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

import numpy as np

from derive.errors import InputError

from .arrays import Array
from .checkpoint import as_bytes, as_words, read_npz, write_npz
from .corpus import DAMAGE, Part, fault, is_pipe, opened

COMMA = re.compile(rb"-?\d+,\d+(?:[eE][+-]?\d+)?")
"""A number as it is written in half of Europe; such a file is neither text nor binary."""
LINES_AT_A_TIME = 2000
LONGEST_HEAD = 200
LONGEST_WORD = 100_000
MOST_NUMBERS = 2**40
FIRST_NUMBERS = 1 << 24
"""Numbers for which room is made before any have been seen."""


def write_all(file: IO[bytes], words: list[str], centre: Array, outside: Array | None, counts: Array | None, about: dict[str, Any]) -> None:
    """Everything that is known of vectors, as .npz."""
    told = np.frombuffer(json.dumps(about, ensure_ascii=False).encode(), np.uint8)
    arrays = {"words": as_bytes(words), "centre": centre, "about": told, "outside": outside, "counts": counts}
    write_npz(file, {name: a for name, a in arrays.items() if a is not None})


def spelt(word: str, path: Path) -> bytes:
    try:
        raw = word.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raw = b" "
    if not raw or any(c in raw for c in b" \n\t\r"):
        raise InputError(
            f"cannot write {path}: the word {word!r} is no word of word2vec's formats (white space, nothing, no text); write .npz"
        )
    return raw


def write_text(file: IO[bytes], path: Path, words: list[str], vectors: Array) -> None:
    """Nine digits, so that the same float32 are read again."""
    form = " ".join(["%.9g"] * vectors.shape[1]) + "\n"
    file.write(f"{len(words)} {vectors.shape[1]}\n".encode())
    for start in range(0, len(words), LINES_AT_A_TIME):
        rows = vectors[start : start + LINES_AT_A_TIME].tolist()
        file.write(b"".join(spelt(w, path) + b" " + (form % tuple(r)).encode() for w, r in zip(words[start:], rows, strict=False)))


def write_binary(file: IO[bytes], path: Path, words: list[str], vectors: Array) -> None:
    file.write(f"{len(words)} {vectors.shape[1]}\n".encode())
    for start in range(0, len(words), LINES_AT_A_TIME):
        rows = np.ascontiguousarray(vectors[start : start + LINES_AT_A_TIME], "<f4")
        file.write(b"".join(spelt(w, path) + b" " + r.tobytes() + b"\n" for w, r in zip(words[start:], rows, strict=False)))


# ---------------------------------------------------------------------------------------------- reading
def is_npz(path: Path) -> bool:
    try:
        return path.is_file() and zipfile.is_zipfile(path)
    except OSError:
        return False


def read_word2vec(path: Path) -> tuple[list[str], Array]:
    """Words and vectors (n, d) of a text or binary file, perhaps compressed; no pipe, which would be waited for."""
    if is_pipe(path):
        raise InputError(f"{path} is a pipe or a device, not a file of vectors; save it as one")
    try:
        with opened(Part(str(path), path)) as file:
            head = file.readline(LONGEST_HEAD)
            counts = head.split()
            if len(counts) == 2 and all(c.isdigit() for c in counts):
                n, d = map(int, counts)
                if n < 1 or d < 1 or n * d > MOST_NUMBERS:
                    raise InputError(f"{path}: the first line says {n} words of {d} numbers; that cannot be")
                first = file.readline(LONGEST_WORD + 32 * d)
                if (first.endswith(b"\n") and numbers_after_word(first.split())) or as_text_row(first, d) is not None:
                    return text_rows(path, file, [first], n, d)
                if first.endswith(b"\n") and len(first.split()) == d + 1 and all(map(COMMA.fullmatch, first.split()[1:])):
                    raise InputError(f"{path}, line 2: {d} numbers are wanted after the word: {first[:60].decode('utf-8', 'replace')!r}")
                return binary_rows(path, file, first, n, d)
            rest = head if head.endswith(b"\n") else head + file.readline(1 << 20)
            d = numbers_after_word(rest.split())
            if d < 2 or as_text_row(rest, d) is None:
                raise InputError(
                    f"{path} is not a file of vectors\n"
                    "  word2vec's text or binary format starts with a line «words size»; .npz comes from `python -m numeric train`"
                )
            return text_rows(path, file, [rest], None, d)
    except FileNotFoundError:
        raise InputError(f"there is no file {path}") from None
    except IsADirectoryError:
        raise InputError(f"{path} is a folder; name a file of vectors") from None
    except DAMAGE as error:
        raise InputError(f"cannot read {path}: {fault(error)}") from None


def numbers_after_word(fields: Sequence[bytes]) -> int:
    """How many of the last fields are numbers; the first is the word."""
    count = 0
    for field in reversed(fields[1:]):
        try:
            float(field)
        except ValueError:
            break
        count += 1
    return count


def as_text_row(line: bytes, d: int) -> Array | None:
    """The d numbers after a word (which may hold blanks, as in GloVe's files), if that is what the line holds."""
    fields = line.rstrip().rsplit(b" ", d)
    try:
        return np.array(fields[1:], dtype=np.float32) if len(fields) == d + 1 and fields[0] else None
    except ValueError:
        return None


def parsed(lines: Sequence[bytes], d: int) -> tuple[list[bytes], Array] | None:
    """The words and the numbers of many rows at once; None if there is a fault in one."""
    rows = [line.rstrip().partition(b" ")[::2] if line.rstrip().count(b" ") == d else split_row(line, d) for line in lines]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            flat = np.fromstring(b" ".join(numbers for _, numbers in rows).decode("ascii"), np.float32, sep=" ")
        except (ValueError, DeprecationWarning):
            return None
    if flat.size != len(lines) * d or not all(word and numbers.count(b" ") == d - 1 for word, numbers in rows):
        return None
    return [word for word, _ in rows], flat.reshape(len(lines), d)


def split_row(line: bytes, d: int) -> tuple[bytes, bytes]:
    fields = line.rstrip().rsplit(b" ", d)
    return fields[0], b" ".join(fields[1:])


def text_rows(path: Path, file: IO[bytes], lines: list[bytes], n: int | None, d: int) -> tuple[list[str], Array]:
    words: list[str] = []
    blocks: list[Array] = []
    while lines:
        rows = parsed(lines, d)
        if rows is None:
            for at, line in enumerate(lines, len(words) + 2 - (n is None)):
                if as_text_row(line, d) is None:
                    found = len(line.split()) - 1
                    cut = "; the file was cut" if not line.endswith(b"\n") else ""
                    raise InputError(
                        f"{path}, line {at}: a word and {d} numbers, a blank between, are wanted; this line has {found} after its word{cut}"
                    )
            raise InputError(f"{path}: a line cannot be read as a word and {d} numbers")
        words += [word.decode("utf-8", "surrogateescape") for word in rows[0]]
        blocks.append(rows[1])
        lines = [line for line in file.readlines(LINES_AT_A_TIME * 16 * d) if line.strip()]
    complete(path, len(words), n)
    return words, np.concatenate(blocks)[:n]


def complete(path: Path, found: int, n: int | None) -> None:
    if n is not None and found < n:
        raise InputError(f"{path} ends after {found} of {n} words: the file was cut; get it or write it again")
    if n is not None and found > n:
        raise InputError(f"{path} holds {found} words, but its first line says {n}")


def binary_rows(path: Path, file: IO[bytes], rest: bytes, n: int, d: int) -> tuple[list[str], Array]:
    words: list[str] = []
    width = 4 * d
    vectors = np.empty((min(n, FIRST_NUMBERS // d + 1), d), np.float32)
    more = True
    at = 0
    while len(words) < n:
        space = rest.find(b" ", at, at + LONGEST_WORD)
        if space < 0 or len(rest) < space + 1 + width:
            block = file.read(1 << 22) if more else b""
            if not block:
                if space < 0 and len(rest) - at > 1000 and not words:
                    raise InputError(f"{path} is not a file of vectors: there is no word after its first line")
                complete(path, len(words), n)
            rest, at, more = rest[at:] + block, 0, bool(block)
            continue
        if len(words) == len(vectors):
            vectors = np.concatenate([vectors, np.empty((min(n - len(vectors), len(vectors)), d), np.float32)])
        vectors[len(words)] = np.frombuffer(rest, "<f4", d, space + 1)
        words.append(rest[at:space].lstrip(b"\n").decode("utf-8", "surrogateescape"))
        at = space + 1 + width
    if rest[at:].strip() or file.read(1 << 16).strip():
        raise InputError(f"{path} goes on after the {n} words of {d} numbers that its first line says")
    return words, vectors[:n]


__all__ = ["as_bytes", "as_words", "is_npz", "read_npz", "read_word2vec", "write_all", "write_binary", "write_text"]
