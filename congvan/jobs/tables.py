"""Our tables beside procrastinate's: PostgreSQL only, made by :func:`congvan.jobs.store.Queue.prepare`."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    inspect,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.schema import CreateColumn

METADATA = MetaData()

JOBS = Table(
    "congvan_jobs",
    METADATA,
    Column("id", BigInteger, primary_key=True, autoincrement=False),  # procrastinate's own number
    Column("office", String(40), nullable=False),  # whose job it is; see desk/queue.py
    Column("parent", BigInteger, index=True),  # the job that this one helps with
    Column("deed", String(20), nullable=False),
    Column("request", JSONB, nullable=False),
    Column("typed", Text, nullable=False),
    Column("person", String(100), nullable=False),
    Column("share", String(20), nullable=False, server_default=""),  # "k/n" of a helper
    Column("at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    Column("run", String(40), nullable=False, server_default=""),  # the name of the run that has it
    Column("halt", Boolean, nullable=False, server_default=text("false")),  # the run is to end, for another to go on
    Column("worker", String(200), nullable=False, server_default=""),
    Column("begun", DateTime(timezone=True)),  # for the first time
    Column("ended", DateTime(timezone=True)),
    Column("tries", Integer, nullable=False, server_default=text("0")),
    Column("faults", Integer, nullable=False, server_default=text("0")),  # of the machine, one after the other
    Column("lost", Integer, nullable=False, server_default=text("0")),  # workers that fell silent over it
    Column("done", Integer, nullable=False, server_default=text("0")),
    Column("of", Integer, nullable=False, server_default=text("0")),
    Column("name", Text, nullable=False, server_default=""),
    Column("code", Integer),
    Column("words", JSONB),  # by language: out, err, document
    Column("carried", LargeBinary),
    Column("made", LargeBinary),
)

WORKERS = Table(
    "congvan_workers",
    METADATA,
    Column("name", String(200), primary_key=True),  # machine, process
    Column("queues", Text, nullable=False),  # JSON
    Column("seen", DateTime(timezone=True), nullable=False),
)


def complete(connection: Connection) -> bool:
    """Make what is missing: tables, and columns that an earlier version of the program didn't know, each of which may
    be empty or says what stands in it; False where nothing was.
    """
    found = inspect(connection)
    missing = [table for table in METADATA.sorted_tables if not found.has_table(table.name)]
    METADATA.create_all(connection, tables=missing)
    made = bool(missing)
    for table in (t for t in METADATA.sorted_tables if t not in missing):
        known = {column["name"] for column in found.get_columns(table.name)}
        for column in (c for c in table.columns if c.name not in known):
            written = CreateColumn(column).compile(dialect=connection.dialect)
            connection.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN {written}")
            made = True
    return made
