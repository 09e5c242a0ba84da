"""A model solution as a sheet: its names, its definitions, and a problem for each derivative in it that was proved.

What is written is read back as any other sheet before it is given out: a definition that does not stand there by itself, and an equation
that is not proved there, are left out, and that is told.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ..court.courts import answer_identity
from ..errors import InputError, SheetError
from ..grading.graded import plain
from ..meaning.scope import Scope
from ..notation.latex import latex
from ..notation.tree import Name, Node, Script, bound_letters, same, walk
from ..sheets.catalogue import BUILT_IN, load_sheet
from ..sheets.sheet import Sheet
from ..vocabulary import NOT_A_CLAIM, PROVED
from .bench import Bench
from .check import Checked, Document, bench_of
from .claim import Claim
from .free_names import axes_of_index
from .inferred import is_of_derivative
from .letters import holds_derivative
from .names import Definition
from .own import NAME, OwnJudge


@dataclass(slots=True)
class Derived:
    """A derivative and what it was proved to be."""

    line: int
    head: Node
    answer: Node
    under: tuple[str, ...]

    @property
    def claim(self) -> str:
        return f"{latex(self.head)} = {latex(self.answer)}"


@dataclass(slots=True)
class Draft:
    """What some parts of a document declare, define and prove."""

    sheet: Sheet
    scope: Scope
    """Its names with what the document defines."""
    definitions: list[Definition] = field(default_factory=list)
    problems: list[Derived] = field(default_factory=list)
    indices: dict[str, str] = field(default_factory=dict)
    """Indices that a definition or a problem is stated for, and what they run up to."""


@dataclass(slots=True)
class Written:
    """A sheet's text, how many problems it has, and what was left out."""

    text: str
    problems: int
    left_out: list[str]
    remaining: list[Derived]


def write_sheets(given: Document, checked: Checked, sheet: Sheet | None = None) -> list[Written]:
    """The sheets of a document, one for each group of its parts that proves a derivative; `InputError` if none does.

    `sheet` is the one that it was checked in, where somebody named it.
    """
    out: list[Written] = []
    for draft in drafts(given, checked, sheet):
        again: Draft | None = draft
        while again is not None and (written := settled(again, given.name)).problems:
            if again is not draft:
                out[-1].left_out.clear()  # it stands in this one
            out.append(written)
            again = remaining(draft, written)  # an index i of samples here, of classes there
    if not out:
        raise InputError(f"{given.name}: no derivative is proved in it; there is nothing to ask for in a sheet")
    return out


# ---------------------------------------------------------------------------------------------- from the document
def drafts(given: Document, checked: Checked, sheet: Sheet | None) -> Iterator[Draft]:
    """The document judged once more, in the names that were chosen for it, with all that is known of each claim."""
    own = OwnJudge(given.source) if checked.sheet == NAME else None
    judge: Bench | OwnJudge = own or bench_of(given, checked.topics, sheet)
    draft: Draft | None = None
    collector = Collector()
    for number in range(len(given.statements)):
        claims = list(judge.judge(number))
        inforce = judge.inforce
        if draft is None or draft.sheet is not inforce.pairs.sheet:
            if draft is not None:
                yield draft
            draft, collector = Draft(inforce.pairs.sheet, inforce.pairs.names.scope), Collector()
        for claim in claims:
            if not claim.borrowed:
                collector.take(claim)
        draft.definitions, draft.problems = inforce.pairs.history, collector.problems
    if draft is not None:
        yield draft


class Collector:
    """Follows chains: ∂J/∂w = a = b, all of it proved, asks for ∂J/∂w and answers b."""

    def __init__(self) -> None:
        self.problems: list[Derived] = []
        self.last: Derived | None = None

    def take(self, claim: Claim) -> None:
        if claim.verdict == NOT_A_CLAIM:
            return
        last, self.last = self.last, None
        if claim.verdict != PROVED or claim.trees is None:
            return
        left, right = claim.trees
        if last is not None and same(last.answer, left):
            self.last = last
            last.answer = right if not holds_derivative(right) else last.answer
            last.under = tuple(dict.fromkeys((*last.under, *claim.under)))
        elif is_of_derivative(left):
            self.last = Derived(claim.line_of_mistake, left, right, tuple(claim.under))
            self.problems.append(self.last)


# ---------------------------------------------------------------------------------------------- as a sheet
def settled(draft: Draft, name: str) -> Written:
    """The sheet with what stands in it by itself."""
    left_out: list[str] = []
    kept: list[Definition] = []
    for d in draft.definitions:
        if any(k.name == d.name for k in kept):
            continue  # what is said first of a name; what rests on another meaning of it is asked for in a sheet of its own
        trial = Draft(draft.sheet, draft.scope, [*kept, d], [], draft.indices | free_indices(draft, (d.body,), d.head))
        if loaded(text_of(trial, name)) is None:
            left_out.append(f"the definition of {d.name} on line {d.line}")
            continue
        kept, draft.indices = trial.definitions, trial.indices
    problems: list[Derived] = []
    remain: list[Derived] = []
    for p in draft.problems:
        if holds_derivative(p.answer) or any(same(p.head, q.head) and same(p.answer, q.answer) for q in problems):
            continue
        indices = draft.indices | free_indices(draft, (p.head, p.answer), p.head)
        sheet = loaded(text_of(Draft(draft.sheet, draft.scope, kept, [p], indices), name))
        if sheet is None or not holds(sheet):
            left_out.append(f"{plain(p.claim)} on line {p.line}")
            remain.append(p)
            continue
        problems.append(p)
        draft.indices = indices
    whole = Draft(draft.sheet, draft.scope, kept, problems, draft.indices)
    return Written(text_of(whole, name), len(problems), left_out, remain)


