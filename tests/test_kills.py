"""Processes that are killed at any moment, full disks, two runs at once, a machine under load: nothing is lost, nothing changes."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from grading_table import TABLE as ANSWERS

ROOT = Path(__file__).parent.parent
SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)


def answers(path: Path, count: int) -> Path:
    """Answers of the grading table, one after the other, in a file of JSON lines."""
    rows = [
        {"id": n, "problem": r[0], "formula": r[1], "remark": "=1\r\n"}
        for n, r in enumerate((ANSWERS * (1 + count // len(ANSWERS)))[:count])
    ]
    path.write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    return path


def command(folder: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "derive", "grade", "--input", str(folder / "in.jsonl"), *more]


def started(argv: list[str]) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, env=environment)


def told(path: Path) -> list[dict[str, Any]]:
    """The rows of an output but for how long they took."""
    return [{k: v for k, v in json.loads(line).items() if k != "seconds"} for line in path.read_text(encoding="utf-8").splitlines()]


def family(process: int) -> list[int]:
    """A process's descendants, from /proc."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if fields[0] != "Z":
                parents.setdefault(int(fields[1]), []).append(int(entry.name))
    out, waiting = [], [process]
    while waiting:
        children = parents.get(waiting.pop(), [])
        out += children
        waiting += children
    return out


def kill_at_random(process: subprocess.Popen[bytes], rng: random.Random, workers_only: bool) -> bool:
    """One signal to a process of the family after a random while; whether anything was hit."""
    time.sleep(rng.random() * rng.choice((0.2, 0.8, 2.0)))
    if process.poll() is not None:
        return False
    victims = family(process.pid)
    choice = rng.choice(victims) if victims and (workers_only or rng.random() < 0.6) else None if workers_only else process.pid
    if choice is None:
        return False
    try:
        os.kill(choice, rng.choice(SIGNALS))
    except ProcessLookupError:
        return False
    return True


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_batch_that_is_killed_a_hundred_times(tmp_path: Path) -> None:
    answers(tmp_path / "in.jsonl", 800)
    whole, out = tmp_path / "whole.jsonl", tmp_path / "out.jsonl"
    assert subprocess.run(command(tmp_path, "--output", str(whole)), check=False, capture_output=True).returncode == 0
    rng, kills = random.Random(20), 0
    for _ in range(2000):
        process = started(command(tmp_path, "--output", str(out), "--resume", "--jobs", "2"))
        for _ in range(rng.randint(1, 6)):
            kills += kill_at_random(process, rng, False)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            kills += 1
        process.wait()
        if kills >= 120:
            break
        if out.exists() and out.read_bytes().count(b"\n") >= 800:
            out.unlink()
    assert kills >= 120
    for _ in range(3):  # rows that a kill stopped twice are graded anew
        done = subprocess.run(command(tmp_path, "--output", str(out), "--resume"), check=False, capture_output=True, text=True)
        if done.returncode == 0:
            break
    assert done.returncode == 0, done.stderr
    assert told(out) == told(whole)
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_workers_that_are_killed_under_a_run(tmp_path: Path) -> None:
    answers(tmp_path / "in.jsonl", 800)
    whole, out = tmp_path / "whole.jsonl", tmp_path / "out.jsonl"
    assert subprocess.run(command(tmp_path, "--output", str(whole)), check=False, capture_output=True).returncode == 0
    rng, kills = random.Random(21), 0
    while kills < 80:
        out.unlink(missing_ok=True)
        process = started(command(tmp_path, "--output", str(out), "--jobs", "2"))
        while process.poll() is None:
            kills += kill_at_random(process, rng, True)
        assert process.returncode in (0, 1), process.returncode
        assert len(told(out)) == 800
        assert subprocess.run(command(tmp_path, "--output", str(out), "--resume"), check=False, capture_output=True).returncode == 0
        assert told(out) == told(whole)


def test_workers_end_with_their_parent(tmp_path: Path) -> None:
    answers(tmp_path / "in.jsonl", 400)
    process = started(command(tmp_path, "--output", str(tmp_path / "out.jsonl"), "--jobs", "2"))
    for _ in range(200):
        time.sleep(0.05)
        if (tmp_path / "out.jsonl").exists() and (tmp_path / "out.jsonl").read_bytes().count(b"\n") > 3:
            break
    children = family(process.pid)
    assert children
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    for _ in range(100):
        if not any(Path(f"/proc/{c}").exists() and " Z " not in Path(f"/proc/{c}/stat").read_text() for c in children):
            break
        time.sleep(0.05)
    alive = [c for c in children if Path(f"/proc/{c}").exists() and " Z " not in Path(f"/proc/{c}/stat").read_text()]
    assert alive == []


def test_two_runs_on_one_output(tmp_path: Path) -> None:
    answers(tmp_path / "in.jsonl", 150)
    out = tmp_path / "out.jsonl"
    both = [
        subprocess.Popen(
            command(tmp_path, "--output", str(out), "--overwrite"), stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
        )
        for _ in range(2)
    ]
    said = [p.communicate()[1] for p in both]
    assert sorted(p.returncode for p in both) in ([0, 2], [0, 0]), said  # one after the other, if the first was so fast
    if {p.returncode for p in both} == {0, 2}:
        assert any("another run" in s for s in said), said
    assert [r["id"] for r in told(out)] == list(range(150))


