"""Terms: every tensor is one scalar entry with free indices, written as a SymPy expression.

A column ``v`` of size d is the scalar ``v[i]``; ``U(ŷ − y)`` is ``Σ_w U[i, w]·(ŷ[w] − y[w])``.  The nodes are
SymPy's own (``Add``, ``Mul``, ``Pow``, ``exp``, ``log``, ``Piecewise``) and four subclasses that carry what SymPy's
versions lose: a typed ``Index``, an ``Entry`` whose base may have a definition, a ``Delta`` without range
conditions, and an ``IndexSum`` whose bound index is always fresh, so that ``diff`` cannot capture it.

Nodes are built as they stand, without SymPy's evaluation: the terms that `evaluate` checks are then the ones that
were written, and building a loss takes 0.07 ms instead of 2 (SymPy 1.14; nearly all of it assumption queries).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self, TypeAlias

from sympy import Expr, Integer, KroneckerDelta, Mul, S, Sum, Symbol, Tuple
from sympy.core.function import Function
from sympy.tensor.indexed import Indexed

IndexTerm: TypeAlias = Expr
_serial = itertools.count(1)


def next_serial() -> int:
    """A number that no index or base has had."""
    return next(_serial)


# ---------------------------------------------------------------------------------------------- shapes
@dataclass(frozen=True, slots=True)
class Axis:
    """One dimension of a tensor: its size, and the blocks of which a stacked one is made."""

    size: Expr
    blocks: tuple[Axis, ...] = ()
    lower: Expr = S.One

    def __str__(self) -> str:
        return str(self.size)


ONE = Axis(S.One)


@dataclass(frozen=True, slots=True)
class BlockIndex:
    """A place on a stacked axis: which block, and where in it."""

    block: int
    inner: Any


@dataclass(frozen=True, slots=True)
class Tensor:
    """A scalar, column, row or matrix: rows × columns, and its entry at any pair of index terms.

    On an axis of size 1 the index passed is ignored.  `at` gives every sum that it builds a fresh index.
    """

    rows: Axis
    cols: Axis
    at: Callable[[Any, Any], Expr]

    @property
    def shape(self) -> tuple[Axis, Axis]:
        return self.rows, self.cols

    @property
    def is_scalar(self) -> bool:
        return self.rows == ONE and self.cols == ONE

    @property
    def is_vector(self) -> bool:
        return (self.rows == ONE) != (self.cols == ONE)

    @property
    def scalar(self) -> Expr:
        return self.at(S.One, S.One)

    @property
    def transpose(self) -> Tensor:
        at = self.at
        return Tensor(self.cols, self.rows, lambda i, j: at(j, i))

    def map(self, function: Callable[[Expr], Expr]) -> Tensor:
        at = self.at
        return Tensor(self.rows, self.cols, lambda i, j: function(at(i, j)))


# ---------------------------------------------------------------------------------------------- nodes
class Size(Symbol):  # type: ignore[misc]
    """A symbolic size, an integer ≥ 1 (or ≥ `least`, for lengths such as a number of steps that may be 0)."""

    __slots__ = ("least",)
    is_integer = True
    is_commutative = True
    least: int

    def __new__(cls, name: str, least: int = 1) -> Size:
        size = Symbol.__xnew__(cls, name, integer=True, **({"positive": True} if least else {"nonnegative": True}))
        size.least = least
        return size  # type: ignore[no-any-return]

    def _hashable_content(self) -> tuple[Any, ...]:
        return (self.name, self.least)


class Unique(Symbol):  # type: ignore[misc]
    """A name that is equal only to itself."""

    __slots__ = ("serial",)
    serial: int

    @classmethod
    def named(cls, name: str, serial: int | None = None) -> Self:
        """A new one, past SymPy's cache of symbols."""
        made = Expr.__new__(cls)
        made.name, made.serial = name, next(_serial) if serial is None else serial
        made._assumptions = cls.default_assumptions
        made._assumptions_orig = {}
        made._assumptions0 = ()
        return made  # type: ignore[no-any-return]

    def _hashable_content(self) -> tuple[Any, ...]:
        return (self.name, self.serial)

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other


class Index(Unique):
    """An index that runs from `lower` to `upper`; equal only to itself."""

    __slots__ = ("lower", "upper")
    is_integer = True
    is_commutative = True
    lower: Expr
    upper: Expr

    def __new__(cls, name: str, upper: Expr, lower: Expr = S.One, serial: int | None = None) -> Index:
        index = cls.named(name, serial)
        index.lower, index.upper = lower, upper
        return index

    @property
    def assumptions0(self) -> dict[str, bool]:
        return {"integer": True, "commutative": True}


class Base(Unique):
    """The name of a tensor, of an index-valued family (`w_s`), or of a sequence (`m_t`).

    `values` is the upper end of what an index-valued family takes (1…values), None for real entries;
    `definition` is the tensor that the name abbreviates, None for what is given; `random` holds the values and
    probabilities of independent random entries.  Axes of size 1 are left out of `shape`; `row` tells a row from a column.
    """

    __slots__ = ("definition", "positive", "random", "recurrence", "row", "shape", "values")
    is_commutative = True
    definition: Tensor | None
    positive: bool
    random: tuple[tuple[Expr, Expr], ...]
    recurrence: Recurrence | None
    row: bool
    shape: tuple[Axis, ...]
    values: Expr | None

    def __new__(cls, name: str, shape: tuple[Axis, ...], *, row: bool = False, values: Expr | None = None, positive: bool = False) -> Base:
        base = cls.named(name)
        base.shape, base.row, base.values, base.positive = shape, row, values, positive
        base.random = ()
        base.definition = base.recurrence = None
        return base

    @property
    def assumptions0(self) -> dict[str, bool]:
        return {"commutative": True}


