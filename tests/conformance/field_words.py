"""Siblings of the cases from the field: other regimes, words, and faults that were missed; each with what is right."""

from __future__ import annotations

from tests.conformance.field_docx import (
    DECISION,
    LETTER,
    Edit,
    after,
    body,
    instead,
    into,
    paragraph,
    table,
    without_rule,
    words,
)

Sibling = tuple[str, str, tuple[Edit, ...], set[str]]
BODY = "Ủy ban nhân dân tỉnh đề nghị"
LAST = "Sở Nội vụ chuẩn bị nội dung họp./."
NUMBER, ARCHIVE, TO, POST = "Số: 12/UBND-VX", "- Lưu: VT, TH.", "Kính gửi: Sở Nội vụ", "TM. ỦY BAN NHÂN DÂN"
ISSUER = ">TỈNH LÂM ĐỒNG<"
DECIDE = "Số: 12/QĐ-UBND"


def _text(*lines: str) -> tuple[Edit, ...]:
    """Paragraphs above the last one of the letter."""

    def edit(xml: str) -> str:
        at = xml.index("<w:p>", xml.index("Kính gửi: Sở Nội vụ"))
        return xml[:at] + "".join(body(line) for line in lines) + xml[at:]

    return (edit,)


def _title(text: str, *more: Edit, number: str = "Số: 12/TR-VX") -> tuple[Edit, ...]:
    """The letter under a title of its own, without V/v."""
    title = paragraph(text, look="<w:b/>", jc="center", before=360)
    return (
        words(NUMBER, number),
        words("V/v chuẩn bị Hội nghị trực tuyến", ""),
        instead(TO, title + paragraph(TO, jc="center")),
        *more,
    )


def _issuer(*lines: str) -> tuple[Edit, ...]:
    first, last = lines if len(lines) == 2 else ("ỦY BAN NHÂN DÂN", lines[0])
    pairs = ((">ỦY BAN NHÂN DÂN<", f">{first}<"), (ISSUER, f">{last}<"))
    return tuple(words(old, new) for old, new in pairs if old != new)