def test_a_full_disk(tmp_path: Path) -> None:
    """Files may not grow beyond 40 kB: what was written stays, --resume goes on."""
    answers(tmp_path / "in.jsonl", 200)
    out, whole = tmp_path / "out.jsonl", tmp_path / "whole.jsonl"
    assert subprocess.run(command(tmp_path, "--output", str(whole)), check=False, capture_output=True).returncode == 0
    line = f"ulimit -f 40; trap '' XFSZ; exec {' '.join(command(tmp_path, '--output', str(out)))}"
    done = subprocess.run(["bash", "-c", line], check=False, capture_output=True, text=True)
    assert done.returncode == 2 and "cannot write" in done.stderr and "--resume" in done.stderr and "Traceback" not in done.stderr
    assert 0 < out.stat().st_size <= 40 * 1024
    assert subprocess.run(command(tmp_path, "--output", str(out), "--resume"), check=False, capture_output=True).returncode == 0
    assert told(out) == told(whole)


def test_an_existing_output_is_kept(tmp_path: Path) -> None:
    answers(tmp_path / "in.jsonl", 3)
    out = tmp_path / "out.jsonl"
    out.write_text("mine\n")
    done = subprocess.run(command(tmp_path, "--output", str(out)), check=False, capture_output=True, text=True)
    assert done.returncode == 2 and "--overwrite" in done.stderr and out.read_text() == "mine\n"
    assert subprocess.run(command(tmp_path, "--output", str(out), "--overwrite"), check=False, capture_output=True).returncode == 0
    assert len(told(out)) == 3


@pytest.mark.slow
def test_no_verdict_depends_on_the_load(tmp_path: Path) -> None:
    """The same 800 answers at 1 and 8 jobs, alone and beside 20 processes that never rest."""
    answers(tmp_path / "in.jsonl", 800)
    found = []
    for name, jobs, load in (("a", 1, 0), ("b", 8, 0), ("c", 1, 20), ("d", 8, 20)):
        busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(load)]
        try:
            argv = command(tmp_path, "--output", str(tmp_path / f"{name}.jsonl"), "--jobs", str(jobs))
            assert subprocess.run(argv, check=False, capture_output=True).returncode == 0
        finally:
            for b in busy:
                b.kill()
                b.wait()
        found.append(told(tmp_path / f"{name}.jsonl"))
    assert found[0] == found[1] == found[2] == found[3]


INTERRUPTED = (("prove", r"\sigma(x) = 1 - \sigma(-x)"), ("report",), ("grade", "word2vec.grad_vc", "U(y - \\hat y)"), ("problems",))


@pytest.mark.parametrize("argv", INTERRUPTED, ids=[a[0] for a in INTERRUPTED])
@pytest.mark.parametrize("after", (0.08, 0.2, 0.35, 0.5))
def test_ctrl_c_is_one_line_and_130(argv: tuple[str, ...], after: float) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, "-m", "derive", *argv], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    time.sleep(after)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    if "Traceback" in err and "/derive/" not in err:
        pytest.skip("Python itself was not up yet")
    assert "Traceback" not in err
    if process.returncode not in (0, 1):
        assert process.returncode in (130, -signal.SIGINT) and err.count("\n") <= 1, (process.returncode, err)


@pytest.mark.slow
def test_a_training_that_is_killed_again_and_again(tmp_path: Path) -> None:
    """With one thread, after --resume the vectors are bit for bit those of a run that nobody disturbed."""
    rng = random.Random(22)
    words = [f"w{n}" for n in range(60)]
    (tmp_path / "c.txt").write_text("\n".join(" ".join(rng.choices(words, k=20)) for _ in range(40_000)))
    train = [sys.executable, "-m", "numeric", "train"]
    settings = [str(tmp_path / "c.txt"), "--size", "60", "--min-count", "1", "--epochs", "4", "--threads", "1", "--checkpoint"]
    whole, out, point = (str(tmp_path / name) for name in ("whole.npz", "out.npz", "point.npz"))
    first = [*train, *settings, point, "--every", "100000", "--output", out]
    assert subprocess.run([*train, *settings, point, "--output", whole], check=False, capture_output=True).returncode == 0
    Path(point).unlink()
    kills = 0
    while not Path(out).exists():
        process = started([*train, "--resume", point] if Path(point).exists() else first)
        try:
            process.wait(0.6 + 1.2 * rng.random())
        except subprocess.TimeoutExpired:
            os.kill(process.pid, rng.choice(SIGNALS))
            kills += 1
            process.wait()
        if Path(out).exists() and kills < 40:
            Path(out).unlink()
            Path(point).unlink(missing_ok=True)
    with np.load(whole) as a, np.load(out) as b:
        assert a["centre"].tobytes() == b["centre"].tobytes() and a["outside"].tobytes() == b["outside"].tobytes()
    assert kills >= 40
