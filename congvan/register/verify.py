"""Does the register hold together: numbers, dates, rows as sealed, the chain of the audit log and what it tells."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from congvan.model.register import COMMON, OF_FILES, Code, Entry, Relation
from congvan.problems import Problems
from congvan.register import reading, schema, soundness
from congvan.register.replay import Replay
from congvan.register.rows import ACT, START, entry_of, linked, seal
from congvan.register.tables import AUDIT, COUNTERS, ENTRIES, OFFICES, columns

GIVEN = ("issue", "import", "adopt")
"""Where the number of a document came from; others were set aside or spoiled on paper."""
OUTSIDE = ("import", "adopt")
"""Where a number came from that was given before or beside the program."""


Sequence = tuple[int, str]
"""A sequence of a year."""


@dataclass
class Checked:
    """How many entries there are; where a sequence begins that did not begin here: year, sequence, number; the
    highest number that a document of a sequence has; what is set aside and not used.
    """

    count: int = 0
    starts: list[tuple[int, str, int]] = field(default_factory=list)
    highest: dict[Sequence, int] = field(default_factory=dict)
    reserved: dict[Sequence, list[int]] = field(default_factory=dict)
    sequences: dict[tuple[int, str], str] = field(default_factory=dict)
    """By year and kind: numbering of issuer.yaml says this for today only."""


def check(connection: sa.Connection, office: int, problems: Problems) -> Checked:
    """Every fault of one agency's register. Errors: CV550–CV555, CV557, CV568–CV572, CV932, CV937."""
    try:
        soundness.check(connection, problems)
        return _check(connection, office, problems)
    except DBAPIError as error:
        if not soundness.undecodable(error):
            raise
        soundness.name_bad_letters(connection, problems)
        return Checked()


def _check(connection: sa.Connection, office: int, problems: Problems) -> Checked:
    replay = Replay()
    seals = _chain(connection, office, replay, problems)
    replay.check(connection, office, problems)
    links = reading.all_relations(connection, office)
    found = Checked()
    rows = connection.execute(
        sa.select(ENTRIES)
        .where(ENTRIES.c.office == office)
        .order_by(ENTRIES.c.year, ENTRIES.c.sequence, ENTRIES.c.number)
        .execution_options(yield_per=1000)
    ).mappings()
    for (year, sequence), group in groupby((dict(row) for row in rows), key=lambda r: (r["year"], r["sequence"])):
        entries = []
        for row in group:
            found.count += 1
            entries.append(entry_of(row))
            _row(connection, row, seals, links.get(row["id"], []), problems)
        first = _start(entries)
        given = max((e.number for e in entries if e.draft.origin in GIVEN), default=0)
        if given:
            found.highest[year, sequence] = given
        found.sequences |= {(year, e.draft.type): sequence for e in entries if e.draft.origin in GIVEN}
        aside = [e.number for e in entries if e.state == "reserved"]
        if aside:
            found.reserved[year, sequence] = aside
        if first > 1:
            found.starts.append((year, sequence, first))
        _numbers(entries, year, sequence, problems)
        _dates(entries, problems)
    for id in seals:
        problems.error("CV555", None, code=f"#{id}", year="?")
    _counters(connection, office, problems)
    return found


def _counters(connection: sa.Connection, office: int, problems: Problems) -> None:
    """Errors: CV557 a counter does not stand at the highest number that a document of its sequence has, CV568 nor at
    the date of that.
    """
    c, e = COUNTERS.c, ENTRIES.c
    given = sa.select(e.year, e.sequence, e.number, e.date).where(e.office == office, e.origin.in_(GIVEN))
    highest = {(y, s): (n, d) for y, s, n, d in connection.execute(given.order_by(e.number))}
    stands = sa.select(c.year, c.sequence, c.number, c.date).where(c.office == office)
    told = {(y, s): (n, d) for y, s, n, d in connection.execute(stands)}
    for year, sequence in sorted(highest.keys() | told.keys()):
        known, number = highest.get((year, sequence), (0, None)), told.get((year, sequence), (0, None))
        if known[0] != number[0]:
            problems.error("CV557", None, sequence=sequence, year=year, number=number[0], known=known[0])
        elif known[1] != number[1]:
            problems.error("CV568", None, sequence=sequence, year=year, date=number[1] or "–", known=known[1] or "–",
                           number=known[0])  # fmt: skip


