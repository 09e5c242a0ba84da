"""Scripts: entries, members, norms, powers, transposes."""

from __future__ import annotations

from fractions import Fraction as Rational

from sympy import Expr, Integer, S

from ..errors import IllTyped, Malformed, Misused, Span, Unsupported
from ..notation.tree import (
    Bars,
    Chain,
    Factor,
    Fraction,
    Group,
    Mark,
    Name,
    Node,
    Number,
    Product,
    Script,
    Sum,
    is_transpose,
    spelling,
    whole_name,
)
from ..terms import ONE, Base, Entry, Tensor, delta, exp_, neg, number, power, sqrt_
from ..terms.tensors import matmul, scalar, squared_norm
from .conditions import read_indicator
from .indices import axis_named, check_index, is_index, read_index, split_subscripts
from .operators import OPERATORS
from .scope import Family, IndexFamily, Refused, TensorName, mentions_vectors
from .scope import Sequence as SequenceName
from .walker import Walker, shape_text


def read_script(walker: Walker, node: Script) -> Tensor:
    if isinstance(node.base, Name) and node.base.text == "e" and not node.sub and node.sup is not None and walker.scope.get("e") is None:
        return walker.tensor(node.sup).map(exp_)
    if isinstance(node.base, Bars) and isinstance(sup := node.sup, Number) and sup.value == 2 and not node.primes:
        return read_squared(walker, node, node.base)
    return hang_superscript(walker, node, read_subscripted(walker, node))


def read_squared(walker: Walker, node: Script, bars: Bars) -> Tensor:
    """‖x‖² and |x|² without their roots, which need not be differentiable."""
    value = walker.tensor(bars.body)
    if node.sub:
        check_norm(value, spelling(node.sub[0]) or "", node.span)
    if value.is_scalar and axis_named(walker, bars.body) is None:
        return scalar(power(value.scalar, Integer(2)))
    if value.is_vector or bars.kind == "‖":
        return scalar(squared_norm(value))
    return raise_to(walker, walker.tensor(bars), Number(Rational(2)), node.span)


def read_norm(walker: Walker, bars: Bars, which: str, span: Span) -> Tensor:
    """‖x‖₂ of a vector, ‖A‖_F."""
    value = walker.tensor(bars.body)
    check_norm(value, which, span)
    return scalar(sqrt_(squared_norm(value)))


def check_norm(value: Tensor, which: str, span: Span) -> None:
    """`Unsupported` unless it is the root of the sum of squares: ‖x‖₂ of a vector, ‖A‖_F."""
    if which == "F" or (which == "2" and (value.is_vector or value.is_scalar)):
        return
    raise Unsupported(
        "the spectral norm of a matrix" if which == "2" else f"the norm ‖…‖ with the index {which or 'that stands there'}", span
    )


def hang_superscript(walker: Walker, node: Script, value: Tensor) -> Tensor:
    """Superscript and primes on what base and subscript denote."""
    if node.primes:
        if node.primes > 1 or value.is_scalar:
            raise Malformed("a prime on a value; only a function has derivatives so written", node.span)
        value = value.transpose
    sup = node.sup
    if sup is None:
        return value
    if isinstance(sup, Name) and (sup.text == "⊤" or (sup.text == "T" and not is_power(walker, node, value))):
        return value.transpose
    if isinstance(sup, Product) and is_transpose(sup.factors[0].node):
        raise Unsupported("a transpose and a power in one superscript", sup.span)
    if (
        isinstance(sup, Group)
        and sup.bracket == "("
        and isinstance(node.base, Name)
        and (not value.is_scalar or is_defined(walker, node.base))
    ):
        raise Misused(node.base.text, f"a power of {shape_text(value)}", node.span)  # x^{(i)}, of example i
    return raise_to(walker, value, sup, node.span)


def is_defined(walker: Walker, name: Name) -> bool:
    """Whether a name is one that the sheet defines, as J is: J^{(t)} is no power of it."""
    binding = walker.scope.get(name.text)
    return isinstance(binding, TensorName) and binding.base is not None and binding.base.definition is not None


def is_power(walker: Walker, node: Script, value: Tensor) -> bool:
    """Whether ^T of a scalar is a power: T is a size of the sheet, and what it stands on is made of numbers alone."""
    if not value.is_scalar or not walker.scope.get("T"):
        return False
    return not mentions_vectors(walker.scope, node.base)


def raise_to(walker: Walker, value: Tensor, sup: Node, span: Span) -> Tensor:
    if value.is_scalar:
        return scalar(power(value.scalar, read_exponent(walker, sup)))
    exponent = read_exponent(walker, sup)
    if exponent.is_Integer and value.rows == value.cols and 2 <= exponent <= 8:
        out = value
        for _ in range(int(exponent) - 1):
            out = matmul(out, value)
        return out
    raise IllTyped(f"a power of {shape_text(value)}", span)


