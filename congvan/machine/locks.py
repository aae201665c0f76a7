"""A file that others may hold: waited for with patience, never for ever."""

from __future__ import annotations

import fcntl
import time

from congvan.problems import MachineFault

STEP = 0.02
"""Seconds between two tries; ``flock`` itself can't be told to give up."""


def lock(handle: int, seconds: float, shown: str) -> None:
    """Hold the open file ``handle`` alone until it is closed. Errors: CV070 others held it for ``seconds``.

    On a file system without locks nobody is held back.
    """
    until = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= until:
                raise MachineFault("CV070", path=shown, seconds=f"{seconds:g}") from None
        except OSError:
            return
        time.sleep(STEP)


def held(handle: int) -> bool:
    """Whether another process holds the open file ``handle`` alone. Who asks is in nobody's way but a :func:`lock`'s
    that is asked for in the same moment, and that one waits. On a file system without locks nobody does.
    """
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    fcntl.flock(handle, fcntl.LOCK_UN)
    return False
