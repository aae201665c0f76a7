"""deliveries: who has a circular; what a person, returned mail or the axis says of it; sending it again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from congvan.desk.dispatched import Dispatched, telling
from congvan.desk.here import Here
from congvan.desk.result import NOBODY, Watch
from congvan.dispatch import delivery, receipts, resending, statuses
from congvan.machine import atomic
from congvan.messages import phrase, replies
from congvan.model.delivery import Delivery
from congvan.problems import Problems
from congvan.text.dates import when
from congvan.text.zones import zone
from congvan.yaml.typed import said_cleanly

if TYPE_CHECKING:
    from congvan import pipeline
    from congvan.model.delivery import Attempt, Recall, Way
    from congvan.workspace import Target

Learnt = receipts.Learnt


@dataclass(frozen=True, slots=True)
class DeliveryRows:
    """The rows of one circular, what was tried for each, and whether it was recalled; ``zone``: the agency's."""

    id: str
    rows: tuple[Delivery, ...]
    attempts: tuple[Attempt, ...]
    recalled: Recall | None
    zone: str | None

    def reply(self, one: Delivery | Attempt, language: str = "vi") -> str:
        """What the other side said last of a row, or at one try, as people read it."""
        return replies.shown(one.last_reply if isinstance(one, Delivery) else one.reply, language)

    def history(self, row: Delivery) -> tuple[Attempt, ...]:
        """What was tried for one row."""
        return tuple(one for one in self.attempts if one.delivery == row.id)


@dataclass(frozen=True, slots=True)
class Written:
    """A file, and how many rows it has."""

    path: Path
    rows: int


def look(here: Here, id: str, via: tuple[Way, ...], problems: Problems) -> DeliveryRows | None:
    """The ledger as it is now. Errors: CV402, CV802 it stands there under another id."""
    with here.at(id, problems) as (target, office):
        return _look(office, target, via, problems, here) if office is not None and target is not None else None


def mark(
    here: Here, id: str, marks: Iterable[str], via: tuple[Way, ...], note: str, problems: Problems
) -> DeliveryRows | None:
    """Write down what a person learnt, ``so-noi-vu=delivered``, all or nothing. Errors: those of ``receipts.mark``."""
    with here.at(id, problems) as (target, office):
        if office is None or target is None:
            return None
        parsed = [m for m in (receipts.parse_mark(text, problems) for text in marks) if m is not None]
        if not problems.failed:
            receipts.mark(target, office, parsed, via, note, problems, here.clock)
        return _look(office, target, via, problems, here)


def _look(
    office: pipeline.Office, target: Target, via: tuple[Way, ...], problems: Problems, here: Here
) -> DeliveryRows:
    rows = [r for r in delivery.rows_of(target, office, problems, here.clock) if not via or r.way in via]
    book = delivery.book_of(office, here.clock)
    said = tuple(book.attempts(target.id)) if book is not None else ()
    recalled = book.recalled(target.id) if book is not None else None
    return DeliveryRows(target.id, tuple(rows), said, recalled, office.issuer.timezone)


def export(here: Here, id: str, via: tuple[Way, ...], file: Path, problems: Problems) -> Written | None:
    """The ledger of one circular as XLSX, in the language of the desk. Errors: CV402, CV564 another ending, CV802."""
    with here.at(id, problems) as (target, office):
        if office is None or target is None:
            return None
        ledger = _look(office, target, via, problems, here)
        if file.suffix.lower() != ".xlsx":
            problems.error("CV564", None, file=file.name, known=".xlsx")
        if problems.failed:
            return None
        data = receipts.sheet(target, office, *_table(ledger, here))
        atomic.write_all({file: data}, here.settings.rights())
        return Written(file, len(ledger.rows))


def _table(ledger: DeliveryRows, here: Here) -> tuple[list[str], list[list[str]]]:
    """The ledger as a sheet has it: headings, and a row of words for each of it."""
    place, now = zone(ledger.zone), here.clock()

    def say(name: str) -> str:
        return phrase(name, here.language)

    rows = [
        [r.agency, r.name, say(f"way_{r.way}"), r.address, say(f"st_{r.state}"), str(r.attempts),
         ledger.reply(r, here.language), when(r.at, place, now), r.sha256]
        for r in ledger.rows
    ]  # fmt: skip
    return say("headings").split("|"), rows


def resend(
    here: Here, id: str, order: delivery.SendOrder, note: str, problems: Problems, watch: Watch = NOBODY
) -> Dispatched | None:
    """Again to the agencies of ``order.choice.to``, whatever became of it. Errors: those of ``resending.resend``."""
    with here.at(id, problems) as (target, office):
        if office is None or target is None:
            return None
        tell = telling(watch, len(order.choice.to))
        sent = resending.resend(target, office, order, problems, tell, here.clock, note)
        return Dispatched(target.id, sent, None, office.issuer.timezone)


def read_bounces(here: Here, place: str, id: str | None, problems: Problems) -> Learnt | None:
    """Returned mail in a file, a folder or a mailbox (an IMAP address) → rows. Errors: CV848; warnings CV887, CV888."""
    with here.at(id, problems) as (_, office):
        return None if office is None else receipts.read_bounces(place, office, problems, here.clock)


def read_edxml(here: Here, folder: Path, id: str | None, problems: Problems) -> Learnt | None:
    """Status messages of the axis → rows. Errors: CV848; warnings CV887."""
    with here.at(id, problems) as (_, office):
        return None if office is None else statuses.read_edxml(folder, office, problems, here.clock)


def post_book(
    here: Here, file: Path, since: date | None, until: date | None, id: str | None, problems: Problems
) -> Written | None:
    """Sổ gửi văn bản đi bưu điện of this year, or of the days asked for, as PDF. Errors: CV414, CV564."""
    with here.at(id, problems) as (_, office):
        if office is None:
            return None
        last = until or office.today()
        lines = statuses.post_lines(office, since or date(last.year, 1, 1), last, here.clock)
        if file.suffix.lower() != ".pdf":
            problems.error("CV564", None, file=file.name, known=".pdf")
        said_cleanly(file.name, "--post-book", problems)
        made = statuses.post_book(office, lines, problems) if not problems.failed else None
        if made is None:
            return None
        atomic.write_all({file: made}, here.settings.rights())
        return Written(file, len(lines))
