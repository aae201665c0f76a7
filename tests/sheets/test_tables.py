"""Tables of Excel and CSV and pictures in circulars, by the real program: what is printed, and what is refused."""

from __future__ import annotations

import io
import json
import struct
import subprocess
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pdfplumber
import pytest
from enclosures import picture, saved, workbook
from PIL import Image
from shop import Shop, office, said_codes

LETTER = """unit: thanh-tra
subject: báo cáo số liệu
signer: giam-doc
to: [so-noi-vu]
body: |
  Sở báo cáo số liệu tại Phụ lục kèm theo.
copies: [nhu-tren]
annexes:
  - title: Số liệu
    table: {table}
"""
BODY = """unit: thanh-tra
subject: báo cáo số liệu
signer: giam-doc
to: [so-noi-vu]
body: |
  Sở báo cáo số liệu như sau:

  {line}

  Trân trọng.
copies: [nhu-tren]
"""


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return office(tmp_path)


def changed(data: bytes, change: Callable[[str, bytes], bytes], more: dict[str, bytes] | None = None) -> bytes:
    """An XLSX with its parts changed, and others put in."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, content in (more or {}).items():
            new.writestr(name, content)
    return out.getvalue()


def printed(path: Path, page: int) -> list[list[str | None]]:
    with pdfplumber.open(path) as pdf:
        found = pdf.pages[page].extract_tables()[0]
    return [[cell and cell.replace("\n", " ") for cell in row] for row in found]


EXPECTED = [
    ["TT", "Đơn vị", "Kết quả", None, None, "Ghi chú", "Mã"],
    [None, None, "Số tiền", "Tỷ lệ", "Ngày", None, None],
    ["1", "Xã An Bình", "1.234.568", "98,5%", "14/05/2024", "", "001"],
    ["2", "Xã Bình Minh", "(80.000)", "75,5%", "01/12/2024", "", "002"],
    ["Tổng cộng", None, "1.154.568", "", "", "", ""],
]


def test_a_table_of_excel_stands_as_excel_shows_it(shop: Shop) -> None:
    (shop.root / "so-lieu.xlsx").write_bytes(saved(workbook()))
    shop.write("2024/a", LETTER.replace("{table}", "{file: so-lieu.xlsx, sheet: quý iii, head: 2}"))
    shop.write("2024/b", BODY.replace("{line}", '{{ table("so-lieu.xlsx", range="A1:H90", head=2) }}'))
    done = shop.run("build")
    assert done.returncode == 0, done.stderr
    assert printed(shop.output("2024/a", "pdf"), 1) == EXPECTED
    assert printed(shop.output("2024/b", "pdf"), 0) == EXPECTED
    with zipfile.ZipFile(shop.output("2024/a", "docx")) as docx:
        text = docx.read("word/document.xml").decode()
    counts = {'<w:gridSpan w:val="3"/>': 1, '<w:gridSpan w:val="2"/>': 1, 'w:vMerge w:val="restart"': 4, "<w:tblHeader/>": 2,
              "ẨN": 0, "98,5%": 1}  # fmt: skip
    assert {what: text.count(what) for what in counts} == counts


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1258"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_csv_as_excel_saves_it(shop: Shop, encoding: str, mark: str) -> None:
    import unicodedata

    rows = [["TT", "Đơn vị", "Mã"], ["1", "Xã An Bình", "001"], ["2", "Xã Bình Minh", "1 234,5"]]
    text = "\r\n".join(mark.join(f'"{c}"' if mark in c else c for c in row) for row in rows)
    if encoding == "cp1258":
        # Windows-1258 has "ị" as a letter and a mark after it.
        text = "".join(unicodedata.normalize("NFC", c[:2]) + c[2:] if len(c := unicodedata.normalize("NFD", x)) > 2 else x
                       if x in "Đđ" or len(c) < 2 or c[1] in "\u0302\u0306\u031b" else c for x in text)  # fmt: skip
    (shop.root / "circulars" / "so-lieu.csv").write_bytes(text.encode(encoding))
    shop.write("a", LETTER.replace("{table}", "so-lieu.csv"))
    done = shop.run("build", "--format", "pdf")
    assert done.returncode == 0, done.stderr
    assert printed(shop.output("a", "pdf"), 1) == rows


def formula(book: openpyxl.Workbook) -> openpyxl.Workbook:
    book.worksheets[0]["C5"] = "=SUM(C3:C4)"
    return book


def many(rows: int) -> openpyxl.Workbook:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("a")
    for number in range(rows):
        sheet.append([number, "Xã"])
    return book


def old_letters() -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["B2"] = "Uû ban nh©n d©n x·"
    return book


def wide() -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    assert book.active is not None
    for column in range(1, 100):
        book.active.cell(1, column, column), book.active.cell(2, column, column)
    return book


def bomb() -> bytes:
    return changed(saved(workbook()), lambda name, data: data, {"xl/media/a.bin": b"\0" * 250_000_000})


REFUSED: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "formula": (lambda: saved(formula(workbook())), "CV249", "ô C5"),
    "old format": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "CV246", ".xls của Excel cũ"),
    "password": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "CV246", "mật khẩu",
    ),
    "macros": (lambda: changed(saved(workbook()), lambda n, d: d, {"xl/vbaProject.bin": b"x"}), "CV246", "macro"),
    "links": (
        lambda: changed(saved(workbook()), lambda n, d: d, {"xl/externalLinks/externalLink1.xml": b"<x/>"}), "CV246", "liên kết",
    ),
    "bomb": (bomb, "CV246", "giải nén"),
    "many rows": (lambda: saved(many(10_000)), "CV250", "10000 hàng"),
    "many cells": (lambda: saved(many(120_000)), "CV250", "200000 ô"),
    "many columns": (lambda: saved(wide()), "CV250", "99 cột"),
    "no zip": (lambda: b"PK\x03\x04" + b"\0" * 100, "CV246", "hỏng"),
    "entities": (
        lambda: changed(saved(workbook()), lambda n, d: (
            b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>' + d.partition(b"?>")[2] if n == "xl/workbook.xml" else d
        )), "CV246", "hỏng",
    ),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "CV246", "CSV"),
    "old letters": (lambda: saved(old_letters()), "CV246", "ô B2"),
    "empty": (lambda: saved(openpyxl.Workbook()), "CV246", "không có ô nào"),
    "quote": (lambda: b'a;b\n"c;d\n', "CV246", "dòng 2"),
    "old csv": (lambda: "TT;§¬n vÞ\n1;Uû ban nh©n d©n x·\n".encode("cp1252"), "CV246", "TCVN3"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_is_no_table_is_named_with_its_cure(shop: Shop, case: str) -> None:
    make, code, word = REFUSED[case]
    (shop.root / "so-lieu.xlsx").write_bytes(make())
    shop.write("a", LETTER.replace("{table}", "so-lieu.xlsx"))
    done = shop.run("build", "--json")
    assert said_codes(done, 1) == [code]
    (told,) = json.loads(done.stdout)["diagnostics"]
    assert word in told["message"] + (told.get("hint") or ""), told
    assert (told["line"], told["column"]) == (10, 12)
    assert not shop.output("a", "pdf").exists()


WRONG: dict[str, tuple[str, str]] = {
    "{file: so-lieu.xlsx, sheet: Quý II}": ("CV247", "10:40"),
    "{file: so-lieu.xlsx, range: A1-B2}": ("CV248", "10:40"),
    "{file: so-lieu.xlsx, head: 9}": ("CV255", "10:39"),
    "{file: so-lieu.xls}": ("CV244", "10:19"),
    "{file: ../../so-lieu.xlsx}": ("CV245", "10:19"),
    "{file: /etc/passwd}": ("CV245", "10:19"),
    "{file: 'C:\\so-lieu.xlsx'}": ("CV245", "10:19"),
    "{file: ngoai.xlsx}": ("CV245", "10:19"),
    "{file: circulars}": ("CV244", "10:19"),
}


@pytest.mark.parametrize("table", WRONG)
def test_what_is_wrong_with_the_asking_is_named_at_its_place(
    shop: Shop, tmp_path_factory: pytest.TempPathFactory, table: str
) -> None:
    (shop.root / "so-lieu.xlsx").write_bytes(saved(workbook()))
    outside = tmp_path_factory.mktemp("ngoai") / "so-lieu.xlsx"
    outside.write_bytes(saved(workbook()))
    (shop.root / "circulars" / "ngoai.xlsx").symlink_to(outside)
    shop.write("a", LETTER.replace("{table}", table))
    done = shop.run("check", "--json")
    code, place = WRONG[table]
    assert said_codes(done, 1) == [code]
    (told,) = json.loads(done.stdout)["diagnostics"]
    assert f"{told['line']}:{told['column']}" == place


@pytest.mark.parametrize(
    "call", ["table()", 'table("a.xlsx", head=0)', 'table("a.xlsx", sheets="b")', 'table("a.xlsx", "b")', "table(x)"]
)
def test_a_call_that_is_not_well_written(shop: Shop, call: str) -> None:
    """CV252."""
    shop.write("a", BODY.replace("{line}", f"{{{{ {call} }}}}"))
    assert "CV252" in said_codes(shop.run("check", "--json"), 1)


def test_a_cell_with_an_error_is_warned_of(shop: Shop) -> None:
    """CV251."""
    book = workbook()
    book.worksheets[0]["D5"], book.worksheets[0]["D5"].data_type = "#DIV/0!", "e"
    (shop.root / "so-lieu.xlsx").write_bytes(saved(book))
    shop.write("a", LETTER.replace("{table}", "so-lieu.xlsx"))
    assert said_codes(shop.run("check", "--json"), 0) == ["CV251"]


def test_a_long_table_repeats_its_head_on_each_page(shop: Shop) -> None:
    book = workbook()
    for row in range(7, 130):
        book.worksheets[0].cell(row, 2, f"Xã số {row}")
    (shop.root / "so-lieu.xlsx").write_bytes(saved(book))
    shop.write("a", LETTER.replace("{table}", "{file: so-lieu.xlsx, head: 2}"))
    assert shop.run("build", "--format", "pdf").returncode == 0
    with pdfplumber.open(shop.output("a", "pdf")) as pdf:
        count = len(pdf.pages)
    assert count >= 4
    for page in range(1, count):
        assert printed(shop.output("a", "pdf"), page)[:2] == EXPECTED[:2]


LINE = '![Tin nhắn giả danh]({file} "Hình 1. Tin nhắn giả danh")'


PRINTED = {
    "RGB": ("a.png", picture()), "clear": ("a.png", picture("RGBA")), "grey": ("a.png", picture("L")),
    "palette": ("a.png", picture("P")), "JPEG": ("a.jpg", picture(kind="JPEG")),
    "CMYK": ("a.jpg", picture("CMYK", kind="JPEG")), "grey JPEG": ("a.jpeg", picture("L", kind="JPEG")),
    "high": ("a.png", picture(size=(3000, 9000), dpi=(96, 96))), "wide": ("a.jpg", picture(size=(9000, 3000), kind="JPEG")),
}  # fmt: skip


@pytest.mark.parametrize("case", PRINTED)
def test_a_picture_is_printed_in_both_with_its_words(shop: Shop, case: str) -> None:
    name, data = PRINTED[case]
    (shop.root / "circulars" / name).write_bytes(data)
    shop.write("a", BODY.replace("{line}", LINE.format(file=name)))
    done = shop.run("build")
    assert done.returncode == 0, done.stderr
    with pdfplumber.open(shop.output("a", "pdf")) as pdf:
        places = [image for page in pdf.pages for image in page.images]
        assert len(places) == 1
        assert places[0]["width"] <= 595.3 - 85 - 42 + 1
        assert places[0]["height"] <= 842
        assert "Hình 1. Tin nhắn giả danh" in "".join(page.extract_text() for page in pdf.pages)
    raw = subprocess.run(
        ["qpdf", "--qdf", "--object-streams=disable", shop.output("a", "pdf"), "-"], capture_output=True, check=True
    ).stdout
    assert b"/S /Figure" in raw
    assert "Tin nhắn giả danh".encode("utf-16-be").hex().encode() in raw.lower()
    assert b"/Interpolate true" not in raw
    assert b"/SMask" not in raw
    with zipfile.ZipFile(shop.output("a", "docx")) as docx:
        assert 'descr="Tin nhắn giả danh"' in docx.read("word/document.xml").decode()


def test_a_picture_keeps_its_size_and_is_turned_as_the_camera_says(shop: Shop) -> None:
    exif = Image.Exif()
    exif[0x112], exif[0x010F] = 6, "Máy ảnh"
    (shop.root / "anh.jpg").write_bytes(picture(size=(600, 300), kind="JPEG", dpi=(300, 300), exif=exif))
    shop.write("a", BODY.replace("{line}", "![Ảnh](anh.jpg)"))
    assert shop.run("build").returncode == 0
    with pdfplumber.open(shop.output("a", "pdf")) as pdf:
        (place,) = pdf.pages[0].images
    assert (round(place["width"]), round(place["height"])) == (72, 144)
    with zipfile.ZipFile(shop.output("a", "docx")) as docx:
        (media,) = [name for name in docx.namelist() if name.startswith("word/media/")]
        assert "Máy ảnh".encode() not in docx.read(media)


def huge() -> bytes:
    """A PNG that says that it has 200 million pixels, of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 20_000, 10_000, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 2501 * 10_000)) + chunk(b"IEND", b"")


