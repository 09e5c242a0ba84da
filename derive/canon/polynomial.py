"""Laurent polynomials over interned atoms: the arithmetic below the canonical form.

A polynomial is a dict from monomial to rational coefficient; a monomial is a tuple of (atom number, exponent) sorted
by atom number.  Atoms are interned, so that two equal atoms are the same number and equality is dict equality.  What
an atom means, and which rewriting a product of atoms asks for (`tidy`), is the business of `normalize`.
"""

from __future__ import annotations

from collections import Counter
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


class Algebra:
    """The table of atoms and the ring operations; `tidy` is what a subclass adds."""

    def __init__(self, fuel: int) -> None:
        self.atoms: list[Atom] = []
        self.numbers: dict[tuple[Any, ...], int] = {}
        self.special: set[int] = set()
        self.fuel = fuel
        self.fired: Counter[str] = Counter()
        self._tidied: dict[Monomial, Polynomial] = {}
        self.known_positive: set[Key] = set()
        """Polynomials that hypotheses say to be > 0."""
        self.nonnegative_atoms: set[int] = set()
        """Atoms that hypotheses say to be ≥ 0."""

    def burn(self, amount: int = 1) -> None:
        self.fuel -= amount
        if self.fuel < 0:
            raise OutOfFuel("the canonical form grew beyond the limit of steps")

    def intern(
        self, kind: str, args: tuple[Any, ...], free: frozenset[IndexTerm], level: int, positive: bool, special: bool = False
    ) -> int:
        number = self.numbers.get((kind, *args))
        if number is None:
            number = len(self.atoms)
            self.numbers[(kind, *args)] = number
            self.atoms.append(Atom(number, kind, args, free, level, positive))
            if special:
                self.special.add(number)
        return number

    def tidy(self, mono: Monomial) -> Polynomial:
        """The canonical polynomial equal to a monomial that contains special atoms."""
        raise NotImplementedError

    def mul(self, p: Polynomial, q: Polynomial) -> Polynomial:
        if len(p) * len(q) > MAX_TERMS:
            raise OutOfFuel(f"a product of {len(p)} by {len(q)} terms")
        if p.keys() == ONLY_UNIT:
            return scaled(q, p[UNIT])
        if q.keys() == ONLY_UNIT:
            return scaled(p, q[UNIT])
        self.burn(len(p) * len(q))
        out: Polynomial = {}
        special = self.special
        for m, a in p.items():
            for n, b in q.items():
                mono = merge(m, n)
                if special and any(atom in special for atom, _ in mono):
                    accumulate(out, self.tidied(mono), a * b)
                else:
                    total = out.get(mono, 0) + a * b
                    if total:
                        out[mono] = total if type(total) is int else whole(total)
                    else:
                        out.pop(mono, None)
        return out

    def tidied(self, mono: Monomial) -> Polynomial:
        found = self._tidied.get(mono)
        if found is None:
            self.burn()
            found = self._tidied[mono] = self.tidy(mono)
        return found

    def product(self, *factors: Polynomial) -> Polynomial:
        out: Polynomial | None = None
        for f in factors:
            out = f if out is None else self.mul(out, f)
        return constant(1) if out is None else out

    def repeated(self, p: Polynomial, exponent: int) -> Polynomial:
        """pⁿ, n ≥ 0."""
        if len(p) == 1 and exponent > 1:
            ((m, c),) = p.items()
            if not any(a in self.special for a, _ in m):
                return {raised(m, exponent): c**exponent}
        out, square = constant(1), p
        while exponent:
            if exponent & 1:
                out = self.mul(out, square)
            exponent >>= 1
            if exponent:
                square = self.mul(square, square)
        return out

    def single(self, number: int, exponent: Coefficient = 1) -> Polynomial:
        mono: Monomial = ((number, exponent),)
        return self.tidied(mono) if number in self.special else {mono: 1}

    # ------------------------------------------------------------------------------------------ what is known
    def free(self, mono: Monomial) -> frozenset[IndexTerm]:
        return frozenset().union(*(self.atoms[a].free for a, _ in mono))

    def level(self, mono: Monomial) -> int:
        return max((self.atoms[a].level for a, _ in mono), default=0)

    def free_of(self, p: Polynomial) -> frozenset[IndexTerm]:
        return frozenset().union(*(self.free(m) for m in p))

    def level_of(self, p: Polynomial) -> int:
        return max((self.level(m) for m in p), default=0)

    def nonnegative(self, mono: Monomial) -> bool:
        return all(
            self.atoms[a].positive or (isinstance(e, int) and e % 2 == 0) or a in self.nonnegative_atoms or self.never_negative(a)
            for a, e in mono
        )

    def never_negative(self, number: int) -> bool:
        return False

    def positive(self, p: Polynomial) -> bool:
        """Known to be > 0: no term is negative and at least one is positive."""
        return (
            bool(p)
            and all(c > 0 and self.nonnegative(m) for m, c in p.items())
            and any(all(self.atoms[a].positive for a, _ in m) for m in p)
        ) or (bool(self.known_positive) and key(scaled(p, Fraction(1) / content(p))) in self.known_positive)
