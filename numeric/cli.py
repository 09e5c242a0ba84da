"""The command line of the trainer."""

from __future__ import annotations

from collections.abc import Sequence

from derive.app.cli import Program
from derive.app.output import UNUSABLE, complain

NUMERIC = Program(
    "numeric",
    "Trains word vectors whose gradients are the forms that `python -m derive report` proves, and asks them questions.",
    ("train", "evaluate", "neighbours", "plot", "gradcheck", "descend"),
)


EXTRAS = {"numba": "train", "threadpoolctl": "train", "llvmlite": "train", "matplotlib": "plot"}


def main(argv: Sequence[str] | None = None) -> int:
    try:
        return NUMERIC.main(argv)
    except ModuleNotFoundError as error:
        extra = EXTRAS.get((error.name or "").split(".")[0])
        if extra is None:
            raise
        complain(f"this needs {error.name}: pip install '.[{extra}]' in derive's folder, or pip install {error.name}", "numeric")
        return UNUSABLE
