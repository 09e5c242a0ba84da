"""A claim in a sheet: from its text to its verdict.

A claim is a chain a = b = c, every step of which must hold; or a shape, z ∈ ℝ^{1×H}.  Equal shapes are compared entry
by entry at free indices; transposed ones hold «up to layout».
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from sympy import Expr, S

from ..calculus.carry import unfold_all
from ..errors import CannotDecide, FormulaError, IllTyped, Malformed, Span
from ..meaning.elaborate import Elaborator
from ..meaning.scope import Scope, SizeName
from ..meaning.scope import Sequence as SequenceName
from ..notation.read import read
from ..notation.tree import Chain, Group, Name, Node, Number, Product, Script, spelling
from ..notation.write import anonymous, entry_text
from ..proof.prover import CrossCheck, Equation, Proved, Prover, Refuted, Undecided, Verdict, Witness
from ..terms import ONE, Axis, BlockIndex, Entry, Index, Tensor, fresh_index, linear, put
from ..terms.facts import Facts

if TYPE_CHECKING:
    from ..sheets.file import Identity
    from ..sheets.sheet import Sheet

PROVED, LAYOUT, REFUTED = "proved", "proved up to layout", "refuted"
LONGEST_CONDITION = 60
ILL_TYPED, UNREADABLE, UNDECIDED = "ill-typed", "unreadable", "undecided"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A claim's verdict, with its evidence."""

    claim: str
    verdict: str
    message: str = ""
    detail: Verdict | None = None
    assumptions: tuple[str, ...] = ()
    method: str = ""
    seconds: float = 0.0
    span: Span | None = None

    @property
    def witness(self) -> Witness | None:
        return self.detail.witness if isinstance(self.detail, Refuted) else None


@dataclass(slots=True)
class Step:
    """One step of a chain, elaborated."""

    left: Tensor
    right: Tensor
    transposed: bool
    axes: tuple[Index, ...]
    equations: list[Equation]
    conditions: tuple[tuple[Expr, str], ...] = ()
    """What a lemma, once proved, needs to be defined."""


