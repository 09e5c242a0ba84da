"""`overview`: what a class answered, from a file that `grade` wrote."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from ..output import OK, as_json, console, write

if TYPE_CHECKING:
    from ...grading.overview import Overview

HELP = "what a class answered: classes of mistakes, groups of equal answers"
DESCRIPTION = "Sum up a file that `grade --input … --output …` wrote: by problem the verdicts, mistakes and equal answers."


def options(overview: argparse.ArgumentParser) -> None:
    overview.add_argument("graded", type=Path, metavar="GRADED", help="a .jsonl or .csv file that `grade` wrote")
    overview.add_argument("--format", choices=("terminal", "json", "html"), default="terminal")
    overview.add_argument("--output", type=Path, metavar="FILE", help="write to this file instead of standard output")
    overview.add_argument("--groups", type=int, default=10, metavar="N", help="how many groups of equal answers a problem are shown (10)")


def run(arguments: argparse.Namespace) -> int:
    from ...grading.overview import overview

    found = overview(arguments.graded)
    if arguments.format == "json":
        write(as_json(found.data(), None), arguments.output, [str(arguments.graded)])
    elif arguments.format == "html":
        from ...report.overview import page

        write(page(found, arguments.groups), arguments.output, [str(arguments.graded)])
    else:
        show(found, arguments)
    return OK


def show(found: Overview, arguments: argparse.Namespace) -> None:
    """A table a problem, on the terminal or in a file."""
    from ...report.overview import tables

    out = console()
    if arguments.output is not None:
        with out.capture() as held:
            for part in tables(found, arguments.groups):
                out.print(part)
        write(held.get().rstrip("\n"), arguments.output, [str(arguments.graded)])
        return
    for part in tables(found, arguments.groups):
        out.print(part)
