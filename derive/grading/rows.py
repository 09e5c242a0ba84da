"""Answers by the thousand, as files: JSON lines and CSV in, the same out, a row that is malformed among the good ones."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import InputError

MAX_FIELD = 50_000_000
NEEDED = "id, problem, formula (to grade an answer), or id, sheet, claim (to check a claim)"
FIELDS = (
    "id", "problem", "formula", "sheet", "claim", "verdict", "credit", "reading", "feedback", "repair", "witness", "mistake", "notes",
    "steps", "assumptions", "conditions", "seconds",
)  # fmt: skip
KNOWN = frozenset({"id", "problem", "formula", "sheet", "claim", "where"})


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the input: its number (from 1), its fields; or what is wrong with it."""

    number: int
    fields: Mapping[str, Any]
    fault: str = ""

    @property
    def id(self) -> Any:
        return self.fields.get("id")


def kind_of(path: Path, what: str) -> str:
    """jsonl or csv, by the file's name."""
    match path.suffix.lower():
        case ".jsonl" | ".ndjson":
            return "jsonl"
        case ".csv":
            return "csv"
    raise InputError(f"{what} {path}: the file's name must end in .jsonl or .csv")


def read_rows(path: Path) -> Iterator[Row]:
    """The rows of a file, one by one; `InputError` if the file as a whole cannot be used."""
    kind = kind_of(path, "--input")
    try:
        if not path.exists():
            raise InputError(f"no file {path}")
        if path.is_dir():
            raise InputError(f"{path} is a folder; name a .jsonl or .csv file in it")
        yield from read_json(path) if kind == "jsonl" else read_csv(path)
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror or error}") from None


def read_json(path: Path) -> Iterator[Row]:
    number = 0
    with path.open("rb") as file:
        for raw in file:
            if not raw.strip():
                continue
            number += 1
            yield json_row(number, raw)


def json_row(number: int, raw: bytes) -> Row:
    try:
        fields = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return Row(number, {}, f"row {number} is not UTF-8 text (byte {error.start} of the line)")
    except (ValueError, RecursionError) as error:
        return Row(number, {}, f"row {number} is not JSON: {str(error)[:200]}")
    if not isinstance(fields, dict):
        return Row(number, {}, f"row {number} is not a JSON object; it needs {NEEDED}")
    return checked(Row(number, fields))


def read_csv(path: Path) -> Iterator[Row]:
    csv.field_size_limit(MAX_FIELD)
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        reader = csv.reader(line.replace("\0", "\ufffd") for line in file)
        try:
            header = [h.strip() for h in next(reader, [])]
            missing = lacking(header)
            if missing:
                raise InputError(f"{path}, line 1: {missing}\n  columns found: {', '.join(header)[:300] or 'none'}")
            for number, cells in enumerate((c for c in reader if c), 1):
                if len(cells) > len(header):
                    extra = dict(zip(header, cells, strict=False))
                    yield Row(number, clean(extra), f"row {number} has {len(cells)} fields, the header {len(header)}")
                    continue
                fields = dict(zip(header, [*cells, *[""] * (len(header) - len(cells))], strict=True))
                broken = any("\udc80" <= ch <= "\udcff" for v in fields.values() for ch in v)
                yield Row(number, clean(fields), f"row {number} is not UTF-8 text") if broken else checked(Row(number, fields))
        except csv.Error as error:
            raise InputError(f"{path}, line {reader.line_num}: not CSV: {error}") from None


def clean(fields: Mapping[str, str]) -> dict[str, str]:
    """Without the bytes that are no text."""
    return {k: v.encode("utf-8", "replace").decode("utf-8") for k, v in fields.items()}


def lacking(header: list[str]) -> str:
    """What a header lacks."""
    have = set(header)
    if len(header) != len(have):
        return "two columns have the same name"
    if {"problem", "formula"} <= have or {"sheet", "claim"} <= have:
        return ""
    return f"the columns needed are {NEEDED}"


