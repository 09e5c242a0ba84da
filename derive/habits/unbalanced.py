"""Brackets that do not match: what may be meant."""

from __future__ import annotations

import re
from collections.abc import Iterator

MAX_SIDES = 4
BRACKET = re.compile(r"\\[{}]|\\left\s*(\\\{|\\[a-z|]+|.)|\\right\s*(\\\}|\\[a-z|]+|.)|[()\[\]{}]", re.DOTALL)
PAIRS = {")": "(", "]": "[", "}": "{"}


def unbalanced(text: str) -> bool:
    stack = []
    for match in BRACKET.finditer(text):
        sign = match.group()
        if sign.startswith("\\left"):
            stack.append("L")
        elif sign.startswith("\\right"):
            if not stack or stack.pop() != "L":
                return True
        elif sign in "([{":
            stack.append(sign)
        elif sign in ")]}" and (not stack or stack.pop() != PAIRS[sign]):
            return True
    return bool(stack)


def rebalanced(text: str) -> Iterator[tuple[str, str]]:
    """What may be meant by a text whose brackets do not match: each closed where its group ends; one left out or changed."""
    yield from natural_mends(text)
    plain = without_sizes(text)
    places = list(re.finditer(r"(?<!\\)[()\[\]]", plain))
    for match in reversed(places[-40:]):
        yield plain[: match.start()] + plain[match.end() :], f"a `{match.group()}` that matches nothing is left out"
        for other in "()[]":
            if other != match.group() and (other in ")]") == (match.group() in ")]"):
                yield plain[: match.start()] + other + plain[match.end() :], f"`{match.group()}` is read as `{other}`"


def natural_mends(text: str) -> Iterator[tuple[str, str]]:
    """The mends that anybody would make: a bracket closed where its group or its side ends, one that closes nothing left out."""
    plain = without_sizes(text)
    if plain != text:
        yield plain, "\\left and \\right do not match; they are left out"
    for match in list(re.finditer(r"(?<![<>:!=])=(?!=)", plain))[:MAX_SIDES]:
        side = plain[: match.start()].rstrip(" &") + ")" + plain[match.start() :]
        if not unbalanced(side):
            yield side, "a bracket that is left open is closed at the end of its side"
    for other in doubled(plain):
        yield other, "a bracket that is left open is closed with the one inside it"
    yield closed(plain), "brackets that do not match are closed where their group ends, or left out"


APPLIED = re.compile(r"(?:\\?(?:log|ln|exp|sigma|tanh|softmax|sigmoid)|σ)\s*(?:\\left\s*)?$")
"""A function before its bracket."""


def doubled(text: str) -> Iterator[str]:
    """log(σ(x)) − y for log(σ(x) − y: the bracket that is left open closed right behind one that is closed inside it."""
    stack: list[int] = []
    inside: list[tuple[int, int]] = []
    for match in re.finditer(r"(?<!\\)[()]", text):
        if match.group() == "(":
            stack.append(match.start())
        elif stack:
            inside.append((stack.pop(), match.end()))
    if len(stack) != 1 or not APPLIED.search(text[: stack[0]]):
        return  # where −(a(t) + 1 is closed decides what it is worth
    at_top = [(a, b) for a, b in inside if a > stack[0] and not any(c < a and b < d and c > stack[0] for c, d in inside)]
    for _, end in sorted(at_top)[:MAX_SIDES]:
        if not unbalanced(other := f"{text[:end]}){text[end:]}"):
            yield other


def without_sizes(text: str) -> str:
    """The text without \\left and \\right."""
    return re.sub(r"\\(left|right)(?![A-Za-z])\s*\.?", "", text)


def closed(text: str) -> str:
    """Every bracket closed before the brace or the text around it ends; closers that close nothing dropped."""
    out: list[str] = []
    stack: list[str] = []
    last = 0
    for match in BRACKET.finditer(text):
        sign = match.group()
        out.append(text[last : match.start()])
        last = match.end()
        if len(sign) > 1:
            out.append(sign)
        elif sign in "([{":
            stack.append(sign)
            out.append(sign)
        elif sign == "}":
            while stack and stack[-1] != "{":
                out.append(")" if stack.pop() == "(" else "]")
            if stack:
                stack.pop()
                out.append(sign)
        elif stack and stack[-1] == PAIRS[sign]:
            stack.pop()
            out.append(sign)
    out.append(text[last:])
    while stack:
        out.append({"(": ")", "[": "]", "{": "}"}[stack.pop()])
    return "".join(out)
