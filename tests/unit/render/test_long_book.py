"""A long book is set letter by letter into WeasyPrint's mould, and looks as if WeasyPrint had set each row."""

from __future__ import annotations

import io
import random

import pikepdf
import pypdfium2
import pytest

from congvan.machine import children
from congvan.render import register_book
from congvan.standard.book import book

COVER = ("SỞ THÔNG TIN VÀ TRUYỀN THÔNG", book().title, "Năm: 2026", "Quyển số: …")
WORDS = (
    *(
        "công",
        "văn",
        "về",
        "việc",
        "rà",
        "soát",
        "thống",
        "kê",
        "05/STTTT-TTr",
        "(lần",
        "2)",
        "«Đề",
        "án»",
        "1.234.567,89",
    ),
    *(
        "https://a.gov.vn/van-ban?id=12&p=3",
        "21/6/1925-21/6/2024",
        "A–B",
        "đồng/người;",
        "xã/phường",
        "file",
        "WiFi",
        "…",
    ),
    *("AVATAR", "To", "Ty.", "antidisestablishmentarianism", "số\u00a005", "“trích”", "5m²", "&<>"),
)


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "_mine", [True])


def rows(seed: int, count: int) -> list[list[str]]:
    """Rows such as offices have them, and worse."""
    pick = random.Random(seed)

    def said(least: int, most: int) -> str:
        return " ".join(pick.choice(WORDS) for _ in range(pick.randint(least, most)))

    return [
        [f"{n + 1:02d}/{pick.choice(('STTTT-TTr', 'TTKSBTPTCKSPQRS-XYZ-ABC'))}", "01/11/2026", said(1, 25), said(1, 4),
         said(0, 20), said(0, 3), str(pick.randint(1, 9999)), "02/11/2026" if n % 3 else "", "", said(0, 6)]
        for n in range(count)
    ]  # fmt: skip


def shown(data: bytes) -> list[list[tuple[str, float, float]]]:
    """Each page's signs with their places, in pt."""
    found = []
    for page in pypdfium2.PdfDocument(data):
        text = page.get_textpage()
        boxes = [(text.get_text_range(n, 1), *text.get_charbox(n)[:2]) for n in range(text.count_chars())]
        found.append([box for box in boxes if box[0].strip()])
    return found


def both(monkeypatch: pytest.MonkeyPatch, of: list[list[str]]) -> tuple[bytes, bytes]:
    """A book as WeasyPrint sets it, and as a long one."""
    made = []
    for least in (len(of), 0):
        monkeypatch.setattr(register_book, "LONG", least)
        made.append(register_book.render(book(), COVER, of))
    return made[0], made[1]


@pytest.mark.parametrize("seed", [1, 3])
def test_each_sign_stands_where_weasyprint_would_set_it(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    theirs, ours = map(shown, both(monkeypatch, rows(seed, 25)))
    assert len(theirs) == len(ours) > 5
    for one, other in zip(theirs, ours, strict=True):
        assert [sign for sign, *_ in one] == [sign for sign, *_ in other]
        assert (
            max(abs(a - b) for (_, *x), (_, *y) in zip(one, other, strict=True) for a, b in zip(x, y, strict=True))
            < 0.3
        )


def test_a_long_book_is_tagged_and_the_same_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    of = rows(7, 12)
    theirs, ours = both(monkeypatch, of)
    assert ours == register_book.render(book(), COVER, of)
    with pikepdf.open(io.BytesIO(ours)) as file, pikepdf.open(io.BytesIO(theirs)) as short:
        assert not file.check_pdf_syntax()
        assert (file.Root.Lang, file.docinfo.Title) == (short.Root.Lang, short.docinfo.Title)
        tables = [kid for kid in file.Root.StructTreeRoot.K[0].K if kid.S == "/Table"]
        assert len(tables) == len(file.pages) - 1
        for number, (page, table) in enumerate(zip(file.pages[1:], tables, strict=True), 1):
            assert table.Pg.objgen == page.obj.objgen
            assert page.obj.StructParents == number
            head, body = table.K
            assert [len(row.K) for row in head.K] == [10, 10]
            assert {row.S for row in body.K} == {"/TR"}
            kids = [mark for part in table.K for row in part.K for cell in row.K for mark in cell.K]
            owners = file.Root.StructTreeRoot.ParentTree.Nums[2 * number + 1]
            assert sorted(map(int, kids)) == list(range(len(owners)))
            assert all(mark in list(owners[int(mark)].K) for mark in kids)
        assert sum(len(table.K[1].K) for table in tables) == len(of)


def test_a_row_that_is_higher_than_a_page_goes_on_under_the_heads(monkeypatch: pytest.MonkeyPatch) -> None:
    of = [["01/A", "01/11/2026", "x", "y", "; ".join(f"Xã{n}" for n in range(400)), "z", "1", "", "", ""]]
    of += [["02/A", "02/11/2026", "x", "y", "ngắn", "z", "1", "", "", ""]]
    ours = both(monkeypatch, of)[1]
    pages = ["".join(sign for sign, *_ in page) for page in shown(ours)]
    assert len(pages) > 4
    assert all("Ngườiký" in page and page.endswith(str(n)) for n, page in enumerate(pages[1:], 2))
    whole = "".join(pages)
    assert all(f"Xã{n};" in whole for n in range(399))


def test_signs_that_are_not_set_one_by_one_are_left_to_weasyprint(monkeypatch: pytest.MonkeyPatch) -> None:
    of = [["01/A", "01/11/2026", "שלום", "y", "e\u0302\u0301", "z", "1", "", "", ""]]
    theirs, ours = both(monkeypatch, of)
    assert theirs == ours
