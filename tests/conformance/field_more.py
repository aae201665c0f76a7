"""Siblings of the cases from the field: what real letters showed when each finding was judged by hand."""

from __future__ import annotations

from tests.conformance.field_docx import DECISION, LETTER, Edit, body, instead, into, paragraph, words
from tests.conformance.field_words import ARCHIVE, TO, _small, _text

Sibling = tuple[str, str, tuple[Edit, ...], set[str]]
NOTE = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="2"/></w:r>'
DECREE = "Nghị định số 126/2024/NĐ-CP"
IN_FULL = f"Thực hiện {DECREE} ngày 08 tháng 10 năm 2024 của Chính phủ quy định về tổ chức, hoạt động và quản lý hội."

CITED: tuple[Sibling, ...] = (
    ("event-after-citation", LETTER, _text(IN_FULL, f"Hồ sơ bảo đảm theo {DECREE} để tổ chức đại hội vào ngày 09/10/2025."), set()),
    ("force-after-citation", LETTER, _text(IN_FULL, f"Việc này theo {DECREE} có hiệu lực từ ngày 26 tháng 11 năm 2025."), set()),
    ("deadline-after-issuer", LETTER, _text(IN_FULL, f"Gửi báo cáo theo {DECREE} của Chính phủ trước ngày 15 tháng 10 năm 2025."), set()),
    ("later-day", LETTER, _text("Thực hiện Công văn số 15/BNV-TCBC ngày 01 tháng 10 năm 2025 của Bộ Nội vụ về việc tổ chức hội nghị."), {"DD-2.later"}),
    ("later-day-after-issuer", LETTER, _text("Thực hiện Công văn số 15/BNV-TCBC của Bộ Nội vụ ngày 01/10/2025 về việc tổ chức hội nghị."), {"DD-2.later"}),
    ("later-law", DECISION, (words("ngày 16 tháng 6 năm 2025;", "ngày 16 tháng 10 năm 2025;"),), {"DD-2.later"}),
    ("bare-citation", LETTER, _text("Việc này thực hiện theo Quyết định số 15/QĐ-BNV."), {"VD-1.first"}),
    ("bare-citation-twice", LETTER, _text("Việc này thực hiện theo Quyết định số 15/QĐ-BNV.", "Hồ sơ theo Quyết định số 15/QĐ–BNV."), {"VD-1.first"}),
    ("bare-in-quotes-twice", LETTER, _text("Việc này thực hiện theo (Quyết định số 15/QĐ-BNV).", "Hồ sơ theo Quyết định số 15/QĐ-BNV."), {"VD-1.first"}),
    ("note-completes", LETTER, (*_text("Việc này thực hiện theo Quyết định số 15/QĐ-BNV"), into("15/QĐ-BNV", NOTE)), set()),
    ("note-elsewhere", LETTER, (*_text("Việc này thực hiện theo Quyết định số 15/QĐ-BNV. Sở gửi báo cáo"), into("Sở gửi báo cáo", NOTE)), {"VD-1.first"}),
    ("english-line", LETTER, _text("the workshop will be held by the centre on Monday. it needs no more words."), set()),
    ("vietnamese-line", LETTER, _text("Hội thảo do Trung tâm tổ chức vào thứ Hai. không cần thêm tài liệu."), {"VH-1.word"}),
)  # fmt: skip


def _addressees(*gaps: int) -> tuple[Edit, ...]:
    """Kính gửi with a list whose dashes stand where indents and typed spaces put them: (indent in twips, spaces) pairs."""
    names = ("- Sở Nội vụ;", "- Sở Tài chính;", "- Sở Tư pháp.")
    pairs = zip(gaps[::2], gaps[1::2], names, strict=True)
    made = "".join(
        paragraph(" " * spaces + name, jc="left", more=f'<w:ind w:left="{left}"/>') for left, spaces, name in pairs
    )
    return (instead(TO, paragraph("Kính gửi:", jc="left", more='<w:ind w:left="1701"/>') + made),)


STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"


def _state(spaces: int) -> tuple[Edit, ...]:
    """Quốc hiệu pushed along with spaces, set to the left."""
    line = paragraph(" " * spaces + STATE, look="<w:b/>", size=26, jc="left", before=0)
    return (instead(STATE, line),)


PLACED: tuple[Sibling, ...] = (
    ("dashes-by-spaces", LETTER, _addressees(2880, 16, 3600, 6, 3600, 6), set()),
    ("dashes-uneven-by-spaces", LETTER, _addressees(2880, 6, 2880, 0, 2880, 0), {"KG-1.dashes"}),
    ("left-in-the-middle", LETTER, _state(2), set()),
    ("left-at-the-edge", LETTER, _state(0), {"QH-1.centre"}),
    ("drafter-in-brackets", LETTER, (words(ARCHIVE, "- Lưu: VT, TH.(NVA)"),), set()),
    ("drafter-lower-in-brackets", LETTER, (words(ARCHIVE, "- Lưu: VT, TH. (Nva)"),), {"NN-3.look"}),
    ("archive-copies-after-stop", LETTER, (words(ARCHIVE, "- Lưu: VT, TH.(05b)"),), set()),
    ("archive-no-stop", LETTER, (words(ARCHIVE, "- Lưu: VT, TH(05b)"),), {"NN-1.mark"}),
)  # fmt: skip


def _quoting(lead: str, quotation: str) -> tuple[Edit, ...]:
    return (*_text(lead), into(lead, _small(quotation, "<w:i/>", 28)))


