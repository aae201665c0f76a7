"""A change of the register that is only tried: what it would meet, in one of its states, with nothing locked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa

from congvan.model.register import Counter, Entry
from congvan.register import reading
from congvan.register.ledger import Writing
from congvan.register.tables import ENTRIES

e = ENTRIES.c


class Trial(Writing):
    """Answers as a transaction does, over a connection that only reads; whoever writes through it is a mistake."""

    def lock(self, year: int, sequence: str) -> Counter:
        """Where a sequence stands, which may be another number a moment later."""
        return reading.counter(self.connection, self.office, year, sequence)

    def append_all(
        self, told: Iterable[tuple[str, Mapping[str, object], int | None]], circular: str | None = None
    ) -> str:
        """Nothing is told of what nobody did."""
        raise AssertionError("a trial writes nothing")


def before(
    connection: sa.Connection, office: int, year: int, sequence: str, number: int, count: int
) -> Sequence[Entry]:
    """The last lines of a sequence below a number, whatever their state, the highest last."""
    query = sa.select(ENTRIES).where(e.office == office, e.year == year, e.sequence == sequence, e.number < number)
    return list(reversed(reading.many(connection, query.order_by(e.number.desc()).limit(count))))


def after(connection: sa.Connection, office: int, year: int, sequence: str, number: int, count: int) -> Sequence[Entry]:
    """The first lines of a sequence above a number."""
    query = sa.select(ENTRIES).where(e.office == office, e.year == year, e.sequence == sequence, e.number > number)
    return reading.many(connection, query.order_by(e.number).limit(count))


def set_aside(connection: sa.Connection, office: int, year: int, sequence: str, count: int) -> Sequence[Entry]:
    """The first numbers of a sequence that are set aside."""
    query = sa.select(ENTRIES).where(e.office == office, e.year == year, e.sequence == sequence, e.state == "reserved")
    return reading.many(connection, query.order_by(e.number).limit(count))
