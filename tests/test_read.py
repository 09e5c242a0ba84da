"""The reader: what must be read as what, what must be refused and how it says so."""

from __future__ import annotations

import pytest

from derive.court.courts import answer_claim, court_of
from derive.errors import FormulaError, Malformed
from derive.notation.read import MAX_DEPTH, MAX_LENGTH, read
from derive.notation.write import unicode
from derive.sheets.catalogue import load_sheet

READS = [
    (r"\frac{\partial J}{\partial v_c} = U(\hat{y} - y)", "∂J/∂v_c = U(ŷ − y)"),
    ("∂J/∂v_c = U(ŷ − y)", "∂J/∂v_c = U(ŷ − y)"),
    (r"\dfrac{\partial J}{\partial v_c}", "∂J/∂v_c"),
    (r"\frac 1 2", "1/2"),
    (r"\mathbf{y}", "y"),
    (r"\boldsymbol{\hat{y}}_w", "ŷ_w"),
    (r"\hat{\mathbf{y}}_w", "ŷ_w"),
    (r"\hat{y_w}", "ŷ_w"),
    (r"u_o^\top v_c", "u_oᵀ v_c"),
    (r"u_o^{\top} v_c", "u_oᵀ v_c"),
    (r"u^\top_o v_c", "u_oᵀ v_c"),
    ("u_oᵀ v_c", "u_oᵀ v_c"),
    (r"\left( x + y \right)", "(x + y)"),
    (r"\sum_{w=1}^{V} \hat y_w u_w", "Σ_{w=1}^V ŷ_w u_w"),
    (r"\sum^{V}_{w=1} \hat y_w u_w", "Σ_{w=1}^V ŷ_w u_w"),
    (r"\sum\limits_w u_w", "Σ_w u_w"),
    ("Σ_w u_w", "Σ_w u_w"),
    (r"-\log \sigma(x)", "−log σ(x)"),
    (r"e^{-x}", "e^(−x)"),
    ("x²", "x²"),
    ("x⁻¹", "x⁻¹"),
    ("z₁ = x W₁", "z₁ = x W₁"),
    (r"\operatorname{softmax}(\theta)", "softmax(θ)"),
    (r"\mathrm{softmax}(\theta)", "softmax(θ)"),
    (r"\|x\|^2", "‖x‖²"),
    (r"\lVert x \rVert", "‖x‖"),
    (r"|x|", "|x|"),
    (r"a \cdot b \times c", "a · b · c"),
    (r"a \odot b \circ c ∘ d", "a ∘ b ∘ c ∘ d"),
    (r"\nabla_{v_c} J", "∇_{v_c} J"),
    (r"\frac{\partial^2 J}{\partial v_c \partial v_c^\top}", "∂²J/∂v_c ∂v_cᵀ"),
    (r"\begin{cases} x & x > 0 \\ 0 & \text{otherwise} \end{cases}", "{x if x > 0; 0 otherwise}"),
    (r"[u_o, -u_{w_1}, \ldots, -u_{w_K}]", "[u_o, −u_{w₁}, …, −u_{w_K}]"),
    (r"\sigma'(z_1)", "σ′(z₁)"),
    (r"z_1 \in \mathbb{R}^{1 \times H}", "z₁ ∈ ℝ^(1×H)"),
    (r"\mathbb{E}[d_i]", "𝔼[d_i]"),
    (r"x \cdot -y", "x · (−y)"),
]
REFUSED = [
    ("", "empty"),
    ("   ", "empty"),
    ("x +", "ends too early"),
    ("(x", "never closed"),
    ("x)", "closes nothing"),
    ("x + * y", "cannot stand here"),
    (r"\frac{x}", "ends too early"),
    ("x $ y", "in the middle"),
    ("x ; ? y", "not part of the notation"),
    ("x\0y", "NUL"),
    ("(" * (MAX_DEPTH + 1) + "x" + ")" * (MAX_DEPTH + 1), "nested"),
    ("x" * (MAX_LENGTH + 1), "characters"),
    ("9" * 500, "digits"),
    (r"\begin{cases} x & y \end{aligned}", "ends too early"),
    ("__import__('os').system('true')", "cannot stand here"),
]
ILL_TYPED = [
    (r"\frac{\partial J}{\partial v_c} = (\hat y - y) v_c", "times"),
    (r"\frac{\partial J}{\partial U} = (\hat y - y)^\top v_c", "times"),
    (r"\frac{\partial J}{\partial u_w} = \hat y v_c", "times"),
    (r"J = u_o", "column"),
    (r"J = \hat y_k", "bound by nothing"),
    (r"J = u_o + 1 v_c^\top", "cannot be added"),
    (r"J = \hat y_d", "not that of this axis"),
    (r"J = \hat y_t", "1 to T"),
    (r"J = 1 / U", "division by"),
    (r"\operatorname{onehot}(3) = y", "onehot"),
    (r"\frac{\partial J}{\partial v_d} = U y", "not that of this axis"),
]
UNREADABLE = [
    (r"\frac{\partial J}{\partial v_c} = U(\hat q - y)", "`q̂` is not a name of this sheet"),
    ("J = foo(v_c)", "not a name"),
    (r"J = \log", "needs an argument"),
    ("J < 3", "relation"),
    ("J", "an equation"),
    ("J = 1 = ", "empty"),
    (r"\frac{\partial J}{\partial (v_c + v_c)} = U y", "differentiate by"),
]


@pytest.mark.parametrize(("text", "line"), READS)
def test_reads(text: str, line: str) -> None:
    assert ", ".join(unicode(n) for n in read(text)) == line


@pytest.mark.parametrize(("text", "words"), REFUSED, ids=[w + str(n) for n, (_, w) in enumerate(REFUSED)])
def test_refuses_and_says_why(text: str, words: str) -> None:
    with pytest.raises(FormulaError) as caught:
        read(text)
    assert words in str(caught.value)


@pytest.mark.parametrize(("claim", "words"), ILL_TYPED)
def test_ill_typed(claim: str, words: str) -> None:
    found = answer_claim(court_of(load_sheet("word2vec")), claim)
    assert (found.verdict, words in found.message) == ("ill-typed", True), found


@pytest.mark.parametrize(("claim", "words"), UNREADABLE)
def test_unreadable(claim: str, words: str) -> None:
    found = answer_claim(court_of(load_sheet("word2vec")), claim)
    assert (found.verdict, words in found.message) == ("unreadable", True), found


def test_a_message_has_the_fact_the_place_and_the_fix() -> None:
    found = answer_claim(court_of(load_sheet("word2vec")), r"\frac{\partial J}{\partial v_c} = U(\hat q - y)")
    first, line, caret, known = found.message.splitlines()
    assert first == "cannot read the claim, column 37: `q̂` is not a name of this sheet"
    assert line.index(r"\hat q") == caret.index("^")
    assert known.strip().startswith("known here:")


def test_shapes_that_would_fit_are_named() -> None:
    found = answer_claim(court_of(load_sheet("word2vec")), r"\frac{\partial J}{\partial U} = (\hat y - y)^\top v_c")
    assert "a row (1×V) times a column (d×1)" in found.message
    assert "BA is" in found.message
    assert "matrix" in found.message


def test_nothing_is_evaluated(tmp_path: object) -> None:
    with pytest.raises(Malformed):
        read('open("/etc/passwd")')
