"""Cấp số: what is shown before, two who press at once, by keyboard alone, numbers set aside and voided, drafts that undo a
document.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from browsing import Studio, Watched, window
from playwright.sync_api import Browser, Page, expect


def number(studio: Studio, id: str) -> str:
    text = studio.file(id).read_text("utf-8")
    return next((line.partition(":")[2].strip() for line in text.splitlines() if line.startswith("number:")), "")


def reworded(studio: Studio, id: str, word: str) -> None:
    path = studio.file(id)
    path.write_text(path.read_text("utf-8").replace("tiếp tục cảnh báo", f"{word} cảnh báo", 1), "utf-8")


def expected(page: Page) -> str:
    return page.locator(".expected output").inner_text().partition("/")[0]


@pytest.fixture
def letters(studio: Studio, letter: str) -> Iterator[list[str]]:
    """Two letters that say different things."""
    other = f"{letter}-b"
    studio.file(other).write_bytes(studio.file(letter).read_bytes())
    reworded(studio, letter, f"một {letter[-4:]}")
    reworded(studio, other, f"hai {letter[-4:]}")
    yield [letter, other]
    studio.file(other).unlink(missing_ok=True)


def test_two_browsers_number_at_once(
    chromium: Browser, studio: Studio, signed_in: dict[str, object], letters: list[str]
) -> None:
    windows = [window(chromium, studio.base, signed_in) for _ in letters]
    first, second = (one.page for one in windows)
    for one, id in zip(windows, letters, strict=True):
        one.page.goto(f"{studio.at}/van-ban/{id}")
        one.page.get_by_role("button", name="Cấp số").click()
        expect(one.page.get_by_role("heading", name="Số dự kiến")).to_be_visible()
        expect(one.page.get_by_role("img", name="Trang đầu của văn bản với số")).to_be_visible()
    shown = expected(first)
    assert expected(second) == shown
    first.get_by_role("button", name="Cấp số").click()
    first.wait_for_url(f"**/van-ban/{letters[0]}")
    expect(first.get_by_text("Đã cấp số")).to_be_visible()
    second.get_by_role("button", name="Cấp số").click()
    alert = second.get_by_role("alert")
    expect(alert).to_contain_text(f"số dự kiến {shown}")
    expect(alert).to_contain_text("Người cấp: lan")
    assert number(studio, letters[1]) == ""
    assert int(expected(second)) == int(shown) + 1
    second.get_by_role("button", name="Cấp số").click()
    second.wait_for_url(f"**/van-ban/{letters[1]}")
    assert [int(number(studio, id)) for id in letters] == [int(shown), int(shown) + 1]
    second.goto(f"{studio.at}/van-ban/{letters[0]}/cap-so")
    expect(second.get_by_role("status")).to_contain_text("đã được cấp số")
    for one in windows:
        one.context.close()
        assert [text for text in one.said if "409" not in text] == []


def test_by_keyboard_alone(studio: Studio, page: Page, letter: str) -> None:
    reworded(studio, letter, f"phím {letter[-4:]}")
    page.goto(f"{studio.at}/van-ban/{letter}")

    def until(name: str, role: str) -> None:
        for _ in range(40):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.textContent.trim()") == name:
                break
        expect(page.get_by_role(role, name=name, exact=True)).to_be_focused()
        page.keyboard.press("Enter")

    until("Cấp số", "button")
    page.wait_for_url("**/cap-so")
    until("Cấp số", "button")
    page.wait_for_url(f"**/van-ban/{letter}")
    assert number(studio, letter)


def test_a_letter_with_faults_and_another_day(studio: Studio, page: Page, letter: str) -> None:
    reworded(studio, letter, f"ngày {letter[-4:]}")
    text = studio.file(letter).read_text("utf-8")
    studio.file(letter).write_text(text.replace("signer: giam-doc", "signer: giam-docx"), "utf-8")
    page.goto(f"{studio.at}/van-ban/{letter}/cap-so")
    expect(page.get_by_role("alert")).to_contain_text('không có người ký "giam-docx"')
    expect(page.get_by_role("button", name="Cấp số")).to_have_count(0)
    studio.file(letter).write_text(text, "utf-8")
    page.goto(f"{studio.at}/van-ban/{letter}/cap-so?ngay=2999-01-01")
    expect(page.get_by_role("alert")).to_contain_text("còn ở phía trước")
    page.goto(f"{studio.at}/van-ban/{letter}/cap-so?ngay=2024-01-02")
    assert expected(page) == "01"  # a year in which the register has none yet
    expect(page.get_by_role("button", name="Cấp số")).to_have_count(0)  # files of that year bear higher numbers
    page.goto(f"{studio.at}/van-ban/khong-co/cap-so")
    expect(page.get_by_role("heading", name="Không có trang này")).to_be_visible()


def test_numbers_are_set_aside_taken_and_voided(studio: Studio, page: Page, letter: str) -> None:
    reworded(studio, letter, f"giữ {letter[-4:]}")
    page.goto(f"{studio.at}/van-ban/{letter}/cap-so")
    following = int(expected(page))
    page.goto(f"{studio.at}/so")
    page.get_by_role("link", name="Giữ số").click()
    page.get_by_label("Số", exact=True).fill(f"{following}")
    page.get_by_label("Lý do").fill("văn bản mật trên giấy")
    page.get_by_role("button", name="Giữ số").click()
    expect(page.get_by_role("heading", name=f"Số {following:02d}, năm")).to_be_visible()
    page.goto(f"{studio.at}/van-ban/{letter}/cap-so")
    assert int(expected(page)) == following + 1
    page.get_by_label("Lấy số").select_option(value=str(following))
    page.get_by_role("button", name="Xem lại").click()
    assert int(expected(page)) == following
    page.get_by_role("button", name="Cấp số").click()
    page.wait_for_url(f"**/van-ban/{letter}")
    assert int(number(studio, letter)) == following
    page.get_by_role("link", name="Xem trong sổ").click()
    page.get_by_role("link", name="Hủy số").click()
    page.get_by_label("Lý do").fill("in hỏng")
    page.get_by_role("button", name="Hủy số").click()
    expect(page.get_by_text("Số đã hủy")).to_be_visible()
    expect(page.get_by_text("in hỏng")).to_be_visible()
    page.goto(f"{studio.at}/so/huy-so")
    page.get_by_label("Số", exact=True).fill("khong/co-so")
    page.get_by_label("Lý do").fill("thử")
    page.get_by_role("button", name="Hủy số").click()
    expect(page.get_by_role("alert")).to_contain_text("khong/co-so")
    code = f"{following:02d}/STTTT-TTr"  # the number alone may be a copy's, too
    shown = json.loads(studio.shop.run("register", "show", code, "--json").stdout)["entry"]
    assert (shown["state"], shown["reason"]) == ("void", "in hỏng")


def test_what_starts_from_an_issued_letter(studio: Studio, page: Page, letter: str) -> None:
    reworded(studio, letter, f"sau {letter[-4:]}")
    assert studio.shop.run("issue", letter).returncode == 0
    for name, key in (("Đính chính", "corrects"), ("Thay thế", "replaces"), ("Thu hồi văn bản", "recalls")):
        page.goto(f"{studio.at}/van-ban/{letter}")
        page.get_by_role("button", name=name, exact=True).click()
        id = page.get_by_label("Mã văn bản").input_value()
        page.get_by_role("button", name="Tạo").click()
        page.wait_for_url(f"**/van-ban/{id}/sua")
        assert f"\n{key}: cv" in studio.file(id).read_text("utf-8")
        page.goto("about:blank")
        studio.file(id).unlink()
    page.goto(f"{studio.at}/van-ban/{letter}")
    page.get_by_role("button", name="Trả lời", exact=True).click()
    page.get_by_label("Số, ký hiệu văn bản đến").fill("1234/SNV-TCCB")
    page.get_by_label("Cơ quan gửi đến").fill("Sở Nội vụ")
    page.get_by_label("Ngày của văn bản đến").fill("2026-11-15")
    page.get_by_label("Trích yếu của văn bản đến").fill("góp ý dự thảo")
    id = page.get_by_label("Mã văn bản").input_value()
    page.get_by_role("button", name="Tạo").click()
    page.wait_for_url(f"**/van-ban/{id}/sua")
    assert "\nreplies: " in studio.file(id).read_text("utf-8")
    page.goto("about:blank")
    studio.file(id).unlink()


def test_a_stale_form_of_yesterday(studio: Studio, seen: Watched, letter: str) -> None:
    reworded(studio, letter, f"hôm qua {letter[-4:]}")
    page = seen.page
    page.goto(f"{studio.at}/van-ban/{letter}/cap-so")
    page.evaluate("document.querySelector('[name=ngay_du_kien]').value = '2020-01-01'")
    page.get_by_role("button", name="Cấp số").click()
    expect(page.get_by_role("alert")).to_contain_text("trang đã xem ghi ngày")
    assert number(studio, letter) == ""
