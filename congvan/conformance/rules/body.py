"""ND-1, ND-3, MB-1, HC-1: how the text is set, how it ends, what a template left in it, the district level."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

from congvan.conformance.letter import closed
from congvan.conformance.measured import Column, Para
from congvan.conformance.rules.case import Case, Rule, body_text, bounds, outside
from congvan.conformance.rules.quotes import own, quoted
from congvan.model.length import to_mm
from congvan.text.letters import UPPER

_CENTRED = re.compile(r"(?i)^(phần|chương|mục|tiểu mục)\s+[\divxlc]+|^(quyết định|quyết nghị|chỉ thị)\s*:?$")
_INDENT = 0.8
"""Millimetres that an indent may be off: 1 cm is 567 twips, some write 0.4 inch."""
_NO_DISTRICT = date(2025, 7, 1)


def _running(case: Case) -> list[Para]:
    """Paragraphs of running text: no headings on their own, no centred lines, no tables, no boxes."""
    return [
        p
        for p in case.parts.body
        if p.column is Column.FULL
        and p.frame is None
        and (p.align != "center" or _sentence(p))
        and not _CENTRED.match(p.text)
        and not _title(p)
    ]


def _sentence(para: Para) -> bool:
    """A centred line that reads as running text: not bold, with the mark of a sentence at its end."""
    return para.share("bold") < 0.5 and len(para.text) > 40 and para.text.rstrip()[-1:] in ".:;,"


def _title(para: Para) -> bool:
    return para.text.isupper() and len(para.text) < 120


def size(case: Case) -> None:
    """ND-1: 13 to 14 pt, upright."""
    allowed = case.style("body").size
    said = False
    for para in _running(case):
        if outside(para.size, allowed) and not said:
            case.findings.add("ND-1", "size", para, measured=para.size, quote=para.text[:50], **bounds(allowed))
            said = True
    told = quoted(case.parts.body)
    slanted = [p for p in _running(case) if p.index not in told and p.share("italic") > 0.5 and _slanted(p)]
    if slanted:
        case.findings.add("ND-1", "slanted", slanted[0], quote=slanted[0].text[:50])


def _slanted(para: Para) -> bool:
    """Whether the words that are its own, not a quotation's, are italic."""
    letters, share = own(para, "italic")
    return letters > 50 and share > 0.9


def justified(case: Case) -> None:
    """ND-1: justified; a paragraph of one line shows nothing in a PDF."""
    for para in _running(case):
        long = len(para.text) > 100 if not para.lines else len(para.lines) > 1
        if (long and para.align in ("left", "right")) or para.align == "center":
            case.findings.add("ND-1", "align", para, quote=para.text[:50])
            return


def indents(case: Case) -> None:
    """ND-1: first lines indented by 10 or 12.7 mm, all alike."""
    allowed = case.standard.body["first_line"]
    seen: Counter[float] = Counter()
    for para in _running(case):
        long = len(para.text) > 100 if not para.lines else len(para.lines) > 1
        if para.first_line is None or not (long or (_sentence(para) and para.first_line > 0)):
            continue
        item = re.match(r"([-+–•]|\d+(\.\d+)*[.)]|[a-zđ]\))\s", para.text)
        begins = to_mm(para.first_line + (max(0.0, para.left or 0.0) if item else 0.0))
        value = to_mm(para.first_line)
        if outside(value, allowed, _INDENT) and outside(begins, allowed, _INDENT):
            case.findings.add("ND-1", "indent", para, measured=value, quote=para.text[:50])
            return
        seen[min(allowed.choices, key=lambda c: abs(c - (begins if outside(value, allowed, _INDENT) else value)))] += 1
    if len(seen) > 1:
        case.findings.add("ND-1", "indents", None, measured="; ".join(f"{v:g}".replace(".", ",") for v in sorted(seen)))


def gaps(case: Case) -> None:
    """ND-1: at least 6 pt between paragraphs."""
    allowed = case.standard.body["paragraph_spacing"]
    before: Para | None = None
    for para in _running(case):
        follows = before is not None and para.index == before.index + 1
        if follows and para.before is not None and para.before < allowed.lo - 0.6:
            values = {"measured": max(0.0, para.before), "low": allowed.lo}
            case.findings.add("ND-1", "gap", para, quote=para.text[:50], **values)
            return
        before = para


def spacing(case: Case) -> None:
    """ND-1: single to 1.5 lines."""
    allowed = case.standard.body["line_spacing"]
    for para in _running(case):
        long = len(para.text) > 100 if not para.lines else len(para.lines) > 1
        if long and para.spacing is not None and outside(para.spacing, allowed, 0.04):
            case.findings.add(
                "ND-1", "spacing", para, measured=f"{para.spacing:.2f}".replace(".", ","), quote=para.text[:50]
            )
            return


