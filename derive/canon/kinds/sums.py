"""Sums over symbolic sizes: flatten, solve the δs, factor, split, and name the bound indices.

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

from ...terms import Index, IndexSum, Size, linear, power
from ..canon import Canon, Kind, Swap, number_of
from ..hypotheses import known
from ..polynomial import Atom, Coefficient, Monomial, OutOfFuel, Polynomial, accumulate, constant, content, key, merge, raised, scaled
from ..ranges import contains, inside, never_empty, never_negative_length
from .deltas import index_term
from .fractions import common_factor

MAX_ORDERS = 720
MAX_EXPLICIT_SUM = 64
_reserved = itertools.count(1)
Factor: TypeAlias = tuple[int, Coefficient]


def bind(canon: Canon, p: Polynomial, index: Index) -> Polynomial:
    """Σ_index p."""
    if canon.shallow:
        return bind_as_written(canon, p, index)
    out: Polynomial = {}
    for mono, c in p.items():
        accumulate(out, bind_monomial(canon, mono, (index,)), c)
    return out


def bind_as_written(canon: Canon, p: Polynomial, index: Index) -> Polynomial:
    """Σ_index p without distributing over p's terms or opening the sums in it: a cheaper form, still sound.

    Two sums that are written alike come out alike; that suffices for long chains of layers, where the full
    form doubles its terms with every layer.
    """
    out: Polynomial = {}
    rest: Polynomial = {}
    for mono, c in p.items():
        canon.spend()
        solved = solve_one(canon, mono, (index,))
        if solved is not None:
            accumulate(out, solved[0], c)
        elif index not in canon.free(mono):
            accumulate(out, canon.mul({mono: c}, count(canon, index)))
        else:
            rest[mono] = c
    if rest:
        accumulate(out, bundle_atom(canon, rest, index))
    return out


def bundle_atom(canon: Canon, p: Polynomial, index: Index) -> Polynomial:
    outside: Monomial = tuple(f for f in common_factor(canon, p) if index not in canon.atoms[f[0]].free)
    inner = {merge(m, raised(outside, -1)): c for m, c in p.items()} if outside else p
    b = bound_index(index.lower, index.upper, canon.level_of(inner) + 1)
    body = canon.substitute(inner, index, b)
    if not body:
        return {}
    scale = content(body)
    scale = scale if body[max(body)] > 0 else -scale
    body = scaled(body, Fraction(1) / scale)
    free = frozenset(t for t in canon.free_of(body) if not contains(t, b))
    positive = never_empty(b.lower, b.upper) and canon.positive(body)
    if len(body) == 1:
        number = canon.intern("sum", ((b,), next(iter(body))), free, b_level(b), positive)
    else:
        number = canon.intern("bundle", (b, key(body)), free, b_level(b), positive)
    return canon.mul({outside: scale}, known(canon, number))


def bind_all(canon: Canon, p: Polynomial, bounds: tuple[Index, ...]) -> Polynomial:
    out: Polynomial = {}
    for mono, c in p.items():
        accumulate(out, bind_monomial(canon, mono, bounds), c)
    return out


def bind_monomial(canon: Canon, mono: Monomial, bounds: tuple[Index, ...]) -> Polynomial:
    canon.spend()
    opened = open_one(canon, mono, bounds)
    if opened is not None:
        canon.fired["flatten nested sums"] += 1
        return bind_all(canon, *opened)
    solved = solve_one(canon, mono, bounds)
    if solved is not None:
        canon.fired["Σ_i δ(i,j) f(i) = f(j)"] += 1
        return bind_all(canon, *solved)
    return close(canon, mono, bounds)


def open_one(canon: Canon, mono: Monomial, bounds: tuple[Index, ...]) -> tuple[Polynomial, tuple[Index, ...]] | None:
    """Fubini: a sum inside a sum joins it, when it depends on a bound index."""
    for place, (number, e) in enumerate(mono):
        atom = canon.atoms[number]
        if atom.kind == "sum" and isinstance(e, int) and e > 0 and not atom.free.isdisjoint(bounds):
            body, fresh = open_sum(canon, number)
            rest = mono[:place] + (((number, e - 1),) if e > 1 else ()) + mono[place + 1 :]
            return canon.mul({rest: 1}, body), bounds + fresh
    return None


def open_sum(canon: Canon, number: int) -> tuple[Polynomial, tuple[Index, ...]]:
    """A sum atom's summand, with fresh indices in place of its bound ones."""
    indices, mono = canon.atoms[number].args
    body: Polynomial = {mono: 1}
    fresh = tuple(Index("i", b.upper, b.lower) for b in indices)
    for old, new in zip(indices, fresh, strict=True):
        body = canon.substitute(body, old, new)
    return body, fresh


