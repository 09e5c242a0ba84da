"""The judges of a document: each of its parts is judged in the sheet that makes sense of most of it, and what lacks a name there in
the names that the document's own formulas show."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from ..errors import fault_of_ours
from ..sheets.sheet import Sheet
from ..vocabulary import HOLDS, REFUTED, UNDECIDED, UNREADABLE
from .claim import Claim
from .judge import Judge
from .near import NearJudge
from .source import Source

MOST = 3
"""So many more equations must make sense in another sheet, for a new topic to begin."""


class Bench:
    """Judges the statements of a document, in order; every judge hears all of them."""

    def __init__(
        self,
        source: Source,
        topics: Sequence[tuple[int, Sheet]],
        others: Callable[[Sheet], Sequence[Sheet]],
        in_own_names: bool,
        own: NearJudge | None = None,
    ) -> None:
        self.source, self.topics = source, topics
        self.judges = {sheet: Judge(sheet, others(sheet), source) for _, sheet in topics}
        self.inforce = self.judges[topics[0][1]]
        """Who judges the part that is looked at."""
        self.may_ask_own = in_own_names
        self.own = own
        """Who judges in the document's own names; not asked before a name is lacking."""

    def judge(self, number: int, silent: bool = False) -> Iterator[Claim]:
        """The claims of one statement."""
        sheet = next(sheet for first, sheet in reversed(self.topics) if first <= number)
        self.inforce = self.judges[sheet]
        for other in self.judges.values():
            if other is not self.inforce:
                list(other.judge(number, silent=True))
        claims = list(self.inforce.judge(number, silent))
        asked = self.may_ask_own and any(map(lacks_a_name, claims))
        if self.own is not None or asked:
            own = self.in_own_names(number, not asked)
            claims = [better(c, own, sheet) for c in claims] if asked else claims
        yield from claims

    def in_own_names(self, number: int, silent: bool) -> dict[tuple[str, str], Claim]:
        """What the document's own names say of the pairs of a statement; nothing where this program fails at that."""
        try:
            if self.own is None:
                self.own = NearJudge(self.source)
                for n in range(number):
                    list(self.own.judge(n, silent=True))
            return {(c.left, c.right): c for c in self.own.judge(number, silent)}
        except Exception as error:  # a fault of this program: what the sheet says is kept
            fault_of_ours(error)
            self.may_ask_own, self.own = False, None
            return {}


def lacks_a_name(claim: Claim) -> bool:
    """Whether a pair may be read in other names than the sheet's: for want of one, or because it cannot be read with those."""
    return (bool(claim.lacking) and claim.verdict == UNDECIDED) or (claim.verdict == UNREADABLE and claim.relation == "=")


def better(claim: Claim, own: dict[tuple[str, str], Claim], sheet: Sheet) -> Claim:
    """A pair that lacks a name of the sheet, as the document's own names decide it, if they do."""
    other = own.get((claim.left, claim.right)) if lacks_a_name(claim) else None
    if other is None or other.verdict not in (*HOLDS, *([REFUTED] if claim.lacking else [])):
        return claim
    why = f"`{claim.lacking}` is no name of {sheet.name}" if claim.lacking else f"it cannot be read with {sheet.name}"
    says = f"{why}: read in the names that the document's own formulas show"
    return replace(other, borrowed=True, notes=[*other.notes, says])


def topics_of(source: Source, sheet: str, understood: Mapping[str, set[int]], tried: Sequence[int]) -> tuple[list[tuple[int, str]], int]:
    """What a document is about, one topic after the other, and from which statement on: the sheets that make sense of most of the
    equations that were tried, where each new topic must make sense of `MOST` more than going on; `sheet` is that of the whole.  And how
    many make sense in them."""
    names = [sheet, *(n for n in understood if n != sheet)]
    best: dict[str, tuple[int, tuple[str, ...]]] = {name: (0 if name == sheet else -MOST, (name,)) for name in names}
    for number in tried:
        top = max(names, key=lambda n: best[n][0])
        went_on: dict[str, tuple[int, tuple[str, ...]]] = {}
        for name in names:
            score, way = best[name] if best[name][0] > best[top][0] - MOST else (best[top][0] - MOST, best[top][1])
            went_on[name] = (score + (number in understood[name]), (*way, name))
        best = went_on
    way = max(best.values(), key=lambda found: found[0])[1][1:]
    out = [(0, way[0] if way else sheet)]
    for n in range(1, len(way)):
        if way[n] != way[n - 1]:
            first = next(m for m in range(n, len(way)) if tried[m] in understood[way[n]])
            out.append((beginning(source, tried[n - 1], tried[first]), way[n]))
    return out, sum(number in understood[name] for number, name in zip(tried, way, strict=True))


def beginning(source: Source, before: int, number: int) -> int:
    """Where a topic begins: at the last heading between two statements, or with the second one's paragraph."""
    statements = source.statements
    part = next((n for n in range(number, before, -1) if statements[n].part != statements[n - 1].part), None)
    if part is not None:
        return part
    return next((n for n in range(number, before, -1) if statements[n].paragraph != statements[n - 1].paragraph), number)
