"""The forms that training runs on: proved and lowered by `numeric.proofs`, or read from the cache.

The cache is keyed by the content of the sheets, by this program's version and by the files of its engine.  What is kept is source text
in the user's own cache folder; a training run that finds it there never imports SymPy.
"""

from __future__ import annotations

import ast
import hashlib
import json
import math
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

import derive
from derive import cache
from derive.errors import InputError
from derive.files import MAX_SHEET, MAX_SHEETS, read_bytes
from derive.limits import Limits
from derive.sheets.builtin import SHEETS, path_of

from .arrays import Array
from .lowered import checked

WORD2VEC, OPTIMISERS = "word2vec", "optimisers"


# ---------------------------------------------------------------------------------------------- what lowered source calls
def sigma(x: Array) -> Array:
    """σ(x) = 1/(1 + e⁻ˣ), without overflow."""
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -80, 80))))


def log_sigma(x: Array) -> Array:
    """log σ(x) = −log(1 + e⁻ˣ), without overflow."""
    return -np.logaddexp(np.zeros((), x.dtype), -x)


def logsumexp(x: Array, axis: int) -> Array:
    """log Σ eˣ over one axis, without overflow."""
    largest = x.max(axis, keepdims=True)
    return np.asarray(np.log(np.exp(x - largest).sum(axis)) + largest.squeeze(axis))


def softmax(x: Array, axis: int) -> Array:
    """eˣ/Σ eˣ over one axis, without overflow."""
    out = x - x.max(axis, keepdims=True)
    np.exp(out, out=out)
    out /= out.sum(axis, keepdims=True)
    return np.asarray(out)


def equal(i: Array, j: Array) -> Array:
    """Kronecker's δ(i, j) as numbers."""
    return np.equal(i, j).astype(np.float32)


SCOPE: Mapping[str, Any] = {
    "sigma": sigma, "log_sigma": log_sigma, "logsumexp": logsumexp, "softmax": softmax, "equal": equal,
    "sqrt": np.sqrt, "arange": np.arange, "einsum": np.einsum,
}  # fmt: skip


