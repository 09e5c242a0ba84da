"""Powers and roots: positive factors leave a root, |p| is p times its sign, a^{s+t} = aˢaᵗ where that holds."""

from __future__ import annotations

from fractions import Fraction

from sympy import Expr, Integer, Pow, Rational, S, factorint

from ...terms import mul, power
from ..canon import Canon, Kind, Rule, number_of
from ..polynomial import (
    UNIT,
    Coefficient,
    Key,
    Monomial,
    OutOfFuel,
    Polynomial,
    combine,
    constant,
    content,
    key,
    merge,
    raised,
    scaled,
    whole,
)
from .fractions import MAX_EXPONENT, clear_denominators, common_factor, raise_whole
from .indicators import positive_indicator, split_sign

MAX_BITS = 20_000
"""How long a number written out may get."""
MAX_FACTORED = 10**12


def raise_power(canon: Canon, base: Polynomial, exponent: Expr) -> Polynomial:
    match exponent:
        case Integer():
            if base.keys() == {UNIT} and abs(int(exponent)) * bits(base[UNIT]) <= MAX_BITS:
                return constant(whole(Fraction(base[UNIT]) ** int(exponent)))
            if abs(int(exponent)) > MAX_EXPONENT:
                return symbolic_power(canon, base, constant(int(exponent)))
            return raise_whole(canon, base, int(exponent))
        case Rational():
            if max(abs(int(exponent.p)), int(exponent.q)) > MAX_EXPONENT:
                raise OutOfFuel(f"the exponent {exponent} is beyond the limit {MAX_EXPONENT}")
            return root(canon, base, Fraction(int(exponent.p), int(exponent.q)))
        case _:
            return symbolic_power(canon, base, canon.value(exponent))


def symbolic_power(canon: Canon, base: Polynomial, exponent: Polynomial) -> Polynomial:
    """a^{Σ c m}: for exponents that are whole numbers, or a positive base, the product of the powers."""
    out = constant(1)
    if base == constant(1):
        return base
    positive = canon.positive(base)
    if not positive and (parts := positive_quotient(canon, base)):
        for part, times in parts:
            out = canon.mul(out, symbolic_power(canon, part, scaled(exponent, times)))
        return out
    splits = positive or all(isinstance(c, int) and whole_number(canon, m) for m, c in exponent.items())
    inverts = positive or all(c > 0 for c in exponent.values())
    if not (splits and inverts):
        return power_atom(canon, base, key(exponent))
    for m, c in exponent.items():
        if not m and -MAX_EXPONENT <= c <= MAX_EXPONENT:
            out = canon.mul(out, raise_whole(canon, base, c) if isinstance(c, int) else root(canon, base, Fraction(c)))
        elif len(base) == 1 and positive:
            ((mono, scale),) = base.items()
            for number, e in mono:
                out = canon.mul(out, power_atom(canon, {((number, 1),): 1}, ((m, 1),), whole(c * e)))
            if scale != 1:
                out = canon.mul(out, power_atom(canon, constant(scale), ((m, 1),), c))
        else:
            out = canon.mul(out, power_atom(canon, base, ((m, 1),), c))
    return out


def positive_quotient(canon: Canon, base: Polynomial) -> list[tuple[Polynomial, int]]:
    """p and q of p/q, with their exponents, where both are known to be positive; else nothing: 1 − 1/(1 + eᵗ) is eᵗ/(1 + eᵗ)."""
    numerator, denominator = clear_denominators(canon, base)
    below = [(dict(canon.atoms[number].args[0]), -int(e)) for number, e in denominator]
    whole = bool(below) and canon.positive(numerator) and all(canon.positive(q) for q, _ in below)
    return [(numerator, 1), *below] if whole else []


def power_atom(canon: Canon, base: Polynomial, exponent: Key, times: Coefficient = 1) -> Polynomial:
    inner = dict(exponent)
    free, level = canon.free_of(base) | canon.free_of(inner), max(canon.level_of(base), canon.level_of(inner))
    return {((canon.intern("power", (key(base), exponent), free, level, canon.positive(base)), times),): 1}


def whole_number(canon: Canon, m: Monomial) -> bool:
    return all(canon.atoms[a].kind == "symbol" and isinstance(e, int) and e > 0 for a, e in m)


def root(canon: Canon, p: Polynomial, exponent: Fraction) -> Polynomial:
    """p^{a/b}: factors known to be positive (or sums of squares) come out, the others stay together."""
    if not p:
        return p
    p, denominator = clear_denominators(canon, p)
    out = constant(1)
    unknown: Monomial = UNIT
    for number, e in denominator:
        if canon.atoms[number].positive:
            out = canon.mul(out, root(canon, dict(canon.atoms[number].args[0]), -exponent * Fraction(e)))
        else:
            unknown = merge(unknown, ((number, e),))
    common = common_factor(canon, p)
    outside: Monomial = tuple(
        (a, e) for a, e in common if canon.atoms[a].positive or a in canon.nonnegative_atoms or canon.never_negative(a)
    )
    out = canon.mul(out, {raised(outside, exponent): 1})
    for a, e in common if exponent.denominator == 2 else ():
        if isinstance(e, int) and e % 2 == 0 and (a, e) not in outside:
            out = canon.mul(out, magnitude(canon, a, int(e * exponent)))
            outside = merge(outside, ((a, e),))
    rest = {merge(m, raised(outside, -1)): c for m, c in p.items()} if outside else p
    size = content(rest)
    out = canon.mul(out, number_root(canon, Fraction(size), exponent))
    rest = canon.mul(scaled(rest, Fraction(1) / size), {unknown: 1})
    return out if rest == constant(1) else canon.mul(out, root_atom(canon, rest, exponent))


