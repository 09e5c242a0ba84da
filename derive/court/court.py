"""The court: the one place where a question is answered.

A court holds the names and hypotheses of a sheet and what was worked out under them.  A question's sides are read as its policy allows;
every pair of readings is judged by the prover; of a pair the kindest reading counts, of a chain the worst step.
"""

from __future__ import annotations

import contextlib
import itertools
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from sympy import Expr, S

from ..calculus.carry import unfold_all
from ..errors import CannotDecide, FormulaError, IllTyped, Malformed
from ..habits.readings import Reading
from ..habits.unapplied import differentiated, variable_of, with_argument
from ..meaning.derivatives import is_derivative
from ..meaning.elaborate import Elaborator
from ..meaning.indices import axis_named
from ..meaning.scope import Scope
from ..meaning.walker import shape_text
from ..notation.latex import latex
from ..notation.tree import Fraction as Ratio
from ..notation.tree import Group, Mark, Name, Node, Number, Product, Script, walk
from ..numbers.worlds import Cast
from ..proof.prover import Prover
from ..proof.verdict import Equation, Proved, Refuted, Undecided, Verdict, Witness
from ..sheets.sheet import Sheet
from ..sheets.stated import StatedSide
from ..terms import ONE, Axis, BlockIndex, Index, Tensor, fresh_index, put
from ..terms.facts import Facts
from ..vocabulary import ILL_TYPED, LAYOUT, PROVED, RANK, REFUTED, SLIP, UNDECIDED, UNREADABLE
from .conditions import condition_text
from .free import (
    as_number,
    has_derivatives,
    has_norm,
    is_unrelated,
    is_vector_to_functions,
    lone_variable,
    of_functions,
    only_name,
    used_as_number,
)
from .methods import by_induction, by_recurrence, has_recurrences
from .question import SHEET, Answer, Lemma, Policy, Question, Side
from .sides import sides

KEPT = 512
"""So many sides of claims are kept elaborated."""


