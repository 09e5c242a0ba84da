"""The trainer beside gensim: speed, quality, memory, the naive softmax.

    python benchmarks/train.py [CORPUS [FOLDER]] [--only speed,quality,text,memory,softmax,compile] [--rounds 3]

CORPUS is a text file, FOLDER holds mixed-english-heldout.txt, wordsim353.tsv, simlex999.txt, questions-words.txt and
sst_sentences.txt (default: ../shared/data).  gensim is pip install '.[benchmark]'.  Both train on the same words in one process, in
turn; a figure is the median of the rounds.  Speed is words of the corpus a second of training, without reading and compiling.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]

import numpy as np  # noqa: E402

from numeric import Vectors, forms  # noqa: E402
from numeric.corpus import corpus  # noqa: E402
from numeric.evaluation import analogies, word_pairs  # noqa: E402
from numeric.sample import fixed_sample  # noqa: E402
from numeric.settings import Settings  # noqa: E402
from numeric.training import begun, known_words  # noqa: E402
from numeric.vocabulary import Encoded, encode  # noqa: E402

DATA = ROOT.parent / "shared" / "data"
KINDS = ((100, 5), (300, 5), (100, 15))
BATCHES = (256, 1024, 4096)
NOTHING = np.zeros(0, np.int32)


def again(encoded: Encoded) -> Encoded:
    return Encoded(encoded.vocabulary, encoded.tokens.copy(), encoded.words, encoded.read)


def ours(encoded: Encoded, seed: int = 1, **settings: Any) -> tuple[float, Any]:
    """Seconds of training, and the run."""
    run = begun(again(encoded), Settings(seed=seed, **settings), forms.load(), apart=NOTHING)
    start = time.perf_counter()
    run.go()
    return time.perf_counter() - start, run


def theirs(lines: list[list[str]], seed: int = 1, *, size: int, negative: int, threads: int, epochs: int) -> tuple[float, Any]:
    from gensim.models import Word2Vec

    model = Word2Vec(
        vector_size=size, window=5, negative=negative, sample=1e-3, min_count=5, sg=1, workers=threads, epochs=epochs, seed=seed
    )  # fmt: skip
    model.build_vocab(lines)
    start = time.perf_counter()
    model.train(lines, total_examples=model.corpus_count, epochs=epochs)
    return time.perf_counter() - start, model


def speed(encoded: Encoded, lines: list[list[str]], rounds: int) -> None:
    plain, apart = (
        statistics.median(encoded.read / ours(encoded, s, threads=2, epochs=1, deterministic=d)[0] for s in range(rounds))
        for d in (False, True)
    )
    print(f"2 threads: {plain / 1e3:,.0f} thousand words/s; --deterministic {apart / 1e3:,.0f}", flush=True)
    for size, negative in KINDS:
        for threads in (1, 2):
            ours(
                Encoded(encoded.vocabulary, encoded.tokens[:20_000], 20_000, 20_000),
                size=size,
                negative=negative,
                threads=threads,
                epochs=1,
            )  # compiles
            fast, slow = [], []
            for seed in range(rounds):
                kind = {"size": size, "negative": negative, "threads": threads, "epochs": 1}
                slow.append(encoded.read / theirs(lines, seed, **kind)[0])
                fast.append(encoded.read / ours(encoded, seed, **kind)[0])
            a, b = statistics.median(fast), statistics.median(slow)
            print(
                f"size {size}, negative {negative}, {threads} thread{'s' * (threads > 1)}: {a / 1e3:,.0f} thousand words/s, "
                f"gensim {b / 1e3:,.0f}; "
                f"ratio {a / b:.1f} (rounds {', '.join(f'{x / y:.1f}' for x, y in zip(fast, slow, strict=True))})", flush=True
            )  # fmt: skip


def quality(encoded: Encoded, lines: list[list[str]], data: Path) -> None:
    """3 epochs, 2 threads, mean of two seeds; held-out loss of both by the same proven form on the same pairs."""
    vocabulary = encoded.vocabulary
    apart = known_words(corpus([data / "mixed-english-heldout.txt"]), vocabulary)
    sample = fixed_sample(apart, vocabulary, Settings())
    assert sample is not None
    rows: dict[str, list[list[float]]] = {"ours": [], "gensim": []}
    for seed in (1, 2):
        kind = {"size": 100, "negative": 5, "threads": 2, "epochs": 3}
        _, run = ours(encoded, seed, **kind)
        _, model = theirs(lines, seed, **kind)
        order = [model.wv.key_to_index[w] for w in vocabulary.words]
        for name, V, U in (("ours", run.model.centre, run.model.outside), ("gensim", model.wv.vectors[order], model.syn1neg[order])):
            vectors = Vectors(vocabulary.words, V)
            pairs = [word_pairs(vectors, data / f).spearman or 0.0 for f in ("wordsim353.tsv", "simlex999.txt")]
            total = analogies(vectors, data / "questions-words.txt").total
            rows[name].append([*pairs, total.accuracy or 0.0, sample.loss(V, U, forms.load(), "negative-sampling")])
            print(f"  seed {seed}, {name}: " + " ".join(f"{x:.4f}" for x in rows[name][-1]), flush=True)
    means = {name: np.mean(r, axis=0) for name, r in rows.items()}
    for name, mean in means.items():
        print(f"{name}: WordSim-353 {mean[0]:.3f}, SimLex-999 {mean[1]:.3f}, analogies {mean[2]:.3f}, held-out loss {mean[3]:.4f}")
    d = means["ours"] - means["gensim"]
    print(f"ours − gensim: {d[0]:+.3f}, {d[1]:+.3f}, {d[2]:+.3f}; loss {d[3] / means['gensim'][3]:+.2%}")


def text(path: Path, rounds: int) -> None:
    encode(corpus([path]))  # compiles
    rates = []
    for _ in range(rounds):
        start = time.perf_counter()
        found = encode(corpus([path]))
        rates.append(found.read / (time.perf_counter() - start))
    print(f"vocabulary and encoding, unpacking included: {statistics.median(rates) / 1e6:.1f} million words/s ({found.read:,} words)")


def command(*words: str, environment: dict[str, str] | None = None) -> tuple[float, float]:
    """Seconds and peak memory (MB) of a command."""
    with tempfile.TemporaryFile() as out:
        start = time.perf_counter()
        child = subprocess.Popen(
            [sys.executable, *words], stdout=out, stderr=out, env={**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})}
        )
        _, status, used = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - start
        if status:
            out.seek(0)
            raise SystemExit(out.read().decode())
    return seconds, used.ru_maxrss / 1e3


def memory(path: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for size in (100, 300):
            history = Path(folder) / "h.json"
            _, peak = command(
                "-m", "numeric", "train", str(path), "--output", f"{folder}/v.bin", "--size", str(size), "--epochs", "1", "--threads", "2",
                "--history", str(history)
            )  # fmt: skip
            told = json.loads(history.read_text())
            tokens, matrices = 4 * told["words"] / 1e6, 2 * 4 * told["vocabulary"] * size / 1e6
            bound = 1.2 * (tokens + matrices) + 200
            print(f"peak memory, size {size}: {peak:.0f} MB; 1.2 × (tokens {tokens:.0f} + matrices {matrices:.0f}) + 200 = {bound:.0f} MB")


def compile_time() -> None:
    """The embedded corpus, one epoch, with an empty cache and then with a full one."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {"DERIVE_KEEP_KERNELS": "1", "XDG_CACHE_HOME": folder, "NUMBA_CACHE_DIR": f"{folder}/numba"}
        script = (
            "import time, numpy as np; from numeric import forms; from numeric.kernels import Kernel; from numeric.drawing import seed_of\n"
            "f = forms.load(); start = time.perf_counter(); k = Kernel({0}, {1}, 5, f).worker()\n"
            "V = np.zeros((9, k.kernel.shape.row), np.float32)\n"
            "t = np.arange(9, dtype=np.int32); a = np.tile(np.array([2**32 - 1, 0], np.uint32), (9, 1))\n"
            "k.advance(t, 0, 9, np.full(9, 2**32 - 1, np.uint32), a, V, V.copy(), .1, 0., .1, seed_of(1))\n"
            "print(time.perf_counter() - start)"
        )
        for size, negative in KINDS:
            times = []
            for _ in range(2):
                done = subprocess.run(
                    [sys.executable, "-c", script.format(size, negative)], env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
                    capture_output=True, text=True, check=True,
                )  # fmt: skip
                times.append(float(done.stdout))
            print(f"kernel for size {size}, negative {negative}: compiled in {times[0]:.1f} s, then from the cache in {times[1]:.2f} s")
        for name in ("first", "second"):
            seconds, _ = command("-m", "numeric", "train", "--output", f"{folder}/v.npz", environment=environment)
            print(f"python -m numeric train on the embedded text, {name} time: {seconds:.1f} s")


