"""The legal structure of a text: Phần, Chương, Mục, Tiểu mục, Điều, khoản, điểm; their order, and what may be cited.

Điều run on through the whole text; Chương run on or begin anew in each Phần; Mục begin anew in each Chương, tiểu mục
in each Mục, khoản in each Điều, điểm in each khoản, in the order of the decree's own letters (PL I.I.II.6d, 6đ).
What stands between “ and ” is another document's text and is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from congvan.compose.cites import THIS, Citation
from congvan.compose.placed import Placed, words
from congvan.model.document import Article, Division, Heading, Item, Paragraph
from congvan.problems import Problems, Span, Value, term
from congvan.text.letters import roman
from congvan.text.nearest import nearest

LETTERS = "abcdđeghiklmnopqrstuvxy"
"""Điểm: no ă â ê ô ơ ư, no f j w z."""

_KHOAN = re.compile(r"(\d{1,3})\.(?=\s|\Z)")
_DIEM = re.compile(r"([a-zđ])\)(?=\s|\Z)")
_DIEU = re.compile(r"Điều (\d+)([a-zđ]?)")
_DIVISION = {1: "phan", 2: "chuong", 3: "muc", 4: "tieu_muc"}
_WORD = {
    "phan": "Phần", "chuong": "Chương", "muc": "Mục", "tieu_muc": "Tiểu mục",
    "dieu": "Điều", "khoan": "khoản", "diem": "điểm", "phu_luc": "Phụ lục",
}  # fmt: skip
Unit = tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Outline:
    """``units`` holds every part that can be cited, from the smallest part of its name to the largest."""

    units: dict[Unit, None] = field(default_factory=dict)
    articles: list[tuple[Span, str]] = field(default_factory=list)

    def holds(self, citation: Citation) -> bool:
        """Whether what is cited is there; "này" means the article in which the citation stands."""
        steps = list(citation.steps)
        this = next((n for s, n in reversed(self.articles) if s.line <= citation.span.line), None)
        article = steps[-1][1] if steps[-1][0] == "dieu" else THIS
        article = this or "" if article == THIS else article
        names = [name for name, _ in steps]
        if names[0] == "diem":
            khoan = next((n for name, n in steps if name == "khoan"), "")
            if khoan == THIS:
                return any(u[0] == steps[0] and u[-1] == ("dieu", article) for u in self.units)
            middle = (("khoan", khoan),) if khoan else ()
            return (steps[0], *middle, ("dieu", article)) in self.units
        if names[0] == "khoan":
            return (steps[0], ("dieu", article)) in self.units
        if names[0] == "muc" and len(steps) == 1:
            return any(u[0] == steps[0] for u in self.units)
        return tuple(steps) in self.units

    def nearest(self, citation: Citation) -> str:
        """What was likely meant, as it prints."""
        level = citation.steps[0][0]
        known = [_printed(u) for u in self.units if u[0][0] == level]
        return nearest(citation.print(), known)


def _printed(unit: Unit) -> str:
    return " ".join(f"{_WORD[name]} {number}" for name, number in unit)


def outline(blocks: Iterable[Placed], at: str, problems: Problems) -> Outline:
    """The outline of a text; gaps and repeats are named. Errors: CV231 gap, CV232 repeat, CV233 glyph."""
    walk = _Walk(at, problems)
    for placed in blocks:
        walk.step(placed)
    return walk.made


class _Walk:
    """One walk through a text; ``last`` holds the number at which each level stands."""

    def __init__(self, at: str, problems: Problems) -> None:
        self.at = at
        self.problems = problems
        self.made = Outline()
        self.last: dict[str, int] = {}
        self.article = ""
        self.chapter = ""
        self.khoan = ""
        self.quoted = 0
        self.fresh = False  # a Phần has begun and no Chương or Điều in it yet

    def step(self, placed: Placed) -> None:
        block, span = placed
        text = words(block)
        if not self.quoted:
            if isinstance(block, Division):
                self.division(block, span)
            elif isinstance(block, Article):
                self.dieu(block.label, span)
            elif isinstance(block, Item) and self.article:
                self.item(block.label, block.level, span)
            elif isinstance(block, Paragraph | Heading) and self.article and (titled := _KHOAN.match(text)):
                self.item(titled.group(), 1, span)
        self.quoted = max(0, self.quoted + text.count("“") - text.count("”"))

    def division(self, block: Division, span: Span) -> None:
        name = _DIVISION[block.level]
        typed = block.label.rsplit(" ", 1)[1]
        number = _value(typed)
        if typed.isdigit() == (block.level <= 2) or number == 0:
            form = term("outline.roman" if block.level <= 2 else "outline.arabic")
            self.problems.error("CV233", span, at=self.at, label=block.label, form=form)
            self.last[name] = number or self.last.get(name, 0) + 1  # the count goes on from what was meant
            return
        restarts = number == 1 and name == "chuong" and self.last.get("phan", 0) > 0 and self.fresh
        self.order(name, 0 if restarts else self.last.get(name, 0), number, span, block.label)
        self.fresh = name == "phan"
        for below in list(_DIVISION.values())[block.level :]:
            if below != "chuong":
                self.last[below] = 0
        unit: Unit = ((name, typed),)
        if name == "chuong":
            self.chapter = typed
        if name == "muc" and self.chapter:
            unit = (*unit, ("chuong", self.chapter))
        self.made.units[unit] = None

    def dieu(self, label: str, span: Span) -> None:
        match = _DIEU.match(label)
        assert match is not None
        number, suffix = int(match[1]), match[2]
        if not (suffix and number == self.last.get("dieu")):
            self.order("dieu", self.last.get("dieu", 0), number, span, label)
        self.article = f"{number}{suffix}"
        self.last["khoan"] = self.last["diem"] = 0
        self.khoan = ""
        self.fresh = False
        self.made.units[("dieu", self.article),] = None
        self.made.articles.append((span, self.article))

    def item(self, label: str, level: int, span: Span) -> None:
        if match := _KHOAN.match(label):
            number = int(match[1])
            last = self.last["khoan"]
            if level > 1 and number != last + 1 and (self.last["diem"] or number == 1):
                return  # a list of its own inside a điểm
            self.order("khoan", last, number, span, label)
            self.khoan = str(number)
            self.last["diem"] = 0
            self.made.units[("khoan", self.khoan), ("dieu", self.article)] = None
        elif (match := _DIEM.match(label)) and level <= 2:
            letter = match[1]
            if letter not in LETTERS:
                self.problems.error("CV235", span, at=self.at, label=label)
                return
            self.order("diem", self.last["diem"], LETTERS.index(letter) + 1, span, label)
            middle = (("khoan", self.khoan),) if self.khoan else ()
            self.made.units[(("diem", letter), *middle, ("dieu", self.article))] = None

    def order(self, name: str, last: int, number: int, span: Span, label: str) -> None:
        """``number`` must follow ``last``; after a fault the count goes on from what was typed."""
        if number != last + 1:
            code = "CV232" if number <= last else "CV231"
            wanted = _label(name, last + 1)
            self.problems.error(code, span, at=self.at, label=label.rstrip("."), wanted=wanted, where=self.where(name))
        self.last[name] = number

    def where(self, name: str) -> Value:
        if name == "khoan":
            return f"Điều {self.article}"
        if name == "diem":
            return f"khoản {self.khoan} Điều {self.article}" if self.khoan else f"Điều {self.article}"
        return f"Chương {self.chapter}" if name == "muc" and self.chapter else term("outline.document")


def _value(typed: str) -> int:
    if typed.isdigit():
        return int(typed)
    return next((n for n in range(1, 100) if roman(n) == typed), 0)


def _label(name: str, number: int) -> Value:
    if name == "diem":
        return f"điểm {LETTERS[number - 1]})" if number <= len(LETTERS) else term("outline.end")
    return f"{_WORD[name]} {roman(number) if name in ('phan', 'chuong') else number}"
