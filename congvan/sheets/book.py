"""The register as XLSX: a cover sheet and the ten columns of the decree."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any

from congvan.standard.book import Book

_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Letters that XML can't hold."""


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
