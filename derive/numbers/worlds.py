"""Worlds to try a claim in: small round ones for witnesses, random ones for the cross-check.

Every world satisfies the declared facts: positive names are positive, w ≠ o, samples are distinct, Σ y = 1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sympy import Expr, S

from ..errors import CannotDecide
from ..terms import Base, Entry, Index, IndexSum, Size
from ..terms.facts import Facts
from .world import World

POINTS = 8
ROUND_POINTS = 4
SEQUENCE_LENGTH = 12
"""How much of an endless sequence a world holds; sizes stay well below."""
ROUND_VALUES = ((1.0, 0.0, 2.0), (0.0, 1.0, -1.0, 2.0), (1.0, -1.0, 2.0, 0.5, -2.0), (0.5, 2.0, -1.0, 3.0, -0.5))
ROUND_POSITIVE = ((1.0, 2.0), (2.0, 1.0), (0.5, 2.0, 1.0), (0.5, 0.25, 2.0, 3.0))


FAR: Mapping[int, Callable[[np.random.Generator, tuple[int, ...]], np.ndarray]] = {
    1: lambda rng, shape: rng.integers(1, 10, shape).astype(float),
    3: lambda rng, shape: rng.integers(-9, 10, shape).astype(float),
    5: lambda rng, shape: rng.uniform(4, 40, shape),
    7: lambda rng, shape: rng.integers(-1000, 1001, shape).astype(float),
}
"""Points with whole numbers, with values above 4, and with huge ones: what is defined or false only there shows."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Everything that needs a value: sizes, given indices, given names."""

    sizes: tuple[Size, ...]
    indices: tuple[Index, ...]
    bases: tuple[Base, ...]
    facts: Facts


class Impossible(CannotDecide):
    """The facts leave no value to choose at these sizes."""


