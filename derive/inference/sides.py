"""On which side of matrices vectors stand: x of W x is a column, x of x W a row."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass

from ..notation.tree import Factor, Group, Name, Node, Number, Product, Script, Sum, opened, walk, whole_name
from .uses import Uses, is_name, is_turned


@dataclass(frozen=True, slots=True)
class Sides:
    """What products with matrices, capitals by custom, show of the small letters beside them."""

    before: frozenset[str]
    """Right before a capital, x of x W."""
    behind: frozenset[str]
    """Right behind a capital, x of W x."""
    shown: frozenset[str]
    """x and W of x W + b, of W x + b and of [x W]_j: no number and its factor."""

    def of_rows(self, uses: Uses, wide: Set[str]) -> bool:
        """Whether vectors are rows: those that are `wide`, or have entries, stand before matrices, and none behind one."""
        entries = (n for n in self.before if n in uses.names and any(map(uses.indices, uses.names[n].below)))
        return not self.behind and (bool(self.before & (self.shown | wide)) or any(True for _ in entries))


def sides_of(statements: Iterable[tuple[Node, ...]]) -> Sides:
    nodes = [n for members in statements for member in members for n in walk(member)]
    pairs = [pair for n in nodes if isinstance(n, Product) for pair in itertools.pairwise(n.factors) if not pair[1].operator]
    before = {letter for one, other in pairs if is_matrix(other.node) and (letter := vector(one.node))}
    behind = {letter for one, other in pairs if is_matrix(one.node) and (letter := vector(other.node))}
    return Sides(frozenset(before), frozenset(behind), frozenset(name for n in nodes for name in shown_by(n)))


def shown_by(node: Node) -> Iterator[str]:
    match node:
        case Sum(terms=terms) if any(vector(t) for _, t in terms):
            inside = [t for _, t in terms]
        case Script(base=Group() as group, sub=(_,)):
            inside = [opened(group)]
        case _:
            return
    for product in (n for n in inside if isinstance(n, Product) and len(n.factors) == 2 and not n.factors[1].operator):
        one, two = sorted(product.factors, key=lambda f: is_matrix(f.node))
        if (letter := vector(one.node)) and is_matrix(two.node):
            yield from (letter, whole_name(two.node) or base_of(two))


def base_of(factor: Factor) -> str:
    base = factor.node.base if isinstance(factor.node, Script) else factor.node
    return base.text if isinstance(base, Name) else ""


def vector(node: Node) -> str:
    """A small letter, of a vector perhaps: x, h_1, the ŷ of ŷ − y; not x_i, not xᵀ."""
    if isinstance(node, Group) and isinstance(inner := opened(node), Sum):
        return next((letter for _, t in inner.terms if (letter := vector(t))), "")
    base = node.base if isinstance(node, Script) and node.sup is None and all(isinstance(s, Number) for s in node.sub) else node
    return base.text if isinstance(base, Name) and is_name(base.text) and base.text[0].islower() else ""


def is_matrix(node: Node) -> bool:
    """Whether a factor is a matrix, by custom: W, W_1, Wᵀ."""
    base = node.base if isinstance(node, Script) and (node.sup is None or is_turned(node)) else node
    labels = not isinstance(node, Script) or all(isinstance(s, Number) for s in node.sub)
    return isinstance(base, Name) and is_name(base.text) and base.text[0].isupper() and labels
