"""A library that starts an event loop of its own, called from a thread where one is running already: a web server's."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def outside(work: Callable[P, R]) -> Callable[P, R]:
    """``work``, done in a thread of its own where the caller's has a running loop: ``asyncio.run`` refuses that one.

    The caller waits, as for anything that takes its time; its own exception comes back.
    """

    @wraps(work)
    def called(*args: P.args, **more: P.kwargs) -> R:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return work(*args, **more)
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(lambda: contextvars.copy_context().run(work, *args, **more)).result()

    return called


complete = outside(asyncio.run)
"""A coroutine → its result, whether or not a loop is running here."""
