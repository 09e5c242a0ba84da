"""The values of indices in a world, and the entries of an array that they pick."""

from __future__ import annotations

import numpy as np
from sympy import Add, Expr, Integer, Mul, S, Symbol

from ..errors import CannotDecide
from ..terms import Entry, Index
from .arithmetic import Array
from .frame import MAX_ENTRIES, Axes, Frame, TooLarge, Value


class OutOfRange(CannotDecide):
    """An index points outside its axis at these sizes: the claim says nothing there."""


class Places(Frame):
    """Index terms in one world, counted from 1."""

    def index(self, term: Expr) -> Value:
        """An index term's values, counted from 1: given, or running over an axis of its own."""
        match term:
            case Integer():
                return (), np.full((1,), int(term))
            case Index():
                given = self.world.indices.get(term)
                if given is not None:
                    return (), given
                if self.length(term) > MAX_ENTRIES:
                    raise TooLarge(
                        f"too large to evaluate: a sum of {self.length(term):.3g} terms"
                        if self.length(term) < 1e300
                        else "too large to evaluate"
                    )
                lower = self.whole(term.lower)
                return (term,), np.arange(lower, self.whole(term.upper) + 1)[None, :]
            case Symbol():
                return (), np.full((1,), self.world.sizes[term])
            case Entry():
                return self.gather(term, self.world.values[term.base])
            case Add() | Mul():
                axes, arrays = self.together([self.index(t) for t in term.args])
                total = arrays[0]
                for a in arrays[1:]:
                    total = total + a if isinstance(term, Add) else total * a
                return axes, total
        raise CannotDecide(f"{term} is not an index")

    def gather(self, term: Entry, whole: Array, rest: Axes = ()) -> Value:
        """Entries of an array at index terms; `rest` are axes of the array behind those of the name."""
        indices = term.indices
        if not indices:
            return rest, whole
        plain = tuple(i for i in indices if isinstance(i, Index) and i not in self.world.indices)
        if len(plain) == len(indices) == len(set(plain)) and all(
            i.lower is S.One and self.length(i) == n for i, n in zip(plain, whole.shape[1:], strict=False)
        ):
            return (*plain, *rest), whole
        axes, places = self.together([self.index(i) for i in indices])
        points = np.arange(whole.shape[0]).reshape(-1, *(1 for _ in axes))
        for p, n in zip(places, whole.shape[1:], strict=False):
            if p.size and (p.min() < 1 or p.max() > n):
                raise OutOfRange(f"{term} is outside its axis at the sizes that were tried")
        return (*axes, *rest), whole[(points, *(p - 1 for p in places))]
