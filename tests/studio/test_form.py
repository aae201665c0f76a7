"""The form in a real browser: what is typed, chosen, ordered and pasted is what stands on the disk, and nothing else."""

from __future__ import annotations

import json
import re
import time
import unicodedata
from collections.abc import Callable

import pytest
from browsing import AXE, PICTURES, Studio, Watched
from playwright.sync_api import CDPSession, Locator, Page, expect

WORDS = "Tiếng Việt đầy đủ"
STAGES = {
    "Tiếng": ["T", "Ti", "Tie", "Tiê", "Tiên", "Tiêng", "Tiếng"], "Việt": ["V", "Vi", "Vie", "Viê", "Viêt", "Việt"],
    "đầy": ["d", "đ", "đa", "đâ", "đầ", "đầy"],
    "đủ": ["d", "đ", "đu", "đủ"],
}  # fmt: skip


def composed(page: Page, session: CDPSession) -> None:
    """As Windows' Telex, macOS and ibus do: a composition a word."""
    for n, word in enumerate(WORDS.split()):
        if n:
            page.keyboard.press("Space")
        for stage in STAGES[word]:
            session.send(
                "Input.imeSetComposition", {"text": stage, "selectionStart": len(stage), "selectionEnd": len(stage)}
            )
            page.wait_for_timeout(15)
        session.send("Input.insertText", {"text": word})


def unikey(page: Page, session: CDPSession) -> None:
    """As UniKey and EVKey do: letters, then Backspaces and the letters again with their marks."""

    def char(text: str) -> None:
        for one in text:
            session.send("Input.dispatchKeyEvent", {"type": "char", "text": one})

    for n, word in enumerate(WORDS.split()):
        if n:
            char(" ")
        before = ""
        for stage in STAGES[word]:
            same = next(
                (k for k, (a, b) in enumerate(zip(before, stage, strict=False)) if a != b), min(len(before), len(stage))
            )
            for _ in before[same:]:
                page.keyboard.press("Backspace")
            char(stage[same:])
            before = stage
            page.wait_for_timeout(15)


def form(page: Page, studio: Studio, id: str) -> Locator:
    page.goto(f"{studio.at}/van-ban/{id}/sua")
    page.get_by_role("tab", name="Biểu mẫu").click()
    made = page.locator("#form")
    made.wait_for(timeout=20_000)
    return made


def on_disk(studio: Studio, id: str, wanted: str | Callable[[str], bool], seconds: float = 25) -> str:
    """The file, as soon as it has what is wanted."""
    until = time.monotonic() + seconds
    while True:
        text = studio.file(id).read_bytes().decode()
        if wanted in text if isinstance(wanted, str) else wanted(text):
            return text
        assert time.monotonic() < until, text[:1500]
        time.sleep(0.1)


LETTER = """# của Lan
unit: thanh-tra   # đơn vị
subject: thử
circulation: x
signer: giam-doc
to: [so-noi-vu,  cong-an-tinh, ubnd-tinh]
body: |
  Đoạn một.

  Đoạn hai.
copies:
- nhu-tren
annexes:
  - title: Danh mục   # phụ lục
    body: |
      Dòng.
references:
  cv720: {number: 720/STTTT-TTr, date: 2024-04-17, issuer: Sở, subject: việc, type: cong-van}
"""


@pytest.fixture
def mine(studio: Studio, letter: str) -> str:
    studio.file(letter).write_bytes(LETTER.replace("\n", "\r\n").encode())
    return letter


FIELDS = ["subject", "circulation", "body", "annexes[0].title", "annexes[0].body"]


