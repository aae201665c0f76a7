"""Signing in the browser: down to another tool and up again, keys of the server, what is wrong told; any file checked."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import attacks
import pki
import pytest
from browsing import AXE, PICTURES, Studio, Watched, entered, window, workspace
from foreign import filled
from playwright.sync_api import Browser, Page, WebSocketRoute, expect

SOFTHSM = "/usr/lib/softhsm/libsofthsm2.so"
PASSWORD, PIN = "bí mật 7431", "7431902"
AGENCY = "Sở Thông tin và Truyền thông"
LETTER = """unit: thanh-tra
subject: thử ký số trên trình duyệt
signer: giam-doc
to: [so-noi-vu]
body: |
  Đoạn văn thứ nhất của công văn, có đủ chữ để thành một trang.
copies: [nhu-tren]
"""
KEYS = f"""trust: [khoa/ca.pem]
keys:
  giam-doc: {{as: KyLanhDao, title: Khóa của Giám đốc, p12: khoa/leader.p12}}
  dau: {{as: DauCoQuan, title: Dấu trong tệp, p12: khoa/agency.p12}}
  the: {{as: DauCoQuan, title: Dấu trong token, pkcs11: {SOFTHSM}, token: CoQuan, key: coquan, cert: khoa/co-quan.pem}}
  the-khac: {{as: DauCoQuan, title: Token không cắm, pkcs11: {SOFTHSM}, token: Khac, key: coquan}}
  nham: {{as: KyLanhDao, title: Khóa của người khác, p12: khoa/other.p12}}
"""


@dataclass
class Desk:
    studio: Studio
    authority: pki.Authority
    keys: Path

    def letter(self, id: str, text: str = LETTER) -> str:
        self.studio.shop.write(id, text)
        return f"{self.studio.at}/van-ban/{id}/ky"

    def verified(self, id: str) -> bool:
        file = str(self.studio.shop.output(id, "signed.pdf"))
        return self.studio.shop.run("verify", file, "--trust", str(self.keys / "ca.pem")).returncode == 0

    def leader(self) -> pki.Identity:
        return self.authority.issue("Nguyễn Tấn Đức")


def prepared(folder: Path) -> tuple[pki.Authority, Path, dict[str, str]]:
    """Keys in files and on a device, and what the server is told of them."""
    authority, keys = pki.Authority(), folder / "khoa"
    keys.mkdir()
    authority.identity().pem(keys / "ca.pem")
    authority.issue("Nguyễn Tấn Đức").p12(keys / "leader.p12", PASSWORD)
    authority.issue("Trần Văn Khác").p12(keys / "other.p12", PASSWORD)
    agency = authority.issue(AGENCY, key=pki.rsa_key(3))
    agency.p12(keys / "agency.p12", PASSWORD)
    agency.pem(keys / "co-quan.pem")
    (keys / "tokens").mkdir()
    conf = keys / "softhsm2.conf"
    conf.write_text(f"directories.tokendir = {keys / 'tokens'}\nobjectstore.backend = file\n", "utf-8")
    env = {"SOFTHSM2_CONF": str(conf)}
    key = agency.key_pem(keys / "co-quan.key")
    for args in (
        ["--init-token", "--free", "--label", "CoQuan", "--so-pin", "0000", "--pin", PIN],
        ["--import", str(key), "--token", "CoQuan", "--label", "coquan", "--id", "A1", "--pin", PIN],
    ):
        subprocess.run(["softhsm2-util", *args], check=True, env={**os.environ, **env}, capture_output=True)
    (folder / "keys.yaml").write_text(KEYS, "utf-8")
    return authority, keys, env


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("ky-so")
    shop = workspace(folder)
    authority, keys, env = prepared(folder)
    studio = Studio(shop, environment=env)
    studio.start()
    expect.set_options(timeout=30_000)  # a key of the server is used in a process of its own: an interpreter to start
    yield Desk(studio, authority, keys)
    expect.set_options(timeout=5_000)
    code, out, err = studio.end()
    assert code == 0, err
    assert "Traceback" not in err, err
    told = [out + err, *(p.read_text("utf-8", "replace") for p in folder.rglob("*.json"))]
    told += [p.read_bytes().decode("latin-1") for p in folder.rglob("register.db*")]
    assert not any(secret in text for secret in (PASSWORD, PIN) for text in told)


@pytest.fixture(scope="module")
def state(desk: Desk, chromium: Browser) -> dict[str, object]:
    return entered(chromium, desk.studio)


@pytest.fixture
def watched(desk: Desk, chromium: Browser, state: dict[str, object]) -> Iterator[Watched]:
    found = window(chromium, desk.studio.base, state)
    found.page.set_default_timeout(20_000)
    yield found
    found.context.close()
    assert found.away == []
    assert [text for text in found.said if "status of 4" not in text] == []


@pytest.fixture
def page(watched: Watched) -> Page:
    return watched.page


def sound(page: Page, name: str) -> None:
    """Axe finds nothing, and the page is kept to be looked at."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [(v["id"], [n["html"][:160] for n in v["nodes"]]) for v in found["violations"]] == []


