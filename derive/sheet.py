"""Sheets: TOML files that declare sizes, names with shapes, definitions, assumptions and claims.

A sheet is data; nothing in it is executed.  A mistake in one is a `SheetError` with file, line, fact and fix.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sympy import Add, Expr, Mul, Pow, S, Symbol

from .differentiate import generic
from .errors import FormulaError, SheetError
from .facts import Facts
from .language.elaborate import Elaborator
from .language.read import read
from .language.scope import (
    Binding,
    Family,
    FunctionName,
    IndexFamily,
    IndexName,
    OpaqueFunction,
    Scope,
    Sequence,
    SizeName,
    TensorName,
    spelling,
    whole_name,
)
from .language.tree import Chain, Group, Name, Node, Number, Product, Script, Sum
from .terms import ONE, Axis, Base, Entry, Index, IndexSum, Recurrence, Size, Tensor, at_given, number, unfold
from .worlds import Cast

if TYPE_CHECKING:
    from .claims import Claims

SHEET_KEYS = {"title", "source", "about", "include", "extends", "sizes", "given", "define", "assume", "recurrence", "identity"}
GIVEN_KEYS = {"shape", "row", "columns", "rows", "index", "positive", "function", "random", "sequence", "about"}
IDENTITY_KEYS = {"name", "claim", "assume", "twins", "in_terms_of", "about", "source", "induction", "uses", "define"}


@dataclass(frozen=True, slots=True)
class Identity:
    """One identity as the sheet states it; `sheet.judge` gives its verdict."""

    name: str
    claims: tuple[str, ...]
    assume: tuple[str, ...]
    twins: tuple[str, ...]
    in_terms_of: tuple[str, ...]
    about: str
    source: str
    induction: str
    uses: tuple[str, ...]
    define: Mapping[str, str]

    @property
    def claim(self) -> str:
        return r",\quad ".join(self.claims)


class Source:
    """A sheet's text, to point into."""

    def __init__(self, path: Path, text: str) -> None:
        self.path, self.text = path, text

    def error(self, fact: str, near: str = "", fix: str = "") -> SheetError:
        line = self.line(near) if near else 0
        place = f"{self.path}, line {line}" if line else str(self.path)
        return SheetError(f"{place}: {fact}" + (f"\n  {fix}" if fix else ""))

    def line(self, near: str) -> int:
        place = self.text.find(near)
        return self.text.count("\n", 0, place) + 1 if place >= 0 else 0


@dataclass(slots=True)
class Raw:
    """A sheet's tables, those of the sheets it includes merged in."""

    title: str = ""
    source: str = ""
    about: str = ""
    sizes: dict[str, Any] = field(default_factory=dict)
    given: dict[str, Any] = field(default_factory=dict)
    define: dict[str, str] = field(default_factory=dict)
    assume: list[str] = field(default_factory=list)
    recurrence: list[dict[str, str]] = field(default_factory=list)
    identities: list[Identity] = field(default_factory=list)


def canonical(text: str, origin: Source) -> str:
    """The canonical spelling of a declared name."""
    try:
        items = read(text)
        name = spelling(items[0]) if len(items) == 1 and isinstance(items[0], (Name, Script, Product)) else None
    except FormulaError as error:
        raise origin.error(error.message("name"), text) from None
    if name is None:
        raise origin.error(f"`{text}` is not a name", text, "a name is a letter with accents and subscripts: v_c, \\hat{y}, W_1")
    return name


