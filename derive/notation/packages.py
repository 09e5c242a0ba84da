r"""Commands of common packages, and of style files that came not along, where their names say what they are.

\pdv{J}{v_c} (physics, derivative, diffcoeff) is ∂J/∂v_c, \vb{u} and \bu are u in bold, \abs{x} is |x|, \qty(x) is (x),
and w \in V \setminus \{o\} is w ∈ V, w ≠ o.  A text's own \newcommand of the same name comes first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from lark import Token

from ..errors import Malformed
from .brackets import MAX_TOKENS, OPENERS, Tokens, like, place
from .macros import Macros
from .signs import COMMANDS

BOLD = re.compile(r"\\([bmv])([A-Za-z])(t|h|hat)?(?![A-Za-z])")
r"""\bu, \mW, \vx of a style file; with t, h or hat behind, the estimate of it."""
LATEX = frozenset({"bm", "bf", "mu", "mp", "mit", "bot", "bit", "md", "vec", "bar", "mho", "bth", "vt"})
"""Commands of LaTeX itself (and old ones) that look like these."""
DERIVATIVES: Mapping[str, str] = {
    **dict.fromkeys(("\\pdv", "\\pd", "\\pder", "\\pderiv", "\\pdiff", "\\partialD", "\\diffp", "\\partiald"), "∂"),
    **dict.fromkeys(("\\dv", "\\odv", "\\deriv", "\\diff"), "d"),
}
AROUND = {"\\abs": ("BAR", "|"), "\\norm": ("NORM", "\\|")}
NOTHING = frozenset({"\\qty", "\\quantity"})
WITHOUT = frozenset({"\\setminus", "\\backslash"})


def packages(tokens: Tokens) -> Tokens:
    """The tokens with these commands written as LaTeX itself would have them."""
    if not any(t.type == "COMMAND" or t.value == "\\{" for t in tokens):
        return tokens
    out: Tokens = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        follows = tokens[at + 1].type if at + 1 < len(tokens) else ""
        if (token.value in WITHOUT or token.type == "MINUS") and (found := left_out(tokens, at)) is not None:
            out += found
            at += 4
        elif token.type != "COMMAND" or token.value in COMMANDS:
            out.append(token)
            at += 1
        elif token.value in DERIVATIVES and follows in ("LBRACE", "LBRACKET", "CIRC"):
            made, at = quotient(tokens, at)
            out += made
        elif token.value in AROUND and follows == "LBRACE":
            inner, at = Macros.until(tokens, at + 1)
            kind, sign = AROUND[token.value]
            out += [like(token, kind, sign), *packages(inner), like(token, kind, sign)]
        elif token.value in NOTHING and follows in OPENERS:
            at += 1
        else:
            out += bold(token)
            at += 1
        if len(out) > MAX_TOKENS:
            raise Malformed(f"its commands stand for more than {MAX_TOKENS} symbols", place(token))
    return out


def quotient(tokens: Tokens, at: int) -> tuple[Tokens, int]:
    r"""\frac{\partial f}{\partial x} of \pdv{f}{x}, \pdv{x} and \pdv[2]{f}{x}; \pdv{f}{x}{y} is the mixed one; and where it goes on."""
    call, d = tokens[at], DERIVATIVES[tokens[at].value]
    at += 1 + (tokens[at + 1].type == "CIRC")
    order: Tokens = []
    if at < len(tokens) and tokens[at].type == "LBRACKET":
        order, at = Macros.until(tokens, at)
    said: list[Tokens] = []
    while at < len(tokens) and tokens[at].type == "LBRACE":
        inner, at = Macros.until(tokens, at)
        said.append(packages(inner))
    if not 0 < len(said) <= (3 if call.value == "\\pdv" and not order else 2):
        raise Malformed(f"{call.value} wants what is differentiated, and by what, each in braces", place(call))
    sign = like(call, "PARTIAL", "\\partial") if d == "∂" else like(call, "LETTER", "d")
    open_, close = like(call, "LBRACE", "{"), like(call, "RBRACE", "}")
    above, *by = said if len(said) > 1 else ([], *said)
    degree = [like(call, "NUMBER", "2")] if len(by) == 2 else order
    power = [like(call, "SUP", "^"), open_, *degree, close] if degree else []
    below = [t for variable in by for t in (sign, *variable, *(power if len(by) == 1 else ()))]
    return [like(call, "FRAC", "\\frac"), open_, sign, *power, *above, close, open_, *below, close], at


def left_out(tokens: Tokens, at: int) -> Tokens | None:
    """«, w ≠ o» for what follows a set in w ∈ V ∖ {o}."""
    inside = tokens[at + 1 : at + 4]
    if [t.type for t in inside] != ["LBRACE", "LETTER", "RBRACE"] or inside[0].value == "{":
        return None
    element = next((n for n in range(at - 1, 0, -1) if tokens[n].type in ("RELATION", "_SEPARATOR", "QUAD")), 0)
    if not element or tokens[element].value not in ("\\in", "∈", "in") or tokens[element - 1].type != "LETTER":
        return None
    here = tokens[at]
    return [like(here, "_SEPARATOR", ","), tokens[element - 1], like(here, "RELATION", "≠"), inside[1]]


def bold(token: Token) -> Tokens:
    r"""u for \bu, \hat{y} for \byh; any other command as it is."""
    found = BOLD.fullmatch(token.value)
    if found is None or token.value[1:] in LATEX:
        return [token]
    letter = like(token, "LETTER", found[2])
    return [like(token, "ACCENT", "\\hat"), letter] if found[3] else [letter]
