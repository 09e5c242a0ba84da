"""The canonical form's engine: the ring, the table of atoms, the memo, the fuel and the trace.

It knows no kind of atom by name: what becomes of an atom when an index is replaced, how it is written, which products of it are rewritten
stand in the kind's row (`kinds`), and the rule for each node of a term in `rules`; both tables are handed in at construction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sympy import Expr, Integer, Rational, S

from ..terms import Base, Index, IndexTerm, Size, add, mul
from ..terms.facts import Facts
from .polynomial import (
    MAX_TERMS,
    ONLY_UNIT,
    UNIT,
    Atom,
    Coefficient,
    Key,
    Monomial,
    OutOfFuel,
    Polynomial,
    accumulate,
    constant,
    content,
    key,
    merge,
    raised,
    scaled,
    whole,
)

FUEL = 400_000


@dataclass(frozen=True, slots=True)
class Swap:
    """One index term to be put in place of another."""

    old: IndexTerm
    new: IndexTerm


@dataclass(frozen=True, slots=True)
class Rule:
    """A rewriting of products; its name is what the trace prints."""

    name: str
    apply: Callable[[Canon, Monomial], Polynomial | None]


def is_unknown(canon: Canon, atom: Atom) -> bool:
    """Not known to be ≥ 0."""
    return False


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of atom: all that the canonical form knows of it."""

    name: str
    rebuild: Callable[[Canon, Atom, Swap], Polynomial]
    """What becomes of it when an index is replaced."""
    write: Callable[[Canon, Atom, Coefficient], Expr]
    """A power of it as a SymPy expression."""
    never_negative: Callable[[Canon, Atom], bool] = is_unknown
    idempotent: bool = False
    """It is 0 or 1."""
    products: tuple[Rule, ...] = ()
    """Rewritings of products that hold such an atom."""
    examples: tuple[tuple[str, str], ...] = ()
    """Pairs of formulas, in the names of the sheet of tests, that it makes equal …"""
    lookalikes: tuple[tuple[str, str], ...] = ()
    """… and that it must not."""


@dataclass(frozen=True, slots=True)
class Tables:
    """What a canonical form is made of."""

    kinds: Mapping[str, Kind]
    rules: tuple[Rule, ...]
    terms: Mapping[type, Callable[[Any, Any], Polynomial]]
    raise_any: Callable[[Any, Polynomial, Coefficient], Polynomial]
    """A polynomial to a rational power."""


