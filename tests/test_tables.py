"""The rows of the tables carry their examples; here each example is a test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from derive import load_sheet, prove
from derive.calculus import carry, forward
from derive.canon.canon import Kind
from derive.canon.rules import FAMILIES, KINDS, PRODUCTS
from derive.court.courts import court_of, equations_of
from derive.errors import Unsound
from derive.numbers.arithmetic import FLOAT, balls, float_function
from derive.sheets import catalogue
from derive.terms import neg
from derive.terms.functions import BY_NODE, FUNCTIONS, WORDS, Function

GENERAL = str(Path(__file__).parent / "sheets" / "general.toml")
ROWS = list(FUNCTIONS.values())


EXAMPLES = [(r, c) for r in ROWS for c in r.examples]
LOOKALIKES = [(r, c) for r in ROWS for c in r.lookalikes]


def label(value: Function | Kind | str | tuple[str, str]) -> str:
    return value if isinstance(value, str) else " ~ ".join(value) if isinstance(value, tuple) else value.name


# ---------------------------------------------------------------------------------------------- functions
@pytest.mark.parametrize(("row", "claim"), EXAMPLES, ids=label)
def test_what_holds_of_a_function(row: Function, claim: str) -> None:
    found = prove(claim, sheet="activation")
    assert found.verdict == "proved", found


@pytest.mark.parametrize(("row", "claim"), LOOKALIKES, ids=label)
def test_what_does_not_hold_of_a_function(row: Function, claim: str) -> None:
    found = prove(claim, sheet="activation")
    assert found.verdict == "refuted", found
    assert found.witness is not None


@pytest.mark.parametrize("word", sorted(w for w in WORDS if w.isascii()))
def test_a_word_is_read_plain_and_as_a_command(word: str) -> None:
    for text in (f"{word}(t)", rf"\operatorname{{{word}}}(t)", rf"\{word}(t)", rf"\{word} t"):
        assert prove(f"{text} = {WORDS[word].name}(t)", sheet="activation").verdict == "proved", text


@pytest.mark.parametrize("row", list(BY_NODE.values()), ids=lambda r: r.name)
def test_floats_balls_and_their_taylor_coefficients_agree(row: Function) -> None:
    points = np.array([0.25, 0.5, 0.75])
    exact = np.frompyfunc(balls().number, 1, 1)(points)
    in_balls = [[float(x) for x in c] for c in balls().taylor(row.name, exact, 3)]
    np.testing.assert_allclose(FLOAT.taylor(row.name, points, 3), in_balls, rtol=1e-12)
    np.testing.assert_allclose(float_function(row.name)(points), in_balls[0], rtol=1e-12)
    step = 1e-5  # the first coefficient is the derivative: by central differences
    slopes = (float_function(row.name)(points + step) - float_function(row.name)(points - step)) / (2 * step)
    np.testing.assert_allclose(slopes, in_balls[1], rtol=1e-7)


# ---------------------------------------------------------------------------------------------- kinds
def equal(left: str, right: str) -> bool:
    court = court_of(load_sheet(GENERAL))
    return all(court.prover.zero(e.left, e.right) for e in equations_of(court, f"{left} = {right}"))


@pytest.mark.parametrize(("kind", "pair"), [(k, p) for k in KINDS.values() for p in k.examples], ids=label)
def test_what_a_kind_makes_equal(kind: Kind, pair: tuple[str, str]) -> None:
    assert equal(*pair)


@pytest.mark.parametrize(("kind", "pair"), [(k, p) for k in KINDS.values() for p in k.lookalikes], ids=label)
def test_what_a_kind_keeps_apart(kind: Kind, pair: tuple[str, str]) -> None:
    assert not equal(*pair)


def test_every_kind_is_in_the_table_once() -> None:
    assert len(KINDS) == sum(len(f.KINDS) for f in FAMILIES)
    assert len({r.name for r in PRODUCTS}) == len(PRODUCTS)


# ---------------------------------------------------------------------------------------------- the second opinion
def forget() -> None:
    """Derivatives and sheets are made anew."""
    carry.carry.cache_clear()
    catalogue._loaded.cache_clear()


@pytest.fixture
def broken(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Function]:
    """One row of the table with the sign of its derivative turned."""
    row: Function = request.param
    assert row.node is not None
    assert row.derivative is not None
    right = row.derivative
    monkeypatch.setattr(forward, "BY_NODE", {**BY_NODE, row.node: replace(row, derivative=lambda x: neg(right(x)))})
    forget()
    yield row
    monkeypatch.undo()
    forget()


DERIVED = [r for r in BY_NODE.values() if any("'(t) =" in e for e in r.examples)]


@pytest.mark.parametrize("broken", DERIVED, ids=label, indirect=True)
def test_a_wrong_derivative_is_caught_by_the_numbers(broken: Function) -> None:
    """The canonical form would call −f′ the derivative; the numbers, which differentiate for themselves, do not."""
    left, _, closed = next(e for e in broken.examples if "'(t) =" in e).partition("=")
    with pytest.raises(Unsound):
        prove(f"{left} = -({closed})", sheet="activation")
