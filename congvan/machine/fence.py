"""A stranger's file is read in a child with a limit of time and memory: what hangs, swells or crashes
there harms nobody.
"""

from __future__ import annotations

import importlib
import os
import pickle
import select
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import TypeVar

from congvan.machine import children, workers

T = TypeVar("T")


class Fenced(Exception):
    """The child did not finish: ``why`` is ``time``, ``memory`` or ``crash``."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def run(work: Callable[[], T], seconds: float, memory: int, warm: Sequence[str] = ()) -> T:
    """``work`` in a forked child; its result, or its own exception. ``memory`` in bytes, beyond what the process has
    now; ``warm``: modules that are loaded once, before any child is made.

    A process of many threads must not be doubled: there a worker puts up the same fence, so ``work`` must be picklable.
    Errors: Fenced; CV071. Where no child can be had, the work is done here.
    """
    if not hasattr(os, "fork"):
        return work()
    if not children.allowed():
        fenced: Callable[[], T] = partial(run, work, seconds, memory, warm)
        return workers.call(fenced)
    for name in warm:
        importlib.import_module(name)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _in_child(work, writing, seconds, memory)
    os.close(writing)
    try:
        data = _gather(reading, time.monotonic() + seconds)
    finally:
        os.close(reading)
        with suppress(OSError):
            os.kill(child, signal.SIGKILL)
        children.ended(child)
    if not data:
        raise Fenced("crash")
    result = pickle.loads(data)  # our own child's words
    if isinstance(result, MemoryError):
        raise Fenced("memory")
    if isinstance(result, BaseException):
        raise result
    found: T = result
    return found


def _gather(reading: int, deadline: float) -> bytes:
    parts: list[bytes] = []
    while True:
        ready, _, _ = select.select([reading], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            raise Fenced("time")
        part = os.read(reading, 1 << 16)
        if not part:
            return b"".join(parts)
        parts.append(part)


def _in_child(work: Callable[[], object], writing: int, seconds: float, memory: int) -> None:
    """Do the work, send its result, leave without the parent's clean-up. Never returns."""
    try:
        _limit(seconds, memory)
        try:
            result: object = work()
        except BaseException as error:
            result = error
        try:
            data = pickle.dumps(result)
        except Exception:
            data = pickle.dumps(RuntimeError(f"{type(result).__name__}: {result}"))
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(data)
    finally:
        os._exit(0)


def _limit(seconds: float, memory: int) -> None:
    """No more memory than that, no core file; and an end of its own, for a child whose parent was killed."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        with open("/proc/self/statm") as handle:
            now = int(handle.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
        resource.setrlimit(resource.RLIMIT_AS, (now + memory, now + memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 2, int(seconds) + 3))