def load_raw(path: Path, find: Any, seen: tuple[Path, ...] = ()) -> tuple[Raw, Source]:
    """Read a sheet and the ones it rests on."""
    try:
        text = path.read_bytes().decode("utf-8")
        data = tomllib.loads(text)
    except OSError as error:
        raise SheetError(f"cannot read the sheet {path}: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        raise SheetError(f"{path}: the file is not UTF-8 text (byte {error.start}); save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise SheetError(f"{path}: not TOML: {error}") from None
    origin = Source(path, text)
    if path in seen:
        raise origin.error("the sheet includes itself", "include")
    known(data, SHEET_KEYS, "a sheet", origin)
    raw = Raw()
    for keyword in ("extends", "include"):
        names = data.get(keyword, [])
        for name in [names] if isinstance(names, str) else names:
            below, _ = load_raw(find(name, path), find, (*seen, path))
            merge(raw, below, origin)
            if keyword == "include":
                raw.identities = []
    own = Raw(
        str(data.get("title", path.stem)),
        str(data.get("source", "")),
        str(data.get("about", "")),
        table(data, "sizes", origin),
        table(data, "given", origin),
        table(data, "define", origin),
        strings(data.get("assume", []), "assume", origin),
        list(data.get("recurrence", [])),
        [identity(d, origin) for d in data.get("identity", [])],
    )
    merge(raw, own, origin)
    raw.title, raw.source, raw.about = own.title, own.source, own.about
    return raw, origin


def merge(into: Raw, new: Raw, origin: Source) -> None:
    """What is said again replaces what was said, in its place."""
    for old_table, new_table in ((into.sizes, new.sizes), (into.given, new.given), (into.define, new.define)):
        spelled = {canonical(k.split("(")[0], origin): k for k in old_table}
        for k, v in new_table.items():
            old_table[spelled.get(canonical(k.split("(")[0], origin), k)] = v
    into.assume += new.assume
    into.recurrence += new.recurrence
    places = {i.name: n for n, i in enumerate(into.identities)}
    for i in new.identities:
        if i.name in places:
            into.identities[places[i.name]] = i
        else:
            into.identities.append(i)


def known(data: Mapping[str, Any], keys: set[str], what: str, origin: Source) -> None:
    for key in data:
        if key not in keys:
            near = difflib.get_close_matches(key, keys, 1)
            raise origin.error(
                f"`{key}` is not part of {what}", key, f"known: {', '.join(sorted(keys))}." + (f"  Did you mean {near[0]}?" if near else "")
            )


def table(data: Mapping[str, Any], name: str, origin: Source) -> dict[str, Any]:
    found = data.get(name, {})
    if not isinstance(found, dict):
        raise origin.error(f"`{name}` must be a table", name, f"write [{name}] on a line of its own")
    return dict(found)


def strings(value: Any, what: str, origin: Source) -> list[str]:
    if isinstance(value, str):
        return [value]
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise origin.error(f"`{what}` must be a text or a list of texts", what)
    return value


def identity(data: Any, origin: Source) -> Identity:
    if not isinstance(data, dict) or not isinstance(data.get("name"), str) or "claim" not in data:
        raise origin.error("an identity needs a name and a claim", "[[identity]]", "name = \"grad_x\", claim = '… = …'")
    known(data, IDENTITY_KEYS, f"the identity {data['name']}", origin)
    return Identity(
        data["name"],
        tuple(strings(data["claim"], "claim", origin)),
        tuple(strings(data.get("assume", []), "assume", origin)),
        tuple(strings(data.get("twins", []), "twins", origin)),
        tuple(strings(data.get("in_terms_of", []), "in_terms_of", origin)),
        str(data.get("about", "")),
        str(data.get("source", "")),
        str(data.get("induction", "")),
        tuple(strings(data.get("uses", []), "uses", origin)),
        dict(data.get("define", {})),
    )


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
        self._claims: dict[tuple[tuple[str, ...], tuple[tuple[str, str], ...]], Claims] = {}
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

    def identity(self, name: str) -> Any:
        """An identity by name, with its two sides as SymPy expressions (`left`, `right`)."""
        from .claims import StatedIdentity

        for i in self.identities:
            if i.name == name:
                return StatedIdentity(self, i)
        names = [i.name for i in self.identities]
        near = difflib.get_close_matches(name, names, 1)
        raise SheetError(
            f"the sheet {self.name} has no identity `{name}`; it has {', '.join(names)}." + (f"  Did you mean {near[0]}?" if near else "")
        )

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
            return Elaborator(scope or self.scope).tensor(items[0])
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
                scope.names[canonical_node(name.node, self.origin)] = FunctionName(parameters, body[0], text)
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

    def claims(self, identity: Identity, fresh: bool = False) -> Claims:
        """Where an identity's claims are judged; shared by those with the same assumptions and definitions, unless `fresh`."""
        from .claims import Claims

        case = (identity.assume, tuple(identity.define.items()))
        found = None if fresh else self._claims.get(case)
        if found is None:
            scope = self.local(identity)
            found = self._claims[case] = Claims(self, scope, self.facts + self.assumed(identity.assume, scope))
        return found

    def claims_under(self, assume: tuple[str, ...]) -> Claims:
        """Where any claim in this sheet's names is judged, under some more assumptions."""
        from .claims import Claims

        found = self._claims.get((assume, ()))
        if found is None:
            found = self._claims[(assume, ())] = Claims(self, self.scope, self.facts + self.assumed(assume, self.scope))
        return found

    def lemma(self, name: str, user: Identity) -> Identity:
        """An identity that another rests on; it must stand before it, so that none rests on itself."""
        for i in self.identities:
            if i is user:
                break
            if i.name == name:
                return i
        raise self.origin.error(f"{user.name} uses {name}, which is no identity that stands before it", f'"{user.name}"')

    def local(self, identity: Identity) -> Scope:
        """The scope of one identity, with its own definitions."""
        if not identity.define:
            return self.scope
        scope = self.scope.inside({})
        for key, value in identity.define.items():
            self._define(key, value, scope)
        return scope

    # ------------------------------------------------------------------------------------------ assumptions
    def assumed(self, texts: Iterable[str], scope: Scope) -> Facts:
        out = Facts()
        for text in texts:
            try:
                items = read(text)
                found = assumption(items, scope)
            except FormulaError as error:
                error.text = error.text or text
                raise self.origin.error(error.message("assumption"), text) from None
            if found is None:
                raise self.origin.error(
                    f"`{text}` is not an assumption that can be used", text,
                    "known: w \\ne o; w = o; o \\ne w_s (for every s); w_s \\ne w_r (distinct); a > 0; x \\ne 0; 0 < p < 1; "
                    "\\sum_i y_i = 1; m < t \\le T - m",
                )  # fmt: skip
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


def assumption(items: tuple[Node, ...], scope: Scope) -> Facts | None:
    """The fact that an assumption states, None if it is of no known kind."""
    elaborator = Elaborator(scope)
    if len(items) != 1 or not isinstance(items[0], Chain):
        return None
    chain = items[0]
    match chain:
        case Chain(sides=(low, middle, high), relations=("<", "<")):
            base = scalar_base(middle, scope)
            if base is None or not isinstance(low, Number) or not isinstance(high, Number):
                return None
            positive = (base,) if low.value >= 0 else ()
            return Facts(between=((base, float(low.value), float(high.value)),), positive=positive)
        case Chain(sides=(low, middle, _), relations=("<", "≤")):
            t, m = elaborator.index(middle), elaborator.index(low)
            return Facts(margins=((t, m),)) if isinstance(t, Index) and isinstance(m, Size) else None
        case Chain(sides=(a, Number(value=value)), relations=(">",)) if value == 0:
            base = scalar_base(a, scope)
            return Facts(positive=(base,)) if base is not None else None
        case Chain(sides=(a, Number(value=value)), relations=("≠",)) if value == 0:
            return Facts(nonzero=(elaborator.scalar(a),))
        case Chain(sides=(a, b), relations=("≠",)):
            return unequal(elaborator, a, b, scope)
        case Chain(sides=(a, b), relations=("=",)):
            if elaborator.is_index(a) and elaborator.is_index(b):
                return Facts(equal=((elaborator.index(a), elaborator.index(b)),))
            left, right = elaborator.scalar(a), elaborator.scalar(b)
            left, right = (right, left) if left is S.One else (left, right)
            entry = left.args[0] if isinstance(left, IndexSum) else None
            fits = right is S.One and isinstance(entry, Entry) and entry.base.definition is None and left.index in entry.indices
            return Facts(equations=((left, right),)) if fits else None
    return None


def unequal(elaborator: Elaborator, a: Node, b: Node, scope: Scope) -> Facts | None:
    """i ≠ j; o ≠ w_s for every s; w_s ≠ w_r for every two."""
    families = [generic_family(n, scope) for n in (a, b)]
    match families:
        case (None, None):
            return Facts(unequal=((elaborator.index(a), elaborator.index(b)),))
        case (Base() as one, Base() as two):
            return Facts(distinct=(one,)) if one == two else None
        case (None, Base() as family):
            return Facts(avoids=((family, elaborator.index(a)),))
        case (Base() as family, None):
            return Facts(avoids=((family, elaborator.index(b)),))
    return None


def generic_family(node: Node, scope: Scope) -> Base | None:
    """w of w_s, when s is bound by nothing: it stands for every s."""
    if isinstance(node, Script) and isinstance(node.base, Name) and all(isinstance(s, Name) for s in node.sub):
        binding = scope.get(node.base.text + "[]")
        if isinstance(binding, IndexFamily) and not any(isinstance(scope.get(s.text), IndexName) for s in node.sub):  # type: ignore[attr-defined]
            return binding.bases[0]
    return None


def scalar_base(node: Node, scope: Scope) -> Base | None:
    binding = scope.get(whole_name(node) or "")
    if isinstance(binding, TensorName) and binding.base is not None:
        return binding.base
    return None


LINE = re.compile(r"\(at line (\d+)")
__all__ = ["Identity", "Sheet", "Source", "Sum", "load_raw"]
