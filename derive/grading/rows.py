"""Answers by the thousand, as files: JSON lines and CSV in and out, a row that is malformed among the good ones."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from ..errors import InputError
from ..files import opened
from ..visible import escaped

MAX_FIELD = 50_000_000
MAX_LINE = 64_000_000
MAX_DEPTH = 50
"""What is nested deeper in a column is not carried through."""
MAX_COLUMNS = 2_000
NEEDED = "id, problem, formula (to grade an answer), or id, sheet, claim (to check a claim)"
FIELDS = (
    "id", "problem", "formula", "sheet", "claim", "verdict", "credit", "reading", "feedback", "repair", "witness", "mistake", "notes",
    "group", "override", "steps", "parts", "assumptions", "conditions", "stopped", "asked", "seconds",
)  # fmt: skip
ASKED = ("problem", "formula", "sheet", "claim", "where")
"""The columns that say what is asked."""
KNOWN = frozenset({"id", *ASKED})
BLANK = "formula."
"""So begins the name of a column that holds the answer to one part of a question: formula.vc."""
LIKE_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""A spreadsheet runs a cell that begins so, behind blanks too."""
BLANKS = " \n\u00a0\u200b\ufeff"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the input: its number (from 1), its fields; or what is wrong with it."""

    number: int
    fields: Mapping[str, Any]
    fault: str = ""

    @property
    def id(self) -> Any:
        return self.fields.get("id")

    def digest(self, options: Iterable[str]) -> str:
        """What is asked in this row, under these options, and what it carries, as a few letters."""
        asked = [self.id, self.fault, *(self.fields.get(k) for k in ASKED), *options, sorted(extras(self.fields).items())]
        return hashlib.sha256(json.dumps(asked).encode("ascii")).hexdigest()[:16]


def kind_of(path: Path, what: str) -> str:
    """jsonl or csv, by the file's name."""
    match path.suffix.lower():
        case ".jsonl" | ".ndjson":
            return "jsonl"
        case ".csv":
            return "csv"
    raise InputError(f"{what} {path}: the file's name must end in .jsonl or .csv")


# ---------------------------------------------------------------------------------------------- reading
def read_rows(path: Path, option: str = "--input") -> Generator[Row, None, None]:
    """The rows of a file, one by one; `InputError` if the file as a whole cannot be used, naming the option that it was given to."""
    kind = kind_of(path, option)
    try:
        with opened(path, option) as file:
            yield from read_json(file) if kind == "jsonl" else read_csv(path, file)
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror or error}") from None


def read_json(file: IO[bytes]) -> Iterator[Row]:
    number = 0
    while raw := file.readline(MAX_LINE):
        if not raw.strip():
            continue
        number += 1
        if len(raw) == MAX_LINE and not raw.endswith(b"\n"):
            while (more := file.readline(MAX_LINE)) and not more.endswith(b"\n"):
                pass
            yield Row(number, {}, f"row {number} is longer than {MAX_LINE / 1e6:.0f} MB")
            continue
        yield json_row(number, raw)


def json_row(number: int, raw: bytes) -> Row:
    try:
        fields = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return Row(number, {}, f"row {number} is not UTF-8 text (byte {error.start} of the line)")
    except RecursionError:
        return Row(number, {}, f"row {number} is nested too deeply")
    except ValueError as error:
        return Row(number, {}, f"row {number} is not JSON: {str(error)[:200]}")
    if not isinstance(fields, dict):
        return Row(number, {}, f"row {number} is not a JSON object; it needs {NEEDED}")
    deep = [str(k) for k, v in fields.items() if depth_of(v) > MAX_DEPTH]
    if deep:
        kept = {k: v for k, v in fields.items() if k not in deep}
        return Row(number, kept, f"row {number}: {', '.join(deep)[:200]} is nested more than {MAX_DEPTH} deep")
    return checked(Row(number, fields))


def depth_of(value: Any) -> int:
    """How deeply lists and objects are nested, without recursion; more than MAX_DEPTH is not counted on."""
    depth, level = 0, [value]
    while level and depth <= MAX_DEPTH:
        level = [w for v in level if isinstance(v, (dict, list)) for w in (v.values() if isinstance(v, dict) else v)]
        depth += bool(level)
    return depth


def read_csv(path: Path, file: IO[bytes]) -> Iterator[Row]:
    csv.field_size_limit(MAX_FIELD)
    with io.TextIOWrapper(file, encoding="utf-8-sig", errors="surrogateescape", newline="") as text:
        yield from csv_rows(path, csv.reader(line.replace("\0", "\ufffd") for line in text))


def csv_rows(path: Path, reader: Any) -> Iterator[Row]:
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
            try:
                yield Row(number, clean(fields), f"row {number} is not UTF-8 text") if broken else checked(Row(number, with_blanks(fields)))
            except InputError as error:
                yield Row(number, fields, f"row {number} has {error}")
    except csv.Error as error:
        raise InputError(f"{path}, line {reader.line_num}: not CSV: {error}") from None


def clean(fields: Mapping[str, str]) -> dict[str, str]:
    """Without the bytes that are no text."""
    return {k: v.encode("utf-8", "replace").decode("utf-8") for k, v in fields.items()}


