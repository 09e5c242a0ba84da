"""From a term in index form to source: a NumPy function over a batch (`scalars` writes expressions for Numba).

A term is one scalar entry with free indices (`derive.terms`); here it becomes whole arrays.  An index that runs is an axis, an index
that is given (`o`, `w_s`) picks rows, a sum over one shared index is a matrix product, another sum an einsum.  What is added to
every argument that differs from pair to pair is the axis PAIR; a form may be summed over it.  Nothing here knows word2vec.

Where the text of a claim overflows, the same value is written so that it does not: e^a/Σe^b = exp(a − log Σe^b), and
1/(1 + e⁻ᵃ) = σ(a).  `numeric gradcheck` compares every result with the term's own evaluator.
"""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sympy import Add, Expr, Mul, Pow, Rational, S, exp, log

from derive.terms import Base, Delta, Entry, Index, IndexSum, Size, power
from derive.terms.functions import BY_NODE

from .patterns import Unlowered, fraction, literal, same_but_for_bound, sigmoid_argument

PAIR = Index("pair", S.Infinity)
"""The axis of a batch: one entry a training pair."""


@dataclass(frozen=True, slots=True)
class Argument:
    """How a name of the sheet is handed over: its parameter, whether a batch holds one a pair, which of its axes come first."""

    name: str
    a_pair: bool = False
    transposed: bool = False


Axes = tuple[Index, ...]
Coded = tuple[Axes, str]


