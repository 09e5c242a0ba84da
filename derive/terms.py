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
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from sympy import Add, Expr, Integer, KroneckerDelta, Mul, Piecewise, Pow, Rational, S, Sum, Symbol, Tuple, exp, log
from sympy.core.function import Function
from sympy.core.relational import Relational
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.tensor.indexed import Indexed

if TYPE_CHECKING:
    from .tensors import Axis, Tensor

IndexTerm: TypeAlias = Expr
_serial = itertools.count(1)


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


class Index(Symbol):  # type: ignore[misc]
    """An index that runs from `lower` to `upper`; equal only to itself."""

    __slots__ = ("lower", "serial", "upper")
    is_integer = True
    is_commutative = True
    lower: Expr
    upper: Expr
    serial: int

    def __new__(cls, name: str, upper: Expr, lower: Expr = S.One, serial: int | None = None) -> Index:
        index = Expr.__new__(cls)
        index.lower, index.upper = lower, upper
        index.serial = next(_serial) if serial is None else serial
        index.name = name
        index._assumptions = Index.default_assumptions
        index._assumptions_orig = {}
        index._assumptions0 = ()
        return index  # type: ignore[no-any-return]

    def _hashable_content(self) -> tuple[Any, ...]:
        return (self.name, self.serial)

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other

    @property
    def assumptions0(self) -> dict[str, bool]:
        return {"integer": True, "commutative": True}


class Base(Symbol):  # type: ignore[misc]
    """The name of a tensor, of an index-valued family (`w_s`), or of a sequence (`m_t`).

    `values` is the upper end of what an index-valued family takes (1…values), None for real entries;
    `definition` is the tensor that the name abbreviates, None for what is given; `random` holds the values and
    probabilities of independent random entries.  Axes of size 1 are left out of `shape`; `row` tells a row from a column.
    """

    __slots__ = ("definition", "positive", "random", "recurrence", "row", "serial", "shape", "values")
    is_commutative = True
    definition: Tensor | None
    positive: bool
    random: tuple[tuple[Expr, Expr], ...]
    recurrence: Recurrence | None
    row: bool
    serial: int
    shape: tuple[Axis, ...]
    values: Expr | None

    def __new__(cls, name: str, shape: tuple[Axis, ...], *, row: bool = False, values: Expr | None = None, positive: bool = False) -> Base:
        base = Expr.__new__(cls)
        base.name = name
        base.serial = next(_serial)
        base.shape, base.row, base.values, base.positive = shape, row, values, positive
        base.random = ()
        base.definition = base.recurrence = None
        base._assumptions = Base.default_assumptions
        base._assumptions_orig = {}
        base._assumptions0 = ()
        return base  # type: ignore[no-any-return]

    def _hashable_content(self) -> tuple[Any, ...]:
        return (self.name, self.serial)

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other

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
            return product(delta(i, j) for i, j in zip(self.indices, wrt.indices, strict=True))
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


# ---------------------------------------------------------------------------------------------- constructors
def add(*terms: Expr) -> Expr:
    """The sum as it stands, less its zeros."""
    kept = tuple(t for t in terms if t is not S.Zero)
    return kept[0] if len(kept) == 1 else Add._from_args(kept, is_commutative=True) if kept else S.Zero


def mul(*factors: Expr) -> Expr:
    """The product as it stands, less its ones; zero if a factor is zero."""
    if any(f is S.Zero for f in factors):
        return S.Zero
    kept = tuple(f for f in factors if f is not S.One)
    return kept[0] if len(kept) == 1 else Mul._from_args(kept, is_commutative=True) if kept else S.One


def product(factors: Iterable[Expr]) -> Expr:
    return mul(*factors)


def neg(term: Expr) -> Expr:
    return -term if term.is_Number else mul(S.NegativeOne, term)


def power(base: Expr, exponent: Expr) -> Expr:
    if exponent is S.One or (base is S.One):
        return base
    if exponent is S.Zero:
        return S.One
    node = Expr.__new__(Pow, base, exponent)
    node.is_commutative = True
    return node


def divide(numerator: Expr, denominator: Expr) -> Expr:
    return mul(numerator, power(denominator, S.NegativeOne))


def exp_(argument: Expr) -> Expr:
    return S.One if argument is S.Zero else Expr.__new__(exp, argument)


def log_(argument: Expr) -> Expr:
    return S.Zero if argument is S.One else Expr.__new__(log, argument)


def sqrt_(argument: Expr) -> Expr:
    return power(argument, S.Half)


def logistic(argument: Expr) -> Expr:
    """σ(x) = 1/(1 + e⁻ˣ)."""
    return power(add(S.One, exp_(neg(argument))), S.NegativeOne)


def tanh_(argument: Expr) -> Expr:
    up, down = exp_(argument), exp_(neg(argument))
    return divide(add(up, neg(down)), add(up, down))


