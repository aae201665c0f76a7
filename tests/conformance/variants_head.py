"""Quốc hiệu, agencies, number and symbol, place and date, kind and trích yếu, urgency."""

from __future__ import annotations

from typing import Any

from tests.conformance.raw_model import Box, Line, Rule
from tests.conformance.variant import fault, near, swap

SYMBOL = "SK-2|SK-1"


def number(text: str) -> dict[str, Any]:
    return {"number.text": text}


def date(text: str) -> dict[str, Any]:
    return {"date.text": text}


def word(text: str, width: float, **look: Any) -> dict[str, Any]:
    return {
        "urgency": Box(Line(text, **({"size": 13, "bold": True, "align": "center", "colour": "FF0000"} | look)), width)
    }


HEAD = [
    fault("QH-1", "short", "state-not-bold", {"state.bold": False}),
    fault("QH-1", "cv881", "state-lower-case", {"state.text": "Cộng hòa xã hội chủ nghĩa Việt Nam"}),
    fault("QH-1", "notice", "state-misspelt", {"state.text": "CỘNG HÒA XÃ HỘI CHỦ NGHỈA VIỆT NAM"}),
    fault("QH-1", "short", "motto-not-bold", {"motto.bold": False}),
    fault("QH-1", "notice", "motto-italic", {"motto.italic": True}),
    fault("QH-1", "decision", "motto-capitals", {"motto.text": "Độc Lập - Tự Do - Hạnh Phúc"}),
    fault("QH-1", "cv881", "motto-en-dash", {"motto.text": "Độc lập – Tự do – Hạnh phúc"}),
    fault("QH-1", "short", "motto-no-spaces", {"motto.text": "Độc lập-Tự do-Hạnh phúc"}),
    fault("QH-1", "report", "motto-left", {"motto.align": "left"}),
    fault("QH-1", "notice", "no-rule", {"motto_rule": None}),
    fault("QH-1", "short", "rule-60", {"motto_rule": Rule(share=0.6)}),
    fault("QH-1", "decision", "rule-140", {"motto_rule": Rule(share=1.4)}),
    fault("QH-1", "notice", "underline-for-rule", {"motto_rule": None, "motto.underline": True}),
    fault(
        "QH-1",
        "cv881",
        "dashes-for-rule",
        {"motto_rule": None, "motto.text": lambda t: f"{t}\n-----------------------------"},
    ),
    near("QH-1", "short", "hoà", {"state.text": "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"}),
    near("QH-1", "cv881", "caps-toggle", {"state.text": "Cộng hòa xã hội chủ nghĩa Việt Nam", "state.caps": True}),
    near("QH-1", "notice", "rule-99", {"motto_rule": Rule(share=0.99)}),
    near("QH-1", "notice", "rule-border", {"motto_rule": Rule(share=1.0, form="border")}, layout="table"),
    near(
        "QH-1|CQ-1",
        "short",
        "rules-vml",
        {"motto_rule": Rule(share=1.0, form="vml"), "issuer_rule": Rule(form="vml")},
        layout="table",
    ),
    near(
        "QH-1|CQ-1",
        "short",
        "rules-drawn-in-tabs",
        {"motto_rule": Rule(share=1.0, form="drawn"), "issuer_rule": Rule(form="drawn")},
        layout="tabs",
    ),
    near("QH-1", "short", "trailing-space", {"motto.text": "Độc lập - Tự do - Hạnh phúc "}),
    fault("CQ-1", "short", "parent-bold", {"parent.bold": True}),
    fault("CQ-1", "cv881", "issuer-not-bold", {"issuer.bold": False}),
    fault("CQ-1", "notice", "issuer-underlined", {"issuer_rule": None, "issuer.underline": True}),
    fault("CQ-1", "decision", "no-rule", {"issuer_rule": None}),
    fault("CQ-1", "short", "rule-full", {"issuer_rule": Rule(share=1.0)}),
    fault("CQ-1", "cv881", "rule-75", {"issuer_rule": Rule(share=0.75)}),
    fault("CQ-1", "decision", "rule-15", {"issuer_rule": Rule(share=0.15)}),
    fault("CQ-1", "short", "issuer-lower-case", {"issuer.text": "Sở Công Thương"}),
    fault("CQ-1", "notice", "parent-lower-case", {"parent.text": "UBND tỉnh An Giang"}),
    fault("CQ-1", "notice", "issuer-14", {"issuer.size": 14.0}),
    fault("CQ-1", "short", "parent-11", {"parent.size": 11.0}),
    fault("CQ-1", "report", "issuer-italic", {"issuer.italic": True}),
    near("CQ-1", "cv881", "rule-35", {"issuer_rule": Rule(share=0.35)}),
    near("CQ-1", "short", "rule-48", {"issuer_rule": Rule(share=0.48)}),
    near("CQ-1|CQ-2", "cv881", "caps-toggle", {"issuer.text": "Sở Thông tin và Truyền thông", "issuer.caps": True}),
    near("CQ-1|CQ-2", "submission", "two-lines-no-parent", {}),
    near("CQ-1|CQ-2", "submission", "uỷ", {"issuer.text": "UỶ BAN NHÂN DÂN\nXÃ BẢO THẮNG"}),
    fault("CQ-2", "submission", "ubnd-xa", {"issuer.text": "UBND XÃ BẢO THẮNG"}),
    fault("CQ-2", "telegram", "ubnd-tinh", {"issuer.text": "CHỦ TỊCH\nUBND TỈNH LÀO CAI"}),
    fault(
        "CQ-2",
        "submission",
        "tp",
        {"issuer.text": "ỦY BAN NHÂN DÂN\nTP. HUẾ", "date.text": "Huế, ngày 12 tháng 01 năm 2026"},
    ),
    fault("CQ-2", "submission", "hdnd", {"issuer.text": "HĐND XÃ BẢO THẮNG"}),
    fault("CQ-2", "annexed", "gd-dt", {"issuer.text": "SỞ GD&ĐT"}),
    near("CQ-2", "short", "parent-abbreviated", {}),
]

