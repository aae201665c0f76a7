"""All of a database → one file, and back into an empty one. JSON lines, gzip: the same for SQLite and PostgreSQL."""

from __future__ import annotations

import gzip
import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from congvan.register import schema
from congvan.register.ledger import START, Ledger
from congvan.register.rows import canonical
from congvan.register.tables import METADATA, OFFICES
from congvan.said import said

FORMAT = "congvan-register-1"


class Damaged(Exception):
    """The file is not a whole backup."""


class NotEmpty(Exception):
    """There is a register already."""


def dump(ledger: Ledger) -> tuple[bytes, str]:
    """One state of every table, while others go on writing, and the head of this agency's log in that state."""
    mine = sa.select(OFFICES.c.head).where(OFFICES.c.key == ledger.identity.key)
    with ledger.database.reading() as connection:
        head = connection.execute(mine).scalar() or START
        lines = [canonical({"format": FORMAT, "version": schema.version(connection)})]
        for table in METADATA.sorted_tables:
            for row in connection.execute(sa.select(table).order_by(*table.primary_key.columns)).mappings():
                values = {k: (v.isoformat() if isinstance(v, date) else v) for k, v in row.items()}
                lines.append(canonical([table.name, values]))
    text = "\n".join(lines)
    end = canonical({"rows": len(lines) - 1, "sha256": hashlib.sha256(text.encode()).hexdigest()})
    return gzip.compress(f"{text}\n{end}\n".encode(), mtime=0), head


def rows_of(path: Path) -> tuple[str, list[tuple[str, dict[str, Any]]]]:
    """The version and the rows of a backup, after its own hash was checked."""
    try:
        lines = gzip.decompress(path.read_bytes()).decode().rstrip("\n").split("\n")
        head, end = json.loads(lines[0]), json.loads(lines[-1])
        whole = hashlib.sha256("\n".join(lines[:-1]).encode()).hexdigest() == end["sha256"]
        if head["format"] != FORMAT or not whole:
            raise Damaged("dấu kiểm không khớp")
        return head["version"], [(name, row) for name, row in map(json.loads, lines[1:-1])]
    except OSError as error:
        why = said(error) if error.errno else "không đọc được"
        raise Damaged(why) from error
    except (EOFError, ValueError, KeyError, IndexError, TypeError, UnicodeDecodeError) as error:
        raise Damaged("không đọc được") from error


def load(ledger: Ledger, path: Path) -> int:
    """Put a backup into an empty database, in one transaction; how many entries there are then."""
    version, rows = rows_of(path)
    if version not in schema.VERSIONS:
        raise Damaged(f"bản {version} mới hơn chương trình")
    schema.current(ledger.database, create=True)

    def work(connection: sa.Connection) -> int:
        if any(connection.execute(sa.select(sa.func.count()).select_from(t)).scalar() for t in METADATA.sorted_tables):
            raise NotEmpty
        tables = METADATA.tables
        for table in METADATA.sorted_tables:
            dates = {c.name for c in table.columns if isinstance(c.type, sa.Date)}
            made = [
                {k: date.fromisoformat(v) if k in dates and v else v for k, v in row.items()}
                for name, row in rows
                if name == table.name
            ]
            for start in range(0, len(made), 1000):
                connection.execute(sa.insert(tables[table.name]), made[start : start + 1000])
            if connection.dialect.name == "postgresql" and "id" in table.columns and made:
                connection.execute(
                    sa.text(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), :top)"),
                    {"top": max(row["id"] for row in made)},
                )
        return sum(name == "entries" for name, _ in rows)

    return ledger.database.write(work, repeatable=False)
