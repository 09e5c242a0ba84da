"""Passes over tokens that tell what a bar | is: one that opens, one that closes, one that parts; |V| as a subscript."""

from __future__ import annotations

from .brackets import CLOSERS, OPENERS, Tokens, like


def bars(tokens: Tokens) -> Tokens:
    """Tells opening, closing and dividing bars: one that closes if its kind is open at the same depth, and P(o | c), KL(p ‖ q)."""
    out: Tokens = []
    open_bars: list[str] = []
    for n, token in enumerate(tokens):
        if token.type in OPENERS:
            open_bars.append("(")
        elif token.type in CLOSERS:
            while open_bars and open_bars.pop() != "(":
                pass
        elif token.type in ("BAR", "NORM"):
            if open_bars and open_bars[-1] == token.type:
                open_bars.pop()
                token = like(token, f"{token.type}_CLOSE", token.value)
            elif not closed(tokens, n) and (token.type == "BAR" or "(" in open_bars):
                token = like(token, "RELATION", "\\mid")
            else:
                open_bars.append(token.type)
                token = like(token, f"{token.type}_OPEN", token.value)
        out.append(token)
    return out


def closed(tokens: Tokens, at: int) -> bool:
    """Whether a bar that would open at `at` has its fellow before the bracket around it closes."""
    depth = 0
    for token in tokens[at + 1 :]:
        if token.type in OPENERS:
            depth += 1
        elif token.type in CLOSERS:
            depth -= 1
            if depth < 0:
                return False
        elif token.type == tokens[at].type and depth == 0:
            return True
    return False


def barred_scripts(tokens: Tokens) -> Tokens:
    """u_|V| as u_{|V|}."""
    out: Tokens = []
    closing: set[int] = set()
    for n, token in enumerate(tokens):
        if token.type == "BAR" and n and tokens[n - 1].type in ("SUB", "SUP"):
            end = next((k for k in range(n + 1, len(tokens)) if tokens[k].type not in ("LETTER", "WORD", "COMMAND")), None)
            end = end if end is not None and tokens[end].type == "BAR" and end > n + 1 else None
            if end is not None:
                out.append(like(token, "LBRACE", "{"))
                closing.add(end)
        out.append(token)
        if n in closing:
            out.append(like(token, "RBRACE", "}"))
    return out
