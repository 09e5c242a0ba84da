"""A function before its argument, and how far that argument reaches."""

from __future__ import annotations

from collections.abc import Sequence

from ..meaning import derivatives as calculus
from ..meaning.operators import OPERATORS, SPECIAL
from ..meaning.scope import FunctionName, OpaqueFunction
from ..notation.tree import Factor, Fraction, Group, Name, Node, Number, Product, Script, is_transpose, spelling, whole_name
from .indices import read_index
from .names import read_name
from .pieces import span_of, unled
from .reader import Reader
from .scripts import read_superscript
from .sizes import as_size


def read_application(reader: Reader, here: Factor, rest: Sequence[Factor]) -> tuple[list[Factor], int]:
    """A function, and as many of the factors after it as its argument takes."""
    stops = extents(reader, rest)
    stop = stops[reader.choose(len(stops))]
    name = here.node if isinstance(here.node, Script) and not here.node.sub else reader.see(here.node)
    first = rest[0].node
    held: Node
    if stop == 1 and isinstance(first, Script) and isinstance(first.base, Group) and first.primes and not first.sub and first.sup is None:
        base = name.base if isinstance(name, Script) else name
        name = Script(base, (), None, first.primes + (name.primes if isinstance(name, Script) else 0), span=name.span)
        held = read_argument(reader, first.base)
        reader.notes.append("a prime behind f(x) is read as f′(x)")
    elif stop == 1 and isinstance(first, Script) and isinstance(first.base, Group):
        below = tuple(read_index(reader, i, None) for i in first.sub)
        held = Script(read_argument(reader, first.base), below, read_superscript(reader, first), first.primes, span=first.span)
    elif stop == 1 and isinstance(first, Group):
        held = read_argument(reader, first)
    else:
        body = first if stop == 1 else Product(unled(rest[:stop]), span=span_of(rest[:stop]))
        inner = as_size(reader, reader.see(body))
        held = inner if isinstance(inner, Group) and inner.bracket in "({" else Group("(", (inner,), span=inner.span)
    return [Factor(here.operator, name), Factor("", held)], stop


def read_argument(reader: Reader, node: Group) -> Group:
    """What stands in a function's brackets, item by item."""
    return Group(node.bracket, tuple(as_size(reader, reader.see(i)) for i in node.items), span=node.span)


def takes_what_follows(reader: Reader, node: Node) -> bool:
    """Whether a factor names a function that takes what follows."""
    base = node.base if isinstance(node, Script) and not (node.sub and reader.known(whole_name(node) or "")) else node
    if isinstance(node, Script) and node.sub and not (isinstance(base, Name) and base.text in ("𝔼", "Var", "log")):
        return False
    if isinstance(base, Name) and base.text == "𝟏":
        return False  # an indicator's condition has been taken by now; this is the vector of ones
    text = spelling(read_name(reader, base) if isinstance(base, Name) else base)
    if isinstance(base, Name) and base.text == "E" and reader.scope.get("E") is None:
        return True
    if text is None or text in reader.bound:
        return False
    binding = reader.scope.get(text)
    if isinstance(binding, (FunctionName, OpaqueFunction)):
        return True
    return binding is None and (text in OPERATORS or text in SPECIAL)


def extents(reader: Reader, rest: Sequence[Factor]) -> list[int]:
    """How many factors the argument of a function may take: one (f g x counts as one); those that touch; all."""
    one = 1
    while one < len(rest) and takes_what_follows(reader, rest[one - 1].node) and rest[one].operator == "":
        one += 1
    if is_bracketed(rest[one - 1].node):
        return [one]
    touching = one
    while touching < len(rest) and rest[touching].operator == "":
        touching += 1
    if goes_on(rest, one):
        return list(dict.fromkeys([touching, len(rest)]))
    plain = [one + 1, one] if one == 1 and transposed(rest[0].node) and touching > one else [one]
    return list(dict.fromkeys([*plain, touching, len(rest)]))


def goes_on(rest: Sequence[Factor], one: int) -> bool:
    """Whether an argument cannot end before what touches it: log 2n, exp 2a, log (1/n) Σ."""
    first = rest[one - 1].node
    numeric = isinstance(first, (Number, Fraction)) and not calculus_like(first)
    return numeric and one < len(rest) and rest[one].operator == ""


def calculus_like(node: Node) -> bool:
    """Whether a fraction is a derivative."""
    return isinstance(node, Fraction) and calculus.is_derivative(node)


def is_bracketed(node: Node) -> bool:
    """(…) and […], or (…)² and (…)_o: an argument in brackets that are seen, with what hangs on the value."""
    group = node.base if isinstance(node, Script) else node
    return isinstance(group, Group) and group.bracket in ("(", "[")


def transposed(node: Node) -> bool:
    """Whether a node has a ⊤ above it."""
    return isinstance(node, Script) and is_transpose(node.sup)