def ready(page: Page, address: str) -> bytes:
    page.goto(address)
    page.get_by_role("button", name="Tạo tệp chờ ký").click()
    with page.expect_download() as got:
        page.get_by_role("link", name="Tải tệp chờ ký").click()
    return Path(got.value.path()).read_bytes()


def bring(page: Page, data: bytes, name: str = "da-ky.pdf") -> None:
    page.get_by_label("Tệp đã ký").set_input_files({"name": name, "mimeType": "application/pdf", "buffer": data})
    page.get_by_role("button", name="Tải lên tệp đã ký").click()


def seal(page: Page, key: str, secret: str) -> None:
    page.get_by_label("Khóa để đóng dấu").select_option(label=key)
    page.get_by_label("Mật khẩu hoặc mã PIN của khóa dấu").fill(secret)
    page.get_by_role("button", name="Đóng dấu").click()


def test_ready_down_signed_up_and_sealed_with_a_file(desk: Desk, page: Page) -> None:
    address = desk.letter("2026/ky-tep")
    page.goto(address)
    sound(page, "ky-chua-co")
    start = ready(page, address)
    assert start == desk.studio.shop.output("2026/ky-tep", "ready.pdf").read_bytes()
    expect(page.get_by_role("heading", name="Dấu của cơ quan")).to_contain_text("chưa ký")
    expect(page.locator("svg.sheet g.place")).to_have_count(4)
    sound(page, "ky-cho-ky")
    data = filled(start, desk.leader(), "KyLanhDao")
    bring(page, data)
    expect(page.get_by_role("heading", name="Chữ ký của người có thẩm quyền")).to_contain_text("hợp lệ")
    assert desk.studio.shop.output("2026/ky-tep", "signed.pdf").read_bytes() == data
    expect(page.get_by_text("Văn bản chưa được cấp số")).to_be_visible()
    seal(page, "Dấu trong tệp", PASSWORD)
    expect(page.get_by_role("alert")).to_contain_text("chưa được cấp số")
    assert desk.studio.shop.run("issue", "2026/ky-tep").returncode == 0
    seal(page, "Dấu trong tệp", PASSWORD)
    expect(page.get_by_text("Văn bản đã được ký và đóng dấu.")).to_be_visible()
    sound(page, "ky-xong")
    assert desk.verified("2026/ky-tep")
    page.get_by_role("button", name="Kiểm chứng chữ ký").click()
    expect(page.get_by_role("heading", name="Chữ ký trong tệp")).to_be_visible()
    expect(page.locator(".places li")).to_have_count(4)
    expect(page.locator("svg.sheet g.place.done")).to_have_count(4)
    sound(page, "kiem-chung-ket-qua")


def test_signed_and_sealed_by_keyboard_with_a_token(desk: Desk, page: Page) -> None:
    address = desk.letter("2026/ky-the")
    assert desk.studio.shop.run("issue", "2026/ky-the").returncode == 0
    page.goto(address.removesuffix("/ky"))
    page.get_by_role("button", name="Ký", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/ky")
    page.get_by_role("button", name="Tạo tệp chờ ký").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Mật khẩu hoặc mã PIN của khóa ký").focus()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Chữ ký của người có thẩm quyền")).to_contain_text("hợp lệ")
    page.get_by_label("Khóa để đóng dấu").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type(PIN)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Văn bản đã được ký và đóng dấu.")).to_be_visible()
    assert desk.verified("2026/ky-the")
    assert PIN not in page.content()


