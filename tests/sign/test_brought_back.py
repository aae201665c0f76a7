"""What was signed with another tool comes back: taken only if it is the file that was handed out, and signatures."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path

import attacks
import pki
import pytest
from foreign import filled, foreign

from congvan import Desk

DAY = date(2026, 11, 24)
PASSWORD = "bí mật 1"
DRAFT = """unit: thanh-tra
subject: thử ký số
signer: giam-doc
to: [so-noi-vu]
body: |
  Đoạn văn thứ nhất của công văn, có đủ chữ để thành một trang.
copies: [nhu-tren]
"""


@pytest.fixture
def desk(bench) -> Desk:
    bench.shop.write("tra", DRAFT)
    made = Desk.open(bench.shop.root)
    assert made.ready("tra").ok
    return made


def ready(bench, id: str = "tra") -> bytes:
    return bench.shop.output(id, "ready.pdf").read_bytes()


def refused(bench, desk: Desk, data: bytes, *codes: str, id: str = "tra") -> None:
    """Told by every code, and the files are as they were."""
    before = {p: p.read_bytes() for p in (bench.shop.root / "output").rglob("*.pdf")}
    done = desk.take_signed(id, data, "da-ky.pdf")
    assert done.value is None
    found = {d.code for d in done.diagnostics if d.severity == "error"}
    assert set(codes) <= found, (found, [d.message() for d in done.diagnostics])
    assert all(d.message("vi") and d.message("en") for d in done.diagnostics)
    assert {p: p.read_bytes() for p in (bench.shop.root / "output").rglob("*.pdf")} == before


def test_a_letter_that_another_tool_signed_is_taken_sealed_and_valid(bench, desk) -> None:
    leader = bench.authority.issue("Nguyễn Tấn Đức")
    data = filled(ready(bench), leader, "KyLanhDao")
    done = desk.take_signed("tra", data, "da-ky.pdf", trust=[bench.ca])
    assert done.ok, [d.message() for d in done.diagnostics]
    assert done.value.fields == ("KyLanhDao",)
    assert [d.code for d in done.diagnostics] == []
    assert bench.signed("tra").read_bytes() == data
    found = desk.signing("tra").value
    assert (found.filled, found.fresh, found.blank, found.issued) == (frozenset({"KyLanhDao"}), True, True, False)
    assert {"KyLanhDao", "DauCoQuan", "SoVanBan", "NgayVanBan"} == set(found.fields)
    assert desk.issue("tra", day=DAY).ok
    sealed = desk.sign("tra", "DauCoQuan", p12=bench.keys / "agency.p12", secret=PASSWORD, trust=[bench.ca])
    assert sealed.ok, [d.message() for d in sealed.diagnostics]
    assert desk.verify(bench.signed("tra"), trust=[bench.ca]).ok


def test_number_date_and_seal_may_come_from_another_tool(bench, desk) -> None:
    agency = bench.authority.issue("Sở Thông tin và Truyền thông", key=pki.rsa_key(3))
    data = filled(ready(bench), bench.authority.issue("Nguyễn Tấn Đức"), "KyLanhDao")
    assert desk.take_signed("tra", data, trust=[bench.ca]).ok
    sealed = data
    for name in ("SoVanBan", "NgayVanBan", "DauCoQuan"):
        sealed = filled(sealed, agency, name)
    refused(bench, desk, sealed, "CV604")
    assert desk.issue("tra", day=DAY).ok
    done = desk.take_signed("tra", sealed, trust=[bench.ca])
    assert done.ok, [d.message() for d in done.diagnostics]
    assert (bench.shop.root / ".congvan" / "signed" / "tra.pdf").read_bytes() == data
    assert desk.verify(bench.signed("tra"), trust=[bench.ca]).ok
    refused(bench, desk, data, "CV745")
    disordered = filled(filled(ready(bench), agency, "DauCoQuan"), bench.authority.issue("Nguyễn Tấn Đức"), "KyLanhDao")
    bench.signed("tra").unlink()
    refused(bench, desk, disordered, "CV648")


def test_anything_else_is_told_and_changes_nothing(bench, desk) -> None:
    leader = bench.authority.issue("Nguyễn Tấn Đức")
    start = ready(bench)
    good = filled(start, leader, "KyLanhDao")
    bench.shop.write("khac", DRAFT.replace("thử ký số", "việc khác"))
    assert desk.ready("khac").ok
    refused(bench, desk, b"MZ khong phai PDF", "CV747")
    refused(bench, desk, start, "CV744")
    refused(bench, desk, filled(ready(bench, "khac"), leader, "KyLanhDao"), "CV742")
    refused(bench, desk, attacks.flipped(good, 3000), "CV743")
    refused(bench, desk, attacks.rewritten(good), "CV743")
    refused(bench, desk, attacks.annotated(good), "CV646")
    refused(bench, desk, filled(attacks.annotated(start), leader, "KyLanhDao"), "CV900")
    refused(bench, desk, good[: len(good) // 2], "CV747")
    stranger = pki.Authority("CA lạ", key=5)
    place = {"page": 1, "x0": 60, "y0": 60, "x1": 120, "y1": 90}
    refused(bench, desk, foreign(good, stranger, place, "Lạ", "Người Lạ"), "CV649")
    assert desk.signing("khong-co").value is None


def test_a_changed_text_and_a_text_that_was_made_ready_anew(bench, desk) -> None:
    leader = bench.authority.issue("Nguyễn Tấn Đức")
    good = filled(ready(bench), leader, "KyLanhDao")
    assert desk.take_signed("tra", good, trust=[bench.ca]).ok
    bench.shop.write("tra", DRAFT.replace("thứ nhất của", "thứ nhất đã sửa của"))
    assert desk.signing("tra").value.fresh is False
    bench.signed("tra").unlink()
    refused(bench, desk, good, "CV601")
    assert desk.ready("tra").ok
    anew = filled(ready(bench), leader, "KyLanhDao")
    assert desk.take_signed("tra", anew, trust=[bench.ca]).ok
    assert bench.signed("tra").read_bytes() == anew


def test_a_tool_that_makes_its_own_fields(bench, desk) -> None:
    made = desk.ready("tra", vgca=True)
    box = made.value[0].fields["KyLanhDao"]
    corners = {k: getattr(box, k) for k in ("page", "x0", "y0", "x1", "y1")}
    data = foreign(ready(bench), bench.authority, corners, "VGCA_1")
    done = desk.take_signed("tra", data)
    assert done.ok, [d.message() for d in done.diagnostics]
    assert [d.code for d in done.diagnostics] == ["CV658"]


def test_two_who_sign_at_once_never_lose_a_signature(bench, desk, monkeypatch) -> None:
    """CV746: while a signature is made, another file takes its place."""
    from congvan.signing import keeping

    leader = bench.authority.issue("Nguyễn Tấn Đức")
    good = filled(ready(bench), leader, "KyLanhDao")
    put = keeping.put

    def later(*args, **more):
        if threading.current_thread() is threading.main_thread():
            other = threading.Thread(target=lambda: desk.take_signed("tra", good, trust=[bench.ca]))
            other.start()
            other.join()
        return put(*args, **more)

    monkeypatch.setattr(keeping, "put", later)
    done = desk.sign("tra", "KyLanhDao", p12=bench.keys / "leader.p12", secret=PASSWORD)
    assert [d.code for d in done.diagnostics if d.severity == "error"] == ["CV746"]
    assert bench.signed("tra").read_bytes() == good


KEYS = """tsa: http://dong-ho.example/tsa
lta: true
trust: [../keys/ca.pem]
keys:
  giam-doc: {as: KyLanhDao, title: Khóa của Giám đốc, p12: ../keys/leader.p12}
  dau: {as: DauCoQuan, pkcs11: /usr/lib/softhsm/libsofthsm2.so, token: CoQuan, key: coquan}
