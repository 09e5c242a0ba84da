"""The summation convention in a document: which index of a chain is summed over is told by its left side."""

from __future__ import annotations

import re

from ..inference.convention import announced, fixed_words, free_letters, summed
from ..inference.tidy import tidied
from ..notation.tree import Node
from .source import Source


class Convention:
    """The sums that the summation convention implies, where the document announces it."""

    def __init__(self, source: Source) -> None:
        self.heads: dict[int, frozenset[str]] = {}
        """The letters of the left side of the chain in which a member stands, by its place."""
        if not announced(source.lines.read):
            return
        trees = [source.trees(s) for s in source.statements]
        fixed = fixed_words(t for found in trees for t in found) | classes_in(source)
        for s in source.statements:
            head = source.read(s.members[0]).tree if s.members and s.members[0] else None
            if s.continues and s.members[0].start in self.heads:
                before = self.heads[s.members[0].start]
            else:
                before = fixed | (free_letters(tidied(head)) if head is not None else frozenset())
            for m in s.members:
                self.heads.setdefault(m.start, before)

    def written(self, place: int, tree: Node) -> Node:
        """A member's tree with its sums."""
        free = self.heads.get(place)
        return tree if free is None else summed(tidied(tree), free)


def classes_in(source: Source) -> frozenset[str]:
    """t of «for the true class t»: one index, that nothing is summed over."""
    alone = [s.members[0] for s in source.statements if not s.relations and re.fullmatch(r"\w", s.members[0].text.strip())]
    return frozenset(m.text.strip() for m in alone if ONE_CLASS.search(source.lines.text[max(0, m.start - 40) : m.start]))


ONE_CLASS = re.compile(
    r"\b(?:true|correct|right|target|observed)\s+(?:class|label|word|category|token|index|outcome)\s*(?:\$|\\\()$", re.IGNORECASE
)


def with_sums(source: Source) -> Source:
    """The document's formulas with the sums that it implies; the same if it implies none."""
    convention = Convention(source)
    return Source(source.lines, source.statements, convention.written, source) if convention.heads else source
