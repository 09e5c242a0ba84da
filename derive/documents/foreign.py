r"""Macros that a document uses and does not define, where their names say what they are.

\bu, \bU, \mW of a style file are u, U, W in bold; \T{if w = o} is text; \alns{a &= b \\ &= c} is a display.  What is taken so is told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice

from ..notation.packages import BOLD, LATEX
from ..notation.signs import COMMANDS
from .macros import Macro, closing_brace

ACCENTS: Mapping[str | None, str] = {"t": r"\hat", "h": r"\hat", "hat": r"\hat", None: ""}
"""\byt and \byh are ŷ in the write-ups that have them: y is what is true there, and the other what is estimated."""
WORDS = re.compile(r"\\T\s*\{(?=\s*(?:[a-z]{2,}|[A-Z][a-z]{2,}))")
CALLED = re.compile(r"\\([A-Za-z]{3,12})\s*\{")
ALIGNED = re.compile(r"&\s*=")
MATH = re.compile(r"\$|\\\[|\\\(|\\begin\s*\{(?!\s*(?:cases|array|split|aligned|smallmatrix|[bBpvV]?matrix)\s*\})")
"""What begins mathematics: a macro around it holds text.  Grids within mathematics, and words in it, tell nothing."""
IN_TEXT = re.compile(r"\\[A-Za-z]+\s*\{[^{}$]*\$[^{}$]*\$[^{}]*\}")
KNOWN = frozenset({"substack", "cases", "matrix", "pmatrix", "bmatrix", "eqalign", "footnote", "caption", "text", "mbox", "fbox", "boxed"})
MAX_FOREIGN, MAX_CALLED = 200, 2_000
BRACES = re.compile(r"\{[^{}]*\}")
DEEPEST = 12


def foreign(text: str) -> dict[str, Macro]:
    """What macros stand for, as far as their names and their use say, if the document does not define them."""
    found: dict[str, Macro] = {}
    for kind, letter, accent in (m.groups() for m in BOLD.finditer(text)):
        name = kind + letter + (accent or "")
        if name not in LATEX and name not in COMMANDS:
            bold = rf"\mathbf{{{letter}}}"
            found[f"\\{name}"] = Macro(f"\\{name}", 0, None, f"{ACCENTS[accent]}{{{bold}}}" if accent else bold)
    if WORDS.search(text):
        found[r"\T"] = Macro(r"\T", 1, None, r"\text{#1}")
    of_text: set[str] = set()
    for match in islice((m for m in CALLED.finditer(text) if m[1] not in KNOWN), MAX_CALLED):
        name, end = f"\\{match[1]}", closing_brace(text, match.end() - 1)
        body = IN_TEXT.sub("", text[match.end() : end]) if end is not None else ""
        if MATH.search(body):
            of_text.add(name)
        elif ALIGNED.search(outside_braces(body)):
            found[name] = Macro(name, 1, None, "\\begin{align*}#1\\end{align*}")
    found = {name: macro for name, macro in found.items() if name not in of_text}
    return dict(list(found.items())[:MAX_FOREIGN])


def outside_braces(text: str) -> str:
    """What stands in no braces: \\answer{\\alns{a &= b}} is no display itself."""
    for _ in range(DEEPEST):
        inner = BRACES.sub("", text)
        if inner == text:
            break
        text = inner
    return text
