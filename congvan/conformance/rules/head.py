"""SZ-1, QH-1, CQ-1, CQ-2, SK-1, SK-2, DD-1: the head of page 1."""

from __future__ import annotations

import re
from datetime import date

from congvan.conformance.measured import Para
from congvan.conformance.rules.case import (
    NEAR,
    Case,
    Rule,
    axis,
    bounds,
    capital,
    check_look,
    check_rule,
    free,
    line_widths,
    off_centre,
    outside,
)
from congvan.text.dates import long_date
from congvan.text.letters import fold

_LONGER, _SHORTER = 1.09, 0.88
"""Of the motto's rule against its line: what a hand at the mouse may be off."""
_SHORT_NAMES = {
    "UBND": "ỦY BAN NHÂN DÂN",
    "HĐND": "HỘI ĐỒNG NHÂN DÂN",
    "TP.": "THÀNH PHỐ",
    "TX.": "THỊ XÃ",
    "BCĐ": "BAN CHỈ ĐẠO",
    "MTTQ": "MẶT TRẬN TỔ QUỐC",
    "TW": "TRUNG ƯƠNG",
    "TT": "TRUNG TÂM",
    "P.": "PHƯỜNG",
}
_RULE_LOW, _RULE_HIGH = 0.28, 0.55
"""The decree's own template has 28 %: a third and a half are taken with some grace."""


def coupled(case: Case) -> None:
    """SZ-1: Quốc hiệu 12 or 13, Tiêu ngữ and date line one more."""
    parts = case.parts
    for name, para, style in (("state", parts.state, "state_name"), ("motto", parts.motto, "motto")):
        size = case.style(style).size
        if para is not None and outside(para.size, size):
            case.findings.add("SZ-1", name, para, measured=para.size, **bounds(size))
            return
    if parts.state is None or parts.motto is None:
        return
    step = parts.motto.size - parts.state.size
    dated = parts.dated.size - parts.state.size if parts.dated else 1.0
    if abs(step - 1) > NEAR or abs(dated - 1) > NEAR:
        values = {
            "state": parts.state.size,
            "motto": parts.motto.size,
            "date": parts.dated.size if parts.dated else 0.0,
        }
        case.findings.add("SZ-1", "coupled", parts.motto, **values)


def state_and_motto(case: Case) -> None:
    """QH-1: both lines to the letter, bold, centred on one axis, the rule under them."""
    parts, wording = case.parts, case.standard.wording
    if parts.state is None:
        if case.parts is not case.main and parts.origin:
            return  # told as an attached text without a head
        if parts.kind is not None and parts.kind.free and parts.kind.abbreviation is None:
            case.findings.skip("QH-1", "free")
        else:
            case.findings.add("QH-1", "none", 1, allowed=wording.state_name)
    elif _plain(parts.state.text) != _plain(wording.state_name):
        case.findings.add("QH-1", "words", parts.state, measured=parts.state.text, allowed=wording.state_name)
    if parts.motto is None:
        if parts.state is not None:
            case.findings.add("QH-1", "no_motto", parts.state, allowed=wording.motto)
    elif _plain(parts.motto.text) != _plain(wording.motto):
        case.findings.add("QH-1", "motto", parts.motto, measured=parts.motto.text, allowed=wording.motto)
    head = (parts.state, parts.motto, parts.number, parts.dated, *parts.issuer, *parts.parent)
    if any(p is not None and p.typed for p in head):
        case.findings.add("QH-1", "typed", parts.state or parts.motto)
    _state_look(case)


def _state_look(case: Case) -> None:
    parts = case.parts
    middle = axis([parts.state])
    for name, para in (("Quốc hiệu", parts.state), ("Tiêu ngữ", parts.motto)):
        if para is None:
            continue
        check_look(case, "QH-1", para, bold=True, part=name)
        if off_centre(para, middle):
            case.findings.add("QH-1", "centre", para, part=name)
    if parts.motto is not None:
        check_rule(case, "QH-1", parts.motto, _SHORTER, _LONGER)


