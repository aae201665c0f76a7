"""More conforming letters: tờ trình, công điện, annexes, copies, chapters."""

from __future__ import annotations

from dataclasses import replace

from tests.conformance.letter_parts import (
    BODY,
    LARGE,
    POST,
    SMALL,
    addressees,
    body,
    copies,
    letter,
    subject,
    titled,
)
from tests.conformance.letters_first import notice, short
from tests.conformance.raw_model import Annex, Box, Copy, Letter, Line, Page, Table


def submission() -> Letter:
    return letter(
        "to-trinh",
        None,
        "ỦY BAN NHÂN DÂN\nXÃ BẢO THẮNG",
        "07/TTr-UBND",
        "Bảo Thắng, ngày 12 tháng 01 năm 2026",
        body(
            "Căn cứ tình hình thực tế của địa phương, Ủy ban nhân dân xã Bảo Thắng kính trình Ủy ban nhân dân tỉnh xem xét, bố trí "
            "kinh phí sửa chữa tuyến đường liên thôn bị hư hỏng do mưa lũ.",
            "Tuyến đường dài 3,4 km, phục vụ việc đi lại của 420 hộ dân. Tổng kinh phí dự kiến là 1.250.000.000 đồng.",
            "Kính đề nghị Ủy ban nhân dân tỉnh xem xét, quyết định./.",
        ),
        ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
        "Vàng A Sình",
        ("Như trên", "Thường trực Đảng ủy xã", "Lưu: VT, KT"),
        LARGE,
        **titled("TỜ TRÌNH", "Về việc bố trí kinh phí sửa chữa đường liên thôn"),
        to=addressees("Ủy ban nhân dân tỉnh Lào Cai"),
        page=Page(top=22, bottom=22, left=33, right=18),
        state_width=98,
    )


def telegram() -> Letter:
    called = Line("CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH LÀO CAI điện:", bold=False, align="center", before=12)
    items = ("- Giám đốc các Sở, Thủ trưởng các ban, ngành của tỉnh;", "- Chủ tịch Ủy ban nhân dân các xã, phường.")
    return letter(
        "cong-dien",
        None,
        "CHỦ TỊCH\nỦY BAN NHÂN DÂN TỈNH LÀO CAI",
        "12/CĐ-UBND",
        "Lào Cai, ngày 21 tháng 8 năm 2025",
        body(
            "Theo dự báo, trong 03 ngày tới trên địa bàn tỉnh có mưa to đến rất to, nguy cơ cao xảy ra lũ quét, sạt lở đất. Để chủ động "
            "ứng phó, Chủ tịch Ủy ban nhân dân tỉnh yêu cầu:",
            "1. Các cơ quan, địa phương tổ chức trực ban 24/24 giờ, chuẩn bị lực lượng, phương tiện để ứng phó kịp thời.",
            "2. Ủy ban nhân dân các xã, phường rà soát, sơ tán người dân ra khỏi khu vực nguy hiểm trước 17 giờ 00 ngày 21 tháng 8 năm 2025.",
            "Nhận được Công điện này, yêu cầu các cơ quan, đơn vị khẩn trương thực hiện./.",
        ),
        ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        "Đỗ Quang Hải",
        ("Như trên", "Thường trực Tỉnh ủy (để b/c)", "Lưu: VT, KT"),
        SMALL,
        **titled("CÔNG ĐIỆN", "Về việc ứng phó với mưa lớn, lũ quét, sạt lở đất"),
        to=(called, *(Line(t, left=30, align="left") for t in items)),
        state_width=90,
    )


