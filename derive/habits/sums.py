"""How people write Σ: without its index, with |j| ≤ m, from 1 to |Vocab|, over w′."""

from __future__ import annotations

import itertools
from fractions import Fraction as Rational

from ..errors import Span
from ..meaning.derivatives import is_operator
from ..meaning.scope import Family, IndexFamily, SizeName
from ..notation.tree import (
    Bars,
    Big,
    Chain,
    Factor,
    Group,
    Mark,
    Name,
    Node,
    Number,
    Product,
    Script,
    Sum,
    bound_letters,
    rewrite,
    same,
    unbound_below,
    walk,
    whole_name,
)
from ..notation.write import unicode
from .indices import index_axis, read_condition
from .lists import add_up
from .positions import around, at_positions
from .reader import Reader
from .sizes import read_limit, read_size, read_upper


def read_sum(reader: Reader, node: Sum) -> Node:
    """A Σ reaches to the next plus or minus; further, if only so its index is bound where it is used."""
    summed = add_up(reader, node)
    if summed is not None:
        return reader.see(summed)
    sign, first = node.terms[0]
    if sign == 1 and len(node.terms) > 1 and is_operator(first):  # ∂/∂x −f + g: all that follows is differentiated, or −f alone
        last = 2 if len(node.terms) > 2 and reader.choose(2) else len(node.terms)
        span = Span(first.span.end, node.terms[last - 1][1].span.end)
        body = Group("(", (Sum(node.terms[1:last], span=span),), span=span)
        derivative = Product((Factor("", first), Factor("", body)), span=Span(first.span.start, span.end))
        return reader.see(Sum(((1, derivative), *node.terms[last:]), span=node.span) if last < len(node.terms) else derivative)
    for n, (_, term) in enumerate(node.terms[:-1]):
        big = last_big(term)
        if big is None:
            continue
        names = {s.text for item in big.sub for s in walk(item) if isinstance(s, Name)}
        later = [t for _, t in node.terms[n + 1 :]]
        loose = {x for x in names if x not in reader.bound and any(uses_index(t, x) for t in later)}
        if loose and reader.choose(2):
            body = Group("(", (Sum(((1, big.body), *node.terms[n + 1 :]), span=node.span),), span=node.span)
            wider = put_last_big(term, Big(big.kind, big.sub, big.sup, body, span=big.span))
            return Sum(tuple((s, reader.see(t)) for s, t in (*node.terms[:n], (node.terms[n][0], wider))), span=node.span)
    return Sum(tuple((s, reader.see(t)) for s, t in node.terms), span=node.span)


def read_big(reader: Reader, node: Big) -> Node:
    """A Σ or ∏ with its index and its range as the sheet would write them."""
    sub = tuple(sorted((j for i in spread(node.sub) for j in absolute(i)), key=lambda i: not is_range(i)))
    if not sub and node.kind == "Σ":
        candidates = index_candidates(node.body, reader)
        if candidates:
            sub = (Name(candidates[reader.choose(len(candidates))], span=node.span),)
    if (parts := ends_before(reader, node) or of_a_union(reader, node, sub)) is not None:
        return reader.see(parts)
    sup = node.sup
    if len(sub) == 1 and isinstance(sub[0], Name) and sup is not None:
        sub = (Chain((sub[0], Number(Rational(1))), ("=",), span=sub[0].span),)
    if len(sub) == 1 and isinstance(sub[0], Name) and sup is None and not reader.known(sub[0].text):
        sizes = family_sizes(reader, node.body, sub[0].text)
        option = reader.choose(1 + len(sizes))
        if option:
            sup = Name(sizes[option - 1], span=node.span)
            sub = (Chain((sub[0], Number(Rational(1))), ("=",), span=sub[0].span),)
    sub = with_window(reader, sub, sup, node.body)
    before = dict(reader.bound)
    sub, body = rename_primes(sub, node.body)
    turned = counted_down(sub, sup, body)
    if turned is not None and reader.choose(2):
        body = turned
    entries = softmax_entries(sub, body)
    if entries is not None and reader.choose(2):
        body = entries
        reader.slips.append("softmax(…) stands under the Σ for its entry")
    for item in sub:
        bind(reader, item, sup, body)
    out = Big(
        node.kind,
        tuple(read_below(reader, i) for i in sub),
        None if sup is None else read_limit(reader, sup),
        reader.see(body),
        span=node.span,
    )
    reader.bound = before
    return by_position(reader, out)


