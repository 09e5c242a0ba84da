"""The command line: parse, call, render, return an exit status (0 well, 1 refuted or undecided, 2 unusable input)."""

from __future__ import annotations

import argparse
import json
import os
import stat
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from .errors import InputError, Unsound

OK, FAILED, UNUSABLE = 0, 1, 2
MAX_INPUT = 1_000_000


class Parser(argparse.ArgumentParser):
    """argparse, with our own message for what is wrong."""

    def error(self, message: str) -> NoReturn:
        raise InputError(f"{message}\n  {self.format_usage().strip()}\n  more: {self.prog} --help")


def parser() -> Parser:
    top = Parser(prog="python -m derive", description="Proves and refutes the closed forms of word2vec and small networks, for all sizes.")
    top.add_argument("--version", action="version", version=f"derive {version()}")
    verbs = top.add_subparsers(dest="verb", required=True, metavar="VERB", parser_class=Parser)
    report = verbs.add_parser("report", help="prove every identity of some sheets, refute its twins", description="Prove every identity.")
    report.add_argument("sheets", nargs="*", metavar="SHEET", help="a built-in sheet or a TOML file; all built-in ones unless given")
    report.add_argument("--only", default="", metavar="PATTERN", help="only the identities that match, e.g. 'grad_*' or word2vec.grad_vc")
    report.add_argument("--steps", action="store_true", help="show the loss, SymPy's raw derivative, canonical forms, rules that fired")
    report.add_argument("--format", choices=("terminal", "json", "markdown", "html"), default="terminal")
    report.add_argument("--output", type=Path, metavar="FILE", help="write there instead of to standard output")
    prove = verbs.add_parser("prove", help="judge one claim", description="Judge one claim.")
    prove.add_argument("claim", metavar="CLAIM", help="an equation, in LaTeX or Unicode; - reads it from standard input")
    prove.add_argument("--sheet", metavar="SHEET", help="the sheet whose names it uses; the first that knows them all unless given")
    prove.add_argument(
        "--assume", action="append", default=[], metavar="FACT", help="take this for granted, e.g. 'w \\ne o'; may be repeated"
    )
    prove.add_argument("--format", choices=("terminal", "json"), default="terminal")
    return top


def version() -> str:
    import derive

    return derive.__version__


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; every fault of the input is one message and status 2."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # no large matrices here; idle threads cost start-up and memory
    try:
        arguments = parser().parse_args(argv)
        return VERBS[arguments.verb](arguments)
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            sys.stderr.close()
            return OK
        complain(f"cannot go on: {error.strerror or error}")
        return UNUSABLE
    except InputError as error:
        complain(str(error))
        return UNUSABLE
    except (Unsound, RecursionError, MemoryError) as error:
        complain(f"internal error, not yours: {type(error).__name__}: {error}\n  nothing was concluded; please report it with the command")
        return UNUSABLE
    except KeyboardInterrupt:
        complain("stopped")
        return 130


def complain(message: str) -> None:
    if sys.stderr is not None:
        sys.stderr.write(f"derive: {message}\n")


def write(text: str, path: Path | None, keep: Iterable[str] = ()) -> None:
    """To a file, whole or not at all (a device or pipe directly); else to standard output.  Never over a sheet (`keep`)."""
    text = text if text.endswith("\n") else text + "\n"
    if path is None:
        if sys.stdout is None:
            raise InputError("standard output is closed; write to a file with --output FILE")
        sys.stdout.write(plainly(text, sys.stdout.encoding))
        sys.stdout.flush()
        return
    try:
        target = path.resolve()
        if any(target == Path(k).resolve() for k in keep):
            raise InputError(f"--output {path} is one of the sheets; choose another file")
        if target.is_dir():
            raise InputError(f"--output {path} is a folder; name a file in it")
        if target.exists() and not target.is_file():
            target.write_text(text, encoding="utf-8")
            return
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        beside = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            beside.chmod(stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o666 & ~umask())
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror or error}") from None


def shows_marks(encoding: str | None) -> bool:
    """Whether a terminal can show the tables' marks and letters."""
    return plainly("✓∂ŷ", encoding) == "✓∂ŷ"


def as_json(data: object, path: Path | None) -> str:
    """JSON, with \\u escapes where standard output is not UTF-8."""
    utf8 = path is not None or (sys.stdout is not None and "utf" in (sys.stdout.encoding or "").lower())
    return json.dumps(data, ensure_ascii=not utf8, indent=1)


