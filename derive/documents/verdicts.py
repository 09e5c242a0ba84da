"""The verdict on one pair of a document, and what the words around it make of that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction as Rational

from ..grading.restated import derivative_parts
from ..inference.numbers import names_in
from ..meaning.scope import IndexName, Scope, SizeName, TensorName
from ..notation.read import read
from ..notation.tree import Chain, Name, Node, Number, Script, same, walk, whole_name
from ..notation.write import unicode
from ..vocabulary import HOLDS, ILL_TYPED, NOT_A_CLAIM, PROVED, REFUTED, UNDECIDED, UNREADABLE
from .claim import Claim
from .conditions import Tests, as_value, on_values, under
from .contested import Contested
from .gaps import follows_from, same_gap
from .inferred import Equations, made_of
from .letters import holds_derivative
from .losses import derivative_of_loss
from .members import Member
from .names import bases, defined_name, is_given
from .pairs import Pairs
from .put_in import follows_put_in
from .record import Record
from .statements import Statement
from .trial import Case, Trees, Trial
from .words import END_OF_SENTENCE, is_words

IMPLIED_FOR = 2
"""So many statements after an equation that was set up, ⇒ still refers to it."""


class Verdicts:
    """Judges pairs in order; an equation that is set up bears on those after it."""

    def __init__(self, record: Record, pairs: Pairs) -> None:
        self.record, self.pairs = record, pairs
        self.source, self.sheet = pairs.source, pairs.sheet
        self.given: Claim | None = None
        """The last equation that was set up and not stated as true: ∂J/∂v_c = 0."""
        self.conditional = False
        """It is a condition, if ŷ = y."""
        self.contested = Contested(pairs.losses)
        self.equations = Equations(self.source)
        self.by: tuple[int, Node] | None = None
        """The part of the document that took a derivative last, and by what."""
        self.borne_out: set[str] = set()
        """Macros whose likely reading a derivative that was proved has confirmed."""

    def judged(self, s: Statement, left: Member, right: Member, tests: Tests = ()) -> Claim:
        """A pair, judged."""
        begins = left.placed.start == s.members[0].start and not s.continues and s.role != "condition"
        for m in (left, right):
            if m.fault is not None:
                if begins and m is right and left.tree is not None and not self.sheet.inferred and not is_words(m.placed.text):
                    self.contested.hear_unread(self.pairs.names, left.tree, self.source.line(s))
                return self.record.unread(s, left, right, m)
        assert left.tree is not None and right.tree is not None
        trees = left.tree, right.tree
        case = self.pairs.case_of(self.record.number, s, left, right, tests)
        found, values = self.at_values(case, self.pairs.judged(case), trees)
        if found.verdict not in HOLDS and s.asked:
            return self.record.claim(s, left.placed, right.placed, "=", NOT_A_CLAIM, notes=["a question"])
        if found.verdict not in HOLDS and not s.display and self.is_remark(s, left):
            if begins and not self.sheet.inferred:
                self.contested.hear(found, trees, s.part, self.source.line(s))
            return self.record.claim(
                s, left.placed, right.placed, "=", NOT_A_CLAIM, notes=["said of some case, or to name something; not as true of all"]
            )
        claim = self.claimed(s, left, right, tests, found)
        claim.under += [unicode(i) for text in values for i in read(text)]
        claim.trees, claim.names, claim.court = trees, found.names, found.court
        claim.head = self.source.read(s.members[0]).tree if s.members[0] else None
        if claim.head is not None and (asked := derivative_parts(claim.head)) is not None:
            self.by = s.part, asked[1][-1]
        if self.sheet.inferred and (not found.unknown or found.unbound):
            self.equations.weigh(s, self.record.number, claim, left.mended or right.mended)
            if begins and claim.verdict == UNDECIDED and (name := defined_name(trees[0])) is not None and self.pairs.names.has(name):
                self.pairs.names.guessed.add(name)  # it says another thing of a name: which is meant from here on is not clear
            return claim
        claim = self.in_context(claim, found, s, bool(values))
        led_to = self.given is not None and self.depends_on(self.given, s)
        if led_to or not begins or not self.contested.hear(found, trees, s.part, claim.line):
            self.contested.leave_open(claim, found, trees, s.part)
        return claim

    def claimed(self, s: Statement, left: Member, right: Member, tests: Tests, found: Trial) -> Claim:
        """The claim that a pair makes, with the court's answer."""
        if found.verdict in (REFUTED, ILL_TYPED) and (guess := self.guess_in(s, (left, right))):
            found.answer = replace(found.answer, verdict=UNDECIDED, message=guess, evidence=None, left="", right="")
        elif found.verdict == PROVED and s.guessed and any(map(holds_derivative, filter(None, (left.tree, right.tree)))):
            self.borne_out.add(s.guessed)
        conditions = dict.fromkeys([*under(self.source, s, tests, found.names)[1], *sorted(found.conditions)])
        notes = dict.fromkeys([*left.notes, *right.notes, *found.notes, *found.answer.notes, *self.redefined(found, left, right)])
        claim = self.record.claim(s, left.placed, right.placed, "=", found.verdict, notes=list(notes), under=list(conditions))
        answer = found.answer
        claim.reading, claim.message = answer.reading, first_line(answer.message)
        claim.witness = answer.witness.data() if answer.witness is not None else None
        claim.conditions, claim.assumptions = answer.conditions, answer.assumptions
        if claim.verdict in HOLDS and (name := self.not_positive(s)):
            claim.verdict, claim.message = UNDECIDED, f"it is defined only where {name} > 0, and the text says otherwise"
        if answer.method not in ("", "canonical form"):
            claim.notes.append(f"by {answer.method}")
        return claim

    def not_positive(self, s: Statement) -> str:
        """x of a condition x < 0, where a logarithm of x shows it to be above 0; nothing if there is none."""
        positive = {name for name, said in self.sheet.raw.given.items() if said.get("positive")} if self.sheet.inferred else set()
        for c in s.under:
            left = self.source.read(c.members[0]).tree
            if c.relation in ("<", "≤") and c.members[-1].text.strip() == "0" and isinstance(left, Name) and left.text in positive:
                return left.text
        return ""

    def guess_in(self, s: Statement, members: tuple[Member, ...]) -> str:
        """What of a pair is a guess, which refutes nothing: brackets that do not match; a macro that nobody defines, until a derivative
        that is proved bears out what it is read as."""
        if any(m.mended for m in members):
            return "its brackets do not match: what is meant is a guess"
        return f"what {s.guessed} stands for is nowhere said" if s.guessed and s.guessed not in self.borne_out else ""

    def suppose(self, aside: Claim, left: Node, right: Node, conditional: bool) -> None:
        """A condition is not stated as true; what follows may rest on it, if it is more than one between indices."""
        if not self.on_indices(left, right):
            self.given, self.conditional = replace(aside, trees=(left, right)), conditional

    def in_context(self, claim: Claim, found: Trial, s: Statement, at_values: bool) -> Claim:
        """What words around a claim make of its verdict: an equation set up, one that follows from it, unknown names; `at_values`
        if it is judged at the values that the words speak of."""
        if claim.verdict == REFUTED and right_is_zero(claim) and (s.leads_to or s.hypothesis):
            claim.verdict, claim.witness, claim.message = NOT_A_CLAIM, None, ""
            claim.notes.append("an equation that is set up, not stated as true")
            self.conditional = False
            self.given = replace(claim)
        elif claim.verdict == REFUTED and s.required:
            claim.verdict, claim.witness, claim.message = NOT_A_CLAIM, None, ""
            claim.notes.append("a requirement, not stated as true")
            self.conditional, self.given = False, replace(claim)
        elif claim.verdict == REFUTED and at_values:
            pass
        elif claim.verdict == REFUTED and self.given is not None and self.depends_on(self.given, s):
            self.implied(claim, self.given, found)
        elif claim.verdict == REFUTED and not found.conditions and (value := self.not_taken(found)):
            claim.verdict, claim.witness, claim.message = UNDECIDED, None, f"the condition {value} is not made use of"
        elif claim.verdict == REFUTED and (name := given_alone(found.names.scope, claim)) is not None:
            claim.verdict, claim.witness, claim.message = UNDECIDED, None, f"an equation for `{name}`: it may hold for some values"
        elif claim.verdict == REFUTED and not s.display and says_what_names_are(claim):
            claim.verdict, claim.witness, claim.message = UNDECIDED, None, "said of given names: it may hold for some values"
        elif found.unknown and not found.unbound and claim.verdict not in HOLDS:
            typed = any(isinstance(n, Name) and n.text == found.unknown for t in self.source.trees(s) for n in walk(t))
            word = NOT_A_CLAIM if typed else UNREADABLE  # \text{…}, and letters that touch
            claim.verdict = word if is_words(found.unknown) else UNDECIDED
            of = "is a name that the document does not say enough of"
            if not self.sheet.inferred:
                of = f"is a name neither of the sheet {self.sheet.name} nor of the document"
            claim.message = f"`{found.unknown}` {of}"
            if found.misused:
                said = f"`{found.unknown}` is not used here as the sheet {self.sheet.name} declares it"
                claim.message = f"{said}, and the document does not say what it is"
            claim.witness, claim.reading, claim.lacking = None, "", found.unknown
        return claim

    def where_zero(self, s: Statement, left: Member, right: Member) -> Claim | None:
        """«The gradient is zero when U(ŷ − y) = 0»: proved where that is what a derivative of the loss is, up to a constant."""
        scope = self.pairs.names.scope
        if left.tree is None or right.tree is None or not isinstance(scope.get("J"), TensorName):
            return None
        court = under(self.source, s, (), self.pairs.names)[0]
        zero = Number(Rational(0), span=right.tree.span)
        for name in self.sheet.scope.names:
            by = read(name)[0] if is_given(self.sheet.scope, name) else None
            if by is None or (self.by is not None and self.by[0] == s.part and not same(self.by[1], by)):
                continue  # «the gradient» is the one that this part has spoken of
            derivative = derivative_of_loss(by)
            if follows_from(court, scope, (left.tree, right.tree), (derivative, zero)):
                note = f"it says where {unicode(derivative)} is 0"
                return self.record.claim(s, left.placed, right.placed, "=", PROVED, notes=[*left.notes, *right.notes, note])
        return None

    def on_indices(self, left: Node, right: Node) -> bool:
        """w = o, w = 0."""
        scope = self.sheet.scope

        def is_index(side: Node) -> bool:
            return isinstance(side, Name) and not isinstance(scope.get(side.text), (TensorName, SizeName)) and "#" + side.text not in scope

        return all(isinstance(side, Number) or is_index(side) for side in (left, right))

    def depends_on(self, given: Claim, s: Statement) -> bool:
        """«… = 0 ⇒ u_o = Uŷ», «if ŷ = y, ∂J/∂v_c = 0»: whether a claim is said of what an equation before it makes true."""
        if self.conditional:
            before = self.source.statements[given.statement]
            after = self.record.number - given.statement
            words = self.source.lines.text[before.members[-1].end + 1 : s.members[0].start]
            one_sentence = s.display and before.part == s.part and not END_OF_SENTENCE.search(words)
            return after <= IMPLIED_FOR and (before.paragraph == s.paragraph or one_sentence)
        below = s.display and self.source.statements[given.statement].paragraph == s.paragraph  # the next lines of a display
        return (s.follows or below) and self.record.number <= given.statement + IMPLIED_FOR

    def at_values(self, case: Case, found: Trial, trees: Trees) -> tuple[Trial, tuple[str, ...]]:
        """A pair that does not hold of all values, at those that the document speaks of, and which these are; none if it does not tell."""
        may_ask = found.verdict in (REFUTED, UNDECIDED) and not case.statement.hypothesis
        values = self.values_said(case.statement, found, trees) if may_ask else ()
        again = self.pairs.judged(replace(case, values=values)) if values else found
        tells = again.verdict in HOLDS or again.verdict == found.verdict == REFUTED
        return (again, values) if values and tells else (found, ())

    def values_said(self, s: Statement, found: Trial, trees: Trees) -> tuple[str, ...]:
        """«If v_c = 0», «with K = 1»: the values that names of the sheet have where a claim is made, as the sheet assumes them."""
        about = set().union(*(made_of(found.names, tree) for tree in trees))
        tests = [test for test, _ in on_values(self.source, self.record.number, found.names, about)]
        if self.given is not None and self.given.trees is not None and self.conditional and self.depends_on(self.given, s):
            tests.append(Chain(self.given.trees, ("=",)))
        said = [as_value(found.names, test) for test in tests]
        return tuple(dict.fromkeys(text for text in said if text is not None)) if all(said) else ()

    def not_taken(self, found: Trial) -> str:
        """A condition on values that the court does not take, as it is written; nothing if there is none."""
        return next((text for _, text in on_values(self.source, self.record.number, found.names)), "")

    @staticmethod
    def implied(claim: Claim, given: Claim, found: Trial) -> None:
        """«−u_o + Uŷ = 0 ⇒ u_o = Uŷ»: true if the first is."""
        assert given.trees is not None and claim.trees is not None and claim.court is not None and claim.names is not None
        claim.witness = None
        scope = claim.names.scope
        follows = same_gap(claim.court, scope, claim.trees, given.trees)
        if follows or follows_put_in(found.names.sheet, claim.court, scope, claim.trees, given.trees):
            claim.verdict = PROVED
            claim.notes.append(f"it follows from the equation on line {given.line}")
        else:
            claim.verdict, claim.message = UNDECIDED, f"it is said to follow from the equation on line {given.line}; that is not decided"

    def redefined(self, found: Trial, left: Member, right: Member) -> Iterator[str]:
        """Names of the sheet that the document has given another meaning, where a claim uses them."""
        used: set[str | None] = {
            whole_name(n) for m in (left, right) if m.tree is not None for n in walk(m.tree) if isinstance(n, (Name, Script))
        }
        yield from (f"{name} is read as {meant}" for name, meant in self.pairs.alike.items() if name in used)
        for name, line in found.names.lines.items():
            own = found.names.scope.names.get(name)
            if name in used and isinstance(own, IndexName):
                yield f"line {line} says that {name} is {own.term}"
            elif self.sheet.inferred:
                continue
            elif name in used and line and (self.sheet.scope.get(name) is not None or self.sheet.spellings.name(name) is not None):
                yield f"`{name}` is here what line {line} says, not what the sheet {self.sheet.name} says"

    def is_remark(self, s: Statement, left: Member) -> bool:
        """y_w = 0 in «words with y_w = 0»: words around it say that it picks out a case; what the sheet defines is checked all the same."""
        if not isinstance(left.tree, (Name, Script)):
            return False
        if s.remark or s.role == "case":
            return True
        name = defined_name(left.tree) if left.tree is not None else None
        binding = self.sheet.scope.get(name or "")
        defines = isinstance(binding, TensorName) and binding.base is not None and binding.base.definition is not None
        return s.role == "definition" and not defines


def given_alone(scope: Scope, claim: Claim) -> str | None:
    """γ of γ = 1/(1 − p), which the sheet has and nothing defines: no such equation holds for all values, and none says so."""
    if claim.trees is None:
        return None
    left, right = claim.trees
    name = whole_name(left) if isinstance(left, (Name, Script)) else None
    return name if name is not None and is_given(scope, name) and name not in bases(right) and bases(right) else None


def says_what_names_are(claim: Claim) -> bool:
    """‖u‖ = 1, m_t = m_{t−1}: an equation that gives names of the sheet a value, or one name that of another."""
    if claim.trees is None or claim.names is None or any(map(holds_derivative, claim.trees)):
        return False
    left, right = claim.trees
    value = isinstance(right, Number) or (whole_name(left) is not None and whole_name(right) is not None)
    return value and all(is_given(claim.names.scope, n) for tree in claim.trees for n in names_in(tree))


def right_is_zero(claim: Claim) -> bool:
    return claim.trees is not None and isinstance(claim.trees[1], Number) and claim.trees[1].value == 0


def first_line(message: str) -> str:
    lines = message.splitlines()
    return lines[0].replace("cannot type the claim: ", "").replace("cannot read the claim: ", "") if lines else ""
