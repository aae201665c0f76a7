"""Text → the words it is searched by: no marks, no capitals, letters and digits only."""

from __future__ import annotations

import re

from congvan.text.letters import fold

_WORD = re.compile(r"[^\W_]+")


def search_words(text: str) -> list[str]:
    """``Công văn số 720/STTTT-TTr`` → ``["cong", "van", "so", "720", "stttt", "ttr"]``."""
    return _WORD.findall(fold(text))
