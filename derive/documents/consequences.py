"""Equations that follow from what the document has said before: an example's values put in, an equation solved for a name.

Nothing is refuted here.  What is proved is proved if the equations that are told are right.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from ..court.courts import court_of
from ..errors import fault_of_ours
from ..inference.declared import Declared, by_rows_in, declared_in, shapes_in, with_shapes
from ..inference.numbers import names_in
from ..inference.own import Bold, bold_in, own_sheet
from ..inference.tidy import tidied
from ..inference.uses import uses_of
from ..limits import nearly_spent
from ..notation.tree import Chain, Grid, Group, Name, Node, Number, Script, rewrite, same, walk, whole_name
from ..notation.write import unicode
from ..vocabulary import HOLDS, PROVED, UNDECIDED, UNREADABLE
from .arithmetic import has_names
from .claim import Claim
from .equations import (
    denominators,
    divided_by,
    gap,
    is_definition,
    is_derivative_taken,
    is_value,
    is_zero_at_end,
    listed,
    multiplied,
    pairs_of,
    put,
    same_value,
    typed,
    with_d,
    without_mark,
)
from .gaps import Sides, follows_from
from .inferred import is_zero
from .letters import holds_derivative
from .source import Source

FOLLOWS = re.compile(r"it follows from the equation on line (\d+)")
SET_UP = "a derivative is set to 0"
REACH = 8
"""So many statements before an equation it may follow from."""
MOST_SOURCES = 6
MOST_VALUES = 4
"""So many things that the document says of one name are tried, the last ones first."""
DEPTH = 5
LONGEST = 300
TO_ZERO = re.compile(
    r"\b(?:set|setting|equat\w+|put|putting|make|solv\w+)\b[^.]{0,80}(?:\bzero\b|\b0\b)|\b(?:equal )?to (?:zero|\$?0)\b"
    r"|stationar|first[- ]order condition|critical point|\bat the (?:minim|maxim|optim)\w+|=\s*0\b",
    re.IGNORECASE,
)
"""Words between a derivative and an equation that says where it is 0."""


SHAPES = re.compile(r"\\times(?![A-Za-z])|×")
"""n × d: sizes, which do not commute."""


NEVER = re.compile(r"\b(?:never|not|non-?zero|cannot|only|unless)\b|n't|≠|\\neq?(?![A-Za-z])", re.IGNORECASE)
"""Words that deny that something is 0."""
ANEW = r"(?:\b(?:let|for|any|all|every|each|general|arbitrary|another|now|next|second|new|instead|otherwise)\b)"
"""Words by which a text takes a letter up again."""


class Said(NamedTuple):
    """One equation of the document: its statement, which of the chain's pairs it is, and both sides."""

    number: int
    place: int
    left: Node
    right: Node


@dataclass(slots=True)
class Known:
    """What is put in for names, and the lines that say so."""

    lines: set[int]


