r"""The canonical form: it decides whether two entries are equal for all sizes and values.

Bottom-up over a term, memoised.  The rules, each a method below:

| rule | statement |
|---|---|
| arithmetic | sums of products of powers of atoms, with rational coefficients; equal atoms are one atom |
| exp | e^{Σ c m} = Π (e^m)^c; e^{c log p} = p^c for whole c |
| log | log of positive factors splits; log e^m = m; numbers split into primes |
| inverse | a single term inverts; else 1/(c m q) = (1/c) m⁻¹ I(q), and I(q)·lead(q) = 1 − I(q)·rest(q) |
| Σ | `binders`: flatten, distribute, pull out, δ, Σ1 = size, split, rename |
| δ | δ² = δ; δ(s,t) f(s) = δ(s,t) f(t) for every other factor, also for index-valued s |
| indicators | [p>0], [p=0] are idempotent and exclude each other; [p=0]·p = 0 |
| roots | (√p)² = p; positive factors leave the root; √(a²) = \|a\| = a(2[a>0] − 1) |
| powers | a^{s+t} = aˢ aᵗ for whole-numbered s, t |
| hypotheses | the sheet's equations, as rewritings of one atom |

Difference zero, or zero after multiplying away the I(q) that are outside sums, means equal.  Positivity must be known.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from sympy import Add, Expr, Integer, Mul, Piecewise, Pow, Rational, S, exp, factorint, log
from sympy.core.relational import Equality, Relational, StrictGreaterThan, Unequality
from sympy.logic.boolalg import And, BooleanFalse, BooleanTrue, true

from .binders import Binders, range_of
from .facts import NOTHING, Facts
from .polynomial import (
    UNIT,
    Coefficient,
    Key,
    Monomial,
    OutOfFuel,
    Polynomial,
    accumulate,
    combine,
    constant,
    content,
    key,
    merge,
    raised,
    scaled,
    whole,
)
from .terms import Base, Delta, Entry, Index, IndexSum, IndexTerm, Size, Unknown, add, exp_, linear, log_, mul, piecewise, unfold
from .terms import power as power_

FUEL = 400_000
MAX_EXPONENT = 64
MAX_BITS = 20_000
"""How long a number written out may get."""
MAX_EXPLICIT_SUM = 64
MAX_FACTORED = 10**12


class Normalizer(Binders):
    """Canonical forms under one set of facts; terms already seen are not done again.

    `folded` are bases whose definition is not to be looked at: what holds for any value of a name holds for its own.
    """

    def __init__(self, facts: Facts = NOTHING, folded: frozenset[Base] = frozenset(), shallow: bool = False, fuel: int = FUEL) -> None:
        super().__init__(fuel)
        self.shallow = shallow
        self.folded = folded
        self.facts = facts
        self.families = set(facts.distinct)
        self.avoids = {(base, term) for base, term in facts.avoids}
        self.unequal = {frozenset(pair) for pair in facts.unequal}
        self.equal = dict(facts.equal)
        self.positives = frozenset(facts.positive)
        self._memo: dict[Expr, Polynomial] = {}
        self._substituted: dict[tuple[int, IndexTerm, IndexTerm], Polynomial] = {}
        self.known_positive: set[Key] = set()
        self._defined: dict[Expr, dict[tuple[Expr, str], None]] = {}
        self.nonzero: set[Key] = set()
        self.nonzero_bases: set[Base] = set()
        self._instances: dict[tuple[int, tuple[IndexTerm, ...]], tuple[Polynomial, Polynomial]] = {}
        self.rules: list[tuple[int, tuple[Index, ...], Polynomial]] = []
        self._assume(facts)

    def _assume(self, facts: Facts) -> None:
        for base, low, high in facts.between:
            here = self.entry_at(base, ())
            self.known_positive.add(key(combine(here, constant(whole(Fraction(low))), -1)))
            self.known_positive.add(key(combine(constant(whole(Fraction(high))), here, -1)))
        for term in facts.nonzero:
            if isinstance(term, Entry):
                self.nonzero_bases.add(term.base)
            self.nonzero.add(key(self.signed(self.value(term))[1]))
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
        return self.entry_at(base, tuple(self.index_term(i) for i in term.indices))

    def entry_at(self, base: Base, indices: tuple[IndexTerm, ...]) -> Polynomial:
        free = self.names_in(indices)
        number = self.intern("entry", (base, indices), free, 0, base.positive or base in self.positives)
        return self.known(number)

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

    # ------------------------------------------------------------------------------------------ δ and indicators
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

    # ------------------------------------------------------------------------------------------ Σ
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

    # ------------------------------------------------------------------------------------------ exp and log
    def exponential(self, p: Polynomial) -> Polynomial:
        mono: Monomial = UNIT
        factors: list[Polynomial] = []
        for m, c in p.items():
            if len(m) == 1 and m[0][1] == 1 and self.atoms[m[0][0]].kind == "log" and isinstance(c, int):
                factors.append(self.integer_power(dict(self.atoms[m[0][0]].args[0]), c))
                continue
            number = self.intern("exp", (m,), self.free(m), self.level(m), True)
            mono = merge(mono, ((number, c),))
        return self.product({mono: 1}, *factors) if factors else {mono: 1}

    def logarithm(self, p: Polynomial) -> Polynomial:
        """log p: of its known-positive factors one by one, of the rest together."""
        out: Polynomial = {}
        if not p:
            raise OutOfFuel("the logarithm of zero")
        if len(p) > 1:
            p, denominator = self.cleared(p)
            for number, e in denominator:
                base = dict(self.atoms[number].args[0])
                if not self.positive(base):
                    return self.log_atom(self.mul(p, {raised(denominator, 1): 1}))
                accumulate(out, self.logarithm(base), -e)
        common = self.common_factor(p, positive_only=True)
        rest = {merge(m, raised(common, -1)): c for m, c in p.items()} if common else p
        for number, e in common:
            accumulate(out, self.log_factor(number), e)
        size = content(rest)
        accumulate(out, self.log_number(Fraction(size)))
        rest = scaled(rest, Fraction(1) / size)
        if rest != constant(1):
            accumulate(out, self.log_atom(rest))
        return out

    def log_factor(self, number: int) -> Polynomial:
        """log of one positive atom."""
        atom = self.atoms[number]
        match atom.kind:
            case "exp":
                self.fired["log eˣ = x"] += 1
                return {atom.args[0]: 1}
            case "inv":
                return scaled(self.logarithm(dict(atom.args[0])), -1)
            case _:
                return self.log_atom({((number, 1),): 1})

    def log_number(self, value: Fraction) -> Polynomial:
        if max(value.numerator, value.denominator) > MAX_FACTORED:
            return self.log_atom(constant(whole(value)))
        out: Polynomial = {}
        for n, sign in ((value.numerator, 1), (value.denominator, -1)):
            for prime, e in (factorint(n) if n > 1 else {}).items():
                accumulate(out, self.log_atom(constant(int(prime))), sign * int(e))
        return out

    def log_atom(self, p: Polynomial) -> Polynomial:
        return self.single(self.intern("log", (key(p),), self.free_of(p), self.level_of(p), False))

    # ------------------------------------------------------------------------------------------ powers
    def power(self, base: Polynomial, exponent: Expr) -> Polynomial:
        match exponent:
            case Integer():
                if base.keys() == {UNIT} and abs(int(exponent)) * bits(base[UNIT]) <= MAX_BITS:
                    return constant(whole(Fraction(base[UNIT]) ** int(exponent)))
                if abs(int(exponent)) > MAX_EXPONENT:
                    return self.symbolic_power(base, constant(int(exponent)))
                return self.integer_power(base, int(exponent))
            case Rational():
                if max(abs(int(exponent.p)), int(exponent.q)) > MAX_EXPONENT:
                    raise OutOfFuel(f"the exponent {exponent} is beyond the limit {MAX_EXPONENT}")
                return self.root(base, Fraction(int(exponent.p), int(exponent.q)))
            case _:
                return self.symbolic_power(base, self.value(exponent))

    def integer_power(self, p: Polynomial, exponent: int) -> Polynomial:
        return self.repeated(p, exponent) if exponent >= 0 else self.repeated(self.inverse(p), -exponent)

    def symbolic_power(self, base: Polynomial, exponent: Polynomial) -> Polynomial:
        """a^{Σ c m}: for exponents that are whole numbers, or a positive base, the product of the powers."""
        out = constant(1)
        if base == constant(1):
            return base
        positive = self.positive(base)
        splits = positive or all(isinstance(c, int) and self.whole_number(m) for m, c in exponent.items())
        inverts = positive or all(c > 0 for c in exponent.values())
        if not (splits and inverts):
            return self.power_atom(base, key(exponent))
        for m, c in exponent.items():
            if not m and -MAX_EXPONENT <= c <= MAX_EXPONENT:
                out = self.mul(out, self.integer_power(base, c) if isinstance(c, int) else self.root(base, Fraction(c)))
            elif len(base) == 1 and positive:
                ((mono, scale),) = base.items()
                for number, e in mono:
                    out = self.mul(out, self.power_atom({((number, 1),): 1}, ((m, 1),), whole(c * e)))
                if scale != 1:
                    out = self.mul(out, self.power_atom(constant(scale), ((m, 1),), c))
            else:
                out = self.mul(out, self.power_atom(base, ((m, 1),), c))
        return out

    def power_atom(self, base: Polynomial, exponent: Key, times: Coefficient = 1) -> Polynomial:
        inner = dict(exponent)
        free, level = self.free_of(base) | self.free_of(inner), max(self.level_of(base), self.level_of(inner))
        return {((self.intern("power", (key(base), exponent), free, level, self.positive(base)), times),): 1}

    def whole_number(self, m: Monomial) -> bool:
        return all(self.atoms[a].kind == "symbol" and isinstance(e, int) and e > 0 for a, e in m)

    def inverse(self, p: Polynomial) -> Polynomial:
        if not p:
            raise OutOfFuel("a division by zero")
        p, denominator = self.cleared(p)
        numerator = constant(1)
        for number, e in denominator:
            numerator = self.mul(numerator, self.repeated(dict(self.atoms[number].args[0]), int(e)))
        common = self.common_factor(p)
        q = {merge(m, raised(common, -1)): c for m, c in p.items()} if common else p
        size = content(q)
        sign = 1 if q[max(q)] > 0 else -1
        q = scaled(q, Fraction(sign) / size)
        out: Polynomial = {raised(common, -1): whole(Fraction(sign) / size)}
        if any(a in self.special for a, _ in common):
            out = self.mul(out, constant(1))
        if q != constant(1):
            number = self.intern("inv", (key(q),), self.free_of(q), self.level_of(q), self.positive(q), special=True)
            out = self.mul(out, {((number, 1),): 1})
        return self.mul(out, numerator)

    def common_factor(self, p: Polynomial, positive_only: bool = False) -> Monomial:
        """The atoms that divide every term, each to its least power; δs and indicators cannot be divided by."""
        monos = iter(p)
        common = dict(next(monos))
        for m in monos:
            here = dict(m)
            for a in list(common):
                common[a] = min(common[a], here.get(a, 0))
            for a, e in here.items():
                if e < 0 and a not in common:
                    common[a] = e
        return tuple(
            (a, e)
            for a, e in sorted(common.items())
            if e and self.atoms[a].kind not in IDEMPOTENT and not (positive_only and not self.atoms[a].positive)
        )

    def cleared(self, p: Polynomial) -> tuple[Polynomial, Monomial]:
        """p = numerator · Π I(q)^e, with no I(q) in the numerator outside sums."""
        denominator: Monomial = UNIT
        for _ in range(MAX_EXPONENT):
            powers: dict[int, Coefficient] = {}
            for m in p:
                for a, e in m:
                    if self.atoms[a].kind == "inv":
                        powers[a] = max(powers.get(a, 0), e)
            if not powers:
                return p, denominator
            number = max(powers)
            top = int(powers[number])
            base = dict(self.atoms[number].args[0])
            out: Polynomial = {}
            for m, c in p.items():
                e = int(dict(m).get(number, 0))
                rest: Polynomial = {tuple(f for f in m if f[0] != number): c}
                accumulate(out, self.mul(rest, self.repeated(base, top - e)))
            denominator = merge(denominator, ((number, top),))
            p = out
        raise OutOfFuel("too many denominators")

    def root(self, p: Polynomial, exponent: Fraction) -> Polynomial:
        """p^{a/b}: factors known to be positive (or sums of squares) come out, the others stay together."""
        if not p:
            return p
        p, denominator = self.cleared(p)
        out = constant(1)
        unknown: Monomial = UNIT
        for number, e in denominator:
            if self.atoms[number].positive:
                out = self.mul(out, self.root(dict(self.atoms[number].args[0]), -exponent * Fraction(e)))
            else:
                unknown = merge(unknown, ((number, e),))
        common = self.common_factor(p)
        outside: Monomial = tuple((a, e) for a, e in common if self.atoms[a].positive or self.never_negative(a))
        out = self.mul(out, {raised(outside, exponent): 1})
        for a, e in common if exponent.denominator == 2 else ():
            if isinstance(e, int) and e % 2 == 0 and (a, e) not in outside:
                out = self.mul(out, self.magnitude(a, int(e * exponent)))
                outside = merge(outside, ((a, e),))
        rest = {merge(m, raised(outside, -1)): c for m, c in p.items()} if outside else p
        size = content(rest)
        out = self.mul(out, self.number_root(Fraction(size), exponent))
        rest = self.mul(scaled(rest, Fraction(1) / size), {unknown: 1})
        return out if rest == constant(1) else self.mul(out, self.root_atom(rest, exponent))

    def magnitude(self, number: int, exponent: int) -> Polynomial:
        """|a|ⁿ of one atom: aⁿ, times its sign 2[a > 0] − 1 when n is odd."""
        power = self.single(number, exponent)
        if exponent % 2 == 0:
            return power
        self.fired["√(a²) = |a|"] += 1
        sign = combine(scaled(self.positive_indicator({((number, 1),): 1}), 2), constant(1), -1)
        return self.mul(power, sign)

    def number_root(self, value: Fraction, exponent: Fraction) -> Polynomial:
        if max(value.numerator, value.denominator) > MAX_FACTORED:
            return self.root_atom(constant(whole(value)), exponent)
        out = constant(1)
        for n, sign in ((value.numerator, 1), (value.denominator, -1)):
            for prime, e in (factorint(n) if n > 1 else {}).items():
                total = exponent * sign * int(e)
                out = scaled(out, Fraction(int(prime)) ** (total.numerator // total.denominator))
                if total.denominator > 1:
                    out = self.mul(out, self.root_atom(constant(int(prime)), total % 1))
        return out

    def root_atom(self, p: Polynomial, exponent: Fraction) -> Polynomial:
        """(p^{1/b})^a as a power of the atom p^{1/b}."""
        args = (key(p), exponent.denominator)
        number = self.intern("root", args, self.free_of(p), self.level_of(p), self.positive(p), special=True)
        return self.tidied(((number, exponent.numerator),))

    def never_negative(self, number: int) -> bool:
        """A sum of even powers."""
        atom = self.atoms[number]
        if atom.kind == "root":
            return bool(atom.args[1] % 2 == 0)
        return atom.kind == "sum" and all(self.atoms[a].positive or (isinstance(e, int) and e % 2 == 0) for a, e in atom.args[1])

    def unknown(self, name: Any, order: int, argument: Polynomial) -> Polynomial:
        args = (name, order, key(argument))
        return self.single(self.intern("unknown", args, self.free_of(argument), self.level_of(argument), False))

    # ------------------------------------------------------------------------------------------ products of special atoms
    def tidy(self, mono: Monomial) -> Polynomial:
        for rule in (self._idempotent, self._delta_rewrites, self._indicators, self._roots, self._inverses):
            found = rule(mono)
            if found is not None:
                return found
        return {mono: 1}

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

    def _roots(self, mono: Monomial) -> Polynomial | None:
        for place, (number, e) in enumerate(mono):
            atom = self.atoms[number]
            if atom.kind != "root" or 0 <= e < atom.args[1]:
                continue
            turns, left = divmod(int(e), atom.args[1])
            self.fired["(√p)² = p"] += 1
            rest: Monomial = mono[:place] + (((number, left),) if left else ()) + mono[place + 1 :]
            return self.mul({rest: 1}, self.integer_power(dict(atom.args[0]), turns))
        return None

    def _inverses(self, mono: Monomial) -> Polynomial | None:
        """I(q)·lead(q) = (1 − I(q)·rest(q)) / c; for two terms also I(q)·(1/lead) by the other term."""
        for place, (number, e) in enumerate(mono):
            atom = self.atoms[number]
            if atom.kind != "inv":
                continue
            q = dict(atom.args[0])
            if e < 0:
                rest = mono[:place] + mono[place + 1 :]
                return self.mul({rest: 1}, self.repeated(q, int(-e)))
            fewer: Monomial = mono[:place] + (((number, e - 1),) if e != 1 else ()) + mono[place + 1 :]
            lead = max(q, key=self.lead_order)
            one: Polynomial = {((number, 1),): 1}
            for chosen in (lead, *(m for m in q if len(q) == 2 and m == UNIT)):
                quotient = divided(fewer, chosen) if chosen else self.past(fewer, lead)
                if quotient is not None:
                    self.fired["partial fractions"] += 1
                    # The quotient meets the other terms before I(q) does: else I(q)·rest would be reduced right back.
                    tail = self.mul({quotient: 1}, {m: c for m, c in q.items() if m != chosen})
                    return scaled(combine(self.mul({quotient: 1}, constant(1)), self.mul(tail, one), -1), Fraction(1) / q[chosen])
        return None

    def lead_order(self, m: Monomial) -> tuple[Any, ...]:
        """Exponentials lead, so that 1/(1 + e + …) is reduced by its e."""
        return (any(self.atoms[a].kind == "exp" for a, _ in m), tuple(sorted(m, reverse=True)))

    @staticmethod
    def past(mono: Monomial, lead: Monomial) -> Monomial | None:
        """The monomial itself when it holds a negative power of an atom of the leading term.

        With 1 + e₁e₂: I·e₁⁻¹ = e₁⁻¹ − e₂·I; every turn raises e₁ and e₂, so it ends at powers that are not negative.
        """
        leading = {a for a, _ in lead}
        return mono if any(a in leading and e < 0 for a, e in mono) else None

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

    # ------------------------------------------------------------------------------------------ back to SymPy
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
                return power_(inner(atom.args[0]), number_of(-e))
            case "root":
                return power_(inner(atom.args[0]), number_of(Fraction(e, atom.args[1])))
            case "power":
                return power_(inner(atom.args[0]), mul(number_of(e), inner(atom.args[1])))
            case "unknown":
                node = Unknown(atom.args[0], Integer(atom.args[1]), inner(atom.args[2]))
            case _:
                node = piecewise_indicator(inner(atom.args[0]), atom.kind)
        return power_(node, number_of(e))

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
            if isinstance(part, Expr) and not isinstance(part, (Index, Base)):
                found.update(self.defined_where(part))
        return found


RULES: dict[type, Callable[[Normalizer, Any], Polynomial] | None] = {
    Integer: lambda n, t: constant(int(t)),
    Rational: lambda n, t: constant(Fraction(int(t.p), int(t.q))),
    Add: Normalizer.addition,
    Mul: lambda n, t: n.product(*sorted((n.value(f) for f in t.args), key=len)),
    exp: lambda n, t: n.exponential(n.value(t.args[0])),
    Pow: lambda n, t: n.power(n.value(t.args[0]), t.args[1]),
    log: lambda n, t: n.logarithm(n.value(t.args[0])),
    Entry: Normalizer.entry,
    Delta: lambda n, t: n.delta(*t.args),
    IndexSum: lambda n, t: n.summation(t.args[0], t.index),
    Unknown: lambda n, t: n.unknown(t.args[0], int(t.args[1]), n.value(t.args[2])),
    Piecewise: Normalizer.cases,
    Size: Normalizer.index_value,
    Index: Normalizer.index_value,
    type(S.Exp1): lambda n, t: n.exponential(constant(1)),
}
"""The rule for each kind of node; subclasses (the integers 0 and 1 have their own) are added as met."""


def bits(c: Coefficient) -> int:
    value = Fraction(c)
    return value.numerator.bit_length() + value.denominator.bit_length()


def number_of(c: Coefficient) -> Expr:
    return Integer(c) if isinstance(c, int) else Rational(c.numerator, c.denominator)


def piecewise_indicator(p: Expr, kind: str) -> Expr:
    test = Expr.__new__(Equality, p, S.Zero) if kind == "zero" else Expr.__new__(StrictGreaterThan, p, S.Zero)
    return piecewise((S.One, test), (S.Zero, true))


IDEMPOTENT = frozenset({"delta", "pos", "zero"})


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


def divided(mono: Monomial, by: Monomial) -> Monomial | None:
    """mono / by, when every atom of `by` is in it to at least that (positive) power."""
    powers = dict(mono)
    if not by or any(e <= 0 or powers.get(a, 0) < e for a, e in by):
        return None
    return merge(mono, raised(by, -1))


__all__ = ["FUEL", "Normalizer"]