def _plain(text: str) -> str:
    """HOÀ and HÒA are both official."""
    return text.replace("HOÀ", "HÒA").replace("Hoà", "Hòa").replace("hoà", "hòa")


def agency(case: Case) -> None:
    """CQ-1: parent and issuer."""
    parts = case.parts
    if not parts.issuer:
        if free(case):
            case.findings.skip("CQ-1", "free")
        elif parts.state is not None:
            case.findings.add("CQ-1", "none", 1)
        return
    middle = axis([*parts.issuer, parts.number])
    for para in (*parts.parent, *parts.issuer):
        size = case.style("parent" if para in parts.parent else "issuer").size
        quote = para.text[:40]
        if not capital(para.text):
            case.findings.add("CQ-1", "caps", para, quote=quote)
        check_look(case, "CQ-1", para, bold=None, size=size, quote=quote)
        if off_centre(para, middle, 9.0):
            case.findings.add("CQ-1", "centre", para, quote=quote)
    for para in parts.parent:
        if para.share("bold") > 0.5:
            case.findings.add("CQ-1", "parent_bold", para, quote=para.text[:40])
    if parts.issuer[-1].share("bold") < 0.5:
        case.findings.add("CQ-1", "issuer_plain", parts.issuer[-1], quote=parts.issuer[-1].text[:40])
    ruled = next((p for p in parts.issuer if p.rule), parts.issuer[-1])
    check_rule(case, "CQ-1", ruled, _RULE_LOW, _RULE_HIGH, line_widths(parts.issuer))


def unabbreviated(case: Case) -> None:
    """CQ-2: the issuer's own name written out."""
    for para in case.parts.issuer:
        if amp := re.search(r"\b\w+&\w+\b", para.text):
            case.findings.add("CQ-2", "short", para, measured=amp[0], allowed="…")
            return
        full = _written_out(para.text)
        short = [s for s in _SHORT_NAMES if _has(para.text, s)]
        found = initials(para.text) or (short if initials(full) or full == para.text else [])
        if short and not initials(full) and full != para.text:
            case.findings.add("CQ-2", "short", para, measured=", ".join(short), allowed=full)
            return
        if found:
            case.findings.add("CQ-2", "initials", para, measured=", ".join(found))
            return


def _has(name: str, short: str) -> bool:
    if short == "TT":
        return name.startswith("TT ")  # elsewhere: thông tin, thị trấn, thường trực
    return bool(re.search(rf"(?<!\w){re.escape(short)}(?!\w)", name))


def _written_out(name: str) -> str:
    """A name with every abbreviation of which only one reading is known written out."""
    for short, full in _SHORT_NAMES.items():
        if _has(name, short):
            name = re.sub(rf"(?<!\w){re.escape(short)}(?!\w)\s*", full + " ", name)
    return " ".join(name.split())


_SYLLABLE = re.compile(
    r"(ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnpqrstvx])?"
    r"(uye|uya|uyu|uay|uao|oai|oay|oao|oeo|ieu|yeu|uoi|uou|[aeiouy]{1,2})"
    r"(ng|nh|ch|[cmnpt])?"
)
_FIRM = re.compile(r"cong ty|tap doan|ngan hang|tong cong ty|doanh nghiep|hop tac xa|quy dau tu|bao hiem")


def initials(name: str) -> list[str]:
    """The words of a name in capitals that no Vietnamese syllable is spelt like: KHCN, ĐMST, CĐS.

    A firm's name is its own (TNHH, VNPT): nothing is told of it.
    """
    if not capital(name) or _FIRM.search(fold(name)):
        return []
    words = re.findall(r"[^\W\d_]{2,}", name)
    return [w for w in words if not _SYLLABLE.fullmatch(fold(w)) and not re.fullmatch(r"[IVXLC]+", w)]


_GROUP = r"[^\s/\-–:;,.]+"
_FORM = re.compile(rf"^Số: (\d+)/({_GROUP}(?:-{_GROUP})*)$")


