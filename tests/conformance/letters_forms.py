"""Conforming letters of the kinds with forms of their own (Mẫu 1.1 to 1.3, 1.6 to 1.10), and of those without any."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from tests.conformance.letter_parts import POST, TITLE, addressees, body, copies
from tests.conformance.letters_named import GROUND, RULES, UBND, made
from tests.conformance.raw_model import Annex, Attached, Letter, Line, Rule

CALL = Line(align="center", before=12)
LISTED = Line(left=30, align="left")
SIDE = replace(POST, before=0)


def _ruling(
    kind: str,
    title: str,
    about: str,
    agency: str,
    number: str,
    day: str,
    authority: str,
    grounds: tuple[str, ...],
    *text: str,
    **more: object,
) -> Letter:
    """A nghị quyết or a quyết định: authority line, căn cứ, the resolving line."""
    resolves = {"nghi-quyet": "QUYẾT NGHỊ:", "quyet-dinh": "QUYẾT ĐỊNH:"}[kind]
    given = {
        "authority": replace(TITLE, text=authority, before=14),
        "grounds": body(*grounds, like=GROUND),
        "resolve": replace(TITLE, text=resolves, before=10),
        "sent": ("Như Điều 2", "Lưu: VT, VP"),
    }
    return made(kind, title, about, agency, number, day, *text, **given | more)  # type: ignore[arg-type]


LAW = "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;"
DECREE = "Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư;"
ARTICLE_2 = "**Điều 2.** Chánh Văn phòng, Trưởng các phòng, đơn vị thuộc Sở chịu trách nhiệm thi hành Quyết định này./."


def issuing() -> Letter:
    """A decision that issues a quy chế in chapters, with the regulation under a head of its own."""
    made_ = _ruling(
        "quyet-dinh", "QUYẾT ĐỊNH", "Ban hành Quy chế công tác văn thư", "SKHCN", "131/QĐ", "22 tháng 12 năm 2025",
        "GIÁM ĐỐC SỞ KHOA HỌC VÀ CÔNG NGHỆ", (LAW, DECREE, "Theo đề nghị của Chánh Văn phòng."),
        "**Điều 1.** Ban hành kèm theo Quyết định này Quy chế công tác văn thư của Sở Khoa học và Công nghệ.", ARTICLE_2,
    )  # fmt: skip
    origin = "(Kèm theo Quyết định số 131/QĐ-SKHCN ngày 22 tháng 12 năm 2025 của Giám đốc Sở Khoa học và Công nghệ)"
    return replace(
        made_,
        attached=(
            Attached(
                replace(TITLE, text="QUY CHẾ", before=18),
                replace(TITLE, text="Công tác văn thư"),
                Line(origin, italic=True, align="center"),
                RULES,
            ),
        ),
    )


def approving() -> Letter:
    """A decision that approves a plan of several parts; the plan has an annex."""
    base = _ruling(
        "quyet-dinh", "QUYẾT ĐỊNH", "Phê duyệt Kế hoạch kiểm tra năm 2026", "SNV", "88/QĐ", "06 tháng 01 năm 2026",
        "GIÁM ĐỐC SỞ NỘI VỤ", (LAW, "Xét đề nghị của Chánh Văn phòng Sở."),
        "**Điều 1.** Phê duyệt kèm theo Quyết định này Kế hoạch kiểm tra năm 2026.", ARTICLE_2, large=True,
    )  # fmt: skip
    origin = "(Ban hành kèm theo Quyết định số 88/QĐ-SNV ngày 06 tháng 01 năm 2026 của Giám đốc Sở Nội vụ)"
    plan = Attached(
        replace(TITLE, text="KẾ HOẠCH", before=18),
        replace(TITLE, text="Kiểm tra công tác văn thư, lưu trữ năm 2026"),
        Line(origin, italic=True, align="center"),
        body(
            "1. Kiểm tra 12 xã, phường theo danh sách đã được thống nhất.", "2. Thời gian kiểm tra: Quý II năm 2026./."
        ),
        restart=True,
    )
    return replace(base, attached=(plan,))


def meeting(subject: str = "Họp giao ban tháng 11 năm 2025", **more: object) -> Letter:
    """A biên bản: no date in the head, two signatures, Nơi nhận below them."""
    text = (
        "Thời gian bắt đầu: 08 giờ 00, ngày 03 tháng 11 năm 2025.",
        "Địa điểm: Phòng họp số 2, trụ sở Sở Khoa học và Công nghệ.",
        "Thành phần tham dự: Ban Giám đốc Sở, trưởng các phòng, đơn vị thuộc Sở.",
        "Chủ trì (chủ tọa): Bà Trần Thị Hồng Ngọc, Giám đốc Sở.",
        "Thư ký (người ghi biên bản): Ông Phạm Quốc Bảo, chuyên viên Văn phòng Sở.",
        "Nội dung (theo diễn biến cuộc họp):",
        "1. Phòng Chuyển đổi số báo cáo tiến độ số hóa; đã hoàn thành 82% khối lượng năm 2025.",
        "2. Giám đốc Sở kết luận: Các phòng hoàn thành kế hoạch trước ngày 15 tháng 12 năm 2025.",
        "Cuộc họp kết thúc vào 10 giờ 30, ngày 03 tháng 11 năm 2025./.",
    )
    base = made("bien-ban", "BIÊN BẢN", subject, "SKHCN", "14/BB", "03 tháng 11 năm 2025", *text, posts=("CHỦ TỌA",))
    given = {
        "date": None,
        "kind_rule": None,
        "left_sign": (replace(SIDE, text="THƯ KÝ"),),
        "left_name": replace(POST, text="Phạm Quốc Bảo"),
        "below": True,
        "recipients": copies("Ban Giám đốc Sở", "Các phòng, đơn vị thuộc Sở", "Lưu: VT, Hồ sơ"),
    }
    return replace(base, **given | more)  # type: ignore[arg-type]


def minutes_of_council() -> Letter:
    posts = ("TM. HỘI ĐỒNG", "CHỦ TỊCH")
    return meeting("Họp Hội đồng khoa học năm 2025", sign=tuple(replace(SIDE, text=p) for p in posts))


def telegram_2() -> Letter:
    base = made(
        "cong-dien", "CÔNG ĐIỆN", "Về việc ứng phó với bão số 13", "UBND", "03/CĐ", "06 tháng 11 năm 2025",
        "Bão số 13 có khả năng gây mưa lớn trên địa bàn xã trong hai ngày 07 và 08 tháng 11. Ủy ban nhân dân xã yêu cầu các thôn:",
        "1. Di dời các hộ dân ven suối trước 17 giờ ngày 06 tháng 11.", "2. Báo cáo tình hình về Văn phòng trước 20 giờ hằng ngày./.",
        posts=UBND, sent=("Như trên", "Lưu: VT, VP"), large=True,
    )  # fmt: skip
    items = ("- Trưởng các thôn trên địa bàn xã;", "- Trạm trưởng Trạm Y tế xã.")
    call = replace(CALL, text="ỦY BAN NHÂN DÂN XÃ BẢO THẮNG điện:")
    return replace(base, to=(call, *(replace(LISTED, text=t) for t in items)))


def invitation(**more: object) -> Letter:
    given: dict[str, object] = {"posts": ("TL. GIÁM ĐỐC", "CHÁNH VĂN PHÒNG"), "sent": ("Như trên", "Lưu: VT, VP")}
    return made(
        "giay-moi", "GIẤY MỜI", "Họp góp ý Kế hoạch chuyển đổi số năm 2026", "SKHCN", "52/GM", "21 tháng 11 năm 2025",
        "Sở Khoa học và Công nghệ trân trọng kính mời: Lãnh đạo Sở Tài chính, Sở Nội vụ, Văn phòng Ủy ban nhân dân tỉnh.",
        "Tới dự cuộc họp góp ý dự thảo Kế hoạch chuyển đổi số năm 2026 của tỉnh.",
        "Chủ trì: Bà Trần Thị Hồng Ngọc, Giám đốc Sở.",
        "Thời gian: 14 giờ 00, ngày 26 tháng 11 năm 2025.",
        "Địa điểm: Phòng họp số 1, trụ sở Sở Khoa học và Công nghệ.",
        "Đề nghị các đại biểu mang theo ý kiến góp ý bằng văn bản./.", **given | more,
    )  # type: ignore[arg-type] # fmt: skip


def introduction(**more: object) -> Letter:
    given: dict[str, object] = {"sent": ("Như trên", "Lưu: VT"), "posts": ("TL. GIÁM ĐỐC", "CHÁNH VĂN PHÒNG")}
    return made(
        "giay-gioi-thieu", "GIẤY GIỚI THIỆU", None, "SNV", "77/GGT", "10 tháng 12 năm 2025",
        "Sở Nội vụ trân trọng giới thiệu:", "Ông (bà): Lâm Thị Bích Thủy.", "Chức vụ: Chuyên viên Phòng Tổ chức.",
        "Được cử đến: Ủy ban nhân dân phường Long Xuyên.", "Về việc: Kiểm tra hồ sơ lưu trữ năm 2025.",
        "Đề nghị Quý cơ quan tạo điều kiện để ông (bà) có tên ở trên hoàn thành nhiệm vụ.",
        "Giấy này có giá trị đến hết ngày 20 tháng 12 năm 2025./.", **given | more,
    )  # type: ignore[arg-type] # fmt: skip


CONFIRMED = "Xác nhận của cơ quan (tổ chức) hoặc chính quyền địa phương nơi nghỉ phép (nếu cần)"


def leave(**more: object) -> Letter:
    given: dict[str, object] = {
        "sent": ("Ông Giàng Seo Pao", "Lưu: VT"),
        "posts": ("KT. CHI CỤC TRƯỞNG", "PHÓ CHI CỤC TRƯỞNG"),
        "after_sign": (Line(CONFIRMED, align="center", before=18),),
    }
    return made(
        "giay-nghi-phep", "GIẤY NGHỈ PHÉP", None, "CCKL", "08/GNP", "02 tháng 02 năm 2026",
        "Xét Đơn đề nghị nghỉ phép ngày 30 tháng 01 năm 2026 của ông Lý A Sửu.", "Chi cục Kiểm lâm cấp cho:",
        "Ông (bà): Lý A Sửu.", "Chức vụ: Kiểm lâm viên Hạt Kiểm lâm Bảo Thắng.",
        "Được nghỉ phép trong thời gian 05 ngày, kể từ ngày 09 tháng 02 năm 2026 đến hết ngày 13 tháng 02 năm 2026 tại tỉnh Sơn La.",
        "Số ngày nghỉ phép nêu trên được tính vào thời gian nghỉ phép năm 2026./.",
        **given | more,
    )  # type: ignore[arg-type] # fmt: skip


def contract(title: str = "HỢP ĐỒNG", kind: str = "hop-dong", number: str = "09/HĐ", **more: object) -> Letter:
    """No form in the decree: two parties, two signatures, no Nơi nhận, no place and date in the head."""
    base = made(
        kind, title, "Thuê dịch vụ số hóa tài liệu", "SNV", number, "01 tháng 10 năm 2025",
        "Hôm nay, ngày 01 tháng 10 năm 2025, tại trụ sở Sở Nội vụ tỉnh An Giang, hai bên gồm có:",
        "Bên A: Sở Nội vụ tỉnh An Giang, do ông Trương Văn Quyền, Giám đốc, làm đại diện.",
        "Bên B: Công ty Cổ phần Lưu trữ Cửu Long, do bà Mai Thị Lan, Giám đốc, làm đại diện.",
        "**Điều 1. Nội dung công việc**", "Bên B số hóa 120 mét giá tài liệu của Bên A theo yêu cầu kỹ thuật kèm theo.",
        "**Điều 2. Giá trị**", "Giá trị trọn gói là 480.000.000 đồng, đã gồm thuế giá trị gia tăng.",
        posts=("ĐẠI DIỆN BÊN B", "GIÁM ĐỐC"), sent=(),
    )  # fmt: skip
    given = {
        "date": None,
        "left_sign": tuple(replace(SIDE, text=p) for p in ("ĐẠI DIỆN BÊN A", "GIÁM ĐỐC")),
        "left_name": replace(POST, text="Trương Văn Quyền"),
        "name": replace(POST, text="Mai Thị Lan"),
    }
    return replace(base, **given | more)  # type: ignore[arg-type]


def plain_contract() -> Letter:
    """As contracts are: no issuer in the head, a title of many words, nothing under it."""
    return contract("HỢP ĐỒNG CUNG CẤP DỊCH VỤ", kind_subject=None, kind_rule=None)


def centred_contract() -> Letter:
    """Quốc hiệu in the middle, the number under the title, the day in the text."""
    made_ = contract(
        "HỢP ĐỒNG",
        kind_subject=replace(TITLE, text="Thuê dịch vụ số hóa tài liệu"),
        kind_rule=None,
        issuer=None,
        parent=None,
        centred=True,
    )
    today = "Hôm nay, ngày 01 tháng 10 năm 2025, tại An Giang, hai bên gồm có"
    return replace(made_, body=(replace(made_.body[0], text=today), *made_.body[1:]))  # type: ignore[type-var]


def letter_of_thanks(**more: object) -> Letter:
    """A thư công: no number, no kind's abbreviation, in the head's place and date."""
    given: dict[str, object] = {"number": None, "recipients": (), "kind_rule": None}
    base = made(
        "thu-cong", "THƯ KHEN", None, "UBND", "00/TK", "12 tháng 9 năm 2025",
        "Ủy ban nhân dân xã Bảo Thắng nhiệt liệt khen ngợi lực lượng dân quân xã đã kịp thời cứu 14 người dân trong trận lũ đêm 08 tháng 9.",
        "Chúc các đồng chí mạnh khỏe, hoàn thành xuất sắc nhiệm vụ được giao.", posts=UBND, sent=("Lưu: VT",),
    )  # fmt: skip
    return replace(base, **given | more)  # type: ignore[arg-type]


def thanks_with_all() -> Letter:
    """A thư công that has what any document has."""
    return made(
        "thu-cong", "THƯ CẢM ƠN", "Gửi các nhà tài trợ", "SYT", "04/BGĐ", "20 tháng 5 năm 2026",
        "Sở Y tế trân trọng cảm ơn các đơn vị đã tài trợ 06 máy thở cho Trung tâm Y tế khu vực Năm Căn./.", large=True,
        to=addressees("Các đơn vị tài trợ"), sent=("Như trên", "Lưu: VT"),
    )  # fmt: skip


def attached_alone() -> Letter:
    """The regulation of a decision in a file of its own, signed by the agency (ô 14); "(Kèm theo …)" is not filled in."""
    base = issuing()
    text = replace(
        base.attached[0],
        origin=replace(
            base.attached[0].origin,
            text="(Kèm theo Quyết định số … /QĐ-SKHCN ngày … tháng … năm … của Giám đốc Sở Khoa học và Công nghệ)",
        ),
    )
    return replace(
        base,
        kind="quy-che",
        attached=(text,),
        alone="attached",
        info=_info("Số: 131/QĐ-SKHCN; 22/12/2025; 09:15:08 +07:00"),
    )


def annex_alone() -> Letter:
    base = made("cong-van", "", None, "SNV", "12/SNV", "06 tháng 01 năm 2026", "Một.")
    one = Annex(
        Line("Phụ lục", bold=True, align="center"),
        Line("DANH SÁCH ĐƠN VỊ ĐƯỢC KIỂM TRA", bold=True, align="center"),
        Line("(Kèm theo Công văn số … /SNV-VP ngày … tháng … năm … của Sở Nội vụ)", italic=True, align="center"),
        body(
            "1. Phường Long Xuyên.",
            "2. Xã Mỹ Thới, xã Mỹ Hòa Hưng và các đơn vị sự nghiệp đóng trên địa bàn hai xã này./.",
        ),
    )
    return replace(base, kind="", annexes=(one,), alone="annex")


def _info(text: str) -> Line:
    return Line(text, size=10, align="right")


def electronic_copy() -> Letter:
    from tests.conformance.letters_first import short

    return replace(short(), info=_info("Sao y; Chi cục Kiểm lâm; 08/9/2025; 14:02:31 +07:00"))


NQ = (
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;",
    "Xét Tờ trình số 21/TTr-UBND ngày 10 tháng 12 năm 2025 của Ủy ban nhân dân xã Bảo Thắng về dự toán ngân sách năm 2026; ý kiến thảo luận của đại biểu.",
)
FORMS: dict[str, Callable[[], Letter]] = {
    "nghi-quyet-1": partial(_ruling, "nghi-quyet", "NGHỊ QUYẾT", "Về dự toán ngân sách xã năm 2026", "UBND", "18/NQ", "19 tháng 12 năm 2025",
        "HỘI ĐỒNG NHÂN DÂN XÃ BẢO THẮNG", NQ, "**Điều 1.** Thông qua dự toán ngân sách xã năm 2026 với tổng thu 42,6 tỷ đồng.",
        "**Điều 2.** Thường trực Hội đồng nhân dân giám sát việc thực hiện Nghị quyết này./.", posts=("TM. HỘI ĐỒNG NHÂN DÂN", "CHỦ TỊCH"), large=True),
    "nghi-quyet-2": partial(_ruling, "nghi-quyet", "NGHỊ QUYẾT", "Về nhân sự Hội đồng trường", "SYT", "02/NQ", "11 tháng 5 năm 2026",
        "HỘI ĐỒNG TRƯỜNG CAO ĐẲNG Y TẾ\nKỲ HỌP THỨ TƯ", (LAW, "Theo đề nghị của Hiệu trưởng."), "**Điều 1.** Thống nhất số lượng thành viên Hội đồng là 13 người.",
        "**Điều 2.** Các thành viên Hội đồng thi hành Nghị quyết này./.", posts=("TM. HỘI ĐỒNG", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")),
    "quyet-dinh-2": partial(_ruling, "quyet-dinh", "QUYẾT ĐỊNH", "Về việc phê duyệt kết quả lựa chọn nhà thầu", "UBND", "245/QĐ", "02 tháng 12 năm 2025",
        "ỦY BAN NHÂN DÂN XÃ BẢO THẮNG", (LAW, "Theo đề nghị của Trưởng phòng Kinh tế."), "**Điều 1.** Phê duyệt Công ty Xây dựng Hồng Hà là đơn vị trúng thầu.",
        "**Điều 2.** Chánh Văn phòng, Trưởng phòng Kinh tế chịu trách nhiệm thi hành Quyết định này./.", posts=("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")),
    "issuing": issuing,
    "approving": approving,
    "bien-ban-1": meeting,
    "bien-ban-2": minutes_of_council,
    "cong-dien-2": telegram_2,
    "giay-moi-1": invitation,
    "giay-moi-2": partial(invitation, large=True, posts=("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), sent=("Như trên", "Ban Giám đốc Sở", "Lưu: VT, CĐS")),
    "giay-gioi-thieu-1": introduction,
    "giay-gioi-thieu-2": partial(introduction, large=True, posts=("GIÁM ĐỐC",)),
    "giay-nghi-phep-1": leave,
    "giay-nghi-phep-2": partial(leave, large=True, posts=("CHI CỤC TRƯỞNG",), after_sign=()),
    "hop-dong-1": contract,
    "hop-dong-2": plain_contract,
    "hop-dong-3": centred_contract,
    "ban-ghi-nho-1": partial(contract, "BẢN GHI NHỚ", "ban-ghi-nho", "01/BGN"),
    "ban-ghi-nho-2": partial(contract, "BẢN GHI NHỚ HỢP TÁC", "ban-ghi-nho", "02/BGN", kind_subject=None, kind_rule=None),
    "ban-thoa-thuan-1": partial(contract, "BẢN THỎA THUẬN", "ban-thoa-thuan", "01/BTT"),
    "ban-thoa-thuan-2": partial(contract, "THỎA THUẬN HỢP TÁC", "ban-thoa-thuan", "03/BTT", kind_rule=Rule(share=0.4)),
    "thu-cong-1": letter_of_thanks,
    "thu-cong-2": thanks_with_all,
    "attached-alone": attached_alone,
    "annex-alone": annex_alone,
    "electronic-copy": electronic_copy,
}  # fmt: skip
