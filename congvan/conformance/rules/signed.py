"""KS-1: the line of the agency's digital signature (ô 14) on a copy, and on what is in a file of its own."""

from __future__ import annotations

import re

from congvan.conformance.measured import Column
from congvan.conformance.rules.case import Case
from congvan.text.letters import fold

_DAY = r"(?:(?:ngày\s+)?\d{1,2}\s*/\s*\d{1,2}\s*/\s*\d{4}|ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4})"
_HOUR = r"\d{1,2}\s*(?:[:h]|giờ\s*:?)\s*\d{2}\s*(?:[:m]|phút\s*:?)\s*\d{2}\s*(?:giây|s)?"
_WHEN = rf"{_DAY}\s*[;,]?\s*{_HOUR}\s*[;,]?\s*(?P<zone>\S.*)?$"
"""As Mẫu 1.3 and 3.2 write it ("ngày/tháng/năm; giờ: phút: giây"), and as Phụ lục I words it."""
_COPY = re.compile(rf"^(Sao y|Sao lục|Trích sao);\s*(?P<who>[^;]+);\s*{_WHEN}")
_NUMBERED = re.compile(rf"^Số:\s*(?P<who>\d+/[^\s;]+);\s*{_WHEN}")
_ZONE = re.compile(r"^\(?(múi giờ )?(UTC|GMT)?\s*(\+\s*0?7(\s*:?\s*00)?)\)?\.?$")
"""Việt Nam's by ISO 8601; the decree does not say how it is written out."""


def line(case: Case) -> None:
    """Its words, 10 pt, upright, black (PG-2 judges that), at the right of the top margin."""
    parts = case.parts
    if not parts.signed:
        if parts.absent in ("annex_alone", "attached_alone"):
            case.findings.skip("KS-1", "unsigned")
        return
    first, text = parts.signed[0], " ".join(p.text for p in parts.signed)
    copy = not fold(text).startswith("so")
    match = (_COPY if copy else _NUMBERED).match(text)
    if match is None or (copy and match["who"].isupper()):
        form = "Sao y; <tên cơ quan sao>" if copy else "Số: <số>/<ký hiệu>"
        case.findings.add("KS-1", "form", first, measured=text, allowed=f"{form}; 06/10/2025; 08:30:15 +07:00")
    elif not _ZONE.match((match["zone"] or "").strip()):
        case.findings.add("KS-1", "zone", first, measured=match["zone"] or "")
    size = case.standard.signing["info_size"]
    if any(abs(p.size - size) > 0.3 for p in parts.signed):
        case.findings.add("KS-1", "size", first, measured=first.size, allowed=size)
    if any(p.share("bold") > 0.5 or p.share("italic") > 0.5 for p in parts.signed):
        case.findings.add("KS-1", "look", first)
    _place(case)


def _place(case: Case) -> None:
    first = case.parts.signed[0]
    sheet = case.measured.sheets[first.sheet] if first.sheet < len(case.measured.sheets) else None
    if sheet is None:
        return
    if first.place is not None:
        margin = case.standard.page["margin_top"].hi * 72 / 25.4
        if first.place.left < 0.35 * sheet.width or first.place.top > margin:
            case.findings.add("KS-1", "place", first)
    elif first.align != "right" and first.column is not Column.RIGHT:
        case.findings.add("KS-1", "place", first)
