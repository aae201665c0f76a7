"""Many lines at once, as an import enters them: the same rows and the same log as one by one, in a few statements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from congvan.model.register import Draft, Entry
from congvan.register import reading
from congvan.register.rows import now, seal, sealed, values_of, words_with_number
from congvan.register.tables import AUDIT, ENTRIES, put, weigh

if TYPE_CHECKING:
    from congvan.register.ledger import Writing

BATCH = 5000
"""So many rows go to the database in one call."""


@dataclass(frozen=True, slots=True)
class Line:
    """One document with the place it has in the register: issued, or spoiled where there is a reason."""

    draft: Draft
    year: int
    sequence: str
    number: int
    date: date
    spoiled: str = ""


def taken(connection: sa.Connection, office: int, years: Iterable[int]) -> list[Entry]:
    """Every entry of these years."""
    e = ENTRIES.c
    return reading.many(connection, sa.select(ENTRIES).where(e.office == office, e.year.in_(sorted(set(years)))))


def enter(writing: Writing, lines: Sequence[Line]) -> None:
    """Every line in the order of its date, each with its own row in the audit log; counters move on.

    The counters of all sequences concerned are locked by the caller. What is sealed is each row as the database gives
    it back, as for a single line.
    """
    ordered = sorted(lines, key=lambda x: (x.date, x.sequence, x.number))
    ids = _ids(writing.connection, len(ordered))
    for start in range(0, len(ordered), BATCH):
        part = list(zip(ids[start : start + BATCH], ordered[start : start + BATCH], strict=True))
        rows = [_row(id, line, writing.office, now(writing.clock)) for id, line in part]
        put(writing.connection, ENTRIES, rows)
        writing.link([(id, line.draft.relations) for id, line in part])
        _seal(writing, dict(part))
    for table in (ENTRIES, AUDIT):
        weigh(writing.connection, table, len(ordered))
    highest: dict[tuple[int, str], int] = {}
    for line in ordered:
        key = (line.year, line.sequence)
        highest[key] = max(line.number, highest.get(key, 0))
    for line in ordered:
        if highest[line.year, line.sequence] == line.number:
            writing.advance(line.year, line.sequence, line.number, line.date)


def _row(id: int, line: Line, office: int, at: str) -> dict[str, Any]:
    return words_with_number(values_of(line.draft), line.number) | {
        "id": id, "office": office, "year": line.year, "sequence": line.sequence, "number": line.number,
        "state": "void" if line.spoiled else "issued", "reason": line.spoiled,
        "date": line.date, "sha256": None, "sent": None, "recorded_at": at,
    }  # fmt: skip


def _seal(writing: Writing, lines: dict[int, Line]) -> None:
    e = ENTRIES.c
    found = writing.connection.execute(
        sa.select(ENTRIES).where(e.id >= min(lines), e.id <= max(lines), e.office == writing.office).order_by(e.id)
    )
    names = tuple(found.keys())
    rows = [made for row in found if (made := dict(zip(names, row, strict=True)))["id"] in lines]
    assert len(rows) == len(lines)
    told = []
    for row in rows:
        draft = lines[row["id"]].draft
        told.append((draft.origin, sealed(row, seal(row, draft.relations, None)), row["id"]))
    writing.append_all(told)


def _ids(connection: sa.Connection, count: int) -> list[int]:
    """So many ids that nobody had and nobody gets, rising."""
    if connection.dialect.name == "sqlite":  # nobody else writes: the transaction began with the lock
        last = connection.execute(sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'entries'")).scalar() or 0
        return list(range(last + 1, last + 1 + count))
    drawn = sa.text("SELECT nextval(pg_get_serial_sequence('entries', 'id')) FROM generate_series(1, :n)")
    return sorted(connection.execute(drawn, {"n": count}).scalars())
