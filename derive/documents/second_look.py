"""What else a pair that fails may mean, tried before it is red: k outside of Σ_k as one of the samples, ∂ŷ_i/∂θ_i for ∂ŷ_i/∂θ_j,
another layout."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction as Rational
from functools import partial

from ..habits.pieces import put
from ..inference.losses import with_fractions
from ..meaning.derivatives import is_derivative
from ..meaning.scope import Family, Scope
from ..notation.tree import Fraction, Name, Node, Number, Script, bound_letters, rewrite, unbound_below, walk
from ..notation.write import unicode
from ..vocabulary import HOLDS, ILL_TYPED, LAYOUT, PROVED, REFUTED, SLIP
from .conditions import nearby, on_indices
from .names import Names
from .orientation import AS_ROW_VECTORS, other_layouts
from .samples import named_twice
from .source import Source
from .trial import Case, Trees, Trial, judge_pair

Judge = Callable[[Case], Trial]


def second_look(case: Case, found: Trial, judge: Judge, mend: Callable[[Case, Trial], None] | None, of_rows: bool) -> Trial:
    """A pair that is refuted, or whose shapes do not fit, in the first other meaning that it holds in; `mend` undoes slips."""
    if found.verdict not in (REFUTED, ILL_TYPED) or (found.unknown and not found.unbound):
        return found
    found = of_one_sample(case, found, judge, mend)
    if found.verdict in (REFUTED, ILL_TYPED) and mend is not None:
        found = by_another_entry(case, found, judge)
    return in_other_layout(case, found, of_rows) if found.verdict == ILL_TYPED and not found.unknown else found


def of_one_sample(case: Case, found: Trial, judge: Judge, mend: Callable[[Case, Trial], None] | None) -> Trial:
    """A pair that holds where k of ∂/∂u_k Σ_k log σ(−u_kᵀ v_c), outside of the sum, is one of the samples."""
    for member, trees in named_twice(found.names.scope, case.trees):
        inside = replace(case, trees=trees)
        again = judge(inside)
        if again.verdict not in HOLDS and mend is not None:
            mend(inside, again)
        if again.verdict in HOLDS or (found.unbound and again.verdict == REFUTED):
            again.notes = (*again.notes, f"outside of the sum the index is read as {member}, any of the samples")
            return again
    return found


def by_another_entry(case: Case, found: Trial, judge: Judge) -> Trial:
    """A pair that holds but for what stands below the line: ∂ŷ_i/∂θ_i = ŷ_i (δ_{ij} − ŷ_j), ∂J/∂v_w = (ŷ_w − y_w) v_c."""
    for says, trees in itertools.chain(other_entries(case), other_families(case, found.names.scope, judge)):
        again = judge(replace(case, trees=trees))
        if found.unbound and again.verdict == REFUTED:
            again.notes = (*again.notes, says)
            return again
        if again.verdict in HOLDS:
            message = f"but for a slip: {says}"
            again.answer = replace(again.answer, verdict=SLIP, slips=(*again.answer.slips, says), message=message)
            return again
    return found


def other_entries(case: Case) -> Iterator[tuple[str, Trees]]:
    """A pair with θ_j for θ_i below the line of its left side, ∂ŷ_i/∂θ_i, where only its right side, or its case, speaks of j."""
    left, right = with_fractions(case.trees[0]), case.trees[1]
    if not isinstance(left, Fraction) or not is_derivative(left):
        return
    above, below = unbound_below(left.numerator), unbound_below(left.denominator)
    spoken = unbound_below(right).union(n.text for test, _ in case.tests for n in walk(test) if isinstance(n, Name))
    others = sorted(spoken - above - below - bound_letters(right))
    for i in sorted(above & below) if len(below) == len(others) == 1 else ():
        by = next(n for n in walk(left.denominator) if isinstance(n, Script))
        other = rewrite(by, partial(put_for, i, others[0]))
        says = f"{unicode(by)} below the line stands for {unicode(other)}"
        yield says, (put(left, by, other), right)


def other_families(case: Case, scope: Scope, judge: Judge) -> Iterator[tuple[str, Trees]]:
    """A pair with u_w for v_w below the line of its left side, both one of many vectors that the sheet has; not where that is 0."""
    left, right = with_fractions(case.trees[0]), case.trees[1]
    if not isinstance(left, Fraction) or not is_derivative(left) or isinstance(right, Number):
        return
    for by in (n for n in walk(left.denominator) if isinstance(n, Script) and isinstance(n.base, Name)):
        if not isinstance(scope.get(by.base.text), Family):  # type: ignore[attr-defined]
            continue
        for letter in sorted(n for n in scope if n != by.base.text and isinstance(scope.get(n), Family)):  # type: ignore[attr-defined]
            other = replace(by, base=Name(letter, span=by.base.span))
            meant = put(left, by, other)
            if judge(replace(case, trees=(meant, Number(Rational(0), span=right.span)))).verdict == REFUTED:
                yield f"{unicode(by)} below the line stands for {unicode(other)}", (meant, right)


def put_for(i: str, j: str, node: Node) -> Node | None:
    return Name(j, span=node.span) if isinstance(node, Name) and node.text == i else None


def as_nearby(case: Case, source: Source, names: Names, judge: Judge) -> Trial | None:
    """A pair under a condition that the text states right beside it, if it then holds."""
    for tests in nearby(source, case.number, names):
        again = judge(replace(case, tests=(*case.tests, *tests)))
        if again.verdict in HOLDS:
            says = ", ".join(known[2] for tree, yes in tests if (known := on_indices(names, tree, yes)) is not None)
            again.notes = (*again.notes, f"it is read as said for {says}, which stands beside it")
            again.conditions = again.conditions | {says}
            return again
    return None


def in_other_layout(case: Case, found: Trial, of_rows: bool) -> Trial:
    """A chain rule that fits in another layout only: proved there, it holds up to layout; so what a text of row vectors says."""
    failed = found
    for trees, said in other_layouts(found.court, found.names.scope, case.trees, of_rows):
        again = judge_pair(found.names, found.court, trees)
        again.notes, again.loss = (*found.notes, said), found.loss
        if again.verdict == PROVED or (again.verdict == LAYOUT and said != AS_ROW_VECTORS):
            again.answer = replace(again.answer, verdict=LAYOUT)
            return again
        if again.verdict == REFUTED and said == AS_ROW_VECTORS:
            failed = again
    return failed
