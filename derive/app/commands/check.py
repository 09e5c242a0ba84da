"""`check`: every step of whole write-ups."""

from __future__ import annotations

import argparse
import contextlib
import shutil
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

from ...errors import InputError
from ...files import refuse_to_replace
from ...limits import LimitReached, Limits, within
from ..output import FAILED, OK, UNUSABLE, as_json, complain, console, counting_bar, shows_marks, write
from .limits import limit_options, limits_of

HELP = "check every step of whole write-ups"
DESCRIPTION = (
    "Check every claim of documents (.tex, .md, .ipynb, .txt; of folders, all that are in them): which steps hold, where it goes wrong."
)


KEPT = "--overwrite writes it anew"


def options(check: argparse.ArgumentParser) -> None:
    check.add_argument("documents", nargs="+", metavar="DOCUMENT", help="files and folders")
    check.add_argument("--sheet", metavar="SHEET", help="the sheet whose names they use; the built-in one that fits best unless given")
    formats = ("terminal", "json", "markdown", "html", "sarif", "github")
    check.add_argument("--format", choices=formats, default="terminal", help="sarif for editors, github for annotations of a workflow")
    check.add_argument("--watch", action="store_true", help="check again whenever a document is saved, until Ctrl-C")
    check.add_argument("--all", action="store_true", help="show what holds and what states nothing too (terminal)")
    check.add_argument("--write-sheet", type=Path, metavar="FILE", help="write its names, and a problem for each derivative that it proves")
    check.add_argument("--overwrite", action="store_true", help="write that sheet where one is there already")
    check.add_argument("--output", type=Path, metavar="FILE", help="write to this file instead of standard output")
    check.add_argument("--feedback", choices=("none", "hint", "full"), default="full", help="how much is told of a wrong step")
    check.add_argument("--jobs", type=int, default=1, metavar="N", help="workers (1)")
    limit_options(check, "each document")


def run(arguments: argparse.Namespace) -> int:
    if not arguments.watch:
        return run_once(arguments)
    if arguments.format != "terminal" or arguments.output is not None:
        raise InputError("--watch shows what it finds on the terminal: without --format and --output")
    from ...documents.files import documents

    paths = list(documents(arguments.documents))
    while True:
        before = stamps(paths)
        if sys.stdout is not None and sys.stdout.isatty():
            console().clear()
        try:
            run_once(arguments)
            arguments.overwrite = True  # what is there now is ours
        except InputError as error:
            complain(str(error))
        while stamps(paths) == before:
            time.sleep(POLLED)
        with contextlib.suppress(InputError):  # editors put a new file in the old one's place
            paths = list(documents(arguments.documents))


POLLED = 0.3
"""Seconds between two looks at the files that are watched."""


def stamps(paths: list[Path]) -> list[tuple[int, int]]:
    """What changes when a file is saved; a file that is gone for a moment, as editors do, has none."""
    out = []
    for path in paths:
        with contextlib.suppress(OSError):
            state = path.stat()
            out.append((state.st_mtime_ns, state.st_size))
    return out


def run_once(arguments: argparse.Namespace) -> int:
    if arguments.jobs < 1 or arguments.jobs > 256:
        raise InputError(f"--jobs {arguments.jobs}: at least 1 worker, at most 256")
    from ...documents.files import documents
    from ...documents.parts import check_in_parts
    from ...sheets.catalogue import files_of, load_sheet

    sheet = load_sheet(arguments.sheet) if arguments.sheet else None
    paths = list(dict.fromkeys(documents(arguments.documents)))
    if arguments.write_sheet is not None and len(paths) > 1:
        raise InputError(f"--write-sheet {arguments.write_sheet}: of one document, not of {len(paths)}")
    if arguments.write_sheet is not None and not arguments.overwrite:
        refuse_to_replace(arguments.write_sheet, KEPT)  # somebody may have gone on with it by hand
    if arguments.format == "html":
        import_html()
    found: list[Any] = []
    faults: list[str] = []
    limits = limits_of(arguments)
    for path in paths:
        try:
            found.append(within(limits, partial(checked, path, sheet, arguments, check_in_parts)))
        except (InputError, LimitReached) as error:
            message = str(error) if isinstance(error, InputError) else f"{path}: {error}; nothing was concluded about it"
            if len(paths) == 1:
                raise InputError(message) from None
            faults.append(message)
            complain(message)
    if not found:
        return UNUSABLE
    keep = [*map(str, paths), *(files_of(arguments.sheet) if arguments.sheet else [])]
    show(found, arguments, keep)
    if arguments.write_sheet is not None:
        keep += [str(arguments.output)] if arguments.output is not None else []
        write_problems(within(limits, partial(problems, paths[0], found[0], sheet)), arguments.write_sheet, keep, arguments.overwrite)
    if faults:
        return UNUSABLE
    return OK if all(c.holds for c in found) else FAILED