class Court:
    """Answers questions in one scope of a sheet, under one set of facts."""

    def __init__(self, sheet: Sheet, scope: Scope, facts: Facts, cast: Cast | None = None) -> None:
        """`cast` is what needs a value besides the sheet's own names."""
        self.sheet, self.scope, self.facts = sheet, scope, facts
        self.cast = cast or sheet.cast(facts)
        self.prover = Prover(self.cast, sheet.folded)
        self._sides: OrderedDict[str, Side] = OrderedDict()
        self._axes: dict[tuple[Axis, int], Index] = {}

    def renew(self) -> None:
        """Drop what the prover has worked out."""
        self.prover = Prover(self.cast, self.sheet.folded)
        self._sides.clear()

    # ------------------------------------------------------------------------------------------ answering
    def answer(self, question: Question, policy: Policy) -> Answer:
        """The answer to a question; nothing that its text may hold raises."""
        start = time.perf_counter()
        found = contain(question.text, lambda: self._answer(question, policy))
        return replace(found, seconds=time.perf_counter() - start)

    def _answer(self, question: Question, policy: Policy) -> Answer:
        if question.relation == "∈":
            return self.shape(question, policy)
        if policy.readings > 1 and (again := self.of_a_variable(question, policy)) is not None:
            return again
        try:
            choices = [self.readings(node, policy, question.names, question.text) for node in question.sides]
            if policy.readings > 1 and (name := self.used_as_number(question, choices)) is not None:
                if has_norm(question.sides):
                    raise CannotDecide(f"a norm is taken, and `{name}` is no vector here")
                found = self.of_number(question, policy, name)
                if found.verdict == REFUTED and is_unrelated(name, question.sides, question.names or self.scope):
                    return replace(found, verdict=UNDECIDED, message=f"nothing says what `{name}` is", evidence=None, steps=())
                return replace(found, notes=(*found.notes, f"{name} is taken as any real number"))
            found = join(question.text, [self.step(question, policy, a, b) for a, b in itertools.pairwise(choices)])
        except IllTyped as error:
            return self.in_a_number(question, policy) or refuse(question.text, error)
        return (self.in_a_number(question, policy) if found.verdict == ILL_TYPED else None) or found

    def of_a_variable(self, question: Question, policy: Policy) -> Answer | None:
        """A claim about functions of one variable that is not, or not always, written: σ′ = σ(1 − σ), (eˣ)′ = eˣ."""
        scope = question.names or self.scope
        only = only_name(question.sides)
        name = variable_of(question.sides) or only or "x"
        applied = with_argument(question.sides, name, scope)
        sides = differentiated(applied or question.sides, name) or applied
        alone = only is not None and (scope.get(only) is None or of_functions(question.sides))
        if sides is None or (applied is None and not alone) or is_vector_to_functions(scope, question.sides, name):
            return None
        found = self.of_number(replace(question, sides=sides), policy, name)
        if found.verdict in (ILL_TYPED, UNREADABLE) or (found.verdict == REFUTED and not has_derivatives(question.sides)):
            return None  # σ² = 1 may be said of a variance
        said = (f"each function is read as its value at {name}, any real number",) if applied else (f"{name} is taken as any real number",)
        return replace(found, notes=(*found.notes, *said))

    def used_as_number(self, question: Question, choices: list[list[Side]]) -> str | None:
        """An index of the sheet that is no index here: no whole number from 1 on is meant."""
        with contextlib.suppress(FormulaError, CannotDecide):
            return used_as_number(question.names or self.scope, question.sides, (sides[0].tensor for sides in choices))
        return None

    def in_a_number(self, question: Question, policy: Policy) -> Answer | None:
        """What does not fit the sheet's vector x, σ′(x) = σ(x)(1 − σ(x)), where it is proved of any real number x."""
        scope = question.names or self.scope
        name = lone_variable(scope, question.sides) if policy.readings > 1 else None
        if name is None:
            return None
        found = self.of_number(question, policy, name)
        return replace(found, notes=(*found.notes, f"{name} is taken as any real number")) if found.holds else None

    def of_number(self, question: Question, policy: Policy, name: str) -> Answer:
        """The answer where a name is taken as any real number."""
        base, inner = as_number(name, question.names or self.scope)
        cast = Cast(self.cast.sizes, self.cast.indices, (*self.cast.bases, base), self.facts)
        return Court(self.sheet, inner, self.facts, cast).answer(replace(question, names=inner), policy)

    def answer_stated(self, claim: str, sides: Sequence[StatedSide], lemmas: Sequence[Lemma] = (), induction: str = "") -> Answer:
        """The answer to a claim of the sheet, its sides as they stand; what claims share is elaborated once."""
        start = time.perf_counter()
        question = Question(tuple(s.tree for s in sides), text=claim, lemmas=tuple(lemmas), induction=induction)

        def judge() -> Answer:
            found = [self.stated_side(s, claim) for s in sides]
            return join(claim, [self.step(question, SHEET, [a], [b]) for a, b in itertools.pairwise(found)])

        return replace(contain(claim, judge), seconds=time.perf_counter() - start)

    def stated_side(self, side: StatedSide, claim: str) -> Side:
        """A side of the sheet's own, elaborated once however often it is written."""
        found = self._sides.get(side.text)
        if found is None or not side.text:
            try:
                found = Side(Reading(side.tree), Elaborator(self.scope).tensor(side.tree))
            except FormulaError as error:
                raise side.place(error, claim) from None
            if len(self._sides) >= KEPT:
                self._sides.popitem(last=False)
            self._sides[side.text] = found
        return found

    # ------------------------------------------------------------------------------------------ readings
    def readings(self, node: Node, policy: Policy, names: Scope | None = None, text: str = "") -> list[Side]:
        """The readings of a side that make sense, the plainest first; the fault of the first one if none does."""
        try:
            return sides.read(self.sheet, names or self.scope, node, policy.readings)
        except FormulaError as fault:
            fault.text = fault.text or text
            raise

    # ------------------------------------------------------------------------------------------ one step
    def step(self, question: Question, policy: Policy, first: list[Side], second: list[Side]) -> Answer:
        """left = right in the pair of readings that comes off best."""
        pairs = sorted(itertools.product(range(len(first)), range(len(second))), key=sum)[: policy.pairs]
        best: Answer | None = None
        for m, n in pairs:
            found = self.pair(question, policy, first[m], second[n])
            if best is None or RANK[found.verdict] < RANK[best.verdict]:
                best = found
            if best.verdict == PROVED:
                break
        assert best is not None
        return best

    def pair(self, question: Question, policy: Policy, left: Side, right: Side) -> Answer:
        """Two sides in one reading each."""
        answer = Answer(
            question.text,
            UNDECIDED,
            assumptions=self.facts.described,
            left=latex(left.reading.tree) if policy is not SHEET else "",
            right=latex(right.reading.tree) if policy is not SHEET else "",
            notes=tuple(dict.fromkeys((*left.reading.notes, *right.reading.notes))),
            slips=tuple(dict.fromkeys((*left.reading.slips, *right.reading.slips))),
        )
        left, right = left.spread(right), right.spread(left)
        a, b = left.tensor, right.tensor
        if question.place is not None and b.is_scalar:
            equation = Equation(left.entry(*question.place), right.entry(S.One, S.One), free_axes(*question.place))
            return told(answer, *self.judge(question, policy, (left, right), [equation]), False)
        convention = policy.layout or has_layout(left.reading.tree) or has_layout(right.reading.tree)
        turned = convention and a.shape != b.shape == a.transpose.shape
        if a.shape != b.shape and not turned:
            said = f"the left side is {shape_text(a)}, the right side {shape_text(b)}"
            return replace(answer, verdict=ILL_TYPED, message=said, span=right.reading.tree.span)
        verdict, method = self.judge(question, policy, (left, right), self.equate(left, right, turned))
        if isinstance(verdict, Refuted) and convention and not turned and a.rows == a.cols != ONE:
            again, _ = self.judge(question, policy, (left, right), self.equate(left, right, True))
            verdict, turned = (again, True) if isinstance(again, Proved) else (verdict, turned)
        return told(answer, verdict, method, turned)

    def judge(self, question: Question, policy: Policy, pair: tuple[Side, Side], equations: list[Equation]) -> tuple[Verdict, str]:
        """The prover's verdict on the equations between two sides, and the method."""
        equations = [through_lemmas(e, question.lemmas) for e in equations]
        sides = (pair[0].reading.tree, pair[1].reading.tree)
        scope = question.names or self.scope
        if question.induction:
            return by_induction(self.prover, scope, equations, sides, question.induction), f"induction on {question.induction}"
        verdict = self.prover.judge(equations, tuple(c for m in question.lemmas for c in m.conditions))
        if isinstance(verdict, Undecided) and policy.recurrences and has_recurrences(scope):
            found = by_recurrence(self.prover, scope, equations, sides)
            if found is not None:
                return found
        return verdict, verdict.method if isinstance(verdict, Proved) else ""

    def equate(self, left: Side, right: Side, turned: bool = False) -> list[Equation]:
        """Entry by entry, at free indices."""
        rows, cols = left.tensor.shape
        return [
            Equation(left.entry(i, j), right.entry(i, j, turned), free_axes(i, j))
            for i in self.places(rows, 0)
            for j in self.places(cols, 1)
        ]

    def places(self, axis: Axis, side: int) -> list[Any]:
        """The indices at which an axis is compared: a free one; one for each block; 1 where there is one entry."""
        if axis == ONE:
            return [S.One]
        if axis.blocks:
            return [BlockIndex(n, p) for n, b in enumerate(axis.blocks) for p in self.places(b, side)]
        found = self._axes.get((axis, side))
        if found is None:
            found = self._axes[(axis, side)] = fresh_index(axis, "ij"[side])
        return [found]

    def are_equal(self, a: Tensor, b: Tensor) -> bool:
        """Whether two tensors are proved equal."""
        one, two = unread(a), unread(b)
        return a.shape == b.shape and isinstance(self.prover.judge(self.equate(one, two)), Proved)

    # ------------------------------------------------------------------------------------------ shapes
    def shape(self, question: Question, policy: Policy) -> Answer:
        """z ∈ ℝ^{1×H}: the shape as declared or derived."""
        node, container = question.sides
        side = self.readings(node, policy, question.names, question.text)[0]
        match container:
            case Name(text="ℝ"):
                claimed = self.dimensions(None)
            case Script(base=Name(text="ℝ"), sub=(), sup=sup):
                claimed = self.dimensions(sup)
            case _:
                raise Malformed("a shape is wanted: \\mathbb{R}^{1 \\times H}", container.span, text=question.text)
        actual = tuple(a.size for a in side.tensor.shape)
        answer = Answer(
            question.text, PROVED, assumptions=self.facts.described, method="shapes", left=latex(side.reading.tree),
            right=latex(container), notes=side.reading.notes,
        )  # fmt: skip
        if actual == claimed:
            return answer
        sizes = {s.name: 2 + n for n, s in enumerate(self.sheet.sizes) if s in {*actual, *claimed}}
        left, right = ([int(d.xreplace({s: sizes[s.name] for s in d.free_symbols})) for d in dims] for dims in (actual, claimed))
        witness = Refuted(Witness(left, right, lambda: (sizes, {})))
        shown = f"it is {side.tensor.rows}×{side.tensor.cols}"
        return replace(answer, verdict=REFUTED if left != right else UNDECIDED, message=shown, evidence=witness)

    def dimensions(self, node: Node | None) -> tuple[Expr, Expr]:
        """The rows and columns that the exponent of ℝ names."""
        if isinstance(node, Group) and len(node.items) == 1:
            node = node.items[0]
        parts = [f.node for f in node.factors] if isinstance(node, Product) else [node] if node is not None else [Number(Fraction(1))]
        axes = [axis_named(Elaborator(self.scope), p) for p in parts]
        if len(axes) > 2 or any(a is None for a in axes):
            raise Malformed("sizes of this sheet are wanted: \\mathbb{R}^{1 \\times H}", node.span if node else None)
        sizes = [a.size for a in axes if a is not None]
        return (sizes[0], sizes[1]) if len(sizes) == 2 else (sizes[0], S.One)


