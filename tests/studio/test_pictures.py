"""A picture into a letter, as people do it: dropped, pasted from the screen, chosen. It lies beside the letter and stands
on the page; what is no picture is told."""

from __future__ import annotations

import base64
import io
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import PICTURES, Studio
from PIL import Image, ImageDraw
from playwright.sync_api import Locator, Page, expect

from .test_form import form, judged, on_disk

BODY = "  Trân trọng.\n"


def drawn(words: str, kind: str = "PNG") -> bytes:
    image = Image.new("RGB", (360, 160), "#dde7f5")
    ImageDraw.Draw(image).text((20, 60), words, fill="#14213d")
    made = io.BytesIO()
    image.save(made, kind)
    return made.getvalue()


@pytest.fixture
def beside(studio: Studio, letter: str) -> Iterator[Path]:
    folder = studio.file(letter).parent / "anh"
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def dropped(page: Page, area: Locator, *files: Path) -> None:
    """Files from the desktop, let go over a field: the browser's own events, not made by a script."""
    area.scroll_into_view_if_needed()
    box = area.bounding_box()
    assert box is not None
    session = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(one) for one in files], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        told = {"type": kind, "x": box["x"] + 40, "y": box["y"] + 30, "data": data}
        session.send("Input.dispatchDragEvent", told)
    session.detach()


def said(page: Page, words: str, caption: str = "") -> None:
    """What the picture shows, and its name below it."""
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Hình cho thấy gì").fill(words)
    if caption:
        dialog.get_by_label("Tên hình").fill(caption)
    dialog.get_by_role("button", name="Đưa vào văn bản").click()


def on_page(page: Page, count: int) -> None:
    """Beside the text, seen in the HTML and then on the true pages."""
    paper = page.frame_locator("#paper")
    pictures = paper.locator(".picture img")
    expect(pictures).to_have_count(count, timeout=20_000)
    assert pictures.evaluate_all("every => every.map((one) => one.complete && one.naturalWidth > 0)") == [True] * count
    end = time.monotonic() + 20
    while True:
        sources = paper.locator("#true-pages img").evaluate_all("every => every.map((one) => one.src)")
        drawn = [page.request.get(source).text().count("<image ") for source in sources]
        if sum(drawn) == count:
            return
        assert time.monotonic() < end, drawn
        page.wait_for_timeout(100)


def test_pictures_are_dropped_pasted_and_chosen(
    page: Page, studio: Studio, letter: str, beside: Path, tmp_path: Path
) -> None:
    (tmp_path / "Sơ đồ 1.png").write_bytes(drawn("so do 1"))
    (tmp_path / "Ảnh hiện trường.jpg").write_bytes(drawn("hien truong", "JPEG"))
    (tmp_path / "so-lieu.xlsx").write_bytes(b"PK\x03\x04")
    made = form(page, studio, letter)
    area = made.locator("[id='f-body']")
    area.click()
    page.keyboard.press("Control+End")
    dropped(page, area, tmp_path / "Sơ đồ 1.png", tmp_path / "so-lieu.xlsx", tmp_path / "Ảnh hiện trường.jpg")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Sơ đồ 1.png")
    expect(page.locator("[data-notice=picture]")).to_contain_text("so-lieu.xlsx")
    assert judged(page) == []
    page.screenshot(path=PICTURES / "hinh-hoi.png")
    dialog.get_by_role("button", name="Đưa vào văn bản").click()
    expect(dialog.get_by_role("alert")).to_contain_text("hình cho thấy gì")
    said(page, "Sơ đồ các bước", "Hình 1. Các bước xử lý")
    expect(dialog).to_contain_text("Ảnh hiện trường.jpg", timeout=20_000)  # the next of those that were dropped
    said(page, "Hiện trường")
    expect(dialog).to_have_count(0, timeout=20_000)
    text = on_disk(studio, letter, "![Hiện trường](anh/anh-hien-truong.jpg)")
    assert '![Sơ đồ các bước](anh/so-do-1.png "Hình 1. Các bước xử lý")\n\n' in text

    png = base64.b64encode(drawn("man hinh")).decode()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate(
        """async (data) => { const bytes = Uint8Array.from(atob(data), (one) => one.charCodeAt(0));
        await navigator.clipboard.write([new ClipboardItem({ "image/png": new Blob([bytes], { type: "image/png" }) })]); }""",
        png,
    )
    expect(area).to_be_focused()
    page.keyboard.press("Control+V")
    said(page, "Màn hình")
    text = on_disk(studio, letter, "![Màn hình](anh/image.png)")

    made.get_by_role("button", name="Hình", exact=True).first.click()
    dialog.get_by_label("Tệp hình").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": b"<svg/>"})
    said(page, "Không phải hình")
    expect(dialog.get_by_role("alert")).to_contain_text("a.png", timeout=20_000)
    dialog.get_by_label("Tệp hình").set_input_files(tmp_path / "Sơ đồ 1.png")
    said(page, "Sơ đồ lần nữa")
    expect(dialog).to_have_count(0, timeout=20_000)
    text = on_disk(studio, letter, "![Sơ đồ lần nữa](anh/so-do-1.png)")
    assert "Không phải hình" not in text
    assert text.count("![") == 4
    assert sorted(one.name for one in beside.iterdir()) == ["anh-hien-truong.jpg", "image.png", "so-do-1.png"]
    assert (beside / "so-do-1.png").read_bytes() == (tmp_path / "Sơ đồ 1.png").read_bytes()
    on_page(page, 4)
    page.wait_for_timeout(100)
    page.screenshot(path=PICTURES / "hinh-tren-trang.png")
    assert studio.shop.run("build", letter, "--force").returncode == 0


def test_what_is_dropped_beside_a_text_leaves_the_page_alone(
    page: Page, studio: Studio, letter: str, tmp_path: Path
) -> None:
    (tmp_path / "a.png").write_bytes(drawn("a"))
    made = form(page, studio, letter)
    before = studio.file(letter).read_bytes()
    dropped(page, made.locator("[id='f-subject']"), tmp_path / "a.png")
    dropped(page, page.locator("h1"), tmp_path / "a.png")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(made).to_be_visible()
    assert studio.file(letter).read_bytes() == before
    assert not (studio.file(letter).parent / "anh").exists()
