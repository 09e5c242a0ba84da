"""The commands of the trainer, as they are typed: what they print, what they refuse, what they leave behind."""

from __future__ import annotations

import json
import math
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from numeric import Vectors
from numeric.cli import main

ROOT = Path(__file__).parent.parent
TEXT = "the quick brown fox jumps over the lazy dog\nand the dog sleeps while the fox runs over the hill\n" * 40
FAST = ["--size", "8", "--epochs", "2", "--min-count", "1", "--negative", "2"]


@pytest.fixture()
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "t.txt").write_text(TEXT)
    return tmp_path


def run(*words: str, cwd: Path, stdin: bytes | None = None, first: Path = ROOT) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "numeric", *words],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (first, ROOT)))},
        input=stdin,
        capture_output=True,
        timeout=120,
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def test_train_says_what_it_rests_on_and_writes_everything(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["train", "t.txt", "--output", "v.npz", "--outside", "u.txt", "--history", "h.json", *FAST])
    out, err = capsys.readouterr()
    assert status == 0, err
    assert "✓ ∂J_{neg}/∂v_c = (σ(u_oᵀ v_c) − 1) u_o + Σ_{s=1}^K σ(u_{w_s}ᵀ v_c) u_{w_s}   [word2vec.neg_grad_vc_sigma]" in out
    assert "[word2vec.neg_grad_U]" in out and "[optimisers.sgd_step]" in out and "v.npz: 13 words × 8, centre and outside vectors" in out
    assert err.count("numeric: epoch ") == 2 and "nats" in err and "words/s" in err
    told = json.loads((here / "h.json").read_text())
    assert [e["epoch"] for e in told["history"]] == [1, 2] and told["settings"]["size"] == 8 and len(told["proved"]) >= 9
    vectors = Vectors.load("v.npz")
    assert vectors.outside is not None and np.array_equal(Vectors.load("u.txt").centre, vectors.outside)


@pytest.mark.parametrize(
    ("optimizer", "loss", "names"),
    [("adam", "negative-sampling", "adam_step"), ("momentum", "negative-sampling", "momentum_step"), ("sgd", "naive-softmax", "grad_U")],
)
def test_other_losses_and_optimisers(optimizer: str, loss: str, names: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "t.txt", "--output", "v.bin", "--optimizer", optimizer, "--loss", loss, *FAST]) == 0
    assert f".{names}]" in capsys.readouterr().out
    assert len(Vectors.load("v.bin")) == 13


def test_standard_input_and_the_default_corpus(here: Path) -> None:
    piped = run("train", "-", "--output", "v.txt", "--threads", "1", *FAST, cwd=here, stdin=TEXT.encode())
    named = run("train", "t.txt", "--output", "w.txt", "--threads", "1", *FAST, cwd=here)
    assert (piped.returncode, named.returncode) == (0, 0), piped.stderr + named.stderr
    assert (here / "v.txt").read_bytes() == (here / "w.txt").read_bytes()
    default = run("train", "--output", "d.npz", "--epochs", "3", cwd=here)
    assert default.returncode == 0 and "the Python language reference" in default.stdout
    assert len(run("neighbours", "d.npz", "class", "--count", "4", cwd=here).stdout.splitlines()) == 5


