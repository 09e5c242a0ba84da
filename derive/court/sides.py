"""The readings of a side that make sense: the hypotheses have no part in them, so that the courts of a sheet share what is kept."""

from __future__ import annotations

import copy
from collections import OrderedDict
from typing import Any

from ..errors import FormulaError
from ..habits.readings import Reading, readings
from ..meaning.elaborate import Elaborator
from ..meaning.scope import Scope
from ..notation.tree import Node
from ..sheets.sheet import Sheet
from .question import Side
from .room import room

KEPT = 512
"""So many sides are kept with their readings."""
Found = list[Side] | FormulaError


class Sides:
    """Sides that were read, by what they say and the names in force."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Any, ...], tuple[Found, tuple[Any, ...]]] = OrderedDict()
        room.use(self)

    def renew(self) -> None:
        """Drop what was read."""
        self._kept.clear()

    def read(self, sheet: Sheet, scope: Scope, node: Node, count: int) -> list[Side]:
        """At most `count` readings that make sense, the plainest first; the fault of the first one if none does."""
        names, bindings = in_force(scope, sheet)
        key = (id(sheet), node, count, names)
        found, _ = self._kept.get(key, (None, None))
        if found is None:
            found = read(sheet, scope.as_it_is(sheet.scope), node, count)  # entries are worked out later, in the names of today
            self._kept[key] = found, (sheet, bindings)  # alive, so that no other takes their ids
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        if isinstance(found, FormulaError):
            raise copy.copy(found)  # who catches it puts a text to it
        return found


def in_force(scope: Scope, sheet: Sheet) -> tuple[tuple[tuple[str, int], ...], tuple[Any, ...]]:
    """The names that a scope adds to those of a sheet (all of them, if it is no scope of that sheet), and what each is bound to."""
    out: list[tuple[str, Any]] = []
    here: Scope | None = scope
    while here is not None and here is not sheet.scope:
        out += here.names.items()
        here = here.outer
    out.append(("", here))
    return tuple((name, id(bound)) for name, bound in out), tuple(bound for _, bound in out)


def read(sheet: Sheet, scope: Scope, node: Node, count: int) -> Found:
    """The readings themselves, or the fault."""
    out: list[Side] = []
    fault: FormulaError | None = None
    try:
        for reading in [Reading(node)] if count == 1 else readings(node, scope, sheet.spellings, count):
            try:
                out.append(Side(reading, Elaborator(scope).tensor(reading.tree)))
            except FormulaError as error:
                fault = fault or error
    except FormulaError as error:
        fault = fault or error
    if out:
        return out
    assert fault is not None
    return fault.with_traceback(None)


sides = Sides()
