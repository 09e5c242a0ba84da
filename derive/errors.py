"""Errors that a user can mend: the fact, the place, what is known, the fix.  They never show a traceback."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Self


class InputError(Exception):
    """The input could not be used; `str` is the whole message.  Exit status 2."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text, in characters from 0."""

    start: int
    end: int


class FormulaError(InputError):
    """A fault in a formula, with its place."""

    verdict = "unreadable"

    def __init__(self, fact: str, span: Span | None = None, known: str = "", text: str = "") -> None:
        super().__init__(fact)
        self.fact, self.span, self.known, self.text = fact, span, known, text

    def __copy__(self) -> Self:
        """The same fault, to be raised once more; its text is put to it where it is caught."""
        found = type(self).__new__(type(self), *self.args)
        found.__dict__.update(self.__dict__)
        return found

    def __str__(self) -> str:
        return self.message("formula")

    def message(self, what: str) -> str:
        """«cannot read the …, column n: fact», the line with a caret, what is known."""
        if self.span is None or not self.text:
            return "\n".join(filter(None, [f"cannot {self.verb} the {what}: {self.excuse}{self.fact}", self.known]))
        before = self.text.rfind("\n", 0, self.span.start) + 1
        after = self.text.find("\n", self.span.start)
        line = "".join(c if ord(c) >= 32 else " " for c in self.text[before : after if after >= 0 else None])
        start = self.span.start - before
        width = max(1, min(self.span.end - before, len(line)) - start)
        low = max(0, start - 60)
        shown = line[low : low + 120]
        place = f"column {start + 1}" if before == 0 else f"line {self.text.count(chr(10), 0, before) + 1}, column {start + 1}"
        lines = [
            f"cannot {self.verb} the {what}, {place}: {self.excuse}{self.fact}",
            f"    {shown}",
            "    " + " " * (start - low) + "^" * width,
        ]
        return "\n".join([*lines, *([f"  {self.known}"] if self.known else [])])

    verb = "read"
    excuse = ""
    """Said before the fact where the fault is not the writer's."""


class Malformed(FormulaError):
    """The text is not a formula: yours to fix."""


class UnknownName(Malformed):
    """A name that is not known where it stands."""

    def __init__(self, name: str, span: Span | None = None, known: str = "") -> None:
        super().__init__(f"`{name}` is not a name of this sheet", span, known)
        self.name = name


class Unsupported(FormulaError):
    """The text is a formula of a kind that is not read yet: ours to add."""

    excuse = "not supported yet: "


class IllTyped(FormulaError):
    """The shapes do not fit, or an index is free where none may be."""

    verdict = "ill-typed"
    verb = "type"


class UnboundIndex(IllTyped):
    """An index that nothing binds."""

    def __init__(self, name: str, span: Span | None = None, known: str = "") -> None:
        super().__init__(f"the index `{name}` is bound by nothing here", span, known)
        self.name = name


class Misused(IllTyped):
    """A name that stands where its declaration forbids it: an entry of a number, a family without an index."""

    def __init__(self, name: str, fact: str, span: Span | None = None) -> None:
        super().__init__(fact, span)
        self.name = name


class CannotDecide(Exception):
    """A limit was reached, or a question lies outside what is known how to answer: the verdict is «undecided», with this reason."""


def fault_of_ours(error: Exception) -> str:
    """What to say of an error that only a fault of this program raises, so that it costs one step and not a document.  Raised again if
    memory has ended, and with DERIVE_DEBUG, where the traceback is wanted."""
    if isinstance(error, MemoryError) or "DERIVE_DEBUG" in os.environ:
        raise error
    return f"internal error, not yours: {type(error).__name__}; please report it (DERIVE_DEBUG=1 shows the traceback)"


class Unsound(AssertionError):
    """The canonical form says equal, the numbers say different: a fault of this program, never of the claim."""


class SheetError(InputError):
    """A fault in a sheet: file, line, what is wrong, what would be right."""
