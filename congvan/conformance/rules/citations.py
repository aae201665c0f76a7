"""CC-1, CC-2, VD-1, DD-2: grounds and citations."""

from __future__ import annotations

import re
from datetime import date

from congvan.conformance.measured import Para
from congvan.conformance.rules.case import Case, Rule, body_text, bounds, outside
from congvan.text.letters import UPPER

_LAW = re.compile(r"^(Căn cứ )?(Bộ luật|Luật|Pháp lệnh|Hiến pháp)\b")
_KINDS = (
    "Nghị quyết|Quyết định|Chỉ thị|Thông báo|Hướng dẫn|Kế hoạch|Báo cáo|Tờ trình|Công văn|Công điện|Nghị định|"
    "Thông tư(?: liên tịch)?|Chương trình|Đề án|Quy định|Thông cáo|Giấy mời"
)
_NUMBERED = re.compile(rf"({_KINDS})\s+số\s*:?\s*(\d+[^\s,;)]*/[^\s,;)]+)")
_DIRECT = re.compile(
    r"\s*,?\s*(?:của (?:(?!\b(?:về|để|tổ chức|vào|quy định|ban hành|phê duyệt|trước|đến|có|từ|và|tại)\b)"
    r"[^,;.:“”]){2,80}?,?\s*)?(?=ngày)"
)
"""What may stand between a number and the day of the same document; a day further on is that of an event."""
_DAY = re.compile(r"ngày\s*(\d{1,2})\s*(?:tháng\s*|[/-])(\d{1,2})\s*(?:năm\s*|[/-])(\d{4})")


def grounds(case: Case) -> None:
    """CC-1: italic, 13 to 14, ``;`` after each and ``.`` after the last."""
    listed = case.parts.grounds
    size = case.style("body").size
    for n, para in enumerate(listed):
        quote = para.text[:60]
        if para.share("italic") < 0.5:
            case.findings.add("CC-1", "upright", para, quote=quote)
        if outside(para.size, size):
            case.findings.add("CC-1", "size", para, measured=para.size, **bounds(size))
        wanted = "." if n == len(listed) - 1 else ";"
        if not para.text.rstrip().endswith(wanted):
            case.findings.add(
                "CC-1", "mark", para, quote=para.text[-50:], measured=para.text.rstrip()[-1:], allowed=wanted
            )


def complete(case: Case) -> None:
    """CC-2: each ground with kind, number, date, issuer and subject; a law by its name alone."""
    for para in case.parts.grounds:
        text = para.text
        if not text.startswith("Căn cứ "):
            continue
        quote = text[:80]
        if _LAW.match(text):
            if re.search(r"\bsố\s*:?\s*\d+/\d{4}/", text) and not re.search(r"sửa đổi|bổ sung", text):
                case.findings.add("CC-2", "law", para, measured="số, ký hiệu", quote=quote)
            elif re.search(r"ngày .{5,30} của (Quốc hội|Ủy ban [Tt]hường vụ)|^Căn cứ Luật .* của Quốc hội", text):
                case.findings.add("CC-2", "law", para, measured="cơ quan ban hành", quote=quote)
            continue
        match = _NUMBERED.search(text)
        if match is None:
            if re.match(rf"Căn cứ ({_KINDS})\b(?! số)(?!.{{0,40}} số \d)", text):
                case.findings.add("CC-2", "missing", para, measured="số, ký hiệu", quote=quote)
            continue
        rest = text[match.end() :]
        missing = [name for name, there in _needed(rest) if not there]
        if missing:
            case.findings.add("CC-2", "missing", para, measured=", ".join(missing), quote=quote)


def _needed(rest: str) -> list[tuple[str, bool]]:
    """What must follow the number of a document cited in full."""
    after = re.split(r"\bcủa\b", rest, maxsplit=1)
    issuer = len(after) > 1 and bool(re.match(rf"\s+[{UPPER}]", after[1]))
    tail = after[1] if issuer else rest
    subject = len(re.findall(r"\w+", tail)) > (
        6 if not re.search(r"\b(về|ban hành|quy định|phê duyệt|hướng dẫn)\b", tail) else 3
    )
    return [("ngày, tháng, năm", bool(_DAY.search(rest))), ("cơ quan ban hành", issuer), ("trích yếu", subject)]


def first_in_full(case: Case) -> None:
    """VD-1: a document is cited in full the first time. Only what is plainly bare is told: a number with
    no date anywhere near.
    """
    seen: set[str] = set()
    own = case.parts.code
    above = () if case.parts is case.main else (*case.main.grounds, *case.main.body)  # the decision's own citations
    for para in (*above, *case.parts.grounds):
        seen |= {_code(m[2]) for m in _NUMBERED.finditer(para.text)}
    for para in case.parts.body:
        for match in _NUMBERED.finditer(para.text):
            code = _code(match[2])
            if code in seen or (own and code.endswith(own) and code.startswith(case.parts.annual or "#")):
                continue
            seen.add(code)
            before, after = para.text[: match.start()], para.text[match.end() :]
            near = "" if match[2].endswith(".") else re.split(r"[.;]\s", after, maxsplit=1)[0]
            if any(match.start() < at <= match.end() + len(near) for at in para.notes):
                continue  # the footnote says the rest
            missing = [name for name, there in _needed(near) if not there]
            # "Ngày 17/4/2024, Sở … đã ban hành Công văn số … về việc …" says it all in another order.
            told = bool(re.search(r"(?i)\bngày\s+\d", before[-200:])) and bool(re.search(r"ban hành|có", before[-60:]))
            if told:
                missing = [m for m in missing if m == "trích yếu"]
            if "ngày, tháng, năm" in missing or len(missing) > 1:
                case.findings.add(
                    "VD-1", "first", para, measured=", ".join(missing), quote=para.text[match.start() :][:70]
                )


def _code(written: str) -> str:
    """Number and symbol as they are compared: without the sentence's own marks, dashes alike."""
    return re.sub("[–—]", "-", written.rstrip('.)”"’»:'))


def not_before(case: Case) -> None:
    """DD-2: no ground or cited document is later than the letter."""
    issued = case.parts.issued
    if issued is None:
        return
    for para in body_text(case.parts):
        for match in _NUMBERED.finditer(para.text):
            day = _dated(para.text[match.end() :])
            if day is not None and day > issued:
                _later(case, para, issued, day, para.text[match.start() : match.end() + 30])
                return
    for para in case.parts.grounds:
        day = _day(para.text) if _LAW.match(para.text) and " hiệu lực" not in para.text else None
        if day is not None and day > issued:
            _later(case, para, issued, day, para.text[:80])
            return


def _later(case: Case, para: Para, issued: date, day: date, quote: str) -> None:
    shown = {"measured": f"{issued:%d/%m/%Y}", "cited": f"{day:%d/%m/%Y}"}
    case.findings.add("DD-2", "later", para, quote=quote, **shown)


def _dated(rest: str) -> date | None:
    """The day of a document whose number ends before ``rest``."""
    match = _DIRECT.match(rest)
    found = _DAY.match(rest, match.end()) if match else None
    return _day(found[0]) if found else None


def _day(text: str) -> date | None:
    match = _DAY.search(text)
    try:
        return date(int(match[3]), int(match[2]), int(match[1])) if match else None
    except ValueError:
        return None


RULES: tuple[Rule, ...] = (grounds, complete, first_in_full, not_before)
