"""Conditions and remarks behind an answer: «w ≠ o», «for k = 1, …, K», «(d × 1)», «where b = c»; held against what the problem assumes."""

from __future__ import annotations

import re

from sympy import Expr, S

from ..court.free import lift_conditions
from ..errors import CannotDecide, FormulaError, Malformed
from ..habits.pieces import product_of
from ..meaning.elaborate import Elaborator
from ..meaning.indices import axis_named, is_index, read_index
from ..meaning.scope import FIXED, IndexName, Scope
from ..notation.tree import (
    Big,
    Chain,
    Factor,
    Grid,
    Group,
    Mark,
    Name,
    Node,
    Number,
    Product,
    Script,
    Sum,
    bound_letters,
    opened,
    rewrite,
    same,
    walk,
    whole_name,
)
from ..notation.write import unicode
from ..proof.verdict import Equation, Proved
from ..terms import delta
from .problem import Problem
from .prose import understand
from .restated import renaming, restated, sample_numbered, unboxed
from .where import Local, define

WORDS = frozenset({"if", "for", "when", "for all", "for any", "for every", "where", "with", "whenever", "assuming", "since", "forall", "∀"})
REMARK = "the condition at the end is read as a remark: the problem says what is assumed"


def check_conditions(problem: Problem, scope: Scope, conditions: list[Node], first: Node, sides: list[Node]) -> None:
    """`Malformed` if a condition is on an index that a Σ of the answer binds, or is not what the problem assumes."""
    bound = bound_letters(*sides) - FIXED
    taken = restated(problem, scope, unboxed(first))
    rename = taken.rename if taken is not None else renaming(sample_numbered(problem, scope, sides[-1]), scope)
    tests = [(said, plain_test(said)) for said in conditions]
    apart = [t.sides[0] for _, t in tests if isinstance(t, Chain) and t.relations == ("≠",)]
    for said, test in tests:
        if isinstance(test, Chain) and test.relations == ("∈",) and any(same(test.sides[0], left) for left in apart):
            continue  # w ∈ V, w ≠ o
        letters = {n.text for n in walk(test) if isinstance(n, Name)}
        if letters & bound and (said.span.start > first.span.start or not letters & bound & index_letters(problem.plain_left)):
            fix = "write the condition below the Σ: \\sum_{s \\ne x}"
            raise Malformed(f"`{unicode(test)}` is said of an index that is summed over", said.span, fix)
        if isinstance(test, Chain):
            renamed = rewrite(test, rename) if rename is not None else test
            hold_against(problem, scope, renamed if isinstance(renamed, Chain) else test, said)


def plain_test(said: Node) -> Node:
    """«for (w ≠ o)» as w ≠ o."""
    said = opened(said)
    if isinstance(said, Chain) and isinstance(said.sides[0], Product):
        first = said.sides[0]
        if isinstance(first.factors[0].node, Name) and first.factors[0].node.text.lower() in WORDS and len(first.factors) == 2:
            return Chain((first.factors[1].node, *said.sides[1:]), said.relations, span=said.span)
    return said


def hold_against(problem: Problem, scope: Scope, test: Chain, said: Node) -> None:
    """`Malformed` if the problem assumes the contrary of a condition, or something of its indices that does not imply it."""
    assumed = ", ".join(problem.identity.assume)
    left, right = test.sides[0], test.sides[-1]
    fault = Malformed(f"this is said for {unicode(test)}; the problem is about {assumed or 'all'}", said.span)
    if test.relations == ("∈",):
        if is_assumed(problem, {n.text for n in walk(left) if isinstance(n, Name)}):
            raise fault
        return
    try:
        reader = Elaborator(scope)
        same_place = delta(read_index(reader, left), read_index(reader, right))
        always, never = (holds(problem, same_place, value) for value in (S.One, S.Zero))
    except (FormulaError, CannotDecide, RecursionError):
        return  # an index that the problem does not know
    implied, excluded = (always, never) if test.relations == ("=",) else (never, always)
    about = {n.text for n in walk(left) if isinstance(n, Name)} & index_letters(problem.plain_left)
    other = {n.text for n in walk(right) if isinstance(n, Name)} & index_letters(problem.plain_left)
    if excluded or ((is_assumed(problem, about) or (other and test.relations == ("≠",))) and not implied):
        raise fault


