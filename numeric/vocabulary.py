"""Words and how often they occur; the corpus as numbers; what is drawn, kept and sub-sampled by frequency."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numba import njit

from derive.errors import InputError

from .arrays import Array
from .corpus import Corpus
from .scan import LINE_END, WordTable, renumber

SAMPLED = 2.0**32
POWER = 0.75
"""Negative samples are drawn in proportion to count^POWER (Mikolov et al. 2013, 2.2)."""


@dataclass(frozen=True)
class Vocabulary:
    """Words, most frequent first, with their counts (V,) in the corpus."""

    words: list[str]
    counts: Array

    def __len__(self) -> int:
        return len(self.words)

    @cached_property
    def number(self) -> dict[str, int]:
        """The place of each word, from 0."""
        return {w: n for n, w in enumerate(self.words)}

    def keep_thresholds(self, sample: float) -> Array:
        """Of 2³² equally likely numbers those up to this keep an occurrence (V,): word2vec.c's √(sample/f) + sample/f."""
        if sample <= 0:
            return np.full(len(self), 2**32 - 1, np.uint32)
        ratio = sample * self.counts.sum() / self.counts
        return np.asarray(np.minimum(1, np.sqrt(ratio) + ratio) * (SAMPLED - 1)).astype(np.uint32)

    def alias_table(self) -> Array:
        """Walker's table (V, 2) for draws in proportion to count^¾: a threshold of 2³², and the word beyond it."""
        share = self.counts.astype(np.float64) ** POWER
        table = np.empty((len(self), 2), np.uint32)
        fill_alias(share * (len(self) / share.sum()), table)
        return table


@njit(cache=True)
def fill_alias(share: Array, table: Array) -> None:
    """Pairs words that have less than their share of one with words that have more (Vose 1991)."""
    n = len(share)
    small, large = np.empty(n, np.int64), np.empty(n, np.int64)
    smalls = larges = 0
    for i in range(n):
        if share[i] < 1:
            small[smalls] = i
            smalls += 1
        else:
            large[larges] = i
            larges += 1
    while smalls > 0 and larges > 0:
        smalls -= 1
        less, more = small[smalls], large[larges - 1]
        table[less, 0] = np.uint32(share[less] * 4294967295.0)
        table[less, 1] = more
        share[more] -= 1 - share[less]
        if share[more] < 1:
            larges -= 1
            small[smalls] = more
            smalls += 1
    for i in range(smalls):
        table[small[i], 0], table[small[i], 1] = 4294967295, small[i]
    for i in range(larges):
        table[large[i], 0], table[large[i], 1] = 4294967295, large[i]


@dataclass(frozen=True)
class Encoded:
    """A corpus as numbers (n,) int32, LINE_END between lines; `words` of the text are in the vocabulary, `read` were there."""

    vocabulary: Vocabulary
    tokens: Array
    words: int
    read: int


Tell = Callable[[int], None]


def encode(corpus: Corpus, min_count: int = 5, max_size: int | None = None, tell: Tell | None = None, fewest: int = 2) -> Encoded:
    """Two passes: over the text, numbering words as they appear; over the numbers, by frequency.

    The text is read once, so that standard input needs no copy and compressed files are unpacked once; the first numbers are
    given back part by part as the second are made.  `tell` is called with the words read so far.
    """
    table = WordTable()
    parts: list[Array] = []
    read = 0
    for block in corpus.blocks():
        parts.append(table.numbers(block))
        read += len(parts[-1])
        if tell is not None:
            tell(read)
    where = ", ".join(corpus.names[:3]) + (", …" if len(corpus.names) > 3 else "")
    return by_frequency(parts, table.counts[: table.known], table.word, min_count, max_size, where, fewest)