class ArrayWriter:
    """Writes the lines of one NumPy function; equal parts of a term are computed once."""

    def __init__(self, arguments: Mapping[Base, Argument], indices: Mapping[Index, Argument]) -> None:
        self.arguments, self.indices = arguments, indices
        self.lines: list[str] = []
        self.sizes: dict[Expr, str] = {}
        self._memo: dict[Any, Coded] = {}
        self._codes: dict[str, str] = {}
        for base, argument in arguments.items():
            shape = tuple(a.size for a in base.shape)
            for place, size in enumerate(reversed(shape) if argument.transposed else shape):
                if isinstance(size, Size):
                    self.sizes.setdefault(size, f"{argument.name}.shape[{place + argument.a_pair}]")

    # ------------------------------------------------------------------------------------------ plumbing
    def named(self, axes: Axes, code: str) -> Coded:
        """The value under a name of its own, or under the one that has it."""
        name = self._codes.get(code)
        if name is None:
            name = self._codes[code] = f"t{len(self.lines) + 1}"
            self.lines.append(f"{name} = {code}")
        return axes, name

    def aligned(self, value: Coded, axes: Axes) -> str:
        """The code of a value, its axes in the given order, with new axes for those it lacks."""
        own, code = value
        if own == axes or not own:
            return code
        order = [own.index(i) for i in axes if i in own]
        if order != sorted(order):
            code = f"{code}.T" if order == [1, 0] else f"{code}.transpose({', '.join(map(str, order))})"
        spread = [":" if i in own else "None" for i in axes]
        while spread and spread[0] == "None":
            spread.pop(0)
        return f"{code}[{', '.join(spread)}]" if "None" in spread else code

    def union(self, values: Sequence[Coded]) -> Axes:
        """All axes, pairs first, then in the order of appearance."""
        axes = dict.fromkeys(i for own, _ in values for i in own)
        return (*((PAIR,) if PAIR in axes else ()), *(i for i in axes if i is not PAIR))

    def size(self, index: Index) -> str:
        found = self.sizes.get(index.upper)
        if found is None or index.lower is not S.One:
            raise Unlowered(f"no NumPy form for an index from {index.lower} to {index.upper}: no argument has an axis of that size")
        return found

    # ------------------------------------------------------------------------------------------ terms
    def value(self, term: Expr) -> Coded:
        key = same_but_for_bound(term)
        found = self._memo.get(key)
        if found is None:
            found = self._memo[key] = self._value(term)
        return found

    def _value(self, term: Expr) -> Coded:
        inside = sigmoid_argument(term)
        if inside is not None:
            axes, code = self.value(inside)
            return self.named(axes, f"sigma({code})")
        match term:
            case Rational():
                return (), literal(term)
            case Add():
                values = [self.value(t) for t in term.args]
                axes = self.union(values)
                return self.named(axes, " + ".join(self.aligned(v, axes) for v in values))
            case Mul():
                return self.multiplied(term)
            case Pow() if term.exp is S.Half:
                axes, code = self.value(term.base)
                return self.named(axes, f"sqrt({code})")
            case Pow() if term.exp.is_Integer and term.exp < 0:
                axes, code = self.value(power(term.base, -term.exp))
                return self.named(axes, f"1 / {code}")
            case Pow() if term.exp.is_Integer:
                axes, code = self.value(term.base)
                return self.named(axes, f"{code}**{term.exp}")
            case log():
                return self.logarithm(term.args[0])
            case _ if (row := BY_NODE.get(type(term))) is not None and row.numpy:
                axes, code = self.value(term.args[0])
                return self.named(axes, f"{row.numpy}({code})")
            case Entry():
                return self.entry(term)
            case Delta():
                return self.equal(term)
            case IndexSum():
                return self.summed(term.args[0], term.index)
        raise Unlowered(f"no NumPy form is known for {term}")

    def multiplied(self, term: Expr) -> Coded:
        above, below = fraction(term)
        exponents = [f for f in above if isinstance(f, exp)]
        sums = [f for f in below if isinstance(f, IndexSum) and isinstance(f.args[0], exp)]
        if exponents and sums:  # e^a / Σ e^b
            above.remove(exponents[0])
            below.remove(sums[0])
            quotient = [self.softmax(exponents[0].args[0], sums[0])]
        else:
            quotient = []
        if not above and not below:
            return quotient[0]
        top = quotient + [self.value(f) for f in above if f is not S.NegativeOne]
        bottom = [self.value(f) for f in below]
        axes = self.union(top + bottom)
        sign = "-" if above.count(S.NegativeOne) % 2 else ""
        code = " * ".join(self.aligned(v, axes) for v in top) or "1.0"
        return self.named(axes, sign + code + "".join(f" / {self.aligned(v, axes)}" for v in bottom))

    def softmax(self, a: Expr, total: IndexSum) -> Coded:
        """e^a / Σ e^b: where a at all places is the array b, one pass over it."""
        axes, code = self.value(a)
        inner, summed = self.value(total.args[0].args[0])
        place = inner.index(total.index) if total.index in inner else -1
        if code == summed and place >= 0 and axes[:place] + axes[place + 1 :] == inner[:place] + inner[place + 1 :]:
            return self.named(axes, f"softmax({code}, {place})")
        return self.difference(a, total, "exp({})")

    def difference(self, a: Expr, total: IndexSum, form: str) -> Coded:
        """a − log Σ e^b."""
        values = [self.value(a), self.log_sum(total)]
        axes = self.union(values)
        return self.named(axes, form.format(" - ".join(self.aligned(v, axes) for v in values)))

    def log_sum(self, total: IndexSum) -> Coded:
        inner, code = self.value(total.args[0].args[0])
        place = inner.index(total.index)
        return self.named(inner[:place] + inner[place + 1 :], f"logsumexp({code}, {place})")

    def logarithm(self, term: Expr) -> Coded:
        inside = sigmoid_argument(term)
        if inside is not None:
            axes, code = self.value(inside)
            return self.named(axes, f"log_sigma({code})")
        above, below = fraction(term)
        match above, below:
            case [exp() as top], [IndexSum() as bottom] if isinstance(bottom.args[0], exp):
                return self.difference(top.args[0], bottom, "{}")
            case [IndexSum() as total], [] if isinstance(total.args[0], exp):
                return self.log_sum(total)
        axes, code = self.value(term)
        return self.named(axes, f"log({code})")

    def index(self, term: Expr) -> Coded:
        """An index, counted from 0: a running one, a given one, an entry of a family."""
        if isinstance(term, Index):
            given = self.indices.get(term)
            if given is None:
                return (term,), f"arange({self.size(term)})"
            return (PAIR,) if given.a_pair else (), given.name
        if (
            isinstance(term, Entry)
            and term.base in self.arguments
            and all(isinstance(i, Index) and i not in self.indices for i in term.indices)
        ):
            argument = self.arguments[term.base]
            return ((PAIR,) if argument.a_pair else ()) + term.indices, argument.name
        raise Unlowered(f"no NumPy form for the index {term}")

    def entry(self, term: Entry) -> Coded:
        argument = self.arguments.get(term.base)
        if argument is None:
            raise Unlowered(f"no argument holds {term.base.name}")
        indices = tuple(reversed(term.indices)) if argument.transposed else term.indices
        own: Axes = (PAIR,) if argument.a_pair else ()
        plain = [isinstance(i, Index) and i not in self.indices for i in indices]
        if all(plain):
            return own + indices, argument.name
        if argument.a_pair or plain != sorted(plain) or sum(not p for p in plain) != 1:
            raise Unlowered(f"no NumPy form for the entry {term}")
        axes, code = self.index(indices[0])
        return axes + indices[1:], f"{argument.name}[{code}]"

    def equal(self, term: Delta) -> Coded:
        values = [self.index(t) for t in term.args]
        axes = self.union(values)
        return self.named(axes, f"equal({', '.join(self.aligned(v, axes) for v in values)})")

    # ------------------------------------------------------------------------------------------ sums
    def summed(self, body: Expr, index: Index) -> Coded:
        """Σ over one axis: of two factors a matrix product where no other axis is shared, else an einsum."""
        above, below = fraction(body)
        if below or any(isinstance(f, exp) for f in above):
            values = [self.value(body)]
        else:
            sign = above.count(S.NegativeOne) % 2
            values = [self.value(f) for f in above if f is not S.NegativeOne]
            if sign:
                values.append(((), "-1.0"))
        outside = [v for v in values if index not in v[0]]
        inside = [v for v in values if index in v[0]]
        if not inside:
            if index is PAIR:
                raise Unlowered("a form that is the same for all pairs cannot be summed over them")
            total: Coded = ((), self.size(index))
        elif len(inside) == 1:
            axes, code = inside[0]
            place = axes.index(index)
            total = self.named(axes[:place] + axes[place + 1 :], f"{code}.sum({place})")
        else:
            total = self.contracted(inside, index)
        if not outside:
            return total
        values = [total, *outside]
        axes = self.union(values)
        return self.named(axes, " * ".join(self.aligned(v, axes) for v in values))

    def contracted(self, values: list[Coded], index: Index) -> Coded:
        axes = tuple(i for i in self.union(values) if i is not index)
        if len(values) == 2 and all(len(own) <= 2 for own, _ in values) and not (set(values[0][0]) & set(values[1][0])) - {index}:
            (a, x), (b, y) = values if values[0][0][:1] == axes[:1] or len(axes) < 2 else values[::-1]
            left = self.aligned((a, x), (*(i for i in a if i is not index), index))
            right = self.aligned((b, y), (index, *(i for i in b if i is not index)))
            return self.named((*(i for i in a if i is not index), *(i for i in b if i is not index)), f"{left} @ {right}")
        letters = dict(zip(self.union(values), string.ascii_lowercase, strict=False))
        pattern = ",".join("".join(letters[i] for i in own) for own, _ in values) + "->" + "".join(letters[i] for i in axes)
        return self.named(axes, f'einsum("{pattern}", {", ".join(code for _, code in values)})')


def array_function(
    name: str,
    term: Expr,
    axes: Axes,
    arguments: Mapping[Base, Argument],
    indices: Mapping[Index, Argument],
    about: str,
    summed: bool = False,
) -> str:
    """The source of a NumPy function of a batch: the term at all its free indices, one a pair or summed over the pairs."""
    writer = ArrayWriter(arguments, indices)
    value = writer.summed(term, PAIR) if summed else writer.value(term)
    wanted = axes if summed else (PAIR, *axes)
    missing = [i for i in value[0] if i not in wanted]
    if missing:
        raise Unlowered(f"{name}: the index {missing[0]} is left over")
    used = " ".join([*writer.lines, value[1]])
    parameters = [a.name for a in (*arguments.values(), *indices.values())]
    lines = [f"def {name}({', '.join(parameters)}):", f"    {about!r}", *("    " + line for line in writer.lines)]
    return "\n".join([*lines, f"    return {writer.aligned(value, wanted)}"]) + "\n" if used else ""
