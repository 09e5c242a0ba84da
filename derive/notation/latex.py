"""Writing trees as LaTeX: what is read back is the same tree, up to brackets that change nothing."""

from __future__ import annotations

import itertools
import unicodedata

from ..notation.tree import spelling
from .signs import ACCENTS, COMMANDS
from .tree import Bars, Big, Chain, Factor, Fraction, Grid, Group, Mark, Name, Node, Number, Product, Root, Script, Sum

LETTER_COMMANDS = {v: f"\\{k}" for k, v in reversed(COMMANDS.items())} | {
    "⊤": "\\top",
    "ℝ": "\\mathbb{R}",
    "𝔼": "\\mathbb{E}",
    "𝟏": "\\mathbf{1}",
}
ACCENT_COMMANDS = {"\u0302": "\\hat", "\u0303": "\\tilde", "\u0304": "\\bar"}
assert set(ACCENT_COMMANDS) == set(ACCENTS.values())
FUNCTIONS = frozenset({"exp", "log", "ln", "tanh", "max", "det"})
OPERATORS = {"": "", "·": " \\cdot ", "∘": " \\circ ", "*": " * ", "/": " / ", "⊗": " \\otimes "}
RELATIONS = {"≠": "\\ne", "≤": "\\le", "≥": "\\ge", "∈": "\\in", "∉": "\\notin", "|": "\\mid", "→": "\\to"}
MARKS = {"∂": "\\partial", "∇": "\\nabla", "…": "\\ldots", "□": "", ":": ":"}
BRACKETS = {"(": "()", "[": "[]", "{": ("\\{", "\\}"), "⟨": ("\\langle ", "\\rangle ")}


def latex(node: Node) -> str:
    """A tree as LaTeX."""
    match node:
        case Number(value=value):
            if value.denominator == 1:
                return str(value.numerator)
            return f"\\frac{{{value.numerator}}}{{{value.denominator}}}"
        case Name(text=text):
            return name(text)
        case Mark(kind=kind):
            return MARKS.get(kind, kind)
        case Script():
            return script(node)
        case Group(bracket=bracket, items=items):
            return group(bracket, items)
        case Bars(kind=kind, body=body):
            bar = "|" if kind == "|" else "\\|"
            return f"\\left{bar} {latex(body)} \\right{bar}"
        case Fraction(numerator=a, denominator=b):
            return f"\\frac{{{latex(unwrapped(a))}}}{{{latex(unwrapped(b))}}}"
        case Root(body=body, degree=degree):
            return f"\\sqrt{'' if degree == 2 else f'[{degree}]'}{{{latex(unwrapped(body))}}}"
        case Product(factors=factors):
            return product(factors)
        case Big(kind=kind, sub=sub, sup=sup, body=body):
            below = ", ".join(map(latex, sub))
            limits = f"_{{{below}}}" if below else ""
            limits += f"^{{{latex(sup)}}}" if sup is not None else ""
            inner = f"\\left({latex(body)}\\right)" if isinstance(body, Sum) and not is_negative(body) else latex(body)
            return f"\\{'prod' if kind == '∏' else 'sum'}{limits} {inner}"
        case Sum(terms=terms):
            return "".join(sign(n, s) + term(t) for n, (s, t) in enumerate(terms))
        case Chain(sides=sides, relations=relations):
            return latex(sides[0]) + "".join(f" {RELATIONS.get(r, r)} {latex(s)}" for r, s in zip(relations, sides[1:], strict=True))
        case Grid(kind=kind, rows=rows):
            kind = "cases" if kind.endswith("cases") else kind
            body_rows = " \\\\ ".join(" & ".join("" if c is None else latex(c) for c in row) for row in rows)
            columns = "{" + "l" * max((len(r) for r in rows), default=1) + "}" if kind == "array" else ""
            return f"\\begin{{{kind}}}{columns} {body_rows} \\end{{{kind}}}"
    return "?"


def is_negative(node: Node) -> bool:
    return isinstance(node, Sum) and len(node.terms) == 1


def sign(place: int, s: int) -> str:
    return ("-" if s < 0 else "") if place == 0 else (" - " if s < 0 else " + ")


