"""A pair of a document, and one way to judge it: in whose names, under what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..calculus.carry import reach
from ..calculus.forward import generic
from ..court.court import Court
from ..court.courts import court_of
from ..court.question import STEP, Answer, Question
from ..court.room import room
from ..errors import CannotDecide, FormulaError, IllTyped, Misused, UnboundIndex, UnknownName
from ..habits.pieces import product_of
from ..meaning.derivatives import is_derivative, leading
from ..meaning.scope import Binding, Family, TensorName
from ..notation.tree import Fraction, Name, Node, Number, Script, walk, whole_name
from ..terms import Base
from ..vocabulary import ILL_TYPED, UNDECIDED, UNREADABLE
from .conditions import Tests
from .indices import is_limit
from .names import Names, joined
from .statements import Statement

Trees = tuple[Node, Node]


@dataclass(slots=True)
class Trial:
    """One way to judge a pair: in whose names, under what."""

    answer: Answer
    names: Names
    court: Court
    notes: tuple[str, ...] = ()
    unknown: str = ""
    """A name that is not known."""
    unbound: bool = False
    """It is an index that nothing binds."""
    misused: bool = False
    """It is a name of the sheet, used as the sheet's declaration forbids: the document's own, then, and no fault of types."""
    loss: int | None = None
    """Which loss of the sheet it is about, if of one that is not said."""
    taken: frozenset[str] = frozenset()
    """Letters that are taken as any index."""
    conditions: frozenset[str] = frozenset()
    """Conditions on such letters that were made use of."""
    defined_here: bool = False
    """The same paragraph defines it, in a way that does not help."""

    @property
    def verdict(self) -> str:
        return self.answer.verdict

    @property
    def makes_sense(self) -> bool:
        return not self.unknown and self.verdict not in (ILL_TYPED, UNREADABLE)


@dataclass(slots=True)
class Case:
    """A pair and what it stands in."""

    number: int
    statement: Statement
    trees: Trees
    tests: Tests
    length: int = 0
    values: tuple[str, ...] = ()
    """What is said of the values of names, a > 0, as the sheet assumes it."""


def own_name(error: Exception, tree: Node) -> str:
    """The name that is used as the sheet's declaration forbids, with a subscript that is no index, where that is what is amiss."""
    if isinstance(error, Misused):
        return error.name
    if not isinstance(error, IllTyped) or error.fact != "an index is wanted here" or error.span is None:
        return ""
    found = (n for n in walk(tree) if isinstance(n, Script) and any(s.span == error.span for s in n.sub))
    return next((w for n in found if (w := whole_name(n))), "")


def judge_pair(names: Names, court: Court, trees: Trees) -> Trial:
    """A pair put to the court, in the names that are in force; which name it lacks, if it cannot be read for want of one."""
    if (foreign := names.foreign(trees)) is not None:
        return Trial(Answer("", UNDECIDED), names, court, (), foreign, misused=True)
    for tree in trees:
        try:
            court.readings(tree, STEP, names.scope)
        except (UnknownName, UnboundIndex) as error:
            answer = Answer("", error.verdict, error.fact)
            return Trial(answer, names, court, (), error.name, isinstance(error, UnboundIndex) and not is_limit(error.name, tree))
        except (FormulaError, CannotDecide, RecursionError) as error:
            own = own_name(error, tree)
            if own:  # u_x where x is a vector of the sheet: a name of the document's own
                return Trial(Answer("", UNDECIDED), names, court, (), own, misused=isinstance(error, Misused))
            break
    answer = court.answer(Question(trees, names=names.scope), STEP)
    room.answered()
    return Trial(answer, names, court)


def makes_sense(names: Names, trees: Sequence[Node]) -> bool:
    """Whether a pair type-checks in some names, and its shapes fit."""
    if len(trees) != 2 or names.foreign((trees[0], trees[1])) is not None or by_what_it_rests_not_on(names, trees):
        return False
    court = court_of(names.sheet)
    shapes = []
    for tree in trees:
        try:
            found = court.readings(joined(tree, names.lines), STEP, names.scope)
        except FormulaError:
            return False
        shapes.append({side.tensor.shape for side in found})
    turned = {shape[::-1] for shape in shapes[1]}
    return bool(shapes[0] & (shapes[1] | turned)) or any(isinstance(t, Number) and not t.value for t in trees)


def by_what_it_rests_not_on(names: Names, trees: Sequence[Node]) -> str:
    """b of ∂J/∂b, where the sheet has a number b that its J does not rest on: the document's b is another; so what the document
    defines by itself, z of ∂J/∂z and θ of ∂σ(x)/∂θ."""
    for node in (n for t in trees for n in walk(t) if isinstance(n, Fraction) and is_derivative(n)):
        (_, above), (_, below) = leading(node.numerator), leading(node.denominator)
        by = bound_to(names, below[0].node) if len(below) == 1 else None
        if not above or not isinstance(by, TensorName) or by.base is None:
            continue
        whole = bound_to(names, above[0].node) if len(above) == 1 else None
        is_name = isinstance(whole, TensorName) and whole.base is not None
        defined = by.base.definition is not None
        own = by.base not in names.sheet.bases if defined else is_name and not by.base.shape
        if own and by.base not in made_of(names, product_of(above)):
            return whole_name(below[0].node) or ""
    return ""


def made_of(names: Names, tree: Node) -> set[Base]:
    """What the names of a tree are, and what these are made of."""
    bound = [bound_to(names, n) for n in walk(tree) if isinstance(n, (Name, Script))]
    own = {b.base for b in bound if isinstance(b, (TensorName, Family)) and b.base is not None}
    return own.union(*(reach(generic(base)) for base in own))


def bound_to(names: Names, node: Node | None) -> Binding | None:
    """What a name means, whatever its spelling: L of a sheet that calls it J."""
    name = whole_name(node) if isinstance(node, (Name, Script)) else None
    spelled = names.sheet.spellings.name(name) if name is not None and names.scope.get(name) is None else None
    return names.scope.get((whole_name(spelled) if spelled is not None else name) or "")
