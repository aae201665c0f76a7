"""Questions to the register, each over one open connection."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

import sqlalchemy as sa

from congvan.model.register import (
    REPLIES,
    SIGNING,
    UNDOING,
    Acted,
    Code,
    Counter,
    Entry,
    Filter,
    Frozen,
    Logged,
    Relation,
    symbol_key,
)
from congvan.register import matching
from congvan.register.rows import ACT, entry_of, relation_of, same_entry
from congvan.register.tables import AUDIT, COUNTERS, ENTRIES, RECALLS, RELATIONS, TEXTS, has
from congvan.text.words import search_words

WINDOW = 200
"""Both indexes give hits by day; inside a day, number goes before id among the latest so many."""
BEFORE = 2000
"""So many rows before the number of a document are looked through for who signed it, where no column says so."""
ALIKE = 8
"""Of documents with one subject so many are compared at most, the newest first."""

e = ENTRIES.c
ALIVE = sa.text("entries.state <> 'void'")
"""As the index of circulars has it: only then is it used."""
_OF_ENTRY = (RECALLS.c.office == e.office, RECALLS.c.circular == e.circular)
RECALLED = (
    sa.select(RECALLS.c.reason).where(*_OF_ENTRY).correlate(ENTRIES).scalar_subquery().label("recalled"),
    sa.select(RECALLS.c.at).where(*_OF_ENTRY).correlate(ENTRIES).scalar_subquery().label("recalled_at"),
)
"""What the command ``recall`` left of an entry."""
RECALL_WORDS = "đã thu hồi"
"""By these words, and by its reason, a recalled entry is found too."""


def one(connection: sa.Connection, office: int, *conditions: Any) -> Entry | None:
    """The one entry that meets the conditions, or None."""
    query = sa.select(ENTRIES, *RECALLED).where(e.office == office, *conditions).limit(1)
    row = connection.execute(query).mappings().first()
    return None if row is None else entry_of(dict(row))


def many(connection: sa.Connection, query: sa.Select[Any]) -> list[Entry]:
    """The entries of a query over the whole table."""
    return [entry_of(dict(row)) for row in connection.execute(query.add_columns(*RECALLED)).mappings()]


def of_circular(connection: sa.Connection, office: int, circular: str) -> Entry | None:
    """The entry of a circular; a spoiled number counts no more."""
    return one(connection, office, e.circular == circular, e.state != "void")


def of_circulars(connection: sa.Connection, office: int, circulars: Sequence[str]) -> list[Entry]:
    """The entries of circulars; a spoiled number counts no more. A line that is as it was is the same Entry: a studio
    asks for all of them with each page.
    """
    found: list[Entry] = []
    for start in range(0, len(circulars), 500):
        some = e.circular.in_(circulars[start : start + 500])
        query = sa.select(ENTRIES, *RECALLED).where(e.office == office, some, ALIVE)
        lines = connection.execute(query)
        columns = tuple(lines.keys())
        found += [same_entry(columns, tuple(line)) for line in lines]
    return found


def spoiled(connection: sa.Connection, office: int, numbers: Sequence[tuple[int, int]]) -> list[Entry]:
    """The voided entries of circulars among numbers, each with its year."""
    found: list[Entry] = []
    for year in sorted({year for year, _ in numbers}):
        wanted = sorted({number for of, number in numbers if of == year})
        for start in range(0, len(wanted), 500):
            some = e.number.in_(wanted[start : start + 500])
            of = (e.office == office, e.year == year, some, e.state == "void", e.circular.is_not(None))
            found += many(connection, sa.select(ENTRIES).where(*of))
    return found


def askable(year: int | None) -> int | None:
    """A year as a database can be asked for it: of those that it can't hold, nothing is there, as of the year 0."""
    return year if year is None or 0 < year < 10_000 else 0


def find(connection: sa.Connection, office: int, code: Code, year: int | None) -> list[Entry]:
    """Every entry of number and symbol (no symbol: of the number), the latest year first."""
    query = sa.select(ENTRIES).where(e.office == office, e.number == code.number)
    if code.symbol:
        query = query.where(e.symbol_key == symbol_key(code.symbol))
    if year is not None:
        query = query.where(e.year == askable(year))
    return many(connection, query.order_by(e.year.desc(), e.sequence, e.id))


