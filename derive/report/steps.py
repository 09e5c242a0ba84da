"""How an identity came about: the loss as SymPy built it, SymPy's raw derivative, canonical forms, rules that fired."""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Expr, S

from ..calculus.forward import Derivative
from ..canon.polynomial import OutOfFuel
from ..court.court import Court
from ..court.courts import equations_of
from ..court.question import Answer
from ..errors import FormulaError
from ..meaning import derivatives as calculus
from ..meaning.elaborate import Elaborator
from ..notation.tree import Factor, Fraction, Product
from ..notation.write import entry_text
from ..proof.verdict import Proved
from ..sheets.stated import read_claim
from ..terms import ONE, Index, fresh_index


@dataclass(frozen=True, slots=True)
class Trace:
    """Titled lines, in order."""

    lines: tuple[tuple[str, str], ...]


def trace(court: Court, claim: str, answer: Answer) -> Trace:
    """What can be told of one claim."""
    lines: list[tuple[str, str]] = []
    try:
        relation, sides = read_claim(claim)
        if relation == "=":
            lines += loss_and_derivative(court, sides[0].tree)
            lines += canonical_forms(court, claim)
    except (FormulaError, OutOfFuel) as error:
        lines.append(("not shown", str(error)))
    if isinstance(answer.evidence, Proved) and answer.evidence.rules:
        fired = sorted(answer.evidence.rules.items(), key=lambda r: -r[1])
        lines.append(("rules", ", ".join(f"{name} ×{n}" for name, n in fired)))
    return Trace(tuple(lines))


def loss_and_derivative(court: Court, node: object) -> list[tuple[str, str]]:
    """For ∂f/∂x: f, and what SymPy's own diff makes of it, unsimplified."""
    if not isinstance(node, Fraction) or not calculus.is_derivative(node):
        return []
    elaborator = Elaborator(court.scope)
    _, factors = calculus.leading(node.numerator)
    variables = calculus.variables(elaborator, node)
    if not factors:
        return []
    body = elaborator.tensor(Product((Factor("", factors[0].node), *factors[1:]), span=node.numerator.span))
    free = {a: fresh_index(a, "k") for a in body.shape if a != ONE}
    term = body.at(*(free.get(a, S.One) for a in body.shape))
    by = variables[-1]
    entry = by.entry(*(S.One if a == ONE else fresh_index(a, n) for a, n in ((by.rows, "i"), (by.cols, "j"))))
    loss = unfold_down_to(term, entry.base)
    names: dict[Index, str] = {}
    raw = loss.diff(entry)
    derivative = entry_text(raw, names)  # first: it holds all the indices, so none is given a letter that another has
    lines = [("loss, as SymPy holds it", entry_text(loss, names)), (f"∂/∂{entry_text(entry, names)}, SymPy's diff", derivative)]
    same = court.prover.zero(raw, Derivative(entry)(term))
    lines.append(("our derivative", "canonically equal to SymPy's" if same else "NOT canonically equal to SymPy's"))
    return lines


def unfold_down_to(term: Expr, base: object) -> Expr:
    """Definitions unfolded, but for one name."""
    from ..terms import Entry, rebuild, unfold

    if isinstance(term, Entry):
        if term.base == base or term.base.definition is None:
            return term
        return unfold_down_to(unfold(term), base)
    if not term.args or term.is_Symbol:
        return term
    return rebuild(term, tuple(unfold_down_to(a, base) for a in term.args))


def canonical_forms(court: Court, claim: str) -> list[tuple[str, str]]:
    """Both sides of the first step, in canonical form."""
    equation = equations_of(court, claim)[0]
    normalizer = court.prover.normalizer(frozenset(), False, ())
    names: dict[Index, str] = {}
    sides = ((name, normalizer.value(e)) for name, e in (("left", equation.left), ("right", equation.right)))
    return [(f"canonical form, {name}", entry_text(normalizer.expression(p), names)) for name, p in sides]
