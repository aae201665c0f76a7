"""Codes of signing and checking, each brought by the real condition and told by the real program."""

from __future__ import annotations

import io
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
import pki
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from foreign import _der, _key
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec

from congvan.model.signing import LEADER, NUMBER, SEAL, State
from congvan.pades import trust
from congvan.pades.verify import verify

DRAFT = """unit: thanh-tra
subject: thử ký số
signer: giam-doc
to: [so-noi-vu]
body: Đoạn văn.
copies: [nhu-tren]
"""
DAY = timedelta(days=1)


def codes(done, code: int) -> list[str]:
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode == code, (done.returncode, done.stdout, done.stderr)
    answer = json.loads(done.stdout)
    found = list(answer["diagnostics"])
    for item in answer.get("signed", []):
        found += item.get("diagnostics", []) if isinstance(item, dict) else []
    return [d["code"] for d in found]


def by_tool(pdf: bytes, who: pki.Identity, field: str, *, new: bool = False) -> bytes:
    """Another program's signature in a field of the file, or in a new one on page 1."""
    signer = signers.SimpleSigner(signing_cert=_der(who.der), signing_key=_key(who.key), cert_registry=None)
    spec = SigFieldSpec(field, on_page=0, box=(300, 20, 380, 40)) if new else None
    return signers.sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(pdf)), signers.PdfSignatureMetadata(field_name=field), signer=signer,
        new_field_spec=spec,
    ).getvalue()  # fmt: skip


def found(report) -> set[str]:
    return {f.code for f in report.all_findings()}


def ready(bench, id: str = "x") -> Path:
    bench.shop.write(id, DRAFT)
    assert bench.run("ready", id).returncode == 0
    return bench.shop.output(id, "ready.pdf")


def test_a_key_file_without_a_key(bench) -> None:
    """CV612: certificates only."""
    ready(bench)
    made = pkcs12.serialize_key_and_certificates(
        b"x", None, bench.authority.issue("Nguyễn Tấn Đức").certificate, None,
        serialization.BestAvailableEncryption((bench.keys / "mat-khau").read_text("utf-8").strip().encode()),
    )  # fmt: skip
    (bench.keys / "khong.p12").write_bytes(made)
    assert codes(bench.run("sign", "x", "--as", "KyLanhDao", *bench.p12("khong"), "--json"), 1) == ["CV612"]


def test_a_password_file_that_is_not_there(bench) -> None:
    ready(bench)
    key = ["--p12", str(bench.keys / "leader.p12"), "--password-file", "khong-co"]
    assert codes(bench.run("sign", "x", "--as", "KyLanhDao", *key, "--json"), 1) == ["CV618"]


def test_no_leader_after_the_seal(bench) -> None:
    ready(bench)
    bench.issue("x")
    sealed = bench.run("sign", "x", "--as", "DauCoQuan", *bench.p12("agency"), "--no-leader")
    assert sealed.returncode == 0, sealed.stderr
    assert codes(bench.run("sign", "x", "--as", "KyLanhDao", *bench.p12("leader"), "--json"), 1) == ["CV644"]


def test_a_leader_of_an_authority_that_nobody_named(bench) -> None:
    """CV658: told before the seal; CV633: whoever is asked says no, and nothing is signed."""
    from congvan import Desk

    ready(bench)
    other = pki.Authority("CA khác", key=4)
    other.issue("Nguyễn Tấn Đức").p12(bench.keys / "khac.p12", "bí mật 1")
    assert bench.run("sign", "x", "--as", "KyLanhDao", *bench.p12("khac")).returncode == 0
    bench.issue("x")
    before = bench.signed("x").read_bytes()
    asked: list[str] = []

    def no(doubts) -> bool:
        asked.extend(d.code for d in doubts)
        return False

    desk = Desk.open(bench.shop.root)
    secret = (bench.keys / "mat-khau").read_text("utf-8").strip()
    result = desk.sign(["x"], role=SEAL, p12=bench.keys / "agency.p12", secret=secret, agree=no)
    said = [d.code for d in result.diagnostics] + [d.code for one in result.value or () for d in one.diagnostics]
    assert "CV658" in asked
    assert "CV633" in said
    assert bench.signed("x").read_bytes() == before


def test_a_file_with_a_password(bench, sealed, tmp_path) -> None:
    path = tmp_path / "khoa.pdf"
    with pikepdf.open(io.BytesIO(bench.shop.output("mau", "ready.pdf").read_bytes())) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(owner="a", user="b"))
    assert "CV651" in bench.run("verify", str(path), "--json").stdout


