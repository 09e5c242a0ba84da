"""P(t_n | x_n) as one name with a subscript n: what a probability is of is part of its name, and no law of probability is known of it.

Only letters that a part of a text calls with a bar or an equation in the brackets, P(y = 1 | x), are read so; p(x) stands beside them.
Such a name can be defined, and what holds whatever it is can be proved; that two of them differ refutes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..notation.tree import Chain, Factor, Group, Name, Node, Product, Script, rewrite, walk
from ..notation.write import unicode
from ..vocabulary import GREEK

LETTERS = frozenset({"P", "p", "Pr", "q", "Q", "ℙ"})
OF = "of"
"""The word below such a letter begins so: P(t | x) is P_{oftZaax}."""
PLACE = "◦"
"""What stands for an index in the word: P(t_n | x_n) is P_{of…} of t_◦ | x_◦, with the subscript n; ◦◦ for the second letter."""
SIGNS = ("|", "=", ",", "≠", "⊤", "Z", PLACE, *"0123456789", *dict.fromkeys(GREEK.values()))
CODES = {sign: f"Z{chr(97 + n // 26)}{chr(97 + n % 26)}" for n, sign in enumerate(SIGNS)}
"""How a sign is spelled in a word, which has letters only."""
SILENT = "()_ "
LONGEST = 40


def probabilities_in(statements: Sequence[tuple[Node, ...]]) -> frozenset[str]:
    """The letters that are probabilities in some chains."""
    calls = (call for members in statements for m in members for n in walk(m) if isinstance(n, Product) for call in calls_in(n))
    return frozenset(name.text for _, name, group in calls if says_of_what(group))


def with_probabilities(tree: Node, letters: frozenset[str]) -> Node:
    """The tree with each probability as a name of its own."""

    def change(node: Node) -> Node | None:
        if not isinstance(node, Product):
            return None
        found = {n: named for n, name, group in calls_in(node) if name.text in letters and (named := one_name(name, group)) is not None}
        if not found:
            return None
        kept = [(n, f) for n, f in enumerate(node.factors) if n - 1 not in found]
        factors = tuple(Factor(f.operator, found[n] if n in found else rewrite(f.node, change)) for n, f in kept)
        return Product(factors, span=node.span) if len(factors) > 1 else factors[0].node

    return rewrite(tree, change) if letters else tree


def is_probability(name: str) -> bool:
    """Whether a name is such a probability."""
    letter, _, below = name.partition("_")
    return letter in LETTERS and below.startswith(OF)


def calls_in(node: Product) -> Iterator[tuple[int, Name, Group]]:
    """Where a letter of probabilities has brackets behind it."""
    for n, (one, other) in enumerate(zip(node.factors, node.factors[1:], strict=False)):
        is_call = not other.operator and isinstance(other.node, Group) and other.node.bracket in ("(", "[")
        if is_call and isinstance(one.node, Name) and one.node.text in LETTERS and isinstance(other.node, Group):
            yield n, one.node, other.node


def says_of_what(group: Group) -> bool:
    """Whether a bar or an equation stands in brackets."""
    return any(isinstance(item, Chain) and set(item.relations) <= {"|", "="} for item in group.items)


def one_name(name: Name, group: Group) -> Node | None:
    """P(t_n | x_n) as a name with the letters of its indices below it, in the order in which they come; None if it cannot be spelled."""
    indices: dict[str, Name] = {}

    def change(node: Node) -> Node | None:
        if isinstance(node, Script) and len(node.sub) == 1 and isinstance(letter := node.sub[0], Name) and len(letter.text) == 1:
            indices.setdefault(letter.text, letter)
            place = PLACE * (list(indices).index(letter.text) + 1)
            return Script(node.base, (Name(place, span=letter.span),), node.sup, node.primes, span=node.span)
        return None

    text = ",".join(unicode(rewrite(item, change)) for item in group.items)
    letters = [c if c.isascii() and c.isalpha() and c != "Z" else CODES.get(c) for c in text if c not in SILENT]
    if None in letters or len(letters) > LONGEST:
        return None
    whole = Name(f"{name.text}_{OF}{''.join(c for c in letters if c)}", span=name.span)
    return Script(whole, tuple(indices.values()), span=name.span) if indices else whole


IN_LATEX = re.compile(r"(\{)?(P|p|Pr|q|Q|ℙ)_\{\\text\{of([A-Za-z]+)\}\}(?(1)\}_\{?([a-z])\}?)")
IN_TEXT = re.compile(r"(?<![A-Za-z])()(P|p|Pr|q|Q|ℙ)_\{?of([A-Za-z]+)\}?(?:[_\[]([a-z])\]?)?")
CODE = re.compile(r"Z[a-z]{2}")


def told(text: str) -> str:
    """A text with such names as people write them: P(t | x)."""

    def shown(match: re.Match[str]) -> str:
        word = CODE.sub(lambda m: SIGNS[list(CODES.values()).index(m.group())], match[3])
        return f"{match[2]}({word.replace(PLACE, f'_{match[4]}' if match[4] else '')})"

    return IN_TEXT.sub(shown, IN_LATEX.sub(shown, text)) if OF in text else text
