"""cite: what a reference to a circular of ours says, also to one whose number no register gave."""

from __future__ import annotations

from datetime import date

from deeds import LETTER
from shop import Shop

from congvan import Desk


def test_circulars_with_number_and_day_are_cited_as_the_next_would(whole: Desk, shop: Shop) -> None:
    shop.write("nhap", LETTER.format(n=1))
    found = whole.cite(["2024/canh-bao-gia-danh", "2024/canh-bao-gia-danh-lan-2", "nhap"]).value
    assert found is not None
    assert [(str(one.code), one.date) for one in found] == [
        ("720/STTTT-TTr", date(2024, 4, 17)), ("881/STTTT-TTr", date(2024, 5, 14)),
    ]  # fmt: skip
    assert found[0].facts == {
        "type": "cong-van", "number": "720/STTTT-TTr", "date": "2024-04-17", "issuer": "Sở Thông tin và Truyền thông",
        "subject": "cảnh báo các cuộc gọi giả danh với mục đích lừa đảo",
    }  # fmt: skip
    assert found[1].facts["subject"].endswith("(lần 2)")
    assert [one.code for one in whole.cite(["khong-co"]).diagnostics] == ["CV402"]
