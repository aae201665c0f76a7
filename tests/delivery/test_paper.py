"""Envelopes, labels, the post book and phiếu gửi, read back by another program: every letter is there, in its place."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import subprocess
import sys
import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path

import pdfplumber
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from overlaps import seen

from congvan.messages import sentence
from congvan.model.paper import Enclosed, Mail, MailSender, PostLine, Slip, SlipItem
from congvan.problems import Problems
from congvan.render import paper
from congvan.standard import load
from congvan.standard.paper import paper as standard
from congvan.text.letters import LOWER, UPPER

MM = 72 / 25.4
SENDER = MailSender(
    "Sở Thông tin và Truyền thông", "UBND tỉnh Tây Ninh", "Số 6 đường Trần Quốc Toản, phường 2, thành phố Tây Ninh",
    "02763631168", "02763631169", "sotttt@tayninh.example", "sotttt.tayninh.example",
)  # fmt: skip
LONG = Mail(
    "Ban Chỉ đạo liên ngành Trung ương về phòng, chống tội phạm mua bán người và bảo vệ nạn nhân, Văn phòng thường trực "
    "phía Nam tại Thành phố Hồ Chí Minh",
    "Tầng 12, tòa nhà A, khu liên cơ quan số 258 đường Võ Chí Công, phường Xuân La, quận Tây Hồ, thành phố Hà Nội",
    (Enclosed("881/STTTT-TTr", 1), Enclosed("882/STTTT-TTr", 12), Enclosed("15/TB-STTTT")), "thuong-khan", "tuyet-mat",
)  # fmt: skip
SHORT = Mail("Sở Nội vụ", "Số 83 đường Phạm Tung", (Enclosed("881/STTTT-TTr", 1),), "hoa-toc")


def letters(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).split())


def chars_in(page, left: float, top: float, right: float, bottom: float) -> list[dict]:
    """Characters whose middle lies inside, in mm from the upper left corner, in the order of the page."""
    return [
        c
        for c in page.chars
        if left <= (c["x0"] + c["x1"]) / 2 / MM <= right and top <= (c["top"] + c["bottom"]) / 2 / MM <= bottom
    ]


def text_of(chars: list[dict]) -> str:
    return letters("".join(c["text"] for c in chars))


def made(data: bytes | None, problems: Problems) -> pdfplumber.PDF:
    assert not problems.failed, [sentence(d) for d in problems]
    assert seen(data, None) == []
    return pdfplumber.open(io.BytesIO(data))


def labels(mails, start: int = 1, **more) -> pdfplumber.PDF:
    problems = Problems()
    return made(paper.labels(mails, problems, start, **more), problems)


def envelopes(mails, size: str = "c5", sender: MailSender = SENDER) -> pdfplumber.PDF:
    problems = Problems()
    return made(paper.envelopes(sender, mails, problems, size), problems)


def label_text(mail: Mail) -> str:
    documents = ", ".join(f"{d.code} ({d.pages} trang)" if d.pages else d.code for d in mail.enclosed)
    marks = {"tuyet-mat": "TUYỆT MẬT", "hoa-toc": "HỎA TỐC", "thuong-khan": "THƯỢNG KHẨN", None: ""}
    said = [marks[m] for m in (mail.secrecy, mail.urgency) if m]
    head = f"Số: {documents}" if documents else ""
    return letters(f"{head}{' - '.join(said)}Kính gửi: {mail.name}{mail.address}")


def cells(document: pdfplumber.PDF):
    """The characters of every label, sheet by sheet, and their box in mm."""
    for page in document.pages:
        for row in range(8):
            for column in range(3):
                box = (70 * column, 0.5 + 37 * row, 70 * (column + 1), 0.5 + 37 * (row + 1))
                yield chars_in(page, *box), box


def inside(chars: list[dict], box, padding: float) -> bool:
    left, top, right, bottom = box
    return all(
        c["x0"] / MM >= left + padding - 0.1
        and c["x1"] / MM <= right - padding + 0.1
        and c["top"] / MM >= top + padding - 0.8
        and c["bottom"] / MM <= bottom - padding + 0.8
        for c in chars
    )


def test_labels_lie_on_the_sheet_of_three_by_eight() -> None:
    mails = [dataclasses.replace(SHORT, name=f"Cơ quan số {n}") for n in range(1, 51)]
    document = labels(mails)
    assert [(round(p.width / MM), round(p.height / MM)) for p in document.pages] == [(210, 297)] * 3
    found = list(cells(document))
    assert [text_of(chars) for chars, _ in found[:50]] == [label_text(m) for m in mails]
    assert not any(chars for chars, _ in found[50:])
    assert sum(len(chars) for chars, _ in found) == sum(len(p.chars) for p in document.pages)
    assert all(inside(chars, box, 5) for chars, box in found)


def test_labels_start_where_the_sheet_is_still_free() -> None:
    found = [text_of(chars) for chars, _ in cells(labels([SHORT, LONG], 24))]
    assert found[23] == label_text(SHORT)
    assert found[24] == label_text(LONG)
    assert [i for i, text in enumerate(found) if text] == [23, 24]


def test_a_long_label_shrinks_and_a_short_one_does_not() -> None:
    (short, _), (long, box), *_ = cells(labels([SHORT, LONG]))
    assert max(c["size"] for c in short) == pytest.approx(standard().label.text.use)
    assert max(c["size"] for c in long) < standard().label.text.use
    assert min(c["size"] for c in long) >= standard().label.text.least * standard().label.small - 0.01
    assert inside(long, box, 5)
    assert text_of(long) == label_text(LONG)


VIETNAMESE = st.text(st.sampled_from(LOWER + UPPER + "0123456789" + " " * 25 + ".,-/()&<>\"'–“”"), max_size=110)
ANYTHING = st.text(max_size=60)


def mail_of(name, address) -> st.SearchStrategy[Mail]:
    return st.builds(
        Mail, name, address, st.lists(st.builds(Enclosed, st.just("881/STTTT-TTr"), st.none() | st.integers(1, 99)), max_size=2).map(tuple),
        st.sampled_from([None, "hoa-toc", "thuong-khan"]), st.sampled_from([None, "tuyet-mat"]),
    )  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(mail_of(VIETNAMESE, VIETNAMESE), min_size=6, max_size=24))
def test_any_vietnamese_name_fits_into_its_label(mails: list[Mail]) -> None:
    found = list(cells(labels(mails)))
    for mail, (chars, box) in zip(mails, found, strict=False):
        assert text_of(chars) == label_text(mail)
        assert inside(chars, box, 5)


@settings(max_examples=150, deadline=None)
@given(mail_of(ANYTHING, ANYTHING))
def test_any_text_is_on_its_label_or_refused_by_name(mail: Mail) -> None:
    problems = Problems()
    data = paper.labels([mail], problems)
    if data is None:
        assert {d.code for d in problems} <= {"CV880", "CV881"}
        return
    chars, box = next(iter(cells(pdfplumber.open(io.BytesIO(data)))))
    assert inside(chars, box, 5)
    # Letters of other scripts may stand in another order; none is missing.
    assert Counter(text_of(chars)) == Counter(label_text(mail))


def test_a_word_wider_than_the_label_is_broken_and_never_cut() -> None:
    mail = Mail("W" * 80, "ậ" * 120, ())
    chars, box = next(iter(cells(labels([mail]))))
    assert text_of(chars) == label_text(mail)
    assert inside(chars, box, 5)


@pytest.mark.parametrize(
    ("mails", "more", "codes"),
    [
        ([Mail("Sở " * 400, "x", ())], {}, ["CV880"]),
        ([Mail("Sở 🎉 Nội vụ", "a\x07", ())], {}, ["CV881", "CV881"]),
        ([Mail("Sở\u202eNội vụ", "", ())], {}, ["CV881"]),
        ([SHORT], {"start": 0}, ["CV883"]),
        ([SHORT], {"start": 25}, ["CV883"]),
        ([], {}, ["CV884"]),
        ([dataclasses.replace(SHORT, urgency="gap")], {}, ["CV885"]),
        ([Mail("Sở " * 400, "x", ()), dataclasses.replace(SHORT, secrecy="x")], {}, ["CV880", "CV885"]),
    ],
)
def test_what_cannot_be_printed_is_named(mails, more, codes) -> None:
    problems = Problems()
    assert paper.labels(mails, problems, **more) is None
    assert [d.code for d in problems] == codes
    assert all("{" not in sentence(d) for d in problems)


@pytest.mark.parametrize(("size", "width", "height"), [("dl", 220, 110), ("c5", 229, 162), ("c4", 324, 229)])
@pytest.mark.parametrize("mail", [SHORT, LONG])
def test_an_envelope_has_every_part_of_the_form_in_its_place(size, width, height, mail) -> None:
    (page,) = envelopes([mail], size).pages
    assert (round(page.width / MM), round(page.height / MM)) == (width, height)
    rule = next(r for r in page.rects + page.lines + page.curves if (r["x1"] - r["x0"]) / MM > 100)
    line = rule["top"] / MM
    above, below = chars_in(page, 0, 0, width, line), chars_in(page, 0, line, width, height)
    assert text_of(above) == letters(
        "SỞ THÔNG TIN VÀ TRUYỀN THÔNG" + f"Địa chỉ: {SENDER.address}"
        "Điện thoại: 02763631168, Fax: 02763631169E-Mail: sotttt@tayninh.example, Website: sotttt.tayninh.example"
    )
    assert all("Bold" in c["fontname"] for c in above[:20])
    documents = ", ".join(f"{d.code} ({d.pages} trang)" if d.pages else d.code for d in mail.enclosed)
    number = letters(f"Số/ký hiệu văn bản: {documents}")
    assert text_of(below).startswith(number)
    right = chars_in(page, width * 0.42, height * 0.55, width, height)
    assert text_of(right) == letters(f"Kính gửi: {mail.name}{mail.address}")
    assert "Bold-Italic" in right[0]["fontname"]
    marks = text_of(chars_in(page, 0, height * 0.55, width * 0.42 - 1, height))
    assert marks == letters(
        ("TUYỆT MẬT" if mail.secrecy else "") + {"hoa-toc": "HỎA TỐC"}.get(mail.urgency, "THƯỢNG KHẨN")
    )
    assert len(above) + len(below) == len(page.chars)
    assert inside(page.chars, (0, 0, width, height), 10)
    assert not chars_in(page, width - 10 - 50, 0, width, 40), "room for postage"


def test_marks_are_boxes_of_the_decree_in_red() -> None:
    (page,) = envelopes([LONG]).pages
    red = [c for c in page.chars if c["non_stroking_color"] == (1, 0, 0)]
    assert text_of(red) == letters("TUYỆT MẬTTHƯỢNG KHẨN")
    box = load().boxes["thuong-khan"]
    top = min(c["top"] for c in red if c["text"] == "Ư")
    edges = [r for r in page.rects + page.curves + page.lines if abs((r["x1"] - r["x0"]) / MM - box["width"]) < 0.6]
    assert edges
    assert any(e["top"] <= top for e in edges)
    for char in red:
        assert char["x0"] >= 10 * MM
        assert char["x1"] <= (10 + 40) * MM


def test_each_piece_of_mail_has_its_envelope() -> None:
    pages = envelopes([SHORT, LONG, SHORT]).pages
    assert len(pages) == 3
    assert ["Sở Nội vụ" in p.extract_text() for p in pages] == [True, False, True]


def test_an_emblem_stands_beside_the_sender() -> None:
    from PIL import Image

    png = io.BytesIO()
    Image.new("RGBA", (40, 40), (200, 0, 0, 255)).save(png, "PNG")
    (page,) = envelopes([SHORT], sender=dataclasses.replace(SENDER, logo=png.getvalue())).pages
    (image,) = page.images
    assert (image["x0"] / MM, image["top"] / MM) == (pytest.approx(10, abs=0.1), pytest.approx(10, abs=0.1))
    assert min(c["x0"] for c in page.chars if c["top"] < image["bottom"] - 10) / MM > 10 + 18


@settings(max_examples=60, deadline=None)
@given(mail_of(VIETNAMESE, VIETNAMESE), VIETNAMESE, VIETNAMESE, st.sampled_from(["dl", "c5", "c4"]))
def test_any_sender_and_addressee_fit_on_an_envelope(mail, name, address, size) -> None:
    sender = MailSender("Sở " + name, address=address)
    (page,) = envelopes([mail], size, sender).pages
    area = standard().envelope.sizes[size]
    assert inside(page.chars, (0, 0, area.width, area.height), 10)
    everything = text_of(page.chars)
    assert letters(unicodedata.normalize("NFC", f"Kính gửi: {mail.name}{mail.address}")) in everything
    assert everything.startswith(letters(("Sở " + name).upper()))


def test_what_no_envelope_takes_is_named() -> None:
    problems = Problems()
    assert paper.envelopes(SENDER, [Mail("Sở " * 900, "", ()), Mail("Sở 🎉", "", ())], problems) is None
    assert [d.code for d in problems] == ["CV880", "CV881"]
    problems = Problems()
    assert paper.envelopes(dataclasses.replace(SENDER, name="Sở " * 900), [SHORT], problems, "c6") is None
    assert [d.code for d in problems] == ["CV882"]
    problems = Problems()
    assert paper.envelopes(dataclasses.replace(SENDER, name="Sở " * 900), [SHORT], problems) is None
    assert [d.code for d in problems] == ["CV880"]
    problems = Problems()
    assert paper.envelopes(SENDER, [], problems) is None
    assert [d.code for d in problems] == ["CV884"]


def test_the_envelope_follows_the_number_of_pages() -> None:
    assert [paper.size_for(n) for n in (1, 6, 7, 20, 21, 200, 5000)] == ["dl", "dl", "c5", "c5", "c4", "c4", "c4"]


COLUMNS = [
    "Ngày chuyển",
    "Số, ký hiệu văn bản",
    "Nơi nhận văn bản",
    "Số lượng bì",
    "Ký nhận và dấu bưu điện",
    "Ghi chú",
]


def test_the_post_book_has_the_six_columns_of_the_decree() -> None:
    lines = [
        PostLine(date(2024, 5, 14), ("881/STTTT-TTr", "05/QĐ-STTTT"), "Sở Nội vụ"),
        PostLine(date(2024, 5, 16), ("882/STTTT-TTr",), "Phòng & <Ban> " + "x" * 200, 2, "Ghi chú dài " * 9),
    ]
    problems = Problems()
    document = made(paper.post_book(SENDER, lines, problems, "1"), problems)
    assert letters(document.pages[0].extract_text()) == letters(
        "UBND TỈNH TÂY NINH SỞ THÔNG TIN VÀ TRUYỀN THÔNG SỔ GỬI VĂN BẢN ĐI BƯU ĐIỆN Năm: 2024 "
        "Từ ngày 14/5/2024 đến ngày 16/5/2024 Từ số 05 đến số 882 Quyển số: 1"
    )
    table = document.pages[1].extract_table()
    assert [letters(h) for h in table[0]] == [letters(c) for c in COLUMNS]
    assert [letters(c) for c in table[2]] == [
        "14/5/2024", "881/STTTT-TTr,05/QĐ-STTTT", "SởNộivụ", "1", "", "",
    ]  # fmt: skip
    assert letters(table[3][2]) == letters(lines[1].name)
    assert letters(table[3][5]) == letters(lines[1].note)
    words = [w["text"].rstrip(",") for w in document.pages[1].extract_words()]
    assert {"881/STTTT-TTr", "05/QĐ-STTTT", "882/STTTT-TTr"} <= set(words), "a number never breaks"


def test_hundreds_of_lines_are_all_in_the_book() -> None:
    lines = [PostLine(date(2024, 1, 1 + n % 28), (f"{n}/STTTT-TTr",), f"Cơ quan {n}") for n in range(1, 401)]
    problems = Problems()
    document = made(paper.post_book(SENDER, lines, problems), problems)
    words = [w["text"] for page in document.pages for w in page.extract_words()]
    assert [w for w in words if w.endswith("/STTTT-TTr")] == [line.codes[0] for line in lines]


def test_a_slip_names_everything_and_begins_a_page() -> None:
    items = (
        SlipItem("881/STTTT-TTr", date(2024, 5, 14), "Công văn về việc cảnh báo các cuộc gọi giả danh", 1, 3),
        SlipItem("15/TB-STTTT", None, "Thông báo", 2, None, "bản sao"),
    )
    wanted = [
        Slip(LONG.name, items, "Tây Ninh", "07/PG-STTTT", date(2024, 5, 4), "Trần Thị B"),
        Slip("Sở Nội vụ", items[:1], "Tây Ninh"),
    ]
    problems = Problems()
    first, second = made(paper.slips(SENDER, wanted, problems), problems).pages
    said = letters(first.extract_text())
    for text in (
        LONG.name,
        "PHIẾU GỬI",
        "Số: 07/PG-STTTT",
        "Tây Ninh, ngày 04 tháng 5 năm 2024",
        "Gửi các văn bản số 881/STTTT-TTr, 15/TB-STTTT",
        "Xác nhận của nơi nhận",
        "NGƯỜI GỬI",
        "Trần Thị B",
        "Lưu: VT.",
    ):
        assert letters(text) in said.replace("\n", ""), text
    table = first.extract_table()
    assert [[letters(c) for c in row] for row in table[1:]] == [
        ["1", "881/STTTT-TTr", "14/5/2024", letters(items[0].title), "1", "3", ""],
        ["2", "15/TB-STTTT", "", "Thôngbáo", "2", "", "bảnsao"],
    ]
    assert letters("Số: ……/PG-……") in letters(second.extract_text())
    assert letters("Tây Ninh, ngày tháng năm") in letters(second.extract_text())
    assert inside(first.chars, (30, 20, 195, 277), 0)


def test_the_day_of_a_document_stays_on_one_line_of_the_slip() -> None:
    problems = Problems()
    slip = Slip("Sở Nội vụ", (SlipItem("881/STTTT-TTr", date(2026, 12, 28), "Công văn"),), "Tây Ninh")
    words = [w["text"] for w in made(paper.slips(SENDER, [slip], problems), problems).pages[0].extract_words()]
    assert "28/12/2026" in words
    assert "881/STTTT-TTr" in words


def test_a_slip_and_a_book_of_nothing_are_refused() -> None:
    for make in (
        lambda p: paper.slips(SENDER, [], p),
        lambda p: paper.slips(SENDER, [Slip("Sở", (), "X")], p),
        lambda p: paper.post_book(SENDER, [], p),
    ):
        problems = Problems()
        assert make(problems) is None
        assert [d.code for d in problems] == ["CV884"]
    problems = Problems()
    assert paper.post_book(SENDER, [PostLine(date(2024, 1, 1), ("1/X",), "🎉")], problems) is None
    assert paper.slips(SENDER, [Slip("🎉", (SlipItem("1", None, "x"),), "X")], problems) is None
    assert {d.code for d in problems} == {"CV881"}


SCRIPT = """
import hashlib, sys
sys.path[:0] = {folders!r}
import test_paper as t
print(t.fingerprint())
"""


def fingerprint() -> str:
    problems = Problems()
    slip = Slip("Sở Nội vụ", (SlipItem("1/X", None, "Thông báo"),), "Tây Ninh")
    made = [
        paper.labels([SHORT, LONG], problems, frame=True),
        paper.envelopes(SENDER, [SHORT, LONG], problems),
        paper.post_book(SENDER, [PostLine(date(2024, 1, 1), ("1/X",), "Sở")], problems),
        paper.slips(SENDER, [slip], problems),
    ]
    return hashlib.sha256(b"".join(made)).hexdigest()


def test_the_same_input_gives_the_same_bytes_in_any_process() -> None:
    script = SCRIPT.format(folders=[str(Path(__file__).parent), str(Path(__file__).parents[1] / "tools")])
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == fingerprint() == fingerprint()


def test_the_decree_s_wording_is_transcribed() -> None:
    """Phụ lục IV a second time, by hand: it guards paper.yaml itself."""
    assert standard().post_book.title == "SỔ GỬI VĂN BẢN ĐI BƯU ĐIỆN"
    assert list(standard().post_book.headings) == COLUMNS
    assert sum(c.share for c in standard().post_book.columns) == 100
    assert sum(c.share for c in standard().slip.columns) == 100
    wording = standard().wording
    assert [wording[k].format("…") for k in ("address", "phone", "fax", "email", "website", "number", "to")] == [
        "Địa chỉ: …", "Điện thoại: …", "Fax: …", "E-Mail: …", "Website: …", "Số/ký hiệu văn bản: …", "Kính gửi: …",
    ]  # fmt: skip
    rule = standard().label
    assert (rule.columns * rule.width, rule.count) == (210, 24)
    assert 2 * rule.top + rule.rows * rule.height == 297
