"""The tree that reading yields: structure only, no meaning yet.  Every node knows its place in the text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from fractions import Fraction as Rational
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
    """∂, ∇, … (dots) or □ (a place)."""

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


def children(node: Node) -> Iterator[Node]:
    """The nodes directly below one."""
    match node:
        case Script(base=base, sub=sub, sup=sup):
            yield base
            yield from sub
            if sup is not None:
                yield sup
        case Group(items=items):
            yield from items
        case Bars(body=body) | Root(body=body):
            yield body
        case Fraction(numerator=a, denominator=b):
            yield a
            yield b
        case Product(factors=factors):
            for f in factors:
                yield f.node
        case Big(sub=sub, sup=sup, body=body):
            yield from sub
            if sup is not None:
                yield sup
            yield body
        case Sum(terms=terms):
            for _, t in terms:
                yield t
        case Chain(sides=sides):
            yield from sides
        case Grid(rows=rows):
            for row in rows:
                yield from (c for c in row if c is not None)
        case _:
            return


def walk(node: Node) -> Iterator[Node]:
    stack = [node]
    while stack:
        here = stack.pop()
        yield here
        stack.extend(children(here))


def opened(node: Node) -> Node:
    """What stands in brackets around one thing."""
    while isinstance(node, Group) and len(node.items) == 1:
        node = node.items[0]
    return node


def bound_letters(*trees: Node) -> set[str]:
    """The letters that stand below the Σ's of some trees: the indices that they bind, and what is said of them there."""
    return {n.text for tree in trees for b in walk(tree) if isinstance(b, Big) for i in b.sub for n in walk(i) if isinstance(n, Name)}


def rewrite(node: Node, change: Callable[[Node], Node | None]) -> Node:
    """The tree with every node for which `change` has an answer replaced by it."""
    found = change(node)
    if found is not None:
        return found
    parts: dict[str, Any] = {}
    for name in parts_of(type(node)):
        value = getattr(node, name)
        if type(value) in LEAVES:
            continue
        new = _rewritten(value, change)
        if new is not value:
            parts[name] = new
    return replace(node, **parts) if parts else node


LEAVES = frozenset({str, int, Rational, type(None)})


_parts: dict[type, tuple[str, ...]] = {}


def parts_of(kind: type) -> tuple[str, ...]:
    """The fields of a kind of node but for its place."""
    found = _parts.get(kind)
    if found is None:
        found = _parts[kind] = tuple(f.name for f in fields(kind) if f.name != "span")
    return found


def _rewritten(value: object, change: Callable[[Node], Node | None]) -> object:
    match value:
        case Node():
            return rewrite(value, change)
        case Factor(operator=o, node=n):
            new = rewrite(n, change)
            return value if new is n else Factor(o, new)
        case tuple():
            items = tuple(_rewritten(v, change) for v in value)
            return value if all(a is b for a, b in zip(items, value, strict=True)) else items
        case _:
            return value


def same(a: object, b: object) -> bool:
    """Equal but for where they stand."""
    match a, b:
        case Node(), Node():
            return type(a) is type(b) and all(same(getattr(a, name), getattr(b, name)) for name in parts_of(type(a)))
        case Factor(), Factor():
            return a.operator == b.operator and same(a.node, b.node)
        case tuple(), tuple():
            return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
        case _:
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
