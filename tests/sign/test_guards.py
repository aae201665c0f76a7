"""What must not be signed or sealed, and what a hostile or careless hand gives to ``ready`` and ``sign``."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from pathlib import Path

import pki
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from foreign import foreign
from PIL import Image
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

DRAFT = """unit: thanh-tra
subject: thử ký số
signer: giam-doc
to: [so-noi-vu]
body: Đoạn văn.
copies: [nhu-tren]
"""


def sign(bench, id: str, role: str, *more: str, key: str = ""):
    named = key or ("leader" if role == "KyLanhDao" else "agency")
    return bench.run("sign", id, "--as", role, *bench.p12(named), *more)


def refused(bench, id: str, done, *codes: str) -> None:
    """Exit code 1, the code named, no trace."""
    assert done.returncode == 1, done.stdout + done.stderr
    assert any(code in done.stderr for code in codes), done.stderr
    assert "Traceback" not in done.stderr


def made_ready(bench, id: str, text: str = DRAFT) -> Path:
    bench.shop.write(id, text)
    done = bench.run("ready", id)
    assert done.returncode == 0, done.stderr
    return bench.shop.output(id, "ready.pdf")


def scribbled(pdf: bytes) -> bytes:
    """An increment, right in its syntax, that puts other words on the first page."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    page = writer.root["/Pages"]["/Kids"][0]
    more = writer.add_object(generic.StreamObject(stream_data=b"1 g 0 0 600 500 re f"))
    old = page.raw_get("/Contents")
    page[pdf_name("/Contents")] = generic.ArrayObject([*(old if isinstance(old, generic.ArrayObject) else [old]), more])
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def rectangle(bench, id: str) -> dict:
    import json

    return json.loads(bench.shop.output(id, "ready.json").read_text(encoding="utf-8"))["fields"]["KyLanhDao"]


def test_a_leader_who_signed_with_another_tool(bench) -> None:
    """``ready --for vgca``: the tool makes its own field at the rectangle given; number, date and seal come on top."""
    bench.shop.write("ngoai", DRAFT)
    assert bench.run("ready", "ngoai", "--for", "vgca").returncode == 0
    ready = bench.shop.output("ngoai", "ready.pdf").read_bytes()
    bench.signed("ngoai").write_bytes(foreign(ready, bench.authority, rectangle(bench, "ngoai")))
    code = bench.issue("ngoai")
    done = sign(bench, "ngoai", "DauCoQuan")
    assert done.returncode == 0, done.stderr
    checked = bench.run("verify", str(bench.signed("ngoai")), "--trust", bench.ca, "--json")
    assert checked.returncode == 0, checked.stdout
    for field in ("Signature1", "SoVanBan", "NgayVanBan", "DauCoQuan"):
        assert field in checked.stdout
    text = subprocess.run(["pdftotext", "-layout", str(bench.signed("ngoai")), "-"], capture_output=True, text=True)
    assert code in text.stdout
    told = subprocess.run(["pdfsig", "-nocert", str(bench.signed("ngoai"))], capture_output=True, text=True)
    assert told.stdout.count("Signature is Valid") == 4, told.stdout


def test_a_page_changed_before_anybody_signed_is_not_signed(bench) -> None:
    ready = made_ready(bench, "them")
    good = ready.read_bytes()
    ready.write_bytes(scribbled(good))
    refused(bench, "them", sign(bench, "them", "KyLanhDao"), "CV609")
    assert not bench.signed("them").exists()


@pytest.mark.parametrize("vgca", [True, False])
def test_a_page_changed_under_a_foreign_signature_is_not_sealed(bench, vgca: bool) -> None:
    """A stranger paints over the page, signs that under the leader's name and lays it down for the seal."""
    id = f"gia-{vgca}"
    bench.shop.write(id, DRAFT)
    bench.run("ready", id, "--for", "vgca")
    box = rectangle(bench, id)
    if not vgca:
        bench.run("ready", id)
    ready = bench.shop.output(id, "ready.pdf").read_bytes()
    bench.signed(id).write_bytes(foreign(scribbled(ready), bench.authority, box))
    bench.issue(id)
    before = bench.signed(id).read_bytes()
    refused(bench, id, sign(bench, id, "DauCoQuan"), "CV609")
    bench.shop.output(id, "ready.pdf").unlink()
    refused(bench, id, sign(bench, id, "DauCoQuan"), "CV609")
    assert bench.signed(id).read_bytes() == before


def test_a_seal_field_in_another_place_is_not_filled(bench) -> None:
    ready = made_ready(bench, "cho-khac")
    bench.run("ready", "cho-khac", "--for", "vgca")
    plain = bench.shop.output("cho-khac", "ready.pdf").read_bytes()
    writer, out = IncrementalPdfFileWriter(io.BytesIO(plain)), io.BytesIO()
    append_signature_field(writer, SigFieldSpec("DauCoQuan", on_page=0, box=(60, 700, 160, 800)))
    writer.write(out)
    ready.write_bytes(out.getvalue())
    refused(bench, "cho-khac", sign(bench, "cho-khac", "KyLanhDao"), "CV609")


