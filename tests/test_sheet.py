"""Sheets: what they may say, and the message for each mistake: file, line, what is wrong, what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest
from sympy import Expr

from derive import load_sheet, prove
from derive.court.courts import answer_claim, court_for
from derive.errors import SheetError
from derive.sheets.catalogue import find
from derive.sheets.file import load_raw
from derive.sheets.sheet import Sheet

GOOD = """
title = "least squares"
[sizes]
n = "samples"
p = "features"
[given]
X = { shape = ["n", "p"], rows = "x" }
y = { shape = ["n"] }
w = { shape = ["p"] }
r = { positive = true, about = "ridge" }
[define]
J = '\\frac{1}{2} \\|X w - y\\|^2 + \\frac{r}{2} \\|w\\|^2'
[[identity]]
name = "grad"
claim = '\\frac{\\partial J}{\\partial w} = X^\\top (X w - y) + r w'
twins = ['\\frac{\\partial J}{\\partial w} = X^\\top (X w - y)', '\\frac{\\partial J}{\\partial w} = X^\\top (y - X w) + r w']
[[identity]]
name = "hessian"
claim = '\\frac{\\partial^2 J}{\\partial w \\partial w^\\top} = X^\\top X + r \\operatorname{diag}(\\mathbf{1}_{p})'
twins = ['\\frac{\\partial^2 J}{\\partial w \\partial w^\\top} = X^\\top X']
"""
PARTED = """
[[question]]
name = "1"
parts = [
  { name = "a", asks = "grad" },
  { name = "a", asks = "hessian" },
]
"""
MISTAKES = [
    ("not TOML", GOOD.replace("[sizes]", "[sizes"), ["not TOML", "line 3"]),
    ("unknown key", GOOD.replace("title", "titel"), ["line 2", "`titel` is not part of a sheet", "Did you mean title?"]),
    ("unknown key of a name", GOOD.replace('shape = ["n"]', 'shap = ["n"]'), ["`shap`", "Did you mean shape?"]),
    ("unknown size", GOOD.replace('"n", "p"]', '"n", "q"]'), ["line 7", "`q` is not a size", "its sizes are n, p"]),
    ("unknown name", GOOD.replace("X w - y\\|", "X v - y\\|"), ["line 12", "`v` is not a name of this sheet", "^"]),
    ("shapes", GOOD.replace("\\|X w - y\\|", "\\|w X - y\\|"), ["line 12", "column (p×1)", "times"]),
    ("syntax", GOOD.replace("\\frac{1}{2}", "\\frac{1}"), ["line 12", "cannot"]),
    ("no claim", GOOD.replace("claim =", "about ="), ["identity", "needs a name and a claim"]),
    ("signs that contradict", GOOD + "assume = ['r < 0']\n", ["the assumptions on r contradict each other"]),
    ("a sign that contradicts an interval", GOOD + "assume = ['0 < r < 1', 'r > 2']\n", ["the assumptions on r contradict each other"]),
    ("bad assumption", GOOD + "assume = ['X > 3']\n", ["line 21", "cannot type the assumption", "X > 3"]),
    ("claim of a wrong kind", GOOD.replace('name = "grad"\nclaim = \'', 'name = "grad"\nclaim = 3 # \''), ["`claim` must be a text"]),
    ("three axes", GOOD.replace('["n", "p"]', '["n", "p", "n"]'), ["line 7", "at most two sizes"]),
    ("rows of a vector", GOOD.replace('y = { shape = ["n"] }', 'y = { shape = ["n"], rows = "z" }'), ["not a matrix"]),
    ("not a name", GOOD.replace("w = {", "'w + 1' = {"), ["`w + 1` is not a name"]),
    ("twice", GOOD.replace('"hessian"', '"grad"'), ["line 18", "two identities are named grad"]),
    ("points of the second of two", GOOD + "points = 'v'\n", ["line 21", "the points of hessian must be a number"]),
    (
        "a question without parts",
        GOOD + '[[question]]\nname = "1"\nparts = [{ name = "a", asks = "grad" }]\n[[question]]\nname = "2"\n',
        ["line 25"],
    ),
    ("two parts of one name", GOOD + PARTED, ["line 26", "parts of the question 1 are named a"]),
    ("a key that is a letter of the title", GOOD.replace("r = { positive", "r = { positiv"), ["line 10"]),
    ("a loss without a name", GOOD + "\n[[loss]]\ndefine = { r = 'X' }\n", ["a loss needs `about`"]),
    ("a loss that is a number", GOOD + "\n[[loss]]\nabout = 'x'\ndefine = { r = 3 }\n", ["`r` of a loss must be a text"]),
    ("an unknown part of a loss", GOOD + "\n[[loss]]\nabout = 'x'\ndefin = { r = 'X' }\n", ["Did you mean define?"]),
    ("includes itself", 'include = "sheet.toml"\n' + GOOD, ["includes itself"]),
    ("includes nothing", 'include = "nowhere"\n' + GOOD, ["no sheet nowhere", "built in:"]),
    ("LaTeX in double quotes", GOOD.replace("title = ", 'source = "\\frac"\ntitle = '), ["control character", "single quotes"]),
    ("more LaTeX in double quotes", GOOD.replace("title = ", 'source = "\\sigma"\ntitle = '), ["not TOML", "single quotes"]),
    ("size of a wrong kind", GOOD.replace('n = "samples"', "n = 3"), ["the size n must be a text"]),
]


def sheet(tmp_path: Path, text: str) -> Sheet:
    path = tmp_path / "sheet.toml"
    path.write_text(text, encoding="utf-8")
    raw, origin = load_raw(path, find)
    found = Sheet("sheet", raw, origin)
    found.insist()
    for identity in found.identities:
        court_for(identity, found)
    return found


def test_a_sheet_of_ones_own(tmp_path: Path) -> None:
    home = sheet(tmp_path, GOOD)
    for identity in home.identities:
        claims = court_for(identity, home)
        assert [answer_claim(claims, c).verdict for c in identity.claims] == ["proved"]
        assert [answer_claim(claims, c).verdict for c in identity.twins] == ["refuted"] * len(identity.twins)


@pytest.mark.parametrize(("text", "words"), [(t, w) for _, t, w in MISTAKES], ids=[n for n, _, _ in MISTAKES])
def test_mistakes_are_told(tmp_path: Path, text: str, words: list[str]) -> None:
    with pytest.raises(SheetError) as caught:
        sheet(tmp_path, text)
    for word in words:
        assert word in str(caught.value), str(caught.value)
    assert "sheet.toml" in str(caught.value)


def test_a_missing_and_a_binary_file(tmp_path: Path) -> None:
    with pytest.raises(SheetError, match="neither a file nor a built-in sheet"):
        load_sheet(str(tmp_path / "none.toml"))
    with pytest.raises(SheetError, match="Did you mean word2vec"):
        load_sheet("word2vek")
    binary = tmp_path / "b.toml"
    binary.write_bytes(b"\xff\xfe\x00title")
    with pytest.raises(SheetError, match="not UTF-8"):
        load_sheet(str(binary))


def test_include_takes_names_and_extends_takes_claims_too(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text(GOOD, encoding="utf-8")
    include = sheet(tmp_path, 'include = "base.toml"\n[[identity]]\nname = "j"\nclaim = \'J = J\'\n')
    assert [i.name for i in include.identities] == ["j"]
    extends = sheet(tmp_path, "extends = \"base.toml\"\n[define]\nJ = '\\frac{1}{2} \\|X w - y\\|^2'\n")
    assert [i.name for i in extends.identities] == ["grad", "hessian"]
    claims = court_for(extends.identities[0], extends)
    assert answer_claim(claims, extends.identities[0].claims[0]).verdict == "refuted"
    assert answer_claim(claims, extends.identities[0].twins[0]).verdict == "proved"


def test_sides_are_sympy_expressions() -> None:
    stated = load_sheet("word2vec").identity("grad_vc")
    for side in (stated.left, stated.right):
        assert isinstance(side, Expr)
        assert {str(s) for s in side.free_symbols} >= {"U", "v_c", "d", "V"}
    with pytest.raises(SheetError, match="Did you mean grad_vc"):
        load_sheet("word2vec").identity("grad_cv")


def test_a_claim_from_python() -> None:
    found = prove(r"\frac{\partial J}{\partial v_c} = U(\hat y - y)", sheet=load_sheet("word2vec"))
    assert found.verdict == "proved"
    assert prove("J = J").verdict == "proved"


def test_a_lemma_must_stand_before_its_use_and_hold(tmp_path: Path) -> None:
    text = """
