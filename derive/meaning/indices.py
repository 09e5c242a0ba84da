"""Index terms: names of indices, members of families, sizes; subscripts against the axes that they index."""

from __future__ import annotations

from fractions import Fraction as Rational

from sympy import Integer, Symbol

from ..errors import IllTyped, Malformed, Misused, UnboundIndex, Unsupported
from ..notation.tree import Bars, Group, Name, Node, Number, Product, Script, Sum, spelling, whole_name
from ..terms import ONE, Axis, Entry, Index, IndexTerm, Size, linear
from .scope import IndexFamily, IndexName, SizeName
from .walker import Walker


def axis_named(walker: Walker, node: Node) -> Axis | None:
    """The size that a node names: V, |V|, 2."""
    if isinstance(node, Bars):
        node = node.body
    if isinstance(node, Number) and node.value.denominator == 1:
        return ONE if node.value == 1 else Axis(Integer(node.value.numerator))
    name = spelling(node) or ""
    if isinstance(walker.scope.get(name), IndexName):
        return None  # a Σ's index hides the size of that name
    binding = sizes_in_force(walker).get(name)
    return binding.axis if isinstance(binding, SizeName) else None


def sizes_in_force(walker: Walker) -> dict[str, SizeName]:
    """Sizes have a space of their own: V the matrix and V the vocabulary size live side by side."""
    out: dict[str, SizeName] = {}
    for name in walker.scope:
        binding = walker.scope.get(name)
        if isinstance(binding, SizeName):
            out[name.removeprefix("#")] = binding
    return out


def read_index(walker: Walker, node: Node) -> IndexTerm:
    """An index term: a name, w_s, t + j, a number."""
    match node:
        case Group(items=(one,)):
            return read_index(walker, one)
        case Number(value=value) if value.denominator == 1:
            return Integer(value.numerator)
        case Sum(terms=terms):
            return linear(*((s, read_index(walker, t)) for s, t in terms))
        case Bars() if (axis := axis_named(walker, node)) is not None:
            return axis.size
    key = whole_name(node)
    binding = walker.scope.get(key) if key else None
    match binding:
        case IndexName(term=term):
            return term
        case SizeName(axis=axis):
            return axis.size
    if isinstance(node, Script) and isinstance(node.base, Name) and node.sub and node.sup is None:
        family = walker.scope.get(node.base.text + "[]")
        if isinstance(family, IndexFamily):
            return read_family_member(walker, family, node)
    if key is not None and key in sizes_in_force(walker):
        return sizes_in_force(walker)[key].axis.size
    if key is not None and binding is None:
        raise UnboundIndex(key, node.span, f"known here: {', '.join(walker.scope.known)}.")
    raise IllTyped("an index is wanted here", node.span)


def read_family_member(walker: Walker, family: IndexFamily, node: Script) -> IndexTerm:
    """w_s: of the families of that name, the one over which the subscript runs."""
    terms = tuple(read_index(walker, s) for s in split_subscripts(walker, node, len(family.bases[0].shape)))
    ranges = {t.upper for t in terms[0].atoms(Index)} | {t for t in terms[0].free_symbols if not isinstance(t, Index)}
    base = next((b for b in family.bases if b.shape[0].size in ranges), family.bases[0])
    if isinstance(terms[0], Index) and isinstance(terms[0].upper, Size) and base.shape[0].size not in ranges:
        raise IllTyped(f"an index from 1 to {terms[0].upper} is used where one from 1 to {base.shape[0].size} is wanted", node.sub[0].span)
    return Entry(base, *terms)


def is_index(walker: Walker, node: Node) -> bool:
    try:
        term = read_index(walker, node)
    except (IllTyped, Malformed, Unsupported):
        return False
    return isinstance(term, (Index, Entry))


def split_subscripts(walker: Walker, node: Script, count: int) -> tuple[Node, ...]:
    """The subscripts, those written without a comma (A_{ij}) taken apart when two are wanted."""
    sub = node.sub
    if len(sub) == 1 and count == 2 and isinstance(sub[0], Product) and all(f.operator == "" for f in sub[0].factors):
        sub = tuple(f.node for f in sub[0].factors)
    if len(sub) == 1 and count == 2 and isinstance(sub[0], Number) and sub[0].value >= 10:
        sub = tuple(Number(Rational(d), span=sub[0].span) for d in str(sub[0].value))
    if count == 0 and sub:
        raise Misused(whole_name(node) or spelling(node.base) or "", f"0 indices are wanted here, not {len(sub)}", node.span)
    if len(sub) != count:
        raise IllTyped(f"{count} {'index is' if count == 1 else 'indices are'} wanted here, not {len(sub)}", node.span)
    return sub


def check_index(walker: Walker, node: Node, axis: Axis) -> IndexTerm:
    """An index into an axis; it must run over that axis."""
    term = read_index(walker, node)
    own = term.upper if isinstance(term, Index) else term.base.values if isinstance(term, Entry) else None
    if own is not None and axis.size != own and isinstance(axis.size, Symbol) and isinstance(own, Symbol):
        raise IllTyped(f"an index from 1 to {own} is used where one from 1 to {axis.size} is wanted", node.span)
    if isinstance(term, Size) and isinstance(axis.size, Size) and term != axis.size:
        raise IllTyped(f"the index `{term}` is bound by nothing here ({term} is a size, and not that of this axis)", node.span)
    if isinstance(term, Integer) and term < 1:
        raise IllTyped(f"{term} is no index; indices count from 1", node.span)
    return term
