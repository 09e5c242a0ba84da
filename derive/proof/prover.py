"""The only place that says *proved*: two independent roads must agree, or there is no tick.

* Proved: the canonical difference is zero, and the un-normalised sides agree at random sizes and values.
* Refuted: a witness, at which ball arithmetic shows the two sides apart.
* Undecided: neither; with the reason.
A canonical zero that the numbers contradict is a fault of this program and is raised as `Unsound`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from sympy import Expr

from ..canon.canon import FUEL
from ..canon.rules import Normalizer
from ..errors import CannotDecide, Unsound
from ..numbers.worlds import Cast
from ..terms import Base, Entry, Index
from ..terms.facts import Facts
from .compare import NO_VALUE, Numbers, apart, cannot_evaluate
from .definedness import BRANCH, Definedness, Needs, strongest
from .verdict import CrossCheck, Equation, Proved, Refuted, Undecided, Verdict, Witness

MANY_LAYERS = 3
"""From how many affine definitions on the cheap form is tried first."""
MAX_NORMALIZERS = 64
"""So many tables of canonical forms are kept, one for each set of hypotheses."""
Conditions = tuple[tuple[Expr, str], ...]
NEEDED_BRANCH = "a branch of the cases is not defined everywhere; state the claim case by case"


class Prover:
    """Judges equations under one set of facts; what it evaluated or normalised once it keeps."""

    def __init__(self, cast: Cast, folded: frozenset[Base] = frozenset()) -> None:
        self.cast = cast
        self.folded = folded
        self._normalizers: dict[tuple[frozenset[Base], bool, Conditions], Normalizer] = {}
        self._definedness = Definedness(cast.facts)

    @cached_property
    def numbers(self) -> Numbers:
        return Numbers(self.cast)

    # ------------------------------------------------------------------------------------------ the verdict
    def judge(self, equations: Sequence[Equation], given: Conditions = ()) -> Verdict:
        """The verdict on all of the equations together; `given` are conditions that lemmas bring with them."""
        try:
            needs = self.needs(equations)
            nonzero = tuple(e for e, sign in needs if sign == "≠")
            compared = [self.numbers.compare(e, nonzero) for e in equations]
        except NO_VALUE as error:
            return Undecided(cannot_evaluate(error))
        for one in compared:
            if isinstance(one, Refuted):
                self.contradict(equations, needs, one)
                return one
        checks = [c for c in compared if isinstance(c, CrossCheck)]
        verdict: Verdict
        if len(checks) < len(compared):
            verdict = next(c for c in compared if isinstance(c, Undecided))
        else:
            check = CrossCheck(min(c.points for c in checks), max(c.largest_error for c in checks))
            verdict = self.decide(equations, needs, check, given)
        if isinstance(verdict, Undecided):
            return self.numbers.look_closer(equations, nonzero) or verdict
        return verdict

    def judge_numbers(self, equations: Sequence[Equation]) -> Verdict | CrossCheck:
        """What the numbers alone say: a refutation, a cross-check, or nothing."""
        for e in equations:
            try:
                found = self.numbers.compare(e, tuple(n for n, sign in self.needs([e]) if sign == "≠"))
            except NO_VALUE as error:
                return Undecided(cannot_evaluate(error))
            if not isinstance(found, CrossCheck):
                return found
        return found

    def decide(self, equations: Sequence[Equation], needs: Needs, check: CrossCheck, given: Conditions) -> Verdict:
        """What the canonical form says, looked at once more in larger worlds and with balls where its rules ask for it."""
        reason = "not zero in canonical form, yet equal at every point that was tried"
        for attempt in self.attempts:
            normalizer = None
            try:
                conditions = self.conditions(needs)
                if any(sign == BRANCH for _, sign in conditions):
                    return Undecided(NEEDED_BRANCH)
                normalizer = self.normalizer(*attempt, conditions)
                before = normalizer.fired.copy()
                if all(not normalizer.difference(e.left, e.right) for e in equations):
                    rules = normalizer.fired - before
                    self.look_again(equations, needs)
                    return Proved("canonical form", check, tuple(dict.fromkeys((*conditions, *given))), rules)
            except CannotDecide as error:
                reason = str(error)
                if normalizer is not None:
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

    # ------------------------------------------------------------------------------------------ a stronger second opinion
    def look_again(self, equations: Sequence[Equation], needs: Needs) -> None:
        """Before a proof: larger sizes where a size is a number; more values, and balls, where a delicate rule has fired."""
        nonzero = tuple(e for e, sign in needs if sign == "≠")
        for e in equations:
            delicate = self.numbers.is_delicate(e.left) or self.numbers.is_delicate(e.right)
            worlds = [*(self.numbers.worlds.wide if delicate else ()), *self.larger(e)]
            try:
                found = self.numbers.compare(e, nonzero, worlds) if worlds else None
                witness = self.in_balls(e, nonzero) if delicate and not isinstance(found, Refuted) else None
            except NO_VALUE:
                continue
            if isinstance(found, Refuted) or witness is not None:
                shown = found.witness if isinstance(found, Refuted) else witness
                raise Unsound(f"canonically equal, but different at {shown}")

    def larger(self, e: Equation) -> Sequence[int]:
        return self.numbers.worlds.large if self.numbers.counts(e.left) or self.numbers.counts(e.right) else ()

    def in_balls(self, e: Equation, nonzero: Sequence[Expr]) -> Witness | None:
        """The witness, if balls tell the sides apart at the first point of the smallest world that is allowed."""
        floats = self.numbers.evaluator(0)
        if floats is None:
            return None
        allowed = self.numbers.allowed(floats, nonzero)
        point = next((p for p in range(len(allowed)) if allowed[p]), None)
        if point is None:
            return None
        left, right = self.numbers.ball_sides(e, 0, point, floats)
        different = any(apart(a, b) for a, b in zip(left.flat, right.flat, strict=True))
        return self.numbers.confirm(e, 0, point, floats) if different else None

    def contradict(self, equations: Sequence[Equation], needs: Needs, refuted: Refuted) -> None:
        """Raise if the canonical form calls equal what the numbers tell apart."""
        try:
            conditions = self.conditions(needs)
            if any(sign == BRANCH for _, sign in conditions):
                return  # the witness may lie where only the chosen branch is defined
            normalizer = self.normalizer(*self.attempts[0], conditions)
            if any(normalizer.difference(e.left, e.right) for e in equations):
                return
        except (CannotDecide, RecursionError):
            return
        raise Unsound(f"canonically equal, but different at {refuted.witness}")

    # ------------------------------------------------------------------------------------------ definedness
    def needs(self, equations: Sequence[Equation]) -> Needs:
        """What the sides need to be defined, as they are written."""
        out: Needs = {}
        for e in equations:
            out |= self._definedness.needs(e.left) | self._definedness.needs(e.right)
        return out

    def conditions(self, needs: Needs) -> Conditions:
        """The same in the fewest words, without what always holds."""
        if not needs:
            return ()
        normalizer = self.normalizer(frozenset(), False, ())
        out: Needs = {}
        for expression, sign in needs:
            out |= {(expression, BRANCH): None} if sign == BRANCH else normalizer.state(normalizer.value(expression), sign)  # type: ignore[arg-type]
        found = strongest(out)
        plain = tuple(c for c in found if isinstance(c[0], Entry))
        if not plain or len(plain) == len(found):
            return found
        knowing = self.normalizer(frozenset(), False, plain)  # x y ≥ 0 need not be said beside x ≥ 0 and y ≥ 0
        more: Needs = {}
        for expression, sign in found:
            if not isinstance(expression, Entry):
                known = {} if sign == BRANCH else knowing.state(knowing.value(expression), sign)
                more |= {(expression, sign): None} if sign == BRANCH or known else {}
        return (*plain, *more)

    # ------------------------------------------------------------------------------------------ canonical forms
    def normalizer(self, folded: frozenset[Base], shallow: bool, conditions: Conditions) -> Normalizer:
        """The canonical forms under the facts and some conditions; a few of them are kept."""
        case = (folded, shallow, conditions)
        found = self._normalizers.get(case)
        if found is None:
            if len(self._normalizers) >= MAX_NORMALIZERS:
                self._normalizers.pop(next(k for k in self._normalizers if k[2]) if any(k[2] for k in self._normalizers) else case, None)
            whole = [(e.base, sign) for e, sign in conditions if isinstance(e, Entry) and self.any_place(e)]
            facts = self.cast.facts + Facts(
                signs=tuple((e, sign) for e, sign in conditions if sign != BRANCH and not self.is_bound(e)),
                nonzero_entries=tuple(b for b, sign in whole if sign == "≠"),
                positive=tuple(b for b, sign in whole if sign == ">"),
            )
            found = self._normalizers[case] = Normalizer(facts, folded, shallow)
        return found

    @staticmethod
    def is_bound(term: Expr) -> bool:
        """Whether a term holds an index of a Σ's canonical form: said of every value of that index, it is no fact about one."""
        return any(i.serial < 0 for i in term.atoms(Index))

    def any_place(self, entry: Entry) -> bool:
        """Whether an entry stands for all of its name: its indices are free or bound, and run over the whole axes."""
        return all(
            isinstance(i, Index) and i not in self.cast.indices and (i.lower, i.upper) == (a.lower, a.size)
            for i, a in zip(entry.indices, entry.base.shape, strict=True)
        )

    def zero(self, left: Expr, right: Expr) -> bool:
        """Whether the canonical forms are the same; says nothing to the user, so it is not a verdict."""
        return not self.normalizer(frozenset(), False, ()).difference(left, right)


__all__ = ["CrossCheck", "Equation", "Proved", "Prover", "Refuted", "Undecided", "Unsound", "Verdict", "Witness"]
