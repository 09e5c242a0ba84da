"""Traps: claims that a hasty rule would get wrong, each with the verdicts that are allowed.  Found by reading the rules as an attacker."""

from __future__ import annotations

from pathlib import Path

import pytest

from derive import load_sheet, prove
from derive.court.courts import answer_claim, court_of
from derive.sheets.catalogue import find
from derive.sheets.file import load_raw
from derive.sheets.sheet import Sheet

GENERAL = str(Path(__file__).parent / "sheets" / "general.toml")
NOT_PROVED = {"refuted", "undecided", "ill-typed", "unreadable"}
NOT_REFUTED = {"proved", "undecided", "ill-typed", "unreadable"}

TRAPS = [
    # sums over ranges that may be empty
    ("general", r"\sum_{i=3}^{n} 1 = n - 2", NOT_PROVED),
    ("general", r"\sum_{i=2}^{n} 1 = n - 1", {"proved"}),
    ("general", r"\sum_{i=1}^{n-1} 1 = n - 1", {"proved"}),
    ("general", r"\sum_{i=4}^{n} 1 = \sum_{i=4}^{n} 1", NOT_REFUTED),
    # true at the smallest size only
    ("general", "A C = C A", {"refuted"}),
    ("general", r"\sum_{i \ne j} u_i = 0", {"refuted"}),
    ("general", r"n^2 = n", {"refuted"}),
    ("general", r"n^2 - 3 n + 2 = 0", {"refuted"}),
    ("general", r"(n - 1)(n - 2)(n - 3) = 0", NOT_PROVED),
    # an index that points outside its axis at small sizes
    ("general", "u_7 = u_8", NOT_PROVED),
    ("general", "u_7 = u_7", NOT_REFUTED),
    # signs and domains
    ("general", r"\log(x y) = \log x + \log y", {"proved"}),
    ("general", r"\log(x^2) = 2 \log|x|", NOT_REFUTED),
    ("general", r"\sqrt{x y} = \sqrt{x} \sqrt{y}", {"proved"}),
    ("general", r"\sqrt{x^4} = x^2", {"proved"}),
    ("general", r"\sqrt{x^6} = x^3", {"refuted"}),
    ("general", r"\sqrt{x^2 a^2} = a |x|", {"proved"}),
    ("general", r"\frac{|x|}{x} = 1", {"refuted"}),
    ("general", r"\max(x, y) = \frac{x + y + |x - y|}{2}", NOT_REFUTED),
    # the same bound name twice, and names that meet
    ("general", r"\sum_i u_i \sum_i v_i = \sum_i \sum_j u_i v_j", {"proved"}),
    ("general", r"\sum_i u_i \sum_i v_i = \sum_i u_i v_i", {"refuted"}),
    ("general", r"\sum_i \sum_i u_i = n \sum_i u_i", {"proved"}),
    ("general", r"\sum_j \frac{\partial}{\partial u_j} \sum_j u_j^2 = 2 \sum_i u_i", {"proved"}),
    ("general", r"\sum_j u_j \frac{\partial}{\partial u_j} \sum_i \sum_j A_{ij} u_i u_j = 2 u^\top A u", {"proved"}),
    # tiny and large differences
    ("general", "x = x + 10^{-300}", NOT_PROVED),
    ("general", "10^{20} + 1 = 10^{20}", {"refuted"}),
    ("general", "x (1 + 10^{-15}) = x", {"refuted"}),
    ("general", "2^{10000} = 2^{10001}", NOT_PROVED),
    # cases
    ("general", r"\max(x, 0) = \begin{cases} x & x > 0 \\ 0 & x < 0 \end{cases}", NOT_REFUTED - {"proved"} | {"undecided"}),
    ("general", r"\max(x, 0) = \begin{cases} x & x \ge 0 \\ 0 & x \le 0 \end{cases}", {"proved"}),
    ("general", r"\begin{cases} 1 & x > 0 \\ 2 & x > -1 \\ 3 & \text{otherwise} \end{cases} = "
     r"\begin{cases} 2 & x > -1 \\ 1 & x > 0 \\ 3 & \text{otherwise} \end{cases}", {"refuted"}),
    ("general", r"\begin{cases} 1 & i = j \\ 0 & \text{otherwise} \end{cases} = \delta_{ij}", {"proved"}),
    ("general", r"\begin{cases} 1 & i = j \\ 0 & i = o \end{cases} = \delta_{ij}", {"ill-typed"}),
    ("general", r"(x - 1) \begin{cases} \frac{1}{x - 1} & x < 1 \\ 0 & x \ge 1 \end{cases} = "
     r"\begin{cases} 1 & x \le 1 \\ 0 & x > 1 \end{cases}", NOT_PROVED),
    ("general", r"\operatorname{relu}'(x) = \begin{cases} 1 & x > 0 \\ 0 & x < 0 \end{cases}", {"proved"}),
    ("general", r"\frac{\partial}{\partial x} \begin{cases} x & y > 0 \\ 2 x & y \le 0 \end{cases} = "
     r"\begin{cases} 1 & y \ge 0 \\ 2 & y < 0 \end{cases}", {"refuted"}),
    ("general", r"2^{200} \max((1 + 2^{-200}) - 1, 0) = 1", NOT_REFUTED),
    ("general", r"\sqrt[3]{x} = \sqrt{x}", {"refuted"}),
    ("general", r"\max(u, g) = u", {"ill-typed"}),
    ("general", r"f'''''(x) = f'''''(x)", NOT_REFUTED),
    # what a Σ binds
    ("general", r"\sum_{i=1,j=1}^{n} A_{ij} = \sum_i \sum_j A_{ij}", {"proved"}),
    ("general", r"\sum_{i, j \ne i} A_{ij} = \sum_i \sum_{j \ne i} A_{ij}", {"unreadable"}),
    ("general", r"\frac{\partial^2 (u^\top A v)}{\partial u \partial v^\top} = A", {"proved"}),
    # what is random, and what a recurrence hides
    ("dropout", "d_i^2 = d_i", NOT_REFUTED),
    ("dropout", r"\mathbb{E}[d_i^2] = \mathbb{E}[d_i]", {"proved"}),
    ("dropout", r"\mathbb{E}[d_i]^2 = \mathbb{E}[d_i^2]", {"refuted"}),
    ("dropout", r"\operatorname{Var}(h_i) = 0", {"proved"}),
    ("optimisers", r"\frac{\partial m_t}{\partial \beta} = 0", NOT_PROVED),
    ("optimisers", r"m_0 = 0", NOT_REFUTED),
    # indices that may coincide
    ("word2vec", r"\frac{\partial J}{\partial u_w} = \hat y_w v_c", {"refuted"}),
    ("word2vec", r"\frac{\partial J_{neg}}{\partial u_o} = (\sigma(u_o^\top v_c) - 1) v_c", {"refuted"}),
    ("word2vec", r"\sum_{s=1}^{K} u_{w_s} = \sum_w u_w", {"refuted"}),
    ("word2vec", r"\sum_{s: w_s = w_x} 1 = 1", {"refuted"}),
    ("word2vec", r"\sum_{-m \le j \le m} 1 = 2 m + 1", {"proved"}),
    ("word2vec", r"\sum_{-m \le j \le m, j \ne 0} 1 = 2 m", {"proved"}),
    ("word2vec", r"\sum_{-m \le j \le m} j = 0", NOT_REFUTED),
]  # fmt: skip