[sizes]
t = { about = "steps", least = 0 }
[given]
b = { positive = true }
g = {}
[[recurrence]]
name = "m"
on = "t"
first = '0'
next = 'b m_t + (1 - b) g'
[[identity]]
name = "closed"
claim = 'm_t = (1 - b^t) g'
induction = "t"
[[identity]]
name = "corrected"
claim = '\\frac{m_t}{1 - b^t} = g'
uses = ["closed"]
"""
    from derive.report.run import Task, judge_identity

    task = Task("", False, False)
    good = sheet(tmp_path, text)
    assert [judge_identity(good, i, task).verdict for i in good.identities] == ["proved", "proved"]
    wrong = sheet(tmp_path, text.replace("(1 - b^t) g'\nind", "(1 - b)^t g'\nind"))
    assert judge_identity(wrong, wrong.identities[0], task).verdict == "refuted"
    resting = judge_identity(wrong, wrong.identities[1], task)
    assert (resting.verdict, "the lemma closed is refuted" in resting.worst.message) == ("unreadable", True)
    circular = sheet(tmp_path, text.replace('uses = ["closed"]', 'uses = ["corrected"]'))
    itself = judge_identity(circular, circular.identities[1], task)
    assert (itself.verdict, "no identity that stands before it" in itself.worst.message) == ("unreadable", True)
    without = sheet(tmp_path, text.replace('uses = ["closed"]', ""))
    assert judge_identity(without, without.identities[1], task).verdict == "undecided"
