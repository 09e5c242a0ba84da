"""An answer's own letters for the two things that a problem can only mean once: ∂CE/∂z for ∂CE/∂θ, 1[i = t] for 1[i = k].

The variable is renamed where its letter is one of scores and what is differentiated rests on no other vector or matrix that the sheet
gives; an index where the problem is about one given index only.  Neither is, where the answer uses the problem's own letter beside its
own: then they are two things.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sympy import S

from ..calculus.carry import given, reach
from ..calculus.forward import generic
from ..meaning.scope import IndexName, Scope, TensorName
from ..notation.tree import Chain, Grid, Group, Name, Node, Script, bound_letters, rewrite, same, walk, whole_name
from ..proof.compare import mentioned
from ..proof.verdict import Equation
from ..terms import Base
from .problem import Problem
from .restated import derivative_parts, is_generic_loss, plain_reading, renaming, unboxed, without_d


def in_its_letters(problem: Problem, scope: Scope, items: list[Node], notes: list[str]) -> list[Node]:
    """The answer with the problem's letters for its own variable and its own index."""
    for own, meant in (variable_meant(problem, scope, items), index_meant(problem, scope, items)):
        if own is None or meant is None or any(isinstance(n, Name) and n.text == meant.text for i in items for n in walk(i)):
            continue
        items = [put(i, own, meant, scope) for i in items]
        notes.append(f"{own} is read as {meant.text}, which the problem is about")
    return items


def put(item: Node, own: str, meant: Name, scope: Scope) -> Node:
    """An answer with one letter for another; one that is something else besides, y of 1[i = y], only where it is compared."""
    if scope.get(own) is None:
        return rewrite(item, renaming({own: meant}, scope))

    def compared(node: Node) -> Node | None:
        if isinstance(node, Chain) and node.relations[0] in ("=", "≠") and any(isinstance(s, Name) and s.text == own for s in node.sides):
            return Chain(tuple(meant if isinstance(s, Name) and s.text == own else s for s in node.sides), node.relations, span=node.span)
        return None

    return rewrite(item, compared)


# ---------------------------------------------------------------------------------------------- the variable
def variable_meant(problem: Problem, scope: Scope, items: Sequence[Node]) -> tuple[str | None, Name | None]:
    """z and θ, where ∂CE/∂θ is asked for and the answer begins with ∂CE/∂z or ∂CE/∂z_i."""
    asked = derivative_parts(problem.plain_left)
    variable = asked[1][0] if asked is not None and len(asked[1]) == 1 else None
    if asked is None or not isinstance(variable, Name) or not is_all_there_is(scope, asked[0], variable):
        return None, None
    for item in items:
        left = unboxed(item.sides[0] if isinstance(item, Chain) else item)
        for said in (derivative_parts(left) or without_d(left), derivative_parts(plain_reading(problem, scope, left))):
            if said is None or len(said[1]) != 1:
                continue
            by, body = whole(said[1][0]), whole(said[0])
            fits = same(body, asked[0]) or is_generic_loss(asked[0], body)
            if fits and isinstance(by, Name) and is_unheard_of(problem, scope, by.text):
                return by.text, variable
    return None, None


def whole(node: Node) -> Node:
    """z of z_i."""
    return node.base if isinstance(node, Script) and node.sup is None else node


def is_all_there_is(scope: Scope, body: Node, variable: Name) -> bool:
    """Whether a name is the one vector or matrix of the sheet's that what is differentiated rests on."""
    of, by = base_of(scope, body), base_of(scope, variable)
    return of is not None and by is not None and {b for b in given(reach(generic(of))) if b.shape} == {by}


def base_of(scope: Scope, node: Node) -> Base | None:
    name = whole_name(node) if isinstance(node, (Name, Script)) else None
    binding = scope.get(name or "")
    return binding.base if isinstance(binding, TensorName) else None


SCORES = frozenset("zsolfθξζ")
"""Letters of scores and parameters.  W, x, h, b are what scores are made of: ∂CE/∂W = ŷ − y is wrong."""


def is_unheard_of(problem: Problem, scope: Scope, name: str) -> bool:
    return name in SCORES and scope.get(name) is None and problem.sheet.spellings.name(name) is None


# ---------------------------------------------------------------------------------------------- the index
def index_meant(problem: Problem, scope: Scope, items: Sequence[Node]) -> tuple[str | None, Name | None]:
    """t and k, where the problem is about one class k only, and the answer compares with one letter that is no index: 1[i = t]."""
    letters = {n.text for i in items for side in comparisons(i) for n in walk(side) if isinstance(n, Name) and len(n.text) == 1}
    if not letters:
        return None, None
    places = list(problem.entries)
    fixed = mentioned(Equation(problem.entries[places[0]], S.Zero)) if places else set()
    about = [n for n in problem.scope if isinstance(b := problem.scope.get(n), IndexName) and b.term in fixed]
    if len(about) != 1:
        return None, None
    scripts = (x for i in items if isinstance(i, Chain) for x in walk(i.sides[0]) if isinstance(x, Script))
    free = {n.text for x in scripts for m in x.sub for n in walk(m) if isinstance(n, Name)}
    own = {n for n in letters - free - bound_letters(*items) if not isinstance(scope.get(n), IndexName)}
    if len(own) != 1 or not may_be_label(scope, next(iter(own)), items):
        return None, None
    return own.pop(), Name(about[0])


def may_be_label(scope: Scope, name: str, items: Sequence[Node]) -> bool:
    """Whether a letter is free, or a number or the labels of the sheet, y = onehot(k), and stands nowhere but in comparisons."""
    binding = scope.get(name)
    if binding is None:
        return True
    if not isinstance(binding, TensorName) or binding.base is None:
        return False
    compared = {id(n) for i in items for side in comparisons(i) for n in walk(side)}
    elsewhere = any(isinstance(n, Name) and n.text == name and id(n) not in compared for i in items for n in walk(i))
    is_labels = binding.base.definition is not None and not given(reach(generic(binding.base)))
    return not elsewhere and (binding.tensor.is_scalar or is_labels)


def comparisons(item: Node) -> Iterator[Node]:
    """i and t of 1[i = t], of δ_{it}, and of i = t in cases."""
    for node in walk(item):
        match node:
            case Group(items=(Chain(sides=sides),)):
                yield from sides
            case Script(base=Name(text="δ"), sub=sub):
                yield from sub
            case Grid(kind="cases", rows=rows):
                chains = (n for row in rows for cell in row[1:] if cell is not None for n in walk(cell) if isinstance(n, Chain))
                yield from (side for chain in chains for side in chain.sides)