def umask() -> int:
    """The process's mask for new files (there is no way to ask without setting it)."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def plainly(text: str, encoding: str | None) -> str:
    """The text as far as the output can show it: marks as words, the rest as \\u escapes where it has no letters for them."""
    try:
        text.encode(encoding or "ascii")
    except UnicodeEncodeError:
        for mark, word in (("✓", "ok"), ("✗", "FAIL"), ("−", "-"), ("·", "*")):
            text = text.replace(mark, word)
        return text.encode(encoding or "ascii", "backslashreplace").decode(encoding or "ascii")
    return text


# ---------------------------------------------------------------------------------------------- report
def run_report(arguments: argparse.Namespace) -> int:
    import checks

    from .report.run import run

    with progress_bar() as progress:
        names = list(dict.fromkeys(arguments.sheets)) or list(checks.SHEETS)
        report = run(names, arguments.only, arguments.steps, arguments.format in ("json", "html"), progress)
    render_report(report, arguments)
    return OK if report.holds else FAILED


def render_report(report: Any, arguments: argparse.Namespace) -> None:
    match arguments.format:
        case "json":
            from .report.data import document

            write(as_json(document(report), arguments.output), arguments.output, arguments.sheets)
        case "markdown":
            from .report.markdown import render

            write(render(report), arguments.output, arguments.sheets)
        case "html":
            from .report.html import render

            write(render(report), arguments.output, arguments.sheets)
        case _ if arguments.output is None and sys.stdout is not None and sys.stdout.isatty() and shows_marks(sys.stdout.encoding):
            from rich.console import Console

            from .report.text import show

            show(report, Console())
        case _:
            from .report.text import plain

            write(plain(report), arguments.output, arguments.sheets)


@contextmanager
def progress_bar() -> Iterator[Any]:
    """A bar on a terminal, once the work has taken over a second; nothing elsewhere."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    begin = time.perf_counter()
    bars: list[Any] = []

    def tell(done: int, name: str) -> None:
        if not bars and time.perf_counter() - begin < 1:
            return
        if not bars:
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn

            bar = Progress(
                TextColumn("proving"),
                BarColumn(),
                TextColumn("{task.completed} identities"),
                TextColumn("{task.description}"),
                console=Console(stderr=True),
                transient=True,
            )
            bar.start()
            bars.append((bar, bar.add_task(name, total=None)))
        bar, task = bars[0]
        bar.update(task, completed=done, description=name)

    try:
        yield tell
    finally:
        for bar, _ in bars:
            bar.stop()


# ---------------------------------------------------------------------------------------------- prove
def run_prove(arguments: argparse.Namespace) -> int:
    from .api import prove
    from .report.data import judgement
    from .report.run import plain_row

    claim = standard_input() if arguments.claim == "-" else arguments.claim
    judged, sheet = prove_in(claim, arguments, prove)
    found = plain_row(judged, True)
    if arguments.format == "json":
        write(as_json(judgement(found, sheet), None), None)
    else:
        write(told(found, sheet, bool(arguments.sheet)), None)
    return OK if found.verdict.startswith("proved") else UNUSABLE if found.verdict == "unreadable" else FAILED


def prove_in(claim: str, arguments: argparse.Namespace, prove: Callable[..., Any]) -> tuple[Any, str]:
    """The judgement in the sheet asked for, or in the first built-in one in which the claim can be read."""
    import checks

    from .catalogue import load_sheet

    names = [arguments.sheet] if arguments.sheet else list(checks.SHEETS)
    first = None
    for name in names:
        sheet = load_sheet(name)
        try:
            found = prove(claim, sheet=sheet, assume=arguments.assume)
        except InputError:
            if len(names) == 1:
                raise
            continue
        if found.verdict not in ("unreadable", "ill-typed"):
            return found, sheet.name
        first = first or (found, sheet.name)
    if first is None:
        raise InputError(f"no built-in sheet knows the names in --assume {' '.join(arguments.assume)}; say which with --sheet")
    return first


def told(j: Any, sheet: str, chosen: bool) -> str:
    """A judgement in words."""
    from .report.run import as_unicode
    from .report.text import witness_text

    lines = [f"{j.verdict}: {as_unicode(j.claim)}   [{sheet}]"]
    if j.verdict.startswith("proved"):
        lines.append(f"  for all sizes, by {j.method}")
    lines += [f"  assuming {as_unicode(a) if chr(92) in a else a}" for a in j.assumptions]
    if j.witness:
        lines.append(f"  {witness_text(j)}")
    lines += [f"  {line}" for line in j.message.splitlines()]
    if j.verdict == "unreadable" and not chosen:
        lines.append("  no built-in sheet knows all that this claim says; choose one with --sheet, or write one of your own")
    return "\n".join(lines)


def standard_input() -> str:
    if sys.stdin is None:
        raise InputError("standard input is closed; give the claim as an argument")
    data = sys.stdin.buffer.read(MAX_INPUT + 1)
    if len(data) > MAX_INPUT:
        raise InputError(f"standard input holds more than {MAX_INPUT} bytes; a claim is one formula")
    try:
        text = data.decode("utf-8").strip()
    except UnicodeDecodeError as error:
        raise InputError(f"standard input is not UTF-8 text (byte {error.start})") from None
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    claims = [line for line in lines if "=" in line.strip("=") and not line.startswith(("=", "&", "+", "-"))]
    if len(claims) > 1 and not lines[-2].endswith(("=", "+", "-", "\\\\", "&")):
        raise InputError(f"standard input holds {len(claims)} claims, a line each; one at a time is judged")
    return text


VERBS: dict[str, Callable[[argparse.Namespace], int]] = {"report": run_report, "prove": run_prove}
