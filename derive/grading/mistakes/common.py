"""A repair and what it may draw on; small operations on trees that repairs share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...meaning.operators import OPERATORS
from ...meaning.scope import Family, Scope, TensorName
from ...notation.tree import Big, Chain, Factor, Group, Name, Node, Product, Script, Sum, spelling, walk, whole_name
from ...notation.write import unicode

ENTRYWISE = frozenset({"σ", "exp", "log", "ln", "tanh", "sigmoid"})
"""Functions in whose argument a sign gets lost."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A changed reading, what it would say of the mistake, and the hint that does not give the answer away."""

    kind: str
    tree: Node
    says: str
    hint: str


@dataclass(frozen=True, slots=True)
class Context:
    """What repairs may draw on: the names of the sheet, the closed forms that it states, the indices in force."""

    scope: Scope
    forms: tuple[Node, ...]
    rates: tuple[str, ...]

    def bound(self, tree: Node) -> list[str]:
        """The indices that Σ's of a tree bind."""
        return [name for b in walk(tree) if isinstance(b, Big) for i in b.sub if (name := index_of(i)) is not None]


def index_of(item: Node) -> str | None:
    """The index that an item below a Σ binds: j of −m ≤ j ≤ m, w of w ∈ V, s of s = 1."""
    match item:
        case Name(text=text) | Chain(sides=(_, Name(text=text), _), relations=("≤", "≤")):
            return text
        case Chain(sides=(Name(text=text), *_), relations=("=" | "∈" | ":" | "≠", *_)):
            return text
    return None


def negative(node: Node) -> Node:
    match node:
        case Sum(terms=((-1, inner),)):
            return inner
        case Sum(terms=terms):
            return Sum(tuple((-s, t) for s, t in terms), span=node.span)
    return Sum(((-1, node),), span=node.span)


def times(*nodes: Node) -> Node:
    return Product(tuple(Factor("", bracketed(n)) for n in nodes))


def bracketed(node: Node) -> Node:
    return Group("(", (node,), span=node.span) if isinstance(node, (Sum, Big, Chain)) else node


def inside(node: Node) -> Node:
    return node.items[0] if isinstance(node, Group) and len(node.items) == 1 else node


def shown(node: Node) -> str:
    text = unicode(node)
    return text if len(text) <= 40 else text[:37] + "…"


def without(product: Product, factor: Factor) -> Node:
    rest = tuple(f for f in product.factors if f is not factor)
    rest = (Factor("", rest[0].node), *rest[1:])
    return rest[0].node if len(rest) == 1 else Product(rest, span=product.span)


def is_known(scope: Scope, node: Script) -> bool:
    name = whole_name(node)
    return name is not None and scope.get(name) is not None


def is_vector(scope: Scope, node: Node) -> bool:
    binding = scope.get(whole_name(node) or "")
    if isinstance(binding, TensorName):
        return binding.tensor.is_vector
    return isinstance(node, Script) and isinstance(node.base, Name) and isinstance(scope.get(node.base.text), Family)


def transposed(node: Node) -> Node:
    match node:
        case Script(sup=Name(text="⊤" | "T")):
            bare = Script(node.base, node.sub, None, node.primes, span=node.span)
            return node.base if not node.sub and not node.primes else bare
        case Script(sup=None):
            return Script(node.base, node.sub, Name("⊤"), node.primes, span=node.span)
        case Name() | Group():
            return Script(node, (), Name("⊤"), span=node.span)
    return Script(Group("(", (node,), span=node.span), (), Name("⊤"), span=node.span)


def is_function(node: Node) -> bool:
    return isinstance(node, Name) and node.text in OPERATORS


def grouped(node: Product) -> list[list[Factor]]:
    """The factors of a product, a function kept with its argument."""
    out: list[list[Factor]] = []
    for f in node.factors:
        head = out[-1][-1].node if out else None
        if (
            head is not None
            and f.operator == ""
            and (is_function(head) or (isinstance(head, Script) and is_function(head.base) and not head.sub))
        ):
            out[-1].append(f)
        else:
            out.append([f])
    return out


def assembled(blocks: Sequence[Sequence[Factor]]) -> Node:
    flat = [
        Factor("" if not n and not k else (f.operator if k else ("·" if f.operator == "·" else "")), f.node)
        for n, b in enumerate(blocks)
        for k, f in enumerate(b)
    ]
    return Product(tuple(flat)) if len(flat) > 1 else flat[0].node


def block_node(block: Sequence[Factor]) -> Node:
    return (
        block[0].node
        if len(block) == 1
        else Group("(", (Product(tuple(Factor("" if not n else f.operator, f.node) for n, f in enumerate(block))),))
    )


def applications(tree: Node) -> Iterator[tuple[Product, int, str, Node]]:
    """Every f(x) in a tree: the product it stands in, the place of f, its name, x."""
    for node in walk(tree):
        if isinstance(node, Product):
            for n, f in enumerate(node.factors[:-1]):
                name = spelling(f.node.base) if isinstance(f.node, Script) and not f.node.sub else spelling(f.node)
                if name is not None and name in OPERATORS and node.factors[n + 1].operator == "":
                    yield node, n, name, node.factors[n + 1].node


def reapplied(product: Product, place: int, new: Sequence[Node]) -> Node:
    """The product with f and its argument replaced."""
    before, after = product.factors[:place], product.factors[place + 2 :]
    operator = product.factors[place].operator
    middle = tuple(Factor(operator if not n else "", x) for n, x in enumerate(new))
    return Product((*before, *middle, *after), span=product.span)


def squared(node: Node, two: Node) -> Node:
    if isinstance(node, Script):
        return Script(node.base, node.sub, two, node.primes, span=node.span)
    return Script(node, (), two, span=node.span)