def remaining(draft: Draft, written: Written) -> Draft | None:
    """The problems that a sheet left out, with the definitions that they rest on; None if there are none."""
    if not written.remaining:
        return None
    needed: set[str] = set()
    trees = [t for p in written.remaining for t in (p.head, p.answer)]
    while trees:
        names = {n.text for t in trees for n in walk(t) if isinstance(n, Name)}
        more = [d for d in draft.definitions if d.name.partition("_")[0] in names and d.name not in needed]
        needed |= {d.name for d in more}
        trees = [d.body for d in more]
    last = {d.name: d for d in draft.definitions if d.name in needed}
    return Draft(draft.sheet, draft.scope, list(last.values()), written.remaining)


def loaded(text: str) -> Sheet | None:
    """The sheet of a text; None if it says what it cannot mean."""
    with tempfile.TemporaryDirectory(prefix="derive-") as folder:
        path = Path(folder) / "sheet.toml"
        path.write_text(text, encoding="utf-8")
        try:
            sheet = load_sheet(str(path))
            sheet.insist()
        except SheetError:
            return None
        return sheet


def holds(sheet: Sheet) -> bool:
    try:
        return all(a.verdict == PROVED for i in sheet.identities for a in answer_identity(sheet, i))
    except SheetError:
        return False


def free_indices(draft: Draft, trees: tuple[Node, ...], head: Node) -> dict[str, str]:
    """The letters in a head's subscripts that nothing declares, and the size that they run up to, as far as the rest shows it."""
    below = (i for s in walk(head) if isinstance(s, Script) for i in s.sub)
    letters = {n.text for i in below for n in walk(i) if isinstance(n, Name) and len(n.text) == 1}
    out: dict[str, str] = {}
    for letter in sorted(letters - bound_letters(head) - draft.indices.keys()):
        if draft.sheet.scope.get(letter) is None:
            axes = axes_of_index(letter, draft.scope, draft.sheet.spellings, trees)
            if axes and isinstance(getattr(axes[0].size, "name", None), str):
                out[letter] = axes[0].size.name
    return out


def text_of(draft: Draft, name: str) -> str:
    """A sheet as TOML."""
    raw = draft.sheet.raw
    out = [f"title = {quoted(f'Problems of {name}')}", 'about = "written by derive check --write-sheet; add twins, points, feedback"']
    if not draft.sheet.inferred:
        out.append(f"include = {quoted(base_of(draft.sheet))}")
    else:
        if raw.assume:
            out.append(f"assume = [{', '.join(map(quoted, raw.assume))}]")
        out += ["", "[sizes]", *(f"{key(k)} = {quoted(str(v))}" for k, v in raw.sizes.items())]
    out += ["", "[given]"]
    if draft.sheet.inferred:
        out += [f"{key(k)} = {{ {', '.join(f'{a} = {toml(b)}' for a, b in v.items())} }}" for k, v in raw.given.items()]
    out += [f"{key(k)} = {{ index = {quoted(v)} }}" for k, v in draft.indices.items()]
    out += ["", "[define]", *(f"{quoted(latex(d.head))} = {quoted(latex(d.body))}" for d in draft.definitions)]
    names: set[str] = set()
    for p in draft.problems:
        out += ["", "[[identity]]", f"name = {quoted(name_of(p.head, names))}", f"about = {quoted(f'line {p.line}')}"]
        out += [f"claim = {quoted(p.claim)}", *([f"assume = [{', '.join(map(quoted, p.under))}]"] if p.under else [])]
    return "\n".join(out) + "\n"


def quoted(text: str) -> str:
    """A text in TOML: as it stands, unless a quote is in it."""
    return f"'{text}'" if "'" not in text and text.isprintable() else json.dumps(text, ensure_ascii=False)


def base_of(sheet: Sheet) -> str:
    """What another sheet includes it by."""
    return sheet.name if sheet.name in BUILT_IN or not sheet.raw.files else str(sheet.raw.files[0].resolve())


def key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else quoted(name)


def toml(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(quoted(str(v)) for v in value)}]"
    return str(value).lower() if isinstance(value, bool) else quoted(str(value))


def name_of(head: Node, taken: set[str]) -> str:
    """dJ_dw for ∂J/∂w; the next with the same name gets a number."""
    said = plain(latex(head)).translate(str.maketrans("∂∇ᵀ", "ddT"))
    stem = re.sub(r"_+", "_", re.sub(r"\W+", "_", re.sub(r"[{}]", "", said))).strip("_") or "problem"
    name = next(n for k in range(1, len(taken) + 2) if (n := stem if k == 1 else f"{stem}_{k}") not in taken)
    taken.add(name)
    return name
