"""The shapes of all names of a part: what its formulas say, then what letters are by custom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..notation.tree import Grid, Node
from .losses import derivatives_of_losses
from .shapes import Shapes, named_in, without_step


def shapes_of(
    statements: Iterable[tuple[Node, ...]],
    wide: Iterable[str],
    entries: Mapping[str, int],
    vectors: frozenset[str],
    functions: frozenset[str],
    declared: Mapping[str, tuple[str, ...]],
) -> Shapes:
    """The shapes that some chains give their names; `wide` are those that are bold or transposed, vectors and matrices by custom.

    Chains in which something does not fit are left out, and the others asked once more: a name that these do not hold is doubtful.
    """
    chains, names = list(statements), sorted(set(wide))
    kept = chains
    for _ in range(MOST_ROUNDS):
        out = shapes_once(kept, names, entries, vectors, functions, declared)
        if not out.sloppy - {-1}:
            break
        kept = [members for n, members in enumerate(kept) if n not in out.sloppy]
    sure = {name for members in kept for member in members for name in named_in(member) if without_step(name) not in out.numbers}
    left = {name for members in chains if members not in kept for member in members for name in named_in(member)} - sure
    out.doubtful = frozenset(out.odd | (left - declared.keys()))
    return out


MOST_ROUNDS = 4


def shapes_once(
    chains: list[tuple[Node, ...]],
    wide: Iterable[str],
    entries: Mapping[str, int],
    vectors: frozenset[str],
    functions: frozenset[str],
    declared: Mapping[str, tuple[str, ...]],
) -> Shapes:
    """The shapes that chains give, whether or not all of them fit."""
    out = Shapes(entries=entries, vectors=vectors, functions=functions)
    for name, said in declared.items():
        rows, cols = out.of(name)
        out.attempt(((rows, cols), (out.size(said[0]) if said else 0, out.size(said[1]) if len(said) == 2 else 0)))
    for name, count in entries.items():
        if name not in vectors:
            out.expect(name, (True, count == 2))
    for name in vectors:
        out.expect(f"{name}[]", (True, False))
    for loss in {loss for members in chains for member in members for loss, _ in derivatives_of_losses(member)}:
        out.attempt((out.of(loss), (0, 0)))
    for out.chain, members in enumerate(chains):
        if not any(isinstance(m, Grid) for m in members):
            out.sum(list(members))
    out.propagate()
    out.chain = -1
    for name in sorted(set(wide) & out.names.keys()):
        out.suppose(name, "matrix" if name[0].isupper() else "column")
    for name in sorted(out.names):
        rows, cols = out.names[name]
        if out.is_many(rows) or out.is_many(cols):
            out.suppose(name, "matrix" if name[0].isupper() else "column")
    out.suppose_factors()
    out.numbers = {name for name, shape in out.names.items() if not out.is_number(shape) and not out.is_wide(shape)}
    for name in sorted(out.names):
        out.suppose(name, "number")
    return out