def ends_before(reader: Reader, node: Big) -> Node | None:
    """(∏ a_i) c for ∏ a_i c: another ∏ over the same letter stands outside, and what does not depend on i may."""
    letters = {n.text for item in node.sub for n in walk(item) if isinstance(n, Name)} - {"m"}
    factors = node.body.factors if isinstance(node.body, Product) and node.kind == "∏" else ()
    last = factors[-1].node if factors else None
    twice = isinstance(last, Big) and bool(letters & {n.text for item in last.sub for n in walk(item) if isinstance(n, Name)})
    end = len(factors) - 1 if twice else next((n for n in range(len(factors)) if not any(uses(f.node, letters) for f in factors[n:])), 0)
    if not 0 < end < len(factors) or not (twice or reader.choose(2)):
        return None
    body = factors[0].node if end == 1 else Product(factors[:end], span=node.body.span)
    reader.notes.append(f"the ∏ reaches to {unicode(body)}")
    inner = Group("(", (Big(node.kind, node.sub, node.sup, body, span=node.span),), span=node.span)
    return Product((Factor("", inner), *factors[end:]), span=node.span)


def uses(node: Node, letters: set[str]) -> bool:
    return any(isinstance(n, Name) and n.text in letters for n in walk(node))


def by_position(reader: Reader, node: Big) -> Node:
    """Σ_j U(ŷ − y_j) with y_j as that of the word w_{t+j}, if it is so meant."""
    for other, says in at_positions(node, reader.scope):
        if reader.choose(2):
            reader.notes.append(says)
            return other
    return node


def of_a_union(reader: Reader, node: Big, sub: tuple[Node, ...]) -> Node | None:
    """Σ over k ∈ A ∪ {o} as Σ over k ∈ A and the term for o; not where o is in A anyway."""
    match sub:
        case (Chain(sides=(Name() as k, Product(factors=factors)), relations=("∈",)),) if node.kind == "Σ":
            cups = [n for n, f in enumerate(factors) if isinstance(f.node, Name) and f.node.text in ("cup", "∪")]
        case _:
            return None
    sets = [f[0].node for f in (factors[: cups[0]], factors[cups[0] + 1 :]) if len(f) == 1] if len(cups) == 1 else []
    alone = [s for s in sets if isinstance(s, Group) and s.bracket == "{" and all(isinstance(i, Name) for i in s.items)]
    if len(sets) != 2 or len(alone) != 1:
        return None
    rest = next(s for s in sets if s is not alone[0])
    size = read_size(reader, rest)
    if size is not None and any(
        isinstance(o, Name) and (own := index_axis(reader, o.text)) is not None and own == size for o in alone[0].items
    ):
        return None
    whole = Big(node.kind, (Chain((k, rest), ("∈",), span=node.span),), None, node.body, span=node.span)
    single = [rewrite(node.body, lambda n, o=o: o if isinstance(n, Name) and n.text == k.text else None) for o in alone[0].items]  # type: ignore[misc]
    return Group("(", (Sum(((1, whole), *((1, s) for s in single)), span=node.span),), span=node.span)


