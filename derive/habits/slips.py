"""Slips of notation, a row each: what a careful reader undoes in a formula that does not hold as it stands.

A row only proposes.  The court puts what is mended beside what it should be, and a slip counts only where that is then proved.
No row changes a sign, a factor, a term, a range, or one name for another.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction as Rational

from ..errors import CannotDecide, FormulaError
from ..meaning import derivatives as calculus
from ..meaning.elaborate import Elaborator, value_of
from ..meaning.operators import OPERATORS
from ..meaning.scope import Family, IndexName, Scope, TensorName
from ..meaning.sums import read_binder
from ..notation.read import read
from ..notation.tree import (
    Big,
    Chain,
    Factor,
    Fraction,
    Group,
    Mark,
    Name,
    Node,
    Number,
    Product,
    Script,
    Sum,
    children,
    rewrite,
    walk,
    whole_name,
)
from ..notation.write import unicode
from ..terms import ONE, Tensor
from .pieces import product_of, put, transpose
from .positions import position_left_out, window_left_out
from .readings import Reading

MAX_SIGNS = 6
"""So many ∘ are put into one formula."""
MAX_MENDED = 24
"""So many ways to undo a slip are tried of one side."""
TYPED_FOR_PARTIAL = frozenset({"δ", "α"})
"""Letters that are typed for ∂."""


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of slip: what it is called, an example of it, and the trees in which it is undone, with what is said of each."""

    name: str
    example: str
    undone: Callable[[Node, Scope], Iterator[tuple[Node, str]]]
    of_shapes: bool = False
    """It leaves a formula whose shapes do not fit: of one that fits it is not asked."""


def slipped(reading: Reading, scope: Scope, typed: bool = False) -> Iterator[Reading]:
    """The reading with one slip undone, in every way that the rows know; `typed` says that its shapes fit."""
    rows = (row for row in ROWS if not (typed and row.of_shapes))
    found = (Reading(tree, reading.notes, (*reading.slips, says)) for row in rows for tree, says in row.undone(reading.tree, scope))
    return itertools.islice(found, MAX_MENDED)


# ---------------------------------------------------------------------------------------------- ∂
def letter_for_partial(tree: Node, scope: Scope) -> Iterator[tuple[Node, str]]:
    """δJ/δv_c."""
    typed: set[str] = set()

    def change(node: Node) -> Node | None:
        if not isinstance(node, Fraction):
            return None
        sides = [n.factors if isinstance(n, Product) else (Factor("", n),) for n in (node.numerator, node.denominator)]
        firsts = [s[0].node for s in sides]
        letters = [n.text for n in firsts if isinstance(n, Name) and n.text in TYPED_FOR_PARTIAL and scope.get(n.text) is None]
        marks = [isinstance(n, Mark) and n.kind == "∂" for n in firsts]
        if len(letters) + sum(marks) != 2 or not letters or len(sides[1]) < 2:
            return None
        typed.update(letters)
        top, bottom = (Product((Factor("", Mark("∂", span=s[0].node.span)), *s[1:]), span=n.span)
                       for s, n in zip(sides, (node.numerator, node.denominator), strict=True))  # fmt: skip
        return Fraction(top if len(top.factors) > 1 else top.factors[0].node, bottom, span=node.span)

    new = rewrite(tree, change)
    if typed:
        yield new, f"{' and '.join(sorted(typed))} stands for ∂"


def d_left_out(tree: Node, scope: Scope) -> Iterator[tuple[Node, str]]:
    """σ(x)/dx for dσ(x)/dx, ∂J/v_c for ∂J/∂v_c, and J(v_c, o, U)/∂v_c on one line."""
    said: list[str] = []

    def change(node: Node) -> Node | None:
        below = node.denominator if isinstance(node, Fraction) and not calculus.is_d(calculus.leading(node.numerator)[0]) else None
        if isinstance(node, Fraction) and isinstance(below, Product) and len(below.factors) == 2 and calculus.is_d(below.factors[0].node):
            said.append("the d above the line is missing")
            return derivative_of(node.numerator, below.factors[1].node)
        if isinstance(node, Fraction) and isinstance(node.numerator, Product) and isinstance(node.denominator, (Name, Script)):
            mark, *rest = node.numerator.factors
            if calculus.is_partial(mark.node) and rest:
                said.append("the ∂ below the line is missing")
                return derivative_of(product_of(tuple(rest)), node.denominator)
        if isinstance(node, Product) and len(node.factors) > 2:
            last, mark = node.factors[-1], node.factors[-2]
            if mark.operator == "/" and calculus.is_partial(mark.node) and not last.operator and not calculus.is_flat(node.factors, 0):
                said.append("the ∂ before the slash is missing")
                return derivative_of(product_of(node.factors[:-2]), last.node)
        return None

    new = rewrite(tree, change)
    if said:
        yield new, said[0]


