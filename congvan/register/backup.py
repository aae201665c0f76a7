"""All of a database → one file, and back into an empty one. JSON lines, gzip: the same for SQLite and PostgreSQL."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from congvan.machine.said import said
from congvan.problems import Problems, Value, term
from congvan.register import schema, verify
from congvan.register.ledger import Ledger
from congvan.register.rows import START, canonical
from congvan.register.tables import METADATA, OFFICES, columns, weigh

FORMAT = "congvan-register-1"
FORGED = ("CV553", "CV554", "CV555", "CV570")
"""What no register of ours ever shows: its rows are not those that the audit log has."""
_WHOLE = 2**31
"""PostgreSQL's integers."""
_BATCH = 1000
Row = dict[str, Any]


class Damaged(Exception):
    """The file is not a whole backup; ``why`` fills a sentence."""

    def __init__(self, why: Value) -> None:
        super().__init__(why)
        self.why = why


class NotEmpty(Exception):
    """There is a register already."""


class Forged(Exception):
    """The rows are not as the audit log among them says; ``problems`` names them."""

    def __init__(self, problems: Problems) -> None:
        super().__init__()
        self.problems = problems


def dump(ledger: Ledger, *, own: bool = False) -> tuple[bytes, str]:
    """One state of every table, while others go on writing, and the head of this agency's log in that state. ``own``:
    the rows of this agency, and nobody else's.
    """
    ledger.there()

    def asked(connection: sa.Connection) -> tuple[bytes, str]:
        office = ledger.office_in(connection)
        mine = sa.select(OFFICES.c.head).where(OFFICES.c.id == office)
        return _packed(connection, office if own else None), connection.execute(mine).scalar() or START

    return ledger.database.read(asked)


def _packed(connection: sa.Connection, office: int | None) -> bytes:
    """Packed line by line: a book of many years never lies unpacked in memory."""
    out, mark, count = io.BytesIO(), hashlib.sha256(), 0
    with gzip.GzipFile(fileobj=out, mode="wb", mtime=0) as packed:
        version = schema.version(connection)
        text = canonical({"format": FORMAT, "version": version}).encode()
        mark.update(text)
        packed.write(text)
        for line in _lines(connection, version or schema.VERSIONS[-1], office):
            text = b"\n" + line.encode()
            mark.update(text)
            packed.write(text)
            count += 1
        packed.write(f"\n{canonical({'rows': count, 'sha256': mark.hexdigest()})}\n".encode())
    return out.getvalue()


def _lines(connection: sa.Connection, version: str, office: int | None) -> Iterator[str]:
    for table in METADATA.sorted_tables:
        query = (
            sa.select(*columns(table, version))
            .where(sa.true() if office is None else _of(table, office))
            .order_by(*table.primary_key.columns)
            .execution_options(yield_per=_BATCH)
        )
        for row in connection.execute(query).mappings():
            yield canonical([table.name, {k: (v.isoformat() if isinstance(v, date) else v) for k, v in row.items()}])


def _of(table: sa.Table, office: int) -> sa.ColumnElement[bool]:
    """Which rows of a table are an agency's: those that name it, or whose entry or delivery does."""
    if table is OFFICES:
        return OFFICES.c.id == office
    if "office" in table.columns:
        return table.c.office == office
    (key,) = table.foreign_keys
    return key.parent.in_(sa.select(key.column).where(key.column.table.c.office == office))