@pytest.mark.parametrize(("sheet", "claim", "allowed"), TRAPS, ids=[c for _, c, _ in TRAPS])
def test_traps(sheet: str, claim: str, allowed: set[str]) -> None:
    found = prove(claim, sheet=load_sheet(GENERAL if sheet == "general" else sheet))
    assert found.verdict in allowed, found


HYPOTHESES = [
    ("general", "u_i = u_o", ["i = j", "j = o"], {"proved"}),
    ("general", "u_j = u_o", ["i = j", "i = o"], {"proved"}),
    ("general", r"\delta_{o 1} = 0", [r"o \ne 1"], {"proved"}),
    ("general", r"\begin{cases} 1 & u_j > 0 \\ 1 & u_j < 0 \\ 0 & \text{otherwise} \end{cases} = 1", [r"u_o \ne 0"], NOT_PROVED),
    ("general", r"\begin{cases} 1 & u_o > 0 \\ 1 & u_o < 0 \\ 0 & \text{otherwise} \end{cases} = 1", [r"u_o \ne 0"], NOT_REFUTED),
    ("general", r"\frac{x}{|x|} = \frac{|x|}{x}", [r"x \ne 0"], NOT_REFUTED),
    ("word2vec", "w_1 = w_2", [r"w_s \ne w_r"], {"refuted"}),
    ("word2vec", r"\hat y_{w_x} = \hat y_o", [r"w_x \ne o"], {"refuted"}),
]


