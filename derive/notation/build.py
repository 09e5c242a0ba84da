"""The tree of a formula, built bottom up: one small method for each rule of `grammar.lark`."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction as Rational
from typing import Any

from lark import Token, Transformer

from ..errors import Malformed, Span, Unsupported
from ..vocabulary import PLAIN_GREEK
from .signs import ACCENTS, BLACKBOARD, COMMANDS, OPERATORS, RELATIONS
from .tree import Bars, Big, Chain, Factor, Fraction, Grid, Group, Mark, Name, Node, Number, Product, Root, Script, Sum

MAX_DIGITS = 400
WHOLE = (Name, Number, Script, Group, Bars, Fraction, Root)
MAX_PRIMES = 3
DOTTED = frozenset({"σ", "f", "g"})
"""Functions whose derivative may be written with a dot."""
MAX_DEGREE = 64
OPENING = {"LPAREN": "(", "LBRACKET": "[", "LBRACE": "{", "LANGLE": "⟨"}


def _span(*items: Any) -> Span:
    starts = [(i.start_pos or 0) if isinstance(i, Token) else i.span.start for i in items]
    ends = [(i.end_pos or 0) if isinstance(i, Token) else i.span.end for i in items]
    return Span(min(starts), max(ends))


class Build(Transformer[Token, Any]):
    """One method a grammar rule."""

    def start(self, parts: list[Any]) -> Any:
        (items,) = parts
        return items

    def items(self, parts: list[Any]) -> tuple[Node, ...]:
        return tuple(parts)

    def chain(self, parts: list[Any]) -> Node:
        if len(parts) == 1:
            return parts[0]  # type: ignore[no-any-return]
        return Chain(tuple(parts[::2]), tuple(relation(r) for r in parts[1::2]), span=_span(parts[0], parts[-1]))

    def continued(self, parts: list[Any]) -> Node:
        """= a = b: a chain whose left side stands elsewhere."""
        place = Span(parts[0].start_pos or 0, parts[0].start_pos or 0)
        sides = (Mark("□", span=place), *parts[1::2])
        return Chain(sides, tuple(relation(r) for r in parts[::2]), span=_span(parts[0], parts[-1]))

    def over(self, parts: list[Any]) -> Node:
        above, _, below = parts
        return Fraction(above, below, span=_span(above, below))

    def add(self, parts: list[Any]) -> Node:
        left, sign, right = parts
        terms = left.terms if isinstance(left, Sum) else ((1, left),)
        return Sum((*terms, (1 if sign.type == "PLUS" else -1, right)), span=_span(left, right))

    def signed(self, parts: list[Any]) -> Node:
        sign, term = parts
        return Sum(((1 if sign.type == "PLUS" else -1, term),), span=_span(sign, term))

    def join(self, parts: list[Any]) -> Node:
        """A product whose last factor is a Σ."""
        factors, *rest = parts
        return self.whole([self.times([factors, *rest])])

    def big(self, parts: list[Any]) -> Node:
        kind, *rest = parts
        body = rest[-1]
        sub: tuple[Node, ...] = ()
        sup: Node | None = None
        for item in rest[:-1]:
            if isinstance(item, Token):
                body = Sum(((-1, body),), span=_span(item, body))
            elif item[0] == "SUB":
                sub = tuple(map(unquantified, items_of(item[1])))
            else:
                sup = bare(item[1])
        return Big("∏" if "prod" in kind or kind == "∏" else "Σ", sub, sup, body, span=_span(kind, body))

    def product(self, parts: list[Any]) -> list[Factor]:
        """The factors so far, gathered from left to right."""
        return [Factor("", parts[0])]

    def times(self, parts: list[Any]) -> list[Factor]:
        factors, *rest, node = parts
        operator = next((str(p) for p in rest if not isinstance(p, Token)), "")
        minus = next((p for p in rest if isinstance(p, Token)), None)
        if minus is not None:
            span = _span(minus, node)
            node = Group("(", (Sum(((-1, node),), span=span),), span=span)
        factors.append(Factor(operator, node))
        return factors  # type: ignore[no-any-return]

    def whole(self, parts: list[Any]) -> Node:
        (factors,) = parts
        if len(factors) == 1:
            return factors[0].node  # type: ignore[no-any-return]
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
        text = {"½": "0.5", "¼": "0.25"}.get(str(token), str(token)).replace("\\,", "").replace("{,}", "")
        exponent = re.split("[eE]", text)[1:]
        digits = abs(int(exponent[0])) if exponent and len(exponent[0]) < 6 else MAX_DIGITS * len(exponent)
        if len(text) + digits > MAX_DIGITS:
            raise Malformed(f"a number of more than {MAX_DIGITS} digits", _span(token))
        return Number(Rational(text), span=_span(token))

    def name(self, parts: list[Any]) -> Node:
        (token,) = parts
        return Name(spelled(token), span=_span(token))

    def group(self, parts: list[Any]) -> Node:
        left, *rest = parts
        items, right = rest
        if str(left) == "{" and len(items) == 1 and isinstance(items[0], WHOLE):
            return items[0]  # braces only group; around a sum or a product they still do
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
        degree = re.search(r"\[\s*([0-9]+)\s*\]", str(command))
        if isinstance(body, Group) and body.bracket == "[":
            raise Unsupported("a root whose degree is no number; write a power, x^{1/k}", _span(command, body))
        if degree and not 2 <= int(degree[1][:4]) <= MAX_DEGREE:
            raise Unsupported(f"a root of a degree other than 2 to {MAX_DEGREE}", _span(command, body))
        return Root(bare(body), int(degree[1]) if degree else 2, span=_span(command, body))

    def accent(self, parts: list[Any]) -> Node:
        command, argument = parts
        return accented(str(command).lstrip("\\"), bare(argument), _span(command, argument))

    def script(self, parts: list[Any]) -> tuple[str, Any, Span]:
        first = parts[0]
        if first.type in ("PRIME", "SUP_T"):
            return first.type, str(first), _span(first)
        if first.type in ("SUP_SMALL", "SUB_SMALL"):
            return first.type[:3], small(first), _span(first)
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


SMALL = str.maketrans(
    "⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉ᵃᵇᶜᵈᵉⁱʲᵏᵐⁿᵗᵘᵛʷˣʸᶻᵝᵞₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "01234567890123456789abcdeijkmntuvwxyzβγaehijklmnoprstuvx"
)


def small(token: Token) -> Node:
    """x², x⁻¹, e⁻ˣ, x₁, uₒ."""
    text = str(token).translate(SMALL)
    if len(text) > MAX_DIGITS:
        raise Malformed(f"a number of {len(text)} digits (at most {MAX_DIGITS})", _span(token))
    bare_text = text.lstrip("⁻⁺")
    value: Node = Number(Rational(bare_text), span=_span(token)) if bare_text.isdigit() else Name(bare_text, span=_span(token))
    return Sum(((-1, value),), span=_span(token)) if text.startswith("⁻") else value


def relation(token: Token) -> str:
    text = re.sub(r"\s", "", str(token))
    if text.startswith(("\\stackrel", "\\overset", "\\not")):
        return "≠" if text.startswith("\\not") else "="
    return RELATIONS.get(text, text.lstrip("\\"))


def mark(token: Token) -> Mark:
    return Mark({"PARTIAL": "∂", "NABLA": "∇", "DOTS": "…", "PLACE": "□", "EVERY": ":"}.get(token.type, str(token)), span=_span(token))


def spelled(token: Token) -> str:
    """The canonical spelling of a name."""
    text = str(token)
    if "{" in text:
        return " ".join(text[text.index("{") + 1 : text.rindex("}")].replace("-", " ").split()).strip(" .,:;")
    if text.startswith("\\"):
        return COMMANDS.get(text[1:], text[1:])
    return COMMANDS.get(text, text) if text in PLAIN_GREEK else text


EVERY = frozenset({"forall", "∀", "all", "for all", "every", "for every", "each", "for each"})
"""Words before the index of a Σ that add nothing to it."""


def unquantified(node: Node) -> Node:
    """n of Σ_{∀n}, Σ_{\\forall_n}, Σ_{\\text{all } n}, Σ_{n ∈ all}."""
    match node:
        case Script(base=Name(text=text), sub=(Name() as index,), sup=None, primes=0) if text in EVERY:
            return index
        case Product(factors=(Factor(node=Name(text=text)), Factor(operator="", node=Name() as index))) if text in EVERY:
            return index
        case Name(text=text) if len(text) > 2 and text[-2] == " " and text[:-2] in EVERY:
            return Name(text[-1], span=node.span)
        case Chain(sides=(first, Name(text=text)), relations=("∈",)) if text in EVERY:
            return unquantified(first)
        case Chain(sides=(first, *rest), relations=relations):
            return Chain((unquantified(first), *rest), relations, span=node.span)
    return node


def bare(node: Node) -> Node:
    """The content of braces around one item."""
    return node.items[0] if isinstance(node, Group) and node.bracket == "{" and len(node.items) == 1 else node


def items_of(node: Node) -> tuple[Node, ...]:
    return node.items if isinstance(node, Group) and node.bracket == "{" else (node,)


def accented(command: str, body: Node, span: Span) -> Node:
    """Hats, tildes and bars change a name; bold, vector arrows and upright type do not."""
    match body:
        case Script() if command != "dot":
            return Script(accented(command, body.base, span), body.sub, body.sup, body.primes, span=span)
        case Number() if command in ("mathbf", "mathbb", "boldsymbol", "bm", "bold", "bf", "vb"):
            return Name("𝟏", span=span) if body.value == 1 else Number(body.value, span=span)
        case Name() if command == "mathbb":
            return Name(BLACKBOARD.get(body.text, body.text), span=span)
        case Name() if command in ACCENTS:
            return Name(unicodedata.normalize("NFC", body.text + ACCENTS[command]), span=span)
    if command == "dot" and isinstance(body, Name) and body.text in DOTTED:
        return Script(body, primes=1, span=span)  # σ̇, the derivative by its argument
    if command == "dot":
        raise Unsupported("a derivative by time, \\dot{x}", span)
    if command in ACCENTS:
        raise Unsupported("a hat on more than a name", span)
    return body


def hang(node: Node, kind: str, value: Any, span: Span) -> Node:
    """A script hung on a node; sub- and superscript join, in whichever order they come."""
    if kind == "SUB" and isinstance(node, Product) and all(f.operator == "" and isinstance(f.node, Name) for f in node.factors):
        last = hang(node.factors[-1].node, kind, value, span)  # \boldsymbol{xW}_1, a font and no brackets: the 1 is W's
        return Group("{", (Product((*node.factors[:-1], Factor("", last)), span=span),), span=span)
    if kind == "SUB" and isinstance(node, Mark) and node.kind == "∂" and len(items_of(value)) == 1:  # ∂_x as ∂/∂x
        return Fraction(node, Product((Factor("", node), Factor("", items_of(value)[0])), span=span), span=span)
    old = node if isinstance(node, Script) else Script(node, span=span)
    if kind == "SUB":
        return (
            Script(old.base, items_of(value), old.sup, old.primes, span=span) if not old.sub else Script(node, items_of(value), span=span)
        )
    if kind == "PRIME":
        primes = old.primes + len(value)
        if primes > MAX_PRIMES:
            raise Malformed(f"{primes} primes (at most {MAX_PRIMES})", span)
        return Script(old.base, old.sub, old.sup, primes, span=span)
    sup = Name("⊤", span=span) if kind == "SUP_T" else bare(value)
    if old.sup is not None:
        if not (is_transpose(sup) or is_transpose(old.sup)):
            raise Malformed("two superscripts on one another", span, "write brackets: (a^b)^c, or a^{b^c}")
        return Script(node, (), sup, span=span)
    return Script(old.base, old.sub, sup, old.primes, span=span)


def is_transpose(node: Node) -> bool:
    return isinstance(node, Name) and node.text in ("⊤", "T", "t")
