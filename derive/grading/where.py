"""Local definitions that come with an answer: x_w = u_w^T v_c, Z = Σ_w exp(x_w)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..errors import CannotDecide, FormulaError, Malformed, Unsupported
from ..habits.readings import readings
from ..habits.spellings import Spellings
from ..meaning.elaborate import Elaborator
from ..meaning.scope import FIXED, Binding, IndexName, Scope, TensorName
from ..meaning.sums import infer
from ..notation.read import read
from ..notation.tree import Chain, Name, Node, Script, spelling, walk, whole_name
from ..sheets.declare import generic_index
from ..terms import ONE, Tensor
from .problem import Problem

MAX_WEIGHT = 20_000
MOST_INDICES = 2


@dataclass(slots=True)
class Local:
    """The names in force for one answer: those of the problem, and its own."""

    scope: Scope
    trees: dict[str, Node] = field(default_factory=dict)
    """What the answer's own names stand for."""
    weights: dict[str, int] = field(default_factory=dict)
    """How many symbols each stands for, when all names in it are written out."""
    conditions: list[Node] = field(default_factory=list)
    """What the answer says that it is said for: w ≠ o."""
    aliases: dict[str, Node] = field(default_factory=dict)
    """Other names of what the sheet has: ν_c for v_c."""
    place: tuple[Any, Any] | None = None
    """The one entry that the answer is about, where it says ∂J/∂θ_j for ∂J/∂θ."""
    beside: list[Chain] = field(default_factory=list)
    """Equations beside the answer that define nothing new."""
    letters: tuple[str, ...] = ()
    """The indices of that entry, as the answer calls them."""


def local_names(problem: Problem, text: str = "") -> Local:
    """The problem's names with the definitions of a text, separated by commas or lines, in order."""
    local = Local(problem.scope.inside({}))
    if text.strip():
        for item in read.__wrapped__(text):
            define(problem, local, item, text)
    return local


def define(problem: Problem, local: Local, item: Node, text: str) -> None:
    """One definition; a name of the sheet may be said again, but not changed."""
    if not isinstance(item, Chain) or item.relations != ("=",):
        raise Malformed("a definition is wanted, name = formula", item.span, text=text)
    head, body = item.sides
    name = whole_name(head) if isinstance(head, (Name, Script)) else None
    if name is None:
        raise Malformed("a definition begins with a name, x_w = …", head.span, text=text)
    try:
        if is_taken(problem, local.scope, head, name):
            if not says_the_same(problem, local.scope, head, body):
                raise Malformed(f"`{name}` is a name of the sheet; an answer cannot give it another meaning", head.span)
        else:
            if (alias := name_of_sheet(problem, local.scope, body)) is not None:
                local.aliases[name] = alias
            bind(problem.sheet.spellings, local, head, name, body)
    except FormulaError as error:
        error.text = error.text or text
        raise


def name_of_sheet(problem: Problem, scope: Scope, body: Node) -> Node | None:
    """v_c of ν_c = v_c: a name of the sheet, as the sheet writes it."""
    seen = next(readings(body, scope, problem.sheet.spellings)).tree if isinstance(body, (Name, Script)) else None
    return seen if seen is not None and isinstance(scope.get(whole_name(seen) or ""), TensorName) else None


def is_taken(problem: Problem, scope: Scope, head: Node, name: str) -> bool:
    """Whether the sheet or an earlier definition has the name; x_w may be defined beside an index x, not beside a vector x."""
    base = scope.get(head.base.text) if isinstance(head, Script) and isinstance(head.base, Name) else None
    words = isinstance(head, Script) and isinstance(head.base, Name) and scope.get(f"{head.base.text}[]") is not None
    whole = words or any(scope.get(n) is not None for n in (name, "#" + name)) or problem.sheet.spellings.name(name) is not None
    return whole or (base is not None and not isinstance(base, IndexName))


def says_the_same(problem: Problem, scope: Scope, head: Node, body: Node) -> bool:
    """Whether a definition only repeats what the sheet says, at any index: ŷ_j = P(j | c)."""
    try:
        letters = [i.text for i in head.sub if isinstance(i, Name) and scope.get(i.text) is None] if isinstance(head, Script) else []
        for letter in letters:
            axis = infer(Elaborator(scope), Name(letter), head)
            others = (other for n in scope if n not in FIXED and isinstance(other := scope.get(n), IndexName) and other.axis == axis)
            if axis is not None and (index := next(others, None)) is not None:
                scope = scope.inside({letter: index})
        a, b = (Elaborator(scope).tensor(next(readings(n, scope, problem.sheet.spellings)).tree) for n in (head, body))
        return problem.court.are_equal(a, b)
    except (FormulaError, CannotDecide, RecursionError):
        return False


def weigh(local: Local, name: str, body: Node) -> None:
    """Note how much a name stands for; `Unsupported` if it is too much (b = a a, c = b b, … doubles with every line)."""
    weight = 0
    for node in walk(body):
        said = node.text if isinstance(node, Name) else whole_name(node) if isinstance(node, Script) else None
        weight += local.weights.get(said or "", 1)
    if weight > MAX_WEIGHT:
        raise Unsupported(f"written out, `{name}` has more than {MAX_WEIGHT} symbols", body.span)
    local.weights[name] = weight


def bind(spellings: Spellings, local: Local, head: Node, name: str, body: Node, fixed: frozenset[str] = FIXED) -> None:
    """x_w = … defines the vector x where w is an index, x_{ij} = … a matrix; anything else defines the name itself.

    `fixed` are letters that stand for one index only: v_c is no family.
    """
    scope = local.scope
    weigh(local, name, body)
    then = Scope(dict(scope.names), scope.outer)  # the names as they are now: later definitions change nothing in this one
    subs = head.sub if isinstance(head, Script) else ()
    letters = [s.text for s in subs if isinstance(s, Name)]
    all_count = 0 < len(letters) == len(subs) == len(set(letters)) <= MOST_INDICES and not fixed & set(letters)
    if isinstance(head, Script) and isinstance(head.base, Name) and all_count and spelling(head.base) is not None:
        known = [b.axis if isinstance(b := scope.get(n), IndexName) else infer(Elaborator(scope), Name(n), body) for n in letters]
        axes = [axis for axis in known if axis is not None]
        if len(axes) == len(letters):
            inner = then.inside({n: IndexName(generic_index(axis), axis) for n, axis in zip(letters, axes, strict=True)})
            reading = next(readings(body, inner, spellings))

            def at(*places: Any) -> Any:
                names: dict[str, Binding] = {n: IndexName(i, axis) for n, i, axis in zip(letters, places, axes, strict=False)}
                return Elaborator(then.inside(names)).scalar(reading.tree)

            at(*map(generic_index, axes))
            scope.names[head.base.text] = TensorName(Tensor(axes[0], axes[1] if len(axes) > 1 else ONE, at))
            local.trees[head.base.text] = reading.tree
            return
    found: FormulaError | None = None
    for reading in readings(body, scope, spellings):
        try:
            scope.names[name] = TensorName(Elaborator(scope).tensor(reading.tree))
            local.trees[name] = reading.tree
            return
        except FormulaError as error:
            found = found or error
    assert found is not None
    raise found
