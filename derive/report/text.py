"""The report as plain lines (pipes, files) and on a terminal (rich tables)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..court.question import Answer
from ..vocabulary import VERDICTS
from .run import IdentityReport, Report, SheetReport, as_unicode

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

STYLES = {row.mark: row.style for row in VERDICTS.values()}


def mark(row: IdentityReport) -> str:
    """✓ for a proof whose twins are all refuted, ? for what is open (the claim or a twin), ✗ for the rest."""
    own = VERDICTS[row.verdict].mark
    return "?" if own == "✓" and row.refuted_twins < len(row.twins) else own


def twins_text(row: IdentityReport) -> str:
    return f"{row.refuted_twins}/{len(row.twins)}"


def assumptions_text(row: IdentityReport) -> str:
    return "; ".join(as_unicode(a) if "\\" in a else a for a in (*row.assumptions, *row.conditions))


def troubles(row: IdentityReport) -> list[str]:
    """What is wrong with a row: its own verdict, twins that were not refuted."""
    out = []
    for j in row.judgements:
        if j.verdict != "proved":
            out.append(f"{j.verdict}: {j.message or witness_text(j)}")
    out += [f"a twin is {t.verdict}, not refuted: {as_unicode(t.claim)}" for t in row.twins if t.verdict != "refuted"]
    return out


def witness_text(row: Answer) -> str:
    """A witness on one line."""
    w = row.witness
    if w is None:
        return ""
    places = ", ".join(f"{k} = {v}" for k, v in {**w.sizes, **w.values}.items())
    return f"{'at ' + places if places else 'the numbers'}: left {w.left}, right {w.right}"


def summary(report: Report) -> str:
    c = report.counts
    return (
        f"{c['proved']} of {c['identities']} identities proved for all sizes, "
        f"{c['refuted_twins']} of {c['twins']} twins refuted, in {report.seconds:.2f} s"
    )


def plain(report: Report) -> str:
    """One line an identity: mark, name, claim, assumptions and conditions, twins refuted, milliseconds."""
    lines: list[str] = []
    for sheet in report.sheets:
        lines += [f"{sheet.name}: {sheet.title}"]
        width = max((len(r.name) for r in sheet.identities), default=0)
        for r in sheet.identities:
            given = f"   [{assumptions_text(r)}]" if r.assumptions or r.conditions else ""
            lines.append(
                f"  {mark(r)} {r.name:<{width}}  {r.claim_text}{given}   all sizes, twins {twins_text(r)}, {r.seconds * 1e3:.0f} ms"
            )
            lines += [f"      {t}" for t in troubles(r)]
            for s in r.steps:
                lines += [f"      {title}: {text}" for title, text in s.lines]
        lines.append("")
    return "\n".join([*lines, summary(report)])


def table(sheet: SheetReport) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    out = Table(
        title=Text(f"{sheet.name}: {sheet.title}", style="bold"),
        title_justify="left",
        box=box.SIMPLE_HEAD,
        expand=True,
        caption=Text(sheet.source),
        caption_justify="left",
    )
    out.add_column("")
    out.add_column("identity", style="cyan", no_wrap=True)
    out.add_column("claim", ratio=3, overflow="fold")
    out.add_column("assuming", ratio=1, min_width=10, overflow="fold", style="dim")
    out.add_column("sizes", no_wrap=True)
    out.add_column("twins", justify="right", no_wrap=True)
    out.add_column("ms", justify="right", no_wrap=True)
    for r in sheet.identities:
        m = mark(r)
        claim = Text("\n".join(as_unicode(c) for c in r.identity.claims))
        sizes = "all" if r.verdict == "proved" else ""
        out.add_row(
            Text(m, style=STYLES[m]), Text(r.name), claim, Text(assumptions_text(r)), sizes, twins_text(r), f"{r.seconds * 1e3:.0f}"
        )
    return out


def show(report: Report, console: Console) -> None:
    """One table a sheet, the steps if asked for, a summary line."""
    from rich.text import Text

    for sheet in report.sheets:
        console.print(table(sheet))
        for r in sheet.identities:
            for t in troubles(r):
                console.print(Text(f"  {r.name}: {t}", style="red"), soft_wrap=True)
            for s in r.steps:
                console.print(Text(f"  {r.name}", style="cyan"))
                for title, text in s.lines:
                    console.print(Text.assemble(("    " + title + ": ", "dim"), text))
    console.print(Text(summary(report), style="bold green" if report.holds else "bold red"))
