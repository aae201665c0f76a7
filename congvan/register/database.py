"""One database: how it is reached, how a reader reads and a writer writes, and when it is safe to try again."""

from __future__ import annotations

import atexit
import logging
import os
import random
import sqlite3
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError

from congvan.problems import MachineFault
from congvan.register import Location, mounts
from congvan.register.faults import Cause, cause, fault
from congvan.register.waiting import GLANCE, Patience, turn

T = TypeVar("T")
CACHE = 65_536
"""KiB of SQLite's pages kept in memory at most: an import of 100,000 rows that spills them takes four times as long."""
RIVALRIES = 5
"""So often a transaction that lost a race is run again before its error is told."""
ORPHANED = 20
"""A statement that nobody waits for any more is ended by the server after so many times the longest silence."""
RESTING = 8
"""Engines that rest for one kind of database: as many as may be at work at once in a busy server."""
SERVERS = 64
"""Servers, by address, of which engines rest."""
_open: weakref.WeakSet[Database] = weakref.WeakSet()
_listed = threading.Lock()
for _name in ("psycopg", "sqlalchemy"):
    logging.getLogger(_name).addHandler(logging.NullHandler())  # or their English goes to the clerk's screen


@atexit.register
def _close_all() -> None:
    """At the end of the process SQLite's log goes back into its file, which is then whole for whoever copies it."""
    with _listed:
        found = list(_open)
    for database in found:
        database.close()


def _driver() -> None:
    """Errors: CV433 PostgreSQL's driver is not installed: whoever keeps the register in a file needs none."""
    try:
        import psycopg  # noqa: F401
    except ImportError as error:
        raise MachineFault("CV433") from error


def _sqlite(path: Path, mode: str) -> sqlite3.Connection:
    """A connection that one thread after another may use: the pool lends it to one at a time."""
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)


class _Engine:
    """SQLAlchemy's engine in the hands of one :class:`Database` after another.

    What it knows is worth keeping, the dialect and every statement that it has put into SQL once: to do that anew for
    each deed cost more than the questions. What it holds is not kept: whoever lays it to rest has closed its
    connections, so that a file can be copied, replaced or restored and a server go away between two deeds, and a
    process that forks takes none of them with it.
    """

    def __init__(self, location: Location) -> None:
        self.connects: Callable[[], Any] = _nobody
        self.used = 0
        """How many are at it just now."""
        pool: dict[str, Any] = {"poolclass": sa.pool.QueuePool, "pool_size": 1, "max_overflow": -1}
        if location.path is not None:
            self.sa = sa.create_engine("sqlite://", creator=lambda: self.connects(), **pool)
            sa.event.listen(self.sa, "begin", _begin)
        else:
            _driver()
            self.sa = sa.create_engine("postgresql+psycopg://", creator=lambda: self.connects(), **pool)

    @classmethod
    def taken(cls, location: Location, connects: Callable[[], Any]) -> _Engine:
        """One that rests, or a new one; ``connects`` opens its connections from now on. A server's own is taken for no
        other server, whose version may be another.
        """
        try:
            found = _resting.get(location.url, []).pop()
        except IndexError:
            found = cls(location)
        found.connects = connects
        return found

    def rest(self, location: Location) -> None:
        """Let go of every connection; nobody is at it any more, whose question would be put to another database."""
        self.sa.dispose()
        self.connects = _nobody
        if location.url in _resting or len(_resting) < SERVERS:
            resting = _resting.setdefault(location.url, [])
            if len(resting) < RESTING:
                resting.append(self)


_resting: dict[str, list[_Engine]] = {}
"""By address of a server, "" for all files. Taken and laid back by one step each of the interpreter: a child that is
forked meanwhile finds no lock that nobody opens.
"""


def _nobody() -> Any:
    raise AssertionError("an engine at rest opens nothing")


