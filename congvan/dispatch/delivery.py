"""Phát hành: check → plan → enter into the ledger → reach the carriers → one row after the other (Điều 18).

A row's intent is committed before a byte of it goes out, its result after. Whatever happens in between leaves it
``attempting``; the next run finds its sender dead and calls it ``unknown``, which nothing but ``--resend`` changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from congvan import pipeline
from congvan.dispatch import carriers, claims, journal, outgoing, renamed
from congvan.dispatch.carriers import Load
from congvan.dispatch.due import Rows
from congvan.dispatch.sending import Sending, Tell
from congvan.machine.clock import Clock, system_clock, today
from congvan.messages import replies
from congvan.model.circular import Circular, Reference
from congvan.model.delivery import (
    GOOD,
    HAVE,
    WAYS,
    Carrier,
    Claim,
    Delivery,
    Letter,
    Outcome,
    Parcel,
    Plan,
    State,
    Turn,
    Way,
)
from congvan.model.edxml import DocumentId
from congvan.model.register import Code
from congvan.pipeline import clocks
from congvan.problems import Diagnostic, MachineFault, Problems, Span
from congvan.workspace import Target

if TYPE_CHECKING:
    from congvan.dispatch.plan import Choice, Planned
    from congvan.register.deliveries import Deliveries
    from congvan.register.ledger import Writing

DIED = replies.kept("reply.died")
MOVED = Outcome("cancelled", replies.kept("reply.moved"))
FAILED: tuple[State, ...] = ("refused", "bounced", "held", "cancelled")
"""A row in one of these leaves its agency without the document: another way may be tried."""


def nobody_listens(row: Delivery, outcome: Outcome) -> bool:
    """What is told where nobody asked for progress."""
    del row, outcome
    return True


@dataclass(frozen=True, slots=True)
class SendOrder:
    """What the clerk asked for; ``at_once``: deferred rows are tried before their time; ``share``: (k, n), the k-th of
    n who send it at the same time and begin at different rows.
    """

    choice: Choice
    wish: outgoing.SendWish
    at_once: bool = False
    share: tuple[int, int] = (0, 1)


@dataclass
class Case:
    """A circular ready to go, its plan, and what the ledger says of it already."""

    office: pipeline.Office
    ready: outgoing.Ready
    planned: Planned
    known: list[Delivery]
    undone: list[str] = field(default_factory=list)  # ids of circulars that this one recalls or replaces

    @property
    def plan(self) -> Plan:
        """Who gets it."""
        return self.planned.plan

    def load(self, output: Path) -> Load:
        """What its carriers carry."""
        ready = self.ready
        return Load(self.office, ready.circular, ready.document, ready.letter, ready.letter.files, output)


@dataclass(frozen=True, slots=True)
class Sent:
    """What a run came to: the rows concerned as they are now; ``fault``: the machine stopped it."""

    rows: tuple[Delivery, ...]
    files: tuple[str, ...] = ()
    fault: Diagnostic | None = None

    @property
    def good(self) -> bool:
        """Whether nothing is left that a person must look at."""
        return self.fault is None and all(row.state in GOOD for row in self.rows)


def book_of(office: pipeline.Office, clock: Clock = system_clock) -> Deliveries | None:
    """The ledger of deliveries where there is a register."""
    from congvan.register.deliveries import Deliveries

    ledger = pipeline.open_register(office)
    return None if ledger is None else Deliveries(ledger, clock)


@dataclass(frozen=True, slots=True)
class Outlook:
    """How things stand before anything is sent; ``ready`` and ``planned`` are None where a fault forbids them."""

    office: pipeline.Office
    ready: outgoing.Ready | None
    planned: Planned | None
    known: list[Delivery]
    undone: list[str]


def look(
    target: Target, office: pipeline.Office, order: SendOrder, problems: Problems, clock: Clock = system_clock
) -> Outlook:
    """What may go, to whom and by which way, and what went already; every fault of that is named. Only reads."""
    from congvan.dispatch import plan

    book = book_of(office, clock)
    known_as_other = renamed.check(target, office, book, problems)
    recalled = book.recalled(target.id) if book is not None else None
    ready = None if known_as_other else outgoing.ready(target, office, order.wish, recalled, problems)
    circular = ready.circular if ready is not None else _circular(target, office)
    known = book.rows(target.id, "document") if book is not None else []
    planned: Planned | None = None
    undone: list[str] = []
    if circular is not None:
        rows, undone = _earlier(circular, office, book, problems)
        planned = plan.make(circular, office.recipients, office.issuer.delivery, order.choice, problems, rows, known)
        if not order.choice.via:
            planned.plan = replace(planned.plan, parcels=_one_way_each(planned.plan.parcels, known))
    return Outlook(office, ready, planned, known, undone)


def prepare(outlook: Outlook, order: SendOrder, problems: Problems, clock: Clock = system_clock) -> Case | None:
    """What the carriers would say of it beforehand; None after every fault is named."""
    ready, planned = outlook.ready, outlook.planned
    if ready is None or planned is None or problems.failed:
        return None
    ready = _with_own_copies(ready, outlook, order, problems)
    case = Case(outlook.office, ready, planned, outlook.known, outlook.undone)
    clocks.check(outlook.office, problems, told=True)
    clocks.before_its_day(ready.entry, outlook.office, Span(ready.target.shown, 1, 1), problems)
    _limits(case, problems)
    done = {(r.agency, r.way) for r in outlook.known if r.state in GOOD}
    todo = [p for p in planned.plan.parcels if (p.agency, p.way) not in done]
    carriers.check(case.load(order.wish.output), todo, clock(), problems)
    return None if problems.failed else case


def _with_own_copies(ready: outgoing.Ready, outlook: Outlook, order: SendOrder, problems: Problems) -> outgoing.Ready:
    """With the file of every recipient who is still to get it, where each gets a copy of its own."""
    keys = {one.key for one in ready.circular.recipients}
    if not keys or outlook.planned is None:
        return ready
    done = {(r.agency, r.way) for r in outlook.known if r.state in GOOD}
    todo = [p.agency for p in outlook.planned.plan.parcels if p.agency in keys and (p.agency, p.way) not in done]
    own = outgoing.own_copies(ready, outlook.office, order.wish, dict.fromkeys(todo), problems)
    return replace(ready, letter=replace(ready.letter, own=own))


def _circular(target: Target, office: pipeline.Office) -> Circular | None:
    """A circular whose files may not go: its plan has faults of its own to tell."""
    found = pipeline.to_circular(target, office, Problems())
    return None if found is None else found[0]


def _earlier(
    circular: Circular, office: pipeline.Office, book: Deliveries | None, problems: Problems
) -> tuple[list[Delivery], list[str]]:
    """Who has what this circular corrects, replaces or recalls; the ids of what it takes the place of.

    Warning CV816: the earlier document is not in the ledger.
    """
    register = pipeline.open_register(office)
    rows: list[Delivery] = []
    undone: list[str] = []
    for kind in ("corrects", "replaces", "recalls"):
        for key in getattr(circular.source, kind):
            reference = circular.references[key.value]
            entry = _entry_of(reference, register)
            found = book.rows(entry, "document") if entry is not None and book is not None else []
            if not found:
                problems.warning("CV816", key.span, at=kind, key=key.value, code=reference.number or "")
            rows += [r for r in found if r.state in HAVE]
            if entry is not None and kind != "corrects":
                undone.append(entry)
    return rows, undone


def _entry_of(reference: Reference, register: object) -> str | None:
    """The id of the circular behind a reference, if it was issued here."""
    code = Code.parse("".join((reference.number or "").split()))
    if code is None or register is None or reference.date is None:
        return None
    found = register.find(code, reference.date.year)  # type: ignore[attr-defined]
    return next((e.circular for e in found if e.circular and e.state == "issued"), None)


def _one_way_each(parcels: Sequence[Parcel], known: Sequence[Delivery]) -> tuple[Parcel, ...]:
    """An agency that has it, or is about to get it, keeps its way, whatever recipients.yaml says meanwhile."""
    ways: dict[str, list[Delivery]] = {}
    for row in known:
        if row.state not in FAILED:
            ways.setdefault(row.agency, []).append(row)
    made: list[Parcel] = []
    for parcel in parcels:
        rows = ways.get(parcel.agency)
        if not rows or any(r.way == parcel.way for r in rows):
            made.append(parcel)
        else:
            made += [Parcel(r.agency, r.name, r.way, r.addresses, r.main) for r in rows]
    return tuple(made)


def _limits(case: Case, problems: Problems) -> None:
    """Errors: CV811 too large to mail, CV812 no address to send from; warning CV814."""
    from congvan.mail.message import size_of
    from congvan.text.addresses import normal

    smtp = case.office.issuer.delivery.smtp
    letter = case.ready.letter
    if smtp is not None and any(p.way == "email" for p in case.plan.parcels):
        size = max([size_of(letter.files), *(own.size * 78 // 57 + 9000 for own in letter.own.values())])
        if size > smtp.size_limit:
            most = smtp.size_limit // 1_000_000
            problems.error("CV811", smtp.span, at="delivery.smtp", size=f"{size / 1e6:.1f}", most=most)
        if normal(smtp.sender) != smtp.sender and normal(smtp.sender) is None:
            problems.error("CV812", smtp.span, at="delivery.smtp.from", value=smtp.sender)
    own = {one.key for one in case.ready.circular.recipients}
    others = [
        r for r in case.known if r.state in HAVE and r.sha256 and r.sha256 != letter.sha256 and r.agency not in own
    ]
    if others:
        place = Span(case.ready.target.shown, 1, 1)
        problems.warning("CV814", place, count=len(others), names=", ".join(r.agency for r in others[:5]))


def send(
    case: Case, order: SendOrder, problems: Problems, tell: Tell = nobody_listens, clock: Clock = system_clock
) -> Sent:
    """Send what is due. Faults of the machine come back as ``Sent.fault``, with all that was done before them."""
    office, letter, plan = case.office, case.ready.letter, case.plan
    book = book_for_writing(office, clock)
    sweep(book, office, letter.circular)
    book.enter(letter, plan.parcels, messages(office, letter, plan.parcels), case.planned.held)
    going = {(p.agency, p.way) for p in plan.parcels}
    moved = [r for r in case.known if r.state == "held" and not r.addresses and (r.agency, r.way) not in going]
    book.mark([r for r in moved if r.agency in {agency for agency, _ in going}], "delivery.moved", MOVED)
    for id in case.undone:
        book.cancel(id, replies.kept("reply.replaced", code=letter.code))
    sent = run(book, case.load(order.wish.output), going, order.at_once, problems, tell, clock, order.share)
    _note_day(case, sent, clock)
    return sent


def sweep(book: Deliveries, office: pipeline.Office, circular: str) -> None:
    """Find the rows whose sender died, and make of them what its journal says."""
    folder = office.workspace.output(None)
    journals = {}

    def known(owner: str) -> journal.Known | None:
        path, said = journal.read(folder, owner)
        journals[path] = said
        return said

    if book.sweep(circular, claims.lives, known, DIED):
        for path in journals:
            journal.forget(path)


def book_for_writing(office: pipeline.Office, clock: Clock) -> Deliveries:
    """The ledger of deliveries; it is made with the first row."""
    from congvan.register.deliveries import Deliveries

    return Deliveries(pipeline.ledger_of(office), clock)


def messages(office: pipeline.Office, letter: Letter, parcels: Iterable[Parcel]) -> dict[tuple[str, str], str]:
    """The name of every parcel in the world outside: the same for ever, so that a second copy can be recognised."""
    from congvan.mail.message import message_id

    smtp = office.issuer.delivery.smtp
    domain = carriers.sender_domain(smtp) if smtp is not None else "localhost"
    issuer, _ = office.names.on(letter.day, office.today)
    fixed = (issuer.symbol, letter.circular, letter.code, letter.purpose)
    axis = str(DocumentId(issuer.code or "", letter.day, letter.code)) if letter.day is not None else ""
    made: dict[tuple[str, str], str] = {}
    for p in parcels:
        made[p.agency, p.way] = axis if p.way == "edxml" else message_id((*fixed, p.agency, p.way), domain)
    return made


def run(
    book: Deliveries, load: Load, wanted: set[tuple[str, Way]], at_once: bool, problems: Problems, tell: Tell,
    clock: Clock, share: tuple[int, int] = (0, 1),
) -> Sent:  # fmt: skip
    """Every way in its turn; a way whose carrier fails does not keep the others from going."""
    retry = load.office.issuer.delivery.retry_after
    before = {r.id: r.attempts for r in book.rows(load.letter.circular)} if at_once else {}
    rows = Rows(book, load.letter, frozenset(wanted), before, clock, retry, share)
    own = {agency: one.sha256 for agency, one in load.letter.own.items()}
    claim = Claim(claims.mine(), claims.LEASE, load.letter.sha256, own)
    notes = journal.Journal(load.office.workspace.output(None), claim.owner)
    sending = Sending(book, claim, notes, load.office.issuer.delivery, clock, tell)
    fault: Diagnostic | None = None
    files: list[str] = []
    for way in WAYS:
        if not rows.due(way):
            continue
        carrier = carriers.make(way, load, partial(rows.of, way), clock(), problems)
        try:
            _carry(carrier, sending, partial(rows.due, way))
        except MachineFault as found:
            fault = fault or found.diagnostic
            problems.add(found.diagnostic)
        files += [str(path) for path in getattr(carrier, "files", ())]
    return Sent(tuple(rows.all()), tuple(files), fault)


def _carry(carrier: Carrier, sending: Sending, due: Callable[[], list[Turn]]) -> None:
    try:
        carrier.open()
        sending.through(carrier, due)
    finally:
        carrier.close()


def _note_day(case: Case, sent: Sent, clock: Clock) -> None:
    """Ngày chuyển (column 8 of the register): the day the first parcel left."""
    entry = case.ready.entry
    if entry is None or entry.sent is not None or not any(r.state in ("accepted", "delivered") for r in sent.rows):
        return
    day = today(case.office.issuer.timezone, clock)
    ledger = pipeline.ledger_of(case.office)

    def work(tx: Writing) -> None:
        now = tx.entry_of(entry.circular or case.ready.target.id)  # a file that was renamed keeps its line
        if now is not None and now.sent is None:
            tx.change(now, "sent", sent=day)

    ledger.write(work, repeatable=True)


def rows_of(target: Target, office: pipeline.Office, problems: Problems, clock: Clock = system_clock) -> list[Delivery]:
    """The ledger of one circular, after what died was found. Errors: CV802 it stands there under another id."""
    book = book_of(office, clock)
    if book is None or renamed.check(target, office, book, problems):
        return []
    sweep(book, office, target.id)
    return book.rows(target.id)
