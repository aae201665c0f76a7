"""Paper, margins, fonts, colours, page numbers, coupled sizes, and the look of the text."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from tests.conformance.letter_parts import body
from tests.conformance.raw_model import Box, Letter, Line, Page, Span, Table
from tests.conformance.variant import each, fault, near, swap


def _word(word: str, **look: object):
    """A body paragraph with one word set otherwise."""

    def change(line: Line) -> Line:
        before, found, after = line.text.partition(word)
        assert found
        return replace(line, spans=(Span(before), Span(word, **look), Span(after)))  # type: ignore[arg-type]

    return change


LONG = body(
    *(f"{i}. Rà soát hiện trạng phòng học số {i}, lập biên bản và đề xuất phương án sửa chữa." for i in range(1, 38)),
    "Các trường hoàn thành rà soát đúng thời hạn./.",
)
LONG_ANNEX = {"annexes.0.body": LONG}
TABLE = Table((("STT", "Đơn vị", "Số lượng"), ("1", "Phòng Nội vụ", "05"), ("2", "Văn phòng Sở", "12")), (20, 90, 40))


PAGE = [
    fault("PG-1", "cv881", "left-25", {"page.left": 25.0}),
    fault("PG-1", "cv881", "left-40", {"page.left": 40.0, "page.right": 15.0}),
    fault("PG-1", "cv881", "right-10", {"page.right": 10.0}),
    fault("PG-1", "notice", "right-25", {"page.right": 25.0}),
    fault("PG-1", "cv881", "top-15", {"page.top": 15.0}),
    fault("PG-1", "notice", "top-30", {"page.top": 30.0}),
    fault("PG-1", "cv881", "bottom-10", {"page.bottom": 10.0}),
    fault("PG-1", "cv881", "bottom-30", {"page.bottom": 30.0}, pdf=False),
    fault("PG-1", "short", "paper-a5", {"page": lambda p: replace(p, width=210, height=148)}),
    fault("PG-1", "short", "paper-letter", {"page": lambda p: replace(p, width=215.9, height=279.4)}),
    fault("PG-1", "notice", "landscape-without-table", {"page": lambda p: replace(p, width=297, height=210)}),
    fault("PG-1", "cv881", "mirrored", {"page.left": 32.0, "page.right": 18.0, "page.mirror": True}),
    near("PG-1", "cv881", "widest", {"page": Page(left=35, right=20, top=25, bottom=25)}),
    near("PG-1", "cv881", "narrowest", {"page": Page(left=30, right=15, top=20, bottom=20)}),
    near("PG-1", "annexed", "landscape-annex", {}),
    near(
        "PG-1",
        "notice",
        "landscape-for-table",
        {"page": lambda p: replace(p, width=297, height=210), "body": lambda b: (*b[:2], TABLE, *b[2:])},
    ),
    fault("PG-2", "short", "arial-paragraph", {"body.1.font": "Arial"}),
    fault("PG-2", "cv881", "calibri-word", {"body.0": _word("cảnh báo", font="Calibri")}),
    fault("PG-2", "notice", "arial-in-styles", {"body": each(font="Arial")}, layout="theme"),
    fault("PG-2", "notice", "vntime", {"body.4": _word("Sở Nội vụ", font=".VnTime")}),
    fault("PG-2", "short", "blue-paragraph", {"body.1.colour": "0000FF"}),
    fault("PG-2", "short", "grey-word", {"body.1": _word("khối văn phòng", colour="595959")}),
    fault("PG-2", "short", "hyperlink-blue", {"body.1": _word("thiết bị", colour="0563C1", underline=True)}),
    fault("PG-2", "decision", "red-word", {"body.3": _word("thành viên", colour="FF0000")}),
    fault("PG-2", "notice", "blue-issuer", {"issuer.colour": "1F4E79"}),
    fault("PG-2", "short", "nfd", {"body.1.text": lambda t: unicodedata.normalize("NFD", t)}, "warning", pdf=False),
    near("PG-2", "urgent", "red-urgency", {}),
    near("PG-2", "short", "explicit-black", {"body": each(colour="000000")}),
    near("PG-2", "notice", "theme-font", {}, layout="theme"),
    fault("PG-3", "cv881", "foot", {"page_number.place": "footer"}),
    fault("PG-3", "cv881", "right", {"page_number.align": "right"}),
    fault("PG-3", "cv881", "left", {"page_number.align": "left"}),
    fault("PG-3", "cv881", "on-page-1", {"page_number.on_first": True}),
    fault("PG-3", "cv881", "header-removed", {"page_number.place": "none"}),
    fault("PG-3", "regulation", "size-11", {"page_number.line.size": 11.0}),
    fault("PG-3", "regulation", "italic", {"page_number.line.italic": True}),
    fault("PG-3", "regulation", "word-before", {"page_number.lead": "Trang "}),
    fault("PG-3", "annexed", "annex-continues", LONG_ANNEX | {"annexes.0.restart": False}),
    near("PG-3", "cv881", "simple-field", {"page_number.form": "simple"}),
    near("PG-3", "cv881", "gallery", {"page_number.form": "gallery"}),
    near("PG-3", "regulation", "size-13", {"page_number.line.size": 13.0}),
    near("PG-3", "short", "one-page-without", {"page_number.place": "none"}),
    near("PG-3", "annexed", "annex-restarts", LONG_ANNEX),
    fault("SZ-1", "notice", "state-14", {"state.size": 14.0, "state_width": 105.0}),
    fault("SZ-1", "notice", "state-11", {"state.size": 11.0}),
    fault("SZ-1", "notice", "motto-15", {"motto.size": 15.0}),
    fault("SZ-1", "cv881", "motto-12", {"motto.size": 12.0}),
    fault("SZ-1|DD-1", "decision", "date-12", {"date.size": 12.0}),
    fault("SZ-1", "short", "motto-13-under-13", {"motto.size": 13.0}, "warning"),
    fault("SZ-1", "decision", "date-14-with-12", {"date.size": 14.0}, "warning"),
    near("SZ-1", "short", "large", {}),
    near("SZ-1", "cv881", "small", {}),
]


def _styled(**look: object):
    return lambda letter: replace(letter, body=each(**look)(letter.body))


def _mixed(letter: Letter) -> Letter:
    lines = tuple(replace(x, first=10) if i % 2 else x for i, x in enumerate(letter.body))  # type: ignore[call-overload]
    return replace(letter, body=lines)


LOOK = [
    fault("ND-1", "cv881", "left-aligned", _styled(align="left")),
    fault("ND-1", "notice", "centred-paragraph", {"body.1.align": "center"}),
    fault("ND-1", "cv881", "no-indent", _styled(first=0.0)),
    fault("ND-1", "short", "indent-20", _styled(first=20.0)),
    fault("ND-1", "cv881", "two-indents", _mixed),
    fault("ND-1", "short", "hanging-margin", _styled(first=0.0, left=12.7), also=("PG-1",)),
    fault("ND-1", "cv881", "spacing-0", _styled(before=0.0)),
    fault("ND-1", "cv881", "spacing-3", _styled(before=3.0)),
    fault("ND-1", "short", "line-2", _styled(line=2.0)),
    fault("ND-1", "short", "exact-30", _styled(exact=30.0)),
    fault("ND-1", "short", "exact-12", _styled(exact=12.0)),
    fault("ND-1", "cv881", "size-12", _styled(size=12.0)),
    fault("ND-1", "notice", "size-15", _styled(size=15.0)),
    fault("ND-1", "notice", "size-12-paragraph", {"body.1.size": 12.0}),
    fault("ND-1", "short", "italic", _styled(italic=True)),
    near("ND-1", "cv881", "indent-10", _styled(first=10.0)),
    near("ND-1", "cv881", "spacing-after", _styled(before=0.0, after=6.0)),
    near("ND-1", "cv881", "spacing-6.0", _styled(before=6.0)),
    near("ND-1", "cv881", "line-1.5", _styled(line=1.5)),
    near("ND-1", "short", "exact-single", _styled(exact=16.1)),
    near("ND-1", "short", "exact-17", _styled(exact=17.0)),
    near("ND-1", "short", "size-13", lambda a: replace(a, body=each(size=13.0)(a.body), to=each(size=13.0)(a.to))),
    near("ND-1", "notice", "text-in-table", {"body": lambda b: (*b[:2], TABLE, *b[2:])}),
    near("ND-1", "short", "italic-word", {"body.1": _word("khối văn phòng", italic=True)}),
    near("ND-1", "report", "bold-headings", {}),
    near("ND-1", "foot", "address-at-the-foot", {}),
    near(
        "ND-1|ND-2",
        "short",
        "begins-with-a-year",
        {"body.1.text": swap("Trong sáu tháng đầu năm 2025,", "2025 là năm thứ ba thực hiện chương trình;")},
    ),
    near(
        "ND-1|ND-2",
        "notice",
        "begins-with-a-phone",
        {"body.3.text": swap("3. Văn phòng Sở", "02963852666 là số điện thoại đường dây nóng. Văn phòng Sở")},
    ),
    near(
        "KM-1",
        "short",
        "circulation-boxed",
        {"circulation": Box(Line("LƯU HÀNH NỘI BỘ", size=13, bold=True, align="center"), 52, 8, "000000")},
    ),
]