_BY_HAND = "phieu-gui"
"""A slip goes out beside a letter that has its number; its own is written in by hand where an office keeps one."""


def number(case: Case) -> None:
    """SK-1: the form of number and symbol, its size and look."""
    para = case.parts.number
    if para is None:
        if free(case):
            case.findings.skip("SK-1", "free")
        elif case.parts.state is not None:
            case.findings.add("SK-1", "none", 1)
        return
    _number_form(case, para)
    check_look(case, "SK-1", para, bold=False, size=case.style("number").size)
    strange = {
        look for p in para.letters for look in ("bold", "italic") if getattr(p, look) and re.search(r"\w", p.text)
    }
    for look, wording in (("bold", "bold"), ("italic", "slanted")):
        if look in strange and para.share(look) <= 0.5:  # type: ignore[arg-type]
            case.findings.add("SK-1", wording, para)
    if off_centre(para, axis(case.parts.issuer), 9.0):
        case.findings.add("SK-1", "centre", para)


def _number_form(case: Case, para: Para) -> None:
    parts, text = case.parts, para.text
    if not parts.annual and re.match(r"Số:[\s.…_]*/\S", text) and not re.search(r"\s-|-\s|/\s", text):
        if parts.kind is not None and parts.kind.slug == _BY_HAND:
            case.findings.skip("SK-1", "by_hand")
        else:
            case.findings.add("SK-1", "blank", para)
        return
    match = _FORM.match(text)
    if re.search(r"(?:/|-)(?:19|20)\d\d(?:/|-|$)", text):
        case.findings.add("SK-1", "year", para, measured=text)
    elif match is None:
        case.findings.add("SK-1", "form", para, measured=text, allowed=_number_cure(parts.annual, parts.code))
    elif any(group == group.lower() and any(c.isalpha() for c in group) for group in match[2].split("-")):
        case.findings.add("SK-1", "form", para, measured=text, allowed=f"Số: {_digits(match[1])}/{match[2].upper()}")
    elif match[1] != _digits(match[1]):
        case.findings.add("SK-1", "zero", para, measured=match[1], allowed=_digits(match[1]))


def _number_cure(annual: str, code: str) -> str:
    """What the number line should be; the decree's own form where nothing certain can be made of it."""
    code = re.sub(r"\s*([-–/])\s*", lambda m: m[1].replace("–", "-"), code)
    first, _, more = annual.partition("-")  # the Party's form, 15-QĐ/CB, has the kind before the slash
    groups = [g.strip() for g in (more, code) if g.strip()]
    right = f"Số: {_digits(re.sub(chr(92) + 'D', '', first) or '15')}/{'-'.join(groups) or 'QĐ-BNV'}"
    return right if _FORM.match(right) else "Số: 15/QĐ-BNV"


def _digits(text: str) -> str:
    return f"{int(text):02d}"


def symbol(case: Case) -> None:
    """SK-2: the symbol begins with the kind's abbreviation; that of a công văn has none."""
    parts = case.parts
    if parts.number is None or parts.kind is None or not parts.code:
        return
    code = re.sub(r"\s+", "", parts.code).replace("–", "-").split("/")[-1]
    groups = code.split("-")
    if parts.kind.slug == "cong-van":
        codes = [k.abbreviation for k in parts.known.values() if k.abbreviation]
        if groups[0] in ("CV", *codes) and len(groups) > 1 and not _is_agency(groups, parts.issuer):
            case.findings.add("SK-2", "letter", parts.number, measured=code, code=groups[0])
        elif "CV" in groups[1:]:
            case.findings.add("SK-2", "letter", parts.number, measured=code, code="CV")
    elif parts.kind.abbreviation and groups[0] != parts.kind.abbreviation:
        case.findings.add(
            "SK-2",
            "wrong",
            parts.number,
            measured=code,
            kind=parts.kind.name.lower(),
            allowed=parts.kind.abbreviation + "-",
        )


