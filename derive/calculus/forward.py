"""Derivatives of entries: ∂(term)/∂(entry), with subexpressions shared and every bound index fresh.

The chain rule over the term; what an elementary function contributes is the field `derivative` of its row in
`terms.functions`, each checked against SymPy's own ``diff`` by the tests.  SymPy's ``term.diff(entry)`` works on the
same terms and gives the same
(`--steps` shows it, `tests/test_differentiate.py` compares); at 10–15 ms a gradient it is a hundred times slower.

A defined name is differentiated through its definition, unless it is the name that is differentiated by.
"""

from __future__ import annotations

from sympy import Add, Expr, Integer, Mul, Piecewise, Pow, S
from sympy.core.relational import Relational

from ..errors import CannotDecide
from ..terms import (
    Base,
    Delta,
    Entry,
    Index,
    IndexSum,
    Partial,
    Slope,
    Unknown,
    add,
    delta,
    fresh_index,
    log_,
    mul,
    piecewise,
    power,
    product,
    put,
    reindex,
    unfold,
)
from ..terms.functions import BY_NODE

MAX_NODES = 20_000


class Derivative:
    """∂/∂(entry) of terms, memoised; `boundaries` collects where a derivative of cases does not exist.

    `direct` takes defined names for independent of what is differentiated by.
    """

    def __init__(self, wrt: Entry, direct: bool = False) -> None:
        self.wrt, self.direct = wrt, direct
        self.boundaries: dict[Expr, None] = {}
        self._memo: dict[Expr, Expr] = {}
        self._mentions: dict[Base, bool] = {}

    def __call__(self, term: Expr) -> Expr:
        found = self._memo.get(term)
        if found is None:
            if len(self._memo) > MAX_NODES:
                raise CannotDecide(f"the derivative has more than {MAX_NODES} parts")
            found = self._memo[term] = self._derive(term) if self.depends(term) else S.Zero
        return found

    def depends(self, term: Expr) -> bool:
        """Whether the base differentiated by occurs in a term or in the definitions of its names."""
        if isinstance(term, Entry):
            return self.mentions(term.base)
        return any(self.depends(a) for a in term.args if isinstance(a, Expr) or not a.is_Symbol)

    def mentions(self, base: Base) -> bool:
        found = self._mentions.get(base)
        if found is None:
            self._mentions[base] = base == self.wrt.base
            definition = None if self.direct else base.definition
            recurrence = base.recurrence
            if recurrence is not None and (self.depends(recurrence.first) or self.depends(recurrence.next)):
                raise CannotDecide(f"the derivative of {base.name}, which is given by a recurrence, is not known")
            found = base == self.wrt.base or (definition is not None and self.depends(unfold(generic(base))))
            self._mentions[base] = found
        return found

    def _derive(self, term: Expr) -> Expr:
        match term:
            case Entry() if term.base == self.wrt.base:
                return product(delta(i, j) for i, j in zip(term.indices, self.wrt.indices, strict=True))
            case Entry():
                return self(unfold(term))
            case Add():
                return add(*(self(t) for t in term.args))
            case Mul():
                parts = []
                for n, factor in enumerate(term.args):
                    inner = self(factor)
                    if inner is not S.Zero:
                        parts.append(mul(*term.args[:n], inner, *term.args[n + 1 :]))
                return add(*parts)
            case Pow():
                return self._power(*term.args)
            case IndexSum():
                return summed(self(term.args[0]), term.index)
            case Unknown():
                return mul(Unknown(term.args[0], term.args[1] + 1, term.args[2]), self(term.args[2]))
            case Piecewise():
                return self._cases(term)
            case Partial() | Slope():
                value, edges = carry(term)
                self.boundaries.update(dict.fromkeys(edges))
                return self(value)
            case _ if (row := BY_NODE.get(type(term))) is not None and row.derivative is not None:
                return mul(row.derivative(term.args[0]), self(term.args[0]))
        raise CannotDecide(f"no derivative is known for {type(term).__name__}")

    def _power(self, base: Expr, exponent: Expr) -> Expr:
        if self.depends(exponent):
            whole = power(base, exponent)
            by_exponent = mul(whole, log_(base), self(exponent))
            return add(by_exponent, mul(exponent, power(base, add(exponent, S.NegativeOne)), self(base)))
        if exponent is S.NegativeOne:
            return mul(S.NegativeOne, power(base, Integer(-2)), self(base))
        lower = exponent - 1 if exponent.is_Number else add(exponent, S.NegativeOne)
        return mul(exponent, power(base, lower), self(base))

    def _cases(self, term: Expr) -> Expr:
        """Branch by branch; the points where a branch meets the next are left out and remembered."""
        branches = []
        for value, condition in ((b.args[0], b.args[1]) for b in term.args):
            for test in condition.atoms(Relational) if condition not in (True, False) else ():
                if any(self.depends(a) for a in test.args):
                    left, right = test.args
                    self.boundaries[left if right is S.Zero else add(left, mul(S.NegativeOne, right))] = None
            branches.append((self(value), condition))
        return piecewise(*branches)


def carry(node: Partial | Slope) -> tuple[Expr, tuple[Expr, ...]]:
    """What a derivative comes to, and what must not be 0 for it to exist: the boundaries of cases."""
    if isinstance(node, Partial):
        rule = Derivative(node.entry)
        return rule(node.body), tuple(rule.boundaries)
    body, place, _, argument = node.args
    edges: dict[Expr, None] = {}
    for _ in range(node.order):
        rule = Derivative(place)
        body = rule(body)
        edges.update(rule.boundaries)
    return put(body, place, argument), tuple(put(e, place, argument) for e in edges)


def summed(body: Expr, index: Index) -> Expr:
    """Σ_index body; a term with δ(index, t) is that term at t, when t runs over the same range."""
    if body is S.Zero:
        return body
    parts = body.args if isinstance(body, Add) else (body,)
    picked = [picked_out(p, index) for p in parts]
    if all(p is None for p in picked):
        return IndexSum(body, index)
    rest = add(*(p for p, found in zip(parts, picked, strict=True) if found is None))
    kept = S.Zero if rest is S.Zero else IndexSum(rest, index)
    return add(*(p for p in picked if p is not None), kept)


def picked_out(term: Expr, index: Index) -> Expr | None:
    """The value of Σ_index term, if a factor δ(index, t) picks one place out."""
    factors = flattened(term)
    for n, factor in enumerate(factors):
        if isinstance(factor, Delta):
            for one, other in (factor.args, factor.args[::-1]):
                if (
                    one is index
                    and isinstance(other, Index)
                    and (other.lower, other.upper) == (index.lower, index.upper)
                    and other is not index
                ):
                    return mul(*(reindex(f, index, other) for f in factors[:n] + factors[n + 1 :]))
    return None


def flattened(term: Expr) -> tuple[Expr, ...]:
    """The factors of a product, of products in it too."""
    return tuple(f for t in term.args for f in flattened(t)) if isinstance(term, Mul) else (term,)


def generic(base: Base) -> Entry:
    """The base's entry at fresh indices: enough to see what its definition mentions."""
    return Entry(base, *(fresh_index(a) for a in base.shape))
