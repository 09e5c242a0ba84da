"""Lowering: terms as NumPy functions and as scalar expressions; the forms that training runs on, and what refuses to be one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import checks
from derive import load_sheet
from derive.calculus.carry import unfold_all
from derive.errors import InputError
from derive.numbers.evaluate import Evaluator, World
from derive.terms import Index
from numeric import forms
from numeric.arrays import Array
from numeric.lowering import PAIR, Argument, array_function
from numeric.patterns import Unlowered
from numeric.proofs import Names, NotProved, lower
from numeric.scalars import coefficients, scalar_expression

ROOT = Path(__file__).parent.parent
SIZES = {"d": 4, "V": 6, "K": 3}
PAIRS = 5

SCALAR_FORMULAS = (
    "J", "J_{neg}", "Z", r"u_o^\top v_c", r"\log Z", r"-\log \sigma(-u_o^\top v_c)", r"\|v_c\|^2", r"\frac{1}{2} v_c^\top v_c - 3",
    r"\sqrt{v_c^\top v_c}", r"\sum_w \hat{y}_w u_w^\top v_c", r"\sum_{s=1}^{K} \sigma(u_{w_s}^\top v_c)", r"\frac{u_o^\top v_c}{1 + v_c^\top v_c}",
    r"\sum_{s=1}^{K} 1", r"-\sum_w y_w \log \hat{y}_w", r"e^{-u_o^\top v_c}", r"\sum_w \hat{y}_w^2",
)  # fmt: skip
VECTOR_FORMULAS = (
    r"U(\hat{y} - y)", r"U \hat{y}", "u_o", r"2 v_c - u_o", r"\sum_w \hat{y}_w u_w", r"\sum_{s=1}^{K} u_{w_s}", r"v_c \circ u_o", r"U U^\top v_c",
)  # fmt: skip
NOT_LOWERED = (r"\sum_{j=1}^{m} j", r"\begin{cases} 1 & v_c^\top v_c > 1 \\ 0 & \text{otherwise} \end{cases}")


def world(names: Names) -> tuple[World, dict[str, Array]]:
    random = np.random.default_rng(3)
    v_c, U = random.normal(size=(PAIRS, SIZES["d"])), random.normal(size=(SIZES["V"], SIZES["d"]))
    o, w_s = random.integers(0, SIZES["V"], PAIRS), random.integers(0, SIZES["V"], (PAIRS, SIZES["K"]))
    sizes = {s: SIZES.get(s.name, 2) for s in names.sheet.sizes}
    values = {names.v_c: v_c, names.U: np.broadcast_to(U.T, (PAIRS, *U.T.shape)), names.w_s: w_s + 1}
    return World(sizes, PAIRS, values, {names.o: o + 1}), {"v_c": v_c, "U": U, "o": o, "w_s": w_s}


def compiled(source: str, name: str) -> forms.Callable[..., Array]:
    scope = forms.scope_of(source)
    exec(source, scope)
    return scope[name]  # type: ignore[no-any-return]


@pytest.mark.parametrize("formula", (*SCALAR_FORMULAS, *VECTOR_FORMULAS))
@pytest.mark.parametrize("summed", (False, True))
def test_lowered_terms_have_the_evaluators_values(formula: str, summed: bool) -> None:
    names = Names(load_sheet("word2vec"))
    tensor = names.sheet.declared.formula(formula, formula)
    i = Index("i", names.U.shape[0].size)
    axes = () if tensor.is_scalar else (i,)
    term = unfold_all(tensor.at(*(axes or (1,)), 1) if axes else tensor.scalar)
    where, given = world(names)
    if summed and formula in (r"\sum_{s=1}^{K} 1",):
        pytest.skip("the same for all pairs")
    source = array_function("f", term, axes, names.arguments(True), names.indices, formula, summed)
    found = compiled(source, "f")(*(given[a.name] for a in (*names.arguments(True).values(), *names.indices.values())))
    expected = Evaluator(where).array(term, axes)
    np.testing.assert_allclose(
        np.broadcast_to(found, expected.sum(0).shape if summed else expected.shape), expected.sum(0) if summed else expected, rtol=1e-12
    )


@pytest.mark.parametrize("formula", NOT_LOWERED)
def test_what_has_no_form_is_refused(formula: str) -> None:
    names = Names(load_sheet("word2vec"))
    term = unfold_all(names.sheet.declared.formula(formula, formula).scalar)
    with pytest.raises(Unlowered):
        array_function("f", term, (), names.arguments(True), names.indices, formula)


def test_a_sum_over_one_shared_index_is_a_matrix_product() -> None:
    source = forms.load().source
    assert "t1 = v_c @ U.T" in source  # all scores
    assert ".T @ v_c" in source  # ∂J/∂U, summed over the pairs
    assert "einsum(" in source  # the scores of each pair's own samples


def test_large_arguments_do_not_overflow() -> None:
    lowered = forms.load()
    v, U, o, w = np.full((1, 2), 500.0), np.array([[1.0, 1.0], [-1.0, -1.0], [0.5, 0.0]]), np.array([1]), np.array([[0, 2]])
    with np.errstate(over="raise", invalid="raise"):
        assert lowered.function("softmax_loss")(v, U, o)[0] == pytest.approx(2000)
        assert lowered.function("negative_loss")(v, U, w, o)[0] == pytest.approx(1000 + 1000 + 250)
        assert np.isfinite(lowered.function("softmax_grad_v")(v, U, o)).all()


@pytest.mark.parametrize(
    ("name", "variables", "at", "value"),
    [
        ("coefficient_true", "x", (0.0,), -0.5),
        ("coefficient_negative", "x", (0.0,), 0.5),
        ("loss_true", "x", (0.0,), np.log(2)),
        ("loss_negative", "x", (np.log(3),), np.log(4)),
        ("loss_softmax", "p", (0.25,), np.log(4)),
        ("step_sgd", "x g rate", (1.0, 2.0, 0.1), 0.8),
        ("step_momentum", "x m g rate beta", (1.0, 0.5, 2.0, 0.1, 0.9), 1 - 0.1 * 0.65),
        ("average_m", "m g beta", (0.5, 2.0, 0.9), 0.65),
        ("average_s", "s g gamma", (0.5, 2.0, 0.75), 0.375 + 1),
        ("step_adam", "x m s g rate beta gamma epsilon t", (1.0, 0.0, 0.0, -3.0, 0.1, 0.9, 0.99, 0.0, 0.0), 1.1),
        ("contraction", "rate curvature t start", (0.1, 3.0, 2.0, 1.0), 0.49),
        ("gradient", "x curvature", (2.0, 3.0), 6.0),
    ],
)
def test_scalar_forms(name: str, variables: str, at: tuple[float, ...], value: float) -> None:
    """Worked out by hand."""
    assert float(forms.load().scalar(name, *variables.split())(*map(np.float64, at))) == pytest.approx(value)


def test_coefficients_of_marked_factors() -> None:
    names = Names(load_sheet("word2vec"))
    base = names.base("Z")
    term = names.sheet.declared.formula(r"3 \alpha Z - 2 Z \sigma(u_o^\top v_c)", "").scalar
    found = coefficients(term, lambda f: "Z" if getattr(f, "base", None) is base else None)
    text = scalar_expression(
        found["Z"], lambda t: names.score(t) or ("a" if getattr(getattr(t, "base", None), "name", "") == "α" else None)
    )
    assert float(eval(text, {"a": 5.0, "x": 0.0, "sigma": lambda x: 0.5})) == 14.0
    with pytest.raises(Unlowered):
        coefficients(term, lambda f: None)


# ---------------------------------------------------------------------------------------------- sheets that do not hold
def changed(folder: Path, name: str, old: str, new: str) -> str:
    text = checks.path_of(name).read_text(encoding="utf-8")
    assert text.count(old) >= 1, old
    path = folder / f"{name}-changed.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return str(path)


WRONG = (
    (r"claim  = '\frac{\partial J_{neg}}{\partial v_c} = (\sigma(u_o^\top v_c) - 1) u_o + \sum_{s=1}^{K} \sigma(u_{w_s}^\top v_c) u_{w_s}'",
     r"claim  = '\frac{\partial J_{neg}}{\partial v_c} = (\sigma(u_o^\top v_c) - 1) u_o + \sum_{s=1}^{K} \sigma(-u_{w_s}^\top v_c) u_{w_s}'"),
    (r"claim = '\frac{\partial J}{\partial v_c} = U(\hat{y} - y)'", r"claim = '\frac{\partial J}{\partial v_c} = U(y - \hat{y})'"),
    (r"claim = '\frac{\partial J}{\partial U} = v_c (\hat{y} - y)^\top'", r"claim = '\frac{\partial J}{\partial U} = v_c \hat{y}^\top'"),
)  # fmt: skip


@pytest.mark.parametrize(("right", "wrong"), WRONG)
def test_a_wrong_closed_form_stops_training(right: str, wrong: str, tmp_path: Path) -> None:
    sheet = changed(tmp_path, "word2vec", right, wrong)
    output = tmp_path / "v.npz"
    done = subprocess.run(
        [sys.executable, "-m", "numeric", "train", "--sheet", sheet, "--output", str(output)],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 2
    assert "is refuted, so that nothing is trained with it" in done.stderr
    assert "left [" in done.stderr and "Traceback" not in done.stderr
    assert not output.exists()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (r"next  = '\beta m_t + (1 - \beta) G_{t+1}'", r"next  = '\beta m_t + G_{t+1}'"),
        (r"next  = 'p_t - \alpha G_{t+1}'", r"next  = 'p_t + \alpha G_{t+1}'"),
        (r"next  = '\gamma q_t + (1 - \gamma) G_{t+1}^2'", r"next  = '\gamma q_t + (1 - \gamma) G_{t+1}'"),
    ],
)
def test_a_wrong_optimiser_stops_training(old: str, new: str, tmp_path: Path) -> None:
    with pytest.raises(NotProved, match="is refuted"):
        lower("word2vec", changed(tmp_path, "optimisers", old, new))


def test_an_identity_about_something_else_is_refused(tmp_path: Path) -> None:
    old = r"claim = '\frac{\partial J}{\partial v_c} = U(\hat{y} - y)'"
    with pytest.raises(InputError, match="must be about"):
        lower(changed(tmp_path, "word2vec", old, r"claim = 'U y = u_o'"))


def test_another_spelling_that_is_right_is_trained_with(tmp_path: Path) -> None:
    old = r"claim = '\frac{\partial J}{\partial v_c} = U(\hat{y} - y)'"
    found = lower(changed(tmp_path, "word2vec", old, r"claim = '\frac{\partial J}{\partial v_c} = -U(y - \hat{y})'"))
    assert float(eval(found.scalars["residual_expected"])) == 1 and float(eval(found.scalars["residual_observed"])) == -1


def test_another_loss_is_trained_with_its_own_form(tmp_path: Path) -> None:
    """J_neg doubled in its samples: the coefficient doubles with it, everywhere."""
    text = checks.path_of("word2vec").read_text(encoding="utf-8")
    text = text.replace(
        r"'-\log \sigma(u_o^\top v_c) - \sum_{s=1}^{K} \log \sigma(-u_{w_s}^\top v_c)'",
        r"'-\log \sigma(u_o^\top v_c) - \sum_{s=1}^{K} 2 \log \sigma(-u_{w_s}^\top v_c)'",
        1,
    )
    for name, old, new in (
        ("neg_grad_vc_sigma", r"\sum_{s=1}^{K} \sigma(u_{w_s}^\top v_c) u_{w_s}'", r"\sum_{s=1}^{K} 2 \sigma(u_{w_s}^\top v_c) u_{w_s}'"),
        (
            "neg_grad_U",
            r"\sum_{s=1}^{K} \sigma(u_{w_s}^\top v_c) \operatorname{onehot}(w_s))^\top'",
            r"\sum_{s=1}^{K} 2 \sigma(u_{w_s}^\top v_c) \operatorname{onehot}(w_s))^\top'",
        ),
    ):
        head, mark, tail = text.partition(f'name   = "{name}"')
        assert mark and old in tail
        text = head + mark + tail.replace(old, new, 1)
    path = tmp_path / "doubled.toml"
    path.write_text(text, encoding="utf-8")
    found = lower(str(path))
    assert float(eval(found.scalars["coefficient_negative"], {"sigma": lambda x: 1 / (1 + np.exp(-x)), "x": 0.0})) == 1.0
    assert float(eval(found.scalars["loss_negative"], {"sigma": lambda x: 1 / (1 + np.exp(-x)), "log": np.log, "x": 0.0})) == pytest.approx(
        2 * np.log(2)
    )


# ---------------------------------------------------------------------------------------------- the cache
def test_the_cache_is_keyed_by_the_sheet_and_needs_no_sympy(tmp_path: Path) -> None:
    code = (
        "import sys; from numeric import forms; f = forms.load(); print(f.cached, 'sympy' in sys.modules, len(f.proved)); "
        "from numeric import train; train(max_size=50, epochs=1); print('sympy' in sys.modules)"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(tmp_path)}
    runs = [subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=120) for _ in range(2)]
    assert [r.stdout.split() for r in runs] == [["False", "False", "13", "False"], ["True", "False", "13", "False"]], runs[0].stderr
    (kept,) = (tmp_path / "derive").glob("forms-*.json")
    kept.write_text("{", encoding="utf-8")  # damaged: made again
    again = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=120)
    assert again.stdout.split()[0] == "False"


def test_pair_is_an_axis_of_its_own() -> None:
    assert PAIR.name == "pair" and Argument("v").a_pair is False


def test_nothing_that_a_sheet_says_is_executed(tmp_path: Path) -> None:
    """Titles, names and claims end up in the text of modules: as strings."""
    evil = '\\"\\"\\"\\nraise SystemExit(7)\\n\\"\\"\\"'
    text = checks.path_of("word2vec").read_text(encoding="utf-8")
    text = text.replace('name  = "grad_vc"', f'name  = "grad_vc"\nabout = "{evil}"', 1)
    path = tmp_path / 'a"""b.toml'
    path.write_text(text, encoding="utf-8")
    found = lower(str(path))
    scope = forms.scope_of(found.source)
    exec(found.source, scope)
    assert 'a"""b' in scope["softmax_grad_v"].__doc__
