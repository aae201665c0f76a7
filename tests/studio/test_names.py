"""What the contract calls by a name is found by it, and is the only thing that is: by people who listen, and by checks."""

from __future__ import annotations

import re

import pytest
from browsing import Studio
from playwright.sync_api import Page, expect
from shop import LETTER


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("/van-ban", ("Tìm",)),
        ("/van-ban/moi", ("Loại văn bản", "Mã văn bản")),
        ("/so", ("Tìm", "Năm")),
        ("/xet", ("Tệp",)),
    ],
)
def test_a_field_has_its_name_alone(studio: Studio, page: Page, path: str, names: tuple[str, ...]) -> None:
    page.goto(studio.at + path)
    for name in names:
        expect(page.get_by_label(name)).to_have_count(1)


def test_the_editor_has_each_name_once(studio: Studio, page: Page, letter: str) -> None:
    studio.file(letter).write_text(LETTER, "utf-8")  # a reference has a subject and a kind of its own
    page.goto(f"{studio.at}/van-ban/{letter}/sua")
    page.get_by_role("textbox", name="Trích yếu", exact=True).wait_for()
    for name in ("Trích yếu", "Nội dung", "Kính gửi", "Loại văn bản", "Đơn vị soạn thảo", "Người ký"):
        expect(page.get_by_label(name), name).to_have_count(1)
    for name in ("Trích yếu", "Nội dung", "Đơn vị soạn thảo", "Người ký"):
        expect(page.get_by_label(name, exact=True), name).to_have_count(1)
    expect(page.get_by_role("button", name="Lưu")).to_have_count(1)
    expect(page.get_by_role("region", name="Lỗi và cảnh báo")).to_have_count(1)
    expect(page.get_by_role("status")).to_contain_text("Đã lưu")
    expect(page.get_by_role("group", name="Lưu").get_by_role("button", name="Thêm dòng")).to_be_visible()


def test_the_next_steps_are_buttons(studio: Studio, page: Page, letter: str) -> None:
    file = studio.file(letter)
    file.write_text(re.sub(r"(?m)^(number|date|edition|follows): .*\n", "", file.read_text("utf-8")), "utf-8")
    one = f"{studio.at}/van-ban/{letter}"
    page.goto(one)
    for name, there in (("Cấp số", "/cap-so"), ("Ký", "/ky")):
        page.get_by_role("button", name=name, exact=True).press("Enter")
        page.wait_for_url(one + there)
        page.goto(one)
    given = studio.shop.run("issue", letter)
    assert given.returncode == 0, given.stderr
    page.goto(one)
    for name, there in (
        ("Ký", "/ky"), ("Đóng dấu", "/ky#dong-dau"), ("Phát hành", "/phat-hanh"), ("Đính chính", "/soan-tiep/dinh-chinh"),
        ("Thay thế", "/soan-tiep/thay-the"), ("Thu hồi văn bản", "/soan-tiep/thu-hoi"), ("Trả lời", "/soan-tiep/tra-loi"),
    ):  # fmt: skip
        page.get_by_role("button", name=name, exact=True).click()
        page.wait_for_url(one + there)
        page.goto(one)
    page.get_by_role("button", name="Soạn lần tiếp theo").click()
    page.wait_for_url("**/van-ban/moi?theo=*")
    assert letter.replace("/", "%2F") in page.url
