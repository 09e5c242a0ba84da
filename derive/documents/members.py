"""One member of a chain: its text as a tree, mended where that is the only way to read it."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import FormulaError, Malformed
from ..habits.unbalanced import rebalanced, unbalanced
from ..meaning.derivatives import stacked
from ..notation.read import read
from ..notation.tree import Big, Chain, Factor, Grid, Group, Mark, Name, Node, Number, Product, Script, rewrite
from .placed import Placed

MAX_REBALANCED = 40
LONGEST_REBALANCED = 2_000


@dataclass(slots=True)
class Member:
    """A member as it was read, or why it cannot be."""

    placed: Placed
    tree: Node | None = None
    notes: tuple[str, ...] = ()
    fault: FormulaError | None = None
    mended: bool = False
    """Whether its brackets did not match: what was read is a guess at what was meant."""


def member(placed: Placed) -> Member:
    """The member's tree; a text with brackets that do not match is tried with one of them put right."""
    text = placed.text
    try:
        return Member(placed, tree_of(text))
    except FormulaError as error:
        error.text = error.text or text
        fault = error
    except RecursionError:
        return Member(placed, fault=Malformed("it is nested too deeply"))
    if unbalanced(text) and len(text) <= LONGEST_REBALANCED:
        for number, (other, says) in enumerate(rebalanced(text)):
            if number >= MAX_REBALANCED:
                break
            if unbalanced(other):
                continue
            try:
                return Member(placed, tree_of(other), (says,), mended=True)
            except FormulaError:
                continue
    return Member(placed, fault=fault)


def tree_of(text: str) -> Node:
    """The one item of a text; «for all w» after it is left out."""
    items = read.__wrapped__(text)
    while len(items) > 1 and (is_for_all(items[-1]) or isinstance(items[-1], Mark)):
        items = items[:-1]
    if len(items) != 1:
        raise Malformed(f"one formula is wanted here, not {len(items)}", items[1].span, text=text)
    tree = items[0]
    while isinstance(tree, Group) and tree.bracket == "{" and len(tree.items) == 1 and not isinstance(tree.items[0], Grid):
        tree = tree.items[0]
    return stacked(rewrite(tree, numbered))


def is_for_all(node: Node) -> bool:
    first = node.factors[0].node if isinstance(node, Product) else node.sides[0] if isinstance(node, Chain) else node
    if isinstance(first, Product):
        first = first.factors[0].node
    return isinstance(first, Name) and first.text in ("forall", "∀", "for all", "for any", "for every")


def is_primed(node: Node) -> bool:
    return isinstance(node, Script) and isinstance(node.base, Name) and not node.sub and node.sup is None and node.primes > 0


def unprimed(node: Node) -> Node:
    """w' as the name w′."""
    if isinstance(node, Script) and isinstance(node.base, Name) and is_primed(node):
        return Name(node.base.text + "′" * node.primes, span=node.span)
    return node


NO_LAYERS = frozenset({"e", "f", "g", "φ", "σ", "tanh", "log", "exp"})
"""Functions: a number in brackets above one is the order of its derivative."""


def is_layer(node: Node) -> bool:
    return isinstance(node, Number) or (isinstance(node, Name) and node.text in ("l", "L", "ℓ"))


def numbered(node: Node) -> Node | None:
    """W^{(1)}, δ^{[2]}: numbers of layers above the line, as below it: W_1.  Of indices, w' is a name of its own."""
    match node:
        case Script(sub=sub) if any(is_primed(i) for i in sub):
            return rewrite(Script(node.base, tuple(unprimed(i) for i in sub), node.sup, node.primes, span=node.span), numbered)
        case Big(sub=sub) if any(is_primed(i) or (isinstance(i, Chain) and is_primed(i.sides[0])) for i in sub):
            below = tuple(
                Chain((unprimed(i.sides[0]), *i.sides[1:]), i.relations, span=i.span) if isinstance(i, Chain) else unprimed(i) for i in sub
            )
            return rewrite(Big(node.kind, below, node.sup, node.body, span=node.span), numbered)
        case Script(base=Name() as base, sub=sub, sup=Product(factors=(label, Factor(operator="", node=Name(text="T" | "⊤") as turn)))):
            if isinstance(label.node, Group) and (layered := numbered(Script(base, (), label.node, span=node.span))) is not None:
                turned = Script(Group("(", (layered,), span=node.span), (), turn, span=node.span)  # W^{(2)T}
                return Script(Group("(", (turned,), span=node.span), sub, span=node.span) if sub else turned
        case Script(base=Name(text=text) as base, sub=sub, sup=Group() as above, primes=0) if text not in NO_LAYERS:
            layer = layer_of(above)
            if layer is None:
                return None
            if not sub:
                return Script(base, (layer,), span=node.span)
            if isinstance(layer, Number):  # z^{(2)}_i, the entry i of z_2
                return Script(Name(f"{text}_{layer.value}", span=base.span), sub, span=node.span)
    return None


def layer_of(above: Group) -> Node | None:
    """The number in (2) or [2] above the line, in braces or not; None for a power."""
    inner: Node = above
    marked = False
    while isinstance(inner, Group) and len(inner.items) == 1:
        marked = marked or inner.bracket in ("(", "[")
        inner = inner.items[0]
    return inner if marked and is_layer(inner) else None