LONG = "“8. Cấp học bổng “Tiếp bước cho em đến trường” cho học sinh, sinh viên có hoàn cảnh đặc biệt khó khăn."
QUOTED: tuple[Sibling, ...] = (
    ("quotation-within-quotation", LETTER, _quoting("Tại khoản 8: bổ sung cụm từ “sinh viên”, viết lại như sau: ", LONG + "”."), set()),
    ("quotation-not-closed", LETTER, _quoting("Tại khoản 8: bổ sung cụm từ “sinh viên”, viết lại như sau: ", LONG), set()),
    ("straight-italic-quotation", LETTER, _quoting("Nay viết lại như sau: ", LONG.replace("“", '"', 1).replace("“", "").replace("”", "") + '".'), set()),
    ("own-words-slanted", LETTER, _quoting("Nay: ", "Đề nghị Sở Nội vụ bổ sung cụm từ “sinh viên” vào khoản 8 và gửi lại hồ sơ trước ngày 10."), {"ND-1.slanted"}),
)  # fmt: skip


def _typed_foot(gap: str, name: str, tabs: str = "") -> tuple[Edit, ...]:
    """The foot's table → paragraphs in two columns."""

    def edit(xml: str) -> str:
        start, end = xml.rindex("<w:tbl>"), xml.rindex("</w:tbl>") + len("</w:tbl>")
        rows = (
            ("Nơi nhận:" + gap, "TM. ỦY BAN NHÂN DÂN", 24, "<w:b/><w:i/>"),
            ("- Như trên;" + gap, "CHỦ TỊCH", 22, ""),
            ("- Lưu: VT, TH.", "", 22, ""),
            ("", "", 22, ""),
            (name, "Nguyễn Văn A", 22, ""),
        )
        made = ""
        for left, right, size, look in rows:
            line = paragraph(left, look=look, size=size, jc="left", before=0)
            tail = paragraph(right, look="<w:b/>").split("</w:pPr>")[1] if right else "</w:p>"
            made += line[: -len("</w:p>")] + tail.replace("<w:t ", tabs + "<w:t ", 1)
        return xml[:start] + made + xml[end:]

    return (edit,)


FEET: tuple[Sibling, ...] = (
    ("spaces", LETTER, _typed_foot(" " * 60, " " * 85), set()),
    ("few-spaces", LETTER, _typed_foot(" " * 35, " " * 51), set()),
    ("tabs", LETTER, _typed_foot("", "", "<w:tab/>" * 4), set()),
    ("spaces-and-tabs", LETTER, _typed_foot(" " * 8, " " * 40, "<w:tab/>"), set()),
    ("spaces-wrong-list", LETTER, (*_typed_foot(" " * 60, " " * 85), words("- Như trên;", "- Như trên,")), {"NN-1.mark"}),
)  # fmt: skip


SHORT: tuple[Sibling, ...] = (
    ("decision-of-one-article", DECISION, (instead("Điều 2", ""),), {"ND-3.missing", "NN-2.article"}),
)  # fmt: skip


def _annex(origin: str, *, head: bool = False) -> tuple[Edit, ...]:
    """An annex in a file of its own."""

    def edit(xml: str) -> str:
        start, end = xml.index("<w:body>") + len("<w:body>"), xml.index("<w:sectPr", xml.rindex("</w:tbl>"))
        made = paragraph("Phụ lục II", look="<w:b/>", jc="center") + paragraph(
            "MẪU BÁO CÁO", look="<w:b/>", jc="center"
        )
        made += paragraph(origin, look="<w:i/>", jc="center") + body("1. Số liệu chung của cơ quan, đơn vị báo cáo.")
        return xml[:start] + made + xml[end:]

    return (edit,)


OF_LAW: tuple[Sibling, ...] = (
    ("decree", LETTER, _annex("(Kèm theo Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ)"), {"regime.vbqppl"}),
    ("circular", LETTER, _annex("(Ban hành kèm theo Thông tư số 05/2025/TT-BNV ngày 02 tháng 9 năm 2025 của Bộ trưởng Bộ Nội vụ)"), {"regime.vbqppl"}),
    ("circular-blank", LETTER, _annex("(Ban hành kèm theo Thông tư số      /2025/TT-BNV ngày    tháng    năm 2025 của Bộ trưởng Bộ Nội vụ)"), {"regime.vbqppl"}),
    ("province", LETTER, _annex("(Kèm theo Quyết định số 12/2025/QĐ-UBND ngày 02 tháng 9 năm 2025 của Ủy ban nhân dân tỉnh Lâm Đồng)"), {"regime.vbqppl"}),
    ("administrative", LETTER, _annex("(Kèm theo Quyết định số 12/QĐ-UBND ngày 02 tháng 9 năm 2025 của Ủy ban nhân dân tỉnh Lâm Đồng)"), set()),
)  # fmt: skip

ALL = {
    **{f"short-{n}": (b, e, r) for n, b, e, r in SHORT},
    **{f"of-law-{n}": (b, e, r) for n, b, e, r in OF_LAW},
    **{f"foot-{n}": (b, e, r) for n, b, e, r in FEET},
    **{f"cited-{n}": (b, e, r) for n, b, e, r in CITED},
    **{f"placed-{n}": (b, e, r) for n, b, e, r in PLACED},
    **{f"quoted-{n}": (b, e, r) for n, b, e, r in QUOTED},
}
