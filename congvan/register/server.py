"""One connection to PostgreSQL: how it is asked for, in which letters it speaks, and how long its silence is borne."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import suppress
from typing import Any

import psycopg
from psycopg import conninfo, errors

from congvan.problems import MachineFault
from congvan.register import addresses

CONNECT = 5
"""Seconds for one host to answer at all."""
LEAST, MOST = 5.0, 60.0
"""Beyond the time for which a lock is waited for, a server may be silent so many seconds at least and at most."""
SILENT = "no answer from the server for"
"""How the words begin that stand in the table of the machine's words."""


def silence(seconds: float) -> float:
    """How long a server that is at work may say nothing. A lock is told by the server itself after ``seconds``; what
    is longer is a server that hangs, or a cable that was pulled.
    """
    return seconds + min(MOST, max(LEAST, seconds))


class _Hung(Exception):
    """Nothing has come for too long."""


class Patient(psycopg.Connection[Any]):
    """A connection that gives up a server which says nothing any more: libpq alone would wait for ever."""

    silence = MOST

    def wait(self, gen: Any, *args: Any, **kwargs: Any) -> Any:
        """As psycopg waits. Errors: OperationalError after too long a silence; the connection is closed then."""
        try:
            return super().wait(_watched(gen, self.silence), *args, **kwargs)
        except _Hung:
            with suppress(Exception):
                self.cancel_safe(timeout=1.0)  # should it only be slow, it need not go on
            self.close()
            raise errors.OperationalError(f"{SILENT} {self.silence:.0f} s") from None


def _watched(gen: Any, most: float) -> Generator[Any, Any, Any]:
    """``gen``, ended by :class:`_Hung` where it gets nothing for ``most`` seconds."""
    try:
        state = next(gen)
        last = time.monotonic()
        while True:
            ready = yield state
            if ready:
                last = time.monotonic()
            elif time.monotonic() - last > most:
                gen.close()
                raise _Hung
            state = gen.send(ready)
    except StopIteration as end:
        return end.value


def connect(url: str, shown: str, seconds: float) -> Patient:
    """A connection. No statement is prepared: behind a pooler the next one may go to another session.

    Errors: CV575 the database is not in UTF-8, CV576 letters of the address should have been encoded; psycopg's.
    """
    try:
        given = conninfo.conninfo_to_dict(url)
    except psycopg.Error:
        raise MachineFault("CV576", register=shown) from None  # its words quote what may be the password
    wanted: dict[str, Any] = {
        "connect_timeout": CONNECT, "keepalives": 1, "keepalives_idle": max(1, int(seconds)),
        "keepalives_interval": max(1, int(seconds / 3)), "keepalives_count": 3,
        "tcp_user_timeout": int(silence(seconds) * 1000),
    }  # fmt: skip
    more = {name: value for name, value in wanted.items() if name not in given}
    try:
        made = Patient.connect(
            url, **more, application_name="congvan", client_encoding="UTF8", prepare_threshold=None
        )  # fmt: skip
    except psycopg.Error:
        if addresses.odd(url):
            raise MachineFault("CV576", register=shown) from None
        raise
    made.silence = silence(seconds)
    encoding = made.info.parameter_status("server_encoding")
    if encoding not in (None, "UTF8"):
        made.close()
        raise MachineFault("CV575", register=shown, encoding=encoding or "")
    return made
