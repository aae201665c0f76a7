"""What time it is: the one clock, handed down from the door as an argument; whoever gets none asks the machine's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

from congvan.text import zones

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Now, with its zone."""
    return datetime.now(UTC)


def today(zone: str | None, clock: Clock) -> date:
    """The day in the agency's time zone."""
    return clock().astimezone(zones.zone(zone)).date()
