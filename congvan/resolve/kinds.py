"""Names of the kinds of documents that a circular may cite: Điều 7 of NĐ 30/2020, and those above the decree."""

from __future__ import annotations

# slug → (name, abbreviation in a symbol or "" where it has none)
KINDS: dict[str, tuple[str, str]] = {
    "nghi-quyet": ("Nghị quyết", "NQ"),
    "quyet-dinh": ("Quyết định", "QĐ"),
    "chi-thi": ("Chỉ thị", "CT"),
    "quy-che": ("Quy chế", "QC"),
    "quy-dinh": ("Quy định", "QyĐ"),
    "thong-cao": ("Thông cáo", "TC"),
    "thong-bao": ("Thông báo", "TB"),
    "huong-dan": ("Hướng dẫn", "HD"),
    "chuong-trinh": ("Chương trình", "CTr"),
    "ke-hoach": ("Kế hoạch", "KH"),
    "phuong-an": ("Phương án", "PA"),
    "de-an": ("Đề án", "ĐA"),
    "du-an": ("Dự án", "DA"),
    "bao-cao": ("Báo cáo", "BC"),
    "bien-ban": ("Biên bản", "BB"),
    "to-trinh": ("Tờ trình", "TTr"),
    "hop-dong": ("Hợp đồng", "HĐ"),
    "cong-van": ("Công văn", ""),
    "cong-dien": ("Công điện", "CĐ"),
    "ban-ghi-nho": ("Bản ghi nhớ", "BGN"),
    "ban-thoa-thuan": ("Bản thỏa thuận", "BTT"),
    "giay-uy-quyen": ("Giấy ủy quyền", "GUQ"),
    "giay-moi": ("Giấy mời", "GM"),
    "giay-gioi-thieu": ("Giấy giới thiệu", "GGT"),
    "giay-nghi-phep": ("Giấy nghỉ phép", "GNP"),
    "phieu-gui": ("Phiếu gửi", "PG"),
    "phieu-chuyen": ("Phiếu chuyển", "PC"),
    "phieu-bao": ("Phiếu báo", "PB"),
    "thu-cong": ("Thư công", ""),
    "nghi-dinh": ("Nghị định", "NĐ"),
    "thong-tu": ("Thông tư", "TT"),
    "thong-tu-lien-tich": ("Thông tư liên tịch", "TTLT"),
    "nghi-quyet-lien-tich": ("Nghị quyết liên tịch", "NQLT"),
    "lenh": ("Lệnh", "L"),
    "ket-luan": ("Kết luận", "KL"),
    "hien-phap": ("Hiến pháp", ""),
    "bo-luat": ("Bộ luật", ""),
    "luat": ("Luật", ""),
    "phap-lenh": ("Pháp lệnh", ""),
}

LAWS = frozenset({"hien-phap", "bo-luat", "luat", "phap-lenh"})
"""Kinds cited by their name alone (PL I.I.II.6c)."""
