"""What must hold for a term to be defined: collected from the term as it was written, before anything is simplified away.

A need is an expression with a sign: "≠" (a denominator; the edge of cases that are differentiated), "≥" (under a root), ">" (in a
logarithm).  What can be seen to hold always, from the shape of the expression, is not kept.  Needs are hypotheses of the proof
(a claim says «equal where both sides are defined») and conditions of the verdict.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, TypeAlias

from sympy import Add, Expr, Integer, Mul, Piecewise, Pow, S, exp
from sympy.core.relational import Relational

from ..calculus.carry import carry
from ..calculus.forward import generic
from ..canon.ranges import never_empty
from ..terms import Base, Delta, Entry, Index, IndexSum, Partial, Size, Slope, unfold
from ..terms.facts import Facts
from ..terms.functions import BY_NODE, Sign

BRANCH: Literal["a branch"] = "a branch"
"""Marks a branch of cases that is not defined everywhere: whether that matters depends on its condition."""
Mark: TypeAlias = Sign | Literal["a branch"]
Needs = dict[tuple[Expr, Mark], None]


class Definedness:
    """Collects needs under some facts; memoised by term and, through definitions, by name."""

    def __init__(self, facts: Facts) -> None:
        self.positive_bases = {*facts.positive, *(b for b, low, _ in facts.between if low >= 0)}
        self.between = {b: (low, high) for b, low, high in facts.between}
        self._needs: dict[Expr, Needs] = {}
        self._rough: dict[Expr, bool] = {}
        self._clear: dict[Base, bool] = {}

    def needs(self, term: Expr) -> Needs:
        """What a term needs, in the order in which it is written."""
        found = self._needs.get(term)
        if found is None:
            found = self._needs[term] = self._collect(term)
        return found

    def _collect(self, term: Expr) -> Needs:
        out: Needs = {}
        match term:
            case Entry():
                if not self.is_clear(term.base):
                    out |= self.needs(unfold(term))
                return out
            case Partial() | Slope():
                value, edges = carry(term)
                out |= self.needs(term.body if isinstance(term, Partial) else term.args[3])
                if isinstance(term, Slope) or self.is_rough(term.body):
                    out |= self.needs(value)
                for edge in edges:
                    self.keep(out, edge, "≠")
                return out
            case Piecewise():
                return self.of_cases(term)
            case Pow(args=(base, exponent)):
                for sign in signs_of_power(exponent):
                    self.keep(out, base, sign)
            case _ if (row := BY_NODE.get(type(term))) is not None:
                for expression, sign in row.domain(term.args[0]):
                    self.keep(out, expression, sign)
        for part in term.args:
            if isinstance(part, Expr) and not isinstance(part, (Index, Base, Size)):
                out |= self.needs(part)
        return out

    def of_cases(self, term: Expr) -> Needs:
        """Conditions are looked at in any case; a branch only where its condition holds."""
        out: Needs = {}
        for test in (t for branch in term.args for t in branch.args[1].atoms(Relational)):
            for side in test.args:
                out |= self.needs(side)
        for branch in term.args:
            inside = {need: None for need in self.needs(branch.args[0]) if need not in out}
            if inside:
                out[branch.args[0], BRANCH] = None
        return out

    def keep(self, out: Needs, expression: Expr, sign: Sign) -> None:
        if self.is_positive(expression):
            return
        nonnegative = self.is_nonnegative(expression)
        if sign == ">" and nonnegative:
            out |= {(factor, "≠"): None for factor in self.may_vanish(expression)}
        elif not (sign == "≥" and nonnegative):
            out[(expression, sign)] = None

    def may_vanish(self, term: Expr) -> Iterator[Expr]:
        """The factors of a term that may be 0 where it is defined: x of √x; none of 1/√x."""
        match term:
            case Mul():
                for factor in term.args:
                    yield from self.may_vanish(factor)
            case Pow(args=(base, exponent)) if exponent.is_Rational:
                yield from self.may_vanish(base) if exponent > 0 else ()
            case _:
                if not self.is_positive(term):
                    yield term

    # ------------------------------------------------------------------------------------------ names
    def is_clear(self, base: Base) -> bool:
        """Whether a name has a value for all values of what it is made of."""
        if base.definition is None:
            return True
        found = self._clear.get(base)
        if found is None:
            found = self._clear[base] = any(a.blocks for a in base.shape) is False and not self.needs(unfold(generic(base)))
        return found

    def is_rough(self, term: Any) -> bool:
        """Whether a term holds roots or functions whose derivatives need more than they do."""
        if isinstance(term, Entry):
            definition = term.base.definition
            return definition is not None and (any(a.blocks for a in term.base.shape) or self.is_rough_name(term.base))
        if isinstance(term, Pow) and not term.args[1].is_Integer:
            return True
        if (row := BY_NODE.get(type(term))) is not None and row.name != "log" and row.domain(S.One):
            return True
        return any(self.is_rough(a) for a in getattr(term, "args", ()) if not isinstance(a, (Base, Index)))

    def is_rough_name(self, base: Base) -> bool:
        key = Entry(base)
        found = self._rough.get(key)
        if found is None:
            found = self._rough[key] = self.is_rough(unfold(generic(base)))
        return found

    # ------------------------------------------------------------------------------------------ what can be seen
    def is_positive(self, term: Expr) -> bool:
        match term:
            case Entry():
                return term.base.positive or term.base in self.positive_bases
            case Size():
                return term.least >= 1
            case Index():
                return term.lower is S.One
            case exp():
                return True
            case Add():
                if all(self.is_nonnegative(t) for t in term.args):
                    return any(self.is_positive(t) for t in term.args)
                return self.is_inside(term)
            case Mul():
                return all(self.is_positive(t) for t in term.args)
            case Pow():
                return self.is_positive(term.args[0])
            case IndexSum():
                return never_empty(term.index.lower, term.index.upper) and self.is_positive(term.args[0])
        return bool(term.is_Number and term > 0) or term is S.Pi or term is S.Exp1

    def is_inside(self, term: Add) -> bool:
        """Whether a + b p_i > 0, as hypotheses say that each entry of p lies between two numbers."""
        a, rest = term.as_coeff_Add()
        b, entry = rest.as_coeff_Mul()
        if not isinstance(entry, Entry) or entry.base not in self.between:
            return False
        low, high = self.between[entry.base]
        return bool(a + b * (low if b > 0 else high) >= 0)

    def is_nonnegative(self, term: Expr) -> bool:
        match term:
            case Pow(args=(base, exponent)):
                if exponent.is_Integer:
                    return bool(exponent % 2 == 0) or self.is_nonnegative(base)
                return bool(exponent.is_Rational) or self.is_nonnegative(base)
            case Add():
                return all(self.is_nonnegative(t) for t in term.args)
            case Mul():
                odd = [t for t in term.args if term.args.count(t) % 2 and not self.is_nonnegative(t)]
                return not odd
            case IndexSum():
                return self.is_nonnegative(term.args[0])
            case Delta():
                return True
        return term is S.Zero or self.is_positive(term)


def signs_of_power(exponent: Expr) -> tuple[Sign, ...]:
    """What a base must be for a power to exist."""
    if exponent.is_Integer:
        return ("≠",) if exponent < 0 else ()
    if exponent.is_Rational:
        return ("≥", "≠") if exponent < 0 else ("≥",)
    if is_whole(exponent):
        return () if is_never_negative(exponent) else ("≠",)
    return (">",)


def is_whole(term: Expr) -> bool:
    """Whether a term is a whole number for certain: sizes and indices, their sums and products."""
    if isinstance(term, (Size, Index, Integer)):
        return True
    return isinstance(term, (Add, Mul)) and all(is_whole(t) for t in term.args)


def is_never_negative(exponent: Expr) -> bool:
    """Whether a sum of sizes and indices stays at 0 or above: each index is taken at the end that makes it least."""
    total: dict[Expr, int] = {}

    def count(term: Expr, times: int) -> bool:
        match term:
            case Add():
                return all(count(t, times) for t in term.args)
            case Mul(args=(Integer() as c, rest)):
                return count(rest, times * int(c))
            case Index():
                return count(term.lower if times > 0 else term.upper, times)
            case Integer():
                total[S.One] = total.get(S.One, 0) + times * int(term)
            case Size():
                total[term] = total.get(term, 0) + times
            case _:
                return False
        return True

    if not count(exponent, 1):
        return False
    least = total.pop(S.One, 0) + sum(c * s.least for s, c in total.items() if isinstance(s, Size))
    return least >= 0 and all(c >= 0 for c in total.values())


def strongest(needs: Mapping[tuple[Expr, Mark], None]) -> tuple[tuple[Expr, Mark], ...]:
    """One sign an expression: > says more than ≥ and ≠, and is what they say together."""
    signs: dict[Expr, list[Mark]] = {}
    for expression, sign in needs:
        signs.setdefault(expression, []).append(sign)
    out: list[tuple[Expr, Mark]] = []
    for expression, found in signs.items():
        joined: Mark = BRANCH if BRANCH in found else ">" if ">" in found or {"≥", "≠"} <= set(found) else found[0]
        out.append((expression, joined))
    return tuple(out)


__all__ = ["BRANCH", "Definedness", "Mark", "Needs", "strongest"]
