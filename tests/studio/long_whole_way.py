"""From number to archive by one person in one browser: circular 881 and its follow-up; the command line agrees with each step."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from browsing import LETTER, Studio, window, workspace
from mail_server import MailServer
from playwright.sync_api import Browser, Page, expect
from shop import ROOT

from .test_sending import ended, recipients, row, signed
from .test_signing import PASSWORD, prepared, seal

NAMES = ("mot", "tu-choi", "hoan")
NEXT = "2026/canh-bao-lan-3"


@dataclass
class Office:
    studio: Studio
    mail: MailServer
    trust: str

    def says(self, *args: str) -> dict:
        done = self.studio.shop.run(*args, "--json")
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout)


@pytest.fixture
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("ca-duong")
    (folder / "so").mkdir()
    shop = workspace(folder / "so")
    _, keys, env = prepared(shop.root)
    with MailServer(folder / "thu", ("--keep",)) as mail:
        smtp = {
            "host": "127.0.0.1",
            "port": mail.port,
            "security": "none",
            "timeout": 5,
            "from": "vanthu@sotttt.example",
        }
        issuer = (ROOT / "issuer.yaml").read_text("utf-8")
        (shop.root / "issuer.yaml").write_text(f"{issuer}delivery:\n  smtp: {json.dumps(smtp)}\n", "utf-8")
        book = (ROOT / "recipients.yaml").read_text("utf-8")
        agencies = recipients([*NAMES]).removeprefix("agencies:\n")
        (shop.root / "recipients.yaml").write_text(book.replace("agencies:\n", f"agencies:\n{agencies}", 1), "utf-8")
        studio = Studio(shop, environment=env)
        studio.start()
        yield Office(studio, mail, str(keys / "ca.pem"))
        code, _, err = studio.end()
        assert code == 0, err
        assert "Traceback" not in err, err


def numbered(page: Page, at: str, id: str) -> str:
    page.goto(f"{at}/van-ban/{id}")
    page.get_by_role("link", name="Cấp số", exact=True).click()
    expect(page.get_by_role("heading", name="Số dự kiến")).to_be_visible()
    code = page.locator(".expected output").inner_text()
    page.get_by_role("button", name="Cấp số").click()
    page.wait_for_url(f"**/van-ban/{id}")
    expect(page.get_by_text("Đã cấp số")).to_be_visible()
    return code


def test_from_number_to_archive(office: Office, chromium: Browser) -> None:
    studio = office.studio
    watched = window(chromium, studio.base, signed(studio, chromium))
    page = watched.page
    page.set_default_timeout(120_000)
    expect.set_options(timeout=60_000)
    assert numbered(page, studio.at, LETTER) == "881/STTTT-TTr"

    page.get_by_role("link", name="Soạn lần tiếp theo").click()
    page.get_by_label("Mã văn bản").first.fill(NEXT)
    page.get_by_role("button", name="Tạo").first.click()
    page.wait_for_url(f"**/van-ban/{NEXT}/sua")
    expect(page.frame_locator("#paper").get_by_text("(lần 3)").first).to_be_visible()
    expect(page.frame_locator("#paper").get_by_text("881/STTTT-TTr").first).to_be_visible()
    text = studio.file(NEXT).read_text("utf-8")
    studio.file(NEXT).write_text(re.sub(r"(?m)^to:(\n? .*|\n- .*)*$", f"to: [{', '.join(NAMES)}]", text), "utf-8")
    code = numbered(page, studio.at, NEXT)
    assert code.endswith("/STTTT-TTr")

    page.get_by_role("link", name="Ký", exact=True).click()
    page.get_by_role("button", name="Tạo tệp chờ ký").click()
    page.get_by_label("Khóa để ký").select_option(label="Khóa của Giám đốc")
    page.get_by_label("Mật khẩu hoặc mã PIN của khóa ký").fill(PASSWORD)
    page.get_by_role("button", name="Ký", exact=True).click()
    expect(page.get_by_role("heading", name="Chữ ký của người có thẩm quyền")).to_contain_text("hợp lệ")
    seal(page, "Dấu trong tệp", PASSWORD)
    expect(page.get_by_text("Văn bản đã được ký và đóng dấu.")).to_be_visible()
    file = studio.shop.output(NEXT, "signed.pdf")
    assert office.says("verify", str(file), "--trust", office.trust)

    page.goto(f"{studio.at}/van-ban/{NEXT}")
    page.get_by_role("link", name="Phát hành", exact=True).click()
    page.get_by_role("button", name="Phát hành", exact=True).click()
    ended(page)
    expect(row(page, "Nơi mot")).to_contain_text("đã gửi")
    expect(row(page, "Nơi tu-choi")).to_contain_text("bị từ chối")
    expect(row(page, "Nơi hoan")).to_contain_text("hoãn")
    rows = office.says("deliveries", NEXT)["deliveries"]
    states = {one["agency"]: one["state"] for one in rows}
    assert {name: states[name] for name in NAMES} == {"mot": "accepted", "tu-choi": "refused", "hoan": "deferred"}

    page.goto(f"{studio.at}/van-ban/{NEXT}")
    page.get_by_role("link", name="Sao văn bản").click()
    page.get_by_role("button", name="Cấp số và sao").click()
    expect(page.get_by_role("heading", name=re.compile("^Đã sao, số"))).to_be_visible()

    page.goto(f"{studio.at}/so?tim=881")
    with page.expect_download(timeout=60_000) as got:
        page.get_by_role("button", name="CSV", exact=True).click()
    assert "881" in got.value.path().read_text("utf-8-sig")
    page.goto(f"{studio.at}/so")
    page.get_by_role("button", name="Kiểm tra sổ").click()
    expect(
        page.get_by_role("heading", name=re.compile("Sổ (còn nguyên|đúng)|không có chỗ sai", re.IGNORECASE))
    ).to_be_visible()
    assert office.says("register", "verify")
    kept = {one["circular"] for one in office.says("register", "list")["entries"]}
    assert {LETTER, NEXT} <= kept
    expect.set_options(timeout=5_000)
    watched.context.close()
    assert [text for text in watched.said if "status of 4" not in text] == []
