"""Dates as Vietnamese administrative texts write them (NĐ 30/2020, PL I.I.II.4)."""

from __future__ import annotations

from datetime import date


def two_digits(day: int) -> str:
    """A day of the month; below 10 it has a zero before it (PL I.I.II.4b)."""
    return f"{day:02d}"


def month_digits(month: int) -> str:
    """A month; only 1 and 2 have a zero before them (PL I.I.II.4b)."""
    return f"{month:02d}" if month <= 2 else str(month)


def short_date(value: date) -> str:
    """``17/4/2024``: for use inside a sentence."""
    return f"{value.day}/{value.month}/{value.year}"


def long_date(value: date) -> str:
    """``17 tháng 4 năm 2024``, without the word "ngày" before it."""
    return f"{two_digits(value.day)} tháng {month_digits(value.month)} năm {value.year}"
