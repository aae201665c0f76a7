"""People, what they hold in which office, their sessions and their marks: one object for the life of a studio."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

import sqlalchemy as sa

from congvan.machine.clock import Clock
from congvan.machine.settings import Settings
from congvan.model.actor import seat_of
from congvan.people import marks, secrets
from congvan.people.life import Life
from congvan.people.roles import Holding, Role
from congvan.people.setup import Setup
from congvan.people.steps import Mark
from congvan.people.store import Store
from congvan.people.tables import DELEGATIONS, MEMBERSHIPS, PEOPLE, RESETS, SESSIONS
from congvan.people.who import Kept, Membership, Person
from congvan.text.zones import zone

__all__ = ["Kept", "Membership", "People", "Person", "Tell"]

RESET_LASTS = timedelta(hours=24)
SESSION_LASTS = timedelta(hours=20)
p, s, d, ms, r = PEOPLE.c, SESSIONS.c, DELEGATIONS.c, MEMBERSHIPS.c, RESETS.c


Tell = Callable[[str, Mark, str], None]
"""An office, what was done in it, and by which session → a row in its register's audit log. Errors: MachineFault."""


class People:
    """What the studio's tables say, asked anew each time: a role taken away is gone with the next request.

    ``tell``: who writes what is done into the audit log of the office's register, before it is done; None: nobody, as
    at the command line of the machine's keeper, whose changes stand in the chain of these tables.
    """

    def __init__(self, setup: Setup, settings: Settings, clock: Clock, tell: Tell | None = None) -> None:
        self.setup, self.store, self.clock, self._tell = setup, Store(setup, settings, clock), clock, tell
        self.settings = settings
        self._chains = marks.Remembered()
        self.life = Life(clock, self.store.known)

    def now(self) -> str:
        """The moment, UTC."""
        return self.clock().astimezone(UTC).isoformat(timespec="seconds")

    def today(self) -> date:
        """The day at the offices."""
        return self.clock().astimezone(zone(None)).date()

    def close(self) -> None:
        """Let go of the database."""
        self.store.close()

    # people

    def everybody(self) -> tuple[Person, ...]:
        """All people with their roles, by name."""
        return self.store.read(lambda c: _people(c, sa.true()))

    def person(self, name: str) -> Person | None:
        """One of them, by the name that one signs in with."""
        found = self.store.read(lambda c: _people(c, p.name == name))
        return found[0] if found else None

    def add(self, name: str, full_name: str, memberships: Sequence[Membership], password: str, by: str) -> bool:
        """A new person; False where the name is taken. ``password`` "": none yet."""
        kept = secrets.hashed(password) if password else ""
        if self.person(name) is not None:
            return False
        for one in memberships:
            self.first_told((one.office,), name, by, f"+{one.holding}")

        def work(c: sa.Connection) -> bool:
            if c.execute(sa.select(p.id).where(p.name == name)).first() is not None:
                return False
            row = {"name": name, "full_name": full_name, "password": kept, "disabled": 0, "created_at": self.now()}
            made = c.execute(sa.insert(PEOPLE).values(row)).inserted_primary_key
            assert made is not None
            for one in memberships:
                self._enter(c, int(made[0]), name, one, by)
            return True

        return self.store.write(work)

    def _enter(self, c: sa.Connection, person: int, name: str, one: Membership, by: str) -> None:
        row = {"person": person, "office": one.office, "role": one.holding.role, "scope": one.holding.scope}
        c.execute(sa.insert(MEMBERSHIPS).values(**row, since=one.since, until=one.until))
        self.note(c, one.office, name, by, f"+{one.holding}")

    def first_told(self, offices: Iterable[str], whom: str, by: str, what: str) -> None:
        """Into the registers, before anything is done. Errors: MachineFault, and then nothing may be done."""
        tell = self._tell
        if tell is None:
            return
        for office in dict.fromkeys(offices):
            tell(office, self._of_people(whom, by, what), seat_of(by)[1])

    def _of_people(self, whom: str, by: str, what: str) -> Mark:
        return Mark("", str(by), str(by), seat_of(by)[0], "people", "", self.now(), f"{whom} {what}")

    def note_everywhere(self, c: sa.Connection, person: Person, by: str, what: str) -> None:
        """The same in the chain of each of their offices."""
        for office in person.offices:
            self.note(c, office, person.name, by, what)

    def note(self, c: sa.Connection, office: str, whom: str, by: str, what: str) -> None:
        """A row in the office's chain that speaks of a person."""
        marks.append(c, office, self._of_people(whom, by, what), seat_of(by)[1])

    def grant(self, person: Person, one: Membership, by: str) -> None:
        """A role more, or the same with other days; all sessions of the person end."""
        self.first_told((one.office,), person.name, by, f"+{one.holding}")

        def work(c: sa.Connection) -> None:
            c.execute(sa.delete(MEMBERSHIPS).where(_same(person, one)))
            self._enter(c, person.id, person.name, one, by)
            c.execute(sa.delete(SESSIONS).where(s.person == person.id))

        self.store.write(work)

    def revoke(self, person: Person, one: Membership, by: str) -> bool:
        """A role less, and no session left; False where it was not held."""
        if any(m.office == one.office and m.holding == one.holding for m in person.memberships):
            self.first_told((one.office,), person.name, by, f"-{one.holding}")

        def work(c: sa.Connection) -> bool:
            gone = c.execute(sa.delete(MEMBERSHIPS).where(_same(person, one))).rowcount
            if gone:
                c.execute(sa.delete(SESSIONS).where(s.person == person.id))
                self.note(c, one.office, person.name, by, f"-{one.holding}")
            return bool(gone)

        return self.store.write(work)

    def disable(self, person: Person, by: str, *, disabled: bool = True) -> None:
        """Nobody signs in by this name any more, and who has is signed out; or may again."""
        what = "disabled" if disabled else "enabled"
        self.first_told(person.offices, person.name, by, what)

        def work(c: sa.Connection) -> None:
            c.execute(sa.update(PEOPLE).where(p.id == person.id).values(disabled=int(disabled)))
            c.execute(sa.delete(SESSIONS).where(s.person == person.id))
            c.execute(sa.delete(RESETS).where(r.person == person.id))
            self.note_everywhere(c, person, by, what)

        self.store.write(work)

    def delegate(
        self, office: str, giver: Person, taker: Person, held: Holding, document: str, since: date, until: date, by: str
    ) -> None:
        """A role of ``giver`` in the hands of ``taker`` too, by a paper and for a time."""
        what = f"+{held} ({giver.name}, {document}, {since}–{until})"
        self.first_told((office,), taker.name, by, what)

        def work(c: sa.Connection) -> None:
            row = {"office": office, "giver": giver.id, "taker": taker.id, "role": held.role, "scope": held.scope}
            c.execute(sa.insert(DELEGATIONS).values(**row, document=document, since=since, until=until))
            self.note(c, office, taker.name, by, what)

        self.store.write(work)

    def holdings(self, person: Person, office: str) -> tuple[Holding, ...]:
        """What a person holds in an office today, delegated roles with their giver's name. A role goes with its giver:
        what he no longer holds nobody has from him.
        """
        today = self.today()
        own = _held(person, office, today)

        def asked(c: sa.Connection) -> list[Holding]:
            found = c.execute(
                sa.select(DELEGATIONS, p.name).join(PEOPLE, p.id == d.giver).where(
                    d.taker == person.id, d.office == office, d.since <= today, d.until >= today
                )
            )  # fmt: skip
            out = []
            for row in found.mappings():
                giver = _people(c, p.name == row["name"])[0]
                has = any(one.covers(row["role"], row["scope"]) for one in _held(giver, office, today))
                if has and not giver.disabled:
                    out.append(Holding(row["role"], row["scope"], giver.full_name, row["document"]))
            return out

        return (*own, *self.store.read(asked))

    def elsewhere(self, person: Person, office: str) -> bool:
        """Whether a person has any role in another office, of their own or from somebody: a password opens them all."""
        today = self.today()
        lent = sa.select(d.id).where(d.taker == person.id, d.office != office, d.until >= today)
        own = any(one.office != office for one in person.memberships)
        return own or self.store.read(lambda c: c.execute(lent).first()) is not None

    # passwords and sessions

    def password(self, person: Person, password: str, by: str) -> None:
        """Another password; who was signed in with the old one no longer is."""
        kept = secrets.hashed(password)
        self.first_told(person.offices, person.name, by, "password")
        self.store.write(lambda c: self._password(c, person, kept, by))

    def set_by(self, word: str, person: Person, password: str) -> bool:
        """Another password by a word of :meth:`reset`, which is used up; False where somebody has used it already."""
        kept = secrets.hashed(password)
        if self.resettable(word) is None:
            return False
        self.first_told(person.offices, person.name, person.name, "password")

        def work(c: sa.Connection) -> bool:
            mine = sa.and_(r.key == secrets.key(word), r.person == person.id, r.until >= self.now())
            if not c.execute(sa.delete(RESETS).where(mine)).rowcount:
                return False
            self._password(c, person, kept, person.name)
            return True

        return self.store.write(work)

    def _password(self, c: sa.Connection, person: Person, kept: str, by: str) -> None:
        c.execute(sa.update(PEOPLE).where(p.id == person.id).values(password=kept))
        c.execute(sa.delete(SESSIONS).where(s.person == person.id))
        c.execute(sa.delete(RESETS).where(r.person == person.id))
        self.note_everywhere(c, person, by, "password")

    def reset(self, person: Person, by: str) -> str:
        """A word that lets a person set a password, once, within a day; words of before are worth nothing."""
        made = secrets.word()
        until = (self.clock().astimezone(UTC) + RESET_LASTS).isoformat(timespec="seconds")
        self.first_told(person.offices, person.name, by, "reset")

        def work(c: sa.Connection) -> None:
            c.execute(sa.delete(RESETS).where(r.person == person.id))
            c.execute(sa.insert(RESETS).values(key=secrets.key(made), person=person.id, until=until))
            self.note_everywhere(c, person, by, "reset")

        self.store.write(work)
        return made

    def resettable(self, word: str) -> Person | None:
        """Whom such a word belongs to, while it can be used."""
        now = self.now()
        wanted = p.id.in_(sa.select(r.person).where(r.key == secrets.key(word), r.until >= now))
        found = self.store.read(lambda c: _people(c, sa.and_(wanted, p.disabled == 0)))
        return found[0] if found else None

    def fits(self, name: str, password: str) -> Person | None:
        """Who signs in by this name and password; None tells nobody which of both was wrong."""
        row = self.store.read(lambda c: c.execute(sa.select(p.password, p.disabled).where(p.name == name)).first())
        good = secrets.fits(row.password if row is not None and not row.disabled else "", password)
        return self.person(name) if good else None

    def begin(self, person: Person, agent: str) -> str:
        """The secret of a new session."""
        secret = secrets.word()
        row = {"key": secrets.key(secret), "person": person.id, "csrf": secrets.word()}

        def work(c: sa.Connection) -> None:
            oldest = (self.clock().astimezone(UTC) - SESSION_LASTS).isoformat(timespec="seconds")
            c.execute(sa.delete(SESSIONS).where(s.since < oldest))
            c.execute(sa.insert(SESSIONS).values(**row, since=self.now(), agent=agent[:200]))

        self.store.write(work)
        return secret

    def session(self, secret: str) -> Kept | None:
        """The session of a cookie, while it lasts."""
        last = self.life.last

        def asked(c: sa.Connection) -> list[Kept]:
            self.life.seen(c, last)
            return _sessions(c, s.key == secrets.key(secret))

        found = self.store.read(asked)
        if self.life.strange:
            self.life.strange = False
            self.store.look()
        live = [one for one in found if not one.person.disabled and self.clock() - one.since < SESSION_LASTS]
        return live[0] if live and not self.life.over(live[0].key) else None

    def sessions(self, *people: Person) -> tuple[Kept, ...]:
        """Where people are signed in, the newest first."""
        found = self.store.read(lambda c: _sessions(c, s.person.in_([one.id for one in people])))
        live = [one for one in found if self.clock() - one.since < SESSION_LASTS and not self.life.over(one.key)]
        return tuple(sorted(live, key=lambda one: one.since, reverse=True))

    def end(self, key: str, person: Person | None = None) -> None:
        """One session ends; of ``person`` only, where one is named."""
        mine = s.key == key if person is None else sa.and_(s.key == key, s.person == person.id)
        if self.store.write(lambda c: c.execute(sa.delete(SESSIONS).where(mine)).rowcount):
            self.life.end(key)

    def end_all(self, person: Person) -> None:
        """Signed out everywhere."""
        keys = [one.key for one in self.sessions(person)]
        self.store.write(lambda c: c.execute(sa.delete(SESSIONS).where(s.person == person.id)))
        self.life.end(*keys)

    def sign_out(self, person: Person, by: str, session: str = "") -> bool:
        """Somebody else ends a session of a person by the beginning of its key, or all of them; told as whatever is
        done with people. False where there is none.
        """
        there = [one.key for one in self.sessions(person) if not session or one.short == session]
        if not there:
            return False
        what = f"signed out {session}".strip()
        self.first_told(person.offices, person.name, by, what)

        def work(c: sa.Connection) -> None:
            c.execute(sa.delete(SESSIONS).where(s.key.in_(there), s.person == person.id))
            self.note_everywhere(c, person, by, what)

        self.store.write(work)
        return True

    # marks

    def mark(self, office: str, mark: Mark, session: str, words: str, known: int) -> bool:
        """A mark into the office's chain, if its document still has ``known`` of them: two who act at once don't both
        win. It is told in the register first. Errors: MachineFault it can't be told there, and is not made.
        """
        if self._tell is not None:
            if len(self.marks(office, mark.circular)) != known:
                return False
            self._tell(office, mark, session)

        def work(c: sa.Connection) -> bool:
            if len(marks.of(c, office, mark.circular)) != known:
                return False
            marks.append(c, office, mark, session, words)
            return True

        return self.store.write(work)

    def try_mark(self, office: str, mark: Mark, session: str, words: str) -> None:
        """Nothing, where :meth:`tell` of the same would be written now. Errors: those of the database."""
        self.store.write(lambda c: marks.tried(c, office, mark, session, words))

    def tell(self, office: str, mark: Mark, session: str, words: str) -> None:
        """A mark of what was done elsewhere, into the office's chain, whatever came between."""
        self.store.write(lambda c: marks.append(c, office, mark, session, words))

    def marks(self, office: str, circular: str | None = None) -> Sequence[Mark]:
        """Of a document, read anew; or of all of an office, of which only what is new is read."""
        if circular is None:
            return self.store.read(lambda c: self._chains.of(c, office))
        return self.store.read(lambda c: marks.of(c, office, circular))

    def words(self, office: str, sha256: str) -> str:
        """The text that a mark was given to."""
        return self.store.read(lambda c: marks.words_of(c, office, sha256))

    def broken(self, office: str) -> list[int]:
        """Where the chain of an office does not hold."""
        return self.store.read(lambda c: list(marks.broken(c, office)))


