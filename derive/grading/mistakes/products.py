"""Products: transposes, order, entrywise or matrix."""

from __future__ import annotations

from collections.abc import Iterator

from ...habits.pieces import put
from ...notation.tree import Factor, Group, Name, Node, Product, Script, rewrite, walk
from .common import Candidate, Context, assembled, block_node, bracketed, grouped, is_function, is_vector, shown, transposed


def inner_products(c: Context, tree: Node) -> Iterator[Candidate]:
    """u_o v_c for u_oᵀ v_c, everywhere at once."""

    def change(n: Node) -> Node | None:
        if not isinstance(n, Product):
            return None
        out = list(n.factors)
        for k in range(len(out) - 1):
            if out[k + 1].operator == "" and is_vector(c.scope, out[k].node) and is_vector(c.scope, out[k + 1].node):
                out[k] = Factor(out[k].operator, transposed(out[k].node))
        return Product(tuple(out), span=n.span) if any(a is not b for a, b in zip(out, n.factors, strict=True)) else None

    new = rewrite(tree, change)
    if new is not tree:
        yield Candidate(
            "transpose", new, "The inner product of two columns wants a transpose: aᵀ b.", "Look at the products of two vectors."
        )


def transpose_of_a_factor(c: Context, tree: Node) -> Iterator[Candidate]:
    for node in walk(tree):
        if isinstance(node, Product):
            for n, f in enumerate(node.factors):
                if isinstance(f.node, (Name, Group, Script)) and not is_function(f.node):
                    new = Product((*node.factors[:n], Factor(f.operator, transposed(f.node)), *node.factors[n + 1 :]), span=node.span)
                    verb = "is transposed too much" if isinstance(f.node, Script) and isinstance(f.node.sup, Name) else "wants a transpose"
                    yield Candidate("transpose", put(tree, node, new), f"{shown(f.node)} {verb}.", "A transpose is missing or too much.")


def order_of_a_product(c: Context, tree: Node) -> Iterator[Candidate]:
    """B A for A B, with transposes where they are needed."""
    for node in walk(tree):
        if not isinstance(node, Product):
            continue
        blocks = grouped(node)
        if not 2 <= len(blocks) <= 4:
            continue
        for n in range(len(blocks) - 1):
            swapped = [*blocks[:n], blocks[n + 1], blocks[n], *blocks[n + 2 :]]
            new = assembled(swapped)
            yield Candidate(
                "order", put(tree, node, new), f"The order of the product is wrong: {shown(new)}.", "The order of a product is wrong."
            )
        if len(blocks) == 2:
            a, b = (block_node(x) for x in blocks)
            for left, right in (
                (a, transposed(b)),
                (transposed(a), b),
                (b, transposed(a)),
                (transposed(b), a),
                (transposed(a), transposed(b)),
                (transposed(b), transposed(a)),
            ):
                new = Product((Factor("", bracketed(left)), Factor("", bracketed(right))), span=node.span)
                yield Candidate(
                    "order", put(tree, node, new), f"The product that fits, and is right, is {shown(new)}.",
                    "These two do not go together so: think of the order and of transposes.",
                )  # fmt: skip
        if len(blocks) == 3:
            new = assembled(blocks[::-1])
            yield Candidate(
                "order", put(tree, node, new), f"The order of the product is wrong: {shown(new)}.", "The order of a product is wrong."
            )


def operators(c: Context, tree: Node) -> Iterator[Candidate]:
    """∘ for a product, a product for ∘."""
    for node in walk(tree):
        if isinstance(node, Product):
            for n, f in enumerate(node.factors):
                if n and not is_function(node.factors[n - 1].node):
                    for operator, says in (
                        (("∘", "an entrywise product ∘ is wanted, not a matrix product"),)
                        if f.operator in ("", "·")
                        else (("", "a matrix product is wanted, not ∘"),)
                    ):
                        new = Product((*node.factors[:n], Factor(operator, f.node), *node.factors[n + 1 :]), span=node.span)
                        yield Candidate(
                            "operator",
                            put(tree, node, new),
                            f"Before {shown(f.node)} {says}.",
                            "One product is of the wrong kind (entrywise or matrix).",
                        )
