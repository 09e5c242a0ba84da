"""Entries of formulas in brackets: b of [ŷ − y]_b and of [W x]_b counts the entries of ŷ and y, and the rows of W.

That shows what subscripts count; no formula is read that way.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from ..notation.tree import Big, Factor, Group, Name, Node, Product, Script, Sum, is_transpose, rewrite, walk
from ..terms.functions import WORDS

LETTERS = "klmnpqrsij"


def with_entries(members: tuple[Node, ...]) -> tuple[Node, ...]:
    """A chain with ŷ_b − y_b for [ŷ − y]_b, and Σ_k W_{bk} x_k for [W x]_b, as far as its parts are names."""
    used = {n.text for tree in members for n in walk(tree) if isinstance(n, Name)}
    free = iter([c for c in LETTERS if c not in used])
    products = (n.factors for tree in members for n in walk(tree) if isinstance(n, Product))
    of_functions = {id(b.node) for factors in products for a, b in itertools.pairwise(factors) if is_softmax(a.node) and not b.operator}

    def change(node: Node) -> Node | None:
        if id(node) in of_functions:
            return node  # softmax(x + c)_i
        match node:
            case Script(base=Group(bracket="(" | "[", items=(body,)), sub=(Name() as at,), sup=None, primes=0):
                found = entry(body, at, free)
                return None if found is None else Group("(", (found,), span=node.span)
        return None

    return tuple(rewrite(tree, change) for tree in members)


def letters_of_entries(tree: Node) -> Iterator[str]:
    """b of [ŷ − y]_b."""
    for node in walk(tree):
        match node:
            case Script(base=Group(bracket="(" | "[", items=(_,)), sub=(Name(text=text),)) if len(text) == 1:
                yield text


def entry(node: Node, at: Name, free: Iterator[str]) -> Node | None:
    """One entry of a vector; None where it is not plain what that is."""
    match node:
        case Name(text=text) if len(text) == 1 or not text.isascii():
            return Script(node, (at,), span=node.span)
        case Script(base=Name() as base, sub=(), sup=sup, primes=0) if sup is None or is_transpose(sup):
            return Script(base, (at,), span=node.span)
        case Group(items=(body,)):
            return entry(body, at, free)
        case Sum(terms=terms):
            parts = [(sign, entry(t, at, free)) for sign, t in terms]
            return Sum(tuple((sign, t) for sign, t in parts if t is not None), span=node.span) if all(t for _, t in parts) else None
        case Product(factors=factors):
            return entry_of_product(node, factors, at, free)
    return None


def entry_of_product(node: Node, factors: tuple[Factor, ...], at: Name, free: Iterator[str]) -> Node | None:
    if any(f.operator == "∘" for f in factors) and all(f.operator in ("", "∘") for f in factors[1:]):
        groups: list[list[Factor]] = []
        for f in factors:
            if f.operator == "∘" or not groups:
                groups.append([])
            groups[-1].append(Factor("", f.node))
        parts = [entry(Product(tuple(g), span=node.span) if len(g) > 1 else g[0].node, at, free) for g in groups]
        return Product(tuple(Factor("", p) for p in parts if p is not None), span=node.span) if all(parts) else None
    first = factors[0].node
    word = first.base if isinstance(first, Script) else first
    if len(factors) == 2 and isinstance(word, Name) and word.text in WORDS and isinstance(factors[1].node, Group):
        if is_softmax(word) and any(isinstance(n, Sum) for n in walk(factors[1].node)):
            return None  # c of softmax(x + c) is a number
        inside = entry(factors[1].node, at, free)
        return None if inside is None else Product((factors[0], Factor("", Group("(", (inside,), span=node.span))), span=node.span)
    return entry_of_matrices([f.node for f in factors], at, free) if not any(f.operator for f in factors[1:]) else None


def entry_of_matrices(nodes: list[Node], at: Name, free: Iterator[str]) -> Node | None:
    """Σ_k W_{bk} x_k of W x, and Σ_k h_k W_{kb} of h W: capitals are matrices, one small letter at an end is a vector."""
    named = [name_of(n) for n in nodes]
    vectors = [n for n, name in enumerate(named) if name is None or not name[0].text.isupper()]
    if len(nodes) < 2 or len(vectors) != 1 or vectors[0] not in (0, len(nodes) - 1):
        return None
    if vectors[0] == 0:
        nodes, named = nodes[::-1], named[::-1]
    letters = [at, *(Name(c) for c in itertools.islice(free, len(nodes) - 1))]
    if len(letters) < len(nodes):
        return None
    out: list[Node] = []
    for name, (here, there) in zip(named[:-1], itertools.pairwise(letters), strict=True):
        assert name is not None
        order = (there, here) if name[1] != (vectors[0] == 0) else (here, there)
        out.append(Script(name[0], order, span=name[0].span))
    last = entry(nodes[-1], letters[-1], free)
    if last is None:
        return None
    value: Node = Product(tuple(Factor("", n) for n in (*out, last)), span=last.span)
    for letter in letters[1:]:
        value = Big("Σ", (letter,), None, value, span=last.span)
    return value


def name_of(node: Node) -> tuple[Name, bool] | None:
    """A name without subscripts, and whether it is transposed."""
    match node:
        case Name():
            return node, False
        case Script(base=Name() as base, sub=(), sup=sup, primes=0) if is_transpose(sup):
            return base, True
    return None


def is_softmax(node: Node) -> bool:
    return isinstance(node, Name) and node.text == "softmax"