REFUSED: tuple[tuple[list[str], str], ...] = (
    (["train", "t.txt"], "--output FILE is wanted"),
    (["train", "none.txt", "--output", "v.npz"], "there is no file none.txt"),
    (["train", "empty.txt", "--output", "v.npz"], "the corpus is empty"),
    (["train", "one.txt", "--output", "v.npz", "--min-count", "1"], "one word only"),
    (["train", "t.txt", "--output", "v.npz", "--min-count", "9999"], "--min-count 9999 leaves nothing"),
    (["train", "binary", "--output", "v.npz"], "binary is a binary file, not text"),
    (["train", "t.txt", "--output", "v.npz", "--size", "0"], "--size 0: at least 1"),
    (["train", "t.txt", "--output", "v.npz", "--window", "0"], "--window 0: at least 1"),
    (["train", "t.txt", "--output", "v.npz", "--threads", "0"], "--threads 0: at least 1"),
    (["train", "t.txt", "--output", "v.npz", "--threads", "1024", "--deterministic"], "--threads at most 64 with it"),
    (["train", "t.txt", "--output", "v.npz", "--negative", "13", "--min-count", "1"], "--negative 13: the vocabulary has 13 words"),
    (["train", "t.txt", "--output", "v.npz", "--size", "many"], "invalid int value"),
    (["train", "t.txt", "--output", "v.npz", "--dim", "5"], "`train` has no option --dim"),
    (["train", "t.txt", "--output", "t.txt"], "t.txt is a file that this command reads"),
    (["train", "t.txt", "--output", "nowhere/v.npz"], "there is no folder"),
    (["train", "t.txt", "--output", "."], "is a folder"),
    (["train", "t.txt", "--output", "v.npz", "--every", "5"], "--every goes with --checkpoint"),
    (["train", "t.txt", "--output", "v.npz", "--resume", "t.txt"], "t.txt is not a checkpoint"),
    (["train", "t.txt", "--output", "v.npz", "--sheet", "nosheet"], "no sheet nosheet"),
    (["train", "t.txt", "--output", "v.npz", "--sheet", "softmax"], "the trainer needs `U` of this sheet"),
    (["train", "t.txt", "--output", "v.npz", "--held-out", "none.txt"], "there is no file none.txt"),
    (["train", "t.txt", "--output", "v.bin", "--outside", "v.bin"], "are one file"),
    (["train", "t.txt", "--output", "v.bin", "--outside", "u.npz"], "--outside writes .bin or text"),
    (["train", "t.txt", "--output", "v.bin", "--checkpoint", "c", "--every", "-5"], "--every -5: words, at least 1"),
    (["train", ".", "--output", "t.txt"], "is a file of the corpus"),
    (["train", "t.txt", "--output", "v.npz", "--held-out", "one.txt", "--min-count", "1"], "no word of it is in the vocabulary"),
    (["neighbours", "none.npz", "a"], "there is no file none.npz"),
    (["neighbours", "t.txt", "a"], "t.txt is not a file of vectors"),
    (["neighbours", "good.txt", "zzz"], "the word 'zzz' is not among the 2 words"),
    (["neighbours", "good.txt", "ab", "--count", "0"], "--count 0: at least 1"),
    (["neighbours", "cut.txt", "ab"], "the file was cut"),
    (["neighbours", "nan.txt", "ab"], "not finite"),
    (["evaluate", "good.txt"], "--pairs FILE"),
    (["evaluate", "good.txt", "--pairs", "t.txt"], "two words and a number are wanted"),
    (["plot", "good.txt", "--output", "p.jpg"], "a PNG is written; name it so: p.png"),
    (["train", "", "--output", "v.npz"], "the name of a corpus is empty"),
    (["plot", "good.txt"], "--output"),
    (["descend", "--plot", "nowhere/p.png"], "there is no folder"),
    (["trian"], "invalid choice: 'trian'"),
)


