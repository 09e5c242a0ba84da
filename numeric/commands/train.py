"""`train`: word vectors from a corpus."""

from __future__ import annotations

import argparse
import json
import os
import time
from pathlib import Path
from typing import Any

from derive.app.output import OK, can_write, complain, say, write
from derive.errors import InputError
from derive.files import resolved

HELP = "train word vectors"
DESCRIPTION = (
    "Train skip-gram word vectors on text: files, folders, .gz, .xz, .bz2, or - for standard input; a line is a unit that windows do not "
    "leave. Without a corpus, on the Python language reference that CPython carries."
)
INTERRUPTED = 130
WORD2VEC = "word2vec"
WRITTEN = ("output", "outside", "history", "checkpoint")
MOST_THREADS = 16
NUMBERS = (
    ("--size", "N", "numbers a vector (100; 50 without a corpus)"),
    ("--window", "N", "words to each side, at most (5)"),
    ("--negative", "N", "negative samples (5)"),
    ("--min-count", "N", "leave out words that occur less often (5; 3 without a corpus)"),
    ("--max-size", "N", "keep only the N most frequent words"),
    ("--epochs", "N", "passes over the corpus (5; 40 without a corpus)"),
    ("--batch", "N", "pairs a step with momentum and adam (1024) or the naive softmax (4096)"),
    ("--threads", "N", "threads (as many as there are cores, at most 16; 1 without a corpus)"),
    ("--seed", "N", "of all that chance decides (1)"),
)
RATES = (
    ("--sample", "keep of a word with frequency f the share √(s/f) + s/f (1e-3; 0 keeps all)"),
    ("--rate", "learning rate at the start (sgd, momentum 0.025; adam 0.0025)"),
)


def options(train: argparse.ArgumentParser) -> None:
    train.add_argument("corpus", nargs="*", metavar="CORPUS", help="text files, folders of them, or - for standard input")
    train.add_argument(
        "--output", type=Path, metavar="FILE", help="where the vectors go: .npz (all), .bin (word2vec binary), else word2vec text"
    )
    train.add_argument("--outside", type=Path, metavar="FILE", help="write the outside vectors too, .bin or text")
    train.add_argument("--loss", choices=("negative-sampling", "naive-softmax"))
    train.add_argument("--optimizer", choices=("sgd", "momentum", "adam"), help="sgd (adam for the naive softmax)")
    for name, metavar, text in NUMBERS:
        train.add_argument(name, type=int, metavar=metavar, help=text)
    for name, text in RATES:
        train.add_argument(name, type=float, metavar="X", help=text)
    train.add_argument("--deterministic", action="store_true", help="the same vectors bit for bit with several threads too; slower")
    train.add_argument("--lowercase", action="store_true", help="turn capitals into small letters")
    train.add_argument("--letters-only", action="store_true", help="take everything but letters as white space")
    train.add_argument(
        "--held-out",
        metavar="FILE",
        help="a text for the held-out loss; else a hundredth of the corpus (at most 20 000 words), not trained on",
    )
    train.add_argument("--history", type=Path, metavar="FILE.json", help="write settings and losses of every epoch there")
    train.add_argument("--checkpoint", type=Path, metavar="FILE", help="write what --resume needs there, after every epoch")
    train.add_argument("--every", type=int, metavar="N", help="… or after every N words of training")
    train.add_argument("--resume", type=Path, metavar="CHECKPOINT", help="go on where a run stopped")
    train.add_argument("--sheet", metavar="SHEET", help="the sheet whose closed forms are trained with (word2vec)")


def run(arguments: argparse.Namespace) -> int:
    if arguments.output is None and arguments.resume is None:
        raise InputError("--output FILE is wanted: vectors.npz, vectors.bin or vectors.txt")
    from .. import checkpoint as saved

    point = saved.load(arguments.resume) if arguments.resume is not None else None
    told = resumed_files(arguments, point) if point is not None else files_of(arguments)
    settings = resumed_settings(arguments, point) if point is not None else new_settings(arguments)
    from .. import forms
    from ..screen import announce, progress
    from ..training import Run

    check_files(told, arguments.resume)
    lowered = forms.load(told["sheet"])
    job: Run = prepared(told, point, settings, lowered)
    job.told = told
    job.checkpoint, job.every = told["checkpoint"] and Path(told["checkpoint"]), told["every"]
    announce(job, lowered)
    begin = time.perf_counter()
    output = Path(told["output"])
    try:
        with progress(job):
            job.go()
        finish(job, output, time.perf_counter() - begin)
    except KeyboardInterrupt:
        if job.engine is None:
            raise
        return interrupted(job, output, arguments.resume)
    return OK


