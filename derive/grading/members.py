"""An answer's text taken apart: its chain, the left side that only repeats the question, conditions and remarks around it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from sympy import S

from ..errors import FormulaError, Malformed
from ..habits.cases import OTHERWISE, inline_cases
from ..habits.pieces import product_of
from ..habits.readings import readings
from ..meaning.scope import FIXED, IndexName, Scope
from ..notation.latex import latex
from ..notation.read import read
from ..notation.tree import (
    Chain,
    Factor,
    Grid,
    Group,
    Mark,
    Name,
    Node,
    Number,
    Product,
    Script,
    Sum,
    bound_letters,
    rewrite,
    same,
    spelling,
    walk,
    whole_name,
)
from ..notation.write import unicode
from ..proof.compare import mentioned
from ..proof.verdict import Equation
from ..terms import ONE
from .around import without_words
from .conditions import (
    REMARK,
    WORDS,
    before_counting,
    case_rows,
    check_conditions,
    index_letters,
    is_assumed,
    is_condition,
    plain_test,
    without_condition,
)
from .labels import check_words, is_blank, is_label, is_named_answer
from .letters import in_its_letters
from .problem import Problem
from .restated import (
    Restated,
    but_for_letters,
    but_for_marks,
    derivative_parts,
    entry_asked,
    renaming,
    restated,
    same_body,
    sample_numbered,
    unboxed,
)
from .variables import variable_numbered, with_the_variable
from .where import Local, define

STRUCK = re.compile(r"~~(?=\S)[^~]*(?<=\S)~~")
"""Markdown's ~~struck out~~."""


@dataclass(slots=True)
class Members:
    """What an answer consists of."""

    sides: list[Node]
    notes: list[str]
    others: list[list[Node]] = field(default_factory=list)
    """Further answers to the same question in the same text."""
    own_left: bool = False
    """The first side is the answer's own left side, and not what is asked."""
    slips: list[str] = field(default_factory=list)
    """What is amiss with the way the question is repeated."""


def members(problem: Problem, local: Local, text: str) -> Members:
    """The members of the answer's chain, without the question; definitions in the text become local names."""
    notes: list[str] = []
    if STRUCK.search(text):
        raise Malformed("`~~` strikes something out; an answer holds only what counts", text=text)
    around = without_words(text, lambda letter: is_assumed(problem, index_letters(problem.plain_left) | {letter}))
    check_words(problem, local.scope, around, text)
    notes += [around.aside] if around.aside else []
    items = list(read.__wrapped__(around.formula))
    if local.aliases:
        items = [rewrite(i, lambda n: local.aliases.get(whole_name(n) or "") if isinstance(n, (Name, Script)) else None) for i in items]
    items = [rewrite(i, lambda n: within_size(problem, n)) for i in items]
    items = checked_cases(case_rows(local.scope, numbered_above(local.scope, items)))
    if rows := inline_cases(tuple(items)):
        items = [Grid("cases", rows, span=items[0].span)]
    items = in_its_letters(problem, local.scope, items, notes)
    items = before_counting(problem, local.scope, items, notes)
    while len(items) > 1 and is_condition(local.scope, items[-1]):
        local.conditions.append(items.pop())
    while len(items) > 1 and is_condition(local.scope, items[0]):
        local.conditions.append(items.pop(0))
    items = with_the_variable(problem, local.scope, items, notes)
    chains = [without_condition(problem, local, c, notes, text) for c in joined(items)]
    chains = at_the_place(problem, local, chains, notes)
    if len(chains) == 1 and isinstance(chains[0], Chain) and (entry := entry_of(problem, local, chains[0])) is not None:
        slips = list(next(readings(chains[0].sides[0], local.scope, problem.sheet.spellings, 1)).slips)
        if local.conditions:
            check_conditions(problem, local.scope, local.conditions, chains[0].sides[0], entry)
        return Members(entry, [*notes, "the answer is read entry by entry"], slips=slips)
    if len(chains) > 1:
        chains = answering(problem, local, chains, notes, text)
    answers = [sides_of(problem, local.scope, c, text) for c in chains]
    notes += [r for a in answers for r in a.notes]
    if local.conditions:
        notes.append(REMARK)
        first = chains[-1].sides[0] if isinstance(chains[-1], Chain) else chains[-1]
        check_conditions(problem, local.scope, local.conditions, first, answers[-1].sides)
    own_left = isinstance(chains[-1], Chain) and 1 < len(chains[-1].sides) == len(answers[-1].sides)
    slips = [s for a in answers for s in a.slips]
    return Members(answers[-1].sides, list(dict.fromkeys(notes)), [a.sides for a in answers[:-1]], own_left, slips)


