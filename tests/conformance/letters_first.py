"""Conforming letters: công văn 881, a short công văn, a quyết định, a thông báo."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from tests.conformance.letter_parts import (
    LARGE,
    SMALL,
    TITLE,
    addressees,
    body,
    letter,
    subject,
    titled,
)
from tests.conformance.raw_model import Letter, Line


def seed_881() -> Letter:
    """Công văn 881 of the Sở Thông tin và Truyền thông Tây Ninh, word for word but for the hyphens of the motto."""
    paragraphs = (
        (Path(__file__).parent / "cases" / "cong-van-881.txt").read_text(encoding="utf-8").strip().split("\n\n")
    )
    to, text = paragraphs[0].splitlines(), [re.sub(r"\s+", " ", p) for p in paragraphs[1:]]
    return letter(
        "cong-van",
        "UBND TỈNH TÂY NINH",
        "SỞ THÔNG TIN VÀ TRUYỀN THÔNG",
        "881/STTTT-TTr",
        "Tây Ninh, ngày 14 tháng 5 năm 2024",
        body(*text),
        ("GIÁM ĐỐC",),
        "Nguyễn Tấn Đức",
        ("Như trên", "UBND tỉnh (đề b/c)", "Ban Giám đốc Sở", "Các phòng, đơn vị thuộc Sở", "Lưu: VT, Thanh tra"),
        subject=subject("V/v tiếp tục cảnh báo các cuộc gọi\ngiả danh với mục đích lừa đảo (lần 2)"),
        to=addressees(*to),
    )


def short() -> Letter:
    return letter(
        "cong-van",
        "UBND TỈNH LÀO CAI",
        "SỞ CÔNG THƯƠNG",
        "15/SCT-VP",
        "Lào Cai, ngày 05 tháng 9 năm 2025",
        body(
            "Thực hiện Công văn số 2140/UBND-KT ngày 20 tháng 8 năm 2025 của Ủy ban nhân dân tỉnh Lào Cai về việc báo cáo "
            "tình hình sử dụng điện của các cơ quan trên địa bàn tỉnh, Sở Công Thương báo cáo như sau:",
            "Trong sáu tháng đầu năm 2025, lượng điện tiêu thụ của khối văn phòng giảm 4,2% so với cùng kỳ năm trước. "
            "Các phòng chuyên môn đã thay toàn bộ đèn chiếu sáng bằng loại tiết kiệm điện và tắt thiết bị ngoài giờ làm việc.",
            "Sở Công Thương kính đề nghị Ủy ban nhân dân tỉnh xem xét, cho ý kiến chỉ đạo./.",
        ),
        ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"),
        "Hoàng Văn Thuận",
        ("Như trên", "Ban Giám đốc Sở", "Lưu: VT, VP"),
        LARGE,
        subject=subject("V/v báo cáo kết quả sử dụng điện\nsáu tháng đầu năm 2025", 13),
        to=addressees("Ủy ban nhân dân tỉnh Lào Cai"),
    )


def decision() -> Letter:
    ground = Line(italic=True, first=12.7, before=6)
    point = ["a)", "b)", "c)", "d)", "đ)", "e)"]
    tasks = (
        "Xây dựng kế hoạch chuyển đổi số hằng năm, trình Giám đốc Sở phê duyệt;",
        "Đôn đốc các phòng, đơn vị thực hiện kế hoạch;",
        "Rà soát quy trình nghiệp vụ trước khi đưa lên môi trường điện tử;",
        "Tổ chức tập huấn kỹ năng số cho công chức, viên chức;",
        "Tổng hợp, báo cáo kết quả theo quý;",
        "Thực hiện các nhiệm vụ khác do Giám đốc Sở giao.",
    )
    return letter(
        "quyet-dinh",
        "UBND TỈNH TÂY NINH",
        "SỞ KHOA HỌC VÀ CÔNG NGHỆ",
        "126/QĐ-SKHCN",
        "Tây Ninh, ngày 06 tháng 10 năm 2025",
        body(
            "**Điều 1.** Kiện toàn Ban Chỉ đạo chuyển đổi số của Sở Khoa học và Công nghệ (sau đây gọi tắt là Ban Chỉ đạo) "
            "gồm các ông, bà có tên sau đây:",
            "1. Bà Trần Thị Hồng Ngọc, Giám đốc, Trưởng ban;",
            "2. Ông Lê Minh Quân, Phó Giám đốc, Phó Trưởng ban;",
            "3. Ông Phạm Quốc Bảo, Trưởng phòng Chuyển đổi số, thành viên.",
            "**Điều 2. Nhiệm vụ của Ban Chỉ đạo**",
            "1. Ban Chỉ đạo có nhiệm vụ sau đây:",
            *(f"{p} {t}" for p, t in zip(point, tasks, strict=True)),
            "2. Ban Chỉ đạo làm việc theo chế độ kiêm nhiệm; Trưởng ban ký văn bản của Ban Chỉ đạo, sử dụng con dấu của Sở.",
            "**Điều 3.** Chánh Văn phòng, Trưởng các phòng, đơn vị thuộc Sở và các ông, bà có tên tại Điều 1 chịu trách nhiệm "
            "thi hành Quyết định này. Quyết định có hiệu lực kể từ ngày ký./.",
        ),
        ("GIÁM ĐỐC",),
        "Trần Thị Hồng Ngọc",
        ("Như Điều 3", "UBND tỉnh (để b/c)", "Lưu: VT, CĐS"),
        SMALL,
        **titled("QUYẾT ĐỊNH", "Về việc kiện toàn Ban Chỉ đạo chuyển đổi số"),
        authority=replace(TITLE, text="GIÁM ĐỐC SỞ KHOA HỌC VÀ CÔNG NGHỆ", before=14),
        grounds=body(
            "Căn cứ Luật Giao dịch điện tử ngày 22 tháng 6 năm 2023;",
            "Căn cứ Nghị định số 45/2025/NĐ-CP ngày 28 tháng 02 năm 2025 của Chính phủ quy định tổ chức các cơ quan chuyên môn "
            "thuộc Ủy ban nhân dân tỉnh, thành phố trực thuộc trung ương;",
            "Căn cứ Quyết định số 15/2025/QĐ-UBND ngày 05 tháng 3 năm 2025 của Ủy ban nhân dân tỉnh Tây Ninh quy định chức năng, "
            "nhiệm vụ, quyền hạn và cơ cấu tổ chức của Sở Khoa học và Công nghệ;",
            "Theo đề nghị của Trưởng phòng Chuyển đổi số.",
            like=ground,
        ),
        resolve=replace(TITLE, text="QUYẾT ĐỊNH:", before=10),
    )


def notice() -> Letter:
    return letter(
        "thong-bao",
        "UBND TỈNH AN GIANG",
        "SỞ NỘI VỤ",
        "48/TB-SNV",
        "An Giang, ngày 17 tháng 11 năm 2025",
        body(
            "Sở Nội vụ thông báo lịch tiếp công dân năm 2026 của Sở như sau:",
            "1. Thời gian: Các ngày 05 và 20 hằng tháng, từ 08 giờ 00 đến 11 giờ 00. Trường hợp trùng ngày nghỉ, việc tiếp công dân "
            "chuyển sang ngày làm việc kế tiếp.",
            "2. Địa điểm: Phòng Tiếp công dân, tầng 1, trụ sở Sở Nội vụ.",
            "3. Văn phòng Sở bố trí cán bộ trực, niêm yết thông báo tại trụ sở và trên Cổng thông tin điện tử của Sở.",
            "Sở Nội vụ thông báo để các tổ chức, cá nhân được biết./.",
        ),
        ("TL. GIÁM ĐỐC", "CHÁNH VĂN PHÒNG"),
        "Lâm Thị Bích Thủy",
        ("Ban Giám đốc Sở", "Các phòng, đơn vị thuộc Sở", "Lưu: VT, VP"),
        LARGE,
        **titled("THÔNG BÁO", "Lịch tiếp công dân năm 2026"),
    )
