"""The catalogue: the names that are promised, each proved for all sizes, each twin refuted."""

from __future__ import annotations

import numpy as np
import pytest

import checks
from derive.court.courts import answer_claim, court_for, equations_of
from derive.numbers.evaluate import Evaluator
from derive.proof.prover import Refuted
from derive.report.run import IdentityReport, run
from derive.sheets.catalogue import load_sheet

PROMISED = {
    "activation": """sigmoid_two_forms sigmoid_reflection sigmoid_grad sigmoid_grad_expanded sigmoid_grad_exponential sigmoid_jacobian
        log_sigmoid_grad softplus_grad tanh_grad tanh_from_sigmoid relu_grad leaky_relu_grad""",
    "softmax": """shift sums_to_one jacobian log_sum_exp_grad cross_entropy_is_nll ce_grad_theta ce_grad_theta_cases
        ce_grad_theta_distribution ce_hessian two_class_is_sigmoid""",
    "word2vec": """loss_is_cross_entropy loss_log_sum_exp grad_linear_term grad_log_partition Uy_is_uo Uyhat_is_expectation grad_vc
        grad_vc_sum zero_gradient sgd_step grad_uo grad_uw_other grad_uw grad_U grad_U_columns hessian_vc neg_grad_vc
        neg_grad_vc_sigma neg_grad_uo neg_grad_uk neg_grad_repeated neg_grad_count neg_grad_U neg_reuse skipgram_grad_U
        skipgram_grad_vc skipgram_grad_vw skipgram_grad_U_neg skipgram_grad_vc_neg skipgram_grad_vw_neg""",
    "word2vec-rows": """loss_is_cross_entropy grad_vc grad_uw grad_U neg_grad_vc neg_grad_uo neg_grad_uk neg_grad_repeated
        skipgram_grad_U skipgram_grad_vc skipgram_grad_vw skipgram_grad_U_neg skipgram_grad_vc_neg skipgram_grad_vw_neg""",
    **dict.fromkeys(
        ["network", "network-any", "network-batch", "network-batch-any"],
        "grad_z2 grad_h grad_z1 grad_x grad_W1 grad_b1 grad_W2 grad_b2 param_count forward_shapes",
    ),
    "optimisers": """momentum_unrolled momentum_constant_gradient adam_bias_correction adam_scale_invariance quadratic_grad
        quadratic_descent momentum_characteristic""",
    "dropout": "expectation gamma half variance",
    "normalisation": "unit_length scale_invariance hides_magnitude",
}
PROMISED_NAMES = [(sheet, name) for sheet, names in PROMISED.items() for name in names.split()]


@pytest.fixture(scope="module")
def rows() -> dict[tuple[str, str], IdentityReport]:
    report = run(checks.SHEETS)
    return {(s.name, r.name): r for s in report.sheets for r in s.identities}


def test_every_sheet_is_listed() -> None:
    assert set(PROMISED) == set(checks.SHEETS)


@pytest.mark.parametrize(("sheet", "name"), PROMISED_NAMES, ids=[f"{s}.{n}" for s, n in PROMISED_NAMES])
def test_proved_and_its_twins_refuted(sheet: str, name: str, rows: dict[tuple[str, str], IdentityReport]) -> None:
    row = rows[sheet, name]
    assert row.verdict == "proved", row.worst
    assert all(j.points >= 8 and j.largest_error < 1e-9 for j in row.judgements if j.method != "shapes"), row
    assert len(row.twins) >= 2
    for twin in row.twins:
        assert twin.verdict == "refuted", twin
        assert twin.witness is not None
        assert twin.witness.left != twin.witness.right
        assert not any(twin.claim == claim for claim in row.identity.claims)


NEEDED = [(s, i.name) for s in checks.SHEETS for i in load_sheet(s).identities if i.assume]
ONLY_FOR_DIVISION = {"optimisers", "dropout"}
"""There 0 < β < 1 and 0 < p < 1 are what the words «decay rate» and «probability» mean; the algebra needs only 1 − p ≠ 0."""
WINDOW = "m < t"


