"""What is added to a file costs what it cost before: counted in lines of the program that run, not in seconds.

Twice as much text more costs twice as much more; where each paragraph is compared with every other it is four times.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import FrameType
from typing import Any

import pikepdf
import pytest

from congvan.conformance import inspect_file
from tests.conformance.field_docx import FIELD, LETTER, after, body, borders, changed, line_run, paragraph, table

TIMES = (12, 24, 48)
BODY = "Ủy ban nhân dân tỉnh đề nghị"
GRID = borders("tblBorders", "single")
ROWS = [["TT", "Nội dung"], ["1", "Khai mạc"], ["2", "Bế mạc"]]
PIECES = {
    "paragraphs": body("Thực hiện Công văn số {n}/BNV-TCBC ngày 01 tháng 8 năm 2025 của Bộ Nội vụ về việc tổ chức.")
    * 3,
    "quotations": body("Tại khoản {n} có nêu: “Việc này do tỉnh quyết định.") + body("{n}. Hồ sơ gửi về Bộ.”."),
    "open quotations": body("“Điều {n}. Thời hạn gửi báo cáo"),
    "lines drawn": paragraph("", jc="center").replace("</w:p>", line_run(75, 195, 4) + "</w:p>") + body("Mục {n}."),
    "headings": paragraph("Chương {n}", look="<w:b/>", jc="center") + paragraph("QUY ĐỊNH", look="<w:b/>", jc="center"),
    "tables": table(ROWS, props=GRID) + body("Bảng {n} như trên."),
    "cells of one table": "",
    "boxed paragraphs": body("Ô {n} có khung.").replace("<w:spacing", borders("pBdr", "single") + "<w:spacing", 1),
    "lists": body("- Nội dung thứ {n};") + body("a) Điểm thứ {n};"),
}


def lines_run(file: Path) -> int:
    """How many lines of the judge run for one file."""
    count = 0

    def local(frame: FrameType, event: str, arg: Any) -> Any:
        nonlocal count
        count += event == "line"
        return local

    def trace(frame: FrameType, event: str, arg: Any) -> Any:
        return local if "congvan" in frame.f_code.co_filename else None

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        inspect_file(file)
    finally:
        sys.settrace(before)
    return count


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    """What is read once a process is not counted."""
    inspect_file(FIELD / f"{LETTER}.docx")
    inspect_file(FIELD / "13-reversed-mediabox.pdf")


def text(name: str, times: int) -> str:
    if name == "cells of one table":
        return table(
            [["TT", "Nội dung", "Ghi chú"], *[[str(n), f"Việc {n}", "Sở"] for n in range(4 * times)]], props=GRID
        )
    return "".join(PIECES[name].replace("{n}", str(n)) for n in range(1, times + 1))


def assert_straight(counts: list[int]) -> None:
    more, twice = counts[1] - counts[0], counts[2] - counts[1]
    assert twice < 2.4 * more, (counts, twice / more)


@pytest.mark.parametrize("name", PIECES)
def test_a_long_docx(name: str, tmp_path: Path) -> None:
    counts = []
    for times in TIMES:
        file = tmp_path / f"{times}.docx"
        file.write_bytes(changed(LETTER, after(BODY, text(name, times))))
        counts.append(lines_run(file))
    assert_straight(counts)


def test_a_long_pdf(tmp_path: Path) -> None:
    counts = []
    for times in (2, 4, 8):
        with pikepdf.open(FIELD / "13-reversed-mediabox.pdf") as pdf:
            for _ in range(times - 1):
                pdf.pages.append(pdf.pages[0])
            pdf.save(tmp_path / f"{times}.pdf")
        counts.append(lines_run(tmp_path / f"{times}.pdf"))
    assert_straight(counts)
