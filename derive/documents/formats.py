"""What of a file is the student's text, and what is left out: code, comments, preambles.

What is left out becomes spaces, so that every place stays what it is in the file.  A `Block` is read on its own: a
LaTeX or text file is one, a notebook has one for each Markdown cell.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import InputError
from .foreign import foreign
from .macros import Macros, definitions, macros
from .placed import Placed


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text to look for mathematics in."""

    text: Placed
    bare: bool
    """Formulas may stand in it without dollars."""
    macros: Macros
    """The \\newcommand's of the document."""
    cell: int = 0
    """Its number in a notebook, from 1."""


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: what it is called by, and what of its text is the student's."""

    suffixes: tuple[str, ...]
    parts: Callable[[str, str], Iterable[Placed]]
    """Of a file's text and name: the parts that are read, each on its own, as long as they were; `InputError` if it is no such file."""
    bare: bool = True
    """Formulas may stand in it without dollars."""
    cells: bool = False
    """Its parts are a notebook's cells, which are counted."""


def blocks(text: str, suffix: str, name: str = "document") -> list[Block]:
    """The blocks of a file's text, read as plain text if the suffix is not known; `InputError` for a notebook that is none."""
    row = BY_SUFFIX.get(suffix.lower(), BY_SUFFIX[".txt"])
    parts = list(row.parts(text, name))
    whole = "\n".join(p.text for p in parts)
    known = macros(whole, foreign(whole))
    return [Block(p, row.bare, known, n if row.cells else 0) for n, p in enumerate(parts, 1) if p]


def blank(text: str, spans: Iterator[tuple[int, int]] | list[tuple[int, int]]) -> str:
    """The text with stretches made spaces; line ends stay."""
    out, last = [], 0
    for start, end in sorted(spans):
        start = max(start, last)
        if end <= start:
            continue
        out += [text[last:start], re.sub(r"[^\n]", " ", text[start:end])]
        last = end
    return "".join(out) + text[last:]


# ---------------------------------------------------------------------------------------------- LaTeX
VERBATIM = frozenset({"verbatim", "lstlisting", "minted", "comment", "Verbatim", "alltt", "tikzpicture", "filecontents", "thebibliography"})
NEVER = re.compile(r"\\iffalse(?![A-Za-z]).*?(?:\\fi(?![A-Za-z])|\Z)", re.DOTALL)
VERBATIM_MACROS = frozenset({"verb", "lstinline", "mintinline"})


def latex(text: str) -> str:
    """A LaTeX file without comments, verbatim text and, up to \\begin{document}, all but macros."""
    return blank(text, list(left_out(text)))


def left_out(text: str) -> Iterator[tuple[int, int]]:
    try:
        from pylatexenc.latexwalker import LatexWalker, LatexWalkerEndOfStream, LatexWalkerParseError
    except ImportError:
        raise InputError("LaTeX documents need pylatexenc: pip install pylatexenc (or '.[check]' in the checkout)") from None
    for match in NEVER.finditer(text):
        yield match.span()
    walker = LatexWalker(text, tolerant_parsing=True)
    at, begun = 0, False
    while at < len(text):
        try:
            token = walker.get_token(at, environments=True)
        except LatexWalkerEndOfStream:
            break
        except LatexWalkerParseError:
            at += 1
            continue
        end = max(token.pos + token.len, at + 1)
        if token.tok == "comment":
            yield token.pos, end_of_line(text, token.pos)
            end = max(at + 1, token.pos + 1 + len(token.arg))
        elif token.tok == "begin_environment" and token.arg.rstrip("*") in VERBATIM:
            closing = text.find(f"\\end{{{token.arg}}}", end)
            closing = closing if closing >= 0 else len(text)
            yield token.pos, min(len(text), closing + len(f"\\end{{{token.arg}}}"))
            end = closing
        elif token.tok == "begin_environment" and token.arg == "document":
            yield from before_the_document(text[: token.pos]) if not begun else ()
            begun = True
        elif token.tok == "end_environment" and token.arg == "document":
            yield token.pos, len(text)
            break
        elif token.tok == "macro" and token.arg in VERBATIM_MACROS and end < len(text):
            bar = text[end]
            close = text.find("}" if bar == "{" else bar, end + 1)
            if close >= 0:
                yield token.pos, close + 1
                end = close + 1
        at = end