def listed(case: Case) -> None:
    """SK-1: on the agency's own letters, the symbol is one of those that its head has set."""
    parts, own = case.parts, case.parts.agency
    if own is None or parts.number is None or parts.kind is None or not parts.code:
        return
    issuer = fold(" ".join(p.text for p in parts.issuer))
    if issuer != fold(own.name):
        return
    if parts.kind.abbreviation:
        right = {f"{parts.kind.abbreviation}-{own.symbol}"}
    else:
        right = {f"{own.symbol}-{unit}" for unit in own.units}
    if right and parts.code not in right and parts.code.split("-")[0] in (own.symbol, parts.kind.abbreviation):
        shown = ", ".join(sorted(right))
        case.findings.add("SK-1", "unlisted", parts.number, measured=parts.code, allowed=shown)


def _is_agency(groups: list[str], issuer: list[Para]) -> bool:
    """Whether the first group is made of the issuer's own initials (an agency's code may equal a kind's)."""
    if groups[0] == "CV":
        return False
    initials = "".join(w[0] for w in " ".join(p.text for p in issuer).split() if w[:1].isalpha())
    return fold(groups[0]) in fold(initials)


def place_and_date(case: Case) -> None:
    """DD-1: place, date, italic, level with the number."""
    para, kind = case.parts.dated, case.parts.kind
    if kind is not None and not kind.dated:
        if para is not None:
            case.findings.add("DD-1", "present", para)
        return
    if para is None:
        if free(case):
            case.findings.skip("DD-1", "free")
        elif case.parts.state is not None:
            case.findings.add("DD-1", "none", 1)
        return
    _date_form(case, para)
    if para.share("italic") < 0.5:
        case.findings.add("DD-1", "upright", para)
    check_look(case, "DD-1", para, bold=False, size=case.style("place_date").size, italic=True)
    if not _BLANK.search(para.text) and off_centre(para, axis([case.parts.state]), 9.0):
        case.findings.add("DD-1", "centre", para)
    number_line = case.parts.number
    if number_line is not None and number_line.row != para.row and _apart(number_line, para):
        case.findings.add("DD-1", "row", para)


def _apart(one: Para, other: Para) -> bool:
    """Whether two lines are on different levels: by place, or in different rows of one table."""
    if one.lines and other.lines:
        return abs(one.lines[0].bottom - other.lines[0].bottom) > 4.0
    if one.level is not None and other.level is not None:
        return abs(one.level - other.level) > 12.0
    return one.cell < 1_000_000 and other.cell < 1_000_000


_DATE = re.compile(r"^(?P<place>[^,]+), ngày (?P<day>\d{2}) tháng (?P<month>\d{1,2}) năm (?P<year>\d{4})$")


_BLANK = re.compile(r"ngày[\s.…_]*tháng[\s\d.…_]*năm|tháng[\s.…_]*năm|năm[\s.…_]*$")
"""A date still to be filled in; where its line ends shows nothing of how it is set."""


def _date_form(case: Case, para: Para) -> None:
    text = para.text.rstrip()
    if _BLANK.search(text) or ("ngày" not in text.lower() and re.search(r"tháng", text)):
        case.findings.add("DD-1", "blank", para)
        return
    if re.match(r"(?i)(TP|TX|TT|Tp|T)\.", text) or re.match(r"(?i)(HN|HCM)\b", text):
        case.findings.add("DD-1", "short", para, measured=text.partition(",")[0])
        return
    match = _DATE.match(text)
    found = re.search(r"(\d{1,2})\D+(\d{1,2})\D+(\d{4})", text)
    if found is None:
        case.findings.add("DD-1", "form", para, measured=text, allowed="Hà Nội, ngày 05 tháng 01 năm 2020")
        return
    try:
        day = date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        case.findings.add("DD-1", "calendar", para, measured=text)
        return
    right = f"{text.partition(',')[0]}, ngày {long_date(day)}"
    if match is None or text != right:
        case.findings.add("DD-1", "form", para, measured=text, allowed=right)


RULES: tuple[Rule, ...] = (coupled, state_and_motto, agency, unabbreviated, number, symbol, listed, place_and_date)