def annexed() -> Letter:
    origin = "(Kèm theo Công văn số 301/SGDĐT-KHTC ngày 03 tháng 12 năm 2025 của Sở Giáo dục và Đào tạo)"
    table = Table(
        (
            ("STT", "Tên trường", "Số phòng học", "Kinh phí (triệu đồng)"),
            ("1", "THPT Tân Phú", "24", "1.250"),
            ("2", "THPT Long Khánh", "30", "1.480"),
        ),
        (20, 110, 50, 66),
    )
    first = Annex(
        Line("Phụ lục I", bold=True, align="center"),
        Line("NỘI DUNG RÀ SOÁT CƠ SỞ VẬT CHẤT", bold=True, align="center"),
        Line(origin, italic=True, align="center"),
        body("1. Phòng học, phòng bộ môn, thư viện.", "2. Hệ thống điện, nước, phòng cháy, chữa cháy./."),
    )
    second = Annex(
        Line("Phụ lục II", bold=True, align="center"),
        Line("DỰ KIẾN KINH PHÍ SỬA CHỮA", bold=True, align="center"),
        Line(origin, italic=True, align="center", after=6),
        (table, *body("Kinh phí trên chưa gồm chi phí dự phòng./.")),
        landscape=True,
    )
    return letter(
        "cong-van",
        "UBND TỈNH ĐỒNG NAI",
        "SỞ GIÁO DỤC VÀ ĐÀO TẠO",
        "301/SGDĐT-KHTC",
        "Đồng Nai, ngày 03 tháng 12 năm 2025",
        body(
            "Để chuẩn bị cho năm học mới, Sở Giáo dục và Đào tạo đề nghị các trường trung học phổ thông trực thuộc rà soát cơ sở vật chất "
            "theo nội dung tại Phụ lục I, dự kiến kinh phí theo biểu tại Phụ lục II kèm theo Công văn này.",
            "Báo cáo gửi về Sở trước ngày 20 tháng 12 năm 2025./.",
        ),
        ("GIÁM ĐỐC",),
        "Võ Ngọc Thạch",
        ("Như trên", "Lưu: VT, KHTC"),
        SMALL,
        subject=subject("V/v rà soát cơ sở vật chất\nnăm học 2026 - 2027"),
        to=addressees("Các trường trung học phổ thông trực thuộc"),
        annexes=(first, second),
    )


def urgent() -> Letter:
    box = Box(Line("HỎA TỐC", size=13, bold=True, align="center", colour="FF0000"), 30)
    return replace(short(), urgency=box)


def copied() -> Letter:
    block = Copy(
        form=(Line("SAO Y", size=13, bold=True, align="center"),),
        issuer=Line("CHI CỤC KIỂM LÂM", size=12, bold=True, align="center"),
        number=Line("Số: 05/SY-CCKL", size=13, align="center", before=8),
        date=Line("Lào Cai, ngày 08 tháng 9 năm 2025", size=13, italic=True, align="center", before=8),
        sign=(replace(POST, text="CHI CỤC TRƯỞNG"),),
        name=replace(POST, text="Giàng Seo Pao"),
        recipients_label=Line("Nơi nhận:", size=12, bold=True, italic=True, align="left"),
        recipients=copies("Các đội trực thuộc", "Lưu: VT"),
    )
    return replace(short(), copy=block)


def report() -> Letter:
    heading = replace(BODY, bold=True)
    return letter(
        "bao-cao",
        "UBND TỈNH CÀ MAU",
        "SỞ Y TẾ",
        "214/BC-SYT",
        "Cà Mau, ngày 25 tháng 02 năm 2026",
        (
            *body("Sở Y tế báo cáo kết quả công tác tiêm chủng mở rộng năm 2025 như sau:"),
            *body("I. KẾT QUẢ THỰC HIỆN", "1. Công tác chỉ đạo", like=heading),
            *body(
                "a) Sở đã ban hành kế hoạch và phân công nhiệm vụ cho từng đơn vị.",
                "b) Các trạm y tế tổ chức tiêm chủng vào ngày 25 hằng tháng.",
            ),
            *body("2. Kết quả tiêm chủng", like=heading),
            *body("Tỷ lệ trẻ dưới 01 tuổi được tiêm chủng đầy đủ đạt 96,5%, tăng 1,2% so với năm 2024."),
            *body("II. NHIỆM VỤ NĂM 2026", like=heading),
            *body("Duy trì tỷ lệ tiêm chủng trên 95%; bảo đảm cung ứng đủ vắc xin cho các xã, phường./."),
        ),
        ("Q. GIÁM ĐỐC",),
        "Dương Minh Khang",
        ("Ban Giám đốc Sở", "Các đơn vị trực thuộc", "Lưu: VT, NVY"),
        LARGE,
        **titled("BÁO CÁO", "Kết quả công tác tiêm chủng mở rộng năm 2025"),
    )


