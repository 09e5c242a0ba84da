"""The mistakes seen from the other side: the closed form with one of them, recognised by its values or its text.

They are worked out once a problem; a wrong answer is then looked up, which is much cheaper than searching.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np

from ..errors import CannotDecide, FormulaError
from ..meaning.elaborate import Elaborator
from ..notation.tree import Factor, Group, Node, Script, rewrite, same
from ..notation.write import unicode
from .mistakes import REPAIRS, Candidate, Context
from .mistakes.common import shown
from .problem import Compared, Problem

MAX_MUTANTS = 600
MAX_A_ROW = 40
DIGITS = 6
MIRRORED = (
    ("starts one too early", "starts one too late"),
    ("ends one too early", "ends one too late"),
    ("does not belong under the sum", "is missing under the sum"),
    ("an entrywise product ∘ is wanted, not a matrix product", "a matrix product is wanted, not ∘"),
    ("is too much", "is missing"),
    ("wants a plus", "wants a minus"),
)
NO_VALUE = (FormulaError, CannotDecide, RecursionError, ArithmeticError, ValueError, MemoryError)


@dataclass(frozen=True, slots=True)
class Mutant:
    """A closed form with one mistake in it."""

    form: Node
    tree: Node
    kind: str
    says: str
    hint: str


@dataclass
class Mutants:
    """All of a problem, by the values they take and by how they read."""

    by_value: dict[bytes, list[Mutant]] = field(default_factory=dict)
    by_text: dict[str, Mutant] = field(default_factory=dict)


def signature(problem: Problem, compared: Compared, side: str = "right") -> bytes | None:
    """What an answer evaluates to at the usual points, rounded; None if it has no values there."""
    parts: list[bytes] = []
    for number in problem.court.prover.numbers.worlds.usual:
        evaluator = problem.court.prover.numbers.evaluator(number)
        if evaluator is None:
            continue
        for e in compared.equations:
            values = evaluator.array(getattr(e, side), e.axes)
            if not np.isfinite(values).all():
                return None
            with np.errstate(all="ignore"):  # what is too large for 32 bits is ∞ there, and like no other
                size = np.where(values == 0, 1.0, 10.0 ** np.floor(np.log10(np.maximum(abs(values), 1e-300))))
                parts.append((np.round(values / size, DIGITS) * size + 0.0).astype(np.float32).tobytes())
    return b"".join(parts)


def text_of(tree: Node) -> str:
    """How a tree reads, without brackets and spaces that change nothing."""
    bare = rewrite(tree, lambda n: n.items[0] if isinstance(n, Group) and n.bracket == "{" and len(n.items) == 1 else None)
    return re.sub(r"[\s()·]", "", unicode(bare)).replace("⊤", "ᵀ")


def mutants_of(problem: Problem, context: Context) -> Mutants:
    out = Mutants()
    count = 0
    for form in context.forms:
        right = value_of(problem, form)
        for row in REPAIRS:
            for candidate in itertools.islice(row(context, form), MAX_A_ROW):
                count += 1
                if count > MAX_MUTANTS:
                    return out
                mutant = Mutant(form, candidate.tree, candidate.kind, mirrored(form, candidate), candidate.hint)
                found = value_of(problem, candidate.tree)
                if found == right and found is not None:
                    continue  # no mistake at all: it changes nothing
                out.by_text.setdefault(text_of(candidate.tree), mutant)
                if found is not None and any(found):
                    out.by_value.setdefault(found, []).append(mutant)
    return out


def value_of(problem: Problem, tree: Node) -> bytes | None:
    try:
        return signature(problem, problem.compare(Elaborator(problem.scope).tensor(tree), tree))
    except NO_VALUE:
        return None


def mirrored(form: Node, candidate: Candidate) -> str:
    """What the mistake is called by one who has the mutant and wants the form."""
    says = candidate.says
    if (factor := re.fullmatch(r"A factor is missing: (.*) times your answer is right\.", says)) is not None:
        return f"A factor is too much: {factor[1]}."
    if candidate.kind == "inside":
        old, _ = difference(form, candidate.tree)
        return f"A minus is lost or too much: {shown(old)} is wanted there."
    for one, other in MIRRORED:
        for a, b in ((one, other), (other, one)):
            if a in says:
                return says.replace(a, b)
    if says.startswith("The sign is flipped"):
        return says
    old, new = difference(form, candidate.tree)
    return f"{shown(new)} stands where {shown(old)} is wanted."


def difference(a: Node, b: Node) -> tuple[Node, Node]:
    """The smallest parts in which two trees differ."""
    while type(a) is type(b) and not isinstance(a, Script):
        pairs = list(child_pairs(a, b))
        different = [(x, y) for x, y in pairs if not same(x, y)]
        if len(different) != 1 or not pairs:
            break
        a, b = different[0]
    return a, b


def child_pairs(a: Node, b: Node) -> list[tuple[Node, Node]]:
    """Corresponding children; none if the nodes are of different build."""
    out: list[tuple[Node, Node]] = []
    for f in fields(a):
        if f.name == "span":
            continue
        if not pair(getattr(a, f.name), getattr(b, f.name), out):
            return []
    return out


def pair(x: Any, y: Any, out: list[tuple[Node, Node]]) -> bool:
    if isinstance(x, Node) and isinstance(y, Node):
        out.append((x, y))
        return True
    if isinstance(x, Factor) and isinstance(y, Factor):
        return x.operator == y.operator and pair(x.node, y.node, out)
    if isinstance(x, Sequence) and isinstance(y, Sequence) and not isinstance(x, str):
        return len(x) == len(y) and all(pair(p, q, out) for p, q in zip(x, y, strict=True))
    return bool(x == y)
