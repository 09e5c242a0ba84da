"""The meaning of a term at given sizes and values; it shares no code with the canonical form.

A `World` fixes the sizes and, at `points` places at once, the values of every given name.  A term becomes an array
with one leading axis for the points and one axis for each of its free indices.  The same walk serves float64 and
ball arithmetic (python-flint `arb` in object arrays, error bounds included).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from sympy import Add, Expr, Integer, Mul, Piecewise, Pow, Rational, S, Symbol
from sympy.core.relational import Relational
from sympy.logic.boolalg import And, BooleanFalse, BooleanTrue

from ..errors import CannotDecide
from ..terms import Base, Delta, Entry, Index, IndexSum, Size, Unknown, unfold
from ..terms.functions import BY_NODE
from .arithmetic import FLOAT, Arithmetic, Array

MAX_ENTRIES = 2_000_000
MAX_BALLS = 50_000


class OutOfRange(CannotDecide):
    """An index points outside its axis at these sizes: the claim says nothing there."""


class TooLarge(CannotDecide):
    """A term has too many entries at these sizes to be worth evaluating."""


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


Axes = tuple[Index, ...]
Value = tuple[Axes, Array]


class Walk:
    """Values of terms without derivatives in one world, memoised (`evaluate` adds the derivatives)."""

    handlers: Mapping[type, Callable[..., Value]]
    """What computes the value of each kind of node."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.arithmetic = world.arithmetic
        self._memo: dict[Expr, Value] = {}
        self._found: dict[type, Callable[..., Value]] = {}
        self._defined: dict[Base, Array] = {}
        self._sizes: dict[Expr, int] = {}
        self._lengths: dict[Index, int] = {}
        self._plans: dict[tuple[Axes, Axes], tuple[Any, Any]] = {}

    def array(self, term: Expr, axes: Axes) -> Array:
        """The term's values as an array (points, *axes)."""
        with np.errstate(all="ignore"):
            own, array = self.value(term)
        array = self.aligned(own, array, axes)
        shape = (self.world.points, *(self.length(i) for i in axes))
        return array if array.shape == shape else np.broadcast_to(array, shape)

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

    def value(self, term: Expr) -> Value:
        found = self._memo.get(term)
        if found is None:
            found = self._memo[term] = self._value(term)
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

    def as_number(self, a: Array) -> Array:
        """Whole numbers in this arithmetic."""
        return np.asarray(a, dtype=float) if self.arithmetic is FLOAT else self.converted(a)

    def full(self, value: Any) -> Array:
        return np.full((1,), value, dtype=float if self.arithmetic is FLOAT else object)

    def converted(self, a: Array) -> Array:
        return np.asarray(np.frompyfunc(self.arithmetic.number, 1, 1)(a), dtype=object)

    def truth(self, a: Array) -> Array:
        return a.astype(float) if self.arithmetic is FLOAT else self.converted(np.asarray(a).astype(int))

    def index(self, term: Expr) -> Value:
        """An index term's values, counted from 1: given, or running over an axis of its own."""
        match term:
            case Integer():
                return (), np.full((1,), int(term))
            case Index():
                given = self.world.indices.get(term)
                if given is not None:
                    return (), given
                if self.length(term) > MAX_ENTRIES:
                    raise TooLarge(
                        f"too large to evaluate: a sum of {self.length(term):.3g} terms"
                        if self.length(term) < 1e300
                        else "too large to evaluate"
                    )
                lower = self.whole(term.lower)
                return (term,), np.arange(lower, self.whole(term.upper) + 1)[None, :]
            case Symbol():
                return (), np.full((1,), self.world.sizes[term])
            case Entry():
                return self.gather(term, self.world.values[term.base])
            case Add() | Mul():
                axes, arrays = self.together([self.index(t) for t in term.args])
                total = arrays[0]
                for a in arrays[1:]:
                    total = total + a if isinstance(term, Add) else total * a
                return axes, total
        raise CannotDecide(f"{term} is not an index")

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

    def gather(self, term: Entry, whole: Array, rest: Axes = ()) -> Value:
        """Entries of an array at index terms; `rest` are axes of the array behind those of the name."""
        indices = term.indices
        if not indices:
            return rest, whole
        plain = tuple(i for i in indices if isinstance(i, Index) and i not in self.world.indices)
        if len(plain) == len(indices) == len(set(plain)) and all(
            i.lower is S.One and self.length(i) == n for i, n in zip(plain, whole.shape[1:], strict=False)
        ):
            return (*plain, *rest), whole
        axes, places = self.together([self.index(i) for i in indices])
        points = np.arange(whole.shape[0]).reshape(-1, *(1 for _ in axes))
        for p, n in zip(places, whole.shape[1:], strict=False):
            if p.size and (p.min() < 1 or p.max() > n):
                raise OutOfRange(f"{term} is outside its axis at the sizes that were tried")
        return (*axes, *rest), whole[(points, *(p - 1 for p in places))]

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
