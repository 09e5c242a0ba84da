"""Which index a letter is: one that y_{w′} = 1 picks, or the size up to which a Σ runs."""

from __future__ import annotations

from collections.abc import Iterator

from ..court.courts import answer_claim, court_of
from ..meaning.scope import IndexName, TensorName
from ..notation.tree import Big, Name, Node, Number, Script, walk, whole_name
from ..sheets.sheet import Sheet
from ..vocabulary import PROVED
from .names import Names


def picks_index(names: Names, head: Node, body: Node | None, line: int) -> bool:
    """y_{w′} = 1, where y is one-hot at o: w′ is o from here on; whether it was that."""
    match head, body:
        case Script(base=Name(text=base), sub=(Name(text=index),), sup=None), Number(value=value) if value == 1:
            if names.scope.get(index) is not None:
                return False
            for o, binding in indices_of(names.sheet):
                if is_one_hot(names.sheet, base, o):
                    names.scope.names[index] = binding
                    names.lines[index] = line
                    return True
    return False


def indices_of(sheet: Sheet) -> Iterator[tuple[str, IndexName]]:
    yield from [(o, b) for o, b in sheet.scope.names.items() if isinstance(b, IndexName)]


def is_one_hot(sheet: Sheet, base: str, o: str) -> bool:
    """Whether the sheet's vector is 1 at an index and 0 elsewhere."""
    claim = f"{base} = \\operatorname{{onehot}}({o})"
    return isinstance(sheet.scope.get(base), TensorName) and answer_claim(court_of(sheet), claim).verdict == PROVED


def is_limit(name: str, tree: Node) -> bool:
    """Whether a Σ runs up to a name: a size that nobody defines, and no index that nothing binds."""
    return any(isinstance(n, Big) and n.sup is not None and whole_name(n.sup) == name for n in walk(tree))
