"""exp, log and σ in float32, on one number or on all lanes of a vector at once.

`math.exp` is a call for each number.  These are sums of a few powers after the exponent has been split off, written once, as
instructions for either type.  `LARGEST_ERROR` bounds what they differ by from float64 (tests/test_kernels.py measures it).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from .simd import FLOAT, INT32, WIDTH, call, lanes_type

LARGEST_ERROR = {"exp": 1e-6, "sigma": 1e-6, "log": 1e-6}
"""Of exp and sigma relative to the value, of log relative to the larger of the value and 1; for |x| ≤ LIMIT."""
LIMIT = 80.0
"""Arguments of exp are cut off at ± this: e⁸⁰ and e⁻⁸⁰ are still normal float32 numbers."""
OCTAVE = math.log(2)
FLAGS = ("nnan", "ninf", "nsz", "arcp", "contract")


class Writer:
    """Writes arithmetic on values of one type, numbers or vectors of them."""

    def __init__(self, builder: Any, kind: Any) -> None:
        self.builder, self.kind = builder, kind
        self.wide = isinstance(kind, ir.VectorType)
        self.whole = ir.VectorType(INT32, WIDTH) if self.wide else INT32

    def constant(self, value: float) -> Any:
        return ir.Constant(self.kind, [value] * WIDTH if self.wide else value)

    def integer(self, value: int) -> Any:
        return ir.Constant(self.whole, [value] * WIDTH if self.wide else value)

    def add(self, a: Any, b: Any) -> Any:
        return self.builder.fadd(a, b, flags=FLAGS)

    def times(self, a: Any, b: Any) -> Any:
        return self.builder.fmul(a, b, flags=FLAGS)

    def over(self, a: Any, b: Any) -> Any:
        return self.builder.fdiv(a, b, flags=FLAGS)

    def call(self, name: str, *arguments: Any) -> Any:
        return call(self.builder, name, self.kind, *arguments)

    def series(self, x: Any, coefficients: list[float]) -> Any:
        """c₀ + x(c₁ + x(c₂ + …))."""
        total = self.constant(coefficients[-1])
        for c in reversed(coefficients[:-1]):
            total = self.call("fma", total, x, self.constant(c))
        return total

    def exp(self, x: Any) -> Any:
        """eˣ = 2ᵏ·eʳ with |r| ≤ ½ log 2, eʳ by its series to r⁶."""
        b = self.builder
        x = self.call("minnum", self.call("maxnum", x, self.constant(-LIMIT)), self.constant(LIMIT))
        biased = b.fptosi(self.call("fma", x, self.constant(1 / OCTAVE), self.constant(127.5)), self.whole)
        k = b.sitofp(b.sub(biased, self.integer(127)), self.kind)
        r = self.call("fma", k, self.constant(-OCTAVE), x)
        scale = b.bitcast(b.shl(biased, self.integer(23)), self.kind)
        return self.times(scale, self.series(r, [1 / math.factorial(n) for n in range(7)]))

    def log(self, x: Any) -> Any:
        """log x = k log 2 + 2 artanh s, s = (m − 1)/(m + 1), m in [√½, √2), artanh by its series to s⁷; x > 0 and normal."""
        b = self.builder
        bits = b.bitcast(x, self.whole)
        shifted = b.sub(bits, self.integer(0x3F3504F3))  # the bits of √½: what is left of the exponent is k
        k = b.ashr(shifted, self.integer(23))
        m = b.bitcast(b.sub(bits, b.shl(k, self.integer(23))), self.kind)
        one = self.constant(1.0)
        s = self.over(b.fsub(m, one, flags=FLAGS), self.add(m, one))
        artanh = self.times(s, self.series(self.times(s, s), [2.0, 2 / 3, 2 / 5, 2 / 7]))
        return self.call("fma", b.sitofp(k, self.kind), self.constant(OCTAVE), artanh)

    def sqrt(self, x: Any) -> Any:
        return self.call("sqrt", x)

    def sigma(self, x: Any) -> Any:
        """σ(x) = 1/(1 + e⁻ˣ)."""
        one = self.constant(1.0)
        return self.over(one, self.add(one, self.exp(self.builder.fneg(x))))


def function(write: Callable[[Writer, Any], Any]) -> Any:
    """A Numba function of one float32 or of a vector."""

    def typed(typing: Any, x: Any) -> Any:
        kind = lanes_type if x == lanes_type else types.float32

        def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return write(Writer(builder, arguments[0].type), arguments[0])

        return kind(kind), code

    typed.__name__ = write.__name__
    return intrinsic(typed)


exp = function(Writer.exp)
log = function(Writer.log)
sigma = function(Writer.sigma)
sqrt = function(Writer.sqrt)

__all__ = ["FLOAT", "LARGEST_ERROR", "LIMIT", "exp", "log", "sigma", "sqrt"]
