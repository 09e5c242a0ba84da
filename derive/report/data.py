"""The report as JSON-ready data, as fixed by the interface."""

from __future__ import annotations

from typing import Any

from ..court.question import Answer
from .run import IdentityReport, Report, as_unicode


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
        "conditions": list(r.conditions),
        "assumptions": list(r.assumptions),
        "notes": list(r.worst.notes),
        "method": r.worst.method,
        "sizes": "all" if r.verdict.startswith("proved") else None,
        "cross_check": {"points": r.points, "largest_error": r.largest_error},
        "seconds": round(r.seconds, 6),
        "twins": [{"claim": t.claim, **t.data()} for t in r.twins],
        "steps": [{"title": title, "text": text} for s in r.steps for title, text in s.lines],
        **({"message": r.worst.message} if r.worst.message else {}),
        **({"witness": r.worst.witness.data()} if r.worst.witness else {}),
    }


def answer_data(answer: Answer, sheet: str) -> dict[str, Any]:
    """One claim answered on its own (`prove`)."""
    return {
        "claim": answer.claim,
        "sheet": sheet,
        **answer.data(),
        "reading": as_unicode(answer.reading or answer.claim),
        "method": answer.method,
        "sizes": "all" if answer.holds else None,
        "cross_check": {"points": answer.points, "largest_error": answer.largest_error} if answer.holds else None,
        "message": answer.message,
        "seconds": round(answer.seconds, 6),
    }
