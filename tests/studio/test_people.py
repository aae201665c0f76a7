"""Many offices, people with roles: five people in five browsers take a letter from draft to its number."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import LETTER, PICTURES, Studio, Watched, sound, window, workspace
from playwright.sync_api import Browser, FloatRect, Page, expect
from shop import ROOT, Shop

TOP: FloatRect = {"x": 0, "y": 0, "width": 1366, "height": 300}
PASSWORD = "mot cau ngan de nho"
PEOPLE = {
    "lan": ("Trần Thị Lan", "soan-thao:thanh-tra"), "dung": ("Lê Văn Dũng", "truong-don-vi:thanh-tra"),
    "hoa": ("Phạm Thị Hoa", "kiem-tra"), "duc": ("Nguyễn Tấn Đức", "ky:giam-doc"), "minh": ("Võ Minh", "van-thu"),
    "quan": ("Đỗ Quân", "quan-tri"),
}  # fmt: skip


class Offices(Studio):
    """The studio of a folder of offices."""

    @property
    def at(self) -> str:
        return f"{self.base}/so"

    def start(self) -> str:
        command = [sys.executable, str(ROOT / "build.py"), "studio", "--offices", ".", "--port", "0"]
        self.errors = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115
        self.process = subprocess.Popen(
            command, cwd=self.shop.root.parent, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.errors,
            text=True, env=dict(os.environ),
        )  # fmt: skip
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        found = re.search(r"http://\S+", line)
        assert found is not None, (line, self.said())
        self.address = found[0]
        self.port = int(self.address.split(":")[2].partition("/")[0])
        return self.address


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Offices]:
    root = tmp_path_factory.mktemp("offices")
    (root / "so").mkdir()
    (root / "khac").mkdir()
    shop = workspace(root / "so")
    issuer = shop.root / "issuer.yaml"
    issuer.write_text(issuer.read_text("utf-8") + "\nsteps: {way: giay}\n", "utf-8")
    workspace(root / "khac")
    (root / "studio.yaml").write_text("offices:\n  so: {workspace: so}\n  khac: {workspace: khac}\n", "utf-8")
    (root / "mk").write_text(f"{PASSWORD}\n", "utf-8")
    own = Shop(root)
    for name, (full, role) in PEOPLE.items():
        done = own.run(
            "people",
            "add",
            name,
            "--offices",
            ".",
            "--name",
            full,
            "--office",
            "so",
            "--role",
            role,
            "--password-file",
            "mk",
        )
        assert done.returncode == 0, done.stderr
    done = own.run(
        "people",
        "add",
        "la",
        "--offices",
        ".",
        "--name",
        "Người Lạ",
        "--office",
        "khac",
        "--role",
        "quan-tri",
        "--password-file",
        "mk",
    )
    assert done.returncode == 0, done.stderr
    made = Offices(shop)
    made.start()
    yield made
    code, _, err = made.end()
    assert code == 0, err
    assert "Traceback" not in err, err


@pytest.fixture
def text(offices: Offices) -> Iterator[str]:
    """A letter of this test's own, without a number."""
    id = f"2026/thu-{os.urandom(4).hex()}"
    offices.file(id).parent.mkdir(exist_ok=True)
    shutil.copy(offices.file(LETTER), offices.file(id))
    body = offices.file(id).read_text("utf-8").replace("number: 881\n", "").replace("date: 2024-05-14\n", "", 1)
    offices.file(id).write_text(body, "utf-8")
    yield id
    offices.file(id).unlink(missing_ok=True)


class Crowd:
    """Each person in a browser of their own, signed in when first asked for."""

    def __init__(self, browser: Browser, studio: Offices) -> None:
        self.browser, self.studio, self.windows = browser, studio, dict[str, Watched]()

    def __getitem__(self, name: str) -> Page:
        if name not in self.windows:
            found = self.windows[name] = window(self.browser, self.studio.base)
            sign_in(found.page, self.studio, name)
        return self.windows[name].page


def sign_in(page: Page, studio: Offices, name: str, password: str = PASSWORD) -> None:
    page.goto(f"{studio.base}/dang-nhap")
    page.get_by_label("Tên đăng nhập").fill(name)
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()


@pytest.fixture(scope="module")
def crowd(chromium: Browser, offices: Offices) -> Iterator[Crowd]:
    made = Crowd(chromium, offices)
    yield made
    for one in made.windows.values():
        one.context.close()
        assert one.away == []
        assert [text for text in one.said if "status of 4" not in text and "ERR_" not in text] == []


def press(page: Page, studio: Offices, id: str, name: str) -> None:
    page.goto(f"{studio.at}/van-ban/{id}")
    page.get_by_role("button", name=name, exact=True).click()


