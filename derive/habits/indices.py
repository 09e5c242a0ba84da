"""Indices as people write them: 0 for o, k for w_k, and what a subscript runs over."""

from __future__ import annotations

from ..meaning.scope import Family, IndexName, TensorName
from ..notation.tree import Bars, Chain, Name, Node, Number, Product, Script, spelling
from ..terms import ONE, Axis
from .reader import Reader
from .sizes import read_size
from .spellings import LOOK_ALIKES


def axis_of(reader: Reader, base: Node) -> Axis | None:
    """The axis that a single subscript of a name runs over."""
    binding = reader.scope.get(base.text) if isinstance(base, Name) and base.text not in reader.bound else None
    match binding:
        case Family(base=matrix, axis=axis):
            return matrix.shape[axis]
        case TensorName(tensor=tensor) if tensor.is_vector:
            return tensor.rows if tensor.cols == ONE else tensor.cols
    return None


def read_index(reader: Reader, node: Node, axis: Axis | None) -> Node:
    """A subscript: 0 for o, k for w_k where k numbers the samples and w_k are their words."""
    match node:
        case Number(value=value) if value == 0 and is_one_digit(node) and axis is not None and (o := look_alike(reader, axis)):
            reader.notes.append(f"0 is read as {o}: no index is 0 here")
            return Name(o, span=node.span)
        case Name(text=text) if axis is not None and (own := index_axis(reader, text)) is not None and own.size != axis.size:
            if (letter := counted_letter(reader, own, axis)) is not None:
                reader.notes.append(f"the subscript {text} is read as {letter}_{text}: {text} counts the {letter}'s")
                return Script(Name(letter, span=node.span), (node,), span=node.span)
        case Chain():
            return reader.see(node)
    if isinstance(node, Product) and (word := spelling(node)) and reader.known(word):
        return Name(word, span=node.span)
    if isinstance(node, Bars) and (size := read_size(reader, node)) is not None:
        return Name(str(size.size), span=node.span)
    return reader.see(node)


def counted_letter(reader: Reader, counter: Axis, values: Axis) -> str | None:
    """The letter w of the indices w_k whose k runs over the one axis while they themselves run over the other."""
    found = (letter for letter, base in reader.scope.families() if base.shape[0].size == counter.size and base.values == values.size)
    return next(found, None)


def read_index_value(reader: Reader, node: Node) -> Node:
    """An argument that stands for an index: o for 0."""
    if isinstance(node, Number) and node.value == 0 and isinstance(reader.scope.get(LOOK_ALIKES[0]), IndexName):
        reader.notes.append(f"0 is read as {LOOK_ALIKES[0]}: no index is 0 here")
        return Name(LOOK_ALIKES[0], span=node.span)
    return reader.see(node)


def index_axis(reader: Reader, text: str) -> Axis | None:
    """What an index runs over, if that is known."""
    if text in reader.bound:
        return reader.bound[text]
    binding = reader.scope.get(text)
    return binding.axis if isinstance(binding, IndexName) else None


def look_alike(reader: Reader, axis: Axis | None) -> str | None:
    """The index that a 0 may stand for among those of an axis."""
    binding = reader.scope.get(LOOK_ALIKES[0])
    return LOOK_ALIKES[0] if isinstance(binding, IndexName) and axis is not None and binding.axis.size == axis.size else None


def read_condition(reader: Reader, node: Chain) -> Chain:
    """w = 0 and w ≠ 0 for w = o and w ≠ o, where w is an index that is never 0."""
    if len(node.sides) == 2 and node.relations[0] in "=≠" and isinstance(node.sides[1], Number) and node.sides[1].value == 0:
        name = spelling(node.sides[0])
        axis = index_axis(reader, name) if name else None
        if axis is not None and (o := look_alike(reader, axis)) and o != name:
            reader.notes.append(f"0 is read as {o}: no index is 0 here")
            return Chain((node.sides[0], Name(o, span=node.sides[1].span)), node.relations, span=node.span)
    return node


def is_one_digit(node: Node) -> bool:
    """0 and not 0.0."""
    return node.span.end - node.span.start <= 1
