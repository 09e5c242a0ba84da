"""The report as one self-contained HTML file, formulas as MathML (latex2mathml, the `html` extra)."""

from __future__ import annotations

import html

from .mathml import math, page
from .run import IdentityReport, Report, SheetReport
from .text import assumptions_text, mark, summary, troubles, twins_text, witness_text

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 76rem; padding: 0 1rem; color: #1b1f24; background: #fff; }
h1 { font-size: 1.6rem } h2 { font-size: 1.2rem; margin: 2.2rem 0 .2rem } .source { color: #57606a; margin: 0 0 .6rem }
.summary { padding: .6rem 1rem; border-radius: .4rem; background: #dafbe1 } .summary.bad { background: #ffebe9 }
table { border-collapse: collapse; width: 100%; table-layout: fixed }
col.mark { width: 2.2rem } col.name { width: 15rem } col.given { width: 12rem } col.small { width: 4rem }
td.claim { overflow-x: auto } th { text-align: left; font-weight: 600; color: #57606a }
th, td { border-bottom: 1px solid #d0d7de; padding: .45rem .6rem; vertical-align: top }
td.name { font-family: ui-monospace, monospace; font-size: .9rem; white-space: nowrap } td.number { text-align: right; white-space: nowrap }
.yes { color: #1a7f37 } .no { color: #cf222e } .open { color: #9a6700 } .mark { font-weight: 700 }
math { font-size: 1.05rem; math-style: normal } details { margin: .2rem 0 } summary { cursor: pointer; color: #57606a; font-size: .9rem }
li { margin: .2rem 0 } .steps { font-family: ui-monospace, monospace; font-size: .85rem; overflow-wrap: anywhere }
.trouble { color: #cf222e }
.small { color: #57606a; font-size: .9rem }
"""
COLUMNS = (
    "<colgroup>" + "".join(f'<col class="{c}">' for c in ("mark", "name", "claim", "given", "small", "small", "small")) + "</colgroup>"
)
CLASSES = {"✓": "yes", "✗": "no", "?": "open"}


def render(report: Report) -> str:
    bad = "" if report.holds else " bad"
    body = "\n".join(section(s) for s in report.sheets)
    return page("derive: report", STYLE, f'<h1>Report</h1><p class="summary{bad}">{html.escape(summary(report))}</p>\n{body}')


def section(sheet: SheetReport) -> str:
    head = "".join(f"<th>{h}</th>" for h in ("", "identity", "claim", "assuming", "sizes", "twins", "ms"))
    rows = "\n".join(row(r) for r in sheet.identities)
    return (
        f'<h2 id="{html.escape(sheet.name)}">{html.escape(sheet.name)}: {html.escape(sheet.title)}</h2>'
        f'<p class="source">{html.escape(sheet.source)}</p>\n<table>{COLUMNS}<tr>{head}</tr>\n{rows}</table>'
    )


def row(r: IdentityReport) -> str:
    m = mark(r)
    claims = "".join(f"<div>{math(c)}</div>" for c in r.identity.claims)
    about = f'<div class="small">{html.escape(r.identity.about)}</div>' if r.identity.about else ""
    trouble = "".join(f'<div class="trouble">{html.escape(t)}</div>' for t in troubles(r))
    sizes = "all" if r.verdict == "proved" else ""
    return (
        f'<tr><td class="mark {CLASSES[m]}">{m}</td><td class="name">{html.escape(r.name)}</td>'
        f'<td class="claim">{claims}{about}{trouble}{twins(r)}{steps(r)}</td><td>{html.escape(assumptions_text(r))}</td>'
        f'<td>{sizes}</td><td class="number">{twins_text(r)}</td><td class="number">{r.seconds * 1e3:.0f}</td></tr>'
    )


def twins(r: IdentityReport) -> str:
    """The false twins, each with its witness."""
    items = "".join(f"<li>{math(t.claim)} <span class='small'>{t.verdict} {html.escape(witness_text(t))}</span></li>" for t in r.twins)
    return f"<details><summary>twins: {twins_text(r)} refuted</summary><ul>{items}</ul></details>" if r.twins else ""


def steps(r: IdentityReport) -> str:
    items = "".join(f"<li><b>{html.escape(title)}</b>: {html.escape(text)}</li>" for s in r.steps for title, text in s.lines)
    return f"<details><summary>steps</summary><ul class='steps'>{items}</ul></details>" if items else ""
