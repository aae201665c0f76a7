"""What a database says when it can't → the machine's fault in the clerk's words, and whether trying again is safe."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from enum import Enum
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from congvan.machine.said import most_files, said, starved
from congvan.problems import MachineFault
from congvan.register import Location, addresses

_BUSY, _READONLY, _IOERR, _CORRUPT, _FULL, _CANTOPEN, _NOTADB = 5, 8, 10, 11, 13, 14, 26
_UNDECODABLE = "Could not decode to UTF-8"
"""What Python's sqlite3 says of a text that is none, without a code of SQLite."""
_RIVAL_STATES = ("40001", "40P01")  # serialization, deadlock: surely rolled back
_LOCKED = "55P03"  # lock not available
_CANCELLED = "57014"  # by statement_timeout, or by whoever looks after the server
_GONE_STATES = ("57P01", "57P02", "57P03", "57P05", "25P03", "25P04", "08000", "08003", "08006", "08001", "08004",
                "53300")  # fmt: skip
_FINAL_WORDS = ("authentication", "password", "does not exist", "pg_hba", "translate host name", "resolve host",
                "invalid", "missing", "permission", "certificate")  # fmt: skip
"""What libpq says where asking again is no use. All else may pass: a server says "starting up" in its own tongue,
and gives no state with it."""


_FILES = 4
"""So many files a connection needs at once: SQLite's three, or a socket and what finds its address."""


class Cause(Enum):
    """What a failed statement means for the transaction it was part of."""

    GONE = "the server went away or is not there yet"
    BUSY = "another holds a lock; ours was rolled back"
    RIVAL = "another transaction won; ours was rolled back"
    FINAL = "trying again would fail again"


def cause(error: DBAPIError) -> Cause:
    """Whether, and why, it may be tried again."""
    state = getattr(error.orig, "sqlstate", None)
    if state == _LOCKED or _sqlite_code(error) == _BUSY:
        return Cause.BUSY
    if state in _RIVAL_STATES:
        return Cause.RIVAL
    words = str(error.orig).lower()
    if state is None and _crowded():
        return Cause.FINAL
    if state in _GONE_STATES or error.connection_invalidated:
        return Cause.GONE
    if state is None and _of_the_server(error.orig) and not any(w in words for w in _FINAL_WORDS):
        return Cause.GONE
    return Cause.FINAL


def _of_the_server(error: BaseException | None) -> bool:
    """psycopg's OperationalError or one of its kinds: an answer that is late has a class of its own."""
    return any((c.__module__, c.__name__) == ("psycopg", "OperationalError") for c in type(error).__mro__)


def _crowded() -> bool:
    """Whether the process may open no further file, which libraries call by many names."""
    opened: list[int] = []
    try:
        opened += (os.open(os.devnull, os.O_RDONLY) for _ in range(_FILES))
    except OSError as error:
        return error.errno in (errno.EMFILE, errno.ENFILE)
    finally:
        for handle in opened:
            os.close(handle)
    return False


def _full(folder: Path | None) -> bool:
    """SQLite calls a full disk an I/O error where it cannot even grow its shared memory."""
    with suppress(OSError):
        return folder is not None and os.statvfs(folder).f_bavail == 0
    return False


def _sqlite_code(error: DBAPIError) -> int | None:
    code = getattr(error.orig, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def fault(error: DBAPIError, location: Location) -> MachineFault:
    """The sentence. Errors: CV939 too many open files, CV579 ended by the server, CV580 locked, CV581 unreachable,
    CV582 full, CV583 not writable, CV585 not a register, CV588 anything else.
    """
    shown, folder = location.shown, location.path.parent if location.path is not None else None
    code, state = _sqlite_code(error), getattr(error.orig, "sqlstate", None) or ""
    reason = addresses.hidden(said(error.orig or error), location.url)
    if _UNDECODABLE in str(error.orig):
        return MachineFault("CV940", register=shown)
    if (code in (_CANTOPEN, _IOERR) or (code is None and not state)) and (starved(error.orig) or _crowded()):
        return MachineFault("CV939", limit=most_files())
    if state == _CANCELLED:
        return MachineFault("CV579", register=shown, reason=reason)
    if code == _BUSY or state == _LOCKED:
        return MachineFault("CV580", register=shown)
    if code == _FULL or state == "53100" or (code == _IOERR and _full(folder)):
        return MachineFault("CV582", register=shown)
    if code in (_READONLY, _CANTOPEN) or state in ("25006", "42501"):
        return MachineFault("CV583", register=shown, reason=reason)
    if code in (_CORRUPT, _NOTADB):
        return MachineFault("CV585", register=shown, reason=reason)
    if code is not None or state[:2] in ("22", "23", "42", "XX"):
        return MachineFault("CV588", register=shown, reason=reason)
    return MachineFault("CV581", register=shown, reason=reason)
