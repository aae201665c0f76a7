"""Căn cứ, citations, structure, the end mark, Kính gửi, districts, and what a template leaves behind."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.conformance.letter_parts import BODY, addressees
from tests.conformance.raw_model import Letter, Line
from tests.conformance.variant import each, fault, near, swap
from tests.conformance.variants_words import said


def ground(place: int, text: str) -> dict[str, Any]:
    return {f"grounds.{place}.text": text}


def points(*letters: str):
    """The điểm of the decision's Điều 2 with other letters, as many as are given."""

    def change(letter: Letter) -> Letter:
        tasks = [x.text.partition(" ")[2] for x in letter.body[6:12] if isinstance(x, Line)]
        tasks += ["Giữ mối liên hệ với các cơ quan phối hợp."]
        lines = tuple(replace(BODY, text=f"{a}) {t}") for a, t in zip(letters, tasks, strict=False))
        return replace(letter, body=(*letter.body[:6], *lines, *letter.body[12:]))

    return change


def to(*lines: str, **look: Any) -> dict[str, Any]:
    """The Kính gửi block with other lines, the first being the label."""
    label, *rest = lines
    made = (
        Line(label, left=35, before=12, align="left", keep_next=True),
        *(Line(t, left=45, align="left") for t in rest),
    )
    return {"to": each(**look)(made)}


GROUNDS = [
    fault("CC-1", "decision", "comma", {"grounds.0.text": swap("2023;", "2023,")}),
    fault("CC-1", "decision", "no-mark", {"grounds.1.text": swap("trung ương;", "trung ương")}),
    fault("CC-1", "decision", "last-without-stop", {"grounds.3.text": swap("số.", "số")}),
    fault("CC-1", "decision", "last-semicolon", {"grounds.3.text": swap("số.", "số;")}),
    fault("CC-1", "decision", "upright", {"grounds": each(italic=False)}),
    fault("CC-1", "decision", "one-upright", {"grounds.2.italic": False}),
    fault("CC-1", "decision", "size-12", {"grounds": each(size=12.0)}),
    near("CC-1", "decision", "size-13", {"grounds": each(size=13.0)}),
    near("CC-1|CC-2", "decision", "xet-de-nghi", ground(3, "Xét đề nghị của Trưởng phòng Chuyển đổi số.")),
    fault(
        "CC-2",
        "decision",
        "law-with-number",
        ground(0, "Căn cứ Luật Giao dịch điện tử số 20/2023/QH15 ngày 22 tháng 6 năm 2023;"),
    ),
    fault(
        "CC-2",
        "decision",
        "law-with-issuer",
        ground(0, "Căn cứ Luật Giao dịch điện tử ngày 22 tháng 6 năm 2023 của Quốc hội;"),
    ),
    fault("CC-2", "decision", "no-date", {"grounds.1.text": swap(" ngày 28 tháng 02 năm 2025", "")}),
    fault("CC-2", "decision", "no-issuer", {"grounds.1.text": swap(" của Chính phủ", "")}),
    fault("CC-2", "decision", "no-number", {"grounds.1.text": swap(" số 45/2025/NĐ-CP", "")}),
    fault(
        "CC-2",
        "decision",
        "no-subject",
        ground(1, "Căn cứ Nghị định số 45/2025/NĐ-CP ngày 28 tháng 02 năm 2025 của Chính phủ;"),
    ),
    near("CC-2", "decision", "law-by-name", ground(0, "Căn cứ Luật Tổ chức chính quyền địa phương;")),
    near("CC-2", "decision", "code", ground(0, "Căn cứ Bộ luật Lao động ngày 20 tháng 11 năm 2019;")),
    fault(
        "DD-2",
        "decision",
        "ground-later",
        {"grounds.2.text": swap("ngày 05 tháng 3 năm 2025", "ngày 05 tháng 12 năm 2025")},
    ),
    near(
        "DD-2",
        "decision",
        "ground-same-day",
        {"grounds.2.text": swap("ngày 05 tháng 3 năm 2025", "ngày 06 tháng 10 năm 2025")},
    ),
    near(
        "DD-2",
        "short",
        "later-day-in-text",
        said("Sở Công Thương gửi báo cáo bổ sung trước ngày 31 tháng 12 năm 2025."),
    ),
    fault(
        "VD-1",
        "short",
        "no-date-no-issuer",
        said("Thực hiện Công văn số 2140/UBND-KT, Sở Công Thương báo cáo kết quả sử dụng điện như sau:", 0),
    ),
    fault(
        "VD-1",
        "short",
        "decree-short",
        said("Thực hiện Nghị định số 30/2020/NĐ-CP, Sở Công Thương báo cáo kết quả sử dụng điện như sau:", 0),
    ),
    near(
        "VD-1",
        "short",
        "full-then-short",
        said("Các nhiệm vụ khác tại Công văn số 2140/UBND-KT đang được các phòng thực hiện."),
    ),
    near("VD-1", "short", "law-by-name", said("Việc sử dụng điện tuân theo quy định của Luật Điện lực.")),
]

