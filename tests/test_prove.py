"""Claims that tools in use today accept though false, and claims that they fail to prove."""

from __future__ import annotations

from pathlib import Path

import pytest

from derive import load_sheet, prove
from derive.court.question import Answer as Judgement

GENERAL = str(Path(__file__).parent / "sheets" / "general.toml")

FALSE = [
    r"A C = C A",
    r"A^\top C = A C",
    r"(A C)^\top = A^\top C^\top",
    r"\sqrt{x^2} = x",
    r"|x| = x",
    r"\max(x, 0) = x",
    r"x = x + 10^{-7}",
    r"2^{-99} = 2^{-98}",
    r"A = A^\top",
    r"u v^\top = v u^\top",
    r"\sum_{i,j} A_{ij} A_{ij} = \sum_{i,j} A_{ij} A_{ji}",
    r"\frac{\partial \sigma(x)}{\partial x} = \sigma(x)",
    r"W = w",
    r"\sum_{r=1}^{K} s_r = \sum_{r=1}^{k} s_r",
    # and some more of the same kinds
    r"A A^\top = A^\top A",
    r"u^\top A v = v^\top A u",
    r"\log(x^2) = 2 \log x + 1",
    r"e^{x y} = e^x e^y",
    r"\sigma(x + y) = \sigma(x) + \sigma(y)",
    r"f(x + y) = f(x) + f(y)",
    r"f'(x) = f(x)",
    r"\frac{1}{x + y} = \frac{1}{x} + \frac{1}{y}",
    r"\sum_i u_i v_i = (\sum_i u_i)(\sum_i v_i)",
    r"\|u + v\| = \|u\| + \|v\|",
    r"\sum_{i \ne o} u_i = \sum_i u_i",
    r"\operatorname{diag}(u) A = A \operatorname{diag}(u)",
    r"\operatorname{softmax}(2 u) = \operatorname{softmax}(u)",
    r"u \circ u = u",
    r"\operatorname{relu}(x) + \operatorname{relu}(-x) = x",
    r"(x + y)^2 = x^2 + y^2",
    r"1 = 1.0000000001",
    r"x^3 = |x|^3",
    r"A_{ij} = A_{ji}",
    r"n = p",
    r"\delta_{ij} = 1",
]

TRUE = [
    r"e^{x + y} = e^x e^y",
    r"\log(a b) = \log a + \log b",
    r"\frac{1}{1 + e^x} + \frac{e^x}{1 + e^x} = 1",
    r"\sum_i \operatorname{onehot}(o)_i = 1",
    r"\operatorname{onehot}(o) \circ \operatorname{onehot}(o) = \operatorname{onehot}(o)",
    r"\operatorname{relu}(x) - \operatorname{relu}(-x) = x",
    r"\sum_{b=1}^{B} \frac{e^{g_b} + e^{h_b}}{1 + e^{g_b} + e^{h_b}} = B - \sum_{b=1}^{B} \frac{1}{1 + e^{g_b} + e^{h_b}}",
    r"\sum_{b=1}^{B} \frac{g_b^2 + h_b^2}{1 + g_b^2 + h_b^2} = B - \sum_{b=1}^{B} \frac{1}{1 + g_b^2 + h_b^2}",
    r"\|u\|^2 = u^\top u",
    r"\sum_{i,j} A_{ij} u_i v_j = \sum_{j,i} A_{ji} u_j v_i",
    r"\sum_i \sum_j A_{ij} = \sum_j \sum_i A_{ij}",
    r"(\sum_i u_i)^2 = \sum_i \sum_j u_i u_j",
    r"\sum_{i,j} A_{ij} A_{ji} = \sum_{j,i} A_{ji} A_{ij}",
    # and some more
    r"(A C)^\top = C^\top A^\top",
    r"u^\top A v = v^\top A^\top u",
    r"\operatorname{diag}(u) v = u \circ v",
    r"\sqrt{x^2} = |x|",
    r"|x|^2 = x^2",
    r"\max(x, y) = \max(y, x)",
    r"\max(x, 0) = \frac{x + |x|}{2}",
    r"\sum_{i \ne o} u_i + u_o = \sum_i u_i",
    r"A (u + v) = A u + A v",
    r"x^3 x^{-2} = x",
    r"\frac{x^2 - y^2}{x - y} = x + y",
    r"\frac{\partial u^\top A u}{\partial u} = A u + A^\top u",
    r"\frac{\partial u^\top A v}{\partial A} = u v^\top",
    r"\frac{\partial^2 (u^\top A u)}{\partial u \partial u^\top} = A + A^\top",
    r"\frac{\partial \|u\|^2}{\partial u} = 2 u",
    r"\frac{\partial \|u\|}{\partial u} = \frac{u}{\|u\|}",
    r"\frac{\partial f(x)^2}{\partial x} = 2 f(x) f'(x)",
    r"\frac{\partial f(f(x))}{\partial x} = f'(f(x)) f'(x)",
    r"\frac{\partial}{\partial x} \sum_i \log(1 + e^{x u_i}) = \sum_i \sigma(x u_i) u_i",
    r"\sum_{b=1}^{B} 1 = B",
    r"\sigma'(x) = \sigma(x)(1 - \sigma(x))",
    r"\nabla_u (u^\top v) = v",
    r"\tanh(x) = \frac{e^x - e^{-x}}{e^x + e^{-x}}",
    r"\log \sigma(x) = -\log(1 + e^{-x})",
    r"\log(1 + e^x) - \log(1 + e^{-x}) = x",
]

