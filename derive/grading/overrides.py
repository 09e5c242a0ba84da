"""A teacher's decisions: for an answer, and all that are the same, another verdict, credit or comment than the program's."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..vocabulary import ANSWERS
from .graded import CORRECT, Graded
from .problem import Problem
from .rows import read_rows


@dataclass(frozen=True, slots=True)
class Override:
    """What is decided of an answer to a problem."""

    problem: str
    formula: str
    where: str
    verdict: str | None
    credit: float | None
    comment: str


def read_overrides(path: Path) -> tuple[Override, ...]:
    """The decisions in a .jsonl or .csv file: problem, formula, and a verdict, a credit or a comment; `InputError` for any other."""
    out = []
    for row in read_rows(path, "--overrides"):
        if row.fault:
            raise InputError(f"{path}: {row.fault}")
        fields = row.fields
        place = f"{path}, row {row.number}"
        verdict = str(fields.get("verdict") or "") or None
        if verdict is not None and verdict not in ANSWERS.values():
            raise InputError(f"{place}: `{verdict[:40]}` is no verdict\n  known: {', '.join(ANSWERS.values())}")
        if not fields.get("problem"):
            raise InputError(f"{place}: a decision is about an answer: problem and formula are wanted")
        credit = credit_of(fields.get("credit"), place)
        comment = str(fields.get("comment") or "").strip()
        if verdict is None and credit is None and not comment:
            raise InputError(f"{place}: nothing is decided\n  give a verdict, a credit from 0 to 1, or a comment")
        out.append(Override(str(fields["problem"]), str(fields["formula"]), str(fields.get("where") or ""), verdict, credit, comment))
    return tuple(out)


def credit_of(value: Any, place: str) -> float | None:
    if value is None or value == "":
        return None
    try:
        found = float(value)
    except (TypeError, ValueError):
        found = -1.0
    if isinstance(value, bool) or not 0 <= found <= 1:
        raise InputError(f"{place}: `{str(value)[:40]}` is no credit: a number from 0 to 1 is wanted")
    return found


class Decisions:
    """Decisions by the answers that they are about; what an answer is the same as is worked out when its problem first comes."""

    def __init__(self, overrides: tuple[Override, ...]) -> None:
        self.overrides = overrides
        self.known: dict[str, dict[str, Override]] = {}

    def of(self, problem: Problem, answer: Graded) -> Override | None:
        """The decision about an answer, if there is one: the last, where there are several."""
        from .grade import grade

        mine = [o for o in self.overrides if o.problem in (problem.name, problem.identity.name)]
        if not mine:
            return None
        if problem.name not in self.known:
            self.known[problem.name] = {same_as(grade(problem, o.formula, o.where, "none")): o for o in mine}
        return self.known[problem.name].get(same_as(answer))

    def applied(self, problem: Problem, answer: Graded) -> Graded:
        """The answer with the decision about it, which is told in the field `override`."""
        found = self.of(problem, answer)
        if found is None:
            return answer
        comment = [found.comment] if found.comment else []
        said = found.comment or f"decided: {' '.join(str(x) for x in (found.verdict, found.credit) if x is not None)}"
        if found.verdict == CORRECT:  # nothing is left to be said against it
            credit = 1.0 if found.credit is None else found.credit
            return replace(answer, verdict=CORRECT, credit=credit, feedback=comment, override=said, repair=None, witness=None, kind=None)
        credit = answer.credit if found.credit is None else found.credit
        feedback = [*comment, *answer.feedback]
        return replace(answer, verdict=found.verdict or answer.verdict, credit=credit, feedback=feedback, override=said)


def same_as(answer: Graded) -> str:
    """What answers that are the same share: of right ones with the same remarks, and of all others their group."""
    return answer.group or f"{answer.verdict} {answer.kind}"