def test_a_file_that_is_too_large_to_check(bench, tmp_path) -> None:
    path = tmp_path / "lon.pdf"
    with path.open("wb") as out:
        out.write(b"%PDF-1.7\n")
        out.truncate(3_000_000_000)
    done = bench.run("verify", str(path), "--json")
    assert codes(done, 1) == ["CV653"]


def test_what_looks_like_a_signature_and_hangs_on_no_field(bench, roots) -> None:
    data = bench.shop.output("mau", "ready.pdf").read_bytes()
    assert "CV666" in found(verify(data + b"\n% /ByteRange [0 1 2 3]\n", roots))


def test_the_order_of_the_decree_in_what_another_tool_signed(bench, roots) -> None:
    """CV683 no seal yet; CV682 sealed before number and date; CV681 a number, CV680 a leader after the seal."""
    data = ready(bench).read_bytes()
    leader, agency = (bench.authority.issue(n) for n in ("Nguyễn Tấn Đức", "Sở Thông tin và Truyền thông"))
    assert "CV683" in found(verify(by_tool(data, leader, LEADER), roots))
    sealed = by_tool(data, agency, SEAL)
    assert "CV682" in found(verify(sealed, roots))
    assert "CV681" in found(verify(by_tool(sealed, agency, NUMBER), roots))
    assert "CV680" in found(verify(by_tool(sealed, leader, LEADER), roots))


def test_why_nobody_vouches(bench, roots) -> None:
    """CV912 expired, CV914 not valid yet, CV915 an issuer of that name who did not sign it."""
    data = ready(bench).read_bytes()
    issue = bench.authority.issue
    expired = issue("A", start=pki.NOW - 30 * DAY, end=pki.NOW - DAY)
    early = issue("B", start=pki.NOW + 30 * DAY, end=pki.NOW + 60 * DAY)
    other = pki.Authority(key=5).issue("C")
    for who, code in ((expired, "CV912"), (early, "CV914"), (other, "CV915")):
        signer = signers.SimpleSigner(signing_cert=_der(who.der), signing_key=_key(who.key), cert_registry=None)
        with_it = signers.sign_pdf(
            IncrementalPdfFileWriter(io.BytesIO(data)), signers.PdfSignatureMetadata(field_name=LEADER), signer=signer
        ).getvalue()
        report = verify(with_it, roots)
        assert report.state is not State.VALID
        assert code in found(report), (code, found(report))


def test_a_clock_of_an_authority_that_nobody_named(tmp_path, server, make_bench) -> None:
    """CV678: the signature carries a timestamp of another authority."""
    bench = make_bench(tmp_path, pki.Authority("CA của cơ quan", key=6))
    ready(bench)
    done = bench.run("sign", "x", "--as", "KyLanhDao", *bench.p12("leader"), "--tsa", f"{server.url}/tsa")
    assert done.returncode == 0, done.stderr
    report = verify(bench.signed("x").read_bytes(), list(trust.parse(Path(bench.ca).read_bytes())))
    assert "CV678" in found(report)


def test_a_form_of_signature_that_nobody_knows(bench, roots) -> None:
    """CV919: a form of another day, whose value is no CMS at all; nothing shows damage."""
    data = by_tool(ready(bench).read_bytes(), bench.authority.issue("A"), LEADER)
    data = data.replace(b"/adbe.pkcs7.detached", b"/adbe.x509.rsa_sha1 ")
    start = re.search(rb"/Contents *<(?=[0-9a-fA-F]{1000})", data).end()
    end = data.index(b">", start)
    odd = data[:start] + b"04030102".ljust(end - start, b"0") + data[end:]
    assert "CV919" in found(verify(odd, roots))


def test_a_hybrid_file_that_is_hybrid_again_after_its_signature() -> None:
    """CV917: a second table of objects came after what was signed."""
    cases = Path(__file__).parent / "cases"
    data = (cases / "05-word-like-hybrid-signed.pdf").read_bytes()
    again = IncrementalPdfFileWriter(io.BytesIO(data), strict=False)
    again.root["/CongVan"] = again.root.get("/Type")
    again.update_root()
    out = io.BytesIO()
    again.write(out)
    grown = out.getvalue().replace(b"%%EOF", b"%%EOF")
    report = verify(grown + b"\n%/XRefStm 1\n", list(trust.parse((cases / "05-ca.pem").read_bytes())))
    assert "CV917" in found(report), found(report)


