"""The tree that reading yields: structure only, no meaning yet.  Every node knows its place in the text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from fractions import Fraction as Rational
from operator import is_
from typing import Any

from ..errors import Span

NOWHERE = Span(0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    span: Span = NOWHERE


@dataclass(frozen=True, slots=True)
class Number(Node):
    value: Rational


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A letter, a word or a command, in its one canonical spelling: ŷ, σ, softmax, J."""

    text: str


@dataclass(frozen=True, slots=True)
class Mark(Node):
    """∂, ∇, … (dots), □ (a place) or : (every one, in U_{:,o})."""

    kind: str


@dataclass(frozen=True, slots=True)
class Script(Node):
    """A base with what hangs on it: subscripts, a superscript, primes, ᵀ."""

    base: Node
    sub: tuple[Node, ...] = ()
    sup: Node | None = None
    primes: int = 0


@dataclass(frozen=True, slots=True)
class Group(Node):
    """(…), […] or {…}: one or more items."""

    bracket: str
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Bars(Node):
    """|x| or ‖x‖."""

    kind: str
    body: Node


@dataclass(frozen=True, slots=True)
class Fraction(Node):
    numerator: Node
    denominator: Node


@dataclass(frozen=True, slots=True)
class Root(Node):
    """√body, or the root of a higher degree."""

    body: Node
    degree: int = 2


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor and the operator before it: "" (juxtaposition), "·", "∘" or "/"."""

    operator: str
    node: Node


@dataclass(frozen=True, slots=True)
class Product(Node):
    factors: tuple[Factor, ...]


@dataclass(frozen=True, slots=True)
class Big(Node):
    """Σ or ∏ with what stands below and above it."""

    kind: str
    sub: tuple[Node, ...]
    sup: Node | None
    body: Node


@dataclass(frozen=True, slots=True)
class Sum(Node):
    """Terms with their signs (+1 or −1)."""

    terms: tuple[tuple[int, Node], ...]


@dataclass(frozen=True, slots=True)
class Chain(Node):
    """a = b ≤ c: sides and the relations between them."""

    sides: tuple[Node, ...]
    relations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid(Node):
    """Rows of cells: cases, matrices, aligned lines."""

    kind: str
    rows: tuple[tuple[Node | None, ...], ...]


def children(node: Node) -> Sequence[Node]:
    """The nodes directly below one."""
    return BELOW[type(node)](node)


BELOW: dict[type, Callable[[Any], Sequence[Node]]] = {
    Number: lambda node: (),
    Name: lambda node: (),
    Mark: lambda node: (),
    Script: lambda node: (node.base, *node.sub) if node.sup is None else (node.base, *node.sub, node.sup),
    Group: lambda node: node.items,
    Bars: lambda node: (node.body,),
    Root: lambda node: (node.body,),
    Fraction: lambda node: (node.numerator, node.denominator),
    Product: lambda node: [f.node for f in node.factors],
    Big: lambda node: (*node.sub, node.body) if node.sup is None else (*node.sub, node.sup, node.body),
    Sum: lambda node: [t for _, t in node.terms],
    Chain: lambda node: node.sides,
    Grid: lambda node: [c for row in node.rows for c in row if c is not None],
}
"""What stands directly below each kind of node."""


def walk(node: Node) -> Iterator[Node]:
    stack = [node]
    while stack:
        here = stack.pop()
        yield here
        stack += BELOW[type(here)](here)


def opened(node: Node) -> Node:
    """What stands in brackets around one thing."""
    while isinstance(node, Group) and len(node.items) == 1:
        node = node.items[0]
    return node


TRANSPOSES = frozenset({"⊤", "T"})
"""What stands above a transposed name, as it is typed."""


def is_transpose(above: Node | None) -> bool:
    """Whether what stands above a node transposes it."""
    return isinstance(above, Name) and above.text in TRANSPOSES


def bound_letters(*trees: Node) -> set[str]:
    """The letters that stand below the Σ's of some trees: the indices that they bind, and what is said of them there."""
    return {letter for tree in trees for b in walk(tree) if isinstance(b, Big) for letter in bound_by(b)}


