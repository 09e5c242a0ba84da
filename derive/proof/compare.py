"""The second road: both sides of an equation evaluated at numbers, un-normalised, in worlds of several sizes.

Numbers may refute (balls that are apart) or bear a proof out; they never prove.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
from sympy import Expr, Piecewise, Pow, log

from ..calculus.carry import carry
from ..calculus.forward import generic
from ..errors import CannotDecide
from ..numbers.arithmetic import balls
from ..numbers.evaluate import Evaluator, OutOfRange, World
from ..numbers.worlds import Cast, Worlds
from ..terms import Base, Delta, Entry, Index, IndexSum, Partial, Size, Slope, unfold
from .verdict import CrossCheck, Equation, Refuted, Undecided, Witness

CLEARLY_APART = 1e-6
"""An error, relative to values of at least 1, that float64 does not make in terms of this size."""
ROUNDING = 1e-12
RELATIVE_ROUNDING = 1e-9
CLOSE = 1e-8
"""What float64 may differ by in a formula that is worth a proof."""
NOISE = 1e-14
"""Smaller numbers are shown as 0 (two sides that would then look alike are shown in full)."""
SMALLEST = 1e-300
"""Smaller differences than these are rounding; larger ones are looked at with error bounds."""
BALLS_A_WORLD = 2
CLOSER_POINTS = (0, 2, 5, 7)
NO_VALUE = (CannotDecide, OverflowError, MemoryError, ValueError)
"""What evaluating a claim of absurd size may end in; it is then undecided."""
Nonzero = Sequence[Expr]
NOWHERE_DEFINED = "neither side is defined at any point that was tried"


class Numbers:
    """Values of equations in the worlds of a cast; what was evaluated once is kept."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.worlds = Worlds(cast)
        self._evaluators: dict[int, Evaluator] = {}
        self._balls: dict[tuple[int, int], Evaluator] = {}
        self._holds: dict[tuple[Base, Callable[[Any], bool]], bool] = {}

    def evaluator(self, number: int) -> Evaluator | None:
        """The evaluator of a world; None if the facts leave no values to choose there."""
        found = self._evaluators.get(number)
        if found is None and (world := self.worlds.get(number)) is not None:
            found = self._evaluators[number] = Evaluator(world)
        return found

    # ------------------------------------------------------------------------------------------ comparing
    def compare(self, equation: Equation, nonzero: Nonzero, numbers: Sequence[int] = ()) -> CrossCheck | Refuted | Undecided:
        """Both sides in some worlds (the usual ones): a witness if they differ, else how closely they agree."""
        points, largest = 0, 0.0
        for number in numbers or self.worlds.usual:
            evaluator = self.evaluator(number)
            if evaluator is None:
                continue
            try:
                left, right, valid = self.sides(evaluator, equation, nonzero)
            except OutOfRange:
                continue
            gap, size = abs(left - right), np.maximum(abs(left), abs(right))
            error = (gap / np.maximum(size, 1.0)).max(axis=1, initial=0.0)
            relative = (gap / np.maximum(size, SMALLEST)).max(axis=1, initial=0.0)
            differing = np.flatnonzero((error > ROUNDING) | (relative > RELATIVE_ROUNDING))
            for point in differing[:BALLS_A_WORLD]:
                witness = self.confirm(equation, number, int(point), evaluator)
                if witness is not None:
                    return Refuted(witness)
                if error[point] > CLEARLY_APART:
                    return Undecided("the two sides differ in float64, but not for certain")
            points += int(valid.sum())
            largest = max(largest, float(error.max(initial=0.0)))
        return CrossCheck(points, largest) if points else Undecided(NOWHERE_DEFINED)

    def sides(self, evaluator: Evaluator, equation: Equation, nonzero: Nonzero) -> tuple[Any, Any, Any]:
        """Left and right as arrays (points, entries), 0 where they are not defined, and the points where both are."""
        flat = [a.reshape(a.shape[0], -1) for a in (evaluator.array(e, equation.axes) for e in (equation.left, equation.right))]
        valid = np.isfinite(flat[0]).all(axis=1) & np.isfinite(flat[1]).all(axis=1)
        valid = np.asarray(valid & self.allowed(evaluator, nonzero))
        left, right = (np.where(valid[:, None], a, 0.0) for a in flat)
        return left, right, valid

    def allowed(self, evaluator: Evaluator, nonzero: Nonzero) -> Any:
        """The points at which every hypothesis holds: nothing vanishes that must not, indices differ and agree as assumed."""
        facts = self.cast.facts
        out = np.ones(evaluator.world.points, dtype=bool)
        for pairs, wanted in ((facts.unequal, False), (facts.equal, True)):
            for pair in pairs:
                _, (a, b) = evaluator.together([evaluator.index(t) for t in pair])
                same = np.broadcast_to(a == b, (evaluator.world.points, *np.broadcast_shapes(a.shape, b.shape)[1:]))
                out &= (same.reshape(same.shape[0], -1) == wanted).all(axis=1)
        for family, term in facts.avoids:
            members = evaluator.world.values[family]
            _, place = evaluator.index(term)
            out &= (members.reshape(members.shape[0], -1) != place.reshape(-1, 1)).all(axis=1)
        for term in (*facts.nonzero, *nonzero):
            with np.errstate(all="ignore"):
                _, values = evaluator.value(term)
            out &= (values.reshape(values.shape[0], -1) != 0).all(axis=1)
        for term, sign in facts.signs:
            with np.errstate(all="ignore"):
                _, values = evaluator.value(term)
            flat = values.reshape(values.shape[0], -1)
            out &= (flat > 0 if sign == ">" else flat >= 0 if sign == "≥" else flat != 0).all(axis=1)
        return out

    def close(self, equation: Equation, nonzero: Nonzero = ()) -> bool:
        """Whether both sides agree in floating point in every usual world: cheap, and no verdict."""
        points = 0
        for number in self.worlds.usual:
            evaluator = self.evaluator(number)
            if evaluator is None:
                continue
            try:
                left, right, valid = self.sides(evaluator, equation, nonzero)
            except NO_VALUE:
                return False
            if (abs(left - right) > CLOSE * np.maximum(1, abs(left))).any():
                return False
            points += int(valid.sum())
        return points > 0

    # ------------------------------------------------------------------------------------------ looking closer
    def look_closer(self, equations: Sequence[Equation], nonzero: Nonzero) -> Refuted | None:
        """Neither proved nor refuted yet: every world, larger sizes too, with error bounds whatever the floats say."""
        for number in range(len(self.worlds)):
            floats = self.evaluator(number)
            if floats is None:
                continue
            for e in equations:
                try:
                    found = self.compare(e, nonzero, (number,))
                    if isinstance(found, Refuted):
                        return found
                    allowed = self.allowed(floats, nonzero)
                    for point in CLOSER_POINTS if number in self.worlds.exact else ():
                        witness = self.confirm(e, number, point, floats) if allowed[point] else None
                        if witness is not None:
                            return Refuted(witness)
                except NO_VALUE:
                    continue
        return None

    def confirm(self, equation: Equation, number: int, point: int, floats: Evaluator) -> Witness | None:
        """The witness at one point, if the balls of the two sides are apart there."""
        left, right = self.ball_sides(equation, number, point, floats)
        if not any(apart(a, b) for a, b in zip(left.flat, right.flat, strict=True)):
            return None
        values = [floats.array(e, equation.axes)[point] for e in (equation.left, equation.right)]
        shown = [plain(v) for v in values]
        if shown[0] == shown[1] or not all(np.isfinite(v).all() for v in values):
            shown = list(in_full(left[0], right[0]))
        return Witness(shown[0], shown[1], partial(describe, floats.world, point, equation))

    def ball_sides(self, equation: Equation, number: int, point: int, floats: Evaluator) -> tuple[Any, Any]:
        case = (number, point)
        evaluator = self._balls.get(case)
        if evaluator is None:
            evaluator = self._balls[case] = Evaluator(floats.world.at_point(point, balls()))
        return evaluator.array(equation.left, equation.axes), evaluator.array(equation.right, equation.axes)

    # ------------------------------------------------------------------------------------------ what a term holds
    def counts(self, term: Expr) -> bool:
        """Whether a size or an index stands as a number in a term: larger sizes may then tell more than small ones."""
        return self.holds(term, is_count)

    def is_delicate(self, term: Expr) -> bool:
        """Whether a term holds cases, roots, logarithms or symbolic powers, whose rules have side conditions."""
        return self.holds(term, is_delicate)

    def holds(self, term: Any, test: Callable[[Any], bool]) -> bool:
        """Whether some part of a term, derivatives carried out and definitions opened, passes a test."""
        if test(term):
            return True
        if isinstance(term, (Partial, Slope)):
            return self.holds(carry(term)[0], test)
        if isinstance(term, Entry):
            return self.name_holds(term.base, test)
        if isinstance(term, IndexSum):
            return self.holds(term.args[0], test)
        return not isinstance(term, (Base, Index, Delta)) and any(self.holds(a, test) for a in getattr(term, "args", ()))

    def name_holds(self, base: Base, test: Callable[[Any], bool]) -> bool:
        if base.definition is None:
            return False
        found = self._holds.get((base, test))
        if found is None:
            found = self._holds[base, test] = any(a.blocks for a in base.shape) or self.holds(unfold(generic(base)), test)
        return found


