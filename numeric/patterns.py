"""Patterns in a term that both kinds of source look for: σ(a), what stands above and below a line, sums equal but for their index."""

from __future__ import annotations

from typing import Any

from sympy import Add, Expr, Mul, Pow, Rational, S, exp

from derive.errors import InputError
from derive.terms import Entry, Index, IndexSum, mul, power


class Unlowered(InputError):
    """A term of a kind that has no NumPy or Numba form here: ours to add, or a sheet that states something else."""


def sigmoid_argument(term: Expr) -> Expr | None:
    """a of 1/(1 + e⁻ᵃ)."""
    if isinstance(term, Pow) and term.exp == -1 and isinstance(term.base, Add) and len(term.base.args) == 2:
        one, other = sorted(term.base.args, key=lambda t: t is not S.One)
        if one is S.One and isinstance(other, exp):
            return minus(other.args[0])
    return None


def minus(term: Expr) -> Expr:
    """−term, without two signs in a row."""
    if isinstance(term, Mul) and S.NegativeOne in term.args:
        left = list(term.args)
        left.remove(S.NegativeOne)
        return mul(*left)
    return -term if term.is_Number else mul(S.NegativeOne, term)


def fraction(term: Expr) -> tuple[list[Expr], list[Expr]]:
    """The factors above and below the line."""
    above: list[Expr] = []
    below: list[Expr] = []
    for factor in term.args if isinstance(term, Mul) else (term,):
        if isinstance(factor, Mul):
            a, b = fraction(factor)
            above += a
            below += b
        elif isinstance(factor, Pow) and factor.exp.is_Integer and factor.exp < 0 and sigmoid_argument(factor) is None:
            below.append(power(factor.base, -factor.exp))
        else:
            above.append(factor)
    return above, below


def same_but_for_bound(term: Expr, bound: tuple[Index, ...] = ()) -> Any:
    """A key that is equal for terms that differ in the names of bound indices alone."""
    match term:
        case Index():
            return ("bound", bound.index(term)) if term in bound else ("index", term.serial)
        case IndexSum():
            return ("sum", term.index.upper, term.index.lower, same_but_for_bound(term.args[0], (term.index, *bound)))
        case Entry():
            return ("entry", term.base.serial, *(same_but_for_bound(i, bound) for i in term.indices))
        case _ if not term.args:
            return term
        case _:
            return (type(term).__name__, *(same_but_for_bound(a, bound) for a in term.args))


def literal(value: Rational) -> str:
    return f"{int(value)}.0" if value.is_Integer else f"({value.p} / {value.q})"
