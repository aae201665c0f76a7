"""The day on a letter is the day in the agency's office, wherever and whenever the machine is."""

from datetime import UTC, date, datetime

import pytest

from congvan.machine.clock import today
from congvan.text import zones


@pytest.mark.parametrize(
    ("moment", "zone", "day"),
    [
        (datetime(2026, 11, 25, 16, 59, tzinfo=UTC), None, date(2026, 11, 25)),
        (datetime(2026, 11, 25, 17, 0, tzinfo=UTC), None, date(2026, 11, 26)),
        (datetime(2026, 12, 31, 17, 0, tzinfo=UTC), None, date(2027, 1, 1)),
        (datetime(2026, 12, 31, 17, 0, tzinfo=UTC), "Europe/Paris", date(2026, 12, 31)),
    ],
)
def test_the_day_turns_in_the_agency_s_zone(moment: datetime, zone: str | None, day: date) -> None:
    assert today(zone, lambda: moment) == day


def test_a_machine_without_tables_still_knows_viet_nam(monkeypatch: pytest.MonkeyPatch) -> None:
    import zoneinfo

    def missing(name: str) -> None:
        raise zoneinfo.ZoneInfoNotFoundError(name)

    monkeypatch.setattr(zoneinfo, "ZoneInfo", missing)
    assert zones.exists(zones.VIETNAM)
    assert not zones.exists("Asia/Tokyo")
    assert (
        datetime(2026, 11, 25, 17, tzinfo=UTC).astimezone(zones.zone(None)).isoformat() == "2026-11-26T00:00:00+07:00"
    )
