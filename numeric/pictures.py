"""Pictures, by matplotlib: vectors in two dimensions, paths of a descent."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from derive.app.output import whole
from derive.errors import InputError
from derive.visible import visible

from .arrays import Array
from .vectors import Vectors

INK, DOT, GRID = "#22303c", "#2a6f97", "#d9dfe4"
SHOWN = 60
"""Words of a picture for which none are named."""
SHORTEST_WORD = 4
LONGEST_LABEL = 40


def pyplot() -> Any:
    """matplotlib without a screen; imported now, so that its lack is known before anything is worked out."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    return plt


def principal_components(rows: Array, count: int = 2) -> tuple[Array, Array]:
    """Rows (n, d) on their first principal axes (n, count), and the share of the variance that each axis has."""
    centred = rows - rows.mean(axis=0)
    left, scale, _ = np.linalg.svd(centred, full_matrices=False)
    points = np.zeros((len(rows), count))
    found = min(count, len(scale))
    points[:, :found] = left[:, :found] * scale[:found]
    share = np.zeros(count)
    share[:found] = scale[:found] ** 2 / max(float((scale**2).sum()), 1e-30)
    return points, share


def plot_words(vectors: Vectors, words: Sequence[str], path: Path, keep: Sequence[str | Path] = ()) -> list[str]:
    """A labelled PNG of these words (or of frequent ones) by their first two principal components, unit lengths; the words shown."""
    chosen = list(dict.fromkeys(words)) or [w for w in vectors.words if len(w) >= SHORTEST_WORD][:SHOWN] or vectors.words[:SHOWN]
    places = [vectors.place(w) for w in chosen]
    if len(places) < 2:
        raise InputError("a picture needs two words or more; with none named the most frequent ones are taken")
    points, share = principal_components(vectors.unit[places].astype(float))
    plt = pyplot()
    figure, axes = plt.subplots(figsize=(9, 7), dpi=130)
    axes.scatter(points[:, 0], points[:, 1], s=14, color=DOT, zorder=3)
    texts = [(x, y, vectors.words[p]) for (x, y), p in zip(points, places, strict=True)]
    label(figure, axes, texts)
    axes.set_xlabel(f"first principal component ({share[0]:.0%} of the variance)", color=INK)
    axes.set_ylabel(f"second ({share[1]:.0%})", color=INK)
    tidy(axes)
    save(figure, plt, path, keep)
    return [vectors.words[p] for p in places]


def label(figure: Any, axes: Any, texts: Sequence[tuple[float, float, str]]) -> None:
    """Each name beside its point, at the first of eight places where it covers no other name."""
    figure.canvas.draw()
    renderer = figure.canvas.get_renderer()
    dots = {(x, y): dot(axes.transData.transform((x, y))) for x, y, _ in texts}
    taken: list[Any] = []
    spots = (
        (5, -3, "left"),
        (-5, -3, "right"),
        (0, 6, "center"),
        (0, -12, "center"),
        (6, 6, "left"),
        (-6, 6, "right"),
        (6, -12, "left"),
        (-6, -12, "right"),
    )
    for x, y, word in sorted(texts, key=lambda t: -t[1]):
        for dx, dy, side in spots:
            note = axes.annotate(
                shown(word), (x, y), xytext=(dx, dy), textcoords="offset points", ha=side, fontsize=9, color=INK, zorder=4, parse_math=False
            )
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # a letter that no font has is shown as a box
                box = note.get_window_extent(renderer)
            others = (d for at, d in dots.items() if at != (x, y))
            if not any(box.overlaps(other) for other in (*taken, *others)):
                break
            if (dx, dy, side) != spots[-1]:
                note.remove()
        taken.append(box)


def shown(word: str) -> str:
    """A word as a label: without what no font has, and not longer than a label is."""
    seen = visible(word)
    return seen if len(seen) <= LONGEST_LABEL else f"{seen[: LONGEST_LABEL - 1]}…"


def dot(centre: Any, radius: float = 4) -> Any:
    """The pixels of a point, as a box."""
    from matplotlib.transforms import Bbox

    return Bbox.from_extents(*(c + s * radius for s in (-1, 1) for c in centre))


def plot_descents(paths: Sequence[tuple[str, Array]], path: Path, keep: Sequence[str | Path] = ()) -> None:
    """|θ₁| and |θ₂| of each descent by step, (steps + 1, 2) a path, on a logarithmic scale."""
    plt = pyplot()
    columns = min(3, len(paths))
    rows = -(-len(paths) // columns)
    figure, grid = plt.subplots(rows, columns, figsize=(4.2 * columns, 3.8 * rows), dpi=110, squeeze=False)
    for axes in grid.flat[len(paths) :]:
        axes.set_axis_off()
    for axes, (name, theta) in zip(grid.flat, paths, strict=False):
        for k, color in ((0, DOT), (1, "#c8553d")):
            values = np.abs(theta[:, k])
            steps = np.arange(len(values))
            good = (values > 1e-250) & (values < 1e250)  # what a logarithmic axis can show
            axes.semilogy(steps[good], values[good], color=color, lw=1.4, marker="." if good.sum() < 60 else None, label=f"|θ{'₁₂'[k]}|")
        axes.set_title(name, fontsize=9, color=INK)
        axes.set_xlabel("step", color=INK)
        axes.legend(frameon=False, fontsize=8)
        tidy(axes)
    save(figure, plt, path, keep)


def tidy(axes: Any) -> None:
    axes.grid(color=GRID, lw=0.6, zorder=0)
    axes.tick_params(colors=INK, labelsize=8)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(GRID)


def save(figure: Any, plt: Any, path: Path, keep: Sequence[str | Path]) -> None:
    with whole(path, tuple(keep)) as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        figure.tight_layout()
        figure.savefig(file, format="png")
    plt.close(figure)