def with_blanks(fields: Mapping[str, str]) -> dict[str, Any]:
    """With the columns formula.… that are filled as one formula, the answers by part."""
    blanks = {k.removeprefix(BLANK): v for k, v in fields.items() if k.startswith(BLANK) and v.strip()}
    rest: dict[str, Any] = {k: v for k, v in fields.items() if not k.startswith(BLANK)}
    if rest.get("formula") and blanks:
        raise InputError(f"a formula and answers to the parts {', '.join(blanks)[:100]}: one of them is to be empty")
    return {**rest, "formula": blanks} if blanks or ("formula" not in rest and len(rest) < len(fields)) else rest


def lacking(header: list[str]) -> str:
    """What a header lacks."""
    have = set(header)
    if len(header) != len(have):
        return "two columns have the same name"
    if len(header) > MAX_COLUMNS:
        return f"more than {MAX_COLUMNS} columns"
    answers = "formula" in have or any(h.startswith(BLANK) for h in have)
    if ("problem" in have and answers) or {"sheet", "claim"} <= have:
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
        if not isinstance(fields[name], (str, dict) if name == "formula" else str):
            return Row(row.number, fields, f"row {row.number}: {name} must be text")
    for name in ("where", "sheet"):
        if not isinstance(fields.get(name) or "", str):
            return Row(row.number, fields, f"row {row.number}: {name} must be text")
    return Row(row.number, fields)


# ---------------------------------------------------------------------------------------------- writing
def extras(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Columns that are carried through; one named like a field of ours gets the prefix input_."""
    own = frozenset(FIELDS) - KNOWN
    return {(f"input_{k}" if k in own else k): v for k, v in fields.items() if k not in KNOWN or k == "where"}


def columns_of(rows: Iterable[Row], most: int = MAX_COLUMNS) -> list[str]:
    """The columns of a CSV output: ours, then whatever any row of the input has besides."""
    more: dict[str, None] = {}
    for row in rows:
        more |= dict.fromkeys(extras(row.fields))
        if len(more) > most:
            raise InputError(f"row {row.number}: the rows up to it have more than {most} columns in all; write .jsonl instead")
    return [*FIELDS, *more]


@dataclass(frozen=True, slots=True)
class Form:
    """How result rows are written: as JSON lines, or as CSV with these columns; `raw` leaves cells as spreadsheets would run them."""

    kind: str
    columns: tuple[str, ...] = ()
    raw: bool = False

    @property
    def head(self) -> bytes:
        return csv_line(self.columns if self.raw else map(guarded, self.columns)) if self.kind == "csv" else b""

    def line(self, data: Mapping[str, Any]) -> bytes:
        if self.kind == "jsonl":
            return escaped(json.dumps(finite(data), ensure_ascii=False)).encode("utf-8") + b"\n"
        return csv_line([(cell if self.raw else guarded)(data.get(c)) for c in self.columns])


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


def csv_line(cells: Iterable[str]) -> bytes:
    """A record; cells with line ends of any kind are in quotes."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return (out.getvalue()[:-2] + "\n").encode("utf-8", "replace")


def cell(value: Any) -> str:
    """A value as a cell: text as it is, lists of texts a line each, the rest as JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(v, str) for v in value):
        return "\n".join(value)
    return json.dumps(finite(value), ensure_ascii=False)


def guarded(value: Any) -> str:
    """A cell that no spreadsheet runs: before what looks like a formula stands an apostrophe (not before a number)."""
    text = cell(value)
    return f"'{text}" if text.lstrip(BLANKS).startswith(LIKE_A_FORMULA) and not is_number(text) else text


def is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text)) and text.isprintable()
    except ValueError:
        return False


# ---------------------------------------------------------------------------------------------- reading back
@dataclass(frozen=True, slots=True)
class Record:
    """A row of an earlier run's output: its bytes, and what a later run needs of it."""

    line: bytes
    asked: str
    stopped: bool


def records(file: IO[bytes], path: Path, form: Form) -> Iterator[Record]:
    """The whole rows of an output, one by one; what a kill left of a last one is passed over."""
    foreign = InputError(f"--resume: {path} is not the output of an earlier run with these columns; name another file")
    first = True
    for line in whole_lines(file, form.kind == "csv"):
        if form.kind == "csv" and first:
            if line != form.head:
                raise foreign
            first = False
            continue
        try:
            data = json.loads(line) if form.kind == "jsonl" else record_of(line, form.columns)
        except (ValueError, RecursionError, csv.Error):
            raise foreign from None
        if not isinstance(data, dict) or not {"verdict", "asked", "stopped"} <= data.keys():
            raise foreign
        yield Record(line, str(data["asked"]), bool(data["stopped"]))


def record_of(line: bytes, columns: tuple[str, ...]) -> dict[str, str]:
    csv.field_size_limit(MAX_FIELD)
    (cells,) = csv.reader(io.StringIO(line.decode("utf-8", "replace"), newline=""))
    return dict(zip(columns, cells, strict=True))


def whole_lines(file: IO[bytes], quoted: bool) -> Iterator[bytes]:
    """Lines that end; in CSV a line end between quotes does not count."""
    kept = b""
    while raw := file.readline():
        kept += raw
        if not raw.endswith(b"\n"):
            return
        if not quoted or kept.count(b'"') % 2 == 0:
            yield kept
            kept = b""
