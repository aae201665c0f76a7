"""Conforming letters of Mẫu 1.4: two of each of the seventeen kinds, and of those that letters_first and _other have once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from tests.conformance.letter_parts import BODY, LARGE, SMALL, addressees, body, letter, titled
from tests.conformance.raw_model import Letter, Line

AGENCIES = {
    "SKHCN": ("UBND TỈNH TÂY NINH", "SỞ KHOA HỌC VÀ CÔNG NGHỆ", "Tây Ninh", "Trần Thị Hồng Ngọc"),
    "SNV": ("UBND TỈNH AN GIANG", "SỞ NỘI VỤ", "An Giang", "Trương Văn Quyền"),
    "SYT": ("UBND TỈNH CÀ MAU", "SỞ Y TẾ", "Cà Mau", "Dương Minh Khang"),
    "CCKL": ("SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG", "CHI CỤC KIỂM LÂM", "Lào Cai", "Giàng Seo Pao"),
    "UBND": (None, "ỦY BAN NHÂN DÂN\nXÃ BẢO THẮNG", "Bảo Thắng", "Vàng A Sình"),
}
"""Parent, issuer, place, signer."""
HEADING = Line(bold=True, align="center", before=6, keep_next=True)
GROUND = Line(italic=True, first=12.7, before=6)


def made(
    kind: str,
    title: str,
    about: str | None,
    agency: str,
    number: str,
    day: str,
    *text: str,
    posts: tuple[str, ...] = ("GIÁM ĐỐC",),
    sent: tuple[str, ...] = ("Ban Giám đốc Sở", "Các phòng, đơn vị thuộc Sở", "Lưu: VT, VP"),
    large: bool = False,
    **more: object,
) -> Letter:
    """A letter of a named kind from its words."""
    parent, issuer, place, name = AGENCIES[agency]
    lines = body(*text) if text else ()
    given = dict(more)
    return letter(
        kind,
        parent,
        issuer,
        f"{number}-{agency}",
        f"{place}, ngày {day}",
        given.pop("lines", lines),  # type: ignore[arg-type]
        posts,
        name,
        sent,
        LARGE if large else SMALL,
        **titled(title, about) | given,
    )


def chapters(*parts: tuple[str, str]) -> tuple[Line, ...]:
    """A text in chapters, set as the decree has it: ``("Chương I", "QUY ĐỊNH CHUNG")``, ``("Điều 1. …", "…")``."""
    lines: list[Line] = []
    article = replace(BODY, bold=True, keep_next=True)
    for head, text in parts:
        if head.startswith(("Phần", "Chương", "Mục", "Tiểu mục")):
            lines += body(head, text, like=HEADING)
        else:
            lines += [*body(head, like=article), *body(text)]
    return tuple(lines)


UBND = ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")
COMMUNE = ("Thường trực Đảng ủy xã", "Các thôn trên địa bàn", "Lưu: VT, VP")
RULES = chapters(
    ("Chương I", "QUY ĐỊNH CHUNG"),
    ("Điều 1. Phạm vi điều chỉnh", "Quy chế này quy định việc tiếp nhận, xử lý văn bản tại Sở Khoa học và Công nghệ."),
    ("Điều 2. Đối tượng áp dụng", "Quy chế này áp dụng đối với công chức, viên chức và người lao động thuộc Sở."),
    ("Chương II", "TIẾP NHẬN, XỬ LÝ VĂN BẢN"),
    ("Mục 1", "VĂN BẢN ĐẾN"),
    (
        "Điều 3. Tiếp nhận",
        "Văn thư tiếp nhận, đăng ký văn bản đến trong ngày và trình Chánh Văn phòng phân công xử lý.",
    ),
    ("Mục 2", "VĂN BẢN ĐI"),
    (
        "Điều 4. Kiểm tra thể thức",
        "Chánh Văn phòng chịu trách nhiệm về thể thức của văn bản trước khi trình ký ban hành.",
    ),
    ("Chương III", "TỔ CHỨC THỰC HIỆN"),
    ("Điều 5. Hiệu lực", "Quy chế này có hiệu lực kể từ ngày 01 tháng 01 năm 2026./."),
)
PLAN = (
    *body("Phần I", "ĐÁNH GIÁ CHUNG", like=HEADING),
    *body("Hạ tầng số của các xã, phường còn thiếu đồng bộ; tỷ lệ hồ sơ trực tuyến toàn trình đạt 61,4%."),
    *body("Phần II", "MỤC TIÊU, GIẢI PHÁP", like=HEADING),
    *body(
        "1. Đến hết năm 2027, tỷ lệ hồ sơ trực tuyến toàn trình đạt 90%.",
        "2. Bố trí cán bộ hướng dẫn người dân tại từng thôn./.",
    ),
)
ROMAN = (
    *body("I. MỤC ĐÍCH, YÊU CẦU", like=replace(BODY, bold=True, align="left")),
    *body("Nâng cao chất lượng tham mưu của công chức văn phòng; bảo đảm đúng tiến độ, tiết kiệm kinh phí."),
    *body("II. TỔ CHỨC THỰC HIỆN", like=replace(BODY, bold=True, align="left")),
    *body("1. Văn phòng Sở chủ trì, theo dõi việc thực hiện.", "2. Các phòng cử công chức tham gia đầy đủ./."),
)
NAMED: dict[str, Callable[[], Letter]] = {
    "chi-thi-1": partial(made, "chi-thi", "CHỈ THỊ", "Về việc tăng cường phòng cháy, chữa cháy rừng", "CCKL", "03/CT", "12 tháng 3 năm 2026",
        "Thời tiết khô hanh kéo dài, nguy cơ cháy rừng ở mức rất cao. Để chủ động phòng cháy, Chi cục trưởng Chi cục Kiểm lâm yêu cầu:",
        "1. Các Hạt Kiểm lâm trực 24/24 giờ trong các ngày dự báo cháy rừng cấp IV, cấp V.",
        "2. Trạm kiểm lâm phối hợp với Ủy ban nhân dân các xã kiểm tra việc đốt nương.",
        "Yêu cầu thủ trưởng các đơn vị nghiêm túc thực hiện Chỉ thị này./.",
        posts=("CHI CỤC TRƯỞNG",), sent=("Các Hạt Kiểm lâm", "Lưu: VT, QLBVR")),
    "chi-thi-2": partial(made, "chi-thi", "CHỈ THỊ", "Về việc chuẩn bị năm học mới", "UBND", "01/CT", "05 tháng 8 năm 2026",
        "Năm học 2026 - 2027 bắt đầu từ ngày 05 tháng 9. Ủy ban nhân dân xã yêu cầu các thôn, các trường học trên địa bàn:",
        "1. Rà soát trẻ trong độ tuổi đến trường, không để sót học sinh.", "2. Vệ sinh trường lớp trước ngày 25 tháng 8./.",
        posts=UBND, sent=COMMUNE, large=True),
    "quy-che-1": partial(made, "quy-che", "QUY CHẾ", "Về tiếp nhận, xử lý văn bản tại Sở", "SKHCN", "01/QC", "22 tháng 12 năm 2025", lines=RULES),
    "quy-che-2": partial(made, "quy-che", "QUY CHẾ", "Chi tiêu nội bộ năm 2026", "SYT", "02/QC", "30 tháng 12 năm 2025",
        "**Điều 1.** Kinh phí khoán được chi theo định mức tại Phụ lục của dự toán; phần tiết kiệm được bổ sung thu nhập.",
        "**Điều 2.** Kế toán trưởng kiểm soát chứng từ, công khai số liệu hằng quý./.", large=True),
    "quy-dinh-2": partial(made, "quy-dinh", "QUY ĐỊNH", "Về sử dụng xe ô tô công", "SNV", "03/QyĐ", "15 tháng 01 năm 2026",
        "1. Xe ô tô công chỉ dùng cho công vụ, có lệnh điều xe.", "2. Lái xe ghi nhật trình, thanh toán nhiên liệu hằng tháng./."),
    "thong-cao-1": partial(made, "thong-cao", "THÔNG CÁO", "Về kết quả phiên họp thường kỳ tháng 01 năm 2026", "UBND", "01/TC", "29 tháng 01 năm 2026",
        "Ngày 28 tháng 01 năm 2026, Ủy ban nhân dân xã Bảo Thắng họp phiên thường kỳ, thống nhất các nội dung sau đây:",
        "1. Thu ngân sách tháng 01 đạt 9,2% dự toán năm.", "2. Khởi công tuyến đường liên thôn trong tháng 3 năm 2026./.", posts=UBND, sent=COMMUNE),
    "thong-cao-2": partial(made, "thong-cao", "THÔNG CÁO", "Về tình hình dịch sốt xuất huyết", "SYT", "02/TC", "18 tháng 6 năm 2026",
        "Trong tuần 24, toàn tỉnh ghi nhận 112 ca mắc, giảm 8,2% so với tuần trước, không có ca tử vong.",
        "Sở Y tế đề nghị người dân diệt lăng quăng, ngủ màn kể cả ban ngày./.", large=True),
    "thong-bao-2": partial(made, "thong-bao", "THÔNG BÁO", "Kết luận của Giám đốc Sở tại cuộc họp giao ban tháng 10", "SKHCN", "91/TB", "30 tháng 10 năm 2025",
        "Ngày 29 tháng 10 năm 2025, Giám đốc Sở chủ trì họp giao ban và kết luận như sau:",
        "1. Phòng Chuyển đổi số hoàn thành kế hoạch năm 2026 trước ngày 15 tháng 11.",
        "2. Văn phòng Sở theo dõi, đôn đốc các đơn vị thực hiện Thông báo này./.", posts=("TL. GIÁM ĐỐC", "KT. CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG")),
    "huong-dan-1": partial(made, "huong-dan", "HƯỚNG DẪN", "Đánh giá, xếp loại công chức năm 2025", "SNV", "15/HD", "20 tháng 11 năm 2025", lines=ROMAN),
    "huong-dan-2": partial(made, "huong-dan", "HƯỚNG DẪN", "Ghi chép sổ theo dõi rừng trồng", "CCKL", "06/HD", "04 tháng 02 năm 2026",
        "Chi cục Kiểm lâm hướng dẫn các Hạt Kiểm lâm ghi chép sổ theo dõi rừng trồng như sau:",
        "1. Mỗi lô rừng một trang, đánh số liên tục.", "2. Ghi đủ các mục sau đây:", "a) Diện tích, loài cây;", "b) Ngày kiểm tra, người kiểm tra./.",
        posts=("KT. CHI CỤC TRƯỞNG", "PHÓ CHI CỤC TRƯỞNG"), sent=("Các Hạt Kiểm lâm", "Lưu: VT, QLBVR"), large=True),
    "chuong-trinh-2": partial(made, "chuong-trinh", "CHƯƠNG TRÌNH", "Công tác trọng tâm quý I năm 2026", "SYT", "04/CTr", "08 tháng 01 năm 2026", lines=ROMAN, large=True),
    "ke-hoach-1": partial(made, "ke-hoach", "KẾ HOẠCH", "Tập huấn kỹ năng số năm 2026", "SKHCN", "27/KH", "11 tháng 02 năm 2026", lines=ROMAN),
    "ke-hoach-2": partial(made, "ke-hoach", "KẾ HOẠCH", "Tiêm chủng mở rộng năm 2026", "UBND", "05/KH", "16 tháng 3 năm 2026",
        "Ủy ban nhân dân xã Bảo Thắng ban hành Kế hoạch tiêm chủng mở rộng năm 2026 như sau:",
        "1. Trên 95% trẻ dưới 01 tuổi được tiêm đủ mũi.", "2. Trạm Y tế xã tổ chức tiêm vào ngày 10 hằng tháng./.", posts=UBND, sent=COMMUNE, large=True),
    "phuong-an-1": partial(made, "phuong-an", "PHƯƠNG ÁN", "Chữa cháy rừng mùa khô năm 2026", "CCKL", "02/PA", "20 tháng 01 năm 2026",
        "1. Lực lượng: 45 kiểm lâm viên, 120 dân quân của sáu xã.", "2. Phương tiện: 06 máy bơm, 30 máy thổi gió, 200 vỉ dập lửa.",
        "3. Chỉ huy: Chi cục trưởng; khi vắng mặt, Phó Chi cục trưởng phụ trách bảo vệ rừng./.", posts=("CHI CỤC TRƯỞNG",), sent=("Các Hạt Kiểm lâm", "Lưu: VT, QLBVR")),
    "phuong-an-2": partial(made, "phuong-an", "PHƯƠNG ÁN", "Bố trí trụ sở làm việc sau sắp xếp", "SNV", "01/PA", "17 tháng 7 năm 2025", lines=ROMAN, large=True),
    "de-an-1": partial(made, "de-an", "ĐỀ ÁN", "Phát triển hạ tầng số cấp xã giai đoạn 2026 - 2030", "SKHCN", "01/ĐA", "18 tháng 12 năm 2025", lines=PLAN),
    "de-an-2": partial(made, "de-an", "ĐỀ ÁN", "Vị trí việc làm của Sở Y tế", "SYT", "02/ĐA", "26 tháng 9 năm 2025",
        "Sở Y tế xây dựng Đề án vị trí việc làm gồm 42 vị trí, trong đó có 11 vị trí lãnh đạo, quản lý.",
        "Đề án được thực hiện trong hai năm 2026 và 2027./.", large=True),
    "du-an-1": partial(made, "du-an", "DỰ ÁN", "Số hóa tài liệu lưu trữ của tỉnh", "SNV", "01/DA", "10 tháng 10 năm 2025", lines=PLAN),
    "du-an-2": partial(made, "du-an", "DỰ ÁN", "Trồng 200 ha rừng phòng hộ đầu nguồn", "CCKL", "03/DA", "23 tháng 02 năm 2026",
        "Dự án trồng 200 ha rừng phòng hộ tại ba xã, kinh phí 14,6 tỷ đồng, thực hiện trong ba năm.",
        "Chi cục Kiểm lâm là chủ đầu tư, chịu trách nhiệm nghiệm thu từng năm./.", posts=("CHI CỤC TRƯỞNG",), sent=("Sở Tài chính (để p/h)", "Lưu: VT, KHTC"), large=True),
    "bao-cao-2": partial(made, "bao-cao", "BÁO CÁO", "Kết quả thực hiện chuyển đổi số năm 2025", "SKHCN", "211/BC", "15 tháng 12 năm 2025", lines=ROMAN,
        to=addressees("Ủy ban nhân dân tỉnh Tây Ninh"), sent=("Như trên", "Ban Giám đốc Sở", "Lưu: VT, CĐS")),
    "to-trinh-2": partial(made, "to-trinh", "TỜ TRÌNH", "Về việc phê duyệt danh mục nhiệm vụ khoa học năm 2026", "SKHCN", "64/TTr", "19 tháng 11 năm 2025",
        "Sở Khoa học và Công nghệ kính trình Ủy ban nhân dân tỉnh xem xét, phê duyệt danh mục 08 nhiệm vụ khoa học năm 2026.",
        "Kính đề nghị Ủy ban nhân dân tỉnh xem xét, quyết định./.", to=addressees("Ủy ban nhân dân tỉnh Tây Ninh", "Sở Tài chính tỉnh Tây Ninh"),
        sent=("Như trên", "Lưu: VT, KH")),
    "giay-uy-quyen-1": partial(made, "giay-uy-quyen", "GIẤY ỦY QUYỀN", "Về việc ký hồ sơ thanh toán", "SYT", "01/GUQ", "03 tháng 6 năm 2026",
        "Giám đốc Sở Y tế ủy quyền cho ông Lê Hoàng Nam, Phó Giám đốc Sở, ký hồ sơ thanh toán từ ngày 08 tháng 6 đến hết ngày 30 tháng 6 năm 2026.",
        "Người được ủy quyền không được ủy quyền lại cho người khác./."),
    "giay-uy-quyen-2": partial(made, "giay-uy-quyen", "GIẤY UỶ QUYỀN", "Về việc tham gia tố tụng", "SNV", "02/GUQ", "21 tháng 4 năm 2026",
        "Sở Nội vụ ủy quyền cho bà Phạm Thu Hà, Trưởng phòng Pháp chế, tham gia phiên tòa ngày 28 tháng 4 năm 2026.",
        "Giấy ủy quyền này có hiệu lực kể từ ngày ký./.", large=True),
    "phieu-gui-1": partial(made, "phieu-gui", "PHIẾU GỬI", "Hồ sơ khen thưởng năm 2025", "SNV", "18/PG", "09 tháng 12 năm 2025",
        "Sở Nội vụ gửi kèm theo phiếu này 12 bộ hồ sơ khen thưởng của các xã, phường.", "Đề nghị ký nhận và gửi lại phiếu này trong 03 ngày làm việc./.",
        posts=("TL. GIÁM ĐỐC", "CHÁNH VĂN PHÒNG")),
    "phieu-gui-2": partial(made, "phieu-gui", "PHIẾU GỬI", "Tài liệu cuộc họp ngày 12 tháng 5", "SYT", "07/PG", "08 tháng 5 năm 2026",
        "Sở Y tế gửi 20 bộ tài liệu phục vụ cuộc họp. Khi nhận được, đề nghị đơn vị xác nhận vào phiếu này./.", large=True),
    "phieu-chuyen-1": partial(made, "phieu-chuyen", "PHIẾU CHUYỂN", "Đơn kiến nghị của công dân", "SKHCN", "33/PC", "13 tháng 01 năm 2026",
        "Sở Khoa học và Công nghệ nhận được đơn của ông Nguyễn Văn Bình. Nội dung đơn thuộc thẩm quyền của Sở Xây dựng, Sở chuyển đơn để giải quyết theo quy định./."),
    "phieu-chuyen-2": partial(made, "phieu-chuyen", "PHIẾU CHUYỂN", "Hồ sơ cấp phép khai thác lâm sản", "CCKL", "12/PC", "27 tháng 3 năm 2026",
        "Chi cục Kiểm lâm chuyển hồ sơ của Hợp tác xã Bản Phiệt đến Hạt Kiểm lâm để kiểm tra thực địa./.", posts=("KT. CHI CỤC TRƯỞNG", "PHÓ CHI CỤC TRƯỞNG"), large=True),
    "phieu-bao-1": partial(made, "phieu-bao", "PHIẾU BÁO", "Kết quả thi tuyển công chức", "SNV", "45/PB", "02 tháng 12 năm 2025",
        "Sở Nội vụ báo bà Lâm Ngọc Ánh, số báo danh 0127, đạt 86,5 điểm ở vòng 2.", "Thí sinh nộp hồ sơ gốc trước ngày 15 tháng 12 năm 2025./.",
        posts=("TL. GIÁM ĐỐC", "CHÁNH VĂN PHÒNG")),
    "phieu-bao-2": partial(made, "phieu-bao", "PHIẾU BÁO", "Lịch kiểm tra định kỳ thiết bị", "SYT", "09/PB", "14 tháng 02 năm 2026",
        "Sở Y tế báo lịch kiểm tra thiết bị X quang của Trung tâm Y tế khu vực Năm Căn vào ngày 24 tháng 02 năm 2026./.", large=True),
}  # fmt: skip
