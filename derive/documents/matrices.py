"""Steps with inverse matrices: two sides expanded into words of matrices, where P P⁻¹ is taken for I.

An inverse is a letter of its own with the shape of what it inverts, so that sides which do not fit are told from sides that do.  Words are
multiplied out, an inverse beside what it inverts goes away, and one at the edge of every word is multiplied away: P is invertible, which is
told as a condition.  Nothing is refuted here.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce

import sympy

from ..court.courts import court_of
from ..court.question import STEP
from ..errors import CannotDecide, FormulaError, SheetError
from ..inference.numbers import names_in
from ..inference.own import OwnSheet, own_sheet
from ..inference.tidy import tidied
from ..notation.tree import Bars, Factor, Fraction, Group, Name, Node, Number, Product, Script, Sum, is_transpose, rewrite, walk
from ..notation.write import unicode
from ..terms import ONE
from ..vocabulary import PROVED, UNDECIDED, UNREADABLE
from .claim import Claim
from .consequences import Consequences
from .equations import gap, is_definition, is_minus_one
from .gaps import Sides

Letter = tuple[str, bool]
"""A name, and whether it is transposed."""
Word = tuple[Letter, ...]
Words = dict[Word, sympy.Expr]
INVERSES = "ΠΦΨΞΥΩ"
LONGEST = 300
MOST_WORDS = 60
MOST_ROUNDS = 40
LETTER = r"\$\\?(?:mathbf|bm|boldsymbol)?\{?([A-Z])\}?\$"
SYMMETRIC = re.compile(rf"\bsymmetric (?:positive )?(?:semi-?)?(?:definite )?matrix {LETTER}|{LETTER} is (?:a )?symmetric\b", re.IGNORECASE)
"""«a symmetric matrix $S$», «$S$ is symmetric»."""
NOT_SYMMETRIC = re.compile(
    r"\b(?:not|non|neither|nor|never|skew|anti|if|whether|unless|no)\b[^.]{0,40}symmetric|symmetric\?|\w-symmetric|asymmetric",
    re.IGNORECASE,
)
"""What may deny it, wherever it stands."""


class NotWords(Exception):
    """A side is made of more than products of matrices."""


@dataclass(slots=True)
class Inverse:
    """One inverse: its letter, and what it inverts."""

    letter: str
    of: Node


def weigh(known: Consequences, number: int, claim: Claim) -> Claim:
    """A step with an inverse that is left open, proved if its words come to the same."""
    source = known.source
    s = source.statements[number]
    is_open = claim.verdict in (UNDECIDED, UNREADABLE) and claim.relation == "=" and not s.fault and not is_definition(claim)
    trees = source.pair(s, claim.left, claim.right) if is_open and len(claim.left + claim.right) <= LONGEST else None
    if trees is None:
        return claim
    inverses: list[Inverse] = []
    sides = tuple(with_letters(tidied(t), inverses) for t in trees)
    if not inverses:
        return claim
    text = source.lines.read
    symmetric = frozenset() if NOT_SYMMETRIC.search(text) else frozenset(a or b for a, b in SYMMETRIC.findall(text))
    try:
        own, is_number = typed(known, (sides[0], sides[1]), inverses)
        expander = Expander(own, symmetric, {i.letter: i.of for i in inverses}, is_number)
        if not expander.vanishes(difference(expander.words(sides[0]), expander.words(sides[1]))):
            return claim
    except (NotWords, FormulaError, SheetError, CannotDecide, RecursionError):
        return claim
    conditions = tuple(dict.fromkeys((*claim.conditions, *(f"{unicode(i.of)} is invertible" for i in inverses))))
    notes = [f"{', '.join(sorted(symmetric))} symmetric, as the text says"] if symmetric & names_of(sides) else []
    return replace(claim, verdict=PROVED, message="", witness=None, repair=None, conditions=conditions, notes=notes)


def names_of(sides: tuple[Node, ...]) -> set[str]:
    return {n.text for t in sides for n in walk(t) if isinstance(n, Name)}


def with_letters(tree: Node, inverses: list[Inverse]) -> Node:
    """The tree with a letter for each inverse of a sum or product in brackets, or of a matrix; the same one for the same matrix."""

    def change(node: Node) -> Node | None:
        match node:
            case Script(base=Group(bracket="(", items=(inner,)) | (Name() as inner), sub=(), sup=sup, primes=0) if is_minus_one(sup):
                if not any(isinstance(n, Name) and n.text.isupper() for n in walk(inner)):
                    return None
                found = next((i for i in inverses if unicode(i.of) == unicode(inner)), None)
                if found is None and len(inverses) < len(INVERSES):
                    found = Inverse(INVERSES[len(inverses)], inner)
                    inverses.append(found)
                return Name(found.letter, span=node.span) if found is not None else None
        return None

    return rewrite(tree, change)


def typed(known: Consequences, sides: Sides, inverses: list[Inverse]) -> tuple[OwnSheet, bool]:
    """The names that the sides show, if both sides fit, and each other, and whether they are numbers; else an error."""
    squares = [Product((Factor("", Name(i.letter)), Factor("", Group("(", (i.of,)))), span=i.of.span) for i in inverses]
    squares += [Product((Factor("", Group("(", (i.of,))), Factor("", Name(i.letter))), span=i.of.span) for i in inverses]
    own = own_sheet([(gap(sides),), *((square,) for square in squares)], "own", *known.shown)
    court = court_of(own.sheet)
    shapes = [{found.tensor.shape for found in court.readings(own.written(side), STEP, own.sheet.scope)} for side in sides]
    for square in squares:
        court.readings(own.written(square), STEP, own.sheet.scope)
    common = shapes[0] & shapes[1]
    declared, given = known.shown[1].alone, own.sheet.raw.given
    used = {n for t in (*sides, *(i.of for i in inverses)) for n in names_in(t)}
    fits = all(given.get(n, {}).get("shape") == list(declared[n]) for n in used & declared.keys() if len(declared[n]) == 2)
    is_square = all(len(shape) == 2 and shape[0] == shape[1] for i in inverses for shape in [given.get(i.letter, {}).get("shape", [])])
    if not common or own.doubtful or not fits or not is_square:
        raise NotWords
    return own, all(rows == cols == ONE for rows, cols in common)


class Expander:
    """Multiplies sides out."""

    def __init__(self, own: OwnSheet, symmetric: frozenset[str], inverses: dict[str, Node], is_number: bool) -> None:
        self.is_number = is_number
        given = own.sheet.raw.given
        self.numbers = {n for n, said in given.items() if not said.keys() & {"shape", "function", "index"}}
        self.wide = {n for n, said in given.items() if "shape" in said and "rows" not in said and "columns" not in said}
        self.symmetric = set(symmetric)
        self.of: dict[str, Words] = {}
        for letter, tree in inverses.items():
            self.of[letter] = self.words(tree)
            if not difference(self.of[letter], transposed(self.of[letter], self.symmetric)):
                self.symmetric.add(letter)

    def words(self, tree: Node) -> Words:
        match tree:
            case Number(value=value):
                return {(): sympy.Rational(value.numerator, value.denominator)}
            case Name(text="I" | "𝕀") | Script(base=Name(text="I"), sub=(Name(text=_),), sup=None):
                return {(): sympy.S.One}
            case Name(text=text) if text in self.wide or text in self.of:
                return {((text, False),): sympy.S.One}
            case Name(text=text) if text in self.numbers:
                return {(): sympy.Symbol(text)}
            case Group(items=(inner,)):
                return self.words(inner)
            case Sum(terms=terms):
                out: Words = {}
                for sign, term in terms:
                    out = added(out, scaled(self.words(term), sign))
                return out
            case Product(factors=factors):
                return self.product(factors)
            case Fraction(numerator=above, denominator=below):
                return scaled(self.words(above), 1 / number_in(self.words(below)))
            case Script(base=Bars(kind="‖", body=body), sub=(), sup=Number(value=two), primes=0) if two == 2:
                held = self.words(body)
                return times(transposed(held, self.symmetric), held)
            case Script(base=base, sub=(), sup=sup, primes=0) if is_transpose(sup):
                return transposed(self.words(base), self.symmetric)
            case Script(base=base, sub=(), sup=Number(value=value), primes=0) if value in (2, 3):
                return reduce(times, [self.words(base)] * int(value))
        raise NotWords

    def product(self, factors: Sequence[Factor]) -> Words:
        out: Words = {(): sympy.S.One}
        for f in factors:
            if f.operator not in ("", "·", "/"):
                raise NotWords
            held = self.words(f.node)
            out = times(out, {(): 1 / number_in(held)} if f.operator == "/" else held)
        return out

    def vanishes(self, found: Words) -> bool:
        """Whether words come to nothing once inverses are multiplied away."""
        for _ in range(MOST_ROUNDS):
            found = self.folded(self.reduced(found))
            if not found:
                return True
            if self.is_number:
                return False  # nothing stands at its edges but rows and columns
            edge = next(((w[n][0], n) for w in sorted(found) if w for n in (0, -1) if w[n][0] in self.of), None)
            if edge is None:
                return False
            letter, end = edge
            turned = any(w and w[end] == (letter, True) for w in found)
            by = transposed(self.of[letter], self.symmetric) if turned and letter not in self.symmetric else self.of[letter]
            found = times(by, found) if end == 0 else times(found, by)
        return False

    def folded(self, found: Words) -> Words:
        """Words that are numbers as they or their transposes come first: yᵀ X w is wᵀ Xᵀ y."""
        if not self.is_number:
            return found
        out: Words = {}
        for word, c in found.items():
            out = added(out, {min(word, *transposed({word: c}, self.symmetric)): c})
        return out

    def reduced(self, found: Words) -> Words:
        """Words without an inverse beside the longest word of what it inverts."""
        for _ in range(MOST_ROUNDS):
            changed = next(((w, new) for w in sorted(found) if (new := self.rewritten(w)) is not None), None)
            if changed is None:
                return found
            word, new = changed
            coefficient = found.pop(word)
            found = added(found, scaled(new, coefficient))
        raise NotWords

    def rewritten(self, word: Word) -> Words | None:
        """P⁻¹ M as I − P⁻¹ (P − M), and M P⁻¹ alike, where M is the longest word of P."""
        for letter, whole in self.of.items():
            lead = max(whole, key=lambda w: (len(w), w))
            rest = {w: c for w, c in whole.items() if w != lead}
            if not lead:
                continue
            for n, (name, turned) in enumerate(word):
                if name != letter or turned:
                    continue
                if word[n + 1 : n + 1 + len(lead)] == lead:
                    middle = added({(): sympy.S.One}, scaled(times({((letter, False),): sympy.S.One}, rest), -1))
                    return times(times({word[:n]: 1 / whole[lead]}, middle), {word[n + 1 + len(lead) :]: sympy.S.One})
                if n >= len(lead) and word[n - len(lead) : n] == lead:
                    middle = added({(): sympy.S.One}, scaled(times(rest, {((letter, False),): sympy.S.One}), -1))
                    return times(times({word[: n - len(lead)]: 1 / whole[lead]}, middle), {word[n + 1 :]: sympy.S.One})
        return None


def number_in(words: Words) -> sympy.Expr:
    if set(words) != {()}:
        raise NotWords
    return words[()]


def transposed(words: Words, symmetric: set[str]) -> Words:
    return {tuple((name, not turned and name not in symmetric) for name, turned in reversed(word)): c for word, c in words.items()}


def scaled(words: Words, by: sympy.Expr | int) -> Words:
    return {word: sympy.cancel(c * by) for word, c in words.items()}


def added(one: Words, other: Words) -> Words:
    out = dict(one)
    for word, c in other.items():
        out[word] = sympy.cancel(out.get(word, sympy.S.Zero) + c)
    if len(out) > MOST_WORDS:
        raise NotWords
    return {word: c for word, c in out.items() if c != 0}


def times(one: Words, other: Words) -> Words:
    out: Words = {}
    for (a, c), (b, d) in itertools.product(one.items(), other.items()):
        out = added(out, {a + b: c * d})
    return out


def difference(one: Words, other: Words) -> Words:
    return added(one, scaled(other, -1))