# ---------------------------------------------------------------------------------------------- files
def files_of(arguments: argparse.Namespace) -> dict[str, Any]:
    """What was typed of files, as a checkpoint keeps it; a run may be resumed from another folder."""
    if arguments.every is not None and arguments.every < 1:
        raise InputError(f"--every {arguments.every}: words, at least 1")
    if arguments.every is not None and arguments.checkpoint is None and arguments.resume is None:
        raise InputError("--every goes with --checkpoint FILE")
    found = {n: None if (v := getattr(arguments, n)) is None else str(v) for n in (*WRITTEN, "held_out")}
    return found | {
        "corpus": [c[1:] if c.startswith(" -") else c for c in arguments.corpus],  # `-x.txt`, which the parser was kept from
        "lowercase": arguments.lowercase, "letters_only": arguments.letters_only, "every": arguments.every,
        "sheet": arguments.sheet or WORD2VEC, "folder": str(Path.cwd()),
    }  # fmt: skip


def found_from_here(told: dict[str, Any]) -> dict[str, Any]:
    """The names as they were typed in another folder, seen from this one."""
    folder = Path(told["folder"])
    if folder == Path.cwd():
        return told

    def seen(name: str) -> str:
        return name if name in ("-", WORD2VEC) else str(folder / name)

    names = {n: told[n] and seen(told[n]) for n in (*WRITTEN, "held_out", "sheet")}
    return {**told, **names, "corpus": [seen(c) for c in told["corpus"]], "folder": str(Path.cwd())}


def resumed_files(arguments: argparse.Namespace, point: Any) -> dict[str, Any]:
    """The files of a run that is resumed; what is typed now comes first, but the text must be read as before."""
    before, now = point.state.get("told"), files_of(arguments)
    if not isinstance(before, dict) or before.keys() != now.keys():
        raise InputError(f"{arguments.resume} is not a checkpoint of `python -m numeric train`, or one of another version")
    before = found_from_here(before)
    check_places(before, {n for n in (*WRITTEN, "sheet") if not now[n] or (n == "sheet" and arguments.sheet is None)}, arguments.resume)
    for name in ("lowercase", "letters_only", "held_out"):
        if now[name] and now[name] != before[name]:
            raise InputError(
                f"--{name.replace('_', '-')}: the run that is resumed reads its text otherwise; only --threads and files may change"
            )
    found = {name: now[name] or before[name] for name in before}
    found["sheet"] = now["sheet"] if arguments.sheet is not None else before["sheet"]
    if arguments.every is not None:
        found["checkpoint"] = found["checkpoint"] or str(arguments.resume)
    return found


def check_places(told: dict[str, Any], names: set[str], checkpoint: Path) -> None:
    """`InputError` if a checkpoint, which may be anybody's, would have files written or sheets read elsewhere than beside it or here."""
    homes = (resolved(Path.cwd()), resolved(checkpoint.parent))
    for name in sorted(names):
        path = told[name]
        if path and path not in ("-", WORD2VEC) and not any(resolved(Path(path)).is_relative_to(home) for home in homes):
            raise InputError(
                f"{checkpoint} names {path} for --{name}, which is neither in this folder nor in the checkpoint's\n"
                f"  say --{name} again if it is meant"
            )


def check_files(told: dict[str, Any], resume: Path | None) -> None:
    """`InputError` now, not after an hour, if a file cannot be written, or is one that is read."""
    if told["held_out"] and Path(told["held_out"]).is_fifo():
        raise InputError(f"--held-out {told['held_out']}: it is a pipe; name a file")
    reads = [*(c for c in told["corpus"] if c != "-"), *filter(None, [told["held_out"]]), told["sheet"]]
    outputs = {n: Path(told[n]) for n in WRITTEN if told[n]}
    for name, path in outputs.items():
        can_write(path, reads if name == "checkpoint" or resume is None else [*reads, resume])
        for folder in (Path(r) for r in reads if Path(r).is_dir()):
            if path.exists() and resolved(folder) in resolved(path).parents:
                raise InputError(f"{path} is a file of the corpus {folder}; choose another one to write")
    places = [resolved(p) for p in outputs.values() if p.is_file() or not p.exists()]
    if len(set(places)) < len(places):
        raise InputError("two of --output, --outside, --history and --checkpoint are one file; give each its own")
    if told["outside"] and Path(told["outside"]).suffix.lower() == ".npz":
        raise InputError("--outside writes .bin or text; the .npz of --output holds the outside vectors beside the others")


