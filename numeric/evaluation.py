"""How good vectors are: word pairs against people's judgements, analogies, in the file formats of gensim's test data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from derive.errors import InputError
from derive.files import read_bytes

from .arrays import Array
from .vectors import Vectors

QUESTIONS_AT_A_TIME = 256
MOST_WORDS = 300_000
MAX_BYTES = 200_000_000
"""Analogies are looked for among so many most frequent words, as gensim and word2vec.c do."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """`spearman` is the rank correlation of cosines with judgements over the pairs that are known; None for fewer than two."""

    file: str
    spearman: float | None
    known: int
    pairs: int


@dataclass(frozen=True, slots=True)
class Section:
    name: str
    right: int
    known: int
    questions: int

    @property
    def accuracy(self) -> float | None:
        return self.right / self.known if self.known else None


@dataclass(frozen=True, slots=True)
class Analogies:
    """a : b = c : ?, answered by 3CosAdd: the word of largest cosine with b − a + c (unit vectors), a, b and c left out."""

    file: str
    sections: tuple[Section, ...]

    @property
    def total(self) -> Section:
        return Section("all", *(sum(getattr(s, name) for s in self.sections) for name in ("right", "known", "questions")))

    def data(self) -> dict[str, Any]:
        return {"file": self.file, **{k: v for k, v in row(self.total).items() if k != "name"}, "sections": [row(s) for s in self.sections]}


def row(section: Section) -> dict[str, Any]:
    return {**asdict(section), "accuracy": section.accuracy}


def lines_of(path: Path) -> list[tuple[int, str]]:
    """The lines of a text file with their numbers, without comments and empty ones."""
    try:
        text = read_bytes(path, MAX_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 text (byte {error.start})") from None
    return [(n, line.strip()) for n, line in enumerate(text.splitlines(), 1) if line.strip() and not line.startswith("#")]


def by_capitals(vectors: Vectors) -> dict[str, int]:
    """Among the most frequent words the first that is spelt so, capitals or not (as gensim looks words up)."""
    return {w.upper(): n for n, w in reversed(list(enumerate(vectors.words[:MOST_WORDS])))}


def ranks(values: Array) -> Array:
    """Ranks from 1; equal values share the mean of theirs."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return np.asarray((ends - (counts - 1) / 2)[inverse])


def spearman(a: Array, b: Array) -> float | None:
    """The correlation of ranks; None where one side does not vary."""
    x, y = (ranks(np.asarray(v)) for v in (a, b))
    x, y = x - x.mean(), y - y.mean()
    scale = float(np.sqrt((x @ x) * (y @ y)))
    return float(x @ y) / scale if len(x) > 1 and scale > 0 else None


def word_pairs(vectors: Vectors, path: str | Path) -> Pairs:
    """A file with «word word judgement» a line, separated by tabs, commas or blanks (WordSim-353, SimLex-999)."""
    found, total, heads = [], 0, 0
    places = by_capitals(vectors)
    for n, line in lines_of(Path(path)):
        fields = next((f for sep in ("\t", ",", ";", None) if len(f := line.split(sep)) >= 3), [])
        try:
            judged = float(fields[2])
        except (IndexError, ValueError):
            if total == heads == 0 and len(fields) >= 3:
                heads = 1  # the columns' names
                continue
            raise InputError(f"{path}, line {n}: two words and a number are wanted: {line[:60]!r}") from None
        total += 1
        a, b = (places.get(f.strip().upper()) for f in fields[:2])
        if a is not None and b is not None:
            found.append((float(vectors.unit[a] @ vectors.unit[b]), judged))
    if total == 0:
        raise InputError(f"{path} holds no word pairs; a line is: word, tab, word, tab, judgement")
    table = np.array(found or [(0.0, 0.0)])
    return Pairs(str(path), spearman(table[:, 0], table[:, 1]) if found else None, len(found), total)


def analogies(vectors: Vectors, path: str | Path) -> Analogies:
    """A file like questions-words.txt: sections after «: name», then «a b c d» a line."""
    sections: dict[str, tuple[list[tuple[int, ...]], int]] = {}
    name = "(no section)"
    numbers = by_capitals(vectors)
    for n, line in lines_of(Path(path)):
        if line.startswith(":"):
            name = line[1:].strip() or name
            sections.setdefault(name, ([], 0))
            continue
        words = line.split()
        if len(words) != 4:
            raise InputError(f"{path}, line {n}: four words are wanted, or «: section»: {line[:60]!r}")
        known, count = sections.get(name, ([], 0))
        places = [numbers[w.upper()] for w in words if w.upper() in numbers]
        if len(places) == len(words):
            known.append(tuple(places))
        sections[name] = (known, count + 1)
    if not any(count for _, count in sections.values()):
        raise InputError(f"{path} holds no analogies; a line is: a b c d, after «: section»")
    rows = (Section(name, answered(vectors, known), len(known), count) for name, (known, count) in sections.items() if count)
    return Analogies(str(path), tuple(rows))


def answered(vectors: Vectors, questions: Sequence[tuple[int, ...]]) -> int:
    """How many questions (a, b, c, d) are answered with d, in any spelling of it."""
    unit = vectors.unit[:MOST_WORDS]
    numbers = by_capitals(vectors)
    first = np.array([numbers[w.upper()] for w in vectors.words[:MOST_WORDS]])
    again = np.flatnonzero(first != np.arange(len(first)))  # other spellings of a word
    right = 0
    for n in range(0, len(questions), QUESTIONS_AT_A_TIME):
        q = np.array(questions[n : n + QUESTIONS_AT_A_TIME])
        cosine = (unit[q[:, 1]] - unit[q[:, 0]] + unit[q[:, 2]]) @ unit.T
        cosine[np.arange(len(q))[:, None], q[:, :3]] = -np.inf
        for other in again:
            cosine[(q[:, :3] == first[other]).any(axis=1), other] = -np.inf
        right += int((first[cosine.argmax(axis=1)] == q[:, 3]).sum())
    return right