def softmax(data: Path, rounds: int) -> None:
    """The naive softmax on SST against a loop over single pairs with the same forms, and every batch size at the default settings."""
    encoded = encode(corpus([data / "sst_sentences.txt"]), 1)
    lowered = forms.load()
    grad_v, grad_U = lowered.function("softmax_grad_v"), lowered.function("softmax_grad_U")
    random = np.random.default_rng(1)
    words = len(encoded.vocabulary)
    sample = fixed_sample(encoded.tokens[:20_000], encoded.vocabulary, Settings(loss="naive-softmax"))
    assert sample is not None
    ratios = []
    for seed in range(rounds):
        rates = {}
        for kind in (np.float64, np.float32):  # NumPy's own, as in coursework; and the trainer's
            V, U = random.uniform(-0.01, 0.01, (words, 100)).astype(kind), np.zeros((words, 100), kind)
            start, pairs = time.perf_counter(), 0
            while time.perf_counter() - start < 4:
                c, o = sample.centre[pairs : pairs + 1], sample.outside[pairs : pairs + 1]
                v = V[c]
                dv, dU = grad_v(v, U, o), grad_U(v, U, o)
                V[c] -= kind(0.025) * dv
                U -= kind(0.025) * dU
                pairs += 1
            rates[kind] = pairs / (time.perf_counter() - start)
        seconds, run = ours(encoded, seed, loss="naive-softmax", min_count=1, epochs=1, threads=2)
        fast = run.history[0].pairs / seconds
        ratios.append([fast / r for r in rates.values()])
        loops = ", ".join(f"{r:.0f}" for r in rates.values())
        print(f"  naive softmax: {fast / 1e3:.1f} thousand pairs/s; loops {loops} pairs/s (float64, float32)", flush=True)
    middle = np.median(ratios, axis=0)
    print(f"naive softmax, V = {words:,}: median ratio {middle[0]:.0f} to the loop in float64, {middle[1]:.0f} to that in float32")
    for batch in BATCHES:
        _, run = ours(encoded, 1, loss="naive-softmax", min_count=1, epochs=3, threads=2, batch=batch)
        print(f"  batch {batch}: loss by epoch {', '.join(f'{e.loss:.3f}' for e in run.history)} nats", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("corpus", nargs="?", type=Path, default=DATA / "mixed-english-8m.txt.xz")
    parser.add_argument("data", nargs="?", type=Path, default=DATA)
    parser.add_argument("--only", default="text,compile,memory,speed,quality,softmax")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    parts = arguments.only.split(",")
    jobs: dict[str, Callable[[], None]] = {
        "text": lambda: text(arguments.corpus, arguments.rounds),
        "compile": compile_time,
        "memory": lambda: memory(arguments.corpus),
        "softmax": lambda: softmax(arguments.data, arguments.rounds),
    }
    for part in parts:
        if part in jobs:
            jobs[part]()
    if {"speed", "quality"} & set(parts):
        text_of_it = b"".join(corpus([arguments.corpus]).blocks())
        lines = [line.decode().split() for line in text_of_it.split(b"\n") if line.strip()]
        del text_of_it
        encoded = encode(corpus([arguments.corpus]))
        if "speed" in parts:
            speed(encoded, lines, arguments.rounds)
        if "quality" in parts:
            quality(encoded, lines, arguments.data)


if __name__ == "__main__":
    main()
