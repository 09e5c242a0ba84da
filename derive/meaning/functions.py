"""Functions and their arguments: f(x), f(x)², f g(x), f′, f⁻¹, max, outer."""

from __future__ import annotations

from collections.abc import Sequence

from sympy import Expr, Integer, S

from ..errors import IllTyped, Malformed, Misused, Span, Unsupported
from ..notation.tree import Factor, Grid, Group, Name, Node, Number, Script, Sum, is_transpose, spelling, walk, whole_name
from ..terms import ONE, Axis, Base, Entry, Index, Tensor, Unknown, log_, mul, power
from ..terms.functions import INVERSES, maximum, minimum
from ..terms.tensors import onehot, pointwise, scalar
from . import derivatives as calculus
from . import grids
from . import sums as big_operators
from .conditions import read_indicator
from .indices import axis_named, read_index
from .multiply import multiply_tensors
from .operators import OPERATORS, SPECIAL, TRACES, Operator
from .scope import FunctionName, OpaqueFunction, TensorName
from .scripts import hang_superscript, raise_to, read_entry, read_exponent
from .walker import Walker, shape_text

MAX_ORDER = 4
"""f^{(n)} is read up to this n."""
Function = Operator | OpaqueFunction | FunctionName | str


def named_function(walker: Walker, node: Node) -> Function | None:
    """The function that a node names, if it names one."""
    if (
        isinstance(node, Script)
        and isinstance(node.base, Name)
        and node.base.text == "log"
        and node.sub
        and walker.scope.get("log") is None
    ):
        return logarithm_to_base(walker, node)
    text = spelling(node.base) if isinstance(node, Script) and not node.sub else whole_name(node)
    if isinstance(node, Script) and isinstance(node.base, Name) and node.base.text in ("𝔼", "Var"):
        if node.sub:
            raise Unsupported("a mean with a subscript", node.span, "write the sum, or \\mathbb{E}_{w \\sim \\hat{y}}[…]")
        text = node.base.text
    if text is None:
        return None
    binding = walker.scope.get(text)
    if isinstance(binding, (FunctionName, OpaqueFunction)):
        return binding
    if binding is not None:
        return None
    return OPERATORS.get(text, text if text in SPECIAL else None)


def logarithm_to_base(walker: Walker, node: Script) -> Operator:
    """log_b: the logarithm to a base that is written below."""
    base = walker.scalar(node.sub[0]) if len(node.sub) == 1 else S.Zero
    if base.is_Number and (base <= 0 or base is S.One):
        raise Malformed("a logarithm to this base", node.span)
    return Operator("log to a base", entrywise=lambda x: mul(log_(x), power(log_(base), S.NegativeOne)))


def read_application(walker: Walker, function: Function, factors: Sequence[Factor], place: int) -> tuple[Tensor, int]:
    """A function and the argument after it: f(x), f(x)², f x, f g(x), e^x."""
    node = factors[place].node
    if place + 1 == len(factors) or factors[place + 1].operator:
        if isinstance(function, FunctionName) and isinstance(node, Name):
            return walker.tensor(node), place + 1
        raise Malformed(f"the function `{spelling(node) or 'here'}` needs an argument", node.span)
    primes = node.primes if isinstance(node, Script) else 0
    if isinstance(node, Script) and node.sup is not None:
        function, primes = read_superscript(walker, function, node, primes)
    follower = factors[place + 1].node
    further = named_function(walker, follower)
    if further is not None:
        argument, place = read_application(walker, further, factors, place + 1)
        value = apply_to_tensor(walker, function, argument, primes, node.span)
    elif isinstance(follower, Script) and isinstance(follower.base, (Group, Grid)):
        value = apply_to_tree(walker, function, follower.base, primes, node.span)
        if follower.sub:
            value = read_entry(walker, value, Script(follower.base, follower.sub, span=follower.span))
        value = hang_superscript(walker, Script(follower.base, (), follower.sup, follower.primes, span=follower.span), value)
        place += 2
    else:
        if isinstance(follower, Number) and place + 2 < len(factors) and not factors[place + 2].operator:
            raise Malformed(f"how far does `{spelling(node) or 'the function'}` reach? write brackets", follower.span)
        value = apply_to_tree(walker, function, follower, primes, node.span)
        place += 2
    if isinstance(node, Script) and node.sup is not None and is_order(node.sup) is None and not is_minus_one(node.sup):
        value = raise_values(walker, function, value, node)
    return value, place


def raise_values(walker: Walker, function: Function, value: Tensor, node: Script) -> Tensor:
    """tanh²(z), the power of each entry where the function works entry by entry."""
    assert node.sup is not None
    if value.is_scalar or not isinstance(function, Operator) or function.entrywise is None or is_transpose(node.sup):
        return raise_to(walker, value, node.sup, node.span)
    exponent = read_exponent(walker, node.sup)
    return value.map(lambda x: power(x, exponent))


def read_superscript(walker: Walker, function: Function, node: Script, primes: int) -> tuple[Function, int]:
    """f^{(2)} is f″ and tanh⁻¹ the inverse function; any other superscript is a power of the value."""
    assert node.sup is not None
    if (order := is_order(node.sup)) is not None:
        if not 1 <= order <= MAX_ORDER:
            raise Unsupported(f"a derivative of order {order}", node.sup.span)
        return function, primes + order
    if is_minus_one(node.sup):
        inverse = OPERATORS.get(INVERSES.get(function.name, "")) if isinstance(function, Operator) else None
        if inverse is None:
            raise Unsupported(f"the inverse function of `{spelling(node.base)}`", node.span, "for 1 over the value write \\frac{1}{f(x)}")
        return inverse, primes
    return function, primes


