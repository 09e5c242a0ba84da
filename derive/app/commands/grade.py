"""`grade`: one answer, or a file of them."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import InputError
from ...files import opened, refuse_to_replace
from ...limits import LimitReached, within
from ...vocabulary import UNDECIDED, VERDICTS
from ..output import FAILED, OK, as_json, can_write, complain, counting_bar, printable, standard_input, target_of, write
from .limits import limit_options, limits_of

if TYPE_CHECKING:
    from ...grading.batch import Counts
    from ...grading.graded import Graded
    from ...grading.overrides import Override
    from ...grading.questions import GradedQuestion

STATUS = {row.answer: row.status for row in VERDICTS.values()}
HELP = "grade one answer, or a file of them"
DESCRIPTION = "Grade an answer to a problem (see `problems`), or every row of a .jsonl or .csv file."
EPILOG = "grade PROBLEM FORMULA, or grade --input FILE --output FILE"


def options(grade: argparse.ArgumentParser) -> None:
    grade.add_argument("problem", nargs="?", metavar="PROBLEM", help="e.g. word2vec.grad_vc; all of them: python -m derive problems")
    grade.add_argument("formula", nargs="?", metavar="FORMULA", help="the answer, in LaTeX, Unicode or plain text; - reads standard input")
    grade.add_argument("--sheet", metavar="SHEET", help="a built-in sheet or a TOML file that the problem is in")
    grade.add_argument("--part", action="append", default=[], metavar="NAME=FORMULA", help="the answer to one part of a question")
    grade.add_argument("--where", default="", metavar="TEXT", help="local definitions that the answer uses, e.g. 'x_w = u_w^T v_c'")
    grade.add_argument("--feedback", choices=("none", "hint", "full"), default="full", help="how much is told of a mistake")
    grade.add_argument("--format", choices=("terminal", "json", "gradescope"), default="terminal")
    grade.add_argument("--input", type=Path, metavar="FILE", help="a .jsonl or .csv file: id, problem, formula (or id, sheet, claim)")
    grade.add_argument("--output", type=Path, metavar="FILE", help="where the results go, a row for every row, as they come")
    grade.add_argument("--jobs", type=int, default=1, metavar="N", help="workers (1)")
    limit_options(grade, "one answer; of a file 5 and 512")
    grade.add_argument("--overrides", type=Path, metavar="FILE", help="decisions: problem, formula, and verdict, credit or comment")
    grade.add_argument("--resume", action="store_true", help="go on where an earlier run into the same output stopped")
    grade.add_argument("--overwrite", action="store_true", help="begin anew where the output is there already")
    grade.add_argument("--raw", action="store_true", help="no apostrophe before CSV cells that a spreadsheet would run (= + - @)")


def run(arguments: argparse.Namespace) -> int:
    if arguments.input is not None or arguments.output is not None:
        return run_batch(arguments)
    if arguments.problem is None or (arguments.formula is None) == (not arguments.part):
        raise InputError(f"a problem and a formula are wanted: {EPILOG}\n  all problems: python -m derive problems")
    if arguments.format == "gradescope":
        raise InputError("--format gradescope is for files: grade --input FILE --output results.json")
    from ...grading.graded import Graded

    formula = standard_input("formula") if arguments.formula == "-" else arguments.formula or ""
    asked = printable(formula), printable(arguments.where)
    try:
        text, status = within(limits_of(arguments), lambda: graded(arguments, *asked))
    except LimitReached as error:
        text, status = shown(Graded(arguments.problem, asked[0], UNDECIDED, feedback=[str(error)], stopped=str(error)), arguments)
    write(text, None)
    return status


def graded(arguments: argparse.Namespace, formula: str, where: str) -> tuple[str, int]:
    """One answer, as it is printed, and the exit status."""
    from ...grading.grade import grade
    from ...grading.overrides import Decisions
    from ...grading.questions import Question, find_asked, grade_question
    from ...sheets.catalogue import load_sheet

    problem = find_asked(arguments.problem, load_sheet(arguments.sheet) if arguments.sheet else None)
    decided = Decisions(overrides_of(arguments)).applied
    if isinstance(problem, Question):
        return shown_question(grade_question(problem, blanks(arguments) or formula, where, arguments.feedback, decided), arguments)
    if arguments.part:
        raise InputError(f"{arguments.problem} is one problem, no question with parts: grade {arguments.problem} FORMULA")
    return shown(decided(problem, grade(problem, formula, where, arguments.feedback)), arguments)


def blanks(arguments: argparse.Namespace) -> dict[str, str]:
    """The answers of --part, by part; `InputError` for one without =, or one given twice."""
    found: dict[str, str] = {}
    for given in arguments.part:
        name, equals, text = given.partition("=")
        if not equals or name.strip() in found:
            raise InputError(f"--part {given[:60]}: {'it is given twice' if equals else 'NAME=FORMULA is wanted'}")
        found[name.strip()] = printable(text)
    return found


def shown_question(found: GradedQuestion, arguments: argparse.Namespace) -> tuple[str, int]:
    from ...grading.text import tell_question

    return as_json(found.data(), None) if arguments.format == "json" else tell_question(found), STATUS[found.verdict]


def overrides_of(arguments: argparse.Namespace) -> tuple[Override, ...]:
    """The decisions of --overrides."""
    if arguments.overrides is None:
        return ()
    from ...grading.overrides import read_overrides

    return read_overrides(arguments.overrides)


def shown(answer: Graded, arguments: argparse.Namespace) -> tuple[str, int]:
    from ...grading.text import tell

    return as_json(answer.data(), None) if arguments.format == "json" else tell(answer), STATUS[answer.verdict]


# ---------------------------------------------------------------------------------------------- files
def run_batch(arguments: argparse.Namespace) -> int:
    check_limits(arguments)
    from ...grading.batch import BATCH_LIMITS, KEPT, Batch, Options
    from ...grading.rows import kind_of

    kind_of(arguments.input, "--input")
    target: Path = arguments.output
    gradescope = arguments.format == "gradescope"
    beside = target.with_name(f".{target.name}.jsonl") if gradescope else target
    keep = [arguments.input, *sheets_of(arguments), *([arguments.overrides] if arguments.overrides is not None else [])]
    if gradescope:
        can_write(target, keep)
        if not (arguments.resume or arguments.overwrite):
            refuse_to_replace(target, KEPT)
    target_of(beside, keep)
    start = time.perf_counter()
    try:
        with counting_bar("grading", lines_of(arguments.input)) as tell:
            options, limits = Options(arguments.feedback, arguments.sheet, overrides_of(arguments)), limits_of(arguments, BATCH_LIMITS)
            overwrite = arguments.overwrite or (gradescope and not arguments.resume)  # a kill's remains, of which nobody knows
            batch = Batch(arguments.input, beside, arguments.jobs, limits, options, arguments.resume, overwrite, arguments.raw, tell)
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
        if not counts.stopped:
            beside.unlink()
    return told(counts, time.perf_counter() - start, target)


def told(counts: Counts, seconds: float, target: Path) -> int:
    """Say what a run did; rows that a limit stopped are named on standard error too, and make its status 1."""
    said = ", ".join(f"{n} {v}" for v, n in sorted(counts.verdicts.items(), key=lambda p: -p[1]))
    before = f" ({counts.before} were graded before)" if counts.before else ""
    again = f", {counts.again} of them repeats" if counts.again else ""
    lines = [f"{counts.rows} answers graded in {seconds:.1f} s{before}{again}: {said or 'none'}"]
    if counts.stopped:
        rows = f"{counts.stopped} row{'s were' if counts.stopped > 1 else ' was'} stopped by a limit (field `stopped`)"
        lines.append(f"{rows}: the same command with --resume grades them anew")
        complain(rows)
    write("\n".join([*lines, str(target)]), None)
    return FAILED if counts.stopped else OK


def sheets_of(arguments: argparse.Namespace) -> list[str]:
    """The files of the sheet that is named; `InputError` if it cannot be read."""
    if not arguments.sheet:
        return []
    from ...sheets.catalogue import files_of, load_sheet

    load_sheet(arguments.sheet)
    return files_of(arguments.sheet)


def check_limits(arguments: argparse.Namespace) -> None:
    """`InputError` if options do not go together, or a limit is none."""
    if arguments.problem is not None:
        raise InputError(f"either one answer or a file: {EPILOG}")
    if arguments.input is None or arguments.output is None:
        raise InputError("--input and --output go together: grade --input answers.csv --output graded.csv")
    if arguments.where:
        raise InputError("--where goes with one answer; in a file it is a column, where")
    if arguments.jobs < 1 or arguments.jobs > 1024:
        raise InputError(f"--jobs {arguments.jobs}: at least 1 worker, at most 1024")
    if arguments.resume and arguments.overwrite:
        raise InputError("either --resume (go on) or --overwrite (begin anew)")


def lines_of(path: Path) -> int:
    """About how many rows a file has; `InputError` if it is none."""
    with opened(path, "--input") as file:
        count = sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))
    return max(1, count - (path.suffix.lower() == ".csv"))


__all__ = ["DESCRIPTION", "HELP", "options", "run"]
