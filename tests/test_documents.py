"""Documents: traps with their verdicts, two dozen write-ups with planted mistakes, five real ones re-typed, places, formats, limits."""

from __future__ import annotations

import json
import re
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import pytest
from document_table import LETTERS, ROWS
from hypothesis import given, settings
from hypothesis import strategies as st

from derive import check_document, load_sheet
from derive.documents.check import Checked, check, document
from derive.documents.files import documents, text_of
from derive.documents.judge import Judge
from derive.documents.parts import check_in_parts
from derive.documents.placed import Lines, Placed
from derive.errors import InputError
from derive.limits import Limits, attempted, within
from derive.report.document import markdown, text
from derive.report.document_html import page

HERE = Path(__file__).parent
FOLDER = HERE / "documents"
TRUTH: dict[str, Any] = json.loads((FOLDER / "truth.json").read_text(encoding="utf-8"))
SEEDS: dict[str, Any] = json.loads((HERE / "seeds.json").read_text(encoding="utf-8"))
SEED_SHEETS = {"000": "word2vec", "001": "word2vec", "002": "word2vec", "003": "network", "004": "word2vec-rows"}
SHARED = HERE.parent.parent / "shared" / "seeds"
WRONG = ("refuted", "ill-typed")
MOST_TWINS = 5
"""Without --slow."""
KIND = {("b_09_terse.tex", 44)}
"""Planted as missing a diag; x is read as a number there, for which it is right."""


def verdicts(text: str, sheet: str = "word2vec") -> list[str]:
    found = check(document(text, ".md"), load_sheet(sheet))
    return [c.verdict for c in found.claims if c.verdict != "not a claim"]


@pytest.mark.parametrize(("about", "text", "expected"), ROWS, ids=[r[0] for r in ROWS])
def test_table(about: str, text: str, expected: str) -> None:
    assert verdicts(text) == [LETTERS[x] for x in expected]


# ---------------------------------------------------------------------------------------------- whole write-ups
@lru_cache(maxsize=64)
def checked(name: str) -> Checked:
    return check_document(FOLDER / name, sheet=TRUTH[name]["sheet"])


def test_the_planted_mistakes_are_many_and_varied() -> None:
    mistakes = [m for t in TRUTH.values() for m in t["mistakes"]]
    assert len(TRUTH) == 30
    assert len(mistakes) >= 140
    assert len({m["kind"] for m in mistakes}) >= 40


@pytest.mark.parametrize("name", sorted(TRUTH))
def test_every_mistake_is_found_on_its_line_and_nothing_else(name: str) -> None:
    flagged = {c.end_line for c in checked(name).claims if c.verdict in WRONG}
    planted = {m["line"] for m in TRUTH[name]["mistakes"]}
    assert {(name, n) for n in planted - flagged} <= KIND
    assert flagged <= planted


@pytest.mark.parametrize("name", sorted(n for n in TRUTH if n[0].isdigit()))
def test_nothing_is_left_open_in_the_first_dozen(name: str) -> None:
    assert [c.left for c in checked(name).claims if c.verdict in ("undecided", "unreadable")] == []


@pytest.mark.parametrize("name", sorted(TRUTH))
def test_no_step_meets_a_fault_of_the_program(name: str) -> None:
    """The cross-check tells a contradiction between canonical form and numbers to nobody but the user."""
    assert [c.left for c in checked(name).claims if "internal error" in f"{c.message} {c.notes}"] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(p.name for p in (HERE.parent.parent / "shared" / "real" / "documents").glob("*")))
def test_no_step_of_a_real_write_up_meets_a_fault_of_the_program(name: str) -> None:
    found = check_document(HERE.parent.parent / "shared" / "real" / "documents" / name)
    assert [c.left for c in found.claims if "internal error" in f"{c.message} {c.notes}"] == []


def test_the_sheet_is_found() -> None:
    for name in ("01_article_macros.tex", "05_long_align.tex", "10_rows.md", "11_network.tex", "b_04_cells.ipynb", "b_11_adam.tex"):
        found = check_document(FOLDER / name)
        assert found.sheet == TRUTH[name]["sheet"], name
        assert "make sense in it" in found.chosen


