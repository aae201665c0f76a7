"""Which rules a file is made by, where it is plainly not by NĐ 30: told in one line, not judged."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from congvan.conformance.letter import Parts
from congvan.conformance.measured import Column, Measured, Para
from congvan.conformance.parts_tail import STATE
from congvan.text.letters import fold
from congvan.yaml.data import read

_FILE = Path(__file__).with_name("regimes.yaml")
_EARLY = 16
"""A head's lines are among the first so many paragraphs."""

_YOUTH = re.compile(r"(doan tncs|doan thanh nien cong san) ho chi minh$")
"""What the Youth Union has where the State has Quốc hiệu."""
_FIRM = re.compile(
    r"(chi nhanh )?(cong ty|doanh nghiep|hop tac xa|htx|ho kinh doanh|ngan hang|tap doan|tong cong ty|ong|ba)\b|"
    r"ho (va )?ten\b"
)


_ORIGIN = re.compile(r"(?i)^\((?:ban hành )?kèm theo [^\d()…./]{4,40}?(?=[\d…./\s]*/)")


@dataclass(frozen=True)
class Regime:
    """What a file seems to be: a key of regimes.yaml, and the words that tell it."""

    name: str
    shown: str = ""

    @property
    def sure(self) -> bool:
        """Whether it is plain; where it is not, what holds for any document was judged."""
        return self.name != "khong-ro"

    def say(self, part: str, lang: str = "vi") -> str:
        """``name`` or ``rules`` of it."""
        return str(regimes()[self.name][f"{part}_{lang}"])


@cache
def regimes() -> Mapping[str, Mapping[str, Any]]:
    """The table."""
    table: Mapping[str, Mapping[str, Any]] = read(_FILE)
    return table


@cache
def _words(name: str, part: str) -> re.Pattern[str]:
    """The words of a regime's ``head`` or ``titles``, each whole, or what its ``number`` holds."""
    found = regimes()[name][part]
    return re.compile(found if part == "number" else rf"({'|'.join(found)})(?!\w)")


def told(measured: Measured, parts: Parts) -> Regime | None:
    """The regime of a file's main document, None where NĐ 30 may be the one."""
    if parts.absent:
        form = _form(parts.attached[0]) if parts.absent == "attached_alone" else None
        return form or _of_law(measured)
    early = [p for p in measured.paras if p.column is not Column.TABLE][:_EARLY]
    stated = any(STATE.search(fold(p.text)) for p in measured.paras[:30])
    title = title_line(parts, early)
    words = fold(title.text).strip(" .:*") if title else ""
    number = parts.number.text if parts.number else ""
    shown = title.text if title else ""
    head = [p for p in early if _heading(p) and (parts.number is None or p.index < parts.number.index)][:6]
    found = (
        _party(early, head, number, stated=stated)
        or (None if stated else _line(early, _YOUTH, "doan-the"))
        or _line(head, _words("doan-the", "head"), "doan-the")
        or _line(head, _words("quan-su", "head"), "quan-su")
        or _court(head, number, words, shown)
        or _normative(number, words, shown)
    )
    return found or _papers(parts, measured, words, shown) or _unknown(parts, measured)


def _form(text: Parts) -> Regime | None:
    """A form with "(Ban hành kèm theo Thông tư số …)" under its title, in a file of its own."""
    title = text.kind_name
    if title is None or text.kind is not None or not _words("bieu-mau", "titles").match(fold(title.text)):
        return None
    return Regime("bieu-mau", title.text)


def _of_law(measured: Measured) -> Regime | None:
    """An annex in a file of its own whose "(Kèm theo …)" names a normative document: it is part of that."""
    lines = [p.text for p in measured.paras[:_EARLY]]
    for n, line in enumerate(lines):
        text = " ".join(lines[n : n + 3])
        origin = _ORIGIN.match(text)
        if origin and _words("vbqppl", "number").match("Số " + text[origin.end() :]):
            return Regime("vbqppl", line)
    return None