def bound_by(big: Big) -> set[str]:
    """The letters that stand below one Σ."""
    return {n.text for i in big.sub for n in walk(i) if isinstance(n, Name)}


def summed_by(big: Big) -> set[str]:
    """The letters that one Σ runs over: s of Σ_{s: w_s = w_k}, j of Σ_{−m ≤ j ≤ m, j ≠ 0}."""
    found: set[str] = set()
    for item in big.sub:
        match item:
            case Chain(sides=(_, Name(text=text), _), relations=("≤" | "<", "≤" | "<")):
                found.add(text)
            case Name(text=text) | Chain(sides=(Name(text=text), *_)):
                found.add(text)
            case Group(items=items):
                found |= summed_by(Big(big.kind, items, None, big.body))
    return found


def unbound_below(tree: Node) -> set[str]:
    """The letters that stand below names of a tree where no Σ of it binds them."""
    found = set[str]().union(*map(unbound_below, children(tree)))
    if isinstance(tree, Big):
        return found - bound_by(tree)
    return found.union(n.text for s in tree.sub for n in walk(s) if isinstance(n, Name)) if isinstance(tree, Script) else found


def rewrite(node: Node, change: Callable[[Node], Node | None]) -> Node:
    """The tree with every node for which `change` has an answer replaced by it."""
    found = change(node)
    if found is not None:
        return found
    parts: dict[str, Any] = {}
    for name in INSIDE[type(node)]:
        value = getattr(node, name)
        if value is not None and (new := _rewritten(value, change)) is not value:
            parts[name] = new
    return replace(node, **parts) if parts else node


def _rewritten(value: Any, change: Callable[[Node], Node | None]) -> object:
    """The same of a node, and of the nodes of a field of one."""
    if isinstance(value, Node):
        return rewrite(value, change)
    if isinstance(value, Factor):
        new = rewrite(value.node, change)
        return value if new is value.node else Factor(value.operator, new)
    if not isinstance(value, tuple):
        return value
    items = tuple([_rewritten(v, change) for v in value])
    return value if all(map(is_, items, value)) else items


PARTS = {kind: tuple(f.name for f in fields(kind) if f.name != "span") for kind in BELOW}
"""The fields of each kind of node but for its place."""
INSIDE = {kind: tuple(f.name for f in fields(kind) if "Node" in str(f.type) or "Factor" in str(f.type)) for kind in BELOW}
"""Its fields in which nodes are."""


def same(a: object, b: object) -> bool:
    """Equal but for where they stand."""
    if a is b:
        return True
    if isinstance(a, Node):
        return type(a) is type(b) and all(same(getattr(a, name), getattr(b, name)) for name in PARTS[type(a)])
    if isinstance(a, Factor):
        return isinstance(b, Factor) and a.operator == b.operator and same(a.node, b.node)
    if isinstance(a, tuple):
        return isinstance(b, tuple) and len(a) == len(b) and all(map(same, a, b))
    return a == b


def spelling(node: Node) -> str | None:
    """The name that a node spells, scripts included: v_c, W_1, J_neg; None if it is more than a name."""
    match node:
        case Name(text=text):
            return text
        case Number(value=value) if value.denominator == 1:
            return str(value.numerator)
        case Script(base=Name(text=text), sub=sub, sup=None, primes=0) if sub:
            parts = [spelling(s) for s in sub]
            return None if None in parts else f"{text}_{','.join(p for p in parts if p)}"
        case Product(factors=factors) if all(f.operator == "" for f in factors):
            parts = [spelling(f.node) for f in factors]
            return None if None in parts else "".join(p for p in parts if p)
        case Sum(terms=terms):
            parts = [spelling(t) for _, t in terms]
            return (
                None
                if None in parts
                else "".join(("-" if s < 0 else "+" if n else "") + str(p) for n, ((s, _), p) in enumerate(zip(terms, parts, strict=True)))
            )
        case _:
            return None


def whole_name(node: Node) -> str | None:
    """The spelling of a node with its subscript, without superscript and primes."""
    return spelling(Script(node.base, node.sub)) if isinstance(node, Script) and node.sub else spelling(node)
