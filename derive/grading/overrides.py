"""A teacher's decisions: for an answer, and all that are the same, another verdict, credit or comment than the program's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..vocabulary import ANSWERS
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
    for row in read_rows(path):
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

    def of(self, problem: Any, result: Mapping[str, Any]) -> Override | None:
        """The decision about an answer, if there is one: the last, where there are several."""
        from .grade import grade

        mine = [o for o in self.overrides if o.problem in (problem.name, problem.identity.name)]
        if not mine:
            return None
        if problem.name not in self.known:
            self.known[problem.name] = {same_as(grade(problem, o.formula, o.where, "none").data()): o for o in mine}
        return self.known[problem.name].get(same_as(result))

    def applied(self, problem: Any, result: dict[str, Any]) -> dict[str, Any]:
        """The result with the decision about it, which is told in the field `override`."""
        found = self.of(problem, result)
        if found is None:
            return result
        said = found.comment or f"decided: {' '.join(str(x) for x in (found.verdict, found.credit) if x is not None)}"
        credit = found.credit if found.credit is not None else (1.0 if found.verdict == "correct" else result["credit"])
        verdict = found.verdict or result["verdict"]
        feedback = ([found.comment] if found.comment else []) + ([] if verdict == "correct" else list(result["feedback"]))
        return {**result, "verdict": verdict, "credit": credit, "feedback": feedback, "override": said}


def same_as(result: Mapping[str, Any]) -> str:
    """What answers that are the same share: of right ones with the same remarks, and of all others their group."""
    return str(result.get("group") or " ".join(map(str, (result["verdict"], result.get("mistake")))))
