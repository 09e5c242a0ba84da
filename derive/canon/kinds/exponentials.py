"""exp and log: e^{Σ c m} = Π (e^m)^c; a logarithm splits at what is known to be positive."""

from __future__ import annotations

from fractions import Fraction
from math import lcm

from sympy import factorint

from ...terms import exp_, log_, mul, power
from ..canon import Canon, Kind, number_of
from ..polynomial import UNIT, Monomial, OutOfFuel, Polynomial, accumulate, constant, content, key, merge, raised, scaled, whole
from .fractions import clear_denominators, common_factor, raise_whole
from .powers import MAX_FACTORED, symbolic_power


def exponential(canon: Canon, p: Polynomial) -> Polynomial:
    mono: Monomial = UNIT
    factors: list[Polynomial] = []
    for m, c in p.items():
        if len(m) == 1 and m[0][1] == 1 and canon.atoms[m[0][0]].kind == "log" and isinstance(c, int):
            factors.append(raise_whole(canon, dict(canon.atoms[m[0][0]].args[0]), c))
            continue
        logs = [(number, e) for number, e in m if canon.atoms[number].kind == "log" and canon.positive(dict(canon.atoms[number].args[0]))]
        if len(m) > 1 and len(logs) == 1 and logs[0][1] == 1:
            factors.append(symbolic_power(canon, dict(canon.atoms[logs[0][0]].args[0]), {merge(m, ((logs[0][0], -1),)): c}))
            continue
        number = canon.intern("exp", (m,), canon.free(m), canon.level(m), True)
        mono = merge(mono, ((number, c),))
    return canon.product({mono: 1}, *factors) if factors else {mono: 1}


def logarithm(canon: Canon, p: Polynomial) -> Polynomial:
    """log p: of its known-positive factors one by one, of the rest together."""
    out: Polynomial = {}
    if not p:
        raise OutOfFuel("the logarithm of zero")
    if (whole := without_roots(canon, p)) is not None:
        return whole
    numerator, denominator = clear_denominators(canon, p)
    bases = [(dict(canon.atoms[number].args[0]), e) for number, e in denominator]
    signs = [canon.sign(base) for base, _ in bases]
    if all(signs):
        p = numerator
        for sign, (base, e) in zip(signs, bases, strict=True):
            accumulate(out, logarithm(canon, scaled(base, sign)), -e)
            p = scaled(p, sign if e % 2 else 1)
    elif len(p) > 1:
        return log_atom(canon, p)
    common = common_factor(canon, p, positive_only=True)
    rest = {merge(m, raised(common, -1)): c for m, c in p.items()} if common else p
    for number, e in common:
        accumulate(out, log_factor(canon, number), e)
    size = content(rest)
    accumulate(out, log_number(canon, Fraction(size)))
    rest = scaled(rest, Fraction(1) / size)
    if rest == constant(1):
        return out
    ((first, scale), *others) = rest.items()
    if not others and scale == 1 and first[0][1] < 0:  # log a⁻² is −log a²
        accumulate(out, log_atom(canon, {raised(first, -1): 1}), -1)
    else:
        accumulate(out, log_atom(canon, rest))
    return out


def without_roots(canon: Canon, p: Polynomial) -> Polynomial | None:
    """1/n log pⁿ for log p, where pⁿ has no roots and no |a| any more; log p is defined where p > 0."""
    if (times := order_of_roots(canon, p)) == 1:
        return None
    numerator, denominator = clear_denominators(canon, p)
    below = [raise_whole(canon, raise_whole(canon, dict(canon.atoms[n].args[0]), times), -int(e)) for n, e in denominator]
    found = canon.product(raise_whole(canon, numerator, times), *below)
    if order_of_roots(canon, found) > 1:
        return None
    canon.fired["log p = 1/n log pⁿ"] += 1
    return scaled(logarithm(canon, found), Fraction(1, times))


def order_of_roots(canon: Canon, p: Polynomial) -> int:
    """The power that frees a quotient of its roots, and of the sign in |a|; 1 if there are none, or that is much."""
    atoms = [canon.atoms[number] for m in p for number, _ in m]
    atoms += [canon.atoms[number] for atom in atoms if atom.kind == "inv" for m, _ in atom.args[0] for number, _ in m]
    times = lcm(*(a.args[1] for a in atoms if a.kind == "root"), *(2 for a in atoms if a.kind == "pos"))
    return times if times <= MOST_ORDER else 1


MOST_ORDER = 6


def log_factor(canon: Canon, number: int) -> Polynomial:
    """log of one positive atom."""
    atom = canon.atoms[number]
    match atom.kind:
        case "exp":
            canon.fired["log eˣ = x"] += 1
            return {atom.args[0]: 1}
        case "inv":
            return scaled(logarithm(canon, dict(atom.args[0])), -1)
        case "power" if canon.positive(dict(atom.args[0])):
            return canon.mul(dict(atom.args[1]), logarithm(canon, dict(atom.args[0])))
        case _:
            return log_atom(canon, {((number, 1),): 1})


def log_number(canon: Canon, value: Fraction) -> Polynomial:
    if max(value.numerator, value.denominator) > MAX_FACTORED:
        return log_atom(canon, constant(whole(value)))
    out: Polynomial = {}
    for n, sign in ((value.numerator, 1), (value.denominator, -1)):
        for prime, e in (factorint(n) if n > 1 else {}).items():
            accumulate(out, log_atom(canon, constant(int(prime))), sign * int(e))
    return out


def log_atom(canon: Canon, p: Polynomial) -> Polynomial:
    above_one = p.keys() == {UNIT} and p[UNIT] > 1
    return canon.single(canon.intern("log", (key(p),), canon.free_of(p), canon.level_of(p), above_one))


EXP = Kind(
    "exp",
    rebuild=lambda canon, atom, swap: exponential(canon, canon.substitute({atom.args[0]: 1}, swap.old, swap.new)),
    write=lambda canon, atom, e: exp_(mul(number_of(e), canon.expression({atom.args[0]: 1}))),
    examples=(("e^{x} e^{-x}", "1"), ("e^{x + 2 y}", "e^x e^y e^y"), (r"e^{2 \log a}", "a^2"), (r"e^{x \log p}", "p^x")),
    lookalikes=(("e^{x y}", "e^x e^y"), ("e^x", "e^{-x}")),
)
LOG = Kind(
    "log",
    rebuild=lambda canon, atom, swap: logarithm(canon, canon.put(atom.args[0], swap)),
    write=lambda canon, atom, e: power(log_(canon.expression(dict(atom.args[0]))), number_of(e)),
    examples=(
        (r"\log(a b)", r"\log a + \log b"),
        (r"\log e^x", "x"),
        (r"\log 6", r"\log 2 + \log 3"),
        (r"\log p^x", r"x \log p"),
        (r"\log \frac{1}{\sqrt{x^2 p}}", r"-\frac{1}{2} \log(x^2 p)"),
        (r"\log \sqrt[3]{p}", r"\frac{1}{3} \log p"),
    ),
    lookalikes=((r"\log(x + y)", r"\log x + \log y"), (r"\log \sqrt{x^2 p}", r"\log x + \frac{1}{2} \log p")),
)
KINDS = (EXP, LOG)
