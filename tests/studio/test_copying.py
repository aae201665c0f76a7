"""Bản sao in the browser: pages chosen on pictures, block or line seen before a number is taken, hostile files, no number lost."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pdfplumber
import pikepdf
import pytest
from browsing import Studio, sound
from playwright.sync_api import Page, expect


@pytest.fixture(scope="module")
def pdf(studio: Studio, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A letter of two pages, as a stranger's file."""
    id = "2024/canh-bao-gia-danh-lan-2"
    assert studio.shop.run("build", id, "--format", "pdf").returncode == 0
    file = tmp_path_factory.mktemp("tep") / "Quyết định số 12.pdf"
    file.write_bytes(studio.shop.output(id, "pdf").read_bytes())
    return file


def copies(studio: Studio) -> list[str]:
    done = studio.shop.run("register", "list", "--type", "ban-sao", "--json")
    return [one["code"] for one in json.loads(done.stdout)["entries"]] if done.returncode == 0 else []


def taken_in(page: Page, studio: Studio, file: Path) -> None:
    page.goto(f"{studio.at}/sao")
    page.get_by_label("Tệp", exact=True).set_input_files(file)
    page.get_by_role("button", name="Chọn trang").click()
    page.wait_for_url(re.compile(r"/sao/[0-9a-f]{16}$"))


def test_pages_are_chosen_and_the_block_is_seen_before_the_number_is_taken(
    studio: Studio, page: Page, pdf: Path
) -> None:
    before = copies(studio)
    taken_in(page, studio, pdf)
    expect(page.get_by_role("img", name="Trang 2 trên 2 của bản sao, có khối hoặc dòng bản sao")).to_be_visible()
    expect(page.get_by_role("img", name="Hình trang 2 trên 2")).to_be_visible()
    page.get_by_label("Hình thức sao").select_option("trich-sao")
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_role("alert")).to_contain_text("hãy đánh dấu những trang cần sao")
    page.get_by_role("checkbox", name="Trang 2").check()
    page.get_by_role("checkbox", name="Sở Nội vụ").check()
    page.get_by_role("button", name="Xem trước").click()
    expected = page.get_by_role("definition").first.inner_text()
    assert re.fullmatch(r"\d\d/TrS-STTTT", expected)
    expect(page.get_by_role("img", name="Trang 1 trên 1 của bản sao")).to_be_visible()
    assert page.locator("img.sheet").evaluate("one => one.complete && one.naturalHeight > 900")
    expect(page.get_by_role("checkbox", name="Trang 2")).to_be_checked()
    expect(page.get_by_role("checkbox", name="Trang 1")).not_to_be_checked()
    assert copies(studio) == before
    page.get_by_role("button", name="Cấp số và sao").click()
    expect(page.get_by_role("heading", name=f"Đã sao, số {expected}")).to_be_visible()
    assert copies(studio) == [expected, *before]
    with page.expect_download() as got:
        page.get_by_role("link", name="Tải bản sao").click()
    assert got.value.suggested_filename == f"{expected.replace('/', '-')}.pdf"
    with pdfplumber.open(got.value.path()) as made:
        text = made.pages[0].extract_text()
    assert len(made.pages) == 1
    assert "TRÍCH SAO" in text
    assert "- Sở Nội vụ;" in text
    page.reload()
    expect(page.get_by_role("heading", name=f"Đã sao, số {expected}")).to_be_visible()
    assert copies(studio) == [expected, *before]


def test_by_keyboard_alone_an_electronic_copy_of_a_document_of_ours(studio: Studio, page: Page) -> None:
    page.goto(f"{studio.at}/sao?van-ban=2024/canh-bao-gia-danh-lan-2")
    page.get_by_role("button", name="Chọn trang").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/sao/[0-9a-f]{16}$"))
    page.get_by_role("radio", name="Bản giấy").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Bản điện tử")).to_be_checked()
    page.get_by_role("button", name="Xem trước").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Dòng bản sao nằm ở góc trên bên phải trang 1")).to_be_visible()
    expect(page.get_by_text("Sao y điện tử là bản số hóa của văn bản giấy")).to_be_visible()
    page.get_by_role("button", name="Cấp số và sao").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Bản điện tử chưa có giá trị trước khi cơ quan ký số lên nó.")).to_be_visible()


