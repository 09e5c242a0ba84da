"""How the proof of ∂J/∂x grows with the number of hidden layers (1 to 5), all sizes symbolic.

    python benchmarks/depth.py

Each depth is a sheet of its own, judged in this process; medians of 7, the layers interleaved.
"""

from __future__ import annotations

import gc
import statistics
import tempfile
import time
from pathlib import Path

from derive.court.courts import answer_claim, court_for
from derive.sheets.catalogue import find
from derive.sheets.file import load_raw
from derive.sheets.sheet import Sheet

DEPTHS = (1, 2, 3, 4, 5)
REPEATS = 7


def sheet_text(depth: int) -> str:
    """A logistic network of `depth` hidden layers, with ∂J/∂x in the form of backpropagation."""
    sizes = ["D_x", *(f"H_{n}" for n in range(1, depth + 1)), "D_y"]
    lines = [
        'title = "depth"',
        "[sizes]",
        *(f'{s} = "size"' for s in sizes),
        "[given]",
        'x = { shape = ["1", "D_x"] }',
        'y = { shape = ["1", "D_y"] }',
    ]
    for n in range(1, depth + 2):
        lines += [f'W_{n} = {{ shape = ["{sizes[n - 1]}", "{sizes[n]}"] }}', f'b_{n} = {{ shape = ["1", "{sizes[n]}"] }}']
    lines += ["[define]", "h_0 = 'x'"]
    for n in range(1, depth + 1):
        lines += [f"z_{n} = 'h_{n - 1} W_{n} + b_{n}'", f"h_{n} = '\\sigma(z_{n})'"]
    lines += [f"z_{depth + 1} = 'h_{depth} W_{depth + 1} + b_{depth + 1}'", rf"'\hat{{y}}' = '\operatorname{{softmax}}(z_{depth + 1})'"]
    lines += [r"J = '-\sum_i y_i \log \hat{y}_i'"]
    form = rf"(\hat{{y}} - y) W_{depth + 1}^\top"
    for n in range(depth, 0, -1):
        form = rf"({form} \circ h_{n} \circ (1 - h_{n})) W_{n}^\top"
    wrong = form.replace(r"(1 - h_1)", "(1 + h_1)")
    lines += [
        "[[identity]]",
        'name = "grad_x"',
        rf"claim = '\frac{{\partial J}}{{\partial x}} = {form}'",
        r"assume = ['\sum_i y_i = 1']",
        rf"twins = ['\frac{{\partial J}}{{\partial x}} = {wrong}']",
    ]
    return "\n".join(lines)


def measure(path: Path) -> tuple[float, float]:
    """Seconds for the claim and for its twin, in a sheet that has not been used before."""
    raw, origin = load_raw(path, find)
    sheet = Sheet(path.stem, raw, origin)
    (identity,) = sheet.identities
    court = court_for(identity, sheet)
    gc.collect()
    start = time.perf_counter()
    verdict = answer_claim(court, identity.claims[0]).verdict
    middle = time.perf_counter()
    twin = answer_claim(court, identity.twins[0]).verdict
    end = time.perf_counter()
    assert (verdict, twin) == ("proved", "refuted"), (verdict, twin)
    return middle - start, end - middle


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        paths = {}
        for depth in DEPTHS:
            paths[depth] = Path(folder) / f"depth{depth}.toml"
            paths[depth].write_text(sheet_text(depth), encoding="utf-8")
        measure(paths[1])
        seconds: dict[int, list[tuple[float, float]]] = {d: [] for d in DEPTHS}
        for _ in range(REPEATS):
            for depth in DEPTHS:
                seconds[depth].append(measure(paths[depth]))
    before = None
    for depth in DEPTHS:
        claim, twin = (statistics.median(c) for c in zip(*seconds[depth], strict=True))
        growth = f"{claim / before:.2f} × the layer before" if before else ""
        print(f"{depth} hidden: proved in {claim * 1e3:7.1f} ms, twin refuted in {twin * 1e3:6.1f} ms   {growth}")
        before = claim


if __name__ == "__main__":
    main()
