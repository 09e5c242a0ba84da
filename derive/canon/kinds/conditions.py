"""Conditions in the fewest words: what must hold for a side to be defined, and does not always."""

from __future__ import annotations

from sympy import Expr

from ...errors import CannotDecide
from ..canon import Canon
from ..polynomial import UNIT, Polynomial, key, merge, raised, scaled
from .fractions import clear_denominators, common_factor
from .indicators import nonzero_entry, split_sign


def state_condition(canon: Canon, p: Polynomial, sign: str) -> dict[tuple[Expr, str], None]:
    """p ≠ 0 (or > 0, ≥ 0) in the fewest words, factor by factor: nothing if it is known; `CannotDecide` if it never holds."""
    if sign == "≠":
        p = clear_denominators(canon, p)[0]  # a quotient is not 0 where what is above the line is not
    turn, p = split_sign(canon, p)
    never = (turn == 0 and sign != "≥") or (turn < 0 and sign != "≠" and surely_positive(canon, p))
    if never:
        raise CannotDecide("one of the two sides is defined nowhere")
    if turn == 0 or (surely_positive(canon, p) and (turn > 0 or sign == "≠")) or (sign == "≠" and surely_positive(canon, scaled(p, -1))):
        return {}
    p = scaled(p, turn if sign != "≠" else -1 if p.get(UNIT, 0) < 0 else 1)
    if sign == "≥" and surely_nonnegative(canon, p):
        return {}
    if len(p) > 1 and sign == "≠" and (common := common_factor(canon, p)):
        rest = {merge(m, raised(common, -1)): c for m, c in p.items()}
        parts = state_condition(canon, {common: 1}, sign)
        return parts if is_sign(canon, rest) else parts | state_condition(canon, rest, sign)
    if len(p) > 1:
        known = sign == "≠" and key(split_sign(canon, p)[1]) in canon.nonzero
        return {} if known else {(canon.expression(p), sign): None}
    ((mono, c),) = p.items()
    left = [(a, e) for a, e in mono if not canon.atoms[a].positive]
    if sign != "≠" and (len(left) != 1 or c < 0 or not isinstance(left[0][1], int)):
        return {(canon.expression(p), sign): None}
    out: dict[tuple[Expr, str], None] = {}
    for number, e in left:
        atom = canon.atoms[number]
        if sign == "≠" and (key({((number, 1),): 1}) in canon.nonzero or nonzero_entry(canon, {((number, 1),): 1}) or e < 0):
            continue
        own = "≠" if sign == "≠" or e % 2 == 0 else sign if e > 0 else ">"
        if atom.kind == "root" or atom.kind == "inv":
            out.update(state_condition(canon, dict(atom.args[0]), "≠" if own == "≠" else ">"))
        else:
            out[(canon.expression({((number, 1),): 1}), own)] = None
    return out


def is_sign(canon: Canon, p: Polynomial) -> bool:
    """2[a > 0] − 1, which is never 0."""
    return (
        len(p) == 2
        and p.get(UNIT, 0) == -1
        and any(len(m) == 1 and canon.atoms[m[0][0]].kind == "pos" and c == 2 for m, c in p.items() if m)
    )


def surely_positive(canon: Canon, p: Polynomial) -> bool:
    """Known to be > 0, if need be after multiplying positive denominators away: 1 − 1/(1 + e)."""
    if canon.positive(p):
        return True
    numerator, denominator = clear_denominators(canon, p)
    return canon.positive(numerator) and all(canon.atoms[a].positive for a, _ in denominator)


def surely_nonnegative(canon: Canon, p: Polynomial) -> bool:
    """Known to be ≥ 0, term by term."""
    return all(c > 0 and canon.nonnegative(m) for m, c in p.items())
