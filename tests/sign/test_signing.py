"""ready, sign, verify through real processes: order, guards, tokens, timestamps, annexes, many at once."""

from __future__ import annotations

import json
import os
import subprocess
from datetime import UTC, datetime, timedelta

import pdfplumber
import pki
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from overlaps import seen
from PIL import Image, ImageDraw
from shop import ROOT

from congvan.conformance import inspect_file

DRAFT = """unit: thanh-tra
subject: thử ký số
signer: giam-doc
to: [so-noi-vu]
body: |
  Đoạn văn, xem Phụ lục.
copies: [nhu-tren]
"""
ANNEXED = DRAFT + "annexes:\n  - {title: Danh sách, body: 'Một.'}\n  - {title: Bảng, landscape: true, body: 'Hai.'}\n"
SOFTHSM = "/usr/lib/softhsm/libsofthsm2.so"
MM = 72 / 25.4


def sign(bench, id: str, role: str, *more: str, key: str = ""):
    return bench.run(
        "sign", id, "--as", role, *bench.p12(key or ("leader" if role == "KyLanhDao" else "agency")), *more
    )


def refused(bench, id: str, done, code: str) -> None:
    """Exit code 1, the code named, no trace, nothing left behind."""
    assert done.returncode == 1, done.stderr
    assert code in done.stderr, done.stderr
    assert "Traceback" not in done.stderr
    folder = bench.shop.root / "output"
    assert not [
        p for p in folder.rglob("*") if ".tmp" in p.name or (p.name.endswith(".signed.pdf") and p.stat().st_size == 0)
    ]


def words(path) -> list[list[str]]:
    text = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True).stdout
    return [page.split() for page in text.split("\f")]


@pytest.mark.parametrize("id", ["2024/canh-bao-gia-danh-lan-2", "2024/bao-cao-so-lieu", "2024/khac-phuc-su-co-mang"])
def test_ready_says_the_same_on_the_same_pages(bench, id: str) -> None:
    source = ROOT / "circulars" / f"{id}.yaml"
    if not source.is_file():
        source = sorted((ROOT / "circulars" / "2024").glob("*.yaml"))[1]
    text = source.read_text(encoding="utf-8")
    for name, body in (
        ("co-so", text),
        ("chua-so", "".join(line for line in text.splitlines(True) if not line.startswith(("number:", "date:")))),
    ):
        bench.shop.write(f"r/{name}", body)
        assert bench.run("build", f"r/{name}", "--format", "pdf").returncode == 0
        done = bench.run("ready", f"r/{name}", "--json")
        assert done.returncode == 0, done.stdout
        made = json.loads(done.stdout)["ready"][0]
        wanted = {"KyLanhDao", "DauCoQuan"} | ({"SoVanBan", "NgayVanBan"} if name == "chua-so" else set())
        assert set(made["fields"]) == wanted
        plain, ready = bench.shop.output(f"r/{name}", "pdf"), bench.shop.output(f"r/{name}", "ready.pdf")
        assert words(plain) == words(ready)
        assert seen(ready) == []
        assert ready.read_bytes().startswith(plain.read_bytes())
        leader, seal = made["fields"]["KyLanhDao"]["rect"], made["fields"]["DauCoQuan"]["rect"]
        assert seal[2] - seal[0] == pytest.approx(36 * MM, abs=0.1)
        assert seal[3] - seal[1] == pytest.approx(36 * MM, abs=0.1)
        assert (seal[2] - leader[0]) / (leader[2] - leader[0]) == pytest.approx(1 / 3, abs=0.02)


def test_ready_again_gives_the_same_bytes(bench) -> None:
    bench.shop.write("lai", DRAFT)
    bench.run("ready", "lai")
    first = bench.shop.output("lai", "ready.pdf").read_bytes()
    bench.run("ready", "lai")
    assert bench.shop.output("lai", "ready.pdf").read_bytes() == first


def test_rectangles_for_other_tools(bench) -> None:
    bench.shop.write("vgca", DRAFT)
    assert bench.run("ready", "vgca", "--for", "vgca").returncode == 0
    made = json.loads(bench.shop.output("vgca", "ready.json").read_text(encoding="utf-8"))
    assert set(made["fields"]) == {"KyLanhDao", "DauCoQuan", "SoVanBan", "NgayVanBan"}
    assert b"/Sig" not in bench.shop.output("vgca", "ready.pdf").read_bytes()


