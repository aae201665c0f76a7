"""Soạn văn bản: like an earlier document, as an answer, with every fault at its field."""

from __future__ import annotations

from browsing import LETTER, Studio
from playwright.sync_api import Page, expect
from test_form import judged


def test_a_document_is_begun_like_an_earlier_one(studio: Studio, page: Page) -> None:
    page.goto(f"{studio.at}/van-ban/moi")
    page.get_by_label("Tìm văn bản cũ").fill("canh bao gia danh")
    page.keyboard.press("Enter")
    assert judged(page) == []
    page.goto(f"{studio.at}/van-ban/{LETTER}")
    page.get_by_role("link", name="Soạn như lần trước").click()
    page.get_by_label("Mã văn bản").fill("2024/canh-bao-gia-danh")
    page.get_by_role("button", name="Tạo").click()
    expect(page.locator("#ma-why1")).to_contain_text("2024/canh-bao-gia-danh")
    page.get_by_label("Mã văn bản").fill("2026/giong-cu")
    page.get_by_role("button", name="Tạo").click()
    page.wait_for_url("**/2026/giong-cu/sua")
    text = studio.file("2026/giong-cu").read_text("utf-8")
    page.goto("about:blank")
    studio.file("2026/giong-cu").unlink()
    old = studio.file(LETTER).read_text("utf-8")
    assert "number: 881" in old
    lines = [line for line in text.splitlines() if line and not line.startswith((" ", "#", "-"))]
    assert not [line for line in lines if line.startswith(("number:", "date:", "follows:", "edition:"))]
    body = old[old.index("body: |") :].partition("\n\n")[0]
    assert body in text


def test_a_letter_is_answered(studio: Studio, page: Page) -> None:
    page.goto(f"{studio.at}/van-ban/moi")
    form = page.get_by_role("form", name="Trả lời văn bản")
    form.get_by_label("Số, ký hiệu văn bản đến").fill("1234/SNV-VP")
    form.get_by_label("Mã của văn bản trả lời").fill("2026/tra-loi-thu")
    form.get_by_role("button", name="Soạn trả lời").click()
    expect(page.locator("#co_quan-tra-loi")).to_have_attribute("aria-invalid", "true")
    expect(form.get_by_label("Số, ký hiệu văn bản đến")).to_have_value("1234/SNV-VP")
    assert judged(page) == []
    form.get_by_label("Cơ quan gửi đến").fill("Sở Nội vụ")
    form.get_by_label("Ngày của văn bản đến").fill("5/3/2024")
    form.get_by_label("Trích yếu của văn bản đến").fill("xin ý kiến")
    form.get_by_role("button", name="Soạn trả lời").click()
    page.wait_for_url("**/2026/tra-loi-thu/sua")
    text = studio.file("2026/tra-loi-thu").read_text("utf-8")
    page.goto("about:blank")
    studio.file("2026/tra-loi-thu").unlink()
    assert "replies: cv1234" in text
    assert "2024-03-05" in text