def checked(row: Row) -> Row:
    """A row with its faults named."""
    fields = {str(k): v for k, v in row.fields.items()}
    pair = (
        ("sheet", "claim")
        if not fields.get("problem") and (fields.get("claim") is not None and fields.get("sheet"))
        else ("problem", "formula")
    )
    for name in pair:
        if fields.get(name) is None or (name != pair[1] and fields.get(name) == ""):
            return Row(row.number, fields, f"row {row.number} has no {name}; a row needs {NEEDED}")
        if not isinstance(fields[name], str):
            return Row(row.number, fields, f"row {row.number}: {name} must be text")
    if not isinstance(fields.get("where") or "", str):
        return Row(row.number, fields, f"row {row.number}: where must be text")
    return Row(row.number, fields)


# ---------------------------------------------------------------------------------------------- writing
def extras(row: Row) -> dict[str, Any]:
    """Columns that are carried through; one named like a field of ours gets the prefix input_."""
    own = frozenset(FIELDS) - KNOWN
    return {(f"input_{k}" if k in own else k): v for k, v in row.fields.items() if k not in KNOWN or k == "where"}


class Writer:
    """Writes result rows as they come; each is on the disk before the next is begun."""

    def __init__(self, path: Path, keep: int, header: list[str] | None = None) -> None:
        """`keep` bytes of an earlier run stay; `header` are the extra columns of a CSV file."""
        self.kind = kind_of(path, "--output")
        self.file = path.open("r+b" if keep else "wb")
        if keep:
            self.file.truncate(keep)
            self.file.seek(keep)
        self.columns = [*FIELDS, *(header or [])]
        if self.kind == "csv" and not keep:
            self.put(csv_line(self.columns))

    def write(self, data: Mapping[str, Any]) -> None:
        if self.kind == "jsonl":
            self.put(json.dumps(finite(data), ensure_ascii=False).encode("utf-8", "replace") + b"\n")
        else:
            self.put(csv_line([cell(data.get(c)) for c in self.columns]))

    def put(self, line: bytes) -> None:
        self.file.write(line)
        self.file.flush()

    def close(self) -> None:
        self.file.close()


def finite(value: Any) -> Any:
    """Without NaN and infinities, which JSON does not have."""
    match value:
        case float() if not math.isfinite(value):
            return str(value)
        case dict():
            return {str(k): finite(v) for k, v in value.items()}
        case list() | tuple():
            return [finite(v) for v in value]
    return value


def csv_line(cells: list[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue().encode("utf-8", "replace")


def cell(value: Any) -> str:
    """A value as a cell: text as it is, lists of texts a line each, the rest as JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(v, str) for v in value):
        return "\n".join(value)
    return json.dumps(value, ensure_ascii=False)


IDENTIFYING = ("id", "problem", "formula", "sheet", "claim")
"""What tells one answer from another when a run is resumed."""


def identity_of(fields: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(cell(finite(fields.get(k))) for k in IDENTIFYING)


def done_before(path: Path) -> tuple[int, list[tuple[str, ...]]]:
    """What an earlier run left whole: its length in bytes, and which answers it holds, in order."""
    if not path.exists():
        return 0, []
    data = path.read_bytes()
    foreign = InputError(f"--resume: {path} is not the output of an earlier run; name another file")
    if kind_of(path, "--output") == "jsonl":
        end = data.rfind(b"\n") + 1
        try:
            rows = [json.loads(line) for line in data[:end].splitlines()]
        except ValueError:
            raise foreign from None
        if not all(isinstance(r, dict) and "verdict" in r for r in rows):
            raise foreign
        return end, [identity_of(r) for r in rows]
    end, quotes = 0, 0
    for start, line in line_starts(data):
        quotes += line.count(b'"')
        if quotes % 2 == 0 and line.endswith(b"\n"):
            end = start + len(line)
    table = list(csv.reader(io.StringIO(data[:end].decode("utf-8", "replace"), newline="")))
    if not table:
        return 0, []
    if table[0][: len(FIELDS)] != list(FIELDS):
        raise foreign
    return end, [identity_of(dict(zip(table[0], r, strict=False))) for r in table[1:] if r]


def line_starts(data: bytes) -> Iterator[tuple[int, bytes]]:
    start = 0
    for line in data.splitlines(keepends=True) if b"\r" not in data else re.findall(rb"[^\n]*\n|[^\n]+", data):
        yield start, line
        start += len(line)
