"""Checked documents as one self-contained HTML file: the write-up itself, with a mark in the margin of each step.

Prose, headings and formulas stand in their order; a click on a step shows how it was read, why it fails, what would hold, numbers.  No
script is needed: the filter (wrong, open, all) is CSS, what a click opens is <details>.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

from ..documents.check import Checked
from ..documents.claim import Claim
from ..documents.outline import CELL, DISPLAY, HEADING, INLINE, PART, WORDS, Item, part_at, parts, plain_words
from ..limits import nearly_spent
from ..vocabulary import NOT_A_CLAIM
from .document import ENOUGH, MARKS, account, caret, declared, formula, is_wrong, number_of, summary, title, witness_line, wrong
from .mathml import math
from .mathml import page as frame

STYLE = """
:root { --ink: #1b1f24; --dim: #57606a; --line: #d0d7de; --paper: #fff; --yes: #1a7f37; --no: #cf222e; --what: #9a6700; color-scheme: light dark }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --dim: #9198a1; --line: #3d444d; --paper: #0d1117; --yes: #3fb950; --no: #ff7b72; --what: #d29922 } }
body { font: 16px/1.55 system-ui, sans-serif; margin: 0; color: var(--ink); background: var(--paper) }
.page { display: grid; grid-template-columns: 15rem minmax(0, 46rem); gap: 2.5rem; justify-content: center; padding: 0 1rem 4rem }
nav { position: sticky; top: 0; align-self: start; max-height: 100vh; overflow: auto; padding: 1rem 0; font-size: .85rem }
nav a { display: block; color: var(--dim); text-decoration: none; padding: .12rem 0; overflow-wrap: anywhere } nav a:hover { color: var(--ink) }
nav b { display: block; color: var(--ink); margin-top: .8rem; overflow-wrap: anywhere }
nav i { font-style: normal; font-weight: 600 } nav i.no, .no > summary .mark { color: var(--no) } nav i.what { color: var(--what) }
h1 { font-size: 1.35rem; margin: 1.6rem 0 .3rem; overflow-wrap: anywhere } h2 { font-size: 1.1rem; margin: 1.8rem 0 .4rem }
p { margin: .7rem 0; overflow-wrap: anywhere } .about, .cell { color: var(--dim); margin: .2rem 0; font-size: .9rem } .cell { margin-top: 1.6rem }
.summary { padding: .5rem .9rem; border-left: .3rem solid var(--yes); font-weight: 600 } .summary.bad { border-color: var(--no) }
.summary.open { border-color: var(--what) }
.filter { position: sticky; top: 0; z-index: 1; background: var(--paper); border-bottom: 1px solid var(--line); padding: .5rem 1rem; text-align: center }
.filter label { cursor: pointer; padding: .15rem .8rem; border: 1px solid var(--line); border-radius: 1rem; margin: 0 .15rem; font-size: .85rem }
input[name=show] { position: absolute; opacity: 0 }
#wrong:checked ~ .filter [for=wrong], #open:checked ~ .filter [for=open], #all:checked ~ .filter [for=all] { background: var(--ink); color: var(--paper) }
input:focus-visible ~ .filter { outline: 2px solid var(--what) }
#wrong:checked ~ .page :is(p.prose, .yes, .aside, .what, .shown, .cell), #open:checked ~ .page :is(p.prose, .yes, .aside, .shown, .cell) { display: none }
.step { margin: .1rem 0 .1rem -3.6rem } .step > summary, .aside { display: grid; grid-template-columns: 2.4rem 1.2rem minmax(0, 1fr) auto; gap: .3rem }
.step > summary, .aside { align-items: baseline; padding: .12rem 0; list-style: none } .step > summary { cursor: pointer }
.step > summary::-webkit-details-marker { display: none } .step > summary:hover, .step[open] > summary { background: color-mix(in srgb, var(--line) 30%, transparent) }
.aside { margin: .1rem 0 .1rem -3.6rem }
.number { color: var(--dim); font: .75rem ui-monospace, monospace; text-align: right } .mark { font-weight: 700 }
.yes > summary .mark { color: var(--yes) } .what > summary .mark { color: var(--what) }
.no { border-left: 0 } .no > summary .formula { text-decoration: none; border-bottom: 2px solid var(--no) }
.verdict { color: var(--dim); font-size: .8rem; white-space: nowrap } .no .verdict { color: var(--no); font-weight: 600 }
.formula { display: flex; flex-wrap: wrap; gap: .25rem .3rem; align-items: center; overflow: auto hidden; padding: .1rem 0 } .formula.on { padding-left: 1.6rem }
.shown { overflow: auto hidden; text-align: center; margin: .5rem 0 }
.in { display: inline-block } .in.yes { border-bottom: 2px solid var(--yes) } .in.no { border-bottom: 2px solid var(--no) } .in.what { border-bottom: 2px dotted var(--what) }
dl { display: grid; grid-template-columns: 6.5rem minmax(0, 1fr); gap: .25rem .8rem; margin: .3rem 0 .8rem 3.6rem; padding: .5rem .8rem; border: 1px solid var(--line) }
dl { border-radius: .3rem; font-size: .92rem } dt { color: var(--dim) } dd { margin: 0; overflow: auto hidden; overflow-wrap: anywhere }
pre { margin: 0; font: .85rem/1.35 ui-monospace, monospace; white-space: pre; overflow-x: auto }
.under { color: var(--dim); font-size: .85rem } math { font-size: 1.05rem; math-style: normal } .shown math { math-style: normal; display: inline }
@media (max-width: 60rem) { .page { display: block; padding: 0 1rem 4rem 3.2rem } nav { position: static; max-height: none } .step, .aside { margin-left: -2.8rem } .step > summary, .aside { grid-template-columns: 1.7rem 1.1rem minmax(0, 1fr) } .verdict { grid-column: 3 } dl { margin-left: 0 } }
@media print { nav, .filter { display: none } .page { display: block; padding: 0 0 0 3.6rem } .step { break-inside: avoid } details::details-content { content-visibility: visible; block-size: auto } }
"""  # noqa: E501
CLASSES = {"✓": "yes", "≈": "yes", "✗": "no", "?": "what", "·": "none"}
PARAGRAPH = 'p class="prose"'
RANKS = ("no", "what", "yes", "none")
"""Of several claims in one formula the gravest gives it its colour."""
LONGEST_MATH = 2_500
"""Longer formulas are shown as text: the converter is slow on them."""
LONGEST_LINE = 60
"""Longer sides may be broken before a + or − that stands in no brackets."""


def page(documents: list[Checked]) -> str:
    """All documents on one page, with a filter above and their parts beside."""
    names = ", ".join(d.document for d in documents)
    shows = (("wrong", "wrong"), ("open", "wrong and open"), ("all", "all"))
    radios = "".join(f'<input type="radio" name="show" id="{n}"{" checked" if n == "all" else ""}>' for n, _ in shows)
    labels = "".join(f'<label for="{n}">{said}</label>' for n, said in shows)
    side = "".join(contents(d, n) for n, d in enumerate(documents))
    body = "\n".join(document(d, n) for n, d in enumerate(documents))
    return frame(
        f"derive: {names[:120]}",
        STYLE,
        f'{radios}<div class="filter">{labels}</div><div class="page"><nav aria-label="parts">{side}</nav><main>{body}</main></div>',
    )


def contents(checked: Checked, number: int) -> str:
    """The parts of a document, with how many of their steps are wrong or open."""
    found = parts(checked.items)
    counts: dict[int, dict[str, int]] = {}
    for claim in checked.claims:
        here = counts.setdefault(part_at(found, claim.fault[0]), {})
        here[CLASSES[MARKS[claim.verdict]]] = here.get(CLASSES[MARKS[claim.verdict]], 0) + 1
    out = [f'<b><a href="#d{number}">{html.escape(checked.document)}</a></b>']
    for n, part in enumerate(found):
        here = counts.get(n, {})
        if part.title.startswith("cell ") and ":" not in part.title and not here:
            continue
        marks = "".join(f' <i class="{c}">{m}{here[c]}</i>' for c, m in (("no", "✗"), ("what", "?")) if here.get(c))
        out.append(f'<a href="#d{number}p{n}">{html.escape(part.title)}{marks}</a>')
    return "".join(out)


def document(checked: Checked, number: int) -> str:
    """One write-up with what came of it above."""
    state = "" if checked.holds else " bad" if wrong(checked) else " open"
    names = "".join(f'<p class="about">{html.escape(said)}</p>' for said in declared(checked))
    return (
        f'<h1 id="d{number}">{html.escape(checked.document)}</h1><p class="about">{html.escape(title(checked).partition(": ")[2])}</p>'
        f'{names}<p class="summary{state}">{html.escape(summary(checked))}</p><p class="about">{html.escape(account(checked))}</p>\n'
        + "\n".join(WriteUp(checked, number).lines())
    )


class WriteUp:
    """Writes a document's items down, in order, with its claims at their places."""

    def __init__(self, checked: Checked, number: int) -> None:
        self.checked, self.number = checked, number
        self.claims = checked.by_item()
        self.anchors = {p.item: f"d{number}p{n}" for n, p in enumerate(parts(checked.items))}
        """The names of the places that the side bar leads to, by the items that begin there."""
        self.words: list[str] = []
        """The paragraph under way."""
        self.beside: list[Claim] = []
        """What its inline formulas state."""
        self.tag = PARAGRAPH

    def lines(self) -> Iterator[str]:
        for n, item in enumerate(self.checked.items):
            yield from self.line(n, item)
        yield from self.paragraph()

    def line(self, n: int, item: Item) -> Iterator[str]:
        found = self.claims.get(n, [])
        if item.kind == WORDS:
            before, after = (" " * c.isspace() for c in (item.text[:1], item.text[-1:]))
            self.words.append(f"{before}{html.escape(plain_words(item.text))}{after}")
            return
        if item.kind == INLINE:
            self.beside += found
            self.words.append(f'<span class="in {gravest(found)}">{rendered(item.text)}</span>')
            return
        yield from self.paragraph()
        if item.kind in (HEADING, PART, CELL):
            yield from self.begin(n, item)
        elif item.kind == DISPLAY and any(c.verdict != NOT_A_CLAIM for c in found):
            yield from self.steps(found)
        elif item.kind == DISPLAY and item.text.strip():
            yield f'<div class="shown">{rendered(item.text)}</div>'

    def begin(self, n: int, item: Item) -> Iterator[str]:
        """A heading, a part, a cell."""
        anchor = f' id="{self.anchors[n]}"' if n in self.anchors else ""
        if item.kind == CELL:
            yield f'<p class="cell"{anchor}>cell {html.escape(item.text)}</p>'
        else:
            self.tag = f"h2{anchor}" if item.kind == HEADING else f'p class="prose"{anchor}'

    def paragraph(self) -> Iterator[str]:
        """The words so far, and below them what they state."""
        words, self.words = "".join(self.words).strip(), []
        tag, self.tag = self.tag, PARAGRAPH
        if words:
            yield f"<{tag}>{words}</{tag.partition(' ')[0]}>"
        found, self.beside = [c for c in self.beside if c.verdict != NOT_A_CLAIM], []
        yield from self.steps(found)

    def steps(self, claims: Sequence[Claim]) -> Iterator[str]:
        before: Claim | None = None
        for claim in claims:
            yield step(self.checked, claim, before)
            before = claim


def gravest(claims: Sequence[Claim]) -> str:
    return min((CLASSES[MARKS[c.verdict]] for c in claims), key=RANKS.index, default="none")


def rendered(latex: str) -> str:
    """A formula as MathML; as it was typed where that is too long, or there is no more time."""
    return f"<span>{html.escape(latex)}</span>" if len(latex) > LONGEST_MATH or nearly_spent(ENOUGH) else math(latex.strip())


def step(checked: Checked, claim: Claim, before: Claim | None) -> str:
    """A step with its mark and line; a click shows what is known of it."""
    mark = MARKS[claim.verdict]
    under = f' <span class="under">under {html.escape(", ".join(claim.holds_where))}</span>' if claim.holds_where else ""
    verdict = "" if claim.verdict == "proved" else claim.verdict
    follows = f" (follows from line {claim.follows_from})" if claim.follows_from else ""
    goes_on = before is not None and before.statement == claim.statement and before.right == claim.left
    number = f'<span class="number">{number_of(checked, claim)}</span>'
    shown = f'<span class="formula{" on" if goes_on else ""}">{sides(claim, goes_on)}{under}</span>'
    if claim.verdict == NOT_A_CLAIM:
        return f'<div class="aside" title="{html.escape("; ".join(claim.notes))}">{number}<span></span>{shown}<span></span></div>'
    opened = " open" if is_wrong(claim) and not claim.follows_from else ""
    head = f'{number}<span class="mark">{mark}</span>{shown}<span class="verdict">{html.escape(verdict + follows)}</span>'
    return f'<details class="step {CLASSES[mark]}"{opened}><summary>{head}</summary><dl>{"".join(known(checked, claim))}</dl></details>'


def sides(claim: Claim, goes_on: bool) -> str:
    """The claim as it was typed, its right side only where it goes on from the line before; what is no LaTeX as it was read."""
    typed = f"{claim.left} {claim.relation} {claim.right}"
    if len(typed) > LONGEST_MATH:
        return f"<span>{html.escape(formula(claim))}</span>"
    if not typed.isascii() or ("\\" not in typed and claim.reading):
        return rendered(claim.reading) if claim.reading else f"<span>{html.escape(formula(claim))}</span>"
    right = breakable(claim.right)
    pieces = [*([] if goes_on else breakable(claim.left)), *([f"{claim.relation} {right[0]}", *right[1:]] if claim.relation else [])]
    return "".join(map(rendered, pieces))


TOKEN = re.compile(r"\\begin\s*\{|\\end\s*\{|\\left(?![A-Za-z])|\\right(?![A-Za-z])|\\[A-Za-z]+|\\.|[{}()\[\]+&-]|[^\\{}()\[\]+&-]+")
DEPTHS = {"{": 1, "(": 1, "[": 1, "}": -1, ")": -1, "]": -1}


def breakable(latex: str) -> list[str]:
    """A side in pieces that a line may be broken between: before a + or − outside all brackets; as one where that would not be safe."""
    if len(latex) <= LONGEST_LINE:
        return [latex]
    out, depth = [""], 0
    for token in TOKEN.findall(latex):
        if token.startswith("\\begin") or token == "&":
            return [latex]
        depth += DEPTHS.get(token, 0) + (token == "\\left") - (token == "\\right")
        if depth < 0:
            return [latex]
        if token in "+-" and depth == 0 and out[-1].strip() and out[-1].rstrip()[-1] not in "=_^+-*/":
            out.append("")
        out[-1] += token
    return out if depth == 0 and not any(re.search(r"\\(?:cdot|times|odot|circ)\s*$", p) for p in out) else [latex]


def known(checked: Checked, claim: Claim) -> list[str]:
    """What a click shows, as terms and descriptions."""
    out = [row("typed", f"<pre>{html.escape(f'{claim.left} {claim.relation} {claim.right}')}</pre>")]
    if claim.reading:
        out.append(row("read as", f"<span>{html.escape(formula(claim))}</span>"))
    if claim.verdict in ("refuted", "ill-typed", "unreadable"):
        out.append(row("where", f"<pre>{html.escape(chr(10).join(caret(checked, claim)))}</pre>"))
    if claim.message:
        out.append(row("why", html.escape(claim.message)))
    out += [row("note", html.escape(n)) for n in claim.notes]
    if claim.repair:
        out.append(row("would hold", rendered(claim.repair)))
    if claim.witness:
        out.append(row("witness", html.escape(witness_line(claim))))
    return out


def row(term: str, description: str) -> str:
    return f"<dt>{term}</dt><dd>{description}</dd>"
