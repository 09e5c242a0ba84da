"""w of ∂J/∂u_w, meant of one of the samples that J sums over, where it stands for any word of a sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from ..calculus.carry import reach
from ..calculus.forward import generic
from ..meaning.derivatives import is_derivative
from ..meaning.scope import IndexFamily, IndexName, Scope, TensorName
from ..notation.tree import Fraction, Name, Node, Script, bound_letters, rewrite, unbound_below, walk
from ..terms import Base, unfold
from ..vocabulary import HOLDS
from .names import bases
from .trial import Case, Trees, Trial


def one_of_many(scope: Scope, case: Case, judge: Callable[[Case], Trial]) -> str:
    """w of ∂J/∂u_w, if a pair of which J is a sum over samples holds where w is one of these; else nothing."""
    for many, trees in ones_of_many(scope, case.trees):
        again = judge(replace(case, trees=trees))
        if again.verdict in HOLDS and speaks_of(again.names.scope, trees, many.name):
            return str(many.name).partition("_")[0]
    return ""


def ones_of_many(scope: Scope, trees: Trees) -> Iterator[tuple[Base, Trees]]:
    """A pair of derivatives by u_w with u_{w_k} for u_w, w_k one of the samples, and what these are; for all that may be so meant."""
    below = (n.denominator for tree in trees for n in walk(tree) if isinstance(n, Fraction) and is_derivative(n))
    by = set[str]().union(*map(unbound_below, below))
    counted = {b.axis.size: name for name in scope if isinstance(b := scope.get(name), IndexName)}
    for letter in sorted(by - bound_letters(*trees)):
        family = scope.get(f"{letter}[]")
        for base in family.bases if isinstance(family, IndexFamily) else ():
            if (count := counted.get(base.shape[0].size)) is not None:
                yield base, (with_members(trees[0], letter, count), with_members(trees[1], letter, count))


def speaks_of(scope: Scope, trees: Trees, family: str) -> bool:
    """Whether a name in a pair is made of entries at the members of a family: J of all the u_{w_k}."""
    named = (scope.get(name) for tree in trees for name in bases(tree))
    roots = [b.base for b in named if isinstance(b, TensorName) and b.base is not None]
    inside = (base for root in roots for base in reach(generic(root)) if base.definition is not None)
    return any(b.name == family for base in inside for b in unfold(generic(base)).atoms(Base))


def with_members(tree: Node, letter: str, count: str) -> Node:
    def change(node: Node) -> Node | None:
        return Script(node, (Name(count),), span=node.span) if isinstance(node, Name) and node.text == letter else None

    return rewrite(tree, change)