NUMBER = [
    fault("SK-1", "decision", "space-before-colon", number("Số : 126/QĐ-SKHCN")),
    fault("SK-1", "decision", "spaced-dash", number("Số: 126/QĐ - SKHCN")),
    fault("SK-1", "short", "spaced-slash", number("Số: 15 / SCT-VP")),
    fault("SK-1", "short", "no-colon", number("Số 15/SCT-VP")),
    fault("SK-1", "short", "no-leading-zero", number("Số: 5/SCT-VP")),
    fault("SK-1", "short", "three-digits-padded", number("Số: 015/SCT-VP")),
    fault("SK-1", "decision", "year", number("Số: 126/2025/QĐ-SKHCN")),
    fault("SK-1", "short", "lower-case", number("Số: 15/sct-vp")),
    fault("SK-1", "short", "party-form", number("Số 15-SCT/VP")),
    fault("SK-1", "short", "size-12", {"number.size": 12.0}),
    fault("SK-1", "cv881", "size-14", {"number.size": 14.0}),
    fault("SK-1", "notice", "bold", {"number.bold": True}),
    fault("SK-1", "report", "italic", {"number.italic": True}),
    fault("SK-1", "notice", "left-aligned", {"number.align": "left"}),
    near("SK-1", "short", "zero-five", number("Số: 05/SCT-VP")),
    near("SK-1", "short", "four-digits", number("Số: 1205/SCT-VP")),
    near("SK-1|SK-2", "cv881", "unit-named-ttr", {}),
    near("SK-1|SK-2", "short", "three-groups", number("Số: 15/SCT-QLCN-ATMT")),
    fault(SYMBOL, "short", "cv", number("Số: 15/CV-SCT")),
    fault(SYMBOL, "regulation", "quy-dinh-as-qd", number("Số: 02/QĐ-STC")),
    fault(SYMBOL, "submission", "to-trinh-as-tt", number("Số: 07/TT-UBND")),
    fault(SYMBOL, "submission", "to-trinh-as-upper-ttr", number("Số: 07/TTR-UBND")),
    fault(SYMBOL, "programme", "chuong-trinh-as-ct", number("Số: 09/CT-SNV")),
    fault(SYMBOL, "notice", "thong-bao-as-kh", number("Số: 48/KH-SNV")),
    fault(SYMBOL, "decision", "wrong-order", number("Số: 126/SKHCN-QĐ"), also=("SK-1",)),
    near("SK-2", "submission", "ttr", {}),
    near("SK-2", "programme", "ctr", {}),
    near("SK-2", "regulation", "qyđ", {}),
    near("SK-2", "short", "unit-kh", number("Số: 15/SCT-KH")),
    fault("DD-1", "short", "month-09", date("Lào Cai, ngày 05 tháng 09 năm 2025")),
    fault("DD-1", "cv881", "month-05", date("Tây Ninh, ngày 14 tháng 05 năm 2024")),
    fault("DD-1", "short", "day-5", date("Lào Cai, ngày 5 tháng 9 năm 2025")),
    fault("DD-1", "report", "month-2", date("Cà Mau, ngày 25 tháng 2 năm 2026")),
    fault("DD-1", "short", "numeric", date("Lào Cai, 05/9/2025")),
    fault("DD-1", "short", "no-comma", date("Lào Cai ngày 05 tháng 9 năm 2025")),
    fault("DD-1", "short", "no-place", date("Ngày 05 tháng 9 năm 2025")),
    fault("DD-1", "short", "no-such-day", date("Lào Cai, ngày 31 tháng 9 năm 2025")),
    fault("DD-1", "notice", "no-leap-day", date("An Giang, ngày 29 tháng 02 năm 2025")),
    fault("DD-1", "short", "two-digit-year", date("Lào Cai, ngày 05 tháng 9 năm 25")),
    fault("DD-1", "notice", "place-abbreviated", date("TP. Hồ Chí Minh, ngày 17 tháng 11 năm 2025")),
    fault("DD-1", "decision", "upright", {"date.italic": False}),
    fault("DD-1", "notice", "bold", {"date.bold": True}),
    fault("DD-1", "short", "other-row", {"date_row": False}, layout="boxes"),
    near("DD-1", "decision", "month-10", {}),
    near("DD-1", "submission", "month-01", {}),
    near("DD-1", "report", "month-02", {}),
    near(
        "DD-1", "notice", "long-place", date("Thành phố Hồ Chí Minh, ngày 29 tháng 6 năm 2025") | {"state_width": 108.0}
    ),
    near("DD-1|HC-1", "notice", "quan-1-before-2025", date("Quận 1, ngày 12 tháng 6 năm 2024")),
    near("DD-1", "notice", "leap-day", date("An Giang, ngày 29 tháng 02 năm 2024")),
]

