"""Questions with several blanks: each part is a problem of its own, and the question is worth what its parts are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from ..errors import InputError
from ..sheets.catalogue import load_sheet
from ..sheets.identities import Exercise, Part
from ..sheets.sheet import Sheet
from ..vocabulary import RANK
from .grade import grade
from .graded import Graded
from .problem import Problem, find_problem, home_of

_parts: WeakKeyDictionary[Sheet, dict[tuple[str, str], Problem]] = WeakKeyDictionary()


class Question(NamedTuple):
    """A question of a sheet."""

    sheet: Sheet
    exercise: Exercise

    @property
    def name(self) -> str:
        return f"{self.sheet.name}.{self.exercise.name}"

    @property
    def parts(self) -> dict[str, Part]:
        return {p.name: p for p in self.exercise.parts}

    @property
    def points(self) -> float:
        """What all its parts are worth."""
        return sum(self.problem(p).identity.points for p in self.exercise.parts)

    def problem(self, part: Part) -> Problem:
        """The problem that a part poses: an identity under the part's own points, credits and words."""
        kept = _parts.setdefault(self.sheet, {})
        found = kept.get((self.exercise.name, part.name))
        if found is None:
            base = find_problem(part.asks, self.sheet)
            i = base.identity
            points = i.points if part.points is None else part.points
            own = replace(i, points=points, credit={**i.credit, **part.credit}, feedback={**i.feedback, **part.feedback})
            found = kept[self.exercise.name, part.name] = replace(base, identity=own, asked_as=f"{self.name}.{part.name}")
        return found

    def answers(self, blanks: object) -> dict[str, str]:
        """The text for each part, empty where there is none; `InputError` for one formula, a part that is not, or what is no text."""
        first = next(iter(self.parts))
        if not isinstance(blanks, Mapping):
            raise InputError(
                f"{self.name} has the parts {', '.join(self.parts)}: an answer to each is wanted"
                f'\n  in JSON lines formula = {{"{first}": "…"}}, in CSV a column formula.{first}, of one answer --part {first}="…"'
            )
        for name, text in blanks.items():
            if name not in self.parts:
                raise InputError(f"{self.name} has no part `{str(name)[:40]}`\n  its parts: {', '.join(self.parts)}")
            if text is not None and not isinstance(text, str):
                raise InputError(f"the part {name} of {self.name} must be text")
        return {name: blanks.get(name) or "" for name in self.parts}


def find_asked(name: str, sheet: Sheet | None = None) -> Problem | Question:
    """A question (hw1.toml.3, or 3 in a sheet that is given), a part of one (hw1.toml.3.vc), or a problem."""
    home = sheet or load_own(home_of(name))
    if home is not None:
        inside = name.removeprefix(f"{home_of(name)}." if sheet is None else f"{sheet.name}.")
        short, dot, part = inside.partition(".")
        for exercise in (e for e in home.raw.exercises if e.name == short):
            question = Question(home, exercise)
            if not dot:
                return question
            if part not in question.parts:
                raise InputError(f"{question.name} has no part `{part[:40]}`\n  its parts: {', '.join(question.parts)}")
            return question.problem(question.parts[part])
    return find_problem(name, sheet)


def load_own(name: str) -> Sheet | None:
    """A sheet of the user's own, which may have questions; None for any other."""
    return load_sheet(name) if name.endswith(".toml") and Path(name).is_file() else None


@dataclass(frozen=True, slots=True)
class GradedPart:
    """One part of an answered question, and what it is worth."""

    part: Part
    points: float
    answer: Graded


@dataclass(frozen=True, slots=True)
class GradedQuestion:
    """An answered question."""

    name: str
    parts: tuple[GradedPart, ...]

    @property
    def verdict(self) -> str:
        """The worst of its parts."""
        return max((p.answer.verdict for p in self.parts), key=RANK.__getitem__)

    @property
    def credit(self) -> float:
        """The credits of the parts, weighed by their points."""
        worth = sum(p.points for p in self.parts)
        return round(sum(p.answer.credit * p.points for p in self.parts) / worth, 6) if worth else 0.0

    def data(self) -> dict[str, Any]:
        """JSON-ready: the question as a row, and under `parts` each part as a row of its own."""
        answers = [(p.part.name, p.answer) for p in self.parts]
        return {
            "problem": self.name,
            "formula": {name: a.formula for name, a in answers},
            "verdict": self.verdict,
            "credit": self.credit,
            "reading": "",
            "feedback": [f"({name}) {said}" for name, a in answers for said in a.feedback],
            "repair": None,
            "witness": None,
            "stopped": next((a.stopped for _, a in answers if a.stopped), None),
            "parts": [{"part": p.part.name, "title": p.part.title, "points": p.points, **p.answer.data()} for p in self.parts],
            "seconds": round(sum(a.seconds for _, a in answers), 6),
        }


def grade_question(
    question: Question, blanks: object, where: str, feedback: str, decided: Callable[[Problem, Graded], Graded]
) -> GradedQuestion:
    """Each part graded on its own; `decided` applies a teacher's decisions."""
    parts = []
    for name, text in question.answers(blanks).items():
        problem = question.problem(part := question.parts[name])
        parts.append(GradedPart(part, problem.identity.points, decided(problem, grade(problem, text, where, feedback))))
    return GradedQuestion(question.name, tuple(parts))