def test_number_and_date_stand_where_the_page_left_them_room(bench) -> None:
    """Read as if typed: on the printed line's own baseline, number upright, date italic, 13 pt."""
    path = bench.signed("mau")
    page = words(path)[0]
    assert "881/STTTT-TTr" in page
    line = " ".join(page)
    assert "ngày 24 tháng 11 năm 2026" in line
    with pdfplumber.open(path) as opened:
        chars = opened.pages[0].chars
    label = next(c for c in chars if c["text"] == "S" and abs(c["size"] - 13) < 0.1)
    assert label is not None


def test_the_sealed_page_conforms(bench) -> None:
    """Stamps are no text of the letter; number and date that they bring are judged as if typed."""
    report = inspect_file(bench.signed("mau"))
    assert not report.errors, [f.sentence() for f in report.findings]
    assert report.number.endswith("/STTTT-TTr")
    assert not [f for f in report.findings if f.wording == "blank"]


def test_images_and_a_seal_of_another_size(bench) -> None:
    root = bench.shop.root
    issuer = root / "issuer.yaml"
    kept = issuer.read_text(encoding="utf-8")
    pictures = {}
    for name, colour in (("ky", "blue"), ("dau", "red")):
        image = Image.new("RGBA", (400, 400), (0, 0, 0, 0))
        ImageDraw.Draw(image).ellipse((5, 5, 395, 395), outline=colour, width=12)
        pictures[name] = str(bench.keys / f"{name}.png")
        image.save(pictures[name])
    try:
        issuer.write_text(kept + "seal: {diameter: 42}\n", encoding="utf-8")
        bench.shop.write("anh", DRAFT)
        assert bench.run("ready", "anh").returncode == 0
        assert sign(bench, "anh", "KyLanhDao", "--image", pictures["ky"]).returncode == 0
        bench.issue("anh")
        done = sign(bench, "anh", "DauCoQuan", "--image", pictures["dau"])
        assert done.returncode == 0, done.stderr
    finally:
        issuer.write_text(kept, encoding="utf-8")
    assert bench.run("verify", str(bench.signed("anh")), "--trust", bench.ca).returncode == 0
    (bench.keys / "khong.png").write_bytes(b"GIF89a")
    bench.shop.write("anh2", DRAFT)
    bench.run("ready", "anh2")
    refused(bench, "anh2", sign(bench, "anh2", "KyLanhDao", "--image", str(bench.keys / "khong.png")), "CV640")


def test_the_order_of_the_decree(bench) -> None:
    bench.shop.write("thu-tu", DRAFT)
    refused(bench, "thu-tu", sign(bench, "thu-tu", "KyLanhDao"), "CV600")
    assert bench.run("ready", "thu-tu").returncode == 0
    refused(bench, "thu-tu", sign(bench, "thu-tu", "DauCoQuan"), "CV603")
    assert sign(bench, "thu-tu", "KyLanhDao").returncode == 0
    refused(bench, "thu-tu", sign(bench, "thu-tu", "KyLanhDao"), "CV602")
    refused(bench, "thu-tu", sign(bench, "thu-tu", "DauCoQuan"), "CV604")
    before = bench.signed("thu-tu").read_bytes()
    done = bench.run("verify", str(bench.signed("thu-tu")), "--trust", bench.ca)
    assert done.returncode == 0
    assert "HỢP LỆ" in done.stdout.splitlines()[0]
    bench.issue("thu-tu")
    assert sign(bench, "thu-tu", "DauCoQuan").returncode == 0
    after = bench.signed("thu-tu").read_bytes()
    assert after.startswith(before)
    refused(bench, "thu-tu", sign(bench, "thu-tu", "DauCoQuan"), "CV602")
    assert bench.signed("thu-tu").read_bytes() == after
    done = bench.run("verify", str(bench.signed("thu-tu")), "--json", "--trust", bench.ca)
    made = json.loads(done.stdout)
    assert [s["field"] for s in made["signatures"]] == ["KyLanhDao", "SoVanBan", "NgayVanBan", "DauCoQuan"]
    assert made["ok"]
    assert all(s["valid"] for s in made["signatures"])
    assert bench.run("verify", str(bench.signed("thu-tu"))).returncode == 1


def test_a_letter_numbered_before_signing(bench) -> None:
    bench.shop.write("truoc", DRAFT)
    bench.issue("truoc")
    bench.run("ready", "truoc")
    assert sign(bench, "truoc", "KyLanhDao").returncode == 0
    assert sign(bench, "truoc", "DauCoQuan").returncode == 0
    made = json.loads(bench.run("verify", str(bench.signed("truoc")), "--json", "--trust", bench.ca).stdout)
    assert [s["field"] for s in made["signatures"]] == ["KyLanhDao", "DauCoQuan"]


