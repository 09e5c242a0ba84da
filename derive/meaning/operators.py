"""The functions that the notation knows, a row each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sympy import Expr, S
from sympy.core.relational import StrictGreaterThan
from sympy.logic.boolalg import true

from ..terms import Tensor, absolute, add, exp_, log_, logistic, mul, neg, piecewise, power, sqrt_, tanh_
from ..terms.tensors import diagonal, scalar, softmax, squared_norm, sum_over


def relu(x: Expr) -> Expr:
    """max(x, 0)."""
    return piecewise((x, Expr.__new__(StrictGreaterThan, x, S.Zero)), (S.Zero, true))


def cosh(x: Expr) -> Expr:
    """(eˣ + e⁻ˣ)/2."""
    return mul(S.Half, add(exp_(x), exp_(neg(x))))


def total(a: Tensor) -> Tensor:
    """The sum of all entries."""
    return scalar(sum_over(a.rows, lambda i: sum_over(a.cols, lambda j: a.at(i, j))))


@dataclass(frozen=True, slots=True)
class Operator:
    """One function: entry by entry, or of the tensor as a whole (`takes` says what it wants)."""

    name: str
    entrywise: Callable[[Expr], Expr] | None = None
    whole: Callable[[Tensor], Tensor] | None = None
    takes: str = "anything"


_ROWS = (
    Operator("exp", entrywise=exp_),
    Operator("log", entrywise=log_),
    Operator("ln", entrywise=log_),
    Operator("σ", entrywise=logistic),
    Operator("sigmoid", entrywise=logistic),
    Operator("tanh", entrywise=tanh_),
    Operator("cosh", entrywise=cosh),
    Operator("sinh", entrywise=lambda x: mul(S.Half, add(exp_(x), neg(exp_(neg(x)))))),
    Operator("sech", entrywise=lambda x: power(cosh(x), S.NegativeOne)),
    Operator("relu", entrywise=relu),
    Operator("ReLU", entrywise=relu),
    Operator("sqrt", entrywise=sqrt_),
    Operator("abs", entrywise=absolute),
    Operator("softmax", whole=softmax, takes="a vector, or the rows of a matrix"),
    Operator("diag", whole=diagonal, takes="a vector"),
    Operator("norm", whole=lambda a: scalar(sqrt_(squared_norm(a))), takes="a vector"),
    Operator("transpose", whole=lambda a: a.transpose),
    Operator("sum", whole=total),
    Operator("size", whole=lambda a: scalar(mul(a.rows.size, a.cols.size))),
)
OPERATORS: Mapping[str, Operator] = {row.name: row for row in _ROWS}
SPECIAL = frozenset({"onehot", "outer", "inner", "dot", "matmul", "max", "det", "𝔼", "Var", "𝟏"})
"""Names that the elaborator reads itself, when the sheet does not use them."""
