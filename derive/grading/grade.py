"""One answer: from what a student typed to a verdict, a reading, feedback, a repair, a witness.

The last member of a chain is graded; every step on the way is judged.  Where a text can be read in several ways the
kindest reading that is proved is taken.
"""

from __future__ import annotations

import hashlib
import itertools
import time
from collections.abc import Iterator
from dataclasses import replace

from .. import vocabulary
from ..court.court import contain
from ..court.free import used_as_number
from ..court.mended import free_letters
from ..court.question import ANSWER, SHEET, STEP, Answer, Question, Side
from ..court.room import room
from ..errors import CannotDecide, FormulaError, IllTyped, Malformed, UnknownName
from ..habits.readings import Reading, readings
from ..habits.slips import is_function
from ..habits.unbalanced import natural_mends, unbalanced
from ..meaning.elaborate import Elaborator
from ..meaning.scope import Scope, mentions_vectors
from ..notation.latex import latex
from ..notation.read import read
from ..notation.tree import Fraction, Group, Mark, Node, Product, Sum, same, spelling, walk
from ..notation.write import unicode
from ..sheets.catalogue import load_sheet
from ..vocabulary import ILL_TYPED, RANK, UNDECIDED, UNREADABLE
from .around import without_words
from .feedback import credit_for, explain_within, praise
from .graded import CORRECT, LAYOUT, SLIP, WRONG, Graded, Judged
from .members import Members, answers_entry, members
from .mutants import text_of, value_of
from .problem import Problem, find_problem
from .restated import derivative_parts
from .slipped import left_side, without_slip
from .where import Local, local_names

LONGEST_REBALANCED = 600
"""So long a text is mended."""
LONGEST_WORDS = 80
"""So much of words that are not understood is shown."""


def grade(problem: Problem, text: str, where: str = "", feedback: str = "full") -> Graded:
    """The verdict on one answer; nothing that the text may hold raises."""
    start = time.perf_counter()
    answer = contained(problem, text, where, feedback)
    if RANK[answer.verdict] > RANK[LAYOUT]:
        for other in conventions(problem):
            found = contained(other, text, where, feedback)
            if found.verdict.startswith(CORRECT) and RANK[found.verdict] < RANK[answer.verdict]:
                found.notes.insert(0, f"right in the convention of {other.sheet.name}: {other.sheet.title}")
                found.problem = problem.name
                answer = found
    answer.group = group_of(problem, answer)
    answer.seconds = time.perf_counter() - start
    room.answered()
    return answer


def group_of(problem: Problem, answer: Graded) -> str | None:
    """A few letters that answers share if their values are the same (of what has no value: if they read the same)."""
    if answer.verdict in (CORRECT, LAYOUT, SLIP):
        return None
    try:
        tree = read.__wrapped__(answer.reading)[0] if answer.reading else None
        value = value_of(problem, tree) if tree is not None and answer.verdict in (WRONG, UNDECIDED) else None
        said = text_of(tree) if tree is not None else "".join(answer.formula.split())
    except (FormulaError, RecursionError, IndexError):
        value, said = None, "".join(answer.formula.split())
    return hashlib.sha256(value if value is not None else said.encode("utf-8", "replace")).hexdigest()[:12]


def conventions(problem: Problem) -> Iterator[Problem]:
    """The same problem in the other conventions that the sheet accepts."""
    for name in problem.sheet.raw.conventions:
        yield find_problem(problem.identity.name, load_sheet(name))


def contained(problem: Problem, text: str, where: str, feedback: str) -> Graded:
    """The answer, with every fault of its text as a verdict."""
    try:
        return graded(problem, text, where, feedback)
    except FormulaError as error:
        if (mended := with_brackets(problem, text, where, feedback)) is not None:
            return mended
        error.text = error.text or text
        verdict = ILL_TYPED if isinstance(error, IllTyped) else UNREADABLE
        alone = by_itself(problem, text, where) if verdict == UNREADABLE and feedback != "none" else ""
        return Graded(problem.name, text, verdict, feedback=[alone or error.message("answer")])
    except CannotDecide as error:
        return Graded(problem.name, text, UNDECIDED, feedback=[str(error)])
    except RecursionError:
        return Graded(problem.name, text, UNREADABLE, feedback=["it is nested too deeply"])


def by_itself(problem: Problem, text: str, where: str) -> str:
    """What the formula would be without words around it that are in no list of harmless ones: for a person to decide."""
    around = without_words(text)
    try:
        found = graded(problem, around.bare, where, "none") if around.bare.strip() else None
    except (FormulaError, CannotDecide, RecursionError):
        return ""
    if found is None or not (found.verdict.startswith(CORRECT) or found.verdict in (WRONG, ILL_TYPED)):
        return ""
    words = around.words[:LONGEST_WORDS]
    return f"The words around the formula are not understood: «{words}». By itself it is {found.verdict}; a person should read it."


