"""The database of the studio's own tables: a file beside ``studio.yaml`` or PostgreSQL, brought up to date."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa

from congvan.machine.settings import Settings
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

    def __init__(self, setup: Setup, settings: Settings) -> None:
        self._database = Database(locate(setup.root, setup.database, replace(settings, register="")))
        self._ready = False

    def _open(self) -> Database:
        """Errors: CV584 the tables are newer than the program; those of the database."""
        if not self._ready:
            schema.make_file(self._database.location, PRIVATE)
            self._database.creating()
            if self._database.read(lambda c: schema.version(c, TABLE)) != VERSIONS[-1]:
                self._database.write(self._make, repeatable=True)
            self._ready = True
        return self._database

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
        return self._open().write(work, repeatable=False)

    def close(self) -> None:
        """Let go of it."""
        self._database.close()
