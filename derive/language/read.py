"""Text → tree: lark's LALR parser over `grammar.lark`, and one small method a rule.

Nothing is evaluated.  The text is bounded in length and depth before it is parsed.
"""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections.abc import Iterator
from fractions import Fraction as Rational
from functools import lru_cache
from pathlib import Path
from typing import Any

from lark import Lark, Token, Transformer
from lark.exceptions import LarkError, UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from ..errors import Malformed, Span, Unsupported
from .tree import Bars, Big, Chain, Factor, Fraction, Grid, Group, Mark, Name, Node, Number, Product, Root, Script, Sum

MAX_LENGTH = 20_000
MAX_DEPTH = 100
MAX_DIGITS = 400

COMMANDS = {
    "alpha": "α",
    "beta": "β",
    "gamma": "γ",
    "delta": "δ",
    "epsilon": "ε",
    "varepsilon": "ε",
    "zeta": "ζ",
    "eta": "η",
    "theta": "θ",
    "vartheta": "θ",
    "iota": "ι",
    "kappa": "κ",
    "lambda": "λ",
    "mu": "μ",
    "nu": "ν",
    "xi": "ξ",
    "pi": "π",
    "rho": "ρ",
    "sigma": "σ",
    "tau": "τ",
    "upsilon": "υ",
    "phi": "φ",
    "varphi": "φ",
    "chi": "χ",
    "psi": "ψ",
    "omega": "ω",
    "Gamma": "Γ",
    "Delta": "Δ",
    "Theta": "Θ",
    "Lambda": "Λ",
    "Xi": "Ξ",
    "Pi": "Π",
    "Phi": "Φ",
    "Psi": "Ψ",
    "Omega": "Ω",
    "ell": "ℓ",
    "top": "⊤",
    "intercal": "⊤",
    "infty": "∞",
}
ACCENTS = {"hat": "\u0302", "widehat": "\u0302", "tilde": "\u0303", "widetilde": "\u0303", "bar": "\u0304", "overline": "\u0304"}
BLACKBOARD = {"R": "ℝ", "E": "𝔼", "1": "𝟏"}
OPERATORS = {
    **dict.fromkeys(["\\cdot", "\\times", "·", "×", "⋅"], "·"),
    **dict.fromkeys(["\\circ", "\\odot", "∘", "⊙", "*"], "∘"),
    "/": "/",
}
RELATIONS = {
    **dict.fromkeys(["\\ne", "\\neq", "≠", "!="], "≠"),
    **dict.fromkeys(["\\le", "\\leq", "≤", "<="], "≤"),
    **dict.fromkeys(["\\ge", "\\geq", "≥", ">="], "≥"),
    **dict.fromkeys(["\\in", "∈"], "∈"),
    **dict.fromkeys(["\\notin", "∉"], "∉"),
    **dict.fromkeys(["\\lt", "<"], "<"),
    **dict.fromkeys(["\\gt", ">"], ">"),
    **dict.fromkeys(["\\mid"], "|"),
}
OPENING = {"LPAREN": "(", "LBRACKET": "[", "LBRACE": "{"}


class Bars_:
    """Tells opening from closing bars: a bar closes when one of its kind is open at the same depth."""

    always_accept = ("BAR", "NORM")

    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        open_bars: list[str] = []
        for token in stream:
            if token.type in ("LPAREN", "LBRACKET", "LBRACE"):
                open_bars.append("(")
            elif token.type in ("RPAREN", "RBRACKET", "RBRACE"):
                while open_bars and open_bars.pop() != "(":
                    pass
            elif token.type in ("BAR", "NORM"):
                closes = bool(open_bars) and open_bars[-1] == token.type
                if closes:
                    open_bars.pop()
                else:
                    open_bars.append(token.type)
                yield Token.new_borrow_pos(f"{token.type}_{'CLOSE' if closes else 'OPEN'}", token.value, token)
                continue
            yield token


def _span(*items: Any) -> Span:
    starts = [(i.start_pos or 0) if isinstance(i, Token) else i.span.start for i in items]
    ends = [(i.end_pos or 0) if isinstance(i, Token) else i.span.end for i in items]
    return Span(min(starts), max(ends))