def test_no_leader_is_said_and_noted(bench) -> None:
    bench.shop.write("giay", DRAFT)
    bench.issue("giay")
    bench.run("ready", "giay")
    done = sign(bench, "giay", "DauCoQuan", "--no-leader")
    assert done.returncode == 0
    assert "CV645" in done.stderr


def test_a_number_for_another_text_than_the_signed_one_is_told(bench) -> None:
    path = bench.shop.write("so-khac", DRAFT)
    bench.run("ready", "so-khac")
    assert sign(bench, "so-khac", "KyLanhDao").returncode == 0
    path.write_text(DRAFT.replace("Đoạn văn", "Đoạn khác"), encoding="utf-8")
    done = bench.run("issue", "so-khac", "--date", "2026-11-24")
    assert done.returncode == 0
    assert "CV647" in done.stderr
    assert "so-khac.signed.pdf" in done.stderr
    refused(bench, "so-khac", sign(bench, "so-khac", "DauCoQuan"), "CV601")
    bench.shop.write("so-dung", DRAFT)
    bench.run("ready", "so-dung")
    assert sign(bench, "so-dung", "KyLanhDao").returncode == 0
    done = bench.run("issue", "so-dung", "--date", "2026-11-24")
    assert (done.returncode, "CV647" in done.stderr) == (0, False)


def test_a_changed_text_or_file_is_not_signed(bench) -> None:
    path = bench.shop.write("doi", DRAFT)
    bench.run("ready", "doi")
    path.write_text(DRAFT.replace("Đoạn văn", "Đoạn khác"), encoding="utf-8")
    refused(bench, "doi", sign(bench, "doi", "KyLanhDao"), "CV601")
    path.write_text(DRAFT, encoding="utf-8")
    assert sign(bench, "doi", "KyLanhDao").returncode == 0
    bench.issue("doi")
    path.write_text(path.read_text(encoding="utf-8").replace("Đoạn văn", "Đoạn khác"), encoding="utf-8")
    kept = bench.signed("doi").read_bytes()
    assert sign(bench, "doi", "DauCoQuan").returncode == 1
    assert bench.signed("doi").read_bytes() == kept
    path.write_text(path.read_text(encoding="utf-8").replace("Đoạn khác", "Đoạn văn"), encoding="utf-8")
    good = bench.signed("doi").read_bytes()
    broken = good[:3000] + bytes([good[3000] ^ 1]) + good[3001:]
    bench.signed("doi").write_bytes(broken)
    done = sign(bench, "doi", "DauCoQuan")
    assert done.returncode == 1
    assert any(code in done.stderr for code in ("CV605", "CV606"))
    assert bench.signed("doi").read_bytes() == broken


def test_keys_that_must_not_sign(bench) -> None:
    ca, where = bench.authority, bench.keys
    day = timedelta(days=1)
    secret = (where / "mat-khau").read_text(encoding="utf-8").strip()
    ca.issue("Hết hạn", start=pki.NOW - 20 * day, end=pki.NOW - day).p12(where / "het-han.p12", secret)
    ca.issue("Chưa đến", start=pki.NOW + day).p12(where / "chua-den.p12", secret)
    ca.issue("Mã hóa", uses=("key_encipherment",)).p12(where / "ma-hoa.p12", secret)
    ca.issue("Người Khác").p12(where / "khac.p12", secret)
    ca.issue("Nguyễn Tấn Đức").p12(where / "sai.p12", "khác")
    (where / "rac.p12").write_bytes(b"\x30\x82khong phai")
    bench.shop.write("khoa", DRAFT)
    bench.run("ready", "khoa")
    for key, code in (
        ("het-han", "CV613"),
        ("chua-den", "CV614"),
        ("ma-hoa", "CV615"),
        ("sai", "CV611"),
        ("rac", "CV610"),
        ("khong-co", "CV610"),
    ):
        done = sign(bench, "khoa", "KyLanhDao", key=key)
        refused(bench, "khoa", done, code)
        assert secret not in done.stderr + done.stdout
    assert not bench.signed("khoa").exists()
    done = bench.run("sign", "khoa", "--as", "KyLanhDao", "--p12", str(where / "leader.p12"))
    refused(bench, "khoa", done, "CV617")
    done = sign(bench, "khoa", "KyLanhDao", key="khac")
    assert done.returncode == 0
    assert "CV616" in done.stderr
    assert "Người Khác" in done.stderr
    assert "Nguyễn Tấn Đức" in done.stderr
    assert bench.run("sign", "khoa", "--as", "KyLanhDao").returncode == 2
    assert bench.run("sign", "khoa", "--as", "ai-do", *bench.p12("leader")).returncode == 2