@pytest.mark.parametrize(("sheet", "claim", "assume", "allowed"), HYPOTHESES, ids=[f"{c} given {a}" for _, c, a, _ in HYPOTHESES])
def test_hypotheses_hold_at_every_witness_and_nowhere_else(sheet: str, claim: str, assume: list[str], allowed: set[str]) -> None:
    found = prove(claim, sheet=load_sheet(GENERAL if sheet == "general" else sheet), assume=assume)
    assert found.verdict in allowed, found


def test_functions_are_read_where_they_stand(tmp_path: Path) -> None:
    """k(y) = f(2 y) with f(a) = a + x: the x of f is the sheet's, whatever the parameter of k is called."""
    path = tmp_path / "scope.toml"
    path.write_text("[given]\nx = {}\ny = {}\n[define]\n'f(a)' = 'a + x'\n'k(x)' = 'f(2 x)'\n", encoding="utf-8")
    raw, origin = load_raw(path, find)
    claims = court_of(Sheet("scope", raw, origin))
    assert [answer_claim(claims, c).verdict for c in ("k(y) = 2 y + x", "k(y) = 3 y")] == ["proved", "refuted"]


def test_a_parameter_hides_the_size_of_its_name(tmp_path: Path) -> None:
    path = tmp_path / "hidden.toml"
    path.write_text(
        "[sizes]\nn = 'size'\n[given]\nu = { shape = ['n'] }\nx = {}\ny = {}\n[define]\n"
        "'f(n)' = '\\frac{1}{n}'\n'Q(n)' = '\\sum_{i=1}^{n} x'\n'P(n)' = 'u_n'\n",
        encoding="utf-8",
    )
    raw, origin = load_raw(path, find)
    claims = court_of(Sheet("hidden", raw, origin))
    assert answer_claim(claims, r"f(y) = \frac{1}{y}").verdict == "proved"
    assert {
        answer_claim(claims, c).verdict for c in ("f(2) = 1 / n", "Q(2) = n x", "P(1) = u_n", "f(u) = 1 / n", "P(y) = u_n")
    } <= NOT_PROVED
    assert answer_claim(claims, "Q(2) = 2 x").verdict != "refuted"


def test_boundaries_of_a_definition_are_those_of_the_claims_that_rest_on_it(tmp_path: Path) -> None:
    path = tmp_path / "edges.toml"
    path.write_text("[given]\nx = {}\n[define]\nD = '\\frac{\\partial \\operatorname{relu}(x)}{\\partial x}'\n", encoding="utf-8")
    raw, origin = load_raw(path, find)
    claims = court_of(Sheet("edges", raw, origin))
    cases = r"\begin{cases} 1 & x > 0 \\ 1 & x < 0 \\ 0 & \text{otherwise} \end{cases}"
    assert answer_claim(claims, f"{cases} = 1").verdict == "refuted"
    resting = answer_claim(claims, r"D = \begin{cases} 1 & x > 0 \\ 0 & x < 0 \end{cases}")
    assert (resting.verdict, resting.conditions) == ("proved", ("x ≠ 0",))


def test_contradictory_hypotheses_prove_nothing() -> None:
    found = prove(r"\hat y_w = \hat y_o", sheet=load_sheet("word2vec"), assume=(r"w \ne o", "w = o"))
    assert found.verdict == "undecided"


def test_a_square_matrix_of_one_size(tmp_path: Path) -> None:
    """Rows and columns of the same size: nothing tells them apart but their place."""
    path = tmp_path / "square.toml"
    path.write_text(
        "[sizes]\nn = 'size'\n[given]\nA = { shape = ['n', 'n'], rows = 'r', columns = 'k' }\nx = { shape = ['n'] }\ni = { index = 'n' }\n",
        encoding="utf-8",
    )
    raw, origin = load_raw(path, find)
    home = Sheet("square", raw, origin)
    verdict = {c: answer_claim(court_of(home), c).verdict for c in (
        r"r_i^\top x = (A x)_i", r"k_i^\top x = (A^\top x)_i", r"k_i^\top x = (A x)_i", r"r_i = k_i",
        r"\frac{\partial A x}{\partial x} = A", r"\frac{\partial A x}{\partial x} = A^\top",
        r"\frac{\partial x^\top A x}{\partial r_i} = x_i x",
    )}  # fmt: skip
    assert list(verdict.values()) == ["proved", "proved", "refuted", "refuted", "proved", "proved up to layout", "proved"]
