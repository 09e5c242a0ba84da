"""Sheets: TOML files that declare sizes, names with shapes, definitions, assumptions and claims.

A sheet is data; nothing in it is executed.  A mistake in one is a `SheetError` with file, line, fact and fix.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from sympy import Add, Expr, Mul, Poly, Pow

from ..calculus.forward import generic
from ..errors import FormulaError, SheetError
from ..habits.spellings import Spellings
from ..meaning.scope import Scope
from ..notation.read import read
from ..notation.tree import Name, Script, spelling, walk, whole_name
from ..numbers.worlds import Cast
from ..terms import Base, Entry, IndexSum, unfold
from ..terms.facts import Facts
from .assumptions import assumption
from .declare import Declarations
from .file import Raw, under_loss
from .identities import Identity
from .stated import StatedIdentity
from .tables import Source


class Sheet:
    """A sheet ready for use: its names bound, its definitions elaborated."""

    def __init__(self, name: str, raw: Raw, origin: Source) -> None:
        self.name, self.raw, self.origin = name, raw, origin
        self.title, self.source, self.about = raw.title, raw.source, raw.about
        self.inferred = False
        """Whether nobody has declared it: it is what the formulas of a document show of their names."""
        self.usual: tuple[str, ...] = ()
        """What such formulas usually assume."""
        self.said: frozenset[str] = frozenset()
        """The names of which words of the document say what shape they have."""
        self.declared = Declarations(raw, origin)
        self.scope, self.sizes = self.declared.scope, self.declared.sizes
        self.indices, self.bases = self.declared.indices, self.declared.bases
        self.faults = self.declared.faults
        """What the sheet says and cannot mean, each with its place and its fix; such names are refused where they are used."""
        try:
            self.facts = self.assumed(raw.assume, self.scope)
        except SheetError as error:
            self.facts = Facts()
            self.faults.append(error)

        asked = {i.name for i in raw.identities}
        for exercise in raw.exercises:
            for part in (p for p in exercise.parts if p.asks not in asked):
                near = difflib.get_close_matches(part.asks, asked, 1)
                fix = f"Did you mean {near[0]}?" if near else "`asks` is the name of an identity of this sheet, or of one that it extends"
                fact = f"the part {part.name} of the question {exercise.name} asks for {part.asks}, which is no identity here"
                raise origin.error(fact, part.asks, fix)

    def insist(self) -> None:
        """`SheetError` with everything that the sheet cannot mean."""
        _ = self.spellings  # what is wrong with them is among the faults
        if self.faults:
            raise SheetError("\n".join(str(f) for f in self.faults))

    # ------------------------------------------------------------------------------------------ identities
    @property
    def identities(self) -> list[Identity]:
        return self.raw.identities

    def identity(self, name: str) -> StatedIdentity:
        """An identity by name, with its two sides as SymPy expressions (`left`, `right`)."""
        for i in self.identities:
            if i.name == name:
                return StatedIdentity(i, self.with_definitions(tuple(i.define.items())))
        names = [i.name for i in self.identities]
        near = difflib.get_close_matches(name, names, 1)
        raise SheetError(
            f"the sheet {self.name} has no identity `{name}`; it has {', '.join(names)}." + (f"  Did you mean {near[0]}?" if near else "")
        )

    @cached_property
    def losses(self) -> tuple[tuple[str, Sheet], ...]:
        """The same sheet with another loss in force, by what that is: the negative-sampling loss where J is not said to be any."""
        return tuple((other.about, Sheet(self.name, under_loss(self.raw, other), self.origin)) for other in self.raw.losses)

    def value(self, text: str) -> Expr:
        """A scalar in the sheet's names, as an expression in index form: `sheet.value("J")`."""
        return self.declared.formula(text, text).scalar

    @cached_property
    def spellings(self) -> Spellings:
        """How else its names may be written: what everyone knows, and the table [also]."""
        pairs = []
        for other, name in self.raw.also.items():
            try:
                pairs.append((read(other)[0], read(str(name))[0]))
                spelled = spelling(pairs[-1][0])
                if spelled is not None and self.scope.get(spelled) is not None:
                    known = SheetError(
                        str(self.origin.error(f"`{other}` under [also] never matches: it is a name of the sheet itself", other))
                    )
                    self.faults += [known] if str(known) not in map(str, self.faults) else []
            except FormulaError as error:
                raise self.origin.error(error.message("formula"), other) from None
        return Spellings(self.scope, pairs)

    def lemma(self, name: str, user: Identity) -> Identity:
        """An identity that another rests on; it must stand before it, so that none rests on itself."""
        for i in self.identities:
            if i is user:
                break
            if i.name == name:
                return i
        raise self.origin.error(f"{user.name} uses {name}, which is no identity that stands before it", f'name = "{user.name}"')

    def with_definitions(self, define: Iterable[tuple[str, str]]) -> Scope:
        """The sheet's names with some definitions of an identity's own; what rests on a name that is defined anew follows it."""
        scope = self.scope.inside({})
        anew: set[str] = set()
        for key, value in define:
            self.declared.define(key, value, scope)
            if any(self.scope.get(name) is not None for name in scope.names if name not in anew):
                anew |= {name for name in scope.names if self.scope.get(name) is not None}
                self.define_anew(anew, scope)
        return scope if scope.names else self.scope

    def define_anew(self, anew: set[str], scope: Scope) -> None:
        """The sheet's own definitions that rest on names with another meaning now, once more."""
        for key, value in self.raw.define.items():
            heads = [n for n in walk(read(key)[0]) if isinstance(n, (Name, Script))]
            used = {whole_name(n) for n in walk(read(value)[0]) if isinstance(n, (Name, Script))}
            own = {whole_name(n) for n in heads} | {n.base.text for n in heads if isinstance(n, Script) and isinstance(n.base, Name)}
            if used & anew and not own & anew:
                before = set(scope.names)
                self.declared.define(key, value, scope)
                anew |= set(scope.names) - before

    # ------------------------------------------------------------------------------------------ assumptions
    def assumed(self, texts: Iterable[str], scope: Scope, asked: bool = False) -> Facts:
        """The facts that hypotheses state; `asked` are those that do not stand in the sheet but come with a claim."""
        origin = Source(Path("assume"), "") if asked else self.origin
        out = Facts()
        for text in texts:
            try:
                items = read(text)
                found = assumption(items, scope)
            except FormulaError as error:
                error.text = error.text or text
                raise origin.error(error.message("assumption"), text) from None
            if found is None:
                raise origin.error(
                    f"`{text}` is not an assumption that can be used", text,
                    "known: w \\ne o; w = o; o \\ne w_s (for every s); w_s \\ne w_r (distinct); a > 0; x \\ne 0; a = 1; K = 1; 0 < p < 1; "
                    "\\sum_i y_i = 1; m < t \\le T - m",
                )  # fmt: skip
            bases = [e.args[0].base for e, _ in (*out.equations, *found.equations)]
            if len(set(bases)) < len(bases):
                raise origin.error(f"two sums of {bases[-1].name} are assumed; one at most can be used", text)
            out = out + found + Facts(described=(text,))
        if not asked:
            self.check_consistent(out, origin)
        return out

    @staticmethod
    def check_consistent(facts: Facts, origin: Source) -> None:
        """`SheetError` if assumptions plainly contradict each other."""
        ends: dict[Base, list[tuple[float, float, bool]]] = {}
        for base, low, high, open_ends in intervals(facts):
            ends.setdefault(base, [(0.0, math.inf, True)] if base.positive else []).append((low, high, open_ends))
        for base, found in ends.items():
            low, high = max(a for a, _, _ in found), min(b for _, b, _ in found)
            if low > high or (low == high and any(o and low in (a, b) for a, b, o in found)):
                raise origin.error(
                    f"the assumptions on {base.name} contradict each other",
                    base.name,
                    f"no number is in all of the intervals; above {low:g} and below {high:g}",
                )
        same = facts.same
        for one, other in facts.unequal:
            if same.get(one, one) == same.get(other, other):
                raise origin.error(f"{one} and {other} are assumed to be the same and to differ", str(one))

    def cast(self, facts: Facts) -> Cast:
        return Cast(tuple(self.sizes), tuple(self.indices), tuple(self.bases), facts)

    @cached_property
    def folded(self) -> frozenset[Base]:
        """Defined names that are sums of products, and nothing else: proofs first try to do without their content."""
        return frozenset(b for b in self.bases if b.definition is not None and is_affine(unfold(generic(b))))


