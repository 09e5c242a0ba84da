"""Carrying derivatives out: the nodes ∂(body)/∂(entry) and f′(argument) of a term replaced by what they come to.

Forward, or in reverse where the way through a sheet's definitions is long.  A derivative by a *defined* name holds the
other names fixed; where the body never mentions that name, but only what it is made of, nothing says what is held
fixed, and the question stays open.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sympy import Expr, Symbol

from ..errors import CannotDecide
from ..terms import Base, Entry, Partial, Slope, rebuild, unfold
from . import forward
from .forward import generic
from .reverse import Backward, used

HELD_FIXED = "nothing says what is held fixed"
MAX_KEPT = 4096
"""So many derivatives are kept."""
Carried = tuple[Expr, tuple[Expr, ...]]
"""What a derivative comes to, and what must not be 0 for it to exist: the boundaries of cases."""


@lru_cache(maxsize=MAX_KEPT)
def carry(node: Partial | Slope) -> Carried:
    """One derivative, carried out: in reverse where that pays."""
    if isinstance(node, Partial):
        refuse_unclear(node.body, node.entry)
        body, edges = carry_out(node.body)  # in reverse, a derivative that is not carried out would count as a name of its own
        backward = Backward(body, node.entry.base)
        if backward.pays:
            value = backward.at(node.entry)
            return value, (*edges, *backward.boundaries)
    return forward.carry(node)


def has_derivative(term: Any) -> bool:
    """Whether a term, its definitions unopened, holds a derivative that is not carried out."""
    if isinstance(term, (Partial, Slope)):
        return True
    return not isinstance(term, (Entry, Base, Symbol)) and any(has_derivative(a) for a in getattr(term, "args", ()))


def carry_out(term: Any) -> tuple[Any, tuple[Expr, ...]]:
    """A term without the nodes ∂ in it (its definitions stay names), and the boundaries of its derivatives."""
    if not has_derivative(term):
        return term, ()
    if isinstance(term, (Partial, Slope)):
        value, edges = carry(term)
        again, more = carry_out(value)
        return again, (*edges, *more)
    parts = [carry_out(a) for a in term.args]
    edges = tuple(dict.fromkeys(e for _, more in parts for e in more))
    args = tuple(a for a, _ in parts)
    if isinstance(term, Expr):
        return rebuild(term, args), edges
    return Expr.__new__(term.func, *args), edges


def unfold_all(term: Expr) -> Expr:
    """The term with derivatives carried out and every defined name replaced by its definition: what a user takes away."""
    term = carry_out(term)[0]
    if isinstance(term, Entry) and term.base.definition is not None:
        return unfold_all(unfold(term))
    if not term.args or isinstance(term, (Entry, Symbol)):
        return term
    return rebuild(term, tuple(unfold_all(a) for a in term.args))


# ---------------------------------------------------------------------------------------------- by a defined name
def refuse_unclear(body: Expr, entry: Entry) -> None:
    """`CannotDecide` for ∂J/∂Z where Z is defined, and J is written without Z but in the names that Z is made of."""
    if entry.base.definition is None:
        return
    everything = reach(body, stop=entry.base)
    if entry.base in everything:
        return
    if given(everything) & given(reach(unfold(generic(entry.base)))):
        raise CannotDecide(
            f"what is differentiated does not mention {entry.base.name}, only what {entry.base.name} is made of: {HELD_FIXED}"
        )


def reach(term: Expr, stop: Base | None = None) -> set[Base]:
    """The names that a term rests on, through definitions (but not through that of `stop`)."""
    out: set[Base] = set()
    waiting = [*used(term)]
    while waiting:
        base = waiting.pop()
        if base in out:
            continue
        out.add(base)
        if base.definition is not None and base is not stop and not any(a.blocks for a in base.shape):
            waiting.extend(used(unfold(generic(base))))
    return out


def given(bases: set[Base]) -> set[Base]:
    return {b for b in bases if b.definition is None}
