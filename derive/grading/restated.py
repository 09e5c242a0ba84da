"""Whether a student's left side says what the problem asks for, in another notation or with other indices."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from types import NoneType
from typing import Any, NamedTuple

from ..errors import CannotDecide, FormulaError
from ..habits.chain_rule import links, telescopes
from ..habits.readings import readings
from ..habits.slips import d_left_out, letter_for_partial
from ..habits.spellings import bind
from ..meaning import derivatives as calculus
from ..meaning.elaborate import Elaborator
from ..meaning.scope import Family, IndexFamily, IndexName, Scope, TensorName
from ..notation.latex import latex
from ..notation.tree import (
    Big,
    Chain,
    Factor,
    Fraction,
    Grid,
    Group,
    Mark,
    Name,
    Node,
    Number,
    Product,
    Script,
    rewrite,
    same,
    spelling,
    summed_by,
    walk,
)
from ..notation.write import unicode
from ..vocabulary import GREEK
from .problem import Problem

GENERIC_LOSSES = frozenset({"J", "L", "ℓ", "E", "loss", "Loss", "cost", "C", "CE", "f", "F"})
"""Names that stand for whichever loss a problem is about, on the left side of an answer."""


class Restated(NamedTuple):
    """A side that says what is asked for."""

    rename: Any = None
    """How its names are renamed in what follows it: a function for `rewrite`, or None."""
    remarks: Sequence[str] = ()
    slips: Sequence[str] = ()


def restated(problem: Problem, scope: Scope, side: Node) -> Restated | None:
    """What a side says if it is what is asked for; None if it is not."""
    left = problem.plain_left
    if (whole := telescoped(problem, side)) is not None and (taken := restated(problem, scope, whole[0])) is not None:
        return taken._replace(remarks=(*taken.remarks, f"by the chain rule, through {', '.join(whole[1])}"))
    asked = derivative_parts(left)
    if (meant := of_program(asked, side)) is not None and (taken := restated(problem, scope, meant)) is not None:
        return taken._replace(remarks=(f"{unicode(side)} is read as {unicode(meant)}", *taken.remarks))
    typed = derivative_parts(side) or without_d(side)
    for reading in readings(side, scope, problem.sheet.spellings, 4):
        if same(reading.tree, left) or (by_closed_form(problem) and equal(problem, scope, reading.tree)):
            return Restated(None, (), reading.slips)
        said = derivative_parts(reading.tree)
        if asked is None or said is None or len(asked[1]) != len(said[1]):
            continue
        names: dict[str, Node] = {}
        own = same_body(asked[0], said[0]) or equal_numbers(problem, scope, asked[0], said[0])
        if all(alike(a, s, scope, names) for a, s in zip(asked[1], said[1], strict=True)) and (
            own or (typed is not None and is_generic_loss(asked[0], typed[0]))
        ):
            notes = [f"{k} is read as {spelling(v) or latex(v)}, the index asked for" for k, v in names.items()]
            if not own:
                notes.append(f"{latex(said[0])} is read as {latex(asked[0])}, which the problem is about")
            return Restated(renaming(names, scope), notes, reading.slips)
        if (dummy := renamed_variable(problem, asked, said)) is not None:
            notes = [f"{k} is read as {spelling(v)}, the variable of the problem" for k, v in dummy.items()]
            return Restated(renaming(dummy, scope), notes, reading.slips)
    return None


STARTER_CODE = {"gradCenterVec": "v_c", "gradOutsideVecs": "U"}
"""Names of gradients in the course's starter code."""
CODE_PREFIXES = ("d", "∇", "g", "dJd", "dLd", "grad", "grad_")
"""What programs put before a name for the derivative by it: dvc, grad_vc, g_vc, dJ_dvc."""


