"""How a part spells its names: Odds is one word, e an error, W_{2,ij} an entry of W_2; what only all of its formulas show."""

from __future__ import annotations

import itertools
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

from ..errors import Span
from ..notation.tree import Big, Factor, Group, Mark, Name, Node, Number, Product, Script, is_transpose, rewrite, walk
from ..notation.write import unicode
from .primes import primed_in, with_primes
from .probabilities import probabilities_in, with_probabilities
from .probabilities import told as said_of_probabilities
from .squares import SQUARE, squares_of, with_squares
from .tidy import LONGEST, STAR, example, gradient_by_nothing, limits, tidied, with_variables

Statements = Sequence[tuple[Node, ...]]
LONGEST_WORD = 20
ERROR = "𝑒"
"""The letter e where it is no number: e = ŷ − y."""


@dataclass(frozen=True, slots=True)
class Naming:
    """What the letters of one part's formulas are names of."""

    words: frozenset[str]
    """Names of several letters: Odds."""
    error: bool
    """Whether e is a name: e = ŷ − y, e ∈ ℝ^c."""
    layers: frozenset[str]
    """Names of which a number says which one is meant: W of W_{2,ij}."""
    identity: bool
    """Whether I is no name of the text's own: I_d is the identity matrix, I_{kj} is δ_{kj}."""
    mixed: bool
    """Some Σ's begin with 0 and others with 1: neither is read as the other."""
    gradients: Mapping[str, Node] = field(default_factory=dict)
    """What ∇ differentiates by where nothing stands below it, by the name behind it; "" for every other name."""

    probabilities: frozenset[str] = frozenset()
    """Letters P of P(y = 1 | x)."""

    primed: Mapping[str, Node | None] = field(default_factory=dict)
    """Values u that are primed somewhere, and what they are differentiated by: the one name that they are made of, if that is plain."""
    squares: frozenset[str] = frozenset()
    """Names σ of which the square is a name itself: ∂ℓ/∂σ²."""

    def tidied(self, tree: Node) -> Node:
        """A formula with each name as one name."""
        tree = with_squares(with_probabilities(with_primes(tree, self.primed), self.probabilities), self.squares)
        tree = with_gradients(with_variables(tree), self.gradients) if self.gradients else tree
        tree = with_layers(with_error(with_words(tidied(tree), self.words), self.error), self.layers)
        return with_identity(tree) if self.identity else tree


def naming_of(statements: Statements, declared: Container[str], before: bool) -> Naming:
    """How a part spells its names; words may have declared some, and an earlier part may have defined e."""
    error = "e" in declared or names_error(statements) or (before and not has_powers_of_e(statements))
    identity = "I" not in declared and not any(heads(members[0], "I") for members in statements if len(members) > 1)
    return Naming(
        words_of(statements),
        error,
        layers_of(statements),
        identity,
        begins_both_ways(statements),
        gradients_by(statements),
        probabilities_in(statements),
        primed_in(statements),
        squares_of(statements),
    )


def heads(tree: Node, name: str) -> bool:
    """Whether a side of an equation is a name, an entry of it, or a value: I_k = …, I_n(λ) = …"""
    tree = tree.factors[0].node if isinstance(tree, Product) and len(tree.factors) == 2 else tree
    base = tree.base if isinstance(tree, Script) else tree
    return isinstance(base, Name) and base.text == name


def with_identity(tree: Node) -> Node:
    """The tree with I for I_d, and δ_{kj} for I_{kj}."""

    def change(node: Node) -> Node | None:
        match node:
            case Script(base=Name(text="I"), sub=(Name(text=size),), sup=sup, primes=0) if size in SIZES:
                return Name("I", span=node.span) if sup is None else Script(node.base, (), sup, span=node.span)
            case Script(base=Name(text="I"), sub=(Name(), Name()) as pair, sup=None, primes=0):
                return Script(Name("δ", span=node.base.span), pair, span=node.span)
        return None

    return rewrite(tree, change)


SIZES = frozenset("dnmkphqrcDNMKPHQRCVL")
"""Letters that count what there is, and not which one."""


def gradients_by(statements: Statements) -> dict[str, Node]:
    """What ∇ differentiates by where nothing stands below it: x of f for f(x) = …, and, for any other name, w if every other ∇ of the
    part is ∇_w."""
    below: dict[str, Node] = {}
    lone: set[str] = set()
    for node in (n for members in statements for m in members for n in walk(with_variables(m))):
        match node:
            case Script(base=Mark(kind="∇"), sub=(by,)):
                below[unicode(by)] = by
            case Product(factors=factors):
                lone |= {unicode(b.node) for a, b in itertools.pairwise(factors) if gradient_by_nothing(a.node)[0] is not None}
    said: dict[str, list[Node]] = {}
    for head in (members[0] for members in statements if len(members) > 1):
        match head:
            case Product(factors=(Factor(node=Name() | Script() as name), Factor(operator="", node=Group(bracket="(", items=(by,))))):
                if unicode(name) in lone and isinstance(by, (Name, Script)):
                    said.setdefault(unicode(name), []).append(by)
    own = {name: found[0] for name, found in said.items() if len({unicode(by) for by in found}) == 1}
    every = below | {unicode(by): by for by in own.values()}
    return own | ({"": next(iter(every.values()))} if len(every) == 1 and lone else {})


