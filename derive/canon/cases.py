"""δ, indicators and cases: everything in the canonical form that is 0 or 1."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from sympy import Add, Expr, Integer, Mul
from sympy.core.relational import Equality, Relational, Unequality
from sympy.logic.boolalg import And, BooleanFalse, BooleanTrue

from ..terms import Base, Entry, Index, IndexTerm, Size, linear
from ..terms.facts import Facts
from .elementary import IDEMPOTENT, Elementary, divided
from .polynomial import Key, Monomial, OutOfFuel, Polynomial, accumulate, combine, constant, content, key, merge, raised, scaled, whole


class Cases(Elementary):
    """Adds δ(s, t), [p > 0], [p = 0] and cases, under the facts about indices."""

    def __init__(self, facts: Facts, fuel: int) -> None:
        super().__init__(fuel)
        self.families = set(facts.distinct)
        self.avoids = {(base, facts.same.get(t, t)) for base, t in facts.avoids}
        self.equal = facts.same
        self.unequal = {frozenset(self.equal.get(t, t) for t in pair) for pair in facts.unequal}
        self.nonzero: set[Key] = set()
        self.nonzero_bases: set[Base] = set()

    # ------------------------------------------------------------------------------------------ index terms
    def index_term(self, term: IndexTerm) -> IndexTerm:
        """An index term with the equal ones replaced, its arithmetic done."""
        found = self.equal.get(term)
        if found is not None:
            return found
        if isinstance(term, (Index, Integer, Size)):
            return term
        if isinstance(term, Entry):
            return Entry(term.base, *(self.index_term(i) for i in term.indices))
        return linear(*(parted(t, self.index_term) for t in (term.args if isinstance(term, Add) else (term,))))

    @staticmethod
    def names_in(terms: tuple[IndexTerm, ...]) -> frozenset[IndexTerm]:
        """The indices and index-valued terms that occur in index terms."""
        out: set[IndexTerm] = set()
        stack = list(terms)
        while stack:
            term = stack.pop()
            if isinstance(term, (Index, Entry)):
                out.add(term)
            if not isinstance(term, (Index, Integer)):
                stack.extend(a for a in term.args if not isinstance(a, Base))
        return frozenset(out)

    # ------------------------------------------------------------------------------------------ δ
    def delta(self, s: IndexTerm, t: IndexTerm) -> Polynomial:
        s, t = self.index_term(s), self.index_term(t)
        if s == t:
            return constant(1)
        if isinstance(s, (Add, Integer)) or isinstance(t, (Add, Integer)):
            difference = linear((1, s), (-1, t))
            if difference.is_Integer:
                return constant(0) if difference else constant(1)
        if self.differ(s, t):
            self.fired["hypothesis"] += 1
            return constant(0)
        match s, t:
            case Entry(), Entry() if s.base == t.base and s.base in self.families and len(s.indices) == 1:
                self.fired["hypothesis"] += 1
                return self.delta(s.indices[0], t.indices[0])
        pair = tuple(sorted((s, t), key=rank))
        free = self.names_in(pair)
        return {((self.intern("delta", pair, free, 0, False, special=True), 1),): 1}

    def differ(self, s: IndexTerm, t: IndexTerm) -> bool:
        return (
            frozenset((s, t)) in self.unequal
            or (isinstance(s, Entry) and (s.base, t) in self.avoids)
            or (isinstance(t, Entry) and (t.base, s) in self.avoids)
        )

    # ------------------------------------------------------------------------------------------ indicators
    def signed(self, p: Polynomial) -> tuple[int, Polynomial]:
        """p as ± a positive factor times a canonical polynomial."""
        if not p:
            return 0, p
        numerator, denominator = self.cleared(p)
        if all(self.atoms[a].positive or e % 2 == 0 for a, e in denominator):
            p = numerator
        common = self.common_factor(p, positive_only=True)
        p = {merge(m, raised(common, -1)): c for m, c in p.items()} if common else p
        lead = max(p)
        size = content(p)
        sign = 1 if p[lead] > 0 else -1
        return sign, scaled(p, Fraction(sign) / size)

    def zero_indicator(self, p: Polynomial) -> Polynomial:
        """[p = 0]."""
        _, p = self.signed(p)
        if not p:
            return constant(1)
        if self.positive(p) or self.positive(scaled(p, -1)) or key(p) in self.nonzero or self.nonzero_entry(p):
            return constant(0)
        return self.indicator("zero", p)

    def positive_indicator(self, p: Polynomial) -> Polynomial:
        """[p > 0]."""
        sign, p = self.signed(p)
        if sign == 0:
            return constant(0)
        if self.positive(p) or self.positive(scaled(p, -1)):
            return constant(1 if self.positive(p) == (sign > 0) else 0)
        found = self.indicator("pos", p)
        if sign > 0:
            return found
        return combine(combine(constant(1), found, -1), self.zero_indicator(p), -1)

    def nonzero_entry(self, p: Polynomial) -> bool:
        if len(p) != 1:
            return False
        ((mono, _),) = p.items()
        return all(self.atoms[a].kind == "entry" and self.atoms[a].args[0] in self.nonzero_bases for a, _ in mono)

    def indicator(self, kind: str, p: Polynomial) -> Polynomial:
        number = self.intern(kind, (key(p),), self.free_of(p), self.level_of(p), False, special=True)
        return {((number, 1),): 1}

    def cases(self, term: Expr) -> Polynomial:
        """Σ over the branches of [condition, and none before]·value; nothing may be left over."""
        out: Polynomial = {}
        remaining = constant(1)
        for branch in term.args:
            here = self.condition(branch.args[1])
            accumulate(out, self.product(remaining, here, self.value(branch.args[0])))
            remaining = self.mul(remaining, combine(constant(1), here, -1))
            if not remaining:
                break
        if remaining:
            number = self.intern("undefined", (term,), self.free_of(remaining), 0, False)
            accumulate(out, self.mul(remaining, self.single(number)))
        return out

    def condition(self, test: Any) -> Polynomial:
        match test:
            case BooleanTrue():
                return constant(1)
            case BooleanFalse():
                return constant(0)
            case And():
                return self.product(*(self.condition(t) for t in test.args))
            case Relational():
                left, right = test.args
                if is_index(left) and is_index(right):
                    if isinstance(test, Equality):
                        return self.delta(left, right)
                    if isinstance(test, Unequality):
                        return combine(constant(1), self.delta(left, right), -1)
                p = combine(self.value(left), self.value(right), -1)
                minus = scaled(p, -1)
                match test.rel_op:
                    case "==":
                        return self.zero_indicator(p)
                    case "!=":
                        return combine(constant(1), self.zero_indicator(p), -1)
                    case ">":
                        return self.positive_indicator(p)
                    case "<":
                        return self.positive_indicator(minus)
                    case ">=":
                        return combine(self.positive_indicator(p), self.zero_indicator(p))
                    case "<=":
                        return combine(self.positive_indicator(minus), self.zero_indicator(p))
        raise OutOfFuel(f"no rule for the condition {test}")

    # ------------------------------------------------------------------------------------------ products of δs and of indicators
    def _idempotent(self, mono: Monomial) -> Polynomial | None:
        if any(e != 1 and self.atoms[a].kind in IDEMPOTENT for a, e in mono):
            if any(e < 0 and self.atoms[a].kind in IDEMPOTENT for a, e in mono):
                raise OutOfFuel("a division by a δ or an indicator")
            flat = tuple((a, 1 if self.atoms[a].kind in IDEMPOTENT else e) for a, e in mono)
            self.fired["δ² = δ"] += 1
            return self.tidied(flat)
        return None

    def _delta_rewrites(self, mono: Monomial) -> Polynomial | None:
        """δ(s, t) f(s) = δ(s, t) f(t), in every other factor; t is the simpler of the two."""
        for place, (number, _) in enumerate(mono):
            if self.atoms[number].kind != "delta":
                continue
            t, s = self.atoms[number].args
            rest = mono[:place] + mono[place + 1 :]
            if any(s in self.atoms[a].free for a, _ in rest):
                self.fired["δ(s,t) f(s) = δ(s,t) f(t)"] += 1
                return self.mul({((number, 1),): 1}, self.substitute({rest: 1}, s, t))
        return None

    def _indicators(self, mono: Monomial) -> Polynomial | None:
        for place, (number, _) in enumerate(mono):
            atom = self.atoms[number]
            if atom.kind != "zero":
                continue
            if any(self.atoms[a].kind == "pos" and self.atoms[a].args == atom.args for a, _ in mono):
                return {}
            p = dict(atom.args[0])
            lead = max(m for m in p)
            quotient = divided(mono[:place] + mono[place + 1 :], lead)
            if quotient is not None and lead:
                self.fired["[p=0]·p = 0"] += 1
                tail = {m: whole(Fraction(-c) / p[lead]) for m, c in p.items() if m != lead}
                return self.product({((number, 1),): 1}, {quotient: 1}, tail)
        return None


def is_index(term: Expr) -> bool:
    return isinstance(term, Index) or (isinstance(term, Entry) and term.base.values is not None)


def rank(term: IndexTerm) -> tuple[Any, ...]:
    """The order of replacement: integers, then indices by age, then index-valued terms."""
    match term:
        case Integer():
            return (0, int(term), ())
        case Index():
            return (1, term.serial, ())
        case Entry():
            return (2, term.base.serial, tuple(rank(i) for i in term.indices))
        case _:
            return (3, len(str(term)), str(term))


def swap(term: IndexTerm, old: IndexTerm, new: IndexTerm) -> IndexTerm:
    if term == old:
        return new
    if isinstance(term, (Index, Integer, Size)):
        return term
    if isinstance(term, Entry):
        indices = tuple(swap(i, old, new) for i in term.indices)
        return term if indices == term.indices else Entry(term.base, *indices)
    return linear(*(parted(t, lambda part: swap(part, old, new)) for t in (term.args if isinstance(term, Add) else (term,))))


def parted(term: Expr, change: Callable[[Expr], Expr]) -> tuple[int, Expr]:
    """A multiple of an index term as (coefficient, changed term)."""
    if isinstance(term, Mul):
        return int(term.args[0]), change(term.args[1])
    return 1, change(term)
