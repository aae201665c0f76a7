"""TL-1, TL-2, KG-1: the name of the kind and its subject, V/v, Kính gửi."""

from __future__ import annotations

import re

from congvan.conformance.measured import Column, Para
from congvan.conformance.rules.case import (
    Case,
    Rule,
    axis,
    begins,
    capital,
    check_look,
    check_rule,
    free,
    line_widths,
    middle,
    off_centre,
)

_RULE_LOW, _RULE_HIGH = 0.21, 0.55
"""Of its line; a third to a half is drawn with the mouse under lines of all lengths: what is plainly off is told."""
_UNEVEN = 4.0
"""What dashes may be apart, in pt, and look as if in one line: who lines them up with spaces comes no nearer."""
_GAP = (4.0, 13.0)
"""Around the 6 pt that the decree gives between number and V/v."""


def named(case: Case) -> None:
    """TL-1: tên loại and trích yếu of a named kind."""
    parts = case.parts
    if (parts.kind is None and not parts.origin) or (parts.kind is not None and parts.kind.slug == "cong-van"):
        return
    if parts.subject:
        case.findings.add("TL-1", "vv", parts.subject[0])
    if parts.kind_name is None:
        if free(case):
            case.findings.skip("TL-1", "free")
        else:
            case.findings.add("TL-1", "none", 1)
        return
    if not capital(parts.kind_name.text):
        case.findings.add("TL-1", "caps", parts.kind_name, quote=parts.kind_name.text)
    for para in (parts.kind_name, *parts.kind_subject):
        size = case.style("kind_name" if para is parts.kind_name else "kind_subject").size
        quote = para.text[:50]
        if para is not parts.kind_name and para.text.isupper() and parts.kind is not None:
            case.findings.add("TL-1", "subject_caps", para, quote=quote)
        check_look(case, "TL-1", para, bold=True, size=size, quote=quote)
        if off_centre(para, middle(case, para), 8.0):
            case.findings.add("TL-1", "centre", para, quote=quote)
    _prefix(case)
    _rule(case, parts.kind_name)


def _rule(case: Case, name: Para) -> None:
    """The rule under the title; PL I draws it under the trích yếu, Mẫu 1.3 under "(Kèm theo …)"."""
    parts = case.parts
    last = parts.kind_subject[-1] if parts.kind_subject else name
    if parts.origin:
        last = parts.origin[-1]
        last = next((p for p in (*parts.kind_subject, *parts.origin) if p.rule), last)
    if free(case) and last.rule is None:
        case.findings.skip("TL-1", "free")
    elif parts.kind is None or parts.kind.ruled:
        above = (*parts.kind_subject, name, *parts.origin)
        check_rule(case, "TL-1", last, _RULE_LOW, _RULE_HIGH, line_widths(above))


def _prefix(case: Case) -> None:
    """What the templates say of the trích yếu: how that of a decision begins, and that two kinds have none."""
    parts = case.parts
    if parts.kind is None or case.parts is not case.main:
        return
    if not parts.kind.subject and parts.kind_subject:
        case.findings.add("TL-1", "subject", parts.kind_subject[0], kind=parts.kind.name.lower())
    elif parts.kind.slug == "quyet-dinh" and parts.kind_subject:
        first = parts.kind_subject[0]
        if not re.match(r"(?i)(về|ban hành|phê duyệt)\b", first.text):
            case.findings.add("TL-1", "prefix", first, quote=first.text[:50])
    elif parts.kind.subject and parts.kind.ruled and not parts.kind_subject and not parts.kind.free:
        case.findings.add("TL-1", "no_subject", parts.kind_name)


