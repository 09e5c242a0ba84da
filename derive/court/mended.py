"""A pair that does not hold, with one slip of notation undone on one side: it counts where it is then proved."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace

from sympy import Expr

from ..calculus.forward import generic
from ..errors import CannotDecide, FormulaError
from ..habits.readings import Reading, readings
from ..habits.slips import slipped
from ..meaning.elaborate import Elaborator
from ..meaning.scope import FIXED, IndexName, Scope, TensorName
from ..notation.tree import Group, Name, Node, Script, walk
from ..terms import ONE, Index, unfold
from .court import Court, contain, join
from .question import Answer, Policy, Question, Side

MAX_BOTH = 36
"""So many pairs with the same slip on both sides."""
PLAIN = 2
"""So many readings of a side are searched for slips."""


def mended(court: Court, question: Question, policy: Policy) -> Answer | None:
    """The answer to a chain that does not hold, where it is proved once slips are undone, one in a side; None if it is not."""
    steps: list[Answer] = []
    for pair in itertools.pairwise(question.sides):
        step = replace(question, sides=pair)
        found = court.answer(step, policy)
        again = found if found.holds else mended_pair(court, step, policy)
        if again is None:
            return None
        steps.append(again)
    return join(question.text, steps)


def mended_pair(court: Court, question: Question, policy: Policy) -> Answer | None:
    """The same of two sides."""
    scope = question.names or court.scope
    plain = [plain_readings(court, node, scope) for node in question.sides]
    sides = [[side for r in p if (side := side_of(r, scope)) is not None] for p in plain]
    for pair in itertools.chain(with_a_slip(plain, sides, scope), with_an_index(sides[0], sides[1], scope)):
        found = contain(question.text, lambda pair=pair: court.pair(question, policy, *pair))  # type: ignore[misc]
        if found.holds:
            return found
    return None


def with_a_slip(plain: list[list[Reading]], sides: list[list[Side]], scope: Scope) -> Iterator[tuple[Side, Side]]:
    """The pairs in which a slip of one side is undone."""
    undone: list[list[Side]] = [[], []]
    for n in (1, 0):  # the right side is the new one
        for reading in (r for p in plain[n] for r in slipped(p, scope)):
            side = side_of(reading, scope)
            if side is not None:
                undone[n].append(side)
                yield from ((other, side) if n else (side, other) for other in sides[1 - n])
    for left, right in itertools.islice(itertools.product(*undone), MAX_BOTH):
        if left.reading.slips == right.reading.slips:
            yield left, right


def with_an_index(lefts: list[Side], rights: list[Side], scope: Scope) -> Iterator[tuple[Side, Side]]:
    """softmax(x) = softmax(x)_i: a vector where the other side is one of its entries, at an index that may be any."""
    for left, right in itertools.product(lefts, rights):
        if left.tensor.is_scalar == right.tensor.is_scalar:
            continue
        whole, entry = (right, left) if left.tensor.is_scalar else (left, right)
        axis = whole.tensor.rows if whole.tensor.cols == ONE else whole.tensor.cols
        fixed = fixed_terms(scope)
        for letter in free_letters(entry.reading.tree) if whole.tensor.is_vector else ():
            index = scope.get(letter)
            if letter in FIXED or not isinstance(index, IndexName) or index.axis != axis or index.term in fixed:
                continue  # k, the true class, is one index and not any
            tree = whole.reading.tree
            at = Script(Group("(", (tree,), span=tree.span), (Name(letter),), span=tree.span)
            says = f"the index {letter} is left out: a vector stands where its entry is meant"
            one = side_of(replace(whole.reading, tree=at, slips=(*whole.reading.slips, says)), scope)
            if one is not None:
                yield (one, entry) if whole is left else (entry, one)


def plain_readings(court: Court, node: Node, scope: Scope) -> list[Reading]:
    """The plainest readings of a side, whether or not they make sense."""
    try:
        return list(readings(node, scope, court.sheet.spellings, PLAIN))
    except FormulaError:
        return []


def side_of(reading: Reading, scope: Scope) -> Side | None:
    """A reading with its value; None if it makes no sense."""
    try:
        return Side(reading, Elaborator(scope).tensor(reading.tree))
    except (FormulaError, CannotDecide, RecursionError):
        return None


def fixed_terms(scope: Scope) -> set[Expr]:
    """The indices that a definition of the sheet uses: k of y = onehot(k) is the true class, and not any."""
    bases = (b.base for n in scope if isinstance(b := scope.get(n), TensorName) and b.base is not None and b.base.definition is not None)
    used = {i for base in bases if not any(a.blocks for a in base.shape) for i in unfold(generic(base)).atoms(Index)}
    return used & {b.term for n in scope if isinstance(b := scope.get(n), IndexName)}


def free_letters(node: Node) -> list[str]:
    """The letters below the names of a side."""
    below = (n for s in walk(node) if isinstance(s, Script) for i in s.sub for n in walk(i))
    return list(dict.fromkeys(n.text for n in below if isinstance(n, Name)))
