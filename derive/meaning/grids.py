"""Cases, small explicit matrices and their determinants, stacked columns [a_1, …, a_K]."""

from __future__ import annotations

from typing import Any

from sympy import Expr, Integer, S
from sympy.logic.boolalg import true

from ..errors import IllTyped, Malformed, Unsupported
from ..notation.tree import Chain, Factor, Grid, Group, Mark, Name, Node, Number, Product, rewrite, same, spelling
from ..terms import ONE, Axis, Tensor, add, fresh_index, mul, neg, piecewise, product
from ..terms.tensors import pointwise, scalar, stack_columns
from ..vocabulary import CASE_WORDS
from .conditions import comparison, on_indices, read_indicator
from .indices import axis_named
from .scope import IndexName
from .walker import Walker, shape_text

MAX_DETERMINANT = 4


def grid(walker: Walker, node: Grid) -> Tensor:
    if node.kind.endswith("cases"):
        return cases(walker, node)
    if node.kind.endswith("matrix"):
        return explicit(walker, node)
    raise Unsupported(f"a \\begin{{{node.kind}}} inside a formula", node.span)


# ---------------------------------------------------------------------------------------------- cases
def cases(walker: Walker, node: Grid) -> Tensor:
    """Branches in order; conditions on indices become δ, conditions on numbers stay cases."""
    branches: list[tuple[Tensor, Node | None]] = []
    for row in node.rows:
        if len(row) != 2 or row[0] is None:
            raise Malformed("a case wants a value and a condition: value & condition", node.span)
        branches.append((walker.tensor(strip_comma(row[0])), condition(row[1])))
    values = [t for t, _ in branches]
    if len({v.shape for v in values if not (v.is_scalar and v.scalar is S.Zero)}) > 1:
        raise IllTyped("the branches have different shapes: " + ", ".join(shape_text(v) for v in values), node.span)
    tests = [t for _, t in branches]
    if all(t is None or on_indices(walker, t) for t in tests):
        weights = index_weights(walker, tests, node)
        return pointwise(lambda *es: add(*(mul(w, e) for w, e in zip(weights, es, strict=True))), *values)
    conditions = [true if t is None else comparison(walker, t) for t in tests]
    return pointwise(lambda *es: piecewise(*zip(es, conditions, strict=True)), *values)


def strip_comma(node: Node) -> Node:
    return node.items[0] if isinstance(node, Group) and node.bracket == "" and len(node.items) == 1 else node


def condition(node: Node | None) -> Node | None:
    """A condition without its words; None for «otherwise»."""
    if node is None:
        raise Malformed("a case without a condition")
    if isinstance(node, Chain):
        if isinstance(node.sides[0], Mark) and len(node.sides) > 2:
            node = Chain(node.sides[1:], node.relations[1:], span=node.span)  # «: w = o»
        first = node.sides[0]
        if isinstance(first, Product) and isinstance(first.factors[0].node, Name) and first.factors[0].node.text in CASE_WORDS:
            rest = first.factors[1:]
            side = rest[0].node if len(rest) == 1 else Product((Factor("", rest[0].node), *rest[1:]), span=first.span)
            return Chain((side, *node.sides[1:]), node.relations, span=node.span)
        return node
    if isinstance(node, Name) and CASE_WORDS.get(node.text) == "else":
        return None
    raise Malformed("a condition is wanted here", node.span)


def index_weights(walker: Walker, tests: list[Node | None], node: Grid) -> list[Expr]:
    """The indicator of each branch; together they must cover everything."""
    weights: list[Expr] = []
    remaining: Expr = S.One
    covered = False
    seen: list[tuple[Expr, bool]] = []
    for test in tests:
        here = S.One if test is None else read_indicator(walker, test)
        weights.append(mul(remaining, here))
        remaining = mul(remaining, add(S.One, neg(here)))
        if isinstance(test, Chain):
            pair = read_indicator(walker, Chain(test.sides, ("=",), span=test.span))
            equal = test.relations == ("=",)
            covered = covered or (pair, not equal) in seen
            seen.append((pair, equal))
        covered = covered or test is None
    if not covered:
        raise IllTyped("the cases do not cover everything: add the other case, or «otherwise»", node.span)
    return weights


# ---------------------------------------------------------------------------------------------- explicit matrices
def entries(walker: Walker, node: Grid) -> list[list[Expr]]:
    table = [[walker.scalar(c) for c in row if c is not None] for row in node.rows]
    if len({len(r) for r in table}) != 1:
        raise Malformed("the rows of the matrix have different lengths", node.span)
    return table


def explicit(walker: Walker, node: Grid) -> Tensor:
    """A matrix written out: its sizes are numbers because the formula says so."""
    table = entries(walker, node)
    rows, cols = (ONE if n == 1 else Axis(Integer(n)) for n in (len(table), len(table[0])))

    def at(i: Any, j: Any) -> Expr:
        if i.is_Integer and j.is_Integer:
            return table[int(i) - 1][int(j) - 1]
        from ..terms import delta

        return add(*(mul(delta(i, Integer(p + 1)), delta(j, Integer(q + 1)), e) for p, r in enumerate(table) for q, e in enumerate(r)))

    return Tensor(rows, cols, at)


