"""What was typed stays, and nothing is written over a text that nobody has seen: two browsers, the command line beside
an open editor, git, a server that is killed, a session that has ended.
"""

from __future__ import annotations

import os
import random
import re
from pathlib import Path

import pytest
from browsing import LETTER, Studio, Watched, at_line, open_source, until, window, workspace
from playwright.sync_api import Browser, Page, expect

SUBJECT = "tiếp tục cảnh báo các cuộc gọi giả danh"


def test_it_saves_itself_and_says_so(studio: Studio, page: Page, letter: str) -> None:
    open_source(page, studio, letter)
    at_line(page, SUBJECT)
    before = studio.file(letter).read_bytes()
    page.keyboard.type(" xin")
    expect(page.locator("#saved")).to_have_text(re.compile(r"Đã lưu \d\d:\d\d:\d\d"), timeout=10_000)
    assert studio.file(letter).read_bytes() == before.replace(SUBJECT.encode(), f"{SUBJECT} xin".encode(), 1)
    page.keyboard.type(" thêm")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.locator("#saved")).to_have_class("saved", timeout=10_000)
    assert f"{SUBJECT} xin thêm".encode() in studio.file(letter).read_bytes()


def test_line_ends_and_comments_stay(studio: Studio, page: Page, letter: str) -> None:
    path = studio.file(letter)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n").replace(b"signer: giam-doc", b"signer: giam-doc   # ai"))
    before = path.read_bytes()
    open_source(page, studio, letter)
    at_line(page, SUBJECT)
    page.keyboard.type("x")
    page.locator("#saved", has_text="Đã lưu ").wait_for()
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.locator("#saved")).to_have_class("saved", timeout=10_000)
    assert path.read_bytes() == before.replace(f"{SUBJECT}\r".encode(), f"{SUBJECT}x\r".encode(), 1)


def test_two_browsers_at_one_letter(
    studio: Studio, chromium: Browser, signed_in: dict[str, object], page: Page, letter: str
) -> None:
    other = window(chromium, studio.base, signed_in)
    open_source(page, studio, letter)
    open_source(other.page, studio, letter)
    expect(page.locator("[data-notice=others]")).to_contain_text("lan cũng đang mở văn bản này", timeout=8000)
    at_line(page, SUBJECT)
    at_line(other.page, "Trân trọng.")
    page.keyboard.type(" một")
    other.page.keyboard.type(" hai")
    page.wait_for_timeout(4000)
    behind = next(one for one in (page, other.page) if one.locator("[data-notice=changed]").count())
    ahead = other.page if behind is page else page
    text = studio.file(letter).read_text("utf-8")
    mine, theirs = (" hai", " một") if behind is other.page else (" một", " hai")
    assert theirs in text
    assert mine not in text
    expect(behind.locator("[data-notice=changed]")).to_contain_text("lan")
    behind.get_by_role("button", name="Xem chỗ khác nhau").click()
    expect(behind.locator(".diff ins")).to_contain_text(mine.strip())
    expect(behind.locator(".diff del")).to_contain_text(theirs.strip())
    behind.get_by_role("button", name="Lấy bản mới").click()
    expect(behind.locator("[data-notice=changed]")).to_have_count(0)
    assert theirs in studio.file(letter).read_text("utf-8")
    kept = behind.evaluate(
        "Object.entries(localStorage).filter(([k]) => k.startsWith('congvan:away')).map(([, v]) => v).join()"
    )
    assert mine in kept
    assert ahead.locator("[data-notice=changed]").count() == 0
    other.context.close()


@pytest.mark.parametrize("dirty", [False, True])
def test_a_change_on_the_disk_is_noticed_and_never_written_over(
    studio: Studio, page: Page, letter: str, dirty: bool
) -> None:
    open_source(page, studio, letter)
    path = studio.file(letter)
    if dirty:
        page.route("**/nguon", lambda route: route.abort() if route.request.method == "PUT" else route.continue_())
        at_line(page, SUBJECT)
        page.keyboard.type(" của tôi")
        page.wait_for_timeout(1200)
        page.unroute("**/nguon")
    path.write_bytes(path.read_bytes().replace("Trân trọng.".encode(), "Trân trọng cảm ơn.".encode()))
    on_disk = path.read_bytes()
    expect(page.locator("[data-notice=changed]")).to_be_visible(timeout=5500)
    if not dirty:
        at_line(page, SUBJECT)
        page.keyboard.type(" của tôi")
    page.wait_for_timeout(2500)
    assert path.read_bytes() == on_disk
    page.get_by_role("button", name="Ghi bản của tôi").click()
    expect(page.locator("#saved")).to_have_class("saved", timeout=10_000)
    page.wait_for_timeout(300)
    assert f"{SUBJECT} của tôi".encode() in path.read_bytes()


