"""Values and number formats as Excel shows them on a Vietnamese machine."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from congvan.sheets.formats import Value, shown
from congvan.sheets.reading import grid

SHOWN: list[tuple[Value, str, str]] = [
    (1234567.891, "#,##0", "1.234.568"),
    (1234567.891, "#,##0.00", "1.234.567,89"),
    (-1234.5, "#,##0_);(#,##0)", "(1.235)"),
    (1234.5, "#,##0_);[Red](#,##0)", "1.235"),
    (-80000, "#,##0;[Red]-#,##0", "-80.000"),
    (0.125, "0%", "13%"),
    (0.1256, "0.0%", "12,6%"),
    (7, "00000", "00007"),
    (912345678, "0000\\.000\\.000", "0912.345.678"),
    (0.5, "# ?/?", "1/2"),
    (2.25, "# ?/?", "2 1/4"),
    (1500000, '#,##0\\ "₫"', "1.500.000 ₫"),
    (1500000, "#,##0\\ [$₫-42A]", "1.500.000 ₫"),
    (1234567, '#,##0.0,,"tr"', "1,2tr"),
    (-5000, '_(* #,##0_);_(* \\(#,##0\\);_(* "-"_);_(@_)', "(5.000)"),
    (0, '_(* #,##0_);_(* \\(#,##0\\);_(* "-"??_);_(@_)', "-"),
    ("Xã", '_(* #,##0_);_(* \\(#,##0\\);_(* "-"_);_(@_)', "Xã"),
    ("001", "General", "001"),
    (12345678901234, "General", "1,23457E+13"),
    (0.1 + 0.2, "General", "0,3"),
    (1 / 3, "General", "0,333333333"),
    (1e-7, "General", "1E-07"),
    (1000, "General", "1000"),
    (True, "General", "TRUE"),
    (None, "0", ""),
    (0, "0;-0;;@", ""),
    (100, "[>=1000]#,##0;0.0", "100,0"),
    (12345.6789, "0.00E+00", "1,23E+04"),
    (3, 'General" người"', "3 người"),
    (1e20, "#,##0", "100.000.000.000.000.000.000"),
    (2.5, "0", "3"),
    (5, ";;;", ""),
    (-5, ";;;", ""),
    (-5, "0;;", ""),
    (5, '"có";"âm";"không"', "có"),
    (-5, '0;"âm"', "âm"),
    (5.5, "[Red]", "5,5"),
    (1.005, "0.00", "1,01"),
    (date(2024, 5, 14), "mm-dd-yy", "14/05/2024"),
    (date(2024, 5, 4), "d/m/yyyy", "4/5/2024"),
    (datetime(2024, 5, 4, 8, 30), "dd/mm/yyyy hh:mm", "04/05/2024 08:30"),
    (date(2024, 5, 4), "[$-42A]dddd, dd mmmm yyyy", "Thứ Bảy, 04 Tháng Năm 2024"),
    (date(2024, 5, 4), "[$-409]d-mmm-yy", "4-May-24"),
    (date(2024, 1, 2), '"Ngày" d "tháng" m "năm" yyyy', "Ngày 2 tháng 1 năm 2024"),
    (time(14, 5), "h:mm", "14:05"),
    (timedelta(hours=30, minutes=5), "[h]:mm", "30:05"),
    (45426, "dd/mm/yyyy", "14/05/2024"),
    (-1, "dd/mm/yyyy", "#######"),
]


@pytest.mark.parametrize(("value", "code", "text"), SHOWN, ids=lambda v: repr(v)[:30])
def test_a_value_as_excel_shows_it(value: Value, code: str, text: str) -> None:
    assert shown(value, code) == text


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "SEP=;\t"])
def test_the_line_that_tells_excel_the_mark_is_no_row(first: str) -> None:
    rows = grid(f"{first}\r\nTên, nơi;Số\r\nXã A, huyện B;1,5\r\n".encode()).rows
    assert [[cell.text for cell in row] for row in rows] == [["Tên, nơi", "Số"], ["Xã A, huyện B", "1,5"]]