class Canon:
    """Canonical forms under one set of facts; terms already seen are not done again.

    `folded` are bases whose definition is not to be looked at: what holds for any value of a name holds for its own.
    `shallow` leaves sums as they are written.
    """

    def __init__(self, tables: Tables, facts: Facts, folded: frozenset[Base], shallow: bool, fuel: int) -> None:
        self.tables, self.facts, self.folded, self.shallow, self.fuel = tables, facts, folded, shallow, fuel
        self.atoms: list[Atom] = []
        self.numbers: dict[tuple[Any, ...], int] = {}
        self.special: set[int] = set()
        self.fired: Counter[str] = Counter()
        self.known_positive: set[Key] = set()
        """Polynomials that hypotheses say to be > 0."""
        self.known_nonnegative: set[Key] = set()
        """Polynomials that hypotheses say to be ≥ 0."""
        self.nonnegative_atoms: set[int] = set()
        """Atoms that hypotheses say to be ≥ 0."""
        self.nonzero: set[Key] = set()
        self.nonzero_bases: set[Base] = set()
        self.positives = frozenset(facts.positive)
        self.between = {base: (low, high) for base, low, high in facts.between}
        self.families = set(facts.distinct)
        self.equal = facts.same
        self.constants = dict(facts.constants)
        self.sizes = dict(facts.sizes)
        self.avoids = {(base, self.equal.get(t, t)) for base, t in facts.avoids}
        self.unequal = {frozenset(self.equal.get(t, t) for t in pair) for pair in facts.unequal}
        self.solved: list[tuple[int, tuple[Any, ...], Polynomial]] = []
        """Hypotheses, each solved for one atom."""
        self.instances: dict[Any, tuple[Polynomial, Polynomial]] = {}
        self._memo: dict[Expr, Polynomial] = {}
        self._tidied: dict[Monomial, Polynomial] = {}
        self._substituted: dict[tuple[int, IndexTerm, IndexTerm], Polynomial] = {}
        self._rules: dict[type, Callable[[Any, Any], Polynomial]] = {}

    def spend(self, amount: int = 1) -> None:
        self.fuel -= amount
        if self.fuel < 0:
            raise OutOfFuel("the canonical form grew beyond the limit of steps")

    def intern(
        self, kind: str, args: tuple[Any, ...], free: frozenset[IndexTerm], level: int, positive: bool, special: bool = False
    ) -> int:
        number = self.numbers.get((kind, *args))
        if number is None:
            number = len(self.atoms)
            self.numbers[(kind, *args)] = number
            self.atoms.append(Atom(number, kind, args, free, level, positive))
            if special:
                self.special.add(number)
        return number

    def tidy(self, mono: Monomial) -> Polynomial:
        """The canonical polynomial equal to a monomial that contains special atoms: the first rule that has an answer."""
        for rule in self.tables.rules:
            found = rule.apply(self, mono)
            if found is not None:
                self.fired[rule.name] += 1
                return found
        return {mono: 1}

    def mul(self, p: Polynomial, q: Polynomial) -> Polynomial:
        if len(p) * len(q) > MAX_TERMS:
            raise OutOfFuel(f"a product of {len(p)} by {len(q)} terms")
        if p.keys() == ONLY_UNIT:
            return scaled(q, p[UNIT])
        if q.keys() == ONLY_UNIT:
            return scaled(p, q[UNIT])
        self.spend(len(p) * len(q))
        out: Polynomial = {}
        special = self.special
        for m, a in p.items():
            for n, b in q.items():
                mono = merge(m, n)
                if special and any(atom in special for atom, _ in mono):
                    accumulate(out, self.tidied(mono), a * b)
                else:
                    total = out.get(mono, 0) + a * b
                    if total:
                        out[mono] = total if type(total) is int else whole(total)
                    else:
                        out.pop(mono, None)
        return out

    def tidied(self, mono: Monomial) -> Polynomial:
        found = self._tidied.get(mono)
        if found is None:
            self.spend()
            found = self._tidied[mono] = self.tidy(mono)
        return found

    def product(self, *factors: Polynomial) -> Polynomial:
        out: Polynomial | None = None
        for f in factors:
            out = f if out is None else self.mul(out, f)
        return constant(1) if out is None else out

    def repeated(self, p: Polynomial, exponent: int) -> Polynomial:
        """pⁿ, n ≥ 0."""
        if len(p) == 1 and exponent > 1:
            ((m, c),) = p.items()
            if not any(a in self.special for a, _ in m):
                return {raised(m, exponent): c**exponent}
        out, square = constant(1), p
        while exponent:
            if exponent & 1:
                out = self.mul(out, square)
            exponent >>= 1
            if exponent:
                square = self.mul(square, square)
        return out

    def single(self, number: int, exponent: Coefficient = 1) -> Polynomial:
        mono: Monomial = ((number, exponent),)
        return self.tidied(mono) if number in self.special else {mono: 1}

    # ------------------------------------------------------------------------------------------ what is known

    def same(self, term: IndexTerm) -> IndexTerm:
        """The one of all equal index terms that stands for them; 1 for what runs from 1 to a size that is 1."""
        term = self.equal.get(term, term)
        if self.sizes and isinstance(term, Size):
            return Integer(self.sizes[term]) if term in self.sizes else term
        one_place = bool(self.sizes) and isinstance(term, Index) and term.lower is S.One and self.sizes.get(term.upper) == 1
        return S.One if one_place else term

    def free(self, mono: Monomial) -> frozenset[IndexTerm]:
        return frozenset().union(*(self.atoms[a].free for a, _ in mono))

    def level(self, mono: Monomial) -> int:
        return max((self.atoms[a].level for a, _ in mono), default=0)

    def free_of(self, p: Polynomial) -> frozenset[IndexTerm]:
        return frozenset().union(*(self.free(m) for m in p))

    def level_of(self, p: Polynomial) -> int:
        return max((self.level(m) for m in p), default=0)

    def nonnegative(self, mono: Monomial) -> bool:
        return all(
            self.atoms[a].positive or (isinstance(e, int) and e % 2 == 0) or a in self.nonnegative_atoms or self.never_negative(a)
            for a, e in mono
        )

    def never_negative(self, number: int) -> bool:
        atom = self.atoms[number]
        return self.tables.kinds[atom.kind].never_negative(self, atom)

    def positive(self, p: Polynomial) -> bool:
        """Known to be > 0: no term is negative and at least one is positive."""
        return (
            bool(p)
            and all(c > 0 and self.nonnegative(m) for m, c in p.items())
            and any(all(self.atoms[a].positive for a, _ in m) for m in p)
        ) or (bool(self.known_positive) and (key(scaled(p, Fraction(1) / content(p))) in self.known_positive or self.is_inside(p)))

    def is_inside(self, p: Polynomial) -> bool:
        """Whether p = a + b p_i > 0, as hypotheses say that each entry of p lies between two numbers."""
        rest = dict(p)
        a = rest.pop(UNIT, 0)
        if len(rest) != 1:
            return False
        ((mono, b),) = rest.items()
        atom = self.atoms[mono[0][0]]
        if len(mono) != 1 or mono[0][1] != 1 or atom.kind != "entry" or atom.args[0] not in self.between:
            return False
        low, high = self.between[atom.args[0]]
        return bool(a + b * (low if b > 0 else high) >= 0)

    def sign(self, p: Polynomial) -> int:
        """1 if p is known to be > 0, −1 if it is known to be < 0, else 0."""
        return 1 if self.positive(p) else -1 if self.positive(scaled(p, -1)) else 0

    # ------------------------------------------------------------------------------------------ terms

    def value(self, term: Expr) -> Polynomial:
        """The canonical form of a term."""
        found = self._memo.get(term)
        if found is None:
            found = self._memo[term] = self._value(term)
        return found

    def _value(self, term: Expr) -> Polynomial:
        rule = self._rules.get(type(term))
        if rule is None:
            rule = next((r for t, r in self.tables.terms.items() if isinstance(term, t)), None)
            if rule is None:
                raise OutOfFuel(f"no rule for {type(term).__name__}")
            self._rules[type(term)] = rule
        return rule(self, term)

    def forget_terms(self) -> None:
        """Values found before a hypothesis was learned are found anew."""
        self._memo.clear()

    # ------------------------------------------------------------------------------------------ substitution

    def substitute(self, p: Polynomial, old: IndexTerm, new: IndexTerm) -> Polynomial:
        """p with one index term in place of another, everywhere (bound names are never met: see `kinds.sums`)."""
        out: Polynomial = {}
        for mono, c in p.items():
            changed = [f for f in mono if old in self.atoms[f[0]].free]
            if not changed:
                accumulate(out, {mono: c})
                continue
            result: Polynomial = {tuple(f for f in mono if old not in self.atoms[f[0]].free): c}
            for number, e in changed:
                result = self.mul(result, self.tables.raise_any(self, self.substituted(number, old, new), e))
            accumulate(out, result)
        return out

    def substituted(self, number: int, old: IndexTerm, new: IndexTerm) -> Polynomial:
        case = (number, old, new)
        found = self._substituted.get(case)
        if found is None:
            self.spend()
            atom = self.atoms[number]
            found = self._substituted[case] = self.tables.kinds[atom.kind].rebuild(self, atom, Swap(old, new))
        return found

    def put(self, inner: Key, swap: Swap) -> Polynomial:
        """The polynomial inside an atom, with one index term in place of another."""
        return self.substitute(dict(inner), swap.old, swap.new)

    def without_tables(self) -> tuple[Any, ...]:
        """Set aside what rests on hypotheses; `restore` puts it back."""
        kept = self.solved, self._substituted, self._tidied
        self.solved, self._substituted, self._tidied = [], {}, {}
        return kept

    def restore(self, kept: tuple[Any, ...]) -> None:
        self.solved, self._substituted, self._tidied = kept

    # ------------------------------------------------------------------------------------------ the way back

    def expression(self, p: Polynomial) -> Expr:
        """A canonical form as a SymPy expression, to be read."""
        return add(*(mul(number_of(c), *(self.atom_expression(a, e) for a, e in m)) for m, c in sorted(p.items())))

    def atom_expression(self, number: int, e: Coefficient) -> Expr:
        atom = self.atoms[number]
        return self.tables.kinds[atom.kind].write(self, atom, e)


def number_of(c: Coefficient) -> Expr:
    return Integer(c) if isinstance(c, int) else Rational(c.numerator, c.denominator)