def test_the_command_line_beside_an_open_editor(studio: Studio, page: Page, letter: str) -> None:
    """What the editor saved is what is built; a number that is given meanwhile stays in the file."""
    open_source(page, studio, letter)
    at_line(page, SUBJECT)
    page.keyboard.type(" nữa")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.locator("#saved")).to_have_class("saved", timeout=10_000)
    done = studio.shop.run("build", letter, "--format", "pdf")
    assert done.returncode == 0, done.stderr
    pdf = page.request.get(f"{studio.at}/van-ban/{letter}/tep/pdf")
    assert pdf.body() == studio.shop.output(letter, "pdf").read_bytes()
    issued = studio.shop.run("issue", letter)
    assert issued.returncode == 0, issued.stderr
    numbered = studio.file(letter).read_bytes()
    expect(page.locator("[data-notice=changed]")).to_be_visible(timeout=6000)
    page.locator(".cm-line", has_text=SUBJECT).first.click()
    page.keyboard.type("z")
    page.wait_for_timeout(2000)
    assert studio.file(letter).read_bytes() == numbered


def _own(tmp_path: Path, chromium: Browser) -> tuple[Studio, Watched]:
    studio = Studio(workspace(tmp_path))
    studio.start()
    found = window(chromium, studio.base)
    found.page.goto(studio.address)
    return studio, found


def test_a_killed_server_loses_nothing(tmp_path: Path, chromium: Browser) -> None:
    """Killed while somebody types; they go on typing, the server comes back, they sign in, and it is saved."""
    studio, seen = _own(tmp_path, chromium)
    page = seen.page
    open_source(page, studio, LETTER)
    at_line(page, SUBJECT)
    page.keyboard.type(" một")
    studio.kill()
    page.keyboard.type(" hai")
    expect(page.locator("[data-notice=offline]")).to_be_visible(timeout=10_000)
    expect(page.locator("#saved")).to_have_text("Chưa lưu, đang giữ trong trình duyệt")
    studio.start()
    page.keyboard.type(" ba")
    expect(page.locator("[data-notice=offline]")).to_contain_text("Phiên làm việc đã hết", timeout=15_000)
    again = seen.context.new_page()
    again.goto(studio.address)
    again.close()
    expect(page.locator("[data-notice=offline]")).to_have_count(0, timeout=15_000)
    expect(page.locator("#saved")).to_have_class("saved", timeout=10_000)
    assert f"{SUBJECT} một hai ba".encode() in studio.file(LETTER).read_bytes()
    # And a window that is closed while the server is away: the next one has it.
    page.keyboard.type(" bốn")
    studio.kill()
    page.keyboard.type(" năm")
    until(page, "JSON.stringify(localStorage).includes('bốn năm')")
    page.close(run_before_unload=False)
    studio.start()
    page = seen.context.new_page()
    page.goto(studio.address)
    open_source(page, studio, LETTER)
    expect(page.locator(".cm-line", has_text="một hai ba bốn năm")).to_be_visible(timeout=10_000)
    expect(page.locator("#saved")).to_have_class("saved", timeout=10_000)
    assert f"{SUBJECT} một hai ba bốn năm".encode() in studio.file(LETTER).read_bytes()
    studio.end()
    seen.context.close()


def test_kills_in_the_middle_of_saves(tmp_path: Path, chromium: Browser) -> None:
    """The server is killed at random moments of saves, and begun again: every letter typed is there, in order, once. As
    many kills as CONGVAN_KILLS says (fifty in `make studio-long`).
    """
    studio, seen = _own(tmp_path, chromium)
    page, chance, typed = seen.page, random.Random(22), ""
    open_source(page, studio, LETTER)
    at_line(page, SUBJECT)
    for n in range(int(os.environ.get("CONGVAN_KILLS", "3"))):
        page.keyboard.type(f" {n}a", delay=30)
        page.evaluate("document.getElementById('save').click()")
        page.wait_for_timeout(chance.random() * 60)
        studio.kill()
        page.keyboard.type("b", delay=30)
        typed += f" {n}ab"
        text = studio.file(LETTER).read_text("utf-8")
        assert SUBJECT in text, "never half a file"
        studio.start()
        again = seen.context.new_page()
        again.goto(studio.address)
        again.close()
        page.evaluate("dispatchEvent(new Event('online'))")
        expect(page.locator("#saved")).to_have_class("saved", timeout=30_000)
        assert f"{SUBJECT}{typed}\n" in studio.file(LETTER).read_text("utf-8")
    studio.end()
    seen.context.close()
