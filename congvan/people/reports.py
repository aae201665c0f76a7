"""Báo cáo: the lines of the register of a month, quarter or year, counted by kind, unit and signer, in time and late;
and lists as Excel.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from congvan.model.register import COPIES
from congvan.model.steps import Steps
from congvan.people.days import sent_late
from congvan.sheets import ledger

if TYPE_CHECKING:
    from congvan.model.register import Entry

Span = Literal["thang", "quy", "nam"]
MONTHS: Mapping[Span, int] = {"thang": 1, "quy": 3, "nam": 12}
By = Literal["kind", "unit", "signer"]
BY: tuple[By, ...] = ("kind", "unit", "signer")
Fate = Literal["in_time", "late", "waiting", "unknown"]


@dataclass(frozen=True, slots=True)
class Period:
    """A month, quarter or year: its ``number`` in the ``year`` (from 1), its first and last day."""

    span: Span
    year: int
    number: int

    @property
    def since(self) -> date:
        """The first day."""
        return date(self.year, (self.number - 1) * MONTHS[self.span] + 1, 1)

    @property
    def until(self) -> date:
        """The last day."""
        month = self.number * MONTHS[self.span]
        return (date(self.year, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def period(span: str, year: str, number: str, today: date) -> Period:
    """What an address asks for; what is none there is the one of today."""
    found: Span = next((one for one in MONTHS if one == span), "thang")
    of, at = _within(year, 1945, 2200), _within(number, 1, 12 // MONTHS[found])
    return Period(found, of or today.year, at or (today.month - 1) // MONTHS[found] + 1)


def _within(typed: str, first: int, last: int) -> int | None:
    """A number as typed, None where it is none of these."""
    found = int(typed) if typed.isdecimal() and len(typed) < 5 else 0
    return found if first <= found <= last else None


@dataclass(frozen=True, slots=True)
class Line:
    """So many documents of a kind, unit or signer: sent in time, late (sent or not), not due yet, and those of which
    nobody knows (from an old book without a day of sending). ``key`` is a slug, or the name.
    """

    key: str
    name: str
    in_time: int = 0
    late: int = 0
    waiting: int = 0
    unknown: int = 0

    @property
    def count(self) -> int:
        """All of them."""
        return self.in_time + self.late + self.waiting + self.unknown


@dataclass(frozen=True, slots=True)
class Report:
    """The same documents three times, and their sum."""

    period: Period
    tables: Mapping[By, tuple[Line, ...]]
    total: Line


def fate(entry: Entry, due: date | None, today: date, order: Steps) -> Fate:
    """What became of one: late where it went out after its day, or did not by now. When a copy went out is written
    nowhere: what Điều 18.1 gives a day to is the document.
    """
    if entry.sent is None and (entry.circular is None or entry.sequence == COPIES):
        return "unknown"
    if sent_late(entry.date, entry.sent, due, today, order):
        return "late"
    return "in_time" if entry.sent is not None else "waiting"


def report(
    entries: Iterable[Entry], asked: Period, due: Mapping[str, date], units: Mapping[str, str], today: date,
    order: Steps,
) -> Report:  # fmt: skip
    """``entries``: lines of the register; those that were issued in the period are counted. ``due``: the day of their
    own, by circular; ``units``: names by slug.
    """
    inside = [e for e in entries if e.state == "issued" and e.date is not None and asked.since <= e.date <= asked.until]
    told = [(e, fate(e, due.get(e.circular or ""), today, order)) for e in inside]
    names: Mapping[By, Callable[[Entry], tuple[str, str]]] = {
        "kind": lambda e: (e.draft.type, e.draft.type_name or e.draft.type),
        "unit": lambda e: (e.draft.unit or "", units.get(e.draft.unit or "", e.draft.unit or "")),
        "signer": lambda e: (e.draft.signer, e.draft.signer),
    }  # fmt: skip
    tables = {by: _lines(told, names[by]) for by in BY}
    return Report(asked, tables, _line("", "", [fate for _, fate in told]))


def _lines(told: Sequence[tuple[Entry, Fate]], named: Callable[[Entry], tuple[str, str]]) -> tuple[Line, ...]:
    """The most first."""
    found: dict[str, tuple[str, list[Fate]]] = {}
    for entry, what in told:
        key, name = named(entry)
        found.setdefault(key, (name, []))[1].append(what)
    lines = [_line(key, name, fates) for key, (name, fates) in found.items()]
    return tuple(sorted(lines, key=lambda line: (-line.count, line.name)))


def _line(key: str, name: str, fates: Sequence[Fate]) -> Line:
    return Line(key, name, *(fates.count(one) for one in ("in_time", "late", "waiting", "unknown")))


def to_excel(name: str, title: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """A list as one sheet called ``name``."""
    return ledger.to_xlsx(title, headings, rows, name)
