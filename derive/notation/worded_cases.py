"""«a if c else b», «a when c and b when not c», «a if c, b otherwise»: cases told in words, as \\begin{cases}."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lark import Token

from ..vocabulary import CASE_WORDS
from .brackets import CLOSERS, OPENERS, Tokens, like

MARKS = {**CASE_WORDS, "and": "and"}
Row = tuple[Tokens, Tokens]
"""A value and its condition; none for «otherwise»."""


def worded_cases(tokens: Tokens) -> Tokens:
    """The stream with its cases as a grid; unchanged if it holds fewer than two, or something else."""
    marks = [(n, m) for n, m in marked(tokens)]
    first = next((n for n, m in marks if m == "if"), None)
    if first is None:
        return tokens
    start = max((n + 1 for n, t in at_top(tokens) if n < first and t.type == "RELATION"), default=0)
    rows = rows_of(tokens, start, [(n, m) for n, m in marks if n >= start])
    if len(rows) < 2:
        return tokens
    here = tokens[start]
    out = [*tokens[:start], like(here, "BEGIN", "\\begin{cases}")]
    for n, (value, condition) in enumerate(rows):
        out += [like(here, "ROW", "\\\\")] if n else []
        out += [*value, like(here, "AMP", "&"), *(condition or [like(here, "WORD", "otherwise")])]
    return [*out, like(tokens[-1], "END", "\\end{cases}")]


def rows_of(tokens: Tokens, start: int, marks: list[tuple[int, str]]) -> list[Row]:
    """Values and conditions, cut at the words; empty if they do not make cases."""
    pieces = [("value", tokens[start : marks[0][0]])]
    ends = [n for n, _ in marks[1:]] + [len(tokens)]
    pieces += [(m, tokens[n + 1 : end]) for (n, m), end in zip(marks, ends, strict=True)]
    rows: list[Row] = []
    value: Tokens = []
    for number, (kind, piece) in enumerate(pieces):
        if kind == "if" and value and piece:
            rows.append((value, piece))
            value = []
        elif kind == "else" and (piece or value):
            last = number + 1 == len(pieces)
            rows += [(piece or value, [])] if last else []
            value = [] if last else piece
        elif kind in ("value", "and") and not value:
            value = piece
        elif piece or kind == "if":
            return []
    return [] if value else rows


def marked(tokens: Tokens) -> Iterator[tuple[int, str]]:
    """Where the words stand, and commas that part the cases."""
    seen_if = False
    for n, token in at_top(tokens):
        kind = MARKS.get(word(token), "")
        if token.type == "_SEPARATOR" and seen_if:
            kind = "and"
        seen_if = seen_if or kind == "if"
        if kind:
            yield n, kind


def at_top(tokens: Tokens) -> Iterator[tuple[int, Token]]:
    """The tokens outside all brackets."""
    depth = 0
    for n, token in enumerate(tokens):
        depth -= token.type in CLOSERS or token.type == "END"
        if depth == 0:
            yield n, token
        depth += token.type in OPENERS or token.type == "BEGIN"


def word(token: Token) -> str:
    """The word that a token is: if, when, else …"""
    return re.sub(r"[^a-z]", "", token.value.split("{")[-1].lower()) if token.type == "WORD" else ""
