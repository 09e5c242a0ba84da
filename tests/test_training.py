"""Training runs: the same bits again, going on where a run stopped, losses that fall and can be trusted."""

from __future__ import annotations

import contextlib
import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from derive.errors import InputError
from numeric import Vectors, checkpoint, forms, train
from numeric.corpus import corpus
from numeric.sample import fixed_sample, held_out
from numeric.scan import LINE_END
from numeric.settings import Settings, checked
from numeric.training import Diverged, Run, begun, edges, known_words, resumed
from numeric.vocabulary import Encoded, encode, encode_sentences

SMALL: dict[str, Any] = {"size": 16, "min_count": 5, "epochs": 2, "rate": 0.05}
KINDS: tuple[dict[str, Any], ...] = (
    {}, {"threads": 2, "deterministic": True}, {"threads": 3, "deterministic": True}, {"optimizer": "adam"}, {"optimizer": "momentum"},
    {"loss": "naive-softmax", "max_size": 200}, {"loss": "naive-softmax", "optimizer": "sgd", "batch": 32, "max_size": 200},
)  # fmt: skip


@pytest.fixture(scope="module")
def text() -> Encoded:
    return encode(corpus([]), 5)


def copy(text: Encoded) -> Encoded:
    return dataclasses.replace(text, tokens=text.tokens.copy())


def run_of(text: Encoded, **settings: Any) -> Run:
    return begun(copy(text), checked(Settings(**{**SMALL, **settings})), forms.load())


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_a_seed_decides_everything(kind: dict[str, Any]) -> None:
    first, again, other = (train(**{**SMALL, **kind, "seed": seed}) for seed in (3, 3, 4))
    assert np.array_equal(first.centre, again.centre) and first.outside is not None and np.array_equal(first.outside, again.outside)
    assert not np.array_equal(first.centre, other.centre)
    losses = [[e["loss"] for e in v.about["history"]] for v in (first, again)]
    assert losses[0] == losses[1] and losses[0][1] < losses[0][0]


def test_one_thread_is_what_deterministic_is_with_one() -> None:
    assert np.array_equal(train(**SMALL).centre, train(**SMALL, deterministic=True).centre)


def test_several_threads_learn_as_much(text: Encoded) -> None:
    held = {}
    for kind in ({"threads": 1}, {"threads": 2}, {"threads": 4, "deterministic": True}):
        run = run_of(text, **{"epochs": 8, **kind})
        run.go()
        held[str(kind)] = run.history[-1].held_out_loss or 99
    assert max(held.values()) < 1.02 * min(held.values()), held


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_a_run_that_is_gone_on_with_ends_the_same(kind: dict[str, Any], text: Encoded, tmp_path: Path) -> None:
    whole = run_of(text, **kind)
    whole.go()
    path = tmp_path / "c.npz"
    broken = run_of(text, **kind)
    seen = []

    def interrupt(progress: Any) -> None:
        seen.append(progress.done)
        if progress.done > 0.3 * progress.total:
            raise KeyboardInterrupt

    broken.on_progress = interrupt
    with contextlib.suppress(KeyboardInterrupt):
        broken.go()
    broken.save(path)
    going = resumed(checkpoint.load(path), copy(text), forms.load())
    assert (going.epoch, going.stretch) == (broken.epoch, broken.stretch)
    going.go()
    assert np.array_equal(going.model.V, whole.model.V) and np.array_equal(going.model.U, whole.model.U)
    assert [(e.loss, e.pairs, e.held_out_loss) for e in going.history] == [(e.loss, e.pairs, e.held_out_loss) for e in whole.history]


def test_threads_may_change_at_every_resume(text: Encoded, tmp_path: Path) -> None:
    """The stretches stay as they were cut: every word is passed once an epoch."""
    run = run_of(text, threads=2, epochs=2)
    for threads in (1, 3, 2):

        def interrupt(progress: Any, until: float = 0.2 * (2 + threads)) -> None:
            if progress.done > until * progress.total:
                raise KeyboardInterrupt

        run.on_progress = interrupt
        with contextlib.suppress(KeyboardInterrupt):
            run.go()
        run.save(tmp_path / "c.npz")
        run = resumed(checkpoint.load(tmp_path / "c.npz"), copy(text), forms.load(), threads)
    run.go()
    assert [e.words for e in run.history] == [run.words] * 2


def test_no_checkpoint_holds_what_is_no_number(text: Encoded, tmp_path: Path) -> None:
    run = run_of(text)
    run.go()
    run.save(tmp_path / "c.npz")
    before = (tmp_path / "c.npz").read_bytes()
    run.model.centre[3, 1] = np.nan
    with pytest.raises(Diverged):
        run.save(tmp_path / "c.npz")
    assert (tmp_path / "c.npz").read_bytes() == before


