"""The canonical form: it decides whether two entries are equal for all sizes and values.

The tables of which it is made: the kinds of atoms (`kinds`), the rule for each node of a term, and the order in which products are
rewritten.  Difference zero, or zero after multiplying away the I(q) that are outside sums, means equal.  Positivity must be known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from sympy import Add, Expr, Integer, Mul, Piecewise, Pow, Rational, S, exp, log

from ..calculus.carry import carry
from ..terms import Base, Delta, Entry, Index, IndexSum, Partial, Size, Slope, Unknown
from ..terms.facts import NOTHING, Facts
from ..terms.functions import BY_NODE
from .assume import assume
from .canon import FUEL, Canon, Kind, Rule, Tables
from .kinds import deltas, entries, exponentials, fractions, functions, indicators, powers, sums
from .kinds.conditions import state_condition
from .kinds.fractions import clear_denominators
from .polynomial import Polynomial, accumulate, combine, constant

FAMILIES = (entries, deltas, indicators, powers, functions, exponentials, sums, fractions)
KINDS: Mapping[str, Kind] = {kind.name: kind for family in FAMILIES for kind in family.KINDS}
PRODUCTS: tuple[Rule, ...] = tuple(rule for family in FAMILIES for kind in family.KINDS for rule in kind.products)
"""In this order: what is 0 or 1 first, denominators last."""


def add_terms(canon: Canon, term: Expr) -> Polynomial:
    out: Polynomial = {}
    for t in term.args:
        accumulate(out, canon.value(t))
    return out


def multiply_factors(canon: Canon, term: Expr) -> Polynomial:
    return canon.product(*sorted((canon.value(f) for f in term.args), key=len))


def raise_term(canon: Canon, term: Expr) -> Polynomial:
    base, exponent = term.args
    if powers.is_absolute(term):
        return powers.absolute_value(canon, canon.value(base.args[0]))
    return powers.raise_power(canon, canon.value(base), exponent)


def carry_derivative(canon: Canon, term: Expr) -> Polynomial:
    return canon.value(carry(term)[0])


def apply_row(canon: Canon, term: Expr) -> Polynomial:
    return functions.apply_function(canon, type(term), canon.value(term.args[0]))


TERMS: Mapping[type, Callable[[Any, Any], Polynomial]] = {
    Integer: lambda canon, t: constant(int(t)),
    Rational: lambda canon, t: constant(Fraction(int(t.p), int(t.q))),
    Add: add_terms,
    Mul: multiply_factors,
    exp: lambda canon, t: exponentials.exponential(canon, canon.value(t.args[0])),
    Pow: raise_term,
    log: lambda canon, t: exponentials.logarithm(canon, canon.value(t.args[0])),
    Entry: entries.entry_polynomial,
    Delta: lambda canon, t: deltas.delta_polynomial(canon, *t.args),
    IndexSum: lambda canon, t: sums.summation(canon, t.args[0], t.index),
    Unknown: lambda canon, t: functions.unknown_polynomial(canon, t.args[0], int(t.args[1]), canon.value(t.args[2])),
    Partial: carry_derivative,
    Slope: carry_derivative,
    **{node: apply_row for node in BY_NODE if node not in (exp, log)},
    Piecewise: indicators.cases_polynomial,
    Size: entries.index_polynomial,
    Index: entries.index_polynomial,
    type(S.Exp1): lambda canon, t: exponentials.exponential(canon, constant(1)),
    type(S.Pi): lambda canon, t: canon.single(canon.intern("symbol", (S.Pi,), frozenset(), 0, True)),
}
"""The rule for each kind of node; a subclass is found by its base."""
TABLES = Tables(KINDS, PRODUCTS, TERMS, powers.fractional_power)


class Normalizer(Canon):
    """The canonical form with all kinds and rules, under some facts."""

    def __init__(self, facts: Facts = NOTHING, folded: frozenset[Base] = frozenset(), shallow: bool = False, fuel: int = FUEL) -> None:
        super().__init__(TABLES, facts, folded, shallow, fuel)
        assume(self, facts)

    def difference(self, left: Expr, right: Expr) -> Polynomial:
        """The canonical form of left − right, its denominators multiplied away; {} exactly when they are equal."""
        p = combine(self.value(left), self.value(right), -1)
        return clear_denominators(self, p)[0] if p else p

    def state(self, p: Polynomial, sign: str) -> dict[tuple[Expr, str], None]:
        """p ≠ 0 (or > 0, ≥ 0) in the fewest words: nothing if it is known; `CannotDecide` if it never holds."""
        return state_condition(self, p, sign)
