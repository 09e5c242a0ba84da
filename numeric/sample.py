"""A stretch of text that is never trained on, and the loss on it.

Its pairs and negative samples are drawn once, from a seed of their own, so that losses of epochs, runs and programs compare.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .arrays import Array
from .drawing import draw_pairs, draw_samples, seed_of
from .forms import Forms
from .scan import LINE_END
from .settings import NEGATIVE_SAMPLING, Settings
from .vocabulary import Vocabulary

SHARE = 0.01
MOST_TOKENS = 20_000
FEWEST_TOKENS = 100
LONGEST_PIECE = 500
"""Tokens of a line that are held out together."""
MOST_PAIRS = 1_000_000
SEED = 20_131
BATCH = 4096


def held_out(tokens: Array) -> tuple[Array, Array]:
    """The tokens in two: those trained on, and about a hundredth, at most 20 000, in pieces spread evenly over the corpus.

    A piece is a line, or 500 words of a longer one; where it was, a line ends.  A text of under 10 000 words has no such sample.
    """
    share = min(MOST_TOKENS, int(SHARE * len(tokens)))
    if share < FEWEST_TOKENS:
        return tokens, tokens[:0]
    ends = np.flatnonzero(tokens == LINE_END)
    edges = np.unique(np.concatenate(([0], ends + 1, np.arange(LONGEST_PIECE, len(tokens), LONGEST_PIECE), [len(tokens)])))
    pieces_wanted = max(2, share * (len(edges) - 1) // len(tokens))
    wanted = np.linspace(0, len(tokens) - 1, pieces_wanted, endpoint=False).astype(np.int64)
    chosen = np.unique(np.searchsorted(edges, wanted, side="right") - 1)[1:]
    pieces: list[tuple[int, int]] = []
    total = 0
    for piece in chosen[np.random.default_rng(SEED).permutation(len(chosen))]:
        start, stop = int(edges[piece]), int(edges[piece + 1])
        if stop - start >= 2 and total + stop - start <= share:
            pieces.append((start, stop))
            total += stop - start
    if not pieces:
        return tokens, tokens[:0]
    line_end = np.array([LINE_END], np.int32)
    apart = np.concatenate([part for start, stop in pieces for part in (tokens[start:stop], line_end)])
    end = 0
    before = 0
    for start, stop in [*sorted(pieces), (len(tokens), len(tokens))]:  # in place: the corpus is held once
        tokens[end : end + start - before] = tokens[before:start]
        end += start - before
        if start < len(tokens):
            tokens[end] = LINE_END
            end += 1
        before = stop
    return tokens[:end], apart


@dataclass(frozen=True, slots=True)
class Sample:
    """Pairs (n,) of word numbers, and negative samples (n, K), fixed."""

    centre: Array
    outside: Array
    negatives: Array

    def __len__(self) -> int:
        return len(self.centre)

    def loss(self, V: Array, U: Array, forms: Forms, loss: str) -> float:
        """The mean loss of a pair in nats, by the proven form, for centre vectors V and outside vectors U (words, d)."""
        total = 0.0
        form = forms.function("negative_loss" if loss == NEGATIVE_SAMPLING else "softmax_loss")
        step = BATCH if loss == NEGATIVE_SAMPLING else max(1, min(BATCH, 20_000_000 // len(U)))
        for n in range(0, len(self), step):
            v, o = V[self.centre[n : n + step]], self.outside[n : n + step]
            values = form(v, U, self.negatives[n : n + step], o) if loss == NEGATIVE_SAMPLING else form(v, U, o)
            total += float(values.sum(dtype=np.float64))
        return total / len(self)


def fixed_sample(tokens: Array, vocabulary: Vocabulary, settings: Settings) -> Sample | None:
    """The pairs of a held-out text, drawn as in training but from a seed of their own; None if there are none."""
    tokens = tokens[: MOST_PAIRS // (2 * settings.window)]
    room = 2 * settings.window * max(1, len(tokens))
    centre, outside = np.empty(room, np.int32), np.empty(room, np.int32)
    state = seed_of(SEED)
    keep = vocabulary.keep_thresholds(settings.sample)
    pairs, _ = draw_pairs(tokens, 0, len(tokens), settings.window, keep, state, centre, outside)
    if pairs == 0:
        return None
    negatives = np.zeros((pairs, settings.negative if settings.loss == NEGATIVE_SAMPLING else 0), np.int32)
    if negatives.size:
        draw_samples(state, vocabulary.alias_table(), outside[:pairs], negatives)
    return Sample(centre[:pairs].copy(), outside[:pairs].copy(), negatives)
