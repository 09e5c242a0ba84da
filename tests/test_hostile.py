"""What people with bad intentions send: every row of tests/hostile/ through the program, each inside its limits.

No row may show a traceback, end with another status than 0, 1 or 2, take more than its share of CPU time or memory, send a control
character to the terminal, run anything that was sent, or open a file outside its folder, the cache and what is installed.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hostile import special
from hostile.documents import DOCUMENTS
from hostile.rows import ROWS, WANTED, prepare
from hostile.sheets import SHEETS
from hostile.texts import TEXTS

from derive.visible import HIDDEN

HOSTILE = Path(__file__).parent / "hostile"
MOST_CPU, MOST_MB = 26.0, 1300
"""Of a command: derive's own limit of 20 s and 1 GB, what it had loaded before, and what it takes to say so."""
EVERY = {"text": 9, "document": 15, "sheet": 30, "rows": 15, "special": 10}
"""Without --slow one row in so many is tried."""


class Runner:
    """The process of hostile/run.py, and the cache folder that its commands may use."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        environment = {
            **{k: v for k, v in os.environ.items() if k != "DERIVE_KEEP_KERNELS"},
            "XDG_CACHE_HOME": str(folder),
            "MPLCONFIGDIR": str(folder / "matplotlib"),
            "COLUMNS": "120",
            "PYTHONUTF8": "1",
        }
        self.process = subprocess.Popen(
            [sys.executable, str(HOSTILE / "run.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )

    def __call__(self, folder: Path, package: str, *argv: str) -> dict[str, Any]:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps({"package": package, "folder": str(folder), "argv": argv}) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())  # type: ignore[no-any-return]

    def close(self) -> None:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(20)
        self.process.stdout.close()


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    found = Runner(tmp_path_factory.mktemp("cache"))
    yield found
    found.close()


@pytest.fixture
def limit(request: pytest.FixtureRequest) -> str:
    """CPU seconds: derive's own limit with --slow, a tighter one else."""
    return "20" if request.config.getoption("--slow") else "2"


def rows(kind: str, table: list[Any]) -> list[Any]:
    """Each row as a test with its name; most of the long tables only with --slow."""
    return [pytest.param(*row, id=row[0], marks=() if n % EVERY[kind] == 0 else pytest.mark.slow) for n, row in enumerate(table)]


def contained(reply: dict[str, Any], folder: Path, most_cpu: float = MOST_CPU) -> None:
    """Everything that no input may bring about."""
    said = reply["out"] + reply["err"]
    assert "Traceback" not in said and "Exception ignored" not in said, said[-2000:]
    assert "Warning:" not in said, said[-1000:]
    assert "internal error" not in said, said[:1000]
    assert reply["status"] in (0, 1, 2), (reply["status"], said[:500])
    assert reply["cpu"] <= most_cpu and reply["mb"] <= MOST_MB, (reply["cpu"], reply["mb"])
    assert not HIDDEN.search(said), [hex(ord(c)) for c in HIDDEN.findall(said)[:5]]
    assert reply["acts"] == []
    assert not [p for p in folder.rglob("*") if p.name.upper() == "CANARY"]


# ---------------------------------------------------------------------------------------------- formulas
WAYS = {
    "prove": lambda text: ("prove", text),
    "grade": lambda text: ("grade", "word2vec.grad_vc", text),
    "where": lambda text: ("grade", "word2vec.grad_vc", "z", "--where", text),
}


@pytest.mark.parametrize(("name", "road", "text"), rows("text", TEXTS))
def test_a_formula(name: str, road: str, text: str, runner: Runner, tmp_path: Path, limit: str) -> None:
    argv = WAYS[road](text)
    contained(runner(tmp_path, "derive", *argv, "--time-limit", limit), tmp_path)


# ---------------------------------------------------------------------------------------------- documents and pages
FOREIGN = re.compile(r"<(script|iframe|object|embed|img|svg|base|form|link)$|@(on\w+|src|srcdoc|action|xlink:href)=|@href=(?!#d\d)|@style=")


