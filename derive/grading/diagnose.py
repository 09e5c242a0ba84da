"""Search for a small repair that is then proved: what the mistake was, in one sentence."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..court.question import is_zero
from ..errors import CannotDecide, FormulaError
from ..habits.readings import readings
from ..meaning.elaborate import Elaborator
from ..meaning.scope import IndexName, Scope, TensorName
from ..notation.tree import Chain, Grid, Name, Node, same, walk
from ..notation.write import unicode
from ..proof.prover import Equation, Proved, Prover
from ..sheets.assumptions import assumption
from ..sheets.stated import read_claim
from .mistakes import ILL_TYPED_FIRST, REPAIRS, Candidate, Context
from .mistakes.common import negative
from .mistakes.terms import sign_of_the_whole
from .mutants import NO_VALUE, mutants_of, text_of, value_of
from .problem import Problem, problem_of, problems

MAX_CANDIDATES = 110
MAX_OF_KIND = 40
MAX_SYMBOLS = 500
"""Longer formulas are not searched for mistakes."""
MAX_WORK = 12_000
"""So many symbols of changed readings are looked at in one search: work and not time, so that no machine or load decides what is found."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What was found: the class, the sentence, the hint, the repaired reading if there is one."""

    kind: str
    says: str
    hint: str
    repair: Node | None = None


class OutOfWork(CannotDecide):
    """The search ended at its bound, and had found nothing."""


def diagnose(problem: Problem, scope: Scope, tree: Node, typed: bool) -> Diagnosis | None:
    """What the mistake was: the sign, one of the known mistakes, one case forgotten, a repair that is proved, another part's answer.

    `OutOfWork` if there was more to try than is allowed.
    """
    symbols = sum(1 for _ in walk(tree))
    if symbols > MAX_SYMBOLS:
        raise OutOfWork(f"the formula has {symbols} symbols, {MAX_SYMBOLS} are searched for mistakes")
    context = context_of(problem, scope)
    if any(is_zero(f) for f in context.forms):
        return None  # anything times zero is a repair
    if typed:
        for candidate in sign_of_the_whole(context, tree):
            if proves(problem, scope, candidate.tree):
                return Diagnosis(candidate.kind, candidate.says, candidate.hint, candidate.tree)
    found = (other_case(problem, scope, tree) if typed else None) or known_mistake(problem, scope, tree, context, typed)
    if found is not None:
        return found
    tried = Tried()
    for candidate in tried.within_work(candidates(context, tree, typed)):
        if proves(problem, scope, candidate.tree):
            return Diagnosis(candidate.kind, candidate.says, candidate.hint, candidate.tree)
    part = other_part(problem, scope, tree) if typed else None
    if part is None and tried.out:
        raise OutOfWork(tried.out)
    return part


def context_of(problem: Problem, scope: Scope) -> Context:
    forms = tuple(form_trees(problem))
    return Context(scope, forms, tuple(n for n in ("α", "ε", "η") if isinstance(scope.get(n), TensorName)))


def known_mistake(problem: Problem, scope: Scope, tree: Node, context: Context, typed: bool) -> Diagnosis | None:
    """The answer is a closed form of the sheet with one mistake, by its text or its values; or that with the sign flipped."""
    mutants = problem.extra.get("mutants")
    if mutants is None:
        mutants = problem.extra["mutants"] = mutants_of(problem, context_of(problem, problem.scope))
    found = mutants.by_text.get(text_of(tree))
    if found is not None and (not typed or found.kind in ("sign", "factor") or value_of(problem, tree) not in mutants.by_value):
        return Diagnosis(found.kind, found.says, found.hint, found.form)
    for turned, more in ((tree, ""), (negative(tree), " And the sign of the whole is flipped.")) if typed else ():
        value = value_of(problem, turned)
        for mutant in mutants.by_value.get(value or b"", ())[:3]:
            if not proves_equal(problem, scope, turned, mutant.tree):
                continue
            if found is not None and found.kind == mutant.kind:
                return Diagnosis(found.kind, found.says, found.hint, found.form)
            own = in_own_words(problem, scope, turned, context, mutant.kind)
            if own is not None:
                return Diagnosis(own.kind, own.says + more, own.hint, own.tree)
            return Diagnosis(mutant.kind, f"{mutant.hint} A right answer is {unicode(mutant.form)}.{more}", mutant.hint, mutant.form)
    return None


def in_own_words(problem: Problem, scope: Scope, tree: Node, context: Context, kind: str) -> Candidate | None:
    """The repair of that kind on the answer as it was written, where there is one."""
    of_kind = (c for c in candidates(context, tree, True) if c.kind == kind)
    return next((c for c in itertools.islice(of_kind, MAX_OF_KIND) if proves(problem, scope, c.tree)), None)


def proves_equal(problem: Problem, scope: Scope, tree: Node, other: Node) -> bool:
    """Whether two readings are proved equal to one another."""
    try:
        a = problem.compare(Elaborator(scope).tensor(tree), tree)
        b = problem.compare(Elaborator(problem.scope).tensor(other), other)
        pairs = [Equation(x.right, y.right, x.axes) for x, y in zip(a.equations, b.equations, strict=True)]
        return isinstance(problem.court.prover.judge(pairs), Proved)
    except NO_VALUE:
        return False


