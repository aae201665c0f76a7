"""Standard output and error: the last door before a terminal, and one that never stops the work.

Values are cleaned where a line is put together (``report.echo``, ``words.say``, ``messages``); what comes by another
way, a trace or a library's own words, is cleaned here. What can't be printed is remembered and told at the end.
"""

from __future__ import annotations

import errno
import io
import os
import re
import select
import sys
from typing import Any

from congvan.text import characters

_ODD = re.compile("\x1b\\[\\?25[lh]|[^\t\n\r -~\u00a0-\u00ac\u00ae-\u02ff\u1ea0-\u1ef9]")
"""What is looked at. A progress bar hides the cursor and shows it again: that much may pass."""
_GONE = (errno.EPIPE, errno.ECONNRESET, errno.ESHUTDOWN)
"""The reader has gone (``| head``): it wanted no more."""


class Door(io.TextIOWrapper):
    """A stream of text in UTF-8 whatever the locale: a clerk's words must not die of LANG=C."""

    def write(self, text: str) -> int:
        """As any stream; what would move a cursor, end a line unasked or hide is U+FFFD. ``\\r`` is a bar's."""
        super().write(_ODD.sub(_mark, text))
        return len(text)


def _mark(found: re.Match[str]) -> str:
    if len(found.group()) > 1:
        return found.group()
    kind = characters.kind_of(found.group())
    return found.group() if kind is None or kind.fate != "refused" else "\ufffd"


class Handle(io.RawIOBase):
    """A file descriptor of the process. The first write that fails is kept in ``error``; the rest goes nowhere, so
    that a number that was taken, or a letter that goes out, is carried through whatever becomes of the words about it.
    """

    def __init__(self, handle: int) -> None:
        super().__init__()
        self._handle = handle
        self.error: OSError | None = None

    def writable(self) -> bool:
        """Always."""
        return True

    def fileno(self) -> int:
        """The descriptor itself."""
        return self._handle

    def isatty(self) -> bool:
        """Whether a person looks on."""
        return os.isatty(self._handle)

    def write(self, data: Any) -> int:
        """All of ``data``, as far as anybody takes it."""
        left = memoryview(data).cast("B")
        size = len(left)
        while len(left) and self.error is None:
            try:
                left = left[os.write(self._handle, left) :]
            except BlockingIOError:
                select.select([], [self._handle], [])
            except OSError as error:
                self.error = error
        return size


def closed_are_opened() -> None:
    """A closed standard stream becomes /dev/null, before a file of ours gets its number and what is said."""
    for handle in range(3):
        try:
            os.fstat(handle)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest free number: this one


def install() -> None:
    """Both streams of the process in UTF-8, whatever the locale, each behind a :class:`Door` over a :class:`Handle`."""
    closed_are_opened()
    sys.stdout = _stream(sys.stdout, 1)
    sys.stderr = _stream(sys.stderr, 2)


def _stream(before: Any, handle: int) -> Any:
    """What stands for ``before``; a stream that is no file (a test's, another program's) stays as it is."""
    if isinstance(before, Door) or (before is not None and not isinstance(before, io.TextIOWrapper)):
        return before
    if before is not None:
        before.flush()
    buffer = io.BufferedWriter(Handle(handle))
    lines = handle == 2 or os.isatty(handle)
    return Door(buffer, encoding="utf-8", errors="backslashreplace", line_buffering=lines)


def unprinted() -> OSError | None:
    """Why standard output did not take all that was said; None where it did, or where its reader only had enough."""
    stream = sys.stdout
    raw = getattr(getattr(stream, "buffer", None), "raw", None)
    found: OSError | None = None
    try:
        stream.flush()
    except OSError as error:
        found = error
    if isinstance(raw, Handle):
        found = raw.error
    return None if found is None or found.errno in _GONE else found