def test_a_page_that_an_earlier_program_printed_is_sent_with_a_word(bench) -> None:
    """CV660: the office's type size changed since the seal; the text is the same."""
    issuer = bench.shop.root / "issuer.yaml"
    (bench.shop.root / "truc").mkdir()
    more = "style: {body_size: 13}\ndelivery: {edxml: {outbox: truc}}\n"
    issuer.write_text(issuer.read_text("utf-8") + more, "utf-8")
    done = bench.run("send", "mau", "--dry-run", "--json")
    assert "CV660" in done.stdout, done.stdout


def test_a_signature_s_picture_makes_a_message_too_large(bench, tmp_path) -> None:
    """CV811: a picture of noise, and a limit of a megabyte."""
    import random

    from PIL import Image

    noise = random.Random(1)
    Image.frombytes("RGBA", (700, 700), noise.randbytes(700 * 700 * 4)).save(tmp_path / "anh.png")
    issuer = bench.shop.root / "issuer.yaml"
    smtp = "delivery: {smtp: {host: 127.0.0.1, port: 9, security: none, size_limit: 1}}\n"
    issuer.write_text(issuer.read_text("utf-8") + smtp, "utf-8")
    bench.seal("x", DRAFT, "--image", str(tmp_path / "anh.png"))
    assert bench.signed("x").stat().st_size > 1_000_000
    done = bench.run("send", "x", "--dry-run", "--json")
    assert "CV811" in codes(done, 1)


def test_a_ready_file_that_can_not_be_read(bench) -> None:
    """CV643: it is there, and the system gives an error for its bytes."""
    path = ready(bench)
    path.unlink()
    path.symlink_to("/proc/self/mem")
    assert codes(bench.run("sign", "x", "--as", "KyLanhDao", *bench.p12("leader"), "--json"), 1) == ["CV643"]


def test_what_was_sealed_is_not_today_s_text(bench) -> None:
    """CV835: a letter of an older book, numbered by hand and in no register, was changed after its seal."""
    bench.shop.write("x", "number: 5\ndate: 2026-11-24\n" + DRAFT)
    (bench.shop.root / "truc").mkdir()
    issuer = bench.shop.root / "issuer.yaml"
    issuer.write_text(issuer.read_text("utf-8") + "delivery: {edxml: {outbox: truc}}\n", "utf-8")
    (bench.shop.root / "register.db").unlink()
    assert bench.run("ready", "x").returncode == 0
    assert bench.run("sign", "x", "--as", "KyLanhDao", *bench.p12("leader")).returncode == 0
    done = bench.run("sign", "x", "--as", "DauCoQuan", *bench.p12("agency"))
    assert done.returncode == 0, done.stderr
    bench.shop.write("x", ("number: 5\ndate: 2026-11-24\n" + DRAFT).replace("Đoạn văn.", "Đoạn khác."))
    done = bench.run("send", "x", "--dry-run", "--json")
    assert "CV835" in done.stdout, done.stdout


def test_a_file_that_keeps_no_standard_and_is_whole(sealed, roots) -> None:
    """CV918: the strict reader can't read it, and every byte that was signed is there."""
    from congvan.pades.verify import _unreadable

    report = _unreadable(sealed, roots, datetime.now(UTC))
    assert "CV918" in found(report)
    assert report.state is State.UNJUDGED


def test_too_many_signatures_are_not_judged_to_the_end(bench, roots, monkeypatch) -> None:
    """CV906: more signatures than are checked; here three, of which two may be."""
    from congvan.pades import verify as judge

    data = ready(bench).read_bytes()
    who = bench.authority.issue("A")
    for name in ("S1", "S2", "S3"):
        data = by_tool(data, who, name, new=True)
    monkeypatch.setattr(judge, "MOST", 2)
    report = verify(data, roots)
    assert "CV906" in found(report)
    assert report.state is not State.VALID


def test_the_seal_is_not_of_the_agency(bench) -> None:
    """CV616: whoever holds the seal's key must be the agency; a person's key is doubted before it seals."""
    ready(bench)
    assert bench.run("sign", "x", "--as", "KyLanhDao", *bench.p12("leader")).returncode == 0
    bench.issue("x")
    bench.authority.issue("Trần Thị Lạ", key=pki.rsa_key(5)).p12(bench.keys / "la.p12", "bí mật 1")
    done = bench.run("sign", "x", "--as", "DauCoQuan", *bench.p12("la"), "--json")
    assert "CV616" in done.stdout, (done.stdout, done.stderr)
    right = bench.run("sign", "mau", "--as", "DauCoQuan", *bench.p12("agency"), "--json")
    assert "CV616" not in right.stdout
