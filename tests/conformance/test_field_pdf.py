"""PDFs as offices have them: signed, stamped, scanned, turned, printed by any driver."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
import yaml

from congvan.conformance import Unreadable, inspect_file, pdf_glyphs, pdf_lines
from congvan.conformance.font_names import family
from tests.tools import judged

FIELD = Path(__file__).parent / "cases" / "field"
EXPECTED = yaml.safe_load((FIELD / judged.TABLE).read_text(encoding="utf-8"))
PDFS = sorted(name for name in EXPECTED if name.endswith(".pdf"))
CLEAN = FIELD / "13-reversed-mediabox.pdf"
STAMPED = FIELD / "P2-stamped-number-same-line.pdf"


def test_each_file_of_the_field_is_judged_right(capsys) -> None:
    assert judged.main(FIELD) == 0, capsys.readouterr().out


def found(path: Path) -> list[str]:
    try:
        report = inspect_file(path)
    except Unreadable as error:
        return [error.code]
    return [f.rule for f in report.findings] + (["CV709"] if report.scanned else [])


Edit = Callable[[pikepdf.Pdf, pikepdf.Page], None]


def box(*corners: float) -> Edit:
    def edit(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
        del pdf
        page.obj.MediaBox = pikepdf.Array(corners)

    return edit


def moved(x: float, y: float) -> Edit:
    """The same page with its corner elsewhere."""

    def edit(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
        page.contents_add(pdf.make_stream(f"q 1 0 0 1 {x} {y} cm".encode()), prepend=True)
        page.contents_add(pdf.make_stream(b"Q"))
        page.obj.MediaBox = pikepdf.Array([x, y, x + 595.3, y + 841.9])

    return edit


def turned(quarter: int, matrix: str, wide: float, high: float) -> Edit:
    """Written sideways and shown upright, as drivers do."""

    def edit(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
        page.contents_add(pdf.make_stream(f"q {matrix} cm".encode()), prepend=True)
        page.contents_add(pdf.make_stream(b"Q"))
        page.obj.MediaBox = pikepdf.Array([0, 0, wide, high])
        page.obj.Rotate = quarter

    return edit


def cropped(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    """Paper with bleed round the page that is seen."""
    moved(30, 40)(pdf, page)
    page.obj.CropBox = pikepdf.Array([30, 40, 30 + 595.3, 40 + 841.9])
    page.obj.MediaBox = pikepdf.Array([0, 0, 655.3, 921.9])


def larger_crop(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    """A crop box that reaches over the paper counts as far as the paper goes (ISO 32000, 14.11.2)."""
    del pdf
    page.obj.MediaBox = pikepdf.Array([0, 0, 595.3, 841.9])
    page.obj.CropBox = pikepdf.Array([-50, -50, 900, 900])


PAGES: dict[str, Edit] = {
    "one way round": box(0, 0, 595.3, 841.9),
    "the other way round": box(595.3, 841.9, 0, 0),
    "left and top first": box(0, 841.9, 595.3, 0),
    "right and bottom first": box(595.3, 0, 0, 841.9),
    "away from the origin": moved(-120, 77),
    "shown a quarter turn on": turned(90, "0 1 -1 0 841.9 0", 841.9, 595.3),
    "shown upside down": turned(180, "-1 0 0 -1 595.3 841.9", 595.3, 841.9),
    "shown a quarter turn back": turned(270, "0 -1 1 0 0 595.3", 841.9, 595.3),
    "with bleed": cropped,
    "a crop box over the edge": larger_crop,
}


def changed(source: Path, target: Path, edit: Edit) -> Path:
    with pikepdf.open(source) as pdf:
        edit(pdf, pdf.pages[0])
        pdf.save(target)
    return target


@pytest.mark.parametrize("name", sorted(PAGES))
def test_any_legal_page(name: str, tmp_path: Path) -> None:
    assert found(changed(CLEAN, tmp_path / "a.pdf", PAGES[name])) == []


FONTS = (
    "Times New Roman", "ABCDEE+Times New Roman", "Times New Roman,Bold", "Times New Roman,BoldItalic", "TimesNewRoman",
    "TimesNewRoman,Italic", "TimesNewRomanPSMT", "TimesNewRomanPS-BoldMT", "TimesNewRomanPS-BoldItalicMT",
    "ABCDEF+GHIJKL+TimesNewRomanPS", "Times New Roman Bold", "TimesNewRomanPSMT-Identity-H", "Times#20New#20Roman",
    "Times New Roman (Headings CS)", "TimesNewRoman-Bold", "Times New Roman Regular",
)  # fmt: skip


@pytest.mark.parametrize("name", FONTS)
def test_every_name_of_times_new_roman(name: str) -> None:
    assert family(name) == "Times New Roman"


def test_other_fonts_stay_what_they_are() -> None:
    assert [family(n) for n in ("Times-Roman", "ArialMT", "Calibri-Light", "VNI-Times", "CIDFont+F1", "TTE1A2B3t00")] == [
        "Times", "Arial", "Calibri Light", "VNI Times", "", "",
    ]  # fmt: skip


def restamped(
    font: str, size: float, rise: float, number: str = "152", day: str = "05", *, field: bool = False
) -> Edit:
    """The figures of the stamped case written anew: another look, so many pt off the line, in a field or on the page."""

    def edit(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
        kept = [
            i for i in pikepdf.parse_content_stream(page)
            if not (str(i.operator) == "Tj" and bytes(i.operands[0]) in (b"152", b"05"))
        ]  # fmt: skip
        page.obj.Contents = pdf.make_stream(pikepdf.unparse_content_stream(kept))
        page.obj.Resources.Font["/ZZ"] = pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Font,
                Subtype=pikepdf.Name.Type1,
                BaseFont=pikepdf.Name("/" + font),
                Encoding=pikepdf.Name.WinAnsiEncoding,
            )
        )
        for x, y, text in ((125.6, 729.4, number), (384.4, 729.0, day)):
            if field:
                _field(pdf, page, font, size, (x, y + rise), text)
            else:
                page.contents_add(pdf.make_stream(f"BT /ZZ {size} Tf {x} {y + rise} Td ({text}) Tj ET".encode()))

    return edit


def _field(pdf: pikepdf.Pdf, page: pikepdf.Page, font: str, size: float, at: tuple[float, float], text: str) -> None:
    look = pdf.make_stream(f"BT /ZZ {size} Tf 1 3 Td ({text}) Tj ET".encode())
    look.Type, look.Subtype, look.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, pikepdf.Array([0, 0, 40, 18])
    look.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(ZZ=page.obj.Resources.Font["/ZZ"]))
    widget = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Sig, T=text, F=4,
        Rect=pikepdf.Array([at[0] - 1, at[1] - 3, at[0] + 39, at[1] + 15]), AP=pikepdf.Dictionary(N=look),
    )  # fmt: skip
    del font
    page.obj.Annots = pikepdf.Array([*page.obj.get("/Annots", []), pdf.make_indirect(widget)])


STAMPS = {
    "in Helvetica": restamped("Helvetica", 13, 0),
    "above the line": restamped("Times-Roman", 13, 5),
    "below the line": restamped("Times-Roman", 14, -4),
    "a larger figure": restamped("Helvetica-Bold", 15, 1),
    "a small number": restamped("Times-Roman", 13, 0, "07", "01"),
    "four figures": restamped("Times-Roman", 12, 2, "1523", "30"),
    "in fields of a signature": restamped("Times-Roman", 13, 0, field=True),
}


@pytest.mark.parametrize("name", sorted(STAMPS))
def test_number_and_day_stamped_into_their_gaps(name: str, tmp_path: Path) -> None:
    assert found(changed(STAMPED, tmp_path / "a.pdf", STAMPS[name])) == []


def test_a_gap_left_empty_is_still_told(tmp_path: Path) -> None:
    emptied = changed(STAMPED, tmp_path / "a.pdf", restamped("Times-Roman", 13, 0, " ", " "))
    assert "SK-1" in found(emptied) or "MB-1" in found(emptied) or "DD-1" in found(emptied)


SIGNER = (
    ("Ký bởi: Sở Nội vụ", "Email: so@noi-vu.example", "Thời gian ký: 05.09.2025 16:12:09 +07:00"),
    ("Người ký: Nguyễn Văn A", "Ngày ký: 05/09/2025 16:12:09"),
    ("Digitally signed by NGUYEN VAN A", "DN: C=VN, CN=NGUYEN VAN A", "Date: 2025.09.05 16:12:09 +07'00'"),
    ("Signature Not Verified", "Ký bởi: CÔNG TY A", "Ký ngày: 5/9/2025"),
)


def _latin(text: str) -> bytes:
    import unicodedata

    plain = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    escaped = plain.replace("Đ", "D").replace("đ", "d").replace("(", "\\(").replace(")", "\\)")
    return escaped.encode("latin-1")


def signed(lines: tuple[str, ...], x: float, y: float, colour: str) -> Edit:
    """A signature's words laid flat into the page."""

    def edit(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
        restamped("Times-Roman", 13, 0)(pdf, page)
        shown = b"".join(b"(" + _latin(line) + b") Tj 0 -10 Td " for line in lines)
        page.contents_add(pdf.make_stream(f"{colour} BT /ZZ 8 Tf {x} {y} Td ".encode() + shown + b"ET"))

    return edit


@pytest.mark.parametrize("colour", ["0 g", "1 0 0 rg"], ids=["black", "red"])
@pytest.mark.parametrize("lines", SIGNER, ids=[s[0][:12] for s in SIGNER])
def test_what_a_signature_says_of_itself_is_no_text(lines: tuple[str, ...], colour: str, tmp_path: Path) -> None:
    assert found(changed(STAMPED, tmp_path / "a.pdf", signed(lines, 330, 600, colour))) == []


@pytest.mark.parametrize("lines", SIGNER, ids=[s[0][:12] for s in SIGNER])
def test_a_scan_with_a_signature_is_a_scan(lines: tuple[str, ...], tmp_path: Path) -> None:
    def edit(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
        kept = [
            i for i in pikepdf.parse_content_stream(page)
            if str(i.operator) not in ("Tj", "TJ")
        ]  # fmt: skip
        page.obj.Contents = pdf.make_stream(pikepdf.unparse_content_stream(kept))
        shown = b"".join(b"(" + _latin(line) + b") Tj 0 -10 Td " for line in lines)
        name = next(iter(page.obj.Resources.Font.keys())).encode()
        page.contents_add(pdf.make_stream(b"BT " + name + b" 8 Tf 330 200 Td " + shown + b"ET"))

    assert found(changed(FIELD / "P4-scan-with-sao-y-stamp.pdf", tmp_path / "a.pdf", edit)) == ["CV709"]


def test_a_line_stretched_between_dates_of_a_short_letter_is_one_line(tmp_path: Path) -> None:
    """Two full lines in a whole letter, one of them set so wide that its words stand apart like columns."""
    page = pdf_glyphs.RawPage(1, 595.0, 842.0, glyphs=_words(120.0, 100.0, 553.0, 9) + _words(85.0, 116.0, 553.0, 7))
    edge = pdf_lines.right_edges([page])[595]
    assert [len(line.text.split()) for line in pdf_lines.lines(page, edge)] == [9, 7]


def test_a_long_number_close_to_the_date_is_a_number_and_a_date() -> None:
    upright = pdf_glyphs.Look("Times New Roman", 13.0, bold=False, italic=False, colour="000000")
    slanted = dataclasses.replace(upright, italic=True)
    text, at, row = "Số: 1234/QĐ-BQLKKT&CKCN", 90.0, []
    for look, words in ((upright, text), (slanted, "Phan Rang, ngày 10 tháng 10 năm 2024")):
        for char in words:
            at += 6.0 if char != " " else 3.2
            if char != " ":
                row.append(pdf_glyphs.Glyph(char, at - 6.0, at, 120.0, look))
        at += 6.7
    page = pdf_glyphs.RawPage(1, 595.0, 842.0, glyphs=row)
    assert [line.text for line in pdf_lines.lines(page)] == [text, "Phan Rang, ngày 10 tháng 10 năm 2024"]


def _words(left: float, base: float, right: float, count: int) -> list[pdf_glyphs.Glyph]:
    """Words of 30 pt, the first three as near one another as a date's are, the others as far as the line asks."""
    look = pdf_glyphs.Look("Times New Roman", 14.0, bold=False, italic=False, colour="000000")
    near = 3.5
    far = (right - left - 30.0 * count - 2 * near) / (count - 3)
    found, at = [], left
    for n in range(count):
        found += [pdf_glyphs.Glyph(c, at + 10 * k, at + 10 * k + 10, base, look) for k, c in enumerate("từn")]
        at += 30.0 + (near if n < 2 else far)
    return found
