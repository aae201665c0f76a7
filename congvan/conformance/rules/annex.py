"""PL-1: annexes, and that the main text speaks of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from congvan.conformance.letter import Annex, Parts
from congvan.conformance.rules.case import Case, Rule, capital, off_centre, outside
from congvan.text.letters import fold, roman


def annexes(case: Case) -> None:
    """Each annex: its label, title, origin; that it is mentioned."""
    found = case.parts.annexes
    for n, annex in enumerate(found, 1):
        if annex.bare:
            case.findings.add("PL-1", "unlabelled", annex.label, quote=annex.label.text[:60])
            continue
        _label(case, annex, n, len(found))
        _title(case, annex)
        _origin(case, annex)
        if any(
            "cong hoa xa hoi chu nghia" in fold(p.text)
            for p in (*annex.above, *annex.title, *annex.rest, *annex.origin)
        ):
            case.findings.add("PL-1", "head", annex.label)
    if not case.parts.absent:
        _mentioned(case)


def _label(case: Case, annex: Annex, n: int, count: int) -> None:
    label = annex.label
    right = "Phụ lục" if count == 1 else f"Phụ lục {roman(n)}"
    apart = case.parts.absent and count == 1 and re.fullmatch(r"Phụ lục( [IVXLC]+)?", label.text.strip())
    if label.text.strip() != right and not apart:  # in a file of its own it may be one of several
        case.findings.add("PL-1", "label", label, measured=label.text, allowed=right)
    size = case.style("annex_label").size
    if outside(label.size, size) or label.share("bold") < 0.5:
        case.findings.add("PL-1", "look", label, quote=label.text, measured=label.size, low=size.lo)
    if off_centre(label, None):
        case.findings.add("PL-1", "centre", label, quote=label.text)


def _title(case: Case, annex: Annex) -> None:
    for para in annex.title:
        if "cong hoa xa hoi" in fold(para.text) or "doc lap" in fold(para.text):
            continue
        if not capital(para.text) or para.share("bold") < 0.5:
            case.findings.add("PL-1", "title", para, quote=para.text[:50])
            return


def _origin(case: Case, annex: Annex) -> None:
    if not annex.origin:
        case.findings.add("PL-1", "origin", annex.label)
        return
    first = annex.origin[0]
    if first.share("italic") < 0.5:
        case.findings.add("PL-1", "upright", first, quote=first.text[:40])
    text = " ".join(p.text for p in annex.origin)
    for measured, allowed in disagreements(case.main, text):
        case.findings.add("PL-1", "other", first, measured=measured, allowed=allowed)


def disagreements(main: Parts, text: str) -> Iterator[tuple[str, str]]:
    """Where "(Kèm theo …)" has another number or date than the document it comes with: (as it stands, as it should)."""
    number = re.search(r"số\s*:?\s*(\d+)\s*/\s*(\S+)", text)
    if (
        number
        and main.annual
        and main.code
        and (number[1].lstrip("0") != main.annual.lstrip("0") or number[2] != main.code)
    ):
        yield f"số {number[1]}/{number[2]}", f"số {main.annual}/{main.code}"
    day = re.search(r"ngày\s*(\d{1,2})\s*(?:tháng|/)\s*(\d{1,2})\s*(?:năm|/)\s*(\d{4})", text)
    issued = main.issued
    if day and issued and (int(day[1]), int(day[2]), int(day[3])) != (issued.day, issued.month, issued.year):
        yield day[0], f"ngày {issued:%d/%m/%Y}"


def _mentioned(case: Case) -> None:
    parts = case.parts
    if not parts.annexes or not parts.body or any(a.bare for a in parts.annexes):
        return
    # Behind an attached text stand its own annexes or the decision's: either may speak of them.
    above = () if parts is case.main else case.main.body
    main = fold(" ".join(p.text for p in (*above, *parts.body, *parts.grounds)))
    attached = "" if case.main.attached else "|kem theo|dinh kem"  # which may be said of the text that is issued
    general = re.search(rf"phu luc|bieu mau|danh sach{attached}", main)
    for n, annex in enumerate(parts.annexes, 1):
        name = "phụ lục" if len(parts.annexes) == 1 else f"Phụ lục {roman(n)}"
        named = re.search(rf"phu luc[^.;]*\b{roman(n).lower()}\b", main) or re.search(r"cac phu luc|\d+ phu luc", main)
        if not (general if len(parts.annexes) == 1 else named):
            case.findings.add("PL-1", "unmentioned", annex.label, measured=name)


RULES: tuple[Rule, ...] = (annexes,)