def test_somebody_was_faster_and_a_copy_that_was_cut_short_goes_on(studio: Studio, page: Page, pdf: Path) -> None:
    taken_in(page, studio, pdf)
    expected = page.get_by_role("definition").first.inner_text()
    done = studio.shop.run("copy", str(pdf), f"sao/nhanh-{expected[:2]}", "--form", "sao-y", "--signer", "giam-doc")
    assert done.returncode == 0, done.stderr
    page.get_by_role("button", name="Cấp số và sao").click()
    expect(page.get_by_text(f"Số dự kiến là {expected}, nhưng người khác đã lấy số ấy trước")).to_be_visible()
    job = studio.shop.root / ".congvan" / "sao" / page.url.rpartition("/")[2] / "job.json"
    known = json.loads(job.read_text("utf-8"))
    code = known.pop("made")["code"]
    job.write_text(json.dumps({**known, "state": "making"}), "utf-8")  # as a kill after the number would leave it
    (studio.shop.root / "output" / f"{known['id']}.pdf").unlink()
    before = copies(studio)
    page.reload()
    expect(page.get_by_role("status").first).to_contain_text(f"đã được cấp số {code}")
    page.get_by_label("Hình thức sao").select_option("sao-luc")
    page.get_by_role("button", name="Cấp số và sao").click()
    expect(page.get_by_role("heading", name=f"Đã sao, số {code}")).to_be_visible()
    assert copies(studio) == before


def locked() -> bytes:
    made, kept = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    made.save(kept, encryption=pikepdf.Encryption(owner="a", user="b"))
    return kept.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a.pdf", b"<script>alert(1)</script>", "tệp không phải PDF"),
        ("../../a.pdf", b"%PDF-1.7\n" + b"\0" * 5000, "không đọc được tệp PDF"),
        ("a.pdf", b"", "không đọc được tệp PDF"),
        ("<img src=x>.pdf", locked(), "bị khóa bằng mật khẩu"),
    ],
    ids=["no PDF", "zeros", "empty", "locked"],
)
def test_hostile_files_are_refused_in_words(studio: Studio, page: Page, name: str, data: bytes, told: str) -> None:
    before = copies(studio)
    page.goto(f"{studio.at}/sao")
    page.get_by_label("Tệp", exact=True).set_input_files({"name": name, "mimeType": "application/pdf", "buffer": data})
    page.get_by_role("button", name="Chọn trang").click()
    expect(page.get_by_role("alert")).to_contain_text(told)
    assert copies(studio) == before


def test_addresses_that_lead_nowhere(studio: Studio, page: Page) -> None:
    for tail in (
        "sao/0123456789abcdef",
        "sao/..%2f..%2fissuer.yaml",
        "sao/0123456789abcdef/hinh/xem-a.png",
        "sao/a/tep",
    ):
        answer = page.request.get(f"{studio.at}/{tail}")
        assert answer.status == 404
    assert page.request.post(f"{studio.at}/sao", multipart={"tep": ""}).status == 403


def test_axe_finds_nothing_on_copies(open_window: Page, studio: Studio, pdf: Path) -> None:
    page = open_window
    for name in ("tep", "chon", "loi", "xong"):
        if name == "tep":
            page.goto(f"{studio.at}/sao")
        elif name == "chon":
            taken_in(page, studio, pdf)
            for number in (1, 2):
                page.get_by_role("checkbox", name=f"Trang {number}").scroll_into_view_if_needed()
                page.wait_for_function(f"document.querySelectorAll('.thumbs img')[{number - 1}].naturalHeight > 0")
            page.evaluate("scrollTo(0, 0)")
        elif name == "loi":
            page.get_by_label("Hình thức sao").select_option("trich-sao")
            page.get_by_role("button", name="Xem trước").click()
        else:
            page.get_by_role("checkbox", name="Trang 1").check()
            page.get_by_role("button", name="Cấp số và sao").click()
            page.get_by_role("heading", name="Đã sao").wait_for()
        sound(page, f"sao{'' if name == 'chon' else f'-{name}'}")
