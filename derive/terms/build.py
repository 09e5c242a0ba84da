"""Building terms as they stand, without SymPy's evaluation; unfolding, renaming and replacing in them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sympy import Add, Expr, Integer, Mul, Piecewise, Pow, Rational, S, exp, log
from sympy.core.relational import Relational
from sympy.functions.elementary.piecewise import ExprCondPair

from .nodes import Axis, Base, Delta, Entry, Index, IndexSum, IndexTerm, Partial, Slope, Unknown, next_serial


def add(*terms: Expr) -> Expr:
    """The sum as it stands, less its zeros."""
    kept = tuple(t for t in terms if t is not S.Zero)
    return kept[0] if len(kept) == 1 else Add._from_args(kept, is_commutative=True) if kept else S.Zero


def is_total(term: Any) -> bool:
    """Whether a term is known to have a value everywhere: nothing is divided by, no logarithm or root is taken in it."""
    match term:
        case Entry():
            definition = term.base.definition
            return definition is None or is_total(unfold(term))
        case Pow():
            base, exponent = term.args
            return bool(exponent.is_Integer and exponent >= 0) and is_total(base)
        case Add() | Mul() | IndexSum() | exp():
            return all(is_total(a) for a in term.args if isinstance(a, Expr))
    return bool(term.is_Number or term.is_Symbol or isinstance(term, Delta))


def mul(*factors: Expr) -> Expr:
    """The product as it stands, less its ones; zero if a factor is zero and the others have a value everywhere."""
    if any(f is S.Zero for f in factors) and all(f is S.Zero or is_total(f) for f in factors):
        return S.Zero
    kept = tuple(f for f in factors if f is not S.One)
    return kept[0] if len(kept) == 1 else Mul._from_args(kept, is_commutative=True) if kept else S.One


def product(factors: Iterable[Expr]) -> Expr:
    return mul(*factors)


def neg(term: Expr) -> Expr:
    return -term if term.is_Number else mul(S.NegativeOne, term)


def power(base: Expr, exponent: Expr) -> Expr:
    """The power as it stands; x⁰ is 1 where x has a value everywhere."""
    if exponent is S.One or (base is S.One and is_total(exponent)):
        return base
    if exponent is S.Zero and is_total(base):
        return S.One
    node = Expr.__new__(Pow, base, exponent)
    node.is_commutative = True
    return node


def divide(numerator: Expr, denominator: Expr) -> Expr:
    return mul(numerator, power(denominator, S.NegativeOne))


def apply(function: type[Expr], argument: Expr) -> Expr:
    """A function's node at an argument, without SymPy's evaluation."""
    return Expr.__new__(function, argument)


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
    serial = next_serial()
    return Index(f"{hint}{serial}", axis.size, axis.lower, serial)


def number(value: Any) -> Expr:
    return Integer(value) if isinstance(value, int) else Rational(value.numerator, value.denominator)


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
            return term.func(*args) if isinstance(term, (IndexSum, Entry, Unknown, Partial, Slope)) else Expr.__new__(term.func, *args)


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
