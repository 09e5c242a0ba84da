"""w of ∂J/∂u_w, meant of one of the samples that J sums over, where it stands for any word of a sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from ..calculus.carry import reach
from ..calculus.forward import generic
from ..meaning.derivatives import is_derivative, is_partial, leading
from ..meaning.scope import IndexFamily, IndexName, Scope, TensorName
from ..notation.tree import Big, Fraction, Name, Node, Script, bound_by, bound_letters, rewrite, unbound_below, walk
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


def named_twice(scope: Scope, trees: Trees) -> Iterator[tuple[str, Trees]]:
    """A pair in which u_k stands below ∂ and a sum binds the same k: u_{w_s} for the one outside of the sum, w_s any of the samples."""
    for letter in sorted(bound_letters(*trees)):
        below = (n.denominator for t in trees for n in walk(t) if isinstance(n, Fraction) and (is_derivative(n) or by_partial(n)))
        if not any(letter in unbound_below(by) for by in below):
            continue
        for members, base in scope.families():
            for count in (c for c in counts_of(scope, base) if c != letter):
                member = Script(Name(members), (Name(count),))
                yield f"{members}_{count}", (outside_sums(trees[0], letter, member), outside_sums(trees[1], letter, member))


def by_partial(node: Fraction) -> bool:
    """∂J/∂u, and J/∂u with the ∂ that is missing."""
    return is_partial(leading(node.denominator)[0])


def counts_of(scope: Scope, base: Base) -> list[str]:
    """The letters that count the members of a family: s and x of the samples w_s."""
    return [n for n in scope if isinstance(b := scope.get(n), IndexName) and b.axis.size == base.shape[0].size]


def outside_sums(tree: Node, letter: str, member: Node) -> Node:
    """A tree with something else for a letter, but where a Σ binds it."""

    def change(node: Node) -> Node | None:
        if isinstance(node, Big) and letter in bound_by(node):
            return node
        return replace(member, span=node.span) if isinstance(node, Name) and node.text == letter else None

    return rewrite(tree, change)


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


def with_own_indices(scope: Scope, trees: Trees) -> Trees:
    """s of w_s as a letter of its own, where the document calls a vector s as well: what stands below w is an index."""
    used = {n.text for tree in trees for n in walk(tree) if isinstance(n, Name)}
    spare = (c for c in "ijklnpqr" if c not in used and scope.get(c) is None)
    new: dict[str, Name] = {}

    def change(node: Node) -> Node | None:
        if isinstance(node, Big) and bound_by(node) & hidden:
            return node
        match node:
            case Script(base=Name(text=stem), sub=(Name(text=letter) as at,), sup=None, primes=0) if letter in hidden:
                if isinstance(scope.get(stem + "[]"), IndexFamily):
                    own = new.get(letter) or new.setdefault(letter, Name(next(spare, letter), span=at.span))
                    return Script(node.base, (own,), span=node.span)
        return None

    hidden = {n for n in used if isinstance(scope.names.get(n), TensorName)}
    return (rewrite(trees[0], change), rewrite(trees[1], change)) if hidden else trees
