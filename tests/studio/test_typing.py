"""Vietnamese, typed as people type it, in every kind of field, while the server answers late: by composition (Telex of Windows, macOS,
ibus) and by UniKey's backspaces.
"""

from __future__ import annotations

import re
import unicodedata

import pytest
from browsing import Studio, open_source
from playwright.sync_api import CDPSession, Locator, Page, expect

TEXT = "Tiếng Việt có dấu đầy đủ"
WAYS = ("composition", "unikey")
MARKS = {"\u0300": "f", "\u0301": "s", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
SHAPES = {"\u0302": None, "\u0306": "w", "\u031b": "w"}


def keys(word: str) -> list[str]:
    """What stands in the field after each key of Telex: ``t, ti, tie, tiê, tiên, tiêng, tiếng``."""
    plain, stages, tone = "", [], ""
    for char in word:
        base, *more = unicodedata.normalize("NFD", char)
        if char in "đĐ":
            stages.append(plain + ("d" if char == "đ" else "D"))
            plain += char
            stages.append(plain)
            continue
        stages.append(plain + base)
        shaped = base + "".join(m for m in more if m in SHAPES)
        if shaped != base:
            stages.append(plain + unicodedata.normalize("NFC", shaped))
        if any(m in MARKS for m in more):
            tone = "".join(m for m in more if m in MARKS)
            at = len(plain)
        plain += unicodedata.normalize("NFC", shaped)
    if tone:
        stages.append(plain[:at] + unicodedata.normalize("NFC", plain[at] + tone) + plain[at + 1 :])
    return stages


def compose(page: Page, session: CDPSession, text: str) -> None:
    for n, word in enumerate(text.split(" ")):
        if n:
            session.send("Input.insertText", {"text": " "})
        for stage in keys(word):
            length = len(stage)
            session.send("Input.imeSetComposition", {"text": stage, "selectionStart": length, "selectionEnd": length})
            page.wait_for_timeout(35)
        session.send("Input.insertText", {"text": word})


def char(session: CDPSession, one: str) -> None:
    session.send("Input.dispatchKeyEvent", {"type": "char", "text": one})


def unikey(page: Page, session: CDPSession, text: str) -> None:
    for n, word in enumerate(text.split(" ")):
        if n:
            page.keyboard.press("Space")
        before = ""
        for stage in keys(word):
            same = 0
            while same < min(len(before), len(stage)) and before[same] == stage[same]:
                same += 1
            for _ in range(len(before) - same):
                page.keyboard.press("Backspace")
            for one in stage[same:]:
                char(session, one)
            before = stage
            page.wait_for_timeout(35)


def typed(page: Page, way: str, text: str = TEXT) -> None:
    session = page.context.new_cdp_session(page)
    (compose if way == "composition" else unikey)(page, session, text)
    session.detach()


def late(page: Page) -> None:
    """The server answers a quarter of a second late."""

    def wait(route: object) -> None:
        page.wait_for_timeout(250)
        route.continue_()  # type: ignore[attr-defined]

    page.route("**/xem*", wait)
    page.route("**/nguon", wait)
    page.route("**/thao-tac", wait)
    page.route("**/bieu-mau", wait)


def on_disk(studio: Studio, page: Page, id: str, words: str) -> None:
    expect(page.locator("#saved")).to_have_text(re.compile(r"Đã lưu \d"), timeout=15_000)
    for _ in range(40):
        if words in studio.file(id).read_text("utf-8"):
            break
        page.wait_for_timeout(250)
    text = studio.file(id).read_text("utf-8")
    assert words in text
    assert unicodedata.is_normalized("NFC", text)


def test_the_keys_of_telex() -> None:
    assert keys("tiếng") == ["t", "ti", "tie", "tiê", "tiên", "tiêng", "tiếng"]


@pytest.mark.parametrize("way", WAYS)
def test_in_the_text(studio: Studio, page: Page, letter: str, way: str) -> None:
    open_source(page, studio, letter)
    late(page)
    page.locator(".cm-line", has_text="tiếp tục cảnh báo").click()
    page.keyboard.press("End")
    page.keyboard.press("Space")
    typed(page, way)
    on_disk(studio, page, letter, f"giả danh {TEXT}\n")
    page.unroute_all(behavior="ignoreErrors")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("label", ["Trích yếu", "Nội dung"])
def test_in_a_field_of_the_form(studio: Studio, page: Page, letter: str, way: str, label: str) -> None:
    page.goto(f"{studio.at}/van-ban/{letter}/sua")
    field = page.get_by_label(label, exact=False).and_(page.locator("textarea")).first
    field.wait_for(timeout=20_000)
    late(page)
    field.click()
    page.keyboard.press("Control+End")
    page.keyboard.press("Space")
    typed(page, way)
    expect(field).to_have_value(re.compile(rf"{TEXT}\s*$"))
    on_disk(studio, page, letter, TEXT)
    expect(field).to_have_value(re.compile(rf"{TEXT}\s*$"))
    page.unroute_all(behavior="ignoreErrors")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("path", "label"), [("/van-ban", "Tìm"), ("/van-ban/moi", "Mã văn bản")])
def test_in_a_plain_field(studio: Studio, page: Page, way: str, path: str, label: str) -> None:
    page.goto(studio.at + path)
    field: Locator = page.get_by_label(label, exact=True)
    field.click()
    typed(page, way)
    expect(field).to_have_value(TEXT)
