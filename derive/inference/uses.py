"""What the formulas of one part of a text show of each name: its subscripts, what it runs over, how it is used."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ..meaning.operators import OPERATORS, SPECIAL
from ..notation.tree import (
    Bars,
    Big,
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
    children,
    is_transpose,
    opened,
    walk,
    whole_name,
)
from ..terms.functions import WORDS
from .entries import letters_of_entries, with_entries
from .tidy import letters_alone, limits

INDICES = frozenset("ijklmnpqrst")
"""Letters that count, by custom, where nothing else is said."""
NO_NAMES = frozenset({"e", "I", "π", "∞", "⊤", "T", "𝕀", "ℝ", "𝔼", "□", "ⅆ"})


@dataclass(slots=True)
class Use:
    """One name, as a part of a text uses it."""

    below: list[tuple[Node, ...]] = field(default_factory=list)
    """Its subscripts, wherever it has some."""
    alone: int = 0
    """So often it stands without a subscript."""
    called: list[int] = field(default_factory=list)
    """With so many arguments in brackets behind it, each time."""
    given: int = 0
    """So often of these it is an argument, θ of J(θ)."""
    spelled: int = 0
    """So often it is a letter of a word: the O of Odds."""
    turned: bool = False
    """It is transposed, normed, multiplied entry by entry: what nobody does to a number."""


@dataclass(slots=True)
class Uses:
    """The names of a part."""

    names: dict[str, Use] = field(default_factory=dict)
    bound: set[str] = field(default_factory=set)
    """The letters that some Σ binds."""
    statements: list[tuple[Node, ...]] = field(default_factory=list)
    labelled: set[str] = field(default_factory=set)
    """Names with a label, w_0, that stood somewhere."""
    steps: set[str] = field(default_factory=set)
    """Letters of steps in time, t of h_{t−1}, over which nothing is summed: h_t and h_{t−1} are two names."""
    members: set[str] = field(default_factory=set)
    """Letters below a name that has a Σ's index elsewhere: o of q_o, where Σ_j q_j stands too."""
    in_deltas: set[str] = field(default_factory=set)
    """The letters of δ_{ij}."""
    in_brackets: set[str] = field(default_factory=set)
    """The letters below brackets: b of [ŷ − y]_b."""
    defined: set[str] = field(default_factory=set)
    """Names that a statement defines; none of them is used before."""
    beside_log: set[str] = field(default_factory=set)
    """Names y of y_i log …: labels, which add up to 1."""
    functions: set[str] = field(default_factory=set)
    """Names that a statement begins with as functions: R of R(w) = …"""
    logged: set[str] = field(default_factory=set)
    """Names of which a logarithm is taken: they are above 0."""
    logged_less: set[str] = field(default_factory=set)
    """Names p of log(1 − p): they are below 1."""
    plain: set[str] = field(default_factory=set)
    """Names that are added to a number, or stand below a line: numbers, though capitals."""
    turned_members: set[str] = field(default_factory=set)
    """Names of which x_i is transposed, or normed."""
    below: Counter[str] = field(default_factory=Counter)
    """How often each letter stands in a subscript."""

    def use(self, name: str) -> Use:
        return self.names.setdefault(name, Use())

    def is_kronecker(self, name: str) -> bool:
        """Whether a name is the δ of δ_{ij}."""
        return name == "δ" and bool(self.in_deltas)

    def has(self, name: str) -> bool:
        """Whether a name stood somewhere so far."""
        return name in self.names or name in self.labelled

    def is_index(self, letter: str) -> bool:
        """Whether a letter in a subscript counts, and is no label."""
        return letter not in self.steps and self.may_count(letter)

    def may_count(self, letter: str) -> bool:
        return letter in self.bound | self.in_deltas | self.in_brackets | self.members or (len(letter) == 1 and letter in INDICES)

    def counts(self, name: str) -> bool:
        """Whether a name only counts: it is a Σ's index, or stands in subscripts as one; λ of θ_λ is a number all the same."""
        return name in self.bound or (bool(self.below[name]) and self.may_count(name))

    def kind(self, name: str) -> int | None:
        """How many subscripts of a name count; None where the part does not tell."""
        use = self.names[name]
        counted = [len(sub) for sub in use.below if self.indices(sub)]
        if counted:
            return max(counted)
        plain = use.alone > len(use.called) and not use.turned and not use.below and not use.spelled and not self.counts(name)
        return 0 if plain else None

    def of_vectors(self, name: str) -> bool:
        """Whether x_i is a vector: it is transposed, or it has entries x_{ij}; no name that is also something without a subscript."""
        use = self.names[name]
        counted = {len(sub) for sub in use.below if self.indices(sub)}
        return use.alone == use.given and (counted == {1, 2} or (counted == {1} and name in self.turned_members))

    def indices(self, sub: Sequence[Node]) -> bool:
        """Whether some subscripts count: all letters that do, or numbers beside one; of two letters both do."""
        if len(sub) == 2 and all(isinstance(s, Name) and len(s.text) == 1 and s.text not in self.steps for s in sub):
            return True
        labels = [isinstance(s, Number) or self.is_step(s) for s in sub]
        return all(label or is_counted(self, s) for label, s in zip(labels, sub, strict=True)) and not all(labels)

    def is_step(self, sub: Node) -> bool:
        """t, t − 1."""
        return bool(self.steps) and not isinstance(sub, Number) and {n.text for n in walk(sub) if isinstance(n, Name)} <= self.steps


