"""Word vectors: in memory, in files, and the questions that are asked of them."""

from __future__ import annotations

import difflib
import gzip
import json
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from derive.app.output import whole
from derive.errors import InputError

from . import files
from .arrays import Array


@dataclass(eq=False)
class Vectors:
    """Vectors of words, most frequent first: `centre` (n, d) float32, and where they are known `outside` (n, d) and `counts` (n,).

    `vectors["king"]` is a centre vector (d,); a word that is not there is an `InputError` with the nearest spellings.
    """

    words: list[str]
    centre: Array
    outside: Array | None = None
    counts: Array | None = None
    about: dict[str, Any] = field(default_factory=dict)
    """How they were made: settings, history."""

    def __post_init__(self) -> None:
        for name, array in (("centre", self.centre), ("outside", self.outside), ("counts", self.counts)):
            if array is not None and np.asarray(array).dtype.kind not in "iuf":
                raise InputError(f"`{name}` holds {np.asarray(array).dtype.name}; numbers are wanted")
        with np.errstate(over="ignore"):  # what is too large is ∞, and refused where a file is read
            self.centre = np.asarray(self.centre, np.float32)
        if self.centre.ndim != 2 or len(self.words) != len(self.centre) or not self.words:
            raise InputError(f"{len(self.words)} words want a matrix of {len(self.words)} rows, not one of shape {self.centre.shape}")
        if self.outside is not None and np.shape(self.outside) != self.centre.shape:
            raise InputError(f"the outside vectors have the shape {np.shape(self.outside)}, the centre vectors {self.centre.shape}")
        if self.counts is not None and np.shape(self.counts) != (len(self.words),):
            raise InputError(f"there are {len(self.words)} words and counts of the shape {np.shape(self.counts)}")

    def __len__(self) -> int:
        return len(self.words)

    def __contains__(self, word: object) -> bool:
        return word in self.number

    def __getitem__(self, word: str) -> Array:
        return np.asarray(self.centre[self.place(word)])

    def __repr__(self) -> str:
        return f"Vectors({len(self)} words, size {self.centre.shape[1]})"

    @property
    def size(self) -> int:
        return int(self.centre.shape[1])

    @cached_property
    def number(self) -> dict[str, int]:
        """The place of each word, from 0; of one that comes twice the first."""
        return {w: n for n, w in reversed(list(enumerate(self.words)))}

    @cached_property
    def unit(self) -> Array:
        """Centre vectors divided by their lengths (n, d); a zero vector stays zero."""
        length = np.sqrt(np.einsum("ij,ij->i", self.centre, self.centre))
        return np.asarray(self.centre / np.maximum(length, np.finfo(np.float32).tiny)[:, None], np.float32)

    def place(self, word: str) -> int:
        found = self.number.get(word, self.number.get(word.lower()))
        if found is None:
            near = difflib.get_close_matches(word, self.words[:200_000], 3, 0.6)
            hint = f"\n  nearest spellings: {', '.join(near)}" if near else "\n  no word is spelt like it"
            raise InputError(f"the word {word!r} is not among the {len(self)} words{hint}")
        return found

    def neighbours(self, word: str, count: int = 10) -> list[tuple[str, float]]:
        """The `count` words of largest cosine with a word, itself left out, with the cosines."""
        place = self.place(word)
        cosine = self.unit @ self.unit[place]
        cosine[place] = -np.inf
        count = max(0, min(count, len(self) - 1))
        best = np.argpartition(-cosine, min(count, len(self) - 1))[: count + 1]
        best = best[np.lexsort((best, -cosine[best]))][:count]
        return [(self.words[n], float(cosine[n])) for n in best]

    # ------------------------------------------------------------------------------------------ files
    def save(self, path: str | Path, keep: Sequence[str | Path] = ()) -> None:
        """By the ending: .npz (all of it), .bin (word2vec's binary format, centre vectors), else word2vec's text; .gz packs either."""
        path = Path(path)
        packed = path.suffix.lower() == ".gz"
        file: Any
        with whole(path, tuple(keep)) as plain, gzip.GzipFile(fileobj=plain, mode="wb", mtime=0) if packed else nullcontext(plain) as file:
            match (path.with_suffix("") if packed else path).suffix.lower():
                case ".npz":
                    files.write_all(file, self.words, self.centre, self.outside, self.counts, self.about)
                case ".bin":
                    files.write_binary(file, path, self.words, self.centre)
                case _:
                    files.write_text(file, path, self.words, self.centre)

    @classmethod
    def load(cls, path: str | Path) -> Vectors:
        """Any of the three formats, told apart by their content; `InputError` says what is wrong with a file."""
        path = Path(path)
        if files.is_npz(path):
            arrays = files.read_npz(path, "a file of vectors")
            try:
                about = json.loads(arrays["about"].tobytes()) if "about" in arrays else {}
                words, outside, counts = files.as_words(arrays["words"]), arrays.get("outside", arrays.get("U")), arrays.get("counts")
                found = cls(words, arrays["centre" if "centre" in arrays else "V"], outside, counts, about)
            except (KeyError, ValueError, TypeError, RecursionError):
                raise InputError(f"{path} is not a file of vectors of `python -m numeric train`: `words` or `centre` is missing") from None
        else:
            found = cls(*files.read_word2vec(path))
        finite = np.isfinite(found.centre).all(axis=1)
        bad = np.flatnonzero(~(finite if found.outside is None else finite & np.isfinite(found.outside).all(axis=1)))
        if bad.size:
            raise InputError(
                f"{path}: the vector of {found.words[bad[0]]!r} (word {bad[0] + 1} of {len(found)}) holds a number that is not finite "
                "(NaN or ∞)"
            )
        return found