def _chain(connection: sa.Connection, office: int, replay: Replay, problems: Problems) -> dict[int, str]:
    """Follow the hashes from the first row to the head; the last seal of every entry."""
    seals: dict[int, str] = {}
    previous, position = START, 0
    there = columns(AUDIT, schema.version(connection) or schema.VERSIONS[-1])
    rows = connection.execute(
        sa.select(*there).where(AUDIT.c.office == office).order_by(AUDIT.c.position).execution_options(yield_per=1000)
    ).mappings()
    for row in rows:
        position += 1
        told = linked(dict(row))
        if (row["position"], row["previous"], row["hash"]) != (position, previous, told):
            problems.error("CV554", None, position=position)
            position = row["position"]
        previous = row["hash"]
        replay.see(row["kind"], row["payload"])
        changes = row["kind"] not in OF_FILES and not row["kind"].startswith(ACT)  # those tell of files and of people
        if row["entry"] is not None and changes:
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


def _row(
    connection: sa.Connection, row: dict[str, Any], seals: dict[int, str], links: list[Relation], problems: Problems
) -> None:
    code = Code(row["number"], row["symbol"])
    if row["id"] not in seals:
        problems.error("CV555", None, code=code, year=row["year"])
        return
    text = reading.frozen(connection, row["id"], row["sha256"]) if row["sha256"] else None
    if seals.pop(row["id"]) != seal(row, links, text):
        problems.error("CV553", None, code=code, year=row["year"])


def _start(entries: list[Entry]) -> int:
    """The number that a sequence begins with here: 1, unless the first that was entered came from an older book. What
    lies below the lowest of those stands in that book, and nobody here can say that it is missing.
    """
    given = [e for e in entries if e.draft.origin in GIVEN]
    if not given or min(given, key=lambda e: e.id).draft.origin == "issue":
        return 1
    return min(e.number for e in given if e.draft.origin in OUTSIDE)


def gaps(entries: list[Entry]) -> list[tuple[int, int]]:
    """The numbers of one sequence of a year, in the order of their numbers, that nobody has though later ones were
    given: first and last of each gap.
    """
    found: list[tuple[int, int]] = []
    start, last = _start(entries), max((e.number for e in entries if e.draft.origin in GIVEN), default=0)
    for entry in entries:
        if entry.number > last:
            break  # set aside or spoiled on paper ahead of the sequence, which will get there
        if entry.number > start:
            found.append((start, entry.number - 1))
        start = max(start, entry.number + 1)
    return found


def _numbers(entries: list[Entry], year: int, sequence: str, problems: Problems) -> None:
    """Errors: CV551 a number twice, CV550 numbers that nobody has."""
    for before, entry in pairwise(entries):
        if entry.number == before.number:
            problems.error("CV551", None, code=entry.code, year=year)
    free = gaps(entries)
    if not free:
        return
    of = next((e.draft.type for e in entries if e.draft.origin in GIVEN), "")
    kind = "" if sequence == COMMON else f" --type {of}"
    more = f' --year {year}{kind} --reason "…"'
    shown, typed = ([str(a) if a == b else f"{a}{dash}{b}" for a, b in free] for dash in "–-")
    problems.error("CV550", None, numbers=tuple(shown), sequence=sequence, year=year,
                   void=f"register void {typed[0]}{more}", reserve=f"register reserve {typed[0]}{more}")  # fmt: skip


def _dates(entries: list[Entry], problems: Problems) -> None:
    for before, entry in _pairs(entries):
        assert entry.date is not None and before.date is not None
        if entry.date < before.date:
            problems.error(
                "CV552", None, code=entry.code, date=entry.date, before=before.code, last=before.date,
            )  # fmt: skip


def _pairs(entries: list[Entry]) -> Iterator[tuple[Entry, Entry]]:
    dated = [e for e in entries if e.date is not None and e.state == "issued"]
    yield from pairwise(dated)
