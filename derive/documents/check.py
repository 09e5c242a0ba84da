"""A document from its text to its verdicts: the sheet chosen, statements judged, mistakes explained."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from ..court.courts import court_of
from ..errors import fault_of_ours
from ..inference.naming import told
from ..limits import attempted, nearly_spent
from ..meaning.scope import TensorName
from ..notation.tree import Node, whole_name
from ..sheets.catalogue import BUILT_IN, load_sheet
from ..sheets.sheet import Sheet
from ..vocabulary import HOLDS, ILL_TYPED, LAYOUT, NOT_A_CLAIM, PROVED, REFUTED, UNDECIDED, UNREADABLE, VERDICTS
from . import arithmetic, expectations, matrices
from .as_numbers import Numbers
from .bench import Bench, topics_of
from .claim import Claim
from .consequences import Consequences
from .convention import with_sums
from .explain import Explainer
from .files import text_of
from .formats import blocks
from .judge import Judge
from .near import NearJudge
from .orientation import of_row_vectors
from .outline import DISPLAY, INLINE, Item, outline
from .own import NAME
from .placed import Lines
from .reader import Reader
from .record import Record
from .source import Source
from .statements import Statement
from .trial import makes_sense

SAMPLE = 60
"""So many statements are looked at to choose a sheet."""
FITS = 0.6
"""A sheet in which fewer of the equations make sense is not taken without a look at the document's own names."""
LITTLE = 0.25
"""Where fewer of them make sense in a sheet, what seems wrong in it speaks as much against it as what holds speaks for it."""
CHOICE, OWN_SHARE, SHARE = 0.3, 0.5, 0.85
"""When so much of the CPU time is used up, what is left of a document stays open, in its own names and in all; nothing is lost."""
OWN = "no built-in sheet fits better: what its formulas show of each name"


@dataclass
class Document:
    """A document's statements, ready to be judged."""

    name: str
    lines: Lines
    statements: list[Statement]
    items: list[Item] = field(default_factory=list)
    """All of the text, for those who show it."""

    @cached_property
    def source(self) -> Source:
        """Its formulas as trees, read once for all sheets that are tried."""
        return with_sums(Source(self.lines, self.statements))

    @cached_property
    def consequences(self) -> Consequences:
        """Who looks once more at equations that are left open, and may follow from those before."""
        return Consequences(self.source)

    @cached_property
    def numbers(self) -> Numbers:
        """Who looks once more at steps that are left open, in whatever names."""
        return Numbers(self.source)


@dataclass(slots=True)
class Checked:
    """A document's claims with their verdicts."""

    document: str
    sheet: str
    """The name of the sheet that it was read in."""
    chosen: str = ""
    """Why this sheet, if nobody asked for it."""
    claims: list[Claim] = field(default_factory=list)
    lines: Lines = field(default_factory=lambda: Lines(""))
    share: float = 1.0
    """Which part of the document's equations makes sense in the sheet, of those that were tried to choose one."""
    topics: list[tuple[int, str]] = field(default_factory=list)
    """From which statement on it is about what which sheet declares."""
    topic_lines: list[tuple[int, str]] = field(default_factory=list)
    """The same by lines, where there is more than one."""
    items: list[Item] = field(default_factory=list)
    """All of the document, for those who show it."""
    declared: list[tuple[int, list[str]]] = field(default_factory=list)
    """In its own names: from which line on, what is taken of each name."""

    @property
    def summary(self) -> dict[str, int]:
        counts = Counter(c.verdict for c in self.claims)
        return {v: counts[v] for v in VERDICTS}

    @property
    def holds(self) -> bool:
        """Whether nothing was refuted, left undecided or could not be read."""
        return all(self.summary[v] == 0 for v in ("refuted", "ill-typed", "unreadable", "undecided"))

    def by_item(self) -> dict[int, list[Claim]]:
        """The claims of each formula, by its number among the items."""
        found: dict[int, list[Claim]] = {}
        places = [n for n, i in enumerate(self.items) if i.kind in (INLINE, DISPLAY)]
        starts = [self.items[n].start for n in places]
        for claim in self.claims:
            at = bisect_right(starts, claim.fault[0]) - 1
            found.setdefault(places[max(at, 0)], []).append(claim)
        return found

    def account(self) -> dict[str, Any]:
        """Of all formulas in the text, how many state what was judged, how many were not read, and why; the others state nothing."""
        kinds = Counter(i.kind for i in self.items)
        judged = unread = 0
        why: Counter[str] = Counter()
        for claims in self.by_item().values():
            verdicts = {c.verdict for c in claims} - {NOT_A_CLAIM}
            judged += bool(verdicts - {UNREADABLE})
            unread += verdicts == {UNREADABLE}
            why.update(dict.fromkeys((c.message for c in claims if c.verdict == UNREADABLE), 1))
        total = kinds[DISPLAY] + kinds[INLINE]
        return {
            "displays": kinds[DISPLAY],
            "formulas": kinds[INLINE],
            "judged": judged,
            "not_read": unread,
            "state_nothing": total - judged - unread,
            "why_not_read": dict(why.most_common()),
        }

    def data(self) -> dict[str, Any]:
        return {
            "document": self.document,
            "sheet": self.sheet,
            "topics": [{"line": line, "sheet": sheet} for line, sheet in self.topic_lines],
            "declared": [{"line": line, "names": names} for line, names in self.declared],
            "claims": [c.data() for c in self.claims],
            "summary": self.summary,
            "found": self.account(),
        }


