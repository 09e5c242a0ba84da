"""Sums over symbolic sizes in canonical form: flatten, solve the δs, factor, split, and name the bound indices.

Σ_{i, j, …} m of a monomial m becomes a product of *sum atoms*, one for each set of bound indices that share a factor.
A sum atom is ("sum", bound indices, monomial); its bound indices are named by level and place, in the one order that
gives the least monomial, so that α-equivalent sums are the same atom.  A binder's level is higher than that of every
binder inside it: renaming can never capture.
"""

from __future__ import annotations

import itertools
from fractions import Fraction
from functools import cache
from math import factorial
from typing import TypeAlias

from sympy import Add, Expr, Integer, S

from ..terms import Base, Entry, Index, IndexTerm, Size
from .polynomial import (
    UNIT,
    Algebra,
    Coefficient,
    Monomial,
    OutOfFuel,
    Polynomial,
    accumulate,
    constant,
    content,
    key,
    merge,
    raised,
    scaled,
)

MAX_ORDERS = 720


_reserved = itertools.count(1)


@cache
def bound_index(lower: Expr, upper: Expr, level: int) -> Index:
    """The canonical bound index of that range at that level."""
    return Index(f"b{level}", upper, lower, serial=-next(_reserved))


@cache
def marker(lower: Expr, upper: Expr, role: str) -> Index:
    return Index(role, upper, lower, serial=-next(_reserved))


def b_level(b: Index) -> int:
    return int(b.name[1:])


def never_empty(lower: Expr, upper: Expr) -> bool:
    if isinstance(upper, Size):
        return upper.least >= 1 and (lower is S.One or lower == -upper)
    return bool(lower.is_Integer and upper.is_Integer and lower <= upper)


def never_negative_length(lower: Expr, upper: Expr) -> bool:
    """Whether upper − lower + 1 counts the terms also when there are none: it is never below 0."""
    shift, stem = upper.as_coeff_Add() if isinstance(upper, Add) else (S.Zero, upper)
    if stem.is_Integer:
        return bool(lower.is_Integer and stem + shift - lower + 1 >= 0)
    if not isinstance(stem, Size) or not shift.is_Integer:
        return False
    return bool(lower == -upper or (lower.is_Integer and stem.least + shift - lower + 1 >= 0))


def range_of(term: IndexTerm) -> tuple[Expr, Expr] | None:
    """Where an index term lies: from, to."""
    match term:
        case Index():
            return term.lower, term.upper
        case Entry() if term.base.values is not None:
            return S.One, term.base.values
        case Integer():
            return term, term
        case _:
            return None


def inside(term: IndexTerm, index: Index) -> bool:
    """Whether a term is known to lie in the range of a bound index."""
    own = range_of(term)
    if own is None:
        return False
    if own == (index.lower, index.upper):
        return True
    if isinstance(term, Integer):
        if isinstance(index.upper, Size) and index.upper.least >= 1:
            least, most = index.lower, index.upper
            return (least == -most and abs(term) <= 1) or (least is S.One and term == 1)
        return bool(index.lower.is_Integer and index.upper.is_Integer and index.lower <= term <= index.upper)
    return False


def contains(term: IndexTerm, part: IndexTerm) -> bool:
    return term == part or any(contains(a, part) for a in term.args if not isinstance(a, Base))


Factor: TypeAlias = tuple[int, Coefficient]


