"""The statements of a document in order: definitions taken up, every other pair judged."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from ..errors import fault_of_ours
from ..grading.conditions import is_set_of_numbers
from ..meaning.derivatives import is_derivative
from ..notation.tree import Fraction, Grid, same
from ..sheets.sheet import Sheet
from ..vocabulary import HOLDS, ILL_TYPED, NOT_A_CLAIM, REFUTED, UNDECIDED, UNREADABLE
from .claim import Claim
from .conditions import branches_of, cases_of, on_indices
from .definitions import Definitions
from .foreign import IN_TEXT
from .members import Member
from .pairs import Pairs
from .placed import Placed
from .record import Record
from .shapes import shape_of_each, shapes_multiplied
from .source import Source
from .statements import ORDERS, Statement
from .verdicts import Verdicts
from .words import is_words

RELATIONS = {"≟": "a question or a demand, not stated as true", "→": "an annotation", "≠": "a condition", "∈": "a condition"}


class Judge:
    """Judges the statements of a document, in order."""

    def __init__(self, sheet: Sheet, others: Sequence[Sheet], source: Source, kindly: bool = True) -> None:
        self.source = source
        self.pairs = Pairs(source, sheet, others, kindly)
        self.record = Record(source)
        self.verdicts = Verdicts(self.record, self.pairs)
        self.definitions = Definitions(self.record, self.pairs, self.verdicts)

    def judge(self, number: int, silent: bool = False) -> Iterator[Claim]:
        """The claims of one statement; `silent` only takes its definitions up."""
        s = self.source.statements[number]
        self.record.number = number
        try:
            yield from self.stated(s, number, silent)
        except RecursionError:
            yield self.record.claim(s, s.members[0], s.members[-1], "=", UNREADABLE, message="it is nested too deeply")
        except Exception as error:  # a fault of this program costs one step, and not the document
            yield self.record.claim(s, s.members[0], s.members[-1], "=", UNDECIDED, message=fault_of_ours(error))

    def stated(self, s: Statement, number: int, silent: bool) -> Iterator[Claim]:
        self.definitions.renew(s)
        if s.fault:
            if not silent:
                yield self.record.claim(s, s.members[0], s.members[-1], (s.relations or [""])[0], UNREADABLE, message=s.fault)
        elif not s.relations:
            hidden = self.source.read(s.members[0]) if "=" in s.members[0].text and not silent else None
            if hidden is not None and hidden.fault is not None and not is_words(hidden.placed.text):
                yield self.record.unread(s, hidden, hidden, hidden)
            elif s.display and not silent and self.states_nothing(number):
                yield self.record.aside(s, 0, "an expression; it states nothing by itself")
        elif not silent or may_define(s):
            self.definitions.meanings.foresee(number)
            members = self.source.members(s)
            defined = self.definitions.definition(s, members)
            if defined is not None and not silent:
                yield defined
            pairs: list[list[Claim]] = []
            for n in range(0 if defined is None else 1, len(s.relations)):
                if not silent:
                    pairs.append(list(self.pair(s, members, n)))
                elif s.relations[n] == "=" and (left := members[n]) is not None and (right := members[n + 1]) is not None:
                    self.definitions.named(s, n, left, right)
            begun_anew(pairs)
            self.across(s, members, pairs)
            for claims in pairs:
                yield from claims

    def states_nothing(self, number: int) -> bool:
        """Whether nothing continues an expression."""
        statements = self.source.statements
        after = statements[number + 1] if number + 1 < len(statements) else None
        return not (after is not None and after.continues and after.members[0].start == statements[number].members[-1].start)

    def pair(self, s: Statement, members: Sequence[Member | None], n: int) -> Iterator[Claim]:
        """The claims that one pair of a chain makes: one, or one for each case."""
        left, right = members[n], members[n + 1]
        relation = s.relations[n]
        if left is None or right is None:
            if left is not None or right is not None:
                yield self.record.aside(s, n, "it begins with a relation, and nothing stands before it that it could continue")
        elif relation == "∈" and right.tree is not None and is_set_of_numbers(right.tree):
            yield from shape_of_each(self.record, self.pairs, s, left, right)
        elif relation != "=":
            supposed = relation in ORDERS and s.role in ("condition", "definition")
            why = "a condition, not stated as true" if supposed else f"the relation {relation} is not checked"
            yield self.record.aside(s, n, RELATIONS.get(relation, why))
        elif s.role == "condition" and n == 0:
            told = self.verdicts.where_zero(s, left, right) if s.zero_when else None
            if told is not None:
                yield told
                return
            aside = self.record.aside(s, n, "a condition, not stated as true")
            if left.tree is not None and right.tree is not None:
                self.verdicts.suppose(aside, left.tree, right.tree, not s.display)
            yield aside
        elif (grid := cases_of(right.tree)) is not None and left.tree is not None and self.are_on_indices(grid):
            yield from self.branches(s, left, right, grid)
        else:
            shapes = shapes_multiplied(self.record, s, left, right)
            yield shapes or self.definitions.named(s, n, left, right) or self.verdicts.judged(s, left, right)

    def across(self, s: Statement, members: Sequence[Member | None], pairs: list[list[Claim]]) -> None:
        """a = ? = c, where what stands between is not understood: that a = c is stated all the same, and takes the place of ? = c."""
        first = len(s.relations) - len(pairs)
        is_open = [len(p) == 1 and p[0].relation == "=" and p[0].verdict in (UNREADABLE, UNDECIDED) and p[0].witness is None for p in pairs]
        for _, run in itertools.groupby(range(len(pairs)), lambda n: is_open[n]):
            places = list(run)
            left, right = members[first + places[0]], members[first + places[-1] + 1]
            if len(places) < 2 or not is_open[places[0]] or left is None or left.tree is None or right is None or right.tree is None:
                continue
            unread = all(pairs[n][0].verdict == UNREADABLE for n in places) and not any("$" in IN_TEXT.sub("", m.text) for m in s.members)
            claim = self.verdicts.judged(s, left, right)
            if claim.verdict in HOLDS or (unread and claim.verdict in (REFUTED, ILL_TYPED)):
                claim.notes.append("what stands between is not understood: this is what both ends say of each other")
                pairs[places[-1]] = [claim]

    def are_on_indices(self, grid: Grid) -> bool:
        """Whether all cases are told apart by indices of the sheet; others, x ≥ 0, are judged as a whole."""
        branches = branches_of(grid)
        return bool(branches) and all(on_indices(self.pairs.names, t, yes) is not None for _, tests in branches for t, yes in tests)

    def branches(self, s: Statement, left: Member, right: Member, grid: Grid) -> Iterator[Claim]:
        """a = {b if w ≠ o; c if w = o}: a claim for each, under its condition."""
        for value, tests in branches_of(grid):
            start, end = right.placed.within(value.span)
            yield self.verdicts.judged(s, left, Member(between(right.placed, start, end), value, right.notes), tests)


LONGEST_NAME = 60


def may_define(s: Statement) -> bool:
    """Whether one of a statement's members is short enough to be a name."""
    return any(r == "=" for r in s.relations) and any(len(m) <= LONGEST_NAME for m in s.members)


def begun_anew(pairs: list[list[Claim]]) -> None:
    """∂J/∂v_c = … = a = ∂J/∂u_o = …: the next derivation, with one = too many before it, if its own first step is right."""
    for before, after in itertools.pairwise(pairs):
        if len(before) != 1 or len(after) != 1 or before[0].verdict in (*HOLDS, NOT_A_CLAIM) or after[0].verdict not in HOLDS:
            continue
        claim = before[0]
        right = claim.trees[1] if claim.trees is not None else None
        match claim.head, right:
            case Fraction(numerator=a, denominator=x), Fraction(numerator=b, denominator=y) if is_derivative(right) and same(a, b):
                if not same(x, y):
                    claim.verdict, claim.message, claim.witness = NOT_A_CLAIM, "", None
                    claim.notes.append("a new derivation begins here; the = before it is one too many")


def between(whole: Placed, start: int, end: int) -> Placed:
    """The part of a placed text between two offsets of the file."""
    low = next((n for n, at in enumerate(whole.at) if at >= start), 0)
    high = next((n for n in range(len(whole.at) - 1, -1, -1) if whole.at[n] <= end), len(whole.at) - 1)
    return whole[low : high + 1]
