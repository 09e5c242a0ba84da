"""Questions, answers, and the four ways in which the court is asked.

Whatever was typed, in a sheet, on the command line, as an answer or in a write-up, becomes a `Question`, and `Court.answer` makes one
`Answer` of it.  The roads differ in their `Policy` alone: in how freely the text is read, never in what is true.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sympy import Expr, S

from ..errors import Span
from ..habits.readings import Reading
from ..meaning.scope import Scope
from ..notation.tree import Big, Name, Node, Number, Script
from ..proof.verdict import Equation, Proved, Refuted, Verdict, Witness
from ..terms import Tensor
from ..vocabulary import HOLDS


@dataclass(frozen=True, slots=True)
class Policy:
    """How freely a text is read."""

    readings: int
    """So many readings of a side are tried; 1: as it stands, in the sheet's own notation."""
    pairs: int
    """So many combinations of the readings of two sides are tried."""
    layout: bool
    """Whether anything may be transposed as a whole, or only what is a derivative."""
    recurrences: bool
    """Whether the recurrences of a sheet are unrolled, and induction is tried unasked."""


SHEET = Policy(readings=1, pairs=1, layout=False, recurrences=False)
"""The claims of a sheet."""
CLAIM = Policy(readings=16, pairs=12, layout=False, recurrences=True)
"""A claim as people type it: `prove`, a batch claim, the Python API."""
STEP = Policy(readings=16, pairs=12, layout=False, recurrences=True)
"""A step of a write-up."""
ANSWER = Policy(readings=16, pairs=16, layout=True, recurrences=False)
"""An answer to a problem."""


@dataclass(frozen=True, slots=True)
class Lemma:
    """A proved equation, to be used in the proof of another, with what it needs to be defined."""

    equation: Equation
    conditions: tuple[tuple[Expr, str], ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A chain of sides that are said to be equal (or, for ∈, a value and its shape)."""

    sides: tuple[Node, ...]
    relation: str = "="
    text: str = ""
    names: Scope | None = None
    """Names in force besides the court's own."""
    lemmas: tuple[Lemma, ...] = ()
    place: tuple[Any, Any] | None = None
    """The one entry of the left side that the right side is said to be."""
    induction: str = ""
    """The size on which the proof goes by induction."""


@dataclass(slots=True, eq=False)
class Side:
    """One side in one reading that makes sense; its entries are built once."""

    reading: Reading
    tensor: Tensor
    _entries: dict[tuple[Any, Any, bool], Expr] = field(default_factory=dict)

    def entry(self, i: Any, j: Any, transposed: bool = False) -> Expr:
        """The entry at a pair of index terms, of the side or of its transpose."""
        found = self._entries.get((i, j, transposed))
        if found is None:
            found = self._entries[i, j, transposed] = self.tensor.at(j, i) if transposed else self.tensor.at(i, j)
        return found

    def spread(self, other: Side) -> Side:
        """A bare 0 in the shape of the other side; any other side as it is."""
        if not self.tensor.is_scalar or other.tensor.is_scalar or not is_zero(self.reading.tree):
            return self
        return Side(self.reading, Tensor(other.tensor.rows, other.tensor.cols, lambda i, j: S.Zero))


def is_zero(node: Node) -> bool:
    """0 as it is written: 0, 0ᵀ, Σ_j 0."""
    match node:
        case Script(base=base, sub=(), sup=Name(text="⊤" | "T"), primes=0) | Big(kind="Σ", body=base):
            return is_zero(base)
    return isinstance(node, Number) and node.value == 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What was decided of a question, with all that is said of it."""

    claim: str
    verdict: str
    message: str = ""
    conditions: tuple[str, ...] = ()
    """What must hold for both sides to be defined, and does not always."""
    assumptions: tuple[str, ...] = ()
    """Hypotheses, the sheet's or the text's own."""
    method: str = ""
    left: str = ""
    right: str = ""
    """What was read, in LaTeX."""
    notes: tuple[str, ...] = ()
    """Each kindness of the reading."""
    slips: tuple[str, ...] = ()
    """Slips of notation that were undone; a verdict holds of what is then meant."""
    evidence: Verdict | None = None
    steps: tuple[Answer, ...] = ()
    """Of a chain of more than two sides each step."""
    seconds: float = 0.0
    span: Span | None = None

    @property
    def holds(self) -> bool:
        return self.verdict in HOLDS

    @property
    def witness(self) -> Witness | None:
        return self.evidence.witness if isinstance(self.evidence, Refuted) else None

    @property
    def points(self) -> int:
        """At how many points the numbers bore a proof out."""
        return self.evidence.cross_check.points if isinstance(self.evidence, Proved) else 0

    @property
    def largest_error(self) -> float:
        return self.evidence.cross_check.largest_error if isinstance(self.evidence, Proved) else 0.0

    @property
    def reading(self) -> str:
        """The whole chain as it was read, in LaTeX."""
        sides = [self.left, self.right] if not self.steps else [self.steps[0].left, *(s.right for s in self.steps)]
        relation = " \\in " if self.method == "shapes" else " = "
        return relation.join(sides) if all(sides) else ""

    @property
    def taken_for_granted(self) -> tuple[str, ...]:
        """Assumptions and conditions, as they stand in square brackets behind a claim."""
        return tuple(dict.fromkeys((*self.assumptions, *self.conditions)))

    def data(self) -> dict[str, Any]:
        """The fields that every JSON object with a verdict has."""
        return {
            "verdict": self.verdict,
            "conditions": list(self.conditions),
            "assumptions": list(self.assumptions),
            "notes": list(self.notes),
            "witness": self.witness.data() if self.witness is not None else None,
        }
