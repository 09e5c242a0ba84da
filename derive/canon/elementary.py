"""exp, log, powers, inverses and roots of polynomials over atoms: the elementary functions' part of the canonical form.

Positivity is never guessed: a factor leaves a logarithm or a root only if it is known to be positive.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sympy import Expr, Integer, Rational, S, acos, asin, cos, factorint, sin

from ..terms.functions import BY_NODE
from .binders import Binders
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

MAX_EXPONENT = 64
MAX_MULTIPLE = 8
MAX_ANGLES = 6
"""The addition theorems are used for so many turns of one angle, and for sums of so many."""
MAX_BITS = 20_000
"""How long a number written out may get."""
MAX_FACTORED = 10**12
IDEMPOTENT = frozenset({"delta", "pos", "zero"})
"""Kinds of atoms that are 0 or 1."""


class Elementary(Binders):
    """Adds exp, log, powers and roots to sums; what is positive by its sign (`positive_indicator`) comes from `cases`."""

    def positive_indicator(self, p: Polynomial) -> Polynomial:
        raise NotImplementedError

    def signed(self, p: Polynomial) -> tuple[int, Polynomial]:
        raise NotImplementedError

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
        above_one = p.keys() == {UNIT} and p[UNIT] > 1
        return self.single(self.intern("log", (key(p),), self.free_of(p), self.level_of(p), above_one))

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

    # ------------------------------------------------------------------------------------------ roots
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
        outside: Monomial = tuple(
            (a, e) for a, e in common if self.atoms[a].positive or a in self.nonnegative_atoms or self.never_negative(a)
        )
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

    def absolute(self, p: Polynomial) -> Polynomial:
        """|p| = p (2[p > 0] − 1), known factors first."""
        if len(p) == 1:
            return self.root(self.mul(p, p), Fraction(1, 2))
        turn, q = self.signed(p)
        if not turn or self.positive(q):
            return scaled(p, turn)
        if self.positive(scaled(q, -1)):
            return scaled(p, -turn)
        self.fired["√(a²) = |a|"] += 1
        return self.mul(p, combine(scaled(self.positive_indicator(p), 2), constant(1), -1))

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
        whole_part, left = divmod(exponent.numerator, exponent.denominator)
        if whole_part:
            return self.mul(
                self.integer_power(p, whole_part), self.root_atom(p, Fraction(left, exponent.denominator)) if left else constant(1)
            )
        args = (key(p), exponent.denominator)
        number = self.intern("root", args, self.free_of(p), self.level_of(p), self.positive(p), special=True)
        return self.tidied(((number, exponent.numerator),))

    def never_negative(self, number: int) -> bool:
        """A sum of even powers."""
        atom = self.atoms[number]
        if atom.kind == "root":
            return bool(atom.args[1] % 2 == 0)
        return atom.kind == "sum" and all(self.atoms[a].positive or (isinstance(e, int) and e % 2 == 0) for a, e in atom.args[1])

    # ------------------------------------------------------------------------------------------ functions of the table
    def applied(self, function: type, p: Polynomial) -> Polynomial:
        """A function's atom, by its row: its known values, and the sign of its argument by its parity."""
        row = BY_NODE[function]
        for at, value in row.values.items():
            if p == self.value(at):
                return self.value(value)
        if function in (sin, cos):
            turned = self.turned(function, p)
            if turned is not None:
                return turned
        if row.parity and p[max(p)] < 0:
            return scaled(self.applied(function, scaled(p, -1)), row.parity)
        if function in (sin, cos) and len(p) == 1 and (inner := self.undone(function, p)) is not None:
            return inner
        number = self.intern("applied", (function, key(p)), self.free_of(p), self.level_of(p), False, special=function is sin)
        return self.single(number)

    def undone(self, function: type, p: Polynomial) -> Polynomial | None:
        """sin(arcsin x) = x, cos(arccos x) = x."""
        ((mono, c),) = p.items()
        atom = self.atoms[mono[0][0]] if mono else None
        if atom is None or c != 1 or len(mono) != 1 or mono[0][1] != 1 or atom.kind != "applied":
            return None
        return dict(atom.args[1]) if atom.args[0] is {sin: asin, cos: acos}[function] else None

    def turned(self, function: type, p: Polynomial) -> Polynomial | None:
        """sin and cos of a sum by the addition theorems, of a multiple as of a sum, of multiples of π/2 by their values."""
        ((mono, c), *more) = sorted(p.items())
        if not more and key({mono: 1}) == key(self.value(S.Pi)):
            quarters = Fraction(2) * Fraction(c)
            return constant((0, 1, 0, -1)[(int(quarters) + (function is cos)) % 4]) if quarters.denominator == 1 else None
        if not more and not (isinstance(c, int) and 1 < abs(c) <= MAX_MULTIPLE):
            return None
        if len(p) > MAX_ANGLES:
            raise OutOfFuel(f"the {function.__name__} of a sum of {len(p)} terms")
        first: Polynomial = {mono: c} if more else {mono: 1 if c > 0 else -1}
        rest = combine(p, first, -1)
        (s, c1), (t, c2) = ((self.applied(sin, q), self.applied(cos, q)) for q in (first, rest))
        self.fired["addition theorem"] += 1
        return combine(self.mul(s, c2), self.mul(c1, t)) if function is sin else combine(self.mul(c1, c2), self.mul(s, t), -1)

    def _sines(self, mono: Monomial) -> Polynomial | None:
        """sin² = 1 − cos²."""
        for place, (number, e) in enumerate(mono):
            atom = self.atoms[number]
            if atom.kind == "applied" and atom.args[0] is sin and isinstance(e, int) and e >= 2:
                self.fired["sin² = 1 − cos²"] += 1
                rest: Monomial = mono[:place] + (((number, e - 2),) if e > 2 else ()) + mono[place + 1 :]
                square = self.repeated(self.applied(cos, dict(atom.args[1])), 2)
                return self.mul({rest: 1}, combine(constant(1), square, -1))
        return None

    # ------------------------------------------------------------------------------------------ products of inverses and of roots
    def _roots(self, mono: Monomial) -> Polynomial | None:
        for place, (number, e) in enumerate(mono):
            atom = self.atoms[number]
            if atom.kind != "root":
                continue
            if not isinstance(e, int):  # (p^{1/b})^{c/d} = (p^{1/(bd)})^c, as p is not negative
                rest = mono[:place] + mono[place + 1 :]
                return self.mul({rest: 1}, self.root_atom(dict(atom.args[0]), Fraction(e) / atom.args[1]))
            if 0 <= e < atom.args[1]:
                continue
            turns, left = divmod(int(e), atom.args[1])
            self.fired["(√p)² = p"] += 1
            rest = mono[:place] + (((number, left),) if left else ()) + mono[place + 1 :]
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


def bits(c: Coefficient) -> int:
    value = Fraction(c)
    return value.numerator.bit_length() + value.denominator.bit_length()


def divided(mono: Monomial, by: Monomial) -> Monomial | None:
    """mono / by, when every atom of `by` is in it to at least that (positive) power."""
    powers = dict(mono)
    if not by or any(e <= 0 or powers.get(a, 0) < e for a, e in by):
        return None
    return merge(mono, raised(by, -1))
