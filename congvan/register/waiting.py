"""Waiting for others: how long is too long, and a queue in which whoever came first goes first."""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

TIMES = 10
"""Where others move all the while, patience lasts so many times over at most."""
GLANCE = 0.25
"""Seconds between two looks whether the queue moves."""


class Patience:
    """So many seconds since anything last moved: in a long queue others write while we wait, and that is no lock.

    ``moved`` gives what changes with every commit of anybody, None where nothing can tell.
    """

    def __init__(self, seconds: float, moved: Callable[[], object] = lambda: None) -> None:
        self._seconds = seconds
        self._moved = moved
        now = time.monotonic()
        self._last, self._until = now + TIMES * seconds, now + seconds
        self._seen = moved()

    def renew(self) -> None:
        """Something moved just now."""
        self._until = time.monotonic() + self._seconds

    def look(self) -> None:
        """See whether anything moved since the last look."""
        seen = self._moved()
        if seen is not None and seen != self._seen:
            self._seen = seen
            self.renew()

    def over(self) -> bool:
        """Whether nothing has moved for so long that waiting on is no use."""
        return time.monotonic() > min(self._until, self._last)


@contextmanager
def turn(folder: Path, patience: Patience) -> Iterator[bool]:
    """One process after another, in the order in which they came; False after patience was over.

    The lock is ``flock`` on the folder itself: it leaves no file behind, a killed process lets go of it, and it can't
    be mistaken for one of SQLite's own locks, which closing a second handle on the database would drop. It is only
    about the order: where it can't be had, SQLite's lock alone still keeps writers apart.
    """
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        yield True
        return
    try:
        yield _queued(handle, patience)
    finally:
        os.close(handle)


def _queued(handle: int, patience: Patience) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    except BlockingIOError:
        pass
    except OSError:
        return True
    # flock can't be told to give up, so a thread waits in the kernel's queue; a lock it gets too late goes with the
    # handle, or with the process.
    mine = os.dup(handle)
    ready = threading.Event()

    def wait() -> None:
        with suppress(OSError):
            fcntl.flock(mine, fcntl.LOCK_EX)
        os.close(mine)
        ready.set()

    threading.Thread(target=wait, daemon=True).start()
    while not ready.wait(GLANCE):
        patience.look()
        if patience.over():
            return False
    return True