PICTURES: dict[str, tuple[str, bytes, str]] = {
    "SVG": ("a.png", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "CV262"),
    "GIF": ("a.png", b"GIF89a" + b"\0" * 50, "CV262"),
    "cut PNG": ("a.png", picture(size=(300, 300))[:-40], "CV262"),
    "cut JPEG": ("a.jpg", picture(size=(300, 300), kind="JPEG")[:-400], "CV262"),
    "huge": ("a.png", huge(), "CV263"),
    "text": ("a.png", b"hello", "CV262"),
    "not there": ("b.png", b"", "CV244"),
    "outside": ("../../a.png", b"", "CV245"),
    "fetched": ("http://a.example/a.png", b"", "CV210"),
    "file": ("file:///a.png", b"", "CV210"),
}


@pytest.mark.parametrize("case", PICTURES)
def test_a_picture_that_can_not_be_printed_is_named(shop: Shop, case: str) -> None:
    name, data, code = PICTURES[case]
    if data:
        (shop.root / "circulars" / name).write_bytes(data)
    shop.write("a", BODY.replace("{line}", LINE.format(file=name)))
    done = shop.run("build", "--json")
    assert said_codes(done, 1) == [code]
    assert json.loads(done.stdout)["diagnostics"][0]["line"] == 8