@pytest.mark.parametrize("hand", [composed, unikey], ids=["composition", "unikey"])
def test_vietnamese_typed_in_every_field_while_the_server_answers_late(
    seen: Watched, studio: Studio, mine: str, hand: Callable[[Page, CDPSession], None]
) -> None:
    page = seen.page
    made = form(page, studio, mine)
    session = page.context.new_cdp_session(page)

    def late(route: object) -> None:
        time.sleep(0.12)
        route.continue_()  # type: ignore[attr-defined]

    page.route(re.compile("/(thao-tac|bieu-mau|xem)"), late)
    before = studio.file(mine).read_bytes().decode()
    for path in FIELDS:
        control = made.locator(f"[id='f-{path}']")
        control.click()
        page.keyboard.press("Control+A")
        hand(page, session)
        assert control.input_value() == WORDS, path
    page.locator("#save").click()
    text = on_disk(studio, mine, lambda text: text.count(WORDS) == len(FIELDS), 25)
    assert unicodedata.is_normalized("NFC", text)
    page.unroute(re.compile("/(thao-tac|bieu-mau|xem)"))
    wanted = before.replace("subject: thử", f"subject: {WORDS}").replace("circulation: x", f"circulation: {WORDS}")
    wanted = (
        wanted.replace("  Đoạn một.\r\n\r\n  Đoạn hai.\r\n", f"  {WORDS}\r\n")
        .replace("Danh mục", WORDS)
        .replace("      Dòng.", f"      {WORDS}")
    )
    assert text == wanted
    page.wait_for_timeout(1500)  # the fields are made anew: what stands in them is what was typed
    for path in FIELDS:
        assert made.locator(f"[id='f-{path}']").input_value() == WORDS, path


def test_choices_are_found_without_marks_and_ordered_by_buttons(page: Page, studio: Studio, mine: str) -> None:
    made = form(page, studio, mine)
    add = made.get_by_label("Thêm vào Kính gửi")
    add.fill("tai chinh")
    expect(made.get_by_role("option", name="Sở Tài chính")).to_be_visible()
    page.keyboard.press("Enter")
    on_disk(studio, mine, "to: [so-noi-vu,  cong-an-tinh, ubnd-tinh, so-tai-chinh]\r\n")
    expect(add).to_be_focused()
    up = made.get_by_label("Đưa lên: Sở Tài chính")
    up.focus()
    for place in (2, 1, 0):
        page.keyboard.press("Enter")
        expect(made.locator(f"[data-item='to[{place}]'] b").first).to_have_text("Sở Tài chính", timeout=10_000)
        page.wait_for_timeout(100)
    on_disk(studio, mine, "to: [so-tai-chinh,  so-noi-vu, cong-an-tinh, ubnd-tinh]\r\n")
    expect(made.get_by_label("Đưa xuống: Sở Tài chính")).to_be_focused()
    made.get_by_label("Bỏ Sở Nội vụ").click()
    on_disk(studio, mine, "to: [so-tai-chinh,  cong-an-tinh, ubnd-tinh]\r\n")
    add.fill("so ban nganh")
    made.get_by_role("option", name="Các Sở, ban, ngành tỉnh").click()
    on_disk(studio, mine, "ubnd-tinh, so-ban-nganh]")
    made.locator("summary", has_text="gồm 3 cơ quan").click()
    expect(made.locator("details.members li", has_text="Sở Giáo dục và Đào tạo")).to_be_visible()


def test_the_day_is_typed_as_people_write_it(page: Page, studio: Studio, mine: str) -> None:
    made = form(page, studio, mine)
    made.get_by_text("Số và ngày").click()
    made.locator("[id='f-number']").fill("98")
    made.locator("[id='f-date']").fill("5/3/2026")
    text = on_disk(studio, mine, "date: 2026-03-05\r\n")
    assert "number: 98\r\n" in text
    made.get_by_label("Mức độ khẩn").select_option(label="Hỏa tốc")
    on_disk(studio, mine, "urgency: hoa-toc\r\n")
    made.get_by_label("Mức độ khẩn").select_option("")
    on_disk(studio, mine, lambda text: "urgency" not in text)


