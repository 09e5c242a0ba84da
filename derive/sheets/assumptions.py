"""Hypotheses as they are written, and the facts that they state."""

from __future__ import annotations

from fractions import Fraction

from sympy import Rational, S

from ..meaning.elaborate import Elaborator
from ..meaning.indices import axis_named, is_index, read_index
from ..meaning.scope import IndexFamily, IndexName, Scope, TensorName
from ..notation.tree import Chain, Name, Node, Number, Script, Sum, whole_name
from ..notation.tree import Fraction as Ratio
from ..terms import Base, Entry, Index, IndexSum, Size, add, neg
from ..terms.facts import Facts


def assumption(items: tuple[Node, ...], scope: Scope) -> Facts | None:
    """The fact that an assumption states, None if it is of no known kind."""
    elaborator = Elaborator(scope)
    if len(items) != 1 or not isinstance(items[0], Chain):
        return None
    chain = items[0]
    match chain:
        case Chain(sides=(low, middle, high), relations=("<", "<")):
            base = given_base(middle, scope)
            if base is None or not isinstance(low, Number) or not isinstance(high, Number) or low.value >= high.value:
                return None
            positive = (base,) if low.value >= 0 else ()
            return Facts(between=((base, low.value, high.value),), positive=positive)
        case Chain(sides=(low, middle, _), relations=("<", "≤")):
            t, m = read_index(elaborator, middle), read_index(elaborator, low)
            return Facts(margins=((t, m),)) if isinstance(t, Index) and isinstance(m, Size) else None
        case Chain(sides=(a, Number(value=value)), relations=(">",)) if value == 0:
            base = given_base(a, scope)
            return Facts(positive=(base,)) if base is not None else None
        case Chain(sides=(a, Number(value=value)), relations=("≠",)) if value == 0:
            return Facts(nonzero=(elaborator.scalar(a),)) if given_base(a, scope) is not None or not isinstance(a, Number) else None
        case Chain(sides=(a, b), relations=("<" | ">" | "≤" | "≥" as relation,)):
            low, high = (a, b) if relation in "<≤" else (b, a)
            gap = add(elaborator.scalar(high), neg(elaborator.scalar(low)))
            return Facts(signs=((gap, ">" if relation in "<>" else "≥"),))
        case Chain(sides=(a, b), relations=("≠",)):
            return unequal(elaborator, a, b, scope)
        case Chain(sides=(a, b), relations=("=",)):
            if is_index(elaborator, a) and is_index(elaborator, b):
                return Facts(equal=((read_index(elaborator, a), read_index(elaborator, b)),))
            if (found := value_set(elaborator, a, b) or value_set(elaborator, b, a)) is not None:
                return found
            left, right = elaborator.scalar(a), elaborator.scalar(b)
            left, right = (right, left) if left is S.One else (left, right)
            entry = left.args[0] if isinstance(left, IndexSum) else None
            fits = right is S.One and isinstance(entry, Entry) and sums_an_axis(entry, left.index)
            return Facts(equations=((left, right),)) if fits else None
    return None


def value_set(elaborator: Elaborator, name: Node, value: Node) -> Facts | None:
    """A size or a given name that is said to be a number: K = 1, λ = 0, v_c = 0."""
    number = number_in(value)
    if number is None:
        return None
    axis = axis_named(elaborator, name)
    if axis is not None and isinstance(axis.size, Size):
        fits = number.denominator == 1 and number >= axis.size.least
        return Facts(sizes=((axis.size, int(number)),)) if fits else None
    base = given_base(name, elaborator.scope)
    if base is None or base.random or base.values is not None or base.recurrence is not None:
        return None
    is_scalar = not base.shape
    return Facts(constants=((base, Rational(number.numerator, number.denominator)),)) if is_scalar or not number else None


def number_in(node: Node) -> Fraction | None:
    """1, −1, ½ as they are read; None for anything else."""
    match node:
        case Number(value=value):
            return value
        case Sum(terms=((sign, inner),)):
            found = number_in(inner)
            return None if found is None else sign * found
        case Ratio(numerator=Number(value=above), denominator=Number(value=below)) if below:
            return above / below
    return None


def sums_an_axis(entry: Entry, index: Index) -> bool:
    """Whether a sum over the index runs once over one whole axis of a given name: then values can be chosen that add up to 1."""
    places = [n for n, i in enumerate(entry.indices) if i == index]
    if entry.base.definition is not None or entry.base.recurrence is not None or len(places) != 1:
        return False
    return bool(index.lower is S.One and index.upper == entry.base.shape[places[0]].size)


def unequal(elaborator: Elaborator, a: Node, b: Node, scope: Scope) -> Facts | None:
    """i ≠ j; o ≠ w_s for every s; w_s ≠ w_r for every two."""
    families = [generic_family(n, scope) for n in (a, b)]
    match families:
        case (None, None):
            return Facts(unequal=((read_index(elaborator, a), read_index(elaborator, b)),))
        case (Base() as one, Base() as two):
            return Facts(distinct=(one,)) if one == two else None
        case (None, Base() as family):
            return Facts(avoids=((family, read_index(elaborator, a)),))
        case (Base() as family, None):
            return Facts(avoids=((family, read_index(elaborator, b)),))
    return None


def generic_family(node: Node, scope: Scope) -> Base | None:
    """w of w_s, when s is bound by nothing: it stands for every s."""
    if isinstance(node, Script) and isinstance(node.base, Name) and all(isinstance(s, Name) for s in node.sub):
        binding = scope.get(node.base.text + "[]")
        if isinstance(binding, IndexFamily) and not any(isinstance(scope.get(s.text), IndexName) for s in node.sub):  # type: ignore[attr-defined]
            return binding.bases[0]
    return None


def given_base(node: Node, scope: Scope) -> Base | None:
    binding = scope.get(whole_name(node) or "")
    if isinstance(binding, TensorName) and binding.base is not None and binding.base.definition is None:
        return binding.base
    return None
