"""Copies and signatures: what is lost is told first, its look stays; an electronic copy is signed by the agency."""

from __future__ import annotations

import json
import shutil
import subprocess

import papers
import pdfplumber
import pypdfium2
import pytest

from congvan.conformance import inspect_file
from congvan.pades.verify import verify


def copied(bench, file, id: str, *more: str):
    return bench.run("copy", str(file), id, "--form", "sao-y", "--signer", "giam-doc", "--json", *more)


def sign(bench, id: str, *more: str, role: str = "DauCoQuan", key: str = "agency"):
    return bench.run("sign", id, "--as", role, *bench.p12(key), *more)


@pytest.fixture
def electronic(bench, tmp_path):
    """An electronic copy of a scan, not signed yet; a new id each time."""
    path = tmp_path / "quet.pdf"
    path.write_bytes(papers.scan(200))
    id = f"dt-{tmp_path.name[-24:]}"
    done = copied(bench, path, id, "--electronic")
    assert done.returncode == 0, done.stdout
    return id


def test_who_signed_is_told_before_it_is_lost(bench, roots) -> None:
    done = copied(bench, bench.signed("mau"), "tu-ban-ky")
    assert done.returncode == 0, done.stdout
    made = json.loads(done.stdout)
    assert made["lost_signatures"] == ["Nguyễn Tấn Đức", "Sở Thông tin và Truyền thông"]
    assert "CV692" in [d["code"] for d in made["diagnostics"]]
    path = bench.shop.output("tu-ban-ky", "pdf")
    assert [f.message for f in inspect_file(path).findings] == []  # seal and signature, drawn in, are no text
    text = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True).stdout
    assert "881/STTTT-TTr" in text.replace(" ", "")
    assert "ngày 24 tháng 11 năm 2026" in " ".join(text.split())
    assert "Ký bởi: Nguyễn Tấn" in " ".join(text.split())
    assert "SAO Y" in text
    assert not verify(path.read_bytes(), roots).signatures
    document = pypdfium2.PdfDocument(path)
    picture = document[len(document) - 1].render(scale=1).to_pil().convert("RGB")
    red = [y for y in range(picture.height) for x in range(picture.width) if _red(picture.getpixel((x, y)))]
    assert max(red) - min(red) > 95  # the seal, whole
    with pdfplumber.open(path) as opened:
        heading = next(w for w in opened.pages[-1].extract_words() if w["text"] == "SAO")
    assert heading["top"] > max(red)


def _red(pixel) -> bool:
    return pixel[0] > 180 and pixel[1] < 120 and pixel[2] < 120


def test_a_broken_signature_is_named_as_such(bench, sealed, tmp_path) -> None:
    path = tmp_path / "hong.pdf"
    path.write_bytes(sealed[:3000] + bytes([sealed[3000] ^ 1]) + sealed[3001:])
    made = json.loads(copied(bench, path, "tu-ban-hong").stdout)
    told = " ".join(d["message"] for d in made["diagnostics"])
    assert "KHÔNG CÒN NGUYÊN VẸN" in told or "CV684" in [d["code"] for d in made["diagnostics"]]


def test_the_agency_signs_an_electronic_copy(bench, electronic, roots) -> None:
    before = bench.shop.output(electronic, "pdf").read_bytes()
    done = sign(bench, electronic, "--json")
    assert done.returncode == 0, done.stdout
    told = json.loads(done.stdout)["signed"][0]
    report = verify(bench.signed(electronic).read_bytes(), roots)
    assert report.state.value == "valid", report
    assert [c.field for c in report.signatures] == ["KySoPhuLuc"]
    assert bench.shop.output(electronic, "pdf").read_bytes() == before
    with pdfplumber.open(bench.signed(electronic)) as opened:
        line = opened.pages[0].extract_text().splitlines()
    day, clock = told["time"][:10].split("-"), told["time"][11:19]
    assert line == [f"Sao y; Sở Thông tin và Truyền thông; {'/'.join(reversed(day))}; {clock} +07:00"]
    told = subprocess.run(["pdfsig", "-nocert", str(bench.signed(electronic))], capture_output=True, text=True).stdout
    assert "Signature is Valid" in told
    assert "Total document signed" in told


def test_what_may_not_be_signed_as_a_copy(bench, electronic, tmp_path) -> None:
    """The leader; twice; a changed file; a plain PDF; a copy on paper; a spoiled number: refused, nothing written."""
    place = bench.shop.output(electronic, "pdf")
    good = place.read_bytes()
    assert "CV602" in sign(bench, electronic, role="KyLanhDao", key="leader").stderr
    for data in (good + b"\n% them", papers.text(), good[:-200], good[:900] + b"x" + good[901:]):
        place.write_bytes(data)
        done = sign(bench, electronic)
        assert done.returncode == 1, done.stdout
        assert any(code in done.stderr for code in ("CV605", "CV607")), done.stderr
        assert not bench.signed(electronic).exists()
    place.write_bytes(good)
    other = bench.shop.output("khac-ma", "pdf")
    shutil.copy(place, other)
    assert "CV607" in sign(bench, "khac-ma").stderr
    path = tmp_path / "x.pdf"
    path.write_bytes(papers.text())
    paper = f"giay-{tmp_path.name[-20:]}"
    assert copied(bench, path, paper).returncode == 0
    assert "CV607" in sign(bench, paper).stderr
    code = json.loads(copied(bench, tmp_path / "quet.pdf", electronic, "--electronic").stdout)["code"]
    assert sign(bench, electronic).returncode == 0
    assert "CV602" in sign(bench, electronic).stderr
    bench.signed(electronic).unlink()
    assert bench.run("register", "void", code, "--reason", "sai").returncode == 0
    assert "CV604" in sign(bench, electronic).stderr
