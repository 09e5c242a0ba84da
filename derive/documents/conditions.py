"""The conditions that a claim stands under, as the sheet takes them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from functools import lru_cache

from ..court.court import Court
from ..court.courts import court_of
from ..errors import CannotDecide, FormulaError, SheetError, Span
from ..habits.groups import is_cases
from ..habits.understand import Understanding
from ..meaning.grids import condition as condition_of
from ..meaning.scope import Family, TensorName
from ..notation.latex import latex
from ..notation.read import read
from ..notation.tree import Chain, Grid, Group, Name, Node, Number, Script, walk, whole_name
from ..notation.write import unicode
from ..sheets.sheet import Sheet
from .names import Names, bases
from .source import Source
from .statements import ORDERS, Condition, Statement
from .words import END_OF_SENTENCE

Tests = Sequence[tuple[Node, bool]]
"""Conditions of a case, and whether they hold or (after «otherwise») do not."""
VALUED = ORDERS | {"="}
TURNED = {"=": "≠", "≠": "="}
OPPOSITE = {"<": "≥", ">": "≤", "≤": ">", "≥": "<"}
SUPPOSED = re.compile(
    r"(?:\b(?:let|assum\w+|suppos\w+|given|where|with|since|as|requires?|restrict\w*)\b|设|設|假设|假設|其中)[^.;。$]{0,24}[$(\\\s]*$",
    re.IGNORECASE,
)
"""Words that say an inequality of all that follows: let a > 0; not «if a > 0»."""


def under(source: Source, s: Statement, tests: Tests, names: Names, usual: tuple[str, ...] = ()) -> tuple[Court, tuple[str, ...]]:
    """Where a claim under the statement's conditions is judged, and these as text; nearer ones replace those of a heading."""
    found: dict[frozenset[str], tuple[str, str]] = {}
    every = [t for c in (*s.case, *s.under) for t in tests_of(source, c)] + list(tests)
    for tree, yes in every:
        known = on_indices(names, tree, yes)
        if known is not None:
            pair, text, shown = known
            found.pop(pair, None)
            found[pair] = (text, shown)
    court = court_of(names.sheet, (*(t for t, _ in found.values()), *usual))
    if names.weights:
        cast = replace(court.cast, bases=(*court.cast.bases, *names.weights))
        court = Court(names.sheet, court.scope, court.facts, cast)
    return court, tuple(shown for _, shown in found.values())


def on_values(source: Source, number: int, names: Names, about: Set[str] = frozenset()) -> Iterator[tuple[Chain, str]]:
    """The conditions on values, K = 1 or λ > 0, that a statement stands under or right behind, with their text; last what its part
    supposes of all that follows, of the names that it is `about` and of which nothing nearer is said."""
    s = source.statements[number]
    before = behind(source, number)
    said: set[str] = set()
    for c, remark in (*((c, False) for c in (*s.case, *s.under)), *before):
        for tree, yes in tests_of(source, c):
            if not yes and c.relation in OPPOSITE:
                tree, yes = Chain(tree.sides, (OPPOSITE[c.relation],)), True
            if not yes or not VALUED.issuperset(tree.relations) or on_indices(names, tree, yes) is not None:
                continue
            if not remark or as_value(names, tree) is not None:
                said |= bases(tree)
                yield tree, unicode(tree)
    for tree in reversed(source.once(supposed).get(s.part, ())):
        if tree.span.start < s.start and bases(tree) <= about - said:
            said |= bases(tree)
            yield tree, unicode(tree)


def nearby(source: Source, number: int, names: Names) -> Iterator[Tests]:
    """The conditions between indices that stand right beside a statement, and that the reader could give to no statement: w ≠ o of
    «all the others (w ≠ o), where the first term is not there», which may be meant of it."""
    s = source.statements[number]
    placed = source.once(placed_conditions)
    around = range(max(number - AROUND, 0), min(number + AROUND + 1, len(source.statements)))
    for n in sorted(around, key=lambda n: (abs(n - number), n)):
        other = source.statements[n]
        if n == number or other.part != s.part or abs(other.paragraph - s.paragraph) > 1 or len(other.relations) != 1 or n in placed:
            continue
        text, end = source.lines.text, other.members[-1].end + 1
        if TURNED_BY.search(text[max(0, other.start - 24) : other.start]) or TURNED_AFTER.match(text, end):
            continue
        for tree, yes in tests_of(source, Condition(tuple(other.members), other.relations[0])) if all(other.members) else ():
            if on_indices(names, tree, yes) is not None:
                yield ((tree, yes),)


