"""Short float32 vectors for Numba kernels: load, store, multiply–add, sums of many at once, prefetch.

Numba has no type for a machine vector, and BLAS is wrong for blocks of 6 × 6; a kernel written with these few
operations says which values stay in registers, and needs no alias checks.  `WIDTH` lanes are what the machine has.
"""

from __future__ import annotations

import operator
import os
from typing import Any

import llvmlite.binding as llvm
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic, models, overload, register_model

FLOAT = ir.FloatType()
INT32 = ir.IntType(32)


def lanes() -> int:
    """float32 lanes of this machine's widest vectors: 16 with AVX-512, 8 with AVX, else 4; $DERIVE_LANES says otherwise (for tests)."""
    if os.environ.get("DERIVE_LANES") in ("4", "8", "16"):
        return int(os.environ["DERIVE_LANES"])
    try:
        features = llvm.get_host_cpu_features()
    except RuntimeError:  # LLVM does not know this processor
        features = {}
    return 16 if features.get("avx512f") else 8 if features.get("avx") else 4


WIDTH = lanes()
VECTOR = ir.VectorType(FLOAT, WIDTH)


class Lanes(types.Type):  # type: ignore[misc]
    """WIDTH float32 numbers in one register."""

    def __init__(self) -> None:
        super().__init__(name=f"float32x{WIDTH}")


lanes_type = Lanes()


@register_model(Lanes)
class LanesModel(models.PrimitiveModel):  # type: ignore[misc]
    def __init__(self, manager: Any, kind: Lanes) -> None:
        super().__init__(manager, kind, VECTOR)


def pointer(context: Any, builder: Any, kind: Any, array: Any, place: Any, to: Any) -> Any:
    """The address of array.flat[place] (contiguous), as a pointer to `to`."""
    data = cgutils.create_struct_proxy(kind)(context, builder, array).data
    return builder.bitcast(builder.gep(data, [place]), to.as_pointer())


def call(builder: Any, name: str, kind: Any, *arguments: Any) -> Any:
    """LLVM's own function of that name, from values of one type to the same type."""
    suffix = f"v{WIDTH}f32" if isinstance(kind, ir.VectorType) else "f32"
    function = cgutils.get_or_insert_function(builder.module, ir.FunctionType(kind, [kind] * len(arguments)), f"llvm.{name}.{suffix}")
    return builder.call(function, arguments)


@intrinsic
def load(typing: Any, array: Any, place: Any) -> Any:
    """The WIDTH numbers from flat place `place` of a contiguous float32 array on."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.load(pointer(context, builder, signature.args[0], arguments[0], arguments[1], VECTOR), align=4)

    return lanes_type(array, types.intp), code


@intrinsic
def store(typing: Any, array: Any, place: Any, value: Any) -> Any:
    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        where, place, value = arguments
        builder.store(value, pointer(context, builder, signature.args[0], where, place, VECTOR), align=4)
        return context.get_dummy_value()

    return types.void(array, types.intp, value), code


@intrinsic
def zero(typing: Any) -> Any:
    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return ir.Constant(VECTOR, [0.0] * WIDTH)

    return lanes_type(), code


@intrinsic
def multiply_add(typing: Any, a: Any, b: Any, c: Any) -> Any:
    """a·b + c, lane by lane."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return call(builder, "fma", VECTOR, *arguments)

    return lanes_type(lanes_type, lanes_type, lanes_type), code


