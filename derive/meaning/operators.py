"""The functions that the notation knows, a row each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sympy import Expr

from ..terms import Tensor, mul, sqrt_
from ..terms.functions import WORDS
from ..terms.tensors import diagonal, scalar, softmax, squared_norm, sum_over


def total(a: Tensor) -> Tensor:
    """The sum of all entries."""
    return scalar(sum_over(a.rows, lambda i: sum_over(a.cols, lambda j: a.at(i, j))))


TRACES = ("tr", "Tr", "trace")


def trace(a: Tensor) -> Tensor:
    """The sum of the diagonal of a square matrix."""
    return scalar(sum_over(a.rows, lambda i: a.at(i, i)))


@dataclass(frozen=True, slots=True)
class Operator:
    """One function: entry by entry, or of the tensor as a whole (`takes` says what it wants)."""

    name: str
    entrywise: Callable[[Expr], Expr] | None = None
    whole: Callable[[Tensor], Tensor] | None = None
    takes: str = "anything"


_ROWS = (
    *(Operator(word, entrywise=row.build) for word, row in WORDS.items()),
    Operator("softmax", whole=softmax, takes="a vector, or the rows of a matrix"),
    Operator("diag", whole=diagonal, takes="a vector"),
    *(Operator(word, whole=trace, takes="a square matrix") for word in TRACES),
    Operator("norm", whole=lambda a: scalar(sqrt_(squared_norm(a))), takes="a vector"),
    Operator("transpose", whole=lambda a: a.transpose),
    Operator("sum", whole=total),
    Operator("size", whole=lambda a: scalar(mul(a.rows.size, a.cols.size))),
)
OPERATORS: Mapping[str, Operator] = {row.name: row for row in _ROWS}
SPECIAL = frozenset({"onehot", "outer", "inner", "dot", "matmul", "max", "min", "det", "𝔼", "Var", "𝟏"})
"""Names that the elaborator reads itself, when the sheet does not use them."""