def test_the_text_that_got_the_number_is_the_text_that_was_signed(bench) -> None:
    """Signed as a draft, changed, numbered as changed: the number belongs to other words than the leader's."""
    path = bench.shop.write("so-khac", DRAFT)
    bench.run("ready", "so-khac")
    assert sign(bench, "so-khac", "KyLanhDao").returncode == 0
    before = bench.signed("so-khac").read_bytes()
    path.write_text(DRAFT.replace("Đoạn văn", "Đoạn khác"), encoding="utf-8")
    bench.issue("so-khac")
    refused(bench, "so-khac", sign(bench, "so-khac", "DauCoQuan"), "CV601")
    path.write_text(path.read_text(encoding="utf-8").replace("Đoạn khác", "Đoạn văn"), encoding="utf-8")
    refused(bench, "so-khac", sign(bench, "so-khac", "DauCoQuan"), "CV500")
    assert bench.signed("so-khac").read_bytes() == before


def test_a_spoiled_number_is_not_sealed(bench) -> None:
    for id, first in (("huy-truoc", "issue"), ("huy-sau", "sign")):
        bench.shop.write(id, DRAFT)
        if first == "issue":
            code = bench.issue(id)
        bench.run("ready", id)
        assert sign(bench, id, "KyLanhDao").returncode == 0
        if first == "sign":
            code = bench.issue(id)
        done = bench.run("register", "void", code, "--reason", "soạn sai")
        assert done.returncode == 0, done.stderr
        before = bench.signed(id).read_bytes()
        done = sign(bench, id, "DauCoQuan")
        assert done.returncode == 1, done.stderr
        assert bench.signed(id).read_bytes() == before


def test_a_signed_file_of_another_letter(bench) -> None:
    made_ready(bench, "thay")
    shutil.copy(bench.signed("mau"), bench.signed("thay"))
    refused(bench, "thay", sign(bench, "thay", "DauCoQuan"), "CV606")
    bench.shop.output("thay", "ready.pdf").unlink()
    refused(bench, "thay", sign(bench, "thay", "DauCoQuan"), "CV607")


def test_ready_run_again_after_the_leader_signed_does_no_harm(bench) -> None:
    """The signed file is what counts: sealed while its text is today's, told as another where it isn't."""
    made_ready(bench, "lai")
    assert sign(bench, "lai", "KyLanhDao").returncode == 0
    bench.issue("lai")
    assert bench.run("ready", "lai").returncode == 0
    refused(bench, "lai", sign(bench, "lai", "KyLanhDao"), "CV602")
    done = sign(bench, "lai", "DauCoQuan")
    assert done.returncode == 0, done.stderr
    assert bench.run("verify", str(bench.signed("lai")), "--trust", bench.ca).returncode == 0
    made_ready(bench, "lai-khac")
    assert sign(bench, "lai-khac", "KyLanhDao").returncode == 0
    kept = bench.signed("lai-khac").read_bytes()
    made_ready(bench, "lai-khac", DRAFT.replace("Đoạn văn", "Đoạn khác"))
    for role in ("KyLanhDao", "DauCoQuan"):
        refused(bench, "lai-khac", sign(bench, "lai-khac", role), "CV606")
    assert bench.signed("lai-khac").read_bytes() == kept


def test_a_timestamp_authority_that_is_no_address_is_wrong_use(bench) -> None:
    made_ready(bench, "gio")
    for url in ("khong-phai-dia-chi", "ftp://gio.vn", "http://", "http://a:b"):
        done = sign(bench, "gio", "KyLanhDao", "--tsa", url)
        assert done.returncode == 2, done.stderr
        assert "--tsa" in done.stderr
        assert not bench.signed("gio").exists()


def test_an_unsigned_file_is_told_with_its_empty_fields(bench) -> None:
    import json

    done = bench.run("verify", str(made_ready(bench, "trong")), "--json")
    told = json.loads(done.stdout)
    assert done.returncode == 1
    assert told["revisions"] == 2
    assert set(told["empty"]) == {"KyLanhDao", "DauCoQuan", "SoVanBan", "NgayVanBan"}


def test_a_sealed_file_in_the_place_of_a_ready_one(bench) -> None:
    """``ready`` reads YAML, never a PDF; a sealed file where the ready one lay is not signed once more."""
    assert bench.run("ready", "output/mau.signed.pdf").returncode == 1
    made_ready(bench, "the-cho")
    shutil.copy(bench.signed("mau"), bench.shop.output("the-cho", "ready.pdf"))
    refused(bench, "the-cho", sign(bench, "the-cho", "KyLanhDao"), "CV607", "CV602")


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n%%EOF", b"\0" * 5000, b"%PDF-1.7\n" + b"1 0 obj <<" * 999])
def test_rubbish_in_the_place_of_a_ready_file(bench, data: bytes) -> None:
    ready = made_ready(bench, "rac")
    ready.write_bytes(data)
    refused(bench, "rac", sign(bench, "rac", "KyLanhDao"), "CV607")
    assert ready.read_bytes() == data
    assert not bench.signed("rac").exists()