def is_count(term: Any) -> bool:
    return isinstance(term, (Size, Index)) or (isinstance(term, IndexSum) and term.index not in term.args[0].atoms(Index))


def is_delicate(term: Any) -> bool:
    return isinstance(term, (Piecewise, log)) or (isinstance(term, Pow) and not term.args[1].is_Integer)


def cannot_evaluate(error: BaseException) -> str:
    return str(error) if isinstance(error, CannotDecide) else f"too large to evaluate ({type(error).__name__})"


def apart(a: Any, b: Any) -> bool:
    """Whether two balls are certainly different numbers."""
    return bool(a.is_finite() and b.is_finite() and not a.overlaps(b))


# ---------------------------------------------------------------------------------------------- showing
def describe(world: World, point: int, equation: Equation) -> tuple[Mapping[str, int], Mapping[str, Any]]:
    """The sizes and values that bear on an equation."""
    used = mentioned(equation)
    sizes = {s.name: n for s, n in world.sizes.items() if s in used}
    bases = sorted((b for b in used if isinstance(b, Base) and b.definition is None and b.recurrence is None), key=lambda b: b.serial)
    values: dict[str, Any] = {b.name: plain(world.values[b][point]) for b in bases if b in world.values or b.name != "·"}
    values |= {i.name: int(column[point]) for i, column in world.indices.items() if i in used}
    return sizes, values