# ---------------------------------------------------------------------------------------------- small helpers
def unread(tensor: Tensor) -> Side:
    """A tensor as a side that nobody wrote."""
    return Side(Reading(Name("")), tensor)


def contain(text: str, work: Callable[[], Answer], what: str = "claim") -> Answer:
    """An answer, with every fault of the text as a verdict."""
    try:
        return work()
    except FormulaError as error:
        return refuse(text, error, what)
    except CannotDecide as error:
        return Answer(text, UNDECIDED, str(error))
    except RecursionError:
        return Answer(text, UNREADABLE, "it is nested too deeply")


def refuse(text: str, error: FormulaError, what: str = "claim") -> Answer:
    """The answer to a text that cannot be read or typed."""
    error.text = error.text or text
    return Answer(text, ILL_TYPED if isinstance(error, IllTyped) else UNREADABLE, error.message(what), span=error.span)


def told(answer: Answer, verdict: Verdict, method: str, turned: bool) -> Answer:
    """The answer with a verdict and its evidence."""
    match verdict:
        case Proved(conditions=conditions):
            said = tuple(dict.fromkeys(condition_text(e, sign) for e, sign in conditions))
            if answer.slips:
                turned_too = ("transposed as a whole",) if turned else ()
                notes, message = (*answer.notes, *turned_too), f"but for a slip: {'; '.join(answer.slips)}"
                return replace(answer, verdict=SLIP, message=message, notes=notes, conditions=said, method=method, evidence=verdict)
            return replace(answer, verdict=LAYOUT if turned else PROVED, conditions=said, method=method, evidence=verdict)
        case Refuted():
            return replace(answer, verdict=REFUTED, evidence=verdict)
        case Undecided(reason=reason):
            return replace(answer, verdict=UNDECIDED, message=reason, evidence=verdict)