def document(text: str, suffix: str = ".txt", name: str = "document") -> Document:
    """A text taken apart; `InputError` for a notebook that is none."""
    found = blocks(text, suffix, name)
    reader = Reader()
    statements = reader.read(found)
    return Document(name, Lines(text, {b.cell: b.text for b in found if b.cell}), statements, list(outline(reader.pieces)))


def load(path: Path) -> Document:
    """A file taken apart; `InputError` says what is wrong with it."""
    return document(text_of(path), path.suffix, str(path))


def check(given: Document, sheet: Sheet | None = None, tell: Callable[[int, int], None] | None = None) -> Checked:
    """Every claim judged, in order, and what is wrong explained; `tell` hears how many statements are done, of how many.

    Where nobody names a sheet and too little of the document makes sense in any, or it contradicts what one defines, it is judged in
    its own names too, and the better of both is kept.
    """
    return check_begun(given, begun(given, sheet), sheet, tell)


def check_begun(given: Document, out: Checked, sheet: Sheet | None = None, tell: Callable[[int, int], None] | None = None) -> Checked:
    """The same, where the sheets of its parts are chosen; `sheet` is the one that somebody named."""
    own = in_own_names(given, out, tell) if sheet is None and out.share < FITS else None
    out.claims = judged(given, bench_of(given, out.topics, sheet, own[1] if own is not None else None), tell, SHARE, sheet is not None)
    if sheet is None and own is None and any(map(redefines, out.claims)):
        own = in_own_names(given, out, tell)
    best = own[0] if own is not None and not fits(out, own[0]) else out
    explainer = Explainer()
    for claim in best.claims:
        explainer.explain(claim)
        claim.say(told)
    return best


def redefines(claim: Claim) -> bool:
    """h = tanh(z), where the sheet has another h: it may be a document of its own."""
    if claim.verdict != REFUTED or claim.trees is None or claim.names is None:
        return False
    name = whole_name(claim.trees[0])
    sheet = claim.names.sheet
    return name is not None and (isinstance(sheet.scope.get(name), TensorName) or sheet.spellings.name(name) is not None)


def fits(out: Checked, own: Checked) -> bool:
    """Whether a sheet's names fit a document as well as its own: what holds in one of both only speaks for that one, and what seems
    wrong in the sheet half as much against it; in its own names a document is refuted with care only."""
    equations = ([c for c in checked.claims if c.verdict in HOLDS and c.relation == "="] for checked in (out, own))
    in_sheet, in_own = ({(c.line, c.left, c.right) for c in claims} for claims in equations)
    borrowed = {(c.line, c.left, c.right) for c in out.claims if c.borrowed}
    only_sheet, only_own = len(in_sheet - in_own - borrowed), len(in_own - (in_sheet - borrowed))
    seem_wrong = out.summary[REFUTED] + out.summary[ILL_TYPED]
    against = seem_wrong if out.share >= LITTLE else 2 * seem_wrong
    return only_sheet > 0 and 2 * only_sheet - against >= 2 * (only_own + own.summary[REFUTED])


