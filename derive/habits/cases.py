"""Cases: {a if i = j; b otherwise} on one line, and conditions with their «if»."""

from __future__ import annotations

from ..errors import FormulaError
from ..meaning import grids
from ..notation.tree import Chain, Name, Node, Product, Sum
from .pieces import unled

CONDITION_WORDS = frozenset({"if", "when", "for"})
OTHERWISE = frozenset({"otherwise", "else"})


def inline_cases(items: tuple[Node, ...]) -> tuple[tuple[Node, Node], ...]:
    """{a if i = j; b otherwise} as the rows of cases; empty if it is something else."""
    rows = [case_row(i) for i in items]
    return tuple(r for r in rows if r is not None) if len(items) > 1 and None not in rows else ()


def case_row(item: Node) -> tuple[Node, Node] | None:
    """«value if condition»: the word stands among the factors of the value's last term."""
    chain = item if isinstance(item, Chain) else None
    first = chain.sides[0] if chain is not None else item
    terms = first.terms if isinstance(first, Sum) else ((1, first),)
    last = terms[-1][1]
    if not isinstance(last, Product):
        return None
    for n, f in enumerate(last.factors):
        word = f.node.text if isinstance(f.node, Name) else ""
        if not n or word not in CONDITION_WORDS | OTHERWISE:
            continue
        before = last.factors[:n]
        value = before[0].node if n == 1 else Product(before, span=last.span)
        whole = Sum((*terms[:-1], (terms[-1][0], value)), span=first.span) if isinstance(first, Sum) else value
        after = unled(last.factors[n + 1 :])
        if word in OTHERWISE and not after and chain is None:
            return whole, f.node
        if word in CONDITION_WORDS and after and chain is not None:
            left = after[0].node if len(after) == 1 else Product(after, span=last.span)
            return whole, Chain((left, *chain.sides[1:]), chain.relations, span=chain.span)
    return None


def bare_condition(cell: Node | None) -> Node | None:
    """A condition without its «if»."""
    try:
        return grids.condition(cell) or cell
    except FormulaError:
        return cell