def read_exponent(walker: Walker, node: Node) -> Expr:
    match node:
        case Number(value=value):
            return number(value)
        case Sum(terms=((-1, Number(value=value)),)):
            return number(-value)
        case Fraction(numerator=Number(value=a), denominator=Number(value=b)) if b:
            return number(Rational(a, b))
        case Product(factors=(Factor(node=Number(value=a)), Factor(operator="/", node=Number(value=b)))) if b:
            return number(Rational(a, b))
        case Group(items=(one,)):
            return read_exponent(walker, one)
        case Sum(terms=((-1, (Fraction() | Product() | Group()) as one),)):
            return neg(read_exponent(walker, one))
    return walker.scalar(node)


def read_subscripted(walker: Walker, node: Script) -> Tensor:
    base, sub = node.base, node.sub
    if not sub:
        return walker.tensor(base)
    key = whole_name(node)
    if key is not None and walker.scope.get(key) is not None:
        return walker.name(Name(key, span=node.span))
    if isinstance(base, Name):
        match walker.scope.get(base.text):
            case Refused(reason=reason):
                raise Malformed(reason, node.span)
            case Family(base=matrix, axis=axis) if len(sub) == 2:  # x_{i,j}, the entry j of x_i
                return read_entry(walker, read_member(walker, matrix, axis, sub[0]), Script(base, sub[1:], span=node.span))
            case Family(base=matrix, axis=axis):
                return read_member(walker, matrix, axis, split_subscripts(walker, node, 1)[0])
            case SequenceName(base=sequence):
                return scalar(Entry(sequence, read_index(walker, split_subscripts(walker, node, 1)[0])))
            case _ if isinstance(walker.scope.get(base.text + "[]"), IndexFamily):
                return scalar(read_index(walker, Script(base, sub, span=node.span)))
            case None if base.text == "δ" and not (len(sub) == 1 and isinstance(sub[0], (Number, Name))):
                i, j = split_subscripts(walker, node, 2)
                return scalar(delta(read_index(walker, i), read_index(walker, j)))
            case None if base.text == "𝟏":
                return read_ones(walker, node)
            case None:
                raise (
                    walker.unknown_name(base.text, base.span)
                    if base.text not in OPERATORS
                    else Malformed(f"the function `{base.text}` needs an argument", base.span)
                )
    if isinstance(base, Bars) and base.kind == "‖":
        return read_norm(walker, base, spelling(sub[0]) or "", node.span)
    return read_entry(walker, walker.tensor(base), node)


def read_entry(walker: Walker, value: Tensor, node: Script) -> Tensor:
    """x_i of a vector, A_{ij} of a matrix; A^⊤_{ij} is the entry of the transpose."""
    if is_transpose(node.sup) and not value.is_vector:
        value = value.transpose
    if value.is_scalar:
        whole = whole_name(node)
        if whole is not None and not all(is_index(walker, s) or isinstance(s, (Number, Sum)) for s in node.sub):
            raise walker.unknown_name(whole, node.span)  # p_{drop} is a name of its own
        raise Misused(whole or spelling(node.base) or "", "a scalar has no entries", node.span)
    if value.is_vector:
        (i,) = split_subscripts(walker, node, 1)
        axis = value.rows if value.cols == ONE else value.cols
        term = check_index(walker, i, axis)
        return scalar(value.at(term, S.One) if value.cols == ONE else value.at(S.One, term))
    i, j = split_subscripts(walker, node, 2)
    if is_every(i) != is_every(j):
        return read_slice(walker, value, i, j)
    return scalar(value.at(check_index(walker, i, value.rows), check_index(walker, j, value.cols)))


def is_every(node: Node) -> bool:
    """The colon of A_{:,j}."""
    return isinstance(node, Mark) and node.kind == ":"


def read_slice(walker: Walker, value: Tensor, row: Node, col: Node) -> Tensor:
    """A_{:,j}, a column of a matrix, and A_{i,:}, a row."""
    if is_every(row):
        at = check_index(walker, col, value.cols)
        return Tensor(value.rows, ONE, lambda i, _: value.at(i, at))
    at = check_index(walker, row, value.rows)
    return Tensor(ONE, value.cols, lambda _, j: value.at(at, j))


def read_member(walker: Walker, matrix: Base, axis: int, sub: Node) -> Tensor:
    """u_w: a column or row of a matrix, as a column vector."""
    w = check_index(walker, sub, matrix.shape[axis])
    if axis == 1:
        return Tensor(matrix.shape[0], ONE, lambda i, j: Entry(matrix, i, w))
    return Tensor(matrix.shape[1], ONE, lambda i, j: Entry(matrix, w, i))


def read_ones(walker: Walker, node: Script) -> Tensor:
    axis = axis_named(walker, node.sub[0])
    if axis is None:
        if len(node.sub) == 1 and isinstance(node.sub[0], Chain):
            return scalar(read_indicator(walker, node.sub[0]))
        raise Malformed("𝟏 needs a size: \\mathbf{1}_{N}", node.span)
    return Tensor(axis, ONE, lambda i, j: S.One)
