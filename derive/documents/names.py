"""The names of a document: what it defines, what it leaves free; in the scope of any sheet."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ..calculus.carry import reach
from ..calculus.forward import generic
from ..court.court import Court
from ..court.courts import court_of
from ..court.free import lone_variable
from ..errors import CannotDecide, FormulaError
from ..grading.where import Local, bind, weigh
from ..habits.spellings import Spellings
from ..habits.understand import Understanding
from ..meaning.elaborate import Elaborator
from ..meaning.scope import FIXED, Binding, Family, FunctionName, IndexFamily, IndexName, Scope, SizeName, TensorName
from ..meaning.sums import infer
from ..notation.tree import Big, Chain, Factor, Fraction, Group, Mark, Name, Node, Number, Product, Script, rewrite, walk, whole_name
from ..numbers.worlds import Cast
from ..sheets.sheet import Sheet
from ..terms import ONE, Axis, Base, Index, Size
from ..terms.facts import Facts
from ..terms.tensors import at_given

MAX_FREE = 4


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
        out.disowned, out.weights = self.disowned, self.weights
        return out

    def define(self, d: Definition) -> FormulaError | None:
        """Put a definition in force; the error says why it cannot be."""
        try:
            match d.head:
                case Product() if differential(d.head) is not None:
                    bind(self.sheet.spellings, self.local, Name(d.name, span=d.head.span), d.name, joined(d.body, self.lines))
                case Product(factors=(_, argument)) if isinstance(argument.node, Group):
                    weigh(self.local, d.name, d.body)
                    parameters = tuple(whole_name(i) or "" for i in argument.node.items)
                    self.scope.names[d.name] = FunctionName(parameters, d.body, Scope(dict(self.scope.names), self.scope.outer))
                case _:
                    fixed = frozenset(self.given_indices()) if self.sheet.inferred else FIXED
                    bind(self.sheet.spellings, self.local, d.head, d.name, joined(d.body, self.lines), fixed)
        except FormulaError as error:
            return error
        except (CannotDecide, RecursionError) as error:
            return FormulaError(str(error))
        self.alias(d)
        if self.sheet.inferred:
            self.base(d)
        self.lines[d.name] = d.line
        return None

    def given_indices(self) -> Iterator[str]:
        """The letters that are one index of an inferred sheet each: c of the one column that a text is about."""
        return (n for n in self.sheet.scope.names if isinstance(self.sheet.scope.names[n], IndexName))

    def base(self, d: Definition) -> None:
        """In a document's own names what it defines can be differentiated by: ∂L/∂o, where o = V a + e."""
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


# ---------------------------------------------------------------------------------------------- free names
@dataclass(slots=True)
class Free:
    """Names that are defined nowhere, taken as any numbers, vectors, indices."""

    kinds: dict[str, str] = field(default_factory=dict)
    axes: dict[str, Axis] = field(default_factory=dict)
    """What an index runs over, where its use tells."""
    own: Axis | None = None
    """The axis of vectors that nobody defines."""
    bases: list[Base] = field(default_factory=list)
    indices: list[Index] = field(default_factory=list)
    sizes: list[Size] = field(default_factory=list)

    def scope(self, outer: Scope) -> Scope:
        """The names bound to something general."""
        self.bases, self.indices, self.sizes = [], [], []
        names: dict[str, Binding] = {}
        axis: Axis | None = None
        if "vector" in self.kinds.values() or any(k == "index" and n not in self.axes for n, k in self.kinds.items()):
            axis = self.own = self.own or Axis(Size("n"))
            self.sizes.append(axis.size)
        for name, kind in self.kinds.items():
            if kind == "index" and (over := self.axes.get(name, axis)) is not None:
                index = Index(name, over.size, serial=None)
                self.indices.append(index)
                names[name] = IndexName(index, over)
                continue
            base = Base(name, (axis,) if kind == "vector" and axis is not None else ())
            self.bases.append(base)
            names[name] = TensorName(at_given(base), base)
        return outer.inside(names)

    def court(self, names: Names, scope: Scope, facts: Facts) -> Court:
        """Where claims about these names, beside those of a document, are judged."""
        own = names.sheet.cast(facts)
        cast = Cast((*own.sizes, *self.sizes), (*own.indices, *self.indices), (*own.bases, *names.weights, *self.bases), facts)
        return Court(names.sheet, scope, facts, cast)

    @property
    def says(self) -> str:
        words = {"number": "any real number", "vector": "any vector", "index": "any index"}
        return "; ".join(f"{n} is taken as {words[k]}" for n, k in self.kinds.items())