def test_words_and_place_of_a_picture(shop: Shop) -> None:
    """CV260 not alone, CV261 without words, CV264 a JPEG that is called .png."""
    (shop.root / "a.png").write_bytes(picture(kind="JPEG"))
    for line, codes in (
        ("Như hình ![a](a.png) đây.", ["CV260"]), ("Như hình:\n  ![a](a.png)", ["CV260"]), ("![](a.png)", ["CV261", "CV264"]),
        ("![a](a.png)\n  ![b](a.png)", ["CV264"]),
    ):  # fmt: skip
        shop.write("a", BODY.replace("{line}", line))
        done = shop.run("check", "--json")
        assert said_codes(done, 0 if codes == ["CV264"] else 1) == codes, line


def test_what_was_issued_is_guarded_and_build_sees_a_change(shop: Shop) -> None:
    (shop.root / "so-lieu.xlsx").write_bytes(saved(workbook()))
    (shop.root / "a.png").write_bytes(picture())
    shop.write("a", BODY.replace("{line}", '{{ table("so-lieu.xlsx", head=2) }}\n\n  ' + LINE.format(file="a.png")))
    assert shop.run("issue", "a").returncode == 0
    assert shop.run("build").returncode == 0
    assert "không có gì thay đổi" in shop.run("build").stdout
    (shop.root / "a.png").write_bytes(picture(size=(401, 200)))
    done = shop.run("build", "--json")
    assert "CV500" in said_codes(done, 1)
    assert "a.png, so-lieu.xlsx" in done.stdout
    (shop.root / "a.png").write_bytes(picture())
    book = workbook()
    book.worksheets[0]["C3"] = 5
    (shop.root / "so-lieu.xlsx").write_bytes(saved(book))
    assert "CV500" in said_codes(shop.run("build", "--json"), 1)
    (shop.root / "so-lieu.xlsx").write_bytes(saved(workbook()))
    assert shop.run("build").returncode == 0


def test_the_preview_shows_tables_and_pictures(shop: Shop) -> None:
    from congvan import Desk

    (shop.root / "so-lieu.xlsx").write_bytes(saved(workbook()))
    (shop.root / "a.png").write_bytes(picture())
    text = BODY.replace("{line}", '{{ table("so-lieu.xlsx", head=2) }}\n\n  ' + LINE.format(file="a.png"))
    made = Desk.open(shop.root).preview("2024/moi", text.encode())
    assert made.value is not None
    assert "1.234.568" in made.value.html
    assert 'src="data:image/png;base64,' in made.value.html
    assert any("<image " in page for page in made.value.pages)