class Claims:
    """Judges claims in one scope of a sheet, under one set of facts."""

    def __init__(self, sheet: Sheet, scope: Scope, facts: Facts) -> None:
        self.sheet, self.scope, self.facts = sheet, scope, facts
        self.prover = Prover(sheet.cast(facts), sheet.folded)
        self._sides: dict[int, tuple[Tensor, Node]] = {}
        """By the identity of the node, which is kept: the reader returns the same tree for the same text."""
        self._at: dict[tuple[Any, ...], Expr] = {}
        self._starts: dict[int, int] = {}
        self._axes: dict[tuple[Axis, int], Index] = {}

    def renew(self) -> None:
        """Drop what the prover has worked out."""
        self.prover = Prover(self.sheet.cast(self.facts), self.sheet.folded)

    # ------------------------------------------------------------------------------------------ verdicts
    def judge(self, claim: str, induction: str = "", lemmas: Sequence[Step] = ()) -> Judgement:
        """The verdict on one claim; never raises for anything that the text may say."""
        start = time.perf_counter()
        try:
            found = self._judge(claim, induction, lemmas)
        except FormulaError as error:
            error.text = error.text or claim
            found = Judgement(claim, error.verdict, error.message("claim"), span=error.span)
        except CannotDecide as error:
            found = Judgement(claim, UNDECIDED, str(error))
        except RecursionError:
            found = Judgement(claim, UNREADABLE, "it is nested too deeply")
        return Judgement(
            found.claim,
            found.verdict,
            found.message,
            found.detail,
            found.assumptions,
            found.method,
            time.perf_counter() - start,
            found.span,
        )

    def _judge(self, claim: str, induction: str, lemmas: Sequence[Step]) -> Judgement:
        chain = self.chain(claim)
        if chain.relations == ("∈",):
            return self.shape(claim, chain)
        steps = self.steps(claim, chain)
        for step in steps:
            step.equations = [through_lemmas(e, lemmas) for e in step.equations]
        if induction:
            verdict = self.by_induction(chain, steps, induction)
        else:
            verdict = self.prover.judge([e for s in steps for e in s.equations], tuple(c for m in lemmas for c in m.conditions))
        assumptions = [*self.facts.described]
        match verdict:
            case Proved(conditions=conditions):
                assumptions += [condition_text(e, sign) for e, sign in conditions]
                word = LAYOUT if any(s.transposed for s in steps) else PROVED
                method = f"induction on {induction}" if induction else verdict.method
                return Judgement(claim, word, "", verdict, tuple(dict.fromkeys(assumptions)), method)
            case Refuted():
                return Judgement(claim, REFUTED, "", verdict, tuple(assumptions))
            case Undecided(reason=reason):
                return Judgement(claim, UNDECIDED, reason, verdict, tuple(assumptions))

    def lemma(self, identity: Identity) -> Step:
        """A proved identity x = …, to be used in the proof of another; `SheetError` if it is not proved here."""
        verdict = self.judge(identity.claims[0], identity.induction)
        if verdict.verdict != PROVED:
            raise self.sheet.origin.error(f"the lemma {identity.name} is {verdict.verdict}", f'"{identity.name}"')
        step = self.steps(identity.claims[0], self.chain(identity.claims[0]))[0]
        step.conditions = verdict.detail.conditions if isinstance(verdict.detail, Proved) else ()
        return step

    def chain(self, claim: str) -> Chain:
        """The claim's sides, each read on its own: twins share their left side with the claim."""
        parts = sides_of(claim)
        if len(parts) < 2:
            items = read(claim)
            if len(items) == 1 and isinstance(items[0], Chain) and items[0].relations == ("∈",):
                return items[0]
            relation = f" with the relation {items[0].relations[0]}" if isinstance(items[0], Chain) else ""
            raise Malformed(f"a claim is an equation, … = …; this is a formula{relation}", items[0].span, "known: = and \\in", claim)
        sides = []
        for text, start in parts:
            items = self.located(claim, start, partial(read, text))
            if len(items) != 1 or isinstance(items[0], Chain):
                raise Malformed("one formula is wanted on each side of =", Span(start, start + len(text)), text=claim)
            sides.append(items[0])
        self._starts = {id(n): start for n, (_, start) in zip(sides, parts, strict=True)}
        return Chain(tuple(sides), ("=",) * (len(sides) - 1), span=Span(0, len(claim)))

    @staticmethod
    def located(claim: str, start: int, work: Callable[[], Any]) -> Any:
        """Do something with a side; a fault found there is placed in the claim."""
        try:
            return work()
        except FormulaError as error:
            if error.span is not None:
                error.span = Span(error.span.start + start, error.span.end + start)
            error.text = claim
            raise

    # ------------------------------------------------------------------------------------------ sides
    def steps(self, claim: str, chain: Chain) -> list[Step]:
        sides = [self.side(claim, node) for node in chain.sides]
        pairs = zip(chain.sides, sides, strict=True)
        out = []
        previous = next(pairs)
        for node, side in pairs:
            out.append(self.step(claim, previous, (node, side)))
            previous = (node, side)
        return out

    def side(self, claim: str, node: Node) -> Tensor:
        """A side, elaborated once however often it is written."""
        found = self._sides.get(id(node))
        if found is None:
            elaborator = Elaborator(self.scope)
            tensor = self.located(claim, self._starts.get(id(node), 0), lambda: elaborator.tensor(node))
            found = self._sides[id(node)] = (tensor, node)
        return found[0]

    def step(self, claim: str, left: tuple[Node, Any], right: tuple[Node, Any]) -> Step:
        (left_node, a), (right_node, b) = left, right
        a, b = self.spread(a, left_node, b, right_node)
        transposed = a.shape != b.shape and a.shape == b.transpose.shape
        if transposed:
            b = b.transpose
        if a.shape != b.shape:
            raise IllTyped(
                f"the left side is {Elaborator.shape_text(a)}, the right side {Elaborator.shape_text(b)}",
                Span(self._starts.get(id(right_node), 0), len(claim)),
                text=claim,
            )
        equations = []
        axes: tuple[Index, ...] = ()
        for i in self.places(a.rows, 0):
            for j in self.places(a.cols, 1):
                axes = free_axes(i, j)
                l_entry = self.entry(claim, left_node, a, i, j, False)
                equations.append(Equation(l_entry, self.entry(claim, right_node, b, i, j, transposed), axes))
        return Step(a, b, transposed, axes, equations)

    @staticmethod
    def spread(a: Tensor, left: Node, b: Tensor, right: Node) -> tuple[Tensor, Tensor]:
        """The two sides, a bare 0 in the shape of the other."""
        if a.is_scalar and is_zero(left):
            a = Tensor(b.rows, b.cols, lambda i, j: S.Zero)
        if b.is_scalar and is_zero(right):
            b = Tensor(a.rows, a.cols, lambda i, j: S.Zero)
        return a, b

    def entry(self, claim: str, node: Node, side: Tensor, i: Any, j: Any, transposed: bool) -> Expr:
        key = (id(node), transposed, side.rows, side.cols, i, j)
        found = self._at.get(key)
        if found is None:
            found = self._at[key] = side.at(i, j)
        return found

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

    # ------------------------------------------------------------------------------------------ shapes
    def shape(self, claim: str, chain: Chain) -> Judgement:
        """z ∈ ℝ^{1×H}: the shape as declared or derived."""
        node, container = chain.sides
        value = self.side(claim, node)
        match container:
            case Name(text="ℝ"):
                claimed = self.dimensions(None)
            case Script(base=Name(text="ℝ"), sub=(), sup=sup):
                claimed = self.dimensions(sup)
            case _:
                raise Malformed("a shape is wanted: \\mathbb{R}^{1 \\times H}", container.span, text=claim)
        actual = tuple(a.size for a in value.shape)
        if actual == claimed:
            checked = tuple(self.facts.described)
            return Judgement(claim, PROVED, assumptions=checked, method="shapes")
        sizes = {s.name: 2 + n for n, s in enumerate(self.sheet.sizes) if s in {*actual, *claimed}}
        left, right = ([int(d.xreplace({s: sizes[s.name] for s in d.free_symbols})) for d in dims] for dims in (actual, claimed))
        verdict = REFUTED if left != right else UNDECIDED
        witness = Witness(left, right, lambda: (sizes, {}))
        return Judgement(claim, verdict, f"it is {value.rows}×{value.cols}", Refuted(witness))

    def dimensions(self, node: Node | None) -> tuple[Expr, Expr]:
        if isinstance(node, Group) and len(node.items) == 1:
            node = node.items[0]
        parts = [f.node for f in node.factors] if isinstance(node, Product) else [node] if node is not None else [Number(Fraction(1))]
        axes = [Elaborator(self.scope).axis_named(p) for p in parts]
        if len(axes) > 2 or any(a is None for a in axes):
            raise Malformed("sizes of this sheet are wanted: \\mathbb{R}^{1 \\times H}", node.span if node else None)
        sizes = [a.size for a in axes if a is not None]
        return (sizes[0], sizes[1]) if len(sizes) == 2 else (sizes[0], S.One)

    # ------------------------------------------------------------------------------------------ induction
    def by_induction(self, chain: Chain, steps: list[Step], on: str) -> Verdict:
        """x_t = F(t): F(0) = x_0, and F(t + 1) follows from the recurrence with F(t) for x_t."""
        left, right = chain.sides[0], chain.sides[-1]
        binding = self.scope.get(spelling(left.base) or "") if isinstance(left, Script) else None
        size = self.scope.get(on)
        if not isinstance(binding, SequenceName) or not isinstance(size, SizeName) or len(steps) != 1:
            raise Malformed(f"a proof by induction on {on} needs a claim x_{on} = …, x a recurrence of the sheet", chain.span)
        recurrence = binding.base.recurrence
        assert recurrence is not None
        t = size.axis.size
        after = linear((1, t), (1, S.One))
        at = {
            n: Elaborator(self.scope.inside({on: SizeName(Axis(n)), "#" + on: SizeName(Axis(n))})).scalar(right) for n in (S.Zero, t, after)
        }
        cases = [
            Equation(recurrence.first, at[S.Zero]),
            Equation(put(recurrence.next, Entry(binding.base, t), at[t]), at[after]),
        ]
        whole = self.prover.judge_numbers(steps[0].equations)
        return self.prover.judge(cases) if isinstance(whole, CrossCheck) else whole


