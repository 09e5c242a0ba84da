"""Names of the sheet that a document gives another meaning: «with ŷ = softmax(θ), θ = σ(h)W₂ + b₂ and h = xW₁ + b₁»."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..notation.tree import Chain, Node
from ..vocabulary import HOLDS, PROVED
from .members import Member
from .names import Definition, Names, defined_name, is_sheet_name
from .pairs import NEAR, Pairs
from .statements import Statement
from .trial import Case


@dataclass(slots=True)
class Part:
    """One definition of such a sentence."""

    number: int
    name: str
    head: Node
    body: Node


class Meanings:
    """What the document makes the sheet's names mean, as far as claims bear it out."""

    def __init__(self, pairs: Pairs) -> None:
        self.pairs = pairs
        self.settled: dict[int, str] = {}
        """Statements that give a name another meaning, and what is said of them."""
        self.changed: set[str] = set()
        """The names that have one now."""

    def foresee(self, number: int) -> None:
        """At the first statement of a sentence: later parts explain earlier ones; that a name of the sheet gets another
        meaning is believed if another part is then proved, which else is not."""
        parts = [p for n in self.sentence(number) if (p := self.part(n)) is not None]
        if len(parts) < 2:
            return
        names = self.pairs.names
        stated = [p for p in parts if is_sheet_name(self.pairs.sheet, p.head, p.name) and not names.has(p.name)]
        others = [p for p in stated if self.tells(names, p) not in HOLDS]
        for new in others:
            after = names.copy()
            for p in reversed(parts):
                if p is new or p not in stated:
                    after.define(Definition(p.name, p.head, p.body, self.pairs.source.line(self.pairs.source.statements[p.number])))
            if after.has(new.name) and any(p is not new and self.tells(after, p) == PROVED for p in others):
                self.pairs.names = after
                self.changed.add(new.name)
                self.settled[new.number] = f"`{new.name}` is given another meaning than in the sheet {self.pairs.sheet.name}"
                return

    def sentence(self, number: int) -> range:
        """The statements of one sentence «with a = …, b = … and c = …» that begins here."""
        statements = self.pairs.source.statements
        if statements[number].role != "definition" or (number and statements[number - 1].role == "definition"):
            return range(0)
        end = number
        while end < min(len(statements), number + NEAR) and statements[end].role == "definition":
            end += 1
        return range(number, end) if end > number + 1 else range(0)

    def part(self, number: int) -> Part | None:
        s = self.pairs.source.statements[number]
        if s.relations[:1] != ["="] or s.continues or not s.members[0]:
            return None
        head, body = (self.pairs.source.read(m).tree for m in s.members[:2])
        name = defined_name(head) if head is not None else None
        if name is None or head is None or body is None or isinstance(body, Chain):
            return None
        return Part(number, name, head, body)

    def tells(self, names: Names, part: Part) -> str:
        return self.pairs.trial(names, Case(part.number, self.pairs.source.statements[part.number], (part.head, part.body), ())).verdict

    def restore(self, number: int, s: Statement, name: str, members: Sequence[Member | None]) -> None:
        """A name that was given another meaning has the sheet's again once the document says so."""
        left, right = members[0], members[1]
        if name not in self.changed or left is None or right is None or left.tree is None or right.tree is None:
            return
        names = self.pairs.names.copy()
        names.scope.names.pop(name, None)
        names.lines.pop(name, None)
        if self.pairs.trial(names, Case(number, s, (left.tree, right.tree), ())).verdict == PROVED:
            self.pairs.names = names
            self.changed.discard(name)
