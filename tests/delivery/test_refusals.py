"""What is not sent, and what stops before anything is: guards of the letter, faults of the plan, faults of the machine."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests" / "tools"))

import pki  # noqa: E402
import server_cert  # noqa: E402
from shop import said_codes, today  # noqa: E402

PASSWORD = "bi-mat"


def untouched(post, id: str = "a") -> bool:
    """Nobody got anything, and the ledger says of nobody that it was sent."""
    states = set(post.states(id).values()) if (post.shop.root / "register.db").exists() else set()
    return post.mail.got() == [] and states <= {"planned"}


def test_a_draft_an_unsigned_and_a_changed_circular_stay(post) -> None:
    post.recipients("tot")
    path = post.shop.write("a", "unit: thanh-tra\nsubject: thử\nsigner: giam-doc\nto: [tot]\nbody: Đoạn.\n")
    assert said_codes(post.shop.run("send", "a", "--allow-unsigned", "--json"), 1) == ["CV830"]
    assert post.run("issue", "a", code=0)["number"] == 1
    assert "CV839" in said_codes(post.shop.run("send", "a", "--json"), 1)
    path.write_text(path.read_text(encoding="utf-8").replace("Đoạn.", "Khác."), encoding="utf-8")
    assert "CV500" in said_codes(post.shop.run("send", "a", "--allow-unsigned", "--json"), 1)
    assert untouched(post)


def test_a_recalled_or_replaced_circular_stays(post) -> None:
    post.recipients("tot", "khac")
    code = post.issued()
    post.issued("c")
    post.run("recall", "a", "--reason", "sai thẩm quyền", code=0)
    assert "CV831" in said_codes(post.shop.run("send", "a", "--allow-unsigned", "--json"), 1)
    other = post.run("register", "show", "02/STTTT-TTr", code=0)["entry"]
    text = (
        "unit: thanh-tra\nsubject: thay\nsigner: giam-doc\nto: [tot]\nreplaces: [cu]\n"
        f"references: {{cu: {{number: {other['code']}, year: {other['year']}}}}}\n"
        "body: Thay thế {{ cu }}.\n"
    )
    post.shop.write("b", text)
    post.run("issue", "b", code=0)
    assert "CV832" in said_codes(post.shop.run("send", "c", "--allow-unsigned", "--json"), 1)
    assert code == "01/STTTT-TTr"
    assert untouched(post)
    assert untouched(post, "c")


@pytest.fixture(scope="module")
def authority() -> pki.Authority:
    return pki.Authority()


def _sign(post, role: str, authority: pki.Authority, id: str = "a") -> None:
    name = "Nguyễn Tấn Đức" if role == "KyLanhDao" else "Sở Thông tin và Truyền thông"
    key = authority.issue(name).p12(post.shop.root / f"{role}.p12", PASSWORD)
    done = post.shop.run("sign", id, "--as", role, "--p12", str(key), CONGVAN_PASSWORD=PASSWORD)
    assert done.returncode == 0, done.stderr


def test_only_a_sealed_whole_and_current_file_goes_out_signed(post, authority) -> None:
    post.recipients("tot")
    post.issued()
    assert post.shop.run("ready", "a").returncode == 0
    _sign(post, "KyLanhDao", authority)
    assert said_codes(post.shop.run("send", "a", "--json"), 1) == ["CV834"]
    _sign(post, "DauCoQuan", authority)
    path = post.shop.output("a", "signed.pdf")
    good = path.read_bytes()
    middle = good.index(b"/ByteRange") // 2
    for bad, code in (
        (good[:middle] + bytes([good[middle] ^ 1]) + good[middle + 1 :], ("CV837", "CV836", "CV667")),
        (b"%PDF-1.7\nkhac", ("CV836",)),
    ):
        path.write_bytes(bad)
        assert said_codes(post.shop.run("send", "a", "--json"), 1)[0] in code
        assert said_codes(post.shop.run("send", "a", "--allow-unsigned", "--json"), 1)[0] in code
    path.write_bytes(good)
    assert untouched(post)
    post.run("send", "a", code=0)
    assert post.states() == {"tot": "accepted"}
    import email
    import email.policy

    message = email.message_from_bytes(post.mail.message(), policy=email.policy.default)
    assert [p.get_content() for p in message.iter_attachments()] == [good]


def test_a_file_signed_for_another_text_stays(post, authority) -> None:
    post.recipients("tot")
    post.issued()
    post.issued("b")
    for id in ("a", "b"):
        assert post.shop.run("ready", id).returncode == 0
        _sign(post, "KyLanhDao", authority, id)
        _sign(post, "DauCoQuan", authority, id)
    post.shop.output("a", "signed.pdf").write_bytes(post.shop.output("b", "signed.pdf").read_bytes())
    assert said_codes(post.shop.run("send", "a", "--json"), 1) == ["CV836"]
    issuer = post.shop.root / "issuer.yaml"
    names = issuer.read_text(encoding="utf-8")
    issuer.write_text(names.replace("Nguyễn Tấn Đức", "Nguyễn Văn Khác"), encoding="utf-8")
    assert said_codes(post.shop.run("send", "b", "--json"), 1) == ["CV716"]
    issuer.write_text(names, encoding="utf-8")
    letter = next(post.shop.root.glob("circulars/b.yaml"))
    letter.write_text(letter.read_text(encoding="utf-8").replace("subject: ", "subject: Khác, "), encoding="utf-8")
    assert "CV500" in said_codes(post.shop.run("send", "b", "--json"), 1)
    assert untouched(post)


def test_every_fault_of_the_plan_is_named_before_anything_goes(post) -> None:
    post.recipients(
        "tot",
        khong_gi="{name: Không địa chỉ}",
        sai_thu="{name: Sai thư, email: văn.thư@noi.example}",
        chi_truc="{name: Chỉ trục, code: H53.99, channels: [edxml]}",
        sai_ma="{name: Sai mã, code: XYZ1, channels: [edxml]}",
        trung="{name: Trùng, email: TOT@noi.example}",
    )
    post.issued()
    said = said_codes(post.shop.run("send", "a", "--allow-unsigned", "--json"), 1)
    assert said == ["CV800", "CV801", "CV803", "CV806", "CV840", "CV852"]
    assert untouched(post)
    part = post.send("a", "--to", "tot,trung", code=0)
    assert part["summary"] == {"accepted": 2}
    assert said_codes(post.shop.run("send", "a", "--to", "tot", "nham", "--allow-unsigned", "--json"), 1) == ["CV804"]


def test_partial_serves_the_others_and_holds_who_cannot_be_reached(post) -> None:
    post.recipients("tot", khong_gi="{name: Không địa chỉ}", sai="{name: Sai, email: á@noi.example}")
    post.issued()
    said = post.send("a", "--partial", code=1)
    assert said["summary"] == {"accepted": 1, "held": 2}
    assert post.states() == {"tot": "accepted", "khong-gi": "held", "sai": "held"}
    post.recipients(khong_gi="{name: Không địa chỉ, email: moi@noi.example}", sai="{name: Sai, email: a@noi.example}")
    post.run("deliveries", "a", "--resend", "khong-gi", "--resend", "sai", "--allow-unsigned", code=0)
    assert post.mail.by_address() == {"tot@noi.example": 1, "moi@noi.example": 1, "a@noi.example": 1}


def test_who_was_held_without_an_address_goes_by_the_way_there_is_now(post) -> None:
    post.recipients("tot", khong_gi="{name: Không địa chỉ}")
    post.issued()
    post.send("a", "--partial", code=1)
    post.recipients(khong_gi="{name: Không địa chỉ, email: moi@noi.example}")
    post.run("deliveries", "a", "--resend", "khong-gi", "--allow-unsigned", code=0)
    rows = [(r["channel"], r["state"]) for r in post.run("deliveries", "a")["deliveries"] if r["agency"] == "khong-gi"]
    assert rows == [("edxml", "cancelled"), ("email", "accepted")]
    assert post.mail.by_address() == {"tot@noi.example": 1, "moi@noi.example": 1}


def test_each_is_sent_again_by_its_own_way_only(post) -> None:
    """One by mail, one on paper, in one command: whoever has both addresses gets no second copy."""
    ca_hai = "{name: Cả hai, email: tat@noi.example, address: Số 1 đường A, channels: [email, post]}"
    post.recipients(ca_hai=ca_hai, giay="{name: Xã Giấy, address: Số 2 đường B}")
    post.issued()
    post.send(code=1)
    post.run("deliveries", "a", "--mark", "giay=bounced", code=0)
    post.run("deliveries", "a", "--resend", "ca-hai", "--resend", "giay", "--allow-unsigned", code=1)
    rows = [(r["agency"], r["channel"], r["state"]) for r in post.run("deliveries", "a")["deliveries"]]
    assert rows == [("ca-hai", "email", "unknown"), ("giay", "post", "accepted")]


def test_dry_run_shows_the_plan_beside_all_that_stands_against_it(post) -> None:
    post.recipients("tot")
    post.issued(to="tot")
    done = post.shop.run("send", "a", "--dry-run", "--json")
    assert said_codes(done, 1) == ["CV839"], "not signed"
    assert [row["agency"] for row in json.loads(done.stdout)["deliveries"]] == ["tot"]


def test_dry_run_writes_nothing_and_shows_who_would_get_it(post) -> None:
    post.recipients("tot", "khac")
    post.groups = "groups:\n  nhom: {name: Nhóm, members: [tot, khac]}\n"
    post.recipients()
    path = post.shop.write(
        "a", "unit: thanh-tra\nsubject: thử\nsigner: giam-doc\nto: [nhom, tot]\nbody: Đoạn.\nnumber: 5\n"
        "date: 2026-01-05\ncopies: [nhu-tren, {ref: khac, note: đề b/c}, {text: Ban Giám đốc Sở}]\n"
    )  # fmt: skip
    before = sorted(p.relative_to(post.shop.root) for p in post.shop.root.rglob("*"))
    said = post.send("a", "--dry-run", code=0)
    assert [(r["agency"], r["channel"], r["address"], r["state"]) for r in said["deliveries"]] == [
        ("tot", "email", "tot@noi.example", "planned"), ("khac", "email", "khac@noi.example", "planned"),
    ]  # fmt: skip
    assert said["by_hand"] == ["Ban Giám đốc Sở"]
    assert sorted(p.relative_to(post.shop.root) for p in post.shop.root.rglob("*")) == before
    shown = post.shop.run("send", "a", "--dry-run", "--allow-unsigned")
    assert "tot@noi.example" in shown.stdout
    assert "sẽ gửi 2 trong 2 nơi" in shown.stdout
    assert "số bản giấy cần in (nơi nhận giấy và bản lưu): 3" in shown.stdout
    assert path.exists()
    assert post.mail.got() == []
    assert post.send("a", code=0)["summary"] == {"accepted": 2}


def test_a_removed_agency_is_not_written_to_any_more(post) -> None:
    post.groups = "groups:\n  nhom: {name: Nhóm, members: [tot, hoan, roi-di]}\n"
    post.recipients("tot", "hoan", roi_di="{name: Rời đi, email: hoan@cu.example}")
    post.issued(to="nhom")
    post.send(code=1)
    post.groups = "groups:\n  nhom: {name: Nhóm, members: [tot, hoan]}\n"
    post.recipients()
    again = post.send("a", "--now", code=1)
    assert {r["agency"]: r["attempts"] for r in again["deliveries"]} == {"tot": 1, "hoan": 2}
    assert post.rows()["roi-di"]["attempts"] == 1


def test_the_machine_is_at_fault_with_one_sentence_and_nothing_sent(post, monkeypatch) -> None:
    post.recipients("tot", "khac")
    post.issued()
    port = post.mail.port
    cases = [
        ({"port": 1}, {}, "CV820"),
        ({"host": "khong-co.invalid"}, {}, "CV820"),
        ({"host": f"{'x' * 70}.vn"}, {}, "CV820"),
        ({"security": "starttls"}, {}, "CV822"),
        ({"username": "vanthu", "password_env": "MAT_KHAU"}, {}, "CV824"),
        ({"username": "vanthu", "password_env": "MAT_KHAU"}, {"MAT_KHAU": "sai"}, "CV823"),
        ({"username": "vanthu", "password_env": "MAT_KHAU"}, {"MAT_KHAU": "sai dấu"}, "CV823"),
        ({"security": "tls"}, {}, "CV821"),
        ({"security": "tls", "ca": "khong-co.pem"}, {}, "CV827"),
    ]
    for change, env, code in cases:
        post.smtp(**{"port": port, **change})
        done = post.shop.run("send", "a", "--allow-unsigned", **env)
        lines = [line for line in done.stderr.splitlines() if "lỗi" in line]
        assert (done.returncode, len(lines), code in done.stderr) == (3, 1, True), (code, done.stderr)
        post.smtp(port=port)
        assert untouched(post), code
    post.mail.stop()
    assert said_codes(post.shop.run("send", "a", "--allow-unsigned", "--json"), 3) == ["CV820"]
    post.mail.start()
    assert post.send(code=0)["summary"] == {"accepted": 2}


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_certificates_are_checked_and_the_password_goes_through_tls(with_server, tmp_path, security) -> None:
    ca, server = server_cert.make(tmp_path)
    post = with_server("--tls", security, "--cert", str(server), "--auth")
    post.recipients("tot")
    post.issued()
    login = {"username": "vanthu", "password_env": "MAT_KHAU", "security": security}
    post.smtp(**login)
    send = ("send", "a", "--allow-unsigned", "--json")
    assert said_codes(post.shop.run(*send, MAT_KHAU="dung-mat-khau"), 3) == ["CV821", "CV840"]
    post.smtp(**login, ca=str(ca))
    assert said_codes(post.shop.run(*send, MAT_KHAU="sai"), 3) == ["CV823"]
    assert post.mail.got() == []
    right = "đúng mật khẩu" if security == "tls" else "dung-mat-khau"
    assert post.send("a", code=0, MAT_KHAU=right)["summary"] == {"accepted": 1}
    assert [(m["user"], m["tls"]) for m in post.mail.got()] == [("vanthu", True)]
    post.smtp(**login, ca=str(ca), host="localhost")
    assert said_codes(post.shop.run("deliveries", "a", "--mark", "tot=bounced", "--json"), 0) == []
    resend = ("deliveries", "a", "--resend", "tot", "--json")
    assert said_codes(post.shop.run(*resend, MAT_KHAU="dung-mat-khau"), 3) == ["CV821"]


def test_a_full_disk_stops_before_anything_goes_out(post) -> None:
    place = post.shop.root / "dia"
    place.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"this test mounts a small tmpfs, which needs root: {done.stderr}"
    try:
        post.recipients("tot", "khac")
        os.environ["CONGVAN_REGISTER"] = "dia/so.db"
        post.issued()
        assert post.shop.run("build", "a").returncode == 0
        ballast = place / "day"
        with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as out:
            while out.write(b"x" * 4096):
                pass
        assert said_codes(post.shop.run("send", "a", "--allow-unsigned", "--json"), 3) == ["CV582"]
        assert post.mail.got() == []
        ballast.unlink()
        assert post.send(code=0)["summary"] == {"accepted": 2}
    finally:
        del os.environ["CONGVAN_REGISTER"]
        subprocess.run(["umount", "-l", str(place)], check=True)


def test_nothing_typed_can_begin_a_header(post) -> None:
    post.recipients(
        ten='{name: "Nơi\\r\\nBcc: xau@xau.example\\r\\n\\r\\nThân", email: ten@noi.example}',
        dia_chi='{name: Nơi, email: "a@noi.example\\r\\nRCPT TO:<xau@xau.example>"}',
    )
    text = "unit: thanh-tra\nsubject: |-\n  thử\n  Bcc: xau@xau.example\nsigner: giam-doc\nto: [ten]\nbody: Đoạn.\n"
    post.shop.write("a", text)
    refused = said_codes(post.shop.run("issue", "a", "--json"), 1)
    assert refused, "an address of two lines is refused where it is read"
    del post.agencies["dia-chi"]
    del post.agencies["ten"]
    post.recipients(ten='{name: "Nơi\\tBcc: xau@xau.example", email: ten@noi.example}')
    post.run("issue", "a", code=0)
    post.send(code=0)
    head = post.mail.message().split(b"\r\n\r\n", 1)[0]
    assert b"xau@xau" not in head
    assert sorted(line.split(b":")[0] for line in head.split(b"\r\n") if not line.startswith((b" ", b"\t"))) == sorted(
        [b"From", b"To", b"Subject", b"Date", b"Message-ID", b"Reply-To", b"MIME-Version", b"Content-Type"]
    )
    assert post.mail.by_address() == {"ten@noi.example": 1}


def test_a_faulty_template_is_named_and_a_good_one_is_used(post) -> None:
    post.recipients("tot")
    post.issued()
    folder = post.shop.root / "templates" / "email"
    folder.mkdir(parents=True)
    (folder / "body.txt").write_text("Gửi {{ nguoi_nhan }}\n", encoding="utf-8")
    assert "CV204" in said_codes(post.shop.run("send", "a", "--allow-unsigned", "--json"), 1)
    assert post.mail.got() == []
    (folder / "body.txt").write_text("Gửi {{ recipient }}: {{ document.short }}.\n", encoding="utf-8")
    post.send(code=0)
    import email
    import email.policy

    message = email.message_from_bytes(post.mail.message(), policy=email.policy.default)
    assert message.get_body(("plain",)).get_content() == "Gửi Nơi tot: Công văn số 01/STTTT-TTr.\r\n"


def test_a_new_name_for_an_agency_is_no_reason_to_write_to_it_again(post) -> None:
    """Its entry in recipients.yaml was renamed after it got the document: the ledger knows it by its address."""
    post.groups = "groups:\n  nhom: {name: Các nơi, members: [cu, khac]}\n"
    post.recipients("cu", "khac")
    post.issued(to="nhom")
    post.send(code=0)
    path = post.shop.root / "recipients.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("  cu:", "  moi:").replace("[cu,", "[moi,"))
    once = post.mail.by_address()
    done = post.send(code=1)
    assert [d["code"] for d in done["diagnostics"]] == ["CV809"]
    assert "cu@noi.example" in done["diagnostics"][0]["message"]
    held = post.send("a", "--partial", code=1)
    assert {r["agency"]: r["state"] for r in held["deliveries"]} == {"moi": "held", "khac": "accepted"}
    assert post.mail.by_address() == once
    assert post.run("deliveries", "a", "--resend", "moi", "--allow-unsigned", code=0)  # another agency after all
    assert post.mail.by_address() == once | {"cu@noi.example": 2}


def test_a_correction_goes_once_to_an_agency_that_was_renamed_meanwhile(post) -> None:
    post.groups = "groups:\n  nhom: {name: Các nơi, members: [cu, khac]}\n"
    post.recipients("cu", "khac")
    code = post.issued(to="nhom")
    post.send(code=0)
    path = post.shop.root / "recipients.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("  cu:", "  moi:").replace("[cu,", "[moi,"))
    text = "unit: thanh-tra\nsubject: đính chính\nsigner: giam-doc\nto: [{to}]\ncorrects: [sai]\n"
    text += f"references: {{{{sai: {{{{number: {code}, year: {today().year}}}}}}}}}\nbody: Về {{{{{{{{ sai }}}}}}}}.\n"
    post.issued("b", "nhom", text)
    sent = post.send("b", code=0)
    assert [r["agency"] for r in sent["deliveries"]] == ["moi", "khac"]
    assert set(post.mail.by_address().values()) == {2}


def test_a_renamed_file_is_no_new_document(post) -> None:
    """The register warns of it (CV506); the ledger of deliveries knows it by its name of then."""
    post.recipients("tot")
    post.issued()
    post.send(code=0)
    folder = post.shop.root / "circulars"
    (folder / "a.yaml").rename(folder / "b.yaml")
    for args in (("send", "b", "--allow-unsigned"), ("send", "b", "--dry-run", "--allow-unsigned"),
                 ("deliveries", "b"), ("deliveries", "b", "--resend", "tot", "--allow-unsigned"),
                 ("deliveries", "b", "--mark", "tot=delivered"), ("answers", "b", "--mark", "tot"),
                 ("recall", "b", "--reason", "sai")):  # fmt: skip
        assert "CV802" in said_codes(post.shop.run(*args, "--json"), 1), args
    assert post.mail.by_address() == {"tot@noi.example": 1}
    (folder / "b.yaml").rename(folder / "a.yaml")
    assert post.send(code=0)["summary"] == {"accepted": 1}
    text = "unit: thanh-tra\nsubject: thử\nsigner: giam-doc\nto: [tot]\nbody: Đoạn.\nnumber: {0}\ndate: {1}\n"
    post.shop.write("cu", text.format(70, "2025-03-05"))  # numbers of before the program came
    post.send("cu", code=0)
    (folder / "cu.yaml").rename(folder / "cu-2.yaml")
    assert "CV802" in said_codes(post.shop.run("send", "cu-2", "--allow-unsigned", "--json"), 1)
    assert post.mail.by_address() == {"tot@noi.example": 2}


def test_a_sealed_file_that_somebody_added_to_does_not_go(post, authority) -> None:
    """Nobody's key was needed for that: the seal itself still holds."""
    import attacks
    import shows

    post.recipients("tot")
    post.issued()
    assert post.shop.run("ready", "a").returncode == 0
    _sign(post, "KyLanhDao", authority)
    _sign(post, "DauCoQuan", authority)
    path = post.shop.output("a", "signed.pdf")
    good = path.read_bytes()
    stamp = authority.issue("Nơi nhận")
    signer = _signer(stamp)
    for code, changed in (
        ("CV900", shows.blank_place(good)),
        ("CV900", shows.kid_over_text(good)),
        ("CV901", shows.link(good)),
        ("CV916", shows.title(good)),
        ("CV668", shows.hidden_tail(good)),
        ("CV900", shows.tooltip(good)),
        ("CV920", shows.attached_file(good)),
        ("CV648", attacks.signed_over_text(good, signer, (90, 60, 200, 110), "CongVanDen")),
    ):
        path.write_bytes(changed)
        assert code in said_codes(post.shop.run("send", "a", "--dry-run", "--json"), 1), code
    path.write_bytes(good)
    assert post.shop.run("send", "a", "--dry-run", "--json").returncode == 0


