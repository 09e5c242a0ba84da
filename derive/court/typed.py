"""A claim as such, as people type it: every step of its chain in its kindest reading, with the claim's verdicts."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..errors import CannotDecide, FormulaError, Malformed, SheetError
from ..habits.understand import Reading, Understanding, readings
from ..meaning.elaborate import Elaborator
from ..meaning.scope import Scope
from ..notation.latex import latex
from ..notation.read import read
from ..notation.tree import Chain, Mark, Name, Node, Number, Script
from ..proof.prover import Equation, Proved, Refuted, Undecided
from ..sheets.sheet import Sheet
from ..terms import ONE, Tensor
from .claims import LAYOUT, PROVED, REFUTED, Claims, free_axes, through_lemmas
from .claims import Step as ProvedStep
from .room import room

RANK = {PROVED: 0, LAYOUT: 1, "undecided": 2, REFUTED: 3, "ill-typed": 4, "unreadable": 5}
MAX_PAIRS = 12
"""So many combinations of the readings of two sides are tried."""


@dataclass(slots=True)
class ClaimAnswer:
    """A claim's verdict: that of its worst step, with the reading that was taken."""

    claim: str
    sheet: str
    verdict: str
    reading: str = ""
    feedback: list[str] = field(default_factory=list)
    witness: dict[str, Any] | None = None
    steps: list[dict[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def data(self) -> dict[str, Any]:
        return {
            "sheet": self.sheet,
            "claim": self.claim,
            "verdict": self.verdict,
            "credit": 1.0 if self.verdict.startswith("proved") else 0.0,
            "reading": self.reading,
            "feedback": self.feedback,
            "repair": None,
            "witness": self.witness,
            "notes": self.notes,
            "steps": self.steps,
            "seconds": round(self.seconds, 6),
        }


@dataclass(slots=True)
class Side:
    """A side in one reading that makes sense."""

    reading: Reading
    tensor: Tensor
    elaborator: Elaborator


@dataclass(slots=True)
class Step:
    """One step of a chain, judged."""

    verdict: str
    left: str
    right: str
    message: str = ""
    witness: dict[str, Any] | None = None
    notes: tuple[str, ...] = ()


def judge_claim(sheet: Sheet, text: str, assume: Iterable[str] = (), lemmas: Sequence[ProvedStep] = ()) -> ClaimAnswer:
    """The verdict on a chain a = b = c in the names of a sheet, given proved `lemmas`; nothing that the text may hold raises."""
    start = time.perf_counter()
    out = ClaimAnswer(text, sheet.name, "unreadable")
    try:
        chain, conditions = chain_of(text)
        plain = Understanding(sheet.scope, sheet.spellings, lambda _: 0)
        claims = sheet.claims_under((*assume, *(latex(plain.see(c)) for c in conditions)))
        room.use(claims)
        if chain.relations == ("∈",):
            steps = [judge_shape(claims, chain, text)]
        else:
            steps = [judge_step(claims, a, b, text, lemmas) for a, b in itertools.pairwise(chain.sides)]
    except FormulaError as error:
        error.text = error.text or text
        out.verdict, out.feedback = error.verdict, [error.message("claim")]
    except SheetError as error:
        out.feedback = [str(error)]
    except CannotDecide as error:
        out.verdict, out.feedback = "undecided", [str(error)]
    except RecursionError:
        out.feedback = ["it is nested too deeply"]
    else:
        worst = max(steps, key=lambda s: RANK[s.verdict])
        out.verdict, out.witness = worst.verdict, worst.witness
        out.reading = (" \\in " if chain.relations == ("∈",) else " = ").join([steps[0].left, *(s.right for s in steps)])
        out.notes = list(dict.fromkeys(n for s in steps for n in s.notes))
        if worst.message:
            out.feedback = [worst.message]
        if len(steps) > 1:
            out.steps = [{"left": s.left, "right": s.right, "verdict": s.verdict} for s in steps]
    out.seconds = time.perf_counter() - start
    room.answered()
    return out


def chain_of(text: str) -> tuple[Chain, list[Node]]:
    """The chain that a text states, and the conditions on indices that stand after it: … = …, w ≠ o."""
    items = list(read.__wrapped__(text))
    conditions: list[Node] = []
    while (
        len(items) > 1
        and isinstance(last := items[-1], Chain)
        and last.relations in (("≠",), ("=",))
        and all(is_name(s) for s in last.sides)
    ):
        conditions.append(items.pop())
    chain = items[0]
    if len(items) != 1 or not isinstance(chain, Chain) or isinstance(chain.sides[0], Mark):
        raise Malformed("a claim is an equation, … = …", chain.span, "known: = and \\in", text)
    if set(chain.relations) != {"="} and chain.relations != ("∈",):
        raise Malformed(f"a claim is an equation; this has the relation {chain.relations[0]}", chain.span, "known: = and \\in", text)
    return chain, conditions


def is_name(node: Node) -> bool:
    """w, w_s, or 0 for o: what a condition on indices is about."""
    return isinstance(node, Name) or (isinstance(node, Script) and node.sup is None) or (isinstance(node, Number) and node.value == 0)


def judge_shape(claims: Claims, chain: Chain, text: str) -> Step:
    """z ∈ ℝ^{1×H}."""
    found = understood(claims, chain.sides[0], text)
    if isinstance(found, FormulaError):
        return Step(found.verdict, latex(chain.sides[0]), latex(chain.sides[1]), found.message("claim"))
    tree = found[0].reading.tree
    verdict = claims.shape(text, Chain((tree, chain.sides[1]), chain.relations, span=chain.span))
    w = verdict.witness
    witness = {"sizes": dict(w.sizes), "values": {}, "left": w.left, "right": w.right} if w is not None else None
    return Step(verdict.verdict, latex(tree), latex(chain.sides[1]), verdict.message, witness, found[0].reading.notes)


def judge_step(claims: Claims, left: Node, right: Node, text: str, lemmas: Sequence[ProvedStep] = ()) -> Step:
    """left = right in the kindest pair of readings."""
    sides = [understood(claims, n, text) for n in (left, right)]
    for found in sides:
        if isinstance(found, FormulaError):
            return Step(found.verdict, latex(left), latex(right), found.message("claim"))
    first, second = (s for s in sides if isinstance(s, list))
    return kindest(claims, first, second, lemmas)


def kindest(claims: Claims, first: list[Side], second: list[Side], lemmas: Sequence[ProvedStep] = ()) -> Step:
    """The verdict on the pair of readings that comes off best."""
    best: Step | None = None
    for a, b in itertools.islice(sorted(itertools.product(first, second), key=lambda p: first.index(p[0]) + second.index(p[1])), MAX_PAIRS):
        step = judged_pair(claims, a, b, lemmas)
        if best is None or RANK[step.verdict] < RANK[best.verdict]:
            best = step
        if best.verdict == PROVED:
            break
    assert best is not None
    return best


def understood(claims: Claims, node: Node, text: str, names: Scope | None = None) -> list[Side] | FormulaError:
    """The readings of a side that make sense in the sheet's names, or in others, or why there is none."""
    scope = names or claims.scope
    out: list[Side] = []
    fault: FormulaError | None = None
    try:
        found = list(readings(node, scope, claims.sheet.spellings))
    except FormulaError as error:
        error.text = error.text or text
        return error
    for reading in found:
        elaborator = Elaborator(scope)
        try:
            out.append(Side(reading, elaborator.tensor(reading.tree), elaborator))
        except FormulaError as error:
            fault = fault or error
    if out:
        return out
    assert fault is not None
    fault.text = fault.text or text
    return fault


def judged_pair(claims: Claims, a: Side, b: Side, lemmas: Sequence[ProvedStep] = ()) -> Step:
    left, right = latex(a.reading.tree), latex(b.reading.tree)
    notes = (*a.reading.notes, *b.reading.notes)
    x, y = claims.spread(a.tensor, a.reading.tree, b.tensor, b.reading.tree)
    transposed = x.shape != y.shape and x.shape == y.transpose.shape
    if transposed:
        y = y.transpose
    if x.shape != y.shape:
        shape = Elaborator.shape_text
        return Step("ill-typed", left, right, f"the left side is {shape(x)}, the right side {shape(y)}", notes=notes)
    try:
        equations = [through_lemmas(e, lemmas) for e in equations_of(claims, x, y)]
        verdict = claims.prover.judge(equations, tuple(c for m in lemmas for c in m.conditions))
        if isinstance(verdict, Refuted) and not transposed and x.rows == x.cols != ONE:
            turned = claims.prover.judge(equations_of(claims, x, y.transpose))
            if isinstance(turned, Proved):
                verdict, transposed = turned, True
    except FormulaError as error:
        return Step(error.verdict, left, right, error.message("claim"), notes=notes)
    except CannotDecide as error:
        return Step("undecided", left, right, str(error), notes=notes)
    match verdict:
        case Proved():
            return Step(LAYOUT if transposed else PROVED, left, right, notes=notes)
        case Refuted(witness=w):
            found = {"sizes": dict(w.sizes), "values": dict(w.values), "left": w.left, "right": w.right}
            return Step(REFUTED, left, right, witness=found, notes=notes)
        case Undecided(reason=reason):
            return Step("undecided", left, right, reason, notes=notes)


def equations_of(claims: Claims, a: Tensor, b: Tensor) -> list[Equation]:
    """Entry by entry, at free indices."""
    return [Equation(a.at(i, j), b.at(i, j), free_axes(i, j)) for i in claims.places(a.rows, 0) for j in claims.places(a.cols, 1)]