def state(page: Page, studio: Offices, id: str) -> str:
    page.goto(f"{studio.at}/van-ban/{id}")
    return page.locator(".pill").first.inner_text()


def taken(page: Page, studio: Offices, id: str) -> set[str]:
    page.goto(f"{studio.at}/van-ban/{id}")
    return set(page.locator("main button").all_inner_texts())


WAY = (
    ("lan", "Trình", "Chờ kiểm tra nội dung"), ("dung", "Đồng ý nội dung", "Chờ kiểm tra thể thức"),
    ("hoa", "Đồng ý thể thức", "Chờ duyệt"), ("duc", "Duyệt", "Chờ ký"), ("duc", "Ký", "Chờ cấp số"),
)  # fmt: skip


def waits(page: Page, offices: Offices, name: str, text: str) -> None:
    """The page that a person begins the day with has the letter; a picture of it is their role's in the guide."""
    page.goto(offices.base)
    expect(page.locator("main")).to_contain_text(text)
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"vai-{PEOPLE[name][1].partition(':')[0]}.png", clip=TOP)


def test_five_people_take_a_letter_to_its_number(offices: Offices, crowd: Crowd, text: str) -> None:
    assert state(crowd["lan"], offices, text) == "Nháp"
    for name, button, after in WAY:
        for other in ("quan", "lan" if name != "lan" else "minh"):
            assert button not in taken(crowd[other], offices, text)
        waits(crowd[name], offices, name, text)
        press(crowd[name], offices, text, button)
        assert state(crowd[name], offices, text) == after
    waits(crowd["minh"], offices, "minh", text)
    expect(crowd["minh"].get_by_role("region", name=re.compile("Chờ cấp số"))).to_contain_text(text)
    story = crowd["minh"].goto(f"{offices.at}/van-ban/{text}")
    assert story is not None
    told = crowd["minh"].get_by_role("region", name="Các bước đã qua").inner_text()
    assert [name for name, _ in PEOPLE.values() if name in told] == [
        PEOPLE[n][0] for n in ("lan", "dung", "hoa", "duc")
    ]


def test_a_changed_comma_falls_back_and_a_comment_does_not(offices: Offices, crowd: Crowd, text: str) -> None:
    for name, button, _ in WAY[:4]:
        press(crowd[name], offices, text, button)
    file = offices.file(text)
    file.write_text("# một ghi chú\n" + file.read_text("utf-8"), "utf-8")
    assert state(crowd["duc"], offices, text) == "Chờ ký"
    stale = crowd["duc"]  # the page with "Ký" is open
    file.write_text(file.read_text("utf-8").replace("lan 2", "lan 2").replace("Ngày {{", "Ngày, {{"), "utf-8")
    stale.get_by_role("button", name="Ký", exact=True).click()
    expect(stale.get_by_role("heading", level=1)).to_have_text("Trang đã cũ")
    assert stale.locator("ins").all_inner_texts() == [","]
    assert state(crowd["lan"], offices, text) == "Nháp"
    assert "văn bản đã đổi từ đó" in crowd["lan"].locator("main").inner_text()


def test_it_goes_back_with_a_reason_and_waits_for_who_wrote_it(offices: Offices, crowd: Crowd, text: str) -> None:
    press(crowd["lan"], offices, text, "Trình")
    press(crowd["lan"], offices, text, "Rút lại")
    assert state(crowd["lan"], offices, text) == "Nháp"
    press(crowd["lan"], offices, text, "Trình")
    head = crowd["dung"]
    head.goto(f"{offices.at}/van-ban/{text}")
    head.get_by_label("Lý do trả lại").fill("thiếu căn cứ")
    head.get_by_role("button", name="Trả lại", exact=True).click()
    assert state(crowd["lan"], offices, text) == "Bị trả lại"
    expect(crowd["lan"].get_by_role("region", name="Các bước đã qua")).to_contain_text("thiếu căn cứ")
    crowd["lan"].goto(offices.base)
    expect(crowd["lan"].get_by_role("region", name=re.compile("Bị trả lại"))).to_contain_text(text)


