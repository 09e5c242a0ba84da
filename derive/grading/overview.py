"""A class's answers at a glance: verdicts, classes of mistakes, groups of equal answers, students; from a file that `grade` wrote."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import InputError
from .rows import BLANKS, LIKE_A_FORMULA, Row, read_rows

EXAMPLES, IDS = 3, 6
"""So many spellings and so many students are named of a group."""
STUDENT = ("student", "student_id", "email", "name", "sid")
"""Columns that say whose an answer is, the first that a row has."""


@dataclass(slots=True)
class Group:
    """Answers to a problem that are the same: equal in value, or (of what has none) reading the same."""

    verdict: str
    mistake: str | None
    credit: float
    said: str
    count: int = 0
    spellings: Counter[str] = field(default_factory=Counter)
    ids: list[str] = field(default_factory=list)
    override: str | None = None

    def add(self, fields: Mapping[str, Any]) -> None:
        self.count += 1
        formula = unguarded(str(fields.get("formula") or fields.get("claim") or ""))
        if formula in self.spellings or len(self.spellings) < 100 * EXAMPLES:
            self.spellings[formula] += 1
        if len(self.ids) < IDS:
            self.ids.append(str(fields.get("id", "")))


@dataclass(slots=True)
class OfProblem:
    """All answers to one problem."""

    name: str
    verdicts: Counter[str] = field(default_factory=Counter)
    credit: float = 0.0
    groups: dict[str, Group] = field(default_factory=dict)

    @property
    def answers(self) -> int:
        return sum(self.verdicts.values())

    @property
    def sorted_groups(self) -> list[tuple[str, Group]]:
        return sorted(self.groups.items(), key=lambda g: (-g[1].count, g[0]))

    def mistakes(self) -> list[tuple[str, int, str]]:
        """The classes of mistakes, most common first, each with an example."""
        counts: Counter[str] = Counter()
        example: dict[str, str] = {}
        for _, group in self.sorted_groups:
            if group.mistake:
                counts[group.mistake] += group.count
                example.setdefault(group.mistake, group.spellings.most_common(1)[0][0])
        return [(kind, n, example[kind]) for kind, n in counts.most_common()]


@dataclass(slots=True)
class Overview:
    """What a graded file holds."""

    problems: dict[str, OfProblem] = field(default_factory=dict)
    students: dict[str, dict[str, Any]] = field(default_factory=dict)

    def data(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "answers": sum(p.answers for p in self.problems.values()),
            "problems": [
                {
                    "problem": p.name,
                    "answers": p.answers,
                    "verdicts": dict(p.verdicts.most_common()),
                    "mean_credit": round(p.credit / p.answers, 4),
                    "mistakes": [{"mistake": k, "answers": n, "example": e} for k, n, e in p.mistakes()],
                    "groups": [
                        {
                            "group": key, "verdict": g.verdict, "mistake": g.mistake, "answers": g.count, "credit": g.credit,
                            "spellings": [f for f, _ in g.spellings.most_common(EXAMPLES)], "different_spellings": len(g.spellings),
                            "ids": g.ids, "feedback": g.said, "override": g.override,
                        }
                        for key, g in p.sorted_groups
                    ],
                }
                for p in self.problems.values()
            ],
            "students": [{"student": s, **told} for s, told in sorted(self.students.items())],
        }  # fmt: skip


def overview(path: Path) -> Overview:
    """The overview of a graded file; `InputError` if `grade` did not write it."""
    out = Overview()
    rows = 0
    for row in read_rows(path, "GRADED"):
        rows += 1
        add(out, row, path)
    if not rows:
        raise InputError(f"{path}: there is no graded answer in it")
    return out


def add(out: Overview, row: Row, path: Path) -> None:
    fields = row.fields
    if "verdict" not in fields:
        fix = f"grade it first: python -m derive grade --input {path} --output graded{path.suffix}"
        raise InputError(f"{path}, row {row.number}: it has no verdict\n  {fix}")
    parts = listed(fields.get("parts"))
    for part in parts:
        add(out, Row(row.number, {**fields, **part, "parts": None}), path)
    if parts:
        return
    problem = out.problems.setdefault(name := str(fields.get("problem") or fields.get("sheet") or "no problem"), OfProblem(name))
    verdict, credit = str(fields["verdict"]), number(fields.get("credit"))
    problem.verdicts[verdict] += 1
    problem.credit += credit
    mistake = str(fields.get("mistake") or "") or None
    said = texts(fields.get("feedback"))
    key = str(fields.get("group") or "") or " ".join(filter(None, (verdict, mistake)))
    group = problem.groups.get(key)
    if group is None:
        group = problem.groups[key] = Group(
            verdict, mistake, credit, said[0] if said else "", override=str(fields.get("override") or "") or None
        )
    group.add(fields)
    student = next((str(fields[c]) for c in STUDENT if fields.get(c)), None)
    if student is not None:
        told = out.students.setdefault(student, {"answers": 0, "points": 0.0, "of": 0.0, "problems": {}})
        points = number(fields.get("points"), 1.0)
        told["answers"] += 1
        told["points"] = round(told["points"] + credit * points, 6)
        told["of"] = round(told["of"] + points, 6)
        told["problems"][name] = verdict


def unguarded(cell: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from running it."""
    return cell[1:] if cell.startswith("'") and cell[1:].lstrip(BLANKS).startswith(LIKE_A_FORMULA) else cell


def number(value: Any, other: float = 0.0) -> float:
    try:
        found = float(value)
    except (TypeError, ValueError, OverflowError):
        return other
    return found if abs(found) < 1e9 else other


def listed(value: Any) -> list[Any]:
    """A list of tables, as it is or as JSON in a cell."""
    if isinstance(value, str) and value.startswith("["):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return []
    return value if isinstance(value, list) and all(isinstance(v, dict) for v in value) else []


def texts(value: Any) -> list[str]:
    """A list of texts, as it is or as JSON in a cell."""
    if isinstance(value, str) and value.startswith("["):
        try:
            value = json.loads(value)
        except ValueError:
            return [value]
    found: Iterable[Any] = value if isinstance(value, list) else [value] if value else []
    return [str(v) for v in found]
