"""Entries of names, sizes and indices as numbers."""

from __future__ import annotations

from sympy import S

from ...terms import Base, Entry, Index, IndexTerm, Size, linear, power, unfold
from ..canon import Canon, Kind, number_of
from ..hypotheses import known
from ..polynomial import Polynomial
from .deltas import index_term, names_in, swap_index


def index_polynomial(canon: Canon, term: IndexTerm) -> Polynomial:
    """A size or an index as a number."""
    match term := canon.same(term):
        case Index():
            positive, free = term.lower is S.One, frozenset({term})
        case Size():
            positive, free = term.least >= 1, frozenset()
        case _:
            return canon.value(term)
    return canon.single(canon.intern("symbol", (term,), free, 0, positive))


def entry_polynomial(canon: Canon, term: Entry) -> Polynomial:
    base = term.base
    if base in canon.constants:
        canon.fired["hypothesis"] += 1
        return canon.value(canon.constants[base])
    if base.definition is not None and base not in canon.folded:
        return canon.value(unfold(term))
    if base.recurrence is not None and term.indices == (linear((1, base.recurrence.step), (1, S.One)),):
        canon.fired["x_{t+1} = what its recurrence says"] += 1
        return canon.value(base.recurrence.next)
    return entry_at(canon, base, tuple(index_term(canon, i) for i in term.indices))


def entry_at(canon: Canon, base: Base, indices: tuple[IndexTerm, ...]) -> Polynomial:
    free = names_in(indices)
    number = canon.intern("entry", (base, indices), free, 0, base.positive or base in canon.positives)
    return known(canon, number)


ENTRY = Kind(
    "entry",
    rebuild=lambda canon, atom, swap: entry_at(
        canon, atom.args[0], tuple(index_term(canon, swap_index(i, swap.old, swap.new)) for i in atom.args[1])
    ),
    write=lambda canon, atom, e: power(Entry(atom.args[0], *atom.args[1]), number_of(e)),
    examples=(("u_i v_i", "v_i u_i"),),
    lookalikes=(("u_i", "u_j"), ("u_i", "v_i")),
)
SYMBOL = Kind(
    "symbol",
    rebuild=lambda canon, atom, swap: canon.value(swap.new) if atom.args[0] == swap.old else canon.single(atom.number),
    write=lambda canon, atom, e: power(atom.args[0], number_of(e)),
    examples=(("n + p", "p + n"),),
    lookalikes=(("n", "p"),),
)
KINDS = (ENTRY, SYMBOL)
