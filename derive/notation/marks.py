"""Passes over tokens that tell signs which only mark a name from operators: x_+ and x_{-}, D^{*}."""

from __future__ import annotations

from .brackets import CLOSERS, Tokens, like

STARS = frozenset({"*", "∗", "⋆", "\\ast", "\\star"})
WORDS = {"PLUS": "\\text{plus}", "MINUS": "\\text{minus}"}
AFTER = frozenset(CLOSERS) | {"PLUS", "MINUS", "RELATION", "SUP", "SUP_T", "TIMES", "CIRC", "DIVIDE", "_SEPARATOR", "AMP", "ROW", "END"}
"""What may stand behind a name that ends with a sign."""


def marks(tokens: Tokens) -> Tokens:
    """x_{plus} for x_+, x_{minus} for x_-; D^* for D^{*}."""
    out: Tokens = []
    at = 0
    while at < len(tokens):
        out.append(tokens[at])
        at += 1
        if out[-1].type not in ("SUB", "SUP") or at == len(tokens):
            continue
        braced = tokens[at].type == "LBRACE" and at + 2 < len(tokens) and tokens[at + 2].type == "RBRACE"
        sign = tokens[at + 1] if braced else tokens[at]
        behind = tokens[at + 1].type if at + 1 < len(tokens) else "END"
        if braced and sign.value in STARS:
            out.append(sign)
        elif out[-1].type == "SUB" and sign.type in WORDS and (braced or behind in AFTER):
            out.append(like(sign, "WORD", WORDS[sign.type]))
        else:
            continue
        at += 3 if braced else 1
    return out
