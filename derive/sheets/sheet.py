"""Sheets: TOML files that declare sizes, names with shapes, definitions, assumptions and claims.

A sheet is data; nothing in it is executed.  A mistake in one is a `SheetError` with file, line, fact and fix.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

from sympy import Add, Expr, Mul, Pow, S, Symbol

from ..calculus.forward import generic
from ..errors import FormulaError, SheetError
from ..habits.spellings import Spellings
from ..meaning.elaborate import Elaborator
from ..meaning.scope import Binding, Family, FunctionName, IndexFamily, IndexName, OpaqueFunction, Scope, Sequence, SizeName, TensorName
from ..notation.read import read
from ..notation.tree import Group, Name, Node, Product, Script, spelling, whole_name
from ..numbers.worlds import Cast
from ..terms import ONE, Axis, Base, Entry, Index, IndexSum, Recurrence, Size, Tensor, number, unfold
from ..terms.facts import Facts
from ..terms.tensors import at_given
from .assumptions import assumption
from .file import GIVEN_KEYS, Identity, Raw, Source, canonical, known
from .stated import StatedIdentity


class Sheet:
    """A sheet ready for use: its names bound, its definitions elaborated."""

    def __init__(self, name: str, raw: Raw, origin: Source) -> None:
        self.name, self.raw, self.origin = name, raw, origin
        self.title, self.source, self.about = raw.title, raw.source, raw.about
        self.scope = Scope()
        self.sizes: list[Size] = []
        self.indices: list[Index] = []
        self.bases: list[Base] = []
        for key, value in raw.sizes.items():
            self._declare_size(key, value)
        for key, value in raw.given.items():
            self._declare(key, value)
        for spec in raw.recurrence:
            self._recur(spec)
        for key, value in raw.define.items():
            self._define(key, value, self.scope)
        self.facts = self.assumed(raw.assume, self.scope)
        names = [i.name for i in raw.identities]
        for twice in {n for n in names if names.count(n) > 1}:
            raise origin.error(f"two identities are named {twice}", f'"{twice}"')

    # ------------------------------------------------------------------------------------------ identities
    @property
    def identities(self) -> list[Identity]:
        return self.raw.identities

    def identity(self, name: str) -> StatedIdentity:
        """An identity by name, with its two sides as SymPy expressions (`left`, `right`)."""
        for i in self.identities:
            if i.name == name:
                return StatedIdentity(i, self.with_definitions(tuple(i.define.items())))
        names = [i.name for i in self.identities]
        near = difflib.get_close_matches(name, names, 1)
        raise SheetError(
            f"the sheet {self.name} has no identity `{name}`; it has {', '.join(names)}." + (f"  Did you mean {near[0]}?" if near else "")
        )

    def value(self, text: str) -> Expr:
        """A scalar in the sheet's names, as an expression in index form: `sheet.value("J")`."""
        return self._text(text, text).scalar

    # ------------------------------------------------------------------------------------------ declarations
    def _declare_size(self, key: str, value: Any) -> None:
        least = value.get("least", 1) if isinstance(value, dict) else 1
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
            raise self.origin.error(f"`{text}` is not a size of this sheet", near, f"its sizes are {sizes}; declare it under [sizes]")
        return binding.axis

    def _declare(self, key: str, spec: Any) -> None:
        name = canonical(key, self.origin)
        if isinstance(spec, str):
            spec = {"about": spec}
        if not isinstance(spec, dict):
            raise self.origin.error(f"`{key}` must be a table", key, f'{key} = {{ shape = ["d"], about = "…" }}')
        known(spec, GIVEN_KEYS, f"the given name {key}", self.origin)
        if spec.get("function"):
            self.scope.names[name] = OpaqueFunction(Symbol(name))
            return
        shape = spec.get("shape", [])
        if not isinstance(shape, list) or len(shape) > 2:
            raise self.origin.error(f"the shape of {key} must be a list of at most two sizes", key, 'shape = ["d", "V"]')
        axes = [ONE if s in (1, "1") else self.axis(s, key) for s in shape]
        if spec.get("sequence"):
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
            base = Base(name, kept, values=values.size)
            stem = name.split("_")[0] + "[]"
            others = self.scope.names.get(stem)
            self.scope.names[stem] = IndexFamily((*others.bases, base) if isinstance(others, IndexFamily) else (base,))
        else:
            base = Base(name, kept, row=row, positive=bool(spec.get("positive")))
            self.scope.names[name] = TensorName(at_given(base), base)
        for keyword, place in (("columns", 1), ("rows", 0)):
            if keyword in spec:
                if len(kept) != 2:
                    raise self.origin.error(f"{key} has no {keyword}: it is not a matrix", key)
                self.scope.names[canonical(spec[keyword], self.origin)] = Family(base, place)
        self.bases.append(base)
        if "random" in spec:
            self._randomise(base, spec["random"], key)

    def _randomise(self, base: Base, spec: Mapping[str, str], key: str) -> None:
        pairs = []
        for value, probability in spec.items():
            pairs.append((number(Fraction(value)), self._text(probability, key).scalar))
        base.random = tuple(pairs)

    def _text(self, text: str, near: str, scope: Scope | None = None) -> Tensor:
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

    def _define(self, key: str, text: Any, scope: Scope) -> None:
        if not isinstance(text, str):
            raise self.origin.error(f"the definition of {key} must be a text", key, f"'{key}' = '…'")
        try:
            head = read(key)[0]
            body = read(text)
        except FormulaError as error:
            raise self.origin.error(error.message("definition"), text if text in self.origin.text else key) from None
        if len(body) != 1:
            raise self.origin.error("a definition is one formula", text)
        match head:
            case Product(factors=(name, arguments)) if isinstance(arguments.node, Group):
                parameters = tuple(canonical_node(i, self.origin) for i in arguments.node.items)
                scope.names[canonical_node(name.node, self.origin)] = FunctionName(parameters, body[0], scope)
                return
            case Script(base=Name(text=stem), sub=sub) if self._indices(sub, scope) and scope.get(whole_name(head) or "") is None:
                self._define_entries(stem, self._indices(sub, scope), text, scope)
                return
        name_text = canonical(key, self.origin)
        tensor = self._text(text, key, scope)
        if any(a.blocks for a in tensor.shape):
            scope.names[name_text] = TensorName(tensor)
            return
        self._bind_definition(name_text, tensor, scope)

    @staticmethod
    def _indices(sub: Iterable[Node], scope: Scope) -> dict[str, Axis]:
        """The subscripts as index names with their axes; empty if one of them is something else."""
        out: dict[str, Axis] = {}
        for s in sub:
            binding = scope.get(s.text) if isinstance(s, Name) else None
            if not isinstance(binding, IndexName) or not isinstance(s, Name):
                return {}
            out[s.text] = binding.axis
        return out

    def _define_entries(self, stem: str, indices: dict[str, Axis], text: str, scope: Scope) -> None:
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
        self._bind_definition(stem, tensor, scope)

    def _bind_definition(self, name: str, tensor: Tensor, scope: Scope) -> None:
        base = Base(name, tuple(a for a in tensor.shape if a != ONE), row=tensor.rows == ONE and tensor.cols != ONE)
        base.definition = tensor
        scope.names[name] = TensorName(at_given(base), base)
        self.bases.append(base)

    def _recur(self, spec: Mapping[str, str]) -> None:
        """x_0 = first, x_{t+1} = next."""
        missing = {"name", "on", "first", "next"} - spec.keys()
        if missing:
            raise self.origin.error(f"a recurrence needs {', '.join(sorted(missing))}", "[[recurrence]]")
        name = canonical(spec["name"], self.origin)
        step = self.axis(spec["on"], spec["on"]).size
        base = Base(name, (Axis(S.Infinity),))
        self.scope.names[name] = Sequence(base)
        first = self._text(spec["first"], spec["name"]).scalar
        base.recurrence = Recurrence(first, step, self._text(spec["next"], spec["name"]).scalar)
        self.bases.append(base)

    @cached_property
    def spellings(self) -> Spellings:
        """How else its names may be written: what everyone knows, and the table [also]."""
        pairs = []
        for other, name in self.raw.also.items():
            try:
                pairs.append((read(other)[0], read(str(name))[0]))
            except FormulaError as error:
                raise self.origin.error(error.message("formula"), other) from None
        return Spellings(self.scope, pairs)

    def lemma(self, name: str, user: Identity) -> Identity:
        """An identity that another rests on; it must stand before it, so that none rests on itself."""
        for i in self.identities:
            if i is user:
                break
            if i.name == name:
                return i
        raise self.origin.error(f"{user.name} uses {name}, which is no identity that stands before it", f'"{user.name}"')

    def with_definitions(self, define: Iterable[tuple[str, str]]) -> Scope:
        """The sheet's names with some definitions of an identity's own."""
        scope = self.scope.inside({})
        for key, value in define:
            self._define(key, value, scope)
        return scope if scope.names else self.scope

    # ------------------------------------------------------------------------------------------ assumptions
    def assumed(self, texts: Iterable[str], scope: Scope, asked: bool = False) -> Facts:
        """The facts that hypotheses state; `asked` are those that do not stand in the sheet but come with a claim."""
        origin = Source(Path("assume"), "") if asked else self.origin
        out = Facts()
        for text in texts:
            try:
                items = read(text)
                found = assumption(items, scope)
            except FormulaError as error:
                error.text = error.text or text
                raise origin.error(error.message("assumption"), text) from None
            if found is None:
                raise origin.error(
                    f"`{text}` is not an assumption that can be used", text,
                    "known: w \\ne o; w = o; o \\ne w_s (for every s); w_s \\ne w_r (distinct); a > 0; x \\ne 0; 0 < p < 1; "
                    "\\sum_i y_i = 1; m < t \\le T - m",
                )  # fmt: skip
            bases = [e.args[0].base for e, _ in (*out.equations, *found.equations)]
            if len(set(bases)) < len(bases):
                raise origin.error(f"two sums of {bases[-1].name} are assumed; one at most can be used", text)
            out = out + found + Facts(described=(text,))
        return out

    def cast(self, facts: Facts) -> Cast:
        return Cast(tuple(self.sizes), tuple(self.indices), tuple(self.bases), facts)

    @cached_property
    def folded(self) -> frozenset[Base]:
        """Defined names that are sums of products, and nothing else: proofs first try to do without their content."""
        return frozenset(b for b in self.bases if b.definition is not None and is_affine(unfold(generic(b))))


def is_affine(term: Expr) -> bool:
    """Σ, +, · of entries, with at least one Σ."""
    sums = False
    stack: list[Any] = [term]
    while stack:
        here = stack.pop()
        match here:
            case IndexSum():
                sums = True
                stack.append(here.args[0])
            case Add() | Mul():
                stack.extend(here.args)
            case Entry():
                pass
            case Pow():
                return False
            case _ if not here.is_Number:
                return False
    return sums


def canonical_node(node: Node, origin: Source) -> str:
    name = spelling(node)
    if name is None:
        raise origin.error("a name is wanted in the head of a definition", "[define]")
    return name


def generic_index(axis: Axis) -> Index:
    return Index("i", axis.size, axis.lower)
