"""Sums: too many, too few, over the wrong range."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction as Rational

from ...habits.pieces import put
from ...meaning.scope import IndexName, SizeName
from ...notation.tree import Big, Chain, Name, Node, Number, Script, Sum, rewrite, same, walk
from .common import Candidate, Context, bracketed, index_of, shown

SUMS = "Look at the sums: is there one too many, or one too few?"


def sums(c: Context, tree: Node) -> Iterator[Candidate]:
    """A Σ too much, a Σ that was dropped."""
    for node in walk(tree):
        if isinstance(node, Big):
            over = next((x for i in node.sub if (x := index_of(i)) is not None), "it")
            yield Candidate("sum", put(tree, node, bracketed(node.body)), f"The sum over {over} is too much.", SUMS)
    ranges: list[tuple[tuple[Node, ...], Node | None]] = []
    for form in c.forms:
        ranges += [(b.sub, b.sup) for b in walk(form) if isinstance(b, Big)]
    names = dict.fromkeys(
        s.text
        for n in walk(tree)
        if isinstance(n, Script)
        for i in n.sub
        for s in walk(i)
        if isinstance(s, Name) and s.text not in c.bound(tree)
    )
    for text in names:
        if isinstance(c.scope.get(text), SizeName):
            continue
        for sub, sup in [*ranges, ((Name(text),), None)]:
            own = next((x for i in sub if (x := index_of(i)) is not None), text)
            body = rewrite(tree, lambda n: Name(own) if isinstance(n, Name) and n.text == text else None) if own != text else tree  # noqa: B023
            whole = Big("Σ", sub, sup, bracketed(body))
            yield Candidate("sum", whole, f"A sum over {text} is missing.", SUMS)
            match body:
                case Sum(terms=terms) if len(terms) > 1:
                    for n, (s, t) in enumerate(terms):
                        if any(isinstance(x, Name) and x.text == own for x in walk(t)):
                            new = Sum((*terms[:n], (s, Big("Σ", sub, sup, bracketed(t))), *terms[n + 1 :]), span=body.span)
                            yield Candidate("sum", new, f"A sum over {text} is missing before {shown(t)}.", SUMS)
                case Sum(terms=((s, t),)):
                    yield Candidate("sum", Sum(((s, Big("Σ", sub, sup, bracketed(t))),)), f"A sum over {text} is missing.", SUMS)


RANGES = "Look at what the sum ranges over."


def ranges(c: Context, tree: Node) -> Iterator[Candidate]:
    """w ≠ o, j ≠ 0 lost or too much; a range that is off by one."""
    for node in walk(tree):
        if isinstance(node, Big):
            for changed, says in (*conditions_turned(node), *conditions_off(node), *ends_off(node), *conditions_on(c, node)):
                yield Candidate("range", put(tree, node, changed), says, RANGES)


def conditions_turned(node: Big) -> Iterator[tuple[Big, str]]:
    """j = 0 below a Σ where j ≠ 0 is meant."""
    for item in node.sub:
        if len(node.sub) > 1 and isinstance(item, Chain) and item.relations == ("=",) and len(item.sides) == 2:
            turned = Chain(item.sides, ("≠",), span=item.span)
            says = f"Under the sum {shown(item)} stands where {shown(turned)} is wanted."
            yield Big(node.kind, tuple(turned if i is item else i for i in node.sub), node.sup, node.body, span=node.span), says


def conditions_off(node: Big) -> Iterator[tuple[Big, str]]:
    """The sum without one of its conditions."""
    for item in node.sub:
        if isinstance(item, Chain) and item.relations == ("≠",):
            says = f"The condition {shown(item)} does not belong under the sum."
            if len(node.sub) > 1:
                yield Big(node.kind, tuple(i for i in node.sub if i is not item), node.sup, node.body, span=node.span), says
            elif (name := index_of(item)) is not None:
                yield Big(node.kind, (Name(name),), node.sup, node.body, span=node.span), says


def ends_off(node: Big) -> Iterator[tuple[Big, str]]:
    """The sum from one later or earlier, to one more or less."""
    if node.sup is None:
        return
    for item in node.sub:
        if isinstance(item, Chain) and item.relations == ("=",) and isinstance(low := item.sides[1], Number):
            for step, says in ((1, "The sum starts one too early."), (-1, "The sum starts one too late.")):
                if low.value + step >= 0:
                    moved = Chain((item.sides[0], Number(low.value + step)), ("=",))
                    yield Big(node.kind, tuple(moved if i is item else i for i in node.sub), node.sup, node.body), says
    for step, says in ((1, "The sum ends one too early."), (-1, "The sum ends one too late.")):
        yield Big(node.kind, node.sub, Sum(((1, node.sup), (step, Number(Rational(1))))), node.body), says


def conditions_on(c: Context, node: Big) -> Iterator[tuple[Big, str]]:
    """The sum with one more condition on its index: not this word, not 0."""
    index = next((x for i in node.sub if (x := index_of(i)) is not None), None)
    if index is None:
        return
    others: list[Node] = [Name(n) for n in c.scope if isinstance(c.scope.get(n), IndexName) and n != index]
    for other in [*others, Number(Rational(0))]:
        condition = Chain((Name(index), other), ("≠",))
        if not any(same(condition, i) for i in node.sub):
            says = f"Under the sum the condition {shown(condition)} is missing."
            yield Big(node.kind, (*node.sub, condition), node.sup, node.body, span=node.span), says
