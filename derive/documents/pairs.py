"""The verdict on one pair: in the sheet's names and the document's own, with definitions that come later, under what the
sheet usually assumes, with the names of another sheet, with names that nobody defines."""

from __future__ import annotations

from collections.abc import Sequence

from ..court.court import Court
from ..court.courts import court_of
from ..court.free import lift_conditions
from ..court.mended import mended
from ..court.question import STEP, Answer, Question
from ..errors import FormulaError, UnknownName
from ..meaning.scope import Family, IndexName, Scope, SizeName, TensorName, mentions_vectors
from ..notation.tree import Name, Node, Script, bound_letters, walk
from ..sheets.sheet import Sheet
from ..vocabulary import HOLDS, ILL_TYPED, PROVED, REFUTED, UNDECIDED, UNREADABLE
from .any_loss import AnyLoss
from .by_expression import Expressions
from .conditions import Tests, as_assumed, under, usual_assumptions
from .free_names import is_variable, misplaced
from .indices import picks_index
from .inferred import made_of, unfounded
from .letters import Letters, idle_index, is_random
from .losses import Losses
from .members import Member
from .names import Definition, Names, bases, defined_name, is_given, is_sheet_name, joined, stem_of
from .said import both_spellings, definitions_ahead, named_by
from .samples import one_of_many, with_own_indices
from .scores import look_alikes_of, said_of, scores_of
from .second_look import as_nearby, second_look
from .source import Source
from .statements import Statement
from .trial import Case, Trees, Trial, by_what_it_rests_not_on, judge_pair

NEAR = 6
"""A definition that comes so many statements later still explains a name: … where Z = Σ_w exp(x_w)."""
MOST_WAITING = 20
COUNTS = frozenset("nNmMTKDB")
"""Letters for how many there are of something."""
LONG = 1_500
"""Longer pairs are not asked whether they hold under other assumptions."""
FIRST, MISFIT = 12, 4
"""From the twelfth pair on a sheet fits if one pair in four holds in it."""


