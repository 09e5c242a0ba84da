"""A run that can be gone on with: the model, the optimiser's averages, the settings, how far it was."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np

from derive.app.output import whole
from derive.errors import InputError
from derive.files import opened

from .arrays import Array
from .schema import fits, misfit

KIND, VERSION = "derive.numeric checkpoint", 2
STATE = {
    "settings": "dict", "told": "dict", "forms": "dict", "epoch": "count", "stretch": "count", "cut_for": "count", "text": "count",
    "seconds": "finite", "totals": "list", "history": "list",
}  # fmt: skip
TOLD = {
    "corpus": "paths", "lowercase": "bool", "letters_only": "bool", "every": "count | None", "sheet": "path", "folder": "path",
    "output": "path", "outside": "path | None", "history": "path | None", "checkpoint": "path | None", "held_out": "path | None",
}  # fmt: skip
EPOCH = {
    "epoch": "count", "words": "count", "pairs": "count", "seconds": "finite", "loss": "float", "held_out_loss": "float | None",
    "rate": "finite",
}  # fmt: skip
LARGEST_RATIO, SLACK = 100, 1 << 26
"""A file may unpack to so many times its size, and so many bytes more: vectors do not get small by packing, bombs do."""


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
    """The list again; `ValueError` if it is none."""
    try:
        words = json.loads(raw.tobytes())
    except RecursionError:
        raise ValueError("a list of words is wanted") from None
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
        if state["kind"] != KIND or state["version"] != VERSION or DIGEST not in arrays:
            raise KeyError
        fault = fault_of(state) or fault_of_arrays(arrays, counts, len(words))
    except (KeyError, ValueError, TypeError, AttributeError, RecursionError):
        raise InputError(f"{path} is not a checkpoint of `python -m numeric train`, or one of another version") from None
    if fault:
        raise InputError(f"{path} is damaged: {fault}")
    return Checkpoint(state, words, counts, arrays)


def fault_of(state: dict[str, Any]) -> str:
    """What cannot be in the state of a run; empty if all of it can."""
    fault = misfit(state, STATE)
    if state["told"]:  # a run of the Python API was told of no files
        fault = fault or misfit(state["told"], TOLD)
    for epoch in state["history"]:
        fault = fault or ("an epoch must be a table" if not isinstance(epoch, dict) else misfit(epoch, EPOCH))
    if not fault and (len(state["totals"]) != 3 or not all(fits(t, "finite") for t in state["totals"])):
        fault = "`totals` must be three numbers"
    return fault or ("`cut_for` must be at least 1" if state["cut_for"] < 1 else "")


def fault_of_arrays(arrays: Mapping[str, Array], counts: Array, words: int) -> str:
    """What is wrong with the matrices and counts; empty if nothing is."""
    V, U = arrays["V"], arrays["U"]
    if V.ndim != 2 or V.shape != U.shape or len(V) != words or counts.shape != (words,) or words == 0:
        return f"{words} words, {counts.shape} counts, matrices {V.shape} and {U.shape} do not fit"
    if not np.issubdtype(counts.dtype, np.integer) or counts.min() < 0:
        return "counts must be whole numbers, 0 or more"
    for name, array in arrays.items():
        if name != DIGEST and (array.dtype.kind not in "iuf" or not np.isfinite(array).all()):
            return f"`{name}` must hold finite numbers"
    return ""


# ---------------------------------------------------------------------------------------------- .npz files
DIGEST = "digest"
"""The array that holds the SHA-256 of all others."""


def digest_of(arrays: Mapping[str, Array]) -> bytes:
    """SHA-256 of names, types, shapes and numbers."""
    sum_of_all = hashlib.sha256()
    for name in sorted(arrays.keys() - {DIGEST}):
        array = np.ascontiguousarray(arrays[name])
        sum_of_all.update(f"{name} {array.dtype.str} {array.shape} ".encode())
        sum_of_all.update(array.data if array.size else b"")
    return sum_of_all.digest()


def read_npz(path: Path, what: str) -> dict[str, Array]:
    """All arrays of an .npz file; `InputError` if it is none, is cut or damaged, or unpacks to far more than it is."""
    with opened(path) as raw:
        try:
            with zipfile.ZipFile(raw) as packed:
                if sum(i.file_size for i in packed.infolist()) > LARGEST_RATIO * os.fstat(raw.fileno()).st_size + SLACK:
                    raise InputError(f"{path} would unpack to over {LARGEST_RATIO} times its size: it is not {what}")
            raw.seek(0)
            with np.load(raw, allow_pickle=False) as file:
                found = {str(name): np.asarray(file[name]) for name in file.files}
        except InputError:
            raise
        except (Exception, MemoryError):  # NumPy and zipfile raise a dozen kinds
            raise InputError(f"{path} is not {what}, or it is cut or damaged") from None
    if any(a.dtype.hasobject for a in found.values()) or (DIGEST in found and found[DIGEST].tobytes() != digest_of(found)):
        raise InputError(f"{path} is damaged: it is not what was written (its digest is another)")
    return found


def write_npz(file: IO[bytes], arrays: Mapping[str, Array]) -> None:
    """Named arrays as np.savez writes them, with the digest of all."""
    save: Any = np.savez
    save(file, **arrays, **{DIGEST: np.frombuffer(digest_of(arrays), np.uint8)})
