"""Letters that nobody defines, taken as anything: what is then proved holds; refuted is only what speaks of a variable."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from contextlib import suppress

from ..calculus.carry import reach
from ..calculus.forward import generic
from ..court.free import has_norm, is_of_vectors
from ..court.question import Answer
from ..errors import CannotDecide, FormulaError, SheetError
from ..meaning.derivatives import is_derivative
from ..meaning.scope import Family, IndexFamily, IndexName, Scope, SizeName, TensorName
from ..notation.latex import latex
from ..notation.tree import Big, Chain, Fraction, Group, Mark, Name, Node, Product, Script, bound_by, is_transpose, walk, whole_name
from ..notation.write import unicode
from ..sheets.sheet import Sheet
from ..terms import Entry, unfold
from ..terms.facts import Facts
from ..vocabulary import HOLDS, REFUTED, UNDECIDED, UNREADABLE
from .conditions import TURNED, as_assumed, on_values, tests_of, under, usual_assumptions
from .free_names import MAX_FREE, Free, axes_of_index, is_variable, kind_of, misplaced, stands_below
from .names import Definition, Names, bases, is_given
from .source import Source
from .trial import Case, Trees, Trial, judge_pair

MAX_AXES = 3
"""So many readings of u_k are tried: k any word, any sample, any place in the text."""


class Letters:
    """Judges pairs with names that are defined nowhere."""

    def __init__(self, source: Source, history: Sequence[Definition]) -> None:
        self.source, self.history = source, history

    def judged(self, case: Case, first: Trial, usual: tuple[str, ...] = (), other_axis: int = 0) -> Trial | None:
        """Names that nobody defines taken as anything: what is then proved holds; refuted is only what speaks of a variable."""
        if not first.unknown and first.verdict in HOLDS:
            return None
        if first.misused and kind_of(first.unknown, case.trees) != "vector":
            return None
        names = first.names
        free = Free()
        whole = self.source.trees(case.statement)
        found = self.freed(case, first, free, whole, usual, other_axis)
        lacking = next((n for n, k in free.kinds.items() if k != "index"), "" if found is None or found.unbound else found.unknown)
        if first.unbound and lacking and not (found is not None and found.makes_sense and self.speaks_in_letters(free, case, whole, found)):
            return Trial(Answer("", UNDECIDED), names, first.court, (), lacking)  # a name that nobody defines; not the index beside it
        if found is not None and first.unbound and found.verdict == UNREADABLE:
            return found  # a kind of formula that is not read yet; no fault of types
        if found is None or not found.makes_sense:
            return None
        if found.verdict == REFUTED and self.rests_on(free, case):
            found.answer = Answer("", UNDECIDED, "a definition that it uses was made of something else")  # s = σ(x), of the sheet's x
            return found
        if is_beyond_letters(case.trees, free, names.scope):
            return None
        found.notes = (free.says,)
        found.taken = frozenset(n for n, kind in free.kinds.items() if kind == "index")
        if any(kind != "index" for kind in free.kinds.values()):
            return found if self.speaks_in_letters(free, case, whole, found) else None
        if found.verdict in HOLDS:
            return found
        for more in usual_assumptions(names.sheet) if not usual else ():
            again = self.judged(case, first, more, other_axis)
            if again is not None and again.verdict in HOLDS:
                again.notes = (*again.notes, as_assumed(more))
                return again
        for axis in range(1, MAX_AXES) if not usual and free.axes and not other_axis else ():
            if not self.rests_on_samples(names, case.trees):
                break
            other = self.judged(case, first, (), axis)
            if other is not None and other.verdict in HOLDS:
                return other
        return found if found.verdict == REFUTED or first.unbound else None

    def as_numbers(self, case: Case, found: Trial) -> Trial | None:
        """1/(1 + e^z) = 1 − σ(z), where z_i are many numbers elsewhere: z stands for any of them, as no vector would do."""
        names = found.names
        bare = {n.text for t in case.trees for n in walk(t) if isinstance(n, Name) and is_vector(names.scope, n.text)}
        of_vectors = any(is_of_vectors(n) for t in case.trees for n in walk(t))
        if of_vectors or not 0 < len(bare) <= MAX_FREE or bare & self.source.wide:
            return None
        free = Free(dict.fromkeys(sorted(bare), "number"))
        inner = names.copy()
        inner.local.scope = free.scope(names.scope)
        again = judge_pair(inner, free.court(names.sheet, names.weights, inner.scope, found.court.facts), case.trees)
        again.notes = (*found.notes, free.says)
        return again if again.verdict in HOLDS and not self.rests_on(free, case) else None

    def rests_on(self, free: Free, case: Case) -> bool:
        """Whether a pair uses a definition that was made of a name that is now taken as anything."""
        said = {n.text for t in case.trees for n in walk(t) if isinstance(n, Name)}
        used = [d for d in self.history if d.name in said or d.name.partition("_")[0] in said or f"d{d.name}" in said]
        taken = {n for n, kind in free.kinds.items() if kind != "index"}
        return any(isinstance(n, Name) and n.text in taken for d in used for n in walk(d.body))

    @staticmethod
    def rests_on_samples(names: Names, trees: Trees) -> bool:
        """Whether a claim is about something made of samples, J_neg and not J: else u_k is no sample's vector."""
        said = {w for t in trees for n in walk(t) if isinstance(n, (Name, Script)) and (w := whole_name(n))}
        said |= {w for s in said if (other := names.sheet.spellings.name(s)) is not None and (w := whole_name(other))}  # L for J
        own = (names.scope.get(name) for name in said)
        defined = [c for b in own if isinstance(b, TensorName) and b.base is not None for c in reach(generic(b.base))]
        bodies = [unfold(generic(b)) for b in defined if b.definition is not None and not any(a.blocks for a in b.shape)]
        return any(e.base.values is not None for body in bodies for e in body.atoms(Entry))

    @staticmethod
    def speaks_in_letters(free: Free, case: Case, whole: tuple[Node, ...], found: Trial) -> bool:
        """Whether taking letters as numbers may decide: algebra in lower-case letters, or a claim about a variable of its own.

        No capital (it may be a matrix), no transpose, no size; a derivative only by such a variable, as in d/dx tanh(x).
        """
        alone = not {n.text for t in case.trees for n in walk(t) if isinstance(n, Name) and is_quantity(found.names.sheet, n.text)} - set(
            free.kinds
        )
        variable = alone and all(any(is_variable(n, t) for t in whole) for n in free.kinds)
        if found.verdict == REFUTED:
            return variable
        if any(n[:1].isupper() for n in free.kinds) or found.verdict not in HOLDS:
            return False
        marks = any(map(holds_derivative, case.trees))
        turned = any(isinstance(n, Script) and is_transpose(n.sup) for t in case.trees for n in walk(t))
        return variable or not (marks or turned)

    def freed(self, case: Case, first: Trial, free: Free, whole: tuple[Node, ...], usual: tuple[str, ...], other_axis: int) -> Trial | None:
        """The trial with one name after the other set free, until it makes sense; None if that leads nowhere."""
        names = first.names
        last = first
        unknown = first.unknown or misplaced(names.scope, case.trees, whole, names.sheet.inferred) or ""
        found: Trial | None = None
        while unknown and unknown not in free.kinds and len(free.kinds) < MAX_FREE:
            if len(unknown) > 2 and unknown.isascii():
                return found
            if last.unbound:
                axes = axes_of_index(unknown, last.names.scope, names.sheet.spellings, case.trees)
                if len(axes) > other_axis:
                    free.axes[unknown] = axes[other_axis]
                elif not only_in_deltas(unknown, case.trees):
                    return None
            free.kinds[unknown] = "index" if last.unbound else kind_of(unknown, case.trees) if last.unknown else "number"
            if free.kinds[unknown] == "number" and unknown in self.source.wide:
                return None
            inner = names.copy()
            inner.local.scope = free.scope(names.scope)
            base, _ = under(self.source, case.statement, case.tests, names, (*case.values, *usual))
            more, said = on_free_letters(self.source, case, inner.scope, names.sheet, free)
            last = found = judge_pair(inner, free.court(names.sheet, names.weights, inner.scope, base.facts + more), case.trees)
            found.conditions = said
            unknown = found.unknown or (
                misplaced(inner.scope, case.trees, inferred=names.sheet.inferred) or "" if not found.makes_sense else ""
            )
        return found


