"""Gradient descent on f(θ) = ½ Σ λ_i θ_i², the write-ups' experiment: what the proven factors foretell, and what happens.

With SGD each coordinate is multiplied by 1 − αλ a step (optimisers.quadratic_descent).  With momentum, the moving average, its largest root
of z² − (1 + β − (1 − β)αλ) z + β (optimisers.momentum_characteristic) says how it grows; z = −1 is a root at
α = 2(1 + β)/((1 − β)λ) (optimisers.momentum_threshold).  The steps are the lowered forms of the sheet.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from .arrays import Array
from .forms import Forms

CURVATURE = (1000.0, 1.0)
START = (1.0, 1.0)
TOLERANCE = 1e-3
MAX_STEPS = 1000
GRID = 4000
"""Values of α between 0 and the threshold that are tried."""


@dataclass(frozen=True, slots=True)
class Method:
    """An optimiser with its rate; beta is None for SGD."""

    name: str
    alpha: float
    beta: float | None = None

    def with_alpha(self, alpha: float) -> Method:
        return Method(self.name, alpha, self.beta)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a descent did: `steps` to ‖∇f‖ < ε, or to the overflow of float64, or all that were allowed."""

    method: Method
    roots: tuple[complex, ...]
    """For each curvature the number of largest modulus that a step multiplies with: 1 − αλ, or a root of the quadratic."""
    ending: str
    """converged, overflow or out of steps."""
    steps: int
    gradient: float
    """‖∇f‖ at the end; ∞ after an overflow."""
    threshold: float
    """α from which on the descent cannot converge."""
    theta: Array
    """(steps + 1, 2), the path."""

    def data(self) -> dict[str, Any]:
        told = {k: v for k, v in asdict(self).items() if k not in ("theta", "roots")}
        told["roots"] = [{"re": z.real, "im": z.imag, "modulus": abs(z)} for z in self.roots]
        return {**told, "gradient": self.gradient if math.isfinite(self.gradient) else None}


EXPERIMENT = (Method("SGD", 0.1), Method("SGD", 0.005), Method("momentum", 0.1, 0.9))


class Descents:
    """Runs descents with the lowered forms of the optimisers' sheet."""

    def __init__(self, forms: Forms) -> None:
        variables = ("x", "m", "g", "rate", "beta")
        self.steps: dict[bool, Callable[..., Array]] = {
            False: forms.scalar("step_sgd", *variables),
            True: forms.scalar("step_momentum", *variables),
        }
        self.average = forms.scalar("average_m", "m", "g", "beta")
        self.gradient = forms.scalar("gradient", "x", "curvature")
        self.contraction = forms.scalar("contraction", "t", "rate", "curvature", "start")
        self.polynomial = forms.scalar("characteristic", "z", "rate", "curvature", "beta")
        self.at_minus_one = forms.scalar("threshold", "rate", "curvature", "beta")
        self.curvature = np.array(CURVATURE)

    def root(self, method: Method, curvature: float) -> complex:
        """What a step multiplies with in the long run: 1 − αλ of SGD, of momentum the root of largest modulus."""
        if method.beta is None:
            return complex(self.contraction(1.0, method.alpha, curvature, 1.0))
        at = {z: float(self.polynomial(z, method.alpha, curvature, method.beta)) for z in (-1.0, 0.0, 1.0)}
        square, linear = (at[1.0] + at[-1.0]) / 2 - at[0.0], (at[1.0] - at[-1.0]) / 2
        return complex(max(np.roots([square, linear, at[0.0]]), key=abs))

    def threshold(self, method: Method) -> float:
        """The α at which a root passes −1, of the steepest coordinate: 2/λ, or 2(1 + β)/((1 − β)λ).  What is asked is linear in α."""

        def value(alpha: float, curvature: float) -> float:
            if method.beta is None:
                return 1 + float(self.contraction(1.0, alpha, curvature, 1.0))
            return float(self.at_minus_one(alpha, curvature, method.beta))

        return min(value(0.0, c) / (value(0.0, c) - value(1.0, c)) for c in CURVATURE)

    def run(self, method: Method, max_steps: int = MAX_STEPS) -> Outcome:
        theta, m = np.array(START), np.zeros(2)
        path = [theta]
        ending, n = "out of steps", 0
        step = self.steps[method.beta is not None]
        beta = 0.0 if method.beta is None else method.beta
        with np.errstate(over="ignore", invalid="ignore"):
            gradient = self.gradient(theta, self.curvature)
            size = math.hypot(*gradient)
            while size >= TOLERANCE and n < max_steps:
                theta, m = step(theta, m, gradient, method.alpha, beta), self.average(m, gradient, beta)
                gradient = self.gradient(theta, self.curvature)
                size = math.hypot(*gradient)
                n += 1
                path.append(theta)
                if not math.isfinite(size):
                    ending = "overflow"
                    break
        if size < TOLERANCE:
            ending = "converged"
        roots = tuple(self.root(method, c) for c in CURVATURE)
        last = size if math.isfinite(size) else math.inf
        return Outcome(method, roots, ending, n, last, self.threshold(method), np.array(path))

    def many(self, method: Method, alphas: Array) -> tuple[Array, Array]:
        """Steps to ‖∇f‖ < ε for each α (n,), 0 where it is not reached within the steps; and the last ‖∇f‖ (n,)."""
        rate = alphas[:, None]
        theta, m = np.tile(START, (len(alphas), 1)), np.zeros((len(alphas), 2))
        step, beta = self.steps[method.beta is not None], method.beta or 0.0
        steps, last = np.zeros(len(alphas), np.int64), np.full(len(alphas), np.inf)
        with np.errstate(over="ignore", invalid="ignore"):
            for n in range(1, MAX_STEPS + 1):
                gradient = self.gradient(theta, self.curvature)
                theta, m = step(theta, m, gradient, rate, beta), self.average(m, gradient, beta)
                going = steps == 0
                size = np.hypot(*self.gradient(theta, self.curvature).T)
                last[going] = size[going]
                steps[going & (size < TOLERANCE)] = n
        return steps, np.nan_to_num(last, nan=np.inf)

    def best(self, method: Method) -> tuple[Outcome, tuple[float, float] | None]:
        """The α below the threshold with the fewest steps (else the smallest ‖∇f‖), and the range of α that converges."""
        limit = self.threshold(method)
        alphas = np.linspace(0, limit, GRID + 1)[1:-1]
        steps, size = self.many(method, alphas)
        good = alphas[steps > 0]
        best = quickest(alphas, steps, size)
        finer = np.linspace(max(best - limit / GRID, 0), min(best + limit / GRID, limit), 201)[1:-1]
        best = quickest(finer, *self.many(method, finer))
        return self.run(method.with_alpha(best)), (float(good[0]), float(good[-1])) if good.size else None


def quickest(alphas: Array, steps: Array, size: Array) -> float:
    """The α with the fewest steps; where none converges, of the smallest ‖∇f‖."""
    return float(alphas[np.lexsort((size, np.where(steps > 0, steps, MAX_STEPS + 1)))[0]])