def with_gradients(tree: Node, by: Mapping[str, Node]) -> Node:
    """The tree with ∇_w for every ∇ that has nothing below it, where that is said."""

    def change(node: Node) -> Node | None:
        if isinstance(node, Script) and isinstance(node.base, Mark) and node.sub:
            return node
        if isinstance(node, Product):
            of = [by.get(unicode(f.node), by.get("")) for f in node.factors[1:]] + [by.get("")]
            return replace(node, factors=tuple(Factor(f.operator, taken(f.node, v)) for f, v in zip(node.factors, of, strict=True)))
        return taken(node, by.get("")) if gradient_by_nothing(node)[0] is not None else None

    def taken(node: Node, variable: Node | None) -> Node:
        mark, sup = gradient_by_nothing(node)
        if mark is None:
            return rewrite(node, change)
        return Script(mark, (replace(variable, span=node.span),), sup, span=node.span) if variable is not None else node

    return rewrite(tree, change)


def words_of(statements: Statements) -> frozenset[str]:
    """The words that equations begin with, of three letters, or of capitals: Odds = …, CE = …; no products of letters."""
    out: set[str] = set()
    lone = {n.text for members in statements for member in members for n in lone_names(member)}
    for members in statements:
        head = members[0] if len(members) > 1 else None
        factors = head.factors if isinstance(head, Product) else ()
        if factors and isinstance(factors[-1].node, Group) and factors[-1].node.bracket == "(":
            factors = factors[:-1]
        word = run_of(factors)
        if word is not None and set(word) & lone:
            continue  # AB, where A is a matrix
        if word is not None and len(word) == len(factors) and (len(word) > LONGEST or word.isupper()):
            out.add(word)
    return frozenset(out)


def lone_names(tree: Node) -> Iterator[Name]:
    """The letters that stand in no run of letters that touch one another."""
    inside: set[int] = set()
    for node in walk(tree):
        if isinstance(node, Product):
            for a, b in itertools.pairwise(node.factors):
                if isinstance(a.node, Name) and isinstance(b.node, Name) and not b.operator and a.node.span.end == b.node.span.start:
                    inside |= {id(a.node), id(b.node)}
    return (n for n in walk(tree) if isinstance(n, Name) and id(n) not in inside)


def run_of(factors: Sequence[Factor]) -> str | None:
    """Odds of letters that touch one another; None of any other factors."""
    letters = [f.node for f in factors]
    if len(letters) < LONGEST or any(f.operator for f in factors[1:]):
        return None
    names = [n for n in letters if isinstance(n, Name) and len(n.text) == 1 and n.text.isascii() and n.text.isalpha()]
    touch = len(names) == len(letters) and all(a.span.end == b.span.start for a, b in itertools.pairwise(names))
    return "".join(n.text for n in names) if touch else None


def with_words(tree: Node, words: frozenset[str]) -> Node:
    """The tree with letters that touch, and spell one of some words, as one name: count, total²."""

    def change(node: Node) -> Node | None:
        if not isinstance(node, Product):
            return None
        out: list[Factor] = []
        at = 0
        while at < len(node.factors):
            size = word_at(node.factors[at : at + LONGEST_WORD], words)
            run = node.factors[at : at + max(size, 1)]
            out.append(Factor(run[0].operator, name_of(run) if size else rewrite(run[0].node, change)))
            at += len(run)
        if len(out) == len(node.factors):
            return None
        return out[0].node if len(out) == 1 else Product(tuple(out), span=node.span)

    return rewrite(tree, change) if words else tree


def word_at(factors: Sequence[Factor], words: frozenset[str]) -> int:
    """How many factors at the beginning of some spell a word, no letter touching it behind; 0 if none do."""
    text = ""
    for n, factor in enumerate(factors):
        letter = letter_of(factor.node)
        if letter is None or (n and not touches(factors[n - 1], factor)):
            break
        text += letter.text
        goes_on = n + 1 < len(factors) and touches(factor, factors[n + 1]) and letter_of(factors[n + 1].node) is not None
        if text in words and not (goes_on and letter is factor.node):
            return n + 1
        if letter is not factor.node:
            break
    return 0


