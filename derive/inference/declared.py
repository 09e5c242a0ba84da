"""What words declare: «W ∈ ℝ^{h×d}», «x^{(i)} ∈ ℝ^n»; one such line is worth more than many formulas."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..notation.tree import Group, Name, Node, Number, Product, Script, spelling, whole_name
from .tidy import example

Sizes = tuple[str, ...]
"""«h», «1»: one for a vector, two for a matrix, none for a number."""


@dataclass(frozen=True, slots=True)
class Declared:
    """What some lines declare of a name, and of each of many: x^{(i)}."""

    alone: dict[str, Sizes]
    members: dict[str, Sizes]


def declared_in(pairs: Iterable[tuple[Node, Node]]) -> Declared:
    """The declarations among pairs of a name and what it is said to be in."""
    out = Declared({}, {})
    for head, space in pairs:
        sizes = sizes_of(space)
        if sizes is None:
            continue
        for name in head.items if isinstance(head, Group) else (head,):
            match name:
                case Script(base=Name(text=text), sub=(), sup=sup) if example(sup) is not None:
                    out.members[text] = sizes
                case Name() | Script(sup=None, primes=0) if (whole := whole_name(name)) is not None:
                    out.alone[whole] = sizes
    return out


def sizes_of(space: Node) -> Sizes | None:
    """h and d of ℝ^{h×d}; None for anything else."""
    match space:
        case Name(text="ℝ"):
            return ()
        case Script(base=Name(text="ℝ"), sub=(), sup=sup) if sup is not None:
            factors = [f.node for f in sup.factors] if isinstance(sup, Product) else [sup]
            names = [spelling(f) for f in factors]
            plain = all(isinstance(f, (Name, Number, Script)) for f in factors) and all(names)
            return tuple(n for n in names if n) if plain and len(names) <= 2 else None
    return None