def with_window(reader: Reader, sub: tuple[Node, ...], sup: Node | None, body: Node) -> tuple[Node, ...]:
    """Σ_j J(v_c, w_{t+j}, U), Σ_{j ≠ 0} J(v_c, w_{t+j}, U) with the range of j."""
    match sub:
        case (Name() as j,) | (Chain(sides=(Name() as j, Number(value=0)), relations=("≠",)),) if sup is None:
            if window := window_range(reader, j, body):
                reader.slips.append(f"the range of {j.text} is left out")
                return window
    return sub


def window_range(reader: Reader, index: Name, body: Node) -> tuple[Node, ...]:
    """−m ≤ j ≤ m, j ≠ 0 for a j that stands in w_{t+j} alone, where m is a size of the sheet."""
    if reader.known(index.text) or not isinstance(reader.scope.get("#m"), SizeName):
        return ()
    uses = [n for n in walk(body) if isinstance(n, Name) and n.text == index.text]
    shifts = [
        n
        for s in walk(body)
        if isinstance(s, Script) and isinstance(s.base, Name) and isinstance(reader.scope.get(s.base.text + "[]"), IndexFamily)
        for i in s.sub
        if isinstance(i, Sum)
        for n in walk(i)
        if n in uses
    ]
    if not uses or len(shifts) != len(uses):
        return ()
    return around(index)


def softmax_entries(sub: tuple[Node, ...], body: Node) -> Node | None:
    """Σ_i y_i log softmax(z) with the entry i of softmax(z); None where no softmax lacks an index, or nothing else has it."""
    first = sub[0] if len(sub) == 1 else None
    index = first if isinstance(first, Name) else first.sides[0] if isinstance(first, Chain) else None
    if not isinstance(index, Name) or not uses_index(body, index.text):
        return None

    def change(node: Node) -> Node | None:
        if not isinstance(node, Product):
            return None
        out = list(node.factors)
        for n, (f, g) in enumerate(itertools.pairwise(node.factors)):
            named = isinstance(f.node, Name) and f.node.text.lower() == "softmax"
            if named and g.operator == "" and isinstance(g.node, Group) and not uses_index(g.node, index.text):
                out[n + 1] = Factor("", Script(g.node, (index,), span=g.node.span))
        if all(a is b for a, b in zip(out, node.factors, strict=True)):
            return None
        return Product(tuple(out), span=node.span)

    found = rewrite(body, change)
    return None if found is body else found


def spread(sub: tuple[Node, ...]) -> tuple[Node, ...]:
    """Subscripts in braces of their own, as \\substack leaves them."""
    while any(isinstance(i, Group) and i.bracket in ("{", "") for i in sub):
        sub = tuple(j for i in sub for j in (i.items if isinstance(i, Group) and i.bracket in ("{", "") else (i,)))
    return sub


def absolute(item: Node) -> tuple[Node, ...]:
    """|j| ≤ m as −m ≤ j ≤ m; 0 < |j| ≤ m, 1 ≤ |j| ≤ m with j ≠ 0; −m < j < m as −m + 1 ≤ j ≤ m − 1; w ∈ V ∖ {o} with w ≠ o;
    s ∈ {1, …, K} as 1 ≤ s ≤ K."""
    match item:
        case Chain(sides=(*before, Bars(kind="|", body=Name() as j), m), relations=("≤",) | ("<", "≤") | ("≤", "≤") as given):
            whole = Chain((Sum(((-1, m),), span=m.span), j, m), ("≤", "≤"), span=item.span)
            nonzero = Chain((j, Number(Rational(0), span=item.span)), ("≠",), span=item.span)
            if before:
                least = 0 if given[0] == "<" else 1
                return (whole, nonzero) if isinstance(before[0], Number) and before[0].value == least else (item,)
            return (whole,)
        case Chain(sides=(low, Name() as j, high), relations=("<" | "≤" as first, "<" | "≤" as second)) if "<" in (first, second):
            inside = (beside(low, 1) if first == "<" else low, j, beside(high, -1) if second == "<" else high)
            return (Chain(inside, ("≤", "≤"), span=item.span),)
        case Chain(sides=(Name() as w, Product(factors=(all_, minus, out))), relations=("∈",)):
            if isinstance(minus.node, Name) and minus.node.text in ("setminus", "backslash") and isinstance(out.node, Group):
                left_out = tuple(Chain((w, o), ("≠",), span=item.span) for o in out.node.items)
                return *absolute(Chain((w, all_.node), ("∈",), span=item.span)), *left_out
        case Chain(
            sides=(Name() as s, Group(bracket="{", items=(Chain(sides=(Name() as t, *_), relations=(":" | "|", *_)) as test,))),
            relations=("∈",),
        ) if s.text == t.text:
            return (Chain(test.sides, (":", *test.relations[1:]), span=item.span),)
        case Chain(sides=(Name() as s, container, *test), relations=("∈", ":", *relations)) if len(test) > 1:
            return *absolute(Chain((s, container), ("∈",), span=item.span)), Chain(tuple(test), tuple(relations), span=item.span)
        case Chain(sides=(Name() as s, Group(bracket="{" | "[" as bracket, items=listed)), relations=("∈",)) if is_run(bracket, listed):
            return (Chain((listed[0], s, listed[-1]), ("≤", "≤"), span=item.span),)
    return (item,)