class Pairs:
    """Judges pairs, with the names that are in force."""

    def __init__(self, source: Source, sheet: Sheet, others: Sequence[Sheet], kindly: bool = True) -> None:
        self.source, self.sheet, self.others = source, sheet, others
        self.kindly = kindly
        """Whether slips are undone, and what the sheet usually assumes is assumed."""
        self.alike: dict[str, str] = {}
        """Names that are read as others that look like them: ν_c as v_c."""
        self.names = self.named(sheet)
        """In the names of the sheet, with what the document has defined so far."""
        self.history: list[Definition] = []
        self.waiting: list[tuple[str, Definition]] = []
        """Definitions that lack a name, and which; the document may define it yet."""
        self.letters = Letters(source, self.history)
        self.expressions = Expressions()
        self.elsewhere: dict[Sheet, Names] = {}
        self.failed: set[str] = set()
        """Names whose definition could not be used: no later claim defines them by the way."""
        self.trusted: set[str] = set()
        """Other sheets in whose names something of the document was proved."""
        self.ahead = definitions_ahead(source)
        self.losses = Losses(sheet)
        self.named_later = source.whole.once(named_by) if sheet.inferred else {}
        """Names that the document defines somewhere."""
        self.any_loss = AnyLoss(source)
        self.asked = self.held = 0
        """So many pairs were put to the sheet, and so many hold: in a sheet that does not fit, no slip is looked for."""
        self.sees_all = source.whole is source
        """Whether all that the document says bears on a pair: what a loss rests on can be known only then."""

    def named(self, sheet: Sheet) -> Names:
        """The names of a sheet, but for those that words of the document say to be something else."""
        names = Names(sheet)
        names.disown(self.source.wide if not sheet.inferred else frozenset())
        for d in scores_of(self.source, sheet) if not sheet.inferred else ():
            with_scores = names.copy()
            if with_scores.define(d) is None and all(agrees(with_scores, d.head, body) for body in said_of(self.source, d.name)):
                names = with_scores
        for name, meant in look_alikes_of(self.source, sheet) if not sheet.inferred else ():
            if (binding := sheet.scope.get(meant)) is not None:
                names.scope.names[name], self.alike[name] = binding, meant
        return names

    def define(self, d: Definition) -> FormulaError | None:
        """Put a definition in force, in every sheet's names that are in use; why it cannot be in this sheet's."""
        stem = stem_of(d.head) or d.name
        was_given = self.sheet.inferred and any(is_given(self.names.scope, n) for n in (d.name, stem))
        error = (self.names.misfit(d) if was_given else None) or self.names.define(d)
        if error is None and was_given:
            for old in self.history:  # z is Wx, says the text at last: p = softmax(z) rests on W from here on
                if old.name != d.name and stem in made_of(self.names, old.body):
                    self.names.define(old)
        if isinstance(error, UnknownName) and self.sheet.inferred:
            self.any_loss.take(d, error.name)
            self.waiting = [*self.waiting[-MOST_WAITING:], (error.name, d)]
        elif error is None and self.waiting:
            self.take_waiting(d.name)
        self.history.append(d)
        for names in self.elsewhere.values():
            if not is_sheet_name(names.sheet, d.head, d.name):
                names.define(d)
        return error

    def take_waiting(self, name: str) -> None:
        """Put definitions in force that had to wait for a name: v = Σ (x_i − μ)² before μ = Σ x_i."""
        ready = [d for lacking, d in self.waiting if lacking.partition("_")[0] == name.partition("_")[0]]
        self.waiting = [(lacking, d) for lacking, d in self.waiting if d not in ready]
        for d in ready:
            if not self.names.has(d.name) and self.define(d) is None:
                self.failed -= {d.name, stem_of(d.head) or d.name}

    def names_in(self, sheet: Sheet) -> Names:
        """The document's names in the scope of another sheet."""
        if sheet is self.sheet:
            return self.names
        found = self.elsewhere.get(sheet)
        if found is None:
            found = self.elsewhere[sheet] = self.named(sheet)
            for d in self.history:
                if not is_sheet_name(sheet, d.head, d.name):
                    found.define(d)
        return found

    # ------------------------------------------------------------------------------------------ one pair
    def case_of(self, number: int, s: Statement, left: Member, right: Member, tests: Tests = ()) -> Case:
        """A pair whose members could be read, with the conditions that stand in it."""
        assert left.tree is not None and right.tree is not None
        (one, first_tests), (two, more_tests) = lift_conditions(left.tree), lift_conditions(right.tree)
        tests = (*tests, *((test, True) for test in (*first_tests, *more_tests)))
        a, b = (joined(whole_family(self.names, tree), self.names.lines) for tree in (one, two))
        pair = with_own_indices(self.names.scope, (a, b))
        trees, definitions = self.expressions.named(self.names, pair, self.source.line(s), self.history)
        for d in definitions:
            self.define(d)
        return Case(number, s, trees, tests, len(left.placed) + len(right.placed))

    def judged(self, case: Case) -> Trial:
        """The best that can be said of a pair whose members could be read."""
        found = self.in_own_names(case) if self.sheet.inferred else self.in_names_of_sheet(case)
        found.notes = (*found.notes, *self.expressions.told(case.trees))
        return found

    def in_names_of_sheet(self, case: Case) -> Trial:
        """A pair in the names of a sheet."""
        found = self.as_described(case, self.under_kindest_loss(case))
        self.asked += 1
        self.held += found.verdict in HOLDS
        fits = self.asked < FIRST or MISFIT * self.held >= self.asked
        if self.kindly and fits and found.verdict in (REFUTED, ILL_TYPED, UNREADABLE) and not found.unknown and case.length < LONG:
            self.undo_slips(case, found)
        mend = self.undo_slips if self.kindly and case.length < LONG else None
        found = second_look(case, found, self.under_kindest_loss, mend, self.source.speaks_of_rows)
        if not case.values:
            self.losses.settle(case, found)
        stray = by_what_it_rests_not_on(found.names, case.trees) if found.verdict in (*HOLDS, REFUTED, ILL_TYPED) else ""
        if stray:
            found.answer = Answer("", UNDECIDED, f"`{stray}` of the sheet {found.names.sheet.name} has no part in what is differentiated")
        elif found.verdict in (REFUTED, ILL_TYPED) and (lost := self.lost_in(case)):
            found.answer = Answer("", UNDECIDED, f"what the document says of `{lost}` could not be used")
        elif found.verdict == ILL_TYPED and self.source.speaks_of_rows and (own := defined_by_vectors(found.names, case.trees)):
            found.answer = Answer("", UNDECIDED, f"the text speaks of row vectors, and `{own}` is read as made of columns")
        elif found.verdict == REFUTED and (words := self.source.at_values(case.number)):
            found.answer = Answer("", UNDECIDED, f"it is said «{words}», and this is not taken into account")
        elif found.verdict == REFUTED and (near := as_nearby(case, self.source, found.names, self.under_kindest_loss)) is not None:
            return near
        elif found.verdict == REFUTED and (letter := one_of_many(self.names.scope, case, self.under_kindest_loss)):
            found.answer = Answer("", UNDECIDED, f"it holds if `{letter}` is one of those that the loss sums over, which is not said")
        return found

    def under_kindest_loss(self, case: Case) -> Trial:
        return self.losses.kindest(case, self.names, lambda sheet: self.as_it_stands(case, self.names_in(sheet)))

    def lost_in(self, case: Case) -> str:
        """A name of which the document says something that could not be used; nothing if there is none."""
        return min({n for t in case.trees for n in bases(t)} & self.failed, default="")

    def in_own_names(self, case: Case) -> Trial:
        """A pair in names that nobody declares."""
        found = self.as_described(case, self.as_it_stands(case, self.names))
        unknown = unfounded(self.names, case, self.named_later) if found.verdict in (*HOLDS, REFUTED, ILL_TYPED) else ""
        if self.sees_all and (found.unknown or unknown or found.verdict == UNREADABLE):
            any_loss = self.any_loss.judged(case, self.names, self.as_it_stands)
            if any_loss is not None:
                return any_loss
        if found.verdict == ILL_TYPED and not unknown and (numbers := self.letters.as_numbers(case, found)) is not None:
            return numbers
        if found.verdict in (*HOLDS, REFUTED) and bound_letters(*case.trees) & set(self.names.given_indices()):
            found.answer = Answer("", UNDECIDED, "an index that is given elsewhere is summed over here")
        elif found.verdict in (*HOLDS, REFUTED) and (twice := both_spellings(case.statement)):
            found.answer = Answer("", UNDECIDED, f"whether `{twice}^(i)` and `{twice}_i` are the same is not said")
        elif found.verdict in HOLDS and (letter := idle_index(case.trees)):
            found.answer = Answer("", UNDECIDED, f"a derivative with a sum in which the index `{letter}` stands nowhere")
        elif found.verdict in (*HOLDS, REFUTED, UNREADABLE) and any(map(is_random, case.trees)):
            found.answer = Answer("", UNDECIDED, "what is random in it, and how, is not said")
        elif found.verdict == REFUTED and (lost := self.lost_in(case)):
            found.answer = Answer("", UNDECIDED, f"what the document says of `{lost}` could not be used")
        elif unknown:
            found.answer = Answer("", UNDECIDED, f"what `{unknown}` depends on is not said, or not yet")
        elif found.verdict == REFUTED and (count := count_in(self, case)):
            found.answer = Answer("", UNDECIDED, f"it holds if `{count}` is how many terms the sum has, which is not said")
        elif found.verdict == REFUTED and case.length < LONG:
            self.undo_slips(case, found)
        return found

    def undo_slips(self, case: Case, found: Trial) -> None:
        """The answer of a pair that holds but for a slip, if need be under what the sheet usually assumes."""
        question = Question(case.trees, names=found.names.scope)
        for usual in ((), *usual_assumptions(found.names.sheet)):
            court = self.court(case, found.names, usual) if usual else found.court
            again = mended(court, question, STEP)
            if again is not None:
                found.answer, found.court = again, court
                found.notes = (*found.notes, as_assumed(usual)) if usual else found.notes
                return

    def as_described(self, case: Case, found: Trial) -> Trial:
        """A pair that fails for an index of which words say something that is not understood: left open."""
        letters = {n.text for t in case.trees for n in walk(t) if isinstance(n, Name)} if found.unbound else found.taken
        told = next((i for i in sorted(letters) if self.source.describes(i, case.number)), None)
        if told is not None and (found.unbound or found.verdict == REFUTED):
            found.unknown, found.unbound = "", False
            found.answer = Answer("", UNDECIDED, f"what the words around it say of the index `{told}` is not understood")
        return found

    def as_it_stands(self, case: Case, names: Names) -> Trial:
        """The best that can be said of a pair in some sheet's names, no slip undone."""
        first = self.trial(names, case)
        if first.verdict == PROVED or (first.misused and self.is_a_family(first, case)):
            return first
        first = self.with_later(case, first, names)
        if not first.unknown and first.verdict in (REFUTED, UNDECIDED):
            stray = misplaced(first.names.scope, case.trees, inferred=self.sheet.inferred)
            if stray and (free := self.letters.judged(case, first)) is not None:
                return free
            number = stray is not None and f"{stray} is taken as any real number" in first.answer.notes
            if stray and number and first.verdict == REFUTED and not any(is_variable(stray, t) for t in self.source.trees(case.statement)):
                first.answer = Answer("", UNDECIDED, f"an equation for `{stray}`: it may hold for some values")
                return first
            if self.kindly and case.length < LONG and (usual := self.under_usual(case, first)) is not None:
                return usual
        if first.verdict in HOLDS or first.defined_here:
            return first
        return self.elsewhere_judged(case, first) or self.letters.judged(case, first) or first

    def is_a_family(self, found: Trial, case: Case) -> bool:
        """Whether a name lacks its index: in this part it has one elsewhere, or another family of the sheet has one in this very pair."""
        scope = found.names.scope
        if not isinstance(scope.get(found.unknown), Family):
            return False
        said = {n.text for t in case.trees for n in walk(t) if isinstance(n, Name) and scope.get(n.text) is not None}
        indexed = [n.base.text for t in case.trees for n in walk(t) if isinstance(n, Script) and n.sub and isinstance(n.base, Name)]
        if said == {found.unknown} and not indexed:
            return False  # ∂‖u‖/∂u = u/‖u‖ speaks of any vector
        if not self.source.has_index(found.unknown, case.statement.part) and not any(isinstance(scope.get(b), Family) for b in indexed):
            return False
        found.unknown, found.misused = "", False
        found.answer = found.court.answer(Question(case.trees, names=found.names.scope), STEP)
        return True

    def trial(self, names: Names, case: Case, usual: tuple[str, ...] = ()) -> Trial:
        return judge_pair(names, self.court(case, names, usual), case.trees)

    def court(self, case: Case, names: Names, usual: tuple[str, ...] = ()) -> Court:
        """Where a pair is judged: under the conditions that it stands in, and what the sheet usually assumes."""
        return under(self.source, case.statement, case.tests, names, (*case.values, *usual))[0]

    # ------------------------------------------------------------------------------------------ definitions that come later
    def with_later(self, case: Case, first: Trial, inforce: Names) -> Trial:
        """The trial again with a definition that the document gives only later: … where Z = Σ_w exp(x_w)."""
        names, found = inforce.copy(), first
        said: tuple[str, ...] = ()
        for _ in range(NEAR):
            told = self.looked_up(case.number, found.unknown, names) if found.unknown else None
            if told is None:
                break
            said = (*said, told)
            found = self.trial(names, case)
            if found.makes_sense:
                found.notes = (*found.notes, *said)
                return found
        first.defined_here = any(
            self.source.statements[n].paragraph == case.statement.paragraph and self.source.statements[n].role == "definition"
            for n in range(case.number + 1, min(case.number + NEAR + 1, len(self.source.statements)))
            if first.unknown in self.ahead.get(n, ())
        )
        return first

    def looked_up(self, number: int, unknown: str, names: Names) -> str | None:
        """Puts the next definition of a name in force, and says where it stands; None if there is none near."""
        for n in range(number + 1, min(number + NEAR + 1, len(self.source.statements))):
            s = self.source.statements[n]
            if unknown not in self.ahead.get(n, ()) or unknown in self.failed:
                continue
            if self.sheet.inferred and s.role != "definition":
                continue  # w = A⁻¹ b may be what the equation is solved by
            head, body = (self.source.read(m).tree for m in s.members[:2])
            if head is None or body is None:
                continue
            line, name = self.source.line(s), defined_name(head)
            if picks_index(names, head, body, line):
                return f"line {line} says which index {unknown} is"
            if name is not None and names.define(Definition(name, head, body, line)) is None:
                return f"`{name}` is defined on line {line}"
        return None

    # ------------------------------------------------------------------------------------------ what is usually assumed
    def under_usual(self, case: Case, found: Trial) -> Trial | None:
        """The same under what the sheet usually assumes (that the true word is no sample …), if it is then proved; or
        refuted, where without it nothing was defined."""
        last: Trial | None = None
        for usual in usual_assumptions(found.names.sheet):
            again = self.trial(found.names, case, usual)
            again.notes = (*found.notes, *again.notes, as_assumed(usual))
            if again.verdict == PROVED or (again.verdict in HOLDS and found.verdict not in HOLDS):
                return again
            if again.verdict == REFUTED and found.verdict == UNDECIDED:
                last = again
        return last

    def elsewhere_judged(self, case: Case, first: Trial) -> Trial | None:
        """The pair in the names of another built-in sheet, where this one lacks a name."""
        if not first.unknown or case.values:
            return None  # the values are those of this sheet's names
        for other in self.others:
            if first.unbound and not isinstance(other.scope.get(first.unknown), IndexName):
                continue
            found = self.trial(self.names_in(other), case)
            if not found.makes_sense:
                continue
            if found.verdict in (REFUTED, UNDECIDED):
                found = self.under_usual(case, found) or found
            if found.verdict in HOLDS:
                self.trusted.add(other.name)
            elif other.name not in self.trusted:
                continue  # that its letters mean the same there is not yet borne out by anything
            said = f"`{first.unknown}` is no name of {self.sheet.name}: read with the sheet {other.name}"
            found.notes = (*found.notes, said)
            return found
        return None