def is_counted(uses: Uses, sub: Node) -> bool:
    """i, i + 1, or w_i in a subscript."""
    if isinstance(sub, Sum):
        return any(is_counted(uses, t) for _, t in sub.terms) and all(isinstance(t, (Number, Name)) for _, t in sub.terms)
    return isinstance(sub, Name) and uses.is_index(sub.text)


def uses_of(statements: Sequence[tuple[Node, ...]], heads: frozenset[str] = frozenset()) -> Uses:
    """What some statements, each of the members of a chain, show of their names; `heads` are defined, wherever they stand."""
    out = Uses()
    out.in_brackets = {letter for members in statements for m in members for letter in letters_of_entries(m)}
    statements = list(map(with_entries, statements))
    for members in statements:
        out.statements.append(members)
        for member in members:
            for node in walk(member):
                if isinstance(node, Big) and (found := limits(node)) is not None and len(found[0]) == 1:
                    out.bound.add(found[0])
                if isinstance(node, Script):
                    out.steps |= {letter for sub in node.sub if (letter := step_in(sub)) is not None}
                if is_delta(node):
                    out.in_deltas |= {n.text for s in children(node) for n in walk(s) if isinstance(n, Name)} - {"δ"}
    out.members = members_of(statements, out.bound)
    out.steps = {n for n in out.steps - out.bound if out.may_count(n)}
    for members in statements:
        head = defined_by(out, members[0]) if len(members) > 1 else None
        if head is not None and isinstance(members[0], Product):
            out.functions.add(head)
        if head is not None and (head in heads or not out.has(head)) and holds_names(members[1]):
            out.defined.add(head)  # not x of x = 2, an example's value
        for n, member in enumerate(members):
            first = members[0].base if isinstance(members[0], Script) else members[0]
            renames = len(members) == 2 and isinstance(first, Name)  # X_{ij} = x_{ij} says what X is
            last = member if n and isinstance(member, (Name, Script)) and not renames else None
            if last is not None and (said := defined_by(out, last)) is not None and not out.has(said):
                out.defined.add(said)  # softmax(z_i) = S_i names what stands before it
            collect(out, member)
    return out


def members_of(statements: Sequence[tuple[Node, ...]], bound: set[str]) -> set[str]:
    """Single letters below names that have a Σ's index below them elsewhere, or another such letter."""
    found = [n for members in statements for m in members for n in walk(m) if isinstance(n, Script) and len(n.sub) == 1]
    pairs = ((n.base.text, n.sub[0].text) for n in found if isinstance(n.base, Name) and isinstance(n.sub[0], Name))
    letters = [(name, letter) for name, letter in pairs if len(letter) == 1 and letter.isascii() and letter.islower()]
    out: set[str] = set()
    more = set(bound)
    while more - out:
        out |= more
        counted = {name for name, letter in letters if letter in out}
        more = {letter for name, letter in letters if name in counted}
    return out - bound


