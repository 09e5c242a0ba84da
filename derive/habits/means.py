"""Means and variances, and softmax with its index before its argument."""

from __future__ import annotations

from fractions import Fraction as Rational

from ..meaning.scope import TensorName
from ..notation.tree import Big, Factor, Group, Name, Node, Number, Product, Script, Sum, rewrite, whole_name
from ..terms import Base
from .reader import Reader
from .spellings import key


def is_random_mark(reader: Reader, sub: tuple[Node, ...]) -> bool:
    """Whether the subscript of a mean only names what is random in the sheet anyway, or its probability: d, p, p_{drop}."""
    random = [b.base for n in reader.scope if isinstance(b := reader.scope.get(n), TensorName) and b.base is not None and b.base.random]
    names = {b.name for b in random} | {s.name for b in random for _, p in b.random for s in p.atoms(Base)}
    whole = whole_name(sub[0]) if len(sub) == 1 else None
    other = reader.spellings.name(whole) if whole is not None and whole not in names else None
    whole = (whole_name(other) if other is not None else None) or whole
    return whole is not None and (whole in names or whole.split("_")[0] in names or key(whole) in {key(n) for n in names})


def read_mean_over(reader: Reader, here: Factor, group: Factor) -> Factor | None:
    """𝔼_{w ∼ ŷ}[u_w] as Σ_w ŷ_w u_w, 𝔼_{w ∼ P(· | c)}[u_w] as Σ_w P(w | c) u_w, and softmax_o(x) as softmax(x)_o."""
    head = here.node
    if not isinstance(head, Script) or not isinstance(head.base, Name) or not isinstance(group.node, Group) or len(head.sub) != 1:
        return None
    match head.base.text, head.sub[0]:
        case "𝔼" | "E", Product(factors=(Factor(node=Name() as w), Factor(node=Name(text="sim")), Factor(node=Name() as p), *given)):
            body = Group("(", group.node.items, span=group.node.span)
            weight = (Factor("", Script(p, (w,), span=p.span)),) if not given else (Factor("", p), *at_value(given, w))
            held = Product((*weight, Factor("", body)), span=group.node.span)
            return Factor(here.operator, reader.see(Big("Σ", (w,), None, held, span=group.node.span)))
        case "Var", Product(factors=(Factor(node=Name() as w), Factor(node=Name(text="sim")), Factor(node=Name() as p))):
            return Factor(here.operator, reader.see(write_variance(w, p, Group("(", group.node.items, span=group.node.span))))
        case "softmax", _ if head.sup is None and not head.primes:
            entry = Script(group.node, head.sub, span=group.node.span)
            return Factor(here.operator, reader.see(Product((Factor("", head.base), Factor("", entry)), span=group.node.span)))
    return None


def at_value(given: list[Factor], w: Name) -> tuple[Factor, ...]:
    """(w | c) of P(· | c)."""

    def put(node: Node) -> Node | None:
        return w if isinstance(node, Name) and node.text == "·" else None

    return tuple(Factor(f.operator, rewrite(f.node, put)) for f in given)


def write_variance(w: Name, p: Name, value: Group) -> Node:
    """Σ_w p_w x² − (Σ_w p_w x)²."""
    two = Number(Rational(2), span=value.span)

    def mean(of: Node) -> Node:
        return Big("Σ", (w,), None, Product((Factor("", Script(p, (w,), span=p.span)), Factor("", of)), span=value.span), span=value.span)

    square = mean(Script(value, (), two, span=value.span))
    mean_squared = Script(Group("(", (mean(value),), span=value.span), (), two, span=value.span)
    return Group("(", (Sum(((1, square), (-1, mean_squared)), span=value.span),), span=value.span)
