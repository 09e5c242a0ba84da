"""A loss of which the document says nothing that can be used: what holds of its derivatives holds for any loss.

At one point a loss that rests on z alone is, as far as its first derivatives go, Σ g ∘ z with any numbers g, its derivatives by z.  So a
chain rule ∂L/∂x = Wᵀ ∂L/∂y, where y = W x, is judged with L = Σ g ∘ y.  Names for such derivatives, δ = ∂L/∂z, are written out first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction as Rational
from functools import cached_property

from sympy import Expr, S

from ..inference.losses import derivatives_of_losses, differentiated_loss
from ..inference.tidy import LONGEST
from ..inference.uses import head_of
from ..meaning.derivatives import is_derivative, is_operator, with_partials
from ..meaning.scope import FunctionName, TensorName
from ..notation.tree import Fraction, Group, Mark, Name, Node, Number, Product, Script, Sum, opened, rewrite, same, walk, whole_name
from ..terms import Base, add, mul
from ..terms.tensors import at_given, scalar, sum_over
from ..vocabulary import HOLDS, REFUTED
from .inferred import STEP, labelled_in
from .names import Definition, Names, bases, is_given, rests_on
from .said import defined_in_parts, equations_of
from .source import Source
from .trial import Case, Trees, Trial

MOST_NODES = 600
"""Longer sides are not written out."""


class AnyLoss:
    """Judges pairs about derivatives of a loss that nobody says."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.stands: dict[str, Node] = {}
        """What names stand for that are derivatives of a loss, or made of some: δ of δ = ∂L/∂z."""
        self.twice: set[str] = set()
        """Those that are said to be two things."""

    @cached_property
    def defined(self) -> dict[int, frozenset[str]]:
        """For each part of the document, the names that it has defined by the end of that."""
        return defined_in_parts(self.source)

    @cached_property
    def equations(self) -> list[tuple[int, Node, Node]]:
        """What the document says of its names, and in which part."""
        return [(self.source.statements[n].part, head, body) for n, head, body in equations_of(self.source)]

    def take(self, d: Definition, loss: str) -> None:
        """A definition that cannot be used for want of a loss."""
        if d.name in self.stands and not same(self.stands[d.name], d.body):
            self.stands.pop(d.name)
            self.twice.add(d.name)
        elif (loss in losses_in(d.body) or loss in self.stands) and d.name not in self.twice:
            self.stands[d.name] = d.body

    def judged(self, case: Case, names: Names, judge: Callable[[Case, Names], Trial]) -> Trial | None:
        """A pair about the derivatives of one loss; None if it is none, or not decided."""
        trees = tuple(self.written_out(tree) for tree in case.trees)
        if any(sum(1 for _ in walk(t)) > MOST_NODES for t in trees):
            return None
        found = {n for t in trees for n in losses_in(t)}
        if len(found) != 1 or not all(only_differentiated(t, *found) for t in trees):
            return None
        loss = found.pop()
        said = names.scope.get(loss)
        unsaid = said is None or (not names.has(loss) and is_given(names.scope, loss))
        if not unsaid and not isinstance(said, FunctionName):  # J of J(o, c) = …, which says of no word that it is o
            return None
        return self.with_loss(replace(case, trees=(trees[0], trees[1])), loss, names, judge)

    def with_loss(self, case: Case, loss: str, names: Names, judge: Callable[[Case, Names], Trial]) -> Trial | None:
        """The same, its trees written out."""
        found = [variable_of(names, node) for t in case.trees for _, node in derivatives_of_losses(t)]
        by = {v for v in found if v is not None}
        known = {v: binding.base for v in by if isinstance(binding := names.scope.get(v), TensorName) and binding.base is not None}
        if None in found or known.keys() != by:
            return None
        below = {v: rests_on(known[v]) for v in by}
        ends = {v for v in by if not any(v in below[w] for w in by)}
        starts = by - ends
        resting = set().union(*below.values())
        given = {n for n in resting | by if is_given(names.scope, n)}
        if given - (starts if len(starts) == 1 else set()) & self.defined.get(case.statement.part, frozenset()):
            return None  # what it rests on is not all known yet
        if any("_" not in v for v in starts) and any(STEP.search(n) for n in given & resting):
            return None  # W makes h_{t−1}, too
        if starts and not self.has_no_other_way(loss, starts, ends, resting, case.statement.part):
            return None
        again = judge(case, with_any_loss(names, loss, {v: known[v] for v in ends}))
        if again.verdict in HOLDS:
            through = f"any {loss} that rests on {', '.join(sorted(starts))} through {', '.join(sorted(ends))} alone"
            again.notes = (*again.notes, f"for {through}" if starts else f"whatever {loss} is")
            again.answer = replace(again.answer, conditions=tuple(c for c in again.answer.conditions if loss not in c))
            return again
        return again if again.verdict == REFUTED and is_all_said(case.trees, loss, starts, names) else None

    def has_no_other_way(self, loss: str, starts: set[str], ends: set[str], resting: set[str], part: int) -> bool:
        """Whether the document's equations up to the end of a part relate what a pair is about to the loss through `ends` alone: what is
        made of it is made into one of these, no equation says it of the loss, and nothing of it has two meanings."""
        between = {stem(v) for v in ends | resting}
        mine = {stem(v) for v in starts}
        said: dict[str, Node] = {}
        for head, body in (e[1:] for e in self.equations if e[0] <= part):
            base = head_of(head)
            if base is None or base in self.stands or whole_name(head) in self.stands:
                continue
            spelled = whole_name(head) or base
            name = stem(spelled)
            made = stems_in(body) & mine and name not in mine
            if made and (name == loss.partition("_")[0] or name not in between):
                return False
            if spelled in starts | ends and not same(said.setdefault(spelled, body), body) and base not in bases(body):
                return False
        return True

    def written_out(self, tree: Node, depth: int = 4) -> Node:
        """The tree with names that stand for derivatives of a loss replaced by these."""
        if not self.stands or not depth:
            return tree

        def change(node: Node) -> Node | None:
            name = whole_name(node) if isinstance(node, (Name, Script)) else None
            if name in self.stands:
                return Group("(", (self.written_out(self.stands[name], depth - 1),), span=node.span)
            if isinstance(node, Script) and isinstance(node.base, Name) and node.base.text in self.stands:
                whole = Group("(", (self.written_out(self.stands[node.base.text], depth - 1),), span=node.base.span)
                return replace(node, base=whole)
            return None

        return rewrite(tree, change)


