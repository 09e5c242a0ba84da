"""An answer that is right but for one slip of notation: in its formula, in its left side, in the index of an entry."""

from __future__ import annotations

from collections.abc import Iterator

from ..court.mended import fixed_terms, free_letters, plain_readings
from ..court.question import Side
from ..habits.readings import Reading
from ..habits.slips import slipped
from ..meaning.scope import FIXED, Family, IndexName, Scope
from ..notation.tree import Name, Node, Script, same
from ..notation.write import unicode
from ..terms import ONE, Tensor
from .conditions import index_letters, is_assumed
from .problem import Problem
from .restated import derivative_parts, is_generic_loss, same_body
from .where import Local


def without_slip(problem: Problem, local: Local, node: Node, typed: bool) -> Iterator[tuple[Side, Reading]]:
    """What is asked for and the answer with one slip undone, in every way that is known."""
    goal = problem.goal
    for reading in plain_readings(problem.court, node, local.scope):
        for mended in slipped(reading, local.scope, typed):
            yield goal, mended
        yield from columns(goal, reading, local.scope)


def columns(goal: Side, reading: Reading, scope: Scope) -> Iterator[tuple[Side, Reading]]:
    """(ŷ_w − y_w) v_c for ∂J/∂U: the column for w, where w may be any."""
    whole = goal.tensor
    if ONE in whole.shape:
        return
    fixed = fixed_terms(scope)
    for letter in free_letters(reading.tree):
        index = scope.get(letter)
        if letter in FIXED or not isinstance(index, IndexName) or index.term in fixed or index.axis not in whole.shape:
            continue
        w = index.term
        one = (
            Tensor(whole.rows, ONE, lambda i, _, w=w: whole.at(i, w))  # type: ignore[misc]
            if index.axis == whole.cols
            else Tensor(whole.cols, ONE, lambda j, _, w=w: whole.at(w, j))  # type: ignore[misc]
        )
        says = f"this is the {'column' if index.axis == whole.cols else 'row'} for {letter}; the whole matrix is asked for"
        yield Side(goal.reading, one), Reading(reading.tree, reading.notes, (*reading.slips, says))


def left_side(problem: Problem, local: Local, side: Node) -> str:
    """What is amiss with ∂J/∂v_w or ∂J/∂U on the left where ∂J/∂u_w is asked for; nothing if it is another question altogether."""
    asked = derivative_parts(problem.plain_left)
    if is_assumed(problem, index_letters(problem.plain_left)):
        return ""  # ∂J/∂v_w = 0 for w ≠ c says nothing of V
    for reading in plain_readings(problem.court, side, local.scope):
        said, typed = derivative_parts(reading.tree), derivative_parts(side)
        if asked is None or said is None or len(asked[1]) != 1 or len(said[1]) != 1:
            continue
        if not same_body(asked[0], said[0]) and not (typed is not None and is_generic_loss(asked[0], typed[0])):
            continue
        if are_mistakable(local.scope, asked[1][0], said[1][0]):
            return f"the left side says {unicode(said[1][0])}; what is asked for, and follows, is by {unicode(asked[1][0])}"
    return ""


def are_mistakable(scope: Scope, asked: Node, said: Node) -> bool:
    """U for u_w, where w may be any word; v_w for u_w: the wrong letter at the same word."""
    if any(isinstance(n, Script) and (n.sup is not None or n.primes) for n in (asked, said)):
        return False
    bases = [n.base if isinstance(n, Script) else n for n in (asked, said)]
    if not all(isinstance(b, Name) for b in bases):
        return False
    one, other = (b.text for b in bases if isinstance(b, Name))
    subs = [n.sub if isinstance(n, Script) else () for n in (asked, said)]
    fixed = any(isinstance(i, Name) and i.text in FIXED for sub in subs for i in sub)
    whole = not fixed and (bool(subs[0]) != bool(subs[1])) and one.lower() == other.lower() and isinstance(scope.get(one.lower()), Family)
    return whole or (one == "u" and other == "v" and bool(subs[0]) and same(*subs))