"""


def test_the_keys_of_the_server(bench, desk) -> None:
    file: Path = bench.shop.root / "keys.yaml"
    assert desk.keys().value.keys == ()
    file.write_text(KEYS, "utf-8")
    found = desk.keys().value
    assert [k.title for k in found.keys] == ["Khóa của Giám đốc", "dau"]
    assert found.find("dau", "KyLanhDao") is None
    assert found.find("giam-doc", "KyLanhDao").p12.resolve() == (bench.keys / "leader.p12").resolve()
    file.chmod(0o666)
    assert [d.code for d in desk.keys().diagnostics] == ["CV740"]
    file.chmod(0o640)
    for wrong, code, line in (
        (KEYS.replace("tsa: http://dong-ho.example/tsa\n", ""), "CV041", 1),
        (KEYS.replace(", token: CoQuan", ""), "CV041", 6),
        (KEYS.replace("as: KyLanhDao", "as: AiDo"), "CV038", 5),
        (KEYS.replace("p12: ../keys/leader.p12", "tep: x"), "CV030", 5),
    ):
        file.write_text(wrong, "utf-8")
        done = desk.keys()
        assert done.value is None
        assert code in [d.code for d in done.diagnostics]
        assert line in [d.line for d in done.diagnostics if d.code == code]


def test_pages_and_places_are_drawn(bench, desk, tmp_path) -> None:
    """CV748 and the pictures: every place lies where the page shows it, on a turned page, too."""
    import io

    import pikepdf
    from PIL import Image

    from congvan.model.rendered import Box

    boxes = tuple(desk.signing("tra").value.fields.values())
    file = bench.shop.output("tra", "ready.pdf")
    drawn = desk.pictures(file, boxes=boxes).value
    assert drawn.count == len(drawn.pages) == 1
    picture, width, height = drawn.pages[0]
    assert Image.open(io.BytesIO(picture)).size == (round(width * 1.5), round(height * 1.5))
    for box, place in zip(boxes, drawn.boxes, strict=True):
        assert place == pytest.approx((1, box.x0, height - box.y1, box.x1, height - box.y0), abs=0.2)
    turned = tmp_path / "xoay.pdf"
    with pikepdf.open(file) as pdf:
        pdf.pages[0].obj["/Rotate"] = 90
        pdf.save(turned)
    one = boxes[0]
    (place,) = desk.pictures(turned, boxes=[one]).value.boxes
    assert place == pytest.approx((1, one.y0, one.x0, one.y1, one.x1), abs=0.2)
    assert desk.pictures(turned, boxes=[Box(9, 0, 0, 1, 1)]).value.boxes == (None,)
    inked = Image.open(io.BytesIO(desk.pictures(bench.signed("mau")).value.pages[0][0])).convert("L")
    box = desk.signing("mau").value.fields["SoVanBan"]
    corners = [round(1.5 * n) for n in (box.x0, height - box.y1, box.x1, height - box.y0)]
    assert inked.crop(corners).getextrema()[0] < 100  # the number that was put in as a signature
    broken = tmp_path / "hong.pdf"
    broken.write_bytes(b"%PDF-1.7 hong")
    assert [d.code for d in desk.pictures(broken).diagnostics] == ["CV748"]


def test_killed_while_it_is_taken_leaves_the_old_file_or_the_new(bench, desk) -> None:
    """SIGKILL at moments all through it: never half a file, and the next one is taken."""
    import os
    import signal
    import time

    leader, agency = (
        bench.authority.issue("Nguyễn Tấn Đức"),
        bench.authority.issue("Sở Thông tin và Truyền thông", key=pki.rsa_key(3)),
    )
    old = filled(ready(bench), leader, "KyLanhDao")
    assert desk.take_signed("tra", old, trust=[bench.ca]).ok
    assert desk.issue("tra", day=DAY).ok
    new = old
    for name in ("SoVanBan", "NgayVanBan", "DauCoQuan"):
        new = filled(new, agency, name)
    for wait in (0.05, 0.3, 0.6, 1.0, 1.5):
        child = os.fork()
        if child == 0:
            desk.take_signed("tra", new, trust=[bench.ca])
            os._exit(0)
        time.sleep(wait)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        assert bench.signed("tra").read_bytes() in (old, new)
    if bench.signed("tra").read_bytes() == old:
        assert desk.take_signed("tra", new, trust=[bench.ca]).ok
    assert desk.verify(bench.signed("tra"), trust=[bench.ca]).ok