def test_a_password_from_the_environment(bench) -> None:
    bench.shop.write("bien", DRAFT)
    bench.run("ready", "bien")
    secret = (bench.keys / "mat-khau").read_text(encoding="utf-8").strip()
    key = ["--p12", str(bench.keys / "leader.p12")]
    assert bench.shop.run("sign", "bien", "--as", "KyLanhDao", *key, CONGVAN_PASSWORD=secret).returncode == 0


@pytest.fixture
def token(bench):
    folder = bench.keys / "tokens"
    folder.mkdir()
    conf = bench.keys / "softhsm2.conf"
    conf.write_text(f"directories.tokendir = {folder}\nobjectstore.backend = file\n", encoding="utf-8")
    env = {**os.environ, "SOFTHSM2_CONF": str(conf)}
    who = bench.authority.issue("Sở Thông tin và Truyền thông", key=pki.rsa_key(3))
    key, certificate = who.key_pem(bench.keys / "co-quan.key"), who.pem(bench.keys / "co-quan.pem")
    tool = ["softhsm2-util"]
    for args in (
        ["--init-token", "--free", "--label", "CoQuan", "--so-pin", "0000", "--pin", "1234"],
        ["--import", str(key), "--token", "CoQuan", "--label", "coquan", "--id", "A1", "--pin", "1234"],
    ):
        subprocess.run([*tool, *args], check=True, env=env, capture_output=True)
    (bench.keys / "pin").write_text("1234\n", encoding="utf-8")
    return {"SOFTHSM2_CONF": str(conf)}, str(certificate)


def test_a_token_seals_many_with_one_opening(bench, token) -> None:
    env, certificate = token
    for number in range(4):
        bench.shop.write(f"lo/{number}", DRAFT)
        assert bench.run("ready", f"lo/{number}").returncode == 0
        if number != 2:
            assert sign(bench, f"lo/{number}", "KyLanhDao").returncode == 0
        bench.issue(f"lo/{number}")
    device = ["--pkcs11", SOFTHSM, "--token", "CoQuan", "--key", "coquan", "--cert", certificate]
    pin = ["--pin-file", str(bench.keys / "pin")]
    done = bench.shop.run("sign", "lo", "--as", "DauCoQuan", *device, *pin, **env)
    assert done.returncode == 1
    assert "CV603" in done.stderr
    assert "đã ký 3 văn bản, 1 văn bản không ký được" in done.stdout
    for number in (0, 1, 3):
        checked = bench.run("verify", str(bench.signed(f"lo/{number}")), "--trust", bench.ca)
        assert checked.returncode == 0, checked.stdout
    wrong = bench.keys / "pin-sai"
    wrong.write_text("9999", encoding="utf-8")
    for args, code in (
        ([*device, "--pin-file", str(wrong)], "CV622"),
        (["--pkcs11", SOFTHSM, "--token", "Khac", "--key", "coquan", *pin], "CV621"),
        (["--pkcs11", SOFTHSM, "--token", "CoQuan", "--key", "khac", *pin], "CV624"),
        (["--pkcs11", SOFTHSM, "--token", "CoQuan", "--key", "coquan", *pin], "CV625"),
        (["--pkcs11", "/khong/co.so", "--token", "CoQuan", "--key", "coquan", *pin], "CV620"),
        ([*device[:-1], str(bench.keys / "ca.pem"), *pin], "CV627"),
    ):
        done = bench.shop.run("sign", "lo/2", "--as", "DauCoQuan", *args, **env)
        refused(bench, "lo/2", done, code)


def test_a_token_that_is_locked_or_refuses_to_be_opened(bench, token) -> None:
    """SoftHSM locks nothing itself: what a device says after too many wrong PINs is put into its module's mouth."""
    env, certificate = token
    bench.shop.write("khoa-the", DRAFT)
    bench.issue("khoa-the")
    assert bench.run("ready", "khoa-the").returncode == 0
    device = ["--pkcs11", SOFTHSM, "--token", "CoQuan", "--key", "coquan", "--cert", certificate]
    pin = ["--pin-file", str(bench.keys / "pin")]
    for fault, code in (("PinLocked", "CV623"), ("UserNotLoggedIn", "CV617"), ("DeviceRemoved", "CV626")):
        spoken = bench.keys / fault
        spoken.mkdir(exist_ok=True)
        (spoken / "sitecustomize.py").write_text(
            "import pkcs11\nfrom pkcs11 import exceptions, _pkcs11\n"
            f"def refuse(*a, **k): raise exceptions.{fault}()\n"
            "import pyhanko.sign.pkcs11 as p\np.open_pkcs11_session = refuse\n",
            encoding="utf-8",
        )
        done = bench.shop.run("sign", "khoa-the", "--as", "DauCoQuan", "--no-leader", *device, *pin, **env,
                              PYTHONPATH=str(spoken))  # fmt: skip
        refused(bench, "khoa-the", done, code)
        assert not bench.signed("khoa-the").exists()