@pytest.mark.parametrize("name", ["02_english.md", "06_line_displays.md"])
def test_a_sign_put_before_a_right_step_is_found(name: str, request: pytest.FixtureRequest) -> None:
    """Every proved claim has a twin that is refuted: minus its right side."""
    text = text_of(FOLDER / name)
    twins = 0
    for number, claim in enumerate(checked(name).claims):
        start, end = claim.fault
        if claim.verdict != "proved" or "\n" in text[start : end + 1] or claim.relation != "=" or "y_w" in claim.left:
            continue
        if any(n.startswith("it says where") for n in claim.notes):
            continue  # of an answer to «when is it zero?» only the right one is decided
        changed = f"{text[:start]}-\\left({text[start : end + 1]}\\right){text[end + 1 :]}"
        again = check(document(changed, ".md"), load_sheet("word2vec"))
        assert again.claims[number].verdict in WRONG, claim.right
        twins += 1
        if twins == MOST_TWINS and not request.config.getoption("--slow"):
            break
    assert twins >= 4


# ---------------------------------------------------------------------------------------------- the five real ones
def seed_rows() -> list[tuple[str, dict[str, Any]]]:
    judged = ("proved", "proved up to layout", "refuted", "ill-typed")
    return [(k, row) for k, rows in SEEDS.items() for row in rows if row["truth"] in judged]


def accepted(row: dict[str, Any]) -> set[str]:
    found = {row["truth"], *row.get("accept", ())}
    return found | {"proved", "proved up to layout", "proved but for a slip"} if any(f.startswith("proved") for f in found) else found


@pytest.mark.parametrize(("seed", "row"), seed_rows(), ids=[f"{k}-{r['line']}-{n}" for n, (k, r) in enumerate(seed_rows())])
def test_seeds_retyped(seed: str, row: dict[str, Any]) -> None:
    context = f"{row['context']}\n\n" if "context" in row else ""
    under = f"When ${row['under']}$:\n\n" if "under" in row else ""
    found = verdicts(f"{context}{under}$${row['left']} = {row['right']}$$", SEED_SHEETS[seed])
    assert found[-1] in accepted(row)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the five write-ups are not part of the repository")
@pytest.mark.parametrize("seed", sorted(SEEDS))
def test_seeds_as_they_are(seed: str) -> None:
    """Every false pair flagged on its line; every line that is flagged has one."""
    found = check_document(next(SHARED.glob(f"{seed}_*")), sheet=SEED_SHEETS[seed])
    flagged = {c.end_line for c in found.claims if c.verdict in WRONG}
    wrong = {r["right_line"] for r in SEEDS[seed] if r["truth"] in WRONG}
    may_be = wrong | {r["right_line"] for r in SEEDS[seed] if set(r.get("accept", ())) & set(WRONG)}
    must_be = {r["right_line"] for r in SEEDS[seed] if r["truth"] in WRONG and not accepted(r) - set(WRONG)}
    assert must_be <= flagged
    assert flagged <= may_be


# ---------------------------------------------------------------------------------------------- places, formats
def test_places_are_those_of_the_file() -> None:
    text = "# a\n\n- one $Uy = u_o$ and\n  $$\\frac{\\partial J}{\\partial v_c}\n    = U(y - \\hat y)$$\n"
    first, second = check(document(text, ".md"), load_sheet("word2vec")).claims
    assert (first.line, first.column, first.end_line) == (3, 8, 3)
    assert (second.line, second.column, second.end_line) == (4, 5, 5)
    assert Lines(text).place(second.fault[0]) == (5, 7)


def test_places_survive_macros() -> None:
    text = "\\newcommand{\\g}[1]{\\frac{\\partial J}{\\partial #1}}\n\n  $\\g{v_c} = U(y - \\hat y)$ and $Uy = v_c$\n"
    first, second = check(document(text, ".tex"), load_sheet("word2vec")).claims
    assert (first.line, first.column) == (3, 4)
    assert (second.line, second.column) == (3, 34)


def test_places_in_a_notebook() -> None:
    source = ["# t\\n", "so $Uy = v_c$"]
    text = (
        '{\n "cells": [\n  {\n   "cell_type": "code", "source": ["x = 1"], "metadata": {}, "outputs": [], "execution_count": null\n  },\n'
    )
    text += (
        '  {\n   "cell_type": "markdown", "metadata": {"source": "no"},\n   "source": [\n    "'
        + source[0]
        + '",\n    "'
        + source[1]
        + '"\n   ]\n  }\n'
    )
    text += ' ],\n "metadata": {}, "nbformat": 4, "nbformat_minor": 4\n}\n'
    (claim,) = check(document(text, ".ipynb"), load_sheet("word2vec")).claims
    assert claim.verdict == "refuted"
    assert text.splitlines()[claim.line - 1][claim.column - 1 :].startswith("Uy")


