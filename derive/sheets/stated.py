"""What a sheet states, read strictly: the sides of a claim, and an identity's sides as SymPy expressions."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sympy import Expr, S

from ..calculus.carry import unfold_all
from ..errors import FormulaError, Malformed, Span
from ..meaning.elaborate import Elaborator
from ..meaning.scope import Scope
from ..notation.read import read
from ..notation.tree import Chain, Node
from ..terms import ONE, Axis, Tensor, fresh_index
from .identities import Identity


@dataclass(frozen=True, slots=True)
class StatedSide:
    """One side of a claim: its text, which other claims may share, its tree, and where it starts in the claim."""

    text: str
    tree: Node
    start: int = 0

    def place(self, error: FormulaError, claim: str) -> FormulaError:
        """A fault found in the side, placed in the claim."""
        if error.span is not None:
            error.span = Span(error.span.start + self.start, error.span.end + self.start)
        error.text = claim
        return error


def cut_sides(claim: str) -> list[tuple[str, int]]:
    """The claim cut at each = outside brackets and \\begin … \\end: the parts and where they start."""
    cuts, depth = [], 0
    for place, character in enumerate(claim):
        if character in "([{" or claim.startswith("\\begin", place):
            depth += 1
        elif character in ")]}" or claim.startswith("\\end", place):
            depth -= 1
        elif character == "=" and depth == 0 and claim[place - 1 : place] not in ("!", "<", ">", ":"):
            cuts.append(place)
    edges = [-1, *cuts, len(claim)]
    parts = [(claim[a + 1 : b], a + 1) for a, b in itertools.pairwise(edges)]
    return [(text.strip(), start + len(text) - len(text.lstrip())) for text, start in parts]


def read_claim(claim: str) -> tuple[str, list[StatedSide]]:
    """The relation (= or ∈) and the sides of a claim, each read on its own: twins share their left side with the claim."""
    parts = cut_sides(claim)
    if len(parts) < 2:
        items = read(claim)
        if len(items) == 1 and isinstance(items[0], Chain) and items[0].relations == ("∈",):
            return "∈", [StatedSide("", side) for side in items[0].sides]
        relation = f" with the relation {items[0].relations[0]}" if isinstance(items[0], Chain) else ""
        raise Malformed(f"a claim is an equation, … = …; this is a formula{relation}", items[0].span, "known: = and \\in", claim)
    sides = []
    for text, start in parts:
        try:
            items = read(text)
        except FormulaError as error:
            if error.span is not None:
                error.span = Span(error.span.start + start, error.span.end + start)
            error.text = claim
            raise
        if len(items) != 1 or isinstance(items[0], Chain):
            raise Malformed("one formula is wanted on each side of =", Span(start, start + len(text)), text=claim)
        sides.append(StatedSide(text, items[0], start))
    return "=", sides


class StatedIdentity:
    """An identity's first and last side in the names of its sheet, as SymPy expressions in index form."""

    def __init__(self, identity: Identity, scope: Scope) -> None:
        self.identity, self.scope = identity, scope
        self.claim = identity.claims[0]

    @cached_property
    def tensors(self) -> tuple[Tensor, Tensor]:
        relation, sides = read_claim(self.claim)
        if relation != "=":
            raise Malformed("a shape has no sides to take", text=self.claim)
        first, last = (Elaborator(self.scope).tensor(s.tree) for s in (sides[0], sides[-1]))
        return first, last

    @cached_property
    def places(self) -> tuple[Any, Any]:
        """Free indices, the same for both sides."""
        rows, cols = self.tensors[0].shape
        return tuple(S.One if a == ONE else index_of(a, n) for a, n in ((rows, "i"), (cols, "j")))

    @property
    def left(self) -> Expr:
        """The left side's entry, names unfolded down to what is given."""
        return unfold_all(self.tensors[0].at(*self.places))

    @property
    def right(self) -> Expr:
        return unfold_all(self.tensors[1].at(*self.places))


def index_of(axis: Axis, name: str) -> Expr:
    if axis.blocks:
        raise Malformed("an identity between stacked matrices has no one entry to take")
    return fresh_index(axis, name)
