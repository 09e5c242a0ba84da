"""Coverage-guided fuzzing (atheris) of what reads people's text: the reader, the macro expander, the document formats, the file readers.

    python tests/hostile/fuzz.py --minutes 30 [--only reader] [--found FOLDER]

Each target runs in processes of its own for its share of the time.  A fault is any exception but the one that says what is wrong with the
input, or an input that takes over 20 s or 2 GB; it is kept in FOLDER (tests/hostile/found), with how to run it again.
Needs `pip install atheris`; not run by the tests.
"""

from __future__ import annotations

import argparse
import importlib.util
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
SECONDS, MEGABYTES = 20, 2048


def text_of(data: bytes) -> str:
    """Bytes as text; lone surrogates too, which a command line and JSON can hold."""
    return data.decode("utf-8", "surrogateescape")


def reader() -> Callable[[bytes], None]:
    from derive.errors import InputError
    from derive.notation.read import read
    from derive.notation.write import unicode

    def target(data: bytes) -> None:
        try:
            for node in read.__wrapped__(text_of(data)):
                unicode(node)
        except InputError as error:
            str(error)

    return target


def macros() -> Callable[[bytes], None]:
    inner = reader()

    def target(data: bytes) -> None:
        inner(rb"\newcommand{\a}[1]{" + data.replace(b"\n", b"}\\def\\b#1{", 1) + rb"}\a{\b{x}} = 1")

    return target


def documents() -> Callable[[bytes], None]:
    from derive.documents.check import document
    from derive.errors import InputError

    def target(data: bytes) -> None:
        suffix = (".md", ".tex", ".txt", ".ipynb")[data[0] % 4] if data else ".md"
        try:
            document(data[1:].decode("utf-8", "replace"), suffix)
        except InputError as error:
            str(error)

    return target


def files() -> Callable[[bytes], None]:
    from derive.errors import InputError
    from derive.grading.rows import FIELDS, Form, read_rows, records
    from derive.sheets.catalogue import find
    from derive.sheets.file import load_raw
    from numeric.checkpoint import load
    from numeric.vectors import Vectors

    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))

    def target(data: bytes) -> None:
        suffix, *_ = kind = ((".csv",), (".jsonl",), (".toml",), (".npz", load), (".npz", Vectors.load), (".bin", Vectors.load))[
            data[0] % 6 if data else 0
        ]
        path = folder / f"it{suffix}"
        path.write_bytes(data[1:])
        try:
            if suffix in (".csv", ".jsonl"):
                for row in read_rows(path):
                    Form("csv", FIELDS).line(row.fields)
                    Form("jsonl").line(row.fields)
                    row.digest(())
                with path.open("rb") as file:
                    list(records(file, path, Form(suffix[1:], FIELDS if suffix == ".csv" else ())))
            elif suffix == ".toml":
                load_raw(path, find)
            else:
                kind[1](path)  # type: ignore[operator]
        except InputError as error:
            str(error)

    return target


TARGETS: dict[str, Callable[[], Callable[[bytes], None]]] = {"reader": reader, "macros": macros, "documents": documents, "files": files}


def seeds(name: str, folder: Path) -> None:
    """What fuzzing starts from: the rows of the hostile tables, and good answers."""
    from grading_table import TABLE
    from hostile.documents import DOCUMENTS
    from hostile.rows import ROWS
    from hostile.sheets import SHEETS
    from hostile.texts import TEXTS

    suffixes = (".md", ".tex", ".txt", ".ipynb")
    found = {
        "reader": [t.encode("utf-8", "surrogateescape") for _, _, t in TEXTS if t.isascii()] + [r[1].encode() for r in TABLE[::5]],
        "macros": [b"#1 + #1\n\\a{#1}", b"\\frac{#1}{2}"],
        "documents": [bytes([suffixes.index(s)]) + d for _, s, d in DOCUMENTS],
        "files": [bytes([(".csv", ".jsonl").index(s)]) + d for _, s, d in ROWS] + [b"\2" + d for _, d in SHEETS[::20]],
    }[name]
    for number, data in enumerate(found):
        if len(data) < 4000:
            (folder / f"seed-{number}").write_bytes(data)


def fuzz(name: str) -> None:
    """One target, in this process, for ever; libFuzzer's options are the process's."""
    import atheris

    with atheris.instrument_imports(include=["derive", "numeric", "lark", "pylatexenc", "markdown_it"]):
        target = TARGETS[name]()
    atheris.Setup([sys.argv[0], *sys.argv[3:]], target)
    atheris.Fuzz()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--only", choices=tuple(TARGETS))
    parser.add_argument("--found", type=Path, default=Path(__file__).parent / "found")
    arguments = parser.parse_args()
    if importlib.util.find_spec("atheris") is None:
        parser.error("atheris is not installed: pip install atheris")
    names = [arguments.only] if arguments.only else list(TARGETS)
    arguments.found.mkdir(exist_ok=True)
    faults = 0
    for name in names:
        with tempfile.TemporaryDirectory() as corpus:
            seeds(name, Path(corpus))
            share = int(60 * arguments.minutes / len(names))
            options = [
                f"-max_total_time={share}",
                f"-timeout={SECONDS}",
                f"-rss_limit_mb={MEGABYTES}",
                "-max_len=4000",
                "-print_final_stats=1",
            ]
            prefix = f"-artifact_prefix={arguments.found}/{name}-"
            done = subprocess.run([sys.executable, __file__, "--target", name, corpus, prefix, *options], check=False)
            faults += done.returncode != 0
            print(f"{name}: {'a fault was found, see ' + str(arguments.found) if done.returncode else 'no fault'} in {share} s", flush=True)
    return 1 if faults else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--target"]:
        fuzz(sys.argv[2])
    else:
        sys.exit(main())
