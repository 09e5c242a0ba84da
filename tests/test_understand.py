"""How typed text is read in a sheet's terms: rows that must be read so, and rows that must not be touched."""

from __future__ import annotations

import pytest

from derive import load_sheet
from derive.errors import FormulaError
from derive.habits.readings import readings
from derive.meaning.elaborate import Elaborator
from derive.notation.latex import latex
from derive.notation.read import read

SHEET = load_sheet("word2vec")


def plainly(text: str) -> tuple[str, tuple[str, ...]]:
    reading = next(readings(read(text)[0], SHEET.scope, SHEET.spellings))
    return latex(reading.tree), reading.notes


READ_AS = [
    (r"\mathbf{U}(\hat{\mathbf{y}} - \mathbf y)", r"U(\hat{y} - y)"),
    (r"\bm{\hat y}_w", r"\hat{y}_w"),
    (r"\hat{y_w}", r"\hat{y}_w"),
    ("yhat_w uw", r"\hat{y}_w u_w"),
    ("y_hat", r"\hat{y}"),
    (r"P(O = w \mid C = c)", r"\hat{y}_w"),
    ("p(o|c)", r"\hat{y}_o"),
    (r"J_{\text{naive - softmax}}(v_c, o, U)", r"\Lambda_o"),
    (r"J(v_c, w_{t+j}, U)", r"\Lambda_{w_{t + j}}"),
    (r"J_{naive-softmax}(\ldots)", "J"),
    (r"u^T_o v_c", r"u_o^T v_c"),
    (r"\sum^K_{k=1} k", r"\sum_{k = 1}^{K} k"),
    (r"\left( U \hat y )", r"(U \hat{y})"),
    (r"J_{\text {neg-sample }}", r"J_{\text{neg}}"),
    (r"\boldsymbol{J}_{\text {skip-gram }}(v_c, w_{t-m}, \ldots, w_{t+m}, U)", "J_{sg}"),
    (r"\sum \exp(u_w^\top v_c)", r"\sum_{w} \exp(u_w^\top v_c)"),
    (r"\Sigma_w \hat y_w", r"\sum_{w} \hat{y}_w"),
    (r"\sum_{w \in Vocab} \hat y_w", r"\sum_{w \in V} \hat{y}_w"),
    (r"\sum_{w' \ne w} \hat y_{w'}", r"\sum_{w' \ne w} \hat{y}_{w'}"),
    (r"\sum_{|j| \le m} j", r"\sum_{-m \le j \le m} j"),
    (r"\sum_{k=1}^K \sigma(u_k^\top v_c)", r"\sum_{k = 1}^{K} \sigma \left(u_{w_k}^\top v_c\right)"),
    ("u_0", "u_o"),
    ("1\\{w = o\\}", r"\mathbf{1}_{w = o}"),
    (r"\mathbb{1}[w = o]", r"\mathbf{1}_{w = o}"),
    (r"\delta_{w o}", r"\delta_{w o}"),
    (r"\mathbf e_o", r"\operatorname{onehot}(o)"),
    (r"{a \over b}", r"\frac{a}{b}"),
    (r"\frac12 x", r"\frac{1}{2}x"),
    (r"\frac{\partial J}{v_c}", r"\frac{\partial J}{\partial v_c}"),
    (
        r"\left\{ \begin{array}{ll} 1 & w = o \\[2pt] 0 & w \neq o \end{array} \right.",
        r"\begin{cases} 1 & w = o \\ 0 & w \ne o \end{cases}",
    ),
    (r"\begin{align*} & U \hat y \\ & - U y \end{align*}", r"U \hat{y} - U y"),
    (r"\boxed{U \hat y} \quad \tag{3}", r"(U \hat{y})"),
    (r"\textcolor{red}{U} \, \hat y \label{x}.", r"U \hat{y}"),
    ("Ｕ（ŷ−ｙ）", r"U(\hat{y} - y)"),
    ("U\u200b ŷ \u2013 U y", r"U \hat{y} - U y"),
    (r"\newcommand{\pd}[2]{\frac{\partial #1}{\partial #2}} \pd{J}{v_c}", r"\frac{\partial J}{\partial v_c}"),
    (r"\def\vc{\mathbf{v}_c} U^\top \vc", r"U^\top v_c"),
    ("np.exp(2)", r"\exp(2)"),
    (r"\mathbb{E}_{w \sim \hat y}[u_w]", r"\sum_{w} \hat{y}_w(u_w)"),
]


@pytest.mark.parametrize(("text", "reading"), READ_AS, ids=[t for t, _ in READ_AS])
def test_read_as(text: str, reading: str) -> None:
    assert plainly(text)[0] == reading


UNTOUCHED = [
    r"\hat{y}_w(2)",  # a factor, not an argument
    r"\hat{y}_w(1 - K)v_c",
    "U(y)",
    r"J(2)",
    r"Z(m)",
    r"\sum_{w \in S} \hat{y}_w",
    r"\sum_{-m \le j \le m, j \ne 0} j",
    r"J_{\text{neg}}",
    r"\hat{q}",
    r"u_{0.0}",
]


@pytest.mark.parametrize("text", UNTOUCHED)
def test_not_read_into_something_else(text: str) -> None:
    found, notes = plainly(text)
    assert found.replace(" ", "") == latex(read(text)[0]).replace(" ", "") and notes == ()


AMBIGUOUS = [
    (r"\log \exp{u_o^\top} v_c", r"\log\left(\exp(u_o^\top v_c)\right)"),
    (r"\exp{u_o^\top}v_c", r"\exp(u_o^\top v_c)"),
    (r"J(U)", r"J U"),
    (r"\mathbf 1^\top \hat y", r"\mathbf{1}_V^\top \hat{y}"),
]


@pytest.mark.parametrize(("text", "reading"), AMBIGUOUS, ids=[t for t, _ in AMBIGUOUS])
def test_other_readings_are_offered(text: str, reading: str) -> None:
    offered = [latex(r.tree).replace(" ", "") for r in readings(read(text)[0], SHEET.scope, SHEET.spellings)]
    assert 1 < len(offered) <= 16
    assert any(reading.replace(" ", "") in (o, o.replace("(U)", "U")) for o in offered), offered


def test_unknown_sets_and_means_are_refused() -> None:
    for text in (r"\sum_{w \in S} \hat y_w", r"\mathbb{E}_{x}[\hat y]", r"\dot{U}"):
        with pytest.raises(FormulaError):
            Elaborator(SHEET.scope).tensor(next(readings(read(text)[0], SHEET.scope, SHEET.spellings)).tree)