REGIMES: tuple[Sibling, ...] = (
    ("circular-issued", DECISION, (words(DECIDE, "Số: 12/2025/TT-BTC"), words(">QUYẾT ĐỊNH<", ">THÔNG TƯ<")), {"regime.vbqppl"}),
    ("decree", DECISION, (words(DECIDE, "Số: 112/2025/NĐ-CP"), words(">QUYẾT ĐỊNH<", ">NGHỊ ĐỊNH<")), {"regime.vbqppl"}),
    ("normative-decision", DECISION, (words(DECIDE, "Số: 12/2025/QĐ-UBND"),), {"regime.vbqppl"}),
    ("normative-decision-blank", DECISION, (words(DECIDE, "Số:      /2025/QĐ-UBND"),), {"regime.vbqppl"}),
    ("normative-resolution", DECISION, (words(DECIDE, "Số: 03/2025/NQ-HĐND"), words(">QUYẾT ĐỊNH<", ">NGHỊ QUYẾT<")), {"regime.vbqppl"}),
    ("party-letter", LETTER, (words("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "ĐẢNG CỘNG SẢN VIỆT NAM"), words("Độc lập - Tự do - Hạnh phúc", ""), *_issuer("TỈNH ỦY LÂM ĐỒNG", "BAN TỔ CHỨC"), words(NUMBER, "Số 12-CV/BTCTU")), {"regime.dang"}),
    ("youth-union", LETTER, (words("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "ĐOÀN TNCS HỒ CHÍ MINH"), words("Độc lập - Tự do - Hạnh phúc", ""), *_issuer("TỈNH ĐOÀN LÂM ĐỒNG", "BAN THƯỜNG VỤ"), words(NUMBER, "Số: 12-CV/TĐTN")), {"regime.doan-the"}),
    ("trade-union", LETTER, _issuer("LIÊN ĐOÀN LAO ĐỘNG TỈNH LÂM ĐỒNG", "CÔNG ĐOÀN VIÊN CHỨC"), {"regime.doan-the"}),
    ("women", LETTER, _issuer("HỘI LIÊN HIỆP PHỤ NỮ VIỆT NAM", "BAN CHẤP HÀNH TỈNH LÂM ĐỒNG"), {"regime.doan-the"}),
    ("front", LETTER, _issuer("ỦY BAN MTTQ VIỆT NAM", "TỈNH LÂM ĐỒNG"), {"regime.doan-the"}),
    ("military", LETTER, _issuer("QUÂN KHU 7", "BỘ CHỈ HUY QUÂN SỰ TỈNH LÂM ĐỒNG"), {"regime.quan-su"}),
    ("commune-military", LETTER, _issuer("UBND XÃ ĐỨC TRỌNG", "BAN CHỈ HUY QUÂN SỰ"), {"regime.quan-su"}),
    ("court-judgment", LETTER, (*_issuer("TÒA ÁN NHÂN DÂN", "KHU VỰC 1 - LÂM ĐỒNG"), words(NUMBER, "Số: 12/2025/DS-ST")), {"regime.to-tung"}),
    ("charter", LETTER, _title("ĐIỀU LỆ"), {"regime.khac"}),
    ("speech", LETTER, _title("THAM LUẬN"), {"regime.khac"}),
    ("slip", LETTER, _title("PHIẾU TRÌNH GIẢI QUYẾT CÔNG VIỆC"), {"regime.khac"}),
    ("opinion-slip", LETTER, _title("PHIẾU LẤY Ý KIẾN"), {"regime.khac"}),
    ("administrative-decision", DECISION, (), set()),
    ("party-cited-only", LETTER, _text("Thực hiện chủ trương của Đảng Cộng sản Việt Nam, Ủy ban nhân dân tỉnh triển khai các nội dung sau đây."), set()),
)  # fmt: skip


def _form(title: str, *lines: str) -> tuple[Edit, ...]:
    """A paper without number and issuer: Quốc hiệu in the middle, a title, its text."""

    def edit(xml: str) -> str:
        start, end = xml.index("<w:body>") + len("<w:body>"), xml.index("<w:sectPr", xml.rindex("</w:tbl>"))
        made = paragraph("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", look="<w:b/>", size=26, jc="center")
        made += paragraph("Độc lập - Tự do - Hạnh phúc", look="<w:b/>", jc="center")
        made += paragraph(title, look="<w:b/>", jc="center", before=360) + "".join(body(line) for line in lines)
        return xml[:start] + made + xml[end:]

    return (edit,)


FORMS: tuple[Sibling, ...] = (
    ("application", LETTER, _form("ĐƠN ĐỀ NGHỊ CẤP GIẤY PHÉP", "Kính gửi: Sở Nội vụ", "Tên tôi là: …………", "Tôi làm đơn này đề nghị cấp giấy phép."), {"regime.bieu-mau"}),
    ("declaration", LETTER, _form("TỜ KHAI ĐĂNG KÝ", "Họ và tên: Nguyễn Văn A", "Ngày sinh: 01/01/1990"), {"regime.bieu-mau"}),
    ("firms-contract", LETTER, _form("HỢP ĐỒNG KINH TẾ", "Số: 01/2025/HĐKT", "Hôm nay, ngày 01 tháng 10 năm 2025, chúng tôi gồm:", "BÊN A: CÔNG TY TNHH MỘT THÀNH VIÊN AN PHÚ", "BÊN B: CÔNG TY CỔ PHẦN XÂY DỰNG BÌNH MINH", "Điều 1. Bên B cung cấp hàng hóa cho Bên A."), {"regime.hop-dong"}),
)  # fmt: skip

WORDS: tuple[Sibling, ...] = (
    ("three-clauses", LETTER, _text("Căn cứ quy định tại khoản 1, khoản 2, khoản 6 Điều 21 Luật Cán bộ, công chức, đề nghị Sở Nội vụ rà soát hồ sơ."), set()),
    ("two-points", LETTER, _text("Theo quy định tại điểm a, điểm b khoản 2 Điều 5 của Quy chế, đề nghị Sở Nội vụ rà soát lại toàn bộ hồ sơ."), set()),
    ("clause-and-comma", LETTER, _text("Theo quy định tại khoản 2, Điều 5 của Quy chế, đề nghị Sở Nội vụ rà soát lại toàn bộ hồ sơ gửi kèm theo."), {"VH-1.word"}),
    ("articles-then-clause", LETTER, _text("Theo quy định tại Điều 3, khoản 2, Điều 7 của Quy chế, đề nghị Sở Nội vụ rà soát lại toàn bộ hồ sơ."), set()),
    ("clause-lower-article", LETTER, _text("Theo quy định tại khoản 2 điều 5 của Quy chế, đề nghị Sở Nội vụ rà soát lại toàn bộ hồ sơ gửi kèm theo."), {"VH-1.word"}),
    ("quoted-articles", LETTER, _text("1. Sửa đổi Quy chế như sau:", "“Điều 7. Thời hạn gửi báo cáo", "a. Chậm nhất ngày 15 của tháng cuối quý;", "c) Báo cáo đột xuất theo yêu cầu.”", "2. Các nội dung khác giữ nguyên."), set()),
    ("quoted-within", LETTER, _text("1. Tại Công văn số 15/BNV-TCBC ngày 01 tháng 8 năm 2025 của Bộ Nội vụ về việc sáp nhập có nêu: “Việc này do tỉnh quyết định.", "5. Hồ sơ gửi về Bộ.”.", "2. Đề nghị Sở Nội vụ thực hiện."), set()),
    ("straight-quotes", LETTER, _text('1. Bộ Nội vụ đã có ý kiến:', '"3. Việc này do tỉnh quyết định.', '4. Hồ sơ gửi về Bộ.".', "2. Đề nghị Sở Nội vụ thực hiện."), set()),
    ("own-gap-stays", LETTER, _text("1. Chuẩn bị nội dung họp.", "3. Gửi hồ sơ trước ngày 10."), {"ND-2.gap"}),
    ("italic-quotation", LETTER, (after(BODY, paragraph("“Việc sáp nhập các đơn vị do Ủy ban nhân dân tỉnh quyết định theo thẩm quyền được giao.”", look="<w:i/>", more='<w:ind w:firstLine="567"/>')), words("nội dung họp./.", "nội dung họp theo ý kiến sau:")), {"ND-3.missing"}),
    ("quan-doc", LETTER, (words(POST, "QUẢN ĐỐC"), words(">CHỦ TỊCH<", "><")), set()),
    ("quyen-chu-tich", LETTER, (words(POST, "QUYỀN CHỦ TỊCH"), words(">CHỦ TỊCH<", "><")), {"CK-1.prefix"}),
    ("thua-lenh", LETTER, (words(POST, "THỪA LỆNH CHỦ TỊCH"), words(">CHỦ TỊCH<", ">CHÁNH VĂN PHÒNG<")), {"CK-1.prefix"}),
    ("kt-without-stop", LETTER, (words(POST, "KT CHỦ TỊCH"), words(">CHỦ TỊCH<", ">PHÓ CHỦ TỊCH<")), {"CK-1.prefix"}),
    ("draft-line", LETTER, (after("V/v chuẩn bị", paragraph("DỰ THẢO", look="<w:b/>", size=24, jc="center")),), set()),
    ("wrong-mark-in-list", LETTER, (instead(TO, "".join(paragraph(t, jc="left", more='<w:ind w:left="2268"/>') for t in ("Kính gửi:", "- Sở Nội vụ;", "- Sở Tài chính.", "- Sở Tư pháp."))),), {"KG-1.mark"}),
    ("comma-in-list", LETTER, (instead(TO, "".join(paragraph(t, jc="left", more='<w:ind w:left="2268"/>') for t in ("Kính gửi:", "- Sở Nội vụ,", "- Sở Tài chính;", "- Sở Tư pháp."))),), {"KG-1.mark"}),
    ("faces-of-the-font", LETTER, (words('w:ascii="Times New Roman"', 'w:ascii="Times New Roman Bold"'), words('w:hAnsi="Times New Roman"', 'w:hAnsi="TimesNewRomanPS-BoldMT"')), set()),
    ("another-font", LETTER, (words('w:ascii="Times New Roman"', 'w:ascii="Times New Roman Bold Condensed X"'),), {"PG-2.font"}),
)  # fmt: skip


def _small(text: str, look: str = '<w:vertAlign w:val="subscript"/>', size: int = 22) -> str:
    return f'<w:r><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman"/>{look}<w:sz w:val="{size}"/></w:rPr><w:t>{text}</w:t></w:r>'


LIST = table(
    [["TT", "Họ và tên"], ["1", "Nguyễn Văn A"], ["2", "Trần Thị B"]],
    props='<w:tblBorders><w:top w:val="single" w:sz="4"/><w:left w:val="single" w:sz="4"/><w:bottom w:val="single" w:sz="4"/><w:right w:val="single" w:sz="4"/><w:insideH w:val="single" w:sz="4"/><w:insideV w:val="single" w:sz="4"/></w:tblBorders>',
)


def _behind(*made: str) -> tuple[Edit, ...]:
    def edit(xml: str) -> str:
        at = xml.rindex("<w:sectPr")
        return xml[:at] + "".join(made) + xml[at:]

    return (edit,)


MISSED: tuple[Sibling, ...] = (
    ("issuer-gddt", LETTER, _issuer("UBND TỈNH LÂM ĐỒNG", "PHÒNG GDĐT ĐÀ LẠT"), {"CQ-2.initials"} | {"CQ-1.parent_bold"}),
    ("issuer-bql-dtxd", LETTER, _issuer("BAN QLDA ĐTXD TỈNH"), {"CQ-2.initials", "CQ-1.parent_bold"}),
    ("issuer-ubnd", LETTER, (words(">ỦY BAN NHÂN DÂN<", ">UBND TỈNH LÂM ĐỒNG<"), words(ISSUER, "><"), without_rule()), {"CQ-2.short", "CQ-1.no_rule"}),
    ("issuer-firm", LETTER, _issuer("CÔNG TY TNHH MTV CẤP NƯỚC"), set()),
    ("issuer-numbered", LETTER, _issuer("KHU VỰC XIII"), set()),
    ("number-symbol-bold", LETTER, (words(">Số: 12/UBND-VX<", ">Số: 12/<"), into("Số: 12/<", _small("UBND-VX", "<w:b/>", 26))), {"SK-1.bold"}),
    ("number-italic-digits", LETTER, (words(">Số: 12/UBND-VX<", ">Số: <"), into("Số: <", _small("12", "<w:i/>", 26) + _small("/UBND-VX", "", 26))), {"SK-1.slanted"}),
    ("archive-colon", LETTER, (words(ARCHIVE, "- Lưu: VT; TH."),), {"NN-1.archive"}),
    ("archive-alone", LETTER, (words(ARCHIVE, "- Lưu: VT."),), set()),
    ("archive-copies", LETTER, (words(ARCHIVE, "- Lưu: VT, TH (2)."),), set()),
    ("drafter-right", LETTER, (words(ARCHIVE, "- Lưu: VT, TH. PL.(300)"),), set()),
    ("drafter-plain-right", LETTER, (words(ARCHIVE, "- Lưu: VT, TH.NVA"),), set()),
    ("drafter-lower", LETTER, (words(ARCHIVE, "- Lưu: VT, TH.Nva"),), {"NN-3.look"}),
    ("drafter-small", LETTER, (into(ARCHIVE, _small("NVA", "", 12)),), {"NN-3.look"}),
    ("drafter-italic", LETTER, (into(ARCHIVE, _small("NVA", "<w:i/>")),), {"NN-3.look"}),
    ("blank-symbol-in-text", LETTER, _text("Thực hiện Tờ trình số …/TTr-SNV ngày 02 tháng 9 năm 2025 của Sở Nội vụ về việc tổ chức Hội nghị trực tuyến."), {"MB-1.left"}),
    ("blank-day-in-text", LETTER, _text("Thực hiện Tờ trình số 15/TTr-SNV ngày … tháng 9 năm 2025 của Sở Nội vụ về việc tổ chức Hội nghị trực tuyến."), {"MB-1.left"} | {"VD-1.first"}),
    ("blank-in-ground", DECISION, (words("Theo đề nghị của Giám đốc Sở Nội vụ.", "Theo đề nghị của Giám đốc Sở Nội vụ tại Tờ trình số      /TTr-SNV ngày 03 tháng 9 năm 2025."),), {"MB-1.left"}),
    ("list-without-origin", DECISION, _behind(paragraph("DANH SÁCH TỔ CÔNG TÁC", look="<w:b/>", jc="center"), LIST), {"PL-1.unlabelled"}),
    ("form-without-label", DECISION, _behind(paragraph("BIỂU TỔNG HỢP KẾT QUẢ", look="<w:b/>", jc="center"), paragraph("(Kèm theo Quyết định số 12/QĐ-UBND ngày 05 tháng 9 năm 2025 của Chủ tịch Ủy ban nhân dân tỉnh Lâm Đồng)", look="<w:i/>", jc="center"), LIST), {"PL-1.unlabelled"}),
)  # fmt: skip

ALL = {
    **{f"regime-{n}": (b, e, r) for n, b, e, r in (*REGIMES, *FORMS)},
    **{f"words-{n}": (b, e, r) for n, b, e, r in WORDS},
    **{f"missed-{n}": (b, e, r) for n, b, e, r in MISSED},
}