class _Build(Transformer[Token, Any]):
    """One method a grammar rule."""

    def start(self, parts: list[Any]) -> Any:
        (items,) = parts
        return items

    def items(self, parts: list[Any]) -> tuple[Node, ...]:
        return tuple(parts)

    def chain(self, parts: list[Any]) -> Node:
        if len(parts) == 1:
            return parts[0]  # type: ignore[no-any-return]
        relations = tuple(RELATIONS.get(str(r), str(r).lstrip("\\")) for r in parts[1::2])
        return Chain(tuple(parts[::2]), relations, span=_span(parts[0], parts[-1]))

    def add(self, parts: list[Any]) -> Node:
        left, sign, right = parts
        terms = left.terms if isinstance(left, Sum) else ((1, left),)
        return Sum((*terms, (1 if sign.type == "PLUS" else -1, right)), span=_span(left, right))

    def signed(self, parts: list[Any]) -> Node:
        sign, term = parts
        return Sum(((1 if sign.type == "PLUS" else -1, term),), span=_span(sign, term))

    def join(self, parts: list[Any]) -> Node:
        product, *rest = parts
        operator, big = (rest[0], rest[1]) if len(rest) == 2 else ("", rest[0])
        factors = product.factors if isinstance(product, Product) else (Factor("", product),)
        return Product((*factors, Factor(operator, big)), span=_span(product, big))

    def big(self, parts: list[Any]) -> Node:
        kind, *rest = parts
        body = rest[-1]
        sub: tuple[Node, ...] = ()
        sup: Node | None = None
        for item in rest[:-1]:
            if isinstance(item, Token):
                body = Sum(((-1, body),), span=_span(item, body))
            elif item[0] == "SUB":
                sub = items_of(item[1])
            else:
                sup = bare(item[1])
        return Big("∏" if "prod" in kind or kind == "∏" else "Σ", sub, sup, body, span=_span(kind, body))

    def product(self, parts: list[Any]) -> Node:
        if len(parts) == 1:
            return parts[0]  # type: ignore[no-any-return]
        factors: list[Factor] = []
        operator, minus = "", None
        for part in parts:
            if isinstance(part, str) and not isinstance(part, Token):
                operator = part
            elif isinstance(part, Token):
                minus = part
            else:
                node = part if minus is None else Group("(", (Sum(((-1, part),), span=_span(minus, part)),), span=_span(minus, part))
                factors.append(Factor(operator, node))
                operator, minus = "", None
        return Product(tuple(factors), span=_span(factors[0].node, factors[-1].node))

    def operator(self, parts: list[Any]) -> str:
        (token,) = parts
        return OPERATORS[str(token)]

    def factor(self, parts: list[Any]) -> Node:
        atom, *scripts = parts
        node = mark(atom) if isinstance(atom, Token) else atom
        for kind, value, span in scripts:
            node = hang(node, kind, value, Span(node.span.start, span.end))
        return node

    def number(self, parts: list[Any]) -> Node:
        (token,) = parts
        text = "0.5" if token == "½" else str(token)
        if len(text) > MAX_DIGITS:
            raise Malformed(f"a number of {len(text)} digits (at most {MAX_DIGITS})", _span(token))
        return Number(Rational(text), span=_span(token))

    def name(self, parts: list[Any]) -> Node:
        (token,) = parts
        return Name(spelled(token), span=_span(token))

    def group(self, parts: list[Any]) -> Node:
        left, *rest = parts
        items, right = rest
        return Group(OPENING[left.type], items, span=_span(left, right))

    def norm(self, parts: list[Any]) -> Node:
        left, body, right = parts
        return Bars("‖" if left.type == "NORM_OPEN" else "|", body, span=_span(left, right))

    def argument(self, parts: list[Any]) -> Node:
        (value,) = parts
        return mark(value) if isinstance(value, Token) else value

    def fraction(self, parts: list[Any]) -> Node:
        command, a, b = parts
        return Fraction(bare(a), bare(b), span=_span(command, b))

    def root(self, parts: list[Any]) -> Node:
        command, body = parts
        if isinstance(body, Group) and body.bracket == "[":
            raise Unsupported("a root other than the square root; write a power, x^{1/3}", _span(command, body))
        return Root(bare(body), span=_span(command, body))

    def accent(self, parts: list[Any]) -> Node:
        command, argument = parts
        return accented(str(command).lstrip("\\"), bare(argument), _span(command, argument))

    def script(self, parts: list[Any]) -> tuple[str, Any, Span]:
        first = parts[0]
        if first.type in ("PRIME", "SUP_T"):
            return first.type, str(first), _span(first)
        if first.type in ("SUP_DIGITS", "SUB_DIGITS"):
            return first.type[:3], small_number(first), _span(first)
        return first.type, parts[1], _span(*parts)

    def scripted(self, parts: list[Any]) -> Node:
        (value,) = parts
        if isinstance(value, str) and not isinstance(value, Token):
            return Name(value)
        return mark(value) if isinstance(value, Token) else value

    def signed_script(self, parts: list[Any]) -> Node:
        sign, value = parts
        return Sum(((-1, value),), span=_span(sign, value))

    def grid(self, parts: list[Any]) -> Node:
        begin, rows, end = parts
        kind, other = (str(t)[str(t).index("{") + 1 : str(t).index("}")] for t in (begin, end))
        if kind != other:
            raise Malformed(f"\\begin{{{kind}}} is closed by \\end{{{other}}}", _span(end))
        kept = tuple(r for r in rows if any(c is not None for c in r))
        return Grid(kind, kept, span=_span(begin, end))

    def rows(self, parts: list[Any]) -> tuple[Any, ...]:
        return tuple(r for r in parts if not isinstance(r, Token))

    def row(self, parts: list[Any]) -> tuple[Any, ...]:
        return tuple(c for c in parts if not (isinstance(c, Token)))

    def cell(self, parts: list[Any]) -> Node | None:
        items: tuple[Node, ...] = parts[0] if parts else ()
        if not items:
            return None
        return items[0] if len(items) == 1 else Group("", items, span=_span(*items))