class Worlds:
    """The worlds of a cast, made when first asked for: small and round ones, then a random one."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self._plans = plans(cast)
        self._made: dict[int, World | None] = {}

    def __len__(self) -> int:
        return len(self._plans)

    usual = range(2)
    """Those that every claim is tried in."""
    wide = range(2, 3)
    """Sizes up to 5, values far from 0: for delicate rules, and for what the usual ones leave open."""
    large = range(3, 4)
    """Sizes from 6 on: where a size stands as a number."""
    exact = range(3)
    """Those small enough for balls at every point that is looked at."""

    def get(self, number: int) -> World | None:
        """The world of that number; None if the facts leave no values to choose at its sizes."""
        if number not in self._made:
            sizes, kind = self._plans[number]
            try:
                self._made[number] = build(self.cast, sizes, kind, 1_000 + number)
            except Impossible:
                self._made[number] = None
        return self._made[number]


class Values(dict[Base, np.ndarray]):
    """Values of given names, chosen when first asked for; the same ones every time."""

    def __init__(self, choose: Callable[[Base], np.ndarray]) -> None:
        super().__init__()
        self.choose = choose

    def __missing__(self, base: Base) -> np.ndarray:
        found = self[base] = self.choose(base)
        return found


def plans(cast: Cast) -> list[tuple[dict[Size, int], str]]:
    """Sizes to try: as small as they can be, with round values; then 2 and 3 in turn, half of the points random.

    The third, 5, 4 and 3 in turn, holds values far from 0; the fourth sizes from 8 on.
    """
    smallest = {s: max(1, s.least) for s in cast.sizes}
    ranged = {i.upper for i in cast.indices} | {b.values for b in cast.bases if b.values is not None}
    for s in ranged:
        if isinstance(s, Size):
            smallest[s] = max(2, s.least)
    stepped = {s: 2 + n % 2 for n, s in enumerate(cast.sizes)}
    wide = {s: 5 - n % 3 for n, s in enumerate(cast.sizes)}
    large = {s: (8, 11, 9)[n % 3] for n, s in enumerate(cast.sizes)}
    kinds = ((smallest, "round"), (stepped, "mixed"), (wide, "far"), (large, "far"))
    return [(room(cast, sizes) | dict(cast.facts.sizes), kind) for sizes, kind in kinds]


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


def build(cast: Cast, sizes: dict[Size, int], kind: str, seed: int) -> World:
    if any(sizes[size] != n for size, n in cast.facts.sizes):
        raise Impossible("the hypotheses on sizes cannot hold together")
    indices = choose_indices(cast, sizes, np.random.default_rng(seed))

    def choose(base: Base) -> np.ndarray:
        rng = np.random.default_rng([seed, *base.name.encode()])
        values = values_of(base, cast, world, kind, rng)
        for left, right in cast.facts.equations:
            values = satisfying(left, right, base, values)
        return values

    world = World(dict(sizes), POINTS, Values(choose), indices)
    for base in (*(b for b, _ in cast.facts.avoids), *cast.facts.distinct):
        world.values[base]
    return world


def dimension(size: Expr, sizes: dict[Size, int]) -> int:
    if size is S.Infinity:
        return SEQUENCE_LENGTH
    return int(size) if size.is_Integer else int(size.xreplace(sizes))


def choose_indices(cast: Cast, sizes: dict[Size, int], rng: np.random.Generator) -> dict[Index, np.ndarray]:
    """Values for the given indices, under the facts about them."""
    out: dict[Index, np.ndarray] = {}
    equal = {a: b for a, b in cast.facts.same.items() if isinstance(a, Index) and isinstance(b, Index)}
    margins = dict(cast.facts.margins)
    for index in sorted(cast.indices, key=lambda i: i in equal):
        if index in equal and equal[index] in out:
            out[index] = out[equal[index]]
            continue
        top = dimension(index.upper, sizes)
        low, high = (sizes[margins[index]] + 1, top - sizes[margins[index]]) if index in margins else (1, top)
        column = np.empty(POINTS, dtype=int)
        for p in range(POINTS):
            others = [b for a, b in pairs(cast.facts.unequal) if a == index]
            banned = {int(out[b][p]) for b in others if b in out} | {int(b) for b in others if b.is_Integer}
            allowed = [n for n in range(low, high + 1) if n not in banned]
            if not allowed:
                raise Impossible(str(index))
            column[p] = allowed[0] if p == 0 else rng.choice(allowed)
        out[index] = column
    for a, b in cast.facts.unequal:
        if a in out and b in out and (out[a] == out[b]).any():
            raise Impossible("the hypotheses contradict each other")
    return out


def pairs(unequal: Sequence[tuple[Expr, Expr]]) -> list[tuple[Expr, Expr]]:
    return [*unequal, *((b, a) for a, b in unequal)]


def values_of(base: Base, cast: Cast, world: World, kind: str, rng: np.random.Generator) -> np.ndarray:
    shape = (POINTS, *(dimension(a.size, world.sizes) for a in base.shape))
    if base in (constants := dict(cast.facts.constants)):
        return constant(base, float(constants[base]), cast, shape)
    if base.values is not None:
        return places_of(base, shape, cast, world, rng)
    if base.random:
        return np.asarray(rng.choice([float(v) for v, _ in base.random], shape))
    ends = [(float(low), float(high)) for other, low, high in cast.facts.between if other == base]
    if ends:
        low, high = max(e[0] for e in ends), min(e[1] for e in ends)
        if low >= high:
            raise Impossible(base.name)
        quarters = np.array([0.5, 0.25, 0.75])
        spread = quarters[rng.integers(0, 3, shape)]
        if kind != "round":
            spread[ROUND_POINTS:] = rng.uniform(0.1, 0.9, shape)[ROUND_POINTS:]
        return low + (high - low) * spread
    positive = base.positive or base in cast.facts.positive
    table = ROUND_POSITIVE if positive else ROUND_VALUES
    drawn = rng.integers(0, 60, shape)
    values = np.stack([np.array(row := table[min(p // 2, len(table) - 1)])[drawn[p] % len(row)] for p in range(POINTS)])
    if kind != "round":
        free = rng.uniform(0.3, 1.6, shape) if positive else rng.normal(0, 0.8, shape)
        values[ROUND_POINTS:] = free[ROUND_POINTS:]
    if kind == "far":
        for point, values_there in FAR.items():
            values[point] = values_there(rng, shape[1:])
            values[point] = np.abs(values[point]) + 0.25 if positive else values[point]
    return values


def constant(base: Base, value: float, cast: Cast, shape: tuple[int, ...]) -> np.ndarray:
    """The one value of a name that is said to be a number; `Impossible` if other facts exclude it."""
    outside = base in cast.facts.positive and value <= 0
    outside |= any(other == base and not low < value < high for other, low, high in cast.facts.between)
    summed = any(left.has(base) for left, _ in cast.facts.equations)
    if outside or summed or len({v for b, v in cast.facts.constants if b == base}) > 1:
        raise Impossible(f"the hypotheses on {base.name} cannot hold together, or none knows values for them")
    return np.full(shape, value)


def places_of(base: Base, shape: tuple[int, ...], cast: Cast, world: World, rng: np.random.Generator) -> np.ndarray:
    """Values of an index-valued family, each from 1 to its size, under the facts about it."""
    top = dimension(base.values, world.sizes)
    out = np.empty(shape, dtype=int)
    terms = [t for b, t in cast.facts.avoids if b == base]
    avoided = [world.indices[t] for t in terms if isinstance(t, Index)]
    fixed = {int(t) for t in terms if t.is_Integer} | {world.sizes[t] for t in terms if isinstance(t, Size)}
    for p in range(POINTS):
        banned = {int(a[p]) for a in avoided} | fixed
        allowed = [n for n in range(1, top + 1) if n not in banned]
        count = int(np.prod(shape[1:]))
        distinct = base in cast.facts.distinct
        if not allowed or (distinct and len(allowed) < count):
            raise Impossible(base.name)
        out[p] = rng.choice(allowed, count, replace=not distinct).reshape(shape[1:])
    return out


def satisfying(left: Expr, right: Expr, base: Base, values: np.ndarray) -> np.ndarray:
    """Σ_i y[…, i] = 1, exactly: whole 64ths, the last entry making up the rest (a witness must not break a hypothesis)."""
    if not (isinstance(left, IndexSum) and isinstance(left.args[0], Entry) and right is S.One):
        raise CannotDecide("the only equations that can be assumed are Σ_i y_i = 1, over one axis of a given name")
    entry = left.args[0]
    if entry.base is not base:
        return values
    axis = entry.indices.index(left.index) + 1
    values = np.moveaxis(np.abs(values) + 0.25, axis, -1)
    parts = np.floor(64 * values / values.sum(axis=-1, keepdims=True)) / 64
    parts[..., -1] += 1 - parts.sum(axis=-1)
    return np.moveaxis(parts, -1, axis)
