"""`gradcheck`: whether the code that trains computes what was proved."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from derive.app.output import FAILED, OK, as_json, write

HELP = "check the code that trains against what was proved"
DESCRIPTION = (
    "Compare every lowered form with the evaluator of terms and with central differences of its loss, the float32 kernels with "
    "the float64 forms, and a step of the trainer with the forms pair by pair."
)


def options(gradcheck: argparse.ArgumentParser) -> None:
    gradcheck.add_argument("--format", choices=("terminal", "json"), default="terminal")
    gradcheck.add_argument("--sheet", default="word2vec", metavar="SHEET", help="the sheet whose forms are checked (word2vec)")
    gradcheck.add_argument("--seed", type=int, default=1, metavar="N", help="of the values that are tried (1)")


def run(arguments: argparse.Namespace) -> int:
    from .. import forms
    from ..gradcheck import run as checks

    found = checks(forms.load(arguments.sheet), arguments.sheet, seed=abs(arguments.seed))
    good = all(c.holds for c in found)
    if arguments.format == "json":
        write(as_json({"seed": arguments.seed, "checks": [{**asdict(c), "holds": c.holds} for c in found], "all_hold": good}, None), None)
        return OK if good else FAILED
    width = max(len(c.what) for c in found)
    lines = ["largest errors, relative to the largest value (or change):"]
    lines += [f"  {'✓' if c.holds else '✗'} {c.what:<{width}}  {c.error:7.1e} ≤ {c.bound:.0e}   against {c.against}" for c in found]
    lines.append(f"{sum(c.holds for c in found)} of {len(found)} comparisons hold (seed {arguments.seed})")
    write("\n".join(lines), None)
    return OK if good else FAILED