@pytest.mark.parametrize(("words", "message"), REFUSED, ids=[" ".join(w) for w, _ in REFUSED])
def test_bad_input_is_one_message_and_nothing_is_written(
    words: list[str], message: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, content in (
        ("empty.txt", b""), ("one.txt", b"word word"), ("binary", b"\x7fELF\x00\x01"), ("good.txt", b"2 2\nab 1 2\ncd 3 4\n"),
        ("cut.txt", b"3 2\nab 1 2\n"), ("nan.txt", b"1 2\nab nan 1\n"),
    ):  # fmt: skip
        (here / name).write_bytes(content)
    before = {p: p.read_bytes() for p in here.iterdir()}
    assert main(words) == 2
    out, err = capsys.readouterr()
    assert message in err and err.startswith("numeric: ") and "Traceback" not in err + out
    assert {p: p.read_bytes() for p in here.iterdir()} == before


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_full_disk(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("v.npz", "v.bin", "v.txt"):
        (here / name).symlink_to("/dev/full")
        assert main(["train", "t.txt", "--output", name, *FAST]) == 2
        assert "No space left on device" in capsys.readouterr().err


@pytest.mark.parametrize("loss", ("negative-sampling", "naive-softmax"))
def test_ctrl_c_writes_a_checkpoint_and_the_run_goes_on_as_if_nothing_had_been(loss: str, here: Path) -> None:
    (here / "big.txt").write_text(TEXT * 100)
    words = ["train", "big.txt", "--loss", loss, "--size", "40", "--epochs", "30", "--min-count", "1", "--threads", "1", "--sample", "0"]
    child = subprocess.Popen(
        [sys.executable, "-m", "numeric", *words, "--output", "v.npz", "--outside", "u.txt"],
        cwd=here, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell's background job starts with it ignored
    )  # fmt: skip
    assert child.stderr is not None
    assert child.stderr.readline().startswith("numeric: epoch 1/30")
    child.send_signal(signal.SIGINT)
    _, err = child.communicate(timeout=60)
    assert child.returncode == 130 and "Traceback" not in err
    assert "Go on with\n  python -m numeric train --resume v.npz.checkpoint" in err
    assert not (here / "v.npz").exists()
    (here / "elsewhere").mkdir()
    for options, message in (
        (["--size", "50"], "--size 50: the run that is resumed has 40"),
        (["--lowercase"], "reads its text otherwise"),
    ):
        refused = run("train", "--resume", "v.npz.checkpoint", *options, cwd=here)
        assert refused.returncode == 2 and message in refused.stderr
    going = run("train", "--resume", "../v.npz.checkpoint", cwd=here / "elsewhere")
    assert going.returncode == 0, going.stderr
    whole = run(*words, "--output", "whole.npz", cwd=here)
    assert whole.returncode == 0, whole.stderr
    a, b = (Vectors.load(here / n) for n in ("v.npz", "whole.npz"))
    assert np.array_equal(a.centre, b.centre) and a.outside is not None and np.array_equal(Vectors.load(here / "u.txt").centre, a.outside)


def test_resume_from_the_command_line(here: Path) -> None:
    whole = run("train", "t.txt", "--output", "whole.npz", "--threads", "1", *FAST, cwd=here)
    kept = run("train", "t.txt", "--output", "kept.npz", "--threads", "1", "--checkpoint", "c.npz", "--every", "500", *FAST, cwd=here)
    assert (whole.returncode, kept.returncode) == (0, 0), kept.stderr
    again = run("train", "--resume", "c.npz", "--output", "again.npz", cwd=here)
    assert again.returncode == 0, again.stderr
    found = [Vectors.load(here / n).centre for n in ("whole.npz", "kept.npz", "again.npz")]
    assert np.array_equal(found[0], found[1]) and np.array_equal(found[0], found[2])


def test_evaluate_prints_coverage_and_sections(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "v.txt").write_text("4 2\na 1 0\nb 0.9 0.1\nc 0 1\nd 0.1 0.9\n")
    (here / "p.tsv").write_text("a\tb\t9\na\tc\t1\na\td\t2\na\tx\t3\n")
    (here / "q.txt").write_text(": letters\na b c d\n: none\nx y z w\n")
    assert main(["evaluate", "v.txt", "--pairs", "p.tsv", "--analogies", "q.txt"]) == 0
    out = capsys.readouterr().out
    assert "p.tsv: Spearman 1.000 over 3 of 4 pairs (75%)" in out
    assert "letters  100.0%  1 of 1 known, of 1" in out and "none             0 of 0 known, of 1" in out
    assert main(["evaluate", "v.txt", "--pairs", "p.tsv", "--analogies", "q.txt", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (
        told["pairs"][0]["known"] == 3
        and told["analogies"][0]["sections"][0]["accuracy"] == 1.0
        and told["analogies"][0]["accuracy"] == 1.0
    )


def test_plot(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("matplotlib")
    (here / "v.txt").write_text("4 2\naaaa 1 0\nbbbb 0.9 0.1\ncccc 0 1\nd 0.1 0.9\n")
    assert main(["plot", "v.txt", "--output", "p.png"]) == 0 and capsys.readouterr().out == "p.png: 3 words\n"
    assert main(["plot", "v.txt", "aaaa", "zz", "--output", "q.png"]) == 2
    assert not (here / "q.png").exists()


def test_gradcheck(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gradcheck", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["all_hold"] and {c["against"] for c in told["checks"]} >= {
        "the evaluator of terms",
        "central differences of its loss",
        "the forms, pair by pair",
    }
    assert main(["gradcheck", "--seed", "5"]) == 0
    assert "comparisons hold (seed 5)" in capsys.readouterr().out


def test_descend_agrees_with_an_independent_calculation(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All three diverge: θ₁ is multiplied by −99, −4, −7.9873 a step; momentum converges for α from about 0.0066 to 0.038."""
    assert main(["descend", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [r["ending"] for r in told["runs"]] == ["overflow"] * 3
    assert [r["roots"][0]["re"] for r in told["runs"]] == pytest.approx([-99, -4, -7.9873], abs=1e-4)
    assert [r["threshold"] for r in told["runs"]] == pytest.approx([0.002, 0.002, 0.038])
    assert [r["steps"] for r in told["runs"]] == [math.ceil((308.25 - 3) / math.log10(f)) for f in (99, 4)] + [told["runs"][2]["steps"]]
    sgd, momentum = told["best"]
    assert sgd["ending"] == "out of steps" and sgd["converging"] is None
    assert momentum["ending"] == "converged" and momentum["converging"] == pytest.approx([0.0066, 0.038], abs=1e-4)
    assert main(["descend"]) == 0
    out = capsys.readouterr().out
    assert (
        "momentum, α = 0.1, β₁ = 0.9  -7.9873" in out
        and "diverges: overflow at step 153" in out
        and "[optimisers.momentum_threshold]" in out
    )


def test_descend_draws(here: Path) -> None:
    pytest.importorskip("matplotlib")
    assert main(["descend", "--plot", "d.png"]) == 0
    assert (here / "d.png").read_bytes().startswith(b"\x89PNG")


def test_the_descent_step_by_step() -> None:
    """The path against a plain loop."""
    from numeric import forms
    from numeric.descent import Descents, Method

    found = Descents(forms.load()).run(Method("momentum", 0.02, 0.9))
    theta, m, steps = np.array([1.0, 1.0]), np.zeros(2), 0
    while np.hypot(1000 * theta[0], theta[1]) >= 1e-3:
        m = 0.9 * m + 0.1 * np.array([1000 * theta[0], theta[1]])
        theta = theta - 0.02 * m
        steps += 1
    assert (found.ending, found.steps) == ("converged", steps) and found.theta[-1] == pytest.approx(theta, rel=1e-9)


@pytest.mark.parametrize(
    ("module", "words", "extra"),
    [("numba", ["train", "t.txt", "--output", "v.npz"], "train"), ("matplotlib", ["descend", "--plot", "p.png"], "plot")],
)
def test_what_is_not_installed_is_said(module: str, words: list[str], extra: str, here: Path) -> None:
    (here / "ours").mkdir()
    (here / "ours" / f"{module}.py").write_text(f"raise ModuleNotFoundError('no {module}', name='{module}')")
    done = run(*words, cwd=here, first=here / "ours")
    assert (done.returncode, done.stdout) == (2, "") and f"this needs {module}: pip install '.[{extra}]'" in done.stderr
    plain = run("neighbours", "v.txt", "a", cwd=here)
    assert "there is no file v.txt" in plain.stderr


def test_a_text_without_pairs_is_said(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "lines.txt").write_text("a\nb\nc\n" * 30)
    assert main(["train", "lines.txt", "--output", "v.npz", *FAST]) == 0
    assert "no pair of words was left to train on" in capsys.readouterr().out


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="no /dev/stdout")
def test_vectors_go_through_a_pipe_alone(here: Path) -> None:
    done = run("train", "t.txt", "--output", "/dev/stdout", "--threads", "1", *FAST, cwd=here)
    assert done.returncode == 0 and done.stdout.startswith("13 8\n") and len(done.stdout.splitlines()) == 14
    assert "[word2vec.neg_grad_U]" in done.stderr
