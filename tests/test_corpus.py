"""Reading a corpus: kinds of files, white space, what is no text; numbers by frequency; vocabulary."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import sys
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from derive.errors import InputError
from numeric import corpus as corpora
from numeric.corpus import corpus
from numeric.scan import LINE_END
from numeric.vocabulary import Encoded, encode, encode_numbers, encode_sentences

TEXT = "the cat sat\non the mat\n\n  the\tend \r\nfin"
PACKED: tuple[tuple[str, Callable[[bytes], bytes]], ...] = (
    ("a.txt", lambda b: b), ("a.gz", gzip.compress), ("a.xz", lzma.compress), ("a.bz2", bz2.compress), ("misnamed.txt", gzip.compress),
)  # fmt: skip


def lines(encoded: Encoded) -> list[list[str]]:
    out: list[list[str]] = [[]]
    for n in encoded.tokens:
        if n == LINE_END:
            out.append([])
        else:
            out[-1].append(encoded.vocabulary.words[n])
    return [line for line in out if line]


def read(path: Path, **options: bool) -> list[list[str]]:
    return lines(encode(corpus([path], **options), 1))


@pytest.mark.parametrize(("name", "pack"), PACKED)
def test_files_plain_and_compressed(name: str, pack: Callable[[bytes], bytes], tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(pack(TEXT.encode()))
    assert read(tmp_path / name) == [["the", "cat", "sat"], ["on", "the", "mat"], ["the", "end"], ["fin"]]


def test_a_folder_is_all_of_its_texts_in_order(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name, words in (("c.txt", "three"), ("a.txt", "one"), ("b/x.txt", "two"), (".hidden", "no")):
        (tmp_path / name).write_text(words)
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    found = corpus([tmp_path])
    assert lines(encode(found, 1)) == [["one"], ["two"], ["three"]]
    assert found.notes == [f"{tmp_path}: 1 of 4 files are no text and are left out: picture.png"]


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(gzip.compress(TEXT.encode())))))
    assert len(lines(encode(corpus(["-"]), 1))) == 4


@pytest.mark.parametrize(
    ("text", "lowercase", "letters_only", "words"),
    [
        ("The CAT", True, False, "the cat"),
        ("don't stop: 3 times_a", False, True, "don t stop times a"),
        ("Ärger ÖL", True, False, "ärger öl"),
        ("naïve-café 42 x²", False, True, "naïve café x"),
        ("हिन्दी में", False, True, "हिन्दी में"),
        ("a\u3000b\u00a0c\u2028d", False, False, "a b c d"),
        ("a\x0bb\x0cc\x1fd", False, False, "a b c d"),
        ("漢字 かな", True, True, "漢字 かな"),
        ("", True, True, ""),
    ],
)
def test_words(text: str, lowercase: bool, letters_only: bool, words: str, tmp_path: Path) -> None:
    path = tmp_path / "t.txt"
    path.write_text(text + "\nx y", encoding="utf-8")
    assert [w for line in read(path, lowercase=lowercase, letters_only=letters_only)[: 1 if words else 0] for w in line] == words.split()


@given(
    st.lists(
        st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Z", "C"]), min_size=1, max_size=6), min_size=1, max_size=8),
        min_size=1,
        max_size=30,
    ),
    st.integers(1, 40),
)
@settings(max_examples=60, deadline=None)
def test_blocks_of_any_size_give_the_same_words(sentences: list[list[str]], block: int) -> None:
    """Cut anywhere, also within a character: what is read is what was written."""
    text = "\n".join(" ".join(s) for s in sentences).encode()
    before = corpora.BLOCK, corpora.raw_blocks
    corpora.raw_blocks = lambda part: (text[n : n + block] for n in range(0, len(text), block))
    try:
        part = corpora.Corpus([corpora.Part("t")])
        joined = b"".join(part.blocks()).decode().split("\n")
        assert [line.split(" ") for line in joined if line] == sentences
        found = encode(part, 1) if len({w for s in sentences for w in s}) > 1 else None
    finally:
        corpora.BLOCK, corpora.raw_blocks = before
    if found is not None:
        assert lines(found) == sentences
        counts = Counter(w for s in sentences for w in s)
        assert dict(zip(found.vocabulary.words, found.vocabulary.counts.tolist(), strict=True)) == counts
        assert (np.diff(found.vocabulary.counts) <= 0).all()


def test_many_words_grow_the_table(tmp_path: Path) -> None:
    words = [f"w{n * 7919 % 300_007}" for n in range(400_000)]
    path = tmp_path / "many.txt"
    path.write_text("\n".join(" ".join(words[n : n + 50]) for n in range(0, len(words), 50)))
    found = encode(corpus([path]), 1)
    counts = Counter(words)
    assert len(found.vocabulary) == len(counts) and found.words == len(words)
    assert dict(zip(found.vocabulary.words, found.vocabulary.counts.tolist(), strict=True)) == counts
    assert [w for line in lines(found) for w in line] == words


def test_a_line_of_a_million_words_is_kept_whole(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text(" ".join(f"w{n % 1000}" for n in range(1_000_000)))
    found = encode(corpus([path]), 1)
    assert found.words == 1_000_000 and int((found.tokens == LINE_END).sum()) <= 1


def test_rare_words_vanish_and_windows_close_over_them(tmp_path: Path) -> None:
    path = tmp_path / "t.txt"
    path.write_text("a b rare a b\na b")
    found = encode(corpus([path]), 2)
    assert lines(found) == [["a", "b", "a", "b"], ["a", "b"]] and (found.words, found.read) == (6, 7)
    assert encode(corpus([path]), 1, 2).vocabulary.words == ["a", "b"]


def test_bytes_that_are_not_utf8_are_replaced_counted_and_said(tmp_path: Path) -> None:
    path = tmp_path / "latin.txt"
    path.write_bytes("caf\xe9 na\xefve good words here caf\xe9".encode("latin-1"))
    found = corpus([path])
    assert lines(encode(found, 1))[0][:2] == ["caf\ufffd", "na\ufffdve"]
    assert found.notes == [f"{path}: 3 bytes or runs of bytes are not UTF-8; read as \ufffd"]


BAD: tuple[tuple[str, bytes, str], ...] = (
    ("empty.txt", b"", "the corpus is empty"),
    ("blank.txt", b" \n\t \r\n", "the corpus is empty"),
    ("one.txt", b"word word word", "one word only, 'word'"),
    ("nul.txt", b"text\x00text", "is a binary file"),
    ("utf16.txt", "hello world".encode("utf-16"), "is UTF-16"),
    ("a.zip", b"PK\x03\x04abc", "is a zip archive"),
    ("a.pdf", b"%PDF-1.7", "is a PDF"),
    ("random.bin", bytes(range(128, 256)) * 20, "is a binary file"),
    ("cut.gz", gzip.compress(TEXT.encode() * 500)[:-20], "ends in the middle"),
    ("cut.xz", lzma.compress(TEXT.encode() * 500)[:-20], "ends in the middle"),
    ("bad.gz", b"\x1f\x8b\x08\x00garbage!!", "cannot read"),
)


@pytest.mark.parametrize(("name", "content", "message"), BAD, ids=[b[0] for b in BAD])
def test_what_cannot_be_used_is_said(name: str, content: bytes, message: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=message):
        encode(corpus([tmp_path / name]), 1)


def test_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no file"):
        corpus([tmp_path / "none.txt"])
    with pytest.raises(InputError, match="holds no text files"):
        corpus([tmp_path])
    with pytest.raises(InputError, match="more than once"):
        corpus(["-", "-"])


def test_min_count_that_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "t.txt"
    path.write_text("a b c d a")
    with pytest.raises(InputError, match=r"--min-count 3 leaves nothing.*none occurs 3 times.*the most frequent occurs 2 times"):
        encode(corpus([path]), 3)


def test_the_embedded_text_is_a_corpus() -> None:
    found = encode(corpus([]), 3)
    assert found.read > 40_000 and {"class", "exception", "import"} <= set(found.vocabulary.words)
    assert all(w == w.lower() and w.isalpha() for w in found.vocabulary.words)


# ---------------------------------------------------------------------------------------------- from Python
def test_sentences_may_hold_any_words() -> None:
    found = encode_sentences([["new york", "is"], ["new york", "", "is"]], 1)
    assert lines(found) == [["new york", "is"], ["new york", "", "is"]]
    with pytest.raises(InputError, match="must be a list of words"):
        encode_sentences(["a text"], 1)


def test_arrays_of_numbers() -> None:
    found = encode_numbers(np.array([2, 0, 2, -1, 2, 1, 0]), ["a", "b", "c"], 1)
    assert lines(found) == [["c", "a", "c"], ["c", "b", "a"]]
    for bad in (np.array([0.5]), np.array([-2, 1])):
        with pytest.raises(InputError, match="word numbers from 0"):
            encode_numbers(bad)
    with pytest.raises(InputError, match="go up to 5, but there are 2 words"):
        encode_numbers(np.array([5]), ["a", "b"])
    with pytest.raises(InputError, match="empty"):
        encode_numbers(np.array([-1, -1]))


def test_lines_of_one_letter_fill_every_second_byte(tmp_path: Path) -> None:
    path = tmp_path / "t.txt"
    path.write_text("a\nb\nab\na b\n" * 150_000)
    found = encode(corpus([path]), 1)
    assert found.words == 750_000 and int((found.tokens == LINE_END).sum()) == 600_000
    assert lines(found)[:4] == [["a"], ["b"], ["ab"], ["a", "b"]]


def test_many_small_files(tmp_path: Path) -> None:
    for n in range(2500):
        (tmp_path / f"{n:05}.txt").write_text(f"word{n % 7} again")
    assert len(lines(encode(corpus([tmp_path]), 1))) == 2500


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
@pytest.mark.parametrize("pack", (lambda b: b, gzip.compress))
def test_a_named_pipe_is_read_once(pack: Callable[[bytes], bytes], tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_bytes(pack((TEXT + "\n").encode() * 5000)), daemon=True)
    writer.start()
    assert encode(corpus([pipe]), 1).words == 9 * 5000
    writer.join(10)


def test_lines_of_a_matrix_of_numbers_end_with_its_rows() -> None:
    found = encode_numbers(np.array([[0, 1, 2], [2, 1, 0]], np.uint64), ["a", "b", "c"], 1)
    assert lines(found) == [["a", "b", "c"], ["c", "b", "a"]]
    with pytest.raises(InputError, match="a word must be text, not 3"):
        encode_sentences([[3, 4], [3, 4]], 1)  # type: ignore[list-item]
