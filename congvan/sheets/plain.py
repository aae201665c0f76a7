"""CSV and XLSX → rows of values with their lines, for whoever brings a list in; rows → CSV.

Every sheet of a file is read, also hidden ones. What the values mean is for the caller.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from congvan.machine import files
from congvan.machine.said import Said, named
from congvan.text.letters import nfc
from congvan.text.remembered import remembered

if TYPE_CHECKING:
    from openpyxl import Workbook

Table = list[tuple[int, Sequence[object]]]
"""Lines of a file, from 1, with their cells."""

MARKS = (",", ";", "\t")
WITHIN = 20
"""So many rows are looked at to tell what stands between the cells of a CSV."""
_OLE = b"\xd0\xcf\x11\xe0"
LOCKED = "EncryptedPackage".encode("utf-16-le")
"""The name of what a password hides in a file of Excel."""
UNPACKED_MOST = 500_000_000
"""Bytes: a million rows are a fifth of it; a file that swells to more is meant to."""
_RISKY = ("=", "+", "-", "@", "\t", "\r", "'")
"""What a program that opens a CSV may take for a formula when a cell begins with it; ``'`` before it makes it text."""


class Unreadable(Exception):
    """The file is no CSV in UTF-8 and no XLSX; ``why`` is why."""

    def __init__(self, why: Said) -> None:
        super().__init__(why)
        self.why = why


class Torn(Exception):
    """A quotation mark in the CSV is not closed where its cell ends; ``line`` is where the row begins."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


class Formula(str):
    """A formula whose value the file does not hold: whoever made the file never computed it."""


ERRORS = re.compile(
    r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|UNKNOWN!|GETTING_DATA)|Err:\d+"
)
"""What Excel and LibreOffice show where a formula has no value."""


@dataclass(frozen=True, slots=True)
class Tables:
    """Every sheet by its name (``""`` for a CSV), and what stands between the cells of a CSV."""

    sheets: dict[str, Table]
    mark: str = ""


def read(path: Path, fits: Callable[[Table], int] = lambda rows: 0) -> Tables:
    """CSV or XLSX → Tables. ``fits``: how well the first rows of a CSV read as what is looked for, cut at one mark;
    where no mark fits, the one that gives most cells is taken. Errors: Unreadable, Torn, OSError.
    """
    data = files.read(path, UNPACKED_MOST)
    if data.startswith(b"PK"):
        return Tables(workbook(data))
    text = decoded(data)
    mark = mark_of(text, fits)
    return Tables({"": cells(text, mark)}, mark)


def old_excel(data: bytes) -> Said | None:
    """Why a file of Excel that is no ZIP can't be read: the old format, or a password."""
    if not data.startswith(_OLE):
        return None
    return named("LOCKED_EXCEL" if LOCKED in data else "OLD_EXCEL")


def decoded(data: bytes) -> str:
    """The text of a CSV: UTF-8 with or without a mark at its beginning, or UTF-16 with one. Errors: Unreadable."""
    if (old := old_excel(data)) is not None:
        raise Unreadable(old)
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    try:
        text = nfc(data.decode("utf-16" if wide else "utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Unreadable(named("NOT_TEXT")) from error
    if "\x00" in text:
        raise Unreadable(named("BINARY"))
    return text


def mark_of(text: str, fits: Callable[[Table], int] = lambda rows: 0) -> str:
    """What stands between the cells: the mark whose rows fit best; of those that fit alike the one of more cells."""

    def worth(mark: str) -> tuple[int, int]:
        rows = _first(text, mark)
        fit = fits(rows)
        return fit, 0 if fit else max((len(row) for _, row in rows), default=0)

    return max(MARKS, key=worth)


def _first(text: str, mark: str) -> Table:
    """The rows among which the head must be, whatever their quotation marks."""
    rows: Table = []
    with suppress(csv.Error):
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark):
            rows.append((0, row))
            if len(rows) == WITHIN:
                break
    return rows


def cells(text: str, mark: str) -> Table:
    """Every row with the line it begins in. Strict: a mark that opens and never closes swallows the rows after it.
    Errors: Torn.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    rows: Table = []
    before = 0
    try:
        for row in reader:
            rows.append((before + 1, [c[1:] if c[:1] == "'" and c[1:2] in _RISKY else c for c in row]))
            before = reader.line_num
    except csv.Error as error:
        raise Torn(before + 1) from error
    return rows


def workbook(data: bytes) -> dict[str, Table]:
    """The values of an XLSX, every sheet by its name. Errors: Unreadable."""
    import openpyxl

    if unpacked(data) > UNPACKED_MOST:
        raise Unreadable(named("UNPACKS_TOO_LARGE"))
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        tables = {sheet.title: _sheet(book, sheet.title) for sheet in book.worksheets}
        if not tables:
            raise Unreadable(named("NOT_XLSX"))
        if not _has_formulas(data):
            return tables
        typed = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
        return {name: [(n, [_value(v, f) for v, f in zip(row, formulas, strict=True)])
                       for (n, row), (_, formulas) in zip(table, _sheet(typed, name), strict=True)]
                for name, table in tables.items()}  # fmt: skip
    except Exception as error:
        raise Unreadable(named("NOT_XLSX")) from error


def _sheet(book: Workbook, name: str) -> Table:
    return [(n, row) for n, row in enumerate(book[name].iter_rows(values_only=True), 1)]


def unpacked(data: bytes) -> int:
    """Bytes that the file would become; what is no ZIP is told later."""
    with suppress(zipfile.BadZipFile), zipfile.ZipFile(io.BytesIO(data)) as parts:
        return sum(part.file_size for part in parts.infolist())
    return 0


def _has_formulas(data: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        names = [n for n in parts.namelist() if n.startswith("xl/worksheets/") and n.endswith(".xml")]
        return any(re.search(rb"<(?:\w+:)?f[ >/]", parts.read(name)) for name in names)


def _value(value: object, typed: object) -> object:
    never = value is None and isinstance(typed, str) and typed.startswith("=")
    return Formula(typed) if never else value


def column_name(column: int) -> str:
    """How a spreadsheet calls a column, from 1: ``B``, ``AA``."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def cell_name(column: int, row: int) -> str:
    """How a spreadsheet calls a cell, both from 1: ``B5``."""
    return f"{column_name(column)}{row}"


def day(value: object) -> date | None:
    """A date as Excel stores it, ISO, or d/m/yyyy; None where it is none."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return _typed_day(str(value or "").strip())


@remembered(4096, most=40)
def _typed_day(text: str) -> date | None:
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d %H:%M:%S"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    try:
        serial = float(text)
    except ValueError:
        return None
    return date.fromordinal(date(1899, 12, 30).toordinal() + int(serial)) if 10_000 < serial < 110_000 else None


def to_csv(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """UTF-8 with BOM, so that Excel reads the letters; no cell begins as a formula does, :func:`read` undoes that."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([f"'{c}" if c.startswith(_RISKY) else c for c in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()
