"""The kernels against the forms; and a check that can fail."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from numeric import forms, gradcheck
from numeric.drawing import draw_pairs, seed_of
from numeric.kernels import Kernel, matrix, padded, shape_for
from numeric.scan import LINE_END
from numeric.vocabulary import Vocabulary


@pytest.fixture(scope="module")
def lowered() -> forms.Forms:
    return forms.load()


@pytest.mark.parametrize("seed", (1, 2))
def test_everything_that_trains_computes_what_was_proved(lowered: forms.Forms, seed: int) -> None:
    found = gradcheck.run(lowered, seed=seed)
    assert len(found) >= 26
    assert not [c for c in found if not c.holds]


@pytest.mark.parametrize(
    ("scalar", "wrong"),
    [("coefficient_true", "(sigma(x) + 1.0)"), ("coefficient_negative", "sigma((-x))"), ("loss_negative", "(-log(sigma(x)))")],
)
def test_a_wrong_kernel_is_noticed(lowered: forms.Forms, scalar: str, wrong: str) -> None:
    bad = replace(lowered, scalars={**lowered.scalars, scalar: wrong})
    assert not gradcheck.one_step(bad, (9, 3, 3), 1).holds
    assert not all(c.holds for c in gradcheck.one_batch(bad, 1))


def test_a_wrong_function_is_noticed(lowered: forms.Forms) -> None:
    functions = {**lowered.functions, "softmax_grad_v": lambda v_c, U, o: -lowered.function("softmax_grad_v")(v_c, U, o)}
    found = gradcheck.run(replace(lowered, functions=functions))
    assert {c.against for c in found if not c.holds and c.what == "softmax_grad_v"} == {
        "the evaluator of terms",
        "central differences of its loss",
    }


@given(st.integers(1, 130), st.integers(1, 14), st.integers(1, 9), st.integers(0, 2**31))
@settings(max_examples=8, deadline=None)
def test_one_step_of_any_shape(size: int, negative: int, m: int, seed: int) -> None:
    check = gradcheck.one_step(forms.load(), (size, negative, m), seed)
    assert check.holds, check


def test_rows_are_aligned_and_padding_stays_zero(lowered: forms.Forms) -> None:
    V, U = matrix(50, 10), matrix(50, 10)
    assert V.ctypes.data % 64 == 0 and V.shape[1] == padded(10) and V.strides[0] == 4 * padded(10)
    V[:, :10] = np.random.default_rng(1).normal(size=(50, 10))
    words = Vocabulary([str(n) for n in range(50)], np.arange(50, 0, -1))
    tokens = np.random.default_rng(2).integers(0, 50, 400).astype(np.int32)
    Kernel(10, 5, 3, lowered).worker().advance(
        tokens, 0, 400, words.keep_thresholds(0), words.alias_table(), V, U, 0.05, 0.0, 0.001, seed_of(1)
    )
    assert not V[:, 10:].any() and not U[:, 10:].any() and U[:, :10].any()


@pytest.mark.parametrize(("negative", "tiles"), [(1, 1), (5, 1), (15, 2), (64, 7)])
def test_tiles_fit_the_registers(negative: int, tiles: int) -> None:
    shape = shape_for(100, negative)
    assert shape.tiles >= tiles and shape.tiles * shape.tile_columns >= shape.outside


@pytest.mark.parametrize("lanes", ("4", "8", "16"))
def test_machines_with_other_vectors(lanes: str) -> None:
    code = "from numeric import forms, gradcheck; f = forms.load(); print(all(gradcheck.one_step(f, s, 1).holds for s in gradcheck.SHAPES))"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent), "DERIVE_LANES": lanes}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=300)
    assert done.stdout == "True\n", done.stderr


# ---------------------------------------------------------------------------------------------- what chance decides
def pairs_of(lines: list[list[int]], window: int, start: int = 0, stop: int | None = None) -> list[tuple[int, int]]:
    tokens = np.array([x for line in lines for x in (*line, LINE_END)], np.int32)
    stop = len(tokens) if stop is None else stop
    room = 2 * window * (stop - start)
    centre, outside = np.zeros(room, np.int32), np.zeros(room, np.int32)
    keep = np.full(100, 2**32 - 1, np.uint32)
    n, _ = draw_pairs(tokens, start, stop, window, keep, seed_of(7), centre, outside)
    return list(zip(centre[:n].tolist(), outside[:n].tolist(), strict=True))


def test_windows_do_not_cross_lines() -> None:
    found = pairs_of([[1, 2], [3], [4, 5, 6]], 1)
    assert set(found) == {(1, 2), (2, 1), (4, 5), (5, 4), (5, 6), (6, 5)} and len(found) == 6


def test_windows_look_over_the_edges_of_a_stretch() -> None:
    line = [list(range(20))]
    parts = pairs_of(line, 1, 0, 7) + pairs_of(line, 1, 7, 14) + pairs_of(line, 1, 14, 21)
    assert sorted(parts) == sorted(pairs_of(line, 1)) and len(parts) == 38


def test_the_fast_kernel_passes_every_word_and_as_many_pairs_with_wide_windows(lowered: forms.Forms) -> None:
    """The buffer is refilled many times; no window is cut at a stretch's end."""
    window, n = 300, 30_000
    tokens = np.random.default_rng(3).integers(0, 40, n).astype(np.int32)
    words = Vocabulary([str(w) for w in range(40)], np.bincount(tokens, minlength=40)[::-1].copy())
    worker = Kernel(4, 1, window, lowered).worker()
    V, U = matrix(40, 4), matrix(40, 4)
    for start in range(0, n, 5000):
        worker.advance(tokens, start, start + 5000, words.keep_thresholds(0), words.alias_table(), V, U, 0.0, 0.0, 0.0, seed_of(1, start))
    assert worker.totals[2] == n
    full = (window + 1) * n - 2 * sum(range(1, window)) * 0.5
    assert worker.totals[1] == pytest.approx(full, rel=0.01)


def test_windows_are_as_wide_as_drawn() -> None:
    """Each width from 1 to the window equally often: at distance r stand (window − r + 1)/window of all pairs there could be."""
    line = [[n % 90 for n in range(9000)]]
    found = pairs_of(line, 4)
    share = [sum(1 for a, b in found if (b - a) % 90 == r) / 9000 for r in (1, 2, 3, 4, 5)]
    assert share == pytest.approx([1, 0.75, 0.5, 0.25, 0], abs=0.03)


def test_samples_follow_the_counts_to_three_quarters() -> None:
    counts = np.array([1000, 300, 100, 30, 10])
    table = Vocabulary(list("abcde"), counts).alias_table().astype(float)
    share = np.zeros(5)
    for n in range(5):
        share[n] += table[n, 0] / 2**32 / 5
        share[int(table[n, 1])] += (1 - table[n, 0] / 2**32) / 5
    assert share == pytest.approx(counts**0.75 / (counts**0.75).sum(), abs=1e-6)


def test_frequent_words_are_kept_less_often() -> None:
    counts = np.array([900_000, 90_000, 9_000, 1_000])
    kept = Vocabulary(list("abcd"), counts).keep_thresholds(1e-3) / 2**32
    f = counts / counts.sum() / 1e-3
    assert kept == pytest.approx(np.minimum(1, (np.sqrt(f) + 1) / f), rel=1e-6)
    assert (Vocabulary(list("abcd"), counts).keep_thresholds(0) == 2**32 - 1).all()
