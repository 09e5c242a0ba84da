"""Files of vectors, those of gensim among them; neighbours, word pairs, analogies, pictures."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from derive.errors import InputError
from numeric import Vectors
from numeric.evaluation import analogies, ranks, spearman, word_pairs
from numeric.pictures import plot_words, principal_components

WORDS = ["der", "naïve", "漢字", "x-1", "café!"]


def some(words: list[str] | None = None, size: int = 4) -> Vectors:
    words = WORDS if words is None else words
    random = np.random.default_rng(5)
    values = random.normal(size=(2, len(words), size)).astype(np.float32)
    return Vectors(words, values[0], values[1], np.arange(len(words), 0, -1), {"settings": {"size": size}})


@pytest.mark.parametrize("name", ("v.txt", "v.vec", "v.bin", "v.npz", "noending"))
@pytest.mark.parametrize("size", (1, 2, 4, 100))
def test_what_is_written_is_read(name: str, size: int, tmp_path: Path) -> None:
    before = some(size=size)
    before.save(tmp_path / name)
    after = Vectors.load(tmp_path / name)
    assert after.words == before.words and np.array_equal(after.centre, before.centre)
    if name.endswith(".npz"):
        assert after.outside is not None and np.array_equal(after.outside, before.outside) and after.about == before.about


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Zs", "Zl", "Zp", "Cc", "Cs"]), min_size=1, max_size=8),
        min_size=2,
        max_size=20,
        unique=True,
    ),
    st.integers(1, 9),
    st.sampled_from(("v.txt", "v.bin")),
)
@settings(max_examples=60, deadline=None)
def test_any_words_survive(words: list[str], size: int, name: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        before = some(words, size)
        before.save(Path(folder) / name)
        after = Vectors.load(Path(folder) / name)
    assert after.words == words and np.array_equal(after.centre, before.centre)


def test_compressed_files_and_files_without_a_first_line(tmp_path: Path) -> None:
    before = some()
    before.save(tmp_path / "v.txt")
    (tmp_path / "v.txt.gz").write_bytes(gzip.compress((tmp_path / "v.txt").read_bytes()))
    (tmp_path / "glove.txt").write_bytes((tmp_path / "v.txt").read_bytes().partition(b"\n")[2])
    for name in ("v.txt.gz", "glove.txt"):
        assert np.array_equal(Vectors.load(tmp_path / name).centre, before.centre)


def test_words_with_blanks_in_the_files_of_others(tmp_path: Path) -> None:
    """glove.840B.300d has the word «. . .»."""
    (tmp_path / "glove.txt").write_text("the 0.1 -2e-3 3\n. . . 4 5 6 \n")
    found = Vectors.load(tmp_path / "glove.txt")
    assert found.words == ["the", ". . ."] and found[". . ."].tolist() == [4, 5, 6]


def test_packed_files_are_written_when_named_so(tmp_path: Path) -> None:
    for name in ("v.txt.gz", "v.bin.gz"):
        some().save(tmp_path / name)
        assert (tmp_path / name).read_bytes()[:2] == b"\x1f\x8b"
        assert np.array_equal(Vectors.load(tmp_path / name).centre, some().centre)


def test_any_words_survive_npz(tmp_path: Path) -> None:
    words = ["a\nb", "", "\ud800", "x"]
    some(words).save(tmp_path / "v.npz")
    assert Vectors.load(tmp_path / "v.npz").words == words


def test_damaged_npz_files(tmp_path: Path) -> None:
    path = tmp_path / "v.npz"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("words.npy", "no array")
        file.writestr("centre", b"no array either")
    with pytest.raises(InputError, match="is not"):
        Vectors.load(path)
    np.savez_compressed(path, words=np.arange(9), centre=np.zeros((3, 3)))
    raw = bytearray(path.read_bytes())
    raw[60:70] = bytes(10)
    path.write_bytes(raw)
    with pytest.raises(InputError):
        Vectors.load(path)


def test_binary_files_without_line_ends(tmp_path: Path) -> None:
    """As gensim writes them."""
    before = some()
    body = b"".join(w.encode() + b" " + row.tobytes() for w, row in zip(before.words, before.centre, strict=True))
    (tmp_path / "v.bin").write_bytes(b"5 4\n" + body)
    after = Vectors.load(tmp_path / "v.bin")
    assert after.words == before.words and np.array_equal(after.centre, before.centre)


BAD: tuple[tuple[str, bytes, str], ...] = (
    ("cut text", b"3 2\na 1 2\nb 3 4\n", "ends after 2 of 3 words: the file was cut"),
    ("cut in a line", b"3 2\na 1 2\nb 3", r"line 3: a word and 2 numbers, .* are wanted; this line has 1 after its word; the file was cut"),
    ("more than said", b"1 2\na 1 2\nb 3 4\n", "holds 2 words, but its first line says 1"),
    ("cut binary", b"2 2\na " + np.zeros(2, "<f4").tobytes() + b"\nb \x00\x00", "ends after 1 of 2 words: the file was cut"),
    ("a NaN", b"2 2\na 1 2\nb nan 4\n", r"the vector of 'b' \(word 2 of 2\) holds a number that is not finite"),
    ("infinity", b"2 2\na 1 inf\nb 3 4\n", "the vector of 'a'"),
    ("no number", b"2 2\na 1 2\nb 3 x\n", "line 3: a word and 2 numbers, a blank between, are wanted"),
    ("shifted rows", b"3 2\nx 1 2\na 1 2 3\nb 4\n", "line 4: a word and 2 numbers"),
    ("another size", b"2 4\na 1 2 3 4 5\nb 1 2 3 4 5\nc 1 2 3 4 5\n", "holds 3 words, but"),
    ("tabs", b"2 2\na\t1\t2\nb\t3\t4\n", "line 2: a word and 2 numbers, a blank between, are wanted"),
    ("more binary", b"1 2\na " + np.ones(2, "<f4").tobytes() + b"\nb " + np.ones(2, "<f4").tobytes(), "goes on after the 1 words"),
    ("huge", b"1000000 1000000\na \x00\x01", "ends after 0 of 1000000 words"),
    ("prose", b"This is a text about words.\nIt has no vectors.\n", "is not a file of vectors"),
    ("empty", b"", "is not a file of vectors"),
    ("zero words", b"0 5\n", "that cannot be"),
    ("absurd", b"99999999999999 9999999\n", "that cannot be"),
    ("not npz", b"PK\x05\x06" + bytes(18), "is not a file of vectors"),
)


@pytest.mark.parametrize(("kind", "content", "message"), BAD, ids=[b[0] for b in BAD])
def test_bad_files_are_said(kind: str, content: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "v.txt"
    path.write_bytes(content)
    with pytest.raises(InputError, match=message):
        Vectors.load(path)


def test_every_cut_of_a_file_is_noticed(tmp_path: Path) -> None:
    for name in ("v.txt", "v.bin", "v.npz"):
        some().save(tmp_path / name)
        whole = (tmp_path / name).read_bytes()
        end = whole.rfind(b" ") if name == "v.txt" else len(whole) - 2  # half of the last number is a number
        for cut in range(0, end, max(1, len(whole) // 60)):
            (tmp_path / name).write_bytes(whole[:cut])
            with pytest.raises(InputError):
                Vectors.load(tmp_path / name)


def test_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no file"):
        Vectors.load(tmp_path / "none.txt")
    with pytest.raises(InputError, match="is a folder"):
        Vectors.load(tmp_path)
    with pytest.raises(InputError, match="want a matrix of 2 rows"):
        Vectors(["a", "b"], np.zeros((3, 2)))


def test_words_with_blanks_go_into_npz_only(tmp_path: Path) -> None:
    vectors = some(["new york", "b"])
    for name in ("v.txt", "v.bin"):
        with pytest.raises(InputError, match=r"white space.*write \.npz"):
            vectors.save(tmp_path / name)
        assert not list(tmp_path.iterdir())
    vectors.save(tmp_path / "v.npz")
    assert Vectors.load(tmp_path / "v.npz").words == ["new york", "b"]


@pytest.mark.parametrize("binary", (False, True))
def test_gensim_reads_what_we_write_and_we_what_it_writes(binary: bool, tmp_path: Path) -> None:
    models = pytest.importorskip("gensim.models")
    ours = some()
    ours.save(tmp_path / ("v.bin" if binary else "v.txt"))
    theirs = models.KeyedVectors.load_word2vec_format(str(tmp_path / ("v.bin" if binary else "v.txt")), binary=binary)
    assert theirs.index_to_key == ours.words and np.array_equal(theirs.vectors, ours.centre)
    theirs.save_word2vec_format(str(tmp_path / "back"), binary=binary)
    back = Vectors.load(tmp_path / "back")
    assert back.words == ours.words and np.array_equal(back.centre, ours.centre)


def test_gensim_agrees_on_capitals(tmp_path: Path) -> None:
    models = pytest.importorskip("gensim.models")
    words = "Paris paris France Tiger cat London England king dog TIGER".split()
    ours = some(words, 6)
    ours.save(tmp_path / "v.bin")
    theirs = models.KeyedVectors.load_word2vec_format(str(tmp_path / "v.bin"), binary=True)
    (tmp_path / "p.tsv").write_text("paris\tfrance\t9\ntiger\tCat\t3\nlondon\tengland\t8\nKing\tdog\t1\n")
    found = word_pairs(ours, tmp_path / "p.tsv")
    assert found.known == 4 and found.spearman == pytest.approx(theirs.evaluate_word_pairs(str(tmp_path / "p.tsv"))[1][0], abs=1e-6)
    import itertools

    (tmp_path / "q.txt").write_text(
        ": all\n" + "\n".join(" ".join(q).lower() for q in itertools.permutations(["Paris", "France", "Tiger", "cat", "king"], 4))
    )
    assert analogies(ours, tmp_path / "q.txt").total.accuracy == pytest.approx(theirs.evaluate_word_analogies(str(tmp_path / "q.txt"))[0])


def test_gensim_agrees_on_neighbours_pairs_and_analogies(tmp_path: Path) -> None:
    models = pytest.importorskip("gensim.models")
    words = [f"w{n}" for n in range(60)]
    ours = some(words, 12)
    ours.save(tmp_path / "v.bin")
    theirs = models.KeyedVectors.load_word2vec_format(str(tmp_path / "v.bin"), binary=True)
    for word in words[:5]:
        for (a, x), (b, y) in zip(ours.neighbours(word, 7), theirs.most_similar(word, topn=7), strict=True):
            assert a == b and x == pytest.approx(y, abs=1e-5)
    random = np.random.default_rng(8)
    rows = [f"{a}\t{b}\t{s:.2f}" for (a, b), s in zip(random.choice([*words, "unknown"], (80, 2)), random.uniform(0, 10, 80), strict=True)]
    (tmp_path / "pairs.tsv").write_text("\n".join(rows))
    found = word_pairs(ours, tmp_path / "pairs.tsv")
    assert found.spearman == pytest.approx(theirs.evaluate_word_pairs(str(tmp_path / "pairs.tsv"))[1][0], abs=1e-6)
    quads = [" ".join(random.choice(words, 4, replace=False)) for _ in range(300)]
    solved = [
        f"{a} {b} {c} {theirs.most_similar(positive=[b, c], negative=[a], topn=1)[0][0]}" for a, b, c, _ in (q.split() for q in quads[:150])
    ]
    (tmp_path / "q.txt").write_text(": one\n" + "\n".join(quads[150:]) + "\n: two\n" + "\n".join(solved))
    table = analogies(ours, tmp_path / "q.txt")
    score, sections = theirs.evaluate_word_analogies(str(tmp_path / "q.txt"))
    assert table.total.accuracy == pytest.approx(score) and table.sections[1].accuracy == 1.0
    assert [s.right for s in table.sections] == [len(s["correct"]) for s in sections[:2]]


# ---------------------------------------------------------------------------------------------- questions
def circle() -> Vectors:
    """Words at angles; cosines are known."""
    angles = np.radians([0, 10, 30, 90, 180])
    return Vectors(["a", "b", "c", "d", "e"], np.stack([np.cos(angles), np.sin(angles)], 1) * np.array([[1], [3], [0.5], [2], [1]]))


def test_neighbours_by_cosine() -> None:
    assert [w for w, _ in circle().neighbours("a", 3)] == ["b", "c", "d"]
    assert circle().neighbours("a", 1)[0][1] == pytest.approx(np.cos(np.radians(10)))
    assert len(circle().neighbours("a", 99)) == 4 and "a" not in [w for w, _ in circle().neighbours("a", 99)]
    assert [w for w, _ in circle().neighbours("A", 1)] == ["b"]


def test_a_word_that_is_not_there_gets_the_nearest_spellings() -> None:
    vectors = some(["exception", "except", "class", "zebra"])
    with pytest.raises(InputError, match="the word 'exeption' is not among the 4 words\n  nearest spellings: exception, except"):
        vectors.neighbours("exeption")
    with pytest.raises(InputError, match="no word is spelt like it"):
        vectors["qqqqq"]
    assert "class" in vectors and "x" not in vectors and vectors["class"].shape == (4,)


def test_pairs_with_coverage_and_ties(tmp_path: Path) -> None:
    path = tmp_path / "p.txt"
    path.write_text("# a comment\nword1,word2,score\na,b,9\na,c,7\na,d,3\na,E,1\na,zzz,5\n")
    found = word_pairs(circle(), path)
    assert (found.spearman, found.known, found.pairs) == (pytest.approx(1.0), 4, 5)
    path.write_text("x\ty\t1\n")
    assert word_pairs(circle(), path).spearman is None
    assert ranks(np.array([3.0, 1.0, 3.0, 2.0])).tolist() == [3.5, 1, 3.5, 2]
    assert spearman(np.array([1, 2, 3, 4]), np.array([10, 9, 9, 1])) == pytest.approx(-0.9486833)
    assert spearman(np.array([1, 1]), np.array([1, 2])) is None


@pytest.mark.parametrize(
    ("text", "message"), [("a b\n", "line 1: two words and a number"), ("", "no word pairs"), ("a b 1\na c x\n", "line 2")]
)
def test_bad_pair_files(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "p").write_text(text)
    with pytest.raises(InputError, match=message):
        word_pairs(circle(), tmp_path / "p")


def test_analogies_by_section(tmp_path: Path) -> None:
    vectors = Vectors(["man", "king", "woman", "queen", "dog"], np.array([[1, 0, 0], [1, 1, 0], [0, 0, 1], [0, 1, 1], [0.3, 0, -1]]))
    path = tmp_path / "q"
    path.write_text(": royal\nman king woman queen\nMan King Woman Queen\n: other\nman king woman dog\nman king cat queen\n: empty\n")
    found = analogies(vectors, path)
    assert [(s.name, s.right, s.known, s.questions) for s in (*found.sections, found.total)] == [
        ("royal", 2, 2, 2),
        ("other", 0, 1, 2),
        ("all", 2, 3, 4),
    ]
    path.write_text("a b c\n")
    with pytest.raises(InputError, match="line 1: four words are wanted"):
        analogies(vectors, path)


def test_principal_components() -> None:
    random = np.random.default_rng(2)
    rows = random.normal(size=(50, 3)) * [5, 1, 0.1] + 7
    points, share = principal_components(rows)
    assert points.mean(axis=0) == pytest.approx([0, 0], abs=1e-9) and share[0] > 0.9 and share.sum() == pytest.approx(1, abs=0.01)
    assert np.abs(points[:, 0]) == pytest.approx(np.abs(rows[:, 0] - rows[:, 0].mean()), abs=0.6)
    assert principal_components(np.ones((3, 1)))[0].shape == (3, 2)


def test_a_picture_is_a_png_with_the_words(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    path = tmp_path / "p.png"
    assert plot_words(some(["alpha$", "beta_", "gamma"]), ["beta_", "alpha$", "beta_"], path) == ["beta_", "alpha$"]
    assert path.read_bytes().startswith(b"\x89PNG") and path.stat().st_size > 5000
    with pytest.raises(InputError, match="two words or more"):
        plot_words(some(), ["der"], path)
