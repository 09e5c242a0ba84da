"""What the readers of single constructions may ask of the walk over a tree, so that they need not know the walk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from sympy import Expr

from ..errors import FormulaError, Span
from ..notation.tree import Name, Node
from ..terms import ONE, Tensor
from .scope import Binding, Scope


class Walker(Protocol):
    """Reads trees in one scope."""

    scope: Scope

    def of_scope(self, scope: Scope) -> Walker:
        """The same walk in another scope."""

    def within(self, names: Mapping[str, Binding]) -> Walker:
        """The same walk with more names in force."""

    def tensor(self, node: Node) -> Tensor:
        """The tensor that a node denotes; `FormulaError` if it denotes none."""

    def scalar(self, node: Node) -> Expr:
        """Its entry, if it is a number; `IllTyped` if it is not."""

    def divisor(self, node: Node) -> Tensor:
        """What a node denotes below a line, where V is the size and no matrix."""

    def name(self, node: Name) -> Tensor:
        """What a name denotes."""

    def unknown_name(self, text: str, span: Span) -> FormulaError:
        """The fault of a name that is not known, or not supported."""


def shape_text(t: Tensor) -> str:
    """«a column (d×1)»."""
    if t.is_scalar:
        return "a scalar"
    kind = "a column" if t.cols == ONE else "a row" if t.rows == ONE else "a matrix"
    return f"{kind} ({t.rows}×{t.cols})"