def end_of_line(text: str, at: int) -> int:
    found = text.find("\n", at)
    return found if found >= 0 else len(text)


def before_the_document(text: str) -> Iterator[tuple[int, int]]:
    """The preamble but for its macros."""
    last = 0
    for start, end in definitions(text):
        yield last, start
        last = end
    yield last, len(text)


# ---------------------------------------------------------------------------------------------- Markdown
def markdown(text: str) -> str:
    """A Markdown text without code and comments; a fence of mathematics is a display."""
    text = FENCED_MATH.sub(lambda m: f"{m[1]}$${' ' * (len(m[2]) - 2)}{m[3]}$${' ' * (len(m[4]) - 2)}", text)
    return blank(text, code_in_markdown(text))


FENCED_MATH = re.compile(r"(^[ \t]*)(```+[ \t]*math)([ \t]*\n.*?\n[ \t]*)(```+)(?=[ \t]*$)", re.MULTILINE | re.DOTALL)


DISPLAY = re.compile(r"\$\$.*?\$\$|\\\\?\[.*?\\\\?\]", re.DOTALL)
COMMENT = re.compile(r"(?<!\\)(?:\\\\)*(%[^\n$]*)")
"""What nobody sees of a display: from % on, but for \\%."""


def code_in_markdown(text: str) -> list[tuple[int, int]]:
    try:
        from markdown_it import MarkdownIt
        from mdit_py_plugins.amsmath import amsmath_plugin
        from mdit_py_plugins.dollarmath import dollarmath_plugin
    except ImportError:
        raise InputError(
            "Markdown documents need markdown-it-py and mdit-py-plugins: pip install markdown-it-py mdit-py-plugins"
            " (or '.[check]' in the checkout)"
        ) from None
    parser = MarkdownIt("commonmark").use(dollarmath_plugin, double_inline=True).use(amsmath_plugin)
    starts = [0, *(m.end() for m in re.finditer(r"\r\n?|\n", text)), len(text) + 1]  # markdown-it ends a line at \r too
    out: list[tuple[int, int]] = [m.span() for m in re.finditer(r"<!--.*?(-->|\Z)", text, re.DOTALL)]
    for token in parser.parse(text):
        if token.map is None:
            continue
        low, high = starts[token.map[0]], min(starts[min(token.map[1], len(starts) - 1)], len(text))
        if (
            token.type == "fence"
            or (token.type == "html_block" and token.content.lstrip().lower().startswith(("<pre", "<code", "<script")))
            or (token.type == "code_block" and not looks_like_math(token.content))
        ):
            out.append((low, high))
        elif token.type == "amsmath":
            out += [m.span(1) for m in COMMENT.finditer(text, low, high)]
        elif token.type == "math_block":
            out += comments_in_displays(text, low, high)
        elif token.type == "inline":
            out += comments_in_displays(text, low, high)
            at = low
            for child in token.children or ():
                if child.type == "code_inline":
                    found = re.compile(re.escape(child.markup) + r"\s*" + re.escape(child.content) + r"\s*" + re.escape(child.markup))
                    place = found.search(text, at, high)
                    if place:
                        out.append(place.span())
                        at = place.end()
    return out


def comments_in_displays(text: str, low: int, high: int) -> Iterator[tuple[int, int]]:
    return (m.span(1) for display in DISPLAY.finditer(text, low, high) for m in COMMENT.finditer(text, display.start(), display.end()))