def is_all_said(trees: Trees, loss: str, starts: set[str], names: Names) -> bool:
    """Whether a pair claims ∂L/∂x of what is known: ∂L/∂x on the left, a factor ∂L/∂y in each term on the right."""
    left, right = opened(trees[0]), opened(trees[1])
    if not isinstance(left, Fraction) or differentiated_loss(left) != loss or variable_of(names, left) not in starts:
        return False
    return all(loss in losses_in(t) for t in ([t for _, t in right.terms] if isinstance(right, Sum) else [right]))


def stem(name: str) -> str:
    """z of z_i and z_t; z_1 is another than z_2, and h_drop than h."""
    base, _, below = name.partition("_")
    return name if below.isdigit() or len(below) > LONGEST else base


def stems_in(tree: Node) -> set[str]:
    """The stems of the names in a tree: X_1 is no X."""
    one = Number(Rational(1))
    bare = bases(rewrite(tree, lambda n: one if isinstance(n, Script) and isinstance(n.base, Name) and n.sub else None))
    return {stem(n) for n in (*bare, *labelled_in(tree))}


def with_any_loss(names: Names, loss: str, ends: Mapping[str, Base]) -> Names:
    """The names with L = Σ g ∘ z over all z that it rests on."""
    out = names.copy()
    total: Expr = S.Zero
    for name, base in sorted(ends.items()):
        weight = Base(f"∂{loss}/∂{name}", base.shape, row=base.row)
        out.weights = (*out.weights, weight)
        g, z = at_given(weight), at_given(base)
        total = add(total, sum_over(g.rows, lambda i, g=g, z=z: sum_over(g.cols, lambda j: mul(g.at(i, j), z.at(i, j)))))  # type: ignore[misc]
    out.scope.names[loss] = TensorName(scalar(total))
    return out


# ---------------------------------------------------------------------------------------------- in trees
def losses_in(tree: Node) -> set[str]:
    return {loss for loss, _ in derivatives_of_losses(tree)}


def variable_of(names: Names, node: Fraction) -> str | None:
    """What a derivative is taken by, without its indices: W of ∂L/∂W_{ij}, w_1 of ∂L/∂w_1; None if it is more than a name."""
    below = with_partials(node).denominator
    by = opened(below.factors[1].node) if isinstance(below, Product) and len(below.factors) == 2 else None
    if not isinstance(by, (Name, Script)) or (isinstance(by, Script) and (by.sup is not None or by.primes)):
        return None
    whole = whole_name(by)
    stem = by.base.text if isinstance(by, Script) and isinstance(by.base, Name) else None
    return next((n for n in (whole, stem) if n is not None and isinstance(names.scope.get(n), TensorName)), None)


def only_differentiated(tree: Node, loss: str) -> bool:
    """Whether a loss stands nowhere but above ∂x, once, and nothing is differentiated besides but names: of a linear loss second
    derivatives would say nothing."""
    above = [n for name, n in derivatives_of_losses(tree) if name == loss]
    said = sum(1 for n in walk(tree) if isinstance(n, Name) and n.text in (loss, loss.partition("_")[0]))
    if len(above) != said or any(is_operator(n) or (isinstance(n, Script) and isinstance(n.base, Mark)) for n in walk(tree)):
        return False
    outer = (n for n in walk(tree) if isinstance(n, Fraction) and is_derivative(n))
    return not any(inner is not n and inner in above for n in outer for inner in walk(n))