class Entry(Indexed):  # type: ignore[misc]
    """One entry of a `Base`; with no index it is a scalar."""

    is_commutative = True
    is_real = True

    def __new__(cls, base: Base, *indices: IndexTerm) -> Entry:
        return Expr.__new__(cls, base, *indices)  # type: ignore[no-any-return]

    @property
    def base(self) -> Base:
        return self.args[0]  # type: ignore[no-any-return]

    @property
    def indices(self) -> tuple[IndexTerm, ...]:
        return self.args[1:]  # type: ignore[no-any-return]

    @property
    def name(self) -> str:
        return str(self)

    def _hashable_content(self) -> tuple[Any, ...]:
        return self.args  # type: ignore[no-any-return]

    def _sympystr(self, printer: Any) -> str:
        inside = ", ".join(printer._print(i) for i in self.indices)
        return f"{self.base.name}[{inside}]" if inside else self.base.name

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        inside = ",".join(printer._print(i) for i in self.indices)
        name = printer._deal_with_super_sub(self.base.name) if self.base.name.isascii() else self.base.name
        out = f"{{{name}}}_{{{inside}}}" if inside else name
        return f"{{{out}}}^{{{exp}}}" if exp else out

    @property
    def free_symbols(self) -> set[Any]:
        return {self, self.base}.union(*(i.free_symbols for i in self.indices))

    def _eval_derivative(self, wrt: Expr) -> Expr:
        if isinstance(wrt, Entry) and wrt.base == self.base:
            pairs = [(i, j) for i, j in zip(self.indices, wrt.indices, strict=True) if i != j]
            if any(i.is_Integer and j.is_Integer for i, j in pairs):
                return S.Zero
            return Mul(*(Delta(i, j) for i, j in pairs), evaluate=False) if len(pairs) > 1 else Delta(*pairs[0]) if pairs else S.One
        return S.Zero


class Delta(KroneckerDelta):  # type: ignore[misc]
    """δ(i, j): 1 where the two index terms are equal, else 0."""

    is_commutative = True

    def __new__(cls, i: IndexTerm, j: IndexTerm) -> Delta:
        return Expr.__new__(cls, i, j)  # type: ignore[no-any-return]

    def _eval_derivative(self, wrt: Expr) -> Expr:
        return S.Zero


class IndexSum(Sum):  # type: ignore[misc]
    """Σ of `function` over one fresh index from its lower to its upper end."""

    is_commutative = True

    def __new__(cls, function: Expr, index: Index | Tuple) -> IndexSum:
        limits = index if isinstance(index, Tuple) else Tuple(index, index.lower, index.upper)
        return Expr.__new__(cls, function, limits)  # type: ignore[no-any-return]

    @property
    def index(self) -> Index:
        return self.args[1].args[0]  # type: ignore[no-any-return]

    def _eval_derivative(self, wrt: Expr) -> Expr:
        inner = self.args[0].diff(wrt)
        return S.Zero if inner is S.Zero else IndexSum(inner, self.args[1])


class Partial(Expr):  # type: ignore[misc]
    """∂(body)/∂(entry), not carried out: `calculus` does that for the canonical form, `numbers` differentiates for itself."""

    is_commutative = True
    is_real = True

    def __new__(cls, body: Expr, entry: Entry) -> Partial:
        return Expr.__new__(cls, body, entry)  # type: ignore[no-any-return]

    @property
    def body(self) -> Expr:
        return self.args[0]

    @property
    def entry(self) -> Entry:
        return self.args[1]  # type: ignore[no-any-return]


class Slope(Expr):  # type: ignore[misc]
    """f′(argument), f″(argument) …: the derivative of that order of `body` by the scalar `place`, at an argument; not carried out."""

    is_commutative = True
    is_real = True

    def __new__(cls, body: Expr, place: Entry, order: Integer, argument: Expr) -> Slope:
        return Expr.__new__(cls, body, place, order, argument)  # type: ignore[no-any-return]

    @property
    def order(self) -> int:
        return int(self.args[2])


class Unknown(Function):  # type: ignore[misc]
    """The n-th derivative of a differentiable function about which nothing else is known, at one argument."""

    nargs = 3
    is_commutative = True

    def __new__(cls, name: Symbol, order: Integer, argument: Expr) -> Unknown:
        return Expr.__new__(cls, name, order, argument)  # type: ignore[no-any-return]

    def fdiff(self, argindex: int = 1) -> Expr:
        return Unknown(self.args[0], self.args[1] + 1, self.args[2]) if argindex == 3 else S.Zero

    def _eval_derivative(self, wrt: Expr) -> Expr:
        return self.fdiff(3) * self.args[2].diff(wrt)

    def _sympystr(self, printer: Any) -> str:
        return f"{self.args[0].name}{chr(39) * int(self.args[1])}({printer._print(self.args[2])})"

    def _latex(self, printer: Any) -> str:
        return f"{self.args[0].name}{chr(39) * int(self.args[1])}\\left({printer._print(self.args[2])}\\right)"


@dataclass(frozen=True, slots=True)
class Recurrence:
    """x_0 = first, x_{t+1} = next(t): both scalars; `next` may mention x_t."""

    first: Expr
    step: Index | Expr
    next: Expr
