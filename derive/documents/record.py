"""Claims written down at their places in a file, with the notes of the statement that they belong to."""

from __future__ import annotations

from typing import Any

from ..vocabulary import NOT_A_CLAIM
from .claim import Claim
from .members import Member
from .placed import Placed
from .source import Source
from .statements import Statement
from .words import is_words


class Record:
    """Writes claims of the statements of a document."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.number = 0
        """The statement under way."""

    def claim(self, s: Statement, left: Placed, right: Placed, relation: str, verdict: str, **more: Any) -> Claim:
        """A claim at its place in the file."""
        line, column = self.source.lines.place(left.start)
        end_line = max(line, self.source.lines.place(right.end)[0])
        notes = [*s.notes, *more.pop("notes", ())]
        more.setdefault("fault", (right.start, right.end))
        return Claim(line, column, end_line, left.text, right.text, relation, verdict, notes=notes, statement=self.number, **more)

    def aside(self, s: Statement, n: int, why: str) -> Claim:
        """A pair that states nothing."""
        last = min(n + 1, len(s.members) - 1)
        relation = s.relations[n] if n < len(s.relations) else ""
        kind = [note for m in s.members[n : last + 1] if m for note in self.source.read(m).notes]
        return self.claim(s, s.members[n] or s.members[last], s.members[last], relation, NOT_A_CLAIM, notes=[why, *dict.fromkeys(kind)])

    def unread(self, s: Statement, left: Member, right: Member, m: Member) -> Claim:
        """A pair of which one side cannot be read."""
        assert m.fault is not None
        fault = m.placed.within(m.fault.span) if m.fault.span else (m.placed.start, m.placed.end)
        if is_words(m.placed.text):
            return self.claim(s, left.placed, right.placed, "=", NOT_A_CLAIM, notes=["words in mathematics"], fault=fault)
        known = f"; {m.fault.known}" if m.fault.known and len(m.fault.known) < 80 else ""
        return self.claim(s, left.placed, right.placed, "=", m.fault.verdict, message=m.fault.fact + known, fault=fault)
