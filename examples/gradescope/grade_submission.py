"""Grade one submission for Gradescope: find the answers under their headings, put them to derive, write results.json.

python grade_submission.py --submission FOLDER --questions questions.json --results results.json [--feedback none|hint|full]
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

SUFFIXES = (".tex", ".md", ".ipynb", ".txt")
LARGEST = 5_000_000
HEADING = re.compile(
    r"^[ \t]*(?:\#{1,6}[ \t]*|\\(?:sub)*section\*?\s*\{|\\paragraph\*?\s*\{|\\item\s*\[|\*\*|)"
    r"(?:Question|Problem|Part|Answer)?[ \t]*\(?(?P<name>[0-9]{1,2}[ \t]*[.(]?[a-z]?\)?)[).:\]}*]*(?=[ \t]|$)",
    re.MULTILINE | re.IGNORECASE,
)
ANY_HEADING = re.compile(r"^[ \t]*(?:\#{1,6}[ \t]|\\(?:sub)*section\*?\s*\{)", re.MULTILINE)
DISPLAY = re.compile(
    r"\$\$(?P<dollars>.+?)\$\$|\\\[(?P<square>.+?)\\\]"
    r"|\\begin\{(?P<environment>(?:equation|align|gather|multline|eqnarray|displaymath)\*?)\}(?P<body>.+?)\\end\{(?P=environment)\}",
    re.DOTALL,
)
INLINE = re.compile(r"(?<![\\$])\$(?P<single>[^$]+)\$|\\\((?P<round>.+?)\\\)", re.DOTALL)


class Unusable(Exception):
    """A submission that cannot be graded, with what its author can do about it."""


def submitted(folder: Path) -> Path:
    """The one file that was handed in."""
    found = [p for p in sorted(folder.rglob("*")) if p.is_file() and p.suffix.lower() in SUFFIXES and not p.name.startswith(".")]
    if len(found) != 1:
        names = ", ".join(p.name for p in found) or "none"
        raise Unusable(f"One file is wanted, {', '.join(SUFFIXES)}; found: {names}. Hand in again with one file.")
    if found[0].stat().st_size > LARGEST:
        raise Unusable(f"{found[0].name} is larger than {LARGEST // 1_000_000} MB.")
    return found[0]


def text_of(path: Path) -> str:
    """The text of a submission; of a notebook its Markdown cells."""
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    if path.suffix.lower() != ".ipynb":
        return text
    try:
        cells = json.loads(text)["cells"]
        parts = [c["source"] if isinstance(c["source"], str) else "".join(c["source"]) for c in cells if c["cell_type"] == "markdown"]
    except (ValueError, KeyError, TypeError):
        raise Unusable(f"{path.name} is no notebook: open it in Jupyter and save it again.") from None
    return "\n\n".join(parts)


def key(name: str) -> str:
    """1b for «1 (b)», «1.b)», «Question 1b»."""
    return re.sub(r"[^0-9a-z]", "", name.lower())


def sections(text: str, wanted: set[str]) -> dict[str, str]:
    """What stands under each heading that is wanted, up to the next one."""
    heads = [m for m in HEADING.finditer(text) if key(m["name"]) in wanted]
    ends = sorted({m.start() for m in (*heads, *ANY_HEADING.finditer(text))} | {len(text)})
    return {key(m["name"]): text[m.end() : next(e for e in ends if e > m.start())] for m in heads}


def answer_in(section: str) -> str:
    """The last display, else the last inline formula, else the last line."""
    for pattern in (DISPLAY, INLINE):
        found = list(pattern.finditer(section))
        if found:
            groups = found[-1].groupdict()
            return next(v for k, v in groups.items() if v is not None and k != "environment").strip()
    lines = [line.strip(" \t`*_>-:}]") for line in section.splitlines() if line.strip(" \t`*_>-:}]#")]
    lines = [line for line in lines if not line.startswith(("\\end", "\\begin", "%"))]
    return lines[-1] if lines else ""


def graded(questions: list[dict[str, Any]], answers: dict[str, str], feedback: str) -> list[dict[str, Any]]:
    """Gradescope's tests, one a question, in the order of the questions."""
    answered = [q for q in questions if answers.get(key(q["heading"]))]
    kept = ("problem", "points", "title")
    rows = [{"id": q["heading"], "formula": answers[key(q["heading"])], **{k: q[k] for k in kept if k in q}} for q in answered]
    tests: dict[str, dict[str, Any]] = {}
    if rows:
        with tempfile.TemporaryDirectory() as folder:
            given, out = Path(folder) / "answers.jsonl", Path(folder) / "results.json"
            given.write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
            command = [sys.executable, "-m", "derive", "grade", "--input", str(given), "--output", str(out)]
            done = subprocess.run([*command, "--format", "gradescope", "--feedback", feedback], capture_output=True, text=True)
            if not out.exists():
                raise RuntimeError(f"the grader failed: {done.stderr[-1000:]}")
            tests = {t["number"]: t for t in json.loads(out.read_text(encoding="utf-8"))["tests"]}
    return [tests.get(q["heading"]) or missing(q) for q in questions]


def missing(question: dict[str, Any]) -> dict[str, Any]:
    heading = question["heading"]
    said = f"No answer was found. Write a heading «## {heading}» (in LaTeX \\section*{{{heading}}}) and the answer below it as a formula."
    return {
        "name": question.get("title", heading), "number": heading, "score": 0, "max_score": question.get("points", 1), "status": "failed",
        "output": said, "output_format": "text",
    }  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser()
    for name in ("--submission", "--questions", "--results"):
        parser.add_argument(name, type=Path, required=True)
    parser.add_argument("--feedback", choices=("none", "hint", "full"), default="hint")
    arguments = parser.parse_args()
    questions = json.loads(arguments.questions.read_text(encoding="utf-8"))
    arguments.results.parent.mkdir(parents=True, exist_ok=True)
    try:
        found = sections(text_of(submitted(arguments.submission)), {key(q["heading"]) for q in questions})
        results: dict[str, Any] = {"tests": graded(questions, {k: answer_in(v) for k, v in found.items()}, arguments.feedback)}
    except Unusable as error:
        results = {"score": 0, "output": str(error)}
    arguments.results.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
