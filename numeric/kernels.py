"""The fast kernel, written out for one number of samples and one dimension, and compiled.

A position of the text has m context words (rows v of the centre matrix) and 1 + K outside words (rows u: the true one, and K
negative samples drawn once for the position).  All m·(1 + K) scores are one small block of dot products, and both updates are sums
of outer products with the block of coefficients: every row that is loaded is used many times.
"""

from __future__ import annotations

import atexit
import functools
import hashlib
import importlib.util
import os
import re
import shutil
import stat
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import numba
import numpy as np

from derive import cache

from .arrays import Array
from .drawing import CACHE_LINE
from .forms import USED, Forms
from .simd import WIDTH

NOTHING = np.zeros(0, np.uint8)


@dataclass(frozen=True, slots=True)
class Shape:
    """What a kernel is written for: outside words a position, numbers a row (padded), rows and columns of a tile in registers."""

    outside: int
    row: int
    tile_rows: int
    tile_columns: int

    @property
    def tiles(self) -> int:
        return -(-self.outside // self.tile_columns)

    @property
    def copied(self) -> int:
        """Outside rows that are copied first: a word may stand in two tiles, and both want it as it was."""
        return self.outside if self.tiles > 1 else 0

    def outside_row(self, j: int) -> str:
        """Code for number k of outside row j, as it is before any update of this position."""
        return f"load(old, {j * self.row} + k)" if self.copied else f"load(U, u{j} + k)"


def scores(shape: Shape, rows: int, first: int, columns: int) -> list[str]:
    """Scores of `rows` context words from `b` on against `columns` outside words from `first` on."""
    cells = [(b, j) for b in range(rows) for j in range(columns)]
    if first == 0:  # the rows as they are before any update of this position
        loop = [line for b in range(rows) for line in (f"x{b} = load(V, v{b} + k)", f"store(old, o{b} + k, x{b})")]
    else:
        loop = [f"x{b} = load(old, o{b} + k)" for b in range(rows)]
    for j in range(columns):
        loop.append(f"y = {shape.outside_row(first + j)}")
        loop += [f"s{b}_{j} = multiply_add(x{b}, y, s{b}_{j})" for b in range(rows)]
    out = [f"v{b} = context[b + {b}] * {shape.row}" for b in range(rows)] if first == 0 else []
    out += [f"o{b} = (b + {b + shape.copied}) * {shape.row}" for b in range(rows)]
    out += [f"s{b}_{j} = zero()" for b, j in cells]
    out += [f"for k in range(0, {shape.row}, {WIDTH}):", *("    " + line for line in loop)]
    for start in range(0, len(cells), WIDTH):
        part = cells[start : start + WIDTH]
        out.append(f"store_sums(score, b * {columns} + {start}, ({', '.join(f's{b}_{j}' for b, j in part)},))")
    return out


def updates(shape: Shape, first: int, columns: int) -> list[str]:
    """v += Σ_j g_j u_j for every context word, u_j += Σ g_j v for every outside word of the tile."""
    inner = [f"x = load(old, (b + {shape.copied}) * {{0}} + k)", "t = load(V, context[b] * {0} + k)"]
    for j in range(columns):
        inner += [f"g = everywhere(score, b * {columns} + {j})", f"t = multiply_add(g, y{j}, t)", f"d{j} = multiply_add(g, x, d{j})"]
    inner.append("store(V, context[b] * {0} + k, t)")
    loop = [f"y{j} = {shape.outside_row(first + j)}" for j in range(columns)]
    loop += [f"d{j} = zero()" for j in range(columns)]
    loop += ["for b in range(m):", *("    " + line.format(shape.row) for line in inner)]
    loop += [f"store(U, u{first + j} + k, load(U, u{first + j} + k) + d{j})" for j in range(columns)]
    return [f"for k in range(0, {shape.row}, {WIDTH}):", *("    " + line for line in loop)]


def tile(shape: Shape, first: int, columns: int) -> list[str]:
    rows = shape.tile_rows
    out = ["b = 0", f"while b + {rows} <= m:", *("    " + line for line in scores(shape, rows, first, columns)), f"    b += {rows}"]
    if rows > 1:
        out += ["while b < m:", *("    " + line for line in scores(shape, 1, first, columns)), "    b += 1"]
    both = "where_positive(load(label, n), {0}_true(x), {0}_negative(x))"
    choose = both if first == 0 else "{0}_negative(x)"
    coefficient = f"""\
for n in range(0, m * {columns}, {WIDTH}):
    x = load(score, n)
    store(score, n, {choose.format("coefficient")} * step)
    t = first_lanes(m * {columns} - n) * ({choose.format("loss")})
    store(loss, n, load(loss, n) + t)"""
    return [*out, *coefficient.splitlines(), *updates(shape, first, columns)]


def position(shape: Shape) -> str:
    body = ["step = np.float32(-rate)"] + [f"u{j} = outside[{j}] * {shape.row}" for j in range(shape.outside)]
    if shape.copied:
        body += [f"for k in range(0, {shape.row}, {WIDTH}):"]
        body += [f"    store(old, {j * shape.row} + k, load(U, u{j} + k))" for j in range(shape.outside)]
    for first in range(0, shape.outside, shape.tile_columns):
        body += tile(shape, first, min(shape.tile_columns, shape.outside - first))
    head = "def position(V, U, context, m, outside, rate, score, old, label, loss):"
    return "\n".join(['@njit(nogil=True, cache=True, error_model="numpy")', head, *("    " + line for line in body)])


TEXT = """\
{identities!r}
import numpy as np
from numba import njit

from numeric.drawing import LINE_END, draw_position, kept
from numeric.elementary import exp, log, sigma, sqrt
from numeric.simd import everywhere, first_lanes, load, multiply_add, store, store_sums, where_positive, zero


{scalars}


{position}


@njit(nogil=True, cache=True, error_model="numpy")
def advance(
    tokens, start, stop, window, keep, alias, V, U, rate, fall, least, state,
    buffer, context, outside, score, old, label, loss, touched_V, touched_U, totals
):
    fill = at = words = pairs = 0
    track = len(touched_V) > 0
    i = max(0, start - 2 * window)
    end_of_text = min(len(tokens), stop + 2 * window)
    final = -1
    room = len(buffer)
    while i < end_of_text:
        while i < end_of_text and fill < room:
            if i == start:
                at = fill
            if i == stop:
                final = fill
            word = tokens[i]
            if word == LINE_END:
                buffer[fill] = word
                fill += 1
            else:
                if start <= i < stop:
                    words += 1
                if kept(state, keep[word]):
                    buffer[fill] = word
                    fill += 1
            i += 1
        end = fill if i >= end_of_text else fill - window  # the last ones may still lack context
        if final >= 0:
            end = min(end, final)
        now = np.float32(max(rate - fall * words, least))
        at, m = draw_position(at, end, fill, buffer, window, state, alias, context[0], outside[0], V, U, {row})
        slot = 0
        while m > 0:
            if track:
                for n in range(m):
                    touched_V[context[slot, n]] = 1
                for n in range({outside}):
                    touched_U[outside[slot, n]] = 1
            at, more = draw_position(at, end, fill, buffer, window, state, alias, context[1 - slot], outside[1 - slot], V, U, {row})
            position(V, U, context[slot], m, outside[slot], now, score, old, label, loss)
            pairs += m
            m = more
            slot = 1 - slot
        if final >= 0 and at >= final:
            break
        before = max(0, min(at, fill) - window)
        for n in range(before, fill):
            buffer[n - before] = buffer[n]
        fill -= before
        at -= before
        final -= before if final >= 0 else 0
    total = 0.0
    for n in range(len(loss)):
        total += loss[n]
        loss[n] = np.float32(0)
    totals[0] += total
    totals[1] += pairs
    totals[2] += words
"""

SCALARS = ("coefficient_true", "coefficient_negative", "loss_true", "loss_negative")


def source(shape: Shape, forms: Forms) -> str:
    """The module of one kernel."""
    scalars = "\n\n\n".join(
        f'@njit(error_model="numpy", inline="always")\ndef {name}(x):\n    return {float32(forms.scalars[name])}' for name in SCALARS
    )
    identities = "Written by numeric.kernels, not to be edited, from " + " and ".join(
        f"{sheet}.{name}" for sheet, name, _ in forms.identities(*USED["negative-sampling"])
    )
    return TEXT.format(identities=identities, scalars=scalars, position=position(shape), outside=shape.outside, row=shape.row)


def float32(expression: str) -> str:
    """A scalar form with its numbers in single precision."""
    return re.sub(r"(?<![\w.])\d+\.\d+", lambda number: f"np.float32({number[0]})", expression)


def shape_for(size: int, negative: int) -> Shape:
    """Tiles that keep all their accumulators in registers: 32 of them with AVX-512, else 16."""
    registers = 32 if WIDTH == 16 else 16
    outside = 1 + negative
    tiles = -(-outside // (10 if registers == 32 else 6))
    columns = -(-outside // tiles)
    return Shape(outside, padded(size), max(1, min(2, (registers - 6) // columns)), columns)


def padded(size: int) -> int:
    """Numbers a row: a whole number of vectors."""
    return -(-size // WIDTH) * WIDTH


def matrix(rows: int, size: int) -> Array:
    """Zeros (rows, padded size), float32, every row on a cache line."""
    row = padded(size)
    raw = np.zeros(rows * row + CACHE_LINE, np.float32)
    shift = (-raw.ctypes.data % (4 * CACHE_LINE)) // 4
    return raw[shift : shift + rows * row].reshape(rows, row)


class Kernel:
    """A compiled kernel; `worker` gives what one thread needs to run it."""

    def __init__(self, size: int, negative: int, window: int, forms: Forms) -> None:
        self.shape, self.window = shape_for(size, negative), window
        self.module = compiled(source(self.shape, forms))

    def worker(self) -> Worker:
        return Worker(self)


class Worker:
    """One thread's scratch memory."""

    def __init__(self, kernel: Kernel) -> None:
        self.kernel = kernel
        shape, window = kernel.shape, kernel.window
        cells = 2 * window * shape.outside + 4 * WIDTH
        self.buffer = np.empty(max(4096, 8 * window), np.int32)
        self.context = np.zeros((2, 2 * window), np.int64)
        self.outside = np.zeros((2, shape.outside), np.int64)
        self.score, self.loss, self.label = (np.zeros(cells, np.float32) for _ in range(3))
        self.label[:: shape.tile_columns] = 1
        self.old = np.zeros((shape.copied + 2 * window) * shape.row, np.float32)
        self.totals = np.zeros(3)
        """Loss in nats, pairs, words."""

    def advance(
        self, tokens: Array, start: int, stop: int, keep: Array, alias: Array, V: Array, U: Array,
        rate: float, fall: float, least: float, state: Array, touched: tuple[Array, Array] = (NOTHING, NOTHING),
    ) -> None:  # fmt: skip
        """Train on the positions in tokens[start:stop]; V and U (words, padded size) change in place; the rate falls by `fall` a word."""
        self.kernel.module.advance(
            tokens, start, stop, self.kernel.window, keep, alias, V.reshape(-1), U.reshape(-1), rate, fall, least, state, self.buffer,
            self.context, self.outside, self.score, self.old, self.label, self.loss, *touched, self.totals,
        )  # fmt: skip

    def step(self, V: Array, U: Array, context: Array, outside: Array, rate: float) -> float:
        """One position: context words (m,) as centre words of the pairs, outside words (1 + K,), the true one first.  Its loss in nats."""
        module = self.kernel.module
        module.position(
            V.reshape(-1), U.reshape(-1), context, len(context), outside, np.float32(rate), self.score, self.old, self.label, self.loss
        )  # fmt: skip
        total = float(self.loss.sum(dtype=np.float64))
        self.loss[:] = 0
        return total


@functools.cache
def kernel_folder() -> Path:
    """Where machine code is put: Numba's folder, which ends with the run unless code is to be kept (`numeric/__init__.py`)."""
    if "NUMBA_CACHE_DIR" in os.environ:
        return Path(os.environ["NUMBA_CACHE_DIR"])
    home = cache.folder()
    if home is not None:
        own = home / "compiled"
        own.mkdir(exist_ok=True, mode=0o700)
        if cache.is_private(own.lstat(), stat.S_IFDIR):
            return own
    made = Path(tempfile.mkdtemp(prefix="derive-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


def compiled(text: str) -> ModuleType:
    """The module with this source, kept where Numba can keep its machine code beside it."""
    own = Path(__file__).parent
    depends = [text, numba.__version__, *((own / f"{m}.py").read_text(encoding="utf-8") for m in ("simd", "elementary", "drawing"))]
    name = f"kernel_{hashlib.sha256(chr(0).join(depends).encode()).hexdigest()[:16]}"
    if name in sys.modules:
        return sys.modules[name]
    path = kernel_folder() / f"{name}.py"
    if cache.read(path) != text.encode("utf-8"):
        cache.keep(path, text.encode("utf-8"))
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
