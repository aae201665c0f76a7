"""Files that letters name: a workbook with all that a table of an office has, pictures of every make."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
from openpyxl.styles import Alignment, Font
from PIL import Image

PICTURES = """unit: thanh-tra
subject: báo cáo & <phụ lục>
urgency: hoa-toc
circulation: XEM XONG TRẢ LẠI
footer: true
signer: giam-doc
to: [so-noi-vu]
body: |
  ![Ảnh "một" & <hai>](nho.png "Hình 1. Ảnh")

  | A | B |
  |---|---|
  | 1 | 2 |

  ![Ảnh](rong.jpg)
annexes:
  - title: Hình
    landscape: true
    body: |
      ![Ảnh](nho.png)

      Hết.
copies: [nhu-tren]
"""
"""A letter with two pictures, and one in a lying annex."""


def workbook() -> openpyxl.Workbook:
    """A head of two rows with merged cells, thousands, percents, dates, an empty column, hidden rows and columns."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Quý III"
    for cell, text in {"A1": "TT", "B1": "Đơn vị", "C1": "Kết quả", "C2": "Số tiền", "D2": "Tỷ lệ", "E2": "Ngày",
                       "F1": "Ghi chú", "G1": "Mã", "H1": "ẨN", "H3": "ẨN"}.items():  # fmt: skip
        sheet[cell] = text
    for merged in ("A1:A2", "B1:B2", "C1:E1", "F1:F2", "G1:G2", "A5:B5"):
        sheet.merge_cells(merged)
    rows = [
        ("Xã An Bình", 1234567.5, 0.985, date(2024, 5, 14), "001"),
        ("Xã Bình Minh", -80000, 0.755, date(2024, 12, 1), "002"),
    ]
    for row, (name, money, share, day, code) in enumerate(rows, 3):
        for column, value in enumerate((row - 2, name, money, share, day, None, code), 1):
            sheet.cell(row, column, value)
        sheet.cell(row, 3).number_format = "#,##0_);(#,##0)"
        sheet.cell(row, 4).number_format = "0.0%"
        sheet.cell(row, 5).number_format = "dd/mm/yyyy"
        sheet.cell(row, 1).alignment = Alignment(horizontal="center")
    sheet["A5"], sheet["C5"] = "Tổng cộng", 1154567.5
    sheet["A5"].font, sheet["C5"].number_format = Font(bold=True), "#,##0"
    sheet["B6"], sheet["C6"] = "ẨN", 3
    sheet.row_dimensions[6].hidden = True
    sheet.column_dimensions["H"].hidden = True
    sheet.column_dimensions["B"].width = 30
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def picture(mode: str = "RGB", size: tuple[int, int] = (400, 200), kind: str = "PNG", **more: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 120 if mode in ("L", "P") else None or (10,) * len(mode)).save(out, kind, **more)
    return out.getvalue()
