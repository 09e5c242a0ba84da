"""Conditions in words."""

from __future__ import annotations

from sympy import Add, Expr

from ..notation.write import anonymous, entry_text
from ..terms import Entry, Index, Size

LONGEST = 60
IN_WORDS = {"≥": "what stands under a root is not negative", ">": "what stands in a logarithm is positive", "≠": "no denominator vanishes"}


def condition_text(expression: Expr, sign: str) -> str:
    """What must hold for both sides to be defined; of an entry at a running index for every entry; long ones by what they are for."""
    running = isinstance(expression, Entry) and any(isinstance(i, Index) and (anonymous(i) or i.serial < 0) for i in expression.indices)
    if isinstance(expression, Add) and any(isinstance(t, Size) for t in expression.args):
        return (
            " + ".join(entry_text(t) for t in expression.args if not t.is_Number)
            + f" {sign} {-sum(t for t in expression.args if t.is_Number)}"
        )
    text = f"{entry_text(expression)} {sign} 0"
    return IN_WORDS[sign] if len(text) > LONGEST else text + (" everywhere" if running else "")