def within_size(problem: Problem, node: Node) -> Node | None:
    """w ∈ V for w ∈ Vocab, where that is how the sheet says V."""
    if not isinstance(node, Chain) or node.relations != ("∈",) or not isinstance(node.sides[1], Name):
        return None
    size = problem.sheet.spellings.name(node.sides[1].text)
    return Chain((node.sides[0], size), node.relations, span=node.span) if size is not None else None


def checked_cases(items: list[Node]) -> list[Node]:
    """The items; `Malformed` if cases say twice what holds in one of them, or more behind «otherwise»."""
    for grid in (n for item in items for n in walk(item) if isinstance(n, Grid) and n.kind == "cases"):
        tests = [row[1] for row in grid.rows if len(row) == 2 and row[1] is not None]
        words = [isinstance(t, Name) and t.text in OTHERWISE for t in tests]
        twice = any(same(plain_test(a), plain_test(b)) for n, a in enumerate(tests) for b in tests[:n])
        if twice or any(words[:-1]):
            raise Malformed("two rows of the cases are about the same", grid.span)
    return items


def numbered_above(scope: Scope, items: list[Node]) -> list[Node]:
    """δ_2 for δ^{(2)}, where the answer says what δ^{(2)} is."""
    heads = [i.sides[0] for i in items if isinstance(i, Chain) and i.relations == ("=",)]
    own = [h for h in heads if isinstance(h, Script) and isinstance(h.base, Name) and not h.sub and scope.get(h.base.text) is None]
    own = [h for h in own if isinstance(h.sup, Group) and h.sup.bracket in "([" and isinstance(h.sup.items[0], Number)]

    def below(node: Node) -> Node | None:
        if not isinstance(node, Script) or not isinstance(node.sup, Group) or not any(same(node, h) for h in own):
            return None
        return Script(node.base, node.sup.items, span=node.span)

    return [rewrite(i, below) for i in items] if own else items


def at_the_place(problem: Problem, local: Local, items: list[Node], notes: list[str]) -> list[Node]:
    """∂J/∂u_w = (ŷ_w − 1) v_c, said for w = o, with o for w, where ∂J/∂u_o is asked for."""
    asked = index_letters(problem.plain_left)
    for test in map(plain_test, local.conditions):
        match test:
            case Chain(sides=(Name() as w, Name() as o), relations=("=",)) if o.text in asked & FIXED and w.text not in asked | FIXED:
                local.conditions = [c for c in local.conditions if not same(plain_test(c), test)]
                notes.append(f"{w.text} is read as {o.text}, as the condition says")
                if w.text not in bound_letters(*items):  # a Σ's w is its own
                    return [rewrite(i, lambda n, w=w, o=o: o if same(n, w) else None) for i in items]  # type: ignore[misc]
    return items


def entry_of(problem: Problem, local: Local, chain: Chain) -> list[Node] | None:
    """The members of ∂J/∂θ_j = …, the indices made names of the entry that is asked for."""
    names = entry_asked(problem, local.scope, unboxed(chain.sides[0])) if set(chain.relations) == {"="} else None
    goal = problem.goal
    places = list(problem.entries)
    free = [axis for axis in goal.tensor.shape if axis != ONE]
    if names is None or len(names) != len(free) or len(places) != 1:
        return None
    fixed = mentioned(Equation(problem.entries[places[0]], S.Zero))
    if any(isinstance(b := local.scope.get(n), IndexName) and b.term in fixed for n in names) and not is_any(names, chain.sides[1:]):
        return None  # ∂CE/∂θ_k, k the true class: that entry only, not any
    indices = [p for p in places[0] if p is not S.One]
    local.place, local.letters = places[0], tuple(names)
    local.scope.names |= {n: IndexName(i, a) for n, i, a in zip(names, indices, free, strict=True)}
    return [unboxed(s) for s in chain.sides[1:]]


