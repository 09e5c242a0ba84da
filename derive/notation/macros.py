"""\\newcommand, \\def, \\let, \\DeclareMathOperator: taken out of a token stream, their uses expanded, within bounds."""

from __future__ import annotations

from lark import Token

from ..errors import Malformed
from .brackets import CLOSERS, MAX_TOKENS, OPENERS, Tokens, like, place

MAX_EXPANSIONS = 2_000
MAX_MADE = 4 * MAX_TOKENS
"""So many symbols all expansions of a text may make, those in between counted; looked at before they are made."""
DIGITS = frozenset("0123456789")
DEFINING = frozenset({"\\newcommand", "\\renewcommand", "\\providecommand", "\\def", "\\DeclareMathOperator", "\\let", "\\gdef"})


class Macros:
    """\\newcommand, \\def, \\DeclareMathOperator: taken out of the stream, their uses expanded."""

    def __init__(self) -> None:
        self.known: dict[str, tuple[int, Tokens | None, Tokens]] = {}
        self.used = self.made = 0

    def __call__(self, tokens: Tokens) -> Tokens:
        if not any(t.value.rstrip("*") in DEFINING for t in tokens):
            return tokens
        return self.expand(tokens, 0)

    def expand(self, tokens: Tokens, depth: int) -> Tokens:
        out: Tokens = []
        at = 0
        while at < len(tokens):
            token = tokens[at]
            if token.value in DEFINING:
                at = self.define(tokens, at)
            elif token.value in self.known:
                body, at = self.use(tokens, at)
                self.used += 1
                if self.used > MAX_EXPANSIONS or depth > 50:
                    raise Malformed(f"the macro {token.value} calls itself, or is used too often", place(token))
                out += self.expand(body, depth + 1)
            else:
                out.append(token)
                at += 1
            if len(out) > MAX_TOKENS:
                raise Malformed(f"its macros expand to more than {MAX_TOKENS} symbols", place(token))
        return out

    def define(self, tokens: Tokens, at: int) -> int:
        start, at = tokens[at], at + 1
        if at < len(tokens) and tokens[at].value == "*":
            at += 1
        name: Token | None = None
        if at < len(tokens) and tokens[at].type == "LBRACE" and at + 2 < len(tokens):
            name, at = tokens[at + 1], at + 3
        elif at < len(tokens):
            name, at = tokens[at], at + 1
        if name is None or not name.value.startswith("\\"):
            raise Malformed(f"{start.value} wants the name of a macro, \\name", place(start))
        count = 0
        default: Tokens | None = None
        while at < len(tokens) and tokens[at].type == "PARAMETER":
            count, at = count + 1, at + 1
        if at + 2 < len(tokens) and tokens[at].type == "LBRACKET" and tokens[at + 1].type == "NUMBER":
            if tokens[at + 1].value not in DIGITS:
                raise Malformed(f"a macro has 0 to 9 arguments, not {tokens[at + 1].value[:20]}", place(tokens[at + 1]))
            count, at = int(tokens[at + 1].value), at + 3
            if at < len(tokens) and tokens[at].type == "LBRACKET":
                default, at = self.until(tokens, at)
        if start.value == "\\let":
            at += at < len(tokens) and tokens[at].value == "="
            body, at = tokens[at : at + 1], at + 1
        elif at < len(tokens) and tokens[at].type == "LBRACE":
            body, at = self.until(tokens, at)
        else:
            raise Malformed(f"{start.value} wants a body in braces", place(start))
        if start.value == "\\DeclareMathOperator":
            body = [like(start, "WORD", f"\\operatorname{{{''.join(t.value for t in body)}}}")]
        self.known[name.value] = (count, default, body)
        return at

    def use(self, tokens: Tokens, at: int) -> tuple[Tokens, int]:
        call = tokens[at]
        count, default, body = self.known[call.value]
        at += 1
        arguments: list[Tokens] = []
        if default is not None:
            if at < len(tokens) and tokens[at].type == "LBRACKET":
                argument, at = self.until(tokens, at)
                arguments.append(argument)
            else:
                arguments.append(default)
        while len(arguments) < count:
            if at >= len(tokens):
                raise Malformed(f"the macro {call.value} wants {count} arguments", place(call))
            argument, at = self.until(tokens, at) if tokens[at].type == "LBRACE" else ([tokens[at]], at + 1)
            arguments.append(argument)
        return self.filled(call, body, arguments), at

    def filled(self, call: Token, body: Tokens, arguments: list[Tokens]) -> Tokens:
        """The body with the arguments in their places, if that is not too much."""
        given = {str(n): argument for n, argument in enumerate(arguments, 1)}
        self.made += sum(len(given.get(t.value[1], ())) if t.type == "PARAMETER" else 1 for t in body)
        if self.made > MAX_MADE:
            raise Malformed(f"its macros expand to more than {MAX_TOKENS} symbols", place(call))
        out: Tokens = []
        for t in body:
            out += given.get(t.value[1], []) if t.type == "PARAMETER" else [like(call, t.type, t.value)]
        return out

    @staticmethod
    def until(tokens: Tokens, at: int) -> tuple[Tokens, int]:
        """What stands in the brackets that open at `at`, and where it goes on after them."""
        depth, start = 0, at
        for n in range(at, len(tokens)):
            if tokens[n].type in OPENERS:
                depth += 1
            elif tokens[n].type in CLOSERS:
                depth -= 1
                if depth == 0:
                    return tokens[start + 1 : n], n + 1
        raise Malformed("a bracket is not closed", place(tokens[at]))
