"""Text → tree: lark's LALR parser over `grammar.lark`, within bounds, its faults told in the words of the notation.

Nothing is evaluated.  The text is bounded in length and depth before it is parsed.
"""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import lark
from lark import Lark
from lark.exceptions import LarkError, UnexpectedCharacters, UnexpectedInput, UnexpectedToken
from lark.grammar import Rule
from lark.lexer import TerminalDef

from .. import cache
from ..errors import Malformed, Span, Unsupported
from ..terms.functions import REFUSED, WORDS
from ..vocabulary import CASE_WORDS, PLAIN_GREEK
from .build import Build
from .characters import cleaned
from .passes import MAX_DEPTH, Passes
from .tree import Node

MAX_LENGTH = 20_000
GRAMMAR = Path(__file__).with_name("grammar.lark")
OTHER_WORDS = (
    "softmax", "Softmax", "onehot", "one_hot", "diag", "tr", "Tr", "trace", "max", "min", "norm", "size", "ones", "det", "outer", "inner",
    "matmul", "dot", "transpose", "Var", "and", "or", "CrossEntropy", "CrossEntropyLoss", "crossentropy",
    "cross_entropy", *CASE_WORDS, *PLAIN_GREEK, *REFUSED,
)  # fmt: skip
APPLIED_WORDS = ("XE", "Pr")  # words only before a bracket: XE alone may be a product of two matrices


def grammar_text() -> str:
    """The grammar, with the words of the tables in it: longer ones first, so that none hides another."""
    functions = sorted((w for w in WORDS if w.isascii()), key=len, reverse=True)
    every = sorted({*functions, *(w for w in OTHER_WORDS if w.isidentifier())}, key=lambda w: (-len(w), w))
    text = GRAMMAR.read_text(encoding="utf-8")
    lists = {"@WORDS@": every, "@APPLIED@": APPLIED_WORDS, "@FUNCTIONS@": [*functions, "sigma", "softmax"]}
    for place, words in lists.items():
        text = text.replace(place, "|".join(words))
    return text


@lru_cache(maxsize=1)
def parser() -> Lark:
    """The parser; its tables are kept between runs, as JSON, where there is a folder for them."""
    grammar = grammar_text()
    options: dict[str, Any] = {"postlex": Passes(), "transformer": Build()}
    home = cache.folder()
    key = hashlib.sha256(f"{lark.__version__} {grammar}".encode()).hexdigest()
    kept = home / f"grammar-{key[:24]}.json" if home else None
    try:
        data = json.loads(cache.read(kept) or b"")
        if data["key"] == key:
            return _restored(data["tables"], data["memo"], options)
    except Exception:  # nothing is kept, or nothing of use
        pass
    made = Lark(grammar, parser="lalr", lexer="basic", maybe_placeholders=False, **options)
    tables, memo = made.memo_serialize([TerminalDef, Rule])
    tables["options"] = {k: v for k, v in tables["options"].items() if k not in options}
    cache.keep(kept, json.dumps({"key": key, "tables": tables, "memo": memo}).encode())
    return made


def _restored(tables: dict[str, Any], memo: dict[str, Any], options: dict[str, Any]) -> Lark:
    """A parser from its tables; in JSON their numbers have become text."""
    inner = tables["parser"]["parser"]
    inner["tokens"] = {int(k): v for k, v in inner["tokens"].items()}
    inner["states"] = {int(s): {int(k): v for k, v in row.items()} for s, row in inner["states"].items()}
    made: Lark = Lark._load_from_dict(tables, {int(k): v for k, v in memo.items()}, **options)  # type: ignore[no-untyped-call]
    return made


def check_bounds(text: str) -> None:
    """Refuse what is too long or nested too deeply before anything looks at it."""
    if len(text) > MAX_LENGTH:
        raise Malformed(f"{len(text)} characters (at most {MAX_LENGTH})")
    if "\0" in text:
        raise Malformed("a NUL character", Span(text.index("\0"), text.index("\0") + 1), text=text)
    control = next((n for n, c in enumerate(text) if ord(c) < 32 and c not in "\t\n\r"), None)
    if control is not None:
        raise Malformed("a control character", Span(control, control + 1), text=text)
    if not text.strip():
        raise Malformed("it is empty")
    depth = 0
    for place, character in enumerate(text):
        if character in "([{":
            depth += 1
            if depth > MAX_DEPTH:
                raise Malformed(f"brackets nested more than {MAX_DEPTH} deep", Span(place, place + 1), text=text)
        elif character in ")]}":
            depth -= 1


@lru_cache(maxsize=4096)
def read(text: str) -> tuple[Node, ...]:
    """The items of a text, separated by commas: most often one chain or one expression."""
    text = cleaned(text)
    check_bounds(text)
    try:
        return parser().parse(text)  # type: ignore[return-value]
    except UnexpectedCharacters as error:
        place = error.pos_in_stream or 0
        raise Malformed(f"`{text[place]}` is not part of the notation", Span(place, place + 1), text=text) from None
    except UnexpectedToken as error:
        raise _unexpected(error, text) from None
    except (Malformed, Unsupported) as error:
        error.text = text
        raise
    except LarkError as error:
        inner = getattr(error, "orig_exc", None)
        if isinstance(inner, (Malformed, Unsupported)):
            inner.text = text
            raise inner from None
        place = error.pos_in_stream or 0 if isinstance(error, UnexpectedInput) else 0
        raise Malformed("it is not a formula", Span(place, place + 1), text=text) from None
    except RecursionError:
        raise Malformed("it is nested too deeply") from None


EXPECTED = {
    "RPAREN": ")", "RBRACKET": "]", "RBRACE": "}", "NORM_CLOSE": "‖", "BAR_CLOSE": "|", "LETTER": "a name", "NUMBER": "a number",
    "RELATION": "=", "PLUS": "+", "MINUS": "−", "LPAREN": "(", "END": "\\end{…}", "COMMAND": "a command",
}  # fmt: skip


def _unexpected(error: UnexpectedToken, text: str) -> Malformed:
    token = error.token
    expected = [EXPECTED[name] for name in EXPECTED if name in (error.expected or ())]
    known = f"expected here: {'  '.join(expected)}" if expected else ""
    if token.type == "$END":
        return Malformed("it ends too early", Span(len(text), len(text) + 1), known, text)
    return Malformed(f"`{token}` cannot stand here", Span(token.start_pos or 0, token.end_pos or 0), known, text)