def of_program(asked: tuple[Node, list[Node]] | None, side: Node) -> Node | None:
    """∂J/∂v_c for dvc, ∂J/∂u_k for grad_uk, as a program names its derivatives; None for what is no such name."""
    applied = any(isinstance(n, Group) and n.bracket == "(" for n in walk(side))
    if asked is None or len(asked[1]) != 1 or isinstance(side, Fraction) or applied:
        return None
    signs, own = letters_of(side), [unicode(n) for n in letters_of(asked[1][0])]
    typed = [unicode(n) for n in signs]
    if STARTER_CODE.get("".join(typed)) == unicode(asked[1][0]):
        return derivative_of(asked[0], asked[1][0])
    starts = (n for n in range(1, len(signs)) if "".join(typed[:n]) in CODE_PREFIXES)
    for rest in (signs[n:] for n in starts):
        spelt = "".join(unicode(n) for n in rest)
        by: Node | None = asked[1][0] if [GREEK.get(spelt, spelt)] == ["".join(own)] else None
        if by is None and len(rest) == 2 and typed[-2] == own[0] and isinstance(rest[1], Name):
            by = Script(rest[0], (rest[1],), span=side.span)
        if by is not None:
            return derivative_of(asked[0], by)
    return None


def derivative_of(body: Node, by: Node) -> Node:
    """∂J/∂v_c, as the sheet would write it."""
    mark = Factor("", Mark("∂", span=by.span))
    return Fraction(Product((mark, Factor("", body))), Product((mark, Factor("", by))), span=by.span)


def letters_of(node: Node) -> list[Node]:
    """The letters, numbers and marks of a tree in the order in which they are typed."""
    return sorted((n for n in walk(node) if isinstance(n, (Name, Number, Mark))), key=lambda n: n.span.start)


def but_for_letters(problem: Problem, side: Node) -> Restated | None:
    """∂J/∂z for ∂J/∂z_2, ∂J/∂w_s for ∂J/∂u_{w_s}: what is asked for, but for a letter of its variable that is left out."""
    asked, said = derivative_parts(problem.plain_left), derivative_parts(side)
    if asked is None or said is None or len(asked[1]) != 1 or len(said[1]) != 1:
        return None
    whole, part = asked[1][0], said[1][0]
    inside = [n for n in walk(said[0]) if isinstance(n, Name)]
    if isinstance(whole, Name) and isinstance(part, Name) and same_body(asked[0], said[0]):  # dσ(t)/dx, whose body says what is meant
        meant = any(same(n, whole) for n in inside) and not any(same(n, part) for n in inside)
        return Restated(slips=[f"the left side says d{part.text} for d{whole.text}"]) if meant else None
    if not isinstance(whole, Script) or not (same_body(asked[0], said[0]) or is_generic_loss(asked[0], said[0])):
        return None
    names: dict[str, Node] = {}
    is_bare = same(part, whole.base) and isinstance(part, Name) and isinstance(problem.scope.get(part.text), (NoneType, Family))
    if is_bare or (len(whole.sub) == 1 and isinstance(whole.sub[0], Script) and alike(whole.sub[0], part, problem.scope, names)):
        return Restated(renaming(names, problem.scope), slips=[f"the left side says {unicode(part)} for {unicode(whole)}"])
    return None


def but_for_marks(problem: Problem, scope: Scope, side: Node) -> Restated | None:
    """δJ/δv_c, αJ/αθ, σ(x)/dx: what is asked for, once the marks of its derivative are put right."""
    for mended, says in itertools.chain(letter_for_partial(side, scope), d_left_out(side, scope)):
        if (taken := restated(problem, scope, mended)) is not None:
            return taken._replace(slips=(*taken.slips, says))
    return None


def telescoped(problem: Problem, side: Node) -> tuple[Node, list[str]] | None:
    """∂J/∂v_c for ∂J/∂z · ∂z/∂v_c, in either order, where each z is the answer's own: and these names."""
    steps = links(side) if telescopes(side) else []
    if steps and not same(steps[0][1], steps[1][0]):
        steps.reverse()
    through = [spelling(of) or unicode(of) for of, _ in steps[1:]]
    if not steps or not all(may_be_between(problem, name) for name in through):
        return None
    mark = Factor("", Mark("∂", span=side.span))
    above, below = (Product((mark, Factor("", end))) for end in (steps[0][0], steps[-1][1]))
    return Fraction(above, below, span=side.span), through


