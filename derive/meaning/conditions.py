"""Conditions on indices and on numbers: indicators, comparisons."""

from __future__ import annotations

from typing import Any

from sympy import Expr, S
from sympy.core.relational import Ge, Gt, Le, Lt
from sympy.logic.boolalg import true

from ..errors import Unsupported
from ..notation.tree import Chain, Name, Node, Number, Script
from ..terms import add, delta, neg, piecewise
from .indices import is_index, read_index
from .scope import TensorName
from .walker import Walker

INEQUALITIES = {">": Gt, "<": Lt, "≥": Ge, "≤": Le}


def read_indicator(walker: Walker, condition: Node) -> Expr:
    """𝟏[i = j], 𝟏[i ≠ j]."""
    match condition:
        case Chain(sides=sides, relations=("=" | "≠",)) if any(is_value(walker, side) for side in sides):
            raise Unsupported("an indicator of values, not of indices", condition.span)
        case Chain(sides=(a, b), relations=("=",)):
            return delta(read_index(walker, a), read_index(walker, b))
        case Chain(sides=(a, b), relations=("≠",)):
            return add(S.One, neg(delta(read_index(walker, a), read_index(walker, b))))
        case Chain(sides=(_, _), relations=(relation,)) if relation in INEQUALITIES:
            return piecewise((S.One, comparison(walker, condition)), (S.Zero, true))
    raise Unsupported("an indicator of something other than a comparison", condition.span)


def is_value(walker: Walker, side: Node) -> bool:
    """An entry of a vector, y_i in 𝟏[y_i = 1]."""
    return isinstance(side, Script) and isinstance(side.base, Name) and isinstance(walker.scope.get(side.base.text), TensorName)


def comparison(walker: Walker, test: Node) -> Any:
    match test:
        case Chain(sides=(a, b), relations=(relation,)) if relation in INEQUALITIES:
            return Expr.__new__(INEQUALITIES[relation], walker.scalar(a), walker.scalar(b))
    raise Unsupported("a condition other than a single comparison", test.span)


def on_indices(walker: Walker, test: Node) -> bool:
    return (
        isinstance(test, Chain)
        and len(test.sides) == 2
        and test.relations[0] in "=≠"
        and all(is_index(walker, s) or isinstance(s, Number) for s in test.sides)
        and any(is_index(walker, s) for s in test.sides)
    )