def is_assumed(problem: Problem, letters: set[str]) -> bool:
    """Whether the problem assumes something of one of these indices, w ≠ o."""
    assumed = ", ".join(problem.identity.assume)
    return any(re.search(rf"(?<![A-Za-z_\\]){re.escape(n)}(?![A-Za-z_])", assumed) for n in letters)


def holds(problem: Problem, left: Expr, right: Expr) -> bool:
    return isinstance(problem.court.prover.judge([Equation(left, right)]), Proved)


def index_letters(node: Node) -> set[str]:
    """The letters that stand below names: x of u_{w_x}, w of u_w."""
    out: set[str] = set()
    for n in walk(node):
        if isinstance(n, Script):
            out |= {i.text for i in n.sub if isinstance(i, Name)}
    return out


def before_counting(problem: Problem, scope: Scope, items: list[Node], notes: list[str]) -> list[Node]:
    """The items before «k = 1, …, K» at the end, where K is the size over which an index of what is asked for runs."""
    if len(items) < 4 or not isinstance(items[-2], Mark) or axis_named(Elaborator(scope), items[-1]) is None:
        return items
    start = next((n for n, i in enumerate(items) if n and isinstance(i, Chain) and isinstance(i.sides[-1], Number)), None)
    if start is None or not all(isinstance(i, (Number, Mark)) for i in items[start + 1 : -1]):
        return items
    axis = axis_named(Elaborator(scope), items[-1])
    asked = {b.axis for n in index_letters(problem.plain_left) if isinstance(b := scope.get(n), IndexName)}
    if is_assumed(problem, index_letters(problem.plain_left)):
        raise Malformed(f"this is said for all; the problem is about {', '.join(problem.identity.assume)}", items[start].span)
    counted = items[start].sides[0]  # type: ignore[attr-defined]
    if isinstance(counted, Name) and counted.text in bound_letters(*items[:start]):
        notes.append(f"{unicode(counted)} runs from 1 to {unicode(items[-1])}, as is said behind")
        return [with_range(i, counted, items[start], items[-1]) for i in items[:start]]
    if asked and axis not in asked | set(problem.goal.tensor.shape):
        raise Malformed(f"what is asked for does not run to {unicode(items[-1])}", items[-1].span)
    notes.append(REMARK)
    return items[:start]


def with_range(item: Node, letter: Name, first: Node, last: Node) -> Node:
    """Σ_{k=1}^K for Σ_k, «k = 1, …, K» being said behind; `Malformed` if it has another range."""

    def change(node: Node) -> Node | None:
        if not isinstance(node, Big) or letter.text not in {n.text for s in node.sub for n in walk(s) if isinstance(n, Name)}:
            return None
        if len(node.sub) == 1 and isinstance(node.sub[0], Name) and node.sup is None:
            return Big(node.kind, (first,), last, node.body, span=node.span)
        begun = [s for s in node.sub if isinstance(s, Chain) and s.relations == ("=",) and same(s, first)]
        if node.sup is not None and same(node.sup, last) and begun:
            return None
        raise Malformed(f"the Σ over {letter.text} has a range of its own, and another is said behind", first.span)

    return rewrite(item, change)


def is_condition(scope: Scope, item: Node) -> bool:
    """«w ≠ o», «for w ∈ Vocab», «w = o» after a formula: a condition on indices."""
    if isinstance(item, Group) and len(item.items) == 1:
        item = item.items[0]
    if not isinstance(item, Chain) or len(item.sides) != 2:
        return False
    left, right = item.sides
    if (
        isinstance(left, Product)
        and len(left.factors) == 2
        and isinstance(left.factors[0].node, Name)
        and left.factors[0].node.text.lower() in WORDS
    ):
        left = left.factors[1].node
    reader = Elaborator(scope)
    if not is_index_like(reader, left):
        return False
    if item.relations[0] == "∈":
        axis, index = axis_named(reader, right), reader.scope.get(left.text) if isinstance(left, Name) else None
        return axis is not None and not (isinstance(index, IndexName) and index.axis.size != axis.size)
    return item.relations[0] in "=≠" and is_index_like(reader, right)


