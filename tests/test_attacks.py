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

HALF = 0.5
"""The credit of a right end that rests on something false, which is told."""


@pytest.mark.parametrize("row", ATTACKS, ids=lambda r: f"{r.get('problem') or r['sheet']}: {r.get('formula') or r['claim']}"[:80])
def test_no_wrong_answer_is_accepted(row: dict[str, Any]) -> None:
    if "problem" in row:
        answer = grade(find_problem(row["problem"]), row["formula"], row.get("where", ""))
        told = answer.credit <= HALF and any("refuted" in f or "ill-typed" in f or "wanted in terms" in f for f in answer.feedback)
        accepted = answer.verdict.startswith("correct") and not told
    else:
        accepted = answer_text(load_sheet(row["sheet"]), row["claim"]).verdict.startswith("proved")
    assert not accepted, row["why_wrong"]
