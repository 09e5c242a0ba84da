r"""The canonical form: it decides whether two entries are equal for all sizes and values.

Bottom-up over a term, memoised.  The rules, here and in the modules that this one rests on:

| rule | statement |
|---|---|
| arithmetic (`polynomial`) | sums of products of powers of atoms, with rational coefficients; equal atoms are one atom |
| exp (`elementary`) | e^{Σ c m} = Π (e^m)^c; e^{c log p} = p^c for whole c |
| log (`elementary`) | log of positive factors splits; log e^m = m; numbers split into primes |
| inverse (`elementary`) | a single term inverts; else 1/(c m q) = (1/c) m⁻¹ I(q), and I(q)·lead(q) = 1 − I(q)·rest(q) |
| Σ (`binders`) | flatten, distribute, pull out, δ, Σ1 = size, split, rename |
| δ (`cases`) | δ² = δ; δ(s,t) f(s) = δ(s,t) f(t) for every other factor, also for index-valued s |
| indicators (`cases`) | [p>0], [p=0] are idempotent and exclude each other; [p=0]·p = 0 |
| roots (`elementary`) | (√p)² = p; positive factors leave the root; √(a²) = \|a\| = a(2[a>0] − 1) |
| powers (`elementary`) | a^{s+t} = aˢ aᵗ for whole-numbered s, t |
| hypotheses (below) | the sheet's equations, as rewritings of one atom |

Difference zero, or zero after multiplying away the I(q) that are outside sums, means equal.  Positivity must be known.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction
from typing import Any

from sympy import Add, Expr, Integer, Mul, Piecewise, Pow, Rational, S, exp, log

from ..calculus.carry import carry
from ..terms import Base, Delta, Entry, Index, IndexSum, IndexTerm, Partial, Size, Slope, Unknown, linear, unfold
from ..terms.facts import NOTHING, Facts
from ..terms.functions import BY_NODE
from .binders import range_of
from .cases import swap
from .polynomial import Coefficient, Key, Monomial, OutOfFuel, Polynomial, accumulate, combine, constant, key, raised, scaled, whole
from .unparse import Unparse

FUEL = 400_000
MAX_EXPLICIT_SUM = 64


class Normalizer(Unparse):
    """Canonical forms under one set of facts; terms already seen are not done again.

    `folded` are bases whose definition is not to be looked at: what holds for any value of a name holds for its own.
    `shallow` leaves sums as they are written (see `binders.bundle`).
    """

    def __init__(self, facts: Facts = NOTHING, folded: frozenset[Base] = frozenset(), shallow: bool = False, fuel: int = FUEL) -> None:
        super().__init__(facts, fuel)
        self.shallow = shallow
        self.folded = folded
        self.positives = frozenset(facts.positive)
        self._memo: dict[Expr, Polynomial] = {}
        self._substituted: dict[tuple[int, IndexTerm, IndexTerm], Polynomial] = {}
        self._instances: dict[tuple[int, tuple[IndexTerm, ...]], tuple[Polynomial, Polynomial]] = {}
        self.rules: list[tuple[int, tuple[Index, ...], Polynomial]] = []
        self._assume(facts)

    def _assume(self, facts: Facts) -> None:
        for base, low, high in facts.between:
            here = self.entry_at(base, ())
            self.known_positive.add(key(combine(here, constant(whole(Fraction(low))), -1)))
            self.known_positive.add(key(combine(constant(whole(Fraction(high))), here, -1)))
        self.nonzero_bases.update(facts.nonzero_entries)
        for term in facts.nonzero:
            self.nonzero.add(key(self.signed(self.value(term))[1]))
        for expression, sign in sorted(facts.signs, key=lambda s: s[0].count_ops()):
            with suppress(OutOfFuel):
                self.learn(self.value(expression), sign)
        self._memo.clear()
        for left, right in facts.equations:
            self.rules.append(self.oriented(combine(self.value(left), self.value(right), -1)))

    def oriented(self, p: Polynomial) -> tuple[int, tuple[Index, ...], Polynomial]:
        """An equation p = 0 as a rewriting of its last sum atom (or of its last atom)."""
        alone = [m[0][0] for m in p if len(m) == 1 and m[0][1] == 1]
        chosen = max(alone, key=lambda a: (self.atoms[a].kind == "sum", a), default=None)
        if chosen is None or any(a == chosen for m in p if m != ((chosen, 1),) for a, _ in m):
            raise OutOfFuel("a hypothesis must be an equation that can be solved for one sum or one name")
        rest = dict(p)
        c = rest.pop(((chosen, 1),))
        places = tuple(sorted((t for t in self.atoms[chosen].free if isinstance(t, Index)), key=lambda t: t.serial))
        return chosen, places, scaled(rest, Fraction(-1) / c)

    # ------------------------------------------------------------------------------------------ terms
    def value(self, term: Expr) -> Polynomial:
        """The canonical form of a term."""
        found = self._memo.get(term)
        if found is None:
            found = self._memo[term] = self._value(term)
        return found

    def _value(self, term: Expr) -> Polynomial:
        rule = RULES.get(type(term))
        if rule is None:
            rule = RULES[type(term)] = next((r for t, r in RULES.items() if isinstance(term, t)), None)
            if rule is None:
                raise OutOfFuel(f"no rule for {type(term).__name__}")
        return rule(self, term)

    def addition(self, term: Expr) -> Polynomial:
        out: Polynomial = {}
        for t in term.args:
            accumulate(out, self.value(t))
        return out

    def index_value(self, term: IndexTerm) -> Polynomial:
        """A size or an index as a number."""
        match term:
            case Index():
                term = self.equal.get(term, term)
                positive, free = term.lower is S.One, frozenset({term})
            case Size():
                positive, free = term.least >= 1, frozenset()
            case _:
                return self.value(term)
        return self.single(self.intern("symbol", (term,), free, 0, positive))

    def entry(self, term: Entry) -> Polynomial:
        base = term.base
        if base.definition is not None and base not in self.folded:
            return self.value(unfold(term))
        if base.recurrence is not None and term.indices == (linear((1, base.recurrence.step), (1, S.One)),):
            self.fired["x_{t+1} = what its recurrence says"] += 1
            return self.value(base.recurrence.next)
        return self.entry_at(base, tuple(self.index_term(i) for i in term.indices))

    def entry_at(self, base: Base, indices: tuple[IndexTerm, ...]) -> Polynomial:
        free = self.names_in(indices)
        number = self.intern("entry", (base, indices), free, 0, base.positive or base in self.positives)
        return self.known(number)

    def unknown(self, name: Any, order: int, argument: Polynomial) -> Polynomial:
        args = (name, order, key(argument))
        return self.single(self.intern("unknown", args, self.free_of(argument), self.level_of(argument), False))

    def summation(self, body: Expr, index: Index) -> Polynomial:
        lower, upper = index.lower, index.upper
        if lower.is_Integer and upper.is_Integer:
            if upper - lower >= MAX_EXPLICIT_SUM:
                raise OutOfFuel(f"a sum of {upper - lower + 1} terms written out")
            inner = self.value(body)
            out: Polynomial = {}
            for n in range(int(lower), int(upper) + 1):
                accumulate(out, self.substitute(inner, index, Integer(n)))
            return out
        shift, stem = upper.as_coeff_Add() if isinstance(upper, Add) else (S.Zero, upper)
        if shift.is_Integer and 0 < shift <= MAX_EXPLICIT_SUM and isinstance(stem, Size) and lower is S.One:
            self.fired["Σ to t+1 = Σ to t, and one more term"] += 1
            shorter = Index("i", stem, lower)
            inner = self.substitute(self.value(body), index, shorter)
            out = self.bind(inner, shorter)
            for n in range(1, int(shift) + 1):
                accumulate(out, self.substitute(inner, shorter, linear((1, stem), (n, S.One))))
            return out
        return self.bind(self.value(body), index)

    # ------------------------------------------------------------------------------------------ hypotheses
    def known(self, number: int) -> Polynomial:
        """An atom, or what a hypothesis says that it is."""
        for chosen, places, rest in self.rules:
            if number == chosen:
                self.fired["hypothesis"] += 1
                return rest
            atom, pattern = self.atoms[number], self.atoms[chosen]
            if not places or atom.kind != pattern.kind:
                continue
            candidates = [t for t in atom.free if range_of(t) is not None]
            for targets in itertools.permutations(candidates, len(places)):
                if any(range_of(t) != range_of(p) for t, p in zip(targets, places, strict=True)):
                    continue
                image, value = self.instance(chosen, rest, places, targets)
                if image == {((number, 1),): 1}:
                    self.fired["hypothesis"] += 1
                    return value
        return self.single(number)

    def instance(
        self, chosen: int, rest: Polynomial, places: tuple[Index, ...], targets: tuple[IndexTerm, ...]
    ) -> tuple[Polynomial, Polynomial]:
        """A hypothesis at given indices; found without the hypotheses, lest it rewrite itself."""
        case = (chosen, targets)
        found = self._instances.get(case)
        if found is None:
            kept = self.rules, self._substituted, self._tidied
            self.rules, self._substituted, self._tidied = [], {}, {}
            image: Polynomial = {((chosen, 1),): 1}
            try:
                for place, target in zip(places, targets, strict=True):
                    image, rest = self.substitute(image, place, target), self.substitute(rest, place, target)
            finally:
                self.rules, self._substituted, self._tidied = kept
            found = self._instances[case] = image, rest
        return found

    def renamed(self, sum_atom: int, mono: Monomial) -> Polynomial:
        return self.known(sum_atom) if self.rules else self.single(sum_atom)

    # ------------------------------------------------------------------------------------------ products of special atoms
    def tidy(self, mono: Monomial) -> Polynomial:
        for rule in (self._idempotent, self._delta_rewrites, self._indicators, self._roots, self._sines, self._inverses):
            found = rule(mono)
            if found is not None:
                return found
        return {mono: 1}

    # ------------------------------------------------------------------------------------------ substitution
    def substitute(self, p: Polynomial, old: IndexTerm, new: IndexTerm) -> Polynomial:
        """p with one index term in place of another, everywhere (bound names are never met: see `binders`)."""
        out: Polynomial = {}
        for mono, c in p.items():
            changed = [f for f in mono if old in self.atoms[f[0]].free]
            if not changed:
                accumulate(out, {mono: c})
                continue
            result: Polynomial = {tuple(f for f in mono if old not in self.atoms[f[0]].free): c}
            for number, e in changed:
                result = self.mul(result, self.fractional_power(self.substituted(number, old, new), e))
            accumulate(out, result)
        return out

    def fractional_power(self, p: Polynomial, e: Coefficient) -> Polynomial:
        if e == 1:
            return p
        if len(p) == 1:
            ((m, c),) = p.items()
            if c == 1 and not any(a in self.special for a, _ in m):
                return {raised(m, e): 1}
        return self.integer_power(p, e) if isinstance(e, int) else self.root(p, e)

    def substituted(self, number: int, old: IndexTerm, new: IndexTerm) -> Polynomial:
        case = (number, old, new)
        found = self._substituted.get(case)
        if found is None:
            self.burn()
            found = self._substituted[case] = self.replaced(number, old, new)
        return found

    def replaced(self, number: int, old: IndexTerm, new: IndexTerm) -> Polynomial:
        atom = self.atoms[number]

        def inner(k: Key) -> Polynomial:
            return self.substitute(dict(k), old, new)

        match atom.kind:
            case "entry":
                base, indices = atom.args
                return self.entry_at(base, tuple(self.index_term(swap(i, old, new)) for i in indices))
            case "symbol":
                return self.value(new) if atom.args[0] == old else self.single(number)
            case "delta":
                return self.delta(*(swap(i, old, new) for i in atom.args))
            case "exp":
                return self.exponential(self.substitute({atom.args[0]: 1}, old, new))
            case "log":
                return self.logarithm(inner(atom.args[0]))
            case "sum":
                body, fresh = self.opened(number)
                body = self.substitute(body, old, new)
                return self.bundle(body, fresh[0]) if self.shallow else self.bind_all(body, fresh)
            case "bundle":
                index, summand = atom.args
                place = Index("i", index.upper, index.lower)
                body = self.substitute(dict(summand), index, place)
                return self.bundle(self.substitute(body, old, new), place)
            case "inv":
                return self.inverse(inner(atom.args[0]))
            case "root":
                return self.root(inner(atom.args[0]), Fraction(1, atom.args[1]))
            case "power":
                return self.symbolic_power(inner(atom.args[0]), inner(atom.args[1]))
            case "applied":
                return self.applied(atom.args[0], inner(atom.args[1]))
            case "unknown":
                return self.unknown(atom.args[0], atom.args[1], inner(atom.args[2]))
            case "pos":
                return self.positive_indicator(inner(atom.args[0]))
            case "zero":
                return self.zero_indicator(inner(atom.args[0]))
            case _:
                raise OutOfFuel(f"no substitution into {atom.kind}")

    # ------------------------------------------------------------------------------------------ the question
    def difference(self, left: Expr, right: Expr) -> Polynomial:
        """The canonical form of left − right, its denominators multiplied away; {} exactly when they are equal."""
        p = combine(self.value(left), self.value(right), -1)
        if p:
            p = self.cleared(p)[0]
        return p


def is_absolute(term: Expr) -> bool:
    """√(x²)."""
    inner = term.args[0]
    return term.args[1] is S.Half and isinstance(inner, Pow) and inner.args[1] == 2


RULES: dict[type, Callable[[Normalizer, Any], Polynomial] | None] = {
    Integer: lambda n, t: constant(int(t)),
    Rational: lambda n, t: constant(Fraction(int(t.p), int(t.q))),
    Add: Normalizer.addition,
    Mul: lambda n, t: n.product(*sorted((n.value(f) for f in t.args), key=len)),
    exp: lambda n, t: n.exponential(n.value(t.args[0])),
    Pow: lambda n, t: n.absolute(n.value(t.args[0].args[0])) if is_absolute(t) else n.power(n.value(t.args[0]), t.args[1]),
    log: lambda n, t: n.logarithm(n.value(t.args[0])),
    Entry: Normalizer.entry,
    Delta: lambda n, t: n.delta(*t.args),
    IndexSum: lambda n, t: n.summation(t.args[0], t.index),
    Unknown: lambda n, t: n.unknown(t.args[0], int(t.args[1]), n.value(t.args[2])),
    Partial: lambda n, t: n.value(carry(t)[0]),
    Slope: lambda n, t: n.value(carry(t)[0]),
    **{node: (lambda n, t: n.applied(type(t), n.value(t.args[0]))) for node in BY_NODE if node not in (exp, log)},
    type(S.Pi): lambda n, t: n.single(n.intern("symbol", (S.Pi,), frozenset(), 0, True)),
    Piecewise: Normalizer.cases,
    Size: Normalizer.index_value,
    Index: Normalizer.index_value,
    type(S.Exp1): lambda n, t: n.exponential(constant(1)),
}
"""The rule for each kind of node; subclasses (the integers 0 and 1 have their own) are added as met."""


__all__ = ["FUEL", "Normalizer"]
