from datetime import date

import pytest

from congvan.text.dates import long_date, short_date
from congvan.text.letters import capitals, fold, nfc, raise_first, roman
from congvan.text.nearest import nearest


@pytest.mark.parametrize(
    ("day", "short", "long"),
    [
        (date(2024, 4, 17), "17/4/2024", "17 tháng 4 năm 2024"),
        (date(2025, 8, 7), "7/8/2025", "07 tháng 8 năm 2025"),
        (date(2025, 1, 5), "5/1/2025", "05 tháng 01 năm 2025"),
        (date(2025, 2, 15), "15/2/2025", "15 tháng 02 năm 2025"),
        (date(2025, 12, 31), "31/12/2025", "31 tháng 12 năm 2025"),
    ],
)
def test_dates(day: date, short: str, long: str) -> None:
    assert short_date(day) == short
    assert long_date(day) == long


def test_letters() -> None:
    assert capitals("Sở Thông tin và Truyền thông") == "SỞ THÔNG TIN VÀ TRUYỀN THÔNG"
    assert capitals("đường") == "ĐƯỜNG"
    assert nfc("tiê\u0301ng") == "tiếng"
    assert fold("Đồng Tháp") == "dong thap"
    assert raise_first("ủy ban") == "Ủy ban"
    assert [roman(n) for n in (1, 2, 4, 9, 14, 40)] == ["I", "II", "IV", "IX", "XIV", "XL"]


def test_nearest() -> None:
    known = ["cong-an-tinh", "so-noi-vu", "so-tai-chinh"]
    assert nearest("cong-an-tihn", known) == "cong-an-tinh"
    assert nearest("công an tỉnh", known) == "cong-an-tinh"
    assert nearest("so-noi-v", known) == "so-noi-vu"
    assert nearest("xyz", known) == ""
    assert nearest("x" * 10_000, known) == ""
    assert nearest("a", []) == ""
