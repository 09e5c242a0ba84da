"""Derivatives in reverse, through the definitions of a sheet: backpropagation.

Forward, ∂J/∂x through h₁, h₂, … multiplies out to more and more terms.  In reverse, every defined name D on the way from
the loss to the variable gets an adjoint ∂J/∂D, itself a defined name (so it is evaluated once, and unfolded only
where it must be):

    ∂J/∂D[p] = direct ∂J/∂D[p] + Σ over the names E that use D: Σ_q ∂J/∂E[q] · direct ∂E[q]/∂D[p]

where «direct» takes the other names for independent.
"""

from __future__ import annotations

from sympy import Expr

from ..terms import ONE, Base, Entry, Tensor, add, fresh_index, mul, unfold
from ..terms.tensors import any_entry
from .forward import Derivative, generic, summed

WORTH_IT = 5
"""How many definitions must lie one behind the other between the loss and the variable."""


def used(term: Expr) -> dict[Base, None]:
    """The names that a term mentions, definitions unopened."""
    out: dict[Base, None] = {}
    stack = [term]
    seen: set[int] = set()
    while stack:
        here = stack.pop()
        if id(here) in seen:
            continue
        seen.add(id(here))
        if isinstance(here, Entry):
            out[here.base] = None
        else:
            stack.extend(a for a in here.args if isinstance(a, Expr) or a.args)
    return out


class Backward:
    """The adjoints of one loss on the way to one variable."""

    def __init__(self, loss: Expr, target: Base) -> None:
        self.loss, self.target = loss, target
        self.boundaries: dict[Expr, None] = {}
        self.uses: dict[Base, dict[Base, None]] = {}
        self.adjoints: dict[Base, Base] = {}
        self.first = self._explore(used(loss))
        self.depth = max((self._depth(b) for b in self.first), default=0)

    def _explore(self, bases: dict[Base, None]) -> dict[Base, None]:
        """Those of the names through which the target is reached (and, on the way, what they use)."""
        kept: dict[Base, None] = {}
        for base in bases:
            if base is self.target:
                kept[base] = None
            elif base.definition is not None and not any(a.blocks for a in base.shape):
                if base not in self.uses:
                    self.uses[base] = {}
                    self.uses[base] = self._explore(used(unfold(generic(base))))
                if self.uses[base]:
                    kept[base] = None
        return kept

    def _depth(self, base: Base) -> int:
        return 0 if base is self.target else 1 + max((self._depth(b) for b in self.uses[base]), default=0)

    @property
    def pays(self) -> bool:
        return self.depth >= WORTH_IT

    def at(self, entry: Entry) -> Expr:
        """∂(loss)/∂(entry), in terms of adjoints."""
        parts = [self._direct(self.loss, entry)] if entry.base in self.first else []
        for user, uses in self.uses.items():
            if entry.base in uses and self._reached(user):
                places = tuple(fresh_index(a, "q") for a in user.shape)
                term = mul(Entry(self.adjoint(user), *places), self._direct(unfold(Entry(user, *places)), entry))
                for place in places:
                    term = summed(term, place)
                parts.append(term)
        return add(*parts)

    def _reached(self, base: Base) -> bool:
        """Whether the loss depends on a name of the exploration."""
        return base in self.first or any(base in uses and self._reached(user) for user, uses in self.uses.items())

    def _direct(self, term: Expr, entry: Entry) -> Expr:
        rule = Derivative(entry, direct=True)
        out = rule(term)
        self.boundaries.update(rule.boundaries)
        return out

    def adjoint(self, base: Base) -> Base:
        """The name ∂J/∂D, defined when first asked for."""
        found = self.adjoints.get(base)
        if found is None:
            found = self.adjoints[base] = Base(f"∂J/∂{base.name}", base.shape, row=base.row)
            found.definition = adjoint_tensor(self, base)
            any_entry(found.definition)  # finds boundaries now
        return found


def adjoint_tensor(backward: Backward, base: Base) -> Tensor:
    match base.shape:
        case ():
            return Tensor(ONE, ONE, lambda i, j: backward.at(Entry(base)))
        case (axis,):
            rows, cols = (ONE, axis) if base.row else (axis, ONE)
            return Tensor(rows, cols, lambda i, j: backward.at(Entry(base, j if base.row else i)))
        case (rows, cols):
            return Tensor(rows, cols, lambda i, j: backward.at(Entry(base, i, j)))
    raise ValueError(f"{base.name}: a tensor has at most two axes")
