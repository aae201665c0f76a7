"""What each kind has of its own: one fault each, and near misses."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.conformance.letter_parts import BODY, POST, TITLE, addressees, copies
from tests.conformance.raw_model import Letter, Line, Rule
from tests.conformance.variant import each, of_kind, swap
from tests.conformance.variant import fault as plain_fault
from tests.conformance.variant import near as plain_near

fault, near = of_kind(plain_fault), of_kind(plain_near)
PLAIN = Line(first=12.7, before=6)


def lines(*at: int):
    """Without some paragraphs of the text."""
    return {"body": lambda body: tuple(x for n, x in enumerate(body) if n not in at)}


def symbol(old: str, new: str) -> dict[str, Any]:
    return {"number.text": swap(old, new)}


def posts(*texts: str) -> dict[str, Any]:
    return {"sign": tuple(replace(POST, text=t, before=0) for t in texts)}


def _beside(letter: Letter) -> Letter:
    """A biên bản whose Nơi nhận stands where that of a công văn does; the two signatures are under it."""
    both = (*letter.left_sign, *[Line(align="center")] * 4, letter.left_name)
    return replace(
        letter, recipients=(*letter.recipients, *(x for x in both if x)), left_sign=(), left_name=None, below=False
    )


DATE = Line("Tây Ninh, ngày 03 tháng 11 năm 2025", size=13, italic=True, align="center", before=8)
TO = {"to": lambda _: addressees("Các phòng, đơn vị thuộc Sở")}
RESOLVED = [
    fault("PR-1", "decision", "no-authority", {"authority": None}),
    fault("PR-1", "quyet-dinh-2", "no-quyet-dinh", {"resolve": None}),
    fault("PR-1", "nghi-quyet-1", "quyet-dinh-on-nghi-quyet", {"resolve.text": "QUYẾT ĐỊNH:"}),
    fault("PR-1", "nghi-quyet-2", "no-colon", {"resolve.text": "QUYẾT NGHỊ"}),
    fault("PR-1", "quyet-dinh-2", "authority-not-bold", {"authority.bold": False}),
    fault("PR-1", "nghi-quyet-1", "authority-lower-case", {"authority.text": "Hội đồng nhân dân xã Bảo Thắng"}),
    fault("PR-1", "decision", "resolve-left", {"resolve.align": "left"}, layout="table"),
    fault("PR-1", "approving", "resolve-italic", {"resolve.italic": True}),
    fault("PR-1", "decision", "authority-16", {"authority.size": 16.0}),
    near("PR-1", "decision", "whole", {}),
    near("PR-1", "nghi-quyet-2", "authority-of-two-lines", {}),
    near("PR-1", "quyet-dinh-2", "size-13", {"authority.size": 13.0, "resolve.size": 13.0}),
    fault("CC-1", "quyet-dinh-2", "none", {"grounds": ()}, "warning"),
    fault("CC-1", "nghi-quyet-1", "comma-on-nghi-quyet", {"grounds.0.text": swap("2025;", "2025,")}),
    fault("CC-1", "approving", "xet-upright", {"grounds.1.italic": False}),
    fault("TL-1", "decision", "no-ve-viec", {"kind_subject.text": "Kiện toàn Ban Chỉ đạo chuyển đổi số"}, "warning"),
    near("TL-1", "issuing", "ban-hanh", {}),
    near("TL-1", "approving", "phe-duyet", {}),
    near("TL-1", "quyet-dinh-2", "ve", {"kind_subject.text": "Về lựa chọn nhà thầu"}),
    fault("CK-2", "nghi-quyet-1", "no-tm", posts("CHỦ TỊCH")),
    fault("CK-2", "quyet-dinh-2", "collective-without-tm", posts("CHỦ TỊCH")),
    fault("CK-2", "decision", "tm-for-the-head", posts("TM. GIÁM ĐỐC", "GIÁM ĐỐC"), also=("CK-1",)),
    near("CK-2", "decision", "head-alone", {}),
    near("CK-2", "nghi-quyet-2", "tm-kt", {}),
    fault("KG-1", "nghi-quyet-1", "on-nghi-quyet", TO),
    fault("NN-2", "nghi-quyet-2", "nhu-tren-on-nghi-quyet", {"recipients.0.text": "- Như trên;"}),
    fault("NN-2", "quyet-dinh-2", "nhu-dieu-5", {"recipients.0.text": "- Như Điều 5;"}),
]
MEETINGS = [
    fault("DD-1", "bien-ban-1", "date-in-head", {"date": DATE}),
    fault("NN-1", "bien-ban-1", "beside", _beside, also=("CK-1", "CK-3"), layout="table"),
    fault("CK-1", "bien-ban-2", "one-signature", {"left_sign": (), "left_name": None}),
    fault("CK-1", "bien-ban-1", "left-not-bold", {"left_sign.0.bold": False}),
    fault("CK-1", "bien-ban-1", "left-lower-case", {"left_sign.0.text": "Thư ký"}),
    fault("CK-3", "bien-ban-2", "left-rank", {"left_name.text": "ThS. Phạm Quốc Bảo"}),
    fault("CK-3", "bien-ban-1", "left-name-not-bold", {"left_name.bold": False}),
    fault("PR-1", "bien-ban-1", "no-place", lines(1), "warning"),
    fault(
        "PR-1",
        "bien-ban-2",
        "no-end-of-the-meeting",
        {"body.8.text": "Các thành viên thống nhất nội dung trên./."},
        "warning",
    ),
    fault("SK-2", "bien-ban-1", "bb-as-bbh", symbol("14/BB", "14/BBH")),
    fault("KG-1", "bien-ban-2", "on-bien-ban", TO),
    near("NN-1|CK-1|DD-1|TL-1", "bien-ban-1", "below", {}),
    near("TL-1", "bien-ban-1", "with-a-rule", {"kind_rule": Rule(share=0.4)}),
    near("CK-1", "bien-ban-1", "nguoi-ghi", {"left_sign.0.text": "NGƯỜI GHI BIÊN BẢN", "sign.0.text": "CHỦ TRÌ"}),
    near("PR-1", "bien-ban-1", "chu-toa", {"body.3.text": "Chủ tọa: Bà Trần Thị Hồng Ngọc, Giám đốc Sở."}),
]
CALLED = [
    fault("PR-1", "cong-dien-2", "no-dien", {"to": ()}),
    fault("PR-1", "telegram", "dien-left", {"to.0.align": "left", "to.0.left": 35.0}, "warning"),
    fault("KG-1", "cong-dien-2", "kinh-gui", {"to": lambda to: (replace(to[0], text="Kính gửi:"), *to[1:])}),
    fault("KG-1", "telegram", "last-with-semicolon", {"to.-1.text": swap("phường.", "phường;")}),
    fault("KG-1", "cong-dien-2", "cong-dien-no-dash", {"to.1.text": swap("- ", "")}, layout="table"),
    fault("SK-2", "cong-dien-2", "cd-as-ct", symbol("/CĐ", "/CT")),
    near("PR-1|KG-1|NN-2", "cong-dien-2", "dien", {}),
    fault("KG-1", "giay-moi-1", "kinh-gui-on-giay-moi", TO),
    fault("PR-1", "giay-moi-2", "no-kinh-moi", lines(0)),
    fault("PR-1", "giay-moi-1", "no-place", lines(4), "warning"),
    fault("PR-1", "giay-moi-2", "no-hour", lines(3), "warning"),
    fault("SK-2", "giay-moi-1", "gm-as-tm", symbol("/GM", "/TM")),
    near("PR-1|KG-1|NN-2", "giay-moi-2", "nhu-tren", {}),
    fault("PR-1", "giay-gioi-thieu-1", "no-gioi-thieu", {"body.0.text": "Sở Nội vụ cử:"}),
    fault("PR-1", "giay-gioi-thieu-2", "no-value-until", {"body.6.text": "Trân trọng cảm ơn./."}, "warning"),
    fault(
        "TL-1",
        "giay-gioi-thieu-1",
        "with-subject",
        {"kind_subject": replace(TITLE, text="Về việc liên hệ công tác")},
        "warning",
    ),
    fault(
        "PR-1",
        "giay-gioi-thieu-2",
        "two-fields-on-one-line",
        lambda a: replace(
            a, body=(a.body[0], replace(PLAIN, text="Ông (bà): Lâm Thị Bích Thủy. Chức vụ: Chuyên viên."), *a.body[3:])
        ),
        "warning",
    ),
    fault("TL-1", "giay-gioi-thieu-2", "no-rule", {"kind_rule": None}),
    near("TL-1|PR-1|NN-2", "giay-gioi-thieu-1", "name-alone", {}),
    fault("PR-1", "giay-nghi-phep-1", "no-cap-cho", {"body.1.text": "Chi cục Kiểm lâm đồng ý để:"}),
    fault("PR-1", "giay-nghi-phep-2", "no-days", lines(4), "warning"),
    fault(
        "TL-1",
        "giay-nghi-phep-2",
        "with-subject",
        {"kind_subject": replace(TITLE, text="Nghỉ phép năm 2026")},
        "warning",
    ),
    near("TL-1|PR-1|CK-1|CK-3", "giay-nghi-phep-1", "confirmed-below", {}),
    fault("NN-1", "giay-nghi-phep-1", "no-luu", {"recipients": lambda _: copies("Ông Giàng Seo Pao")}, also=()),
]
SYMBOLS = [
    fault("SK-2", base, name, symbol(old, new), also=("SK-1",))
    for base, name, old, new in (
        ("chi-thi-1", "chi-thi-as-ctr", "/CT", "/CTr"), ("quy-che-1", "quy-che-as-qd", "/QC", "/QĐ"), ("quy-dinh-2", "quy-dinh-as-qd-2", "/QyĐ", "/QĐ"),
        ("thong-cao-1", "thong-cao-as-tb", "/TC", "/TB"), ("huong-dan-1", "huong-dan-as-hd", "/HD", "/HĐ"),
        ("chuong-trinh-2", "chuong-trinh-as-ct-2", "/CTr", "/CT"), ("ke-hoach-1", "ke-hoach-as-kh", "/KH", "/KHo"),
        ("phuong-an-1", "phuong-an-as-pa", "/PA", "/PAn"), ("de-an-1", "de-an-as-da", "/ĐA", "/DA"), ("du-an-2", "du-an-as-da", "/DA", "/ĐA"),
        ("bao-cao-2", "bao-cao-as-bc", "/BC", "/BCKQ"), ("to-trinh-2", "to-trinh-as-tt-2", "/TTr", "/TT"), ("hop-dong-1", "hop-dong-as-hd", "/HĐ", "/HD"),
        ("ban-ghi-nho-1", "ban-ghi-nho-as-gn", "/BGN", "/GN"), ("ban-thoa-thuan-1", "thoa-thuan-as-tt", "/BTT", "/TT"),
        ("giay-uy-quyen-1", "uy-quyen-as-uq", "/GUQ", "/UQ"), ("giay-gioi-thieu-2", "gioi-thieu-as-gt", "/GGT", "/GT"),
        ("giay-nghi-phep-1", "nghi-phep-as-np", "/GNP", "/NP"), ("phieu-gui-1", "phieu-gui-as-pc", "/PG", "/PC"),
        ("phieu-chuyen-1", "phieu-chuyen-as-pg", "/PC", "/PG"), ("phieu-bao-1", "phieu-bao-as-tb", "/PB", "/TB"),
    )
]  # fmt: skip
NAMED = [
    fault("KG-1", "chi-thi-1", "on-chi-thi", TO),
    fault("KG-1", "ke-hoach-1", "on-ke-hoach", TO),
    fault("KG-1", "giay-uy-quyen-1", "on-giay-uy-quyen", TO),
    fault("KG-1", "phieu-chuyen-1", "on-phieu-chuyen", TO),
    fault("KG-1", "to-trinh-2", "to-trinh-without", {"to": (), "recipients.0.text": "- Ủy ban nhân dân tỉnh;"}),
    near("KG-1|NN-2", "bao-cao-2", "upward-report", {}),
    near("KG-1|NN-2", "report", "report-to-nobody-above", {}),
    fault("NN-2", "thong-cao-1", "nhu-tren-on-thong-cao", {"recipients.0.text": "- Như trên;"}),
    fault("TL-1", "phuong-an-1", "no-subject", {"kind_subject": None}),
    fault("TL-1", "de-an-2", "subject-upright-plain", {"kind_subject.bold": False}),
    fault("TL-1", "ke-hoach-2", "subject-in-capitals", {"kind_subject.text": "TIÊM CHỦNG MỞ RỘNG NĂM 2026"}),
    fault("TL-1", "quyet-dinh-2", "subject-in-capitals", {"kind_subject.text": "VỀ VIỆC LỰA CHỌN NHÀ THẦU"}),
    fault("TL-1", "thong-cao-2", "kind-left", {"kind_name.align": "left"}),
    fault("ND-3", "phieu-bao-2", "missing", {"body.0.text": swap("./.", ".")}),
    fault("ND-3", "huong-dan-2", "missing-on-huong-dan", {"body.4.text": swap("./.", ".")}),
    fault("CK-1", "chi-thi-1", "not-bold", {"sign.0.bold": False}),
    fault("CK-3", "quy-dinh-2", "post-like-name", {"name.text": "Đại tá Trương Văn Quyền"}),
    near("CK-1|CK-3", "huong-dan-1", "name-begins-like-a-post", {}),
    fault("NN-1", "phieu-gui-1", "list-12", {"recipients": each(size=12.0)}),
]
FREE = [
    fault("CK-1", "hop-dong-1", "left-post-plain", {"left_sign.1.bold": False}),
    fault("QH-1", "ban-ghi-nho-1", "motto-en-dash", {"motto.text": "Độc lập – Tự do – Hạnh phúc"}),
    fault("TL-1", "ban-thoa-thuan-1", "kind-not-bold", {"kind_name.bold": False}),
    fault("ND-1", "hop-dong-2", "size-12", {"body": each(size=12.0)}),
    fault("CK-3", "thu-cong-2", "rank", {"name.text": "BS. Dương Minh Khang"}),
    near("NN-1|DD-1|ND-3|CQ-1", "hop-dong-1", "without-what-no-form-asks", {"issuer": None, "parent": None}),
    near("CK-1", "ban-ghi-nho-2", "one-signature", {"left_sign": (), "left_name": None}),
    near("QH-1|SK-1|NN-1|TL-1", "thu-cong-1", "bare", {}),
    near("KG-1", "thu-cong-2", "kinh-gui-on-thu-cong", {}),
    near("ND-3", "hop-dong-1", "end-mark", {"body.-1.text": lambda t: t.rstrip(".") + "./."}),
]
STRUCTURED = [
    fault("ND-2", "quy-che-1", "chapter-in-capitals", {"body.0.text": "CHƯƠNG I"}),
    fault("ND-2", "quy-che-1", "chapter-and-title-on-one-line", {"body.0.text": "Chương I. QUY ĐỊNH CHUNG", "body.1.text": "QUY ĐỊNH CHUNG"}),
    fault("ND-2", "regulation", "chapter-left", {"body.6.align": "left"}, layout="table"),
    fault("ND-2", "quy-che-1", "title-left", {"body.7.align": "left"}, layout="theme"),
    fault("ND-2", "quy-che-1", "chapter-untitled", lambda a: replace(a, body=(*a.body[:1], *a.body[2:]))),
    fault("ND-2", "regulation", "section-title-not-bold", {"body.9.bold": False}),
    fault("ND-2", "quy-che-1", "chapter-16", {"body.6.size": 16.0}),
    fault("ND-2", "quy-che-1", "article-title-plain", {"body.2": replace(BODY, text="**Điều 1.** Phạm vi điều chỉnh")}),
    fault(
        "ND-2", "quy-che-1", "article-untitled",
        {"body.2": replace(BODY, text="**Điều 1.** Quy chế này quy định việc tiếp nhận, xử lý văn bản tại Sở.")}, "warning",
    ),
    fault("ND-2", "de-an-1", "part-arabic", {"body.0.text": "Phần 1"}),
    fault("ND-2", "de-an-1", "part-title-lower-case", {"body.1.text": "Đánh giá chung"}),
    near("ND-2", "quy-che-1", "chapters-sections-articles", {}),
    near("ND-2", "de-an-1", "parts", {}),
    near("ND-2", "quy-che-2", "articles-without-titles-or-chapters", {}),
    near("ND-2", "decision", "one-article-titled", {}),
    near("ND-2", "quy-che-1", "sentence-of-a-chapter", {"body.3": replace(PLAIN, text="Chương II của Quy chế này áp dụng cho văn bản đến và văn bản đi của Sở, các đơn vị trực thuộc.")}),
]  # fmt: skip
KINDS = [*RESOLVED, *MEETINGS, *CALLED, *SYMBOLS, *NAMED, *FREE, *STRUCTURED]
