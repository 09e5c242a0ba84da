"""A sheet as a file: its tables, with those of the sheets that it includes merged in.

A mistake is a `SheetError` with file, line, what is wrong and what would be right.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ..errors import FormulaError, InputError, SheetError
from ..files import MAX_SHEET, MAX_SHEETS, read_bytes
from ..notation.read import read
from ..notation.tree import Name, Product, Script, spelling
from .identities import Exercise, Identity, credits, exercise, feedbacks, identity, unlike
from .tables import Source, known, no_control_characters, strings, table

SHEET_KEYS = {
    "title",
    "source",
    "about",
    "include",
    "extends",
    "sizes",
    "given",
    "define",
    "assume",
    "recurrence",
    "identity",
    "question",
    "loss",
    "also",
    "credit",
    "feedback",
    "conventions",
}
GIVEN_KEYS: Mapping[str, type] = {
    "shape": list, "row": bool, "columns": str, "rows": str, "index": str, "positive": bool, "function": bool, "random": dict,
    "sequence": bool, "about": str,
}  # fmt: skip
LOSS_KEYS = {"about", "define", "also"}
RECURRENCE_KEYS: Mapping[str, type] = dict.fromkeys(("name", "on", "first", "next", "about"), str)
SIZE_KEYS: Mapping[str, type] = {"about": str, "least": int}


@dataclass(frozen=True, slots=True)
class Loss:
    """Another loss that a text may mean by the sheet's letter for it: what is then defined, and spelled, otherwise."""

    about: str
    define: Mapping[str, str]
    also: Mapping[str, str]


@dataclass(slots=True)
class Raw:
    """A sheet's tables, those of the sheets it includes merged in."""

    title: str = ""
    source: str = ""
    about: str = ""
    sizes: dict[str, Any] = field(default_factory=dict)
    given: dict[str, Any] = field(default_factory=dict)
    define: dict[str, str] = field(default_factory=dict)
    assume: list[str] = field(default_factory=list)
    recurrence: list[dict[str, str]] = field(default_factory=list)
    also: dict[str, str] = field(default_factory=dict)
    credit: dict[str, float] = field(default_factory=dict)
    feedback: dict[str, str] = field(default_factory=dict)
    conventions: list[str] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)
    identities: list[Identity] = field(default_factory=list)
    exercises: list[Exercise] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    """Those that it was read from."""


def canonical(text: str, origin: Source) -> str:
    """The canonical spelling of a declared name."""
    if not isinstance(text, str):
        raise origin.error(f"`{text}` is not a name: a text is wanted")
    try:
        items = read(text)
        name = spelling(items[0]) if len(items) == 1 and isinstance(items[0], (Name, Script, Product)) else None
    except FormulaError as error:
        raise origin.error(error.message("name"), text) from None
    if name is None:
        raise origin.error(f"`{text}` is not a name", text, "a name is a letter with accents and subscripts: v_c, \\hat{y}, W_1")
    return name


def load_raw(path: Path, find: Any, seen: tuple[Path, ...] = (), read: list[Path] | None = None) -> tuple[Raw, Source]:
    """Read a sheet and the ones it rests on; `read` are those that were read on the way."""
    read = [] if read is None else read
    read.append(path)
    if len(read) > MAX_SHEETS:
        raise SheetError(f"{(*seen, path)[0]}: it rests on more than {MAX_SHEETS} sheets, those that are included twice counted twice")
    text, data = parsed(path)
    origin = Source(path, text)
    no_control_characters(data, origin)
    if path in seen:
        raise origin.error("the sheet includes itself", "include")
    check_forms(data, origin)
    raw = Raw()
    for keyword in ("extends", "include"):
        for name in strings(data.get(keyword, []), keyword, origin):
            below, _ = load_raw(find(name, path), find, (*seen, path), read)
            merge(raw, below, origin)
            if keyword == "include":
                raw.identities, raw.exercises = [], []
    own = tables_of(data, origin)
    merge(raw, own, origin)
    raw.title, raw.source, raw.about, raw.files = own.title, own.source, own.about, read
    return raw, origin


