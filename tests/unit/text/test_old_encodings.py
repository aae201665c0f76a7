"""TCVN3 and VNI that came in as Unicode are told with the right text; other people's languages are left alone."""

from __future__ import annotations

import pytest

from congvan.text import legacy, lookalikes

OLD = [
    (
        "C«ng v¨n cña Së Th«ng tin vµ TruyÒn th«ng vÒ viÖc b¸o c¸o.",
        "Công văn của Sở Thông tin và Truyền thông về việc báo cáo.",
    ),
    ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam.", "Cộng hòa xã hội chủ nghĩa Việt Nam."),
    ("COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA VIEÄT NAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    ("Ñoäc laäp - Töï do - Haïnh phuùc", "Độc lập - Tự do - Hạnh phúc"),
    ("t\u00ad liÖu", "tư liệu"),
    ("C«ng an", "Công an"),
    ("UBND tØnh T©y Ninh", "UBND tỉnh Tây Ninh"),
]
RIGHT = [
    "Sở Nội vụ, từ “abc” – «xin» chào…",
    "µm 10 µg/m³ 5 °C ±5 × 3 = µ ½",
    "café déjà vu Müller où été, São Tomé và Príncipe",
    "Kế hoạch số 5 © 2024 VNPT®",
    "Krông Nô, Đắk Lắk, Pleiku, Ea H'leo",
    "Zürich, Malmö, Perú, señor",
]


@pytest.mark.parametrize(("typed", "right"), OLD)
def test_old_text_is_told_with_the_right_one(typed: str, right: str) -> None:
    old = legacy.look(typed)
    assert old is not None
    assert old.right == right


@pytest.mark.parametrize("typed", RIGHT)
def test_other_text_is_none(typed: str) -> None:
    assert legacy.look(typed) is None


def test_only_the_old_words_of_a_mixed_line_are_changed() -> None:
    old = legacy.look("Bộ Nội vụ: c«ng v¨n số 5")
    assert old is not None
    assert old.right == "Bộ Nội vụ: công văn số 5"
    assert old.offset == 11


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Vіệt Nam", [(1, "Việt")]),
        ("xin tοàn thể", [(5, "toàn")]),
        ("Ðồng Tháp", [(0, "Đồng")]),
        ("ТР. Tây Ninh", [(0, "TP")]),
        ("Москва а Париж", []),
        ("α-amylase, hệ số ρ, 5 Ω", []),
        ("Điều 1", []),
    ],
)
def test_letters_of_other_scripts_in_a_word(text: str, found: list[tuple[int, str]]) -> None:
    assert [(offset, right) for offset, _, _, right in lookalikes.find(text)] == found
