"""What is said of a wrong step: which small change makes it hold, and which earlier mistake it only carries on."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from sympy import S

from ..court.court import Court
from ..court.question import STEP, Question, Side, is_zero
from ..errors import CannotDecide, FormulaError, fault_of_ours
from ..grading.diagnose import Tried
from ..grading.mistakes import ILL_TYPED_FIRST, REPAIRS, Candidate, Context
from ..grading.mistakes.terms import factor_of_the_whole
from ..habits.readings import Reading, readings
from ..limits import attempted, nearly_spent
from ..meaning.derivatives import is_derivative
from ..meaning.elaborate import Elaborator
from ..meaning.scope import Scope, TensorName
from ..notation.latex import latex
from ..notation.tree import Fraction, Group, Node, rewrite, same, walk
from ..vocabulary import ILL_TYPED, PROVED, REFUTED
from .claim import Claim
from .gaps import same_gap

MAX_OF_KIND = 24
MAX_SYMBOLS = 400
EARLIER = 12
"""So many earlier mistakes are asked whether they explain one …"""
ENOUGH = 0.92
"""When so much of the CPU time is used up, nothing more is explained."""
REACH = 30
"""… that stand so many statements before it, at most."""


class Explainer:
    """Looks at the wrong steps of a document, in order."""

    def __init__(self) -> None:
        self.wrong: list[Claim] = []

    def explain(self, claim: Claim) -> None:
        """Add to a wrong claim what can be said of it."""
        if claim.verdict not in (REFUTED, ILL_TYPED) or claim.trees is None or claim.names is None or claim.court is None:
            return
        if limit := nearly_spent(ENOUGH):
            claim.notes.append(f"no diagnosis: {limit}")
            return
        try:
            limit = attempted(lambda: self.told(claim))[1]
            if limit:
                claim.notes.append(f"no diagnosis: {limit}")
        except RecursionError:
            pass
        except Exception as error:  # a fault of this program costs the diagnosis of one step, and not the document
            claim.notes.append(f"no diagnosis: {fault_of_ours(error)}")
        self.wrong = [*self.wrong[-EARLIER:], claim]

    def told(self, claim: Claim) -> None:
        undone = self.undone(claim)
        root = None if undone is not None else self.carried_on(claim)
        if undone is not None:
            claim.notes.append(f"this undoes the mistake on line {undone.line_of_mistake}: it is right again")
        elif root is not None:
            claim.follows_from = root.follows_from or root.line_of_mistake
            claim.notes.append(f"follows from line {claim.follows_from}")
        else:
            self.repair(claim)

    # ------------------------------------------------------------------------------------------ earlier mistakes
    def undone(self, claim: Claim) -> Claim | None:
        """The mistake in the step just before, if this one leads back to what stood before it."""
        before = self.wrong[-1] if self.wrong else None
        if before is None or before.statement != claim.statement or before.trees is None or claim.trees is None:
            return None
        return before if before.trees[1] is claim.trees[0] and holds(claim, before.trees[0], claim.trees[1]) else None

    def carried_on(self, claim: Claim) -> Claim | None:
        """The earlier mistake from which this claim would follow."""
        near = [e for e in self.wrong[-EARLIER:] if e.statement >= claim.statement - REACH]
        for earlier in reversed(near):
            one_sheet = earlier.names is not None and claim.names is not None and earlier.names.sheet is claim.names.sheet
            if one_sheet and (self.by_substitution(claim, earlier) or self.same_gap(claim, earlier)):
                return earlier
        return None

    @staticmethod
    def by_substitution(claim: Claim, earlier: Claim) -> bool:
        """Whether the claim holds once the earlier wrong right side is put for its left side, or for what its chain is about."""
        assert claim.trees is not None and earlier.trees is not None
        left, right = claim.trees
        old, new = earlier.trees
        held = Group("(", (new,), span=new.span)
        for meant in (old, earlier.head):
            if meant is None or sum(1 for _ in walk(meant)) < 2:
                continue
            put = replaced(left, meant, held)
            if put is not left and (same(put, Group("(", (right,), span=right.span)) or holds(claim, put, right)):
                return True
        return False

    @staticmethod
    def same_gap(claim: Claim, earlier: Claim) -> bool:
        assert claim.trees is not None and earlier.trees is not None and claim.court is not None and claim.names is not None
        both = claim.verdict == earlier.verdict == REFUTED
        return both and same_gap(claim.court, claim.names.scope, claim.trees, earlier.trees, (S.One,))

    # ------------------------------------------------------------------------------------------ repairs
    def repair(self, claim: Claim) -> None:
        """The first small change that is proved."""
        assert claim.trees is not None and claim.court is not None and claim.names is not None
        left, right = claim.trees
        scope, court = claim.names.scope, claim.court
        typed = claim.verdict == REFUTED
        sides = [(right, left, False)] + ([] if isinstance(left, Fraction) and is_derivative(left) else [(left, right, True)])
        searches = [Tried() for _ in sides]
        results = [(self.repaired(court, scope, *s[:2], typed, t), s[2]) for s, t in zip(sides[:1], searches, strict=False)]
        if results[0][0] is None or "1/" in results[0][0][0].says:  # «lacks a factor 1/α» rather is said of the other side
            later = zip(sides[1:], searches[1:], strict=True)
            results = [*((self.repaired(court, scope, *s[:2], typed, t), s[2]) for s, t in later), *results]
        for found, is_left in results:
            if found is None:
                continue
            candidate, fixed = found
            where = "On the left side: " if is_left else ""
            claim.message = "; ".join(filter(None, [claim.message, where + candidate.says]))
            claim.repair = f"{latex(candidate.tree)} = {latex(fixed)}" if is_left else f"{latex(fixed)} = {latex(candidate.tree)}"
            return
        claim.notes += tuple(f"no repair within the limit: {t.out}" for t in searches if t.out)[:1]

    @staticmethod
    def repaired(court: Court, scope: Scope, tree: Node, other: Node, typed: bool, tried: Tried) -> tuple[Candidate, Node] | None:
        """A change of one side that makes it equal to the other, with the other's reading."""
        try:
            base = court.readings(other, STEP, scope)[0]
        except FormulaError:
            return None
        if is_zero(base.reading.tree) or sum(1 for _ in walk(tree)) > MAX_SYMBOLS:
            return None
        for candidate in tried.within_work(candidates(scope, plain_reading(court, tree, scope), base.reading.tree, typed)):
            try:
                side = Side(Reading(candidate.tree), Elaborator(scope).tensor(candidate.tree))
                if side.tensor.shape != base.tensor.shape:
                    continue
                close = all(court.prover.numbers.close(e) for e in court.equate(side, base))
                if close and court.pair(Question((), names=scope), STEP, side, base).verdict == PROVED:
                    return candidate, base.reading.tree
            except (FormulaError, CannotDecide, RecursionError, ArithmeticError, ValueError):
                continue
        return None