def test_the_few_buttons_of_the_body_and_one_undo(page: Page, studio: Studio, mine: str) -> None:
    made = form(page, studio, mine)
    body = made.locator("[id='f-body']")
    body.click()
    page.keyboard.press("Control+Home")
    page.keyboard.press("Shift+End")
    made.get_by_role("button", name="Đậm").first.click()
    assert body.input_value().startswith("**Đoạn một.**")
    on_disk(studio, mine, "  **Đoạn một.**\r\n")
    page.keyboard.press("Control+Z")
    assert body.input_value().startswith("Đoạn một.")
    page.keyboard.press("Control+End")
    made.get_by_role("button", name="Viện dẫn").first.click()
    page.get_by_role("dialog").get_by_role("button", name="số, ký hiệu và ngày").click()
    on_disk(studio, mine, "{{ cv720.with_date }}")
    page.keyboard.press("Control+End")
    made.get_by_role("button", name="Bảng").first.click()
    for n, word in enumerate(("STT", "Tên", "Số | lượng")):
        page.get_by_role("textbox", name=f"Hàng 1, cột {n + 1}").fill(word)
    page.get_by_role("button", name="Đưa vào văn bản").click()
    on_disk(studio, mine, "  | STT | Tên | Số \\| lượng |\r\n  |---|---|---|\r\n")


def test_what_word_puts_on_the_clipboard_is_cleaned(page: Page, studio: Studio, mine: str) -> None:
    made = form(page, studio, mine)
    body = made.locator("[id='f-body']")
    body.click()
    page.keyboard.press("Control+A")
    body.evaluate(
        """(area) => { const data = new DataTransfer();
        data.setData("text/html", "<p class=MsoNormal><b>Sở</b>&nbsp;&nbsp;“báo cáo”</p><p style='font-family:.VnTime'>S\u00eb N\u00e9i v\u00f4 \u00ae\u00d2 ngh\u00de c\u00b8c \u00ae\u00ac n v\u00de</p><table><tr><td>a</td><td>b</td></tr><tr><td>1</td><td>2</td></tr></table>");
        data.setData("text/plain", "x");
        area.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })); }"""
    )
    text = on_disk(studio, mine, "| a | b |")
    assert "  **Sở** “báo cáo”\r\n" in text
    assert "Sở Nội vụ đề nghị" in text
    expect(page.locator("[data-notice=pasted]")).to_contain_text("TCVN3")


def test_a_text_that_is_no_yaml_locks_the_fields_and_names_the_line(page: Page, studio: Studio, mine: str) -> None:
    form(page, studio, mine)
    page.get_by_role("tab", name="Văn bản nguồn").click()
    page.locator(".cm-line", has_text="to: [").click()
    page.keyboard.press("End")
    page.keyboard.press("Backspace")
    page.get_by_role("tab", name="Biểu mẫu").click()
    expect(page.locator("[data-notice=locked]")).to_contain_text("YAML")
    expect(page.locator("[id='f-subject']")).to_be_disabled()
    page.locator("[data-notice=locked] button").click()
    page.keyboard.press("End")
    page.keyboard.type("]")
    page.get_by_role("tab", name="Biểu mẫu").click()
    expect(page.locator("[id='f-subject']")).to_be_enabled()
    expect(page.locator("[data-notice=locked]")).to_have_count(0)


def test_a_fault_stands_at_its_field_and_leads_to_it(page: Page, studio: Studio, mine: str) -> None:
    studio.file(mine).write_text(studio.file(mine).read_text().replace("thanh-tra", "thanh-traa"), newline="")
    made = form(page, studio, mine)
    expect(made.locator("[id='w-unit']")).to_contain_text("thanh-traa")
    expect(made.locator("[id='f-unit']")).to_have_attribute("aria-invalid", "true")
    page.locator("#faults a").first.click()
    expect(made.locator("[id='f-unit']")).to_be_focused()
    made.locator("[id='f-unit']").select_option("thanh-tra")
    expect(made.locator("[id='w-unit']")).to_be_empty(timeout=10_000)


def test_a_fault_is_mended_by_a_button_and_undone(page: Page, studio: Studio, mine: str) -> None:
    right = studio.file(mine).read_bytes().decode()
    studio.file(mine).write_text(
        right.replace("cong-an-tinh,", "cong-an-tinhh,").replace("giam-doc", "giam-docc"), newline=""
    )
    made = form(page, studio, mine)
    faults = page.get_by_role("region", name="Lỗi và cảnh báo")
    faults.get_by_role("button", name="Sửa thành “cong-an-tinh”").click()
    on_disk(studio, mine, right.replace("giam-doc", "giam-docc"))
    expect(made.locator("[data-item='to[1]'] b").first).to_contain_text("Công an tỉnh", timeout=10_000)
    page.get_by_role("button", name="Hoàn tác").click()
    on_disk(studio, mine, "cong-an-tinhh,")
    page.get_by_role("tab", name="Văn bản nguồn").click()
    faults.get_by_role("button", name="Sửa thành “giam-doc”").click()
    on_disk(studio, mine, right.replace("cong-an-tinh,", "cong-an-tinhh,"))
    page.locator(".cm-content").press("Control+Z")
    on_disk(studio, mine, "giam-docc")
    assert judged(page) == []