SMALL = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "01234567890123456789")


def small_number(token: Token) -> Node:
    """x², x⁻¹, x₁."""
    text = str(token).translate(SMALL)
    if len(text) > MAX_DIGITS:
        raise Malformed(f"a number of {len(text)} digits (at most {MAX_DIGITS})", _span(token))
    value = Number(Rational(text.lstrip("⁻")), span=_span(token))
    return Sum(((-1, value),), span=_span(token)) if text.startswith("⁻") else value


def mark(token: Token) -> Mark:
    return Mark({"PARTIAL": "∂", "NABLA": "∇", "DOTS": "…", "PLACE": "□"}.get(token.type, str(token)), span=_span(token))


def spelled(token: Token) -> str:
    """The canonical spelling of a name."""
    text = str(token)
    if "{" in text:
        return " ".join(text[text.index("{") + 1 : text.rindex("}")].replace("-", " ").split())
    if text.startswith("\\"):
        return COMMANDS.get(text[1:], text[1:])
    return {"sigma": "σ", "𝟏": "𝟏"}.get(text, text)


def bare(node: Node) -> Node:
    """The content of braces around one item."""
    return node.items[0] if isinstance(node, Group) and node.bracket == "{" and len(node.items) == 1 else node


def items_of(node: Node) -> tuple[Node, ...]:
    return node.items if isinstance(node, Group) and node.bracket == "{" else (node,)


def accented(command: str, body: Node, span: Span) -> Node:
    """Hats, tildes and bars change a name; bold, vector arrows and upright type do not."""
    match body:
        case Script():
            return Script(accented(command, body.base, span), body.sub, body.sup, body.primes, span=span)
        case Number() if command in ("mathbf", "mathbb", "boldsymbol", "bm"):
            return Name("𝟏", span=span) if body.value == 1 else Number(body.value, span=span)
        case Name() if command == "mathbb":
            return Name(BLACKBOARD.get(body.text, body.text), span=span)
        case Name() if command in ACCENTS:
            return Name(unicodedata.normalize("NFC", body.text + ACCENTS[command]), span=span)
    if command in ACCENTS:
        raise Unsupported("a hat on more than a name", span)
    return body


def hang(node: Node, kind: str, value: Any, span: Span) -> Node:
    """A script hung on a node; sub- and superscript join, in whichever order they come."""
    old = node if isinstance(node, Script) else Script(node, span=span)
    if kind == "SUB":
        return (
            Script(old.base, items_of(value), old.sup, old.primes, span=span) if not old.sub else Script(node, items_of(value), span=span)
        )
    if kind == "PRIME":
        return Script(old.base, old.sub, old.sup, old.primes + len(value), span=span)
    sup = Name("⊤", span=span) if kind == "SUP_T" else bare(value)
    if old.sup is not None:
        return Script(node, (), sup, span=span)
    return Script(old.base, old.sub, sup, old.primes, span=span)


GRAMMAR = Path(__file__).with_name("grammar.lark")


def _cache_file(grammar: str) -> str | None:
    """Where the parser's tables are kept between runs: the user's own cache folder, or nowhere."""
    home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    try:
        folder = Path(home) / "derive"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if folder.stat().st_uid != os.getuid() or not os.access(folder, os.W_OK):
            return None
    except (OSError, RuntimeError, AttributeError):
        return None
    return str(folder / f"grammar-{hashlib.sha256(grammar.encode()).hexdigest()[:16]}.lark")


@lru_cache(maxsize=1)
def parser() -> Lark:
    grammar = GRAMMAR.read_text(encoding="utf-8")
    cache = _cache_file(grammar)
    options: dict[str, Any] = {"parser": "lalr", "lexer": "basic", "postlex": Bars_(), "transformer": _Build(), "maybe_placeholders": False}
    return Lark(grammar, cache=cache, **options) if cache else Lark(grammar, **options)


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
    text = unicodedata.normalize("NFC", text)
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
