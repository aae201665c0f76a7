"""The register as CSV and XLSX: rows read with their line numbers, the ten columns written with a cover."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

from congvan.standard.book import Book
from congvan.text.letters import fold, nfc

HEADINGS = {
    "number": ("number", "code", "số, ký hiệu văn bản", "số, ký hiệu", "số ký hiệu", "số và ký hiệu", "số",
               "số văn bản"),
    "symbol": ("symbol", "ký hiệu"),
    "date": ("date", "ngày tháng văn bản", "ngày", "ngày tháng", "ngày văn bản", "ngày ban hành"),
    "subject": ("subject", "trích yếu", "trích yếu nội dung", "trích yếu nội dung văn bản",
                "tên loại và trích yếu nội dung văn bản", "tên loại và trích yếu", "nội dung"),
    "type": ("type", "loại", "tên loại", "loại văn bản", "tên loại văn bản"),
    "signer": ("signer", "người ký"),
    "to": ("to", "nơi nhận văn bản", "nơi nhận", "kính gửi"),
    "archive": ("archive", "đơn vị, người nhận bản lưu", "lưu"),
    "amount": ("amount", "số lượng bản"),
    "note": ("note", "ghi chú"),
}  # fmt: skip
_BY_NAME = {" ".join(fold(name).split()): key for key, names in HEADINGS.items() for name in names}
Row = dict[str, object]


class Unreadable(Exception):
    """The file is no CSV in UTF-8 and no XLSX."""


def read(path: Path) -> tuple[list[str], Iterator[tuple[int, Row]]]:
    """The columns known, and every row that isn't blank with its line (from 1)."""
    data = path.read_bytes()
    table = _xlsx(data) if data.startswith(b"PK") else _csv(data)
    for at, (_, cells) in enumerate(table):
        columns = [_BY_NAME.get(" ".join(fold(str(c or "")).split()), "") for c in cells]
        if "number" in columns and len([c for c in columns if c]) >= 2:
            rest = table[at + 1 :]
            return [c for c in columns if c], ((n, dict(zip(columns, row, strict=False))) for n, row in rest if any(
                str(c or "").strip() for c in row))  # fmt: skip
        if at > 20:
            break
    return [], iter(())


def _csv(data: bytes) -> list[tuple[int, Sequence[object]]]:
    try:
        wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
        text = nfc(data.decode("utf-16" if wide else "utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Unreadable("không phải UTF-8") from error
    if "\x00" in text:
        raise Unreadable("tệp nhị phân")
    head = text.split("\n", 1)[0]
    mark = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    rows: list[tuple[int, Sequence[object]]] = []
    before = 0
    try:
        for row in reader:
            rows.append((before + 1, row))
            before = reader.line_num
    except csv.Error as error:
        raise Unreadable(str(error)) from error
    return rows


def _xlsx(data: bytes) -> list[tuple[int, Sequence[object]]]:
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.active
        assert sheet is not None
        return [(n, row) for n, row in enumerate(sheet.iter_rows(values_only=True), 1)]
    except Exception as error:
        raise Unreadable("không mở được như XLSX") from error


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
    """UTF-8 with BOM, so that Excel reads the letters."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows(rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def to_xlsx(book: Book, cover: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """A cover sheet and the register: frozen head repeated on every printed page, A4 landscape."""
    import openpyxl
    from openpyxl.styles import Alignment, Border, Font, Side
    from openpyxl.worksheet.properties import PageSetupProperties

    made = openpyxl.Workbook()
    front = made.active
    assert front is not None
    front.title = "Bìa"
    front.column_dimensions["A"].width = 110
    for n, line in enumerate(cover, 4):
        cell = front.cell(n * 2, 1, line)
        cell.alignment = Alignment(horizontal="center")
        cell.font = Font(
            name="Times New Roman", size=20 if line == book.title else 14, bold=line == book.title or n < 6
        )
    sheet = made.create_sheet("Sổ")
    thin = Side(style="thin")
    box = Border(left=thin, right=thin, top=thin, bottom=thin)
    for r, row in enumerate((book.headings, *rows), 1):
        for c, text in enumerate(row, 1):
            cell = sheet.cell(r, c, text)
            cell.data_type = "s"  # a text that begins with "=" is a text
            cell.border = box
            cell.font = Font(name="Times New Roman", size=12, bold=r == 1)
            centred = r == 1 or book.columns[c - 1].centred
            cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="center" if centred else "left")
    for letter, column in zip("ABCDEFGHIJ", book.columns, strict=True):
        sheet.column_dimensions[letter].width = column.cells
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    for page in (front, sheet):
        page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
        page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
        page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    made.active = 1
    front.sheet_view.tabSelected = False
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()