def intervals(facts: Facts) -> Iterator[tuple[Base, float, float, bool]]:
    """What hypotheses say of one number by itself: its name, between which numbers it lies, whether these are left out."""
    for base, low, high in facts.between:
        yield base, float(low), float(high), True
    for base in facts.positive:
        yield base, 0.0, math.inf, True
    for base, value in facts.constants:
        yield base, float(value), float(value), False
    for term, sign in facts.signs:
        if sign == "≠" or len(entries := term.atoms(Entry)) != 1 or any(e.indices for e in entries):
            continue
        (entry,) = entries
        line = Poly(term, entry) if term.is_polynomial(entry) else None
        if line is not None and line.degree() == 1 and all(c.is_Rational for c in line.all_coeffs()):
            slope, rest = line.all_coeffs()
            end = float(-rest / slope)
            yield entry.base, *((end, math.inf) if slope > 0 else (-math.inf, end)), sign == ">"


def is_affine(term: Expr) -> bool:
    """Σ, +, · of entries, with at least one Σ."""
    sums = False
    stack: list[Any] = [term]
    while stack:
        here = stack.pop()
        match here:
            case IndexSum():
                sums = True
                stack.append(here.args[0])
            case Add() | Mul():
                stack.extend(here.args)
            case Entry():
                pass
            case Pow():
                return False
            case _ if not here.is_Number:
                return False
    return sums
