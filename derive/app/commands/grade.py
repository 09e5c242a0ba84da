"""`grade`: one answer, or a file of them."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from ...errors import InputError
from ...vocabulary import VERDICTS
from ..output import OK, as_json, complain, counting_bar, standard_input, write

STATUS = {row.answer: row.status for row in VERDICTS.values()}
HELP = "grade one answer, or a file of them"
DESCRIPTION = "Grade an answer to a problem (see `problems`), or every row of a .jsonl or .csv file."
EPILOG = "grade PROBLEM FORMULA, or grade --input FILE --output FILE"


def options(grade: argparse.ArgumentParser) -> None:
    grade.add_argument("problem", nargs="?", metavar="PROBLEM", help="e.g. word2vec.grad_vc; all of them: python -m derive problems")
    grade.add_argument("formula", nargs="?", metavar="FORMULA", help="the answer, in LaTeX, Unicode or plain text; - reads standard input")
    grade.add_argument("--sheet", metavar="SHEET", help="a built-in sheet or a TOML file that the problem is in")
    grade.add_argument("--where", default="", metavar="TEXT", help="local definitions that the answer uses, e.g. 'x_w = u_w^T v_c'")
    grade.add_argument("--feedback", choices=("none", "hint", "full"), default="full", help="how much is told of a mistake")
    grade.add_argument("--format", choices=("terminal", "json", "gradescope"), default="terminal")
    grade.add_argument("--input", type=Path, metavar="FILE", help="a .jsonl or .csv file: id, problem, formula (or id, sheet, claim)")
    grade.add_argument("--output", type=Path, metavar="FILE", help="where the results go, a row for every row, as they come")
    grade.add_argument("--jobs", type=int, default=1, metavar="N", help="workers (1)")
    grade.add_argument("--time-limit", type=float, default=5.0, metavar="S", help="seconds for one answer (5)")
    grade.add_argument("--memory-limit", type=int, default=512, metavar="MB", help="memory of a worker (512)")
    grade.add_argument("--resume", action="store_true", help="go on where an earlier run into the same output stopped")


def run(arguments: argparse.Namespace) -> int:
    if arguments.input is not None or arguments.output is not None:
        return run_batch(arguments)
    if arguments.problem is None or arguments.formula is None:
        raise InputError(f"a problem and a formula are wanted: {EPILOG}\n  all problems: python -m derive problems")
    if arguments.format == "gradescope":
        raise InputError("--format gradescope is for files: grade --input FILE --output results.json")
    from ...grading.grade import grade
    from ...grading.problem import find_problem
    from ...grading.text import tell
    from ...sheets.catalogue import load_sheet

    problem = find_problem(arguments.problem, load_sheet(arguments.sheet) if arguments.sheet else None)
    formula = standard_input("formula") if arguments.formula == "-" else arguments.formula
    answer = grade(problem, printable(formula), arguments.where, arguments.feedback)
    if arguments.format == "json":
        write(as_json(answer.data(), None), None)
    else:
        write(tell(answer), None)
    return STATUS[answer.verdict]


def printable(text: str) -> str:
    """Bytes of the command line that are no text, as the replacement character."""
    return text.encode("utf-8", "replace").decode("utf-8")


# ---------------------------------------------------------------------------------------------- files
def run_batch(arguments: argparse.Namespace) -> int:
    check_limits(arguments)
    from ...grading.batch import Batch, Limits

    target: Path = arguments.output
    gradescope = arguments.format == "gradescope"
    beside = target.with_name(f".{target.name}.jsonl") if gradescope else target
    if arguments.sheet:
        from ...sheets.catalogue import load_sheet

        load_sheet(arguments.sheet)
    limits = Limits(arguments.time_limit, arguments.memory_limit)
    start = time.perf_counter()
    try:
        with counting_bar("grading", lines_of(arguments.input)) as tell:
            batch = Batch(arguments.input, beside, arguments.jobs, limits, arguments.feedback, arguments.sheet, arguments.resume, tell)
            counts = batch.run()
    except KeyboardInterrupt:
        complain(f"stopped; what was graded is in {beside}, and the same command with --resume goes on")
        return 130
    except OSError as error:
        raise InputError(f"cannot write {beside}: {error.strerror or error}; what was graded stays, --resume goes on") from None
    if gradescope:
        from ...grading.gradescope import document

        with beside.open(encoding="utf-8") as lines:
            write(json.dumps(document(json.loads(line) for line in lines), ensure_ascii=False, indent=1), target)
        beside.unlink()
    said = ", ".join(f"{n} {v}" for v, n in sorted((counts.verdicts or {}).items(), key=lambda p: -p[1]))
    seconds = time.perf_counter() - start
    before = f" ({counts.before} were graded before)" if counts.before else ""
    again = f", {counts.again} of them repeats" if counts.again else ""
    write(f"{counts.rows} answers graded in {seconds:.1f} s{before}{again}: {said or 'none'}\n{target}", None)
    return OK


def check_limits(arguments: argparse.Namespace) -> None:
    """`InputError` if options do not go together, or a limit is none."""
    if arguments.problem is not None:
        raise InputError(f"either one answer or a file: {EPILOG}")
    if arguments.input is None or arguments.output is None:
        raise InputError("--input and --output go together: grade --input answers.csv --output graded.csv")
    if arguments.jobs < 1 or arguments.jobs > 1024:
        raise InputError(f"--jobs {arguments.jobs}: at least 1 worker, at most 1024")
    if not 0 < arguments.time_limit < 1e6:
        raise InputError(f"--time-limit {arguments.time_limit:g}: seconds, more than 0")
    if arguments.memory_limit < 200:
        raise InputError(f"--memory-limit {arguments.memory_limit}: a worker needs 200 MB or more")


def lines_of(path: Path) -> int | None:
    """About how many rows a file has."""
    try:
        with path.open("rb") as file:
            count = sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))
    except OSError:
        return None
    return max(1, count - (path.suffix.lower() == ".csv"))


__all__ = ["DESCRIPTION", "HELP", "options", "run"]
