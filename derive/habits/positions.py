"""What depends on the position in a sum over the words around: y_{t+j}, y^{(j)} for the one-hot vector of w_{t+j}, J_j for its loss.

The positions are those that a family of indices w_t is counted by, and what depends on one is what the sheet defines by another index of
the same values, y and J by o.  Which letters people have for the centre, t and c, and for the width of a window, m, is fixed here.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction as Rational

from sympy import Expr

from ..calculus.forward import generic
from ..errors import CannotDecide, FormulaError
from ..meaning.elaborate import Elaborator
from ..meaning.scope import Family, IndexName, Scope, SizeName, TensorName
from ..meaning.sums import read_binder
from ..notation.tree import Big, Chain, Factor, Group, Name, Node, Number, Product, Script, Sum, opened, rewrite, same, walk
from ..notation.write import unicode
from ..terms import Delta, Index, unfold
from .pieces import put

POSITIONS = frozenset({"t", "c"})
"""Letters that people have for the position of the centre word."""


def at_positions(node: Big, scope: Scope) -> Iterator[tuple[Node, str]]:
    """Σ_j U(ŷ − y_{t+j}), Σ_j U(ŷ − y^{(j)}), Σ_j ∂J_j/∂v_c: an index of position on what depends on the word there."""
    if letter := position_of(node, scope):
        yield from changed(node, node, letter, scope, written=True)


def window_left_out(tree: Node, scope: Scope) -> Iterator[tuple[Node, str]]:
    """Σ_j U(ŷ − y_j): the same, with no range below the Σ."""
    for node in walk(tree):
        if isinstance(node, Big) and len(node.sub) == 1 and node.sup is None and isinstance(scope.get("#m"), SizeName):
            letter = node.sub[0]
            if isinstance(letter, Name) and stands_at_positions_only(letter.text, node.body, [family for family, _, _ in families(scope)]):
                whole = Big(node.kind, around(letter), None, node.body, span=node.span)
                for new, says in changed(put(tree, node, whole), whole, letter.text, scope, written=True):
                    yield new, f"the range of {letter.text} is left out; {says}"


def stands_at_positions_only(letter: str, body: Node, words: list[str]) -> bool:
    """Whether j stands in y_j, y_{t+j}, y_{w_{t+j}} and the like, and nowhere else."""
    uses = sum(isinstance(n, Name) and n.text == letter for n in walk(body))
    hung = sum(isinstance(n, Script) and any(is_position(n, letter, family) for family in words) for n in walk(body))
    return 0 < uses == hung


def around(index: Name) -> tuple[Node, ...]:
    """−m ≤ j ≤ m, j ≠ 0: the words around one."""
    m, zero = Name("m", span=index.span), Number(Rational(0), span=index.span)
    low = Sum(((-1, m),), span=index.span)
    return Chain((low, index, m), ("≤", "≤"), span=index.span), Chain((index, zero), ("≠",), span=index.span)


def position_left_out(tree: Node, scope: Scope) -> Iterator[tuple[Node, str]]:
    """Σ_j U(ŷ − y), Σ_j ∂J/∂v_c, where nothing under the Σ says that it depends on j."""
    for node in walk(tree):
        letter = position_of(node, scope) if isinstance(node, Big) else ""
        if isinstance(node, Big) and letter and not any(isinstance(n, Name) and n.text == letter for n in walk(node.body)):
            yield from changed(tree, node, letter, scope, written=False)


def changed(tree: Node, node: Big, letter: str, scope: Scope, *, written: bool) -> Iterator[tuple[Node, str]]:
    """The tree in which the names under one Σ are those at the word w_{t+j}, for each family of words."""
    for family, here, values in families(scope):
        word = Script(Name(family), (Sum(((1, Name(here)), (1, Name(letter)))),))
        said: dict[str, None] = {}

        def change(n: Node, word: Node = word, family: str = family, values: Expr = values, said: dict[str, None] = said) -> Node | None:
            if isinstance(n, Script) and written:
                found = at_word(n.base, scope, values, word) if is_position(n, letter, family) else None
            elif isinstance(n, Script):
                return n if n.sub or n.primes else None
            else:
                found = at_word(n, scope, values, word) if not written and isinstance(n, Name) else None
            if found is not None and found is not (n.base if isinstance(n, Script) else n):
                said[f"{unicode(n)} is read at the word {unicode(word)}"] = None
            return found

        body = rewrite(node.body, change)
        if said:
            yield put(tree, node, Big(node.kind, node.sub, node.sup, body, span=node.span)), "; ".join(said)


def is_told_of_words(head: Node, body: Node, scope: Scope) -> bool:
    """y_{t+j} = onehot(w_{t+j}), which is how y_{t+j} is read anyway."""
    hung = head.sub if isinstance(head, Script) else ()
    letters = sorted({n.text for i in hung for n in walk(i) if isinstance(n, Name)} - POSITIONS)
    for family, here, values in (
        families(scope) if isinstance(head, Script) and len(letters) == 1 and is_position(head, letters[0], "") else ()
    ):
        word = Script(Name(family), (Sum(((1, Name(here)), (1, Name(letters[0])))),))
        found = at_word(head.base, scope, values, word)  # type: ignore[attr-defined]
        if found is not None and same(opened(found), opened(body)):
            return True
    return False


def position_of(node: Big, scope: Scope) -> str:
    """j of Σ_{−m ≤ j ≤ m, j ≠ 0}; nothing if the sum is over anything else, or over more."""
    if not any(is_window(item, node.sup) for item in node.sub):
        return ""
    try:
        letters = list(read_binder(Elaborator(scope), node).indices)
    except (FormulaError, CannotDecide, RecursionError):
        return ""
    return letters[0] if len(letters) == 1 else ""


def is_window(item: Node, sup: Node | None) -> bool:
    """−m ≤ j ≤ m, and j = −m with an m above the Σ."""
    match item:
        case Chain(sides=(Sum(terms=((-1, low),)), Name(), high), relations=("≤", "≤")):
            return same(low, high)
        case Chain(sides=(Name(), Sum(terms=((-1, low),))), relations=("=",)):
            return sup is not None and same(low, sup)
    return False


def families(scope: Scope) -> Iterator[tuple[str, str, Expr]]:
    """The letter of each family of indices w_t, a position t of it that is given, and how many values w_t has."""
    for letter, base in scope.families():
        for name in sorted(POSITIONS):
            if isinstance(place := scope.get(name), IndexName) and place.axis == base.shape[0]:
                yield letter, name, base.values


def is_position(node: Script, letter: str, family: str) -> bool:
    """Whether what hangs on a name is j, (j), t + j, w_{t+j} or w_j, below or above."""
    hung = node.sub[0] if len(node.sub) == 1 and node.sup is None else node.sup if not node.sub else None
    if hung is None or node.primes:
        return False
    inner = opened(hung)
    if isinstance(inner, Script) and isinstance(inner.base, Name) and inner.base.text == family and len(inner.sub) == 1:
        inner = inner.sub[0]
    if isinstance(inner, Sum) and [sign for sign, _ in inner.terms] == [1, 1]:
        names = [n.text if isinstance(n, Name) else "" for _, n in inner.terms]
        return sorted(set(names) - POSITIONS) == [letter]
    return isinstance(inner, Name) and inner.text == letter


def at_word(node: Node, scope: Scope, values: Expr, word: Node) -> Node | None:
    """onehot(w_{t+j}) for y, Λ_{w_{t+j}} for J, u_{w_{t+j}} for u, ŷ for ŷ, which does not depend on the word; None of anything else."""
    binding = scope.get(node.text) if isinstance(node, Name) else None
    if isinstance(binding, Family) and binding.base.shape[binding.axis].size == values:
        return Script(node, (word,), span=node.span)
    if not isinstance(binding, TensorName) or binding.base is None or binding.base.definition is None:
        return None
    given = {b.term for n in scope if isinstance(b := scope.get(n), IndexName) and b.axis.size == values}
    body = unfold(generic(binding.base))
    free = body.atoms(Index) & given
    if not free:
        return node
    if len(free) == 1 and binding.base.shape and isinstance(body, Delta):
        return Group("(", (Product((Factor("", Name("onehot")), Factor("", Group("(", (word,))))),), span=node.span)
    family = next((n for n in scope if len(free) == 1 and is_family_of(scope.get(n), body, next(iter(free)))), None)
    return Script(Name(family), (word,), span=node.span) if family is not None else None


def is_family_of(binding: object, body: Expr, index: Expr) -> bool:
    """Whether a name is a vector of numbers of which the one at an index is `body`: Λ of J = Λ_o."""
    if not isinstance(binding, TensorName) or binding.base is None or binding.base.definition is None or len(binding.base.shape) != 1:
        return False
    return bool(unfold(binding.tensor.at(index, 0)) == body)