def test_what_is_left_out_of_latex() -> None:
    text = "\\documentclass{article}\n$Uy = v_c$\n\\begin{document}\n% $Uy = v_c$\n\\begin{lstlisting}\n$Uy = v_c$\n\\end{lstlisting}\n"
    text += "\\verb|$Uy = v_c$| 100\\% sure: $Uy = u_o$ % $Uy = v_c$\n"
    text += "\\begin{comment}\n$Uy = v_c$\n\\end{comment}\n\\end{document}\n$Uy = v_c$\n"
    assert [c.verdict for c in check(document(text, ".tex"), load_sheet("word2vec")).claims] == ["proved"]


def test_bare_formulas_only_where_dollars_are_not_needed() -> None:
    line = "So ∂J/∂v_c = U(y − ŷ), and\nthe loss is J = −log ŷ_o.\nThe value x of y is the same as before.\n"
    assert [c.verdict for c in check(document(line, ".txt"), load_sheet("word2vec")).claims] == ["refuted", "proved"]
    assert check(document(line, ".tex"), load_sheet("word2vec")).claims == []


def test_placed_text_keeps_its_places() -> None:
    text = Placed.whole("abcdef", 10).sub(re.compile("cd"), "XYZ")
    assert (text.text, text.at) == ("abXYZef", (10, 11, 12, 12, 12, 14, 15))
    assert text[2:5].start == 12


# ---------------------------------------------------------------------------------------------- what is said
def claims_of(text: str) -> list[Any]:
    return check(document(text, ".md"), load_sheet("word2vec")).claims


def test_a_repair_is_told_and_is_right() -> None:
    (claim,) = claims_of(r"$$\frac{\partial J}{\partial v_c} = U(\hat y - y) + u_o - U y - u_o - U y$$")
    assert claim.verdict == "refuted" and claim.witness
    (claim,) = claims_of(r"$$\frac{\partial J}{\partial u_w} = (y_w - y_w) v_c$$")
    assert claim.repair is not None and "ŷ" in claim.message
    again = claims_of(f"$${claim.repair}$$")
    assert [c.verdict for c in again] == ["proved"]


def test_a_follow_on_is_marked() -> None:
    gradient = r"\frac{\partial J}{\partial v_c}"
    wrong, after = rf"$${gradient} = U(y - \hat y)$$", rf"$$v_c - \alpha {gradient} = v_c - \alpha U(y - \hat y)$$"
    first, second = claims_of(f"{wrong}\n\nThen\n\n{after}")
    assert (first.verdict, second.verdict) == ("refuted", "refuted")
    assert first.follows_from is None and second.follows_from == 1
    assert "follows from line 1" in second.notes


def test_an_error_undone_is_two_wrong_steps() -> None:
    first, second = claims_of(r"$$\frac{\partial J}{\partial v_c} = U(y - \hat y) = U\hat y - Uy$$")
    assert (first.verdict, second.verdict) == ("refuted", "refuted")
    assert "undoes" in " ".join(second.notes)


def test_a_repaired_reading_says_so() -> None:
    (claim,) = claims_of(r"$$rac{\partial J}{\partial v_c} = -u_0 + U\hat y$$")
    assert claim.verdict == "proved"
    assert any("backslash" in n for n in claim.notes) and any("0 is read as o" in n for n in claim.notes)


def test_other_meanings_are_said() -> None:
    *_, claim = claims_of("Let $\\alpha = \\hat y_o$.\n\n$$\\alpha v_c = \\hat y_o v_c$$")
    assert claim.verdict == "proved"
    assert claim.notes == ["`α` is here what line 1 says, not what the sheet word2vec says"]


