"""VH-1: what Phụ lục II says of capitals and a pattern can tell; each with the words as they should be."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from congvan.conformance.measured import Column
from congvan.conformance.rules.case import Case, Rule, body_text
from congvan.conformance.rules.foot import RANK
from congvan.conformance.rules.quotes import quoted
from congvan.text.letters import LOWER, UPPER
from congvan.text.remembered import remembered

_TYPES = (
    "nghị quyết|quyết định|chỉ thị|quy chế|quy định|thông cáo|thông báo|hướng dẫn|chương trình|kế hoạch|phương án|đề án|báo cáo|"
    "tờ trình|công văn|công điện|nghị định|thông tư|biên bản|giấy mời"
)


@dataclass(frozen=True)
class _Pattern:
    """One clause of Phụ lục II as a pattern and its cure; ``needs``: words one of which stands in all that it finds."""

    clause: str
    find: re.Pattern[str]
    mend: Callable[[re.Match[str]], str]
    needs: tuple[str, ...] = ("",)


def _raise(match: re.Match[str]) -> str:
    return match[0][:1].upper() + match[0][1:]


def _lower(match: re.Match[str]) -> str:
    return match[0][:1].lower() + match[0][1:]


def _articles(match: re.Match[str]) -> str:
    """``Khoản 2, điều 5`` → ``khoản 2 Điều 5``; the comma between two clauses ("khoản 2, khoản 6 Điều 21") stays."""
    text = re.sub(r"(?i)\b(khoản|điểm)\b", lambda m: m[0].lower(), match[0])
    text = re.sub(r"(?i)\b(điều|chương|mục|phần|tiểu mục)\b", lambda m: m[0].capitalize(), text)
    listed = len(re.findall(r"khoản ", text)) > 1
    return re.sub(r"\s*,\s*(?=Điều)" if listed else r"\s*,\s*(?=Điều|khoản)", " ", text)


def _every(match: re.Match[str]) -> str:
    return " ".join(w.capitalize() for w in match[0].split())


def _after(*before: str) -> str:
    """A look-behind for any of some words and a space."""
    return "(?:" + "|".join(f"(?<={word} )" for word in before) + ")"


_STEMS = "giáp|ất|bính|đinh|mậu|kỷ|canh|tân|nhâm|quý"
_BRANCHES = "tý|sửu|dần|mão|thìn|tỵ|ngọ|mùi|thân|dậu|tuất|hợi"
_COMPOUND = (
    r"(?<!Hội đồng )(?<!hội đồng )(?<!Ủy ban )(?<!ủy ban )(?<!Uỷ ban )(?<!uỷ ban )(?<!Tòa án )(?<!tòa án )(?<!Toà án )"
    r"(?<!Thanh tra )(?<!thanh tra )(?<!Viện kiểm sát )(?<!viện kiểm sát )(?<!Công an )(?<!công an )(?<!Quân đội )(?<!quân đội )(?<!Nghệ sĩ )(?<!Hội thẩm )(?<!hội thẩm )"
)
_PATTERNS = (
    _Pattern("I", re.compile(rf"(?<=[.?!]\s)(?!\d)[{LOWER}][\w]*(?=\s)"), _raise),
    _Pattern("II.2b", re.compile(rf"\b[{UPPER}][{LOWER}]+(?:-[{UPPER}][{LOWER}]+){{2,}}\b"), lambda m: m[0].capitalize()),
    _Pattern("III.1b", re.compile(r"(?<!\w)(?:quận|phường) \d{1,2}(?![\d/.])(?=[,;.)\s]|$)"), _raise, ("quận ", "phường ")),
    _Pattern("III.1c", re.compile(r"(?<!\w)thủ đô Hà Nội|(?<!\w)thành phố Hồ Chí Minh"), _raise, ("thủ đô ", "thành phố ")),
    _Pattern("IV.1b", re.compile(r"(?<!\w)ban chấp hành [Tt]rung ương Đảng|(?<!\w)Ban chấp hành [Tt]rung ương Đảng|(?<!\w)văn phòng [Tt]rung ương Đảng"),
             lambda m: "Ban Chấp hành Trung ương Đảng" if "hấp" in m[0] else "Văn phòng Trung ương Đảng", ("ương Đảng",)),
    _Pattern("IV.2b", re.compile(r"\b(?:Wto|Unesco|Asean|Unicef|Apec|Who|wto|unesco|asean|unicef|apec)\b(?![.@])"), lambda m: m[0].upper()),
    _Pattern("V.1", re.compile(rf"{_COMPOUND}(?<=\w )nhân dân(?!\s+tệ)(?=[\s,.;])"), lambda m: "Nhân dân", ("nhân dân",)),
    _Pattern("V.1", re.compile(r"(?<=Đảng, )nhà nước|(?<=Đảng và )nhà nước|(?<=của )nhà nước(?=[,.;]|\s+(?:và|ta|về|đối))"), lambda m: "Nhà nước", ("nhà nước",)),
    _Pattern("V.6", re.compile(rf"(?<!\w)(?:{_TYPES}) số:? ?\d+/"), _raise, (" số",)),
    _Pattern("V.7", re.compile(r"(?<=[\w,;] )(?i:khoản|điểm) [\da-zđ]+(?:\s*,\s*|\s+)(?i:khoản \d+(?:\s*,\s*|\s+))?(?i:điều) \d+"), _articles),
    _Pattern("V.7", re.compile(r"(?<=[\w,] )điều \d+(?=[\s,.;]|$)"), _raise, ("điều ",)),
    _Pattern("V.7", re.compile(r"(?<=\w )(?:chương|phần) [IVXLC]+\b"), _raise, ("chương ", "phần ")),
    _Pattern("V.8a", re.compile(rf"(?<=(?:năm|uân|Tết) )(?!(?:{_STEMS.title()}) (?:{_BRANCHES.title()}))(?i:{_STEMS}) (?i:{_BRANCHES})\b"), _every),
    _Pattern("V.8b", re.compile(r"\b[Tt]ết (?:nguyên đán|Nguyên Đán)|\b[Tt]ết trung thu|(?<=\w )Tết Trung (?:t|T)hu"),
             lambda m: "tết Nguyên đán" if "guy" in m[0] else "tết Trung thu", ("ết ",)),
    _Pattern("V.8c", re.compile(r"(?<!\w)thứ (?:hai|ba|tư|năm|sáu|bảy)(?=,? ngày \d|,? \(?ngày|,? (?:hằng|hàng) tuần)"
                                rf"|{_after('sáng', 'chiều', 'tối', 'ngày')}thứ (?:hai|ba|tư|năm|sáu|bảy)(?=[\s,.;])"),
             lambda m: f"thứ {m[0].split()[1].capitalize()}", ("thứ ",)),
    _Pattern("V.8c", re.compile(r"(?<!\w)tháng (?:giêng|chạp)(?!\w)"), lambda m: f"tháng {m[0].split()[1].capitalize()}", ("tháng ",)),
    _Pattern("V.9", re.compile(r"Cách mạng tháng (?:tám|mười)(?!\w)"), lambda m: m[0][:-len(m[0].split()[-1])] + m[0].split()[-1].capitalize(), ("Cách mạng ",)),
)  # fmt: skip
_ABBREVIATED = re.compile(r"(?:TP|Tp|ThS|TS|PGS|GS|Th|v\.v|ĐT|TT|P|Q|S|tr|Nxb|No)\.\s*$|\d\.\s*$|\.\.\s*$|…\s*$")
_LISTED = re.compile(r"(?i)(điều|khoản|điểm) [\da-zđ]+\s*(,|;|và)\s*$")
"""Before a clause that goes on a list, no pattern can tell which of its neighbours it belongs to."""


def words(case: Case) -> None:
    """Each word that a clause of Phụ lục II would write otherwise, once."""
    said: set[str] = set()
    told = quoted(case.parts.body)
    for para in (*body_text(case.parts), *[p for a in case.parts.annexes for p in a.rest]):
        if para.column is Column.TABLE or para.text.isupper() or para.index in told or _foreign(para.text):
            continue
        for clause, wrong, right in _wrong(para.text):
            if right not in said:
                said.add(right)
                case.findings.add("VH-1", "word", para, measured=wrong, allowed=right, clause=clause)
        _line_start(case, para.text, para, said)
    _signer(case)


def _foreign(text: str) -> bool:
    """A line of another language: Phụ lục II is about Vietnamese, and no line of that has no letter with a mark."""
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 12 and not any(c in "đĐ" or len(unicodedata.normalize("NFD", c)) > 1 for c in letters)


def _signer(case: Case) -> None:
    """The signer's name: every syllable."""
    for para in case.parts.names[-1:]:
        name = RANK.sub("", para.text)
        right = " ".join(w[:1].upper() + w[1:] for w in name.split())
        if right != name and not name.isupper():
            case.findings.add("VH-1", "word", para, measured=name, allowed=right, clause="II.1a")


