"""Our own công văn 881 as others spoil it in Word: one fault each, named by its rule in the DOCX and in its print."""

from __future__ import annotations

import copy
import multiprocessing
import unicodedata
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from tests.conformance.conftest import Judged, judge

pytestmark = pytest.mark.xdist_group("office")
LETTER = "2024/canh-bao-gia-danh-lan-2"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
ISSUER = "SỞ THÔNG TIN VÀ TRUYỀN THÔNG"
PARENT = "UBND TỈNH TÂY NINH"
NUMBER = "Số: 881/STTTT-TTr"
DATE = "Tây Ninh, ngày 14 tháng 5 năm 2024"
Change = Callable[[Document], None]


def find(doc: Document, start: str, nth: int = 0) -> Paragraph:
    found = [Paragraph(p, doc) for p in doc.element.body.iter(qn("w:p"))]
    return [p for p in found if p.text.replace("\xa0", " ").startswith(start)][nth]


def words(start: str, text: str) -> Change:
    """The paragraph that begins so with other words, its look kept."""

    def change(doc: Document) -> None:
        para = find(doc, start)
        for run in para.runs[1:]:
            run._r.getparent().remove(run._r)
        para.runs[0].text = text

    return change


def swap(old: str, new: str) -> Change:
    """One stretch of text within a run."""

    def change(doc: Document) -> None:
        for text in doc.element.body.iter(qn("w:t")):
            if old in (text.text or ""):
                text.text = text.text.replace(old, new, 1)
                return
        raise AssertionError(old)

    return change


def look(start: str, **font: object) -> Change:
    """The runs of a paragraph set otherwise, as the buttons of Word do it."""

    def change(doc: Document) -> None:
        for run in find(doc, start).runs:
            for key, value in font.items():
                setattr(run.font, key, value)

    return change


def each_address(**font: object) -> Change:
    def change(doc: Document) -> None:
        for para in (Paragraph(p, doc) for p in doc.element.body.iter(qn("w:p"))):
            if para.style.name == "CV Danh sách nơi nhận":
                for run in para.runs:
                    for key, value in font.items():
                        setattr(run.font, key, value)

    return change


def page(**settings: object) -> Change:
    def change(doc: Document) -> None:
        for key, value in settings.items():
            setattr(doc.sections[0], key, value)

    return change


def paragraphs(**form: object) -> Change:
    """Every body paragraph selected and formatted."""

    def change(doc: Document) -> None:
        for para in doc.paragraphs:
            if para.style.name == "Body Text":
                for key, value in form.items():
                    setattr(para.paragraph_format, key, value)

    return change


def body_size(size: float) -> Change:
    def change(doc: Document) -> None:
        for name in ("Body Text", "CV Khoản"):
            doc.styles[name].font.size = Pt(size)

    return change


def style_font(doc: Document) -> None:
    fonts = doc.styles["Body Text"].element.get_or_add_rPr().get_or_add_rFonts()
    for key in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{key}"), "Arial")


def run_font(doc: Document) -> None:
    find(doc, "Vì vậy").runs[0].font.name = "Arial"


def default_font(doc: Document) -> None:
    fonts = doc.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}/{qn('w:rFonts')}")
    for key in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{key}"), "Arial")


def no_header(doc: Document) -> None:
    section = doc.sections[0]._sectPr
    for reference in section.findall(qn("w:headerReference")):
        doc.part.drop_rel(reference.get(qn("r:id")))
        section.remove(reference)


def page_field(para: Paragraph, align: WD_ALIGN_PARAGRAPH) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), " PAGE ")
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "2"
    run.append(text)
    field.append(run)
    para._p.append(field)
    para.alignment = align


def at_foot(doc: Document) -> None:
    no_header(doc)
    page_field(doc.sections[0].footer.paragraphs[0], WD_ALIGN_PARAGRAPH.CENTER)


def at_right(doc: Document) -> None:
    doc.sections[0].header.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def on_first(doc: Document) -> None:
    section = doc.sections[0]
    section.different_first_page_header_footer = False


