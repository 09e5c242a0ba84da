"""One name for another: labels and predictions, indices, vectors, an entry for the whole."""

from __future__ import annotations

from collections.abc import Iterator

from ...habits.pieces import put
from ...meaning.scope import Family, IndexName, TensorName
from ...notation.tree import Name, Node, Script, rewrite, same, spelling, walk
from .common import Candidate, Context, is_known, is_vector, shown


def labels_and_predictions(c: Context, tree: Node) -> Iterator[Candidate]:
    """y for ŷ, ŷ for y: one of them, or all."""
    pair = {"y": "ŷ", "ŷ": "y"}
    if any(c.scope.get(n) is None for n in pair):
        return
    places = [n for n in walk(tree) if isinstance(n, Name) and n.text in pair]
    for n in places:
        yield Candidate(
            "swap", put(tree, n, Name(pair[n.text], span=n.span)), f"{n.text} stands where {pair[n.text]} is wanted.",
            "Look again at what is the label y and what is the prediction ŷ.",
        )  # fmt: skip
    if len(places) > 1:
        swapped = rewrite(tree, lambda n: Name(pair[n.text], span=n.span) if isinstance(n, Name) and n.text in pair else None)
        yield Candidate("swap", swapped, "y and ŷ are swapped.", "Look again at what is the label y and what is the prediction ŷ.")


def indices(c: Context, tree: Node) -> Iterator[Candidate]:
    """One index for another: u_o for u_w."""
    declared = [n for n in c.scope if isinstance(c.scope.get(n), IndexName)]
    bound = list(dict.fromkeys(c.bound(tree)))
    for node in walk(tree):
        if isinstance(node, Script) and len(node.sub) == 1 and isinstance(node.sub[0], (Name, Script)) and not is_known(c.scope, node):
            here = node.sub[0]
            for other in dict.fromkeys([*bound, *declared, *("w_" + b for b in bound)]):
                stem, _, below = other.partition("_")
                new: Node = Script(Name(stem), (Name(below),)) if below and c.scope.get(stem + "[]") is not None else Name(other)
                if below and not isinstance(new, Script):
                    continue
                if not same(new, here):
                    changed = Script(node.base, (new,), node.sup, node.primes, span=node.span)
                    yield Candidate(
                        "index",
                        put(tree, node, changed),
                        f"The index is wrong: {shown(node)} should be {shown(changed)}.",
                        "One index is wrong.",
                    )


def entries(c: Context, tree: Node) -> Iterator[Candidate]:
    """The vector ŷ where its entry ŷ_w is meant."""
    vectors_here = {
        n.text: b.tensor
        for n in walk(tree)
        if isinstance(n, Name) and isinstance(b := c.scope.get(n.text), TensorName) and b.tensor.is_vector
    }
    held = {id(n.base) for n in walk(tree) if isinstance(n, Script) and n.sub}
    for i in dict.fromkeys([*c.bound(tree), *(n for n in c.scope if isinstance(c.scope.get(n), IndexName))]):
        binding = c.scope.get(i)
        for names in ([n] for n in vectors_here) if len(vectors_here) < 2 else [*([n] for n in vectors_here), list(vectors_here)]:
            if isinstance(binding, IndexName) and not all(binding.axis in vectors_here[n].shape for n in names):
                continue

            def entry(n: Node, names: list[str] = names, i: str = i) -> Node | None:
                if isinstance(n, Script) and id(n.base) in held:
                    return n
                return Script(n, (Name(i),), span=n.span) if isinstance(n, Name) and n.text in names else None

            said = " and ".join(f"{n}_{i}" for n in names)
            yield Candidate(
                "index",
                rewrite(tree, entry),
                f"An entry is meant, not the whole vector: {said}.",
                "Is a vector meant here, or one of its entries?",
            )


def vectors(c: Context, tree: Node) -> Iterator[Candidate]:
    """v_c for u_o, u_w for v_c: one vector for another of its shape."""
    columns = list(columns_of(c, tree))
    for node in walk(tree):
        stem = Script(node.base, node.sub) if isinstance(node, Script) and node.sub else Name(node.text) if isinstance(node, Name) else None
        if stem is None or not (isinstance(stem, Name) or isinstance(stem.base, Name)) or not is_vector(c.scope, stem):
            continue
        for other in columns:
            if spelling(other) != spelling(stem):
                new = rehung(other, node)
                yield Candidate(
                    "index",
                    put(tree, node, new),
                    f"{shown(stem)} stands where {shown(other)} is wanted.",
                    "One vector stands where another is wanted.",
                )


def columns_of(c: Context, tree: Node) -> Iterator[Node]:
    """The vectors that have a name here: v_c, and u_w for every index w in force."""
    for name in c.scope:
        binding = c.scope.get(name)
        if isinstance(binding, TensorName) and binding.tensor.is_vector and binding.base is not None:
            yield Name(name)
        if isinstance(binding, Family):
            axis = binding.base.shape[binding.axis]
            for i in [*c.bound(tree), *c.scope]:
                if isinstance(index := c.scope.get(i), IndexName) and index.axis == axis:
                    yield Script(Name(name), (Name(i),))


def rehung(other: Node, old: Node) -> Node:
    """Another vector with the transpose or power of the old one."""
    if not isinstance(old, Script) or (old.sup is None and not old.primes):
        return other
    if isinstance(other, Script):
        return Script(other.base, other.sub, old.sup, old.primes)
    return Script(other, (), old.sup, old.primes)
