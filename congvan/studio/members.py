"""A studio of offices: who signs in, by the tables of :mod:`congvan.people`, and how soon they may try again."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from congvan.machine.clock import Clock
from congvan.studio.sessions import Session

if TYPE_CHECKING:
    from congvan.people.book import People

FREE = 3
"""So many failures cost nothing: everybody mistypes."""
SHARED = 30
"""So many of one address cost nothing: behind it a whole office may sit, and nobody waits for what another mistypes."""
LONGEST = timedelta(minutes=15)
MOST = 10_000


@dataclass
class Slowing:
    """Failures of signing in, by ``name …`` and by ``address …``: after each one more, twice as long to wait."""

    clock: Clock
    _failed: dict[str, tuple[int, datetime]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, *keys: str) -> int:
        """Seconds until another attempt is heard; 0: now."""
        now = self.clock()
        with self._lock:
            return max((self._left(key, now) for key in keys), default=0)

    def _left(self, key: str, now: datetime) -> int:
        count, last = self._failed.get(key, (0, now))
        free = SHARED if key.startswith("address ") else FREE
        if count < free:
            return 0
        until = last + min(LONGEST, timedelta(seconds=2 ** min(count - free + 1, 12)))
        return max(0, -((now - until) // timedelta(seconds=1)))

    def attempt(self, name: str, *others: str) -> int:
        """Seconds to wait, as of :meth:`wait`; where there are none, the attempt counts as a failure of ``name`` until
        it went :meth:`well`: of a hundred that come at once not all are heard.
        """
        now = self.clock()
        with self._lock:
            left = max(self._left(key, now) for key in (name, *others))
            if not left:
                self._count(name, now)
            return left

    def failed(self, *keys: str) -> None:
        """One failure more."""
        now = self.clock()
        with self._lock:
            for key in keys:
                self._count(key, now)

    def _count(self, key: str, now: datetime) -> None:
        count, last = self._failed.pop(key, (0, now))
        self._failed[key] = (1 if now - last > 4 * LONGEST else count + 1), now
        while len(self._failed) > MOST:
            del self._failed[next(iter(self._failed))]

    def well(self, *keys: str) -> None:
        """Signed in."""
        with self._lock:
            for key in keys:
                self._failed.pop(key, None)


@dataclass
class Members:
    """The people of a studio, as :class:`congvan.studio.sessions.Sessions` keeps those of one workspace."""

    people: People
    slowing: Slowing

    def find(self, secret: str) -> Session | None:
        """The session of a cookie, while it lasts."""
        kept = self.people.session(secret)
        if kept is None:
            return None
        return Session(kept.person.name, kept.csrf, kept.since, kept.person, kept.key)

    def stands(self, session: Session) -> bool:
        """Whether a session has not ended meanwhile."""
        who = session.who
        return who is not None and any(one.key == session.key for one in self.people.sessions(who))

    def use(self, token: str) -> str | None:
        """Nobody is let in by an address here."""
        del token
        return None

    def end(self, secret: str) -> None:
        """Sign out."""
        from congvan.people.secrets import key

        self.people.end(key(secret))
