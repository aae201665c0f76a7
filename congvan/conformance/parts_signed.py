"""Ô 14: the line of the agency's digital signature at the top right of page 1 of a copy, an annex, an attached text."""

from __future__ import annotations

import re

from congvan.conformance.letter import Parts
from congvan.conformance.measured import Para
from congvan.text.letters import fold

OPENS = re.compile(r"^((ban )?(sao y( ban chinh)?|sao luc|trich sao)\s*[;:,]|so\s*:?\s*\d[^;]*;)")
_TIMED = re.compile(r"\d{1,2}\s*([:h]|giờ)\s*\d{2}")
_SMALL = 11.6
"""The line is set at 10 pt; the text of a letter never is."""


def take_signed(parts: Parts, paras: list[Para]) -> list[Para]:
    """Take the line, which may run over two or three, off the top of a file; the rest is given back."""
    top = [p for p in paras[:6] if (p.page or 1) == 1]
    start = next((n for n, p in enumerate(top) if OPENS.match(fold(p.text)) and _apart(p)), None)
    if start is None:
        return paras
    for para in top[start:]:
        parts.signed.append(para)
        if _TIMED.search(para.text):
            break
        if len(parts.signed) == 3 or para.size > _SMALL:
            break
    return [p for p in paras if p not in parts.signed]


def _apart(para: Para) -> bool:
    """Small letters, or one line of a date and an hour: no number of a head says what o'clock it is."""
    return 0 < para.size < _SMALL or (";" in para.text and bool(_TIMED.search(para.text)))
