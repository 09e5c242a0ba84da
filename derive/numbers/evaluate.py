"""Values of terms, derivatives included: the walk over the term, with jets where a ∂ stands."""

from __future__ import annotations

from ..terms import Partial, Slope
from .frame import TooLarge, Value
from .jets import Jets
from .places import OutOfRange
from .walk import HANDLERS, Walk
from .world import World


class Evaluator(Walk):
    """Values of any term in one world, memoised."""

    def derivative(self, term: Partial | Slope) -> Value:
        """∂ and primes, by numbers of their own; what has no value has no derivative, which is told more cheaply."""
        if isinstance(term, Partial):
            self.value(term.args[0])
        return Jets(self, ()).derivative_of(term)

    handlers = {**HANDLERS, Partial: derivative, Slope: derivative}  # noqa: RUF012 - never changed


__all__ = ["Evaluator", "OutOfRange", "TooLarge", "World"]