def test_an_annex_that_a_stranger_signed_does_not_go(post, authority) -> None:
    """What it shows is ours, and its signature is whole; nobody asked who made it."""
    post.recipients("tot")
    text = "unit: thanh-tra\nsubject: thử\nsigner: giam-doc\nto: [tot]\nbody: Đoạn.\nannexes: [{title: Danh mục, body: Bảng.}]\n"
    post.shop.write("a", text)
    post.run("issue", "a", code=0)
    assert post.shop.run("ready", "a", "--annexes-apart").returncode == 0
    _sign(post, "KyLanhDao", authority)
    _sign(post, "DauCoQuan", authority)
    path = next(post.shop.root.glob("output/a.phu-luc-1.signed.pdf"))
    good = path.read_bytes()
    assert post.shop.run("send", "a", "--dry-run", "--json").returncode == 0
    import attacks
    import shows

    for code, changed in (
        ("CV900", shows.blank_place(good)),
        ("CV920", shows.opens_with_script(good)),
        ("CV838", b"%PDF-1.7"),
        ("CV924", attacks.signed_over_text(good[: _unsigned(good)], _signer(authority.issue("Ai đó")), name="KySoPhuLuc",
                                           box=(330, 790, 540, 800))),
    ):  # fmt: skip
        path.write_bytes(changed)
        assert code in said_codes(post.shop.run("send", "a", "--dry-run", "--json"), 1), code
    path.write_bytes(good)
    assert post.shop.run("send", "a", "--dry-run", "--json").returncode == 0


def _unsigned(data: bytes) -> int:
    """Where the file ended before its one signature."""
    return data.rindex(b"%%EOF", 0, data.rindex(b"/ByteRange")) + len(b"%%EOF\n")


def _signer(identity):
    from asn1crypto import keys, x509
    from cryptography.hazmat.primitives import serialization
    from pyhanko.sign.signers import SimpleSigner

    plain = identity.key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return SimpleSigner(x509.Certificate.load(identity.der), keys.PrivateKeyInfo.load(plain), None)
