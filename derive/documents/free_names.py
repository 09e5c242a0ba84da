"""Names that are defined nowhere: what may stand for them, and whether they are numbers, vectors or indices."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..court.court import Court
from ..court.free import lone_variable
from ..errors import FormulaError
from ..habits.spellings import Spellings
from ..habits.understand import Understanding
from ..meaning.elaborate import Elaborator
from ..meaning.scope import Binding, Family, IndexName, Scope, SizeName, TensorName
from ..meaning.sums import infer
from ..notation.tree import Big, Chain, Fraction, Group, Mark, Name, Node, Product, Script, is_transpose, walk
from ..numbers.worlds import Cast
from ..sheets.sheet import Sheet
from ..terms import Axis, Base, Index, Size
from ..terms.facts import Facts
from ..terms.tensors import at_given

MAX_FREE = 4


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

    def court(self, sheet: Sheet, weights: tuple[Base, ...], scope: Scope, facts: Facts) -> Court:
        """Where claims about these names, beside those of a document, are judged."""
        own = sheet.cast(facts)
        cast = Cast((*own.sizes, *self.sizes), (*own.indices, *self.indices), (*own.bases, *weights, *self.bases), facts)
        return Court(sheet, scope, facts, cast)

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
    return [found[0], *(base.shape[0] for _, base in scope.families() if base.values == found[0].size)]


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
        if node.sup is not None and is_transpose(node.sup):
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