def available() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


# ---------------------------------------------------------------------------------------------- settings
def given(arguments: argparse.Namespace) -> dict[str, Any]:
    """The settings that were typed."""
    names = [n.removeprefix("--").replace("-", "_") for n, *_ in (*NUMBERS, *RATES)]
    return {n: v for n in (*names, "loss", "optimizer") if (v := getattr(arguments, n)) is not None} | (
        {"deterministic": True} if arguments.deterministic else {}
    )


def new_settings(arguments: argparse.Namespace) -> Any:
    from ..api import EMBEDDED
    from ..settings import Settings, checked

    typed = given(arguments)
    threads = 1 if not arguments.corpus else min(MOST_THREADS, available())
    return checked(Settings(**{"threads": threads, **({} if arguments.corpus else EMBEDDED), **typed}))


def resumed_settings(arguments: argparse.Namespace, point: Any) -> Any:
    from ..settings import Settings, checked, option

    typed = given(arguments)
    threads = typed.pop("threads", None)
    try:
        before = Settings(**point.state["settings"])
    except (KeyError, TypeError) as error:
        raise InputError(
            f"{arguments.resume} is not a checkpoint of `python -m numeric train`, or one of another version ({error})"
        ) from None
    for name, value in typed.items():
        if value != getattr(before, name):
            raise InputError(
                f"{option(name)} {value}: the run that is resumed has {getattr(before, name)}; only --threads and files may change"
            )
    return checked(Settings(**{**point.state["settings"], **({} if threads is None else {"threads": threads})}))


# ---------------------------------------------------------------------------------------------- the run
def prepared(told: dict[str, Any], point: Any, settings: Any, lowered: Any) -> Any:
    """The corpus read, the model made or taken up."""
    from .. import training
    from ..corpus import corpus
    from ..screen import reading
    from ..vocabulary import encode

    text = corpus(told["corpus"], told["lowercase"], told["letters_only"])
    notes = text.notes
    with reading() as tell:
        data = encode(text, settings.min_count, settings.max_size, tell)
    apart = None
    if told["held_out"]:
        other = corpus([told["held_out"]], text.lowercase, text.letters_only)
        apart = training.known_words(other, data.vocabulary)
        notes += other.notes
        if training.words_in(apart) == 0:
            raise InputError(f"--held-out {told['held_out']}: no word of it is in the vocabulary")
    for note in notes:
        complain(note, "numeric")
    if point is not None:
        return training.resumed(point, data, lowered, settings.threads, apart)
    return training.begun(data, settings, lowered, apart)


def interrupted(job: Any, output: Path, resume: Path | None) -> int:
    path = job.checkpoint or resume or output.with_name(output.name + ".checkpoint")
    job.save(path)
    where = (
        f"at {job.done() / job.total:.0%}, in epoch {job.epoch + 1} of {job.settings.epochs}"
        if job.epoch < job.settings.epochs
        else "at the end"
    )
    complain(f"stopped {where}; {path} holds all of it.  Go on with\n  python -m numeric train --resume {path}", "numeric")
    return INTERRUPTED


def finish(job: Any, output: Path, seconds: float) -> None:
    """Write what was asked for and say so."""
    from ..api import as_vectors
    from ..vectors import Vectors

    told = job.told
    vectors = as_vectors(job.model, job)
    vectors.save(output)
    holds = "centre and outside vectors" if output.suffix.lower() == ".npz" else "centre vectors"
    lines = []
    if job.history:
        last = job.history[-1]
        apart = "" if last.held_out_loss is None else f", {last.held_out_loss:.3f} on held-out text"
        lines.append(f"trained {last.epoch} epochs in {seconds:.1f} s; loss {last.loss:.3f} nats a pair{apart}")
        if last.pairs == 0:
            lines[-1] = (
                "no pair of words was left to train on: every line has one word, or --sample dropped the rest (--sample 0 keeps all)"
            )
    lines.append(f"{output}: {len(vectors):,} words × {vectors.size}, {holds}")
    if told["outside"]:
        Vectors(vectors.words, job.model.outside).save(told["outside"])
        lines.append(f"{told['outside']}: the outside vectors")
    if told["history"]:
        data = {"corpus": told["corpus"], "words": job.words, "vocabulary": len(vectors), **vectors.about}
        write(json.dumps(data, indent=1), Path(told["history"]))
        lines.append(f"{told['history']}: the history")
    say("\n".join(lines), output)
