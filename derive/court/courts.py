"""Where questions of a sheet are asked: courts by sheet and hypotheses, a bounded number of them; and a sheet's own claims."""

from __future__ import annotations

import itertools
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from weakref import WeakKeyDictionary

from ..errors import Malformed, SheetError
from ..habits.understand import Understanding
from ..notation.latex import latex
from ..notation.read import read
from ..notation.tree import Chain, Mark, Name, Node, Number, Script, same
from ..proof.verdict import Equation, Proved
from ..sheets.identities import Identity
from ..sheets.sheet import Sheet
from ..sheets.stated import read_claim
from ..vocabulary import ILL_TYPED, PROVED, REFUTED, UNREADABLE
from .court import Court, contain
from .free import lift_conditions
from .mended import mended
from .question import CLAIM, SHEET, Answer, Lemma, Policy, Question
from .room import room

MAX_COURTS = 48
"""So many courts of a sheet are kept."""
Key = tuple[tuple[str, ...], tuple[tuple[str, str], ...]]
_courts: WeakKeyDictionary[Sheet, OrderedDict[Key, Court]] = WeakKeyDictionary()


def court_of(sheet: Sheet, assume: Iterable[str] = (), define: Sequence[tuple[str, str]] = (), asked: bool = True) -> Court:
    """The court under a sheet's assumptions and some more, with some definitions of its own."""
    key = (tuple(assume), tuple(define))
    kept = _courts.setdefault(sheet, OrderedDict())
    found = kept.get(key)
    if found is None:
        scope = sheet.with_definitions(define) if define else sheet.scope
        found = kept[key] = Court(sheet, scope, sheet.facts + sheet.assumed(key[0], scope, asked=asked))
        if len(kept) > MAX_COURTS:
            kept.popitem(last=False)
    kept.move_to_end(key)
    room.use(found)
    return found


def court_for(identity: Identity, sheet: Sheet, fresh: bool = False) -> Court:
    """The court of an identity; shared by those with the same assumptions and definitions, unless `fresh`."""
    define = tuple(identity.define.items())
    if not fresh:
        return court_of(sheet, identity.assume, define, asked=False)
    scope = sheet.with_definitions(define)
    return Court(sheet, scope, sheet.facts + sheet.assumed(identity.assume, scope))


# ---------------------------------------------------------------------------------------------- a sheet's own claims
def answer_claim(court: Court, claim: str, lemmas: Sequence[Lemma] = (), induction: str = "") -> Answer:
    """The answer to a claim as a sheet states it, read strictly."""

    def judge() -> Answer:
        relation, sides = read_claim(claim)
        if relation == "∈":
            return court.answer(Question(tuple(s.tree for s in sides), "∈", claim), SHEET)
        return court.answer_stated(claim, sides, lemmas, induction)

    return contain(claim, judge)


def equations_of(court: Court, claim: str) -> list[Equation]:
    """The equations that a claim of the sheet states, entry by entry at free indices, step after step."""
    sides = [court.stated_side(s, claim) for s in read_claim(claim)[1]]
    return [e for a, b in itertools.pairwise(sides) for e in court.equate(a, b, a.tensor.shape != b.tensor.shape)]


def answer_identity(sheet: Sheet, identity: Identity, court: Court | None = None) -> list[Answer]:
    """The answers to an identity's claims, its lemmas proved first."""
    court = court or court_for(identity, sheet)
    lemmas = [lemma(court, sheet.lemma(name, identity)) for name in identity.uses]
    return [answer_claim(court, c, lemmas, identity.induction) for c in identity.claims]


def lemma(court: Court, identity: Identity) -> Lemma:
    """A proved identity x = …, to be used in the proof of another; `SheetError` if it is not proved here."""
    found = answer_claim(court, identity.claims[0], (), identity.induction)
    if found.verdict != PROVED or not isinstance(found.evidence, Proved):
        raise court.sheet.origin.error(f"the lemma {identity.name} is {found.verdict}", f'"{identity.name}"')
    return Lemma(equations_of(court, identity.claims[0])[0], found.evidence.conditions)


# ---------------------------------------------------------------------------------------------- claims as people type them
def answer_text(sheet: Sheet, text: str, assume: Iterable[str] = (), lemmas: Sequence[Lemma] = (), policy: Policy = CLAIM) -> Answer:
    """The answer to a chain a = b = c as people type it, conditions on indices after it included; only `assume` may raise `SheetError`."""
    assumed = tuple(assume)
    base = court_of(sheet, assumed)

    def judge() -> Answer:
        chain, conditions = split_conditions(text)
        lifted = [lift_conditions(side) for side in chain.sides]
        chain = replace(chain, sides=tuple(side for side, _ in lifted))
        conditions += [c for n, (_, found) in enumerate(lifted) for c in found if not any(same(c, d) for _, e in lifted[:n] for d in e)]
        plain = Understanding(sheet.scope, sheet.spellings, lambda _: 0)
        try:
            said = tuple(latex(plain.see(c)) for c in conditions)
            court = court_of(sheet, (*assumed, *said)) if said else base
        except SheetError as error:
            return Answer(text, UNREADABLE, str(error))
        relation = "∈" if chain.relations == ("∈",) else "="
        question = Question(chain.sides, relation, text, lemmas=tuple(lemmas))
        found = court.answer(question, policy)
        return (mended(court, question, policy) if found.verdict in (REFUTED, ILL_TYPED, UNREADABLE) else None) or found

    found = contain(text, judge)
    room.answered()
    return replace(found, claim=text)


def split_conditions(text: str) -> tuple[Chain, list[Node]]:
    """The chain that a text states, and the conditions on indices that stand after it: … = …, w ≠ o."""
    items = list(read.__wrapped__(text))
    conditions: list[Node] = []
    while (
        len(items) > 1
        and isinstance(last := items[-1], Chain)
        and last.relations in (("≠",), ("=",))
        and all(is_name(s) for s in last.sides)
    ):
        conditions.append(items.pop())
    chain = items[0]
    if len(items) != 1 or not isinstance(chain, Chain) or isinstance(chain.sides[0], Mark):
        raise Malformed("a claim is an equation, … = …", chain.span, "known: = and \\in", text)
    if set(chain.relations) != {"="} and chain.relations != ("∈",):
        raise Malformed(f"a claim is an equation; this has the relation {chain.relations[0]}", chain.span, "known: = and \\in", text)
    return chain, conditions


def is_name(node: Node) -> bool:
    """w, w_s, or 0 for o: what a condition on indices is about."""
    return isinstance(node, Name) or (isinstance(node, Script) and node.sup is None) or (isinstance(node, Number) and node.value == 0)