def case_rows(scope: Scope, items: list[Node]) -> list[Node]:
    """«x = a, w = o» and «x = b, w ≠ o», a row each, as x = {a if w = o; b if w ≠ o}."""
    rows: list[tuple[Node, Node]] = []
    left: Node | None = None
    rest = list(items)
    while rest:
        chain, *said = parted(rest.pop(0))
        rest = [*said, *rest]
        if not isinstance(chain, Chain) or chain.relations != ("=",) or (left is not None and not same(chain.sides[0], left)):
            return items
        left, value = chain.sides
        cut = before_brackets(scope, value)
        test: Node = value.factors[-1].node if cut is not None and isinstance(value, Product) else rest.pop(0) if rest else value
        if not is_condition(scope, test) or index_letters(left).isdisjoint(n.text for n in walk(test) if isinstance(n, Name)):
            return items
        rows.append((cut or value, plain_test(test)))
    if left is None or len(rows) < 2:
        return items
    return [Chain((left, Grid("cases", tuple(rows), span=items[0].span)), ("=",), span=items[0].span)]


def parted(item: Node) -> list[Node]:
    """«x = a if w = o» as x = a and w = o."""
    found = at_word(item.sides[1]) if isinstance(item, Chain) and len(item.sides) == 3 else None
    match item, found:
        case Chain(sides=(left, _, right), relations=(equals, relation)), (value, _, Node() as letter):
            return [Chain((left, value), (equals,), span=item.span), Chain((letter, right), (relation,), span=item.span)]
    return [item]


def is_index_like(reader: Elaborator, node: Node) -> bool:
    """An index of the sheet, a letter that is nothing else, or 0 for o."""
    letter = isinstance(node, Name) and len(node.text) == 1 and node.text.islower() and reader.scope.get(node.text) is None
    return letter or is_index(reader, node) or (isinstance(node, Number) and node.value == 0)


def is_set_of_numbers(node: Node) -> bool:
    """ℝ, ℝ^{d×1}."""
    base = node.base if isinstance(node, Script) else node
    return isinstance(base, Name) and base.text in ("ℝ", "R")


def without_condition(problem: Problem, local: Local, item: Node, notes: list[str], text: str) -> Node:
    """«x = a for w ≠ o», «x = a (w ≠ o)», «x = a ∈ ℝ^d» as x = a; «x = a where b = c» too, b being a local name then."""
    if isinstance(item, Chain) and item.relations[-1] == "∈" and is_set_of_numbers(item.sides[-1]) and at_word(item.sides[-2]) is None:
        notes.append("where the value lies is read as a remark")
        item = Chain(item.sides[:-1], item.relations[:-1], span=item.span) if len(item.sides) > 2 else item.sides[0]
    sides, relations = (item.sides, item.relations) if isinstance(item, Chain) else ((item,), ())
    sides = tuple(without_trailing(local, side, notes) for side in sides)
    item = Chain(sides, relations, span=item.span) if relations else sides[0]
    for n, side in enumerate(sides):
        parts = at_word(side)
        if parts is None:
            continue
        before, word, after = parts
        said = [a for a in (after, *sides[n + 1 :]) if a is not None]
        tail = Chain(tuple(said), relations[n:], span=after.span) if len(said) > 1 and after is not None else None
        settle(problem, local, word, tail, said, notes, text)
        kept = (*sides[:n], before)
        return kept[0] if len(kept) == 1 else Chain(kept, ("=",) * n, span=item.span)
    return item


def without_trailing(local: Local, side: Node, notes: list[str]) -> Node:
    """«a (w ≠ o)», «a (d × 1)», v_{w, w ≠ c} and «a_{where w ≠ c}» without the condition or the shape, which the problem states."""
    cut = before_brackets(local.scope, side)
    plain, found = lift_conditions(side if cut is None else cut)
    if cut is not None and isinstance(side, Product) and is_condition(local.scope, side.factors[-1].node):
        local.conditions.append(side.factors[-1].node)
    elif cut is not None:
        notes.append("what stands in brackets at the end is read as a remark")
    local.conditions += found
    return plain


