"""Tools for course staff: names, overview, decisions, feedback in one's own words, the Gradescope folder."""

from __future__ import annotations

import csv
import importlib.util
import json
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from rich.cells import cell_len

from derive.app.cli import main
from derive.errors import InputError
from derive.grading.batch import sheet_digest
from derive.grading.overrides import read_overrides
from derive.grading.overview import overview

ONE_MISTAKE = (
    r"U(y - \hat y)", "-U(ŷ-y)", r"u_o - \sum_w \hat y_w u_w", "U @ (y - yhat)", r"-(U\hat{y} - Uy)", r"\sum_w (y_w - \hat y_w) u_w",
    r"\frac{\partial J}{\partial v_c} = -U(\hat{\mathbf{y}} - \mathbf{y})", r"-\sum_{w}P(w|c)u_w + u_o",
)  # fmt: skip
"""The same wrong answer to word2vec.grad_vc, the sign flipped, as people type it."""


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def graded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    given = [{"id": n, "student": f"s{n}", "problem": "word2vec.grad_vc", "formula": f, "points": 2} for n, f in enumerate(ONE_MISTAKE)]
    given += [
        {"id": "right", "student": "s0", "problem": "word2vec.grad_uo", "formula": r"(\hat y_o - 1) v_c"},
        {"id": "shape", "student": "s1", "problem": "word2vec.grad_vc", "formula": r"(\hat y - y) U"},
        {"id": "other", "student": "s2", "problem": "word2vec.grad_vc", "formula": r"U(\hat y + y)"},
    ]
    Path("answers.jsonl").write_text("".join(json.dumps(r) + "\n" for r in given), encoding="utf-8")
    assert main(["grade", "--input", "answers.jsonl", "--output", "graded.jsonl"]) == 0
    return Path("graded.jsonl")


def test_equal_answers_are_one_group(graded: Path) -> None:
    found = overview(graded)
    groups = found.problems["word2vec.grad_vc"].groups.values()
    assert sorted(g.count for g in groups) == [1, 1, len(ONE_MISTAKE)]
    assert found.students["s0"]["answers"] == 2 and found.students["s0"]["points"] == 1 and found.students["s0"]["of"] == 3
    (kind, count, _), *_ = found.problems["word2vec.grad_vc"].mistakes()
    assert (kind, count) == ("sign", len(ONE_MISTAKE) + 1)


@pytest.mark.parametrize("format_", ["terminal", "json", "html"])
def test_overview_in_every_format(graded: Path, format_: str, capsys: pytest.CaptureFixture[str]) -> None:
    if format_ == "html":
        pytest.importorskip("latex2mathml")
    assert main(["overview", "graded.jsonl", "--format", format_]) == 0
    out = capsys.readouterr().out
    assert "word2vec.grad_vc" in out and str(len(ONE_MISTAKE)) in out
    if format_ == "json":
        assert json.loads(out)["answers"] == len(ONE_MISTAKE) + 3
    if format_ == "html":
        assert "<math" in out and "Content-Security-Policy" in out


def test_overview_wants_a_graded_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "answers.jsonl"
    path.write_text('{"id": 1, "problem": "word2vec.grad_vc", "formula": "U"}\n')
    assert main(["overview", str(path)]) == 2
    assert "it has no verdict" in capsys.readouterr().err


