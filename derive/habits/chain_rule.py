"""Products of derivatives that mean something else than their factors one by one."""

from __future__ import annotations

import itertools

from ..meaning import derivatives as calculus
from ..meaning.elaborate import value_of
from ..meaning.operators import OPERATORS, Operator
from ..meaning.scope import TensorName
from ..notation.tree import Big, Factor, Fraction, Group, Name, Node, Product, Script, opened, same, walk, whole_name
from .reader import Reader


def take_entry_by_entry(reader: Reader, factors: list[Factor]) -> list[Factor]:
    """a ∘ ∂σ(z)/∂z: multiplied entry by entry, the derivative is σ′(z), not the Jacobian."""
    out = list(factors)
    for n, f in enumerate(factors):
        beside = f.operator == "∘" or (n + 1 < len(factors) and factors[n + 1].operator == "∘")
        if (
            not beside
            or not isinstance(f.node, Fraction)
            or not isinstance(f.node.numerator, Product)
            or not isinstance(f.node.denominator, Product)
        ):
            continue
        above, below = f.node.numerator.factors, f.node.denominator.factors
        if len(above) != 3 or len(below) != 2 or not calculus.is_partial(above[0].node) or not calculus.is_partial(below[0].node):
            continue
        function, argument = above[1].node, above[2].node
        plain = argument.items[0] if isinstance(argument, Group) and len(argument.items) == 1 else argument
        entrywise = isinstance(function, Name) and isinstance(o := OPERATORS.get(function.text), Operator) and o.entrywise is not None
        if entrywise and same(plain, below[1].node):
            primed = Product((Factor("", Script(function, (), None, 1, span=function.span)), Factor("", argument)), span=f.node.span)
            out[n] = Factor(f.operator, primed)
            reader.notes.append("a derivative that is multiplied entry by entry is taken entry by entry")
    return out


def contract(reader: Reader, factors: list[Factor]) -> list[Factor]:
    """∂J/∂z · ∂z/∂W, a chain through a vector z to a matrix W, as Σ_j (∂J/∂z)_j ∂z_j/∂W: the product has no other meaning."""
    last = factors[-1].node
    if len(factors) < 2 or any(f.operator not in ("", "·") for f in factors) or not isinstance(last, Fraction):
        return factors
    mark, *inside = last.numerator.factors if isinstance(last.numerator, Product) else (Factor("", last.numerator),)
    other, *variable = last.denominator.factors if isinstance(last.denominator, Product) else (Factor("", last.denominator),)
    if not inside or len(variable) != 1 or not calculus.is_partial(mark.node) or not calculus.is_partial(other.node):
        return factors
    above = inside[0].node if len(inside) == 1 else Product(tuple(inside), span=last.numerator.span)
    below = variable[0].node
    by = reader.scope.get(whole_name(below) or "")
    if not isinstance(by, TensorName) or by.tensor.is_scalar or by.tensor.is_vector:
        return factors
    through = value_of(above, reader.scope)
    if through is None or not through.is_vector:
        return factors
    used = {n.text for f in factors for n in walk(f.node) if isinstance(n, Name)} | set(reader.bound)
    letter = Name(next(c for c in "jiklnpqr" if c not in used and not reader.known(c)))
    before = factors[:-1]
    left = before[0].node if len(before) == 1 else Product(tuple(before), span=last.span)
    entry = Script(Group("(", (above,), span=above.span), (letter,), span=above.span)
    ratio = Fraction(Product((mark, Factor("", entry))), Product((other, Factor("", below))), span=last.span)
    body = Product((Factor("", Script(Group("(", (left,), span=left.span), (letter,), span=left.span)), Factor("", ratio)), span=last.span)
    return [Factor("", Big("Σ", (letter,), None, body, span=last.span))]


def telescopes(tree: Node) -> bool:
    """Whether a tree is a chain rule, ∂J/∂z ∂z/∂x, in either order."""
    pairs = list(itertools.pairwise(links(tree)))
    forward, back = (all(same(a[x], b[1 - x]) for a, b in pairs) for x in (1, 0))
    return bool(pairs) and (forward or back)


def links(tree: Node) -> list[tuple[Node, Node]]:
    """z and x of each ∂z/∂x in a product of two such and more; nothing of anything else."""
    factors = tree.factors if isinstance(tree, Product) and all(f.operator in ("", "·") for f in tree.factors) else ()
    found = [link(f.node) for f in factors]
    return [one for one in found if one is not None] if len(found) > 1 and all(found) else []


def link(node: Node) -> tuple[Node, Node] | None:
    """z and x of ∂z/∂x."""
    match node:
        case Fraction(numerator=Product(factors=(_, of)), denominator=Product(factors=(_, by))) if calculus.is_derivative(node):
            return opened(of.node), opened(by.node)
    return None
