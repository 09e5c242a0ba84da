"""Losses by custom: names that stand alone above ∂x, L of ∂L/∂x, whatever they are."""

from __future__ import annotations

from collections.abc import Iterator

from ..meaning.derivatives import is_derivative, with_partials
from ..notation.tree import Factor, Fraction, Group, Mark, Name, Node, Product, Script, rewrite, walk, whole_name

LOSSES = frozenset({"J", "L", "ℓ", "E", "C", "CE", "Loss", "loss", "Cost", "cost", "MSE", "NLL"})


def is_loss(name: Name) -> bool:
    """L and L_reg."""
    return name.text.partition("_")[0] in LOSSES


def differentiated_loss(node: Node) -> str | None:
    """L of ∂L/∂x, of dL/dx and of ∂L(w)/∂w; none of other derivatives, second ones among them."""
    if not isinstance(node, Fraction) or not is_derivative(node):
        return None
    above = with_partials(node).numerator
    if not isinstance(above, Product) or not isinstance(above.factors[0].node, Mark):
        return None
    name, *arguments = (f.node for f in above.factors[1:])
    if arguments and not (len(arguments) == 1 and isinstance(arguments[0], Group) and arguments[0].bracket == "("):
        return None
    plain = isinstance(name, Name) or (isinstance(name, Script) and name.sup is None and not name.primes)
    base = name.base if isinstance(name, Script) else name
    is_one = plain and isinstance(base, Name) and is_loss(base)
    return whole_name(name) if is_one else None


def is_nabla(node: Script) -> bool:
    """Whether a ∇ stands with what it is taken by, and no order: ∇_x, and not ∇_x²."""
    return isinstance(node.base, Mark) and node.base.kind == "∇" and node.sup is None and not node.primes


def flat_derivative(node: Node) -> Fraction | None:
    """∂J/∂w for dJ/dw and ∂J/∂w in one line, where nothing else stands in the product."""
    match node:
        case Product(factors=(Factor(node=d), Factor(operator="", node=above), Factor(operator="/", node=e), Factor(operator="", node=by))):
            marks = isinstance(d, Mark) and isinstance(e, Mark) and d.kind == e.kind == "∂"
            letters = d == Name("d", span=d.span) and e == Name("d", span=e.span) and d.span.end == above.span.start
            if (marks or letters) and isinstance(above, (Name, Script)) and isinstance(by, (Name, Script)):
                sides = (Product((Factor("", Mark("∂", span=m.span)), Factor("", x))) for m, x in ((d, above), (e, by)))
                return Fraction(next(sides), next(sides), span=node.span)
    return None


def with_fractions(tree: Node) -> Node:
    """∂L/∂x for ∇_x L and ∇_x L(w)."""

    def change(node: Node) -> Node | None:
        if not isinstance(node, Product):
            return None
        out: list[Factor] = []
        factors = list(node.factors)
        while factors:
            first = factors.pop(0)
            by = first.node.sub if isinstance(first.node, Script) and is_nabla(first.node) else ()
            name = factors[0].node if factors and factors[0].operator == "" else None
            base = name.base if isinstance(name, Script) and name.sup is None else name
            if len(by) == 1 and name is not None and isinstance(base, Name) and is_loss(base):
                above = [factors.pop(0)]
                if factors and isinstance(factors[0].node, Group) and factors[0].node.bracket == "(" and factors[0].operator == "":
                    above.append(factors.pop(0))
                mark = Factor("", Mark("∂", span=first.node.span))
                over, under = Product((mark, *above), span=name.span), Product((mark, Factor("", by[0])), span=first.node.span)
                first = Factor(first.operator, Fraction(over, under, span=first.node.span))
            out.append(Factor(first.operator, rewrite(first.node, change) if not isinstance(first.node, Fraction) else first.node))
        if len(out) == len(node.factors):
            return None
        return Product(tuple(out), span=node.span) if len(out) > 1 else out[0].node

    return rewrite(tree, change)


def derivatives_of_losses(tree: Node) -> Iterator[tuple[str, Fraction]]:
    """Every derivative of a loss in a tree, and of which."""
    for node in walk(tree):
        if isinstance(node, Fraction) and (loss := differentiated_loss(node)) is not None:
            yield loss, node