def determinant(walker: Walker, node: Node) -> Tensor:
    if isinstance(node, Group) and len(node.items) == 1:
        return determinant(walker, node.items[0])
    if not isinstance(node, Grid):
        raise Unsupported("the determinant of a matrix that is not written out", node.span)
    table = entries(walker, node)
    if not 1 <= len(table) == len(table[0]) <= MAX_DETERMINANT:
        raise Unsupported(f"a determinant of other than 1 to {MAX_DETERMINANT} rows and as many columns", node.span)
    return scalar(leibniz(table))


def leibniz(table: list[list[Expr]]) -> Expr:
    """Expansion along the first row."""
    if len(table) == 1:
        return table[0][0]
    minors = [[row[:n] + row[n + 1 :] for row in table[1:]] for n in range(len(table))]
    return add(
        *(product([S.NegativeOne if n % 2 else S.One, e, leibniz(m)]) for n, (e, m) in enumerate(zip(table[0], minors, strict=True)))
    )


# ---------------------------------------------------------------------------------------------- stacked columns
def stack(walker: Walker, node: Group) -> Tensor:
    """[a, b_1, …, b_K]: columns side by side; the dots stand for all the members between first and last."""
    items = list(node.items)
    if all(isinstance(i, Group) and i.bracket == "[" for i in items):  # [[1, 2], [3, 4]]
        rows = tuple(tuple(i.items) for i in items if isinstance(i, Group))
        return explicit(walker, Grid("bmatrix", rows, span=node.span))
    dots = [n for n, i in enumerate(items) if isinstance(i, Mark) and i.kind == "…"]
    parts: list[Tensor]
    if not dots:
        parts = [walker.tensor(i) for i in items]
    elif len(dots) == 1 and 0 < dots[0] < len(items) - 1:
        before, last = items[: dots[0]], items[dots[0] + 1]
        axis = last_axis(walker, before[-1], last)
        family, generic = member(walker, before[-1], last, axis)
        first = len(before) - 1
        while first > 0 and counted(generic, before[first], first_number(before[-1], last) - (len(before) - 1 - first)):
            first -= 1
        if not counted(generic, before[first], 1):
            first += 1
        head = [walker.tensor(i) for i in before[:first]]
        parts = [*head, family, *(walker.tensor(i) for i in items[dots[0] + 2 :])]
    else:
        raise Malformed("one row of dots, with a member before and after it, is wanted", node.span)
    if len({p.rows for p in parts}) != 1:
        raise IllTyped("the columns that are put side by side have different heights", node.span)
    return parts[0] if len(parts) == 1 else stack_columns(parts)


def differing(a: Node, b: Node) -> list[tuple[Node, Node]]:
    """The leaves at which two trees of the same build differ."""
    out: list[tuple[Node, Node]] = []

    def compare(x: object, y: object) -> None:
        if same(x, y):
            return
        if isinstance(x, (Name, Number)) and isinstance(y, (Name, Number)):
            out.append((x, y))
        elif isinstance(x, Node) and isinstance(y, Node) and type(x) is type(y):
            for name in x.__dataclass_fields__:
                if name != "span":
                    compare(getattr(x, name), getattr(y, name))
        elif isinstance(x, Factor) and isinstance(y, Factor) and x.operator == y.operator:
            compare(x.node, y.node)
        elif isinstance(x, tuple) and isinstance(y, tuple) and len(x) == len(y):
            for p, q in zip(x, y, strict=True):
                compare(p, q)
        else:
            raise Malformed("the members before and after the dots are not of one kind", a.span)

    compare(a, b)
    return out


def first_number(first: Node, last: Node) -> int:
    pairs = differing(first, last)
    x = pairs[0][0] if pairs else None
    if not isinstance(x, Number) or any(not same(p, pairs[0][0]) or not same(q, pairs[0][1]) for p, q in pairs):
        raise Malformed("before the dots a member with a number is wanted, after them the last one", first.span)
    return int(x.value)


def last_axis(walker: Walker, first: Node, last: Node) -> Axis:
    first_number(first, last)
    end = differing(first, last)[0][1]
    axis = axis_named(walker, end)
    if axis is None:
        raise Malformed(f"`{spelling(end)}` is not a size of this sheet", end.span)
    return axis


def member(walker: Walker, first: Node, last: Node, axis: Axis) -> tuple[Tensor, Node]:
    """The family between first and last as a matrix with a column for each member, and its generic member."""
    _start, _end = differing(first, last)[0]
    places = {id(q) for _, q in differing(first, last)}
    generic = rewrite(last, lambda n: Name("□", span=n.span) if id(n) in places else None)
    index = fresh_index(axis, "s")
    shape = walker.within({"□": IndexName(index, axis)}).tensor(generic)

    def at(i: Any, j: Any) -> Expr:
        return walker.within({"□": IndexName(j, axis)}).tensor(generic).at(i, S.One)

    return Tensor(shape.rows, axis, at), generic


def counted(generic: Node, item: Node, place: int) -> bool:
    """Whether an item is the family's member number `place`."""
    return same(rewrite(generic, lambda n: _number(place) if isinstance(n, Name) and n.text == "□" else None), item)


def _number(value: int) -> Number:
    from fractions import Fraction

    return Number(Fraction(value))
