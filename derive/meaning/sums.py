"""Σ with its many subscripts, and finite expectations."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sympy import Add, Expr, Mul, S

from ..errors import IllTyped, Malformed, Misused, Span, Unsupported
from ..notation.tree import Big, Chain, Factor, Group, Name, Node, Product, Script, Sum, is_transpose, spelling, walk, whole_name
from ..terms import ONE, Axis, Base, Entry, Index, IndexSum, Tensor, add, linear, mul, neg, power, product, put, rebuild, unfold
from .conditions import read_indicator
from .indices import axis_named, read_index, sizes_in_force
from .scope import Family, IndexFamily, IndexName, TensorName
from .walker import Walker


@dataclass(slots=True)
class Binder:
    """What stands below a Σ: the indices it binds and the conditions on them."""

    indices: dict[str, IndexName] = field(default_factory=dict)
    conditions: list[Chain] = field(default_factory=list)
    bound: list[Index] = field(default_factory=list)


def big(walker: Walker, node: Big) -> Tensor:
    """Σ: one sum for each index, conditions as δ and 1 − δ; ∏ f is exp Σ log f, where all f are positive."""
    if node.kind != "Σ":
        return product_over(walker, node)
    binder = read_binder(walker, node)
    inner = walker.within(dict(binder.indices))
    body = inner.tensor(node.body)
    weights = [read_indicator(inner, c) for c in binder.conditions]

    def at(i: Any, j: Any) -> Expr:
        term = mul(*weights, body.at(i, j))
        for index in reversed(binder.bound):
            term = S.Zero if term is S.Zero else IndexSum(term, index)
        return term

    return Tensor(body.rows, body.cols, at)


def product_over(walker: Walker, node: Big) -> Tensor:
    """∏ f as exp Σ log f: that the factors are positive becomes a condition, as behind any logarithm."""
    inner = walker.within(dict(read_binder(walker, node).indices))
    if not inner.tensor(node.body).is_scalar:
        raise Unsupported("a product of vectors or matrices over an index", node.span)

    def of(function: str, held: Node) -> Node:
        group = Group("(", (held,), span=held.span)
        return Product((Factor("", Name(function, span=held.span)), Factor("", group)), span=held.span)

    return walker.tensor(of("exp", Big("Σ", node.sub, node.sup, of("log", node.body), span=node.span)))


def read_binder(walker: Walker, node: Big) -> Binder:
    binder = Binder()
    for item in node.sub:
        match item:
            case Chain(sides=(Name() as name, lower), relations=("=",)) if node.sup is not None and name.text not in binder.indices:
                bind_range(walker, binder, name, lower, node.sup)
            case Chain(sides=(low, Name() as name, high), relations=("≤", "≤")):
                bind_range(walker, binder, name, low, high)
            case Chain(sides=(Name() as name, container), relations=("∈",)):
                bind(walker, binder, name, axis_of(walker, container))
            case Chain(sides=(Name() as name, first, *others), relations=(":", *relations)):
                bind(walker, binder, name, infer(walker, name, Group("(", (item, node.body))))
                binder.conditions.append(Chain((first, *others), tuple(relations), span=item.span))
            case Chain(sides=(Name() as name, _), relations=("≠",)) if not binder.indices:
                bind(walker, binder, name, infer(walker, name, node.body))
                binder.conditions.append(item)
            case Chain(sides=sides, relations=("=",) | ("≠",)):
                if isinstance(sides[0], Name) and sides[0].text not in binder.indices:
                    fix = f"begin with the index: {spelling(sides[1])} …; or give `{sides[0].text}` a Σ of its own"
                    raise Malformed(f"it is not clear whether `{sides[0].text}` is summed over", item.span, fix)
                binder.conditions.append(item)
            case Name():
                bind(walker, binder, item, infer(walker, item, Group("(", (*node.sub, node.body))), node.body)
            case _:
                raise Malformed("this is not an index to sum over", item.span)
    if not binder.indices:
        raise Malformed("a Σ without the index it sums over", node.span)
    if node.sup is not None and not any(isinstance(i, Chain) and i.relations == ("=",) for i in node.sub):
        raise Malformed("an upper limit above a Σ wants «index = first» below it", node.sup.span)
    return binder


def bind(walker: Walker, binder: Binder, name: Name, axis: Axis | None, body: Node | None = None) -> None:
    if axis is None:
        for n in walk(body) if body is not None else ():
            if isinstance(n, Script) and isinstance(n.base, Name) and any(mentions(s, name.text) for s in n.sub):
                whole = whole_name(n)
                if all(walker.scope.get(x) is None for x in (n.base.text, n.base.text + "[]", whole or "")):
                    raise walker.unknown_name(n.base.text, n.base.span)
                match walker.scope.get(n.base.text):
                    case TensorName(tensor=tensor) if tensor.is_scalar and walker.scope.get(whole or "") is None:
                        raise Misused(n.base.text, f"`{n.base.text}` is a number, without entries", n.span)
        raise IllTyped(f"nothing says what `{name.text}` runs over: write \\sum_{{{name.text}=1}}^{{…}}", name.span)
    index = Index(name.text, axis.size, axis.lower)
    binder.indices[name.text] = IndexName(index, axis)
    binder.bound.append(index)


def bind_range(walker: Walker, binder: Binder, name: Name, low: Node, high: Node) -> None:
    """From `low` to `high`; from 1 to a size is the size's own axis."""
    axis = axis_named(walker, high)
    lower, upper = read_index(walker, low), axis.size if axis is not None else read_index(walker, high)
    if any(isinstance(t, Index) for end in (lower, upper) for t in end.atoms(Index)):
        raise Unsupported("a Σ whose range depends on an index", name.span)
    if lower.is_Integer and lower != 1:  # from 0, or from 2: counted from 1 again
        shift = linear((1, lower), (-1, S.One))
        size = linear((1, upper), (-1, shift))
        index = Index(name.text, size)
        binder.indices[name.text] = IndexName(linear((1, index), (1, shift)), Axis(size))
        binder.bound.append(index)
        return
    found = Axis(upper, (), lower)
    index = Index(name.text, upper, lower)
    binder.indices[name.text] = IndexName(index, found)
    binder.bound.append(index)