def no_rule(under: str) -> Change:
    def change(doc: Document) -> None:
        line = find(doc, under)._p.getnext()
        border = line.find(f"{qn('w:pPr')}/{qn('w:pBdr')}")
        border.getparent().remove(border)

    return change


def long_rule(doc: Document) -> None:
    indent = find(doc, ISSUER)._p.getnext().find(f"{qn('w:pPr')}/{qn('w:ind')}")
    indent.set(qn("w:left"), "0")
    indent.set(qn("w:right"), "0")


def inserted(text: str) -> Change:
    """One more body paragraph."""

    def change(doc: Document) -> None:
        model = find(doc, "Bên cạnh đó")
        new = copy.deepcopy(model._p)
        model._p.addnext(new)
        para = Paragraph(new, doc)
        for run in para.runs[1:]:
            run._r.getparent().remove(run._r)
        para.runs[0].text = text

    return change


def removed(start: str) -> Change:
    def change(doc: Document) -> None:
        gone = find(doc, start)._p
        gone.getparent().remove(gone)

    return change


def decomposed(doc: Document) -> None:
    run = find(doc, "Vì vậy").runs[0]
    run.text = unicodedata.normalize("NFD", run.text)


def red(doc: Document) -> None:
    find(doc, "Danh sách Số").runs[0].font.color.rgb = RGBColor(255, 0, 0)


def dashes(doc: Document) -> None:
    no_rule(MOTTO)(doc)
    line = Paragraph(find(doc, MOTTO)._p.getnext(), doc)
    line.add_run("---------------------")
    line.paragraph_format.line_spacing = Pt(12)
    line.paragraph_format.left_indent = line.paragraph_format.right_indent = 0


@dataclass(frozen=True)
class Fault:
    """``rules``: one of them has to be named; ``also``: errors that the fault brings with it; where a format can't show it, False."""

    name: str
    rules: str
    change: Change
    severity: str = "error"
    also: str = ""
    docx: bool = True
    pdf: bool = True


