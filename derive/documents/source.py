"""The statements of a document, its places, and its members as trees."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..notation.tree import Node
from .members import Member, member
from .placed import Lines, Placed
from .statements import Statement

TELLING = ("definition", "condition")
KEPT = 64
"""So many members are kept: a chain asks for each twice, conditions stand over several claims."""


class Source:
    """What the parts of the judge share."""

    def __init__(self, lines: Lines, statements: Sequence[Statement]) -> None:
        self.lines, self.statements = lines, statements
        self._members: dict[tuple[int, str], Member] = {}

    def read(self, placed: Placed) -> Member:
        """A member's tree, read once."""
        key = (placed.start, placed.text)
        found = self._members.get(key)
        if found is None:
            if len(self._members) > KEPT:
                self._members.clear()
            found = self._members[key] = member(placed)
        return found

    def members(self, statement: Statement) -> list[Member | None]:
        return [self.read(m) if m else None for m in statement.members]

    def trees(self, statement: Statement) -> tuple[Node, ...]:
        """All members of a statement that can be read."""
        return tuple(m.tree for m in self.members(statement) if m is not None and m.tree is not None)

    def describes(self, letter: str, number: int) -> bool:
        """Whether words say what a letter is («where k is the position of o», «assume word o is …») before a statement, or in its part."""
        here = self.statements[number].part

        def tells(s: Statement) -> bool:
            return letter in s.letters or (s.role in TELLING and not s.relations and s.members[0].text.strip() == letter)

        said = (n for n, s in enumerate(self.statements) if tells(s))
        return any(n <= number or self.statements[n].part == here for n in said)

    def has_index(self, name: str, part: int) -> bool:
        """Whether a name stands with a subscript in a part of the document."""
        texts = (m.text for s in self.statements if s.part == part for m in s.members)
        return any(re.search(rf"(?<![A-Za-z\\]){re.escape(name)}\}}?\s*_", text) for text in texts)

    def line(self, statement: Statement) -> int:
        return self.lines.place(statement.start)[0]
