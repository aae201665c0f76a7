"""enclosure: a table beside its circular under a name of its own, never over what is there, and no other kind of file."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from shop import Shop

from congvan import Desk

LETTER = "unit: thanh-tra\nsubject: thử\nsigner: giam-doc\nto: [so-noi-vu]\nbody: |\n  Số liệu ở Phụ lục kèm theo.\n"
CSV = "Tên,Số\nMột,1\n".encode()


def excel(*rows: tuple[object, ...]) -> bytes:
    book, kept = openpyxl.Workbook(), io.BytesIO()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(kept)
    return kept.getvalue()


@pytest.fixture
def letter(shop: Shop) -> Path:
    shop.write("2026/thu", LETTER)
    return shop.root / "circulars" / "2026"


def test_it_lies_beside_the_circular_and_over_nothing(desk: Desk, letter: Path) -> None:
    table = excel(("Tên", "Số"), ("Một", 1))
    found = [desk.enclosure("2026/thu", name, data).value for name, data in (
        ("../../Số liệu: quý 3.XLSX", table), ("số liệu quý 3.xlsx", table), ("So lieu quy 3.xlsx", excel(("a",), ("b",))),
        ("C:\\..\\danh sách.xls.txt", CSV), ("..", CSV),
    )]  # fmt: skip
    paths = [one.path for one in found if one is not None]
    assert paths == ["bang/so-lieu-quy-3.xlsx", "bang/so-lieu-quy-3.xlsx", "bang/so-lieu-quy-3-2.xlsx", "bang/danh-sach-xls.csv",
                     "bang/bang.csv"]  # fmt: skip
    assert (letter / paths[0]).read_bytes() == table
    for path in (paths[0], paths[3]):
        text = LETTER + f"annexes:\n  - title: Số liệu\n    table: {{file: {path}}}\n"
        assert desk.edit("2026/thu", (), source=text.encode()).ok


def test_what_is_no_table_is_told(desk: Desk, letter: Path) -> None:
    for data in (b"%PDF-1.7", b"\x89PNG\r\n", b"PK\x03\x04 no zip", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)):
        told = desk.enclosure("2026/thu", "a.xlsx", data).diagnostics
        assert [d.code for d in told] == ["CV733"], data
        assert all(d.message("vi") and d.message("en") for d in told)
    assert [d.code for d in desk.enclosure("2026/thu", "a.csv", bytes(30_000_001)).diagnostics] == ["CV734"]
    assert not (letter / "bang").exists()


def test_a_folder_that_leads_out_is_told(desk: Desk, letter: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("ngoai")
    (letter / "bang").symlink_to(outside)
    assert [d.code for d in desk.enclosure("2026/thu", "a.csv", CSV).diagnostics] == ["CV735"]
    assert not list(outside.iterdir())
