"""What scanners, copy and paste do to LaTeX: lost backslashes, split signs, struck-out terms.  Mended, and said so.

Only what is no formula as it stands is mended here; a lost minus or a lost hat is no damage, it is what the text says.
"""

from __future__ import annotations

import re

from .placed import Placed
from .words import IN_ENGLISH

BACKSLASH = "a backslash is put back: \\"
Fix = tuple[re.Pattern[str], str, str]
"""What is looked for, what is put, what is said of it."""

CONTROL: tuple[Fix, ...] = (
    (re.compile(r"\x0c(?=rac|orall|lat)"), r"\\f", BACKSLASH + "f…"),
    (re.compile(r"\x08(?=egin|oldsymbol|eta|ar|f\b|m\b|inom|ig)"), r"\\b", BACKSLASH + "b…"),
    (re.compile(r"\x0b(?=ec)"), r"\\v", BACKSLASH + "vec"),
    (re.compile(r"\x07(?=lpha)"), r"\\a", BACKSLASH + "alpha"),
    (re.compile(r"\t(?=ext\{|heta|imes|ilde|op\b|anh|extbf|extrm|ext )"), r"\\t", BACKSLASH + "t…"),
    (re.compile(r"\n(?=abla|eq\b|otag)|(?<=[\w})])\n(?=e +[A-Za-z0])"), r"\\n", BACKSLASH + "n…"),  # not the e of a line «e^x»
    (re.compile(r"\r(?=ight|ho\b|ac)"), r"\\r", BACKSLASH + "r…"),
    (re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]"), " ", "a control character is left out"),
)
LETTERS: tuple[Fix, ...] = (
    (re.compile(r"(?<![A-Za-z\\])rac(?=\s*\{)"), r"\\frac", BACKSLASH + "frac"),
    (re.compile(r"(?<![A-Za-z\\])egin(?=\s*\{)"), r"\\begin", BACKSLASH + "begin"),
    (re.compile(r"(?<![b\\])oldsymbol(?=\s*\{)"), r"\\boldsymbol", BACKSLASH + "boldsymbol"),
    (re.compile(r"(?<![A-Za-z\\])ext(?=(bf|rm|it)?\s*\{)"), r"\\text", BACKSLASH + "text"),
    (re.compile(r"(?<![A-Za-z\\])abla(?=\s*_)"), r"\\nabla", BACKSLASH + "nabla"),
    (re.compile(r"(?<![A-Za-z\\{])(frac|sqrt)(?=\s*\{)"), r"\\\1", "a lost backslash is put back"),
    (
        re.compile(r"(?<![A-Za-z\\])(begin|end)(?=\s*\{(?:aligned|align|split|cases|bmatrix|pmatrix|matrix|array|gather|equation)\*?\})"),
        r"\\\1",
        "a lost backslash is put back",
    ),
    (
        re.compile(r"(?<![A-Za-z\\])(hat|tilde|bar|vec|mathbf|mathrm|boldsymbol|operatorname|mathbb)(?=\{)"),
        r"\\\1",
        "a lost backslash is put back",
    ),
)
BECOMES = re.compile(r"\\cancelto\s*\{((?:[^{}]|\{[^{}]*\})*)\}\s*\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}")
"""\\cancelto{1}{x}: x is struck out and has become 1."""
STRUCK = re.compile(r"\\x?b?cancel\s*\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}(?:\s*\^\s*(?:\{[^{}]*\}|\\[a-z]+|[A-Za-z0-9]))?")
SIGNS: tuple[Fix, ...] = (
    (re.compile(r"(?<![\\!<>:=])=\s+=(?!=)"), "=", "one of two = is left out"),
    (re.compile(r"(?<=[A-Za-z}])\\_(?=[{A-Za-z0-9])(?![^{}]*\})"), "_", "an escaped underscore is read as a subscript"),
    (re.compile(r"·{3}"), r"\\cdots ", ""),
    (re.compile(r"<\s+="), r"\\le ", "< = is read as ≤"),
    (re.compile(r">\s+="), r"\\ge ", "> = is read as ≥"),
    (re.compile(r"(?<=[A-Za-z}])\s*!\s+="), r" \\ne ", "! = is read as ≠"),
    (re.compile(r"(?<=[A-Za-z}])\s*!="), r" \\ne ", ""),
    (re.compile(r"(?<!\\)\\ (?=\s*&?\s*=)"), r"\\\\ ", "\\ before = is read as the end of a row, \\\\"),
)