def touches(before: Factor, after: Factor) -> bool:
    return after.operator == "" and before.node.span.end == after.node.span.start


def letter_of(node: Node) -> Name | None:
    """A letter, or the one that an exponent hangs on."""
    base = node.base if isinstance(node, Script) and not node.sub else node
    return base if isinstance(base, Name) and len(base.text) == 1 else None


def name_of(run: Sequence[Factor]) -> Node:
    """The word that a run of factors spells, with what hangs on its last letter."""
    letters = [cast(Name, letter_of(f.node)) for f in run]
    name = Name("".join(x.text for x in letters), span=Span(letters[0].span.start, letters[-1].span.end))
    last = run[-1].node
    hung = isinstance(last, Script)
    return Script(name, (), last.sup, last.primes, span=Span(name.span.start, last.span.end)) if hung else name  # type: ignore[attr-defined]


def layers_of(statements: Statements) -> frozenset[str]:
    """The names of which a number that comes first in every subscript says which one is meant: W_{2,ij}; not x_j^{(1)} beside x_j^{(i)}."""
    scripts = [n for members in statements for m in members for n in walk(m) if isinstance(n, Script)]
    entries = [(n.base.text, n.sub) for n in scripts if isinstance(n.base, Name) and len(n.sub) > 1]
    beside = {name for name, (first, *_) in entries if not isinstance(first, Number)}
    of_many = {n.base.text for n in scripts if isinstance(n.base, Name) and example(n.sup) is not None}
    return frozenset(name for name, sub in entries if any(isinstance(s, Name) for s in sub)) - beside - of_many


def with_layers(tree: Node, layers: frozenset[str]) -> Node:
    """The tree with W_2 as the name of W_{2,ij}, with entries and without, as a reader of documents makes it of W^{(2)}_{ij}."""

    def change(node: Node) -> Node | None:
        match node:
            case Script(base=Name(text=text), sub=(Number(value=value), *rest), sup=sup) if text in layers:
                name = Name(f"{text}_{value}", span=node.base.span)
                return Script(name, tuple(rest), sup, node.primes, span=node.span) if rest or sup or node.primes else name
        return None

    return rewrite(tree, change) if layers else tree


AS_TYPED = (
    (re.compile(rf"(\\?\w+)_\{{\\text\{{{SQUARE}\}}\}}"), r"{\1^2}"),
    (re.compile(rf"(\w)_{SQUARE}(?=[²³⁴])"), r"(\1²)"),
    (re.compile(rf"(\w)_\{{?{SQUARE}\}}?"), r"\1²"),
    (re.compile(rf"(\w)_(?:\{{\\text\{{{STAR}\}}\}}|\{{?{STAR}\}}?)"), r"\1^*"),
)
"""How names that the reader has made are spelled, and what was typed."""


def told(text: str) -> str:
    """What is said of names, in the names that were typed: σ², w^*, P(t | x)."""
    for spelled, typed in AS_TYPED:
        text = spelled.sub(typed, text)
    return said_of_probabilities(text)


def names_error(statements: Statements) -> bool:
    """Whether some equation says what e is, e = ŷ − y or … = e_i, and nothing is a power of e."""
    ends = (end for members in statements if len(members) > 1 for end in (members[0], members[-1]))
    bases = (end.base if isinstance(end, Script) and end.sup is None else end for end in ends)
    return any(isinstance(base, Name) and base.text == "e" for base in bases) and not has_powers_of_e(statements)


def has_powers_of_e(statements: Statements) -> bool:
    """Whether e is a number somewhere: e^x; not the e of eᵀ."""
    scripts = (n for members in statements for m in members for n in walk(m) if isinstance(n, Script) and n.sup is not None and not n.sub)
    powers = (n.sup for n in scripts if isinstance(n.base, Name) and n.base.text == "e")
    return not all(map(is_transpose, powers))


def with_error(tree: Node, named: bool) -> Node:
    """The tree with e as a name like any other, if it is one; e^{−u} is a power of the number all the same."""

    def change(node: Node) -> Node | None:
        match node:
            case Script(base=Name(text="e"), sub=(), sup=sup) if sup is not None and not is_transpose(sup) and not isinstance(sup, Number):
                return replace(node, sup=rewrite(sup, change))
            case Name(text="e"):
                return Name(ERROR, span=node.span)
        return None

    return rewrite(tree, change) if named else tree


def begins_both_ways(statements: Statements) -> bool:
    """Whether some Σ's begin with 0 and others with 1."""
    sums = (limits(n) for members in statements for m in members for n in walk(m) if isinstance(n, Big))
    lows = {found[1].value for found in sums if found is not None and found[1] is not None}
    return {0, 1} <= lows
