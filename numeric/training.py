"""A training run: stretches of the corpus handed to workers, epoch by epoch, with progress, checkpoints and a loss to trust."""

from __future__ import annotations

import threading
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from derive.errors import InputError

from . import checkpoint as saved
from .arrays import Array
from .batched import Batched
from .corpus import Corpus
from .drawing import seed_of
from .forms import Forms
from .hogwild import Deterministic, Hogwild
from .kernels import matrix
from .model import Model, fresh
from .sample import fixed_sample, held_out
from .scan import LINE_END, renumber
from .settings import NEGATIVE_SAMPLING, Settings, check_samples, checked
from .vocabulary import Encoded, Vocabulary, encode

STRETCH = 50_000
"""Tokens handed to a worker at a time, at most."""
STRETCHES = 40
"""… and at least so many for each worker in an epoch."""
SHORTEST = 1000
SOFTMAX_STRETCH = 10_000
"""Of the naive softmax, whose stretches take seconds: nobody waits for long when they stop a run."""
MOST_PAIRS = 4_000_000
"""Pairs that a stretch may have: the batched trainer draws them at once."""
LAST_RATE = 1 / 250
"""Of the first rate, what is left at the end (gensim: 0.025 to 0.0001)."""
NEVER_STARTED = 5.0
"""Seconds after which a thread that has not begun was interrupted before it could."""
TICK = 0.1
"""Seconds between two looks at the workers."""


