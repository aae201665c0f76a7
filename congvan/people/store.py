"""The database of the studio's own tables: a file beside ``studio.yaml`` or PostgreSQL, brought up to date."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa

from congvan.machine.clock import Clock
from congvan.machine.settings import Settings
from congvan.people.known import FILE, Known, State
from congvan.people.setup import Setup
from congvan.problems import MachineFault
from congvan.register import locate, schema
from congvan.register.database import Database

T = TypeVar("T")
VERSIONS = ("s001", "s002")
TABLE = "studio_version"
PRIVATE = 0o600
"""SQLite's file is for the account of the studio alone, whoever else may read what the offices write: it has the hashes
of passwords.
"""
_LOCK = 7_305_122


class Store:
    """Reads and writes as the register does: with its patience, its queue, its sentences of faults."""

    def __init__(self, setup: Setup, settings: Settings, clock: Clock) -> None:
        self.known = Known(setup.root / FILE, clock)
        self._database = Database(locate(setup.root, setup.database, replace(settings, register="")))
        self._ready: tuple[int, int] | None = None
        """Which file it was that is known to be ours, (0, 0) of a server."""

    def _open(self) -> Database:
        """A file is made where there was none at the first question, and never again: one that is taken away from a
        running studio is missed, or its people and marks would begin anew and nobody be told. Another file in its place
        is looked at as the first was.

        Errors: CV584 the tables are newer than the program, CV635 there are none any more; those of the database.
        """
        first, now = self._ready is None, self._file()
        if now is None or now != self._ready:
            self._database.close()  # its connections are to the file that lay there before
            if first:
                schema.make_file(self._database.location, PRIVATE)
                self._database.creating()
            elif now is None:
                raise MachineFault("CV635", register=self._database.shown)
            found = self._database.read(lambda c: schema.version(c, TABLE))
            if found is None and not first:
                raise MachineFault("CV635", register=self._database.shown)
            if found != VERSIONS[-1]:
                self._database.write(self._make, repeatable=True)
            self._database.creating(on=False)
            self._ready = self._file()
            self.look()
        return self._database

    def look(self) -> None:
        """Whether these are the tables that were left here: :meth:`Known.look`."""
        self.known.look(self._database)

    def _file(self) -> tuple[int, int] | None:
        """Which file it is; None where it is missing."""
        path = self._database.location.path
        if path is None:
            return 0, 0
        try:
            found = path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def _make(self, connection: sa.Connection) -> None:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        found = schema.version(connection, TABLE)
        if found is not None and found not in VERSIONS:
            raise MachineFault("CV584", register=self._database.shown, version=found, known=VERSIONS[-1])
        if found != VERSIONS[-1]:
            schema.upgrade(connection, "head", Path(__file__).parent / "migrations")

    def read(self, question: Callable[[sa.Connection], T]) -> T:
        """An answer from one state of the tables."""
        return self._open().read(question)

    def write(self, work: Callable[[sa.Connection], T]) -> T:
        """One change, whole or not at all."""
        database = self._open()

        def both(c: sa.Connection) -> tuple[T, State | None]:
            return work(c), self.known.asked(c)

        done, new = database.write(both, repeatable=False)
        self.known.note(new)
        return done

    def rest(self) -> None:
        """Let go of a file while nobody asks: all is in it then and nothing beside it, so that it can be copied, and
        another one take its place, without either of them being spoiled. A server's connections are kept.
        """
        if self.rests:
            self._database.close()

    @property
    def rests(self) -> bool:
        """Whether there is a file to let go of."""
        return self._database.sqlite

    def close(self) -> None:
        """Let go of it."""
        self._database.close()
