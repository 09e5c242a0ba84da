"""Hypotheses in use: what an equation that is assumed says of an atom."""

from __future__ import annotations

import itertools

from ..terms import Index, IndexTerm
from .canon import Canon
from .polynomial import Polynomial
from .ranges import range_of


def known(canon: Canon, number: int) -> Polynomial:
    """An atom, or what a hypothesis says that it is."""
    for chosen, places, rest in canon.solved:
        if number == chosen:
            canon.fired["hypothesis"] += 1
            return rest
        atom, pattern = canon.atoms[number], canon.atoms[chosen]
        if not places or atom.kind != pattern.kind:
            continue
        candidates = [t for t in atom.free if range_of(t) is not None]
        for targets in itertools.permutations(candidates, len(places)):
            if any(range_of(t) != range_of(p) for t, p in zip(targets, places, strict=True)):
                continue
            image, value = instance(canon, chosen, rest, places, targets)
            if image == {((number, 1),): 1}:
                canon.fired["hypothesis"] += 1
                return value
    return canon.single(number)


def instance(
    canon: Canon, chosen: int, rest: Polynomial, places: tuple[Index, ...], targets: tuple[IndexTerm, ...]
) -> tuple[Polynomial, Polynomial]:
    """A hypothesis at given indices; found without the hypotheses, lest it rewrite itself."""
    case = (chosen, targets)
    found = canon.instances.get(case)
    if found is None:
        kept = canon.without_tables()
        image: Polynomial = {((chosen, 1),): 1}
        try:
            for place, target in zip(places, targets, strict=True):
                image, rest = canon.substitute(image, place, target), canon.substitute(rest, place, target)
        finally:
            canon.restore(kept)
        found = canon.instances[case] = image, rest
    return found
