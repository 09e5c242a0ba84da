"""Functions of the table, as opaque atoms with parities and values; sin and cos by their theorems; functions left open."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sympy import Integer, S, acos, asin, cos, sin

from ...terms import Unknown, apply, power
from ...terms.functions import BY_NODE
from ..canon import Canon, Kind, Rule, number_of
from ..polynomial import Monomial, OutOfFuel, Polynomial, combine, constant, key, scaled

MAX_MULTIPLE = 8
MAX_ANGLES = 6
"""The addition theorems are used for so many turns of one angle, and for sums of so many."""


def apply_function(canon: Canon, function: type, p: Polynomial) -> Polynomial:
    """A function's atom, by its row: its known values, and the sign of its argument by its parity."""
    row = BY_NODE[function]
    for at, value in row.values.items():
        if p == canon.value(at):
            return canon.value(value)
    if function in (sin, cos):
        turned = turn_angle(canon, function, p)
        if turned is not None:
            return turned
    if row.parity and p[max(p)] < 0:
        return scaled(apply_function(canon, function, scaled(p, -1)), row.parity)
    if function in (sin, cos) and len(p) == 1 and (inner := undo_inverse(canon, function, p)) is not None:
        return inner
    number = canon.intern("applied", (function, key(p)), canon.free_of(p), canon.level_of(p), False, special=function is sin)
    return canon.single(number)


def undo_inverse(canon: Canon, function: type, p: Polynomial) -> Polynomial | None:
    """sin(arcsin x) = x, cos(arccos x) = x."""
    ((mono, c),) = p.items()
    atom = canon.atoms[mono[0][0]] if mono else None
    if atom is None or c != 1 or len(mono) != 1 or mono[0][1] != 1 or atom.kind != "applied":
        return None
    return dict(atom.args[1]) if atom.args[0] is {sin: asin, cos: acos}[function] else None


def turn_angle(canon: Canon, function: type, p: Polynomial) -> Polynomial | None:
    """sin and cos of a sum by the addition theorems, of a multiple as of a sum, of multiples of π/2 by their values."""
    ((mono, c), *more) = sorted(p.items())
    if not more and key({mono: 1}) == key(canon.value(S.Pi)):
        quarters = Fraction(2) * Fraction(c)
        return constant((0, 1, 0, -1)[(int(quarters) + (function is cos)) % 4]) if quarters.denominator == 1 else None
    if not more and not (isinstance(c, int) and 1 < abs(c) <= MAX_MULTIPLE):
        return None
    if len(p) > MAX_ANGLES:
        raise OutOfFuel(f"the {function.__name__} of a sum of {len(p)} terms")
    first: Polynomial = {mono: c} if more else {mono: 1 if c > 0 else -1}
    rest = combine(p, first, -1)
    (s, c1), (t, c2) = ((apply_function(canon, sin, q), apply_function(canon, cos, q)) for q in (first, rest))
    canon.fired["addition theorem"] += 1
    return combine(canon.mul(s, c2), canon.mul(c1, t)) if function is sin else combine(canon.mul(c1, c2), canon.mul(s, t), -1)


def reduce_sines(canon: Canon, mono: Monomial) -> Polynomial | None:
    """sin² = 1 − cos²."""
    for place, (number, e) in enumerate(mono):
        atom = canon.atoms[number]
        if atom.kind == "applied" and atom.args[0] is sin and isinstance(e, int) and e >= 2:
            rest: Monomial = mono[:place] + (((number, e - 2),) if e > 2 else ()) + mono[place + 1 :]
            square = canon.repeated(apply_function(canon, cos, dict(atom.args[1])), 2)
            return canon.mul({rest: 1}, combine(constant(1), square, -1))
    return None


def unknown_polynomial(canon: Canon, name: Any, order: int, argument: Polynomial) -> Polynomial:
    args = (name, order, key(argument))
    return canon.single(canon.intern("unknown", args, canon.free_of(argument), canon.level_of(argument), False))


APPLIED = Kind(
    "applied",
    rebuild=lambda canon, atom, swap: apply_function(canon, atom.args[0], canon.put(atom.args[1], swap)),
    write=lambda canon, atom, e: power(apply(atom.args[0], canon.expression(dict(atom.args[1]))), number_of(e)),
    products=(Rule("sin² = 1 − cos²", reduce_sines),),
    examples=((r"\sin(-x)", r"-\sin x"), (r"\sin(x + y)", r"\sin x \cos y + \cos x \sin y")),
    lookalikes=((r"\sin(2 x)", r"2 \sin x"), (r"\cos(-x)", r"-\cos x")),
)
UNKNOWN = Kind(
    "unknown",
    rebuild=lambda canon, atom, swap: unknown_polynomial(canon, atom.args[0], atom.args[1], canon.put(atom.args[2], swap)),
    write=lambda canon, atom, e: power(Unknown(atom.args[0], Integer(atom.args[1]), canon.expression(dict(atom.args[2]))), number_of(e)),
    examples=(("f(x + y)", "f(y + x)"),),
    lookalikes=(("f(x + y)", "f(x) + f(y)"), ("f'(x)", "f(x)")),
)
KINDS = (APPLIED, UNKNOWN)
