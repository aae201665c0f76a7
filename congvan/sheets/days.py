"""A day or time and its format → the text that Excel shows on a Vietnamese machine."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<one>.)|_(?P<blank>.)|\*(?P<fill>.)|\[(?P<long>h+|m+|s+)\]|(?P<other>\[[^\]]*\])'
    r"|(?P<half>am/pm|a/p)|(?P<part>y+|m+|d+|h+|s+)|(?P<places>\.0+)|(?P<sign>.)",
    re.IGNORECASE | re.DOTALL,
)
_MONTHS = ["Giêng", "Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy", "Tám", "Chín", "Mười"]
_VI = {
    "mmmm": [*(f"Tháng {name}" for name in _MONTHS), "Tháng Mười Một", "Tháng Mười Hai"],
    "mmm": [f"Thg{n}" for n in range(1, 13)],
    "mmmmm": ["T"] * 12,
    "dddd": ["Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật"],
    "ddd": ["T2", "T3", "T4", "T5", "T6", "T7", "CN"],
    "half": ["SA", "CH"],
}
_NAMES = (
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
)
_EN = {
    "mmmm": _NAMES[0], "mmm": [n[:3] for n in _NAMES[0]], "mmmmm": [n[0] for n in _NAMES[0]],
    "dddd": _NAMES[1], "ddd": [n[:3] for n in _NAMES[1]], "half": ["AM", "PM"],
}  # fmt: skip
_ENGLISH = {"409", "809", "C09", "1009", "1409"}
"""Languages, by their number in a format, whose names are English."""
_ZERO = datetime(1899, 12, 30)
LEAP = 60
"""Excel's 29 February 1900, which never was: days before it are one later than they seem."""
LAST = 2_958_465


@dataclass(frozen=True, slots=True)
class Moment:
    """A day and time, and how much time it is since the beginning, for formats that count hours."""

    at: datetime
    since: timedelta

    @classmethod
    def of(cls, value: date | time | timedelta) -> Moment:
        """What openpyxl made of a cell."""
        if isinstance(value, timedelta):
            return cls(_ZERO + value, value)
        if isinstance(value, time):
            value = datetime.combine(_ZERO, value)
        elif not isinstance(value, datetime):
            value = datetime.combine(value, time())
        value = value.replace(tzinfo=None)
        return cls(value, value - _ZERO)

    @classmethod
    def serial(cls, number: Decimal) -> Moment | None:
        """A number of days as Excel counts them; None where it shows no day for it."""
        if not 0 <= number <= LAST + 1:
            return None
        since = timedelta(days=float(number if number >= LEAP else number + (1 if number >= 1 else 0)))
        return cls(_ZERO + since, timedelta(days=float(number)))


def shown_moment(moment: Moment | None, code: str, language: str) -> str:
    """``moment`` as the format writes it; a row of # where Excel shows none."""
    if moment is None:
        return "#" * 7
    tokens = list(_TOKEN.finditer(code))
    parts = [_part(found) for found in tokens]
    half = any(found["half"] for found in tokens)
    places = max((len(found["places"]) - 1 for found in tokens if found["places"]), default=0)
    moment = _rounded(moment, places)
    names = _EN if language in _ENGLISH else _VI
    return "".join(_shown(found, _minutes(parts, n), moment, names, half=half) for n, found in enumerate(tokens)).strip(
        " "
    )


def _part(found: re.Match[str]) -> str:
    return ((found["part"] or found["long"] or "")[:1]).lower()


def _minutes(parts: list[str], at: int) -> bool:
    """Whether an ``m`` is one of minutes: hours before it, or seconds after it."""
    before = next((p for p in reversed(parts[:at]) if p), "")
    after = next((p for p in parts[at + 1 :] if p), "")
    return before == "h" or after == "s"


def _rounded(moment: Moment, places: int) -> Moment:
    """To the last second, or part of one, that is shown."""
    unit = timedelta(microseconds=10 ** max(0, 6 - places))
    half = unit / 2
    since = (moment.since + half) // unit * unit
    return Moment(moment.at + (since - moment.since), since)


def _shown(found: re.Match[str], minutes: bool, moment: Moment, names: dict[str, list[str]], *, half: bool) -> str:
    at, since = moment.at, moment.since
    if found["long"]:
        unit = {"h": 3600, "m": 60, "s": 1}[found["long"][0].lower()]
        return f"{int(since.total_seconds() // unit):0{len(found['long'])}d}"
    if found["half"]:
        told = names["half"][at.hour >= 12]
        return told if len(found["half"]) > 3 else told[:1]
    if found["places"]:
        return "," + f"{at.microsecond:06d}"[: len(found["places"]) - 1]
    if found["part"]:
        return _piece(found["part"].lower(), at, names, minutes=minutes, half=half)
    if found["other"]:
        return ""
    if found["blank"] or found["fill"]:
        return " "
    return next((found[name] for name in ("quoted", "one", "sign") if found[name] is not None), "")


def _piece(part: str, at: datetime, names: dict[str, list[str]], *, minutes: bool, half: bool) -> str:
    """One of day, month, year, hour, minute, second, as long as it is asked for."""
    if part[0] == "y":
        return f"{at.year:04d}" if len(part) > 2 else f"{at.year % 100:02d}"
    if part[0] == "m" and not minutes and len(part) > 2:
        return names[part[:5]][at.month - 1]
    if part[0] == "d" and len(part) > 2:
        return names["dddd" if len(part) > 3 else "ddd"][at.weekday()]
    hour = (at.hour % 12 or 12) if half else at.hour
    value = {"d": at.day, "m": at.minute if minutes else at.month, "h": hour, "s": at.second}[part[0]]
    return f"{value:0{min(len(part), 2)}d}"
