"""Special files and odd options for derive: SPECIAL is a list of (unique name, argv after `python -m`) with {fifo} {zero} {dir} {loop}
{missing} {good} {sheet} {answers} in it; `places(folder)` makes them and says where they are."""

from __future__ import annotations

import os
from pathlib import Path

SPECIAL: list[tuple[str, list[str]]] = []


def places(folder: Path) -> dict[str, str]:
    for ending in ("md", "toml", "csv", "jsonl", "tex", "ipynb", "txt"):
        os.mkfifo(folder / f"fifo.{ending}")
        (folder / f"zero.{ending}").symlink_to("/dev/zero")
        (folder / f"loop.{ending}").symlink_to(f"loop.{ending}")
        (folder / f"gone.{ending}").symlink_to("nowhere")
        (folder / f"full.{ending}").symlink_to("/dev/full")
        (folder / f"dir.{ending}").mkdir()
        (folder / f"locked.{ending}").write_text("")
        (folder / f"\x1b[31m\u202e.{ending}").write_text("$J = J$\n")
    inner = folder / "folder"
    inner.mkdir()
    (inner / "self").symlink_to(".")
    (inner / "fifo.md").symlink_to("../fifo.md")
    (inner / "zero.md").symlink_to("/dev/zero")
    (inner / "loop.md").symlink_to("loop.md")
    (folder / "good.md").write_text("$J = J$\n")
    (folder / "sheet.toml").write_text("[sizes]\nn = 'a'\n[given]\nw = { shape = ['n'] }\n[[identity]]\nname = 'a'\nclaim = 'w = w'\n")
    (folder / "answers.csv").write_text("id,problem,formula\n1,word2vec.grad_vc,U(\\hat y - y)\n")
    own = {"good": "good.md", "sheet": "sheet.toml", "answers": "answers.csv", "folder": "folder"}
    return own | {
        "fifo": "fifo",
        "zero": "zero",
        "dir": "dir",
        "loop": "loop",
        "missing": "missing",
        "gone": "gone",
        "full": "full",
        "hostile": "\x1b[31m\u202e",
    }


def add(name: str, *argv: str) -> None:
    SPECIAL.append((name, list(argv)))


for _what in ("fifo", "zero", "dir", "loop", "missing", "gone", "hostile"):
    _f = "{" + _what + "}"
    for _ending in ("md", "tex", "ipynb", "txt"):
        add(f"check_{_what}_{_ending}", "derive", "check", f"{_f}.{_ending}")
    add(f"check_sheet_{_what}", "derive", "check", "{good}", "--sheet", f"{_f}.toml")
    add(f"report_{_what}", "derive", "report", f"{_f}.toml")
    add(f"problems_{_what}", "derive", "problems", f"{_f}.toml")
    add(f"prove_{_what}", "derive", "prove", "J = J", "--sheet", f"{_f}.toml")
    add(f"grade_sheet_{_what}", "derive", "grade", "a", "w", "--sheet", f"{_f}.toml")
    add(f"grade_problem_{_what}", "derive", "grade", f"{_f}.toml.a", "w")
    for _ending in ("csv", "jsonl"):
        add(f"grade_input_{_what}_{_ending}", "derive", "grade", "--input", f"{_f}.{_ending}", "--output", f"o_{_what}.csv")
        add(f"grade_output_{_what}_{_ending}", "derive", "grade", "--input", "{answers}", "--output", f"{_f}.{_ending}")
        add(f"grade_resume_{_what}_{_ending}", "derive", "grade", "--input", "{answers}", "--output", f"{_f}.{_ending}", "--resume")
    add(f"grade_batch_sheet_{_what}", "derive", "grade", "--input", "{answers}", "--output", f"b_{_what}.csv", "--sheet", f"{_f}.toml")
    if _what != "zero":
        add(f"check_output_{_what}", "derive", "check", "{good}", "--output", f"{_f}.md")
        add(f"report_output_{_what}", "derive", "report", "{sheet}", "--output", f"{_f}.md")
add("check_folder", "derive", "check", "{folder}")
add("check_folder_dot", "derive", "check", ".", "--format", "json")
add("check_proc", "derive", "check", "/proc/self")
add("check_root_file", "derive", "check", "/etc/passwd")
add("report_full", "derive", "report", "{sheet}", "--output", "/dev/full")
add("check_full", "derive", "check", "{good}", "--output", "/dev/full")
add("report_null", "derive", "report", "{sheet}", "--output", "/dev/null")
add("grade_output_full", "derive", "grade", "--input", "{answers}", "--output", "{full}.csv")
add("grade_output_null", "derive", "grade", "--input", "{answers}", "--output", "/dev/null")
add("grade_output_stdout", "derive", "grade", "--input", "{answers}", "--output", "/dev/stdout")
add("report_output_over_sheet", "derive", "report", "{sheet}", "--output", "{sheet}")
for _n, _value in enumerate(("9" * 5000, "nan", "inf", "-1", "0", "1e400", "x", "\x1b[31m\u202e", "", "1_0", "١")):
    add(f"time_limit_{_n}", "derive", "grade", "--input", "{answers}", "--output", f"t{_n}.csv", "--time-limit", _value)
    add(f"memory_limit_{_n}", "derive", "grade", "--input", "{answers}", "--output", f"m{_n}.csv", "--memory-limit", _value)
    add(f"check_jobs_{_n}", "derive", "check", "{good}", "--jobs", _value)
    if _n not in (0,):
        add(f"jobs_{_n}", "derive", "grade", "--input", "{answers}", "--output", f"j{_n}.csv", "--jobs", _value)
for _n, _value in enumerate(("\x1b[31m\u202e", "\udcff", "\u2066", "a" * 100_000, "", "[", "\\frac{", "%s", "\x9b31m")):
    add(f"text_claim_{_n}", "derive", "prove", _value)
    add(f"text_assume_{_n}", "derive", "prove", "J = J", "--sheet", "word2vec", "--assume", _value)
    add(f"text_sheet_{_n}", "derive", "prove", "J = J", "--sheet", _value)
    add(f"text_problem_{_n}", "derive", "grade", _value, "w")
    add(f"text_formula_{_n}", "derive", "grade", "word2vec.grad_vc", _value)
    add(f"text_formula_json_{_n}", "derive", "grade", "word2vec.grad_vc", _value, "--format", "json")
    add(f"text_where_{_n}", "derive", "grade", "word2vec.grad_vc", "a", "--where", _value)
    add(f"text_document_{_n}", "derive", "check", _value)
    add(f"text_only_{_n}", "derive", "report", "word2vec", "--only", _value)
    add(f"text_verb_{_n}", "derive", _value)
    add(f"text_option_{_n}", "derive", "report", "--" + _value)
    add(f"text_format_{_n}", "derive", "report", "--format", _value)
    add(f"text_output_{_n}", "derive", "report", "{sheet}", "--output", _value)
    add(f"text_input_{_n}", "derive", "grade", "--input", _value + ".csv", "--output", "x.csv")

assert len({n for n, _ in SPECIAL}) == len(SPECIAL)
