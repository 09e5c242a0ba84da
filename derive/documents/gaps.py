"""Whether two equations say the same: both sides of the one differ by what the sides of the other differ by."""

from __future__ import annotations

from ..court.court import Court
from ..court.question import STEP
from ..errors import CannotDecide, FormulaError
from ..meaning.scope import Scope
from ..notation.tree import Node
from ..proof.verdict import Equation, Proved
from ..terms import add, neg

Sides = tuple[Node, Node]


def same_gap(court: Court, scope: Scope, one: Sides, other: Sides, signs: tuple[int, ...] = (1, -1)) -> bool:
    """Whether a − b = ±(c − d) is proved, for the equations a = b and c = d."""
    try:
        left, right, old, new = (court.readings(tree, STEP, scope)[0] for tree in (*one, *other))
    except FormulaError:
        return False
    left, right, old, new = left.spread(right), right.spread(left), old.spread(new), new.spread(old)
    if any(s.tensor.shape != left.tensor.shape for s in (right, old, new)):
        return False
    try:
        gaps = [court.equate(a, b) for a, b in ((left, right), (old, new))]
        for sign in signs:
            pairs = []
            for e, f in zip(*gaps, strict=True):
                second = (f.left, neg(f.right)) if sign > 0 else (f.right, neg(f.left))
                pairs.append(Equation(add(e.left, neg(e.right)), add(*second), e.axes))
            if all(court.prover.numbers.close(p) for p in pairs) and isinstance(court.prover.judge(pairs), Proved):
                return True
    except (FormulaError, CannotDecide, RecursionError, ArithmeticError, ValueError):
        return False
    return False
