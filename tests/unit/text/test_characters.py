"""The one table of characters: no code point of a class that a reader can't see gets past it, ordinary text all does."""

from __future__ import annotations

import sys
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from congvan.text import characters
from congvan.text.letters import LOWER, UPPER

INVISIBLE = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180e\u2800\u3164\uffa0\ufffc\ufffd\U0001d159"
IGNORABLE = [*range(0xFE00, 0xFE10), *range(0xE0000, 0xE1000), *range(0xFFF0, 0xFFF9), 0x2065]
KEPT = " \t\n\u00a0"


def test_every_code_point_of_a_hidden_class_is_refused() -> None:
    wanted = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    missed = [
        f"{point:04X}"
        for point in range(sys.maxunicode + 1)
        if (char := chr(point)) not in KEPT
        and (unicodedata.category(char) in wanted or char in INVISIBLE or point in IGNORABLE)
        and characters.first(f"a{char}b") is None
    ]
    assert missed == []


def test_no_letter_and_no_sign_of_ordinary_text_is_refused_or_changed() -> None:
    text = LOWER + UPPER + "“Đ/c” ‘a’ – — … • ₫ € § © ® ° ± × ÷ µ ² ³ ½ → ≤ ≥ Ω α π Ω Москва\u00a0" + KEPT
    text += "".join(chr(c) for c in range(0x21, 0x7F))
    assert list(characters.refused(text)) == []
    assert characters.plain(text) == unicodedata.normalize("NFC", text)


def test_blanks_of_other_widths_become_spaces_and_line_ends_one() -> None:
    assert characters.plain("a\u2003b\u3000c\u202fd\r\ne") == "a b c\u00a0d\ne"
    assert characters.plain("Covid\u201119") == "Covid-19", "Word's Ctrl+Shift+- is a hyphen that no line ends at"
    assert characters.plain("tie\u0302\u0301ng") == "tiếng"


@given(st.text())
def test_what_is_shown_is_one_line_that_moves_nothing(text: str) -> None:
    shown = characters.shown(text)
    assert characters.first(shown.replace("\ufffd", "")) is None
    assert not set(shown) & set("\n\t\r\x1b\x9b")


@given(st.text())
def test_what_is_kept_of_others_holds_no_hidden_character(text: str) -> None:
    assert characters.first(characters.cleaned(text).replace("\ufffd", "")) is None


@given(st.text())
def test_plain_text_stays_plain(text: str) -> None:
    once = characters.plain(text)
    assert characters.plain(once) == once
