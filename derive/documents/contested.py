"""Names of the sheet of which a document says something that could not be decided: J = −log ŷ_o + λ‖θ‖², where the sheet's J has no such
term.  What is claimed of them after that may be meant of something else than the sheet's, so it is left open."""

from __future__ import annotations

from sympy import Expr

from ..calculus.carry import reach
from ..calculus.forward import generic
from ..court.court import Court
from ..court.courts import court_of
from ..court.question import STEP, Question
from ..errors import CannotDecide, FormulaError
from ..grading.conditions import is_set_of_numbers
from ..habits.positions import is_told_of_words
from ..meaning.scope import TensorName
from ..notation.tree import Name, Node, Script, bound_letters, rewrite, spelling, walk, whole_name
from ..terms import Entry
from ..vocabulary import HOLDS, ILL_TYPED, REFUTED, UNDECIDED
from .claim import Claim
from .indices import indices_of
from .losses import Losses, without_list
from .names import Names, bases
from .trial import Trees, Trial


class Contested:
    """What a document says of names that the sheet defines, as far as it is not understood."""

    def __init__(self, losses: Losses) -> None:
        self.losses = losses
        self.open: dict[str, int] = {}
        """Where it says what is not understood, by name: of a base of the sheet, or a spelling for some loss."""
        self.other: dict[str, tuple[int, int]] = {}
        """Where it says what the name is not in this sheet, and in which part: there it may well mean what it says."""
        self.unclear: dict[str, int] = {}
        """In which part it says what the name is, but for an index that words describe: nothing is refuted of it there."""

    def hear(self, found: Trial, trees: Trees, part: int, line: int) -> bool:
        """The first pair of a statement, judged: whether it says what a name of the sheet is."""
        about = self.defined_by(found.court, found.names, trees[0])
        if about is None:
            return False
        if found.verdict in HOLDS:
            self.open.pop(about, None)
            self.other.pop(about, None)
            self.unclear.pop(about, None)
            self.losses.state(trees[0])
        elif is_body(trees[1]) and found.verdict == REFUTED:
            self.other[about] = part, line
        elif is_told_of_words(*trees, found.names.scope):
            return True
        elif is_body(trees[1]) and (found.verdict == UNDECIDED or found.unknown):
            if self.holds_for_some_index(found, trees):
                self.unclear[about] = part
            else:
                self.open.setdefault(about, line)
        return True

    def leave_open(self, claim: Claim, found: Trial, trees: Trees, part: int) -> None:
        """Leave a claim open that rests on a name that is contested."""
        if not (self.open or self.other or self.unclear) or claim.verdict not in (*HOLDS, REFUTED, ILL_TYPED):
            return
        names = self.rests_on(found, trees)
        other = {n: line for n, (where, line) in self.other.items() if where == part}
        if name := min(names & self.open.keys(), default=None):
            claim.message = f"it rests on `{name}`, and what line {self.open[name]} says of that is not understood"
        elif name := min(names & other.keys(), default=None):
            sheet = found.names.sheet.name
            claim.message = f"it rests on `{name}`, which line {other[name]} says to be what it is not in the sheet {sheet}"
        elif claim.verdict not in HOLDS and (name := min((n for n in names if self.unclear.get(n) == part), default=None)):
            claim.message = f"it rests on `{name}`, of which the index is not clear"
        else:
            return
        claim.verdict, claim.witness = UNDECIDED, None

    def holds_for_some_index(self, found: Trial, trees: Trees) -> bool:
        """Whether all that is not understood is which index a letter is: J = −log ŷ_k, where words say of k what it is."""
        scope = found.names.scope
        below = {n.text for t in trees for s in walk(t) if isinstance(s, Script) for n in s.sub if isinstance(n, Name)}
        free = [n for n in sorted(below - bound_letters(*trees)) if not isinstance(scope.get(n), TensorName)]
        for given, _ in indices_of(self.losses.sheet) if len(free) == 1 else ():
            left, right = (renamed(t, free[0], given) for t in trees)
            if found.court.answer(Question((left, right), names=scope), STEP).verdict in HOLDS:
                return True
        return False

    def hear_unread(self, names: Names, head: Node, line: int) -> None:
        """A statement that cannot be read: all that is known is what it is about."""
        about = self.defined_by(court_of(names.sheet), names, head)
        if about is not None:
            self.open.setdefault(about, line)

    def defined_by(self, court: Court, names: Names, head: Node) -> str | None:
        """The name that a left side is, if the sheet defines it, or if it is one for a loss."""
        if (loss := whole_name(without_list(head))) in self.losses.names:
            return loss
        base = next((v.base for v in values(court, names, head) if isinstance(v, Entry)), None)
        if base is None and isinstance(head, Script):  # ŷ_i of ŷ_i = …, for every i
            binding = names.scope.get(spelling(head.base) or "")
            base = binding.base if isinstance(binding, TensorName) else None
        return base.name if base is not None and base.definition is not None and base in self.losses.sheet.bases else None

    def rests_on(self, found: Trial, trees: Trees) -> set[str]:
        """The names that a pair is about, through definitions."""
        spelled = {name for t in trees for n in walk(t) if isinstance(n, (Name, Script)) and (name := whole_name(n)) is not None}
        bound = (found.names.scope.get(name) for name in spelled)
        terms = [generic(b.base) for b in bound if isinstance(b, TensorName) and b.base is not None]
        return spelled | {
            base.name for t in (*terms, *(v for tree in trees for v in values(found.court, found.names, tree))) for base in reach(t)
        }


def values(court: Court, names: Names, tree: Node) -> list[Expr]:
    """The entries of what a tree is, in the names that a pair was judged in; none if it cannot be read."""
    try:
        side = court.readings(tree, STEP, names.scope)[0]
        return [side.entry(i, j) for i in court.places(side.tensor.rows, 0) for j in court.places(side.tensor.cols, 1)]
    except (FormulaError, CannotDecide, RecursionError):
        return []


def is_body(tree: Node) -> bool:
    """Whether a right side says what a name is made of; y_k = 1 is a case, ŷ = ℝⁿ a shape."""
    return bool(bases(tree)) and not is_set_of_numbers(tree)


def renamed(tree: Node, name: str, other: str) -> Node:
    return rewrite(tree, lambda n: Name(other, span=n.span) if isinstance(n, Name) and n.text == name else None)