def beside(end: Node, sign: int) -> Sum:
    """The whole number after an end of a range, or before it."""
    terms = end.terms if isinstance(end, Sum) else ((1, end),)
    return Sum((*terms, (sign, Number(Rational(1), span=end.span))), span=end.span)


def is_run(bracket: str, listed: tuple[Node, ...]) -> bool:
    """Whether a list is of all integers from its first to its last: {1, …, K}, {1, 2, …, K}, {−m, −m + 1, …, m}, [−m, m]."""
    if len(listed) == 2:
        return bracket == "["
    if len(listed) not in (3, 4) or not isinstance(listed[-2], Mark) or isinstance(listed[0], Mark):
        return False
    first, second = listed[0], listed[1]
    if len(listed) == 3:
        return True
    if isinstance(first, Number):
        return isinstance(second, Number) and second.value == first.value + 1
    terms = first.terms if isinstance(first, Sum) else ((1, first),)
    return (
        isinstance(second, Sum)
        and len(second.terms) == len(terms) + 1
        and is_one(second.terms[-1])
        and all(sign == other and same(a, b) for (sign, a), (other, b) in zip(terms, second.terms, strict=False))
    )


def is_one(term: tuple[int, Node]) -> bool:
    return term[0] == 1 and isinstance(term[1], Number) and term[1].value == 1


def rename_primes(sub: tuple[Node, ...], body: Node) -> tuple[tuple[Node, ...], Node]:
    """Σ_{w'} with w' as a name of its own."""
    primed = {
        (n.base.text, n.primes)
        for i in sub
        for n in walk(i)
        if isinstance(n, Script) and isinstance(n.base, Name) and n.primes and not n.sub
    }

    def change(n: Node) -> Node | None:
        if isinstance(n, Script) and isinstance(n.base, Name) and not n.sub and (n.base.text, n.primes) in primed and n.sup is None:
            return Name(n.base.text + "′" * n.primes, span=n.span)
        return None

    return (tuple(rewrite(i, change) for i in sub), rewrite(body, change)) if primed else (sub, body)


def counted_down(sub: tuple[Node, ...], sup: Node | None, body: Node) -> Node | None:
    """The body of a Σ that runs the other way, where it holds t − i: i for low + high − i, which sums the same terms."""
    match sub:
        case (Chain(sides=(Sum(terms=((-1, low),)), Name(text=text), high), relations=("≤", "≤")), *_) if same(low, high):
            ends: tuple[tuple[int, Node], ...] = ()
        case (Chain(sides=(Name(text=text), low), relations=("=",)),) if sup is not None:
            ends = ((1, low), (1, sup))
        case _:
            return None
    subtracted = any(isinstance(n, Sum) and any(k < 0 and isinstance(t, Name) and t.text == text for k, t in n.terms) for n in walk(body))
    if not subtracted:
        return None

    def change(n: Node) -> Node | None:
        return Group("(", (Sum((*ends, (-1, n)), span=n.span),), span=n.span) if isinstance(n, Name) and n.text == text else None

    return rewrite(body, change)