def problems(path: Path, found: Any, sheet: Any) -> Any:
    """A checked document as sheets."""
    from ...documents.check import load
    from ...documents.problems import write_sheets

    return write_sheets(load(path), found, sheet)


def write_problems(written: Any, target: Path, keep: list[str], overwrite: bool) -> None:
    """The first sheet in the file that is named, others beside it; told on standard error, for standard output is the document's."""
    for number, sheet in enumerate(written, 1):
        path = target if number == 1 else target.with_name(f"{target.stem}-{number}{target.suffix}")
        if not overwrite:
            refuse_to_replace(path, KEPT)
        write(sheet.text, path, keep)
        lacks = f"; left out, as it does not stand by itself: {', '.join(sheet.left_out)}" if sheet.left_out else ""
        complain(f"{path}: {sheet.problems} problem{'' if sheet.problems == 1 else 's'}{lacks}")


def checked(path: Path, sheet: Any, arguments: argparse.Namespace, check: Any) -> Any:
    """The checked document as plain data, with no more in it than is to be told."""
    return plain(checked_with_bar(path, sheet, arguments, check), arguments.feedback)


def checked_with_bar(path: Path, sheet: Any, arguments: argparse.Namespace, check: Any) -> Any:
    with counting_bar(f"checking {path.name}", None) as bar:
        tell = None if bar is None else lambda done, total: bar(done, "", total)
        return check(path, sheet, arguments.jobs, limits_of(arguments), tell, arguments.sheet)


def plain(checked: Any, feedback: str) -> Any:
    """The result as data that can be sent between processes, with no more than is to be told."""
    for claim in checked.claims:
        claim.forget()
        claim.hold_back(feedback)
    return checked


def import_html() -> None:
    """Ask for the converter before the work, not after it."""
    from ...report.mathml import math

    math("x")


def show(found: list[Any], arguments: argparse.Namespace, paths: list[str]) -> None:
    """Write what was found, made in a child under limits of its own: a page over thousands of claims costs work too."""
    limits = limits_of(arguments)
    in_colour = arguments.output is None and sys.stdout is not None and sys.stdout.isatty() and shows_marks(sys.stdout.encoding)
    told = Limits(max(TELLING, limits.seconds / 4) * len(found), limits.megabytes)
    try:
        said = within(told, partial(said_of, found, arguments, console().width if in_colour else 0))
    except LimitReached as error:
        raise InputError(f"what was found could not be written as {arguments.format}: {error}") from None
    if isinstance(said, str):
        write(said, arguments.output, paths)
    else:
        console().print(said, soft_wrap=True)


TELLING = 5.0
"""What is found in a document is written in so many CPU seconds, or in a quarter of what the document has, if that is more."""


def said_of(found: list[Any], arguments: argparse.Namespace, width: int) -> Any:
    """All that is said of documents in the format that is asked for; in colour if there is a terminal of so many columns."""
    from ...report import document

    match arguments.format:
        case "json":
            data = found[0].data() if len(found) == 1 else {"documents": [c.data() for c in found], "summary": total(found)}
            return as_json(data, arguments.output)
        case "markdown":
            return document.markdown(found)
        case "sarif" | "github":
            from ...report.annotations import github, sarif

            return as_json(sarif(found), arguments.output) if arguments.format == "sarif" else github(found)
        case "html":
            from ...report.document_html import page

            return page(found)
    if width:
        return document.coloured(found, arguments.all, width)
    columns = shutil.get_terminal_size((document.WIDTH, 24)).columns
    return "\n\n".join(document.text(c, arguments.all, columns) for c in found)


def total(found: list[Any]) -> dict[str, int]:
    return {v: sum(c.summary[v] for c in found) for v in found[0].summary}
