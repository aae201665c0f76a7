"""Work that no thread may do → single-threaded processes of our own that do it, spawned, kept warm and replaced.

WeasyPrint (GLib, Pango) and PDFium corrupt the heap of a process that uses them in several threads, silently and with
the right bytes; and a process of many threads can't be doubled to put up a fence (:mod:`congvan.machine.fence`): a lock
that another thread holds is held in the child for ever. A process that is the program's own (:func:`children.allow`)
does all that itself.

A worker is an interpreter of its own, started without the caller's main module, so that a script of a few lines needs
no guard. Jobs and answers are pickles on a socket; a worker ends when the socket does.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import pickle
import signal
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from congvan.machine import children
from congvan.problems import MachineFault

P = ParamSpec("P")
R = TypeVar("R")
TRIES = 2
"""A job that a worker died of is given to a fresh one once: the first may have been killed for another's sake."""
JOBS = 1000
"""After so many a worker makes room for a fresh one: what libraries keep for good does not pile up for months."""
MOST = 8
"""So many workers at most, each of some 150 MB, however many cores there are."""
_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from congvan.machine import workers; workers.serve(int(sys.argv[2]))"
)
_HEAD = struct.Struct("!Q")


class Gone(Exception):
    """The other end of a socket is there no more."""


def apart(work: Callable[P, R]) -> Callable[P, R]:
    """``work``, done by a worker wherever this process or thread may not do it itself. What goes in and comes out must
    be picklable.
    """

    @wraps(work)
    def called(*args: P.args, **more: P.kwargs) -> R:
        return work(*args, **more) if children.allowed() else call(called, *args, **more)

    return called


def call(work: Callable[P, R], *args: P.args, **more: P.kwargs) -> R:
    """What ``work`` gives in a worker, or its own exception.

    Errors: CV071 the worker died of it, and a second one, too.
    """
    job = _job(work, args, more)
    for _ in range(TRIES):
        with suppress(Gone):
            made: R = _said(_pool.do(job))
            return made
    raise MachineFault("CV071")


def alone(work: Callable[P, R], *args: P.args, **more: P.kwargs) -> R:
    """What ``work`` gives in a process of its own, which ends with it: for what takes so long that nobody who waits for
    a page should wait for it, and for what is told a PIN or loads a device's module: nothing of it stays. It is not
    tried twice, for a device counts wrong tries. Errors: CV634 the process died of it; what it did until then is done.
    """
    job = _job(work, args, more)
    worker = _pool.new()
    try:
        answer = worker.do(job)
    except Gone as gone:
        raise MachineFault("CV634") from gone
    finally:
        _pool.drop(worker)
    made: R = _said(answer)
    return made


def prepare(work: Callable[P, R], *args: P.args, **more: P.kwargs) -> None:
    """What a worker that takes another one's place does before it is given anything: so nobody waits for it to be warm.
    Without it a worker that has done its ``JOBS`` is ended, and the next job waits for a cold one.
    """
    _pool.first = _job(work, args, more)


def _job(work: Callable[..., object], args: tuple[object, ...], more: dict[str, object]) -> bytes:
    return pickle.dumps((_folder(), work, args, more), pickle.HIGHEST_PROTOCOL)


def _said(answer: bytes) -> Any:
    """What a job gave, or its own exception."""
    good, said = pickle.loads(answer)  # our own worker's words
    if not good:
        raise said
    return said


def _folder() -> str:
    """Where relative paths of a job begin."""
    try:
        return os.getcwd()
    except OSError:
        return "/"


def _interpreter() -> str:
    """The Python that a worker runs in. In a server that has one built in, the process's own program is no Python."""
    own = sys.executable or ""
    if os.path.basename(own).lower().startswith(("python", "pypy")):
        return own
    return os.path.join(sys.exec_prefix, "bin", f"python{sys.version_info[0]}.{sys.version_info[1]}")