def alike(connection: sa.Connection, office: int, type: str, subject: str) -> list[Entry]:
    """The issued circulars of a kind with this very subject, the newest first."""
    begins = sa.text("substr(subject, 1, 60) = :begins").bindparams(begins=subject[:60])  # as the index has it
    # Told that the subject equals something, SQLite puts that into substr(), and knows the index no more.
    same = (e.subject >= subject, e.subject <= subject)
    query = sa.select(ENTRIES).where(e.office == office, begins, *same, e.type == type)
    issued = query.where(e.state == "issued", e.sha256.is_not(None), e.circular.is_not(None))
    return many(connection, issued.order_by(e.id.desc()).limit(ALIKE))


def copies_of(connection: sa.Connection, office: int, entry: int) -> set[str]:
    """The ids of files that were seen to be copies of an entry's."""
    a = AUDIT.c
    told = sa.select(a.payload).where(a.office == office, a.entry == entry, a.kind == "copy")
    return {str(json.loads(payload)["circular"]) for payload in connection.execute(told).scalars()}


def history(connection: sa.Connection, office: int, entry: Entry, version: str) -> list[Logged]:
    """What the audit log tells of an entry, in its order, and of signatures on its circular from before it had a
    number; who did it is not known in rows of before 0004.
    """
    a = AUDIT.c
    actor = a.actor if has(version, a.actor) else sa.null().label("actor")
    seat = [a.role, a.session] if has(version, a.role) else [sa.null().label("role"), sa.null().label("session")]
    asked = sa.select(a.position, a.at, a.kind, actor, *seat, a.payload).where(a.office == office)
    # In no order: SQLite would go through the whole log for that.
    mine = asked.where(a.entry == entry.id, a.kind.not_like(f"{ACT}%"))
    rows = sorted(connection.execute(mine), key=lambda row: int(row.position))
    if rows and entry.circular:
        early = _before(connection, asked, entry.circular, rows[0].position, version)
        rows = [*sorted(early, key=lambda row: int(row.position)), *rows]
    return [_logged(row) for row in rows]


def _before(connection: sa.Connection, asked: sa.Select[Any], circular: str, first: int, version: str) -> list[Any]:
    """Rows of signatures on a circular from before it had a number, whose row is at ``first``: by the column, and among
    the last ``BEFORE`` rows by what they say, where they are older than the column or were written without it.
    """
    a = AUDIT.c
    early = asked.where(a.entry.is_(None), a.kind.in_(SIGNING), a.position < first)
    known = has(version, a.circular)
    found = list(connection.execute(early.where(a.circular == circular))) if known else []
    untold = early.where(a.position >= first - BEFORE, *([a.circular.is_(None)] if known else []))
    return [*found, *(row for row in connection.execute(untold) if _told(row.payload).get("circular") == circular)]


def _logged(row: Any) -> Logged:
    file = _told(row.payload).get("sha256") if row.kind in SIGNING else None
    sha256 = file if isinstance(file, str) else None
    return Logged(row.position, row.at, row.kind, row.actor, row.role or "", row.session or "", sha256)


def acts(connection: sa.Connection, office: int, circular: str, version: str) -> list[Acted]:
    """What the audit log tells that people did with a document, or with "" in the office, in its order."""
    a = AUDIT.c
    if not has(version, a.circular):
        return []
    mine = sa.and_(a.office == office, a.circular == circular, a.kind.like(f"{ACT}%"))
    return [_acted(row) for row in connection.execute(sa.select(AUDIT).where(mine).order_by(a.position)).mappings()]


def _acted(row: Mapping[Any, Any]) -> Acted:
    said = {str(name): str(value) for name, value in _told(row["payload"]).items()}
    kind = row["kind"].removeprefix(ACT)
    return Acted(
        row["position"], row["at"], kind, row["actor"], row["role"] or "", row["session"] or "",
        before=said.pop("before", ""), after=said.pop("after", ""), said=said,
    )  # fmt: skip


def _told(payload: str) -> dict[str, Any]:
    """What a row of the log says; nothing where somebody spoiled it, which its hash tells."""
    with suppress(ValueError):
        found = json.loads(payload)
        return found if isinstance(found, dict) else {}
    return {}