def test_the_text_is_completed_by_the_server(page: Page, studio: Studio, mine: str) -> None:
    form(page, studio, mine)
    page.get_by_role("tab", name="Văn bản nguồn").click()
    page.locator(".cm-line", has_text="cong-an-tinh").click()
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    page.keyboard.type(", so-tai")
    options = page.get_by_role("listbox", name="Gợi ý")
    expect(options.get_by_role("option", name="Sở Tài chính")).to_be_visible()
    assert judged(page) == []
    page.screenshot(path=PICTURES / "text-completion.png")
    page.keyboard.press("Enter")
    on_disk(studio, mine, "ubnd-tinh, so-tai-chinh]\r\n")
    page.keyboard.press("Control+Home")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.type("urg")
    expect(options.get_by_role("option", name="urgency")).to_be_visible()
    page.wait_for_timeout(150)  # a list that has just appeared takes no Enter yet
    page.keyboard.press("Enter")
    page.keyboard.type("hoa")
    page.wait_for_timeout(300)
    expect(options.get_by_role("option", name="hoa-toc").first).to_be_visible()
    page.keyboard.press("Enter")
    on_disk(studio, mine, "urgency: hoa-toc\r\n")


def test_a_server_that_is_away_loses_nothing(seen: Watched, studio: Studio, mine: str) -> None:
    page = seen.page
    made = form(page, studio, mine)
    page.context.set_offline(True)
    made.locator("[id='f-subject']").fill("gõ khi mất mạng")
    made.locator("[id='f-body']").fill("nội dung gõ khi mất mạng")
    expect(page.locator("[data-notice=operations]")).to_be_visible(timeout=10_000)
    page.context.set_offline(False)
    text = on_disk(studio, mine, "gõ khi mất mạng", 25)
    on_disk(studio, mine, "nội dung gõ khi mất mạng", 25)
    assert "to: [so-noi-vu,  cong-an-tinh, ubnd-tinh]\r\n" in text


def judged(page: Page) -> list[str]:
    """What axe finds at the page as it is, by WCAG 2.2 AA."""
    session = page.context.new_cdp_session(page)  # past the page's own policy, which lets no script in
    session.send("Runtime.evaluate", {"expression": AXE.read_text("utf-8")})
    run = "axe.run(document, {runOnly: ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa']}).then(r => JSON.stringify(r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html.slice(0, 160)).join(' | '))))"
    found = session.send("Runtime.evaluate", {"expression": run, "awaitPromise": True})
    return list(json.loads(found["result"]["value"]))


def test_axe_finds_nothing(page: Page, studio: Studio, mine: str) -> None:
    made = form(page, studio, mine)
    for one in made.locator("details").all():
        one.evaluate("one => { one.open = true; }")
    assert judged(page) == []
    made.get_by_label("Thêm vào Kính gửi").fill("so")
    expect(made.locator("ul.options [role=option]").first).to_be_visible()
    assert judged(page) == []
    page.keyboard.press("Escape")
    made.get_by_role("button", name="Bảng").first.click()
    assert judged(page) == []
    page.screenshot(path=PICTURES / "form-table.png")
    page.get_by_role("button", name="Thôi").click()
    studio.file(mine).write_text("unit: khong-co\nsigner: ai-do\nto: [la]\nbody: x\n")
    page.reload()
    made.wait_for()
    expect(made.locator("[id='w-unit']")).not_to_be_empty()
    assert judged(page) == []
    page.screenshot(path=PICTURES / "form-faults.png", full_page=True)


