"""Text that knows where in the file each of its characters stands, however it is cut and mended."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from ..errors import Span


@dataclass(frozen=True, slots=True)
class Placed:
    """A text and, for each of its characters, the offset in the file."""

    text: str
    at: tuple[int, ...]

    @classmethod
    def whole(cls, text: str, start: int = 0) -> Placed:
        return cls(text, tuple(range(start, start + len(text))))

    @classmethod
    def joined(cls, parts: Sequence[Placed]) -> Placed:
        """One after the other."""
        return cls("".join(p.text for p in parts), tuple(chain.from_iterable(p.at for p in parts)))

    def __len__(self) -> int:
        return len(self.text)

    def __bool__(self) -> bool:
        return bool(self.text)

    def __getitem__(self, key: slice) -> Placed:
        return Placed(self.text[key], self.at[key])

    def __add__(self, other: Placed) -> Placed:
        return Placed(self.text + other.text, self.at + other.at)

    @property
    def start(self) -> int:
        return self.at[0] if self.at else 0

    @property
    def end(self) -> int:
        """The offset of the last character."""
        return self.at[-1] if self.at else 0

    def strip(self) -> Placed:
        text = self.text
        low = len(text) - len(text.lstrip())
        return self[low : max(low, len(text.rstrip()))]

    def sub(self, pattern: re.Pattern[str], put: str | Callable[[re.Match[str]], str]) -> Placed:
        """With every match replaced; what is put stands where the match began."""
        out, at, last = [], [], 0
        for match in pattern.finditer(self.text):
            new = match.expand(put) if isinstance(put, str) else put(match)
            out += [self.text[last : match.start()], new]
            here = self.at[match.start()] if match.start() < len(self.at) else self.end
            at += [self.at[last : match.start()], (here,) * len(new)]
            last = match.end()
        if not out:
            return self
        return Placed("".join(out) + self.text[last:], tuple(n for part in at for n in part) + self.at[last:])

    def within(self, span: Span) -> tuple[int, int]:
        """The offsets in the file of a span of this text (the end is that of its last character)."""
        if not self.at:
            return 0, 0
        low = min(max(span.start, 0), len(self.at) - 1)
        return self.at[low], self.at[min(max(span.end - 1, low), len(self.at) - 1)]


class Lines:
    """Lines and columns of a file's text, from 1."""

    def __init__(self, text: str, cells: Mapping[int, Placed] | None = None) -> None:
        self.text = text
        self.cells = cells or {}
        """The text of a notebook's cells, by their numbers."""
        self.read = "\n\n".join(cell.text for cell in self.cells.values()) if self.cells else text
        """The text as people read it: a notebook's cells without what JSON puts around them."""
        self.starts = [0, *(m.end() for m in re.finditer(r"\n", text))]

    def place(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def cell_of(self, offset: int) -> int | None:
        """The cell of a notebook in which an offset stands; None in other files."""
        return next((n for n, cell in self.cells.items() if cell.start <= offset <= cell.end), None)

    def in_cell(self, offset: int) -> tuple[int, int] | None:
        """The cell of a notebook in which an offset stands, and the line in that cell; None in other files."""
        number = self.cell_of(offset)
        return None if number is None else (number, self.marked(offset, offset)[0])

    def marked(self, start: int, end: int) -> tuple[int, str, int, int]:
        """A line (of the file, or of a notebook's cell), its text, and the column, from 0, and length of a stretch of it."""
        cell = self.cell_of(start)
        if cell is None:
            number, column = self.place(start)
            text, low, high = self.line(number), column - 1, column - 1 + end - start
        else:
            whole = self.cells[cell]
            first = bisect_left(whole.at, start)
            number = whole.text.count("\n", 0, first) + 1
            begin = whole.text.rfind("\n", 0, first) + 1
            text, low, high = whole.text[begin:].partition("\n")[0], first - begin, bisect_left(whole.at, end) - begin
        return number, text, low, max(1, min(high + 1, len(text.rstrip())) - low)

    def line(self, number: int) -> str:
        """A line's text, from 1."""
        end = self.starts[number] if number < len(self.starts) else len(self.text) + 1
        return self.text[self.starts[number - 1] : end - 1].rstrip("\r\n")
