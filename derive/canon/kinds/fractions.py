"""Denominators: common factors, multiplying away, 1/p as an atom I(p), partial fractions."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ...terms import power
from ..canon import Canon, Kind, Rule, number_of
from ..polynomial import (
    UNIT,
    Coefficient,
    Monomial,
    OutOfFuel,
    Polynomial,
    accumulate,
    combine,
    constant,
    content,
    key,
    merge,
    raised,
    scaled,
)

MAX_EXPONENT = 64


def common_factor(canon: Canon, p: Polynomial, positive_only: bool = False) -> Monomial:
    """The atoms that divide every term, each to its least power; δs and indicators cannot be divided by."""
    monos = iter(p)
    common = dict(next(monos))
    for m in monos:
        here = dict(m)
        for a in list(common):
            common[a] = min(common[a], here.get(a, 0))
        for a, e in here.items():
            if e < 0 and a not in common:
                common[a] = e
    return tuple(
        (a, e)
        for a, e in sorted(common.items())
        if e and not canon.tables.kinds[canon.atoms[a].kind].idempotent and not (positive_only and not canon.atoms[a].positive)
    )


def clear_denominators(canon: Canon, p: Polynomial) -> tuple[Polynomial, Monomial]:
    """p = numerator · Π I(q)^e, with no I(q) in the numerator outside sums."""
    denominator: Monomial = UNIT
    for _ in range(MAX_EXPONENT):
        powers: dict[int, Coefficient] = {}
        for m in p:
            for a, e in m:
                if canon.atoms[a].kind == "inv":
                    powers[a] = max(powers.get(a, 0), e)
        if not powers:
            return p, denominator
        number = max(powers)
        top = int(powers[number])
        base = dict(canon.atoms[number].args[0])
        out: Polynomial = {}
        for m, c in p.items():
            e = int(dict(m).get(number, 0))
            rest: Polynomial = {tuple(f for f in m if f[0] != number): c}
            accumulate(out, canon.mul(rest, canon.repeated(base, top - e)))
        denominator = merge(denominator, ((number, top),))
        p = out
    raise OutOfFuel("too many denominators")


def invert(canon: Canon, p: Polynomial) -> Polynomial:
    if not p:
        raise OutOfFuel("a division by zero")
    p, denominator = clear_denominators(canon, p)
    numerator = constant(1)
    for number, e in denominator:
        numerator = canon.mul(numerator, canon.repeated(dict(canon.atoms[number].args[0]), int(e)))
    common = common_factor(canon, p)
    q = {merge(m, raised(common, -1)): c for m, c in p.items()} if common else p
    size = content(q)
    sign = 1 if q[max(q)] > 0 else -1
    q = scaled(q, Fraction(sign) / size)
    out = scaled(canon.tidied(raised(common, -1)), Fraction(sign) / size)
    if q != constant(1):
        number = canon.intern("inv", (key(q),), canon.free_of(q), canon.level_of(q), canon.positive(q), special=True)
        out = canon.mul(out, {((number, 1),): 1})
    return canon.mul(out, numerator)


def raise_whole(canon: Canon, p: Polynomial, exponent: int) -> Polynomial:
    return canon.repeated(p, exponent) if exponent >= 0 else canon.repeated(invert(canon, p), -exponent)


def lead_order(canon: Canon, m: Monomial) -> tuple[Any, ...]:
    """Exponentials lead, so that 1/(1 + e + …) is reduced by its e."""
    return (any(canon.atoms[a].kind == "exp" for a, _ in m), tuple(sorted(m, reverse=True)))


def reaches_past(mono: Monomial, lead: Monomial) -> Monomial | None:
    """The monomial itself when it holds a negative power of an atom of the leading term.

    With 1 + e₁e₂: I·e₁⁻¹ = e₁⁻¹ − e₂·I; every turn raises e₁ and e₂, so it ends at powers that are not negative.
    """
    leading = {a for a, _ in lead}
    return mono if any(a in leading and e < 0 for a, e in mono) else None


def reduce_inverses(canon: Canon, mono: Monomial) -> Polynomial | None:
    """I(q)·lead(q) = (1 − I(q)·rest(q)) / c; for two terms also I(q)·(1/lead) by the other term."""
    for place, (number, e) in enumerate(mono):
        atom = canon.atoms[number]
        if atom.kind != "inv":
            continue
        q = dict(atom.args[0])
        if e < 0:
            rest = mono[:place] + mono[place + 1 :]
            return canon.mul({rest: 1}, canon.repeated(q, int(-e)))
        fewer: Monomial = mono[:place] + (((number, e - 1),) if e != 1 else ()) + mono[place + 1 :]
        lead = max(q, key=lambda m: lead_order(canon, m))
        one: Polynomial = {((number, 1),): 1}
        for chosen in (lead, *(m for m in q if len(q) == 2 and m == UNIT)):
            quotient = divide_monomial(fewer, chosen) if chosen else reaches_past(fewer, lead)
            if quotient is not None:
                # The quotient meets the other terms before I(q) does: else I(q)·rest would be reduced right back.
                tail = canon.mul({quotient: 1}, {m: c for m, c in q.items() if m != chosen})
                return scaled(combine(canon.mul({quotient: 1}, constant(1)), canon.mul(tail, one), -1), Fraction(1) / q[chosen])
    return None


def divide_monomial(mono: Monomial, by: Monomial) -> Monomial | None:
    """mono / by, when every atom of `by` is in it to at least that (positive) power."""
    powers = dict(mono)
    if not by or any(e <= 0 or powers.get(a, 0) < e for a, e in by):
        return None
    return merge(mono, raised(by, -1))


INVERSE = Kind(
    "inv",
    rebuild=lambda canon, atom, swap: invert(canon, canon.put(atom.args[0], swap)),
    write=lambda canon, atom, e: power(canon.expression(dict(atom.args[0])), number_of(-e)),
    products=(Rule("partial fractions", reduce_inverses),),
    examples=((r"\frac{1}{1 + e^{-x}}", r"\frac{e^x}{1 + e^x}"), (r"\frac{x}{x + \frac{1}{x}}", r"\frac{x^2}{x^2 + 1}")),
    lookalikes=((r"\frac{1}{x + y}", r"\frac{1}{x} + \frac{1}{y}"),),
)
KINDS = (INVERSE,)
