"""Proofs by the recurrences of a sheet: unrolled where an index is a number or beyond t, by induction where it is t."""

from __future__ import annotations

from dataclasses import replace

from sympy import Expr, Integer, S

from ..errors import CannotDecide, FormulaError, Malformed
from ..meaning.elaborate import Elaborator
from ..meaning.scope import Scope, Sequence, SizeName
from ..notation.tree import Node, Script, spelling
from ..proof.prover import Prover
from ..proof.verdict import CrossCheck, Equation, Proved, Verdict
from ..terms import Axis, Entry, linear, put

MAX_STEPS = 12


def has_recurrences(scope: Scope) -> bool:
    return any(isinstance(b := scope.get(n), Sequence) and b.base.recurrence is not None for n in scope)


def unroll(term: Expr) -> Expr:
    """x_0, x_3 and x_{t+2} by the recurrence, down to x_0's value and to x_t."""
    for _ in range(MAX_STEPS):
        found = next((e for e in term.atoms(Entry) if step_back(e) is not None), None)
        if found is None:
            return term
        term = put(term, found, step_back(found))
    raise CannotDecide(f"a recurrence is unrolled at most {MAX_STEPS} times")


def unroll_once(term: Expr) -> Expr:
    """x_t by x_{t−1}, where there is one before it."""
    for entry in term.atoms(Entry):
        recurrence = entry.base.recurrence
        if recurrence is not None and entry.indices == (recurrence.step,):
            term = put(term, entry, recurrence.next.xreplace({recurrence.step: linear((1, recurrence.step), (-1, S.One))}))
    return term


def steps_named(term: Expr) -> list[Expr]:
    """The steps t of the recurrences whose x_t a term holds."""
    return [r.step for e in term.atoms(Entry) if (r := e.base.recurrence) is not None and e.indices == (r.step,)]


def step_back(entry: Entry) -> Expr | None:
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


def by_recurrence(prover: Prover, scope: Scope, equations: list[Equation], sides: tuple[Node, Node]) -> tuple[Verdict, str] | None:
    """The proof by the recurrences of the sheet, and how it goes; None if there is none."""
    try:
        fixed = {size: Integer(n) for size, n in prover.cast.facts.sizes}
        unrolled = [Equation(unroll(e.left.xreplace(fixed)), unroll(e.right.xreplace(fixed)), e.axes) for e in equations]
        if isinstance(found := prover.judge(unrolled), Proved):
            return found, "the recurrence"
        back = [Equation(unroll_once(e.left), unroll_once(e.right), e.axes) for e in unrolled]
        if back != unrolled and isinstance(found := prover.judge(back), Proved):
            steps = dict.fromkeys(s for e in unrolled for side in (e.left, e.right) for s in steps_named(side))
            later = tuple((linear((1, s), (-1, S.One)), "≥") for s in steps)  # x_{t−1} is there from t = 1 on
            return replace(found, conditions=(*found.conditions, *later)), "the recurrence"
        for name in [n.removeprefix("#") for n in scope if n.startswith("#")]:
            with_induction = try_induction(prover, scope, equations, sides, name)
            if isinstance(with_induction, Proved):
                return with_induction, f"induction on {name}"
    except (CannotDecide, RecursionError, ArithmeticError, ValueError):
        return None
    return None


def try_induction(prover: Prover, scope: Scope, equations: list[Equation], sides: tuple[Node, Node], on: str) -> Verdict | None:
    try:
        return by_induction(prover, scope, equations, sides, on)
    except FormulaError:
        return None


def by_induction(prover: Prover, scope: Scope, equations: list[Equation], sides: tuple[Node, Node], on: str) -> Verdict:
    """x_t = F(t): F(0) = x_0, and F(t + 1) follows from the recurrence with F(t) for x_t; `Malformed` if the claim is no such."""
    left, right = sides
    binding = scope.get(spelling(left.base) or "") if isinstance(left, Script) else None
    size = scope.get("#" + on) or scope.get(on)
    recurrence = binding.base.recurrence if isinstance(binding, Sequence) else None
    if not isinstance(binding, Sequence) or recurrence is None or not isinstance(size, SizeName) or recurrence.step != size.axis.size:
        raise Malformed(f"a proof by induction on {on} needs a claim x_{on} = …, x a recurrence of the sheet", left.span)
    if [e.left for e in equations] != [Entry(binding.base, size.axis.size)]:
        raise Malformed(f"a proof by induction on {on} needs a claim about x_{on} itself", left.span)
    if any(size == recurrence.step for size, _ in prover.cast.facts.sizes):
        raise Malformed(f"no proof goes by induction on {on} where {on} is one number", left.span)
    t = size.axis.size
    after = linear((1, t), (1, S.One))
    at = {n: Elaborator(scope.inside({on: SizeName(Axis(n)), "#" + on: SizeName(Axis(n))})).scalar(right) for n in (S.Zero, t, after)}
    cases = [Equation(recurrence.first, at[S.Zero]), Equation(put(recurrence.next, Entry(binding.base, t), at[t]), at[after])]
    whole = prover.judge_numbers(equations)
    return prover.judge(cases) if isinstance(whole, CrossCheck) else whole
