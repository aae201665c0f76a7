"""Dates as Vietnamese administrative texts write them (NĐ 30/2020, PL I.I.II.4)."""

from __future__ import annotations

import re
from datetime import date, datetime, tzinfo

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_LOCAL = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


def day_of(typed: str) -> date | None:
    """``2026-11-25`` or ``25/11/2026`` → the day; None where it is neither, or no day of the calendar."""
    iso, local = _ISO.fullmatch(typed.strip()), _LOCAL.fullmatch(typed.strip())
    parts = iso.groups() if iso else local.groups()[::-1] if local else None
    try:
        return date(*map(int, parts)) if parts else None
    except ValueError:
        return None


def two_digits(day: int) -> str:
    """A day of the month; below 10 it has a zero before it (PL I.I.II.4b)."""
    return f"{day:02d}"


def month_digits(month: int) -> str:
    """A month; only 1 and 2 have a zero before them (PL I.I.II.4b)."""
    return f"{month:02d}" if month <= 2 else str(month)


def short_date(value: date) -> str:
    """``17/4/2024``: for use inside a sentence."""
    return f"{value.day}/{value.month}/{value.year}"


def when(moment: str, zone: tzinfo | None, now: datetime) -> str:
    """A moment of the ledger (ISO 8601) in a zone: ``25/11 14:05``, with its year where that is not this one."""
    if not moment:
        return ""
    found = datetime.fromisoformat(moment).astimezone(zone)
    return found.strftime("%d/%m %H:%M" if found.year == now.astimezone(zone).year else "%d/%m/%Y %H:%M")


def long_date(value: date) -> str:
    """``17 tháng 4 năm 2024``, without the word "ngày" before it."""
    return f"{two_digits(value.day)} tháng {month_digits(value.month)} năm {value.year}"
