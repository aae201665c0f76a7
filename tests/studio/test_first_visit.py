"""The first visit of an empty office: its facts, its recipients from Excel with every faulty row named, its first letter; and what a
page says when the machine is at fault.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
import yaml
from browsing import Studio, sound, window
from playwright.sync_api import Browser, Page, expect
from shop import Shop

HEAD = ("STT", "Tên cơ quan", "Mã định danh", "Thư điện tử", "Địa chỉ", "Nhóm")
GOOD = (1, "Ủy ban nhân dân xã Một", "", "mot@xa.example", "Số 1", "xã")


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    (tmp_path / "so").mkdir()
    made = Studio(Shop(tmp_path / "so"))
    made.start()
    yield made
    code, _, err = made.end()
    assert code == 0, err
    assert "Traceback" not in err, err


@pytest.fixture
def page(studio: Studio, chromium: Browser) -> Iterator[Page]:
    found = window(chromium, studio.base, bypass_csp=True)
    yield found.page
    found.context.close()
    assert found.away == []
    assert [text for text in found.said if "status of 4" not in text and "status of 503" not in text] == []


def excel(path: Path, *rows: tuple[object, ...]) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (HEAD, *rows):
        book.active.append(row)
    book.save(path)
    return path


def test_from_an_empty_folder_to_the_first_letter(studio: Studio, page: Page, tmp_path: Path) -> None:
    page.goto(studio.address)
    page.wait_for_url("**/bat-dau")
    page.goto(f"{studio.at}/so")
    page.wait_for_url("**/bat-dau")  # every page of an office that there is not leads here
    sound(page, "bat-dau")
    for label, text in (
        ("Tên cơ quan", "Trường Tiểu học Hoa Sen"), ("Ký hiệu", "THHS"), ("Địa danh", "Hà Nội"),
        ("Họ tên người ký", "Đỗ Thị An"), ("Chức vụ người ký", "Hiệu trưởng"),
    ):  # fmt: skip
        page.get_by_label(label).first.fill(text)
    page.get_by_role("button", name="Tạo cơ quan").click()
    listing = page.get_by_label("Danh sách Excel hoặc CSV")
    expect(listing).to_be_visible()
    before = (studio.shop.root / "recipients.yaml").read_bytes()
    bad = excel(tmp_path / "sai.xlsx", GOOD, (2, "", "", "khong-phai-thu", "", ""), (3, "Xã Ba", "", "a b@c", "", "xã"))
    for button in ("Nạp danh sách", "Xem thử, chưa ghi"):
        listing.set_input_files(bad)
        page.get_by_role("button", name=button).click()
        rows = page.get_by_role("group", name="Các dòng cần sửa")
        for row in ("3:", "4:"):
            expect(rows.get_by_role("cell", name=row).first).to_be_visible()
        expect(page.get_by_role("alert")).to_contain_text("Chưa ghi dòng nào")
        assert (studio.shop.root / "recipients.yaml").read_bytes() == before
    sound(page, "bat-dau-dong-sai")
    good = excel(tmp_path / "dung.xlsx", GOOD, (2, "Ủy ban nhân dân xã Hai", "", "hai@xa.example", "Số 2", "xã"))
    for button, said in (("Xem thử, chưa ghi", "Chưa ghi. Sẽ có: 2 nơi"), ("Nạp danh sách", "Đã ghi: 2 nơi nhận mới")):
        listing.set_input_files(good)
        page.get_by_role("button", name=button).click()
        expect(page.get_by_role("status").first).to_contain_text(said)
    listed = yaml.safe_load((studio.shop.root / "recipients.yaml").read_text("utf-8"))["agencies"]
    assert {"Ủy ban nhân dân xã Một", "Ủy ban nhân dân xã Hai"} <= {one["name"] for one in listed.values()}
    sound(page, "bat-dau-da-nap")
    page.get_by_role("link", name="Soạn văn bản đầu tiên").click()
    page.wait_for_url("**/sua")
    expect(page.get_by_role("tab", name="Biểu mẫu")).to_be_visible()

    # The machine at fault: a register that is none.
    file = studio.shop.root / "register.db"
    file.write_bytes(b"day khong phai la mot so" * 400)
    answer = page.goto(f"{studio.at}/van-ban")
    assert answer is not None
    assert answer.status == 503
    expect(page.get_by_role("alert")).to_contain_text("register.db")
    expect(page.get_by_role("heading", name="Báo cho ai")).to_be_visible()
    sound(page, "may-loi")
    assert file.read_bytes() == b"day khong phai la mot so" * 400
    file.unlink()
    page.get_by_role("link", name="Thử lại").click()
    expect(page.get_by_role("heading", name="Văn bản", exact=True)).to_be_visible()