STRUCTURE = [
    fault("ND-2", "regulation", "chapter-arabic", {"body.6.text": "Chương 2"}),
    fault("ND-2", "regulation", "section-roman", {"body.8.text": "Mục I"}),
    fault(
        "ND-2",
        "regulation",
        "article-gap",
        {
            "body.10.text": swap("Điều 3.", "Điều 4."),
            "body.16.text": swap("Điều 4.", "Điều 5."),
            "body.22.text": swap("Điều 5.", "Điều 6."),
        },
    ),
    fault("ND-2", "regulation", "article-twice", {"body.10.text": swap("Điều 3.", "Điều 2.")}),
    fault("ND-2", "regulation", "chapter-gap", {"body.20.text": "Chương IV"}),
    fault("ND-2", "regulation", "article-colon", {"body.4.text": swap("Điều 2.", "Điều 2:")}),
    fault("ND-2", "regulation", "article-not-bold", {"body.4.bold": False}),
    fault("ND-2", "regulation", "chapter-title-lower-case", {"body.7.text": "Quản lý, sử dụng tài sản công"}),
    fault("ND-2", "regulation", "chapter-not-bold", {"body.6.bold": False, "body.7.bold": False}),
    fault("ND-2", "decision", "no-đ", points("a", "b", "c", "d", "e", "g")),
    fault("ND-2", "decision", "with-f", points("a", "b", "c", "d", "đ", "e", "f")),
    fault("ND-2", "decision", "d-twice", points("a", "b", "c", "d", "d", "e")),
    fault("ND-2", "decision", "point-gap", points("a", "b", "d", "đ", "e", "g")),
    fault("ND-2", "notice", "khoan-gap", {"body.2.text": swap("2. ", "3. "), "body.3.text": swap("3. ", "4. ")}),
    fault("ND-2", "decision", "khoan-twice", {"body.2.text": swap("2. ", "1. ")}),
    fault("ND-2", "report", "roman-gap", {"body.7.text": swap("II. ", "III. ")}),
    fault("ND-2", "report", "roman-heading-lower-case", {"body.1.text": "I. Kết quả thực hiện"}),
    near("ND-2", "decision", "up-to-e", {}),
    near("ND-2", "decision", "đ-e-g", points("a", "b", "c", "d", "đ", "e", "g")),
    near("ND-2", "regulation", "sections-and-khoan-restart", {}),
    near("ND-2", "report", "roman-then-khoan", {}),
    near("ND-2|VH-1", "notice", "decimal-in-text", {"body.2.text": swap("tầng 1,", "diện tích 1.250 m2, tầng 1,")}),
    fault("ND-3", "short", "missing", {"body.2.text": swap("./.", ".")}),
    fault("ND-3", "notice", "twice", {"body.3.text": swap("của Sở.", "của Sở./.")}),
    fault(
        "ND-3",
        "cv881",
        "before-the-last-paragraph",
        {"body.-2.text": lambda t: t.rstrip(".") + "./.", "body.-1.text": "Trân trọng."},
    ),
    fault(
        "ND-3",
        "short",
        "after-the-signature",
        {"body.2.text": swap("./.", "."), "after_sign": (Line("./.", align="right"),)},
        also=("NN-1",),
    ),
    near("ND-3", "short", "once", {}),
    near("ND-3", "annexed", "once-in-each-annex", {}),
]