LAYOUT = re.compile(
    r"\\IEEE[A-Za-z]+\*?(?:\s*\{[^{}]*\})?|\\(?:label|tag\*?)\s*\{[^{}]*\}"
    r"|\\(?:large|Large|LARGE|huge|Huge|small|footnotesize|scriptsize|tiny|normalsize)(?![A-Za-z])|[ \t]{20,}"
)
"""Labels, numbers, sizes of letters, long gaps."""
REMARK = re.compile(
    r"\\(?:text|mbox|textrm)\s*\{\s*\([^{}()]*\)\s*\}"
    r"|(?:(?:\\q?quad|\\hspace\*?\s*\{[^{}]*\}|\\eqno|\\[cl]?dots|…)\s*){1,9}[(（]\s*\d+(?:\.\d+)*[a-z]?'?\s*[)）]\s*(?=\\\\|$|\\end|\n)|(?:(?:\\[cl]?dots|…|\\q?quad)\s*){0,9}[①-⑳]"
)
"""Remarks in brackets, and the numbers of equations."""
OTHERS = re.compile(r"\\text\s*\{\s*(?:for |in )?(?:all |every |the )*(?:others?|else|rest)\b[^{}]*\}")
FULL_WIDTH = str.maketrans("＝﹦（）［］｛｝＋－×／，；：＜＞｜＿＾", "==()[]{}+-×/,;:<>|_^")


def mended(formula: Placed) -> tuple[Placed, tuple[str, ...]]:
    """The formula with lost backslashes and split signs put right, and what was done."""
    notes: dict[str, None] = {}

    def apply(text: Placed, fixes: tuple[Fix, ...]) -> Placed:
        for pattern, put, says in fixes:
            new = text.sub(pattern, put)
            if new is not text and says:
                notes[says] = None
            text = new
        return text

    formula = formula.sub(LAYOUT, " ").sub(REMARK, " ").sub(OTHERS, r"\\text{otherwise}")
    for pattern, put in IN_ENGLISH:
        formula = formula.sub(pattern, put)
    if not formula.text.isascii():
        formula = Placed(formula.text.translate(FULL_WIDTH), formula.at)
    formula = apply(formula, CONTROL)
    formula = apply(formula, LETTERS)
    formula = apply(formula, SIGNS)
    formula, more = with_rows(formula)
    notes |= dict.fromkeys(more)
    formula = apply(formula, ((BECOMES, r"{\1}", "a term that is struck out is read as what it has become"),))
    for _ in range(3):
        new = formula.sub(STRUCK, r"{\1}")
        if new is formula:
            break
        notes["a term that is struck out stays, with what was written beside it left out"] = None
        formula = new
    return formula, tuple(notes)


GRID = re.compile(r"\\begin\s*\{(cases|array|[pbvB]?matrix)\}.*?\\end\s*\{\1\}", re.DOTALL)


def with_rows(formula: Placed) -> tuple[Placed, tuple[str, ...]]:
    """Grids in which every \\\\ has become a backslash and a space."""
    grids = [m for m in GRID.finditer(formula.text) if "\\\\" not in m.group() and "\\ " in m.group()]
    if not grids:
        return formula, ()
    out, last = Placed("", ()), 0
    for m in grids:
        out += formula[last : m.start()] + formula[m.start() : m.end()].sub(ROW_BREAK, r"\\\\ ")
        last = m.end()
    return out + formula[last:], ("\\ between cells is read as the end of a row, \\\\",)


ROW_BREAK = re.compile(r"\\ ")
