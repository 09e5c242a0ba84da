"""What passes over tokens share: brackets, places, bounds."""

from __future__ import annotations

from lark import Token

from ..errors import Span

MAX_TOKENS = 8_000
OPENERS = {"LPAREN": "RPAREN", "LBRACKET": "RBRACKET", "LBRACE": "RBRACE", "LANGLE": "RANGLE"}
CLOSERS = {v: k for k, v in OPENERS.items()}
Tokens = list[Token]


def place(token: Token) -> Span:
    return Span(token.start_pos or 0, token.end_pos or 0)


def like(token: Token, kind: str, text: str) -> Token:
    """A token of another kind in the same place."""
    return Token.new_borrow_pos(kind, text, token)


def touch(tokens: Tokens, at: int) -> bool:
    """Whether a token stands right behind the one before it."""
    return at > 0 and tokens[at - 1].end_pos == tokens[at].start_pos
