"""Number systems: float64, and balls (python-flint `arb`, an interval that holds the true value).

The evaluator's walk is the same for both; a system says how constants enter, what the functions are, and what their Taylor
coefficients are at a value: derivatives are taken from those, by libraries, and share nothing with `calculus`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Rational

from ..errors import CannotDecide
from ..terms.functions import FUNCTIONS

Array = NDArray[Any]
PRECISION = 128
SAMPLED = 4
"""So many derivatives of an open function have a sample."""


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """The number system.  Functions take and give arrays of any shape; outside its domain a function gives NaN."""

    name: str
    number: Callable[[Any], Any]
    pi: Any
    inverse: Callable[[Array], Array]
    root: Callable[[Array, int, int], Array]
    """(a, p, q): a^{p/q} for a ≥ 0."""
    compare: Mapping[str, Callable[[Array, Array], Array]]
    """1 (or True) where the relation holds, 0 (False) where it fails, NaN (None) where that is not known."""
    function: Callable[[str, Array], Array]
    """The value of a function of `FUNCTIONS` by name."""
    taylor: Callable[[str, Array, int], Sequence[Array]]
    """Its Taylor coefficients f⁽ᵏ⁾(a)/k! for k = 0 … order."""
    unknown: Callable[[Array, int], Array]
    """The k-th derivative of a sample of an open function: sin(x) + x²/3, of which no derivative vanishes identically."""


def check_order(order: int) -> None:
    if order > SAMPLED:
        raise CannotDecide(f"derivatives of an open function beyond the {SAMPLED}th are not sampled")


# ---------------------------------------------------------------------------------------------- floats
def to_float(value: Any) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _float_inverse(a: Array) -> Array:
    return np.where(a == 0, math.nan, 1 / a)


def _float_root(a: Array, p: int, q: int) -> Array:
    value = np.power(a, to_float(p) / q)
    return np.where((a == 0) & (p < 0), math.nan, value)


def _float_log(a: Array) -> Array:
    return np.where(a > 0, np.log(a), math.nan)


@cache
def float_function(name: str) -> Callable[[Array], Array]:
    """A row's float64 function; what NumPy lacks is Python's, number by number."""
    if name == "log":
        return _float_log
    found = getattr(np, FUNCTIONS[name].numpy, None)
    if found is not None:
        return found  # type: ignore[no-any-return]
    one = np.frompyfunc(getattr(math, FUNCTIONS[name].numpy), 1, 1)
    return lambda a: np.asarray(one(a), dtype=float)


def _float_taylor(name: str, a: Array, order: int) -> Sequence[Array]:
    if name == "exp":
        value = np.exp(a)
        return [value / math.factorial(k) for k in range(order + 1)]
    if name == "log":
        return [_float_log(a), *(-((-1.0) ** k) / (k * np.where(a > 0, a, math.nan) ** k) for k in range(1, order + 1))]
    # The rest through the library of balls: rarely needed, and then right to the last digit.
    system = balls()
    exact = np.frompyfunc(system.number, 1, 1)
    finite = np.where(np.isfinite(a), a, 0.0)
    out = system.taylor(name, np.asarray(exact(finite), dtype=object), order)
    back = np.frompyfunc(float, 1, 1)
    return [np.where(np.isfinite(a), np.asarray(back(c), dtype=float), math.nan) for c in out]


def _float_unknown(x: Array, order: int) -> Array:
    check_order(order)
    waves = (np.sin(x), np.cos(x), -np.sin(x), -np.cos(x))[order % 4]
    powers = (x * x / 3, 2 * x / 3, 2.0 / 3)
    return np.asarray(waves + powers[order] if order < 3 else waves)


def _known(test: Callable[[Array, Array], Array]) -> Callable[[Array, Array], Array]:
    """A comparison that is NaN where a side is."""
    return lambda a, b: np.where(np.isnan(a) | np.isnan(b), math.nan, test(a, b).astype(float))


COMPARE = {"==": np.equal, "!=": np.not_equal, "<": np.less, ">": np.greater, "<=": np.less_equal, ">=": np.greater_equal}
FLOAT = Arithmetic(
    name="float",
    number=to_float,
    pi=math.pi,
    inverse=_float_inverse,
    root=_float_root,
    compare={name: _known(test) for name, test in COMPARE.items()},
    function=lambda name, a: float_function(name)(a),
    taylor=_float_taylor,
    unknown=_float_unknown,
)


# ---------------------------------------------------------------------------------------------- balls
CERTAIN: dict[str, tuple[Callable[[Any, Any], Any], Callable[[Any, Any], Any]]] = {
    "==": (lambda x, y: x == y, lambda x, y: not x.overlaps(y)),
    "!=": (lambda x, y: not x.overlaps(y), lambda x, y: x == y),
    "<": (lambda x, y: x < y, lambda x, y: x >= y),
    ">": (lambda x, y: x > y, lambda x, y: x <= y),
    "<=": (lambda x, y: x <= y, lambda x, y: x > y),
    ">=": (lambda x, y: x >= y, lambda x, y: x < y),
}
"""For each relation when it certainly holds of two balls, and when it certainly fails."""


@cache
def balls() -> Arithmetic:
    """Ball arithmetic, in object arrays."""
    import flint

    flint.ctx.prec = PRECISION
    return Arithmetic(
        name="balls",
        number=_to_ball(flint),
        pi=flint.arb.pi(),
        inverse=_each(lambda x: 1 / x),
        root=_ball_root,
        compare={name: _certain(name) for name in COMPARE},
        function=_ball_function,
        taylor=_ball_taylor(flint),
        unknown=_ball_unknown(flint),
    )


def _each(function: Callable[..., Any], inputs: int = 1) -> Callable[..., Array]:
    """A function of balls for arrays of them."""
    wrapped = np.frompyfunc(function, inputs, 1)
    return lambda *arrays: np.asarray(wrapped(*arrays), dtype=object)


def _to_ball(flint: Any) -> Callable[[Any], Any]:
    """What makes a ball of a number, one that holds it."""

    def arb(value: Any) -> Any:
        if isinstance(value, (int, np.integer)):
            return flint.arb(int(value))
        if isinstance(value, Rational):
            return flint.arb(flint.fmpq(int(value.p), int(value.q)))
        numerator, denominator = float(value).as_integer_ratio()
        return flint.arb(flint.fmpq(numerator, denominator))

    return arb


def _ball_root(a: Array, p: int, q: int) -> Array:
    return _each(lambda x: (x.sqrt() if q == 2 else x.root(q)) ** p)(a)


def _ball_function(name: str, a: Array) -> Array:
    return _each(lambda x: getattr(x, FUNCTIONS[name].ball)())(a)


def _ball_taylor(flint: Any) -> Callable[[str, Array, int], Sequence[Array]]:
    def taylor(name: str, a: Array, order: int) -> Sequence[Array]:
        def coefficients(x: Any) -> list[Any]:
            series = flint.arb_series([x, 1], prec=order + 1)
            found = list(getattr(series, FUNCTIONS[name].ball)())
            return [*found, *([flint.arb(0)] * (order + 1 - len(found)))]

        rows = np.frompyfunc(coefficients, 1, 1)(a)
        return [_each(lambda r, k=k: r[k])(rows) for k in range(order + 1)]

    return taylor


def _ball_unknown(flint: Any) -> Callable[[Array, int], Array]:
    def unknown(a: Array, order: int) -> Array:
        check_order(order)

        def one(x: Any) -> Any:
            wave = (x.sin(), x.cos(), -x.sin(), -x.cos())[order % 4]
            return wave + (x * x / 3, 2 * x / 3, flint.arb(2) / 3)[order] if order < 3 else wave

        return _each(one)(a)

    return unknown


def _certain(name: str) -> Callable[[Array, Array], Array]:
    """A comparison of balls: True or False where that is certain, None where it is not."""
    holds, fails = CERTAIN[name]

    def decide(x: Any, y: Any) -> bool | None:
        if not (x.is_finite() and y.is_finite()):
            return None
        return True if holds(x, y) else False if fails(x, y) else None

    return _each(decide, 2)
