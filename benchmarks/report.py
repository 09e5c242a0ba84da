"""The report's cost: the whole process against `import sympy, rich`, identity by identity, and its peak memory.

    python benchmarks/report.py

Processes are started in turn (import, report, import, report, …), 15 of each; ratios are of medians in this one run.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TURNS = 15


def seconds(*arguments: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
    return time.perf_counter() - start


def peak_megabytes() -> float:
    """The report's peak: its own process and the helper that it forks, added as if no page were shared."""
    script = (
        "import sys, resource, os; sys.argv = ['derive', 'report']\n"
        "from derive.app.cli import main\n"
        "sys.stdout = open(os.devnull, 'w')\n"
        "main(['report'])\n"
        "own, helper = (resource.getrusage(w).ru_maxrss / 1024 for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))\n"
        "print(own, helper, file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True, cwd=ROOT)
    own, helper = map(float, done.stderr.split())
    print(f"peak memory: {own:.0f} MB, helper {helper:.0f} MB (most of its pages are the first one's)")
    return own + helper


def identities() -> list[tuple[float, str]]:
    """Milliseconds of each identity, from 5 runs of the JSON report on one core: medians."""
    runs: dict[str, list[float]] = {}
    for _ in range(5):
        command = [sys.executable, "-m", "derive", "report", "--format", "json"]
        done = subprocess.run(
            command, check=True, capture_output=True, text=True, cwd=ROOT, preexec_fn=lambda: os.sched_setaffinity(0, {0})
        )
        for sheet in json.loads(done.stdout)["sheets"]:
            for row in sheet["identities"]:
                runs.setdefault(f"{sheet['name']}.{row['name']}", []).append(row["seconds"] * 1e3)
    return sorted(((statistics.median(v), k) for k, v in runs.items()), reverse=True)


def main() -> None:
    os.environ["PYTHONPATH"] = str(ROOT)
    seconds("-m", "derive", "report")
    base, whole = [], []
    for _ in range(TURNS):
        base.append(seconds("-c", "import sympy, rich"))
        whole.append(seconds("-m", "derive", "report"))
    a, b = statistics.median(base), statistics.median(whole)
    print(f"import sympy, rich: {a:.3f} s; python -m derive report: {b:.3f} s; ratio {b / a:.2f}")
    rows = identities()
    print(f"{len(rows)} identities: median {statistics.median(m for m, _ in rows):.1f} ms; the slowest:")
    for milliseconds, name in rows[:5]:
        print(f"  {milliseconds:6.1f} ms  {name}")
    peak_megabytes()
    print(f"(this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB)")


if __name__ == "__main__":
    main()
