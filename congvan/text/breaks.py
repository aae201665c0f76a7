"""Where a line may end: at a space, unless a rule here forbids it. Decided once, for every engine (decision 0031).

Left to themselves engines differ at ``/ - – — + . ( " %`` and at the edge of a bold word; so inside a word no line ends
at all, and what a line may not begin with is held to the word before it.
"""

from __future__ import annotations

import re
from functools import lru_cache

_HELD = {
    "ngày": re.compile(r"\d{1,2}\b"),
    "tháng": re.compile(r"\d{1,2}\b"),
    "năm": re.compile(r"\d{4}\b"),
    "điều": re.compile(r"\d+\b"),
    "khoản": re.compile(r"\d+\b"),
    "điểm": re.compile(r"[a-zđ]\b"),
    "số": re.compile(r"\d"),
}
_PLAIN = re.compile(r"\w*[.,;:]?\Z")
_CLOSING = tuple(".,:;!?/)]}%…”’»›")
"""Unicode (LB13) lets no line begin with most of these, even after a space; LibreOffice does: so the space is glued."""
_SIGN = re.compile(r"[-‐‑–—+=*•·~\"']+[.,;:]?\Z")
"""A sign that stands alone: at the beginning of a line it reads as the mark of a list ("Sởi / - Rubella")."""
_OPENING = re.compile(r"[(\[{“‘«‹]+\Z")
"""Unicode (LB14) lets no line end with these, even before a space."""


def plain(word: str) -> bool:
    """Whether no engine ends a line inside ``word``: letters and digits, and a full stop or comma at the end."""
    return _PLAIN.match(word) is not None


def linked(words: list[str]) -> list[str]:
    """``words`` with those joined by their space that no line parts (:func:`holds`)."""
    out: list[str] = []
    for word in words:
        if out and out[-1] and word and holds(out[-1].rsplit(" ", 1)[-1], word.split(" ", 1)[0]):
            out[-1] = f"{out[-1]} {word}"
        else:
            out.append(word)
    return out


def closes(following: str) -> bool:
    """Whether no line begins with ``following``: a closing mark, or a sign that stands alone."""
    if following[:1].isalnum():
        return False
    return following.startswith(_CLOSING) or _SIGN.match(following) is not None


def holds(word: str, following: str) -> bool:
    """Whether the space between two words never ends a line: a line doesn't begin with a closing mark or a lone dash,
    and a number stays with its ``ngày``, ``Điều`` or ``số``.
    """
    return _of_short(word, following) if len(word) + len(following) <= _SHORT else _holds(word, following)


_SHORT = 80


def _holds(word: str, following: str) -> bool:
    if closes(following) or _OPENING.match(word) is not None:
        return True
    pattern = _HELD.get(word.casefold().lstrip('("“'))
    return pattern is not None and pattern.match(following) is not None


_of_short = lru_cache(maxsize=8192)(_holds)
"""Of short words: a text has the same pairs again and again."""
