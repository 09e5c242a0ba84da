"""A graded answer in words, for a terminal."""

from __future__ import annotations

from typing import Any

from ..visible import visible
from ..vocabulary import VERDICTS
from .graded import Graded, plain
from .questions import GradedQuestion

MARKS = {word: row.mark for row in VERDICTS.values() for word in (row.claim, row.answer)}


def tell(answer: Graded) -> str:
    """Verdict, reading, feedback, repair, witness: a line each."""
    lines = [f"{MARKS[answer.verdict]} {answer.verdict}   {answer.problem}   credit {answer.credit:g}"]
    if answer.reading:
        lines.append(f"  read as    {plain(answer.reading)}")
    lines += [f"  note       {n}" for n in answer.notes]
    for s in answer.steps:
        mark = MARKS[s["verdict"]]
        lines.append(f"  step       {mark} {plain(s['left'])} = {plain(s['right'])}   {s['verdict']}")
    for n, f in enumerate(answer.feedback):
        head, *rest = f.splitlines()
        lines.append(f"  {'feedback  ' if n == 0 else '          '} {head}")
        lines += [f"             {r}" for r in rest]
    if answer.override is not None:
        lines.append(f"  decided    {visible(answer.override)}")
    if answer.repair:
        lines.append(f"  repaired   {plain(answer.repair)}")
    if answer.witness:
        lines.append(f"  witness    {witness_text(answer.witness)}")
    lines += [f"  assuming   {plain(a) if chr(92) in a else a}" for a in (*answer.assumptions, *answer.conditions)]
    return "\n".join(lines)


def tell_question(found: GradedQuestion) -> str:
    """A question: its verdict and credit, then each of its parts."""
    lines = [f"{MARKS[found.verdict]} {found.verdict}   {found.name}   credit {found.credit:g}"]
    for p in found.parts:
        head = f"({p.part.name}) {p.part.title}".rstrip()
        lines += ["", f"{head}   {p.answer.credit * p.points:g} of {p.points:g}", tell(p.answer)]
    return "\n".join(lines)


def witness_text(w: dict[str, Any]) -> str:
    places = ", ".join(f"{k} = {v}" for k, v in {**w["sizes"], **w["values"]}.items())
    expected = f", expected {w['expected']}" if "expected" in w else ""
    return f"{'at ' + places if places else 'the numbers'}: yours {w['yours']}{expected}"
