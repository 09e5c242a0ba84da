"""Letters that touch and spell one name in plain text: yhat, vc, uo, J_neg, W2."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..errors import Span, UnknownName
from ..meaning.operators import OPERATORS
from ..meaning.scope import Family, IndexName, TensorName
from ..notation.tree import Factor, Name, Node, Number, Script, whole_name
from .pieces import hang, hang_like
from .reader import Reader

SHORTEST_WORD = 4
LONGEST_NAME = 24
"""Letters that may spell one name in plain text."""


def spell_out(reader: Reader, factors: Sequence[Factor]) -> list[Factor]:
    """Letters that touch and spell a name in plain text: yhat, vc, uo, theta."""
    out: list[Factor] = []
    place = 0
    while place < len(factors):
        taken = read_run(reader, factors, place)
        out.append(Factor(factors[place].operator, taken[0]))
        place += taken[1]
    return out


def read_run(reader: Reader, factors: Sequence[Factor], place: int) -> tuple[Node, int]:
    """The longest name that the letters from a place on spell, and how many factors it takes; what stands there, if they spell none."""
    numbered = read_numbered(reader, factors, place)
    if numbered is not None:
        return numbered, 2
    unbraced = read_long_subscript(reader, factors, place)
    if unbraced is not None:
        return unbraced
    nodes = touching_letters(factors, place)
    check_word(reader, factors, place, nodes)
    while len(nodes) > 1:
        last = nodes[-1]
        tail = last.base if isinstance(last, Script) else last
        text = "".join(n.text for n in (*nodes[:-1], tail) if isinstance(n, Name))
        span = Span(nodes[0].span.start, last.span.end)
        hung = last if isinstance(last, Script) else None
        if reader.scope.get(text) is not None:
            if hung is None:
                return Name(text, span=span), len(nodes)
            break
        found = read_word(reader, text, hung, span)
        if found is not None:
            return found, len(nodes)
        nodes.pop()
    return factors[place].node, 1


def check_word(reader: Reader, factors: Sequence[Factor], place: int, nodes: Sequence[Node]) -> None:
    """`UnknownName` for letters that touch where a word is meant, count, and not a product: some of them are no numbers here at all."""
    text = "".join(n.text for n in nodes if isinstance(n, Name))
    alone = len(factors) > len(text) == len(nodes) >= SHORTEST_WORD and text.isascii() and text.islower()
    begins = place == 0 or factors[place].operator != "" or factors[place - 1].node.span.end < nodes[0].span.start
    if not alone or not begins or any(spells(reader, text[:n]) for n in range(2, len(text) + 1)):
        return
    if any(x not in reader.bound and isinstance(reader.scope.get(x), (IndexName, Family)) for x in text):
        raise UnknownName(text, Span(nodes[0].span.start, nodes[-1].span.end))


def spells(reader: Reader, text: str) -> bool:
    return reader.scope.get(text) is not None or text in OPERATORS or read_word(reader, text, None, Span(0, 0)) is not None


def touching_letters(factors: Sequence[Factor], place: int) -> list[Node]:
    """The letters from a place on that touch; the last may have scripts, or be a word."""
    nodes = [factors[place].node]
    while (
        isinstance(nodes[-1], Name)
        and len(nodes[-1].text) == 1
        and len(nodes) < LONGEST_NAME
        and place + len(nodes) < len(factors)
        and (f := factors[place + len(nodes)]).operator == ""
        and f.node.span.start == nodes[-1].span.end
        and isinstance(f.node, (Name, Script))
        and isinstance(f.node.base if isinstance(f.node, Script) else f.node, Name)
    ):
        nodes.append(f.node)
    return nodes


def read_word(reader: Reader, text: str, hung: Script | None, span: Span) -> Node | None:
    """Letters as the other spelling of a name: with the subscript that they have, by themselves, or as a letter and its index."""
    if hung is not None and hung.sub and (found := reader.spellings.name(whole_name(Script(Name(text), hung.sub)) or "")) is not None:
        return hang(replace(found, span=span), hung.sup, hung.primes, span)
    found = reader.spellings.name(text)
    if found is not None and (len(text) > 2 or text in ("CE", "vc")):
        name: Node = replace(found, span=span)
        return Script(name, hung.sub, hung.sup, hung.primes, span=span) if hung else name
    return read_member(reader, text, hung, span)


def read_long_subscript(reader: Reader, factors: Sequence[Factor], place: int) -> tuple[Node, int] | None:
    """J_neg for J_{neg} in plain text, where the sheet has that name."""
    first = factors[place].node
    if not (
        isinstance(first, Script) and len(first.sub) == 1 and isinstance(first.sub[0], Name) and first.sup is None and not first.primes
    ):
        return None
    if not isinstance(first.base, Name) or len(first.sub[0].text) != 1 or not first.sub[0].text.isalpha():
        return None
    letters: list[Node] = []
    end = first.span.end
    for f in factors[place + 1 : place + LONGEST_NAME]:
        base = f.node.base if isinstance(f.node, Script) else f.node
        if f.operator or f.node.span.start != end or not isinstance(base, Name) or len(base.text) != 1:
            break
        letters.append(f.node)
        end = f.node.span.end
        if isinstance(f.node, Script):
            break
    while letters:
        last = letters[-1]
        tail = last.base if isinstance(last, Script) else last
        stem = "".join(n.text for n in letters[:-1] if isinstance(n, Name))
        text = f"{first.base.text}_{first.sub[0].text}{stem}{tail.text if isinstance(tail, Name) else ''}"
        plain = not isinstance(last, Script) or not last.sub
        found = Name(text) if reader.scope.get(text) is not None else reader.spellings.name(text)
        if plain and found is not None and (len(letters) > 1 or not reader.known(f"{first.base.text}_{first.sub[0].text}")):
            span = Span(first.span.start, last.span.end)
            hung = last if isinstance(last, Script) else None
            return hang_like(replace(found, span=span), hung, span), 1 + len(letters)
        letters.pop()
    return None


def read_numbered(reader: Reader, factors: Sequence[Factor], place: int) -> Node | None:
    """W2 for W_2, where there is no W."""
    first, rest = factors[place].node, factors[place + 1 : place + 2]
    if not isinstance(first, Name) or not rest or rest[0].operator or reader.known(first.text):
        return None
    hung = rest[0].node if isinstance(rest[0].node, Script) else None
    number = hung.base if hung is not None else rest[0].node
    if not isinstance(number, Number) or number.value.denominator != 1 or number.span.start != first.span.end:
        return None
    found = reader.spellings.name(f"{first.text}{number.value}")
    span = Span(first.span.start, rest[0].node.span.end)
    if found is None or (hung is not None and hung.sub):
        return None
    return hang_like(replace(found, span=span), hung, span)


def read_member(reader: Reader, text: str, hung: Script | None, span: Span) -> Node | None:
    """uo, uw for u_o, u_w; vc for v_c."""
    if len(text) != 2 or (hung is not None and hung.sub):
        return None
    whole = f"{text[0]}_{text[1]}"
    index = text[1] in reader.bound or isinstance(reader.scope.get(text[1]), IndexName)
    family = isinstance(reader.scope.get(text[0]), Family) and index
    named = isinstance(reader.scope.get(whole), TensorName) and reader.scope.get(text[0]) is None
    if not family and not named and not (isinstance(reader.scope.get(whole), TensorName) and isinstance(reader.scope.get(text[0]), Family)):
        return None
    reader.notes.append(f"{text} is read as {whole}")
    return Script(Name(text[0]), (Name(text[1]),), hung.sup if hung else None, hung.primes if hung else 0, span=span)
