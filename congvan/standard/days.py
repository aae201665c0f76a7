"""``days.yaml`` as a calendar: which days are working days, and which comes next."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from congvan.yaml.data import read

FILE = Path(__file__).with_name("days.yaml")
_DAY = timedelta(days=1)
_FEW = 31
"""So many days are gone through one by one."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days by their date; ``years`` are those whose holidays are known, ``announced`` those that were decided."""

    weekend: frozenset[int]
    every_year: frozenset[tuple[int, int]]
    off: frozenset[date]
    work: frozenset[date]
    years: frozenset[int]
    announced: frozenset[int]

    def works(self, day: date, more: Collection[date] = ()) -> bool:
        """Whether an office works on a day; ``more``: further days off, the office's own."""
        if day in more or day in self.off:
            return False
        if day in self.work:
            return True
        fixed = day.year not in self.years and (day.month, day.day) in self.every_year
        return not fixed and day.isoweekday() not in self.weekend

    def after(self, day: date, count: int = 1, more: Collection[date] = ()) -> date:
        """The ``count``-th working day after ``day``; with 0 the day itself. Days off that never end are none."""
        found, left = day, count
        for _ in range(count * 40 + 60):
            if not left:
                break
            found += _DAY
            left -= self.works(found, more)
        return found

    def until(self, day: date, end: date, more: Collection[date] = ()) -> int:
        """How many working days lie after ``day`` up to ``end``; 0 where ``end`` is not later."""
        count = max(0, (end - day).days)
        if count <= _FEW or not {day.year, end.year} <= self.years:
            return sum(self.works(day + n * _DAY, more) for n in range(1, count + 1))
        weeks, rest = divmod(count, 7)
        found = weeks * (7 - len(self.weekend))
        found += sum((end - n * _DAY).isoweekday() not in self.weekend for n in range(rest))
        found += sum(day < one <= end for one in self.work) - sum(day < one <= end for one in self.off)
        return found - sum(day < one <= end and self.works(one) for one in frozenset(more))


@cache
def calendar() -> Calendar:
    """The days as the standard has them."""
    raw = read(FILE)
    off, work, announced = set[date](), set[date](), set[int]()
    for year, said in raw["years"].items():
        off |= {date.fromisoformat(f"{year}-{one}") for one in said["free"]}
        work |= {date.fromisoformat(f"{year}-{one}") for one in said.get("work", ())}
        announced |= {year} if said.get("announced") else set()
    pairs = (one.split("-") for one in raw["every_year"])
    fixed = frozenset((int(month), int(day)) for month, day in pairs)
    return Calendar(
        frozenset(raw["weekend"]), fixed, frozenset(off), frozenset(work), frozenset(raw["years"]), frozenset(announced)
    )
