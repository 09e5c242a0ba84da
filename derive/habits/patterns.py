"""What a sheet lists as another way to write something with arguments: P(O = o | C = c) for ŷ_o."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..errors import Span
from ..meaning.scope import TensorName
from ..notation.tree import Chain, Factor, Group, Name, Node, Script, rewrite, spelling, whole_name
from .indices import read_index_value
from .names import see_quietly
from .reader import Reader
from .spellings import bind_all, key


def replace_patterns(reader: Reader, factors: Sequence[Factor]) -> list[Factor]:
    """What the sheet lists under [also] with arguments: P(O = o | C = c)."""
    out: list[Factor] = []
    place = 0
    while place < len(factors):
        factor = factors[place]
        follower = factors[place + 1] if place + 1 < len(factors) else None
        script = None
        group = follower.node if follower is not None and follower.operator == "" else None
        stray = False
        if isinstance(group, Script) and isinstance(group.base, Group):
            stray = bool(group.sub)
            script, group = group if group.sup is not None or group.primes else None, group.base
        found = match_pattern(reader, factor.node, group) if isinstance(group, Group) else None
        if found is not None and stray:
            if not is_number(reader, found):
                found = None
            else:
                reader.notes.append("an index on a number is left out")
        if found is not None:
            node = (
                found if script is None else Script(Group("(", (found,), span=found.span), (), script.sup, script.primes, span=script.span)
            )
            out.append(Factor(factor.operator, node))
            place += 2
        else:
            out.append(factor)
            place += 1
    return out


def is_number(reader: Reader, node: Node) -> bool:
    """Whether a name of the sheet has one value, and no entries."""
    binding = reader.scope.get(whole_name(node) or "")
    return isinstance(binding, TensorName) and binding.tensor.is_scalar


def match_pattern(reader: Reader, head: Node, group: Group) -> Node | None:
    """What a head with its arguments stands for; None where the sheet lists nothing like it."""
    text = spelling(head)
    if text is None:
        return None
    seen = see_quietly(reader, head)
    names = {key(text), key(spelling(seen) or "")}
    for pattern in reader.spellings.patterns:
        if pattern.head in names:
            items = tuple(see_arguments(reader, i) for i in group.items)
            found: dict[str, Node] = {}
            if not bind_all(pattern.arguments, items, pattern.variables, found):
                found = {}
                if text not in ("P", "p", "Pr") or len(items) != 2:
                    continue
                if not bind_all(pattern.arguments, (given(*items),), pattern.variables, found):
                    continue
                reader.slips.append("the joint probability stands for the conditional one, P(… | …)")
            values = {k: read_index_value(reader, v) for k, v in found.items()}
            span = Span(head.span.start, group.span.end)
            value = rewrite(pattern.value, lambda n: values.get(n.text) if isinstance(n, Name) else None)  # noqa: B023
            return replace(value, span=span)
    return None


def given(event: Node, condition: Node) -> Chain:
    """O = o | C = c of O = o and C = c."""
    (a, first), (b, second) = ((n.sides, n.relations) if isinstance(n, Chain) else ((n,), ()) for n in (event, condition))
    return Chain((*a, *b), (*first, "|", *second), span=Span(event.span.start, condition.span.end))


def see_arguments(reader: Reader, node: Node) -> Node:
    """An argument with its names as the sheet writes them."""
    return rewrite(node, lambda n: reader.spellings.name(n.text) if isinstance(n, Name) and not reader.known(n.text) else None)