def settle(problem: Problem, local: Local, word: str, tail: Chain | None, said: list[Node], notes: list[str], text: str) -> None:
    """What follows the word: a condition on indices, a definition, or words; a formula is never dropped."""
    reader = Elaborator(local.scope)
    if tail is not None and is_condition(local.scope, tail):
        local.conditions.append(tail)
    elif tail is None and said and all(is_index_like(reader, s) for s in said):
        if is_assumed(problem, index_letters(problem.plain_left)):
            raise Malformed(f"this is said for all; the problem is about {', '.join(problem.identity.assume)}", said[0].span)
        notes.append(REMARK)  # for every w
    elif tail is not None and word in ("where", "with", "since") and set(tail.relations) == {"="} and len(tail.sides) == 2:
        define(problem, local, tail, text)
    elif (
        tail is None
        and not (word == "for" and is_assumed(problem, index_letters(problem.plain_left)))
        and all(is_words(local.scope, s, word) for s in said)
    ):
        notes.append("the words at the end are left aside")
    else:
        span = said[0].span if said else None
        raise Malformed(
            f"what follows «{word}» is not a condition on the sheet's indices", span, "write the cases with \\begin{cases}", text
        )


def is_words(scope: Scope, node: Node, word: str) -> bool:
    """Whether a text is words that leave an answer what it is: no number, no sign, no name of the sheet but indices, no «not»."""
    reader = Elaborator(scope)
    names = [n for n in walk(node) if isinstance(n, (Name, Script)) and scope.get(whole_name(n) or "") is not None]
    if any(isinstance(n, (Number, Sum, Mark)) for n in walk(node)) or any(not is_index(reader, n) for n in names):
        return False
    return understand(f"{'where' if word in ('where', 'with') else 'since'} {unicode(node)}").harmless


def before_brackets(scope: Scope, side: Node) -> Node | None:
    """a for «a (w ≠ o)» and «a (d × 1)»."""
    if not isinstance(side, Product) or len(side.factors) < 2 or side.factors[-1].operator:
        return None
    last = side.factors[-1].node
    if not isinstance(last, Group) or last.bracket != "(" or not (is_condition(scope, last) or is_shape(scope, last)):
        return None
    return product_of(side.factors[:-1])


def is_shape(scope: Scope, group: Group) -> bool:
    """(d × 1) after a formula."""
    inner = group.items[0] if len(group.items) == 1 else None
    if not isinstance(inner, Product) or len(inner.factors) != 2 or inner.factors[1].operator != "·":
        return False
    return all(axis_named(Elaborator(scope), f.node) is not None for f in inner.factors)


def at_word(side: Node) -> tuple[Node, str, Node | None] | None:
    """«a for b» as a, «for», b; the word stands among the factors of the last term, or of what the Σ at its end sums."""
    terms = side.terms if isinstance(side, Sum) else ((1, side),)
    last = terms[-1][1]
    big = last.factors[-1].node if isinstance(last, Product) else last
    if isinstance(big, Big) and (found := at_word(big.body)) is not None:
        summed: Node = Big(big.kind, big.sub, big.sup, found[0], span=big.span)
        if isinstance(last, Product):
            summed = Product((*last.factors[:-1], Factor(last.factors[-1].operator, summed)), span=last.span)
        return Sum((*terms[:-1], (terms[-1][0], summed)), span=side.span) if isinstance(side, Sum) else summed, found[1], found[2]
    if not isinstance(last, Product):
        return None
    place = next((n for n, f in enumerate(last.factors) if n and isinstance(f.node, Name) and f.node.text.lower() in WORDS), None)
    if place is None:
        return None
    word = last.factors[place].node
    value, rest = product_of(last.factors[:place]), last.factors[place + 1 :]
    assert isinstance(word, Name)
    whole = Sum((*terms[:-1], (terms[-1][0], value)), span=side.span) if isinstance(side, Sum) else value
    return whole, word.text, product_of(rest) if rest else None
