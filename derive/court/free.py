"""Names that nothing declares as they are used: the lone variable of a claim about functions, conditions inside subscripts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sympy import Pow

from ..habits.unapplied import variable_of
from ..meaning.grids import condition
from ..meaning.operators import OPERATORS, SPECIAL
from ..meaning.scope import Family, FunctionName, IndexName, Scope, TensorName, mentions_vectors
from ..notation.tree import (
    Bars,
    Big,
    Chain,
    Fraction,
    Group,
    Name,
    Node,
    Product,
    Script,
    bound_letters,
    is_transpose,
    opened,
    rewrite,
    walk,
)
from ..terms import Base, Delta, Entry, Index, IndexSum, Tensor
from ..terms.tensors import any_entry, at_given


def only_name(trees: tuple[Node, ...]) -> str | None:
    """x of (eˣ)′ = eˣ: the one name in a claim that has no entries, transposes or norms."""
    nodes = [n for tree in trees for n in walk(tree)]
    if any(is_of_vectors(n) for n in nodes):
        return None
    names = {n.text for n in nodes if isinstance(n, Name)} - {"e", "d", "⊤", "T", "π"}
    names = {n.removeprefix("d") if len(n) == 2 else n for n in names if n not in OPERATORS and n not in SPECIAL}
    return next(iter(names)) if len(names) == 1 else None


def lone_variable(scope: Scope, trees: tuple[Node, ...]) -> str | None:
    """x of σ(x) = 1/(1 + e^{-x}): the one name in a claim about functions, a vector in the sheet; None if there is more to it."""
    name = only_name(trees)
    if name is None or not any(isinstance(n, Name) and n.text in OPERATORS for tree in trees for n in walk(tree)):
        return None
    binding = scope.get(name)
    given = isinstance(binding, TensorName) and binding.base is not None and binding.base.definition is None
    return name if given and isinstance(binding, TensorName) and not binding.tensor.is_scalar else None


def is_vector_to_functions(scope: Scope, trees: tuple[Node, ...], name: str) -> bool:
    """Whether a claim is about f of f(x) = xᵀ A x, or holds other names beside a vector x: x is no number there, however it is left out."""
    used = {n.text for tree in trees for n in walk(tree) if isinstance(n, Name)}
    called = [b for n in used if isinstance(b := scope.get(n), FunctionName)]
    binding = scope.get(name)
    is_vector = isinstance(binding, Family) or (isinstance(binding, TensorName) and not binding.tensor.is_scalar)
    others = {n for n in used - {name} if isinstance(scope.get(n), (TensorName, Family))}
    return (is_vector and (bool(called) or (name in used and bool(others)))) or any(is_of_vectors(n) for f in called for n in walk(f.body))


def of_functions(trees: tuple[Node, ...]) -> bool:
    """Whether functions of one number, or powers of e, are what a claim is about."""
    return any(isinstance(n, Name) and (n.text in OPERATORS or n.text == "e") for tree in trees for n in walk(tree))


def has_derivatives(trees: tuple[Node, ...]) -> bool:
    """Whether something is differentiated: d/dx, or a prime."""
    return variable_of(trees) is not None or any(isinstance(n, Script) and n.primes for tree in trees for n in walk(tree))


def is_of_vectors(node: Node) -> bool:
    """Entries, transposes, norms and products of vectors: what nobody writes of a number."""
    match node:
        case Script(sub=sub, sup=sup):
            return bool(sub) or is_transpose(sup)
        case Bars(kind="‖"):
            return True
        case Product(factors=factors):
            return any(f.operator in ("∘", "⊗") for f in factors)
    return False


def as_number(name: str, scope: Scope) -> tuple[Base, Scope]:
    """A name taken as any real number."""
    base = Base(name, ())
    here = TensorName(at_given(base), base)
    return base, scope.inside({name: here, "#" + name: here})


def used_as_number(scope: Scope, trees: tuple[Node, ...], values: Iterable[Tensor]) -> str | None:
    """x of √(x²) = x, where the sheet has an index x: an index that is used as a number, and nowhere as an index."""
    below = {id(n) for t in trees for s in walk(t) if isinstance(s, Script) for i in s.sub for n in walk(i)}
    names = {n.text for t in trees for n in walk(t) if isinstance(n, Name) and isinstance(scope.get(n.text), IndexName)}
    names -= {n.text for t in trees for n in walk(t) if isinstance(n, Name) and id(n) in below} | bound_letters(*trees)
    if not names:
        return None
    found = {str(i) for value in values for i in numbers_in(value)}
    return next((n for n in sorted(names) if n in found), None)


def is_unrelated(name: str, trees: tuple[Node, ...], scope: Scope) -> bool:
    """Whether a letter that is taken as any number stands in one side only, and tensors of the sheet in another: ∂J/∂u_o = … σ(x) …,
    where x is short for something that is not said."""
    said = [{n.text for n in walk(t) if isinstance(n, Name)} for t in trees]
    return any(name not in s and mentions_vectors(scope, t) for s, t in zip(said, trees, strict=True))


def has_norm(trees: tuple[Node, ...]) -> bool:
    """Whether a norm, an inner product ⟨a, b⟩ or (a)ᵀ is taken, as nobody takes of numbers."""

    def takes_vectors(node: Node) -> bool:
        match node:
            case Bars(kind="‖") | Group(bracket="⟨" | "<") | Script(base=Group(), sup=Name(text="T" | "⊤")):
                return True
        return False

    return any(takes_vectors(n) for t in trees for n in walk(t))


def numbers_in(value: Tensor) -> set[Index]:
    """The indices that stand in a tensor's entries as numbers, in no entry's place, no end of a Σ and no exponent."""
    numbers: set[Index] = set()
    stack: list[Any] = [any_entry(value)]
    while stack:
        here = stack.pop()
        match here:
            case Index():
                numbers.add(here)
            case Entry() | Delta():
                pass
            case IndexSum() | Pow():
                stack.append(here.args[0])  # x^{1 − i} is the power that i counts
            case _:
                stack += here.args
    return numbers


@dataclass(slots=True)
class Lifted:
    """Conditions in subscripts, taken out of a tree.  What a Σ binds is its own: there a condition says which terms are meant."""

    found: list[Chain]

    def without(self, tree: Node, bound: frozenset[str] = frozenset()) -> Node:
        def change(here: Node) -> Node | None:
            match here:
                case Big():
                    inside = bound | {n.text for i in here.sub for n in walk(i) if isinstance(n, Name)}
                    return replace(here, body=self.without(here.body, inside)) if inside != bound else None
                case Script(sub=(*_, last)) if isinstance(test := opened(last), Chain):
                    return self.plain(here, test, bound)
            return None

        return rewrite(tree, change)

    def plain(self, node: Script, test: Chain, bound: frozenset[str]) -> Node | None:
        """The node without its condition, which is kept; None if it has none that can stand apart."""
        if not isinstance(node.base, Name) or len(node.sub) == 2:
            return self.without_remark(node, test, bound)
        if node.base.text in ("𝟏", "δ", "I") or node.base.text in OPERATORS:
            return None
        match test:
            case Chain(sides=(Name(text=index) as w, _), relations=("≠",)) if index not in bound:
                self.keep(test)
                return Script(node.base, (w,), node.sup, node.primes, span=node.span)
            case Chain(sides=(Name(text=index), Name() as other), relations=("=",)) if index not in bound:
                return Script(node.base, (other,), node.sup, node.primes, span=node.span)
        return None

    def without_remark(self, node: Script, test: Chain, bound: frozenset[str]) -> Node | None:
        """∂J/∂v_w with «where w ≠ c» below it, and v_{w, w ≠ c}."""
        plain = condition(test)
        beside = len(node.sub) == 2 and isinstance(node.base, Name)
        below = len(node.sub) == 1 and isinstance(node.base, Fraction) and node.sup is None
        if not (beside or below) or not isinstance(plain, Chain) or plain.relations != ("≠",):
            return None
        if any(isinstance(i, Name) and i.text in bound for i in plain.sides):
            return None
        self.keep(plain)
        return node.base if below else Script(node.base, node.sub[:-1], node.sup, node.primes, span=node.span)

    def keep(self, test: Chain) -> None:
        if test not in self.found:
            self.found.append(test)


def lift_conditions(tree: Node) -> tuple[Node, list[Chain]]:
    """u_{w ≠ o} as u_w, and w ≠ o apart; u_{w = o} as u_o."""
    lifted = Lifted([])
    return lifted.without(tree), lifted.found
