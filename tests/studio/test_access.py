"""For everybody: axe on every page and state, the whole way by keyboard, 320 pixels wide (400 % zoom), forced colours, the weight
of a first view, both languages.
"""

from __future__ import annotations

import pytest
from browsing import LETTER, PICTURES, Studio, judged, open_source, window
from playwright.sync_api import Browser, Page, expect
from shop import ROOT

PAGES = {
    "viec-cua-toi": "/", "van-ban": "/van-phong/van-ban", "khong-thay": "/van-phong/van-ban?tim=zzz",
    "soan-moi": "/van-phong/van-ban/moi", "mot-van-ban": f"/van-phong/van-ban/{LETTER}", "co-quan": "/van-phong/co-quan",
    "xet": "/van-phong/xet", "khong-co": "/van-phong/la", "bieu-mau": f"/van-phong/van-ban/{LETTER}/sua",
    "nguon": f"/van-phong/van-ban/{LETTER}/sua", "issuer": "/van-phong/co-quan/issuer.yaml/sua",
}  # fmt: skip


def shown(page: Page, studio: Studio, name: str) -> None:
    """A page in the state that it is judged in."""
    page.goto(studio.base + PAGES[name])
    if name in ("bieu-mau", "nguon"):
        page.frame_locator("#paper").locator(".page").first.wait_for(timeout=20_000)
        page.locator("#form").wait_for(timeout=20_000)
    if name == "nguon":
        page.get_by_role("tab", name="Văn bản nguồn").click()
        page.locator(".cm-content").wait_for()
    if name in ("bieu-mau", "issuer"):
        page.get_by_role("tab", name="Biểu mẫu").click()
        page.locator("#form").wait_for(timeout=20_000)


@pytest.mark.parametrize("name", list(PAGES))
def test_axe_finds_nothing(open_window: Page, studio: Studio, name: str) -> None:
    open_window.set_viewport_size({"width": 1366, "height": 768})
    shown(open_window, studio, name)
    PICTURES.mkdir(parents=True, exist_ok=True)
    open_window.screenshot(path=PICTURES / f"{name}.png")
    assert judged(open_window) == []


@pytest.mark.parametrize("name", [name for name in PAGES if name != "nguon"])
def test_nothing_is_wider_than_a_narrow_screen(open_window: Page, studio: Studio, name: str) -> None:
    open_window.set_viewport_size({"width": 320, "height": 640})
    shown(open_window, studio, name)
    assert open_window.evaluate("document.documentElement.scrollWidth") <= 320


def test_forced_colours_keep_what_is_chosen_visible(
    chromium: Browser, studio: Studio, signed_in: dict[str, object]
) -> None:
    found = window(chromium, studio.base, signed_in, forced_colors="active")
    found.page.goto(f"{studio.at}/van-ban")
    outline = found.page.locator("nav a[aria-current]").evaluate("one => getComputedStyle(one).outlineStyle")
    assert outline == "solid"
    found.context.close()


def test_a_letter_is_begun_by_keyboard_alone(studio: Studio, page: Page) -> None:
    page.goto(f"{studio.at}/van-ban")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Đến nội dung chính")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Soạn văn bản")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_label("Mã văn bản").wait_for()
    page.get_by_label("Loại văn bản").focus()
    page.keyboard.type("Quyết định")
    page.keyboard.press("Tab")
    page.keyboard.type("2026/bang-ban-phim")
    page.keyboard.press("Enter")
    page.wait_for_url("**/2026/bang-ban-phim/sua")
    assert b"type: quyet-dinh" in studio.file("2026/bang-ban-phim").read_bytes()
    page.goto("about:blank")
    studio.file("2026/bang-ban-phim").unlink()


def test_the_first_view_is_light(studio: Studio, page: Page) -> None:
    """Beside fonts and the text view's bundle: what is sent for the first view, compressed or not."""
    for path in (f"/van-ban/{LETTER}/sua", "/van-ban", f"/van-ban/{LETTER}", "/co-quan", "/xet", "/van-ban/moi"):
        html = page.request.get(studio.at + path).body()
        style = (ROOT / "congvan/studio/static/look.css").read_bytes()
        assert len(html) + len(style) < 50_000, path


def test_english_when_it_is_asked_for(chromium: Browser, studio: Studio, signed_in: dict[str, object]) -> None:
    english = window(chromium, studio.base, signed_in, locale="en-GB")
    english.page.goto(f"{studio.at}/van-ban")
    expect(english.page.get_by_role("link", name="New document")).to_be_visible()
    english.page.goto(f"{studio.at}/van-ban?lang=vi")
    expect(english.page.get_by_role("link", name="Soạn văn bản")).to_be_visible()
    english.page.goto(f"{studio.at}/van-ban")
    expect(english.page.get_by_role("link", name="Soạn văn bản")).to_be_visible()
    assert english.page.locator("html").get_attribute("lang") == "vi"
    english.context.close()


def test_faults_are_links_and_f8_goes_from_one_to_the_next(studio: Studio, page: Page, letter: str) -> None:
    path = studio.file(letter)
    path.write_text(path.read_text("utf-8").replace("signer: giam-doc", "signer: giam-docx"), "utf-8")
    open_source(page, studio, letter)
    region = page.get_by_role("region", name="Lỗi và cảnh báo")
    expect(region).to_contain_text('không có người ký "giam-docx" trong issuer.yaml', timeout=10_000)
    told = studio.shop.run("check", letter).stderr
    assert 'không có người ký "giam-docx" trong issuer.yaml' in told
    page.keyboard.press("F8")
    expect(page.locator(".cm-activeLine")).to_contain_text("signer: giam-docx")
    region.get_by_role("link").first.click()
    expect(page.locator(".cm-activeLine")).to_contain_text("signer: giam-docx")
