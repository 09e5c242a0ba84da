"""The names of a document: what it defines, what it leaves free; in the scope of any sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace

from ..calculus.carry import reach
from ..calculus.forward import generic
from ..court.courts import court_of
from ..errors import CannotDecide, FormulaError, IllTyped
from ..grading.where import Local, bind, weigh
from ..habits.products import with_long_below
from ..habits.readings import readings
from ..meaning.elaborate import Elaborator
from ..meaning.scope import FIXED, FunctionName, IndexName, Scope, SizeName, TensorName
from ..notation.tree import Factor, Group, Name, Node, Number, Product, Script, rewrite, walk, whole_name
from ..sheets.sheet import Sheet
from ..terms import ONE, Base
from ..terms.tensors import at_given
from .free_names import misplaced


def defined_name(head: Node) -> str | None:
    """The name that the left side of a definition spells: Z, δ_1, x_w, f of f(x)."""
    match head:
        case Name() | Script(sup=None, primes=0):
            return whole_name(head)
        case Product() if (name := differential(head)) is not None:
            return name
        case Product(factors=(function, argument)) if argument.operator == "" and isinstance(argument.node, Group):
            called = function.node
            plain = all(isinstance(i, (Name, Script)) for i in argument.node.items)
            return whole_name(called) if isinstance(called, (Name, Script)) and plain and argument.node.bracket == "(" else None
    return None


def bases(tree: Node) -> set[str]:
    """The names in a tree without their subscripts, and without the d of dx."""
    inside = {id(n) for s in walk(tree) if isinstance(s, Script) for i in s.sub for n in walk(i)}
    found = {n.text for n in walk(tree) if isinstance(n, Name) and id(n) not in inside}
    return {n[1:] if len(n) == 2 and n[0] == "d" else n for n in found} - {"d", "T", "⊤"}


def differential(node: Node) -> str | None:
    """dz_2, dW2, dx: a name for a derivative, as programs call it; None for other products."""
    if not isinstance(node, Product) or any(f.operator for f in node.factors) or not 2 <= len(node.factors) <= 3:
        return None
    first, second, *rest = (f.node for f in node.factors)
    if (
        not (isinstance(first, Name) and first.text == "d")
        or not isinstance(second, (Name, Script))
        or second.span.start > first.span.end + 1
    ):
        return None
    if rest and not (isinstance(rest[0], Number) and isinstance(second, Name)):
        return None
    if isinstance(second, Script) and (second.sup is not None or second.primes):
        return None
    name = whole_name(second)
    return None if name is None else f"d{name}{f'_{rest[0].value}' if rest and isinstance(rest[0], Number) else ''}"


def joined(node: Node, known: Mapping[str, int]) -> Node:
    """The tree with differentials that the document defines as names of their own."""

    def change(here: Node) -> Node | None:
        if not isinstance(here, Product):
            return None
        out: list[Factor] = []
        place, changed = 0, False
        while place < len(here.factors):
            for size in (3, 2):
                group = here.factors[place : place + size]
                if len(group) == size and not any(f.operator for f in group[1:]):
                    whole = Product((Factor("", group[0].node), *group[1:]), span=here.span)
                    name = differential(whole)
                    if name is not None and name in known:
                        out.append(Factor(here.factors[place].operator, Name(name, span=group[0].node.span)))
                        place += size
                        changed = True
                        break
            else:
                factor = here.factors[place]
                out.append(Factor(factor.operator, joined(factor.node, known)))
                place += 1
        if not changed:
            return None
        return out[0].node if len(out) == 1 else Product(tuple(out), span=here.span)

    return rewrite(node, change) if any(n.startswith("d") for n in known) else node


def is_given(scope: Scope, name: str) -> bool:
    """Whether a name is a number, a vector or a matrix that is given, and not defined."""
    binding = scope.get(name)
    return isinstance(binding, TensorName) and binding.base is not None and binding.base.definition is None


def rests_on(base: Base) -> set[str]:
    """What a name of the document is made of, and what that is made of, without itself."""
    return {b.name for b in reach(generic(base))} - {base.name}


def stem_of(head: Node) -> str | None:
    """x of x_w, where w may be an index."""
    return head.base.text if isinstance(head, Script) and isinstance(head.base, Name) else None


def is_sheet_name(sheet: Sheet, head: Node, name: str) -> bool:
    """Whether a sheet has the name; x_w may be defined beside an index x, not beside a vector x."""
    scope = sheet.scope
    stem = stem_of(head)
    base = scope.get(stem) if stem is not None else None
    if any(scope.get(n) is not None for n in (name, "#" + name)) or sheet.spellings.name(name) is not None:
        return True
    return base is not None and not isinstance(base, (IndexName, SizeName))


def name_of_parameter(node: Node) -> str:
    """σ of ℓ(μ, σ²): what rests on the one rests on the other."""
    base = node.base if isinstance(node, Script) and isinstance(node.sup, Number) and not node.sub else node
    return whole_name(base) or ""


def holds_identity(tree: Node) -> bool:
    """Whether an identity matrix stands in a tree, of a size that is not written."""
    return any(isinstance(n, Name) and n.text in ("I", "𝕀") for n in walk(tree))


@dataclass(slots=True)
class Definition:
    """One definition of the document."""

    name: str
    head: Node
    body: Node
    line: int


@dataclass(slots=True)
class Names:
    """The names in force at a place of the document, in the scope of one sheet."""

    sheet: Sheet
    local: Local = field(init=False)
    lines: dict[str, int] = field(default_factory=dict)
    """Where each was defined."""
    disowned: set[str] = field(default_factory=set)
    """Names of the sheet that the document declares to be something else."""
    guessed: set[str] = field(default_factory=set)
    """Names of which it is a guess what they are: e^{−x²/2s} is read as e^{−x²/(2s)}; two definitions of one name."""
    weights: tuple[Base, ...] = ()
    """What a loss of which nothing is known is made of besides."""

    def __post_init__(self) -> None:
        self.local = Local(self.sheet.scope.inside({}))

    @property
    def scope(self) -> Scope:
        return self.local.scope

    def copy(self) -> Names:
        out = Names(self.sheet)
        out.local.scope.names.update(self.local.scope.names)
        out.local.trees.update(self.local.trees)
        out.lines.update(self.lines)
        out.disowned, out.weights, out.guessed = self.disowned, self.weights, set(self.guessed)
        return out

    def forget(self, name: str) -> None:
        """Drop a definition of the document: the name means something else from here on, which cannot be read."""
        for table in (self.scope.names, self.local.trees, self.lines):
            table.pop(name, None)

    def define(self, d: Definition) -> FormulaError | None:
        """Put a definition in force; the error says why it cannot be."""
        grouped = with_long_below(d.body) if self.sheet.inferred else d.body
        if grouped is not d.body:
            d = replace(d, body=grouped)
            self.guessed.add(d.name)
        try:
            match d.head:
                case Product() if differential(d.head) is not None:
                    bind(self.sheet.spellings, self.local, Name(d.name, span=d.head.span), d.name, joined(d.body, self.lines))
                case Product(factors=(_, argument)) if isinstance(argument.node, Group):
                    weigh(self.local, d.name, d.body)
                    parameters = tuple(name_of_parameter(i) for i in argument.node.items)
                    body = self.as_read(d.body) if self.sheet.inferred else d.body
                    self.scope.names[d.name] = FunctionName(parameters, body, Scope(dict(self.scope.names), self.scope.outer))
                case _:
                    fixed = frozenset(self.given_indices()) if self.sheet.inferred else FIXED
                    body = self.as_read(d.body) if self.sheet.inferred and holds_identity(d.body) else d.body
                    bind(self.sheet.spellings, self.local, d.head, d.name, joined(body, self.lines), fixed)
        except FormulaError as error:
            return error
        except (CannotDecide, RecursionError) as error:
            return FormulaError(str(error))
        self.alias(d)
        self.base(d)
        self.lines[d.name] = d.line
        return None

    def as_read(self, body: Node) -> Node:
        """The body of F(w) = … with an identity of the size that fits, and the like, where w is a name itself; else as it stands."""
        for reading in readings(body, self.scope, self.sheet.spellings):
            with suppress(FormulaError):
                Elaborator(self.scope).tensor(reading.tree)
                return reading.tree
        return body

    def misfit(self, d: Definition) -> FormulaError | None:
        """Why a definition is not one of a name whose shape the other formulas show: x = w c, where x is a number elsewhere."""
        inner = self.copy()
        old, error = inner.scope.get(d.name), inner.define(d)
        new = inner.scope.get(d.name)
        if error is None and isinstance(old, TensorName) and isinstance(new, TensorName) and old.tensor.shape != new.tensor.shape:
            return IllTyped(f"`{d.name}` has another shape there", d.head.span)
        return error

    def given_indices(self) -> Iterator[str]:
        """The letters that are one index of an inferred sheet each: c of the one column that a text is about."""
        return (n for n in self.sheet.scope.names if isinstance(self.sheet.scope.names[n], IndexName))

    def base(self, d: Definition) -> None:
        """What a document defines can be differentiated by: ∂L/∂o, where o = V a + e."""
        name = d.name if d.name in self.scope.names else stem_of(d.head)
        own = self.scope.names.get(name or "")
        if name is None or not isinstance(own, TensorName) or own.base is not None or any(a.blocks for a in own.tensor.shape):
            return
        base = Base(name, tuple(a for a in own.tensor.shape if a != ONE), row=own.tensor.rows == ONE and own.tensor.cols != ONE)
        base.definition = own.tensor
        self.scope.names[name] = TensorName(at_given(base), base)

    def alias(self, d: Definition) -> None:
        """A name for something that the sheet defines too becomes that, so that one can differentiate by it: θ = Uᵀv_c."""
        name = d.name if d.name in self.scope.names else stem_of(d.head)
        own = self.scope.names.get(name or "")
        if name is None or not isinstance(own, TensorName) or own.base is not None:
            return
        court = court_of(self.sheet)
        for binding in self.sheet.scope.names.values():
            if (
                isinstance(binding, TensorName)
                and binding.base is not None
                and binding.base.definition is not None
                and own.tensor.shape == binding.tensor.shape
            ):
                try:
                    if court.are_equal(own.tensor, binding.tensor):
                        self.scope.names[name] = binding
                        return
                except (FormulaError, CannotDecide, RecursionError):
                    continue

    def disown(self, wide: frozenset[str]) -> None:
        """Of the names that words call vectors or matrices, those that are numbers or indices in the sheet are the document's own."""
        for name in wide:
            match self.sheet.scope.get(name):
                case IndexName() | SizeName():
                    self.disowned.add(name)
                case TensorName(tensor=tensor) if tensor.is_scalar and is_given(self.sheet.scope, name):
                    self.disowned.add(name)

    def foreign(self, trees: tuple[Node, ...]) -> str | None:
        """A name in a pair that is not what the sheet calls so; an index only where it is used as a number."""
        disowned = self.disowned - self.lines.keys()
        used = disowned and {n.text for t in trees for n in walk(t) if isinstance(n, Name)} & disowned
        if not used:
            return None
        indices = {n for n in used if isinstance(self.scope.get(n), (IndexName, SizeName))}
        stray = misplaced(self.scope, trees) if indices else None
        return stray if stray in indices else min(used - indices, default=None)

    def has(self, name: str) -> bool:
        return name in self.lines

    def has_stem(self, head: Node) -> bool:
        """Whether a family x_w is defined of which the head is a member."""
        stem = stem_of(head)
        return stem is not None and any(n.partition("_")[0] == stem for n in self.lines) and stem in self.scope.names