def placed_conditions(source: Source) -> frozenset[int]:
    """The statements that stand as the condition of others."""
    given = {m.start for s in source.statements for c in (*s.case, *s.under) for m in c.members}
    return frozenset(n for n, s in enumerate(source.statements) if s.members and s.members[0].start in given)


TURNED_BY = re.compile(
    r"\b(?:or|either|not|unless|except|regardless|whether|whatever|any|all|every|each|both)\W*$|[不非无任都]\W*$", re.IGNORECASE
)
TURNED_AFTER = re.compile(r"\W*(?:(?:is|are|was)\W+)?(?:or|nor|not|false|never|wrong)\b|\W*[或不]", re.IGNORECASE)
"""Words beside a condition that make something else of it."""
AROUND = 5
"""So many statements before or behind one may say where it holds."""


def behind(source: Source, number: int) -> Iterator[tuple[Condition, bool]]:
    """The equations that are conditions right before a statement, or before others in its sentence; and whether one may be a remark,
    «words with y_w = 0», that says of which words."""
    s = source.statements[number]
    for n in range(number - 1, max(number - 1 - IN_SENTENCE, -1), -1):
        before = source.statements[n]
        ended = END_OF_SENTENCE.search(source.lines.text, before.members[-1].end + 1, s.start)
        in_sentence = before.paragraph == s.paragraph and not ended
        if before.part != s.part or (n < number - 1 and not in_sentence) or s.paragraph - before.paragraph > 1:
            return
        words = ("\n" + source.lines.text[: before.start])[-40:]
        at = before.role in ("condition", "case") or (in_sentence and WHERE.search(words))
        if before.relations == ["="] and at:
            yield Condition(tuple(before.members), "="), before.role == "case"


IN_SENTENCE = 4
"""So many statements before one may say where it holds."""
WHERE = re.compile(
    r"(?:[\n.,;:(。，]|\b(?:so|then|and|thus|hence|that))\s*(?:at|when|setting|putting|taking|evaluated at)\s*[$(\\\s]*$", re.IGNORECASE
)


def supposed(source: Source) -> dict[int, list[Chain]]:
    """For each part the inequalities that words say of all that follows, «let a > 0», each at its place in the file."""
    out: dict[int, list[Chain]] = {}
    for s in source.statements:
        if s.relations and ORDERS.issuperset(s.relations) and SUPPOSED.search(source.lines.text[max(0, s.start - 60) : s.start]):
            trees = source.trees(s)
            if len(trees) == len(s.members):
                out.setdefault(s.part, []).append(Chain(trees, tuple(s.relations), span=Span(s.start, s.start)))
    return out


def as_value(names: Names, test: Chain) -> str | None:
    """λ = 0, v_c = 0, K = 1, a > 0 as the sheet assumes it; None if it is about no given name and no size, or the document's own."""
    if any(whole_name(n) in names.lines for n in walk(test) if isinstance(n, (Name, Script))):
        return None
    try:
        text = latex(Understanding(names.sheet.scope, names.sheet.spellings, lambda _: 0).see(test))
        return text if court_of(names.sheet, (text,)).facts.at_values else None
    except (FormulaError, SheetError, CannotDecide, RecursionError):
        return None


def tests_of(source: Source, c: Condition) -> Iterator[tuple[Chain, bool]]:
    trees = [tree for m in c.members if (tree := source.read(m).tree) is not None]
    relations = tuple(c.relation.split(" "))
    if len(trees) == len(c.members) == len(relations) + 1 and (len(trees) == 2 or ORDERS.issuperset(relations)):
        yield Chain(tuple(trees), relations), not c.negated


