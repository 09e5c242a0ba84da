"""Functions without their argument, σ′ = σ(1 − σ), and primes behind brackets, (eˣ)′: what is meant of one variable."""

from __future__ import annotations

from collections.abc import Sequence

from ..meaning.operators import OPERATORS
from ..meaning.scope import FunctionName, OpaqueFunction, Scope
from ..notation.tree import Factor, Fraction, Group, Mark, Name, Node, Product, Script, Sum, rewrite, walk


def names_function(node: Node, scope: Scope) -> str | None:
    """σ for σ, σ′ and σ², where that is a function of a number."""
    base = node.base if isinstance(node, Script) and not node.sub else node
    if not isinstance(base, Name):
        return None
    binding = scope.get(base.text)
    row = OPERATORS.get(base.text) if binding is None else None
    return base.text if (row is not None and row.entrywise is not None) or isinstance(binding, (FunctionName, OpaqueFunction)) else None


def is_unapplied(factors: Sequence[Factor], place: int, scope: Scope) -> bool:
    """Whether a function stands for its value: at the end, before an operator, or before a bracket that only holds such again."""
    function = names_function(factors[place].node, scope)
    if function is None:
        return False
    if place + 1 == len(factors) or factors[place + 1].operator:
        return True
    after = factors[place + 1].node
    held = after.base if isinstance(after, Script) else after
    if isinstance(held, Group) and len(held.items) == 1:
        names = [n for n in walk(held) if isinstance(n, Name)]
        if not isinstance(held.items[0], Sum) or len(held.items[0].terms) < 2:
            return False  # σ(σ) is σ of σ
        return any(n.text == function for n in names) and all(n.text == function or names_function(n, scope) for n in names)
    return place + 2 == len(factors) and names_function(after, scope) == function  # σ σ


def with_argument(trees: Sequence[Node], variable: str, scope: Scope) -> tuple[Node, ...] | None:
    """The trees with σ(t) for each σ that lacks its argument; None where none does, or where one has another argument."""
    changed: list[Node] = []
    applied: list[Node] = []

    def apply(node: Node) -> Node:
        changed.append(node)
        return Product((Factor("", node), Factor("", Group("(", (Name(variable, span=node.span),), span=node.span))), span=node.span)

    def change(node: Node) -> Node | None:
        if isinstance(node, (Name, Script)) and names_function(node, scope):
            return apply(node)
        if not isinstance(node, Product):
            return None
        out: list[Factor] = []
        place = 0
        while place < len(node.factors):
            f = node.factors[place]
            if is_unapplied(node.factors, place, scope):
                composed = f.operator == "∘" or (place + 1 < len(node.factors) and node.factors[place + 1].operator == "∘")
                applied.extend([f.node] if composed else [])
                inner = apply(f.node)
                out.append(Factor(f.operator, inner if len(node.factors) == 1 else Group("(", (inner,), span=f.node.span)))
            elif names_function(f.node, scope) and place + 1 < len(node.factors):
                applied.append(node.factors[place + 1].node)
                out += [f, Factor("", rewrite(node.factors[place + 1].node, change))]
                place += 1
            else:
                out.append(Factor(f.operator, rewrite(f.node, change)))
            place += 1
        return Product(tuple(out), span=node.span)

    found = tuple(rewrite(t, change) for t in trees)
    other = any(not is_variable(a, variable) for a in applied)
    return found if changed and not other else None


def is_variable(node: Node, variable: str) -> bool:
    """(t), t."""
    inner = node.items[0] if isinstance(node, Group) and len(node.items) == 1 else node
    return isinstance(inner, Name) and inner.text == variable


def differentiated(trees: Sequence[Node], variable: str) -> tuple[Node, ...] | None:
    """The trees with ∂(…)/∂x for (…)′; None where there is no such."""
    changed: list[Node] = []

    def change(node: Node) -> Node | None:
        if not isinstance(node, Script) or not isinstance(node.base, Group) or node.primes != 1 or node.sub or node.sup is not None:
            return None
        changed.append(node)
        mark = Factor("", Mark("∂", span=node.span))
        held = Factor("", rewrite(node.base, change))
        return Fraction(Product((mark, held)), Product((mark, Factor("", Name(variable, span=node.span)))), span=node.span)

    def outside(node: Node) -> Node | None:
        if isinstance(node, Product):  # f(x)′ is f′(x), read elsewhere
            heads = [n for n, f in enumerate(node.factors[:-1]) if isinstance(f.node, Name) and f.node.text in OPERATORS]
            if heads:
                return Product(
                    tuple(f if n - 1 in heads else Factor(f.operator, rewrite(f.node, outside)) for n, f in enumerate(node.factors)),
                    span=node.span,
                )
        return change(node)

    found = tuple(rewrite(t, outside) for t in trees)
    return found if changed else None


def variable_of(trees: Sequence[Node]) -> str | None:
    """x of d/dx, if one letter is what is differentiated by."""
    below = {
        f.node.text
        for t in trees
        for n in walk(t)
        if isinstance(n, Fraction) and isinstance(n.denominator, Product) and len(n.denominator.factors) == 2
        for f in n.denominator.factors[1:]
        if isinstance(f.node, Name)
    }
    joined = {
        n.denominator.text[1:]
        for t in trees
        for n in walk(t)
        if isinstance(n, Fraction) and isinstance(n.denominator, Name) and len(n.denominator.text) == 2 and n.denominator.text[0] == "d"
    }
    names = below | joined
    return names.pop() if len(names) == 1 else None
