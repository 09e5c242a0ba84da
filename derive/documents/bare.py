"""Formulas that stand in the prose without dollars: lines of Unicode or plain-text mathematics."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .placed import Placed
from .words import CASING, CJK, ELSE, SUPPOSING

NAMES = frozenset(
    "exp log ln softmax sigmoid sigma tanh diag sum max relu onehot yhat uhat sqrt norm dot outer matmul alpha beta gamma delta theta"
    " lambda frac partial vec hat neg loss softplus cosh sinh transpose vocab vocabulary mathbf mathbb boldsymbol text top quad"
    " dot np sgn prod grad nabla cdot times otherwise".split()
)
SHORT = frozenset("is of in to we so by or at as an be if it on no my do up us hi ok vs eq ii iv vi ie eg cf am me go he".split())
RUN = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*|[\u3000-\u303f\u3400-\u9fff\uff00-\uff0f\uff1a-\uff1f]+")
RELATION = re.compile(r"[=≠∈≡]|\\(?:neq?|in|equiv)\b|!=")
STRONG = re.compile(r"[∂∇Σ∑σŷ_^·∘⊙ᵀ⊤√𝟏ℝ\\α-ω]|\d\s*/\s*\(|log|exp")
LONGEST_LINE = 4_000
BULLET = re.compile(r"^\s*(?:[-*+•–]\s+|\(?(?:[a-z]|[ivx]{1,4}|\d{1,2})[).:]\s+|\d+(?:\.\d+)+\s+|>\s*)+", re.IGNORECASE)
INSIDE = frozenset({"if", "when", "for", "and"}) | ELSE


def bare_formulas(prose: Placed) -> Iterator[tuple[bool, Placed]]:
    """The prose in order, cut into formulas (True) and words (False)."""
    at = 0
    for line in re.finditer(r"[^\n]*\n?", prose.text):
        if not line.group():
            continue
        for is_math, start, end in runs(line.group()):
            piece = prose[at + start : at + end]
            if piece.strip():
                yield is_math, piece
        at += len(line.group())


def runs(line: str) -> Iterator[tuple[bool, int, int]]:
    """The stretches of a line: formulas that state something, and the rest."""
    if len(line) > LONGEST_LINE or not RELATION.search(line):
        yield False, 0, len(line)
        return
    bullet = BULLET.match(line)
    first = bullet.end() if bullet else 0
    cuts = [(m.start(), m.end(), m.group()) for m in RUN.finditer(line, first) if is_word(line, m)]
    stretches: list[tuple[int, int, str]] = []
    at = first
    for start, end, word in [*cuts, (len(line), len(line), "")]:
        if line[at:start].strip():
            stretches.append((at, start, ""))
        if word:
            stretches.append((start, end, word.lower()))
        at = end
    merged = with_conditions(line, stretches)
    last = 0
    for n, (start, end, word) in enumerate(merged):
        if word:
            continue
        text = line[start:end]
        previous = merged[n - 1][2] if n else ""
        if not states(text, line, previous):
            continue
        while text.rstrip().endswith(("(", "[", ",", ":", ";")) and text.count("(") + text.count("[") > text.count(")") + text.count("]"):
            text = text.rstrip()[:-1]
        start += len(text) - len(text.lstrip(" \t\n:：;；,，"))
        end = start + len(text.strip(" \t\n:：;；,，"))
        if start > last:
            yield False, last, start
        yield True, start, end
        last = end
    if last < len(line):
        yield False, last, len(line)


def with_conditions(line: str, stretches: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Formulas joined over the words of cases: … = a if w ≠ o, and b otherwise."""
    out: list[tuple[int, int, str]] = []
    for n, (start, end, word) in enumerate(stretches):
        joined = word in INSIDE and out and not out[-1][2] and "=" in line[out[-1][0] : out[-1][1]]
        more = n + 1 < len(stretches) and not stretches[n + 1][2]
        if (joined and (word in ELSE or (more and (word != "and" or has_case(line, stretches[n + 1 :]))))) or (
            out and not word and not out[-1][2] and out[-1][1] >= start - 1
        ):
            low = out.pop()[0]
            out.append((low, end, ""))
        else:
            out.append((start, end, word))
    return out


def has_case(line: str, later: list[tuple[int, int, str]]) -> bool:
    return len(later) > 1 and later[1][2] in INSIDE


def is_word(line: str, match: re.Match[str]) -> bool:
    """Whether a run of letters is a word of the prose and no name."""
    text = match.group()
    if CJK.search(text) or not text[0].isascii() or ord(text[0]) > 0x2FFF:
        return True
    lower = text.lower()
    before, after = line[match.start() - 1 : match.start()], line[match.end() : match.end() + 1]
    if (before and before in "\\_^{") or (after and after in "_^{"):
        return False
    if lower in NAMES:
        return lower == "otherwise"
    if len(text) == 1:
        return text in "aI" and after == " " and bool(re.match(r" [a-z]{2,}", line[match.end() :])) and before in ("", " ")
    if len(text) == 2:
        return lower in SHORT and not (before and before in "/(=·") and not (after and after in "/(=")
    return not ((before and before in "/\u2202") or (after and after in "/("))


def states(text: str, line: str, before: str) -> bool:
    """Whether a stretch of symbols is a statement, and no aside: it has a relation, and is most of the line or strong mathematics."""
    if not RELATION.search(text):
        return False
    bare = text.strip(" \t\n.,;:()")
    if before in SUPPOSING | CASING or any(w in before for w in ("当", "若", "如果")):
        return True
    letters = len(re.sub(r"\s", "", line))
    share = len(re.sub(r"\s", "", text)) / max(letters, 1)
    if bare.startswith("=") and len(bare) < 6:
        return False
    if len(bare) < 5:
        return share > 0.8
    return share >= 0.5 or (bool(STRONG.search(text)) and len(bare) >= 7)
