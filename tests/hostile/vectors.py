"""Hostile vectors, checkpoints, corpora, test files: `build(folder)` writes them and returns (name, argv after `python -m numeric`)."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import pickle
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from numeric.checkpoint import digest_of

ROOT = Path(__file__).resolve().parents[2]

CANARY = "CANARY"
WORDS = ["a", "rose", "is", "the", "cat", "sat", "on", "mat"]
LINE = b"a rose is a rose is a rose\nthe cat sat on the mat\n"
CORPUS = LINE * 50
HOSTILE = [
    "\x1b[31mred",
    "\x9b31m",
    "\u202eevil",
    "\u2066x",
    "a\x07b",
    "\udc80",
    "\ud800",
    "<script>",
    "=cmd|'/C calc'!A0",
    "$x^{",
    "a\x00b",
    "\u200b",
]


class Evil:
    def __reduce__(self) -> Any:
        return (os.system, (f"touch {CANARY}",))


def npy(array: Any, pickled: bool = False) -> bytes:
    out = io.BytesIO()
    np.save(out, array, allow_pickle=pickled)
    return out.getvalue()


def header(text: str, data: bytes = b"", version: bytes = b"\x01\x00") -> bytes:
    """An .npy file with a header of one's own."""
    raw = text.encode("latin-1", "replace")
    return b"\x93NUMPY" + version + len(raw).to_bytes(2 if version[0] == 1 else 4, "little") + raw + data


def npz(arrays: dict[str, Any], method: int = zipfile.ZIP_STORED) -> bytes:
    """An .npz file; members that are bytes go in as they are.  A digest is put right, so that what is checked after it is tried too."""
    if "digest" in arrays:
        whole = {name: np.asarray(a) for name, a in arrays.items() if not isinstance(a, bytes) and not np.asarray(a).dtype.hasobject}
        arrays = {**arrays, "digest": np.frombuffer(digest_of(whole), np.uint8)}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for name, a in arrays.items():
            file.writestr(name + ".npy", a if isinstance(a, bytes) else npy(a))
    return out.getvalue()


def told(value: Any) -> Any:
    return np.frombuffer(value if isinstance(value, bytes) else json.dumps(value).encode(), np.uint8)


def flipped(data: bytes, place: int, bit: int = 0) -> bytes:
    return data[:place] + bytes([data[place] ^ (1 << bit)]) + data[place + 1 :]


def binary(words: list[bytes], d: int, head: bytes | None = None) -> bytes:
    rows = b"".join(w + b" " + np.linspace(-1, 1, d).astype("<f4").tobytes() + b"\n" for w in words)
    return (head if head is not None else f"{len(words)} {d}\n".encode()) + rows


def text(words: list[bytes], d: int, head: bytes | None = None, number: bytes = b"0.5") -> bytes:
    rows = b"".join(w + b" " + b" ".join([number] * d) + b"\n" for w in words)
    return (head if head is not None else f"{len(words)} {d}\n".encode()) + rows


