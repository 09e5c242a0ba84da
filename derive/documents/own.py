"""A document that no built-in sheet fits, judged in the names that its own formulas show: groups of its parts, each with a sheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ..inference.own import OwnSheet, bold_in, own_sheet
from ..inference.tidy import tidied
from ..inference.uses import Uses, uses_of
from ..notation.tree import Node
from .claim import Claim
from .judge import Judge
from .names import is_sheet_name
from .source import Source

NAME = "own"
"""What stands for the sheet of such a document, and its sheets' name."""


MOST_CHAINS = 150
"""A group of parts has no more formulas: what a name is need not be sought from one end of a book to the other."""


@dataclass(slots=True)
class Group:
    """Parts of a document in which no name means two things."""

    first: int
    """Its first statement."""
    chains: list[tuple[Node, ...]] = field(default_factory=list)
    own: OwnSheet = field(init=False)


class OwnJudge:
    """Judges the statements of a document, in order, each in the names of its own group of parts."""

    def __init__(self, source: Source) -> None:
        self.groups = groups_of(source)
        starts = [(source.statements[g.first].start if n else 0, g) for n, g in enumerate(self.groups)]

        def written(place: int, tree: Node) -> Node:
            group = next((g for start, g in reversed(starts) if start <= place), None)
            tree = source.written(place, tree) if source.written is not None else tree
            return group.own.written(tree) if group is not None else tree

        self.source = Source(source.lines, source.statements, written)
        self.number = -1
        self.inforce: Judge
        """Who judges the group that is looked at."""

    def judge(self, number: int, silent: bool = False) -> Iterator[Claim]:
        """The claims of one statement."""
        while self.number + 1 < len(self.groups) and self.groups[self.number + 1].first <= number:
            self.number += 1
            self.enter(self.groups[self.number])
        yield from self.inforce.judge(number, silent)

    def enter(self, group: Group) -> None:
        """The next group's names, with what the document has defined before and this group does not use otherwise."""
        before = self.inforce.pairs.history if self.number else ()
        self.inforce = Judge(group.own.sheet, (), self.source)
        for d in before:
            if not is_sheet_name(self.inforce.pairs.sheet, d.head, d.name):
                self.inforce.pairs.define(d)


def groups_of(source: Source) -> list[Group]:
    """The parts of a document, put together as long as no name changes its kind and all formulas fit."""
    out: list[Group] = []
    bold = bold_in(source.lines.text)
    for part in parts_of(source):
        part.own = own_sheet(part.chains, NAME, bold)
        if out and len(out[-1].chains) + len(part.chains) <= MOST_CHAINS and not clash(uses_of(out[-1].chains), uses_of(part.chains)):
            both = [*out[-1].chains, *part.chains]
            own = own_sheet(both, NAME, bold)
            if not own.doubtful - out[-1].own.doubtful - part.own.doubtful:
                out[-1].chains, out[-1].own = both, own
                continue
        out.append(part)
    return out


def parts_of(source: Source) -> Iterator[Group]:
    part: Group | None = None
    last = -1
    for n, s in enumerate(source.statements):
        if part is None or s.part != last:
            if part is not None:
                yield part
            part, last = Group(n if part is not None else 0), s.part
        if "=" in s.relations and s.role != "condition" and not s.fault:
            part.chains.append(tuple(map(tidied, source.trees(s))))
    if part is not None:
        yield part


def clash(before: Uses, here: Uses) -> bool:
    """Whether a name has another number of subscripts that count in one part than in another, a number without any among them."""
    kinds = ((kind(before, name), kind(here, name)) for name in here.names if name in before.names)
    return any(one is not None and other is not None and one != other for one, other in kinds)


def kind(uses: Uses, name: str) -> int | None:
    """How many subscripts of a name count; None where a part does not tell."""
    use = uses.names[name]
    counted = [len(sub) for sub in use.below if uses.indices(sub)]
    if counted:
        return max(counted)
    plain = use.alone > len(use.called) and not use.turned and not use.below and not (name in uses.bound or uses.below[name])
    return 0 if plain and not use.spelled else None