def magnitude(canon: Canon, number: int, exponent: int) -> Polynomial:
    """|a|ⁿ of one atom: aⁿ, times its sign 2[a > 0] − 1 when n is odd."""
    power = canon.single(number, exponent)
    if exponent % 2 == 0:
        return power
    canon.fired["√(a²) = |a|"] += 1
    sign = combine(scaled(positive_indicator(canon, {((number, 1),): 1}), 2), constant(1), -1)
    return canon.mul(power, sign)


def absolute_value(canon: Canon, p: Polynomial) -> Polynomial:
    """|p| = p (2[p > 0] − 1), known factors first."""
    if len(p) == 1:
        return root(canon, canon.mul(p, p), Fraction(1, 2))
    turn, q = split_sign(canon, p)
    if not turn or canon.positive(q):
        return scaled(p, turn)
    if canon.positive(scaled(q, -1)):
        return scaled(p, -turn)
    canon.fired["√(a²) = |a|"] += 1
    return canon.mul(p, combine(scaled(positive_indicator(canon, p), 2), constant(1), -1))


def number_root(canon: Canon, value: Fraction, exponent: Fraction) -> Polynomial:
    if max(value.numerator, value.denominator) > MAX_FACTORED:
        return root_atom(canon, constant(whole(value)), exponent)
    out = constant(1)
    for n, sign in ((value.numerator, 1), (value.denominator, -1)):
        for prime, e in (factorint(n) if n > 1 else {}).items():
            total = exponent * sign * int(e)
            out = scaled(out, Fraction(int(prime)) ** (total.numerator // total.denominator))
            if total.denominator > 1:
                out = canon.mul(out, root_atom(canon, constant(int(prime)), total % 1))
    return out


def root_atom(canon: Canon, p: Polynomial, exponent: Fraction) -> Polynomial:
    """(p^{1/b})^a as a power of the atom p^{1/b}."""
    whole_part, left = divmod(exponent.numerator, exponent.denominator)
    if whole_part:
        return canon.mul(
            raise_whole(canon, p, whole_part), root_atom(canon, p, Fraction(left, exponent.denominator)) if left else constant(1)
        )
    args = (key(p), exponent.denominator)
    number = canon.intern("root", args, canon.free_of(p), canon.level_of(p), canon.positive(p), special=True)
    return canon.tidied(((number, exponent.numerator),))


def reduce_roots(canon: Canon, mono: Monomial) -> Polynomial | None:
    for place, (number, e) in enumerate(mono):
        atom = canon.atoms[number]
        if atom.kind != "root":
            continue
        if not isinstance(e, int):  # (p^{1/b})^{c/d} = (p^{1/(bd)})^c, as p is not negative
            rest = mono[:place] + mono[place + 1 :]
            return canon.mul({rest: 1}, root_atom(canon, dict(atom.args[0]), Fraction(e) / atom.args[1]))
        if 0 <= e < atom.args[1]:
            continue
        turns, left = divmod(int(e), atom.args[1])
        rest = mono[:place] + (((number, left),) if left else ()) + mono[place + 1 :]
        return canon.mul({rest: 1}, raise_whole(canon, dict(atom.args[0]), turns))
    return None


def fractional_power(canon: Canon, p: Polynomial, e: Coefficient) -> Polynomial:
    if e == 1:
        return p
    if len(p) == 1:
        ((m, c),) = p.items()
        if c == 1 and not any(a in canon.special for a, _ in m):
            return {raised(m, e): 1}
    return raise_whole(canon, p, e) if isinstance(e, int) else root(canon, p, e)


def bits(c: Coefficient) -> int:
    value = Fraction(c)
    return value.numerator.bit_length() + value.denominator.bit_length()


def is_absolute(term: Expr) -> bool:
    """√(x²)."""
    inner = term.args[0]
    return term.args[1] is S.Half and isinstance(inner, Pow) and inner.args[1] == 2


ROOT = Kind(
    "root",
    rebuild=lambda canon, atom, swap: root(canon, canon.put(atom.args[0], swap), Fraction(1, atom.args[1])),
    write=lambda canon, atom, e: power(canon.expression(dict(atom.args[0])), number_of(Fraction(e, atom.args[1]))),
    never_negative=lambda canon, atom: bool(atom.args[1] % 2 == 0),
    products=(Rule("(√p)² = p", reduce_roots),),
    examples=((r"\sqrt{x + y}^2", "x + y"), (r"\sqrt{8}", r"2 \sqrt{2}"), (r"\sqrt{\sqrt{a}}^2", r"\sqrt{a}")),
    lookalikes=((r"\sqrt{x^2}", "x"), (r"\sqrt{\sqrt{a}} \sqrt{a}", "a")),
)
POWER = Kind(
    "power",
    rebuild=lambda canon, atom, swap: symbolic_power(canon, canon.put(atom.args[0], swap), canon.put(atom.args[1], swap)),
    write=lambda canon, atom, e: power(canon.expression(dict(atom.args[0])), mul(number_of(e), canon.expression(dict(atom.args[1])))),
    examples=(("a^{n} a", "a^{n + 1}"), ("a^{2 n}", "(a^{n})^2")),
    lookalikes=(("a^{n} a^{n}", "a^{n^2}"),),
)
KINDS = (ROOT, POWER)
