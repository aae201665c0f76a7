"""The pages beside the editor: list, new, an old Word file taken in, one document with its versions, inspection, the office."""

from __future__ import annotations

import shutil
from pathlib import Path

import yaml
from browsing import LETTER, Studio, at_line, open_source
from playwright.sync_api import Page, expect


def test_the_list_is_searched_with_and_without_marks(studio: Studio, page: Page) -> None:
    page.goto(f"{studio.at}/van-ban")
    page.get_by_label("Tìm", exact=True).fill("canh bao cac cuoc goi")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="tiếp tục cảnh báo các cuộc gọi giả danh")).not_to_have_count(0)
    assert "tim=canh" in page.url
    page.goto(f"{studio.at}/van-ban?tim=902&loai=cong-van&nam=2024")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.goto(f"{studio.at}/van-ban?tim=khong+co+gi+nhu+vay")
    expect(page.get_by_text("Không có văn bản nào như vậy.")).to_be_visible()


def test_a_letter_is_begun_and_a_bad_id_is_told(studio: Studio, page: Page) -> None:
    page.goto(f"{studio.at}/van-ban/moi")
    page.get_by_label("Mã văn bản").fill("../ra-ngoai")
    page.get_by_role("button", name="Tạo").click()
    expect(page.get_by_role("alert")).to_contain_text("không dùng làm mã văn bản được")
    page.get_by_label("Mã văn bản").fill("2026/moi-tinh")
    page.get_by_label("Loại văn bản").select_option(label="Báo cáo")
    page.get_by_role("button", name="Tạo").click()
    page.wait_for_url("**/2026/moi-tinh/sua")
    assert b"type: bao-cao" in studio.file("2026/moi-tinh").read_bytes()
    page.goto("about:blank")
    studio.file("2026/moi-tinh").unlink()


def test_an_old_word_file_is_taken_in(studio: Studio, page: Page, letter: str, tmp_path: Path) -> None:
    done = studio.shop.run("build", letter, "--format", "docx")
    assert done.returncode == 0, done.stderr
    file = shutil.copy(studio.shop.output(letter, "docx"), tmp_path / "cu.docx")
    page.goto(f"{studio.at}/van-ban/moi")
    page.get_by_label("Tệp Word").set_input_files(file)
    page.get_by_label("Mã của văn bản lấy vào").fill("2026/lay-vao")
    page.get_by_role("button", name="Lấy vào").click()
    page.wait_for_url("**/2026/lay-vao/sua", timeout=40_000)
    assert "tiếp tục cảnh báo các cuộc gọi giả danh" in studio.file("2026/lay-vao").read_text("utf-8")
    page.goto("about:blank")
    studio.file("2026/lay-vao").unlink()


def test_versions_are_compared_and_brought_back(studio: Studio, page: Page, letter: str) -> None:
    before = studio.file(letter).read_bytes()
    open_source(page, studio, letter)
    at_line(page, "tiếp tục cảnh báo")
    page.keyboard.type(" khẩn cấp")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.locator("#saved")).to_have_class("saved", timeout=10_000)
    page.goto(f"{studio.at}/van-ban/{letter}/cac-ban")
    expect(page.locator(".redline ins")).to_contain_text("khẩn cấp")
    page.get_by_role("button", name="Khôi phục bản 1").click()
    expect(page.locator(".redline")).to_be_visible()
    assert studio.file(letter).read_bytes() == before


def test_any_file_is_judged_on_its_pages(studio: Studio, page: Page, letter: str, tmp_path: Path) -> None:
    done = studio.shop.run("build", letter, "--format", "pdf")
    assert done.returncode == 0, done.stderr
    page.goto(f"{studio.at}/xet")
    (tmp_path / "a.txt").write_text("x")
    page.get_by_label("Tệp").set_input_files(tmp_path / "a.txt")
    page.get_by_role("button", name="Xét").click()
    expect(page.get_by_role("alert")).to_contain_text("Chỉ xét được PDF và Word")
    page.get_by_label("Tệp").set_input_files(studio.shop.output(letter, "pdf"))
    page.get_by_role("button", name="Xét").click()
    expect(page.get_by_role("heading", name="Kết quả xét")).to_be_visible(timeout=60_000)
    expect(page.frame_locator("iframe.report").locator(".sheet img").first).to_be_visible(timeout=20_000)


def test_one_document_and_its_files(studio: Studio, page: Page) -> None:
    page.goto(f"{studio.at}/van-ban/{LETTER}")
    expect(page.get_by_role("img", name="Trang 1 trên 2")).to_be_visible()
    word = page.request.get(f"{studio.at}/van-ban/{LETTER}/tep/docx")
    assert studio.shop.run("build", LETTER, "--format", "docx", "--force").returncode == 0
    assert word.body() == studio.shop.output(LETTER, "docx").read_bytes()


def test_whoever_a_group_is_of_is_read_without_moving_the_table(studio: Studio, page: Page) -> None:
    file = studio.shop.root / "recipients.yaml"
    before = file.read_text("utf-8")
    everyone = ", ".join(yaml.safe_load(before)["agencies"])
    file.write_text(
        before.replace("\ngroups:\n", f"\ngroups:\n  moi-noi: {{name: Mọi nơi, members: [{everyone}]}}\n"), "utf-8"
    )
    try:
        page.goto(f"{studio.at}/co-quan")
        expect(page.get_by_role("cell", name="moi-noi")).to_be_visible()
        beyond = "[...document.querySelectorAll('main .scroll')].map(one => one.scrollWidth - one.clientWidth)"
        assert max(page.evaluate(beyond)) <= 0
    finally:
        file.write_text(before, "utf-8")


def test_the_office_is_changed_in_the_browser(studio: Studio, page: Page) -> None:
    issuer = studio.shop.root / "issuer.yaml"
    before = issuer.read_bytes()
    page.goto(f"{studio.at}/co-quan")
    expect(page.get_by_text("Thanh tra Sở")).to_be_visible()
    page.get_by_role("link", name="Sửa cơ quan, đơn vị, người ký").click()
    page.get_by_role("tab", name="Văn bản nguồn").click()
    at_line(page, "place: Tây Ninh")
    page.keyboard.type(" ")
    page.keyboard.type("x")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.locator("#saved")).to_have_class("saved", timeout=10_000)
    assert issuer.read_bytes() == before.replace("place: Tây Ninh".encode(), "place: Tây Ninh x".encode())
    page.goto("about:blank")
    issuer.write_bytes(before)
