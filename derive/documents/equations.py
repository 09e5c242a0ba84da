"""Equations as pairs of trees: what they divide by, what is put in for a name, what an inverse on one side says."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from ..court.question import STEP, Question
from ..inference.tidy import STAR
from ..meaning.derivatives import with_partials
from ..notation.tree import Factor, Group, Node, Product, Script, Sum, rewrite, same, walk
from ..notation.tree import Fraction as FractionNode
from ..notation.write import unicode
from ..vocabulary import GREEK, HOLDS, NOT_A_CLAIM
from .arithmetic import has_names, is_rounded, plain_court, value_of
from .claim import Claim
from .gaps import Sides
from .inferred import is_zero
from .letters import holds_derivative
from .source import Source
from .statements import Statement


def is_derivative_taken(tree: Node) -> bool:
    """Whether a derivative stands in a side, with a prime too."""
    return holds_derivative(tree) or any(isinstance(n, Script) and n.primes for n in walk(tree))


def typed(name: str) -> str:
    """A name as a text may have it, as a pattern: \\mu for μ."""
    base = unicodedata.normalize("NFD", name.partition("_")[0])[0]
    command = next((word for word, letter in GREEK.items() if letter == base), "")
    return rf"(?:\\{command}(?![A-Za-z])|{re.escape(base)})" if command else rf"(?<![A-Za-z\\]){re.escape(base)}(?![A-Za-z])"


def denominators(tree: Node) -> Iterator[Node]:
    """What is divided by, where it has names."""
    for node in walk(tree):
        if isinstance(node, FractionNode) and has_names(node.denominator):
            yield node.denominator
        elif isinstance(node, Product):
            yield from (f.node for f in node.factors if f.operator == "/" and has_names(f.node))


def divided_by(trees: Sides) -> Iterator[str]:
    """What must not be 0, or must be invertible, for an equation to follow."""
    for tree in trees:
        yield from (f"{unicode(node)} ≠ 0" for node in denominators(tree))
        powers = (n for n in walk(tree) if isinstance(n, Script) and n.sup is not None and is_minus_one(n.sup))
        yield from (f"{unicode(n.base)} is invertible" for n in powers)


def with_d(tree: Node) -> Node:
    """∂J/∂w for dJ/dw."""
    return with_partials(tree) if isinstance(tree, FractionNode) else tree


def gap(sides: Sides) -> Node:
    """a − b of a = b: no name is defined by it."""
    return Sum(((1, sides[0]), (-1, Group("(", (sides[1],), span=sides[1].span))), span=sides[0].span)


def pairs_of(source: Source, s: Statement) -> Iterator[tuple[int, Node, Node]]:
    """The equations of a chain, each with its place in it."""
    members = source.members(s)
    for n, (left, right, relation) in enumerate(zip(members, members[1:], s.relations, strict=False)):
        if relation == "=" and left is not None and right is not None and left.tree is not None and right.tree is not None:
            yield n, left.tree, right.tree


def same_value(closed: Node, wanted: Node) -> bool:
    """Whether two sides without names are the same number, to the digits that are written, or the same list of numbers."""
    one, other = value_of(closed), value_of(wanted)
    if one is not None and other is not None:
        return is_rounded(one, other, unicode(wanted))
    return plain_court().answer(Question((closed, wanted)), STEP).verdict in HOLDS


def is_definition(claim: Claim) -> bool:
    return claim.verdict == NOT_A_CLAIM and any(note.startswith("a definition") for note in claim.notes)


def is_value(claim: Claim) -> bool:
    """Whether an equation gives a name a number."""
    return claim.verdict == NOT_A_CLAIM and any(note.startswith("a value that is set") for note in claim.notes)


def is_zero_at_end(source: Source, s: Statement) -> bool:
    """Whether a chain ends with = 0."""
    trees = source.trees(s)
    return bool(trees) and is_zero(trees[-1])


def multiplied(trees: Sides) -> Iterator[Sides]:
    """P w = v for w = P⁻¹ v."""
    left, right = trees
    match right:
        case Product(factors=(Factor(node=Script(base=matrix, sub=(), sup=sup, primes=0)), *rest)) if is_minus_one(sup) and rest:
            held = Product(tuple(rest), span=right.span) if len(rest) > 1 else rest[0].node
            yield Product((Factor("", matrix), Factor("", Group("(", (left,), span=left.span))), span=left.span), held


def is_minus_one(sup: Node | None) -> bool:
    node = sup.items[0] if isinstance(sup, Group) and len(sup.items) == 1 else sup
    return node is not None and unicode(node) in ("−1", "-1")


def put(tree: Node, old: Node, new: Node) -> Node:
    """The tree with one expression written for another, in brackets."""
    return rewrite(tree, lambda n: Group("(", (new,), span=n.span) if same(n, old) else None)


def without_mark(name: str) -> str:
    """w of w^* and of ŵ."""
    base = name.removesuffix(f"_{STAR}")
    return base if base != name else unicodedata.normalize("NFD", name).replace("\u0302", "")


def listed(lines: Sequence[int] | set[int]) -> str:
    """«line 3», «lines 3 and 5»."""
    each = [str(n) for n in sorted(lines)]
    return f"line {each[0]}" if len(each) == 1 else f"lines {', '.join(each[:-1])} and {each[-1]}"
