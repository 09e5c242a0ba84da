"""δ(s, t) of index terms, under the facts about indices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sympy import Add, Expr, Integer, Mul

from ...terms import Base, Delta, Entry, Index, IndexTerm, Size, linear, power
from ..canon import Canon, Kind, Rule, number_of
from ..polynomial import Monomial, OutOfFuel, Polynomial, constant
from ..ranges import apart


def index_term(canon: Canon, term: IndexTerm) -> IndexTerm:
    """An index term with the equal ones replaced, its arithmetic done."""
    term = canon.same(term)
    if isinstance(term, (Index, Integer, Size)):
        return term
    if isinstance(term, Entry):
        return Entry(term.base, *(index_term(canon, i) for i in term.indices))
    return linear(*(parted(t, lambda t: index_term(canon, t)) for t in (term.args if isinstance(term, Add) else (term,))))


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


def delta_polynomial(canon: Canon, s: IndexTerm, t: IndexTerm) -> Polynomial:
    s, t = index_term(canon, s), index_term(canon, t)
    if s == t:
        return constant(1)
    if isinstance(s, (Add, Integer)) or isinstance(t, (Add, Integer)):
        difference = linear((1, s), (-1, t))
        if difference.is_Integer:
            return constant(0) if difference else constant(1)
    if apart(s, t):
        canon.fired["δ of indices whose ranges do not meet"] += 1
        return constant(0)
    if differ(canon, s, t):
        canon.fired["hypothesis"] += 1
        return constant(0)
    match s, t:
        case Entry(), Entry() if s.base == t.base and s.base in canon.families and len(s.indices) == 1:
            canon.fired["hypothesis"] += 1
            return delta_polynomial(canon, s.indices[0], t.indices[0])
    pair = tuple(sorted((s, t), key=rank))
    free = names_in(pair)
    return {((canon.intern("delta", pair, free, 0, False, special=True), 1),): 1}


def differ(canon: Canon, s: IndexTerm, t: IndexTerm) -> bool:
    return (
        frozenset((s, t)) in canon.unequal
        or (isinstance(s, Entry) and (s.base, t) in canon.avoids)
        or (isinstance(t, Entry) and (t.base, s) in canon.avoids)
    )


def rewrite_by_delta(canon: Canon, mono: Monomial) -> Polynomial | None:
    """δ(s, t) f(s) = δ(s, t) f(t), in every other factor; t is the simpler of the two."""
    for place, (number, _) in enumerate(mono):
        if canon.atoms[number].kind != "delta":
            continue
        t, s = canon.atoms[number].args
        rest = mono[:place] + mono[place + 1 :]
        if any(s in canon.atoms[a].free for a, _ in rest):
            return canon.mul({((number, 1),): 1}, canon.substitute({rest: 1}, s, t))
    return None


def flatten_idempotent(canon: Canon, mono: Monomial) -> Polynomial | None:
    if any(e != 1 and canon.tables.kinds[canon.atoms[a].kind].idempotent for a, e in mono):
        if any(e < 0 and canon.tables.kinds[canon.atoms[a].kind].idempotent for a, e in mono):
            raise OutOfFuel("a division by a δ or an indicator")
        flat = tuple((a, 1 if canon.tables.kinds[canon.atoms[a].kind].idempotent else e) for a, e in mono)
        return canon.tidied(flat)
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


def swap_index(term: IndexTerm, old: IndexTerm, new: IndexTerm) -> IndexTerm:
    if term == old:
        return new
    if isinstance(term, (Index, Integer, Size)):
        return term
    if isinstance(term, Entry):
        indices = tuple(swap_index(i, old, new) for i in term.indices)
        return term if indices == term.indices else Entry(term.base, *indices)
    return linear(*(parted(t, lambda part: swap_index(part, old, new)) for t in (term.args if isinstance(term, Add) else (term,))))


def parted(term: Expr, change: Callable[[Expr], Expr]) -> tuple[int, Expr]:
    """A multiple of an index term as (coefficient, changed term)."""
    if isinstance(term, Mul):
        return int(term.args[0]), change(term.args[1])
    return 1, change(term)


DELTA = Kind(
    "delta",
    rebuild=lambda canon, atom, swap: delta_polynomial(canon, *(swap_index(i, swap.old, swap.new) for i in atom.args)),
    write=lambda canon, atom, e: power(Delta(*atom.args), number_of(e)),
    idempotent=True,
    products=(Rule("δ² = δ", flatten_idempotent), Rule("δ(s,t) f(s) = δ(s,t) f(t)", rewrite_by_delta)),
    examples=((r"\delta_{ij} u_i", r"\delta_{ij} u_j"), (r"\delta_{ij} \delta_{ij}", r"\delta_{ij}")),
    lookalikes=((r"\delta_{ij} u_i", "u_j"), (r"\delta_{ij}", "1")),
)
KINDS = (DELTA,)
