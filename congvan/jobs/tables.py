"""Our tables beside procrastinate's: PostgreSQL only, made by :func:`congvan.jobs.store.Queue.prepare`."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Integer, LargeBinary, MetaData, String, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

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
