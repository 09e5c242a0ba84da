"""Letters that touch and together spell a name of the sheet."""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import Span
from ..notation.tree import Factor, Group, Name, Node, Script, spelling
from .walker import Walker

LONGEST_NAME = 24
"""Letters that may spell one name, written side by side."""


def join_letters(walker: Walker, factors: Sequence[Factor]) -> list[Factor]:
    """Letters that touch and together spell a name of the sheet, put together: C E is CE where CE is a name."""
    out: list[Factor] = []
    place = 0
    while place < len(factors):
        run = [factors[place]]
        while (
            isinstance(run[-1].node, Name)
            and len(run) < LONGEST_NAME
            and place + len(run) < len(factors)
            and (following := factors[place + len(run)]).operator == ""
            and following.node.span.start == run[-1].node.span.end
            and isinstance(following.node, (Name, Script))
        ):
            run.append(following)
        while len(run) > 1:
            last = run[-1].node
            text = "".join(spelling(f.node) or "" for f in run[:-1]) + (spelling(last.base if isinstance(last, Script) else last) or "\0")
            if walker.scope.get(text) is not None:
                span = Span(run[0].node.span.start, last.span.end)
                name = Name(text, span=span)
                node = Script(name, last.sub, last.sup, last.primes, span=span) if isinstance(last, Script) else name
                run = [Factor(run[0].operator, node)] + [Factor("", Name("", span=span))] * (len(run) - 1)
                break
            run.pop()
        if len(run) == 1:
            check_word(walker, factors, place)
        out.append(run[0])
        place += len(run)
    return out


def check_word(walker: Walker, factors: Sequence[Factor], place: int) -> None:
    """`UnknownName` for foo(x), foo being no name here: a word before a bracket is a function and no product of letters."""
    word = ""
    end = factors[place].node.span.start
    if place and factors[place].operator == "" and factors[place - 1].node.span.end == end and is_letter(factors[place - 1].node):
        return  # the middle of a word
    for f in factors[place:]:
        if f.node.span.start != end or (word and f.operator):
            return
        if not is_letter(f.node):
            break
        word += spelling(f.node) or ""
        end = f.node.span.end
    else:
        return
    if len(word) > 2 and isinstance(f.node, Group) and f.node.bracket == "(":
        raise walker.unknown_name(word, Span(factors[place].node.span.start, end))


def is_letter(node: Node) -> bool:
    return isinstance(node, Name) and len(node.text) == 1 and node.text.isascii() and node.text.islower() and node.span.end > 0
