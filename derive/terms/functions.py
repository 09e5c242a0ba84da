"""The functions of one real number that the notation knows, a row each: all that the program knows of them.

From this table the grammar takes its words, the elaborator its readings, `calculus` its derivatives, `canon` its atoms, `numbers` its
values, the writers their commands and the trainer its code.  To add a function, add a row with its examples; `docs/extending.md`
shows the whole of it.

A function is either *built* from others (σ, tanh, relu: `node` is None) or has a node of its own, one of SymPy's classes.
Derivatives, parities and domains: Abramowitz and Stegun, Handbook of Mathematical Functions, chapters 4 and 7.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from sympy import Expr, Integer, S, acos, asin, atan, cos, erf, exp, log, sin
from sympy.core.relational import StrictGreaterThan, StrictLessThan
from sympy.logic.boolalg import true

from .build import absolute, add, apply, divide, exp_, log_, logistic, mul, neg, piecewise, power, sqrt_, tanh_

Sign: TypeAlias = Literal["≠", ">", "≥"]
Domain: TypeAlias = Callable[[Expr], tuple[tuple[Expr, Sign], ...]]
"""Of an argument: what must be ≠ 0, > 0 or ≥ 0 for the value to exist."""


def everywhere(x: Expr) -> tuple[tuple[Expr, Sign], ...]:
    """No condition."""
    return ()


@dataclass(frozen=True, slots=True)
class Function:
    """One function, entry by entry."""

    name: str
    words: tuple[str, ...]
    """How it is typed: LaTeX commands without the backslash, plain words, Unicode."""
    build: Callable[[Expr], Expr]
    """Its value at an argument, as a term."""
    examples: tuple[str, ...]
    """Claims in a number t that must be proved."""
    lookalikes: tuple[str, ...]
    """Claims in a number t that must be refuted."""
    node: type[Expr] | None = None
    """SymPy's class, for a function that is not built from others; the fields below belong to it."""
    derivative: Callable[[Expr], Expr] | None = None
    """f′ at an argument."""
    domain: Domain = everywhere
    parity: int = 0
    """f(−x) = parity · f(x); 0 where neither."""
    values: Mapping[Expr, Expr] = field(default_factory=dict)
    """Its value at some numbers."""
    numpy: str = ""
    """Its name in NumPy, or in Python's math; "" where neither has it."""
    ball: str = ""
    """The method of python-flint's `arb` and `arb_series`."""


def relu(x: Expr) -> Expr:
    """max(x, 0)."""
    return piecewise((x, Expr.__new__(StrictGreaterThan, x, S.Zero)), (S.Zero, true))


def maximum(x: Expr, y: Expr) -> Expr:
    """max(x, y) = y + max(x − y, 0)."""
    return relu(x) if y is S.Zero else add(y, relu(add(x, neg(y))))


def minimum(x: Expr, y: Expr) -> Expr:
    """min(x, y) = −max(−x, −y)."""
    return neg(maximum(neg(x), neg(y) if y is not S.Zero else y))


def sign(x: Expr) -> Expr:
    """1, −1, or 0 at 0."""
    over, under = (Expr.__new__(relation, x, S.Zero) for relation in (StrictGreaterThan, StrictLessThan))
    return piecewise((S.One, over), (S.NegativeOne, under), (S.Zero, true))


def cosh(x: Expr) -> Expr:
    """(eˣ + e⁻ˣ)/2."""
    return mul(S.Half, add(exp_(x), exp_(neg(x))))


def sinh(x: Expr) -> Expr:
    """(eˣ − e⁻ˣ)/2."""
    return mul(S.Half, add(exp_(x), neg(exp_(neg(x)))))


def inverse(x: Expr) -> Expr:
    """1/x."""
    return power(x, S.NegativeOne)


def square(x: Expr) -> Expr:
    """x²."""
    return power(x, Integer(2))


def one_minus_square(x: Expr) -> Expr:
    """1 − x²."""
    return add(S.One, neg(square(x)))


def between_ones(x: Expr) -> tuple[tuple[Expr, Sign], ...]:
    """−1 ≤ x ≤ 1."""
    return ((one_minus_square(x), "≥"),)


