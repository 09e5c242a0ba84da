"""Laurent polynomials over interned atoms: the arithmetic below the canonical form.

A polynomial is a dict from monomial to rational coefficient; a monomial is a tuple of (atom number, exponent) sorted
by atom number.  Atoms are interned, so that two equal atoms are the same number and equality is dict equality.  What
an atom means, and which rewriting a product of atoms asks for (`tidy`), is the business of `normalize`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import gcd
from typing import Any, TypeAlias

from ..errors import CannotDecide
from ..terms import IndexTerm

Coefficient: TypeAlias = int | Fraction
Monomial: TypeAlias = tuple[tuple[int, Coefficient], ...]
Polynomial: TypeAlias = dict[Monomial, Coefficient]
Key: TypeAlias = tuple[tuple[Monomial, Coefficient], ...]

UNIT: Monomial = ()
ONLY_UNIT = {UNIT: 0}.keys()
MAX_TERMS = 20_000


class OutOfFuel(CannotDecide):
    """A bound on the work was reached; the question stays undecided."""


@dataclass(frozen=True, slots=True, eq=False)
class Atom:
    """An indivisible scalar: an entry, an exponential, a sum, a δ, …"""

    number: int
    kind: str
    args: tuple[Any, ...]
    free: frozenset[IndexTerm]
    """Free indices and index-valued terms that occur in it."""
    level: int
    """The highest level of a bound index in it; a new binder takes a higher one."""
    positive: bool
    """Known to be > 0."""


def key(p: Polynomial) -> Key:
    return tuple(sorted(p.items()))


def constant(value: Coefficient) -> Polynomial:
    return {UNIT: value} if value else {}


def whole(value: Coefficient) -> Coefficient:
    """The same number, as an int when it is one."""
    return value.numerator if isinstance(value, Fraction) and value.denominator == 1 else value


def accumulate(into: Polynomial, p: Polynomial, factor: Coefficient = 1) -> None:
    for mono, c in p.items():
        total = into.get(mono, 0) + c * factor
        if total:
            into[mono] = total if type(total) is int else whole(total)
        else:
            into.pop(mono, None)


def combine(p: Polynomial, q: Polynomial, factor: Coefficient = 1) -> Polynomial:
    """p + factor·q."""
    out = dict(p)
    accumulate(out, q, factor)
    return out


def scaled(p: Polynomial, factor: Coefficient) -> Polynomial:
    if factor == 1:
        return p
    return {m: whole(c * factor) for m, c in p.items()} if factor else {}


def merge(m: Monomial, n: Monomial) -> Monomial:
    """The product of two monomials."""
    if not m:
        return n
    if not n:
        return m
    powers = dict(m)
    for atom, e in n:
        total = powers.get(atom, 0) + e
        if total:
            powers[atom] = total if type(total) is int else whole(total)
        else:
            del powers[atom]
    return tuple(sorted(powers.items()))


def raised(m: Monomial, exponent: Coefficient) -> Monomial:
    return tuple((a, whole(e * exponent)) for a, e in m)


def content(p: Polynomial) -> Coefficient:
    """The positive rational by which division leaves coprime integer coefficients."""
    numerator, denominator = 0, 1
    for c in p.values():
        c = Fraction(c)
        numerator = gcd(numerator, c.numerator)
        denominator = denominator * c.denominator // gcd(denominator, c.denominator)
    return whole(Fraction(numerator, denominator))
