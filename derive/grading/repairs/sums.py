"""Sums: too many, too few, over the wrong range."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction as Rational

from ...language.scope import IndexName, SizeName
from ...language.tree import (
    Big,
    Chain,
    Name,
    Node,
    Number,
    Script,
    Sum,
    rewrite,
    same,
    walk,
)
from .common import (
    Candidate,
    Context,
    bracketed,
    index_of,
    put,
    shown,
)

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
                    yield Candidate(
                        "sum",
                        Sum(((s, Big("Σ", sub, sup, bracketed(t))),)),
                        f"A sum over {text} is missing.",
                        SUMS,
                    )


def ranges(c: Context, tree: Node) -> Iterator[Candidate]:
    """w ≠ o, j ≠ 0 lost or too much; a range that is off by one."""
    for node in walk(tree):
        if not isinstance(node, Big):
            continue
        for item in node.sub:
            if isinstance(item, Chain) and item.relations == ("≠",) and len(node.sub) > 1:
                new = Big(node.kind, tuple(i for i in node.sub if i is not item), node.sup, node.body, span=node.span)
                yield Candidate(
                    "range",
                    put(tree, node, new),
                    f"The condition {shown(item)} does not belong under the sum.",
                    "Look at what the sum ranges over.",
                )
            match item:
                case Chain(sides=(Name() as name, _), relations=("≠",)) if len(node.sub) == 1:
                    new = Big(node.kind, (Name(name.text),), node.sup, node.body, span=node.span)
                    yield Candidate(
                        "range",
                        put(tree, node, new),
                        f"The condition {shown(item)} does not belong under the sum.",
                        "Look at what the sum ranges over.",
                    )
                case Chain(sides=(name, low), relations=("=",)) if isinstance(low, Number) and node.sup is not None:
                    for changed, word in ((Number(low.value + 1), "starts one too early"), (Number(low.value - 1), "starts one too late")):
                        if changed.value >= 0:
                            sub = tuple(Chain((name, changed), ("=",)) if i is item else i for i in node.sub)
                            yield Candidate(
                                "range",
                                put(tree, node, Big(node.kind, sub, node.sup, node.body)),
                                f"The sum {word}.",
                                "Look at where the sum begins and ends.",
                            )
        index = next((x for i in node.sub if (x := index_of(i)) is not None), None)
        if index is None:
            continue
        others: list[Node] = [Name(n) for n in c.scope if isinstance(c.scope.get(n), IndexName) and n != index]
        for other in [*others, Number(Rational(0))]:
            condition = Chain((Name(index), other), ("≠",))
            if any(same(condition, i) for i in node.sub):
                continue
            new = Big(node.kind, (*node.sub, condition), node.sup, node.body, span=node.span)
            yield Candidate(
                "range",
                put(tree, node, new),
                f"Under the sum the condition {shown(condition)} is missing.",
                "Look at what the sum ranges over.",
            )
        if node.sup is not None:
            for s, word in ((1, "ends one too early"), (-1, "ends one too late")):
                sup = Sum(((1, node.sup), (s, Number(Rational(1)))))
                yield Candidate(
                    "range",
                    put(tree, node, Big(node.kind, node.sub, sup, node.body)),
                    f"The sum {word}.",
                    "Look at where the sum begins and ends.",
                )
