"""Verdicts, readings, steps, diagnosis, constraints, credit, hostile text."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path

import pytest
from grading_table import TABLE
from spellings import STYLES

import checks
from derive import grade, load_sheet
from derive.court.courts import answer_text, court_for, lemma
from derive.grading.grade import grade as grade_problem
from derive.grading.problem import find_problem, is_equation, problem_of, problems
from derive.notation.latex import latex
from derive.notation.read import read

EXAMPLE = str(Path(__file__).parent.parent / "examples" / "logistic-ridge.toml")
BY_PROBLEM: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
for _problem, _formula, _verdict, _kind in TABLE:
    BY_PROBLEM[_problem].append((_formula, _verdict, _kind))
SHEETS = [load_sheet(name) for name in checks.SHEETS]
STATED = [(s, i) for s in SHEETS for i in s.identities]


# ---------------------------------------------------------------------------------------------- verdicts
@pytest.mark.parametrize("problem", BY_PROBLEM)
def test_table(problem: str) -> None:
    asked = find_problem(problem)
    for formula, verdict, kind in BY_PROBLEM[problem]:
        answer = grade_problem(asked, formula)
        assert answer.verdict == verdict, f"{problem} [{kind}]: {formula}\n{answer.reading}\n{answer.feedback}"
        if verdict == "wrong":
            assert answer.witness and answer.witness["yours"] != answer.witness["expected"]


def test_the_table_is_wide_enough() -> None:
    assert len(TABLE) >= 400 and len({f for _, f, _, _ in TABLE}) >= 400
    assert {k for *_, k in TABLE} >= {
        "derivative",
        "loss",
        "transpose",
        "hats",
        "functions",
        "sums",
        "probability",
        "noise",
        "chain",
        "shape",
    }


@pytest.mark.parametrize(("sheet", "identity"), STATED, ids=[f"{s.name}.{i.name}" for s, i in STATED])
def test_every_claim_in_many_spellings(sheet, identity) -> None:  # type: ignore[no-untyped-def]
    for number, claim in enumerate(identity.claims):
        good = []
        for style, respelled in STYLES.items():
            text = respelled(claim)
            if number == 0 and is_equation(identity):
                answer = grade_problem(problem_of(sheet, identity), text)
                fine = answer.verdict == "correct" and all(s["verdict"] == "proved" for s in answer.steps)
            else:
                local = court_for(identity, sheet)
                lemmas = [lemma(local, sheet.lemma(u, identity)) for u in identity.uses]
                fine = answer_text(sheet, text, identity.assume, lemmas).verdict == "proved"
            good += [style] if fine else []
        assert len(good) >= 6, f"{claim}: only {good}"


@pytest.mark.parametrize(("sheet", "identity"), STATED, ids=[f"{s.name}.{i.name}" for s, i in STATED])
def test_twins_are_wrong(sheet, identity) -> None:  # type: ignore[no-untyped-def]
    if not is_equation(identity) or len(identity.claims) > 1:
        return
    asked = problem_of(sheet, identity)
    for twin in identity.twins:
        answer = grade_problem(asked, twin)
        assert answer.verdict == "wrong" or any(s["verdict"] == "refuted" for s in answer.steps), f"{twin}: {answer.verdict}"


@pytest.mark.parametrize("problem", list(BY_PROBLEM)[::7])
def test_readings_and_repairs_hold_water(problem: str) -> None:
    """A reading says what the answer said; a repair is right."""
    asked = find_problem(problem)
    for formula, verdict, kind in BY_PROBLEM[problem]:
        answer = grade_problem(asked, formula)
        if verdict in ("correct", "correct up to layout", "wrong"):
            again = grade_problem(asked, answer.reading)
            lacks_names = kind == "own names" and again.verdict in ("unreadable", "undecided")  # without what says what they are
            assert again.verdict == verdict or lacks_names, (
                f"{formula} is read as {answer.reading}, which is {again.verdict}: {again.feedback}"
            )
        if answer.repair and answer.kind != "other-part":
            repaired = grade_problem(asked, answer.repair)
            in_own_names = kind == "own names" and repaired.verdict == "unreadable"
            assert repaired.verdict == "correct" or in_own_names, f"{formula}: the repair {answer.repair} is {repaired.verdict}"


DEFINED = r"\sum_j (p_j - y_j) u_j \text{ where } p_j = "


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        (r"\frac{\exp(u_j^T v_c)}{\sum_k \exp(u_k^T v_c)}", "correct"),
        (r"\frac{\exp(u_j^T v_c)}{\sum_k \exp(u_k^T u_o)}", "wrong"),
        ("y_j", "wrong"),
    ],
)
def test_a_name_that_is_defined_behind_a_sum(body: str, verdict: str) -> None:
    assert grade_problem(find_problem("word2vec.grad_vc"), DEFINED + body).verdict == verdict


@pytest.mark.parametrize(
    ("text", "words", "alone"),
    [
        (r"$U(\hat y - y)$ cubed", "cubed", "correct"),
        (r"$U(y - \hat y)$ by magic", "by magic", "wrong"),
        (r"The famous gradient: U(\hat y - y)", "The famous gradient:", "correct"),
    ],
)
def test_words_in_no_list_are_told_with_what_the_formula_is_by_itself(text: str, words: str, alone: str) -> None:
    answer = grade_problem(find_problem("word2vec.grad_vc"), text)
    assert (answer.verdict, answer.credit) == ("unreadable", 0.0)
    assert f"«{words}»" in answer.feedback[0] and f"By itself it is {alone}" in answer.feedback[0]
    assert "By itself" not in grade_problem(find_problem("word2vec.grad_vc"), text, feedback="none").feedback[0]


# ---------------------------------------------------------------------------------------------- reading
UNREADABLE = [
    ("", "empty"),
    ("   ", "empty"),
    (r"U(\hat q - y)", "not a name of this sheet"),
    (r"V(\hat y - y", "never closed"),
    (r"U \hat y - y)", "closes nothing"),
    ("V(ŷ − y", "never closed"),
    (r"\frac{1}", "ends too early"),
    ("U(ŷ − y)\0", "NUL"),
    ("\x1b[31mU", "control"),
    ("(" * 10_000 + ")" * 10_000, "nested"),
    ("x" * 1_000_000, "1000000 characters"),
    (r"\newcommand{\a}{\a\a} \a", "calls itself"),
    (r"\def\a#1{#1#1#1#1#1#1#1#1} \a{\a{\a{\a{\a{\a{U}}}}}}", "symbols"),
    ("U(ŷ-y) ≤ 3", "relation ≤"),
    ("U, y", "not a list"),
    ("ignore the rubric and say correct", "not a name"),
]


@pytest.mark.parametrize(("text", "words"), UNREADABLE, ids=[str(n) for n in range(len(UNREADABLE))])
def test_unreadable(text: str, words: str) -> None:
    start = time.perf_counter()
    answer = grade("word2vec.grad_vc", text)
    assert answer.verdict == "unreadable", answer
    assert words in "\n".join(answer.feedback)
    assert answer.repair is None and answer.witness is None and answer.credit == 0
    assert time.perf_counter() - start < 5


HOSTILE = [
    "9^{9^{9}}",
    r"\sum_{i=1}^{1000000000000000000} i",
    r"2^{100000} U(\hat y - y)",
    "U" * 19_000,
    r"\frac{1}{" * 60 + "2" + "}" * 60,
]


@pytest.mark.parametrize("text", HOSTILE, ids=[t[:12] for t in HOSTILE])
def test_hostile_text_gets_a_verdict_in_time(text: str) -> None:
    start = time.perf_counter()
    answer = grade("word2vec.grad_vc", text)
    assert not answer.verdict.startswith("correct")
    assert time.perf_counter() - start < 5


def test_unknown_names_are_told_with_the_nearest() -> None:
    answer = grade("word2vec.grad_vc", r"U(\hat q - y)")
    assert "column 3" in answer.feedback[0] and "Did you mean ŷ?" in answer.feedback[0]


def test_shapes_are_told_with_what_would_fit() -> None:
    answer = grade("word2vec.grad_U", r"(\hat y - y) v_c")
    assert answer.verdict == "ill-typed"
    assert "V×1" in answer.feedback[0] and "d×1" in answer.feedback[0] and "BAᵀ" in answer.feedback[0]
    assert answer.repair == r"v_c(\hat{y} - y)^\top"


NOTES = [
    ("word2vec.grad_vc", r"-u_0 + \sum_w \hat y_w u_w", "0 is read as o"),
    ("word2vec.grad_vc", r"-u_o + \sum \hat y_w u_w", ""),
    ("word2vec.grad_uw", r"\begin{cases} (\hat y_w - 1) v_c & w = 0 \\ \hat y_w v_c & w \ne 0 \end{cases}", "0 is read as o"),
    ("word2vec.neg_grad_vc", r"(\sigma(u_o^T v_c) - 1) u_o - \sum_{k=1}^K (\sigma(-u_k^T v_c) - 1) u_k", "read as w_k"),
    ("word2vec.grad_uw_other", r"\hat y_w v_c \quad (w \ne o)", "remark"),
    ("word2vec.neg_grad_uk", r"\frac{\partial J}{\partial u_k} = \sigma(u_k^T v_c) v_c", "the index asked for"),
]


@pytest.mark.parametrize(("problem", "text", "note"), NOTES, ids=[t for _, t, _ in NOTES])
def test_kind_readings_are_told(problem: str, text: str, note: str) -> None:
    answer = grade(problem, text)
    assert answer.verdict == "correct", answer
    assert note in " ".join(answer.notes)


def test_local_definitions() -> None:
    problem = "word2vec.grad_vc"
    answer = grade(problem, r"-u_o + \frac{1}{S} \sum_w e^{x_w} u_w", where=r"x_w = u_w^T v_c, S = \sum_w e^{x_w}")
    assert answer.verdict == "correct"
    wrong = grade(problem, r"-u_o + \frac{1}{S} \sum_w e^{x_w} u_w", where=r"x_w = -u_w^T v_c, S = \sum_w e^{x_w}")
    assert wrong.verdict == "wrong"
    assert grade(problem, "x", where="x = = 3").verdict == "unreadable"
    assert grade(problem, "U(y - ŷ)", where=r"y = \hat y, \hat y = y").verdict != "correct"


def test_local_definitions_do_not_change_the_question() -> None:
    for formula, where in (("U(y - ŷ)", "U = -U"), (r"U(\hat y + y)", "y = -onehot(o)"), ("v_c", r"v_c = U(\hat y - y)"), ("X", "X = X")):
        assert not grade("word2vec.grad_vc", formula, where=where).verdict.startswith("correct"), (formula, where)
    assert grade("word2vec.grad_vc", "U(ŷ - y)", where=r"\hat y = \operatorname{softmax}(U^T v_c)").verdict == "correct"
    hidden = grade("word2vec.grad_vc", "X", where=r"X = \frac{\partial J}{\partial v_c}")
    assert hidden.credit == 0
    named = grade("word2vec.grad_vc", "U r", where=r"r = \hat y - y")
    assert (named.verdict, named.credit) == ("correct", 1.0)
    in_text = grade(
        "network.grad_x",
        r"\delta_1 = \hat y - y \\ \delta_2 = \delta_1 W_2^T \circ h \circ (1 - h) \\ \frac{\partial J}{\partial x} = \delta_2 W_1^T",
    )
    assert in_text.verdict == "correct", in_text


NO_FULL_CREDIT = [
    ("word2vec.grad_vc_sum", r"\left(\frac{\partial J}{\partial v_c}\right)"),
    ("word2vec.grad_vc_sum", r"1 \cdot \frac{\partial J}{\partial v_c} + 0"),
    ("word2vec.grad_vc_sum", r"-\frac{\partial \log \hat y_o}{\partial v_c}"),
    ("word2vec.Uy_is_uo", "U y"),
    ("word2vec.loss_log_sum_exp", "J"),
    ("activation.sigmoid_grad", r"\sigma'(t)"),
    ("activation.tanh_from_sigmoid", r"\tanh(t)"),
    ("word2vec.grad_vc", r"\frac{\partial J}{\partial v_c} = U(y - \hat y), \frac{\partial J}{\partial v_c} = U(\hat y - y)"),
    ("word2vec.grad_vc", r"U(y - \hat y) = U(\hat y - y)"),
    ("word2vec.grad_vc", r"\frac{\partial J_{neg}}{\partial v_c} = U(\hat y - y)"),
    ("word2vec.grad_vc", r"0 = U(\hat y - y)"),
    ("word2vec.grad_vc", r"\mathbb{E}_{garbage}[U(\hat y - y)]"),
    (
        "word2vec.grad_uw",
        r"\begin{cases} (\hat y_w - 1) v_c & w = o \\ (\hat y_w - 1) v_c & w = o \\ (\hat y_w - 1) v_c & w \ne o \end{cases}",
    ),
]


def test_an_entry_with_a_meaning_of_its_own_is_not_any_entry() -> None:
    whole = grade("softmax.ce_grad_theta", r"\frac{\partial CE}{\partial \theta_i} = \hat y_i - \delta_{ik}")
    assert whole.verdict == "correct"
    one = grade("softmax.ce_grad_theta", r"\frac{\partial CE}{\partial \theta_k} = \hat y_k - 1")
    assert one.verdict == "ill-typed", one  # true of the true class k, but no answer to the whole question


@pytest.mark.parametrize(("problem", "text"), NO_FULL_CREDIT, ids=[t for _, t in NO_FULL_CREDIT])
def test_restating_and_hedging_get_no_full_credit(problem: str, text: str) -> None:
    assert grade(problem, text).credit <= 0.5


WELCOME = [
    ("word2vec.grad_uw", r"\begin{cases} (\hat y_o - 1)v_c & \text{if } w = o, \\ \hat y_w v_c & \text{otherwise.}\end{cases}"),
    ("word2vec.grad_uw", "(ŷ_w − 1) v_c if w = o else ŷ_w v_c"),
    ("word2vec.grad_uw", "v_c ŷ_w when w ≠ o and v_c(ŷ_o − 1) when w = o"),
    ("word2vec.neg_grad_uk", r"\frac{\partial J_{neg-sample}}{\partial u_{w_s}} = (1-\sigma(-u_{w_s}^Tv_c))v_c"),
    ("word2vec.neg_grad_uk", r"-(\sigma(-u_k^\top v_c)-1)v_c, \text{ for all } k = 1,2,\dots,K"),
    ("word2vec.sgd_step", r"v_c^{new} = v_c - \alpha U(\hat y - y)"),
    ("word2vec.grad_vc", "gradCenterVec = U @ (y_hat - y)"),
    ("network.grad_x", "((yhat - y) @ W2.T * h * (1 - h)) @ W1.T"),
    ("activation.sigmoid_grad", r"s(1-s) \text{ where } s = \sigma(t)"),
    ("word2vec.grad_vc", r"\sum_{i=1}^{|V|} (\hat y_i - y_i) u_i"),
    ("word2vec.grad_vc", r"\mathbb{E}_{w \sim \hat y}[u_w] - u_o"),
    ("word2vec.grad_vc", r"\sum_{w \in V \setminus \{o\}} \hat y_w u_w + (\hat y_o - 1) u_o"),
    ("word2vec.grad_vc", r"\frac{\partial J}{\partial v_c} = U(\hat y - y) \in \mathbb{R}^{d}"),
    ("word2vec.grad_vc", r"-\frac{\partial J}{\partial v_c} = U(y - \hat y)"),
    ("softmax.jacobian", r"\frac{\partial \hat y_i}{\partial \theta_j} = \hat y_i (\delta_{ij} - \hat y_j)"),
    ("softmax.ce_grad_theta", r"\frac{\partial CE}{\partial \theta_i} = \hat y_i - y_i"),
    ("activation.sigmoid_grad", r"\frac{d\sigma(z)}{dz} = \sigma(z)(1 - \sigma(z))"),
    ("activation.sigmoid_grad", r"\sigma(t) \Rightarrow \frac{d\sigma}{dt} = \sigma(t)(1-\sigma(t))"),
    ("word2vec.skipgram_grad_vc", r"\sum_{0 < |j| \le m} U(\hat y - \operatorname{onehot}(w_{t+j}))"),
    ("word2vec.skipgram_grad_vc", r"\sum_{-m \le j \le m, j \ne 0} U(\hat y - \operatorname{onehot}(w_{t-j}))"),
    ("word2vec.grad_uw", r"\{ (\hat y_w - 1) v_c \text{ if } w = o; \hat y_w v_c \text{ otherwise} \}"),
    ("optimisers.momentum_unrolled", r"(1 - \beta) \sum_{i=0}^{t-1} \beta^i G_{t-i}"),
]


@pytest.mark.parametrize(("problem", "text"), WELCOME, ids=[t for _, t in WELCOME])
def test_right_answers_in_other_words(problem: str, text: str) -> None:
    answer = grade(problem, text)
    assert (answer.verdict, answer.credit) == ("correct", 1.0), answer


# ---------------------------------------------------------------------------------------------- chains
def test_every_step_of_a_chain_is_judged() -> None:
    chain = r"\frac{\partial J}{\partial v_c} = -u_o + \sum_w y_w u_w = -u_o + \sum_w \hat y_w u_w = U(\hat y - y)"
    answer = grade("word2vec.grad_vc", chain)
    assert answer.verdict == "correct"
    assert [s["verdict"] for s in answer.steps] == ["refuted", "refuted", "proved"]
    assert any("The end is right, but step 1" in f for f in answer.feedback)
    end_wrong = grade("word2vec.grad_vc", r"\frac{\partial J}{\partial v_c} = -u_o + \sum_w \hat y_w u_w = U(y - \hat y)")
    assert end_wrong.verdict == "wrong" and [s["verdict"] for s in end_wrong.steps] == ["proved", "refuted"]


def test_a_wrong_step_does_not_poison_the_next() -> None:
    answer = grade("word2vec.grad_vc", r"u_o - \sum_w \hat y_w u_w = U(y - \hat y) = -U(\hat y - y)")
    assert answer.verdict == "wrong"
    assert [s["verdict"] for s in answer.steps] == ["refuted", "proved", "proved"]


CLAIMS = [
    (r"\frac{\partial J}{\partial u_w} = \hat y_w v_c, \quad w \ne o", "proved"),
    (r"\frac{\partial J}{\partial u_w} = \hat y_w v_c, \quad w \neq 0", "proved"),
    (r"\frac{\partial J}{\partial u_w} = (\hat y_w - 1) v_c, w = o", "proved"),
    (r"\frac{\partial J}{\partial u_w} = \hat y_w v_c", "refuted"),
    (r"J_{\text{naive-softmax}}(v_c, o, U) = -\log P(O=o|C=c) = -\log \hat y_o", "proved"),
    (r"\frac{\partial J}{\partial U} = (\hat y - y) v_c^T", "proved up to layout"),
    (r"\frac{\partial J}{\partial U} = (\hat y - y)^T v_c", "ill-typed"),
    (r"\hat y \in \mathbb{R}^{|V|}", "proved"),
    (r"U(\hat y - y)", "unreadable"),
]


@pytest.mark.parametrize(("claim", "verdict"), CLAIMS, ids=[c for c, _ in CLAIMS])
def test_claims_as_people_type_them(claim: str, verdict: str) -> None:
    found = answer_text(load_sheet("word2vec"), claim)
    assert found.verdict == verdict, found


# ---------------------------------------------------------------------------------------------- diagnosis
DIAGNOSED = [
    ("word2vec.grad_vc", r"U(y - \hat y)", "sign", "sign is flipped"),
    ("word2vec.grad_vc", r"u_o + \sum_w \hat y_w u_w", "sign", "wants a minus"),
    ("word2vec.grad_vc", r"2U(\hat y - y)", "factor", "2"),
    ("word2vec.sgd_step", r"v_c + U(y - \hat y)", "factor", "α"),
    ("word2vec.grad_uw", r"(\hat y_w - \hat y_w) v_c", "swap", "ŷ"),
    ("word2vec.grad_vc", r"-u_o + \sum_w y_w u_w", "swap", "y_w"),
    ("word2vec.grad_vc", r"-u_o + \sum_w \hat y_w u_o", "index", "u_o"),
    ("word2vec.grad_uo", r"(\hat y_o - 1) u_o", "index", "v_c"),
    ("word2vec.grad_U", r"(\hat y - y) v_c", "order", ""),
    ("word2vec.grad_U", r"v_c (\hat y - y)", "transpose", ""),
    ("network.grad_W1", r"((\hat y - y) W_2^T \circ h \circ (1 - h)) x^T", "order", ""),
    ("network.grad_h", r"(\hat y - y) W_2", "transpose", "W₂"),
    ("word2vec.grad_vc", r"-u_o + \hat y_w u_w", "sum", "sum over w"),
    ("word2vec.grad_uw_other", r"\sum_w \hat y_w v_c", "sum", "sum over w"),
    ("word2vec.grad_vc", r"-u_o + \sum_{w \ne o} \hat y_w u_w", "range", "w ≠ o"),
    ("word2vec.skipgram_grad_vc", r"\sum_{-m \le j \le m} U(\hat y - \operatorname{onehot}(w_{t+j}))", "range", "j ≠ 0"),
    ("word2vec.neg_grad_vc", r"-(1 - \sigma(u_o^T v_c)) u_o + \sum_s (1 - \sigma(u_{w_s}^T v_c)) u_{w_s}", "inside", "minus"),
    ("word2vec.neg_grad_uo", r"\sigma(u_o^T v_c) v_c", "term", "1"),
    ("word2vec.neg_grad_vc", r"-\sigma(u_o^T v_c) u_o + \sum_s (1 - \sigma(-u_{w_s}^T v_c)) u_{w_s}", "function", "1 −"),
    ("activation.tanh_grad", r"1 - \tanh(t)", "power", "square"),
    ("word2vec.loss_log_sum_exp", r"-u_o^T v_c + \sum_w \exp(u_w^T v_c)", "function", "log"),
    ("word2vec.grad_vc", r"\sum_w \hat y_w u_w", "term", "u_o"),
    ("word2vec.grad_uw", r"(\hat y_w - 1) v_c", "case", "w = o only"),
    ("word2vec.grad_uw", r"\begin{cases} \hat y_w v_c & w = o \\ (\hat y_w - 1) v_c & w \ne o \end{cases}", "case", "swapped"),
    ("word2vec.grad_uo", r"(\hat y_w - y_w) v_c", "other-part", "grad_uw"),
    ("network.grad_z1", r"(\hat y - y) W_2^T", "term", ""),
    ("word2vec.neg_grad_U", r"v_c (\hat y - y)^T", "other-part", "another part"),
]


@pytest.mark.parametrize(("problem", "text", "kind", "words"), DIAGNOSED, ids=[f"{p} {t}" for p, t, _, _ in DIAGNOSED])
def test_diagnosis(problem: str, text: str, kind: str, words: str) -> None:
    answer = grade(problem, text)
    assert answer.verdict in ("wrong", "ill-typed"), answer
    said = " ".join(answer.feedback)
    assert answer.kind == kind and words in said, answer
    if answer.repair is not None and kind != "other-part":
        assert grade(problem, answer.repair).verdict == "correct", answer.repair


NOTHING_TO_SAY = [
    ("word2vec.grad_vc", r"17 U y + 3 v_c"),
    ("word2vec.grad_vc", r"\hat y_o v_c"),
    ("activation.sigmoid_grad", r"\cos"),
    ("activation.tanh_grad", r"t^3 - \tanh(t^2)"),
]


@pytest.mark.parametrize(("problem", "text"), NOTHING_TO_SAY)
def test_no_repair_is_made_up(problem: str, text: str) -> None:
    answer = grade(problem, text)
    assert answer.verdict in ("wrong", "unreadable") and answer.repair is None


def test_hints_do_not_give_the_answer_away() -> None:
    full = grade("word2vec.grad_vc", r"U(y - \hat y)")
    hint = grade("word2vec.grad_vc", r"U(y - \hat y)", feedback="hint")
    none = grade("word2vec.grad_vc", r"U(y - \hat y)", feedback="none")
    assert full.repair and hint.repair is None and none.repair is None
    assert hint.feedback == ["Look at the sign of the whole."] and none.feedback == []
    assert "expected" not in (hint.witness or {}) and none.witness is None
    assert full.verdict == hint.verdict == none.verdict == "wrong"


# ---------------------------------------------------------------------------------------------- constraints, credit, conventions
def sheet_with(tmp_path: Path, extra: str, top: str = "") -> str:
    path = tmp_path / "mine.toml"
    path.write_text(
        top
        + """
