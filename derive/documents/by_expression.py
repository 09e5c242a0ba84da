"""∂ log σ(u_oᵀ v_c)/∂(u_oᵀ v_c): what is differentiated by gets a name of its own, ζ = u_oᵀ v_c, and stands for it in the whole pair.

So only where nothing else of what is differentiated rests on what ζ is made of (∂(x · x²)/∂(x²) does not say what is held fixed), or
where the sheet or the document has a name for it: ∂J/∂(Uᵀ v_c).
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

from ..calculus.carry import reach
from ..calculus.forward import generic
from ..habits.pieces import product_of
from ..meaning.derivatives import is_d, is_derivative, is_partial, leading, with_partials
from ..meaning.scope import FIXED, Scope, TensorName
from ..notation.tree import Factor, Fraction, Name, Node, Product, Script, opened, rewrite, same, unbound_below, walk, whole_name
from ..notation.write import unicode
from .names import Definition, Names
from .trial import Trees

LETTERS = "ζηϑφχψ"
MOST = 4
"""So many expressions of one pair get a name."""


class Expressions:
    """The names that the expressions of a document were given, when it differentiated by them."""

    def __init__(self) -> None:
        self.known: list[tuple[Node, Node]] = []
        """Each name, with the letters that count it, ζ_k, and its expression, −u_kᵀ v_c."""

    def named(self, names: Names, trees: Trees, line: int, history: Sequence[Definition]) -> tuple[Trees, list[Definition]]:
        """A pair in which names stand for what it differentiates by, and the definitions of these that are new; else the pair as it is."""
        inner, said = names.copy(), trees
        new, fresh, put_in = list[Definition](), list[tuple[Node, Node]](), list[tuple[Node, Node]]()
        ours = {letter_of(head) for head, _ in self.known}
        for expression in variables(trees):
            own = (d for d in reversed(history) if letter_of(d.head) not in ours)
            defined = next((d.head for d in own if same(opened(d.body), expression)), None)
            head = defined or next((h for h, e in self.known if same(e, expression)), None)
            body = expression
            for other, shorter in put_in:
                body = with_name(body, shorter, other)
            if head is None:
                head = new_head(inner.scope, trees, expression)
                definition = Definition(whole_name(head) or "", head, body, line) if head is not None else None
                if head is None or definition is None or inner.define(definition) is not None:
                    return trees, []
                new.append(definition)
                fresh.append((head, expression))
            said = with_name(said[0], body, head), with_name(said[1], body, head)
            put_in.append((head, body))
            apart = defined is not None or is_another(inner.scope, letter_of(head))
            if not apart and not are_apart(names.scope, said, letter_of(head), expression, ours.union(letter_of(h) for h, _ in fresh)):
                return trees, []
        self.known += fresh
        return said, new

    def told(self, trees: Trees) -> tuple[str, ...]:
        """What the names in a pair stand for."""
        used = {n.text for t in trees for n in walk(t) if isinstance(n, Name)}
        return tuple(f"{unicode(head)} stands for {unicode(e)}" for head, e in self.known if letter_of(head) in used)


def variables(trees: Trees) -> list[Node]:
    """The expressions that a pair differentiates by, the smallest first: −x of ∂σ(−x)/∂(−x); nothing where all are names."""
    found: list[Node] = []
    for node in (n for tree in trees for n in walk(tree) if isinstance(n, Fraction) and is_derivative(n)):
        by = expression_below(with_partials(node))
        if by is not None and not any(same(by, other) for other in found):
            found.append(by)
    found.sort(key=lambda e: sum(1 for _ in walk(e)))
    return found if len(found) <= MOST else []


def expression_below(node: Fraction) -> Node | None:
    """−x of ∂J/∂(−x), σ(x) of ∂J/∂σ(x); None where a name, or more than one thing, is differentiated by."""
    _, rest = leading(node.denominator)
    if not rest or any(is_partial(f.node) or is_d(f.node) for f in rest):
        return None
    by = opened(product_of(rest))
    named = isinstance(by, Name) or (isinstance(by, Script) and isinstance(by.base, Name))
    return None if named or not any(isinstance(n, Name) for n in walk(by)) else by


def new_head(scope: Scope, trees: Trees, expression: Node) -> Node | None:
    """A name that nothing has, with the letters that count the expression: ζ_k for −u_kᵀ v_c, ζ for u_oᵀ v_c."""
    used = {n.text for t in trees for n in walk(t) if isinstance(n, Name)}
    letter = next((x for x in LETTERS if x not in used and scope.get(x) is None), None)
    if letter is None:
        return None
    below = (n for n in walk(expression) if isinstance(n, Script) and n.sub and scope.get(whole_name(n) or "") is None)
    letters = sorted({x for n in below for x in unbound_below(n)} - FIXED)
    name = Name(letter, span=expression.span)
    return Script(name, tuple(Name(x, span=expression.span) for x in letters), span=expression.span) if letters else name


def letter_of(head: Node) -> str:
    base = head.base if isinstance(head, Script) else head
    return base.text if isinstance(base, Name) else ""


def with_name(tree: Node, expression: Node, head: Node) -> Node:
    """The tree with a name wherever an expression stands: by itself, in brackets, as some factors of a product."""
    wanted = expression.factors if isinstance(expression, Product) else ()

    def change(node: Node) -> Node | None:
        if same(opened(node), expression):
            return head
        place = run_of(node.factors, wanted) if isinstance(node, Product) and wanted else None
        if place is None or not isinstance(node, Product):
            return None
        run = node.factors[place : place + len(wanted)]
        rest = (*node.factors[:place], Factor(run[0].operator, head), *node.factors[place + len(run) :])
        return Product(tuple(Factor(f.operator, rewrite(f.node, change)) for f in rest), span=node.span)

    return rewrite(tree, change)


def run_of(factors: Sequence[Factor], wanted: Sequence[Factor]) -> int | None:
    """Where some factors stand among others, one after the other."""
    for n in range(len(factors) - len(wanted) + 1):
        if same(factors[n].node, wanted[0].node) and same(tuple(factors[n + 1 : n + len(wanted)]), tuple(wanted[1:])):
            return n
    return None


def is_another(scope: Scope, letter: str) -> bool:
    """Whether a name was found to be one of the sheet's: ξ = Uᵀ v_c."""
    binding = scope.get(letter)
    return isinstance(binding, TensorName) and binding.base is not None and binding.base.name != letter


def are_apart(scope: Scope, trees: Trees, letter: str, expression: Node, ours: Container[str]) -> bool:
    """Whether nothing else of what is differentiated by a new name rests on what this is made of; `ours` are such names."""
    inside = set(names_of(scope, expression, ours))
    for node in (n for tree in trees for n in walk(tree) if isinstance(n, Fraction) and is_derivative(n)):
        by = {n.text for n in walk(node.denominator) if isinstance(n, Name)}
        if letter in by and inside.intersection(names_of(scope, node.numerator, ours)):
            return False
    return True


def names_of(scope: Scope, tree: Node, without: Container[str]) -> Iterator[str]:
    """The names of a tree, but for some, and of what these are made of."""
    for node in walk(tree):
        name = whole_name(node) if isinstance(node, (Name, Script)) else None
        binding = scope.get(name) if name is not None else None
        if name is not None and binding is not None and name.partition("_")[0] not in without:
            yield name
            yield from (
                (b.name for b in reach(generic(binding.base))) if isinstance(binding, TensorName) and binding.base is not None else ()
            )
