"""`evaluate`: vectors against people's judgements and analogies."""

from __future__ import annotations

import argparse
from pathlib import Path

from derive.app.output import OK, as_json, write
from derive.errors import InputError

HELP = "word similarity and analogies"
DESCRIPTION = "Spearman correlation with judged word pairs, and 3CosAdd accuracy on analogies, each with the share that is known."


def options(evaluate: argparse.ArgumentParser) -> None:
    evaluate.add_argument("vectors", metavar="VECTORS", help="a file of vectors: word2vec text or binary, or .npz")
    evaluate.add_argument("--pairs", action="append", default=[], metavar="FILE", help="word, word, judgement a line; may be repeated")
    evaluate.add_argument(
        "--analogies", action="append", default=[], metavar="FILE", help="a b c d a line, after «: section»; may be repeated"
    )
    evaluate.add_argument("--format", choices=("terminal", "json"), default="terminal")


def run(arguments: argparse.Namespace) -> int:
    if not arguments.pairs and not arguments.analogies:
        raise InputError(
            "something to evaluate is wanted: --pairs FILE (word, word, judgement a line) or --analogies FILE (four words a line)"
        )
    from dataclasses import asdict

    from ..evaluation import analogies, word_pairs
    from ..vectors import Vectors

    vectors = Vectors.load(arguments.vectors)
    pairs = [word_pairs(vectors, p) for p in arguments.pairs]
    quads = [analogies(vectors, p) for p in arguments.analogies]
    if arguments.format == "json":
        told = {"vectors": arguments.vectors, "words": len(vectors), "size": vectors.size}
        write(as_json({**told, "pairs": [asdict(p) for p in pairs], "analogies": [q.data() for q in quads]}, None), None)
        return OK
    lines = [f"{arguments.vectors}: {len(vectors):,} words × {vectors.size}"]
    for p in pairs:
        value = "not defined" if p.spearman is None else f"{p.spearman:.3f}"
        lines.append(f"  {Path(p.file).name}: Spearman {value} over {p.known} of {p.pairs} pairs ({p.known / p.pairs:.0%})")
    for q in quads:
        width = max(len(s.name) for s in (*q.sections, q.total))
        lines.append(f"  {Path(q.file).name}: 3CosAdd")
        for s in (*q.sections, q.total):
            value = "      " if s.accuracy is None else f"{s.accuracy:6.1%}"
            lines.append(f"    {s.name:<{width}}  {value}  {s.right} of {s.known} known, of {s.questions}")
    write("\n".join(lines), None)
    return OK
