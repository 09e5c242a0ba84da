"""Numbers worked out by hand: an equation without a name is right to the digits that are written, or a mistake.

A decimal stands for what rounds to it.  What is off by less than rounding may have done is left open, and so is what holds with other
logarithms than natural ones; what is off by more is wrong, whatever the rest of the document says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from sympy import Expr, log, preorder_traversal

from ..court.court import Court
from ..court.courts import court_of
from ..court.question import STEP
from ..errors import CannotDecide, FormulaError
from ..inference.numbers import names_in
from ..inference.own import own_sheet
from ..inference.tidy import tidied
from ..notation.tree import Name, Node, Script, walk
from ..vocabulary import PROVED, REFUTED, UNDECIDED
from .claim import Claim
from .inferred import is_lone
from .source import Source
from .statements import Statement

DECIMAL = re.compile(r"\d*\.(\d+)")
LONE_DECIMAL = re.compile(r"\s*[-−+]?\s*\d*\.(\d+)\s*")
OFF = 0.02
"""Numbers that differ by less, as a share of the greater, may be rounded on the way."""
UNITS = 1.5
"""What so many times the rounding of all decimals makes may be rounding too."""
OTHERWISE = re.compile(r"%|\bmod\b|\\(?:bmod|pmod|mod)|(?<![A-Za-z])(?:sin|cos|tan)(?![A-Za-z])|!|°|\d\s*\\[td]?frac|\\circ|\\[l]?dots|…")
"""Signs of other numbers than are evaluated here: remainders, degrees, factorials."""
DENIED = re.compile(
    r"contradict|impossible|absurd|nonsense|\bfalse\b|incorrect|not true|not have|error|矛盾|错"
    r"|\bmod(?:ulo|ular)?\b|binary|hexadecimal|\bbase\b|percent|thousand|million|clock|field|integer division"
    r"|\bIn (?:C|Java|Python)\b",
    re.IGNORECASE,
)
MAYBE = re.compile(r"mistake|\bwrong|\bnever\b|\bwould\b", re.IGNORECASE)
"""Words near an equation that is not stated as true, or may not be."""
NEAR = 160


def weigh(source: Source, s: Statement, claim: Claim, trees: tuple[Node, Node] | None) -> Claim:
    """A claim between numbers, with the verdict that they have; any other as it is."""
    if trees is None or claim.relation != "=" or claim.verdict not in (UNDECIDED, REFUTED):
        return claim
    named = [has_names(tree) for tree in trees]
    if any(named):
        rounded = any(DECIMAL.search(text) and not names for text, names in zip((claim.left, claim.right), named, strict=True))
        return left_open(claim, "the numbers may be rounded") if claim.verdict == REFUTED and rounded else claim
    values = [value_of(tree) for tree in trees]
    if None in values or OTHERWISE.search(claim.left + claim.right) or source.once(names_a_constant) & constants_in(trees):
        return left_open(claim, "it may be of other numbers than it is read as") if claim.verdict == REFUTED else claim
    left, right = (float(v) for v in values if v is not None)
    if is_rounded(left, right, claim.left, claim.right):
        note = "right to the digits that are written"
        return replace(claim, verdict=PROVED, notes=[*claim.notes, note], message="", reading="", witness=None, repair=None)
    if is_near(left, right, claim.left, claim.right):
        return left_open(claim, "the two numbers differ by no more than rounding may do")
    if any(agree(a, b) for a, b in with_other_logarithms(trees)):
        return left_open(claim, "it holds with logarithms to another base than e")
    text = words_around(source, s)
    if DENIED.search(text):
        return left_open(claim, "words near it may deny it")
    if claim.verdict == REFUTED or (is_lone(trees[0]) and is_lone(trees[1])) or not is_stated(s) or MAYBE.search(text):
        return claim
    return replace(claim, verdict=REFUTED, message=f"the left side is {shown(left)}, the right side {shown(right)}", witness=None)


def left_open(claim: Claim, reason: str) -> Claim:
    return replace(claim, verdict=UNDECIDED, message=reason, witness=None, repair=None)


def names_a_constant(source: Source) -> frozenset[str]:
    """π and e, where some equation says what they are: a share, an error."""
    heads = (source.trees(s)[:1] for s in source.statements if s.relations[:1] == ["="])
    return frozenset(tree.text for trees in heads for tree in trees if isinstance(tree, Name) and tree.text in ("π", "e"))


def constants_in(trees: tuple[Node, Node]) -> set[str]:
    return {n.text for tree in trees for n in walk(tree) if isinstance(n, Name) and n.text in ("π", "e")}


def has_names(tree: Node) -> bool:
    """Whether something in a side is no number; e by itself may be an error, and π a share."""
    if isinstance(tree, Name) and tree.text == "π":
        return True
    powers = {id(n.base) for n in walk(tree) if isinstance(n, Script) and n.sup is not None and not n.sub}
    return bool(names_in(tree)) or any(isinstance(n, Name) and n.text == "e" and id(n) not in powers for n in walk(tree))


def is_stated(s: Statement) -> bool:
    """Whether a statement is meant as true, and no condition or question."""
    return not (s.role in ("condition", "case") or s.required or s.hypothesis or s.asked or s.remark or s.zero_when)


def words_around(source: Source, s: Statement) -> str:
    text, end = source.lines.read, s.members[-1].end
    return f"{text[max(0, s.start - NEAR) : s.start]} {text[end : end + NEAR]}"


@cache
def plain_court() -> Court:
    """A court that knows no name but the functions'."""
    return court_of(own_sheet([], "own").sheet)


