"""The canonical form's rules: what each must make equal, and what it must not; in index notation, no numbers involved."""

from __future__ import annotations

from pathlib import Path

import pytest

from derive import load_sheet, prove
from derive.canon.polynomial import OutOfFuel
from derive.canon.rules import Normalizer
from derive.court.court import Court as Claims
from derive.court.courts import court_of, equations_of
from derive.errors import Unsound
from derive.proof.prover import Undecided

GENERAL = str(Path(__file__).parent / "sheets" / "general.toml")

MUST_FIRE = {
    "arithmetic": [("x + y", "y + x"), ("(x + y)(x - y)", "x^2 - y^2"), ("2 x", "x + x"), ("x^3 / x", "x^2"), ("0.5 x", r"\frac{1}{2} x")],
    "exp": [("e^{x} e^{-x}", "1"), ("e^{2 x}", "(e^x)^2"), ("e^{x + 2 y}", "e^x e^y e^y"), (r"e^{\log a}", "a"), (r"e^{2 \log a}", "a^2")],
    "log": [(r"\log(a b)", r"\log a + \log b"), (r"\log(a^3)", r"3 \log a"), (r"\log e^x", "x"), (r"\log 6", r"\log 2 + \log 3")],
    "inverse": [
        (r"\frac{1}{1 + e^{-x}}", r"\frac{e^x}{1 + e^x}"),
        (r"\frac{1}{1 + e^x} + \frac{1}{1 + e^{-x}}", "1"),
        (r"\frac{x}{x + \frac{1}{x}}", r"\frac{x^2}{x^2 + 1}"),
        (r"\frac{e^{-x}}{1 + e^x}", r"e^{-x} - \frac{1}{1 + e^x}"),
    ],
    "sums": [
        (r"\sum_i u_i + \sum_j v_j", r"\sum_i (u_i + v_i)"),
        (r"\sum_i x u_i", r"x \sum_j u_j"),
        (r"\sum_{b=1}^{B} 1", "B"),
        (r"\sum_i \sum_j u_i v_j", r"(\sum_i u_i)(\sum_j v_j)"),
        (r"\sum_{i,j} A_{ij} A_{ji}", r"\sum_{i,j} A_{ji} A_{ij}"),
        (r"\sum_{b=1}^{B} \frac{1}{1 + e^{g_b}}", r"B - \sum_{b=1}^{B} \frac{e^{g_b}}{1 + e^{g_b}}"),
    ],
    "delta": [
        (r"\sum_i \delta_{io} u_i", "u_o"),
        (r"\delta_{ij} u_i", r"\delta_{ij} u_j"),
        (r"\delta_{ij} \delta_{ij}", r"\delta_{ij}"),
        (r"\sum_{i \ne o} u_i", r"\sum_i u_i - u_o"),
        (r"\sum_{i,j} \delta_{ij} A_{ij}", r"\sum_i A_{ii}"),
    ],
    "indicators": [
        (r"\max(x, 0) - \max(-x, 0)", "x"),
        (r"\max(x, 0)^2 + \max(-x, 0)^2", "x^2"),
        (r"\max(x, 0) \max(-x, 0)", "0"),
        (r"\max(a, 0)", "a"),
    ],
    "roots": [
        (r"\sqrt{x^2}", "|x|"),
        (r"\sqrt{a^2}", "a"),
        (r"\sqrt{4 a}", r"2 \sqrt{a}"),
        (r"\sqrt{x + y}^2", "x + y"),
        (r"\sqrt{8}", r"2 \sqrt{2}"),
    ],
    "powers": [("a^{n} a", "a^{n + 1}"), ("(1 - x)^{n + 1}", "(1 - x)^{n} (1 - x)"), ("a^{2 n}", "(a^{n})^2")],
}
MUST_NOT_FIRE = {
    "arithmetic": [("x + y", "x - y"), ("2 x", "x^2"), ("x y", "x + y")],
    "exp": [("e^{x y}", "e^x e^y"), ("e^{x^2}", "(e^x)^2"), ("e^x", "e^{-x}"), ("e^{x + 1}", "e^x + 1")],
    "log": [
        (r"\log(a + b)", r"\log a + \log b"),
        (r"\log(x y)", r"\log x + \log y"),
        (r"\log(x^2)", r"2 \log x"),
        (r"\log 5", r"\log 2 + \log 3"),
    ],
    "inverse": [(r"\frac{1}{1 + e^x}", r"\frac{1}{1 + e^{-x}}"), (r"\frac{1}{x + y}", r"\frac{1}{x} + \frac{1}{y}")],
    "sums": [
        (r"\sum_i u_i v_i", r"(\sum_i u_i)(\sum_i v_i)"),
        (r"\sum_{i,j} A_{ij} A_{ij}", r"\sum_{i,j} A_{ij} A_{ji}"),
        (r"\sum_{i,j} A_{ij} u_i", r"\sum_{i,j} A_{ij} u_j"),
        (r"\sum_i u_i^2", r"(\sum_i u_i)^2"),
        (r"\sum_{r=1}^{K} s_r", r"\sum_{r=1}^{k} s_r"),
        ("u_i", "u_j"),
        (r"\sum_i u_i", r"\sum_i u_o"),
    ],
    "delta": [(r"\delta_{ij}", "1"), (r"\delta_{io} \delta_{jo}", r"\delta_{io}"), (r"\sum_i \delta_{io} u_i", "u_i")],
    "indicators": [(r"\max(x, 0)", "x"), (r"\max(x, 0)", r"\max(y, 0)"), (r"\max(x, y)", "x")],
    "roots": [(r"\sqrt{x^2}", "x"), (r"\sqrt{x + y}", r"\sqrt{x} + \sqrt{y}"), (r"\sqrt{x^2 + y^2}", "x + y")],
    "powers": [("a^{n}", "a^{p}"), ("a^{n p}", "a^{n} a^{p}"), ("(a + b)^{n}", "a^{n} + b^{n}")],
}
FIRING = [(rule, a, b) for rule, pairs in MUST_FIRE.items() for a, b in pairs]
NOT_FIRING = [(rule, a, b) for rule, pairs in MUST_NOT_FIRE.items() for a, b in pairs]