def subject(case: Case) -> None:
    """TL-2: V/v of a công văn."""
    parts = case.parts
    if parts.kind is None or parts.kind.slug != "cong-van":
        return
    if not parts.subject:
        if parts.state is not None:
            case.findings.add("TL-2", "none", parts.number)
        return
    if heading := next((p for p in parts.body[:3] if p.text.strip() == "CÔNG VĂN"), None):
        case.findings.add("TL-2", "named", heading, measured=heading.text)
    first, last = parts.subject[0], parts.subject[-1]
    if not re.match(r"V/v(?!\s*[:.])\s*\S", first.text):
        case.findings.add("TL-2", "form", first, measured=first.text[:12])
    check_look(case, "TL-2", first, bold=False, size=case.style("subject").size)
    if any(p.rule is not None for p in parts.subject):
        case.findings.add("TL-2", "rule", last)
    if first.column is Column.RIGHT or _centred_on_page(case, first) or off_centre(first, axis([parts.number]), 5.0):
        case.findings.add("TL-2", "centre", first)
    _gap(case, first)


def _centred_on_page(case: Case, para: Para) -> bool:
    return para.column is Column.FULL and case.parts.number is not None and case.parts.number.column is Column.LEFT


def _gap(case: Case, first: Para) -> None:
    """6 pt above V/v, where the number stands right above it."""
    number = case.parts.number
    if number is None or first.before is None:
        return
    between = [p for p in case.measured.paras[number.index + 1 : first.index] if p.cell == first.cell]
    follows = bool(first.lines) or (first.cell == number.cell != 0 and not between)
    if follows and (first.before < _GAP[0] or first.before > _GAP[1]):
        case.findings.add("TL-2", "gap", first, measured=first.before)
    elif not follows and first.before < _GAP[0]:
        case.findings.skip("TL-2", "gap")  # in another cell: its white may be the table's


def addressees(case: Case) -> None:
    """KG-1: Kính gửi where it may stand, its list."""
    parts = case.parts
    if parts.to_label is None:
        if parts.call is not None and parts.to:
            _listed(case, parts.to)
        if parts.kind is not None and parts.kind.slug in ("cong-van", "to-trinh") and parts.state is not None:
            case.findings.add("KG-1", "none", 1, kind=parts.kind.name.lower())
        return
    label = parts.to_label
    if parts.kind is not None and not parts.kind.to:
        if free(case):
            case.findings.skip("KG-1", "free")
        else:
            case.findings.add("KG-1", "kind", label, kind=parts.kind.name.lower())
        return
    if not re.match(r"Kính gửi\s*:", label.text):
        case.findings.add("KG-1", "colon", label)
    for para in (label, *parts.to):
        check_look(case, "KG-1", para, bold=False, size=case.style("addressee").size, quote=para.text[:50])
    _list(case, label)


def _list(case: Case, label: Para) -> None:
    here = re.sub(r"^Kính gửi\s*:?\s*", "", label.text)
    listed = case.parts.to
    if here and (";" in here.rstrip(";.") or (re.search(r"\s-\s", here) and listed)):
        case.findings.add("KG-1", "one_line", label, quote=here[:50])
        return
    if not listed:
        if here.endswith(";"):
            case.findings.add("KG-1", "mark", label, quote=here[-40:], measured=";", allowed=".")
        return
    _listed(case, listed)


def _listed(case: Case, listed: list[Para]) -> None:
    """Each name on its line, a dash before it, ``;`` after it, ``.`` after the last."""
    for n, para in enumerate(listed):
        wanted = "." if n == len(listed) - 1 else ";"
        text = para.text.rstrip()
        if not re.match(r"[-–]\s*\S", text):
            case.findings.add("KG-1", "no_dash", para, quote=text[:50])
        elif re.search(r";\s+\S", text):
            case.findings.add("KG-1", "one_line", para, quote=text[:50])
        elif not text.endswith(wanted):
            case.findings.add("KG-1", "mark", para, quote=text[-40:], measured=text[-1:], allowed=wanted)
    _dashes(case, listed)


def _dashes(case: Case, listed: list[Para]) -> None:
    starts = [begins(p) for p in listed if p.lines or p.align in ("left", "justify", None)]
    if len(starts) > 1 and max(starts) - min(starts) > _UNEVEN:
        spread = (max(starts) - min(starts)) * 25.4 / 72
        case.findings.add("KG-1", "dashes", listed[0], measured=spread)


RULES: tuple[Rule, ...] = (named, subject, addressees)