def replaced(tree: Node, old: Node, new: Node) -> Node:
    """The tree with another node wherever the old one stands."""
    return rewrite(tree, lambda n: new if same(n, old) else None)


def plain_reading(court: Court, tree: Node, scope: Scope) -> Node:
    """The first reading of a side, typed or not."""
    try:
        return next(readings(tree, scope, court.sheet.spellings)).tree
    except (FormulaError, StopIteration):
        return tree


SMALL_FIRST = sorted(REPAIRS, key=lambda row: row is factor_of_the_whole)
"""One sign, one letter, one condition; that a factor is missing is said last."""


def candidates(scope: Scope, tree: Node, form: Node, typed: bool) -> Iterator[Candidate]:
    context = Context(scope, (form,), tuple(n for n in ("α", "ε", "η") if isinstance(scope.get(n), TensorName)))
    for row in SMALL_FIRST if typed else ILL_TYPED_FIRST:
        for candidate in itertools.islice(row(context, tree), MAX_OF_KIND):
            if not same(candidate.tree, form):  # to replace the whole by the other side is no repair
                yield candidate


def holds(claim: Claim, left: Node, right: Node) -> bool:
    """Whether two sides are proved equal where the claim stands."""
    assert claim.court is not None and claim.names is not None
    return claim.court.answer(Question((left, right), names=claim.names.scope), STEP).holds