def in_own_names(given: Document, out: Checked, tell: Callable[[int, int], None] | None = None) -> tuple[Checked, NearJudge] | None:
    """A document in the names that its own formulas show, and who judged it; None where this program fails at that."""
    try:
        judge = NearJudge(given.source)
        own = Checked(given.name, NAME, OWN, lines=given.lines, items=given.items, declared=judge.declared())
        own.claims = judged(given, judge, tell, OWN_SHARE)
    except Exception as error:  # a fault of this program: what the best sheet says of the document is kept
        out.chosen += f"; its own names could not be tried: {fault_of_ours(error)}"
        return None
    return own, judge


def judged(
    given: Document, judge: Bench | NearJudge, tell: Callable[[int, int], None] | None, share: float, strict: bool = False
) -> list[Claim]:
    """The claims of a document, in order; what is wrong is not explained yet, and what begins after this share of the time is left open.

    Where somebody names the sheet, `strict`, a decimal is the number that it says, as in a claim.
    """
    out: list[Claim] = []
    for n in range(len(given.statements)):
        out += map(settled, judged_at(given, judge, n, share, strict))
        if tell is not None:
            tell(n + 1, len(given.statements))
    return out


def judged_at(given: Document, judge: Bench | NearJudge, number: int, share: float, strict: bool = False) -> list[Claim]:
    """The claims of one statement, left open where that share of the limits is reached, or this one takes too much of them."""
    limit, claims = nearly_spent(share), None
    if not limit:
        claims, limit = attempted(lambda: looked_over(given, judge, number, share, strict), share)
    return list(left_open(given, number, limit)) if claims is None else claims


def looked_over(given: Document, judge: Bench | NearJudge, number: int, share: float, strict: bool) -> list[Claim]:
    """The claims of a statement after those have seen them who need no sheet."""
    s, claims = given.statements[number], list(judge.judge(number))
    if not strict:
        claims = [arithmetic.weigh(given.source, s, claim, given.source.pair(s, claim.left, claim.right)) for claim in claims]
    for look in (expectations.weigh, matrices.weigh):
        claims = [look(given.consequences, number, claim) for claim in claims]
    claims = given.consequences.weigh(number, claims, share, isinstance(judge, NearJudge))
    return given.numbers.weigh(number, claims, share)


def begun(given: Document, sheet: Sheet | None) -> Checked:
    """The result of a document before its first claim: the sheets are chosen."""
    if sheet is not None:
        return Checked(given.name, sheet.name, lines=given.lines, items=given.items, topics=[(0, sheet.name)])
    sheet, understood = choose(given)
    best, tried = len(understood[sheet]), sample(given)
    chosen = f"{best} of {len(tried)} equations that were tried make sense in it, more than in any other" if best else ""
    topics, in_them = topics_of(given.source, sheet.name, {s.name: known for s, known in understood.items()}, tried)
    share = in_them / len(tried) if tried else 1.0
    out = Checked(given.name, sheet.name, chosen, lines=given.lines, items=given.items, share=share, topics=topics)
    if len(topics) > 1:
        out.topic_lines = [(given.source.line(given.statements[first]), name) for first, name in topics]
    return out


def bench_of(given: Document, topics: Sequence[tuple[int, str]], sheet: Sheet | None = None, own: NearJudge | None = None) -> Bench:
    """Who judges a document; where somebody names the sheet, no other names are taken; `own` has judged all of it in its own."""
    sheets = [(first, sheet or load_sheet(name)) for first, name in topics]
    return Bench(given.source, sheets, lambda one: Others(given, one), sheet is None, own)


