"""`check --write-sheet`: a model solution becomes a sheet that `report` proves and `grade` takes."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from derive import grade, load_sheet
from derive.app.cli import main
from derive.documents.check import check, document
from derive.documents.problems import write_sheets
from derive.errors import InputError

LOGISTIC = r"""# By samples

$$z_i = \sum_{j=1}^d w_j x_{ij} + b$$ $$J = \frac{1}{n} \sum_{i=1}^n \left[ \log(1 + e^{-z_i}) + (1 - y_i) z_i \right]$$
$$\frac{\partial J}{\partial w_k} = \frac{1}{n} \sum_{i=1}^n \left( \frac{1}{1 + e^{-z_i}} - y_i \right) x_{ik} = \frac{1}{n} \sum_{i=1}^n (\sigma(z_i) - y_i) x_{ik}$$
$$\frac{\partial J}{\partial b} = \frac{1}{n} \sum_{i=1}^n (\sigma(z_i) - y_i)$$ and $$\frac{\partial J}{\partial b} = 0.$$
"""  # noqa: E501
SOFTMAX = r"""# Softmax

$$s_i = \frac{e^{a_i}}{\sum_{j=1}^K e^{a_j}}$$ For $i \ne k$: $$\frac{\partial s_i}{\partial a_k} = -s_i s_k$$
"""
RIDGE = r"""$$J(w) = \|Xw - y\|^2 + \lambda \|w\|^2$$ $$\nabla_w J = 2 X^T X w - 2 X^T y + 2\lambda w = 2 X^T (X w - y) + 2 \lambda w$$"""
WORD2VEC = r"""Let $\delta = \hat y - y$. $$\frac{\partial J}{\partial v_c} = U \delta$$ $$\frac{\partial J}{\partial U} = v_c \delta^T$$"""
ROWS = [  # document; for each sheet its problems, and a right and a wrong answer to the last of them
    (LOGISTIC, [(["dJ_dw_k", "dJ_db"], r"\frac1n \sum_{i=1}^n (\sigma(z_i) - y_i)", r"\frac1n \sum_{i=1}^n (\sigma(z_i) + y_i)")]),
    (SOFTMAX, [(["ds_i_da_k"], "-s_k s_i", "s_i s_k")]),
    (
        LOGISTIC + SOFTMAX,  # the index i is of samples there, of classes here
        [
            (["dJ_dw_k", "dJ_db"], r"\frac1n \sum_{i=1}^n (\sigma(z_i) - y_i)", r"\frac1n \sum_{i=1}^n (\sigma(z_i) + y_i)"),
            (["ds_i_da_k"], "-s_k s_i", "s_i s_k"),
        ],
    ),
    (RIDGE, [(["dJ_dw"], r"2(X^T X w - X^T y + \lambda w)", r"2 X^T X w - 2 X^T y + \lambda w")]),
    (WORD2VEC, [(["dJ_dv_c", "dJ_dU"], r"v_c (\hat y - y)^T", r"v_c (y - \hat y)^T")]),
]


@pytest.mark.parametrize(("text", "expected"), ROWS, ids=["entries", "a condition", "two meanings of i", "matrices", "a built-in sheet"])
def test_a_solution_becomes_problems(text: str, expected: list[tuple[list[str], str, str]], tmp_path: Path) -> None:
    given = document(text, ".md", "model.md")
    written = write_sheets(given, check(given))
    assert len(written) == len(expected)
    for number, (sheet, (names, right, wrong)) in enumerate(zip(written, expected, strict=True)):
        path = tmp_path / f"{number}.toml"
        path.write_text(sheet.text, encoding="utf-8")
        found = load_sheet(str(path))
        assert [i.name for i in found.identities] == names and sheet.problems == len(names) and not found.faults
        assert main(["report", str(path)]) == 0
        assert grade(names[-1], right, sheet=found).verdict.startswith("correct")
        assert grade(names[-1], wrong, sheet=found).verdict == "wrong"


def test_on_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    Path("model.md").write_text(LOGISTIC + SOFTMAX, encoding="utf-8")
    main(["check", "model.md", "--write-sheet", "hw.toml"])
    told = capsys.readouterr()
    assert "hw.toml: 2 problems\n" in told.err and "hw-2.toml: 1 problem\n" in told.err
    assert tomllib.loads(Path("hw-2.toml").read_text(encoding="utf-8"))["identity"][0]["assume"] == ["i ≠ k"]
    assert main(["grade", "dJ_db", r"\frac1n \sum_i (\sigma(z_i) - y_i)", "--sheet", "hw.toml"]) == 0
    capsys.readouterr()
    assert main(["check", "model.md", "--write-sheet", "hw.toml"]) == 2  # somebody may have gone on with it
    assert "hw.toml is there already, and is kept" in capsys.readouterr().err
    assert main(["check", "model.md", "--write-sheet", "hw.toml", "--overwrite"]) != 2
    assert main(["check", "model.md", "--write-sheet", "model.md", "--overwrite"]) == 2  # never over what was read
    assert Path("model.md").read_text(encoding="utf-8") == LOGISTIC + SOFTMAX
    Path("other.md").write_text(RIDGE, encoding="utf-8")
    capsys.readouterr()
    assert main(["check", "model.md", "other.md", "--write-sheet", "x.toml"]) == 2
    assert "of one document, not of 2" in capsys.readouterr().err and not Path("x.toml").exists()


def test_nothing_to_ask_for() -> None:
    given = document("$$a + b = b + a$$", ".md", "sums.md")
    with pytest.raises(InputError, match=r"sums\.md: no derivative is proved in it"):
        write_sheets(given, check(given))


def test_what_is_wrong_is_no_problem() -> None:
    given = document(RIDGE.replace("+ 2 \\lambda w$$", "- 2 \\lambda w$$").replace("2\\lambda w =", "3\\lambda w ="), ".md", "wrong.md")
    with pytest.raises(InputError):
        write_sheets(given, check(given))


def test_what_is_left_out_is_told() -> None:
    given = document(LOGISTIC + r"$$q = \zeta(w)$$ $$\frac{d}{dt} t^q = q t^{q-1}$$", ".md", "model.md")
    (written,) = write_sheets(given, check(given))
    assert written.left_out
