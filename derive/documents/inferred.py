"""What may be decided in names that nobody declares, but that the formulas of a document show: what holds, and what is wrong in a step.

An inferred type is no declaration.  That a formula does not fit it is no mistake of the writer's; neither is an equation that says what
a name is, or is to be solved.  A name that the document says nothing of depends on what nobody knows: no derivative of it is decided.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction as Rational

from ..court.court import Court
from ..errors import CannotDecide, FormulaError, SheetError
from ..habits.chain_rule import telescopes
from ..inference.declared import OF_NUMBER
from ..inference.numbers import names_in
from ..inference.probabilities import is_probability
from ..inference.tidy import MEMBER, SUMS_WRITTEN_OUT
from ..meaning.derivatives import is_derivative, is_operator
from ..meaning.scope import Family, FunctionName, OpaqueFunction, TensorName
from ..notation.tree import (
    Big,
    Factor,
    Fraction,
    Group,
    Mark,
    Name,
    Node,
    Number,
    Product,
    Script,
    Sum,
    opened,
    same,
    spelling,
    unbound_below,
    walk,
    whole_name,
)
from ..notation.write import unicode
from ..terms import Base
from ..vocabulary import HOLDS, ILL_TYPED, NOT_A_CLAIM, PROVED, REFUTED, UNDECIDED
from .claim import Claim
from .facts import SPECIAL
from .gaps import follows_from
from .letters import differentiated
from .names import Names, bases, rests_on
from .sizes import contradicts_words, declared_in_parts
from .source import Source
from .statements import Statement
from .trial import Case, judge_pair


def unfounded(names: Names, case: Case, later: Mapping[str, frozenset[str]]) -> str:
    """A name in a derivative of which the document does not say, or not yet, what it depends on; nothing if there is none."""
    if not any(map(is_zero, case.trees)) and (idle := idle_in(names, case.trees)):
        return idle
    for tree in case.trees:
        derivatives = [n for n in walk(tree) if isinstance(n, Fraction) and is_derivative(n)]
        lone = next((name for name in differentiated(tree) if given_by_sheet(names, name)), None)
        if lone is not None:
            return lone
        if derivatives or any(is_operator(n) or (isinstance(n, Mark) and n.kind == "∇") for n in walk(tree)):
            nablas = [n for n in walk(tree) if isinstance(n, Script) and n.sub and isinstance(n.base, Mark) and n.base.kind == "∇"]
            bare = sum(isinstance(n, Mark) and n.kind == "∇" for n in walk(tree)) > len(nablas)
            below = [*(node.denominator for node in derivatives), *(s for node in nablas for s in node.sub)]
            by = {name for node in below for name in bases(node)}
            step = step_that_rests(names, tree, derivatives, later)
            if step:
                return step
            for name in sorted(made_of(names, tree) & later.keys() - by):
                if given_by_sheet(names, name) and (bare or not by or later[name] & by):
                    return name
    return ""


def idle_in(names: Names, trees: tuple[Node, ...]) -> str:
    """L of ∂L/∂o where the definition of L that is known has no o in it: it is not the L that is meant, or 0 = 0 is all that is said.

    What the names of the trees are defined by is looked at too; nothing if there is no such name.
    """
    said = {n: body for tree in trees for n in made_of(names, tree) if (body := body_of(names, n)) is not None}
    reached = [said[n] for n in sorted(said)]
    for node in (n for tree in (*trees, *reached) for n in walk(tree) if isinstance(n, Fraction) and is_derivative(n)):
        of, by = set(differentiated(node)), bases(node.denominator)
        for name in sorted(of & said.keys()):
            if by and not by & (made_of(names, said[name]) | {name}):
                return name
    return ""


def body_of(names: Names, name: str) -> Node | None:
    """What the document says that a name is, or the value of a function."""
    binding = names.scope.names.get(name)
    return binding.body if isinstance(binding, FunctionName) else names.local.trees.get(name)


def given_by_sheet(names: Names, name: str) -> bool:
    """Whether the sheet has a name, but nothing that it is made of, and the document has defined none either."""
    match names.scope.get(name):
        case OpaqueFunction():
            return True
        case TensorName(base=Base() as base):
            return base in names.sheet.bases and base.definition is None
    return False


def step_that_rests(names: Names, tree: Node, derivatives: list[Fraction], later: Mapping[str, frozenset[str]]) -> str:
    """h_{t−1}, a name that is given, where the text says how h_t comes about: it rests on what h_t rests on, not on what is of time t."""
    by = {name for node in derivatives for name in labelled_in(node.denominator)}
    said = labelled_in(tree) | bases(tree)
    bindings = (names.scope.get(n) for n in said)
    used = said.union(*(rests_on(b.base) for b in bindings if isinstance(b, TensorName) and b.base is not None))
    steps = (n for n in sorted(used - by) if STEP.search(n) and given_by_sheet(names, n))
    return next((n for n in steps if n.partition("_")[0] in later and not all(is_after(v, n) for v in by or {""})), "")


STEP = re.compile(r"_([a-z])([+-])\d+$")


def is_after(name: str, step: str) -> bool:
    """Whether a name is of a later time than another: s_t than h_{t−1}."""
    found = STEP.search(step)
    return found is not None and found[2] == "-" and name.endswith(f"_{found[1]}")


class Equations:
    """What is set up and solved: equations that hold for some values, each following from the one before or from a derivative set to 0."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.special = bool(SPECIAL.search(source.lines.read))
        """Whether words say of some matrix that it is symmetric, or the like."""
        self.last: Claim | None = None
        """The last of them, in this part."""
        self.leads_on = False
        """Whether others may follow from that; not from what may be a wrong step."""
        self.gradient: Claim | None = None
        """The last derivative that was right."""
        self.part = -1
        self.meant: frozenset[str] = frozenset()
        """The names that this part declares, or uses in what holds: they mean here what is said of them."""

    def weigh(self, s: Statement, number: int, claim: Claim, mended: bool) -> None:
        """A verdict in inferred names: ill-typed is what contradicts words, an equation is not stated of all values, only a step is wrong.

        `mended` says that brackets did not match: what was read is a guess, and refutes nothing.
        """
        declared = self.source.once(declared_in_parts)
        if s.part != self.part:
            self.part, self.last, self.gradient = s.part, None, None
            self.meant = declared.get(s.part, frozenset())
        if claim.verdict in HOLDS and claim.trees is not None:
            self.meant |= names_in(claim.trees[0]) | names_in(claim.trees[1])
        if claim.verdict in HOLDS and claim.trees is not None and is_of_derivative(claim.trees[0]):
            self.gradient = replace(claim)
        elif claim.verdict == ILL_TYPED and not contradicts_words(claim, self.meant, frozenset().union(*declared.values())):
            claim.verdict, claim.message = UNDECIDED, f"it does not fit what the other formulas show of its names: {claim.message}"
        elif claim.verdict == REFUTED and claim.trees is not None:
            near = self.last is not None and number - self.last.statement <= REACH and not is_of_derivative(claim.trees[0])
            if is_zero(claim.trees[1]) and is_of_derivative(claim.head if claim.head is not None else claim.trees[0]):
                claim.verdict, claim.witness, claim.message = NOT_A_CLAIM, None, ""
                claim.notes.append("a derivative is set to 0: an equation that is set up, not stated as true")
                self.last, self.leads_on = replace(claim, statement=number), True
                return
            source = self.source_of(s, claim, near)
            reason = HOLDS_FOR_SOME if near or mended else self.not_a_mistake(s, claim, claim.trees)
            if source:
                claim.verdict = PROVED
                claim.notes.append(f"it follows from {source}")
            elif reason:
                claim.verdict, claim.message = UNDECIDED, reason
            else:
                return
            claim.witness = None
            self.last, self.leads_on = replace(claim, statement=number), reason in ("", HOLDS_FOR_SOME)

    def not_a_mistake(self, s: Statement, claim: Claim, trees: tuple[Node, Node]) -> str:
        """Why a pair that does not hold for all values may be right all the same; nothing if it is a mistake."""
        if not is_step(trees, s) or is_substitution(trees, claim.names):
            return HOLDS_FOR_SOME
        if claim.names is not None and any(MEMBER in name for tree in trees for name in made_of(claim.names, tree)):
            return "a sum over a set: it may hold for this set, and not for all weights"
        made = set().union(*(made_of(claim.names, tree) for tree in trees)) if claim.names is not None else set()
        if any(map(is_probability, made)):
            return "what is known of a probability is not said"
        if claim.names is not None and made & claim.names.guessed:
            return f"what `{min(made & claim.names.guessed)}` is, is not clear"
        if claim.names is not None and any(n.removeprefix(OF_NUMBER).isdigit() for n in claim.names.sheet.raw.sizes):
            return "a size is a number in this text: it may hold for that one only"
        ahead = {m[1] for note in claim.notes if (m := AHEAD.match(note))}
        if ahead & {
            name for tree in trees for n in walk(tree) if isinstance(n, Fraction) and is_derivative(n) for name in bases(n.denominator)
        }:
            return "it is differentiated by what the document defines later"
        if (whole := touched_by_d(trees)) is not None:
            return f"whether {unicode(whole)} is a product, or a name, is not said"
        if step := step_summed_up(trees):
            return f"how `{step}` comes about is not put in"
        if any(map(telescopes, trees)):
            return "a chain rule by names of which the document may not say all that they rest on"
        if index := given_index_in(claim):
            return f"what the index `{index}` is, that nothing binds, is not said"
        if (pair := letters_of_one_name(claim)) is not None:
            return f"what `{pair[1]}` has to do with `{pair[0]}` is not said"
        if any(by_member_of_family(tree) for tree in trees):
            return "a derivative by one of many vectors: whether others are the same one is not said"
        if SUMS_WRITTEN_OUT in claim.notes and unbound_below(trees[0]) != unbound_below(trees[1]):
            return "an index stands free on one side only: what it runs over there is not said"
        if holds_head(claim):
            return "the derivative that the chain begins with stands in it as a factor; what is meant by that is not clear"
        if s.follows and (case := case_in_which_it_holds(claim)) is not None:
            return f"it holds if {case}, and whether that is meant is not said"
        if self.special and has_matrices(claim.names):
            return "that a matrix is symmetric, or the like, as words say, is not made use of"
        return ""

    def source_of(self, s: Statement, claim: Claim, near: bool) -> str:
        """What an equation follows from: the one before it, or a derivative that words set to 0; nothing if from neither."""
        assert claim.trees is not None and claim.court is not None and claim.names is not None
        scope = claim.names.scope
        before = self.last if near and self.leads_on else None
        if before is not None and before.trees is not None and is_of_derivative(before.trees[0]) and not is_zero(before.trees[1]):
            before = None  # a derivative that is open is of what nobody knows
        if before is not None and before.trees is not None and all(map(same, before.trees, claim.trees)):
            return ""  # said twice, and still open
        if before is not None and before.trees is not None and follows_from(claim.court, scope, claim.trees, before.trees):
            return f"the equation on line {before.line_of_mistake}"
        zero = self.gradient if s.hypothesis and not is_of_derivative(claim.trees[0]) else None
        if zero is not None and zero.trees is not None:
            value = zero.trees[1]
            if follows_from(claim.court, scope, claim.trees, (value, Number(Rational(0), span=value.span))):
                return f"setting the derivative on line {zero.line_of_mistake} to 0"
        return ""