def parsed(path: Path) -> tuple[str, dict[str, Any]]:
    """The text of a sheet, and its TOML."""
    try:
        text = read_bytes(path, MAX_SHEET, "the sheet").decode("utf-8-sig")
        return text, tomllib.loads(text)
    except SheetError:
        raise
    except InputError as error:
        raise SheetError(str(error)) from None
    except UnicodeDecodeError as error:
        raise SheetError(f"{path}: the file is not UTF-8 text (byte {error.start}); save it as UTF-8") from None
    except RecursionError:
        raise SheetError(f"{path}: nested too deeply") from None
    except tomllib.TOMLDecodeError as error:
        fix = "\n  write LaTeX in single quotes: '\\theta', not \"\\theta\"" if "nescaped" in str(error) else ""
        raise SheetError(f"{path}: not TOML: {error}{fix}") from None
    except ValueError:  # of Python's, which refuses to read integers of thousands of digits
        raise SheetError(f"{path}: not TOML: a number of thousands of digits") from None


def check_forms(data: Mapping[str, Any], origin: Source) -> None:
    """Refuse keys that a sheet has not, and what is no text or no list of tables where one is wanted."""
    known(data, SHEET_KEYS, "a sheet", origin)
    for key in ("title", "source", "about"):
        if not isinstance(data.get(key, ""), str):
            raise origin.error(f"`{key}` must be a text", key, f'{key} = "…"')
    for key, form in (("identity", "[[identity]]"), ("recurrence", "[[recurrence]]"), ("question", "[[question]]"), ("loss", "[[loss]]")):
        if not isinstance(data.get(key, []), list) or not all(isinstance(d, dict) for d in data.get(key, [])):
            raise origin.error(f"`{key}` must be tables, a {form} each", key, f"write {form} on a line of its own")


def tables_of(data: Mapping[str, Any], origin: Source) -> Raw:
    """What the sheet itself says, without those that it includes."""
    return Raw(
        str(data.get("title", origin.path.stem)),
        str(data.get("source", "")),
        str(data.get("about", "")),
        table(data, "sizes", origin),
        table(data, "given", origin),
        table(data, "define", origin),
        strings(data.get("assume", []), "assume", origin),
        list(data.get("recurrence", [])),
        table(data, "also", origin),
        credits(data.get("credit", {}), "the sheet", origin),
        feedbacks(table(data, "feedback", origin), origin),
        strings(data.get("conventions", []), "conventions", origin),
        [loss(d, origin.block("loss", n)) for n, d in enumerate(data.get("loss", []))],
        [identity(d, origin.block("identity", n)) for n, d in enumerate(data.get("identity", []))],
        [exercise(d, origin.block("question", n)) for n, d in enumerate(data.get("question", []))],
    )


def loss(data: Mapping[str, Any], origin: Source) -> Loss:
    """A [[loss]]: what it is, and the names that mean something else under it."""
    known(data, LOSS_KEYS, "a loss", origin)
    if not isinstance(data.get("about"), str) or not isinstance(data.get("define"), dict):
        raise origin.error("a loss needs `about`, a text, and `define`, a table", "[[loss]]", "define = { J = 'J_{neg}' }")
    tables = {k: table(data, k, origin) for k in ("define", "also")}
    for name, value in (*tables["define"].items(), *tables["also"].items()):
        if not isinstance(value, str):
            raise origin.error(f"`{name}` of a loss must be a text", name)
    return Loss(data["about"], tables["define"], tables["also"])


def under_loss(raw: Raw, other: Loss) -> Raw:
    """The tables with another loss in force: its definitions last, and no other spelling of what it defines anew but those it gives."""
    define = {k: v for k, v in raw.define.items() if k not in other.define} | dict(other.define)
    also = {k: v for k, v in raw.also.items() if v not in other.define} | dict(other.also)
    return replace(raw, define=define, also=also, exercises=[], losses=[])


def merge(into: Raw, new: Raw, origin: Source) -> None:
    """What is said again replaces what was said, in its place."""
    for old_table, new_table in ((into.sizes, new.sizes), (into.given, new.given), (into.define, new.define)):
        spelled = {canonical(k.split("(")[0], origin): k for k in old_table}
        for k, v in new_table.items():
            old_table[spelled.get(canonical(k.split("(")[0], origin), k)] = v
    into.assume += new.assume
    into.recurrence += new.recurrence
    into.also.update(new.also)
    into.credit.update(new.credit)
    into.feedback.update(new.feedback)
    into.conventions += new.conventions
    into.losses += new.losses
    unlike(new.identities, "identities", origin)
    unlike(new.exercises, "questions", origin)
    into.identities = list(({i.name: i for i in into.identities} | {i.name: i for i in new.identities}).values())
    into.exercises = list(({e.name: e for e in into.exercises} | {e.name: e for e in new.exercises}).values())
