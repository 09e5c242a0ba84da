"""Checked documents as one self-contained HTML file: claims in order, coloured; a click shows reading, witness and repair."""

from __future__ import annotations

import html

from ..documents.check import Checked
from ..documents.claim import Claim
from ..vocabulary import NOT_A_CLAIM
from .document import MARKS, caret, declared, formula, summary, title, witness_line, wrong
from .mathml import math
from .mathml import page as frame

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 64rem; padding: 0 1rem; color: #1b1f24; background: #fff }
h1 { font-size: 1.3rem; margin: 2rem 0 .3rem; overflow-wrap: anywhere } .about { color: #57606a; margin: 0 0 .6rem }
.summary { padding: .6rem 1rem; border-radius: .4rem; background: #dafbe1 } .summary.bad { background: #ffebe9 }
.summary.open { background: #fff8c5 } nav a { margin-right: .8rem }
details, .none { border-left: .3rem solid #d0d7de; margin: .35rem 0; padding: .25rem .8rem; background: #f6f8fa }
details, .none { border-radius: 0 .3rem .3rem 0 }
.yes { border-color: #2da44e } .no { border-color: #cf222e; background: #fff5f5 } .what { border-color: #d4a72c; background: #fffdf0 }
.none { color: #57606a; background: #fff }
summary, .none > div { display: flex; gap: .8rem; align-items: baseline } summary { cursor: pointer }
.line { color: #57606a; font: .85rem ui-monospace, monospace; min-width: 2.6rem; text-align: right }
.claim { flex: 1; overflow-x: auto; overflow-y: hidden; padding: .1rem 0 }
.verdict { color: #57606a; font-size: .85rem; white-space: nowrap } .no .verdict { color: #cf222e; font-weight: 600 }
.mark { font-weight: 700 } .yes .mark { color: #1a7f37 } .no .mark { color: #cf222e } .what .mark { color: #9a6700 }
dl { display: grid; grid-template-columns: 6.5rem 1fr; gap: .25rem .8rem; margin: .5rem 0 .3rem }
dt { color: #57606a } dd { margin: 0; overflow: auto hidden; padding: .1rem 0 }
pre { margin: 0; font: .85rem/1.35 ui-monospace, monospace; white-space: pre; overflow-x: auto }
.under { color: #57606a; font-size: .85rem }
math { font-size: 1.05rem; math-style: normal }
"""
CLASSES = {"✓": "yes", "≈": "yes", "✗": "no", "?": "what", "·": "none"}
LONGEST_MATH = 2_500
"""Longer formulas are shown as text: the converter is slow on them."""


def page(documents: list[Checked]) -> str:
    names = ", ".join(d.document for d in documents)
    links = "".join(f'<a href="#d{n}">{html.escape(d.document)}</a>' for n, d in enumerate(documents)) if len(documents) > 1 else ""
    body = "\n".join(section(d, n) for n, d in enumerate(documents))
    return frame(f"derive: {names[:120]}", STYLE, f"<nav>{links}</nav>\n{body}")


def section(checked: Checked, number: int) -> str:
    state = "" if checked.holds else " bad" if wrong(checked) else " open"
    claims = "\n".join(card(checked, c) for c in checked.claims)
    names = "".join(f'<p class="about">{html.escape(said)}</p>' for said in declared(checked))
    return (
        f'<h1 id="d{number}">{html.escape(checked.document)}</h1><p class="about">{html.escape(title(checked).partition(": ")[2])}</p>'
        f'<p class="summary{state}">{html.escape(summary(checked))}</p>{names}\n{claims}'
    )


def shown(claim: Claim) -> str:
    """The claim as MathML: its reading, or what was typed."""
    source = claim.reading or f"{claim.left} {claim.relation} {claim.right}"
    if len(source) > LONGEST_MATH or (not claim.reading and not claim.left.isascii()):
        return f"<span>{html.escape(formula(claim))}</span>"
    return math(source)


def card(checked: Checked, claim: Claim) -> str:
    mark = MARKS[claim.verdict]
    under = f'<span class="under">under {html.escape(", ".join(claim.holds_where))}</span>' if claim.holds_where else ""
    verdict = "" if claim.verdict == "proved" else claim.verdict
    follows = f" (follows from line {claim.follows_from})" if claim.follows_from else ""
    row = (
        f'<span class="mark">{mark}</span><span class="line">{claim.line_of_mistake}</span>'
        f'<span class="claim">{shown(claim)} {under}</span>'
        f'<span class="verdict">{verdict}{follows}</span>'
    )
    if claim.verdict == NOT_A_CLAIM:
        return f'<div class="none"><div>{row}</div><div class="verdict">{html.escape("; ".join(claim.notes))}</div></div>'
    opened = " open" if mark == "✗" and not claim.follows_from else ""
    return f'<details class="{CLASSES[mark]}"{opened}><summary>{row}</summary><dl>{"".join(items(checked, claim))}</dl></details>'


def items(checked: Checked, claim: Claim) -> list[str]:
    """What a click shows, as terms and descriptions."""
    typed = f"{claim.left} {claim.relation} {claim.right}"
    out = [row("typed", f"<pre>{html.escape(typed)}</pre>")]
    if claim.reading:
        out.append(row("read as", html.escape(formula(claim))))
    if claim.verdict in ("refuted", "ill-typed", "unreadable"):
        out.append(row("where", f"<pre>{html.escape(chr(10).join(caret(checked, claim)))}</pre>"))
    if claim.message:
        out.append(row("why", html.escape(claim.message)))
    out += [row("note", html.escape(n)) for n in claim.notes]
    if claim.repair:
        out.append(row("would hold", math(claim.repair)))
    if claim.witness:
        out.append(row("witness", html.escape(witness_line(claim))))
    return out


def row(term: str, description: str) -> str:
    return f"<dt>{term}</dt><dd>{description}</dd>"
