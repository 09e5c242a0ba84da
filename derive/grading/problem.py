"""A problem: an identity of a sheet, whose left side is asked for and whose closed form is known."""

from __future__ import annotations

import difflib
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

from sympy import Expr, S

from ..court.court import Court, free_axes
from ..court.courts import answer_claim, court_for
from ..court.question import Side, is_zero
from ..court.room import room
from ..errors import CannotDecide, FormulaError, IllTyped, InputError, SheetError
from ..habits.readings import readings
from ..meaning.scope import Scope
from ..meaning.walker import shape_text
from ..notation.read import read
from ..notation.tree import Node, spelling
from ..proof.verdict import Equation, Verdict
from ..sheets.catalogue import BUILT_IN, load_sheet
from ..sheets.identities import Identity
from ..sheets.sheet import Sheet
from ..sheets.stated import StatedSide, cut_sides, read_claim
from ..terms import Tensor
from ..vocabulary import PROVED


@dataclass(slots=True)
class Compared:
    """An answer put against what is asked for."""

    equations: list[Equation]
    transposed: bool


@dataclass(eq=False)
class Problem:
    """One identity, ready to be answered; its tables are shared by all answers to it."""

    sheet: Sheet
    identity: Identity
    court: Court
    sides: tuple[StatedSide, ...]
    extra: dict[str, Any] = field(default_factory=dict)
    """What diagnosis works out once a problem."""
    asked_as: str = ""
    """The name that it goes by where it is a part of a question."""

    @property
    def name(self) -> str:
        return self.asked_as or f"{self.sheet.name}.{self.identity.name}"

    @property
    def scope(self) -> Scope:
        return self.court.scope

    @property
    def claim(self) -> str:
        return self.identity.claims[0]

    @property
    def left(self) -> Node:
        """What is asked for: ∂J/∂v_c."""
        return self.sides[0].tree

    @cached_property
    def plain_left(self) -> Node:
        """What is asked for, as a student's text would be read."""
        return next(readings(self.left, self.scope, self.sheet.spellings, 1)).tree

    @property
    def forms(self) -> tuple[Node, ...]:
        """The closed forms that the sheet states."""
        return tuple(s.tree for s in self.sides[1:])

    @cached_property
    def goal(self) -> Side:
        """The value asked for: the left side, or the closed form where it takes induction or lemmas to get there."""
        last = self.court.stated_side(self.sides[-1], self.claim)
        if self.identity.induction or self.identity.uses:
            return last
        return self.court.stated_side(self.sides[0], self.claim).spread(last)

    @cached_property
    def entries(self) -> dict[tuple[Any, Any], Expr]:
        rows, cols = self.goal.tensor.shape
        return {(i, j): self.goal.entry(i, j) for i in self.court.places(rows, 0) for j in self.court.places(cols, 1)}

    # ------------------------------------------------------------------------------------------ judging
    def compare(self, answer: Tensor, node: Node | None = None) -> Compared:
        """The equations between answer and goal; `IllTyped` if the shapes differ."""
        goal = self.goal.tensor
        if answer.is_scalar and node is not None and is_zero(node):
            answer = Tensor(goal.rows, goal.cols, lambda i, j: S.Zero)
        transposed = goal.shape != answer.shape and goal.shape == answer.transpose.shape
        if transposed:
            answer = answer.transpose
        if goal.shape != answer.shape:
            raise IllTyped(self.misfit(answer), node.span if node else None)
        equations = [Equation(entry, answer.at(i, j), free_axes(i, j)) for (i, j), entry in self.entries.items()]
        return Compared(equations, transposed)

    def misfit(self, answer: Tensor, entry: bool = False) -> str:
        """What is said of an answer of another shape."""
        return f"the answer is {shape_text(answer)}; {'one entry, a scalar,' if entry else shape_text(self.goal.tensor)} is wanted"

    def judge(self, compared: Compared) -> Verdict:
        return self.court.prover.judge(compared.equations)

    def agrees(self, compared: Compared) -> bool:
        """Whether the numbers, in floating point only, show no difference: cheap, and no verdict."""
        return all(self.court.prover.numbers.close(e) for e in compared.equations)

    def renew(self) -> None:
        """Drop what provers have worked out; the problem itself stays ready."""
        self.court.renew()
        self.extra.pop("provers", None)


def is_equation(identity: Identity) -> bool:
    return "=" in identity.claims[0] and "\\in \\mathbb" not in identity.claims[0]


