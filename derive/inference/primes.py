"""u′ and ℓ′(λ), where u and ℓ are values and no functions f(x) = …: derivatives by what these are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction as Rational
from typing import TypeGuard

from ..notation.tree import Factor, Fraction, Group, Mark, Name, Node, Number, Product, Script, rewrite, walk
from ..terms.functions import WORDS

Statements = Sequence[tuple[Node, ...]]


def primed_in(statements: Statements) -> dict[str, Node | None]:
    """u of u′ where u = e^z, made of z alone, and ℓ of ℓ′(λ) where ℓ = n log λ − λ Σ x_i: values, and no functions f(x) = …"""
    primed = {n.base.text for members in statements for m in members for n in walk(m) if is_primed(n) and isinstance(n.base, Name)}
    heads: dict[str, list[Node]] = {}
    for members in (m for m in statements if len(m) > 1):
        head = members[0]
        if isinstance(head, Product) and isinstance(head.factors[0].node, Name):
            primed.discard(head.factors[0].node.text)  # f(x) = …
        if isinstance(head, Name) and head.text in primed:
            heads.setdefault(head.text, []).append(members[1])
    out: dict[str, Node | None] = {}
    for name in primed & heads.keys():
        names = {n.text: n for body in heads[name] for n in walk(body) if isinstance(n, Name) and n.text not in WORDS and n.text != "e"}
        whole = not any(isinstance(n, Script) and n.sub for body in heads[name] for n in walk(body))
        out[name] = next(iter(names.values())) if len(names) == 1 and whole else None
    return out


def is_primed(node: Node) -> TypeGuard[Script]:
    return isinstance(node, Script) and node.primes > 0 and not node.sub and node.sup is None


def with_primes(tree: Node, primed: Mapping[str, Node | None]) -> Node:
    """The tree with ∂ℓ/∂λ for ℓ′(λ), and ∂u/∂z for u′."""

    def derivative(node: Script, by: Node) -> Node:
        mark: Node = Mark("∂", span=node.span)
        if node.primes > 1:
            mark = Script(mark, (), Number(Rational(node.primes), span=node.span), span=node.span)
        name = replace(by, span=node.span)
        below = Script(name, (), Number(Rational(node.primes), span=node.span), span=node.span) if node.primes > 1 else name
        above = Product((Factor("", mark), Factor("", node.base)), span=node.span)
        return Fraction(above, Product((Factor("", Mark("∂", span=node.span)), Factor("", below)), span=node.span), span=node.span)

    def is_value(node: Node) -> TypeGuard[Script]:
        return is_primed(node) and isinstance(node.base, Name) and node.base.text in primed

    def change(node: Node) -> Node | None:
        if isinstance(node, Product):
            out: list[Factor] = []
            for f in node.factors:
                last = out[-1].node if out else None
                by = f.node.items[0] if isinstance(f.node, Group) and f.node.bracket == "(" and len(f.node.items) == 1 else None
                if last is not None and is_value(last) and f.operator == "" and isinstance(by, (Name, Script)):
                    out[-1] = Factor(out[-1].operator, derivative(last, by))
                else:
                    out.append(f)
            done = tuple(Factor(f.operator, rewrite(f.node, change)) for f in out)
            return Product(done, span=node.span) if len(done) > 1 else done[0].node
        by = primed.get(node.base.text) if is_value(node) and isinstance(node.base, Name) else None
        return derivative(node, by) if by is not None and isinstance(node, Script) else None

    return rewrite(tree, change) if primed else tree
