"""Shapes of the names of a part, by unification: what is added has one shape, what is multiplied meets, a gradient is shaped like what
it is taken by.

A dimension is 1, more than 1, or open.  What formulas leave open is settled by what letters are by custom, a transposed one first; each
choice is followed up before the next is made.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..meaning.derivatives import is_derivative
from ..meaning.operators import OPERATORS, TRACES
from ..notation.tree import (
    Bars,
    Big,
    Chain,
    Fraction,
    Group,
    Mark,
    Name,
    Node,
    Number,
    Product,
    Root,
    Script,
    Sum,
    is_transpose,
    opened,
    walk,
    whole_name,
)

Dim = int
Shape = tuple[Dim, Dim]
MATRICES = frozenset("WUVRAB")
"""Letters of matrices, by custom."""
MEANS = frozenset({"𝔼", "Var"})
SCALAR_VALUED = frozenset({"norm", "det", *TRACES, "max", "min", "sum", "size"})


class Clash(Exception):
    """Two dimensions that cannot be one."""


@dataclass(slots=True)
class Shapes:
    """Dimensions, which of them are the same, and what products wait for."""

    parent: list[Dim] = field(default_factory=lambda: [0])
    """Dimension 0 is 1."""
    many: set[Dim] = field(default_factory=set)
    """Roots that are more than 1."""
    names: dict[str, Shape] = field(default_factory=dict)
    sizes: dict[str, Dim] = field(default_factory=dict)
    """The dimensions that words name."""
    called: dict[Dim, str] = field(default_factory=dict)
    """What words call a root."""
    waiting: list[tuple[Shape, Shape, Shape, int]] = field(default_factory=list)
    """Products whose kind is not known yet: left, right, result, and in which chain."""
    chain: int = 0
    """Which chain is looked at."""
    odd: set[str] = field(default_factory=set)
    """Names that are used otherwise than words declare them."""
    sloppy: set[int] = field(default_factory=set)
    """Chains in which something does not fit."""
    entries: Mapping[str, int] = field(default_factory=dict)
    """Names with subscripts that count, and how many: x_i is a number, or, where x is one of `vectors`, a vector itself."""
    vectors: frozenset[str] = frozenset()
    functions: frozenset[str] = frozenset()
    numbers: set[str] = field(default_factory=set)
    """Names that are numbers for want of anything that says more."""
    doubtful: frozenset[str] = frozenset()
    """The names of chains in which something does not fit: one of them is not what it seems."""

    diagonal: bool = False
    """Whether a diag(…) shows that this part knows matrices."""
    vector: str = "column"
    """What vectors are in this part: columns, or rows."""

    def fresh(self) -> Dim:
        self.parent.append(len(self.parent))
        return len(self.parent) - 1

    def root(self, d: Dim) -> Dim:
        while self.parent[d] != d:
            d = self.parent[d]
        return d

    def join(self, a: Dim, b: Dim) -> None:
        a, b = self.root(a), self.root(b)
        if a == b:
            return
        if 0 in (a, b) and (a in self.many or b in self.many):
            raise Clash
        if a in self.called and b in self.called:
            raise Clash  # words call them differently: n and m
        low, high = min(a, b), max(a, b)
        self.parent[high] = low
        if high in self.called:
            self.called[low] = self.called.pop(high)
        if high in self.many:
            self.many.add(low)

    def same(self, a: Shape, b: Shape) -> None:
        self.join(a[0], b[0])
        self.join(a[1], b[1])

    def is_one(self, d: Dim) -> bool:
        return self.root(d) == 0

    def is_many(self, d: Dim) -> bool:
        return self.root(d) in self.many

    def is_number(self, s: Shape) -> bool:
        return self.is_one(s[0]) and self.is_one(s[1])

    def is_wide(self, s: Shape) -> bool:
        return self.is_many(s[0]) or self.is_many(s[1])

    def more(self, *dims: Dim) -> None:
        for d in dims:
            if self.is_one(d):
                raise Clash
            self.many.add(self.root(d))

    def expect(self, name: str, many: tuple[bool, bool]) -> None:
        """A name with rows and columns that are more than one or not; where words say otherwise, the name is doubtful."""
        try:
            for dim, more in zip(self.of(name), many, strict=True):
                if more:
                    self.more(dim)
                else:
                    self.join(dim, 0)
        except Clash:
            self.odd.add(name.removesuffix("[]"))

    def size(self, name: str) -> Dim:
        """The dimension that words call by a name."""
        if name == "1":
            return 0
        if name not in self.sizes:
            self.sizes[name] = self.fresh()
            self.more(self.sizes[name])
            self.called[self.sizes[name]] = name
        return self.sizes[name]

    def of(self, name: str) -> Shape:
        name = without_step(name)
        if name not in self.names:
            self.names[name] = (self.fresh(), self.fresh())
        return self.names[name]

    def attempt(self, *pairs: tuple[Shape, Shape]) -> None:
        """Shapes that should be the same; a clash is left, and its chain noted: one line may be sloppy."""
        for a, b in pairs:
            try:
                self.same(a, b)
            except Clash:
                self.sloppy.add(self.chain)

    # ------------------------------------------------------------------------------------------ formulas
    def shape(self, node: Node) -> Shape:
        """The shape of a formula, with what it asks of its parts."""
        match node:
            case Name(text="I" | "𝕀"):
                side = self.fresh()
                return side, side
            case Name(text="𝟏") | Script(base=Name(text="𝟏"), sup=None):
                return self.fresh(), 0
            case Name(text=text):
                return (0, 0) if text in ("e", "π", "∞") and text not in self.names else self.of(text)
            case Number(value=value):
                return (0, 0) if value else (self.fresh(), self.fresh())
            case Script():
                return self.script(node)
            case Sum(terms=terms):
                return self.sum([t for _, t in terms])
            case Product():
                return self.product(node)
            case Fraction():
                return self.fraction(node)
            case Group(items=(one,)):
                return self.shape(one)
            case Bars(body=body):
                self.shape(body)
                return (0, 0)
            case Root(body=body):
                return self.shape(body)
            case Big(body=body):
                return self.shape(body)
            case Chain(sides=sides, relations=relations) if set(relations) == {"="}:
                return self.sum(list(sides))
        return (self.fresh(), self.fresh())

    def sum(self, terms: list[Node]) -> Shape:
        shapes = [self.shape(t) for t in terms if not isinstance(opened(t), Number)]
        if not shapes:
            return (0, 0)
        self.attempt(*((shapes[0], s) for s in shapes[1:]))
        return shapes[0]

    def script(self, node: Script) -> Shape:
        turned = is_transpose(node.sup)
        if isinstance(node.base, Name):
            inner = self.member(node.base.text, node.sub) if node.sub else self.shape(node.base)
        else:
            inner = self.shape(node.base)
            inner = (0, 0) if node.sub else inner
        if turned:
            return inner[1], inner[0]
        if is_negative(node.sup):
            try:
                self.join(*inner)
            except Clash:
                self.sloppy.add(self.chain)
        return inner

    def member(self, name: str, sub: tuple[Node, ...]) -> Shape:
        """x_i: a number, a row of a matrix, a vector x[] of many; else a name with a label."""
        count = self.entries.get(name, 0)
        if name in self.vectors:
            return self.of(f"{name}[]") if len(sub) == 1 else (0, 0)
        if count:
            return (0, 0) if len(sub) == count else (self.fresh(), self.fresh())
        return self.of(whole_name(Script(Name(name), sub)) or name)

    def product(self, node: Product) -> Shape:
        by, rest = operator_of(node.factors[0].node), node.factors[1:]
        if by is not None:
            value = self.product(Product(rest, span=node.span)) if rest else (self.fresh(), self.fresh())
            self.propagate()
            return self.shape(by) if self.is_number(value) else (self.fresh(), self.fresh())
        found: Shape | None = None
        function = ""
        for f in node.factors:
            base = f.node.base if isinstance(f.node, Script) else f.node
            if isinstance(base, Name) and (base.text in OPERATORS or base.text in MEANS) and not function:
                function = base.text
                continue
            if isinstance(base, Name) and base.text in self.functions:
                return (self.fresh(), self.fresh())
            here = self.shape(f.node)
            if function:
                here, function = applied(self, function, here), ""
            if found is None:
                found = here
            elif f.operator in ("∘",):
                self.attempt((found, here))
            elif f.operator == "/":
                continue
            elif f.operator == "⊗":
                found = (self.fresh(), self.fresh())
            else:
                result = (self.fresh(), self.fresh())
                self.waiting.append((found, here, result, self.chain))
                found = result
        return found or (self.fresh(), self.fresh())

    def fraction(self, node: Fraction) -> Shape:
        if not is_derivative(node):
            above, below = self.shape(node.numerator), self.shape(node.denominator)
            self.attempt((below, (0, 0)))
            return above
        parts = [f.node for f in node.denominator.factors] if isinstance(node.denominator, Product) else [node.denominator]
        variables = [n for n in parts if not isinstance(n, Mark) and not (isinstance(n, Name) and n.text in ("d", "∂"))]
        if len(variables) != 1:
            return (self.fresh(), self.fresh())
        body = [f.node for f in node.numerator.factors[1:]] if isinstance(node.numerator, Product) else []
        variable = self.shape(variables[0])
        value = self.shape(body[0]) if len(body) == 1 else (self.fresh(), self.fresh())
        return variable if self.is_number(value) else value if self.is_number(variable) else (self.fresh(), self.fresh())

    # ------------------------------------------------------------------------------------------ solving
    def propagate(self) -> None:
        """Settle every product whose kind is known by now, until nothing changes."""
        changed = True
        while changed:
            changed = False
            for product in list(self.waiting):
                a, b, out, self.chain = product
                if self.settle(a, b, out):
                    self.waiting.remove(product)
                    changed = True

    def settle(self, a: Shape, b: Shape, out: Shape) -> bool:
        if self.is_number(a):
            self.attempt((out, b))
        elif self.is_number(b):
            self.attempt((out, a))
        elif (self.is_many(a[1]) and self.is_wide(b)) or (self.is_many(b[0]) and self.is_wide(a)):
            self.attempt(((a[1], 0), (b[0], 0)), (out, (a[0], b[1])))
        elif self.is_many(a[0]) and self.is_one(a[1]) and self.is_one(b[0]) and self.is_many(b[1]):
            self.attempt((out, (a[0], b[1])))
        elif self.is_number(out) and self.is_one(a[0]) and self.is_many(a[1]):  # xᵀ θ, a number: θ is a column
            self.attempt((b, (a[1], 0)))
        elif self.is_number(out) and self.is_one(b[1]) and self.is_many(b[0]):
            self.attempt((a, (0, b[0])))
        else:
            return False
        return True

    def suppose_factors(self) -> None:
        """A small letter behind a matrix is a column, x of W x, or before one a row; a capital beside vectors is a matrix, A of xᵀ A x.

        Where there are matrices, and nothing says more, V is one in a vector W h + V x.
        """
        found = True
        while found:
            shapes = {(self.root(r), self.root(c)): n for n, (r, c) in self.names.items()}
            pairs = [(b, a) if self.vector == "row" else (a, b) for a, b, _, _ in self.waiting]
            along = 1 if self.vector == "row" else 0
            waiting = [b for a, b in pairs if self.is_many(a[0]) and self.is_many(a[1])]
            behind = (shapes.get((self.root(b[0]), self.root(b[1]))) for b in waiting if not self.is_wide(b) and not self.is_one(b[along]))
            name = next((n for n in behind if n is not None and n[0].islower()), None)
            if name is None:
                wide = [b for a, b in pairs if self.is_wide(a) and not self.is_wide(b) and not self.is_number(b)]
                after = (shapes.get((self.root(b[0]), self.root(b[1]))) for b in wide)
                name = next((n for n in after if n is not None and n[0].isupper()), None)
            if name is None and (self.diagonal or any(self.is_many(r) and self.is_many(c) for r, c in self.names.values())):
                lone = [a for a, b, out, _ in self.waiting if self.is_wide(out) and not self.is_wide(a) and not self.is_number(b)]
                before = (shapes.get((self.root(a[0]), self.root(a[1]))) for a in lone)
                name = next((n for n in before if n is not None and n[0] in MATRICES), None)
            found = name is not None
            if name is not None:
                self.suppose(name, "matrix" if name[0].isupper() else self.vector)

    def suppose(self, name: str, kind: str) -> None:
        """A name by custom: "number", "column", "row", "matrix"; nothing where that does not fit what is known."""
        rows, cols = self.of(name)
        try:
            if kind == "number":
                if not self.is_wide((rows, cols)):
                    self.same((rows, cols), (0, 0))
            elif kind == "column" and not self.is_many(cols) and not self.is_one(rows):
                self.join(cols, 0)
                self.more(rows)
            elif kind == "row" and not self.is_many(rows) and not self.is_one(cols):
                self.join(rows, 0)
                self.more(cols)
            elif kind == "matrix" and not self.is_one(rows) and not self.is_one(cols):
                self.more(rows, cols)
        except Clash:
            self.sloppy.add(self.chain)
        self.propagate()


def applied(shapes: Shapes, function: str, inner: Shape) -> Shape:
    """The shape of f(…); what is not said here works entry by entry."""
    if function in SCALAR_VALUED:
        return (0, 0)
    if function == "transpose":
        return inner[1], inner[0]
    if function != "diag":
        return inner
    if shapes.is_many(inner[0]) and shapes.is_many(inner[1]):
        return (shapes.fresh(), shapes.fresh())
    row = shapes.is_one(inner[0]) if shapes.is_wide(inner) else shapes.vector == "row"
    side = inner[1] if row else inner[0]
    shapes.attempt((inner, (0, side) if row else (side, 0)))
    shapes.diagonal = True
    return side, side


STEP = re.compile(r"(?<=_[a-z])[+-]\d+$")


def without_step(name: str) -> str:
    """h_t for h_t-1: what a name is does not change with time."""
    return STEP.sub("", name)


def is_negative(node: Node | None) -> bool:
    """Whether a power is one that only square matrices have: −1, −2."""
    return isinstance(node, Sum) and len(node.terms) == 1 and node.terms[0][0] == -1 and isinstance(node.terms[0][1], Number)


def operator_of(node: Node) -> Node | None:
    """x of ∇_x and of ∂/∂x with nothing above."""
    match node:
        case Script(base=Mark(kind="∇"), sub=(by,)):
            return by
        case Fraction(denominator=Product(factors=(_, by))) if is_derivative(node) and not isinstance(node.numerator, Product):
            return by.node
    return None


def named_in(tree: Node) -> set[str]:
    """The names in a tree, each with its subscript and without."""
    found = (n for n in walk(tree) if isinstance(n, (Name, Script)))
    return {name for n in found for name in (whole_name(n), n.text if isinstance(n, Name) else None) if name}
