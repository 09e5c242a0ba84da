"""Small pieces of trees that the readers put together: scripts on a node, indicators, factors on their own."""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import Span
from ..notation.tree import Factor, Group, Name, Node, Product, Script, rewrite


def hang(node: Node, sup: Node | None, primes: int, span: Span) -> Node:
    """A node with a superscript and primes."""
    if sup is None and not primes:
        return node
    if isinstance(node, Script) and node.sup is None:
        return Script(node.base, node.sub, sup, node.primes + primes, span=span)
    return Script(node, (), sup, primes, span=span)


def hang_like(node: Node, hung: Script | None, span: Span) -> Node:
    """A node with the superscript and the primes of another."""
    return hang(node, hung.sup if hung else None, hung.primes if hung else 0, span)


def write_indicator(test: Node, span: Span) -> Node:
    """𝟏_{w = o}, however it was written."""
    return Script(Name("𝟏", span=span), (test,), span=span)


def transpose(node: Node) -> Node:
    """The transpose of a node."""
    return Script(Group("(", (node,), span=node.span), (), Name("⊤"), span=node.span)


def unled(factors: Sequence[Factor]) -> tuple[Factor, ...]:
    """Factors as a product of their own: the first without its operator."""
    return tuple(Factor("" if not n else f.operator, f.node) for n, f in enumerate(factors))


def product_of(factors: Sequence[Factor]) -> Node:
    """Some factors as a node of their own: one as it is, several as a product."""
    return factors[0].node if len(factors) == 1 else Product(unled(factors), span=span_of(factors))


def put(tree: Node, old: Node, new: Node) -> Node:
    """The tree with one node, found by identity, replaced."""
    return rewrite(tree, lambda n: new if n is old else None)


def span_of(factors: Sequence[Factor]) -> Span:
    """From where factors begin to where they end."""
    return Span(factors[0].node.span.start, factors[-1].node.span.end)