def kind_of(name: str, trees: tuple[Node, ...]) -> str:
    """How a name is used: "vector" if it has subscripts, "index" if it is one, else "number"."""
    as_index = False
    for tree in trees:
        for node in walk(tree):
            if isinstance(node, Script) and node.sub:
                if isinstance(node.base, Name) and node.base.text == name:
                    return "vector"
                as_index = as_index or any(isinstance(s, Name) and s.text == name for i in node.sub for s in walk(i))
    return "index" if as_index else "number"


def stands_below(name: str, tree: Node) -> bool:
    """Whether a name stands in a subscript."""
    return any(isinstance(m, Name) and m.text == name for n in walk(tree) if isinstance(n, Script) for s in n.sub for m in walk(s))


def is_outcome(name: str, tree: Node) -> bool:
    """Whether a name is what a probability is of: l of P(l | c)."""
    chains = (i for n in walk(tree) if isinstance(n, Group) for i in n.items if isinstance(i, Chain) and i.relations[:1] == ("|",))
    return any(isinstance(c.sides[0], Name) and c.sides[0].text == name for c in chains)


def axes_of_index(name: str, scope: Scope, spellings: Spellings, trees: tuple[Node, ...]) -> list[Axis]:
    """What a free index may run over, by its use in the trees: u_k over words, or over the samples whose words they are.

    Empty if it does not stand on the left side.
    """
    found: list[Axis] = []
    for place, tree in enumerate(trees):
        if not stands_below(name, tree):
            if place == 0 and not is_outcome(name, tree):
                return []  # free on the right side only: a Σ that is lost
            continue
        try:
            seen = Understanding(scope, spellings, lambda _: 0).see(tree)
            axis = infer(Elaborator(scope), Name(name), seen)
        except FormulaError:
            axis = None
        found += [axis] if axis is not None else []
    if not found or any(a != found[0] for a in found):
        return []
    families = (scope.get(n) for n in scope if n.endswith("[]"))
    counts = [b.shape[0] for f in families if isinstance(f, IndexFamily) for b in f.bases if b.values == found[0].size]
    return [found[0], *counts]


def is_variable(name: str, left: Node) -> bool:
    """Whether a name is what the left side is a function of: σ(x), d/dx, ∂/∂x: then a claim speaks of all its values."""
    for node in walk(left):
        match node:
            case Fraction(denominator=below):
                parts = [f.node for f in below.factors] if isinstance(below, Product) else [below]
                marks = isinstance(parts[0], Mark) or (isinstance(parts[0], Name) and parts[0].text in ("d", "d" + name))
                if marks and any(isinstance(n, Name) and n.text.removeprefix("d") == name for p in parts for n in walk(p)):
                    return True
            case Product(factors=factors):
                for f, g in itertools.pairwise(factors):
                    function = f.node.base if isinstance(f.node, Script) else f.node
                    if (
                        isinstance(function, Name)
                        and isinstance(g.node, Group)
                        and any(isinstance(n, Name) and n.text == name for n in walk(g.node))
                    ):
                        return True
    return False


def places_of_indices(node: Node) -> Iterator[int]:
    """The identities of the nodes in which an index or a size is used as one: subscripts, limits, conditions, transposes."""
    if isinstance(node, Script):
        if isinstance(node.sup, Name) and node.sup.text in "T⊤":
            yield id(node.sup)
        yield from (id(n) for i in node.sub for n in walk(i))
        if node.sub:
            yield id(node.base)
    if isinstance(node, Big):
        yield from (id(n) for i in (*node.sub, node.sup) if i is not None for n in walk(i))
    if isinstance(node, Chain):
        yield from (id(n) for n in walk(node))


def misplaced(scope: Scope, trees: tuple[Node, ...], whole: tuple[Node, ...] = (), inferred: bool = False) -> str | None:
    """An index or size of the sheet that is used as a number, x of σ(x): in this claim it may be a variable of its own; no size is
    in inferred names, where 1/N is a number if x_1, …, x_N are given."""
    kinds = (IndexName, Family) if inferred else (IndexName, SizeName, Family)
    inside = {i for tree in trees for node in walk(tree) for i in places_of_indices(node)}
    lone = lone_variable(scope, whole or trees)
    if lone is not None:
        return lone
    limits = {
        n.text
        for t in trees
        for b in walk(t)
        if isinstance(b, Big)
        for i in (*b.sub, b.sup)
        if i is not None
        for n in walk(i)
        if isinstance(n, Name)
    }
    for tree in trees:
        for node in walk(tree):
            if isinstance(node, Name) and id(node) not in inside and node.text not in limits and isinstance(scope.get(node.text), kinds):
                return node.text
            if (
                isinstance(node, Name)
                and len(node.text) == 2
                and node.text[0] == "d"
                and isinstance(scope.get(node.text[1]), (IndexName, SizeName))
            ):
                return node.text[1]
    return None
