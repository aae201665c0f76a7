"""Work on a file from a stranger in a child of its own, with bounded time and memory."""

from __future__ import annotations

import os
import pickle
import resource
import select
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")
SECONDS = 60
MEMORY = 1_500_000_000  # bytes on top of what this process has


def confined(work: Callable[[], T], seconds: int = SECONDS) -> T | None:
    """What ``work`` gives, or None where it took too long, too much memory, or its process died."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _child(work, writing, seconds)
    os.close(writing)
    data, end = bytearray(), time.monotonic() + seconds
    try:
        while True:
            left = end - time.monotonic()
            if left <= 0 or not select.select([reading], [], [], left)[0]:
                return None
            piece = os.read(reading, 1 << 16)
            if not piece:
                break
            data += piece
    finally:
        os.close(reading)
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    if not data:
        return None
    made: T = pickle.loads(bytes(data))  # written by our own child
    return made


def _child(work: Callable[[], object], writing: int, seconds: int) -> None:
    code = 1
    try:
        with open("/proc/self/statm") as handle:
            used = int(handle.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, used + MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(pickle.dumps(work()))
        code = 0
    except BaseException:
        code = 1  # the parent hears of it by the silence
    finally:
        os._exit(code)
