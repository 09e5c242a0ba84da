"""What stands side by side, factor by factor, from the left to the right."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from ..errors import Span
from ..meaning import derivatives as calculus
from ..meaning.operators import OPERATORS
from ..meaning.scope import Family, IndexName, TensorName
from ..notation.tree import Big, Chain, Factor, Group, Name, Node, Number, Product, Script, is_transpose, rewrite, spelling, summed_by, walk
from ..terms import ONE
from .applications import read_application, takes_what_follows
from .chain_rule import contract, take_entry_by_entry
from .derivatives import gather_fractions, read_differentiation
from .letters import spell_out
from .losses import drops, is_applied, unindexed
from .means import read_mean_over
from .names import value_seen
from .patterns import replace_patterns
from .pieces import product_of, span_of, transpose, write_indicator
from .reader import Reader
from .scripts import members_of
from .spellings import INDICATORS
from .sums import index_candidates


def read_product(reader: Reader, node: Product) -> Node:
    """Left to right: functions with their arguments, derivatives with what they differentiate, losses without their lists."""
    if (total := total_of(reader, node)) is not None:
        return reader.see(total)
    written = long_below(reader, short_below(reader, logistic(reader, node.factors)))
    spelled = with_entries(reader, spell_out(reader, gather_fractions(reader, written)))
    factors = gather_indicators(reader, replace_patterns(reader, spelled))
    out: list[Factor] = []
    place = 0
    while place < len(factors):
        here, rest = factors[place], factors[place + 1 :]
        if rest and rest[0].operator == "" and (mean := read_mean_over(reader, here, rest[0])) is not None:
            found, taken = [mean], 1
        elif rest and rest[0].operator == "" and (whole := sum_of(reader, here.node, rest[0].node)) is not None:
            found, taken = [Factor(here.operator, reader.see(whole))], 1
        elif rest and rest[0].operator == "" and takes_what_follows(reader, here.node):
            found, taken = read_application(reader, here, rest)
        elif rest and calculus.is_operator(here.node) and rest[0].operator in ("", "·"):
            found, taken = read_differentiation(reader, here, rest)
        elif (
            rest
            and rest[0].operator == ""
            and is_applied(reader, here.node, unindexed(rest[0].node))
            and drops(reader, unindexed(rest[0].node))
        ):
            if unindexed(rest[0].node) is not rest[0].node:
                reader.notes.append("an index on a number is left out")
            found, taken = [Factor(here.operator, reader.see(here.node))], 1
        else:
            found, taken = [Factor(here.operator, reader.see(here.node))], 0
        out += found
        place += 1 + taken
    out = contract(reader, take_entry_by_entry(reader, out))
    return out[0].node if len(out) == 1 and not out[0].operator else Product(tuple(out), span=node.span)


def total_of(reader: Reader, node: Product) -> Product | None:
    """sum(x) for 𝟏ᵀx where 𝟏 has no size, if it is so meant: x may have any, K + 1 too."""
    first, *rest = node.factors
    match first.node:
        case Script(base=Name(text="𝟏"), sub=(), sup=sup) if is_transpose(sup) and rest and not rest[0].operator and reader.choose(2):
            held = Group("(", (product_of(tuple(rest)),), span=span_of(rest))
            return Product((Factor("", Name("sum", span=first.node.span)), Factor("", held)), span=node.span)
    return None


def logistic(reader: Reader, factors: Sequence[Factor]) -> tuple[Factor, ...]:
    """s(x) as σ(x), where nothing else is called s."""
    out = list(factors)
    for n, (f, g) in enumerate(itertools.pairwise(factors)):
        name = f.node.text if isinstance(f.node, Name) and f.node.text in ("s", "S") else ""
        applied = g.operator == "" and isinstance(g.node, Group) and g.node.bracket == "(" and len(g.node.items) == 1
        if name and applied and not reader.known(name) and reader.spellings.name(name) is None:
            reader.notes.append(f"{name} is read as σ, the logistic function")
            out[n] = Factor(f.operator, Name("σ", span=f.node.span))
    return tuple(out)


def short_below(reader: Reader, factors: Sequence[Factor]) -> tuple[Factor, ...]:
    """a / Σ_x exp(θ_x) · b as (a / Σ_x exp(θ_x)) b, if it is so meant: b does not count by x."""
    last = factors[-1]
    big = last.node
    if last.operator != "/" or not isinstance(big, Big) or not isinstance(big.body, Product):
        return tuple(factors)
    letters = summed_by(big)
    held = big.body.factors
    outside = next((n for n in range(1, len(held)) if held[n].operator not in ("", "/") and not uses(held[n:], letters)), None)
    if outside is None or not letters or not reader.choose(2):
        return tuple(factors)
    body = Product(held[:outside], span=span_of(held[:outside])) if outside > 1 else held[0].node
    shorter = Factor("/", Big(big.kind, big.sub, big.sup, body, span=Span(big.span.start, body.span.end)))
    reader.notes.append("the Σ below the line ends where its index does")
    return (*factors[:-1], shorter, *held[outside:])


def long_below(reader: Reader, factors: Sequence[Factor]) -> tuple[Factor, ...]:
    """a/2b as a/(2b), if it is so meant."""
    found = touching_below(factors)
    if found is None or not reader.choose(2):
        return tuple(factors)
    reader.notes.append("all that touches the number behind the slash is read as below it")
    return grouped_below(factors, *found)


def touching_below(factors: Sequence[Factor]) -> tuple[int, int] | None:
    """From where to where a number behind a slash goes on with names that touch it, and are no functions: 2σ² of a/2σ²."""
    for n, f in enumerate(factors):
        end = n + 1
        while f.operator == "/" and isinstance(f.node, Number) and end < len(factors) and is_touching(factors[end - 1], factors[end]):
            end += 1
        if end > n + 1:
            return n, end
    return None


def grouped_below(factors: Sequence[Factor], start: int, end: int) -> tuple[Factor, ...]:
    below = (Factor("", factors[start].node), *factors[start + 1 : end])
    held = Group("(", (product_of(below),), span=span_of(factors[start:end]))
    return (*factors[:start], Factor("/", held), *factors[end:])


def is_touching(before: Factor, after: Factor) -> bool:
    """Whether a name follows with no space, and is no function."""
    base = after.node.base if isinstance(after.node, Script) else after.node
    close = after.operator == "" and before.node.span.end == after.node.span.start
    return close and isinstance(base, Name) and (base.text not in OPERATORS or base.text == "σ")


def with_long_below(tree: Node) -> Node:
    """The tree with a/2b as a/(2b) where a is no number, as it is most often meant; 1/2b may be half of b."""

    def change(node: Node) -> Node | None:
        found = touching_below(node.factors) if isinstance(node, Product) else None
        if not isinstance(node, Product) or found is None or all(isinstance(f.node, Number) for f in node.factors[: found[0]]):
            return None
        factors = grouped_below(node.factors, *found)
        return Product(tuple(Factor(f.operator, rewrite(f.node, change)) for f in factors), span=node.span)

    return rewrite(tree, change)


def uses(factors: Sequence[Factor], letters: set[str]) -> bool:
    return any(isinstance(n, Name) and n.text in letters for f in factors for n in walk(f.node))


def with_entries(reader: Reader, factors: Sequence[Factor]) -> list[Factor]:
    """yhat[w] and W[i, j], as programs have it: the entries ŷ_w and W_{ij}."""
    out: list[Factor] = []
    for f in factors:
        before = out[-1].node if out and f.operator == "" else None
        if before is not None and isinstance(f.node, Group) and f.node.bracket == "[" and before.span.end == f.node.span.start:
            binding = reader.scope.get(before.text) if isinstance(before, Name) and before.text not in reader.bound else None
            wide = sum(a != ONE for a in binding.tensor.shape) if isinstance(binding, TensorName) else int(isinstance(binding, Family))
            said = len(f.node.items)
            fits = said == wide or (said == 1 and wide == 2 and members_of(reader, before) is not None)
            if fits and all(is_place(reader, i) for i in f.node.items):
                out[-1] = Factor(out[-1].operator, Script(before, f.node.items, span=Span(before.span.start, f.node.span.end)))
                continue
        out.append(f)
    return out


def is_place(reader: Reader, item: Node) -> bool:
    """Whether what stands in brackets is an index: never a number, a vector or a sum."""
    return isinstance(item, Name) and (item.text in reader.bound or isinstance(reader.scope.get(item.text), IndexName))


def sum_of(reader: Reader, function: Node, argument: Node) -> Node | None:
    """sum(ŷ_w u_w) as a Σ over w, where w is bound by nothing; of a vector, sum(y), it is the sum of its entries."""
    called = spelling(function) == "sum" and reader.scope.get("sum") is None
    if called and isinstance(argument, Group) and len(argument.items) > 1:
        return along_axis(reader, argument.items[0], argument.items[1:], argument.span)
    if not called or not isinstance(argument, Group):
        return None
    places = [n for g in walk(argument) if isinstance(g, Group) and g.bracket == "[" for n in g.items if is_place(reader, n)]
    below = {i.text for n in walk(argument) if isinstance(n, Script) for i in n.sub if isinstance(i, Name)}
    value = value_seen(reader, argument) if not places and not below & set(index_candidates(argument, reader)) else None
    if value is not None and value.is_vector:
        return None  # the sum of its entries; w of u_{w_1} is a letter, and no index
    if not places and not index_candidates(argument, reader):
        return None
    reader.notes.append("sum(…) is read as Σ")
    return Big("Σ", tuple(places[:1]), None, argument, span=Span(function.span.start, argument.span.end))


def along_axis(reader: Reader, array: Node, options: Sequence[Node], span: Span) -> Node | None:
    """sum(a, axis=0, keepdims=True) as NumPy takes it: the rows added up, with axis=1 the columns; a single one is its own sum."""
    said: dict[str, Node] = {}
    for option in options:
        if not isinstance(option, Chain) or option.relations != ("=",):
            return None
        letters = sorted((n for n in walk(option.sides[0]) if isinstance(n, Name)), key=lambda n: n.span.start)
        said["".join(n.text for n in letters)] = option.sides[1]
    axis, value = said.get("axis"), value_seen(reader, array)
    if not set(said) <= {"axis", "keepdims"} or not isinstance(axis, Number) or axis.value not in (0, 1) or value is None:
        return None
    counted = value.rows if axis.value == 0 else value.cols
    reader.notes.append(f"axis={axis.value}: what is summed is {'the rows' if axis.value == 0 else 'the columns'}")
    if counted == ONE:
        return array
    ones = Script(Name("𝟏", span=span), (Name(str(counted.size), span=span),), span=span)
    held = Group("(", (array,), span=array.span)
    factors = (Factor("", transpose(ones)), Factor("", held)) if axis.value == 0 else (Factor("", held), Factor("", ones))
    return Product(factors, span=span)


def gather_indicators(reader: Reader, factors: Sequence[Factor]) -> list[Factor]:
    """1{w = o}, I[w = o], 𝟏(w = o), δ(j, o)."""
    out: list[Factor] = []
    for f in factors:
        head = out[-1] if out and isinstance(f.node, Group) and f.operator == "" else None
        text = spelling(head.node) if head is not None else None
        if head is None or text is None or not isinstance(f.node, Group):
            out.append(f)
            continue
        span = Span(head.node.span.start, f.node.span.end)
        items = f.node.items
        test = items[0] if len(items) == 1 and isinstance(items[0], Chain) and len(items[0].relations) == 1 else None
        if test is not None and (text in ("𝟏", "1", "δ") or (text in INDICATORS and not reader.known(text))):
            out[-1] = Factor(head.operator, write_indicator(test, span))
        elif text == "δ" and len(items) == 2:
            out[-1] = Factor(head.operator, Script(head.node, items, span=span))
        else:
            out.append(f)
    return out
