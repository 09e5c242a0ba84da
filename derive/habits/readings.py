"""The ways to read one text: each is a path through the few places that are ambiguous, the plain one first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..errors import FormulaError
from ..meaning.scope import Scope
from ..notation.tree import Node, same
from .sizes import as_size
from .spellings import Spellings
from .understand import Understanding

MAX_READINGS = 16
MAX_CHOICES = 6


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a text, with what is said about it."""

    tree: Node
    notes: tuple[str, ...] = ()
    slips: tuple[str, ...] = ()
    """What was amiss with the notation, and was undone: a ∂ that is missing."""


class Choices:
    """A path through the ambiguous places of a text, replayed: 0 is the plain option everywhere."""

    def __init__(self, path: tuple[int, ...]) -> None:
        self.path = path
        self.options: list[int] = []

    def __call__(self, options: int) -> int:
        """Which of so many options is taken at the next ambiguous place."""
        place = len(self.options)
        if options < 2 or place >= MAX_CHOICES:
            return 0
        self.options.append(options)
        return self.path[place] if place < len(self.path) else 0


def readings(tree: Node, scope: Scope, spellings: Spellings, limit: int = MAX_READINGS) -> Iterator[Reading]:
    """The readings of a tree, the plain one first, then those that differ from it in one place, in two …"""
    queue: list[tuple[int, ...]] = [()]
    seen: list[Node] = []
    while queue and limit:
        path = queue.pop(0)
        choices = Choices(path)
        reader = Understanding(scope, spellings, choices)
        try:
            found = as_size(reader, reader.see(tree))
        except FormulaError:
            if not path:
                raise
            continue
        for place in range(len(path), len(choices.options)):
            for option in range(1, choices.options[place]):
                queue.append((*path, *(0,) * (place - len(path)), option))
        if any(same(found, s) for s in seen):
            continue
        seen.append(found)
        limit -= 1
        yield Reading(found, tuple(dict.fromkeys(reader.notes)), tuple(dict.fromkeys(reader.slips)))
