"""SAO-1: the block of a paper copy."""

from __future__ import annotations

import re

from congvan.conformance.rules.case import Case, Rule, bounds, capital, outside
from congvan.text.letters import fold

_CODES = {"sao y": "SY", "sao luc": "SL", "trich sao": "TrS"}
_FULL = 0.9
"""A rule this share of the text's width, or more, runs across it."""


def block(case: Case) -> None:
    """Its heading, its symbol, the rule above it, no Quốc hiệu in it."""
    copy = case.parts.copy
    if copy is None:
        return
    form = fold(copy.heading.text).strip(" .")
    if "cong hoa xa hoi" in form:
        case.findings.add("SAO-1", "state", copy.heading)
        return
    if form not in _CODES:
        case.findings.add("SAO-1", "old", copy.heading, measured=copy.heading.text)
    code = next((v for k, v in _CODES.items() if k in form), "SY")
    size = case.style("kind_name").size
    if outside(copy.heading.size, size) or copy.heading.share("bold") < 0.5 or not capital(copy.heading.text):
        case.findings.add("SAO-1", "look", copy.heading, quote=copy.heading.text, **bounds(size))
    number = next((p for p in copy.paras if re.match(r"(?i)số\s*:?.*/", p.text)), None)
    if number is not None:
        symbol = number.text.partition("/")[2].strip()
        if symbol.split("-")[0] != code:
            case.findings.add("SAO-1", "code", number, measured=symbol, allowed=code + "-")
    if any("cong hoa xa hoi chu nghia" in fold(p.text) for p in copy.paras):
        case.findings.add("SAO-1", "state", copy.heading)
    if not _ruled(case):
        case.findings.add("SAO-1", "no_rule", copy.heading)


def _ruled(case: Case) -> bool:
    copy = case.parts.copy
    assert copy is not None
    sheet = case.measured.sheets[min(copy.heading.sheet, len(case.measured.sheets) - 1)]
    left = sheet.left.low if sheet.left else 85.0
    right = sheet.right.low if sheet.right else 42.5
    width = sheet.width - left - right
    lines = [copy.rule, *case.measured.strokes, *[p.rule for p in case.measured.paras if p.index < copy.heading.index]]
    return any(s is not None and s.length >= _FULL * width for s in lines)


RULES: tuple[Rule, ...] = (block,)
