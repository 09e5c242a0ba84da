"""What a document is made of, in order, for those who show it: headings, parts, words, formulas, each at its place in the file."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..grading.graded import plain
from .mathematics import Break, Formula, Piece
from .words import begins_part

LONGEST_TITLE = 70
HEADING, PART, WORDS, INLINE, DISPLAY, BREAK, CELL = "heading", "part", "words", "formula", "display", "break", "cell"


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of a document as it is shown: words, a formula, the end of a paragraph, where a part or a notebook's cell begins."""

    kind: str
    text: str
    start: int
    end: int


def outline(pieces: Iterable[Piece | int]) -> Iterator[Item]:
    """The items of a document's pieces; a number among these is that of the notebook's cell that begins."""
    at, fresh, heading = 0, True, False
    for piece in pieces:
        if isinstance(piece, int):
            yield Item(CELL, str(piece), at, at)
            fresh, heading = True, False
        elif isinstance(piece, Break):
            yield Item(BREAK, "", at, at)
            fresh, heading = True, bool(piece.heading)
        elif isinstance(piece, Formula):
            at = piece.text.start
            if heading and fresh:
                yield Item(HEADING, "", at, at)
            yield Item(DISPLAY if piece.display else INLINE, piece.text.text, at, piece.text.end)
            fresh, at = False, piece.text.end
        else:
            text, at = piece.text.text, piece.text.start
            if heading and fresh:
                yield Item(HEADING, "", at, at)
            elif fresh and begins_part(text.lstrip()):
                yield Item(PART, "", at, at)
            title, newline, rest = text.partition("\n") if heading else ("", "", text)
            if heading:
                yield Item(WORDS, title, at, at)
            if newline:  # the heading ends with its line
                yield Item(BREAK, "", at, at)
                heading = False
            if rest.strip():
                yield Item(WORDS, rest, at, piece.text.end)
            fresh, at = False, piece.text.end


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a document with its title, and the number of the item that begins it."""

    start: int
    title: str
    item: int


def parts(items: Sequence[Item]) -> list[Part]:
    """The parts by their headings and labels, a notebook's by its cells too."""
    out: list[Part] = []
    for n, item in enumerate(items):
        if item.kind == CELL:
            start = next((i.start for i in items[n + 1 :] if i.kind != BREAK), item.start)
            out.append(Part(start, f"cell {item.text}", n))
        elif item.kind in (HEADING, PART):
            title = titled(items[n + 1 :])
            begins_cell = out and items[out[-1].item].kind == CELL and out[-1].start >= item.start
            if begins_cell and ":" not in out[-1].title:
                out[-1] = Part(out[-1].start, f"{out[-1].title}: {title}", out[-1].item)
            elif title:
                out.append(Part(item.start, title, n))
    return out


def titled(items: Iterable[Item]) -> str:
    """The words and short formulas up to the end of the line."""
    out = ""
    for item in items:
        if item.kind not in (WORDS, INLINE) or len(out) > LONGEST_TITLE:
            break
        head, newline, _ = item.text.strip("\n").partition("\n")
        out = f"{out} {plain_words(head) if item.kind == WORDS else plain(head)}".strip()
        if newline:
            break
    out = out.strip(" :.,")
    return out if len(out) <= LONGEST_TITLE else out[: LONGEST_TITLE - 1] + "…"


def part_at(found: Sequence[Part], offset: int) -> int:
    """Which part an offset of the file stands in; −1 before the first."""
    return bisect_right([p.start for p in found], offset) - 1


EMPTY = re.compile(
    r"\\(?:label|vspace|hspace|ref|eqref|cite|includegraphics|input|include|usepackage|setcounter|addtocounter)\*?(?:\[[^\]]*\])?\{[^{}]*\}"
    r"|\\(?:begin|end)\{[^{}]*\}(?:\[[^\]]*\])?"
    r"|\\(?:noindent|newpage|clearpage|maketitle|tableofcontents|centering|newline|par|medskip|bigskip|smallskip|item|indent|hfill|qed)"
    r"(?![A-Za-z])"
    r"|<!--(?:(?!<!--).)*?-->|^[ \t]*>|^[ \t]*[-*_]{3,}[ \t]*$",
    re.MULTILINE | re.DOTALL,
)
WRAPPED = re.compile(
    r"\\(?:text\w*|emph|underline|mbox|(?:sub)*section|paragraph|chapter|part|footnote|href\{[^{}]*\}|url)\*?\s*\{([^{}]*)\}"
)
MARKDOWN_LINK = re.compile(r"!?\[([^\[\]\n]*)\]\([^()\s]*\)")
MARKS = re.compile(r"\*\*|__|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)|`")
OTHERS = {"~": " ", "``": "“", "''": "”", "\\\\": " ", "\\%": "%", "\\&": "&", "\\_": "_", "\\#": "#", "\\$": "$", "---": "—", "--": "–"}


def plain_words(text: str) -> str:
    """Words without the marks of LaTeX and Markdown."""
    for was, is_ in OTHERS.items():
        text = text.replace(was, is_)
    for _ in range(3):
        text = WRAPPED.sub(r"\1", text)
    text = MARKDOWN_LINK.sub(r"\1", EMPTY.sub(" ", text))
    text = re.sub(r"\\[A-Za-z]+\*?", " ", text)
    text = MARKS.sub("", re.sub(r"^[ \t]*#{1,6}[ \t]*", "", text, flags=re.MULTILINE))
    return " ".join(text.replace("{", "").replace("}", "").split())
