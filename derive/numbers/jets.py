"""Derivatives by numbers: nothing of `calculus` is asked, so that a wrong rule there cannot fool both roads.

A number becomes a jet a + ε·b (with ε² = 0, an ε for each derivative that is being taken), and the same walk over the term is
made with jets.  What a function makes of a jet comes from its Taylor coefficients, which the libraries of floats and balls give.
A jet is a dict from a set of εs (a bit mask) to the part that stands with them; parts that are missing are zero.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sympy import Add, Expr, Integer, Mul, Piecewise, Pow, Rational, S, Symbol

from ..errors import CannotDecide
from ..terms import Base, Delta, Entry, Index, IndexSum, Partial, Slope, Unknown, unfold
from ..terms.functions import BY_NODE
from .frame import Axes, Value
from .walk import Walk, whole_exponent

Jet = dict[int, Value]
MAX_LEVELS = 4
"""So many derivatives inside one another are taken."""


@dataclass(frozen=True, slots=True)
class Seed:
    """What one ε stands beside: the entry differentiated by; or a name that takes a value of its own, a jet at outer levels."""

    entry: Entry
    value: Jet | None = None


class Jets:
    """Jets of terms, with an ε for each seed."""

    def __init__(self, plain: Walk, seeds: tuple[Seed, ...]) -> None:
        if len(seeds) > MAX_LEVELS:
            raise CannotDecide(f"more than {MAX_LEVELS} derivatives inside one another")
        self.plain, self.seeds = plain, seeds
        self._memo: dict[Expr, Jet] = {}
        self._whole: dict[Base, tuple[Axes, Jet]] = {}
        self._moves: dict[Base, bool] = {}
        self._moving: dict[Any, bool] = {}

    def derivative_of(self, term: Partial | Slope) -> Value:
        """The value of ∂(body)/∂(entry), or of f′(argument)."""
        return self.value(term).get(0, self.plain.number(S.Zero))

    def value(self, term: Expr) -> Jet:
        found = self._memo.get(term)
        if found is None:
            found = self._memo[term] = self._value(term) if self.is_moving(term) else {0: self.plain.value(term)}
        return found

    def is_moving(self, term: Any) -> bool:
        """Whether a term depends on a name that an ε stands beside, or holds a derivative of its own."""
        found = self._moving.get(term)
        if found is None:
            match term:
                case Entry():
                    found = self.moves(term.base) or any(s.entry.base is term.base for s in self.seeds)
                case Partial() | Slope():
                    found = True
                case _:
                    found = any(self.is_moving(a) for a in term.args)
            self._moving[term] = found
        return found

    def _value(self, term: Expr) -> Jet:
        match term:
            case Partial(args=(body, entry)):
                return self.taken(Jets(self.plain, (*self.seeds, Seed(entry))).value(body))
            case Slope(args=(body, place, order, argument)):
                return self.slope(body, place, int(order), self.value(argument))
            case Entry():
                return self.entry(term)
            case Add():
                return self.sum([self.value(t) for t in term.args])
            case Mul():
                return self.product([self.value(t) for t in term.args])
            case Pow():
                return self.power(*term.args)
            case IndexSum():
                return {mask: self.plain.summed(part, term.index) for mask, part in self.value(term.args[0]).items()}
            case Unknown():
                order = int(term.args[1])
                system = self.plain.arithmetic
                return self.through(
                    self.value(term.args[2]), lambda a, n: [system.unknown(a, order + k) / factorial(k) for k in range(n + 1)]
                )
            case Piecewise():
                return self.cases(term)
            case Delta() | Symbol() | Rational():
                return {0: self.plain.value(term)}
            case _ if type(term) in BY_NODE:
                name = BY_NODE[type(term)].name
                return self.through(self.value(term.args[0]), lambda a, n: self.plain.arithmetic.taylor(name, a, n))
        return {0: self.plain.value(term)}

    # ------------------------------------------------------------------------------------------ derivatives
    def taken(self, inner: Jet) -> Jet:
        """The parts of a jet that stand with the last ε."""
        bit = 1 << len(self.seeds)
        return {mask ^ bit: part for mask, part in inner.items() if mask & bit}

    def slope(self, body: Expr, place: Entry, order: int, argument: Jet) -> Jet:
        """f⁽ⁿ⁾ at a jet: n more εs, each beside the place."""
        if not order:
            raise CannotDecide("a derivative of order 0")
        inner = Jets(self.plain, (*self.seeds, *(Seed(place, argument),) * order))
        out = inner.value(body)
        bits = sum(1 << (len(self.seeds) + k) for k in range(order))
        return {mask ^ bits: part for mask, part in out.items() if mask & bits == bits}

    def entry(self, term: Entry) -> Jet:
        base = term.base
        own = [(k, s) for k, s in enumerate(self.seeds) if s.entry.base is base]
        if own and own[-1][1].value is not None:
            value = dict(own[-1][1].value)
            for k, _ in own:
                value[1 << k] = self.plain.number(S.One)
            return value
        if own:
            out: Jet = {0: self.plain.value(term)}
            for k, seed in own:
                pairs = zip(term.indices, seed.entry.indices, strict=True)
                out[1 << k] = multiply(self.plain, [self.plain.value(Delta(i, j)) for i, j in pairs] or [self.plain.number(S.One)])
            return out
        if not self.moves(base):
            return {0: self.plain.value(term)}
        if base.definition is None:
            raise CannotDecide(f"the derivative of {base.name}, which is given by a recurrence, is not known")
        if any(a.blocks for a in base.shape):
            return self.value(unfold(term))
        if base not in self._whole:
            places = tuple(Index("p", a.size, a.lower) for a in base.shape)
            self._whole[base] = places, self.value(unfold(Entry(base, *places)))
        places, whole = self._whole[base]
        return {mask: self.gather(term, places, part) for mask, part in whole.items()}

    def gather(self, term: Entry, places: Axes, part: Value) -> Value:
        """A part at index terms in place of the running places; its other axes stay."""
        own, array = part
        rest = tuple(i for i in own if i not in places)
        array = self.plain.aligned(own, array, (*places, *rest))
        shape = (array.shape[0], *(self.plain.length(p) for p in places), *array.shape[1 + len(places) :])
        axes, found = self.plain.gather(term, np.broadcast_to(array, shape), rest)
        return axes, found

    def moves(self, base: Base) -> bool:
        """Whether a name depends on one that an ε stands beside."""
        found = self._moves.get(base)
        if found is None:
            self._moves[base] = False
            below: list[Expr] = []
            if base.definition is not None:
                below = (
                    [unfold(Entry(base, *(Index("p", a.size, a.lower) for a in base.shape)))]
                    if not any(a.blocks for a in base.shape)
                    else []
                )
                if not below:
                    return True
            elif base.recurrence is not None:
                below = [base.recurrence.first, base.recurrence.next]
            found = self._moves[base] = any(b in {s.entry.base for s in self.seeds} or self.moves(b) for t in below for b in bases_in(t))
        return found

    # ------------------------------------------------------------------------------------------ arithmetic
    def sum(self, jets: Sequence[Jet]) -> Jet:
        out: dict[int, list[Value]] = {}
        for jet in jets:
            for mask, part in jet.items():
                out.setdefault(mask, []).append(part)
        return {mask: add_up(self.plain, parts) for mask, parts in out.items()}

    def product(self, jets: Sequence[Jet]) -> Jet:
        out = jets[0]
        for jet in jets[1:]:
            parts: dict[int, list[Value]] = {}
            for m, a in out.items():
                for n, b in jet.items():
                    if not m & n:
                        parts.setdefault(m | n, []).append(multiply(self.plain, [a, b]))
            out = {mask: add_up(self.plain, found) for mask, found in parts.items()}
        return out

    def through(self, jet: Jet, taylor: Callable[[Any, int], Sequence[Any]]) -> Jet:
        """f(a + N) = Σ f⁽ᵏ⁾(a)/k! Nᵏ: N, the parts with an ε, vanishes in a power above their number."""
        axes, a = jet[0]
        nilpotent = {mask: part for mask, part in jet.items() if mask}
        order = bin(max_mask(nilpotent)).count("1")
        coefficients = taylor(a, order)
        out: Jet = {0: (axes, coefficients[0])}
        power: Jet = {0: self.plain.number(S.One)}
        for k in range(1, order + 1):
            power = self.product([power, nilpotent])
            out = self.sum([out, self.product([{0: (axes, coefficients[k])}, power])])
        return out

    def power(self, base: Expr, exponent: Expr) -> Jet:
        jet = self.value(base)
        if isinstance(exponent, Integer):
            return self.whole_power(jet, int(exponent))
        if isinstance(exponent, Rational):
            p, q = int(exponent.p), int(exponent.q)
            root = self.plain.arithmetic.root

            def taylor(a: Any, order: int) -> list[Any]:
                out, c = [root(a, p, q)], Rational(1)
                for k in range(1, order + 1):
                    c = c * (exponent - (k - 1)) / k
                    out.append(root(a, p - k * q, q) * self.plain.arithmetic.number(c))
                return out

            return self.through(jet, taylor)
        if whole_exponent(exponent):
            return self.index_power(jet, self.plain.index(exponent))
        system = self.plain.arithmetic
        log = self.through(jet, lambda a, n: system.taylor("log", a, n))
        return self.through(self.product([self.value(exponent), log]), lambda a, n: system.taylor("exp", a, n))

    def whole_power(self, jet: Jet, n: int) -> Jet:
        """aⁿ by multiplication, and 1/a by its Taylor coefficients."""
        if n < 0:
            inverse = self.plain.arithmetic.inverse

            def taylor(a: Any, order: int) -> list[Any]:
                one = inverse(a)
                return [one * (one * -1) ** k if k else one for k in range(order + 1)]

            return self.whole_power(self.through(jet, taylor), -n)
        if n == 0:
            return {0: (jet[0][0], self.plain.whole_power(jet[0][1], 0))}
        out: Jet | None = None
        while n:
            if n & 1:
                out = jet if out is None else self.product([out, jet])
            n >>= 1
            if n:
                jet = self.product([jet, jet])
        assert out is not None
        return out

    def index_power(self, jet: Jet, exponent: Value) -> Jet:
        """aᵗ for a whole number t that is an index or a size: Taylor coefficients C(t, k) a^{t−k}."""
        plain = self.plain

        def raised(shift: int) -> Value:
            axes, (a, e) = plain.together([jet[0], exponent])
            return axes, plain.index_power(a, e - shift)

        axes, e = exponent
        order = bin(max_mask(jet)).count("1")
        out: Jet = {0: raised(0)}
        power: Jet = {0: plain.number(S.One)}
        falling = np.ones_like(e)
        nilpotent = {mask: part for mask, part in jet.items() if mask}
        for k in range(1, order + 1):
            falling = falling * (e - (k - 1))
            weight: Value = (axes, plain.as_number(falling))
            # Where the falling factorial is 0 the power may not exist: the term is 0 there.
            term_axes, (w, a) = plain.together([weight, raised(k)])
            zero = plain.together([(axes, falling), raised(k)])[1][0] == 0
            coefficient = np.where(np.broadcast_to(zero, np.broadcast_shapes(w.shape, a.shape)), plain.arithmetic.number(0), w * a)
            power = self.product([power, nilpotent])
            scaled = {0: (term_axes, coefficient / factorial(k))}
            out = self.sum([out, self.product([scaled, power])])
        return out

    def cases(self, term: Expr) -> Jet:
        """Branch by branch; which branch holds is told by the values alone."""
        tests = [self.plain.condition(b.args[1], lambda t: self.value(t)[0]) for b in term.args]
        jets = [self.value(b.args[0]) for b in term.args]
        out: Jet = {}
        for mask in sorted({m for jet in jets for m in jet}):
            values = [jet.get(mask, self.plain.number(S.Zero)) for jet in jets]
            axes, arrays = self.plain.together([*values, *tests])
            arrays = list(np.broadcast_arrays(*arrays))
            out[mask] = axes, self.plain.pick(arrays[: len(jets)], arrays[len(jets) :])
        return out


def factorial(k: int) -> int:
    return 1 if k < 2 else k * factorial(k - 1)


def max_mask(jet: Jet) -> int:
    """All the εs of a jet."""
    out = 0
    for mask in jet:
        out |= mask
    return out


def add_up(plain: Walk, parts: list[Value]) -> Value:
    axes, arrays = plain.together(parts)
    total = arrays[0]
    for a in arrays[1:]:
        total = total + a
    return axes, total


def multiply(plain: Walk, parts: list[Value]) -> Value:
    axes, arrays = plain.together(parts)
    total = arrays[0]
    for a in arrays[1:]:
        total = total * a
    return axes, total


def bases_in(term: Any) -> set[Base]:
    """The names that a term mentions."""
    out: set[Base] = set()
    stack = [term]
    while stack:
        here = stack.pop()
        if isinstance(here, Base):
            out.add(here)
        stack.extend(getattr(here, "args", ()))
    return out