def rows_of(path: Path) -> tuple[str, list[tuple[str, Row]]]:
    """The version and the rows of a backup, each fit for its column, after its own hash and count were checked."""
    try:
        lines = gzip.decompress(path.read_bytes()).decode().rstrip("\n").split("\n")
        head, end = json.loads(lines[0]), json.loads(lines[-1])
        whole = hashlib.sha256("\n".join(lines[:-1]).encode()).hexdigest() == end["sha256"]
        if head["format"] != FORMAT or not whole or end["rows"] != len(lines) - 2:
            raise Damaged(term("damage.sum"))
        return str(head["version"]), [_row(*json.loads(line)) for line in lines[1:-1]]
    except OSError as error:
        why: Value = said(error) if error.errno else term("damage.unread")
        raise Damaged(why) from error
    except (EOFError, ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise Damaged(term("damage.unread")) from error


def _row(name: str, values: Row) -> tuple[str, Row]:
    """A row with its dates as dates. Errors: Damaged an unknown table or column, a value that its column can't hold."""
    table = METADATA.tables.get(name)
    if table is None:
        raise Damaged(term("damage.table", table=name[:40]))
    unknown = sorted(values.keys() - table.columns.keys())
    if unknown:
        raise Damaged(term("damage.column", table=name, column=unknown[0][:40]))
    return name, {key: _value(table.columns[key], value) for key, value in values.items()}


def _value(column: sa.Column[Any], value: object) -> object:
    fits = False
    if value is None:
        fits = bool(column.nullable)
    elif isinstance(column.type, sa.Date):
        with suppress(ValueError):
            return date.fromisoformat(str(value))
    elif isinstance(column.type, sa.Integer):
        fits = type(value) is int and -_WHOLE <= value < _WHOLE
    elif isinstance(column.type, sa.String):
        fits = isinstance(value, str) and "\x00" not in value and len(value) <= (column.type.length or len(value))
    if not fits:
        raise Damaged(term("damage.value", table=column.table.name, column=column.name))
    return value


def load(ledger: Ledger, path: Path) -> int:
    """Put a backup into an empty database, in one transaction; how many entries there are then. Whatever is wrong with
    it, the place is left as empty as it was. Errors: Damaged, NotEmpty, Forged.
    """
    version, rows = rows_of(path)
    if version not in schema.VERSIONS:
        raise Damaged(term("damage.newer", version=version[:20]))
    if not rows:
        raise Damaged(term("damage.empty"))
    database, place = ledger.database, ledger.database.location.path
    fresh = place is not None and not place.exists()
    database.creating()

    def work(connection: sa.Connection) -> int:
        schema.make(connection, database)
        taken = any(
            connection.execute(sa.select(t.primary_key.columns[0]).limit(1)).first() for t in METADATA.sorted_tables
        )
        if taken and not _beside_others(ledger, connection, rows):
            raise NotEmpty
        try:
            _insert(connection, rows)
        except IntegrityError as error:
            raise Damaged(term("damage.rows")) from error
        _judge(ledger, connection, [row["id"] for name, row in rows if name == OFFICES.name])
        return sum(name == "entries" for name, _ in rows)

    try:
        return database.write(work, repeatable=False)
    except BaseException:
        if fresh and place is not None:
            database.close()
            for ending in ("", "-wal", "-shm", "-journal"):
                Path(f"{place}{ending}").unlink(missing_ok=True)
        raise


def _beside_others(ledger: Ledger, connection: sa.Connection, rows: list[tuple[str, Row]]) -> bool:
    """Whether a server has room for one agency more beside those that it has: it is not among them, and so are none of
    its ids, which its seals hold. Nobody gets an id that another had, so that what was taken out fits in again.
    """
    mine = [row["id"] for name, row in rows if name == OFFICES.name]
    if ledger.database.sqlite or len(mine) != 1 or ledger.office_in(connection) is not None:
        return False
    for table in METADATA.sorted_tables:
        ids = [row["id"] for name, row in rows if name == table.name and "id" in row]
        for start in range(0, len(ids), _BATCH):
            wanted = sa.select(table.c.id).where(table.c.id.in_(ids[start : start + _BATCH])).limit(1)
            if connection.execute(wanted).first() is not None:
                return False
    return True


def _insert(connection: sa.Connection, rows: list[tuple[str, Row]]) -> None:
    for table in METADATA.sorted_tables:
        made = [row for name, row in rows if name == table.name]
        for start in range(0, len(made), _BATCH):
            connection.execute(sa.insert(table), made[start : start + _BATCH])
        weigh(connection, table, len(made))
        if connection.dialect.name == "postgresql" and "id" in table.columns and made:
            drawn = f"pg_get_serial_sequence('{table.name}', 'id')"
            top = f"GREATEST((SELECT max(id) FROM {table.name}), nextval({drawn}))"
            connection.execute(sa.text(f"SELECT setval({drawn}, {top})"))


def _judge(ledger: Ledger, connection: sa.Connection, entered: list[int]) -> None:
    """Whether this agency is in it, and every row of those who were entered is as the audit log says."""
    if ledger.office_in(connection) is None:
        others = ", ".join(connection.execute(sa.select(OFFICES.c.key)).scalars())
        raise Damaged(term("damage.strange", offices=others[:60]))
    found = Problems()
    for office in entered:
        verify.check(connection, office, found)
    forged = Problems()
    forged.extend(fault for fault in found if fault.code in FORGED)
    if len(forged):
        raise Forged(forged)
