"""What a training run shows: what it rests on, the words read, a bar or a line an epoch."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from derive.app.output import complain, console, say

from .forms import USED


def announce(job: Any, lowered: Any) -> None:
    """What is trained on, and with which identities."""
    settings, vocabulary = job.settings, job.model.vocabulary
    lines = []
    if not job.told["corpus"]:
        lines.append("no corpus is named: the Python language reference (pydoc_data.topics), in lower case, letters only")
    lines.append(f"{int(vocabulary.counts.sum()):,} words of {len(vocabulary):,} kinds that occur {settings.min_count} times or more")
    when = f"earlier; read in {1000 * lowered.seconds:.0f} ms" if lowered.cached else f"now, in {lowered.seconds:.2f} s"
    lines.append(f"the gradients and steps, proved for all sizes ({when}):")
    for sheet, name, claim in lowered.identities(*USED[settings.loss], *USED[settings.chosen_optimizer]):
        lines.append(f"  ✓ {claim}   [{sheet}.{name}]")
    if settings.deterministic and settings.threads > 1:
        lines.append(f"deterministic with {settings.threads} threads: matrices of its own for each, synchronised; slower than without")
    if job.epoch or job.stretch:
        lines.append(f"going on in epoch {job.epoch + 1} of {settings.epochs}")
    say("\n".join(lines), Path(job.told["output"]))


@contextmanager
def reading() -> Iterator[Any]:
    """Words read so far, on a terminal."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    from rich.progress import Progress, SpinnerColumn, TextColumn

    with Progress(
        SpinnerColumn(), TextColumn("reading"), TextColumn("{task.completed:,} words"), console=console(error=True), transient=True
    ) as bar:
        task = bar.add_task("", total=None)
        yield lambda words: bar.update(task, completed=words)


@contextmanager
def progress(job: Any) -> Iterator[None]:
    """A bar on a terminal, a line an epoch elsewhere."""

    def log(epoch: Any, model: Any) -> None:
        apart = "" if epoch.held_out_loss is None else f", held out {epoch.held_out_loss:.4f}"
        speed = f"{epoch.words_per_second:,.0f} words/s"
        complain(f"epoch {epoch.epoch}/{job.settings.epochs}: loss {epoch.loss:.4f} nats{apart}, rate {epoch.rate:.2g}, {speed}", "numeric")

    if sys.stderr is None:
        yield
        return
    if not sys.stderr.isatty():
        job.on_epoch = log
        yield
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    terminal = console(error=True)
    wide = terminal.width > 110
    bar = Progress(
        TextColumn("epoch {task.fields[epoch]}"), BarColumn(bar_width=30 if wide else 8), TextColumn("{task.percentage:.0f}%"),
        TextColumn("{task.fields[told]}"), TimeRemainingColumn(compact=True), console=terminal, transient=True,
    )  # fmt: skip
    with bar:
        task = bar.add_task("", total=job.total, epoch="", told="")

        def tell(p: Any) -> None:
            apart = job.history[-1].held_out_loss if job.history and wide else None
            speed = f"{p.words_per_second / 1e6:.2f} M words/s" if p.words_per_second > 1e6 else f"{p.words_per_second / 1e3:.1f} k words/s"
            told = f"{speed} · loss {p.loss:.3f} nats" + ("" if apart is None else f" · held out {apart:.3f}") + f" · rate {p.rate:.2g}"
            bar.update(task, completed=p.done, epoch=f"{p.epoch}/{p.epochs}", told=told)

        job.on_progress = tell
        yield
