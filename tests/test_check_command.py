"""`check` on the command line: output, formats, status, faults of the input."""

from __future__ import annotations

import itertools
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from derive.app.cli import main
from derive.vocabulary import VERDICTS

RIGHT = r"$$\frac{\partial J}{\partial v_c} = U(\hat y - y)$$"
WRONG = r"$$\frac{\partial J}{\partial v_c} = U(y - \hat y)$$"
FIELDS = {"line", "column", "end_line", "left", "right", "relation", "verdict", "reading", "notes", "repair", "witness"}


MIXED = r"""# Homework

Words with $Z = \sum_w \exp(u_w^\top v_c)$ in them.

## The gradient of $J$

Where $w = o$ we have a *long* derivation:

$$\frac{\partial J}{\partial v_c} = -u_o + \sum_{w} \hat y_w u_w
= -u_o + \sum_{x} \frac{\exp(u_x^\top v_c)}{\sum_{w} \exp(u_w^\top v_c)} u_x = U(y - \hat y)$$

(b) and this is $\qoppa + q$ and $\frac{\partial J}{\partial u_w} = (\hat y_w - y_w) v_c$, but $\hat y = ($.
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    (tmp_path / "right.md").write_text(RIGHT, encoding="utf-8")
    (tmp_path / "wrong.md").write_text(f"# a\n\n{WRONG}\n", encoding="utf-8")
    return tmp_path


GOLDEN = """\
wrong.md: sheet word2vec
a
  ✗    3  ∂J/∂v_c = U(y − ŷ)   refuted
              3 | $$\\frac{\\partial J}{\\partial v_c} = U(y - \\hat y)$$
                |                                     ^^^^^^^^^^^^^
          The sign is flipped: the negative of your answer is right.
          would hold: ∂J/∂v_c = −U(y − ŷ)
          at d = 1, V = 2, U = [[2, 0]], v_c = [1], o = 1: left [-0.238405844], right [0.238405844]
