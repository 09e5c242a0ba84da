"""Steps that are left open, with a number for each matrix and vector: what fails there is wrong for all sizes.

Looked at are steps within a chain whose sides have the same names: there nothing that the document says elsewhere was put in, and no
equation is set up to be solved.  Left open stay steps that hold under what words may say of their names, or what the document does say.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from ..errors import fault_of_ours
from ..inference.convention import announced
from ..inference.declared import Declared
from ..inference.numbers import as_number, counting_in, declared_numbers, limits_in, names_in
from ..inference.own import own_sheet
from ..inference.tidy import MEMBER, tidied
from ..inference.usual import Trees, usual
from ..limits import nearly_spent
from ..notation.tree import Bars, Big, Chain, Name, Node, Number, Product, Root, opened, unbound_below, walk
from ..terms.functions import WORDS
from ..vocabulary import HOLDS, REFUTED, UNDECIDED, UNREADABLE
from .claim import Claim
from .conditions import behind, supposed
from .facts import OF_MATRICES, Fact, facts_in, said_of
from .inferred import is_lone
from .judge import Judge
from .letters import holds_derivative, is_quantity
from .members import Member
from .names import is_given
from .placed import Placed
from .source import Source
from .statements import Statement
from .trial import Trial

LONGEST = 400
"""A longer step is not looked at."""
MOST = 80
"""So many things that words may say are tried with one step."""
MADE_EQUAL = re.compile(r"arg\s*(?:max|min)|\\propto|\\(?:max|min)(?![A-Za-z])|\\approx|const|\\b?mod(?![A-Za-z])")
"""What makes the members of a chain equal in a sense of their own."""
NOWHERE = "neither side is defined"
"""What is said of a step that is defined nowhere: it holds under nothing."""
AS_NUMBERS = "each name is taken as a number: what holds of all matrices holds of numbers"


class Numbers:
    """Refutes steps of a document that fail for numbers."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.sums_are_left_out = announced(source.lines.read)
        self.of_matrices = OF_MATRICES.search(source.lines.read)
        self.found: dict[tuple[int, int], Claim | None] = {}
        """What was said of each step, for those who ask again."""

    def weigh(self, number: int, claims: list[Claim], share: float) -> list[Claim]:
        """The claims of a statement: open ones refuted where they fail for numbers; refuted ones left open where words may excuse them.

        Nothing is looked at again when that share of the CPU time is used up.
        """
        try:
            return [claim if nearly_spent(share) else self.second_look(number, claim) for claim in claims]
        except RecursionError:
            return claims
        except Exception as error:  # a fault of this program costs this second look, and not the document
            fault_of_ours(error)
            return claims

    def second_look(self, number: int, claim: Claim) -> Claim:
        s = self.source.statements[number]
        ends = (m.text if m else "" for m in s.members)
        n = next((n for n, pair in enumerate(itertools.pairwise(ends)) if pair == (claim.left, claim.right)), None)
        if n is None or claim.relation != "=" or claim.verdict not in (UNDECIDED, UNREADABLE, REFUTED) or s.fault:
            return claim
        if claim.verdict == REFUTED:
            return self.excused(s, n, claim) if is_of_given_names(claim) else claim
        supposes = s.required or s.hypothesis or s.role == "condition" or any(MADE_EQUAL.search(m.text) for m in s.members if m)
        if supposes or self.sums_are_left_out or (n == 0 and not s.continues):
            return claim
        if (number, n) not in self.found:
            self.found[number, n] = self.refuted(s, number, n)
        wrong = self.found[number, n]
        return claim if wrong is None else replace(wrong, notes=[*wrong.notes])

    def excused(self, s: Statement, n: int, claim: Claim) -> Claim:
        """A step that is refuted, left open if it holds, or may hold, under something that words say or may say of its names."""
        assert claim.trees is not None and claim.names is not None
        step = self.step(s, n)
        if not claim.names.sheet.inferred and (step is None or names_in(step[0][0], step[0][1]) != names_in(step[0][1], step[0][0])):
            return claim
        reason = self.excuse(s, n, claim.trees, step, not claim.names.sheet.inferred)
        return replace(claim, verdict=UNDECIDED, message=reason, witness=None, repair=None) if reason else claim

    def excuse(self, s: Statement, n: int, trees: Trees, step: tuple[Trees, Trees] | None, declared: bool) -> str:
        """Why a step that does not hold of all values may be right all the same; nothing if nothing speaks for it.

        Of names that a sheet declares only words of the document say more.
        """
        names = set().union(*(names_in(tidied(t)) for t in trees))
        said = said_of(self.facts, names, s.start, s.members[-1].end) if names else ""
        # it fails only for the order of its factors, and for what is transposed:
        is_order = step is not None and self.tried(s, n, step[1])[2].verdict in HOLDS
        if not said and is_order and self.of_matrices is not None:
            said = self.of_matrices.group()
        if said:
            return f"what the words «{said}» say is not made use of"
        for where, found in self.said_in_text:
            if found <= names and not s.start <= where.start <= s.members[-1].end:
                return f"what line {self.source.line(where)} says of its names is not made use of"
        if not declared and (letter := summed_or_not(trees)):
            return f"whether the index `{letter}` is summed over is not said"
        told = self.holds_if(s, n, *step, declared) if step is not None and not is_order else ""
        return f"it holds if {told}, which no formula says" if told else ""

    def step(self, s: Statement, n: int) -> tuple[Trees, Trees] | None:
        """Both sides of a step as they are typed, and among numbers; None if that is no use."""
        members = [self.source.read(m) for m in s.members[n : n + 2]]
        typed = tuple(tidied(m.tree) for m in members if m.tree is not None and not m.mended)
        plain = tuple(t for tree in typed if (t := as_number(tree)) is not None)
        return (typed, plain) if len(plain) == 2 and sum(len(m) for m in s.members[n : n + 2]) <= LONGEST else None

    def refuted(self, s: Statement, number: int, n: int) -> Claim | None:
        """One step, if it fails for numbers, whatever may be known of them."""
        step = self.step(s, n)
        if step is None or any(map(says_a_name, step[1])):
            return None
        typed, plain = step
        names = names_in(typed[0], typed[1])
        both = any((n != n.lower() and n.lower() in names) or MEMBER in n for n in names)  # U and its columns u_w, a set's members
        other = names ^ names_in(typed[1], typed[0])
        if not names or not other <= limits_in(typed[0]) | limits_in(typed[1]) or both or self.is_told_of(number, names, typed):
            return None
        judge, ends, found = self.tried(s, n, plain)
        if found.verdict != REFUTED or said_of(self.facts, names, s.start, s.members[-1].end) or self.holds_if(s, n, typed, plain):
            return None
        claim = judge.verdicts.claimed(replace(s, guessed=""), *ends, (), found)
        claim.statement, claim.borrowed = number, True
        if plain != typed:
            claim.notes.append(AS_NUMBERS)  # what would repair it is no formula of matrices
        else:
            claim.trees, claim.names, claim.court = (plain[0], plain[1]), found.names, found.court
        return claim

    # ------------------------------------------------------------------------------------------ what the document says
    @cached_property
    def facts(self) -> list[Fact]:
        """The sentences that say of names what is not made use of."""
        return facts_in(self.source.lines.text)

    @cached_property
    def said(self) -> list[tuple[int, set[str]]]:
        """The names of equations that say what one name is, and where these stand."""
        return [(n, names) for n, s in enumerate(self.source.statements) for names in self.relations_in(s)]

    @cached_property
    def said_in_text(self) -> list[tuple[Statement, set[str]]]:
        """Equations in running text that say what names are, and are no definitions: m = g, Σ_i x_i = 0."""
        found = (s for s in self.source.statements if not s.display and s.role != "definition" and is_value(self.source.trees(s)))
        return [(s, names) for s in found for names in self.relations_in(s, True)]

    def relations_in(self, s: Statement, every: bool = False) -> Iterator[set[str]]:
        trees = self.source.trees(s)
        for left, right, relation in zip(trees, trees[1:], s.relations, strict=False) if len(trees) == len(s.members) else ():
            if relation == "=" and (says_a_name(left) or says_a_name(right) or s.role == "condition"):
                names = names_in(tidied(left)) | names_in(tidied(right))
                if names and (every or not (len(names) == 1 and is_usual(left, right))):
                    yield names

    def names_of(self, members: Sequence[Placed]) -> Iterator[set[str]]:
        """The names of a condition, where it can be read."""
        trees = [self.source.read(m).tree for m in members if m]
        yield set().union(*(names_in(tidied(t)) for t in trees if t is not None))

    def is_told_of(self, number: int, names: set[str], trees: Trees) -> bool:
        """Whether the document says something of the names, or indices, of a step that it may rest on."""
        s = self.source.statements[number]
        letters = set().union(*map(counting_in, trees))
        smooth = not any(isinstance(n, (Root, Bars)) for tree in trees for n in walk(tree))  # what fails somewhere fails in every range
        orders = () if smooth else (names_in(side) for tree in self.source.once(supposed).get(s.part, ()) for side in tree.sides)
        return (
            any(found <= names for where, found in self.said if where != number)
            or (len(letters) > 1 and any(self.source.describes(letter, number) for letter in letters))
            or any(found and found <= names for c, _ in behind(self.source, number) for found in self.names_of(c.members))
            or any(found and found <= names for found in orders)
        )

    # ------------------------------------------------------------------------------------------ a step among numbers
    def holds_if(self, s: Statement, n: int, typed: Trees, plain: Trees, if_said: bool = False) -> str:
        """What would make a step hold, or leave it open, of all that words often say; nothing if nothing would.

        Where a name of one side is missing on the other, the text has to speak of such a thing: else it was lost.
        """
        differ = bool(names_in(typed[0], typed[1]) ^ names_in(typed[1], typed[0]))
        for count, one in enumerate(usual(typed, plain)):
            if count == MOST:
                return "something is true of its many names"
            if (differ or if_said or one.only_said) and not one.words.search(self.source.lines.read):
                continue
            answers = (self.tried(s, n, trees)[2].answer for trees in one.forms)
            if all(a.verdict in HOLDS or (a.verdict == UNDECIDED and len(one.forms) == 1 and NOWHERE not in a.message) for a in answers):
                return one.said
        return ""

    def tried(self, s: Statement, n: int, trees: Trees) -> tuple[Judge, tuple[Member, Member], Trial]:
        """Who judges a step among numbers, its members, and what is found."""
        own = own_sheet([trees], "own", declared=Declared(declared_numbers(trees), {}))
        given = {s.members[n].start: trees[0], s.members[n + 1].start: trees[1]}

        def written(place: int, tree: Node) -> Node:
            return own.written(given.get(place, tree))

        near = Source(self.source.lines, [s], written, self.source, self.source)
        judge, members = Judge(own.sheet, (), near), (near.read(s.members[n]), near.read(s.members[n + 1]))
        return judge, members, judge.pairs.judged(judge.pairs.case_of(0, s, *members))