@pytest.mark.parametrize(
    "change", [{"settings": None}, {"settings": {"size": "x"}}, {"epoch": None}, {"totals": "x"}, {"forms": {}}, {"text": 5}]
)
def test_damaged_checkpoints(change: dict[str, Any], text: Encoded, tmp_path: Path) -> None:
    run = run_of(text, epochs=1)
    run.go()
    run.save(tmp_path / "c.npz")
    point = checkpoint.load(tmp_path / "c.npz")
    point.state.update(change)
    with pytest.raises(InputError):
        resumed(point, copy(text), forms.load())


def test_checkpoints_are_written_on_the_way(text: Encoded, tmp_path: Path) -> None:
    run = run_of(text, epochs=3)
    run.checkpoint, run.every = tmp_path / "c.npz", 20_000
    saved: list[tuple[int, int]] = []
    kept = Run.save
    try:
        Run.save = lambda self, path: (saved.append((self.epoch, self.stretch)), kept(self, path))[1]  # type: ignore[method-assign,assignment]
        run.go()
    finally:
        Run.save = kept  # type: ignore[method-assign]
    assert len(saved) >= 3
    assert checkpoint.load(tmp_path / "c.npz").state["epoch"] == 3


def test_another_corpus_is_refused(text: Encoded, tmp_path: Path) -> None:
    run = run_of(text)
    run.go()
    run.save(tmp_path / "c.npz")
    other = dataclasses.replace(text, tokens=text.tokens[:-50].copy())
    with pytest.raises(InputError, match="not the one that the checkpoint was made with"):
        resumed(checkpoint.load(tmp_path / "c.npz"), other, forms.load())
    (tmp_path / "v.npz").write_bytes(b"PK")
    for name, message in (("none", "there is no file"), ("v.npz", "is not a checkpoint")):
        with pytest.raises(InputError, match=message):
            checkpoint.load(tmp_path / name)


# ---------------------------------------------------------------------------------------------- losses
def test_the_loss_is_the_mean_of_what_the_form_says(text: Encoded) -> None:
    """At a rate near 0 the vectors stay as they start: every score is 0, and a pair's loss (1 + K) log 2."""
    run = run_of(text, rate=1e-9, epochs=1)
    run.go()
    assert run.history[0].loss == pytest.approx(6 * np.log(2), rel=1e-5)
    assert run.history[0].held_out_loss == pytest.approx(6 * np.log(2), rel=1e-5)
    batched = run_of(text, rate=1e-9, epochs=1, loss="naive-softmax", max_size=None)
    batched.go()
    assert batched.history[0].loss == pytest.approx(np.log(len(text.vocabulary)), rel=1e-4)


@pytest.mark.parametrize("batch", (pytest.param(16, marks=pytest.mark.slow), 256, pytest.param(4096, marks=pytest.mark.slow)))
def test_the_naive_softmax_learns_at_every_batch(batch: int, text: Encoded) -> None:
    run = run_of(text, loss="naive-softmax", batch=batch, epochs=4, rate=None)
    run.go()
    losses = [e.loss for e in run.history]
    assert losses == sorted(losses, reverse=True) and losses[-1] < 0.95 * np.log(len(text.vocabulary))


def test_numbers_that_leave_the_range_end_the_run(text: Encoded) -> None:
    run = run_of(text, rate=900.0, loss="naive-softmax", optimizer="sgd", batch=4096)
    with np.errstate(all="ignore"), pytest.raises(Diverged, match=r"diverged in epoch .*\n.*try a smaller --rate"):
        run.go()


def test_the_rate_falls_to_a_250th(text: Encoded) -> None:
    run = run_of(text, epochs=5)
    run.go()
    rates = [e.rate for e in run.history]
    assert (
        rates == sorted(rates, reverse=True) and rates[0] == pytest.approx(0.05 * 0.8, rel=0.02) and rates[-1] == pytest.approx(0.05 / 250)
    )
    assert all(e.words == run.words for e in run.history)


def test_vectors_of_words_in_the_same_company_come_close() -> None:
    random = np.random.default_rng(1)
    groups = [[f"{g}{n}" for n in range(6)] for g in "abc"]
    sentences = [list(random.choice(groups[n % 3], 6)) for n in range(3000)]
    vectors = train(sentences, size=12, min_count=1, sample=0, epochs=3, window=3, negative=3)
    for word in ("a0", "b3", "c5"):
        assert {w[0] for w, _ in vectors.neighbours(word, 5)} == {word[0]}


# ---------------------------------------------------------------------------------------------- held out
@pytest.mark.parametrize("length", (7, 60, 100_000))
def test_what_is_held_out_is_not_trained_on(length: int) -> None:
    """Every token is on one side; the rest stays in order, and lines end where something was taken out."""
    whole = np.arange(60_000, dtype=np.int32)
    lines = [part for n in range(0, len(whole), length) for part in (whole[n : n + length], np.array([LINE_END], np.int32))]
    tokens = np.concatenate(lines)
    rest, apart = held_out(tokens.copy())
    a, b = rest[rest >= 0], apart[apart >= 0]
    assert sorted([*a.tolist(), *b.tolist()]) == whole.tolist() and (np.diff(a) > 0).all()
    assert 0.004 * len(whole) < len(b) <= 0.011 * len(whole)
    gaps = np.flatnonzero(np.diff(a) > 1)
    places = np.flatnonzero(rest >= 0)
    assert all((rest[places[g] : places[g + 1] + 1] == LINE_END).any() for g in gaps)
    assert held_out(tokens[:2000].copy())[1].size == 0


