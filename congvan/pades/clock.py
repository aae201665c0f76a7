"""Signatures from the future: nobody signs after now, so somebody's clock is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from congvan.model.signing import Checked, Finding
from congvan.problems import Value

SLACK = timedelta(minutes=10)
"""So far the clocks of two machines may be apart."""


def told(checked: Iterable[Checked], now: datetime) -> list[Checked]:
    """Each signature, with CV599 where the time it gives has not come by this machine's clock."""
    return [_told(item, now) for item in checked]


def _told(item: Checked, now: datetime) -> Checked:
    if item.time is None or item.time.tzinfo is None or item.time <= now + SLACK:
        return item
    values: dict[str, Value] = {"field": item.field, "time": item.time.astimezone(UTC)}
    return replace(item, findings=(*item.findings, Finding("CV599", False, values)))
