"""Results as Gradescope's autograder reads them: results.json with a list `tests`.

Source: the Gradescope autograder documentation, "Autograder Specifications", output format.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..errors import InputError
from .graded import plain
from .problem import asked
from .questions import Question, find_asked


def document(results: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """One test a graded answer; the top-level score is left to Gradescope, which adds them up.

    A test is called by the row's `title`, else by what is asked; `points` of the row, else of the sheet, is its max_score.
    """
    return {"tests": [test(n, part) for n, r in enumerate(results, 1) for part in parts_of(r)]}


def parts_of(r: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The parts of a question, each a result of its own; of any other row the row."""
    if not r.get("parts"):
        yield r
    for part in r.get("parts") or ():
        title = " ".join(filter(None, (str(r.get("title") or ""), part["title"] or f"({part['part']})")))
        yield {**part, "title": title if part["title"] or r.get("title") else None, "id": f"{r.get('id', '')}.{part['part']}"}


def test(number: int, r: Mapping[str, Any]) -> dict[str, Any]:
    title, worth = stated(r)
    points = points_of(r.get("points"), worth)
    credit = float(r.get("credit") or 0.0)
    return {
        "name": str(r.get("title") or title or r.get("sheet") or r.get("id") or f"row {number}"),
        "number": str(r.get("id") if r.get("id") is not None else number),
        "score": round(credit * points, 4),
        "max_score": points,
        "status": "passed" if credit >= 1 else "failed",
        "output": output(r),
        "output_format": "text",
    }


def stated(r: Mapping[str, Any]) -> tuple[str, float]:
    """What the problem of a row asks for, and what the sheet says that it is worth."""
    name = str(r.get("problem") or "")
    try:
        found = find_asked(name)
    except InputError:
        return name, 1.0
    if isinstance(found, Question):
        return found.exercise.title or name, found.points
    return f"{name}: {asked(found.identity)}", found.identity.points


def points_of(value: Any, otherwise: float = 1.0) -> float:
    try:
        points = float(value)
    except (TypeError, ValueError, OverflowError):
        return otherwise
    return points if 0 <= points < 1e6 else otherwise


def output(r: Mapping[str, Any]) -> str:
    """What a student reads: the verdict, the answer as it was read, what is said of it; formulas as plain Unicode."""
    lines = [f"{r['verdict']}"]
    if r.get("reading"):
        lines.append(f"read as: {plain(str(r['reading']))}")
    if r.get("conditions"):
        lines.append(f"where {', '.join(map(str, r['conditions']))}")
    lines += [str(f) for f in r.get("feedback") or ()]
    if r.get("repair"):
        lines.append(f"this would be right: {plain(str(r['repair']))}")
    return "\n".join(lines)
