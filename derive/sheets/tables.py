"""Tables of a sheet's TOML, checked key by key; a mistake is a `SheetError` with file, line, what is wrong and what would be right."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from ..errors import SheetError
from ..visible import shortened

LONGEST_MESSAGE = 1_000
KINDS = {list: "a list", bool: "true or false", str: "a text", dict: "a table", int: "a whole number"}


class Source:
    """A sheet's text, to point into; all of it, or from `start` to `stop`."""

    def __init__(self, path: Path, text: str, start: int = 0, stop: int | None = None) -> None:
        self.path, self.text, self.start, self.stop = path, text, start, stop

    def block(self, header: str, number: int) -> Source:
        """The table [[header]] of that number, from 0 on; all of the text where it is written in another way."""
        begins = [m.start() for m in re.finditer(rf"^[ \t]*\[\[[ \t]*{header}[ \t]*\]\]", self.text, re.MULTILINE)]
        if number >= len(begins):
            return self
        return Source(self.path, self.text, begins[number], [*begins, len(self.text)][number + 1])

    def error(self, fact: str, near: str = "", fix: str = "", last: bool = False) -> SheetError:
        """The message, with the line where `near` first stands, as a key if it does, or where it stands last."""
        line = self.line(near, last) if near else 0
        fact, fix = shortened(fact, LONGEST_MESSAGE), shortened(fix, LONGEST_MESSAGE)
        place = f"{self.path}, line {line}" if line else str(self.path)
        return SheetError(f"{place}: {fact}" + (f"\n  {fix}" if fix else ""))

    def line(self, near: str, last: bool = False) -> int:
        here = self.text[self.start : self.stop]
        key = re.search(rf"^[ \t]*(['\"]?){re.escape(near)}\1[ \t]*=", here, re.MULTILINE)
        place = here.rfind(near) if last else key.end() if key else here.find(near)
        if place < 0 and not self.start:
            return 0
        return self.text.count("\n", 0, self.start + max(place, 0)) + 1


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
