"""Verdicts with their evidence, and the equations that they are about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

from sympy import Expr

from ..terms import Index


@dataclass(frozen=True, slots=True)
class Equation:
    """Two entries with the same free indices, to be shown equal."""

    left: Expr
    right: Expr
    axes: tuple[Index, ...] = ()


@dataclass(frozen=True, slots=True)
class CrossCheck:
    """How the numbers bear a proof out."""

    points: int
    largest_error: float


@dataclass(frozen=True, slots=True)
class Proved:
    """Equal for all sizes and values where both sides are defined."""

    method: str
    cross_check: CrossCheck
    conditions: tuple[tuple[Expr, str], ...] = ()
    """What must hold for both sides to be defined, and does not always: (expression, "≠", ">" or "≥")."""
    rules: Mapping[str, int] = field(default_factory=dict)


class Witness:
    """Sizes and values at which the two sides differ; worked out for showing only when asked for."""

    def __init__(self, left: Any, right: Any, places: Callable[[], tuple[Mapping[str, int], Mapping[str, Any]]]) -> None:
        self.left, self.right = left, right
        self._places = places

    @cached_property
    def _found(self) -> tuple[Mapping[str, int], Mapping[str, Any]]:
        return self._places()

    @property
    def sizes(self) -> Mapping[str, int]:
        return self._found[0]

    @property
    def values(self) -> Mapping[str, Any]:
        return self._found[1]

    def data(self) -> dict[str, Any]:
        """JSON-ready."""
        return {"sizes": dict(self.sizes), "values": dict(self.values), "left": self.left, "right": self.right}

    def __repr__(self) -> str:
        return f"Witness(sizes={self.sizes}, values={self.values}, left={self.left}, right={self.right})"


@dataclass(frozen=True, slots=True)
class Refuted:
    """Different at the witness, shown with error bounds."""

    witness: Witness


@dataclass(frozen=True, slots=True)
class Undecided:
    """Neither proved nor refuted, and why."""

    reason: str


Verdict: TypeAlias = Proved | Refuted | Undecided