def pointing_at(
    connection: sa.Connection, office: int, code: Code, year: int | None, *, replies: bool = False
) -> list[tuple[Relation, Entry]]:
    """The issued documents that point at a code of ours; with ``replies`` those that answer one of another agency's,
    which may have the same code.
    """
    r = RELATIONS.c
    meant = r.kind == REPLIES if replies else r.kind != REPLIES
    asked = sa.select(RELATIONS).where(
        r.office == office, r.symbol_key == symbol_key(code.symbol), r.number == code.number, meant
    )
    if year is not None:
        asked = asked.where(r.year == askable(year))
    links = connection.execute(asked.order_by(r.entry, r.id)).mappings()
    found = []
    for row in list(links):
        entry = one(connection, office, e.id == row["entry"], e.state == "issued")
        if entry is not None:
            found.append((relation_of(dict(row)), entry))
    return found


def undoing(connection: sa.Connection, office: int) -> list[tuple[Relation, Entry]]:
    """Every issued document that recalls, replaces or corrects another, in the order of their entry."""
    r = RELATIONS.c
    asked = sa.select(RELATIONS).where(r.office == office, r.kind.in_(UNDOING)).order_by(r.entry, r.id)
    links = [dict(row) for row in connection.execute(asked).mappings()]
    who = sa.select(r.entry).where(r.office == office, r.kind.in_(UNDOING))
    issued = sa.select(ENTRIES).where(e.office == office, e.state == "issued", e.id.in_(who))
    entries = {entry.id: entry for entry in many(connection, issued)}
    return [(relation_of(row), entries[row["entry"]]) for row in links if row["entry"] in entries]


def relations(connection: sa.Connection, entry: int) -> list[Relation]:
    """What an entry points at."""
    rows = connection.execute(sa.select(RELATIONS).where(RELATIONS.c.entry == entry).order_by(RELATIONS.c.id))
    return [relation_of(dict(row)) for row in rows.mappings()]


def all_relations(connection: sa.Connection, office: int) -> dict[int, list[Relation]]:
    """What every entry points at, by its id."""
    found: dict[int, list[Relation]] = {}
    for row in connection.execute(sa.select(RELATIONS).where(RELATIONS.c.office == office)).mappings():
        found.setdefault(row["entry"], []).append(relation_of(dict(row)))
    return found


def frozen(connection: sa.Connection, entry: int, sha256: str | None) -> Frozen | None:
    """The text as issued."""
    row = connection.execute(sa.select(TEXTS).where(TEXTS.c.entry == entry)).mappings().first()
    return None if row is None else Frozen(row["frozen"], sha256 or "", row["source"])


def counter(connection: sa.Connection, office: int, year: int, sequence: str) -> Counter:
    """Where a sequence stands."""
    c = COUNTERS.c
    row = connection.execute(
        sa.select(c.number, c.date).where(c.office == office, c.year == year, c.sequence == sequence)
    ).first()
    return Counter(0, None) if row is None else Counter(row.number, row.date)


def neighbours(
    connection: sa.Connection, office: int, year: int, sequence: str, number: int
) -> tuple[Entry | None, Entry | None]:
    """The dated entries next below and next above a number."""
    base = sa.select(ENTRIES).where(
        e.office == office, e.year == year, e.sequence == sequence, e.date.is_not(None), e.state == "issued"
    )
    below = many(connection, base.where(e.number < number).order_by(e.number.desc()).limit(1))
    above = many(connection, base.where(e.number > number).order_by(e.number).limit(1))
    return (below[0] if below else None), (above[0] if above else None)


def first_free(connection: sa.Connection, office: int, year: int, sequence: str, start: int) -> int:
    """The first number from ``start`` on that nobody has: what is set aside on paper is stepped over."""
    taken = connection.execute(
        sa.select(e.number)
        .where(e.office == office, e.year == year, e.sequence == sequence, e.number >= start)
        .order_by(e.number)
    )
    for (number,) in taken:
        if number != start:
            break
        start += 1
    return start


