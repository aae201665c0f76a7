"""The tables, once, for SQLite and PostgreSQL. Migrations make them; a test compares both.

``number``, ``year`` and ``sequence`` are unique together (Điều 15); so is số + ký hiệu in a year. A spoiled number
keeps its row for ever, but its circular may be issued again. What a later part of the program keeps beside the register
(the ledger of deliveries) belongs to the same ``METADATA``: backups then hold it too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import chain, groupby
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Date,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.exc import DBAPIError

from congvan.model.actor import ROLE_MOST, SESSION_MOST
from congvan.model.register import SIGNER_MOST, SYMBOL_MOST

ACTOR_MOST = 200
"""So many letters the name of whoever did something may have."""

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

OFFICES = Table(
    "offices",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("key", String(200), nullable=False, unique=True),  # what the row was entered by: a symbol, made unique
    Column("code", String(60)),
    Column("name", String(300), nullable=False),
    Column("position", Integer, nullable=False),  # of the last row of its audit log
    Column("head", String(64), nullable=False),  # and its hash
    Column("slug", String(100)),  # ``id`` of issuer.yaml
    Column("symbol", String(SYMBOL_MOST)),  # today's; None: it is still the key
)

COUNTERS = Table(
    "counters",
    METADATA,
    Column("office", Integer, ForeignKey("offices.id"), primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("sequence", String(300), primary_key=True),
    Column("number", Integer, nullable=False),  # the highest number issued
    Column("date", Date),
)

ENTRIES = Table(
    "entries",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("office", Integer, ForeignKey("offices.id"), nullable=False),
    Column("year", Integer, nullable=False),
    Column("sequence", String(300), nullable=False),
    Column("number", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("date", Date),
    Column("type", String(60), nullable=False),
    Column("type_name", String(100), nullable=False),
    Column("symbol", String(SYMBOL_MOST), nullable=False),
    Column("symbol_key", String(SYMBOL_MOST), nullable=False),
    Column("subject", Text, nullable=False),
    Column("edition", Integer),
    Column("unit", String(100)),
    Column("signer", String(SIGNER_MOST), nullable=False),
    Column("signer_title", String(200), nullable=False),
    Column("to", Text, nullable=False),  # JSON list of printed names
    Column("copies", Text, nullable=False),  # likewise
    Column("archive", Text, nullable=False),
    Column("amount", Integer),
    Column("note", Text, nullable=False),
    Column("circular", String(700)),
    Column("origin", String(20), nullable=False),
    Column("sha256", String(64)),
    Column("reason", Text, nullable=False),
    Column("sent", Date),
    Column("recorded_at", String(40), nullable=False),
    Column("words", Text, nullable=False),  # what search finds it by: folded, one space between words
    UniqueConstraint("office", "year", "sequence", "number"),
    Index("ix_entries_code", "office", "symbol_key", "number", "year"),
    Index("ix_entries_kind", "office", "year", "type", "sequence"),
    Index("ix_entries_date", "office", "date"),
    # All that the book is filtered and put in order by: of a book of many years no line is read that is not shown.
    Index("ix_entries_book", "office", "year", "sequence", "number", "type", "unit", "signer", "state", "date"),
    Index("ix_entries_unit", "office", "unit"),
    Index("ix_entries_signer", "office", "signer"),
    sqlite_autoincrement=True,
)

Index(
    "uq_entries_circular",
    ENTRIES.c.office,
    ENTRIES.c.circular,
    unique=True,
    sqlite_where=text("state <> 'void'"),
    postgresql_where=text("state <> 'void'"),
)
Index(
    "uq_entries_code",
    ENTRIES.c.office,
    ENTRIES.c.year,
    ENTRIES.c.symbol_key,
    ENTRIES.c.number,
    unique=True,
    sqlite_where=text("symbol_key <> ''"),
    postgresql_where=text("symbol_key <> ''"),
)

TEXTS = Table(
    "texts",
    METADATA,
    Column("entry", Integer, ForeignKey("entries.id"), primary_key=True),
    Column("frozen", Text, nullable=False),  # canonical JSON of what is printed
    Column("source", Text, nullable=False),  # the YAML file as it was
)

RELATIONS = Table(
    "relations",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("office", Integer, ForeignKey("offices.id"), nullable=False),
    Column("entry", Integer, ForeignKey("entries.id"), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("number", Integer, nullable=False),
    Column("symbol", String(100), nullable=False),
    Column("symbol_key", String(100), nullable=False),
    Column("year", Integer, nullable=False),
    Index("ix_relations_target", "office", "symbol_key", "number", "year"),
)

AUDIT = Table(
    "audit",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("office", Integer, ForeignKey("offices.id"), nullable=False),
    Column("position", Integer, nullable=False),  # 1, 2, 3 … in its office
    Column("at", String(40), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("entry", Integer),  # which row of entries it speaks of, if any
    Column("payload", Text, nullable=False),  # canonical JSON
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("actor", String(ACTOR_MOST)),  # who did it; None in rows of before this was kept
    Column("role", String(ROLE_MOST)),  # in which role, "" from the command line; None in rows of before 0005
    Column("session", String(SESSION_MOST)),  # and session, a piece of the hash by which it is kept
    Column("circular", String(700)),  # of which document an act speaks that may have no number yet
    UniqueConstraint("office", "position"),
    Index("ix_audit_entry", "office", "entry"),
    Index("ix_audit_circular", "office", "circular"),
    sqlite_autoincrement=True,
)

DELIVERIES = Table(
    "deliveries",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("office", Integer, ForeignKey("offices.id"), nullable=False),
    Column("circular", String(700), nullable=False),
    Column("purpose", String(20), nullable=False),  # document, recall
    Column("agency", String(200), nullable=False),
    Column("name", Text, nullable=False),
    Column("way", String(20), nullable=False),
    Column("addresses", Text, nullable=False),  # JSON list
    Column("main", Integer, nullable=False),  # 1: an addressee, 0: in Nơi nhận only
    Column("code", String(120), nullable=False),  # số, ký hiệu
    Column("message_id", String(200), nullable=False),
    Column("state", String(20), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("last_reply", Text, nullable=False),
    Column("failed", Text, nullable=False),  # JSON list of addresses that don't take it
    Column("sha256", String(64), nullable=False),  # of the file sent last
    Column("at", String(40), nullable=False),
    Column("next_at", String(40)),
    Column("owner", String(200), nullable=False),
    Column("lease", String(40), nullable=False),
    UniqueConstraint("office", "circular", "purpose", "agency", "way"),
    Index("ix_deliveries_message_id", "office", "message_id"),
    sqlite_autoincrement=True,
)

DELIVERY_ATTEMPTS = Table(
    "delivery_attempts",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("delivery", Integer, ForeignKey("deliveries.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("at", String(40), nullable=False),
    Column("state", String(20), nullable=False),
    Column("reply", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    sqlite_autoincrement=True,
)

RECALLS = Table(
    "recalls",
    METADATA,
    Column("office", Integer, ForeignKey("offices.id"), primary_key=True),
    Column("circular", String(700), primary_key=True),
    Column("reason", Text, nullable=False),
    Column("at", String(40), nullable=False),
)

ANSWERS = Table(
    "answers",
    METADATA,
    Column("office", Integer, ForeignKey("offices.id"), primary_key=True),
    Column("circular", String(700), primary_key=True),
    Column("agency", String(200), primary_key=True),
    Column("number", String(120), nullable=False),
    Column("date", Date),
    Column("note", Text, nullable=False),
    Column("at", String(40), nullable=False),
)

_SINCE = {
    "offices.slug": "0004", "offices.symbol": "0004", "audit.actor": "0004",
    "audit.role": "0005", "audit.session": "0005", "audit.circular": "0005",
}  # fmt: skip
"""With which version a column came, after the first whose registers are read where they can't be brought up to date."""


