"""TCVN3 and VNI by the font, by the whole document, by the words alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congvan.text.old_fonts import decoded, encoding_of, fonts_of, is_unicode, parted, pasted
from tests.intake.word_letters import tcvn3, vni

TEXT = "Công văn số 12 về việc tuyên truyền, phổ biến pháp luật; kỹ năng số của Ủy ban nhân dân xã Đồng Nghĩa"
LOWER = TEXT.replace("Ủ", "ủ")
"""TCVN3 has no capitals with tones."""


@pytest.mark.parametrize(
    ("font", "encoding"),
    [(".VnTime", "TCVN3"), (".vnTimeH", "TCVN3"), ("VNI-Times", "VNI"), ("VNI Times", "VNI"), ("Vni-Helve", "VNI"),
     ("Times New Roman", ""), ("Vnina", ""), ("", "")],
)  # fmt: skip
def test_a_font_says_its_encoding(font: str, encoding: str) -> None:
    assert encoding_of(font) == encoding


def test_by_the_font() -> None:
    assert decoded(tcvn3(LOWER), ".VnTime") == LOWER
    assert decoded(vni(TEXT), "VNI-Times") == TEXT
    assert decoded(tcvn3("ủy ban nhân dân"), ".VnTimeH") == "ỦY BAN NHÂN DÂN"
    assert decoded("so 12", ".VnTimeH") == "SO 12"
    assert decoded(tcvn3(LOWER), "Times New Roman") == tcvn3(LOWER)


def test_what_is_unicode_already_stays() -> None:
    for font in (".VnTime", "VNI-Times"):
        assert decoded(TEXT, font) == TEXT
        assert is_unicode(TEXT, font)
        assert not fonts_of([(TEXT, font)]).old
    assert decoded("và là", ".VnTime") == "và là"


def test_a_document_is_judged_as_a_whole() -> None:
    """A piece of a word says nothing of itself: ``K`` and ``Ýnh``."""
    fonts = fonts_of(
        [("K", ".VnTime"), (tcvn3("ính gửi các cơ quan, đơn vị"), ".VnTime"), ("Ủy ban nhân dân", ".VnArial")]
    )
    assert fonts.old == {".VnTime"}
    assert fonts.decoded(tcvn3("í"), ".VnTime") == "í"
    assert fonts.decoded("Ýnh", "Times New Roman") == "Ýnh"


@given(st.lists(st.integers(1, 6), min_size=1, max_size=60))
def test_letters_of_vni_that_word_cut_in_two(cuts: list[int]) -> None:
    text, pieces, at = vni(TEXT), list[str](), 0
    for cut in cuts:
        pieces.append(text[at : at + cut])
        at += cut
    pieces.append(text[at:])
    whole = parted(pieces, "VNI-Times")
    assert "".join(whole) == text
    assert "".join(fonts_of([(text, "VNI-Times")]).decoded(piece, "VNI-Times") for piece in whole) == TEXT


def test_what_is_pasted_is_told_by_its_words() -> None:
    text = f"{tcvn3(LOWER)}\n{TEXT}\nplain ASCII\n{vni(TEXT)}"
    found = pasted(text)
    assert found.text == f"{LOWER}\n{TEXT}\nplain ASCII\n{TEXT}"
    assert found.encodings == ("TCVN3", "VNI")
    assert pasted(TEXT).encodings == ()
    assert pasted("").text == ""
