"""Letters that a document uses for what the sheet calls otherwise, and nowhere explains: θ of «ŷ = softmax(θ)», where the sheet calls ŷ
the softmax of something; ν_c for v_c, where no v is used."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from ..meaning.scope import TensorName
from ..notation.read import read
from ..notation.tree import Group, Name, Node, Product, Script, opened, whole_name
from ..sheets.sheet import Sheet
from .names import Definition, is_sheet_name
from .said import equations_of
from .source import Source


def scores_of(source: Source, sheet: Sheet) -> Iterator[Definition]:
    """What a sheet has for the letters that the document takes the softmax of, where these are no names of the sheet."""
    known = softmaxes(sheet)
    said: set[str] = set()
    for s in source.statements if known else ():
        if "=" not in s.relations or s.role == "condition" or not any("softmax" in m.text for m in s.members):
            continue
        trees = [opened(t) for t in source.trees(s)]
        arguments = [a for t in trees if isinstance(a := argument_of_softmax(t), Name)]
        heads = (in_sheet(sheet, t) for t in trees if isinstance(t, (Name, Script)))
        body = next((known[h] for h in heads if h in known), None)
        for letter in arguments:
            if body is not None and letter.text not in said and not is_sheet_name(sheet, letter, letter.text):
                said.add(letter.text)
                yield Definition(letter.text, letter, body, source.line(s))


LOOK_ALIKES = {"ν": "v", "υ": "u", "ω": "w"}
"""Greek letters that are typed for Latin ones."""


def look_alikes_of(source: Source, sheet: Sheet) -> Iterator[tuple[str, str]]:
    """ν_c and v_c, of a document that has no v_c and a sheet that has no ν."""
    for typed, meant in LOOK_ALIKES.items():
        for name in sorted(source.letters.get(typed, ())) if sheet.scope.get(typed) is None else ():
            other = name.replace(typed, meant, 1)
            if other not in source.letters.get(meant, ()) and isinstance(sheet.scope.get(other), TensorName):
                yield name, other


def said_of(source: Source, letter: str) -> Iterator[Node]:
    """What equations of a document say that a letter is: Uᵀ v_c of θ = Uᵀ v_c."""
    return (body for _, head, body in equations_of(source) if isinstance(head, Name) and head.text == letter)


def argument_of_softmax(tree: Node) -> Node | None:
    """θ of softmax(θ)."""
    match tree:
        case Product(factors=(function, argument)) if isinstance(argument.node, Group) and argument.operator == "":
            is_softmax = isinstance(function.node, Name) and function.node.text.lower() == "softmax"
            return argument.node.items[0] if is_softmax and len(argument.node.items) == 1 else None
    return None


def in_sheet(sheet: Sheet, node: Node) -> str | None:
    """What the sheet calls a name."""
    name = whole_name(node)
    other = sheet.spellings.name(name) if name is not None and sheet.scope.get(name) is None else None
    return whole_name(other) if other is not None else name


@lru_cache(maxsize=64)
def softmaxes(sheet: Sheet) -> dict[str, Node]:
    """Of each name that a sheet defines as the softmax of something, that something."""
    pairs = ((read(head)[0], read(body)[0]) for head, body in sheet.raw.define.items() if "softmax" in body)
    found = ((whole_name(head), argument_of_softmax(opened(body))) for head, body in pairs)
    return {name: argument for name, argument in found if name is not None and argument is not None}
