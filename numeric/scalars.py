"""From a term in index form to source: an expression of scalars for Numba."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sympy import Add, Expr, Integer, Mul, Pow, Rational, S

from derive.terms import IndexSum, add, mul, power
from derive.terms.functions import BY_NODE

from .patterns import Unlowered, fraction, literal, sigmoid_argument


def scalar_expression(term: Expr, leaf: Callable[[Expr], str | None]) -> str:
    """An expression of numbers in sigma, sqrt and the functions of the table, by NumPy's names; `leaf` names what stands for a variable."""
    name = leaf(term)
    if name is not None:
        return name
    inside = sigmoid_argument(term)
    if inside is not None:
        return f"sigma({scalar_expression(inside, leaf)})"

    def of(part: Expr) -> str:
        return scalar_expression(part, leaf)

    match term:
        case Rational():
            return literal(term)
        case Add():
            return "(" + " + ".join(of(t) for t in term.args) + ")"
        case Mul():
            above, below = fraction(term)
            sign = "-" if above.count(S.NegativeOne) % 2 else ""
            top = " * ".join(of(f) for f in above if f is not S.NegativeOne) or "1.0"
            return f"({sign}{top}" + "".join(f" / {of(f)}" for f in below) + ")"
        case Pow() if term.exp is S.Half:
            return f"sqrt({of(term.base)})"
        case Pow() if term.exp == 2:
            return f"({of(term.base)} * {of(term.base)})"
        case Pow() if isinstance(term.exp, Integer) and term.exp < 0:
            return f"(1.0 / {of(power(term.base, -term.exp))})"
        case Pow():
            return f"{of(term.base)}**{of(term.exp)}"
        case _ if (row := BY_NODE.get(type(term))) is not None and row.numpy:
            return f"{row.numpy}({of(term.args[0])})"
    raise Unlowered(f"no scalar form is known for {term}")


def coefficients(term: Expr, mark: Callable[[Expr], str | None]) -> dict[str, Expr]:
    """What each marked factor is multiplied with: term = Σ coefficient·factor; a sum over an index keeps the index inside."""
    match term:
        case Add():
            out: dict[str, Expr] = {}
            for part in term.args:
                for key, value in coefficients(part, mark).items():
                    out[key] = add(out[key], value) if key in out else value
            return out
        case IndexSum():
            return coefficients(term.args[0], mark)
        case _:
            above, below = fraction(term)
            for n, factor in enumerate(above):
                found = mark(factor)
                if found is not None:
                    return {found: mul(*above[:n], *above[n + 1 :], *(power(b, S.NegativeOne) for b in below))}
                if isinstance(factor, (Add, IndexSum)):
                    inner = coefficients(factor, mark) if marked(factor, mark) else {}
                    rest = [*above[:n], *above[n + 1 :], *(power(b, S.NegativeOne) for b in below)]
                    if inner:
                        return {key: mul(value, *rest) for key, value in inner.items()}
    raise Unlowered(f"{term} is not a sum of coefficients times rows")


def marked(term: Any, mark: Callable[[Expr], str | None]) -> bool:
    return (isinstance(term, Expr) and mark(term) is not None) or any(marked(a, mark) for a in getattr(term, "args", ()))
