"""Derivatives of numbers as rows: ∂J/∂v_c = ∂J/∂θ ∂θ/∂v_c fits in numerator layout, where our gradients are columns."""

from __future__ import annotations

from ..court.court import Court
from ..court.question import STEP
from ..errors import CannotDecide, FormulaError
from ..meaning.derivatives import is_derivative
from ..meaning.scope import Scope
from ..notation.tree import Fraction, Group, Name, Node, Script, rewrite
from ..terms import ONE
from .trial import Trees

AS_ROWS = "the derivatives of numbers are read as rows (numerator layout)"


def in_numerator_layout(court: Court, scope: Scope, trees: Trees) -> Trees | None:
    """A pair with every derivative that is a column transposed; None if it has none."""
    turned = 0

    def change(node: Node) -> Node | None:
        nonlocal turned
        if not isinstance(node, Fraction) or not is_derivative(node):
            return None
        try:
            value = court.readings(node, STEP, scope)[0].tensor
        except (FormulaError, CannotDecide, RecursionError):
            return node
        if value.is_scalar or value.cols != ONE:
            return node
        turned += 1
        return Script(Group("(", (node,), span=node.span), (), Name("⊤", span=node.span), span=node.span)

    left, right = (rewrite(tree, change) for tree in trees)
    return (left, right) if turned else None
