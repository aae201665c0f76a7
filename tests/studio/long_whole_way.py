"""From number to archive by one person in one browser, with the mouse and by keyboard alone: circular 881 and its follow-up; the
command line agrees with each step.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from browsing import LETTER, Studio, entered, window, workspace
from mail_server import MailServer
from playwright.sync_api import Browser, Locator, Page, expect
from shop import ROOT

from .test_sending import ended, recipients, row
from .test_signing import PASSWORD, prepared

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


@dataclass
class Hands:
    """One person's: with the mouse, or with the keyboard alone, which goes from field to field by Tab."""

    page: Page
    mouse: bool

    def press(self, role: str, name: str | re.Pattern[str]) -> None:
        """A button or a link."""
        wanted = self.page.get_by_role(role, name=name, exact=isinstance(name, str)).first  # type: ignore[arg-type]
        if self.mouse:
            wanted.click()
        else:
            self._to(wanted)
            self.page.keyboard.press("Enter")

    def type(self, label: str, text: str) -> None:
        field = self.page.get_by_label(label).first
        if self.mouse:
            field.fill(text)
        else:
            self._to(field)
            self.page.keyboard.press("Control+A")
            self.page.keyboard.type(text)

    def choose(self, label: str, option: str) -> None:
        field = self.page.get_by_label(label).first
        if self.mouse:
            field.select_option(label=option)
            return
        self._to(field)
        names: list[str] = field.evaluate("one => [...one.options].map(option => option.label)")
        for _ in range(names.index(option) - int(field.evaluate("one => one.selectedIndex"))):
            self.page.keyboard.press("ArrowDown")
        assert field.evaluate("one => one.selectedOptions[0].label") == option

    def _to(self, wanted: Locator) -> None:
        wanted.wait_for()
        for _ in range(200):
            if wanted.evaluate("one => one === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no way by keyboard to {wanted}")


def numbered(hands: Hands, at: str, id: str) -> str:
    page = hands.page
    page.goto(f"{at}/van-ban/{id}")
    hands.press("button", "Cấp số")
    expect(page.get_by_role("heading", name="Số dự kiến")).to_be_visible()
    code = page.locator(".expected output").inner_text()
    hands.press("button", "Cấp số")
    page.wait_for_url(f"**/van-ban/{id}")
    expect(page.get_by_text("Đã cấp số")).to_be_visible()
    return code


@pytest.mark.parametrize("mouse", [True, False], ids=["mouse", "keyboard"])
def test_from_number_to_archive(office: Office, chromium: Browser, mouse: bool) -> None:
    studio = office.studio
    watched = window(chromium, studio.base, entered(chromium, studio))
    page = watched.page
    page.set_default_timeout(120_000)
    expect.set_options(timeout=60_000)
    try:
        whole_way(office, Hands(page, mouse))
    finally:
        expect.set_options(timeout=5_000)
    watched.context.close()
    assert [text for text in watched.said if "status of 4" not in text] == []


def whole_way(office: Office, hands: Hands) -> None:
    studio = office.studio
    office.says("issue", "2024/canh-bao-gia-danh")
    on_paper(office, "721-880")
    assert numbered(hands, studio.at, LETTER) == "881/STTTT-TTr"
    for numbers, other in ("882-901", "khac-phuc-su-co-mang"), ("903-914", "bao-cao-so-lieu-thue-bao"):
        on_paper(office, numbers)
        office.says("issue", f"2024/{other}")
    drafted(office, hands)
    code = numbered(hands, studio.at, NEXT)
    assert code.endswith("/STTTT-TTr")
    assert office.says("register", "show", NEXT)["entry"]["code"] == code
    sealed(office, hands)
    sent(office, hands)
    copied(office, hands)
    kept(office, hands, code)


def on_paper(office: Office, numbers: str) -> None:
    """The letters that ship have numbers of an office that had others between them."""
    office.says("register", "reserve", numbers, "--year", "2024", "--reason", "đã dùng trên giấy")


