"""What words often say of names, put into a step among numbers: shares that add up to 1, unit vectors, labels, means, positive numbers.

A step that holds then is right where the text says so, or where its readers know; it is not refuted.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction as Rational

from ..notation.tree import (
    Bars,
    Big,
    Factor,
    Fraction,
    Group,
    Name,
    Node,
    Number,
    Product,
    Root,
    Script,
    Sum,
    bound_by,
    bound_letters,
    is_transpose,
    rewrite,
    unbound_below,
    walk,
)
from .numbers import limits_in, names_in, written
from .uses import is_delta

Trees = tuple[Node, ...]
BAR = "\u0304"
OF_ONE = (("p", "q"), ("α", "β"))
"""Letters of what often adds up to 1."""


@dataclass(frozen=True, slots=True)
class Usual:
    """One thing that words may say of names, and the trees with that put in."""

    said: str
    words: re.Pattern[str]
    """How texts say so."""
    forms: tuple[Trees, ...]
    """The step holds if it holds in all of these."""
    only_said: bool = False
    """No reader would think of it unless words say so."""


SHARES = re.compile(
    r"\b(?:sum|add)(?:s|ming|ming)?\b|normali|probab|distribut|softmax|weight|one[- ]?hot|convex|simplex|fraction|proportion|stochast|unity"
)
UNIT = re.compile(r"\bunit|\bnorm|orthog|orthon|length|rotation|reflection|permutation|isometr|eigen|SVD|decompos|sphere|QR\b|O\(")
LABELS = re.compile(
    r"\b(?:0|zeros?)\b[^.]{0,12}\b(?:1|ones?)\b|\{0, ?1\}|binary|boolean|one[- ]?hot|indicator|mask|label|hard|\{\s*-1|, ?-1|\\pm|±|sign"
    r"|project|idempot"
)
CENTRED = re.compile(r"cent(?:e?red|re)|mean|average|standardi|normali|batch ?norm|layer ?norm|whiten")
POSITIVE = re.compile(r"positiv|negativ|> ?0|\\ge|length|distance|deviation|varianc|probab|rate|R_\+|\(0")
ANYHOW = re.compile("")
EIGEN = re.compile(r"eigen|diagonal")


def usual(typed: Trees, trees: Trees) -> Iterator[Usual]:
    """All that words may say of the names of a step: as it is typed, and among numbers."""
    families = list(families_in(trees))
    names = sorted(set().union(*map(names_in, trees)))
    plain = [n for n in names if n not in dict(families)]
    yield from of_many(trees, families)
    turned = turned_in(typed)
    for some in [(name,) for name in turned] + ([tuple(turned)] if len(turned) > 1 else []):
        yield Usual(f"{listed(some)} has length 1, or is orthogonal", UNIT, (put(trees, some, ONE),))
    if any(isinstance(n, (Root, Bars)) for t in trees for n in walk(t)):
        yield Usual("its names are positive", POSITIVE, (replaced(trees, names, lambda x: Script(Name("e"), (), x)),), True)
    latin = [n for n in plain if n[0].isascii()]
    for name in latin:
        yield Usual(f"`{name}` is 0 or 1", LABELS, (put(trees, (name,), ONE), put(trees, (name,), ZERO)), True)
    for stem, alike in itertools.groupby((n for n in names if n[0].isascii() and n[0].islower()), key=lambda n: n[0]):
        yield Usual(f"`{stem}` is 1 or −1", LABELS, (replaced(trees, list(alike), lambda x: Fraction(x, Bars("|", x))),), True)
    for a, x in itertools.product((n for n in plain if n[0].isupper()), (n for n in plain if not n[0].isupper())):
        yield Usual(f"`{x}` is an eigenvalue of `{a}`", EIGEN, (put(trees, (a,), Name(x)),), True)
    for p, q in OF_ONE:
        if {p, q} <= {*plain}:
            yield Usual(f"`{p}` and `{q}` add up to 1", SHARES, (put(trees, (p,), Sum(((1, ONE), (-1, Name(q))))),))
    yield from of_means(trees, families, plain)


def of_many(trees: Trees, families: list[tuple[str, int]]) -> Iterator[Usual]:
    """Shares, centred data, unit vectors, labels."""
    for (name, place), (said, words, make) in itertools.product(families, MANY):
        yield Usual(f"`{name}` {said}", words, (of_each(trees, name, place, make),))
    if len(families) > 1:
        every = trees
        for name, place in dict(families).items():
            every = of_each(every, name, place, share)
        yield Usual("its weights add up to 1", SHARES, (every,))


def of_means(trees: Trees, families: list[tuple[str, int]], plain: list[str]) -> Iterator[Usual]:
    means = {family: mean for family, place in families if not place and (mean := mean_of(trees, family)) is not None}
    ends = set().union(*map(limits_in, trees))
    for name, (family, mean) in itertools.product((n for n in plain if n not in ends), means.items()):
        yield Usual(f"`{name}` is the mean of `{family}`", CENTRED, (put(trees, (name,), mean),))
    every = trees
    for name in plain:
        spelled = unicodedata.normalize("NFD", name)
        if spelled[1:] == BAR and spelled[0] in means:
            every = put(every, (name,), means[spelled[0]])
    yield Usual("bars are means", ANYHOW, (every,))


def listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{n}`" for n in names)


# ---------------------------------------------------------------------------------------------- names in trees
def families_in(trees: Trees) -> Iterator[tuple[str, int]]:
    """The names with a subscript over which some Σ goes, and the place of that subscript."""
    bound = bound_letters(*trees)
    scripts = (n for t in trees for n in walk(t) if isinstance(n, Script) and not is_delta(n))
    named = ((n.base.text, n.sub) for n in scripts if isinstance(n.base, Name))
    yield from dict.fromkeys((name, p) for name, sub in named for p, s in enumerate(sub) if isinstance(s, Name) and s.text in bound)


def turned_in(trees: Trees) -> list[str]:
    """The names that are transposed somewhere."""
    scripts = (n for t in trees for n in walk(t) if isinstance(n, Script) and is_transpose(n.sup))
    return sorted({n.base.text for n in scripts if isinstance(n.base, Name)})


def replaced(trees: Trees, names: tuple[str, ...] | list[str], make: Callable[[Node], Node]) -> Trees:
    """The trees with something made of each of some names, whatever counts below it."""

    def change(node: Node) -> Node | None:
        if isinstance(node, Name) and node.text in names:
            return Group("(", (make(node),))
        if isinstance(node, Script) and isinstance(node.base, Name) and not is_delta(node) and written(node) in names and not node.primes:
            inner = Group("(", (make(Script(node.base, node.sub) if node.sub else node.base),))
            return inner if node.sup is None else Script(inner, (), rewrite(node.sup, change))
        return None

    return tuple(rewrite(t, change) for t in trees)


def put(trees: Trees, names: tuple[str, ...], value: Node) -> Trees:
    """The trees with a value for some names; factors of 1 and products with 0 are left out, lest S(1) be read as a function's value."""
    return tuple(plainer(t) for t in replaced(trees, names, lambda _: value))


