"""The report as Markdown: a table a sheet, claims as $…$."""

from __future__ import annotations

from .run import Report
from .text import assumptions_text, mark, summary, troubles, twins_text


def render(report: Report) -> str:
    lines = ["# Report", "", summary(report) + ".", ""]
    for sheet in report.sheets:
        lines += [f"## {cell(sheet.name)}: {cell(sheet.title)}", "", f"Source: {cell(sheet.source)}", ""]
        lines += ["| | identity | claim | assuming | sizes | twins refuted | ms |", "|---|---|---|---|---|---|---|"]
        for r in sheet.identities:
            claim = "<br>".join(f"${formula(c)}$" for c in r.identity.claims)
            claim += "".join(f"<br>{cell(t)}" for t in troubles(r))
            sizes = "all" if r.verdict == "proved" else ""
            lines.append(
                f"| {mark(r)} | `{r.name}` | {claim} | {cell(assumptions_text(r))} | {sizes} | {twins_text(r)} | {r.seconds * 1e3:.0f} |"
            )
        lines.append("")
        for r in sheet.identities:
            for s in r.steps:
                lines += [f"**{r.name}**", ""] + [f"- {title}: `{text.replace('`', chr(39))}`" for title, text in s.lines] + [""]
    return "\n".join(lines)


def cell(text: str) -> str:
    """Text of a table's cell, in which nothing is HTML."""
    return text.replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")


def formula(text: str) -> str:
    """LaTeX of a table's cell, in which nothing ends the formula or is HTML."""
    return text.replace("|", "\\|").replace("\n", " ").replace("<", "\\lt ").replace("$", "")
