"""Taking hypotheses up: what the facts of a sheet, and the conditions of a claim, make of atoms."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from fractions import Fraction

from ..terms import Index
from ..terms.facts import Facts
from .canon import Canon
from .kinds.entries import entry_at
from .kinds.indicators import split_sign
from .polynomial import OutOfFuel, Polynomial, combine, constant, key, scaled, whole


def assume(canon: Canon, facts: Facts) -> None:
    for base, low, high in facts.between:
        here = entry_at(canon, base, ())
        canon.known_positive.add(key(combine(here, constant(whole(low)), -1)))
        canon.known_positive.add(key(combine(constant(whole(high)), here, -1)))
    canon.nonzero_bases.update(facts.nonzero_entries)
    for term in facts.nonzero:
        canon.nonzero.add(key(split_sign(canon, canon.value(term))[1]))
    for expression, sign in sorted(facts.signs, key=lambda s: s[0].count_ops()):
        with suppress(OutOfFuel):
            learn(canon, canon.value(expression), sign)
    canon.forget_terms()
    for left, right in facts.equations:
        canon.solved.append(solve_for_atom(canon, combine(canon.value(left), canon.value(right), -1)))


def learn(canon: Canon, p: Polynomial, sign: str) -> None:
    """Take p ≠ 0 (> 0, ≥ 0) for granted from here on."""
    turn, p = split_sign(canon, p)
    if not turn:
        return
    if sign == "≠":
        canon.nonzero.add(key(p))
    elif sign == ">":
        canon.known_positive.add(key(scaled(p, turn)))
    else:
        canon.known_nonnegative.add(key(scaled(p, turn)))
    if len(p) == 1:
        ((mono, c),) = p.items()
        unknown = [(a, e) for a, e in mono if not canon.atoms[a].positive]
        if sign != "≥":
            canon.nonzero.update(key({((a, 1),): 1}) for a, _ in unknown)
        if len(unknown) == 1 and sign != "≠" and c * turn > 0 and isinstance(e := unknown[0][1], int) and e % 2:
            canon.nonnegative_atoms.add(unknown[0][0])
    for number in canon.nonnegative_atoms:
        atom = canon.atoms[number]
        if not atom.positive and key({((number, 1),): 1}) in canon.nonzero:
            canon.atoms[number] = replace(atom, positive=True)


def solve_for_atom(canon: Canon, p: Polynomial) -> tuple[int, tuple[Index, ...], Polynomial]:
    """An equation p = 0 as a rewriting of its last sum atom (or of its last atom)."""
    alone = [m[0][0] for m in p if len(m) == 1 and m[0][1] == 1]
    chosen = max(alone, key=lambda a: (canon.atoms[a].kind == "sum", a), default=None)
    if chosen is None or any(a == chosen for m in p if m != ((chosen, 1),) for a, _ in m):
        raise OutOfFuel("a hypothesis must be an equation that can be solved for one sum or one name")
    rest = dict(p)
    c = rest.pop(((chosen, 1),))
    places = tuple(sorted((t for t in canon.atoms[chosen].free if isinstance(t, Index)), key=lambda t: t.serial))
    return chosen, places, scaled(rest, Fraction(-1) / c)