def pictures(folder: Path) -> dict[str, tuple[Path, str]]:
    """Files that call themselves PNG, and the code that each is refused or warned with."""
    frames = [Image.new("RGBA", (60, 60), (0, 0, n * 50, 90)) for n in range(4)]
    frames[0].save(folder / "dong.png", save_all=True, append_images=frames[1:], duration=100)
    Image.new("CMYK", (60, 60)).save(folder / "cmyk.png", format="JPEG")
    Image.new("1", (6000, 10)).save(folder / "rong.png")
    Image.new("RGB", (60, 60), "white").save(folder / "duc.png")
    wide = Image.new("L", (5000, 5000))
    wide.save(folder / "to.png")
    (folder / "nhieu.png").write_bytes(b"\x89PNG\r\n\x1a\n" + os.urandom(10_000_001))
    (folder / "cut.png").write_bytes((folder / "duc.png").read_bytes()[:60])
    return {
        "dong": (folder / "dong.png", "CV640"),
        "cmyk": (folder / "cmyk.png", "CV640"),
        "rong": (folder / "rong.png", "CV642"),
        "nhieu": (folder / "nhieu.png", "CV642"),
        "cut": (folder / "cut.png", "CV640"),
        "khong": (folder / "khong-co.png", "CV640"),
        "thu-muc": (folder, "CV640"),
    }


def test_pictures_that_are_none(bench, tmp_path) -> None:
    made_ready(bench, "hinh")
    for name, (path, code) in pictures(tmp_path).items():
        done = sign(bench, "hinh", "KyLanhDao", "--image", str(path))
        refused(bench, f"hinh {name}", done, code)
        assert not bench.signed("hinh").exists()
    done = sign(bench, "hinh", "KyLanhDao", "--image", str(tmp_path / "duc.png"))
    assert done.returncode == 0
    assert "CV641" in done.stderr


def two_certificates(bench) -> Path:
    """A key file that holds a second signer's certificate beside the key's own."""
    own, other = bench.authority.issue("Nguyễn Tấn Đức"), bench.authority.issue("Người Khác", key=pki.rsa_key(4))
    secret = (bench.keys / "mat-khau").read_text(encoding="utf-8").strip().encode()
    data = pkcs12.serialize_key_and_certificates(
        b"x", own.key, own.certificate, [other.certificate, bench.authority.certificate],
        serialization.BestAvailableEncryption(secret),
    )  # fmt: skip
    path = bench.keys / "hai.p12"
    path.write_bytes(data)
    return path


def test_a_key_file_with_two_certificates_signs_as_its_own(bench) -> None:
    made_ready(bench, "hai")
    two_certificates(bench)
    assert sign(bench, "hai", "KyLanhDao", key="hai").returncode == 0
    told = bench.run("verify", str(bench.signed("hai")), "--trust", bench.ca)
    assert told.returncode == 0
    assert "Nguyễn Tấn Đức" in told.stdout


def test_a_password_ends_with_its_line(bench) -> None:
    """One line end belongs to the file; a password that holds one inside is taken as it is, and is wrong here."""
    made_ready(bench, "dong")
    secret = (bench.keys / "mat-khau").read_text(encoding="utf-8").strip()
    where = bench.keys / "mat-khau-2"
    for text, code in ((f"{secret}\n", 0), (f"{secret}\r\n", 0), (f"\n{secret}\n", 1), (f"{secret} ", 1), ("", 1)):
        where.write_bytes(text.encode())
        done = bench.run("sign", "dong", "--as", "KyLanhDao", "--p12", str(bench.keys / "leader.p12"),
                         "--password-file", str(where))  # fmt: skip
        assert done.returncode == code, (text, done.stderr)
        assert secret not in done.stdout + done.stderr
        bench.signed("dong").unlink(missing_ok=True)


def test_a_folder_that_can_not_be_written(bench) -> None:
    """Where a file stands in the place of the folder: the machine is at fault, and nothing is half done."""
    made_ready(bench, "chan")
    blocked = bench.shop.root / "chan-ra"
    blocked.mkdir()
    shutil.copy(bench.shop.output("chan", "ready.pdf"), blocked / "chan.ready.pdf")
    (blocked / "chan.signed.pdf").mkdir()
    done = sign(bench, "chan", "KyLanhDao", "--output", str(blocked))
    assert done.returncode in (1, 3), done.stderr
    assert "Traceback" not in done.stderr
    assert not [p for p in blocked.iterdir() if "tmp" in p.name]


def test_a_password_file_that_everybody_reads_is_told(bench, tmp_path) -> None:
    secret = tmp_path / "mat-khau"
    secret.write_bytes((bench.keys / "mat-khau").read_bytes())
    for id, rights, told in (("mo", 0o644, True), ("kin", 0o600, False)):
        secret.chmod(rights)
        bench.shop.write(id, DRAFT.replace("subject: ", f"subject: {id} ", 1))
        assert bench.run("ready", id).returncode == 0
        keys = ["--p12", str(bench.keys / "leader.p12"), "--password-file", str(secret)]
        done = bench.run("sign", id, "--as", "KyLanhDao", *keys)
        assert (done.returncode, "CV948" in done.stderr) == (0, told), done.stderr