TITLE = [
    fault("TL-1", "notice", "kind-not-bold", {"kind_name.bold": False}),
    fault("TL-1", "notice", "kind-lower-case", {"kind_name.text": "Thông báo"}),
    fault("TL-1", "decision", "kind-12", {"kind_name.size": 12.0}),
    fault("TL-1", "report", "kind-16", {"kind_name.size": 16.0}),
    fault("TL-1", "notice", "kind-left", {"kind_name.align": "left"}),
    fault("TL-1", "decision", "subject-not-bold", {"kind_subject.bold": False}),
    fault("TL-1", "notice", "subject-italic", {"kind_subject.italic": True}),
    fault("TL-1", "report", "subject-12", {"kind_subject.size": 12.0}),
    fault("TL-1", "notice", "subject-left", {"kind_subject.align": "left", "kind_rule": Rule(length=32)}),
    fault("TL-1", "decision", "no-rule", {"kind_rule": None}),
    fault("TL-1", "notice", "rule-full", {"kind_rule": Rule(share=1.0)}),
    fault("TL-1", "report", "rule-15", {"kind_rule": Rule(share=0.15)}),
    fault("TL-1", "submission", "subject-underlined", {"kind_rule": None, "kind_subject.underline": True}),
    fault("TL-1|TL-2", "notice", "v-v-on-thong-bao", {"kind_subject.text": "V/v lịch tiếp công dân năm 2026"}),
    near("TL-1", "notice", "rule-35", {"kind_rule": Rule(share=0.35)}),
    near("TL-1", "notice", "rule-48", {"kind_rule": Rule(share=0.48)}),
    near("TL-1", "decision", "size-13", {"kind_name.size": 13.0, "kind_subject.size": 13.0}),
    fault("TL-2", "short", "italic", {"subject.italic": True}),
    fault("TL-2", "cv881", "bold", {"subject.bold": True}),
    fault(
        "TL-2",
        "cv881",
        "size-14",
        {"subject.size": 14.0, "subject.text": "V/v cảnh báo các cuộc gọi\ngiả danh (lần 2)"},
    ),
    fault("TL-2", "short", "size-11", {"subject.size": 11.0}),
    fault("TL-2", "short", "rule-under", {"subject_rule": Rule(share=0.4)}),
    fault("TL-2", "short", "no-gap", {"subject.before": 0.0}),
    fault("TL-2", "short", "gap-18", {"subject.before": 18.0}),
    fault("TL-2", "cv881", "colon", {"subject.text": swap("V/v ", "V/v: ")}),
    fault("TL-2", "short", "ve-viec", {"subject.text": swap("V/v ", "Về việc ")}),
    fault("TL-2", "short", "left-aligned", {"subject.align": "left", "subject.text": "V/v tiết kiệm điện\nnăm 2025"}),
    fault(
        "TL-2",
        "short",
        "mid-page",
        {
            "subject": None,
            "under_head": (
                Line("V/v báo cáo kết quả sử dụng điện sáu tháng đầu năm 2025", size=13, align="center", before=6),
            ),
        },
    ),
    fault("TL-2", "short", "cong-van-as-title", {"kind_name": Line("CÔNG VĂN", bold=True, align="center", before=12)}),
    fault("TL-2", "short", "no-subject", {"subject": None}),
    near("TL-2", "short", "size-12", {"subject.size": 12.0}),
    near("TL-2", "cv881", "gap-6", {}),
    fault("KM-1", "urgent", "black-box", {"urgency.colour": "000000"}),
    fault("KM-1", "urgent", "black-word", {"urgency.line.colour": "000000", "urgency.colour": "000000"}),
    fault("KM-1", "urgent", "wide-box", {"urgency.width": 45.0}),
    fault("KM-1", "urgent", "high-box", {"urgency.height": 12.0}),
    fault("KM-1", "urgent", "no-box", {"urgency.framed": False}),
    fault("KM-1", "urgent", "size-12", {"urgency.line.size": 12.0}),
    fault("KM-1", "urgent", "not-bold", {"urgency.line.bold": False}),
    fault("KM-1", "urgent", "lower-case", {"urgency.line.text": "Hỏa tốc"}),
    fault("KM-1", "urgent", "khan-in-30", word("KHẨN", 30)),
    fault(
        "KM-1",
        "short",
        "circulation-unboxed",
        {
            "circulation": Box(
                Line("LƯU HÀNH NỘI BỘ", size=13, bold=True, align="center"), 52, 8, "000000", framed=False
            )
        },
    ),
    near("KM-1", "urgent", "hoả", {"urgency.line.text": "HOẢ TỐC"}),
    near("KM-1", "urgent", "khan", word("KHẨN", 20)),
    near("KM-1", "urgent", "thuong-khan", word("THƯỢNG KHẨN", 40)),
    near("KM-1", "urgent", "size-14", {"urgency.line.size": 14.0}),
]