def on_free_letters(source: Source, case: Case, scope: Scope, sheet: Sheet, free: Free) -> tuple[Facts, frozenset[str]]:
    """What the conditions of a pair say of letters that are taken as any index, i ≠ j, or as any number, x > 0; and these conditions."""
    facts, said = Facts(), []
    numbers = {name for name, kind in free.kinds.items() if kind == "number"}
    values = [test for test, _ in on_values(source, case.number, Names(sheet), numbers) if bases(test) <= numbers] if numbers else []
    stated = [t for c in (*case.statement.case, *case.statement.under) for t in tests_of(source, c)]
    for test in values:
        with suppress(FormulaError, SheetError, CannotDecide):
            facts = facts + sheet.assumed((latex(test),), scope, asked=True)
            said.append(unicode(test))
    for tree, yes in (*stated, *case.tests):
        if not isinstance(tree, Chain) or len(tree.sides) != 2 or tree.relations[0] not in TURNED:
            continue
        letters = [s.text for s in tree.sides if isinstance(s, Name)]
        if len(letters) != 2 or not any(free.kinds.get(n) == "index" for n in letters):
            continue
        stated_so = Chain(tree.sides, tree.relations if yes else (TURNED[tree.relations[0]],))
        try:
            facts = facts + sheet.assumed((latex(stated_so),), scope, asked=True)
        except (FormulaError, SheetError, CannotDecide):
            continue
        said.append(unicode(stated_so))
    return facts, frozenset(said)


