"""Whether data that was read has the types that it should have: dataclasses' own annotations, and tables of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import fields
from numbers import Integral, Real
from typing import Any


def is_int(value: Any) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool) and abs(int(value)) < 2**63


def is_float(value: Any) -> bool:
    return is_int(value) or (isinstance(value, Real) and not isinstance(value, Integral))


def is_path(value: Any) -> bool:
    """A name that a file can have, and that can be shown."""
    return isinstance(value, str) and value.isprintable()


KINDS: Mapping[str, Callable[[Any], bool]] = {
    "None": lambda v: v is None,
    "bool": lambda v: isinstance(v, bool),
    "int": is_int,
    "float": is_float,
    "finite": lambda v: is_float(v) and math.isfinite(v),
    "count": lambda v: is_int(v) and v >= 0,
    "str": lambda v: isinstance(v, str),
    "path": is_path,
    "paths": lambda v: isinstance(v, list) and all(map(is_path, v)),
    "dict": lambda v: isinstance(v, dict),
    "list": lambda v: isinstance(v, list),
}
"""What a word of an annotation means."""


def fits(value: Any, annotation: str) -> bool:
    """Whether a value is of one of the kinds of an annotation, `int | None`."""
    return any(KINDS[kind](value) for kind in annotation.split(" | "))


def misfit(data: Mapping[str, Any], schema: Mapping[str, str]) -> str:
    """What is wrong with a table: a key that is missing, a value of another kind; empty if nothing is."""
    for name, annotation in schema.items():
        if name not in data:
            return f"`{name}` is missing"
        if not fits(data[name], annotation):
            return f"`{name}` must be {annotation}, not {data[name]!r:.60}"
    return ""


def schema_of(made: type) -> dict[str, str]:
    """A dataclass's fields and their annotations."""
    return {f.name: str(f.type) for f in fields(made)}
