"""Products, left to right: what stands side by side multiplies, applies or differentiates."""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import Malformed
from ..notation.tree import Factor, Node, Number, Product
from ..terms import Tensor
from . import derivatives as calculus
from .functions import named_function, read_application
from .joined import join_letters
from .multiply import multiply_tensors
from .walker import Walker


def read_product(walker: Walker, factors: list[Factor], node: Node) -> Tensor:
    """Left to right; functions take their argument first, derivatives what follows them."""
    factors = join_letters(walker, factors)
    out: Tensor | None = None
    place = 0
    while place < len(factors):
        factor = factors[place]
        if place and not factor.operator and isinstance(factor.node, Number) and isinstance(factors[place - 1].node, Number):
            raise Malformed("two numbers side by side", factor.node.span, "write a · between them, or no space in one number")
        value, place = read_operand(walker, factors, place)
        out = value if out is None else multiply_tensors(out, value, factor.operator, node.span)
    assert out is not None
    return out


def read_operand(walker: Walker, factors: Sequence[Factor], place: int) -> tuple[Tensor, int]:
    """One operand of a product, and where the next begins."""
    node = factors[place].node
    function = named_function(walker, node)
    if function is not None:
        return read_application(walker, function, factors, place)
    if calculus.is_operator(node):
        if place + 1 == len(factors):
            raise Malformed("there is nothing to differentiate", node.span)
        rest = factors[place + 1 :]
        body = rest[0].node if len(rest) == 1 else Product((Factor("", rest[0].node), *rest[1:]), span=node.span)
        return calculus.operator(walker, node, body), len(factors)
    if calculus.is_flat(factors, place):
        return calculus.written_flat(walker, factors, place)
    return walker.divisor(node) if factors[place].operator == "/" else walker.tensor(node), place + 1
