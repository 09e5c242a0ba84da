"""The summation convention, where a text announces it: an index that its left side does not have is summed over.

A letter that is repeated is summed over the smallest product that holds it; one that stands once, over the whole term, numerator or
denominator that it stands in, outside all functions: e^{θ_i} / e^{θ_m} is e^{θ_i} / Σ_m e^{θ_m}.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from ..meaning.derivatives import is_derivative
from ..notation.tree import Big, Chain, Factor, Fraction, Group, Name, Node, Product, Script, Sum, bound_letters, walk

ANNOUNCED = re.compile(
    r"\beins(?:t)?ein\b|\bsummation convention\b|\brepeated ind(?:ex|ices) (?:is|are) summed|\bsum(?:med|s|ming)? over repeated\b",
    re.IGNORECASE,
)
DENIED = re.compile(r"\b(?:no|not|without|n't)\b[^.\n]{0,30}(?:\beinstein\b|\bsummation convention\b)", re.IGNORECASE)


def announced(text: str) -> bool:
    """Whether a text says that it uses the convention."""
    return bool(ANNOUNCED.search(text)) and not DENIED.search(text)


WORDS = frozenset({"o", "c"})
"""The true word and the one in the middle, in a text that has vectors u_o or a row U_{oj}: fixed, not summed over."""


def indices_in(node: Node) -> Iterator[str]:
    """The letters in the subscripts of a tree, each as often as it stands there, but for those that a Σ binds."""
    bound = bound_letters(node)
    for script in walk(node):
        if isinstance(script, Script):
            yield from (n.text for s in script.sub for n in walk(s) if isinstance(n, Name) and len(n.text) == 1 and n.text not in bound)


def summed(node: Node, free: frozenset[str]) -> Node:
    """The tree with the sums that the convention implies; `free` are the letters of the left side."""
    match node:
        case Chain(sides=sides, relations=relations):
            return Chain(tuple(summed(s, free) for s in sides), relations, span=node.span)
        case Sum(terms=terms):
            return Sum(tuple((sign, summed(t, free)) for sign, t in terms), span=node.span)
        case Group(bracket=bracket, items=(one,)):
            return Group(bracket, (summed(one, free),), span=node.span)
    counts = Counter(indices_in(node))
    letters = [n for n in counts if n not in free]
    here = [n for n in letters if is_bound_here(node, n, counts[n])]
    inner = within(node, free | set(letters if not isinstance(node, (Product, Fraction, Script)) else here))
    for letter in reversed(here):
        inner = Big("Σ", (Name(letter, span=node.span),), None, inner, span=node.span)
    return inner


def is_bound_here(node: Node, letter: str, count: int) -> bool:
    """Whether a letter is summed over a whole term: no smaller part of it holds the letter by itself."""
    parts = [part for part in parts_of(node) if letter in set(indices_in(part))]
    if len(parts) != 1:
        return True
    if isinstance(node, Fraction) and not is_derivative(node):
        return False
    (part,) = parts
    return not closes(part, letter, count)


def parts_of(node: Node) -> list[Node]:
    match node:
        case Product(factors=factors):
            return [f.node for f in factors]
        case Fraction(numerator=a, denominator=b) if not is_derivative(node):
            return [a, b]
    return [node]


def closes(part: Node, letter: str, count: int) -> bool:
    """Whether a sum over a letter can stand inside a part of a term."""
    match part:
        case Fraction() if is_derivative(part):
            return False
        case Fraction(numerator=a, denominator=b):
            return (letter in set(indices_in(a))) != (letter in set(indices_in(b)))
        case Group(items=(Sum(terms=terms),)):
            return sum(letter in set(indices_in(t)) for _, t in terms) >= 1
        case Group(items=(Fraction() as one,)) if count == 1 and not is_derivative(one):
            return letter in set(indices_in(one.denominator))
        case Group(items=(one,)):
            return count > 1 and isinstance(one, (Product, Fraction, Sum))
        case Script(base=Group() as base, sup=sup) if sup is not None:
            return letter in set(indices_in(base)) and letter not in set(indices_in(sup))
    return False


def within(node: Node, free: frozenset[str] | set[str]) -> Node:
    """The parts of a term with their own sums."""
    known = frozenset(free)
    match node:
        case Product(factors=factors):
            return Product(tuple(Factor(f.operator, inside(f.node, known)) for f in factors), span=node.span)
        case Fraction(numerator=a, denominator=b) if not is_derivative(node):
            return Fraction(summed(a, known), summed(b, known), span=node.span)
        case Script(base=Group() as base, sub=sub, sup=sup, primes=primes):
            return Script(summed(base, known), sub, sup, primes, span=node.span)
    return node


def inside(node: Node, free: frozenset[str]) -> Node:
    """A factor with the sums that it closes itself."""
    match node:
        case Group(items=(one,)) if isinstance(one, (Sum, Product, Fraction)):
            counts = Counter(indices_in(one))
            single = {n for n in counts if counts[n] == 1 and not closes(node, n, 1)}
            return Group(node.bracket, (summed(one, free | single),), span=node.span)
        case Fraction() | Script():
            return within(node, free)
    return node


def free_letters(head: Node) -> frozenset[str]:
    """The letters that the left side of a chain has, but for those that are repeated there."""
    return frozenset(n for n, count in Counter(indices_in(head)).items() if count == 1)


def fixed_words(trees: Iterable[Node]) -> frozenset[str]:
    """o and c, where a text has u_o, or U_{o,j}."""
    found = (n for tree in trees for n in walk(tree) if isinstance(n, Script) and isinstance(n.base, Name) and n.base.text in ("u", "U"))
    return WORDS if any(isinstance(i, Name) and i.text == "o" for n in found for s in n.sub for i in walk(s)) else frozenset()