def term(node: Node) -> str:
    return f"\\left({latex(node)}\\right)" if isinstance(node, Sum) else latex(node)


def unwrapped(node: Node) -> Node:
    """What stands in brackets that a fraction's line supplies anyway."""
    return (
        node.items[0]
        if isinstance(node, Group) and node.bracket in "({" and len(node.items) == 1 and not isinstance(node.items[0], Chain)
        else node
    )


def group(bracket: str, items: tuple[Node, ...]) -> str:
    inside = ", ".join(map(latex, items))
    if bracket == "":
        return inside
    if bracket == "{" and len(items) == 1 and not isinstance(items[0], (Grid, Chain)):
        bracket = "("
    left, right = BRACKETS[bracket]
    return (
        f"\\left{left}{inside}\\right{right}" if len(inside) > 12 or "\\frac" in inside or "\\sum" in inside else f"{left}{inside}{right}"
    )


def name(text: str) -> str:
    """ŷ as \\hat{y}, v_c as v_c, softmax as \\operatorname{softmax}."""
    if text in LETTER_COMMANDS:
        return LETTER_COMMANDS[text]
    if text in FUNCTIONS:
        return f"\\{text}"
    stem, _, below = text.partition("_")
    primes = len(stem) - len(stem.rstrip("′"))
    stem = stem.rstrip("′")
    decomposed = unicodedata.normalize("NFD", stem)
    if len(decomposed) == 2 and decomposed[1] in ACCENT_COMMANDS:
        shown = f"{ACCENT_COMMANDS[decomposed[1]]}{{{LETTER_COMMANDS.get(decomposed[0], decomposed[0])}}}"
    elif stem in LETTER_COMMANDS:
        shown = LETTER_COMMANDS[stem]
    elif len(stem) > 1:
        shown = f"\\operatorname{{{stem}}}"
    else:
        shown = stem
    shown += "'" * primes
    if not below:
        return shown
    return f"{shown}_{{{subscript(below)}}}" if len(below) > 1 else f"{shown}_{below}"


def subscript(text: str) -> str:
    return text if text.isdigit() or "," in text or len(text) < 2 or not text.isalpha() else f"\\text{{{text}}}" if len(text) > 2 else text


def script(node: Script) -> str:
    base = latex(node.base)
    if not isinstance(node.base, (Name, Number, Group, Mark, Bars)):
        base = f"\\left({base}\\right)"
    elif isinstance(node.base, Name) and "_" in node.base.text and node.sub:
        base = f"{{{base}}}"
    out = base
    if node.sub:
        below = ", ".join(word(n) or latex(n) for n in node.sub)
        out += f"_{below}" if len(below) == 1 else f"_{{{below}}}"
    out += "'" * node.primes
    if node.sup is not None:
        above = latex(unwrapped(node.sup))
        out += f"^{above}" if len(above) == 1 or above == "\\top" else f"^{{{above}}}"
    return out


def word(node: Node) -> str:
    """A subscript of several letters that touch, as a word: neg."""
    text = spelling(node) if isinstance(node, Product) else None
    touching = isinstance(node, Product) and all(a.node.span.end == b.node.span.start for a, b in itertools.pairwise(node.factors))
    if not text or not text.isalpha() or not touching:
        return ""
    return f"\\text{{{text}}}" if len(text) > 2 else text


def product(factors: tuple[Factor, ...]) -> str:
    out = ""
    for n, f in enumerate(factors):
        text = f"\\left({latex(f.node)}\\right)" if isinstance(f.node, Sum) else latex(f.node)
        if n and isinstance(factors[n - 1].node, Big):
            out = f"\\left({out}\\right)"
        glue = OPERATORS[f.operator] if n else ""
        if n and not glue and (out[-1:].isalpha() or out[-1:].isdigit()) and (text[:1].isalnum() or text[:1] == "\\"):
            glue = " "
        if n and not glue and isinstance(f.node, Number) and isinstance(factors[n - 1].node, Number):
            glue = " \\cdot "
        out += glue + text
    return out
