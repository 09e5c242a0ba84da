"""Hostile files of answers: ROWS is a list of (unique name, ending, content) for `derive grade --input`.

`prepare(folder)` makes the special files that some rows name (a FIFO, a hostile sheet); WANTED says for some how many rows must come out.
"""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import Any

GOOD = r"U(\hat y - y)"
ROWS: list[tuple[str, str, bytes]] = []
WANTED: dict[str, int] = {}


def prepare(folder: Path) -> None:
    with contextlib.suppress(FileExistsError):
        os.mkfifo(folder / "fifo.toml")
    with contextlib.suppress(FileExistsError):
        (folder / "zero.toml").symlink_to("/dev/zero")
    with contextlib.suppress(FileExistsError):
        (folder / "loop.toml").symlink_to("loop.toml")
    (folder / "own.toml").write_text("[sizes]\nn = 'a'\n[given]\nw = { shape = ['n'] }\n[[identity]]\nname = 'a'\nclaim = 'w = w'\n")
    (folder / "bad.toml").write_text("include = 'bad.toml'\n")
    (folder / "huge.toml").write_text("[define]\nJ = 0x" + "f" * 5000 + "\n")


def add(name: str, kind: str, data: bytes | str, wanted: int | None = None) -> None:
    ROWS.append((name, kind, data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass")))
    if wanted is not None:
        WANTED[name] = wanted


def lines(name: str, *rows: Any, wanted: int | None = None) -> None:
    """JSON lines: objects, or texts and bytes as they are."""
    parts = [r if isinstance(r, bytes) else (r if isinstance(r, str) else json.dumps(r)).encode("utf-8", "surrogatepass") for r in rows]
    add(name, ".jsonl", b"".join(p + b"\n" for p in parts), len(rows) if wanted is None else wanted)


def answer(formula: Any, problem: Any = "word2vec.grad_vc", n: Any = 1, **more: Any) -> dict[str, Any]:
    return {"id": n, "problem": problem, "formula": formula, **more}


END = answer(GOOD, n="end")
# ------------------------------------------------------------------------------------------ files as a whole
add("good_csv", ".csv", f"id,problem,formula\n1,word2vec.grad_vc,{GOOD}\n2,word2vec.grad_vc,U(y - \\hat y)\n", 2)
lines("good_jsonl", answer(GOOD), answer("U(y - \\hat y)", n=2))
add("empty_csv", ".csv", b"")
add("empty_jsonl", ".jsonl", b"")
add("header_only", ".csv", b"id,problem,formula\n")
add("header_without_end", ".csv", b"id,problem,formula")
add("blank_lines_csv", ".csv", b"\n\n\nid,problem,formula\n")
add("blank_lines_jsonl", ".jsonl", b"\n \n\t\n\r\n")
add("bom_csv", ".csv", b"\xef\xbb\xbfid,problem,formula\n1,word2vec.grad_vc,U(\\hat y - y)\n", 1)
add("bom_jsonl", ".jsonl", b"\xef\xbb\xbf" + json.dumps(END).encode() + b"\n", 1)
add("bom_every_line", ".jsonl", (b"\xef\xbb\xbf" + json.dumps(END).encode() + b"\n") * 3, 3)
add("utf16_csv", ".csv", f"id,problem,formula\n1,word2vec.grad_vc,{GOOD}\n".encode("utf-16"))
add("utf16_jsonl", ".jsonl", json.dumps(END).encode("utf-16"))
add("latin1_csv", ".csv", "id,problem,formula\né,word2vec.grad_vc,1\n2,word2vec.grad_vc,1\n".encode("latin-1"), 2)
add("nul_csv", ".csv", b"id,problem,formula\n1\x00,word2vec.grad_vc\x00,U\x00\n2,word2vec.grad_vc,1\n", 2)
add("nul_bytes_jsonl", ".jsonl", b"\x00" * 5000 + b"\n" + json.dumps(END).encode() + b"\n", 2)
add("nul_csv_only", ".csv", b"\x00" * 100_000)
add("semicolons", ".csv", b"id;problem;formula\n1;word2vec.grad_vc;1\n")
add("tabs", ".csv", b"id\tproblem\tformula\n1\tword2vec.grad_vc\t1\n")
add("jsonl_named_csv", ".csv", json.dumps(END) + "\n")
add("csv_named_jsonl", ".jsonl", "id,problem,formula\n1,word2vec.grad_vc,1\n", 2)
add("array_jsonl", ".jsonl", json.dumps([END, END]) + "\n", 1)
add("pretty_jsonl", ".jsonl", json.dumps(END, indent=2) + "\n")
add("random_jsonl", ".jsonl", bytes((i * 7919 + i * i * 31) % 256 for i in range(20_000)))
add("random_csv", ".csv", b"id,problem,formula\n" + bytes((i * 7919 + i * i * 31) % 256 for i in range(20_000)))
add("no_line_end", ".jsonl", json.dumps(END), 1)
add("carriage_ends_csv", ".csv", b"id,problem,formula\r1,word2vec.grad_vc,1\r2,word2vec.grad_vc,2\r", 2)
add("carriage_ends_jsonl", ".jsonl", (json.dumps(END) + "\r" + json.dumps(END) + "\r").encode())
add("crlf_csv", ".csv", b"id,problem,formula\r\n1,word2vec.grad_vc,1\r\n2,word2vec.grad_vc,2\r\n", 2)
# ------------------------------------------------------------------------------------------ columns
for _n, _header in enumerate(
    (
        "id,formula",
        "problem",
        "id,problem,formula,formula",
        "id,problem,formula,,",
        ",,,",
        '"id","problem","formula"',
        " id , problem , formula ",
        "ID,Problem,Formula",
        "formula,problem,id",
        "problem,formula",
        "sheet,claim",
        "id,problem,formula,sheet,claim,where",
        "id,problem,formula,verdict,credit,input_verdict,seconds",
        "id,problem,formula,=cmd|'/C calc'!A0,+1,-1,@x",
        'id,problem,formula,"a\nb"',
        "id,problem,formula,\x1b[31mx,\u202ey",
        "id,problem,formula,id ",
        "id,problem,formula," + ",".join(f"c{i}" for i in range(3000)),
    )
):
    add(f"header_{_n}", ".csv", f"{_header}\n1,word2vec.grad_vc,{GOOD},,,\n2,word2vec.grad_vc,1\n3\n")
add("too_many_cells", ".csv", f"id,problem,formula\n1,word2vec.grad_vc,{GOOD},extra,extra\n2,word2vec.grad_vc,1\n", 2)
add("too_few_cells", ".csv", "id,problem,formula,name\n1,word2vec.grad_vc\n2\n3,word2vec.grad_vc,1,x\n", 3)
lines("late_columns", END, answer("1", name="late", other=3), answer("2", last=[1, {"a": None}]), END)
lines(
    "our_columns", {**END, "verdict": "correct", "credit": 1, "reading": "r", "steps": [], "seconds": 1, "input_verdict": "x", "notes": 3}
)
lines("our_columns_twice", {**END, "verdict": 1, "input_verdict": 2, "input_input_verdict": 3})
lines("columns_hostile", {**END, "": "a", " ": "b", 'a,b\n"c': "d", "\x1b[31m": "e", "=1+1": "f", "\ud800": "g"})
lines("columns_3000", {**END, **{f"c{i}": i for i in range(3000)}}, END)
lines("columns_growing", *({**END, f"c{i}": i} for i in range(300)))
# ------------------------------------------------------------------------------------------ cells
for _n, _cell in enumerate(
    (
        "=cmd|'/C calc'!A0",
        "+cmd|'/C calc'!A0",
        "-2+3+cmd|' /C calc'!A0",
        "@SUM(1+1)*cmd|' /C calc'!A0",
        "\t=cmd|x",
        "\r=cmd|x",
        "\n=cmd|x",
        " =cmd|x",
        "＝cmd|x",
        "\ufeff=cmd|x",
        '=HYPERLINK("http://x/"&A1)',
        "%0A=cmd|x",
    )
):
    lines(f"spreadsheet_{_n}", answer(_cell, n=_cell, name=_cell, more=[_cell, _cell]), answer(GOOD, problem=_cell, n=2), END)
add("spreadsheet_csv", ".csv", 'id,problem,formula,name\n"=cmd|\'/C calc\'!A0",=cmd|x,=cmd|y,@cmd\n+cmd,word2vec.grad_vc,-cmd,"\tcmd"\n', 2)
add(
    "carriage_in_cells",
    ".csv",
    b'id,problem,formula,name\n"a\rb",word2vec.grad_vc,"U\r(y)","x\r\ny\rz"\n2,word2vec.grad_vc,1,\r\n3,word2vec.grad_vc,1,c\n',
)
lines("carriage_in_values", answer("U\r(\\hat y - y)", n="a\rb", name="x\r\ny\rz\r"), END)
lines("line_separators", answer("U(\\hat y\u2028 - y)", n="a\u2028b\u2029c\x85d\x0be\x0cf\x1cg\x1dh\x1ei", name="\u2028\u2029"), END)
add("unescaped_separators", ".jsonl", json.dumps(answer("1", n="a\u2028b\x85c"), ensure_ascii=False) + "\n" + json.dumps(END) + "\n", 2)
add("separators_csv", ".csv", 'id,problem,formula\n"a\u2028b\x85c\x0cd\x1ce",word2vec.grad_vc,1\n2,word2vec.grad_vc,1\n', 2)
lines("surrogates", '{"id": "\\ud800", "problem": "word2vec.grad_vc", "formula": "\\udfff", "name": "\\ud83d"}', END)
lines(
    "surrogate_pairs",
    '{"id": "\\udc80\\udcff", "problem": "\\ud800", "formula": "1"}',
    '{"id": "\\ud83d\\ude00", "problem": "word2vec.grad_vc", "formula": "1"}',
)
lines(
    "surrogate_keys", '{"id": 1, "problem": "word2vec.grad_vc", "formula": "1", "\\ud800": "\\udc00", "a": {"\\ud800": ["\\ud800"]}}', END
)
lines("surrogate_where", '{"id": 1, "problem": "word2vec.grad_vc", "formula": "1", "where": "\\ud800 = 1"}', END)
lines("surrogate_bytes", b'{"id": "\xed\xa0\x80", "problem": "word2vec.grad_vc", "formula": "1"}', END)
lines("nul_in_values", answer("U\0", n="\0", name="a\0b"), answer(GOOD, problem="word2vec.grad_vc\0", n=2), END)
lines("controls", answer("U" + "".join(map(chr, range(1, 32))), n="".join(map(chr, range(1, 32))), name="\x7f\x80\x9b31m\x9f"), END)
lines("bidi", answer("U(\u202ey - \\hat y\u202c)", n="\u2066a\u2069", name="\u202e"), END)
lines("terminal", answer("\x1b[2J\x1b]0;title\x07 U", n="\x1b[31m", problem="\x1b[31mword2vec.grad_vc"), END)
lines("zero_width", answer("U\u200b(\\hat\u200d y\ufeff - y)", problem="word2vec\u200b.grad_vc"), END)
lines("noncharacters", answer("\uffff\ufffe\U0010ffff\ufdd0", n="\U000e0041"), END)
lines("nested_600", answer(GOOD, deep=json.loads("[" * 600 + "]" * 600)), END)
lines("nested_900", json.dumps(END)[:-1] + ', "deep": ' + "[" * 900 + "]" * 900 + "}", END)
lines("nested_objects_900", json.dumps(END)[:-1] + ', "deep": ' + '{"a":' * 900 + "1" + "}" * 900 + "}", END)
lines("nested_100000", json.dumps(END)[:-1] + ', "deep": ' + "[" * 100_000 + "]" * 100_000 + "}", END)
lines("nested_100000_id", '{"id": ' + "[" * 100_000 + "]" * 100_000 + ', "problem": "word2vec.grad_vc", "formula": "1"}', END)
lines("nested_objects_100000", json.dumps(END)[:-1] + ', "deep": ' + '{"a":' * 100_000 + "1" + "}" * 100_000 + "}", END)
for _d in (150, 240, 330, 480, 700, 990):
    lines(f"nested_id_{_d}", '{"id": ' + "[" * _d + "]" * _d + ', "problem": "word2vec.grad_vc", "formula": "1"}', END)
# ------------------------------------------------------------------------------------------ types
lines("ids", *(answer(GOOD, n=i) for i in (None, True, 1.5, 1e400, -0.0, "", [], {}, [1, 2], {"a": 1}, 10**400, "1", 1, 1.0)))
lines("ids_missing", *({"problem": "word2vec.grad_vc", "formula": GOOD} for _ in range(5)))
lines("ids_same", *(answer(f) for f in (GOOD, GOOD, "U(y - \\hat y)", GOOD)))
lines("formula_types", *(answer(f) for f in (None, True, 1, 1.5, [], {}, [GOOD], "", " ", "\n")), END)
lines(
    "problem_types", *(answer(GOOD, problem=p) for p in (None, True, 1, 1.5, [], {}, ["word2vec.grad_vc"], "", " ", "\n", ".", "..")), END
)
lines(
    "where_types",
    *(answer(GOOD, where=w) for w in (None, True, False, 1, [], {}, ["a = 1"], "", " ", "=", "a", "a = a", "U = U", "y = 1, y = 2")),
    END,
)
lines("sheet_types", *({"id": 1, "sheet": s, "claim": "J = J"} for s in (None, True, 1, [], {}, "", " ", ".", "/", "word2vec")), END)
lines("claim_types", *({"id": 1, "sheet": "word2vec", "claim": c} for c in (None, True, 1, [], {}, "", "=", "J", "J = J")), END)
lines(
    "sheet_types_problem",
    *(answer(GOOD, problem="grad_vc", sheet=s) for s in (None, True, 1, 1.5, [], ["word2vec"], {}, "", "word2vec")),
    END,
)
lines("not_objects", "1", "null", '"text"', "[]", "true", "{}", "{", "}", '{"id"', "NaN", "-Infinity", END)
lines("nan", '{"id": NaN, "problem": "word2vec.grad_vc", "formula": "1", "a": Infinity, "b": [-Infinity, {"c": NaN}]}', END)
lines("huge_numbers", '{"id": ' + "9" * 4000 + ', "problem": "word2vec.grad_vc", "formula": "1", "a": 1e400}', END)
lines("huge_numbers_5000", '{"id": ' + "9" * 5000 + ', "problem": "word2vec.grad_vc", "formula": "1"}', END)
lines("huge_float", '{"id": 1' + "0" * 5000 + '.5, "problem": "word2vec.grad_vc", "formula": "1", "a": -0.0, "b": 1E-9999}', END)
lines("duplicate_keys", '{"id": 1, "id": 2, "problem": "x", "problem": "word2vec.grad_vc", "formula": "1", "formula": "U"}', END)
lines("both_kinds", {**END, "sheet": "word2vec", "claim": "J = J"}, {**END, "problem": "", "sheet": "word2vec", "claim": "J = J"})
lines(
    "points", *({**END, "points": p} for p in (1, 0, -1, "3", "x", None, [], {}, True, 1e308, "1e400", "nan", float("nan"), 10**400, 0.1))
)
lines("points_huge", '{"id": 1, "problem": "word2vec.grad_vc", "formula": "1", "points": 1e400}', END)
lines("points_digits", '{"id": 1, "problem": "word2vec.grad_vc", "formula": "1", "points": "' + "9" * 6000 + '"}', END)
lines("names", *({**END, "name": p, "number": p, "title": p} for p in (1, None, [], {}, "<script>alert(1)</script>", "\x1b[31m")))
# ------------------------------------------------------------------------------------------ long
lines("long_formula", answer("x + " * 500_000), END)
lines("long_problem", answer(GOOD, problem="a" * 2_000_000), answer(GOOD, problem="word2vec." + "a" * 100_000), END)
lines("long_id", answer(GOOD, n="a" * 5_000_000), END)
lines("long_where", answer(GOOD, where="a = 1\n" * 100_000), END)
lines("long_column", {**END, "name": "a" * 20_000_000}, END)
add("long_csv_field", ".csv", "id,problem,formula,name\n1,word2vec.grad_vc,1," + "a" * 51_000_000 + "\n")
add("long_line", ".jsonl", b"a" * 20_000_000)
add("quote_not_closed", ".csv", 'id,problem,formula\n1,word2vec.grad_vc,"U(y\n2,word2vec.grad_vc,1\n3,word2vec.grad_vc,1\n')
add(
    "quotes_odd",
    ".csv",
    'id,problem,formula\n1,word2vec.grad_vc,U"y\n2,word2vec.grad_vc,"a"b"c\n3,word2vec.grad_vc,""""\n4,"word2vec.grad_vc""",1\n',
)
add("quotes_many", ".csv", "id,problem,formula\n" + '"' * 100_001 + "\n")
add("rows_equal_3000", ".csv", "id,problem,formula\n" + "1,word2vec.grad_vc,U(y - \\hat y)\n" * 3000, 3000)
add("rows_wrong_3000", ".csv", "id,problem,formula\n" + "".join(f"{i},nothing,{i}\n" for i in range(3000)), 3000)
# ------------------------------------------------------------------------------------------ hostile formulas
HOSTILE = {
    "softmax_14": "softmax(" * 14 + "v_c" + ")" * 14,
    "macro": r"\newcommand{\a}[1]{\a{#1#1}}\a{v_c}",
    "macro_900": r"\newcommand{\a}[1]{" + "#1" * 900 + r"}\a{\a{\a{v}}}",
    "macro_ladder": "".join(rf"\newcommand{{\m{chr(97 + i)}}}[1]{{" + rf"\m{chr(98 + i)}{{#1}}" * 40 + "}" for i in range(15)) + r"\ma{v}",
    "half": r"\newcommand{\a}[½]{x}\a",
    "digits": "9" * 5000,
    "digits_400": "[" + "9" * 400 + "]",
    "tower": "9^{9^{9^{9}}}",
    "box": "□=□",
    "binomial": "(x_1 + v_c^T v_c + 1)^{200}",
    "derivatives": r"\frac{\partial}{\partial v_c}" * 12 + " J",
    "brackets": "(" * 4000,
    "script": "<script>alert(1)</script>",
    "text_script": r"\text{<script>alert(1)</script>} U(\hat y - y)",
    "href": r"\href{javascript:alert(1)}{U}(\hat y - y)",
    "python": "__import__('os').system('touch CANARY')",
    "lambda": "(lambda: open('CANARY','w'))()",
    "input": r"\input{/etc/passwd}",
    "write18": r"\immediate\write18{touch CANARY}",
    "chain": " = ".join(["v_c"] * 900),
    "ampersands": "&" * 4900,
    "sums": "".join(rf"\sum_{{k_{{{i}}}=1}}^V " for i in range(20)) + "v_c",
    "where": "x",
    "jacobian": r"\frac{\partial}{\partial v_c} softmax(U^T softmax(U softmax(U^T softmax(U v_c))))",
}
lines("hostile_formulas", *(answer(f, n=k) for k, f in HOSTILE.items()), END)
lines("hostile_claims", *({"id": k, "sheet": "word2vec", "claim": f + " = 1"} for k, f in HOSTILE.items()), END)
lines("hostile_where", *(answer("a", n=k, where="a = " + f) for k, f in HOSTILE.items()), END)
lines(
    "where_doubling",
    answer("a_{30}", where="\n".join(f"a_{{{i}}} = a_{{{i - 1}}} a_{{{i - 1}}}" if i else "a_{0} = v_c^T v_c" for i in range(31))),
    END,
)
lines("where_self", answer("a", where="a = a a"), answer("f(1)", where="f(x) = f(f(x))"), END)
# ------------------------------------------------------------------------------------------ places
PLACES = (
    "/etc/passwd",
    "/etc/shadow",
    "/dev/zero",
    "/dev/stdin",
    "/proc/self/environ",
    "fifo.toml",
    "zero.toml",
    "loop.toml",
    "own.toml",
    "bad.toml",
    "huge.toml",
    "../../../../etc/passwd",
    "nothing.toml",
    "a" * 5000,
    "a\0b",
    "~",
    "file:///etc/passwd",
    ".",
    "",
    "\ud800.toml",
    "C:\\x.toml",
    "in_places_sheet.jsonl",
    "|id",
    "word2vec\n",
)
lines("places_sheet", *({"id": i, "sheet": p, "claim": "1 = 1"} for i, p in enumerate(PLACES)), END)
lines("places_problem", *(answer("1", problem=p + ".toml.x", n=i) for i, p in enumerate(PLACES)), END)
lines("places_problem_plain", *(answer("1", problem=p + ".a", n=i) for i, p in enumerate(PLACES)), END)
lines("places_sheet_of_problem", *(answer("1", problem="a", sheet=p, n=i) for i, p in enumerate(PLACES)), END)

assert len({n for n, _, _ in ROWS}) == len(ROWS)
