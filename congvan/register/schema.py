"""Which version of the tables a database has, and how it gets to ours: Alembic, loaded only where there is work."""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from pathlib import Path

import sqlalchemy as sa

from congvan.problems import MachineFault
from congvan.register import Location
from congvan.register.database import Database
from congvan.register.seen import refuse_unseen

VERSIONS = ("0001", "0002", "0003", "0004", "0005", "0006")
"""Every migration in its order; a test compares them with ``migrations/versions``. The last is what we read."""

READABLE = ("0002", "0003", "0004", "0005", "0006")
"""Versions whose tables hold what today's do (:func:`congvan.register.tables.columns`): where they can't be brought up
to date, they can be read all the same."""

_ALEMBIC = threading.Lock()
_LOCK = 7_305_121
"""PostgreSQL's advisory lock for whoever migrates (any number that nobody else uses)."""


def version(connection: sa.Connection, table: str = "alembic_version") -> str | None:
    """The database's version, as the migrations keep it in ``table``; None where it is empty."""
    if not sa.inspect(connection).has_table(table):
        return None
    return connection.execute(sa.select(sa.column("version_num")).select_from(sa.table(table))).scalar()


def current(database: Database, *, create: bool) -> str | None:
    """Bring an older database up to date, and with ``create`` an empty one too; the version of the register that is
    there now, None where there is none. An older one that can't be written can be read.

    Errors: CV573, CV574 a register that can't be seen as one, CV584 the database is newer than the program, CV938 it
    is older and can't be written.
    """
    if not create and not database.location.exists():
        return None
    found = None
    if create:
        database.refuse_network()
        make_file(database.location)
        database.creating()
    else:
        found = database.read(lambda connection: _seen(connection, database.shown))
        if found == VERSIONS[-1]:
            return found
        _refuse_newer(found, database)
        if found is None:
            return None
    try:
        database.write(lambda connection: make(connection, database), repeatable=True)
    except MachineFault as fault:
        if found is None or fault.diagnostic.code not in ("CV583", "CV586"):
            raise
        if found not in READABLE:
            raise too_old(database, found) from fault
        return found
    return VERSIONS[-1]


def too_old(database: Database, version: str) -> MachineFault:
    """CV938: the register is older than the program and can't be brought up to date."""
    return MachineFault("CV938", register=database.shown, version=version, known=VERSIONS[-1])


def _seen(connection: sa.Connection, shown: str) -> str | None:
    """The version, and where there is none whether there truly is no register: both of one state, since another may
    make the register between two questions.
    """
    found = version(connection)
    if found is None:
        refuse_unseen(connection, shown)
    return found


def make_file(location: Location, rights: int | None = None) -> None:
    """SQLite's file with the rights of what we write, or with others; its log and index get the same from it.
    Errors: CV947.
    """
    if location.path is None:
        return
    rights = location.settings.rights() if rights is None else rights
    with suppress(OSError):  # it is there, or SQLite will tell why it can't be made
        os.close(os.open(location.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, rights))


def _refuse_newer(found: str | None, database: Database) -> None:
    if found is not None and found not in VERSIONS:
        raise MachineFault("CV584", register=database.shown, version=found, known=VERSIONS[-1])


def make(connection: sa.Connection, database: Database) -> None:
    """The tables, inside the caller's transaction. Under a lock, since eight programs may start at once; only the first
    finds work.
    """
    if not database.sqlite:
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    found = version(connection)
    _refuse_newer(found, database)
    if found is None:
        refuse_unseen(connection, database.shown)
    if found != VERSIONS[-1]:
        upgrade(connection, "head")


def upgrade(connection: sa.Connection, target: str, migrations: Path = Path(__file__).parent / "migrations") -> None:
    """Run the migrations up to ``target`` inside the caller's transaction; one thread at a time, whatever its database:
    Alembic keeps what it is at in modules. ``migrations``: the folder of whose tables they are.
    """
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", migrations.as_posix().replace("%", "%%"))
    config.attributes["connection"] = connection
    with _ALEMBIC:
        command.upgrade(config, target)
