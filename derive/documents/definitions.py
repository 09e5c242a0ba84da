"""The names that a document defines, each in force from its line on; a definition is no claim."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from ..errors import FormulaError, Malformed, Misused, UnboundIndex, UnknownName, Unsupported
from ..inference.own import FUNCTIONS
from ..inference.probabilities import is_probability
from ..inference.uses import holds_names, is_delta
from ..meaning.operators import OPERATORS, SPECIAL
from ..meaning.scope import FunctionName, IndexName, SizeName, TensorName
from ..notation.tree import (
    Chain,
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
    same,
    unbound_below,
    walk,
    whole_name,
)
from ..vocabulary import HOLDS, ILL_TYPED, PROVED, REFUTED
from .claim import Claim
from .indices import is_limit, picks_index
from .inferred import made_of
from .losses import derivative_of_loss
from .meanings import Meanings
from .members import Member
from .names import Definition, bases, defined_name, differential, is_given, is_sheet_name, rests_on, stem_of
from .pairs import Pairs
from .record import Record
from .said import is_solution
from .statements import Statement
from .trial import Trial
from .verdicts import Verdicts


class Definitions:
    """Takes the definitions of a document up, in order."""

    def __init__(self, record: Record, pairs: Pairs, verdicts: Verdicts) -> None:
        self.record, self.pairs, self.verdicts = record, pairs, verdicts
        self.source, self.sheet = pairs.source, pairs.sheet
        self.meanings = Meanings(pairs)
        self.values: dict[str, int] = {}
        """Names that stand for a number, x of x = 2, and in which part."""

    def renew(self, s: Statement) -> None:
        """Drop the values that names had in an example: in another part, and where words take them up again, «let $a$ be any»."""
        alone = {m.text.strip() for m in s.members} if not s.relations and s.role in ("definition", "condition") else set()
        for name in [n for n, part in self.values.items() if part != s.part or n in alone]:
            del self.values[name]
            self.pairs.names.forget(name)

    def definition(self, s: Statement, members: Sequence[Member | None]) -> Claim | None:
        """The claim that a definition is, and no claim; None if the statement's first pair is to be judged."""
        first, second = members[0], members[1]
        head = first.tree if first is not None else None
        if head is None or first is None or second is None or s.relations[0] != "=" or s.continues or s.role == "condition":
            return None
        body = second.tree
        if isinstance(head, Script) and head.sup not in (None, Name("⊤")) and self.is_unheard_of(head.base):
            return self.record.aside(s, 0, "a definition of what the sheet does not know")
        if s.role in ("definition", "case") and picks_index(self.pairs.names, head, body, self.source.line(s)):
            return self.record.aside(s, 0, "it says which index is meant")
        name = defined_name(head)
        if name is not None and name.partition("_")[0] in SPECIAL:
            return None
        if (
            name is None
            or (name in NO_NAMES and not (name == "R" and self.sheet.inferred))
            or ((name in OPERATORS or name in SPECIAL) and name != "δ")
        ):
            return None
        if self.record.number in self.meanings.settled:
            return self.record.aside(s, 0, self.meanings.settled[self.record.number])
        self.meanings.restore(self.record.number, s, name, members)
        return self.of_name(s, name, head, members, first, second)

    def of_name(self, s: Statement, name: str, head: Node, members: Sequence[Member | None], first: Member, second: Member) -> Claim | None:
        """What the first pair of a statement makes of the name on its left."""
        body = second.tree
        explicit = s.role == "definition" or s.assigned
        has = self.pairs.names.has(name)
        if not has and not explicit and self.pairs.names.has_stem(head):
            return None  # p_o of the p_w that are defined: a claim about one of them
        if not has and is_sheet_name(self.sheet, head, name):
            return self.of_sheet_name(s, name, head, first, second, explicit)
        once_more = self.sheet.inferred and name not in self.pairs.any_loss.stands
        if not has and not explicit and {name, stem_of(head)} & self.pairs.failed and not once_more:
            return None
        if has and body is None and self.sheet.inferred and isinstance(head, Product):
            return self.take_up(s, name, head, members)
        if has and (self.is_another(name, head) or (body is not None and self.is_value_now(name, head, body))):
            return self.take_up(s, name, head, members)
        if has and (not explicit or (body is not None and self.judged(s, first, second).verdict == PROVED)):
            return None
        if body is None and RANGE.match(s.members[1].text):
            return self.record.aside(s, 0, "a range of an index")
        if has and not isinstance(head, (Name, Script)) and differential(head) is None:
            return None
        if body is not None and isinstance(head, (Name, Script)) and not isinstance(body, (Chain, Mark)) and not holds_names(body):
            if self.sheet.inferred:
                return self.record.aside(s, 0, "a value that is set for what follows")  # of an example, and not of every x
            self.values[name] = s.part
        taken = self.take_up(s, name, head, members)
        return self.of_gradient(s, name, head, first, second) or taken

    def is_another(self, name: str, head: Node) -> bool:
        """Whether L(λ) = … begins anew, where the L before rests on no λ; so J(w) after J(a, b), and ℓ after ℓ(μ), where that rests on
        nothing of what ℓ is now."""
        if not self.sheet.inferred:
            return False
        match self.pairs.names.scope.get(name), head:
            case TensorName(), Product(factors=factors):
                old = self.pairs.names.local.trees.get(name)
                return old is not None and made_of(self.pairs.names, old).isdisjoint(bases(factors[-1].node))
            case FunctionName(parameters=parameters), Product(factors=(*_, Factor(node=Group(items=items)))):
                return len(items) != len(parameters)
        return False

    def is_value_now(self, name: str, head: Node, body: Node) -> bool:
        """Whether ℓ = … is another ℓ than ℓ(μ) = …: no μ is in it, but names of which that ℓ is not made."""
        old = self.pairs.names.scope.get(name)
        if not (self.sheet.inferred and isinstance(old, FunctionName) and isinstance(head, Name)):
            return False
        return not set(old.parameters) & bases(body) and not bases(body) <= made_of(self.pairs.names, head) | {name}

    def of_gradient(self, s: Statement, name: str, head: Node, first: Member, second: Member) -> Claim | None:
        """«dz_2 = …»: a claim about ∂J/∂z_2, where it is decided as one."""
        body = second.tree
        gradient = self.gradient_meant(head)
        if gradient is not None and body is not None and not same(gradient, body):
            claim = self.verdicts.judged(s, Member(first.placed, gradient), second)
            if claim.verdict in (*HOLDS, REFUTED, ILL_TYPED):
                claim.notes.append(f"`{name}` is read as the derivative of the loss by that")
                return claim
        return None

    def gradient_meant(self, head: Node) -> Node | None:
        """∂J/∂z_2 for dz_2, where the sheet has a z_2 and a J."""
        if differential(head) is None or not isinstance(head, Product) or not isinstance(self.sheet.scope.get("J"), TensorName):
            return None
        by, *number = (f.node for f in head.factors[1:])
        if number and isinstance(by, Name):
            by = Script(by, tuple(number), span=by.span)
        if not isinstance(self.sheet.scope.get(whole_name(by) or ""), TensorName):
            return None
        return derivative_of_loss(by)

    def of_sheet_name(self, s: Statement, name: str, head: Node, first: Member, second: Member, explicit: bool) -> Claim | None:
        """What is said of a name of the sheet: a setting, an update, another meaning for what is given; else it is a claim."""
        body = second.tree
        if body is None:
            return None
        if self.is_setting(name, body):
            aside = self.record.aside(s, 0, "a value or an index that is set for what follows")
            self.verdicts.suppose(aside, head, body, conditional=not s.display)
            return aside
        if self.is_function_of_another(name, head):
            return self.take_up(s, name, head, [first, second])
        rests_on_itself = bool({name, stem_of(head) or name} & {whole_name(n) for n in walk(body)})
        estimated = HAT in unicodedata.normalize("NFD", name) and not explicit  # ẑ = (AᵀA)⁻¹Aᵀy: what solves an equation
        solved = not isinstance(head, Script) and (estimated or is_solution(self.source, self.record.number))
        if self.sheet.inferred and is_given(self.sheet.scope, stem_of(head) or name) and not rests_on_itself and not solved:
            return self.take_up(s, name, head, [first, second])
        if s.assigned and any(isinstance(n, (Name, Script)) and whole_name(n) == whole_name(head) is not None for n in walk(body)):
            return self.record.aside(s, 0, "an update")
        if isinstance(self.sheet.scope.get(name), (IndexName, SizeName)):
            return self.take_up(s, name, head, [first, second])
        if explicit and is_given(self.sheet.scope, name) and not isinstance(head, Script):
            tried = self.judged(s, first, second)
            if tried.verdict not in HOLDS and not tried.unknown:
                return self.take_up(s, name, head, [first, second])
        return None

    def is_function_of_another(self, name: str, head: Node) -> bool:
        """Whether f(z) = … is another f than the sheet's: that is a value made of names, and no z is among them."""
        binding = self.sheet.scope.get(name)
        if not isinstance(head, Product) or not isinstance(binding, TensorName) or binding.base is None or binding.base.definition is None:
            return False
        letters = bases(head.factors[-1].node)
        return name in FUNCTIONS and len(letters) == 1 and letters.isdisjoint(rests_on(binding.base) | {name})

    def judged(self, s: Statement, left: Member, right: Member) -> Trial:
        return self.pairs.judged(self.pairs.case_of(self.record.number, s, left, right))

    def take_up(self, s: Statement, name: str, head: Node, members: Sequence[Member | None]) -> Claim | None:
        """A definition put in force, by the first of the chain's members that can be its body; else the claim says why not."""
        line = self.source.line(s)
        bodies = [m for m in members[1:] if m is not None and m.tree is not None and not isinstance(m.tree, Chain)]
        bodies.sort(key=lambda m: any(map(is_probability, bases(m.tree))) if m.tree is not None else False)  # ∏ p(x_n) = ∏ y_n: what it is
        told = f"a definition: `{name}` means this from here on"
        faults: list[tuple[FormulaError, Member]] = []
        for m in bodies:
            assert m.tree is not None
            error = self.pairs.define(Definition(name, head, m.tree, line))
            if error is None:
                return self.record.aside(s, 0, told)
            faults.append((error, m))
        if not faults:
            if self.sheet.inferred and self.pairs.names.has(name) and isinstance(head, (Name, Product)):
                self.pairs.names.forget(name)
                self.pairs.failed.add(name)
            return None
        self.pairs.failed |= {name, stem_of(head) or name}
        error, m = faults[0]
        assert m.tree is not None
        unknown = error.name if isinstance(error, (UnknownName, Misused, UnboundIndex)) else ""
        if unknown and (not isinstance(error, UnboundIndex) or is_limit(unknown, m.tree)):
            if any(names.has(name) for names in (*self.pairs.elsewhere.values(), *map(self.pairs.names_in, self.pairs.others))):
                return self.record.aside(s, 0, told)
            return self.record.aside(s, 0, f"a definition by `{unknown}`, which neither the sheet nor the document says")
        if isinstance(error, (Malformed, Unsupported)):
            return self.record.aside(s, 0, f"a definition that cannot be used: {error.fact}")
        if self.sheet.inferred:
            return self.record.aside(s, 0, f"a definition that does not fit what other formulas show of its names: {error.fact}")
        fault = m.placed.within(error.span) if error.span else (m.placed.start, m.placed.end)
        return self.record.claim(s, s.members[0], s.members[1], "=", error.verdict, message=error.fact, fault=fault)

    def is_unheard_of(self, node: Node) -> bool:
        """Whether neither the sheet nor the document has a name."""
        if not isinstance(node, Name) or node.text in OPERATORS or node.text == "e":
            return False
        return self.pairs.names.scope.get(node.text) is None and self.sheet.spellings.name(node.text) is None

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
        if self.sheet.inferred and is_given(self.sheet.scope, name):
            return not holds_names(body)  # the x of an example
        return number and is_given(self.sheet.scope, name) and isinstance(binding, TensorName) and binding.tensor.is_scalar

    def named(self, s: Statement, n: int, left: Member, right: Member) -> Claim | None:
        """∂J/∂z_2 = δ_1, where δ_1 is new: a name for what stands left."""
        name = defined_name(right.tree) if isinstance(right.tree, (Name, Script)) else None
        if name is None or left.tree is None or right.tree is None or self.pairs.names.has(name) or name in self.pairs.any_loss.stands:
            return None
        if is_sheet_name(self.sheet, right.tree, name) or name in NO_NAMES or name in OPERATORS or (name in SPECIAL and name != "δ"):
            return None
        if not self.sheet.inferred and not any(isinstance(m, Mark) and m.kind in "∂∇" for m in walk(left.tree)):
            return None
        if is_kronecker(left.tree, right.tree):
            return None  # ∂y_i/∂x_j = δ_{ij} is stated
        if (stem := stem_of(right.tree)) is not None and self.pairs.names.has(stem) and unbound_below(right.tree):
            return None  # r_i, where r = o − y is defined: an entry of it
        if not bases(left.tree):
            return None  # 0 = P_{drop} says a value of it, or is an item of a list
        if self.pairs.define(Definition(name, right.tree, left.tree, self.source.line(s))) is not None:
            return None
        return self.record.aside(s, n, f"a definition: `{name}` means this from here on")


def is_kronecker(left: Node, right: Node) -> bool:
    """Whether δ_{ij} is meant beside ∂y_i/∂x_j: one of its letters stands above the line there, and the other below."""
    if not is_delta(right) or not isinstance(left, Fraction):
        return False
    above, below = unbound_below(left.numerator), unbound_below(left.denominator)
    letters = unbound_below(right)
    return len(letters) == 2 and letters <= above ^ below and bool(letters & above) and bool(letters & below)


HAT = "\u0302"
NO_NAMES = ("π", "I", "𝕀", "e", "R", "ℝ")
"""The identity, the number, the reals: no names for other things."""
RANGE = re.compile(r"^\s*-?\d+\s*,.*(?:\\[cl]?dots|…|\.\.\.)")
"""1, 2, …, K."""
