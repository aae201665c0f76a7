"""The E rules of a công văn, measured with pdfplumber in our PDF and in the DOCX as LibreOffice prints it."""

from __future__ import annotations

import re
import unicodedata

import pdfplumber
import pytest

pytestmark = pytest.mark.xdist_group("office")
MM = 72 / 25.4
IDS = [
    "2024/canh-bao-gia-danh",
    "2024/canh-bao-gia-danh-lan-2",
    "2024/khac-phuc-su-co-mang",
    "2024/bao-cao-so-lieu-thue-bao",
    "mau-cong-van",
    "nhieu-trang",
]


class Page:
    """One page as lines of characters."""

    def __init__(self, page) -> None:
        self.page = page
        self.words = page.extract_words(x_tolerance=1.5, extra_attrs=["fontname", "size"], keep_blank_chars=False)
        for word in self.words:
            word["text"] = unicodedata.normalize("NFC", word["text"]).replace("\u2060", "").replace("\u2011", "-")

    def find(self, *texts: str) -> list[dict]:
        """The first run of words that reads ``texts``."""
        for index in range(len(self.words)):
            part = self.words[index : index + len(texts)]
            if [w["text"] for w in part] == list(texts):
                return part
        raise AssertionError(f"{texts} not on the page")

    def row(self, word: dict) -> list[dict]:
        return [w for w in self.words if abs(w["bottom"] - word["bottom"]) < 3]

    def rules(self) -> list[dict]:
        """Horizontal strokes shorter than a table's, thin."""
        strokes = [*self.page.lines, *self.page.rects, *self.page.curves]
        return [s for s in strokes if s["x1"] - s["x0"] > 10 and abs(s["bottom"] - s["top"]) < 1.6]


@pytest.fixture(params=["ours", "office"])
def opened(request, built):
    def pages(id: str) -> list[Page]:
        file = built.pdf(id) if request.param == "ours" else built.office(id)
        with pdfplumber.open(file) as pdf:
            return [Page(page) for page in pdf.pages]

    return pages


def size(words: list[dict]) -> float:
    (found,) = {round(w["size"], 1) for w in words}
    return found


def bold(words: list[dict]) -> bool:
    return all("Bold" in w["fontname"] for w in words)


def italic(words: list[dict]) -> bool:
    return all("Italic" in w["fontname"] for w in words)


@pytest.mark.parametrize("id", IDS)
def test_pg_1_paper_and_margins(opened, id: str) -> None:
    for number, page in enumerate(opened(id), 1):
        width, height = float(page.page.width), float(page.page.height)
        assert sorted((round(width / MM), round(height / MM))) == [210, 297]
        body = [w for w in page.words if w["top"] > 19 * MM]
        assert 30 <= min(w["x0"] for w in body) / MM + 0.2 <= 35.2
        assert 15 <= (width - max(w["x1"] for w in body)) / MM + 0.2 <= (21 if number == 1 else 80)
        assert (height - max(w["bottom"] for w in body)) / MM >= 19.5, number
        assert min(w["top"] for w in body) / MM >= 19.5


@pytest.mark.parametrize("id", IDS)
def test_pg_2_font_and_colour(opened, id: str) -> None:
    for page in opened(id):
        for char in page.page.chars:
            assert re.search(r"Liberation-?Serif|Times|Tinos", char["fontname"])
            colour = char["non_stroking_color"]
            red = tuple(colour or ())[:3] == (1, 0, 0)
            assert red or not any(colour or ()), (char["text"], colour)


def test_pg_3_page_numbers(opened) -> None:
    pages = opened("nhieu-trang")
    numbers = [[w for w in p.words if w["bottom"] < 20 * MM and w["text"].isdigit()] for p in pages]
    shown = [int(n[0]["text"]) if n else None for n in numbers]
    annexes = [i for i, p in enumerate(pages) if any(w["text"] == "Phụ" and w["top"] < 30 * MM for w in p.words)]
    assert len(annexes) == 2
    start = 0
    for index, number in enumerate(shown):
        start = index if index in annexes else start
        assert number == (None if index == start else index - start + 1)
    for page, found in zip(pages, numbers, strict=True):
        for word in found:
            middle = (85.05 + float(page.page.width) - 42.5) / 2
            assert abs((word["x0"] + word["x1"]) / 2 - middle) < 1.5
            assert size([word]) == 14


