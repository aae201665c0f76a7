"""How wide a line of Times New Roman is, without any font file: advance widths as facts, 2048 units an em.

A Vietnamese letter is as wide as the letter under its marks; the few exceptions stand in the table. Needed for files
that
hold text but no places (DOCX): is the rule under a line a third of it, or a half?
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from congvan.conformance.measured import Piece

EM = 2048.0


def _row(text: str) -> tuple[int, ...]:
    return tuple(int(width) for width in text.split())


_REGULAR = _row(
    "512 682 836 1024 1024 1706 1593 369 682 682 1024 1155 512 682 512 569 1024 1024 1024 1024 1024 1024 1024 "
    "1024 1024 1024 569 569 1155 1155 1155 909 1886 1479 1366 1366 1479 1251 1139 1479 1479 682 797 1479 1251 "
    "1821 1479 1479 1139 1479 1366 1139 1251 1479 1479 1933 1479 1479 1251 682 569 682 961 1024 682 909 1024 "
    "909 1024 909 682 1024 1024 569 569 1024 569 1593 1024 1024 1024 1024 682 797 569 1024 1024 1479 1024 1024 "
    "909 983 410 983 1108 "
)
_REGULAR_MORE = {
    "Đ": 1479,
    "đ": 1024,
    "Ơ": 1479,
    "ơ": 1083,
    "Ư": 1589,
    "ư": 1110,
    "–": 1024,
    "—": 2048,
    "“": 909,
    "”": 909,
    "‘": 682,
    "’": 682,
    "…": 2048,
}
_BOLD = _row(
    "512 682 1137 1024 1024 2048 1706 569 682 682 1024 1167 512 682 512 569 1024 1024 1024 1024 1024 1024 1024 "
    "1024 1024 1024 682 682 1167 1167 1167 1024 1905 1479 1366 1479 1479 1366 1251 1593 1593 797 1024 1593 "
    "1366 1933 1479 1593 1251 1593 1479 1139 1366 1479 1479 2048 1479 1479 1366 682 569 682 1190 1024 682 1024 "
    "1139 909 1139 909 682 1024 1139 569 682 1139 569 1706 1139 1024 1139 1139 909 797 682 1139 1024 1479 1024 "
    "1024 909 807 451 807 1065 "
)
_BOLD_MORE = {
    "Đ": 1479,
    "đ": 1139,
    "Ơ": 1593,
    "ơ": 1134,
    "Ư": 1630,
    "ư": 1229,
    "–": 1024,
    "—": 2048,
    "“": 1024,
    "”": 1024,
    "‘": 682,
    "’": 682,
    "…": 2048,
}


@cache
def _advance(char: str, bold: bool) -> int:
    row, more = (_BOLD, _BOLD_MORE) if bold else (_REGULAR, _REGULAR_MORE)
    base = unicodedata.normalize("NFD", char)[0] if char not in more else char
    if char not in more and unicodedata.normalize("NFD", char).find("\u031b") > 0:
        base = {"o": "ơ", "O": "Ơ", "u": "ư", "U": "Ư"}.get(base, base)  # the horn makes some letters wider
    if base in more:
        return more[base]
    code = ord(base)
    return row[code - 32] if 32 <= code < 127 else row[ord("n") - 32]


def width(text: str, size: float, *, bold: bool) -> float:
    """The width of ``text`` in pt, set on one line at ``size`` pt, kerning off."""
    return sum(_advance(c, bold) for c in unicodedata.normalize("NFC", text)) * size / EM


def lead(pieces: Iterable[Piece]) -> float:
    """The width in pt of the spaces that a line was pushed in with."""
    wide = 0.0
    for piece in pieces:
        inner = piece.text.lstrip()
        wide += width(piece.text[: len(piece.text) - len(inner)], piece.size, bold=piece.bold)
        if inner:
            return wide
    return 0.0
