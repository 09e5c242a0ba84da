"""A sheet as a file: TOML tables, checked key by key, with the sheets that it includes merged in.

A mistake is a `SheetError` with file, line, what is wrong and what would be right.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import FormulaError, InputError, SheetError
from ..files import MAX_SHEET, read_bytes
from ..notation.read import read
from ..notation.tree import Name, Product, Script, spelling
from ..visible import shortened, visible

MAX_FILES = 64
"""So many files a sheet may rest on: a ladder of sheets that each include the next twice would double at every rung."""
LONGEST_MESSAGE = 1_000
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
    "also",
    "credit",
    "feedback",
    "conventions",
}


GIVEN_KEYS: Mapping[str, type] = {
    "shape": list, "row": bool, "columns": str, "rows": str, "index": str, "positive": bool, "function": bool, "random": dict,
    "sequence": bool, "about": str,
}  # fmt: skip
RECURRENCE_KEYS: Mapping[str, type] = dict.fromkeys(("name", "on", "first", "next", "about"), str)
SIZE_KEYS: Mapping[str, type] = {"about": str, "least": int}
KINDS = {list: "a list", bool: "true or false", str: "a text", dict: "a table", int: "a whole number"}


IDENTITY_KEYS = {
    "name",
    "claim",
    "assume",
    "twins",
    "in_terms_of",
    "about",
    "source",
    "induction",
    "uses",
    "define",
    "forbid",
    "credit",
    "points",
}


MAX_FEEDBACK = 2_000
CREDIT_KEYS = {
    "layout", "slip", "form", "steps", "case", "sign", "factor", "swap", "index", "transpose", "order", "operator", "sum", "range",
    "inside", "power", "function", "term", "other-part",
}  # fmt: skip
"""Classes of credit: an answer up to layout, in the wrong form, reached by a wrong step, right in one case, or one repair away."""


@dataclass(frozen=True, slots=True)
class Identity:
    """One identity as the sheet states it; `sheet.judge` gives its verdict."""

    name: str
    claims: tuple[str, ...]
    assume: tuple[str, ...]
    twins: tuple[str, ...]
    in_terms_of: tuple[str, ...]
    about: str
    source: str
    induction: str
    uses: tuple[str, ...]
    define: Mapping[str, str]
    forbid: tuple[str, ...] = ()
    credit: Mapping[str, float] = field(default_factory=dict)
    points: float = 1.0
    """What a right answer is worth."""

    @property
    def claim(self) -> str:
        return r",\quad ".join(self.claims)


class Source:
    """A sheet's text, to point into."""

    def __init__(self, path: Path, text: str) -> None:
        self.path, self.text = path, text

    def error(self, fact: str, near: str = "", fix: str = "") -> SheetError:
        line = self.line(near) if near else 0
        fact, fix = shortened(fact, LONGEST_MESSAGE), shortened(fix, LONGEST_MESSAGE)
        place = f"{self.path}, line {line}" if line else str(self.path)
        return SheetError(f"{place}: {fact}" + (f"\n  {fix}" if fix else ""))

    def line(self, near: str) -> int:
        place = self.text.find(near)
        return self.text.count("\n", 0, place) + 1 if place >= 0 else 0


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
    identities: list[Identity] = field(default_factory=list)
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
    if len(read) > MAX_FILES:
        raise SheetError(f"{(*seen, path)[0]}: it rests on more than {MAX_FILES} sheets, those that are included twice counted twice")
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
                raw.identities = []
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
    for key, form in (("identity", "[[identity]]"), ("recurrence", "[[recurrence]]")):
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
        [identity(d, origin) for d in data.get("identity", [])],
    )


def no_control_characters(data: Any, origin: Source) -> None:
    """In "…" TOML reads \\t, \\b and \\f of \\theta, \\beta and \\frac as control characters: LaTeX wants '…'."""
    stack = [data]
    while stack:
        here = stack.pop()
        if isinstance(here, dict):
            stack += [*here, *here.values()]
        elif isinstance(here, list):
            stack += here
        elif isinstance(here, str) and any(ord(c) < 32 and c != "\n" for c in here):
            shown = "".join(c if ord(c) >= 32 else "␛" for c in here)
            fix = "write LaTeX in single quotes: '\\theta', not \"\\theta\""
            raise origin.error(f"a control character in `{shown[:60]}`", shown.split("␛")[-1][:20], fix)


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
    places = {i.name: n for n, i in enumerate(into.identities)}
    for i in new.identities:
        if i.name in places:
            into.identities[places[i.name]] = i
        else:
            into.identities.append(i)