HOLDS_FOR_SOME = "an equation that holds for some values; what it follows from is not said, or it is not seen to follow"


def touched_by_d(trees: tuple[Node, Node]) -> Node | None:
    """d S_{ij} of dS_{ij}, where d touches a name and is not part of a fraction: most likely a name by itself, as programs have it."""
    nodes = [n for tree in trees for n in walk(tree)]
    marks = {id(part) for n in nodes if isinstance(n, Fraction) and is_derivative(n) for part in (n.numerator, n.denominator)}
    for node in (n for n in nodes if isinstance(n, Product) and id(n) not in marks):
        for d, f in itertools.pairwise(node.factors):
            named = isinstance(f.node, Name) or (isinstance(f.node, Script) and isinstance(f.node.base, Name))
            if spelling(d.node) == "d" and named and not f.operator and f.node.span.start <= d.node.span.end + 1:
                return Product((Factor("", d.node), f), span=node.span)
    return None


def case_in_which_it_holds(claim: Claim) -> str | None:
    """i ≠ k, if a derivative with two letters that nothing binds holds where these differ, or where they are the same."""
    assert claim.names is not None and claim.trees is not None and claim.court is not None
    if not is_of_derivative(claim.trees[0]):
        return None
    names, court = claim.names, claim.court
    letters = sorted(set().union(*map(unbound_below, claim.trees)))
    for (one, other), sign in itertools.product(itertools.combinations(letters, 2), "≠="):
        with suppress(FormulaError, SheetError, CannotDecide):
            facts = court.facts + names.sheet.assumed((f"{one} {sign} {other}",), names.scope, asked=True)
            if judge_pair(names, Court(names.sheet, court.scope, facts, replace(court.cast, facts=facts)), claim.trees).verdict in HOLDS:
                return f"{one} {sign} {other}"
    return None