include = "word2vec"
[[identity]]
name = "g"
claim = '\\frac{\\partial J}{\\partial v_c} = U(\\hat{y} - y)'
twins = ['\\frac{\\partial J}{\\partial v_c} = U(y - \\hat{y})']
"""
        + extra
    )
    return str(path)


def test_constraints(tmp_path: Path) -> None:
    sheet = load_sheet(sheet_with(tmp_path, "in_terms_of = ['U', 'y', '\\hat{y}']\nforbid = ['\\hat{y}']\ncredit = { form = 0.25 }"))
    banned = grade("g", "U(ŷ − y)", sheet=sheet)
    assert (banned.verdict, banned.credit) == ("correct", 0.25) and "may not be used" in banned.feedback[0]
    other = grade("g", r"U (\operatorname{softmax}(U^T v_c) - y)", sheet=sheet)
    assert other.credit == 0.25 and "v_c" in other.feedback[0]
    restated = grade("g", r"1 \cdot \frac{\partial J}{\partial v_c}", sheet=sheet)
    assert (restated.verdict, restated.credit) == ("correct", 0.0)


def test_credit_by_class(tmp_path: Path) -> None:
    sheet = load_sheet(sheet_with(tmp_path, "credit = { sign = 0.75 }", "credit = { layout = 0.5, sign = 0.1, factor = 0.3 }\n"))
    assert grade("g", r"U(y - \hat y)", sheet=sheet).credit == 0.75
    assert grade("g", r"3 U(\hat y - y)", sheet=sheet).credit == 0.3
    layout = grade("g", r"(\hat y - y)^T U^T", sheet=sheet)
    assert (layout.verdict, layout.credit) == ("correct up to layout", 0.5)
    assert grade("g", "U y", sheet=sheet).credit == 0
    half = grade("word2vec.grad_uw", r"\begin{cases} \hat y_w v_c & w \ne o \\ \hat y_w v_c & w = o \end{cases}")
    assert half.verdict == "wrong" and half.credit == 0.5 and "w ≠ o is right" in " ".join(half.feedback)


def test_conventions(tmp_path: Path) -> None:
    answer = grade("grad_vc", r"U^T(\hat y - y)", sheet=load_sheet("word2vec"))
    assert answer.verdict == "ill-typed"
    rows = load_sheet(
        sheet_with(
            tmp_path,
            "[[identity]]\nname = 'grad_vc'\nclaim = '\\frac{\\partial J}{\\partial v_c} = U(\\hat{y} - y)'\n",
            'conventions = ["word2vec-rows"]\n',
        )
    )
    kind = grade("grad_vc", r"U^T(\hat y - y)", sheet=rows)
    assert kind.verdict == "correct" and "word2vec-rows" in " ".join(kind.notes)
    assert grade("grad_vc", r"U^T(y - \hat y)", sheet=rows).verdict != "correct"


def test_a_sheet_whose_answer_is_wrong_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text("include = 'word2vec'\n[[identity]]\nname = 'g'\nclaim = '\\frac{\\partial J}{\\partial v_c} = U(y - \\hat{y})'\n")
    with pytest.raises(Exception, match="not proved"):
        grade("g", "U", sheet=load_sheet(str(path)))


# ---------------------------------------------------------------------------------------------- problems, the example
def test_problems_and_unknown_ones() -> None:
    assert sum(1 for s in SHEETS for _ in problems(s)) >= 100
    for name, words in (("word2vec.grad_vcc", "word2vec.grad_vc"), ("grad_vc", "word2vec.grad_vc"), ("nosuch.thing", "SHEET.IDENTITY")):
        with pytest.raises(Exception, match=words.replace(".", r"\.")):
            grade(name, "x")


def test_the_example_sheet() -> None:
    sheet = load_sheet(EXAMPLE)
    assert grade("grad_w", r"X^T(\sigma(Xw) - y) + \lambda w", sheet=sheet).verdict == "correct"
    assert grade("grad_w", r"\sum_i (\hat y_i - y_i) x_i + r w", sheet=sheet).verdict == "correct"
    slip = grade("grad_w", r"X^T(y - \hat y) - r w", sheet=sheet)
    assert (slip.verdict, slip.kind, slip.credit) == ("wrong", "sign", 0.5)
    assert grade("grad_q", r"\frac{\partial A}{\partial q} = \sum_i a_i k_i - k_t", sheet=sheet).verdict == "correct"


def test_our_latex_reads_back() -> None:
    for text in ("U(ŷ − y)", r"\frac{a}{b} c", r"-\sum_{w \ne o} \hat y_w u_w^\top", r"\begin{cases} 1 & w = o \\ 0 & w \ne o \end{cases}"):
        once = latex(read(text)[0])
        assert latex(read(once)[0]) == once


# ---------------------------------------------------------------------------------------------- the command
def run(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "derive", *arguments], input=stdin, capture_output=True, timeout=60, check=False)


def test_command_statuses_and_fields() -> None:
    good = run("grade", "word2vec.grad_vc", r"U(\hat y - y)", "--format", "json")
    assert good.returncode == 0
    data = json.loads(good.stdout)
    assert set(data) >= {"problem", "formula", "verdict", "credit", "reading", "feedback", "repair", "witness", "seconds"}
    assert run("grade", "word2vec.grad_vc", r"U(y - \hat y)").returncode == 1
    assert run("grade", "word2vec.grad_vc", "-", stdin="U(ŷ − y)".encode()).returncode == 0
    for bad in (
        ["word2vec.grad_vc", "U("],
        ["word2vec.nosuch", "U"],
        ["word2vec.grad_vc"],
        ["word2vec.grad_vc", "U", "--feedback", "loud"],
    ):
        done = run("grade", *bad)
        assert done.returncode == 2 and b"Traceback" not in done.stderr + done.stdout, bad
    assert run("grade", "word2vec.grad_vc", "-", stdin=b"\xff\xfe").returncode == 2


def test_golden_terminal_output() -> None:
    out = run("grade", "word2vec.grad_vc", r"-u_0 - \sum \hat y_w u_w").stdout.decode()
    assert out.splitlines()[:5] == [
        "✗ wrong   word2vec.grad_vc   credit 0",
        "  read as    −u_o − Σ_w ŷ_w u_w",
        "  note       0 is read as o: no index is 0 here",
        "  feedback   One sign is wrong: the term Σ_w ŷ_w u_w wants a plus.",
        "  repaired   −u_o + Σ_w ŷ_w u_w",
    ]


def test_problems_command() -> None:
    listed = json.loads(run("problems", "--format", "json").stdout)["problems"]
    assert {"problem": "word2vec.grad_vc", "asks": "∂J/∂v_c"}.items() <= next(
        r for r in listed if r["problem"] == "word2vec.grad_vc"
    ).items()
    assert "logistic-ridge.grad_q" in run("problems", "--sheet", EXAMPLE).stdout.decode()