_ROWS = (
    Function(
        "exp", ("exp",), exp_, (r"\exp(t) \exp(-t) = 1", r"\exp'(t) = e^t"), (r"\exp(2t) = 2 \exp(t)",),
        node=exp, derivative=exp_, values={S.Zero: S.One}, numpy="exp", ball="exp",
    ),
    Function(
        "log", ("log", "ln"), log_, (r"\log e^t = t", r"\ln(1 + t^2) = \log(1 + t^2)", r"\log'(t) = \frac{1}{t}"), (r"\log(t^2) = \log(t)^2",),
        node=log, derivative=inverse, domain=lambda x: ((x, ">"),), values={S.One: S.Zero}, numpy="log", ball="log",
    ),
    Function(
        "sin", ("sin",), lambda x: apply(sin, x), (r"\sin(-t) = -\sin t", r"\sin^2 t + \cos^2 t = 1", r"\sin'(t) = \cos t", r"\sin 2t = 2 \sin t \cos t"),
        (r"\sin(2t) = 2 \sin(t)", r"\sin'(t) = -\cos(t)"),
        node=sin, derivative=lambda x: apply(cos, x), parity=-1, values={S.Zero: S.Zero}, numpy="sin", ball="sin",
    ),
    Function(
        "cos", ("cos",), lambda x: apply(cos, x), (r"\cos(-t) = \cos t", r"\cos'(t) = -\sin t", r"\cos(2t) = 1 - 2 \sin(t)^2", r"\cos \pi = -1"),
        (r"\cos(-t) = -\cos(t)", r"\cos'(t) = \sin(t)"),
        node=cos, derivative=lambda x: neg(apply(sin, x)), parity=1, values={S.Zero: S.One}, numpy="cos", ball="cos",
    ),
    Function(
        "tan", ("tan",), lambda x: divide(apply(sin, x), apply(cos, x)), (r"\tan t \cos t = \sin t", r"\tan'(t) = 1 + \tan(t)^2"), (r"\tan'(t) = 1 - \tan(t)^2",),
    ),
    Function("cot", ("cot",), lambda x: divide(apply(cos, x), apply(sin, x)), (r"\cot t \tan t = 1",), (r"\cot t = \tan t",)),
    Function("sec", ("sec",), lambda x: inverse(apply(cos, x)), (r"\sec t \cos t = 1",), (r"\sec t = \cos t",)),
    Function("csc", ("csc",), lambda x: inverse(apply(sin, x)), (r"\csc t \sin t = 1",), (r"\csc t = \sin t",)),
    Function(
        "arcsin", ("arcsin", "asin"), lambda x: apply(asin, x), (r"\arcsin(-t) = -\arcsin t", r"\sin(\arcsin t) = t", r"\arcsin'(t) = \frac{1}{\sqrt{1 - t^2}}"),
        (r"\arcsin t = \frac{1}{\sin t}",),
        node=asin, derivative=lambda x: inverse(sqrt_(one_minus_square(x))), domain=between_ones, parity=-1, values={S.Zero: S.Zero},
        numpy="arcsin", ball="asin",
    ),
    Function(
        "arccos", ("arccos", "acos"), lambda x: apply(acos, x), (r"\arccos'(t) = -\frac{1}{\sqrt{1 - t^2}}", r"\cos(\arccos t) = t"),
        (r"\arccos(-t) = \arccos(t)",),
        node=acos, derivative=lambda x: neg(inverse(sqrt_(one_minus_square(x)))), domain=between_ones, values={S.One: S.Zero},
        numpy="arccos", ball="acos",
    ),
    Function(
        "arctan", ("arctan", "atan"), lambda x: apply(atan, x), (r"\arctan'(t) = \frac{1}{1 + t^2}", r"\arctan(-t) = -\arctan t"),
        (r"\arctan'(t) = \frac{1}{1 - t^2}", r"\arctan(2t) = 2 \arctan(t)"),
        node=atan, derivative=lambda x: inverse(add(S.One, square(x))), parity=-1, values={S.Zero: S.Zero}, numpy="arctan", ball="atan",
    ),
    Function(
        "erf", ("erf",), lambda x: apply(erf, x), (r"\operatorname{erf}'(t) = \frac{2}{\sqrt{\pi}} e^{-t^2}", r"\operatorname{erf}(-t) = -\operatorname{erf}(t)"),
        (r"\operatorname{erf}'(t) = e^{-t^2}",),
        node=erf, derivative=lambda x: mul(Integer(2), inverse(sqrt_(S.Pi)), exp_(neg(square(x)))), parity=-1, values={S.Zero: S.Zero},
        numpy="erf", ball="erf",
    ),
    Function("σ", ("σ", "sigmoid", "logistic"), logistic, (r"\sigma(-t) = 1 - \sigma(t)",), (r"\sigma(-t) = -\sigma(t)",)),
    Function("tanh", ("tanh",), tanh_, (r"\tanh'(t) = 1 - \tanh(t)^2",), (r"\tanh'(t) = 1 + \tanh(t)^2",)),
    Function("cosh", ("cosh",), cosh, (r"\cosh(t)^2 - \sinh(t)^2 = 1",), (r"\cosh(t)^2 + \sinh(t)^2 = 1",)),
    Function("sinh", ("sinh",), sinh, (r"\sinh'(t) = \cosh t",), (r"\sinh(-t) = \sinh(t)",)),
    Function("sech", ("sech",), lambda x: inverse(cosh(x)), (r"\operatorname{sech}(t) \cosh(t) = 1",), (r"\operatorname{sech}(t) = \cosh(t)",)),
    Function("csch", ("csch",), lambda x: inverse(sinh(x)), (r"\operatorname{csch}(t) \sinh(t) = 1",), (r"\operatorname{csch}(t) = \sinh(t)",)),
    Function("coth", ("coth",), lambda x: divide(cosh(x), sinh(x)), (r"\coth(t) \tanh(t) = 1",), (r"\coth(t) = \tanh(t)",)),
    Function(
        "arsinh", ("arsinh", "arcsinh", "asinh"), lambda x: log_(add(x, sqrt_(add(square(x), S.One)))),
        (r"\operatorname{arsinh}'(t) = \frac{1}{\sqrt{1 + t^2}}",), (r"\operatorname{arsinh}(t) = \frac{1}{\sinh(t)}",),
    ),
    Function(
        "arcosh", ("arcosh", "arccosh", "acosh"), lambda x: log_(add(x, mul(sqrt_(add(x, S.One)), sqrt_(add(x, S.NegativeOne))))),
        (r"\operatorname{arcosh}(t) = \log(t + \sqrt{t + 1} \sqrt{t - 1})",), (r"\operatorname{arcosh}(t) = \log(t + \sqrt{t^2 + 1})",),
    ),
    Function(
        "artanh", ("artanh", "arctanh", "atanh"), lambda x: mul(S.Half, log_(divide(add(S.One, x), add(S.One, neg(x))))),
        (r"\operatorname{artanh}(\tanh t) = t", r"\operatorname{artanh}'(t) = \frac{1}{1 - t^2}"), (r"\operatorname{artanh}(t) = \frac{1}{\tanh(t)}",),
    ),
    Function("relu", ("relu", "ReLU"), relu, (r"\operatorname{relu}(t) - \operatorname{relu}(-t) = t",), (r"\operatorname{relu}(t) = t",)),
    Function("sign", ("sign", "sgn"), sign, (r"\operatorname{sign}(t) |t| = t",), (r"\operatorname{sign}(t) = 1",)),
    Function("sqrt", ("sqrt",), sqrt_, ("sqrt(t)^2 = t",), ("sqrt(t^2) = t",)),
    Function("abs", ("abs",), absolute, ("abs(t) = |t|", "abs(t)^2 = t^2"), ("abs(t) = t",)),
)  # fmt: skip
FUNCTIONS: Mapping[str, Function] = {row.name: row for row in _ROWS}
WORDS: Mapping[str, Function] = {word: row for row in _ROWS for word in row.words}
"""The row that a typed word names."""
BY_NODE: Mapping[type, Function] = {row.node: row for row in _ROWS if row.node is not None}
"""The row of a node's class."""
INVERSES: Mapping[str, str] = {
    "sin": "arcsin", "cos": "arccos", "tan": "arctan", "sinh": "arsinh", "cosh": "arcosh", "tanh": "artanh", "exp": "log", "log": "exp",
    "ln": "exp",
}  # fmt: skip
"""What f^{-1} means of a function's word."""
REFUSED: Mapping[str, str] = {
    "floor": "the floor of a number", "ceil": "the ceiling of a number", "lfloor": "the floor of a number", "lceil": "the ceiling of a number",
    "Gamma": "the gamma function", "arccot": "the inverse cotangent", "argmax": "an argmax", "argmin": "an argmin",
    "int": "an integral", "iint": "an integral", "oint": "an integral",
}  # fmt: skip
"""Words for what is not supported yet, and what is said of it."""
