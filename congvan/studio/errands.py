"""Addresses that work once: a word of 256 bits → one file of one document, for one person, for five minutes.

A signing program on somebody's PC fetches the file and brings it back by itself. It gets two such addresses and neither
a cookie nor the word of a session: what it is told opens one document, once.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from congvan.people.steps import Act
    from congvan.studio.sessions import Session

LASTS = timedelta(minutes=5)
MOST = 2_000
"""So many at once; the oldest makes room."""
Way = Literal["down", "up"]


@dataclass(frozen=True, slots=True)
class Errand:
    """``way``: down to the program or up from it; ``act``: sign or seal; ``file``: what is handed out."""

    way: Way
    office: str
    id: str
    act: Act
    file: Path
    session: Session
    until: datetime


@dataclass
class Errands:
    """Those that nobody has run yet; kept in this process, by the hash of their word."""

    _found: OrderedDict[str, Errand] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def give(self, errand: Errand) -> str:
        """The word of a new one."""
        word = secrets.token_urlsafe(32)
        with self._lock:
            self._found[_key(word)] = errand
            while len(self._found) > MOST:
                self._found.popitem(last=False)
        return word

    def take(self, word: str, way: Way, now: datetime) -> Errand | None:
        """What a word is good for, which it is then no more; None: nothing, any more or ever."""
        with self._lock:
            found = self._found.get(_key(word))
            if found is None or found.way != way:
                return None
            del self._found[_key(word)]
        return found if now < found.until else None


def _key(word: str) -> str:
    return hashlib.sha256(word.encode("utf-8", "replace")).hexdigest()