def join(text: str, steps: list[Answer]) -> Answer:
    """The answer to a chain: that to its worst step, with what any step takes for granted."""
    worst = max(steps, key=lambda s: RANK[s.verdict])
    return replace(
        worst,
        claim=text,
        conditions=tuple(dict.fromkeys(c for s in steps for c in s.conditions)),
        notes=tuple(dict.fromkeys(n for s in steps for n in s.notes)),
        slips=tuple(dict.fromkeys(n for s in steps for n in s.slips)),
        steps=tuple(steps) if len(steps) > 1 else (),
    )


def has_layout(node: Node) -> bool:
    """Whether a side is a derivative, whose layout is a convention: ∂J/∂x, ∇J, dJ/dx."""
    return any((isinstance(n, Mark) and n.kind in "∂∇") or (isinstance(n, Ratio) and is_derivative(n)) for n in walk(node))


def free_axes(*places: Any) -> tuple[Index, ...]:
    """The free indices among the places at which sides are compared; of a stacked axis, those inside a block."""
    inner = (p.inner if isinstance(p, BlockIndex) else p for p in places)
    return tuple(p for p in inner if isinstance(p, Index))


def through_lemmas(equation: Equation, lemmas: Sequence[Lemma]) -> Equation:
    """The equation with each lemma's left side replaced by its right side."""
    left, right = equation.left, equation.right
    for lemma in lemmas:
        left = put(unfold_all(left), lemma.equation.left, lemma.equation.right)
        right = put(unfold_all(right), lemma.equation.left, lemma.equation.right)
    return Equation(left, right, equation.axes)
