"""Is the database itself sound: pages, letters, and the locks that keep the audit log append-only."""

from __future__ import annotations

import sqlite3
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from congvan.problems import Problems
from congvan.register.tables import METADATA

_SQLITE_GUARDS = {"audit_no_update", "audit_no_delete"}
_SERVER_GUARDS = {"audit_append_only"}
MOST_TOLD = 10
"""So many damaged places are named: the cure is one for all of them."""


def check(connection: sa.Connection, problems: Problems) -> None:
    """Errors: CV569 a damaged page (SQLite), CV932 the audit log's own locks are gone."""
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        found = connection.exec_driver_sql(f"PRAGMA integrity_check({MOST_TOLD})").scalars().all()
        for what in found:
            if what != "ok":
                problems.error("CV569", None, what=" ".join(str(what).split()))
        asked = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'"
    else:
        asked = (
            "SELECT tgname FROM pg_trigger WHERE tgrelid = 'audit'::regclass AND NOT tgisinternal AND tgenabled <> 'D'"
        )
    there = set(connection.exec_driver_sql(asked).scalars())
    missing = (_SQLITE_GUARDS if sqlite else _SERVER_GUARDS) - there
    if missing:
        problems.error("CV932", None, names=", ".join(sorted(missing)))


def undecodable(error: DBAPIError) -> bool:
    """Whether SQLite gave bytes that are no text: somebody wrote them there, or a page rotted."""
    return isinstance(error.orig, sqlite3.Error) and "decode to utf-8" in str(error.orig).lower()


def name_bad_letters(connection: sa.Connection, problems: Problems) -> None:
    """Error CV937: which rows hold bytes that are no text, so that nothing else can be read."""
    raw: Any = connection.connection.driver_connection
    before, raw.text_factory = raw.text_factory, bytes
    try:
        for table in METADATA.sorted_tables:
            keys = [c.name for c in table.primary_key.columns]
            for row in raw.execute(f'SELECT {", ".join(_quoted(table))} FROM "{table.name}"'):
                cells = dict(zip(table.columns.keys(), row, strict=True))
                bad = [n for n, v in cells.items() if isinstance(v, bytes) and not _text(v)]
                if bad:
                    which = ", ".join(f"{k} {_shown(cells[k])}" for k in (*keys, *_NAMING.get(table.name, ())))
                    problems.error("CV937", None, table=table.name, row=which, columns=", ".join(bad))
    finally:
        raw.text_factory = before


_NAMING = {"entries": ("number", "year"), "audit": ("position",), "deliveries": ("circular", "agency")}


def _quoted(table: sa.Table) -> list[str]:
    return [f'"{column.name}"' for column in table.columns]


def _text(value: bytes) -> bool:
    try:
        value.decode()
    except UnicodeDecodeError:
        return False
    return True


def _shown(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
