"""Judge every identity of some sheets and each of its twins; the result is plain data."""

from __future__ import annotations

import fnmatch
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ..claims import PROVED, REFUTED, Claims, Judgement
from ..errors import SheetError
from ..language.read import read
from ..language.write import unicode
from ..prove import Proved
from ..sheet import Identity, Sheet
from .steps import Trace, trace


@dataclass(frozen=True, slots=True)
class IdentityReport:
    """One identity: its verdict, its twins' verdicts, and (on request) how it came about."""

    name: str
    identity: Identity
    verdict: str
    message: str
    assumptions: tuple[str, ...]
    method: str
    judgements: tuple[Judgement, ...]
    twins: tuple[Judgement, ...]
    seconds: float
    """Of the identity alone, without its twins."""
    steps: tuple[Trace, ...] = ()

    @property
    def claim(self) -> str:
        return self.identity.claim

    @property
    def claim_text(self) -> str:
        return ",  ".join(as_unicode(c) for c in self.identity.claims)

    @property
    def refuted_twins(self) -> int:
        return sum(t.verdict == REFUTED for t in self.twins)

    @property
    def holds(self) -> bool:
        return self.verdict == PROVED and self.refuted_twins == len(self.twins)

    @property
    def points(self) -> int:
        return min((d.cross_check.points for d in self._proved), default=0)

    @property
    def largest_error(self) -> float:
        return max((d.cross_check.largest_error for d in self._proved), default=0.0)

    @property
    def _proved(self) -> list[Proved]:
        return [j.detail for j in self.judgements if isinstance(j.detail, Proved)]


@dataclass(frozen=True, slots=True)
class SheetReport:
    name: str
    title: str
    source: str
    identities: tuple[IdentityReport, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Report:
    sheets: tuple[SheetReport, ...]
    seconds: float

    @property
    def identities(self) -> list[IdentityReport]:
        return [i for s in self.sheets for i in s.identities]

    @property
    def holds(self) -> bool:
        return all(i.holds for i in self.identities)

    @property
    def counts(self) -> dict[str, int]:
        rows = self.identities
        return {
            "identities": len(rows),
            "proved": sum(r.verdict == PROVED for r in rows),
            "twins": sum(len(r.twins) for r in rows),
            "refuted_twins": sum(r.refuted_twins for r in rows),
        }


def as_unicode(text: str) -> str:
    """A formula as Unicode mathematics; as it stands if it cannot be read."""
    try:
        return ", ".join(unicode(n) for n in read(text))
    except Exception as error:
        if isinstance(error, (ValueError, RecursionError)) or hasattr(error, "verdict"):
            return text
        raise


def chosen(sheet: Sheet, only: str) -> list[Identity]:
    """The identities whose name, or sheet.name, matches a pattern (shell wildcards, or a part of it)."""
    if not only:
        return sheet.identities
    return [i for i in sheet.identities if any(fnmatch.fnmatch(n, only) or only in n for n in (i.name, f"{sheet.name}.{i.name}"))]


def run(
    sheets: Iterable[Sheet], only: str = "", with_steps: bool = False, progress: Callable[[int, int, str], None] | None = None
) -> Report:
    """Judge them all; `progress(done, total, name)` is told after each identity."""
    start = time.perf_counter()
    picked = [(s, chosen(s, only)) for s in sheets]
    total = sum(len(c) for _, c in picked)
    if only and not total:
        raise SheetError(f"no identity matches --only {only}; names are like word2vec.grad_vc, patterns like 'grad_*'")
    done = 0
    out = []
    for sheet, identities in picked:
        if only and not identities:
            continue
        begin = time.perf_counter()
        rows = []
        for row in judged(sheet, identities, with_steps):
            rows.append(row)
            done += 1
            if progress is not None:
                progress(done, total, f"{sheet.name}.{row.name}")
        out.append(SheetReport(sheet.name, sheet.title, sheet.source, tuple(rows), time.perf_counter() - begin))
    return Report(tuple(out), time.perf_counter() - start)


def judged(sheet: Sheet, identities: Iterable[Identity], with_steps: bool) -> Iterator[IdentityReport]:
    """One after the other; those under the same assumptions share what was worked out."""
    for identity in identities:
        claims = sheet.claims(identity)
        lemmas = [claims.lemma(sheet.lemma(u, identity)) for u in identity.uses]
        judgements = tuple(claims.judge(c, identity.induction, lemmas) for c in identity.claims)
        steps = tuple(trace(claims, c, j) for c, j in zip(identity.claims, judgements, strict=True)) if with_steps else ()
        twins = tuple(claims.judge(t) for t in identity.twins)
        worst = next((j for j in judgements if j.verdict != PROVED), judgements[0])
        yield IdentityReport(
            identity.name,
            identity,
            worst.verdict,
            worst.message,
            tuple(dict.fromkeys([a for j in judgements for a in j.assumptions] + [f"by {u}" for u in identity.uses])),
            worst.method,
            judgements,
            twins,
            sum(j.seconds for j in judgements),
            steps,
        )


__all__ = ["Claims", "IdentityReport", "Report", "SheetReport", "as_unicode", "run"]
