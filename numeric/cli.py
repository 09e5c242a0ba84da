"""The command line of the trainer: its verbs are also verbs of `derive`."""

from __future__ import annotations

from collections.abc import Sequence

from derive.app.cli import TRAINER, Program

NUMERIC = Program(
    "numeric", "Trains word vectors whose gradients are the forms that `python -m derive report` proves, and asks them questions.", TRAINER
)


def main(argv: Sequence[str] | None = None) -> int:
    return NUMERIC.main(argv)
