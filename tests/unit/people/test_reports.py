"""Báo cáo: what is counted of the register, in which period, as what."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from congvan.model.register import COPIES, Draft, Entry
from congvan.model.steps import Steps
from congvan.people.reports import period, report, to_excel

TODAY = date(2026, 11, 30)


def entry(number: int, day: str, *, sent: str = "", state: str = "issued", circular: str | None = "a", unit: str = "tt", kind: str = "cong-van") -> Entry:  # fmt: skip
    draft = Draft(kind, kind.title(), "STTTT", "x", unit=unit, signer="Đức", circular=circular)
    on = date.fromisoformat(day) if day else None
    return Entry(number, 2026, "chung", number, state, on, draft, None, sent=date.fromisoformat(sent) if sent else None)  # type: ignore[arg-type]


@pytest.mark.parametrize(("asked", "since", "until"), [
    (("thang", "2026", "2"), "2026-02-01", "2026-02-28"), (("thang", "2024", "2"), "2024-02-01", "2024-02-29"),
    (("thang", "2026", "12"), "2026-12-01", "2026-12-31"), (("quy", "2026", "4"), "2026-10-01", "2026-12-31"),
    (("quy", "2026", "1"), "2026-01-01", "2026-03-31"), (("nam", "2025", "1"), "2025-01-01", "2025-12-31"),
    (("", "", ""), "2026-11-01", "2026-11-30"), (("quy", "x", "9"), "2026-10-01", "2026-12-31"),
    (("thang", "99999", "0"), "2026-11-01", "2026-11-30"), (("nam", "2026", "²"), "2026-01-01", "2026-12-31"),
    (("thang", "02025999", "2"), "2026-02-01", "2026-02-28"), (("thang", "2026", "00299"), "2026-11-01", "2026-11-30"),
    (("thang", "2026", "02"), "2026-02-01", "2026-02-28"), (("nam", "9" * 5000, "9" * 5000), "2026-01-01", "2026-12-31"),
])  # fmt: skip
def test_a_period_has_its_days(asked: tuple[str, str, str], since: str, until: str) -> None:
    found = period(*asked, TODAY)
    assert (found.since.isoformat(), found.until.isoformat()) == (since, until)


def test_each_is_counted_once_in_every_table() -> None:
    entries = [
        entry(1, "2026-11-26", sent="2026-11-27"), entry(2, "2026-11-26", sent="2026-11-30"), entry(3, "2026-11-26"),
        entry(4, "2026-11-30"), entry(5, "2026-11-02", circular=None), entry(6, "2026-10-30", sent="2026-10-30"),
        entry(7, "2026-11-26", state="void"), entry(8, "", state="reserved"), entry(9, "2026-11-27", sent="2026-11-30", unit="vp", kind="quyet-dinh", circular="b"),
    ]  # fmt: skip
    found = report(
        entries, period("thang", "2026", "11", TODAY), {"b": date(2026, 11, 28)}, {"tt": "Thanh tra"}, TODAY, Steps()
    )
    total = found.total
    assert (total.count, total.in_time, total.late, total.waiting, total.unknown) == (6, 1, 3, 1, 1)
    for table in found.tables.values():
        assert sum(line.count for line in table) == total.count
        assert sum(line.late for line in table) == total.late
    assert [(line.key, line.name, line.count) for line in found.tables["unit"]] == [
        ("tt", "Thanh tra", 5),
        ("vp", "vp", 1),
    ]
    assert [line.name for line in found.tables["kind"]] == ["Cong-Van", "Quyet-Dinh"]


def test_a_copy_is_never_late_for_nobody_sends_it_from_here() -> None:
    """Điều 18.1 is of documents; when a copy left is written nowhere."""
    copy = replace(entry(1, "2026-11-02", kind="sao-y", circular="sao/qd-03"), sequence=COPIES)
    found = report([copy], period("thang", "2026", "11", TODAY), {}, {}, TODAY, Steps())
    assert (found.total.count, found.total.late, found.total.unknown) == (1, 0, 1)


def test_a_list_is_a_sheet_whose_texts_are_texts() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(to_excel("Văn bản", "Sở: Văn bản", ["Số"], [["=1+1"], ["02/STTTT"]])))[
        "Văn bản"
    ]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["Sở: Văn bản"],
        ["Số"],
        ["=1+1"],
        ["02/STTTT"],
    ]
    assert sheet["A3"].data_type == "s"
