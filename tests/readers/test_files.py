"""What the finished files are, by readers that share nothing with the renderers."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import unicodedata
import zipfile
from pathlib import Path

import docx
import pdfplumber
import pytest
from pdfminer.pdftypes import resolve1

pytestmark = pytest.mark.xdist_group("office")
ROOT = Path(__file__).parents[2]
VALIDATOR = ROOT / "tests" / "tools" / "node_modules" / ".bin" / "ooxml-validator"
LETTER = "2024/canh-bao-gia-danh-lan-2"
TABLES = "2024/bao-cao-so-lieu-thue-bao"


def test_open_xml_sdk_finds_nothing(built) -> None:
    assert VALIDATOR.exists(), "run tools/setup.sh test"
    for id in built.ids:
        done = subprocess.run([VALIDATOR, built.docx(id)], capture_output=True, text=True, check=False, timeout=120)
        assert json.loads(done.stdout)["ok"] is True, (id, done.stdout[:2000])


def test_qpdf_finds_nothing(built) -> None:
    qpdf = shutil.which("qpdf")
    assert qpdf, "run tools/setup.sh test"
    for id in built.ids:
        subprocess.run([qpdf, "--check", built.pdf(id)], check=True, capture_output=True)


def test_pdf_is_archival_tagged_and_vietnamese(built) -> None:
    for id in built.ids:
        with pdfplumber.open(built.pdf(id)) as pdf:
            catalog = pdf.doc.catalog
            metadata = resolve1(catalog["Metadata"]).get_data()
            assert b'pdfaid:part="3" pdfaid:conformance="A"' in metadata
            assert "StructTreeRoot" in catalog
            assert "MarkInfo" in catalog
            lang = catalog["Lang"]
            assert (lang.decode() if isinstance(lang, bytes) else lang) == "vi-VN"
            assert pdf.metadata["Title"]
            assert pdf.metadata["Author"]
        fonts = subprocess.run(["pdffonts", built.pdf(id)], capture_output=True, text=True, check=True).stdout
        for line in fonts.splitlines()[2:]:
            assert re.search(r"(Liberation-?Serif|Times|Tinos)", line), line
            assert re.search(r"\s+yes\s+yes\s+yes\s", line), line


def test_the_same_bytes_twice(built) -> None:
    before = {f: f.read_bytes() for id in built.ids for f in (built.pdf(id), built.docx(id))}
    done = built.shop.run("build", "--force", "--jobs", "2")
    assert done.returncode == 0, done.stderr
    assert [f for f, data in before.items() if f.read_bytes() != data] == []


def parts(file: Path) -> dict[str, str]:
    with zipfile.ZipFile(file) as package:
        return {n: package.read(n).decode() for n in package.namelist() if n.endswith(".xml")}


def test_docx_has_named_styles_fields_and_sections(built) -> None:
    made = docx.Document(str(built.docx(TABLES)))
    used = {p.style.name for p in made.paragraphs} | {
        p.style.name for t in made.tables for c in t._cells for p in c.paragraphs
    }
    assert {"Body Text", "Heading 1", "Heading 2", "CV Kính gửi", "CV Phụ lục", "CV Trích yếu công văn"} <= used
    assert [s.orientation for s in made.sections] == [0, 0, 1]
    xml = parts(built.docx(TABLES))
    body = xml["word/document.xml"]
    assert body.count('<w:pgNumType w:start="1"/>') == 3
    assert body.count("<w:titlePg/>") == 3
    assert "<w:tblHeader/>" in body
    assert any("PAGE" in text for name, text in xml.items() if "header" in name)
    assert 'w:val="vi-VN"' in xml["word/styles.xml"]
    assert "w:kern" not in body + xml["word/styles.xml"]
    assert "Times New Roman" in xml["word/styles.xml"]
    assert made.core_properties.author == "Sở Thông tin và Truyền thông"
    assert made.core_properties.title.startswith("Công văn số 915/STTTT-CNTT-BCVT")


def words_of_docx(file: Path) -> list[str]:
    xml = parts(file)["word/document.xml"]
    xml = (
        xml.replace("<w:noBreakHyphen/>", "<w:t>-</w:t>")
        .replace("<w:br/>", "<w:t> </w:t>")
        .replace("</w:p>", "<w:t> </w:t>")
    )
    text = "".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", xml))
    for mark, sign in (
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", '"'),
        ("&amp;", "&"),
        ("\u200b", " "),
    ):  # where a line ends after a dash
        text = text.replace(mark, sign)
    return unicodedata.normalize("NFC", text).split()


def test_both_say_the_same_words(built) -> None:
    for id in built.ids:
        text = subprocess.run(
            ["pdftotext", "-raw", built.pdf(id), "-"], capture_output=True, text=True, check=True
        ).stdout
        ours = sorted(w for w in unicodedata.normalize("NFC", text).split() if not w.isdigit())
        theirs = sorted(w for w in words_of_docx(built.docx(id)) if not w.isdigit())
        if id in (TABLES, "nhieu-trang") or "Địa" in text.rpartition("E-Mail")[0][-200:]:
            assert set(ours) >= set(theirs)  # repeated table heads, and the foot that is a part of its own
        else:
            assert ours == theirs, id


def test_the_letter_is_word_for_word(built) -> None:
    said = " ".join(words_of_docx(built.docx(LETTER)))
    for sentence in (
        "Ngày 17/4/2024, Sở Thông tin và Truyền thông đã ban hành Công văn số 720/STTTT-TTr về việc cảnh báo các cuộc gọi "
        "giả danh với mục đích lừa đảo gửi các cơ quan, đơn vị trên địa bàn tỉnh.",
        "yêu cầu kết bạn Zalo, facebook... rồi hướng dẫn truy cập vào các đường link do đối tượng gửi đến",
        "theo tinh thần Công văn số 720/STTTT-TTr ngày 17/4/2024 của Sở Thông tin và Truyền thông.",
        "1. Thanh tra Sở: 02763631168; 2. Phòng CNTT-BCVT: 02763813111. Trân trọng./.",
        "- Như trên; - UBND tỉnh (đề b/c); - Ban Giám đốc Sở; - Các phòng, đơn vị thuộc Sở; - Lưu: VT, Thanh tra.",
    ):
        assert sentence in said