def solve_one(canon: Canon, mono: Monomial, bounds: tuple[Index, ...]) -> tuple[Polynomial, tuple[Index, ...]] | None:
    """Σ_i δ(i, t) f(i) = f(t), for a term t in the range of i."""
    for place, (number, _) in enumerate(mono):
        atom = canon.atoms[number]
        if atom.kind != "delta":
            continue
        for one, other in (atom.args, atom.args[::-1]):
            if one in bounds and not contains(other, one) and inside(other, one):
                rest: Polynomial = {mono[:place] + mono[place + 1 :]: 1}
                return canon.substitute(rest, one, other), tuple(b for b in bounds if b != one)
    return None


def close(canon: Canon, mono: Monomial, bounds: tuple[Index, ...]) -> Polynomial:
    """Pull out what is free of the bound indices, count the unused ones, split the rest."""
    bound_set = frozenset(bounds)
    outside: Monomial = tuple(f for f in mono if canon.atoms[f[0]].free.isdisjoint(bound_set))
    dependent = [f for f in mono if not canon.atoms[f[0]].free.isdisjoint(bound_set)]
    used = frozenset().union(*(canon.atoms[a].free for a, _ in dependent)) & bound_set
    out: Polynomial = {outside: 1}
    for b in bounds:
        if b not in used:
            canon.fired["Σ_i 1 = size"] += 1
            out = canon.mul(out, count(canon, b))
    for members, factors in components(dependent, [b for b in bounds if b in used], canon):
        out = canon.mul(out, sum_atom(canon, members, factors))
    return out


def count(canon: Canon, index: Index) -> Polynomial:
    if not never_negative_length(index.lower, index.upper):
        raise OutOfFuel(f"the sum from {index.lower} to {index.upper} may have fewer than no terms")
    total = canon.value(index.upper)
    accumulate(total := dict(total), canon.value(index.lower), -1)
    accumulate(total, constant(1))
    return total


def sum_atom(canon: Canon, bounds: list[Index], factors: list[Factor]) -> Polynomial:
    mono: Monomial = tuple(factors)
    base = canon.level(mono)
    if len(bounds) == 1:
        (b,) = bounds
        canonical: tuple[Index, ...] = (bound_index(b.lower, b.upper, base + 1),)
        body = canon.substitute({mono: 1}, b, canonical[0])
    else:
        canonical, body = least_naming(canon, bounds, mono, base)
    if len(body) != 1:
        # Renaming made a rewriting possible that was not before: go round again with what came out.
        fresh = tuple(Index("i", b.upper, b.lower) for b in canonical)
        for old, new in zip(canonical, fresh, strict=True):
            body = canon.substitute(body, old, new)
        return bind_all(canon, body, fresh)
    ((inner, c),) = body.items()
    free = canon.free(inner).difference(*({t for t in canon.free(inner) if contains(t, b)} for b in canonical))
    nonempty = all(never_empty(b.lower, b.upper) for b in canonical)
    positive = nonempty and all(canon.atoms[a].positive for a, _ in inner)
    number = canon.intern("sum", (canonical, inner), free, base + len(canonical), positive)
    out = known(canon, number)
    return out if c == 1 else {m: k * c for m, k in out.items()}


def least_naming(canon: Canon, bounds: list[Index], mono: Monomial, base: int) -> tuple[tuple[Index, ...], Polynomial]:
    """Name several bound indices: sort them by what they occur in; among ties, try every order."""
    signature = {b: occurrences(canon, b, bounds, mono) for b in bounds}
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
            body = canon.substitute(body, old, new)
        candidate = (sorted(body.items()), names, body)
        if best is None or candidate[0] < best[0]:  # type: ignore[operator]
            best = candidate  # type: ignore[assignment]
    assert best is not None
    return best[1], best[2]


def occurrences(canon: Canon, index: Index, bounds: list[Index], mono: Monomial) -> tuple[object, ...]:
    """What an index occurs in, with itself marked and the other bound indices blotted out."""
    parts = []
    for number, e in mono:
        if index not in canon.atoms[number].free:
            continue
        shape: Polynomial = canon.substitute({((number, 1),): 1}, index, marker(index.lower, index.upper, "this"))
        for other in bounds:
            if other != index:
                shape = canon.substitute(shape, other, marker(other.lower, other.upper, "other"))
        parts.append((sorted(shape.items()), e))
    return (str(index.upper), str(index.lower), sorted(parts))


