"""Text → the words it is searched by: no marks, no capitals, letters and digits only."""

from __future__ import annotations

import re

from congvan.text.letters import fold

LONGEST = 200
"""Letters of a word that count: PostgreSQL takes no word of 2 KiB."""
_WORD = re.compile(r"[^\W_]+")


def search_words(text: str) -> list[str]:
    """``Công văn số 05/STTTT-TTr`` → ``["cong", "van", "so", "5", "stttt", "ttr"]``, the zero dropped."""
    return [((w.lstrip("0") or "0") if w.isdecimal() else w)[:LONGEST] for w in _WORD.findall(fold(text))]
