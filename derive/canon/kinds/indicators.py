"""[p > 0], [p = 0] and cases made of them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sympy import Expr, S
from sympy.core.relational import Equality, Relational, StrictGreaterThan, Unequality
from sympy.logic.boolalg import And, BooleanFalse, BooleanTrue, true

from ...terms import piecewise, power
from ..canon import Canon, Kind, Rule, number_of
from ..polynomial import Atom, Monomial, OutOfFuel, Polynomial, accumulate, combine, constant, content, key, merge, raised, scaled, whole
from .deltas import delta_polynomial, is_index
from .fractions import clear_denominators, common_factor, divide_monomial


def split_sign(canon: Canon, p: Polynomial) -> tuple[int, Polynomial]:
    """p as ± a positive factor times a canonical polynomial."""
    if not p:
        return 0, p
    numerator, denominator = clear_denominators(canon, p)
    if all(canon.atoms[a].positive or e % 2 == 0 for a, e in denominator):
        p = numerator
    common = common_factor(canon, p, positive_only=True)
    p = {merge(m, raised(common, -1)): c for m, c in p.items()} if common else p
    lead = max(p)
    size = content(p)
    sign = 1 if p[lead] > 0 else -1
    return sign, scaled(p, Fraction(sign) / size)


def zero_indicator(canon: Canon, p: Polynomial) -> Polynomial:
    """[p = 0]."""
    _, p = split_sign(canon, p)
    if not p:
        return constant(1)
    if canon.positive(p) or canon.positive(scaled(p, -1)) or key(p) in canon.nonzero or nonzero_entry(canon, p):
        return constant(0)
    return indicator(canon, "zero", p)


def positive_indicator(canon: Canon, p: Polynomial) -> Polynomial:
    """[p > 0]."""
    sign, p = split_sign(canon, p)
    if sign == 0:
        return constant(0)
    if canon.positive(p) or canon.positive(scaled(p, -1)):
        return constant(1 if canon.positive(p) == (sign > 0) else 0)
    if key(scaled(p, -sign)) in canon.known_nonnegative:
        return constant(0)
    if key(scaled(p, sign)) in canon.known_nonnegative:
        return combine(constant(1), zero_indicator(canon, p), -1)
    found = indicator(canon, "pos", p)
    if sign > 0:
        return found
    return combine(combine(constant(1), found, -1), zero_indicator(canon, p), -1)


def nonzero_entry(canon: Canon, p: Polynomial) -> bool:
    if len(p) != 1:
        return False
    ((mono, _),) = p.items()
    return all(canon.atoms[a].kind == "entry" and canon.atoms[a].args[0] in canon.nonzero_bases for a, _ in mono)


def indicator(canon: Canon, kind: str, p: Polynomial) -> Polynomial:
    number = canon.intern(kind, (key(p),), canon.free_of(p), canon.level_of(p), False, special=True)
    return {((number, 1),): 1}


def cases_polynomial(canon: Canon, term: Expr) -> Polynomial:
    """Σ over the branches of [condition, and none before]·value; nothing may be left over."""
    out: Polynomial = {}
    remaining = constant(1)
    for branch in term.args:
        here = condition(canon, branch.args[1])
        accumulate(out, canon.product(remaining, here, canon.value(branch.args[0])))
        remaining = canon.mul(remaining, combine(constant(1), here, -1))
        if not remaining:
            break
    if remaining:
        number = canon.intern("undefined", (term,), canon.free_of(remaining), 0, False)
        accumulate(out, canon.mul(remaining, canon.single(number)))
    return out


def condition(canon: Canon, test: Any) -> Polynomial:
    match test:
        case BooleanTrue():
            return constant(1)
        case BooleanFalse():
            return constant(0)
        case And():
            return canon.product(*(condition(canon, t) for t in test.args))
        case Relational():
            left, right = test.args
            if is_index(left) and is_index(right):
                if isinstance(test, Equality):
                    return delta_polynomial(canon, left, right)
                if isinstance(test, Unequality):
                    return combine(constant(1), delta_polynomial(canon, left, right), -1)
            p = combine(canon.value(left), canon.value(right), -1)
            minus = scaled(p, -1)
            match test.rel_op:
                case "==":
                    return zero_indicator(canon, p)
                case "!=":
                    return combine(constant(1), zero_indicator(canon, p), -1)
                case ">":
                    return positive_indicator(canon, p)
                case "<":
                    return positive_indicator(canon, minus)
                case ">=":
                    return combine(positive_indicator(canon, p), zero_indicator(canon, p))
                case "<=":
                    return combine(positive_indicator(canon, minus), zero_indicator(canon, p))
    raise OutOfFuel(f"no rule for the condition {test}")


def exclude_indicators(canon: Canon, mono: Monomial) -> Polynomial | None:
    for place, (number, _) in enumerate(mono):
        atom = canon.atoms[number]
        if atom.kind != "zero":
            continue
        if any(canon.atoms[a].kind == "pos" and canon.atoms[a].args == atom.args for a, _ in mono):
            return {}
        p = dict(atom.args[0])
        lead = max(m for m in p)
        quotient = divide_monomial(mono[:place] + mono[place + 1 :], lead)
        if quotient is not None and lead:
            tail = {m: whole(Fraction(-c) / p[lead]) for m, c in p.items() if m != lead}
            return canon.product({((number, 1),): 1}, {quotient: 1}, tail)
    return None


def indicator_of(p: Expr, relation: type[Expr]) -> Expr:
    """1 where p > 0 (or p = 0), else 0."""
    return piecewise((S.One, Expr.__new__(relation, p, S.Zero)), (S.Zero, true))


def refuse_swap(atom: Atom) -> Polynomial:
    """What a case that is left over comes to at another index is not known."""
    raise OutOfFuel("no substitution into cases that leave something open")


POSITIVE = Kind(
    "pos",
    rebuild=lambda canon, atom, swap: positive_indicator(canon, canon.put(atom.args[0], swap)),
    write=lambda canon, atom, e: power(indicator_of(canon.expression(dict(atom.args[0])), StrictGreaterThan), number_of(e)),
    idempotent=True,
    examples=((r"\max(x, 0) - \max(-x, 0)", "x"), (r"\max(x, 0) \max(-x, 0)", "0")),
    lookalikes=((r"\max(x, 0)", "x"),),
)
ZERO = Kind(
    "zero",
    rebuild=lambda canon, atom, swap: zero_indicator(canon, canon.put(atom.args[0], swap)),
    write=lambda canon, atom, e: power(indicator_of(canon.expression(dict(atom.args[0])), Equality), number_of(e)),
    idempotent=True,
    products=(Rule("[p=0]·p = 0", exclude_indicators),),
)
UNDEFINED = Kind(
    "undefined", rebuild=lambda canon, atom, swap: refuse_swap(atom), write=lambda canon, atom, e: power(atom.args[0], number_of(e))
)
KINDS = (POSITIVE, ZERO, UNDEFINED)
