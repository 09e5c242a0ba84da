"""Wrong answers that were accepted once, thought of by one who wanted just that; none of them may be accepted again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from derive.court.courts import answer_text
from derive.grading.grade import grade
from derive.grading.problem import find_problem
from derive.sheets.catalogue import load_sheet

ATTACKS = [json.loads(line) for line in (Path(__file__).parent / "attacks.jsonl").read_text(encoding="utf-8").splitlines()]
BY_PROBLEM: dict[str, list[dict[str, Any]]] = {}
for row in ATTACKS:
    BY_PROBLEM.setdefault(row.get("problem") or row["sheet"], []).append(row)


@pytest.mark.parametrize("name", BY_PROBLEM)
def test_no_wrong_answer_is_accepted(name: str) -> None:
    accepted = []
    for row in BY_PROBLEM[name]:
        if "problem" in row:
            verdict = grade(find_problem(name), row["formula"], row.get("where", ""), "none").verdict
        else:
            verdict = answer_text(load_sheet(name), row["claim"]).verdict
        if verdict.startswith(("correct", "proved")):
            accepted.append((row.get("formula") or row["claim"], verdict, row["why_wrong"]))
    assert accepted == []


def test_there_are_enough_of_them() -> None:
    assert len(ATTACKS) >= 280
