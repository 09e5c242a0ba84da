"""Student tree → sheet tree: the names, applications and habits of hand-written mathematics in a sheet's own terms.

The elaborator is strict.  What a text may mean is settled here, by the names of the sheet: other spellings of a name,
J(v_c, o, U), P(O = o | C = c), how far the argument of a log reaches, a Σ without its index.  Where several readings
are possible each is a path through a few choices; `readings` yields them, the plain one first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction as Rational

from ..errors import FormulaError, Malformed, Span, Unsupported
from ..meaning import derivatives as calculus
from ..meaning import grids
from ..meaning.operators import OPERATORS, SPECIAL
from ..meaning.scope import Family, IndexFamily, IndexName, Scope, SizeName, TensorName, mentions_vectors
from ..notation.tree import (
    Bars,
    Big,
    Chain,
    Factor,
    Fraction,
    Grid,
    Group,
    Mark,
    Name,
    Node,
    Number,
    Product,
    Root,
    Script,
    Sum,
    same,
    spelling,
    walk,
    whole_name,
)
from ..terms import ONE, Axis, Base
from . import lists, products, sums
from .spellings import INDICATORS, LOOK_ALIKES, Spellings, key

MAX_READINGS = 16
MAX_CHOICES = 6
MAX_DEPTH = 220
FUNCTION_SPELLINGS = {"onehotvector": "onehot", "onehot": "onehot", "logistic": "σ", "sigm": "σ", "sigmoid": "σ", "soft max": "softmax"}


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a text, with what is said about it."""

    tree: Node
    notes: tuple[str, ...] = ()


# ---------------------------------------------------------------------------------------------- choices
class Choices:
    """A path through the ambiguous places of a text, replayed: 0 is the plain option everywhere."""

    def __init__(self, path: tuple[int, ...]) -> None:
        self.path = path
        self.options: list[int] = []

    def __call__(self, options: int) -> int:
        """Which of so many options is taken at the next ambiguous place."""
        place = len(self.options)
        if options < 2 or place >= MAX_CHOICES:
            return 0
        self.options.append(options)
        return self.path[place] if place < len(self.path) else 0


def readings(tree: Node, scope: Scope, spellings: Spellings, limit: int = MAX_READINGS) -> Iterator[Reading]:
    """The readings of a tree, the plain one first, then those that differ from it in one place, in two …"""
    queue: list[tuple[int, ...]] = [()]
    seen: list[Node] = []
    while queue and limit:
        path = queue.pop(0)
        choices = Choices(path)
        reader = Understanding(scope, spellings, choices)
        try:
            found = reader.see(tree)
        except FormulaError:
            if not path:
                raise
            continue
        for place in range(len(path), len(choices.options)):
            for option in range(1, choices.options[place]):
                queue.append((*path, *(0,) * (place - len(path)), option))
        if any(same(found, s) for s in seen):
            continue
        seen.append(found)
        limit -= 1
        yield Reading(found, tuple(dict.fromkeys(reader.notes)))


