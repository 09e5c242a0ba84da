"""A graded answer, and one side of it as it was judged."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .. import vocabulary
from ..court.question import Answer
from ..errors import FormulaError
from ..habits.readings import Reading
from ..notation.read import read
from ..notation.write import unicode
from ..vocabulary import ANSWERS

CORRECT, LAYOUT, SLIP, WRONG = (ANSWERS[v] for v in (vocabulary.PROVED, vocabulary.LAYOUT, vocabulary.SLIP, vocabulary.REFUTED))
FEEDBACK = ("none", "hint", "full")


@dataclass(slots=True)
class Graded:
    """One graded answer, with the fields of the interface."""

    problem: str
    formula: str
    verdict: str
    credit: float = 0.0
    reading: str = ""
    feedback: list[str] = field(default_factory=list)
    repair: str | None = None
    witness: dict[str, Any] | None = None
    steps: list[dict[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    assumptions: list[str] = field(default_factory=list)
    conditions: list[str] = field(default_factory=list)
    kind: str | None = None
    """The class of the mistake that was found: sign, factor, swap …"""
    group: str | None = None
    """Answers to a problem with the same letters here are the same wrong answer, however they are typed."""
    override: str | None = None
    """The comment of the teacher whose decision this is."""
    stopped: str | None = None
    """The limit that stopped the grading, or only the diagnosis: then the verdict stands."""
    seconds: float = 0.0

    def data(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "problem": self.problem,
            "formula": self.formula,
            "verdict": self.verdict,
            "credit": self.credit,
            "reading": self.reading,
            "feedback": self.feedback,
            "repair": self.repair,
            "witness": self.witness,
            "mistake": self.kind,
            "group": self.group,
            "override": self.override,
            "notes": self.notes,
            "steps": self.steps,
            "assumptions": self.assumptions,
            "conditions": self.conditions,
            "stopped": self.stopped,
            "seconds": round(self.seconds, 6),
        }


@dataclass(slots=True)
class Judged:
    """One side of an answer in the reading that was taken."""

    answer: Answer
    reading: Reading | None = None

    @property
    def verdict(self) -> str:
        return ANSWERS[self.answer.verdict]

    @property
    def message(self) -> str:
        return self.answer.message


def plain(text: str) -> str:
    """LaTeX of ours as one line of Unicode."""
    try:
        return ", ".join(unicode(n) for n in read.__wrapped__(text))
    except (FormulaError, RecursionError):
        return text
