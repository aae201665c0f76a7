"""Báo cáo and lists as Excel, asked without a browser: a number of the report is that of the list behind it."""

from __future__ import annotations

import io
import re
from html import unescape
from pathlib import Path

import openpyxl
from asking import LETTER, Asked, asked

from congvan.people.roles import Holding


def issued(tmp_path: Path, count: int) -> Asked:
    at = asked(tmp_path, Holding("van-thu"))
    for n in range(count):
        at.write(f"2026/a{n}", LETTER.replace("việc", f"việc {n}").replace("Nội dung", f"Nội dung {n}"))
        done = at.studio.offices.places["so"].desk.issue(f"2026/a{n}", actor="minh")
        assert done.ok, done.diagnostics
    return at


def rows(data: bytes) -> list[list[str]]:
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    return [[str(cell.value or "") for cell in row] for row in sheet.iter_rows()]


def test_a_report_counts_what_the_book_shows(tmp_path: Path) -> None:
    at = issued(tmp_path, 3)
    year = at.studio.offices.places["so"].cards()[0].year
    month = next(card.date for card in at.studio.offices.places["so"].cards() if card.date).month
    page = at.ask("GET", f"/so/bao-cao?ky=thang&nam={year}&so={month}").body.decode()
    assert "3 văn bản đã cấp số" in page
    links = [unescape(link) for link in re.findall(r'href="(/so/so\?nam=moi-nam[^"]+)"', page)]
    assert len(links) == 4  # all, and one of each table
    for link in links:
        assert "3 " in re.search(r"<caption[^>]*>([^<]+)<", at.ask("GET", link).body.decode())[1], link  # type: ignore[index]
    sheet = rows(at.ask("GET", f"/so/bao-cao.xlsx?ky=thang&nam={year}&so={month}").body)
    assert [row[2] for row in sheet[2:]] == ["3"] * 6
    assert "Không có văn bản nào trong kỳ" in at.ask("GET", "/so/bao-cao?ky=nam&nam=2020").body.decode()


def test_a_filtered_list_is_the_same_as_excel(tmp_path: Path) -> None:
    at = issued(tmp_path, 2)
    at.write("2026/nhap", LETTER.replace("việc", "nháp"))
    assert "Excel (1)" in at.ask("GET", "/so/van-ban?tim=nhap").body.decode()
    sheet = rows(at.ask("GET", "/so/van-ban.xlsx?tim=nhap").body)
    assert [row[-1] for row in sheet[2:]] == ["2026/nhap"]
    assert len(rows(at.ask("GET", "/so/van-ban.xlsx").body)) == 5
    assert at.ask("GET", "/xa/van-ban.xlsx").status == 404
    assert at.ask("GET", "/xa/bao-cao.xlsx").status == 404


def test_a_document_lies_in_its_file(tmp_path: Path) -> None:
    at = asked(tmp_path, Holding("van-thu"))
    issuer = at.file("issuer.yaml")
    files = "files:\n  vi-pham: {code: 01.TTr, title: Xử lý vi phạm, keep: 10 năm, by: Lan}\n  khac: {code: 02.TTr, title: Khác, keep: 5 năm}\n"
    issuer.write_text(f"{issuer.read_text('utf-8')}\n{files}", "utf-8")
    desk = at.studio.offices.places["so"].desk
    at.write("2026/a", LETTER + "file: vi-phamm\n")
    told = desk.check(["2026/a"]).diagnostics
    assert [(one.code, one.line) for one in told if one.severity == "error"] == [("CV786", 6)]
    assert "vi-pham" in told[0].hint("vi")
    at.write("2026/a", LETTER + "file: vi-pham\n")
    at.write("2026/b", LETTER.replace("việc", "việc khác"))
    done = desk.issue("2026/a", actor="minh")
    assert done.value is not None, done.diagnostics
    entry = desk.register_show("2026/a").value
    assert entry is not None
    assert entry.entry.draft.note == "Hồ sơ 01.TTr, bảo quản 10 năm"
    page = at.ask("GET", "/so/ho-so").body.decode()
    assert '<a href="/so/van-ban?ho_so=vi-pham">1</a>' in page
    assert "1 văn bản chưa ghi hồ sơ" in page
    assert "2026/b" not in at.ask("GET", "/so/van-ban?ho_so=vi-pham").body.decode()
    sheet = rows(at.ask("GET", "/so/ho-so/vi-pham.xlsx").body)
    assert sheet[0][0] == "01.TTr Xử lý vi phạm (Thời hạn bảo quản: 10 năm)"
    assert [row[-1] for row in sheet[2:]] == ["2026/a"]
    assert at.ask("GET", "/so/ho-so/la.xlsx").status == 404