def test_what_is_not_theirs_is_refused(offices: Offices, crowd: Crowd, text: str) -> None:
    """A form made by hand: 403 for another's act and for a setting, 404 for another office."""
    press(crowd["lan"], offices, text, "Trình")
    page = crowd["lan"]
    page.goto(f"{offices.at}/van-ban/{text}")
    fields = {name: page.locator(f"input[name={name}]").first.input_value() for name in ("_csrf", "hash", "trang")}
    one, origin = f"{offices.at}/van-ban/{text}", {"origin": offices.base}
    asked = page.context.request

    def post(address: str, form: dict[str, str], **headers: str) -> int:
        return asked.post(address, form=form, headers=origin | headers, max_redirects=0).status

    for act in ("content", "form", "approve", "approve-sign", "sign", "seal", "return", "submit", "x"):
        assert post(f"{one}/buoc", fields | {"viec": act}) == 403, act
    assert post(f"{one}/buoc", fields | {"viec": "withdraw", "hash": "0" * 64}) == 409
    assert post(f"{one}/buoc", fields | {"viec": "withdraw", "trang": "0" * 64}) == 409
    assert post(f"{one}/buoc", fields | {"viec": "withdraw", "_csrf": "x"}) == 403
    assert post(f"{one}/buoc", fields | {"viec": "withdraw"}, origin="http://x.example") == 403
    assert post(f"{offices.at}/nguoi", {"_csrf": fields["_csrf"], "ten": "duc"}) == 403
    assert asked.get(f"{offices.at}/nguoi").status == 403
    put = asked.put(
        f"{offices.at}/co-quan/issuer.yaml/nguon",
        data="x",
        headers=origin | {"x-csrf-token": fields["_csrf"], "if-match": '"x"'},
    )
    assert put.status == 403
    for address in ("/khac/van-ban", f"/khac/van-ban/{LETTER}", "/khac/so", "/khong-co/van-ban"):
        assert asked.get(offices.base + address).status == 404, address
    assert state(page, offices, text) == "Chờ kiểm tra nội dung"


def test_signing_in_is_slowed_and_ends_everywhere_with_a_role(offices: Offices, chromium: Browser) -> None:
    root = Shop(offices.shop.root.parent)
    added = root.run("people", "add", "tam", "--offices", ".", "--name", "Tạm", "--office", "so", "--role", "kiem-tra")
    link = re.search(r"/dat-mat-khau\?ma=\S+", added.stdout)
    assert link is not None, added.stderr
    page = window(chromium, offices.base).page
    page.goto(offices.base + link[0])
    page.get_by_label("Mật khẩu mới", exact=True).fill("ngan")
    page.get_by_label("Gõ lại mật khẩu mới").fill("ngan")
    page.get_by_role("button", name="Đặt mật khẩu").click()
    expect(page.get_by_role("alert")).to_contain_text("8 ký tự")
    page.get_by_label("Mật khẩu mới", exact=True).fill(PASSWORD)
    page.get_by_label("Gõ lại mật khẩu mới").fill(PASSWORD)
    page.get_by_role("button", name="Đặt mật khẩu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Việc của tôi")
    assert page.goto(offices.base + link[0]).status == 404  # type: ignore[union-attr]
    assert root.run("people", "role", "tam", "--offices", ".", "--office", "so", "--role", "van-thu").returncode == 0
    page.goto(f"{offices.at}/van-ban")
    expect(page.get_by_role("button", name="Đăng nhập", exact=True)).to_be_visible()
    for _ in range(4):
        sign_in(page, offices, "tam", "sai mat khau")
    expect(page.get_by_role("alert")).to_contain_text("giây")
    page.context.close()


@pytest.mark.parametrize(
    "address", ["/dang-nhap", "/", "/tai-khoan", "/so/nguoi", "/so/van-ban", f"/so/van-ban/{LETTER}"]
)
def test_axe_finds_nothing(chromium: Browser, offices: Offices, crowd: Crowd, address: str) -> None:
    who = "quan" if address == "/so/nguoi" else "lan"
    state = None if address == "/dang-nhap" else crowd[who].context.storage_state()
    found = window(chromium, offices.base, state, bypass_csp=True)
    found.page.goto(offices.base + address)
    sound(found.page, f"nguoi{address.replace('/', '-')}", whole=False)
    found.context.close()


def test_a_chain_that_was_changed_by_hand_is_told(tmp_path: Path) -> None:
    shop = workspace(tmp_path)
    (tmp_path / "studio.yaml").write_text("offices:\n  so: {workspace: .}\n", "utf-8")
    shop.run("people", "add", "lan", "--offices", ".", "--name", "Lan", "--office", "so", "--role", "van-thu")
    assert shop.run("people", "verify", "--offices", ".").returncode == 0
    with sqlite3.connect(tmp_path / "studio.db") as connection:
        connection.execute("UPDATE studio_marks SET reason = 'lan +quan-tri' WHERE position = 1")
    connection.close()
    done = shop.run("people", "verify", "--offices", ".")
    assert (done.returncode, "CV972" in done.stderr) == (1, True)
