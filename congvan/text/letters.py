"""Unicode form, capitals, folding for search, and Roman numbers."""

from __future__ import annotations

import unicodedata

from congvan.text.remembered import remembered


def _vietnamese() -> str:
    plain = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
    marks = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
    found = [unicodedata.normalize("NFC", c + m) for c in plain for m in (marks if c in "aăâeêioôơuưy" else marks[:1])]
    return "".join(found)


LOWER = _vietnamese()
"""Every small letter of Vietnamese text, marks on.

A range such as ``à-ỹ`` holds capitals too, so patterns list the letters.
"""
UPPER = LOWER.upper()


def nfc(text: str) -> str:
    """The composed form (Unicode NFC, TCVN 6909): one code point for a Vietnamese letter with its marks."""
    return unicodedata.normalize("NFC", text)


def capitals(text: str) -> str:
    """All letters raised, marks kept: ``Sở Nội vụ`` → ``SỞ NỘI VỤ``."""
    return nfc(nfc(text).upper())


def raise_first(text: str) -> str:
    """The first letter raised, the rest as typed."""
    return text[:1].upper() + text[1:]


@remembered(4096, most=400)
def fold(text: str) -> str:
    """Text without marks and capitals, for search: ``Đồng Tháp`` → ``dong thap``."""
    return text.translate(_FOLDED)


class _Folded(dict[int, str]):
    """Each sign as it is searched by; neither its capital nor its marks depend on what stands beside it."""

    def __missing__(self, code: int) -> str:
        decomposed = unicodedata.normalize("NFD", chr(code).casefold())
        plain = "".join(c for c in decomposed if not unicodedata.combining(c)).replace("đ", "d")
        if len(self) < 4096:
            self[code] = plain
        return plain


_FOLDED = _Folded()


def plain_ascii(text: str) -> str:
    """Vietnamese letters without their marks, capitals kept, everything else outside ASCII dropped."""
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return decomposed.encode("ascii", "ignore").decode("ascii")


def roman(number: int) -> str:
    """A Roman number in capitals, for 1 to 3999."""
    values = (
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    )
    out = ""
    for value, letters in values:
        count, number = divmod(number, value)
        out += letters * count
    return out
