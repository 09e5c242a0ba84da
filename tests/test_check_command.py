"""`check` on the command line: output, formats, status, faults of the input."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from derive.app.cli import main
from derive.vocabulary import VERDICTS

RIGHT = r"$$\frac{\partial J}{\partial v_c} = U(\hat y - y)$$"
WRONG = r"$$\frac{\partial J}{\partial v_c} = U(y - \hat y)$$"
FIELDS = {"line", "column", "end_line", "left", "right", "relation", "verdict", "reading", "notes", "repair", "witness"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "right.md").write_text(RIGHT, encoding="utf-8")
    (tmp_path / "wrong.md").write_text(f"# a\n\n{WRONG}\n", encoding="utf-8")
    return tmp_path


GOLDEN = """\
wrong.md: sheet word2vec
  ✗    3  ∂J/∂v_c = U(y − ŷ)   refuted
              3 | $$\\frac{\\partial J}{\\partial v_c} = U(y - \\hat y)$$
                |                                     ^^^^^^^^^^^^^
          The sign is flipped: the negative of your answer is right.
          would hold: ∂J/∂v_c = −U(y − ŷ)
          at d = 1, V = 2, U = [[2, 0]], v_c = [1], o = 1: left [-0.238405844], right [0.238405844]
1 claim: 1 refuted; first wrong step on line 3
"""


def test_terminal(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "wrong.md", "--sheet", "word2vec"]) == 1
    assert capsys.readouterr().out == GOLDEN


def test_status(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "right.md"]) == 0
    assert "make sense in it" in capsys.readouterr().out
    assert main(["check", "."]) == 1
    assert main(["check", "right.md", "--sheet", "network"]) == 0  # read with another sheet, and said
    assert "is no name of network" in capsys.readouterr().out


def test_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "wrong.md", "--format", "json"]) == 1
    data = json.loads(capsys.readouterr().out)
    assert set(data) == {"document", "sheet", "declared", "claims", "summary"}
    (claim,) = data["claims"]
    assert set(claim) >= FIELDS
    assert (claim["line"], claim["column"], claim["end_line"], claim["relation"], claim["verdict"]) == (3, 3, 3, "=", "refuted")
    assert set(claim["witness"]) == {"sizes", "values", "left", "right"}
    assert data["summary"] == {
        "proved": 0, "proved up to layout": 0, "proved but for a slip": 0, "refuted": 1, "ill-typed": 0, "unreadable": 0, "undecided": 0,
        "not a claim": 0,
    }  # fmt: skip
    assert main(["check", "wrong.md", "right.md", "--format", "json"]) == 1
    data = json.loads(capsys.readouterr().out)
    assert [d["document"] for d in data["documents"]] == ["wrong.md", "right.md"]
    assert data["summary"]["proved"] == data["summary"]["refuted"] == 1


def test_markdown_and_html(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "wrong.md", "--format", "markdown"]) == 1
    table = capsys.readouterr().out
    assert re.search(r"\| 3 \| ✗ \| `∂J/∂v_c = U\(y − ŷ\)` \| refuted; ", table)
    assert main(["check", "wrong.md", "right.md", "--format", "html", "--output", "out.html"]) == 1
    page = (folder / "out.html").read_text(encoding="utf-8")
    assert page.count("<math") >= 3
    assert "refuted" in page and "would hold" in page
    assert "http:" not in page.replace("http://www.w3.org/1998/Math/MathML", "")
    assert "<script" not in page


def test_html_shows_text_as_text(folder: Path) -> None:
    (folder / "x.md").write_text("$$\\text{<script>alert(1)</script>} = U y$$ and $Uy = u_o <b>$", encoding="utf-8")
    main(["check", "x.md", "--format", "html", "--output", "out.html"])
    assert "<script" not in (folder / "out.html").read_text(encoding="utf-8")


def test_faults(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "bin.txt").write_bytes(b"\0\1")
    (folder / "empty").mkdir()
    for arguments, says in (
        (["check"], "DOCUMENT"),
        (["check", "-"], "standard input is not read"),
        (["check", "none.tex"], "none.tex: there is no such file"),
        (["check", "empty"], "no document in this folder"),
        (["check", "bin.txt"], "bin.txt: a binary file"),
        (["check", "right.md", "--sheet", "none"], "no sheet none"),
        (["check", "right.md", "--output", "right.md"], "a file that this command reads"),
        (["check", "right.md", "--jobs", "0"], "at least 1 worker"),
    ):
        assert main(arguments) == 2
        told = capsys.readouterr().err
        assert says in told and "Traceback" not in told
    assert (folder / "right.md").read_text(encoding="utf-8") == RIGHT


def test_one_bad_file_among_others(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "bin.txt").write_bytes(b"\0\1")
    assert main(["check", "bin.txt", "right.md"]) == 2
    told = capsys.readouterr()
    assert "binary" in told.err and "1 proved" in told.out


@pytest.mark.parametrize("form", ["terminal", "markdown", "html", "json"])
@pytest.mark.parametrize("verdict", VERDICTS)
def test_every_verdict_in_every_format(folder: Path, capsys: pytest.CaptureFixture[str], verdict: str, form: str) -> None:
    text = {
        "proved": r"$\frac{\partial J}{\partial v_c} = U(\hat y - y)$",
        "proved up to layout": r"$\frac{\partial J}{\partial v_c} = (\hat y - y)^\top U^\top$",
        "proved but for a slip": r"$\frac{\partial J}{v_c} = U(\hat y - y)$",
        "refuted": r"$\frac{\partial J}{\partial v_c} = U(y - \hat y)$",
        "ill-typed": r"$\frac{\partial J}{\partial v_c} = U + v_c$",
        "unreadable": r"$\frac{\partial J}{\partial v_c} = U(\hat y - $",
        "undecided": r"$\frac{\partial J}{\partial v_c} = U q$",
        "not a claim": r"Let $\zeta = U y$.",
    }[verdict]
    (folder / "one.md").write_text(text, encoding="utf-8")
    assert main(["check", "one.md", "--sheet", "word2vec", "--format", "json"]) in (0, 1)
    assert verdict in [c["verdict"] for c in json.loads(capsys.readouterr().out)["claims"]]
    main(["check", "one.md", "--sheet", "word2vec", "--format", form])
    assert "internal error" not in "".join(capsys.readouterr())
