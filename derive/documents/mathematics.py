"""Finds the mathematics in a block of text: displays, inline formulas, formulas that stand bare in the prose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .bare import bare_formulas
from .formats import Block
from .placed import Placed

ENVIRONMENTS = "equation|align|alignat|flalign|aligned|gather|gathered|eqnarray|multline|displaymath|math|split|dmath|IEEEeqnarray|empheq"
DELIMITER = re.compile(
    r"(?P<escaped>\\\\|\\[$])"
    r"|(?P<begin>\\begin\s*\{(?P<name>(?:" + ENVIRONMENTS + r")\*?)\})"
    r"|(?P<double>\$\$)|(?P<single>\$)|(?P<square>\\\[)|(?P<round>\\\()"
    r"|(?P<paragraph>\n[ \t>]*\n\s*)"
    r"|(?P<heading>(?m:^)[ \t]*(?:\#{1,6}[ \t]|\\(?:(?:sub)*section|paragraph|chapter|part)\*?\s*(?=\{)))"
    r"|(?P<item>\\item\b)"
)
BLANK = re.compile(r"\n[ \t>]*\n")
MAX_INLINE = 3_000


@dataclass(frozen=True, slots=True)
class Prose:
    """Words between formulas."""

    text: Placed


@dataclass(frozen=True, slots=True)
class Break:
    """The end of a paragraph; of a section, with its heading."""

    heading: str = ""


@dataclass(frozen=True, slots=True)
class Formula:
    """A piece of mathematics, without its delimiters."""

    text: Placed
    display: bool
    environment: str = ""
    fault: str = ""
    """What is wrong with the delimiters."""


Piece = Prose | Break | Formula


def pieces(block: Block) -> Iterator[Piece]:
    """The pieces of a block, in order."""
    found = list(whole(delimited(block.macros.expand(block.text))))
    for n, piece in enumerate(found):
        if isinstance(piece, Prose) and block.bare:
            beside = [n > 0 and isinstance(found[n - 1], Formula), n + 1 < len(found) and isinstance(found[n + 1], Formula)]
            yield from with_bare(piece.text, *beside)
        else:
            yield piece


def whole(found: Iterator[Piece]) -> Iterator[Piece]:
    """$a =$ $b$ as one formula: what ends with = goes on in the next."""
    held: Formula | None = None
    gap: Prose | None = None
    for piece in found:
        if held is not None:
            if isinstance(piece, Prose) and gap is None and not piece.text.text.strip(" \t\n"):
                gap = piece
                continue
            if isinstance(piece, Formula) and piece.display == held.display:
                piece = Formula(held.text + piece.text, held.display, held.environment, held.fault or piece.fault)
            else:
                yield held
                if gap is not None:
                    yield gap
            held = gap = None
        if isinstance(piece, Formula) and piece.text.text.rstrip().endswith("=") and not piece.environment:
            held = piece
        else:
            yield piece
    if held is not None:
        yield held


def with_bare(prose: Placed, after: bool, before: bool) -> Iterator[Piece]:
    """Prose with the formulas that stand in it; lines that hold formulas in dollars have theirs there."""
    first = prose.text.find("\n") + 1 if after else 0
    last = prose.text.rfind("\n") + 1 if before else len(prose)
    if first >= last or (after and not first):
        yield Prose(prose)
        return
    if first:
        yield Prose(prose[:first])
    for is_math, text in bare_formulas(prose[first:last]):
        yield Formula(text, True) if is_math else Prose(text)
    if last < len(prose):
        yield Prose(prose[last:])


def delimited(block: Placed) -> Iterator[Piece]:
    text = block.text
    at = last = 0
    while match := DELIMITER.search(text, at):
        kind = match.lastgroup if match.lastgroup != "name" else "begin"
        if kind == "escaped":
            at = match.end()
            continue
        if kind in ("paragraph", "heading", "item"):
            yield from prose(block, last, match.start())
            yield Break(text[match.end() :].partition("\n")[0].strip() or "#" if kind == "heading" else "")
            at = last = match.end()
            continue
        found = body(text, match, kind)
        if found is None:
            at = match.end()
            continue
        start, end, after, fault = found
        yield from prose(block, last, match.start())
        environment = (match.group("name") or "").rstrip("*")
        yield Formula(block[start:end], kind not in ("single", "round") or "\\begin{align" in text[start:end], environment, fault)
        at = last = after
    yield from prose(block, last, len(text))


def prose(block: Placed, start: int, end: int) -> Iterator[Piece]:
    if block.text[start:end].strip():
        yield Prose(block[start:end])


def body(text: str, match: re.Match[str], kind: str | None) -> tuple[int, int, int, str] | None:
    """Where the formula behind a delimiter starts and ends, where the text goes on, and what is wrong; None for a lone sign."""
    start = match.end()
    blank = BLANK.search(text, start)
    paragraph = blank.start() if blank else len(text)
    match kind:
        case "begin":
            return environment_body(text, match, paragraph)
        case "double":
            end = closing(text, start, "$$")
        case "single":
            end = closing(text, start, "$")
            if end is None or end > paragraph or end - start > MAX_INLINE or end == start:
                return None
            return start, end, end + 1, ""
        case "square":
            end = closing(text, start, "\\]")
        case _:
            end = closing(text, start, "\\)")
    opened = match.group()
    if end is not None and (
        end <= paragraph
        or (kind == "double" and not text[start:end].strip()[:1].isalpha() and is_math(text[start:end]))
        or (kind in ("double", "square") and is_within(text, start, paragraph, end))
    ):
        return start, end, end + len(opened), ""
    if kind == "double" and not text[start:paragraph].strip():
        return None
    return start, paragraph, paragraph, f"`{opened}` is never closed; it is read to the end of the paragraph"


def is_within(text: str, start: int, blank: int, end: int) -> bool:
    """Whether an empty line stands within an environment that begins and ends in the display."""
    before, whole = (text[start:stop] for stop in (blank, end))
    depths = [part.count("\\begin{") - part.count("\\end{") for part in (before, whole)]
    return depths[0] > 0 and depths[1] == 0 and "$" not in IN_TEXT.sub("", whole)


IN_TEXT = re.compile(r"\\text[a-z]*\s*\{[^{}]*\}")


def is_math(text: str) -> bool:
    """Whether a display with an empty line in it is still one formula: few words."""
    return len(re.findall(r"(?<![\\A-Za-z{])[A-Za-z]{3,}", text)) <= 2 and text.count("\n\n") <= 3


def closing(text: str, start: int, mark: str) -> int | None:
    """The place of a closing mark that no backslash escapes."""
    at = start
    while (at := text.find(mark, at)) >= 0:
        if backslashes(text, at) % 2 == 0:
            worded = next(
                (w for w in WORDED.finditer(text, max(start, at - LONGEST_TEXT), at) if (end_of_group(text, w.end() - 1) or 0) > at), None
            )
            if worded is None:
                return at
            at = start = end_of_group(text, worded.end() - 1) or at + 1  # \text{if $w = o$} inside a formula
        else:
            at += 1
    return None


LONGEST_TEXT = 200
"""So long a \\text{…} may be that has a formula in it."""
WORDED = re.compile(r"\\(?:text\w*|mbox|hbox)\s*\{")


def end_of_group(text: str, at: int) -> int | None:
    """The place behind the brace that closes the one at a place, on the same line."""
    depth = 0
    for n in range(at, min(len(text), at + LONGEST_TEXT)):
        depth += {"{": 1, "}": -1}.get(text[n], 0)
        if text[n] == "\n":
            return None
        if depth == 0:
            return n + 1
    return None


def backslashes(text: str, at: int) -> int:
    """How many backslashes stand right before a place."""
    count = 0
    while at - count > 0 and text[at - count - 1] == "\\":
        count += 1
    return count


OPTIONS = re.compile(r"\s*(?:\[[^\]\n]*\])?(?:\s*\{[^{}\n]*\})?")


def after_options(text: str, match: re.Match[str]) -> int:
    """The place after {rCl} of an IEEEeqnarray, {2} of an alignat, [box=\\fbox]{align} of an empheq."""
    if match.group("name").rstrip("*") in ("IEEEeqnarray", "alignat", "empheq", "array"):
        found = OPTIONS.match(text, match.end())
        return found.end() if found else match.end()
    return match.end()


def environment_body(text: str, match: re.Match[str], paragraph: int) -> tuple[int, int, int, str]:
    """An environment to its own \\end; to the paragraph's end if it has none before the next \\begin of its kind."""
    name = match.group("name")
    depth, at = 1, match.end()
    edge = re.compile(r"\\(begin|end)\s*\{" + re.escape(name) + r"\}|\\(?:sub)*section\b")
    while found := edge.search(text, at):
        if "section" in found.group():
            break
        depth += 1 if found.group(1) == "begin" else -1
        if depth == 0:
            return after_options(text, match), found.start(), found.end(), ""
        if depth > 1 and "\n\n" in text[at : found.start()]:
            break
        at = found.end()
    start = after_options(text, match)
    if text[start:paragraph].strip() == "":
        paragraph = start
    return start, paragraph, paragraph, f"\\begin{{{name}}} is never closed; it is read to the end of the paragraph"
