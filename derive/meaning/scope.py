"""What names mean: the bindings of a sheet, of a sum's index, of a definition's parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sympy import Expr, Symbol

from ..notation.tree import Name, Node, Script, walk, whole_name
from ..terms import Axis, Base, Tensor

FIXED = frozenset({"o", "c"})
"""Indices that are one word, not any: s_o is a number, s_w the entries of a vector."""


@dataclass(frozen=True, slots=True)
class TensorName:
    """A given or defined tensor; `base` is None for one that is only an abbreviation."""

    tensor: Tensor
    base: Base | None = None


@dataclass(frozen=True, slots=True)
class Family:
    """The columns (axis 1) or rows (axis 0) of a matrix, each a column vector: u_w of U."""

    base: Base
    axis: int


@dataclass(frozen=True, slots=True)
class IndexName:
    """An index: o, or a sum's own."""

    term: Expr
    axis: Axis


@dataclass(frozen=True, slots=True)
class IndexFamily:
    """Index-valued families of one name: the samples w_1, …, w_K, the words w_1, …, w_T of a text.

    They are kept under «w[]», beside the index w; the range of the subscript tells which is meant.
    """

    bases: tuple[Base, ...]


@dataclass(frozen=True, slots=True)
class SizeName:
    axis: Axis


@dataclass(frozen=True, slots=True)
class Sequence:
    """m_t, given by a recurrence."""

    base: Base


@dataclass(frozen=True, slots=True)
class FunctionName:
    """A function that the sheet defines: f(a, b) = body, read in the names that were in force there."""

    parameters: tuple[str, ...]
    body: Node
    scope: Scope


@dataclass(frozen=True, slots=True)
class OpaqueFunction:
    """Any differentiable function of one real variable."""

    symbol: Symbol


@dataclass(frozen=True, slots=True)
class Refused:
    """A name that the sheet declares in a way that cannot mean anything; `reason` is what is said where it is used."""

    reason: str


Binding = Refused | TensorName | Family | IndexName | IndexFamily | SizeName | Sequence | FunctionName | OpaqueFunction


@dataclass(slots=True)
class Scope:
    """Names in force; an inner scope sees the outer ones."""

    names: dict[str, Binding] = field(default_factory=dict)
    outer: Scope | None = None

    def get(self, name: str) -> Binding | None:
        scope: Scope | None = self
        while scope is not None:
            found = scope.names.get(name)
            if found is not None:
                return found
            scope = scope.outer
        return None

    def inside(self, names: Mapping[str, Binding]) -> Scope:
        return Scope(dict(names), self)

    def as_it_is(self, settled: Scope) -> Scope:
        """The names as they are now, which later definitions don't change; those of `settled` change no more."""
        return self if self is settled else Scope(dict(self.names), self.outer.as_it_is(settled) if self.outer is not None else None)

    def families(self) -> Iterator[tuple[str, Base]]:
        """The letter w of each family of indices w_1, w_2, … that one axis counts, and the family."""
        for stem in (n for n in self if n.endswith("[]")):
            family = self.get(stem)
            for base in family.bases if isinstance(family, IndexFamily) else ():
                if len(base.shape) == 1:
                    yield stem.removesuffix("[]"), base

    @property
    def known(self) -> list[str]:
        """The names that a user may write, for messages."""
        return sorted({n.removeprefix("#").removesuffix("[]") for n in self})

    def __iter__(self) -> Iterator[str]:
        seen: dict[str, None] = {}
        scope: Scope | None = self
        while scope is not None:
            seen.update(dict.fromkeys(scope.names))
            scope = scope.outer
        return iter(seen)


def mentions_vectors(scope: Scope, node: Node) -> bool:
    """Whether a tree names something that is no number: a vector, a matrix, a family of columns."""
    for n in walk(node):
        if isinstance(n, (Name, Script)):
            base = n.base.text if isinstance(n, Script) and isinstance(n.base, Name) else ""
            for binding in (scope.get(whole_name(n) or ""), scope.get(base)):
                if isinstance(binding, Family) or (isinstance(binding, TensorName) and not binding.tensor.is_scalar):
                    return True
    return False
