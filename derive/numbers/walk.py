"""The meaning of a term at given sizes and values; it shares no code with the canonical form.

A `World` fixes the sizes and, at `points` places at once, the values of every given name.  A term becomes an array
with one leading axis for the points and one axis for each of its free indices.  The same walk serves float64 and
ball arithmetic (python-flint `arb` in object arrays, error bounds included).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from sympy import Add, Expr, Integer, Mul, Piecewise, Pow, Rational, S, Symbol
from sympy.core.relational import Relational
from sympy.logic.boolalg import And, BooleanFalse, BooleanTrue

from ..errors import CannotDecide
from ..terms import Base, Delta, Entry, Index, IndexSum, Size, Unknown, unfold
from ..terms.functions import BY_NODE
from .arithmetic import FLOAT, Array
from .frame import Axes, TooLarge, Value
from .places import OutOfRange, Places
from .world import World


class Walk(Places):
    """Values of terms without derivatives in one world, memoised (`evaluate` adds the derivatives)."""

    handlers: Mapping[type, Callable[..., Value]]
    """What computes the value of each kind of node."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._memo: dict[Expr, Value] = {}
        self._outside: dict[Expr, OutOfRange] = {}
        self._found: dict[type, Callable[..., Value]] = {}
        self._defined: dict[Base, Array] = {}

    def array(self, term: Expr, axes: Axes) -> Array:
        """The term's values as an array (points, *axes)."""
        with np.errstate(all="ignore"):
            own, array = self.value(term)
        array = self.aligned(own, array, axes)
        shape = (self.world.points, *(self.length(i) for i in axes))
        return array if array.shape == shape else np.broadcast_to(array, shape)

    def value(self, term: Expr) -> Value:
        found = self._memo.get(term)
        if found is None:
            if term in self._outside:
                raise self._outside[term]
            try:
                found = self._memo[term] = self._value(term)
            except OutOfRange as error:
                self._outside[term] = error.with_traceback(None)
                raise
        return found

    def _value(self, term: Expr) -> Value:
        handler = self._found.get(type(term))
        if handler is None:
            handler = next((h for t, h in self.handlers.items() if isinstance(term, t)), None)
            if handler is None:
                raise CannotDecide(f"no value is known for {type(term).__name__}")
            self._found[type(term)] = handler
        return handler(self, term)

    def number(self, term: Expr) -> Value:
        return (), self.full(self.arithmetic.number(term))

    def addition(self, term: Expr) -> Value:
        axes, arrays = self.together([self.value(t) for t in term.args])
        total = arrays[0]
        for a in arrays[1:]:
            total = total + a
        return axes, total

    def multiplication(self, term: Expr) -> Value:
        axes, arrays = self.together([self.value(t) for t in term.args])
        total = arrays[0]
        for a in arrays[1:]:
            total = total * a
        return axes, total

    def raised(self, term: Expr) -> Value:
        return self.power(*term.args)

    def function(self, term: Expr) -> Value:
        axes, a = self.value(term.args[0])
        return axes, self.arithmetic.function(BY_NODE[type(term)].name, a)

    def kronecker(self, term: Expr) -> Value:
        axes, (i, j) = self.together([self.index(t) for t in term.args])
        return axes, self.truth(i == j)

    def unknown(self, term: Expr) -> Value:
        axes, a = self.value(term.args[2])
        return axes, self.arithmetic.unknown(a, int(term.args[1]))

    def euler(self, term: Expr) -> Value:
        return (), self.arithmetic.function("exp", self.full(self.arithmetic.number(1)))

    def pi(self, term: Expr) -> Value:
        return (), self.full(self.arithmetic.pi)

    def place(self, term: Expr) -> Value:
        """A size or an index as a number."""
        axes, a = self.index(term)
        return axes, self.as_number(a)

    def entry(self, term: Entry) -> Value:
        base = term.base
        if base.recurrence is not None:
            return self.sequence(term)
        if base.values is not None:
            return self.place(term)
        if base.definition is None:
            return self.gather(term, self.world.values[base])
        if any(a.blocks for a in base.shape):
            return self.value(unfold(term))
        whole = self._defined.get(base)
        if whole is None:
            places = tuple(Index("p", a.size, a.lower) for a in base.shape)
            whole = self._defined[base] = self.array(unfold(Entry(base, *places)), places)
        return self.gather(term, whole)

    def summation(self, term: IndexSum) -> Value:
        return self.summed(self.value(term.args[0]), term.index)

    def summed(self, value: Value, index: Index) -> Value:
        axes, a = value
        if index not in axes:
            return axes, a * self.arithmetic.number(self.length(index))
        place = axes.index(index)
        rest = axes[:place] + axes[place + 1 :]
        if a.shape[place + 1] == 0:
            shape = tuple(n for k, n in enumerate(a.shape) if k != place + 1)
            return rest, np.zeros(shape) if self.arithmetic is FLOAT else self.converted(np.zeros(shape))
        return rest, np.asarray(a.sum(axis=place + 1))

    def power(self, base: Expr, exponent: Expr) -> Value:
        axes, a = self.value(base)
        match exponent:
            case Integer():
                return axes, self.whole_power(a, int(exponent))
            case Rational():
                return axes, self.arithmetic.root(a, int(exponent.p), int(exponent.q))
        if not whole_exponent(exponent):
            axes, (a, e) = self.together([self.value(base), self.value(exponent)])
            return axes, self.arithmetic.function("exp", e * self.arithmetic.function("log", a))
        axes, (a, e) = self.together([self.value(base), self.index(exponent)])
        return axes, self.index_power(a, e)

    def index_power(self, a: Array, e: Array) -> Array:
        """aᵉ for whole numbers e."""
        if self.arithmetic is FLOAT:
            return np.asarray(np.where((a == 0) & (e < 0), math.nan, np.power(a, e.astype(float))))
        return np.asarray(np.frompyfunc(lambda x, n: x ** int(n), 2, 1)(*np.broadcast_arrays(a, e)), dtype=object)

    def whole_power(self, a: Array, n: int) -> Array:
        """aⁿ; NaN where a⁻¹ does not exist, and for n = 0 where a does not."""
        if n < 0:
            return self.whole_power(self.arithmetic.inverse(a), -n)
        if n == 0:
            return np.asarray(a * 0 + self.arithmetic.number(1))
        # a·a, not pow: numpy's pow of object arrays would take the exponent for a ball.
        return np.asarray(a**n) if n < 2**31 else self.arithmetic.root(a, n, 1)

    def cases(self, term: Expr) -> Value:
        tests = [self.condition(b.args[1]) for b in term.args]
        axes, arrays = self.together([self.value(b.args[0]) for b in term.args] + tests)
        arrays = list(np.broadcast_arrays(*arrays))
        n = len(tests)
        return axes, self.pick(arrays[:n], arrays[n:])

    def pick(self, values: list[Array], tests: list[Array]) -> Array:
        """Entry by entry the value of the first branch whose test holds; nothing where an earlier test is not known."""
        if self.arithmetic is not FLOAT:
            n = len(tests)
            nothing = self.arithmetic.number(0) / self.arithmetic.number(0)
            chosen = np.frompyfunc(lambda *entries: picked(entries[:n], entries[n:], nothing), 2 * n, 1)
            return np.asarray(chosen(*values, *tests), dtype=object)
        out = np.full(values[0].shape, math.nan)
        done = np.zeros(values[0].shape, dtype=bool)
        for value, test in zip(values, tests, strict=True):
            out = np.where((test == 1) & ~done, value, out)
            done |= (test == 1) | np.isnan(test)
        return out

    def condition(self, test: Any, value: Callable[[Expr], Value] | None = None) -> Value:
        """1 (True) where a test holds, 0 (False) where it fails, NaN (None) where that is not known."""
        match test:
            case BooleanTrue():
                return (), np.ones((1,))
            case BooleanFalse():
                return (), np.zeros((1,))
            case And():
                axes, arrays = self.together([self.condition(t, value) for t in test.args])
                if self.arithmetic is not FLOAT:
                    both = np.frompyfunc(lambda *tests: False if False in tests else None if None in tests else True, len(arrays), 1)
                    return axes, np.asarray(both(*arrays), dtype=object)
                arrays = list(np.broadcast_arrays(*arrays))
                fails = np.logical_or.reduce([a == 0 for a in arrays])
                return axes, np.where(fails, 0.0, np.prod(arrays, axis=0))
            case Relational():
                on_places = all(is_index(t) or t.is_Integer for t in test.args)
                axes, (a, b) = self.together([self.index(t) if on_places else (value or self.value)(t) for t in test.args])
                return axes, (FLOAT if on_places else self.arithmetic).compare[test.rel_op](a, b)
        raise CannotDecide(f"{test} is not a condition that can be evaluated")

    def sequence(self, term: Entry) -> Value:
        """x_t of a recurrence, step by step from x_0."""
        base, place = term.base, term.indices[0]
        recurrence = base.recurrence
        assert recurrence is not None
        axes, steps = self.index(place)
        last = int(np.max(steps)) if steps.size else 0
        if last > 64:
            raise TooLarge(f"too large to evaluate: {last} steps of {base.name}")
        values = [self.array(recurrence.first, ())]
        for n in range(last):
            world = World({**self.world.sizes, recurrence.step: n}, self.world.points, self.world.values, self.world.indices)
            world.arithmetic = self.arithmetic
            below = type(self)(world)
            below._memo[Entry(base, recurrence.step)] = ((), values[-1])
            values.append(below.array(recurrence.next, ()))
        if steps.size and int(np.min(steps)) < 0:
            raise CannotDecide(f"{base.name} begins with step 0")
        table = np.stack(values, axis=1)
        points = np.arange(self.world.points).reshape(-1, *(1 for _ in axes))
        return axes, table[points, steps]


