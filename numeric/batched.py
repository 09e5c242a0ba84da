"""The batched trainer: gradients of a batch of pairs at one point, then one step of an optimiser for every row that occurs in it.

A row has its own clock: the sheet's t counts the batches in which the word occurs, so that each row's averages follow the proven
recurrences exactly and a batch costs what it touches (PyTorch's SparseAdam does the same with one clock for all rows).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .arrays import Array
from .drawing import draw_pairs, draw_samples
from .forms import USED, Forms
from .kernels import SCALARS, compiled, float32
from .model import Model
from .settings import NEGATIVE_SAMPLING, Settings

LARGEST_BLOCK = 30_000_000
"""Entries of ŷ that are worked out at a time."""

TEXT = '''\
{identities!r}
import numpy as np
from numba import njit

from numeric.elementary import exp, log, sigma, sqrt


{scalars}


@njit(nogil=True, cache=True, fastmath=True, error_model="numpy")
def score(a, b):
    total = np.float32(0)
    for k in range(len(a)):
        total += a[k] * b[k]
    return total


@njit(nogil=True, cache=True, fastmath=True, error_model="numpy")
def share(g, v, u, dv, du):
    for k in range(len(v)):
        dv[k] += g * u[k]
        du[k] += g * v[k]


@njit(nogil=True, cache=True, error_model="numpy")
def gradients(V, U, centre, outside, samples, dV, dU):
    """Adds the gradients of all pairs to dV and dU; their loss in nats."""
    total = 0.0
    for n in range(len(centre)):
        v, dv = V[centre[n]], dV[centre[n]]
        u = outside[n]
        x = score(U[u], v)
        total += loss_true(x)
        share(coefficient_true(x), v, U[u], dv, dU[u])
        for s in range(samples.shape[1]):
            u = samples[n, s]
            x = score(U[u], v)
            total += loss_negative(x)
            share(coefficient_negative(x), v, U[u], dv, dU[u])
    return total


@njit(nogil=True, cache=True, fastmath=True, error_model="numpy")
def step(rows, X, M, S, G, clock, rate, beta, gamma, epsilon):
    """One step of the optimiser for these rows of X; their gradients G are used up."""
    for r in rows:
        t = np.float32(clock[r])
        clock[r] += 1
        for k in range(X.shape[1]):
            x, g = X[r, k], G[r, k]
{averages}
            X[r, k] = {step}
            G[r, k] = 0
'''
AVERAGES = {"sgd": "", "momentum": "m", "adam": "ms"}


def source(optimizer: str, forms: Forms) -> str:
    """The module for one optimiser."""
    scalars = "\n\n\n".join(
        f'@njit(error_model="numpy", inline="always")\ndef {n}(x):\n    return {float32(forms.scalars[n])}' for n in SCALARS
    )
    averages = [f"            {letter} = {letter.upper()}[r, k]" for letter in AVERAGES[optimizer]]
    averages += [f"            {letter.upper()}[r, k] = {float32(forms.scalars[f'average_{letter}'])}" for letter in AVERAGES[optimizer]]
    identities = "Written by numeric.batched, not to be edited, from " + ", ".join(
        f"{sheet}.{name}" for sheet, name, _ in forms.identities(*USED[NEGATIVE_SAMPLING], *USED[optimizer])
    )
    return TEXT.format(
        identities=identities, scalars=scalars, averages="\n".join(averages), step=float32(forms.scalars[f"step_{optimizer}"])
    )


class Matrix:
    """One trained matrix with its gradient, its averages and its clocks."""

    def __init__(self, X: Array, averages: str) -> None:
        self.X, self.G = X, np.zeros_like(X)
        self.M, self.S = (np.zeros_like(X) if a in averages else np.zeros((1, 1), np.float32) for a in "ms")
        self.clock = np.zeros(len(X), np.int64)


class Batched:
    """Trains on stretches of the corpus, batch by batch, in one thread (matrix products use as many as BLAS does)."""

    workers = 1

    def __init__(self, model: Model, settings: Settings, forms: Forms) -> None:
        self.settings, self.forms = settings, forms
        optimizer = settings.chosen_optimizer
        self.module = compiled(source(optimizer, forms))
        self.V, self.U = (Matrix(X, AVERAGES[optimizer]) for X in (model.V, model.U))
        self.all_words = np.arange(len(model.vocabulary))
        self.keep = model.vocabulary.keep_thresholds(settings.sample)
        self.alias = model.vocabulary.alias_table() if settings.loss == NEGATIVE_SAMPLING else None
        self.coefficients = [forms.number("residual_expected"), forms.number("residual_observed")]
        self.pair_loss = forms.scalar("loss_softmax", "p")
        self.totals = np.zeros(3)

    def arrays(self) -> dict[str, Array]:
        """What a checkpoint must hold beside the model."""
        size = self.settings.size
        parts = [letter.upper() for letter in AVERAGES[self.settings.chosen_optimizer]]
        both = (("V", self.V), ("U", self.U))
        averages = {f"{name}_{part}": getattr(matrix, part)[:, :size] for name, matrix in both for part in parts}
        return averages | {f"{name}_clock": matrix.clock for name, matrix in both}

    def restore(self, arrays: dict[str, Array]) -> None:
        for name, array in self.arrays().items():
            array[...] = arrays[name]

    def train(self, worker: int, tokens: Array, start: int, stop: int, rate: float, fall: float, least: float, state: Array) -> None:
        room = 2 * self.settings.window * (stop - start)
        centre, outside = np.empty(room, np.int32), np.empty(room, np.int32)
        pairs, words = draw_pairs(tokens, start, stop, self.settings.window, self.keep, state, centre, outside)
        batch = self.settings.chosen_batch
        for n in range(0, pairs, batch):
            part = slice(n, min(pairs, n + batch))
            now = np.float32(max(rate - fall * words * n / pairs, least))
            loss = self.negative if self.alias is not None else self.softmax
            with np.errstate(all="ignore"):  # `Run.look` says what has left the range
                self.totals[0] += loss(centre[part], outside[part], state, now)
            self.totals[1] += part.stop - n
        self.totals[2] += words

    def negative(self, centre: Array, outside: Array, state: Array, rate: Any) -> float:
        samples = np.empty((len(centre), self.settings.negative), np.int32)
        draw_samples(state, self.alias, outside, samples)
        return self.negative_batch(centre, outside, samples, rate)

    def negative_batch(self, centre: Array, outside: Array, samples: Array, rate: Any) -> float:
        total = self.module.gradients(self.V.X, self.U.X, centre, outside, samples, self.V.G, self.U.G)
        self.step(self.V, np.unique(centre), rate)
        self.step(self.U, np.unique(np.append(samples, outside)), rate)
        return float(total)

    def softmax(self, centre: Array, outside: Array, state: Array, rate: Any) -> float:
        """Equal centre words are merged: the residual is linear in y, so that Σ(ŷ − y) = n ŷ − Σ y."""
        words, group, counts = np.unique(centre, return_inverse=True, return_counts=True)
        of_expected, of_observed = self.coefficients
        total = 0.0
        size = max(1, LARGEST_BLOCK // len(self.U.X))
        for first in range(0, len(words), size):
            here = slice(first, min(len(words), first + size))
            mine = (group >= here.start) & (group < here.stop)
            row, column = group[mine] - first, outside[mine]
            v = self.V.X[words[here]]
            residual = self.forms.function("softmax_probability")(v, self.U.X)
            total += float(self.pair_loss(np.maximum(residual[row, column], np.finfo(np.float32).tiny)).sum(dtype=np.float64))
            residual *= (np.float32(of_expected) * counts[here, None]).astype(np.float32)
            np.add.at(residual, (row, column), np.float32(of_observed))
            self.V.G[words[here]] = residual @ self.U.X
            self.U.G += residual.T @ v
        self.step(self.V, words, rate)
        self.step(self.U, self.all_words, rate)
        return total

    def step(self, matrix: Matrix, rows: Array, rate: Any) -> None:
        s = self.settings
        self.module.step(
            rows, matrix.X, matrix.M, matrix.S, matrix.G, matrix.clock, rate, np.float32(s.beta), np.float32(s.gamma), np.float32(s.epsilon)
        )
