"""Products of two tensors, by their shapes; what is said of two that do not fit."""

from __future__ import annotations

from sympy import S

from ..errors import IllTyped, Span
from ..terms import ONE, Axis, Tensor, mul, power
from ..terms.tensors import inner, matmul, pointwise, scalar, scale
from .walker import shape_text


def multiply_tensors(a: Tensor, b: Tensor, operator: str, span: Span) -> Tensor:
    if operator == "/":
        if not b.is_scalar:
            raise IllTyped(f"a division by {shape_text(b)}", span)
        return scale(scalar(power(b.scalar, S.NegativeOne)), a)
    if operator == "⊗":
        if not (a.is_vector and b.is_vector):
            raise IllTyped(f"{shape_text(a)} ⊗ {shape_text(b)}: an outer product is of two vectors", span)
        return matmul(as_column(a), as_column(b).transpose)
    if a.is_scalar:
        return scale(a, b)
    if b.is_scalar:
        return scale(b, a)
    if operator == "∘" or (operator == "*" and a.shape == b.shape):  # * is entrywise where it can be, as in NumPy
        if a.shape != b.shape:
            raise IllTyped(f"{shape_text(a)} ∘ {shape_text(b)}: entrywise products need equal shapes", span)
        return pointwise(mul, a, b)
    if a.cols == b.rows:
        return matmul(a, b)
    if operator == "·" and a.is_vector and b.is_vector and {a.rows, a.cols} == {b.rows, b.cols}:
        return inner(a, b)
    meet = f"{counted(a.cols, 'column')} meet{'s' if a.cols == ONE else ''} {counted(b.rows, 'row')}"
    raise IllTyped(f"{shape_text(a)} times {shape_text(b)}: {meet}", span, fitting_products(a, b))


def fitting_products(a: Tensor, b: Tensor) -> str:
    """The products of the two (or their transposes) that would fit."""
    fits = []
    for left, x in (("A", a), ("Aᵀ", a.transpose)):
        for right, y in (("B", b), ("Bᵀ", b.transpose)):
            if x.cols == y.rows:
                fits.append(f"{left}{right} is {shape_text(Tensor(x.rows, y.cols, x.at))}")
            if y.cols == x.rows:
                fits.append(f"{right}{left} is {shape_text(Tensor(y.rows, x.cols, x.at))}")
    return "for this product A B, " + "; ".join(fits[:4]) + "." if fits else ""


def counted(axis: Axis, word: str) -> str:
    """1 row, d rows."""
    return f"{axis} {word}{'' if axis == ONE else 's'}"


def as_column(a: Tensor) -> Tensor:
    return a if a.cols == ONE else a.transpose
