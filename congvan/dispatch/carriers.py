"""The ways out as this office has them: from ``delivery:`` of issuer.yaml, the templates and a letter to carriers."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from congvan import pipeline
from congvan.dispatch import outgoing
from congvan.dispatch.postal import Addressed, Paper, PostRoom
from congvan.model.circular import Circular
from congvan.model.delivery import Carrier, Delivery, File, Letter, Parcel, Purpose, Smtp, Way
from congvan.model.document import Document
from congvan.problems import MachineFault, Problems, Span
from congvan.text.letters import nfc
from congvan.text.zones import zone
from congvan.workspace import shipped_templates

if TYPE_CHECKING:
    from congvan.compose.covering import Values
    from congvan.mail.message import Words
    from congvan.model.edxml import EdxmlLetter, Party

FOLDER = "email"
TEMPLATES: dict[Purpose, tuple[str, str, str]] = {
    "document": ("subject.txt", "body.txt", "body.html"),
    "recall": ("recall-subject.txt", "recall.txt", "recall.html"),
}


@dataclass(frozen=True)
class Load:
    """What is carried. ``files`` go with every message of the axis, even with a notice; ``speaks_of`` gives the
    Message-ID of what a notice is about; ``output`` is where paper is printed to.
    """

    office: pipeline.Office
    circular: Circular
    document: Document
    letter: Letter
    files: tuple[File, ...]
    output: Path
    speaks_of: Callable[[Delivery], str] = lambda _: ""

    @cached_property
    def zone(self) -> tzinfo:
        """The agency's time zone."""
        return zone(self.office.issuer.timezone)

    def day(self, moment: datetime) -> date:
        """The day of a moment where the agency is."""
        return moment.astimezone(self.zone).date()

    @cached_property
    def pages(self) -> int | None:
        """How many pages the main file has."""
        from congvan.pades.writer import reader

        return int(reader(self.files[0].data).root["/Pages"]["/Count"]) if self.files else None

    @property
    def urgency(self) -> str:
        """The mark of urgency as printed."""
        return self.document.parts.urgency or ""


def make(way: Way, load: Load, rows: Callable[[], Sequence[Delivery]], now: datetime, problems: Problems) -> Carrier:
    """The carrier of a way, not yet opened. ``rows``: those of this way, as the ledger has them then."""
    if way == "email":
        return _mailer(load)
    if way == "edxml":
        return _outbox(load)
    return PostRoom(lambda: _sheets(load, rows(), now, problems), load.office.settings.rights())


def check(load: Load, parcels: Iterable[Parcel], now: datetime, problems: Problems) -> None:
    """Every fault that a carrier would find, before any of them is opened: templates, edXML fields, printing."""
    parcels = list(parcels)
    if any(p.way == "email" for p in parcels):
        Covering(load).check(problems)
    codes = [p.addresses[0] for p in parcels if p.way == "edxml" and p.addresses]
    if codes:
        from congvan import edxml
        from congvan.model.edxml import EdxmlRefused

        place = Span(load.circular.source.file, 1, 1)
        try:
            found = edxml.letter_faults(Axis(load).letter(codes, now))
        except EdxmlRefused as refused:
            found = refused.faults
        for fault in found:
            problems.add(fault.diagnostic(place))
    mails = [Addressed(p.name, p.addresses[0], load.day(now)) for p in parcels if p.way == "post" and p.addresses]
    if mails:
        _paper(load, now).sheets(mails, mails, problems)


def sender_domain(smtp: Smtp) -> str:
    """The domain that Message-IDs end with, in ASCII."""
    from congvan.text.addresses import normal

    return (normal(smtp.sender) or smtp.sender).rpartition("@")[2].lower() or "localhost"


def authority(office: pipeline.Office) -> str | None:
    """The file of a further authority that mail servers are checked against; its path counts from the workspace."""
    smtp = office.issuer.delivery.smtp
    return str(office.workspace.root / Path(smtp.ca)) if smtp is not None and smtp.ca else None


def _mailer(load: Load) -> Carrier:
    from congvan.mail.message import Envelope
    from congvan.mail.smtp import Mailer
    from congvan.text.addresses import normal

    issuer, smtp = load.office.issuer, load.office.issuer.delivery.smtp
    assert smtp is not None
    sender = normal(smtp.sender) or smtp.sender
    bounces = normal(smtp.bounces) if smtp.bounces else None
    covering = Covering(load)
    reply_to = normal(issuer.email) if issuer.email else None
    envelope = Envelope(nfc(issuer.name.value), sender, load.letter.files, reply_to)

    def write(parcel: Delivery, moment: datetime) -> bytes:
        mine = envelope
        if parcel.agency in load.letter.own:
            mine = replace(envelope, files=load.letter.files_for(parcel.agency))
        return mine.write(parcel, covering.words(parcel), moment.astimezone(load.zone), load.speaks_of(parcel))

    server = replace(smtp, ca=authority(load.office), sender=sender, bounces=bounces)
    return Mailer(server, load.office.settings.secret(smtp.password_env), write)


def _outbox(load: Load) -> Carrier:
    from congvan.edxml.outbox import Outbox

    typed = load.office.issuer.delivery.outbox
    assert typed is not None
    folder, rights = load.office.workspace.root / typed, load.office.settings.rights()
    return Outbox(folder, typed.rstrip("/"), Axis(load).write, rights)


