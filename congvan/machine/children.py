"""Work in a forked child while the parent goes on: the second core for a single letter, or one letter ahead of many.

Why not a thread: importing WeasyPrint holds the interpreter's lock; measured, a thread makes both slower.

A process may be doubled only where it runs one thread: whatever lock another holds at that moment, an import's say, is
held in the child for ever. So a door that owns its process says so (:func:`allow`); from Python nothing forks.
"""

from __future__ import annotations

import os
import pickle
import signal
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import BinaryIO, TypeVar

T = TypeVar("T")
R = TypeVar("R")
_HEAD = struct.Struct("!Q")


_mine = [False]


def allow() -> None:
    """Said by a door whose process is the program's own and runs no other thread: it may be doubled from here on, and
    draws pages itself. Its children have that from it. Whoever started it may have had it ignore its children.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    _mine[0] = True


def allowed() -> bool:
    """Whether this thread may double its process: it is our own, and this its first thread."""
    return _mine[0] and hasattr(os, "fork") and threading.current_thread() is threading.main_thread()


def cores() -> int:
    """How many this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except (AttributeError, OSError):
        return os.cpu_count() or 1


def start(work: Callable[[], bytes]) -> Callable[[], bytes]:
    """Begin ``work`` in a child; the function given back waits for its bytes.

    Where no child can be had, or it dies or fails, the work is done here after all, with its own exception.
    """
    if not allowed() or cores() < 2:
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
            head, data = pipe.read(_HEAD.size), pipe.read()
        ended(child)
        # A child that died sent less than it promised, or nothing: never half a file, never an empty one.
        whole = len(head) == _HEAD.size and _HEAD.unpack(head)[0] == len(data) > 0
        return data if whole else work()

    return finish


def ended(child: int) -> None:
    """Wait for a child. Where this process was started with SIGCHLD ignored, the system has forgotten it by then."""
    with suppress(ChildProcessError):
        os.waitpid(child, 0)


def _in_child(work: Callable[[], bytes], reading: int, writing: int) -> None:
    """Do the work, write its bytes, and leave without the parent's clean-up. Never returns."""
    code = 1
    try:
        os.close(reading)
        data = work()
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(_HEAD.pack(len(data)) + data)
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
    if not allowed() or cores() < 2 or len(items) < 2:
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
        ended(child)


def _each(work: Callable[[T], R], items: Sequence[T], writing: int) -> None:
    """Send the work on each item; at the first that fails, fall silent. Never returns."""
    try:
        with os.fdopen(writing, "wb") as pipe:
            for item in items:
                pipe.write(pickle.dumps(work(item)))
                pipe.flush()
    finally:
        os._exit(0)


class Beside:
    """A child that was begun before its work was known, and is ready when it comes: one piece after the other."""

    def __init__(self, child: int, asking: BinaryIO, told: BinaryIO) -> None:
        self._child = child
        self._asking = asking
        self._told = told
        self._owner = os.getpid()
        self._waiting = False
        self.gone = False
        """It died, could not do a piece, or did one that nobody took."""

    def ask(self, work: Callable[[T], R], item: T) -> Callable[[], R]:
        """Hand ``item`` over; the function given back waits for what the child made of it. Where it failed ``work``
        does it here, with its own exception.
        """
        # An answer that was left lying would be taken for the next one's, and a child of ours would take ours.
        self.gone = self.gone or self._waiting or os.getpid() != self._owner
        if not self.gone:
            try:
                pickle.dump(item, self._asking)
                self._asking.flush()
            except OSError:
                self.gone = True
        self._waiting = True

        def finish() -> R:
            self._waiting = False
            if not self.gone:
                try:
                    made: R = pickle.load(self._told)  # our own child's words
                except (EOFError, OSError, pickle.UnpicklingError):
                    self.gone = True
                else:
                    return made
            return work(item)

        return finish

    def end(self) -> None:
        """Let it go, whatever it is at."""
        for pipe in (self._asking, self._told):
            with suppress(OSError):
                pipe.close()
        if os.getpid() == self._owner:
            with suppress(OSError):
                os.kill(self._child, signal.SIGKILL)
            ended(self._child)


def beside(ready: Callable[[], object], work: Callable[[T], R]) -> Beside | None:
    """Begin a child that makes itself ``ready``, then does ``work`` on what it is asked. None where none can be had."""
    if not allowed() or cores() < 2:
        return None
    pipes = list[int]()
    try:
        pipes += os.pipe()
        pipes += os.pipe()
        child = os.fork()
    except OSError:
        for pipe in pipes:
            os.close(pipe)
        return None
    reading, asking, told, answering = pipes
    if child == 0:
        os.close(asking)
        os.close(told)
        _serve(ready, work, reading, answering)
    os.close(reading)
    os.close(answering)
    return Beside(child, os.fdopen(asking, "wb"), os.fdopen(told, "rb"))


def _serve(ready: Callable[[], object], work: Callable[[T], R], reading: int, answering: int) -> None:
    """Piece after piece until nobody asks; at the first that fails, fall silent. Never returns."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to heed
        with os.fdopen(reading, "rb") as asked, os.fdopen(answering, "wb") as answers:
            ready()
            while True:
                pickle.dump(work(pickle.load(asked)), answers)  # our own parent's words
                answers.flush()
    finally:
        os._exit(0)