def _unknown(parts: Parts, measured: Measured) -> Regime | None:
    """A text that shows nothing of an office's letter: no number, no issuer, no kind, nobody that it goes to."""
    seen = (parts.number, parts.kind, parts.foot_label)
    lists = (parts.issuer, parts.subject, parts.copies, parts.attached, parts.origin)
    if any(part is not None for part in seen) or any(lists) or not measured.paras:
        return None
    if parts.state is None and parts.to_label is not None:
        return None  # a letter whose head is missing
    return Regime("khong-ro", measured.paras[0].text[:60])


def _party(early: list[Para], head: list[Para], number: str, *, stated: bool) -> Regime | None:
    banner = next((p for p in early if fold(p.text).strip(" .*-") == "dang cong san viet nam"), None)
    if stated:
        return None
    if banner is not None:
        return Regime("dang", banner.text)
    if _words("dang", "number").match(number) and (any(_words("dang", "head").match(fold(p.text)) for p in head)):
        return Regime("dang", number)
    return None


def _line(head: list[Para], words: re.Pattern[str], name: str) -> Regime | None:
    found = next((p for p in head if words.match(fold(p.text))), None)
    return Regime(name, found.text) if found is not None else None


def _court(head: list[Para], number: str, words: str, shown: str) -> Regime | None:
    if not any(_words("to-tung", "head").match(fold(p.text)) for p in head):
        return None
    yearly = _words("to-tung", "number").search(number)
    return Regime("to-tung", shown or number) if yearly or _words("to-tung", "titles").match(words) else None


def _normative(number: str, words: str, shown: str) -> Regime | None:
    if _words("vbqppl", "number").match(number):
        return Regime("vbqppl", number)
    return Regime("vbqppl", shown) if _words("vbqppl", "titles").match(words) else None


def _papers(parts: Parts, measured: Measured, words: str, shown: str) -> Regime | None:
    """Contracts between firms, citizens' forms, and titles that Điều 7 does not know."""
    if not words:
        return None
    if not parts.issuer and _words("hop-dong", "titles").match(words) and _firms(measured):
        return Regime("hop-dong", shown)
    known = parts.kind is not None and parts.kind_name is not None
    if not known and not parts.issuer and parts.number is None and _words("bieu-mau", "titles").match(words):
        return Regime("bieu-mau", shown)
    if not known and not parts.subject and not parts.origin and _words("khac", "titles").match(words):
        return Regime("khac", shown)
    return None


def _party_of(line: str, after: str) -> str:
    """Who a party of a contract is: the words behind "Bên A:", or the next line."""
    match = re.match(r"[-–*\d.\s]*(?:dai dien )?ben [ab]\b(?: ?\([^)]*\))?[^:]{0,30}:?\s*(.*)", line)
    return (match[1] or after) if match else ""


def _firms(measured: Measured) -> bool:
    """Whether two parties are named, none of them an office of the State."""
    lines = [fold(p.text) for p in measured.paras[:60]]
    told = (_party_of(line, after) for line, after in zip(lines, [*lines[1:], ""], strict=True))
    parties = [who for who in told if who]
    return len(parties) >= 2 and all(_FIRM.match(who) for who in parties[:2])


def _heading(para: Para) -> bool:
    return para.text.isupper() and len(para.text) < 90 and para.column is not Column.RIGHT


def title_line(parts: Parts, early: list[Para]) -> Para | None:
    """The title of the main document: known by its kind, or capitals in the middle of the page below the head."""
    if parts.kind_name is not None:
        return parts.kind_name
    head = {id(p) for p in parts.paras}
    below = max((p.index for p in parts.paras), default=-1)
    for para in early:
        centred = para.align == "center" or (para.align is None and para.bold)
        if id(para) in head or para.index < below or not centred or para.column is not Column.FULL:
            continue
        if (
            para.text.isupper()
            and para.share("bold") > 0.5
            and len(para.text) < 120
            and not STATE.search(fold(para.text))
        ):
            return para
        if fold(para.text).startswith("kinh gui"):
            return None
    return None