def has_matrices(names: Names | None) -> bool:
    """Whether some name of the sheet is a matrix that the sheet does not define."""
    return names is not None and any(len(base.shape) == 2 and base.definition is None for base in names.sheet.bases)


AHEAD = re.compile(r"`(.+?)` is defined on line")
REACH = 3
"""So many statements after an equation another may follow from it."""


def is_of_derivative(tree: Node) -> bool:
    return (isinstance(tree := opened(tree), Fraction) and is_derivative(tree)) or is_operator(first(tree))


def is_step(trees: tuple[Node, Node], s: Statement) -> bool:
    """Whether a pair goes from one expression to another; what says what a name is, or is to be solved, does not."""
    left, right = trees
    if s.leads_to or s.hypothesis or s.required or s.role in ("definition", "condition"):
        return False
    if is_of_derivative(left):
        return not (isinstance(right, Number) and right.value == 0)
    return not s.follows and not is_lone(left) and not is_lone(right)


def by_member_of_family(tree: Node) -> bool:
    """Whether a derivative is taken by v_{w_t}, which may be v_{w_s} as well."""
    below = [n.denominator for n in walk(tree) if isinstance(n, Fraction) and is_derivative(n)]
    return any(isinstance(s, Script) for node in below for n in walk(node) if isinstance(n, Script) for sub in n.sub for s in walk(sub))


