"""The decree a second time, transcribed by hand article by article: it guards ``nd30.yaml`` itself."""

from __future__ import annotations

import pytest

from congvan.model.source import Spanned
from congvan.problems import Problems, Span
from congvan.standard import choose, load
from congvan.standard.book import book

STANDARD = load()

PAGE = {  # PL I, I.I.1–3, mm
    "width": (210, 210),
    "height": (297, 297),
    "margin_top": (20, 25),
    "margin_bottom": (20, 25),
    "margin_left": (30, 35),
    "margin_right": (15, 20),
}

STYLES = {  # PL I, mục V: size from, to, bold, italic, capitals, alignment
    "state_name": (12, 13, True, False, "center"),
    "motto": (13, 14, True, False, "center"),
    "parent": (12, 13, False, False, "center"),
    "issuer": (12, 13, True, False, "center"),
    "number": (13, 13, False, False, "center"),
    "place_date": (13, 14, False, True, "center"),
    "kind_name": (13, 14, True, False, "center"),
    "kind_subject": (13, 14, True, False, "center"),
    "subject": (12, 13, False, False, "center"),
    "body": (13, 14, False, False, "justify"),
    "ruling": (13, 14, True, False, "center"),
    "order": (13, 14, True, False, "center"),
    "ground": (13, 14, False, True, "justify"),
    "division_1": (13, 14, True, False, "center"),
    "division_2": (13, 14, True, False, "center"),
    "division_3": (13, 14, True, False, "center"),
    "division_4": (13, 14, True, False, "center"),
    "division_title": (13, 14, True, False, "center"),
    "article": (13, 14, False, False, "justify"),
    "authority": (13, 14, True, False, "center"),
    "signer_name": (13, 14, True, False, "center"),
    "addressee": (13, 14, False, False, "left"),
    "addressee_label": (13, 14, False, False, "left"),
    "recipients_label": (12, 12, True, True, "left"),
    "recipient": (11, 11, False, False, "left"),
    "urgency": (13, 14, True, False, "center"),
    "circulation": (13, 14, True, False, "center"),
    "foot": (11, 12, False, False, "left"),
    "annex_label": (14, 14, True, False, "center"),
    "annex_title": (13, 14, True, False, "center"),
    "annex_origin": (13, 14, False, True, "center"),
    "page_number": (13, 14, False, False, "center"),
}

CAPITALS = {
    "parent", "issuer", "kind_name", "ruling", "division_title", "authority", "urgency", "circulation", "annex_title",
}  # fmt: skip


@pytest.mark.parametrize("name", PAGE)
def test_page(name: str) -> None:
    number = STANDARD.page[name]
    assert (number.lo, number.hi) == PAGE[name]
    assert number.allows(number.use)


@pytest.mark.parametrize("name", STYLES)
def test_style(name: str) -> None:
    rule = STANDARD.styles[name]
    assert (rule.size.lo, rule.size.hi, rule.bold, rule.italic, rule.align) == STYLES[name]
    assert rule.caps == (name in CAPITALS)
    assert rule.size.allows(rule.size.use)


def test_every_style_stays_in_its_range_and_has_an_article_and_a_name_in_word() -> None:
    names = [rule.word for rule in STANDARD.styles.values()]
    assert len(set(names)) == len(names)
    for name, rule in STANDARD.styles.items():
        assert rule.size.allows(rule.size.use), name
        assert rule.size.article, name
        assert "," not in rule.word, "Word takes a comma for an alias"


def test_sizes_rise_and_fall_together() -> None:
    """Footnote of mục V: Quốc hiệu 12, Tiêu ngữ 13, date 13; or 13, 14, 14."""
    for chosen in (STANDARD, choose({"profile": Spanned("lớn", Span("x", 1, 1))}, Problems())):
        sizes = {name: chosen.styles[name].size.use for name in ("state_name", "motto", "place_date")}
        assert sizes["motto"] == sizes["place_date"] == sizes["state_name"] + 1


def test_body() -> None:
    body = STANDARD.body  # PL I, I.II.6e
    assert body["first_line"].choices == (10, 12.7)
    assert body["paragraph_spacing"].lo == 6
    assert (body["line_spacing"].lo, body["line_spacing"].hi) == (1.0, 1.5)
    assert STANDARD.styles["subject"].before == 6  # PL I, I.II.5b


def test_rules_and_boxes() -> None:
    assert STANDARD.rules["motto"].use == 1.0  # as long as Tiêu ngữ
    for name in ("issuer", "kind", "annex"):
        assert 1 / 3 <= STANDARD.rules[name].lo <= STANDARD.rules[name].use <= STANDARD.rules[name].hi == 0.5
    sizes = {name: (box["width"], box["height"]) for name, box in STANDARD.boxes.items() if "width" in box}
    assert sizes == {"hoa-toc": (30, 8), "thuong-khan": (40, 8), "khan": (20, 8)}  # PL I, I.III.2b
    assert (STANDARD.font["family"], STANDARD.font["colour"]) == ("Times New Roman", "000000")


def test_wording() -> None:
    w = STANDARD.wording
    assert w.state_name == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    assert w.motto == "Độc lập - Tự do - Hạnh phúc"
    assert (w.number_label, w.subject_prefix, w.addressee_label) == ("Số:", "V/v", "Kính gửi:")
    assert (w.recipients_label, w.as_above, w.archive_label, w.archive_first) == ("Nơi nhận:", "Như trên", "Lưu:", "VT")
    assert (w.end_mark, w.annex_label) == ("./.", "Phụ lục")
    assert dict(w.urgency) == {"hoa-toc": "HỎA TỐC", "thuong-khan": "THƯỢNG KHẨN", "khan": "KHẨN"}
    assert dict(w.authority) == {code: f"{code}." for code in ("TM", "KT", "TL", "TUQ", "Q")}


def test_the_register_has_its_ten_columns() -> None:
    assert book().headings == (
        "Số, ký hiệu văn bản", "Ngày tháng văn bản", "Tên loại và trích yếu nội dung văn bản", "Người ký",
        "Nơi nhận văn bản", "Đơn vị, người nhận bản lưu", "Số lượng bản", "Ngày chuyển", "Ký nhận", "Ghi chú",
    )  # fmt: skip
    assert sum(column.share for column in book().columns) == 100
