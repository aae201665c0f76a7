"""Capitals: the rules of Phụ lục II that a pattern can check."""

from __future__ import annotations

from typing import Any

from tests.conformance.variant import fault, near


def said(text: str, place: int = 1) -> dict[str, Any]:
    """A body paragraph with other words."""
    return {f"body.{place}.text": text}


CAPITALS = [
    fault(
        "VH-1",
        "short",
        "khoan-capital",
        said("Việc thanh toán thực hiện theo Khoản 2 Điều 5 của Quy chế chi tiêu nội bộ."),
    ),
    fault(
        "VH-1",
        "short",
        "dieu-lower",
        said("Việc thanh toán thực hiện theo khoản 2 điều 5 của Quy chế chi tiêu nội bộ."),
    ),
    fault(
        "VH-1",
        "short",
        "diem-capital",
        said("Việc thanh toán thực hiện theo Điểm a khoản 2 Điều 5 của Quy chế chi tiêu nội bộ."),
    ),
    fault(
        "VH-1", "short", "chuong-lower", said("Nội dung này được quy định tại chương II của Quy chế chi tiêu nội bộ.")
    ),
    fault(
        "VH-1",
        "short",
        "cong-van-lower",
        said("Sở đã có công văn số 77/SCT-VP ngày 02 tháng 6 năm 2025 của Sở Công Thương về việc tiết kiệm điện."),
    ),
    fault(
        "VH-1",
        "short",
        "quyet-dinh-lower",
        said(
            "Sở thực hiện quyết định số 19/QĐ-SCT ngày 02 tháng 6 năm 2025 của Giám đốc Sở Công Thương về tiết kiệm điện."
        ),
    ),
    fault("VH-1", "notice", "weekday-lower", said("1. Thời gian: Sáng thứ hai, ngày 05 tháng 01 năm 2026.")),
    fault("VH-1", "notice", "month-lower", said("1. Thời gian: Từ tháng giêng đến tháng chạp hằng năm.")),
    fault("VH-1", "short", "nhan-dan-lower", said("Sở đã vận động nhân dân sử dụng điện tiết kiệm và hiệu quả.")),
    fault(
        "VH-1",
        "short",
        "nha-nuoc-lower",
        said("Các cơ quan thực hiện chủ trương của Đảng, chính sách của nhà nước về tiết kiệm điện."),
    ),
    fault(
        "VH-1", "notice", "quan-1-lower", said("2. Địa điểm: Trụ sở cũ tại quận 1 (trước ngày 01 tháng 7 năm 2025).", 2)
    ),
    fault(
        "VH-1", "short", "hcm-city-lower", said("Sở đã trao đổi kinh nghiệm với các cơ quan tại thành phố Hồ Chí Minh.")
    ),
    fault("VH-1", "short", "capital-city-lower", said("Sở đã trao đổi kinh nghiệm với các cơ quan tại thủ đô Hà Nội.")),
    fault(
        "VH-1",
        "short",
        "sentence-lower",
        said("Lượng điện tiêu thụ giảm 4,2%. các phòng đã thay toàn bộ đèn chiếu sáng."),
    ),
    fault(
        "VH-1",
        "short",
        "paragraph-lower",
        said("lượng điện tiêu thụ của khối văn phòng giảm 4,2% so với cùng kỳ năm trước."),
    ),
    fault("VH-1", "short", "tet-lower", said("Các phòng tắt thiết bị trong dịp tết nguyên đán.")),
    fault("VH-1", "short", "lunar-year-lower", said("Phong trào được phát động từ mùa xuân năm ất Tỵ.")),
    fault(
        "VH-1",
        "short",
        "party-committee-lower",
        said("Sở quán triệt kết luận của Ban chấp hành trung ương Đảng Cộng sản Việt Nam."),
    ),
    fault("VH-1|CK-3", "short", "signer", {"name.text": "Hoàng Văn thuận"}),
    near("VH-1", "short", "ordinal", said("Đây là lần thứ hai Sở báo cáo; năm thứ ba thực hiện phong trào.")),
    near("VH-1", "notice", "weekday-capital", said("1. Thời gian: Sáng thứ Hai, ngày 05 tháng 01 năm 2026.")),
    near(
        "VH-1",
        "short",
        "citation-right",
        said("Việc thanh toán thực hiện theo điểm a khoản 2 Điều 5 Chương II của Quy chế chi tiêu nội bộ."),
    ),
    near(
        "VH-1",
        "short",
        "khoan-at-the-start",
        said("Khoản 2 Điều 5 của Quy chế chi tiêu nội bộ quy định việc thanh toán."),
    ),
    near(
        "VH-1",
        "short",
        "hoi-dong-nhan-dan",
        said(
            "Hội đồng nhân dân, Ủy ban nhân dân, Viện kiểm sát nhân dân và các cơ quan quản lý nhà nước cùng thực hiện."
        ),
    ),
    near(
        "VH-1",
        "short",
        "document-in-general",
        said("Các đơn vị gửi công văn, quyết định và kế hoạch về Sở theo đúng hạn."),
    ),
    near(
        "VH-1",
        "short",
        "after-semicolon-and-dots",
        said("Các phòng đã tắt đèn, quạt, máy tính... khi ra về; bộ phận bảo vệ kiểm tra hằng ngày."),
    ),
    near(
        "VH-1",
        "short",
        "abbreviation-stop",
        said("Sở đã mời GS. Nguyễn Văn Bình (TP. Huế) và một số chuyên gia, v.v. để tập huấn."),
    ),
    near("VH-1", "short", "tet-capital", said("Các phòng tắt thiết bị trong dịp tết Nguyên đán và tết Trung thu.")),
    near(
        "VH-1",
        "notice",
        "points-continue",
        {
            "body.1.text": "1. Thời gian:",
            "body.2.text": "- Buổi sáng: từ 08 giờ 00;",
            "body.3.text": "- Buổi chiều: từ 13 giờ 30.",
        },
    ),
    near(
        "VH-1|VD-1",
        "short",
        "nested-quotes",
        said("Phong trào “Cơ quan xanh theo tinh thần ‘tiết kiệm là quốc sách’ của Bộ” được các phòng hưởng ứng."),
    ),
]