def plainer(tree: Node) -> Node:
    def change(node: Node) -> Node | None:
        if not isinstance(node, Product) or any(f.operator == "/" for f in node.factors):
            return None
        inner = [Factor(f.operator, plainer(f.node)) for f in node.factors]
        if any(same_number(f.node, 0) for f in inner):
            return Number(Rational(0), span=node.span)
        kept = [f for f in inner if not same_number(f.node, 1)] or inner[:1]
        kept = [Factor("", kept[0].node), *kept[1:]]
        return Product(tuple(kept), span=node.span) if len(kept) > 1 else kept[0].node

    return rewrite(tree, change)


def same_number(node: Node, value: int) -> bool:
    """1, (1), (1)², 0."""
    while isinstance(node, (Group, Script)):
        if isinstance(node, Script):
            if node.sub or node.primes or not isinstance(node.sup, Number):
                return False
            node = node.base
        elif len(node.items) == 1:
            node = node.items[0]
        else:
            return False
    return isinstance(node, Number) and node.value == value


def of_each(trees: Trees, name: str, place: int, make: Callable[[Node, Callable[[Node], Node]], Node]) -> Trees:
    """The trees with something made of each x_i and of sums over all x_j: x_i / Σ_j x_j."""
    used = {n.text for t in trees for n in walk(t) if isinstance(n, Name)}
    letter = Name(next((c for c in "jklmnpqrs" if c not in used), "ι"))
    sums = sorted((b for t in trees for b in walk(t) if isinstance(b, Big)), key=lambda b: b.sup is None)

    def change(node: Node) -> Node | None:
        if not (isinstance(node, Script) and node.base == Name(name, span=node.base.span) and len(node.sub) > place):
            return None
        at = node.sub[place]
        big = next((b for b in sums if isinstance(at, Name) and at.text in bound_by(b)), sums[0])
        other = Script(node.base, (*node.sub[:place], letter, *node.sub[place + 1 :]))

        def total(of: Node) -> Node:
            return Big("Σ", (letter,), big.sup, rewrite(of, lambda n: other if n is HERE else None))

        value = rewrite(make(HERE, total), lambda n: Script(node.base, node.sub) if n is HERE else None)
        grouped = Group("(", (value,))
        return grouped if node.sup is None else Script(grouped, (), rewrite(node.sup, change))

    return tuple(rewrite(t, change) for t in trees)


# ---------------------------------------------------------------------------------------------- what is made of x_i
HERE = Name("x_i")
ONE, ZERO, TWO = (Number(Rational(n)) for n in (1, 0, 2))
Total = Callable[[Node], Node]


def squared(node: Node) -> Node:
    return Script(Group("(", (node,)), (), TWO)


def share(x: Node, total: Total) -> Node:
    return Fraction(x, total(x))


def mean(x: Node, total: Total) -> Node:
    return Fraction(total(x), total(Fraction(x, x)))


def centred(x: Node, total: Total) -> Node:
    return Sum(((1, x), (-1, mean(x, total))))


def standardised(x: Node, total: Total) -> Node:
    return Fraction(centred(x, total), Root(Fraction(total(squared(centred(x, total))), total(Fraction(x, x)))))


def unit(x: Node, total: Total) -> Node:
    return Fraction(x, Root(total(squared(x))))


def one_or_none(x: Node, total: Total) -> Node:
    return squared(Product((Factor("", Name("sign")), Factor("", Group("(", (x,))))))


MANY = (
    ("adds up to 1", SHARES, share),
    ("is centred", CENTRED, centred),
    ("is standardised", CENTRED, standardised),
    ("has length 1", UNIT, unit),
    ("is 0 or 1 everywhere", LABELS, one_or_none),
)


def mean_of(trees: Trees, family: str) -> Node | None:
    """Σ_j x_j / Σ_j 1, for a name with one subscript."""
    sums = (n for t in trees for n in walk(t) if isinstance(n, Big))
    big = next((n for n in sums if any(isinstance(s, Script) and s.base == Name(family, span=s.base.span) for s in walk(n.body))), None)
    letter = min(bound_by(big) & unbound_below(big.body), default=None) if big is not None else None
    if big is None or letter is None:
        return None
    below, upper = big.sub, big.sup
    return mean(Script(Name(family), (Name(letter),)), lambda of: Big("Σ", below, upper, of))
