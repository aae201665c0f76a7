"""What a letter needs on paper: bì, nhãn, phiếu gửi, sổ gửi văn bản đi bưu điện (NĐ 30/2020, Phụ lục IV)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from congvan import pipeline
from congvan.machine import atomic
from congvan.messages import replies
from congvan.model.circular import Circular
from congvan.model.delivery import Delivery, Outcome, Way
from congvan.model.document import Document
from congvan.model.paper import Enclosed, Mail, MailSender, PostLine, Slip, SlipItem
from congvan.problems import Problems

ENDINGS = ("bi.pdf", "nhan.pdf", "phieu-gui.pdf", "so-buu-dien.pdf")
PRINTED = replies.kept("reply.printed")


@dataclass(frozen=True, slots=True)
class Addressed:
    """One agency by post: as named, its postal address, and the day its line was written in the book."""

    name: str
    address: str
    day: date


@dataclass(frozen=True)
class Paper:
    """The sheets for one circular."""

    office: pipeline.Office
    circular: Circular
    document: Document
    code: str
    pages: int | None
    today: date

    def sender(self) -> MailSender:
        """The agency as its envelopes name it."""
        i = self.office.issuer
        return MailSender(i.name.value, i.parent or "", i.address or "", i.phone or "", i.fax or "", i.email or "",
                          i.website or "", i.symbol)  # fmt: skip

    def sheets(
        self, mails: Sequence[Addressed], book: Sequence[Addressed], problems: Problems
    ) -> dict[str, bytes] | None:
        """By ending: envelopes, labels and slips for ``mails``, the book for ``book``; None after a fault is named."""
        from congvan.render.paper.envelopes import envelopes, size_for
        from congvan.render.paper.labels import labels
        from congvan.render.paper.post_book import post_book
        from congvan.render.paper.slips import slips

        sender, mine = self.sender(), Problems()
        urgency = self.circular.source.urgency.value if self.circular.source.urgency else None
        pieces = [Mail(m.name, m.address, (Enclosed(self.code, self.pages),), urgency) for m in mails]
        title = f"{self.circular.kind.name} {' '.join(self.document.parts.subject)}"
        item = SlipItem(self.code, self.document.parts.date, title, pages=self.pages)
        parts, archive = self.document.parts, self.circular.archive_line
        wanted = [
            Slip(m.name, (item,), parts.place, day=self.today, signature=parts.signature, archive=archive)
            for m in mails
        ]
        lines = [PostLine(b.day, (self.code,), b.name) for b in book]
        made = (
            envelopes(sender, pieces, mine, size_for(self.pages or 1)),
            labels(pieces, mine),
            slips(sender, wanted, mine, self.office.standard),
            post_book(sender, lines, mine),
        )
        problems.extend(mine)
        found = {ending: data for ending, data in zip(ENDINGS, made, strict=True) if data is not None}
        return None if mine.failed else found


class PostRoom:
    """The post as a carrier: everything is printed before the first row is called handed over."""

    way: Way = "post"

    def __init__(self, sheets: Callable[[], dict[Path, bytes]], rights: int) -> None:
        self.sheets, self.rights = sheets, rights
        self.files: list[Path] = []

    def open(self) -> None:
        """Print. Errors: MachineFault (disk, fonts), with nothing begun."""
        made = self.sheets()
        atomic.write_all(made, self.rights)
        self.files = list(made)

    def ready(self) -> None:
        """The clerk's desk is always there."""

    def refusal(self, parcel: Delivery) -> Outcome | None:
        """Paper takes everything."""
        return None

    def carry(self, parcel: Delivery, moment: datetime) -> Outcome:
        """What was printed lies ready to be posted; that it was delivered, the clerk marks."""
        return Outcome("accepted", PRINTED)

    def close(self) -> None:
        """Nothing is held open."""


def books(office: pipeline.Office, lines: Sequence[PostLine], problems: Problems) -> bytes | None:
    """Sổ gửi văn bản đi bưu điện of a span of time, from the ledger."""
    from congvan.render.paper.post_book import post_book

    i = office.issuer
    sender = MailSender(i.name.value, i.parent or "", i.address or "")
    return post_book(sender, lines, problems)
