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
from numpy.typing import NDArray
from sympy import Add, Expr, Integer, Mul, Piecewise, Pow, Rational, S, Symbol, exp, log
from sympy.core.relational import Relational
from sympy.logic.boolalg import And, BooleanFalse, BooleanTrue

from ..errors import CannotDecide
from ..terms import Base, Delta, Entry, Index, IndexSum, Size, Unknown, unfold

Array = NDArray[Any]
MAX_ENTRIES = 2_000_000
MAX_BALLS = 50_000
PRECISION = 128


class OutOfRange(CannotDecide):
    """An index points outside its axis at these sizes: the claim says nothing there."""


class TooLarge(CannotDecide):
    """A term has too many entries at these sizes to be worth evaluating."""


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """The number system: how constants enter and what the functions are."""

    number: Callable[[Any], Any]
    exp: Callable[[Array], Array]
    log: Callable[[Array], Array]
    root: Callable[[Array, int, int], Array]
    compare: Mapping[str, Callable[[Array, Array], Array]]
    unknown: tuple[Callable[[Array], Array], ...]
    """A sample of a differentiable function and its derivatives, for the opaque ones."""


def to_float(value: Any) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _float_root(a: Array, p: int, q: int) -> Array:
    return np.asarray(np.power(a, to_float(p) / q))


FLOAT = Arithmetic(
    number=to_float,
    exp=np.exp,
    log=np.log,
    root=_float_root,
    compare={"==": np.equal, "!=": np.not_equal, "<": np.less, ">": np.greater, "<=": np.less_equal, ">=": np.greater_equal},
    # sin(x) + x²/3: no derivative vanishes identically, no symmetry that a wrong claim could lean on.
    unknown=(
        lambda x: np.sin(x) + x * x / 3,
        lambda x: np.cos(x) + 2 * x / 3,
        lambda x: -np.sin(x) + 2.0 / 3,
        lambda x: -np.cos(x),
        np.sin,
    ),
)


def ball_arithmetic() -> Arithmetic:
    """Ball arithmetic: every value is an interval that holds the true one."""
    import flint

    flint.ctx.prec = PRECISION

    def arb(value: Any) -> Any:
        if isinstance(value, (int, np.integer)):
            return flint.arb(int(value))
        if isinstance(value, Rational):
            return flint.arb(flint.fmpq(int(value.p), int(value.q)))
        numerator, denominator = float(value).as_integer_ratio()
        return flint.arb(flint.fmpq(numerator, denominator))

    def each(function: Callable[..., Any], inputs: int = 1) -> Callable[..., Array]:
        wrapped = np.frompyfunc(function, inputs, 1)
        return lambda *arrays: np.asarray(wrapped(*arrays), dtype=object)

    def root(a: Array, p: int, q: int) -> Array:
        power = each(lambda x: (x.sqrt() if q == 2 else x.root(q)) ** p)
        return power(a)

    def test(name: str) -> Callable[[Array, Array], Array]:
        """True, False, or None where the balls do not tell."""
        certain: dict[str, tuple[Callable[[Any, Any], Any], Callable[[Any, Any], Any]]] = {
            "==": (lambda x, y: x == y, lambda x, y: not x.overlaps(y)),
            "!=": (lambda x, y: not x.overlaps(y), lambda x, y: x == y),
            "<": (lambda x, y: x < y, lambda x, y: x >= y),
            ">": (lambda x, y: x > y, lambda x, y: x <= y),
            "<=": (lambda x, y: x <= y, lambda x, y: x > y),
            ">=": (lambda x, y: x >= y, lambda x, y: x < y),
        }
        holds, fails = certain[name]
        return each(lambda x, y: True if holds(x, y) else False if fails(x, y) else None, 2)

    third = flint.arb(1) / 3
    return Arithmetic(
        number=arb,
        exp=each(lambda x: x.exp()),
        log=each(lambda x: x.log()),
        root=root,
        compare={name: test(name) for name in FLOAT.compare},
        unknown=(
            each(lambda x: x.sin() + x * x * third),
            each(lambda x: x.cos() + 2 * x * third),
            each(lambda x: -x.sin() + 2 * third),
            each(lambda x: -x.cos()),
            each(lambda x: x.sin()),
        ),
    )


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