class Database:
    """An engine that is taken when it is first needed and laid to rest after the deed."""

    def __init__(self, location: Location) -> None:
        self.location = location
        self._seconds = location.settings.patience
        self.shown = location.shown
        self.version: str | None = None
        """Of the register that was found in it last."""
        self._engine: _Engine | None = None
        self._making = threading.Lock()
        self._creating = False

    @property
    def _folder(self) -> Path | None:
        return self.location.path.parent if self.location.path is not None else None

    @property
    def sqlite(self) -> bool:
        """Whether it is a file."""
        return self.location.path is not None

    @contextmanager
    def connected(self) -> Iterator[sa.Connection]:
        """A connection of one's own for a question or a change; one is kept for the next."""
        with self._making:
            if self._engine is None:
                self._engine = _Engine.taken(self.location, self._open_file if self.sqlite else self._open_server)
                with _listed:
                    _open.add(self)
            engine = self._engine
            engine.used += 1
        try:
            with engine.sa.connect() as connection:
                yield connection
        finally:
            with self._making:
                engine.used -= 1
                last = engine is not self._engine and not engine.used
            if last:  # it was let go of meanwhile
                engine.rest(self.location)

    def _open_file(self) -> sqlite3.Connection:
        mode = "rwc" if self._creating else "rw"
        path = self.location.path
        assert path is not None
        if not self._creating and _unwritable(path):
            # A copy on a read-only disk: nobody writes it, so it can be read without SQLite's shared memory.
            return _sqlite(path, "ro&immutable=1")
        connection = _sqlite(path, mode)
        deadline = time.monotonic() + self._seconds
        while True:
            try:
                connection.execute(f"PRAGMA busy_timeout = {int(self._seconds * 1000)}")
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = FULL")
                connection.execute("PRAGMA foreign_keys = ON")
                connection.execute(f"PRAGMA cache_size = -{CACHE}")
                return connection
            except sqlite3.OperationalError as error:
                # Two that make the file at the same moment: SQLite does not wait where it switches to WAL.
                if getattr(error, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    connection.close()
                    raise
                time.sleep(random.uniform(0.002, 0.02))
            except BaseException:
                connection.close()
                raise

    def _open_server(self) -> Any:
        from congvan.register import server

        return server.connect(self.location.url, self.shown, self._seconds)

    def close(self) -> None:
        """Let go of every connection; one that another thread is using goes when that is done with it."""
        with self._making:
            engine, self._engine = self._engine, None
            idle = engine is not None and not engine.used
        if engine is not None and idle:
            engine.rest(self.location)

    def _one_state(self, connection: sa.Connection) -> sa.Connection:
        """SQLite shows one state in a transaction anyhow; ``verify`` would find faults where others are at work."""
        return connection if self.sqlite else connection.execution_options(isolation_level="REPEATABLE READ")

    def _limit(self, connection: sa.Connection, patience: float) -> None:
        """What a transaction may wait for, at the server: it alone knows that a lock is what keeps it. A row that this
        account may not see is an error, not a row that is not there. A limit that the server has already is kept.
        """
        if self.sqlite:
            return
        orphaned = ORPHANED * 2 * self._seconds
        asked = sa.text(
            "SELECT set_config('lock_timeout', :lock, true), set_config('row_security', 'off', true),"
            " CASE current_setting('statement_timeout') WHEN '0' THEN set_config('statement_timeout', :all, true) END"
        )
        connection.execute(asked, {"lock": f"{patience * 1000:.0f}ms", "all": f"{orphaned * 1000:.0f}ms"})

    def read(self, question: Callable[[sa.Connection], T]) -> T:
        """An answer from one state of the register; asked again where the server went away meanwhile, which a question
        always survives. Errors: those of :func:`congvan.register.faults.fault`.
        """
        patience = Patience(self._seconds)  # readers wait for the server only, never for writers
        while True:
            try:
                with self.connected() as connection, self._one_state(connection).begin():
                    if not self.sqlite:
                        patience.renew()  # the server is there
                    self._limit(connection, self._seconds)
                    return question(connection)
            except DBAPIError as error:
                why = cause(error)
                # A lock that is in a reader's way is no writer's: it was waited for already.
                self._again(error, Cause.FINAL if why is Cause.BUSY else why, patience)

    def write(self, work: Callable[[sa.Connection], T], *, repeatable: bool) -> T:
        """Run ``work`` in one transaction and commit it.

        Where the server goes away before the commit was sent, or a rival won, nothing has happened and ``work`` is
        run again. Where it goes away during the commit nobody knows: only ``repeatable`` work, which finds what it
        did before, is run again; for any other the clerk is told to look (CV587).
        """
        self.refuse_network()
        patience, rivals = Patience(self._seconds, self._moved), 0
        while True:
            try:
                return self._once(work, patience, repeatable)
            except DBAPIError as error:
                why = Cause.RIVAL if isinstance(error, IntegrityError) else cause(error)
                rivals += why is Cause.RIVAL
                self._again(error, Cause.FINAL if rivals > RIVALRIES else why, patience)

    def _again(self, error: DBAPIError, why: Cause, patience: Patience) -> None:
        """Make ready for another attempt, or raise the fault where there should be none."""
        if why is Cause.BUSY:
            patience.look()
        if why is Cause.FINAL or patience.over():
            raise fault(error, self.location) from error
        if why is Cause.GONE:
            self.close()
        _breathe()

    def _once(self, work: Callable[[sa.Connection], T], patience: Patience, repeatable: bool) -> T:
        with self._turn(patience), self.connected() as connection:
            patience.renew()  # it is our turn, or the server is there
            self._begin_writing(connection, patience)
            try:
                result = work(connection)
            except BaseException:
                connection.rollback()
                raise
            try:
                connection.commit()
            except DBAPIError as error:
                if cause(error) is Cause.GONE and not repeatable:
                    raise MachineFault("CV587", register=self.shown) from error
                raise
            return result

    @contextmanager
    def _turn(self, patience: Patience) -> Iterator[None]:
        """SQLite has no queue of its own: whoever asks most often wins. PostgreSQL has one. Errors: CV580."""
        if self._folder is None:
            yield
            return
        with turn(self._folder, patience) as ours:
            if not ours:
                raise MachineFault("CV580", register=self.shown)
            yield

    def _begin_writing(self, connection: sa.Connection, patience: Patience) -> None:
        """SQLite: take the write lock at once, for which only a program that is not ours can make us wait here.
        PostgreSQL: what waits for a lock longer than patience lasts is told.
        """
        if not self.sqlite:
            connection.begin()
            self._limit(connection, self._seconds)
            return
        connection.exec_driver_sql("PRAGMA busy_timeout = 1")
        connection.rollback()
        connection.execution_options(writing=True)
        while True:
            try:
                connection.begin()
                break
            except DBAPIError as error:
                patience.look()
                if cause(error) is not Cause.BUSY or patience.over():
                    connection.invalidate()  # impatient as it is now, nobody else should have it
                    raise
                _breathe()
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {int(self._seconds * 1000)}")

    def _moved(self) -> object:
        """What changes with every commit of anybody: SQLite's log; PostgreSQL's audit log, where it can be asked."""
        if self.sqlite:
            with suppress(OSError):
                state = os.stat(f"{self.location.path}-wal")
                return state.st_size, state.st_mtime_ns
            return None
        with suppress(DBAPIError), self.connected() as connection, connection.begin():
            self._limit(connection, GLANCE)
            return connection.exec_driver_sql("SELECT max(id) FROM audit").scalar()
        return None

    def creating(self, *, on: bool = True) -> None:
        """From now on a missing file is made, or no more."""
        self._creating = on

    def refuse_network(self) -> None:
        """SQLite's locks do not hold on network file systems. Errors: CV586."""
        path = self.location.path
        kind = mounts.network(path) if path is not None else ""
        if kind:
            raise MachineFault("CV586", register=self.shown, kind=kind)


def _unwritable(path: Path) -> bool:
    """Whether the disk is read-only and no log waits beside the file that would have to be read too."""
    log = Path(f"{path}-wal")
    try:
        read_only = bool(os.statvfs(path.parent).f_flag & os.ST_RDONLY)
        return read_only and (not log.exists() or log.stat().st_size == 0)
    except OSError:
        return False


def _breathe() -> None:
    """A moment of chance length, so that those who collided don't collide again."""
    time.sleep(random.uniform(0.02, 0.12))


def _begin(connection: sa.Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