# ---------------------------------------------------------------------------------------------- decisions
def test_a_decision_holds_for_all_equal_answers(graded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("decided.csv").write_text("problem,formula,verdict,credit,comment\nword2vec.grad_vc,U(y - yhat),,0.5,Half for the sign.\n")
    assert main(["grade", "--input", "answers.jsonl", "--output", "again.jsonl", "--overrides", "decided.csv"]) == 0
    told = rows(Path("again.jsonl"))
    decided = [r for r in told if r["override"]]
    assert [r["id"] for r in decided] == list(range(len(ONE_MISTAKE)))
    assert all(r["credit"] == 0.5 and r["verdict"] == "wrong" and r["feedback"][0] == "Half for the sign." for r in decided)
    capsys.readouterr()
    assert main(["grade", "word2vec.grad_vc", "-U(ŷ - y)", "--overrides", "decided.csv"]) == 1
    assert "decided    Half for the sign." in capsys.readouterr().out


def test_resume_minds_the_decisions(graded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("decided.jsonl").write_text(json.dumps({"problem": "word2vec.grad_vc", "formula": "U(y-ŷ)", "verdict": "correct"}) + "\n")
    arguments = ["grade", "--input", "answers.jsonl", "--output", "graded.jsonl", "--overrides", "decided.jsonl", "--resume"]
    assert main(arguments) == 2
    assert "of other options" in capsys.readouterr().err


BAD_DECISIONS = [
    ('{"problem": "word2vec.grad_vc", "formula": "U", "verdict": "good"}', "is no verdict"),
    ('{"problem": "word2vec.grad_vc", "formula": "U", "credit": 2}', "is no credit"),
    ('{"problem": "word2vec.grad_vc", "formula": "U", "credit": true}', "is no credit"),
    ('{"problem": "word2vec.grad_vc", "formula": "U"}', "nothing is decided"),
    ('{"sheet": "word2vec", "claim": "a = a", "verdict": "correct"}', "about an answer"),
    ("{", "not JSON"),
]


@pytest.mark.parametrize(("line", "words"), BAD_DECISIONS, ids=[w for _, w in BAD_DECISIONS])
def test_bad_decisions(line: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "decided.jsonl"
    path.write_text(line + "\n")
    with pytest.raises(InputError, match=words):
        read_overrides(path)


# ---------------------------------------------------------------------------------------------- sheets of one's own
def test_feedback_in_the_teachers_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = tmp_path / "own.toml"
    sheet.write_text('extends = "word2vec"\n[feedback]\nsign = "Vorzeichen!"\nslip = "Fast."\n[credit]\nslip = 0.7\n', encoding="utf-8")
    for answer, words in ((r"U(y - \hat y)", "Vorzeichen!"), (r"\frac{J}{\partial v_c} = U(\hat y - y)", "")):
        main(["grade", "grad_vc", answer, "--sheet", str(sheet), "--format", "json"])
        assert words in " ".join(json.loads(capsys.readouterr().out)["feedback"])
    main(["grade", "neg_grad_uo", r"(\sigma(u_o v_c) - 1) v_c", "--sheet", str(sheet), "--format", "json"])
    told = json.loads(capsys.readouterr().out)
    assert (told["verdict"], told["credit"], told["mistake"], told["feedback"][0]) == ("correct but for a slip", 0.7, "slip", "Fast.")
    sheet.write_text('extends = "word2vec"\n[feedback]\nsgn = "x"\n', encoding="utf-8")
    assert main(["grade", "grad_vc", "U", "--sheet", str(sheet)]) == 2
    assert "is no class of mistakes" in capsys.readouterr().err


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("sheet", ["word2vec", "network", "optimisers", "softmax"])
def test_names(sheet: str, width: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    assert main(["names", sheet]) == 0
    out = capsys.readouterr().out
    assert max(map(cell_len, out.splitlines())) <= width
    assert "functions" in out and "not supported" in out
    assert main(["names", sheet, "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["names"] and all(set(n) == {"name", "kind", "shape", "about", "definition", "also"} for n in data["names"])


def test_names_say_what_a_sheet_declares(capsys: pytest.CaptureFixture[str]) -> None:
    main(["names", "word2vec", "--format", "json"])
    named = {(n["name"], n["kind"]): n for n in json.loads(capsys.readouterr().out)["names"]}
    assert named["ŷ", "defined"]["shape"] == "a column (V×1)" and named["ŷ", "defined"]["definition"] == "softmax(ξ)"
    assert named["V", "size"]["about"] == "vocabulary size" and named["V", "given"]["about"].startswith("centre vectors")
    assert "L" in named["J", "defined"]["also"]


# ---------------------------------------------------------------------------------------------- how much is told
@pytest.mark.parametrize(("feedback", "witness", "says"), [("full", True, True), ("hint", False, True), ("none", False, False)])
def test_feedback_of_check_and_prove(feedback: str, witness: bool, says: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = tmp_path / "a.md"
    document.write_text(r"$$\frac{\partial J}{\partial v_c} = U(y - \hat y)$$" + "\n", encoding="utf-8")
    assert main(["check", str(document), "--sheet", "word2vec", "--feedback", feedback, "--format", "json"]) == 1
    (claim,) = json.loads(capsys.readouterr().out)["claims"]
    assert (claim["verdict"], bool(claim["witness"]), bool(claim["repair"]), bool(claim["feedback"])) == ("refuted", witness, witness, says)
    claimed = r"\frac{\partial J}{\partial v_c} = U(y - \hat y)"
    assert main(["prove", claimed, "--sheet", "word2vec", "--feedback", feedback, "--format", "json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["verdict"] == "refuted" and bool(told["witness"]) == witness


# ---------------------------------------------------------------------------------------------- the Gradescope folder
FOLDER = Path(__file__).parent.parent / "examples" / "gradescope"


@pytest.fixture(scope="module")
def grader() -> ModuleType:
    spec = importlib.util.spec_from_file_location("grade_submission", FOLDER / "grade_submission.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


NOTEBOOK = json.dumps(
    {
        "nbformat": 4, "nbformat_minor": 5, "metadata": {},
        "cells": [
            {"cell_type": "markdown", "metadata": {}, "id": "a", "source": ["## 1b\n", "\n", "so $a$ and\n", "$$x = U(\\hat y - y)$$\n"]},
            {"cell_type": "code", "metadata": {}, "id": "b", "source": "## 1c\n", "outputs": [], "execution_count": None},
            {"cell_type": "markdown", "metadata": {}, "id": "c", "source": "### Question 1c)\n\nA: $v_c$"},
        ],
    }
)  # fmt: skip
SUBMISSIONS = [
    ("s.md", "## 1b\n$$x = U(\\hat y - y)$$\nwords\n\n## 1c\nso $v_c$.\n", {"1b": "x = U(\\hat y - y)", "1c": "v_c"}),
    (
        "s.tex",
        "\\section*{1b}\n\\begin{align}\nx &= U(\\hat y - y)\n\\end{align}\n\\subsection{(1c)}\n\\[ v_c \\]\n\\end{document}\n",
        {"1b": "x &= U(\\hat y - y)", "1c": "v_c"},
    ),
    ("s.txt", "1b: U (yhat - y)\n1 (c)  \n  v_c\n", {"1b": "U (yhat - y)", "1c": "v_c"}),
    ("s.ipynb", NOTEBOOK, {"1b": "x = U(\\hat y - y)", "1c": "v_c"}),
    ("s.md", "## 1c\n$v_c$\n## 9z\n$$w$$\n", {"1c": "v_c"}),
    ("s.md", "no headings\n$$U$$", {}),
]


@pytest.mark.parametrize(("name", "text", "answers"), SUBMISSIONS, ids=[f"{n}-{i}" for i, (n, _, _) in enumerate(SUBMISSIONS)])
def test_answers_are_found(name: str, text: str, answers: dict[str, str], grader: ModuleType, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    found = grader.sections(grader.text_of(grader.submitted(tmp_path)), {"1b", "1c"})
    assert {k: grader.answer_in(v).split("\n## ")[0] for k, v in found.items()} == answers


def test_the_whole_way(grader: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "results" / "results.json"
    arguments = ["--submission", str(FOLDER / "sample"), "--questions", str(FOLDER / "questions.json"), "--results", str(out)]
    monkeypatch.setattr(sys, "argv", ["grade_submission.py", *arguments])
    assert grader.main() == 0
    tests = json.loads(out.read_text(encoding="utf-8"))["tests"]
    assert [(t["number"], t["score"], t["max_score"]) for t in tests] == [("1a", 1, 1), ("1b", 3, 3), ("1c", 0, 3), ("1d", 0, 2)]
    assert not any(re.search(r"\\[a-z]", t["output"].replace("\\section", "")) for t in tests), "formulas are read, not LaTeX"
    assert "this would be right" not in tests[2]["output"]


@pytest.mark.parametrize("files", [{}, {"a.md": "x", "b.md": "y"}, {"a.pdf": "x"}, {"a.ipynb": "{"}])
def test_submissions_that_cannot_be_graded_say_why(files: dict[str, str], grader: ModuleType, tmp_path: Path) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(grader.Unusable):
        grader.text_of(grader.submitted(tmp_path))


# ---------------------------------------------------------------------------------------------- questions with several blanks
HOMEWORK = """extends = "word2vec"
[feedback]
sign = "Mind the sign."
[[question]]
name = "3"
title = "Naive softmax"
parts = [
  { name = "vc", asks = "grad_vc", points = 3, title = "the centre word", credit = { sign = 0.5 } },
  { name = "uw", asks = "grad_uw", feedback = { sign = "The outside words, too." } },
]
"""
FLIPPED_VC, RIGHT_UW, FLIPPED_UW = r"U(y - \hat y)", r"(\hat y_w - y_w) v_c", r"(y_w - \hat y_w) v_c"


@pytest.fixture
def homework(tmp_path: Path) -> Path:
    path = tmp_path / "hw1.toml"
    path.write_text(HOMEWORK, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("vc", "uw", "verdict", "credit", "said"),
    [
        (r"U(\hat y - y)", RIGHT_UW, "correct", 1.0, []),
        (FLIPPED_VC, RIGHT_UW, "wrong", 0.625, ["(vc) Mind the sign."]),
        (FLIPPED_VC, FLIPPED_UW, "wrong", 0.375, ["(vc) Mind the sign.", "(uw) The outside words, too."]),
        (r"U(\hat y - y)", "", "unreadable", 0.75, ["(uw) cannot read the answer: it is empty"]),
    ],
)
def test_a_question_is_worth_its_parts(
    vc: str, uw: str, verdict: str, credit: float, said: list[str], homework: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["grade", f"{homework}.3", "--part", f"vc={vc}", "--part", f"uw={uw}", "--format", "json"])
    told = json.loads(capsys.readouterr().out)
    assert (told["verdict"], told["credit"], [p["part"] for p in told["parts"]]) == (verdict, credit, ["vc", "uw"])
    assert [s for s in told["feedback"] if s in said] == said and bool(told["feedback"]) == bool(said)
    assert [p["points"] for p in told["parts"]] == [3, 1] and told["parts"][0]["problem"] == "hw1.3.vc"


def test_questions_in_files_overview_and_gradescope(homework: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "in.csv"
    answers = [["1", "ann", f"{homework}.3", r"U(\hat y - y)", RIGHT_UW, ""], ["2", "bob", f"{homework}.3", FLIPPED_VC, "", ""]]
    answers += [["3", "bob", "word2vec.grad_vc", "", "", r"U(\hat y - y)"], ["4", "eve", f"{homework}.3", "U", "", "U"]]
    with table.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["id", "student", "problem", "formula.vc", "formula.uw", "formula"], *answers])
    lines = tmp_path / "in.jsonl"
    blanks = [{"vc": r[3], "uw": r[4]} if r[3] else r[5] for r in answers[:3]]
    given = [{"id": r[0], "student": r[1], "problem": r[2], "formula": b} for r, b in zip(answers, blanks, strict=False)]
    lines.write_text("".join(json.dumps(r) + "\n" for r in given), encoding="utf-8")
    for source in (table, lines):
        out = tmp_path / f"out{source.suffix}"
        assert main(["grade", "--input", str(source), "--output", str(out)]) == 0
        seen = overview(out)
        assert seen.students["ann"]["points"] == 4 and seen.students["bob"]["points"] == 2.5 and seen.students["bob"]["of"] == 5
        assert {"hw1.3.vc", "hw1.3.uw", "word2vec.grad_vc"} <= seen.problems.keys()
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8") as file:
        assert "one of them is to be empty" in list(csv.DictReader(file))[3]["feedback"]
    decided = tmp_path / "decided.csv"
    decided.write_text('problem,formula,credit,comment,id\nhw1.3.vc,"-U(\\hat y - y)",0.9,fine,1\n', encoding="utf-8")
    results = tmp_path / "results.json"
    command = ["grade", "--input", str(lines), "--output", str(results), "--format", "gradescope", "--overrides", str(decided)]
    assert main(command) == 0
    tests = json.loads(results.read_text(encoding="utf-8"))["tests"]
    assert [(t["number"], t["score"], t["max_score"]) for t in tests] == [
        ("1.vc", 3, 3), ("1.uw", 1, 1), ("2.vc", 2.7, 3), ("2.uw", 0, 1), ("3", 1, 1),
    ]  # fmt: skip
    assert tests[0]["name"] == "the centre word"


def test_a_changed_sheet_refuses_to_resume_a_part(homework: Path, tmp_path: Path) -> None:
    given, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    given.write_text(json.dumps({"id": 1, "problem": f"{homework}.3.vc", "formula": FLIPPED_VC}) + "\n", encoding="utf-8")
    command = ["grade", "--input", str(given), "--output", str(out), "--resume"]
    assert main(command) == 0
    homework.write_text(HOMEWORK.replace("0.5", "0.25"), encoding="utf-8")
    sheet_digest.cache_clear()
    assert main(command) == 2


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("grad_vc", "grad_vz"), "asks for grad_vz"),
        (('name = "uw"', 'name = "vc"'), "two parts of the question 3 are named vc"),
        (('name = "vc"', 'name = "v c"'), "needs a name of letters"),
        (("points = 3", "points = -3"), "a number from 0 to 1000"),
        (('asks = "grad_vc", ', ""), "asks for nothing"),
        (("sign = 0.5", "sgn = 0.5"), "no class of credit"),
        (('title = "the', 'titel = "the'), "Did you mean title?"),
    ],
)
def test_what_is_wrong_with_a_question(change: tuple[str, str], says: str, homework: Path, capsys: pytest.CaptureFixture[str]) -> None:
    homework.write_text(HOMEWORK.replace(*change), encoding="utf-8")
    assert main(["grade", f"{homework}.3.vc", "U"]) == 2
    assert says in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["3", "U"], "has the parts vc, uw"),
        (["3", "--part", "xx=U"], "has no part `xx`"),
        (["3", "--part", "vc"], "NAME=FORMULA is wanted"),
        (["3", "--part", "vc=U", "--part", "vc=U"], "it is given twice"),
        (["3.xx", "U"], "has no part `xx`"),
        (["grad_vc", "--part", "vc=U"], "no question with parts"),
    ],
)
def test_what_is_wrong_with_an_answer_to_a_question(
    arguments: list[str], says: str, homework: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["grade", f"{homework}.{arguments[0]}", *arguments[1:]]) == 2
    assert says in capsys.readouterr().err
