"""A loss before a list of what it depends on, J(v_c, o, U), which is the loss itself."""

from __future__ import annotations

from ..meaning.scope import Family, IndexName, TensorName
from ..notation.tree import Group, Mark, Name, Node, Product, Script, walk, whole_name
from .names import see_quietly
from .reader import Reader


def is_loss(reader: Reader, name: str | None) -> bool:
    """A scalar that the sheet defines."""
    binding = reader.scope.get(name) if name else None
    return isinstance(binding, TensorName) and binding.tensor.is_scalar and binding.base is not None and binding.base.definition is not None


def is_applied(reader: Reader, node: Node, group: Node) -> bool:
    """J(v_c, o, U): a defined scalar before a list of the sheet's names is that scalar, as a function of them."""
    if not isinstance(group, Group) or group.bracket not in ("(", "["):
        return False
    seen = see_quietly(reader, node)
    if not isinstance(seen, (Name, Script)) or not is_loss(reader, whole_name(seen)):
        return False
    items = [i if isinstance(i, Mark) else see_quietly(reader, i) for i in group.items]
    if len(words := [i for i in items if is_word(reader, i)]) == 1 and is_centre(words[0]):
        return False  # J(v_{t+j}, w_t, U) is the loss of the turned pair
    return all(is_dependence(reader, i, len(items) > 1) for i in items)


def is_word(reader: Reader, item: Node) -> bool:
    """o, w_t: an index of the sheet, or one of a family of them."""
    if isinstance(item, Script) and isinstance(item.base, Name):
        return reader.scope.get(item.base.text + "[]") is not None
    return isinstance(item, Name) and isinstance(reader.scope.get(item.text), IndexName)


def is_centre(word: Node) -> bool:
    """c, w_t and w_c, where the outside word is wanted."""
    return whole_name(word) in ("c", "w_t", "w_c")


def unindexed(node: Node) -> Node:
    """CE(y, ŷ)_j: the list without the index that somebody hung on it."""
    listed = isinstance(node, Script) and isinstance(node.base, Group) and len(node.base.items) > 1
    return node.base if isinstance(node, Script) and listed and node.sub and node.sup is None and not node.primes else node


def is_dependence(reader: Reader, item: Node, in_list: bool) -> bool:
    """What a loss may depend on: a tensor of the sheet; in a list indices and w_{t-m} too; dots; never a number or a sum."""
    if isinstance(item, Mark):
        return item.kind == "…"
    last = item.factors[-1].node if isinstance(item, Product) else item
    if isinstance(last, Script) and any(isinstance(n, Mark) and n.kind == "…" for s in last.sub for n in walk(s)):
        return True  # word_{c−m … c+m}
    if in_list and isinstance(item, Product):
        return all(f.operator == "" and is_dependence(reader, f.node, True) for f in item.factors)  # … w_{t+m}, with no comma between
    if not isinstance(item, (Name, Script)) or (isinstance(item, Script) and (item.sup is not None or item.primes)):
        return False
    name = whole_name(item)
    binding = reader.scope.get(name) if name else None
    if isinstance(binding, Family):
        return in_list  # u for U
    if isinstance(binding, TensorName):
        return in_list or not binding.tensor.is_scalar
    family = isinstance(item, Script) and isinstance(item.base, Name) and reader.scope.get(item.base.text + "[]") is not None
    column = isinstance(item, Script) and isinstance(item.base, Name) and isinstance(reader.scope.get(item.base.text), Family)
    if column and any(n.startswith(f"{item.base.text}_") for n in reader.scope):  # type: ignore[union-attr]
        return False  # the sheet says which column it is: J(v_w, o, U) is of another v_c
    if binding is None and name in ("θ", "Θ"):
        return True  # the parameters, whatever they are
    return in_list and (isinstance(binding, IndexName) or family or column)


def drops(reader: Reader, group: Node) -> bool:
    """Whether a list after a loss is what it depends on (certain for two names or more) and not a factor."""
    return (isinstance(group, Group) and len(group.items) > 1) or not reader.choose(2)