def absolute(argument: Expr) -> Expr:
    """|x| = √(x²), over the reals."""
    return sqrt_(power(argument, Integer(2)))


def piecewise(*branches: tuple[Expr, Any]) -> Expr:
    """Cases as they stand: SymPy would merge and reorder them."""
    pairs = [Expr.__new__(ExprCondPair, value, condition) for value, condition in branches]
    return Expr.__new__(Piecewise, *pairs)


def delta(i: IndexTerm, j: IndexTerm) -> Expr:
    if i == j:
        return S.One
    if i.is_Integer and j.is_Integer:
        return S.Zero
    return Delta(i, j)


def linear(*terms: tuple[int, Expr]) -> Expr:
    """Σ coefficient·term of index terms and integers, in one canonical order: t + j and j + t are one term.

    SymPy's own Add would do; it imports its tensor and group packages first (40 ms).
    """
    total, parts = 0, dict[Expr, int]()
    stack = list(terms)
    while stack:
        c, term = stack.pop()
        match term:
            case Integer():
                total += c * int(term)
            case Add():
                stack.extend((c, t) for t in term.args)
            case Mul() if term.args[0].is_Integer:
                stack.append((c * int(term.args[0]), mul(*term.args[1:])))
            case _:
                parts[term] = parts.get(term, 0) + c
    kept = sorted(((t, c) for t, c in parts.items() if c), key=lambda p: (str(p[0]), getattr(p[0], "serial", 0)))
    return add(Integer(total), *(t if c == 1 else mul(Integer(c), t) for t, c in kept))


def fresh_index(axis: Axis, hint: str = "i") -> Index:
    serial = next(_serial)
    return Index(f"{hint}{serial}", axis.size, axis.lower, serial)


def number(value: Any) -> Expr:
    return Integer(value) if isinstance(value, int) else Rational(value.numerator, value.denominator)


# ---------------------------------------------------------------------------------------------- definitions


@dataclass(frozen=True, slots=True)
class Recurrence:
    """x_0 = first, x_{t+1} = next(t): both scalars; `next` may mention x_t."""

    first: Expr
    step: Index | Expr
    next: Expr


def unfold(entry: Entry) -> Expr:
    """A defined entry's definition, with fresh bound indices."""
    definition = entry.base.definition
    assert definition is not None
    indices = entry.indices
    match len(indices):
        case 0:
            return definition.scalar
        case 1 if entry.base.row:
            return definition.at(S.One, indices[0])
        case 1:
            return definition.at(indices[0], S.One)
        case _:
            return definition.at(*indices)


def unfold_all(term: Expr) -> Expr:
    """The term with every defined name replaced by its definition: what a user takes away."""
    if isinstance(term, Entry) and term.base.definition is not None:
        return unfold_all(unfold(term))
    if not term.args or isinstance(term, (Entry, Symbol)):
        return term
    return rebuild(term, tuple(unfold_all(a) for a in term.args))


def rebuild(term: Expr, args: tuple[Any, ...]) -> Expr:
    """The same kind of node with other arguments, still without evaluation."""
    if args == term.args:
        return term
    match term:
        case Add():
            return add(*args)
        case Mul():
            return mul(*args)
        case Pow():
            return power(*args)
        case Delta():
            return delta(*args)
        case _:
            return term.func(*args) if isinstance(term, (IndexSum, Entry, Unknown)) else Expr.__new__(term.func, *args)


def reindex(term: Any, old: Index, new: IndexTerm) -> Any:
    """The term with one free index replaced by another index term; `new` is free, so that no sum can bind it."""
    if term is old:
        return new
    if not term.args or isinstance(term, Base):
        return term
    if isinstance(term, IndexSum):
        index, body = term.index, term.args[0]
        if index is old:
            return term
        if index is new:
            index = Index(index.name, index.upper, index.lower)
            body = reindex(body, term.index, index)
        changed = reindex(body, old, new)
        return term if changed is term.args[0] else IndexSum(changed, index)
    args = tuple(reindex(a, old, new) for a in term.args)
    if all(a is b for a, b in zip(args, term.args, strict=True)):
        return term
    if isinstance(term, Entry):
        return Entry(*args)
    if isinstance(term, (ExprCondPair, Relational)):
        return Expr.__new__(term.func, *args)
    return rebuild(term, args)


def put(term: Any, old: Expr, new: Expr) -> Any:
    """The term with one expression in place of another, in conditions too; not inside an entry's indices."""
    if term == old:
        return new
    if not term.args or isinstance(term, (Entry, Base)):
        return term
    args = tuple(put(a, old, new) for a in term.args)
    if all(a is b for a, b in zip(args, term.args, strict=True)):
        return term
    if isinstance(term, (ExprCondPair, Relational)):
        return Expr.__new__(term.func, *args)
    return rebuild(term, args)