def test_the_sample_is_the_same_for_every_run(text: Encoded) -> None:
    _, apart = held_out(text.tokens.copy())
    first, again = (fixed_sample(apart, text.vocabulary, Settings()) for _ in range(2))
    assert first is not None and again is not None and len(first) > 500
    assert all(np.array_equal(getattr(first, k), getattr(again, k)) for k in ("centre", "outside", "negatives"))
    assert (first.negatives != first.outside[:, None]).all()


def test_another_text_may_be_held_out(text: Encoded, tmp_path: Path) -> None:
    path = tmp_path / "t.txt"
    path.write_text("the class is an unknownword object\n" * 40)
    known = known_words(corpus([path]), text.vocabulary)
    assert int((known >= 0).sum()) == 200
    run = begun(copy(text), Settings(**SMALL), forms.load(), apart=known)
    run.go()
    assert run.words == text.words and run.history[-1].held_out_loss is not None


# ---------------------------------------------------------------------------------------------- stretches and settings
def test_stretches_cover_the_corpus_and_prefer_line_ends() -> None:
    tokens = np.where(np.arange(300_000) % 37 == 36, LINE_END, 1).astype(np.int32)
    found = edges(tokens, 2, Settings())
    assert found[0] == 0 and found[-1] == len(tokens) and (np.diff(found) > 0).all()
    assert all(tokens[e - 1] == LINE_END for e in found[1:-1])
    assert edges(np.ones(500_000, np.int32), 1, Settings(window=1000))[-1] == 500_000


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"size": 0}, "--size 0: at least 1"), ({"window": 0}, "--window 0"), ({"negative": 0}, "--negative 0"), ({"threads": 0}, "--threads 0"),
        ({"epochs": 0}, "--epochs 0"), ({"min_count": 0}, "--min-count 0"), ({"sample": -1.0}, "--sample -1"), ({"sample": float("nan")}, "--sample nan"),
        ({"rate": 0.0}, "--rate 0"), ({"rate": float("nan")}, "--rate nan"), ({"rate": float("inf")}, "--rate inf"), ({"batch": 0}, "--batch 0"),
        ({"beta": 1.0}, "--beta 1"), ({"seed": -1}, "--seed -1"), ({"loss": "hinge"}, "--loss hinge: known are negative-sampling"),
        ({"optimizer": "lbfgs"}, "--optimizer lbfgs"), ({"size": 10**6}, "--size 1000000: at least 1 and at most 10000"), ({"max_size": 1}, "--max-size 1"),
    ],
)  # fmt: skip
def test_settings_out_of_range(setting: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message.replace("(", r"\(")):
        checked(Settings(**setting))


def test_more_samples_than_words() -> None:
    with pytest.raises(InputError, match="--negative 5: the vocabulary has 3 words"):
        train([["a", "b", "c"]] * 10, min_count=1)


# ---------------------------------------------------------------------------------------------- from Python
def test_callbacks_and_arrays() -> None:
    seen: list[tuple[int, float, tuple[int, ...]]] = []
    tokens = np.tile(np.array([0, 1, 2, 3, -1], np.int64), 400)
    vectors = train(
        tokens, words=["a", "b", "c", "d"], size=8, negative=2, min_count=1, sample=0, epochs=3,
        on_epoch=lambda epoch, now: seen.append((epoch.epoch, epoch.loss, now.centre.shape)),
    )  # fmt: skip
    assert isinstance(vectors, Vectors) and sorted(vectors.words) == ["a", "b", "c", "d"]
    assert vectors.centre.shape == (4, 8) and vectors.counts is not None and vectors.counts.tolist() == [400] * 4
    assert [s[0] for s in seen] == [1, 2, 3] and all(s[2] == (4, 8) for s in seen)
    with pytest.raises(TypeError, match="no setting dimension"):
        train(tokens, dimension=3)
    with pytest.raises(InputError, match="are for files"):
        train([["a", "b"]], lowercase=True)


def test_files_and_folders_from_python(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("one two three four five six seven\n" * 30)
    for source in (tmp_path, str(tmp_path / "a.txt"), [tmp_path / "a.txt", tmp_path / "b.txt"]):
        assert len(train(source, size=4, epochs=1)) == 7


def test_sentences_of_one_word_have_no_pairs() -> None:
    text = encode_sentences([["a"], ["b"], ["c"]] * 20, 1)
    run = begun(text, Settings(negative=1, min_count=1, epochs=1), forms.load())
    run.go()
    assert run.history[0].pairs == 0 and run.model.finite
