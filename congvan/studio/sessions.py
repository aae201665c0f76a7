"""Who has signed in: a token that is used once → a session in a cookie, kept in this process."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from congvan.machine.clock import Clock

if TYPE_CHECKING:
    from congvan.people.book import Person

LONGEST = timedelta(hours=20)
"""A session ends then whatever is done in it: WCAG 2.2.1 asks no warning of a limit of twenty hours."""
MOST = 500
"""So many sessions at once; the oldest makes room."""


@dataclass(frozen=True, slots=True)
class Session:
    """One browser that has signed in. ``person`` stands in the audit log; ``csrf`` in every form of it. ``who``: the
    person in a studio of offices, None in a workspace of one's own; ``key``: by which the session is kept.
    """

    person: str
    csrf: str
    since: datetime
    who: Person | None = None
    key: str = ""

    @property
    def called(self) -> str:
        """The name on the pages."""
        return self.person if self.who is None else self.who.full_name


def _key(secret: str) -> str:
    """What is kept of a secret: whoever reads our memory or a dump of it can't sign in with it."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


@dataclass
class Sessions:
    """Tokens that were not used yet, and the sessions that stand."""

    clock: Clock
    _tokens: dict[str, str] = field(default_factory=dict)
    _found: dict[str, Session] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def token(self, person: str) -> str:
        """A word of 256 bits that signs ``person`` in, once."""
        made = secrets.token_urlsafe(32)
        with self._lock:
            self._tokens[_key(made)] = person
        return made

    def use(self, token: str) -> str | None:
        """The secret of a new session for a token that nobody used yet; None for any other."""
        with self._lock:
            person = self._tokens.pop(_key(token), None)
            return None if person is None else self._begin(person)

    def _begin(self, person: str) -> str:
        secret = secrets.token_urlsafe(32)
        self._found[_key(secret)] = Session(person, secrets.token_urlsafe(24), self.clock())
        while len(self._found) > MOST:
            del self._found[next(iter(self._found))]
        return secret

    def find(self, secret: str) -> Session | None:
        """The session of a cookie, while it lasts."""
        key = _key(secret)
        with self._lock:
            found = self._found.get(key)
            if found is not None and self.clock() - found.since >= LONGEST:
                del self._found[key]
                return None
            return found

    def stands(self, session: Session) -> bool:
        """Whether a session has not ended meanwhile."""
        with self._lock:
            return any(one is session for one in self._found.values()) and self.clock() - session.since < LONGEST

    def end(self, secret: str) -> None:
        """Sign out."""
        with self._lock:
            self._found.pop(_key(secret), None)


def same(given: str, known: str) -> bool:
    """Whether two secrets are one, in a time that tells nothing."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), known.encode())