def holds_head(claim: Claim) -> bool:
    """Whether the derivative that a chain is about stands within a side: ∂L/∂w = (w − t)² ∂L/∂w may mean ∂/∂w of what stands before."""
    head = claim.head
    if head is None or claim.trees is None or not is_of_derivative(head):
        return False
    return any(n is not t and same(n, opened(head)) for t in claim.trees for n in walk(t) if isinstance(n, Fraction))


def given_index_in(claim: Claim) -> str:
    """A letter that is taken for one given index, in a pair or in what its names are made of; nothing if there is none."""
    if claim.names is None or claim.trees is None:
        return ""
    given = set(claim.names.given_indices())
    bodies = [claim.names.local.trees[n] for tree in claim.trees for n in made_of(claim.names, tree) if n in claim.names.local.trees]
    return min((letter for tree in (*claim.trees, *bodies) for letter in unbound_below(tree) & given), default="")


def letters_of_one_name(claim: Claim) -> tuple[str, str] | None:
    """U and u of a pair with both, where u_w may be a column of U, and nothing says so."""
    assert claim.names is not None and claim.trees is not None
    named = set().union(*(made_of(claim.names, tree) | labelled_in(tree) for tree in claim.trees))
    given = {n for n in named if given_by_sheet(claim.names, n) or isinstance(claim.names.scope.get(n), Family)}
    return next(((n, low) for n in sorted(given) if n.isupper() and (low := n.lower()) in given and low != n), None)


def step_summed_up(trees: tuple[Node, Node]) -> str:
    """v_{t−2} of one side, where the other is a Σ without it; nothing if there is no such."""
    for one, other in (trees, trees[::-1]):
        step = min((n for n in labelled_in(one) - labelled_in(other) if STEP.search(n)), default="")
        if step and any(isinstance(n, Big) for n in walk(other)):
            return step
    return ""


def by_what_comes_later(claim: Claim, trees: tuple[Node, Node]) -> bool:
    """Whether a derivative is taken by a name that is defined farther down."""
    ahead = {m[1] for note in claim.notes if (m := AHEAD.match(note))}
    below = (n.denominator for tree in trees for n in walk(tree) if isinstance(n, Fraction) and is_derivative(n))
    return any(ahead & bases(node) for node in below)


def first(tree: Node) -> Node:
    return tree.factors[0].node if isinstance(tree, Product) else tree


def is_substitution(trees: tuple[Node, Node], names: Names | None) -> bool:
    """Whether a name of either side is missing on the other, or a function that nobody defines: something said elsewhere was put in."""
    if names is None:
        return False
    left, right = ({n for n in (made_of(names, tree) | labelled_in(tree)) if given_by_sheet(names, n)} for tree in trees)
    if left and not right and not is_zero(trees[1]):
        return True  # at the values of an example
    unknown = any(isinstance(names.scope.get(n), OpaqueFunction) for n in left ^ right)
    return unknown or (bool(left - right) and bool(right - left))


def labelled_in(tree: Node) -> set[str]:
    """m_{t−1} and w_1, with their labels."""
    return {name for n in walk(tree) if isinstance(n, Script) and (name := whole_name(n)) is not None}


def is_zero(tree: Node) -> bool:
    return isinstance(tree, Number) and not tree.value


def made_of(names: Names, tree: Node) -> set[str]:
    """The names in a tree, and those that the document's definitions of them are made of."""
    found: set[str] = set()
    waiting = bases(tree) | labelled_in(tree)
    while waiting:
        found |= waiting
        bodies = [names.local.trees[n] for n in waiting if n in names.local.trees]
        bodies += [b.body for n in waiting if isinstance(b := names.scope.names.get(n), FunctionName)]
        waiting = {n for body in bodies for n in bases(body) | labelled_in(body)} - found
    return found


def is_lone(tree: Node) -> bool:
    """A number, or a name with or without a sign, an argument."""
    tree = opened(tree)
    match tree:
        case Sum(terms=((_, term),)):
            return is_lone(term)
        case Number() | Name() | Script(base=Name()):
            return True
        case Product(factors=(one, two)):
            return isinstance(one.node, Name) and two.operator == "" and isinstance(two.node, Group)
    return False