def mentioned(equation: Equation) -> set[Any]:
    """Names, sizes and given indices that bear on an equation, through definitions."""
    out: set[Any] = set()
    stack: list[Any] = [equation.left, equation.right, *(i.upper for i in equation.axes)]
    while stack:
        term = stack.pop()
        if term in out:
            continue
        out.add(term)
        if isinstance(term, Entry):
            base = term.base
            if base not in out:
                out.add(base)
                stack.extend(a.size for a in base.shape)
                if base.values is not None:
                    stack.append(base.values)
                if base.definition is not None:
                    stack.append(unfold(generic(base)))
                if base.recurrence is not None:
                    stack.extend((base.recurrence.first, base.recurrence.next))
        if isinstance(term, Index):
            stack.extend((term.lower, term.upper))
        if isinstance(term, IndexSum):
            stack.append(term.index)
        stack.extend(term.args)
    return out


def plain(value: Any) -> Any:
    """Numbers for people and JSON: whole ones as integers, the rest to nine figures."""
    if isinstance(value, np.ndarray):
        return [plain(v) for v in value] if value.ndim else plain(value[()])
    number = float(value)
    if not np.isfinite(number):
        return str(number)
    if abs(number) < NOISE:
        return 0
    return int(number) if number == int(number) and abs(number) < 1e15 else float(f"{number:.9g}")


def in_full(left: Any, right: Any) -> tuple[Any, Any]:
    """Two arrays of balls with as many digits as it takes to tell them apart."""
    for digits in (17, 25, 38):
        shown = [written(side, digits) for side in (left, right)]
        if shown[0] != shown[1]:
            break
    return shown[0], shown[1]


def written(value: Any, digits: int) -> Any:
    if isinstance(value, np.ndarray):
        return [written(v, digits) for v in value] if value.ndim else written(value[()], digits)
    text = value.mid().str(digits, radius=False)
    return float(text) if digits <= 17 and text not in ("nan", "[+/- inf]") else text