def is_any(names: list[str], sides: tuple[Node, ...]) -> bool:
    """Whether an answer has y_k beside ŷ_k: of the true class nobody writes y_k, which is 1, so that k is any index there."""
    scripts = [n for s in sides for n in walk(s) if isinstance(n, Script) and len(n.sub) == 1 and spelling(n.sub[0]) in names]
    bases = {spelling(n.base) for n in scripts}
    return len(names) == 1 and {"y", "ŷ"} <= bases and bound_letters(*sides).isdisjoint(names)


def answers_entry(problem: Problem, local: Local, side: Node) -> bool:
    """Whether ŷ_i − y_i gives a vector by its entry at an index that is free: then that index is the one of the entry."""
    goal = problem.goal.tensor
    free = [axis for axis in goal.shape if axis != ONE]
    places = list(problem.entries)
    if len(free) != 1 or len(places) != 1:
        return False
    fixed = mentioned(Equation(problem.entries[places[0]], S.Zero))
    letters = {s.text for n in walk(side) if isinstance(n, Script) for i in n.sub for s in walk(i) if isinstance(s, Name)}
    letters -= bound_letters(side)
    scope = local.scope
    bound = {x: scope.get(x) for x in letters - FIXED if scope.get(x) is None or isinstance(scope.get(x), IndexName)}
    bound = {x: b for x, b in bound.items() if not (isinstance(b, IndexName) and (b.axis != free[0] or b.term in fixed))}
    if len(bound) != 1 or any(isinstance(scope.get(x), IndexName) and x not in bound for x in letters - FIXED):
        return False
    local.place, local.letters = places[0], (next(iter(bound)),)
    scope.names[next(iter(bound))] = IndexName(next(p for p in places[0] if p is not S.One), free[0])
    return True


def answering(problem: Problem, local: Local, chains: list[Node], notes: list[str], text: str) -> list[Node]:
    """Of several equations those that answer; the others define names, or are left aside."""
    body = derivative_parts(problem.plain_left)
    plain = [c for c in chains if not isinstance(c, Chain) and (body is None or c is chains[-1] or not same_body(body[0], unboxed(c)))]
    asked = [c for c in chains if isinstance(c, Chain) and restated(problem, local.scope, unboxed(c.sides[0])) is not None]
    if len(plain) > 1 or (plain and asked and plain[0] is not chains[0]):
        raise Malformed("one formula is wanted, not a list", plain[-1].span, text=text)
    named = [c for c in chains if isinstance(c, Chain) and is_named_answer(problem, local.scope, c.sides[0]) and c not in asked]
    answers: list[Node] = [*plain, *asked, *named] or chains[-1:]
    for c in in_order([led(c) for c in chains if isinstance(c, Chain) and not any(c is a for a in answers)]):
        head = c.sides[0]
        name = whole_name(head) if isinstance(head, (Name, Script)) else None
        try:
            define(problem, local, c, text)
        except FormulaError:
            if name is not None and local.scope.get(name) is not None:
                raise
            notes.append(f"this is left aside: {latex(c)}")
            check_beside(answers, c)
            local.beside.append(c)
    return answers


def check_beside(answers: list[Node], said: Chain) -> None:
    """`Malformed` if «k > 1» beside an answer is said of an index that is summed over, or is a relation that nobody can judge there."""
    if set(said.relations) == {"="}:
        return
    if {n.text for side in said.sides for n in walk(side) if isinstance(n, Name)} & bound_letters(*answers):
        raise Malformed(f"`{unicode(said)}` is said of an index that is summed over", said.span, "write the range below the Σ")
    raise Malformed(f"`{unicode(said)}` stands beside the answer, and what it is to say of it is not understood", said.span)


def in_order(chains: list[Chain]) -> list[Chain]:
    """Definitions, each behind those of the names that it uses: δ_1 = δ_2 W, δ_2 = ŷ − y."""
    out: list[Chain] = []
    left = list(chains)
    while left:
        heads = {whole_name(c.sides[0]): c for c in reversed(left) if isinstance(c.sides[0], (Name, Script))}
        used = [{whole_name(n) for s in c.sides[1:] for n in walk(s) if isinstance(n, (Name, Script))} - {None} for c in left]
        free = (n for n, c in enumerate(left) if not any(heads.get(name, c) is not c for name in used[n]))
        out.append(left.pop(next(free, 0)))
    return out