def may_be_between(problem: Problem, name: str) -> bool:
    """Whether a chain rule may lead through a name: the answer's own, or one that the sheet defines and does not give."""
    spelled = problem.sheet.spellings.name(name)
    bound = problem.scope.get(name if spelled is None else spelling(spelled) or name)
    defined = isinstance(bound, TensorName) and bound.base is not None and bound.base.definition is not None
    return defined or isinstance(bound, (NoneType, IndexName))


def entry_asked(problem: Problem, scope: Scope, side: Node) -> list[str] | None:
    """The indices i, j of ∂ŷ_i/∂θ_j, ∂J/∂θ_j, (∂J/∂U)_{ij}, said of one entry where the whole is asked for."""
    match side:
        case Script(base=Group(items=(whole,)), sub=subs, sup=None, primes=0) if subs:
            taken = restated(problem, scope, unboxed(whole))
            return letters_below(subs) if taken is not None and taken.rename is None else None
    asked = derivative_parts(problem.plain_left)
    said = derivative_parts(plain_reading(problem, scope, side))
    if asked is None or said is None or len(asked[1]) != len(said[1]):
        return None
    names: list[str] = []
    for whole, one in zip((asked[0], *asked[1]), (said[0], *said[1]), strict=True):
        if same(whole, one):
            continue
        if (entry := entry_of_member(scope, whole, one)) is not None:
            names.append(entry)
            continue
        if not isinstance(one, Script) or one.sup is not None or one.primes or spelling(one.base) != spelling(whole):
            return None
        letters = letters_below(one.sub)
        if letters is None:
            return None
        names += letters
    return names if names and len(set(names)) == len(names) else None


def entry_of_member(scope: Scope, whole: Node, one: Node) -> str | None:
    """i of U_{iw}, an entry of the vector u_w, which is a column of U; None of any other pair."""
    if not isinstance(whole, Script) or not isinstance(one, Script) or len(whole.sub) != 1 or one.sup is not None:
        return None
    family, matrix = (scope.get(spelling(n.base) or "") for n in (whole, one))
    letters = letters_below(one.sub)
    if not isinstance(family, Family) or not isinstance(matrix, TensorName) or matrix.base != family.base or letters is None:
        return None
    at = Name(letters[family.axis]) if len(letters) == 2 else None
    return letters[1 - family.axis] if at is not None and same(at, whole.sub[0]) else None


def letters_below(subs: Sequence[Node]) -> list[str] | None:
    """The letters i and j of subscripts i, j or ij; None if anything else stands below."""
    parts = [f.node for f in subs[0].factors] if len(subs) == 1 and isinstance(subs[0], Product) else list(subs)
    names = [n.text for n in parts if isinstance(n, Name)]
    return names if len(names) == len(parts) == len(set(names)) else None


def sample_numbered(problem: Problem, scope: Scope, side: Node) -> dict[str, Node]:
    """k for w_x in u_k where ∂J/∂u_{w_x} is asked for: the samples called u_1, …, u_K, as in the handouts."""
    asked = derivative_parts(problem.plain_left)
    variable = asked[1][0] if asked is not None and len(asked[1]) == 1 else None
    if not isinstance(variable, Script) or len(variable.sub) != 1 or not isinstance(variable.sub[0], Script):
        return {}
    bound = set[str]().union(*(summed_by(n) for n in walk(side) if isinstance(n, Big)))
    used = {
        i.text
        for n in walk(side)
        if isinstance(n, Script) and same(n.base, variable.base)
        for i in n.sub
        if isinstance(i, Name) and i.text not in bound and scope.get(i.text) is None
    }
    word = variable.sub[0]
    if not used and len(word.sub) == 1:  # u_{w_k} for u_{w_x}
        deep = {k.text for n in walk(side) if isinstance(n, Script) and same(n.base, word.base) for k in n.sub if isinstance(k, Name)}
        deep = {k for k in deep if k not in bound and scope.get(k) is None}
        return {deep.pop(): word.sub[0]} if len(deep) == 1 else {}
    return {used.pop(): word} if len(used) == 1 else {}