@intrinsic
def everywhere(typing: Any, array: Any, place: Any) -> Any:
    """The number at flat place `place` in every lane."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        one = builder.load(pointer(context, builder, signature.args[0], arguments[0], arguments[1], FLOAT), align=4)
        return splat(builder, one)

    return lanes_type(array, types.intp), code


@intrinsic
def store_sums(typing: Any, array: Any, place: Any, vectors: Any) -> Any:
    """Writes the sums over the lanes of each of up to WIDTH vectors side by side (what follows, up to WIDTH numbers, is spoilt).

    Two vectors are folded into one by adding halves, again and again: about three instructions a vector instead of nine.
    """

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        where, place, packed = arguments
        rows: list[Any] = list(cgutils.unpack_tuple(builder, packed))
        rows += [ir.Constant(VECTOR, [0.0] * WIDTH)] * (WIDTH - len(rows))
        half = WIDTH
        while len(rows) > 1:  # neighbours are folded, so that the sums end in the order of the vectors
            half //= 2
            low = [lane for lane in range(2 * WIDTH) if lane // half % 2 == 0]
            high = [lane for lane in range(2 * WIDTH) if lane // half % 2 == 1]
            rows = [folded(builder, a, b, low, high) for a, b in zip(rows[::2], rows[1::2], strict=True)]
        builder.store(rows[0], pointer(context, builder, signature.args[0], where, place, VECTOR), align=4)
        return context.get_dummy_value()

    return types.void(array, types.intp, vectors), code


def splat(builder: Any, value: Any, kind: Any = VECTOR) -> Any:
    nothing = ir.Constant(kind, ir.Undefined)
    first = builder.insert_element(nothing, value, ir.Constant(INT32, 0))
    return builder.shuffle_vector(first, nothing, ir.Constant(ir.VectorType(INT32, WIDTH), [0] * WIDTH))


def folded(builder: Any, a: Any, b: Any, low: list[int], high: list[int]) -> Any:
    kind = ir.VectorType(INT32, WIDTH)
    return builder.fadd(builder.shuffle_vector(a, b, ir.Constant(kind, low)), builder.shuffle_vector(a, b, ir.Constant(kind, high)))


@intrinsic
def prefetch(typing: Any, array: Any, place: Any) -> Any:
    """Ask for the cache line at flat place `place`, soon to be read and written."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        byte = ir.IntType(8).as_pointer()
        kind = ir.FunctionType(ir.VoidType(), [byte, INT32, INT32, INT32])
        ask = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0i8")
        constants = [ir.Constant(INT32, n) for n in (1, 3, 1)]  # for writing, keep in all caches, data
        builder.call(ask, [pointer(context, builder, signature.args[0], arguments[0], arguments[1], ir.IntType(8)), *constants])
        return context.get_dummy_value()

    return types.void(array, types.intp), code


@intrinsic
def spread(typing: Any, value: Any) -> Any:
    """A number in every lane."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return splat(builder, arguments[0])

    return lanes_type(types.float32), code


@intrinsic
def negative(typing: Any, a: Any) -> Any:
    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.fneg(arguments[0])

    return lanes_type(lanes_type), code


@intrinsic
def where_positive(typing: Any, test: Any, a: Any, b: Any) -> Any:
    """a in the lanes where test > 0, else b."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        test, a, b = arguments
        return builder.select(builder.fcmp_ordered(">", test, ir.Constant(VECTOR, [0.0] * WIDTH)), a, b)

    return lanes_type(lanes_type, lanes_type, lanes_type), code


@intrinsic
def first_lanes(typing: Any, count: Any) -> Any:
    """1 in the first `count` lanes, 0 in the others."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kind = ir.VectorType(INT32, WIDTH)
        limit = splat(builder, builder.trunc(arguments[0], INT32), kind)
        return builder.uitofp(builder.icmp_signed("<", ir.Constant(kind, list(range(WIDTH))), limit), VECTOR)

    return lanes_type(types.intp), code


def arithmetic(word: str) -> Any:
    def typed(typing: Any, a: Any, b: Any) -> Any:
        def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return getattr(builder, word)(*arguments)

        return lanes_type(lanes_type, lanes_type), code

    return intrinsic(typed)


def operate(symbol: Any, word: str) -> None:
    """Let a + b and its kin work on vectors, and on a vector and a number."""
    both = arithmetic(word)

    @overload(symbol, inline="always", strict=False)
    def chosen(a: Any, b: Any) -> Any:
        if a == lanes_type and b == lanes_type:
            return lambda a, b: both(a, b)
        if a == lanes_type and isinstance(b, (types.Number, types.Literal)):
            return lambda a, b: both(a, spread(b))
        if b == lanes_type and isinstance(a, (types.Number, types.Literal)):
            return lambda a, b: both(spread(a), b)
        return None


for symbol, word in ((operator.add, "fadd"), (operator.sub, "fsub"), (operator.mul, "fmul"), (operator.truediv, "fdiv")):
    operate(symbol, word)


@overload(operator.neg, inline="always", strict=False)
def negated(a: Any) -> Any:
    return (lambda a: negative(a)) if a == lanes_type else None
