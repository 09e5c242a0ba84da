"""What chance decides, in Numba: random bits, sub-sampled words, windows, negative samples.

As in word2vec.c a frequent word is dropped now and then, before windows are laid, and a window reaches 1 … `window` words to each side,
each equally likely, to the line's ends at most.  A negative sample that is the true word is drawn again (word2vec.c does without it).
"""

from __future__ import annotations

import numpy as np
from numba import njit, uint32, uint64

from .arrays import Array, Number
from .scan import LINE_END
from .simd import prefetch

CACHE_LINE = 16
"""float32 numbers."""
MAX_DRAWS = 64
"""Draws of one negative sample that may all hit the true word, before its neighbour is taken."""
HALF = uint64(32)
LOW = uint64(0xFFFFFFFF)


def seed_of(*parts: int) -> Array:
    """A state of the generator, never 0, from the numbers that tell one stretch of a run from all others."""
    return np.maximum(np.random.SeedSequence([p & 0xFFFFFFFF for p in parts]).generate_state(1, np.uint64), 1)


@njit(nogil=True, error_model="numpy", inline="always")
def bits(state: Array) -> Number:
    """64 random bits (xorshift64*, Vigna 2016)."""
    s = state[0]
    s ^= s >> uint64(12)
    s ^= s << uint64(25)
    s ^= s >> uint64(27)
    state[0] = s
    return s * uint64(2685821657736338717)


@njit(nogil=True, error_model="numpy", inline="always")
def below(state: Array, n: int) -> Number:
    return np.int64(((bits(state) >> HALF) * uint64(n)) >> HALF)


@njit(nogil=True, error_model="numpy", inline="always")
def kept(state: Array, threshold: int) -> Number:
    return uint32(bits(state) >> HALF) <= threshold


@njit(nogil=True, error_model="numpy", inline="always")
def sample(state: Array, alias: Array, word: int) -> Number:
    """A word drawn from the alias table, other than this one."""
    words = len(alias)
    for _ in range(MAX_DRAWS):
        drawn = bits(state)
        place = np.int64(((drawn >> HALF) * uint64(words)) >> HALF)
        found = np.int64(place if uint32(drawn & LOW) < alias[place, 0] else alias[place, 1])
        if found != word:
            return found
    return (word + 1) % words


@njit(nogil=True, error_model="numpy", inline="always")
def window_of(at: int, fill: int, buffer: Array, window: int, state: Array, context: Array) -> int:
    """The words around buffer[at], into `context`; how many."""
    reach = 1 + below(state, window)
    m = 0
    for n in range(at - 1, max(at - reach, 0) - 1, -1):
        if buffer[n] == LINE_END:
            break
        context[m] = buffer[n]
        m += 1
    for n in range(at + 1, min(at + reach, fill - 1) + 1):
        if buffer[n] == LINE_END:
            break
        context[m] = buffer[n]
        m += 1
    return m


@njit(nogil=True, error_model="numpy")
def draw_position(
    at: int,
    end: int,
    fill: int,
    buffer: Array,
    window: int,
    state: Array,
    alias: Array,
    context: Array,
    outside: Array,
    V: Array,
    U: Array,
    row: int,
) -> tuple[int, int]:
    """The next position that has context words, with its outside words drawn and their rows asked for: (the place after it, how many)."""
    while at < end:
        word = buffer[at]
        if word != LINE_END:
            m = window_of(at, fill, buffer, window, state, context)
            if m > 0:
                outside[0] = word
                for j in range(1, len(outside)):
                    outside[j] = sample(state, alias, word)
                for j in range(len(outside)):
                    for k in range(0, row, CACHE_LINE):
                        prefetch(U, outside[j] * row + k)
                for k in range(0, row, CACHE_LINE):
                    prefetch(V, context[m - 1] * row + k)
                return at + 1, m
        at += 1
    return at, 0


@njit(nogil=True, cache=True, error_model="numpy")
def draw_pairs(
    tokens: Array, start: int, stop: int, window: int, keep: Array, state: Array, centre: Array, outside: Array
) -> tuple[int, int]:
    """Pairs (centre word, outside word) of the positions in tokens[start:stop], into two arrays: (pairs, words passed).

    The arrays must have room for 2·window·(stop − start) pairs.
    """
    buffer = np.empty(stop - start + 4 * window, np.int32)
    context = np.empty(2 * window, np.int64)
    fill = words = pairs = 0
    first = last = 0
    for i in range(max(0, start - 2 * window), min(len(tokens), stop + 2 * window)):
        if i == start:
            first = fill
        if i == stop:
            last = fill
        word = tokens[i]
        inside = start <= i < stop
        if word != LINE_END:
            words += inside
            if not kept(state, keep[word]):
                continue
        buffer[fill] = word
        fill += 1
    if stop >= len(tokens):
        last = fill
    for at in range(first, last):
        if buffer[at] != LINE_END:
            m = window_of(at, fill, buffer, window, state, context)
            for n in range(m):
                centre[pairs] = buffer[at]
                outside[pairs] = context[n]
                pairs += 1
    return pairs, words


@njit(nogil=True, cache=True, error_model="numpy")
def draw_samples(state: Array, alias: Array, outside: Array, samples: Array) -> None:
    """K negative samples for every pair, into samples (n, K)."""
    for n in range(len(outside)):
        for s in range(samples.shape[1]):
            samples[n, s] = sample(state, alias, outside[n])