@pytest.mark.parametrize("id", IDS)
def test_head(opened, id: str) -> None:
    page = opened(id)[0]
    state = page.find("CỘNG", "HÒA", "XÃ", "HỘI", "CHỦ", "NGHĨA", "VIỆT", "NAM")
    motto = page.find("Độc", "lập", "-", "Tự", "do", "-", "Hạnh", "phúc")
    parent = page.find("UBND", "TỈNH", "TÂY", "NINH")
    issuer = page.find("SỞ", "THÔNG", "TIN", "VÀ", "TRUYỀN", "THÔNG")
    assert (size(state), size(motto), size(parent), size(issuer)) == (12, 13, 12, 12)
    assert (bold(state), bold(motto), bold(parent), bold(issuer)) == (True, True, False, True)
    assert abs(centre(state) - centre(motto)) < 0.6
    assert abs(centre(parent) - centre(issuer)) < 0.6
    for words, share in ((motto, (0.99, 1.01)), (issuer, (0.333, 0.5))):
        under = [
            r for r in page.rules() if -4 < r["top"] - words[0]["bottom"] < 8 and abs(centre([r]) - centre(words)) < 1
        ]
        assert under, "no rule"
        length = max(r["x1"] - r["x0"] for r in under)
        assert share[0] <= length / (words[-1]["x1"] - words[0]["x0"]) <= share[1]


def centre(words: list[dict]) -> float:
    return (words[0]["x0"] + words[-1]["x1"]) / 2


@pytest.mark.parametrize("id", [i for i in IDS if i != "mau-cong-van"])
def test_number_date_and_subject(opened, id: str) -> None:
    page = opened(id)[0]
    (label,) = [w for w in page.words if w["text"] == "Số:"]
    row = page.row(label)
    said = " ".join(w["text"] for w in sorted(row, key=lambda w: w["x0"]))
    assert re.fullmatch(
        r"Số: (0[1-9]|[1-9]\d+)/\S+-\S+ .+, ngày (0[1-9]|[12]\d|3[01]) tháng (01|02|[3-9]|1[0-2]) năm \d{4}", said
    ), said
    number = [w for w in row if w["x0"] < 250]
    date = [w for w in row if w["x0"] > 300]
    assert (size(number), bold(number), italic(number)) == (13, False, False)
    assert (size(date), bold(date), italic(date)) == (13, False, True)
    (mark,) = [w for w in page.words if w["text"] == "V/v"]
    assert size([mark]) == 12
    assert not italic([mark])
    assert not bold([mark])
    # from the foot of one line box to the head of the next: 6 pt
    gap = (mark["bottom"] - 12 * 1.1499) - label["bottom"]
    assert 4.5 < gap < 8
    below = sorted(page.row(mark), key=lambda w: w["x0"])
    assert abs(centre(below) - centre(sorted(number, key=lambda w: w["x0"]))) < 1.5


def test_km_1_the_red_box(opened) -> None:
    page = opened("2024/khac-phuc-su-co-mang")[0]
    words = page.find("HỎA", "TỐC")
    assert bold(words)
    assert size(words) == 13
    strokes = [*page.page.lines, *page.page.rects, *page.page.curves]
    red = [
        s for s in strokes if (1, 0, 0) in (as_tuple(s.get("stroking_color")), as_tuple(s.get("non_stroking_color")))
    ]
    assert red, "no red frame"
    width = max(s["x1"] for s in red) - min(s["x0"] for s in red)
    height = max(s["bottom"] for s in red) - min(s["top"] for s in red)
    assert abs(width / MM - 30) < 0.6
    assert abs(height / MM - 8) < 0.6


def as_tuple(colour) -> tuple:
    return tuple(round(c) for c in colour) if isinstance(colour, (tuple, list)) else ()


@pytest.mark.parametrize("id", IDS)
def test_body_ends_and_signature(opened, id: str) -> None:
    pages = opened(id)
    joined = " ".join(w["text"] for p in pages for w in p.words)
    main = joined.split("Nơi nhận:")[0]
    assert main.count("./.") == 1
    page = next(p for p in pages if any(w["text"] == "nhận:" for w in p.words))
    label = page.find("Nơi", "nhận:")
    assert (size(label), bold(label), italic(label)) == (12, True, True)
    first = page.find("-", "Như", "trên;")
    assert (size(first), bold(first), italic(first)) == (11, False, False)
    assert abs(first[0]["x0"] - label[0]["x0"]) < 0.5
    archive = page.row(page.find("Lưu:", "VT,")[0])
    assert all(size([w]) == 11 for w in archive if w["x0"] < 300)
    above = [w for w in page.words if w["bottom"] < label[0]["top"] and w["top"] > 20 * MM]
    assert len({round(w["bottom"]) for w in above}) >= 2, "the signature stands alone"


@pytest.mark.parametrize("id", IDS)
def test_nd_1_first_line_indent(opened, id: str) -> None:
    page = opened(id)[0]
    lefts = {round((w["x0"] - 85.05) / MM, 1) for w in page.words if w["top"] > 150 and size([w]) == 14}
    assert any(abs(left - 12.7) < 0.2 for left in lefts)


def test_pl_1_annex_heads(opened) -> None:
    pages = opened("2024/bao-cao-so-lieu-thue-bao")
    for page, number in zip(pages[1:], ("I", "II"), strict=True):
        label = page.find("Phụ", "lục", number)
        assert (size(label), bold(label)) == (14, True)
        origin = page.find("(Kèm", "theo", "Công", "văn", "số", "915/STTTT-CNTT-BCVT")
        assert italic(origin)
        assert not bold(origin)
    assert float(pages[2].page.width) > float(pages[2].page.height)
