"""What holds of means, variances and covariances, whatever the distribution: 𝔼[aX + b] = a 𝔼[X] + b.

A mean is written as a sum over any finitely many cases, each with its probability, all of them one; random is what is written as
random variables are by custom, X, ε and estimators f̂, constant what is written as constants are.  Nothing is refuted here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..court.courts import court_of
from ..court.question import STEP, Question
from ..errors import CannotDecide, FormulaError, SheetError
from ..inference.numbers import names_in
from ..inference.own import own_sheet
from ..inference.tidy import tidied
from ..notation.tree import Big, Factor, Group, Name, Node, Number, Product, Script, Sum, bound_letters, rewrite, walk, whole_name
from ..vocabulary import HOLDS, PROVED, UNDECIDED, UNREADABLE
from .claim import Claim
from .consequences import Consequences
from .equations import is_definition, put

MEANS = frozenset({"𝔼", "E"})
SPREADS = frozenset({"Var", "Cov", "𝕍"})
RANDOM = frozenset("XYZεξ")
CONSTANT = frozenset("abcdknmpNBKfgμσραβλθγτνκδ")
PROBABILITY = "ω"
"""The name of the probabilities of the cases."""
CASES = "stqrzwlhujikvpmgo"
"""Letters for the cases that a mean adds up."""
LONGEST = 250
HAT = "\u0302"
VECTORS = re.compile(r"random (?:vector|matri)", re.IGNORECASE)
"""Words of what is no number."""
NOTE = "a mean is read as the sum over any finitely many cases, each with its probability: {} random, the rest constant"


def weigh(known: Consequences, number: int, claim: Claim) -> Claim:
    """A step between means that is left open, proved if it holds of every distribution."""
    s = known.source.statements[number]
    is_open = (claim.verdict in (UNDECIDED, UNREADABLE) or is_definition(claim)) and claim.relation == "=" and not s.fault
    trees = known.source.pair(s, claim.left, claim.right) if is_open and len(claim.left + claim.right) <= LONGEST else None
    if trees is None or not (all if is_definition(claim) else any)(holds_mean(t) for t in trees):
        return claim
    sides = tuple(map(tidied, trees))
    lines: set[int] = set()
    for name in sorted(names_in(sides[0]) | names_in(sides[1])):  # μ, where μ = 𝔼[X]
        said = next((one for one in known.before(number, name) if holds_mean(one.right)), None)
        if said is not None:
            sides = tuple(put(side, said.left, said.right) for side in sides)
            lines.add(known.line(said.number))
    names = sorted(n for n in names_in(sides[0]) | names_in(sides[1]) if n not in MEANS | SPREADS)
    random = [n for n in names if is_random(n)]
    plain = all(is_random(n) or (n.partition("_")[0] in CONSTANT and not known.is_drawn(n)) for n in names)
    if not random or not plain or VECTORS.search(known.source.lines.read) or known.source.wide & set(names):
        return claim
    try:
        written = [Writer(frozenset(random), sides).write(side) for side in sides]
        own = own_sheet([(Sum(((1, written[0]), (-1, Group("(", (written[1],))))),)], "own", labels=frozenset({PROBABILITY}))
        court = court_of(own.sheet, own.sheet.usual)
        found = court.answer(Question((own.written(written[0]), own.written(written[1])), names=own.sheet.scope), STEP)
    except (FormulaError, SheetError, CannotDecide, RecursionError, StopIteration):
        return claim
    if found.verdict not in HOLDS:
        return claim
    where = [f"line {n} is put in" for n in sorted(lines)]
    return replace(claim, verdict=PROVED, message="", witness=None, repair=None, notes=[NOTE.format(", ".join(random)), *where])


def holds_mean(tree: Node) -> bool:
    return any(isinstance(n, Name) and n.text in (MEANS | SPREADS) for n in walk(tree))


def is_random(name: str) -> bool:
    """X, X̄ and ε, and what is estimated: f̂."""
    base = name.partition("_")[0]
    return base[0] in RANDOM or HAT in base or any(c in "ÂâÊêĤĥŷŶŵŴẑẐĉ" for c in base)


class Writer:
    """Writes means as sums over cases, each with letters of its own."""

    def __init__(self, random: frozenset[str], trees: Sequence[Node]) -> None:
        self.random = random
        scripts = [n for t in trees for n in walk(t) if isinstance(n, Script)]
        below = {n.text for script in scripts for sub in script.sub for n in walk(sub) if isinstance(n, Name)}
        used = bound_letters(*trees).union(below, *(names_in(t) for t in trees))
        self.letters = (c for c in CASES if c not in used)

    def write(self, tree: Node) -> Node:
        def change(node: Node) -> Node | None:
            if not isinstance(node, Product):
                return None
            out: list[Factor] = []
            factors = iter(enumerate(node.factors))
            for n, f in factors:
                after = node.factors[n + 1] if n + 1 < len(node.factors) else None
                of = argument(f.node, after) if after is not None and not after.operator else None
                if of is None:
                    out.append(Factor(f.operator, rewrite(f.node, change)))
                    continue
                next(factors)
                items, power = of
                value: Node = Group("(", (self.moment(name_of(f.node), [self.write(i) for i in items]),), span=node.span)
                for sup in power:
                    value = Script(value, (), sup, span=node.span)
                out.append(Factor(f.operator, value))
            return Product(tuple(out), span=node.span) if len(out) > 1 else out[0].node

        return rewrite(tree, change)

    def moment(self, name: str, items: Sequence[Node]) -> Node:
        """𝔼[a], Var[a] and Cov[a, b] as sums."""
        if name in MEANS:
            return self.mean(items[0])
        first, second = items[0], items[-1]
        centred = [self.minus_mean(first), self.minus_mean(second)]
        return self.mean(Product((Factor("", centred[0]), Factor("·", centred[1]))))

    def minus_mean(self, body: Node) -> Node:
        return Group("(", (Sum(((1, Group("(", (body,))), (-1, Group("(", (self.mean(body),))))),))

    def mean(self, body: Node) -> Node:
        letter = Name(next(self.letters))
        weight = Script(Name(PROBABILITY), (letter,))
        return Big("Σ", (letter,), None, Product((Factor("", weight), Factor("·", Group("(", (self.in_case(body, letter),))))))

    def in_case(self, body: Node, letter: Name) -> Node:
        """What is random, in one case; a mean in it is a number by now."""

        def change(node: Node) -> Node | None:
            if isinstance(node, Big) and isinstance(node.sub[0], Name) and node.sub[0].text in CASES and holds_weight(node):
                return node
            if isinstance(node, (Name, Script)) and (name := whole_name(node)) is not None and is_random(name):
                base, sub = (node.base, node.sub) if isinstance(node, Script) else (node, ())
                return Script(base, (*sub, letter), node.sup if isinstance(node, Script) else None, span=node.span)
            if isinstance(node, Script) and isinstance(node.base, Name) and is_random(node.base.text) and not node.primes:
                return Script(node.base, (*node.sub, letter), node.sup, span=node.span)
            return None

        return rewrite(body, change)


def holds_weight(node: Big) -> bool:
    return any(isinstance(n, Name) and n.text == PROBABILITY for n in walk(node.body))


def name_of(node: Node) -> str:
    return node.text if isinstance(node, Name) else ""


def argument(function: Node, after: Factor | None) -> tuple[tuple[Node, ...], Iterator[Node]] | None:
    """What a mean is taken of, and the power of the mean behind it: X of 𝔼[X]², f̂ of 𝔼 f̂."""
    name = name_of(function)
    if name not in MEANS | SPREADS or after is None:
        return None
    node, power = after.node, list[Node]()
    if isinstance(node, Script) and isinstance(node.base, Group) and node.base.bracket == "[" and isinstance(node.sup, Number):
        power.append(node.sup)
        node = node.base
    if isinstance(node, Group) and node.bracket in ("[", "(") and (name != "E" or node.bracket == "["):
        wanted = 2 if name == "Cov" else 1
        return (node.items, iter(power)) if len(node.items) == wanted else None
    return ((node,), iter(())) if name == "𝔼" and isinstance(node, (Name, Script)) else None
