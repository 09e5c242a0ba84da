"""`neighbours`: the words nearest to a word."""

from __future__ import annotations

import argparse

from derive.app.output import OK, write
from derive.errors import InputError

HELP = "the words nearest to a word"
DESCRIPTION = "The words whose vectors have the largest cosine with a word's."


def options(neighbours: argparse.ArgumentParser) -> None:
    neighbours.add_argument("vectors", metavar="VECTORS", help="a file of vectors: word2vec text or binary, or .npz")
    neighbours.add_argument("words", nargs="+", metavar="WORD")
    neighbours.add_argument("--count", type=int, default=10, metavar="N", help="how many (10)")


def run(arguments: argparse.Namespace) -> int:
    if arguments.count < 1:
        raise InputError(f"--count {arguments.count}: at least 1")
    from ..vectors import Vectors

    vectors = Vectors.load(arguments.vectors)
    lines = []
    for word in arguments.words:
        found = vectors.neighbours(word.strip(), arguments.count)
        width = max((len(w) for w, _ in found), default=0)
        lines += [word.strip(), *(f"  {w:<{width}}  {c:.3f}" for w, c in found)]
    write("\n".join(lines), None)
    return OK