ADDRESSED = [
    fault("KG-1", "decision", "on-quyet-dinh", {"to": lambda _: addressees("Các phòng, đơn vị thuộc Sở")}),
    fault("KG-1", "notice", "on-thong-bao", {"to": lambda _: addressees("Các phòng, đơn vị thuộc Sở")}),
    fault("KG-1", "submission", "missing", {"to": (), "recipients.0.text": "- Ủy ban nhân dân tỉnh;"}),
    fault("KG-1", "cv881", "bold", {"to.0.bold": True}),
    fault("KG-1", "short", "italic", {"to.0.italic": True}),
    fault("KG-1", "cv881", "size-12", {"to": each(size=12.0)}),
    fault("KG-1", "short", "no-colon", {"to.0.text": swap("gửi:", "gửi")}),
    fault("KG-1", "short", "several-on-one-line", {"to.0.text": "Kính gửi: - Ủy ban nhân dân tỉnh; - Sở Tài chính."}),
    fault("KG-1", "cv881", "last-with-semicolon", {"to.-1.text": lambda t: t.rstrip(".") + ";"}),
    fault("KG-1", "cv881", "comma", {"to.3.text": lambda t: t.rstrip(";") + ","}),
    fault("KG-1", "cv881", "dashes-not-aligned", {"to.2.left": 52.0, "to.4.left": 40.0}),
    fault("KG-1", "cv881", "no-dash", {"to.3.text": swap("- ", "")}),
    fault(
        "KG-1",
        "telegram",
        "on-cong-dien",
        to(
            "Kính gửi:",
            "- Giám đốc các Sở, Thủ trưởng các ban, ngành của tỉnh;",
            "- Chủ tịch Ủy ban nhân dân các xã, phường.",
        ),
    ),
    fault(
        "KG-1",
        "notice",
        "on-giay-moi",
        {
            "kind": "giay-moi",
            "kind_name.text": "GIẤY MỜI",
            "kind_subject.text": "Họp tổng kết công tác năm 2025",
            "number.text": "Số: 48/GM-SNV",
            "to": lambda _: addressees("Các phòng, đơn vị thuộc Sở"),
        },
    ),
    near("KG-1", "short", "one-with-stop", {"to.0.text": "Kính gửi: Ủy ban nhân dân tỉnh Lào Cai."}),
    near("KG-1|NN-2", "decision", "none-on-quyet-dinh", {}),
    near(
        "KG-1|NN-2",
        "report",
        "on-bao-cao",
        {"to": lambda _: addressees("Ủy ban nhân dân tỉnh Cà Mau"), "recipients.0.text": "- Như trên;"},
    ),
    near("KG-1", "short", "two", {"to": lambda _: addressees("Ủy ban nhân dân tỉnh Lào Cai", "Sở Tài chính")}),
    near("KG-1", "cv881", "ten", {}),
    near("KG-1", "telegram", "dien", {}),
]

LEFTOVER = [
    fault("HC-1", "notice", "district-recipient", {"recipients.1.text": "- UBND huyện Châu Thành;"}),
    fault("HC-1", "notice", "district-in-text", said("2. Địa điểm: Trụ sở Ủy ban nhân dân huyện Tri Tôn.", 2)),
    fault("HC-1", "notice", "town", {"recipients.1.text": "- UBND thị xã Tịnh Biên;"}),
    fault(
        "HC-1",
        "short",
        "districts-addressed",
        {"to": lambda _: addressees("Ủy ban nhân dân các huyện, thị xã, thành phố")},
    ),
    fault(
        "HC-1",
        "report",
        "district-parent",
        {"parent.text": "UBND HUYỆN CÁI NƯỚC", "issuer.text": "PHÒNG Y TẾ", "number.text": "Số: 214/BC-PYT"},
    ),
    near("HC-1", "cv881", "dated-2024", {}),
    near(
        "HC-1",
        "notice",
        "last-day",
        {"date.text": "An Giang, ngày 30 tháng 6 năm 2025", "recipients.1.text": "- UBND huyện Châu Thành;"},
    ),
    near(
        "HC-1",
        "notice",
        "historical",
        said("2. Địa điểm: Trụ sở cũ của Ủy ban nhân dân huyện Tri Tôn (trước ngày 01 tháng 7 năm 2025).", 2),
    ),
    near("HC-1", "notice", "communes", {"recipients.1.text": "- UBND các xã, phường, đặc khu Phú Quốc;"}),
    fault(
        "MB-1",
        "short",
        "square-brackets",
        said("Sở Công Thương báo cáo [nội dung báo cáo] để Ủy ban nhân dân tỉnh xem xét."),
    ),
    fault("MB-1", "notice", "dotted-leader", said("2. Địa điểm: …………………………………", 2)),
    fault("MB-1", "notice", "dots", said("2. Địa điểm: Phòng số ............, trụ sở Sở Nội vụ.", 2)),
    fault(
        "MB-1",
        "short",
        "signature-note",
        {
            "sign": lambda s: (
                *s,
                Line(
                    "(Chữ ký của người có thẩm quyền, dấu/chữ ký số của cơ quan, tổ chức)", italic=True, align="center"
                ),
            )
        },
        also=("CK-1", "CK-3"),
    ),
    fault("MB-1", "short", "angle-brackets", said("Sở Công Thương báo cáo <tên cơ quan nhận> để xem xét.")),
    near("MB-1", "cv881", "prose-dots", {}),
    near("MB-1", "short", "footnote-mark", said("Lượng điện tiêu thụ giảm 4,2% so với cùng kỳ năm trước [1].")),
    near("MB-1", "short", "less-than", said("Các thiết bị có công suất < 20 W và > 5 W không phải thay thế.")),
]