class Binders(Algebra):
    """The rules for Σ; substitution in atoms comes from `normalize`."""

    def substitute(self, p: Polynomial, old: IndexTerm, new: IndexTerm) -> Polynomial:
        raise NotImplementedError

    def value(self, term: Expr) -> Polynomial:
        raise NotImplementedError

    def renamed(self, sum_atom: int, mono: Monomial) -> Polynomial:
        """What a hypothesis makes of a new sum atom: itself, unless one says otherwise."""
        raise NotImplementedError

    def common_factor(self, p: Polynomial, positive_only: bool = False) -> Monomial:
        raise NotImplementedError

    shallow = False
    """Whether sums stay as they are written (`bundle`) or take their full canonical form."""

    # ------------------------------------------------------------------------------------------ binding
    def bind(self, p: Polynomial, index: Index) -> Polynomial:
        """Σ_index p."""
        if self.shallow:
            return self.bundle(p, index)
        out: Polynomial = {}
        for mono, c in p.items():
            accumulate(out, self.bind_monomial(mono, (index,)), c)
        return out

    def bundle(self, p: Polynomial, index: Index) -> Polynomial:
        """Σ_index p without distributing over p's terms or opening the sums in it: a cheaper form, still sound.

        Two sums that are written alike come out alike; that suffices for long chains of layers, where the full
        form doubles its terms with every layer.
        """
        out: Polynomial = {}
        rest: Polynomial = {}
        for mono, c in p.items():
            self.burn()
            solved = self.solve_one(mono, (index,))
            if solved is not None:
                accumulate(out, solved[0], c)
            elif index not in self.free(mono):
                accumulate(out, self.mul({mono: c}, self.count(index)))
            else:
                rest[mono] = c
        if rest:
            accumulate(out, self.bundle_atom(rest, index))
        return out

    def bundle_atom(self, p: Polynomial, index: Index) -> Polynomial:
        outside: Monomial = tuple(f for f in self.common_factor(p) if index not in self.atoms[f[0]].free)
        inner = {merge(m, raised(outside, -1)): c for m, c in p.items()} if outside else p
        b = bound_index(index.lower, index.upper, self.level_of(inner) + 1)
        body = self.substitute(inner, index, b)
        if not body:
            return {}
        scale = content(body)
        scale = scale if body[max(body)] > 0 else -scale
        body = scaled(body, Fraction(1) / scale)
        free = frozenset(t for t in self.free_of(body) if not contains(t, b))
        positive = never_empty(b.lower, b.upper) and self.positive(body)
        if len(body) == 1:
            number = self.intern("sum", ((b,), next(iter(body))), free, b_level(b), positive)
        else:
            number = self.intern("bundle", (b, key(body)), free, b_level(b), positive)
        return self.mul({outside: scale}, self.renamed(number, UNIT))

    def bind_all(self, p: Polynomial, bounds: tuple[Index, ...]) -> Polynomial:
        out: Polynomial = {}
        for mono, c in p.items():
            accumulate(out, self.bind_monomial(mono, bounds), c)
        return out

    def bind_monomial(self, mono: Monomial, bounds: tuple[Index, ...]) -> Polynomial:
        self.burn()
        opened = self.open_one(mono, bounds)
        if opened is not None:
            self.fired["flatten nested sums"] += 1
            return self.bind_all(*opened)
        solved = self.solve_one(mono, bounds)
        if solved is not None:
            self.fired["Σ_i δ(i,j) f(i) = f(j)"] += 1
            return self.bind_all(*solved)
        return self.close(mono, bounds)

    def open_one(self, mono: Monomial, bounds: tuple[Index, ...]) -> tuple[Polynomial, tuple[Index, ...]] | None:
        """Fubini: a sum inside a sum joins it, when it depends on a bound index."""
        for place, (number, e) in enumerate(mono):
            atom = self.atoms[number]
            if atom.kind == "sum" and isinstance(e, int) and e > 0 and not atom.free.isdisjoint(bounds):
                body, fresh = self.opened(number)
                rest = mono[:place] + (((number, e - 1),) if e > 1 else ()) + mono[place + 1 :]
                return self.mul({rest: 1}, body), bounds + fresh
        return None

    def opened(self, number: int) -> tuple[Polynomial, tuple[Index, ...]]:
        """A sum atom's summand, with fresh indices in place of its bound ones."""
        indices, mono = self.atoms[number].args
        body: Polynomial = {mono: 1}
        fresh = tuple(Index("i", b.upper, b.lower) for b in indices)
        for old, new in zip(indices, fresh, strict=True):
            body = self.substitute(body, old, new)
        return body, fresh

    def solve_one(self, mono: Monomial, bounds: tuple[Index, ...]) -> tuple[Polynomial, tuple[Index, ...]] | None:
        """Σ_i δ(i, t) f(i) = f(t), for a term t in the range of i."""
        for place, (number, _) in enumerate(mono):
            atom = self.atoms[number]
            if atom.kind != "delta":
                continue
            for one, other in (atom.args, atom.args[::-1]):
                if one in bounds and not contains(other, one) and inside(other, one):
                    rest: Polynomial = {mono[:place] + mono[place + 1 :]: 1}
                    return self.substitute(rest, one, other), tuple(b for b in bounds if b != one)
        return None

    # ------------------------------------------------------------------------------------------ closing
    def close(self, mono: Monomial, bounds: tuple[Index, ...]) -> Polynomial:
        """Pull out what is free of the bound indices, count the unused ones, split the rest."""
        bound_set = frozenset(bounds)
        outside: Monomial = tuple(f for f in mono if self.atoms[f[0]].free.isdisjoint(bound_set))
        dependent = [f for f in mono if not self.atoms[f[0]].free.isdisjoint(bound_set)]
        used = frozenset().union(*(self.atoms[a].free for a, _ in dependent)) & bound_set
        out: Polynomial = {outside: 1}
        for b in bounds:
            if b not in used:
                self.fired["Σ_i 1 = size"] += 1
                out = self.mul(out, self.count(b))
        for members, factors in components(dependent, [b for b in bounds if b in used], self):
            out = self.mul(out, self.sum_atom(members, factors))
        return out

    def count(self, index: Index) -> Polynomial:
        if not never_negative_length(index.lower, index.upper):
            raise OutOfFuel(f"the sum from {index.lower} to {index.upper} may have fewer than no terms")
        total = self.value(index.upper)
        accumulate(total := dict(total), self.value(index.lower), -1)
        accumulate(total, constant(1))
        return total

    def sum_atom(self, bounds: list[Index], factors: list[Factor]) -> Polynomial:
        mono: Monomial = tuple(factors)
        base = self.level(mono)
        if len(bounds) == 1:
            (b,) = bounds
            canonical: tuple[Index, ...] = (bound_index(b.lower, b.upper, base + 1),)
            body = self.substitute({mono: 1}, b, canonical[0])
        else:
            canonical, body = self.least_naming(bounds, mono, base)
        if len(body) != 1:
            # Renaming made a rewriting possible that was not before: go round again with what came out.
            fresh = tuple(Index("i", b.upper, b.lower) for b in canonical)
            for old, new in zip(canonical, fresh, strict=True):
                body = self.substitute(body, old, new)
            return self.bind_all(body, fresh)
        ((inner, c),) = body.items()
        free = self.free(inner).difference(*({t for t in self.free(inner) if contains(t, b)} for b in canonical))
        nonempty = all(never_empty(b.lower, b.upper) for b in canonical)
        positive = nonempty and all(self.atoms[a].positive for a, _ in inner)
        number = self.intern("sum", (canonical, inner), free, base + len(canonical), positive)
        out = self.renamed(number, inner)
        return out if c == 1 else {m: k * c for m, k in out.items()}

    def least_naming(self, bounds: list[Index], mono: Monomial, base: int) -> tuple[tuple[Index, ...], Polynomial]:
        """Name several bound indices: sort them by what they occur in; among ties, try every order."""
        signature = {b: self.signature(b, bounds, mono) for b in bounds}
        groups = [list(g) for _, g in itertools.groupby(sorted(bounds, key=signature.__getitem__), signature.__getitem__)]
        orders = 1
        for g in groups:
            orders *= factorial(len(g))
        if orders > MAX_ORDERS:
            raise OutOfFuel(f"{orders} orders of {len(bounds)} bound indices to compare")
        best: tuple[list[tuple[Monomial, object]], tuple[Index, ...], Polynomial] | None = None
        for choice in itertools.product(*(itertools.permutations(g) for g in groups)):
            order = list(itertools.chain.from_iterable(choice))
            names = tuple(bound_index(b.lower, b.upper, base + 1 + n) for n, b in enumerate(order))
            body: Polynomial = {mono: 1}
            for old, new in zip(order, names, strict=True):
                body = self.substitute(body, old, new)
            candidate = (sorted(body.items()), names, body)
            if best is None or candidate[0] < best[0]:  # type: ignore[operator]
                best = candidate  # type: ignore[assignment]
        assert best is not None
        return best[1], best[2]

    def signature(self, index: Index, bounds: list[Index], mono: Monomial) -> tuple[object, ...]:
        """What an index occurs in, with itself marked and the other bound indices blotted out."""
        parts = []
        for number, e in mono:
            if index not in self.atoms[number].free:
                continue
            shape: Polynomial = self.substitute({((number, 1),): 1}, index, marker(index.lower, index.upper, "this"))
            for other in bounds:
                if other != index:
                    shape = self.substitute(shape, other, marker(other.lower, other.upper, "other"))
            parts.append((sorted(shape.items()), e))
        return (str(index.upper), str(index.lower), sorted(parts))


def components(factors: list[Factor], bounds: list[Index], algebra: Algebra) -> list[tuple[list[Index], list[Factor]]]:
    """Bound indices that share no factor, and their factors, apart."""
    groups: list[tuple[set[Index], list[Factor]]] = []
    for factor in factors:
        free = algebra.atoms[factor[0]].free
        members = {b for b in bounds if b in free}
        joined = [factor]
        apart = []
        for others, theirs in groups:
            if others.isdisjoint(members):
                apart.append((others, theirs))
            else:
                members |= others
                joined = theirs + joined
        groups = [*apart, (members, joined)]
    return [([b for b in bounds if b in members], sorted(theirs)) for members, theirs in groups]
