"""One notation for what hangs on a name: A_{ij} is A_{i,j}, y_j^{(i)} is y_{i,j}, x_{i1} is the i-th entry of x_1."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction as Rational
from functools import lru_cache
from typing import TypeGuard

from ..notation.tree import (
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
    Script,
    Sum,
    is_transpose,
    rewrite,
    spelling,
    walk,
)
from ..terms.functions import WORDS
from .losses import flat_derivative, with_fractions

LONGEST = 2
"""So many letters in a subscript are indices; more are a word."""


@lru_cache(maxsize=2048)
def tidied(tree: Node) -> Node:
    """The tree with every letter of a subscript, and every letter in brackets above, as one subscript of its own."""

    def change(node: Node) -> Node | None:
        if isinstance(node, Product) and (pair := delta_of(node)) is not None:
            return rewrite(pair, change)
        if (entry := entry_of_softmax(node)) is not None:
            return rewrite(entry, change)
        if (derivative := flat_derivative(node)) is not None:
            return rewrite(derivative, change)
        if not isinstance(node, Script) or not isinstance(node.base, Name):
            return None
        if is_star(node.sup):
            plain = Name(f"{node.base.text}_{STAR}", span=node.base.span)
            whole = Script(plain, node.sub, None, node.primes, span=node.span) if node.sub or node.primes else plain
            return change(whole) or whole
        above = example(node.sup)
        sub = tuple(letter for s in node.sub for letter in letters(s))
        if above is None and len(sub) == len(node.sub) and not any(map(is_word, sub)):
            return None
        base = Name("_".join((node.base.text, *(s.text for s in sub if is_word(s)))), span=node.base.span)
        sub = (*([] if above is None else [above]), *(s for s in sub if not is_word(s)))
        sup = node.sup if above is None else None
        return Script(base, sub, sup, node.primes, span=node.span) if sub or sup is not None or node.primes else base

    return rewrite(weighted(with_fractions(with_columns(with_variables(tree)))), change)


def letters_alone(tree: Node) -> set[str]:
    """σ where it stands without an argument, as a standard deviation does."""
    pairs = (pair for n in walk(tree) if isinstance(n, Product) for pair in itertools.pairwise(n.factors))
    applied = {id(n) for a, b in pairs if not b.operator and isinstance(b.node, Group) for n in walk(a.node)}
    return {n.text for n in walk(tree) if isinstance(n, Name) and len(n.text) == 1 and n.text in WORDS and id(n) not in applied}


def with_columns(tree: Node) -> Node:
    """The tree with (1, 2, 3), and (1, 2, 3)ᵀ, as a column; not the arguments of J(0, 0)."""

    def change(node: Node) -> Node | None:
        match node:
            case Product(factors=factors):
                called = [f.operator == "" and n > 0 and isinstance(factors[n - 1].node, (Name, Script)) for n, f in enumerate(factors)]
                inner = [f.node if call and is_list(f.node) else rewrite(f.node, change) for f, call in zip(factors, called, strict=True)]
                return replace(node, factors=tuple(Factor(f.operator, one) for f, one in zip(factors, inner, strict=True)))
            case Script(base=base, sub=(), sup=sup, primes=0) if is_transpose(sup) and is_list(base):
                return change(base)
            case Group(items=items) if is_list(node):
                return Grid("pmatrix", tuple((item,) for item in items), span=node.span)
        return None

    return rewrite(tree, change) if any(map(is_list, walk(tree))) else tree


def is_list(node: Node) -> bool:
    """Two numbers and more in brackets."""
    return isinstance(node, Group) and node.bracket in ("(", "[") and len(node.items) > 1 and all(map(is_number, node.items))


def is_number(node: Node) -> bool:
    """2, −2, 1/2."""
    match node:
        case Number():
            return True
        case Fraction(numerator=a, denominator=b):
            return is_number(a) and is_number(b)
        case Sum(terms=((_, term),)):
            return is_number(term)
        case Product(factors=(Factor(node=a), Factor(operator="/", node=b))):
            return is_number(a) and is_number(b)
    return False


STAR = "star"
"""What is written below the name of w^*."""


def is_star(sup: Node | None) -> bool:
    """The * of w^*, which is no power."""
    return (isinstance(sup, Mark) and sup.kind in ("*", "\\ast")) or (isinstance(sup, Name) and sup.text == STAR)


def with_variables(tree: Node) -> Node:
    """∇_w J(w) for ∇J(w), and ∇_w² J(w) for ∇²J(w)."""

    def change(node: Node) -> Node | None:
        if not isinstance(node, Product):
            return None
        out = [Factor(f.operator, rewrite(f.node, change)) for f in node.factors]
        for n, (nabla, name, group) in enumerate(zip(out, out[1:], out[2:], strict=False)):
            mark, sup = gradient_by_nothing(nabla.node)
            of = group.node.items if isinstance(group.node, Group) and group.node.bracket == "(" else ()
            called = isinstance(name.node, (Name, Script)) and not name.operator and not group.operator
            if mark is not None and called and len(of) == 1 and isinstance(of[0], (Name, Script)):
                out[n] = Factor(nabla.operator, Script(mark, (of[0],), sup, span=nabla.node.span))
        return Product(tuple(out), span=node.span)

    return rewrite(tree, change)


def gradient_by_nothing(node: Node) -> tuple[Mark | None, Node | None]:
    """The ∇ of ∇ and ∇², and its order; no ∇ of ∇_x and of anything else."""
    match node:
        case Mark(kind="∇"):
            return node, None
        case Script(base=Mark(kind="∇") as mark, sub=(), primes=0):
            return mark, node.sup
    return None, None


def weighted(tree: Node) -> Node:
    """Σ_j S_j f_j for Σ_{j∈S} f_j, with weights 1 for what is in S and 0 for the rest: what holds for all weights holds for these."""

    def change(node: Node) -> Node | None:
        match node:
            case Big(kind="Σ", sub=(Chain(sides=(Name() as letter, of), relations=("∈",)),), sup=None):
                base, below = (of.base, of.sub) if isinstance(of, Script) and of.sup is None else (of, ())
                if isinstance(base, Name) and base.text not in WHOLE:
                    weight = Script(Name(f"{base.text}{MEMBER}", span=of.span), (*below, letter), span=of.span)
                    body = Group("(", (rewrite(node.body, change),), span=node.body.span)
                    return replace(node, sub=(letter,), body=Product((Factor("", weight), Factor("", body)), span=node.span))
        return None

    return rewrite(tree, change)


MEMBER = "\u0330"
"""Hangs on the name of a set: its weights."""
WHOLE = frozenset({"ℝ", "ℕ", "ℤ"})


def delta_of(node: Product) -> Node | None:
    """δ_{ik} for δ{ik}, whose _ is lost."""
    for n, (first, second) in enumerate(itertools.pairwise(node.factors)):
        inside = second.node
        lone = isinstance(inside, Group) and inside.bracket == "{" and len(inside.items) == 1 and second.operator == ""
        if first.node == Name("δ", span=first.node.span) and lone and isinstance(inside, Group) and len(letters(inside.items[0])) == 2:
            delta = Factor(first.operator, Script(first.node, letters(inside.items[0]), span=first.node.span))
            kept = (*node.factors[:n], delta, *node.factors[n + 2 :])
            return Product(kept, span=node.span) if len(kept) > 1 else delta.node
    return None


def entry_of_softmax(node: Node) -> Node | None:
    """softmax(z)_i for softmax(z_i): a softmax is one of a vector."""
    match node:
        case Product(factors=(first, second, *rest)) if (
            second.operator == "" and isinstance(second.node, Group) and first.node == Name("softmax", span=first.node.span)
        ):
            match second.node.items:
                case (Script(base=base, sub=(index,), sup=None, primes=0),) if not isinstance(index, Number):
                    whole = Product((first, Factor("", Group("(", (base,), span=second.node.span))), span=node.span)
                    entry = Script(Group("(", (whole,), span=node.span), (index,), span=node.span)
                    return Product((Factor(first.operator, entry), *rest), span=node.span) if rest else entry
    return None


def example(sup: Node | None) -> Node | None:
    """i of x^{(i)}, t − 1 of h^{(t−1)}: which example, which step; not a power."""
    match sup:
        case Group(bracket="(", items=(Name(text=text) as name,)) if len(text) == 1:
            return name
        case Group(bracket="(", items=(Sum(terms=((1, Name(text=text)), (_, Number()))) as step,)) if len(text) == 1:
            return step
    return None


def letters(node: Node) -> tuple[Node, ...]:
    """i and j of A_{ij}; one for anything else; new, one word, for the three letters of w_{new}."""
    if not isinstance(node, Product) or not all(f.operator == "" and is_letter(f.node) for f in node.factors):
        return (node,)
    if sum(isinstance(f.node, Name) for f in node.factors) <= LONGEST:
        return tuple(f.node for f in node.factors)
    spelled = [spelling(f.node) for f in node.factors]
    return (Name("".join(s for s in spelled if s), span=node.span),)


def is_word(sub: Node) -> TypeGuard[Name]:
    """drop of h_{drop}, which is no index."""
    return isinstance(sub, Name) and len(sub.text) > LONGEST and sub.text.isascii() and sub.text.isalpha()


def is_letter(node: Node) -> bool:
    return isinstance(node, Number) or (isinstance(node, Name) and len(node.text) == 1)


def labelled(tree: Node, labels: Mapping[str, frozenset[int]]) -> Node:
    """The tree with x_{i,1} as (x_1)_i, where that place of x only ever holds numbers."""

    def change(node: Node) -> Node | None:
        match node:
            case Script(base=Name(text=text), sub=sub) if (places := labels.get(text)) and len(sub) > max(places):
                if not all(label_of(sub[p]) for p in places):
                    return None
                kept = tuple(s for p, s in enumerate(sub) if p not in places)
                name = f"{text}_{','.join(label_of(sub[p]) for p in sorted(places))}"
                base = Name(name, span=node.base.span)
                return Script(base, kept, node.sup, node.primes, span=node.span) if kept or node.sup or node.primes else base
        return None

    return rewrite(tree, change)


def label_of(sub: Node) -> str:
    """1 of 1, t-1 of t − 1; nothing of what is no label."""
    return str(sub.value) if isinstance(sub, Number) else (spelling(sub) or "")


def from_one(tree: Node) -> Node:
    """The tree with Σ_{n=0}^{N−1} and Σ_n^N as Σ_{n=1}^N, where n only tells entries apart."""

    def change(node: Node) -> Node | None:
        found = limits(node) if isinstance(node, Big) else None
        if found is None or not isinstance(node, Big) or node.sup is None or not only_below(found[0], node.body):
            return None
        letter, lower = found
        if lower is not None and lower.value != 0:
            return None
        upper = node.sup if lower is None else before(node.sup)
        if upper is None:
            return None
        one = Number(Rational(1), span=node.span)
        head = Chain((Name(letter, span=node.span), one), ("=",), span=node.span)
        return Big(node.kind, (head,), upper, rewrite(node.body, change), span=node.span)

    return rewrite(tree, change)


def with_limits(tree: Node, sizes: Mapping[str, str]) -> Node:
    """The tree with Σ_{i=1}^n c for Σ_i c, where i stands nowhere in c, and runs up to n elsewhere."""

    def change(node: Node) -> Node | None:
        match node:
            case Big(kind="Σ", sub=(Name(text=text) as letter,), sup=None, body=body) if text in sizes:
                if not any(isinstance(n, Name) and n.text == text for n in walk(body)):
                    head = Chain((letter, Number(Rational(1), span=node.span)), ("=",), span=node.span)
                    return Big(node.kind, (head,), Name(sizes[text], span=node.span), rewrite(body, change), span=node.span)
        return None

    return rewrite(tree, change) if sizes else tree


def limits(node: Big) -> tuple[str, Number | None] | None:
    """The letter of Σ_{n=0}^… and where it begins."""
    match node.sub:
        case (Chain(sides=(Name(text=text), Number() as low), relations=("=",)),):
            return text, low
        case (Name(text=text),):
            return text, None
    return None


def before(upper: Node) -> Node | None:
    """N of N − 1."""
    match upper:
        case Sum(terms=((1, node), (-1, Number(value=value)))) if value == 1:
            return node
    return None


def only_below(letter: str, body: Node) -> bool:
    """Whether a letter stands in subscripts only."""
    below = {id(n) for s in walk(body) if isinstance(s, Script) for i in s.sub for n in walk(i)}
    return all(id(n) in below for n in walk(body) if isinstance(n, Name) and n.text == letter)


SUMS_WRITTEN_OUT = "sums over repeated indices are written out, as the text announces"


def kindnesses(typed: Node, written: Node) -> tuple[str, ...]:
    """What was read otherwise than it was typed, and more than a spelling."""
    nodes = list(walk(typed))
    sums = [sum(isinstance(n, Big) for n in walk(t)) for t in (typed, written)]
    low = [[found[1] for n in walk(t) if isinstance(n, Big) and (found := limits(n)) is not None] for t in (typed, written)]
    begins = [sum(one is not None and one.value == 1 for one in ones) for ones in low]
    given = [sum(isinstance(n, Big) and n.sup is None for n in walk(t)) for t in (written, typed)]
    told = {
        SUMS_WRITTEN_OUT: sums[1] > sums[0],
        "softmax of an entry is read as the entry of softmax": any(entry_of_softmax(n) is not None for n in nodes),
        "δ{…} is read as δ_{…}": any(isinstance(n, Product) and delta_of(n) is not None for n in nodes),
        "Σ is counted from 1": sums[1] == sums[0] and begins[1] - begins[0] > given[1] - given[0],
    }
    return tuple(said for said, yes in told.items() if yes)
