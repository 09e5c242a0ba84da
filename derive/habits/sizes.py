"""The sizes of a sheet where people write them: above a Σ, at the end of a range, as |V|."""

from __future__ import annotations

from dataclasses import replace

from ..meaning.scope import Family, SizeName, TensorName
from ..notation.tree import Bars, Group, Name, Node, spelling
from ..terms import Axis
from .reader import Reader


def names_of_sizes(reader: Reader) -> list[str]:
    """The names of the sheet's sizes."""
    return [n[1:] for n in reader.scope if n.startswith("#") and isinstance(reader.scope.get(n), SizeName)]


def read_size(reader: Reader, node: Node) -> Axis | None:
    """The axis that a size names, whether or not it stands in bars."""
    if isinstance(node, (Bars, Group)):
        inner = node.body if isinstance(node, Bars) else node.items[0]
        return read_size(reader, inner)
    binding = reader.scope.get("#" + (spelling(read_limit(reader, node)) or ""))
    if isinstance(binding, SizeName):
        return binding.axis
    columns = (reader.scope.get(n) for n in reader.scope)  # |U|: how many vectors u there are
    name = spelling(node)
    return next((b.base.shape[b.axis] for b in columns if isinstance(b, Family) and b.base.name == name), None)


def as_size(reader: Reader, node: Node) -> Node:
    """V, or |V|, where a number is likely: V may be both a matrix and how many words there are."""
    match node:
        case Name(text=text) if isinstance(reader.scope.get("#" + text), SizeName):
            binding = reader.scope.get(text)
            both = isinstance(binding, TensorName) and not binding.tensor.is_scalar
            if both and reader.choose(2):
                reader.notes.append(f"{text} is read as the size {text}")
                return Bars("|", node, span=node.span)
    return node


def read_limit(reader: Reader, node: Node) -> Node:
    """What stands above a Σ: Vocab for V."""
    if isinstance(node, Bars):
        return Bars(node.kind, read_limit(reader, node.body), span=node.span)
    text = spelling(node)
    if text is not None and reader.scope.get("#" + text) is None and (found := reader.spellings.name(text)) is not None:
        return replace(found, span=node.span)
    return read_upper(reader, node) if isinstance(node, Name) else node


def read_upper(reader: Reader, node: Node) -> Node:
    """k as K at the upper end of a range, where only K is known."""
    if isinstance(node, Name) and len(node.text) == 1 and node.text.islower() and not reader.known(node.text):
        large = node.text.upper()
        if isinstance(reader.scope.get("#" + large), SizeName):
            reader.notes.append(f"{node.text} at the end of a range is read as {large}")
            return Name(large, span=node.span)
    return node if isinstance(node, (Name, Bars)) else reader.see(node)
