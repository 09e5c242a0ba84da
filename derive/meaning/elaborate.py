"""Tree → tensor: names, shapes and indices settle what juxtaposition, scripts and groups mean.

Shapes are compared as symbols, so nothing fits by accident.  A fault is `IllTyped` (shapes, stray indices) or
`Malformed` / `Unsupported` (the reading itself), with its place.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Mapping
from fractions import Fraction as Rational

from sympy import Expr, S

from ..errors import CannotDecide, FormulaError, IllTyped, Malformed, Misused, Span, UnknownName, Unsupported
from ..notation.tree import Bars, Big, Chain, Fraction, Grid, Group, Name, Node, Number, Product, Root, Script, Sum, spelling
from ..terms import Tensor, absolute, add, neg, number, power, sqrt_
from ..terms.functions import REFUSED
from ..terms.tensors import pointwise, scalar, scale, squared_norm
from . import derivatives as calculus
from . import grids
from . import sums as big_operators
from .functions import combine_two
from .indices import axis_named
from .operators import OPERATORS, SPECIAL
from .products import read_product
from .scope import Binding, Family, FunctionName, IndexName, OpaqueFunction, Refused, Scope, SizeName, TensorName
from .scope import Sequence as SequenceName
from .scripts import read_script
from .walker import shape_text


def accents(name: str) -> str:
    """The hats and tildes of a name."""
    return "".join(c for c in unicodedata.normalize("NFD", name) if unicodedata.combining(c))


CONSTANTS = {"e": S.Exp1, "π": S.Pi}
"""Names of numbers, where the sheet does not use them."""


class Elaborator:
    """The walk over a tree in one scope: a node's reader by its kind."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def of_scope(self, scope: Scope) -> Elaborator:
        """The same walk in another scope."""
        return Elaborator(scope)

    def within(self, names: Mapping[str, Binding]) -> Elaborator:
        return Elaborator(self.scope.inside(names))

    def tensor(self, node: Node) -> Tensor:
        """The tensor that a node denotes."""
        match node:
            case Number(value=value):
                return scalar(number(value))
            case Name():
                return self.name(node)
            case Script():
                return read_script(self, node)
            case Product(factors=factors):
                return read_product(self, list(factors), node)
            case Sum():
                return self.sum(node)
            case Fraction():
                return self.fraction(node)
            case Group():
                return self.group(node)
            case Big():
                return big_operators.big(self, node)
            case Root(body=body, degree=degree):
                return self.tensor(body).map(lambda x: power(x, number(Rational(1, degree))))
            case Bars():
                return self.bars(node)
            case Grid():
                return grids.grid(self, node)
            case Chain():
                raise Malformed(f"a relation ({node.relations[0]}) stands where a value is wanted", node.span)
        raise Malformed("this has no value of its own", node.span)

    def scalar(self, node: Node) -> Expr:
        value = self.tensor(node)
        if not value.is_scalar:
            raise IllTyped(f"a scalar is wanted here; this is {shape_text(value)}", node.span)
        return value.scalar

    def unknown_name(self, text: str, span: Span) -> FormulaError:
        if text in REFUSED:
            return Unsupported(REFUSED[text], span)
        names = self.scope.known
        near = difflib.get_close_matches(text, names, 1, 0.5) or [n for n in names if accents(n) == accents(text) != ""][:1]
        known = f"known here: {', '.join(names)}." + (f"  Did you mean {near[0]}?" if near else "")
        return UnknownName(text, span, known)

    def name(self, node: Name) -> Tensor:
        match self.scope.get(node.text):
            case TensorName(tensor=tensor):
                return tensor
            case IndexName(term=term):
                return scalar(term)
            case SizeName(axis=axis):
                return scalar(axis.size)
            case Refused(reason=reason):
                raise Malformed(reason, node.span)
            case Family() | SequenceName():
                raise Misused(node.text, f"`{node.text}` needs an index", node.span)
            case FunctionName(parameters=parameters, body=body, scope=scope) if all(is_value(self.scope.get(p)) for p in parameters):
                own = {p: binding for p in parameters if (binding := self.scope.get(p)) is not None}
                return self.of_scope(scope.inside(own)).tensor(body)  # J of J(w, b) = …, where w and b are names themselves
            case FunctionName() | OpaqueFunction():
                raise Malformed(f"the function `{node.text}` needs an argument", node.span)
        if node.text in CONSTANTS:
            return scalar(CONSTANTS[node.text])
        if node.text in OPERATORS or node.text in SPECIAL:
            raise Malformed(f"the function `{node.text}` needs an argument", node.span)
        raise self.unknown_name(node.text, node.span)

    def sum(self, node: Sum) -> Tensor:
        parts = [(sign, term, self.tensor(term)) for sign, term in node.terms]
        shaped = [(term, t) for _, term, t in parts if not t.is_scalar]
        if shaped:
            first = shaped[0][1]
            for term, t in shaped[1:]:
                if t.shape != first.shape:
                    raise IllTyped(f"{shape_text(first)} and {shape_text(t)} cannot be added", term.span)
            for _, term, t in parts:
                if t.is_scalar and t.scalar is not S.Zero and not self.spreads(term):
                    raise IllTyped(f"{shape_text(first)} and a scalar cannot be added", term.span)
        signs = [sign for sign, _, _ in parts]
        if len(parts) == 1:
            return parts[0][2].map(neg) if signs[0] < 0 else parts[0][2]
        return pointwise(lambda *es: add(*(neg(e) if s < 0 else e for s, e in zip(signs, es, strict=True))), *(t for _, _, t in parts))

    def spreads(self, term: Node) -> bool:
        """A scalar that may be added to every entry: a number, or the bare name of a given scalar."""
        if isinstance(term, Number):
            return True
        binding = self.scope.get(term.text) if isinstance(term, Name) else None
        return isinstance(binding, TensorName) and binding.base is not None and binding.base.definition is None

    def fraction(self, node: Fraction) -> Tensor:
        if calculus.is_derivative(node):
            return calculus.derivative(self, node)
        top, bottom = self.tensor(node.numerator), self.divisor(node.denominator)
        if not bottom.is_scalar:
            raise IllTyped(f"a division by {shape_text(bottom)}", node.denominator.span)
        return scale(scalar(power(bottom.scalar, S.NegativeOne)), top)

    def divisor(self, node: Node) -> Tensor:
        """What stands below a line; V is then the size, though a matrix may be called V too."""
        binding = self.scope.get(node.text) if isinstance(node, Name) else None
        hidden = isinstance(binding, TensorName) and not binding.tensor.is_scalar
        axis = axis_named(self, node) if hidden else None
        return scalar(axis.size) if axis is not None else self.tensor(node)

    def group(self, node: Group) -> Tensor:
        if len(node.items) == 1:
            return self.tensor(node.items[0])
        if node.bracket == "[":
            return grids.stack(self, node)
        if node.bracket == "⟨" and len(node.items) == 2:
            return combine_two(self, "inner", node.items, node.span)
        raise Malformed("a list stands where a value is wanted", node.span)

    def bars(self, node: Bars) -> Tensor:
        axis = axis_named(self, node.body) if node.kind == "|" else None
        if axis is not None and self.scope.get(spelling(node.body) or "") in (None, SizeName(axis)):
            return scalar(axis.size)
        value = self.tensor(node.body)
        if value.is_scalar:
            return value.map(absolute)
        if not value.is_vector and node.kind == "|":
            if axis is not None:
                return scalar(axis.size)
            raise IllTyped("|…| of a matrix", node.span)
        return scalar(sqrt_(squared_norm(value)))


def is_value(binding: Binding | None) -> bool:
    """Whether a name stands for a number, a vector, a matrix."""
    return isinstance(binding, (TensorName, Family))


def value_of(node: Node, scope: Scope) -> Tensor | None:
    """The tensor that a node denotes by itself; None if none, or if it rests on what a Σ around it binds."""
    try:
        return Elaborator(scope).tensor(node)
    except (FormulaError, CannotDecide, RecursionError):
        return None
