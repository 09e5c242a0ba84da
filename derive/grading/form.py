"""Whether a right answer has the form that the problem asks for: the names it may use, no derivative left to take."""

from __future__ import annotations

from collections.abc import Iterator

from ..meaning.operators import OPERATORS
from ..meaning.scope import Family, Scope, SizeName, TensorName
from ..notation.read import read
from ..notation.tree import Bars, Big, Fraction, Mark, Name, Node, Product, Script, children, same, spelling, walk, whole_name
from .problem import Problem
from .restated import derivative_parts
from .where import Local

RESTATES = "This restates the question: it is still to be worked out."


def is_derivative_like(node: Node) -> bool:
    return any(isinstance(n, Mark) and n.kind in "∂∇" for n in walk(node))


def form_fault(problem: Problem, local: Local, tree: Node) -> str:
    """What is wrong with the form of a right answer: it restates the question, or uses names that it may not."""
    parts = [tree, *(local.trees[n] for n in sorted(reached(local, tree)))]
    left = problem.plain_left
    if any(says_again(left, p) for p in parts) and not any(says_again(left, f) for f in problem.forms):
        return RESTATES
    asked = derivative_parts(left)
    if asked is not None and not any(is_derivative_like(f) for f in problem.forms):
        function = applied_function(asked[0])
        if derivative_parts(tree) is not None:
            return "Right in value, but a derivative is still to be taken."
        if any(by_same(asked[1], p) or is_primed(p, function) for p in parts):
            return "Right in value, but a derivative is still to be taken."
    used = set[str]().union(*(names_used(local.scope, p) for p in parts)) - set(local.trees)
    for name in problem.identity.forbid:
        if meant(name) in used:
            return f"Right in value, but {name} may not be used in this answer."
    allowed = {meant(n) for n in problem.identity.in_terms_of}
    extra = sorted(n for n in used if n not in allowed and stem_of(local.scope, n) not in allowed) if allowed else []
    if extra:
        return f"Right in value, but the answer is wanted in terms of {', '.join(sorted(allowed))}; it uses {', '.join(extra)}."
    return ""


def reached(local: Local, tree: Node) -> set[str]:
    """The answer's own names that it rests on."""
    out: set[str] = set()
    waiting = [tree]
    while waiting:
        for name in names_used(local.scope, waiting.pop()) & set(local.trees) - out:
            out.add(name)
            waiting.append(local.trees[name])
    return out


def says_again(left: Node, tree: Node) -> bool:
    """Whether what is asked for stands somewhere in a formula."""
    asked = derivative_parts(left)
    if any(same(left, n) for n in walk(tree)):
        return True
    return asked is not None and any(restates(asked, derivative_parts(n)) for n in walk(tree))


def restates(asked: tuple[Node, list[Node]], said: tuple[Node, list[Node]] | None) -> bool:
    """Whether a derivative is the one that is asked for."""
    return said is not None and same(asked[0], said[0]) and [spelling(v) for v in asked[1]] == [spelling(v) for v in said[1]]


def by_same(variables: list[Node], tree: Node) -> bool:
    """Whether a reading differentiates by what the problem asks to differentiate by."""
    names = {spelling(v) for v in variables}
    below: list[Node] = [n.denominator for n in walk(tree) if isinstance(n, Fraction)]
    below += [n for n in walk(tree) if isinstance(n, Script) and isinstance(n.base, Mark) and n.base.kind == "∇"]
    return any(spelling(x) in names and is_derivative_like(b) for b in below for x in walk(b) if isinstance(x, (Name, Script)))


def applied_function(body: Node) -> str | None:
    """σ for σ(t), the function whose derivative is asked for."""
    head = body.factors[0].node if isinstance(body, Product) and len(body.factors) == 2 else None
    return head.text if isinstance(head, Name) and head.text in OPERATORS else None


def is_primed(tree: Node, function: str | None) -> bool:
    """Whether the derivative of that function is written with a prime: σ′(t)."""
    return any(isinstance(n, Script) and n.primes and isinstance(n.base, Name) and n.base.text == function for n in walk(tree))


def meant(name: str) -> str:
    """A name of the sheet as the reader spells it."""
    return spelling(read(name)[0]) or name


def stem_of(scope: Scope, name: str) -> str:
    """U for u: the columns of a matrix that may be used may be used too."""
    binding = scope.get(name)
    return binding.base.name if isinstance(binding, Family) else name


def values(tree: Node) -> Iterator[Node]:
    """The nodes that stand for values: not what is below or above a Σ, not |V|."""
    stack = [tree]
    while stack:
        here = stack.pop()
        yield here
        if isinstance(here, Big):
            stack.append(here.body)
        elif not (isinstance(here, Bars) and here.kind == "|" and isinstance(here.body, Name)):
            stack.extend(children(here))


def names_used(scope: Scope, tree: Node) -> set[str]:
    """The tensors that a reading uses (indices and sizes are free to use)."""
    kinds = (TensorName, Family)
    out: set[str] = set()
    inner: set[int] = set()
    for n in values(tree):
        if not isinstance(n, (Name, Script)) or id(n) in inner:
            continue
        name = whole_name(n)
        if name is not None and isinstance(scope.get(name), kinds):
            out.add(name)
        elif isinstance(n, Script) and isinstance(n.base, Name) and isinstance(scope.get(n.base.text), kinds):
            out.add(n.base.text)
        if isinstance(n, Script):
            inner.add(id(n.base))
            inner |= {id(i) for i in n.sub if isinstance(i, Name) and isinstance(scope.get("#" + i.text), SizeName)}  # ŷ_V: the last
    return out
