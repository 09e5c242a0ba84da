"""Lists with dots as people write them: a_1 + … + a_V as a sum, a special member among the dots, k for K at the end."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as Rational
from functools import partial

from ..errors import Malformed
from ..meaning.scope import FIXED, IndexName, SizeName
from ..notation.tree import Bars, Big, Chain, Factor, Group, Mark, Name, Node, Number, Product, Script, Sum, rewrite, same, walk, whole_name
from ..notation.write import unicode
from .indices import axis_of, counted_letter
from .reader import Reader
from .sizes import names_of_sizes, read_size


def is_dots(node: Node) -> bool:
    return isinstance(node, Mark) and node.kind == "…"


def at_index(first: Node, index: Node) -> Node:
    """The first member of a list with another index for its 1."""

    def change(node: Node) -> Node | None:
        if isinstance(node, Script) and node.sub:
            sub = tuple(index if isinstance(s, Number) and s.value == 1 else rewrite(s, change) for s in node.sub)
            return Script(rewrite(node.base, change), sub, node.sup, node.primes, span=node.span)
        return None

    return rewrite(first, change)


def indices_of(node: Node) -> list[Node]:
    """What stands in subscripts, to be tried as the index of a member."""
    return [s for n in walk(node) if isinstance(n, Script) for i in n.sub for s in walk(i) if isinstance(s, (Name, Number))]


def follows(first: Node, member: Node) -> bool:
    """Whether a member is the first one with another index."""
    return any(same(at_index(first, index), member) for index in indices_of(member))


def is_numbered(member: Node) -> bool:
    """a_1, a_3: a member with a number below."""
    return any(isinstance(i, Number) for i in indices_of(member))


def in_order(first: Node, members: list[Node]) -> bool:
    """Whether a_2, a_3 … follow a_1 up to the dots, and behind the dots only members with a letter: a_o."""
    count, dotted = 2, False
    seen: list[Node] = []
    for member in members:
        if is_dots(member):
            dotted = True
        elif dotted:
            if not follows(first, member) or is_numbered(member) or any(same(member, s) for s in seen):
                return False
            seen.append(member)
        elif not same(at_index(first, Number(Rational(count))), member):
            return False
        else:
            count += 1
    return True


def counted(reader: Reader, items: tuple[Node, ...]) -> tuple[Node, ...]:
    """a_1, a_2, …, a_o, …, a_V without the one that is singled out; a last member with k as one with K."""
    dots = [n for n, i in enumerate(items) if is_dots(i)]
    if not dots or dots[-1] == len(items) - 1 or dots[0] == 0:
        return items
    last = as_size(reader, items[-1])
    between = [i for i in items[dots[0] + 1 : dots[-1]] if not is_dots(i)]
    pattern = next((i for i in items[: dots[0]] if follows(i, last)), items[0])
    odd = [b for b in between if not follows(pattern, b) or is_numbered(b)] if len(dots) > 1 else []
    if odd and (place := place_of(reader, odd[0]) if len(odd) == 1 else None) is not None:
        return counted(reader, tuple(i if is_dots(i) else with_another(reader, i, odd[0], place) for i in items if i is not odd[0]))
    if odd:
        return items
    numbered = [n for n, i in enumerate(items[: dots[0]]) if same(at_index(items[n], Number(Rational(1))), items[n]) and is_numbered(i)]
    if numbered and not in_order(items[numbered[0]], list(items[numbered[0] + 1 : dots[0] + 1])):
        raise Malformed("the members before the dots are not the first, the second, …", items[numbered[0]].span)
    return of_samples(reader, (*items[: dots[0] + 1], *items[dots[-1] + 1 : -1], last))


def of_samples(reader: Reader, members: tuple[Node, ...]) -> tuple[Node, ...]:
    """[u_o, −u_{w_1}, …, −u_{w_K}] for [u_o, −u_1, …, −u_K]: what is counted to K are samples, and u_w is the vector of a word."""
    for end in (n for n in walk(members[-1]) if isinstance(n, Script) and len(n.sub) == 1 and isinstance(n.sub[0], Name)):
        size, axis = reader.scope.get("#" + end.sub[0].text), axis_of(reader, end.base)  # type: ignore[attr-defined]
        if not isinstance(size, SizeName) or axis is None or size.axis.size == axis.size:
            continue
        letter = counted_letter(reader, size.axis, axis)
        if letter is not None:
            reader.notes.append(f"{unicode(end)} is read as that of the sample {letter}_{unicode(end.sub[0])}")
            return tuple(rewrite(m, partial(with_sample, end.base, end.sub[0], letter)) for m in members)
    return members


def with_sample(base: Node, last: Node, letter: str, node: Node) -> Node | None:
    """u_{w_1} for u_1, and for u_K."""
    match node:
        case Script(base=stem, sub=(at,)) if same(stem, base) and (isinstance(at, Number) or same(at, last)):
            return replace(node, sub=(Script(Name(letter, span=node.span), (at,), span=node.span),))
    return None


def place_of(reader: Reader, member: Node) -> Node | None:
    """o of (ŷ_o − 1) v_c, the one index that stands in a member and is one place only; nothing of w, which may be any."""
    found = {
        i.text: i
        for i in free_indices(reader, member)
        if isinstance(i, Name) and isinstance(reader.scope.get(i.text), IndexName) and i.text in FIXED
    }
    return next(iter(found.values())) if len(found) == 1 else None


def free_indices(reader: Reader, member: Node) -> list[Node]:
    """What stands below the names of a member, but for v_c, which is a name of the sheet."""
    return [i for n in walk(member) if isinstance(n, Script) and reader.scope.get(whole_name(n) or "") is None for i in n.sub]


def with_another(reader: Reader, member: Node, odd: Node, place: Node) -> Node:
    """a_i + onehot(o)_i (b − a_i) for a_i, where the list has b in the place o."""
    own = next((i for i in free_indices(reader, member) if isinstance(i, (Name, Number, Bars))), None)
    if own is None:
        return member
    span = member.span
    unit = Product((Factor("", Name("onehot", span=span)), Factor("", Group("(", (place,), span=span))), span=span)
    here = Factor("", Script(Group("(", (unit,), span=span), (own,), span=span))
    change = Factor("", Group("(", (Sum(((1, odd), (-1, member)), span=span),), span=span))
    return Sum(((1, member), (1, Product((here, change), span=span))), span=span)


def as_size(reader: Reader, node: Node) -> Node:
    """The last member, its k as K where only K is known, |V| as V."""

    def change(here: Node) -> Node | None:
        if isinstance(here, Bars) and (axis := read_size(reader, here)) is not None:
            return Name(str(axis.size), span=here.span)
        if isinstance(here, Name) and len(here.text) == 1 and here.text.islower() and not reader.known(here.text):
            upper = here.text.upper()
            if isinstance(reader.scope.get(upper), SizeName) or isinstance(reader.scope.get("#" + upper), SizeName):
                reader.notes.append(f"{here.text} at the end of the list is read as {upper}")
                return Name(upper, span=here.span)
        return None

    return rewrite(node, change)


def add_up(reader: Reader, node: Sum) -> Node | None:
    """a_1 + … + a_V (with a_o among the dots, too) as Σ_i a_i; None for any other sum."""
    start = next((n for n, (_, t) in enumerate(node.terms) if is_dots(t)), None)
    if not start or is_dots(node.terms[-1][1]):
        return None
    first_place = next((n for n in range(start) if any(isinstance(i, Number) and i.value == 1 for i in indices_of(node.terms[n][1]))), None)
    if first_place is None:
        return None
    sign, first = node.terms[first_place]
    rest = node.terms[first_place + 1 :]
    end = max(n for n, (_, t) in enumerate(rest) if is_dots(t)) + 1
    if end >= len(rest) or any(s != sign for s, _ in rest[: end + 1]):
        return None
    last = as_size(reader, rest[end][1])
    size = next((s for s in names_of_sizes(reader) if same(at_index(first, Name(s)), last)), None)
    if size is None or not in_order(first, [t for _, t in rest[:end]]):
        return None
    used = {n.text for n in walk(node) if isinstance(n, Name)} | set(reader.bound)
    letter = next(c for c in "ijklnpqr" if c not in used and not reader.known(c))
    below = Chain((Name(letter), Number(Rational(1))), ("=",), span=first.span)
    whole = Big("Σ", (below,), Name(size), of_all(reader, at_index(first, Name(letter)), letter, size), span=node.span)
    terms = (*node.terms[:first_place], (sign, whole), *rest[end + 1 :])
    return whole if len(terms) == 1 and sign == 1 else Sum(terms, span=node.span)


def of_all(reader: Reader, member: Node, letter: str, size: str) -> Node:
    """y_i for y_{w_i}, where the w_i of the sheet are a few words, and those of a list w_1, …, w_V are all."""
    axis = reader.scope.get("#" + size)
    families = {stem for stem, base in reader.scope.families() if isinstance(axis, SizeName) and base.values == axis.axis.size}

    def change(node: Node) -> Node | None:
        match node:
            case Script(base=Name(text=stem), sub=(Name(text=i) as at,), sup=None, primes=0) if i == letter and stem in families:
                return at
        return None

    found = rewrite(member, change)
    if found is not member:
        reader.notes.append("the list is read as one of all words")
    return found
