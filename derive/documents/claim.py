"""One pair of a document with its verdict, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ..court.court import Court
from ..notation.tree import Node
from ..vocabulary import ILL_TYPED, REFUTED, VERDICTS
from .names import Names

HINTS = {REFUTED: "The two sides differ: try small numbers.", ILL_TYPED: "The shapes do not fit: look at each product."}


@dataclass(slots=True)
class Claim:
    """One pair of the document, judged."""

    line: int
    column: int
    end_line: int
    left: str
    right: str
    relation: str
    verdict: str
    reading: str = ""
    notes: list[str] = field(default_factory=list)
    under: list[str] = field(default_factory=list)
    conditions: tuple[str, ...] = ()
    """What must hold for both sides to be defined, and does not always."""
    assumptions: tuple[str, ...] = ()
    message: str = ""
    lacking: str = ""
    """A name in it that neither the sheet nor the document knows."""
    borrowed: bool = False
    """It was judged in the document's own names, for want of one in the sheet."""
    repair: str | None = None
    witness: dict[str, Any] | None = None
    follows_from: int | None = None
    """The line of the earlier mistake that this one only carries on."""
    fault: tuple[int, int] = (0, 0)
    """Offsets in the file: of the right side, or of what cannot be read."""
    trees: tuple[Node, Node] | None = None
    names: Names | None = None
    court: Court | None = None
    head: Node | None = None
    """The first member of its chain."""
    statement: int = 0
    """Which of the document's statements it belongs to."""

    @property
    def line_of_mistake(self) -> int:
        """The line of the right side: where a wrong step stands."""
        return self.end_line

    @property
    def holds_where(self) -> tuple[str, ...]:
        """The conditions that the text states, and those without which a side is not defined."""
        return tuple(dict.fromkeys((*self.under, *self.conditions)))

    def forget(self) -> None:
        """Drop what was needed to explain it and others: what stays is plain data, which can be sent between processes."""
        self.trees = self.names = self.court = self.head = None

    def say(self, told: Callable[[str], str]) -> None:
        """Put all that is said of it into other words."""
        self.message, self.reading = told(self.message), told(self.reading)
        self.notes, self.under = [*map(told, self.notes)], [*map(told, self.under)]
        self.conditions, self.assumptions = tuple(map(told, self.conditions)), tuple(map(told, self.assumptions))

    def hold_back(self, feedback: str) -> None:
        """With `hint` no repair and no numbers, and of what is wrong only that it is; with `none` nothing at all."""
        if feedback == "full" or VERDICTS[self.verdict].holds:
            return
        self.repair = self.witness = None
        self.message = "" if feedback == "none" else HINTS.get(self.verdict, self.message)
        if feedback == "none":
            self.notes = []

    def data(self) -> dict[str, Any]:
        return {
            "line": self.line,
            "column": self.column,
            "end_line": self.end_line,
            "left": self.left,
            "right": self.right,
            "relation": self.relation,
            "verdict": self.verdict,
            "reading": self.reading,
            "under": self.under,
            "conditions": list(self.conditions),
            "assumptions": list(self.assumptions),
            "notes": self.notes,
            "feedback": self.message,
            "follows_from": self.follows_from,
            "repair": self.repair,
            "witness": self.witness,
        }
