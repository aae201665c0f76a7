"""Whether the studio's tables are still those that this process has known: a file that was put back from an old copy,
or in place of another office's, is told from one that only grew.

A session that was ended since the copy was made stands in it as if it were not; so do a role that was taken away and a
password that was changed. Of what went through the chains of marks the last row is known: where it is not there any
more, nobody who is signed in by these tables is believed.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from congvan.machine.clock import Clock
from congvan.people.known import Known
from congvan.people.tables import MARKS, SESSIONS

MOST = 20_000
"""Sessions that were ended and are remembered; a day of a large office has some hundreds."""
m = MARKS.c
Row = tuple[int, str]
"""The number and hash of the last mark that was seen, of any office."""


class Life:
    """What one process knows of the tables; ``strange``: it has just seen other ones in their place. What outlives it
    is in ``known``.
    """

    def __init__(self, clock: Clock, known: Known) -> None:
        self._exchanged: datetime | None = None
        self._known = known
        self.strange = False
        self.last: Row = (0, "")
        self._clock, self._lock = clock, threading.Lock()
        self._barred: OrderedDict[str, None] = OrderedDict()

    def seen(self, c: sa.Connection, last: Row) -> None:
        """Look for ``last``, as it was known before the question began, and know the newest from now on."""
        newest = sa.select(sa.func.max(m.id)).scalar_subquery()
        rows = c.execute(sa.select(m.id, m.hash).where(sa.or_(m.id == last[0], m.id == newest)).order_by(m.id)).all()
        if last[0] and (not rows or tuple(rows[0]) != last):
            keys = c.execute(sa.select(SESSIONS.c.key)).scalars().all()
            self._bar(keys)
            with self._lock:
                self._exchanged, self.strange = self._clock(), True
            logging.getLogger(__name__).warning("the studio's tables are not those of before: all sessions ended")
        if rows:
            self.last = (int(rows[-1].id), str(rows[-1].hash))
        elif last[0]:
            self.last = (0, "")

    def end(self, *keys: str) -> None:
        """These sessions are over, whatever a table says of them later, to this process or another."""
        if keys:
            self._bar(keys)
            self._known.end(keys)

    def _bar(self, keys: Iterable[str]) -> None:
        with self._lock:
            for key in keys:
                self._barred[key] = None
            while len(self._barred) > MOST:
                self._barred.popitem(last=False)

    def over(self, key: str) -> bool:
        """Whether a session was ended."""
        with self._lock:
            if key in self._barred:
                return True
        return self._known.over(key)

    @property
    def exchanged(self) -> datetime | None:
        """When other tables were found in the place of those that were known, by this process or an earlier one."""
        return self._exchanged or self._known.exchanged
