"""The package as it is installed: its names, what lies in the current folder, completion."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import derive

ROOT = Path(__file__).parent.parent
HOSTILE = "raise SystemExit('a file of the current folder was imported')\n"


@pytest.fixture
def crowded(tmp_path: Path) -> Path:
    """A folder with files named like our packages."""
    for name in ("checks.py", "numeric.py"):
        (tmp_path / name).write_text(HOSTILE, encoding="utf-8")
    return tmp_path


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)


ANYBODYS = ("re", "json", "socket", "random", "typing", "signal", "enum", "pickle", "numpy", "sympy", "numba", "csv", "tempfile")
"""Names that our programs, and the processes that they start, look for."""


@pytest.mark.parametrize("way", (("-m",), ("-P", "-m")), ids=("module", "script"))
def test_nothing_of_the_current_folder_is_executed(tmp_path: Path, way: tuple[str, ...]) -> None:
    for name in ANYBODYS:
        (tmp_path / f"{name}.py").write_text(f"open('OWNED_{name}', 'w')\n" + HOSTILE, encoding="utf-8")
    (tmp_path / "in.csv").write_text("id,problem,formula\n1,word2vec.grad_vc,U(\\hat y - y)\n", encoding="utf-8")
    (tmp_path / "c.txt").write_text("the king and the queen\n" * 30, encoding="utf-8")
    for package, *arguments in (
        ("derive", "grade", "--input", "in.csv", "--output", "out.csv"),
        ("derive", "prove", "\\tanh(-t) = -\\tanh(t)"),
        ("numeric", "train", "c.txt", "--min-count", "1", "--size", "4", "--negative", "2", "--epochs", "1", "--output", "v.npz"),
    ):
        done = run(tmp_path, sys.executable, *way, package, *arguments)
        assert done.returncode == 0, done.stderr
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith("OWNED")] == []


CALLS = [
    (("prove", "\\sigma(-t) = 1 - \\sigma(t)"), "proved"),
    (("grade", "activation.sigmoid_grad", "\\sigma(t)(1 - \\sigma(t))"), "correct"),
    (("descend", "--format", "json"), "max_steps"),
]


@pytest.mark.parametrize(("arguments", "words"), CALLS, ids=[a[0] for a, _ in CALLS])
def test_files_of_the_current_folder_are_not_ours(crowded: Path, arguments: tuple[str, ...], words: str) -> None:
    done = run(crowded, sys.executable, "-m", "derive", *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    assert words in done.stdout


def test_the_console_script_does_not_look_into_the_current_folder(crowded: Path) -> None:
    (crowded / "derive.py").write_text(HOSTILE, encoding="utf-8")
    script = Path(sys.executable).with_name("derive")
    if not script.exists():
        pytest.skip("derive is not installed as a command here")
    done = run(crowded, str(script), "prove", "\\tanh(-t) = -\\tanh(t)")
    assert (done.returncode, done.stdout.startswith("proved")) == (0, True), done.stderr


def test_the_distribution_and_its_one_script() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert (project["name"], list(project["scripts"])) == ("derive-checker", ["derive"])


def test_the_api_is_listed() -> None:
    assert {"prove", "grade", "check_document", "load_sheet"} <= set(dir(derive))
    assert not any(name.startswith("_") and name != "__version__" for name in dir(derive))


def test_completion_is_printed() -> None:
    pytest.importorskip("shtab")
    done = run(ROOT, sys.executable, "-m", "derive", "--print-completion", "bash")
    assert done.returncode == 0
    assert "prove" in done.stdout and "neighbours" in done.stdout


def test_every_package_is_in_the_distribution() -> None:
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"]
    here = {
        ".".join(p.parent.relative_to(ROOT).parts) for top in ("derive", "checks", "numeric") for p in (ROOT / top).rglob("__init__.py")
    }
    assert set(listed) == here