class Consequences:
    """Proves equations that the sheets leave open from those before them."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.lines: set[int] = set()
        """The lines of what is trusted, and where a derivative that is trusted is set to 0."""
        self.anywhere = False
        """Whether what other parts of the document say is used too."""
        self.trusted: set[tuple[int, int]] = set()
        """The pairs, by statement and place, that were proved, or that say what something is: no open step, which may be wrong."""

    def weigh(self, number: int, claims: list[Claim], share: float, anywhere: bool) -> list[Claim]:
        """The claims of a statement: open ones proved where they follow; nothing is tried when that share of the CPU time is used up.

        What other parts of the document say is used where it is judged as a whole, and not in parts: `anywhere`.
        """
        out, self.anywhere = list(claims), anywhere
        try:
            for n, claim in enumerate(claims):
                out[n] = claim if nearly_spent(share) else self.second_look(number, claim)
                self.hear(number, out[n])
        except RecursionError:
            return out
        except Exception as error:  # a fault of this program costs this second look, and not the document
            fault_of_ours(error)
        return out

    def hear(self, number: int, claim: Claim) -> None:
        """Trust what was proved of all values, and what defines a name; not what holds in some case only."""
        s = self.source.statements[number]
        in_a_case = claim.under or s.under or s.case or s.role in ("condition", "case")
        relative = [int(m[1]) for note in claim.notes if (m := FOLLOWS.match(note))]
        rests = all(line in self.lines for line in relative)
        if any(note.startswith(SET_UP) for note in claim.notes):
            place = next((p for p, m in enumerate(s.members) if m.text == claim.left), 0)
            if place == 0 or (number, place - 1) in self.trusted:
                self.lines.add(claim.line_of_mistake)
        if not in_a_case and rests and (claim.verdict in HOLDS or is_definition(claim)):
            self.lines.add(claim.line_of_mistake)
            pairs = enumerate(itertools.pairwise(m.text for m in s.members))
            self.trusted |= {(number, place) for place, texts in pairs if texts == (claim.left, claim.right)}

    def second_look(self, number: int, claim: Claim) -> Claim:
        s = self.source.statements[number]
        defines = is_definition(claim) or is_value(claim)
        is_open = defines or claim.verdict in (UNDECIDED, UNREADABLE)
        text = claim.left + claim.right
        if not is_open or claim.relation != "=" or s.fault or len(text) > LONGEST or SHAPES.search(text):
            return claim
        trees = self.source.pair(s, claim.left, claim.right)
        notes = self.reasons(number, (tidied(trees[0]), tidied(trees[1]))) if trees is not None else ()
        if not notes or trees is None:
            return claim
        kept = () if defines else claim.notes
        conditions = tuple(dict.fromkeys((*claim.conditions, *divided_by(trees))))
        return replace(claim, verdict=PROVED, message="", witness=None, repair=None, notes=[*kept, *notes], conditions=conditions)

    def reasons(self, number: int, trees: Sides) -> tuple[str, ...]:
        """From what an equation follows, as notes; nothing if it is not seen to follow."""
        if any(isinstance(t, Chain) or holds_derivative(t) for t in trees) or not any(map(has_names, trees)):
            return ()
        if not has_names(trees[1]):
            return self.at_values(number, trees)
        below = {unicode(node) for tree in trees for node in denominators(tree)}
        if any(is_zero(one.right) and unicode(one.left) in below for one in self.said if one.number < number):
            return ()  # a = 0 was said, and it is divided by
        return self.solved(number, trees)

    # ------------------------------------------------------------------------------------------ what the document says
    @cached_property
    def said(self) -> list[Said]:
        """All equations of the document, in order."""
        return [
            Said(n, place, tidied(left), tidied(right))
            for n, s in enumerate(self.source.statements)
            if not s.asked and not s.fault
            for place, left, right in pairs_of(self.source, s)
        ]

    def before(self, number: int, name: str | None = None) -> Iterator[Said]:
        """The equations before a statement, in its part, that may be used, the last ones first; of one name, if one is given.

        A number that a name is given may always be used: what rests on it says so.
        """
        statements = self.source.statements
        for one in reversed(self.said):
            usable = (one.number, one.place) in self.trusted or not has_names(one.right)
            here = one.number < number and (self.anywhere or statements[one.number].part == statements[number].part)
            if usable and here and (name is None or (whole_name(one.left) == name and not self.is_taken_up(name, one.number, number))):
                yield one

    def is_taken_up(self, name: str, first: int, number: int) -> bool:
        """Whether words between two statements say something new of a name: «now let $a$ be any number»."""
        statements = self.source.statements
        text = self.source.lines.read[statements[first].members[-1].end : statements[number].start]
        return bool(re.search(rf"{ANEW}[^.\n]{{0,60}}\$[^$]*{typed(name)}", text, re.IGNORECASE))

    def is_drawn(self, name: str) -> bool:
        """Whether the document says from what a name is drawn: p ∼ Beta(a, b)."""
        return bool(re.search(rf"{typed(name)}\s*(?:\\sim|∼|~)", self.source.lines.read))

    def line(self, number: int) -> int:
        return self.source.line(self.source.statements[number])

    # ------------------------------------------------------------------------------------------ values
    def at_values(self, number: int, trees: Sides) -> tuple[str, ...]:
        """w_0 = 10/3 − 3/2 · 2, where w_0 = ȳ − w_1 x̄, and the values of these stand above."""
        left, right = trees
        name = whole_name(left) if isinstance(left, (Name, Script)) else None
        forms = [one for one in self.before(number, name) if has_names(one.right)][:MOST_VALUES] if name is not None else []
        for one in forms or ([Said(number, 0, left, right)] if name is None else []):
            known = Known({self.line(one.number)} if name is not None else set())
            closed = self.closed(one.right if name is not None else left, number, known, frozenset({name} if name else ()))
            if closed is not None and known.lines and same_value(closed, right):
                return (f"at the values that {listed(known.lines)} give{'s' if len(known.lines) == 1 else ''}",)
        return ()

    def closed(self, tree: Node, number: int, known: Known, busy: frozenset[str]) -> Node | None:
        """A tree with the last value that each of its names was given; None if some name has none."""
        if len(busy) > DEPTH or holds_derivative(tree):
            return None
        for one in self.before(number):
            if not has_names(one.right) and not isinstance(one.left, (Name, Script)) and any(same(n, one.left) for n in walk(tree)):
                known.lines.add(self.line(one.number))
                tree = put(tree, one.left, one.right)
        values: dict[str, Node] = {}
        for name in sorted(names_in(tree)):
            value = None if name in busy else self.value_of_name(name, number, known, busy)
            if value is None:
                return None
            values[name] = value

        def change(node: Node) -> Node | None:
            name = whole_name(node) if isinstance(node, (Name, Script)) else None
            held = values.get(name) if name is not None and not (isinstance(node, Script) and node.sup is not None) else None
            if held is None or isinstance(held, Grid):
                return held  # (1, 2)ᵀ is transposed, (…)^T may be a power
            return Group("(", (replace(held, span=node.span),), span=node.span)

        out = rewrite(tree, change)
        return None if has_names(out) else out

    def value_of_name(self, name: str, number: int, known: Known, busy: frozenset[str]) -> Node | None:
        for one in itertools.islice(self.before(number, name), MOST_VALUES):
            mine = Known(set())
            value = self.closed(one.right, number, mine, busy | {name})
            if value is not None:
                known.lines |= mine.lines | {self.line(one.number)}
                return value
        return None

    # ------------------------------------------------------------------------------------------ equations
    def solved(self, number: int, trees: Sides) -> tuple[str, ...]:
        """Nw_0 + w_1 Σx_i = Σy_i, and w_0 = ȳ − w_1 x̄: the same equation, with what x̄ and ȳ mean put in."""
        names = names_in(trees[0]) | names_in(trees[1])
        head = names_in(trees[0]) if isinstance(trees[0], (Name, Script)) else set()
        for one in itertools.islice(self.sources(number), MOST_SOURCES):
            target = self.unstarred(trees, names, one)
            there = names_in(one.left) | names_in(one.right)
            if not there & ((head and names_in(target[0])) or names_in(target[0]) | names_in(target[1])):
                continue  # what is said of a name that stood nowhere before only defines it
            for claim, given, lines in self.forms(number, target, one):
                if self.follows(claim, given):
                    return (f"it follows from {listed({self.line(one.number), *lines})}",)
        return ()

    def sources(self, number: int) -> Iterator[Said]:
        """The equations near a statement that it may follow from; what a derivative is where words say that it is 0."""
        s = self.source.statements[number]
        for one in self.before(number):
            before = self.source.statements[one.number]
            if one.number < number - REACH:
                return
            if not is_derivative_taken(one.left) and not is_derivative_taken(one.right):
                if (one.number, one.place) in self.trusted or (is_zero(one.right) and self.is_set_up(one)):
                    yield one
            elif is_zero(one.right):
                yield from self.where_zero(one.left, one.number)
            elif one.place == 0:
                words = self.source.lines.read[before.members[-1].end : s.start]
                if (TO_ZERO.search(words) and not NEVER.search(words)) or is_zero_at_end(self.source, before):
                    yield from self.vanishing(one.number)

    def where_zero(self, derivative: Node, number: int) -> Iterator[Said]:
        """X = 0 for ∂J/∂w = 0, where ∂J/∂w = X was proved before."""
        wanted = with_d(derivative)
        for one in self.before(number):
            if one.place == 0 and same(with_d(one.left), wanted):
                yield from self.vanishing(one.number)
                return

    def vanishing(self, number: int) -> Iterator[Said]:
        """X = 0 for each X that a chain ∂J/∂w = X = … proves to be the derivative."""
        for one in self.said:
            if one.number == number:
                if (number, one.place) not in self.trusted:
                    return
                if not is_derivative_taken(one.right) and not is_zero(one.right):
                    yield Said(number, one.place, one.right, Number(Fraction(0), span=one.right.span))

    def is_set_up(self, one: Said) -> bool:
        """Whether = 0 behind an expression sets an equation up: what stands before the expression is trusted."""
        return one.place == 0 or (one.number, one.place - 1) in self.trusted

    def unstarred(self, trees: Sides, names: set[str], one: Said) -> Sides:
        """w for w^* and ŵ, where the equation that is solved has w."""
        there = names_in(one.left) | names_in(one.right)
        plain = {n: base for n in names - there if (base := without_mark(n)) in there and base not in names}

        def change(node: Node) -> Node | None:
            name = whole_name(node) if isinstance(node, (Name, Script)) else None
            return Name(plain[name], span=node.span) if name in plain else None

        return (rewrite(trees[0], change), rewrite(trees[1], change)) if plain else trees

    def forms(self, number: int, trees: Sides, one: Said) -> Iterator[tuple[Sides, Sides, set[int]]]:
        """A claim and the equation it may follow from, as they stand and with definitions put in; and the lines of these."""
        given = one.left, one.right
        for claim in (trees, *multiplied(trees)):
            yield claim, given, set()
            names = [names_in(a) | names_in(b) for a, b in (claim, given)]
            lines: set[int] = set()
            sides = [*claim, *given]
            for name in sorted(names[0] ^ names[1]):
                body = next((d for d in self.before(number, name) if has_names(d.right) and name not in names_in(d.right)), None)
                if body is not None and body.number != one.number and not holds_derivative(body.right):
                    sides = [put(side, body.left, body.right) for side in sides]
                    lines.add(self.line(body.number))
            if lines:
                yield (sides[0], sides[1]), (sides[2], sides[3]), lines

    def follows(self, claim: Sides, given: Sides) -> bool:
        """Whether two equations say the same, in the names that both show."""
        own = own_sheet([(gap(claim),), (gap(given),)], "own", *self.shown)
        a, b, c, d = (own.written(t) for t in (*claim, *given))
        return follows_from(court_of(own.sheet), own.sheet.scope, (a, b), (c, d))

    @cached_property
    def shown(self) -> tuple[Bold, Declared]:
        """What words and other formulas show of names: which are vectors, of what shapes."""
        source = self.source
        statements = [tuple(map(tidied, source.trees(s))) for s in source.statements]
        said = [(t[0], t[1]) for s in source.statements if s.relations == ["∈"] and len(t := source.trees(s)) == 2]
        turned = {name for name, use in uses_of(statements).names.items() if use.turned}
        declared = with_shapes(declared_in(said), shapes_in(source.lines.read), by_rows_in(source.lines.read))
        return bold_in(source.lines.read, source.wide | turned), declared
