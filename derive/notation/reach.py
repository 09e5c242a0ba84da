"""A pass over tokens: brackets around a minus that is differentiated."""

from __future__ import annotations

from .brackets import CLOSERS, OPENERS, Tokens, like

ENDS_TERM = frozenset({"PLUS", "MINUS", "RELATION", "_SEPARATOR", "AMP", "ROW", "END"})


def signed_derivatives(tokens: Tokens) -> Tokens:
    """∂ −a above a line, and ∇_x −a + b: what is differentiated begins with a minus; it gets brackets."""
    out: Tokens = []
    closing: dict[int, int] = {}
    for n, token in enumerate(tokens):
        before = after_mark(tokens, n) if token.type == "MINUS" else ""
        if before:
            closing[end_of(tokens, n + 1, before == "PARTIAL")] = closing.get(end_of(tokens, n + 1, before == "PARTIAL"), 0) + 1
            out.append(like(token, "LPAREN", "("))
        out.append(token)
        out += [like(token, "RPAREN", ")")] * closing.pop(n + 1, 0)
    return out


def after_mark(tokens: Tokens, at: int) -> str:
    """PARTIAL or NABLA, if that stands before a place, with its scripts between."""
    n = at - 1
    while n >= 0 and tokens[n].type not in ("PARTIAL", "NABLA"):
        if tokens[n].type in CLOSERS:
            depth = 0
            while n >= 0:
                depth += (tokens[n].type in CLOSERS) - (tokens[n].type in OPENERS)
                if not depth:
                    break
                n -= 1
        n -= 1
        if n < 0 or tokens[n].type not in ("SUB", "SUP"):
            return ""
        n -= 1
    return tokens[n].type if n >= 0 else ""


def end_of(tokens: Tokens, at: int, whole: bool) -> int:
    """Where a term ends (or, `whole`, what is inside the bracket around it)."""
    depth = 0
    for n in range(at, len(tokens)):
        kind = tokens[n].type
        if kind in CLOSERS and not depth:
            return n
        if not whole and not depth and kind in ENDS_TERM:
            return n
        depth += (kind in OPENERS) - (kind in CLOSERS)
    return len(tokens)
