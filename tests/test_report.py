"""The report: golden terminal text at a fixed width, plain text, JSON, Markdown, HTML, and the exit status of each."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from rich.console import Console

import checks
from derive.app.cli import main
from derive.report.run import Report, run
from derive.report.text import plain, show

ROOT = Path(__file__).parent.parent
BAD = """
title = "a sheet with a false claim and a twin that is true"
[sizes]
n = "entries"
[given]
u = { shape = ["n"] }
A = { shape = ["n", "n"] }
[[identity]]
name = "false"
claim = 'A u = A^\\top u'
twins = ['A u = A u', 'u = u^\\top', 'u = 2 u']
[[identity]]
name = "open"
claim = '\\|u + u\\| \\|u\\| = \\sqrt{\\|u + u\\|^2 \\|u\\|^2 + 0}'
[[identity]]
name = "unreadable"
claim = 'u = q'
"""
GOLDEN = """\
normalisation: Length normalisation of word vectors

      identity           claim                                    assuming      sizes   twins   ms
 ──────────────────────────────────────────────────────────────────────────────────────────────────
  ✓   scale_invariance   ax/‖ax‖ = x/‖x‖                          a > 0; Σ_i    all       2/2    5
                                                                  x[i]² ≠ 0
  ✓   hides_magnitude    u/‖u‖ = v/‖v‖                            a > 0; Σ_i    all       2/2    5
                                                                  v[i]² ≠ 0

