"""How fast whole documents are checked: `python benchmarks/check.py [EQUATIONS]`.

A document of so many equations (1 000 unless given), no two alike, under a heading for every hundred: steps of the word2vec
derivation under made-up factors and with renamed indices, one in ten wrong.  Prints equations a second on one core and with two
workers, and the peak memory of documents of one and two such lengths.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

STEPS = (
    (r"\frac{\partial J}{\partial v_c}", r"U(\hat{y} - y)", r"U(y - \hat{y})"),
    (r"\frac{\partial J}{\partial v_c}", r"-u_o + \sum_{I} \hat{y}_{I} u_{I}", r"-u_o + \sum_{I} y_{I} u_{I}"),
    (r"-u_o + \sum_{I} \hat{y}_{I} u_{I}", r"U\hat{y} - Uy", r"U\hat{y} + Uy"),
    (r"J", r"-u_o^\top v_c + \log \sum_{I} \exp(u_{I}^\top v_c)", r"u_o^\top v_c + \log \sum_{I} \exp(u_{I}^\top v_c)"),
    (r"\frac{\partial J}{\partial u_w}", r"(\hat{y}_w - y_w) v_c", r"\hat{y}_w v_c"),
    (r"\frac{\partial J}{\partial U}", r"v_c (\hat{y} - y)^\top", r"\hat{y} v_c"),
    (r"\frac{\partial J_{neg}}{\partial v_c}", r"(\sigma(u_o^\top v_c) - 1) u_o + \sum_{s=1}^{K} \sigma(u_{w_s}^\top v_c) u_{w_s}",
     r"(\sigma(u_o^\top v_c) - 1) u_o + \sum_{s=1}^{K} \sigma(-u_{w_s}^\top v_c) u_{w_s}"),
    (r"\sum_{I} y_{I} \log \hat{y}_{I}", r"\log \hat{y}_o", r"-\log \hat{y}_o"),
    (r"\frac{\partial \log \hat{y}_o}{\partial v_c}", r"u_o - \sum_{I} \frac{\exp(u_{I}^\top v_c)}{\sum_{I'} \exp(u_{I'}^\top v_c)} u_{I}",
     r"u_o - \sum_{I} \exp(u_{I}^\top v_c) u_{I}"),
    (r"1 - \sigma(u_o^\top v_c)", r"\sigma(-u_o^\top v_c)", r"\sigma(u_o^\top v_c)"),
)  # fmt: skip


def written(equations: int, seed: int = 1) -> str:
    """A Markdown document of two lines an equation, in parts of a hundred equations: within a part each bears on the next."""
    random.seed(seed)
    out = []
    for n in range(equations):
        if n % 100 == 0:
            out += [f"## Problem {n // 100 + 1}", ""]
        left, right, wrong = STEPS[n % len(STEPS)]
        factor = f"{2 + n // len(STEPS)}"
        index = random.choice("wxijkl")
        body = wrong if n % 10 == n // 10 % 10 else right
        out += [f"${factor} \\left({left}\\right) = {factor} \\left({body}\\right)$".replace("I", index), ""]
    return "\n".join(out)


def timed(path: Path, jobs: int) -> tuple[float, int, int]:
    """Seconds, claims, and the peak memory of one process in MB."""
    code = (
        "import json, resource, sys, time\nfrom pathlib import Path\n"
        "from derive.sheets.catalogue import load_sheet\nfrom derive.documents.parts import check_in_parts\n"
        "from derive.limits import Limits\n"
        "if __name__ == '__main__':\n"
        "    sheet = load_sheet('word2vec')\n    start = time.perf_counter()\n"
        f"    found = check_in_parts(Path({str(path)!r}), sheet, {jobs}, Limits(1e5, 4096))\n"
        "    seconds = time.perf_counter() - start\n"
        "    print(json.dumps([seconds, len(found.claims), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, found.summary]))\n"
    )
    script = path.with_name("run.py")
    script.write_text(code)
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True)
    seconds, claims, memory, summary = json.loads(done.stdout)
    if jobs == 1:
        print(f"    {claims} claims: {', '.join(f'{n} {v}' for v, n in summary.items() if n)}")
    return seconds, claims, memory


def main() -> None:
    equations = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.md"
        path.write_text(written(equations), encoding="utf-8")
        print(f"{equations} equations, {path.read_text().count(chr(10)) + 1} lines")
        for jobs in (1, 2):
            runs = [timed(path, jobs) for _ in range(3)]
            rate = equations / median(r[0] for r in runs)
            print(f"  --jobs {jobs}: {rate:.0f} equations a second (median of 3; {median(r[0] for r in runs):.1f} s), {runs[0][2]} MB")
        path.write_text(written(2 * equations), encoding="utf-8")
        start = time.perf_counter()
        memory = timed(path, 1)[2]
        print(f"  twice as long, --jobs 1: {memory} MB, {time.perf_counter() - start:.1f} s with start-up")


if __name__ == "__main__":
    main()
