"""Terms, factors, cases: signs, constants, what is missing or too much."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from fractions import Fraction as Rational

from ...habits.pieces import put
from ...meaning.scope import TensorName
from ...notation.tree import Bars, Factor, Fraction, Grid, Group, Name, Node, Number, Product, Script, Sum, same, walk
from .common import Candidate, Context, assembled, block_node, bracketed, grouped, inside, negative, shown, times, without


def sign_of_the_whole(c: Context, tree: Node) -> Iterator[Candidate]:
    yield Candidate("sign", negative(tree), "The sign is flipped: the negative of your answer is right.", "Look at the sign of the whole.")


def sign_of_a_term(c: Context, tree: Node) -> Iterator[Candidate]:
    for node in walk(tree):
        if isinstance(node, Sum) and len(node.terms) > 1:
            for n, (s, t) in enumerate(node.terms):
                terms = (*node.terms[:n], (-s, t), *node.terms[n + 1 :])
                wanted = "plus" if s < 0 else "minus"
                yield Candidate(
                    "sign",
                    put(tree, node, Sum(terms, span=node.span)),
                    f"One sign is wrong: the term {shown(t)} wants a {wanted}.",
                    "The sign of one term is wrong.",
                )


def factor_of_the_whole(c: Context, tree: Node) -> Iterator[Candidate]:
    one, two = Number(Rational(1)), Number(Rational(2))
    factors: list[tuple[Node, str]] = [(two, "2"), (Fraction(one, two), "1/2")]
    for name in c.rates:
        factors += [(Name(name), name), (Fraction(one, Name(name)), f"1/{name}")]
    for name in (n.removeprefix("#") for n in c.scope if n.startswith("#")):
        size = Bars("|", Name(name)) if isinstance(c.scope.get(name), TensorName) else Name(name)
        factors += [(size, name), (Fraction(one, size), f"1/{name}")]
    for node, text in factors:
        says = f"A factor is missing: {text} times your answer is right."
        yield Candidate("factor", times(node, tree), says, "A constant factor is off.")
    for whole in (n for n in walk(tree) if isinstance(n, Sum) and len(n.terms) > 1):
        for n, (sign, term) in enumerate(whole.terms):
            for node, text in factors:
                terms = (*whole.terms[:n], (sign, times(node, term)), *whole.terms[n + 1 :])
                says = f"The term {shown(term)} lacks a factor {text}."
                yield Candidate("factor", put(tree, whole, Sum(terms, span=whole.span)), says, "A constant factor is off.")
    for s in (n for n in walk(tree) if isinstance(n, Product)):
        for f in s.factors:
            if isinstance(f.node, Number) and len(s.factors) > 1:
                rest = without(s, f)
                yield Candidate("factor", put(tree, s, rest), f"The factor {shown(f.node)} is too much.", "A constant factor is off.")


def branches(c: Context, tree: Node) -> Iterator[Candidate]:
    """Cases that were swapped."""
    for node in walk(tree):
        if isinstance(node, Grid) and node.kind.endswith("cases") and len(node.rows) == 2 and all(len(r) == 2 for r in node.rows):
            (a, x), (b, y) = node.rows
            yield Candidate(
                "case",
                put(tree, node, Grid(node.kind, ((b, x), (a, y)))),
                "The two cases are swapped.",
                "Which value belongs to which case?",
            )
            if isinstance(b, Number):
                for value in (0, 1, -1):
                    changed = Grid(node.kind, ((a, x), (Number(Rational(value)), y)))
                    yield Candidate("case", put(tree, node, changed), f"The second case should be {value}.", "One case is wrong.")


def surplus(c: Context, tree: Node) -> Iterator[Candidate]:
    """A term or a factor that does not belong."""
    for node in walk(tree):
        if isinstance(node, Sum) and len(node.terms) > 1:
            for n, (_, t) in enumerate(node.terms):
                kept_terms = (*node.terms[:n], *node.terms[n + 1 :])
                left = kept_terms[0][1] if len(kept_terms) == 1 and kept_terms[0][0] > 0 else Sum(kept_terms, span=node.span)
                yield Candidate("term", put(tree, node, left), f"The term {shown(t)} is too much.", "One term is too much or missing.")
    for node in walk(tree):
        if isinstance(node, Product):
            blocks = grouped(node)
            for n, block in enumerate(blocks):
                kept = [*blocks[:n], *blocks[n + 1 :]]
                if kept:
                    says = f"The factor {shown(block_node(block))} is too much."
                    yield Candidate("term", put(tree, node, assembled(kept)), says, "One factor is too much or missing.")
                pair = [*block, *blocks[n + 1]] if n + 1 < len(blocks) else []
                rest = [*blocks[:n], *blocks[n + 2 :]]
                if pair and rest:
                    says = f"The factor {shown(block_node(pair))} is too much."
                    yield Candidate("term", put(tree, node, assembled(rest)), says, "One factor is too much or missing.")


def missing(c: Context, tree: Node) -> Iterator[Candidate]:
    """A term or a factor that the closed form has and the answer lacks."""
    seen: list[Node] = []
    for form in c.forms:
        for node in itertools.chain([form], (inside(n) for n in walk(form) if isinstance(n, Group))):
            if isinstance(node, Sum) and len(node.terms) > 1:
                for s, t in node.terms:
                    if not any(same(t, x) for x in seen):
                        seen.append(t)
                        yield from with_term(tree, s, t)
    for form in c.forms:
        for node in walk(form):
            if isinstance(node, Product):
                for block in grouped(node):
                    if len(block) == 1:
                        yield from with_factor(tree, block[0])


def with_term(tree: Node, sign: int, term: Node) -> Iterator[Candidate]:
    """A term added to the whole, and in each pair of brackets."""
    says = f"A term is missing: {'+' if sign > 0 else '−'} {shown(term)}."
    terms = tree.terms if isinstance(tree, Sum) else ((1, tree),)
    yield Candidate("term", Sum((*terms, (sign, term))), says, "One term is too much or missing.")
    for group in (n for n in walk(tree) if isinstance(n, Group) and len(n.items) == 1):
        body = group.items[0]
        if isinstance(body, (Sum, Product, Name, Script)):
            old = body.terms if isinstance(body, Sum) else ((1, body),)
            changed = put(tree, group, Group("(", (Sum((*old, (sign, term))),)))
            yield Candidate("term", changed, says, "One term is too much or missing.")


def with_factor(tree: Node, factor: Factor) -> Iterator[Candidate]:
    """A factor put to the whole, if it is ∘, and to each of its parts."""
    if factor.operator == "∘":
        whole = Product((Factor("", bracketed(tree)), Factor("∘", factor.node)))
        yield Candidate("term", whole, f"The factor ∘ {shown(factor.node)} is missing.", "One factor is too much or missing.")
    if not isinstance(factor.node, (Group, Script, Name)):
        return
    for n in (x for x in walk(tree) if isinstance(x, (Name, Script, Group, Product))):
        if not same(n, factor.node):
            joined = Product((Factor("", bracketed(n)), Factor(factor.operator, factor.node)))
            says = f"The factor {shown(factor.node)} is missing."
            yield Candidate("term", put(tree, n, Group("(", (joined,))), says, "One factor is too much or missing.")
