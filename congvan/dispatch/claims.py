"""Who is at work on something, written so that another process can tell whether that one still lives.

On the same machine the process table says it; across machines only a lease does, which must be longer than any work.
"""

from __future__ import annotations

import os
import secrets
import socket
from contextlib import suppress
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

LEASE = timedelta(hours=1)
"""Longer than any single hand-over with all its time-outs may take."""


def mine() -> str:
    """A name for this process that no other process ever has, on any machine."""
    pid = os.getpid()
    return "|".join((_place(), str(pid), _started(pid), secrets.token_hex(6)))


def lives(owner: str, lease: str, now: datetime) -> bool:
    """Whether ``owner`` is still at work. ``lease`` is ISO 8601, UTC; it counts only for other machines, and not where
    it reaches further than any can: a wrong clock gave it.
    """
    if here(owner):
        _, pid, started, _ = owner.rsplit("|", 3)
        return pid.isdigit() and _exists(int(pid)) and _started(int(pid)) == started
    with suppress(ValueError):
        return now < datetime.fromisoformat(lease) <= now + 2 * LEASE
    return False


def here(owner: str) -> bool:
    """Whether ``owner`` is, or was, a process of this machine since its last start."""
    return owner.rsplit("|", 3)[0] == _place()


@cache
def _place() -> str:
    """Where process numbers mean what they mean here: machine, its start, and the namespace of processes."""
    boot = space = ""
    with suppress(OSError):
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    with suppress(OSError):
        space = os.readlink("/proc/self/ns/pid")
    return f"{socket.gethostname()[:60]},{boot},{space}".replace("|", "_")


def _started(pid: int) -> str:
    """When a process began, in ticks since the machine's start; "" where the system does not tell."""
    with suppress(OSError, IndexError):
        status = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        return "" if status[0] == "Z" else status[19]
    return ""


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
