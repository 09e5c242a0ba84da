"""The statements of a document, its places, and its members as trees."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, TypeVar

from ..inference.declared import declared_in, wide_in
from ..inference.naming import with_words
from ..inference.tidy import kindnesses
from ..meaning.operators import OPERATORS
from ..notation.tree import Name, Node, Script, walk, whole_name
from .members import Member, member
from .placed import Lines, Placed
from .statements import Statement
from .words import AT_VALUES, COLUMN_VECTORS, IN_A_ROW, KNOWN_WORDS, ROW_VECTORS, last_sentence

T = TypeVar("T")

TELLING = ("definition", "condition")
ANOTHER = re.compile(r"[\s$)\\]*(?:be|is|denotes?)\b[^.!?$]{0,25}\b(?:other|another|different)\b")
WORD = re.compile(
    r"[A-Za-z]{4,20}|CE|BCE|CEL|MSE|RMSE|MAE|SSE|SSR|RSS|TSS|ESS|NLL|LL|KL|NCE|PPL|MAP|MLE|err|avg|num|den|tot|var|cov|sim|acc"
)
"""Words that are one name where an equation says what they are: count, and what is never a product of two or three letters."""
KEPT = 200_000
"""Members of so many characters are kept as trees: each sheet that is tried for a document asks for all of them again."""


class Source:
    """What the parts of the judge share."""

    def __init__(
        self,
        lines: Lines,
        statements: Sequence[Statement],
        written: Callable[[int, Node], Node] | None = None,
        plain: Source | None = None,
        whole: Source | None = None,
    ) -> None:
        self.lines, self.statements = lines, statements
        self.plain = plain
        """The same statements as they are typed, whose trees are then written in other terms."""
        self.whole = whole or self
        """The document, of which this may be some statements only."""
        self.written = written
        """How a tree that stands at some place is written in the terms of the sheet, where the document has one of its own."""
        self._once: dict[Callable[[Source], Any], Any] = {}
        self._members: dict[tuple[int, str], Member] = {}
        self._characters = 0
        self._indexed: dict[tuple[str, int], bool] = {}

    def read(self, placed: Placed) -> Member:
        """A member's tree, read once."""
        key = (placed.start, placed.text)
        found = self._members.get(key)
        if found is None:
            if self._characters > KEPT:
                self._members.clear()
                self._characters = 0
            self._characters += len(placed)
            found = self._members[key] = self.typed(placed) if self.plain is None else replace(self.plain.read(placed))
            if self.written is not None and found.tree is not None:
                typed, found.tree = found.tree, self.written(placed.start, found.tree)
                found.notes = (*found.notes, *kindnesses(typed, found.tree))
        return found

    def typed(self, placed: Placed) -> Member:
        """A member as it is typed: letters that touch are a name where the document says what the word is, count = …"""
        found = member(placed)
        if found.tree is not None and self.words:
            found.tree = with_words(found.tree, self.words)
        return found

    @cached_property
    def words(self) -> frozenset[str]:
        """The words that stand alone on the left side of an equation."""
        heads = (s.members[0].text.strip() for s in self.statements if s.relations[:1] == ["="] and s.members[0])
        return frozenset(h for h in heads if WORD.fullmatch(h) and h.lower() not in KNOWN_WORDS and h not in OPERATORS)

    def once(self, asked: Callable[[Source], T]) -> T:
        """What can be asked of the whole of it, found once."""
        if asked not in self._once:
            self._once[asked] = asked(self)
        found: T = self._once[asked]
        return found

    def members(self, statement: Statement) -> list[Member | None]:
        return [self.read(m) if m else None for m in statement.members]

    def trees(self, statement: Statement) -> tuple[Node, ...]:
        """All members of a statement that can be read."""
        return tuple(m.tree for m in self.members(statement) if m is not None and m.tree is not None)

    def pair(self, statement: Statement, left: str, right: str) -> tuple[Node, Node] | None:
        """Two members of a statement that stand beside each other, by their texts, as trees; None if they cannot be read."""
        for a, b in itertools.pairwise(statement.members):
            if a and b and (a.text, b.text) == (left, right):
                one, other = self.read(a).tree, self.read(b).tree
                return (one, other) if one is not None and other is not None else None
        return None

    def describes(self, letter: str, number: int) -> bool:
        """Whether words say what a letter is («where k is the position of o», «assume word o is …») before a statement, or in its part."""
        here = self.statements[number].part
        return any(n <= number or self.statements[n].part == here for n in self.described.get(letter, ()))

    @cached_property
    def described(self) -> dict[str, list[int]]:
        """Where words say what a letter is."""
        out: dict[str, list[int]] = {}
        for n, s in enumerate(self.statements):
            alone = [s.members[0].text.strip()] if s.role in TELLING and not s.relations else []
            if s.role in TELLING and ANOTHER.match(self.lines.text, s.members[-1].end + 1):
                alone = [m.text.strip() for m in s.members]  # let w = l be any other word
            for letter in (*s.letters, *alone):
                out.setdefault(letter, []).append(n)
        return out

    @cached_property
    def letters(self) -> dict[str, set[str]]:
        """The names that stand in the formulas, without and with their subscripts, by their first."""
        out: dict[str, set[str]] = {}
        for s in self.statements:
            for tree in self.trees(s):
                for node in walk(tree):
                    if isinstance(node, (Name, Script)) and (name := whole_name(node)) is not None:
                        out.setdefault(name.partition("_")[0], set()).add(name)
        return out

    @cached_property
    def wide(self) -> frozenset[str]:
        """The letters that words call vectors or matrices, or say to be in some ℝ^n: none of them is a number."""
        pairs = (self.trees(s) for s in self.statements if s.relations == ["∈"])
        declared = declared_in((trees[0], trees[1]) for trees in pairs if len(trees) == 2).alone
        return wide_in(self.lines.read) | {name for name, sizes in declared.items() if sizes}

    @cached_property
    def speaks_of_rows(self) -> bool:
        """Whether words say that all vectors are rows, or that some vector is in ℝ^{1×d}."""
        text = self.lines.read
        return bool(ROW_VECTORS.search(text) or IN_A_ROW.search(text)) and not COLUMN_VECTORS.search(text)

    def at_values(self, number: int) -> str:
        """The words of its sentence by which a statement is said for some values only; nothing if there are none."""
        s = self.statements[number]
        found = AT_VALUES.search(last_sentence(self.lines.text[max(0, s.start - 600) : s.start]))
        return found.group() if found is not None else ""

    def has_index(self, name: str, part: int) -> bool:
        """Whether a name stands with a subscript in a part of the document."""
        if (name, part) not in self._indexed:
            texts = (m.text for s in self.statements if s.part == part for m in s.members)
            pattern = re.compile(rf"(?<![A-Za-z\\]){re.escape(name)}\}}?\s*_")
            self._indexed[name, part] = any(pattern.search(text) for text in texts)
        return self._indexed[name, part]

    def line(self, statement: Statement) -> int:
        return self.lines.place(statement.start)[0]
