"""One piece of work in a forked child while the parent goes on: the second core for a single letter.

Why not a thread: importing WeasyPrint holds the interpreter's lock; measured, a thread makes both slower.
"""

from __future__ import annotations

import os
from collections.abc import Callable


def start(work: Callable[[], bytes]) -> Callable[[], bytes]:
    """Begin ``work`` in a child; the function given back waits for its bytes.

    Where no child can be had, or it dies or fails, the work is done here after all, with its own exception.
    """
    if not hasattr(os, "fork") or (os.cpu_count() or 1) < 2:
        return work
    try:
        reading, writing = os.pipe()
        child = os.fork()
    except OSError:
        return work
    if child == 0:
        _in_child(work, reading, writing)
    os.close(writing)

    def finish() -> bytes:
        with os.fdopen(reading, "rb") as pipe:
            data = pipe.read()
        _, status = os.waitpid(child, 0)
        return data if status == 0 and data else work()

    return finish


def _in_child(work: Callable[[], bytes], reading: int, writing: int) -> None:
    """Do the work, write its bytes, and leave without the parent's clean-up. Never returns."""
    code = 1
    try:
        os.close(reading)
        data = work()
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(data)
        code = 0
    except BaseException:
        code = 1  # the parent does the work again and tells what was wrong
    finally:
        os._exit(code)
