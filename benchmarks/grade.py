"""The grader's cost: formulas a second on one core, right against wrong answers, ten thousand answers with two workers.

    python benchmarks/grade.py

The formulas are those of tests/grading_table.py.  Every second row loads the problems; the others, not seen before, are timed.
For the long run each formula f becomes (a/b) f + ((b − a)/b) f with ever new a/b: other mathematics, the same verdict.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from grading_table import TABLE  # noqa: E402

from derive.grading.grade import grade  # noqa: E402
from derive.grading.problem import find_problem  # noqa: E402

ANSWERS = 10_000
SPECIAL = ("=", "&", "\\\\", "$", "newcommand", "def", "begin", ",", "text")
PLAIN = {"equivalent", "functions", "sums", "wrong-sign", "wrong-factor", "wrong-swap", "wrong-sum", "wrong-other", "shape", "transpose"}


def timed(rows: list[tuple[str, str, str, str]], feedback: str) -> tuple[float, dict[str, list[float]]]:
    """Seconds for all rows, and those of each answer by verdict."""
    each: dict[str, list[float]] = defaultdict(list)
    start = time.perf_counter()
    for problem, formula, _, _ in rows:
        answer = grade(find_problem(problem), formula, feedback=feedback)
        each[answer.verdict].append(answer.seconds)
    return time.perf_counter() - start, each


def one_core() -> None:
    gc.set_threshold(200_000, 20, 20)  # as in the workers
    for feedback in ("full", "none"):
        timed(TABLE[::2], feedback)
        rates, medians = [], defaultdict(list)
        for shift in ("", " ", "  "):
            rows = [(p, shift + f, v, k) for p, f, v, k in TABLE[1::2]]
            seconds, each = timed(rows, feedback)
            rates.append(len(rows) / seconds)
            for verdict in ("correct", "wrong", "ill-typed"):
                medians[verdict].append(1e3 * statistics.median(each[verdict]))
        right, wrong = statistics.median(medians["correct"]), statistics.median(medians["wrong"])
        print(
            f"feedback {feedback}: {statistics.median(rates):.0f} distinct formulas a second on one core; medians: right {right:.2f} ms, "
            f"wrong {wrong:.2f} ms ({wrong / right:.1f} ×), ill-typed {statistics.median(medians['ill-typed']):.2f} ms"
        )


def scaled(formula: str, n: int) -> str:
    a, b = n % 97 + 2, n % 89 + 101
    return rf"\frac{{{a}}}{{{b}}} ({formula}) + \frac{{{b - a}}}{{{b}}} ({formula})"


def sizes(parent: int) -> int:
    """Bytes of all processes below one, shared pages counted once a process."""
    total = 0
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rsplit(")", 1)[1].split()
            if ancestor(int(status.parent.name), parent):
                total += int(fields[21]) * os.sysconf("SC_PAGE_SIZE")
        except (OSError, IndexError):
            continue
    return total


def ancestor(process: int, wanted: int) -> bool:
    while process > 1:
        if process == wanted:
            return True
        try:
            process = int(Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[1])
        except (OSError, IndexError):
            return False
    return False


def long_run() -> None:
    plain = [
        r
        for r in TABLE
        if r[3] in PLAIN and r[1] != "0" and not any(c in r[1] for c in ("=", "&", "\\\\", "$", "newcommand", "def", "begin", ",", "text"))
    ]
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder) / "in.jsonl", Path(folder) / "out.jsonl"
        rows = [plain[n % len(plain)] for n in range(ANSWERS)]
        with source.open("w", encoding="utf-8") as file:
            for n, (problem, formula, _, _) in enumerate(rows):
                file.write(json.dumps({"id": n, "problem": problem, "formula": scaled(formula, n)}) + "\n")
        start = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "derive", "grade", "--input", str(source), "--output", str(out), "--jobs", "2"],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
        )
        seen: list[tuple[int, int]] = []

        def watch() -> None:
            while process.poll() is None:
                seen.append((out.read_bytes().count(b"\n") if out.exists() else 0, sizes(process.pid)))
                time.sleep(1)

        watcher = threading.Thread(target=watch)
        watcher.start()
        process.wait()
        watcher.join()
        seconds = time.perf_counter() - start
        results = [json.loads(line) for line in out.open(encoding="utf-8")]
        changed = sum(r["verdict"] != v for r, (_, _, v, _) in zip(results, rows, strict=True))
        undecided = sum(r["verdict"] == "undecided" for r in results)
    quarters = [max((s for n, s in seen if ANSWERS * q // 4 <= n <= ANSWERS * (q + 1) // 4), default=0) >> 20 for q in range(4)]
    print(
        f"{len(results)} answers to {len({r[0] for r in rows})} problems with --jobs 2: {seconds:.0f} s ({len(results) / seconds:.0f}/s), "
        f"{changed} verdicts other than the plain formula's ({undecided} undecided)"
    )
    print(f"all processes together, peak in each quarter of the run: {', '.join(map(str, quarters))} MB")


if __name__ == "__main__":
    one_core()
    print(f"peak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MB")
    long_run()