def derivative_of(body: Node, by: Node) -> Node:
    """∂body/∂by."""
    mark = Factor("", Mark("∂", span=body.span))
    return Fraction(Product((mark, Factor("", Group("(", (body,), span=body.span)))), Product((mark, Factor("", by))), span=body.span)


# ---------------------------------------------------------------------------------------------- letters
def letter_for_zero(tree: Node, scope: Scope) -> Iterator[tuple[Node, str]]:
    """∂J/∂v_w = o."""
    if isinstance(tree, Name) and tree.text in ("o", "O"):
        yield Number(Rational(0), span=tree.span), f"the letter {tree.text} stands for the number 0"


# ---------------------------------------------------------------------------------------------- products
def products(tree: Node, scope: Scope) -> Iterator[tuple[Product, Scope]]:
    """The products of a tree, each with the names in force there."""
    if isinstance(tree, Big):
        try:
            scope = scope.inside(dict(read_binder(Elaborator(scope), tree).indices))
        except (FormulaError, CannotDecide, RecursionError):
            return
    if isinstance(tree, Product):
        yield tree, scope
    for child in children(tree):
        yield from products(child, scope)


def pairs_of(tree: Node, scope: Scope) -> Iterator[tuple[Product, int, Tensor, Tensor]]:
    """Neighbours in a product, with their values: the product, the place of the second, both values (functions with their arguments)."""
    for node, names in products(tree, scope):
        for n in range(1, len(node.factors)):
            before, here = node.factors[n - 1].node, node.factors[n]
            if here.operator not in ("", "·", "*") or is_function(before):
                continue
            start = n - 2 if n > 1 and is_function(node.factors[n - 2].node) and node.factors[n - 1].operator == "" else n - 1
            stop = n + 2 if is_function(here.node) else n + 1
            a, b = (value_of(product_of(node.factors[low:high]), names) for low, high in ((start, n), (n, stop)))
            if a is not None and b is not None:
                yield node, n, a, b


def is_function(node: Node) -> bool:
    """σ, σ′, exp: what stands before its argument."""
    base = node.base if isinstance(node, Script) and not node.sub else node
    return isinstance(base, Name) and base.text in OPERATORS


def with_factor(product: Product, place: int, factor: Factor) -> Product:
    """A product with one of its factors replaced."""
    return Product((*product.factors[:place], factor, *product.factors[place + 1 :]), span=product.span)


def together(tree: Node, changes: list[tuple[Product, int, Factor]], says: str) -> Iterator[tuple[Node, str]]:
    """All changes of factors at once, then each by itself."""
    if len(changes) > 1:
        whole: dict[int, Product] = {}
        kept = {id(p): p for p, _, _ in changes}
        for product, place, factor in changes:
            whole[id(product)] = with_factor(whole.get(id(product), product), place, factor)
        inner = [p for p in kept.values() if any(n is not p and id(n) in kept for n in walk(p))]
        if not inner:
            yield rewrite(tree, lambda n: whole.get(id(n))), says
    for product, place, factor in changes:
        yield put(tree, product, with_factor(product, place, factor)), says


def entrywise_by_juxtaposition(tree: Node, scope: Scope) -> Iterator[tuple[Node, str]]:
    """σ(z)(1 − σ(z)) of a vector z, and δ W₂ᵀ σ′(z): ∘ is left out between vectors of one shape, in one place or in several."""
    says = "the sign ∘ of the entrywise product is left out"
    mended = tree
    for _ in range(MAX_SIGNS):  # what is mended within brackets first may fit what stands outside
        found = next(((p, n) for p, n, a, b in pairs_of(mended, scope) if a.is_vector and a.shape == b.shape), None)
        if found is None:
            break
        product, n = found
        mended = put(mended, product, with_factor(product, n, Factor("∘", product.factors[n].node)))
        yield mended, says
    for node, names in products(tree, scope):  # δ W₂ᵀ σ′(z) W₁ᵀ: what stands before σ′(z) is a vector as a whole
        here: Node = node
        for _ in range(MAX_SIGNS):
            again = entrywise_with_head(here, names) if isinstance(here, Product) else None
            if again is None:
                break
            here = again
            yield put(tree, node, here), "the sign ∘ of the entrywise product, or a diag, is left out"


