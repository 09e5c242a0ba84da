"""Writing: trees as Unicode lines, SymPy entries as Unicode lines."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction as Rational
from typing import Any

from sympy import Add, Expr, Integer, Mul, Piecewise, Pow, S, Symbol, exp, log
from sympy import Rational as SymPyRational

from ..terms import Base, Delta, Entry, Index, IndexSum, Unknown
from .tree import Bars, Big, Chain, Factor, Fraction, Grid, Group, Mark, Name, Node, Number, Product, Root, Script, Sum

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
SUPERSCRIPTS = str.maketrans("0123456789-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻")
SPACED = frozenset({"log", "ln", "exp", "tanh", "det", "softmax", "relu", "diag", "onehot", "size", "Var", "sqrt", "norm", "max"})


def unicode(node: Node) -> str:
    """A tree on one line of Unicode, as people write it in plain text."""
    match node:
        case Number(value=value):
            return decimal(value)
        case Name(text=text) | Mark(kind=text):
            return text
        case Script():
            return script(node)
        case Group(bracket=bracket, items=items):
            inside = ", ".join(map(unicode, items))
            return f"[{inside}]" if bracket == "[" else inside if bracket == "" else f"({inside})"
        case Bars(kind=kind, body=body):
            return f"{kind}{unicode(body)}{kind}"
        case Fraction(numerator=a, denominator=b):
            return f"{tight(a)}/{tight(b, below=True)}"
        case Root(body=body, degree=degree):
            return f"{'' if degree == 2 else str(degree).translate(SUPERSCRIPTS)}√({unicode(unwrapped(body))})"
        case Product(factors=factors):
            return product(factors)
        case Big():
            return big(node)
        case Sum(terms=terms):
            return "".join(sign(n, s) + term(t) for n, (s, t) in enumerate(terms))
        case Chain(sides=sides, relations=relations):
            return unicode(sides[0]) + "".join(f" {r} {unicode(s)}" for r, s in zip(relations, sides[1:], strict=True))
        case Grid():
            return grid(node)
    return "?"


def big(node: Big) -> str:
    """A sum or a product with its limits: Σ_{i=1}^n x_i."""
    below = ", ".join(map(unicode, node.sub)).replace(" ", "")
    limits = f"_{below}" if len(below) == 1 else f"_{{{below}}}"
    above = unicode(node.sup).replace(" ", "") if node.sup is not None else ""
    limits += (f"^{above}" if len(above) == 1 else f"^{{{above}}}") if above else ""
    return f"{node.kind}{limits} {unicode(node.body)}"


def grid(node: Grid) -> str:
    """Cases {a if …; b otherwise}, or a matrix [a, b; c, d]."""
    cells = [[unicode(c) for c in row if c is not None] for row in node.rows]
    if node.kind == "cases":
        return (
            "{"
            + "; ".join(
                " ".join(c if c.startswith(("if ", "otherwise")) else (f"if {c}" if n else c) for n, c in enumerate(row)) for row in cells
            )
            + "}"
        )
    return "[" + "; ".join(", ".join(row) for row in cells) + "]"


def unwrapped(node: Node) -> Node:
    """What stands in brackets that the place supplies anyway."""
    return node.items[0] if isinstance(node, Group) and node.bracket in "({" and len(node.items) == 1 else node


def decimal(value: Rational) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{value.numerator}/{value.denominator}"


def sign(place: int, s: int) -> str:
    return ("−" if s < 0 else "") if place == 0 else (" − " if s < 0 else " + ")


def term(node: Node) -> str:
    return f"({unicode(node)})" if isinstance(node, Sum) else unicode(node)


def tight(node: Node, below: bool = False) -> str:
    """What may stand beside a slash without brackets."""
    match node:
        case Sum() | Big() | Chain() | Fraction():
            return f"({unicode(node)})"
        case Product(factors=factors) if below or any(isinstance(f.node, Big) for f in factors):
            first = factors[0].node
            partial = isinstance(first, Mark) or (isinstance(first, Script) and isinstance(first.base, Mark))
            return unicode(node) if partial else f"({unicode(node)})"
    return unicode(node)


def product(factors: tuple[Factor, ...]) -> str:
    out = ""
    for n, f in enumerate(factors):
        text = f"({unicode(f.node)})" if isinstance(f.node, Sum) else unicode(f.node)
        previous = factors[n - 1].node if n else None
        if f.operator == "/":
            out += "/" + text
        elif f.operator:
            out += f" {f.operator} {text}"
        else:
            out += (" " if previous is not None and wants_space(previous, f.node, out, text) else "") + text
    return out


def wants_space(before: Node, after: Node, left: str, right: str) -> bool:
    if isinstance(before, Mark) and before.kind == "∂":
        return False
    if isinstance(before, Script) and isinstance(before.base, Mark) and before.base.kind == "∂":
        return False
    if isinstance(before, Name) and isinstance(after, (Name, Script)) and 0 < before.span.end == after.span.start:
        return False
    if right.startswith(("(", "[")):
        return isinstance(before, (Fraction, Bars, Big))
    if isinstance(before, Name) and before.text in SPACED:
        return True
    single = isinstance(before, (Name, Number)) and isinstance(after, Name) and len(right) == 1 and len(left) <= 1
    return not single


def script(node: Script) -> str:
    base = unicode(node.base) if not isinstance(node.base, (Sum, Product, Fraction)) else f"({unicode(node.base)})"
    out = base
    if node.sub:
        below = ",".join(map(unicode, node.sub))
        plain = below.isascii() and below.isdigit()
        out += below.translate(SUBSCRIPTS) if plain else f"_{below}" if len(below) == 1 else f"_{{{below.replace(' ', '')}}}"
    out += "′" * node.primes
    if node.sup is not None:
        above = unicode(unwrapped(node.sup))
        if above in ("⊤", "T"):
            out += "ᵀ"
        elif above.lstrip("-−").isascii() and above.lstrip("-−").isdigit():
            out += above.translate(SUPERSCRIPTS)
        elif base == "ℝ":
            out += f"^({above.replace(' · ', '×')})"
        else:
            out += f"^{above}" if len(above) == 1 else f"^({above.replace(' − ', '−').replace(' + ', '+')})"
    return out


# ---------------------------------------------------------------------------------------------- SymPy entries
LETTERS = "ijklpqrsuvwxyz"


def entry_text(expression: Any, names: dict[Index, str] | None = None) -> str:
    """A SymPy entry in index form on one line of Unicode, its bound indices renamed to plain letters.

    Expressions written with the same `names` call the same index by the same letter.
    """
    names = {} if names is None else names
    taken = (
        {s.name for s in expression.atoms(Symbol) if not (isinstance(s, Index) and anonymous(s))} if isinstance(expression, Expr) else set()
    )
    taken |= set(names.values())
    letters = iter([x for x in LETTERS if x not in taken] + [f"i{n}" for n in range(1, 200)])

    def name(index: Index) -> str:
        if not anonymous(index):
            return str(index.name)
        if index not in names:
            names[index] = next(letters)
        return names[index]

    return _entry(expression, name, 0)


def anonymous(index: Index) -> bool:
    """Named by this program, not by a user."""
    return index.serial < 0 or any(c.isdigit() for c in index.name)


def _entry(e: Any, name: Callable[[Index], str], level: int) -> str:
    """`level`: 0 a sum may stand bare, 1 a product may, 2 only an atom."""

    def wrap(text: str, own: int) -> str:
        return f"({text})" if own < level else text

    match e:
        case Add():
            return wrap(_sum(e, name), 0)
        case Mul():
            return wrap(_product(e, name), 1)
        case Pow() if e.args[1] is S.NegativeOne:
            return wrap(f"1/{_entry(e.args[0], name, 2)}", 1)
        case Pow():
            return _power(e, name)
        case IndexSum():
            return wrap(f"Σ_{name(e.index)} {_entry(e.args[0], name, 1)}", 1)
        case Integer():
            return wrap(f"−{-int(e)}", 1) if e < 0 else str(e)
        case SymPyRational():
            return wrap(f"−{-e}" if e < 0 else str(e), 1)
    return _atom(e, name)


def _atom(e: Any, name: Callable[[Index], str]) -> str:
    """What needs no brackets anywhere: a name, or what has brackets of its own."""
    match e:
        case exp():
            return f"exp({_entry(e.args[0], name, 0)})"
        case log():
            return f"log({_entry(e.args[0], name, 0)})"
        case Entry():
            inside = ",".join(_entry(i, name, 0) for i in e.indices)
            return f"{e.base.name}[{inside}]" if inside else e.base.name
        case Delta():
            return f"δ({_entry(e.args[0], name, 0)}, {_entry(e.args[1], name, 0)})"
        case Unknown():
            return f"{e.args[0].name}{'′' * int(e.args[1])}({_entry(e.args[2], name, 0)})"
        case Piecewise():
            return "{" + "; ".join(f"{_entry(b.args[0], name, 0)} if {b.args[1]}" for b in e.args) + "}"
        case Index():
            return str(name(e))
        case Base():
            return str(e.name)
    return str(e)


def _sum(e: Any, name: Callable[[Index], str]) -> str:
    out = ""
    for n, t in enumerate(e.args):
        text = _entry(t, name, 1)
        out += text if n == 0 else f" − {text[1:]}" if text.startswith("−") else f" + {text}"
    return out


def _power(e: Any, name: Callable[[Index], str]) -> str:
    """A root, or a power other than −1."""
    base, power = e.args
    if power == S.Half:
        return f"√({_entry(base, name, 0)})"
    text = _entry(power, name, 0)
    shown = text.translate(SUPERSCRIPTS) if text.lstrip("−").isdigit() else f"^({text})" if len(text) > 1 else f"^{text}"
    return _entry(base, name, 2) + shown


def _product(e: Any, name: Any) -> str:
    """Factors side by side, negative powers below a slash, a leading −1 as a sign."""
    factors = list(e.args)
    minus = bool(factors) and factors[0] == S.NegativeOne
    factors = factors[1:] if minus else factors
    top = [f for f in factors if not (isinstance(f, Pow) and f.args[1].is_Number and f.args[1] < 0)]
    bottom = [f for f in factors if isinstance(f, Pow) and f.args[1].is_Number and f.args[1] < 0]
    last = len(top) - 1
    above = "·".join(_entry(f, name, 1 if n == last and isinstance(f, IndexSum) and not bottom else 2) for n, f in enumerate(top)) or "1"
    for f in bottom:
        above += "/" + _entry(f.args[0] if f.args[1] is S.NegativeOne else Pow(f.args[0], -f.args[1], evaluate=False), name, 2)
    return ("−" if minus else "") + above
