"""Derivatives as people write them: on one line, with a ∂ missing, before what they differentiate."""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import Span
from ..meaning import derivatives as calculus
from ..meaning.scope import Family, TensorName
from ..notation.tree import Factor, Fraction, Group, Mark, Name, Node, Number, Product, Script, Sum, spelling, whole_name
from .losses import is_loss
from .names import read_name, see_quietly
from .pieces import span_of, unled
from .reader import Reader


def read_fraction(reader: Reader, node: Fraction) -> Node:
    """A fraction; ∂J/v_c and J/∂v_c with the ∂ that is missing; −∂J over ∂x as −(∂J/∂x)."""
    if isinstance(node.numerator, Sum) and len(node.numerator.terms) == 1:
        ((sign, term),) = node.numerator.terms
        inner = Fraction(term, node.denominator, span=node.span)
        if calculus.is_derivative(inner):
            return Sum(((sign, reader.see(inner)),), span=node.span)
    above, below = calculus.leading(node.numerator)[0], calculus.leading(node.denominator)[0]
    if calculus.is_partial(above) and not calculus.is_partial(below) and not calculus.is_d(below):
        bottom = reader.see(node.denominator)
        if isinstance(bottom, (Name, Script)) and whole_name(bottom) is not None:
            reader.slips.append("the ∂ below the line is missing")
            with_mark = Product((Factor("", Mark("∂", span=below.span)), Factor("", bottom)), span=bottom.span)
            return Fraction(reader.see(node.numerator), with_mark, span=node.span)
    if calculus.is_partial(below) and not calculus.is_partial(above) and not calculus.is_d(above):
        reader.slips.append("the ∂ above the line is missing")
        top = node.numerator.factors if isinstance(node.numerator, Product) else (Factor("", node.numerator),)
        held = top if len(top) == 1 or not isinstance(node.numerator, Sum) else (Factor("", Group("(", (node.numerator,))),)
        marked = Product((Factor("", Mark("∂", span=above.span)), *held), span=node.numerator.span)
        return Fraction(reader.see(marked), reader.see(node.denominator), span=node.span)
    denominator = node.denominator
    if calculus.is_partial(below) and isinstance(denominator, Product) and len(denominator.factors) == 2:
        by = Factor(denominator.factors[1].operator, by_matrix(reader, denominator.factors[1].node))
        denominator = Product((denominator.factors[0], by), span=denominator.span)
    return Fraction(reader.see(node.numerator), reader.see(denominator), span=node.span)


def split_nabla(reader: Reader, sub: Node) -> tuple[Node, Node] | None:
    """U and L of ∇_{UL}, where L is a loss."""
    if isinstance(sub, Product) and len(sub.factors) == 2 and not reader.known(spelling(sub) or ""):
        by, loss = (f.node for f in sub.factors)
        if isinstance(loss, Name) and is_loss(reader, whole_name(read_name(reader, loss))) and isinstance(by, (Name, Script)):
            return by, loss
    return None


def by_matrix(reader: Reader, node: Node) -> Node:
    """u, of which the columns are u_w, as what one differentiates by: U."""
    binding = reader.scope.get(node.text) if isinstance(node, Name) and node.text not in reader.bound else None
    if isinstance(node, Name) and isinstance(binding, Family):
        reader.notes.append(f"{node.text} without an index is read as {binding.base.name}")
        return Name(binding.base.name, span=node.span)
    return node


def gather_fractions(reader: Reader, factors: Sequence[Factor]) -> list[Factor]:
    """∂/∂x f, ∂²f/∂x∂yᵀ and {∂ \\over ∂x} f as fractions."""
    out: list[Factor] = []
    place = 0
    while place < len(factors):
        here = factors[place]
        inner = here.node.items[0] if isinstance(here.node, Group) and here.node.bracket == "{" and len(here.node.items) == 1 else None
        if isinstance(inner, Fraction) and calculus.is_derivative(inner):
            out.append(Factor(here.operator, inner))
            place += 1
            continue
        if (lone := without_d_below(reader, factors[place : place + 4])) is not None:
            out.append(lone)
            place += 3
            continue
        order = derivative_order(here.node)
        slash = next((n for n in range(place + 1, len(factors)) if factors[n].operator == "/"), None) if order else None
        below = below_the_slash(factors, slash, order) if slash is not None else []
        if slash is None or not below or not (slash == place + 1 or order > 1):
            out.append(here)
            place += 1
            continue
        above = [Factor("", calculus_mark(here.node)), *factors[place + 1 : slash]]
        top = above[0].node if len(above) == 1 else Product(tuple(above), span=span_of(above))
        bottom = Product(tuple(below), span=span_of(below))
        out.append(Factor(here.operator, Fraction(top, bottom, span=Span(top.span.start, bottom.span.end))))
        place = slash + len(below)
    return out


