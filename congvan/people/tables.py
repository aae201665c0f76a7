"""The studio's own tables, for SQLite and PostgreSQL; they may lie in the database of a register. Migrations make them.

``studio_marks`` is chained for each office as the register's audit log is: a row holds the hash of the row before.
"""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, MetaData, String, Table, Text, UniqueConstraint

METADATA = MetaData()

PEOPLE = Table(
    "studio_people",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", String(60), nullable=False, unique=True),  # by which one signs in
    Column("full_name", String(200), nullable=False),
    Column("password", String(200), nullable=False),  # argon2; "": none yet
    Column("disabled", Integer, nullable=False),
    Column("created_at", String(40), nullable=False),
)

MEMBERSHIPS = Table(
    "studio_memberships",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("person", Integer, ForeignKey("studio_people.id"), nullable=False, index=True),
    Column("office", String(100), nullable=False),
    Column("role", String(30), nullable=False),
    Column("scope", String(100), nullable=False),  # a unit or a signer; "": all
    Column("since", Date),
    Column("until", Date),
)

DELEGATIONS = Table(
    "studio_delegations",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("office", String(100), nullable=False),
    Column("giver", Integer, ForeignKey("studio_people.id"), nullable=False),
    Column("taker", Integer, ForeignKey("studio_people.id"), nullable=False, index=True),
    Column("role", String(30), nullable=False),
    Column("scope", String(100), nullable=False),
    Column("document", Text, nullable=False),  # in writing, for a time (Điều 13.3)
    Column("since", Date, nullable=False),
    Column("until", Date, nullable=False),
)

SESSIONS = Table(
    "studio_sessions",
    METADATA,
    Column("key", String(64), primary_key=True),  # SHA-256 of the cookie
    Column("person", Integer, ForeignKey("studio_people.id"), nullable=False, index=True),
    Column("csrf", String(64), nullable=False),
    Column("since", String(40), nullable=False),
    Column("agent", String(200), nullable=False),  # the browser, as it names itself
)

RESETS = Table(
    "studio_resets",
    METADATA,
    Column("key", String(64), primary_key=True),  # SHA-256 of the word in the address
    Column("person", Integer, ForeignKey("studio_people.id"), nullable=False, index=True),
    Column("until", String(40), nullable=False),
)

MARKS = Table(
    "studio_marks",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("office", String(100), nullable=False),
    Column("position", Integer, nullable=False),  # 1, 2, 3 … in its office
    Column("circular", String(700), nullable=False),  # "": a change of people and their roles
    Column("person", String(60), nullable=False),
    Column("full_name", String(200), nullable=False),
    Column("role", String(140), nullable=False),
    Column("behalf", String(200), nullable=False),
    Column("act", String(30), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("target", String(30), nullable=False),
    Column("reason", Text, nullable=False),
    Column("session", String(64), nullable=False),
    Column("at", String(40), nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    UniqueConstraint("office", "position"),
    Index("ix_studio_marks_circular", "office", "circular"),
)

REMINDERS = Table(
    "studio_reminders",
    METADATA,
    Column("person", Integer, ForeignKey("studio_people.id"), primary_key=True),  # who wants a letter a day
    Column("address", String(320), nullable=False),
    Column("english", Integer, nullable=False),
)

REMINDED = Table(
    "studio_reminded",
    METADATA,
    Column("person", Integer, ForeignKey("studio_people.id"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("office", String(100), nullable=False),  # by whose mail server
    Column("state", String(20), nullable=False),
    Column("at", String(40), nullable=False),
)

TEXTS = Table(
    "studio_texts",
    METADATA,
    Column("office", String(100), primary_key=True),
    Column("sha256", String(64), primary_key=True),
    Column("words", Text, nullable=False),  # the printed text that a mark was given to
)