def with_brackets(problem: Problem, text: str, where: str, feedback: str) -> Graded | None:
    """An answer whose brackets do not match, where it is right with one of them put, changed or left out."""
    if not unbalanced(text) or len(text) > LONGEST_REBALANCED or text.rstrip().endswith(("(", "[", "{", "=", "+", "-")):
        return None
    for other, says in natural_mends(text):
        try:
            found = graded(problem, other, where, "none") if not unbalanced(other) else None
        except (FormulaError, CannotDecide, RecursionError):
            continue
        if found is not None and found.verdict.startswith(CORRECT):
            found = graded(problem, other, where, feedback)
            found.verdict, found.formula, found.kind = SLIP, text, "slip"
            found.credit = min(found.credit, credit_for(problem, "slip"))
            found.feedback = [] if feedback == "none" else [*found.feedback, f"Right, but for a slip: {says}."]
            return found
    return None


def graded(problem: Problem, text: str, where: str, feedback: str) -> Graded:
    local = local_names(problem, where)
    found = members(problem, local, text)
    scope = local.scope
    sides, last = found.sides, judge_member(problem, local, found.sides[-1], text)
    kept = dict(local.scope.names)
    if last.verdict == ILL_TYPED and len(sides) == 1 and answers_entry(problem, local, sides[0]):
        entry = judge_member(problem, local, sides[0], text)
        if entry.verdict in (ILL_TYPED, UNREADABLE):
            local.scope.names, local.place = kept, None
        else:
            last = entry
            found.notes.append("the answer is read entry by entry")
    last = but_for_a_slip(problem, local, found, last, text) if not found.slips else last  # one slip, not two
    if found.slips and last.verdict.startswith(CORRECT):
        last.answer = replace(last.answer, verdict=vocabulary.SLIP, slips=tuple(dict.fromkeys((*found.slips, *last.answer.slips))))
    if last.verdict.startswith(CORRECT) and found.own_left:
        sides, last = with_left_side(problem, local, found, last, text)
    for other in found.others:
        also = judge_member(problem, local, other[-1], text)
        if RANK[also.verdict] > RANK[last.verdict]:
            sides, last = other, also
    answer = Graded(problem.name, text, last.verdict, notes=found.notes)
    if found.others:
        answer.notes.append(f"{len(found.others) + 1} answers are given; the worst counts")
    if last.reading is not None:
        answer.reading = latex(last.reading.tree)
        answer.notes += [n for n in last.reading.notes if n not in answer.notes]
    steps_of(problem, local, sides, last, text, answer)
    match last.verdict:
        case "correct" | "correct up to layout" | "correct but for a slip":
            praise(problem, local, last, answer, feedback, said_falsely(problem, local, text))
        case "wrong" | "ill-typed":
            explain_within(problem, scope, last, answer, feedback, local.place)
        case _:
            answer.feedback = [last.message]
    return answer


# ---------------------------------------------------------------------------------------------- judging one member
def judge_member(problem: Problem, local: Local, node: Node, text: str) -> Judged:
    """A member in its kindest reading."""
    best: Judged | None = None
    for reading in readings(node, local.scope, problem.sheet.spellings, ANSWER.readings):
        found = judge_reading(problem, local, reading, text)
        if best is None or RANK[found.verdict] < RANK[best.verdict]:
            best = found
        if best.verdict == CORRECT:
            break
    assert best is not None
    return best


def judge_reading(problem: Problem, local: Local, reading: Reading, text: str, goal: Side | None = None) -> Judged:
    """A member in one reading, put to the court beside what is asked for."""

    def judge() -> Answer:
        side = Side(reading, Elaborator(local.scope).tensor(reading.tree))
        question = Question((problem.left, reading.tree), text=text, names=local.scope, place=local.place)
        found = problem.court.pair(question, ANSWER, goal or problem.goal, side)
        name = used_as_number(local.scope, (reading.tree,), (side.tensor,)) if not found.holds else None
        if name is not None and is_argument(name, reading.tree):
            raise Malformed(f"`{name}` stands for a number here, and nothing says which", reading.tree.span, text=text)
        if found.holds and local.place is not None and not side.tensor.is_scalar:
            if set(local.letters) & set(free_letters(reading.tree)):
                raise IllTyped(problem.misfit(side.tensor, True), reading.tree.span, text=text)
            whole = f"the index {', '.join(local.letters)} is left out: the whole stands where its entry is asked for"
            found = replace(found, verdict=vocabulary.SLIP, slips=(*found.slips, whole))
        if found.verdict == ILL_TYPED and found.span is not None:
            raise IllTyped(problem.misfit(side.tensor, local.place is not None), found.span, text=text)
        return found

    return Judged(contain(text, judge, "answer"), reading)