def end_mark(case: Case) -> None:
    """ND-3: ``./.`` once, at the end of the body."""
    mark = case.standard.wording.end_mark
    texts = [p for p in case.parts.body if p.text]
    if not texts or texts[-1].column is not Column.FULL:
        return  # the mark may stand in the table's last cell, or nowhere: a table is no sentence
    count = sum(p.text.count(mark) for p in texts)
    last = texts[-1].text.rstrip(' "”)')
    count += closed(last) and not last.endswith(mark)  # "…/.", "!/."
    foot = [*case.parts.strays, *case.parts.authority, *case.parts.names, *case.parts.recipients]
    if any(p.text.rstrip().endswith(mark) for p in foot):
        case.findings.add("ND-3", "elsewhere", next(p for p in foot if p.text.rstrip().endswith(mark)))
    elif count > 1:
        case.findings.add("ND-3", "twice", texts[-1], measured=count)
    elif not closed(last):
        if case.parts.kind is not None and case.parts.kind.free:
            case.findings.skip("ND-3", "free")
            return
        case.findings.add("ND-3", "missing", texts[-1], quote=texts[-1].text[-50:])


_LEFT_OVER = (
    re.compile(r"\[[^\]\d][^\]]{2,60}\]"),
    re.compile(r"(?:\.\s?){6,}|…{2,}|_{4,}"),
    re.compile(r"(?i)\((chữ ký|dấu, chữ ký|họ và tên|ký tên|ký, ghi rõ)[^)]*"),
    re.compile(r"<[^\s<>][^<>\n]{1,58}[^\s<>]>|\{\{[^}]*\}\}|(?i:x{4,})"),
)


def left_overs(case: Case) -> None:
    """MB-1: placeholders, dotted leaders and notes of a template."""
    parts = case.parts
    blanks = [p for text in (parts, *parts.texts, *(c.parts for c in parts.copies)) for p in (text.number, text.dated)]
    blanks += [p for a in parts.every_annex for p in a.origin] + [p for text in parts.attached for p in text.origin]
    gaps = {p.index for p in blanks if p is not None}
    for para in case.measured.paras:
        if para.index in gaps:
            continue
        for pattern in _LEFT_OVER:
            match = pattern.search(para.text)
            if match and not para.text.startswith("http") and "@" not in match[0]:
                case.findings.add("MB-1", "left", para, measured=match[0][:50])
                return


_BLANK = re.compile(
    r"số\s*:?\s*[.…_\s]*/\s*[A-ZĐ][\w-]*|ngày\s*[.…_]+\s*tháng\s*[\d.…_]*(?:\s*năm\s*[\d.…_]*)?|"
    r"ngày\s+tháng\s+\d{1,2}\s+năm|ngày\s+tháng\s+năm\s+\d{4}|ngày\s*\d{0,2}\s*tháng\s*[.…_]+\s*năm"
)
"""A number or a day that is still to be filled in where another document is cited."""


def blanks(case: Case) -> None:
    """MB-1: numbers and days left blank in grounds and text, but for those of this very document."""
    parts = case.parts
    own = case.main.code if not case.main.annual else ""
    for para in (*parts.grounds, *parts.body):
        if para.column is Column.TABLE or (own and own in para.text):
            continue
        match = _BLANK.search(para.text)
        if match and not any(f.rule == "MB-1" and f.paragraph == para.index + 1 for f in case.findings.found):
            case.findings.add("MB-1", "left", para, measured=match[0][:50])
            return


_DISTRICT = re.compile(
    r"\b((?:UBND|HĐND|Ủy ban nhân dân|Uỷ ban nhân dân|Hội đồng nhân dân|Công an|Phòng \w+|Thành phố|tỉnh)?\s*"
    rf"(?:[Hh]uyện|[Qq]uận|[Tt]hị xã)(?: ủy)?\s+(?:[{UPPER}]\w*|\d+)(?:\s+[{UPPER}]\w*){{0,3}})"
)
_DISTRICTS = re.compile(r"(?i)\b(các|UBND các) (huyện|quận)\b|\bcấp huyện\b")
_DISTRICT_HEAD = re.compile(r"^(?:UBND|ỦY BAN NHÂN DÂN|UỶ BAN NHÂN DÂN)?\s*(?:HUYỆN|QUẬN|THỊ XÃ)\s+\w+")
_HISTORICAL = re.compile(r"\(cũ\)|\bcũ\b|trước đây|nguyên là|sáp nhập|giải thể|trước ngày 01/7/2025|thuộc huyện .* cũ")


def district(case: Case) -> None:
    """HC-1: no district level in what is issued from 01/7/2025 on, unless it speaks of the past."""
    issued = case.parts.issued
    if issued is None or issued < _NO_DISTRICT:
        return
    for para in (*case.parts.parent, *case.parts.issuer):
        if _DISTRICT_HEAD.match(para.text):
            case.findings.add("HC-1", "district", para, measured=para.text[:60])
            return
    where = [case.parts.dated, case.parts.to_label, *case.parts.to, *body_text(case.parts), *case.parts.recipients]
    for found in where:
        match = _DISTRICT.search(found.text) if found is not None else None
        if found is not None and match and not _HISTORICAL.search(found.text):
            case.findings.add("HC-1", "district", found, measured=match[1].strip())
            return
        if found is not None and _DISTRICTS.search(found.text) and not _HISTORICAL.search(found.text):
            case.findings.add("HC-1", "district", found, measured=found.text[:60])
            return


RULES: tuple[Rule, ...] = (size, justified, indents, gaps, spacing, end_mark, blanks, district)
