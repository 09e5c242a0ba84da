"""σ² as a name of its own, where a text differentiates by it: ∂ℓ/∂σ²."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction as Rational

from ..meaning.derivatives import is_derivative, with_partials
from ..notation.tree import Factor, Fraction, Name, Node, Number, Product, Script, rewrite, walk

Statements = Sequence[tuple[Node, ...]]
SQUARE = "square"
"""What is written below the name of σ² where that is a name itself."""


def squares_of(statements: Statements) -> frozenset[str]:
    """σ of ∂ℓ/∂σ², where nothing is differentiated by σ itself, and no odd power of it stands."""
    nodes = [n for members in statements for m in members for n in walk(m)]
    below = [f.node for n in nodes if isinstance(n, Fraction) and is_derivative(n) for f in factors_of(with_partials(n).denominator)]
    found = {n.base.text for n in below if is_even_power(n) and isinstance(n, Script) and isinstance(n.base, Name)}
    inside = {id(n.base) for n in nodes if is_even_power(n) and isinstance(n, Script)}
    return frozenset(found - {n.text for n in nodes if isinstance(n, Name) and id(n) not in inside})


def factors_of(tree: Node) -> Sequence[Factor]:
    return tree.factors if isinstance(tree, Product) else (Factor("", tree),)


def is_even_power(node: Node) -> bool:
    """σ² and σ⁴, without subscripts."""
    power = node.sup if isinstance(node, Script) and isinstance(node.base, Name) and not node.sub else None
    return isinstance(power, Number) and power.value > 0 and power.value % 2 == 0


def with_squares(tree: Node, squares: frozenset[str]) -> Node:
    """The tree with a name of its own for σ²."""

    def change(node: Node) -> Node | None:
        if not isinstance(node, Script) or not is_even_power(node) or not isinstance(node.base, Name) or node.base.text not in squares:
            return None
        name = Name(f"{node.base.text}_{SQUARE}", span=node.span)
        times = node.sup.value / 2 if isinstance(node.sup, Number) else Rational(1)
        return name if times == 1 else Script(name, (), Number(times, span=node.span), span=node.span)

    return rewrite(tree, change) if squares else tree
