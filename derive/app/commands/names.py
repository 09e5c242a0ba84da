"""`names`: what may be written in the terms of a sheet."""

from __future__ import annotations

import argparse
from typing import Any

from ..output import OK, as_json, console, write

HELP = "list the names of a sheet and what can be written with them"
DESCRIPTION = "List a sheet's names with their shapes, meaning and other spellings; the functions and the notation; what is not supported."


def options(names: argparse.ArgumentParser) -> None:
    names.add_argument("sheets", nargs="*", metavar="SHEET", help="built-in sheets or TOML files; without one the built-in ones are listed")
    names.add_argument("--format", choices=("terminal", "json"), default="terminal")


def run(arguments: argparse.Namespace) -> int:
    from ...sheets.catalogue import BUILT_IN, load_sheet
    from ...sheets.names import names_of

    if not arguments.sheets:
        listed = [(n, load_sheet(n).raw.title) for n in BUILT_IN]
        if arguments.format == "json":
            write(as_json({"sheets": [{"name": n, "title": t} for n, t in listed]}, None), None)
        else:
            width = max(len(n) for n, _ in listed)
            write("\n".join(["built-in sheets; `names SHEET` lists one's names:", *(f"  {n:<{width}}  {t}" for n, t in listed)]), None)
        return OK
    found = [names_of(load_sheet(s)) for s in arguments.sheets]
    if arguments.format == "json":
        write(as_json(found[0] if len(found) == 1 else {"sheets": found}, None), None)
    else:
        for one in found:
            show(one)
    return OK


def show(found: dict[str, Any]) -> None:
    """Names as a table, the rest in lines."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    out = console()
    title = found["title"] if found["title"].startswith(found["sheet"]) else f"{found['sheet']}: {found['title']}"
    out.print(Text(title, style="bold"))
    table = Table(box=box.SIMPLE_HEAD, expand=True)
    table.add_column("name", style="cyan", no_wrap=True)
    table.add_column("is", ratio=3, overflow="fold")
    table.add_column("meaning", ratio=4, overflow="fold")
    for row in found["names"]:
        what = ", ".join(filter(None, (row["kind"], row["shape"])))
        also = f"also {', '.join(row['also'])}" if row["also"] else ""
        meaning = "; ".join(filter(None, (row["about"], f"= {row['definition']}" if row["definition"] else "", also)))
        table.add_row(Text(row["name"]), Text(what), Text(meaning))
    out.print(table)
    for heading, key in (("functions", "functions"), ("notation", "notation"), ("not supported (and never a mistake)", "not_supported")):
        out.print(Text(heading, style="bold"))
        lines = [", ".join(found[key])] if key == "functions" else [f"· {line}" for line in found[key]]
        for line in lines:
            out.print(Text("  " + line))
