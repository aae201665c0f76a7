"""The book page by page: what a filter chooses, the newest first, how many there are, and what can be filtered by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

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
    shown = _slice(connection, ids, order, at, size, count)
    found = reading.many(connection, sa.select(ENTRIES).where(e.id.in_(shown)).order_by(*order)) if shown else []
    return Page(tuple(found), count, at)


def _slice(
    connection: sa.Connection, ids: sa.Select[Any], order: Iterable[sa.UnaryExpression[Any]], at: int, size: int,
    count: int,
) -> list[int]:  # fmt: skip
    """The ids of one page. Few are all taken, by whatever index finds them, and then put in order: PostgreSQL, told to
    stop after so many, would rather go through the book in its order and look at every line for the words.
    """
    if not count:
        return []
    if count > matching.FEW or connection.dialect.name == "sqlite":
        return list(connection.execute(ids.order_by(*order).limit(size).offset((at - 1) * size)).scalars())
    hits = ids.add_columns(e.year, e.sequence, e.number).cte("hits").prefix_with("MATERIALIZED")
    found = sa.select(hits.c.id).order_by(hits.c.year.desc(), hits.c.sequence.desc(), hits.c.number.desc())
    return list(connection.execute(found.limit(size).offset((at - 1) * size)).scalars())


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
    """What may be chosen in filters. Of every year units and signers are found from one to the next by an index."""
    rows = sa.select(e.type, e.sequence).where(e.office == office).distinct()
    if year is None:
        found = connection.execute(rows).all()
        units, signers = _each(connection, office, e.unit), _each(connection, office, e.signer)
    else:
        found = connection.execute(rows.add_columns(e.unit, e.signer).where(e.year == reading.askable(year))).all()
        units, signers = [row.unit for row in found], [row.signer for row in found]
    named = {kind: _name(connection, office, kind) for kind in {row.type for row in found}}

    def known(values: Iterable[str | None]) -> tuple[str, ...]:
        return tuple(sorted({value for value in values if value}))

    return Facets(
        tuple(reversed(_each(connection, office, e.year))), tuple(sorted(named.items(), key=lambda one: one[1])),
        known(units), known(signers), known(row.sequence for row in found),
    )  # fmt: skip


def latest(connection: sa.Connection, office: int) -> int | None:
    """The newest year of an office's book."""
    return connection.execute(sa.select(sa.func.max(e.year)).where(e.office == office)).scalar()


def _each(connection: sa.Connection, office: int, column: sa.Column[Any]) -> list[Any]:
    """Every value of a column that an index has behind the office, in order: from one to the next, no line between is
    read.
    """
    first = sa.select(sa.func.min(column).label("value")).where(e.office == office)
    found = first.cte("found", recursive=True)
    after = sa.select(sa.func.min(column)).where(e.office == office, column > found.c.value).scalar_subquery()
    found = found.union_all(sa.select(after).where(found.c.value.is_not(None)))
    return list(connection.execute(sa.select(found.c.value).where(found.c.value.is_not(None))).scalars())


def _name(connection: sa.Connection, office: int, kind: str) -> str:
    """A kind, by the name that the newest of its lines has for it: read in the order of the index, up to the first."""
    named = sa.select(e.type_name).where(e.office == office, e.type == kind, e.type_name != "")
    newest = named.order_by(e.year.desc(), e.sequence.desc(), e.number.desc()).limit(1)
    return connection.execute(newest).scalar() or kind
