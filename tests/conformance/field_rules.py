"""Siblings of the cases from the field: rules, tables and typed heads as Word writes them; each with what is right."""

from __future__ import annotations

from tests.conformance.field_docx import (
    DECISION,
    LETTER,
    Edit,
    after,
    body,
    borders,
    instead,
    into,
    line_run,
    paragraph,
    picture_run,
    table,
    vml_run,
    without_rule,
    words,
)

Sibling = tuple[str, str, tuple[Edit, ...], set[str]]
NUMBER, ISSUER, PARENT, DATE = "Số: 12/", "TỈNH LÂM ĐỒNG<", "ỦY BAN NHÂN DÂN<", "Lâm Đồng, ngày 05"
SUBJECT, AUTHORITY, GROUND = "Về việc thành lập Tổ công tác<", "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH", "Căn cứ Luật"
MOTTO, TO = "Độc lập - Tự do", "Kính gửi: Sở Nội vụ"
GAP = paragraph("", size=8, jc="center", before=0)


def _moved(where: str, run: str, nth: int = 0) -> tuple[Edit, ...]:
    return without_rule(nth), into(where, run)


def _line(attributes: str) -> str:
    return vml_run(f'<v:line id="l" {attributes}/>')


RULES: tuple[Sibling, ...] = (
    ("number-paragraph", LETTER, _moved(NUMBER, line_run(45, 60, 2)), set()),
    ("lines-lower-upwards", LETTER, _moved("V/v chuẩn bị", line_run(45, 60, -24)), set()),
    ("lines-higher", LETTER, _moved(PARENT, line_run(45, 60, 31)), set()),
    ("first-of-the-cell-beside", LETTER, _moved(DATE, line_run(172, 60, 3), 1), set()),
    ("from-the-state-name", LETTER, _moved("CỘNG HÒA XÃ HỘI", line_run(172, 60, 33), 1), set()),
    ("centred-in-column", LETTER, _moved(NUMBER, line_run(45, 0, 2, align="center")), set()),
    ("centred-on-margin-in-cell", LETTER, _moved(NUMBER, line_run(45, 0, 2, across="margin", align="center")), set()),
    ("from-the-margin", LETTER, _moved(NUMBER, line_run(45, 65, 2, across="margin")), set()),
    ("from-the-page", LETTER, _moved(NUMBER, line_run(45, 150, 2, across="page", celled=False)), set()),
    ("from-kinh-gui", LETTER, _moved(TO, line_run(172, 230, -44), 1), set()),
    ("vml-line", LETTER, _moved(NUMBER, _line('style="position:absolute;z-index:1" from="60pt,2pt" to="105pt,2pt"')), set()),
    (
        "vml-shape",
        LETTER,
        _moved(
            NUMBER,
            vml_run(
                '<v:shape id="s" type="#_x0000_t32" style="position:absolute;margin-left:60pt;margin-top:2pt;width:45pt;'
                'height:0;z-index:1" o:connectortype="straight"/>'
            ),
        ),
        set(),
    ),
    (
        "vml-centred",
        LETTER,
        _moved(
            NUMBER,
            vml_run(
                '<v:rect id="s" style="position:absolute;margin-left:0;margin-top:2pt;width:45pt;height:.75pt;z-index:1;'
                'mso-position-horizontal:center" fillcolor="black"/>'
            ),
        ),
        set(),
    ),
    (
        "vml-group",
        LETTER,
        _moved(
            NUMBER,
            vml_run(
                '<v:group style="position:absolute;margin-left:60pt;margin-top:2pt;width:45pt;height:2pt" coordsize="900,40" '
                'coordorigin="0,0"><v:line from="0,0" to="900,0"/></v:group>'
            ),
        ),
        set(),
    ),
    ("flat-rectangle", LETTER, _moved(NUMBER, line_run(45, 60, 2, form="rect", height=0.75)), set()),
    ("a-little-aslant", LETTER, _moved(NUMBER, line_run(45, 60, 2, form="line", height=1.2)), set()),
    ("picture-alone", LETTER, (without_rule(), after(ISSUER, paragraph("", jc="center", before=0, size=4).replace("</w:p>", picture_run(45, 1.5) + "</w:p>"))), set()),
    (
        "border-of-empty-paragraph",
        LETTER,
        (
            without_rule(),
            after(
                ISSUER,
                '<w:p><w:pPr><w:pBdr><w:top w:val="single" w:sz="4" w:space="1" w:color="auto"/></w:pBdr>'
                '<w:spacing w:before="0" w:after="0"/><w:ind w:left="1200" w:right="1200"/></w:pPr></w:p>',
            ),
        ),
        set(),
    ),
    (
        "border-of-the-number",
        LETTER,
        (
            without_rule(),
            instead(
                NUMBER,
                '<w:p><w:pPr><w:pBdr><w:bottom w:val="single" w:sz="4" w:space="1" w:color="auto"/></w:pBdr><w:spacing '
                'w:before="0" w:after="0"/><w:ind w:left="1200" w:right="1200"/></w:pPr></w:p>'
                + paragraph("Số: 12/UBND-VX", size=26, jc="center", before=120),
            ),
        ),
        set(),
    ),
    ("none", LETTER, (without_rule(),), {"CQ-1.no_rule"}),
    ("white", LETTER, _moved(NUMBER, line_run(45, 60, 2, colour="FFFFFF")), {"CQ-1.no_rule"}),
    ("far-below", LETTER, _moved(NUMBER, line_run(45, 60, 160)), {"CQ-1.no_rule"}),
    ("too-long", LETTER, _moved(NUMBER, line_run(110, 20, 2)), {"CQ-1.rule"}),
    ("motto-too-short", LETTER, _moved(DATE, line_run(90, 100, 3), 1), {"QH-1.rule"}),
    ("under-vv-too", LETTER, (into("V/v chuẩn bị", line_run(45, 60, 20)),), {"TL-2.rule"}),
    ("under-vv-alone", LETTER, _moved("V/v chuẩn bị", line_run(45, 60, 20)), {"CQ-1.no_rule", "TL-2.rule"}),
    (
        "wrapped-issuer",
        LETTER,
        (
            words(">ỦY BAN NHÂN DÂN<", "><"),
            words("TỈNH LÂM ĐỒNG<", "BAN QUẢN LÝ KHU CÔNG NGHIỆP VÀ KHU KINH TẾ TỈNH LÂM ĐỒNG<"),
            without_rule(),
            into(NUMBER, line_run(55, 58, 3)),
        ),
        set(),
    ),
    ("subject-in-authority", DECISION, _moved(AUTHORITY, line_run(75, 195, 4), 2), set()),
    ("subject-in-ground", DECISION, _moved(GROUND, line_run(75, 195, -28), 2), set()),
    ("subject-in-name", DECISION, _moved(">QUYẾT ĐỊNH<", line_run(75, 195, 53), 2), set()),
    ("subject-in-empty-paragraph", DECISION, (without_rule(2), after(SUBJECT, GAP.replace("</w:p>", line_run(75, 195, 3) + "</w:p>"))), set()),
    ("subject-centred-on-margin", DECISION, _moved(SUBJECT, line_run(75, 0, 18, across="margin", align="center"), 2), set()),
    ("subject-centred-on-page", DECISION, _moved(SUBJECT, line_run(75, 0, 18, across="page", align="center"), 2), set()),
    (
        "subject-wraps",
        DECISION,
        (words("Về việc thành lập Tổ công tác<", "Về việc thành lập Tổ công tác giúp Ủy ban nhân dân tỉnh chỉ đạo công tác chuẩn bị tổ chức Hội nghị trực tuyến toàn quốc về chuyển đổi số và cải cách hành chính năm 2025 trên địa bàn tỉnh<"), without_rule(2), into("trên địa bàn tỉnh<", line_run(150, 155, 66))),
        set(),
    ),
    ("subject-none", DECISION, (without_rule(2),), {"TL-1.no_rule"}),
)  # fmt: skip