@remembered(2048, most=5000)
def _wrong(text: str) -> tuple[tuple[str, str, str], ...]:
    """Of each word that a clause would write otherwise: the clause, the word, and how it is written."""
    return tuple(_found(text))


def _found(text: str) -> Iterator[tuple[str, str, str]]:
    for pattern in _PATTERNS:
        for match in pattern.find.finditer(text) if any(word in text for word in pattern.needs) else ():
            if pattern.clause == "I" and _ABBREVIATED.search(text[: match.start()]):
                continue
            right = pattern.mend(match)
            if right != match[0] and _cures(pattern, text, match, right):
                yield pattern.clause, match[0], right


def _cures(pattern: _Pattern, text: str, match: re.Match[str], right: str) -> bool:
    """Whether the text is right once the cure is applied; a cure that is none is not printed."""
    if pattern.clause == "V.7" and _LISTED.search(text[: match.start()]) and _unlisted(match[0]) == right:
        return False
    after = text[: match.start()] + right + text[match.end() :]
    again = (
        m for m in pattern.find.finditer(after) if m.start() <= match.start() + len(right) and m.end() >= match.start()
    )
    return all(pattern.mend(m) == m[0] for m in again)


def _unlisted(text: str) -> str:
    return re.sub(r"\s*,\s*", " ", text)


def _line_start(case: Case, text: str, para: object, said: set[str]) -> None:
    """A new line begins with a capital; list lines may continue a sentence."""
    from congvan.conformance.measured import Para

    assert isinstance(para, Para)
    word = text.split(" ", 1)[0]
    plain = bool(re.match(rf"^[{LOWER}][{LOWER}]+$", word))
    if plain and len(text) > 40 and word.capitalize() not in said and para.first_line and para.first_line > 5:
        said.add(word.capitalize())
        case.findings.add("VH-1", "word", para, measured=word, allowed=word.capitalize(), clause="I")


RULES: tuple[Rule, ...] = (words,)