def is_beyond_letters(trees: Trees, free: Free, scope: Scope) -> bool:
    """Whether a pair takes a derivative or a mean of letters that nobody defines, or a norm of what would be numbers."""
    normed = "number" in free.kinds.values() and has_norm(trees)
    return normed or any(depends_on_what(tree, free, scope) or is_random(tree) for tree in trees)


def is_random(tree: Node) -> bool:
    """Whether an expectation is taken in a tree, 𝔼[x], E[x] or Var(x): what is random in it the formulas do not show."""
    for node in walk(tree):
        match node:
            case Name(text="𝔼" | "Var"):
                return True
            case Product(factors=factors):
                after = itertools.pairwise(factors)
                if any(f.node == Name("E", span=f.node.span) and isinstance(g.node, Group) and g.node.bracket == "[" for f, g in after):
                    return True
    return False


def is_vector(scope: Scope, name: str) -> bool:
    """Whether a name is a vector that is given."""
    binding = scope.get(name)
    return isinstance(binding, TensorName) and binding.tensor.is_vector and is_given(scope, name)


def holds_derivative(tree: Node) -> bool:
    """Whether a derivative is left to be taken in a tree."""
    return any((isinstance(n, Mark) and n.kind in "∂∇") or (isinstance(n, Fraction) and is_derivative(n)) for n in walk(tree))


def idle_index(trees: Trees) -> str:
    """k of ∂J/∂b = Σ_k f′(b): what is summed may well be meant of b_k; nothing if every Σ's index is used, or no derivative is taken."""
    if not any(map(holds_derivative, trees)):
        return ""
    sums = (n for tree in trees for n in walk(tree) if isinstance(n, Big) and n.kind == "Σ" and bases(n.body))
    found = (bound_by(n) - {m.text for m in walk(n.body) if isinstance(m, Name)} for n in sums)
    return min((letter for letters in found for letter in letters), default="")


def differentiated(tree: Node) -> Iterator[str]:
    """The names that stand alone above ∂x, where x is another: a of ∂a/∂x."""
    for node in walk(tree):
        if isinstance(node, Fraction) and is_derivative(node):
            above, below = bases(node.numerator), bases(node.denominator)
            if len(above) == 1 and not above & below:
                yield from above


def depends_on_what(tree: Node, free: Free, scope: Scope) -> bool:
    """Whether a derivative is taken of a letter that nobody defines, or of an index: what it depends on is not known."""
    found = differentiated(tree)
    return any(free.kinds.get(n, "index") != "index" or isinstance(scope.get(n), (IndexName, SizeName)) for n in found)


def only_in_deltas(letter: str, trees: Trees) -> bool:
    """Whether a letter stands in no subscript but those of δ_{bd}: then it may run over anything."""
    scripts = [n for t in trees for n in walk(t) if isinstance(n, Script) and n.sub and stands_below(letter, n)]
    return bool(scripts) and all(n.base == Name("δ", span=n.base.span) for n in scripts) and stands_below(letter, trees[0])


def is_quantity(sheet: Sheet, name: str) -> bool:
    """Whether the sheet gives or defines a quantity of that name."""
    other = sheet.spellings.name(name)  # J, where the sheet calls it CE
    spelled = whole_name(other) if other is not None else None
    return any(isinstance(sheet.scope.get(n), (TensorName, Family, IndexFamily)) for n in (name, spelled) if n is not None)
