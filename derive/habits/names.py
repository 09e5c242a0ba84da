"""Single names as a sheet writes them, and the vectors and matrices of ones and zeros that stand without their size."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as Rational

from ..errors import FormulaError, Span
from ..meaning.elaborate import value_of
from ..meaning.operators import OPERATORS, SPECIAL
from ..notation.tree import Factor, Group, Name, Node, Number, Product, Script, spelling
from ..terms import Tensor
from .reader import Reader
from .sizes import names_of_sizes
from .spellings import key

FUNCTION_SPELLINGS = {"onehotvector": "onehot", "onehot": "onehot", "logistic": "σ", "sigm": "σ", "sigmoid": "σ", "soft max": "softmax"}


def read_name(reader: Reader, node: Name) -> Node:
    """A name as the sheet writes it; as it stands, if the sheet does not have it."""
    if node.text == "𝟏" and reader.scope.get("𝟏") is None:
        return read_ones(reader, node)
    if reader.known(node.text) or node.text in OPERATORS or node.text in SPECIAL or len(node.text) == 0:
        return node
    found = reader.spellings.name(node.text)
    if found is not None:
        return replace(found, span=node.span)
    if node.text in ("I", "𝕀"):
        return read_identity(reader, node)
    function = FUNCTION_SPELLINGS.get(key(node.text).lower()) or FUNCTION_SPELLINGS.get(node.text.lower())
    return Name(function, span=node.span) if function else node


def see_quietly(reader: Reader, node: Node) -> Node:
    """A name as it will be read, without notes or choices."""
    try:
        return reader.plain().see(node) if isinstance(node, (Name, Script)) else node
    except FormulaError:
        return node


def value_seen(reader: Reader, node: Node) -> Tensor | None:
    """The value of a node as it will be read; None if it has none by itself."""
    try:
        return value_of(reader.plain().see(node), reader.scope)
    except FormulaError:
        return None


def read_ones(reader: Reader, node: Node) -> Node:
    """A vector of ones without its size: any size of the sheet may be meant."""
    sizes = names_of_sizes(reader)
    option = reader.choose(1 + len(sizes))
    return Script(node, (Name(sizes[option - 1]),), span=node.span) if option else Number(Rational(1), span=node.span)


def read_zeros(reader: Reader, zero: Number, size: Node, span: Span) -> Node:
    """0_d, the zero vector of that size; a plain 0 where it is no size of the sheet."""
    name = spelling(size)
    if name not in names_of_sizes(reader):
        return zero
    ones = Script(Name("𝟏", span=span), (Name(name, span=size.span),), span=span)
    return Group("(", (Product((Factor("", zero), Factor("·", ones)), span=span),), span=span)


def read_identity(reader: Reader, node: Name) -> Node:
    """The identity matrix, of any size of the sheet."""
    sizes = names_of_sizes(reader)
    if not sizes:
        return node
    ones = Script(Name("𝟏", span=node.span), (Name(sizes[reader.choose(len(sizes))]),), span=node.span)
    both = (Factor("", Name("diag", span=node.span)), Factor("", Group("(", (ones,), span=node.span)))
    return Group("(", (Product(both, span=node.span),), span=node.span)
