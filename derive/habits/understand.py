"""Student tree → sheet tree: the names, applications and habits of hand-written mathematics in a sheet's own terms.

The elaborator is strict.  What a text may mean is settled here, by the names of the sheet: other spellings of a name,
J(v_c, o, U), P(O = o | C = c), how far the argument of a log reaches, a Σ without its index.  Where several readings
are possible each is a path through a few choices, which `readings.py` follows.
"""

from __future__ import annotations

from collections.abc import Callable

from ..errors import Malformed
from ..meaning.scope import Scope
from ..notation.tree import Bars, Big, Chain, Fraction, Grid, Group, Name, Node, Product, Root, Script, Sum
from ..terms import Axis
from .derivatives import read_fraction
from .groups import read_grid, read_group
from .indices import read_condition
from .names import read_name
from .products import read_product
from .scripts import read_script
from .spellings import Spellings
from .sums import read_big, read_sum

MAX_DEPTH = 220


class Understanding:
    """One pass over a tree: a node's reader by its kind."""

    def __init__(self, scope: Scope, spellings: Spellings, choices: Callable[[int], int]) -> None:
        self.scope, self.spellings, self.choose = scope, spellings, choices
        self.depth = 0
        self.notes: list[str] = []
        self.slips: list[str] = []
        self.bound: dict[str, Axis | None] = {}

    def plain(self) -> Understanding:
        """A reader that takes the plain option everywhere, and whose remarks are lost."""
        return Understanding(self.scope, self.spellings, lambda _: 0)

    def known(self, text: str) -> bool:
        return text in self.bound or self.scope.get(text) is not None or self.scope.get("#" + text) is not None

    def see(self, node: Node) -> Node:
        """A node as the sheet would write it."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Malformed("it is nested too deeply", node.span)
        seen = self.seen(node)
        self.depth -= 1
        return seen

    def seen(self, node: Node) -> Node:
        match node:
            case Name():
                return read_name(self, node)
            case Script():
                return read_script(self, node)
            case Product():
                return read_product(self, node)
            case Fraction():
                return read_fraction(self, node)
            case Big():
                return read_big(self, node)
            case Sum():
                return read_sum(self, node)
            case Group():
                return read_group(self, node)
            case Bars(kind=kind, body=body):
                return Bars(kind, self.see(body), span=node.span)
            case Root(body=body, degree=degree):
                return Root(self.see(body), degree, span=node.span)
            case Chain(sides=sides, relations=relations):
                return read_condition(self, Chain(tuple(self.see(s) for s in sides), relations, span=node.span))
            case Grid():
                return read_grid(self, node)
        return node
