"""`problems`: what can be graded."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from ..output import OK, as_json, console, shows_marks, write

HELP = "list what can be graded"
DESCRIPTION = "List the problems that `grade` knows: every identity that states an equation."


def options(problems: argparse.ArgumentParser) -> None:
    problems.add_argument("sheets", nargs="*", metavar="SHEET", help="a built-in sheet or a TOML file; all built-in ones unless given")
    problems.add_argument("--sheet", action="append", default=[], metavar="SHEET", dest="more", help="the same; may be repeated")
    problems.add_argument("--format", choices=("terminal", "json"), default="terminal")


def run(arguments: argparse.Namespace) -> int:
    from ...sheets.catalogue import BUILT_IN, load_sheet

    names = list(dict.fromkeys([*arguments.sheets, *arguments.more])) or list(BUILT_IN)
    rows = [row for name in names for row in listed(load_sheet(name))]
    if arguments.format == "json":
        write(as_json({"problems": rows}, None), None)
    elif sys.stdout is not None and sys.stdout.isatty() and shows_marks(sys.stdout.encoding):
        show(rows)
    else:
        width = max((len(r["problem"]) for r in rows), default=0)
        write("\n".join(f"{r['problem']:<{width}}  {r['asks']}{given(r)}" for r in rows), None)
    return OK


def listed(sheet: Any) -> list[dict[str, Any]]:
    """The problems of a sheet, and each part of its questions."""
    from ...grading.problem import asked, problems

    parts = [(f"{e.name}.{p.name}", p.asks, " ".join(filter(None, (e.title, p.title)))) for e in sheet.raw.exercises for p in e.parts]
    by_name = {i.name: i for i in problems(sheet)}
    return [
        {
            "problem": f"{sheet.name}.{i.name}", "asks": asked(i), "claim": i.claims[0], "assume": list(i.assume),
            "in_terms_of": list(i.in_terms_of), "forbid": list(i.forbid), "about": i.about,
        }
        for i in by_name.values()
    ] + [
        {
            "problem": f"{sheet.name}.{name}", "asks": asked(by_name[asks]), "claim": by_name[asks].claims[0],
            "assume": list(by_name[asks].assume), "in_terms_of": list(by_name[asks].in_terms_of),
            "forbid": list(by_name[asks].forbid), "about": title,
        }
        for name, asks, title in parts if asks in by_name
    ]  # fmt: skip


def given(row: dict[str, Any]) -> str:
    """What a problem takes for granted and what its answer may use."""
    from ...report.run import as_unicode

    parts = [as_unicode(a) for a in row["assume"]] + (
        [f"in terms of {', '.join(as_unicode(n) for n in row['in_terms_of'])}"] if row["in_terms_of"] else []
    )
    parts += [row["about"]] if row["about"] else []
    return f"   [{'; '.join(parts)}]" if parts else ""


def show(rows: list[dict[str, Any]]) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, expand=True)
    table.add_column("problem", style="cyan", no_wrap=True)
    table.add_column("asks for", ratio=2, overflow="fold")
    table.add_column("given", ratio=1, style="dim", overflow="fold")
    for r in rows:
        table.add_row(Text(r["problem"]), Text(r["asks"]), Text(given(r).strip(" []")))
    console().print(table)
