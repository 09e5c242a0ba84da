"""What the equations of a document say of its names, wherever they stand."""

from __future__ import annotations

import itertools
import re

from ..inference.uses import head_of
from ..notation.signs import COMMANDS
from ..notation.tree import Name, Node, Product, Script, Sum, walk, whole_name
from .inferred import REACH
from .letters import bases
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


def equations_of(source: Source) -> list[tuple[Node, Node]]:
    """All equations of a document that begin with a name, or with a function of some."""
    found = (source.trees(s) for s in source.statements if s.relations[:1] == ["="] and not s.continues and s.role != "condition")
    return [(t[0], t[1]) for t in found if len(t) > 1 and head_of(t[0]) is not None]


def defined_in_parts(source: Source) -> dict[int, frozenset[str]]:
    """For every part of the document the names that equations up to its end begin with."""
    out: dict[int, frozenset[str]] = {}
    found: set[str] = set()
    for part, statements in itertools.groupby(source.statements, lambda s: s.part):
        for s in statements:
            trees = source.trees(s) if s.relations[:1] == ["="] and not s.continues and s.role != "condition" else ()
            name = head_of(trees[0]) if len(trees) > 1 else None
            found |= {name} if name is not None else set()
        out[part] = frozenset(found)
    return out


def named_by(source: Source) -> frozenset[str]:
    """The names that some equation of the document begins with, without their subscripts: it may say what they are made of."""
    statements = (s for n, s in enumerate(source.statements) if s.relations[:1] == ["="] and not is_solution(source, n))
    found = (source.trees(s) for s in statements if not s.continues and s.role != "condition")
    pairs = [(t[0], t[1]) for t in found if len(t) > 1]
    updates = (whole_name(head) in {whole_name(n) for n in walk(body) if isinstance(n, (Name, Script))} for head, body in pairs)
    made = ((head_of(head), bases(body), update) for (head, body), update in zip(pairs, updates, strict=True))
    hidden = {name for head, _ in pairs for name in wrapped(head)}
    return frozenset(name for name, of, update in made if name is not None and of and not update) | hidden


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
