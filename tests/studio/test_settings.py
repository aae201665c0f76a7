"""Cài đặt in the browser: mail tried, the page within the decree's ranges, pictures judged, and no secret anywhere."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import Studio, sound, window, workspace
from mail_server import MailServer
from PIL import Image
from playwright.sync_api import Browser, Page, expect

SECRET = "rất-bí-mật-4711"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Studio, MailServer]]:
    folder = tmp_path_factory.mktemp("cai-dat")
    with MailServer(folder / "thu") as mail:
        (folder / "phong").mkdir()
        shop = workspace(folder / "phong")
        with (shop.root / "issuer.yaml").open("a", encoding="utf-8") as handle:
            handle.write(
                f"style: {{body_size: 14}}   # cỡ chữ của Sở\nnumbering: [{{name: Quyết định, kinds: [quyet-dinh, chi-thi]}}]\n"
                f"delivery:\n  smtp: {{host: 127.0.0.1, port: {mail.port}, security: none, from: vanthu@so.example, password_env: MAT_KHAU}}\n"
                "  edxml: {outbox: truc/gui}\nregister: postgresql://vanthu:mat-khau-so@127.0.0.1:1/so\n"
            )
        # the register's server is none: what a page asks of it waits a second, not fifteen
        studio = Studio(shop, environment={"MAT_KHAU": SECRET, "CONGVAN_REGISTER_TIMEOUT": "1"})
        studio.start()
        yield studio, mail
        code, _, err = studio.end()
        assert (code, "Traceback" in err) == (0, False), err


@pytest.fixture
def page(chromium: Browser, office: tuple[Studio, MailServer]) -> Iterator[Page]:
    studio, _ = office
    token = studio.end() and studio.start()
    found = window(chromium, studio.base, bypass_csp=True)
    found.page.goto(token)
    yield found.page
    assert [text for text in found.said if "status of " not in text] == []
    found.context.close()


def png(width: int, height: int, *, clear: bool = True, blank: bool = False) -> bytes:
    made = Image.new("RGBA", (width, height), (0, 0, 0, 0) if clear else (255, 255, 255, 255))
    if not blank:
        made.paste((255, 0, 0, 255), (width // 4, height // 4, width // 2, height // 2))
    kept = io.BytesIO()
    (made if clear else made.convert("RGB")).save(kept, "PNG")
    return kept.getvalue()


def upload(page: Page, of: str, data: bytes, name: str = "dau.png", button: str = "Kiểm tra ảnh") -> None:
    page.get_by_label("Ảnh của").select_option(of)
    page.get_by_label("Tệp ảnh").set_input_files({"name": name, "mimeType": "image/png", "buffer": data})
    page.get_by_role("button", name=button).click()


def test_all_of_it_is_seen_and_tried_and_axe_finds_nothing(office: tuple[Studio, MailServer], page: Page) -> None:
    studio, mail = office
    page.goto(f"{studio.at}/cai-dat")
    main = page.get_by_role("main")
    expect(main).to_contain_text("đã có trong biến MAT_KHAU")
    expect(main).to_contain_text("thư mục không có: chưa tạo, hoặc ổ mạng chưa nối")
    expect(main).to_contain_text("postgresql://vanthu@127.0.0.1:1/so")
    expect(main).to_contain_text("Quyết định: Quyết định, Chỉ thị")
    expect(main).to_contain_text("Liberation Serif")
    sound(page, "cai-dat")
    assert SECRET not in page.content()
    assert "mat-khau-so" not in page.content()

    page.get_by_label("Gửi thư thử đến").fill("vanthu@so.example")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("đã nhận thư gửi vanthu@so.example")
    (got,) = mail.got()
    assert "vanthu@so.example" in str(got)
    page.get_by_label("Gửi thư thử đến").fill("tu-choi@so.example")
    page.get_by_role("button", name="Gửi thư thử").click()
    expect(page.get_by_role("status")).to_contain_text("không nhận thư gửi tu-choi@so.example")
    sound(page, "cai-dat-thu")
    mail.stop()
    page.get_by_role("button", name="Gửi thư thử").click()
    expect(page.get_by_role("alert")).to_contain_text("không kết nối được máy chủ thư 127.0.0.1")
    mail.start()

    upload(page, "dau", png(900, 900))
    expect(page.get_by_role("status")).to_contain_text("in ra 36 × 36 mm, 635 dpi. Nền trong suốt.")
    upload(page, "dau", png(200, 130, clear=False))
    for words in ("không vuông", "không có nền trong suốt", "dpi nên sẽ mờ"):
        expect(page.get_by_role("status")).to_contain_text(words)
    for data, words in (
        (b"<svg onload=alert(1)>", "không phải là ảnh PNG"),
        (png(50, 50, blank=True), "không có nét nào"),
        (png(900, 900)[:400], "PNG"),
    ):
        upload(page, "dau", data)
        expect(page.get_by_role("alert")).to_contain_text(words)
    upload(page, "ky", png(1200, 500), "../../issuer.yaml", "Kiểm tra và giữ lại")
    expect(page.get_by_role("status")).to_contain_text("anh/chu-ky-giam-doc.png")
    assert (studio.shop.root / "anh" / "chu-ky-giam-doc.png").read_bytes() == png(1200, 500)
    assert not list((studio.shop.root / ".congvan" / "anh").iterdir())


def test_the_style_moves_the_page_and_only_its_line_of_the_file(office: tuple[Studio, MailServer], page: Page) -> None:
    studio, _ = office
    file: Path = studio.shop.root / "issuer.yaml"
    before = file.read_text("utf-8").replace("register: postgresql://vanthu:mat-khau-so@127.0.0.1:1/so\n", "")
    file.write_text(before, "utf-8")
    page.goto(f"{studio.at}/cai-dat/the-thuc")
    shown = page.locator("#look img").first
    expect(shown).to_be_visible()
    first = shown.get_attribute("src")
    page.get_by_label("Cỡ chữ nội dung").fill("13")
    expect(page.locator("#look img").first).not_to_have_attribute("src", first or "", timeout=20_000)
    sound(page, "cai-dat-the-thuc")
    page.get_by_label("Lề trái").fill("12")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_role("alert")).to_contain_text("30–35")
    sound(page, "cai-dat-the-thuc-loi")
    assert file.read_text("utf-8") == before
    page.get_by_label("Lề trái").fill("32,5")
    page.get_by_role("button", name="Lưu").click()
    page.wait_for_url("**/cai-dat")
    assert file.read_text("utf-8") == before.replace("{body_size: 14}", "{body_size: 13, margin_left: 32.5}")
    page.goto(f"{studio.at}/cai-dat/the-thuc")
    page.get_by_label("Lề trái").fill("")
    page.get_by_label("Cỡ chữ nội dung").fill("")
    page.get_by_label("Cỡ chữ nội dung").press("Enter")
    page.wait_for_url("**/cai-dat")
    assert "body_size" not in file.read_text("utf-8")
