"""The loss in force: J, L, «the loss» are the naive-softmax loss in one part of a text and the negative-sampling loss in the next.

A pair that speaks of such a letter, which the document does not define, is read under each loss that the sheet lists: what is
proved under one of them holds, with a note; what holds under none is judged under the one that its part means.
"""

from __future__ import annotations

from collections.abc import Callable

from ..calculus.carry import HELD_FIXED
from ..notation.read import read
from ..notation.tree import Factor, Fraction, Group, Mark, Name, Node, Product, Script, walk, whole_name
from ..proof.compare import NOWHERE_DEFINED
from ..sheets.sheet import Sheet
from ..vocabulary import HOLDS, ILL_TYPED, REFUTED, UNDECIDED
from .names import Names
from .trial import Case, Trial


class Losses:
    """The losses of a sheet, and which of them was meant last."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.names = frozenset(name for loss in sheet.raw.losses for text in (*loss.define, *loss.also) if (name := spelled(text)))
        """What the losses' rows give another meaning: J, L, J_{skip-gram}."""
        self.own_names = {spelled(loss.define.get("J", "J")): n for n, loss in enumerate(sheet.raw.losses, start=1)}
        """Which of them has a name of its own, J_{neg}."""
        self.meant: int | None = None
        """Which loss was meant last in this part, of the sheet's own (0) and the others; None if nothing has borne one out."""
        self.stated = False
        """Whether the document says so itself: J = …"""
        self.part = -1
        """The part of the document; each begins anew."""

    def kindest(self, case: Case, own: Names, judge: Callable[[Sheet], Trial]) -> Trial:
        """A pair under the loss that makes it hold, unless the document states which is meant and this pair does not state another;
        failing all, under the one that was meant in this part.  Where none was, a loss under which the pair is left open keeps it so."""
        if not self.speaks_of_one(case, own):
            return judge(self.sheet)
        if case.statement.part != self.part:
            self.part, self.meant, self.stated = case.statement.part, None, False
        sheets = (("", self.sheet), *self.sheet.losses)
        found: dict[int, Trial] = {}
        states = any(self.is_name(side) for side in case.trees)
        first = 0 if states else self.meant  # J = CE(y, ŷ) states the sheet's own loss, if it states any
        for n in [self.meant or 0] if self.stated and not states else sorted(range(len(sheets)), key=lambda n: n != first):
            about, sheet = sheets[n]
            trial = judge(sheet)
            if about and not trial.makes_sense:
                continue
            trial.notes = (*trial.notes, *([f"the loss is read as {about}"] if about else []))
            trial.loss = n
            found[n] = trial
            if trial.verdict in HOLDS:
                return trial
        best = found.get(self.meant or 0) or found.get(0) or judge(self.sheet)
        if self.meant is None and best.verdict in (REFUTED, ILL_TYPED):
            return next((t for t in found.values() if is_open(t)), best)
        return best

    def settle(self, case: Case, found: Trial) -> None:
        """What a judged pair tells of the loss that this part means: J = … states it, any other that holds bears it out."""
        if found.loss is not None and found.verdict in HOLDS:
            self.meant, self.stated = found.loss, self.stated or any(self.is_name(side) for side in case.trees)

    def state(self, head: Node) -> None:
        """A loss by its own name is what a statement says, J_{neg}(v_c, o, U) = …: from here on J may be that."""
        name = whole_name(without_list(head)) or ""
        meant = self.own_names.get(whole_name(self.sheet.spellings.name(name) or Name(name)))
        if meant is not None:
            self.meant, self.stated = meant, False

    def is_name(self, side: Node) -> bool:
        """Whether a side of an equation is the loss alone, J or J(v_c, o, U)."""
        return whole_name(without_list(side)) in self.names

    def speaks_of_one(self, case: Case, own: Names) -> bool:
        """Whether a pair mentions a name for a loss, of no loss in particular, that the document does not define."""
        nodes = [n for tree in case.trees for n in walk(tree) if isinstance(n, (Name, Script))]
        bases = {id(n.base) for n in nodes if isinstance(n, Script) and n.sub}
        said = {whole_name(n) for n in nodes if id(n) not in bases}
        return any(not own.has(name) for name in said & self.names if name)


def without_list(side: Node) -> Node:
    """J of J(v_c, o, U)."""
    match side:
        case Product(factors=(function, argument)) if not argument.operator and isinstance(argument.node, Group):
            return function.node
    return side


def spelled(text: str) -> str | None:
    """The name in front: J of J(v_c, a, U)."""
    return whole_name(read(text.split("(")[0])[0])


def is_open(trial: Trial) -> bool:
    """Whether a pair may well hold; not one that says nothing under this loss."""
    return trial.verdict == UNDECIDED and not trial.answer.message.endswith((NOWHERE_DEFINED, HELD_FIXED))


def derivative_of_loss(by: Node) -> Node:
    """∂J/∂x."""
    mark = Factor("", Mark("∂"))
    return Fraction(Product((mark, Factor("", Name("J")))), Product((mark, Factor("", by))), span=by.span)
