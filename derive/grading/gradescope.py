"""Results as Gradescope's autograder reads them: results.json with a list `tests`.

Source: the Gradescope autograder documentation, "Autograder Specifications", output format.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


def document(results: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """One test a graded answer; the top-level score is left to Gradescope, which adds them up.

    `points` of a row is its max_score (1 unless given).
    """
    return {"tests": [test(n, r) for n, r in enumerate(results, 1)]}


def test(number: int, r: Mapping[str, Any]) -> dict[str, Any]:
    points = points_of(r.get("points"))
    credit = float(r.get("credit") or 0.0)
    return {
        "name": str(r.get("problem") or r.get("sheet") or r.get("id") or f"row {number}"),
        "number": str(r.get("id") if r.get("id") is not None else number),
        "score": round(credit * points, 4),
        "max_score": points,
        "status": "passed" if credit >= 1 else "failed",
        "output": output(r),
        "output_format": "text",
    }


def points_of(value: Any) -> float:
    try:
        points = float(value)
    except (TypeError, ValueError, OverflowError):
        return 1.0
    return points if 0 <= points < 1e6 else 1.0


def output(r: Mapping[str, Any]) -> str:
    lines = [f"{r['verdict']}"]
    if r.get("reading"):
        lines.append(f"read as: {r['reading']}")
    if r.get("conditions"):
        lines.append(f"where {', '.join(map(str, r['conditions']))}")
    lines += [str(f) for f in r.get("feedback") or ()]
    if r.get("repair"):
        lines.append(f"this would be right: {r['repair']}")
    return "\n".join(lines)
