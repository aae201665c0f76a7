"""The times in a register against one another and against today: what a wrong clock has left there."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa

from congvan.problems import Problems
from congvan.register.rows import entry_of
from congvan.register.tables import AUDIT, ENTRIES

SLACK = timedelta(minutes=10)
"""So far the clocks of two machines that share a register may be apart."""
SINCE = datetime(2025, 1, 1, tzinfo=UTC)
"""No clock is right that is earlier: the program is younger."""


def moment(text: str) -> datetime | None:
    """A time as the audit log has it; None where somebody spoiled it."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def last(connection: sa.Connection, office: int) -> datetime | None:
    """When the audit log was last written."""
    query = sa.select(AUDIT.c.at).where(AUDIT.c.office == office).order_by(AUDIT.c.position.desc()).limit(1)
    text = connection.execute(query).scalar()
    return moment(text) if text else None


def check(connection: sa.Connection, office: int, now: datetime, today: date, problems: Problems) -> None:
    """Errors: CV594 a number of a day that has not come, or given by a clock older than the program; CV597 the last
    time of the audit log has not come. Warning CV598: the log's times go backwards.
    """
    _entries(connection, office, today, problems)
    before: datetime | None = None
    back: tuple[int, datetime, datetime] | None = None
    rows = sa.select(AUDIT.c.position, AUDIT.c.at).where(AUDIT.c.office == office).order_by(AUDIT.c.position)
    for position, text in connection.execute(rows.execution_options(yield_per=1000)):
        at = moment(text)
        if at is None:
            continue
        if before is not None and at < before - SLACK and back is None:
            back = (position, at.astimezone(UTC), before.astimezone(UTC))
        before = at
    if back is not None:
        problems.warning("CV598", None, position=back[0], time=back[1], before=back[2])
    if before is not None and before > now + SLACK:
        problems.error("CV597", None, time=before.astimezone(UTC), now=now.astimezone(UTC))


def _entries(connection: sa.Connection, office: int, today: date, problems: Problems) -> None:
    e = ENTRIES.c
    early = sa.and_(e.origin == "issue", e.recorded_at < SINCE.isoformat(timespec="seconds"))
    odd = sa.select(ENTRIES).where(e.office == office, e.state == "issued", sa.or_(e.date > today, early))
    for row in connection.execute(odd.order_by(e.year, e.sequence, e.number)).mappings():
        entry = entry_of(dict(row))
        problems.error("CV594", None, code=entry.code, year=entry.year, date=entry.date or "?", today=today)
