"""README: every command that it shows is run, in an empty folder, and prints what it says (times apart)."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
TIMES = re.compile(r"\d+(\.\d+)? (ms|s)\b")


def blocks(language: str) -> list[str]:
    fences = re.findall(r"^```(\w*)\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)
    return [text for name, text in fences if name == language]


def sessions() -> list[tuple[str, str]]:
    """Commands after $ and what they print."""
    out = []
    for block in blocks(""):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, printed = part.partition("\n")
            out.append((command, printed))
    return out


def ridge(folder: Path, broken: bool) -> None:
    (sheet,) = blocks("toml")
    (folder / "ridge.toml").write_text(sheet.replace("- y\\|^2", "- v\\|^2") if broken else sheet, encoding="utf-8")


CHECKED = [s for s in sessions() if "-m numeric" not in s[0]]


@pytest.mark.parametrize(("command", "printed"), CHECKED, ids=[c for c, _ in CHECKED])
def test_sessions(command: str, printed: str, tmp_path: Path) -> None:
    ridge(tmp_path, broken="is not a name" in printed)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    words = shlex.split(command)
    assert words[0] == "python"
    done = subprocess.run(
        [sys.executable, *words[1:]],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "120"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert TIMES.sub("7", done.stdout + done.stderr).split() == TIMES.sub("7", printed).split()


NUMBERS = re.compile(r"\d[\d.,]*|\((now|earlier)[^)]*\)")
"""What another processor, or a second run, may print otherwise."""


def test_training_sessions_one_after_the_other(tmp_path: Path) -> None:
    trained = [s for s in sessions() if "-m numeric" in s[0]]
    assert [c.split()[3] for c, _ in trained] == ["train", "neighbours", "plot", "descend"]
    for command, printed in trained:
        done = subprocess.run(
            [sys.executable, *shlex.split(command)[1:]],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        if " neighbours " in command:  # the text is that of this Python's documentation
            found, shown = ([line for line in text.splitlines() if not line.startswith(" ")] for text in (done.stdout, printed))
            assert found == shown and len(done.stdout.splitlines()) == len(printed.splitlines())
        else:
            assert NUMBERS.sub("7", done.stdout).split() == NUMBERS.sub("7", printed).split()
    assert (tmp_path / "words.png").read_bytes().startswith(b"\x89PNG")


def test_the_example_sheet_holds(tmp_path: Path) -> None:
    ridge(tmp_path, broken=False)
    done = subprocess.run(
        [sys.executable, "-m", "derive", "report", "ridge.toml"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 of 1 identities proved for all sizes, 2 of 2 twins refuted" in done.stdout


@pytest.mark.parametrize("example", blocks("python"))
def test_the_python_examples(example: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", example],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_two_commands_are_there() -> None:
    setups = blocks("sh")
    assert len(setups) == 4
    assert setups[0].rstrip().endswith("-m derive report")
    assert "-m pytest" in setups[1]
    assert "127 identities in eleven sheets" in README
