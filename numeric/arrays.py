"""Types of arrays, for signatures."""

from __future__ import annotations

from typing import Any

import numpy.typing as npt

Array = npt.NDArray[Any]
Number = Any
"""A scalar of NumPy or Numba: which one, the compiled function decides."""
