"""What words say of names that no step can be tried with: first order, even, perpendicular, at the optimum.

A step that may rest on such a fact is left open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..vocabulary import GREEK

UNUSED = (
    r"first[- ]order|(?:second|higher)[- ]order terms?|neglect\w*|ignor(?:e|es|ing)|lineari[sz]\w*|negligible|order of",
    r"(?:drop|discard|omit|leave out)\w* (?:all |the |any |every)*(?:terms?|constants?|thing)|(?:very|is|are) small|for small",
    r"(?:even|odd) (?:integer|number|function)|(?:is|are) (?:even|odd|periodic|homogeneous|an? integer)|roots? of unity|homogeneous",
    r"orthogonal|perpendicular|conjugate|uncorrelated|skew\w*|independent of|eigenvectors",
    r"steady[- ]state|fixed[- ]point|equilibrium|stationar\w+|feasible|critical point|(?:least[- ]squares|optimal) (?:solution|fit)",
    r"(?:at|in|is|be|of) (?:the|an?|its) (?:optimum|optimal|minimum|maximum|minimi[sz]er|maximi[sz]er|solution|saddle)|optimality",
)
"""Words that say what is not put into formulas."""
SIGNS = r"\\ll(?![A-Za-z])|≪|\\perp(?![A-Za-z])|⊥|\\mathcal\s*\{?O|(?<![A-Za-z])O\s*\("
FACT = re.compile(rf"\b(?:{'|'.join(UNUSED)})\b|{SIGNS}", re.IGNORECASE)
OWN_TRANSPOSES = (
    r"symmetric|self-?adjoint|hermitian|hessian|(?:semi-?)?definite|SPD|PSD|covariance|diagonal\w*|projection|projector|laplacian|commut\w+"
    r"|(?:kernel|gram|precision|adjacency|metric) ?(?:matri\w+)?"
)
OF_MATRICES = re.compile(rf"\b(?:{OWN_TRANSPOSES})\b|\\suc{{2}}(?:eq)?(?![A-Za-z])|≻|⪰", re.IGNORECASE)
"""Words of matrices that are their own transposes, or commute."""
SPECIAL = re.compile(rf"\b(?:orthogonal|orthonormal|idempotent|unit vector)\b|{OF_MATRICES.pattern}", re.IGNORECASE)
"""Words of matrices and vectors of which more is true than of all."""
ENDS = re.compile(r"[.!?](?=\s|$)|\n\s*\n|\$\$|\\begin\{|\\end\{|\\\[|\\\]")
FORMULA = re.compile(r"\$([^$]+)\$|\\\((.+?)\\\)")
LETTER = re.compile(r"\\([A-Za-z]+)|([A-Za-z])")
NEAR, FAR = 400, 2000
"""So many characters before a step, or half of the first behind it, a sentence may speak of it; farther away one that names its letters."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A sentence that says something of names."""

    start: int
    end: int
    words: str
    letters: frozenset[str]


def facts_in(text: str) -> list[Fact]:
    """The sentences of a text that say what is not made use of."""
    ends = [0, *(m.end() for m in ENDS.finditer(text)), len(text)]
    out: list[Fact] = []
    for m in FACT.finditer(text):
        start = max(e for e in ends if e <= m.start())
        end = min(e for e in ends if e >= m.end())
        found = (a or b for a, b in FORMULA.findall(text[start:end]))
        out.append(Fact(start, end, " ".join(m.group().split()), frozenset(letter for f in found for letter in letters_of(f))))
    return out


def letters_of(formula: str) -> set[str]:
    """The letters of a formula, Greek ones among them."""
    found = (GREEK.get(command, "") if command else letter for command, letter in LETTER.findall(formula))
    return {letter for letter in found if letter}


def said_of(facts: list[Fact], names: set[str], start: int, end: int) -> str:
    """The words that say something of names at a place, or of what stands near it; nothing if none do."""
    stems = {name[0] for name in names}
    for fact in facts:
        near = start - NEAR <= fact.end <= start or end <= fact.start <= end + NEAR // 2
        if near if not fact.letters else (fact.letters & stems and start - FAR <= fact.end and fact.start <= end + NEAR // 2):
            return fact.words
    return ""
