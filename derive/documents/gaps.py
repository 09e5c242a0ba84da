"""Whether two equations say the same: both sides of the one differ by what the sides of the other differ by."""

from __future__ import annotations

from ..court.claims import Claims
from ..court.typed import equations_of, understood
from ..errors import CannotDecide, FormulaError
from ..meaning.scope import Scope
from ..notation.tree import Node
from ..proof.prover import Equation, Proved
from ..terms import add, neg

Sides = tuple[Node, Node]


def same_gap(claims: Claims, scope: Scope, one: Sides, other: Sides, signs: tuple[int, ...] = (1, -1)) -> bool:
    """Whether a − b = ±(c − d) is proved, for the equations a = b and c = d."""
    tensors = []
    for tree in (*one, *other):
        found = understood(claims, tree, "", scope)
        if isinstance(found, FormulaError):
            return False
        tensors.append(found[0].tensor)
    left, right, old, new = tensors
    left, right = claims.spread(left, one[0], right, one[1])
    old, new = claims.spread(old, other[0], new, other[1])
    if any(t.shape != left.shape for t in (right, old, new)):
        return False
    try:
        gaps = [equations_of(claims, a, b) for a, b in ((left, right), (old, new))]
        for sign in signs:
            pairs = []
            for e, f in zip(*gaps, strict=True):
                second = (f.left, neg(f.right)) if sign > 0 else (f.right, neg(f.left))
                pairs.append(Equation(add(e.left, neg(e.right)), add(*second), e.axes))
            if all(claims.prover.numbers.close(p) for p in pairs) and isinstance(claims.prover.judge(pairs), Proved):
                return True
    except (FormulaError, CannotDecide, RecursionError, ArithmeticError, ValueError):
        return False
    return False