def without_d_below(reader: Reader, factors: Sequence[Factor]) -> Factor | None:
    """dL/v_c for dL/dv_c, where L is a loss and v_c no number."""
    if len(factors) < 3 or derivative_order(factors[0].node) != 1 or factors[2].operator != "/" or factors[1].operator:
        return None
    loss, by = factors[1].node, factors[2].node
    if not isinstance(loss, (Name, Script)) or not isinstance(by, (Name, Script)) or derivative_order(by):
        return None
    if not is_loss(reader, whole_name(see_quietly(reader, loss))) or is_number(reader, by):
        return None
    reader.slips.append("the d below the line is missing")
    mark = Mark("∂", span=factors[0].node.span)
    top, bottom = (Product((Factor("", mark), Factor("", n)), span=n.span) for n in (loss, by))
    return Factor(factors[0].operator, Fraction(top, bottom, span=Span(mark.span.start, by.span.end)))


def is_number(reader: Reader, node: Name | Script) -> bool:
    """Whether a name is of a number, or of nothing that is known."""
    seen = see_quietly(reader, node)
    name = whole_name(seen) or ""
    binding = reader.scope.get(name)
    stem = seen.base.text if isinstance(seen, Script) and isinstance(seen.base, Name) else ""
    above = reader.scope.get(stem)
    known = isinstance(binding, TensorName) or isinstance(above, (Family, TensorName))
    return not known or (isinstance(binding, TensorName) and binding.tensor.is_scalar)


def derivative_order(node: Node) -> int:
    """1 for ∂ and d, n for ∂ⁿ, 0 for anything else."""
    match node:
        case Mark(kind="∂") | Name(text="d"):
            return 1
        case Script(base=Mark(kind="∂") | Name(text="d"), sub=(), sup=Number(value=n), primes=0) if n.denominator == 1 and n > 0:
            return int(n)
    return 0


def calculus_mark(node: Node) -> Node:
    """∂ for d."""
    match node:
        case Name(text="d"):
            return Mark("∂", span=node.span)
        case Script(base=Name(text="d") as d):
            return Script(Mark("∂", span=d.span), node.sub, node.sup, node.primes, span=node.span)
    return node


def below_the_slash(factors: Sequence[Factor], slash: int, order: int) -> list[Factor]:
    """∂x, or ∂x ∂y, from a slash on."""
    out: list[Factor] = []
    place = slash
    while len(out) < 2 * order and place + 1 < len(factors) and derivative_order(factors[place].node) == 1:
        if out and factors[place].operator:
            break
        out += [Factor("", calculus_mark(factors[place].node)), Factor("", factors[place + 1].node)]
        place += 2
    return out


def read_differentiation(reader: Reader, here: Factor, rest: Sequence[Factor]) -> tuple[list[Factor], int]:
    """∂/∂x or ∇_x, and as many of the factors after it as it differentiates; (…) around both where more follow."""
    stops = reaches(rest)
    stop = stops[reader.choose(len(stops))]
    body = unled(rest[:stop])
    seen = reader.see(body[0].node if len(body) == 1 else Product(body, span=span_of(rest[:stop])))
    inner = seen if len(body) == 1 or not isinstance(seen, Product) else Group("(", (seen,), span=seen.span)
    both = Product((Factor("", reader.see(here.node)), Factor("", inner)), span=Span(here.node.span.start, inner.span.end))
    if stop == len(rest):
        return [Factor(here.operator, both.factors[0].node), *(seen.factors if isinstance(seen, Product) else (Factor("", seen),))], stop
    return [Factor(here.operator, Group("(", (both,), span=both.span))], stop


def reaches(rest: Sequence[Factor]) -> list[int]:
    """How much ∂/∂x differentiates: what is in brackets, or all that follows."""
    first = rest[0].node
    if isinstance(first, Group) and len(rest) > 1:
        return [1, len(rest)]
    apart = next((n for n, f in enumerate(rest) if n and f.operator), len(rest))
    return list(dict.fromkeys([len(rest), apart]))