def is_argument(name: str, tree: Node) -> bool:
    """Whether a letter stands alone in a function's brackets: x of σ(x)."""
    pairs = (p for n in walk(tree) if isinstance(n, Product) for p in itertools.pairwise(n.factors))
    return any(is_function(f.node) and isinstance(g.node, Group) and spelling(g.node.items[0]) == name for f, g in pairs)


def but_for_a_slip(problem: Problem, local: Local, found: Members, last: Judged, text: str) -> Judged:
    """The last member with one slip undone, where it is then right; else as it was judged."""
    if last.verdict not in (WRONG, ILL_TYPED, UNREADABLE):
        return last
    for goal, reading in without_slip(problem, local, found.sides[-1], last.verdict == WRONG):
        again = judge_reading(problem, local, reading, text, goal)
        if again.verdict.startswith(CORRECT):
            return again
    return last


def with_left_side(problem: Problem, local: Local, found: Members, last: Judged, text: str) -> tuple[list[Node], Judged]:
    """A right answer behind a left side of its own: what the left side says counts, too."""
    sides = found.sides
    first = judge_member(problem, local, sides[0], text)
    if first.verdict.startswith(CORRECT):
        return sides, last
    slip = left_side(problem, local, sides[0]) if last.verdict != SLIP else ""
    if slip:
        last.answer = replace(last.answer, verdict=vocabulary.SLIP, slips=(*last.answer.slips, slip))
        return sides[1:], last
    if first.verdict == UNREADABLE and (name := unsaid(problem, local, sides[0])):
        found.notes.append(f"what stands before the answer is not checked: nothing says what `{name}` is")
        return sides, last
    found.notes.append("the left side is not what is asked")
    return sides, first


def unsaid(problem: Problem, local: Local, side: Node) -> str:
    """The letter that a value on the way is made of, and that nobody says: z of −(1 − σ(z)) v_c.  A derivative may be another's answer,
    a name by itself or a word may say anything."""
    if has_marks(side) or not isinstance(side, (Product, Sum)) or not mentions_vectors(local.scope, side):
        return ""
    try:
        reading = next(readings(side, local.scope, problem.sheet.spellings, 1))
        return used_as_number(local.scope, (reading.tree,), (Elaborator(local.scope).tensor(reading.tree),)) or ""
    except UnknownName as error:
        return error.name if is_argument(error.name, side) else ""
    except (FormulaError, CannotDecide, RecursionError):
        return ""


def has_marks(side: Node) -> bool:
    """Whether something is differentiated in a side, with ∂, d, ∇ or a prime on a name."""
    derivatives = any(isinstance(n, Mark) and n.kind in "∂∇" for n in walk(side))
    return derivatives or any(isinstance(n, (Fraction, Product)) and derivative_parts(n) is not None for n in walk(side))


# ---------------------------------------------------------------------------------------------- the steps of a chain
def steps_of(problem: Problem, local: Local, sides: list[Node], last: Judged, text: str, answer: Graded) -> None:
    """Every step of a chain, judged on its own."""
    if len(sides) < 2:
        return
    found = [*(judge_member(problem, local, s, text) for s in sides[:-1]), last]
    previous: tuple[str, Judged | None] = (latex(problem.left), None)
    for side, here in zip(sides, found, strict=True):
        verdict = step_verdict(problem, local.scope, previous[1], here)
        shown = latex(here.reading.tree) if here.reading is not None else latex(side)
        answer.steps.append(
            {"left": previous[0], "right": shown, "verdict": verdict, **({"message": here.message} if here.message else {})}
        )
        previous = (shown, here)


def said_falsely(problem: Problem, local: Local, text: str) -> str:
    """The first equation beside the answer that is refuted: y_w = 1."""
    for chain in local.beside:
        sides = [s for s in chain.sides if not isinstance(s, Mark)]
        for pair in itertools.pairwise(sides if set(chain.relations) == {"="} else []):
            if all(map(is_function, pair)) and not same(*pair):
                return f"{unicode(pair[0])} = {unicode(pair[1])}"
            found = contain(text, lambda pair=pair: problem.court.answer(Question(pair, text=text, names=local.scope), STEP), "answer")  # type: ignore[misc]
            if found.verdict in (vocabulary.REFUTED, ILL_TYPED):
                return f"{unicode(pair[0])} = {unicode(pair[1])}"
    return ""


def step_verdict(problem: Problem, scope: Scope, before: Judged | None, here: Judged) -> str:
    """Of a step between two members that were put against the goal."""
    good = (CORRECT, LAYOUT, SLIP)
    if here.verdict in (ILL_TYPED, UNREADABLE):
        return here.verdict
    if before is None or before.verdict in good:
        return here.answer.verdict
    if here.verdict in good:
        return "refuted" if before.verdict == WRONG else "undecided"
    if before.verdict != WRONG or before.reading is None or here.reading is None:
        return "undecided"
    trees = (before.reading.tree, here.reading.tree)
    return problem.court.answer(Question(trees, names=scope), SHEET).verdict