def step_in(sub: Node) -> str | None:
    """t of t − 1 and t + 1."""
    match sub:
        case Sum(terms=((1, Name(text=text)), (_, Number()))):
            return text
    return None


def is_delta(node: Node) -> bool:
    """δ_{ij}."""
    return isinstance(node, Script) and isinstance(node.base, Name) and node.base.text == "δ" and len(node.sub) == 2


def holds_names(tree: Node) -> bool:
    """Whether a side is more than numbers: x = 2 says what x is in an example."""
    words = WORDS.keys() - letters_alone(tree)
    return any(isinstance(n, Name) and n.text not in words and n.text not in ("e", "π") for n in walk(tree))


def head_of(node: Node) -> str | None:
    """The base of what a definition would define: z of z, z_i and z(x); None for what is no head."""
    match node:
        case Name(text=text):
            return text
        case Script(base=Name(text=text), sup=None, primes=0):
            return text
        case Product(factors=(first, second)) if isinstance(second.node, Group) and second.operator == "" and second.node.bracket == "(":
            return head_of(first.node)
    return None


def letters_of_words(tree: Node) -> set[int]:
    """The identities of letters that stand side by side, three and more of them, or two capitals: «Odds», «mse», «CE»."""
    out: set[int] = set()
    for node in walk(tree):
        if not isinstance(node, Product):
            continue
        run: list[Name] = []
        for factor in (*node.factors, None):
            here = factor.node if factor is not None and factor.operator == "" else None
            base = here.base if isinstance(here, Script) else here
            letter = isinstance(base, Name) and len(base.text) == 1 and base.text.isascii() and base.text.isalpha()
            if letter and isinstance(base, Name) and (not run or base.span.start == run[-1].span.end):
                run.append(base)
                if here is base:
                    continue
            if len(run) > 2 or (len(run) == 2 and all(n.text.isupper() for n in run)):
                out |= {id(n) for n in run}
            run = [base] if letter and isinstance(base, Name) and base not in run and here is base else []
    return out


def defined_by(uses: Uses, head: Node) -> str | None:
    """The name that an equation with this left side defines: z of z_i, where i counts, and w_new, which is not w_old."""
    if isinstance(head, Script) and head.sub and not uses.indices(head.sub):
        return whole_name(head) if head.sup is None and not head.primes else None
    return head_of(head)


def collect(uses: Uses, tree: Node) -> None:
    """Every occurrence of a name in a tree."""
    words = letters_of_words(tree)
    for node in values(tree):
        uses.plain |= plain_in(node)
        match node:
            case Script(base=Name(text=text)) if is_name(text) or (text == "T" and node.sub):
                use = uses.use(text)
                if node.sub:
                    uses.labelled.add(whole_name(node) or "")
                    use.below.append(node.sub)
                    uses.below.update(n.text for s in node.sub for n in walk(s) if isinstance(n, Name))
                else:
                    use.alone += 1
                use.turned = use.turned or is_turned(node)
                if node.sub and is_turned(node):
                    uses.turned_members.add(text)
            case Bars(kind="‖", body=Script(base=Name(text=text), sub=sub)) if sub and is_name(text):
                uses.turned_members.add(text)
            case Name(text=text) if is_name(text):
                use = uses.use(text)
                use.alone += 1
                use.spelled += id(node) in words
            case Product(factors=factors):
                for f, g in itertools.pairwise(factors):
                    collect_pair(uses, f, g)
        for wide in [node] if is_turned(node) else beside_circles(node):
            for inner in values(wide):
                base = inner.base if isinstance(inner, Script) else inner
                if isinstance(base, Name) and is_name(base.text):
                    uses.use(base.text).turned = True


def beside_circles(node: Node) -> list[Node]:
    """m and w of γ m ∘ w."""
    factors = node.factors if isinstance(node, Product) else ()
    pairs = [(f.node, g.node) for f, g in itertools.pairwise(factors) if g.operator in ("∘", "⊗")]
    return [one for pair in pairs for one in pair]


