"""What the readers of single constructions may ask of the walk over a typed tree, so that they need not know the walk."""

from __future__ import annotations

from typing import Protocol

from ..meaning.scope import Scope
from ..notation.tree import Node
from ..terms import Axis
from .spellings import Spellings


class Reader(Protocol):
    """Reads a typed tree in the terms of one sheet."""

    scope: Scope
    """The sheet's names."""
    spellings: Spellings
    """Their other spellings."""
    notes: list[str]
    """What is said about the reading, in the order in which it was noticed."""
    slips: list[str]
    """Slips of notation that were undone."""
    bound: dict[str, Axis | None]
    """The indices of the Σ that surround this place, with what they run over where it is known."""

    def see(self, node: Node) -> Node:
        """A node as the sheet would write it."""

    def choose(self, options: int, /) -> int:
        """Which of so many ways to read this place is taken."""

    def plain(self) -> Reader:
        """A reader that takes the plain option everywhere, and whose remarks are lost."""

    def known(self, text: str) -> bool:
        """Whether a text is a name of the sheet, or an index that is bound here."""