FAULTS = [
    Fault("left-20", "PG-1", page(left_margin=Mm(20))),
    Fault("right-25", "PG-1", page(right_margin=Mm(25))),
    Fault("top-10", "PG-1", page(top_margin=Mm(10))),
    Fault("bottom-10", "PG-1", page(bottom_margin=Mm(10)), pdf=False),
    Fault("letter-paper", "PG-1", page(page_width=Mm(215.9), page_height=Mm(279.4))),
    Fault("font-in-style", "PG-2", style_font),
    Fault("font-in-run", "PG-2", run_font),
    Fault("font-in-defaults", "PG-2", default_font),
    Fault("red", "PG-2", red),
    Fault("nfd", "PG-2", decomposed, "warning"),
    Fault("no-header", "PG-3", no_header),
    Fault("number-at-foot", "PG-3", at_foot),
    Fault("number-right", "PG-3", at_right),
    Fault("number-on-page-1", "PG-3", on_first),
    Fault("state-14", "SZ-1", look(STATE, size=Pt(14)), also="QH-1"),
    Fault("motto-14", "SZ-1", look(MOTTO, size=Pt(14)), "warning", also="QH-1"),
    Fault("motto-en-dash", "QH-1", words(MOTTO, "Độc lập – Tự do – Hạnh phúc")),
    Fault("motto-capitals", "QH-1", words(MOTTO, "Độc lập - Tự Do - Hạnh phúc")),
    Fault("motto-plain", "QH-1", look(MOTTO, bold=False)),
    Fault("state-words", "QH-1", words(STATE, "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM.")),
    Fault("no-motto-rule", "QH-1", no_rule(MOTTO)),
    Fault("dashes", "QH-1", dashes),
    Fault("issuer-plain", "CQ-1", look(ISSUER, bold=False)),
    Fault("parent-bold", "CQ-1", look(PARENT, bold=True)),
    Fault("issuer-14", "CQ-1", look(ISSUER, size=Pt(14))),
    Fault("long-issuer-rule", "CQ-1", long_rule),
    Fault("no-issuer-rule", "CQ-1", no_rule(ISSUER)),
    Fault("issuer-short", "CQ-2", words(ISSUER, "SỞ TT&TT"), also="CQ-1 SK-1"),
    Fault("number-spaces", "SK-1", words(NUMBER, "Số : 881/STTTT - TTr")),
    Fault("number-no-colon", "SK-1", words(NUMBER, "Số 881/STTTT-TTr")),
    Fault("number-bold", "SK-1", look(NUMBER, bold=True)),
    Fault("number-year", "SK-1", words(NUMBER, "Số: 881/2024/STTTT-TTr"), also="SK-2"),
    Fault("number-cv", "SK-2 SK-1", words(NUMBER, "Số: 881/CV-STTTT")),
    Fault("month-05", "DD-1", words(DATE, "Tây Ninh, ngày 14 tháng 05 năm 2024")),
    Fault("day-5", "DD-1", words(DATE, "Tây Ninh, ngày 5 tháng 5 năm 2024")),
    Fault("no-such-day", "DD-1", words(DATE, "Tây Ninh, ngày 31 tháng 6 năm 2024")),
    Fault("date-slashes", "DD-1", words(DATE, "Tây Ninh, 14/5/2024")),
    Fault("date-upright", "DD-1", look(DATE, italic=False)),
    Fault("subject-italic", "TL-2", look("V/v", italic=True)),
    Fault("subject-bold", "TL-2", look("V/v", bold=True)),
    Fault("subject-14", "TL-2", look("V/v", size=Pt(14))),
    Fault("to-bold", "KG-1", look("Kính gửi", bold=True)),
    Fault("to-comma", "KG-1", words("- Báo Tây Ninh", "- Báo Tây Ninh,")),
    Fault("to-last", "KG-1", words("- Các doanh nghiệp", "- Các doanh nghiệp viễn thông trên địa bàn tỉnh;")),
    Fault("body-left", "ND-1", paragraphs(alignment=WD_ALIGN_PARAGRAPH.LEFT)),
    Fault("body-no-indent", "ND-1", paragraphs(first_line_indent=Mm(0))),
    Fault("body-tight", "ND-1", paragraphs(space_before=Pt(0), space_after=Pt(0))),
    Fault("body-double", "ND-1", paragraphs(line_spacing=2.0)),
    Fault("body-12", "ND-1", body_size(12)),
    Fault("list-gap", "ND-2", swap("2. ", "3. ")),
    Fault("no-end", "ND-3", swap("trọng./.", "trọng."), "warning"),
    Fault("party-prefix", "CK-1", words("GIÁM ĐỐC", "TM/GIÁM ĐỐC")),
    Fault("no-space-after-prefix", "CK-1", words("GIÁM ĐỐC", "Q.GIÁM ĐỐC")),
    Fault("prefix-own-title", "CK-2", words("GIÁM ĐỐC", "KT. GIÁM ĐỐC"), "warning"),
    Fault("title-plain", "CK-1", look("GIÁM ĐỐC", bold=False)),
    Fault("degree", "CK-3", words("Nguyễn Tấn Đức", "ThS. Nguyễn Tấn Đức")),
    Fault("name-plain", "CK-3 CK-1", look("Nguyễn Tấn Đức", bold=False)),
    Fault("copies-underlined", "NN-1", look("Nơi nhận", underline=True)),
    Fault("copies-13", "NN-1", look("Nơi nhận", size=Pt(13))),
    Fault("list-12", "NN-1", each_address(size=Pt(12))),
    Fault("no-colon-vt", "NN-1", words("- Lưu", "- Lưu VT, Thanh tra.")),
    Fault("no-vt", "NN-1", words("- Lưu", "- Lưu: Thanh tra.")),
    Fault("no-as-above", "NN-2", removed("- Như trên"), "warning"),
    Fault("lower-kind", "VH-1", swap("ban hành Công văn ", "ban hành công văn "), "warning"),
    Fault("lower-article", "VH-1", inserted("Căn cứ Khoản 2 điều 5 của quy chế này, các đơn vị triển khai thực hiện trong tháng sau."), "warning"),
]  # fmt: skip


