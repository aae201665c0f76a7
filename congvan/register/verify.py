"""Does the register hold together: numbers, dates, rows as sealed, the chain of the audit log."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby, pairwise
from typing import Any

import sqlalchemy as sa

from congvan.model.register import Code, Entry
from congvan.problems import Problems
from congvan.register import reading
from congvan.register.ledger import START
from congvan.register.rows import entry_of, link, seal
from congvan.register.tables import AUDIT, ENTRIES, OFFICES


def check(connection: sa.Connection, office: int, problems: Problems) -> int:
    """Every fault of one agency's register; how many entries it has. Errors: CV550–CV555."""
    seals = _chain(connection, office, problems)
    count = 0
    rows = connection.execute(
        sa.select(ENTRIES)
        .where(ENTRIES.c.office == office)
        .order_by(ENTRIES.c.year, ENTRIES.c.sequence, ENTRIES.c.number)
        .execution_options(yield_per=1000)
    ).mappings()
    for (year, sequence), group in groupby((dict(row) for row in rows), key=lambda r: (r["year"], r["sequence"])):
        entries = []
        for row in group:
            count += 1
            entries.append(entry_of(row))
            _row(connection, row, seals, problems)
        _numbers(entries, year, sequence, problems)
        _dates(entries, problems)
    for id in seals:
        problems.error("CV555", None, code=f"#{id}", year="?")
    return count


def _chain(connection: sa.Connection, office: int, problems: Problems) -> dict[int, str]:
    """Follow the hashes from the first row to the head; the last seal of every entry."""
    seals: dict[int, str] = {}
    previous, position = START, 0
    rows = connection.execute(
        sa.select(AUDIT).where(AUDIT.c.office == office).order_by(AUDIT.c.position).execution_options(yield_per=1000)
    ).mappings()
    for row in rows:
        position += 1
        told = link(row["position"], row["at"], row["kind"], row["entry"], row["payload"], row["previous"])
        if (row["position"], row["previous"], row["hash"]) != (position, previous, told):
            problems.error("CV554", None, position=position)
            position = row["position"]
        previous = row["hash"]
        if row["entry"] is not None:
            seals[row["entry"]] = _seal_in(row["payload"])
    head = connection.execute(sa.select(OFFICES.c.position, OFFICES.c.head).where(OFFICES.c.id == office)).one()
    if (head.position, head.head) != (position, previous):
        problems.error("CV554", None, position=position + 1)
    return seals


def _seal_in(payload: str) -> str:
    try:
        return str(json.loads(payload).get("seal", ""))
    except (ValueError, AttributeError):
        return ""


def _row(connection: sa.Connection, row: dict[str, Any], seals: dict[int, str], problems: Problems) -> None:
    code = Code(row["number"], row["symbol"])
    if row["id"] not in seals:
        problems.error("CV555", None, code=code, year=row["year"])
        return
    text = reading.frozen(connection, row["id"], row["sha256"]) if row["sha256"] else None
    if seals.pop(row["id"]) != seal(row, reading.relations(connection, row["id"]), text):
        problems.error("CV553", None, code=code, year=row["year"])


def _numbers(entries: list[Entry], year: int, sequence: str, problems: Problems) -> None:
    wanted = 1
    gaps: list[str] = []
    for entry in entries:
        if entry.number == wanted - 1:
            problems.error("CV551", None, code=entry.code, year=year)
            continue
        if entry.number > wanted:
            gaps.append(f"{wanted}–{entry.number - 1}" if entry.number - 1 > wanted else str(wanted))
        wanted = entry.number + 1
    if gaps:
        problems.error("CV550", None, numbers=", ".join(gaps), sequence=sequence, year=year)


def _dates(entries: list[Entry], problems: Problems) -> None:
    for before, entry in _pairs(entries):
        assert entry.date is not None and before.date is not None
        if entry.date < before.date:
            problems.error(
                "CV552", None, code=entry.code, date=f"{entry.date:%d/%m/%Y}", before=before.code,
                last=f"{before.date:%d/%m/%Y}",
            )  # fmt: skip


def _pairs(entries: list[Entry]) -> Iterator[tuple[Entry, Entry]]:
    dated = [e for e in entries if e.date is not None and e.state == "issued"]
    yield from pairwise(dated)
