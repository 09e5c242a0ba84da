"""Whether two equations say the same: both sides of the one differ by what the sides of the other differ by."""

from __future__ import annotations

import itertools
from contextlib import suppress

from sympy import Expr, S

from ..court.court import Court
from ..court.question import STEP
from ..errors import CannotDecide, FormulaError
from ..meaning.derivatives import is_derivative
from ..meaning.scope import Scope
from ..notation.tree import Fraction, Node, walk
from ..proof.verdict import Equation, Proved
from ..terms import add, mul, neg

Sides = tuple[Node, Node]


def same_gap(court: Court, scope: Scope, one: Sides, other: Sides, factors: tuple[Expr, ...] = (S.One, S.NegativeOne)) -> bool:
    """Whether a − b = f (c − d) is proved for one of some factors, ±1 unless others are given, of the equations a = b and c = d."""
    try:
        left, right, old, new = (court.readings(tree, STEP, scope)[0] for tree in (*one, *other))
    except FormulaError:
        return False
    left, right, old, new = left.spread(right), right.spread(left), old.spread(new), new.spread(old)
    if any(s.tensor.shape != left.tensor.shape for s in (right, old, new)):
        return False
    try:
        gaps = [court.equate(a, b) for a, b in ((left, right), (old, new))]
        for factor in factors:
            pairs = [
                Equation(add(e.left, neg(e.right)), mul(factor, add(f.left, neg(f.right))), e.axes) for e, f in zip(*gaps, strict=True)
            ]
            if all(court.prover.numbers.close(p) for p in pairs) and isinstance(court.prover.judge(pairs), Proved):
                return True
    except (FormulaError, CannotDecide, RecursionError, ArithmeticError, ValueError):
        return False
    return False


CONSTANTS = tuple(S(sign) * S(n) ** power for n in (1, 2, 3, 4) for power in (1, -1) for sign in (1, -1))
MULTIPLES = tuple(S(sign) * c for c in (S.One, S(2), S.Half) for sign in (1, -1))
MOST_FACTORS = 4


def follows_from(court: Court, scope: Scope, one: Sides, other: Sides) -> bool:
    """Whether the equation a = b is c = d times a constant, or times what stands below one or two lines in them."""
    if same_gap(court, scope, one, other, CONSTANTS):
        return True
    below = (n.denominator for tree in (*other, *one) for n in walk(tree) if isinstance(n, Fraction) and not is_derivative(n))
    found: dict[Expr, None] = {}
    for node in itertools.islice(below, MOST_FACTORS):
        with suppress(FormulaError, CannotDecide):
            factor = court.readings(node, STEP, scope)[0].tensor
            found |= {factor.scalar: None} if factor.is_scalar else {}
    plain = dict.fromkeys(f.as_coeff_Mul()[1] for f in found)  # N of 2N
    products = [mul(a, b) for a, b in itertools.combinations(plain, 2)]
    for factor in dict.fromkeys((*found, *plain, *products)):
        factors = tuple(mul(c, factor) for c in MULTIPLES)
        if same_gap(court, scope, one, other, factors) or same_gap(court, scope, other, one, factors):
            return True
    return False