def typed(data: Mapping[str, Any], keys: Mapping[str, type], what: str, origin: Source) -> None:
    """Refuse keys that are not known, and values of another kind."""
    known(data, keys, what, origin)
    for key, value in data.items():
        if not isinstance(value, keys[key]) or (isinstance(value, bool) and keys[key] is int):
            raise origin.error(f"`{key}` of {what} must be {KINDS[keys[key]]}", key)


def known(data: Mapping[str, Any], keys: Collection[str], what: str, origin: Source) -> None:
    for key in data:
        if key not in keys:
            near = difflib.get_close_matches(key, keys, 1)
            raise origin.error(
                f"`{key}` is not part of {what}", key, f"known: {', '.join(sorted(keys))}." + (f"  Did you mean {near[0]}?" if near else "")
            )


def table(data: Mapping[str, Any], name: str, origin: Source) -> dict[str, Any]:
    found = data.get(name, {})
    if not isinstance(found, dict):
        raise origin.error(f"`{name}` must be a table", name, f"write [{name}] on a line of its own")
    return dict(found)


def strings(value: Any, what: str, origin: Source) -> list[str]:
    if isinstance(value, str):
        return [value]
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise origin.error(f"`{what}` must be a text or a list of texts", what)
    return value


def credits(value: Any, what: str, origin: Source) -> dict[str, float]:
    """Credit from 0 to 1 by class: layout, form, steps, case, and the classes of repairs."""
    if not isinstance(value, dict):
        raise origin.error(f"the credit of {what} must be a table", "credit", "credit = { layout = 1.0, sign = 0.5 }")
    for name, share in value.items():
        if name not in CREDIT_KEYS:
            near = difflib.get_close_matches(name, CREDIT_KEYS, 1)
            fix = f"known: {', '.join(sorted(CREDIT_KEYS))}." + (f"  Did you mean {near[0]}?" if near else "")
            raise origin.error(f"`{name}` is no class of credit", name, fix)
        if isinstance(share, bool) or not isinstance(share, (int, float)) or not 0 <= share <= 1:
            raise origin.error(f"the credit for {name} must be a number from 0 to 1", name)
    return {str(k): float(v) for k, v in value.items()}


def feedbacks(value: dict[str, Any], origin: Source) -> dict[str, str]:
    """What is said of each class of mistakes, in the teacher's words."""
    for name, text in value.items():
        if name not in CREDIT_KEYS | {"wrong", "ill-typed", "unreadable"}:
            fix = f"known: {', '.join(sorted(CREDIT_KEYS | {'wrong', 'ill-typed', 'unreadable'}))}"
            raise origin.error(f"`{name}` is no class of mistakes", name, fix)
        if not isinstance(text, str) or not text.strip() or len(text) > MAX_FEEDBACK:
            raise origin.error(f"the feedback for {name} must be a text of at most {MAX_FEEDBACK} characters", name)
    return {str(k): v.strip() for k, v in value.items()}


def identity(data: Any, origin: Source) -> Identity:
    if not isinstance(data, dict) or not isinstance(data.get("name"), str) or "claim" not in data:
        raise origin.error("an identity needs a name and a claim", "[[identity]]", "name = \"grad_x\", claim = '… = …'")
    if not data["name"].isprintable() or not data["name"].strip():
        raise origin.error(f"`{visible(data['name'])}` is no name of an identity: letters on one line are wanted", "[[identity]]")
    known(data, IDENTITY_KEYS, f"the identity {data['name']}", origin)
    if not strings(data["claim"], "claim", origin) or not all(c.strip() for c in strings(data["claim"], "claim", origin)):
        raise origin.error(f"the identity {data['name']} claims nothing", f'"{data["name"]}"', "claim = '… = …'")
    if not isinstance(data.get("define", {}), dict) or not all(isinstance(data.get(k, ""), str) for k in ("about", "source", "induction")):
        raise origin.error(
            f"the identity {data['name']}: `define` is a table, `about`, `source` and `induction` are texts", f'"{data["name"]}"'
        )
    return Identity(
        data["name"],
        tuple(strings(data["claim"], "claim", origin)),
        tuple(strings(data.get("assume", []), "assume", origin)),
        tuple(strings(data.get("twins", []), "twins", origin)),
        tuple(strings(data.get("in_terms_of", []), "in_terms_of", origin)),
        str(data.get("about", "")),
        str(data.get("source", "")),
        str(data.get("induction", "")),
        tuple(strings(data.get("uses", []), "uses", origin)),
        dict(data.get("define", {})),
        tuple(strings(data.get("forbid", []), "forbid", origin)),
        credits(data.get("credit", {}), f"the identity {data['name']}", origin),
        points(data, origin),
    )


def points(data: Mapping[str, Any], origin: Source) -> float:
    """What a right answer is worth: a number from 0 to 1000."""
    value = data.get("points", 1)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1000:
        raise origin.error(f"the points of {data['name']} must be a number from 0 to 1000", "points")
    return float(value)