# ---------------------------------------------------------------------------------------------- the walk
class Understanding:
    """One pass over a tree."""

    def __init__(self, scope: Scope, spellings: Spellings, choices: Callable[[int], int]) -> None:
        self.scope, self.spellings, self.choose = scope, spellings, choices
        self.depth = 0
        self.notes: list[str] = []
        self.bound: dict[str, Axis | None] = {}

    def plain(self) -> Understanding:
        """A reader that takes the plain option everywhere, and whose remarks are lost."""
        return Understanding(self.scope, self.spellings, lambda _: 0)

    def known(self, text: str) -> bool:
        return text in self.bound or self.scope.get(text) is not None or self.scope.get("#" + text) is not None

    def see(self, node: Node) -> Node:
        """A node as the sheet would write it."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Malformed("it is nested too deeply", node.span)
        seen = self.seen(node)
        self.depth -= 1
        return seen

    def seen(self, node: Node) -> Node:
        match node:
            case Name():
                return self.name(node)
            case Script():
                return self.script(node)
            case Product():
                return products.product(self, node)
            case Fraction():
                return self.fraction(node)
            case Big():
                return sums.big(self, node)
            case Sum():
                return self.sum(node)
            case Group():
                return self.group(node)
            case Bars(kind=kind, body=body):
                return Bars(kind, self.see(body), span=node.span)
            case Root(body=body, degree=degree):
                return Root(self.see(body), degree, span=node.span)
            case Chain(sides=sides, relations=relations):
                return self.condition(Chain(tuple(self.see(s) for s in sides), relations, span=node.span))
            case Grid(kind=kind, rows=rows):
                if kind.endswith("cases"):
                    rows = tuple((*row[:1], *(bare_condition(c) for c in row[1:])) for row in rows)
                seen = Grid(kind, tuple(tuple(None if c is None else self.see(c) for c in row) for row in rows), span=node.span)
                return self.stacked(seen)
        return node

    # ------------------------------------------------------------------------------------------ names
    def name(self, node: Name) -> Node:
        if node.text == "𝟏" and self.scope.get("𝟏") is None:
            return self.ones(node)
        if self.known(node.text) or node.text in OPERATORS or node.text in SPECIAL or len(node.text) == 0:
            return node
        found = self.spellings.name(node.text)
        if found is not None:
            return replace(found, span=node.span)
        if node.text in ("I", "𝕀"):
            return self.identity(node)
        function = FUNCTION_SPELLINGS.get(key(node.text).lower()) or FUNCTION_SPELLINGS.get(node.text.lower())
        return Name(function, span=node.span) if function else node

    def is_random_mark(self, sub: tuple[Node, ...]) -> bool:
        """Whether the subscript of a mean only names what is random in the sheet anyway, or its probability: d, p, p_{drop}."""
        random = [b.base for n in self.scope if isinstance(b := self.scope.get(n), TensorName) and b.base is not None and b.base.random]
        names = {b.name for b in random} | {s.name for b in random for _, p in b.random for s in p.atoms(Base)}
        return len(sub) == 1 and (whole_name(sub[0]) or "").split("_")[0] in names

    @property
    def sizes(self) -> list[str]:
        """The names of the sheet's sizes."""
        return [n[1:] for n in self.scope if n.startswith("#") and isinstance(self.scope.get(n), SizeName)]

    def ones(self, node: Node) -> Node:
        """A vector of ones without its size: any size of the sheet may be meant."""
        sizes = self.sizes
        option = self.choose(1 + len(sizes))
        return Script(node, (Name(sizes[option - 1]),), span=node.span) if option else Number(Rational(1), span=node.span)

    def zeros(self, zero: Number, size: Node, span: Span) -> Node:
        """0_d, the zero vector of that size; a plain 0 where it is no size of the sheet."""
        name = spelling(size)
        if name not in self.sizes:
            return zero
        ones = Script(Name("𝟏", span=span), (Name(name, span=size.span),), span=span)
        return Group("(", (Product((Factor("", zero), Factor("·", ones)), span=span),), span=span)

    def identity(self, node: Name) -> Node:
        """The identity matrix, of any size of the sheet."""
        sizes = self.sizes
        if not sizes:
            return node
        ones = Script(Name("𝟏", span=node.span), (Name(sizes[self.choose(len(sizes))]),), span=node.span)
        both = (Factor("", Name("diag", span=node.span)), Factor("", Group("(", (ones,), span=node.span)))
        return Group("(", (Product(both, span=node.span),), span=node.span)

    def script(self, node: Script) -> Node:
        base, sub = node.base, node.sub
        if sub and isinstance(base, Group) and base.bracket == "(" and len(base.items) == 1 and isinstance(base.items[0], (Name, Script)):
            whole = whole_name(base.items[0])
            if whole is not None and self.known(whole) and (isinstance(base.items[0], Name) or base.items[0].sup is None):
                node = Script(Name(whole, span=base.span), sub, node.sup, node.primes, span=node.span)  # (z_2)_i
                base = node.base
        if isinstance(base, Name) and node.primes and not sub and base.text + "′" * node.primes in self.bound:
            return Name(base.text + "′" * node.primes, span=node.span)
        if isinstance(base, Name) and len(sub) > 1 and not self.known(whole_name(node) or ""):
            stem = whole_name(Script(base, sub[:-1]))
            binding = self.scope.get(stem or "")
            if stem is not None and isinstance(binding, TensorName) and binding.tensor.is_vector:
                return self.see(Script(Name(stem, span=base.span), sub[-1:], node.sup, node.primes, span=node.span))  # v_{c,i}
        sup = self.superscript(node)
        for spelled, value in self.spellings.scripts:
            if same(spelled, Script(base, sub)):
                return self.hang(replace(value, span=node.span), sup, node.primes, node.span)
        if isinstance(base, Name) and base.text == "e" and sub and node.sup is not None and self.scope.get("e") is None and not node.primes:
            self.notes.append("e with the index below is read as e^x with the index on x")
            return Script(base, (), Script(self.see(node.sup), tuple(self.see(s) for s in sub), span=node.span), span=node.span)
        if isinstance(base, Number) and base.value == 0 and len(sub) == 1 and node.sup is None:
            return self.zeros(base, sub[0], node.span)
        if isinstance(base, Number) and base.value == 1 and len(sub) == 1 and (test := condition_in(sub[0])) is not None:
            return self.hang(self.indicator(self.see(test), node.span), sup, node.primes, node.span)
        if isinstance(base, Name) and base.text in ("𝔼", "E", "Var") and self.scope.get(base.text) is None:
            if sub and not self.is_random_mark(sub):
                raise Unsupported(
                    "a mean over something that the sheet does not call random; write the sum, or \\mathbb{E}_{w \\sim \\hat{y}}", node.span
                )
            return Script(Name("𝔼" if base.text == "E" else base.text, span=base.span), (), node.sup, node.primes, span=node.span)
        if isinstance(base, Name) and sub:
            whole = whole_name(node)
            if whole is not None and not self.known(whole):
                found = self.spellings.name(whole)
                free = not any(isinstance(n, Name) and n.text in self.bound for i in sub for n in walk(i))
                certain = key(whole) in self.spellings.stated or len(key(whole)) > 2 or self.scope.get(base.text) is None
                if found is not None and free and certain:
                    return self.hang(replace(found, span=node.span), sup, node.primes, node.span)
            if whole is not None and self.known(whole):
                return Script(base, sub, sup, node.primes, span=node.span)
            if base.text == "e" and self.scope.get("e") is None and node.sup is None and not node.primes:
                items = tuple(self.index(s, None) for s in sub)
                return Product((Factor("", Name("onehot", span=base.span)), Factor("", Group("(", items, span=node.span))), span=node.span)
            if len(sub) == 1 and isinstance(sub[0], Group) and len(sub[0].items) == 1 and isinstance(sub[0].items[0], Chain):
                sub = sub[0].items
            if base.text in INDICATORS and (base.text == "𝟏" or not self.known(base.text)) and isinstance(sub[0], Chain):
                return self.indicator(self.see(sub[0]), node.span)
            if base.text == "𝟏":
                return Script(base, tuple(self.see(s) for s in sub), sup, node.primes, span=node.span)
        if isinstance(base, Name) and base.text == "𝟏" and not sub:
            return self.hang(self.ones(base), sup, node.primes, node.span)
        if isinstance(base, Mark) and base.kind == "∇" and len(sub) == 1 and (split := self.nabla_of_loss(sub[0])) is not None:
            self.notes.append("∇ with two names below is read as the gradient of the second by the first")
            parts = (Factor("", Script(base, (self.by_matrix(split[0]),), span=base.span)), Factor("", self.see(split[1])))
            return Product(parts, span=node.span)
        if isinstance(base, Mark) and base.kind == "∇" and len(sub) == 1:
            sub = (self.by_matrix(sub[0]),)
        seen = base if isinstance(base, Mark) else self.see(base)
        if not sub:
            return self.hang(seen, sup, node.primes, node.span)
        if isinstance(seen, Mark):
            return Script(seen, tuple(self.see(s) for s in sub), sup, node.primes, span=node.span)
        axis = self.axis_of(seen)
        if isinstance(seen, Name) and seen.text == "δ" and not self.known("δ") and len(sub) == 1 and isinstance(sub[0], Chain):
            return self.indicator(self.see(sub[0]), node.span)
        return Script(seen, tuple(self.index(s, axis) for s in sub), sup, node.primes, span=node.span)

    def nabla_of_loss(self, sub: Node) -> tuple[Node, Node] | None:
        """U and L of ∇_{UL}, where L is a loss."""
        if isinstance(sub, Product) and len(sub.factors) == 2 and not self.known(spelling(sub) or ""):
            by, loss = (f.node for f in sub.factors)
            if isinstance(loss, Name) and products.is_loss(self, whole_name(self.name(loss))) and isinstance(by, (Name, Script)):
                return by, loss
        return None

    def by_matrix(self, node: Node) -> Node:
        """u, of which the columns are u_w, as what one differentiates by: U."""
        binding = self.scope.get(node.text) if isinstance(node, Name) and node.text not in self.bound else None
        if isinstance(node, Name) and isinstance(binding, Family):
            self.notes.append(f"{node.text} without an index is read as {binding.base.name}")
            return Name(binding.base.name, span=node.span)
        return node

    @staticmethod
    def hang(node: Node, sup: Node | None, primes: int, span: Span) -> Node:
        if sup is None and not primes:
            return node
        if isinstance(node, Script) and node.sup is None:
            return Script(node.base, node.sub, sup, node.primes + primes, span=span)
        return Script(node, (), sup, primes, span=span)

    def superscript(self, node: Script) -> Node | None:
        match node.sup:
            case None:
                return None
            case Name(text="⊤" | "T"):
                return node.sup
            case Name(text="t") if self.may_be_transposed(node) and self.choose(2):
                return Name("⊤", span=node.sup.span)
        return self.see(node.sup)

    def may_be_transposed(self, node: Script) -> bool:
        """Whether ^t may be a transpose: t is no name here, or stands on what is no number."""
        binding = self.scope.get(node.base.text) if isinstance(node.base, Name) else None
        if node.sub and isinstance(binding, TensorName) and binding.tensor.is_vector:
            return not self.known("t")  # an entry
        return not self.known("t") or mentions_vectors(self.scope, node.base)

    def axis_of(self, base: Node) -> Axis | None:
        """The axis that a single subscript of a name runs over."""
        binding = self.scope.get(base.text) if isinstance(base, Name) and base.text not in self.bound else None
        match binding:
            case Family(base=matrix, axis=axis):
                return matrix.shape[axis]
            case TensorName(tensor=tensor) if tensor.is_vector:
                return tensor.rows if tensor.cols == ONE else tensor.cols
        return None

    def index(self, node: Node, axis: Axis | None) -> Node:
        """A subscript: 0 for o, k for w_k where k numbers the samples and w_k are their words."""
        match node:
            case Number(value=value) if value == 0 and is_one_digit(node) and axis is not None and (o := self.look_alike(axis)):
                self.notes.append(f"0 is read as {o}: no index is 0 here")
                return Name(o, span=node.span)
            case Name(text=text) if axis is not None and (own := self.index_axis(text)) is not None and own.size != axis.size:
                for stem in (n for n in self.scope if n.endswith("[]")):
                    family = self.scope.get(stem)
                    if isinstance(family, IndexFamily):
                        for b in family.bases:
                            if len(b.shape) == 1 and b.shape[0].size == own.size and b.values == axis.size:
                                letter = stem.removesuffix("[]")
                                self.notes.append(f"the subscript {text} is read as {letter}_{text}: {text} counts the {letter}'s")
                                return Script(Name(letter, span=node.span), (node,), span=node.span)
            case Chain():
                return self.see(node)
        if isinstance(node, Product) and (word := spelling(node)) and self.known(word):
            return Name(word, span=node.span)
        if isinstance(node, Bars) and (size := sums.size(self, node)) is not None:
            return Name(str(size.size), span=node.span)
        return self.see(node)

    def index_axis(self, text: str) -> Axis | None:
        if text in self.bound:
            return self.bound[text]
        binding = self.scope.get(text)
        return binding.axis if isinstance(binding, IndexName) else None

    def look_alike(self, axis: Axis | None) -> str | None:
        binding = self.scope.get(LOOK_ALIKES[0])
        return LOOK_ALIKES[0] if isinstance(binding, IndexName) and axis is not None and binding.axis.size == axis.size else None

    def condition(self, node: Chain) -> Chain:
        """w = 0 and w ≠ 0 for w = o and w ≠ o, where w is an index that is never 0."""
        if len(node.sides) == 2 and node.relations[0] in "=≠" and isinstance(node.sides[1], Number) and node.sides[1].value == 0:
            name = spelling(node.sides[0])
            axis = self.index_axis(name) if name else None
            if axis is not None and (o := self.look_alike(axis)) and o != name:
                self.notes.append(f"0 is read as {o}: no index is 0 here")
                return Chain((node.sides[0], Name(o, span=node.sides[1].span)), node.relations, span=node.span)
        return node

    @staticmethod
    def indicator(test: Node, span: Span) -> Node:
        """𝟏_{w = o}, however it was written."""
        return Script(Name("𝟏", span=span), (test,), span=span)

    # ------------------------------------------------------------------------------------------ groups, sums, fractions
    def group(self, node: Group) -> Node:
        if node.bracket != "(" and len(node.items) == 1 and isinstance(node.items[0], Chain) and set(node.items[0].relations) <= {"=", "≠"}:
            return self.indicator(self.see(node.items[0]), node.span)
        if node.bracket == "{" and (rows := inline_cases(node.items)):
            return self.see(Grid("cases", rows, span=node.span))
        if len(node.items) == 1 and isinstance(node.items[0], Grid) and node.items[0].kind == "array":
            grid = node.items[0]
            kind = "cases" if node.bracket == "{" and all(len(r) == 2 for r in grid.rows) else "matrix"
            return self.see(Grid(kind, grid.rows, span=grid.span))
        return Group(node.bracket, lists.counted(self, tuple(self.see(i) for i in node.items)), span=node.span)

    def stacked(self, grid: Grid) -> Node:
        """A matrix with dots is its columns side by side, or its rows one above the other."""
        cells = [c for row in grid.rows for c in row]
        if not grid.kind.endswith("matrix") or not any(isinstance(c, Mark) and c.kind == "…" for c in cells):
            return grid
        if len(grid.rows) == 1:
            return Group("[", lists.counted(self, tuple(c for c in grid.rows[0] if c is not None)), span=grid.span)
        if all(len(r) == 1 for r in grid.rows):
            members = lists.counted(self, tuple(r[0] for r in grid.rows if r[0] is not None))
            as_rows = bool(self.choose(2))
            if as_rows:
                self.notes.append("vectors one above the other are read as the rows of a matrix")
            rows = tuple(r if isinstance(r, Mark) or as_rows else turned(r) for r in members)
            return Script(Group("[", rows, span=grid.span), (), Name("⊤"), span=grid.span)
        return grid

    def sum(self, node: Sum) -> Node:
        """A Σ reaches to the next plus or minus; further, if only so its index is bound where it is used."""
        summed = lists.summed(self, node)
        if summed is not None:
            return self.see(summed)
        for n, (_, term) in enumerate(node.terms[:-1]):
            big = sums.last_big(term)
            if big is None:
                continue
            names = {s.text for item in big.sub for s in walk(item) if isinstance(s, Name)}
            later = [t for _, t in node.terms[n + 1 :]]
            loose = {x for x in names if x not in self.bound and any(sums.uses_index(t, x) for t in later)}
            if loose and self.choose(2):
                body = Group("(", (Sum(((1, big.body), *node.terms[n + 1 :]), span=node.span),), span=node.span)
                wider = sums.put_last_big(term, Big(big.kind, big.sub, big.sup, body, span=big.span))
                return Sum(tuple((s, self.see(t)) for s, t in (*node.terms[:n], (node.terms[n][0], wider))), span=node.span)
        return Sum(tuple((s, self.see(t)) for s, t in node.terms), span=node.span)

    def fraction(self, node: Fraction) -> Node:
        """A fraction; ∂J/v_c and J/∂v_c with the ∂ that is missing; −∂J over ∂x as −(∂J/∂x)."""
        if isinstance(node.numerator, Sum) and len(node.numerator.terms) == 1:
            ((sign, term),) = node.numerator.terms
            inner = Fraction(term, node.denominator, span=node.span)
            if calculus.is_derivative(inner):
                return Sum(((sign, self.see(inner)),), span=node.span)
        above, below = calculus.leading(node.numerator)[0], calculus.leading(node.denominator)[0]
        if calculus.is_partial(above) and not calculus.is_partial(below) and not calculus.is_d(below):
            bottom = self.see(node.denominator)
            if isinstance(bottom, (Name, Script)) and whole_name(bottom) is not None:
                self.notes.append("the ∂ that is missing below the line is added")
                with_mark = Product((Factor("", Mark("∂", span=below.span)), Factor("", bottom)), span=bottom.span)
                return Fraction(self.see(node.numerator), with_mark, span=node.span)
        if calculus.is_partial(below) and not calculus.is_partial(above) and not calculus.is_d(above):
            self.notes.append("the ∂ that is missing above the line is added")
            top = node.numerator.factors if isinstance(node.numerator, Product) else (Factor("", node.numerator),)
            held = top if len(top) == 1 or not isinstance(node.numerator, Sum) else (Factor("", Group("(", (node.numerator,))),)
            marked = Product((Factor("", Mark("∂", span=above.span)), *held), span=node.numerator.span)
            return Fraction(self.see(marked), self.see(node.denominator), span=node.span)
        denominator = node.denominator
        if calculus.is_partial(below) and isinstance(denominator, Product) and len(denominator.factors) == 2:
            by = Factor(denominator.factors[1].operator, self.by_matrix(denominator.factors[1].node))
            denominator = Product((denominator.factors[0], by), span=denominator.span)
        return Fraction(self.see(node.numerator), self.see(denominator), span=node.span)

    # ------------------------------------------------------------------------------------------ big operators

    # ------------------------------------------------------------------------------------------ products