class _Worker:
    """One process and our end of its socket."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        path = json.dumps([os.path.abspath(entry) for entry in sys.path])
        flags = ["-X", "utf8=1"] if sys.flags.utf8_mode else []
        with theirs:
            self.process = subprocess.Popen(
                [_interpreter(), *flags, "-c", _START, path, str(theirs.fileno())],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, pass_fds=(theirs.fileno(),),
            )  # fmt: skip
        self.line = ours
        self.jobs = 0
        self.followed = False
        """Its successor is on the way."""
        self.done = False
        """Its successor is there."""

    def do(self, job: bytes) -> bytes:
        """Errors: Gone."""
        self.jobs += 1
        _send(self.line, job)
        return _receive(self.line)

    def close(self) -> None:
        """Let it end; it has nothing to clean up."""
        with suppress(OSError):
            self.line.close()
        with suppress(OSError):
            self.process.kill()
        with suppress(OSError):
            self.process.wait()


def together() -> int:
    """How many work at once: as many as we may use cores, two at least and ``MOST`` at most."""
    return max(2, min(MOST, children.cores()))


class _Pool:
    """As many workers as we may use cores, two at least and ``MOST`` at most. Each is made when it is first needed and
    does one job at a time.
    """

    first: bytes | None = None
    """A job that makes a successor warm."""

    def __init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self._room = threading.BoundedSemaphore(together())
        self._lock = threading.Lock()
        self._idle: list[_Worker] = []
        self._all: set[_Worker] = set()

    def do(self, job: bytes) -> bytes:
        """The answer to a job. Errors: Gone, and the worker with it."""
        with self._room:
            worker = self._take()
            try:
                answer = worker.do(job)
            except BaseException:  # one that was left in the middle of a job knows no more what is asked
                self.drop(worker)
                raise
            self._back(worker)
            return answer

    def _back(self, worker: _Worker) -> None:
        """A worker has done a job: for the next one, or, after so many, to make room for a fresh one."""
        if worker.jobs >= JOBS and self.first is None:
            self.drop(worker)
            return
        with self._lock:
            done, follow = worker.done, worker.jobs >= JOBS and not worker.followed
            worker.followed = worker.followed or follow
            if not done:
                self._idle.append(worker)
        if done:
            self.drop(worker)
        elif follow:  # meanwhile the old one goes on
            threading.Thread(target=self._follow, args=(worker, self.first), daemon=True).start()

    def _follow(self, worker: _Worker, first: bytes) -> None:
        """A warm successor in the place of a worker; after a failure the next job tries again."""
        try:
            fresh = self.new()
        except OSError:  # no room for one now
            worker.followed = False
            return
        try:
            fresh.do(first)
        except Gone:
            self.drop(fresh)
            worker.followed = False
            return
        with self._lock:
            worker.done = True
            gone, idle = worker not in self._all, worker in self._idle
            if idle:
                self._idle.remove(worker)
            if not gone:
                self._idle.append(fresh)
        if gone:  # another one has its place already
            self.drop(fresh)
        elif idle:
            self.drop(worker)

    def _take(self) -> _Worker:
        while True:
            with self._lock:
                worker = self._idle.pop() if self._idle else None
            if worker is None:
                return self.new()
            if worker.process.poll() is None:
                return worker
            self.drop(worker)  # killed while it had nothing to do

    def new(self) -> _Worker:
        """One more, which ends with the others at the latest."""
        worker = _Worker()
        with self._lock:
            self._all.add(worker)
        return worker

    def drop(self, worker: _Worker) -> None:
        """End a worker."""
        with self._lock:
            self._all.discard(worker)
        worker.close()

    def close(self) -> None:
        """End every worker."""
        with self._lock:
            found, self._idle = list(self._all), []
            self._all.clear()
        for worker in found:
            worker.close()

    def leave(self) -> None:
        """In a child of this process: the workers are its parent's, and must not live on because we hold a socket."""
        for worker in self._all:
            worker.line.close()
        self._begin()


_pool = _Pool()
atexit.register(_pool.close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_pool.leave)


def _send(line: socket.socket, data: bytes) -> None:
    try:
        line.sendall(_HEAD.pack(len(data)) + data)
    except OSError as error:
        raise Gone from error


def _receive(line: socket.socket) -> bytes:
    (size,) = _HEAD.unpack(_exactly(line, _HEAD.size))
    return _exactly(line, size)


def _exactly(line: socket.socket, size: int) -> bytes:
    data = bytearray(size)
    view = memoryview(data)
    try:
        while view:
            count = line.recv_into(view, min(len(view), 1 << 20))
            if not count:
                raise Gone
            view = view[count:]
    except OSError as error:
        raise Gone from error
    return bytes(data)


def serve(handle: int) -> None:
    """A worker's life: job after job until nobody asks any more."""
    children.allow()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is its caller's to heed
    line = socket.socket(fileno=handle)
    os.set_inheritable(handle, False)
    with suppress(Gone):
        _send(line, _answer(_receive(line)))
        gc.freeze()  # what is there after the first job stays: looking through it again and again takes 50 ms each time
        while True:
            _send(line, _answer(_receive(line)))
    os._exit(0)


def _answer(job: bytes) -> bytes:
    try:
        folder, work, args, more = pickle.loads(job)
        with suppress(OSError):
            os.chdir(folder)
        answer = (True, work(*args, **more))
    except BaseException as error:
        answer = (False, error)
    try:
        return pickle.dumps(answer, pickle.HIGHEST_PROTOCOL)
    except Exception:
        told = RuntimeError(f"{type(answer[1]).__name__}: {answer[1]}")
        return pickle.dumps((False, told))