class Evaluator:
    """Values of terms in one world, memoised."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.arithmetic = world.arithmetic
        self._memo: dict[Expr, Value] = {}
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
        handler = HANDLERS.get(type(term))
        if handler is None:
            handler = HANDLERS[type(term)] = next((h for t, h in HANDLERS.items() if isinstance(term, t)), None)
            if handler is None:
                raise CannotDecide(f"no value is known for {type(term).__name__}")
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

    def exponential(self, term: Expr) -> Value:
        axes, a = self.value(term.args[0])
        return axes, self.arithmetic.exp(a)

    def logarithm(self, term: Expr) -> Value:
        axes, a = self.value(term.args[0])
        return axes, self.arithmetic.log(a)

    def kronecker(self, term: Expr) -> Value:
        axes, (i, j) = self.together([self.index(t) for t in term.args])
        return axes, self.truth(i == j)

    def unknown(self, term: Expr) -> Value:
        axes, a = self.value(term.args[2])
        order = int(term.args[1])
        if order >= len(self.arithmetic.unknown):
            raise CannotDecide(f"derivatives of an open function beyond the {len(self.arithmetic.unknown) - 1}th are not sampled")
        return axes, self.arithmetic.unknown[order](a)

    def euler(self, term: Expr) -> Value:
        return (), self.arithmetic.exp(self.full(self.arithmetic.number(1)))

    def place(self, term: Expr) -> Value:
        """A size or an index as a number."""
        axes, a = self.index(term)
        return axes, np.asarray(a, dtype=float) if self.arithmetic is FLOAT else self.converted(a)

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

    def gather(self, term: Entry, whole: Array) -> Value:
        """Entries of an array at index terms."""
        indices = term.indices
        if not indices:
            return (), whole
        plain = tuple(i for i in indices if isinstance(i, Index) and i not in self.world.indices)
        if len(plain) == len(indices) == len(set(plain)) and all(
            i.lower is S.One and self.length(i) == n for i, n in zip(plain, whole.shape[1:], strict=True)
        ):
            return plain, whole
        axes, places = self.together([self.index(i) for i in indices])
        points = np.arange(self.world.points).reshape(-1, *(1 for _ in axes))
        for p, n in zip(places, whole.shape[1:], strict=True):
            if p.size and (p.min() < 1 or p.max() > n):
                raise OutOfRange(f"{term} is outside its axis at the sizes that were tried")
        return axes, whole[(points, *(p - 1 for p in places))]

    def summation(self, term: IndexSum) -> Value:
        index = term.index
        axes, a = self.value(term.args[0])
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
                n = int(exponent)
                if n == -1:
                    return axes, 1 / a
                # a·a, not pow: numpy's pow of object arrays would take the exponent for a ball.
                return axes, a**n if abs(n) < 2**31 else self.arithmetic.root(a, n, 1)
            case Rational():
                return axes, self.arithmetic.root(a, int(exponent.p), int(exponent.q))
        axes, (a, e) = self.together([self.value(base), self.index(exponent) if whole_exponent(exponent) else self.value(exponent)])
        if not whole_exponent(exponent):
            return axes, self.arithmetic.exp(e * self.arithmetic.log(a))
        if self.arithmetic is FLOAT:
            return axes, np.power(a, e.astype(float))
        return axes, np.asarray(np.frompyfunc(lambda x, n: x ** int(n), 2, 1)(*np.broadcast_arrays(a, e)), dtype=object)

    def cases(self, term: Expr) -> Value:
        tests = [self.condition(b.args[1]) for b in term.args]
        axes, arrays = self.together([self.value(b.args[0]) for b in term.args] + tests)
        arrays = list(np.broadcast_arrays(*arrays))
        n = len(tests)
        if self.arithmetic is not FLOAT:
            nothing = self.arithmetic.number(0) / self.arithmetic.number(0)
            pick = np.frompyfunc(lambda *entries: picked(entries[:n], entries[n:], nothing), 2 * n, 1)
            return axes, np.asarray(pick(*arrays), dtype=object)
        out = np.full(arrays[0].shape, math.nan)
        done = np.zeros(arrays[0].shape, dtype=bool)
        for value, test in zip(arrays[:n], arrays[n:], strict=True):
            here = np.asarray(test, dtype=bool) & ~done
            out = np.where(here, value, out)
            done |= here
        return axes, out

    def condition(self, test: Any) -> Value:
        match test:
            case BooleanTrue():
                return (), np.ones((1,), dtype=bool)
            case BooleanFalse():
                return (), np.zeros((1,), dtype=bool)
            case And():
                axes, arrays = self.together([self.condition(t) for t in test.args])
                if self.arithmetic is not FLOAT:
                    both = np.frompyfunc(lambda *tests: False if False in tests else None if None in tests else True, len(arrays), 1)
                    return axes, np.asarray(both(*arrays), dtype=object)
                return axes, np.logical_and.reduce(np.broadcast_arrays(*arrays))
            case Relational():
                axes, (a, b) = self.together([self.value(t) if not is_index(t) else self.index(t) for t in test.args])
                compare = FLOAT.compare if is_index(test.args[0]) else self.arithmetic.compare
                return axes, compare[test.rel_op](a, b)
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
            below = Evaluator(world)
            below._memo[Entry(base, recurrence.step)] = ((), values[-1])
            values.append(below.array(recurrence.next, ()))
        table = np.stack(values, axis=1)
        points = np.arange(self.world.points).reshape(-1, *(1 for _ in axes))
        return axes, table[points, steps]


HANDLERS: dict[type, Callable[[Evaluator, Any], Value] | None] = {
    Rational: Evaluator.number,
    Add: Evaluator.addition,
    Mul: Evaluator.multiplication,
    Pow: Evaluator.raised,
    exp: Evaluator.exponential,
    log: Evaluator.logarithm,
    Entry: Evaluator.entry,
    Delta: Evaluator.kronecker,
    IndexSum: Evaluator.summation,
    Unknown: Evaluator.unknown,
    Piecewise: Evaluator.cases,
    type(S.Exp1): Evaluator.euler,
    Symbol: Evaluator.place,
}
"""What computes the value of each kind of node; subclasses (the integers 0 and 1 have their own) are added as met."""


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
