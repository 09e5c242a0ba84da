"""The statements of a document in order: definitions taken up, every other pair judged."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from ..court.question import STEP
from ..errors import FormulaError, Malformed, UnknownName, Unsupported
from ..grading.members import is_set_of_numbers
from ..habits.understand import Understanding
from ..meaning.derivatives import is_derivative
from ..meaning.operators import OPERATORS, SPECIAL
from ..meaning.scope import IndexName, SizeName, TensorName
from ..meaning.walker import shape_text
from ..notation.tree import Chain, Factor, Fraction, Grid, Mark, Name, Node, Number, Product, Script, Sum, same, walk, whole_name
from ..sheets.sheet import Sheet
from ..vocabulary import HOLDS, ILL_TYPED, LAYOUT, NOT_A_CLAIM, PROVED, REFUTED, UNDECIDED, UNREADABLE
from .claim import Claim
from .conditions import Tests, branches_of, cases_of, on_indices, under
from .gaps import same_gap
from .meanings import Meanings
from .members import Member
from .names import Definition, defined_name, differential, is_sheet_name, stem_of
from .pairs import Pairs, Trial, picks_index
from .placed import Placed
from .source import Source
from .statements import Statement

RELATIONS = {"≟": "a question or a demand, not stated as true", "→": "an annotation", "≠": "a condition", "∈": "a condition"}
IMPLIED_FOR = 2
"""So many statements after an equation that was set up, ⇒ still refers to it."""


class Judge:
    """Judges the statements of a document, in order."""

    def __init__(self, sheet: Sheet, others: Sequence[Sheet], source: Source) -> None:
        self.sheet, self.source = sheet, source
        self.pairs = Pairs(source, sheet, others)
        self.meanings = Meanings(self.pairs)
        self.number = 0
        """The statement under way."""
        self.given: Claim | None = None
        """The last equation that was set up and not stated as true: ∂J/∂v_c = 0."""
        self.conditional = False
        """It is a condition, if ŷ = y."""

    def judge(self, number: int, silent: bool = False) -> Iterator[Claim]:
        """The claims of one statement; `silent` only takes its definitions up."""
        s = self.source.statements[number]
        self.number = number
        try:
            yield from self.stated(s, number, silent)
        except RecursionError:
            yield self.claim(s, s.members[0], s.members[-1], "=", UNREADABLE, message="it is nested too deeply")

    def stated(self, s: Statement, number: int, silent: bool) -> Iterator[Claim]:
        if s.fault:
            if not silent:
                yield self.claim(s, s.members[0], s.members[-1], (s.relations or [""])[0], UNREADABLE, message=s.fault)
        elif not s.relations:
            hidden = self.source.read(s.members[0]) if "=" in s.members[0].text and not silent else None
            if hidden is not None and hidden.fault is not None and not is_words(hidden.placed.text):
                yield self.unread(s, hidden, hidden, hidden)
            elif s.display and not silent and self.states_nothing(number):
                yield self.aside(s, 0, "an expression; it states nothing by itself")
        elif not silent or may_define(s):
            self.meanings.foresee(number)
            members = self.source.members(s)
            defined = self.definition(s, members)
            if defined is not None and not silent:
                yield defined
            pairs: list[list[Claim]] = []
            for n in range(0 if defined is None else 1, len(s.relations)):
                if not silent:
                    pairs.append(list(self.pair(s, members, n)))
                elif s.relations[n] == "=" and (left := members[n]) is not None and (right := members[n + 1]) is not None:
                    self.named(s, n, left, right)
            begun_anew(pairs)
            for claims in pairs:
                yield from claims

    def states_nothing(self, number: int) -> bool:
        """Whether nothing continues an expression."""
        statements = self.source.statements
        after = statements[number + 1] if number + 1 < len(statements) else None
        return not (after is not None and after.continues and after.members[0].start == statements[number].members[-1].start)

    def claim(self, s: Statement, left: Placed, right: Placed, relation: str, verdict: str, **more: Any) -> Claim:
        """A claim at its place in the file."""
        line, column = self.source.lines.place(left.start)
        end_line = max(line, self.source.lines.place(right.end)[0])
        notes = [*s.notes, *more.pop("notes", ())]
        more.setdefault("fault", (right.start, right.end))
        return Claim(line, column, end_line, left.text, right.text, relation, verdict, notes=notes, statement=self.number, **more)

    def aside(self, s: Statement, n: int, why: str) -> Claim:
        """A pair that states nothing."""
        last = min(n + 1, len(s.members) - 1)
        relation = s.relations[n] if n < len(s.relations) else ""
        return self.claim(s, s.members[n] or s.members[last], s.members[last], relation, NOT_A_CLAIM, notes=[why])

    # ------------------------------------------------------------------------------------------ definitions
    def definition(self, s: Statement, members: Sequence[Member | None]) -> Claim | None:
        """The claim that a definition is, and no claim; None if the statement's first pair is to be judged."""
        first, second = members[0], members[1]
        head = first.tree if first is not None else None
        if head is None or first is None or second is None or s.relations[0] != "=" or s.continues or s.role == "condition":
            return None
        body = second.tree
        if isinstance(head, Script) and head.sup not in (None, Name("⊤")) and self.is_unheard_of(head.base):
            return self.aside(s, 0, "a definition of what the sheet does not know")
        if s.role in ("definition", "case") and picks_index(self.pairs.names, head, body, self.source.line(s)):
            return self.aside(s, 0, "it says which index is meant")
        name = defined_name(head)
        if name is not None and name.partition("_")[0] in SPECIAL:
            return None
        if name is None or name in NO_NAMES or ((name in OPERATORS or name in SPECIAL) and name != "δ"):
            return None
        if self.number in self.meanings.settled:
            return self.aside(s, 0, self.meanings.settled[self.number])
        self.meanings.restore(self.number, s, name, members)
        explicit = s.role == "definition" or s.assigned
        has = self.pairs.names.has(name)
        if body is not None and self.is_other_quantity(s, name, head, first, second):
            return self.aside(s, 0, f"a definition: `{name}` means this from here on")
        if not has and not explicit and self.pairs.names.has_stem(head):
            return None  # p_o of the p_w that are defined: a claim about one of them
        if not has and is_sheet_name(self.sheet, head, name):
            return self.of_sheet_name(s, name, head, first, second, explicit)
        if not has and not explicit and {name, stem_of(head)} & self.pairs.failed:
            return None
        if has and (not explicit or (body is not None and self.pairs.judged(self.number, s, first, second).verdict == PROVED)):
            return None
        if body is None and RANGE.match(s.members[1].text):
            return self.aside(s, 0, "a range of an index")
        if has and not isinstance(head, (Name, Script)) and differential(head) is None:
            return None
        taken = self.take_up(s, name, head, members)
        gradient = self.gradient_meant(head)
        if gradient is not None and body is not None and not same(gradient, body):
            claim = self.judged(s, Member(first.placed, gradient), second)
            if claim.verdict in (*HOLDS, REFUTED, ILL_TYPED):
                claim.notes.append(f"`{name}` is read as the derivative of the loss by that")
                return claim
        return taken

    def is_other_quantity(self, s: Statement, name: str, head: Node, first: Member, second: Member) -> bool:
        """«The loss is now J = −log σ(…) − …»: a loss of the sheet under the name of another; from here on the name means that."""
        own = self.sheet.scope.get(name)
        if own is None:
            alias = self.sheet.spellings.name(name)
            own = self.sheet.scope.get(whole_name(alias) or "") if alias is not None else None
        scalar = isinstance(own, TensorName) and own.tensor.is_scalar and own.base is not None and own.base.definition is not None
        if not scalar or second.tree is None or self.pairs.judged(self.number, s, first, second).verdict != REFUTED:
            return False
        for other, binding in self.sheet.scope.names.items():
            defined = isinstance(binding, TensorName) and binding.base is not None and binding.base.definition is not None
            if defined and isinstance(binding, TensorName) and binding.tensor.is_scalar:
                told = self.pairs.judged(self.number, s, Member(first.placed, Name(other)), second)
                if told.verdict == PROVED and told.names.sheet is self.sheet:
                    self.pairs.names.scope.names[name] = binding
                    self.pairs.names.lines[name] = self.source.line(s)
                    return True
        return False

    def gradient_meant(self, head: Node) -> Node | None:
        """∂J/∂z_2 for dz_2, where the sheet has a z_2 and a J."""
        if differential(head) is None or not isinstance(head, Product) or not isinstance(self.sheet.scope.get("J"), TensorName):
            return None
        by, *number = (f.node for f in head.factors[1:])
        if number and isinstance(by, Name):
            by = Script(by, tuple(number), span=by.span)
        if not isinstance(self.sheet.scope.get(whole_name(by) or ""), TensorName):
            return None
        mark = Factor("", Mark("∂"))
        return Fraction(Product((mark, Factor("", Name("J")))), Product((mark, Factor("", by))), span=head.span)

    def of_sheet_name(self, s: Statement, name: str, head: Node, first: Member, second: Member, explicit: bool) -> Claim | None:
        """What is said of a name of the sheet: a setting, an update, another meaning for what is given; else it is a claim."""
        body = second.tree
        if body is None:
            return None
        if self.is_setting(name, body):
            return self.aside(s, 0, "a value or an index that is set for what follows")
        if s.assigned and any(isinstance(n, (Name, Script)) and whole_name(n) == whole_name(head) is not None for n in walk(body)):
            return self.aside(s, 0, "an update")
        if isinstance(self.sheet.scope.get(name), (IndexName, SizeName)):
            return self.take_up(s, name, head, [first, second])
        if explicit and self.is_given(name) and not isinstance(head, Script):
            tried = self.pairs.judged(self.number, s, first, second)
            if tried.verdict not in HOLDS and not tried.unknown:
                return self.take_up(s, name, head, [first, second])
        return None

    def take_up(self, s: Statement, name: str, head: Node, members: Sequence[Member | None]) -> Claim | None:
        """A definition put in force, by the first of the chain's members that can be its body; else the claim says why not."""
        line = self.source.line(s)
        bodies = [m for m in members[1:] if m is not None and m.tree is not None and not isinstance(m.tree, Chain)]
        told = f"a definition: `{name}` means this from here on"
        faults: list[tuple[FormulaError, Member]] = []
        for m in bodies:
            assert m.tree is not None
            error = self.pairs.define(Definition(name, head, m.tree, line))
            if error is None:
                return self.aside(s, 0, told)
            faults.append((error, m))
        if not faults:
            return None
        self.pairs.failed |= {name, stem_of(head) or name}
        error, m = faults[0]
        if isinstance(error, UnknownName):
            if any(names.has(name) for names in (*self.pairs.elsewhere.values(), *map(self.pairs.names_in, self.pairs.others))):
                return self.aside(s, 0, told)
            return self.aside(s, 0, f"a definition by `{error.name}`, which neither the sheet nor the document says")
        if isinstance(error, (Malformed, Unsupported)):
            return self.aside(s, 0, f"a definition that cannot be used: {error.fact}")
        fault = m.placed.within(error.span) if error.span else (m.placed.start, m.placed.end)
        return self.claim(s, s.members[0], s.members[1], "=", error.verdict, message=error.fact, fault=fault)

    def is_unheard_of(self, node: Node) -> bool:
        """Whether neither the sheet nor the document has a name."""
        if not isinstance(node, Name) or node.text in OPERATORS or node.text == "e":
            return False
        return self.pairs.names.scope.get(node.text) is None and self.sheet.spellings.name(node.text) is None

    def is_given(self, name: str) -> bool:
        binding = self.sheet.scope.get(name)
        return isinstance(binding, TensorName) and binding.base is not None and binding.base.definition is None

    def is_value(self, body: Script) -> bool:
        """ŷ_o: an entry, not an index like w_t."""
        base = body.base.text if isinstance(body.base, Name) else ""
        return isinstance(self.pairs.names.scope.get(base), TensorName) or isinstance(
            self.pairs.names.scope.get(whole_name(body) or ""), TensorName
        )

    def is_setting(self, name: str, body: Node) -> bool:
        """α = 0.1, K = 5, w = o, c = w_t: not stated of every α, K, w, but set."""
        binding = self.sheet.scope.get(name)
        if isinstance(binding, (IndexName, SizeName)):
            return isinstance(body, (Number, Mark, Name)) or (isinstance(body, Script) and body.sup is None and not self.is_value(body))
        number = isinstance(body, (Number, Mark)) or (isinstance(body, Sum) and all(isinstance(t, Number) for _, t in body.terms))
        return number and self.is_given(name) and isinstance(binding, TensorName) and binding.tensor.is_scalar

    # ------------------------------------------------------------------------------------------ pairs
    def pair(self, s: Statement, members: Sequence[Member | None], n: int) -> Iterator[Claim]:
        """The claims that one pair of a chain makes: one, or one for each case."""
        left, right = members[n], members[n + 1]
        relation = s.relations[n]
        if left is None or right is None:
            if left is not None or right is not None:
                yield self.aside(s, n, "it begins with a relation, and nothing stands before it that it could continue")
        elif relation == "∈" and right.tree is not None and is_set_of_numbers(right.tree):
            yield self.shape(s, left, right)
        elif relation != "=":
            yield self.aside(s, n, RELATIONS.get(relation, f"the relation {relation} is not checked"))
        elif s.role == "condition" and n == 0:
            aside = self.aside(s, n, "a condition, not stated as true")
            if left.tree is not None and right.tree is not None and not self.on_indices(left.tree, right.tree):
                self.given, self.conditional = replace(aside, trees=(left.tree, right.tree)), not s.display
            yield aside
        elif (grid := cases_of(right.tree)) is not None and left.tree is not None and self.are_on_indices(grid):
            yield from self.branches(s, left, right, grid)
        else:
            yield self.named(s, n, left, right) or self.judged(s, left, right)

    def are_on_indices(self, grid: Grid) -> bool:
        """Whether all cases are told apart by indices of the sheet; others, x ≥ 0, are judged as a whole."""
        branches = branches_of(grid)
        return bool(branches) and all(on_indices(self.pairs.names, t, yes) is not None for _, tests in branches for t, yes in tests)

    def named(self, s: Statement, n: int, left: Member, right: Member) -> Claim | None:
        """∂J/∂z_2 = δ_1, where δ_1 is new: a name for what stands left."""
        name = defined_name(right.tree) if isinstance(right.tree, (Name, Script)) else None
        if name is None or left.tree is None or right.tree is None or self.pairs.names.has(name):
            return None
        if is_sheet_name(self.sheet, right.tree, name) or name in NO_NAMES or name in OPERATORS or (name in SPECIAL and name != "δ"):
            return None
        if not any(isinstance(m, Mark) and m.kind in "∂∇" for m in walk(left.tree)):
            return None
        if self.pairs.define(Definition(name, right.tree, left.tree, self.source.line(s))) is not None:
            return None
        return self.aside(s, n, f"a definition: `{name}` means this from here on")

    def branches(self, s: Statement, left: Member, right: Member, grid: Grid) -> Iterator[Claim]:
        """a = {b if w ≠ o; c if w = o}: a claim for each, under its condition."""
        for value, tests in branches_of(grid):
            start, end = right.placed.within(value.span)
            yield self.judged(s, left, Member(between(right.placed, start, end), value, right.notes), tests)

    def judged(self, s: Statement, left: Member, right: Member, tests: Tests = ()) -> Claim:
        """A pair, judged."""
        for m in (left, right):
            if m.fault is not None:
                return self.unread(s, left, right, m)
        found = self.pairs.judged(self.number, s, left, right, tests)
        if found.verdict not in HOLDS and s.asked:
            return self.claim(s, left.placed, right.placed, "=", NOT_A_CLAIM, notes=["a question"])
        if found.verdict not in HOLDS and not s.display and self.is_remark(s, left):
            return self.claim(
                s, left.placed, right.placed, "=", NOT_A_CLAIM, notes=["said of some case, or to name something; not as true of all"]
            )
        conditions = under(self.source, s, tests, found.names)[1]
        notes = dict.fromkeys([*left.notes, *right.notes, *found.notes, *found.answer.notes, *self.redefined(found, left, right)])
        claim = self.claim(s, left.placed, right.placed, "=", found.verdict, notes=list(notes), under=list(conditions))
        answer = found.answer
        claim.reading, claim.message = answer.reading, first_line(answer.message)
        claim.witness = answer.witness.data() if answer.witness is not None else None
        claim.conditions, claim.assumptions = answer.conditions, answer.assumptions
        if answer.method not in ("", "canonical form"):
            claim.notes.append(f"by {answer.method}")
        assert left.tree is not None and right.tree is not None
        claim.trees, claim.names, claim.court = (left.tree, right.tree), found.names, found.court
        claim.head = self.source.read(s.members[0]).tree if s.members[0] else None
        return self.in_context(s, claim, found)

    def unread(self, s: Statement, left: Member, right: Member, m: Member) -> Claim:
        """A pair of which one side cannot be read."""
        assert m.fault is not None
        fault = m.placed.within(m.fault.span) if m.fault.span else (m.placed.start, m.placed.end)
        if is_words(m.placed.text):
            return self.claim(s, left.placed, right.placed, "=", NOT_A_CLAIM, notes=["words in mathematics"], fault=fault)
        known = f"; {m.fault.known}" if m.fault.known and len(m.fault.known) < 80 else ""
        return self.claim(s, left.placed, right.placed, "=", m.fault.verdict, message=m.fault.fact + known, fault=fault)

    def in_context(self, s: Statement, claim: Claim, found: Trial) -> Claim:
        """What words around a claim make of its verdict: an equation set up, one that follows from it, unknown names."""
        if claim.verdict == REFUTED and right_is_zero(claim) and (s.leads_to or s.hypothesis):
            claim.verdict, claim.witness, claim.message = NOT_A_CLAIM, None, ""
            claim.notes.append("an equation that is set up, not stated as true")
            self.conditional = False
            self.given = replace(claim)
        elif claim.verdict == REFUTED and self.given is not None and self.depends_on(self.given, s):
            self.implied(claim, self.given)
        elif found.unknown and not found.unbound and claim.verdict not in HOLDS:
            claim.verdict = NOT_A_CLAIM if is_words(found.unknown) else UNDECIDED
            claim.message = f"`{found.unknown}` is a name neither of the sheet {self.sheet.name} nor of the document"
            claim.witness, claim.reading = None, ""
        return claim

    def on_indices(self, left: Node, right: Node) -> bool:
        """w = o, w = 0."""
        scope = self.sheet.scope
        return all(
            isinstance(side, Number) or (isinstance(side, Name) and not isinstance(scope.get(side.text), TensorName))
            for side in (left, right)
        )

    def depends_on(self, given: Claim, s: Statement) -> bool:
        """«… = 0 ⇒ u_o = Uŷ», «if ŷ = y, ∂J/∂v_c = 0»: whether a claim is said of what an equation before it makes true."""
        if self.conditional:
            before = self.source.statements[given.statement]
            return self.number == given.statement + 1 and before.paragraph == s.paragraph
        return s.follows and self.number <= given.statement + IMPLIED_FOR

    @staticmethod
    def implied(claim: Claim, given: Claim) -> None:
        """«−u_o + Uŷ = 0 ⇒ u_o = Uŷ»: true if the first is."""
        assert given.trees is not None and claim.trees is not None and claim.court is not None and claim.names is not None
        claim.witness = None
        if same_gap(claim.court, claim.names.scope, claim.trees, given.trees):
            claim.verdict = PROVED
            claim.notes.append(f"it follows from the equation on line {given.line}")
        else:
            claim.verdict, claim.message = UNDECIDED, f"it is said to follow from the equation on line {given.line}; that is not decided"

    def redefined(self, found: Trial, left: Member, right: Member) -> Iterator[str]:
        """Names of the sheet that the document has given another meaning, where a claim uses them."""
        used: set[str | None] = {
            whole_name(n) for m in (left, right) if m.tree is not None for n in walk(m.tree) if isinstance(n, (Name, Script))
        }
        for name, line in found.names.lines.items():
            own = found.names.scope.names.get(name)
            if name in used and isinstance(own, IndexName):
                yield f"line {line} says that {name} is {own.term}"
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

    # ------------------------------------------------------------------------------------------ shapes
    def shape(self, s: Statement, left: Member, right: Member) -> Claim:
        """x ∈ ℝ^{d×1}, checked as a shape where the sheet knows x."""
        names = self.pairs.names
        court, _ = under(self.source, s, (), names)
        claim = self.claim(s, left.placed, right.placed, "∈", NOT_A_CLAIM)
        if left.tree is None or right.tree is None:
            claim.notes.append("a shape that cannot be read")
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
        shape = shape_text(tensor)
        if actual == claimed:
            claim.verdict = PROVED
        elif claimed == actual[::-1]:
            claim.verdict = LAYOUT
            claim.notes.append(f"in this sheet it is {shape}")
        else:
            claim.verdict, claim.message = REFUTED, f"it is {shape}"
        return claim


