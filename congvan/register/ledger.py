"""The register as one agency sees it: questions, and changes as transactions with their rows in the audit log."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

import sqlalchemy as sa

from congvan.machine.clock import Clock, system_clock
from congvan.model.actor import ROLE_MOST, SESSION_MOST, same_actor, seat_of
from congvan.model.register import (
    Acted,
    Code,
    Counter,
    Draft,
    Entry,
    Filter,
    Frozen,
    Logged,
    Relation,
    State,
    symbol_key,
)  # fmt: skip
from congvan.register import Identity, Location, offices, paging, reading, remembered, rows, schema
from congvan.register.database import Database
from congvan.register.rows import START, canonical, entry_of, linked, now, seal, sealed, values_of, words_with_number
from congvan.register.tables import ACTOR_MOST, AUDIT, COUNTERS, ENTRIES, OFFICES, RELATIONS, TEXTS, put, unless_there
from congvan.text.characters import cleaned

T = TypeVar("T")
Said = Mapping[str, object]


class Ledger:
    """A register (see :class:`congvan.model.register.Register`); the database is opened at the first question.

    It may be asked and written from many threads at once: it keeps nothing of a question, and each has a connection of
    its own. ``actor`` is who does what is written, as the audit log names them; ``clock`` gives the moment.
    """

    def __init__(self, location: Location, identity: Identity, clock: Clock = system_clock, actor: str = "") -> None:
        self.database = Database(location)
        self._lines: Mapping[str, Entry | None] = {}
        self.clock = clock
        self.identity = identity
        self.actor = actor

    def by(self, actor: str) -> Ledger:
        """The same register, over the same connections, in the hands of somebody else."""
        if same_actor(actor, self.actor):
            return self
        other = copy(self)
        other.actor = actor
        return other

    def there(self) -> bool:
        """Whether there is a register with tables; an older one is brought up to date. Errors: CV584."""
        if self.database.version is None:
            self.database.version = schema.current(self.database, create=False)
        return self.database.version is not None

    def _make_ready(self) -> None:
        """A register of our version is there. Errors: CV938 it is older and can't be brought up to date."""
        known = self.database.version
        if not self.there():
            self.database.version = schema.current(self.database, create=True)
        elif known not in (None, schema.VERSIONS[-1]):  # where nothing was known, it has just been tried
            self.database.version = schema.current(self.database, create=False)
        if self.database.version != schema.VERSIONS[-1]:
            raise schema.too_old(self.database, self.database.version or "?")

    def ask(self, question: Callable[[sa.Connection, int], T], nothing: T) -> T:
        """The answer of ``question``, or ``nothing`` where there is no register or this agency is not in it."""
        if not self.there():
            return nothing

        def asked(connection: sa.Connection) -> T:
            office = self.office_in(connection)
            return nothing if office is None else question(connection, office)

        return self.database.read(asked)

    def office_in(self, connection: sa.Connection) -> int | None:
        """This agency's row as it stands in a transaction, which may yet be undone. Errors: CV590."""
        found = self._found(connection)
        return None if found is None else found.id

    def _found(self, connection: sa.Connection) -> offices.Office | None:
        return offices.find(connection, self.identity, self._read_as, own=self.database.location.own)

    @property
    def _read_as(self) -> str:
        """The version whose columns may be asked for."""
        return self.database.version or schema.VERSIONS[-1]

    def knowing(self, circulars: Sequence[str]) -> Ledger:
        """The same register with the lines of these circulars read at once, for a deed that looks at all of them: what
        it says of them is of this moment. Who writes asks another one.
        """
        other, there = copy(self), {line.circular: line for line in self.of_circulars(circulars)}
        other._lines = {circular: there.get(circular) for circular in circulars}
        return other

    def entry_of(self, circular: str) -> Entry | None:
        """See the protocol."""
        if circular in self._lines:
            return self._lines[circular]
        return self.ask(lambda c, o: reading.of_circular(c, o, circular), None)

    def of_circulars(self, ids: Sequence[str]) -> Sequence[Entry]:
        """The lines of circulars by their ids; a spoiled number counts no more."""
        return self.ask(lambda c, o: remembered.of_circulars(c, o, ids, self.database.location, self._read_as), [])

    def spoiled(self, numbers: Sequence[tuple[int, int]]) -> Sequence[Entry]:
        """The voided lines of circulars among numbers, each with its year."""
        return self.ask(lambda c, o: reading.spoiled(c, o, numbers), [])

    def find(self, code: Code, year: int | None = None) -> Sequence[Entry]:
        """See the protocol."""
        return self.ask(lambda c, o: reading.find(c, o, code, year), [])

    def copies_of(self, entry: Entry) -> Collection[str]:
        """See the protocol."""
        none: Collection[str] = ()
        return self.ask(lambda c, o: reading.copies_of(c, o, entry.id), none)

    def alike(self, type: str, subject: str) -> Sequence[Entry]:
        """See the protocol."""
        return self.ask(lambda c, o: reading.alike(c, o, type, subject), [])

    def pointing_at(self, code: Code, year: int) -> Sequence[tuple[Relation, Entry]]:
        """See the protocol."""
        return self.ask(lambda c, o: reading.pointing_at(c, o, code, year), [])

    def replies_to(self, code: Code, year: int | None) -> Sequence[tuple[Relation, Entry]]:
        """See the protocol."""
        return self.ask(lambda c, o: reading.pointing_at(c, o, code, year, replies=True), [])

    def undoing(self) -> Sequence[tuple[Relation, Entry]]:
        """The issued documents that recall, replace or correct another, in the order of their entry."""
        return self.ask(reading.undoing, [])

    def frozen(self, entry: Entry) -> Frozen | None:
        """See the protocol."""
        return self.ask(lambda c, _: reading.frozen(c, entry.id, entry.sha256), None)

    def relations(self, entry: Entry) -> Sequence[Relation]:
        """See the protocol."""
        return self.ask(lambda c, _: reading.relations(c, entry.id), [])

    def list(self, wanted: Filter) -> Sequence[Entry]:
        """See the protocol."""
        return self.ask(lambda c, o: reading.listed(c, o, wanted), [])

    def search(self, words: str, limit: int) -> Sequence[Entry]:
        """See the protocol."""
        return self.ask(lambda c, o: reading.search(c, o, words, limit), [])

    def page(self, wanted: Filter, at: int, size: int) -> paging.Page:
        """One page of what a filter chooses."""
        return self.ask(lambda c, o: paging.page(c, o, wanted, at, size), paging.Page())

    def facets(self, year: int | None) -> paging.Facets:
        """What the book, or one year of it, can be filtered by."""
        return self.ask(lambda c, o: paging.facets(c, o, year), paging.Facets())

    def history(self, entry: Entry) -> Sequence[Logged]:
        """What the audit log tells of an entry, from its first row on."""
        return self.ask(lambda c, o: reading.history(c, o, entry, self._read_as), [])

    def acts(self, circular: str) -> Sequence[Acted]:
        """What people did with a document, as the audit log tells it; with "" what they did in the office."""
        return self.ask(lambda c, o: reading.acts(c, o, circular, self._read_as), [])

    def strangers(self) -> Sequence[str]:
        """Whose rows a file holds that has none of this agency's: beside issuer.yaml nobody else's should be. On a
        server, or in a file that others use too, they are at home.
        """
        if not self.database.location.own or not self.there():
            return []

        def asked(connection: sa.Connection) -> Sequence[str]:
            mine = self.office_in(connection) is not None
            return [] if mine else connection.execute(sa.select(OFFICES.c.key)).scalars().all()

        return self.database.read(asked)

    def following(self, year: int, sequence: str) -> int:
        """The number that would be next now; whoever writes first takes it."""

        def asked(connection: sa.Connection, office: int) -> int:
            last = reading.counter(connection, office, year, sequence).number
            return reading.first_free(connection, office, year, sequence, last + 1)

        return self.ask(asked, 1)

    def head(self) -> tuple[int, str]:
        """Position and hash of the last row of the audit log: note it on paper, and no row can be changed unseen."""
        query = sa.select(OFFICES.c.position, OFFICES.c.head)

        def asked(connection: sa.Connection, office: int) -> tuple[int, str]:
            row = connection.execute(query.where(OFFICES.c.id == office)).one()
            return row.position, row.head

        return self.ask(asked, (0, START))

    def close(self) -> None:
        """Let go of the database; a later question opens it again."""
        self.database.close()

    def write(self, work: Callable[[Writing], T], *, repeatable: bool) -> T:
        """Run ``work`` as one transaction; the register is made where there is none. Errors: CV938 it is older than the
        program and can't be brought up to date.
        """
        self._make_ready()

        def worked(connection: sa.Connection) -> T:
            row, fresh = self._found(connection), False
            if row is None:
                own = self.database.location.own
                row, fresh = offices.enter(connection, self.identity, own=own)
            writing = Writing(connection, row.id, self.clock, self.actor)
            if fresh:
                writing.tell_office()
            done = work(writing)
            if offices.follow(connection, row, self.identity):  # last: counters are locked before the audit log
                writing.tell_office()
            return done

        return self.database.write(worked, repeatable=repeatable)