def entrywise_with_head(node: Product, names: Scope) -> Node | None:
    """(δ W₂ᵀ ∘ σ′(z)) W₁ᵀ for δ W₂ᵀ σ′(z) W₁ᵀ: the first place where a vector stands behind one of its own shape."""
    for n in range(1, len(node.factors)):
        if node.factors[n].operator in ("", "·") and not is_function(node.factors[n - 1].node):
            stop = n + 2 if is_function(node.factors[n].node) else n + 1
            a, b = value_of(product_of(node.factors[:n]), names), value_of(product_of(node.factors[n:stop]), names)
            if a is not None and b is not None and a.is_vector and a.shape == b.shape:
                head = Group("(", (with_factor(Product(node.factors[:stop]), n, Factor("∘", node.factors[n].node)),), span=node.span)
                return product_of((Factor("", head), *node.factors[stop:]))
    return None


def diagonal(tree: Node, scope: Scope) -> Iterator[tuple[Node, str]]:
    """σ(z)(1 − σ(z)) W for diag(σ(z)(1 − σ(z))) W, and σ′(z) W: a vector before a matrix stands for the diagonal matrix of its entries."""
    for node, names in products(tree, scope):
        for n in range(1, len(node.factors)):
            if is_function(node.factors[n - 1].node):
                continue
            rest = value_of(product_of(node.factors[n:]), names)
            if rest is None or ONE in rest.shape:
                continue
            before = product_of(node.factors[:n])
            for head in itertools.chain((before,), (t for t, _ in entrywise_by_juxtaposition(before, names))):
                value = value_of(head, names)
                if value is not None and value.is_vector and rest.rows in value.shape:
                    wrapped = Product((Factor("", Name("diag", span=node.span)), Factor("", Group("(", (head,), span=node.span))))
                    whole = product_of((Factor("", Group("(", (wrapped,), span=node.span)), *node.factors[n:]))
                    yield put(tree, node, whole), "a diag is left out: a vector stands for the diagonal matrix of its entries"


def reach(tree: Node, scope: Scope) -> Iterator[tuple[Node, str]]:
    """∇_x a + b for ∇_x (a + b): the brackets around what is differentiated are left out."""
    for node in walk(tree):
        first = node.terms[0][1] if isinstance(node, Sum) and len(node.terms) > 1 and node.terms[0][0] > 0 else None
        if not isinstance(node, Sum) or not isinstance(first, Product) or not calculus.is_operator(first.factors[0].node):
            continue
        body = product_of(first.factors[1:])
        whole = Group("(", (Sum(((1, body), *node.terms[1:]), span=node.span),), span=node.span)
        says = "the brackets around what is differentiated are left out"
        yield put(tree, node, Product((first.factors[0], Factor("", whole)), span=node.span)), says


def inner_product(tree: Node, scope: Scope) -> Iterator[tuple[Node, str]]:
    """u_k v_c for u_kᵀ v_c: two columns of one length side by side."""
    found = [
        (p, n - 1, Factor(p.factors[n - 1].operator, transpose(p.factors[n - 1].node)))
        for p, n, a, b in pairs_of(tree, scope)
        if a.shape == b.shape and a.cols == ONE and not a.is_scalar
    ]
    yield from together(tree, found, "the transpose of an inner product is left out")


# ---------------------------------------------------------------------------------------------- names
def capital_index(tree: Node, scope: Scope) -> Iterator[tuple[Node, str]]:
    """v_C for v_c: a capital letter below, where only the small one is an index or the end of a name."""
    said: dict[str, None] = {}

    def change(node: Node) -> Node | None:
        if not isinstance(node, Script) or len(node.sub) != 1 or not isinstance(node.base, Name):
            return None
        sub = node.sub[0]
        if not isinstance(sub, Name) or len(sub.text) != 1 or not sub.text.isupper() or scope.get(sub.text) is not None:
            return None
        small = sub.text.lower()
        if scope.get(f"{node.base.text}_{small}") is None and not isinstance(scope.get(small), IndexName):
            return None
        said[f"{node.base.text}_{sub.text} stands for {node.base.text}_{small}"] = None
        return Script(node.base, (Name(small, span=sub.span),), node.sup, node.primes, span=node.span)

    new = rewrite(tree, change)
    if said:
        yield new, "; ".join(said)