# ---------------------------------------------------------------------------------------------- small helpers
NO_NAMES = ("π", "I", "𝕀", "e", "R", "ℝ")
"""The identity, the number, the reals: no names for other things."""
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


def right_is_zero(claim: Claim) -> bool:
    return claim.trees is not None and isinstance(claim.trees[1], Number) and claim.trees[1].value == 0


def between(whole: Placed, start: int, end: int) -> Placed:
    """The part of a placed text between two offsets of the file."""
    low = next((n for n, at in enumerate(whole.at) if at >= start), 0)
    high = next((n for n in range(len(whole.at) - 1, -1, -1) if whole.at[n] <= end), len(whole.at) - 1)
    return whole[low : high + 1]


RANGE = re.compile(r"^\s*-?\d+\s*,.*(?:\\[cl]?dots|…|\.\.\.)")
"""1, 2, …, K."""
KNOWN_WORDS = frozenset("softmax sigmoid vocab vocabulary diag onehot tanh relu naive loss when otherwise else if for and".split())
COMMANDS = re.compile(r"\\(?:begin|end)\s*\{[^{}]*\}|\\[A-Za-z]+")


def is_words(text: str) -> bool:
    """Words in mathematics: mostly nothing that a formula would hold."""
    bare = re.sub(r"_\{?[A-Za-z]+\}?", " ", COMMANDS.sub(" ", text))  # p_{drop} is a name
    words = [w for w in re.findall(r"[A-Za-z]{4,}", bare) if w.lower() not in KNOWN_WORDS]
    return bool(words) and 2 * sum(map(len, words)) >= len(re.sub(r"[^A-Za-z]", "", bare))


def first_line(message: str) -> str:
    lines = message.splitlines()
    return lines[0].replace("cannot type the claim: ", "").replace("cannot read the claim: ", "") if lines else ""