def renaming(names: dict[str, Node], scope: Scope) -> Any:
    """Each index for the one that is asked for; N_k, which counts by samples, keeps the number of the sample: N_x for w_x."""
    if not names:
        return None

    def change(node: Node) -> Node | None:
        if isinstance(node, Name):
            return names.get(node.text)
        if isinstance(node, Big) and summed_by(node) & {n.text for v in names.values() for n in walk(v) if isinstance(n, Name)}:
            return node
        if isinstance(node, Big) and (own := summed_by(node) & set(names)):
            inner = renaming({k: v for k, v in names.items() if k not in own}, scope)  # what a Σ binds is its own
            return node if inner is None else Big(node.kind, node.sub, node.sup, rewrite(node.body, inner), span=node.span)
        if isinstance(node, Script) and isinstance(node.base, Name) and len(node.sub) == 1 and isinstance(node.sub[0], Name):
            word, binding = names.get(node.sub[0].text), scope.get(node.base.text)
            if isinstance(word, Script) and isinstance(word.base, Name) and isinstance(binding, TensorName) and binding.tensor.is_vector:
                family = scope.get(word.base.text + "[]")
                counted = isinstance(family, IndexFamily) and any(binding.tensor.rows == b.shape[0] for b in family.bases)
                return Script(node.base, word.sub, node.sup, node.primes, span=node.span) if counted else None
        return None

    return change


def same_body(asked: Node, said: Node) -> bool:
    """The same function differentiated, σ for σ(t) too."""
    bare = isinstance(asked, Product) and len(asked.factors) == 2 and isinstance(said, Name) and same(asked.factors[0].node, said)
    return same(asked, said) or bare


def equal_numbers(problem: Problem, scope: Scope, one: Node, other: Node) -> bool:
    """Whether two names of numbers are proved to mean the same: J_neg(v_c, o, U), spelled out by the sheet, and J_neg."""
    if not all(isinstance(n, (Name, Script)) for n in (one, other)):
        return False
    try:
        a, b = (Elaborator(scope).tensor(n) for n in (one, other))
        return a.is_scalar and problem.court.are_equal(a, b)
    except (FormulaError, CannotDecide, RecursionError):
        return False


def renamed_variable(problem: Problem, asked: tuple[Node, list[Node]], said: tuple[Node, list[Node]]) -> dict[str, Node] | None:
    """dσ(x)/dx for dσ(t)/dt: a real variable under another name."""
    variable, other = asked[1][0], said[1][0]
    if len(asked[1]) != 1 or not isinstance(variable, Name) or not isinstance(other, Name):
        return None
    binding = problem.scope.get(variable.text)
    if not isinstance(binding, TensorName) or not binding.tensor.is_scalar or binding.base is None or binding.base.definition is not None:
        return None
    found: dict[str, Node] = {}
    if same(asked[0], said[0]) or not bind(asked[0], said[0], frozenset({variable.text}), found):
        return None
    seen = found.get(variable.text)
    return {other.text: variable} if seen is not None and same(seen, other) else None


def by_closed_form(problem: Problem) -> bool:
    """Whether answers are put against the closed form, because the left side takes induction or lemmas."""
    return bool(problem.identity.induction or problem.identity.uses)


def equal(problem: Problem, scope: Scope, side: Node) -> bool:
    """Whether a side is proved to be what is asked for, without the sheet's lemmas."""
    try:
        return problem.court.are_equal(problem.court.stated_side(problem.sides[0], problem.claim).tensor, Elaborator(scope).tensor(side))
    except (FormulaError, CannotDecide, RecursionError):
        return False


def is_generic_loss(asked: Node, typed: Node) -> bool:
    """J, L, J(θ) … typed on the left for whatever named loss the problem is about; never another loss's own name."""
    if not isinstance(asked, (Name, Script)):
        return False
    applied = isinstance(typed, Product) and len(typed.factors) == 2 and isinstance(typed.factors[1].node, Group)
    name = typed.factors[0].node if applied and isinstance(typed, Product) else typed
    return spelling(name) in GENERIC_LOSSES and isinstance(name, (Name, Product))


def plain_reading(problem: Problem, scope: Scope, node: Node) -> Node:
    return next(readings(node, scope, problem.sheet.spellings, 1)).tree


