"""Token stream → token stream: what LaTeX means by its macros, displays and noise, before the parser looks.

Each pass does one thing and keeps the places of the tokens, so that a fault is shown where it was typed.
"""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Callable, Iterator, Sequence

from lark import Token

from ..errors import Malformed, Unsupported
from .bars import barred_scripts, bars
from .brackets import CLOSERS, MAX_TOKENS, OPENERS, Tokens, like, place, touch
from .macros import Macros
from .marks import marks
from .packages import packages
from .reach import signed_derivatives
from .slices import slices
from .worded_cases import worded_cases

MAX_DEPTH = 100
SHOWN = {"RPAREN": ")", "RBRACKET": "]", "RBRACE": "}", "RANGLE": "⟩"}


# ---------------------------------------------------------------------------------------------- displays, boxes
CONTINUES = frozenset(
    {"RELATION", "PLUS", "MINUS", "TIMES", "CIRC", "DIVIDE", "OUTER", "_SEPARATOR", "RPAREN", "RBRACKET", "RBRACE", "POINT"}
)
WANTS_MORE = frozenset({"RELATION", "PLUS", "MINUS", "TIMES", "CIRC", "DIVIDE", "OUTER", "_SEPARATOR", "LPAREN", "LBRACKET", "LBRACE"})


def displays(tokens: Tokens) -> Tokens:
    """Lines of a display joined: \\\\ and & belong to cases and matrices, elsewhere they only lay out."""
    out: Tokens = []
    grids = 0
    stacks: list[bool] = []
    for n, token in enumerate(tokens):
        kind = token.type
        grids += (kind == "BEGIN") - (kind == "END")
        if kind == "LBRACE":
            stacks.append(bool(n) and tokens[n - 1].type == "BOXED" and tokens[n - 1].value.startswith("\\substack"))
        elif kind == "RBRACE" and stacks:
            stacks.pop()
        if kind == "DISPLAY" or (kind == "AMP" and grids <= 0):
            continue
        if kind == "ATOP" or (kind == "ROW" and any(stacks)):
            out.append(like(token, "_SEPARATOR", ","))
        elif kind == "ROW" and grids <= 0:
            following = next((t.type for t in tokens[n + 1 :] if t.type not in ("AMP", "DISPLAY", "ROW")), None)
            before = out[-1].type if out else None
            if following is not None and before is not None and following not in CONTINUES and before not in WANTS_MORE:
                out.append(like(token, "_SEPARATOR", ","))
        else:
            out.append(token)
    return out


def boxes(tokens: Tokens) -> Tokens:
    """\\boxed{= x} and \\textcolor{red}{= x} without the box; a box around a value keeps its braces."""
    if not any(t.type == "BOXED" for t in tokens):
        return tokens
    drop: set[int] = set()
    for n, token in enumerate(tokens):
        if token.type != "BOXED":
            continue
        drop.add(n)
        if n + 1 < len(tokens) and tokens[n + 1].type == "LBRACE":
            depth = 0
            relation = False
            for k in range(n + 1, len(tokens)):
                depth += (tokens[k].type in OPENERS) - (tokens[k].type in CLOSERS)
                relation = relation or (depth == 1 and tokens[k].type == "RELATION")
                if depth == 0:
                    if relation and not token.value.startswith("\\substack"):
                        drop |= {n + 1, k}
                    if "brace" in token.value:
                        drop |= set(range(k + 1, label_end(tokens, k + 1)))
                    break
    return [t for n, t in enumerate(tokens) if n not in drop]


def label_end(tokens: Tokens, at: int) -> int:
    """Where the label of an \\underbrace{…}_{…} ends."""
    if at + 1 >= len(tokens) or tokens[at].type not in ("SUB", "SUP"):
        return at
    return Macros.until(tokens, at + 1)[1] if tokens[at + 1].type == "LBRACE" else at + 2


# ---------------------------------------------------------------------------------------------- single symbols
def spaces(tokens: Tokens) -> Tokens:
    """… \\quad w ≠ o: a wide space before a condition parts it from the formula; any other is only space."""
    if not any(t.type == "QUAD" for t in tokens):
        return tokens
    out: Tokens = []
    for n, token in enumerate(tokens):
        if token.type != "QUAD":
            out.append(token)
        elif (
            out
            and out[-1].type not in WANTS_MORE
            and is_condition([t for t in tokens[n + 1 :] if t.type not in ("POINT", "DOLLAR", "QUAD")])
        ):
            out.append(like(token, "_SEPARATOR", ","))
    return out


def is_condition(tokens: Tokens) -> bool:
    """w ≠ o, (w ≠ o), j ∈ V, and nothing more."""
    if tokens and tokens[0].type == "LPAREN" and tokens[-1].type == "RPAREN":
        tokens = tokens[1:-1]
    relations = [n for n, t in enumerate(tokens) if t.type == "RELATION"]
    sides = [tokens[: relations[0]], tokens[relations[0] + 1 :]] if len(relations) == 1 else []
    return (
        bool(sides)
        and all(0 < len(s) <= 6 and s[0].type in ("LETTER", "WORD", "BAR", "ACCENT", "COMMAND") for s in sides)
        and len(sides[0]) <= 4
    )


