"""Two texts → what differs between them, word by word, as a page shows it."""

from __future__ import annotations

from congvan.text.redline import Fate, redline

AROUND = 40
"""Characters shown on each side of a change."""
_MARKS: dict[Fate, str] = {"same": "=", "removed": "-", "added": "+"}


def words(before: str, after: str) -> list[tuple[str, str]]:
    """``("=", same)``, ``("-", gone)``, ``("+", new)`` in the order of the text; long stretches that are the same are
    shortened to what stands around a change.
    """
    pieces = redline(before, after)
    last = len(pieces) - 1
    return [
        (_MARKS[one.fate], _short(one.text, at == 0, at == last) if one.fate == "same" else one.text)
        for at, one in enumerate(pieces)
    ]


def _short(text: str, first: bool, last: bool) -> str:
    if first and last:
        return ""
    if len(text) <= 3 * AROUND:
        return text
    head, tail = ("" if first else text[:AROUND]), ("" if last else text[-AROUND:])
    return f"{head} … {tail}"
