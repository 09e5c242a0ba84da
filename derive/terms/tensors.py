"""Shapes and tensors: rows, columns, and the entry at any pair of index terms; the operations of matrix notation.

Below the reader there are only entries; these operations are where matrix notation turns into sums over indices.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sympy import Expr, Integer, S

from ..errors import Unsupported
from .build import add, delta, divide, exp_, fresh_index, mul, power
from .nodes import ONE, Axis, Base, BlockIndex, Entry, IndexSum, IndexTerm, Tensor


def scalar(value: Expr) -> Tensor:
    return Tensor(ONE, ONE, lambda i, j: value)


def any_entry(tensor: Tensor) -> Expr:
    """The tensor's entry at fresh indices."""
    return tensor.at(*(S.One if a == ONE else fresh_index(a) for a in tensor.shape))


def sum_over(axis: Axis, body: Callable[[Any], Expr], hint: str = "i") -> Expr:
    """Σ of body(i) over an axis; a stacked axis is summed block by block, an axis of size 1 has one term."""
    if axis == ONE:
        return body(S.One)
    if axis.blocks:
        return add(*(sum_over(b, lambda i, n=n: body(BlockIndex(n, i))) for n, b in enumerate(axis.blocks)))  # type: ignore[misc]
    index = fresh_index(axis, hint)
    inner = body(index)
    return S.Zero if inner is S.Zero else IndexSum(inner, index)


def matmul(a: Tensor, b: Tensor) -> Tensor:
    """(A B)[i, j] = Σ_k A[i, k] B[k, j]; the inner axes are the same."""
    return Tensor(a.rows, b.cols, lambda i, j: sum_over(a.cols, lambda k: mul(a.at(i, k), b.at(k, j)), "k"))


def scale(factor: Tensor, tensor: Tensor) -> Tensor:
    return Tensor(tensor.rows, tensor.cols, lambda i, j: mul(factor.scalar, tensor.at(i, j)))


def pointwise(combine: Callable[..., Expr], *tensors: Tensor) -> Tensor:
    """Entry by entry; scalars are spread over the others' shape."""
    rows, cols = next((t.shape for t in tensors if not t.is_scalar), (ONE, ONE))
    return Tensor(rows, cols, lambda i, j: combine(*(t.at(i, j) for t in tensors)))


def inner(a: Tensor, b: Tensor) -> Tensor:
    """Σ a[i] b[i] of two vectors, whichever way they stand."""
    a, b = (t if t.cols == ONE else t.transpose for t in (a, b))
    return scalar(sum_over(a.rows, lambda i: mul(a.at(i, S.One), b.at(i, S.One))))


def squared_norm(a: Tensor) -> Expr:
    return sum_over(a.rows, lambda i: sum_over(a.cols, lambda j: power(a.at(i, j), Integer(2))))


def softmax(a: Tensor) -> Tensor:
    """e^{a_i} / Σ_k e^{a_k}: along a column or a row, and along each row of a matrix."""
    if a.cols == ONE:
        return Tensor(a.rows, ONE, lambda i, j: divide(exp_(a.at(i, j)), sum_over(a.rows, lambda k: exp_(a.at(k, j)), "k")))
    return Tensor(a.rows, a.cols, lambda i, j: divide(exp_(a.at(i, j)), sum_over(a.cols, lambda k: exp_(a.at(i, k)), "k")))


def onehot(place: IndexTerm, axis: Axis) -> Tensor:
    return Tensor(axis, ONE, lambda i, j: delta(i, place))


def diagonal(a: Tensor) -> Tensor:
    """diag(a) of a vector: the matrix with a on its diagonal."""
    axis, column = (a.rows, a) if a.cols == ONE else (a.cols, a.transpose)
    return Tensor(axis, axis, lambda i, j: mul(delta(i, j), column.at(i, S.One)))


def identity(axis: Axis) -> Tensor:
    return Tensor(axis, axis, delta)


def stack_columns(parts: Iterable[Tensor]) -> Tensor:
    """[A, B, …] side by side: a matrix whose columns are the blocks' columns, block after block."""
    blocks = tuple(parts)
    axis = Axis(add(*(b.cols.size for b in blocks)), tuple(b.cols for b in blocks))

    def at(i: IndexTerm, j: IndexTerm) -> Expr:
        if not isinstance(j, BlockIndex):
            raise Unsupported("an entry of a stack by an index: which of its blocks is meant is not said")
        return blocks[j.block].at(i, j.inner)

    return Tensor(blocks[0].rows, axis, at)


def at_given(base: Base) -> Tensor:
    """The tensor whose entries are the entries of a base (of at most two axes)."""
    match base.shape:
        case ():
            return scalar(Entry(base))
        case (cols,) if base.row:
            return Tensor(ONE, cols, lambda i, j: Entry(base, j))
        case (rows,):
            return Tensor(rows, ONE, lambda i, j: Entry(base, i))
        case (rows, cols):
            return Tensor(rows, cols, lambda i, j: Entry(base, i, j))
    raise ValueError(f"{base.name}: a tensor has at most two axes")
