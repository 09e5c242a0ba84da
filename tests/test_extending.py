"""What docs/extending.md says is true: its diffs, applied to a copy of the program, add what they promise: they are the whole change."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")
SECTIONS = {s.splitlines()[0]: s for s in re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]}
DIFF = re.compile(r"^```diff (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def section(title: str) -> str:
    (found,) = (s for t, s in SECTIONS.items() if t.startswith(title))
    return found


class Copy:
    """A copy of the program, changed and run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("derive", "checks", "numeric"):
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))

    def apply(self, title: str, back: bool = False) -> None:
        """The diffs of a section, or their reverse; each stretch of old lines stands in its file exactly once."""
        for path, text in DIFF.findall(section(title)):
            for hunk in text.split("…\n"):
                old, new = ("".join(line[1:] + "\n" for line in hunk.splitlines() if line[0] in marks) for marks in (" -", " +"))
                self.replace(path, *((new, old) if back else (old, new)))

    def replace(self, path: str, old: str, new: str) -> None:
        file = self.folder / path
        source = file.read_text(encoding="utf-8")
        assert source.count(old) == 1, f"{path} does not hold this once:\n{old}"
        file.write_text(source.replace(old, new), encoding="utf-8")

    def python(self, code: str) -> str:
        done = subprocess.run([sys.executable, "-c", code], cwd=self.folder, capture_output=True, text=True)
        assert not done.returncode, done.stderr
        return done.stdout

    def derive(self, *words: str) -> str:
        """What `python -m derive` prints; the exit status tells the verdict and is not looked at."""
        done = subprocess.run([sys.executable, "-m", "derive", *words], cwd=self.folder, capture_output=True, text=True)
        assert "Traceback" not in done.stderr, done.stderr
        return done.stdout + done.stderr

    def verdicts(self, claims: list[str]) -> list[str]:
        code = f"from derive import prove\nfor c in {claims!r}: print(prove(c, sheet='activation').verdict)"
        return self.python(code).splitlines()


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


# ---------------------------------------------------------------------------------------------- a function
HOLDS = [
    r"\operatorname{erf}(-t) = -\operatorname{erf}(t)",  # LaTeX, and its parity
    r"\text{erf}(0) = 0",
    r"\erf t + \erf(-t) = 0",
    "erf(−t) = −erf(t)",  # Unicode
    "erf(-t) = -erf(t)",  # plain text
    "erf(2t - t) = erf(t)",  # an opaque atom of what its argument is
    r"\frac{\partial \operatorname{erf}(t)}{\partial t} = \frac{2}{\sqrt{\pi}} e^{-t^2}",
    "erf'(3t) = 2/sqrt(π) exp(-9t²)",
    r"\frac{\partial}{\partial x} \sum_i \operatorname{erf}(x_i) = \frac{2}{\sqrt{\pi}} e^{-x \circ x}",
]
FAILS = ["erf(t) = erf(-t)", "erf(2t) = 2 erf(t)", "erf'(t) = exp(-t²)", r"\operatorname{erf}'(t) = \frac{2}{\sqrt{\pi}} e^{t^2}"]

VALUES = """
import json, math
import numpy as np
from derive.numbers.arithmetic import balls, float_function
from derive.notation.write import entry_text
from derive.sheets.catalogue import load_sheet
from derive.court.courts import court_of, equations_of
from derive.terms import Entry
from numeric.lowering import Argument, array_function
from numeric.scalars import scalar_expression
from numeric.forms import scope_of

(equation,) = equations_of(court_of(load_sheet("activation"), ()), "erf(t) = 0")
(base,) = {e.base for e in equation.left.atoms(Entry)}
source = array_function("f", equation.left, (), {base: Argument("t", a_pair=True)}, {}, "")
scope = scope_of(source)
exec(source, scope)
ball = balls().function("erf", np.array([balls().number(0.5)], dtype=object))[0]
print(json.dumps({
    "float": float(float_function("erf")(np.array([0.5]))[0]),
    "ball": float(ball),
    "printed": entry_text(equation.left, {}),
    "lowered": float(scope["f"](np.array([0.5]))[0]),
    "scalar": scalar_expression(equation.left, lambda e: "t" if isinstance(e, Entry) else None),
}))
"""


def test_a_function_is_one_row(copy: Copy) -> None:
    copy.apply("A function", back=True)
    assert set(copy.verdicts(HOLDS)) == {"unreadable"}, "erf came from somewhere else"
    copy.apply("A function")
    assert copy.verdicts(HOLDS) == ["proved"] * len(HOLDS)
    assert copy.verdicts(FAILS) == ["refuted"] * len(FAILS)
    found = json.loads(copy.python(VALUES))
    assert found["float"] == pytest.approx(0.5204998778130465)  # Abramowitz and Stegun, table 7.1
    assert found["ball"] == pytest.approx(0.5204998778130465)
    assert found["lowered"] == pytest.approx(0.5204998778130465)
    assert found["printed"] == "erf(t)"
    assert found["scalar"] == "erf(t)"


# ---------------------------------------------------------------------------------------------- the others
def test_a_word_is_one_entry(copy: Copy) -> None:
    claims = [r"f(t) = \begin{cases} t & \text{if } t \ge 0 \\ \alpha t & \text{sonst} \end{cases}", "f(t) = t if t ≥ 0, α t sonst"]
    assert "proved" not in copy.verdicts(claims)
    copy.apply("A word")
    assert copy.verdicts(claims) == ["proved", "proved"]


def test_a_number_is_one_rule(copy: Copy) -> None:
    claims = [r"\pi t + \pi t = 2 \pi t", r"\cos \pi = -1"]
    assert copy.verdicts(claims) == ["proved", "proved"]
    copy.apply("A kind of atom", back=True)
    assert "proved" not in copy.verdicts(claims)
    copy.apply("A kind of atom")
    assert copy.verdicts(claims) == ["proved", "proved"]


SHEET = r"""
[given]
t = { about = "a number" }

[[identity]]
name  = "sine"
claim = '\frac{\partial \sin(t)^2}{\partial t} = 2 \sin(t) \cos(t)'
"""


def test_a_mistake_is_one_generator(copy: Copy) -> None:
    (copy.folder / "trig.toml").write_text(SHEET, encoding="utf-8")
    words = ("grade", "sine", "2 sin(t) sin(t)", "--sheet", "trig.toml")
    assert "stands where cos is wanted" not in copy.derive(*words)
    copy.apply("A mistake")
    assert "sin stands where cos is wanted" in copy.derive(*words)


WRITE_UP = r"""* Homework

The derivative is $\frac{\partial \sigma(t)}{\partial t} = \sigma(t)(1 - \sigma(t))$.

#+BEGIN_SRC python
y = "$\sigma(t) = 2$"
#+END_SRC

And $\sigma(-t) = 1 + \sigma(t)$.
"""


def test_a_document_format_is_one_row(copy: Copy) -> None:
    (copy.folder / "homework.org").write_text(WRITE_UP, encoding="utf-8")
    words = ("check", "homework.org", "--sheet", "activation", "--format", "json")
    assert "a file of the kind `.org` is not read" in copy.derive(*words)
    copy.apply("A document format")
    claims = json.loads(copy.derive(*words))["claims"]
    assert [(c["line"], c["verdict"]) for c in claims] == [(3, "proved"), (9, "refuted")]
