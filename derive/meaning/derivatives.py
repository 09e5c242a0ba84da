"""Derivatives as they are written: \\frac{∂J}{∂x}, \\frac{∂}{∂x} f, ∇_x J, ∂J/∂x, f′, second derivatives.

The gradient of a scalar has the shape of what it is taken by; the derivative of a vector by a vector is the Jacobian,
a row for each entry of the vector that is differentiated.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sympy import Expr, Integer, S

from ..errors import IllTyped, Malformed, Span, Unsupported
from ..notation.tree import Factor, Fraction, Group, Mark, Name, Node, Number, Product, Script, is_transpose, rewrite, walk, whole_name
from ..terms import ONE, Axis, Base, Entry, Partial, Slope, Tensor
from .indices import check_index, split_subscripts
from .joined import join_letters
from .scope import Family, Refused, TensorName
from .walker import Walker

MAX_NESTED = 4


@dataclass(frozen=True, slots=True)
class Variable:
    """What a derivative is taken by: a shape, and the entry of the base at (i, j)."""

    rows: Axis
    cols: Axis
    entry: Callable[[Any, Any], Entry]


def is_partial(node: Node) -> bool:
    """∂ and ∂²."""
    match node:
        case Mark(kind="∂") | Script(base=Mark(kind="∂")):
            return True
    return False


def is_d(node: Node) -> bool:
    """The d and d² of dJ/dx."""
    match node:
        case Name(text="d") | Script(base=Name(text="d"), sub=(), primes=0):
            return True
    return False


def with_partials(node: Fraction) -> Fraction:
    """dJ/dx as ∂J/∂x: a d in front both above and below is never a factor."""
    above, below = leading(node.numerator), leading(node.denominator)
    if not (is_d(above[0]) and is_d(below[0]) and below[1]):
        return node

    def change(n: Node) -> Node | None:
        return Mark("∂", span=n.span) if isinstance(n, Name) and n.text == "d" else None

    factors = list(node.denominator.factors) if isinstance(node.denominator, Product) else []
    bottom = tuple(Factor(f.operator, rewrite(f.node, change) if is_d(f.node) else f.node) for f in factors)
    top: Node = rewrite(above[0], change)
    if above[1]:
        top = Product((Factor("", top), *above[1]), span=node.numerator.span)
    return Fraction(top, Product(bottom, span=node.denominator.span), span=node.span)


def leading(node: Node) -> tuple[Node, tuple[Factor, ...]]:
    """The first factor, and the rest."""
    return (node.factors[0].node, node.factors[1:]) if isinstance(node, Product) else (node, ())


def is_derivative(node: Fraction) -> bool:
    node = with_partials(node)
    return is_partial(leading(node.numerator)[0]) and is_partial(leading(node.denominator)[0])


def is_operator(node: Node) -> bool:
    """∂/∂x with nothing above, or ∇_x: it differentiates what follows."""
    match node:
        case Fraction():
            return is_derivative(node) and not leading(node.numerator)[1]
        case Script(base=Mark(kind="∇")):
            return True
    return False


def check_nesting(body: Node) -> None:
    """Derivatives of derivatives double in size with each turn: a few are meant, more are a trap."""
    if sum(isinstance(n, Fraction) and is_derivative(n) for n in walk(body)) > MAX_NESTED:
        raise Unsupported(f"more than {MAX_NESTED} derivatives inside one another", body.span)


def derivative(walker: Walker, node: Fraction) -> Tensor:
    """∂f/∂x, ∂²f/∂x², ∂²f/∂x∂yᵀ, df/dx."""
    node = with_partials(node)
    check_nesting(node.numerator)
    _, factors = leading(node.numerator)
    if not factors:
        raise Malformed("there is nothing to differentiate", node.span)
    body = walker.tensor(Product((Factor("", factors[0].node), *factors[1:]), span=node.numerator.span))
    for variable in variables(walker, node):
        body = differentiate(body, variable, node.span)
    return body


def variables(walker: Walker, node: Fraction) -> list[Variable]:
    """What is below the line: ∂x, ∂x², ∂x ∂yᵀ; as many as the order above the line."""
    node = with_partials(node)
    order = order_of(leading(node.numerator)[0])
    if not 1 <= order <= 3:
        raise Unsupported("a derivative of an order other than 1, 2 or 3", node.span)
    factors = list(node.denominator.factors) if isinstance(node.denominator, Product) else [Factor("", node.denominator)]
    groups: list[list[Factor]] = []
    for f in join_letters(walker, factors):
        if is_partial(f.node):
            groups.append([])
        else:
            groups[-1].append(f)
    if any(len(g) != 1 for g in groups):
        raise Malformed("one variable is wanted after each ∂ below the line", node.denominator.span)
    out: list[Variable] = []
    for (f,) in groups:
        target, times = f.node, 1
        if isinstance(target, Script) and isinstance(power := target.sup, Number) and order > 1:
            target, times = Script(target.base, target.sub, None, 0, span=target.span), int(power.value)
        out.extend([resolve(walker, target)] * times)
    if len(out) != order:
        raise Malformed(f"a derivative of order {order} by {len(out)} variables", node.span)
    return out


def operator(walker: Walker, node: Node, body: Node) -> Tensor:
    """∂/∂x (f) and ∇_x f."""
    check_nesting(body)
    value = walker.tensor(body)
    match node:
        case Fraction():
            chosen = variables(walker, node)
        case Script(sub=(target,), sup=sup):
            if sup is not None and not (isinstance(sup, Number) and sup.value == 2):
                raise Unsupported(
                    "∇ with this superscript",
                    node.span,
                    "known: \\nabla_x f, \\nabla_x^2 f (the Hessian), \\frac{\\partial^n f}{\\partial x^n}",
                )
            chosen = [resolve(walker, target)] * (1 if sup is None else 2)
        case _:
            raise Malformed("a ∇ without what it is taken by: \\nabla_{x}", node.span)
    for variable in chosen:
        value = differentiate(value, variable, node.span)
    return value


def is_flat(factors: Sequence[Factor], place: int) -> bool:
    """Whether ∂J/∂x or dJ/dx in one line begins here."""
    node = factors[place].node
    if isinstance(node, Mark) and node.kind == "∂":
        return True
    return is_d(node) and any(f.operator == "/" and is_d(f.node) for f in factors[place + 1 : -1])


def written_flat(walker: Walker, factors: Sequence[Factor], place: int) -> tuple[Tensor, int]:
    """∂J/∂x in one line: ∂ f … / ∂ x."""
    found = fraction_at(factors, place)
    if found is None:
        raise Malformed("a ∂ that is not part of a derivative", factors[place].node.span)
    return derivative(walker, found[0]), found[1]


def fraction_at(factors: Sequence[Factor], place: int) -> tuple[Fraction, int] | None:
    """∂J/∂x in one line as a fraction, and the place after it; None where there is none."""
    for slash in range(place + 1, len(factors) - 1):
        if factors[slash].operator == "/" and (is_partial(factors[slash].node) or is_d(factors[slash].node)):
            top = Product(
                tuple(Factor(f.operator if n else "", f.node) for n, f in enumerate(factors[place:slash])), span=factors[place].node.span
            )
            end = slash + 2
            while end < slash + 2 * order_of(factors[place].node) and end + 1 < len(factors) and is_next(factors[end : end + 2]):
                end += 2
            below = (Factor("", factors[slash].node), *factors[slash + 1 : end])
            bottom = Product((below[0], Factor("", below[1].node), *below[2:]), span=factors[slash].node.span)
            return Fraction(top, bottom, span=Span(top.span.start, factors[end - 1].node.span.end)), end
    return None


def order_of(node: Node) -> int:
    """The n of ∂ⁿ; 0 for one that is no whole number."""
    if not isinstance(node, Script) or node.sup is None:
        return 1
    return int(node.sup.value) if isinstance(node.sup, Number) and node.sup.value.denominator == 1 else 0


def is_next(factors: Sequence[Factor]) -> bool:
    """Whether one more ∂x follows below the line, in ∂²J/∂x∂y."""
    return is_partial(factors[0].node) and not any(f.operator for f in factors)


def stacked(tree: Node) -> Node:
    """The tree with derivatives of one name in one line, ∂J/∂x and dJ/dx, as fractions."""

    def change(node: Node) -> Node | None:
        if not isinstance(node, Product):
            return None
        out: list[Factor] = []
        place = 0
        while place < len(node.factors):
            here = node.factors[place]
            found = fraction_at(node.factors, place) if is_flat(node.factors, place) else None
            if found is not None and node.factors[place + 2].operator == "/":
                out.append(Factor(here.operator, found[0]))
                place = found[1]
            else:
                out.append(Factor(here.operator, rewrite(here.node, change)))
                place += 1
        if len(out) == len(node.factors):
            return None
        return Product(tuple(out), span=node.span) if len(out) > 1 else out[0].node

    return rewrite(tree, change)


def resolve(walker: Walker, node: Node) -> Variable:
    """The variable that a node below the line names."""
    if isinstance(node, Group) and len(node.items) == 1:
        return resolve(walker, node.items[0])
    if isinstance(node, Script) and is_transpose(node.sup):
        return resolve(walker, Script(node.base, node.sub, None, 0, span=node.span) if node.sub else node.base)
    if isinstance(node, Script) and (node.sup is not None or node.primes):
        raise Unsupported("a derivative by a power, or by a name with a superscript", node.span, "write one variable after each ∂")
    text = whole_name(node) if isinstance(node, (Name, Script)) else None
    binding = walker.scope.get(text) if text else None
    if isinstance(binding, TensorName) and binding.base is not None:
        return whole_variable(binding.base, binding.tensor)
    if isinstance(node, Script) and isinstance(node.base, Name):
        match walker.scope.get(node.base.text):
            case Refused(reason=reason):
                raise Malformed(reason, node.span)
            case Family(base=matrix, axis=axis) if len(node.sub) == 2:  # x_{i,j}, the entry j of x_i
                at = node.sub if axis == 0 else node.sub[::-1]
                place = [check_index(walker, s, a) for s, a in zip(at, matrix.shape, strict=True)]
                return Variable(ONE, ONE, lambda i, j: Entry(matrix, *place))
            case Family(base=matrix, axis=axis):
                w = check_index(walker, split_subscripts(walker, node, 1)[0], matrix.shape[axis])
                if axis == 1:
                    return Variable(matrix.shape[0], ONE, lambda i, j: Entry(matrix, i, w))
                return Variable(matrix.shape[1], ONE, lambda i, j: Entry(matrix, w, i))
            case TensorName(base=Base() as base):
                subs = split_subscripts(walker, node, len(base.shape))
                terms = [check_index(walker, s, a) for s, a in zip(subs, base.shape, strict=True)]
                return Variable(ONE, ONE, lambda i, j: Entry(base, *terms))
            case None:
                raise walker.unknown_name(text or node.base.text, node.span)
    if text is not None and binding is None:
        raise walker.unknown_name(text, node.span)
    raise Malformed("this is not something to differentiate by", node.span)


def whole_variable(base: Base, tensor: Tensor) -> Variable:
    def entry(i: Any, j: Any) -> Entry:
        match len(base.shape):
            case 0:
                return Entry(base)
            case 1:
                return Entry(base, j if base.row else i)
            case _:
                return Entry(base, i, j)

    return Variable(tensor.rows, tensor.cols, entry)


def differentiate(body: Tensor, by: Variable, span: Span) -> Tensor:
    """∂(body)/∂(by), entry by entry; it is carried out later (`calculus`), and by the evaluator for itself (`numbers.jets`)."""
    if body.is_scalar:
        term = body.scalar
        return Tensor(by.rows, by.cols, lambda i, j: Partial(term, by.entry(i, j)))
    if by.rows == ONE and by.cols == ONE:
        return body.map(lambda term: Partial(term, by.entry(S.One, S.One)))
    if body.is_vector and (by.rows == ONE or by.cols == ONE):
        rows = body.rows if body.cols == ONE else body.cols
        cols = by.rows if by.cols == ONE else by.cols

        def jacobian(i: Any, j: Any) -> Expr:
            term = body.at(i, S.One) if body.cols == ONE else body.at(S.One, i)
            return Partial(term, by.entry(j, S.One) if by.cols == ONE else by.entry(S.One, j))

        return Tensor(rows, cols, jacobian)
    raise IllTyped("a derivative of a matrix by more than a scalar has more than two axes", span)


PLACE = Entry(Base("·", ()))
"""Where the argument of a function of the table stands in its body."""


def primed(function: Callable[[Expr], Expr], primes: int, place: Entry = PLACE) -> Callable[[Expr], Expr]:
    """f, f′, f″ … of a function of one number, entry by entry; a body that may hold derivatives itself wants a place of its own."""
    if not primes:
        return function
    body = function(place)
    return lambda argument: Slope(body, place, Integer(primes), argument)