def zero(left: str, right: str) -> bool:
    claims: Claims = court_of(load_sheet(GENERAL), ())
    claim = f"{left} = {right}"
    return all(claims.prover.zero(e.left, e.right) for e in equations_of(claims, claim))


@pytest.mark.parametrize(("rule", "left", "right"), FIRING)
def test_must_fire(rule: str, left: str, right: str) -> None:
    assert zero(left, right), rule


@pytest.mark.parametrize(("rule", "left", "right"), NOT_FIRING)
def test_must_not_fire(rule: str, left: str, right: str) -> None:
    assert not zero(left, right), rule


def test_every_rule_has_both_tables() -> None:
    assert MUST_FIRE.keys() == MUST_NOT_FIRE.keys()


# ------------------------------------------------------------------------------------------ the two roads must agree
def test_a_canonical_zero_that_the_numbers_contradict_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    """A checker is trusted only after it has been seen to fail: break the canonical form, and it must be found out."""
    monkeypatch.setattr(Normalizer, "difference", lambda self, left, right: {})
    with pytest.raises(Unsound):
        prove("x = y", sheet=load_sheet(GENERAL), assume=("a > 0",))


def test_numbers_that_agree_prove_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Normalizer, "difference", lambda self, left, right: {((0, 1),): 1})
    found = prove("x + y = y + x", sheet=load_sheet(GENERAL), assume=("b > 0",))
    assert found.verdict == "undecided"
    assert "canonical" in found.message


def test_running_out_of_fuel_is_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    def burn(self: Normalizer, left: object, right: object) -> None:
        raise OutOfFuel("the canonical form grew beyond the limit of steps")

    monkeypatch.setattr(Normalizer, "difference", burn)
    found = prove("x + y = y + x", sheet=load_sheet(GENERAL), assume=("a > 0", "b > 0"))
    assert found.verdict == "undecided"
    assert isinstance(found.evidence, Undecided)
    assert "limit" in found.message


def test_the_only_proved_is_in_one_place() -> None:
    """`Proved(…)` is built in the prover, and nowhere else."""
    files = (Path(__file__).parent.parent / "derive").rglob("*.py")
    builders = {p.name for p in files if "return Proved(" in p.read_text(encoding="utf-8")}
    assert builders == {"prover.py"}


@pytest.mark.parametrize(
    "claim",
    [
        "(x + y)^{60} (x - y)^{60} = (x^2 - y^2)^{60} + 0",
        r"\sum_{i=1}^{1000000000000000000} x = x",
        "9^{9^{9}} = 1",
        "x^{999999999} = x",
        r"\sum_{i,j} A_{ij} A_{ij} A_{ij} A_{ij} A_{ij} = \sum_{i,j} A_{ij}^5",
    ],
)
def test_hostile_sizes_end_soon(claim: str) -> None:
    assert prove(claim, sheet=load_sheet(GENERAL)).verdict in ("proved", "undecided", "refuted", "unreadable", "ill-typed")