class Tried:
    """What a search has tried, and whether it ended at its bound (`out` says which)."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.out = ""

    def within_work(self, found: Iterable[Candidate]) -> Iterator[Candidate]:
        """The different ones among some candidates: up to `MAX_CANDIDATES`, of `MAX_WORK` symbols in all."""
        work = 0
        for candidate in found:
            work += sum(1 for _ in walk(candidate.tree))
            text = text_of(candidate.tree)
            if text in self.seen:
                continue
            self.seen.add(text)
            if len(self.seen) > MAX_CANDIDATES:
                self.out = f"{MAX_CANDIDATES} repairs were tried"
            elif work > MAX_WORK:
                self.out = f"repairs of {MAX_WORK} symbols in all were tried"
            if self.out:
                return
            yield candidate


def candidates(context: Context, tree: Node, typed: bool) -> Iterator[Candidate]:
    for row in REPAIRS if typed else ILL_TYPED_FIRST:
        yield from row(context, tree)


def proves(problem: Problem, scope: Scope, tree: Node) -> bool:
    """Whether a reading is proved right: numbers first, they are cheap."""
    try:
        elaborator = Elaborator(scope)
        compared = problem.compare(elaborator.tensor(tree), tree)
        return not compared.transposed and problem.agrees(compared) and isinstance(problem.judge(compared), Proved)
    except (FormulaError, CannotDecide, RecursionError, ArithmeticError, ValueError):
        return False


def form_trees(problem: Problem) -> list[Node]:
    """The closed forms of the problem and of others that ask for the same."""
    out = list(problem.forms)
    for other in problems(problem.sheet):
        if other.name != problem.identity.name and other.assume == problem.identity.assume and not other.define:
            try:
                _, sides = read_claim(other.claims[0])
            except FormulaError:
                continue
            if same(sides[0].tree, problem.left):
                out += [s.tree for s in sides[1:]]
    return out


# ---------------------------------------------------------------------------------------------- cases
def index_pairs(problem: Problem, tree: Node) -> list[tuple[str, str]]:
    """Pairs of given indices of one axis that the left side or the answer use."""
    names = dict.fromkeys(
        n.text for t in (problem.left, tree) for n in walk(t) if isinstance(n, Name) and isinstance(problem.scope.get(n.text), IndexName)
    )
    given = [n for n in problem.scope if isinstance(problem.scope.get(n), IndexName)]
    out = []
    for a in names:
        for b in given:
            x, y = problem.scope.get(a), problem.scope.get(b)
            if a != b and isinstance(x, IndexName) and isinstance(y, IndexName) and x.axis == y.axis and (b, a) not in out and b == "o":
                out.append((a, b))
    return out


def holds_when(problem: Problem, scope: Scope, tree: Node, condition: Chain) -> bool:
    """Whether an answer is proved right under one more condition."""
    try:
        found = assumption((condition,), scope)
        if found is None:
            return False
        elaborator = Elaborator(scope)
        compared = problem.compare(elaborator.tensor(tree), tree)
        provers = problem.extra.setdefault("provers", {})
        text = unicode(condition)
        if text not in provers:
            provers[text] = Prover(problem.sheet.cast(problem.court.facts + found), problem.sheet.folded)
        prover: Prover = provers[text]
        return not compared.transposed and isinstance(prover.judge(compared.equations), Proved)
    except (FormulaError, CannotDecide, RecursionError, ArithmeticError, ValueError):
        return False


def other_case(problem: Problem, scope: Scope, tree: Node) -> Diagnosis | None:
    """Right when w ≠ o only, or when w = o only."""
    if isinstance(tree, Grid) or problem.identity.assume:
        return None
    for a, b in index_pairs(problem, tree):
        if a not in {n.text for n in walk(problem.left) if isinstance(n, Name)}:
            continue
        for relation, other in (("≠", "="), ("=", "≠")):
            if holds_when(problem, scope, tree, Chain((Name(a), Name(b)), (relation,))):
                says = f"This is right when {a} {relation} {b} only; the case {a} {other} {b} is missing."
                return Diagnosis("case", says, "This is right in one case only; which one is missing?", problem.forms[-1])
    return None


def cases_right(problem: Problem, scope: Scope, grid: Grid) -> list[tuple[str, bool]]:
    """Of an answer by cases on indices: which are right."""
    out: list[tuple[str, bool]] = []
    seen: list[Chain] = []
    for row in grid.rows:
        if len(row) != 2 or row[0] is None or row[1] is None:
            return []
        condition = plain_condition(row[1])
        if condition is None and len(seen) == 1:
            condition = Chain(seen[0].sides, ("≠" if seen[0].relations == ("=",) else "=",))
        if condition is None:
            return []
        seen.append(condition)
        out.append((unicode(condition), holds_when(problem, scope, row[0], condition)))
    return out


def plain_condition(node: Node) -> Chain | None:
    from ..meaning.grids import condition

    try:
        found = condition(node)
    except FormulaError:
        return None
    return found if isinstance(found, Chain) and found.relations[0] in ("=", "≠") and len(found.sides) == 2 else None


# ---------------------------------------------------------------------------------------------- other parts
def other_part(problem: Problem, scope: Scope, tree: Node) -> Diagnosis | None:
    """The answer to another part of the same sheet."""
    for other in problems(problem.sheet):
        if other.name == problem.identity.name or other.induction or other.uses or other.define:
            continue
        try:
            part = problem_of(problem.sheet, other)
        except Exception:
            continue
        if same(part.left, problem.left):
            continue
        if proves(part, scope, tree):
            said = unicode(next(readings(part.left, scope, problem.sheet.spellings)).tree)
            return Diagnosis(
                "other-part", f"This is the answer to another part: {said} ({part.name}).", "This answers another part of the sheet."
            )
    return None
