"""Derivatives: against SymPy's own diff, against central differences, in reverse against forward."""

from __future__ import annotations

import numpy as np
import pytest
from sympy import Integer, S, Symbol, exp, log

from derive.calculus.carry import carry, unfold_all
from derive.calculus.forward import Derivative
from derive.calculus.forward import carry as forward_carry
from derive.calculus.reverse import Backward
from derive.canon.rules import Normalizer
from derive.court.courts import court_of
from derive.meaning.scope import TensorName
from derive.numbers.evaluate import Evaluator, World
from derive.sheets.catalogue import load_sheet
from derive.terms import Axis, Base, Entry, Index, IndexSum, Partial, Size, Tensor, add, exp_, fresh_index, log_, mul
from derive.terms.functions import BY_NODE, Function
from derive.terms.tensors import at_given, sum_over

LOSSES = [
    ("softmax", "CE", ["θ"]),
    ("softmax", "H", ["θ", "q"]),
    ("word2vec", "J", ["U", "v_c"]),
    ("word2vec", "J_neg", ["U", "v_c"]),
    ("word2vec", "J_sg", ["U", "v_c"]),
    ("word2vec-rows", "J", ["U", "v_c"]),
    ("network", "J", ["x", "W_1", "b_1", "W_2", "b_2"]),
    ("network-any", "J", ["x", "W_1"]),
    ("network-batch", "J", ["x", "W_1", "b_1"]),
    ("optimisers", "f", ["θ"]),
]
CASES = [(sheet, loss, name) for sheet, loss, names in LOSSES for name in names]


def bound(sheet: str, name: str) -> tuple[Tensor, Base]:
    binding = load_sheet(sheet).scope.get(name)
    assert isinstance(binding, TensorName)
    assert binding.base is not None
    return binding.tensor, binding.base


@pytest.mark.parametrize(("sheet", "loss", "name"), CASES)
def test_sympys_diff_gives_the_same(sheet: str, loss: str, name: str) -> None:
    term = unfold_all(bound(sheet, loss)[0].scalar)
    base = bound(sheet, name)[1]
    entry = Entry(base, *(fresh_index(a) for a in base.shape))
    assert not Normalizer().difference(term.diff(entry), Derivative(entry)(term))


def contractions(sheet: str, loss: str, name: str, wrong: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """(f(x + εd) − f(x − εd)) / 2ε and ⟨∇f, d⟩ at every point, for a random direction d (seed 5); `wrong` flips a sign in ∇f."""
    home = load_sheet(sheet)
    claims = court_of(home, (r"m < t \le T - m",) if loss == "J_sg" else ())
    world = claims.prover.numbers.worlds.get(1)
    assert world is not None
    term = bound(sheet, loss)[0].scalar
    base = bound(sheet, name)[1]
    places = tuple(fresh_index(a) for a in base.shape)
    gradient = Evaluator(world).array(Derivative(Entry(base, *places))(term), places).copy()
    if wrong:
        gradient.reshape(world.points, -1)[:, 0] *= -1
    direction = np.random.default_rng(5).normal(size=gradient.shape)
    step = 1e-5

    def at(offset: float) -> np.ndarray:
        values = {b: world.values[b] for b in home.bases if b.definition is None and b.recurrence is None}
        values[base] = world.values[base] + offset * direction
        return Evaluator(World(world.sizes, world.points, values, world.indices)).array(term, ())

    return (at(step) - at(-step)) / (2 * step), (gradient * direction).reshape(world.points, -1).sum(axis=1)


@pytest.mark.parametrize(("sheet", "loss", "name"), CASES)
def test_central_differences_by_random_contraction(sheet: str, loss: str, name: str) -> None:
    np.testing.assert_allclose(*contractions(sheet, loss, name), rtol=1e-6, atol=1e-8)


def test_the_measure_itself_can_fail() -> None:
    """A sign flipped in one entry of the gradient is told."""
    measured, claimed = contractions("word2vec", "J", "v_c", wrong=True)
    assert abs(measured - claimed).max() > 1e-2


@pytest.mark.parametrize("name", ["x", "W_1", "b_1", "W_2"])
@pytest.mark.parametrize("sheet", ["network", "network-any", "network-batch"])
def test_reverse_is_forward(sheet: str, name: str) -> None:
    term = bound(sheet, "J")[0].scalar
    base = bound(sheet, name)[1]
    entry = Entry(base, *(fresh_index(a) for a in base.shape))
    backward = Backward(term, base)
    assert backward.depth >= 2
    assert not Normalizer().difference(backward.at(entry), Derivative(entry)(term))


@pytest.mark.parametrize("about", [about for about, _ in load_sheet("word2vec").losses])
@pytest.mark.parametrize(("by", "then"), [("v_c", "v_c"), ("v_c", "U"), ("U", "v_c")])
def test_a_second_derivative_in_reverse_is_forward(about: str, by: str, then: str) -> None:
    """∂²J/∂v_c∂v_c of a loss behind many definitions: what the first derivative leaves to carry out is no name of its own."""
    sheet = dict(load_sheet("word2vec").losses)[about]
    bases = {b.name: b for b in sheet.bases}
    one, other = (Entry(bases[n], *(fresh_index(a, "i") for a in bases[n].shape)) for n in (by, then))
    node = Partial(Partial(Entry(bases["J"]), one), other)
    normalizer = Normalizer(court_of(sheet).facts)
    assert not normalizer.difference(carry(node)[0], forward_carry(node)[0])
    assert normalizer.difference(carry(node)[0], S.Zero)


def test_a_bound_index_is_never_captured() -> None:
    """SymPy's own Sum(exp(th[i]), i).diff(th[i]) comes out wrong, because the names meet; ours cannot meet."""
    n = Axis(Size("n"))
    th = Base("th", (n,))
    i = Index("i", n.size)
    total = IndexSum(exp_(Entry(th, i)), i)
    other = Index("i", n.size)
    for derived in (Derivative(Entry(th, other))(total), total.diff(Entry(th, other))):
        assert not Normalizer().difference(derived, exp_(Entry(th, other)))
        assert Normalizer().difference(derived, total)


@pytest.mark.parametrize("row", list(BY_NODE.values()), ids=lambda row: row.name)
def test_rows_of_the_table_are_sympys(row: Function) -> None:
    x = Symbol("x", positive=True)
    assert row.node is not None
    assert row.derivative is not None
    assert (row.derivative(x) - row.node(x).diff(x)).simplify() == 0


def test_products_powers_and_quotients() -> None:
    n = Axis(Size("n"))
    v = Base("v", (n,))
    i = fresh_index(n)
    whole = sum_over(n, lambda k: mul(Integer(3), Entry(v, k)))
    term = log_(add(S.One, exp_(whole)))
    assert not Normalizer().difference(Derivative(Entry(v, i))(term), mul(Integer(3), exp_(whole), add(S.One, exp_(whole)) ** -1))
    assert at_given(v).at(i, S.One) == Entry(v, i)
    assert isinstance(exp_(whole), exp)
    assert isinstance(log_(whole), log)
