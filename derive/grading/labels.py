"""What stands before an answer, and the words around it: a name for what is asked, or something else than that."""

from __future__ import annotations

import itertools
import unicodedata

from ..errors import Malformed
from ..habits.readings import readings
from ..meaning.scope import FIXED, Family, Scope, TensorName
from ..notation.read import read
from ..notation.tree import Group, Mark, Name, Node, Number, Product, Script, Sum, children, same, spelling, walk, whole_name
from ..notation.write import unicode
from .around import Around
from .conditions import index_letters, is_assumed
from .problem import Problem
from .restated import derivative_parts, is_generic_loss

LABELS = frozenset("answer ans result res solution sol out final lhs".split())
"""Words that name an answer and nothing else."""
DERIVATIVES = frozenset("grad gradient derivative deriv dj".split())
"""And those that do so where a derivative is asked for."""


def is_label(problem: Problem, scope: Scope, side: Node) -> bool:
    """«grad», «∇J», «G», «v_c^{new}»: a name that the sheet does not have, or the step that is asked for, put before the answer."""
    if isinstance(side, Product) and isinstance(side.factors[0].node, Mark) and side.factors[0].node.kind == "∇":
        asked, by = derivative_parts(problem.plain_left) or (problem.left, [])
        held = [f.node for f in side.factors[1:] if not is_list_with(f.node, by)]
        bare = len(held) == len(side.factors) - 1  # ∇G may be a name; ∇tanh(t) is of another function
        return all(is_generic_loss(asked, n) or (bare and is_label(problem, scope, n)) for n in held)
    if isinstance(side, Script) and side.sup is not None and spelling(side.sup) in ("new", "updated", "next"):
        left = problem.plain_left
        stepped = left.terms[0][1] if isinstance(left, Sum) and left.terms[0][0] == 1 else left
        return isinstance(stepped, (Name, Script)) and whole_name(side) == whole_name(stepped)
    if isinstance(side, Script) and (side.sup is not None or side.primes or not all(is_plain(problem, scope, i) for i in side.sub)):
        return False
    base = side.base if isinstance(side, Script) else side
    asked_by = derivative_parts(problem.plain_left)
    if asked_by is not None and isinstance(side, Script) and is_generic_loss(asked_by[0], base):
        return len(side.sub) == len(asked_by[1]) and all(map(same, side.sub, asked_by[1]))  # J_{u_o}
    word = word_of(base)
    if len(word) > 1 and word.isascii():
        return word.lower() in LABELS or (word.lower() in DERIVATIVES and asked_by is not None and len(asked_by[1]) == 1)
    return bool(word) and not any(n == word[0] or n.startswith(f"{word[0]}_") for n in scope)


def is_blank(problem: Problem, side: Node) -> bool:
    """The place of a left side that stands elsewhere, and ∇ = … where a gradient is asked for."""
    asked = derivative_parts(problem.plain_left)
    return isinstance(side, Mark) and (side.kind == "□" or (side.kind == "∇" and asked is not None and len(asked[1]) == 1))


def is_named_answer(problem: Problem, scope: Scope, side: Node) -> bool:
    """«ans», «∇J»: a word or a ∇ that says of what stands behind it that it is the answer."""
    if isinstance(side, Mark):
        return side.kind in "∇∂"
    nabla = isinstance(side, Product) and isinstance(side.factors[0].node, Mark) and side.factors[0].node.kind == "∇"
    return (nabla or len(word_of(side.base if isinstance(side, Script) else side)) > 1) and is_label(problem, scope, side)


def is_plain(problem: Problem, scope: Scope, index: Node) -> bool:
    """A subscript that is one name, and no other thing of the sheet than what is asked about: not J_{u_o} where ∂J/∂v_c is asked for."""
    if not isinstance(index, (Name, Number, Script)):
        return False
    name = whole_name(index) if isinstance(index, (Name, Script)) else None
    base = index.base.text if isinstance(index, Script) and isinstance(index.base, Name) else ""
    known = isinstance(scope.get(name or ""), TensorName) or isinstance(scope.get(base), Family)
    known = known or isinstance(scope.get(name or ""), Family) or any(n.startswith(f"{name}_") for n in scope if name)
    return not known or any(same(index, n) for n in walk(problem.plain_left))


def word_of(node: Node) -> str:
    """A letter without its hat, a word, or letters that touch and make a word; empty for anything else."""
    if isinstance(node, Name):
        return unicodedata.normalize("NFD", node.text)
    if not isinstance(node, Product):
        return ""
    letters = [f.node for f in node.factors]
    touching = all(f.operator == "" for f in node.factors) and all(a.span.end == b.span.start for a, b in itertools.pairwise(letters))
    names = [n.text for n in letters if isinstance(n, Name) and len(n.text) == 1 and n.text.isascii()]
    return "".join(names) if touching and len(names) == len(letters) else ""


def is_list_with(node: Node, by: list[Node]) -> bool:
    """(v_c) and (v_c, o, U) of ∇J(v_c, o, U), where v_c is what one differentiates by."""
    names = isinstance(node, Group) and all(isinstance(i, (Name, Script)) for i in node.items)
    return names and any(
        whole_name(i) == whole_name(b)
        for i in children(node)
        for b in by
        if isinstance(i, (Name, Script)) and isinstance(b, (Name, Script))
    )


def check_words(problem: Problem, scope: Scope, around: Around, text: str) -> None:
    """`Malformed` if the words around the answer say that it is something else than what is asked for."""
    asked = derivative_parts(problem.plain_left)
    by = asked[1] if asked is not None else [problem.plain_left]
    if around.of_derivatives and (asked is None or len(by) != 1):
        raise Malformed(f"the words call this a gradient; what is asked for is {unicode(problem.plain_left)}", text=text)
    letters = set() if is_assumed(problem, index_letters(problem.plain_left)) else index_letters(problem.plain_left)
    for name in around.about:
        said = next(readings(read.__wrapped__(name)[0], scope, problem.sheet.spellings)).tree
        if not any(names_same(said, b, letters) for b in by):
            raise Malformed(f"the words say that this is about {name}; what is asked for is {unicode(problem.plain_left)}", text=text)


def names_same(said: Node, asked: Node, letters: set[str]) -> bool:
    """u_k and u_w, θ_j and θ are asked about alike, where w may be any; u_w is not u_o."""
    if same(said, asked) or whole_name(said) == whole_name(asked):
        return True
    one, other = (n.base if isinstance(n, Script) else n for n in (said, asked))
    below = {
        n.text for side in (said, asked) for i in (side.sub if isinstance(side, Script) else ()) for n in walk(i) if isinstance(n, Name)
    }
    return same(one, other) and index_letters(asked) <= letters and not below & FIXED
