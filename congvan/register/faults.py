"""What a database says when it can't → the machine's fault in the clerk's words, and whether trying again is safe."""

from __future__ import annotations

from enum import Enum

from sqlalchemy.exc import DBAPIError

from congvan.problems import MachineFault

_BUSY, _READONLY, _IOERR, _CORRUPT, _FULL, _CANTOPEN, _NOTADB = 5, 8, 10, 11, 13, 14, 26
_RETRY_STATES = ("40001", "40P01", "55P03")  # serialization, deadlock, lock not available: surely rolled back
_GONE_STATES = ("57P01", "57P02", "57P03", "08000", "08003", "08006", "08001", "08004", "53300")
_GONE_WORDS = ("refused", "starting up", "shutting down", "not accepting", "recovery", "no such file", "closed",
               "terminat", "too many clients", "reset by peer", "lost", "eof")  # fmt: skip


class Cause(Enum):
    """What a failed statement means for the transaction it was part of."""

    GONE = "the server went away or is not there yet"
    RIVAL = "another transaction won; ours was rolled back"
    FINAL = "trying again would fail again"


def cause(error: DBAPIError) -> Cause:
    """Whether, and why, it may be tried again."""
    state = getattr(error.orig, "sqlstate", None)
    if state in _RETRY_STATES or _sqlite_code(error) == _BUSY:
        return Cause.RIVAL
    said = str(error.orig).lower()
    if state in _GONE_STATES or error.connection_invalidated:
        return Cause.GONE
    if state is None and type(error.orig).__module__.startswith("psycopg") and any(w in said for w in _GONE_WORDS):
        return Cause.GONE
    return Cause.FINAL


def _sqlite_code(error: DBAPIError) -> int | None:
    code = getattr(error.orig, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def fault(error: DBAPIError, shown: str) -> MachineFault:
    """The sentence. Errors: CV580 locked, CV581 unreachable, CV582 full, CV583 not writable, CV585 not a register."""
    code, state = _sqlite_code(error), getattr(error.orig, "sqlstate", None) or ""
    reason = " ".join(str(error.orig).split())[:200]
    if code == _BUSY or state == "55P03":
        return MachineFault("CV580", register=shown)
    if code == _FULL or state == "53100" or (code == _IOERR and "disk" in reason and "full" in reason):
        return MachineFault("CV582", register=shown)
    if code in (_READONLY, _CANTOPEN) or state in ("25006", "42501"):
        return MachineFault("CV583", register=shown, reason=reason)
    if code in (_CORRUPT, _NOTADB):
        return MachineFault("CV585", register=shown, reason=reason)
    if code is not None or state[:2] in ("42", "XX"):
        return MachineFault("CV588", register=shown, reason=reason)
    return MachineFault("CV581", register=shown, reason=reason)