@pytest.mark.parametrize(("sheet", "name"), NEEDED, ids=[f"{s}.{n}" for s, n in NEEDED])
def test_without_its_hypothesis_it_is_not_provable(sheet: str, name: str) -> None:
    home = load_sheet(sheet)
    (identity,) = (i for i in home.identities if i.name == name)
    for left_out in identity.assume:
        if sheet in ONLY_FOR_DIVISION or left_out.startswith(WINDOW):
            continue
        kept = tuple(a for a in identity.assume if a != left_out)
        scope = home.with_definitions(identity.define.items())
        from derive.court.court import Court as Claims

        found = answer_claim(Claims(home, scope, home.facts + home.assumed(kept, scope)), identity.claims[0], (), identity.induction)
        assert found.verdict != "proved", (left_out, found)


@pytest.mark.parametrize("sheet", checks.SHEETS)
def test_witnesses_are_small(sheet: str) -> None:
    home = load_sheet(sheet)
    for identity in home.identities:
        claims = court_for(identity, home)
        for twin in identity.twins:
            witness = answer_claim(claims, twin).witness
            assert witness is not None
            assert all(n <= 8 for n in witness.sizes.values()), witness


def test_a_witness_can_be_checked_by_hand() -> None:
    """∂J/∂v_c against U(y − ŷ) at the witness's own values, in plain NumPy."""
    home = load_sheet("word2vec")
    (identity,) = (i for i in home.identities if i.name == "grad_vc")
    witness = answer_claim(court_for(identity, home), identity.twins[0]).witness
    assert witness is not None
    U, v, o = np.array(witness.values["U"], float), np.array(witness.values["v_c"], float), witness.values["o"] - 1
    scores = np.exp(U.T @ v)
    y_hat = scores / scores.sum()
    y = np.eye(U.shape[1])[o]
    np.testing.assert_allclose(witness.left, U @ (y_hat - y), rtol=1e-8)
    np.testing.assert_allclose(witness.right, U @ (y - y_hat), rtol=1e-8)
    assert U.shape == (witness.sizes["d"], witness.sizes["V"])


def test_sizes_of_a_proof_are_never_chosen() -> None:
    """The canonical form is reached without a world: no evaluation stands on the way to zero."""
    for name in ("word2vec", "network"):
        home = load_sheet(name)
        for identity in home.identities[:12]:
            claims = court_for(identity, home)
            for claim in identity.claims:
                if r"\in \mathbb" in claim:
                    continue
                for e in equations_of(claims, claim):
                    assert claims.prover.zero(e.left, e.right), identity.name


def test_the_canonical_form_alone_tells_twins_apart() -> None:
    """Without the numbers' help: no twin's difference is canonically zero."""
    for name in checks.SHEETS:
        home = load_sheet(name)
        for identity in home.identities:
            claims = court_for(identity, home)
            for twin in identity.twins:
                if r"\in \mathbb" in twin or identity.induction or identity.uses:
                    continue
                equations = equations_of(claims, twin)
                assert not all(claims.prover.zero(e.left, e.right) for e in equations), twin


def test_both_arithmetics_agree() -> None:
    home = load_sheet("word2vec")
    (identity,) = (i for i in home.identities if i.name == "neg_grad_vc")
    claims = court_for(identity, home)
    verdict = answer_claim(claims, identity.twins[0]).evidence
    assert isinstance(verdict, Refuted)
    from derive.numbers.arithmetic import balls

    world = claims.prover.numbers.worlds.get(1)
    assert world is not None
    (equation,) = equations_of(claims, identity.claims[0])
    floats = Evaluator(world).array(equation.left, equation.axes)[3]
    exact = Evaluator(world.at_point(3, balls())).array(equation.left, equation.axes)[0]
    np.testing.assert_allclose(floats, exact.astype(float), rtol=1e-12)
