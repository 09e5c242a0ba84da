"""What the equations of a document say of its names, wherever they stand."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping

from ..inference.uses import head_of
from ..notation.signs import COMMANDS
from ..notation.tree import Name, Node, Product, Script, Sum, walk, whole_name
from .inferred import REACH
from .names import bases
from .source import Source
from .statements import Statement


def definitions_ahead(source: Source) -> dict[int, frozenset[str]]:
    """For every statement the names that it may define, by its text: Z, x and x_w of x_w, w′ of y_{w′} = 1."""
    out: dict[int, frozenset[str]] = {}
    for n, s in enumerate(source.statements):
        if s.relations[:1] == ["="] and s.members[0] and len(s.members[0]) < 40 and not s.continues:
            bare = BOLD.sub("", s.members[0].text)
            text = re.sub(r"[\s{}\\,]", "", bare).replace("'", "′")
            stem, _, sub = text.partition("_")
            letters = {COMMANDS.get(x, x) for x in (text, stem, sub) if x}
            out[n] = frozenset({*letters, f"{COMMANDS.get(stem, stem)}_{sub}"})
    return out


def equations_of(source: Source) -> Iterator[tuple[int, Node, Node]]:
    """The equations of a document that say something of what they begin with, with the number of their statement."""
    for n, s in enumerate(source.statements):
        if s.relations[:1] == ["="] and not s.continues and s.role != "condition" and len(trees := source.trees(s)) > 1:
            yield n, trees[0], trees[1]


def defined_in_parts(source: Source) -> dict[int, frozenset[str]]:
    """For every part of the document the names that equations up to its end begin with."""
    out: dict[int, frozenset[str]] = {s.part: frozenset() for s in source.statements}
    found: frozenset[str] = frozenset()
    heads = {
        part: [head for _, head, _ in of] for part, of in itertools.groupby(equations_of(source), lambda e: source.statements[e[0]].part)
    }
    for part in out:
        found = out[part] = found | {name for head in heads.get(part, ()) if (name := head_of(head)) is not None}
    return out


def named_by(source: Source) -> dict[str, frozenset[str]]:
    """The names, without their subscripts, of which some equation says what they are made of, and of what, through other equations too;
    also s of s² = …, whose root is not said."""
    made: dict[str, set[str]] = {}
    for n, head, body in equations_of(source):
        if is_solution(source, n):
            continue
        update = whole_name(head) in {whole_name(node) for node in walk(body) if isinstance(node, (Name, Script))}
        name = head_of(head)
        for said in ({name} if name is not None and bases(body) and not update else set()) | wrapped(head):
            made.setdefault(said, set()).update(bases(body) | bases(head) - {said})
    return {name: closure(name, made) for name in made}


def closure(name: str, made: Mapping[str, set[str]]) -> frozenset[str]:
    """All that a name is made of."""
    found: set[str] = set()
    waiting = {name}
    while waiting:
        more = set().union(*(made.get(n, set()) for n in waiting))
        waiting = more - found
        found |= more
    return frozenset(found)


def both_spellings(s: Statement) -> str:
    """x where x^{(i)} and x_i stand in one chain; nothing if no name is spelled both ways."""
    text = " ".join(m.text for m in s.members if m)
    above = {m[1] for m in ABOVE.finditer(text)}
    below = {m[1] for m in BELOW.finditer(text)}
    return min(above & below, default="")


ABOVE = re.compile(r"([A-Za-z])\}?\s*(?:_\{?\w+\}?\s*)?\^\s*\{?\s*\(\s*[a-z]\s*\)")
BELOW = re.compile(r"([A-Za-z])\}?\s*_\s*\{?\s*[a-z][a-z]?\s*\}?(?!\s*\^\s*\{?\s*\()(?![a-z])")


def wrapped(head: Node) -> set[str]:
    """s of s² = …, p of log p = …, u of e^u = …: what such an equation says without saying it."""
    match head:
        case Script(base=Name(text="e"), sup=sup) if sup is not None:
            return bases(sup)
        case Script(base=Name(text=text), sup=sup) if sup is not None:
            return {text}
        case Product(factors=(function, argument)) if isinstance(function.node, Name) and function.node.text in ("log", "ln", "exp"):
            return bases(argument.node)
        case Sum(terms=terms) if len(terms) == 2 and all(isinstance(t, Name) for _, t in terms):
            return bases(head)
    return set()


def is_solution(source: Source, number: int) -> bool:
    """Whether an equation is what one before it, set to 0, is solved by: b = t̄ − θᵀx̄, after ∂E/∂b = 0."""
    s = source.statements[number]
    if s.role == "definition":
        return False
    before = source.statements[max(0, number - REACH) : number + 1]
    return any(m.text.strip() == "0" for other in before if other.part == s.part for m in other.members)


BOLD = re.compile(r"\\(?:mathbf|boldsymbol|vec|bm|mathrm|text|mathit|operatorname)(?![A-Za-z])")