def test_an_item_more_and_a_name_of_its_own(page: Page, studio: Studio, mine: str) -> None:
    made = form(page, studio, mine)
    made.get_by_role("button", name="Thêm vào Phụ lục").click()
    title = made.locator("[id='f-annexes[1].title']")
    expect(title).to_be_focused()
    title.fill("Phụ lục hai")
    made.locator("[id='f-annexes[1].body']").fill("Một\nHai")
    on_disk(studio, mine, "  - title: Phụ lục hai\r\n    body: |\r\n      Một\r\n      Hai\r\n")
    made.locator("[id='n-references']").fill("luat_luu_tru")
    made.locator("[id='n-references']").press("Enter")
    made.locator("[id='f-references.luat_luu_tru.name']").fill("Luật Lưu trữ")
    on_disk(studio, mine, "Luật Lưu trữ")


def test_issuer_and_recipients_are_forms_too(page: Page, studio: Studio) -> None:
    file = studio.shop.root / "recipients.yaml"
    before = file.read_text()
    try:
        page.goto(f"{studio.at}/co-quan/recipients.yaml/sua")
        page.get_by_role("tab", name="Biểu mẫu").click()
        page.locator("[id='n-agencies']").fill("so-moi")
        page.locator("[id='n-agencies']").press("Enter")
        page.locator("[id='f-agencies.so-moi.name']").fill("Sở Mới")
        until = time.monotonic() + 25
        while "  so-moi: {name: Sở Mới}\n" not in file.read_text():
            assert time.monotonic() < until, file.read_text()[:400]
            time.sleep(0.1)
        assert file.read_text().replace("  so-moi: {name: Sở Mới}\n", "") == before
    finally:
        file.write_text(before)


def test_the_table_of_an_annex_is_uploaded_where_its_file_is_asked_for(
    studio: Studio, seen: Watched, letter: str
) -> None:
    page, file = seen.page, studio.file(letter)
    file.write_text(
        file.read_text("utf-8") + "annexes:\n  - title: Số liệu\n    table: {file: chua-co.xlsx}\n", "utf-8"
    )
    made = form(page, studio, letter)
    page.evaluate("document.querySelectorAll('#form details').forEach(one => { one.open = true; })")
    field = made.locator("input[data-path='annexes[0].table.file']")
    expect(field).to_have_value("chua-co.xlsx")
    upload = made.get_by_role("group", name="Phụ lục").get_by_label("Tải tệp Excel hoặc CSV lên")
    upload.set_input_files({"name": "hình.xlsx", "mimeType": "image/png", "buffer": b"\x89PNG\r\n"})
    expect(made.get_by_role("alert").filter(has_text="không dùng được")).to_be_visible(timeout=20_000)
    expect(field).to_have_value("chua-co.xlsx")
    upload.set_input_files({"name": "Số liệu.csv", "mimeType": "text/csv", "buffer": "Tên,Số\nXã Một,17\n".encode()})
    on_disk(studio, letter, "table: {file: bang/so-lieu.csv}")
    expect(field).to_have_value("bang/so-lieu.csv", timeout=20_000)
    # "file" of the document itself is its Hồ sơ, not a table
    asked = page.evaluate("[...document.querySelectorAll('[data-upload]')].map(one => one.dataset.upload)")
    assert asked == ["merge.file", "annexes[0].table.file"]
    assert judged(page) == []


def test_who_types_at_once_is_shown_what_was_typed(seen: Watched, studio: Studio, mine: str) -> None:
    """On a slow machine the whole list, that a click asks for, came after the first letters and stayed."""
    form(seen.page, studio, mine)
    box = seen.page.get_by_label("Thêm vào Kính gửi")
    box.evaluate(
        """box => { box.focus(); box.dispatchEvent(new MouseEvent("mousedown", { bubbles: true })); box.value = "mat tran";
           box.dispatchEvent(new InputEvent("input", { bubbles: true })); }"""
    )
    seen.page.wait_for_timeout(300)
    found = seen.page.locator("ul.options:not([hidden]) [role=option]")
    expect(found.first).to_be_visible()
    assert all("Mặt trận" in one or "mat tran" in one for one in found.all_inner_texts()), found.all_inner_texts()