def axis_of(walker: Walker, node: Node) -> Axis:
    """What `w ∈ …` ranges over: a size; `Malformed` for any other set, which is never taken for the whole."""
    axis = axis_named(walker, node)
    if axis is None:
        known = f"known here: {', '.join(sizes_in_force(walker))}; or add a condition, w \\ne o"
        raise Malformed("this is not a set to sum over that the sheet knows", node.span, known)
    return axis


def infer(walker: Walker, name: Name, body: Node) -> Axis | None:
    """The axis that an index runs over: the one it is used for in the body, else its declared one."""
    partners: list[Node] = []
    for node in walk(body):
        if isinstance(node, Script) and node.sub:
            subs = flat(node.sub)
            for place, sub in enumerate(subs):
                if mentions(sub, name.text):
                    axis = axis_at(walker, node, place, len(subs))
                    if axis is not None:
                        return axis
                    if node.base == Name("δ", span=node.base.span) and len(subs) == 2:
                        partners.append(subs[1 - place])
    for partner in partners:  # j of δ_{ij} runs over what i does
        known = walker.scope.get(partner.text) if isinstance(partner, Name) else None
        if isinstance(known, IndexName):
            return known.axis
    declared = walker.scope.get(name.text)
    return declared.axis if isinstance(declared, IndexName) else None


def flat(sub: tuple[Node, ...]) -> tuple[Node, ...]:
    """Subscripts, A_{ij} taken apart."""
    from ..notation.tree import Product

    if len(sub) == 1 and isinstance(sub[0], Product):
        return tuple(f.node for f in sub[0].factors)
    return sub


def mentions(node: Node, text: str) -> bool:
    """Whether an index expression is the name, up to a shift (not inside another subscript)."""
    match node:
        case Name():
            return node.text == text
        case Sum(terms=terms):
            return any(mentions(t, text) for _, t in terms)
        case Group(items=(one,)):
            return mentions(one, text)
        case _:
            return False


