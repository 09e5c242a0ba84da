"""A pair of a document, and one way to judge it: in whose names, under what."""

from __future__ import annotations

from dataclasses import dataclass

from ..court.court import Court
from ..court.question import Answer
from ..notation.tree import Node
from ..vocabulary import ILL_TYPED, UNREADABLE
from .conditions import Tests
from .names import Names
from .statements import Statement

Trees = tuple[Node, Node]


@dataclass(slots=True)
class Trial:
    """One way to judge a pair: in whose names, under what."""

    answer: Answer
    names: Names
    court: Court
    notes: tuple[str, ...] = ()
    unknown: str = ""
    """A name that is not known."""
    unbound: bool = False
    """It is an index that nothing binds."""
    misused: bool = False
    """It is a name of the sheet, used as the sheet's declaration forbids: the document's own, then, and no fault of types."""
    loss: int | None = None
    """Which loss of the sheet it is about, if of one that is not said."""
    taken: frozenset[str] = frozenset()
    """Letters that are taken as any index."""
    defined_here: bool = False
    """The same paragraph defines it, in a way that does not help."""

    @property
    def verdict(self) -> str:
        return self.answer.verdict

    @property
    def makes_sense(self) -> bool:
        return not self.unknown and self.verdict not in (ILL_TYPED, UNREADABLE)


@dataclass(slots=True)
class Case:
    """A pair and what it stands in."""

    number: int
    statement: Statement
    trees: Trees
    tests: Tests
    length: int = 0
