"""Who wants a letter each working day about what waits, and the book of these letters: one a person and a day.

The book is written before a letter goes out and after it, as the ledger of deliveries is: a row that is still
``attempting`` was left by a sender that was killed, and whether its letter went out nobody knows. Only what was surely
not handed over (``deferred``) is tried again on the same day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from congvan.model.delivery import State
from congvan.people.book import People, Person
from congvan.people.tables import REMINDED, REMINDERS

KEPT = timedelta(days=60)
w, b = REMINDERS.c, REMINDED.c


@dataclass(frozen=True, slots=True)
class Wish:
    """Where to, and whether English stands below the Vietnamese."""

    address: str
    english: bool = False


class Reminders:
    """The wishes and the book of one studio."""

    def __init__(self, people: People) -> None:
        self.people, self._store = people, people.store

    def wish(self, person: Person) -> Wish | None:
        """What a person wants; None: no letter."""
        return dict(self._wishes(w.person == person.id)).get(person.id)

    def every(self) -> tuple[tuple[Person, Wish], ...]:
        """Those who want one and may sign in, by name."""
        found = dict(self._wishes(sa.true()))
        return tuple((one, found[one.id]) for one in self.people.everybody() if one.id in found and not one.disabled)

    def _wishes(self, wanted: sa.ColumnElement[bool]) -> list[tuple[int, Wish]]:
        rows = self._store.read(lambda c: c.execute(sa.select(REMINDERS).where(wanted)).mappings().all())
        return [(row["person"], Wish(row["address"], bool(row["english"]))) for row in rows]

    def want(self, person: Person, wish: Wish | None, by: str) -> None:
        """Another wish, or none any more: told in the registers and chains of the person's offices."""
        if wish == self.wish(person):
            return
        what = f"+mail {wish.address}" if wish is not None else "-mail"
        self.people.first_told(person.offices, person.name, by, what)

        def work(c: sa.Connection) -> None:
            c.execute(sa.delete(REMINDERS).where(w.person == person.id))
            if wish is not None:
                row = {"person": person.id, "address": wish.address, "english": int(wish.english)}
                c.execute(sa.insert(REMINDERS).values(row))
            self.people.note_everywhere(c, person, by, what)

        self._store.write(work)

    def state(self, person: Person, day: date) -> State | None:
        """How the letter of a day stands; None: there was none."""
        mine = sa.select(b.state).where(b.person == person.id, b.day == day)
        found: State | None = self._store.read(lambda c: c.execute(mine).scalar())
        return found

    def claim(self, person: Person, day: date, office: str) -> bool:
        """Whether the letter of a day is the caller's to send now; then nobody else gets it. Two who ask at once don't
        both win.
        """

        def work(c: sa.Connection) -> bool:
            mine = sa.and_(b.person == person.id, b.day == day)
            row = {"office": office, "state": "attempting", "at": self.people.now()}
            c.execute(sa.delete(REMINDED).where(b.day < day - KEPT))
            if c.execute(sa.select(b.state).where(mine)).first() is not None:
                again = sa.update(REMINDED).where(mine, b.state == "deferred").values(row)
                return bool(c.execute(again).rowcount)
            c.execute(sa.insert(REMINDED).values(person=person.id, day=day, **row))
            return True

        return self._store.write(work)

    def ended(self, person: Person, day: date, office: str, state: State, by: str) -> None:
        """What came of a letter, into the book and into the chain of the office that sent it."""

        def work(c: sa.Connection) -> None:
            mine = sa.and_(b.person == person.id, b.day == day)
            c.execute(sa.update(REMINDED).where(mine).values(state=state, at=self.people.now()))
            self.people.note(c, office, person.name, by, f"mail {day} {state}")

        self._store.write(work)
