"""The report as JSON-ready data, as fixed by the interface."""

from __future__ import annotations

from typing import Any

from ..claims import Judgement
from .run import IdentityReport, Report


def document(report: Report) -> dict[str, Any]:
    return {
        "sheets": [
            {"name": s.name, "title": s.title, "source": s.source, "identities": [row(r) for r in s.identities]} for s in report.sheets
        ],
        "summary": {**report.counts, "seconds": round(report.seconds, 6)},
    }


def row(r: IdentityReport) -> dict[str, Any]:
    return {
        "name": r.name,
        "claim": r.claim,
        "verdict": r.verdict,
        "assumptions": list(r.assumptions),
        "method": r.method,
        "sizes": "all" if r.verdict.startswith("proved") else None,
        "cross_check": {"points": r.points, "largest_error": r.largest_error},
        "seconds": round(r.seconds, 6),
        "twins": [{"claim": t.claim, "verdict": t.verdict, "witness": witness(t)} for t in r.twins],
        "steps": [{"title": title, "text": text} for s in r.steps for title, text in s.lines],
        **({"message": r.message} if r.message else {}),
        **({"witness": w} if (w := next((witness(j) for j in r.judgements if j.witness), None)) else {}),
    }


def witness(j: Judgement) -> dict[str, Any] | None:
    w = j.witness
    if w is None:
        return None
    return {"sizes": dict(w.sizes), "values": dict(w.values), "left": w.left, "right": w.right}


def judgement(j: Judgement, sheet: str) -> dict[str, Any]:
    """One claim judged on its own (`prove`)."""
    from ..prove import Proved
    from .run import as_unicode

    check = j.detail.cross_check if isinstance(j.detail, Proved) else None
    return {
        "claim": j.claim,
        "sheet": sheet,
        "verdict": j.verdict,
        "reading": as_unicode(j.claim),
        "assumptions": list(j.assumptions),
        "method": j.method,
        "sizes": "all" if j.verdict.startswith("proved") else None,
        "cross_check": {"points": check.points, "largest_error": check.largest_error} if check else None,
        "witness": witness(j),
        "notes": [j.message] if j.message else [],
        "seconds": round(j.seconds, 6),
    }
