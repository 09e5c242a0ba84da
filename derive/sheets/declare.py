"""What a sheet declares: sizes, given names, recurrences and definitions, bound in one scope.

A declaration that cannot mean what it says is a fault: it is told with its place and its fix, the others stand, and its name is refused
where it is used.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

from sympy import Expr, S, Symbol

from ..canon.rules import Normalizer
from ..errors import CannotDecide, FormulaError, SheetError
from ..meaning.elaborate import Elaborator
from ..meaning.scope import (
    Binding,
    Family,
    FunctionName,
    IndexFamily,
    IndexName,
    OpaqueFunction,
    Refused,
    Scope,
    Sequence,
    SizeName,
    TensorName,
)
from ..meaning.walker import shape_text
from ..notation.read import read
from ..notation.tree import Group, Name, Node, Product, Script, spelling, whole_name
from ..terms import ONE, Axis, Base, Index, Recurrence, Size, Tensor, add, number
from ..terms.tensors import at_given
from .file import GIVEN_KEYS, RECURRENCE_KEYS, SIZE_KEYS, Raw, canonical
from .tables import Source, typed, written

NUMBER = re.compile(r"\s*[+-]?\d{1,40}(?:/\d{1,40}|\.\d{0,40})?(?:[eE][+-]?\d{1,2})?\s*", re.ASCII)
"""A value of a random name; its digits are bounded, for 1e99999999 is a number of as many."""


class Declarations:
    """The names of a sheet."""

    def __init__(self, raw: Raw, origin: Source) -> None:
        self.origin = origin
        self.scope = Scope()
        self.sizes: list[Size] = []
        self.indices: list[Index] = []
        self.bases: list[Base] = []
        self.faults: list[SheetError] = []
        for key, value in raw.sizes.items():
            self.attempt(key, lambda k=key, v=value: self.declare_size(k, v))  # type: ignore[misc]
        for key, value in raw.given.items():
            self.attempt(key, lambda k=key, v=value: self.declare(k, v))  # type: ignore[misc]
        for spec in raw.recurrence:
            self.attempt(str(spec.get("name", "recurrence")), lambda s=spec: self.recur(s))  # type: ignore[misc]
        for key, value in raw.define.items():
            self.attempt(key, lambda k=key, v=value: self.define(k, v, self.scope))  # type: ignore[misc]

    def attempt(self, key: str, work: Callable[[], None]) -> None:
        """Declare one thing; a fault of it is remembered, and its name refused."""
        try:
            work()
        except SheetError as error:
            self.faults.append(error)
            try:
                head = read(key.split("(")[0])[0]
                name = spelling(head) or ""
            except FormulaError:
                return
            refused = Refused(f"the sheet cannot mean what it says of `{key}`: {str(error).splitlines()[0]}")
            for spelled in {name, name.split("_")[0] if name + "[]" not in self.scope.names else name} - {""}:
                if spelled == name or self.scope.get(spelled) is not None or not isinstance(self.scope.get(spelled), (IndexName, SizeName)):
                    self.scope.names[spelled] = refused
            self.scope.names.pop(name.split("_")[0] + "[]", None)

    def declare_size(self, key: str, value: Any) -> None:
        least = value.get("least", 1) if isinstance(value, dict) else 1
        if isinstance(value, dict):
            typed(value, SIZE_KEYS, f"the size {key}", self.origin)
        if not isinstance(value, (str, dict)) or least not in (0, 1):
            raise self.origin.error(f"the size {key} must be a text that says what it is", key, f'{key} = "vocabulary size"')
        name = canonical(key, self.origin)
        size = Size(name, least)
        self.sizes.append(size)
        self.scope.names["#" + name] = SizeName(Axis(size))
        self.scope.names.setdefault(name, SizeName(Axis(size)))

    def axis(self, text: Any, near: str) -> Axis:
        binding = self.scope.names.get("#" + canonical(str(text), self.origin)) if isinstance(text, str) else None
        if not isinstance(binding, SizeName):
            sizes = ", ".join(s.name for s in self.sizes) or "none"
            said = f"`{written(text)}` is not a size of this sheet"
            raise self.origin.error(said, near, f"its sizes are {sizes}; declare it under [sizes]")
        return binding.axis

    def declare(self, key: str, spec: Any) -> None:
        name = canonical(key, self.origin)
        if isinstance(spec, str):
            spec = {"about": spec}
        if not isinstance(spec, dict):
            raise self.origin.error(f"`{key}` must be a table", key, f'{key} = {{ shape = ["d"], about = "…" }}')
        typed(spec, GIVEN_KEYS, f"the given name {key}", self.origin)
        if spec.get("function"):
            self.scope.names[name] = OpaqueFunction(Symbol(name))
            return
        shape = spec.get("shape", [])
        if not isinstance(shape, list) or len(shape) > 2:
            raise self.origin.error(f"the shape of {key} must be a list of at most two sizes", key, 'shape = ["d", "V"]')
        axes = [ONE if s in (1, "1") else self.axis(s, key) for s in shape]
        if spec.get("sequence"):
            if len(axes) > 1:
                raise self.origin.error(f"{key}: a sequence of matrices is not supported yet", key, "a sequence has numbers or vectors")
            axes = [Axis(S.Infinity), *axes]
        row = bool(spec.get("row")) or (len(axes) == 2 and axes[0] == ONE)
        kept = tuple(a for a in axes if a != ONE)
        if "index" in spec:
            values = self.axis(spec["index"], key)
            if not kept:
                index = Index(name, values.size, serial=None)
                self.indices.append(index)
                self.scope.names[name] = IndexName(index, values)
                return
            base = self.declare_family(name, kept, values, key)
        else:
            self.check_clash(name, name + "[]", key, vector=bool(kept))
            base = Base(name, kept, row=row, positive=bool(spec.get("positive")))
            self.scope.names[name] = TensorName(at_given(base), base)
        for keyword, place in (("columns", 1), ("rows", 0)):
            if keyword in spec:
                if len(kept) != 2:
                    raise self.origin.error(f"{key} has no {keyword}: it is not a matrix", key)
                self.scope.names[canonical(spec[keyword], self.origin)] = Family(base, place)
        self.bases.append(base)
        if "random" in spec:
            self.randomise(base, spec["random"], key)

    def declare_family(self, name: str, axes: tuple[Axis, ...], values: Axis, key: str) -> Base:
        """Indices w_s, one for each place of the axes."""
        base = Base(name, axes, values=values.size)
        stem = name.split("_")[0] + "[]"
        self.check_clash(name.split("_")[0], stem, key)
        others = self.scope.names.get(stem)
        self.scope.names[stem] = IndexFamily((*others.bases, base) if isinstance(others, IndexFamily) else (base,))
        return base

    def check_clash(self, name: str, stem: str, key: str, vector: bool = False) -> None:
        """`SheetError` if a vector x stands beside a family of indices x_t: x_k could mean either."""
        other = self.scope.names.get(name)
        shaped = isinstance(other, TensorName) and not other.tensor.is_scalar
        if (vector and stem in self.scope.names) or (not vector and stem.removesuffix("[]") == name and shaped and other is not None):
            raise self.origin.error(f"`{name}` is both a vector and a family of indices", key, "give one of them another name")

    def randomise(self, base: Base, spec: Any, key: str) -> None:
        """Values and their probabilities, which add up to 1 whatever the names in them."""
        if not isinstance(spec, dict) or not spec:
            raise self.origin.error(f"what is random about {key} must be a table", key, 'random = { "0" = "p", "1" = "1 - p" }')
        pairs = []
        for value, probability in spec.items():
            try:
                at = Fraction(value if NUMBER.fullmatch(value) else "")
            except (ValueError, ZeroDivisionError):
                raise self.origin.error(f"`{value}` is no value of {key}: a number is wanted", key, '"0", "1/2", "-1"') from None
            pairs.append((number(at), self.number_of(probability, key, f"a probability of {key}")))
        if any(p.is_number and p.is_negative for _, p in pairs):
            raise self.origin.error(f"a probability of {key} is negative", key)
        total = add(*(p for _, p in pairs))
        try:
            certain = not Normalizer().difference(total, S.One)
        except CannotDecide:
            certain = False
        if not certain:
            raise self.origin.error(
                f"the probabilities of {key} do not add up to 1 for all values", key, 'e.g. random = { "0" = "p", "1" = "1 - p" }'
            )
        base.random = tuple(pairs)

    def number_of(self, text: Any, near: str, what: str) -> Expr:
        """A formula that must be a number, as an entry."""
        found = self.formula(text, near)
        if not found.is_scalar:
            raise self.origin.error(f"{what} must be a number; `{text}` is {shape_text(found)}", near)
        return found.scalar

    def formula(self, text: Any, near: str, scope: Scope | None = None) -> Tensor:
        """A text in the sheet's names, its shape and entries checked."""
        if not isinstance(text, str):
            raise self.origin.error(f"`{text}` must be a text", near, "write it in quotes: '…'")
        try:
            items = read(text)
            if len(items) != 1:
                raise self.origin.error(f"one formula is wanted, not {len(items)}", text)
            elaborator = Elaborator(scope or self.scope)
            tensor = elaborator.tensor(items[0])
            if not any(a.blocks for a in tensor.shape):
                tensor.at(*(S.One if a == ONE else generic_index(a) for a in tensor.shape))  # a fault in it is told now
            return tensor
        except FormulaError as error:
            error.text = error.text or text
            raise self.origin.error(error.message("formula"), text or near) from None

    def define(self, key: str, text: Any, scope: Scope) -> None:
        if not isinstance(text, str):
            raise self.origin.error(f"the definition of {key} must be a text", key, f"'{key}' = '…'")
        try:
            head = read(key)[0]
            body = read(text)
        except FormulaError as error:
            raise self.origin.error(error.message("definition"), text if text in self.origin.text else key) from None
        if len(body) != 1:
            raise self.origin.error("a definition is one formula", text)
        if isinstance(head, Script) and len(head.sub) == 1 and isinstance(head.sub[0], Product) and head.sup is None:
            letters = tuple(f.node for f in head.sub[0].factors)  # e_{ij} for e_{i,j}, where i and j are indices
            head = Script(head.base, letters, span=head.span) if self.indices_of(letters, scope) else head
        match head:
            case Product(factors=(name, arguments)) if isinstance(arguments.node, Group):
                parameters = tuple(canonical_node(i, self.origin) for i in arguments.node.items)
                scope.names[canonical_node(name.node, self.origin)] = FunctionName(parameters, body[0], scope)
                return
            case Script(base=Name(text=stem), sub=sub) if self.indices_of(sub, scope) and scope.get(whole_name(head) or "") is None:
                self.define_entries(stem, self.indices_of(sub, scope), text, scope)
                return
        name_text = canonical(key, self.origin)
        tensor = self.formula(text, key, scope)
        if any(a.blocks for a in tensor.shape):
            scope.names[name_text] = TensorName(tensor)
            return
        self.bind_definition(name_text, tensor, scope)

    @staticmethod
    def indices_of(sub: Iterable[Node], scope: Scope) -> dict[str, Axis]:
        """The subscripts as index names with their axes; empty if one of them is something else."""
        out: dict[str, Axis] = {}
        for s in sub:
            binding = scope.get(s.text) if isinstance(s, Name) else None
            if not isinstance(binding, IndexName) or not isinstance(s, Name):
                return {}
            out[s.text] = binding.axis
        return out

    def define_entries(self, stem: str, indices: dict[str, Axis], text: str, scope: Scope) -> None:
        """L_a = …, for every a: a vector (or matrix) named L."""
        axes = list(indices.values())
        node = read(text)[0]

        def at(*terms: Any) -> Expr:
            names: dict[str, Binding] = {s: IndexName(t, a) for (s, a), t in zip(indices.items(), terms, strict=True)}
            return Elaborator(scope.inside(names)).scalar(node)

        try:
            at(*(generic_index(a) for a in axes))
        except FormulaError as error:
            error.text = error.text or text
            raise self.origin.error(error.message("formula"), text) from None
        tensor = Tensor(axes[0], ONE, lambda i, j: at(i)) if len(axes) == 1 else Tensor(axes[0], axes[1], at)
        self.bind_definition(stem, tensor, scope)

    def bind_definition(self, name: str, tensor: Tensor, scope: Scope) -> None:
        base = Base(name, tuple(a for a in tensor.shape if a != ONE), row=tensor.rows == ONE and tensor.cols != ONE)
        base.definition = tensor
        scope.names[name] = TensorName(at_given(base), base)
        self.bases.append(base)

    def recur(self, spec: Mapping[str, str]) -> None:
        """x_0 = first, x_{t+1} = next."""
        typed(spec, RECURRENCE_KEYS, "a recurrence", self.origin)
        missing = {"name", "on", "first", "next"} - spec.keys()
        if missing:
            raise self.origin.error(f"a recurrence needs {', '.join(sorted(missing))}", "[[recurrence]]")
        name = canonical(spec["name"], self.origin)
        step = self.axis(spec["on"], spec["on"]).size
        base = Base(name, (Axis(S.Infinity),))
        self.scope.names[name] = Sequence(base)
        first = self.number_of(spec["first"], spec["name"], f"the first value of {name}")
        base.recurrence = Recurrence(first, step, self.number_of(spec["next"], spec["name"], f"the next value of {name}"))
        self.bases.append(base)


def canonical_node(node: Node, origin: Source) -> str:
    name = spelling(node)
    if name is None:
        raise origin.error("a name is wanted in the head of a definition", "[define]")
    return name


def generic_index(axis: Axis) -> Index:
    return Index("i", axis.size, axis.lower)
