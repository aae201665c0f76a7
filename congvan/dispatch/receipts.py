"""What is learnt after sending: by a person, from returned mail, from status messages; and who has answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from congvan import pipeline
from congvan.dispatch import carriers, renamed
from congvan.dispatch.delivery import book_of, sweep
from congvan.machine.clock import Clock, system_clock, today
from congvan.machine.said import named, said
from congvan.machine.settings import MAILBOX
from congvan.messages import replies
from congvan.model.delivery import BY_HAND, Answer, Delivery, Notice, Outcome, State, Way
from congvan.model.register import Code
from congvan.problems import Problems, Span
from congvan.text.nearest import nearest
from congvan.workspace import Target
from congvan.yaml.typed import said_cleanly

if TYPE_CHECKING:
    from congvan.mail.files import Saved, Unread
    from congvan.register.deliveries import Deliveries


@dataclass
class Learnt:
    """What reading a folder or mailbox came to: rows that changed, notices that concern nobody here."""

    changed: list[tuple[Delivery, State]] = field(default_factory=list)
    strange: list[Notice] = field(default_factory=list)
    read: int = 0
    unread: list[Unread] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)  # mails that look returned and were not understood, by name
    other: int = 0  # mails that are no notification


def parse_mark(typed: str, problems: Problems) -> tuple[str, State] | None:
    """``so-noi-vu=delivered`` → slug and state. Errors: CV846."""
    slug, equals, state = typed.strip().partition("=")
    if not equals or not slug or state.strip() not in BY_HAND:
        problems.error("CV846", None, value=typed, known=", ".join(BY_HAND))
        return None
    found: State = next(s for s in BY_HAND if s == state.strip())
    return slug.strip(), found


def mark(
    target: Target, office: pipeline.Office, marks: Sequence[tuple[str, State]], via: tuple[Way, ...], note: str,
    problems: Problems, clock: Clock = system_clock,
) -> list[Delivery]:  # fmt: skip
    """Write down what a person learnt, all or nothing.

    Errors: CV414 a hidden character, CV841 no such row, CV843 being sent, CV847 several.
    """
    if not said_cleanly(note, "--note", problems):
        return []
    book = book_of(office, clock)
    if renamed.check(target, office, book, problems):
        return []
    if book is not None:
        sweep(book, office, target.id)
    rows = book.rows(target.id) if book is not None else []
    chosen: list[tuple[Delivery, State]] = []
    for slug, state in marks:
        mine = [r for r in rows if r.agency == slug and (not via or r.way in via)]
        newest = [r for r in mine if r.purpose == mine[-1].purpose]
        if not mine:
            problems.error("CV841", None, slug=slug, id=target.id)
        elif len(newest) > 1:
            problems.error("CV847", None, slug=slug, ways=", ".join(r.way for r in newest))
        elif newest[0].state == "attempting":
            problems.error("CV843", None, slug=slug)
        else:
            chosen.append((newest[0], state))
    if problems.failed or book is None:
        return []
    said = note.strip() or replies.kept("reply.by-hand")
    book.mark_each({row.id: Outcome(state, said) for row, state in chosen}, "delivery.mark")
    return book.rows(target.id)


def read_bounces(place: str, office: pipeline.Office, problems: Problems, clock: Clock = system_clock) -> Learnt:
    """Returned mail in a file, a folder or a mailbox → rows; what can't be read or understood is told by name.

    Errors: CV848 no such place; MachineFault for a mailbox. Warnings: CV887 unread, CV888 not understood.
    """
    learnt, smtp = Learnt(), office.issuer.delivery.smtp
    book = book_of(office, clock)
    domain = carriers.sender_domain(smtp) if smtp is not None else "localhost"
    for saved in _saved(place, office, problems):
        _learn(saved, domain, book, learnt)
    tell_unread(learnt, problems)
    for source in dict.fromkeys(learnt.unclear):
        problems.warning("CV888", None, file=source)
    return learnt


def tell_unread(learnt: Learnt, problems: Problems) -> None:
    """Warnings: CV887, each file by its name and why."""
    for item in learnt.unread:
        problems.warning("CV887", None, file=item.source, reason=named(f"MAIL_{item.why.upper()}"))


def _saved(place: str, office: pipeline.Office, problems: Problems) -> Iterable[Saved | Unread]:
    from congvan.mail import files, mailbox

    if mailbox.is_url(place):
        ca = carriers.authority(office)
        yield from mailbox.messages(place, office.settings.secret(MAILBOX), ca, 60.0)
        return
    try:
        yield from files.messages(Path(place))
    except OSError as error:
        problems.error("CV848", None, path=Path(place).as_posix(), reason=said(error))


def _learn(saved: Saved | Unread, domain: str, book: Deliveries | None, learnt: Learnt) -> None:
    """What one message says, into the ledger."""
    from congvan.mail import returned
    from congvan.mail.files import Unread

    if isinstance(saved, Unread):
        learnt.unread.append(saved)
        return
    reading = returned.read(saved, domain)
    if reading.kind == "broken":
        learnt.unread.append(Unread(saved.source, "outlook" if saved.outlook else "no-mail"))
        return
    learnt.read += 1
    learnt.other += reading.kind == "other"
    if reading.kind == "unclear":
        learnt.unclear.append(saved.source)
    for notice in reading.notices:
        rows = book.by_message(notice.key) if book is not None else []
        if not rows:
            learnt.strange.append(notice)
        for row in rows:
            _apply(row, notice, book, learnt)


def _apply(row: Delivery, notice: Notice, book: Deliveries | None, learnt: Learnt) -> None:
    if notice.state == "bounced" and _of_nobody(row, notice):
        learnt.unclear.append(notice.source)  # it came back from an address that we did not write to
    outcome = judged(row, notice)
    if outcome is not None and book is not None and not book.said(row, outcome.reply):
        book.mark([row], "delivery.returned", outcome)
        learnt.changed.append((row, outcome.state))


def _of_nobody(row: Delivery, notice: Notice) -> bool:
    mine = {a.casefold() for a in row.addresses}
    return len(mine) > 1 and notice.address.casefold() not in mine


def judged(row: Delivery, notice: Notice) -> Outcome | None:
    """What a notice means for a row: returned only where no address is left that has it."""
    if row.state in ("planned", "deferred", "cancelled", "held"):
        return None
    if notice.state == "accepted":  # a delay: words, no change
        return Outcome(row.state, notice.reply)
    if notice.state == "delivered":
        return Outcome("delivered", notice.reply) if row.state in ("accepted", "unknown", "attempting") else None
    mine = {a.casefold() for a in row.addresses}
    bad = notice.address.casefold() if notice.address.casefold() in mine or len(mine) > 1 else next(iter(mine), "")
    failed = {a.casefold() for a in row.failed} | {bad}
    state: State = "bounced" if mine <= failed else row.state
    return Outcome(state, notice.reply, tuple(a for a in row.addresses if a.casefold() == bad))


def answer(
    target: Target, office: pipeline.Office, given: Answer, problems: Problems, clock: Clock = system_clock
) -> None:
    """Enter the answer of one addressee.

    Errors: CV414 a hidden character, CV819 a day to come, CV844 not issued, CV849 no addressee.
    """
    said_cleanly(given.number, "--number", problems)
    said_cleanly(given.note, "--note", problems)
    names = addressees(target, office, problems)
    if given.day is not None and given.day > today(office.issuer.timezone, clock):
        problems.error("CV819", None, date=given.day)
    if problems.failed:
        return
    if given.agency not in names:
        problems.error("CV849", None, slug=given.agency, id=target.id, near=nearest(given.agency, names))
        return
    from congvan.register.deliveries import Deliveries

    Deliveries(pipeline.ledger_of(office), clock).answer(target.id, given)


def addressees(target: Target, office: pipeline.Office, problems: Problems) -> dict[str, str]:
    """Who may answer: the addressees by slug, groups expanded. Errors: CV802, CV844."""
    from congvan.dispatch import plan

    found = pipeline.to_circular(target, office, Problems())
    if found is None or found[1].draft:
        problems.error("CV844", Span(target.shown, 1, 1), id=target.id)
        return {}
    if renamed.check(target, office, book_of(office), problems):
        return {}
    return plan.main_agencies(found[0], office.recipients)


def answers(target: Target, office: pipeline.Office, clock: Clock = system_clock) -> list[Answer]:
    """Who has answered."""
    book = book_of(office, clock)
    return [] if book is None else book.answers(target.id)


def answered(code: Code, year: int, office: pipeline.Office, clock: Clock = system_clock) -> frozenset[str]:
    """The agencies that have answered an issued document, by its code."""
    book = book_of(office, clock)
    if book is None:
        return frozenset()
    ids = [e.circular for e in book.ledger.find(code, year) if e.circular and e.state == "issued"]
    return frozenset(a.agency for id in ids for a in book.answers(id))


def sheet(target: Target, office: pipeline.Office, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """The ledger of one circular as XLSX."""
    from congvan.sheets import ledger

    book = book_of(office)
    entry = pipeline.issued_as(target, office, book.ledger) if book is not None else None
    what = f"{entry.code} {entry.draft.subject}" if entry is not None else target.id
    return ledger.to_xlsx(f"Tình hình gửi văn bản {what}", headings, rows)