class Writing:
    """One transaction of one agency. Locks are taken in one order: counter, then audit log, so nobody deadlocks."""

    def __init__(self, connection: sa.Connection, office: int, clock: Clock, actor: str) -> None:
        self.connection = connection
        self.clock = clock
        self.office = office
        self.actor = cleaned(actor)[:ACTOR_MOST]
        role, session = seat_of(actor)
        self.seat = {"role": cleaned(role)[:ROLE_MOST], "session": session[:SESSION_MOST]}

    def lock(self, year: int, sequence: str) -> Counter:
        """Lock the counter of a sequence until the end of the transaction, and say where it stands."""
        c = COUNTERS.c
        values = {"office": self.office, "year": year, "sequence": sequence, "number": 0, "date": None}
        where = (c.office == self.office, c.year == year, c.sequence == sequence)
        self.connection.execute(unless_there(self.connection, COUNTERS, values))
        row = self.connection.execute(sa.select(c.number, c.date).where(*where).with_for_update()).one()
        return Counter(row.number, row.date)

    def entry_of(self, circular: str) -> Entry | None:
        """See the protocol."""
        return reading.of_circular(self.connection, self.office, circular)

    def find(self, code: Code, year: int | None = None) -> Sequence[Entry]:
        """See the protocol."""
        return reading.find(self.connection, self.office, code, year)

    def copies_of(self, entry: Entry) -> Collection[str]:
        """See the protocol."""
        return reading.copies_of(self.connection, self.office, entry.id)

    def note_copy(self, entry: Entry, circular: str) -> None:
        """A file was to be issued that bears the number of an issued circular and says what that says."""
        if circular not in self.copies_of(entry):
            self.append("copy", {"circular": circular, "code": str(entry.code)}, entry.id)

    def note_signed(self, kind: str, circular: str, told: Mapping[str, object]) -> None:
        """A signed file of a circular comes to lie there, ``kind`` of ``SIGNING``; ``told``: which, and whose."""
        entry = self.entry_of(circular)
        of = {"code": str(entry.code), "year": entry.year} if entry is not None else {}
        self.append(kind, {"circular": circular, **of, **told}, entry.id if entry is not None else None, circular)

    def alike(self, type: str, subject: str) -> Sequence[Entry]:
        """See the protocol."""
        return reading.alike(self.connection, self.office, type, subject)

    def frozen(self, entry: Entry) -> Frozen | None:
        """See the protocol."""
        return reading.frozen(self.connection, entry.id, entry.sha256)

    def pointing_at(self, code: Code, year: int) -> Sequence[tuple[Relation, Entry]]:
        """See the protocol."""
        return reading.pointing_at(self.connection, self.office, code, year)

    def replies_to(self, code: Code, year: int | None) -> Sequence[tuple[Relation, Entry]]:
        """See the protocol."""
        return reading.pointing_at(self.connection, self.office, code, year, replies=True)

    def at(self, year: int, sequence: str, number: int) -> Entry | None:
        """Whoever has that number."""
        e = ENTRIES.c
        return reading.one(self.connection, self.office, e.year == year, e.sequence == sequence, e.number == number)

    def neighbours(self, year: int, sequence: str, number: int) -> tuple[Entry | None, Entry | None]:
        """The dated entries next below and next above a number."""
        return reading.neighbours(self.connection, self.office, year, sequence, number)

    def first_free(self, year: int, sequence: str, start: int) -> int:
        """The first number from ``start`` on that nobody has."""
        return reading.first_free(self.connection, self.office, year, sequence, start)

    def free_between(self, year: int, sequence: str, first: int, last: int) -> list[tuple[int, int]]:
        """The numbers from ``first`` to ``last`` that nobody has, as ranges."""
        return reading.free_between(self.connection, self.office, year, sequence, first, last)

    def other_sequence(self, year: int, kinds: Sequence[str], sequence: str) -> Entry | None:
        """An entry of these kinds in another sequence of the year."""
        return reading.other_sequence(self.connection, self.office, year, kinds, sequence)

    def enter(
        self, draft: Draft, year: int, sequence: str, number: int, day: date | None,
        state: State = "issued", frozen: Frozen | None = None, reason: str = "",
    ) -> Entry:  # fmt: skip
        """A new line of the register, its text and relations, its row in the audit log; the counter moves on."""
        values = words_with_number(values_of(draft), number) | {
            "office": self.office, "year": year, "sequence": sequence, "number": number, "state": state, "date": day,
            "sha256": frozen.sha256 if frozen else None, "reason": reason, "sent": None, "recorded_at": now(self.clock),
        }  # fmt: skip
        id = self.connection.execute(sa.insert(ENTRIES).values(values)).inserted_primary_key
        assert id is not None
        self._beside(id[0], draft.relations, frozen)
        kind = {"issued": draft.origin, "reserved": "reserve", "void": "void"}[state]
        return self._sealed(id[0], kind)

    def change(self, entry: Entry, kind: str, frozen: Frozen | None = None, **values: Any) -> Entry:
        """Change the state of a line; the audit log keeps what it was sealed as before and after."""
        self.connection.execute(sa.update(ENTRIES).where(ENTRIES.c.id == entry.id).values(**values))
        return self._sealed(entry.id, kind)

    def take_over(self, entry: Entry, draft: Draft, day: date, frozen: Frozen | None, kind: str) -> Entry:
        """Put a document into a line that was set aside, or that was imported without its text."""
        values = words_with_number(values_of(draft), entry.number)
        values |= {"state": "issued", "date": day, "sha256": frozen.sha256 if frozen else None}
        self.connection.execute(sa.update(ENTRIES).where(ENTRIES.c.id == entry.id).values(**values))
        self._beside(entry.id, draft.relations, frozen)
        return self._sealed(entry.id, kind)

    def _beside(self, id: int, relations: Iterable[Relation], frozen: Frozen | None) -> None:
        if frozen is not None:
            self.connection.execute(sa.insert(TEXTS).values(entry=id, frozen=frozen.text, source=frozen.source))
        self.link([(id, relations)])

    def link(self, of: Iterable[tuple[int, Iterable[Relation]]]) -> None:
        """What each entry, by its id, points at."""
        rows = [
            {"office": self.office, "entry": id, "kind": r.kind, "number": r.code.number, "symbol": r.code.symbol,
             "symbol_key": symbol_key(r.code.symbol), "year": r.year}
            for id, relations in of for r in relations
        ]  # fmt: skip
        if rows:
            self.connection.execute(sa.insert(RELATIONS), rows)

    def _sealed(self, id: int, kind: str) -> Entry:
        """Seal the row as it stands now in the audit log, and move its counter."""
        row = dict(self.connection.execute(sa.select(ENTRIES).where(ENTRIES.c.id == id)).mappings().one())
        links = reading.relations(self.connection, id)
        text = reading.frozen(self.connection, id, row["sha256"])
        entry = entry_of(row)
        if entry.state == "issued":
            self.advance(entry.year, entry.sequence, entry.number, entry.date)
        self.append(kind, sealed(row, seal(row, links, text)), id)
        return replace(entry, draft=replace(entry.draft, relations=tuple(links)))

    def advance(self, year: int, sequence: str, number: int, day: date | None) -> None:
        """The counter of a sequence stands at ``number`` now, unless it was further already."""
        c = COUNTERS.c
        mine = sa.and_(c.office == self.office, c.year == year, c.sequence == sequence, c.number <= number)
        self.connection.execute(sa.update(COUNTERS).where(mine).values(number=number, date=day))

    def tell_office(self) -> None:
        """What the agency's own row says, into the audit log: whoever changes one of these tells it this way."""
        o = OFFICES.c
        told = sa.select(o.key, o.code, o.name, o.slug, o.symbol).where(o.id == self.office)
        row = self.connection.execute(told).one()
        more = {"slug": row.slug, "symbol": row.symbol}
        always = {"key": row.key, "code": row.code, "name": row.name}
        self.append("office", always | {name: value for name, value in more.items() if value is not None})

    def act(self, name: str, circular: str, said: Mapping[str, object]) -> str:
        """A row for what somebody did that no table holds, at a circular with or without a number; its hash."""
        found = self.entry_of(circular) if circular else None
        return self.append(f"{rows.ACT}{name}", said, None if found is None else found.id, circular)

    def append(self, kind: str, payload: Said, entry: int | None = None, circular: str | None = None) -> str:
        """Add a row to the audit log inside this transaction; its hash covers the hash of the row before."""
        return self.append_all([(kind, payload, entry)], circular)

    def append_all(self, told: Iterable[tuple[str, Said, int | None]], circular: str | None = None) -> str:
        """Add rows to the audit log in their order, each holding the hash of the one before; the hash of the last."""
        o = OFFICES.c
        locked = sa.select(o.position, o.head).where(o.id == self.office).with_for_update(key_share=True)
        last = self.connection.execute(locked).one()
        position, head, at, rows = last.position, last.head, now(self.clock), []
        for kind, payload, entry in told:
            position, text, previous = position + 1, canonical(payload), head
            row = {"position": position, "at": at, "kind": kind, "entry": entry, "payload": text, "previous": previous}
            row |= {"actor": self.actor, **self.seat, "circular": circular}
            head = linked(row)
            rows.append({"office": self.office, "hash": head, **row})
        if rows:
            put(self.connection, AUDIT, rows)
            self.connection.execute(sa.update(OFFICES).where(o.id == self.office).values(position=position, head=head))
        return str(head)
