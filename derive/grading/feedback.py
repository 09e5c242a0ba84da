"""What is said of a judged answer, and the credit for it: praise, the mistake, a repair, the witness."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..limits import LimitReached
from ..meaning.scope import Scope
from ..notation.latex import latex
from ..notation.tree import Grid, Node
from ..proof.verdict import Refuted
from ..vocabulary import ILL_TYPED
from .diagnose import Diagnosis, OutOfWork, cases_right, diagnose
from .form import RESTATES, form_fault
from .graded import LAYOUT, SLIP, WRONG, Graded, Judged, plain
from .problem import Problem
from .where import Local

DEFAULT_CREDIT: Mapping[str, float] = {"layout": 1.0, "slip": 0.9, "form": 0.5, "steps": 0.5}
RESTATED = 0.0
"""Credit for an answer that only restates the question."""


def credit_for(problem: Problem, kind: str) -> float:
    """The sheet's credit for a class; the identity's own comes first."""
    for table in (problem.identity.credit, problem.sheet.raw.credit, DEFAULT_CREDIT):
        if kind in table:
            return float(table[kind])
    return 0.0


def step_text(answer: Graded, number: int) -> str:
    """«step 2 of 3 is refuted: a = b»."""
    s = answer.steps[number]
    return f"step {number + 1} of {len(answer.steps)} is {s['verdict']}: {plain(s['left'])} = {plain(s['right'])}"


def praise(problem: Problem, local: Local, last: Judged, answer: Graded, feedback: str, beside: str = "") -> None:
    """A right answer: its credit, what it takes for granted, what is amiss with its form, its steps, or what it says beside."""
    answer.credit = 1.0
    if answer.verdict == SLIP:
        answer.credit, answer.kind = credit_for(problem, "slip"), "slip"
        answer.feedback.append(f"Right, but for a slip: {'; '.join(last.answer.slips)}.")
    if answer.verdict == LAYOUT:
        answer.credit = credit_for(problem, "layout")
        answer.feedback.append("Right, but laid out the other way: transpose the whole result.")
    assert last.reading is not None
    fault = form_fault(problem, local, last.reading.tree)
    if fault:
        answer.credit = min(answer.credit, RESTATED if fault == RESTATES else credit_for(problem, "form"))
        answer.feedback.append(fault)
        answer.kind = "form"
    bad = next((n for n, s in enumerate(answer.steps) if not s["verdict"].startswith("proved")), None)
    if bad is not None:
        answer.credit = min(answer.credit, credit_for(problem, "steps"))
        answer.feedback.append(f"The end is right, but {step_text(answer, bad)}.")
        answer.kind = answer.kind or "steps"
    if beside:
        answer.credit = min(answer.credit, credit_for(problem, "steps"))
        answer.feedback.append(f"The end is right, but what is said beside it is refuted: {beside}.")
        answer.kind = answer.kind or "steps"
    answer.assumptions, answer.conditions = list(last.answer.assumptions), list(last.answer.conditions)
    if feedback == "hint" and fault:
        answer.feedback = ["The value is right; look again at what the answer may be written in."]
    if answer.kind is not None:
        in_the_teachers_words(problem, answer)
    if feedback == "none":
        answer.feedback = []


def explain_within(problem: Problem, scope: Scope, last: Judged, answer: Graded, feedback: str, place: Any) -> None:
    """`explain` as far as the limits of time and memory allow; what was decided before stands."""
    try:
        explain(problem, scope, last, answer, feedback, place)
    except (LimitReached, MemoryError) as error:
        answer.stopped = str(error) or "the memory limit was reached"
        answer.feedback = [] if feedback == "none" else [f"no diagnosis within the limit: {answer.stopped}"]
        answer.repair = answer.witness = answer.kind = None


def explain(problem: Problem, scope: Scope, last: Judged, answer: Graded, feedback: str, place: Any = None) -> None:
    """A wrong or ill-typed answer: its witness, the mistake, the credit for what is right in it."""
    if last.message:
        answer.feedback.append(last.message)
    first_bad = next((n for n, s in enumerate(answer.steps) if not s["verdict"].startswith("proved")), None)
    if first_bad is not None:
        answer.feedback.append(f"The first wrong step: {step_text(answer, first_bad)}.")
    if isinstance(last.answer.evidence, Refuted):
        w = last.answer.evidence.witness
        answer.witness = {"sizes": dict(w.sizes), "values": dict(w.values), "yours": w.right, "expected": w.left}
    tree = last.reading.tree if last.reading is not None else None
    found: Diagnosis | None = None
    if tree is not None:
        parts = cases_right(problem, scope, tree) if isinstance(tree, Grid) and answer.verdict == WRONG else []
        right = [c for c, ok in parts if ok]
        if right and len(right) < len(parts) and len({c for c, _ in parts}) == len(parts):
            wrong = [c for c, ok in parts if not ok]
            share = problem.identity.credit.get("case", problem.sheet.raw.credit.get("case"))
            answer.credit = len(set(right)) / len(parts) if share is None else share
            answer.feedback.append(f"The case {', '.join(right)} is right; the case {', '.join(wrong)} is not.")
            answer.kind = "case"
        if place is None and (feedback != "none" or problem.identity.credit or problem.sheet.raw.credit):
            found = mistake(problem, scope, tree, answer)
    if found is None and answer.verdict == WRONG and not answer.feedback:
        answer.feedback.append("No single slip explains it; work through the numbers of the witness.")
    if feedback == "hint":
        give_hint_only(answer, found)
    in_the_teachers_words(problem, answer)
    if feedback == "none":
        answer.feedback, answer.repair, answer.witness, answer.kind = [], None, None, None


def in_the_teachers_words(problem: Problem, answer: Graded) -> None:
    """What the sheet, or first the identity, says under `feedback` of the class of mistakes, else of the verdict, goes first."""
    tables = (problem.identity.feedback, problem.sheet.raw.feedback)
    said = next((t[k] for k in (answer.kind, answer.verdict) for t in tables if k is not None and k in t), None)
    if said:
        answer.feedback.insert(0, said)


def mistake(problem: Problem, scope: Scope, tree: Node, answer: Graded) -> Diagnosis | None:
    """What the mistake was, told in the answer; that the search ended at its bound is told too."""
    try:
        found = diagnose(problem, scope, tree, answer.verdict == WRONG)
    except OutOfWork as error:
        answer.feedback.append(f"No diagnosis within the limit: {error}.")
        return None
    if found is not None:
        answer.kind = answer.kind or found.kind
        answer.credit = max(answer.credit, credit_for(problem, found.kind))
        answer.repair = latex(found.repair) if found.repair is not None else None
        answer.feedback.append(found.says)
    return found


def give_hint_only(answer: Graded, found: Diagnosis | None) -> None:
    """Take back what gives the answer away; say where to look."""
    if found is not None:
        answer.feedback = [*(["The shapes do not fit."] if answer.verdict == ILL_TYPED else []), found.hint]
    else:
        answer.feedback = ["Check each step with small numbers."] if answer.verdict == WRONG else answer.feedback[:1]
    answer.repair = None
    if answer.witness is not None:
        answer.witness = {k: v for k, v in answer.witness.items() if k != "expected"}
