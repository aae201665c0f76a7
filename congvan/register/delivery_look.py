"""What the ledger of deliveries says: rows, attempts, answers, by what is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from congvan.model.delivery import Answer, Attempt, Delivery, Purpose, Recall, State
from congvan.register.delivery_rows import delivery_of, kept
from congvan.register.ledger import Ledger
from congvan.register.tables import ANSWERS, DELIVERIES, DELIVERY_ATTEMPTS, RECALLS

d = DELIVERIES.c


class Looked:
    """The ledger of one office's deliveries, to be read."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def rows(self, circular: str, purpose: Purpose | None = None) -> list[Delivery]:
        """Every row of a circular, in the order of its entry."""
        query = sa.select(DELIVERIES).where(d.circular == circular).order_by(d.id)
        if purpose is not None:
            query = query.where(d.purpose == purpose)
        return self._many(query)

    def by_message(self, message_id: str) -> list[Delivery]:
        """The rows that one message identifies."""
        return self._many(sa.select(DELIVERIES).where(d.message_id == message_id).order_by(d.id))

    def by_code(self, code: str) -> list[Delivery]:
        """The rows of every document with this số, ký hiệu, of whatever year."""
        return self._many(sa.select(DELIVERIES).where(d.code == code).order_by(d.id))

    def by_way(self, way: str, states: Sequence[State]) -> list[Delivery]:
        """The documents that went a way and are in one of these states now."""
        wanted = (d.way == way, d.state.in_(states), d.purpose == "document")
        return self._many(sa.select(DELIVERIES).where(*wanted).order_by(d.id))

    def codes(self, rows: Iterable[Delivery]) -> dict[int, str]:
        """Số, ký hiệu of each row's document, by the row's id."""
        return self._by_id(sa.select(d.id, d.code), [r.id for r in rows])

    def handed_over(self, rows: Iterable[Delivery]) -> dict[int, str]:
        """When each row was first taken over, by its id (ISO 8601, UTC)."""
        a = DELIVERY_ATTEMPTS.c
        query = sa.select(d.id, sa.func.min(a.at)).join(DELIVERY_ATTEMPTS, a.delivery == d.id)
        return self._by_id(query.where(a.state == "accepted").group_by(d.id), [r.id for r in rows])

    def _by_id(self, query: sa.Select[Any], ids: list[int]) -> dict[int, str]:
        def asked(connection: sa.Connection, office: int) -> dict[int, str]:
            found: dict[int, str] = {}
            for start in range(0, len(ids), 500):
                part = query.where(d.office == office, d.id.in_(ids[start : start + 500]))
                found |= {row[0]: row[1] for row in connection.execute(part)}
            return found

        return self.ledger.ask(asked, {})

    def _many(self, query: sa.Select[Any]) -> list[Delivery]:
        def asked(connection: sa.Connection, office: int) -> list[Delivery]:
            found = connection.execute(query.where(d.office == office)).mappings()
            return [delivery_of(dict(row)) for row in found]

        return self.ledger.ask(asked, [])

    def attempts(self, circular: str) -> list[Attempt]:
        """Every attempt of every row of a circular, in their order."""
        a = DELIVERY_ATTEMPTS.c
        query = sa.select(DELIVERY_ATTEMPTS).join(DELIVERIES, d.id == a.delivery).where(d.circular == circular)

        def asked(connection: sa.Connection, office: int) -> list[Attempt]:
            found = connection.execute(query.where(d.office == office).order_by(a.id)).mappings()
            return [Attempt(r["delivery"], r["number"], r["at"], r["state"], r["reply"]) for r in found]

        return self.ledger.ask(asked, [])

    def said(self, row: Delivery, reply: str) -> bool:
        """Whether these words stand with a row already: a folder or mailbox may be read every hour."""
        a = DELIVERY_ATTEMPTS.c
        query = sa.select(a.id).where(a.delivery == row.id, a.reply == kept(reply)).limit(1)
        return self.ledger.ask(lambda connection, _: connection.execute(query).first() is not None, False)

    def recalled(self, circular: str) -> Recall | None:
        """Whether, why and when a circular was recalled."""
        r = RECALLS.c

        def asked(connection: sa.Connection, office: int) -> Recall | None:
            row = connection.execute(sa.select(RECALLS).where(r.office == office, r.circular == circular)).first()
            return None if row is None else Recall(row.circular, row.reason, row.at)

        return self.ledger.ask(asked, None)

    def answers(self, circular: str) -> list[Answer]:
        """Which agencies have answered."""
        a = ANSWERS.c

        def asked(connection: sa.Connection, office: int) -> list[Answer]:
            query = sa.select(ANSWERS).where(a.office == office, a.circular == circular).order_by(a.agency)
            return [Answer(r.agency, r.number, r.date, r.note, r.at) for r in connection.execute(query)]

        return self.ledger.ask(asked, [])
