"""A world to evaluate terms in: sizes, and at some points at once the values of every given name and index."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sympy import Symbol

from ..terms import Base, Index
from .arithmetic import FLOAT, Arithmetic, Array


@dataclass(slots=True)
class World:
    """Sizes, and values at `points` places: arrays of shape (points, *shape) for each given base."""

    sizes: dict[Symbol, int]
    points: int
    values: dict[Base, Array]
    indices: dict[Index, Array]
    """Given indices and their values, counted from 1, shape (points,)."""
    arithmetic: Arithmetic = FLOAT

    def at_point(self, point: int, arithmetic: Arithmetic) -> World:
        """One of the points alone, in another arithmetic."""
        indices = {i: a[point : point + 1] for i, a in self.indices.items()}
        return World(self.sizes, 1, OnePoint(self.values, point, arithmetic), indices, arithmetic)


class OnePoint(dict[Base, Array]):
    """The values of a world at one of its points, converted when first asked for."""

    def __init__(self, values: dict[Base, Array], point: int, arithmetic: Arithmetic) -> None:
        super().__init__()
        self.whole, self.point = values, point
        self.convert = np.frompyfunc(arithmetic.number, 1, 1)

    def __missing__(self, base: Base) -> Array:
        one = self.whole[base][self.point : self.point + 1]
        found = self[base] = one if base.values is not None else np.asarray(self.convert(one), dtype=object)
        return found
