"""The register as CSV and XLSX: rows read with their line numbers, the ten columns written with a cover."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from congvan.machine import files
from congvan.machine.said import Said, named
from congvan.register.columns import WITHIN, columns, guess, head, incoming
from congvan.standard.book import Book
from congvan.text.letters import nfc

if TYPE_CHECKING:
    from openpyxl import Workbook

Row = dict[str, object]
Table = list[tuple[int, Sequence[object]]]
"""Lines of a file, from 1, with their cells."""

BEYOND = "+"
"""The key of a row's cells that stand right of the last column."""
MARKS = (",", ";", "\t")
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
UNPACKED_MOST = 500_000_000
"""Bytes: a million rows are a fifth of it; a file that swells to more is meant to."""
_RISKY = ("=", "+", "-", "@", "\t", "\r", "'")
"""What a program that opens a CSV may take for a formula when a cell begins with it; ``'`` before it makes it text."""
_NUMBER = re.compile(r"\d{1,6}(?:[A-Za-zĐđ]?\s*/\s*\S+|\.0)?")
_COLUMN = re.compile(r"\(\d{1,2}\)")
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Letters that XML can't hold."""


class Unreadable(Exception):
    """The file is no CSV in UTF-8 and no XLSX; ``why`` is why."""

    def __init__(self, why: Said) -> None:
        super().__init__(why)
        self.why = why


class Torn(Exception):
    """A quotation mark in the CSV is not closed where its cell ends; ``line`` is where the row begins."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line


class Formula(str):
    """A formula whose value the file does not hold: whoever made the file never computed it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """``name`` where the file has several; the line of the head and its cells, the columns known by position, and every
    row that isn't blank with its line (from 1).
    """

    name: str
    line: int
    head: Sequence[object]
    columns: list[str]
    rows: Iterator[tuple[int, Row]]


@dataclass(frozen=True, slots=True)
class Passed:
    """A sheet that names no columns: ``rows`` that look like documents, of so many that say something."""

    name: str
    rows: int
    said: int


@dataclass(frozen=True, slots=True)
class Read:
    """A whole file: the sheets that name their columns, and the others."""

    sheets: list[Sheet]
    passed: list[Passed]


def read(path: Path) -> Read:
    """CSV or XLSX → Read; every sheet, also hidden ones. Where none names its columns, the first that says something
    is given as it is. Errors: Unreadable, Torn, OSError.
    """
    data = files.read(path, UNPACKED_MOST)
    if not data.startswith(b"PK"):
        table, mark = _csv(data)
        return Read([_of("", table, mark)], [])
    tables = _xlsx(data)
    headed = [n for n, t in tables.items() if head(t) is not None]
    named_ones = [n for n in headed if not _is_incoming(tables[n])] or headed
    if not named_ones:
        name = next((n for n, t in tables.items() if head(t, strict=False) is not None), "") or next(
            (n for n, t in tables.items() if any(_says_something(cells) for _, cells in t)), next(iter(tables))
        )
        return Read([_of("", tables[name], "")], [])
    several = len(named_ones) > 1
    passed = [Passed(n, _documents(t), _said(t)) for n, t in tables.items() if n not in named_ones and _said(t)]
    return Read([_of(n if several else "", tables[n], "") for n in named_ones], passed)


def _is_incoming(table: Table) -> bool:
    at = head(table)
    return at is not None and incoming(table[at][1])


def _of(name: str, table: Table, mark: str) -> Sheet:
    at = head(table)
    at = head(table, strict=False) if at is None else at
    at = guess(table) if at is None else at
    if at is None:
        return Sheet(name, 1, [], [], iter(()))
    line, cells = table[at]
    known = columns(cells)
    rows = ((n, _row(known, row, mark)) for n, row in table[at + 1 :] if _says_something(row))
    return Sheet(name, line, cells, known, rows)


def _said(table: Table) -> int:
    return sum(_says_something(cells) for _, cells in table)


def _documents(table: Table) -> int:
    """How many rows have a number and a date, as a document has."""
    if _is_incoming(table):
        return 0
    return sum(any(_NUMBER.fullmatch(str(c or "").strip()) for c in cells) and any(_dated(c) for c in cells)
               for _, cells in table)  # fmt: skip


def _dated(value: object) -> bool:
    typed = isinstance(value, str) and not value.strip().isdecimal() and day(value) is not None
    return isinstance(value, date) or typed


def _says_something(cells: Sequence[object]) -> bool:
    """Not a blank row, nor the one below the head of the decree's form that counts the columns: (1), (2), (3) …"""
    told = [text for c in cells if (text := str(c or "").strip())]
    return any(not _COLUMN.fullmatch(text) for text in told)


def _row(columns: list[str], cells: Sequence[object], mark: str) -> Row:
    """Cells by column. Names with ``;`` between them at the end of a row are all addressees, whoever took the mark for
    the end of a cell.
    """
    if mark == ";" and columns[-1] == "to" and len(cells) > len(columns):
        cells = [
            *cells[: len(columns) - 1],
            "; ".join(str(c) for c in cells[len(columns) - 1 :] if str(c or "").strip()),
        ]
    row: Row = dict(zip(columns, cells, strict=False))
    beyond = [str(c) for c in cells[len(columns) :] if str(c or "").strip()]
    return row | {BEYOND: "; ".join(beyond)} if beyond else row


