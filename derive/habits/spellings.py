"""Other spellings of a sheet's names: those that everyone uses, and those that it lists under [also]."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

from ..meaning.scope import IndexName, Scope
from ..notation.tree import Factor, Group, Mark, Name, Node, Product, Script, same, spelling, walk

LOOK_ALIKES = {0: "o"}
"""Digits that OCR and tired hands make of an index."""
INDICATORS = frozenset({"𝟏", "I", "1", "𝕀"})
GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "θ": "theta", "λ": "lambda", "μ": "mu", "τ": "tau",
    "φ": "phi", "ψ": "psi", "ω": "omega", "Λ": "Lambda", "σ": "sigma", "η": "eta",
}  # fmt: skip
ACCENT_WORDS = {"\u0302": "hat", "\u0303": "tilde", "\u0304": "bar"}


CROSS_ENTROPY = frozenset({"crossentropy", "crossentropyloss", "xe"})
"""Words for CE, where a sheet has that."""


def key(text: str) -> str:
    """A spelling without what people vary: hyphens, spaces, underscores, capitals after the first letter."""
    bare = re.sub(r"[\s_,\-−{}()]", "", unicodedata.normalize("NFC", text))
    return bare[:1] + bare[1:].lower() if len(bare) > 2 else bare


@dataclass(frozen=True, slots=True)
class Pattern:
    """Another way to write something: P(O = a | C = c) for ŷ_a, whatever the index a."""

    head: str
    arguments: tuple[Node, ...]
    value: Node
    variables: frozenset[str]


class Spellings:
    """The other spellings of a scope's names: those that everyone uses, and those that the sheet lists under [also]."""

    def __init__(self, scope: Scope, also: Sequence[tuple[Node, Node]] = ()) -> None:
        self.names: dict[str, Node] = {}
        self.patterns: list[Pattern] = []
        self.scripts: list[tuple[Node, Node]] = []
        """Names whose subscripts are more than a name: U_{o, {w_1, …, w_K}}."""
        self.stated: set[str] = set()
        """What the sheet itself lists: it holds even where the letters could mean something else."""
        indices = {n for n in scope if isinstance(scope.get(n), IndexName)}
        for name in scope:
            node = name_node(name.removeprefix("#"))
            for other in variants(name.removeprefix("#")):
                self.names.setdefault(other, node)
        for spelled, said in also:
            word = spelling(said) if isinstance(said, Product) else None  # CE, letter by letter
            value = name_node(word) if word is not None and scope.get(word) is not None else said
            match spelled:
                case Product(factors=(Factor(node=head), Factor(operator="", node=Group(items=items)))):
                    used = {n.text for n in walk(value) if isinstance(n, Name)} & indices
                    self.patterns.append(Pattern(key(spelling(head) or ""), items, value, frozenset(used)))
                case Script(sub=(_, *_)) if spelling(spelled) is None:
                    self.scripts.append((spelled, value))
                case _ if (text := spelling(spelled)) is not None:
                    self.names[key(text)] = value
                    self.stated.add(key(text))

    def name(self, text: str) -> Node | None:
        """What another spelling stands for; words of four letters and more whatever their capitals."""
        short = key(text)
        found = self.names.get("CE" if short.lower() in CROSS_ENTROPY else short)
        if found is None and len(short) > 3:
            found = self.names.get(short[:1].swapcase() + short[1:])
        return found


def name_node(name: str) -> Node:
    """v_c as a node."""
    return Name(name)


def variants(name: str) -> Iterator[str]:
    """How a name is typed in plain text: yhat, y_hat, hat y, vc, theta."""
    decomposed = unicodedata.normalize("NFD", name)
    yield key(name)
    plain = "".join(c for c in decomposed if c not in ACCENT_WORDS)
    accents = [ACCENT_WORDS[c] for c in decomposed if c in ACCENT_WORDS]
    words = "".join(GREEK.get(c, c) for c in plain)
    if accents:
        stem, _, sub = words.partition("_")
        yield key(f"{stem}{accents[0]}{sub}")
        yield key(f"{accents[0]}{stem}{sub}")
        yield key(f"{stem}pred{sub}") if accents[0] == "hat" and stem == "y" else key(name)
    elif words != name:
        yield key(words)


def bind_all(patterns: Sequence[Node], nodes: Sequence[Node], variables: frozenset[str], found: dict[str, Node]) -> bool:
    return len(patterns) == len(nodes) and all(bind(p, n, variables, found) for p, n in zip(patterns, nodes, strict=True))


def bind(pattern: object, node: object, variables: frozenset[str], found: dict[str, Node]) -> bool:
    """Whether a node is the pattern, its variables standing for anything; what they stand for goes into `found`."""
    if isinstance(pattern, Name) and pattern.text in variables and isinstance(node, Node):
        old = found.setdefault(pattern.text, node)
        return same(old, node)
    match pattern, node:
        case Mark(kind="…"), Mark(kind="…"):
            return True
        case Node(), Node():
            return type(pattern) is type(node) and all(
                bind(getattr(pattern, f.name), getattr(node, f.name), variables, found) for f in fields(pattern) if f.name != "span"
            )
        case Factor(), Factor():
            return pattern.operator == node.operator and bind(pattern.node, node.node, variables, found)
        case tuple(), tuple():
            return len(pattern) == len(node) and all(bind(p, n, variables, found) for p, n in zip(pattern, node, strict=True))
        case _:
            return pattern == node
