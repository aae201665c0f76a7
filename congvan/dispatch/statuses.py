"""Status messages of the national axis (01–06, 13, 15, 16) → rows of the ledger; the post book from the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from congvan import pipeline
from congvan.dispatch import postal
from congvan.dispatch.delivery import book_of
from congvan.dispatch.receipts import Learnt, tell_unread
from congvan.machine.clock import Clock, system_clock
from congvan.machine.said import said
from congvan.messages import replies
from congvan.model.delivery import Notice, Outcome, Purpose, State
from congvan.model.edxml import EdxmlRefused, EdxmlStatus
from congvan.model.paper import PostLine
from congvan.problems import Problems, Severity, Span
from congvan.text.zones import zone

if TYPE_CHECKING:
    from congvan.register.deliveries import Deliveries

MEANING: dict[str, tuple[Purpose, State | None]] = {
    "01": ("document", "delivered"),
    "02": ("document", "refused"),
    "03": ("document", "delivered"),
    "04": ("document", "delivered"),
    "05": ("document", "delivered"),
    "06": ("document", "delivered"),
    "13": ("recall", None),
    "15": ("recall", "delivered"),
    "16": ("recall", "refused"),
}
"""By status: what it speaks of, and the state that it means (None: words only)."""


def read_edxml(place: Path, office: pipeline.Office, problems: Problems, clock: Clock = system_clock) -> Learnt:
    """A folder of status messages → rows, in the order of their time. A file that is none is a warning.

    Errors: CV848 the folder. Warnings: CV887 unread. Read again, the same messages change nothing.
    """
    from congvan import edxml

    learnt = Learnt()
    book = book_of(office, clock)
    found: list[tuple[str, EdxmlStatus]] = []
    for source, data in _files(place, learnt, problems):
        learnt.read += 1
        try:
            found += [(source, status) for status in edxml.read_statuses(data)]
        except EdxmlRefused as refused:
            for fault in refused.faults:
                item = fault.diagnostic(Span((place / source).as_posix(), 1, 1))
                problems.add(replace(item, severity=Severity.WARNING))
    for source, status in sorted(found, key=lambda x: (x[1].when or datetime.min, x[1].code)):
        _apply(source, status, book, learnt)
    return learnt


def _files(place: Path, learnt: Learnt, problems: Problems) -> list[tuple[str, bytes]]:
    """The status messages below a folder; what can't be read is noted. Errors: CV848. Warnings: CV887."""
    from congvan.mail import files

    found = []
    try:
        for item in files.plain_files(place, (".edxml", ".xml")):
            if isinstance(item, files.Unread):
                learnt.unread.append(item)
            else:
                found.append(item)
    except OSError as error:
        problems.error("CV848", None, path=place.as_posix(), reason=said(error))
    tell_unread(learnt, problems)
    return found


def _apply(source: str, status: EdxmlStatus, book: Deliveries | None, learnt: Learnt) -> None:
    from congvan.standard.edxml import edxml

    when = f" ({status.when:%d/%m/%Y %H:%M})" if status.when else ""
    reason = f": {' '.join(status.reason.split())}" if status.reason.strip() else ""
    reply = f"{status.code} {edxml().statuses[status.code]}{when}{reason}"[:1000]
    purpose, state = MEANING[status.code]
    rows = book.by_message(status.document_id) if book is not None else []
    mine = [r for r in rows if r.way == "edxml" and status.agency in r.addresses and r.purpose == purpose]
    if not mine:
        learnt.strange.append(Notice(status.document_id, state or "delivered", reply, status.agency, source=source))
    for row in mine:
        assert book is not None
        # "Đã đến" is the machine's word: where the clerk there has returned the document it says nothing new.
        arrived = status.code == "01" and row.state == "refused"
        outcome = Outcome(row.state if arrived else state or row.state, reply)
        if not book.said(row, reply):
            book.mark([row], "delivery.status", outcome)
            learnt.changed.append((row, outcome.state))


def post_lines(office: pipeline.Office, since: date, until: date, clock: Clock = system_clock) -> list[PostLine]:
    """Every piece of mail handed to the post from ``since`` to ``until``, both included, in the order of its day."""
    book = book_of(office, clock)
    if book is None:
        return []
    rows = book.by_way("post", ("accepted", "delivered", "refused", "bounced"))
    first, codes = book.handed_over(rows), book.codes(rows)
    lines = []
    for row in rows:
        day = datetime.fromisoformat(first.get(row.id, row.at)).astimezone(zone(office.issuer.timezone)).date()
        if since <= day <= until:
            note = replies.shown(row.last_reply, "vi") if row.state in ("refused", "bounced") else ""
            lines.append(PostLine(day, (codes[row.id],), row.name, 1, note))
    return sorted(lines, key=lambda line: line.day)


def post_book(office: pipeline.Office, lines: Sequence[PostLine], problems: Problems) -> bytes | None:
    """The book as PDF, None after its faults are named."""
    return postal.books(office, lines, problems)
