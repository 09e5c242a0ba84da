"""What follows from an equation by putting it in: with ŷ = y, U(ŷ − y) is U(y − y), so ∂J/∂v_c = 0."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from ..court.court import Court
from ..court.question import STEP, Question
from ..errors import FormulaError
from ..meaning.scope import Scope
from ..notation.read import read
from ..notation.tree import Name, Node, Script, bound_letters, rewrite, same, walk, whole_name
from ..sheets.sheet import Sheet
from ..sheets.stated import read_claim
from ..vocabulary import HOLDS
from .gaps import Sides
from .letters import holds_derivative


def follows_put_in(sheet: Sheet, court: Court, scope: Scope, claim: Sides, given: Sides) -> bool:
    """Whether a claim is proved once one side of an equation is written for the other.  A derivative is no function of values: the
    closed form that the sheet states of it is taken for it, and a definition for its name, each proved where it is used."""
    for old, new in (given, given[::-1]):
        if whole_name(old) is None:
            continue
        sides = [list(equals(sheet, court, scope, side)) for side in claim]
        for left, right in itertools.product(*sides):
            trees = put(left, old, new), put(right, old, new)
            changed = trees[0] is not left or trees[1] is not right
            if changed and court.answer(Question(trees, names=scope), STEP).verdict in HOLDS:
                return True
    return False


def equals(sheet: Sheet, court: Court, scope: Scope, side: Node) -> Iterator[Node]:
    """A side, if no derivative is taken in it, and what the sheet says that it is."""
    if not holds_derivative(side):
        yield side
    for left, right in stated(sheet):
        if same(left, side) and court.answer(Question((left, right), names=scope), STEP).verdict in HOLDS:
            yield right


def stated(sheet: Sheet) -> Iterator[Sides]:
    """The equations of a sheet: its definitions, and its identities."""
    for key, value in sheet.raw.define.items():
        yield read(key)[0], read(value)[0]
    for identity in sheet.identities:
        try:
            relation, sides = read_claim(identity.claims[0])
        except FormulaError:
            continue
        if relation == "=" and not identity.define:
            yield sides[0].tree, sides[-1].tree


def put(tree: Node, old: Node, new: Node) -> Node:
    """The tree with one name written for another; as it is where an index of either is bound in it."""
    letters = {n.text for side in (old, new) for n in walk(side) if isinstance(n, Name)}
    if letters & bound_letters(tree):
        return tree
    changed = rewrite(tree, lambda n: new if isinstance(n, (Name, Script)) and same(n, old) else None)
    return tree if same(changed, tree) else changed
