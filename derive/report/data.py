"""The report as JSON-ready data, as fixed by the interface."""

from __future__ import annotations

from typing import Any

from .run import IdentityReport, Report, Row, as_unicode


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
        "method": r.worst.method,
        "sizes": "all" if r.verdict.startswith("proved") else None,
        "cross_check": {"points": r.points, "largest_error": r.largest_error},
        "seconds": round(r.seconds, 6),
        "twins": [{"claim": t.claim, "verdict": t.verdict, "witness": t.witness} for t in r.twins],
        "steps": [{"title": title, "text": text} for s in r.steps for title, text in s.lines],
        **({"message": r.worst.message} if r.worst.message else {}),
        **({"witness": r.worst.witness} if r.worst.witness else {}),
    }


def judgement(row: Row, sheet: str) -> dict[str, Any]:
    """One claim judged on its own (`prove`)."""
    proved = row.verdict.startswith("proved")
    return {
        "claim": row.claim,
        "sheet": sheet,
        "verdict": row.verdict,
        "reading": as_unicode(row.claim),
        "assumptions": list(row.assumptions),
        "method": row.method,
        "sizes": "all" if proved else None,
        "cross_check": {"points": row.points, "largest_error": row.largest_error} if proved else None,
        "witness": row.witness,
        "notes": [row.message] if row.message else [],
        "seconds": round(row.seconds, 6),
    }
