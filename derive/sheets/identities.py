"""What a sheet asks and states: identities, and questions with several parts, each with its points, credits and words."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..visible import visible
from .tables import Source, known, strings, table, text_in

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
    "feedback",
    "points",
}
QUESTION_KEYS = {"name", "title", "about", "parts"}
PART_KEYS = {"name", "title", "asks", "points", "credit", "feedback"}
MAX_PARTS = 50
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
    feedback: Mapping[str, str] = field(default_factory=dict)
    """What is said of a class of mistakes here, before what the sheet says of it everywhere."""
    points: float = 1.0
    """What a right answer is worth."""

    @property
    def claim(self) -> str:
        return r",\quad ".join(self.claims)


@dataclass(frozen=True, slots=True)
class Part:
    """One blank of a question: the identity that it asks for, and what credit and words count for it here."""

    name: str
    title: str
    asks: str
    points: float | None
    """What it is worth; None: what the identity is worth."""
    credit: Mapping[str, float]
    feedback: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Exercise:
    """A question with several blanks."""

    name: str
    title: str
    about: str
    parts: tuple[Part, ...]


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
        feedbacks(table(data, "feedback", origin), origin),
        points(data, origin),
    )


def exercise(data: Mapping[str, Any], origin: Source) -> Exercise:
    """A question: a name, and its parts."""
    name = naming(data, "question", "[[question]]", origin)
    known(data, QUESTION_KEYS, f"the question {name}", origin)
    parts = data.get("parts")
    if not isinstance(parts, list) or not 1 <= len(parts) <= MAX_PARTS or not all(isinstance(p, dict) for p in parts):
        fix = 'parts = [{ name = "a", asks = "grad_vc", points = 2 }, { name = "b", asks = "grad_uw" }]'
        raise origin.error(f"the question {name} needs parts, 1 to {MAX_PARTS} tables", f'"{name}"', fix)
    found = tuple(part(p, name, origin) for p in parts)
    unlike(found, f"parts of the question {name}", origin)
    return Exercise(name, text_in(data, "title", origin), text_in(data, "about", origin), found)


def part(data: Mapping[str, Any], question: str, origin: Source) -> Part:
    name = naming(data, f"part of the question {question}", "parts", origin)
    what = f"the part {name} of the question {question}"
    known(data, PART_KEYS, what, origin)
    if not isinstance(data.get("asks"), str) or not data["asks"].strip():
        raise origin.error(f"{what} asks for nothing", "parts", 'asks = "grad_vc", the name of an identity')
    worth = points(data, origin) if "points" in data else None
    words = feedbacks(table(data, "feedback", origin), origin)
    return Part(name, text_in(data, "title", origin), data["asks"], worth, credits(data.get("credit", {}), what, origin), words)


def naming(data: Mapping[str, Any], what: str, near: str, origin: Source) -> str:
    """The name of a question or a part: letters, digits, _ and -, so that it can stand in a column's name and behind a dot."""
    name = data.get("name")
    if not isinstance(name, str) or not name or not name.replace("_", "").replace("-", "").isalnum():
        raise origin.error(f"a {what} needs a name of letters, digits, _ and -", near, 'name = "1b"')
    return name


def points(data: Mapping[str, Any], origin: Source) -> float:
    """What a right answer is worth: a number from 0 to 1000."""
    value = data.get("points", 1)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1000:
        raise origin.error(f"the points of {data['name']} must be a number from 0 to 1000", "points")
    return float(value)


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


def unlike(named: Sequence[Identity | Exercise | Part], what: str, origin: Source) -> None:
    """No two may have one name."""
    names = [n.name for n in named]
    for twice in dict.fromkeys(n for n in names if names.count(n) > 1):
        raise origin.error(f"two {what} are named {twice}", f'"{twice}"', last=True)