NIL, SINGLE, WHITE = "nil", "single", "FFFFFF"
LAYOUT = '<w:tblLayout w:type="fixed"/>'
ROWS = [["TT", "Nội dung"], ["1", "Khai mạc"], ["2", "Bế mạc"]]
BODY = "Ủy ban nhân dân tỉnh đề nghị"
EXCEL = '<w:tcBorders><w:bottom w:val="single" w:sz="4" w:space="0" w:color="auto"/><w:right w:val="single" w:sz="4" w:space="0" w:color="auto"/></w:tcBorders>'


def _framed(value: str, colour: str = "auto") -> str:
    return body("Thời gian họp", before=120).replace(
        "<w:spacing", borders("pBdr", value, colour, sides="top left bottom right") + "<w:spacing", 1
    )  # type: ignore[arg-type]


TABLES: tuple[Sibling, ...] = (
    ("white-table-lines", LETTER, (words(LAYOUT, LAYOUT + borders("tblBorders", SINGLE, WHITE)),), set()),
    ("no-lines-none", LETTER, (words(LAYOUT, LAYOUT + borders("tblBorders", "none")),), set()),
    (
        "row-exception-nil",
        LETTER,
        (
            words(LAYOUT, LAYOUT + borders("tblBorders", SINGLE)),
            words("<w:tr>", f"<w:tr><w:tblPrEx>{borders('tblBorders', NIL)}</w:tblPrEx>"),
        ),
        set(),
    ),
    (
        "cells-nil-both-ways",
        LETTER,
        (
            words(LAYOUT, LAYOUT + borders("tblBorders", SINGLE)),
            lambda xml: xml.replace(
                '<w:tcW w:type="dxa" w:w="3402"/>',
                '<w:tcW w:type="dxa" w:w="3402"/>' + borders("tcBorders", NIL, sides="top left bottom right"),
            ).replace(
                '<w:tcW w:type="dxa" w:w="5896"/>',
                '<w:tcW w:type="dxa" w:w="5896"/>' + borders("tcBorders", NIL, sides="top left bottom right"),
            ),
        ),
        set(),
    ),
    ("boxed-table-in-text", LETTER, (after(BODY, table(ROWS, cell=borders("tcBorders", SINGLE, sides="top left bottom right"))),), set()),
    ("excel-table-in-text", LETTER, (after(BODY, table(ROWS, cell=EXCEL)),), set()),
    ("grid-table-in-text", LETTER, (after(BODY, table(ROWS, props=borders("tblBorders", SINGLE))),), set()),
    ("web-paragraph-pale", LETTER, (after(TO, _framed(SINGLE, "E5E7EB")),), set()),
    ("web-paragraph-white", LETTER, (after(TO, _framed(SINGLE, WHITE)),), set()),
    ("web-paragraph-none", LETTER, (after(TO, _framed("none")),), set()),
)  # fmt: skip