def encode_sentences(sentences: Iterable[Sequence[str]], min_count: int = 5, max_size: int | None = None) -> Encoded:
    """The same for lists of words, which may hold any characters."""
    numbers: dict[str, int] = {}
    parts: list[Array] = []
    waiting: list[int] = []
    for sentence in sentences:
        if isinstance(sentence, str):
            raise InputError(
                f"a sentence must be a list of words, not the text {sentence[:40]!r}; split it first, or pass the name of a file"
            )
        waiting += [numbers.setdefault(w, len(numbers)) for w in sentence]
        waiting.append(LINE_END)
        if len(waiting) > 1 << 20:
            parts.append(np.array(waiting, np.int32))
            waiting = []
    if odd := [w for w in numbers if not isinstance(w, str)][:1]:
        raise InputError(f"a word must be text, not {odd[0]!r}; number arrays are passed as NumPy arrays")
    parts.append(np.array(waiting, np.int32))
    counts = sum((np.bincount(p[p >= 0], minlength=len(numbers)) for p in parts), np.zeros(len(numbers), np.int64))
    words = list(numbers)
    return by_frequency(parts, counts, words.__getitem__, min_count, max_size, "the sentences")


def encode_numbers(tokens: Array, words: Sequence[str] | None = None, min_count: int = 5, max_size: int | None = None) -> Encoded:
    """The same for an array of word numbers (n,), −1 between lines, or (lines, n); `words[i]` names number i, else its digits do."""
    flat = np.asarray(tokens)
    if flat.ndim > 1 and np.issubdtype(flat.dtype, np.integer):
        lines = flat.reshape(-1, flat.shape[-1]).astype(np.int64)
        flat = np.column_stack([lines, np.full(len(lines), LINE_END)]).reshape(-1)
    flat = flat.reshape(-1)
    if not np.issubdtype(flat.dtype, np.integer) or (flat.size and (flat.min() < LINE_END or flat.max() >= 2**31 - 1)):
        raise InputError(f"an array of tokens must hold word numbers from 0, and -1 between lines; this one is {flat.dtype}")
    flat = flat.astype(np.int64)
    counts = np.bincount(flat[flat >= 0])
    if words is not None and len(words) < len(counts):
        raise InputError(f"the tokens go up to {len(counts) - 1}, but there are {len(words)} words")
    return by_frequency([flat.astype(np.int32)], counts, str if words is None else words.__getitem__, min_count, max_size, "the array")


def give_back() -> None:
    """Let the C library return what was freed to the system, where it has a call for that (glibc): 40 MB after 8 M words."""
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (AttributeError, OSError, TypeError):
        return


def by_frequency(
    parts: list[Array], counts: Array, word: Callable[[int], str], min_count: int, max_size: int | None, where: str, fewest: int = 2
) -> Encoded:
    """Numbers of first appearance as numbers by frequency; `parts` is emptied on the way."""
    if int(counts.sum()) == 0:
        raise InputError(f"the corpus is empty: no word in {where}")
    order = np.argsort(-counts, kind="stable")
    order = order[: int((counts >= min_count).sum())][:max_size]
    if len(order) < fewest:
        if len(counts) == 1:
            raise InputError(f"the corpus has one word only, {word(0)[:40]!r}; vectors need two words or more")
        fact = f"of {len(counts)} different words {'none' if len(order) == 0 else 'only one'} occurs {min_count} times or more"
        raise InputError(
            f"--min-count {min_count} leaves nothing to train: {fact} (the most frequent occurs {int(counts.max())} times)\n"
            "  try --min-count 1"
        )
    new = np.full(len(counts), -2, np.int32)
    new[order] = np.arange(len(order), dtype=np.int32)
    kept = int(counts[order].sum())
    lines = sum(int((p == LINE_END).sum()) for p in parts)
    tokens = np.empty(kept + lines, np.int32)
    end = 0
    parts.reverse()
    while parts:
        end = renumber(parts.pop(), new, tokens, end)
    vocabulary = Vocabulary([word(int(n)) for n in order], counts[order].copy())
    give_back()
    return Encoded(vocabulary, tokens[:end], kept, int(counts.sum()))