def has(version: str, column: Column[Any]) -> bool:
    """Whether a database of a version has a column."""
    return _SINCE.get(str(column), "") <= version


def columns(table: Table, version: str) -> list[Column[Any]]:
    """The columns that a table has in a database of a version."""
    return [column for column in table.columns if has(version, column)]


VALUES_MOST = 16_000
"""So many values one statement holds: SQLite takes 32,766, PostgreSQL 65,535."""
COPIED = 50
"""So many rows and more PostgreSQL gets as a stream."""


def put(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Many rows at once, of columns that take dates, whole numbers and text as they are and make no value of their own:
    SQLAlchemy's types are not asked. PostgreSQL takes them as a stream (COPY), SQLite many in a statement: it ends a
    piece of its index of words with each statement that had a row, which costs more than all the rest. Rows with the
    same columns stand together.
    """
    sqlite = connection.dialect.name == "sqlite"
    for columns, some in groupby(rows, key=_named):
        alike = list(some)
        if not sqlite and len(alike) >= COPIED:
            _stream(connection, table.name, columns, alike)
            continue
        most = max(1, VALUES_MOST // len(columns))
        for start in range(0, len(alike), most):
            part = alike[start : start + most]
            given = list(chain.from_iterable(row.values() for row in part))
            if sqlite:
                _spelt(given, [at for at, name in enumerate(columns) if _of_days(table, name)], len(columns))
            connection.exec_driver_sql(_statement(connection.dialect, table.name, columns, len(part)), tuple(given))


def _of_days(table: Table, column: str) -> bool:
    return isinstance(table.columns[column].type, Date)


def _spelt(values: list[Any], days: Sequence[int], wide: int) -> None:
    """Dates, which stand at ``days`` of each ``wide`` values, as SQLite keeps them."""
    for first in days:
        for at in range(first, len(values), wide):
            if isinstance(value := values[at], date):
                values[at] = value.isoformat()


MANY = 1000
"""With so many rows more PostgreSQL's planner must be told what a table holds."""


def weigh(connection: Connection, table: Table, more: int) -> None:
    """After ``more`` rows at once: until it has looked at a table, PostgreSQL takes it for nearly empty and reads all
    of an office for a question that an index answers; by itself it looks a minute later. SQLite needs no look.
    """
    if connection.dialect.name == "postgresql" and more >= MANY:
        connection.exec_driver_sql(f"ANALYZE {table.name}")


def _named(row: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(row)


def _quoted(dialect: Dialect, columns: tuple[str, ...]) -> str:
    return ", ".join(map(dialect.identifier_preparer.quote, columns))


@lru_cache(16)
def _statement(dialect: Dialect, table: str, columns: tuple[str, ...], rows: int) -> str:
    row = f"({', '.join(['?' if dialect.paramstyle == 'qmark' else '%s'] * len(columns))})"
    return f"INSERT INTO {table} ({_quoted(dialect, columns)}) VALUES {', '.join([row] * rows)}"


def _stream(connection: Connection, table: str, columns: tuple[str, ...], rows: list[Mapping[str, Any]]) -> None:
    """Errors: DBAPIError, as of any statement."""
    dialect = connection.dialect
    line: Any = connection.connection  # psycopg's cursor knows more than every driver's
    told = f"COPY {table} ({_quoted(dialect, columns)}) FROM STDIN"
    failure: type[Exception] = dialect.loaded_dbapi.Error
    try:
        with line.cursor() as cursor, cursor.copy(told) as stream:
            for row in rows:
                stream.write_row(tuple(row.values()))
    except failure as error:
        gone = bool(dialect.is_disconnect(error, line, None))  # type: ignore[arg-type]
        raise DBAPIError.instance(told, None, error, failure, connection_invalidated=gone, dialect=dialect) from error


def unless_there(connection: Connection, table: Table, values: Mapping[str, Any]) -> Any:
    """The statement that enters a row unless its key is taken: another program may do the same at this moment."""
    if connection.dialect.name == "sqlite":
        from sqlalchemy.dialects.sqlite import insert as insert_sqlite

        return insert_sqlite(table).values(values).on_conflict_do_nothing()
    from sqlalchemy.dialects.postgresql import insert as insert_postgresql

    return insert_postgresql(table).values(values).on_conflict_do_nothing()