def hyphenated(tokens: Tokens) -> Tokens:
    """J_skip-gram as J_{skip-gram}: words of three letters and more on both sides of the hyphen, with no space."""
    out: Tokens = []
    at = 0
    while at < len(tokens):
        out.append(tokens[at])
        at += 1
        if out[-1].type != "SUB":
            continue
        first = letters_end(tokens, at)
        hyphen = first < len(tokens) and tokens[first].value == "-" and touch(tokens, first)
        last = letters_end(tokens, first + 1) if hyphen else first
        if hyphen and first - at >= MIN_WORD and last - first > MIN_WORD:
            out += [like(tokens[at], "LBRACE", "{"), *tokens[at:last], like(tokens[last - 1], "RBRACE", "}")]
            at = last
    return out


MIN_WORD = 3


def letters_end(tokens: Tokens, at: int) -> int:
    """Where letters that touch one another end."""
    end = at
    while end < len(tokens) and tokens[end].type == "LETTER" and (end == at or touch(tokens, end)):
        end += 1
    return end


def empty(tokens: Tokens) -> Tokens:
    """x^{} and {} mean nothing."""
    out: Tokens = []
    for token in tokens:
        if token.type == "RBRACE" and token.value == "}" and out and out[-1].type == "LBRACE" and out[-1].value == "{":
            out.pop()
            if out and out[-1].type in ("SUP", "SUB"):
                out.pop()
        else:
            out.append(token)
    return out


def primes(tokens: Tokens) -> Tokens:
    """w^\\prime, w^{\\prime} and w^{'} as w'."""
    if not any(t.value == "\\prime" or (t.type == "PRIME" and n and tokens[n - 1].type in ("SUP", "LBRACE")) for n, t in enumerate(tokens)):
        return tokens
    out: Tokens = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.value == "\\prime" and out and out[-1].type in ("LETTER", "WORD", "COMMAND", "RPAREN", "RBRACKET"):
            out.append(like(token, "PRIME", "'"))
            at += 1
            continue
        if token.type == "SUP":
            braced = at + 1 < len(tokens) and tokens[at + 1].type == "LBRACE"
            end = at + 1 + braced
            count = 0
            while end < len(tokens) and (tokens[end].value == "\\prime" or tokens[end].type == "PRIME"):
                count += 1 if tokens[end].value == "\\prime" else len(tokens[end].value)
                end += 1
            if count and (not braced or (end < len(tokens) and tokens[end].type == "RBRACE")):
                out.append(like(token, "PRIME", "'" * count))
                at = end + braced
                continue
        out.append(token)
        at += 1
    return out


def symbols(tokens: Tokens) -> Tokens:
    """\\frac12, \\frac1V, x**2, a.dot(b)."""
    out: Tokens = []
    wanted = 0
    for token in tokens:
        kind, text = token.type, token.value
        if wanted and kind == "NUMBER" and len(text) > 1 and text.isdigit():
            start = token.start_pos or 0
            digits = [Token("NUMBER", d, start_pos=start + n, end_pos=start + n + 1) for n, d in enumerate(text[:wanted])]
            rest = text[len(digits) :]
            out += [*digits, *([Token("NUMBER", rest, start_pos=start + len(digits), end_pos=token.end_pos)] if rest else [])]
            wanted = 0
            continue
        if kind == "HATTED" and out and out[-1].type == "LETTER":
            hatted = unicodedata.normalize("NFC", out[-1].value + HATS[text])
            out[-1] = Token("LETTER", hatted, start_pos=out[-1].start_pos, end_pos=token.end_pos)
            continue
        wanted = 2 if kind == "FRAC" else wanted - 1 if wanted and kind == "NUMBER" else 0
        out.append(like(token, *SYMBOLS[kind]) if kind in SYMBOLS else token)
    return out


def placeholders(tokens: Tokens) -> Tokens:
    """P(· | c): a dot that stands for any value."""
    out = list(tokens)
    for n, (before, here, after) in enumerate(zip(tokens, tokens[1:], tokens[2:], strict=False), 1):
        if here.type == "TIMES" and before.type == "LPAREN" and after.value in ("|", "\\mid", "\\vert"):
            out[n] = like(here, "LETTER", "·")
    return out


HATS = {"_hat": "\u0302", "_pred": "\u0302", "_tilde": "\u0303", "_bar": "\u0304"}
SYMBOLS = {"POWER": ("SUP", "^"), "METHOD": ("TIMES", "@")}


