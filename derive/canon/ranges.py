"""Ranges of indices: where an index term lies, whether a range may be empty."""

from __future__ import annotations

from sympy import Add, Expr, Integer, Mul, S

from ..terms import Base, Entry, Index, IndexTerm, Size


def never_empty(lower: Expr, upper: Expr) -> bool:
    if isinstance(upper, Size):
        return upper.least >= 1 and (lower is S.One or lower == -upper)
    return bool(lower.is_Integer and upper.is_Integer and lower <= upper)


def never_negative_length(lower: Expr, upper: Expr) -> bool:
    """Whether upper − lower + 1 counts the terms also when there are none: it is never below 0."""
    least = S.Zero
    for term, factor in (upper - lower + S.One).as_coefficients_dict().items():
        if term is S.One:
            least += factor
        elif isinstance(term, Size) and factor >= 0:
            least += factor * term.least
        else:
            return False
    return bool(least.is_Integer and least >= 0)


def range_of(term: IndexTerm) -> tuple[Expr, Expr] | None:
    """Where an index term lies: from, to."""
    match term:
        case Index():
            return term.lower, term.upper
        case Entry() if term.base.values is not None:
            return S.One, term.base.values
        case Integer():
            return term, term
        case _:
            return None


def inside(term: IndexTerm, index: Index) -> bool:
    """Whether a term is known to lie in the range of a bound index."""
    own = range_of(term)
    if own is None:
        return False
    if own == (index.lower, index.upper):
        return True
    if isinstance(term, Integer):
        if isinstance(index.upper, Size) and index.upper.least >= 1:
            least, most = index.lower, index.upper
            return (least == -most and abs(term) <= 1) or (least is S.One and term == 1)
        return bool(index.lower.is_Integer and index.upper.is_Integer and index.lower <= term <= index.upper)
    return False


def apart(s: IndexTerm, t: IndexTerm) -> bool:
    """Whether two index terms are known never to be the same by the ends of their ranges: j and 0, j and −i, where these run from 1."""
    (low, high), (least, most) = ends(s), ends(t)
    return (low is not None and most is not None and low > most) or (high is not None and least is not None and high < least)


def ends(term: Expr) -> tuple[int | None, int | None]:
    """The whole numbers between which an index term lies, as far as they are known for all sizes."""
    if isinstance(term, Size):
        return term.least, None
    if isinstance(term, (Add, Mul)):
        parts = [ends(a) for a in term.args if not isinstance(a, Integer)]
        if isinstance(term, Mul):
            factor = int(term.args[0]) if isinstance(term.args[0], Integer) and len(parts) == 1 else 0
            low, high = (None if e is None else factor * e for e in (parts[0] if factor else (None, None)))
            return (low, high) if factor > 0 else (high, low)
        shift = sum(int(a) for a in term.args if isinstance(a, Integer))
        lows, highs = [low for low, _ in parts if low is not None], [high for _, high in parts if high is not None]
        return (shift + sum(lows) if len(lows) == len(parts) else None, shift + sum(highs) if len(highs) == len(parts) else None)
    own = range_of(term)
    low, high = own if own is not None else (S.NaN, S.NaN)
    return (int(low) if low.is_Integer else None, int(high) if high.is_Integer else None)


def contains(term: IndexTerm, part: IndexTerm) -> bool:
    return term == part or any(contains(a, part) for a in term.args if not isinstance(a, Base))
