"""One who has never seen the program writes circular 881, from the list of documents to its PDF and its Word file: with
mouse and keyboard, and with the keyboard alone. What lies on the disk builds the same bytes by the command line."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from browsing import LETTER, PICTURES, Studio
from playwright.sync_api import Locator, Page, expect

from congvan.yaml.extents import Plain, outlined

from .test_form import on_disk

TO = (
    "co quan tham muu", "mat tran", "doan the", "so, ban", "cong an tinh", "huyen, thi, thanh uy", "UBND các huyện",
    "phat thanh", "bao tay ninh", "doanh nghiep vien thong",
)  # fmt: skip
"""What somebody types to find whom 881 goes to: parts of names, mostly without marks."""
COPIES = ("UBND tỉnh", "Ban Giám đốc", "Các phòng, đơn vị thuộc Sở")

WAY = """one => { const now = document.activeElement;
    return now === one ? "" : one.compareDocumentPosition(now) & Node.DOCUMENT_POSITION_FOLLOWING ? "Shift+Tab" : "Tab"; }"""
"""By which key one comes nearer to a control."""


@dataclass
class Hand:
    """Somebody at the page: ``keys`` alone, or mouse and keyboard."""

    page: Page
    keys: bool

    def to(self, control: Locator) -> None:
        """Into a control."""
        control.wait_for()
        if not self.keys:
            control.click()
            return
        for _ in range(250):
            way = control.evaluate(WAY)
            if not way:
                return
            self.page.keyboard.press(way)
        raise AssertionError(f"no way to {control} by keyboard")

    def press(self, button: Locator) -> None:
        """A button, a link, or what unfolds."""
        self.to(button)
        if self.keys:
            self.page.keyboard.press("Enter")

    def write(self, control: Locator, text: str) -> None:
        """A text into a field, in place of what a new document has there."""
        self.to(control)
        if control.input_value():
            self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)
        expect(control).to_have_value(text)

    def choose(self, select: Locator, value: str) -> None:
        if not self.keys:
            select.select_option(value)
            return
        self.to(select)
        for _ in range(40):
            if select.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{value} can't be chosen by keyboard")

    def find(self, box: Locator, words: str, name: str | re.Pattern[str]) -> None:
        """Type into a box that searches, and take what is called so."""
        self.to(box)
        self.page.keyboard.insert_text(words)
        option = self.page.locator("ul.options:not([hidden]) [role=option]", has_text=name)
        expect(option.first).to_be_visible()
        if not self.keys:
            option.first.click()
            return
        for _ in range(20):
            if option.first.get_attribute("aria-selected") == "true":
                break
            self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Enter")


def field(page: Page, path: str) -> Locator:
    return page.locator(f"[id='f-{path}']")


def values(text: str) -> dict[str, Plain]:
    root = outlined(text)
    assert root is not None
    found = root.plain
    assert isinstance(found, dict)
    return {key: one.rstrip("\n") if isinstance(one, str) else one for key, one in found.items()}


@pytest.fixture
def id(studio: Studio) -> Iterator[str]:
    name = f"2026/so-881-{time.monotonic_ns()}"
    yield name
    studio.file(name).unlink(missing_ok=True)


@pytest.mark.parametrize("keys", [False, True], ids=["mouse", "keys"])
def test_circular_881_is_written_in_the_browser(page: Page, studio: Studio, id: str, keys: bool) -> None:
    hand, wanted = Hand(page, keys), values(studio.file(LETTER).read_text("utf-8"))
    page.goto(studio.base)
    hand.press(page.get_by_role("link", name="Văn bản", exact=True).first)
    hand.press(page.get_by_role("link", name="Soạn văn bản").first)
    hand.write(page.get_by_label("Mã văn bản"), id)
    hand.press(page.get_by_role("button", name="Tạo"))
    page.wait_for_url(f"**/{id}/sua")
    page.locator("#form").wait_for(timeout=20_000)

    hand.choose(field(page, "unit"), "thanh-tra")
    hand.write(field(page, "subject"), str(wanted["subject"]))
    for n, words in enumerate(TO):
        hand.find(page.get_by_label("Thêm vào Kính gửi"), words, re.compile(""))
        expect(page.locator(f"[data-item='to[{n}]']")).to_be_visible(timeout=10_000)
    _text(hand, str(wanted["body"]))
    hand.choose(field(page, "signer"), "giam-doc")
    for n, words in enumerate(COPIES, 1):
        name = re.compile("In nguyên văn") if n == 3 else re.compile("")
        hand.find(page.get_by_label("Thêm vào Nơi nhận"), words, name)
        expect(page.locator(f"[data-item='copies[{n}]']")).to_be_visible(timeout=10_000)
    hand.press(page.locator("[data-item='copies[1]'] summary", has_text="Sửa cách ghi"))
    hand.write(field(page, "copies[1].note"), "đề b/c")
    hand.choose(field(page, "follows"), "cv720")
    hand.write(field(page, "edition"), "2")
    if keys:
        page.keyboard.press("Control+S")
    else:
        page.get_by_role("button", name="Lưu", exact=True).click()
    text = on_disk(studio, id, "edition: 2")
    expect(page.locator("#faults-sum")).to_contain_text("Không", timeout=20_000)
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"viet-881-{'keys' if keys else 'mouse'}.png")

    made = values(text)
    ours = {"number", "date", "type", "references", "to", "copies"}
    assert {key: made[key] for key in made if key not in ours} == {
        key: wanted[key] for key in wanted if key not in ours
    }
    assert made["to"] == wanted["to"]
    assert made["copies"] == ["nhu-tren", {"ref": "ubnd-tinh", "note": "đề b/c"}, "ban-giam-doc", {"text": COPIES[2]}]
    assert made["references"]["cv720"] == wanted["references"]["cv720"]  # type: ignore[call-overload, index]
    _files(hand, studio, id)


def _text(hand: Hand, body: str) -> None:
    """The body as it is typed; where it cites, the document is found and its citation chosen."""
    page = hand.page
    hand.press(page.locator("summary", has_text="Văn bản liên quan"))
    hand.find(page.get_by_role("combobox", name="Tìm trong văn bản của cơ quan"), "720", re.compile("720/STTTT-TTr"))
    expect(page.locator("[data-item='references.cv720']")).to_be_visible(timeout=10_000)
    area = field(page, "body")
    hand.to(area)
    page.keyboard.press("Control+A")
    names = {".with_date": "số, ký hiệu và ngày", ".with_subject": "số, ký hiệu và trích yếu"}
    for n, piece in enumerate(re.split(r"\{\{ cv720(\.\w+) \}\}", body.rstrip("\n"))):
        if n % 2 == 0:
            page.keyboard.insert_text(piece)
        elif piece in names:
            if hand.keys:
                _along_the_bar(page)
            else:
                page.locator("[data-md=cite]").first.click()
            hand.press(page.get_by_role("dialog").get_by_role("button", name=names[piece]))
            expect(page.get_by_role("dialog")).to_have_count(0)
            expect(area).to_be_focused()
        else:
            page.keyboard.insert_text(f"{{{{ cv720{piece} }}}}")
    expect(area).to_have_value(body.rstrip("\n"))


def _along_the_bar(page: Page) -> None:
    """From the text back to its buttons, and along them, as a toolbar is used."""
    page.keyboard.press("Shift+Tab")
    for _ in range(6):
        if page.evaluate("document.activeElement.dataset.md") == "cite":
            break
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")


def _files(hand: Hand, studio: Studio, id: str) -> None:
    """The two files, as the browser gets them, and as the command line builds them."""
    page = hand.page
    with page.expect_download() as word:
        hand.press(page.get_by_role("link", name="Tải Word"))
    pdf = page.get_by_role("link", name="Xem PDF")
    address = str(pdf.get_attribute("href"))
    answer = page.request.get(studio.base + address)
    with page.context.expect_page() as opened:
        hand.press(pdf)
    opened.value.close()
    assert answer.headers["content-type"] == "application/pdf"
    done = studio.shop.run("build", id, "--force")
    assert done.returncode == 0, done.stderr
    assert answer.body() == studio.shop.output(id, "pdf").read_bytes()
    assert word.value.path().read_bytes() == studio.shop.output(id, "docx").read_bytes()