# ---------------------------------------------------------------------------------------------- files, limits, workers
def test_files(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("$Uy = u_o$", encoding="utf-8")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.tex").write_text("x", encoding="utf-8")
    (tmp_path / "c.pdf").write_text("x", encoding="utf-8")
    assert [p.name for p in documents([tmp_path])] == ["a.md", "b.tex"]
    for name, data, says in (
        ("n.txt", b"a\0b", "binary"),
        ("l.txt", "é".encode("latin-1"), "not UTF-8"),
        ("e.md", b" \n", "empty"),
        ("x.pdf", b"x", "not read"),
        ("n.ipynb", b"{}", "a notebook of format 3"),
        ("m.ipynb", b'{"cells": [', "not a notebook"),
    ):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(InputError, match=says):
            check_document(tmp_path / name)
    for missing in ("none.tex", "empty"):
        (tmp_path / "empty").mkdir(exist_ok=True)
        with pytest.raises(InputError, match=r"no such file|no document"):
            list(documents([tmp_path / missing]))
    big = tmp_path / "big.tex"
    big.write_bytes(b"x" * 5_000_000)
    with pytest.raises(InputError, match="MB"):
        check_document(big)


@pytest.mark.parametrize(
    "text",
    [
        "$$" + "{" * 100_000 + "x = y" + "}" * 100_000 + "$$",
        "$$" + "(" * 100_000 + "x = y$$",
        "$$ a " + "\\" * 200_000 + " = b$$",
        "$$ a " + " " * 200_000 + " = b$$",
        "$$ a " + "\\quad " * 20_000 + " = b$$",
        "$$ a " + "\\\\ " * 15_000 + " = b$$",
        "$$ " + "\\sum_w " * 500 + " x = b$$",
        "$$ " + "\\boxed{" * 2_000 + " x = b$$",
        "$$ " + "\\cancel{{{{" * 2_000 + " = x$$",
        pytest.param("$$ J = " + "\\exp " * 150 + " x$$", marks=pytest.mark.slow),
        "a = b " * 20_000,
        "1) " * 20_000,
        pytest.param("$ " * 20_000, marks=pytest.mark.slow),
        "> " * 5_000 + "x",
    ],
    ids=lambda t: t[:12] + "…",
)
def test_hostile_texts_leave_the_rest_alone(text: str) -> None:
    found = check(document(text + "\n\n$Uy = u_o$\n", ".md"), load_sheet("word2vec"))
    assert found.claims[-1].verdict == "proved"
    assert all(c.verdict != "proved" for c in found.claims[:-1])


def test_parts_say_the_same(tmp_path: Path) -> None:
    text = "\n\n".join(text_of(FOLDER / n) for n in ("02_english.md", "06_line_displays.md", "12_inline.md"))
    text += "\n\n## Own\n\n$$a + b = b + 2a$$\n\n$$J(\\theta) = \\theta^2, \\quad J(\\theta) = \\theta^3$$\n"  # refuted by numbers
    path = tmp_path / "long.md"
    path.write_text(text, encoding="utf-8")
    whole = check_document(path, sheet="word2vec")
    told: list[tuple[int, int]] = []
    parts = check_in_parts(path, load_sheet("word2vec"), 2, Limits(), lambda done, total: told.append((done, total)))
    assert parts.data() == whole.data()
    assert told[-1][0] == told[-1][1]


# ---------------------------------------------------------------------------------------------- anything at all
PIECES = r"""$ $$ \[ \] \( \) \begin{align} \end{align} \begin{cases} \end{cases} \\ & = ≠ \ne \in { } ( ) \left( \right) [ ] _ ^
w o u_w v_c \hat y U J \frac{\partial J} {\partial v_c} \frac \sum_w \log \text{if } \text{otherwise} \Rightarrow ; , : . When let where
so for every Case 1: # - > ` ``` \boxed{ \underbrace{ _{= y} \quad 0 1 \newcommand{\a}{ \a #1 % \cancel{ rac{ ŷ ∂J/∂v_c ᵀ 当 时 否则
＝ \tag{1} …"""
FRAGMENTS = st.sampled_from([*PIECES.split(), "\n", "\n\n", " ", "\x0c", "\n\n# ", "\n- "])


@settings(max_examples=150, deadline=None)
@given(st.lists(FRAGMENTS, max_size=30), st.sampled_from([".md", ".tex", ".txt"]))
def test_no_text_raises(fragments: list[str], suffix: str) -> None:
    text = "".join(fragments)
    for claim in check(document(text, suffix), load_sheet("word2vec")).claims:
        assert claim.verdict in (*LETTERS.values(), "not a claim")
        assert 1 <= claim.line <= claim.end_line <= text.count("\n") + 1
        assert json.dumps(claim.data())


def test_conditions_are_shown_in_every_format() -> None:
    checked = check(document(r"For any number $q$ we have $\frac{q}{q} = 1$.", ".md"), load_sheet("word2vec"))
    assert checked.claims[0].data()["conditions"] == ["q ≠ 0"]
    assert "[q ≠ 0]" in text(checked)
    assert "under q ≠ 0" in markdown([checked])
    assert "under q ≠ 0" in page([checked])


def test_what_the_limit_leaves_costs_nothing_of_what_was_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = iter([""] * 2 + ["the limit"] * 9)
    monkeypatch.setattr("derive.documents.check.nearly_spent", lambda share: next(asked))
    text = "$$Uy = u_o$$\n\n$$Uy = v_c$$\n\nfor $w = o$ $$U\\hat y = v_c$$\n\n$$Uy = u_o$$"
    found = check(document(text, ".md"), load_sheet("word2vec"))
    assert [c.verdict for c in found.claims] == ["proved", "refuted", "undecided", "undecided"]
    assert [c.line for c in found.claims] == [1, 3, 5, 7]
    assert found.claims[-1].message == "not looked at: the limit"
    assert found.claims[1].message  # what is wrong is explained all the same


def test_a_fault_in_one_step_costs_one_step(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Judge.stated

    def stated(self: Judge, s: Any, number: int, silent: bool) -> Any:
        if number == 1 and not silent:
            raise KeyError("a fault")
        return whole(self, s, number, silent)

    monkeypatch.setattr(Judge, "stated", stated)
    found = check(document("$U y = u_o$, $U y = u_w$ and $y_o = 1$.", ".md"), load_sheet("word2vec")).claims
    assert [c.verdict for c in found] == ["proved", "undecided", "proved"]
    assert "internal error, not yours: KeyError" in found[1].message


ROW_VECTORS = [
    (r"\frac{\partial J}{\partial v_c} = (\hat y - y) U", "proved up to layout"),
    (r"\hat y_o = \frac{\exp(u_o v_c^T)}{\sum_w \exp(u_w v_c^T)}", "proved up to layout"),
    (r"\frac{\partial J}{\partial U} = (\hat y - y)^T v_c", "proved up to layout"),
    (r"\frac{\partial J}{\partial v_c} = (y - \hat y) U", "refuted"),
    (r"\frac{\partial J}{\partial v_c} = U (\hat y - y)^T", "ill-typed"),
    (r"\hat y_o = \frac{\exp(u_o v_c^T)}{\sum_w \exp(v_c^T u_w)}", "ill-typed"),
]


@pytest.mark.parametrize(("claim", "verdict"), ROW_VECTORS, ids=[c for c, _ in ROW_VECTORS])
def test_all_vectors_as_rows(claim: str, verdict: str) -> None:
    rows = load_sheet("word2vec-rows")  # where vectors are columns
    (found,) = check(document(f"Let us use row vectors. $${claim}$$", ".md"), rows).claims
    (plain,) = check(document(f"$${claim}$$", ".md"), rows).claims
    assert (found.verdict, plain.verdict) == (verdict, "ill-typed")
    assert ("all vectors are read as rows" in found.notes) == (verdict != "ill-typed")


@pytest.mark.parametrize(
    ("words", "rows"),
    [
        ("Let us use row vectors.", True),
        ("All vectors are row vectors.", True),
        ("$u_w$ and $v_c$ are row vectors.", True),
        ("Let $v_c, u_o$ be vectors; $y$, $\\hat y$ and $v_c$ are rows.", True),
        ("Let $v_c \\in \\mathbb{R}^{1 \\times d}$.", True),
        ("$u_1$ and $u_2$ are rows of $U^T$.", False),
        ("$v_c$ is a row vector.", False),
        ("Let $v_c \\in \\mathbb{R}^{d \\times 1}$.", False),
        ("I adopt the row vector convention.", True),
        ("We use column vectors, not row vectors.", False),
        ("Here $u_o^T$ is a row vector.", False),
        ("The gradients are row vectors.", False),
        ("Instead of using row vectors we transpose.", False),
        ("We do not use row vectors.", False),
    ],
)
def test_words_that_make_all_vectors_rows(words: str, rows: bool) -> None:
    text = rf"{words} $$\frac{{\partial J}}{{\partial v_c}} = (\hat y - y) U$$"
    found = check(document(text, ".md"), load_sheet("word2vec-rows")).claims[-1]
    assert found.verdict == ("proved up to layout" if rows else "ill-typed")


@pytest.fixture
def child(monkeypatch: pytest.MonkeyPatch) -> None:
    """`within` works in a child, as on the command line: a limit of CPU time set here would end the tests."""
    monkeypatch.setattr("derive.limits.own_process", True)
    monkeypatch.delenv("DERIVE_DEBUG", raising=False)


@pytest.mark.usefixtures("child")
def test_a_step_that_takes_too_long_costs_one_step() -> None:
    def spin() -> None:
        while True:
            pass

    def work() -> list[tuple[int | None, str]]:
        def step(n: int) -> int:
            return n if n != 1 else spin() or n

        return [attempted(partial(step, n)) for n in range(3)]

    assert within(Limits(2.0), work) == [(0, ""), (None, "one step took 25% of the limit of 2 s of CPU time (--time-limit)"), (2, "")]


@pytest.mark.usefixtures("child")
def test_a_step_that_takes_all_memory_costs_one_step() -> None:
    def greedy() -> int:
        raise MemoryError

    assert within(Limits(2.0, 4096), lambda: [attempted(greedy), attempted(lambda: 2)]) == [
        (None, "the memory limit of 4096 MB was reached (--memory-limit)"),
        (2, ""),
    ]
