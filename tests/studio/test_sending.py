"""Phát hành, theo dõi: the plan, a person's word for it, the ledger live, marks, sending again, what comes back; and what is left of it
when the browser, the studio or the sender is killed. The command line tells the same.
"""

from __future__ import annotations

import json
import os
import random
import re
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from browsing import Studio, Watched, entered, sound, window
from mail_server import MailServer
from playwright.sync_api import Browser, Page, expect
from shop import ROOT, Shop, office

LETTER = """unit: thanh-tra
subject: thử phát hành {id}
signer: giam-doc
to: [{to}]
body: |
  Đoạn văn thứ nhất của công văn.
copies: [nhu-tren, {{text: "Ban Giám đốc Sở"}}]
"""
NAMES = ("mot", "hai", "tu-choi", "hoan", "ba")


@dataclass
class Post:
    """A studio of an office that sends to a server of the tests'."""

    studio: Studio
    mail: MailServer
    state: object

    @property
    def shop(self) -> Shop:
        return self.studio.shop

    def issued(self, to: str = ", ".join(NAMES)) -> str:
        id = f"2026/thu-{os.urandom(3).hex()}"
        self.shop.write(id, LETTER.format(id=id[-6:], to=to))
        done = self.shop.run("issue", id)
        assert done.returncode == 0, done.stderr
        return id

    def at(self, id: str) -> str:
        return f"{self.studio.at}/van-ban/{id}/phat-hanh"

    def rows(self, id: str) -> dict[str, dict]:
        """What the command line says of each agency."""
        done = self.shop.run("deliveries", id, "--json")
        assert done.returncode == 0, done.stdout
        return {f"{r['agency']}": r for r in json.loads(done.stdout)["deliveries"]}

    def states(self, id: str) -> dict[str, str]:
        return {slug: row["state"] for slug, row in self.rows(id).items()}

    def served(self, id: str) -> dict[str, int]:
        """How often each address got this document: by its Message-ID."""
        names = {row["message_id"].strip("<>") for row in self.rows(id).values()}
        found: dict[str, int] = {}
        for message in self.mail.got():
            if message["id"].strip("<>") in names:
                for address in message["to"]:
                    found[address] = found.get(address, 0) + 1
        return found


def recipients(names: list[str]) -> str:
    made = "".join(f"  {n}: {{name: Nơi {n}, email: {n}@noi.example}}\n" for n in names)
    return f"agencies:\n{made}  giay: {{name: Nơi nhận giấy, address: Số 1 đường Cách mạng tháng Tám}}\n  thieu: {{name: Nơi thiếu}}\n"


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[Post]:
    folder = tmp_path_factory.mktemp("gui")
    (folder / "so").mkdir()
    with MailServer(folder / "thu", ("--keep",)) as mail:
        shop = office(folder / "so")
        smtp = {
            "host": "127.0.0.1",
            "port": mail.port,
            "security": "none",
            "timeout": 1,
            "from": "vanthu@sotttt.example",
        }
        text = (ROOT / "issuer.yaml").read_text("utf-8")
        (shop.root / "issuer.yaml").write_text(f"{text}delivery:\n  smtp: {json.dumps(smtp)}\n", "utf-8")
        names = [*NAMES, "im", *(f"nhieu-{n}" for n in range(60))]
        (shop.root / "recipients.yaml").write_text(recipients(names), "utf-8")
        made = Studio(shop)
        made.start()
        yield Post(made, mail, entered(chromium, made))
        code, _, err = made.end()
        assert code == 0, err
        assert "Traceback" not in err, err


@pytest.fixture
def seen(chromium: Browser, post: Post) -> Iterator[Watched]:
    found = window(chromium, post.studio.base, post.state)
    yield found
    found.context.close()
    assert found.away == []
    assert [text for text in found.said if "status of 4" not in text and "ERR_" not in text] == []


def plan(page: Page, post: Post, id: str) -> None:
    """The plan, with what is not sealed let through."""
    page.goto(post.at(id))
    page.get_by_label("Gửi cả khi chưa đóng dấu số").check()
    page.get_by_role("button", name="Xem lại kế hoạch").click()
    page.get_by_role("button", name="Phát hành", exact=True).wait_for()


