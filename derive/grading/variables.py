"""Problems about a function of one number: answers that call the variable otherwise, or leave it out."""

from __future__ import annotations

from ..habits.unapplied import differentiated, variable_of, with_argument
from ..meaning.operators import OPERATORS, SPECIAL
from ..meaning.scope import FunctionName, OpaqueFunction, Scope, TensorName
from ..notation.tree import Chain, Name, Node, Script, rewrite, walk
from .problem import Problem
from .restated import derivative_parts


def with_the_variable(problem: Problem, scope: Scope, items: list[Node], notes: list[str]) -> list[Node]:
    """σ(1 − σ) as σ(t)(1 − σ(t)) where dσ(t)/dt is asked for; (eˣ)′ as d/dx eˣ."""
    variable = scalar_variable(problem, scope)
    if variable is None:
        return items
    items = defining_in_it(scope, items, variable, notes)
    used = variable_of(items) or next(iter(variables_in(scope, items)), variable)
    found = with_argument(items, used, scope)
    if found is not None:
        notes.append(f"each function is read as its value at {used}")
    return list(differentiated(found or items, used) or found or items)


def defining_in_it(scope: Scope, items: list[Node], variable: str, notes: list[str]) -> list[Node]:
    """s = σ(x), ds/dx = s(1 − s) with t for x, the one name in it that is not defined there."""
    heads = {i.sides[0].text for i in items if isinstance(i, Chain) and i.relations == ("=",) and isinstance(i.sides[0], Name)}
    own = {n for n in heads if scope.get(n) is None}
    name = other_letter(scope, items, variable, own) if own else None
    if name is None:
        return items
    notes.append(f"{name} is read as {variable}, the variable of the problem")
    return [rewrite(i, lambda n: Name(variable, span=n.span) if isinstance(n, Name) and n.text == name else None) for i in items]


def other_letter(scope: Scope, items: list[Node], variable: str, own: set[str]) -> str | None:
    """The one name beside its `own` that is no function, where it may be the variable by another letter; α is another number."""
    names = variables_in(scope, items) - own
    if len(names) != 1 or variable in names or any(isinstance(n, Script) and n.sub for i in items for n in walk(i)):
        return None
    (name,) = names
    other = scope.get(name)
    fits = other is None or (isinstance(other, TensorName) and other.base is not None and not other.tensor.is_scalar)
    return name if fits else None


def scalar_variable(problem: Problem, scope: Scope) -> str | None:
    """t of dσ(t)/dt, a number that the problem differentiates by."""
    asked = derivative_parts(problem.plain_left)
    variable = asked[1][0] if asked is not None and len(asked[1]) == 1 else None
    binding = scope.get(variable.text) if isinstance(variable, Name) else None
    free = isinstance(binding, TensorName) and binding.tensor.is_scalar and binding.base is not None and binding.base.definition is None
    return variable.text if isinstance(variable, Name) and free else None


def variables_in(scope: Scope, sides: list[Node]) -> set[str]:
    """The names in an answer that are no functions."""
    names = {n.text for s in sides for n in walk(s) if isinstance(n, Name)} - {"e", "d", "⊤"}
    return {n for n in names if n not in OPERATORS and n not in SPECIAL and not isinstance(scope.get(n), (FunctionName, OpaqueFunction))}


def variable_numbered(problem: Problem, scope: Scope, sides: list[Node]) -> dict[str, Node]:
    """x for t in σ(x)(1 − σ(x)) where dσ(t)/dt is asked for: the one variable of the answer, whatever it is called."""
    variable = scalar_variable(problem, scope)
    name = other_letter(scope, sides, variable, set()) if variable is not None else None
    return {name: Name(variable)} if name is not None and variable is not None else {}