def build(folder: Path) -> list[tuple[str, list[str]]]:
    cases: list[tuple[str, list[str]]] = []

    def put(name: str, data: bytes) -> str:
        (folder / name).write_bytes(data)
        return name

    def vectors(name: str, data: bytes, word: str = "rose", ending: str = ".npz") -> None:
        cases.append((f"vectors_{name}", ["neighbours", put(f"v_{name}{ending}", data), word]))

    def checkpoint(name: str, data: bytes, *more: str) -> None:
        cases.append((f"checkpoint_{name}", ["train", "--resume", put(f"k_{name}.npz", data), *more]))

    def train(name: str, data: bytes, *more: str) -> None:
        place = put(f"c_{name}", data)
        cases.append(
            (f"corpus_{name}", ["train", place, "--output", f"o_{name}.npz", "--size", "4", "--min-count", "1", "--epochs", "1", *more])
        )

    def evaluate(name: str, option: str, data: bytes) -> None:
        cases.append((f"evaluate_{name}", ["evaluate", "good.npz", option, put(f"e_{name}", data)]))

    rng = np.random.default_rng(1)
    V = rng.normal(size=(8, 4)).astype(np.float32)
    good: dict[str, Any] = {"words": told(WORDS), "centre": V, "about": told({"a": 1}), "outside": V, "counts": np.arange(8, 0, -1)}
    whole = npz(good)
    put("good.npz", whole)
    words = [w.encode() for w in WORDS]
    # -------------------------------------------------------------------------------- .npz and .npy
    vectors("good", whole)
    vectors("empty", b"")
    vectors("empty_zip", npz({}))
    vectors("truncated", whole[: len(whole) // 2])
    vectors("truncated_end", whole[:-10])
    vectors("deflated_truncated", npz(good, zipfile.ZIP_DEFLATED)[:300])
    vectors("lzma", npz(good, zipfile.ZIP_LZMA))
    vectors("bzip2", npz(good, zipfile.ZIP_BZIP2))
    for place in range(0, len(whole), 41):
        vectors(f"bit_{place}", flipped(whole, place, place % 8))
    first = whole.index(b"\x93NUMPY", whole.index(b"centre.npy"))
    for place in range(first, first + 75, 3):
        vectors(f"header_bit_{place}", recrc(flipped(whole, place, place % 7)))
    for name, value in {
        "list": V.tolist(),
        "float64": V.astype(np.float64),
        "int": V.astype(np.int32),
        "complex": V.astype(complex),
        "bool": V > 0,
        "text": V.astype("U20"),
        "bytes": V.astype("S20"),
        "half": V.astype(np.float16),
        "big_endian": V.astype(">f4"),
        "fortran": np.asfortranarray(V),
        "flat": V.reshape(-1),
        "cube": V.reshape(2, 4, 4),
        "scalar": np.float32(1),
        "no_columns": V[:, :0],
        "no_rows": V[:0],
        "fewer_rows": V[:3],
        "nan": np.where(V > 1, np.nan, V),
        "inf": np.where(V > 1, np.inf, V),
        "zeros": V * 0,
        "huge": V * np.float32(3e38),
        "tiny": V * np.float32(1e-44),
        "float64_huge": V.astype(np.float64) * 1e300,
        "one_column": V[:, :1],
        "structured": np.zeros(8, [("a", "f4"), ("b", "f4")]),
        "dates": np.zeros((8, 4), "M8[s]"),
        "longdouble": V.astype(np.longdouble),
    }.items():
        vectors(f"centre_{name}", npz({**good, "centre": value}))
        if name in ("fewer_rows", "nan", "text", "scalar", "complex"):
            vectors(f"outside_{name}", npz({**good, "outside": value}))
            vectors(f"counts_{name}", npz({**good, "counts": value}))
    objects = npy(np.array([Evil()] * 8, dtype=object), True)
    for name in ("centre", "words", "about", "outside", "counts", "V", "more"):
        vectors(f"pickled_{name}", npz({**good, name: objects}))
        checkpoint(f"pickled_{name}", npz({**good, "state": told({}), "V": V, name: objects}))
    vectors("pickled_npy", objects, ending=".npy")
    vectors("pickle", pickle.dumps(Evil()), ending=".npz")
    vectors("pickle_named_txt", pickle.dumps([Evil()]), ending=".txt")
    vectors("plain_member", zipped({"words": b"no array", "centre": b"\x80\x04."}))
    vectors("pickle_member", zipped({"words.npy": pickle.dumps(Evil()), "centre.npy": pickle.dumps(Evil())}))
    vectors("member_twice", zipped({"words.npy": npy(good["words"]), "centre.npy": npy(V)}, twice=True))
    vectors(
        "member_paths",
        zipped({"../../../tmp/hb/canary": b"x", "/tmp/hb/canary": b"x", "words.npy": npy(good["words"]), "centre.npy": npy(V)}),
    )
    for name, head, data in (
        ("dimensions", "{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000, 1000000000), }\n", b""),
        ("dimensions_8_tb", "{'descr': '<f4', 'fortran_order': False, 'shape': (8, 300000000000), }\n", b""),
        ("dimensions_4_gb", "{'descr': '<f4', 'fortran_order': False, 'shape': (8, 134217728), }\n", b""),
        ("dimensions_negative", "{'descr': '<f4', 'fortran_order': False, 'shape': (-8, -4), }\n", b"\0" * 128),
        ("dimensions_minus_one", "{'descr': '<f4', 'fortran_order': False, 'shape': (8, -1), }\n", b"\0" * 128),
        ("dimensions_text", "{'descr': '<f4', 'fortran_order': False, 'shape': ('8', 4), }\n", b"\0" * 128),
        ("dimensions_overflow", "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296), }\n", b""),
        ("dimensions_5000_digits", "{'descr': '<f4', 'fortran_order': False, 'shape': (" + "9" * 5000 + ", 4), }\n", b""),
        ("dimensions_70", "{'descr': '<f4', 'fortran_order': False, 'shape': (" + "1, " * 70 + "), }\n", b"\0" * 4),
        ("code", "__import__('os').system('touch /tmp/hb/canary')\n", b""),
        ("code_in", "{'descr': __import__('os').system('touch /tmp/hb/canary'), 'fortran_order': False, 'shape': (8, 4), }\n", b""),
        ("deep", "(" * 9000 + ")" * 9000, b""),
        ("deep_list", "{'descr': " + "[" * 150 + "]" * 150 + ", 'fortran_order': False, 'shape': (8, 4), }\n", b""),
        ("descr_list", "{'descr': [('a', '<f4', (1000000, 1000000))], 'fortran_order': False, 'shape': (8,), }\n", b""),
        ("descr_zero", "{'descr': '|V0', 'fortran_order': False, 'shape': (8, 4), }\n", b""),
        ("descr_wrong", "{'descr': 'zz', 'fortran_order': False, 'shape': (8, 4), }\n", b""),
        ("descr_comma", "{'descr': '<f4,' , 'fortran_order': 3, 'shape': (8, 4), }\n", b""),
        ("descr_long", "{'descr': '<U999999999', 'fortran_order': False, 'shape': (8, 4), }\n", b""),
        ("list", "[1, 2]", b""),
        ("nothing", "", b""),
        ("nul", "\0" * 100, b""),
        ("unicode", "{'descr': '<f4', 'fortran_order': False, 'shape': (8, 4), 'é': 1}\n", b""),
    ):
        raw = header(head, data, b"\x02\x00" if len(head) > 60_000 else b"\x01\x00")
        vectors(f"npy_{name}", npz({**good, "centre": raw}))
        if name in ("dimensions", "dimensions_4_gb", "deep", "code", "descr_zero", "dimensions_5000_digits"):
            vectors(f"npy_words_{name}", npz({**good, "words": raw}))
            checkpoint(f"npy_{name}", npz({**good, "state": raw, "V": V, "U": V}))
    vectors("npy_version_9", npz({**good, "centre": header("{}", b"", b"\x09\x00")}))
    vectors("npy_header_long", npz({**good, "centre": b"\x93NUMPY\x02\x00\xff\xff\xff\xff{"}))
    zeros = header("{'descr': '<f4', 'fortran_order': False, 'shape': (8, 12500000), }\n", b"\0" * 400_000_000)
    vectors("bomb_400_mb", npz({**good, "centre": zeros}, zipfile.ZIP_DEFLATED))
    zeros = header("{'descr': '|u1', 'fortran_order': False, 'shape': (1500000000,), }\n", b"\0" * 10) + b"\0" * 1_499_999_990
    vectors("bomb_1500_mb_extra", npz({**good, "more": zeros}, zipfile.ZIP_DEFLATED))
    del zeros
    for name, value in {
        "nan": b"NaN",
        "deep": b"[" * 100_000 + b"]" * 100_000,
        "numbers": [1] * 8,
        "null": None,
        "text": "a",
        "object": {"a": 1},
        "empty": [],
        "empties": [""] * 8,
        "same": ["rose"] * 8,
        "not_utf8": b'["\xff"]',
        "huge_number": b"[" + b"9" * 5000 + b"]",
        "fewer": WORDS[:2],
        "blanks": [" ", "\n", "\t", "\r", "\u2028", "\x00", "rose", "a b"],
        "hostile": HOSTILE[:7] + ["rose"],
        "hostile_more": HOSTILE[5:] + ["rose"],
        "long": [*WORDS[:6], "rose", "a" * 3_000_000],
        "bidi": ["rose", *("\u202e" + w for w in WORDS[:7])],
    }.items():
        vectors(f"words_{name}", npz({**good, "words": told(value)}))
        vectors(f"words_{name}_unknown", npz({**good, "words": told(value)}), "roze")
    for name, value in {
        "nan": b"NaN",
        "deep": b"[" * 100_000 + b"]" * 100_000,
        "not_json": b"{",
        "list": [1],
        "digits": b"9" * 5000,
    }.items():
        vectors(f"about_{name}", npz({**good, "about": told(value)}))
    vectors("words_floats", npz({**good, "words": np.ones(8)}))
    vectors("words_scalar", npz({**good, "words": np.uint8(48)}))
    vectors("words_texts", npz({**good, "words": np.array(WORDS)}))
    cases.append(("vectors_unknown_hostile", ["neighbours", "good.npz", "\x1b[31mroze\u202e"]))
    cases.append(("vectors_path_hostile", ["neighbours", "\x1b[31m\u202ex.npz", "rose"]))
    cases.append(("vectors_count_huge", ["neighbours", "good.npz", "rose", "--count", "9" * 4000]))
    cases.append(("vectors_count_digits", ["neighbours", "good.npz", "rose", "--count", "9" * 5000]))
    cases.append(("vectors_word_long", ["neighbours", "good.npz", "a" * 100_000]))
    cases.append(("vectors_word_empty", ["neighbours", "good.npz", "", " "]))
    put("v_hostile.npz", npz({**good, "words": told(HOSTILE[:7] + ["rose"])}))
    put("v_hostile2.npz", npz({**good, "words": told(HOSTILE[5:] + ["rose"])}))
    for name in ("v_hostile", "v_hostile2"):
        cases.append((f"plot_{name}", ["plot", f"{name}.npz", "--output", f"{name}.png"]))
    for name in (
        "good",
        "v_words_same",
        "v_words_empties",
        "v_centre_zeros",
        "v_centre_one_column",
        "v_centre_huge",
        "v_words_long",
        "v_centre_tiny",
    ):
        cases.append((f"plot_{name}", ["plot", f"{name}.npz", "--output", f"p_{name}.png"]))
    cases.append(("plot_over_input", ["plot", "good.npz", "--output", "good.npz"]))
    cases.append(("plot_unknown", ["plot", "good.npz", "\x9b31mnothing", "--output", "x.png"]))
    cases.append(("plot_digits", ["plot", "good.npz", "rose", "rose", "--output", "a" * 300 + ".png"]))
    # -------------------------------------------------------------------------------- word2vec's formats
    vectors("bin", binary(words, 4), ending=".bin")
    vectors("txt", text(words, 4), ending=".txt")
    for name, head in {
        "huge": b"99999999999999 99999999\n",
        "tera": b"1000000 1000000\n",
        "columns": b"8 1000000000\n",
        "rows": b"1000000000 4\n",
        "zero": b"0 0\n",
        "negative": b"-8 -4\n",
        "float": b"8.0 4.0\n",
        "nan": b"nan nan\n",
        "unicode": "٨ ٤\n".encode(),
        "digits": b"9" * 150 + b" 4\n",
        "digits_5000": b"9" * 5000 + b" 4\n",
        "one": b"8\n",
        "three": b"8 4 4\n",
        "nothing": b"\n",
        "plus": b"+8 +4\n",
        "underscore": b"8 0_4\n",
        "more": b"9 4\n",
        "fewer": b"7 4\n",
        "no_end": b"8 4",
        "carriage": b"8 4\r\n",
        "superscript": "² ²\n".encode(),
        "blank": b" 8 4 \n",
    }.items():
        vectors(f"bin_head_{name}", binary(words, 4, head), ending=".bin")
        vectors(f"txt_head_{name}", text(words, 4, head), ending=".txt")
    for name, number in {
        "nan": b"nan",
        "inf": b"-inf",
        "huge": b"1e999",
        "hex": b"0x1p3",
        "underscore": b"1_0",
        "unicode": "٣".encode(),
        "digits": b"9" * 5000,
        "comma": b"0,5",
        "empty": b"",
        "denormal": b"1e-45",
        "words": b"a",
        "nul": b"0\x00",
    }.items():
        vectors(f"txt_number_{name}", text(words, 4, None, number), ending=".txt")
        vectors(f"glove_number_{name}", text(words, 4, b"", number), ending=".txt")
    raw_words = {
        "empty": b"",
        "same": b"rose",
        "escape": b"\x1b[31mx",
        "c1": b"\xc2\x9b31m",
        "bidi": "\u202ex".encode(),
        "not_utf8": b"\xff\xfe",
        "surrogate": b"\xed\xa0\x80",
        "nul": b"a\x00b",
        "newline": b"a\nb",
        "carriage": b"a\rb",
        "long": b"a" * 99_000,
        "too_long": b"a" * 300_000,
    }
    for name, word in raw_words.items():
        many = [word, *words[1:]]
        vectors(f"bin_word_{name}", binary(many, 4), ending=".bin")
        vectors(f"txt_word_{name}", text(many, 4), ending=".txt")
    vectors("bin_truncated", binary(words, 4)[:-9], ending=".bin")
    vectors("txt_truncated", text(words, 4)[:-9], ending=".txt")
    vectors("bin_goes_on", binary(words, 4) + b"more", ending=".bin")
    vectors("bin_zeros", b"8 4\n" + b"\0" * 10_000, ending=".bin")
    vectors("bin_spaces", b"8 4\n" + b" " * 10_000, ending=".bin")
    vectors("bin_nan", b"8 4\n" + b"".join(w + b" " + b"\xff" * 16 for w in words), ending=".bin")
    vectors("bin_no_space", b"2000000 4\n" + b"a" * 30_000_000, ending=".bin")
    vectors("txt_one_line_5_mb", b"a" * 5_000_000, ending=".txt")
    vectors("txt_numbers_5_mb", b"rose " + b"1 " * 2_500_000, ending=".txt")
    vectors("txt_glove_long_row", b"rose " + b"0.1 " * 250_000 + b"\n", ending=".txt")
    vectors("txt_uneven", text(words, 4)[:-1] + b" 0.5 0.5\n", ending=".txt")
    vectors("gz", gzip.compress(text(words, 4)), ending=".txt.gz")
    vectors("gz_truncated", gzip.compress(text(words, 4))[:-12], ending=".gz")
    vectors("gz_damaged", flipped(gzip.compress(text(words, 4)), 30, 3), ending=".gz")
    vectors("gz_bomb_line", gzip.compress(b"8 4\n" + b"a" * 300_000_000), ending=".gz")
    vectors("gz_bomb_rows", gzip.compress(b"1000000000 1\n" + b"a 1\n" * 10_000_000, 6), ending=".gz")
    vectors("gz_bomb_spaces", gzip.compress(b"100000000 100\n" + b" " * 300_000_000), ending=".gz")
    vectors("gz_in_gz", gzip.compress(gzip.compress(text(words, 4))), ending=".gz")
    vectors("pdf", b"%PDF-1.4\n" + b"\0" * 1000, ending=".bin")
    # -------------------------------------------------------------------------------- checkpoints
    put("c.txt", CORPUS)
    state = state_of(folder)
    data = state.pop("state")
    arrays: dict[str, Any] = state

    def point(name: str, change: dict[str, Any], *more: str, **others: Any) -> None:
        checkpoint(name, npz({"state": told({**data, **change}), **arrays, **others}), *more)

    point("good", {})
    checkpoint("empty", b"")
    checkpoint("is_vectors", whole)
    checkpoint("npy", npy(V))
    for name, value in {
        "text": "x",
        "none": None,
        "nan": float("nan"),
        "huge": 10**9,
        "zero": 0,
        "negative": -1,
        "list": [],
        "float": 1.5,
        "true": True,
        "digits": 10**4000,
        "inf": float("inf"),
        "object": {},
    }.items():
        for key in (
            "size",
            "window",
            "threads",
            "seed",
            "loss",
            "rate",
            "sample",
            "epochs",
            "batch",
            "min_count",
            "max_size",
            "beta",
            "negative",
        ):
            if name in ("text", "nan", "huge", "negative") or (key in ("size", "seed", "epochs", "threads", "batch") and name != "true"):
                point(f"settings_{key}_{name}", {"settings": {**data["settings"], key: value}})
        for key in ("settings", "epoch", "stretch", "seconds", "totals", "history", "text", "cut_for", "told", "forms", "kind", "version"):
            if name in ("text", "none", "negative", "digits", "list") or (key in ("cut_for", "epoch", "stretch") and name != "true"):
                point(f"state_{key}_{name}", {key: value})
    for key in ("output", "outside", "history", "checkpoint", "held_out", "corpus", "every", "sheet", "folder", "lowercase"):
        for name, value in {
            "number": 3,
            "list": [3],
            "object": {},
            "passwd": "/etc/passwd",
            "nul": "a\0b",
            "hostile": "\x1b[31m\u202e",
            "zero": 0,
            "surrogate": "\ud800",
            "folder": "/",
            "dots": "../../../../../../etc/hb",
        }.items():
            if name in ("number", "nul", "hostile", "surrogate") or key in ("sheet", "folder", "corpus"):
                point(f"told_{key}_{name}", {"told": {**data["told"], key: value}, "epoch": 1, "stretch": 0})
    point("told_output_canary", {"told": {**data["told"], "output": CANARY}})
    point("told_more", {"told": {**data["told"], "more": 1}})
    point("forms_code", {"forms": dict.fromkeys(data["forms"], "__import__('os').system('touch /tmp/hb/canary')")})
    point("history_wrong", {"history": [{"epoch": 1}]})
    point("history_extra", {"history": [{**data["history"][0], "x": 1}]})
    point("history_text", {"history": [dict.fromkeys(data["history"][0], "x")]})
    point("history_lists", {"history": [[1, 2, 3]] * 3, "epoch": 1})
    point("totals_short", {"totals": [0.0], "epoch": 1, "stretch": 0})
    point("totals_text", {"totals": ["a", "b", "c"], "epoch": 1})
    point("epoch_far", {"epoch": 10**6, "stretch": 10**9})
    point("cut_for_large", {"cut_for": 10**9, "epoch": 1, "stretch": 0})
    point("V_nan", {"epoch": 1}, V=np.full((8, 8), np.nan, np.float32))
    point("V_other_size", {"epoch": 1}, V=np.ones((8, 3), np.float32))
    point("V_one_column", {"epoch": 1}, V=np.ones((8, 1), np.float32))
    point("V_text", {"epoch": 1}, V=np.array([["x"] * 8] * 8))
    point("V_complex", {"epoch": 1}, V=np.ones((8, 8), complex))
    point("V_scalar", {"epoch": 1}, V=np.float32(1))
    point("U_missing_rows", {"epoch": 1}, U=np.ones((3, 8), np.float32))
    point("counts_text", {"epoch": 1}, counts=np.array(["x"] * 8))
    point("counts_scalar", {}, counts=np.int64(8))
    point("words_other", {}, words=told(HOSTILE[:8]))
    point("words_deep", {}, words=told(b"[" * 100_000 + b"]" * 100_000))
    checkpoint("state_deep", npz({**arrays, "state": told(b"[" * 100_000 + b"]" * 100_000)}))
    checkpoint("state_list", npz({**arrays, "state": told([])}))
    checkpoint("state_null", npz({**arrays, "state": told(None)}))
    checkpoint("state_digits", npz({**arrays, "state": told(b"9" * 5000)}))
    checkpoint("state_surrogates", npz({**arrays, "state": told(b'"\\ud800"')}))
    full = npz({"state": told(data), **arrays})
    for place in range(0, len(full), 173):
        checkpoint(f"bit_{place}", recrc(flipped(full, place, place % 8)))
    cases.append(("checkpoint_digits_option", ["train", "--resume", "k_good.npz", "--threads", "9" * 5000]))
    # -------------------------------------------------------------------------------- corpora
    train("good", CORPUS)
    train("empty", b"")
    train("blank", b" \n\t\n" * 1000)
    train("nul", b"\0" * 1_000_000)
    train("nul_late", LINE * 20_000 + b"\0" * 100 + LINE)
    train("one_word", b"a\n")
    train("one_word_often", b"a " * 10_000)
    train("two_words", b"a b " * 1000)
    train("two_words_softmax", b"a b " * 1000, "--loss", "naive-softmax")
    train("one_line_5_mb", b"abcde fghi " * 460_000)
    train("one_word_5_mb", b"a" * 5_000_000)
    train("one_word_40_mb", b"a" * 40_000_000)
    train("not_utf8", b"\xff\xfe\xfd abc " * 1000)
    train("not_utf8_few", CORPUS + b"caf\xe9 \xed\xa0\x80 \xf4\x90\x80\x80 \xc0\x80\n" + CORPUS)
    train("utf16", CORPUS.decode().encode("utf-16"))
    train(
        "hostile_words",
        (" ".join(h.encode("utf-8", "surrogatepass").decode("utf-8", "replace").replace("\0", "") for h in HOSTILE) + "\n").encode() * 50,
    )
    train("hostile_words_text", ("\x1b[31mred \u202eevil \u2066x \x9b31m\n" * 100).encode())
    train("separators", "a\u2028b\u2029c\x85d\x0be\x0cf\x1cg\xa0h\n".encode() * 300)
    train("carriage", b"a b c\rd e f\r" * 300)
    train("lines_empty", b"\n" * 5_000_000 + LINE * 100)
    train("gz_bomb", gzip.compress(b"a b c d " * 12_000_000))
    train("gz_truncated", gzip.compress(CORPUS)[:-12])
    train("xz_truncated", lzma.compress(CORPUS)[:-12])
    train("bz2_damaged", flipped(bz2.compress(CORPUS), 20, 1))
    train("gz_empty", gzip.compress(b""))
    train("gz_head", b"\x1f\x8b\x08")
    train("zip", whole)
    train("words_1_million", b"".join(b"w%d " % i for i in range(1_000_000)))
    train("unicode_words", "".join(chr(i) + " " for i in range(0x21, 0xD7FF) if i != 0x7F).encode() * 2)
    for name, more in {
        "size_0": ["--size", "0"],
        "size_huge": ["--size", "999999999"],
        "size_digits": ["--size", "9" * 5000],
        "window_0": ["--window", "0"],
        "rate_nan": ["--rate", "nan"],
        "rate_inf": ["--rate", "inf"],
        "rate_huge": ["--rate", "999"],
        "sample_nan": ["--sample", "nan"],
        "epochs_huge": ["--epochs", "9" * 20],
        "threads_1024": ["--threads", "1024"],
        "threads_1024_deterministic": ["--threads", "1024", "--deterministic"],
        "seed_huge": ["--seed", "9" * 30],
        "negative_64": ["--negative", "64"],
        "negative_7": ["--negative", "7"],
        "every_0": ["--every", "0"],
        "min_count_huge": ["--min-count", "9" * 30],
        "max_size_1": ["--max-size", "1"],
        "batch_huge": ["--optimizer", "adam", "--batch", "1000000"],
        "sheet_passwd": ["--sheet", "/etc/passwd"],
        "sheet_zero": ["--sheet", "/dev/zero"],
        "sheet_loop": ["--sheet", "loop"],
        "sheet_name": ["--sheet", "\x1b[31m\u202e"],
        "sheet_activation": ["--sheet", "activation"],
        "held_out_nul": ["--held-out", "c_nul"],
        "held_out_self": ["--held-out", "c.txt"],
        "output_zero": ["--history", "/dev/full"],
        "output_folder": ["--history", "/"],
        "size_10000": ["--size", "10000"],
        "window_1000": ["--window", "1000"],
    }.items():
        argv = ["train", "c.txt", "--output", "o_option.npz", "--size", "4", "--min-count", "1", "--epochs", "1"]
        cases.append((f"option_{name}", [*argv, *more]))
    put("cycle.toml", b"include = 'cycle.toml'\n")
    put("include3.toml", b"include = 3\n")
    put("include_mixed.toml", b"include = [3, {a = 1}]\n")
    put("include_table.toml", b"include = {a = 1}\n")
    put("digits.toml", b"title = " + b"9" * 5000 + b"\n")
    put("deep.toml", b"title = " + b"[" * 50_000 + b"]" * 50_000 + b"\n")
    put("nul.toml", b'include = "a\\u0000b"\n')
    put("folder.toml", b"include = '/'\n")
    for n in range(1, 25):
        put(f"ladder_{n}.toml", f"include = ['ladder_{n - 1}.toml', 'ladder_{n - 1}.toml']\n".encode())
    put("ladder_0.toml", b"")
    for name in ("cycle", "include3", "include_mixed", "include_table", "digits", "deep", "nul", "folder", "ladder_24"):
        cases.append((f"sheet_{name}", ["gradcheck", "--sheet", f"{name}.toml"]))
    cases.append(("gradcheck_seed", ["gradcheck", "--seed", "9" * 4000]))
    # -------------------------------------------------------------------------------- pairs and analogies
    for name, raw in {
        "empty": b"",
        "nan": b"a rose nan\nis the nan\n",
        "inf": b"a rose inf\nis the -inf\ncat sat 1e999\n",
        "words": b"a rose x\n",
        "two": b"a rose\n",
        "digits": b"a rose " + b"9" * 5000 + b"\nis the 1\n",
        "not_utf8": b"\xff\xff\n",
        "nul": b"\0" * 1000,
        "hostile": "\x1b[31m \u202e \x9b31m\n".encode(),
        "five": b"a b c d e\n",
        "same": b"a a 1\nrose rose 1\n",
        "line": b"a" * 5_000_000,
        "tabs": b"a\t\t1\n\t\t\n",
        "bom": b"\xef\xbb\xbfa rose 1\nis the 2\n",
        "carriage": b"a rose 1\ris the 2\r",
        "separators": "a\u2028rose 1\x85is the 2\x1ca b 3\n".encode(),
        "unknown": b"q w 1\ne r 2\n",
    }.items():
        evaluate(f"pairs_{name}", "--pairs", raw)
        evaluate(f"analogies_{name}", "--analogies", raw)
    for name, raw in {
        "good": b": s\na rose is the\n",
        "section_hostile": ": \x1b[31m\u202e\x9b31m\na rose is the\n".encode(),
        "no_section": b"a rose is the\n",
        "section_only": b": s\n: t\n",
        "section_empty": b":\na rose is the\n",
        "sections": b"".join(b": s%d\na rose is the\n" % i for i in range(3000)),
        "many": b": s\n" + b"a rose is the\n" * 300_000,
    }.items():
        evaluate(f"analogies_{name}", "--analogies", raw)
    put("\x1b[31m\u202efile.txt", b"a rose 1\nis the 2\n")
    cases.append(("evaluate_name_hostile", ["evaluate", "good.npz", "--pairs", "\x1b[31m\u202efile.txt"]))
    # -------------------------------------------------------------------------------- special files
    os.mkfifo(folder / "fifo")
    os.mkfifo(folder / "fifo.npz")
    (folder / "zero").symlink_to("/dev/zero")
    (folder / "loop").symlink_to("loop")
    (folder / "dir").mkdir()
    (folder / "dir" / "self").symlink_to(".")
    (folder / "dir" / "fifo").symlink_to("../fifo")
    (folder / "dir" / "zero").symlink_to("/dev/zero")
    (folder / "full").mkdir()
    (folder / "full" / "\x1b[31m\u202ename.bin").write_bytes(b"\0\0")
    (folder / "full" / "c.txt").write_bytes(CORPUS)
    for name in ("fifo", "zero", "loop", "dir", "missing", "/dev/null", "/dev/full", "/proc/self/mem", "/proc/self/environ", "a\udcff"):
        short = name.strip("/").replace("/", "_").replace("\udcff", "surrogate")
        cases.append((f"special_vectors_{short}", ["neighbours", name, "rose"]))
        cases.append((f"special_resume_{short}", ["train", "--resume", name]))
        cases.append((f"special_corpus_{short}", ["train", name, "--output", "x.npz", "--min-count", "1", "--size", "4"]))
        cases.append((f"special_pairs_{short}", ["evaluate", "good.npz", "--pairs", name]))
        cases.append(
            (f"special_held_out_{short}", ["train", "c.txt", "--output", "x.npz", "--held-out", name, "--min-count", "1", "--size", "4"])
        )
        cases.append((f"special_plot_{short}", ["plot", name, "--output", "x.png"]))
        cases.append((f"special_sheet_{short}", ["gradcheck", "--sheet", name]))
    cases.append(("special_corpus_full", ["train", "full", "--output", "x.npz", "--min-count", "1", "--size", "4", "--epochs", "1"]))
    cases.append(("special_output_over_corpus", ["train", "c.txt", "--output", "c.txt", "--min-count", "1", "--size", "4"]))
    for option in ("--output", "--outside", "--history", "--checkpoint"):
        path = "fifo" if option != "--checkpoint" else "fifo.npz"
        files = [option, path] if option == "--output" else ["--output", "y.npz", option, path]
        cases.append((f"special_fifo_{option[2:]}", ["train", "c.txt", *files, "--min-count", "1", "--size", "4", "--epochs", "1"]))
    cases.append(("special_plot_to_fifo", ["plot", "good.npz", "--output", "fifo"]))
    cases.append(("special_output_full", ["train", "c.txt", "--output", "/dev/full", "--min-count", "1", "--size", "4", "--epochs", "1"]))
    assert len({n for n, _ in cases}) == len(cases)
    return cases


def recrc(data: bytes) -> bytes:
    """Stored members of a zip with their checksums put right, so that a flipped bit reaches the reader of arrays."""
    import struct
    import zlib

    out = bytearray(data)
    central = data.rfind(b"PK\x05\x06")
    count, _, start = struct.unpack("<HII", data[central + 10 : central + 20]) if central >= 0 else (0, 0, 0)
    at = start
    for _ in range(count):
        if data[at : at + 4] != b"PK\x01\x02" or at + 46 > len(data):
            break
        size, n, m, k, local = (*struct.unpack("<I", data[at + 20 : at + 24]), *struct.unpack("<HHH", data[at + 28 : at + 34]), 0)
        (local,) = struct.unpack("<I", data[at + 42 : at + 46])
        if local + 30 <= len(data):
            name, extra = struct.unpack("<HH", data[local + 26 : local + 30])
            body = data[local + 30 + name + extra : local + 30 + name + extra + size]
            crc = struct.pack("<I", zlib.crc32(body))
            out[at + 16 : at + 20] = crc
            out[local + 14 : local + 18] = crc
        at += 46 + n + m + k
    return bytes(out)


def zipped(members: dict[str, bytes], twice: bool = False) -> bytes:
    import warnings

    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w") as file:
        warnings.simplefilter("ignore")
        for _ in range(1 + twice):
            for name, raw in members.items():
                file.writestr(name, raw)
    return out.getvalue()


def state_of(folder: Path) -> dict[str, Any]:
    """A true checkpoint of a tiny run, made by the program."""
    options = "--output out.npz --checkpoint true.npz --size 8 --min-count 1 --epochs 2 --threads 1"
    argv = [sys.executable, "-m", "numeric", "train", "c.txt", *options.split()]
    subprocess.run(argv, cwd=folder, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True)
    with np.load(folder / "true.npz") as file:
        found: dict[str, Any] = {name: file[name] for name in file.files}
    return {**found, "state": json.loads(found["state"].tobytes())}