def derivative_parts(node: Node) -> tuple[Node, list[Node]] | None:
    """What is differentiated and by what, however it is written."""
    node = unboxed(node)
    match node:
        case Fraction():
            node = calculus.with_partials(node)
            above, below = calculus.leading(node.numerator), calculus.leading(node.denominator)
            if calculus.is_partial(above[0]) and calculus.is_partial(below[0]) and above[1]:
                return bare_product(above[1]), [f.node for f in below[1] if not calculus.is_partial(f.node)]
        case Product(
            factors=(Factor(node=Mark(kind="∇")), Factor(node=Name()) as f, Factor(node=Group(items=(Name() as x,)) as held, operator=""))
        ):
            return Product((Factor("", f.node), Factor("", held))), [x]
        case Product(factors=(Factor(node=Script(base=Name() as f, sub=(), sup=None, primes=1)), held)):
            if isinstance(held.node, Group) and len(held.node.items) == 1 and isinstance(held.node.items[0], Name):
                return Product((Factor("", f), Factor("", held.node))), [held.node.items[0]]
        case Product(
            factors=(Factor(node=Name() as f), Factor(node=Script(base=Group(items=(Name() as x,)) as held, sub=(), sup=None, primes=1)))
        ):
            return Product((Factor("", f), Factor("", held))), [x]
        case Product(factors=factors):
            first = factors[0].node
            if calculus.is_flat(factors, 0):
                slash = next((n for n, f in enumerate(factors) if f.operator == "/"), None)
                if slash is not None and slash + 2 == len(factors):
                    return bare_product(factors[1:slash]), [factors[-1].node]
            if isinstance(first, Fraction) and calculus.is_operator(first) and len(factors) > 1:
                below = calculus.leading(calculus.with_partials(first).denominator)
                return bare_product(factors[1:]), [f.node for f in below[1] if not calculus.is_partial(f.node)]
            if isinstance(first, Script) and calculus.is_operator(first) and len(factors) > 1 and len(first.sub) == 1 and first.sup is None:
                return bare_product(factors[1:]), [first.sub[0]]
    return None


def without_d(node: Node) -> tuple[Node, list[Node]] | None:
    """L and v_c of dL/v_c."""
    match node:
        case Product(factors=(Factor(node=Name(text="d")), Factor(node=loss, operator=""), Factor(operator="/", node=by))):
            return loss, [by]
    return None


def bare_product(factors: Any) -> Node:
    items = [Factor("" if not n else f.operator, f.node) for n, f in enumerate(factors)]
    node = items[0].node if len(items) == 1 else Product(tuple(items))
    return node.items[0] if isinstance(node, Group) and len(node.items) == 1 else node


def alike(asked: Node, said: Node, scope: Scope, names: dict[str, Node]) -> bool:
    """The same variable, up to an index that the student named otherwise (∂J/∂u_k for ∂J/∂u_w, u_{w_s} for u_{w_x})."""
    if same(asked, said) or (spelling(asked) is not None and spelling(asked) == spelling(said)):
        return True
    if not isinstance(asked, Script) or not isinstance(said, Script) or (said.sup is not None and asked.sup is None):
        return False  # ∂²J/∂u_w² is not ∂J/∂u_w
    if same(asked.base, said.base) and len(asked.sub) == len(said.sub) == 1:
        new, old = said.sub[0], asked.sub[0]
        free = isinstance(new, Name) and (scope.get(new.text) is None or is_same_kind(scope, new, old))
        if isinstance(new, Name) and free and same(names.get(new.text, old), old):
            names[new.text] = old
            return True
        return isinstance(new, Script) and alike(old, new, scope, names)
    return False


def is_same_kind(scope: Scope, new: Name, old: Node) -> bool:
    """Whether two indices of the sheet run over the same words, and neither is one word: a for w, but not o."""
    one, other = scope.get(new.text), scope.get(old.text) if isinstance(old, Name) else None
    both = isinstance(one, IndexName) and isinstance(other, IndexName) and one.axis == other.axis
    return both and not {new.text, getattr(old, "text", "")} & {"o", "c"}


def unboxed(node: Node) -> Node:
    """(x) as x where braces hold the whole."""
    while isinstance(node, Group) and node.bracket in ("{", "") and len(node.items) == 1 and not isinstance(node.items[0], (Chain, Grid)):
        node = node.items[0]
    return node