def _same(person: Person, one: Membership) -> sa.ColumnElement[bool]:
    role = one.holding
    return sa.and_(ms.person == person.id, ms.office == one.office, ms.role == role.role, ms.scope == role.scope)


def _held(person: Person, office: str, day: date) -> tuple[Holding, ...]:
    return tuple(one.holding for one in person.memberships if one.office == office and one.on(day))


def _people(c: sa.Connection, wanted: sa.ColumnElement[bool]) -> tuple[Person, ...]:
    rows = c.execute(sa.select(PEOPLE).where(wanted).order_by(p.name)).mappings().all()
    held: dict[int, list[Membership]] = {row["id"]: [] for row in rows}
    every = sa.select(MEMBERSHIPS).where(ms.person.in_(list(held))).order_by(ms.id)
    for row in c.execute(every).mappings() if held else ():
        holding = Holding(cast(Role, row["role"]), row["scope"])
        held[row["person"]].append(Membership(row["office"], holding, row["since"], row["until"]))
    return tuple(_person(row, held[row["id"]]) for row in rows)


def _person(row: Any, held: Iterable[Membership]) -> Person:
    return Person(
        row["id"], row["name"], row["full_name"], bool(row["disabled"]), bool(row["password"]), tuple(held)
    )  # fmt: skip


def _sessions(c: sa.Connection, wanted: sa.ColumnElement[bool]) -> list[Kept]:
    rows = c.execute(sa.select(SESSIONS).where(wanted)).mappings().all()
    known = {one.id: one for one in _people(c, p.id.in_([row["person"] for row in rows]))} if rows else {}
    return [
        Kept(row["key"], known[row["person"]], row["csrf"], datetime.fromisoformat(row["since"]), row["agent"])
        for row in rows
    ]
