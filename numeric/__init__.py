"""Word vectors by the proven forms.

from numeric import Vectors, train
vectors = train("corpus.txt", size=100, epochs=5, threads=2)      # files, folders, lists of words, arrays of word numbers
vectors["king"], vectors.neighbours("king"), vectors.save("vectors.npz")
Vectors.load("vectors.bin").centre                                # (words, size) float32
"""

from __future__ import annotations

import sys

if getattr(sys, "argv", ())[:1] == ["-m"]:  # `python -m numeric`, which looks for every module in the current folder first: no more
    if not sys.flags.safe_path and sys.path[0] != __file__[: -len("/numeric/__init__.py")]:
        del sys.path[0]
    from derive import interrupt

    interrupt.end_at_once()

import atexit
import os
import shutil
import tempfile
from typing import TYPE_CHECKING, Any

from derive import cache

if TYPE_CHECKING:
    from .api import train
    from .vectors import Vectors

__all__ = ["Vectors", "train"]

# Machine code stays from one run to the next only if that is asked for: what lies in a cache somebody else may have put there.
if (os.environ.get("DERIVE_KEEP_KERNELS") != "1" or cache.folder() is None) and "NUMBA_CACHE_DIR" not in os.environ:
    os.environ["NUMBA_CACHE_DIR"] = tempfile.mkdtemp(prefix="derive-numba-")
    atexit.register(shutil.rmtree, os.environ["NUMBA_CACHE_DIR"], ignore_errors=True)


def __getattr__(name: str) -> Any:
    """Imported on first use: Numba and NumPy take a quarter of a second."""
    if name == "train":
        from .api import train

        return train
    if name == "Vectors":
        from .vectors import Vectors

        return Vectors
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
