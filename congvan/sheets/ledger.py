"""A table of the ledger of deliveries as XLSX."""

from __future__ import annotations

import io
from collections.abc import Sequence


def to_xlsx(title: str, headings: Sequence[str], rows: Sequence[Sequence[str]], name: str = "Sổ gửi") -> bytes:
    """One sheet called ``name``: a title, a head that stays in sight and on every printed page, rows; A4 landscape."""
    import openpyxl
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = name[:31]
    for r, row in enumerate(([title], headings, *rows), 1):
        for c, text in enumerate(row, 1):
            cell = sheet.cell(r, c, _plain(text))
            cell.data_type = "s"  # a text that begins with "=" is a text
            cell.font = Font(name="Times New Roman", size=14 if r == 1 else 12, bold=r <= 2)
            cell.alignment = Alignment(wrap_text=r > 1, vertical="top")
    for c, heading in enumerate(headings, 1):
        longest = max((len(row[c - 1]) for row in rows), default=0)
        sheet.column_dimensions[get_column_letter(c)].width = min(48, max(len(heading), longest) + 2)
    sheet.freeze_panes = "A3"
    sheet.print_title_rows = "2:2"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _plain(text: str) -> str:
    """What a cell can hold: no control characters (a server may say anything)."""
    return "".join(c if c.isprintable() or c == "\n" else " " for c in text)[:32_000]
