"""Work in a forked child while the parent goes on: the second core for a single letter, or one letter ahead of many.

Why not a thread: importing WeasyPrint holds the interpreter's lock; measured, a thread makes both slower.
"""

from __future__ import annotations

import os
import pickle
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import BinaryIO, TypeVar

T = TypeVar("T")
R = TypeVar("R")


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


def ahead(work: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
    """``work`` on each item, in order, by one child that is begun now and keeps a little ahead of whoever asks.

    What it made waits in a pipe, so it is never far ahead. Where no child can be had, or it dies, the work is done
    here from there on, with its own exceptions.
    """
    if not hasattr(os, "fork") or (os.cpu_count() or 1) < 2 or len(items) < 2:
        return map(work, items)
    try:
        reading, writing = os.pipe()
        child = os.fork()
    except OSError:
        return map(work, items)
    if child == 0:
        os.close(reading)
        _each(work, items, writing)
    os.close(writing)
    return _received(os.fdopen(reading, "rb"), child, work, items)


def _received(pipe: BinaryIO, child: int, work: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
    try:
        for number, item in enumerate(items):
            try:
                made: R = pickle.load(pipe)  # our own child's words
            except (EOFError, OSError, pickle.UnpicklingError):
                yield work(item)
                yield from map(work, items[number + 1 :])
                return
            yield made
    finally:
        pipe.close()
        with suppress(OSError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _each(work: Callable[[T], R], items: Sequence[T], writing: int) -> None:
    """Send the work on each item; at the first that fails, fall silent. Never returns."""
    try:
        with os.fdopen(writing, "wb") as pipe:
            for item in items:
                pipe.write(pickle.dumps(work(item)))
                pipe.flush()
    finally:
        os._exit(0)
