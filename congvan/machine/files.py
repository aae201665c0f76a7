"""A path that somebody named → its bytes, or a reason at once: pipes, devices, folders, loops and floods never hold us.

A pipe without a writer blocks whoever opens it, a device never ends, a huge file fills the memory before anybody can
say that it is huge. So what is there is asked before it is opened, and its size before it is read.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from math import inf
from pathlib import Path
from typing import BinaryIO


class NotPlain(OSError):
    """There is a pipe, a device or a socket where a file should be; ``said_name`` is its name in ``words.yaml``."""

    said_name = "NOT_PLAIN"


def read(path: Path, most: int) -> bytes:
    """The bytes of a plain file, at most ``most``. Errors: OSError (EISDIR a folder, ELOOP links in a circle, EFBIG
    larger than ``most``), NotPlain.
    """
    with opened(path, most) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise OSError(errno.EFBIG, "File too large", str(path))
    return data


@contextmanager
def opened(path: Path, most: float = inf) -> Iterator[BinaryIO]:
    """A plain file of at most ``most`` bytes, for those who read it piece by piece. Errors: those of :func:`read`."""
    _plain(known(path), path, most)
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        _plain(os.fstat(handle), path, most)  # what stood there a moment ago may have been exchanged
        yield file


def known(path: Path) -> os.stat_result:
    """What the system knows of a path. Errors: OSError, EINVAL too: no system can be asked for such a name."""
    try:
        return os.stat(path)
    except ValueError as error:  # a zero byte, half a pair of surrogates
        raise OSError(errno.EINVAL, "Invalid argument", str(path)) from error


def _plain(found: os.stat_result, path: Path, most: float) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise OSError(errno.EISDIR, "Is a directory", str(path))
    if not stat.S_ISREG(found.st_mode):
        raise NotPlain(errno.EINVAL, "no plain file", str(path))
    if found.st_size > most:
        raise OSError(errno.EFBIG, "File too large", str(path))


def is_plain(path: Path) -> bool:
    """Whether a plain file is there, whatever links lead to it."""
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
    except (OSError, ValueError):
        return False


def inside(path: Path, folder: Path) -> bool:
    """Whether ``path`` lies in ``folder`` once every link is followed. A circle of links lies nowhere."""
    try:
        os.stat(path)
        real, base = os.path.realpath(path), os.path.realpath(folder)
    except (OSError, ValueError):
        return False
    return real == base or real.startswith(base.rstrip("/") + "/")
