"""The way back from a canonical form: as a SymPy expression, and as what must hold for a term to be defined."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from sympy import Expr, Integer, Rational, S
from sympy.core.relational import Equality, StrictGreaterThan
from sympy.logic.boolalg import true

from ..errors import CannotDecide
from ..terms import Delta, Entry, IndexSum, Unknown, add, apply, exp_, log_, mul, piecewise, power
from .cases import Cases
from .polynomial import UNIT, Coefficient, Polynomial, key, merge, raised, scaled


class Unparse(Cases):
    """Adds reading the canonical form back."""

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
            case "applied":
                node = apply(atom.args[0], inner(atom.args[1]))
            case "unknown":
                node = Unknown(atom.args[0], Integer(atom.args[1]), inner(atom.args[2]))
            case _:
                node = piecewise_indicator(inner(atom.args[0]), atom.kind)
        return power(node, number_of(e))

    # ------------------------------------------------------------------------------------------ conditions
    def state(self, p: Polynomial, sign: str) -> dict[tuple[Expr, str], None]:
        """p ≠ 0 (or > 0, ≥ 0) in the fewest words, factor by factor: nothing if it is known; `CannotDecide` if it never holds."""
        if sign == "≠":
            p = self.cleared(p)[0]  # a quotient is not 0 where what is above the line is not
        turn, p = self.signed(p)
        never = (turn == 0 and sign != "≥") or (turn < 0 and sign != "≠" and self.surely_positive(p))
        if never:
            raise CannotDecide("one of the two sides is defined nowhere")
        if turn == 0 or (self.surely_positive(p) and (turn > 0 or sign == "≠")) or (sign == "≠" and self.surely_positive(scaled(p, -1))):
            return {}
        p = scaled(p, turn if sign != "≠" else -1 if p.get(UNIT, 0) < 0 else 1)
        if sign == "≥" and self.surely_nonnegative(p):
            return {}
        if len(p) > 1 and sign == "≠" and (common := self.common_factor(p)):
            rest = {merge(m, raised(common, -1)): c for m, c in p.items()}
            parts = self.state({common: 1}, sign)
            return parts if self.is_sign(rest) else parts | self.state(rest, sign)
        if len(p) > 1:
            known = sign == "≠" and key(self.signed(p)[1]) in self.nonzero
            return {} if known else {(self.expression(p), sign): None}
        ((mono, c),) = p.items()
        left = [(a, e) for a, e in mono if not self.atoms[a].positive]
        if sign != "≠" and (len(left) != 1 or c < 0 or not isinstance(left[0][1], int)):
            return {(self.expression(p), sign): None}
        out: dict[tuple[Expr, str], None] = {}
        for number, e in left:
            atom = self.atoms[number]
            if sign == "≠" and (key({((number, 1),): 1}) in self.nonzero or self.nonzero_entry({((number, 1),): 1}) or e < 0):
                continue
            own = "≠" if sign == "≠" or e % 2 == 0 else sign if e > 0 else ">"
            if atom.kind == "root" or atom.kind == "inv":
                out.update(self.state(dict(atom.args[0]), "≠" if own == "≠" else ">"))
            else:
                out[(self.expression({((number, 1),): 1}), own)] = None
        return out

    def is_sign(self, p: Polynomial) -> bool:
        """2[a > 0] − 1, which is never 0."""
        return (
            len(p) == 2
            and p.get(UNIT, 0) == -1
            and any(len(m) == 1 and self.atoms[m[0][0]].kind == "pos" and c == 2 for m, c in p.items() if m)
        )

    def surely_positive(self, p: Polynomial) -> bool:
        """Known to be > 0, if need be after multiplying positive denominators away: 1 − 1/(1 + e)."""
        if self.positive(p):
            return True
        numerator, denominator = self.cleared(p)
        return self.positive(numerator) and all(self.atoms[a].positive for a, _ in denominator)

    def surely_nonnegative(self, p: Polynomial) -> bool:
        """Known to be ≥ 0, term by term."""
        return all(c > 0 and self.nonnegative(m) for m, c in p.items())

    def learn(self, p: Polynomial, sign: str) -> None:
        """Take p ≠ 0 (> 0, ≥ 0) for granted from here on."""
        turn, p = self.signed(p)
        if not turn:
            return
        if sign == "≠":
            self.nonzero.add(key(p))
        elif sign == ">":
            self.known_positive.add(key(scaled(p, turn)))
        if len(p) == 1:
            ((mono, c),) = p.items()
            unknown = [(a, e) for a, e in mono if not self.atoms[a].positive]
            if sign != "≥":
                self.nonzero.update(key({((a, 1),): 1}) for a, _ in unknown)
            if len(unknown) == 1 and sign != "≠" and c * turn > 0 and isinstance(e := unknown[0][1], int) and e % 2:
                self.nonnegative_atoms.add(unknown[0][0])
        for number in self.nonnegative_atoms:
            atom = self.atoms[number]
            if not atom.positive and key({((number, 1),): 1}) in self.nonzero:
                self.atoms[number] = replace(atom, positive=True)


def number_of(c: Coefficient) -> Expr:
    return Integer(c) if isinstance(c, int) else Rational(c.numerator, c.denominator)


def piecewise_indicator(p: Expr, kind: str) -> Expr:
    test = Expr.__new__(Equality, p, S.Zero) if kind == "zero" else Expr.__new__(StrictGreaterThan, p, S.Zero)
    return piecewise((S.One, test), (S.Zero, true))
