"""What words declare: «W ∈ ℝ^{h×d}», «x^{(i)} ∈ ℝ^n», «vectors a and b»; one such line is worth more than many formulas."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from ..notation.tree import Group, Name, Node, Number, Product, Script, spelling, whole_name
from ..vocabulary import GREEK
from .tidy import example

Sizes = tuple[str, ...]
"""«h», «1»: one for a vector, two for a matrix, none for a number."""


@dataclass(frozen=True, slots=True)
class Declared:
    """What some lines declare of a name, and of each of many: x^{(i)}."""

    alone: dict[str, Sizes]
    members: dict[str, Sizes]
    by_rows: frozenset[str] = frozenset()
    """Matrices of which words say that each row is one of many vectors."""
    twice: frozenset[str] = frozenset()
    """Names that are said to be of one shape here, and of another there."""


def declared_in(pairs: Iterable[tuple[Node, Node]]) -> Declared:
    """The declarations among pairs of a name and what it is said to be in."""
    out, twice = Declared({}, {}), set[str]()
    for head, space in pairs:
        sizes = sizes_of(space)
        if sizes is None:
            continue
        for name in head.items if isinstance(head, Group) else (head,):
            match name:
                case Script(base=Name(text=text), sub=(), sup=sup) if example(sup) is not None:
                    out.members[text] = sizes
                case Name() | Script(sup=None, primes=0) if (whole := whole_name(name)) is not None:
                    twice |= {whole} if out.alone.get(whole, sizes) != sizes else set()
                    out.alone[whole] = sizes
    return replace(out, twice=frozenset(twice))


def sizes_of(space: Node) -> Sizes | None:
    """h and d of ℝ^{h×d}; None for anything else."""
    match space:
        case Name(text="ℝ"):
            return ()
        case Script(base=Name(text="ℝ"), sub=(), sup=sup) if sup is not None:
            factors = [f.node for f in sup.factors] if isinstance(sup, Product) else [sup]
            names = [any_size(f) for f in factors]
            plain = all(isinstance(f, (Name, Number, Script)) for f in factors) and all(names)
            return tuple(n for n in names if n) if plain and len(names) <= 2 else None
    return None


def any_size(node: Node) -> str | None:
    """h of ℝ^h; d_2, any size, of ℝ²: what holds for all sizes holds for that one."""
    return f"{OF_NUMBER}{node.value}" if isinstance(node, Number) and node.value > 1 else spelling(node)


OF_NUMBER = "d_"
STYLED = r"(?:\\(?:mathbf|boldsymbol|bm|bf|vec|pmb)\s*\{?\s*)?"
DISTRIBUTIONS = re.compile(
    rf"\bone[- ]?hot\b(?:[- ]?encoded)?(?: (?:label|target|true|vectors?|labels?)){{0,3}} \$\s*{STYLED}(?P<after>[a-z])\s*\}}?(?![A-Za-z])"
    rf"|\$\s*{STYLED}(?P<is>[a-z])\s*\}}?(?:_\{{?[a-z]\}}?)?\s*\$ (?:is|are|being) (?:an? |the )?one[- ]?hot"
    rf"|(?<![A-Za-z])(?:CE|H|CrossEntropy)\s*(?:\}}\s*)?\(\s*{STYLED}(?P<of>[a-z])\s*\}}?\s*,"
)
"""«a one-hot vector $y$», CE(y, ŷ): letters of labels, which add up to 1."""


def distributions_in(text: str) -> frozenset[str]:
    """The letters that words, or a cross-entropy, show to be labels."""
    return frozenset(g for m in DISTRIBUTIONS.finditer(text) for g in m.groups() if g)


LETTER = r"(?:[A-Za-z]|\\[A-Za-z]+)"
LETTERS = rf"\$?{LETTER}\$?(?:\s*(?:,\s*(?:and\s+)?|and\s+|&\s*)\$?{LETTER}\$?){{0,8}}"
NO_ADJECTIVES = r"(?:of|in|for|number|size|length|dimension|count|norm|entry|element|component)\b"
ADJECTIVE = rf"(?:(?!{NO_ADJECTIVES})[a-z-]+\s+|\$[^$\n]{{1,40}}\$\s+|\w ?[×x*] ?\w\s+)"
KIND = rf"{ADJECTIVE}{{0,4}}(?:vectors?|matri(?:x|ces))\b"
CALLED = re.compile(
    rf"(?:\b[Ll]et\s+(?P<let>{LETTERS})\s+be\s+{KIND})"
    rf"|(?:\$(?P<are>{LETTER}(?:\s*,\s*{LETTER})*)\$\s+(?:is|are|be|denotes?)\s+{KIND})"
    rf"|(?:\$(?P<one>{LETTER})\$\s+and\s+\$(?P<two>{LETTER})\$\s+(?:is|are|be|denotes?)\s+{KIND})"
    rf"|(?:\b(?:[Vv]ectors?|[Mm]atri(?:x|ces))\s+(?P<before>\$\s*{LETTERS}\s*\$(?:\s*(?:,|and)\s*\$\s*{LETTER}\s*\$)*)(?!\w))"
)


def wide_in(text: str) -> frozenset[str]:
    """The letters that words call a vector or a matrix: «let $a$ and $b$ be vectors», «a symmetric matrix $A$»."""
    found = (g for m in CALLED.finditer(text) for g in m.groups() if g)
    names = (n.lstrip("\\") for said in found for n in re.findall(LETTER, re.sub(r"\band\b", ",", said)))
    return frozenset(GREEK.get(n, n) for n in names)


SIDE = r"(?:[A-Za-z]|1|\\?\|\s*[A-Za-z]\s*\\?\||[A-Za-z]_\{?[A-Za-z0-9]{1,3}\}?)"
BY = rf"(?P<rows%s>{SIDE})\s*(?:\\times(?![A-Za-z])|×|x(?= ?\d))\s*(?P<cols%s>{SIDE})"
SHAPED = re.compile(
    rf"\$(?P<name>{LETTER}(?:_\{{?\d\}}?)?)\$\s*(?:,?\s*(?:is|has|of|being|with|:)\s*)(?:(?:an?|the|of|size|shape|dimensions?|again)\s+){{0,3}}"
    rf"\$?\(?{BY % ('', '')}\)?\$?(?![\w\\^_])"
    rf"|\$\(?{BY % ('2', '2')}\)?\$(?:[\s-]*(?:weight|data|design|real|dense|square))?[\s-]*(?:matrix|vector)\s+\$(?P<name2>{LETTER})\$"
)
"""«$X$ is $n \\times p$», «the $n \\times p$ matrix $X$»."""


def shapes_in(text: str) -> dict[str, Sizes]:
    """The shapes that words give letters."""
    out: dict[str, Sizes] = {}
    for m in SHAPED.finditer(text):
        name, rows, cols = (m[k] or m[f"{k}2"] for k in ("name", "rows", "cols"))
        base, _, below = name.lstrip("\\").partition("_")
        sizes = tuple(re.sub(r"[\s|\\{}]", "", side) for side in (rows, cols))
        whole = GREEK.get(base, base) + (f"_{below.strip('{}')}" if below else "")
        if len(GREEK.get(base, base)) == 1:
            out[whole] = sizes[:1] if sizes[1] == "1" else sizes
    return out


BY_ROWS = re.compile(
    rf"\$(?P<name>{LETTER})\$(?:[^.$\n]|\$[^$\n]{{1,40}}\$){{0,80}}?\b(?:with|whose|has|have|by|in|as|its)\s+(?:the\s+)?(?:\w+\s+)?rows?\b"
)
"""«X is the n×d matrix with rows x_iᵀ», «X, whose rows are the examples»."""


def by_rows_in(text: str) -> frozenset[str]:
    """The letters of matrices that words describe by their rows."""
    names = (m["name"].lstrip("\\") for m in BY_ROWS.finditer(text))
    return frozenset(GREEK.get(n, n) for n in names)


def with_shapes(declared: Declared, shaped: dict[str, Sizes], by_rows: frozenset[str] = frozenset()) -> Declared:
    """Declarations with what words say of shapes besides."""
    twice = {n for n, sizes in shaped.items() if declared.alone.get(n, sizes) != sizes}
    return Declared({**shaped, **declared.alone}, declared.members, by_rows, declared.twice | twice)
