"""The styles in which people write the same formula: each a change of LaTeX text, or another writer altogether."""

from __future__ import annotations

import re
from collections.abc import Callable

from derive.notation.latex import latex
from derive.notation.read import read
from derive.notation.write import unicode


def rewritten(text: str) -> str:
    """As our own writer puts it."""
    return ", ".join(latex(n) for n in read(text))


def in_unicode(text: str) -> str:
    return ", ".join(unicode(n) for n in read(text))


def bold(text: str) -> str:
    """Vectors and matrices in bold, other fractions, other transposes, thin spaces."""
    text = re.sub(r"(?<![A-Za-z\\{])([UVWxyhvu])(?![A-Za-z])", r"\\mathbf{\1}", text)
    text = text.replace(r"\frac", r"\dfrac").replace(r"^\top", r"^{\mathrm T}").replace(r"\hat{\mathbf{y}}", r"\hat{\boldsymbol y}")
    return text.replace(" = ", r" \;=\; ").replace(r"\sum", r"\sum\limits")


def aligned(text: str) -> str:
    """One line of a display, numbered, with a full stop."""
    return "\\begin{align*}\n" + text.replace(" = ", " &= ", 1).replace(r"^\top", "^T") + r" \tag{1} . \nonumber" + "\n\\end{align*}"


def loose(text: str) -> str:
    """\\left and \\right everywhere, wide hats, \\intercal, dollars around, a comma behind."""
    text = text.replace(r"\hat{y}", r"\widehat{y}").replace(r"^\top", r"^{\intercal}").replace(r"\left", "").replace(r"\right", "")
    text = re.sub(r"(?<![\\{])\(", r"\\left(", text)
    text = re.sub(r"(?<!\\)\)", r"\\right)", text)
    return f"$$ {text} , $$"


def fractions_by_over(text: str) -> str:
    """{a \\over b} for \\frac{a}{b} where a and b hold no braces; macros for the rest."""
    text = re.sub(r"\\frac\{([^{}]*)\}\{([^{}]*)\}", r"{\1 \\over \2}", text)
    return r"\newcommand{\yh}{\hat{y}} \def\T{^\top} " + text.replace(r"\hat{y}", r"\yh").replace(r"^\top", r"\T")


def plain(text: str) -> str:
    """Plain text as in a mail: yhat, sigma(…), .T, sum_w, exp(…)."""
    text = in_unicode(text)
    for old, new in (
        ("ŷ", "yhat"), ("σ", "sigma"), ("α", "alpha"), ("β", "beta"), ("γ", "gamma"), ("λ", "lambda"), ("θ", "theta"), ("τ", "tau"),
        ("ᵀ", ".T"), ("Σ_", "sum_"), ("−", "-"), ("²", "^2"), ("′", "'"), ("≠", "!="), ("≤", "<="), ("∈", "in"),
    ):  # fmt: skip
        text = text.replace(old, new)
    return re.sub(r"(?<=[a-z0-9)])(?=(sigma|alpha|beta|gamma|lambda|theta|tau|yhat|exp|log|sum_))", " ", text)


STYLES: dict[str, Callable[[str], str]] = {
    "as the sheet has it": str,
    "our writer": rewritten,
    "unicode": in_unicode,
    "bold": bold,
    "aligned": aligned,
    "loose": loose,
    "over and macros": fractions_by_over,
    "plain": plain,
}
