"""A run that can be gone on with: the model, the optimiser's averages, the settings, how far it was."""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np

from derive.app.output import whole
from derive.errors import InputError

from .arrays import Array

KIND, VERSION = "derive.numeric checkpoint", 1


@dataclass(slots=True)
class Checkpoint:
    """`state` is JSON: settings, what the command was told of files, forms, epoch, stretch, totals, history; `arrays` are the matrices."""

    state: dict[str, Any]
    words: list[str]
    counts: Array
    arrays: Mapping[str, Array]


def as_bytes(words: list[str]) -> Array:
    """A list of words, of any characters, as bytes: JSON."""
    return np.frombuffer(json.dumps(words).encode(), np.uint8)


def as_words(raw: Array) -> list[str]:
    words = json.loads(raw.tobytes())
    if not isinstance(words, list) or not all(isinstance(w, str) for w in words):
        raise ValueError("a list of words is wanted")
    return words


def save(path: Path, checkpoint: Checkpoint) -> None:
    state = json.dumps({"kind": KIND, "version": VERSION, **checkpoint.state}).encode()
    with whole(path) as file:
        write_npz(
            file,
            {
                "state": np.frombuffer(state, np.uint8),
                "words": as_bytes(checkpoint.words),
                "counts": checkpoint.counts,
                **checkpoint.arrays,
            },
        )


def load(path: Path) -> Checkpoint:
    """A checkpoint that `save` wrote; `InputError` says what else it is."""
    arrays = read_npz(path, "a checkpoint of `python -m numeric train`")
    try:
        state = json.loads(arrays.pop("state").tobytes())
        words, counts = as_words(arrays.pop("words")), arrays.pop("counts")
        if state["kind"] != KIND or state["version"] != VERSION or len(words) != len(counts) or len(words) != len(arrays["V"]):
            raise KeyError
    except (KeyError, ValueError, TypeError, UnicodeDecodeError):
        raise InputError(f"{path} is not a checkpoint of `python -m numeric train`, or one of another version") from None
    return Checkpoint(state, words, counts, arrays)


def read_npz(path: Path, what: str) -> dict[str, Array]:
    """All arrays of an .npz file; `InputError` if it is none, or is cut."""
    try:
        with np.load(path, allow_pickle=False) as file:
            found = {name: file[name] for name in file.files}
        if not all(isinstance(a, np.ndarray) for a in found.values()):
            raise ValueError("something in it is no array")
        return found
    except FileNotFoundError:
        raise InputError(f"there is no file {path}") from None
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror or f'it is not {what}'}") from None
    except (ValueError, EOFError, zipfile.BadZipFile, zlib.error, KeyError, AttributeError, RuntimeError, MemoryError):
        raise InputError(f"{path} is not {what}, or it is cut or damaged") from None


def write_npz(file: IO[bytes], arrays: Mapping[str, Array]) -> None:
    """Named arrays as np.savez writes them."""
    save: Any = np.savez
    save(file, **arrays)
