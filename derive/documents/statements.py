"""What a document states: chains of formulas, each with the conditions that it stands under and what words make of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from .placed import Placed

ORDERS = frozenset("<>≤≥")


@dataclass(frozen=True, slots=True)
class Condition:
    """w ≠ o, as it was written; or, `otherwise`, what is left by those before."""

    members: tuple[Placed, ...]
    relation: str
    negated: bool = False


@dataclass(slots=True)
class Statement:
    """One chain of the document."""

    members: list[Placed]
    relations: list[str]
    role: str = ""
    """What the words before it make of it: "definition", "condition", or nothing."""
    under: list[Condition] = field(default_factory=list)
    """Conditions that stand beside it."""
    case: list[Condition] = field(default_factory=list)
    """Conditions from a heading: «when w ≠ o:»."""
    continues: bool = False
    """Its first member stands in an earlier display."""
    display: bool = False
    notes: tuple[str, ...] = ()
    leads_to: bool = False
    """⇒ follows: it may be a hypothesis."""
    follows: bool = False
    """It stands after a ⇒, or after «so», «gives»."""
    reason: bool = False
    """It stands after «because»: what follows goes on from what stood before it."""
    guessed: str = ""
    """A macro in it that nobody defines, and that may stand for something else than it is read as."""
    fault: str = ""
    """Why it cannot be read: a macro in it, its length."""
    assigned: bool = False
    """:= or ←, an update or a definition."""
    required: bool = False
    """Words before it demand it: γ is chosen such that …"""
    zero_when: bool = False
    """«The gradient is zero when» stands before it, and nothing else."""
    hypothesis: bool = False
    """Words before it set it up: setting ∂J/∂v_c = 0."""
    letters: tuple[str, ...] = ()
    """Letters of which the words before it say what they are."""
    paragraph: int = 0
    part: int = 0
    """Which part of the document, by its headings and its numbering."""
    asked: bool = False
    """The sentence is a question."""
    remark: bool = False
    """Words after it say that it holds at some places only."""

    @property
    def start(self) -> int:
        return next((m.start for m in self.members if m), 0)
