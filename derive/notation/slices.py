"""Slices of a matrix: U_{:,o}, U_{·o} and, as programs have it, U[:, o]."""

from __future__ import annotations

from lark import Token

from .brackets import CLOSERS, OPENERS, Tokens, like, touch

ALL = frozenset({":", "·", "*", "•", "\\cdot", "\\bullet", "\\ast"})
"""What stands for «every» in U_{:,o} and U_{· o}."""


def slices(tokens: Tokens) -> Tokens:
    """U_{:,o}, U_{·o}, U[:, o] and U(:, o): a column of a matrix, U[o, :] a row."""
    out: Tokens = []
    at = 0
    while at < len(tokens):
        low = at + 2 if tokens[at].type == "SUB" and at + 1 < len(tokens) and tokens[at + 1].type == "LBRACE" else at + 1
        named = low == at + 2 or (tokens[at].type in ("LBRACKET", "LPAREN") and at and touch(tokens, at) and is_name(tokens[at - 1]))
        high = closed(tokens, low) if named else None
        inside = sliced(tokens[low:high], low == at + 1) if high is not None else None
        if inside is None or high is None:
            out.append(tokens[at])
            at += 1
            continue
        out += [like(tokens[at], "SUB", "_"), like(tokens[low - 1], "LBRACE", "{"), *inside, like(tokens[high], "RBRACE", "}")]
        at = high + 1
    return out


LONGEST_SLICE = 12
"""Symbols within the brackets of a slice."""


def closed(tokens: Tokens, low: int) -> int | None:
    """Where the bracket before a place is closed, if that is near."""
    depth = 0
    for n in range(low, min(len(tokens), low + LONGEST_SLICE)):
        if tokens[n].type in CLOSERS:
            if not depth:
                return n
            depth -= 1
        depth += tokens[n].type in OPENERS
    return None


def is_name(token: Token) -> bool:
    return token.type in ("LETTER", "WORD", "COMMAND") or (token.type in ("RBRACE",) and token.value == "}")


def sliced(inside: Tokens, parted: bool) -> Tokens | None:
    """What stands in the brackets of a slice, with its «every» as one symbol; None if they hold something else.  `parted`: with a comma."""
    ends = [n for n in (0, len(inside) - 1) if inside and inside[n].value in ALL]
    if len(inside) < 2 or len(ends) != 1 or any(t.type == "RELATION" for n, t in enumerate(inside) if n not in ends):
        return None
    every = like(inside[ends[0]], "EVERY", ":")
    rest = inside[1:] if ends == [0] else inside[:-1]
    beside = rest[0] if ends == [0] else rest[-1]
    comma = beside.type == "_SEPARATOR" and beside.value == ","
    if not comma and (parted or inside[ends[0]].value == "*" or len(rest) != 1):
        return None
    index = (rest[1:] if ends == [0] else rest[:-1]) if comma else rest
    if not index or any(t.type in ("_SEPARATOR", "ROW", "AMP") for t in index):
        return None
    between = like(beside, "_SEPARATOR", ",")
    return [every, between, *index] if ends == [0] else [*index, between, every]
