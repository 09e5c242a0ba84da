"""The fast trainer: threads on stretches of the corpus, updating the shared matrices without locks (Niu et al. 2011).

With one thread a run is a function of its seed.  With more it is not, but for `Deterministic`: every thread has matrices of its own,
and after each short stretch the rows that anyone changed become the common start plus everyone's changes, in a fixed order.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numba import njit

from .arrays import Array
from .drawing import seed_of
from .forms import Forms
from .kernels import Kernel
from .model import Model
from .settings import Settings

PIECE = 2000
"""Tokens between two synchronisations of a thread's own matrices: enough to be worth it, few enough for sums of changes to be small."""


class Hogwild:
    """SGD on the negative-sampling loss; `totals` are summed over the threads."""

    def __init__(self, model: Model, settings: Settings, forms: Forms) -> None:
        self.model = model
        self.kernel = Kernel(model.size, settings.negative, settings.window, forms)
        self.workers = settings.threads
        self.threads = [self.kernel.worker() for _ in range(settings.threads)]
        self.keep = model.vocabulary.keep_thresholds(settings.sample)
        self.alias = model.vocabulary.alias_table()
        self.before = np.zeros(3)

    @property
    def totals(self) -> Array:
        """Loss in nats, pairs, words."""
        return self.before + sum((t.totals for t in self.threads), np.zeros(3))

    @totals.setter
    def totals(self, value: Array) -> None:
        self.before = np.array(value, float)
        for t in self.threads:
            t.totals[:] = 0

    def arrays(self) -> dict[str, Array]:
        return {}

    def restore(self, arrays: dict[str, Array]) -> None:
        """Nothing but the model is carried on."""

    def train(self, worker: int, tokens: Array, start: int, stop: int, rate: float, fall: float, least: float, state: Array) -> None:
        self.threads[worker].advance(tokens, start, stop, self.keep, self.alias, self.model.V, self.model.U, rate, fall, least, state)


class Deterministic(Hogwild):
    """The same with matrices of its own for every thread: bit for bit the same for a seed and a number of threads."""

    def __init__(self, model: Model, settings: Settings, forms: Forms) -> None:
        super().__init__(model, settings, forms)
        self.workers = 1  # for whom schedules: the threads below work inside `train`
        self.own = [(model.V.copy(), model.U.copy()) for _ in self.threads]
        self.touched = [(np.zeros(len(model.V), np.uint8), np.zeros(len(model.U), np.uint8)) for _ in self.threads]
        self.pool = ThreadPoolExecutor(len(self.threads))

    def restore(self, arrays: dict[str, Array]) -> None:
        for V, U in self.own:
            V[:], U[:] = self.model.V, self.model.U

    def train(self, worker: int, tokens: Array, start: int, stop: int, rate: float, fall: float, least: float, state: Array) -> None:
        begin = start
        words_before = self.totals[2]
        while begin < stop:
            now = max(rate - fall * (self.totals[2] - words_before), least)
            edges = [min(stop, begin + n * PIECE) for n in range(len(self.threads) + 1)]
            jobs = [
                self.pool.submit(
                    self.piece,
                    n,
                    tokens,
                    edges[n],
                    edges[n + 1],
                    now,
                    least,
                    seed_of(int(state[0] >> 32), int(state[0] & 0xFFFFFFFF), edges[n]),
                )
                for n in range(len(self.threads))
                if edges[n] < edges[n + 1]
            ]
            for job in jobs:
                job.result()
            merges = [
                self.pool.submit(merge, common, tuple(x[m] for x in self.own), tuple(t[m] for t in self.touched), part, len(self.threads))
                for m, common in enumerate((self.model.V, self.model.U))
                for part in range(len(self.threads))
            ]
            for job in merges:
                job.result()
            begin = edges[-1]

    def piece(self, n: int, tokens: Array, start: int, stop: int, rate: float, least: float, state: Array) -> None:
        V, U = self.own[n]
        self.threads[n].advance(tokens, start, stop, self.keep, self.alias, V, U, rate, 0.0, least, state, self.touched[n])


@njit(nogil=True, cache=True)
def merge(common: Array, own: tuple[Array, ...], touched: tuple[Array, ...], part: int, parts: int) -> None:
    """For every row that anyone touched, common ← common + Σ (own − common), own ← common; each part does every parts-th row."""
    for row in range(part, len(common), parts):
        anyone = False
        for t in touched:
            anyone |= t[row] != 0
        if not anyone:
            continue
        for k in range(common.shape[1]):
            start = common[row, k]
            total = start
            for x in own:
                total += x[row, k] - start
            common[row, k] = total
        for x in own:
            x[row, :] = common[row, :]
        for t in touched:
            t[row] = 0