def is_of_given_names(claim: Claim) -> bool:
    """Whether a claim is one of names of which no sheet says what they are made of: the document may say more of them."""
    if claim.trees is None or claim.names is None or any(map(holds_derivative, claim.trees)):
        return False
    names = set().union(*map(names_in, claim.trees))
    return claim.names.sheet.inferred or not any(is_quantity(claim.names.sheet, n) and not is_given(claim.names.scope, n) for n in names)


def is_value(trees: Trees) -> bool:
    """m = g, Σ_i x_i = 0: an equation that says what value something has."""
    if len(trees) != 2 or any(map(holds_derivative, trees)):
        return False
    left, right = trees
    return not says_a_name(left) if isinstance(right, Number) else says_a_name(left) and says_a_name(right)


def summed_or_not(trees: Trees) -> str:
    """j of Σ_{i≠j} x_i x_j where it stands nowhere else: the sum may be one over both; nothing if there is none."""
    for tree, other in itertools.permutations(trees, 2):
        for big in (n for n in walk(tree) if isinstance(n, Big)):
            for chain in big.sub:
                match chain:
                    case Chain(sides=(Name(), Name(text=letter)), relations=("≠",)) if letter not in unbound_below(other):
                        return letter
    return ""


def says_a_name(tree: Node) -> bool:
    """Whether a side may say what something is called: y, f(x), 1; not log(y)."""
    function = tree.factors[0].node if isinstance(tree := opened(tree), Product) else None
    return is_lone(tree) and not (isinstance(function, Name) and function.text in WORDS)


def is_usual(left: Node, right: Node) -> bool:
    """Σ_k p_k = 1, uᵀu = 1, ‖u‖ = 1: what a step is tried with anyhow; t = 1, the values of an example."""
    return (says_a_name(left) and says_a_name(right)) or (isinstance(right, Number) and right.value == 1)
