"""The way back from a canonical form: as a SymPy expression, and as what must hold for a term to be defined."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sympy import Expr, Integer, Pow, Rational, S, log
from sympy.core.relational import Equality, StrictGreaterThan
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.logic.boolalg import true

from ..terms import Base, Delta, Entry, Index, IndexSum, Unknown, add, exp_, log_, mul, piecewise, power, unfold
from ..terms.facts import Facts
from .cases import Cases
from .polynomial import Coefficient, Key, Polynomial, key, merge, raised, scaled

BRANCH = "a branch"
"""Marks a branch of cases that is not defined everywhere: whether that matters depends on its condition."""


class Unparse(Cases):
    """Adds reading the canonical form back."""

    def __init__(self, facts: Facts, fuel: int) -> None:
        super().__init__(facts, fuel)
        self.known_positive: set[Key] = set()
        self._defined: dict[Expr, dict[tuple[Expr, str], None]] = {}

    def expression(self, p: Polynomial) -> Expr:
        """A canonical form as a SymPy expression, to be read."""
        return add(*(mul(number_of(c), *(self.atom_expression(a, e) for a, e in m)) for m, c in sorted(p.items())))

    def atom_expression(self, number: int, e: Coefficient) -> Expr:
        atom = self.atoms[number]

        def inner(k: Any) -> Expr:
            return self.expression(dict(k))

        match atom.kind:
            case "entry":
                node: Expr = Entry(atom.args[0], *atom.args[1])
            case "symbol" | "undefined":
                node = atom.args[0]
            case "delta":
                node = Delta(*atom.args)
            case "exp":
                return exp_(mul(number_of(e), inner({atom.args[0]: 1})))
            case "log":
                node = log_(inner(atom.args[0]))
            case "sum":
                node = inner({atom.args[1]: 1})
                for b in atom.args[0]:
                    node = IndexSum(node, b)
            case "bundle":
                node = IndexSum(inner(atom.args[1]), atom.args[0])
            case "inv":
                return power(inner(atom.args[0]), number_of(-e))
            case "root":
                return power(inner(atom.args[0]), number_of(Fraction(e, atom.args[1])))
            case "power":
                return power(inner(atom.args[0]), mul(number_of(e), inner(atom.args[1])))
            case "unknown":
                node = Unknown(atom.args[0], Integer(atom.args[1]), inner(atom.args[2]))
            case _:
                node = piecewise_indicator(inner(atom.args[0]), atom.kind)
        return power(node, number_of(e))

    # ------------------------------------------------------------------------------------------ where a term is defined
    def stated(self, p: Polynomial, sign: str) -> dict[tuple[Expr, str], None]:
        """p ≠ 0 (or > 0, ≥ 0) in the fewest words: nothing if it is known, factor by factor for ≠."""
        if self.surely_positive(p) or (sign == "≠" and self.surely_positive(scaled(p, -1))):
            return {}
        if sign != "≠":
            return {(self.expression(p), sign): None}
        p = self.cleared(p)[0]
        if len(p) > 1:
            common = self.common_factor(p, positive_only=True)
            p = {merge(m, raised(common, -1)): c for m, c in p.items()} if common else p
            known = {key(p), key(scaled(p, -1))} & self.known_positive
            return {} if known else {(self.expression(p), sign): None}
        out: dict[tuple[Expr, str], None] = {}
        for number, _ in next(iter(p)):
            atom = self.atoms[number]
            if atom.kind == "root":
                out.update(self.stated(dict(atom.args[0]), sign))
            elif not atom.positive:
                out[(self.expression({((number, 1),): 1}), sign)] = None
        return out

    def surely_positive(self, p: Polynomial) -> bool:
        """Known to be > 0, if need be after multiplying positive denominators away: 1 − 1/(1 + e)."""
        if self.positive(p) or key(p) in self.known_positive:
            return True
        numerator, denominator = self.cleared(p)
        return self.positive(numerator) and all(self.atoms[a].positive for a, _ in denominator)

    def defined_where(self, term: Expr) -> dict[tuple[Expr, str], None]:
        """What must hold for a term to be defined, beyond what is known: denominators ≠ 0, logarithms of what is > 0."""
        found = self._defined.get(term)
        if found is not None:
            return found
        found = self._defined[term] = {}
        match term:
            case Entry():
                if term.base.definition is not None:
                    found.update(self.defined_where(unfold(term)))
                return found
            case Pow() if term.args[1].is_Number and not (term.args[1].is_Integer and term.args[1].is_positive):
                p = self.value(term.args[0])
                if not term.args[1].is_Integer and not all(c > 0 and self.nonnegative(m) for m, c in p.items()):
                    found.update(self.stated(p, "≥"))
                if term.args[1].is_negative:
                    found.update(self.stated(p, "≠"))
            case log():
                found.update(self.stated(self.value(term.args[0]), ">"))
        for part in term.args:
            if isinstance(part, ExprCondPair):
                inside = self.defined_where(part.args[0])
                found.update({(part.args[0], BRANCH): None} if inside else {})
            elif isinstance(part, Expr) and not isinstance(part, (Index, Base)):
                found.update(self.defined_where(part))
        return found


def number_of(c: Coefficient) -> Expr:
    return Integer(c) if isinstance(c, int) else Rational(c.numerator, c.denominator)


def piecewise_indicator(p: Expr, kind: str) -> Expr:
    test = Expr.__new__(Equality, p, S.Zero) if kind == "zero" else Expr.__new__(StrictGreaterThan, p, S.Zero)
    return piecewise((S.One, test), (S.Zero, true))