@dataclass(frozen=True, slots=True)
class Epoch:
    """What is known after an epoch; losses are means a pair, in nats."""

    epoch: int
    words: int
    """Words of the vocabulary passed in this epoch, those that sub-sampling dropped among them."""
    pairs: int
    seconds: float
    loss: float
    held_out_loss: float | None
    rate: float

    @property
    def words_per_second(self) -> float:
        return self.words / max(self.seconds, 1e-9)


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run is; `loss` is the mean of the epoch so far, in nats."""

    epoch: int
    epochs: int
    done: int
    total: int
    """Words, of all epochs."""
    words_per_second: float
    loss: float
    rate: float


class Diverged(InputError):
    """The numbers have left the range of float32."""


@dataclass(slots=True)
class Run:
    """One training run; `go` trains until all epochs are done."""

    settings: Settings
    forms: Forms
    model: Model
    tokens: Array
    words: int
    held_out: Array
    notes: list[str] = field(default_factory=list)
    told: dict[str, Any] = field(default_factory=dict)
    """What the command was told of files, for when it is resumed."""
    epoch: int = 0
    stretch: int = 0
    history: list[Epoch] = field(default_factory=list)
    seconds: float = 0.0
    """Spent on the epoch that is under way."""
    engine: Any = None
    totals: Array = field(default_factory=lambda: np.zeros(3))
    """Loss, pairs, words of the epoch that is under way, at the start of `go`."""
    on_epoch: Callable[[Epoch, Model], None] | None = None
    on_progress: Callable[[Progress], None] | None = None
    checkpoint: Path | None = None
    every: int | None = None
    text_check: int = 0
    cut_for: int = 0
    """The threads for which the stretches were cut, when the run began."""
    _stop: threading.Event = field(default_factory=threading.Event)
    _ended: threading.Event = field(default_factory=threading.Event)
    _running: set[int] = field(default_factory=set)
    _edges: Array = field(default_factory=lambda: np.zeros(0, np.int64))

    # ------------------------------------------------------------------------------------------ the whole
    def go(self) -> None:
        """Trains to the end; `KeyboardInterrupt` leaves the run where it can be saved.

        Matrix products get as many threads as the run has: with another number BLAS gives other last digits.
        """
        with threadpool_limits(self.settings.threads, "blas"):
            self.epochs()

    def epochs(self) -> None:
        if self.engine is None:
            self.engine = engine_for(self.model, self.settings, self.forms)
            self.engine.totals = self.totals
        if self._edges.size == 0:
            self.cut_for = self.cut_for or self.settings.threads
            self._edges = edges(self.tokens, self.cut_for, self.settings)
        sample = fixed_sample(self.held_out, self.model.vocabulary, self.settings)
        while self.epoch < self.settings.epochs:
            self.one_epoch()
            loss, pairs, words = self.engine.totals
            self.look()
            apart = None if sample is None else sample.loss(self.model.V, self.model.U, self.forms, self.settings.loss)
            done = Epoch(self.epoch + 1, int(words), int(pairs), self.seconds, loss / max(pairs, 1), apart, self.rate())
            self.history.append(done)
            self.epoch, self.stretch, self.seconds = self.epoch + 1, 0, 0.0
            self.engine.totals = np.zeros(3)
            if self.on_epoch is not None:
                self.on_epoch(done, self.model)
            if self.checkpoint is not None and (self.every is None or self.epoch == self.settings.epochs):
                self.save(self.checkpoint)

    def one_epoch(self) -> None:
        """Runs the workers over what is left of the epoch, pausing them for checkpoints."""
        due = self.every
        last = self.engine.totals[2]
        while self.stretch < len(self._edges) - 1:
            begin = time.perf_counter()
            before = self.engine.totals[2]
            self._stop.clear()
            faults: list[BaseException] = []
            workers = [threading.Thread(target=self.work, args=(n, faults), daemon=True) for n in range(self.engine.workers)]
            try:
                for n, worker in enumerate(workers):
                    self._running.add(n)
                    worker.start()
                while self._running:
                    self._ended.wait(TICK)
                    self._ended.clear()
                    self.tell(before, begin)
                    if due is not None and self.engine.totals[2] - last >= due:
                        self._stop.set()
            except BaseException:
                self._stop.set()
                self.settle(workers)
                raise
            finally:
                self.seconds += time.perf_counter() - begin
            if faults:
                raise faults[0]
            if due is not None and self.engine.totals[2] - last >= due:
                last = self.engine.totals[2]
                if self.checkpoint is not None:
                    self.save(self.checkpoint)

    _lock = threading.Lock()

    def settle(self, workers: list[threading.Thread]) -> None:
        """Waits until no worker runs, whatever is pressed meanwhile: what is saved then must be whole.

        (`Thread.join` will not do: interrupted, CPython 3.11 takes the thread for stopped.)
        """
        begin = time.monotonic()
        while self._running:
            with suppress(KeyboardInterrupt):
                self._ended.wait(TICK)
                self._ended.clear()
                if time.monotonic() - begin > NEVER_STARTED:
                    self._running -= {n for n, w in enumerate(workers) if w.ident is None}

    def work(self, worker: int, faults: list[BaseException]) -> None:
        """One thread: takes the next stretch until there is none, or a fault."""
        settings = self.settings
        try:
            while not self._stop.is_set():
                with self._lock:
                    n = self.stretch
                    if n >= len(self._edges) - 1:
                        return
                    self.stretch += 1
                fall = (1 - LAST_RATE) * settings.first_rate / self.total * self.engine.workers
                state = seed_of(settings.seed, self.epoch, n)
                self.engine.train(worker, self.tokens, int(self._edges[n]), int(self._edges[n + 1]), self.rate(), fall, self.least, state)
        except BaseException as error:
            faults.append(error)
            self._stop.set()
        finally:
            self._running.discard(worker)
            self._ended.set()

    # ------------------------------------------------------------------------------------------ where it is
    @property
    def total(self) -> int:
        """Words of all epochs."""
        return max(1, self.words * self.settings.epochs)

    @property
    def least(self) -> float:
        return self.settings.first_rate * LAST_RATE

    def done(self) -> int:
        return self.words * self.epoch + int(self.engine.totals[2])

    def rate(self) -> float:
        """Falls linearly with the words done."""
        return max(self.settings.first_rate * (1 - (1 - LAST_RATE) * self.done() / self.total), self.least)

    def tell(self, before: float, begin: float) -> None:
        loss, pairs, words = self.engine.totals
        if not np.isfinite(loss):
            self.look()
        if self.on_progress is not None:
            speed = (words - before) / max(time.perf_counter() - begin, 1e-9)
            self.on_progress(
                Progress(self.epoch + 1, self.settings.epochs, self.done(), self.total, speed, loss / max(pairs, 1), self.rate())
            )

    def look(self) -> None:
        """`Diverged` if the loss or a vector is no number any more."""
        if not np.isfinite(self.engine.totals[0]) or not self.model.finite:
            advice = "a smaller --rate" + (", a smaller --batch, or --optimizer adam" if self.settings.batched else "")
            raise Diverged(
                f"the training diverged in epoch {self.epoch + 1}: the loss is no longer a number (rate {self.settings.first_rate:g}, "
                f"{self.settings.chosen_optimizer})\n  no vectors were written; try {advice}"
            )

    # ------------------------------------------------------------------------------------------ checkpoints
    def save(self, path: Path) -> None:
        """Everything that `resumed` needs; only while no worker runs, and never what has left the range of numbers."""
        self.look()
        totals = list(self.engine.totals) if self.stretch else [0.0] * 3  # an interrupt may come between the two that start an epoch
        state = {
            "settings": self.settings.data(), "epoch": self.epoch, "stretch": self.stretch, "seconds": self.seconds,
            "totals": totals, "history": [asdict(e) for e in self.history], "text": self.text_check,
            "cut_for": self.cut_for, "told": self.told, "forms": dict(self.forms.scalars),
        }  # fmt: skip
        arrays = {"V": self.model.centre, "U": self.model.outside, **self.engine.arrays()}
        saved.save(path, saved.Checkpoint(state, self.model.vocabulary.words, self.model.vocabulary.counts, arrays))


def words_in(tokens: Array) -> int:
    return int((tokens != LINE_END).sum())


def known_words(text: Corpus, vocabulary: Vocabulary) -> Array:
    """Another text as numbers of a vocabulary; words that it lacks vanish."""
    other = encode(text, 1, fewest=1)
    new = np.array([vocabulary.number.get(w, -2) for w in other.vocabulary.words], np.int32)
    out = np.empty_like(other.tokens)
    return out[: renumber(other.tokens, new, out, 0)]


def engine_for(model: Model, settings: Settings, forms: Forms) -> Any:
    if settings.batched:
        return Batched(model, settings, forms)
    return (Deterministic if settings.deterministic and settings.threads > 1 else Hogwild)(model, settings, forms)


def edges(tokens: Array, threads: int, settings: Settings) -> Array:
    """Where stretches start and end: at ends of lines where there is one in the second half of a stretch.

    Windows look over the edges, so that nothing depends on where they are but what chance decides.
    """
    most = min(STRETCH, MOST_PAIRS // (2 * settings.window)) if settings.loss == NEGATIVE_SAMPLING else SOFTMAX_STRETCH
    size = int(np.clip(len(tokens) // (STRETCHES * threads), SHORTEST, max(SHORTEST, most)))
    out = [0]
    while out[-1] < len(tokens):
        stop = min(len(tokens), out[-1] + size)
        if stop < len(tokens):
            ends = np.flatnonzero(tokens[stop - size // 2 : stop] == LINE_END)
            stop = int(stop - size // 2 + ends[-1] + 1) if ends.size else stop
        out.append(stop)
    return np.array(out, np.int64)


def begun(encoded: Encoded, settings: Settings, forms: Forms, apart: Array | None = None) -> Run:
    """A new run over a corpus; `apart` are tokens of another text for the held-out loss, else some of the corpus are taken out."""
    check_samples(settings, len(encoded.vocabulary))
    check = zlib.crc32(encoded.tokens.data)
    tokens, sample = held_out(encoded.tokens) if apart is None else (encoded.tokens, apart)
    words = encoded.words - (words_in(sample) if apart is None else 0)
    if words <= 0:
        raise InputError("the corpus has no words to train on")
    model = fresh(encoded.vocabulary, settings.size, settings.seed, settings.matrices)
    return Run(settings, forms, model, tokens, words, sample, text_check=check)


def resumed(point: saved.Checkpoint, encoded: Encoded, forms: Forms, threads: int | None = None, apart: Array | None = None) -> Run:
    """The run of a checkpoint, over the same corpus; `InputError` if the corpus or the forms are others, or the checkpoint is damaged."""
    try:
        return taken_up(point, encoded, forms, threads, apart)
    except (KeyError, ValueError, TypeError, IndexError) as error:
        raise InputError(f"the checkpoint is damaged, or of another version of this program: {error}") from None


def taken_up(point: saved.Checkpoint, encoded: Encoded, forms: Forms, threads: int | None, apart: Array | None) -> Run:
    state = point.state
    settings = checked(Settings(**{**state["settings"], **({} if threads is None else {"threads": threads})}))
    if zlib.crc32(encoded.tokens.data) != state["text"] or encoded.vocabulary.words != point.words:
        raise InputError(
            "the corpus is not the one that the checkpoint was made with: its words differ\n"
            "  give that corpus, or start anew without --resume"
        )
    if state["forms"] != dict(forms.scalars):
        raise InputError(
            "the sheet states other forms than those that the checkpoint was trained with\n  give that sheet with --sheet, or start anew"
        )
    tokens, sample = held_out(encoded.tokens) if apart is None else (encoded.tokens, apart)
    vocabulary = encoded.vocabulary
    model = Model(vocabulary, settings.size, matrix(len(vocabulary), settings.size), matrix(len(vocabulary), settings.size))
    model.centre[:], model.outside[:] = point.arrays["V"], point.arrays["U"]
    words = encoded.words - (words_in(sample) if apart is None else 0)
    run = Run(settings, forms, model, tokens, words, sample)
    run.told = state["told"]
    run.epoch, run.stretch, run.seconds = int(state["epoch"]), int(state["stretch"]), float(state["seconds"])
    run.text_check, run.cut_for = state["text"], int(state["cut_for"])
    run.history, run.totals = [Epoch(**e) for e in state["history"]], np.array(state["totals"], float)
    run._edges = edges(tokens, run.cut_for, settings)
    run.engine = engine_for(model, settings, forms)
    run.engine.restore(dict(point.arrays))
    run.engine.totals = run.totals
    return run