def looks_like_math(text: str) -> bool:
    """Indented displays: four spaces make code of them in Markdown, which nobody meant who wrote $$ or ∂."""
    return any(mark in text for mark in ("$$", "\\frac", "\\partial", "∂", "\\begin{", "\\hat"))


# ---------------------------------------------------------------------------------------------- notebooks
TOKENS = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')


def notebook(text: str, name: str) -> Iterator[Placed]:
    """The text of each cell, placed in the JSON of the file; of a cell that is no Markdown nothing."""
    try:
        import nbformat
    except ImportError:
        raise InputError("notebooks need nbformat: pip install nbformat (or '.[check]' in the checkout)") from None
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            cells = nbformat.reads(text, as_version=nbformat.NO_CONVERT).get("cells")
    except Exception as error:  # nbformat raises many kinds; all of them say that this is no notebook
        reason = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise InputError(f"{name}: it is not a notebook: {reason}") from None
    if cells is None:
        raise InputError(f"{name}: a notebook of format 3 or older is not read\n  open and save it with a present Jupyter")
    if not isinstance(cells, list) or not all(isinstance(c, dict) for c in cells):
        raise InputError(f"{name}: it is not a notebook: `cells` must be a list of cells")
    placed = tree(TOKENS.finditer(text))["cells"]
    for number, (cell, found) in enumerate(zip(cells, placed, strict=True), 1):
        is_text = cell.get("cell_type") == "markdown"
        yield placed_source(found.get("source"), f"{name}, cell {number}") if is_text else Placed("", ())


def placed_source(source: Any, cell: str) -> Placed:
    """A cell's "source", every character with its place in the JSON."""
    parts = source if isinstance(source, list) else [source]
    if not all(isinstance(p, re.Match) and p.group().startswith('"') for p in parts):
        raise InputError(f"{cell}: it is not a notebook: `source` must be a text or a list of texts")
    pieces = [unescaped(p) for p in parts]
    return Placed.joined(pieces)


def tree(tokens: Iterator[re.Match[str]]) -> Any:
    """A JSON value, its strings and numbers as their matches in the text (which nbformat has read before: it is sound)."""
    token = next(tokens)
    if token.group() == "{":
        table: dict[str, Any] = {}
        while (token := next(tokens)).group() != "}":
            if token.group() not in ",:":
                next(tokens)  # the colon
                table[json.loads(token.group(), strict=False)] = tree(tokens)
        return table
    if token.group() == "[":
        items: list[Any] = []
        while (token := next(tokens)).group() != "]":
            if token.group() != ",":
                items.append(tree(itertools.chain([token], tokens)))
        return items
    return token


def unescaped(match: re.Match[str]) -> Placed:
    """A JSON string's characters with their places."""
    raw, start = match.group(), match.start()
    out, at, n = [], [], 1
    while n < len(raw) - 1:
        size = 1 if raw[n] != "\\" else 6 if raw[n + 1] == "u" else 2
        if size == 6 and re.match(r"\\u[dD][89abAB]..\\u[dD][c-fC-F]", raw[n : n + 12]):
            size = 12
        piece = json.loads(f'"{raw[n : n + size]}"', strict=False) if size > 1 else raw[n]
        out.append(piece)
        at += [start + n] * len(piece)
        n += size
    return Placed("".join(out), tuple(at))


# ---------------------------------------------------------------------------------------------- the table
FORMATS = (
    Format((".tex", ".ltx"), lambda text, name: [Placed.whole(latex(text))], bare=False),
    Format((".md", ".markdown"), lambda text, name: [Placed.whole(markdown(text))]),
    Format((".ipynb",), lambda text, name: [Placed(markdown(cell.text), cell.at) for cell in notebook(text, name)], cells=True),
    Format((".txt",), lambda text, name: [Placed.whole(text)]),
)
"""A row for a kind of file: messages, folders and readers know no other."""
BY_SUFFIX: Mapping[str, Format] = {suffix: row for row in FORMATS for suffix in row.suffixes}