def apply_to_tree(walker: Walker, function: Function, argument: Node, primes: int, span: Span) -> Tensor:
    items = argument.items if isinstance(argument, Group) else (argument,)
    if function == "onehot":
        term = read_index(walker, items[0])
        upper = term.upper if isinstance(term, Index) else term.base.values if isinstance(term, Entry) else None
        axis = axis_named(walker, items[1]) if len(items) == 2 else Axis(upper) if upper is not None else None
        if axis is None:
            raise IllTyped("onehot needs an index, or an index and a size", span)
        return onehot(term, axis)
    if function in ("max", "min"):
        return read_extremum(walker, str(function), items, span)
    if function == "det":
        return grids.determinant(walker, argument)
    if function in ("outer", "inner", "dot", "matmul"):
        return combine_two(walker, str(function), items, span)
    if function == "𝟏":
        return scalar(read_indicator(walker, items[0]))
    if function in ("𝔼", "Var"):
        return big_operators.expectation(walker, str(function), walker.tensor(items[0]), span)
    if isinstance(function, FunctionName):
        return call_function(walker, function, items, primes, span)
    if len(items) != 1:
        raise Malformed("one argument is wanted here", argument.span)
    if sum(isinstance(n, Name) and n.text == "softmax" for n in walk(items[0])) >= MAX_SOFTMAX:
        raise Unsupported(f"more than {MAX_SOFTMAX} softmaxes inside one another", span)  # each would double what is below it
    value = walker.tensor(items[0])
    if value.is_scalar and isinstance(function, Operator) and function.name in OF_VECTORS and (own := plain_name(items[0])):
        raise Misused(own, f"{function.name} wants {function.takes}, not a scalar", span)
    return apply_to_tensor(walker, function, value, primes, span)


MAX_SOFTMAX = 8
OF_VECTORS = ("softmax", "diag")


def plain_name(node: Node) -> str:
    """x of x and of x + c: the first name, if nothing but names is added."""
    terms = [t for _, t in node.terms] if isinstance(node, Sum) else [node]
    return terms[0].text if all(isinstance(t, Name) for t in terms) and isinstance(terms[0], Name) else ""


def apply_to_tensor(walker: Walker, function: Function, argument: Tensor, primes: int, span: Span) -> Tensor:
    match function:
        case OpaqueFunction(symbol=symbol):
            return argument.map(lambda x: Unknown(symbol, Integer(primes), x))
        case Operator(entrywise=entrywise) if entrywise is not None:
            return argument.map(calculus.primed(entrywise, primes))
        case Operator(whole=whole) if whole is not None and not primes:
            if argument.is_scalar and function.name in OF_VECTORS:
                raise IllTyped(f"{function.name} wants {function.takes}, not a scalar", span)
            if function.name == "diag" and not argument.is_vector:
                raise IllTyped("diag wants a vector", span)
            if function.name in TRACES and argument.rows != argument.cols:
                raise IllTyped("tr wants a square matrix", span)
            return whole(argument)
    raise Malformed("this function cannot be used so", span)


def call_function(walker: Walker, function: FunctionName, items: Sequence[Node], primes: int, span: Span) -> Tensor:
    """A function of the sheet: its body, with the arguments for the parameters; f′ and f″ of a function of one number."""
    if len(items) != len(function.parameters):
        raise Malformed(f"{len(function.parameters)} arguments are wanted here, not {len(items)}", span)
    if primes:
        if len(items) != 1:
            raise Malformed("a prime is for a function of one argument", span)
        (name,) = function.parameters

        def value(x: Expr) -> Expr:
            here = TensorName(scalar(x))
            return walker.of_scope(function.scope.inside({name: here, "#" + name: here})).scalar(function.body)

        return walker.tensor(items[0]).map(calculus.primed(value, primes, Entry(Base("·", ()))))
    values = {p: TensorName(walker.tensor(n)) for p, n in zip(function.parameters, items, strict=True)}
    hidden = {"#" + p: v for p, v in values.items()}  # a parameter hides the size of its name too
    return walker.of_scope(function.scope.inside(values | hidden)).tensor(function.body)


def read_extremum(walker: Walker, which: str, items: Sequence[Node], span: Span) -> Tensor:
    """max or min of two arguments or more, entry by entry; of one after the other."""
    if len(items) < 2:
        raise Malformed(f"{which} wants two arguments or more", span)
    first, *rest = (walker.tensor(i) for i in items)
    for other in rest:
        if first.shape != other.shape and not other.is_scalar and not first.is_scalar:
            raise IllTyped(f"{which} of {shape_text(first)} and {shape_text(other)}", span)
        first = pointwise(maximum if which == "max" else minimum, first, other)
    return first


def combine_two(walker: Walker, function: str, items: Sequence[Node], span: Span) -> Tensor:
    """outer(a, b) = a bᵀ, inner(a, b) = aᵀ b, dot and matmul as NumPy has them."""
    if len(items) != 2:
        raise Malformed(f"{function} wants two arguments", span)
    a, b = (walker.tensor(i) for i in items)
    if function == "outer":
        return multiply_tensors(a, b, "⊗", span)
    return multiply_tensors(a.transpose if a.shape == b.shape and a.cols == ONE else a, b, "·", span)


def is_order(sup: Node) -> int | None:
    """n of f^{(n)}."""
    while isinstance(sup, Group) and len(sup.items) == 1 and sup.bracket == "{":
        sup = sup.items[0]
    match sup:
        case Group(bracket="(", items=(Number(value=n),)) if n.denominator == 1:
            return int(n)
    return None


def is_minus_one(sup: Node) -> bool:
    match sup:
        case Sum(terms=((-1, Number(value=value)),)):
            return bool(value == 1)
        case Group(items=(one,)):
            return is_minus_one(one)
    return False
