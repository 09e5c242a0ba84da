"""Worlds to try a claim in: small round ones for witnesses, random ones for the cross-check.

Every world satisfies the declared facts: positive names are positive, w ≠ o, samples are distinct, Σ y = 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sympy import Expr, S

from .evaluate import World
from .facts import Facts
from .terms import Base, Entry, Index, IndexSum, Size

POINTS = 8
SEQUENCE_LENGTH = 12
"""How much of an endless sequence a world holds; sizes stay well below."""
ROUND_VALUES = ((1.0, 0.0, 2.0), (0.0, 1.0, -1.0, 2.0), (1.0, -1.0, 2.0, 0.5, -2.0), (0.5, 2.0, -1.0, 3.0, -0.5))
ROUND_POSITIVE = ((1.0, 2.0), (2.0, 1.0), (0.5, 2.0, 1.0), (0.5, 0.25, 2.0, 3.0))


@dataclass(frozen=True, slots=True)
class Cast:
    """Everything that needs a value: sizes, given indices, given names."""

    sizes: tuple[Size, ...]
    indices: tuple[Index, ...]
    bases: tuple[Base, ...]
    facts: Facts


class Impossible(Exception):
    """The facts leave no value to choose at these sizes."""


def worlds(cast: Cast) -> list[World]:
    """The worlds of a cast, small and round first, then random; those that the facts rule out are left out."""
    out = []
    for seed, (sizes, values) in enumerate(plans(cast)):
        try:
            out.append(build(cast, sizes, values, np.random.default_rng(1_000 + seed)))
        except Impossible:
            continue
    return out


def plans(cast: Cast) -> list[tuple[dict[Size, int], str]]:
    """Sizes to try: all 1 or 2, then all 2, then unequal ones."""
    rng = np.random.default_rng(7)
    smallest = {s: max(1, s.least) for s in cast.sizes}
    ranged = {i.upper for i in cast.indices} | {b.values for b in cast.bases if b.values is not None}
    for s in ranged:
        if isinstance(s, Size):
            smallest[s] = max(2, s.least)
    stepped = {s: 2 + n % 2 for n, s in enumerate(cast.sizes)}
    varied = {s: int(rng.integers(2, 5)) for s in cast.sizes}
    mixed = {s: 4 - n % 3 for n, s in enumerate(cast.sizes)}
    return [(room(cast, s), kind) for s, kind in ((smallest, "round"), (stepped, "round"), (varied, "random"), (mixed, "random"))]


def room(cast: Cast, sizes: dict[Size, int]) -> dict[Size, int]:
    """Sizes with room for what the facts ask: windows inside the text, distinct samples, others to avoid."""
    sizes = dict(sizes)
    for index, m in cast.facts.margins:
        assert isinstance(index.upper, Size)
        sizes[index.upper] = 2 * sizes[m] + 1 + sizes[index.upper] % 2
    for base in cast.facts.distinct:
        needed = sizes[base.shape[0].size] if isinstance(base.shape[0].size, Size) else 1
        if isinstance(base.values, Size):
            sizes[base.values] = max(sizes[base.values], needed + 2)
    return sizes


def build(cast: Cast, sizes: dict[Size, int], kind: str, rng: np.random.Generator) -> World:
    indices = choose_indices(cast, sizes, rng)
    world = World(dict(sizes), POINTS, {}, indices)
    for base in cast.bases:
        if base.definition is None and base.recurrence is None:
            world.values[base] = values_of(base, cast, world, kind, rng)
    for left, right in cast.facts.equations:
        satisfy(left, right, world)
    return world


def dimension(size: Expr, sizes: dict[Size, int]) -> int:
    if size is S.Infinity:
        return SEQUENCE_LENGTH
    return int(size) if size.is_Integer else int(size.xreplace(sizes))


def choose_indices(cast: Cast, sizes: dict[Size, int], rng: np.random.Generator) -> dict[Index, np.ndarray]:
    """Values for the given indices, under the facts about them."""
    out: dict[Index, np.ndarray] = {}
    equal = {a: b for a, b in cast.facts.equal if isinstance(a, Index) and isinstance(b, Index)}
    margins = dict(cast.facts.margins)
    for index in sorted(cast.indices, key=lambda i: i in equal):
        if index in equal and equal[index] in out:
            out[index] = out[equal[index]]
            continue
        top = dimension(index.upper, sizes)
        low, high = (sizes[margins[index]] + 1, top - sizes[margins[index]]) if index in margins else (1, top)
        column = np.empty(POINTS, dtype=int)
        for p in range(POINTS):
            banned = {int(out[b][p]) for a, b in pairs(cast.facts.unequal) if a == index and b in out}
            allowed = [n for n in range(low, high + 1) if n not in banned]
            if not allowed:
                raise Impossible(str(index))
            column[p] = allowed[0] if p == 0 else rng.choice(allowed)
        out[index] = column
    return out


def pairs(unequal: Sequence[tuple[Expr, Expr]]) -> list[tuple[Expr, Expr]]:
    return [*unequal, *((b, a) for a, b in unequal)]


def values_of(base: Base, cast: Cast, world: World, kind: str, rng: np.random.Generator) -> np.ndarray:
    shape = (POINTS, *(dimension(a.size, world.sizes) for a in base.shape))  # type: ignore[arg-type]
    if base.values is not None:
        return places_of(base, shape, cast, world, rng)
    for other, low, high in cast.facts.between:
        if other == base:
            quarters = np.array([0.5, 0.25, 0.75])
            spread = quarters[rng.integers(0, 3, shape)] if kind == "round" else rng.uniform(0.1, 0.9, shape)
            return low + (high - low) * spread
    positive = base.positive or base in cast.facts.positive
    if kind == "random":
        return rng.uniform(0.3, 1.6, shape) if positive else rng.normal(0, 0.8, shape)
    table = ROUND_POSITIVE if positive else ROUND_VALUES
    rows = [np.array(table[min(p // 2, len(table) - 1)]) for p in range(POINTS)]
    return np.stack([rng.choice(row, shape[1:]) for row in rows])


def places_of(base: Base, shape: tuple[int, ...], cast: Cast, world: World, rng: np.random.Generator) -> np.ndarray:
    """Values of an index-valued family, each from 1 to its size, under the facts about it."""
    top = dimension(base.values, world.sizes)  # type: ignore[arg-type]
    out = np.empty(shape, dtype=int)
    avoided = [world.indices[t] for b, t in cast.facts.avoids if b == base and isinstance(t, Index)]
    for p in range(POINTS):
        banned = {int(a[p]) for a in avoided}
        allowed = [n for n in range(1, top + 1) if n not in banned]
        count = int(np.prod(shape[1:]))
        distinct = base in cast.facts.distinct
        if not allowed or (distinct and len(allowed) < count):
            raise Impossible(base.name)
        out[p] = rng.choice(allowed, count, replace=not distinct).reshape(shape[1:])
    return out


def satisfy(left: Expr, right: Expr, world: World) -> None:
    """Σ_i y[…, i] = 1, exactly: whole 64ths, the last entry making up the rest (a witness must not break a hypothesis)."""
    if not (isinstance(left, IndexSum) and isinstance(left.args[0], Entry) and right is S.One):
        raise ValueError("the only equations that can be assumed are Σ_i y_i = 1, over one axis of a given name")
    entry = left.args[0]
    axis = entry.indices.index(left.index) + 1
    values = np.moveaxis(np.abs(world.values[entry.base]) + 0.25, axis, -1)
    parts = np.floor(64 * values / values.sum(axis=-1, keepdims=True)) / 64
    parts[..., -1] += 1 - parts.sum(axis=-1)
    world.values[entry.base] = np.moveaxis(parts, -1, axis)