def hoà(doc: Document) -> None:
    words(STATE, "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM")(doc)


# The same letter with what is allowed, or with what Word leaves behind and nobody sees: no error.
HARMLESS: dict[str, Change] = {
    "unchanged": lambda doc: None,
    "old-spelling": hoà,
    "body-13": body_size(13),
    "left-35": page(left_margin=Mm(35), right_margin=Mm(15)),
    "spacing-6": paragraphs(space_before=Pt(6), space_after=Pt(6)),
    "line-1.5": paragraphs(line_spacing=1.5),
    "indent-10": paragraphs(first_line_indent=Mm(10)),
    "acting": words("GIÁM ĐỐC", "Q. GIÁM ĐỐC"),
    "month-2": words(DATE, "Tây Ninh, ngày 05 tháng 02 năm 2025"),
    "empty-red-run": lambda doc: setattr(find(doc, "Vì vậy").add_run("").font.color, "rgb", RGBColor(255, 0, 0)),
    "blank-arial-run": lambda doc: setattr(find(doc, "Vì vậy").add_run(" ").font, "name", "Arial"),
    "bold-word": lambda doc: setattr(find(doc, "Danh sách Số").runs[0], "bold", True),
    "article-right": inserted(
        "Căn cứ khoản 2 Điều 5 của Quy chế này, các đơn vị triển khai thực hiện trong tháng sau."
    ),
}


@pytest.fixture(scope="module")
def said(built, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Judged]:
    """Every variant as DOCX and as LibreOffice prints it, and what the program says."""
    from agreement import print_docx

    folder = tmp_path_factory.mktemp("variants")
    files = []
    for name, change in [(f.name, f.change) for f in FAULTS] + [(f"ok-{n}", c) for n, c in HARMLESS.items()]:
        doc = Document(str(built.docx(LETTER)))
        change(doc)
        files.append(folder / f"{name}.docx")
        doc.save(str(files[-1]))
    print_docx(files, folder)
    every = [f.with_suffix(ending) for f in files for ending in (".docx", ".pdf")]
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        return dict(zip((f.name for f in every), pool.map(judge, every, chunksize=8), strict=True))


def test_the_names_are_unique() -> None:
    assert len({f.name for f in FAULTS}) == len(FAULTS)


@pytest.mark.parametrize("ending", ["docx", "pdf"])
@pytest.mark.parametrize("fault", [pytest.param(f, id=f.name) for f in FAULTS])
def test_a_fault_is_named(said: dict[str, Judged], fault: Fault, ending: str) -> None:
    found = said[f"{fault.name}.{ending}"]
    assert not found.broken, found.broken
    rules = set(fault.rules.split())
    if getattr(fault, ending):
        assert rules & found.rules(fault.severity), f"{fault.rules} is not named: {found}"
    strange = found.rules("error") - rules - set(fault.also.split())
    assert strange == set(), found
    if fault.severity == "error":
        assert not found.rules("warning") - {"NN-2", "SZ-1"}, found
    assert found.kind == "cong-van"


@pytest.mark.parametrize("ending", ["docx", "pdf"])
@pytest.mark.parametrize("name", HARMLESS)
def test_what_is_allowed_is_no_error(said: dict[str, Judged], name: str, ending: str) -> None:
    found = said[f"ok-{name}.{ending}"]
    assert not found.broken, found.broken
    assert found.rules("error") == set(), found
    assert found.rules("warning") == set(), found


def test_word_for_word_the_place_is_told(said: dict[str, Judged]) -> None:
    """The clerk finds the fault by the message: page in the PDF, the words themselves in both."""
    for ending in ("docx", "pdf"):
        (font,) = [f for f in said[f"font-in-run.{ending}"].findings if f.rule == "PG-2"]
        assert "Arial" in font.message or "Liberation" in font.message, font
        assert "Vì vậy" in font.message
    assert next(f.page for f in said["left-20.pdf"].findings if f.rule == "PG-1") == 1