def test_annexes_in_files_of_their_own(bench) -> None:
    bench.shop.write("phu", ANNEXED)
    assert bench.run("ready", "phu", "--annexes-apart").returncode == 0
    assert sign(bench, "phu", "KyLanhDao").returncode == 0
    code = bench.issue("phu")
    done = sign(bench, "phu", "DauCoQuan")
    assert done.returncode == 0, done.stderr
    for number in (1, 2):
        path = bench.shop.output("phu", "pdf").with_name(f"phu.phu-luc-{number}.signed.pdf")
        assert bench.run("verify", str(path), "--trust", bench.ca).returncode == 0
        line = words(path)[0]
        assert line[:2] == ["Số:", f"{code};"]
        assert line[4] == "+07:00"
    bench.shop.write("phu2", ANNEXED)
    bench.run("ready", "phu2", "--annexes-apart")
    sign(bench, "phu2", "KyLanhDao")
    bench.issue("phu2")
    annex = bench.shop.root / "output" / "phu2.phu-luc-1.ready.pdf"
    annex.write_bytes(annex.read_bytes() + b"\n")
    refused(bench, "phu2", sign(bench, "phu2", "DauCoQuan"), "CV608")


def test_files_that_are_no_signed_pdf(bench, tmp_path) -> None:
    for name, data, code in (
        ("a.pdf", b"khong phai", "CV650"),
        ("b.pdf", b"", "CV650"),
        ("c.pdf", b"%PDF-1.7\n%%EOF", "CV665"),
    ):
        (tmp_path / name).write_bytes(data)
        done = bench.run("verify", str(tmp_path / name))
        assert done.returncode == 1
        assert code in done.stdout
        assert "KHÔNG HỢP LỆ" in done.stdout.splitlines()[0]
    plain = bench.shop.output("mau", "ready.pdf")
    bench.shop.write("khong-ky", DRAFT)
    bench.run("ready", "khong-ky")
    assert "CV652" in bench.run("verify", str(bench.shop.output("khong-ky", "ready.pdf"))).stdout
    assert bench.run("verify", str(tmp_path / "khong-co.pdf")).returncode == 1
    del plain


def test_light_commands_do_not_load_the_signing_library(bench) -> None:
    code = "import sys; from congvan.cli.entry import run; run(['--help']); run(['check']); print('pyhanko' in sys.modules)"
    done = subprocess.run(["python", "-c", code], cwd=bench.shop.root, capture_output=True, text=True, check=False,
                          executable=str(ROOT / ".venv/bin/python"), env={**os.environ, "PYTHONPATH": str(ROOT)})  # fmt: skip
    assert done.stdout.strip().endswith("False")


@pytest.mark.parametrize("kind", ["rsa-4096", "ec", "many"])
def test_a_signature_has_room_for_any_certificate(bench, tmp_path, kind: str) -> None:
    """The room kept for a signature's value is enough for long names, a long chain, a long key and a short one."""
    from congvan.pades import apply, keys, verify
    from congvan.problems import Problems

    bench.shop.write("cho-ky", DRAFT)
    assert bench.run("ready", "cho-ky").returncode == 0
    data = bench.shop.output("cho-ky", "ready.pdf").read_bytes()
    authority = pki.Authority("Nơi cấp chứng thư số có tên khá dài")
    made = {
        "rsa-4096": lambda: rsa.generate_private_key(65537, 4096),
        "ec": lambda: ec.generate_private_key(ec.SECP256R1()),
    }
    who = authority.issue("Người có họ và tên dài chừng ấy chữ", key=made.get(kind, lambda: None)())
    if kind == "many":
        who.chain += [authority.issue(f"Nơi cấp trung gian thứ {n}").certificate for n in range(12)]
    key = keys.open_file(who.p12(tmp_path / "dai.p12", "mật"), "mật".encode(), Problems())
    assert key is not None
    signed = apply.sign(data, "KyLanhDao", None, None, key, apply.Wish(datetime.now(UTC)))
    assert [c.intact for c in verify.verify(signed, ()).signatures] == [True]
