"""An overview of graded answers: as tables for a terminal, and as one HTML page."""

from __future__ import annotations

import html
from collections.abc import Iterator

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from ..errors import FormulaError
from ..grading.overview import Group, OfProblem, Overview
from ..notation.latex import latex
from ..notation.read import read
from ..notation.write import unicode
from ..visible import shortened, visible
from ..vocabulary import VERDICTS
from .html import STYLE
from .mathml import math
from .mathml import page as whole_page

MARKS = {row.answer: row.mark for row in VERDICTS.values() if row.answer} | {row.claim: row.mark for row in VERDICTS.values()}
LONGEST = 160


def tables(found: Overview, most: int) -> Iterator[RenderableType]:
    """What a terminal shows: a summary a problem, its mistakes, its groups; then the students."""
    for p in found.problems.values():
        yield Text(f"{visible(p.name)}: {summary(p)}", style="bold")
        if p.mistakes():
            yield Text("  mistakes: " + ", ".join(f"{kind} {n}" for kind, n, _ in p.mistakes()))
        table = Table(box=box.SIMPLE_HEAD, expand=True)
        table.add_column("", width=1)
        table.add_column("answers", justify="right", width=7)
        table.add_column("credit", justify="right", width=6)
        table.add_column("one of them", ratio=3, overflow="fold")
        table.add_column("what is said", ratio=2, overflow="fold")
        for _, g in p.sorted_groups[:most]:
            told = Text(f"{g.override} (decided)" if g.override else first_line(g.said))
            table.add_row(MARKS.get(g.verdict, "?"), str(g.count), f"{g.credit:g}", Text(shown(g)), told)
        yield table
        if len(p.groups) > most:
            yield Text(f"  and {len(p.groups) - most} groups more (--groups {len(p.groups)})", style="dim")
    if found.students:
        table = Table(box=box.SIMPLE_HEAD)
        for name in ("student", "answers", "points"):
            table.add_column(name, justify="left" if name == "student" else "right")
        for student, points in sorted(found.students.items()):
            table.add_row(Text(visible(student)), str(points["answers"]), f"{points['points']:g} of {points['of']:g}")
        yield table


def summary(p: OfProblem) -> str:
    """12 answers, mean credit 0.71: 8 correct, 4 wrong."""
    said = ", ".join(f"{n} {v}" for v, n in p.verdicts.most_common())
    return f"{p.answers} answer{'s' if p.answers != 1 else ''}, mean credit {p.credit / p.answers:.2f}: {said}"


def shown(group: Group) -> str:
    """The commonest spelling, on one line of Unicode where it can be read."""
    text = group.spellings.most_common(1)[0][0]
    try:
        text = ", ".join(unicode(n) for n in read(text))
    except (FormulaError, RecursionError):
        text = visible(" ".join(text.split()))
    more = f"   ({len(group.spellings)} spellings)" if len(group.spellings) > 1 else ""
    return shortened(text, LONGEST) + more


def first_line(text: str) -> str:
    return shortened(visible(text.splitlines()[0]), LONGEST) if text else ""


def page(found: Overview, most: int) -> str:
    """The same as one page that can be sent."""
    return whole_page(
        "derive: overview", STYLE, "<h1>Overview</h1>" + "".join(section(p, most) for p in found.problems.values()) + students(found)
    )


def section(p: OfProblem, most: int) -> str:
    mistakes = "".join(f"<li>{html.escape(kind)}: {n}, e.g. {formula(example)}</li>" for kind, n, example in p.mistakes())
    rows = "".join(row(g) for _, g in p.sorted_groups[:most])
    rest = f"<p class='small'>and {len(p.groups) - most} groups more</p>" if len(p.groups) > most else ""
    head = "".join(f"<th>{h}</th>" for h in ("", "answers", "credit", "one of them", "what is said"))
    columns = "<colgroup><col class='mark'><col class='small'><col class='small'><col><col></colgroup>"
    return (
        f"<h2>{html.escape(visible(p.name))}</h2><p class='summary'>{html.escape(summary(p))}</p><ul>{mistakes}</ul>"
        f"<table>{columns}<tr>{head}</tr>{rows}</table>{rest}"
    )


def row(g: Group) -> str:
    spellings = "".join(f"<li><code>{html.escape(visible(f))}</code> ({n})</li>" for f, n in g.spellings.most_common(20))
    more = f"<details><summary>{len(g.spellings)} spellings</summary><ul>{spellings}</ul></details>"
    said = f"{g.override} (decided)" if g.override else g.said
    mark = MARKS.get(g.verdict, "?")
    kind = {"✓": "yes", "≈": "yes", "✗": "no"}.get(mark, "open")
    return (
        f"<tr><td class='mark {kind}'>{mark}</td><td class='number'>{g.count}</td><td class='number'>{g.credit:g}</td>"
        f"<td class='claim'>{formula(g.spellings.most_common(1)[0][0])}{more}</td><td>{html.escape(visible(said))}</td></tr>"
    )


def formula(text: str) -> str:
    """A formula as MathML where it can be read, else as it was typed."""
    try:
        return math(", ".join(latex(n) for n in read(text)))
    except (FormulaError, RecursionError):
        return f"<code>{html.escape(visible(shortened(text, LONGEST)))}</code>"


def students(found: Overview) -> str:
    if not found.students:
        return ""
    rows = "".join(
        f"<tr><td>{html.escape(visible(s))}</td><td class='number'>{t['answers']}</td>"
        f"<td class='number'>{t['points']:g} of {t['of']:g}</td></tr>"
        for s, t in sorted(found.students.items())
    )
    return f"<h2>Students</h2><table><tr><th>student</th><th>answers</th><th>points</th></tr>{rows}</table>"