def whole_for_entry(tree: Node, scope: Scope) -> Iterator[tuple[Node, str]]:
    """∂ŷ/∂θ_k for ∂ŷ_k/∂θ_k: of a derivative the index is left out above the line where it stands below."""

    def change(node: Node) -> Node | None:
        if not isinstance(node, Fraction) or not isinstance(node.numerator, Product) or len(node.numerator.factors) != 2:
            return None
        name = node.numerator.factors[1].node
        below = node.denominator.factors[-1].node if isinstance(node.denominator, Product) else None
        index = below.sub[0] if isinstance(below, Script) and len(below.sub) == 1 else None
        value = value_of(name, scope) if isinstance(name, Name) and isinstance(index, Name) else None
        if value is None or not value.is_vector or index is None:
            return None
        said.append(f"{unicode(name)} stands for {unicode(name)}_{unicode(index)}")
        top = Product((node.numerator.factors[0], Factor("", Script(name, (index,), span=name.span))), span=node.numerator.span)
        return Fraction(top, node.denominator, span=node.span)

    said: list[str] = []
    new = rewrite(tree, change)
    if said:
        yield new, "; ".join(dict.fromkeys(said))


def one_of_family(tree: Node, scope: Scope) -> Iterator[tuple[Node, str]]:
    """v for v_c, where the sheet has vectors v_w, and one of them by name."""
    hung = {n.base.text: whole_name(n) for n in walk(tree) if isinstance(n, Script) and isinstance(n.base, Name)}
    for letter in sorted({n.text for n in walk(tree) if isinstance(n, Name) and isinstance(scope.get(n.text), Family)}):
        members = [n for n in scope if n.startswith(letter + "_") and isinstance(scope.get(n), TensorName)]
        if len(members) != 1 or hung.get(letter, members[0]) != members[0]:
            continue
        member = read(members[0])[0]

        def change(node: Node, letter: str = letter, member: Node = member) -> Node | None:
            if isinstance(node, Script) and node.sub:
                return node
            return member if isinstance(node, Name) and node.text == letter else None

        if (new := rewrite(tree, change)) is not tree:
            yield new, f"{letter} stands for {unicode(member)}"


def whole_under_sum(tree: Node, scope: Scope) -> Iterator[tuple[Node, str]]:
    """Σ_i y log ŷ for Σ_i y_i log ŷ_i, Σ_i exp(z) for Σ_i exp(z_i): no index stands below anything under the Σ."""
    for node in walk(tree):
        if not isinstance(node, Big) or node.kind != "Σ" or len(node.sub) != 1:
            continue
        letter = node.sub[0].sides[0] if isinstance(node.sub[0], Chain) else node.sub[0]
        if not isinstance(letter, Name) or any(isinstance(n, Name) and n.text == letter.text for n in walk(node.body)):
            continue
        said: dict[str, None] = {}

        def entry(name: Node, index: Name = letter, said: dict[str, None] = said) -> Node | None:
            if isinstance(name, Script):
                return name
            value = value_of(name, scope) if isinstance(name, Name) else None
            if value is None or not value.is_vector:
                return None
            said[unicode(name)] = None
            return Script(name, (index,), span=name.span)

        whole = value_of(node.body, scope)
        body = rewrite(node.body, entry) if whole is None else node.body
        if whole is not None and whole.is_vector:
            body = Script(Group("(", (node.body,), span=node.body.span), (letter,), span=node.body.span)
            said["a vector"] = None
        if said:
            told = f"{' and '.join(said)} under the Σ {'stand' if len(said) > 1 else 'stands'} for {letter.text}-th entries"
            yield put(tree, node, Big("Σ", node.sub, node.sup, body, span=node.span)), told


ROWS: tuple[Row, ...] = (
    Row("a letter for ∂", r"\frac{\delta J}{\delta v_c}", letter_for_partial),
    Row("o for 0", "o", letter_for_zero, of_shapes=True),
    Row("a d left out", r"\frac{\sigma(x)}{dx}", d_left_out),
    Row("∘ left out", r"\sigma(z)(1 - \sigma(z))", entrywise_by_juxtaposition, of_shapes=True),
    Row("diag left out", r"\sigma(z)(1 - \sigma(z)) W", diagonal, of_shapes=True),
    Row("brackets of a derivative left out", r"\nabla_{v_c} -a + b", reach),
    Row("ᵀ of an inner product left out", r"\sigma(u_o v_c)", inner_product, of_shapes=True),
    Row("a capital index", r"(\hat y_w - y_w) v_C", capital_index),
    Row("an index left out", r"\frac{\partial \hat y}{\partial \theta_k}", whole_for_entry),
    Row("the index of the one vector left out", r"U^\top v", one_of_family, of_shapes=True),
    Row("an index under a Σ left out", r"-\sum_i y \log \hat y", whole_under_sum),
    Row("the positions of a window left out", r"\sum_j U (\hat y - y_j)", window_left_out),
    Row("a position left out", r"\sum_j U (\hat y - y)", position_left_out),
)
"""Most common first."""