ILL_TYPED = [r"u^\top v = u v^\top", r"u v = 1", r"M M = M", r"u + x A = u", r"\sigma(M) = u", r"u_k = 1", r"M_{ij} = 1", r"A / u = A"]


def judge(claim: str, *assume: str) -> Judgement:
    return prove(claim, sheet=load_sheet(GENERAL), assume=assume)


@pytest.mark.parametrize("claim", FALSE)
def test_false_claims_are_refuted_with_a_witness(claim: str) -> None:
    found = judge(claim)
    assert found.verdict == "refuted", found
    assert found.witness is not None and found.witness.left != found.witness.right
    assert found.witness.sizes or found.witness.values or "2^" in claim or "1.0" in claim


@pytest.mark.parametrize("claim", TRUE)
def test_true_claims_are_proved(claim: str) -> None:
    assert judge(claim).verdict == "proved", judge(claim)


@pytest.mark.parametrize("claim", ILL_TYPED)
def test_shapes_that_do_not_fit_are_ill_typed(claim: str) -> None:
    found = judge(claim)
    assert found.verdict == "ill-typed", found
    assert "column" in found.message or "index" in found.message or "the right side a" in found.message


def test_layout_is_told_from_equality() -> None:
    assert judge(r"\frac{\partial u^\top v}{\partial u} = v^\top").verdict == "proved up to layout"
    assert judge(r"\frac{\partial u^\top v}{\partial u} = -v^\top").verdict == "refuted"


# ------------------------------------------------------------------------------------------ hypotheses are needed
@pytest.mark.parametrize(
    ("claim", "assume"),
    [
        (r"\frac{x u}{\|x u\|} = \frac{u}{\|u\|}", ["x > 0"]),
        (r"\sqrt{x^2} = x", ["x > 0"]),
        (r"\sum_i u_i x = x", [r"\sum_i u_i = 1"]),
        (r"\delta_{ij} = 0", [r"i \ne j"]),
        (r"u_i = u_j", ["i = j"]),
    ],
)
def test_a_hypothesis_is_used_and_needed(claim: str, assume: list[str]) -> None:
    with_it = judge(claim, *assume)
    assert with_it.verdict == "proved"
    assert set(assume) <= set(with_it.assumptions)
    assert judge(claim).verdict != "proved"


def test_what_must_not_vanish_is_said() -> None:
    assert judge(r"\frac{x}{x} = 1").conditions == ("x ≠ 0",)
    assert judge(r"\frac{u}{\|u\|} = \frac{2 u}{\|2 u\|}").conditions == ("Σ_i u[i]² ≠ 0",)
    assert judge(r"\frac{1}{1 + e^x} = \sigma(-x)").conditions == ()


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"m_{t+1} = \beta m_t + (1 - \beta) G_{t+1}", "proved"),
        (r"q_{t+1} - \gamma q_t = (1 - \gamma) G_{t+1}^2", "proved"),
        (r"p_{t+1} = p_t - \alpha G_{t+1}", "proved"),
        (r"m_{t+1} = \beta m_t + (1 - \beta) G_t", "refuted"),
        (r"m_{t+1} = \beta m_{t+1} + (1 - \beta) G_{t+1}", "refuted"),
        (r"p_{t+1} = p_t - \alpha m_{t+1}", "refuted"),
        (r"p_t = p_{t-1} - \alpha G_t", "proved"),  # where t ≥ 1, and says so
    ],
)
def test_a_sequence_is_unfolded_by_its_recurrence_one_step_on(claim: str, verdict: str) -> None:
    assert prove(claim, sheet="optimisers").verdict == verdict