def left_open(given: Document, number: int, limit: str) -> Iterator[Claim]:
    """The equations of a statement that nobody looked at, for `limit` was reached."""
    record, s = Record(given.source), given.statements[number]
    record.number = number
    for left, right, relation in zip(s.members, s.members[1:], s.relations, strict=False):
        if relation == "=" and left and right and s.role != "condition":
            yield record.claim(s, left, right, "=", UNDECIDED, message=f"not looked at: {limit}")


def settled(claim: Claim) -> Claim:
    """A claim without what was needed to explain others (the explainer keeps what is wrong)."""
    if claim.verdict in (PROVED, LAYOUT, NOT_A_CLAIM):
        claim.forget()
    return claim


# ---------------------------------------------------------------------------------------------- the sheet
def choose(given: Document) -> tuple[Sheet, dict[Sheet, set[int]]]:
    """The built-in sheet under which most claims make sense, and which do in each; of equals the one in which more are proved."""
    found = {sheet: understands(given, sheet) for sheet in map(load_sheet, BUILT_IN)}
    best = max(map(len, found.values()))
    equal = [s for s in found if len(found[s]) == best]
    if len(equal) > 1:
        equal.sort(key=lambda s: -proved_in(given, s))
    return equal[0], found


def sample(given: Document) -> list[int]:
    """Statements from the whole document, by which a sheet is chosen."""
    stated = [n for n, s in enumerate(given.statements) if "=" in s.relations and s.role != "condition" and all(s.members)]
    step = max(1, len(stated) // SAMPLE)
    return stated[::step][:SAMPLE]


def understands(given: Document, sheet: Sheet) -> set[int]:
    """The equations of a document, of those that are looked at, that type-check in a sheet, both sides and their shapes."""
    judge = Judge(sheet, (), given.source)
    chosen = set(sample(given))
    found: set[int] = set()
    for n in range(len(given.statements)):
        looked_at(judge, n, True, CHOICE)
        if n in chosen and attempted(partial(is_of, judge, first_pair(given, n), given.source.speaks_of_rows), CHOICE)[0]:
            found.add(n)
    return found


def is_of(judge: Judge, pair: list[Node], of_rows: bool) -> bool:
    """Whether an equation makes sense in a sheet, as it stands or, in a text of row vectors, with every vector as a row."""
    names = judge.pairs.names
    if makes_sense(names, pair):
        return True
    return (
        of_rows
        and len(pair) == 2
        and any(makes_sense(names, trees) for trees in of_row_vectors(court_of(names.sheet), names.scope, (pair[0], pair[1])))
    )


def looked_at(judge: Judge | Bench, number: int, silent: bool, share: float = SHARE) -> list[Claim]:
    """The claims of one statement, none once that share of the limits is reached; `silent` only takes its definitions up."""
    return attempted(lambda: list(judge.judge(number, silent)), share)[0] or []


def first_pair(given: Document, number: int) -> list[Node]:
    """The two sides that a statement begins with, as far as they can be read."""
    return [m.tree for m in given.source.members(given.statements[number])[:2] if m is not None and m.tree is not None]


def proved_in(given: Document, sheet: Sheet) -> int:
    judge = Judge(sheet, (), given.source, kindly=False)
    chosen = set(sample(given)[:12])
    return sum(c.verdict == PROVED for n in range(len(given.statements)) for c in looked_at(judge, n, n not in chosen, CHOICE))


class Others(Sequence[Sheet]):
    """The built-in sheets but one, those first that know most of the document; looked at only when a name is unknown."""

    def __init__(self, given: Document, sheet: Sheet) -> None:
        self.given, self.sheet = given, sheet
        self.found: list[Sheet] | None = None

    def ranked(self) -> list[Sheet]:
        if self.found is None:
            sheets = [load_sheet(n) for n in BUILT_IN if n != self.sheet.name]
            self.found = sorted(sheets, key=lambda s: -len(understands(self.given, s)))
        return self.found

    def __len__(self) -> int:
        return len(self.ranked())

    def __getitem__(self, key: Any) -> Any:
        return self.ranked()[key]

    def __iter__(self) -> Iterator[Sheet]:
        return iter(self.ranked())
