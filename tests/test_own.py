"""Documents in their own notation: verdicts, what is inferred of names, the sums that a convention implies."""

from __future__ import annotations

import pytest
from own_table import ROWS

from derive.documents.check import check, document, source_of
from derive.documents.own import NAME, groups_of
from derive.inference.convention import free_letters, summed
from derive.inference.tidy import tidied
from derive.notation.read import read
from derive.notation.write import unicode

LETTERS = {"P": "proved", "L": "proved up to layout", "R": "refuted", "U": "undecided", "n": "not a claim"}


@pytest.mark.parametrize(("about", "text", "expected"), ROWS, ids=[r[0] for r in ROWS])
def test_verdicts(about: str, text: str, expected: str) -> None:
    assert [c.verdict for c in check(document(text, ".md")).claims] == [LETTERS[x] for x in expected]


SHAPES = [
    (r"$$L = \sum_{i=1}^n (y_i - t_i)^2$$", {"y": ["n"], "t": ["n"]}),
    (r"$$z_i = \sum_j W_{ij} x_j$$", {"W": ["n_i", "n_j"], "x": ["n_j"]}),
    (r"$$a_{nk} = \sum_j W_{kj} x_{nj}$$", {"W": ["n_k", "n_j"], "x": ["n_n", "n_j"]}),
    (r"$$z_i = w_1 x_{i1} + w_2 x_{i2}$$", {"w_1": [], "w_2": [], "x_1": ["n_i"], "x_2": ["n_i"]}),
    (r"$$y^{(i)} = 2 \theta x^{(i)}$$", {"θ": [], "x": ["n_i"]}),
    (r"$$w_{new} = w_{old} - \alpha g$$", {"w_old": [], "α": [], "g": []}),
    (r"$$L = (Xw - y)^T (Xw - y)$$", {"X": ["d_X", "d_X2"], "w": ["d_X2"], "y": ["d_X"]}),
    (r"$$q = \mathbf{x}^T A \mathbf{x}$$", {"x": ["d_x"], "A": ["d_x", "d_x"]}),
    (r"$$\ell = \sum_{i=1}^n (\mathbf{w}^T \mathbf{x}_i - y_i)^2$$", {"w": ["d_w"], "X": ["n", "d_w"], "y": ["n"]}),
    (r"$$L = -\sum_k y_k \log a_k$$", {"y": ["n_k"], "a": ["n_k"]}),
    (r"$$p = \frac{1}{N}\sum_{n=0}^{N-1} x_n$$", {"x": ["N"]}),
    (r"$$u = f(x) + t$$", {"f": "function", "x": [], "t": []}),
    (r"Let $W \in \mathbb{R}^{h \times d}$ and $x \in \mathbb{R}^d$. $$q = W x$$", {"W": ["h", "d"], "x": ["d"]}),
    (r"With $x^{(i)} \in \mathbb{R}^n$: $$\ell = \sum_{i=1}^m (\theta^T x^{(i)} - y^{(i)})^2$$", {"θ": ["n"], "X": ["m", "n"], "y": ["m"]}),
    (r"$a \in \mathbb{R}^k$; $$s = \sum_i a_i$$", {"a": ["k"]}),
    # a capital that may be a matrix, a letter of a word, what the text defines: not declared
    (r"$$c = A b + e^b$$", {"b": []}),
    (r"$$Odds = \frac{P}{1 - P}$$", {"P": []}),
    (r"$$h = 2 x$$ $$q = h + x$$", {"x": []}),
]


@pytest.mark.parametrize(("text", "expected"), SHAPES, ids=[t for t, _ in SHAPES])
def test_what_formulas_show(text: str, expected: dict[str, object]) -> None:
    (group,) = groups_of(source_of(document(text, ".md")))
    given = group.own.sheet.raw.given if group.own is not None else {}
    names = set(group.own.sheet.declared.scope.names) if group.own is not None else set()
    assert {k: "function" if v.get("function") else v.get("shape", []) for k, v in given.items()} == expected
    assert not group.own or not group.own.sheet.faults, names


def test_formulas_that_do_not_fit_leave_their_names_open() -> None:
    text = r"$$a = u^T v$$ $$b = u + u^T$$ $$c = v^T v$$"
    (group,) = groups_of(source_of(document(text, ".md")))
    assert group.own is not None and set(group.own.sheet.raw.given) == {"v"}


SUMS = [
    ("x_k", r"-y_i \frac{1}{p_i} \frac{\partial}{\partial x_k} \frac{e^{x_i}}{e^{x_m}}", "−Σ_i y_i 1/p_i ∂/∂x_k e^(x_i)/(Σ_m e^(x_m))"),
    ("x_k", r"-y_k + y_i p_k", "−y_k + Σ_i y_i p_k"),
    ("q", r"y_i \log p_i", "Σ_i y_i log p_i"),
    ("x_b", r"h_i W_{ib} + b_b", "Σ_i h_i W_{i,b} + b_b"),
    ("x_c", r"\frac{e^{x_i} z_c}{(e^{x_m})^2}", "(Σ_i e^(x_i) z_c)/(Σ_m e^(x_m))²"),
    ("x_i", r"2 x_i", "2 x_i"),
    ("q", r"\sum_i y_i z_i", "Σ_i y_i z_i"),
]


@pytest.mark.parametrize(("head", "text", "expected"), SUMS, ids=[t for _, t, _ in SUMS])
def test_implied_sums(head: str, text: str, expected: str) -> None:
    assert unicode(summed(tidied(read(text)[0]), free_letters(tidied(read(head)[0])))) == expected


@pytest.mark.parametrize(
    "text",
    [
        "$$" + " + ".join(f"x_{{{n}}} y_{{{n}}}" for n in range(300)) + " = 0$$",
        "\n\n".join(f"# {n}\n\n$$q_{n} = 2 q_{n + 1} + r^T r$$" for n in range(150)),
        "$$" + "(" * 60 + "x^T" + ")" * 60 + " = y$$",
        r"$$\mathbf{\mathbf{\mathbf{x}}}_{i_{j_k}} = x_{x_x}^{x^x} \delta_{\delta_\delta}$$",
        r"Einstein: $$" + "x_i" * 200 + " = y_{i_i}$$",
    ],
    ids=["many terms", "many parts", "deep", "nested scripts", "a long product"],
)
def test_odd_texts_end_well(text: str) -> None:
    assert check(document(text + "\n\n$$\\frac{d}{dt} t^2 = 2t$$", ".md")).claims[-1].verdict == "proved"


def test_a_built_in_sheet_that_fits_is_kept() -> None:
    text = r"$$\frac{\partial J}{\partial v_c} = U(\hat y - y)$$ $$\frac{\partial J}{\partial u_w} = (\hat y_w - y_w) v_c$$"
    assert check(document(text, ".md")).sheet == "word2vec"
    assert check(document(ROWS[0][1], ".md")).sheet == NAME