def ended(page: Page) -> None:
    expect(page.locator("#head")).to_contain_text("đã xong.", timeout=60_000)


def row(page: Page, name: str) -> object:
    return page.get_by_role("row").filter(has=page.get_by_role("link", name=name, exact=True))


def test_a_letter_is_sent_by_its_plan_and_the_ledger_tells_of_each(post: Post, page: Page) -> None:
    id = post.issued()
    page.goto(f"{post.studio.at}/van-ban/{id}")
    page.get_by_role("button", name="Phát hành", exact=True).click()
    expect(page.get_by_role("heading", name="Phát hành, theo dõi")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("chưa ký số")
    expect(page.get_by_role("button", name="Phát hành", exact=True)).to_have_count(0)
    plan(page, post, id)
    expect(page.get_by_role("row", name="Nơi mot")).to_contain_text("mot@noi.example")
    expect(page.get_by_text("Ban Giám đốc Sở")).to_be_visible()
    assert post.rows(id) == {}  # a plan is looked at, and nothing is written
    page.get_by_role("button", name="Phát hành", exact=True).click()
    expect(page.get_by_role("heading", name="Sổ gửi")).to_be_visible()
    ended(page)  # told by the page itself, which was never loaded anew
    expect(row(page, "Nơi mot")).to_contain_text("đã gửi")
    expect(row(page, "Nơi tu-choi")).to_contain_text("bị từ chối")
    expect(row(page, "Nơi tu-choi")).to_contain_text("550 5.1.1 No such mailbox")
    expect(row(page, "Nơi hoan")).to_contain_text("hoãn")
    expect(row(page, "Nơi hoan")).to_contain_text("gửi lại sau")
    assert post.states(id) == {
        "mot": "accepted",
        "hai": "accepted",
        "tu-choi": "refused",
        "hoan": "deferred",
        "ba": "accepted",
    }
    assert post.served(id) == {f"{n}@noi.example": 1 for n in ("mot", "hai", "ba")}
    assert post.shop.run("register", "verify").returncode == 0
    # What is told of another way stands on the page within seconds, and nobody's focus or choice is lost.
    box = page.get_by_role("checkbox", name="Chọn Nơi hai")
    box.check()
    row(page, "Nơi ba").get_by_role("link").focus()
    assert post.shop.run("deliveries", id, "--mark", "mot=delivered").returncode == 0
    expect(row(page, "Nơi mot")).to_contain_text("đã nhận", timeout=20_000)
    expect(row(page, "Nơi ba").get_by_role("link")).to_be_focused()
    expect(box).to_be_checked()


def test_what_a_person_learnt_and_has_sent_again(post: Post, page: Page) -> None:
    id = post.issued("mot, im, hai")
    plan(page, post, id)
    page.get_by_role("button", name="Phát hành", exact=True).click()
    ended(page)
    expect(row(page, "Nơi im")).to_contain_text("không rõ")
    expect(page.get_by_text("Chương trình không tự gửi lại")).to_be_visible()
    # Gone on with, it is left alone.
    page.get_by_role("link", name="Kế hoạch phát hành").click()
    expect(page.get_by_role("row", name="Nơi im")).to_contain_text("Hỏi nơi nhận")
    expect(page.get_by_role("button", name="Phát hành", exact=True)).to_have_count(0)
    page.goto(post.at(id))
    page.get_by_role("checkbox", name="Chọn Nơi im").check()
    page.get_by_role("button", name="Gửi lại").click()
    expect(page.get_by_role("alert")).to_contain_text("Chưa ghi lý do")
    assert post.rows(id)["im"]["attempts"] == 1
    page.get_by_role("link", name="Về sổ gửi").click()
    row(page, "Nơi im").get_by_role("link").click()
    page.get_by_label("Lý do gửi lại").fill("đã gọi điện, chưa có")
    page.get_by_role("button", name="Gửi lại").click()
    ended(page)
    assert post.rows(id)["im"]["attempts"] == 2
    history = json.loads(post.shop.run("deliveries", id, "--json").stdout)["deliveries"]
    told = next(one["history"] for one in history if one["agency"] == "im")
    assert any("đã gọi điện, chưa có" in one["reply"] for one in told)
    for name in ("Nơi mot", "Nơi hai"):
        page.get_by_role("checkbox", name=f"Chọn {name}").check()
    page.get_by_label("Điều đã biết").select_option(label="Đã nhận")
    page.get_by_label("Ghi chú").fill("họ báo")
    page.get_by_role("button", name="Ghi nhận").click()
    expect(row(page, "Nơi hai")).to_contain_text("đã nhận")
    assert post.states(id) == {"mot": "delivered", "im": "unknown", "hai": "delivered"}
    assert post.served(id) == {"mot@noi.example": 1, "hai@noi.example": 1, "im@noi.example": 2}
    # What has changed since it was chosen is not decided on.
    page.get_by_role("checkbox", name="Chọn Nơi hai").check()
    assert post.shop.run("deliveries", id, "--mark", "hai=bounced").returncode == 0
    value = page.get_by_role("checkbox", name="Chọn Nơi hai").get_attribute("value")
    answer = page.request.post(
        f"{post.at(id)}/ghi-nhan", headers={"Origin": post.studio.base}, max_redirects=0,
        form={"_csrf": page.locator("meta[name=csrf]").get_attribute("content") or "", "dong": value or "", "dieu": "delivered"},
    )  # fmt: skip
    assert answer.status == 409
    assert post.states(id)["hai"] == "bounced"


def test_a_plan_that_has_changed_is_shown_again(post: Post, page: Page) -> None:
    id = post.issued("mot, hai")
    plan(page, post, id)
    file = post.shop.root / "recipients.yaml"
    before = file.read_text("utf-8")
    file.write_text(before.replace("email: hai@noi.example", "email: khac@noi.example"), "utf-8")
    try:
        page.get_by_role("button", name="Phát hành", exact=True).click()
        expect(page.get_by_role("alert")).to_contain_text("Kế hoạch đã thay đổi")
        expect(page.get_by_role("alert")).to_contain_text("khac@noi.example")
        assert post.rows(id) == {}
        page.get_by_role("button", name="Phát hành", exact=True).click()
        ended(page)
    finally:
        file.write_text(before, "utf-8")
    assert post.served(id) == {"mot@noi.example": 1, "khac@noi.example": 1}
    done = post.shop.run("send", post.issued("mot"), "--allow-unsigned", "--plan", "0" * 32, "--json")
    assert done.returncode == 1
    assert "CV750" in [d["code"] for d in json.loads(done.stdout)["diagnostics"]]


def test_who_can_not_be_reached_is_held_back_only_when_asked(post: Post, page: Page) -> None:
    id = post.issued("mot, thieu, giay")
    plan(page, post, id)
    expect(page.get_by_role("row", name="Nơi thiếu")).to_contain_text("giữ lại")
    expect(page.get_by_role("row", name="Nơi nhận giấy")).to_contain_text("Mang bì ra bưu điện")
    page.get_by_label("Giữ lại 1 nơi còn thiếu").check()
    page.get_by_role("button", name="Phát hành", exact=True).click()
    ended(page)
    assert post.states(id) == {"mot": "accepted", "thieu": "held", "giay": "accepted"}
    expect(row(page, "Nơi nhận giấy")).to_contain_text("đã in, chờ gửi bưu điện")
    page.reload()
    for name in ("Bì văn bản", "Nhãn địa chỉ", "Phiếu gửi", "Trang sổ gửi bưu điện"):
        link = page.get_by_role("link", name=name).get_attribute("href")
        assert page.request.get(f"{post.studio.base}{link}").body()[:5] == b"%PDF-", name
    assert page.request.get(f"{post.studio.at}/so-buu-dien").body()[:5] == b"%PDF-"
    assert page.request.get(f"{post.studio.at}/so-buu-dien?tu=x").status == 422
    assert page.request.get(f"{post.at(id)}/so-gui.xlsx").body()[:2] == b"PK"


def test_returned_mail_answers_and_a_recall(post: Post, page: Page, tmp_path: Path) -> None:
    id = post.issued("mot, hai")
    plan(page, post, id)
    page.get_by_role("button", name="Phát hành", exact=True).click()
    ended(page)
    key = post.rows(id)["hai"]["message_id"]
    bounce = tmp_path / "tra-ve.eml"
    bounce.write_text(
        "From: MAILER-DAEMON@mail.test\nTo: vanthu@sotttt.example\nSubject: Undelivered Mail\nMIME-Version: 1.0\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: text/plain\n\nkhong den\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mail.test\n\nFinal-Recipient: rfc822; hai@noi.example\n"
        f"Action: failed\nStatus: 5.1.1\n\n--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <{key}>\n\n--b--\n"
    )
    page.get_by_role("link", name="Thư trả về, trạng thái của trục").click()
    page.get_by_label("Tệp thư").set_input_files(bounce)
    page.get_by_role("button", name="Đọc thư trả về").click()
    expect(page.get_by_text("đã đọc 1 thư, ghi 1 kết quả")).to_be_visible(timeout=30_000)
    assert post.states(id) == {"mot": "accepted", "hai": "bounced"}
    page.goto(f"{post.at(id)}/tra-loi")
    page.get_by_label("Nơi nhận", exact=True).select_option(label="Nơi mot")
    page.get_by_label("Số, ký hiệu").fill("15/M-VP")
    page.locator("#ngay").fill("hôm qua")
    page.get_by_role("button", name="Ghi nhận").click()
    expect(page.get_by_role("alert")).to_contain_text("không phải ngày")
    page.locator("#ngay").fill("20/11/2026")
    page.get_by_role("button", name="Ghi nhận").click()
    expect(page.get_by_role("heading", name="1 trong 2 nơi đã trả lời")).to_be_visible()
    assert json.loads(post.shop.run("answers", id, "--json").stdout)["unanswered"] == ["hai"]
    page.goto(post.at(id))
    page.get_by_role("link", name="Thu hồi văn bản").click()
    page.get_by_label("Lý do thu hồi").fill("sai số liệu")
    page.get_by_role("button", name="Thu hồi văn bản").click()
    expect(page.locator("#head")).to_contain_text("Lần báo thu hồi", timeout=60_000)
    page.reload()
    expect(page.get_by_text("Văn bản đã bị thu hồi: sai số liệu", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Gửi tiếp")).to_have_count(0)
    assert json.loads(post.shop.run("deliveries", id, "--json").stdout)["recalled"]["reason"] == "sai số liệu"


def test_two_press_at_once_and_it_is_sent_once(post: Post, chromium: Browser) -> None:
    id = post.issued(", ".join(f"nhieu-{n}" for n in range(12)))
    windows = [window(chromium, post.studio.base, post.state) for _ in range(2)]
    for one in windows:
        plan(one.page, post, id)
    for one in windows:  # neither waits for the other's answer
        one.page.evaluate("document.querySelector('form.confirm').requestSubmit()")
    for one in windows:  # the ledger, or where the other had ended already, that the plan has changed
        expect(one.page.locator("table.ledger").or_(one.page.get_by_role("alert"))).to_be_visible(timeout=60_000)
    for one in windows:
        one.page.goto(post.at(id))
        ended(one.page)
        one.context.close()
    assert post.served(id) == {f"nhieu-{n}@noi.example": 1 for n in range(12)}


def sender(id: str) -> int:
    """The process that sends it, by what it was called with."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if b"send" in words and id.encode() in words:
                return int(entry.name)
    return 0


def test_killed_at_any_moment_nobody_is_mailed_twice(post: Post, page: Page, chromium: Browser, tmp_path: Path) -> None:
    """The sender or the studio, by kill -9; after it the page says what the command line says, and what is left goes on."""
    rng = random.Random(23)
    many = [f"nhieu-{n}" for n in range(60)]
    for who in ("sender", "studio", "sender"):
        id = post.issued(", ".join(many))
        plan(page, post, id)
        page.get_by_role("button", name="Phát hành", exact=True).click()
        until = time.monotonic() + 30
        while not (found := sender(id)) and time.monotonic() < until:
            time.sleep(0.01)
        assert found
        time.sleep(rng.random() * 1.5)
        if who == "sender":
            with suppress(ProcessLookupError):
                os.kill(found, signal.SIGKILL)
        else:
            post.studio.kill()
            post.studio.start()
            post.state = entered(chromium, post.studio)
            page.context.clear_cookies()
            page.context.add_cookies(post.state["cookies"])  # type: ignore[index]
        until = time.monotonic() + 60
        while sender(id) and time.monotonic() < until:
            time.sleep(0.05)
        page.goto(post.at(id))
        if not post.rows(id):  # killed before it wrote anything
            expect(page.locator("#head")).to_contain_text("bị dừng giữa chừng")
            plan(page, post, id)
            page.get_by_role("button", name="Phát hành", exact=True).click()
            ended(page)
        states = post.states(id)
        assert sum(state == "unknown" for state in states.values()) <= 1
        if "planned" in states.values():
            expect(page.locator("#head")).to_contain_text("bị dừng giữa chừng")
            page.get_by_role("link", name=re.compile("Gửi tiếp")).click()
            page.get_by_label("Gửi cả khi chưa đóng dấu số").check()
            page.get_by_role("button", name="Xem lại kế hoạch").click()
            page.get_by_role("button", name="Phát hành", exact=True).click()
            ended(page)
        served, states = post.served(id), post.states(id)
        assert set(states.values()) <= {"accepted", "unknown"}
        assert max(served.values()) == 1
        assert {slug for slug, state in states.items() if state == "accepted"} <= {a.partition("@")[0] for a in served}
        page.reload()
        for state, word in (("accepted", "đã gửi"), ("unknown", "không rõ")):
            count = sum(one == state for one in states.values())
            expect(page.locator(".states").get_by_text(f"{count} {word}", exact=True)).to_be_visible()
    assert post.shop.run("register", "verify").returncode == 0


def test_the_whole_way_by_keyboard_and_axe_on_each_page(post: Post, chromium: Browser) -> None:
    id = post.issued("mot, tu-choi, thieu, giay")
    found = window(chromium, post.studio.base, post.state, bypass_csp=True)
    page = found.page

    def press(name: str, role: str = "button", key: str = "Enter") -> None:
        """Tab until it has the focus, then the key."""
        wanted = page.get_by_role(role, name=name, exact=role == "button").first  # type: ignore[arg-type]
        for _ in range(60):
            if wanted.evaluate("one => one === document.activeElement"):
                page.keyboard.press(key)
                return
            page.keyboard.press("Tab")
        raise AssertionError(name)

    page.goto(f"{post.studio.at}/van-ban/{id}")
    press("Phát hành", "button")
    page.get_by_role("heading", name="Kế hoạch phát hành").wait_for()
    sound(page, "phat-hanh-chua-duoc", whole=False)
    press("Gửi cả khi chưa đóng dấu số", "checkbox", "Space")
    press("Xem lại kế hoạch")
    page.get_by_role("button", name="Phát hành", exact=True).wait_for()
    sound(page, "phat-hanh-ke-hoach", whole=False)
    press("Giữ lại 1 nơi", "checkbox", "Space")
    press("Phát hành")
    ended(page)
    sound(page, "phat-hanh-so-gui", whole=False)
    press("Nơi tu-choi", "link")
    page.get_by_label("Lý do gửi lại").wait_for()
    sound(page, "phat-hanh-mot-noi", whole=False)
    for path in ("nhan-ve", "tra-loi", "thu-hoi"):
        page.goto(f"{post.at(id)}/{path}")
        sound(page, f"phat-hanh-{path}", whole=False)
    found.context.close()
