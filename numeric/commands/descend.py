"""`descend`: gradient descent on the write-ups' quadratic."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from derive.app.output import OK, as_json, can_write, write

HELP = "the quadratic experiment: SGD and momentum"
DESCRIPTION = (
    "f(θ) = ½(1000 θ₁² + θ₂²) from (1, 1), at most 1 000 steps to ‖∇f‖ < 0.001: what the proven factors foretell, and what happens."
)


def options(descend: argparse.ArgumentParser) -> None:
    descend.add_argument("--format", choices=("terminal", "json"), default="terminal")
    descend.add_argument("--plot", type=Path, metavar="FILE.png", help="draw |θ₁| and |θ₂| by step")


def run(arguments: argparse.Namespace) -> int:

    from .. import forms
    from ..descent import EXPERIMENT, Descents

    if arguments.plot is not None:
        from ..pictures import plot_descents, pyplot

        can_write(arguments.plot)
        pyplot()
    lowered = forms.load()
    descents = Descents(lowered)
    outcomes = [descents.run(m) for m in EXPERIMENT]
    kinds = {m.beta: m for m in EXPERIMENT}
    best = {beta: descents.best(m) for beta, m in kinds.items()}
    if arguments.plot is not None:
        shown = [*outcomes, *(o for o, _ in best.values())]
        plot_descents([(f"{title(o)}\n{ending(o)}", o.theta) for o in shown], arguments.plot)
    if arguments.format == "json":
        told = {"f": "(1000 θ_1² + θ_2²)/2", "start": [1.0, 1.0], "tolerance": 1e-3, "max_steps": 1000,
                "proved": [list(p) for p in identities(lowered)]}  # fmt: skip
        rows = [{**o.data(), "converging": None if span is None else list(span)} for o, span in best.values()]
        write(as_json({**told, "runs": [o.data() for o in outcomes], "best": rows}, None), None)
        return OK
    write(table(outcomes, best, lowered), None)
    if arguments.plot is not None:
        write(f"{arguments.plot}: the paths", None)
    return OK


def identities(lowered: Any) -> list[tuple[str, str, str]]:
    from ..forms import USED

    return lowered.identities(*USED["descend"], *USED["sgd"], *USED["momentum"])  # type: ignore[no-any-return]


def title(outcome: Any) -> str:
    m = outcome.method
    return f"{m.name}, α = {m.alpha:.4g}" + ("" if m.beta is None else f", β₁ = {m.beta:g}")


def ending(outcome: Any) -> str:
    match outcome.ending:
        case "converged":
            return f"converges at step {outcome.steps}"
        case "overflow":
            return f"diverges: overflow at step {outcome.steps}"
    return f"‖∇f‖ = {outcome.gradient:.3g} after {outcome.steps} steps"


def root(z: complex) -> str:
    return f"{z.real:.5g}" if z.imag == 0 else f"|{z.real:.4g} ± {abs(z.imag):.4g} i| = {abs(z):.4g}"


def table(outcomes: list[Any], best: dict[Any, Any], lowered: Any) -> str:
    """The runs, what a step multiplies θ₁ and θ₂ with in the long run, the thresholds and the best rates."""
    rows = [(title(o), root(o.roots[0]), root(o.roots[1]), f"{o.threshold:.4g}", ending(o)) for o in outcomes]
    head = ("method", "θ₁ a step", "θ₂ a step", "stable below α", "what happens")
    widths = [max(len(r[k]) for r in (head, *rows)) for k in range(len(head))]
    lines = ["f(θ) = ½(1000 θ₁² + θ₂²), θ⁰ = (1, 1), to ‖∇f‖ < 0.001 in at most 1000 steps", ""]
    lines += [
        "  ".join(f"{c:<{w}}" for c, w in zip(r, widths, strict=True)).rstrip() for r in (head, tuple("─" * w for w in widths), *rows)
    ]
    lines.append("")
    for outcome, span in best.values():
        reach = "no α converges" if span is None else f"converges for α from {span[0]:.4g} to {span[1]:.4g}"
        lines.append(f"best {title(outcome)}: {ending(outcome)}; {reach}")
    lines += ["", "by the forms", *(f"  ✓ {claim}   [{sheet}.{name}]" for sheet, name, claim in identities(lowered))]
    return "\n".join(lines)
