"""The two matrices that are trained: centre vectors V and outside vectors U, a row a word."""

from __future__ import annotations

import os
from dataclasses import dataclass

import numpy as np

from derive.errors import InputError

from .arrays import Array
from .kernels import matrix
from .vocabulary import Vocabulary


@dataclass(slots=True)
class Model:
    """V and U are (words, padded size) float32; what is beyond `size` stays 0."""

    vocabulary: Vocabulary
    size: int
    V: Array
    U: Array

    @property
    def centre(self) -> Array:
        """(words, size), a view."""
        return self.V[:, : self.size]

    @property
    def outside(self) -> Array:
        return self.U[:, : self.size]

    @property
    def finite(self) -> bool:
        """Whether every number is one; looks at sums of rows in pieces, not at a copy."""
        step = 1 << 16
        return all(bool(np.isfinite(m[n : n + step].sum(dtype=np.float64))) for m in (self.V, self.U) for n in range(0, len(m), step))


def fresh(vocabulary: Vocabulary, size: int, seed: int, matrices: int = 2) -> Model:
    """Centre vectors U(−1, 1)/size, outside vectors 0, as gensim starts; `matrices` of that size the whole run will hold."""
    need = 4 * matrices * len(vocabulary) * size
    there = memory()
    try:
        if there is not None and need > there:
            raise MemoryError
        model = Model(vocabulary, size, matrix(len(vocabulary), size), matrix(len(vocabulary), size))
    except (MemoryError, ValueError):
        fix = "a smaller --size or --max-size, or a larger --min-count"
        raise InputError(
            f"{matrices} matrices of {len(vocabulary)} words × {size} take {need / 1e9:.1f} GB, more memory than there is; {fix}"
        ) from None
    random = np.random.default_rng(seed)
    step = 1 << 11
    for n in range(0, len(vocabulary), step):
        rows = model.centre[n : n + step]
        rows[:] = random.uniform(-1 / size, 1 / size, rows.shape)
    return model


def memory() -> int | None:
    """Bytes of memory that this machine has, where it says so."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return None