def free_between(
    connection: sa.Connection, office: int, year: int, sequence: str, first: int, last: int
) -> list[tuple[int, int]]:
    """The numbers from ``first`` to ``last`` that nobody has, as ranges."""
    asked = sa.select(e.number).where(
        e.office == office, e.year == year, e.sequence == sequence, e.number >= first, e.number <= last
    )
    free: list[tuple[int, int]] = []
    for number in [*connection.execute(asked.order_by(e.number)).scalars(), last + 1]:
        if number > first:
            free.append((first, number - 1))
        first = max(first, number + 1)
    return free


def other_sequence(
    connection: sa.Connection, office: int, year: int, kinds: Sequence[str], sequence: str
) -> Entry | None:
    """An entry of these kinds that got its number this year in another sequence, if there is one."""
    return one(connection, office, e.year == year, e.type.in_(list(kinds)), e.sequence != sequence, e.state == "issued")


def narrowed(connection: sa.Connection, office: int, wanted: Filter, query: sa.Select[Any]) -> sa.Select[Any]:
    """A query over the table, of an office and of what a filter chooses."""
    query = query.where(e.office == office)
    for column, value in ((e.year, askable(wanted.year)), (e.type, wanted.type), (e.sequence, wanted.sequence),
                          (e.unit, wanted.unit), (e.signer, wanted.signer)):  # fmt: skip
        if value is not None:
            query = query.where(column == value)
    if wanted.since is not None:
        query = query.where(e.date >= wanted.since)
    if wanted.until is not None:
        query = query.where(e.date <= wanted.until)
    if wanted.state == "recalled":
        gone = _gone(connection, office)  # to look for one of none, SQLite would read every line
        query = query.where(e.state == "issued", e.circular.in_(gone) if gone else sa.false(), ALIVE)
    elif wanted.state is not None:
        query = query.where(e.state == wanted.state)
    if wanted.words is not None:
        query = query.where(_holding(connection, office, wanted.words))
    return query


def _holding(connection: sa.Connection, office: int, typed: str) -> sa.ColumnElement[bool]:
    """Whether an entry holds every word, or its recall holds what the entry does not."""
    words = search_words(typed)
    if not words:
        return sa.false()
    found = matching.holding(connection, e.id, words)
    also = [entry.id for entry in recalled(connection, office, words)]
    return sa.or_(found, e.id.in_(also)) if also else found


def listed(connection: sa.Connection, office: int, wanted: Filter) -> list[Entry]:
    """Entries by filter, in the order of year, sequence and number."""
    query = narrowed(connection, office, wanted, sa.select(ENTRIES))
    return many(connection, query.order_by(e.year, e.sequence, e.number).limit(wanted.limit))


def search(connection: sa.Connection, office: int, words: str, limit: int) -> list[Entry]:
    """Entries that hold every word, the newest first. Both databases index the same folded words."""
    wanted = search_words(words)
    if not wanted:
        return []
    ids = matching.newest(connection, office, wanted, max(WINDOW, limit))
    found: list[Entry] = []
    for start in range(0, len(ids), 500):
        found += many(connection, sa.select(ENTRIES).where(e.office == office, e.id.in_(ids[start : start + 500])))
    have = {entry.id for entry in found}
    found += [entry for entry in recalled(connection, office, wanted) if entry.id not in have]
    oldest = found[0].date.min if found and found[0].date else None
    found.sort(key=lambda x: (x.year, str(x.date or oldest or ""), x.number, x.id), reverse=True)
    return found[:limit]


def _gone(connection: sa.Connection, office: int) -> list[str]:
    """The circulars that the command ``recall`` took back."""
    asked = sa.select(RECALLS.c.circular).where(RECALLS.c.office == office)
    return list(connection.execute(asked).scalars())


def recalled(connection: sa.Connection, office: int, words: list[str]) -> list[Entry]:
    """The recalled entries that hold every word, those of the recall among theirs; an office recalls few."""
    gone = _gone(connection, office)
    if not gone:
        return []
    of = (e.office == office, e.state == "issued", e.circular.in_(gone), ALIVE)
    rows = connection.execute(sa.select(ENTRIES, *RECALLED).where(*of)).mappings()
    return [
        entry_of(dict(row)) for row in rows
        if set(words) <= {*row["words"].split(), *search_words(f"{RECALL_WORDS} {row['recalled']}")}
    ]  # fmt: skip
