"""The book page by page: what a filter chooses, the newest first, how many there are, and what can be filtered by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import sqlalchemy as sa

from congvan.model.register import Entry, Filter
from congvan.register import matching, reading
from congvan.register.tables import ENTRIES, OFFICES
from congvan.text.words import search_words

e = ENTRIES.c


@dataclass(frozen=True, slots=True)
class Page:
    """``entries`` of ``count``, the newest number first; ``at``: the page that was read, from 1, the last one where one
    behind it was asked for.
    """

    entries: tuple[Entry, ...] = ()
    count: int = 0
    at: int = 1


@dataclass(frozen=True, slots=True)
class Facets:
    """What stands in the book of an office: years, the newest first, and of one year (or all) kinds by slug with their
    names, units, signers, sequences.
    """

    years: tuple[int, ...] = ()
    kinds: tuple[tuple[str, str], ...] = ()
    units: tuple[str, ...] = ()
    signers: tuple[str, ...] = ()
    sequences: tuple[str, ...] = ()


def page(connection: sa.Connection, office: int, wanted: Filter, at: int, size: int) -> Page:
    """One page of ``size`` lines, by number, with words by day. Ids are chosen first: what is not shown is not read."""
    if wanted.words is not None and connection.dialect.name == "sqlite":
        return _searched(connection, office, wanted, at, size)
    ids = reading.narrowed(connection, office, wanted, sa.select(e.id))
    count = int(connection.execute(sa.select(sa.func.count()).select_from(ids.subquery())).scalar_one())
    at = max(1, min(at, -(-count // size)))
    order = (e.year.desc(), e.sequence.desc(), e.number.desc())
    shown = list(connection.execute(ids.order_by(*order).limit(size).offset((at - 1) * size)).scalars())
    found = reading.many(connection, sa.select(ENTRIES).where(e.id.in_(shown)).order_by(*order)) if shown else []
    return Page(tuple(found), count, at)


def _searched(connection: sa.Connection, office: int, wanted: Filter, at: int, size: int) -> Page:
    """SQLite reads the whole table where it has to join it with the index of words; two lists of ids are short work."""
    words = search_words(wanted.words or "")
    others = replace(wanted, words=None)
    hits = matching.every(connection, words) if words else []
    have = set(hits)
    hits += [entry.id for entry in reading.recalled(connection, office, words) if words and entry.id not in have]
    if hits and (others != Filter() or _crowded(connection, office)):
        asked = reading.narrowed(connection, office, others, sa.select(e.id))
        mine = set(connection.execute(asked).scalars())
        hits = [id for id in hits if id in mine]
    at = max(1, min(at, -(-len(hits) // size)))
    shown = hits[(at - 1) * size : at * size]
    lines = reading.many(connection, sa.select(ENTRIES).where(e.id.in_(shown))) if shown else []
    found = {one.id: one for one in lines}
    return Page(tuple(found[id] for id in shown if id in found), len(hits), at)


def _crowded(connection: sa.Connection, office: int) -> bool:
    """Whether the file has another office, too."""
    return connection.execute(sa.select(OFFICES.c.id).where(OFFICES.c.id != office).limit(1)).first() is not None


def facets(connection: sa.Connection, office: int, year: int | None) -> Facets:
    """What may be chosen in filters."""
    chosen = (e.type, e.unit, e.signer, e.sequence)
    rows = sa.select(*chosen, sa.func.max(e.year).label("newest")).where(e.office == office).group_by(*chosen)
    found = connection.execute(rows if year is None else rows.where(e.year == reading.askable(year))).all()
    kinds: dict[str, set[int]] = {}
    for row in found:
        kinds.setdefault(row.type, set()).add(row.newest)
    named = {kind: _name(connection, office, kind, years) for kind, years in kinds.items()}

    def known(values: Iterable[str | None]) -> tuple[str, ...]:
        return tuple(sorted({value for value in values if value}))

    return Facets(
        _years(connection, office), tuple(sorted(named.items(), key=lambda one: one[1])),
        known(row.unit for row in found), known(row.signer for row in found), known(row.sequence for row in found),
    )  # fmt: skip


def latest(connection: sa.Connection, office: int) -> int | None:
    """The newest year of an office's book."""
    return connection.execute(sa.select(sa.func.max(e.year)).where(e.office == office)).scalar()


def _years(connection: sa.Connection, office: int) -> tuple[int, ...]:
    """Every year of the book, the newest first: from one to the one before by the index, no line between is read."""
    found = sa.select(sa.func.max(e.year).label("year")).where(e.office == office).cte("found", recursive=True)
    before = sa.select(sa.func.max(e.year)).where(e.office == office, e.year < found.c.year).scalar_subquery()
    found = found.union_all(sa.select(before).where(found.c.year.is_not(None)))
    return tuple(connection.execute(sa.select(found.c.year).where(found.c.year.is_not(None))).scalars())


def _name(connection: sa.Connection, office: int, kind: str, years: Iterable[int]) -> str:
    """A kind, by a name that a line of these years has for it."""
    of = (e.office == office, e.year.in_(sorted(years)), e.type == kind, e.type_name != "")
    return connection.execute(sa.select(e.type_name).where(*of).limit(1)).scalar() or kind
