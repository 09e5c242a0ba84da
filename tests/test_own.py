"""Documents in their own notation: verdicts, what is inferred of names, the sums that a convention implies."""

from __future__ import annotations

import html

import pytest
from followed_table import ROWS as FOLLOWED
from own_table import RIDGE, ROWS

from derive import load_sheet, prove
from derive.documents.check import check, document
from derive.documents.own import NAME, groups_of
from derive.inference.convention import free_letters, summed
from derive.inference.declared import wide_in
from derive.inference.tidy import tidied
from derive.notation.read import read
from derive.notation.write import unicode
from derive.report.document import markdown, text
from derive.report.document_html import page

LEAST_SQUARES = r"""$$\ell = \sum_{i=1}^m (\mathbf{w}^T \mathbf{x}_i - y_i)^2 + n \log p + n \log(1 - p) + f(p)$$
$$\nabla_{\mathbf{w}} \ell = 2 \sum_{i=1}^m (\mathbf{w}^T \mathbf{x}_i - y_i) \mathbf{x}_i$$"""
LETTERS = {
    "P": "proved",
    "L": "proved up to layout",
    "R": "refuted",
    "U": "undecided",
    "T": "ill-typed",
    "n": "not a claim",
    "X": "unreadable",
}


@pytest.mark.parametrize(("about", "text", "expected"), [*ROWS, *FOLLOWED], ids=[r[0] for r in [*ROWS, *FOLLOWED]])
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
    (group,) = groups_of(document(text, ".md").source)
    given = group.own.sheet.raw.given if group.own is not None else {}
    names = set(group.own.sheet.declared.scope.names) if group.own is not None else set()
    assert {k: "function" if v.get("function") else v.get("shape", []) for k, v in given.items()} == expected
    assert not group.own or not group.own.sheet.faults, names


def test_formulas_that_do_not_fit_leave_their_names_open() -> None:
    text = r"$$a = u^T v$$ $$b = u + u^T$$ $$c = v^T v$$"
    (group,) = groups_of(document(text, ".md").source)
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
        "\n\n".join(f"# {n}\n\n$$q_{n} = 2 q_{n + 1} + r^T r$$" for n in range(60)),
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


CALLED = [
    ("Let $a$ and $b$ be vectors.", "ab"),
    ("let a, b and c be real vectors", "abc"),
    (r"$\alpha$ is a column vector", "α"),
    ("the matrix $A$ and the vectors $x$, $y$", "Axy"),
    (r"Let $A$ be an $n \times n$ symmetric matrix", "A"),
    ("Let A be a 3 × 3 matrix", "A"),
    ("$x$ and $y$ are two vectors", "xy"),
    ("$n$ is the number of vectors", ""),
    ("Let $n$ be the size of the vectors", ""),
    ("let the vector be short, and a matrix of numbers", ""),
    ("the vector $x_i$ has entries", ""),
]


@pytest.mark.parametrize(("words", "expected"), CALLED, ids=[t for t, _ in CALLED])
def test_letters_that_words_call_vectors_or_matrices(words: str, expected: str) -> None:
    assert wide_in(words) == frozenset(expected)


NOTES = [
    (RIDGE + r"Setting this to zero: $$X^T X w + \lambda w = X^T y$$", "it follows from setting the derivative on line 1 to 0"),
    (r"$$e^z = \frac{p}{1-p}$$ $$e^z (1-p) = p$$", "it follows from the equation on line 1"),
    (r"Einstein: $$t = x_i y_i$$", "sums over repeated indices are written out, as the text announces"),
    (r"$$t_i = \mathrm{softmax}(z_i) = \frac{e^{z_i}}{\sum_j e^{z_j}}$$", "softmax of an entry is read as the entry of softmax"),
    (r"$$s_i = \frac{e^{z_i}}{\sum_j e^{z_j}}$$ $$\frac{\partial s_i}{\partial z_j} = s_i (\delta{ij} - s_j)$$", "δ{…} is read as δ_{…}"),
    (r"$$\sum_{n=0}^{N-1} x_n + x_k = x_k + \sum_{n=0}^{N-1} x_n$$", "Σ is counted from 1"),
]


@pytest.mark.parametrize(("words", "expected"), NOTES, ids=[t for _, t in NOTES])
def test_every_kindness_is_told(words: str, expected: str) -> None:
    assert expected in check(document(words, ".md")).claims[-1].notes


def test_what_is_taken_of_each_name_is_told() -> None:
    found = check(document(LEAST_SQUARES, ".md"))
    said = "from line 1: n, p: numbers; w ∈ ℝ^{d_w}; x_i ∈ ℝ^{d_w} for i = 1, …, m; y ∈ ℝ^m; f: a function of one number; 0 < p < 1"
    assert found.data()["declared"] == [{"line": 1, "names": said.partition(": ")[2].split("; ")}]
    assert said in text(found, width=200) and said.replace("<", "&lt;") in markdown([found]) and html.escape(said) in page([found])
    assert check(document(r"$$\hat y = \operatorname{softmax}(U^\top v_c)$$", ".md")).data()["declared"] == []


def test_a_fault_in_the_inference_costs_the_own_names_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError("a fault")

    monkeypatch.setattr("derive.documents.own.own_sheet", fail)
    monkeypatch.delenv("DERIVE_DEBUG", raising=False)
    found = check(document(LEAST_SQUARES, ".md"))
    assert found.sheet != NAME and found.claims and "its own names could not be tried: internal error, not yours" in found.chosen


def test_an_index_used_as_a_number_is_any_number() -> None:
    word2vec = load_sheet("word2vec")  # where x is a word, from 1 on
    assert [prove(c, sheet=word2vec).verdict for c in (r"\sqrt{x^2} = x", r"\sqrt{x^2} = |x|", r"\sum_x y_x = 1")] == [
        "refuted",
        "proved",
        "proved",
    ]
