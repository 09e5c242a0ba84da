"""Arrays with an axis for each index: how long an axis is at the sizes of a world, and how arrays come to have the same axes."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from sympy import Add, Expr, Integer, Mul, Symbol

from ..errors import CannotDecide
from ..terms import Index
from .arithmetic import FLOAT, Array
from .world import World

MAX_ENTRIES = 2_000_000
MAX_BALLS = 50_000
Axes = tuple[Index, ...]
Value = tuple[Axes, Array]


class TooLarge(CannotDecide):
    """A term has too many entries at these sizes to be worth evaluating."""


class Frame:
    """The sizes of one world, and its arithmetic, for arrays with one leading axis for the points."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.arithmetic = world.arithmetic
        self._sizes: dict[Expr, int] = {}
        self._lengths: dict[Index, int] = {}
        self._plans: dict[tuple[Axes, Axes], tuple[Any, Any]] = {}

    def whole(self, term: Expr) -> int:
        """An integer expression in the sizes."""
        found = self._sizes.get(term)
        if found is None:
            match term:
                case Integer():
                    found = int(term)
                case Symbol():
                    found = self.world.sizes[term]
                case Add():
                    found = sum(self.whole(t) for t in term.args)
                case Mul():
                    found = math.prod(self.whole(t) for t in term.args)
                case _:
                    raise CannotDecide(f"{term} is not a size that can be computed")
            self._sizes[term] = found
        return found

    def length(self, index: Index) -> int:
        found = self._lengths.get(index)
        if found is None:
            found = self._lengths[index] = max(0, self.whole(index.upper) - self.whole(index.lower) + 1)
        return found

    def aligned(self, own: Axes, array: Array, axes: Axes) -> Array:
        """The array with its axes in the given order, and axes of length 1 for those it has not."""
        if own == axes:
            return array
        plan = self._plans.get((own, axes))
        if plan is None:
            order = [own.index(i) for i in axes if i in own]
            turn = None if order == sorted(order) else (0, *(n + 1 for n in order))
            spread = (slice(None), *(slice(None) if i in own else None for i in axes))
            plan = self._plans[own, axes] = (turn, spread)
        turn, spread = plan
        return (array if turn is None else array.transpose(turn))[spread]

    def together(self, values: list[Value]) -> tuple[Axes, list[Array]]:
        axes: Axes = ()
        for own, _ in values:
            if own != axes:
                axes = axes + tuple(i for i in own if i not in axes) if axes else own
        if all(own == axes for own, _ in values):
            return axes, [a for _, a in values]
        entries = self.world.points * math.prod(self.length(i) for i in axes)
        if entries > (MAX_ENTRIES if self.arithmetic is FLOAT else MAX_BALLS):
            raise TooLarge(f"too large to evaluate: {entries} entries")
        return axes, [self.aligned(own, a, axes) for own, a in values]

    def as_number(self, a: Array) -> Array:
        """Whole numbers in this arithmetic."""
        return np.asarray(a, dtype=float) if self.arithmetic is FLOAT else self.converted(a)

    def full(self, value: Any) -> Array:
        return np.full((1,), value, dtype=float if self.arithmetic is FLOAT else object)

    def converted(self, a: Array) -> Array:
        return np.asarray(np.frompyfunc(self.arithmetic.number, 1, 1)(a), dtype=object)

    def truth(self, a: Array) -> Array:
        return a.astype(float) if self.arithmetic is FLOAT else self.converted(np.asarray(a).astype(int))
