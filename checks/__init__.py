"""The catalogue: every identity of the write-ups, as sheets, in reading order."""

from __future__ import annotations

from pathlib import Path

SHEETS = (
    "activation",
    "softmax",
    "word2vec",
    "word2vec-rows",
    "network",
    "network-any",
    "network-batch",
    "network-batch-any",
    "optimisers",
    "dropout",
    "normalisation",
)


def path_of(name: str) -> Path:
    """The file of a built-in sheet."""
    return Path(__file__).with_name(f"{name}.toml")