def led(chain: Chain) -> Chain:
    """«where a = b» as a = b."""
    match chain.sides[0]:
        case Product(factors=(Factor(node=Name(text=word)), _, *_) as factors) if word.lower() in WORDS:
            return Chain((product_of(factors[1:]), *chain.sides[1:]), chain.relations, span=chain.span)
    return chain


def sides_of(problem: Problem, scope: Scope, chain: Node, text: str) -> Members:
    """The members of one chain after what is asked for, and remarks."""
    if not isinstance(chain, Chain):
        return numbered(problem, scope, [unboxed(chain)])
    if chain.relations == (":",) and restated(problem, scope, unboxed(chain.sides[0])) is not None:
        chain = Chain(chain.sides, ("=",), span=chain.span)  # ∂J/∂v_c: U(ŷ − y)
    odd = next((r for r in chain.relations if r != "="), None)
    if odd is not None:
        raise Malformed(f"an answer is a formula or an equation; this has the relation {odd}", chain.span, text=text)
    sides = [unboxed(s) for s in chain.sides if not is_blank(problem, s)]
    if len(sides) < 2:
        return numbered(problem, scope, sides)
    if (taken := restated(problem, scope, sides[0])) is not None:
        return answer_to(taken, sides, text)
    if (taken := but_for_letters(problem, sides[0]) or but_for_marks(problem, scope, sides[0])) is not None:
        return answer_to(taken, sides, text)
    if is_label(problem, scope, sides[0]):
        return Members(sides[1:], [f"{unicode(sides[0])} is read as a name for what is asked"])
    match sides[0]:
        case Sum(terms=((-1, inner),)) if (taken := restated(problem, scope, unboxed(inner))) is not None:
            said = "the left side is minus what is asked: both sides are negated"
            negated = [Sum(((-1, s),), span=s.span) for s in sides[1:]]
            return answer_to(taken._replace(remarks=(*taken.remarks, said)), [inner, *negated], text)
    return numbered(problem, scope, sides)


def answer_to(taken: Restated, sides: list[Node], text: str) -> Members:
    """The members after one that repeats the question, in the question's own letters."""
    check_merge(taken.rename, sides, text)
    rest = sides[1:] if taken.rename is None else [rewrite(s, taken.rename) for s in sides[1:]]
    return Members(rest, list(taken.remarks), slips=list(taken.slips))


def renamed(scope: Scope, sides: list[Node], names: dict[str, Node]) -> Members:
    """Members with some letters read as the question's."""
    rename = renaming(names, scope)
    return Members([rewrite(s, rename) for s in sides] if rename else sides, [f"{k} is read as {latex(v)}" for k, v in names.items()])


def check_merge(rename: Any, sides: list[Node], text: str) -> None:
    """`Malformed` if a name is to be read as another that the answer uses beside it: they are two names."""
    if rename is None:
        return
    for side in sides[1:]:
        names = [n for n in walk(side) if isinstance(n, Name)]
        meant = {whole_name(m) for n in names if (m := rename(n)) is not None}
        clash = next((n for n in names if n.text in meant and rename(n) is None), None)
        if meant and clash is not None:
            raise Malformed(f"`{clash.text}` and another letter stand for one thing here; which is meant?", clash.span, text=text)


def numbered(problem: Problem, scope: Scope, sides: list[Node]) -> Members:
    """An answer without its left side, u_k read as the sample's vector where that is what is asked about."""
    names = sample_numbered(problem, scope, sides[-1])
    return renamed(scope, sides, names or variable_numbered(problem, scope, sides))


def joined(items: list[Node]) -> list[Node]:
    """Items of which one that begins with = goes on with the one before it."""
    out: list[Node] = []
    for item in items:
        if isinstance(item, Chain) and isinstance(item.sides[0], Mark) and out:
            before = out.pop()
            sides, relations = (before.sides, before.relations) if isinstance(before, Chain) else ((before,), ())
            item = Chain((*sides, *item.sides[1:]), (*relations, *item.relations), span=item.span)
        out.append(item)
    return out
