"""Both databases give the same hits in the same order, whether words are rare or frequent."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

import pytest

from congvan.model.register import Draft
from congvan.register import Identity, Location, matching, open_ledger, reading
from congvan.register.ledger import Ledger

COMMON = ("họp", "giao", "ban", "đất", "đai", "cảnh", "báo", "thuê")
ODD = (
    "O'Neill",
    'nháy "kép"',
    "a_b",
    "ô:*",
    "!(x|y)",
    "\\",
    "số 007",
    "đ",
    "Ⅷ",
    "50%",
    "a%b",
    "ĐẤT",
    "HỌP",
    "中文",
    "x" * 300,
)


def _filled(location: Location) -> Ledger:
    ledger = open_ledger(location, Identity("STTTT", None, "Sở"))
    dice = random.Random(20261125)

    def work(tx) -> None:
        for year in (2024, 2025):
            tx.lock(year, "chung")
            for number in range(1, 201):
                words = dice.sample(COMMON, 3) + ([dice.choice(ODD)] if number % 9 == 0 else [])
                words += ["thuở", "xưa"] if year == 2024 and number < 120 else []  # in none of the newest
                subject = " ".join([*words, f"việc{number % 50}"])
                draft = Draft("cong-van", "Công văn", "STTTT-TTr", subject, to=("Sở Nội vụ",))
                day = date(year, 1, 1) + timedelta(number // 7)
                if number % 31 == 0:
                    tx.enter(draft, year, "chung", number, None, "reserved", reason="giữ")
                else:
                    tx.enter(draft, year, "chung", number, day)

    ledger.write(work, repeatable=True)
    return ledger


def test_search_gives_the_same_on_both(server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left = _filled(Location(path=tmp_path / "so.db"))
    right = _filled(Location(url=server.database("tim")))
    monkeypatch.setattr(reading, "WINDOW", 20)
    asked = ["", "khongco", "sở nội vụ", *COMMON, *ODD, *(f"việc{n}" for n in range(0, 50, 7))]
    asked += ["xưa", "thuở họp", "XUA", "thuo  hop", "xư", "ưa", "%", "_", "họp họp"]  # no piece of a word is a hit
    asked += ["họp ban", "cảnh báo", "cong van hop giao ban", "viec7 hop", "7", "01/STTTT", "hop khongco", "' OR 1=1"]
    some = 0
    # The index of PostgreSQL for nearly all of them; the newest entries and a few or all behind them; for most the
    # newest alone.
    for newest, behind, few in ((1, 0, 0), (1, 2, 0), (1, 100, 0), (25, 100, 5000)):
        monkeypatch.setattr(matching, "NEWEST", newest)
        monkeypatch.setattr(matching, "NEXT", behind)
        monkeypatch.setattr(matching, "FEW", few)
        for words in asked:
            for limit in (5, 50):
                found = [[(e.year, e.number) for e in ledger.search(words, limit)] for ledger in (left, right)]
                assert found[0] == found[1], (words, limit)
                some += len(found[0])
    assert some > 1000