def on_indices(names: Names, tree: Node, yes: bool) -> tuple[frozenset[str], str, str] | None:
    """A condition between two indices: which, as the sheet takes it, as it is shown; None for what is no such."""
    if not isinstance(tree, Chain) or len(tree.sides) != 2 or tree.relations[0] not in TURNED:
        return None
    inner = [of_family(names, side) for side in tree.sides]
    whole = any(a is b for a, b in zip(inner, tree.sides, strict=True))  # u_w = 0 says nothing of indices
    left, right = tree.sides if whole else inner
    relation = tree.relations[0] if yes else TURNED[tree.relations[0]]
    try:
        reader = Understanding(names.sheet.scope, names.sheet.spellings, lambda _: 0)
        seen = reader.see(Chain((left, right), (relation,)))
        text = latex(seen)
        if court_of(names.sheet, (text,)).facts.at_values:
            return None
    except (FormulaError, SheetError, CannotDecide, RecursionError):
        return None
    assert isinstance(seen, Chain)
    if any(isinstance(names.sheet.scope.get(whole_name(side) or ""), TensorName) for side in seen.sides):
        return None
    return frozenset(latex(side) for side in seen.sides), text, unicode(seen) + (", 0 read as o" if reader.notes else "")


def of_family(names: Names, side: Node) -> Node:
    """u_o ≠ u_w says o ≠ w."""
    match side:
        case Script(base=Name(text=text), sub=(index,), sup=None) if isinstance(names.sheet.scope.get(text), Family):
            return index
    return side


# ---------------------------------------------------------------------------------------------- cases
def cases_of(tree: Node | None) -> Grid | None:
    """The grid of \\begin{cases}, or of an array behind a brace."""
    in_brace = False
    while isinstance(tree, Group) and len(tree.items) == 1 and not isinstance(tree.items[0], Chain):
        in_brace = in_brace or tree.bracket == "{"
        tree = tree.items[0]
    found = isinstance(tree, Grid) and (tree.kind.endswith("cases") or (in_brace and tree.kind == "array") or is_cases(tree))
    return tree if found and isinstance(tree, Grid) else None


def branches_of(grid: Grid) -> list[tuple[Node, list[tuple[Node, bool]]]]:
    """The values of cases on indices, each with its condition; empty if one is on something else."""
    seen: list[tuple[Node, bool]] = []
    out: list[tuple[Node, list[tuple[Node, bool]]]] = []
    for row in grid.rows:
        if len(row) < 2 or row[0] is None or row[-1] is None:
            return []
        test = index_condition(row[-1])
        if test is not None:
            out.append((row[0], [(test, True)]))
            seen.append((test, True))
        elif is_otherwise(row[-1]) and seen:
            out.append((row[0], [(t, not yes) for t, yes in seen]))
        else:
            return []
    return out


def index_condition(cell: Node) -> Chain | None:
    """w ≠ o in the cell of a case; None if it is no condition between two names."""
    try:
        found = condition_of(cell) or cell
    except FormulaError:
        return None
    match found:
        case Chain(sides=(left, right), relations=("=" | "≠",)):
            plain = all(isinstance(side, (Name, Script)) or (isinstance(side, Number) and side.value == 0) for side in (left, right))
            return found if plain else None
    return None


def is_otherwise(cell: Node) -> bool:
    return any(isinstance(n, Name) and n.text.strip(" .,").lower() in ("otherwise", "else", "else where", "elsewhere") for n in walk(cell))


# ---------------------------------------------------------------------------------------------- what a sheet assumes
@lru_cache(maxsize=64)
def usual_assumptions(sheet: Sheet) -> tuple[tuple[str, ...], ...]:
    """What a sheet's identities assume besides conditions between given indices: each set of them once, small ones first."""
    found: dict[tuple[str, ...], None] = {(text,): None for text in sheet.usual}
    for identity in sheet.identities:
        kept = []
        for text in identity.assume:
            try:
                facts = sheet.assumed((text,), sheet.scope)
            except SheetError:
                continue
            if not facts.unequal and not facts.equal:
                kept.append(text)
        if kept:
            found[tuple(kept)] = None
    return tuple(sorted(found, key=len))


def as_assumed(usual: tuple[str, ...]) -> str:
    """«assuming o ≠ w_s»."""
    return "assuming " + ", ".join(unicode(i) for text in usual for i in read(text))
