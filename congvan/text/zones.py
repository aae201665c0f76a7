"""The name of a time zone (IANA) → the zone: in which day it is in the agency's office, and what its clock shows.

Numbers, dates and signing times are the agency's own, wherever the machine stands.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone, tzinfo

VIETNAM = "Asia/Ho_Chi_Minh"


def exists(name: str) -> bool:
    """Whether it is a zone of the IANA table; Việt Nam's is known even where the machine has no table."""
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return name == VIETNAM
    return True


def zone(name: str | None) -> tzinfo:
    """The zone of that name, Việt Nam's for ``None``; Việt Nam has kept UTC+7 since 1975, if the table is missing."""
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name or VIETNAM)
    except (KeyError, ValueError, OSError):
        return timezone(timedelta(hours=7))


def local_day(moment: str, name: str | None = None) -> date:
    """The day of a moment of the register (ISO 8601) in that zone."""
    return datetime.fromisoformat(moment).astimezone(zone(name)).date()