def collect_pair(uses: Uses, one: Factor, other: Factor) -> None:
    """What two neighbours in a product show: f before (x), log before its argument, the label y_i before log."""
    function = one.node.base if isinstance(one.node, Script) else one.node
    argument = other.node.base if isinstance(other.node, Script) else other.node
    if not isinstance(function, Name):
        return
    if is_name(function.text) and is_argument(argument) and other.operator == "":
        uses.use(function.text).called.append(len(argument.items) if isinstance(argument, Group) else 1)
        for item in argument.items if isinstance(argument, Group) else ():
            if isinstance(item, Name) and is_name(item.text):
                uses.use(item.text).given += 1
    if is_turned(one.node) and function.text[0].islower() and isinstance(other.node, Script) and isinstance(argument, Name):
        uses.turned_members.add(argument.text)  # wᵀ x_i: a vector, who would transpose for a number?
    if one.node is function and function.text in LOGARITHMS and not other.operator:
        take_logarithm(uses, opened(other.node))
    if isinstance(other.node, Name) and other.node.text in LOGARITHMS and isinstance(one.node, Script):
        uses.beside_log.add(function.text)


LOGARITHMS = ("log", "ln")


def take_logarithm(uses: Uses, argument: Node) -> None:
    parts = [argument.numerator, argument.denominator] if isinstance(argument, Fraction) else [argument]
    factors = [f.node for part in parts for f in (part.factors if isinstance(part, Product) else (Factor("", part),))]
    if all(isinstance(f, (Name, Number)) for f in factors):
        uses.plain |= {f.text for f in factors if isinstance(f, Name)}
    match argument:
        case Name(text=text) | Script(base=Name(text=text), sup=None, primes=0):
            uses.logged.add(text)
        case Sum(terms=((1, Number(value=one)), (-1, (Name(text=text) | Script(base=Name(text=text), sup=None))))) if one == 1:
            uses.logged_less.add(text)


def plain_in(node: Node) -> set[str]:
    """P of 1 − P, N of 1/N."""
    match node:
        case Sum(terms=terms) if any(isinstance(t, Number) for _, t in terms):
            return {t.text for _, t in terms if isinstance(t, Name)}
        case Fraction(denominator=Name(text=text)):
            return {text}
    return set()


def is_argument(node: Node) -> bool:
    return isinstance(node, Group) and node.bracket == "("


def is_turned(node: Node) -> bool:
    match node:
        case Script(sup=sup) if is_transpose(sup):
            return True
        case Bars(kind="‖") | Grid():
            return True
        case Mark(kind="∇"):
            return True
    return False


def is_name(text: str) -> bool:
    return (text not in OPERATORS and text not in SPECIAL and text not in NO_NAMES) or text == "σ"


def values(node: Node) -> Iterator[Node]:
    """Every node that stands for a value: in no subscript, no limit of a Σ, not the d of dz."""
    yield node
    inner: Iterable[Node | None] = children(node)
    match node:
        case Script(base=base, sup=sup):
            is_value = not is_transpose(sup) and not (sup is not None and is_label(sup))
            inner = (None if isinstance(base, Name) else base, sup if is_value else None)
        case Big(body=body):
            inner = (body,)
        case Fraction(numerator=a, denominator=b) if starts_with_d(a) and starts_with_d(b):
            inner = (without_d(a), without_d(b))
    for part in inner:
        if part is not None:
            yield from values(part)


def is_label(sup: Node) -> bool:
    """(1), [l] above a name."""
    return isinstance(sup, Group) and sup.bracket in ("(", "[") and len(sup.items) == 1 and isinstance(sup.items[0], (Number, Name))


def starts_with_d(node: Node) -> bool:
    first = node.factors[0].node if isinstance(node, Product) else node
    return isinstance(first, Name) and first.text.startswith("d") and len(first.text) <= 2


def without_d(node: Node) -> Node | None:
    """z_i of dz_i; nothing of d."""
    if isinstance(node, Product):
        first, *rest = node.factors
        kept = tuple(rest) if isinstance(first.node, Name) and first.node.text == "d" else node.factors
        return Product(kept, span=node.span) if len(kept) > 1 else kept[0].node if kept else None
    return None if isinstance(node, Name) and node.text == "d" else node