CS224n assignment 2, (b)(iv): when does L2 normalisation take away useful information?
2 of 2 identities proved for all sizes, 4 of 4 twins refuted, in 0.25 s
"""


def at_rest(report: Report) -> Report:
    """The report as if every identity had taken 5 ms."""
    sheets = tuple(
        replace(s, identities=tuple(replace(r, judgements=tuple(replace(j, seconds=0.005) for j in r.judgements)) for r in s.identities))
        for s in report.sheets
    )
    return Report(sheets, 0.25)


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "bad.toml"
    path.write_text(BAD, encoding="utf-8")
    return path


def called(*arguments: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    status = main(arguments)
    out, err = capsys.readouterr()
    return status, out, err


# ------------------------------------------------------------------------------------------ what it looks like
def test_golden_terminal_text() -> None:
    console = Console(file=io.StringIO(), width=100, force_terminal=False, color_system=None)
    show(at_rest(run(["normalisation"], "*_*[ed]")), console)
    assert isinstance(console.file, io.StringIO)
    shown = console.file.getvalue()
    assert [line.rstrip() for line in shown.splitlines()] == GOLDEN.splitlines()


def test_plain_lines(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = called("report", "dropout", "--only", "half", capsys=capsys)
    assert (status, err) == (0, "")
    assert "  ✓ half  1/(1 − 1/2) = 2   all sizes, twins 2/2" in out
    assert "\x1b" not in out
    assert out.strip().splitlines()[-1].startswith("1 of 1 identities proved for all sizes, 2 of 2 twins refuted")


def test_what_fails_is_told_and_the_status_is_1(bad: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = called("report", str(bad), capsys=capsys)
    assert status == 1
    assert "✗ false" in out
    assert "refuted: at n = 2" in out
    assert "a twin is proved, not refuted: Au = Au" in out
    assert "a twin is ill-typed, not refuted: u = uᵀ" in out
    assert "✗ unreadable" in out
    assert "`q` is not a name of this sheet" in out
    assert "0 of 3" in out or "1 of 3" in out


def test_steps(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = called("report", "word2vec", "--only", "word2vec.grad_vc", "--steps", capsys=capsys)
    assert status == 0
    assert "loss, as SymPy holds it: −log(exp(Σ_" in out
    assert "SymPy's diff: " in out
    assert "our derivative: canonically equal to SymPy's" in out
    assert out.count("canonical form, ") == 2
    assert "rules: " in out
    assert "grad_vc_sum" not in out


@pytest.mark.parametrize("sheet", checks.SHEETS)
def test_steps_of_every_sheet(sheet: str) -> None:
    report = run([sheet], with_steps=True)
    text = plain(report)
    assert "NOT canonically equal" not in text
    assert any(r.steps for s in report.sheets for r in s.identities)


# ------------------------------------------------------------------------------------------ formats
def test_json_has_the_promised_fields(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = called("report", "word2vec", "--only", "grad_*", "--format", "json", capsys=capsys)
    data = json.loads(out)
    assert status == 0
    assert set(data) == {"sheets", "summary"}
    assert {"identities", "proved", "twins", "refuted_twins", "seconds"} <= set(data["summary"])
    (sheet,) = data["sheets"]
    assert {"name", "title", "source", "identities"} <= set(sheet)
    row = next(r for r in sheet["identities"] if r["name"] == "grad_vc")
    assert {"name", "claim", "verdict", "assumptions", "method", "sizes", "cross_check", "seconds", "twins", "steps"} <= set(row)
    assert (row["verdict"], row["sizes"], row["method"]) == ("proved", "all", "canonical form")
    assert row["cross_check"]["points"] >= 8
    assert row["twins"][0]["verdict"] == "refuted"
    assert {"sizes", "values"} <= set(row["twins"][0]["witness"])


def test_markdown(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = called("report", "activation", "--format", "markdown", capsys=capsys)
    assert out.startswith("# Report")
    assert "| ✓ | `sigmoid_reflection` | $\\sigma(-t) = 1 - \\sigma(t)$ |" in out
    widths = {line.count("|") - line.count("\\|") for line in out.splitlines() if line.startswith("| ✓")}
    assert widths == {8}


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.outside: list[str] = []
        self.math = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.math += tag == "math"
        self.outside += [str(v) for k, v in attrs if k in ("src", "href") and v and not v.startswith("#")]
        assert tag not in ("script", "link", "img", "iframe")


def test_html_is_one_self_contained_file(tmp_path: Path, bad: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("latex2mathml")
    file = tmp_path / "report.html"
    status, out, _ = called("report", "word2vec", str(bad), "--format", "html", "--output", str(file), capsys=capsys)
    assert (status, out) == (1, "")
    page = file.read_text(encoding="utf-8")
    links = Links()
    links.feed(page)
    assert links.outside == []
    assert links.math > 60
    assert not list(tmp_path.glob("*.part"))


def test_hostile_text_in_a_sheet_does_not_reach_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("latex2mathml")
    sheet = tmp_path / "x.toml"
    sheet.write_text(
        "title = '<script>alert(1)</script>'\n[given]\nx = {}\n[[identity]]\nname = '<b>x</b>'\nclaim = 'x = x'\n", encoding="utf-8"
    )
    _, out, _ = called("report", str(sheet), "--format", "html", capsys=capsys)
    assert "<script>" not in out
    assert "<b>x" not in out


# ------------------------------------------------------------------------------------------ bad input
MISUSES = [
    (["report", "nosuch"], "no sheet nosuch"),
    (["report", "word2vec", "--only", "zzz"], "no identity matches --only zzz"),
    (["report", "--format", "pdf"], "invalid choice"),
    (["report", "--output", "/proc/nothing/x.txt", "dropout"], "cannot write"),
    (["prove"], "CLAIM"),
    (["prove", "x = y", "--sheet", "nosuch"], "no sheet nosuch"),
    (["prove", "J = J", "--sheet", "word2vec", "--assume", "w >> o"], "cannot"),
    (["prove", "a = a", "--assume", "a >"], "it ends too early"),
    (["prove", "a = a", "--assume", "qq > 0"], "no built-in sheet knows the names in --assume qq > 0"),
    (["prove", "J = J", "--sheet", "word2vec", "--assume", "1 = 2"], "is not an assumption that can be used"),
    (["prove", "J = J", "--sheet", "word2vec", "--assume", "d = 2.5"], "is not an assumption that can be used"),
    (["prove", "J = J", "--sheet", "word2vec", "--assume", "1 < α < 0"], "is not an assumption that can be used"),
    (["report", "dropout", "--output", ""], "is a folder"),
    (["report", "x" * 5000], "cannot read the sheet"),
    (["report", "/"], "is a folder"),
    (["frobnicate"], "invalid choice"),
    ([], "VERB"),
]


@pytest.mark.parametrize(("arguments", "words"), MISUSES, ids=[" ".join(a) for a, _ in MISUSES])
def test_unusable_input_is_one_message_and_status_2(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = called(*arguments, capsys=capsys)
    assert (status, out) == (2, "")
    assert err.startswith("derive: ")
    assert words in err
    assert "Traceback" not in err


def test_a_sheet_without_identities_is_not_all_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty.toml").write_text("", encoding="utf-8")
    status, out, err = called("report", str(tmp_path / "empty.toml"), capsys=capsys)
    assert (status, out) == (2, "")
    assert "nothing to prove" in err


PROVES = [
    (["prove", r"$\sigma(-t) = 1 - \sigma(t)$"], 0, "proved: σ(−t) = 1 − σ(t)"),
    (["prove", r"\sigma(-t) = 1 - \sigma(t)"], 0, "proved: σ(−t) = 1 − σ(t)"),
    (["prove", "∂J/∂v_c = U(ŷ − y)", "--sheet", "word2vec"], 0, "for all sizes, by canonical form"),
    (["prove", r"\lfloor t \rfloor = t", "--sheet", "activation"], 2, "not supported yet: the floor of a number"),
    (["prove", r"\frac{\partial J}{\partial u_w} = \hat y_w v_c", "--sheet", "word2vec", "--assume", r"w \ne o"], 0, "[w ≠ o]"),
    (["prove", r"\frac{\partial J}{\partial u_w} = \hat y_w v_c", "--sheet", "word2vec"], 1, "refuted: ∂J/∂u_w = ŷ_w v_c"),
    (["prove", "J = u_o", "--sheet", "word2vec"], 1, "ill-typed"),
    (["prove", "J = qq", "--sheet", "word2vec"], 2, "unreadable"),
    (["prove", "", "--sheet", "word2vec"], 2, "unreadable"),
    (["prove", "J = qq"], 2, "no built-in sheet knows all that this claim says"),
    (["prove", r"\frac{d \sigma(t)}{dt} = \sigma(t)(1 - \sigma(t))"], 0, "proved"),
    (["prove", "dJ/dα = J α", "--sheet", "word2vec"], 1, "refuted"),
]


@pytest.mark.parametrize(("arguments", "status", "words"), PROVES, ids=[" ".join(a) for a, _, _ in PROVES])
def test_prove(arguments: list[str], status: int, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    found, out, err = called(*arguments, capsys=capsys)
    assert (found, err) == (status, "")
    assert words in out


def test_prove_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = called("prove", r"\sigma(-t) = \sigma(t)", "--format", "json", capsys=capsys)
    data = json.loads(out)
    assert (status, data["verdict"], data["sheet"]) == (1, "refuted", "activation")
    assert data["witness"]["values"]["t"] != 0


# ------------------------------------------------------------------------------------------ as a process
def process(*arguments: str, folder: Path, **options: object) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(folder / "cache")}
    return subprocess.run(
        [sys.executable, "-m", "derive", *arguments], cwd=folder, env=environment, capture_output=True, text=True, timeout=120, **options
    )  # type: ignore[call-overload]


def test_from_an_empty_folder(tmp_path: Path) -> None:
    done = process("report", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "127 of 127 identities proved for all sizes" in done.stdout


def test_claim_from_standard_input(tmp_path: Path) -> None:
    done = process("prove", "-", folder=tmp_path, input="\\sigma(-t) = 1 - \\sigma(t)\n")
    assert (done.returncode, done.stderr) == (0, "")
    done = process("prove", "-", folder=tmp_path, input="x" * 2_000_000)
    assert done.returncode == 2
    assert "more than" in done.stderr


def test_output_replaces_a_file_whole_and_never_a_sheet_or_a_device(bad: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = called("report", str(bad), "--output", str(bad), capsys=capsys)
    assert (status, "is a file that this command reads" in err) == (2, True)
    assert bad.read_text(encoding="utf-8") == BAD
    target, link = tmp_path / "real.txt", tmp_path / "link.txt"
    target.write_text("old")
    target.chmod(0o600)
    link.symlink_to(target)
    assert called("report", "dropout", "--output", str(link), capsys=capsys)[0] == 0
    assert link.is_symlink()
    assert "dropout" in target.read_text(encoding="utf-8")
    assert target.stat().st_mode & 0o777 == 0o600
    assert called("report", "dropout", "--output", "/dev/null", capsys=capsys)[0] == 0
    assert not Path("/dev/null").is_file()
    assert {p.name for p in tmp_path.iterdir()} == {"bad.toml", "real.txt", "link.txt"}


@pytest.mark.parametrize(
    "command", ["report dropout >&-", "report dropout >/dev/full", "prove - <&-", "prove 'J = J' --sheet word2vec >/dev/full"]
)
def test_closed_and_full_outputs_are_no_traceback(command: str, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        f"{sys.executable} -m derive {command}", shell=True, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=60
    )
    assert "Traceback" not in done.stderr
    assert done.returncode in (1, 2)


def test_an_ascii_output_gets_words_for_marks(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "derive", "report", "dropout"]
    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert "  ok half" in done.stdout
    done = subprocess.run([*command, "--format", "json"], env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert json.loads(done.stdout)["sheets"][0]["identities"][0]["verdict"] == "proved"


def test_one_claim_at_a_time_on_standard_input(tmp_path: Path) -> None:
    done = process("prove", "-", folder=tmp_path, input="x = x\nx = 2 x\n")
    assert done.returncode == 2
    assert "2 claims" in done.stderr
    done = process("prove", "-", "--sheet", "activation", folder=tmp_path, input="\\sigma(-t)\n= 1\n- \\sigma(t)\n")
    assert done.returncode == 0


def test_a_closed_pipe_is_no_traceback(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        f"{sys.executable} -m derive report | head -n 1",
        shell=True,
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.stderr == ""
    assert done.stdout.startswith("activation")


def test_a_cache_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    done = process("prove", "J = J", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


CONDITIONAL = r"""
[given]
x = { about = "a number" }

[[identity]]
name  = "cancel"
claim = '\frac{x^2}{x} = x'
twins = ['\frac{x^2}{x} = 2 x']
"""


@pytest.mark.parametrize("form", ("terminal", "json", "markdown", "html"))
def test_conditions_are_printed_in_every_format(form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "conditional.toml"
    path.write_text(CONDITIONAL, encoding="utf-8")
    status, out, _ = called("report", str(path), "--format", form, capsys=capsys)
    assert (status, "x ≠ 0" in out) == (0, True)


@pytest.mark.parametrize(("claim", "hinted"), [("ζ = 1", True), ("σ(t) =", False), ("  ", False)])
def test_another_sheet_is_advised_for_unknown_names_only(claim: str, hinted: bool, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = called("prove", claim, capsys=capsys)
    assert (status, "no built-in sheet knows" in out) == (2, hinted)
