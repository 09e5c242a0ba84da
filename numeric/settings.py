"""What a training run is told, checked before anything is read."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

from derive.errors import InputError

from .schema import fits, schema_of

NEGATIVE_SAMPLING, NAIVE_SOFTMAX = "negative-sampling", "naive-softmax"
LOSSES = (NEGATIVE_SAMPLING, NAIVE_SOFTMAX)
OPTIMIZERS = ("sgd", "momentum", "adam")
RATES = {"sgd": 0.025, "momentum": 0.025, "adam": 0.0025}
"""The rate that an optimiser starts with unless told."""
BATCHES = {NEGATIVE_SAMPLING: 1024, NAIVE_SOFTMAX: 4096}
MAX_WINDOW, MAX_NEGATIVE, MAX_SIZE, MAX_THREADS = 1000, 64, 10_000, 1024


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a run; rates are per pair of words, in the units of J's gradient (J in nats)."""

    loss: str = NEGATIVE_SAMPLING
    size: int = 100
    window: int = 5
    negative: int = 5
    sample: float = 1e-3
    min_count: int = 5
    max_size: int | None = None
    epochs: int = 5
    rate: float | None = None
    """At the start; it falls linearly with the words done, to a 250th of it.  None: what `RATES` says."""
    optimizer: str | None = None
    """None: sgd for negative sampling, adam for the naive softmax."""
    batch: int | None = None
    """Pairs a step of the batched trainer (momentum, adam, naive softmax).  None: what `BATCHES` says."""
    beta: float = 0.9
    gamma: float = 0.999
    epsilon: float = 1e-8
    threads: int = 1
    seed: int = 1
    deterministic: bool = False

    @property
    def chosen_optimizer(self) -> str:
        return self.optimizer or ("sgd" if self.loss == NEGATIVE_SAMPLING else "adam")

    @property
    def first_rate(self) -> float:
        return RATES[self.chosen_optimizer] if self.rate is None else self.rate

    @property
    def chosen_batch(self) -> int:
        return BATCHES[self.loss] if self.batch is None else self.batch

    @property
    def batched(self) -> bool:
        return self.loss == NAIVE_SOFTMAX or self.chosen_optimizer != "sgd"

    @property
    def matrices(self) -> int:
        """Matrices of the model's size that a run holds: two, gradients and averages, or two more for every thread."""
        if self.batched:
            return 4 + 2 * {"sgd": 0, "momentum": 1, "adam": 2}[self.chosen_optimizer]
        return 2 + 2 * self.threads * (self.deterministic and self.threads > 1)

    def data(self) -> dict[str, Any]:
        return asdict(self)


MOST_COPIES = 64
LIMITS: tuple[tuple[str, float, float, str], ...] = (
    ("size", 1, MAX_SIZE, "numbers a vector"),
    ("window", 1, MAX_WINDOW, "words to each side"),
    ("negative", 1, MAX_NEGATIVE, "samples a position"),
    ("sample", 0, 1, "0 keeps every word"),
    ("min_count", 1, math.inf, "occurrences"),
    ("epochs", 1, 1_000_000, "passes over the corpus"),
    ("batch", 1, 1_000_000, "pairs a step"),
    ("threads", 1, MAX_THREADS, "threads"),
    ("seed", 0, 2**32 - 1, "any whole number"),
    ("max_size", 2, math.inf, "words"),
)
OPEN_INTERVALS = (("beta", 1.0), ("gamma", 1.0), ("epsilon", math.inf), ("rate", 1000.0))


def checked(settings: Settings) -> Settings:
    """The settings, if a run can be made with them; else `InputError` names the first that is wrong and its range."""
    for name, annotation in schema_of(Settings).items():
        if not fits(getattr(settings, name), annotation):
            raise InputError(f"{option(name)} {getattr(settings, name)!r:.60}: of the kind {annotation}")
    for name, choices in (("loss", LOSSES), ("optimizer", (*OPTIMIZERS, None))):
        if getattr(settings, name) not in choices:
            raise InputError(f"--{name} {getattr(settings, name)}: known are {', '.join(c for c in choices if c)}")
    for name, low, high, unit in LIMITS:
        value = getattr(settings, name)
        if value is not None and not low <= value <= high:  # also false for NaN
            top = f" and at most {high:g}" if high < math.inf else ""
            raise InputError(f"{option(name)} {value}: at least {low}{top} ({unit})")
    for name, high in OPEN_INTERVALS:
        value = getattr(settings, name)
        if value is not None and not 0 < value < high:
            raise InputError(f"{option(name)} {value:g}: more than 0" + (f" and less than {high:g}" if high < math.inf else ""))
    if settings.deterministic and settings.threads > MOST_COPIES:
        raise InputError(f"--deterministic keeps matrices of its own for each thread: --threads at most {MOST_COPIES} with it")
    return settings


def option(name: str) -> str:
    return "--" + name.replace("_", "-")


def check_samples(settings: Settings, words: int) -> None:
    """`InputError` if a vocabulary has fewer words than the samples need."""
    if settings.loss == NEGATIVE_SAMPLING and settings.negative >= words:
        raise InputError(
            f"--negative {settings.negative}: the vocabulary has {words} words, and the samples are words other than the true one\n"
            f"  at most {words - 1} here; or a smaller --min-count"
        )
