"""Random rewrites of proven claims stay proved; random mutations are never proved unless they are true."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sympy import Add, Expr, Integer, Mul, Pow, S, exp

from derive.canon.polynomial import OutOfFuel
from derive.canon.rules import Normalizer
from derive.court.court import Court as Claims
from derive.court.courts import answer_claim, court_for, court_of, equations_of
from derive.notation.read import read
from derive.notation.write import unicode
from derive.numbers.evaluate import Evaluator
from derive.proof.prover import Equation, Proved, Refuted
from derive.sheets.catalogue import load_sheet
from derive.terms import Index, IndexSum, add, exp_, mul, neg, power, rebuild, reindex

GENERAL = str(Path(__file__).parent / "sheets" / "general.toml")
COMMON = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
CLAIMS = [
    ("word2vec", "grad_vc"),
    ("word2vec", "grad_U"),
    ("word2vec", "neg_grad_vc"),
    ("word2vec", "neg_grad_U"),
    ("word2vec", "hessian_vc"),
    ("word2vec", "loss_log_sum_exp"),
    ("softmax", "ce_grad_theta"),
    ("softmax", "jacobian"),
    ("network-any", "grad_W1"),
    ("network", "grad_h"),
    ("activation", "sigmoid_grad_exponential"),
    ("dropout", "variance"),
]


# ------------------------------------------------------------------------------------------ rewriting terms
def places(term: Expr) -> list[tuple[int, ...]]:
    """Paths to every node that has a value of its own."""
    out: list[tuple[int, ...]] = [()]
    if isinstance(term, (Add, Mul, Pow, exp, IndexSum)):
        inner = range(1) if isinstance(term, (IndexSum, Pow)) else range(len(term.args))
        for n in inner:
            out += [(n, *rest) for rest in places(term.args[n])]
    return out


def replaced(term: Expr, path: tuple[int, ...], change: Callable[[Expr], Expr]) -> Expr:
    if not path:
        return change(term)
    args = list(term.args)
    args[path[0]] = replaced(args[path[0]], path[1:], change)
    return rebuild(term, tuple(args))


def shuffled(term: Expr, rng: random.Random) -> Expr:
    if not isinstance(term, (Add, Mul)):
        return term
    args = list(term.args)
    rng.shuffle(args)
    return rebuild(term, tuple(args))


def distributed(term: Expr, rng: random.Random) -> Expr:
    if not isinstance(term, Mul):
        return term
    for n, f in enumerate(term.args):
        if isinstance(f, Add):
            return add(*(mul(*term.args[:n], t, *term.args[n + 1 :]) for t in f.args))
    return term


def split_sum(term: Expr, rng: random.Random) -> Expr:
    if isinstance(term, IndexSum) and isinstance(term.args[0], Add):
        return add(*(IndexSum(t, term.args[1]) for t in term.args[0].args))
    return term


def renamed_index(term: Expr, rng: random.Random) -> Expr:
    if not isinstance(term, IndexSum):
        return term
    fresh = Index("r", term.index.upper, term.index.lower)
    return IndexSum(reindex(term.args[0], term.index, fresh), fresh)


REWRITES: tuple[Callable[[Expr, random.Random], Expr], ...] = (
    shuffled,
    distributed,
    split_sum,
    renamed_index,
    lambda t, rng: neg(mul(S.NegativeOne, t)),
    lambda t, rng: add(t, Integer(3), Integer(-3)),
    lambda t, rng: mul(Integer(2), t, power(Integer(2), S.NegativeOne)),
    lambda t, rng: mul(t, exp_(Integer(1)), exp_(Integer(-1))),
    lambda t, rng: power(power(t, S.NegativeOne), S.NegativeOne) if isinstance(t, exp) else t,
)


def flipped(term: Expr, rng: random.Random) -> Expr:
    return neg(term)


def without_a_term(term: Expr, rng: random.Random) -> Expr:
    return rebuild(term, term.args[1:]) if isinstance(term, Add) and len(term.args) > 1 else mul(Integer(3), term)


MUTATIONS: tuple[Callable[[Expr, random.Random], Expr], ...] = (
    flipped,
    without_a_term,
    lambda t, rng: mul(Integer(2), t),
    lambda t, rng: add(t, S.One),
    lambda t, rng: mul(t, t),
    lambda t, rng: exp_(t),
    lambda t, rng: t.args[0] if isinstance(t, (IndexSum, exp)) and not isinstance(t, IndexSum) else mul(S.Half, t),
)


def equation_of(sheet: str, name: str) -> tuple[Claims, Equation]:
    home = load_sheet(sheet)
    identity = home.identity(name).identity
    court = court_for(identity, home)
    (equation,) = equations_of(court, identity.claims[0])
    return court, equation


@COMMON
@given(case=st.sampled_from(CLAIMS), seed=st.integers(0, 10**6), count=st.integers(1, 6))
def test_rewrites_stay_proved(case: tuple[str, str], seed: int, count: int) -> None:
    claims, equation = equation_of(*case)
    rng = random.Random(seed)
    right = equation.right
    for _ in range(count):
        path = rng.choice(places(right))
        rewrite = rng.choice(REWRITES)
        right = replaced(right, path, lambda t: rewrite(t, rng))  # noqa: B023
    verdict = claims.prover.judge([Equation(equation.left, right, equation.axes)])
    assert isinstance(verdict, Proved), (case, seed, count, right)


@COMMON
@given(case=st.sampled_from(CLAIMS), seed=st.integers(0, 10**6))
def test_mutations_are_not_proved(case: tuple[str, str], seed: int) -> None:
    claims, equation = equation_of(*case)
    rng = random.Random(seed)
    path = rng.choice(places(equation.right))
    mutate = rng.choice(MUTATIONS)
    right = replaced(equation.right, path, lambda t: mutate(t, rng))
    verdict = claims.prover.judge([Equation(equation.left, right, equation.axes)])
    if isinstance(verdict, Proved):
        # Some mutations are harmless (a sign inside a square); then the values must be the same, elsewhere too.
        world = claims.prover.numbers.worlds.get(1)
        assert world is not None
        values = [Evaluator(world).array(e, equation.axes) for e in (equation.left, right)]
        np.testing.assert_allclose(*values, rtol=1e-9, atol=1e-12)
    else:
        assert isinstance(verdict, Refuted), (case, seed, right, verdict)


# ------------------------------------------------------------------------------------------ the normal form itself
SCALARS = st.sampled_from(["x", "y", "a", "b", "W", "w", "u_o", "v_o", "2", r"\frac{1}{3}", "A_{ij}"])


def formulas(depth: int = 3) -> st.SearchStrategy[str]:
    """Random scalar formulas over the names of the general sheet."""
    return st.recursive(
        SCALARS,
        lambda inner: st.one_of(
            st.tuples(inner, inner).map(lambda p: f"({p[0]} + {p[1]})"),
            st.tuples(inner, inner).map(lambda p: f"({p[0]} - {p[1]})"),
            st.tuples(inner, inner).map(lambda p: f"({p[0]}) ({p[1]})"),
            inner.map(lambda f: f"e^{{{f}}}"),
            inner.map(lambda f: rf"\sigma({f})"),
            inner.map(lambda f: rf"\sum_i u_i ({f})"),
            inner.map(lambda f: rf"\sum_{{i \ne o}} v_i^2 ({f})"),
            inner.map(lambda f: rf"\frac{{{f}}}{{1 + e^{{y}}}}"),
        ),
        max_leaves=6,
    )


def entry(formula: str) -> tuple[Claims, Expr]:
    claims = court_of(load_sheet(GENERAL), ())
    claim = f"{formula} = 0"
    return claims, equations_of(claims, claim)[0].left


@COMMON
@given(formula=formulas())
def test_the_canonical_form_means_the_same(formula: str) -> None:
    """The normal form, written back as a term, has the values of the term it came from."""
    claims, term = entry(formula)
    normalizer = Normalizer()
    try:
        back = normalizer.expression(normalizer.value(term))
    except OutOfFuel:
        return
    world = claims.prover.numbers.worlds.get(1)
    assert world is not None
    before, after = (Evaluator(world).array(t, ()) for t in (term, back))
    fine = np.isfinite(before) & (abs(before) < 1e100)
    np.testing.assert_allclose(before[fine], after[fine], rtol=1e-6, atol=1e-6)


@COMMON
@given(formula=formulas())
def test_the_canonical_form_is_a_fixed_point(formula: str) -> None:
    _, term = entry(formula)
    normalizer = Normalizer()
    try:
        once = normalizer.value(term)
        assert normalizer.value(normalizer.expression(once)) == once
    except OutOfFuel:
        return


@COMMON
@given(first=formulas(), second=formulas())
def test_verdicts_agree_with_values(first: str, second: str) -> None:
    """Whatever the two formulas: proved only if the values are the same, refuted only if they differ."""
    claims = court_of(load_sheet(GENERAL), ())
    found = answer_claim(claims, f"{first} = {second}")
    world = claims.prover.numbers.worlds.get(1)
    assert world is not None
    left, right = (Evaluator(world).array(entry(f)[1], ()) for f in (first, second))
    fine = np.isfinite(left) & np.isfinite(right) & (abs(left) < 1e100)
    if found.verdict == "proved":
        np.testing.assert_allclose(left[fine], right[fine], rtol=1e-7, atol=1e-9)
    if found.verdict == "refuted":
        assert found.witness is not None
        assert found.witness.left != found.witness.right


@COMMON
@given(formula=formulas())
def test_what_is_written_is_read_back(formula: str) -> None:
    """read ∘ write is the identity on meanings: the Unicode line is the same formula."""
    _claims, term = entry(formula)
    again = entry(unicode(read(formula)[0]))[1]
    assert not Normalizer().difference(term, again)
