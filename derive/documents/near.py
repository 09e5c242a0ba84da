"""A document in its own names, and pairs that these leave open once more, in what their own statement and its definitions show.

Where a letter means two things in one part, or a formula far off does not fit, what is known of names fails for every line that
uses them.  A step that holds whatever its own letters stand for needs no more than itself; nothing is refuted that way.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace

from ..errors import fault_of_ours
from ..inference.tidy import tidied
from ..inference.uses import head_of, uses_of
from ..vocabulary import HOLDS, UNDECIDED, UNREADABLE
from .arithmetic import has_names
from .claim import Claim
from .names import bases
from .own import OwnJudge
from .said import equations_of
from .source import Source
from .statements import Statement

MOST_DEFINITIONS = 10
"""So many definitions are looked at for one statement, those of its own names first."""


class NearJudge:
    """Judges the statements of a document in its own names: first in those of their part, then by themselves."""

    def __init__(self, source: Source) -> None:
        self.own = OwnJudge(source)
        self.given = source
        self.context: Context | None = None
        self.judged: dict[int, list[Claim]] = {}
        """What was said of each statement, for those who ask again."""

    @property
    def source(self) -> Source:
        return self.own.source

    def declared(self) -> list[tuple[int, list[str]]]:
        """What is taken of the names of each part, and the line from which it is."""
        return self.own.declared()

    def judge(self, number: int, silent: bool = False) -> Iterator[Claim]:
        """The claims of one statement."""
        if number not in self.judged:
            self.judged[number] = list(self.anew(number, silent))
        yield from self.judged[number]

    def anew(self, number: int, silent: bool) -> Iterator[Claim]:
        claims = list(self.own.judge(number, silent))
        is_open = [c.verdict in (UNDECIDED, UNREADABLE) and c.relation == "=" for c in claims]
        if any(is_open) and not silent:
            self.context = self.context or Context(self.given)
            try:
                near = self.context.claims(number)
            except Exception as error:  # a fault of this program costs this second look, and not the document
                fault_of_ours(error)
                near = {}
            claims = [near.get((c.left, c.right), c) if again else c for c, again in zip(claims, is_open, strict=True)]
        yield from claims


class Context:
    """What single statements of a document rest on."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.statements = source.statements
        self.used: list[frozenset[str]] = []
        """The names in each statement."""
        self.defined: dict[str, list[int]] = {}
        """The statements that begin with a name and =."""
        chains = []
        for s in self.statements:
            trees = tuple(map(tidied, source.trees(s)))
            chains.append(trees)
            self.used.append(frozenset(name for tree in trees for name in bases(tree)))
        for n, begins, body in equations_of(source):
            if (head := head_of(tidied(begins))) is not None and has_names(body):  # x = (1, 0) is so in an example only
                self.defined.setdefault(head, []).append(n)
        self.wide = source.wide | {name for name, use in uses_of(chains).names.items() if use.turned}
        """Names that are transposed somewhere, or that words call vectors: no letter of a statement is a number for want of context."""

    def claims(self, number: int) -> dict[tuple[str, str], Claim]:
        """The pairs of a statement that hold in what it shows by itself, with the declarations and the definitions that it rests on."""
        declarations = [n for n in range(len(self.statements)) if self.statements[n].relations == ["∈"] and n != number]
        chosen = sorted({*declarations, *self.definitions(number)} - {number})
        s, declared = self.statements[number], [self.statements[n] for n in declarations]
        out = dict(self.held([self.statements[n] for n in chosen], s, number, "this statement alone shows them"))
        for n, (left, right) in enumerate(itertools.pairwise(s.members)):
            again = s.relations[n] == "=" and left and right and (left.text, right.text) not in out
            if again and (len(s.members) > 2 or len(chosen) > len(declared)):
                step = replace(s, members=[left, right], relations=["="], continues=s.continues or n > 0)
                out |= dict(self.held(declared, step, number, "this step alone shows them"))
        return out

    def held(self, before: list[Statement], s: Statement, number: int, how: str) -> Iterator[tuple[tuple[str, str], Claim]]:
        """The pairs of a statement that hold in what it shows itself, and a few others `before` it."""
        near = Source(self.source.lines, [*before, s], None, self.source, self.source)
        near.wide = self.wide
        judge = OwnJudge(near)
        for n in range(len(before)):
            list(judge.judge(n, silent=True))
        for claim in judge.judge(len(before)):
            if claim.verdict in HOLDS:
                claim.borrowed, claim.statement = True, number
                claim.notes.append(f"its names are read as {how}")
                yield (claim.left, claim.right), claim

    def definitions(self, number: int) -> list[int]:
        """The definitions that a statement rests on, each name's last one before it, or one in its own paragraph."""
        found: dict[int, None] = {}
        waiting = sorted(self.used[number])
        seen: set[str] = set()
        paragraph = self.statements[number].paragraph
        while waiting and len(found) < MOST_DEFINITIONS:
            name = waiting.pop(0)
            places = self.defined.get(name, ()) if name not in seen else ()
            seen.add(name)
            before = [n for n in places if n < number] or [n for n in places if n > number and self.statements[n].paragraph == paragraph]
            if before and before[-1] not in found:
                found[before[-1]] = None
                waiting += sorted(self.used[before[-1]])
        return list(found)
