"""The commands and characters of the notation, and the one sign or name that each of them stands for."""

from __future__ import annotations

from ..vocabulary import GREEK

COMMANDS = {**GREEK, "ell": "ℓ", "top": "⊤", "intercal": "⊤", "infty": "∞"}
ACCENTS = {
    "hat": "\u0302",
    "vu": "\u0302",
    "widehat": "\u0302",
    "tilde": "\u0303",
    "widetilde": "\u0303",
    "bar": "\u0304",
    "overline": "\u0304",
}
BLACKBOARD = {"R": "ℝ", "E": "𝔼", "1": "𝟏"}
OPERATORS = {
    **dict.fromkeys(["\\cdot", "\\cdotp", "\\times", "\\bullet", "\\ast", "·", "×", "⋅", "•", "@"], "·"),
    **dict.fromkeys(["\\circ", "\\odot", "∘", "⊙"], "∘"),
    "*": "*",
    **dict.fromkeys(["/", "÷", "\\div"], "/"),
    **dict.fromkeys(["\\otimes", "⊗"], "⊗"),
}
RELATIONS = {
    **dict.fromkeys(["\\ne", "\\neq", "≠", "!="], "≠"),
    **dict.fromkeys(["\\le", "\\leq", "≤", "<="], "≤"),
    **dict.fromkeys(["\\ge", "\\geq", "≥", ">="], "≥"),
    **dict.fromkeys(["\\in", "∈", "in"], "∈"),
    **dict.fromkeys(["\\notin", "∉"], "∉"),
    **dict.fromkeys(["\\lt", "<"], "<"),
    **dict.fromkeys(["\\gt", ">"], ">"),
    **dict.fromkeys(["\\mid"], "|"),
    **dict.fromkeys(["≡", "\\equiv", "≔", ":=", "==", "≜", "\\triangleq", "\\coloneqq"], "="),
    **dict.fromkeys(["\\leqslant"], "≤"),
    **dict.fromkeys(["\\geqslant"], "≥"),
    **dict.fromkeys(["\\to", "\\rightarrow", "→"], "→"),
}