# ---------------------------------------------------------------------------------------------- small helpers


def turned(node: Node) -> Node:
    """The transpose of a node."""
    return Script(Group("(", (node,), span=node.span), (), Name("⊤"), span=node.span)


def bare_condition(cell: Node | None) -> Node | None:
    """A condition without its «if»."""
    try:
        return grids.condition(cell) or cell
    except FormulaError:
        return cell


def condition_in(node: Node) -> Node | None:
    """The condition that a subscript holds, in braces or not."""
    if isinstance(node, Group) and len(node.items) == 1:
        node = node.items[0]
    return node if isinstance(node, Chain) else None


def is_one_digit(node: Node) -> bool:
    """0 and not 0.0."""
    return node.span.end - node.span.start <= 1


CONDITION_WORDS = frozenset({"if", "when", "for"})
OTHERWISE = frozenset({"otherwise", "else"})


def inline_cases(items: tuple[Node, ...]) -> tuple[tuple[Node, Node], ...]:
    """{a if i = j; b otherwise} as the rows of cases; empty if it is something else."""
    rows = [case_row(i) for i in items]
    return tuple(r for r in rows if r is not None) if len(items) > 1 and None not in rows else ()


def case_row(item: Node) -> tuple[Node, Node] | None:
    """«value if condition»: the word stands among the factors of the value's last term."""
    chain = item if isinstance(item, Chain) else None
    first = chain.sides[0] if chain is not None else item
    terms = first.terms if isinstance(first, Sum) else ((1, first),)
    last = terms[-1][1]
    if not isinstance(last, Product):
        return None
    for n, f in enumerate(last.factors):
        word = f.node.text if isinstance(f.node, Name) else ""
        if not n or word not in CONDITION_WORDS | OTHERWISE:
            continue
        before = last.factors[:n]
        value = before[0].node if n == 1 else Product(before, span=last.span)
        whole = Sum((*terms[:-1], (terms[-1][0], value)), span=first.span) if isinstance(first, Sum) else value
        after = products.unled(last.factors[n + 1 :])
        if word in OTHERWISE and not after and chain is None:
            return whole, f.node
        if word in CONDITION_WORDS and after and chain is not None:
            left = after[0].node if len(after) == 1 else Product(after, span=last.span)
            return whole, Chain((left, *chain.sides[1:]), chain.relations, span=chain.span)
    return None
