"""Sequences that a sheet defines by a recurrence, m_{t+1} = β m_t + …: unrolled where an index is a number or beyond t; by
induction where the index is t."""

from __future__ import annotations

from sympy import Expr, Integer, S

from ..court.claims import Claims
from ..court.typed import Side, equations_of
from ..errors import CannotDecide, FormulaError, SheetError
from ..meaning.scope import Sequence
from ..notation.latex import latex
from ..proof.prover import Equation, Proved
from ..sheets.sheet import Sheet
from ..terms import Entry, linear, put

MAX_STEPS = 12


def has_recurrences(sheet: Sheet) -> bool:
    return any(isinstance(b, Sequence) and b.base.recurrence is not None for b in sheet.scope.names.values())


def unrolled(term: Expr) -> Expr:
    """x_0, x_3 and x_{t+2} by the recurrence, down to x_0's value and to x_t."""
    for _ in range(MAX_STEPS):
        found = next((e for e in term.atoms(Entry) if steps_back(e) is not None), None)
        if found is None:
            return term
        term = put(term, found, steps_back(found))
    raise CannotDecide(f"a recurrence is unrolled at most {MAX_STEPS} times")


def once_back(term: Expr) -> Expr:
    """x_t by x_{t−1}, where there is one before it."""
    for entry in term.atoms(Entry):
        recurrence = entry.base.recurrence
        if recurrence is not None and entry.indices == (recurrence.step,):
            term = put(term, entry, recurrence.next.xreplace({recurrence.step: linear((1, recurrence.step), (-1, S.One))}))
    return term


def steps_back(entry: Entry) -> Expr | None:
    """An entry of a sequence by the one before it; None for x_t itself, and for what is no sequence."""
    recurrence = entry.base.recurrence
    if recurrence is None:
        return None
    (index,) = entry.indices
    if index is S.Zero:
        return recurrence.first
    before = linear((1, index), (-1, S.One))
    if isinstance(before, Integer):
        return recurrence.next.xreplace({recurrence.step: before}) if before >= 0 else None
    ahead = linear((1, index), (-1, recurrence.step))
    return recurrence.next.xreplace({recurrence.step: before}) if isinstance(ahead, Integer) and ahead > 0 else None


def by_recurrence(claims: Claims, left: Side, right: Side) -> str:
    """How a pair is proved by the recurrences of the sheet: «unrolled», «by induction on t»; empty if it is not."""
    try:
        equations = [Equation(unrolled(e.left), unrolled(e.right), e.axes) for e in equations_of(claims, left.tensor, right.tensor)]
        if isinstance(claims.prover.judge(equations), Proved):
            return "by the recurrence"
        back = [Equation(once_back(e.left), once_back(e.right), e.axes) for e in equations]
        if back != equations and isinstance(claims.prover.judge(back), Proved):
            return "by the recurrence, from the second term on"
        for name in [n for n in claims.sheet.scope.names if n.startswith("#")]:
            if by_induction(claims, left, right, name[1:]):
                return f"by induction on {name[1:]}"
    except (FormulaError, CannotDecide, SheetError, RecursionError, ArithmeticError, ValueError):
        return ""
    return ""


def by_induction(claims: Claims, left: Side, right: Side, on: str) -> bool:
    claim = f"{latex(left.reading.tree)} = {latex(right.reading.tree)}"
    return claims.sheet.claims_under(tuple(claims.facts.described)).judge(claim, induction=on).verdict == "proved"
