"""Sizes that contradict what words say of names: the only faults of types that are mistakes in names which a document does not declare."""

from __future__ import annotations

import itertools
import re

from ..inference.numbers import names_in
from ..meaning.derivatives import is_derivative
from ..meaning.scope import TensorName
from ..notation.tree import Fraction, Group, Node, Product, walk, whole_name
from .claim import Claim
from .source import Source

SIZES = re.compile(
    r"([A-Za-z]\w*) columns meet ([A-Za-z]\w*) rows"
    r"|a column \((\w+)×1\)(?: and|, the right side) a column \((\w+)×1\)|a row \(1×(\w+)\)(?: and|, the right side) a row \(1×(\w+)\)"
)
"""Sizes that differ, and neither is 1: no matter of rows for columns."""
RATES = frozenset("ηλαβγ")
"""Letters of numbers, by custom."""


def declared_in_parts(source: Source) -> dict[int, frozenset[str]]:
    """For every part of a document the names that it says to be in some ℝ^n: in another part, letters may be any matrices."""
    out: dict[int, frozenset[str]] = {}
    for s in source.statements:
        if s.relations == ["∈"] and (trees := source.trees(s)):
            heads = trees[0].items if isinstance(trees[0], Group) else trees[:1]
            found = frozenset(name for head in heads if (name := whole_name(head)) is not None)
            out[s.part] = out.get(s.part, frozenset()) | found
    return out


def contradicts_words(claim: Claim, meant: frozenset[str], declared: frozenset[str]) -> bool:
    """Whether sizes differ in a pair of names of which words say what shapes they have, or that are made of such names; of those that are
    declared to be in some ℝ^n, one has to be known to mean that here."""
    found = SIZES.search(claim.message)
    if found is None or claim.names is None or claim.trees is None or any(map(is_chain_rule, claim.trees)):
        return False
    bodies, seen = claim.names.local.trees, set[str]()
    waiting = set[str]().union(*map(names_in, claim.trees))
    while waiting:
        seen |= waiting
        waiting = set[str]().union(*(names_in(bodies[n]) for n in waiting if n in bodies)) - seen
    said = claim.names.sheet.said | {n for n in RATES if isinstance(b := claim.names.scope.get(n), TensorName) and b.tensor.is_scalar}
    one, other = (size for size in found.groups() if size)
    shaped = {n for n in seen - bodies.keys() if isinstance(claim.names.scope.get(n), TensorName)}  # no sizes, no indices of sums
    return one != other and shaped <= said and bool(seen & meant or not seen & declared)


def is_chain_rule(tree: Node) -> bool:
    """Whether a derivative is a factor of a matrix product in a tree: in what order these stand is a matter of layout."""
    pairs = (pair for n in walk(tree) if isinstance(n, Product) for pair in itertools.pairwise(n.factors) if pair[1].operator in ("", "·"))
    return any(isinstance(f.node, Fraction) and is_derivative(f.node) for pair in pairs for f in pair)