def condition_text(expression: Expr, sign: str) -> str:
    """What must hold for both sides to be defined; long ones by what they are for."""
    running = isinstance(expression, Entry) and any(isinstance(i, Index) and (anonymous(i) or i.serial < 0) for i in expression.indices)
    text = f"{entry_text(expression)} {sign} 0" + (" everywhere" if running else "")
    if len(text) <= LONGEST_CONDITION:
        return text
    return {"≥": "what stands under a root is not negative", ">": "what stands in a logarithm is positive"}.get(
        sign, "no denominator vanishes"
    )


def sides_of(claim: str) -> list[tuple[str, int]]:
    """The claim cut at each = outside brackets and \\begin … \\end: the parts and where they start."""
    cuts, depth = [], 0
    for place, character in enumerate(claim):
        if character in "([{" or claim.startswith("\\begin", place):
            depth += 1
        elif character in ")]}" or claim.startswith("\\end", place):
            depth -= 1
        elif character == "=" and depth == 0 and claim[place - 1 : place] not in ("!", "<", ">", ":"):
            cuts.append(place)
    edges = [-1, *cuts, len(claim)]
    parts = [(claim[a + 1 : b], a + 1) for a, b in itertools.pairwise(edges)]
    return [(text.strip(), start + len(text) - len(text.lstrip())) for text, start in parts]