@dataclass(frozen=True)
class Axis:
    """The letter as a message of the national axis."""

    load: Load

    def letter(self, codes: Sequence[str], at: datetime, own: tuple[File, ...] = ()) -> EdxmlLetter:
        """For the agencies of these codes; ``own``: what goes instead of everybody's files. Errors: EdxmlRefused."""
        from congvan import edxml
        from congvan.model.edxml import Attachment

        load = self.load
        agencies = load.office.recipients.agencies.values()
        files = [Attachment(f.name, f.data, f.title) for f in own or load.files]
        made = edxml.letter(
            load.circular, load.document, [], files, at=at.astimezone(load.zone), pages=load.pages, known=agencies,
            copies=load.circular.source.print_run.value if load.circular.source.print_run else None,
        )  # fmt: skip
        if load.letter.purpose == "recall":
            made = edxml.recall(made, load.letter.reason, at.astimezone(load.zone))
        by_code = {a.code: a for a in agencies if a.code}
        return replace(made, to=tuple(edxml.receiver(by_code[c]) if c in by_code else _stranger(c) for c in codes))

    def write(self, parcel: Delivery, moment: datetime) -> tuple[str, bytes]:
        """One file for one receiver: its name and bytes. Errors: EdxmlRefused."""
        from congvan import edxml

        own = self.load.letter.files_for(parcel.agency) if parcel.agency in self.load.letter.own else ()
        letter = self.letter([parcel.addresses[0]], moment, own)
        return edxml.file_name(letter.document_id, letter.purpose.kind), edxml.write(letter)


def _stranger(code: str) -> Party:
    """An agency that got the earlier document and stands no more in recipients.yaml."""
    from congvan.model.edxml import Party

    return Party(code, code)


def _paper(load: Load, now: datetime) -> Paper:
    return Paper(load.office, load.circular, load.document, load.letter.code, load.pages, load.day(now))


def _sheets(load: Load, rows: Sequence[Delivery], now: datetime, problems: Problems) -> dict[Path, bytes]:
    """Envelopes, labels, slips for what is still to be posted; the book with that and with what was posted before."""
    from congvan.model.delivery import DUE

    def addressed(row: Delivery, day: date) -> Addressed:
        return Addressed(row.name, row.addresses[0], day)

    today = load.day(now)
    new = [addressed(r, today) for r in rows if r.state in DUE and r.addresses]
    past = [r for r in rows if r.state in ("accepted", "delivered") and r.addresses]
    old = [addressed(r, load.day(datetime.fromisoformat(r.at) if r.at else now)) for r in past]
    made = _paper(load, now).sheets(new, [*old, *new], problems)
    if made is None:
        raise MachineFault("CV818")
    return {load.output / f"{load.letter.circular}.{ending}": data for ending, data in made.items()}


@dataclass(frozen=True)
class Covering:
    """The words beside the letter, from the workspace's own ``templates/email/`` or the shipped ones."""

    load: Load

    @cached_property
    def _read(self) -> tuple[list[tuple[str, str]], Problems]:
        """The templates by their names, and what is wrong with their files."""
        from congvan import read

        workspace, found, faults = self.load.office.workspace, [], Problems()
        folders = [workspace.root / "templates" / FOLDER, *(p / FOLDER for p in shipped_templates())]
        for name in TEMPLATES[self.load.letter.purpose]:
            path = next((f / name for f in folders if os.path.lexists(f / name)), None)
            if path is None:
                raise MachineFault("CV815", file=name)
            text = read.template(path, workspace.shown(path), workspace.templates(), faults)
            found.append((workspace.shown(path), text or ""))
        return found, faults

    @property
    def _templates(self) -> list[tuple[str, str]]:
        return self._read[0]

    def check(self, problems: Problems) -> None:
        """Name the faults of the templates."""
        from congvan.compose import covering

        problems.extend(self._read[1])
        for file, text in self._templates:
            covering.for_each(text, file, self._values, problems)

    @cached_property
    def _ready(self) -> list[Callable[[str], str]]:
        from congvan.compose import covering

        made = [covering.for_each(text, file, self._values, Problems()) for file, text in self._templates]
        return [fill or (lambda name: "") for fill in made]

    def words(self, parcel: Delivery) -> Words:
        """What one agency reads."""
        from congvan.mail.message import Words

        subject, text, html = (fill(parcel.name) for fill in self._ready)
        return Words(subject, text, html)

    @cached_property
    def _values(self) -> Values:
        from congvan.compose import covering

        load, issuer = self.load, self.load.office.issuer
        letter = load.letter
        files = ", ".join(f"{f.title} ({f.name})" if len(letter.files) > 1 else f.name for f in letter.files)
        reference = outgoing.reference_of(load.circular, load.document)
        return {
            "document": {**covering.document_values(reference), "code": letter.code, "files": files,
                         "urgency": load.urgency},
            "recall": {"": letter.reason, "reason": letter.reason},
            "issuer": {"": issuer.name.value, "name": issuer.name.value, "parent": issuer.parent,
                       "address": issuer.address, "phone": issuer.phone, "fax": issuer.fax, "email": issuer.email,
                       "website": issuer.website, "place": issuer.place},
        }  # fmt: skip
