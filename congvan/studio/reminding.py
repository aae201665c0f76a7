"""One letter a person and working day about what waits: the queues of "Việc của tôi" → plain text with links.

It holds counts, the names of documents and addresses of pages, and no word of a draft: mail lies about. Nothing is done
by opening a link.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from congvan.desk.result import Diagnostic
from congvan.model.delivery import State
from congvan.people.reminders import Reminders, Wish
from congvan.problems import MachineFault
from congvan.standard.days import calendar
from congvan.studio.listing import Queue, Row, queue
from congvan.studio.offices import Offices, Place
from congvan.studio.pages import day as written
from congvan.studio.pages import say
from congvan.studio.rights import Seat
from congvan.studio.stopping import Stopped, told

if TYPE_CHECKING:
    from congvan.people.book import People, Person

BEFORE = frozenset(("CV820", "CV821", "CV822", "CV823", "CV824", "CV825", "CV826", "CV827", "CV889"))
"""What a mail server does before anything is handed over to it: after these the letter is tried again."""
MOST = 10
"""Documents of one state that are named; the page has them all."""


@dataclass(frozen=True, slots=True)
class Reminded:
    """What came of a person's letter: ``state`` of the book, "again" where it had gone out before on this day."""

    person: str
    address: str
    office: str
    state: State
    count: int
    late: int
    again: bool = False
    faults: tuple[Diagnostic, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the server has taken it, today or at this moment."""
        return self.state == "accepted"


@dataclass(frozen=True, slots=True)
class Work:
    """What waits for one person on a day, office by office; ``unread``: offices that could not be read, and why."""

    queues: tuple[Queue, ...]
    unread: tuple[tuple[Place, Diagnostic], ...]

    @property
    def rows(self) -> list[Row]:
        """Each document once."""
        return list({(row.slug, row.card.id): row for one in self.queues for row in one.rows}.values())

    @property
    def late(self) -> int:
        """How many are late."""
        return sum(row.late for row in self.rows)


def remind(offices: Offices, people: People, by: str) -> Iterator[Reminded]:
    """Each letter of today, as it goes out. Nobody gets two, whoever runs this, and however often, on one day."""
    book, day, everybody = Reminders(people), people.today(), people.everybody()
    for person, wish in book.every():
        work = waiting(offices, people, person, everybody)
        if work.rows:
            yield _one(book, person, wish, work, day, by)
        elif work.unread:
            slug, faults = work.unread[0][0].slug, tuple(fault for _, fault in work.unread)
            yield Reminded(person.name, wish.address, slug, "deferred", 0, 0, faults=faults)


def waiting(offices: Offices, people: People, person: Person, everybody: Sequence[Person]) -> Work:
    """What waits for a person today in the offices that work today; one that can't be read stops no other."""
    queues, unread = [], []
    for place in offices:
        held = people.holdings(person, place.slug)
        if not held:
            continue
        now: datetime = place.local(people.clock())
        try:
            if calendar().works(now.date(), place.facts().steps.off):
                queues.append(queue(place, people, Seat(person.name, held), everybody, "vi", now))
        except (Stopped, MachineFault, OSError) as error:
            fault = told(error)
            if fault is None:
                raise
            unread.append((place, fault))
    return Work(tuple(one for one in queues if one.groups), tuple(unread))


def _one(book: Reminders, person: Person, wish: Wish, work: Work, day: date, by: str) -> Reminded:
    """Into the book, out, and into the book again."""
    place, count = _sender(work), len(work.rows)
    unread = tuple(fault for _, fault in work.unread)
    subject, text = letter(person, wish, work, day, book.people.setup.address)
    if not book.claim(person, day, place.slug):
        known: State = book.state(person, day) or "unknown"
        gone: State = "unknown" if known == "attempting" else known
        return Reminded(person.name, wish.address, place.slug, gone, count, work.late, again=True, faults=unread)
    result = place.desk.mail_note(wish.address, subject, text, ("remind", person.name, day.isoformat()))
    sent = result.value
    faults = (*unread, *result.diagnostics, *([result.machine] if result.machine is not None else []))
    never = result.machine is None or result.machine.code in BEFORE
    state: State = sent.state if sent is not None else "deferred" if never else "unknown"
    book.ended(person, day, place.slug, state, by)
    return Reminded(person.name, wish.address, place.slug, state, count, work.late, faults=faults)


def _sender(work: Work) -> Place:
    """The first of their offices that has a mail server; of none, the first, which will say so."""
    places = [one.place for one in work.queues]
    for place in places:
        setup = place.desk.setup().value
        if setup is not None and setup.mail is not None:
            return place
    return places[0]


def letter(person: Person, wish: Wish, work: Work, day: date, address: str) -> tuple[str, str]:
    """Subject and text, in Vietnamese, and with English below where the person wants it."""
    languages = ("vi", "en") if wish.english else ("vi",)
    text = "\n\n--------\n\n".join(_text(lang, person, work, day, address) for lang in languages)
    return _counted("vi", "remind.subject", work), f"{text}\n"


def _counted(lang: str, name: str, work: Work, **more: object) -> str:
    late = work.late
    return say(lang, f"{name}_late" if late else name, count=len(work.rows), late=late, **more)


def _text(lang: str, person: Person, work: Work, day: date, address: str) -> str:
    summed = _counted(lang, "remind.sum", work, day=written(day, lang))
    lines = [say(lang, "remind.hello", name=person.full_name), "", summed]
    for one in work.queues:
        if len(work.queues) > 1:
            lines += ["", str(one.place.facts().name).upper()]
        for state, rows in sorted(one.groups.items(), key=lambda item: not any(row.late for row in item[1])):
            lines += ["", *_group(lang, state, rows, address)]
    lines += [say(lang, "remind.unread", office=place.slug) for place, _ in work.unread]
    lines += ["", say(lang, "remind.all", address=f"{address}/")]
    lines += [say(lang, "remind.foot", address=f"{address}/tai-khoan")]
    return "\n".join(lines)


def _group(lang: str, state: str, rows: Sequence[Row], address: str) -> Iterator[str]:
    late = sum(row.late for row in rows)
    name = say(lang, f"standing.{state}")
    yield say(lang, "remind.group_late" if late else "remind.group", state=name, count=len(rows), late=late)
    for row in rows[:MOST]:
        days = row.wait.found.days if row.wait is not None else 0
        told = f" ({say(lang, 'waits.late', days=days)})" if days else ""
        yield f"- {row.card.code or row.card.id}{told}: {address}/{row.slug}/van-ban/{quote(row.card.id)}"
    if len(rows) > MOST:
        yield f"- {say(lang, 'remind.more', count=len(rows) - MOST)}"
