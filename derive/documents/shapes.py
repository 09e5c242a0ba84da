"""Shapes that a document states, x ∈ ℝ^{d×1}, checked against those of the sheet."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

from sympy import Integer

from ..court.question import STEP
from ..errors import FormulaError
from ..habits.understand import Understanding
from ..meaning.walker import shape_text
from ..notation.tree import Group, Name, Node, Number, Product, Script, opened, same, whole_name
from ..vocabulary import LAYOUT, NOT_A_CLAIM, PROVED, REFUTED, UNDECIDED
from .claim import Claim
from .conditions import under
from .members import Member
from .pairs import Pairs
from .record import Record
from .source import Source
from .statements import Statement

DOTS = ("\\dots", "\\ldots", "\\cdots", "…", "...")


def shape_of_each(record: Record, pairs: Pairs, s: Statement, left: Member, right: Member) -> Iterator[Claim]:
    """The shape of each name of a list, x, y ∈ ℝ^d."""
    for one in each_of(record.source, left):
        yield shape(record, pairs, s, one, right)


def each_of(source: Source, member: Member) -> list[Member]:
    """The members that a list's commas part; the member itself where it is one."""
    if member.tree is not None:
        return [member]
    text = member.placed.text
    depths = itertools.accumulate({"{": 1, "(": 1, ")": -1, "}": -1}.get(c, 0) for c in text)
    commas = [n for n, (c, depth) in enumerate(zip(text, depths, strict=True)) if c == "," and depth == 0 and text[n - 1 : n] != "\\"]
    parts = [member.placed[a + 1 : b].strip() for a, b in itertools.pairwise([-1, *commas, len(text)])]
    return [source.read(part) for part in parts if part and part.text not in DOTS] if len(parts) > 1 else [member]


def shape(record: Record, pairs: Pairs, s: Statement, left: Member, right: Member) -> Claim:
    """x ∈ ℝ^{d×1}, checked as a shape where the sheet knows x."""
    names = pairs.names
    court, _ = under(record.source, s, (), names)
    claim = record.claim(s, left.placed, right.placed, "∈", NOT_A_CLAIM)
    if left.tree is None or right.tree is None:
        claim.notes.append("a shape that cannot be read")
        return claim
    if names.sheet.inferred and whole_name(left.tree) is not None:
        claim.notes.append("a declaration")
        return claim
    try:
        tensor = court.readings(left.tree, STEP, names.scope)[0].tensor
    except FormulaError:
        claim.notes.append("a shape, of something that the sheet does not know")
        return claim
    try:
        actual = tuple(a.size for a in tensor.shape)
        space = Understanding(names.scope, names.sheet.spellings, lambda _: 0).see(right.tree)
        claimed = court.dimensions(space.sup if isinstance(space, Script) else None)
    except FormulaError:
        claim.notes.append("a shape in sizes that the sheet does not know")
        return claim
    shown = shape_text(tensor)
    if actual == claimed:
        claim.verdict = PROVED
    elif claimed == actual[::-1]:
        claim.verdict = LAYOUT
        claim.notes.append(f"in this sheet it is {shown}")
    elif in_numbers(claimed) and not in_numbers(actual):
        claim.notes.append("a shape of an example, with sizes in numbers")
    elif tensor.is_scalar and (own := stem(left.tree)) is not None:
        names.disowned.add(own)
        claim.notes.append(f"a declaration: `{own}` is no number here, so it is not what the sheet {names.sheet.name} calls so")
    else:
        claim.verdict, claim.message = UNDECIDED if names.sheet.inferred else REFUTED, f"it is {shown}"
    return claim


def shapes_multiplied(record: Record, s: Statement, left: Member, right: Member) -> Claim | None:
    """1×n = (1×m)(m×n): shapes, and no numbers; None for any other pair."""
    if left.tree is None or right.tree is None or not all(TIMES.search(m.placed.text) for m in (left, right)):
        return None
    factors = right.tree.factors if isinstance(right.tree, Product) else ()
    whole, parts = dimensions(left.tree), [dimensions(opened(f.node)) for f in factors if isinstance(f.node, Group)]
    if whole is None or len(parts) < 2 or len(parts) < len(factors) or None in parts:
        return None
    sizes = [(a, b) for part in parts if part is not None for a, b in [part]]
    if not any(isinstance(n, (Name, Script)) for part in sizes for n in part):
        return None
    meets = all(same(a, b) for (_, a), (b, _) in itertools.pairwise(sizes))
    fits = meets and same(whole[0], sizes[0][0]) and same(whole[1], sizes[-1][1])
    note = "shapes that are multiplied" if fits else "as shapes that are multiplied they do not fit"
    return record.claim(s, left.placed, right.placed, "=", PROVED if fits else UNDECIDED, notes=[note])


def dimensions(node: Node) -> tuple[Node, Node] | None:
    """n and m of n×m."""
    match opened(node):
        case Product(factors=(rows, cols)) if cols.operator and all(isinstance(f.node, (Name, Script, Number)) for f in (rows, cols)):
            return rows.node, cols.node
    return None


TIMES = re.compile(r"\\times(?![A-Za-z])|×")


def stem(node: Node) -> str | None:
    """The letter of a name, or of x^{(t)}; None of an expression."""
    match node:
        case Name(text=text):
            return text
        case Script(base=Name(text=text), sub=(), sup=None | Group(bracket="("), primes=0):
            return text
    return None


def in_numbers(sizes: Iterable[object]) -> bool:
    """Whether a size is 2, 3, … and no letter."""
    return any(isinstance(size, Integer) and size > 1 for size in sizes)