def brackets(tokens: Tokens) -> Tokens:
    """\\left\\{ … \\right. closed; brackets of different kinds that close one another are refused."""
    out: Tokens = []
    open_: Tokens = []
    for token in tokens:
        kind = token.type
        if kind == "NOTHING_OPENS":
            token = like(token, "LPAREN", "(")
            open_.append(like(token, "LPAREN", "."))
        elif kind in OPENERS:
            open_.append(token)
            if len(open_) > MAX_DEPTH:
                raise Malformed(f"brackets nested more than {MAX_DEPTH} deep", place(token))
        elif kind == "NOTHING_CLOSES":
            if not open_:
                continue
            token = like(token, OPENERS[open_.pop().type], ".")
        elif kind in CLOSERS:
            if not open_:
                raise Malformed(f"`{token.value}` closes nothing", place(token), "a bracket that opens is missing before it")
            opened = open_.pop()
            if opened.value == ".":
                token = like(token, "RPAREN", ")")
            elif OPENERS[opened.type] != kind:
                raise Malformed(
                    f"`{opened.value}` is closed by `{token.value}`", place(token), f"expected here: {SHOWN[OPENERS[opened.type]]}"
                )
        out.append(token)
    if open_:
        raise Malformed(f"`{open_[-1].value}` is never closed", place(open_[-1]), f"a {SHOWN[OPENERS[open_[-1].type]]} is missing")
    return out


def braced(tokens: Tokens) -> Tokens:
    """{a = b} where the braces hold all of it, as \\color{blue}{…} leaves them."""
    while len(tokens) > 2 and tokens[0].type == "LBRACE" and tokens[0].value == "{" and any(t.type == "RELATION" for t in tokens):
        depth = list(itertools.accumulate((t.type in OPENERS) - (t.type in CLOSERS) for t in tokens))
        if depth[-1] or 0 in depth[:-1]:
            return tokens
        tokens = tokens[1:-1]
    return tokens


def dollars(tokens: Tokens) -> Tokens:
    """$…$ and $$…$$ around the whole; in the middle they would part two formulas."""
    start, end = 0, len(tokens)
    while start < end and tokens[start].type == "DOLLAR":
        start += 1
    while end > start and tokens[end - 1].type in ("DOLLAR", "POINT"):
        end -= 1
    depth = 0
    out: Tokens = []
    for token in tokens[start:end]:
        depth += (token.type in OPENERS) - (token.type in CLOSERS)
        if token.type == "DOLLAR":
            if depth <= 0:
                raise Malformed("a `$` in the middle: one formula at a time is read", place(token))
            continue  # \\text{if $w = o$}
        out.append(token)
    return out


QED = frozenset({"\\blacksquare", "\\square", "\\qed", "\\Box"})
LAST = frozenset({"POINT", "_SEPARATOR", "ROW"})
BEFORE = frozenset({"AMP", "ROW", "END", "RPAREN", "RBRACKET", "RBRACE", "RANGLE"})


def punctuation(tokens: Tokens) -> Tokens:
    """Points and commas that end a sentence, a row or a cell, not part of the mathematics."""
    end = len(tokens)
    while end and (tokens[end - 1].type in LAST or tokens[end - 1].value in QED):
        end -= 1
    out: Tokens = []
    for token in tokens[:end]:
        if token.type in BEFORE:
            while out and out[-1].type in ("_SEPARATOR", "POINT"):
                out.pop()
        if token.type == "_SEPARATOR" and (
            not out or out[-1].type in ("_SEPARATOR", "LPAREN", "LBRACE", "LBRACKET", "BEGIN", "ROW", "AMP")
        ):
            continue
        out.append(token)
    return out


def matrix_rows(tokens: Tokens) -> Tokens:
    """[1, 2; 3, 4] is no list: rows parted by ; are refused, not flattened."""
    open_: list[set[str]] = []
    for token in tokens:
        if token.type in OPENERS:
            open_.append({token.type})
        elif token.type in CLOSERS and open_:
            open_.pop()
        elif token.type == "_SEPARATOR" and open_:
            open_[-1].add(token.value)
        if token.type == "_SEPARATOR" and open_ and {"LBRACKET", ",", ";"} <= open_[-1]:
            raise Unsupported("a list with rows parted by ;", place(token), "write \\begin{bmatrix} 1 & 2 \\\\ 3 & 4 \\end{bmatrix}")
    return tokens


PASSES: Sequence[Callable[[Tokens], Tokens]] = (
    packages,
    dollars,
    braced,
    marks,
    spaces,
    hyphenated,
    displays,
    boxes,
    empty,
    worded_cases,
    primes,
    symbols,
    placeholders,
    slices,
    punctuation,
    matrix_rows,
    barred_scripts,
    brackets,
    signed_derivatives,
    bars,
)


class Passes:
    """All of them, in the shape that lark wants."""

    always_accept = (
        "BAR", "NORM", "DISPLAY", "PARAMETER", "POINT", "BOXED", "POWER", "METHOD", "ATOP", "HATTED", "DOLLAR",
        "NOTHING_CLOSES", "NOTHING_OPENS", "QUAD",
    )  # fmt: skip

    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        tokens = Macros()(list(stream))
        if len(tokens) > MAX_TOKENS:
            raise Malformed(f"{len(tokens)} symbols (at most {MAX_TOKENS})", place(tokens[MAX_TOKENS]))
        for one in PASSES:
            tokens = one(tokens)
        return iter(tokens)
