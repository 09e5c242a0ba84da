"""`plot`: a picture of vectors."""

from __future__ import annotations

import argparse
from pathlib import Path

from derive.app.output import OK, can_write, write
from derive.errors import InputError

HELP = "a picture of words by their vectors"
DESCRIPTION = (
    "A labelled PNG of words by the first two principal components of their vectors (of unit length); frequent words if none are named."
)


def options(plot: argparse.ArgumentParser) -> None:
    plot.add_argument("vectors", metavar="VECTORS", help="a file of vectors: word2vec text or binary, or .npz")
    plot.add_argument("words", nargs="*", metavar="WORD")
    plot.add_argument("--output", type=Path, required=True, metavar="FILE.png")


def run(arguments: argparse.Namespace) -> int:

    from ..pictures import plot_words, pyplot
    from ..vectors import Vectors

    if arguments.output.suffix.lower() != ".png":
        raise InputError(f"--output {arguments.output}: a PNG is written; name it so: {arguments.output.with_suffix('.png')}")
    can_write(arguments.output, (arguments.vectors,))
    pyplot()
    vectors = Vectors.load(arguments.vectors)
    shown = plot_words(vectors, [w.strip() for w in arguments.words], arguments.output, (arguments.vectors,))
    write(f"{arguments.output}: {len(shown)} words", None)
    return OK
