"""`report`: prove every identity of some sheets, refute its twins."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from ...errors import InputError
from ...limits import LimitReached, Limits, within
from ..output import FAILED, OK, as_json, console, progress_bar, shows_marks, write
from .limits import limit_options, limits_of

HELP = "prove every identity of some sheets, refute its twins"
DESCRIPTION = "Prove every identity."


def options(report: argparse.ArgumentParser) -> None:
    report.add_argument("sheets", nargs="*", metavar="SHEET", help="a built-in sheet or a TOML file; all built-in ones unless given")
    report.add_argument("--only", default="", metavar="PATTERN", help="only the identities that match, e.g. 'grad_*' or word2vec.grad_vc")
    report.add_argument("--steps", action="store_true", help="show the loss, SymPy's raw derivative, canonical forms, rules that fired")
    report.add_argument("--format", choices=("terminal", "json", "markdown", "html"), default="terminal")
    report.add_argument("--output", type=Path, metavar="FILE", help="write there instead of to standard output")
    limit_options(report, "sheets that are files", LIMITS)


LIMITS = Limits(50.0, 2048)
"""A sheet that somebody sent may say what takes for ever; the built-in ones do not."""


def run(arguments: argparse.Namespace) -> int:
    from ...report import run as _  # noqa: F401  loaded before the child is made, which shares it
    from ...sheets.catalogue import BUILT_IN

    limits = limits_of(arguments, LIMITS)
    if all(name in BUILT_IN for name in arguments.sheets):
        return judged(arguments)
    try:
        return within(limits, lambda: judged(arguments))
    except LimitReached as error:
        raise InputError(f"{', '.join(arguments.sheets)}: {error}") from None


def judged(arguments: argparse.Namespace) -> int:
    """Prove, refute, print."""
    from ...report.run import run as judge_all
    from ...sheets.catalogue import BUILT_IN

    with progress_bar() as progress:
        names = list(dict.fromkeys(arguments.sheets)) or list(BUILT_IN)
        report = judge_all(names, arguments.only, arguments.steps, arguments.format in ("json", "html"), progress)
    render_report(report, arguments)
    return OK if report.holds else FAILED


def render_report(report: Any, arguments: argparse.Namespace) -> None:
    from ...sheets.catalogue import files_of

    keep = [file for name in arguments.sheets for file in files_of(name)]
    match arguments.format:
        case "json":
            from ...report.data import document

            write(as_json(document(report), arguments.output), arguments.output, keep)
        case "markdown":
            from ...report.markdown import render

            write(render(report), arguments.output, keep)
        case "html":
            from ...report.html import render

            write(render(report), arguments.output, keep)
        case _ if arguments.output is None and sys.stdout is not None and sys.stdout.isatty() and shows_marks(sys.stdout.encoding):
            from ...report.text import show

            show(report, console())
        case _:
            from ...report.text import plain

            write(plain(report), arguments.output, keep)
