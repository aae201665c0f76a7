"""Names that differ only in their marks: one typed twice, or two."""

from __future__ import annotations

import pytest

from congvan.text.same_name import apart


@pytest.mark.parametrize(
    ("one", "other", "two"),
    [
        ("UBND xã Tân Thành", "UBND xã Tân Thạnh", True),
        ("UBND xã Tân Thành", "Ủy ban nhân dân xã Tân Thạnh", True),
        ("UBND TP Tân Thạnh", "UBND thành phố Tân Thành", True),
        ("UBND TP. Tân Thành", "Uỷ ban nhân dân thành phố Tân Thành", False),
        ("MTTQ xã Tân Thạnh", "Mặt trận Tổ quốc Việt Nam xã Tân Thành", True),
        ("UBND xã Tân Thành", "ỦY BAN NHÂN DÂN XÃ TÂN THÀNH", False),
        ("UBND xã Hòa Bình", "Uỷ ban nhân dân xã Hoà Bình", False),
        ("UBND xã Hòa Bình", "UBND xa Hoa Binh", False),
        ("Sở Nội vụ", "Sở Nội vu", False),
        ("Đông Thạnh", "Dông Thạnh", True),
        ("Sở Y tế", "Sở Y tế", False),
    ],
)
def test_marks_that_tell_two_names_apart(one: str, other: str, two: bool) -> None:
    assert apart(one, other) is two
    assert apart(other, one) is two