def axis_at(walker: Walker, node: Script, place: int, count: int) -> Axis | None:
    """The axis that the place-th subscript of a name indexes."""
    text = spelling(node.base)
    if text is None:
        try:
            value = walker.tensor(node.base)
        except (IllTyped, Malformed, Unsupported):
            return None
        return axis_of_entry(value, node, place, count)
    family = walker.scope.get(text + "[]")
    if isinstance(family, IndexFamily) and place < len(family.bases[0].shape):
        declared = walker.scope.get(spelling(node.sub[place]) or "") if place < len(node.sub) else None
        axes = [b.shape[place] for b in family.bases]
        return declared.axis if isinstance(declared, IndexName) and declared.axis in axes else axes[0]
    match walker.scope.get(text):
        case Family(base=base, axis=axis):
            return base.shape[1 - axis] if count == 2 and place == 1 else base.shape[axis]  # j of x_{i,j}: an entry of x_i
        case TensorName(tensor=tensor):
            return axis_of_entry(tensor, node, place, count)
    return None


def axis_of_entry(value: Tensor, node: Script, place: int, count: int) -> Axis | None:
    """The axis of x_i, and of i and j of A_{ij} and Aᵀ_{ij}."""
    if value.is_scalar or (count != 2 and not value.is_vector):
        return None
    if value.is_vector:
        return value.rows if value.cols == ONE else value.cols
    return (value.rows, value.cols)[1 - place if is_transpose(node.sup) else place]


# ---------------------------------------------------------------------------------------------- expectations
def expectation(walker: Walker, kind: str, value: Tensor, span: Span) -> Tensor:
    """E[x], entry by entry, over the independent random entries declared in the sheet; Var(x) = E[x²] − E[x]².

    `Unsupported` where nothing is declared random: who takes a mean does not mean constants.
    """
    known = (walker.scope.get(name) for name in walker.scope)
    if not any(isinstance(b, TensorName) and b.base is not None and b.base.random for b in known):
        raise Unsupported("a mean where nothing is declared random", span)

    def mean(term: Expr) -> Expr:
        return expect(term, span)

    def variance(term: Expr) -> Expr:
        return add(mean(power(term, S(2))), neg(power(mean(term), S(2))))

    return value.map(variance if kind == "Var" else mean)


def random_entries(term: Expr) -> set[Entry]:
    out: set[Entry] = set()
    stack: list[Any] = [term]
    while stack:
        here = stack.pop()
        if isinstance(here, Entry):
            if here.base.random:
                out.add(here)
            continue
        stack.extend(here.args)
    return out


def expect(term: Expr, span: Span) -> Expr:
    """The mean over the random entries: linear in sums, by enumeration elsewhere."""
    term = unfold_random(term)
    entries = random_entries(term)
    if not entries:
        return term
    match term:
        case Add():
            return add(*(expect(t, span) for t in term.args))
        case IndexSum():
            return IndexSum(expect(term.args[0], span), term.args[1])
        case Mul():
            fixed = [f for f in term.args if not random_entries(f)]
            moving = [f for f in term.args if random_entries(f)]
            if fixed:
                return mul(*fixed, expect(product(moving), span))
    if len(entries) > 1 or any(isinstance(t, IndexSum) for t in walk_terms(term)):
        raise Unsupported("the mean of a product of several random entries", span)
    (entry,) = entries
    return add(*(mul(probability, put(term, entry, value)) for value, probability in entry.base.random))


def walk_terms(term: Expr) -> list[Any]:
    out, stack = [], [term]
    while stack:
        here = stack.pop()
        out.append(here)
        stack.extend(here.args)
    return out


def unfold_random(term: Expr) -> Expr:
    """Defined names that rest on random entries, replaced by their definitions."""
    if isinstance(term, Entry):
        if term.base.definition is not None and random_entries(whole := unfold_random(unfold(term))):
            return whole
        return term
    if not term.args or isinstance(term, Base):
        return term
    return rebuild(term, tuple(unfold_random(a) for a in term.args))