1 claim: 1 refuted; first wrong step on line 3
1 display and 0 inline formulas: 1 with claims that were judged, 0 that state nothing
"""


def test_terminal(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "wrong.md", "--sheet", "word2vec"]) == 1
    assert capsys.readouterr().out == GOLDEN


def test_status(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "right.md"]) == 0
    assert "make sense in it" in capsys.readouterr().out
    assert main(["check", "."]) == 1
    assert main(["check", "right.md", "--sheet", "network", "--all"]) == 0  # read with another sheet, and said
    assert "is no name of network" in capsys.readouterr().out


def test_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "wrong.md", "--format", "json"]) == 1
    data = json.loads(capsys.readouterr().out)
    assert set(data) == {"document", "sheet", "topics", "declared", "claims", "summary", "found"}
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
    assert "<script" not in page and page.index("<h2") < page.rindex("refuted")


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
        (["check", "right.md", "--watch", "--format", "json"], "without --format and --output"),
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


@pytest.mark.parametrize("form", ["terminal", "markdown", "html", "json", "sarif", "github"])
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


# ---------------------------------------------------------------------------------------------- what a person sees
def test_what_holds_is_shown_on_demand(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "mixed.md").write_text(MIXED, encoding="utf-8")
    main(["check", "mixed.md", "--sheet", "word2vec"])
    short = capsys.readouterr().out
    main(["check", "mixed.md", "--sheet", "word2vec", "--all"])
    whole = capsys.readouterr().out
    assert "✓" not in short and "·" not in short and "✗" in short and "--all shows the" in short
    assert whole.count("✓") >= 4 and "--all" not in whole
    assert whole.index("Homework") < whole.index("The gradient of J") < whole.index("✗") < whole.index("(b) and this is")
    assert "Homework" not in short and "The gradient of J" in short


@pytest.mark.skipif(sys.platform != "linux", reason="file names are bytes there")
@pytest.mark.parametrize(
    "form", ["terminal", "json", *(pytest.param(f, marks=pytest.mark.slow) for f in ("markdown", "html", "sarif", "github"))]
)
def test_a_name_that_is_no_text(folder: Path, form: str) -> None:
    name = folder / os.fsdecode(b"n\xff.md")
    name.write_text(WRONG, encoding="utf-8")
    argv = [sys.executable, "-m", "derive", "check", name.name, "--format", form]
    done = subprocess.run(argv, cwd=folder, env=environment(), capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (1, b"") and b"internal error" not in done.stdout
    if form == "sarif":
        assert b"n%FF.md" in done.stdout


@pytest.mark.parametrize("width", [60, 80, 120])
def test_lines_fit(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    (folder / "mixed.md").write_text(MIXED, encoding="utf-8")
    main(["check", "mixed.md", "wrong.md", "--all"])
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= width
    carets = [(a, b) for a, b in itertools.pairwise(lines) if re.fullmatch(r"\s*\|\s*\^+", b)]
    assert carets and all(len(b) <= len(a) for a, b in carets)


def test_everything_is_accounted_for(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "mixed.md").write_text(MIXED, encoding="utf-8")
    main(["check", "mixed.md", "--sheet", "word2vec", "--format", "json"])
    found = json.loads(capsys.readouterr().out)["found"]
    assert (found["displays"], found["formulas"]) == (1, 6)
    assert (found["judged"], found["not_read"], found["state_nothing"]) == (3, 1, 3)
    assert list(found["why_not_read"].values()) == [1]


def test_a_page_is_the_write_up(folder: Path) -> None:
    (folder / "mixed.md").write_text(MIXED, encoding="utf-8")
    main(["check", "mixed.md", "--sheet", "word2vec", "--format", "html", "--output", "out.html"])
    page = (folder / "out.html").read_text(encoding="utf-8")
    body = page[page.index("<main>") :]
    places = [body.index(s) for s in (">Homework</h2>", "in them.", "The gradient of", "a long derivation:", "(b) and this is")]
    assert places == sorted(places)
    assert [page.count(f'id="{n}"') for n in ("wrong", "open", "all", "d0p0", "d0p1", "d0p2")] == [1] * 6
    assert page.count('<details class="step no" open>') == 1 and '<details class="step what">' in page
    assert page.count('class="formula on"') == 2  # the later steps of a chain begin with their =


def test_a_notebook_is_shown_by_cells(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cells = [{"cell_type": "code", "source": "x", "metadata": {}, "outputs": [], "execution_count": None}]
    cells += [{"cell_type": "markdown", "source": ["# Part\n", "\n", WRONG], "metadata": {}}]
    book = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    (folder / "n.ipynb").write_text(json.dumps(book), encoding="utf-8")
    assert main(["check", "n.ipynb", "--sheet", "word2vec"]) == 1
    told = capsys.readouterr().out
    assert "cell 2: Part\n  ✗    3  " in told and "first wrong step in cell 2, line 3" in told
    assert "              3 | $$\\frac{\\partial J}{\\partial v_c}" in told  # the cell's text, not JSON
    main(["check", "n.ipynb", "--sheet", "word2vec", "--format", "html", "--output", "out.html"])
    assert "cell 2</p>" in (folder / "out.html").read_text(encoding="utf-8")


def test_sarif(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "wrong.md", "right.md", "--sheet", "word2vec", "--format", "sarif"]) == 1
    data = json.loads(capsys.readouterr().out)
    assert data["version"] == "2.1.0"
    (run,) = data["runs"]
    (result,) = run["results"]
    assert result["ruleId"] in {r["id"] for r in run["tool"]["driver"]["rules"]} and result["level"] == "error"
    (place,) = result["locations"]
    assert place["physicalLocation"]["artifactLocation"] == {"uri": "wrong.md"}
    assert place["physicalLocation"]["region"] == {"startLine": 3, "startColumn": 37, "endLine": 3, "endColumn": 50}
    assert WRONG[36:49] == r"U(y - \hat y)"


def test_annotations_stay_in_one_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a,b:c.md").write_text(WRONG, encoding="utf-8")
    assert main(["check", "a,b:c.md", "--sheet", "word2vec", "--format", "github"]) == 1
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("::error file=a%2Cb%3Ac.md,line=1,endLine=1,col=37,endColumn=50,title=derive%3A refuted::refuted: ")
    assert "%0Awould hold: " in line


def test_watch(folder: Path) -> None:
    command = [sys.executable, "-m", "derive", "check", "right.md", "--sheet", "word2vec", "--watch"]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment()) as process:
        assert process.stdout is not None and process.stderr is not None
        assert "right.md" in process.stdout.readline()
        (folder / "right.md").write_text(WRONG, encoding="utf-8")
        while "refuted" not in (line := process.stdout.readline()):
            assert line
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
        assert len(process.stderr.read().splitlines()) <= 1


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), "PYTHONUNBUFFERED": "1"}