def through_lemmas(equation: Equation, lemmas: Sequence[Step]) -> Equation:
    """The equation with each lemma's left side replaced by its right side."""
    left, right = equation.left, equation.right
    for lemma in lemmas:
        left = put(unfold_all(left), lemma.equations[0].left, lemma.equations[0].right)
        right = put(unfold_all(right), lemma.equations[0].left, lemma.equations[0].right)
    return Equation(left, right, equation.axes)


def free_axes(*places: Any) -> tuple[Index, ...]:
    """The free indices among the places at which sides are compared; of a stacked axis, those inside a block."""
    inner = (p.inner if isinstance(p, BlockIndex) else p for p in places)
    return tuple(p for p in inner if isinstance(p, Index))


def is_zero(node: Node) -> bool:
    return isinstance(node, Number) and node.value == 0


class StatedIdentity:
    """An identity of a sheet, with its sides as SymPy expressions in index form."""

    def __init__(self, sheet: Sheet, identity: Identity) -> None:
        self.sheet, self.identity = sheet, identity

    @property
    def claims(self) -> Claims:
        return self.sheet.claims(self.identity)

    @cached_property
    def step(self) -> Step:
        claim = self.identity.claims[0]
        chain = self.claims.chain(claim)
        if chain.relations == ("∈",):
            raise Malformed("a shape has no sides to take", chain.span, text=claim)
        first, last = chain.sides[0], chain.sides[-1]
        return self.claims.step(claim, (first, self.claims.side(claim, first)), (last, self.claims.side(claim, last)))

    @property
    def left(self) -> Expr:
        """The left side's entry, names unfolded down to what is given."""
        return unfold_all(self.step.equations[0].left)

    @property
    def right(self) -> Expr:
        return unfold_all(self.step.equations[0].right)
