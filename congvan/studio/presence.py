"""Who is at which letter just now: told by each open editor every few seconds, forgotten when it no longer says so."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta

GONE = timedelta(seconds=12)
"""An editor speaks every two to three seconds; one that was silent for so long has been closed."""


@dataclass(frozen=True, slots=True)
class Seen:
    """An open editor: whose, since when, when it spoke last, and whether it holds words that are not saved."""

    person: str
    since: datetime
    last: datetime
    typing: bool = False


@dataclass
class Presence:
    """The open editors of an office."""

    _seen: dict[str, dict[str, Seen]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def here(self, id: str, tab: str, person: str, now: datetime, *, typing: bool = False) -> tuple[Seen, ...]:
        """``tab`` is open at ``id``; who else is, the longest there first."""
        with self._lock:
            at = self._seen.setdefault(id, {})
            for gone in [key for key, one in at.items() if now - one.last > GONE]:
                del at[gone]
            known = at.get(tab)
            at[tab] = Seen(person, known.since if known is not None else now, now, typing)
            return tuple(sorted((one for key, one in at.items() if key != tab), key=lambda one: one.since))

    def left(self, id: str, tab: str) -> None:
        """``tab`` was closed."""
        with self._lock:
            at = self._seen.get(id, {})
            at.pop(tab, None)
            if not at:
                self._seen.pop(id, None)
