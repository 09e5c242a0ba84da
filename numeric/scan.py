"""The byte scanner: words of a block of text to numbers, in order of first appearance, in a hash table of its own.

Splitting and looking up in Python takes 0.5–0.7 µs a word, which would be the bottleneck of a fast trainer.
"""

from __future__ import annotations

import mmap

import numpy as np
from numba import njit, uint8, uint64

from .arrays import Array

LINE_END = -1
"""What stands for the end of a line among word numbers."""
FIRST_TABLE = 1 << 16
FIRST_ARENA = 1 << 20
OWN_MEMORY = 1 << 18
"""Bytes from which on numbers get pages of their own: a process may not have very many stretches of them."""


@njit(nogil=True, cache=True)
def is_space(byte: int) -> bool:
    return byte == 32 or 9 <= byte <= 13 or 28 <= byte <= 31


@njit(nogil=True, cache=True)
def same(a: Array, i: int, b: Array, j: int, length: int) -> bool:
    for k in range(length):  # noqa: SIM110
        if a[i + k] != b[j + k]:
            return False
    return True


@njit(nogil=True, cache=True)
def hash_word(text: Array, at: int) -> tuple[int, int]:
    """Where the word from text[at] on ends, and its hash (FNV-1a, with its high bits folded into the low ones)."""
    stop, code = at, uint64(14695981039346656037)
    while stop < len(text) and not is_space(text[stop]):
        code = (code ^ uint64(text[stop])) * uint64(1099511628211)
        stop += 1
    return stop, code ^ (code >> uint64(29))


@njit(nogil=True, cache=True)
def is_word(number: int, code: int, hashes: Array, ends: Array, arena: Array, text: Array, at: int, length: int) -> bool:
    """Whether text[at : at + length], with that hash, is the word of that number."""
    if hashes[number] != code:
        return False
    begin = ends[number - 1] if number > 0 else 0
    return bool(ends[number] - begin == length and same(arena, begin, text, at, length))


@njit(nogil=True, cache=True)
def scan(
    text: Array, start: int, table: Array, hashes: Array, ends: Array, counts: Array, arena: Array, known: int, out: Array, previous: int
) -> tuple[int, int, int, int]:
    """Numbers of the words in text[start:], into `out`: (bytes done, numbers written, words known, last number).

    Stops early, before a new word, when the table is three quarters full or the arena has no room: grow them and go on.
    `ends[n]` is where word n ends in the arena, `ends[n − 1]` where it starts.
    """
    at, written, n = start, 0, len(text)
    mask = uint64(len(table) - 1)
    while at < n:
        if is_space(text[at]):
            if text[at] == 10 and previous != LINE_END:
                out[written] = previous = LINE_END
                written += 1
            at += 1
            continue
        stop, code = hash_word(text, at)
        length = stop - at
        slot = code & mask
        found = table[slot]
        while found >= 0 and not is_word(found, code, hashes, ends, arena, text, at, length):
            slot = (slot + uint64(1)) & mask
            found = table[slot]
        if found < 0:
            begin = ends[known - 1] if known > 0 else 0
            if 4 * (known + 1) > 3 * len(table) or begin + length > len(arena):
                return at, written, known, previous
            for i in range(length):
                arena[begin + i] = uint8(text[at + i])
            ends[known] = begin + length
            hashes[known] = code
            table[slot] = known
            found = known
            known += 1
        counts[found] += 1
        out[written] = previous = found
        written += 1
        at = stop
    return at, written, known, previous


@njit(nogil=True, cache=True)
def rehash(table: Array, hashes: Array, known: int) -> None:
    mask = uint64(len(table) - 1)
    for number in range(known):
        slot = hashes[number] & mask
        while table[slot] >= 0:
            slot = (slot + uint64(1)) & mask
        table[slot] = number


@njit(nogil=True, cache=True)
def renumber(numbers: Array, new: Array, out: Array, start: int) -> int:
    """Numbers of first appearance as numbers of the vocabulary, from out[start] on; words that are left out vanish.  Where it ended."""
    for number in numbers:
        if number == LINE_END:
            if start > 0 and out[start - 1] != LINE_END:
                out[start] = LINE_END
                start += 1
        elif new[number] >= 0:
            out[start] = new[number]
            start += 1
    return start


def given_back(numbers: Array) -> Array:
    """A copy in memory of its own, which goes back to the system as soon as it is dropped (malloc keeps what is freed)."""
    if numbers.nbytes < OWN_MEMORY:
        return numbers.copy()
    copy = np.frombuffer(mmap.mmap(-1, numbers.nbytes), numbers.dtype)
    copy[:] = numbers
    return copy


class WordTable:
    """Words met so far, with how often: grows by doubling."""

    def __init__(self) -> None:
        self.table = np.full(FIRST_TABLE, -1, np.int32)
        self.hashes = np.zeros(FIRST_TABLE, np.uint64)
        self.ends = np.zeros(FIRST_TABLE, np.int64)
        self.counts = np.zeros(FIRST_TABLE, np.int64)
        self.arena = np.zeros(FIRST_ARENA, np.uint8)
        self.known = 0
        self.previous = LINE_END

    def numbers(self, text: bytes) -> Array:
        """The numbers of a block of whole words, LINE_END between lines."""
        block = np.frombuffer(text, np.uint8)
        out = np.empty(len(block) + 1, np.int32)  # a line end may follow every byte
        done = written = 0
        while done < len(block):
            done, more, self.known, self.previous = scan(
                block, done, self.table, self.hashes, self.ends, self.counts, self.arena, self.known, out[written:], self.previous
            )
            written += more
            if done < len(block):
                self.grow(len(block))
        return given_back(out[:written])

    def grow(self, room: int) -> None:
        if 4 * (self.known + 1) > 3 * len(self.table):
            size = 2 * len(self.table)
            more = size - len(self.table)
            self.hashes = np.append(self.hashes, np.zeros(more, np.uint64))
            self.ends, self.counts = (np.append(a, np.zeros(more, np.int64)) for a in (self.ends, self.counts))
            self.table = np.full(size, -1, np.int32)
            rehash(self.table, self.hashes, self.known)
        else:
            arena = np.zeros(2 * len(self.arena) + room, np.uint8)
            arena[: len(self.arena)] = self.arena
            self.arena = arena

    def word(self, number: int) -> str:
        begin = int(self.ends[number - 1]) if number else 0
        return self.arena[begin : int(self.ends[number])].tobytes().decode("utf-8", "replace")
