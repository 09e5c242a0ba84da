"""Words as names: count in «count = Σ_s 1» and in v_c * count, which else is the product of five letters."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import cast

from ..errors import Span
from ..notation.tree import Factor, Name, Node, Product, Script, rewrite

LONGEST = 20


def with_words(tree: Node, words: Container[str]) -> Node:
    """The tree with letters that touch, and spell one of some words, as one name: count, total²."""

    def change(node: Node) -> Node | None:
        if not isinstance(node, Product):
            return None
        out: list[Factor] = []
        at = 0
        while at < len(node.factors):
            size = word_at(node.factors[at : at + LONGEST], words)
            run = node.factors[at : at + max(size, 1)]
            out.append(Factor(run[0].operator, name_of(run) if size else rewrite(run[0].node, change)))
            at += len(run)
        if len(out) == len(node.factors):
            return None
        return out[0].node if len(out) == 1 else Product(tuple(out), span=node.span)

    return rewrite(tree, change)


def word_at(factors: Sequence[Factor], words: Container[str]) -> int:
    """How many factors at the beginning of some spell a word, no letter touching it behind; 0 if none do."""
    text = ""
    for n, factor in enumerate(factors):
        letter = letter_of(factor.node)
        if letter is None or (n and not touches(factors[n - 1], factor)):
            break
        text += letter.text
        goes_on = n + 1 < len(factors) and touches(factor, factors[n + 1]) and letter_of(factors[n + 1].node) is not None
        if text in words and not (goes_on and letter is factor.node):
            return n + 1
        if letter is not factor.node:
            break
    return 0


def touches(before: Factor, after: Factor) -> bool:
    return after.operator == "" and before.node.span.end == after.node.span.start


def letter_of(node: Node) -> Name | None:
    """A letter, or the one that an exponent hangs on."""
    base = node.base if isinstance(node, Script) and not node.sub else node
    return base if isinstance(base, Name) and len(base.text) == 1 else None


def name_of(run: Sequence[Factor]) -> Node:
    """The word that a run of factors spells, with what hangs on its last letter."""
    letters = [cast(Name, letter_of(f.node)) for f in run]
    name = Name("".join(x.text for x in letters), span=Span(letters[0].span.start, letters[-1].span.end))
    last = run[-1].node
    hung = isinstance(last, Script)
    return Script(name, (), last.sup, last.primes, span=Span(name.span.start, last.span.end)) if hung else name  # type: ignore[attr-defined]