def summation(canon: Canon, body: Expr, index: Index) -> Polynomial:
    lower, upper = (index_term(canon, end) for end in (index.lower, index.upper)) if canon.sizes else (index.lower, index.upper)
    if lower.is_Integer and upper.is_Integer:
        if upper - lower >= MAX_EXPLICIT_SUM:
            raise OutOfFuel(f"a sum of {upper - lower + 1} terms written out")
        inner = canon.value(body)
        out: Polynomial = {}
        for n in range(int(lower), int(upper) + 1):
            accumulate(out, canon.substitute(inner, index, Integer(n)))
        return out
    if isinstance(-lower, Size) and (lower == -upper or (upper.is_Integer and upper <= 0)):
        return from_below_zero(canon, canon.value(body), index)
    if lower.is_Integer and -MAX_EXPLICIT_SUM < lower <= 0 and isinstance(upper, Size):
        return from_one(canon, canon.value(body), index)
    shift, stem = upper.as_coeff_Add() if isinstance(upper, Add) else (S.Zero, upper)
    if shift.is_Integer and 0 < shift <= MAX_EXPLICIT_SUM and isinstance(stem, Size) and lower is S.One:
        canon.fired["Σ to t+1 = Σ to t, and one more term"] += 1
        shorter = Index("i", stem, lower)
        inner = canon.substitute(canon.value(body), index, shorter)
        out = bind(canon, inner, shorter)
        for n in range(1, int(shift) + 1):
            accumulate(out, canon.substitute(inner, shorter, linear((1, stem), (n, S.One))))
        return out
    return bind(canon, canon.value(body), index)


def from_below_zero(canon: Canon, p: Polynomial, index: Index) -> Polynomial:
    """Σ_{j=−m}^{m} f(j) = f(0) + Σ_{j=1}^{m} (f(j) + f(−j)); Σ_{j=−m}^{−1} f(j) = Σ_{j=1}^{m} f(−j)."""
    canon.fired["Σ from −m = Σ to m, turned round"] += 1
    turned = Index("i", -index.lower, S.Zero if index.lower == -index.upper else -index.upper)
    inner = canon.substitute(p, index, linear((-1, turned)))
    out = dict(from_one(canon, inner, turned) if turned.lower is S.Zero else bind(canon, inner, turned))
    if index.lower == -index.upper:
        upwards = Index("i", index.upper)
        accumulate(out, bind(canon, canon.substitute(p, index, upwards), upwards))
    return out


def from_one(canon: Canon, p: Polynomial, index: Index) -> Polynomial:
    """Σ_{j=0}^{m} f(j) = f(0) + Σ_{j=1}^{m} f(j)."""
    canon.fired["Σ from 0 = the first term, and Σ from 1"] += 1
    later = Index("i", index.upper)
    out = dict(bind(canon, canon.substitute(p, index, later), later))
    for n in range(int(index.lower), 1):
        accumulate(out, canon.substitute(p, index, Integer(n)))
    return out


@cache
def bound_index(lower: Expr, upper: Expr, level: int) -> Index:
    """The canonical bound index of that range at that level."""
    return Index(f"b{level}", upper, lower, serial=-next(_reserved))


@cache
def marker(lower: Expr, upper: Expr, role: str) -> Index:
    return Index(role, upper, lower, serial=-next(_reserved))


def b_level(b: Index) -> int:
    return int(b.name[1:])


def components(factors: list[Factor], bounds: list[Index], canon: Canon) -> list[tuple[list[Index], list[Factor]]]:
    """Bound indices that share no factor, and their factors, apart."""
    groups: list[tuple[set[Index], list[Factor]]] = []
    for factor in factors:
        free = canon.atoms[factor[0]].free
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


def rebuild_sum(canon: Canon, atom: Atom, swap: Swap) -> Polynomial:
    """A sum with another index term inside, bound anew."""
    body, fresh = open_sum(canon, atom.number)
    body = canon.substitute(body, swap.old, swap.new)
    return bind_as_written(canon, body, fresh[0]) if canon.shallow else bind_all(canon, body, fresh)


def rebuild_bundle(canon: Canon, atom: Atom, swap: Swap) -> Polynomial:
    index, summand = atom.args
    place = Index("i", index.upper, index.lower)
    body = canon.substitute(dict(summand), index, place)
    return bind_as_written(canon, canon.substitute(body, swap.old, swap.new), place)


def write_sum(canon: Canon, atom: Atom, e: Coefficient) -> Expr:
    node = canon.expression({atom.args[1]: 1})
    for b in atom.args[0]:
        node = IndexSum(node, b)
    return power(node, number_of(e))


def write_bundle(canon: Canon, atom: Atom, e: Coefficient) -> Expr:
    return power(IndexSum(canon.expression(dict(atom.args[1])), atom.args[0]), number_of(e))


SUM = Kind(
    "sum",
    rebuild=rebuild_sum,
    write=write_sum,
    never_negative=lambda canon, atom: all(canon.atoms[a].positive or (isinstance(e, int) and e % 2 == 0) for a, e in atom.args[1]),
    examples=((r"\sum_i u_i + \sum_j v_j", r"\sum_i (u_i + v_i)"), (r"\sum_i \delta_{io} u_i", "u_o")),
    lookalikes=((r"\sum_i u_i v_i", r"(\sum_i u_i)(\sum_i v_i)"),),
)
BUNDLE = Kind("bundle", rebuild=rebuild_bundle, write=write_bundle)
KINDS = (SUM, BUNDLE)
