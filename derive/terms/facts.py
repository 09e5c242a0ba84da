"""What a claim may take for granted: declared in the sheet, shown with the verdict, used nowhere else."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from sympy import Expr

from .nodes import Base, Index, IndexTerm, Size


@dataclass(frozen=True, slots=True)
class Facts:
    """Hypotheses, by kind.  Positivity is mostly declared with the name itself (`Base.positive`)."""

    unequal: tuple[tuple[IndexTerm, IndexTerm], ...] = ()
    """Pairs of index terms that differ: w ≠ o."""
    avoids: tuple[tuple[Base, IndexTerm], ...] = ()
    """Index-valued families none of whose values is the term: o ∉ {w_1, …, w_K}."""
    distinct: tuple[Base, ...] = ()
    """Index-valued families that never take a value twice: distinct samples."""
    equal: tuple[tuple[IndexTerm, IndexTerm], ...] = ()
    """Pairs of index terms that are the same: w = o; the first is replaced by the second."""
    equations: tuple[tuple[Expr, Expr], ...] = ()
    """Equations between scalars: Σ_i y_i = 1; an index in them that is not bound stands for every value."""
    nonzero: tuple[Expr, ...] = ()
    """Scalars that are not zero: the points where a derivative of cases exists."""
    nonzero_entries: tuple[Base, ...] = ()
    """Names no entry of which is zero."""
    positive: tuple[Base, ...] = ()
    """Names whose entries are > 0."""
    between: tuple[tuple[Base, Fraction, Fraction], ...] = ()
    """Scalars in an open interval: 0 < p < 1."""
    signs: tuple[tuple[Expr, str], ...] = ()
    """Expressions that are ≠ 0, > 0 or ≥ 0: what must hold for both sides of a claim to be defined."""
    margins: tuple[tuple[Index, Size], ...] = ()
    """Positions t with m < t ≤ T − m: the window around them lies inside the text."""
    constants: tuple[tuple[Base, Expr], ...] = ()
    """Given names every entry of which is one number: v_c = 0, α = 1."""
    sizes: tuple[tuple[Size, int], ...] = ()
    """Sizes that are a number: K = 1."""
    described: tuple[str, ...] = field(default=(), compare=False)
    """The same, in words, for the reader of a verdict."""

    @property
    def at_values(self) -> bool:
        """Whether something is said of the values of a given name or of a size, not of indices."""
        return bool(self.constants or self.sizes or self.positive or self.between or self.signs)

    @property
    def same(self) -> dict[IndexTerm, IndexTerm]:
        """Each index term that is equal to others, with the one that stands for all of them."""
        classes: list[list[IndexTerm]] = []
        for pair in self.equal:
            joined = [c for c in classes if any(t in c for t in pair)]
            classes = [c for c in classes if c not in joined]
            classes.append(list(dict.fromkeys([t for c in joined for t in c] + list(pair))))
        return {t: c[-1] for c in classes for t in c[:-1]}

    def __add__(self, other: Facts) -> Facts:
        return Facts(
            self.unequal + other.unequal,
            self.avoids + other.avoids,
            self.distinct + other.distinct,
            self.equal + other.equal,
            self.equations + other.equations,
            self.nonzero + other.nonzero,
            self.nonzero_entries + other.nonzero_entries,
            self.positive + other.positive,
            self.between + other.between,
            self.signs + other.signs,
            self.margins + other.margins,
            self.constants + other.constants,
            self.sizes + other.sizes,
            tuple(dict.fromkeys(self.described + other.described)),
        )


NOTHING = Facts()