def regulation() -> Letter:
    """A quy định in chapters, long enough for a second page."""
    centred = Line(bold=True, align="center", before=6, keep_next=True)
    article = replace(BODY, bold=True, keep_next=True)
    return letter(
        "quy-dinh",
        "UBND TỈNH NGHỆ AN",
        "SỞ TÀI CHÍNH",
        "02/QyĐ-STC",
        "Nghệ An, ngày 09 tháng 01 năm 2026",
        (
            *body("Chương I", "QUY ĐỊNH CHUNG", like=centred),
            *body("Điều 1. Phạm vi điều chỉnh", like=article),
            *body("Quy định này quy định việc quản lý, sử dụng tài sản công tại Sở Tài chính."),
            *body("Điều 2. Đối tượng áp dụng", like=article),
            *body("Quy định này áp dụng đối với các phòng, đơn vị và công chức, người lao động thuộc Sở."),
            *body("Chương II", "QUẢN LÝ, SỬ DỤNG TÀI SẢN CÔNG", like=centred),
            *body("Mục 1", "QUẢN LÝ TÀI SẢN", like=centred),
            *body("Điều 3. Trách nhiệm của Văn phòng Sở", like=article),
            *body(
                "1. Lập sổ theo dõi tài sản, dán nhãn và cập nhật biến động trong vòng 05 ngày làm việc.",
                "2. Tổ chức kiểm kê tài sản mỗi năm một lần vào ngày 31 tháng 12.",
                "3. Lập kế hoạch mua sắm, bảo dưỡng, sửa chữa tài sản, trình Giám đốc Sở phê duyệt.",
            ),
            *body("Mục 2", "SỬ DỤNG TÀI SẢN", like=centred),
            *body("Điều 4. Trách nhiệm của người sử dụng", like=article),
            *body(
                "1. Sử dụng tài sản đúng mục đích, đúng công năng; không cho mượn, cho thuê tài sản.",
                "2. Báo ngay cho Văn phòng Sở khi tài sản hư hỏng hoặc mất mát.",
                "3. Bàn giao tài sản khi nghỉ hưu, chuyển công tác theo điểm a khoản 2 Điều 5 của Quy định này.",
            ),
            *body("Chương III", "TỔ CHỨC THỰC HIỆN", like=centred),
            *body("Điều 5. Điều khoản thi hành", like=article),
            *body(
                "1. Quy định này có hiệu lực kể từ ngày ký.",
                "2. Trách nhiệm thi hành:",
                "a) Trưởng các phòng, đơn vị tổ chức thực hiện Quy định này;",
                "b) Văn phòng Sở theo dõi, đôn đốc, tổng hợp vướng mắc, báo cáo Giám đốc Sở./.",
            ),
        ),
        ("GIÁM ĐỐC",),
        "Phan Thị Hoài",
        ("Ban Giám đốc Sở", "Các phòng, đơn vị thuộc Sở", "Lưu: VT, VP"),
        LARGE,
        **titled("QUY ĐỊNH", "Về quản lý, sử dụng tài sản công tại Sở Tài chính"),
    )


def programme() -> Letter:
    made = notice()
    said = "Sở Nội vụ ban hành Chương trình công tác năm 2026 với các nội dung sau đây:"
    return replace(
        made,
        kind="chuong-trinh",
        number=replace(made.number, text="Số: 09/CTr-SNV"),
        **titled("CHƯƠNG TRÌNH", "Công tác văn thư, lưu trữ năm 2026"),
        body=(
            replace(BODY, text=said),
            *body("1. Tập huấn văn thư.", "2. Kiểm tra hồ sơ lưu trữ.", "Các đơn vị thực hiện Chương trình này./."),
        ),
    )


def with_foot() -> Letter:
    foot = Line(size=11, align="left")
    said = (
        "Số 02 đường Hoàng Liên, phường Lào Cai, tỉnh Lào Cai",
        "ĐT: 0214.3840034, E-Mail: sct@laocai.gov.vn, Website: sct.laocai.gov.vn",
    )
    return replace(short(), foot=tuple(replace(foot, text=t) for t in said))