SPACES = "            "


def _typed(gap: str = SPACES, tabs: str = "") -> tuple[Edit, ...]:
    """The head's table → paragraphs in two columns."""

    def edit(xml: str) -> str:
        start = xml.index("<w:tbl>")
        end = xml.index("</w:tbl>") + len("</w:tbl>")
        lines = [
            ("ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 26, 26, 0, True),
            ("TỈNH LÂM ĐỒNG", "Độc lập - Tự do - Hạnh phúc", 26, 28, 0, True),
            ("Số: 12/UBND-VX", "Lâm Đồng, ngày 05 tháng 9 năm 2025", 26, 28, 240, False),
        ]
        made = ""
        for n, (left, right, one, two, before, bold) in enumerate(lines):
            look = "<w:b/>" if bold else ""
            para = paragraph(left + gap, look=look, size=one, jc="left", before=before)
            tail = paragraph(right, look=look or "<w:i/>", size=two).split("</w:pPr>")[1][: -len("</w:p>")]
            tail = tail.replace("<w:t ", tabs + "<w:t ", 1)
            rules = line_run(45, 30, 17) + line_run(172, _edge(left, gap, tabs), 17) if n == 1 else ""
            made += para[: -len("</w:p>")] + tail + rules + "</w:p>"
        subject = paragraph("V/v chuẩn bị Hội nghị trực tuyến", size=24, jc="center", more='<w:ind w:right="5102"/>')
        return xml[:start] + made + subject + xml[end:]

    return (edit,)


def _edge(left: str, gap: str, tabs: str) -> float:
    from congvan.conformance import advances

    at = advances.width(left + gap, 13, bold=True)
    for _ in range(tabs.count("<w:tab/>")):
        at = (at // 36 + 1) * 36
    return at


TYPED: tuple[Sibling, ...] = (
    ("spaces", LETTER, _typed(), {"QH-1.typed"}),
    ("tabs", LETTER, _typed("", "<w:tab/><w:tab/>"), {"QH-1.typed"}),
    ("spaces-and-tab", LETTER, _typed("     ", "<w:tab/>"), {"QH-1.typed"}),
    ("spaces-wrong-number", LETTER, (*_typed(), words("Số: 12/UBND-VX", "Số 12/UBND-VX")), {"QH-1.typed", "SK-1.form"}),
    ("spaces-wrong-motto", LETTER, (*_typed(), words("Độc lập - Tự do", "Độc lập – Tự do")), {"QH-1.typed", "QH-1.motto"}),
)  # fmt: skip

ALL = {
    **{f"rule-{n}": (b, e, r) for n, b, e, r in RULES},
    **{f"table-{n}": (b, e, r) for n, b, e, r in TABLES},
    **{f"typed-{n}": (b, e, r) for n, b, e, r in TYPED},
}
