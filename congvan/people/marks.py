"""Marks into their chain and out of it: what was done, by whom, to which text, and the hash of the row before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

import sqlalchemy as sa

from congvan.people.steps import Act, Mark
from congvan.people.tables import MARKS, TEXTS
from congvan.register.rows import START, canonical, digest

_SAID = (
    "office", "position", "circular", "person", "full_name", "role", "behalf", "act", "sha256", "target", "reason",
    "session", "at",
)  # fmt: skip
m = MARKS.c
MOST = 200_000
"""Marks that are remembered, of all offices together."""


def append(connection: sa.Connection, office: str, mark: Mark, session: str = "", words: str = "") -> None:
    """One row at the end of the office's chain, and the text that it speaks of, once. A rival that took the same
    position is an IntegrityError, after which the work is done again.
    """
    last = connection.execute(
        sa.select(m.position, m.hash).where(m.office == office).order_by(m.position.desc()).limit(1)
    ).first()
    row: dict[str, Any] = {
        "office": office, "position": last.position + 1 if last else 1, "circular": mark.circular,
        "person": str(mark.person), "full_name": mark.name, "role": mark.role, "behalf": mark.behalf, "act": mark.act,
        "sha256": mark.sha256, "target": mark.target, "reason": mark.reason, "session": session[:16], "at": mark.at,
    }  # fmt: skip
    previous = last.hash if last else START
    connection.execute(sa.insert(MARKS).values(**row, previous=previous, hash=linked(row, previous)))
    if words and mark.sha256:
        t = TEXTS.c
        known = sa.select(t.sha256).where(t.office == office, t.sha256 == mark.sha256)
        if connection.execute(known).first() is None:
            connection.execute(sa.insert(TEXTS).values(office=office, sha256=mark.sha256, words=words))


def tried(connection: sa.Connection, office: str, mark: Mark, session: str, words: str) -> None:
    """What :func:`append` does, and then undone: whoever can't write now finds out before anything else is done."""
    with connection.begin_nested() as nested:
        append(connection, office, mark, session, words)
        nested.rollback()


def linked(row: Mapping[str, Any], previous: str) -> str:
    """The hash of a row: over all that it says, and the hash before."""
    return digest(canonical([*(row[name] for name in _SAID), previous]))


def of(connection: sa.Connection, office: str, circular: str) -> list[Mark]:
    """The marks of a document, in the order in which they were made."""
    wanted = sa.select(MARKS).where(m.office == office, m.circular == circular).order_by(m.position)
    return [read_row(row) for row in connection.execute(wanted).mappings()]


class Remembered:
    """The marks of offices as a studio asks for them with each page. A chain only grows: of one whose last known row is
    as it was, what came after it is read, and no more; any other is read whole.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._known: dict[str, tuple[int, str, tuple[Mark, ...]]] = {}

    def of(self, connection: sa.Connection, office: str) -> tuple[Mark, ...]:
        """The marks of all documents of an office, in the order in which they were made."""
        position, head, marks = self._known.get(office, (0, START, ()))
        rows = self._rows(connection, office, position)
        if position and (not rows or rows[0]["hash"] != head):
            position, head, marks, rows = 0, START, (), self._rows(connection, office, 0)
        fresh = rows[1:] if position else rows
        if fresh or not position:
            marks = (*marks, *(read_row(row) for row in fresh if row["circular"]))
            last = rows[-1] if rows else None
            position, head = (last["position"], last["hash"]) if last is not None else (0, START)
        self._keep(office, (position, head, marks))
        return marks

    @staticmethod
    def _rows(connection: sa.Connection, office: str, position: int) -> Sequence[sa.RowMapping]:
        since = sa.select(MARKS).where(m.office == office, m.position >= position).order_by(m.position)
        return connection.execute(since).mappings().all()

    def _keep(self, office: str, found: tuple[int, str, tuple[Mark, ...]]) -> None:
        """What was asked for the longest ago makes room."""
        known = {name: chain for name, chain in self._known.items() if name != office}
        known[office] = found
        while len(known) > 1 and sum(len(marks) for _, _, marks in known.values()) > self._most:
            del known[next(iter(known))]
        self._known = known  # whole: threads that ask at once see one or the other


def read_row(row: Mapping[Any, Any]) -> Mark:
    """A row as the mark that it keeps."""
    return Mark(
        row["circular"], row["person"], row["full_name"], row["role"], cast(Act, row["act"]), row["sha256"], row["at"],
        row["reason"], row["target"], row["behalf"],
    )  # fmt: skip


def words_of(connection: sa.Connection, office: str, sha256: str) -> str:
    """The text that a mark was given to, "" where it is not kept."""
    t = TEXTS.c
    found = connection.execute(sa.select(t.words).where(t.office == office, t.sha256 == sha256)).scalar()
    return str(found or "")


def broken(connection: sa.Connection, office: str) -> Iterable[int]:
    """The positions at which the chain does not hold: a row changed, taken out or put in by hand."""
    previous, position = START, 0
    rows = connection.execute(sa.select(MARKS).where(m.office == office).order_by(m.position)).mappings()
    for row in rows:
        position += 1
        if (row["position"], row["previous"], row["hash"]) != (position, previous, linked(dict(row), row["previous"])):
            yield int(row["position"])
            position = int(row["position"])
        previous = row["hash"]
