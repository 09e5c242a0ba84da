"""A document that no built-in sheet fits, judged in the names that its own formulas show: groups of its parts, each with a sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ..inference.declared import by_rows_in, declared_in, distributions_in, shapes_in, with_shapes
from ..inference.naming import ERROR, told
from ..inference.own import OwnSheet, bold_in, own_sheet
from ..inference.tidy import tidied
from ..inference.uses import Uses, head_of, uses_of
from ..notation.tree import Mark, Node, walk
from .claim import Claim
from .judge import Judge
from .names import bases, is_sheet_name
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
    said: list[tuple[Node, Node]] = field(default_factory=list)
    """What words declare: W ∈ ℝ^{h×d}."""
    heads: frozenset[str] = frozenset()
    """Names that words define: «where z = W x»."""
    own: OwnSheet = field(init=False)


class OwnJudge:
    """Judges the statements of a document, in order, each in the names of its own group of parts."""

    def __init__(self, source: Source) -> None:
        self.groups = groups_of(source)
        starts = [(source.statements[g.first].start if n else 0, g) for n, g in enumerate(self.groups)]

        def written(place: int, tree: Node) -> Node:
            group = next((g for start, g in reversed(starts) if start <= place), None)
            return group.own.written(tree) if group is not None else tree

        self.source = Source(source.lines, source.statements, written, source, source.whole if source.whole is not source else None)
        self.number = -1
        self.inforce: Judge
        """Who judges the group that is looked at."""

    def declared(self) -> list[tuple[int, list[str]]]:
        """What is taken of the names of each group, and the line from which it is."""
        found = ((self.source.line(self.source.statements[g.first]), g.own.declared()) for g in self.groups if self.source.statements)
        return [(line, [*map(told, said)]) for line, said in found if said]

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
            if d.name.partition("_")[0] in group.own.before or not is_sheet_name(self.inforce.pairs.sheet, d.head, d.name):
                self.inforce.pairs.define(d)


def groups_of(source: Source) -> list[Group]:
    """The parts of a document, put together as long as no name changes its kind and all formulas fit."""
    out: list[Group] = []
    everything: list[tuple[Node, Node]] = []
    bold = bold_in(source.lines.read, source.wide)
    shaped, distributions = shapes_in(source.lines.read), distributions_in(source.lines.read)
    by_rows = by_rows_in(source.lines.read)
    known: list[dict[str, int | None]] = [{}]
    for part in parts_of(source):
        everything += part.said
        declared = with_shapes(declared_in(everything), shaped, by_rows)
        labels = distributions | (out[-1].own.labels if out else frozenset())
        part.own = own_sheet(part.chains, NAME, bold, declared, known[-1] | defined_in(out[-1:]), part.heads, labels)
        if out and len(out[-1].chains) + len(part.chains) <= MOST_CHAINS and not clash(uses_of(out[-1].chains), uses_of(part.chains)):
            both = [*out[-1].chains, *part.chains]
            heads = out[-1].heads | part.heads
            own = own_sheet(both, NAME, bold, declared, known[-1], heads, labels)
            if not own.doubtful - out[-1].own.doubtful - part.own.doubtful:
                out[-1].chains, out[-1].own, out[-1].heads = both, own, heads
                continue
        known.append(known[-1] | defined_in(out[-1:]))
        out.append(part)
    return out


def defined_in(groups: list[Group]) -> dict[str, int | None]:
    """The names that some parts define, and how many of their subscripts count; None of vectors, which may have entries elsewhere."""
    found = [(uses_of(g.chains, g.heads), g.own.wide) for g in groups]
    out = {name: None if name in wide else uses.kind(name) for uses, wide in found for name in uses.defined if name in uses.names}
    return out | dict.fromkeys([ERROR] if any(g.own.naming.error for g in groups) else [])


def parts_of(source: Source) -> Iterator[Group]:
    """The parts of a document by its headings, each once more in two where a name gets one more index from some place on."""
    part: Group | None = None
    last = -1
    seen: dict[str, int] = {}
    """The paragraph in which a name stands first."""
    begins: list[int] = []
    """The statements that the part's chains are."""
    for n, s in enumerate(source.statements):
        if part is None or s.part != last:
            if part is not None:
                yield from runs(part, begins)
            part, last, begins = Group(n if part is not None else 0), s.part, []
        if s.relations == ["∈"] and len(trees := source.trees(s)) == 2:
            part.said.append((trees[0], trees[1]))
        if "=" in s.relations and s.role != "condition" and not s.fault:
            chain = tuple(map(tidied, source.trees(s)))
            part.chains.append(chain)
            begins.append(n)
            head = head_of(chain[0]) if s.role == "definition" and chain else None
            if (
                head is not None
                and seen.get(head) == s.paragraph
                and not any(isinstance(n, Mark) and n.kind == "…" for n in walk(chain[-1]))
            ):
                part.heads |= {head}  # μ of «v = Σ (x_i − μ)², where μ = …», not X of «where X = U D Vᵀ» at the end
            for name in {name for tree in chain for name in bases(tree)}:
                seen.setdefault(name, s.paragraph)
    if part is not None:
        yield from runs(part, begins)


def runs(part: Group, begins: Sequence[int]) -> Iterator[Group]:
    """A part as it is; or cut where y_n becomes y_{nk}, if y is no vector of each example, and x_1 becomes x_{i1}."""
    while (place := change_in(part)) is not None:
        after = Group(begins[place], part.chains[place:], [], part.heads)
        part.chains = part.chains[:place]
        yield part
        part, begins = after, begins[place:]
    yield part


def change_in(part: Group) -> int | None:
    """The first chain in which some name has two subscripts that had one before, if it has no one subscript after that."""
    whole = uses_of(part.chains, part.heads)
    changing = [
        name
        for name, use in whole.names.items()
        if use.alone > use.given and not whole.of_vectors(name) and {1, 2} <= {len(sub) for sub in use.below}
    ]
    each = [uses_of([chain]) for chain in part.chains] if changing else []
    places = []
    for name in changing:
        counts = [{len(sub) for sub in uses.names[name].below} if name in uses.names else set() for uses in each]
        place = next(n for n, found in enumerate(counts) if 2 in found)
        if any(1 in found for found in counts[:place]) and not any(1 in found for found in counts[place:]):
            places.append(place)
    return min(places, default=None)


def clash(before: Uses, here: Uses) -> bool:
    """Whether a name has another number of subscripts that count in one part than in another, a number without any among them, or is a
    number t here and a time there."""
    if any(
        one.kind(n) == 0 and n not in other.names for one, other in ((before, here), (here, before)) for n in other.steps & one.names.keys()
    ):
        return True
    kinds = ((before.kind(name), here.kind(name)) for name in here.names if name in before.names)
    return any(one is not None and other is not None and one != other for one, other in kinds)
