"""ND-2: Phần, Chương, Mục, Điều, khoản, điểm: their numbers, without gaps, in the decree's style."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from congvan.conformance.measured import Column, Para
from congvan.conformance.rules.case import Case, Rule, bounds, capital, middle, off_centre, outside
from congvan.conformance.rules.quotes import quoted
from congvan.text.letters import roman

LETTERS = "abcdđeghiklmnopqrstuvxy"
"""Điểm run by the Vietnamese alphabet, without its marked letters but đ."""

_NAMED = re.compile(r"^(Phần|Chương|Mục|Tiểu mục|PHẦN|CHƯƠNG|MỤC|TIỂU MỤC)\s+([IVXLC]+|\d+)\b\.?")
_ARTICLE = re.compile(r"^(Điều|ĐIỀU)\s+(\d+)\s*([.:]?)")
_ROMAN = re.compile(r"^([IVXLC]{1,6})\.\s")
_CLAUSE = re.compile(r"^(\d{1,2})([.)])\s+\S")
_POINT = re.compile(r"^([a-zđ])([).])\s+\S")
_ORDER = ("Phần", "Chương", "Mục", "Tiểu mục", "Điều", "Roman", "khoản", "điểm")
_ROMAN_NAMED = ("Phần", "Chương")


@dataclass
class _Count:
    """Where each level stands; a higher level that moves on sets the lower ones back."""

    last: dict[str, int] = field(default_factory=dict)
    label: dict[str, str] = field(default_factory=dict)

    def below(self, level: str) -> None:
        """Forget what stands below ``level`` (Điều run on across chapters; Chương may, from Phần to Phần)."""
        for lower in _ORDER[_ORDER.index(level) + 1 :]:
            if lower not in ("Điều", "Chương"):
                self.last.pop(lower, None)


def sequence(case: Case) -> None:
    """Every level counts without gap; đ follows d."""
    for paras in (case.parts.body, *[a.rest for a in case.parts.annexes]):
        count, told = _Count(), quoted(paras)
        for para in paras:
            if para.column is Column.TABLE or para.index in told:
                continue
            found = _read(para)
            if found is not None:
                _step(case, count, para, *found)


def _read(para: Para) -> tuple[str, int, str] | None:
    """(level, number, label) of a numbered paragraph."""
    text = para.text
    if match := _NAMED.match(text):
        if not _heading(para):
            return None
        level = match[1].capitalize()
        value = _value(match[2])
        return (level, value, f"{match[1]} {match[2]}") if value else None
    if (match := _ARTICLE.match(text)) and _own_article(para, match):
        return "Điều", int(match[2]), f"{match[1]} {match[2]}"
    if match := _ROMAN.match(text + " "):
        value = _value(match[1])
        return ("Roman", value, f"{match[1]}.") if value and len(text) > 4 else None
    if match := _CLAUSE.match(text):
        return "khoản", int(match[1]), match[1] + match[2]
    if match := _POINT.match(text):
        return "điểm", LETTERS.find(match[1]) + 1, match[1] + match[2]
    return None


def _own_article(para: Para, match: re.Match[str]) -> bool:
    """``Điều 6 của Nghị định …`` at the head of a paragraph only cites: neither a mark after the number nor bold."""
    return bool(match[3]) or _bold_start(para)


def _value(text: str) -> int:
    if text.isdigit():
        return int(text)
    return next((n for n in range(1, 200) if roman(n) == text), 0)


def _step(case: Case, count: _Count, para: Para, level: str, value: int, label: str) -> None:
    before = count.last.get(level)
    if level == "điểm" and value == 0:
        case.findings.add(
            "ND-2", "gap", para, before=count.label.get(level, "…"), measured=label, allowed=_point(before or 0)
        )
        return
    if before is None and value != 1:
        if level in ("khoản", "điểm", "Điều", "Chương"):
            case.findings.add("ND-2", "start", para, measured=label, allowed=_named(level, 1, label))
    elif before is not None and value not in (before + 1, 1):
        case.findings.add(
            "ND-2", "gap", para, before=count.label[level], measured=label, allowed=_named(level, before + 1, label)
        )
    elif before is not None and value == 1 and before == 1 and level == "Điều":
        case.findings.add(
            "ND-2", "gap", para, before=count.label[level], measured=label, allowed=_named(level, 2, label)
        )
    count.last[level], count.label[level] = value, label
    count.below(level)


def _point(before: int) -> str:
    return f"{LETTERS[min(before, len(LETTERS) - 1)]})"


def _named(level: str, value: int, label: str) -> str:
    if level == "điểm":
        return _point(value - 1)
    if level == "khoản":
        return f"{value}{label[-1]}"
    if level == "Roman":
        return f"{roman(value)}."
    return f"{level} {roman(value) if level in _ROMAN_NAMED else value}"


def style(case: Case) -> None:
    """Roman or Arabic as the level wants, bold where it must be, the right mark after the number."""
    _titles(case)
    for para in _own(case):
        if para.column is Column.TABLE:
            continue
        if match := _NAMED.match(para.text):
            _named_style(case, para, match)
        elif (match := _ARTICLE.match(para.text)) and _own_article(para, match):
            if not _bold_start(para):
                case.findings.add("ND-2", "plain", para, measured=match[0])
            elif match[3] != ".":
                case.findings.add("ND-2", "mark", para, measured=match[0], allowed=f"Điều {match[2]}.")
        elif (match := _CLAUSE.match(para.text) or _POINT.match(para.text)) and match[2] != _MARK[match[1].isdigit()]:
            right = match[1] + _MARK[match[1].isdigit()]
            case.findings.add("ND-2", "mark", para, measured=match[1] + match[2], allowed=right)


def _own(case: Case) -> Iterator[Para]:
    """Every paragraph of text and annexes that is not quoted."""
    for paras in (case.parts.body, *[a.rest for a in case.parts.annexes]):
        told = quoted(paras)
        yield from (p for p in paras if p.index not in told)


_MARK = {True: ".", False: ")"}
"""After the number of a khoản, after the letter of a điểm."""


def _named_style(case: Case, para: Para, match: re.Match[str]) -> None:
    level = match[1].capitalize()
    wants_roman = level in _ROMAN_NAMED
    if not _heading(para):
        return
    if match[2].isdigit() == wants_roman:
        value = _value(match[2])
        right = f"{level} {roman(value) if wants_roman else value}"
        case.findings.add("ND-2", "glyph", para, measured=match[0], allowed=right)
    elif para.share("bold") < 0.5:
        case.findings.add("ND-2", "plain", para, measured=match[0])
    if match[1].isupper():
        case.findings.add("ND-2", "word", para, measured=match[0], allowed=f"{level} {match[2]}")
    if para.text.strip(" .:") != match[0].strip(" .:"):
        case.findings.add("ND-2", "one_line", para, measured=para.text[:50])
    elif off_centre(para, middle(case, para), 8.0):
        case.findings.add("ND-2", "centre", para, measured=match[0])
    size = case.style("kind_name").size
    if outside(para.size, size):
        case.findings.add("ND-2", "heading_size", para, measured=match[0], size=para.size, **bounds(size))


def _titles(case: Case) -> None:
    """The title under Phần, Chương, Mục: there, in bold capitals, centred; a Roman heading in capitals."""
    for paras in (case.parts.body, *[a.rest for a in case.parts.annexes]):
        told = quoted(paras)
        for para, after in pairwise(paras):
            named = _NAMED.match(para.text)
            if named and named[0] == para.text.strip() and _heading(para) and para.index not in told:
                _titled(case, para, after)
        for para in paras:
            if (
                para.index not in told
                and _ROMAN.match(para.text)
                and para.share("bold") > 0.5
                and len(para.text) < 130
                and not capital(para.text)
            ):
                case.findings.add("ND-2", "caps", para, measured=para.text[:50])
        _articles(case, paras)


def _titled(case: Case, para: Para, after: Para) -> None:
    shown = after.text[:50]
    if _read(after) is not None or (len(after.text) > 100 and after.share("bold") < 0.5 and not capital(after.text)):
        case.findings.add("ND-2", "untitled", para, measured=para.text)
    elif not capital(after.text):
        case.findings.add("ND-2", "caps", after, measured=shown)
    elif after.share("bold") < 0.5:
        case.findings.add("ND-2", "plain", after, measured=shown)
    elif off_centre(after, middle(case, after), 8.0):
        case.findings.add("ND-2", "centre", after, measured=shown)


def _articles(case: Case, paras: list[Para]) -> None:
    """Articles in a text with chapters have titles; a title is bold to its end."""
    parted = any((m := _NAMED.match(p.text)) and m[0] == p.text.strip() for p in paras)
    told = quoted(paras)
    for para in paras:
        match = _ARTICLE.match(para.text)
        if para.index in told or match is None or match[3] != "." or not _bold_start(para) or para.share("bold") > 0.9:
            continue
        title = para.text[match.end() :].strip()
        if 0 < len(title) < 110 and title[-1:] not in ".:;,/" and para.share("bold") < 0.6:
            case.findings.add("ND-2", "article_plain", para, measured=para.text[:60])
        elif parted:
            case.findings.add("ND-2", "article_untitled", para, measured=match[0])
            return


def _heading(para: Para) -> bool:
    """Whether a paragraph is a heading, not a sentence that begins with "Mục 1 …"."""
    return len(para.text) < 160 and (para.align == "center" or para.share("bold") > 0.5 or len(para.text) < 16)


def _bold_start(para: Para) -> bool:
    return bool(para.letters) and para.letters[0].bold


RULES: tuple[Rule, ...] = (sequence, style)