def test_what_is_wrong_is_told_and_changes_nothing(desk: Desk, page: Page) -> None:
    """CV741 too: a key that was taken away while the page stood open."""
    address = desk.letter("2026/ky-sai")
    other = ready(page, desk.letter("2026/ky-khac", LETTER.replace("thử ký", "việc khác, thử ký")))
    start, leader = ready(page, address), desk.leader()
    good = filled(start, leader, "KyLanhDao")
    output = desk.studio.shop.output("2026/ky-sai", "signed.pdf")
    for data, said in (
        (b"khong phai PDF", "không đọc được da-ky.pdf như một tệp PDF"),
        (filled(other, leader, "KyLanhDao"), 'là tệp ký của văn bản khác ("2026/ky-khac")'),
        (attacks.flipped(good, 3000), "không còn nguyên từng byte"),
        (attacks.annotated(good), "CV646"),
        (start, "chưa có chữ ký nào mới"),
    ):
        bring(page, data)
        expect(page.get_by_role("alert")).to_contain_text(said)
        assert not output.exists()
    sound(page, "ky-tep-sai")
    bring(page, good)
    expect(page.get_by_role("heading", name="Chữ ký của người có thẩm quyền")).to_contain_text("hợp lệ")
    assert desk.studio.shop.run("issue", "2026/ky-sai").returncode == 0
    for key, secret, said in (
        ("Dấu trong tệp", "sai-7431902", "mật khẩu của tệp khóa"),
        ("Dấu trong token", "0007431", "mã PIN của token"),
        ("Token không cắm", PIN, "không thấy token"),
    ):
        seal(page, key, secret)
        expect(page.get_by_role("alert")).to_contain_text(said)
        assert secret not in page.content()
        assert secret not in page.url
        assert output.read_bytes() == good
    keys = desk.studio.shop.root / "keys.yaml"
    keys.write_text(KEYS.replace("  dau:", "  dau-moi:"), "utf-8")
    seal(page, "Dấu trong tệp", PASSWORD)
    expect(page.get_by_role("alert")).to_contain_text('không có khóa "dau"')
    keys.chmod(0o666)
    page.goto(address)
    expect(page.get_by_role("alert")).to_contain_text("mọi tài khoản của máy đều sửa được")
    keys.chmod(0o640)
    keys.write_text(KEYS, "utf-8")
    assert output.read_bytes() == good


