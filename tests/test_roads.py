"""One table through every road that takes a row: the API, `prove`, a batch claim, `check` of a one-line document, `grade`.

The rows of `roads_table` were written by mathematics before the program was seen.  Each row is a test of its own; the roads must agree in
verdict, conditions and assumptions, and the verdict must be one that mathematics allows.  The catalogue goes through the roads too.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from roads_table import ANSWERS, ROWS

import checks
from derive import grade, load_sheet, prove
from derive.app.cli import main
from derive.court.courts import answer_claim, answer_text, court_for
from derive.court.question import Answer
from derive.documents.check import check, document
from derive.documents.claim import Claim
from derive.grading.batch import Options, graded_row
from derive.sheets.identities import Identity
from derive.sheets.sheet import Sheet

SHEETS = Path(__file__).parent / "sheets" / "roads"
NAMES = [f"{n}-{text}" for n, (_, text, *_) in enumerate(ROWS)]
NOTHING = ("not a claim", "undecided")
"""What a document makes of a name that nothing declares, or of a condition that stands alone."""


def name_of(sheet: str) -> str:
    path = SHEETS / f"{sheet}.toml"
    return str(path) if path.exists() else sheet


def checked(home: Sheet, text: str) -> list[Claim]:
    return check(document(f"$$\n{text}\n$$\n", ".md"), home).claims


@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_a_claim_on_every_road(row: tuple[str, str, tuple[str, ...], frozenset[str], tuple[str, ...] | None]) -> None:
    sheet, text, assume, allowed, conditions = row
    home = load_sheet(name_of(sheet))
    found = prove(text, sheet=home, assume=assume)
    assert found.verdict in allowed, found
    if found.holds and conditions is not None:
        assert set(found.conditions) == set(conditions)
    if not assume:
        batch = graded_row(({"sheet": name_of(sheet), "claim": text}, Options()))
        assert (batch["verdict"], tuple(batch["conditions"]), tuple(batch["assumptions"])) == agreed(found)
        agree_with_document(found, checked(home, text))


def agreed(answer: Answer) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    return answer.verdict, answer.conditions, answer.assumptions


def agree_with_document(found: Answer, claims: list[Claim]) -> None:
    """The same of each pair; a document may leave open what it cannot place, and says so."""
    assert claims
    verdicts = {c.verdict for c in claims}
    if found.verdict in ("unreadable", "ill-typed") and verdicts <= {*NOTHING, found.verdict}:
        return
    assert found.verdict in verdicts
    assert verdicts <= {found.verdict, "proved"}
    if found.holds:
        assert {c for claim in claims for c in claim.conditions} == set(found.conditions)


@pytest.mark.parametrize("row", ROWS[::9], ids=NAMES[::9])
def test_the_command_says_the_same(
    row: tuple[str, str, tuple[str, ...], frozenset[str], object], capsys: pytest.CaptureFixture[str]
) -> None:
    sheet, text, assume, *_ = row
    found = prove(text, sheet=load_sheet(name_of(sheet)), assume=assume)
    main(["prove", text, "--sheet", name_of(sheet), "--format", "json", *(x for a in assume for x in ("--assume", a))])
    said = json.loads(capsys.readouterr().out)
    assert (said["verdict"], tuple(said["conditions"]), tuple(said["assumptions"])) == agreed(found)
    main(["prove", text, "--sheet", name_of(sheet), *(x for a in assume for x in ("--assume", a))])
    printed = capsys.readouterr().out
    assert printed.startswith(f"{found.verdict}: ")
    assert not found.holds or all(c in printed for c in found.conditions)


@pytest.mark.parametrize(("problem", "formula", "right", "why"), ANSWERS, ids=[f"{n}-{p}-{f}" for n, (p, f, *_) in enumerate(ANSWERS)])
def test_an_answer(problem: str, formula: str, right: bool, why: str) -> None:
    found = grade(problem, formula)
    assert found.verdict.startswith("correct") == right, (why, found)


# ---------------------------------------------------------------------------------------------- the catalogue
IDENTITIES = [(name, i) for name in checks.SHEETS for i in load_sheet(name).identities]


@pytest.mark.parametrize(("sheet", "identity"), IDENTITIES, ids=[f"{s}.{i.name}" for s, i in IDENTITIES])
def test_the_catalogue_on_every_road(sheet: str, identity: Identity) -> None:
    """Each claim and twin: as the sheet states it, as a person types it, in a batch, in a document; without the sheet's lemmas."""
    home = load_sheet(sheet)
    court = court_for(identity, home)
    for text in (*identity.claims, *identity.twins):
        stated = answer_claim(court, text, (), identity.induction if text in identity.claims else "")
        if identity.define:
            continue  # names of the identity's own: no other road knows them
        typed = answer_text(home, text, identity.assume)
        assert agreed(typed) == agreed(stated), text
        if not identity.assume:
            batch = graded_row(({"sheet": sheet, "claim": text}, Options()))
            assert (batch["verdict"], tuple(batch["conditions"]), tuple(batch["assumptions"])) == agreed(stated), text
            if r"\in \mathbb" not in text:  # a document may lay a vector out the other way
                agree_with_document(stated, checked(home, text))
