"""Functions: a sign inside, σ for 1 − σ, a derivative, a power, an exp or log."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction as Rational

from ...habits.pieces import put
from ...meaning.scope import TensorName
from ...notation.tree import Big, Factor, Fraction, Group, Name, Node, Number, Product, Root, Script, Sum, spelling, walk
from .common import ENTRYWISE, Candidate, Context, applications, bracketed, inside, is_function, negative, reapplied, shown, squared


def signs_inside(c: Context, tree: Node) -> Iterator[Candidate]:
    """A minus lost inside σ or exp."""
    for product, n, name, argument in applications(tree):
        if name in ENTRYWISE and isinstance(argument, Group) and len(argument.items) == 1:
            inner = argument.items[0]
            new = reapplied(product, n, (product.factors[n].node, Group("(", (negative(inner),))))
            lost = "too much" if isinstance(inner, Sum) and inner.terms[0][0] < 0 else "lost"
            yield Candidate(
                "inside",
                put(tree, product, new),
                f"A minus is {lost} inside {name}: {name}({shown(negative(inner))}).",
                f"Look at the sign inside {name}.",
            )
    for node in walk(tree):
        if isinstance(node, Script) and isinstance(node.base, Name) and node.base.text == "e" and node.sup is not None and not node.sub:
            exponent = Script(node.base, (), negative(inside(node.sup)), span=node.span)
            yield Candidate(
                "inside",
                put(tree, node, exponent),
                f"A minus is lost or too much in the exponent: {shown(exponent)}.",
                "Look at the sign in the exponent.",
            )


def complements(c: Context, tree: Node) -> Iterator[Candidate]:
    """σ for 1 − σ, 1 − σ for σ; the same for ŷ."""
    one = Number(Rational(1))
    for product, n, name, argument in applications(tree):
        if name in ("σ", "sigmoid"):
            whole = Product((Factor("", product.factors[n].node), Factor("", argument)))
            new = reapplied(product, n, (Group("(", (Sum(((1, one), (-1, whole))),)),))
            yield Candidate(
                "function", put(tree, product, new), f"{shown(whole)} stands where 1 − {shown(whole)} is wanted.", "σ or 1 − σ?"
            )
    for node in walk(tree):
        match node:
            case Sum(terms=((1, Number(value=value)), (-1, rest))) if value == 1:
                yield Candidate(
                    "function", put(tree, node, rest), f"1 − {shown(rest)} stands where {shown(rest)} is wanted.", "Is the 1 − … right?"
                )
    for node in walk(tree):
        if (
            isinstance(node, (Name, Script))
            and spelling(node) in ("h", "a", "σ_z")
            and not is_function(node)
            and isinstance(c.scope.get(spelling(node) or ""), TensorName)
        ):
            yield Candidate(
                "function",
                put(tree, node, Group("(", (Sum(((1, one), (-1, node))),))),
                f"{shown(node)} stands where 1 − {shown(node)} is wanted.",
                "Is a 1 − … missing?",
            )


def primes(c: Context, tree: Node) -> Iterator[Candidate]:
    """σ for σ′."""
    for product, n, name, _ in applications(tree):
        head = product.factors[n].node
        if name in ENTRYWISE:
            bare = isinstance(head, Script) and head.primes
            changed: Node = Name(name) if bare else Script(Name(name), (), None, 1)
            new = Product(
                (*product.factors[:n], Factor(product.factors[n].operator, changed), *product.factors[n + 1 :]), span=product.span
            )
            yield Candidate(
                "function", put(tree, product, new), f"{shown(head)} stands where {shown(changed)} is wanted.", f"{name} or its derivative?"
            )


def powers(c: Context, tree: Node) -> Iterator[Candidate]:
    """A square that was lost or is too much."""
    two = Number(Rational(2))
    for node in walk(tree):
        match node:
            case Script(sup=Number(value=value)) if value == 2:
                bare = Script(node.base, node.sub, None, node.primes, span=node.span) if node.sub else node.base
                yield Candidate("power", put(tree, node, bare), f"The square of {shown(bare)} is too much.", "Look at the powers.")
            case Name() | Group() | Script(sup=None) if not is_function(node):
                yield Candidate("power", put(tree, node, squared(node, two)), f"{shown(node)} wants a square.", "Look at the powers.")
            case Root(body=body):
                yield Candidate("power", put(tree, node, bracketed(body)), "The root is too much.", "Look at the powers.")
            case Fraction(denominator=below):
                new = Fraction(node.numerator, Script(Group("(", (below,)), (), two), span=node.span)
                yield Candidate("power", put(tree, node, new), "The denominator wants a square.", "Look at the powers.")


def functions(c: Context, tree: Node) -> Iterator[Candidate]:
    """An exp or log that was dropped or is too much; a derivative f′ for f."""
    for product, n, name, argument in applications(tree):
        if name in ("exp", "log", "ln"):
            yield Candidate(
                "function", put(tree, product, reapplied(product, n, (argument,))), f"The {name} is too much.", f"Is the {name} right?"
            )
        if name in ENTRYWISE:
            for other in ("exp", "log"):
                if other != name:
                    whole = Group("(", (Product((Factor("", product.factors[n].node), Factor("", argument))),))
                    new = reapplied(product, n, (Name(other), whole))
                    yield Candidate("function", put(tree, product, new), f"{other} is missing before {name}.", f"Is an {other} missing?")
    for node in walk(tree):
        body = node.body if isinstance(node, Big) else None
        if body is not None:
            for f in ("exp", "log"):
                new = Product((Factor("", Name(f)), Factor("", Group("(", (body,)))))
                yield Candidate("function", put(tree, body, new), f"Under the sum {f} is missing.", f"Is an {f} missing?")
                outer = Product((Factor("", Name(f)), Factor("", Group("(", (node,)))))
                yield Candidate("function", put(tree, node, outer), f"{f} is missing before the sum.", f"Is an {f} missing?")
