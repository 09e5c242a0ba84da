"""A step among matrices and vectors with a number for each: what holds of all matrices holds of those with one row and one column.

No transposes, I = 1, every product is one of numbers.  That may refute a step whose names nobody declares; it proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction as Rational

from ..meaning.derivatives import is_derivative
from ..notation.tree import (
    TRANSPOSES,
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
    bound_letters,
    is_transpose,
    opened,
    rewrite,
    walk,
    whole_name,
)
from ..terms.functions import WORDS
from .tidy import letters_alone
from .uses import is_delta

ONES = frozenset({"I", "𝟏"})
CONSTANTS = frozenset({"e", "π", "∞"})
PRODUCTS = frozenset({"∘", "⊗", "·"})
CALLED = frozenset("fghφψFGJLℓPE")
"""Letters that, before a bracket, are rather functions than factors."""
STAR = Name("star")


def as_number(tree: Node) -> Node | None:
    """A tree of numbers for one of matrices and vectors; None where something in it has no such reading."""
    inside = {id(n) for s in walk(tree) if isinstance(s, Script) and s.sup is not None for n in walk(s.sup)}
    if any(not is_algebra(n) or (isinstance(n, Name) and n.text in TRANSPOSES and id(n) not in inside) for n in walk(tree)):
        return None

    def change(node: Node) -> Node | None:
        match node:
            case Script(base=base, sub=sub, sup=sup, primes=0) if is_transpose(sup):
                return rewrite(Script(base, sub, span=node.span) if sub else base, change)
            case Script(base=Name(text=text) as base, sub=sub, sup=Mark(kind="*"), primes=0) if text not in WORDS:
                return Script(base, (*sub, STAR), span=node.span)
            case Script(base=Name(text="I"), sub=(_, _), sup=None, primes=0):
                return Script(Name("δ", span=node.base.span), node.sub, span=node.span)
            case Name(text=text) | Script(base=Name(text=text), sup=None, primes=0) if text in ONES:
                return Number(Rational(1), span=node.span)
            case Group(bracket="⟨", items=(one, two)):
                return Product((Factor("", rewrite(one, change)), Factor("", rewrite(two, change))), span=node.span)
            case Bars(kind="‖") | Script(base=Bars(kind="‖"), sup=None):
                bars = node.base if isinstance(node, Script) else node
                return Bars("|", rewrite(bars.body, change), span=node.span) if isinstance(bars, Bars) else None
            case Product(factors=factors) if any(f.operator in PRODUCTS for f in factors):
                plain = (Factor("" if f.operator in PRODUCTS else f.operator, rewrite(f.node, change)) for f in factors)
                return Product(tuple(plain), span=node.span)
        return None

    return rewrite(tree, change)


def is_algebra(node: Node) -> bool:
    """Whether a node is one of sums, products, powers and functions of numbers, and no function that nobody knows is called."""
    match node:
        case Mark(kind=kind):
            return kind == "*"
        case Grid() | Bars(kind="det"):
            return False
        case Bars(kind="|", body=body):
            return not any(isinstance(n, Name) and n.text.isupper() for n in walk(body))  # |A| may be a determinant
        case Fraction():
            return not is_derivative(node)
        case Big(kind=kind, sub=sub):
            return kind == "Σ" and bool(sub)
        case Script(base=base, sub=sub, primes=primes):
            word = isinstance(base, Name) and base.text in WORDS and base.text != "σ"
            return not primes and not (word and sub) and isinstance(base, (Name, Group, Number, Bars))
        case Group(bracket=bracket, items=items):
            return len(items) == 1 or (bracket == "⟨" and len(items) == 2)
        case Name(text=text):
            return len(text) == 1 or text in WORDS or not text.isascii()
        case Product(factors=factors):
            return not any(map(is_call, factors, factors[1:]))
    return isinstance(node, (Number, Sum, Root, Chain))


def is_call(before: Factor, after: Factor) -> bool:
    """Whether f(x) may be meant by two factors: a letter of functions, or any letter before one name or a step, a(t − 1)."""
    name = before.node.base if isinstance(before.node, Script) and before.node.sup is None else before.node
    if not isinstance(name, Name) or after.operator or not isinstance(after.node, Group) or after.node.bracket == "[":
        return False
    if name.text in WORDS:
        return False
    inside = opened(after.node)
    step = isinstance(inside, Sum) and len(inside.terms) == 2 and isinstance(inside.terms[1][1], Number)
    return name.text in CALLED or isinstance(inside, (Name, Number, Script)) or step


def names_in(tree: Node, beside: Node | None = None) -> set[str]:
    """The names in a tree with their labels and without indices, constants, functions and what only says how far a Σ goes.

    What is an index in the tree `beside` it is one.
    """
    limits = {id(n) for b in walk(tree) if isinstance(b, Big) for i in (*b.sub, b.sup) if i is not None for n in walk(i)}
    scripts = [n for n in walk(tree) if isinstance(n, Script) and isinstance(n.base, Name) and id(n) not in limits]
    below = {id(n) for s in scripts for i in (s.base, *s.sub) for n in walk(i)}
    scripts = [n for n in scripts if not is_delta(n)]
    counting = set().union(*(counting_in(t) for t in (tree, beside) if t is not None))
    found = {n.text for n in walk(tree) if isinstance(n, Name) and id(n) not in below | limits} - counting
    found |= {s.base.text if not s.sub else written(s) for s in scripts if isinstance(s.base, Name)}
    return found - (WORDS.keys() - letters_alone(tree)) - CONSTANTS - ONES - TRANSPOSES


def limits_in(tree: Node) -> set[str]:
    """The letters up to which some Σ goes."""
    return {b.sup.text for b in walk(tree) if isinstance(b, Big) and isinstance(b.sup, Name)}


def counting_in(tree: Node) -> set[str]:
    """The letters that stand in subscripts, or that a Σ binds."""
    below = (i for n in walk(tree) if isinstance(n, Script) for i in n.sub)
    return bound_letters(tree).union(n.text for i in below for n in walk(i) if isinstance(n, Name))


def written(node: Script) -> str:
    """x of x_i, w_0 of w_0: a name with those of its subscripts that are no letters."""
    assert isinstance(node.base, Name)
    labels = [whole_name(s) or "" for s in node.sub if not is_letter(s)]
    return "_".join([node.base.text + "[]" * (node.base.text in CONSTANTS), *labels])


def is_letter(sub: Node) -> bool:
    """Whether a subscript may count."""
    return isinstance(sub, Name) and len(sub.text) == 1


def declared_numbers(trees: Iterable[Node]) -> dict[str, tuple[str, ...]]:
    """Every name in some trees that counts nothing and is no constant, said to be a number."""
    trees = tuple(trees)
    limits = [i for t in trees for b in walk(t) if isinstance(b, Big) for i in (*b.sub, b.sup) if i is not None]
    scripts = [n for t in trees for n in walk(t) if isinstance(n, Script) and isinstance(n.base, Name)]
    counting = {id(n) for i in (*limits, *(s for n in scripts for s in n.sub)) for n in walk(i)}
    counting |= {id(n.base) for n in scripts if n.sub}
    known = WORDS.keys() | CONSTANTS | ONES | TRANSPOSES | {n.text for i in limits for n in walk(i) if isinstance(n, Name)}
    found = {n.text for t in trees for n in walk(t) if isinstance(n, Name) and id(n) not in counting}
    labelled = (n for n in scripts if isinstance(n.base, Name) and n.base.text not in known and not any(map(is_letter, n.sub)))
    found |= {name for n in labelled if (name := whole_name(n)) is not None}
    return dict.fromkeys(found - known, ())
