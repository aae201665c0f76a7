"""What leads from one text to another, word by word."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from congvan.text.redline import redline

TEXTS = st.lists(
    st.sampled_from(["Sở", "Nội vụ", " ", "\n", ",", "đề nghị", "  ", "(lần 2)", "\r\n"]), max_size=30
).map("".join)


def told(old: str, new: str) -> list[tuple[str, str]]:
    return [(piece.fate, piece.text) for piece in redline(old, new)]


@given(TEXTS, TEXTS)
def test_the_pieces_make_up_both_texts(old: str, new: str) -> None:
    pieces = redline(old, new)
    assert "".join(p.text for p in pieces if p.fate != "added") == old
    assert "".join(p.text for p in pieces if p.fate != "removed") == new
    assert all(p.text for p in pieces)


def test_words_not_lines() -> None:
    old = "body: |\n  Sở đề nghị các đơn vị báo cáo trước ngày 5/3.\n  Trân trọng.\n"
    new = "body: |\n  Sở đề nghị mọi đơn vị báo cáo trước ngày 6/3.\n  Trân trọng.\n"
    assert told(old, new) == [
        ("same", "body: |\n  Sở đề nghị "), ("removed", "các"), ("added", "mọi"), ("same", " đơn vị báo cáo trước ngày "),
        ("removed", "5"), ("added", "6"), ("same", "/3.\n  Trân trọng.\n"),
    ]  # fmt: skip
    assert told("một hai ba bốn", "năm sáu ba bốn") == [
        ("removed", "một hai"),
        ("added", "năm sáu"),
        ("same", " ba bốn"),
    ]
    assert told("a", "a") == [("same", "a")]
    assert told("", "") == []


def test_two_books_are_compared_in_time() -> None:
    old = "\n".join(f"dòng {n} của sách" for n in range(20_000))
    new = "\n".join(f"dòng {n} của cuốn khác" for n in range(20_000))
    begun = time.process_time()
    pieces = redline(old, new)
    assert time.process_time() - begun < 20
    assert "".join(p.text for p in pieces if p.fate != "removed") == new