def bind(reader: Reader, item: Node, sup: Node | None, body: Node) -> None:
    """Binds the index of a Σ for what it sums."""
    match item:
        case Name(text=text) | Chain(sides=(Name(text=text), *_), relations=("∈" | ":" | "≠", *_)):
            reader.bound[text] = None
        case Chain(sides=(Name(text=text), _), relations=("=",)) if sup is not None:
            reader.bound[text] = read_size(reader, sup)
        case Chain(sides=(_, Name(text=text), high), relations=("≤", "≤")):
            reader.bound[text] = read_size(reader, high)


def read_below(reader: Reader, item: Node) -> Node:
    """What stands below a Σ: its own index stays, the rest is read like anything else."""
    match item:
        case Name():
            return item
        case Chain(sides=(Name() as name, container, *rest), relations=("∈", *_)):
            return Chain((name, read_limit(reader, container), *(reader.see(r) for r in rest)), item.relations, span=item.span)
        case Chain(sides=(low, Name() as name, high), relations=("≤" | "<", "≤" | "<") as relations):
            return Chain((reader.see(low), name, read_upper(reader, high)), relations, span=item.span)
        case Chain(sides=sides, relations=relations):
            return read_condition(
                reader, Chain(tuple(s if isinstance(s, Name) else reader.see(s) for s in sides), relations, span=item.span)
            )
    return reader.see(item)


def family_sizes(reader: Reader, body: Node, text: str) -> list[str]:
    """The sizes of index families that a Σ's bare index may count: u_k for the K samples."""
    if not any(
        isinstance(n, Script)
        and isinstance(n.base, Name)
        and isinstance(reader.scope.get(n.base.text), Family)
        and any(isinstance(s, Name) and s.text == text for s in n.sub)
        for n in walk(body)
    ):
        return []
    return [str(base.shape[0].size) for _, base in reader.scope.families()][:1]


def is_range(node: Node) -> bool:
    match node:
        case Chain(relations=("≤", "≤")) | Chain(relations=("∈",)) | Chain(relations=(":", *_)) | Name():
            return True
        case Chain(sides=(Name(), _), relations=("=",)):
            return True
    return False


def last_big(term: Node) -> Big | None:
    """The Σ at the end of a term."""
    match term:
        case Big():
            return term
        case Product(factors=factors) if isinstance(factors[-1].node, Big):
            return factors[-1].node
    return None


def put_last_big(term: Node, big: Big) -> Node:
    return big if isinstance(term, Big) else Product((*term.factors[:-1], Factor(term.factors[-1].operator, big)), span=term.span)  # type: ignore[attr-defined]


def uses_index(node: Node, text: str) -> bool:
    """Whether a letter stands in a subscript of a tree, outside the Σ's that bind it."""
    return text in unbound_below(node)


def index_candidates(body: Node, reader: Reader) -> list[str]:
    """The names that a bare Σ may sum over: subscripts of vectors and families, bound by nothing yet."""
    found: dict[str, bool] = {}
    inner = bound_letters(body)
    for n in walk(body):
        if isinstance(n, Script) and n.sub and not (whole_name(n) and reader.known(whole_name(n) or "")):
            for s in n.sub:
                for x in walk(s):
                    if isinstance(x, Name) and x.text not in inner and not isinstance(reader.scope.get(x.text), SizeName):
                        found.setdefault(x.text, reader.known(x.text))
    names = [x for x, declared in found.items() if not declared] + [x for x, declared in found.items() if declared]
    return [x for x in names if reader.scope.get(x + "[]") is None or found[x]]
