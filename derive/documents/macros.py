"""The document's own macros, expanded before its mathematics is looked for; every character keeps its place.

A macro may stand for a delimiter (\\beq … \\eeq), so this must come first.  Numbers of uses and sizes are bounded; a macro that
calls itself is left as it is, and named.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .placed import Placed

MAX_USES = 50_000
MAX_EXPANSION = 20_000
"""A macro that stands for more characters is left as it is, and named."""
MAX_GROWTH = 400_000
"""So many characters all expansions of a document may make, those in between counted; looked at before they are made."""
MAX_DEPTH = 20
DEFINING = re.compile(r"\\(?:re)?newcommand\*?|\\providecommand\*?|\\g?def(?![A-Za-z])|\\DeclareMathOperator\*?|\\let(?![A-Za-z])")
MAX_MACROS = 5_000


def definitions(text: str) -> Iterator[tuple[int, int]]:
    """Where the macros of a text are defined."""
    for count, match in enumerate(DEFINING.finditer(text)):
        if count >= MAX_MACROS:
            return
        end = end_of_definition(text, match)
        if end is not None:
            yield match.start(), end


def end_of_definition(text: str, match: re.Match[str]) -> int | None:
    if match.group().startswith("\\let"):
        found = re.compile(r"\s*\\[A-Za-z]+\s*=?\s*(\\[A-Za-z]+|.)").match(text, match.end())
        return found.end() if found else None
    head = re.compile(r"\s*+(\{\s*+\\[A-Za-z]+\s*+\}|\\[A-Za-z]+)\s*+(\[\d\])?\s*+(\[[^\]\n]*\])?\s*+((?:#\d)*)\s*+(?=\{)").match(
        text, match.end()
    )
    return closing_brace(text, head.end()) if head else None


def closing_brace(text: str, at: int) -> int | None:
    """The place after the brace that closes the one at `at`, within 2 000 characters."""
    depth = 0
    for n in range(at, min(len(text), at + 2_000)):
        if text[n] in "{}" and text[n - 1 : n] != "\\":
            depth += 1 if text[n] == "{" else -1
            if depth == 0:
                return n + 1
    return None


def macros(text: str, foreign: Mapping[str, Macro]) -> Macros:
    """The macros that a text defines, and those of others that it uses."""
    found: dict[str, Macro] = {}
    for start, end in definitions(text):
        macro = parsed(text[start:end])
        if macro is not None:
            found.setdefault(macro.name, macro)
    return Macros(found, foreign)


@dataclass(frozen=True, slots=True)
class Macro:
    """\\name, how many arguments it takes, the value of the first if that may be left out, and what it stands for."""

    name: str
    count: int
    default: str | None
    body: str

    def length(self, arguments: list[Placed]) -> int:
        """How many characters it stands for with these arguments."""
        uses = (int(n) for n in re.findall(r"#(\d)", self.body))
        return len(self.body) + sum(len(arguments[n - 1]) for n in uses if 0 < n <= len(arguments))


HEADER = re.compile(
    r"\\[A-Za-z]+\*?\s*+(?:\{\s*+(\\[A-Za-z]+)\s*+\}|(\\[A-Za-z]+))\s*+(?:\[(\d)\])?\s*+(?:\[([^\]\n]*)\])?\s*+((?:#\d)*)\s*+"
)


def parsed(text: str) -> Macro | None:
    if text.startswith("\\let"):
        match = re.match(r"\\let\s*(\\[A-Za-z]+)\s*=?\s*(.+)", text, re.DOTALL)
        return Macro(match[1], 0, None, match[2]) if match else None
    head = HEADER.match(text)
    if head is None:
        return None
    body = text[head.end() :].strip()[1:-1]
    if text.startswith("\\DeclareMathOperator"):
        body = f"\\operatorname{{{body}}}"
    return Macro(head[1] or head[2], int(head[3] or len(head[5]) // 2), head[4], body)


class Macros:
    """The macros of a document; those defined twice mean at each place what was last said."""

    def __init__(self, known: dict[str, Macro], foreign: Mapping[str, Macro]) -> None:
        self.foreign = {n: m for n, m in foreign.items() if n not in known}
        """Those that the document does not define."""
        self.met: list[tuple[int, str]] = []
        """Where they were met in the file, in order."""
        self.known = {**self.foreign, **known}
        self.faulty = {n: "calls itself" for n in self.known if self.reaches(n, n)}
        self.faulty |= {n: f"stands for more than {MAX_EXPANSION} characters" for n in self.known if self.size(n, {}) > MAX_EXPANSION}
        self.pattern = self.uses()
        self.left, self.made = MAX_USES, 0

    def uses(self) -> re.Pattern[str] | None:
        plain = sorted((n for n in self.known if n not in self.faulty), key=len, reverse=True)
        return re.compile("(?:" + "|".join(re.escape(n) for n in plain) + r")(?![A-Za-z])") if plain else None

    def used(self, name: str) -> list[str]:
        return [n for n in re.findall(r"\\[A-Za-z]+", f"{self.known[name].body} {self.known[name].default or ''}") if n in self.known]

    def reaches(self, start: str, goal: str) -> bool:
        """Whether the body of a macro leads, through others, to `goal`."""
        seen: set[str] = set()
        waiting = [start]
        while waiting:
            for used in self.used(waiting.pop()):
                if used == goal:
                    return True
                if used not in seen:
                    seen.add(used)
                    waiting.append(used)
        return False

    def size(self, name: str, sizes: dict[str, int], depth: int = 0) -> int:
        """How many characters a macro stands for, without its arguments."""
        if name not in sizes:
            sizes[name] = MAX_EXPANSION + 1  # while it is looked at: one that leads back here is too long
            inner = sum(self.size(n, sizes, depth + 1) for n in self.used(name)) if depth < MAX_DEPTH else MAX_EXPANSION + 1
            sizes[name] = min(len(self.known[name].body) + inner, MAX_EXPANSION + 1)
        return sizes[name]

    def told(self, start: int, end: int) -> tuple[str, ...]:
        """How macros that the document does not define are read, between two places of the file."""
        names = dict.fromkeys(self.between(start, end))
        return tuple(f"{n}, which the document does not define, is read as {self.foreign[n].body}" for n in names)

    def guessed(self, start: int, end: int) -> str:
        """A macro between two places whose reading is no more than likely."""
        return next((n for n in self.between(start, end) if "\\hat" in self.foreign[n].body), "")

    def between(self, start: int, end: int) -> list[str]:
        """The foreign macros between two places of the file."""
        return [n for _, n in self.met[bisect_left(self.met, (start, "")) : bisect_left(self.met, (end + 1, ""))]]

    def fault_in(self, text: str) -> str:
        """What is wrong with a macro in the text; empty if nothing is."""
        name = next((n for n in re.findall(r"\\[A-Za-z]+", text) if n in self.faulty), "") if self.faulty else ""
        return f"the macro {name} {self.faulty[name]}" if name else ""

    def expand(self, text: Placed) -> Placed:
        """The text with every use replaced, and the definitions left out."""
        last = 0
        parts: list[Placed] = []
        for start, end in definitions(text.text):
            parts.append(self.expanded(text[last:start]))
            parts.append(Placed(" ", (start,)))  # two dollars around it stay apart
            macro = parsed(text.text[start:end])
            if macro is not None and self.known.get(macro.name) != macro:
                self.known[macro.name] = macro
                if self.reaches(macro.name, macro.name):
                    self.faulty[macro.name] = "calls itself"
                self.pattern = self.uses()
            last = end
        parts.append(self.expanded(text[last:]))
        return Placed.joined(parts)

    def expanded(self, text: Placed) -> Placed:
        for _ in range(MAX_DEPTH):
            new = self.once(text) if self.pattern is not None else text
            if new is text:
                break
            text = new
        return text

    def once(self, text: Placed) -> Placed:
        assert self.pattern is not None
        parts: list[Placed] = []
        at = 0
        while self.left > 0 and (match := self.pattern.search(text.text, at)):
            self.left -= 1
            macro = self.known[match.group()]
            if match.group() in self.foreign:
                insort(self.met, (text.at[match.start()], match.group()))
            end = match.end()
            arguments: list[Placed] = []
            if macro.default is not None:
                optional = re.compile(r"\s*\[([^\]]*)\]").match(text.text, end)
                arguments.append(text[optional.start(1) : optional.end(1)] if optional else put(macro.default, text, match.start()))
                end = optional.end() if optional else end
            while len(arguments) < macro.count and end < len(text):
                argument, end = argument_at(text, end)
                arguments.append(argument)
            self.made += macro.length(arguments)
            if self.made > MAX_GROWTH:
                self.faulty[macro.name] = f"and others stand for more than {MAX_GROWTH} characters in all"
                self.left = 0
                break
            parts += [text[at : match.start()], filled(macro, arguments, text, match.start())]
            if macro.count == 0 and text.text[end : end + 2] == "{}":
                end += 2
            at = end
        if not parts:
            return text
        return Placed.joined([*parts, text[at:]])


def put(body: str, text: Placed, place: int) -> Placed:
    """New characters at the place of the macro's use."""
    return Placed(body, (text.at[place],) * len(body))


def argument_at(text: Placed, at: int) -> tuple[Placed, int]:
    """One argument and where it goes on: a group, a command, a character."""
    at += len(text.text[at:]) - len(text.text[at:].lstrip()) if text.text[at : at + 1].isspace() else 0
    if text.text[at : at + 1] == "{":
        end = closing_brace(text.text, at)
        if end is not None:
            return text[at + 1 : end - 1], end
    command = re.compile(r"\\[A-Za-z]+|\\.|.", re.DOTALL).match(text.text, at)
    end = command.end() if command else at + 1
    return text[at:end], end


def filled(macro: Macro, arguments: list[Placed], text: Placed, place: int) -> Placed:
    """The body with its arguments; a space keeps \\cdot x from becoming \\cdotx."""
    out: list[Placed] = []
    last = 0
    for match in re.finditer(r"#(\d)", macro.body):
        number = int(match[1])
        out.append(put(macro.body[last : match.start()], text, place))
        if 0 < number <= len(arguments):
            out.append(arguments[number - 1])
        last = match.end()
    rest = macro.body[last:]
    if re.search(r"\\[A-Za-z]+$", rest):
        rest += " "
    return Placed.joined([*out, put(rest, text, place)])