def scope_of(source: str) -> dict[str, Any]:
    """The names that lowered source calls: those of `SCOPE`, and functions of NumPy or, number by number, of Python's math."""
    tree = checked(source, SCOPE.keys())
    called = {n.func.id for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
    return dict(SCOPE) | {name: elementwise(name) for name in called - SCOPE.keys()}


def elementwise(name: str) -> Callable[..., Array]:
    """NumPy's function of that name; Python's, entry by entry, where NumPy has none."""
    found: Callable[..., Array] | None = getattr(np, name, None)
    return found if found is not None else np.vectorize(getattr(math, name), otypes=[float])


@dataclass(frozen=True)
class Forms:
    """Proven closed forms as code.

    `function(name)` is a NumPy function of a batch of n pairs: v_c (n, d), U (V, d) a row a word, o (n,) and w_s (n, K) word numbers
    from 0; it gives a row a pair, gradients by U (V, d) summed over the pairs, losses (n,) in nats.
    `scalars[name]` is an expression of numbers, for Numba: coefficients and losses in the score x = uᵀv_c, steps of the optimisers.
    """

    source: str
    scalars: Mapping[str, str]
    proved: tuple[tuple[str, str, str], ...]
    """(sheet, identity, claim)."""
    seconds: float
    """What proving and lowering took, now or when the cache was written."""
    cached: bool
    functions: Mapping[str, Callable[..., Array]] = field(default_factory=dict, compare=False)

    def function(self, name: str) -> Callable[..., Array]:
        return self.functions[name]

    def number(self, name: str) -> float:
        """A scalar form that is a number."""
        return float(self.scalar(name)())

    def scalar(self, name: str, *variables: str) -> Callable[..., Array]:
        """A scalar form as a NumPy function of these variables, entry by entry."""
        source = f"def form({', '.join(variables)}):\n    return {self.scalars[name]}\n"
        scope = scope_of(source)
        exec(source, scope)
        return scope["form"]  # type: ignore[no-any-return]

    def identities(self, *names: str) -> list[tuple[str, str, str]]:
        return [row for row in self.proved if row[1] in names]


USED = {
    "negative-sampling": ("neg_grad_vc_sigma", "neg_grad_U"),
    "naive-softmax": ("grad_vc", "grad_U"),
    "sgd": ("sgd_step",),
    "momentum": ("momentum_unrolled", "momentum_step"),
    "adam": ("momentum_unrolled", "second_moment_unrolled", "adam_step"),
    "descend": ("quadratic_grad", "quadratic_descent", "momentum_characteristic", "momentum_threshold"),
}
"""The identities that a loss, an optimiser or a command rests on."""


def load(word2vec: str = WORD2VEC, optimisers: str = OPTIMISERS) -> Forms:
    """The forms of two sheets; `InputError` shows the first identity that they rest on and that does not hold."""
    begin = time.perf_counter()
    key = hashlib.sha256("\n".join(fingerprint(word2vec, optimisers)).encode()).hexdigest()[:24]
    folder = cache.folder()
    kept = folder / f"forms-{key}.json" if folder else None
    data = read(kept, key)
    cached = data is not None
    if data is None:
        data = worked_out(word2vec, optimisers)
        cache.keep(kept, json.dumps({**data, "key": key}).encode())
    scope = scope_of(data["source"])
    called = set(scope)
    exec(compile(data["source"], "<lowered forms>", "exec"), scope)
    functions = {name: scope[name] for name in scope if name not in called and not name.startswith("__")}
    seconds = time.perf_counter() - begin if cached else data["seconds"]
    return Forms(data["source"], data["scalars"], tuple((a, b, c) for a, b, c in data["proved"]), seconds, cached, functions)


LIMITS = Limits(50.0, 2048)
"""For a sheet that is a file: somebody may have sent it."""


def worked_out(word2vec: str, optimisers: str) -> dict[str, Any]:
    """What `numeric.proofs` finds, in a process of its own: SymPy would stay in this one's memory (55 MB)."""
    code = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from numeric.proofs import main; main(*sys.argv[2:])"
    limited = not {word2vec, optimisers} <= set(SHEETS)
    data = None
    try:
        words = [sys.executable, "-P", "-c", code, json.dumps(sys.path), word2vec, optimisers]
        words += [str(LIMITS.seconds), str(LIMITS.megabytes)] if limited else []
        if sys.executable and (limited or "sympy" not in sys.modules):
            data = json.loads(subprocess.run(words, capture_output=True, check=True).stdout)
    except subprocess.CalledProcessError:
        if limited:  # never in this process then
            most = f"{LIMITS.seconds:g} s of CPU time and {LIMITS.megabytes} MB"
            raise InputError(f"{word2vec}: its forms could not be proved; a sheet that is a file has {most} for that") from None
    except (OSError, ValueError):
        pass
    if data is None:  # no process can be started from here
        from .proofs import report

        data = report(word2vec, optimisers)
    if "error" in data:
        raise InputError(data["error"])
    return dict(data)


def fingerprint(*sheets: str) -> Iterator[str]:
    """What the lowered source depends on: the sheets' content, and the files of the engine and of the lowering."""
    yield derive.__version__
    seen: set[Path] = set()
    for sheet in sheets:
        yield from contents(path_of(sheet) if sheet in SHEETS else Path(sheet), seen)
    for folder in (Path(derive.__file__).parent, Path(__file__).parent):
        for path in sorted(folder.rglob("*.py")):
            state = path.stat()
            yield f"{path} {state.st_size} {state.st_mtime_ns}"


def contents(path: Path, seen: set[Path]) -> Iterator[str]:
    """The text of a sheet and of those that it includes, each once; too many are left to `load_sheet`, which refuses them."""
    if path in seen or len(seen) > MAX_SHEETS or not path.is_file():
        return
    seen.add(path)
    try:
        text = read_bytes(path, MAX_SHEET).decode("utf-8-sig")
        yield text
        data = tomllib.loads(text)
    except (InputError, ValueError, RecursionError):
        return  # `load_sheet` says what is wrong with it
    for word in ("extends", "include"):
        names = data.get(word, [])
        for name in [names] if isinstance(names, str) else names if isinstance(names, list) else []:
            if isinstance(name, str):
                yield from contents(path_of(name) if name in SHEETS else path.parent / name, seen)


def read(path: Path | None, key: str) -> dict[str, Any] | None:
    """What the cache holds of these sheets, if it is whole and nothing but forms."""
    try:
        data = json.loads(cache.read(path) or b"")
        if data.keys() != {"source", "scalars", "proved", "seconds", "key"} or data.pop("key") != key:
            return None
        for text in (data["source"], *data["scalars"].values()):
            checked(text, SCOPE.keys())
        proved = [[str(word) for word in row] for row in data["proved"]]
        return {**data, "proved": proved, "seconds": float(data["seconds"])} if all(len(row) == 3 for row in proved) else None
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
        return None
