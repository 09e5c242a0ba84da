"""Files of answers: order, repeats, malformed rows, limits, resuming, Gradescope."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from derive.errors import InputError
from derive.grading.batch import Batch, Options, sheet_digest
from derive.grading.grade import grade
from derive.grading.gradescope import document
from derive.grading.problem import find_problem
from derive.grading.rows import FIELDS, Form, Record, read_rows, records
from derive.limits import LimitReached, Limits
from derive.visible import HIDDEN

ANSWERS = [
    ("a", "word2vec.grad_vc", r"U(\hat y - y)", "correct"),
    ("b", "word2vec.grad_vc", r"U(y - \hat y)", "wrong"),
    ("c", "word2vec.grad_vc", "U(", "unreadable"),
    ("d", "word2vec.grad_U", r"(\hat y - y) v_c^\top", "correct up to layout"),
    ("e", "word2vec.grad_U", r"(\hat y - y) v_c", "ill-typed"),
    ("f", "word2vec.grad_vc", r"U(\hat y - y)", "correct"),
    ("g", "activation.sigmoid_grad", "sigma(t)(1 - sigma(t))", "correct"),
    ("h", "word2vec.nosuch", "U", "unreadable"),
]


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def table(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def jsonl(path: Path, rows: list[Any]) -> Path:
    path.write_text("\n".join(r if isinstance(r, str) else json.dumps(r) for r in rows) + "\n", encoding="utf-8")
    return path


def earlier(path: Path, columns: tuple[str, ...] = ()) -> list[Record]:
    with path.open("rb") as file:
        return list(records(file, path, Form("csv" if columns else "jsonl", columns)))


def command(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "derive", "grade", *map(str, arguments)], capture_output=True, text=True, timeout=120, check=False
    )


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    return jsonl(tmp_path / "in.jsonl", [{"id": i, "problem": p, "formula": f, "student": f"s{i}"} for i, p, f, _ in ANSWERS])


def test_rows_keep_order_and_extra_columns(answers: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    done = command("--input", answers, "--output", out, "--jobs", "2")
    assert done.returncode == 0, done.stderr
    rows = lines(out)
    assert [r["id"] for r in rows] == [i for i, *_ in ANSWERS]
    assert [r["verdict"] for r in rows] == [v for *_, v in ANSWERS]
    assert [r["student"] for r in rows] == [f"s{i}" for i, *_ in ANSWERS]
    assert rows[0]["reading"] == rows[5]["reading"] and "no problem" in rows[7]["feedback"][0]
    assert "1 of them repeats" in done.stdout


def test_malformed_rows_get_their_own_line(tmp_path: Path) -> None:
    good = {"problem": "word2vec.grad_vc", "formula": "U(ŷ-y)"}
    bad: list[Any] = [
        {"id": 1, **good},
        "not json",
        "[1, 2]",
        {"id": 4, "formula": "x"},
        {"id": 5, "problem": "word2vec.grad_vc"},
        {"id": 6, "problem": "word2vec.grad_vc", "formula": 7},
        {"id": 7, "sheet": "word2vec", "claim": "J = -\\log \\hat y_o"},
        {"id": 8, "sheet": "word2vec", "claim": "J = \\log \\hat y_o"},
        {"id": 9, "sheet": "nosuch", "claim": "x = x"},
        {"id": 10, **good, "formula": ""},
        {"id": 11, **good, "formula": "-u_o + S", "where": "S = \\sum_w \\hat y_w u_w"},
        {"id": float("nan"), **good, "formula": "U"},
    ]
    source = jsonl(tmp_path / "in.jsonl", bad)
    with source.open("ab") as file:
        file.write(b'{"id": 13, "problem": "word2vec.grad_vc", "formula": "\xff"}\n')
    out = tmp_path / "out.jsonl"
    Batch(source, out).run()
    rows = lines(out)
    assert len(rows) == 13
    expected = ["correct", *["unreadable"] * 5, "proved", "refuted", "unreadable", "unreadable", "correct", "ill-typed", "unreadable"]
    assert [r["verdict"] for r in rows] == expected
    assert "not JSON" in rows[1]["feedback"][0] and "no problem" in rows[3]["feedback"][0] and "UTF-8" in rows[12]["feedback"][0]


def test_csv_round(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    with source.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "remark", "problem", "formula"])
        for i, p, f, _ in ANSWERS:
            writer.writerow([i, 'two\nlines, "quoted"', p, f])
        file.write("x,y\n")
    out = tmp_path / "out.csv"
    Batch(source, out).run()
    rows = table(out)
    csv_head = Form("csv", (*FIELDS, "remark")).head
    assert [r["verdict"] for r in rows] == [*[v for *_, v in ANSWERS], "unreadable"]
    assert rows[1]["remark"] == 'two\nlines, "quoted"' and json.loads(rows[1]["witness"])["sizes"]
    whole = out.read_bytes()
    for cut in range(len(whole) - 1, 300, -97):
        out.write_bytes(whole[:cut])
        done = earlier(out, (*FIELDS, "remark"))
        assert b"".join(d.line for d in done) == whole[len(csv_head) : len(csv_head) + sum(len(d.line) for d in done)]
    out.write_bytes(whole[: len(whole) // 2])
    Batch(source, out, resume=True).run()
    assert [r["id"] for r in table(out)] == [r["id"] for r in rows]


def test_resume_after_a_kill(tmp_path: Path) -> None:
    many = [
        {"id": n, "problem": "word2vec.grad_vc", "formula": f"U(\\hat y - y) + {n}(u_o - U y)" if n % 3 else f"{n} U y"} for n in range(400)
    ]
    source, out, whole = jsonl(tmp_path / "in.jsonl", many), tmp_path / "out.jsonl", tmp_path / "whole.jsonl"
    Batch(source, whole).run()
    process = subprocess.Popen(
        [sys.executable, "-m", "derive", "grade", "--input", str(source), "--output", str(out), "--jobs", "2"], start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    for _ in range(400):
        time.sleep(0.05)
        if out.exists() and out.read_bytes().count(b"\n") > 20:
            break
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    with out.open("ab") as file:
        file.write(b'{"id": 77, "verd')
    before = len(earlier(out))
    assert 0 < before < 400
    counts = Batch(source, out, resume=True).run()
    assert counts.before == before and counts.rows == 400 - before

    def told(path: Path) -> list[Any]:
        return [{k: v for k, v in r.items() if k != "seconds"} for r in lines(path)]

    assert told(out) == told(whole)


def test_resume_refuses_another_input(answers: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    Batch(answers, out).run()
    changed = jsonl(tmp_path / "other.jsonl", [{"id": i, "problem": p, "formula": f + " + 1"} for i, p, f, _ in ANSWERS])
    with pytest.raises(InputError, match="another input"):
        Batch(changed, out, resume=True).run()
    assert command("--input", answers, "--output", answers).returncode == 2
    assert len(list(read_rows(answers))) == len(ANSWERS)


def test_limits_are_named(tmp_path: Path) -> None:
    slow = " = ".join([r"\sum_w \hat y_w u_w - u_o"] * 500)
    row = {"id": 1, "problem": "word2vec.grad_vc", "formula": slow}
    source = jsonl(tmp_path / "in.jsonl", [row, {**row, "formula": "U(ŷ-y)"}])
    out = tmp_path / "out.jsonl"
    Batch(source, out, limits=Limits(seconds=0.05)).run()
    assert lines(out)[0]["verdict"] == "undecided" and "limit of 0.05 s of CPU time" in lines(out)[0]["feedback"][0]
    Batch(source, out, limits=Limits(5, 16), overwrite=True).run()
    told = [(r["verdict"], r["feedback"][0]) for r in lines(out)]
    assert all(v == "undecided" and "memory limit of 16 MB" in f for v, f in told), told


def test_gradescope(answers: Path, tmp_path: Path) -> None:
    out = tmp_path / "results.json"
    done = command("--input", answers, "--output", out, "--format", "gradescope", "--feedback", "hint")
    assert done.returncode == 0, done.stderr
    data = json.loads(out.read_text())
    assert set(data) == {"tests"} and len(data["tests"]) == len(ANSWERS)
    assert all(set(t) == {"name", "number", "score", "max_score", "status", "output", "output_format"} for t in data["tests"])
    assert [t["status"] for t in data["tests"]][:4] == ["passed", "failed", "failed", "passed"]
    assert "this would be right" not in data["tests"][1]["output"]
    assert document([{"verdict": "correct", "credit": 0.5, "points": "4", "problem": "p"}])["tests"][0]["score"] == 2
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


UNUSABLE = [
    (["--input", "nosuch.csv", "--output", "x.csv"], "no file"),
    (["--input", "in.txt", "--output", "x.csv"], "must end in .jsonl or .csv"),
    (["--input", "in.csv", "--output", "x.csv"], "columns needed"),
    (["--input", "in.csv"], "go together"),
    (["--input", "twice.csv", "--output", "x.csv"], "same name"),
    (["word2vec.grad_vc", "U", "--input", "in.csv", "--output", "x.csv"], "either one answer or a file"),
    (["--input", "ok.csv", "--output", "no/such/folder/x.csv"], "cannot write"),
    (["--input", "ok.csv", "--output", "x.csv", "--jobs", "0"], "--jobs 0"),
    (["--input", "ok.csv", "--output", "x.csv", "--time-limit", "0"], "--time-limit"),
    (["--input", "ok.csv", "--output", "x.csv", "--memory-limit", "1"], "--memory-limit"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "words"), UNUSABLE, ids=[w for _, w in UNUSABLE])
def test_unusable_input_is_status_2(arguments: list[str], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in.csv").write_text("name,answer\na,b\n")
    (tmp_path / "ok.csv").write_text("id,problem,formula\n")
    (tmp_path / "twice.csv").write_text("id,problem,formula,formula\n1,a,b,c\n")
    done = command(*arguments)
    assert done.returncode == 2 and words in done.stderr and "Traceback" not in done.stderr


def test_gradescope_tells_conditions() -> None:
    row = {"id": 1, "problem": "activation.sigmoid_grad", "verdict": "correct", "credit": 1.0, "conditions": ["t ≠ 0"]}
    assert "where t ≠ 0" in document([row])["tests"][0]["output"]


# ---------------------------------------------------------------------------------------------- nothing is lost
GOOD = {"problem": "word2vec.grad_vc", "formula": "U(ŷ-y)"}


@pytest.mark.parametrize(
    ("change", "options"),
    [
        ({"where": "z = y"}, {}), ({"id": 2}, {}), ({"formula": "U(y-ŷ)"}, {}), ({"problem": "word2vec.grad_U"}, {}),
        ({}, {"options": Options("hint")}), ({}, {"options": Options(sheet="softmax")}),
    ],
)  # fmt: skip
def test_resume_compares_all_that_was_asked(change: dict[str, Any], options: dict[str, Any], tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    Batch(jsonl(tmp_path / "in.jsonl", [{"id": 1, **GOOD}]), out).run()
    Batch(jsonl(tmp_path / "in.jsonl", [{"id": 1, **GOOD}]), out, resume=True).run()
    with pytest.raises(InputError, match="not the answer in row 1"):
        Batch(jsonl(tmp_path / "in.jsonl", [{"id": 1, **GOOD, **change}]), out, resume=True, **options).run()


def test_a_sheet_that_has_changed_is_noticed(tmp_path: Path) -> None:
    sheet, out = tmp_path / "mine.toml", tmp_path / "out.jsonl"
    text = "[sizes]\nn = 'a'\n[given]\nw = { shape = ['n'] }\n[[identity]]\nname = 'a'\nclaim = 'w + w = 2 w'\n"
    sheet.write_text(text)
    source = jsonl(tmp_path / "in.jsonl", [{"id": 1, "problem": f"{sheet}.a", "formula": "2w"}])
    Batch(source, out).run()
    sheet.write_text(text.replace("2 w", "w 2"))
    sheet_digest.cache_clear()
    with pytest.raises(InputError, match="of another sheet"):
        Batch(source, out, resume=True).run()


@pytest.mark.parametrize("suffix", [".jsonl", ".csv"])
def test_what_a_limit_stopped_is_graded_anew(suffix: str, tmp_path: Path) -> None:
    slow = {"problem": "word2vec.grad_vc", "formula": " = ".join([r"\sum_w \hat y_w u_w - u_o"] * 450)}
    rows = [{"id": 0, **GOOD}, {"id": 1, **slow}, {"id": 2, **slow}, {"id": 3, **GOOD}, {"id": 4, **GOOD, "formula": "U("}]
    source, out, whole = jsonl(tmp_path / "in.jsonl", rows), tmp_path / f"out{suffix}", tmp_path / f"whole{suffix}"
    counts = Batch(source, out, limits=Limits(0.3)).run()
    assert counts.stopped == 2 and counts.again == 2  # each equal answer was tried for itself
    first = Batch(source, out, limits=Limits(0.3), resume=True).run()
    assert (first.before, first.rows, first.stopped) == (3, 2, 2)
    again = Batch(source, out, limits=Limits(60, 1024), resume=True).run()
    assert (again.before, again.rows, again.stopped) == (3, 2, 0)
    Batch(source, whole, limits=Limits(60, 1024)).run()

    def told(path: Path) -> list[dict[str, Any]]:
        found = lines(path) if suffix == ".jsonl" else table(path)
        return [{k: v for k, v in r.items() if k != "seconds"} for r in found]

    assert told(out) == told(whole)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.jsonl", out.name, whole.name]


def test_a_stopped_diagnosis_leaves_the_verdict() -> None:
    problem = find_problem("word2vec.grad_vc")

    def stop(*_: object) -> None:
        raise LimitReached("the limit of 5 s of CPU time was reached (--time-limit)")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("derive.grading.feedback.diagnose", stop)
        found = grade(problem, "U(y - ŷ) + U y")
    assert found.verdict == "wrong" and found.stopped and "no diagnosis within the limit" in found.feedback[0]


ODD_ROWS = [
    {"id": "\ud800", **GOOD, "remark": "lone \udcff"},
    {"id": "a\rb", **GOOD, "remark": "x\r\ny\rz"},
    {"id": 3, **GOOD, "deep": json.loads("[" * 900 + "]" * 900)},
    {"id": 4, **GOOD, "late": "=HYPERLINK(1)", "n": -3, "m": "-3", "f": "-3+cmd|' /C calc'!A0"},
    {"id": 5, **GOOD, "sheet": "/etc/passwd"},
    {"id": 6, **GOOD, "esc": "\x1b[31m\u202e"},
]


@pytest.mark.parametrize("suffix", [".jsonl", ".csv"])
def test_odd_rows_come_through_and_resume(suffix: str, tmp_path: Path) -> None:
    source, out = jsonl(tmp_path / "in.jsonl", ODD_ROWS), tmp_path / f"out{suffix}"
    assert Batch(source, out).run().rows == len(ODD_ROWS)
    assert Batch(source, out, resume=True).run().before == len(ODD_ROWS)
    rows = lines(out) if suffix == ".jsonl" else table(out)
    assert len(rows) == len(ODD_ROWS)
    assert rows[1]["remark"] == "x\r\ny\rz" and rows[1]["id"] == "a\rb"
    assert rows[2]["verdict"] == "unreadable" and "nested more than 50 deep" in str(rows[2]["feedback"])
    assert rows[3]["late"] == ("=HYPERLINK(1)" if suffix == ".jsonl" else "'=HYPERLINK(1)")
    assert (rows[3]["n"], rows[3]["m"]) == ((-3, "-3") if suffix == ".jsonl" else ("-3", "-3"))
    assert [r["verdict"] for r in rows][:2] == ["correct", "correct"]
    raw = out.read_bytes().decode("utf-8")
    assert suffix == ".csv" or not HIDDEN.search(raw)


@pytest.mark.parametrize(
    ("text", "written"),
    [("=1+1", "'=1+1"), ("-x", "'-x"), ("-3", "-3"), ("+1.5e3", "+1.5e3"), ("@a", "'@a"), ("\tx", "'\tx"), ("a=1", "a=1"), ("", ""),
     ("-inf", "'-inf")],
)  # fmt: skip
def test_cells_that_a_spreadsheet_would_run(text: str, written: str) -> None:
    (cells,) = csv.reader(io.StringIO(Form("csv", ("a",)).line({"a": text}).decode(), newline=""))
    assert cells == [written] or (text == "" and cells == [""])
    (raw,) = csv.reader(io.StringIO(Form("csv", ("a",), raw=True).line({"a": text}).decode(), newline=""))
    assert raw == [text]


SHEET = """title = "own"
include = "word2vec"
[[identity]]
name = "g"
claim = '\\frac{\\partial J}{\\partial v_c} = U(\\hat y - y)'
twins = ['\\frac{\\partial J}{\\partial v_c} = U(y - \\hat y)', '\\frac{\\partial J}{\\partial v_c} = U y']
"""
LINKS = {
    "itself": lambda a, b: a,
    "a hard link": lambda a, b: (b.hardlink_to(a), b)[1],
    "a symbolic link": lambda a, b: (b.symlink_to(a), b)[1],
}


@pytest.mark.parametrize("link", LINKS, ids=lambda name: name.replace(" ", "-"))
@pytest.mark.parametrize("what", ("input", "overrides", "sheet of a row", "included sheet", "sheet of all"))
def test_an_output_is_no_file_that_is_read(tmp_path: Path, what: str, link: str) -> None:
    """What --overwrite would destroy: through any link, also where only a row names the sheet, or a sheet includes it."""
    sheet, outer = tmp_path / "own.toml", tmp_path / "outer.toml"
    sheet.write_text(SHEET, encoding="utf-8")
    outer.write_text(f'title = "outer"\ninclude = "{sheet}"\n', encoding="utf-8")
    overrides = tmp_path / "decided.csv"
    overrides.write_text("problem,group,verdict,credit,comment\n", encoding="utf-8")
    named = {"sheet of a row": f"{sheet}.g", "included sheet": f"{outer}.g"}.get(
        what, "g" if what == "sheet of all" else "word2vec.grad_vc"
    )
    rows = tmp_path / "in.csv"
    rows.write_text(f"id,problem,formula\n1,{named},U\n", encoding="utf-8")
    kept = {"input": rows, "overrides": overrides}.get(what, sheet)
    before = kept.read_bytes()
    output = LINKS[link](kept, tmp_path / "linked.csv")
    if output.suffix != ".csv":
        pytest.skip("an output is a .csv")
    options = ["--sheet", sheet] if what == "sheet of all" else []
    done = command("--input", rows, "--output", output, "--overrides", overrides, "--overwrite", *options)
    assert (done.returncode, kept.read_bytes()) == (2, before), done.stderr
    assert "Traceback" not in done.stderr and done.stderr.count("\n") <= 2


@pytest.mark.parametrize("head", ("=head", *(pytest.param(h, marks=pytest.mark.slow) for h in ("@h", " =h", "＝h"))))
def test_the_head_of_a_table_is_guarded(tmp_path: Path, head: str) -> None:
    rows, out = tmp_path / "in.csv", tmp_path / "out.csv"
    with rows.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["id", "problem", "formula", head], ["1", "word2vec.grad_vc", "U y", "=1+1"]])
    assert command("--input", rows, "--output", out).returncode in (0, 1)
    (row,) = table(out)
    assert row[f"'{head.strip()}"] == "'=1+1"
    before = out.read_bytes()
    assert command("--input", rows, "--output", out, "--resume").returncode in (0, 1) and out.read_bytes() == before


def test_what_a_row_carries_is_compared(tmp_path: Path) -> None:
    rows, out = (
        jsonl(tmp_path / "in.jsonl", [{"id": 1, "problem": "word2vec.grad_vc", "formula": "U", "student": "a"}]),
        tmp_path / "o.jsonl",
    )
    assert command("--input", rows, "--output", out).returncode in (0, 1)
    jsonl(rows, [{"id": 1, "problem": "word2vec.grad_vc", "formula": "U", "student": "b"}])
    done = command("--input", rows, "--output", out, "--resume")
    assert done.returncode == 2 and "another input" in done.stderr and lines(out)[0]["student"] == "a"


def test_local_definitions_of_a_file_are_a_column(tmp_path: Path) -> None:
    rows = jsonl(tmp_path / "in.jsonl", [{"id": 1, "problem": "word2vec.grad_vc", "formula": "U"}])
    done = command("--input", rows, "--output", tmp_path / "o.jsonl", "--where", "q = 1")
    assert done.returncode == 2 and "column" in done.stderr