class Elements(HTMLParser):
    """What a page is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [f"<{tag}", *(f"@{k}={v}" for k, v in attrs)]


def only_ours(page: str) -> None:
    """Nothing in a page but elements of ours: no script, no handler, no link but within the page."""
    elements = Elements()
    elements.feed(page)
    bad = [
        e for e in elements.found if re.match(r"script|iframe|object|embed|img|svg|a$|base|form|link$|on\w+$|src=|action=|href=(?!#d\d)", e)
    ]
    assert [b for b in bad if b != "a"] == []
    assert "default-src 'none'" in page


@pytest.mark.parametrize(("name", "suffix", "content"), rows("document", DOCUMENTS))
def test_a_document(name: str, suffix: str, content: bytes, runner: Runner, tmp_path: Path, limit: str) -> None:
    file = tmp_path / f"it{suffix}"
    file.write_bytes(content)
    contained(runner(tmp_path, "derive", "check", file.name, "--time-limit", limit), tmp_path)
    reply = runner(tmp_path, "derive", "check", file.name, "--format", "html", "--time-limit", limit)
    contained(reply, tmp_path)
    if reply["out"]:
        only_ours(reply["out"])


# ---------------------------------------------------------------------------------------------- sheets
@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sheets")
    for name, data in SHEETS:
        (folder / f"{name}.toml").write_bytes(data)
    return folder


@pytest.mark.parametrize(("name", "data"), rows("sheet", [s for s in SHEETS if not s[0].startswith("aux_")]))
def test_a_sheet(name: str, data: bytes, runner: Runner, sheets: Path) -> None:
    file = f"{name}.toml"
    contained(runner(sheets, "derive", "report", file), sheets, 60)
    reply = runner(sheets, "derive", "report", file, "--format", "html")
    contained(reply, sheets, 60)
    if reply["out"]:
        only_ours(reply["out"])
    contained(runner(sheets, "derive", "grade", "grad", "X^T (X w - y) + r w", "--sheet", file), sheets)


# ---------------------------------------------------------------------------------------------- files of answers
def count_of(path: Path) -> int:
    """How many rows an output has; it must be well-formed."""
    text = path.read_bytes().decode("utf-8")
    if path.suffix == ".jsonl":
        return len([json.loads(line, parse_constant=lambda c: pytest.fail(c)) for line in text.split("\n") if line])
    csv.field_size_limit(1 << 30)
    table = list(csv.reader(io.StringIO(text, newline="")))
    assert {len(r) for r in table} <= {len(table[0])}
    return len(table) - 1


@pytest.mark.parametrize(("name", "kind", "data"), rows("rows", ROWS))
def test_a_file_of_answers(name: str, kind: str, data: bytes, runner: Runner, tmp_path: Path) -> None:
    prepare(tmp_path)
    (tmp_path / f"in{kind}").write_bytes(data)
    counts = set()
    for target in (f"out{kind}", "out.csv" if kind == ".jsonl" else "out2.csv"):
        argv = ("grade", "--input", f"in{kind}", "--output", target, "--time-limit", "3")
        reply = runner(tmp_path, "derive", *argv)
        if name.startswith("places_"):  # files that the rows name on purpose: they are looked at, and refused
            reply["acts"] = [a for a in reply["acts"] if "for writing" in a]
        contained(reply, tmp_path, 200)
        if reply["status"] != 2:
            counts.add(count_of(tmp_path / target))
            again = runner(tmp_path, "derive", *argv, "--resume")
            again["acts"] = reply["acts"]
            contained(again, tmp_path, 200)
            assert again["status"] == reply["status"], again["err"]
            assert count_of(tmp_path / target) in counts
    assert len(counts) <= 1
    if counts and name in WANTED:
        assert counts == {WANTED[name]}


# ---------------------------------------------------------------------------------------------- special files, odd options
@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    folder = tmp_path_factory.mktemp("special")
    return folder, special.places(folder)


@pytest.mark.parametrize(("name", "argv"), rows("special", special.SPECIAL))
def test_a_special_file_or_option(name: str, argv: list[str], runner: Runner, places: tuple[Path, dict[str, str]]) -> None:
    folder, found = places
    package, *rest = [re.sub(r"\{(\w+)\}", lambda m: found[m[1]], a) for a in argv]
    reply = runner(folder, package, *rest)
    reply["acts"] = [a for a in reply["acts"] if "/dev/" not in a and "/proc" not in a and "/etc/passwd" not in a]  # named on purpose
    contained(reply, folder)


# ---------------------------------------------------------------------------------------------- vectors, checkpoints, corpora
@pytest.mark.slow
def test_vectors_and_checkpoints(runner: Runner, tmp_path: Path) -> None:
    from hostile.vectors import build

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of NumPy, about the numbers that are written
        cases = build(tmp_path)
    faults = []
    for name, argv in cases:
        if name == "special_corpus_fifo":
            continue  # the trainer reads a corpus from a named pipe, and waits for who writes it
        reply = runner(tmp_path, "numeric", *argv)
        if name == "checkpoint_told_output_canary":
            (tmp_path / "CANARY").unlink(missing_ok=True)  # an output beside the checkpoint may have any name
        reply["acts"] = [a for a in reply["acts"] if "/dev/" not in a and "/proc" not in a and "/etc/passwd" not in a]  # named on purpose
        try:
            contained(reply, tmp_path, 40)
        except AssertionError as error:
            faults.append((name, str(error)[:300]))
    assert faults == []


# ---------------------------------------------------------------------------------------------- in a browser
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
MARK = "document.documentElement.id='owned'"
PAYLOADS = (
    rf"\text{{<script>{MARK}</script>}}", rf"\text{{<img src=x onerror=\"{MARK}\">}}", rf"\href{{javascript:{MARK}}}{{x}}",
    rf"\begin{{pmatrix}} \text{{<script>{MARK}</script>}} \end{{pmatrix}}", rf"q_{{\text{{<svg onload={MARK}>}}}}",
    rf"\mathrm{{<iframe srcdoc='<script>parent.{MARK}</script>'>}}", rf"\text{{</mtext></math><script>{MARK}</script>}}",
    rf"\operatorname{{<body onload={MARK}>}}(x)", rf"\text{{&lt;script&gt;{MARK}&lt;/script&gt;}}", f"<script>{MARK}</script>",
    rf"\text{{<style onload={MARK}>}}", rf"\text{{<math><mi xlink:href='javascript:{MARK}'>}}",
)  # fmt: skip


def dom(page: Path) -> str:
    """The page after its scripts, if any, have run."""
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=2000", f"--user-data-dir={page.parent / 'profile'}"]
    done = subprocess.run([str(CHROMIUM), *options, "--dump-dom", page.as_uri()], capture_output=True, text=True, timeout=120, check=True)
    return done.stdout


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")
def test_no_script_runs_in_a_browser(runner: Runner, tmp_path: Path) -> None:
    lines = [f"$J = {p}$\n\n${p} = x$\n\nLet ${p} = y$.\n" for p in PAYLOADS]
    (tmp_path / "it.md").write_text("\n".join(lines), encoding="utf-8")
    identity = "[[identity]]\nname = 'a{n}'\nabout = '''{p}'''\nclaim = '''r = {p}'''\ntwins = ['''{p} = r''']\n"
    claims = "".join(identity.format(n=n, p=p) for n, p in enumerate(PAYLOADS))
    head = f"title = '''{PAYLOADS[-3]}'''\nsource = '''{PAYLOADS[-3]}'''\n[given]\nr = {{}}\n"
    (tmp_path / "it.toml").write_text(head + claims, encoding="utf-8")
    runner(tmp_path, "derive", "check", "it.md", "--format", "html", "--output", "check.html")
    runner(tmp_path, "derive", "report", "it.toml", "--format", "html", "--output", "report.html")
    for name in ("check", "report"):
        page = (tmp_path / f"{name}.html").read_text(encoding="utf-8")
        assert page.count("script") > 3 and "owned" in page  # what was written is there, as text
        (tmp_path / f"{name}-unguarded.html").write_text(re.sub(r"<meta http-equiv[^>]*>", "", page), encoding="utf-8")
        for shown in (name, f"{name}-unguarded"):  # the escaping alone holds, without the policy
            assert 'id="owned"' not in dom(tmp_path / f"{shown}.html")
    (tmp_path / "twin.html").write_text(f"<!doctype html><p>x</p><script>{MARK}</script>", encoding="utf-8")
    assert 'id="owned"' in dom(tmp_path / "twin.html")