HANDLERS: Mapping[type, Callable[..., Value]] = {
    Rational: Walk.number,
    Add: Walk.addition,
    Mul: Walk.multiplication,
    Pow: Walk.raised,
    **dict.fromkeys(BY_NODE, Walk.function),
    Entry: Walk.entry,
    Delta: Walk.kronecker,
    IndexSum: Walk.summation,
    Unknown: Walk.unknown,
    Piecewise: Walk.cases,
    type(S.Exp1): Walk.euler,
    type(S.Pi): Walk.pi,
    Symbol: Walk.place,
}
"""What computes the value of each kind of node; that of a subclass (the integers 0 and 1 have their own) is found by its base."""


def picked(values: tuple[Any, ...], tests: tuple[Any, ...], nothing: Any) -> Any:
    """The value of the first branch whose test holds; nothing, if an earlier test is not certain."""
    for value, test in zip(values, tests, strict=True):
        if test is None:
            return nothing
        if test:
            return value
    return nothing


def whole_exponent(term: Expr) -> bool:
    """Whether an exponent is built from sizes and indices alone."""
    if isinstance(term, (Size, Index, Integer)):
        return True
    return isinstance(term, (Add, Mul)) and all(whole_exponent(t) for t in term.args)


def is_index(term: Expr) -> bool:
    return isinstance(term, (Index, Size)) or (isinstance(term, Entry) and term.base.values is not None)