def problems(sheet: Sheet) -> Iterator[Identity]:
    """The identities of a sheet that can be asked for: all that are equations."""
    return (i for i in sheet.identities if is_equation(i))


MAX_PROBLEMS = 500
"""So many problems of a sheet are kept ready."""
_problems: WeakKeyDictionary[Sheet, OrderedDict[str, Problem]] = WeakKeyDictionary()


def problem_of(sheet: Sheet, identity: Identity) -> Problem:
    """The problem that an identity poses; `SheetError` if its own closed form does not hold."""
    kept = _problems.setdefault(sheet, OrderedDict())
    found = kept.get(identity.name)
    if found is None:
        found = kept[identity.name] = make_problem(sheet, identity)
        if len(kept) > MAX_PROBLEMS:
            kept.popitem(last=False)
        room.use(found)
    return found


def make_problem(sheet: Sheet, identity: Identity) -> Problem:
    sheet.insist()
    court = court_for(identity, sheet, fresh=True)
    try:
        relation, sides = read_claim(identity.claims[0])
        if relation != "=":
            raise SheetError(f"{sheet.name}.{identity.name} states a shape; it is no problem that can be answered")
        problem = Problem(sheet, identity, court, tuple(sides))
        for name in (*identity.in_terms_of, *identity.forbid):
            spelled = spelling(read(name)[0])
            if spelled is None or (court.scope.get(spelled) is None and court.scope.get("#" + spelled) is None):
                raise sheet.origin.error(f"{identity.name}: `{name}` in in_terms_of or forbid is not a name of the sheet", name)
        _ = problem.entries
        if not identity.induction and not identity.uses and answer_claim(court, problem.claim).verdict != PROVED:
            raise SheetError(
                f"{sheet.name}.{identity.name}: the sheet's own answer is not proved; mend the sheet first "
                f"(python -m derive report {sheet.origin.path} --only {identity.name})"
            )
    except FormulaError as error:
        raise SheetError(f"{sheet.name}.{identity.name}: {error.message('claim')}") from None
    except CannotDecide as error:
        raise SheetError(f"{sheet.name}.{identity.name}: {error}") from None
    return problem


def find_problem(name: str, sheet: Sheet | None = None) -> Problem:
    """word2vec.grad_vc, or grad_vc in a sheet that is given; `InputError` names the nearest ones."""
    if sheet is None:
        home, dot, short = name.rpartition(".")
        if not dot:
            raise InputError(unknown(name))
        try:
            sheet = load_sheet(home)
        except SheetError as error:
            if home.endswith(".toml") or "/" in home:
                raise
            raise InputError(unknown(name)) from error
    else:
        short = name.removeprefix(f"{sheet.name}.")
    for identity in problems(sheet):
        if identity.name == short:
            return problem_of(sheet, identity)
    names = [i.name for i in problems(sheet)]
    near = difflib.get_close_matches(short, names, 3, 0.4)
    raise InputError(
        f"the sheet {sheet.name} has no problem `{short}`"
        + (f"\n  nearest: {', '.join(f'{sheet.name}.{n}' for n in near)}" if near else "")
        + f"\n  all: python -m derive problems{'' if len(names) > 12 else ' (' + ', '.join(names) + ')'}"
    )


def home_of(name: str) -> str:
    """The sheet in the name of a problem, a question or a part of one: word2vec of word2vec.grad_vc, hw1.toml of hw1.toml.3.vc."""
    path, toml, rest = name.rpartition(".toml.")
    return f"{path}.toml" if toml and rest else name.rpartition(".")[0]


def unknown(name: str) -> str:
    """The message for a problem that no built-in sheet has."""
    everything = [f"{s}.{i.name}" for s in BUILT_IN for i in problems(load_sheet(s))]
    short = name.rpartition(".")[2]
    near = [n for n in everything if n.endswith("." + short)] or difflib.get_close_matches(name, everything, 3, 0.4)
    return (
        f"no problem `{name}`: a problem is named SHEET.IDENTITY, e.g. word2vec.grad_vc"
        + (f"\n  nearest: {', '.join(near[:4])}" if near else "")
        + "\n  all: python -m derive problems"
    )


def asked(identity: Identity) -> str:
    """What a problem asks for, on one line: ∂J/∂v_c."""
    from ..notation.write import unicode

    return ", ".join(unicode(n) for n in read(cut_sides(identity.claims[0])[0][0]))
