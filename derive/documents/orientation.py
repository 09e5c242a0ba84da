"""Steps in the other layouts: ∂J/∂v_c = ∂J/∂θ ∂θ/∂v_c, where our gradients are columns; ∂J/∂x = ∂z/∂x ∂J/∂z, all transposed; ∂J/∂v_c =
(ŷ − y) U, where all vectors are rows."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

from ..court.court import Court
from ..court.question import STEP
from ..errors import CannotDecide, FormulaError
from ..habits.chain_rule import link, links
from ..meaning.derivatives import is_derivative
from ..meaning.scope import Family, Scope
from ..notation.tree import Factor, Fraction, Group, Name, Node, Product, Script, is_transpose, rewrite, same, whole_name
from ..terms import ONE, Tensor
from .trial import Trees

AS_ROWS = "the derivatives of numbers are read as rows (numerator layout)"


def in_numerator_layout(court: Court, scope: Scope, trees: Trees) -> Trees | None:
    """A pair with every derivative that is a column transposed; None if it has none."""
    return with_turned(trees, lambda node: (value := value_of(court, scope, node)) is not None and value.rows != ONE == value.cols)


AS_COLUMNS = "∂z/∂x is read with a row for each entry of x (denominator layout)"


def with_jacobians_turned(court: Court, scope: Scope, trees: Trees) -> Trees | None:
    """A pair with every derivative of a vector by a vector transposed; None if it has none."""

    def is_jacobian(node: Fraction) -> bool:
        ends = link(node)
        values = [value_of(court, scope, end) for end in ends] if ends is not None else []
        return bool(values) and all(value is not None and value.is_vector for value in values)

    return with_turned(trees, is_jacobian)


def other_layouts(court: Court, scope: Scope, trees: Trees, of_rows: bool) -> Iterator[tuple[Trees, str]]:
    """A pair as it reads in each of the other layouts, and how that is said; as one of row vectors last, if the text speaks `of_rows`."""
    turned = in_denominator_layout(trees)
    rows, both = (in_numerator_layout(court, scope, t) if t is not None else None for t in (trees, turned))
    columns = with_jacobians_turned(court, scope, trees)
    tries = ((rows, AS_ROWS), (turned, AS_TRANSPOSED), (both, AS_TRANSPOSED), (columns, AS_COLUMNS))
    yield from ((other, said) for other, said in tries if other is not None)
    if of_rows:
        yield from ((other, AS_ROW_VECTORS) for other in of_row_vectors(court, scope, trees))


def of_row_vectors(court: Court, scope: Scope, trees: Trees) -> Iterator[Trees]:
    """A pair as one of row vectors, its matrices as the sheet has them, then with those transposed that are stacks of vectors."""
    for stacks in (frozenset[str](), stacks_of(scope)):
        if (found := in_row_vectors(court, scope, trees, stacks)) is not None:
            yield found


def value_of(court: Court, scope: Scope, node: Node) -> Tensor | None:
    try:
        return court.readings(node, STEP, scope)[0].tensor
    except (FormulaError, CannotDecide, RecursionError):
        return None


def with_turned(trees: Trees, wanted: Callable[[Fraction], bool]) -> Trees | None:
    """A pair with some of its derivatives transposed; None if there are none of these."""
    turned = 0

    def change(node: Node) -> Node | None:
        nonlocal turned
        if not isinstance(node, Fraction) or not is_derivative(node):
            return None
        if not wanted(node):
            return node
        turned += 1
        return Script(Group("(", (node,), span=node.span), (), Name("⊤", span=node.span), span=node.span)

    left, right = (rewrite(tree, change) for tree in trees)
    return (left, right) if turned else None


AS_ROW_VECTORS = "all vectors are read as rows"


def stacks_of(scope: Scope) -> frozenset[str]:
    """The matrices of which the sheet names the columns, U of u_w: stacks of vectors, which lie as these do."""
    families = (b for n in scope if isinstance(b := scope.get(n), Family))
    return frozenset(f.base.name for f in families if f.axis == 1)


def in_row_vectors(court: Court, scope: Scope, trees: Trees, stacks: frozenset[str] = frozenset()) -> Trees | None:
    """A pair of which every vector and every derivative that is a column is a row: transposed, or no more so; None if it has none.

    So with the matrices that are `stacks` of vectors, and derivatives by these.
    """
    turned = 0

    def change(node: Node) -> Node | None:
        nonlocal turned
        named = isinstance(node, Name) or (isinstance(node, Script) and isinstance(node.base, Name))
        if not named and not (isinstance(node, Fraction) and is_derivative(node)):
            return None
        upright = without_transpose(node) if isinstance(node, Script) and is_turned(node) else node
        value = value_of(court, scope, upright)
        if value is None:
            return None if isinstance(node, Script) and not node.sub else node
        if value.is_scalar or (value.cols != ONE and not (stacks and is_stack(upright, stacks))):
            return node
        turned += 1
        if upright is not node:
            return upright
        return Script(Group("(", (node,), span=node.span), (), Name("⊤", span=node.span), span=node.span)

    left, right = (rewrite(tree, change) for tree in trees)
    return (left, right) if turned else None


def is_stack(node: Node, stacks: frozenset[str]) -> bool:
    """Whether a node is one of the stacks, or the derivative of a number by one."""
    match node:
        case Fraction(denominator=Product(factors=(_, by))):
            return whole_name(by.node) in stacks
    return whole_name(node) in stacks


def without_transpose(node: Script) -> Node:
    """u_w for u_wᵀ, U for Uᵀ."""
    return Script(node.base, node.sub, None, node.primes, span=node.span) if node.sub or node.primes else node.base


def is_turned(node: Script) -> bool:
    return is_transpose(node.sup) and isinstance(node.base, Name)


AS_TRANSPOSED = "the factors of the chain rule are read as transposed, in reverse order (denominator layout)"


def in_denominator_layout(trees: Trees) -> Trees | None:
    """A pair with each chain ∂z/∂x · ∂h/∂z · ∂J/∂h the other way round, ∂J/∂h · ∂h/∂z · ∂z/∂x; None if it has none."""
    left, right = (backwards(tree) for tree in trees)
    return None if left is None and right is None else (left or trees[0], right or trees[1])


def backwards(tree: Node) -> Node | None:
    """A product of derivatives, each of what the next is taken by, in reverse; None of anything else."""
    known = links(tree)
    if not isinstance(tree, Product) or not known or not all(same(of, by) for (of, _), (_, by) in itertools.pairwise(known)):
        return None
    nodes = [f.node for f in reversed(tree.factors)]
    return Product(tuple(Factor("·" if n else "", node) for n, node in enumerate(nodes)), span=tree.span)