def count_in(pairs: Pairs, case: Case) -> str:
    """n of 1/n Σ_i (x_i − c) = 1/n Σ_i x_i − c, a number that makes a pair hold if it is how many x_i there are; else nothing."""
    used = set().union(*(made_of(pairs.names, tree) for tree in case.trees)) & COUNTS
    for name in sorted(n for n in used if is_given(pairs.names.scope, n) and is_number(pairs.names.scope, n)):
        for size in [b for b in pairs.sheet.scope.names.values() if isinstance(b, SizeName)]:
            names = Names(pairs.sheet)
            names.scope.names[name] = size
            for d in pairs.history:
                names.define(d)
            if pairs.trial(names, case).verdict in HOLDS:
                return name
    return ""


def agrees(names: Names, head: Node, body: Node) -> bool:
    """Whether what a document says of a name is what it is taken for."""
    return judge_pair(names, court_of(names.sheet), (head, body)).verdict in HOLDS


def is_number(scope: Scope, name: str) -> bool:
    return isinstance(binding := scope.get(name), TensorName) and binding.tensor.is_scalar


def defined_by_vectors(names: Names, trees: Trees) -> str:
    """A name that the document has made of vectors, θ = [u_1 v_cᵀ, …], whose shape a pair rests on; nothing if there is none."""
    used = set().union(*map(bases, trees)) & names.local.trees.keys()
    return next((n for n in sorted(used) if mentions_vectors(names.scope, names.local.trees[n])), "")


def whole_family(names: Names, side: Node) -> Node:
    """u alone on a side, where u_w are columns of U: U."""
    binding = names.scope.get(side.text) if isinstance(side, Name) else None
    return Name(binding.base.name, span=side.span) if isinstance(binding, Family) else side