def _csv(data: bytes) -> tuple[Table, str]:
    """The rows, and what stands between their cells."""
    try:
        if data.startswith(_OLD_EXCEL):
            raise Unreadable(named("OLD_EXCEL"))
        wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
        text = nfc(data.decode("utf-16" if wide else "utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Unreadable(named("NOT_TEXT")) from error
    if "\x00" in text:
        raise Unreadable(named("BINARY"))
    tried = [(m, _first(text, m)) for m in MARKS]
    mark = next((m for m, rows in tried if head(rows) is not None), "")
    mark = mark or next((m for m, rows in tried if head(rows, strict=False) is not None), "")
    mark = mark or max(tried, key=lambda t: max((len(cells) for _, cells in t[1]), default=0))[0]
    return _cells(text, mark), mark


def _first(text: str, mark: str) -> Table:
    """The rows among which the head must be, whatever their quotation marks."""
    rows: Table = []
    with suppress(csv.Error):
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark):
            rows.append((0, row))
            if len(rows) == WITHIN:
                break
    return rows


def _cells(text: str, mark: str) -> Table:
    """Every row with the line it begins in. Strict: a mark that opens and never closes swallows the rows after it."""
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


def _xlsx(data: bytes) -> dict[str, Table]:
    """Every sheet by its name."""
    import openpyxl

    if _unpacked(data) > UNPACKED_MOST:
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


def _unpacked(data: bytes) -> int:
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


ERRORS = re.compile(
    r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|UNKNOWN!|GETTING_DATA)|Err:\d+"
)
"""What Excel and LibreOffice show where a formula has no value."""


def cell(columns: Sequence[str], key: str, line: int) -> str:
    """How a spreadsheet calls a cell: ``B5``."""
    at, name = columns.index(key) + 1, ""
    while at:
        at, rest = divmod(at - 1, 26)
        name = chr(ord("A") + rest) + name
    return f"{name}{line}"


def day(value: object) -> date | None:
    """A date as Excel stores it, ISO, or d/m/yyyy; None where it is none."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value or "").strip()
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


def to_xlsx(book: Book, cover: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """A cover sheet and the register: frozen head repeated on every printed page, A4 landscape. Each row is written as
    it comes, so that a book of many years needs no more memory than a small one.
    """
    import openpyxl
    from openpyxl.worksheet.properties import PageSetupProperties

    made = openpyxl.Workbook(write_only=True)
    front, sheet = made.create_sheet("Bìa"), made.create_sheet("Sổ")
    for page in (front, sheet):
        page.page_setup.orientation, page.page_setup.paperSize = "landscape", book.sheet.paper
        page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
        page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    made.active = 1
    front.sheet_view.tabSelected = False
    _cover(front, book, cover)
    _table(sheet, book, rows)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _cell(page: Any, text: str, font: Any, alignment: Any) -> Any:
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(page, _UNSEEN.sub("\ufffd", text))
    cell.data_type = "s"  # a text that begins with "=" is a text
    cell.font, cell.alignment = font, alignment
    return cell


def _cover(page: Any, book: Book, cover: Sequence[str]) -> None:
    from openpyxl.styles import Alignment, Font

    look = book.sheet
    page.column_dimensions["A"].width = look.cover_width
    title = list(cover).index(book.title)
    middle = Alignment(horizontal="center")
    row = 1
    for n, text in enumerate(cover):
        for _ in range(row, look.cover_row + n * look.cover_step):
            page.append([])
        row = look.cover_row + n * look.cover_step + 1
        size = look.cover_title_size if n == title else look.cover_size
        page.append([_cell(page, text, Font(name=look.font, size=size, bold=n <= title), middle)])


def _table(page: Any, book: Book, rows: Sequence[Sequence[str]]) -> None:
    from openpyxl.styles import Alignment, Border, Font, Side

    look, thin = book.sheet, Side(style="thin")
    box = Border(left=thin, right=thin, top=thin, bottom=thin)
    heavy, plain = (Font(name=look.font, size=look.size, bold=bold) for bold in (True, False))
    middle, left = (Alignment(wrap_text=True, vertical="top", horizontal=side) for side in ("center", "left"))
    for letter, column in zip("ABCDEFGHIJ", book.columns, strict=True):
        page.column_dimensions[letter].width = column.cells
    page.freeze_panes = "A2"
    page.print_title_rows = "1:1"
    looks = []
    for font, sides in (
        (heavy, [middle] * len(book.columns)),
        (plain, [middle if c.centred else left for c in book.columns]),
    ):
        looks.append([_cell(page, "", font, side) for side in sides])
        for look_of in looks[-1]:
            look_of.border = box
    for r, row in enumerate((book.headings, *rows)):
        page.append([_like(of, text) for of, text in zip(looks[min(r, 1)], row, strict=True)])


def _like(of: Any, text: str) -> Any:
    """A cell with the look of another: looking it up in the workbook for each cell takes twice as long."""
    from openpyxl.cell import WriteOnlyCell

    cell: Any = WriteOnlyCell(of.parent, _UNSEEN.sub("\ufffd", text))
    cell.data_type, cell._style = "s", of._style
    return cell
