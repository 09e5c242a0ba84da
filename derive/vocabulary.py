"""Words that the program says and reads, a row each: verdicts, Greek letters, case words, relations, operators.

From these tables the reader, the writers, the reports and the readers of prose take theirs; a word stands nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


# ---------------------------------------------------------------------------------------------- verdicts
@dataclass(frozen=True, slots=True)
class VerdictWord:
    """One verdict: how it is called of a claim and of an answer, how it is marked, whether all is well with it."""

    claim: str
    answer: str
    holds: bool
    mark: str
    style: str
    status: int
    """The exit status of `prove` and `grade`."""


_VERDICTS = (
    VerdictWord("proved", "correct", True, "✓", "bold green", 0),
    VerdictWord("proved up to layout", "correct up to layout", True, "✓", "bold green", 0),
    VerdictWord("proved but for a slip", "correct but for a slip", True, "≈", "bold green", 0),
    VerdictWord("undecided", "undecided", False, "?", "bold yellow", 1),
    VerdictWord("refuted", "wrong", False, "✗", "bold red", 1),
    VerdictWord("ill-typed", "ill-typed", False, "✗", "bold red", 1),
    VerdictWord("unreadable", "unreadable", False, "✗", "bold red", 2),
    VerdictWord("not a claim", "", True, "·", "dim", 0),
)
"""From the kindest on: of several readings the first of these counts, of several steps the last."""
VERDICTS: Mapping[str, VerdictWord] = {row.claim: row for row in _VERDICTS}
PROVED, LAYOUT, SLIP, UNDECIDED, REFUTED, ILL_TYPED, UNREADABLE, NOT_A_CLAIM = VERDICTS
RANK: Mapping[str, int] = {word: n for n, row in enumerate(_VERDICTS) for word in (row.claim, row.answer) if word}
ANSWERS: Mapping[str, str] = {row.claim: row.answer for row in _VERDICTS if row.answer}
"""The verdict on an answer, by that on the claim that it makes."""
HOLDS = tuple(row.claim for row in _VERDICTS if row.holds and row.answer)

# ---------------------------------------------------------------------------------------------- letters
GREEK: Mapping[str, str] = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ",
    "vartheta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "varrho": "ρ",
    "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
    "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
}  # fmt: skip
"""LaTeX's name of a letter, and the letter."""
PLAIN_GREEK = frozenset(GREEK) - {"Pi", "Xi", "eta", "nu", "chi", "xi", "iota", "upsilon", "varepsilon", "vartheta", "varphi", "varrho"}
"""Letters that people write out in plain text; the others could be letters side by side."""

# ---------------------------------------------------------------------------------------------- cases and conditions
CASE_WORDS: Mapping[str, str] = {
    **dict.fromkeys(["if", "when", "whenever", "for", "for all", "for any", "for every", "forall", "where"], "if"),
    **dict.fromkeys(["otherwise", "else", "elsewhere", "else where"], "else"),
}
"""Words before a condition, and words for the case that is left."""
