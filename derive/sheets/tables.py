"""Tables of a sheet's TOML, checked key by key; a mistake is a `SheetError` with file, line, what is wrong and what would be right."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from ..errors import SheetError
from ..visible import shortened

LONGEST_MESSAGE = 1_000
KINDS = {list: "a list", bool: "true or false", str: "a text", dict: "a table", int: "a whole number"}


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


def written(value: Any) -> str:
    """A value of the TOML as text; Python refuses to write integers of thousands of digits."""
    try:
        return str(value)
    except ValueError:
        return "a number of thousands of digits"


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


def text_in(data: Mapping[str, Any], key: str, origin: Source) -> str:
    if not isinstance(data.get(key, ""), str):
        raise origin.error(f"`{key}` must be a text", key)
    return str(data.get(key, ""))