def closed_form(tree: Node) -> Expr | None:
    """A side without names as one number; None if it is none, is not defined, or cannot be read."""
    try:
        tensor = plain_court().readings(tidied(tree), STEP)[0].tensor
        value = tensor.scalar if tensor.is_scalar else None
        return value if value is not None and all(number(n) is not None for n in preorder_traversal(value) if isinstance(n, Expr)) else None
    except (FormulaError, CannotDecide, RecursionError):
        return None


def value_of(tree: Node) -> float | None:
    value = closed_form(tree)
    return None if value is None else number(value)


def number(value: Expr) -> float | None:
    """A closed form in floats; None if it is no real number."""
    try:
        found = complex(value.evalf(30))
    except (TypeError, ValueError, OverflowError, ArithmeticError):
        return None
    return found.real if abs(found.imag) < 1e-12 and abs(found.real) < 1e300 else None


def is_rounded(left: float, right: float, *texts: str) -> bool:
    """Whether one side is a decimal that the other rounds to."""
    digits = [len(m[1]) if (m := LONE_DECIMAL.fullmatch(t.replace("{", "").replace("}", ""))) else None for t in texts]
    for side, (mine, others) in enumerate(zip(digits, [*digits[1:], None], strict=True)):
        more = others is None or side == len(texts) - 1  # 0.54 = 0.5, and not 0.5 = 0.54
        if mine is not None and more and abs(left - right) <= 0.5 * 10.0**-mine * (1 + 1e-9) and (left == 0) == (right == 0):
            return True
    return abs(left - right) <= 1e-12 * max(abs(left), abs(right), 1.0)


def is_near(left: float, right: float, *texts: str) -> bool:
    """Whether numbers differ by no more than rounded ones may; whole numbers and fractions are not rounded."""
    off = sum(0.5 * 10.0 ** -len(m[1]) for text in texts for m in DECIMAL.finditer(text))
    return off > 0 and abs(left - right) <= max(UNITS * off if left * right >= 0 else 0.0, OFF * max(abs(left), abs(right)))


def agree(left: float, right: float) -> bool:
    return abs(left - right) <= OFF * max(abs(left), abs(right))


def with_other_logarithms(trees: tuple[Node, Node]) -> Iterator[tuple[float, float]]:
    """Both sides with logarithms to base 2 and to base 10, where there are some."""
    forms = [closed_form(tree) for tree in trees]
    for base in (2, 10):
        if any(form is not None and form.has(log) for form in forms):
            values = [None if f is None else number(f.replace(log, lambda x, b=base: log(x) / log(b))) for f in forms]
            if values[0] is not None and values[1] is not None:
                yield values[0], values[1]


def shown(value: float) -> str:
    return f"{value:.6g}".replace("-", "−")
