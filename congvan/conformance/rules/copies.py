"""SAO-1: the block of a paper copy (Mẫu 3.1), under the copied text."""

from __future__ import annotations

from congvan.conformance.letter import Copy
from congvan.conformance.measured import Para, Stroke
from congvan.conformance.rules.case import Case, bounds, capital, outside
from congvan.text.letters import fold

_CODES = {"sao y": "SY", "sao luc": "SL", "trich sao": "TrS"}
_FULL = 0.9
"""A rule this share of the text's width, or more, runs across it."""
_NEAR = 6
"""A rule hangs under one of so many paragraphs before the block."""
_SLACK = 12.0
"""pt that a rule may lie above the foot of the last line before it, which reaches deeper than its letters."""


def block(case: Case, copy: Copy) -> None:
    """Its heading, its symbol, the rule above it, no Quốc hiệu in it, none of its parts missing."""
    form = fold(copy.heading.text).strip(" .")
    if "cong hoa xa hoi" in form:
        case.findings.add("SAO-1", "state", copy.heading)
        return
    if form not in _CODES:
        case.findings.add("SAO-1", "old", copy.heading, measured=copy.heading.text)
    size = case.style("kind_name").size
    if outside(copy.heading.size, size) or copy.heading.share("bold") < 0.5 or not capital(copy.heading.text):
        case.findings.add("SAO-1", "look", copy.heading, quote=copy.heading.text, **bounds(size))
    if copy.parts.state is not None:
        case.findings.add("SAO-1", "state", copy.heading)
    if not _ruled(case, copy):
        case.findings.add("SAO-1", "no_rule", copy.heading)
    _symbol(case, copy, next((v for k, v in _CODES.items() if k in form), "SY"))
    _whole(case, copy)
    _day(case, copy)


def _symbol(case: Case, copy: Copy, code: str) -> None:
    number = copy.parts.number
    groups = copy.parts.code.split("-")
    if number is None:
        return
    if groups[0] != code:
        case.findings.add("SAO-1", "code", number, measured=copy.parts.code, allowed=code + "-")
    elif len(groups) < 2:
        case.findings.add("SAO-1", "agency", number, measured=copy.parts.code)


def _whole(case: Case, copy: Copy) -> None:
    """Every part that PL I, Phần II names."""
    parts = copy.parts
    there = {
        "tên cơ quan sao": parts.issuer,
        "số, ký hiệu bản sao": parts.number,
        "địa danh và thời gian sao": parts.dated,
        "chức vụ người ký": parts.authority,
        "họ tên người ký": parts.names,
        "nơi nhận": parts.foot_label,
    }
    missing = [name for name, found in there.items() if not found]
    if missing:
        case.findings.add("SAO-1", "missing", copy.heading, measured=", ".join(missing))


def _day(case: Case, copy: Copy) -> None:
    """No copy is older than what it copies."""
    made, issued = copy.parts.issued, case.main.issued
    if made is not None and issued is not None and made < issued:
        shown = {"measured": f"{made:%d/%m/%Y}", "allowed": f"{issued:%d/%m/%Y}"}
        case.findings.add("SAO-1", "earlier", copy.parts.dated, **shown)


def _ruled(case: Case, copy: Copy) -> bool:
    """Whether a rule runs across the text between the block and what stands before it."""
    sheet = case.measured.sheets[min(copy.heading.sheet, len(case.measured.sheets) - 1)]
    left = sheet.left.low if sheet.left else 85.0
    right = sheet.right.low if sheet.right else 42.5
    full = _FULL * (sheet.width - left - right)
    begins = min([copy.heading.index, *(p.index for p in copy.parts.paras)])
    before = [p for p in case.measured.paras if p.index < begins]
    lines = [copy.rule, *(p.rule for p in before[-_NEAR:]), *case.measured.strokes]
    return any(s is not None and s.length >= full and _between(s, before, copy.heading) for s in lines)


def _between(stroke: Stroke, before: list[Para], heading: Para) -> bool:
    """By place, where the file gives one: on the heading's page, over it, and under the text before it."""
    if stroke.place is None or heading.place is None:
        return True
    above = [line.bottom for p in before for line in p.lines if line.page == heading.page]
    over = stroke.place.page == heading.page and stroke.place.top <= heading.place.top + 2
    return over and stroke.place.top >= max(above, default=0.0) - _SLACK
