"""Working days: weekends, holidays, Tết, days worked in exchange; the lunar ones computed anew."""

from __future__ import annotations

import math
from datetime import date, timedelta

import pytest

from congvan.standard.days import calendar

ZONE = 7 / 24


def new_moon(k: int) -> int:
    """The Julian day, in Vietnam, of the ``k``-th new moon since 1900 (Meeus)."""
    t, dr = k / 1236.85, math.pi / 180
    sun = 359.2242 + 29.10535608 * k - 0.0000333 * t**2 - 0.00000347 * t**3
    moon = 306.0253 + 385.81691806 * k + 0.0107306 * t**2 + 0.00001236 * t**3
    node = 21.2964 + 390.67050646 * k - 0.0016528 * t**2 - 0.00000239 * t**3
    s = [math.sin(x * dr) for x in (
        sun, 2 * sun, moon, 2 * moon, 3 * moon, 2 * node, sun + moon, moon - sun, 2 * node + sun, 2 * node - sun,
        2 * node + moon, 2 * node - moon, 2 * moon + sun,
    )]  # fmt: skip
    c = (
        0.1734 - 0.000393 * t, 0.0021, -0.4068, 0.0161, -0.0004, 0.0104, -0.0051, -0.0074, 0.0004, -0.0004, -0.0006,
        0.0010, 0.0005,
    )  # fmt: skip
    at = 2415020.75933 + 29.53058868 * k + 0.0001178 * t**2 - 0.000000155 * t**3
    at += 0.00033 * math.sin((166.56 + 132.87 * t - 0.009173 * t**2) * dr)
    at += sum(a * b for a, b in zip(c, s, strict=True)) + 0.000278 - 0.000265 * t - 0.000262 * t**2
    return int(at + 0.5 + ZONE)


def sun_at(jd: int) -> int:
    """In which twelfth of its way the sun stands when that day begins in Vietnam; 9 begins with the winter solstice."""
    t, dr = (jd - 2451545.5 - ZONE) / 36525, math.pi / 180
    m = 357.52910 + 35999.05030 * t - 0.0001559 * t**2
    way = 280.46645 + 36000.76983 * t + 0.0003032 * t**2
    way += (1.914600 - 0.004817 * t) * math.sin(m * dr) + (0.019993 - 0.000101 * t) * math.sin(2 * m * dr)
    way += 0.00029 * math.sin(3 * m * dr)
    return int(way % 360 / 30)


def eleventh(year: int) -> int:
    """Which new moon begins the eleventh month, in which the winter solstice lies."""
    k = int((date(year, 12, 31).toordinal() + 1721425 - 2415021) / 29.530588853)
    return k - 1 if sun_at(new_moon(k)) >= 9 else k


def lunar(day: int, month: int, year: int) -> date:
    """A day of the months 1 to 10."""
    first = eleventh(year - 1)
    months = range(first, eleventh(year))
    leap = len(months) == 13
    at = 0
    if leap:
        at = next(n for n in range(1, 13) if sun_at(new_moon(first + n)) == sun_at(new_moon(first + n + 1)))
    step = month + 1
    return date.fromordinal(new_moon(first + step + (leap and at <= step)) + day - 1 - 1721425)


@pytest.mark.parametrize("year", sorted(calendar().years))
def test_tet_and_the_day_of_the_ancestors_are_off(year: int) -> None:
    found, tet, ancestors = calendar(), lunar(1, 1, year), lunar(10, 3, year)
    assert not any(found.works(tet + timedelta(days=n)) for n in (-1, 0, 1, 2))
    assert not found.works(ancestors)
    for day in (date(year, 1, 1), date(year, 4, 30), date(year, 5, 1), date(year, 9, 2)):
        assert not found.works(day)


@pytest.mark.parametrize("year", sorted(calendar().years))
def test_eleven_days_of_the_year_are_off_for_all(year: int) -> None:
    """Days off on weekdays are eleven, and one more for each Saturday or Sunday that is worked."""
    found = calendar()
    assert all(day.isoweekday() < 6 for day in found.off if day.year == year)
    assert all(day.isoweekday() > 5 for day in found.work if day.year == year)
    assert len([d for d in found.off if d.year == year]) == 11 + len([d for d in found.work if d.year == year])


@pytest.mark.parametrize(("day", "count", "end"), [
    ("2026-11-26", 1, "2026-11-27"), ("2026-11-27", 1, "2026-11-30"), ("2026-02-13", 1, "2026-02-23"),
    ("2026-04-24", 1, "2026-04-28"), ("2026-08-21", 1, "2026-08-22"), ("2026-08-28", 1, "2026-09-03"),
    ("2026-11-26", 0, "2026-11-26"), ("2026-11-26", 5, "2026-12-03"), ("2051-04-28", 1, "2051-05-02"),
])  # fmt: skip
def test_the_next_working_day(day: str, count: int, end: str) -> None:
    assert calendar().after(date.fromisoformat(day), count).isoformat() == end


def test_an_office_has_days_off_of_its_own() -> None:
    more = {date(2026, 11, 24)}
    assert calendar().after(date(2026, 11, 23), 1, more) == date(2026, 11, 25)
    assert calendar().until(date(2026, 11, 23), date(2026, 11, 25), more) == 1
    assert calendar().until(date(2026, 11, 25), date(2026, 11, 23)) == 0


def test_days_off_without_end_are_no_endless_loop() -> None:
    start = date(2026, 11, 23)
    every = {start + timedelta(days=n) for n in range(1000)}
    assert calendar().after(start, 1, every) > start


@pytest.mark.parametrize("start", ["2024-01-01", "2025-01-25", "2026-08-21", "2026-11-30"])
def test_many_days_are_counted_as_they_would_be_one_by_one(start: str) -> None:
    day, more = date.fromisoformat(start), {date(2026, 11, 24), date(2026, 11, 22), date(2025, 3, 3)}
    one_by_one = 0
    for n in range(1, 1200):
        end = day + timedelta(days=n)
        one_by_one += calendar().works(end, more)
        assert calendar().until(day, end, more) == one_by_one, end
