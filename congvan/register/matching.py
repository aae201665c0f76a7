"""Words that are searched for → what each database's index of words is asked, and the newest hits that it gives.

FTS5 holds its rows in the order of days: SQLite stops after the newest. PostgreSQL's GIN has no order: hits of a word
that stands everywhere are looked for among the newest days first, and further back only if there are too few.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

NEWEST = 25
"""PostgreSQL looks through so many of the newest entries for each hit that is wanted, before it asks the index."""
NEXT = 100
"""And through so many more of a word that many entries hold: where it stands in a tenth of them, not two thousand are
read; the index would give all of its hits.
"""
FURTHER = (10, 100)
"""So many times as far back, in days, as the newest entries reach the index is asked, before it is asked for all."""
FEW = 5000
"""So many hits are sorted in no time, wherever they stand."""
_ROW = "rowid & 1099511627775"
_HELD = "array_to_tsvector(string_to_array(words, ' ')) @@ CAST(:words AS tsquery)"
_SPELT = "strpos(' ' || words || ' ', :word{n}) > 0"
"""The same by the text itself, a fifth of the work where a row is at hand: words have one space between them."""
_DAY = "coalesce(date, make_date(year, 1, 1))"
"""As the indexes have them: only then are they used."""


def asked(connection: sa.Connection, words: Sequence[str]) -> dict[str, str]:
    """The parameter ``words`` of a question to the index: entries that hold every word."""
    joint = " " if connection.dialect.name == "sqlite" else " & "
    mark = '"' if connection.dialect.name == "sqlite" else "'"
    return {"words": joint.join(f"{mark}{word}{mark}" for word in words)}


def holding(connection: sa.Connection, id: sa.ColumnElement[int], words: Sequence[str]) -> sa.ColumnElement[bool]:
    """Whether an entry holds every word; ``id`` is its column."""
    values = asked(connection, words)
    if connection.dialect.name == "sqlite":
        found = sa.text(f"SELECT {_ROW} FROM entries_words WHERE words MATCH :words").bindparams(**values)
        return id.in_(found)
    return sa.text(_HELD).bindparams(**values)  # type: ignore[return-value]


def every(connection: sa.Connection, words: Sequence[str]) -> list[int]:
    """SQLite's ids of the entries of any agency that hold every word, the newest first."""
    query = sa.text(f"SELECT {_ROW} FROM entries_words WHERE words MATCH :words ORDER BY rowid DESC")
    return list(connection.execute(query, asked(connection, words)).scalars())


def newest(connection: sa.Connection, office: int, words: Sequence[str], count: int) -> list[int]:
    """The ids of so many entries that hold every word, the newest first by day."""
    values = {**asked(connection, words), "office": office, "n": count}
    if connection.dialect.name == "sqlite":
        query = sa.text(
            f"SELECT e.id FROM entries_words w CROSS JOIN entries e ON e.id = w.{_ROW}"
            " WHERE w.words MATCH :words AND e.office = :office ORDER BY w.rowid DESC LIMIT :n"
        )
        return list(connection.execute(query, values).scalars())
    window = count * NEWEST
    found = _among_newest(connection, values, words, 0, window)
    if len(found) >= count:
        return found
    if _expected(connection, values) <= FEW:
        return _since(connection, values)
    missing = values | {"n": count - len(found)}
    found += _among_newest(connection, missing, words, window, count * NEXT)
    return found if len(found) >= count else _further_back(connection, values, window)


def _among_newest(
    connection: sa.Connection, values: dict[str, Any], words: Sequence[str], start: int, window: int
) -> list[int]:
    """PostgreSQL's hits among so many entries behind the newest ``start``, day by day; it stops where there are
    enough, and may not sort the table for them.
    """
    held = " AND ".join(_SPELT.format(n=n) for n in range(len(words)))
    query = (
        f"SELECT id FROM (SELECT id, words, {_DAY} AS day FROM entries WHERE office = :office"
        f" ORDER BY {_DAY} DESC, id DESC LIMIT :window OFFSET :start) e"
        f" WHERE {held} ORDER BY day DESC, id DESC LIMIT :n"
    )
    spelt = {f"word{n}": f" {word} " for n, word in enumerate(words)}
    _planner(connection, bitmapscan="off", seqscan="off")
    found = connection.execute(sa.text(query), {**values, **spelt, "start": start, "window": window}).scalars().all()
    _planner(connection, bitmapscan="on", seqscan="on")
    return list(found)


def _expected(connection: sa.Connection, values: dict[str, Any]) -> float:
    """How many entries PostgreSQL thinks to hold these words; it does not look."""
    told = connection.execute(sa.text(f"EXPLAIN (FORMAT JSON) SELECT 1 FROM entries WHERE {_HELD}"), values).scalar()
    return float(told[0]["Plan"]["Plan Rows"]) if told else 0.0


def _since(connection: sa.Connection, values: dict[str, Any], day: date | None = None) -> list[int]:
    """PostgreSQL's hits from a day on, by the index."""
    later = f" AND {_DAY} >= :day" if day is not None else ""
    query = (
        f"WITH hits AS MATERIALIZED (SELECT id, {_DAY} AS day FROM entries WHERE {_HELD} AND office = :office{later})"
        " SELECT id FROM hits ORDER BY day DESC, id DESC LIMIT :n"
    )
    return list(connection.execute(sa.text(query), values | {"day": day}).scalars())


def _further_back(connection: sa.Connection, values: dict[str, Any], window: int) -> list[int]:
    """PostgreSQL's hits of longer and longer times, where there are many.

    The planner may not read the table in the order of days: where they stop it would read a million rows.
    """
    ordered = f"SELECT {_DAY} FROM entries WHERE office = :office ORDER BY {_DAY} DESC, id DESC LIMIT 1"
    ends = sa.text(f"SELECT ({ordered}) AS last, ({ordered} OFFSET :window) AS first")
    days = connection.execute(ends, values | {"window": window}).one()
    if days.first is None:
        return _since(connection, values)
    span = max(1, (days.last - days.first).days)
    _planner(connection, indexscan="off", seqscan="off")
    for times in FURTHER:
        since = days.first.toordinal() - times * span
        found = _since(connection, values, date.fromordinal(since)) if since > 0 else []
        if len(found) >= values["n"]:
            break
    else:
        found = _since(connection, values)
    _planner(connection, indexscan="on", seqscan="on")
    return found


def _planner(connection: sa.Connection, **may: str) -> None:
    """By what the planner may read a table in this transaction: ``seqscan="off"``, "on" as it comes."""
    told = ", ".join(f"set_config('enable_{way}', '{switch}', true)" for way, switch in may.items())
    connection.exec_driver_sql(f"SELECT {told}")
