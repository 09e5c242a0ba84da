"""The only place that says *proved*: two independent roads must agree, or there is no tick.

* Proved: the canonical difference is zero, and the un-normalised sides agree at random sizes and values.
* Refuted: a witness, at which ball arithmetic shows the two sides apart.
* Undecided: neither; with the reason.
A canonical zero that the numbers contradict is a fault of this program and is raised as `Unsound`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

import numpy as np
from sympy import Expr

from ..canon.normalize import FUEL, Normalizer
from ..canon.unparse import BRANCH
from ..errors import CannotDecide, Unsound
from ..numbers.evaluate import Arithmetic, Evaluator, OutOfRange, World, ball_arithmetic
from ..numbers.worlds import Cast, Worlds
from ..terms import Base, Entry, Index
from ..terms.facts import Facts

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
MANY_LAYERS = 3
"""From how many affine definitions on the cheap form is tried first."""


@dataclass(frozen=True, slots=True)
class CrossCheck:
    """How the numbers bear a proof out."""

    points: int
    largest_error: float


@dataclass(frozen=True, slots=True)
class Proved:
    method: str
    cross_check: CrossCheck
    conditions: tuple[tuple[Expr, str], ...] = ()
    """What must hold for both sides to be defined: (expression, "≠ 0" or "> 0")."""
    rules: Mapping[str, int] = field(default_factory=dict)
    canonical: Any = None


class Witness:
    """Sizes and values at which the two sides differ; worked out for showing only when asked for."""

    def __init__(self, left: Any, right: Any, places: Callable[[], tuple[Mapping[str, int], Mapping[str, Any]]]) -> None:
        self.left, self.right = left, right
        self._places = places

    @cached_property
    def _found(self) -> tuple[Mapping[str, int], Mapping[str, Any]]:
        return self._places()

    @property
    def sizes(self) -> Mapping[str, int]:
        return self._found[0]

    @property
    def values(self) -> Mapping[str, Any]:
        return self._found[1]

    def __repr__(self) -> str:
        return f"Witness(sizes={self.sizes}, values={self.values}, left={self.left}, right={self.right})"


@dataclass(frozen=True, slots=True)
class Refuted:
    witness: Witness


@dataclass(frozen=True, slots=True)
class Undecided:
    reason: str


Verdict = Proved | Refuted | Undecided


@dataclass(frozen=True, slots=True)
class Equation:
    """Two entries with the same free indices, to be shown equal."""

    left: Expr
    right: Expr
    axes: tuple[Index, ...] = ()


class Prover:
    """Judges equations under one set of facts; what it evaluated or normalised once it keeps."""

    def __init__(self, cast: Cast, folded: frozenset[Base] = frozenset()) -> None:
        self.cast = cast
        self.folded = folded
        self.worlds = Worlds(cast)
        self._evaluators: dict[int, Evaluator] = {}
        self._balls: dict[tuple[int, int], Evaluator] = {}
        self._normalizers: dict[tuple[frozenset[Base], bool, tuple[Expr, ...]], Normalizer] = {}

    # ------------------------------------------------------------------------------------------ the verdict
    def judge(self, equations: Sequence[Equation], boundaries: Sequence[Expr] = ()) -> Verdict:
        """The verdict on all of the equations together."""
        try:
            nonzero = (*self.cast.facts.nonzero, *boundaries)
            compared = [self.compare(e, nonzero) for e in equations]
        except NO_VALUE as error:
            return Undecided(cannot_evaluate(error))
        for one in compared:
            if isinstance(one, Refuted):
                self.contradict(equations, boundaries, one)
                return one
        checks = [c for c in compared if isinstance(c, CrossCheck)]
        if len(checks) < len(compared):
            return next(c for c in compared if isinstance(c, Undecided))
        check = CrossCheck(min(c.points for c in checks), max(c.largest_error for c in checks))
        verdict = self.decide(equations, boundaries, check)
        return self.look_closer(equations, nonzero, verdict) if isinstance(verdict, Undecided) else verdict

    def look_closer(self, equations: Sequence[Equation], nonzero: Sequence[Expr], undecided: Undecided) -> Verdict:
        """Neither proved nor refuted yet: every world, larger sizes too, with error bounds whatever the floats say."""
        for number in range(len(self.worlds)):
            floats = self.evaluator(number)
            if floats is None:
                continue
            for point in CLOSER_POINTS:
                for e in equations:
                    try:
                        allowed = self.allowed(floats, nonzero)[point]
                        witness = self.confirm(e, number, point, floats) if allowed else None
                    except NO_VALUE:
                        continue
                    if witness is not None:
                        return Refuted(witness)
        return undecided

    def judge_numbers(self, equations: Sequence[Equation]) -> Verdict | CrossCheck:
        """What the numbers alone say: a refutation, a cross-check, or nothing."""
        for e in equations:
            try:
                found = self.compare(e)
            except NO_VALUE as error:
                return Undecided(cannot_evaluate(error))
            if not isinstance(found, CrossCheck):
                return found
        return found

    def decide(self, equations: Sequence[Equation], boundaries: Sequence[Expr], check: CrossCheck) -> Verdict:
        reason = "not zero in canonical form, yet equal at every point that was tried"
        for attempt in self.attempts:
            normalizer = self.normalizer(*attempt, tuple(boundaries))
            try:
                before = normalizer.fired.copy()
                if all(not normalizer.difference(e.left, e.right) for e in equations):
                    conditions = tuple({c: None for e in equations for t in (e.left, e.right) for c in normalizer.defined_where(t)})
                    if any(sign == BRANCH for _, sign in conditions):
                        return Undecided("a branch of the cases is not defined everywhere; state the claim case by case")
                    return Proved("canonical form", check, conditions, normalizer.fired - before, normalizer)
            except CannotDecide as error:
                reason = str(error)
                normalizer.fuel = FUEL
            except RecursionError:
                reason = "nested too deeply"
        return Undecided(reason)

    @property
    def attempts(self) -> list[tuple[frozenset[Base], bool]]:
        """The forms to try, cheap ones first: names folded and sums as written; names folded; everything unfolded."""
        everything = frozenset[Base]()
        full = list(dict.fromkeys([(self.folded, False), (everything, False)]))
        return [(self.folded, True), *full] if len(self.folded) >= MANY_LAYERS else full

    def contradict(self, equations: Sequence[Equation], boundaries: Sequence[Expr], refuted: Refuted) -> None:
        """Raise if the canonical form calls equal what the numbers tell apart."""
        normalizer = self.normalizer(*self.attempts[0], tuple(boundaries))
        try:
            if any(normalizer.difference(e.left, e.right) for e in equations):
                return
            if any(sign == BRANCH for e in equations for t in (e.left, e.right) for _, sign in normalizer.defined_where(t)):
                return  # equal where every branch is defined; the witness may lie where only the chosen one is
        except (CannotDecide, RecursionError):
            normalizer.fuel = FUEL
            return
        raise Unsound(f"canonically equal, but different at {refuted.witness}")

    def normalizer(self, folded: frozenset[Base], shallow: bool, boundaries: tuple[Expr, ...]) -> Normalizer:
        case = (folded, shallow, boundaries)
        found = self._normalizers.get(case)
        if found is None:
            everywhere = tuple(b.base for b in boundaries if isinstance(b, Entry) and self.any_place(b))
            facts = self.cast.facts + Facts(nonzero=boundaries, nonzero_entries=everywhere)
            found = self._normalizers[case] = Normalizer(facts, folded, shallow)
        return found

    def any_place(self, entry: Entry) -> bool:
        """Whether an entry stands for all of its name: its indices are free or bound, and run over the whole axes."""
        return all(
            isinstance(i, Index) and i not in self.cast.indices and (i.lower, i.upper) == (a.lower, a.size)
            for i, a in zip(entry.indices, entry.base.shape, strict=True)
        )

    def zero(self, left: Expr, right: Expr) -> bool:
        """Whether the canonical forms are the same; says nothing to the user, so it is not a verdict."""
        return not self.normalizer(frozenset(), False, ()).difference(left, right)

    # ------------------------------------------------------------------------------------------ numbers
    def evaluator(self, number: int) -> Evaluator | None:
        found = self._evaluators.get(number)
        if found is None and (world := self.worlds.get(number)) is not None:
            found = self._evaluators[number] = Evaluator(world)
        return found

    def allowed(self, evaluator: Evaluator, nonzero: Sequence[Expr]) -> Any:
        """The points at which every hypothesis holds: nothing vanishes that must not, indices differ and agree as assumed."""
        out = np.ones(evaluator.world.points, dtype=bool)
        for pairs, wanted in ((self.cast.facts.unequal, False), (self.cast.facts.equal, True)):
            for pair in pairs:
                _, (a, b) = evaluator.together([evaluator.index(t) for t in pair])
                same = np.broadcast_to(a == b, (evaluator.world.points, *np.broadcast_shapes(a.shape, b.shape)[1:]))
                out &= (same.reshape(same.shape[0], -1) == wanted).all(axis=1)
        for family, term in self.cast.facts.avoids:
            members = evaluator.world.values[family]
            _, place = evaluator.index(term)
            out &= (members.reshape(members.shape[0], -1) != place.reshape(-1, 1)).all(axis=1)
        for term in nonzero:
            _, values = evaluator.value(term)
            out &= (values.reshape(values.shape[0], -1) != 0).all(axis=1)
        return out

    def compare(self, equation: Equation, nonzero: Sequence[Expr] = ()) -> CrossCheck | Refuted | Undecided:
        """Both sides in every world: a witness if they differ, else how closely they agree."""
        points, largest = 0, 0.0
        for number in self.worlds.usual:
            evaluator = self.evaluator(number)
            if evaluator is None:
                continue
            try:
                sides = [evaluator.array(e, equation.axes) for e in (equation.left, equation.right)]
            except OutOfRange:
                continue
            flat = [a.reshape(a.shape[0], -1) for a in sides]
            valid = np.asarray(np.isfinite(flat[0]).all(axis=1) & np.isfinite(flat[1]).all(axis=1)) & self.allowed(evaluator, nonzero)
            left, right = (np.where(valid[:, None], a, 0.0) for a in flat)
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
        if not points:
            return Undecided("neither side is defined at any point that was tried")
        return CrossCheck(points, largest)

    def close(self, equation: Equation, nonzero: Sequence[Expr] = ()) -> bool:
        """Whether both sides agree in floating point in every usual world: cheap, and no verdict."""
        points = 0
        for number in self.worlds.usual:
            evaluator = self.evaluator(number)
            if evaluator is None:
                continue
            try:
                left, right = (evaluator.array(e, equation.axes) for e in (equation.left, equation.right))
                allowed = self.allowed(evaluator, nonzero)
            except NO_VALUE:
                return False
            left, right = (a.reshape(a.shape[0], -1) for a in (left, right))
            valid = np.isfinite(left).all(axis=1) & np.isfinite(right).all(axis=1) & allowed
            gap = abs(np.where(valid[:, None], left, 0) - np.where(valid[:, None], right, 0))
            if (gap > CLOSE * np.maximum(1, np.where(valid[:, None], abs(left), 0))).any():
                return False
            points += int(valid.sum())
        return points > 0

    def confirm(self, equation: Equation, number: int, point: int, floats: Evaluator) -> Witness | None:
        """The witness at one point, if the balls of the two sides are apart there."""
        case = (number, point)
        evaluator = self._balls.get(case)
        if evaluator is None:
            evaluator = self._balls[case] = Evaluator(floats.world.at_point(point, balls()))
        left = evaluator.array(equation.left, equation.axes)
        right = evaluator.array(equation.right, equation.axes)
        if not any(apart(a, b) for a, b in zip(left.flat, right.flat, strict=True)):
            return None
        values = [floats.array(e, equation.axes)[point] for e in (equation.left, equation.right)]
        shown = [plain(v) for v in values]
        if shown[0] == shown[1]:
            shown = [v.tolist() for v in values]
        return Witness(shown[0], shown[1], partial(describe, floats.world, point, equation))


_balls: list[Arithmetic] = []


def balls() -> Arithmetic:
    if not _balls:
        _balls.append(ball_arithmetic())
    return _balls[0]


def cannot_evaluate(error: BaseException) -> str:
    return str(error) if isinstance(error, CannotDecide) else f"too large to evaluate ({type(error).__name__})"


def apart(a: Any, b: Any) -> bool:
    """Whether two balls are certainly different numbers."""
    return bool(a.is_finite() and b.is_finite() and not a.overlaps(b))


def describe(world: World, point: int, equation: Equation) -> tuple[Mapping[str, int], Mapping[str, Any]]:
    """The sizes and values that bear on an equation."""
    used = mentioned(equation)
    sizes = {s.name: n for s, n in world.sizes.items() if s in used}
    bases = sorted((b for b in used if isinstance(b, Base) and b.definition is None and b.recurrence is None), key=lambda b: b.serial)
    values: dict[str, Any] = {b.name: plain(world.values[b][point]) for b in bases}
    values |= {i.name: int(column[point]) for i, column in world.indices.items() if i in used}
    return sizes, values


def mentioned(equation: Equation) -> set[Any]:
    """Names, sizes and given indices that bear on an equation, through definitions."""
    from ..calculus.forward import generic
    from ..terms import Entry, IndexSum, unfold

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


__all__ = ["CrossCheck", "Equation", "Proved", "Prover", "Refuted", "Undecided", "Unsound", "Verdict", "Witness"]
