"""Training from Python."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import numpy as np

from derive.errors import InputError

from . import forms
from .arrays import Array
from .corpus import corpus as named_corpus
from .model import Model
from .settings import Settings, checked
from .training import Epoch, Progress, Run, begun
from .vectors import Vectors
from .vocabulary import Encoded, encode, encode_numbers, encode_sentences

EMBEDDED = {"size": 50, "epochs": 40, "min_count": 3, "rate": 0.05}
"""What suits a text of 60 000 words."""

Text = str | Path | Sequence[str | Path] | Iterable[Sequence[str]] | Array | None


def train(
    corpus: Text = None,
    *,
    words: Sequence[str] | None = None,
    lowercase: bool = False,
    letters_only: bool = False,
    on_epoch: Callable[[Epoch, Vectors], None] | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    sheet: str = forms.WORD2VEC,
    **settings: Any,
) -> Vectors:
    """Train skip-gram vectors; the gradients are those that the sheet states and the prover proves.

    `corpus` is a file or folder (or several), a list of sentences (lists of words), or an array of word numbers (n,) with −1 between
    lines, named by `words`; without one the Python language reference is taken.  `settings` are those of `Settings`: loss, size, window,
    negative, sample, min_count, max_size, epochs, rate, optimizer, batch, beta, gamma, epsilon, threads, seed, deterministic.

    Gives `Vectors`: centre and outside vectors (words, size) float32, most frequent word first; `about["notes"]` says what was odd in the
    text, `about["history"]` has an entry an epoch with the mean loss of a pair in nats, also on a held-out sample.
    `on_epoch(epoch, vectors)` is called after each epoch (the vectors are views of what is being trained), `on_progress(progress)` ten
    times a second.

    Raises `InputError`: for a setting out of its range, a corpus that cannot be used, a form that is not proved, numbers that diverge.
    """
    unknown = settings.keys() - {f.name for f in fields(Settings)}
    if unknown:
        raise TypeError(f"train has no setting {', '.join(sorted(unknown))}; it has {', '.join(f.name for f in fields(Settings))}")
    chosen = checked(Settings(**(EMBEDDED | settings if corpus is None else settings)))
    lowered = forms.load(sheet)
    notes: list[str] = []
    run = begun(encoded(corpus, words, lowercase, letters_only, chosen, notes), chosen, lowered)
    run.notes = notes
    if on_epoch is not None:
        tell = on_epoch
        run.on_epoch = lambda epoch, model: tell(epoch, as_vectors(model, run))
    run.on_progress = on_progress
    run.go()
    return as_vectors(run.model, run)


def encoded(corpus: Any, words: Sequence[str] | None, lowercase: bool, letters_only: bool, settings: Settings, notes: list[str]) -> Encoded:
    """A corpus of any kind as numbers; `notes` receives what was not as it should be."""
    limits = settings.min_count, settings.max_size

    def read(names: Sequence[str | Path]) -> Encoded:
        text = named_corpus(names, lowercase, letters_only)
        found = encode(text, *limits)
        notes.extend(text.notes)
        return found

    match corpus:
        case None:
            return read([])
        case str() | Path():
            return read([corpus])
        case np.ndarray():
            return encode_numbers(corpus, words, *limits)
        case [str() | Path(), *_] if all(isinstance(c, (str, Path)) for c in corpus):
            return read(corpus)
        case _ if lowercase or letters_only:
            raise InputError("lowercase and letters_only are for files; sentences are taken as they are")
        case _:
            return encode_sentences(corpus, *limits)


def as_vectors(model: Model, run: Run) -> Vectors:
    """The trained matrices, as views."""
    about = {
        "settings": run.settings.data(),
        "notes": run.notes,
        "history": [asdict(e) for e in run.history],
        "proved": [list(p) for p in run.forms.proved],
    }
    return Vectors(model.vocabulary.words, model.centre, model.outside, model.vocabulary.counts, about)
