"""Whether the code that trains computes what was proved: four independent looks.

* Every lowered form against the term's own evaluator (`derive.evaluate`), in float64.
* Every gradient against central differences of its loss, by random contraction ⟨∇J, d⟩, in float64.
* The float32 functions and kernels against the float64 forms.
* One step of the fast kernel, and one batch of the batched trainer, against the plain NumPy forms, pair by pair.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit

from derive.numbers.evaluate import Evaluator, World
from derive.sheets.catalogue import load_sheet
from derive.terms import Entry

from . import elementary
from .arrays import Array
from .batched import Batched
from .forms import OPTIMISERS, WORD2VEC, Forms
from .kernels import Kernel
from .model import Model, fresh
from .proofs import AVERAGES, STEPS, Form, Names, forms_of
from .sample import Sample
from .settings import NAIVE_SOFTMAX, NEGATIVE_SAMPLING, Settings
from .vocabulary import Vocabulary

EXACT, DIFFERENCES, SINGLE = 1e-12, 1e-7, 2e-5
"""Largest relative errors: of float64 against float64; of central differences; of float32 against float64."""
SIZES = {"d": 5, "V": 7, "K": 3}
PAIRS = 6
STEP = 1e-5
DIRECTIONS = 5
OPTIMISER_STEPS = 6
SHAPES = ((5, 5, 3), (100, 5, 6), (24, 1, 1), (33, 15, 5), (7, 40, 4))
"""(size, negative, context words) of the kernels that are tried."""


@dataclass(frozen=True, slots=True)
class Check:
    """One comparison; `error` is the largest found, relative to the largest value compared (for float32, of the change)."""

    what: str
    against: str
    error: float
    bound: float

    @property
    def holds(self) -> bool:
        return self.error <= self.bound  # False for NaN


def relative(a: Array, b: Array) -> float:
    """The largest difference, relative to the largest of the second."""
    a, b = np.asarray(a, float), np.asarray(b, float)
    scale = max(float(np.abs(b).max(initial=0)), 1e-30)
    return float(np.abs(a - b).max(initial=0)) / scale if a.shape == b.shape else float("inf")


@dataclass(frozen=True, slots=True)
class Point:
    """Values at which forms are compared: pairs of a batch, every outside word and sample drawn from the whole vocabulary."""

    v_c: Array
    U: Array
    w_s: Array
    o: Array

    def arguments(self, form: Form) -> tuple[Array, ...]:
        if form.probability:
            return self.v_c, self.U
        return (self.v_c, self.U, self.w_s, self.o) if form.samples else (self.v_c, self.U, self.o)


def point(seed: int) -> Point:
    random = np.random.default_rng(seed)
    d, words, samples = (SIZES[name] for name in "dVK")
    return Point(
        random.normal(size=(PAIRS, d)), random.normal(size=(words, d)),
        random.integers(0, words, (PAIRS, samples)), random.integers(0, words, PAIRS),
    )  # fmt: skip


def run(forms: Forms, word2vec: str = WORD2VEC, optimisers: str = OPTIMISERS, seed: int = 1) -> list[Check]:
    """All comparisons; each must hold."""
    names = Names(load_sheet(word2vec))
    stated = forms_of(names)
    return [
        *against_evaluator(forms, names, stated, point(seed)),
        *steps_against_evaluator(forms, optimisers, seed),
        *against_differences(forms, stated, point(seed + 1), seed),
        *elementary_functions(),
        *(one_step(forms, shape, seed) for shape in SHAPES),
        *one_batch(forms, seed),
    ]


# ---------------------------------------------------------------------------------------------- forms
def against_evaluator(forms: Forms, names: Names, stated: list[Form], p: Point) -> Iterator[Check]:
    sizes: dict[Any, int] = {s: SIZES.get(s.name, 1) for s in names.sheet.sizes}
    values = {names.v_c: p.v_c, names.U: np.broadcast_to(p.U.T, (PAIRS, *p.U.T.shape)), names.w_s: p.w_s + 1}
    world = World(sizes, PAIRS, values, {names.o: p.o + 1})
    for form in stated:
        expected = Evaluator(world).array(form.term, form.axes)
        if form.summed:
            expected = expected.sum(axis=0)
        found = forms.function(form.name)(*p.arguments(form))
        yield Check(form.name, "the evaluator of terms", relative(found, expected), EXACT)


def steps_against_evaluator(forms: Forms, optimisers: str, seed: int) -> Iterator[Check]:
    """The optimisers' steps, taken one after the other, against the sheet's recurrences evaluated at t."""
    sheet = load_sheet(optimisers)
    random = np.random.default_rng(seed)
    clock = next(s for s in sheet.sizes if s.name == "t")
    scope: Any = sheet.scope.names
    gradients = random.normal(size=(PAIRS, OPTIMISER_STEPS + 1))
    start = random.normal(size=PAIRS)
    numbers = {"α": 0.05, "β": 0.9, "γ": 0.99, "ε": 1e-8}
    values = {scope[name].base: np.full(PAIRS, value) for name, value in numbers.items()}
    values |= {scope["τ"].base: start, scope["G"].base: gradients}
    world = World({s: OPTIMISER_STEPS if s == clock else 1 for s in sheet.sizes}, PAIRS, values, {})
    variables = ("x", "m", "s", "g", "rate", "beta", "gamma", "epsilon", "t")
    averages = [forms.scalar(f"average_{a}", "m", "s", "g", "beta", "gamma") for a in "ms"]
    for (name, identity), letter in zip(STEPS.items(), ("p", "r", "b"), strict=True):
        step = forms.scalar(f"step_{name}", *variables)
        x, m, s = start, np.zeros(PAIRS), np.zeros(PAIRS)
        for t in range(OPTIMISER_STEPS):
            g = gradients[:, t]
            x = step(x, m, s, g, 0.05, 0.9, 0.99, 1e-8, float(t))
            m, s = (average(m, s, g, 0.9, 0.99) for average in averages)
        expected = Evaluator(world).array(Entry(scope[letter].base, clock), ())
        yield Check(f"{OPTIMISER_STEPS} steps of {name}", f"the recurrence of {sheet.name}.{identity}", relative(x, expected), EXACT)
        for average, (sequence, unrolled) in zip((m, s), AVERAGES.items(), strict=True) if name == "adam" else ():
            expected = Evaluator(world).array(Entry(scope[sequence].base, clock), ())
            yield Check(f"the average {sequence}", f"the recurrence of {sheet.name}.{unrolled}", relative(average, expected), EXACT)


def against_differences(forms: Forms, stated: list[Form], p: Point, seed: int) -> Iterator[Check]:
    """⟨∇J, d⟩ against (J(x + h d) − J(x − h d))/2h for random directions d."""
    random = np.random.default_rng(seed)
    for form in stated:
        kind, _, wrt = form.name.partition("_grad_")
        if not wrt:
            continue
        place = 0 if wrt == "v" else 1
        loss = forms.function(f"{kind}_loss")
        arguments = p.arguments(form)
        gradient = forms.function(form.name)(*arguments)
        found, expected = [], []
        for _ in range(DIRECTIONS):
            d = random.normal(size=arguments[place].shape)
            ends = []
            for sign in (1, -1):
                moved = list(arguments)
                moved[place] = arguments[place] + sign * STEP * d
                ends.append(loss(*moved).sum())
            expected.append((gradient * d).sum())
            found.append((ends[0] - ends[1]) / (2 * STEP))
        yield Check(form.name, "central differences of its loss", relative(np.array(found), np.array(expected)), DIFFERENCES)


# ---------------------------------------------------------------------------------------------- float32
def elementary_functions() -> Iterator[Check]:
    """exp, log and σ of the kernels on a fine grid, against NumPy in float64."""
    x = np.linspace(-elementary.LIMIT, elementary.LIMIT, 200_001).astype(np.float32)
    wide = x.astype(float)
    positive = np.exp(np.linspace(-80, 80, 200_001)).astype(np.float32)
    rows: tuple[tuple[str, Any, Array, Array, Array], ...] = (
        ("exp", elementary.exp, x, np.exp(wide), np.exp(wide)),
        ("sigma", elementary.sigma, x, 1 / (1 + np.exp(-wide)), 1 / (1 + np.exp(-wide))),
        ("log", elementary.log, positive, np.log(positive.astype(float)), np.maximum(1, np.abs(np.log(positive.astype(float))))),
    )
    for name, function, at, expected, scale in rows:
        values = mapped(function)(at).astype(float)
        yield Check(
            f"{name} of the kernels (float32)",
            "NumPy in float64",
            float((np.abs(values - expected) / scale).max()),
            elementary.LARGEST_ERROR[name],
        )


def mapped(function: Any) -> Callable[[Array], Array]:
    @njit
    def every(x: Array) -> Array:
        out = np.empty_like(x)
        for n in range(len(x)):
            out[n] = function(x[n])
        return out

    return every  # type: ignore[no-any-return]


def tiny_model(words: int, size: int, seed: int) -> Model:
    random = np.random.default_rng(seed)
    model = fresh(Vocabulary([f"w{n}" for n in range(words)], np.arange(words, 0, -1)), size, seed)
    model.centre[:] = random.normal(scale=0.3, size=model.centre.shape)
    model.outside[:] = random.normal(scale=0.3, size=model.outside.shape)
    return model


def one_step(forms: Forms, shape: tuple[int, int, int], seed: int) -> Check:
    """A position with repeated context words and repeated samples: the change of both matrices, and the loss."""
    size, negative, m = shape
    random = np.random.default_rng(seed)
    words, rate = 12, 0.5  # large, so that the rounding of V + change is small beside the change
    model = tiny_model(words, size, seed)
    context, outside = random.integers(0, words, m), random.integers(0, words, 1 + negative)
    context[-1] = context[0]
    outside[-1] = outside[1]
    V, U = model.centre.astype(float), model.outside.astype(float)
    pairs = (V[context], U, np.tile(outside[1:], (m, 1)), np.full(m, outside[0]))
    dV = np.zeros_like(V)
    np.add.at(dV, context, forms.function("negative_grad_v")(*pairs))
    dU = forms.function("negative_grad_U")(*pairs)
    expected_loss = forms.function("negative_loss")(*pairs).sum()
    kernel = Kernel(size, negative, max(1, -(-m // 2)), forms)
    loss = kernel.worker().step(model.V, model.U, context, outside, rate)
    found = ((model.centre - V) / -rate, (model.outside - U) / -rate, np.array([loss]))
    error = max(relative(a, b) for a, b in zip(found, (dV, dU, np.array([expected_loss])), strict=True))
    return Check(
        f"one step of the fast kernel (size {size}, {negative} samples, {m} context words)", "the forms, pair by pair", error, SINGLE
    )


def one_batch(forms: Forms, seed: int) -> Iterator[Check]:
    """A batch of either loss with plain SGD: what the batched trainer does to both matrices."""
    random = np.random.default_rng(seed)
    words, rate, n = 20, 0.5, 40
    for loss in (NEGATIVE_SAMPLING, NAIVE_SOFTMAX):
        settings = Settings(loss=loss, size=10, negative=4, optimizer="sgd")
        model = tiny_model(words, settings.size, seed)
        V, U = model.centre.astype(float), model.outside.astype(float)
        batched = Batched(model, settings, forms)
        sample = Sample(random.integers(0, words, n), random.integers(0, words, n), random.integers(0, words, (n, 4)))
        pairs = (V[sample.centre], U, *((sample.negatives,) if loss == NEGATIVE_SAMPLING else ()), sample.outside)
        kind = "negative" if loss == NEGATIVE_SAMPLING else "softmax"
        dV = np.zeros_like(V)
        np.add.at(dV, sample.centre, forms.function(f"{kind}_grad_v")(*pairs))
        dU = forms.function(f"{kind}_grad_U")(*pairs)
        total = forms.function(f"{kind}_loss")(*pairs).sum()
        if loss == NEGATIVE_SAMPLING:
            value = batched.negative_batch(sample.centre, sample.outside, sample.negatives, np.float32(rate))
        else:
            value = batched.softmax(sample.centre, sample.outside, np.zeros(1, np.uint64), np.float32(rate))
        found = ((model.centre - V) / -rate, (model.outside - U) / -rate, np.array([value]))
        error = max(relative(a, b) for a, b in zip(found, (dV, dU, np.array([total])), strict=True))
        yield Check(f"one batch of {n} pairs, {loss}, equal words merged", "the forms, pair by pair", error, SINGLE)