def drafted(office: Office, hands: Hands) -> None:
    """The follow-up, with the recipients of this test in place of those that ship."""
    studio, page = office.studio, hands.page
    hands.press("button", "Soạn lần tiếp theo")
    hands.type("Mã văn bản", NEXT)
    hands.press("button", "Tạo")
    page.wait_for_url(f"**/van-ban/{NEXT}/sua")
    expect(page.frame_locator("#paper").get_by_text("(lần 3)").first).to_be_visible()
    expect(page.frame_locator("#paper").get_by_text("881/STTTT-TTr").first).to_be_visible()
    page.goto("about:blank")
    text = studio.file(NEXT).read_text("utf-8")
    text, found = re.subn(r"(?m)^to:.*(\n[ -].*)*$", f"to: [{', '.join(NAMES)}]", text)
    assert found == 1
    studio.file(NEXT).write_text(text, "utf-8")


def sealed(office: Office, hands: Hands) -> None:
    page = hands.page
    hands.press("button", "Ký")
    hands.press("button", "Tạo tệp chờ ký")
    page.get_by_role("link", name="Tải tệp chờ ký").wait_for()
    hands.choose("Khóa để ký", "Khóa của Giám đốc")
    hands.type("Mật khẩu hoặc mã PIN của khóa ký", PASSWORD)
    hands.press("button", "Ký")
    expect(page.get_by_role("heading", name="Chữ ký của người có thẩm quyền")).to_contain_text("hợp lệ")
    hands.choose("Khóa để đóng dấu", "Dấu trong tệp")
    hands.type("Mật khẩu hoặc mã PIN của khóa dấu", PASSWORD)
    hands.press("button", "Đóng dấu")
    expect(page.get_by_text("Văn bản đã được ký và đóng dấu.")).to_be_visible()
    file = office.studio.shop.output(NEXT, "signed.pdf")
    assert office.says("verify", str(file), "--trust", office.trust)["ok"]
    log = office.says("register", "show", NEXT)["log"]
    assert [one["kind"] for one in log] == ["issue", "sign", "sign"]
    assert log[-1]["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()


def sent(office: Office, hands: Hands) -> None:
    page = hands.page
    page.goto(f"{office.studio.at}/van-ban/{NEXT}")
    hands.press("button", "Phát hành")
    hands.press("button", "Phát hành")
    ended(page)
    expect(row(page, "Nơi mot")).to_contain_text("đã gửi")
    expect(row(page, "Nơi tu-choi")).to_contain_text("bị từ chối")
    expect(row(page, "Nơi hoan")).to_contain_text("hoãn")
    rows = office.says("deliveries", NEXT)["deliveries"]
    states = {one["agency"]: one["state"] for one in rows}
    assert {name: states[name] for name in NAMES} == {"mot": "accepted", "tu-choi": "refused", "hoan": "deferred"}
    assert [mail["to"] for mail in office.mail.got()].count(["mot@noi.example"]) == 1


def copied(office: Office, hands: Hands) -> None:
    page = hands.page
    page.goto(f"{office.studio.at}/van-ban/{NEXT}")
    hands.press("link", "Sao văn bản")
    hands.press("button", "Chọn trang")
    expect(page.get_by_role("img", name=re.compile("của bản sao, có khối hoặc dòng bản sao"))).to_be_visible()
    hands.press("button", "Cấp số và sao")
    made = page.get_by_role("heading", name=re.compile("^Đã sao, số"))
    expect(made).to_be_visible()
    copies = office.says("register", "list", "--type", "ban-sao")["entries"]
    assert [f"Đã sao, số {one['code']}" for one in copies] == [made.inner_text()]
    with page.expect_download() as got:
        hands.press("link", "Tải bản sao")
    assert got.value.path().read_bytes().startswith(b"%PDF-")


def kept(office: Office, hands: Hands, code: str) -> None:
    """The book, as a file and as the command line has it."""
    page, at = hands.page, office.studio.at
    page.goto(f"{at}/so?nam=moi-nam")
    with page.expect_download() as got:
        hands.press("button", "CSV")
    text = got.value.path().read_text("utf-8-sig")
    assert all(one.partition("/")[0] in text for one in ("881/STTTT-TTr", code))
    page.goto(f"{at}/so")
    hands.press("button", "Kiểm tra sổ")
    expect(page.get_by_text("Sổ không có lỗi")).to_be_visible()
    assert office.studio.shop.run("register", "verify").returncode == 0
    entries = {one["id"]: one["code"] for one in office.says("register", "list")["entries"]}
    assert (entries[LETTER], entries[NEXT]) == ("881/STTTT-TTr", code)
