"""What subscripts count: which places of a name run over the same things, from where to where."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ..notation.tree import Big, Chain, Name, Node, Number, Script, bound_letters, walk
from .tidy import before, limits
from .uses import Uses, is_delta, is_turned

NO_LISTS: Mapping[str, str] = {}
Place = tuple[str, int]
"""A name and which of its subscripts."""


@dataclass(slots=True)
class Families:
    """Names with subscripts that count, and the sizes that these run up to."""

    places: dict[str, int] = field(default_factory=dict)
    """How many subscripts a name has."""
    labels: dict[str, frozenset[int]] = field(default_factory=dict)
    """Places that only ever hold numbers: x_{i1} and x_{i2} are entries of x_1 and x_2."""
    parent: dict[Place, Place] = field(default_factory=dict)
    letters: dict[Place, Counter[str]] = field(default_factory=dict)
    """The letters that stand at places that run over the same, by the first of these."""
    upper: dict[Place, Counter[str]] = field(default_factory=dict)
    """What their Σ's run up to."""

    def root(self, place: Place) -> Place:
        while self.parent.setdefault(place, place) != place:
            place = self.parent[place]
        return place

    def join(self, one: Place, other: Place) -> None:
        a, b = self.root(one), self.root(other)
        if a == b or self.would_square(a, b):
            return
        self.parent[b] = a
        for table in (self.letters, self.upper):
            table.setdefault(a, Counter()).update(table.pop(b, Counter()))

    def would_square(self, a: Place, b: Place) -> bool:
        """Whether joining two classes makes the rows and the columns of a matrix one; a letter that is used again says no such thing."""
        members = {root: {p for p in self.parent if self.root(p) == root} for root in (a, b)}
        return bool({name for name, _ in members[a]} & {name for name, _ in members[b]})

    def seen(self, place: Place, letter: str, upper: str | None) -> None:
        root = self.root(place)
        self.letters.setdefault(root, Counter())[letter] += 1
        if upper is not None:
            self.upper.setdefault(root, Counter())[upper] += 1


LISTED = re.compile(
    r"(?<![A-Za-z\\])(?P<name>[A-Za-z])_\{?1\}?\s*,?\s*(?:\.{2,3}|…|\\[lc]?dots(?![A-Za-z]))\s*,?\s*(?P=name)_\{?(?P<size>[A-Za-z])\}?(?![A-Za-z])"
)
"""x_1, …, x_n."""


def listed_in(text: str) -> dict[str, str]:
    """How many of a name there are, where a text lists them: n of x_1, …, x_n."""
    return {m["name"]: m["size"] for m in LISTED.finditer(text)}


def families_of(uses: Uses, listed: Mapping[str, str] = NO_LISTS) -> Families:
    """Which names of a part have entries, and which of their places run over the same; `listed` says how many of a name there are."""
    out = Families()
    for name, use in uses.names.items():
        counted = [sub for sub in use.below if uses.indices(sub)]
        if not counted or uses.is_kronecker(name):  # the places of δ_{ij} in one line are not those in another
            continue
        count = max(map(len, counted))
        whole = [s for s in counted if len(s) == count]
        fixed = frozenset(p for p in range(count) if count > 1 and all(isinstance(s[p], Number) or uses.is_step(s[p]) for s in whole))
        out.labels[name] = fixed
        out.places[name] = count - len(fixed)
    for members in uses.statements:
        join_letters(uses, out, members)
    for name, size in listed.items():
        if out.places.get(name) == 1 and size not in uses.bound:
            out.upper.setdefault(out.root((name, 0)), Counter())[size] += 1
    return out


def join_letters(uses: Uses, out: Families, members: tuple[Node, ...]) -> None:
    """In one chain a letter runs over one thing: the places where it stands are joined."""
    at: dict[str, list[Place]] = {}
    uppers: dict[str, str] = {}
    for member in members:
        for node in walk(member):
            if isinstance(node, Script) and isinstance(node.base, Name) and node.base.text in out.places:
                subs = list(kept(out, node))
                for place, sub in enumerate(subs[::-1] if len(subs) == 2 and is_turned(node) else subs):  # Wᵀ_{ij} is W_{ji}
                    for letter in counted_letters(sub):
                        at.setdefault(letter, []).append((node.base.text, place))
            if isinstance(node, Big) and (found := limits(node)) is not None and (top := upper_of(node.sup, found[1])) is not None:
                uppers[found[0]] = top
            if isinstance(node, Script) and is_delta(node):
                one, two = (list(counted_letters(s)) for s in node.sub)
                if one and two:
                    at.setdefault(one[0], []).extend(at.setdefault(two[0], []))
                    at[two[0]] = at[one[0]]
            if isinstance(node, Chain) and node.relations in (("=",), ("≠",)) and all(isinstance(s, Name) for s in node.sides):
                left, right = (s.text for s in node.sides if isinstance(s, Name))
                if left in at and right in at:
                    at[left] += at[right]
    for letter, places in at.items():
        for where in places:
            out.join(places[0], where)
        if places:
            out.seen(places[0], letter, uppers.get(letter))


def kept(families: Families, node: Script) -> Iterator[Node]:
    """The subscripts of a name without those that are labels."""
    fixed = families.labels.get(node.base.text, frozenset()) if isinstance(node.base, Name) else frozenset()
    return (s for p, s in enumerate(node.sub) if p not in fixed)


def counted_letters(sub: Node) -> Iterator[str]:
    """i of i and of i + 1."""
    if isinstance(sub, Name):
        yield sub.text
    elif not isinstance(sub, (Script, Number)):
        yield from (n.text for n in walk(sub) if isinstance(n, Name))


def upper_of(sup: Node | None, lower: Number | None) -> str | None:
    """N of Σ_{i=1}^N and of Σ_{i=0}^{N−1}."""
    if lower is not None and lower.value == 0 and sup is not None:
        sup = before(sup)
    return sup.text if isinstance(sup, Name) and (lower is None or lower.value in (0, 1)) else None


def given_indices(uses: Uses, families: Families, statements: Sequence[tuple[Node, ...]]) -> Iterator[tuple[str, Place]]:
    """Letters that definitions have free on the right only: c of ŷ_a = exp(Σ_j U_{aj} V_{jc})/…, the one column that a text is about."""
    for members in statements:
        head = members[0] if len(members) > 1 else None
        base = head.base if isinstance(head, Script) else head
        if not isinstance(base, Name) or base.text not in uses.defined or (isinstance(head, Script) and head.sup is not None):
            continue
        own = {n.text for sub in head.sub for n in walk(sub) if isinstance(n, Name)} if isinstance(head, Script) else set()
        bound = bound_letters(*members)
        for node in walk(members[1]):
            if isinstance(node, Script) and isinstance(node.base, Name) and node.base.text in families.places:
                for place, sub in enumerate(kept(families, node)):
                    if isinstance(sub, Name) and uses.indices(node.sub) and sub.text not in own | bound:
                        yield sub.text, (node.base.text, place)