def test_a_doubt_is_read_before_anything_is_signed(desk: Desk, page: Page) -> None:
    address = desk.letter("2026/ky-ngo")
    ready(page, address)
    output = desk.studio.shop.output("2026/ky-ngo", "signed.pdf")
    page.get_by_label("Khóa để ký").select_option(label="Khóa của người khác")
    page.get_by_label("Mật khẩu hoặc mã PIN của khóa ký").fill(PASSWORD)
    page.get_by_role("button", name="Ký", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Trần Văn Khác")
    assert not output.exists()
    sound(page, "ky-con-ngo")
    page.get_by_label("Tôi đã xem những điều trên và vẫn ký").check()
    page.get_by_label("Mật khẩu hoặc mã PIN của khóa ký").fill(PASSWORD)
    page.get_by_role("button", name="Ký", exact=True).click()
    expect(page.get_by_role("heading", name="Chữ ký của người có thẩm quyền")).to_contain_text("hợp lệ")
    assert output.exists()


def test_the_program_of_this_pc_is_told_addresses_that_work_once(desk: Desk, page: Page) -> None:
    """The page's side of VGCA's protocol: the program is the test's own, behind the browser's socket."""
    import json
    import urllib.request

    address, heard = desk.letter("2026/ky-vgca"), list[dict[str, object]]()

    def program(line: WebSocketRoute) -> None:
        def told(message: str | bytes) -> None:
            asked = json.loads(message)
            heard.append(asked)
            with urllib.request.urlopen(asked["FileName"]) as got:
                data = filled(got.read(), desk.leader(), "KyLanhDao")
            request = urllib.request.Request(asked["FileUploadHandler"], data, {"Content-Type": "application/pdf"})
            with urllib.request.urlopen(request) as got:
                said = json.loads(got.read())
            line.send(json.dumps({"Status": 0, "Message": said["Message"], "FileServer": said["FileServer"]}))

        line.on_message(told)

    page.route_web_socket("wss://127.0.0.1:8987/SignApproved", program)
    ready(page, address)
    sound(page, "ky-vgca")
    page.get_by_role("button", name="Dùng VGCA").click()
    expect(page.get_by_role("heading", name="Chữ ký của người có thẩm quyền")).to_contain_text("hợp lệ")
    assert [one["SessionId"] for one in heard] == [""]
    assert desk.studio.shop.output("2026/ky-vgca", "signed.pdf").exists()


def test_a_time_stamp_and_what_is_needed_for_long_are_asked_for(desk: Desk, page: Page) -> None:
    """By the authority that keys.yaml names; where it does not answer, nothing is signed until a person does without."""
    server, file = pki.Server(), desk.studio.shop.root / "keys.yaml"
    server.authority.identity().pem(desk.keys / "ca-tg.pem")
    server.authority.issue("Nguyễn Tấn Đức").p12(desk.keys / "leader-tg.p12", PASSWORD)
    keys = "trust: [khoa/ca-tg.pem]\ntsa: {tsa}\n{lta}keys:\n  tg: {{as: KyLanhDao, title: Khóa, p12: khoa/leader-tg.p12}}\n"
    trust = str(desk.keys / "ca-tg.pem")
    page.set_default_timeout(60_000)

    def levels(id: str) -> list[tuple[str, str]]:
        done = desk.studio.shop.run(
            "verify", str(desk.studio.shop.output(id, "signed.pdf")), "--trust", trust, "--json"
        )
        assert done.returncode == 0, done.stdout
        return [
            (s["level"], s["time_source"]) for s in json.loads(done.stdout)["signatures"] if s["kind"] == "signature"
        ]

    def signed(id: str, shown: str, chosen: str, tsa: str = f"{server.url}/tsa", lta: str = "") -> str:
        file.write_text(keys.format(tsa=tsa, lta=lta), "utf-8")
        if not desk.studio.shop.output(id, "ready.pdf").exists():
            ready(page, desk.letter(id, LETTER.replace("thử ký", f"{id}, thử ký")))
        page.goto(f"{desk.studio.at}/van-ban/{id}/ky")
        expect(page.get_by_text(f"Do {tsa} cấp")).to_be_visible()
        box = page.get_by_label("Dấu thời gian của chữ ký")
        assert box.locator("option:checked").inner_text() == shown
        box.select_option(label=chosen)
        page.get_by_label("Mật khẩu hoặc mã PIN của khóa ký").fill(PASSWORD)
        page.get_by_role("button", name="Ký", exact=True).click()
        return id

    long = "Có, kèm dữ liệu để kiểm chứng lâu dài"
    try:
        for id, shown, chosen, lta, level in (
            ("2026/tg-lau", long, long, "lta: true\n", ("B-LTA", "timestamp")),
            ("2026/tg-co", "Có", "Có", "", ("B-T", "timestamp")),
        ):
            signed(id, shown, chosen, lta=lta)
            expect(page.get_by_role("heading", name="Chữ ký của người có thẩm quyền")).to_contain_text("hợp lệ")
            assert levels(id) == [level]
        assert server.asked["/tsa"] > 1
        signed("2026/tg-im", "Có", "Có", tsa="http://127.0.0.1:9/tsa")
        expect(page.get_by_role("alert")).to_contain_text("máy chủ cấp dấu thời gian không trả lời")
        assert not desk.studio.shop.output("2026/tg-im", "signed.pdf").exists()
        signed("2026/tg-im", "Có", "Không", tsa="http://127.0.0.1:9/tsa")
        expect(page.get_by_role("heading", name="Chữ ký của người có thẩm quyền")).to_contain_text("hợp lệ")
        assert levels("2026/tg-im") == [("B-B", "signer")]
    finally:
        file.write_text(KEYS, "utf-8")
        server.close()


def test_any_file_is_checked_and_a_painted_one_is_told(desk: Desk, page: Page, letter_signed: bytes) -> None:
    page.goto(f"{desk.studio.at}/kiem-chung")
    sound(page, "kiem-chung")
    tep = page.get_by_label("Tệp")
    tep.set_input_files({"name": "sua.pdf", "mimeType": "application/pdf", "buffer": attacks.annotated(letter_signed)})
    page.get_by_role("button", name="Kiểm chứng", exact=True).click()
    expect(page.locator(".verdict")).to_contain_text("KHÔNG HỢP LỆ")
    sound(page, "kiem-chung-sai")
    page.goto(f"{desk.studio.at}/kiem-chung")
    tep.set_input_files({"name": "rac.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 rac" * 400})
    page.get_by_role("button", name="Kiểm chứng", exact=True).click()
    expect(page.locator(".verdict, .summary")).to_be_visible()


@pytest.fixture
def letter_signed(desk: Desk) -> bytes:
    desk.letter("2026/ky-xem")
    assert desk.studio.shop.run("ready", "2026/ky-xem").returncode == 0
    return filled(desk.studio.shop.output("2026/ky-xem", "ready.pdf").read_bytes(), desk.leader(), "KyLanhDao")
